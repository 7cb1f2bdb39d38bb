"""Units that can be moved to a gain wherever their weights are (thm.movable)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.data.ascents import (
    Along,
    Cut,
    Moves,
    Nowhere,
    Stuck,
    change,
    check_movable,
    check_stuck,
    slope_signs,
)
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.model import OpaqueFunction
from theoremcheck.trusted.refusal import Refusal

MOVABLE = "network.movable"
HOLDS, FAILS, OPEN = Status.HOLDS, Status.FAILS, Status.OPEN
CROSS = "+ (1, 0), (-1, 0)  - (0, 1), (0, -1)"
OPPOSITE = "+ (1, 0), (0, 1)  - (-1, 0), (0, -1)"
NEURONS = {"relu": (0, 1), "requ": (0, 1), "abs": (-1, 1), "leaky_relu": (1, 1), "back": (-1, 0), "roof": (1, -1)}
"""With the signs of the slopes on both sides of 0."""
MORE = "neuron back(z) = max(0, -z)\nneuron roof(z) = -abs(z)\n"


def problem(network="shortcut = 2 relu", data=OPPOSITE, loss="logistic", more="", objective=""):
    loaded = loads(f"dataset d {{ {data} }}\n{MORE}{more}\nloss {loss}\nnetwork {{ {network} }}\n{objective}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def status(found):
    """The status, open where the search says why."""
    try:
        return getattr(settle(Case(found), MOVABLE), "status", OPEN)
    except Refusal:
        return OPEN


def evidence(found):
    return settle(Case(found), MOVABLE).evidence


def refusal(check, *arguments):
    with pytest.raises(Refusal) as refused:
        check(*arguments)
    return refused.value.reason.code


def vector(*entries):
    return tuple(map(Fraction, entries))


# --- the neuron ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("neuron", NEURONS)
def test_the_slopes_on_both_sides_of_zero(neuron):
    assert slope_signs(problem(f"shortcut = 1 {neuron}")) == NEURONS[neuron]


@pytest.mark.parametrize(
    ("formula", "slopes"),
    [
        ("max(0, z)^3 + 2", (0, 1)),
        ("z^3", (1, 1)),  # its slope is 0 at 0
        ("max(z, -z/3, z - 1)", (-1, 1)),  # more kinks on one side
        ("cases { z < 0: 2 - exp(z); else: 1 + z^2 }", (-1, 1)),
        ("sqrt(abs(z))", (-1, 1)),  # no slope at 0
        ("max(z, a*z) assume 0 < a < 1", (1, 1)),
        ("3", (0, 0)),
    ],
)
def test_the_slopes_of_formulas(formula, slopes):
    assert slope_signs(problem("shortcut = 1 s", more=f"neuron s(z) = {formula}")) == slopes


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("cases { z < 0: 0; else: 1 + z }", "ascents.not_continuous"),
        ("max(0, z - 1)", "ascents.slopes"),  # constant, then increasing
        ("z * exp(-z)", "ascents.slopes"),
        ("max(0, min(z, 1))", "ascents.slopes"),
        ("sin(z)", "ascents.slopes"),
    ],
)
def test_other_neurons_are_not_looked_at(formula, reason):
    found = problem("shortcut = 1 s", more=f"neuron s(z) = {formula}")
    assert refusal(slope_signs, found) == reason
    assert status(found) is OPEN


def test_nothing_is_known_of_an_opaque_neuron():
    found = replace(problem(), neuron=OpaqueFunction("s", ()))
    assert refusal(slope_signs, found) == "ascents.opaque"


@given(
    st.sampled_from(list(NEURONS)),
    st.fractions(-4, 4, max_denominator=5),
    st.fractions(-4, 4, max_denominator=5),
)
def test_the_change_is_that_of_the_neuron(neuron, value, move):
    values = {
        "relu": lambda z: max(z, 0),
        "requ": lambda z: max(z, 0) ** 2,
        "abs": abs,
        "leaky_relu": lambda z: max(z, z / 100),
        "back": lambda z: max(0, -z),
        "roof": lambda z: -abs(z),
    }
    step = Fraction(1) if value == 0 or move == 0 else min(Fraction(1), abs(value / move) / 2)
    difference = values[neuron](value + step * move) - values[neuron](value)
    assert change(sign(value), sign(move), NEURONS[neuron]) == sign(difference)


def sign(value):
    return (value > 0) - (value < 0)


# --- what holds ---------------------------------------------------------------------------------------------------


CASES = [
    ("shortcut = 2 relu", OPPOSITE, HOLDS),
    ("shortcut = 2 relu", CROSS, HOLDS),
    ("shortcut = 1 requ", CROSS, HOLDS),
    ("shortcut = 2 relu", "+ 1, 2  - -1, -3", HOLDS),
    ("shortcut = 2 relu", "+ (1, 0), (0, 1)  - (-1, 3), (2, -1)", FAILS),  # dead at w = (-1, -1)
    ("shortcut = 2 relu", "+ (1, 1)  - (-1, -1), (1, 2)", HOLDS),
    ("shortcut = 2 relu  hidden bias", OPPOSITE, FAILS),  # b < 0: dead
    ("shortcut = 2 leaky_relu", CROSS, FAILS),
    ("shortcut = 2 leaky_relu", OPPOSITE, HOLDS),
    ("shortcut = 2 leaky_relu  hidden bias", "+ (1, 0), (0, 1)  - (3, 1)", HOLDS),
    ("shortcut = 2 abs", CROSS, HOLDS),
    ("shortcut = 2 abs", OPPOSITE, FAILS),
    ("shortcut = 2 relu  frozen a = (1, 1)", "+ 1, 2  - 3", FAILS),
    ("shortcut = 2 relu  frozen a = (0, 1)", "+ 1  - -1, 0", HOLDS),
    ("shortcut = 2 relu", "+ 1  - -1, 0", HOLDS),  # nothing moves a sample at the origin
    ("shortcut = 2 relu", "+ 1, -1  - -1", FAILS),  # one input with both labels
    ("shortcut = 2 relu", "+ 1, -1  - -1, 1", FAILS),
]


@pytest.mark.parametrize(("network", "data", "expected"), CASES)
def test_regions(network, data, expected):
    found = problem(network, data)
    assert status(found) is expected
    claim = Claim(MOVABLE, expected is HOLDS, evidence(found))
    check_claim(found, claim)
    (again,) = loads_certificate(dumps(issue(found, None, (claim,)))).claims
    assert again == claim


def test_one_sign_of_the_frozen_weights_is_enough():
    up, down = "shortcut = 1 relu  frozen a = 1", "shortcut = 1 relu  frozen a = -1"
    data = "+ (1, 0), (1, 1)  - (-1, 0), (-1, -2)"
    assert status(problem(up, data)) is status(problem(down, data)) is HOLDS
    apart = "+ (1, 0), (0, 1)  - (1, 1), (-1, 0), (0, -1)"
    statuses = [status(problem(network, apart)) for network in (up, down)]
    assert status(problem("shortcut = 2 relu  frozen a = (1, -1)", apart)) is (HOLDS if HOLDS in statuses else OPEN)
    assert status(problem("shortcut = 2 relu", apart)) is (HOLDS if set(statuses) == {HOLDS} else FAILS)


@pytest.mark.parametrize(
    ("data", "count"),
    [("+ (2, 0), (-1, 0)  - (1, 2), (-2, 2), (-2, 1)", 9), ("+ (1, 2), (-2, 2), (-2, 1)  - (2, 0), (-1, 0)", 45)],
)
def test_why_the_regions_of_one_sign_are_not_found_is_told_where_the_other_is_stuck(monkeypatch, data, count):
    """The first is stuck with e = -1 alone, the second with e = 1 alone; the other sign takes so many regions."""
    found = problem("shortcut = 2 relu  frozen a = (1, -1)", data)
    monkeypatch.setattr("theoremcheck.decide.data.ascents.MAX_REGIONS", count)
    assert status(found) is HOLDS
    monkeypatch.setattr("theoremcheck.decide.data.ascents.MAX_REGIONS", count - 1)
    assert refusal(settle, Case(found), MOVABLE) == "ascents.regions"


def test_weights_that_are_not_known_are_left_open():
    found = problem("shortcut = 1 relu  frozen a")
    assert status(found) is OPEN


def test_abstract_data_are_left_open():
    loaded = loads("dataset d { assume linearly_separable }\nneuron relu\nloss logistic\nnetwork { shortcut = 2 relu }")
    assert loaded.spec is not None, loaded.render()
    assert status(loaded.spec.problem) is OPEN
    assert refusal(check_movable, loaded.spec.problem, Moves((), ())) == "data.abstract"
    assert refusal(check_stuck, loaded.spec.problem, Stuck((), True, ())) == "data.abstract"


# --- evidence that is not accepted --------------------------------------------------------------------------------


LINE = "+ 1  - -1"
NEVER = Nowhere(Sparse((0, 1), vector(-1, -1)))
"""Of LINE: not both samples are below, or at, 0."""
UP = (Cut(0, False), Cut(1, True), NEVER, Along(vector(1)), Along(vector(1)))
"""Of LINE with e = 1: where w . X_1 < 0, w . X_2 is > 0."""
DOWN = (Cut(1, False), Cut(0, True), NEVER, Along(vector(-1)), Along(vector(-1)))


def test_the_trees_of_a_line_by_hand():
    found = problem("shortcut = 1 relu", LINE)
    check_movable(found, Moves(UP, DOWN))
    assert refusal(check_movable, found, Moves(UP, ())) == "ascents.no_regions"
    assert refusal(check_movable, found, Moves(DOWN, UP)) == "ascents.loses"
    frozen = problem("shortcut = 1 relu  frozen a = 1", LINE)
    check_movable(frozen, Moves(UP, ()))
    assert refusal(check_movable, frozen, Moves((), DOWN)) == "ascents.no_regions"
    assert refusal(check_movable, frozen, Moves(UP, UP)) == "ascents.loses"


@pytest.mark.parametrize(
    ("regions", "reason"),
    [
        ((), "ascents.no_regions"),
        ((Along(vector(1)),), "ascents.no_gain"),  # that sample 2 is seen where sample 1 is not has to be shown
        ((Along(vector(-1)),), "ascents.loses"),
        ((Along(vector(0)),), "ascents.no_gain"),
        ((Along(vector(1, 0)),), "exact.row_length"),
        (UP[:1], "ascents.tree"),
        (UP[:-1], "ascents.tree"),
        ((*UP, Along(vector(1))), "ascents.tree"),
        ((*UP, NEVER), "ascents.tree"),
        ((Cut(2, False), *UP), "sparse.out_of_range"),
        ((Cut(-1, False), *UP), "sparse.out_of_range"),
        ((NEVER,), "ascents.not_empty"),
        ((Nowhere(Sparse((), ())),), "ascents.not_empty"),
        # With the zero in the first part w = 0 is there.
        ((Cut(0, True), *UP[1:]), "ascents.not_empty"),
        # Of multipliers: no relation, other signs, not all that are needed.
        ((*UP[:2], Nowhere(Sparse((0, 1), vector(-1, -2))), *UP[3:]), "sparse.no_relation"),
        ((*UP[:2], Nowhere(Sparse((0, 1), vector(1, 1))), *UP[3:]), "ascents.not_empty"),
        ((*UP[:2], Nowhere(Sparse((1,), vector(-1))), *UP[3:]), "ascents.not_empty"),
        ((*UP[:2], Nowhere(Sparse((0,), vector(-1))), *UP[3:]), "sparse.no_relation"),
        # In the other order of the parts.
        ((*UP[:2], UP[3], UP[2], UP[4]), "ascents.no_gain"),
    ],
)
def test_trees_that_are_refused(regions, reason):
    found = problem("shortcut = 1 relu", LINE)
    assert refusal(check_movable, found, Moves(regions, DOWN)) == reason


def test_a_region_in_which_a_sample_has_no_sign_needs_a_proof_too():
    found = problem("shortcut = 1 relu", LINE)
    for region, reason in (
        (Along(vector(1)), "ascents.no_gain"),
        (Nowhere(Sparse((0,), vector(1))), "sparse.no_relation"),
    ):
        twice = (*UP[:4], Cut(0, False), region, UP[4])
        assert refusal(check_movable, found, Moves(twice, DOWN)) == reason


def test_too_many_regions(monkeypatch):
    monkeypatch.setattr("theoremcheck.trusted.data.ascents.MAX_REGION_SIGNS", 1)
    assert refusal(check_movable, problem("shortcut = 1 relu", LINE), Moves(UP, DOWN)) == "ascents.too_many"


def test_stuck_weights(monkeypatch):
    found = problem("shortcut = 1 relu", "+ 1, 2  - 3")
    shown = evidence(found)
    assert isinstance(shown, Stuck)
    check_stuck(found, shown)
    with monkeypatch.context() as small:
        small.setattr("theoremcheck.trusted.data.ascents.MAX_REGION_SIGNS", 2)
        assert refusal(check_stuck, found, shown) == "ascents.too_many"
    assert refusal(check_stuck, found, replace(shown, weights=vector(1), multipliers=())) == "ascents.stuck_parts"
    movable = problem("shortcut = 1 relu", LINE)
    assert refusal(check_stuck, movable, Stuck(vector(1), True, ())) == "ascents.stuck_parts"
    wrong = Stuck(vector(1), True, (Sparse((0,), vector(1)),))
    assert refusal(check_stuck, movable, wrong) in ("sparse.no_relation", "ascents.not_empty")
    frozen = problem("shortcut = 1 relu  frozen a = -1", "+ 1, 2  - 3")
    assert refusal(check_stuck, frozen, replace(shown, up=True)) == "ascents.other_sign"
    both = problem("shortcut = 2 relu  frozen a = (1, -1)", "+ 1, 2  - 3")
    assert refusal(check_stuck, both, shown) == "ascents.other_sign"


# --- properties ---------------------------------------------------------------------------------------------------


def faces(points):
    """Vectors of the plane of which each sign vector of an arrangement of lines through 0 has one at least."""
    rays = {(-x[1], x[0]) for x in points} | {(x[1], -x[0]) for x in points}
    rays |= {(-y, x) for x, y in rays} - {(0, 0)} or {(1, 0), (0, 1), (-1, 0), (0, -1)}
    between = {(a[0] + b[0], a[1] + b[1]) for a in map(scaled, rays) for b in map(scaled, rays)}
    return [(0, 0), *rays, *between]


def scaled(ray):
    """About the same length for all, so that sums of neighbours lie between them."""
    length = max(map(abs, ray)) or 1
    return Fraction(ray[0], length), Fraction(ray[1], length)


def enumerated(points, labels, slopes, e):
    signs = {tuple(sign(w[0] * x[0] + w[1] * x[1]) for x in points) for w in faces(points)}

    def gains(place, move):
        found = [e * y * change(p, m, slopes) for p, m, y in zip(place, move, labels, strict=True)]
        return min(found) >= 0 and max(found) > 0

    return all(any(gains(place, move) for move in signs) for place in signs)


POINTS = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(NEURONS)), POINTS, POINTS)
def test_it_is_what_the_sign_vectors_of_the_plane_say(neuron, plus, minus):
    data = "+ " + ", ".join(map(str, plus)) + "  - " + ", ".join(map(str, minus))
    found = problem(f"shortcut = 1 {neuron}", data)
    points = [tuple(map(int, x)) for x in found.inputs]
    expected = all(enumerated(points, found.samples.labels, NEURONS[neuron], e) for e in (1, -1))
    assert status(found) is (HOLDS if expected else FAILS)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*3 * (st.integers(-4, 4),)), min_size=2, max_size=7), st.tuples(*3 * (st.integers(-5, 5),)))
def test_separable_data_are_movable_where_no_unit_is_dead(points, normal):
    """The last sentence of thm.movable: 0 is in the hull of the inputs, or the unit is dead for some weights."""
    sides = [sign(sum(a * b for a, b in zip(x, normal, strict=True))) for x in points]
    plus, minus = ([x for x, side in zip(points, sides, strict=True) if side == label] for label in (1, -1))
    if not plus or not minus:
        return
    found = problem("shortcut = 2 relu", "+ " + ", ".join(map(str, plus)) + "  - " + ", ".join(map(str, minus)))
    from theoremcheck.decide.data.separation import separate
    from theoremcheck.trusted.data.separation import Farkas

    inputs = found.inputs
    dead = not isinstance(separate(inputs, [1] * len(inputs)), Farkas)
    assert status(found) is (FAILS if dead else HOLDS)


# --- verdicts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["logistic", "exponential"])
@pytest.mark.parametrize("more", ["", "  output bias", "  deep = 2 gelu  output bias", "  frozen a = (1, -2)"])
@pytest.mark.parametrize("data", [OPPOSITE, CROSS])
def test_there_is_no_local_minimum(loss, more, data):
    text = f"dataset d {{ {data} }}\nneuron relu\nloss {loss}\nnetwork {{ shortcut = 2 relu{more} }}"
    verdict = theoremcheck.check(theoremcheck.loads(text), search=False)
    assert (verdict.verdict, verdict.theorems[0]) == ("proved", "thm.movable")


@pytest.mark.parametrize(
    ("network", "loss", "objective"),
    [
        ("shortcut = 2 relu", "polynomial_hinge(3)", ""),  # not increasing
        ("shortcut = 2 relu  hidden bias", "logistic", ""),
        ("shortcut = 2 relu  frozen w = ((1, 0), (0, 1))", "logistic", ""),
        ("shortcut = 2 relu  frozen a = (0, 0)", "logistic", ""),
        ("shortcut = 2 relu", "logistic", "objective { regularizer = 1/10 * l2(w) }"),
        ("shortcut = 2 relu  frozen b = (1, 1)  hidden bias", "logistic", ""),
    ],
)
def test_what_the_theorem_asks_for(network, loss, objective):
    text = f"dataset d {{ {OPPOSITE} }}\nneuron relu\nloss {loss}\nnetwork {{ {network} }}\n{objective}"
    verdict = theoremcheck.check(theoremcheck.loads(text), search=False)
    assert verdict.verdict != "proved"


def test_penalties_on_what_does_not_move_do_not_matter():
    text = f"dataset d {{ {OPPOSITE} }}\nneuron relu\nloss logistic\nnetwork {{ shortcut = 2 relu  output bias }}\n"
    verdict = theoremcheck.check(theoremcheck.loads(text + "objective { regularizer = 1/5 * l2(a, a0) }"), search=False)
    assert (verdict.verdict, verdict.theorems[0]) == ("proved", "thm.movable")
