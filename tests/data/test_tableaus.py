"""Tables as lists and as arrays do the same."""

import random

import pytest
from flint import nmod_mat

from theoremcheck.decide.data import tableaus, widths
from theoremcheck.decide.data.widths import class_width

PRIME = 2_147_483_647


def tables(rows):
    return tableaus._Lists([[*row] for row in rows], PRIME), tableaus._Array.of(rows, PRIME)


@pytest.mark.parametrize("seed", range(5))
def test_the_same_pivots_leave_the_same_entries(seed):
    draw = random.Random(seed)
    rank, count = draw.randint(1, 5), draw.randint(5, 9)
    rows = [[draw.choice((0, 1, draw.randrange(PRIME))) for _ in range(count)] for _ in range(rank)]
    first, second = tables(rows)
    kept = first.copy(), second.copy()
    for _ in range(20):
        column = draw.randrange(count)
        filled = first.filled(column)
        assert filled == second.filled(column)
        if filled:
            row = draw.choice(filled)
            first.pivot(row, column)
            second.pivot(row, column)
            assert first._rows == second._table.tolist()
            assert [first._rows[k][column] for k in range(rank)] == [int(k == row) for k in range(rank)]
    assert kept[0]._rows == kept[1]._table.tolist() == rows


def test_small_tables_are_lists_and_large_ones_arrays():
    for count, kind in ((10, tableaus._Lists), (tableaus.SMALL, tableaus._Array)):
        assert type(tableaus.tableau(nmod_mat(2, count, [1] * (2 * count), PRIME), 2, PRIME)) is kind


@pytest.mark.parametrize("seed", range(5))
def test_widths_do_not_depend_on_how_tables_are_kept(seed, monkeypatch):
    draw = random.Random(seed)
    points = [tuple(draw.randint(-2, 2) for _ in range(3)) for _ in range(12)]
    found = class_width(points, range(8), range(8, 9))
    monkeypatch.setattr(tableaus, "SMALL", 0)
    assert class_width(points, range(8), range(8, 9)) == found
    assert widths.tableau is tableaus.tableau
