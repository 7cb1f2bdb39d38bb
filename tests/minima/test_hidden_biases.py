"""Hidden biases that give neurons with frozen output weights a sum: exact, off all breaks, and few."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.decide.minima.hidden_biases import solved_biases
from theoremcheck.language import loads
from theoremcheck.trusted.minima.point import Neurons
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Function
from theoremcheck.verdict.judge import Options, judge

SMALL = st.fractions(min_value=-3, max_value=3, max_denominator=6)
XOR = "dataset d { + (0, 0), (1, 1)  - (0, 1), (1, 0) }\n"


def problem_of(neuron, weights="1, 1", more="", data=XOR, loss="square", claim=""):
    count = weights.count(",") + 1
    network = f"network {{ shortcut = {count} {neuron}  hidden bias  frozen a = ({weights}) {more} }}"
    return loads(f"{data}loss {loss}\n{network}\n{claim}\n").spec


def slopes(lower, upper):
    """The function with these slopes on either side of 0."""
    return Function(e.Cases(e.Z, (Q(0),), (True,), (e.mul((e.Num(lower), e.Z)), e.mul((e.Num(upper), e.Z)))))


def solved(problem, weights, level):
    groups = tuple(Neurons(1, exactly(weight), (Q(0), Q(0)), Q(5)) for weight in weights)
    found = list(solved_biases(problem, groups, exactly(level)))
    assert len(set(found)) == len(found) <= 2
    return [[group.hidden_bias for group in own] for own in found]


@given(st.lists(SMALL, min_size=1, max_size=5), SMALL, SMALL.filter(bool), SMALL.filter(bool))
def test_the_sum_is_the_level_and_no_bias_is_on_a_break(weights, level, lower, upper):
    problem = replace(problem_of("leaky_relu").problem, neuron=slopes(lower, upper))
    found = solved(problem, weights, level)
    for biases in found:
        values = [(lower if bias < 0 else upper) * bias for bias in biases]
        assert sum(a * s for a, s in zip(weights, values, strict=True)) == level
        assert all(biases) or lower == upper
    # Where s or -a can have both signs every level is reached, by one neuron at least (by two, where the level is 0).
    onto = lower > 0 < upper or lower < 0 > upper
    if onto and (sum(map(bool, weights)) > 1 or (level and any(weights))):
        assert found


@pytest.mark.parametrize("loss", ["square", "squared_hinge", "logistic"])
@pytest.mark.parametrize("weights, more", [("1, 1", ""), ("1, -2", ""), ("1, 1, 2", ""), ("-1, -1", "")])
def test_a_constant_of_two_pieces_refutes(loss, weights, more):
    verdict = judge(problem_of("leaky_relu", weights, more, loss=loss), Options(search=False))
    assert "rule.affine" in verdict.rules


def test_the_class_means_still_count():
    data = "dataset d { + (0, 0), (1, 1)  - (0, 1), (1, 2) }\n"
    verdict = judge(problem_of("leaky_relu", data=data), Options(search=False))
    assert "rule.affine" not in verdict.rules


def test_a_trained_output_weight_needs_no_biases_of_their_own():
    text = f"{XOR}loss square\nnetwork {{ shortcut = 2 leaky_relu  hidden bias }}\n"
    verdict = judge(loads(text).spec, Options(search=False))
    assert "rule.affine" in verdict.rules


def test_a_penalised_bias_is_refused():
    spec = problem_of("leaky_relu", "1, 1", "", claim="regularizer 1/10 * b")
    assert spec is None or "rule.affine" not in judge(spec, Options(search=False)).rules


@pytest.mark.parametrize("claim, met", [("claim error at most 1/2", True), ("claim error at most 2/3", False)])
def test_flat_pieces_by_the_sign_of_the_output_weight(claim, met):
    data = "dataset d { + (1, 0), (-1, 0), (2, 0), (-2, 0)  - (0, 1), (0, -1) }\n"
    network = "shortcut = 2 hard_tanh  hidden bias  output bias  frozen a = (2, -2)  frozen a0 = 1"
    spec = loads(f"{data}loss square\nnetwork {{ {network} }}\n{claim}\n").spec
    assert ("rule.flat" in judge(spec, Options(search=False)).rules) is met


def reasons(text):
    findings = judge(loads(text).spec, Options(search=False)).findings
    return {name: entry.reason and entry.reason.code for name, entry in findings.items()}


def test_where_f_is_0_alone_the_reason_says_so():
    """Neurons with opposite output weights: no order of the classes where f = 0, the one constant that is tried."""
    line = "dataset line { + -1, 1  - 0, 0 }\nloss square\n"
    network = "network { shortcut = 2 softplus  hidden bias  frozen a = (1, -1) }\n"
    found = reasons(line + network)
    assert found["minimum.order_local"] == "finding.no_point_at_zero"
    other = reasons(line.replace("0, 0", "0, 0, 0") + network)
    assert other["minimum.order_local"] in (None, "finding.no_point", "finding.idle")
