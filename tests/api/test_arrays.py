"""Samples, labels and weights from a notebook: what is read, and what is refused with which words."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from theoremcheck.api.arrays import read_labels, read_list, read_samples, read_table, read_weights
from theoremcheck.api.errors import SpecError
from theoremcheck.api.exact import Reader

TENTH = Fraction(1, 10)


class Frame:
    """A data frame, as far as it is looked at: columns of their own types."""

    def __init__(self, **columns):
        self._columns = {name: np.asarray(values) for name, values in columns.items()}
        self.columns = list(columns)
        self.dtypes = [values.dtype for values in self._columns.values()]
        self.shape = (len(next(iter(self._columns.values()))), len(columns))
        self.iloc = self

    def __getitem__(self, place):
        return Series(self._columns[self.columns[place[1]]])

    def to_numpy(self):
        return np.column_stack(list(self._columns.values()))


class Series:
    """A column of a data frame."""

    def __init__(self, values):
        self.values = np.asarray(values)

    def to_numpy(self):
        return self.values


def table(value, numbers="shortest"):
    return read_table(Reader(numbers), value, "X")


def refused(read, *arguments):
    with pytest.raises(SpecError) as caught:
        read(*arguments)
    (found,) = caught.value.diagnostics
    return found


@pytest.mark.parametrize(
    "value",
    [
        [[0.1, 2]],
        [("1/10", "2.0")],
        np.array([[0.1, 2]]),
        np.array([[0.1, 2]], dtype=np.float32),
        np.array([["0.1", "2"]]),
        np.array([[b"0.1", b"2"]]),
        np.array([[0.1, 2]], dtype=object),
        np.array([[0.1, 2]], dtype=np.longdouble).astype(np.float64),
        Frame(a=np.float32([0.1]), b=[2]),
        Frame(a=[0.1], b=[2.0]),
        [np.float32([0.1, 2])],
        SimpleNamespace(toarray=lambda: np.array([[0.1, 2]]), shape=(1, 2)),
    ],
)
def test_rows_are_exact_decimals(value):
    assert table(value) == ((TENTH, Fraction(2)),)


def test_single_precision_is_not_widened():
    assert table(np.float32([[0.1]])) == table(np.float16([[0.1]])) == ((TENTH,),)
    assert table(np.float32([[0.1]]), "exact") == ((Fraction(float(np.float32(0.1))),),)


def test_equal_rows_are_one_object():
    first, second, third = table([[1, 2], [3, 4], [1.0, "2"]])
    assert first is third
    assert first is not second


@pytest.mark.parametrize(
    "value, code, words",
    [
        (np.ones(4), "E060", "X has shape (4,): a row for each sample is missing"),
        (np.ones((2, 2, 2)), "E060", "X has shape (2, 2, 2): a sample is one row of numbers"),
        (np.array(1.0), "E060", "X has shape (): a row for each sample is missing"),
        ([1, 2], "E065", "X[0] is 1, not a row of numbers"),
        ([], "E061", "there are no samples"),
        (np.ones((0, 3)), "E061", "there are no samples"),
        ([[], []], "E060", "the samples have no features"),
        ([[1, 2], [3]], "E060", "row 1 has 1 entry, row 0 has 2"),
        ([[1, np.nan]], "E030", "X[0, 1] is nan; only finite numbers are accepted"),
        (np.float32([[1, np.inf]]), "E030", "X[0, 1] is inf; only finite numbers are accepted"),
        ([[1 + 2j]], "E030", "X[0, 0] is a complex number, (1+2j)"),
        (np.array([[1j]]), "E030", "X has complex entries"),
        ([[None]], "E030", "X[0, 0] is a missing value"),
        ([["red"]], "E030", "X[0, 0] is a text that is not read: 'red' is not a number"),
        (np.array([[{}]], dtype=object), "E030", "X[0, 0] is no number but of the type dict"),
        (np.array([["2020-01-01"]], dtype="datetime64[D]"), "E030", "no numbers"),
        (np.ma.masked_array([[1.0]], mask=[[True]]), "E030", "X has masked entries"),
        ("dataset", "E065", "X is no table of numbers but of the type str"),
        ({"a": [1]}, "E065", "X is no table of numbers but of the type dict"),
        ([[10**2000]], "E031", "MAX_DIGITS"),
        ([["1e9999"]], "E032", "MAX_EXPONENT"),
        (Frame(age=[np.nan], name=["x"]), "E030", "X[0, 0] (column 'age') is nan"),
    ],
)
def test_what_is_no_table(value, code, words):
    found = refused(table, value)
    assert (found.code, found.file) == (code, "X")
    assert words in found.message


@pytest.mark.parametrize(
    "value, labels, note",
    [
        ([0, 1, 1], (-1, 1, 1), "labels: 1 is +1, 0 is -1"),
        ([-1, 1, 1], (-1, 1, 1), None),
        (np.array([False, True, True]), (-1, 1, 1), "labels: 1 is +1, 0 is -1"),
        (np.array([-1.0, 1.0, 1.0]), (-1, 1, 1), None),
        (np.array([[0], [1], [1]]), (-1, 1, 1), "labels: 1 is +1, 0 is -1"),
        (np.array([1, 2, 2], dtype=np.uint8), (-1, 1, 1), "labels: 2 is +1, 1 is -1"),
        (["yes", "no", "no"], (1, -1, -1), "labels: 'yes' is +1, 'no' is -1"),
        (np.array(["a", "b", "b"]), (-1, 1, 1), "labels: 'b' is +1, 'a' is -1"),
        (Series(["a", "b", "b"]), (-1, 1, 1), "labels: 'b' is +1, 'a' is -1"),
        (np.array(["a", "b", "b"], dtype=object), (-1, 1, 1), "labels: 'b' is +1, 'a' is -1"),
    ],
)
def test_labels(value, labels, note):
    assert read_labels(value) == (labels, () if note is None else (note,))


@pytest.mark.parametrize(
    "value, code, words",
    [
        ([0, 0], "E061", "every label is 0: both classes need a sample"),
        ([], "E061", "there are no labels"),
        ([0, 1, 2], "E075", "y has 3 classes, 0, 1, 2; a problem has two"),
        (["a", 1], "E075", "y mixes texts and numbers: 'a' and 1"),
        ([0, None], "E075", "y[1] is a missing value"),
        ([0, np.nan], "E075", "y[1] is nan"),
        ([0, 0.5], "E075", "y[1] is 0.5: a label names one of two classes"),
        (np.eye(2), "E060", "y has shape (2, 2), not (n,)"),
        ([[0, 1], [1, 0]], "E060", "y[0] is [0, 1], not one label"),
        ("01", "E065", "y is no list of labels but of the type str"),
    ],
)
def test_what_are_no_labels(value, code, words):
    found = refused(read_labels, value)
    assert (found.code, found.file) == (code, "y")
    assert words in found.message


def test_weights():
    found = read_weights(Reader("shortest"), [1, 0.5, "1/3", np.float32(0.1), 0.5])
    assert found == (1, Fraction(1, 2), Fraction(1, 3), TENTH, Fraction(1, 2))
    assert found[1] is found[4]


@pytest.mark.parametrize("value, words", [([1, 0], "weights[1] is 0"), ([-1], "is -1"), ([np.nan], "nan"), (3, "int")])
def test_what_are_no_weights(value, words):
    assert words in refused(read_weights, Reader("shortest"), value).message


def test_lists():
    assert read_list(Reader("exact"), np.array([[1], [2]]), "x") == (1, 2)
    assert refused(read_list, Reader("exact"), np.ones((2, 2)), "x").message == "x has shape (2, 2), not that of a list"


@pytest.mark.parametrize(
    "X, y, weights, words",
    [
        (np.ones((2, 4)), [0, 1, 0, 1], None, "X has shape (2, 4) and y has 4 entries: is X transposed?"),
        (np.ones((2, 3)), [0, 1, 0, 1], None, "X has shape (2, 3) and y has 4 entries"),
        (np.ones((2, 3)), [0, 1], [1], "there are 2 samples and 1 weights"),
    ],
)
def test_lengths(X, y, weights, words):
    assert refused(read_samples, Reader("shortest"), X, y, weights).message == words


def test_all_mistakes_are_said_at_once():
    with pytest.raises(SpecError) as caught:
        read_samples(Reader("shortest"), [[np.nan]], [1], [0])
    assert [entry.file for entry in caught.value.diagnostics] == ["X", "y", "weights"]
