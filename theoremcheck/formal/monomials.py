"""The proof, in Coq, of network.width_monomials (``library/ChecksMonomials.v``).

For each different sample mu > 0 and b are written down with mu v^k = sum_l b_l v_l^k, for all degrees k and the values
v of any linear function at the sample, v_l at a few others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from theoremcheck.formal.functions import NotTranslated, rational, value
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.text import integers, listed
from theoremcheck.trusted.data.monomials import biases, columns, degrees
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.quotients import coefficients, used
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.expr import Expr, Num, Z, add, substitute
from theoremcheck.trusted.problem.model import Block, Cleared, Function, Problem

Leaf: TypeAlias = Callable[[Problem, Any], str | None]

MAX_POWERS: Final = 1_000_000
"""Powers of scalar products that coqc computes for one condition."""


def _width_monomials(problem: Problem, _: object) -> str | None:
    """network.width_monomials, of biases that are one number and rational coefficients."""
    own, shifts = degrees(problem), biases(problem)
    if own is None or len(shifts) > 1 or not isinstance(problem.neuron, Function):
        return None
    (shift,) = shifts
    factors = _coefficients(substitute(problem.neuron.expr, add((Z, Num(shift)))))
    if factors is None:
        return None
    wanted = sorted(own.found)
    free = problem.network.trains(Block.OUTPUT_BIAS)
    found = _entries(clear_all(problem.inputs), sorted({*wanted, 0}) if free else wanted)
    try:
        neuron = value(problem.neuron.expr, f"(v + {rational(shift)})")
    except NotTranslated:
        return None
    if found is None:
        return None
    terms = "".join(f"{rational(factors[degree])} * v ^ {degree} + (" for degree in wanted) + "0" + ")" * len(wanted)
    same = "intros v; first [ same_with v | unfold Rabs; destruct (Rcase_abs _); same_with v ]"
    goals = ("simpl; lra", f"change (forall v : R, {neuron} = {terms}); {same}", "vm_cast_no_check (eq_refl true)")
    factor = f"(fun k => nth k {listed(map(rational, factors))} 0)"
    arguments = f"{SUBJECT} {rational(shift)} {factor} {_numbers(wanted)} {found}"
    return f"apply (width_monomials_by {arguments}); [ {' | '.join(goals)} ]."


def _coefficients(expr: Expr) -> list[Fraction] | None:
    """Those of a polynomial in z, the constant first; None if one has more than a rational in it."""
    normal = normalise(split(expr).pieces[0])
    top, bottom = normal.parts
    if not bottom.is_constant() or any(normal.generators[index] != Z for index in used(top)):
        return None
    if normal.rational is not None:
        return [normal.rational]
    scale = coefficients(bottom, 0)[0]
    return [entry / scale for entry in coefficients(top, normal.generators.index(Z))]


def _entries(points: Sequence[Cleared], wanted: Sequence[int]) -> str | None:
    """The samples from whose powers those of the others are combined, and how; None where that would be long."""
    distinct = list(dict.fromkeys(points))
    reduced, scale, rank = columns(distinct, wanted).transpose().rref()
    if len(distinct) * (rank + 1) ** 2 * len(wanted) > MAX_POWERS:
        return None
    pivots = [next(i for i in range(len(distinct)) if reduced[row, i]) for row in range(rank)]
    top = max(wanted, default=0)
    entries = []
    for i, point in enumerate(distinct):
        # Row i of the matrix is as many times as long as the monomials of the point, and so are the rows of the pivots.
        shares = [
            Fraction(int(reduced[row, i]), int(scale)) * distinct[pivot][1] ** top for row, pivot in enumerate(pivots)
        ]
        weights = [share / point[1] ** top for share in shares]
        common = math.lcm(*(weight.denominator for weight in weights))
        entries.append(
            f"({points.index(point)}%nat, ({common}%positive, {integers(int(w * common) for w in weights)}))"
        )
    return f"{_numbers([points.index(distinct[pivot]) for pivot in pivots])} {listed(entries)}"


def _numbers(values: Sequence[int]) -> str:
    return f"{listed(map(str, values))}%nat" if values else "(@nil nat)"


MONOMIALS: Final[Mapping[str, Leaf]] = MappingProxyType({"network.width_monomials": _width_monomials})
"""By condition: the proof that it holds."""
