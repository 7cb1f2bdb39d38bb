"""The share of the problems of a cell that is refuted, in numbers and in the darkness of its colour."""

import re

import pytest

from theoremcheck.report.atlas.family import family_page
from theoremcheck.report.pictures.shares import cell, share
from theoremcheck.sweep.axes import parse_axes, points
from theoremcheck.sweep.rows import Row


def rows(**counts):
    return [
        Row("", (), verdict=None if name == "none" else name) for name, count in counts.items() for _ in range(count)
    ]


@pytest.mark.parametrize(
    "counts, words, fraction",
    [
        ({"refuted": 7, "undecided": 3}, "7 of 10 refuted, 3 undecided", 0.7),
        ({"proved": 2, "conditional": 1}, "0 of 3 refuted, 2 proved, 1 conditional", 0),
        ({"refuted": 1, "none": 3}, "1 of 1 refuted, 3 without a verdict", 1),
        ({"none": 2}, "0 of 0 refuted, 2 without a verdict", 0),
    ],
)
def test_what_has_no_verdict_is_in_no_share(counts, words, fraction):
    found = share(rows(**counts))
    assert found.words == words
    assert found.fraction == pytest.approx(fraction)


def opacity(**counts):
    return float(re.search(r'fill-opacity="([\d.]+)"', cell(rows(**counts), "M=1", 0, 0, 34))[1])


def test_the_more_are_refuted_the_darker():
    shades = [opacity(refuted=count, proved=10 - count) for count in range(11)]
    assert shades[0] == 0
    assert shades == sorted(set(shades))
    assert opacity(refuted=1, proved=1) == opacity(refuted=5, proved=5)


@pytest.mark.parametrize(
    "counts, shown",
    [
        ({"refuted": 10}, "10/10"),
        ({"refuted": 9, "none": 1}, "9/9!"),
        ({"refuted": 30, "proved": 70}, "30%"),
        ({"refuted": 10, "none": 1}, "100%!"),
    ],
)
def test_numbers_that_are_too_long_are_percents(counts, shown):
    assert f">{shown}<" in cell(rows(**counts), "M=1", 0, 0, 34)


def test_the_strip_is_as_wide_as_the_cell():
    shown = cell(rows(refuted=1, proved=1, undecided=2), "M=1", 0, 0, 40)
    widths = [float(width) for width in re.findall(r'width="([\d.]+)" height="5"', shown)]
    assert widths == [10, 20, 10]


def test_the_page_has_the_numbers_of_the_diagram():
    axes = parse_axes(["M=1..2", "s=0..3"])
    found = [
        Row("", point.at, verdict="refuted" if dict(point.at)["s"] < dict(point.at)["M"] else "proved")
        for point in points(axes)
    ]
    page = family_page(axes, found, "t", ("s",))
    assert "<h2>Shares over s</h2>" in page
    assert "<td>1</td><td>1</td><td>4</td><td>0.250</td><td>1 of 4 refuted, 3 proved</td>" in page
    assert "<td>2</td><td>2</td><td>4</td><td>0.500</td><td>2 of 4 refuted, 2 proved</td>" in page
    assert "Shares" not in family_page(axes, found, "t")
