"""Arithmetic on what many long numbers of samples have in common is work that is counted; that on short ones is not."""

from fractions import Fraction

import pytest

from theoremcheck.trusted.data.exact import clear, combination_vanishes, dot, row_basis
from theoremcheck.trusted.data.forms import is_positive_definite, moment_matrix, quadratic_values
from theoremcheck.trusted.work import Ledger, OutOfWork, counted

BOUND = "MAX_POINT_WORK = 20"


def samples(count, dimension, bits):
    """Points whose denominators have no factor in common, or nearly so."""
    odd = iter(range(1, 2 * count * dimension + 1, 2))
    return [tuple(Fraction(1, 2**bits + next(odd)) for _ in range(dimension)) for _ in range(count)]


LONG, SHORT = samples(40, 2, 3000), samples(4, 2, 30)
ONES = (Fraction(1),) * 40
ASKED = {
    "clear": lambda points, ones: clear([entry for point in points for entry in point]),
    "dot": lambda points, ones: dot(ones, [point[0] for point in points]),
    "combination_vanishes": combination_vanishes,
    "moment_matrix": moment_matrix,
    "quadratic_values": lambda points, ones: quadratic_values(points, moment_matrix(points, ones)),
    "row_basis": lambda points, ones: row_basis(points),
    "definite": lambda points, ones: is_positive_definite(moment_matrix(points, ones)),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_work_on_long_numbers_ends_at_the_bound_which_is_named(name):
    with pytest.raises(OutOfWork) as end, counted(Ledger(20, BOUND)):
        ASKED[name](LONG, ONES)
    assert BOUND in str(end.value.reason)


@pytest.mark.parametrize("name", ASKED)
def test_short_numbers_cost_nothing(name):
    ledger = Ledger(20, BOUND)
    with counted(ledger):
        ASKED[name](SHORT, ONES[:4])
    assert ledger.spent == 0


def test_without_a_ledger_nothing_is_counted():
    assert combination_vanishes([*LONG[:3], *(tuple(-x for x in point) for point in LONG[:3])], ONES[:6])


def test_the_values_are_those_of_fractions():
    values = [point[0] for point in LONG[:5]]
    assert dot(ONES[:5], values) == sum(values)
    moments = moment_matrix(LONG[:3], ONES[:3])
    assert moments[0][1] == sum(x * y for x, y in LONG[:3])
