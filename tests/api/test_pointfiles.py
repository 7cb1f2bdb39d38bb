"""Files of points: what the tool writes is read, and what is hostile is refused within bounds."""

import json

import numpy as np
import pytest
from packed_arrays import archive, npy

import theoremcheck as tc
from theoremcheck.api import pointfiles

SPEC = tc.problem(
    [[1, 0], [0, 1]], [1, -1], neuron="tanh", width=2, loss="logistic", hidden_bias=False, output_bias=True
)
BLOCKS = {"a0": 0.25, "a": [1, -2], "w": [[1, 2], [3, 0.1]]}


def test_both_formats(tmp_path):
    expected = SPEC.point(BLOCKS)
    (tmp_path / "p.json").write_text(json.dumps(expected.to_json()))
    np.savez(tmp_path / "p.npz", **expected.arrays())
    np.savez_compressed(tmp_path / "q.npz", **expected.arrays())
    assert SPEC.point(tmp_path / "p.json") == expected
    assert SPEC.point(str(tmp_path / "p.npz")) == expected
    assert SPEC.point(tmp_path / "q.npz") == expected


def test_decimals_of_a_file_are_read_exactly(tmp_path):
    path = tmp_path / "p.json"
    path.write_text('{"a0": 0.1000000000000000000000000000001, "a": ["1/3", 2], "w": [[1, 2], [3, 4]], "b": null}')
    assert SPEC.point(path)["a0"] != SPEC.point({**BLOCKS, "a0": 0.1})["a0"]


@pytest.mark.parametrize(
    "text, words",
    [
        ("[1, 2]", "an object with the blocks"),
        ("{", "no JSON file of numbers"),
        ('{"a0": NaN}', "NaN is not a finite number"),
        ("[" * 100_000, "no JSON file of numbers"),
        ('{"a0": {"x": 1}, "a": [1, 2], "w": [[1, 2], [3, 4]]}', "a0 is no number"),
        ('{"a0": ' + "[" * 30 + "1" + "]" * 30 + ', "a": [1, 2], "w": [[1, 2], [3, 4]]}', "a0"),
    ],
)
def test_wrong_json(tmp_path, text, words):
    path = tmp_path / "p.json"
    path.write_text(text)
    with pytest.raises(tc.SpecError, match=words.replace("[", r"\[")):
        SPEC.point(path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no archive",
        archive(a0=b"no array"),
        archive(a0=npy(np.array([{}], dtype=object), allow_pickle=True)),
        archive(a0=npy(1.0).replace(b"'shape': ()", b"'shape': (9999999999,)")),
        archive(a0=npy(np.zeros(3))[:-8]),
        archive(a0=npy(np.zeros(6_000_000))),
        archive(**{f"x{k}": b"" for k in range(1_001)}),
    ],
)
def test_hostile_archives(tmp_path, data):
    path = tmp_path / "p.npz"
    path.write_bytes(data)
    with pytest.raises(tc.SpecError):
        SPEC.point(path)


def test_nothing_is_unpickled(tmp_path):
    path, seen = tmp_path / "p.npz", tmp_path / "seen"

    class Hostile:
        def __reduce__(self):
            return open, (str(seen), "w")

    path.write_bytes(archive(a0=npy(np.array([Hostile()], dtype=object), allow_pickle=True)))
    with pytest.raises(tc.SpecError, match="no array of numbers"):
        SPEC.point(path)
    assert not seen.exists()


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(tc.SpecError, match="a folder"):
        SPEC.point(tmp_path)


def test_the_bound_is_the_size_of_the_largest_network():
    from theoremcheck.trusted.bounds import MAX_PARAMETERS

    assert pointfiles.MAX_POINT_BYTES == 8 * MAX_PARAMETERS
