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
    return texts_of(phase(AXES, found, "a & b"))


def texts_of(picture):
    root = ElementTree.fromstring(document(picture))
    return [element.text or "" for element in root.iter() if element.tag.endswith(("text", "title"))]


def test_cells_letters_and_blocks():
    shown = texts(list(rows()))
    assert sum(": " in entry and "=" in entry for entry in shown) == 12
    assert "M=1 neuron=relu alpha=1: refuted by rule.a, rule.c" in shown
    assert "M=1 neuron=tanh alpha=1: <crashed>" in shown
    assert shown.count("A") == shown.count("B") == 4  # three cells each, and the legend
    assert shown.count("!") == 3
    assert {"alpha=0", "alpha=1", "rule.a: refuted (3)", "thm.b: proved (3)", "a & b"} <= set(shown)


def test_pooled_axes_are_shares():
    """Twelve problems: four for each of neuron and alpha together, in cells for M."""
    picture = phase(AXES, list(rows()), "a & b", ("neuron", "alpha"))
    shown = texts_of(picture)
    assert "M=1: 1 of 3 refuted, 1 proved, 1 undecided, 1 without a verdict" in shown
    assert shown.count("1/3!") == 3
    assert {"rule.a: refuted (3)", "thm.b: proved (3)", "0%", "100%"} <= set(shown)
    assert not {"A", "B", "alpha=0"} & set(shown)
    assert picture.caption.endswith("A cell has all values of neuron, alpha.")


def test_an_axis_between_others_may_be_pooled():
    shown = texts_of(phase(AXES, list(rows()), "t", ("neuron",)))
    assert "M=2 alpha=1: 1 of 1 refuted, 1 without a verdict" in shown
    assert "M=2 alpha=0: 0 of 2 refuted, 1 proved, 1 undecided" in shown
    assert shown.count("1/1!") == shown.count("0/2") == 3


def test_one_axis_and_no_rows():
    axes = parse_axes(["M=1..2"])
    picture = phase(axes, [Row("", point.at, verdict="undecided") for point in points(axes)], "t")
    assert picture.caption == "2 problems: 2 undecided."
    assert phase(axes, [], "t").caption.startswith("0 problems")
