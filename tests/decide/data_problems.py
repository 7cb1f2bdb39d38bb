"""Small problems, and independent brute force for what the deciders of the data conditions answer."""

from __future__ import annotations

import csv
from fractions import Fraction
from itertools import combinations
from pathlib import Path

from theoremcheck.trusted.expr import Var
from theoremcheck.trusted.model import Dataset, Function, Network, Objective, Problem

REAL = Path(__file__).parents[2] / "specs" / "real"


def problem(positives, negatives, width=3, bias=False):
    points = tuple(tuple(Fraction(entry) for entry in point) for point in (*positives, *negatives))
    labels = (1,) * len(positives) + (-1,) * len(negatives)
    return from_dataset(Dataset(points, labels, (Fraction(1),) * len(points)), bias, width)


def from_dataset(dataset, bias, width=3):
    neuron = Function(Var())
    return Problem(dataset, neuron, neuron, Network(width, bias, True), Objective())


def real(file, label, positive, negative=None, drop=()):
    """A dataset of specs/real; without ``negative`` all other rows are negative."""
    with (REAL / file).open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if negative is None or row[label] in (positive, negative)]
    features = [name for name in rows[0] if name != label and name not in drop]
    points = tuple(tuple(Fraction(row[name]) for name in features) for row in rows)
    labels = tuple(1 if row[label] == positive else -1 for row in rows)
    return Dataset(points, labels, (Fraction(1),) * len(rows))


def reduce_rows(rows):
    """Reduced row echelon form by plain Gauss-Jordan: (rows, pivot columns)."""
    rows = [list(row) for row in rows]
    pivots = []
    for column in range(len(rows[0]) if rows else 0):
        k = next((i for i in range(len(pivots), len(rows)) if rows[i][column] != 0), None)
        if k is None:
            continue
        top = len(pivots)
        rows[top], rows[k] = rows[k], rows[top]
        rows[top] = [entry / rows[top][column] for entry in rows[top]]
        for i in range(len(rows)):
            if i != top and rows[i][column] != 0:
                factor = rows[i][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[top], strict=True)]
        pivots.append(column)
    return rows, pivots


def rank(vectors):
    return len(reduce_rows(vectors)[1]) if vectors else 0


def positive_circuits(vectors):
    """The supports of all minimal relations sum m_i v_i = 0 with m > 0, by trying every subset (Caratheodory)."""
    found = []
    width = len(vectors[0])
    for size in range(1, min(len(vectors), width + 1) + 1):
        for chosen in combinations(range(len(vectors)), size):
            rows, pivots = reduce_rows([[vectors[i][j] for i in chosen] for j in range(width)])
            if len(pivots) != size - 1:
                continue
            free = next(j for j in range(size) if j not in pivots)
            relation = [Fraction(0)] * size
            relation[free] = Fraction(1)
            for k, column in enumerate(pivots):
                relation[column] = -rows[k][free]
            if all(entry > 0 for entry in relation):
                found.append(chosen)
    return found


def least_partition(points, own, other):
    """max ceil(|K| / rho(K)) over all K of distinct samples (Edmonds), or None if some rho is 0."""
    span = [points[i] for i in other]
    base = rank(span)
    values = sorted({points[i] for i in own})
    best = 0
    for size in range(1, len(values) + 1):
        for chosen in combinations(values, size):
            rho = rank([*span, *chosen]) - base
            if rho == 0:
                return None
            best = max(best, -(-size // rho))
    return best
