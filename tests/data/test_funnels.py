"""network.funnel, valley_funnel and narrowing: which branches narrow, and what is shown of their neurons."""

from dataclasses import replace
from fractions import Fraction

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data.funnels import (
    Funnel,
    Monotone,
    Narrowing,
    SmoothUnit,
    check_funnel,
    check_narrowing,
    check_turning,
)
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.model import Block, Kind, Layer, Objective, OpaqueFunction, Penalty, Piece
from theoremcheck.trusted.refusal import Refusal

FUNNEL, VALLEY, NARROWING = "network.funnel", "network.valley_funnel", "network.narrowing"
HOLDS, FAILS, OPEN = Status.HOLDS, Status.FAILS, Status.OPEN


def problem(network, regularizer=None):
    objective = "" if regularizer is None else f"objective {{ regularizer = {regularizer} }}"
    loaded = loads(
        "dataset d { + (1, 0), (2, 1)  - (0, 1), (-1, 2) }\nneuron fall(z) = -z - exp(z)\nneuron cube(z) = z^3\n"
        f"loss squared_hinge\nnetwork {{ {network} }}\n{objective}"
    )
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def status(found, condition=FUNNEL):
    return getattr(settle(Case(found), condition), "status", OPEN)


@pytest.mark.parametrize("network, expected", [
    ("shortcut = 1 relu  deep = 3 softplus", HOLDS),
    ("deep = 3 softplus -> 1 softplus", HOLDS),
    ("deep = 2 tanh -> 1 softplus -> 1 fall", HOLDS),
    ("deep = 2 relu + 1 tanh -> 1 softplus", HOLDS),
    ("deep = 2 leaky_relu -> 1 softplus", HOLDS),
    ("deep = 2 cube -> 1 softplus", HOLDS),
    ("shortcut = 1 relu  deep = 2 relu -> 2 relu  beside = 3 tanh -> 1 tanh", HOLDS),
    # the shape
    ("shortcut = 1 softplus", FAILS),
    ("deep = 1 softplus -> 2 softplus", FAILS),
    ("deep = 2 softplus -> 1 softplus -> 2 softplus", FAILS),
    ("deep = 2 softplus -> 1 softplus + 1 tanh", FAILS),
    # the neurons
    ("deep = 2 relu -> 1 softplus", OPEN),
    ("deep = 2 softplus -> 1 relu", OPEN),
    ("deep = 2 softplus -> 1 leaky_relu", OPEN),
    ("deep = 2 softplus -> 1 cube", OPEN),
    ("deep = 2 softplus -> 1 gaussian -> 1 softplus", OPEN),
    # what is frozen, at any values: of the weights nothing may be
    ("deep = 2 softplus -> 1 softplus  frozen deep", FAILS),
    ("deep = 2 softplus -> 1 softplus  frozen deep.output = (1)", FAILS),
    ("deep = 2 softplus -> 1 softplus  frozen deep.output", FAILS),
    ("deep = 2 softplus -> 1 softplus  frozen deep.1.weights", FAILS),
    ("deep = 2 softplus -> 1 softplus  frozen deep.2.weights = (1, 1)", FAILS),
    ("deep = 2 softplus -> 1 softplus -> 1 softplus  frozen deep.3.weights = (1)", FAILS),
    ("deep = 2 softplus -> 1 softplus  beside = 2 softplus  frozen deep.output", HOLDS),
    # biases
    ("deep = 2 softplus -> 1 softplus  hidden bias", HOLDS),
    ("deep = 2 softplus without bias -> 1 softplus  hidden bias", HOLDS),
    ("deep = 2 softplus -> 1 softplus  hidden bias  frozen deep.1.biases = (1, 2)", HOLDS),
    ("deep = 2 softplus -> 1 softplus  hidden bias  frozen deep.2.biases", HOLDS),
    # X_i = (x_i, 1) because of another part
    ("shortcut = 1 relu  hidden bias  deep = 2 softplus without bias -> 1 softplus", FAILS),
    ("shortcut = 1 relu  hidden bias  deep = 2 softplus -> 1 softplus  frozen deep.1.biases", FAILS),
    ("shortcut = 1 relu  hidden bias  deep = 2 softplus -> 1 softplus  frozen deep.2.biases", HOLDS),
    ("shortcut = 1 relu  hidden bias  deep = 2 softplus -> 1 softplus without bias", HOLDS),
    ("shortcut = 1 relu  hidden bias  frozen b  deep = 2 softplus without bias -> 1 softplus", HOLDS),
    ("deep = 2 relu -> 2 relu  beside = 2 softplus without bias -> 1 softplus  hidden bias", FAILS),
    ("deep = 2 relu without bias -> 2 relu  beside = 2 softplus -> 1 softplus  hidden bias", HOLDS),
])  # fmt: skip
def test_which_networks_have_a_funnel(network, expected):
    assert status(problem(network)) is expected


BESIDE = "shortcut = 1 relu  output bias  deep = 2 relu -> 2 relu  beside = 3 tanh -> 1 tanh  hidden bias"


@pytest.mark.parametrize("network, regularizer, expected", [
    ("deep = 2 softplus -> 1 softplus", "1/10 * l2(deep)", FAILS),
    ("deep = 2 softplus -> 1 softplus", "l2(deep.1.weights)", FAILS),
    ("deep = 2 softplus -> 1 softplus", "l2(deep.2.weights)", FAILS),
    ("deep = 2 softplus -> 1 softplus", "l2(deep.output)", FAILS),
    ("deep = 2 softplus -> 1 softplus  hidden bias", "l2(deep.1.biases)", FAILS),
    ("deep = 2 softplus -> 1 softplus  hidden bias", "l2(deep.2.biases)", HOLDS),
    ("shortcut = 1 relu  deep = 2 softplus with bias -> 1 softplus", "l2(deep.1.biases)", HOLDS),
    (BESIDE, "l2(a, w, b, a0, deep)", HOLDS),
    (BESIDE, "l2(beside)", FAILS),
])  # fmt: skip
def test_what_is_penalised(network, regularizer, expected):
    assert status(problem(network, regularizer)) is expected


@pytest.mark.parametrize("block, expected", [
    (Block.DEEP, FAILS),
    (Piece(Block.DEEP, 2, Kind.WEIGHTS), FAILS),
    (Piece(Block.DEEP, 0, Kind.OUTPUT), FAILS),
    (Piece(Block.DEEP, 1, Kind.BIASES), FAILS),
    (Piece(Block.DEEP, 2, Kind.BIASES), HOLDS),
    (Block.OUTPUT_BIAS, HOLDS),
])  # fmt: skip
def test_rewards_count_as_penalties(block, expected):
    """Negative coefficients, also where two terms add up to nothing."""
    base = problem("deep = 2 softplus -> 1 softplus  hidden bias  output bias")
    rewards = tuple(Penalty(Fraction(c), (block,)) for c in (1, -1))
    for terms in (rewards, rewards[1:]):
        assert status(replace(base, objective=Objective(terms))) is expected


@pytest.mark.parametrize("network, expected", [
    ("deep = 2 silu -> 1 tanh", HOLDS),
    ("deep = 2 relu + 1 gaussian -> 1 softplus -> 1 fall", HOLDS),
    ("shortcut = 1 relu  deep = 2 softplus", HOLDS),
    ("deep = 2 abs -> 1 tanh  hidden bias  frozen deep.2.biases", HOLDS),
    # the shape, and what is trained
    ("shortcut = 1 silu", FAILS),
    ("deep = 1 silu -> 2 tanh", FAILS),
    ("deep = 2 silu -> 1 tanh  frozen deep.output = (1)", FAILS),
    ("shortcut = 1 relu  hidden bias  deep = 2 silu without bias -> 1 tanh", FAILS),
    # the neurons: no flat piece and not both kinds of extrema in the first layer, a slope of one sign above it
    ("deep = 2 relu -> 1 tanh", OPEN),
    ("deep = 2 sin -> 1 tanh", OPEN),
    ("deep = 2 silu -> 1 silu", OPEN),
    ("deep = 2 silu -> 1 cube", OPEN),
])  # fmt: skip
def test_which_units_turn_once(network, expected):
    assert status(problem(network), VALLEY) is expected


def test_each_condition_takes_its_own_evidence():
    own = problem("deep = 1 silu + 1 gaussian + 1 tanh -> 1 softplus")
    rising, turning = (settle(Case(own), condition).evidence for condition in (FUNNEL, VALLEY))
    check_funnel(own, rising)
    check_turning(own, turning)
    for check, found in ((check_funnel, turning), (check_turning, rising)):
        with pytest.raises(Refusal, match=r"^funnels\.unit$"):
            check(own, found)
    for changed in (
        replace(turning, unit=1),
        replace(turning, first=replace(turning.first, opposite=not turning.first.opposite)),
        replace(turning, above=()),
        replace(turning, above=(replace(turning.above[0], rises=False),)),
    ):
        with pytest.raises(Refusal):
            check_turning(own, changed)


def test_neurons_are_shown_one_by_one():
    own = problem("deep = 1 relu + 1 tanh -> 1 fall -> 1 softplus")
    found = settle(Case(own), FUNNEL).evidence
    assert isinstance(found, Funnel)
    assert (found.branch, found.unit, found.first.rises, [unit.rises for unit in found.above]) == (
        0, 1, True, [False, True],
    )  # fmt: skip
    check_funnel(own, found)
    fall, rise = found.above
    for changed, code in (
        (replace(found, unit=0), "shape.piece_parts"),
        (replace(found, unit=2), "funnels.no_such_unit"),
        (replace(found, unit=-1), "funnels.no_such_unit"),
        (replace(found, branch=1), "funnels.no_such_unit"),
        (replace(found, branch=-1), "funnels.no_such_unit"),
        (replace(found, above=(fall,)), "funnels.layers"),
        (replace(found, above=(fall, rise, rise)), "funnels.layers"),
        (replace(found, above=(rise, rise)), ""),
        (replace(found, above=(replace(fall, rises=True), rise)), ""),
        (replace(found, first=replace(found.first, rises=False)), ""),
        (replace(found, first=Monotone(False, Composed())), "composition.sign"),
    ):
        with pytest.raises(Refusal) as caught:
            check_funnel(own, changed)
        assert caught.value.reason.code.startswith(code)


def test_a_slope_that_vanishes_counts_in_the_first_layer_only():
    cube = settle(Case(problem("deep = 2 cube -> 1 softplus")), FUNNEL).evidence
    smooth = settle(Case(problem("deep = 2 softplus -> 1 softplus")), FUNNEL).evidence
    own = problem("deep = 2 softplus -> 1 cube")
    with pytest.raises(Refusal, match=r"^funnels\.no_slope$"):
        check_funnel(own, replace(smooth, above=(SmoothUnit(smooth.above[0].smooth, True, cube.first.proof),)))


def test_opaque_units_are_refused():
    own = problem("deep = 2 softplus -> 1 softplus")
    found = settle(Case(own), FUNNEL).evidence
    deep = (own.network.deep[0], Layer(1, OpaqueFunction((), "g")))
    changed = replace(own, network=replace(own.network, deep=deep))
    with pytest.raises(Refusal, match=r"^funnels\.opaque$"):
        check_funnel(changed, found)
    assert status(changed) is OPEN


def test_claims():
    wide, narrow = problem("deep = 1 softplus -> 2 softplus"), problem("deep = 2 softplus -> 1 softplus")
    found = settle(Case(narrow), FUNNEL).evidence
    assert check_claim(wide, Claim(FUNNEL, False, Structure())).status is FAILS
    with pytest.raises(Refusal, match=r"^funnels\.not_narrow$"):
        check_claim(wide, Claim(FUNNEL, True, found))
    with pytest.raises(Refusal):
        check_claim(narrow, Claim(FUNNEL, False, Structure()))


@pytest.mark.parametrize("network, expected", [
    ("deep = 2 tanh -> 2 softplus", HOLDS),
    ("deep = 3 tanh with bias -> 2 softplus with bias", HOLDS),
    ("deep = 1 cube + 1 leaky_relu -> 1 softplus + 1 fall", HOLDS),
    ("deep = 2 tanh + 3 relu -> 2 softplus", HOLDS),  # two of five are enough
    ("deep = 4 tanh -> 1 softplus", HOLDS),
    ("deep = 2 relu  beside = 2 tanh -> 2 tanh", HOLDS),
    ("shortcut = 1 relu  deep = 2 tanh -> 2 tanh", HOLDS),
    # biases at any values, but for those of the first layer where X has a 1
    ("deep = 2 tanh with bias -> 2 tanh with bias  frozen deep.1.biases = (1, 2)", HOLDS),
    ("deep = 2 tanh with bias -> 2 tanh with bias  frozen deep.2.biases", HOLDS),
    ("shortcut = 1 relu  hidden bias  deep = 2 tanh without bias -> 2 tanh", FAILS),
    # the shape
    ("shortcut = 2 tanh", FAILS),
    ("deep = 2 tanh -> 3 tanh", FAILS),
    ("deep = 3 tanh -> 2 tanh -> 1 tanh", FAILS),
    # the neurons
    ("deep = 1 tanh + 3 relu -> 2 tanh", OPEN),
    ("deep = 2 tanh -> 1 tanh + 1 relu", OPEN),
    ("deep = 2 tanh -> 2 leaky_relu", OPEN),
    ("deep = 2 tanh -> 2 cube", OPEN),
    # what is frozen
    ("deep = 2 tanh -> 2 tanh  frozen deep.1.weights", FAILS),
    ("deep = 2 tanh -> 2 tanh  frozen deep.2.weights", FAILS),
    ("deep = 2 tanh -> 2 tanh  frozen deep.output = (1, 2)", FAILS),
])  # fmt: skip
def test_which_branches_narrow_by_two_layers(network, expected):
    assert status(problem(network), NARROWING) is expected


@pytest.mark.parametrize("regularizer, expected", [
    ("1/10 * l2(deep)", FAILS),
    ("1/10 * l2(deep.1.weights)", FAILS),
    ("1/10 * l2(deep.2.weights)", FAILS),
    ("1/10 * l2(deep.output)", FAILS),
    ("1/10 * l2(deep.1.biases)", FAILS),
    ("1/10 * l2(deep.2.biases)", HOLDS),
    ("1/10 * l2(a0)", HOLDS),
])  # fmt: skip
def test_two_layers_and_penalties(regularizer, expected):
    own = problem("deep = 2 tanh with bias -> 2 tanh with bias  output bias", regularizer)
    assert status(own, NARROWING) is expected


def test_two_layers_are_shown_part_by_part():
    own = problem("deep = 1 relu + 1 tanh + 1 fall -> 1 fall + 1 softplus")
    found = settle(Case(own), NARROWING).evidence
    assert isinstance(found, Narrowing)
    none, rising, falling = found.first
    assert none is None
    assert (rising.rises, falling.rises, [unit.rises for unit in found.second]) == (True, False, [False, True])
    check_narrowing(own, found)
    fall, rise = found.second
    for changed, code in (
        (replace(found, branch=1), "funnels.no_such_unit"),
        (replace(found, branch=-1), "funnels.no_such_unit"),
        (replace(found, first=(none, rising)), "funnels.layers"),
        (replace(found, first=(rising, falling)), "funnels.layers"),
        (replace(found, first=(none, rising, None)), "funnels.few_units"),
        (replace(found, first=(rising, rising, falling)), "shape.piece_parts"),
        (replace(found, first=(none, falling, falling)), ""),
        (replace(found, second=(fall,)), "funnels.layers"),
        (replace(found, second=(rise, rise)), ""),
        (replace(found, second=(replace(fall, rises=True), rise)), ""),
    ):
        with pytest.raises(Refusal) as caught:
            check_narrowing(own, changed)
        assert caught.value.reason.code.startswith(code)
    for network in ("deep = 2 tanh -> 3 tanh", "deep = 3 fall -> 2 fall -> 1 fall"):
        with pytest.raises(Refusal, match=r"^funnels\.not_two$"):
            check_narrowing(problem(network), found)
