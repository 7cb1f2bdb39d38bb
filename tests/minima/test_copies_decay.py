"""Split neurons with weight decay (rule.split_decay): accepted where copies only pay more, else refused."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest
from copied_cores import THIRDS, certified, split, wider

from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.decide.minima.copies import certify_copies, certify_core, narrower, widen
from theoremcheck.language import loads
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.certificate import Claim, check_claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box, check_box, check_decaying_copies
from theoremcheck.trusted.minima.copies import Share, split_centre
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.problem.model import Block, Frozen, Objective, Penalty, Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.points import candidate_point

RELU = """
dataset d { + 1  - -1 }
neuron relu
loss squared_hinge
network { shortcut = 1 relu }
objective { regularizer = 1/5 * l2(a, w) }
candidate { a = (0.774596669241)  w = ((0.774596669241)) }
"""
ABS = """
dataset d { + -3, 1, 9/4  - -1, 2, 4 }
neuron abs
loss hinge
network { shortcut = 1 abs  output bias }
objective { regularizer = 1/200 * l2(a, w) }
candidate { a0 = 1.66666666667  a = (-0.816496580928)  w = ((0.816496580928)) }
"""
BIAS = """
dataset d { + (17/4, 9/4), (-5/4, -9/4), (4, -1/4), (1/4, 2)  - (3/4, -1/4), (-5/4, -15/4), (13/4, 11/4) }
neuron n = leaky_relu(1/10)
loss logistic
network { shortcut = 1 n  hidden bias  output bias }
objective { regularizer = 1/100 * l2(a, w, b) }
candidate { a0 = -0.0504060987625  a = (0.484238217)  w = ((0.464388583, 0.016816653))  b = (-0.136187721) }
"""
DEEP = """
dataset d { + -3, 1, 5/2, 6  - -1, 2, 4 }
neuron n = leaky_relu(1/5)
loss logistic
network { deep = 1 n -> 1 n  output bias }
objective { regularizer = 1/2000 * l2(deep) }
candidate { a0 = 0.1319981002  deep = (-0.7110106771, 0.7110106771, 0.7110106771) }
"""
DEEP_BIAS = """
dataset d { + -3, 1, 5/2, 6  - -1, 2, 4 }
neuron abs
loss squared_hinge
network { deep = 1 abs -> 1 abs  hidden bias  output bias }
objective { regularizer = 1/2000 * l2(deep) }
candidate { a0 = -0.2548381445  deep = (-0.5135053061, -0.0857945912, -0.520623099, 0, 0.520623099) }
"""
SOFTPLUS = """
dataset d { + (2, 4), (4, -3), (4, -1), (-2, 3), (2, 0)  - (1, -4) }
neuron softplus
loss logistic
network { shortcut = 1 softplus  hidden bias  output bias }
objective { regularizer = 1/20 * l2(all) }
candidate { a0 = -0.1323075910036  a = (1.163081810089)  w = ((0.772703063955, 0.730230034271))  b = (0.531186649227) }
"""


core_of = partial(certified, certify_core)


def centre_of(problem: Problem, found: Box) -> Vector:
    return split_centre(problem, found.centre, found.shares, found.deep_shares)


NARROW, CORE = core_of(RELU)
WIDE, GOOD = wider(NARROW, 2), split(CORE, (THIRDS,))


@pytest.mark.parametrize("text", [RELU, ABS, BIAS])
def test_copies_are_accepted_at_every_width(text: str) -> None:
    problem, core = core_of(text)
    wrong = check_decaying_copies(wider(problem, 2), split(core, (THIRDS,)))
    assert wrong[0] > 0
    many = split(core, ((Share(Fraction(1, 10**12), 10**12),),))
    assert check_decaying_copies(wider(problem, 10**12), many) == wrong
    made = widen(wider(problem, 5), problem, core)
    assert isinstance(made, Fact)
    assert made.condition == "minimum.split_decay"
    assert [narrow.network.width for narrow in narrower(wider(problem, 5), 3)] == [1, 2, 3]


def no_lower_point(problem: Problem, wide: Problem, found: Box) -> None:
    """L of the wide network, which the check never builds, at the copies and around them."""
    centre, rng = centre_of(wide, found), random.Random(7)
    with precision(200):
        here, outputs = height(wide, centre, Fraction(0))
        narrow, narrow_outputs = height(problem, found.centre, Fraction(0))
        assert abs(float((here - narrow).mid())) < 1e-12
        pairs = zip(outputs, narrow_outputs, strict=True)
        assert all(abs(float((f - g).mid())) < 1e-12 for f, g in pairs)
        for exponent in (10, 14, 18):
            for _ in range(60):
                moved = tuple(v + Fraction(rng.randint(-99, 99), 99 * 2**exponent) for v in centre)
                assert float((height(wide, moved, Fraction(0))[0] - here).mid()) > -1e-12


@pytest.mark.parametrize("text", [RELU, ABS, BIAS])
def test_no_point_nearby_is_lower(text: str) -> None:
    problem, core = core_of(text)
    no_lower_point(problem, wider(problem, 2), split(core, (THIRDS,)))


def test_what_is_split_has_weight_decay() -> None:
    tenth = Fraction(1, 10)
    outputs, inputs = (Penalty(Fraction(1, 5), (block,)) for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    for penalties in ((), (outputs,), (inputs,), (outputs, replace(inputs, coefficient=-tenth))):
        with pytest.raises(Refusal, match=r"^copies\.decay$"):
            check_decaying_copies(replace(WIDE, objective=Objective(penalties)), GOOD)
    halves = (outputs, replace(inputs, coefficient=tenth), replace(inputs, coefficient=tenth))
    assert check_decaying_copies(replace(WIDE, objective=Objective(halves)), GOOD) == (1, 1)


def test_a_hidden_bias_may_be_free_but_not_rewarded() -> None:
    """What is paid of (w, b) has to be a seminorm: with a reward for b^2 the copies part along b."""
    problem, core = core_of(BIAS)
    wide, found = wider(problem, 2), split(core, (THIRDS,))
    (whole,) = problem.objective.penalties
    rest = Penalty(whole.coefficient, (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    rewarded = Objective((rest, Penalty(Fraction(-1, 1000), (Block.HIDDEN_BIAS,))))
    with pytest.raises(Refusal, match=r"^copies\.decay$"):
        check_decaying_copies(replace(wide, objective=rewarded), found)
    free = loads(
        BIAS.partition("candidate")[0].replace("l2(a, w, b)", "l2(a, w)")
        + "candidate { a0 = -0.620769565766  a = (0.374468838)  w = ((0.306231947, 0.215520082))  b = (2) }"
    ).spec
    assert free is not None
    point = candidate_point(free)
    assert isinstance(point, tuple)
    narrow = certify_strict(free.problem, point)
    assert isinstance(narrow, Fact), narrow
    assert check_decaying_copies(wider(free.problem, 2), split(narrow, (THIRDS,)))[0] > 0


@pytest.mark.parametrize("block", [Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS])
def test_frozen_neurons_are_not_split(block: Block) -> None:
    frozen = replace(WIDE.network, frozen=(Frozen(block, (Fraction(1), Fraction(2))),))
    with pytest.raises(Refusal, match=r"^copies\.frozen$"):
        check_decaying_copies(replace(WIDE, network=frozen), GOOD)
    assert not list(narrower(replace(WIDE, network=frozen), 3))


def test_units_of_the_last_layer_are_split() -> None:
    for text in (DEEP, DEEP_BIAS):
        problem, core = core_of(text)
        assert isinstance(core.evidence, Box)
        *lower, last = problem.network.deep
        wide = replace(problem, network=replace(problem.network, deep=(*lower, replace(last, width=2))))
        found = replace(core.evidence, deep_shares=(THIRDS,))
        assert check_decaying_copies(wide, found)[0] > 0
        made = widen(wide, problem, core)
        assert isinstance(made, Fact)
        assert made.condition == "minimum.split_decay"
        no_lower_point(problem, wide, found)
        with pytest.raises(Refusal, match=r"^copies\.decay$"):
            check_decaying_copies(replace(wide, objective=Objective()), found)


def test_a_neuron_that_is_not_homogeneous_is_not_split() -> None:
    """softplus; and what is max(0, z) on the box, but not for all scales."""
    problem, core = core_of(SOFTPLUS)
    with pytest.raises(Refusal, match=r"^gauges\.homogeneous_at_zero$"):
        check_decaying_copies(wider(problem, 2), split(core, (THIRDS,)))
    assert not list(narrower(wider(problem, 2), 3))
    spec = loads(RELU.replace("neuron relu", "neuron n(z) = max(0, z) + max(0, z - 10)").replace("1 relu", "1 n")).spec
    assert spec is not None
    with pytest.raises(Refusal, match=r"^gauges\.homogeneous_breaks$"):
        check_decaying_copies(wider(spec.problem, 2), GOOD)


def test_a_sample_at_the_break_is_refused() -> None:
    """x = 0 receives nothing without a hidden bias, and may be there; with one it may not."""
    quiet = loads(RELU.replace("+ 1  - -1", "+ 1  - -1, 0")).spec
    assert quiet is not None
    core = certify_strict(quiet.problem, (Fraction(3, 4), Fraction(3, 4)))
    assert isinstance(core, Fact), core
    assert check_decaying_copies(wider(quiet.problem, 2), split(core, (THIRDS,)))[0] > 0
    reason = Reason.of("copies.at_break", name=Reason.of("copies.neuron", neuron=0), sample=1)
    assert sentence(reason) == "neuron 1: it may be at the break of s on sample 2"


def test_tampered_shares_are_refused() -> None:
    for shares in (
        ((Share(Fraction(1, 3), 2),),),
        ((Share(Fraction(1, 2), 1), Share(Fraction(3, 4), 1), Share(Fraction(-1, 4), 1)),),
        ((Share(Fraction(1), 1), Share(Fraction(0), 1)),),
    ):
        with pytest.raises(Refusal, match=r"^copies\.(shares|width)$"):
            check_decaying_copies(WIDE, replace(GOOD, shares=shares))


def test_the_two_rules_keep_apart() -> None:
    """minimum.split wants no penalty, minimum.split_decay a penalty and copies; kinks only the second."""
    check_claim(WIDE, Claim("minimum.split_decay", True, GOOD))
    with pytest.raises(Refusal, match=r"^copies\.penalised$"):
        check_claim(WIDE, Claim("minimum.split", True, GOOD))
    with pytest.raises(Refusal, match=r"^box\.another_condition$"):
        check_claim(NARROW, Claim("minimum.split_decay", True, CORE.evidence))
    problem, core = core_of(ABS)
    with pytest.raises(Refusal, match=r"^box\.kinks_and_copies$"):
        check_box(wider(problem, 2), split(core, (THIRDS,)))


def test_a_rough_point_is_certified() -> None:
    rough = [Fraction(round(value * 10**8), 10**8) for value in centre_of(WIDE, GOOD)]
    found = certify_copies(WIDE, rough)
    assert isinstance(found, Fact)
    certificate = issue(WIDE, "rule.split_decay", (Claim("minimum.split_decay", True, found.evidence),))
    assert loads_certificate(dumps(certificate)).claims == certificate.claims
