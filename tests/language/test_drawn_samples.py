"""Samples drawn from a seed: as they are documented, the same for ever, and different points."""

from __future__ import annotations

from hashlib import sha256
from math import prod

import pytest

from theoremcheck.language import drawing, loads, print_spec
from theoremcheck.language.formatting import format_text

PINNED = [(-3, -2), (-7, 7), (0, -4), (6, 1), (9, 2), (8, -1)]
REST = "let n = 6\nlet s = 1\nneuron softplus\nloss hinge\nnetwork { shortcut = 2 softplus }\n"


def spec(body, **settings):
    loaded = loads(f"dataset random {{ {body} }}\n{REST}", settings=settings)
    assert loaded.spec is not None, loaded.render()
    return loaded.spec


def drawn(body, **settings):
    return spec(body, **settings).problem.dataset


def whole(points):
    return [tuple(int(entry) for entry in point) for point in points]


def test_points_are_what_is_documented_and_stay_so():
    """The formula beside the grammar, written down again, and its values, so that both cannot change together."""
    found = whole(drawn("samples n  dimension 2  seed s").points)
    again = [
        tuple(
            int(sha256(f"theoremcheck:1:{i}:{j}:0".encode()).hexdigest(), 16) % 19 - 9 for j in (1, 2)
        )
        for i in range(1, 7)
    ]  # fmt: skip
    assert found == again
    assert found == PINNED


def test_a_point_that_was_drawn_is_drawn_again():
    """All 3 points of dimension 1: the third sample is drawn until it is new."""
    points = whole(drawn("samples 3 dimension 1 seed 4 range 1").points)
    assert sorted(points) == [(-1,), (0,), (1,)]
    values = (int(sha256(f"theoremcheck:4:3:1:{k}".encode()).hexdigest(), 16) % 3 - 1 for k in range(100))
    assert points[2][0] == next(value for value in values if (value,) not in points[:2])


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("dimension, largest, samples", [(1, 9, 19), (2, 1, 9), (2, 9, 100), (3, 10**9, 10)])
def test_points_are_different_and_in_their_range(seed, dimension, largest, samples):
    body = f"samples {samples} dimension {dimension} seed {seed} range {largest}"
    points = whole(drawn(body).points)
    assert len(set(points)) == samples
    assert all(len(point) == dimension and max(map(abs, point)) <= largest for point in points)


def test_coordinates_are_spread_over_their_range():
    points = whole(drawn("samples 500 dimension 4 seed 3 range 2").points)
    counts = [sum(point.count(value) for point in points) for value in range(-2, 3)]
    assert all(300 < entry < 500 for entry in counts)  # of 2000, each 400 expected; a deviation of 5 sigma is 90
    others = {tuple(whole(drawn(f"samples 500 dimension 4 seed {seed} range 2").points)) for seed in range(4)}
    assert len(others) == 4


def test_the_first_samples_of_a_larger_dataset_are_those_of_a_smaller_one():
    large = drawn("samples n  dimension 3  seed s", n="12")
    for n in range(2, 12):
        small = drawn("samples n  dimension 3  seed s", n=str(n))
        assert small.points == large.points[:n]
        assert small.labels == large.labels[:n]


@pytest.mark.parametrize(
    "body, labels",
    [
        ("samples 4", "+-+-"),
        ("samples 5", "+-+-+"),
        ("samples 6 positives 2", "+-+---"),
        ("samples 6 negatives 2", "+-+-++"),
        ("positives 1 negatives 3", "+---"),
        ("positives 3 negatives 1 samples 4", "+-++"),
        ("samples = 2", "+-"),
    ],
)
def test_the_classes_alternate_until_one_is_complete(body, labels):
    found = drawn(f"{body} dimension 2 seed 0").labels
    assert "".join("+" if label == 1 else "-" for label in found) == labels


def test_a_printed_spec_has_the_points_themselves():
    found = spec("samples n  dimension 2  seed s", s="7")
    text = print_spec(found)
    assert "seed" not in text
    assert loads(text).spec == found
    assert found.problem.digests != spec("samples n  dimension 2  seed s").problem.digests


def test_a_formatted_spec_is_still_drawn():
    text = format_text("dataset   random {  samples  n   dimension 2\n seed s }\n" + REST)
    assert text.startswith("dataset random {  samples  n  dimension 2\n  seed s }\n")


def test_the_report_says_how_they_are_drawn():
    (note,) = spec("samples n  dimension 2  seed s  range 5  positives 1").notes
    words = "6 samples in dimension 2, 1 of them positive, are drawn from seed 1: coordinates from -5 to 5"
    assert note == words


def test_names_of_lines_are_still_names_of_numbers():
    text = "let seed = 3\nlet samples = 4\nlet range = 2\n"
    rest = REST.replace("let n = 6\nlet s = 1\n", "")
    found = loads(f"{text}dataset d {{ samples samples  dimension range  seed seed  range range }}\n{rest}").spec
    assert found.problem.dataset.points == drawn("samples 4 dimension 2 seed 3 range 2").points


def test_the_work_is_bounded(monkeypatch):
    """The last of 19 points takes about 19 draws."""
    assert drawing.MAX_DRAWS == 1_000_000
    text = f"dataset random {{ samples 19 dimension 1 seed 1 }}\n{REST}"
    monkeypatch.setattr(drawing, "MAX_DRAWS", 25)
    (error,) = loads(text).diagnostics
    assert (error.code, error.span.line, error.span.column) == ("E064", 1, 9)
    assert "MAX_DRAWS = 25" in error.message
    assert error.help == "write range 900"


def test_a_range_that_is_too_small_is_repaired():
    text = "dataset random { samples n dimension 2 seed 1 range 1 }\n" + REST.replace("n = 6", "n = 26")
    loaded = loads(text)
    (error,) = loaded.diagnostics
    assert error.help == "write 3, or more"
    assert len(loads(error.repair.apply(loaded.source)).spec.problem.dataset.points) == 26 <= prod((7, 7))
