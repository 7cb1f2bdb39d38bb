"""The one relation between the distinct points of a circuit, for ``library/ChecksCircuit.v``."""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq, fmpq_mat

from theoremcheck.formal.algebra import dual_vectors
from theoremcheck.formal.text import integers, listed
from theoremcheck.trusted.problem.model import Vector


def relation(inputs: Sequence[Vector]) -> tuple[str, ...]:
    """What the check is given: of the distinct X_i the places, the numbers of the relation, and dual vectors.

    The last X_i has none. Four places among these points follow, of two numbers > 0 and of two < 0.
    """
    first: dict[tuple[object, ...], int] = {}
    for place, point in enumerate(inputs):
        first.setdefault(tuple(point), place)
    points = [inputs[place] for place in first.values()]
    exact = fmpq_mat(len(points), len(points[0]), [fmpq(*v.as_integer_ratio()) for point in points for v in point])
    kernel, _ = exact.transpose().numer_denom()[0].nullspace()
    numbers = [int(kernel[i, 0]) for i in range(len(points))]
    duals = dual_vectors(points, (), range(len(points) - 1))
    chosen = [i for sign in (1, -1) for i in [k for k, number in enumerate(numbers) if number * sign > 0][:2]]
    places = listed(f"{place}%nat" for place in first.values())
    return places, integers(numbers), listed(map(integers, duals)), *(f"{place}%nat" for place in chosen)
