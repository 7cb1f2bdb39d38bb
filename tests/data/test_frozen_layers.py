"""Frozen first layers as data: the same f and L, up to a constant, at the same values of what is trained."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.language.spec import READ_AS, Spec
from theoremcheck.options import DEFAULTS
from theoremcheck.report.minimum import minimum_json
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.checking import borne_out
from theoremcheck.sweep.rows import key_of, row_of
from theoremcheck.trusted import certificate
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.data.frozen_layers import lowered, lowered_centre
from theoremcheck.trusted.frozen import FrozenDict
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.questions import Asked, Question
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Kind, Piece
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.settled import settled
from theoremcheck.verdict.above import carries_over
from theoremcheck.verdict.judge import decide
from theoremcheck.verdict.pointwise.evaluation import evaluate_at

XOR = "+ (1, 0), (0, 1)  - (0, 0), (1, 1)"
FEATURES = "deep = 2 relu with bias -> 1 sigmoid with bias  output bias  frozen deep.1 = (1, 1, 1, 1, 0, -1)"
NEURONS = ("relu", "linear", "quadratic", "leaky_relu(1/10)", "step", "abs", "hard_tanh")


def read(network: str, data: str = XOR, loss: str = "polynomial_hinge(3)", rest: str = "") -> Spec:
    found = loads(
        f"dataset d {{ {data} }}\nneuron cap(z) = max(0, min(1, z))\nloss {loss}\nnetwork {{ {network} }}\n{rest}"
    )
    assert found.spec is not None, found.render()
    check_problem(found.spec.problem)
    return found.spec


@st.composite
def described(draw: st.DrawFn) -> Spec:
    """Networks whose first layers are frozen: branches, kinds of units, biases and penalties of all sorts."""
    branch = draw(st.sampled_from(["deep", "beside"]))
    below, above = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    layers, frozen, inputs = [], [], 2
    number = st.fractions(-3, 3, max_denominator=4)
    for k in range(1, below + above + 1):
        kinds = draw(
            st.lists(
                st.sampled_from(NEURONS if k <= below else ("tanh", "relu", "softplus")),
                min_size=1,
                max_size=2,
                unique=True,
            )
        )
        units = [(draw(st.integers(1, 2)), kind) for kind in kinds]
        width, bias = sum(count for count, _ in units), draw(st.booleans())
        layers.append(
            " + ".join(f"{count} {kind}" for count, kind in units) + (" with bias" if bias else " without bias")
        )
        if k <= below:
            counts = [("weights", width * inputs)] + ([("biases", width)] if bias else [])
            if draw(st.booleans()):
                counts = [("", sum(count for _, count in counts))]
            for kind, count in counts:
                values = ", ".join(str(draw(number)) for _ in range(count))
                frozen.append(f"frozen {branch}.{k}{f'.{kind}' if kind else ''} = ({values})")
        inputs = width
    if above == 2 and draw(st.booleans()):
        frozen.append(f"frozen {branch}.output = ({', '.join(str(draw(number)) for _ in range(inputs))})")
    terms = draw(
        st.lists(
            st.sampled_from([branch, f"{branch}.1.weights", f"{branch}.{below + 1}.weights", "a0"]),
            max_size=2,
            unique=True,
        )
    )
    penalties = [f"{draw(st.sampled_from(['1/3', '2']))} * l2({block})" for block in terms]
    rest = f"objective {{ regularizer = {' + '.join(penalties)} }}" if penalties else ""
    bias = "output bias" if draw(st.booleans()) or "a0" in rest else ""
    return read(f"{branch} = {' -> '.join(layers)}  {bias}  {' '.join(frozen)}", rest=rest, loss="logistic")


@settings(max_examples=60, deadline=None)
@given(described(), st.data())
def test_f_is_the_same_and_l_up_to_a_constant(spec: Spec, data: st.DataObject) -> None:
    problem, found = spec.problem, lowered(spec.problem)
    assert found is not problem
    check_problem(found)
    mine, theirs = Layout.of(problem), Layout.of(found)
    assert len(mine.trained) == len(theirs.trained)
    assert (found.samples.labels, found.samples.weights) == (problem.samples.labels, problem.samples.weights)
    gaps = []
    for _ in range(2):
        numbers = st.fractions(-2, 2, max_denominator=3)
        at = tuple(data.draw(numbers) for _ in mine.trained)
        there = evaluate_at(found, lowered_centre(problem, at))
        try:
            here = evaluate_at(problem, at)
        except Refusal:  # a frozen unit on a jump
            assume(False)
        for own, other in zip(here.outputs, there.outputs, strict=True):
            assert abs(own.middle - other.middle) <= own.radius + other.radius
        gaps.append((here.loss.middle - there.loss.middle, here.loss.radius + there.loss.radius))
    assert abs(gaps[0][0] - gaps[1][0]) <= gaps[0][1] + gaps[1][1]


def test_pieces_are_renumbered() -> None:
    spec = read(
        "deep = 2 relu -> 3 tanh with bias -> 2 tanh  frozen deep.1.weights = (1, 0, 0, 1)"
        "  frozen deep.2.biases = (1, 2, 3)  frozen deep.output = (1, -1)",
        rest="objective { regularizer = 1/2 * l2(deep.3.weights) + 1/3 * l2(deep.1.weights) }",
    )
    found = lowered(spec.problem)
    assert [layer.width for layer in found.network.deep] == [3, 2]
    names = {entry.block: entry.value for entry in found.network.frozen}
    assert names == {
        Piece(Block.DEEP, 1, Kind.BIASES): (1, 2, 3),
        Piece(Block.DEEP, 0, Kind.OUTPUT): (1, -1),
    }
    assert found.objective.coefficient(Piece(Block.DEEP, 2, Kind.WEIGHTS)) == Q(1, 2)
    assert found.objective.coefficient(Piece(Block.DEEP, 1, Kind.WEIGHTS)) == 0
    assert found.neuron == found.network.deep[0].neuron
    assert lowered(found) is found


def test_one_layer_is_the_shortcut() -> None:
    spec = read(f"{FEATURES}  frozen deep.2.biases = (3)", rest="objective { regularizer = 1/2 * l2(deep) + l2(a0) }")
    found = lowered(spec.problem)
    assert (found.network.width, found.network.deep) == (1, ())
    assert [(entry.block, entry.value) for entry in found.network.frozen] == [(Block.HIDDEN_BIAS, (3,))]
    blocks = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS, Block.OUTPUT_BIAS)
    assert [found.objective.coefficient(block) for block in blocks] == [Q(1, 2)] * 3 + [1]
    assert found.samples.points == ((1, 0), (1, 0), (0, 0), (2, 1))
    # The order of the trained parameters: a0, deep.2.weights, deep.output; and a0, a, w.
    assert lowered_centre(spec.problem, tuple(map(Q, (1, 2, 3, 4)))) == (1, 4, 2, 3)


def test_values_at_kinks_and_jumps() -> None:
    network = "deep = 1 step + 1 cap -> 2 tanh  frozen deep.1.weights = (1, 1, 1, 1)"
    spec = read(network, data="+ (0, 0), (-1, 0)  - (1/2, 0), (1, 0), (3, 4)")
    step = spec.problem.network.deep[0].neuron
    points = lowered(spec.problem).samples.points
    assert [point[1] for point in points] == [0, 0, Q(1, 2), 1, 1]
    assert [point[0] for point in points][1:] == [0, 1, 1, 1]
    assert step.name == "step"


@pytest.mark.parametrize(
    "network",
    [
        "deep = 2 tanh -> 1 sigmoid  frozen deep.1.weights = (1, 1, 1, 1)",  # not rational
        "deep = 2 relu -> 1 sigmoid  frozen deep.1.weights",  # not known
        "deep = 2 relu with bias -> 1 sigmoid  frozen deep.1.weights = (1, 1, 1, 1)",  # a bias is trained
        "deep = 2 relu -> 1 sigmoid -> 1 sigmoid  frozen deep.2.weights = (1, 1)",  # not the first layer
        "shortcut = 1 relu  deep = 2 relu -> 1 sigmoid  frozen deep.1.weights = (1, 1, 1, 1)",  # x is seen elsewhere
        "deep = 2 relu -> 2 relu  beside = 1 relu  frozen deep.1.weights = (1, 1, 1, 1)",
        "deep = 2 relu -> 1 relu  frozen deep = (1, 1, 1, 1, 1, 1, 1)  output bias",  # nothing of it is trained
        "deep = 2 relu -> 2 residual  frozen deep.1.weights = (1, 1, 1, 1)",
    ],
)
def test_other_networks_stay_as_they_are(network: str) -> None:
    if "residual" in network:
        network = "deep = 2 relu -> residual  frozen deep.1.weights = (1, 1, 1, 1)"
    problem = read(network).problem
    assert lowered(problem) is problem
    assert lowered_centre(problem, (Q(1), Q(2))) == (1, 2)


def test_a_parameter_below_is_not_read() -> None:
    text = (
        "dataset d { + (1, 0), (0, 1) - (0, 0), (1, 1) } neuron g(z, c) = max(0, z) + c * z assume 0 < c < 1 loss hinge"
        " network { deep = 2 g -> 2 tanh  frozen deep.1.weights = (1, 1, 1, -1) }"
    )
    found = loads(text).spec
    if found is not None:
        assert lowered(found.problem) is found.problem


# --- certificates and verdicts ----------------------------------------------------------------------------------------


def test_the_certificate_is_bound_to_the_problem_that_is_stated() -> None:
    spec = read(FEATURES)
    verdict = theoremcheck.check(spec, search=False)
    assert verdict.verdict == "proved"
    assert (verdict.spec.stated, verdict.spec.problem) == (spec.problem, lowered(spec.problem))
    assert READ_AS in verdict.spec.remarks
    made = certificate.loads(certificate.dumps(verdict.certificate))
    outcome = certificate.check(spec.problem, made)
    assert outcome.goal == "thm.separable"
    assert settled(spec.problem, spec.question, outcome) is Status.HOLDS
    assert certificate.check(lowered(spec.problem), made).goal == "thm.separable"
    other = read(FEATURES.replace("(1, 1, 1, 1, 0, -1)", "(1, 1, 1, 1, 0, -2)"))
    with pytest.raises(Refusal, match=r"certificate.other_problem"):
        certificate.check(other.problem, made)
    wrong = {**made.digests, certificate.LOWERED: other.problem.digests["problem"]}
    with pytest.raises(Refusal, match=r"certificate.lowered"):
        certificate.check(spec.problem, replace(made, digests=FrozenDict(wrong)))
    without = {name: value for name, value in made.digests.items() if name != certificate.LOWERED}
    with pytest.raises(Refusal, match=r"certificate.claim"):
        certificate.check(spec.problem, replace(made, digests=FrozenDict(without)))


def test_a_minimum_off_all_breaks_is_none_of_the_problem_stated() -> None:
    network = "deep = 2 relu -> 2 relu with bias  output bias  frozen deep.1.weights = (1, 1, 1, -1)"
    spec = read(network, loss="logistic", rest="claim no_bad_smooth")
    found = theoremcheck.check(spec, search=False)
    assert found.verdict == "undecided"
    assert found.spec.stated is None
    bad = decide(read(network, loss="logistic").read_as(lowered(spec.problem)), replace(DEFAULTS, search=False))
    assert bad.verdict == "refuted"
    alone = decide(spec.read_as(lowered(spec.problem)), replace(DEFAULTS, search=False))
    assert (alone.verdict, carries_over(alone)) == ("refuted", False)
    outcome = certificate.check(spec.problem, bad.certificate)
    smooth = Question(Asked.NO_BAD_SMOOTH)
    assert settled(spec.problem, smooth, outcome) is Status.OPEN
    assert settled(spec.problem, Question(Asked.NO_BAD), outcome) is Status.FAILS


def test_what_is_settled_as_it_is_stated_is_not_read_otherwise() -> None:
    found = theoremcheck.check(
        read("deep = 2 linear -> 2 linear  frozen deep.1.weights", loss="logistic"), search=False
    )
    assert found.spec.stated is None


def test_the_users_point_is_read_in_the_other_order() -> None:
    text = (
        "dataset line { + 0  - -1, 1 } loss logistic network { deep = 1 linear without bias -> 1 softplus with bias"
        "  output bias  frozen deep.1.weights = (2) } candidate { a0 = 0  deep.2.weights = (0)  deep.2.biases = (1)"
        "  deep.output = (1/2) }"
    )
    found = loads(text)
    assert found.spec is not None, found.render()
    verdict = theoremcheck.check(found.spec, search=False)
    assert verdict.verdict == "refuted"
    assert verdict.spec.candidate == found.spec.candidate
    assert verdict.candidate.point == (0, Q(1, 2), 0, 1)


def test_the_minimum_is_written_as_one_of_the_problem_stated() -> None:
    """Of the network of the file, with the frozen values in it; L with the penalties on them."""
    spec = read(
        "deep = 1 linear without bias -> 2 softplus with bias  output bias  frozen deep.1.weights = (2)",
        data="+ (0)  - (-1), (1)",
        loss="logistic",
        rest="objective { regularizer = 1/8 * l2(deep.1.weights) }",
    )
    verdict = theoremcheck.check(spec, search=False)
    assert verdict.verdict == "refuted"
    written = minimum_json(verdict)
    assert written["parameters"]["deep"]["layers"][0] == {"weights": [["2"]], "biases": None}
    assert abs(Q(written["objective"]) - Q(written["loss"]) - Q(1, 2)) < Q(1, 10**12)
    given = evaluate_at(spec.problem, Layout.of(spec.problem).centre(Layout.of(spec.problem).full(_trained(written))))
    assert given is not None


def _trained(written) -> tuple[Q, ...]:
    """a_0 and what is trained of the branch, in the order of the layout."""
    own = written["parameters"]
    layer = own["deep"]["layers"][1]
    numbers = [
        own["a0"],
        *(entry for row in layer["weights"] for entry in row),
        *layer["biases"],
        *own["deep"]["output"],
    ]
    return tuple(map(Q, numbers))


def test_a_kept_row_on_minima_off_breaks_is_not_borne_out_by_the_smaller_network() -> None:
    network = "deep = 2 relu -> 2 relu with bias  output bias  frozen deep.1.weights = (1, 1, 1, -1)"
    spec = read(network, loss="logistic", rest="claim no_bad_smooth")
    other = decide(spec.read_as(lowered(spec.problem)), replace(DEFAULTS, search=False))
    assert other.verdict == "refuted"
    row = row_of(other, key_of(spec, DEFAULTS), Point(()))
    assert borne_out(spec, row) == "the certificate says undecided"
