"""Pictures: what they draw is so, whatever the verdict; the same run draws the same bytes."""

import re
from math import hypot
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck import check
from theoremcheck.report.formats.page import page
from theoremcheck.report.pictures.axes import Frame, ticks
from theoremcheck.report.pictures.contours import level_lines
from theoremcheck.report.pictures.derivation import outline
from theoremcheck.report.pictures.gallery import pictures
from theoremcheck.report.pictures.scene import scene
from theoremcheck.report.pictures.svg import document
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.verdict.values import Answer

SPECS = Path(__file__).parents[2] / "specs"
DRAWN = (
    "counterexamples/strict_decay_softplus",
    "counterexamples/flat_iris",
    "counterexamples/order_circles",
    "counterexamples/hull_relu_line",
    "counterexamples/spurious_dead_relu",
    "counterexamples/strict_staged_softplus_1x2",
    "theorems/separable_softplus",
    "theorems/opaque_neuron",
    "theorems/abstract_separable",
    "open/xor",
    "open/symbolic_swish",
)
SVG = "{http://www.w3.org/2000/svg}"


def verdict_of(name, **options):
    return check(SPECS / f"{name}.spec", **{"search": False, **options})


def named(verdict, name):
    return next(picture for picture in pictures(verdict) if picture.name == name)


@pytest.mark.parametrize("name", DRAWN)
def test_every_picture_is_xml_with_a_title_and_a_caption(name):
    found = pictures(verdict_of(name))
    assert len({picture.name for picture in found}) == len(found) > 0
    for picture in found:
        root = ElementTree.fromstring(document(picture))
        assert root.find(f"{SVG}title").text == picture.title
        assert root.find(f"{SVG}desc").text == picture.caption
        numbers = re.findall(r"(?<![\w#.-])-?\d+\.?\d*", picture.body)
        assert numbers
        assert "nan" not in picture.body.replace("tc-", "")
        assert "inf" not in picture.body


def test_the_same_verdict_is_drawn_the_same():
    one, other = (verdict_of("counterexamples/strict_decay_softplus", search=True, starts=8) for _ in range(2))
    assert [document(picture) for picture in pictures(one)] == [document(picture) for picture in pictures(other)]


@pytest.mark.parametrize(
    "name", ["strict_decay_softplus", "flat_iris", "order_circles", "hull_relu_line", "margin_separable"]
)
def test_as_many_rings_as_samples_are_wrong(name):
    verdict = verdict_of(f"counterexamples/{name}")
    found = verdict.minima[0]
    rings = named(verdict, "data").body.count('class="tc-wrong"') - 1  # one is in the legend
    assert found.least <= rings <= found.most
    marks = named(verdict, "data").body.count('class="tc-plus"') + named(verdict, "data").body.count('class="tc-minus"')
    assert marks == len(verdict.spec.problem.dataset.points) + 2


def lines_of(picture, kind):
    """The ends of the lines of a class of the style, in the picture."""
    lines = (re.findall(r"-?\d+\.?\d*", path) for path in re.findall(rf'd="([^"]*)" class="{kind}"', picture.body))
    return [np.array(numbers, dtype=float).reshape(-1, 2) for numbers in lines]


def test_a_curve_that_leaves_the_frame_ends_at_its_edge():
    frame = Frame.of((0, 4), (-1, 1), left=0, top=0, width=400, height=200)
    x = np.arange(5.0)
    drawn = list(frame.curve(x, np.array([0, 2, 0, np.nan, -3]), "tc-curve"))
    assert [re.search('d="([^"]*)"', part)[1] for part in drawn] == ["M0 100L50 0", "M150 0L200 100"]
    (whole,) = frame.curve(x, np.array([0, 1, -1, 0, 0.5]), "tc-curve")
    assert re.search('d="([^"]*)"', whole)[1] == "M0 100L100 0L200 200L300 100L400 50"
    assert not list(frame.curve(x, np.array([2, 2, 2, 2, -2]), "tc-curve"))


@pytest.mark.parametrize("shift", [0, 2])
def test_each_class_lies_on_the_line_of_what_it_spans(shift):
    points = [(2 + shift, 1), (-4 + shift, -2)], [(1 + shift, -1), (-3 + shift, 3)]
    plus, minus = (", ".join(map(str, group)) for group in points)
    bias = "hidden bias" if shift else ""
    text = f"dataset d {{ + {plus}  - {minus} }}\nneuron softplus\nloss polynomial_hinge(3)\n"
    verdict = check(f"{text}network {{ shortcut = 3 softplus  {bias}  output bias }}\n", search=False)
    picture = named(verdict, "data")
    assert "Each class lies on the dashed line of its colour" in picture.caption
    circles = re.findall(r'<circle[^>]*class="tc-plus"[^>]*>', picture.body)[:2]
    marks = [[float(re.search(rf'\b{name}="([-\d.]+)"', mark)[1]) for name in ("cx", "cy")] for mark in circles]
    (line,) = lines_of(picture, "tc-span-plus")
    assert len(lines_of(picture, "tc-span-minus")) == 1
    along = line[-1] - line[0]
    for mark in marks:
        apart = np.array(mark) - line[0]
        assert abs(along[0] * apart[1] - along[1] * apart[0]) < 0.5 * hypot(*along)


def softplus_loss(point):
    """L of strict_decay_softplus at (a0, a, w, b), written down again."""
    a0, a, w, b = point[0], point[1], point[2:4], point[4]
    data = [((2, 4), 1), ((4, -3), 1), ((4, -1), 1), ((-2, 3), 1), ((2, 0), 1), ((1, -4), -1)]
    outputs = [a0 + a * np.logaddexp(0, w[0] * x[0] + w[1] * x[1] + b) for x, _ in data]
    mean = np.mean([np.logaddexp(0, -y * f) for (_, y), f in zip(data, outputs, strict=True)])
    return mean + (a0**2 + a**2 + w[0] ** 2 + w[1] ** 2 + b**2) / 20


def test_the_slice_and_the_spectrum_show_the_loss():
    drawn = scene(verdict_of("counterexamples/strict_decay_softplus"))
    points = drawn.here + np.random.default_rng(0).normal(size=(20, 5)) / 3
    own = [softplus_loss(point) for point in points]
    assert drawn.loss(points) == pytest.approx(own, rel=1e-12)
    one, two, bends = drawn.softest
    step = 1e-4
    for direction, bend in ((one, bends[0]), (two, bends[1])):
        sides = [softplus_loss(drawn.here + s * direction) for s in (-step, 0, step)]
        assert (sides[0] - 2 * sides[1] + sides[2]) / step**2 == pytest.approx(bend, rel=1e-4)
    assert bends == pytest.approx(sorted(drawn.spectrum[0])[:2])


def test_the_way_leads_to_a_smaller_loss():
    verdict = verdict_of("counterexamples/flat_iris", search=True, starts=6)
    drawn = scene(verdict)
    here, there = (float(drawn.loss(point[None])[0]) for point in (drawn.here, drawn.there))
    assert there < here
    assert f"L = {here:.6g}" in named(verdict, "segment").caption


def test_no_way_is_drawn_to_the_minimum_itself():
    """A search that ends at the certified minimum, or at one as high, has seen nothing lower."""
    verdict = verdict_of("counterexamples/parity_tanh", search=True, starts=4)
    assert scene(verdict).there is None
    assert "segment" not in {picture.name for picture in pictures(verdict)}


@pytest.mark.parametrize(
    "name", ["kink_three_neurons", "kink_hidden_bias", "margin_perceptron_no_bias", "support_linear_beside_relu",
             "sharp_exp_hidden_bias", "sharp_tanh_no_bias"],
)  # fmt: skip
def test_no_hessian_is_drawn_at_a_kink(name):
    verdict = verdict_of(f"counterexamples/{name}")
    assert not scene(verdict).smooth
    assert not {"slice", "spectrum"} & {picture.name for picture in pictures(verdict)}
    assert "No spectrum is drawn" in page(verdict, pictures(verdict))


@pytest.mark.parametrize("name", ["strict_decay_softplus", "flat_relu", "order_circles", "split_deep_tanh"])
def test_a_hessian_is_drawn_where_there_is_one(name):
    verdict = verdict_of(f"counterexamples/{name}")
    assert {"slice", "spectrum"} <= {picture.name for picture in pictures(verdict)}
    assert "No spectrum is drawn" not in page(verdict, pictures(verdict))


def test_nothing_is_drawn_of_float_noise_around_a_point_at_which_all_is_flat():
    """L = log(1 + e^-50) or so: eigenvalues of 1e-20, and level lines less than 1e-12 apart."""
    verdict = check(
        "dataset k { + (1, 0), (-2, 1)  - (2, 1), (-1, 1) }\nloss logistic\nclaim no_valley\n"
        "network { hidden bias  output bias  deep = 2 softplus -> 4 relu }\nsearch { starts 12  seed 1 }\n"
    )
    assert scene(verdict).flat.all()
    assert not {"slice", "spectrum"} & {picture.name for picture in pictures(verdict)}


def test_no_slice_is_drawn_on_which_nothing_changes():
    assert "slice" not in {picture.name for picture in pictures(verdict_of("counterexamples/flat_relu_ramp"))}


@pytest.mark.parametrize("name", ["counterexamples/strict_decay_softplus", "theorems/separable_softplus", "open/xor"])
def test_the_graph_has_what_carries_the_verdict(name):
    verdict = verdict_of(name)
    drawn = outline(verdict)
    statuses = [verdict.statuses[entry] for entry in drawn.ids]
    if verdict.answer is Answer.UNDECIDED:
        assert any(status < Status.ASSUMED for status in statuses)
    else:
        assert all(status >= Status.ASSUMED for status in statuses)
    goal = (verdict.rules or [entry.variant for entry in verdict.derivations] or [verdict.blockers[0].variant])[0]
    assert drawn.ids[-1] == goal


@given(st.floats(0.3, 0.9), st.integers(12, 40))
def test_level_lines_of_a_circle(radius, size):
    x, y = np.meshgrid(np.linspace(-1, 1, size), np.linspace(-1, 1, size))
    found = list(level_lines(np.hypot(x, y), radius))
    assert len(found) == 1
    assert found[0][0] == found[0][-1]  # it closes
    step = 2 / (size - 1)
    assert all(abs(hypot(u * step - 1, v * step - 1) - radius) < step**2 for u, v in found[0])


@given(
    st.lists(
        st.lists(st.sampled_from([-1.0, 1.0, float("nan"), float("inf")]), min_size=4, max_size=4),
        min_size=4,
        max_size=4,
    )
)
def test_level_lines_cross_each_edge_once_where_the_side_changes(rows):
    values = np.array(rows)
    low = np.isfinite(values) & (values < 0)
    crossings = int((low[:, 1:] != low[:, :-1]).sum() + (low[1:] != low[:-1]).sum())
    places = [place for found in level_lines(values, 0.0) for place in dict.fromkeys(found)]
    assert len(places) == len(set(places)) == crossings


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ticks_are_in_the_range_and_look_different(low, size):
    found = ticks(low, low + size)
    assert all(low - 1e-6 * size <= value <= low + size * (1 + 1e-6) for value, _ in found)
    assert len({words for _, words in found}) == len(found) <= 11
