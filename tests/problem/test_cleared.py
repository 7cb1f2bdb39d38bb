"""Vectors in cleared form, one by one and many together: the same whatever objects they share."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from fractions import Fraction

import pytest
from data_problems import from_dataset, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.data.exact import clear
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.problem import cleared as module
from theoremcheck.trusted.problem.cleared import cleared_form, cleared_forms
from theoremcheck.trusted.problem.data_text import _rows, data_text
from theoremcheck.trusted.problem.dataset import Dataset, Points, Sample, annihilates, clear_all, remembered
from theoremcheck.trusted.refusal import Refusal

NUMBERS = st.fractions(max_denominator=60) | st.fractions() | st.integers(-9, 9).map(Fraction)


@st.composite
def tables(draw):
    """Rows whose entries are few objects in many places, or objects of their own."""
    pool = draw(st.lists(NUMBERS, min_size=1, max_size=8))
    entry = st.sampled_from(pool) | st.sampled_from(pool).map(lambda x: Fraction(x.numerator, x.denominator))
    width = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(entry, min_size=width, max_size=width).map(tuple), min_size=1, max_size=9))


def by_definition(vector):
    """The least m >= 1 for which all m x are integers, with these: tried one after the other, or the lcm if long."""
    denominators = [value.denominator for value in vector]
    if max(denominators) ** len(vector) <= 500:
        common = next(m for m in range(1, 501) if all((m * value).denominator == 1 for value in vector))
    else:
        common = math.lcm(*denominators)
    return tuple(int(common * value) for value in vector), common


@given(tables(), st.sampled_from([2, 10, 64]), st.sampled_from([0, 1, 3, 100]))
@settings(max_examples=200, deadline=None)
def test_many_are_cleared_as_each_by_itself(rows, word, known):
    """However short the denominator that is shared, and however few numbers are remembered."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_WORD", word)
        patch.setattr(module, "_KNOWN", known)
        found = list(cleared_forms(rows))
    assert found == [cleared_form(row) for row in rows] == [by_definition(row) for row in rows]


@given(tables(), st.lists(st.integers(-(10**30), 10**30), min_size=4, max_size=4))
@settings(max_examples=100, deadline=None)
def test_products_are_those_of_the_cleared_rows(rows, column):
    made = Points(remembered(rows))
    column = column[: len(rows[0])]
    single = list({id(row): row for row in made}.values())
    expected = [sum(x * c for x, c in zip(row, column, strict=True)) * by_definition(row)[1] for row in single]
    assert made.times(column) == expected


@given(tables(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_combination_vanishes_iff_every_column_of_it_does(rows, data):
    """Among rows, their negatives and multiples of them, so that it happens."""
    rows = [*rows, *(tuple(-value for value in row) for row in rows)]
    made = Points(remembered(rows))
    coefficients = data.draw(st.lists(st.integers(-2, 2), min_size=len(made) // 2, max_size=len(made) // 2))
    coefficients += data.draw(st.sampled_from([coefficients, [0] * len(coefficients)]))
    single = {id(row): place for place, row in reversed(list(enumerate(made)))}
    used = [coefficients[i] for i in sorted(single.values())]
    cleared = [by_definition(made[i])[0] for i in sorted(single.values())]
    total = [sum(c * x for c, x in zip(used, column, strict=True)) for column in zip(*cleared, strict=True)]
    assert made.are_annihilated_by(used) == (not any(total)) == annihilates(used, cleared)


def test_sums_that_are_cut_off_are_refused():
    assert annihilates([], [])
    assert annihilates([2, -1], [(1, 2), (2, 4)])
    assert not annihilates([2, -1], [(1, 2), (2, 5)])
    assert refused(annihilates, [1], [(0,), (1,)]) == "exact.counts_differ(entries=1, count=2)"
    assert refused(annihilates, [1, 1], [(0,), (0, 1)]) == "exact.row_length(width=1)"


def test_what_is_known_of_one_vector_is_none_of_another_that_is_gone():
    """Numbers are known by identity: a list of vectors is held until its end, whoever drops it."""
    rows = [tuple(Fraction(i, 7) for _ in range(3)) for i in range(200)]
    expected = [cleared_form(row) for row in rows]
    forms = cleared_forms(rows)
    del rows
    assert list(forms) == expected


def test_vectors_that_are_made_when_they_are_asked_for_are_held_as_well():
    """Each would be gone when the next one is made, which then has its numbers at the same place."""

    class Made(Sequence):
        def __len__(self):
            return 50

        def __getitem__(self, row):
            if row >= 50:
                raise IndexError
            return (Fraction(row, 7), Fraction(row + 1, 7))

    assert "".join(_rows(Made())) == ",".join(f'["{Fraction(i, 7)}","{Fraction(i + 1, 7)}"]' for i in range(50))
    assert list(cleared_forms(Made())) == [cleared_form((Fraction(i, 7), Fraction(i + 1, 7))) for i in range(50)]


def test_samples_remember_what_is_worked_out_for_all():
    first, second = remembered([(Fraction(1, 2), Fraction(3)), (Fraction(1), Fraction(1, 3))])
    plain = (Fraction(1, 2), Fraction(2))
    assert clear_all([first, second, first, plain]) == [((1, 6), 2), ((3, 1), 3), ((1, 6), 2), ((1, 4), 2)]
    assert first.is_cleared
    assert clear(first) is clear_all([first])[0]


def test_a_remembered_form_that_was_put_there_by_hand_is_not_believed():
    """The samples are (1) with both labels: that is not consistent, whatever a sample says of its form."""
    one = Fraction(1)
    samples = (Sample((one,)), Sample((one,)))
    forged = from_dataset(Dataset(samples, (1, -1), (one, one)), bias=False)
    vars(samples[0])["cleared"] = ((7,), 1)
    with pytest.raises(Refusal, match=r"^facts\.opposite$"):
        establish(forged, "data.consistent", True, Structure())


def seconds(work):
    """Processor time, the least of three times."""
    found = []
    for _ in range(3):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


@pytest.mark.parametrize("work", ["digest", "admission", "forms"])
def test_as_many_different_numbers_take_so_much_longer_and_no_more(work):
    """Eight times as many, each of which stands once, take about eight times as long, and not 64 times."""

    def run(count):
        points = tuple(Sample(Fraction(10 * i + j, 1_000) for j in range(10)) for i in range(count))
        data = Dataset(points, (1, -1) * (count // 2), (Fraction(1),) * count)
        if work == "digest":
            return lambda: sum(map(len, data_text(data)))
        if work == "forms":
            return lambda: list(cleared_forms(points))
        return lambda: check_problem(from_dataset(data, bias=False))

    few, many = seconds(run(500)), seconds(run(4_000))
    assert many < 24 * few + 0.02
