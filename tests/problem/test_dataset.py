"""Samples and the integer matrix that they share: what it holds, who may change it, and what admission forgets."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from fractions import Fraction

import pytest
from data_problems import from_dataset, matrix, problem, refused, vector
from flint import fmpz_mat

from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.problem import data_text as text_of_data
from theoremcheck.trusted.problem import dataset
from theoremcheck.trusted.problem.data_text import data_text
from theoremcheck.trusted.problem.dataset import Dataset, Points, Sample, cleared_form, remembered
from theoremcheck.trusted.refusal import Refusal


def points(*rows):
    return Points(remembered(matrix(*rows)))


def test_the_rows_are_cleared_one_by_one():
    assert points(("1/2", "1/3"), (2, 4), (0, "-1/7")).matrix() == fmpz_mat([[3, 2], [2, 4], [0, -1]])


def test_one_object_has_one_row_however_often_it_stands():
    first, second = remembered(matrix((1, 2), (1, 2)))
    assert Points((first, second, first)).matrix() == fmpz_mat([[1, 2], [1, 2]])


@pytest.mark.parametrize("rows", [[(1, 2), (3,)], [(1, 2), (3,), (1, 2, 3)], [(1,), (2, 3)]])
def test_rows_of_different_lengths_make_no_matrix(rows):
    with pytest.raises(Refusal):
        points(*rows).matrix()


def test_points_do_not_change_and_are_pickled_as_their_vectors():
    made = points((1, 2), (3, 4))
    assert made.matrix().nrows() == 2
    with pytest.raises(AttributeError):
        made.matrix = lambda: fmpz_mat([[0, 0]])
    copied = pickle.loads(pickle.dumps(made))
    assert copied == made
    assert not vars(copied)
    with pytest.raises(TypeError):
        made.__setstate__({"matrix": fmpz_mat([[0, 0]])})


def test_a_matrix_that_is_handed_out_is_nobody_elses():
    """The data are (1) and (1): nothing separates them, whatever becomes of a matrix that somebody asked for."""
    honest = problem([(1,)], [(1,)])
    for given in (honest.inputs, honest.dataset.rows, honest.dataset.lifted):
        own = given.matrix()
        own[1, 0] = -1
        assert given.matrix()[1, 0] == 1
    with pytest.raises(Refusal):
        establish(honest, "data.linearly_separable", True, Separation(vector(1)))


def test_no_vectors_have_no_matrix():
    for ask in (Points.matrix, lambda none: none.are_single, lambda none: none.times([])):
        assert refused(ask, Points(())) == "exact.no_vectors"


def test_products_with_the_rows():
    first, second = remembered(matrix(("1/2", 1), (3, -4)))
    made = Points((first, second, first))
    assert made.times([1, 1]) == [3, -1]
    assert not made.are_single
    assert Points((first, second)).are_single
    assert made.are_annihilated_by([0, 0])
    assert not made.are_annihilated_by([1, 0])
    for wrong in ([], [1], [1, 0, 0]):
        refused(made.times, wrong)
        refused(made.are_annihilated_by, wrong)


def test_products_are_the_same_with_and_without_a_matrix(monkeypatch):
    rows = matrix(("1/2", 1), (3, "-4/7"), (10**30, "1/3"))
    column = [2, -(10**40)]
    small = Points(remembered(rows)).times(column)
    monkeypatch.setattr(dataset, "_SMALL", 0)
    assert small == Points(remembered(rows)).times(column)
    assert all(type(entry) is int for entry in small)


def test_a_dataset_has_its_rows_with_and_without_the_one():
    data = Dataset(matrix(("1/2", 1), (2, 3)), (1, -1), vector(1, 1))
    assert data.rows.matrix() == fmpz_mat([[1, 2], [2, 3]])
    assert data.lifted.matrix() == fmpz_mat([[1, 2, 2], [2, 3, 1]])


@pytest.mark.parametrize("place", ["inputs", "rows", "lifted", "cleared"])
def test_what_was_put_there_by_hand_is_forgotten(place):
    """The data are (1) and (1): nothing separates them, whatever is remembered of other data."""
    honest = problem([(1,)], [(1,)])
    other = points((1,), (-1,))
    data = replace(honest.dataset, points=remembered(honest.dataset.points))
    forged = replace(honest, dataset=data)
    owner = {"inputs": forged, "cleared": data.points[1]}.get(place, data)
    vars(owner)[place] = ((-1,), 1) if place == "cleared" else other
    with pytest.raises(Refusal):
        establish(forged, "data.linearly_separable", True, Separation(vector(1)))


def test_points_have_no_place_in_the_fields_of_a_problem():
    honest = problem([(1,)], [(-1,)])
    with pytest.raises(Refusal):
        establish(
            replace(honest, dataset=replace(honest.dataset, points=honest.dataset.rows)),
            "data.linearly_separable",
            True,
            Separation(vector(1)),
        )


class Deceiver(Fraction):
    """A number that is none of the kernel's own."""


@pytest.mark.parametrize("wrong", [Deceiver(1), 1, True, 1.0])
@pytest.mark.parametrize("at", [0, 1, 5])
def test_one_number_that_is_not_exact_is_found_among_many_that_are_the_same(wrong, at):
    one = Fraction(1)
    rows = [[one, one] for _ in range(6)]
    rows[at][1] = wrong
    data = Dataset(tuple(Sample(row) for row in rows), (1, 1, 1, -1, -1, -1), (one,) * 6)
    with pytest.raises(Refusal):
        establish(from_dataset(data, bias=False), "data.linearly_separable", True, Separation(vector(1, 1)))


def test_the_digest_does_not_depend_on_which_numbers_are_one_object():
    one, half = Fraction(1), Fraction(1, 2)
    shared = Dataset((Sample((one, half)), Sample((half, one))), (1, -1), (one, one))
    apart = Dataset(matrix((1, "1/2"), ("1/2", 1)), (1, -1), vector(1, 1))
    other = Dataset(matrix((1, "1/2"), ("1/2", 2)), (1, -1), vector(1, 1))
    digests = [from_dataset(data, bias=False).digests["dataset"] for data in (shared, apart, other)]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("end", [(), (1,), (0, -3), ("1/2",)])
def test_a_sample_with_more_entries_is_cleared_as_any_vector(end):
    for row in ((1, 2), ("1/2", "1/3"), ("-5/6", 0), (0, 0)):
        for known in (False, True):
            first = remembered([vector(*row)])[0]
            if known:
                assert first.cleared == cleared_form(vector(*row))
            longer = remembered([first], vector(*end))[0]
            assert longer == vector(*row, *end)
            assert longer.cleared == cleared_form(vector(*row, *end))


def test_the_cleared_form_is_in_lowest_terms():
    assert cleared_form(()) == ((), 1)
    assert cleared_form(vector("1/2", "1/3", 2)) == ((3, 2, 12), 6)
    assert cleared_form(vector("2/4", 0)) == ((1, 0), 2)


def test_the_text_of_data_is_their_json_in_the_order_of_the_keys(monkeypatch):
    """One and the same number in many places, equal numbers that are different objects, and long ones."""
    half, long = Fraction(1, 2), Fraction(-(10**4500), 7)
    rows = ((half, half, Fraction(1, 2)), (Fraction(0), half, long))
    data = Dataset(rows, (1, -1), (Fraction(2, 3), Fraction(1)))
    whole = {
        "points": [["1/2", "1/2", "1/2"], ["0", "1/2", f"-1{'0' * 4500}/7"]],
        "labels": [1, -1],
        "weights": ["2/3", "1"],
    }
    assert "".join(data_text(data)) == json.dumps(whole, sort_keys=True, separators=(",", ":"))
    text = "".join(data_text(data))
    assert "".join(data_text(replace(data, points=rows[::-1]))) != text
    monkeypatch.setattr(text_of_data, "_KNOWN", 0)  # beyond so many different numbers none is remembered
    assert "".join(data_text(data)) == text


def test_a_matrix_leaves_the_vectors_as_they_were():
    made = points((1, 2), ("1/2", 4))
    assert made.times((1, -1)) == [-1, -7]
    assert not any(vars(point) for point in made)
    assert [point.cleared for point in made] == [((1, 2), 1), ((1, 8), 2)]
