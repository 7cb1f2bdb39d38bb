"""Units of several kinds: which of them count, and what is shown of their neurons (thm.subspaces.mixed)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.data.units import (
    Bent,
    BentSets,
    BentUnits,
    check_mixed_too_narrow,
    check_monotone_unit,
    check_signed_unit,
    check_width_mixed,
    check_width_mixed_distinct,
    counting,
    kinds,
)
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.model import Block, Kind, Objective, OpaqueFunction, Penalty, Piece
from theoremcheck.trusted.refusal import Refusal

WIDTH, SIGNED, MONOTONE = "network.width_mixed_distinct", "network.signed_unit", "network.monotone_unit"
SETS = "network.width_mixed"
HOLDS, FAILS, OPEN = Status.HOLDS, Status.FAILS, Status.OPEN
CROSS = "+ (1, 0), (-1, 0)  - (0, 1), (0, -1)"


def problem(network, regularizer=None, data=CROSS):
    objective = "" if regularizer is None else f"objective {{ regularizer = {regularizer} }}"
    loaded = loads(
        f"dataset d {{ {data} }}\nneuron sink(z) = -z - exp(z)\nneuron quartic(z) = z^4\nneuron cube(z) = z^3\n"
        f"neuron kink(z) = abs(z) + z^2\nloss squared_hinge\nnetwork {{ {network} }}\n{objective}"
    )
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def status(found, condition=WIDTH):
    return getattr(settle(Case(found), condition), "status", OPEN)


def evidence(found, condition=WIDTH):
    return settle(Case(found), condition).evidence


def refusal(check, *arguments):
    with pytest.raises(Refusal) as refused:
        check(*arguments)
    return refused.value.reason.code


@pytest.mark.parametrize("network, expected", [
    # Four distinct samples ask for three units.
    ("shortcut = 3 softplus", HOLDS),
    ("shortcut = 2 softplus  deep = 1 exp", HOLDS),
    ("shortcut = 1 softplus  deep = 1 exp  beside = 1 cosh", HOLDS),
    ("deep = 1 quartic + 1 exp + 1 sink", HOLDS),
    ("shortcut = 2 softplus  deep = 5 relu + 1 exp", HOLDS),
    ("shortcut = 2 relu  deep = 2 softplus  beside = 1 exp", HOLDS),
    ("shortcut = 3 softplus  deep = 2 relu -> 2 tanh", HOLDS),
    # one too few
    ("shortcut = 2 softplus", FAILS),
    ("shortcut = 1 softplus  deep = 1 exp", FAILS),
    ("shortcut = 2 softplus  deep = 1 exp -> 1 exp", FAILS),
    ("deep = 3 softplus -> 1 softplus", FAILS),
    # the neurons
    ("shortcut = 2 softplus  deep = 1 relu", OPEN),
    ("shortcut = 2 softplus  deep = 1 tanh", OPEN),
    ("shortcut = 2 softplus  deep = 1 cube", OPEN),
    ("shortcut = 2 softplus  deep = 1 kink", OPEN),
    ("shortcut = 2 softplus  deep = 1 linear", OPEN),
    ("deep = 1 softplus + 1 exp + 1 silu", OPEN),
    # what is frozen
    ("shortcut = 2 softplus  deep = 1 exp  frozen deep", FAILS),
    ("shortcut = 2 softplus  deep = 1 exp  frozen deep.1.weights = (1, 2)", FAILS),
    ("shortcut = 2 softplus  deep = 1 exp  frozen w", FAILS),
    ("shortcut = 2 softplus  deep = 1 exp  frozen deep.output = (3)", HOLDS),
    ("shortcut = 2 softplus  deep = 1 exp  frozen deep.output = (0)", FAILS),
    ("shortcut = 2 softplus  deep = 1 exp  frozen deep.output", OPEN),
    ("shortcut = 3 softplus  deep = 1 exp  frozen deep.output", HOLDS),
    ("shortcut = 2 softplus  deep = 2 exp  frozen a = (0, 1)", HOLDS),
    ("shortcut = 2 softplus  deep = 2 exp  frozen a = (0, 0)", FAILS),
    ("deep = 1 exp + 1 softplus + 1 relu + 1 sink  frozen deep.output = (1, 1, 0, -1)", HOLDS),
    ("deep = 1 exp + 1 softplus + 1 relu + 1 sink  frozen deep.output = (1, 1, 1, 0)", OPEN),
    # biases: where the shortcut has trained ones, X_i = (x_i, 1)
    ("shortcut = 2 softplus  hidden bias  deep = 1 exp", HOLDS),
    ("shortcut = 2 softplus  hidden bias  deep = 1 exp without bias", FAILS),
    ("shortcut = 2 softplus  hidden bias  deep = 1 exp  frozen deep.1.biases", FAILS),
    ("shortcut = 2 softplus  hidden bias  frozen b  deep = 1 exp  frozen deep.1.biases", HOLDS),
    ("shortcut = 2 softplus  hidden bias  frozen b = (1, 2)  deep = 1 exp", HOLDS),
    ("shortcut = 2 softplus  deep = 1 exp with bias", HOLDS),
    ("deep = 2 exp without bias  beside = 1 softplus  hidden bias", HOLDS),
    ("deep = 2 exp  beside = 1 softplus without bias  hidden bias", FAILS),
])  # fmt: skip
def test_which_networks_are_wide_enough(network, expected):
    assert status(problem(network)) is expected


@pytest.mark.parametrize("network, regularizer, expected", [
    ("shortcut = 2 softplus  deep = 1 exp", "l2(a) + l2(deep.output)", HOLDS),
    ("shortcut = 2 softplus  deep = 1 exp", "l2(deep)", FAILS),
    ("shortcut = 2 softplus  deep = 1 exp", "l2(deep.1.weights)", FAILS),
    ("shortcut = 2 softplus  deep = 1 exp", "l2(w)", FAILS),
    ("shortcut = 2 softplus  deep = 3 exp", "l2(w)", HOLDS),
    ("shortcut = 2 softplus  deep = 1 exp  hidden bias", "l2(b)", FAILS),
    ("shortcut = 2 softplus  deep = 1 exp  hidden bias", "l2(deep.1.biases)", FAILS),
    ("shortcut = 2 softplus  deep = 1 exp with bias", "l2(deep.1.biases)", HOLDS),
    ("shortcut = 2 softplus  deep = 1 exp  output bias", "l2(a0)", HOLDS),
    ("shortcut = 2 softplus  deep = 1 exp  beside = 2 relu -> 1 relu", "l2(beside)", HOLDS),
])  # fmt: skip
def test_what_is_penalised(network, regularizer, expected):
    assert status(problem(network, regularizer)) is expected


@pytest.mark.parametrize("block, expected", [
    (Block.DEEP, FAILS),
    (Piece(Block.DEEP, 1, Kind.WEIGHTS), FAILS),
    (Block.HIDDEN_WEIGHTS, FAILS),
    (Piece(Block.DEEP, 0, Kind.OUTPUT), HOLDS),
    (Block.OUTPUT_WEIGHTS, HOLDS),
])  # fmt: skip
def test_rewards_count_as_penalties(block, expected):
    """Negative coefficients, also where two terms add up to nothing."""
    base = problem("shortcut = 2 softplus  deep = 1 exp")
    rewards = tuple(Penalty(Fraction(c), (block,)) for c in (1, -1))
    for terms in (rewards, rewards[1:]):
        assert status(replace(base, objective=Objective(terms))) is expected


def test_samples_with_one_X_count_once():
    twice = "+ (1, 0), (1, 0), (-1, 0)  - (0, 1), (0, -1), (0, 1)"
    assert status(problem("shortcut = 2 softplus  deep = 1 exp", data=twice)) is HOLDS
    five = "+ (1, 0), (2, 0), (-1, 0)  - (0, 1), (0, -1)"
    assert status(problem("shortcut = 2 softplus  deep = 1 exp", data=five)) is FAILS
    assert status(problem("shortcut = 2 softplus  deep = 2 exp", data=five)) is HOLDS


STARS = "+ (1, 0, 0, 0), (0, 1, 0, 0), (-1, -1, 0, 0)  - (0, 0, 1, 0), (0, 0, 0, 1), (0, 0, -1, -1)"


@pytest.mark.parametrize("network, expected", [
    ("shortcut = 3 softplus", HOLDS),
    ("shortcut = 1 cosh  deep = 1 exp + 1 sink", HOLDS),
    ("shortcut = 1 cosh  deep = 1 exp + 3 relu", OPEN),
    ("shortcut = 1 cosh  deep = 1 exp + 1 quartic", OPEN),
    ("shortcut = 1 cosh  deep = 1 exp", FAILS),
    ("shortcut = 1 cosh  deep = 1 exp + 2 softplus  frozen deep.output = (1, 0, -1)", HOLDS),
    ("shortcut = 1 cosh  deep = 1 exp + 2 softplus  frozen deep.output = (1, 0, 0)", FAILS),
    ("shortcut = 1 cosh  deep = 1 exp + 2 softplus  frozen deep.output", OPEN),
    ("deep = 2 softplus -> 3 softplus", FAILS),
])  # fmt: skip
def test_which_networks_are_wide_enough_for_independent_sets(network, expected):
    """Two sets for each class of three samples ask for three units."""
    assert status(problem(network, data=STARS), SETS) is expected


def test_evidence_of_sets_is_checked():
    wide = problem("shortcut = 1 cosh  deep = 1 exp + 1 sink + 1 quartic", data=STARS)
    narrow = problem("shortcut = 1 cosh  deep = 1 exp", data=STARS)
    shown, against = evidence(wide, SETS), evidence(narrow, SETS)
    check_width_mixed(wide, shown)
    check_mixed_too_narrow(narrow, against)
    assert refusal(check_mixed_too_narrow, wide, against) == "widths.not_too_small"
    assert refusal(check_width_mixed, wide, BentSets(shown.kinds[:2], shown.sets)) == "units.too_few"
    flat = replace(evidence(problem("deep = 5 quartic", data=STARS)).kinds[0], group=3)
    assert refusal(check_width_mixed, wide, BentSets((*shown.kinds, flat), shown.sets)) == "units.curvature"
    fewer = replace(shown.sets, positive=shown.sets.positive[:1])
    assert refusal(check_width_mixed, wide, BentSets(shown.kinds, fewer)) == "widths.not_covered"
    crowded = replace(shown.sets, positive=((0, 1, 2),))
    assert refusal(check_width_mixed, wide, BentSets(shown.kinds, crowded)) == "widths.dependent"


@pytest.mark.parametrize("network, regularizer, expected", [
    ("shortcut = 1 exp", None, HOLDS),
    ("shortcut = 1 relu  deep = 2 exp", None, HOLDS),
    ("shortcut = 1 relu  deep = 2 relu + 1 cosh", None, HOLDS),
    ("shortcut = 1 relu  deep = 2 exp", "l2(deep.output)", OPEN),
    ("shortcut = 1 relu  deep = 2 exp", "l2(a) + l2(deep.output)", FAILS),
    ("shortcut = 1 relu  deep = 2 exp", "l2(deep.1.weights)", HOLDS),
    ("shortcut = 1 exp  frozen a = (1)", None, FAILS),
    ("shortcut = 1 exp  deep = 1 exp  frozen a = (1)  frozen deep.output = (1)", None, FAILS),
    ("shortcut = 1 exp  frozen w", None, HOLDS),
    ("deep = 2 exp -> 1 exp", None, FAILS),
    ("shortcut = 1 quartic", None, OPEN),
])  # fmt: skip
def test_which_networks_have_a_unit_of_one_sign(network, regularizer, expected):
    assert status(problem(network, regularizer), SIGNED) is expected


@pytest.mark.parametrize("network, regularizer, expected", [
    ("shortcut = 1 softplus", None, HOLDS),
    ("shortcut = 1 relu  deep = 1 sink", None, HOLDS),
    ("deep = 1 relu + 1 tanh", None, HOLDS),
    ("shortcut = 1 softplus", "l2(a)", HOLDS),
    ("shortcut = 1 softplus", "l2(w)", FAILS),
    ("shortcut = 1 softplus  frozen a = (2)", None, HOLDS),
    ("shortcut = 1 softplus  frozen a = (0)", None, FAILS),
    ("shortcut = 1 cube", None, OPEN),
    ("shortcut = 1 leaky_relu", None, OPEN),
    ("deep = 2 exp -> 1 exp", None, FAILS),
])  # fmt: skip
def test_which_networks_have_a_monotone_unit(network, regularizer, expected):
    assert status(problem(network, regularizer), MONOTONE) is expected


SMALL = problem("shortcut = 2 softplus  deep = 2 relu + 1 exp")
STRICT = problem("shortcut = 2 softplus  deep = 1 exp  beside = 1 exp")


@pytest.mark.parametrize("change, code", [
    (lambda shown: (*shown, replace(shown[-1], group=3)), "units.no_such_kind"),
    (lambda shown: (replace(shown[0], group=-1), *shown[1:]), "units.order"),
    (lambda shown: (shown[0], shown[0], *shown[1:]), "units.order"),
    (lambda shown: tuple(reversed(shown)), "units.order"),
    (lambda shown: shown[:1], "units.too_few"),
    (lambda shown: shown[1:], "units.too_few"),
    (lambda shown: (), "units.too_few"),
])  # fmt: skip
def test_evidence_that_counts_otherwise_is_refused(change, code):
    shown = evidence(SMALL)
    check_width_mixed_distinct(SMALL, shown)
    assert refusal(check_width_mixed_distinct, SMALL, BentUnits(change(shown.kinds))) == code


def test_evidence_of_another_neuron_is_refused():
    """The convex neurons are not concave, and the ReLUs are neither, whatever proof is handed in for them."""
    shown = evidence(SMALL).kinds
    softplus, exp = shown
    for kinds_ in (
        (replace(softplus, convex=False), exp),
        (softplus, replace(exp, convex=False)),
        (softplus, replace(exp, group=1)),
        (softplus, replace(softplus, group=1), exp),
        (softplus, Bent(1, softplus.smooth, True, Composed()), exp),
    ):
        with pytest.raises(Refusal):
            check_width_mixed_distinct(SMALL, BentUnits(kinds_))


def test_units_that_do_not_count_add_nothing():
    """Their neurons may be shown to bend: their number is 0."""
    frozen = problem("shortcut = 2 softplus  deep = 2 relu + 1 exp  frozen deep.output = (1, 1, 0)")
    assert refusal(check_width_mixed_distinct, frozen, evidence(SMALL)) == "units.too_few"


def test_units_of_a_residual_layer_are_no_units():
    layer = replace(SMALL.network.deep[0], residual=True)
    assert len(kinds(SMALL)) == 3
    assert len(kinds(replace(SMALL, network=replace(SMALL.network, deep=(layer,))))) == 1


def test_signed_and_monotone_units_have_to_be_free():
    signed, monotone = evidence(SMALL, SIGNED), evidence(SMALL, MONOTONE)
    check_signed_unit(SMALL, signed)
    check_monotone_unit(SMALL, monotone)
    for frozen in ("frozen a = (1, 1)", "frozen a = (0, 0)", "frozen a"):
        changed = problem(f"shortcut = 2 softplus  deep = 2 relu + 1 exp  {frozen}")
        assert refusal(check_signed_unit, changed, signed) == "units.output"
    changed = problem("shortcut = 2 softplus  deep = 2 relu + 1 exp  frozen a = (0, 0)")
    assert refusal(check_monotone_unit, changed, monotone) == "units.still"
    for check, shown in ((check_signed_unit, signed), (check_monotone_unit, monotone)):
        assert {refusal(check, SMALL, replace(shown, group=number)) for number in (-1, 3)} == {"units.no_such_kind"}
        with pytest.raises(Refusal):
            check(SMALL, replace(shown, group=1))


def test_opaque_neurons_are_not_counted():
    opaque = replace(SMALL, neuron=OpaqueFunction(()))
    assert status(opaque) is OPEN
    assert refusal(check_width_mixed_distinct, opaque, evidence(SMALL)) == "funnels.opaque"
    unknown = problem("shortcut = 2 softplus  deep = 2 relu + 1 exp  frozen deep.output")
    assert refusal(check_width_mixed_distinct, unknown, evidence(SMALL)) == "units.frozen_unknown"


@pytest.mark.parametrize("condition", [WIDTH, SIGNED, MONOTONE])
def test_certificates_are_checked_again(condition):
    check_claim(SMALL, Claim(condition, True, evidence(SMALL, condition)))
    with pytest.raises(Refusal):
        check_claim(SMALL, Claim(condition, False, Structure()))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([-1, 0, 2]), min_size=1, max_size=3),
    st.lists(st.sampled_from([-1, 0, 2]), min_size=1, max_size=3),
)
def test_units_with_an_output_weight_of_zero_do_not_count(own, other):
    found = problem(
        f"shortcut = {len(own)} softplus  deep = {len(other)} exp  frozen a = ({', '.join(map(str, own))})"
        f"  frozen deep.output = ({', '.join(map(str, other))})"
    )
    number = sum(value != 0 for value in (*own, *other))
    assert sum(counting(found, units) for units in kinds(found)) == number
    assert status(found) is (HOLDS if number >= 3 else FAILS)


@pytest.mark.parametrize("condition", [WIDTH, SETS, SIGNED, MONOTONE])
def test_what_is_shown_of_units_is_read_again(condition):
    claim = Claim(condition, True, evidence(STRICT, condition))
    read = loads_certificate(dumps(issue(STRICT, None, (claim,)))).claims
    assert read == (claim,)
    check_claim(STRICT, read[0])
