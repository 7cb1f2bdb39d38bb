"""Segments that cross, direct connections, and a sigmoidal unit beside them."""

from dataclasses import replace

import pytest
from data_problems import problem
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data import spans
from theoremcheck.trusted.data.skips import SigmoidalUnit, check_sigmoidal_unit
from theoremcheck.trusted.data.units import check_bent_unit, check_bent_unit_affine
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.refusal import Refusal

# positives, negatives, hidden bias: is it a circuit, a square.
DATA = [
    ([(1, -1), (-1, 1)], [(1, 1), (-1, -1)], True, True, True),
    ([(0, 1), (1, 0)], [(0, 0), (1, 1)], True, True, True),
    ([(0, 0), (5, 4)], [(3, 0), (1, 4)], True, True, True),
    ([(0, 0), (4, 4)], [(1, 0), (2, 0)], True, False, False),  # no crossing
    ([(0, 0), (2, 2)], [(0, 2), (1, 1)], True, False, False),  # a touch
    ([(0,), (2,)], [(1,), (3,)], True, False, False),  # on a line
    ([(1, 0), (-1, 0)], [(0, 1), (0, -1)], False, False, False),  # two relations
    ([(1, 0, 1), (-1, 0, 1)], [(0, 1, 1), (0, -1, 1)], False, True, True),
    ([(1, 0, 1), (-1, 0, 1)], [(0, 2, 2), (0, -2, 2)], False, True, False),  # another sum
    ([(2, 0), (-1, 1), (-1, -1)], [(0, 0)], True, False, False),  # three and one
    ([("1/2", 0), (0, "1/2")], [(0, 0), ("1/2", "1/2")], True, True, True),
    ([("1/5", 0, 0), (0, 1, 0)], [(0, 0, 1), (1, 1, -1)], False, True, False),  # 5, 1 against 1, 1
    ([("1/5", 0, 0), (0, "1/5", 0)], [(0, 0, "1/7"), ("1/5", "1/5", "-1/7")], False, True, True),
    ([(1, 1, 0), (-1, 0, 0), (0, -1, 0)], [(0, 0, 1), (0, 0, -1)], True, True, False),  # three and two
]


@pytest.mark.parametrize("positives, negatives, bias, circuit, square", DATA)
def test_circuits_and_squares(positives, negatives, bias, circuit, square):
    found = problem(positives, negatives, bias=bias)
    for condition, holds in (("data.circuit", circuit), ("data.square", square)):
        check_claim(found, Claim(condition, holds, Structure()))
        with pytest.raises(Refusal, match=r"^facts\.opposite$"):
            check_claim(found, Claim(condition, not holds, Structure()))


coordinates = st.fractions(-3, 3, max_denominator=3)
entries = st.tuples(coordinates, coordinates)


labels = st.lists(st.sampled_from([1, -1]), min_size=4, max_size=4)
repeated = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, -1])), max_size=3)


@given(entries, entries, entries, entries, labels, repeated)
@settings(max_examples=400, deadline=None)
def test_squares_are_the_ends_of_segments_that_cross_whatever_their_labels(a, b, c, d, labels, repeated):
    """Of the plane with a hidden bias: two segments between the points have one common point, inside both."""

    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    def crossing(a, b, c, d):
        return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0

    points = (a, b, c, d)
    samples = [*zip(points, labels, strict=True), *((points[index], label) for index, label in repeated)]
    found = problem(*([point for point, own in samples if own == label] for label in (1, -1)), bias=True)
    square = crossing(a, b, c, d) or crossing(a, c, b, d) or crossing(a, d, b, c)
    assert spans.square(found) == square
    assert not square or spans.circuit(found)


def network(text, loss="square"):
    data = "dataset d { + (1, -1), (-1, 1) - (1, 1), (-1, -1) }\n"
    data += "neuron shifted(z) = 2 - 3 * z\nneuron zero(z) = 0 * z\n"
    data += "neuron quartic(z) = z^4\nneuron concave(z) = -exp(z)\n"
    loaded = loads(f"{data}loss {loss}\nnetwork {{ {text} }}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


SKIP, BRANCH, UNIT = "network.direct_skip", "network.direct_branch", "network.sigmoidal_unit"
ONE = "shortcut = 1 linear  hidden bias  frozen a = (1)"
TANH = "shortcut = 1 tanh  hidden bias  output bias"
NETWORKS = [
    (f"{ONE}  deep = 1 tanh", {SKIP, UNIT}),
    ("shortcut = 2 shifted  hidden bias  frozen a = (0, -1/2)  deep = 1 relu + 2 erf", {SKIP, UNIT}),
    ("shortcut = 2 linear  hidden bias  frozen a = (0, 0)  deep = 1 tanh", {UNIT}),
    ("shortcut = 1 linear  hidden bias  deep = 1 tanh", {UNIT}),
    ("shortcut = 1 linear  hidden bias  frozen a = (1)  frozen w = ((1, 1))  deep = 1 tanh", {UNIT}),
    ("shortcut = 1 linear  hidden bias  frozen a = (1)  frozen b = (0)  deep = 1 tanh without bias", {SKIP, UNIT}),
    ("shortcut = 1 zero  hidden bias  frozen a = (1)  deep = 1 tanh", {UNIT}),
    (f"{ONE}  deep = 1 tanh without bias", {SKIP}),
    (f"{ONE}  deep = 1 tanh -> 1 tanh", {SKIP}),
    (f"{ONE}  deep = 1 tanh -> 1 tanh  beside = 1 sigmoid", {SKIP, UNIT}),
    (f"{ONE}  deep = 1 tanh  frozen deep.output = (1)", {SKIP}),
    (f"{ONE}  deep = 1 tanh  frozen deep.1.biases = (1)", {SKIP}),
    (f"{ONE}  deep = 1 tanh  frozen deep.1.weights = (1, 1)", {SKIP}),
    (f"{TANH}  beside = 1 linear  frozen beside.output = (2)", {BRANCH}),
    (f"{TANH}  deep = 1 relu + 1 linear  frozen deep.output = (0, 2)", {BRANCH}),
    (f"{TANH}  deep = 1 relu + 1 linear  frozen deep.output = (2, 0)", set()),
    (f"{TANH}  beside = 1 linear  frozen beside.output = (0)", set()),
    (f"{TANH}  beside = 1 linear  frozen beside = (1, 1, 0, 1)", set()),
    (f"{TANH}  beside = 1 linear  frozen beside.output = (2)  frozen beside.1.weights = (1, 1)", set()),
    (f"{TANH}  beside = 1 linear  frozen beside.output = (2)  frozen beside.1.biases = (0)", set()),
    (f"{TANH}  beside = 1 linear without bias  frozen beside.output = (2)", set()),
    (f"{TANH}  beside = 1 linear -> 1 linear  frozen beside.output = (2)", set()),
    (f"{TANH}  beside = 1 linear", set()),
    (f"{TANH}  frozen b = (1)  beside = 1 linear without bias  frozen beside.output = (2)", {BRANCH}),
]


@pytest.mark.parametrize("text, holding", NETWORKS)
def test_what_holds_of_networks(text, holding):
    case = Case(network(text))
    for condition in (SKIP, BRANCH, UNIT):
        found = settle(case, condition)
        status = getattr(found, "status", Status.OPEN)
        assert (status is Status.HOLDS) == (condition in holding), condition


@pytest.mark.parametrize("text, condition, block", [
    ("shortcut = 1 linear  hidden bias  frozen a  deep = 1 tanh", SKIP, "structure.frozen_unknown(block=a)"),
    (f"{TANH}  beside = 1 linear  frozen beside.output", BRANCH, "skips.frozen_unknown(block=beside.output)"),
])  # fmt: skip
def test_factors_frozen_at_unknown_values(text, condition, block):
    for holds in (True, False):
        with pytest.raises(Refusal) as caught:
            check_claim(network(text), Claim(condition, holds, Structure()))
        assert str(caught.value.reason) == block


def test_the_evidence_of_another_unit_is_refused():
    own = network(f"{ONE}  deep = 1 relu + 1 tanh")
    found = settle(Case(own), UNIT).evidence
    assert found.branch == 0
    assert found.unit == 1
    check_sigmoidal_unit(own, found)
    for changed, code in (
        (SigmoidalUnit(0, 0, found.sigmoid), "sigmoids.pieces"),
        (SigmoidalUnit(0, 2, found.sigmoid), "skips.no_such_unit"),
        (SigmoidalUnit(0, -1, found.sigmoid), "skips.no_such_unit"),
        (SigmoidalUnit(1, 1, found.sigmoid), "skips.no_such_unit"),
        (SigmoidalUnit(-1, 1, found.sigmoid), "skips.no_such_unit"),
    ):
        with pytest.raises(Refusal) as caught:
            check_sigmoidal_unit(own, changed)
        assert caught.value.reason.code == code


def test_a_branch_that_is_not_trained_is_refused():
    own = network(f"{ONE}  deep = 1 tanh -> 1 tanh  beside = 1 tanh")
    found = settle(Case(own), UNIT).evidence
    assert (found.branch, found.unit) == (1, 0)
    with pytest.raises(Refusal, match=r"^skips\.not_trained$"):
        check_sigmoidal_unit(own, SigmoidalUnit(0, 0, found.sigmoid))


def test_no_unit_is_denied_where_one_is_trained():
    with pytest.raises(Refusal, match=r"^facts\.opposite$"):
        check_claim(network(f"{ONE}  deep = 1 relu"), Claim(UNIT, False, Structure()))
    check_claim(network(f"{ONE}  deep = 1 tanh -> 1 tanh"), Claim(UNIT, False, Structure()))


AFFINE, BENT, BENT_AFFINE, UNIT_AFFINE = (
    f"network.{name}" for name in ("direct_affine", "bent_unit", "bent_unit_affine", "sigmoidal_unit_affine")
)
PLAIN = "shortcut = 1 linear  frozen a = (1)  output bias"
EXP = "shortcut = 1 exp  hidden bias"
PARTS = [
    (f"{PLAIN}  deep = 1 exp with bias", {AFFINE, BENT, BENT_AFFINE}),
    (f"{PLAIN}  deep = 1 exp", {AFFINE, BENT}),
    (f"{PLAIN}  deep = 1 tanh with bias", {AFFINE, UNIT_AFFINE}),
    (f"{PLAIN}  deep = 1 tanh", {AFFINE}),
    (f"{PLAIN}  deep = 1 tanh with bias  frozen deep.1.biases = (1)", {AFFINE}),
    (f"{PLAIN}  deep = 1 tanh with bias  frozen deep.output = (1)", {AFFINE}),
    (f"{PLAIN}  deep = 1 exp with bias  frozen deep.1.biases = (1)", {AFFINE, BENT}),
    (f"{PLAIN}  deep = 1 exp with bias  frozen deep.1.weights = (1, 1)", {AFFINE}),
    (f"{PLAIN}  deep = 1 exp with bias  frozen deep.output = (-1)", {AFFINE, BENT, BENT_AFFINE}),
    (f"{PLAIN}  deep = 1 exp with bias  frozen deep.output = (0)", {AFFINE}),
    (f"{PLAIN}  deep = 1 exp with bias -> 1 exp", {AFFINE}),
    (f"{PLAIN}  deep = 1 quartic with bias", {AFFINE, BENT, BENT_AFFINE}),
    (f"{PLAIN}  deep = 1 concave with bias", {AFFINE, BENT, BENT_AFFINE}),
    (f"{PLAIN}  deep = 1 relu with bias", {AFFINE}),
    ("shortcut = 1 linear  frozen a = (0)  output bias  deep = 1 exp with bias", {BENT, BENT_AFFINE}),
    ("shortcut = 1 linear  output bias  deep = 1 exp with bias", {BENT, BENT_AFFINE}),
    ("shortcut = 1 linear  frozen a = (1)  deep = 1 exp with bias", {BENT, BENT_AFFINE}),
    ("shortcut = 1 linear  frozen a = (1)  output bias  frozen a0 = 1  deep = 1 exp with bias", {BENT, BENT_AFFINE}),
    ("shortcut = 1 linear  hidden bias  frozen a = (1)  deep = 1 exp", {AFFINE, BENT, BENT_AFFINE}),
    ("shortcut = 1 linear  hidden bias  frozen a = (1)  deep = 1 exp without bias", {AFFINE}),
    (f"{EXP}  beside = 1 linear  frozen beside.output = (2)", {AFFINE, BENT, BENT_AFFINE}),
    (f"{EXP}  beside = 1 linear without bias  frozen beside.output = (2)", {BENT, BENT_AFFINE}),
    (f"{EXP}  output bias  beside = 1 linear without bias  frozen beside.output = (2)", {AFFINE, BENT, BENT_AFFINE}),
    (f"{EXP}  frozen b = (1)  beside = 1 linear  frozen beside.output = (2)", {AFFINE, BENT}),
    (f"{EXP}  frozen a = (1)  beside = 1 linear -> 1 linear  frozen beside.output = (2)", {BENT, BENT_AFFINE}),
    ("output bias  deep = 1 linear + 1 exp with bias  frozen deep.output = (2, 1)", {AFFINE, BENT, BENT_AFFINE}),
    ("output bias  deep = 1 linear + 1 exp with bias  frozen deep.output = (2, 0)", {AFFINE}),
    ("output bias  deep = 1 linear + 1 exp with bias  frozen deep.output = (0, 2)", {BENT, BENT_AFFINE}),
    ("deep = 1 linear  beside = 1 exp with bias  output bias  frozen deep.output = (2)", {AFFINE, BENT, BENT_AFFINE}),
]


@pytest.mark.parametrize("text, holding", PARTS)
def test_which_parts_move_every_affine_function(text, holding):
    case = Case(network(text))
    for condition in (AFFINE, BENT, BENT_AFFINE, UNIT_AFFINE):
        found = settle(case, condition)
        status = getattr(found, "status", Status.OPEN)
        assert (status is Status.HOLDS) == (condition in holding), condition


@pytest.mark.parametrize("positives, negatives, circuit, square", [
    ([(0, 1), (1, 0)], [(0, 0), (1, 1)], True, True),
    ([(0, 1), (1, 0), (0, 1)], [(0, 1), (0, 0), (1, 1)], True, True),  # repeated, with other labels
    ([(0, 0), (1, 1)], [(0, 1)], False, False),
    ([(2, 0), (-1, 1), (-1, -1)], [(0, 0)], False, False),
    ([(1, 1, 0), (-1, 0, 0), (0, -1, 0)], [(0, 0, 1), (0, 0, -1)], True, False),
    ([(0, 1), (1, 0)], [(0, 0), (1, 1), (2, 2)], False, False),  # two relations
])  # fmt: skip
@pytest.mark.parametrize("bias", [True, False])
def test_affine_circuits_do_not_depend_on_the_biases(positives, negatives, circuit, square, bias):
    found = problem(positives, negatives, bias=bias)
    assert spans.affine_circuit(found) == circuit
    assert spans.affine_square(found) == square
    if bias:
        assert (spans.circuit(found), spans.square(found)) == (circuit, square)


def test_a_bent_unit_has_to_be_one_that_moves():
    own = network(f"{PLAIN}  deep = 1 relu + 1 exp with bias  beside = 1 exp")
    found = settle(Case(own), BENT_AFFINE).evidence
    assert found.group == 2  # after the shortcut and the ReLU
    check_bent_unit_affine(own, found)
    for changed, check, code in (
        (replace(found, group=1), check_bent_unit, "smooth.disagreement"),
        (replace(found, convex=False), check_bent_unit, "signs.range"),
        (replace(found, group=3), check_bent_unit_affine, "units.still"),
        (replace(found, group=4), check_bent_unit, "units.no_such_kind"),
    ):
        with pytest.raises(Refusal) as caught:
            check(own, changed)
        assert caught.value.reason.code == code
    check_bent_unit(own, replace(found, group=3))
