"""Slopes and curvatures of L along a direction, and what they prove: that a point is no local minimum."""

from dataclasses import replace
from fractions import Fraction as Q
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from minimum_problems import constructed, net

from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.language import loads
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.minima.descent import check_lower, curvature_along, slope_along
from theoremcheck.trusted.problem.layout import Layout, flat
from theoremcheck.trusted.problem.model import AbstractDataset, Block, Frozen, Layer, Network, Objective, Penalty
from theoremcheck.trusted.refusal import Refusal

RELU, HINGE, LINEAR = "max(0, z)", "max(0, 1 + z)", "z"
LINE = "+ (1) - (2)"


@cache
def made(neuron=RELU, network="shortcut = 1 s", data=LINE, loss=HINGE, objective=""):
    """The problem of these formulas; ``s`` is the neuron."""
    text = f"neuron s(z) = {neuron}\nloss l(z) = {loss}\ndataset d {{ {data} }}\nnetwork {{ {network} }}\n"
    found = loads(text + (f"objective {{ regularizer = {objective} }}" if objective else ""))
    assert found.spec is not None, found
    return found.spec.problem


def numbers(text):
    return tuple(map(Q, text.split()))


def holds(found, value):
    """The ball is narrow and holds the rational."""
    return bool(found.overlaps(ball(Q(value)))) and bool(abs(found - ball(Q(value))) < 1e-9)


def refused(code, call, *arguments):
    with pytest.raises(Refusal) as refusal:
        call(*arguments)
    assert refusal.value.reason.code == code


# --- known values: f = a s(w x) with the parameters a, w unless said otherwise --------------------------------------

DEEP = "deep = 1 linear -> 1 s  output bias"
"""f = a0 + v s(u w x), the parameters a0, w, u, v."""
C1 = "cases { z < 1: z^2; else: 2*z - 1 }"

SLOPES = {
    "right of the kink": (made(), "1 0", "0 1", Q(1, 2)),  # f = h x, L = ((1 - h) + (1 + 2 h))/2
    "left of the kink": (made(), "1 0", "0 -1", 0),
    "still on the kink": (made(), "1 0", "1 0", 0),
    "downhill": (made(), "-1 0", "0 1", Q(-1, 2)),
    "a kink with two slopes": (made("max(z, -2*z)"), "1 0", "0 -1", 1),
    "a margin to its flat side": (made(LINEAR), "1 1", "0 1", 1),  # f(1) = 1: the margin of + is on the hinge's kink
    "a margin to its steep side": (made(LINEAR), "1 1", "0 -1", Q(-1, 2)),
    "a margin that stands still": (made(LINEAR), "1 1", "1 -1", 0),
    "sample weights": (made(LINEAR, data="+ 3 * (1) - (2)"), "1 0", "0 1", Q(-1, 4)),
    "a penalty": (made(LINEAR, objective="1/10 * l2(a, w)"), "1 0", "5 1", Q(3, 2)),
    "two samples to two sides": (made(data="+ (1) - (-1)"), "1 0", "0 1", Q(-1, 2)),
    "the same, backwards": (made(data="+ (1) - (-1)"), "1 0", "0 -1", Q(1, 2)),
    "a break of order two": (made(C1), "1 1", "0 1", 2),
    "the same, to the left": (made(C1), "1 1", "0 -1", -1),
    "an owner on the left": (made("cases { z <= 0: -z; else: 3*z }"), "1 0", "0 1", Q(3, 2)),
    "an irrational break": (made("max(0, z^2 - 2)"), "1 2", "0 1", 8),  # + is past its kink, s'(4) = 8
    "a deep unit": (made(network=DEEP), "0 1 0 1", "0 0 1 0", Q(1, 2)),
    "a deep unit to its flat side": (made(network=DEEP), "0 1 0 1", "0 0 -1 0", 0),
    "a deep unit that moves to second order": (made(network=DEEP), "0 0 0 1", "0 1 1 1", 0),
    "a curved unit below": (made(network="deep = 1 exp -> 1 s"), "0 0 1", "0 1 0", 0),  # u e^0 = h at both samples
    "without a shortcut, a0": (made(network=DEEP), "0 1 -1 1", "1 0 0 0", 0),
}
CURVATURES = {
    "a saddle": (made(LINEAR), "0 0", "1 -1", -1),  # f = -h^2 x
    "the other diagonal": (made(LINEAR), "0 0", "1 1", 1),
    "a margin that moves to second order": (made(LINEAR), "1 1", "1 -1", -1),  # f = (1 - h^2) x
    "a deep unit that moves to second order": (made(network=DEEP), "0 0 0 1", "0 1 1 0", 1),  # f = h^2 x
    "the same, to its flat side": (made(network=DEEP), "0 0 0 1", "0 1 -1 0", 0),
    "the same, downhill": (made(network=DEEP), "0 0 0 -1", "0 1 1 0", -1),
    "a penalty": (made(LINEAR, objective="1/10 * l2(a, w)"), "0 0", "1 -1", -1 + Q(2, 5)),
    "an inner kink that is left": (made("max(0, z)^2"), "1 2", "0 1", 4),  # + is past its kink, f(2) = (2 w)^2
    "matched to order two": (made("max(0, z)^3"), "1 0", "0 1", 0),
    "the curvature of the loss": (made(LINEAR, loss="z^2"), "1 1", "0 1", 5),  # L = ((-w)^2 + (2 w)^2)/2
}


@pytest.mark.parametrize("name", SLOPES)
def test_slopes_are_one_sided(name):
    problem, point, direction, value = SLOPES[name]
    assert holds(slope_along(problem, numbers(point), numbers(direction)), value)


@pytest.mark.parametrize("name", CURVATURES)
def test_curvatures(name):
    problem, point, direction, value = CURVATURES[name]
    assert holds(curvature_along(problem, numbers(point), numbers(direction)), value)


def test_a_unit_without_bias_moves_to_second_order():
    """f = a0 + v u (w . x), and the class means agree: f = 0 is a global minimum, though u = 0 hides the moves of w."""
    data = "+ (0, 1), (2, 1)  - (1, 0), (1, 2)"
    problem = made(LINEAR, "deep = 1 s -> 1 s  output bias", data, "log(1 + exp(z))")
    point = numbers("0 1 0 0 1")
    assert holds(curvature_along(problem, point, numbers("0 0 4 -1 0")), Q(3, 8))
    for entries in product((-4, 0, 1), repeat=5):
        direction = tuple(map(Q, entries))
        assert not slope_along(problem, point, direction) < 0
        assert not curvature_along(problem, point, direction) < 0


def test_what_a_point_gives_to_prove():
    with precision(128):
        assert slope_along(made(), numbers("-1 0"), numbers("0 1")) < 0
        assert curvature_along(made(LINEAR), numbers("0 0"), numbers("1 -1")) < 0
        here, there = check_lower(made(LINEAR), numbers("0 0"), numbers("-1 1/10"))
    assert holds(here, 1)
    assert holds(there, 1 - Q(1, 20))


# --- refusals ---------------------------------------------------------------------------------------------------------

STEP, ROOT, HOLE = "cases { z < 0: 0; else: 1 }", "sqrt(max(0, z))", "cases { z <= 0: exp(log(z)); else: z }"
EQUAL = made(network="deep = 2 tanh -> 1 s")
"""At W = (1, 1), u = 0 the direction u = (1, -1) moves no unit, which balls do not tell."""
ABSENT = replace(made(), dataset=AbstractDataset(1, None, None, ()))
REFUSED = {
    "too few": ("descent.entries", slope_along, made(), "1 0", "1"),
    "too many": ("descent.entries", curvature_along, made(), "1 0", "1 1 1"),
    "a long point": ("layout.centre_size", slope_along, made(), "1 0 0", "1 0"),
    "a frozen entry has no direction": ("descent.entries", slope_along, net(
        made(), frozen=(Frozen(Block.HIDDEN_WEIGHTS, (Q(0),)),)), "1", "1 0"),
    "all is frozen": ("layout.nothing_trained", slope_along, net(
        made(), frozen=(Frozen(Block.HIDDEN_WEIGHTS, (Q(0),)), Frozen(Block.OUTPUT_WEIGHTS, (Q(0),)))), "", ""),
    "frozen, nobody says where": ("layout.frozen_unknown", slope_along, net(
        made(), frozen=(Frozen(Block.HIDDEN_WEIGHTS, None),)), "1", "1"),
    "no samples": ("data.abstract", slope_along, ABSENT, "1 0", "1 0"),
    "a jump of s": ("descent.jump", slope_along, made(STEP), "1 0", "0 1"),
    "a jump of s, standing still": ("descent.jump", slope_along, made(STEP), "1 0", "1 0"),
    "a jump of l": ("descent.jump", slope_along, made(loss=STEP), "1 0", "1 1"),
    "a jump, to second order": ("descent.jump", curvature_along, made(STEP), "1 0", "0 1"),
    "a kink, to second order": ("jets.at_break", curvature_along, made(), "1 0", "0 1"),
    "a jump of s''": ("jets.at_break", curvature_along, made(C1), "1 1", "0 1"),
    "an undecided side": ("descent.side", slope_along, EQUAL, "1 1 0 0 1", "0 0 1 -1 0"),
    "an infinite slope": ("smooth.not_evident", slope_along, made(ROOT), "1 0", "0 1"),
    "an infinite slope, standing still": ("smooth.not_evident", slope_along, made(ROOT), "1 0", "1 0"),
    "s(0) is no number": ("comparison.logarithm", slope_along, made(HOLE), "1 0", "0 1"),
    "balls on a kink": ("jets.at_break", slope_along, made(network="deep = 2 exp -> 1 s"), "1 1 1 -1 1", "0 0 0 0 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_shown_is_refused(name):
    code, call, problem, point, direction = REFUSED[name]
    refused(code, call, problem, numbers(point), numbers(direction))


def test_an_infinite_slope_on_the_other_side_does_no_harm():
    assert holds(slope_along(made(ROOT), numbers("1 0"), numbers("0 -1")), 0)


@pytest.mark.parametrize("call", [slope_along, curvature_along, check_lower])
@pytest.mark.parametrize("entry", [0.5, 1, True, "1", None, Q])
def test_only_rationals_are_exact(call, entry):
    refused("descent.not_exact", call, made(), (entry, Q(0)), numbers("0 1"))
    refused("descent.not_exact", call, made(), numbers("0 1"), (entry, Q(0)))


@pytest.mark.parametrize("call", [slope_along, curvature_along, check_lower])
def test_numbers_have_a_bounded_length(call):
    refused("exact.long_number", call, made(), (Q(1, 2**30_000), Q(0)), numbers("0 1"))
    refused("exact.long_number", call, made(), numbers("0 1"), (Q(2**30_000), Q(0)))


def test_no_lower_point_is_refused():
    refused("descent.not_lower", check_lower, made(), numbers("1 0"), numbers("1 0"))
    refused("descent.not_lower", check_lower, made(), numbers("0 0"), numbers("1 1"))


# --- local minima are never left --------------------------------------------------------------------------------------

MINIMA = [
    ("flat_relu", "flat"), ("flat_relu_ramp", "flat"), ("deep_relu", "deep"),
    ("deep_second_layer_dead", "deep"), ("affine_leaky_relu", "affine"), ("affine_hard_tanh_no_bias", "affine"),
    ("order_weighted", "order"), ("kink_negatives", "kink"), ("kink_subspaces", "kink"), ("margin_separable", "margin"),
    ("saturated_ramp", "saturated"), ("duplicate_softplus", "duplicate"), ("nobias_expm1", "nobias"),
]  # fmt: skip
SMALL = st.sampled_from([*map(Q, ("0", "0", "1", "-1", "2", "-2", "1/2", "-3"))])


@pytest.mark.parametrize(("name", "condition"), MINIMA)
@given(data=st.data())
def test_no_direction_leaves_a_minimum(name, condition, data):
    problem, evidence = constructed(name, condition)
    layout = Layout.of(problem)
    point = layout.centre(flat(parameters(problem, evidence)))
    direction = tuple(data.draw(st.lists(SMALL, min_size=len(point), max_size=len(point))))
    for call in (slope_along, curvature_along):
        try:
            with precision(200):
                found = call(problem, point, direction)
        except Refusal as refusal:
            assert refusal.reason.code in {"jets.at_break", "descent.side"}  # noqa: PT017 - to second order kinks are refused
            assert call is curvature_along or refusal.reason.code == "descent.side"  # noqa: PT017
        else:
            assert not found < ball(-Q(1, 10**40))


# --- against exact differences ----------------------------------------------------------------------------------------

_PIECES = {
    "z": lambda z: z,
    "max(0, z)": lambda z: max(Q(0), z),
    "max(z, z/3)": lambda z: max(z, z / 3),
    "abs(z)": abs,
    "max(-1, min(1, z))": lambda z: max(Q(-1), min(Q(1), z)),
    "max(0, z)^2": lambda z: max(Q(0), z) ** 2,
    "z*abs(z)": lambda z: z * abs(z),
    "cases { z < 0: -z; z <= 1: 0; else: z^2 - 1 }": lambda z: -z if z < 0 else Q(0) if z <= 1 else z * z - 1,
}
_LOSSES = {
    "max(0, 1 + z)": lambda z: max(Q(0), 1 + z),
    "max(0, 1 + z)^2": lambda z: max(Q(0), 1 + z) ** 2,
    "abs(1 + z)": lambda z: abs(1 + z),
    "(1 + z)^2": lambda z: (1 + z) ** 2,
}


@st.composite
def _networks(draw):
    """A problem of piecewise polynomials, with what its functions are in plain arithmetic."""
    names = draw(st.lists(st.sampled_from(sorted(_PIECES)), min_size=1, max_size=3))
    width, bias, output = draw(st.integers(0, 2)), draw(st.booleans()), draw(st.booleans())
    loss = draw(st.sampled_from(sorted(_LOSSES)))
    functions = [made(name, loss=loss).neuron for name in names]
    below = names[1:] if width else names
    layers = tuple(Layer(draw(st.integers(1, 2)), made(name).neuron) for name in below)
    problem = made(names[0], data="+ (1), 2 * (-1) - (2), (1/2)", loss=loss)
    frozen = ()
    if width and draw(st.booleans()):
        frozen = (Frozen(Block.OUTPUT_WEIGHTS, tuple(draw(st.lists(SMALL, min_size=width, max_size=width)))),)
    penalty = Penalty(Q(1, 3), (Block.OUTPUT_WEIGHTS, Block.DEEP))
    network = Network(width, bias, output, layers, frozen)
    problem = replace(
        problem, neuron=functions[0], network=network, objective=Objective((penalty,) if draw(st.booleans()) else ())
    )
    return problem, [_PIECES[name] for name in names], _LOSSES[loss]


def _loss(problem, functions, loss, centre):
    """L in plain arithmetic, from the list of all parameters."""
    network, data = problem.network, problem.dataset
    frozen = {entry.block: entry.value for entry in network.frozen}
    rest = iter(centre)
    blocks = {block: list(frozen.get(block, ())) or [next(rest) for _ in range(count)]
              for block, count in network.sizes(1).items()}  # fmt: skip
    total = sum(
        (
            term.coefficient * x * x
            for term in problem.objective.penalties
            for block in term.blocks
            for x in blocks[block]
        ),
        Q(0),
    )
    a0, a, w, b, deep, _ = (blocks[block] for block in Block)
    for (x,), label, weight in zip(data.points, data.labels, data.weights, strict=True):
        f = sum(a0, Q(0))
        for j in range(network.width):
            f += a[j] * functions[0](w[j] * x + (b[j] if b else 0))
        inner, place = [x], 0
        for layer, s in zip(network.deep, functions[1:] if network.width else functions, strict=True):
            rows = [deep[place + k * len(inner) : place + (k + 1) * len(inner)] for k in range(layer.width)]
            place += layer.width * len(inner)
            shifts = deep[place : place + layer.width] if network.hidden_bias else [Q(0)] * layer.width
            place += layer.width if network.hidden_bias else 0
            inner = [
                s(sum((p * q for p, q in zip(row, inner, strict=True)), c)) for row, c in zip(rows, shifts, strict=True)
            ]
        f += sum((v * h for v, h in zip(deep[place:], inner, strict=True)), Q(0)) if network.deep else 0
        total += weight * loss(-label * f) / sum(data.weights)
    return total


@given(case=_networks(), data=st.data())
def test_the_balls_hold_exact_differences(case, data):
    problem, functions, loss = case
    size = len(Layout.of(problem).trained)
    if not size:
        return
    entries = st.lists(SMALL, min_size=size, max_size=size).map(tuple)
    point, direction = data.draw(entries), data.draw(entries)
    step = Q(1, 10**60)
    here, ahead, back = (
        _loss(problem, functions, loss, [t + h * d for t, d in zip(point, direction, strict=True)])
        for h in (Q(0), step, -step)
    )
    with precision(256):
        for call, value in (
            (slope_along, (ahead - here) / step),
            (curvature_along, (ahead + back - 2 * here) / step**2),
        ):
            try:
                found = call(problem, point, direction)
            except Refusal as refusal:
                assert refusal.reason.code in {"jets.at_break", "descent.side"}  # noqa: PT017 - so are kinks at which the value is a ball
                continue
            assert abs(found - ball(value)) < ball(Q(1, 10**30))
            if call is slope_along and found < 0:
                assert ahead < here
