"""Paths in words, as data and drawn: what is drawn is L."""

import pickle
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path as File

import numpy as np
import pytest

from theoremcheck import check
from theoremcheck.report.display.contents import verdict_card
from theoremcheck.report.formats.appendix import appendix
from theoremcheck.report.formats.json import to_json
from theoremcheck.report.formats.text import render
from theoremcheck.report.path import path_json, path_words, piece_rows
from theoremcheck.report.pictures.gallery import pictures
from theoremcheck.report.pictures.path import course_of
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.path.values import Move, Shown

SPECS = File(__file__).resolve().parents[3] / "specs"


@pytest.fixture(scope="module")
def rings():
    return check(SPECS / "theorems/valley_quadratic.spec", starts=2)


def loss(point):
    """L of valley_quadratic at (a0, a1, a2, w1, w2), written down again."""
    a0, a, w = point[0], point[1:3], np.reshape(point[3:], (2, 2))
    points = np.array([(1, 0), (0, 1), (-1, 0), (0, -1), (2, 0), (0, 2), (1.2, 1.6), (0, -2)])
    outputs = [a0 + (a * (w @ x) ** 2).sum() for x in points]
    return np.mean([(1 - y * f) ** 2 for y, f in zip([1] * 4 + [-1] * 4, outputs, strict=True)])


def test_in_words(rings):
    text = " ".join(render(rings).split())
    assert re.search(r"Path: from the point with all trained parameters 0, L = 1, to L = 0\.00\d+ in 2 pieces", text)
    assert "after the proof of thm.wide.quadratic; on no piece L exceeds its value at the start: checked" in text
    assert "piece 1" not in text
    assert "piece 1: moves what is idle: L = 1 all along" in " ".join(render(rings, verbose=True).split())
    assert any(section.title == "The way down, piece by piece" for section in verdict_card(rings).sections)


def test_what_is_not_shown_is_said(rings):
    path = rings.path
    last = replace(path.steps[-1], shown=Shown.NOTHING, reason=Reason.of("path.not_affine"))
    text = next(path_words(replace(path, steps=(*path.steps[:-1], last))))
    assert "checked but for piece 2 (f is not shown to be affine along the piece)" in text
    assert "nothing is shown: f is not" in next(iter(piece_rows(replace(path, steps=(last,)))))[1]
    none = replace(path, steps=(), stopped=Reason.of("path.no_lower"))
    assert next(path_words(none)).endswith("none is found: no lower point is seen from here.")
    assert next(path_words(Reason.of("path.rank", most=4))).startswith("Path: none is built: the samples have")
    short = replace(path, stopped=Reason.of("path.no_elimination"))
    assert next(path_words(short)).endswith("It ends there: elimination finds no way on from here.")
    assert path_json(None, rings.spec) is None
    assert list(path_words(None)) == []


def test_free_is_a_verb_and_the_end_of_a_path_to_what_was_seen_is_not_the_infimum(rings, merging):
    path = rings.path
    freed = replace(path.steps[0], piece=replace(path.steps[0].piece, move=Move.FREE))
    text = next(path_words(replace(path, steps=(freed, freed, path.steps[-1]))))
    assert "in 3 pieces (2 free a neuron each, 1 moves the outputs straight to better ones)" in text
    seen = "Its end is near the lowest L that the search saw; inf L may be lower."
    assert next(path_words(merging.path)).endswith(seen)
    assert not next(path_words(path)).endswith(seen)


def test_as_data(rings):
    found = to_json(rings)["path"]
    assert found["checked"] is True
    assert found["origin"] == "zero"
    assert found["start"] == ["0"] * 7
    assert [piece["shown"] for piece in found["pieces"]] == ["same", "falls"]
    entry = found["pieces"][0]["parameters"][3]
    assert entry["denominator"] == ["1"]
    assert all(len(piece["parameters"]) == 7 for piece in found["pieces"])
    assert all(piece["scales"] == [] for piece in found["pieces"])
    assert to_json(check(SPECS / "theorems/valley_quadratic.spec", search=False))["path"] is None


@pytest.fixture(scope="module")
def merging():
    return check(SPECS / "theorems/valley_decay_two.spec", starts=12)


def test_roots_as_data_and_drawn(merging):
    """L of valley_decay_two from the data, by rational functions times roots, is what is drawn."""
    assert pickle.loads(pickle.dumps(merging)) == merging
    found, course = to_json(merging)["path"], course_of(merging)
    assert found["checked"]
    assert any(piece["scales"] for piece in found["pieces"])

    def value(ratio, u):
        top, bottom = (
            sum(float(Fraction(c)) * u**k for k, c in enumerate(ratio[part])) for part in sorted(ratio)[::-1]
        )
        return top / bottom

    for place, drawn in zip(course.places[:-1], course.values, strict=False):
        piece = found["pieces"][int(place)]
        scales = piece["scales"] or [{"numerator": ["1"], "denominator": ["1"]}] * len(piece["parameters"])
        a0, a1, a2, w1, w2 = (
            value(ratio, place % 1) * value(scale, place % 1) ** 0.5
            for ratio, scale in zip(piece["parameters"], scales, strict=True)
        )
        outputs = [a0 + a1 * max(0, w1 * x) + a2 * max(0, w2 * x) for x in (2, -1)]
        losses = [max(0, 1 - y * f) ** 2 for y, f in zip((1, -1), outputs, strict=True)]
        assert abs(sum(losses) / 2 + (a1**2 + a2**2 + w1**2 + w2**2) / 5 - drawn) < 1e-9
    assert np.diff(course.values).max() < 1e-9


def test_whose_proof_it_is(merging):
    path = replace(merging.path, theorem="thm.wide_basin")
    assert "after the proof of thm.wide_deep (thm.wide_basin alone promises none)" in next(path_words(path))


def test_what_is_drawn_is_the_loss(rings):
    course = course_of(rings)
    path = rings.path
    for place, value in zip(course.places, course.values, strict=True):
        piece = min(int(place), len(path.steps) - 1)
        point = path.at(piece, min(max(float(place) - piece, 0.0), 1.0))
        assert abs(loss(np.array([float(entry) for entry in point])) - value) < 1e-9
    assert np.diff(course.values).max() < 1e-12
    ends = [np.array([float(entry) for entry in point]) for point in (path.start, path.end)]
    for place, value in zip(course.places, course.segment, strict=True):
        share = place / course.places[-1]
        assert abs(loss((1 - share) * ends[0] + share * ends[1]) - value) < 1e-9
    assert course.segment.max() > 1.05  # the straight way goes over a ridge
    assert "over a ridge up to 1." in course.words


def test_the_picture_and_the_plot(rings):
    drawn = next(picture for picture in pictures(rings) if picture.name == "path")
    assert drawn.title == "A way down"
    assert "tc-slope" in drawn.body
    latex = appendix(rings, standalone=True)
    assert latex.count(r"\addplot[thick]") == 1
    assert latex.count(r"\addplot[gray, dashed]") == 1
    assert course_of(check(SPECS / "theorems/valley_quadratic.spec", search=False)) is None
