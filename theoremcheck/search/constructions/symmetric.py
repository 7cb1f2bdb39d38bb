"""Symmetric networks: parameters fixed by a symmetry of the data.

A signed permutation g of the features that maps each class to itself acts on networks; f is invariant if neurons are
fixed by g or come in pairs (w, g w) with equal b and a. If g swaps the classes, pairs (w, a), (g w, -a) and a_0 = 0
make f odd under g. The gradient keeps such subspaces, so descent stays in them but for rounding.
"""

from __future__ import annotations

from itertools import permutations, product
from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.constructions.case import Case, Construction, Proposal, drawn, nothing
from theoremcheck.trusted.problem.model import Block, Dataset

_MAX_DIMENSION: Final = 4
_MAX_SYMMETRIES: Final = 24


def symmetries(dataset: Dataset) -> list[tuple[Array, int]]:
    """Involutions g != 1 among the signed permutations, as matrices, with +1 (classes kept) or -1 (classes swapped)."""
    size = len(dataset.points[0])
    if size > _MAX_DIMENSION:
        return []
    rows = list(zip(dataset.points, dataset.labels, dataset.weights, strict=True))
    whole = sorted(rows)
    found = []
    for order in permutations(range(size)):
        for signs in product((1, -1), repeat=size):
            matrix = np.zeros((size, size))
            for i, (k, sign) in enumerate(zip(order, signs, strict=True)):
                matrix[i, k] = sign
            if np.array_equal(matrix, np.eye(size)) or not np.array_equal(matrix @ matrix, np.eye(size)):
                continue
            for parity in (1, -1):
                moved = [
                    (tuple(sign * point[k] for k, sign in zip(order, signs, strict=True)), parity * label, weight)
                    for point, label, weight in rows
                ]
                if sorted(moved) == whole:
                    found.append((matrix, parity))
    return found[:_MAX_SYMMETRIES]


def _make(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    dataset, width = case.problem.dataset, case.landscape.width
    assert isinstance(dataset, Dataset)
    if not width or case.problem.network.layers or case.frozen:
        return nothing(case, "starts.needs_shortcut")
    found = symmetries(dataset)
    if not found:
        return nothing(case, "starts.no_symmetry")
    points = drawn(case, stream, count)
    blocks = case.landscape.layout.blocks
    for number, point in enumerate(points):
        matrix, parity = found[number % len(found)]
        inner = point[blocks[Block.HIDDEN_WEIGHTS]].reshape(width, -1)
        outer, bias = point[blocks[Block.OUTPUT_WEIGHTS]], point[blocks[Block.HIDDEN_BIAS]]
        pairs = width // 2 if (number // len(found)) % 2 == 0 or parity < 0 else 0
        for j in range(pairs):
            inner[2 * j + 1] = matrix @ inner[2 * j]
            outer[2 * j + 1] = parity * outer[2 * j]
            if len(bias):
                bias[2 * j + 1] = bias[2 * j]
        for j in range(2 * pairs, width):  # the others are fixed by g; an odd network has them idle
            inner[j] = 0.5 * (inner[j] + matrix @ inner[j])
            outer[j] *= 1.0 if parity > 0 else 0.0
        if parity < 0:
            point[blocks[Block.OUTPUT_BIAS]] = 0.0
    return Proposal(points)


SYMMETRIC = Construction("symmetric networks", _make)
