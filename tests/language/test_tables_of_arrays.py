"""Tables that are arrays of numpy: doubles stand for their exact values, and nothing is loaded that could be code."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from packed_arrays import archive, npy

from theoremcheck.language import loads

REST = "loss logistic\nnetwork { shortcut = 3 softplus }\n"
X = np.array([[0.1, 3], [-2.5, 1e-300], [5e-324, 1.7e308]])


def table(tmp_path, clauses='label "y" positive "1"', **arrays):
    np.savez(tmp_path / "t.npz", **arrays)
    return loads(f'dataset d {{ from "t.npz" {clauses} }}\n' + REST, base=tmp_path)


def error(loaded):
    assert loaded.spec is None
    (found,) = loaded.diagnostics
    assert (found.span.line, found.span.column) == (1, 18)
    return found.code, found.message


def test_columns_are_exact(tmp_path):
    spec = table(tmp_path, X=X, y=np.array([1, 0, 1])).spec
    assert spec.problem.dataset.points == tuple(tuple(map(Fraction, row)) for row in X.tolist())
    assert spec.problem.dataset.points[0][0] != Fraction(1, 10)
    assert spec.problem.dataset.labels == (1, -1, 1)
    assert spec.csv.features == ("X_1", "X_2")


@pytest.mark.parametrize(
    "labels, positive",
    [
        (np.array([1.0, -1.0, 1.0]), "1"),
        (np.array([True, False, True]), "True"),
        (np.array(["cat", "dog", "cat"]), "cat"),
        (np.array([1, 0, 1], dtype=np.uint8), "1"),
    ],
)
def test_kinds_of_labels(tmp_path, labels, positive):
    spec = table(
        tmp_path, f'label "y" positive "{positive}" features "a"', y=labels, X=X, a=np.float32([0.1, 2, 3])
    ).spec
    assert spec.problem.dataset.labels == (1, -1, 1)
    assert spec.problem.dataset.points[0] == (Fraction(float(np.float32(0.1))),)


@pytest.mark.parametrize(
    "arrays, code, words",
    [
        ({"X": X, "y": np.array([1, 0])}, "E077", "the arrays have 2, 3 rows"),
        ({"X": X[:, :, None], "y": np.array([1, 0, 1])}, "E077", "X has shape (3, 2, 1)"),
        ({"X": X * 1j, "y": np.array([1, 0, 1])}, "E077", "X is no array of numbers or texts"),
        ({"X": np.array([np.nan, 1, 2]), "y": np.array([1, 0, 1])}, "E074", "row 2, column 1 ('X'): 'nan' is not"),
        ({"X": np.zeros((0, 2)), "y": np.zeros(0)}, "E076", "no row of data"),
        ({}, "E076", "no header row"),
    ],
)
def test_what_is_no_table(tmp_path, arrays, code, words):
    found = error(table(tmp_path, **arrays))
    assert found[0] == code
    assert words in found[1]


@pytest.mark.parametrize(
    "content, words",
    [
        (b"x,y\n1,a\n", "no .npz file of arrays"),
        (archive(X=npy(np.array([{}], dtype=object), allow_pickle=True)), "X.npy is no array of numbers"),
        (archive(X=npy([1.0]).replace(b"(1,)", b"(9999999,)")), "X.npy is no array of numbers"),
        (archive(X=npy(np.zeros(32_000_001))), "MAX_CSV_BYTES = 256000000 bytes of arrays"),
    ],
)
def test_hostile_files(tmp_path, content, words):
    (tmp_path / "t.npz").write_bytes(content)
    loaded = loads(f'dataset d {{ from "t.npz" label "y" positive "1" }}\n{REST}', base=tmp_path)
    assert words in error(loaded)[1]
