"""What a family goes over."""

from pathlib import Path

import pytest

from theoremcheck.language import loads
from theoremcheck.sweep import axes
from theoremcheck.sweep.axes import AxisError, Point, changed, parse_axes, points

TEXT = "dataset d { + (1)  - (-1) }\nneuron relu\nloss hinge\nnetwork { shortcut = 2 relu }\n"


def test_values_are_listed_and_ranges_spelled_out():
    found = parse_axes(["M=1..3,8", "neuron=leaky_relu(1/10), softplus(2)", "alpha=1/100"])
    assert [(axis.name, axis.values) for axis in found] == [
        ("M", ("1", "2", "3", "8")),
        ("neuron", ("leaky_relu(1/10)", "softplus(2)")),
        ("alpha", ("1/100",)),
    ]
    assert len(points(found)) == 8
    first, second = points(found)[:2]
    assert str(first) == "M=1 neuron=leaky_relu(1/10) alpha=1/100"
    assert str(second) == "M=1 neuron=softplus(2) alpha=1/100"
    assert dict(first.settings) == {"M": "1", "alpha": "1/100"}


def test_tables_are_no_numbers():
    found = parse_axes(["data=a.csv,../b c.csv", "s=0..1"])
    assert found[0].values == ("a.csv", "../b c.csv")
    point = points(found)[3]
    assert (point.table, dict(point.settings)) == (Path("../b c.csv"), {"s": "1"})
    assert Point((("s", "1"),)).table is None


@pytest.mark.parametrize(
    "texts, words",
    [
        (["M"], "write NAME=VALUES"),
        (["=1"], "write NAME=VALUES"),
        (["M=1,,2"], "nothing between two commas"),
        (["M=3..1"], "write 1..3"),
        (["M=1..3,2"], "the value 2 is there twice"),
        (["n=4,8,4.0"], "the value 4.0 is there twice"),
        (["data=a.csv,./a.csv"], "the value ./a.csv is there twice"),
        (["M=1", "M=2"], "M is given twice"),
        (["M=1..60000"], "MAX_POINTS = 50000"),
        (["M=1..300", "N=1..200"], "60000 problems, more than MAX_POINTS"),
        (["neuron=rellu"], "no such neuron"),
        (["neuron=leaky_relu(x)"], "arguments are numbers"),
        (["neuron=leaky_relu(1/0)"], "arguments are numbers"),
        (["loss=relu"], "no such loss"),
    ],
)
def test_a_wrong_axis_says_what_to_write(texts, words):
    with pytest.raises(AxisError, match=words):
        parse_axes(texts)


def test_the_bound_is_the_last_count_that_is_taken(monkeypatch):
    monkeypatch.setattr(axes, "MAX_POINTS", 4)
    assert len(points(parse_axes(["M=1..2", "N=1..2"]))) == 4
    with pytest.raises(AxisError):
        parse_axes(["M=1..5"])


def test_functions_are_changed():
    spec = loads(TEXT).spec
    found = changed(spec, Point((("neuron", "tanh"), ("loss", "polynomial_hinge(3)")))).problem
    assert (found.neuron.name, found.loss.name) == ("tanh", "polynomial_hinge(3)")
    assert changed(spec, Point((("M", "1"),))).problem == spec.problem


def test_a_network_without_a_shortcut_has_no_neuron_to_change():
    spec = loads(TEXT.replace("shortcut = 2 relu", "deep = 2 relu -> 2 relu")).spec
    with pytest.raises(AxisError, match="no shortcut"):
        changed(spec, Point((("neuron", "tanh"),)))
