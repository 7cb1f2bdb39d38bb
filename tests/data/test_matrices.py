"""Exact products and ranks at the edges: words of 64 bits, rows that repeat, tall matrices, matrices of one's own."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from data_problems import matrix, problem, refusal, refused, vector
from flint import fmpz_mat

from theoremcheck.trusted.data.exact import (
    cleared_matrix,
    combination_vanishes,
    dot,
    product_signs,
    rank,
    span_rank,
    sparse_combination_vanishes,
)
from theoremcheck.trusted.data.separation import Separation, check_separable
from theoremcheck.trusted.data.sparse import Sparse, relates
from theoremcheck.trusted.problem.dataset import Points, remembered
from theoremcheck.trusted.refusal import Refusal

WORD = 2**63
EDGES = [0, 1, -1, WORD - 1, -WORD, WORD, WORD + 1, 2**64, 2**62, -(2**62), 2**127 - 1, 3**100]


def sign(value):
    return (value > 0) - (value < 0)


@pytest.mark.parametrize("shared", [True, False])
def test_signs_at_the_edge_of_a_word(shared):
    """Products and sums that a word of 64 bits would wrap, and such that cancel but for 1."""
    generator = random.Random(1)
    rows = [
        tuple(Fraction(generator.choice(EDGES), generator.choice((1, 3, WORD))) for _ in range(4)) for _ in range(60)
    ]
    rows += [vector(WORD, WORD, 0, 0), vector(WORD - 1, 1 - WORD, 1, 0), vector(WORD - 1, 1 - WORD, 0, 0)]
    points = Points(remembered(rows)) if shared else rows
    for _ in range(20):
        normal = tuple(Fraction(generator.choice(EDGES), generator.choice((1, 2, WORD))) for _ in range(4))
        assert product_signs(points, normal) == [sign(dot(row, normal)) for row in rows]


@pytest.mark.parametrize("last, accepted", [(WORD, False), (WORD + 1, False), (WORD - 1, True)])
def test_a_wrapped_product_does_not_separate(last, accepted):
    """(2^32, last) . (2^31, -1) = 2^63 - last; modulo 2^64 each of the three signs could come out."""
    given = problem([(2**32, last)], [(-1, 0)])
    evidence = Separation(vector(2**31, -1))
    if accepted:
        check_separable(given, evidence)
    else:
        refusal(check_separable, given, evidence)


def test_the_matrix_that_is_handed_out_is_a_copy():
    given = problem([(1, 2)], [(-1, 3)])
    own = cleared_matrix(given.inputs, 2)
    own[0, 0] = -5
    assert cleared_matrix(given.inputs, 2) == fmpz_mat([[1, 2], [-1, 3]])
    check_separable(given, Separation(vector(1, 0)))


def test_repeated_vectors_have_a_row_each_in_the_matrix_that_is_handed_out():
    first, second = remembered(matrix((1, 2), (3, 4)))
    assert cleared_matrix(Points((first, second, first)), 2) == fmpz_mat([[1, 2], [3, 4], [1, 2]])
    assert product_signs(Points((first, second, first)), vector(1, -1)) == [-1, -1, -1]


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("normal", [(), (1,), (1, 2, 3)])
def test_a_vector_of_another_length_is_refused(shared, normal):
    given = problem([(1, 2)], [(-1, 3)])
    points = given.inputs if shared else given.dataset.points
    with pytest.raises(Refusal):
        product_signs(points, vector(*normal))


@pytest.mark.parametrize("late", range(8))
def test_the_rank_of_a_tall_matrix_counts_its_late_rows(late):
    """The first rows span less than all; one that stands late is all that is missing."""
    rows = [[1, 0, 2], [2, 0, 4]] * 4
    rows[late] = [0, 1, 0]
    assert rank(fmpz_mat(rows)) == 2
    rows[(late + 1) % 8] = [0, 0, 1]
    assert rank(fmpz_mat(rows)) == 3
    assert span_rank(Points(remembered(matrix(*rows)))) == 3


def test_a_rank_that_is_smaller_modulo_the_prime():
    prime = 2**61 - 1
    assert rank(fmpz_mat([[prime, 0], [0, 1], [0, 2], [0, 3], [0, 4]])) == 2
    assert rank(fmpz_mat([[prime, 0], [0, prime]] * 4)) == 2


@pytest.mark.parametrize("scale", [1, WORD, Fraction(1, WORD)])
@pytest.mark.parametrize("repeated", [True, False])
def test_a_relation_of_many_samples(scale, repeated):
    """Every sample has a part in it, over its own denominator; one unit more or less, and it is none."""
    generator = random.Random(2)
    rows = [tuple(Fraction(generator.randint(-9, 9), generator.randint(1, 9)) for _ in range(3)) for _ in range(12)]
    weights = [Fraction(generator.randint(1, 9), generator.randint(1, 9)) * scale for _ in rows]
    last = tuple(-sum((w * row[j] for w, row in zip(weights, rows, strict=True)), Fraction(0)) for j in range(3))
    rows, weights = [*rows, last], [*weights, Fraction(1)]
    points = remembered(rows)
    if repeated:
        points, weights = (*points, points[0]), [weights[0] / 2, *weights[1:], weights[0] / 2]
    labels = [1, -1] * (len(points) // 2) + [1] * (len(points) % 2)
    signed = [weight * y for weight, y in zip(weights, labels, strict=True)]
    indices = tuple(range(len(points)))
    given = Points(points)
    assert relates(given, labels, Sparse(indices, tuple(signed)))
    assert combination_vanishes(points, weights)
    for i in (0, 5, len(points) - 1):
        for change in (WORD, -1, Fraction(1, WORD)):
            wrong = list(signed)
            wrong[i] += change
            assert not relates(given, labels, Sparse(indices, tuple(wrong)))


def test_an_index_that_stands_twice_counts_twice():
    points = Points(remembered(matrix((1, 0), (-2, 0))))
    assert sparse_combination_vanishes(points, (0, 0, 1), vector(1, 1, 1))
    assert not sparse_combination_vanishes(points, (0, 1), vector(1, 1))


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize(
    "indices, entries, reason",
    [
        ((), (), "exact.no_vectors"),
        ((2,), (1,), "sparse.out_of_range(name=the multipliers)"),
        ((-1,), (1,), "sparse.out_of_range(name=the multipliers)"),
        ((0, 0), (1, 1), "sparse.not_increasing(name=the multipliers)"),
        ((1, 0), (1, 1), "sparse.not_increasing(name=the multipliers)"),
        ((0, 1), (1,), "sparse.lengths_differ(name=the multipliers)"),
        ((0,), (1, 1), "sparse.lengths_differ(name=the multipliers)"),
    ],
)
def test_what_is_no_sparse_vector_of_the_samples_is_refused(shared, indices, entries, reason):
    rows = matrix((1, 0), (1, 0))
    points = Points(remembered(rows)) if shared else rows
    assert relates(points, [1, -1], Sparse((0, 1), vector(2, 2)))
    assert refused(relates, points, [1, -1], Sparse(indices, vector(*entries))) == reason
    refused(relates, points, [1], Sparse((0, 1), vector(2, 2)))


@pytest.mark.parametrize("indices", [(0,), (0, 2), (0, -1), ()])
def test_coefficients_that_are_not_those_of_the_vectors_are_refused(indices):
    points = Points(remembered(matrix((1, 0), (-1, 0))))
    assert sparse_combination_vanishes(points, (0, 1), vector(1, 1))
    refused(sparse_combination_vanishes, points, indices, vector(1, 1))
    repeated = Points((points[0], points[1], points[0]))
    refused(sparse_combination_vanishes, repeated, (0, 1), vector(1, 1))


@pytest.mark.parametrize("count, coefficients", [(0, ()), (0, (1,)), (2, ()), (2, (1,)), (2, (1, 1, 1))])
def test_a_sum_needs_as_many_coefficients_as_vectors(count, coefficients):
    rows = matrix((1, 0), (-1, 0))
    assert combination_vanishes(rows, vector(1, 1))
    refused(combination_vanishes, rows[:count], vector(*coefficients))
