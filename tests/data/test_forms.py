"""Rational quadratic forms: definiteness against principal minors, moments and values against sums."""

from __future__ import annotations

from fractions import Fraction

import pytest
from data_problems import matrix
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.trusted.data.forms import (
    definite_sign,
    is_positive_definite,
    is_positive_semidefinite,
    moment_matrix,
    quadratic_values,
    semidefinite_sign,
)
from theoremcheck.trusted.refusal import Refusal

TINY = Fraction(1, 10**30)
ENTRY = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-2, 2, max_denominator=5))


MATRICES = [
    (matrix((0,)), True, False),
    (matrix((TINY,)), True, True),
    (matrix((-TINY,)), False, False),
    (matrix((0, 0), (0, 0)), True, False),
    (matrix((0, 1), (1, 0)), False, False),
    (matrix((0, 0, 0), (0, 1, 1), (0, 1, 1)), True, False),
    (matrix((1, 1, 0), (1, 1, TINY), (0, TINY, 5)), False, False),
    (matrix((1, 1, 0), (1, 1 + TINY, 0), (0, 0, TINY)), True, True),
    (matrix((1, 2), (2, 4)), True, False),
    (matrix((1, 2), (2, 4 - TINY)), False, False),
    (matrix((2, 0, 2, 0), (0, 0, 0, 0), (2, 0, 2, 0), (0, 0, 0, -1)), False, False),
    (matrix(("1/2", "1/3"), ("1/3", "2/9")), True, False),
    ((), True, True),
]


@pytest.mark.parametrize(("given_matrix", "semidefinite", "definite"), MATRICES)
def test_definiteness(given_matrix, semidefinite, definite):
    assert is_positive_semidefinite(given_matrix) is semidefinite
    assert is_positive_definite(given_matrix) is definite
    negated = tuple(tuple(-entry for entry in row) for row in given_matrix)
    assert (semidefinite_sign(given_matrix) == 1) is semidefinite
    assert (definite_sign(given_matrix) == 1) is definite
    if definite and given_matrix:
        assert semidefinite_sign(negated) == definite_sign(negated) == -1


@pytest.mark.parametrize("test", [is_positive_semidefinite, is_positive_definite])
def test_only_symmetric_matrices_are_tested(test):
    with pytest.raises(Refusal, match=r"^matrix\.not_symmetric\(name=the matrix\)$"):
        test(matrix((1, 2), (3, 4)))
    with pytest.raises(Refusal, match=r"^matrix\.not_square\(name=the matrix\)$"):
        test(matrix((1, 2)))


def minor(rows, chosen):
    """The determinant by expansion along the first row."""
    if not chosen:
        return Fraction(1)

    def expand(top, columns):
        if not columns:
            return Fraction(1)
        return sum(
            (-1) ** k * rows[top[0]][c] * expand(top[1:], columns[:k] + columns[k + 1 :]) for k, c in enumerate(columns)
        )

    return expand(list(chosen), list(chosen))


@given(st.integers(1, 4).flatmap(lambda d: st.lists(st.lists(ENTRY, min_size=d, max_size=d), min_size=d, max_size=d)))
def test_definiteness_agrees_with_principal_minors(rows):
    size = len(rows)
    symmetric = tuple(tuple(rows[min(i, j)][max(i, j)] for j in range(size)) for i in range(size))
    minors = [minor(symmetric, [i for i in range(size) if mask >> i & 1]) for mask in range(1, 2**size)]
    assert is_positive_semidefinite(symmetric) == all(value >= 0 for value in minors)
    leading = [minor(symmetric, list(range(k + 1))) for k in range(size)]
    assert is_positive_definite(symmetric) == all(value > 0 for value in leading)


@given(
    st.integers(1, 5).flatmap(
        lambda d: st.lists(st.lists(ENTRY, min_size=d, max_size=d).map(tuple), min_size=1, max_size=6)
    ),
    st.integers(0, 4),
)
def test_gram_matrices_lie_on_the_boundary_if_singular(rows, place):
    """A^T A is semidefinite; less a tiny multiple of v v^T it is not, where A v = 0."""
    size = len(rows[0])
    gram = moment_matrix(rows, [Fraction(1)] * len(rows))
    assert is_positive_semidefinite(gram)
    k = place % size
    flat = [(*row[:k], Fraction(0), *row[k + 1 :]) for row in rows]
    singular = moment_matrix(flat, [Fraction(1)] * len(rows))
    lowered = tuple(
        tuple(entry - TINY * (i == j == k) for j, entry in enumerate(row)) for i, row in enumerate(singular)
    )
    assert is_positive_semidefinite(singular)
    assert not is_positive_definite(singular)
    assert not is_positive_semidefinite(lowered)
    assert is_positive_definite(tuple(tuple(e + TINY * (i == j) for j, e in enumerate(r)) for i, r in enumerate(gram)))


@given(st.lists(st.tuples(ENTRY, ENTRY, ENTRY), min_size=1, max_size=5), st.lists(ENTRY, min_size=6, max_size=6))
def test_moments_and_quadratic_values_agree_with_sums(points, entries):
    a, b, c, d, e, f = entries
    form = matrix((a, b, c), (b, d, e), (c, e, f))
    values = quadratic_values(points, form)
    for point, value in zip(points, values, strict=True):
        assert value == sum(form[i][j] * point[i] * point[j] for i in range(3) for j in range(3))
    weights = [a + k for k in range(len(points))]
    moments = moment_matrix(points, weights)
    for i in range(3):
        for j in range(3):
            assert moments[i][j] == sum(w * p[i] * p[j] for w, p in zip(weights, points, strict=True))


@pytest.mark.parametrize("rows", [((1,), (2, 3, 4)), ((1, 2, 3, 4), ()), ((1, 2, 3), (2, 4, 5))])
def test_values_of_a_form_whose_rows_differ_in_length_are_refused(rows):
    with pytest.raises(Refusal, match=r"exact\.row_length"):
        quadratic_values([(Fraction(1), Fraction(2))], matrix(*rows))
