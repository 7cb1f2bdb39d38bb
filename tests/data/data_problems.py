"""Small problems, refusals, and independent brute force for what the deciders of the data conditions answer."""

from __future__ import annotations

import csv
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import strategies as st

from theoremcheck.report.reasons import SENTENCES, sentence
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.problem.expr import Var
from theoremcheck.trusted.problem.model import AbstractDataset, Dataset, Function, Network, Objective, Problem
from theoremcheck.trusted.refusal import Refusal

REAL = Path(__file__).parents[2] / "specs" / "real"


def vector(*entries):
    return tuple(Fraction(entry) for entry in entries)


def matrix(*rows):
    return tuple(vector(*row) for row in rows)


def sparse(entries):
    return Sparse(tuple(entries), vector(*entries.values()))


def problem(positives, negatives, width=3, bias=False, weights=None):
    points = matrix(*positives, *negatives)
    labels = (1,) * len(positives) + (-1,) * len(negatives)
    return from_dataset(Dataset(points, labels, vector(*(weights or [1] * len(points)))), bias, width)


def abstract(dimension=1, positives=1, negatives=1):
    """A problem of whose data only these numbers are known."""
    return from_dataset(AbstractDataset(dimension, positives, negatives, ()), bias=False)


def checked(decider, condition, kind):
    """The decider, with its answer checked by the kernel: for the condition if it is of the kind ``kind``."""

    def decide(given_problem, *known):
        found = decider(given_problem, *known)
        if found is not None:
            check_claim(given_problem, Claim(condition, isinstance(found, kind), found))
        return found

    return decide


def refusal(check, given_problem, evidence):
    """The code and the values with which the check refuses; the code has a sentence with these values."""
    return refused(check, given_problem, evidence)


def refused(function, *given):
    """The same of any function of the trusted part."""
    with pytest.raises(Refusal) as caught:
        function(*given)
    assert caught.value.reason.code in SENTENCES
    assert sentence(caught.value)
    return str(caught.value)


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


XOR = problem([(1, 0), (-1, 0)], [(0, 1), (0, -1)])
"""Rotated XOR: samples 0, 1 of class +, samples 2, 3 of class -."""
LINE = problem([(1,), ("3/2",)], [(-1,), (0,)], bias=True)
"""Separable with bias."""
LINES = problem([(1, 0), (2, 0), (-1, 0)], [(0, 1), (0, 1)], width=3)
"""Sample 4 repeats sample 3; class - is not in the core."""
ALL = {0: 1, 1: 1, 2: 1, 3: 1}


@st.composite
def subspace_problems(draw):
    """Classes that lie in coordinate subspaces (which may overlap), with many small dependent sets."""
    size = draw(st.integers(2, 5))
    first = draw(st.integers(1, size - 1))
    overlap = draw(st.integers(0, 1))
    entry = st.sampled_from([-1, 0, 0, 1, 2])

    def cut(point, low, high):
        return tuple(value if low <= j < high else 0 for j, value in enumerate(point))

    point = st.tuples(*[entry] * size)
    positives = draw(st.lists(point.map(lambda p: cut(p, 0, first)).filter(any), min_size=1, max_size=7))
    negatives = draw(st.lists(point.map(lambda p: cut(p, first - overlap, size)), min_size=1, max_size=4))
    return problem(positives, negatives, width=draw(st.integers(1, 8)))
