"""The phase diagram has a cell for each row, a letter for each theorem or rule, and a block for each further value."""

from xml.etree import ElementTree

from theoremcheck.report.pictures.phase import phase
from theoremcheck.report.pictures.svg import document
from theoremcheck.sweep.axes import parse_axes, points
from theoremcheck.sweep.rows import Row

AXES = parse_axes(["M=1..3", "neuron=relu,tanh", "alpha=0,1"])
KINDS = (("proved", ("thm.b",)), ("refuted", ("rule.a", "rule.c")), ("undecided", ()), (None, ()))


def rows():
    for index, point in enumerate(points(AXES)):
        verdict, by = KINDS[index % 4]
        yield Row("", point.at, verdict=verdict, by=by, error=None if verdict else "<crashed>")


def texts(found):
    root = ElementTree.fromstring(document(phase(AXES, found, "a & b")))
    return [element.text or "" for element in root.iter() if element.tag.endswith(("text", "title"))]


def test_cells_letters_and_blocks():
    shown = texts(list(rows()))
    assert sum(": " in entry and "=" in entry for entry in shown) == 12
    assert "M=1 neuron=relu alpha=1: refuted by rule.a, rule.c" in shown
    assert "M=1 neuron=tanh alpha=1: <crashed>" in shown
    assert shown.count("A") == shown.count("B") == 4  # three cells each, and the legend
    assert shown.count("!") == 3
    assert {"alpha=0", "alpha=1", "rule.a: refuted (3)", "thm.b: proved (3)", "a & b"} <= set(shown)


def test_one_axis_and_no_rows():
    axes = parse_axes(["M=1..2"])
    picture = phase(axes, [Row("", point.at, verdict="undecided") for point in points(axes)], "t")
    assert picture.caption == "2 problems: 2 undecided."
    assert phase(axes, [], "t").caption.startswith("0 problems")
