"""The way for many samples: what it proposes is right, and where it proposes nothing a linear program decides."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from data_problems import matrix, problem
from flint import fmpz_mat, nmod_mat

from theoremcheck.decide.data import many, separation
from theoremcheck.decide.data.modular import PRIMES, pivots, row_basis
from theoremcheck.decide.data.separation import separate
from theoremcheck.trusted.data.separation import Farkas, Separation, check_balances, check_separates
from theoremcheck.trusted.problem.dataset import Points, remembered


def samples(generator, count, width, denominator):
    rows = [
        [Fraction(generator.randint(-6, 6), generator.randint(1, denominator)) for _ in range(width)]
        for _ in range(count)
    ]
    return Points(remembered(matrix(*rows))), [generator.choice((1, -1)) for _ in range(count)]


def check_evidence(points, labels, found):
    if isinstance(found, Separation):
        check_separates(points, labels, found)
    else:
        assert isinstance(found, Farkas)
        check_balances(points, labels, found.multipliers)


@pytest.mark.parametrize("seed", range(60))
def test_the_answer_is_that_of_the_usual_way(monkeypatch, seed):
    generator = random.Random(seed)
    points, labels = samples(generator, generator.randint(1, 14), generator.randint(1, 4), 1 + seed % 4)
    usual = separate(points, labels)
    monkeypatch.setattr(separation, "LARGE", 0)
    found = separate(points, labels)
    assert type(found) is type(usual)
    check_evidence(points, labels, found)


@pytest.mark.parametrize("separable", [True, False])
@pytest.mark.parametrize("columns", ["plain", "constant", "repeated", "zero", "of different units"])
def test_the_short_way_alone_decides_clear_cases(separable, columns):
    generator = random.Random(5)
    rows = [[generator.randint(-50, 50) for _ in range(4)] for _ in range(300)]
    labels = [1 if row[0] - 2 * row[1] + 3 * row[3] > 0 else -1 for row in rows]
    rows, labels = zip(
        *[(r, y) for r, y in zip(rows, labels, strict=True) if abs(r[0] - 2 * r[1] + 3 * r[3]) > 9], strict=True
    )
    if not separable:
        labels = [-y if i % 3 == 0 else y for i, y in enumerate(labels)]
    more = {
        "plain": lambda row: row,
        "constant": lambda row: [*row, 1],
        "repeated": lambda row: [*row, row[0]],
        "zero": lambda row: [*row, 0],
        "of different units": lambda row: [Fraction(row[0], 10**9), row[1], row[2] * 10**15, row[3]],
    }[columns]
    points = Points(remembered(matrix(*map(more, rows))))
    found = separation._separate_many(points, labels)
    assert isinstance(found, Separation if separable else Farkas)
    check_evidence(points, labels, found)


def test_a_sample_at_the_origin_and_opposite_samples_are_left_to_the_exact_way(monkeypatch):
    monkeypatch.setattr(separation, "LARGE", 0)
    for positives, negatives in (([(0, 0), (1, 2)], [(3, 1)]), ([(1, 2)], [(2, 4)]), ([(1,)], [(1,)])):
        given = problem(positives, negatives)
        labels = given.samples.labels
        check_evidence(given.inputs, labels, separate(given.inputs, labels))


def test_touching_classes_make_no_false_claim(monkeypatch):
    """The classes share a hyperplane: neither multipliers > 0 everywhere nor a separation exist."""
    monkeypatch.setattr(separation, "LARGE", 0)
    points = Points(remembered(matrix((1, 0), (2, 0), (0, 1), (1, 1), (-1, 3))))
    labels = [1, -1, 1, 1, 1]
    check_evidence(points, labels, separate(points, labels))


def test_floats_that_say_nothing_propose_nothing():
    assert many.fit(np.zeros((3, 2))) is None or isinstance(many.fit(np.zeros((3, 2))), many.Slopes)
    assert isinstance(many.fit(np.array([[1.0, 0.0], [0.0, 1.0]])), many.Normal)
    assert isinstance(many.fit(np.array([[1.0, 0.0], [-1.0, 0.0]])), many.Slopes)


def test_multipliers_of_a_part_of_the_samples_alone():
    """Forty samples have none: a column in which they all lie on the right side is 0 for the others."""
    generator = random.Random(6)
    rows = [[*(generator.randint(-50, 50) for _ in range(3)), int(i < 40)] for i in range(300)]
    labels = [1 if i < 40 or generator.random() < 0.5 else -1 for i in range(300)]
    points = Points(remembered(matrix(*rows)))
    found = separation._separate_many(points, labels)
    assert isinstance(found, Farkas)
    assert min(found.multipliers.indices) >= 40
    check_evidence(points, labels, found)


@pytest.mark.parametrize("unit", [Fraction(1, 10**400), Fraction(10**400), Fraction(1, 3**700)])
def test_numbers_that_no_float_holds_are_no_obstacle(monkeypatch, unit):
    monkeypatch.setattr(separation, "LARGE", 0)
    generator = random.Random(7)
    for flipped in (False, True):
        rows = [(generator.randint(-9, 9) * unit, Fraction(generator.randint(-9, 9), 7), 1) for _ in range(40)]
        labels = [1 if row[0] > row[1] * unit else -1 for row in rows]
        labels = [-y if flipped and i % 3 == 0 else y for i, y in enumerate(labels)]
        points = Points(remembered(matrix(*rows)))
        check_evidence(points, labels, separate(points, labels))


@pytest.mark.parametrize("seed", range(12))
def test_rare_columns_and_few_errors_are_decided_as_by_a_linear_program(seed):
    """Columns that few samples see, as at the rim of pictures: some have no multipliers, and some stand apart."""
    generator = np.random.default_rng(seed)
    values = generator.integers(0, 9, size=(160, 12)) * (generator.random((160, 12)) < np.geomspace(0.01, 1, 12))
    scores = values @ generator.normal(size=12)
    labels = np.where(scores > np.median(scores), 1, -1)
    labels[generator.permutation(160)[: seed // 2]] *= -1
    points = Points(remembered(matrix(*(map(int, (*row, 1)) for row in values))))
    found = separation._separate_many(points, labels.tolist())
    assert type(found) is type(separation._separate(points, labels.tolist()))
    check_evidence(points, labels.tolist(), found)


def test_multipliers_are_looked_for_among_few_rows(monkeypatch):
    monkeypatch.setattr(many, "_FEW", 4)
    generator = np.random.default_rng(3)
    rows = generator.normal(size=(900, 5))
    found = many.fit(rows / np.linalg.norm(rows, axis=1)[:, None])
    assert isinstance(found, many.Slopes)
    assert len(found.rows) <= 225
    assert np.all(np.diff(found.rows) > 0)
    assert np.all(found.entries > 0)


@pytest.mark.parametrize("seed", range(60))
def test_the_basis_of_many_rows_is_that_of_one_elimination(seed):
    generator = random.Random(seed)
    width, count = generator.randint(1, 6), 60
    spanning = [[generator.randint(-3, 3) for _ in range(width)] for _ in range(generator.randint(0, width))]
    rows = [[0] * width for _ in range(count)]
    for row in rows[generator.choice((0, count - 3)) :]:
        for own in spanning:
            factor = generator.choice((0, 0, 0, 1, -1))
            row[:] = [entry + factor * other for entry, other in zip(row, own, strict=True)]
    whole = fmpz_mat(rows)
    assert row_basis(whole, PRIMES[0]) == pivots(nmod_mat(whole.transpose(), PRIMES[0]))
