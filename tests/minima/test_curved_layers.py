"""Deep parts that are curved layer by layer: what is proposed, what the check refuses, and that no point falls."""

from dataclasses import replace
from fractions import Fraction as Q
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from minimum_problems import IDS, accepted, at, penalised, refuse, shifted

from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.curved_layers import curved_part
from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.minima.average import AffinePart, CurvedLayersPart, DeadPart, MomentPart
from theoremcheck.trusted.minima.point import Units
from theoremcheck.trusted.minima.reach import exactly, resting_value, times
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Frozen, Kind, Objective, Penalty, Piece
from theoremcheck.trusted.refusal import Refusal

LINE = "+ 0  - -1, 1"
SWAPPED = "- 0  + -1, 1"
PLANE = "+ (1, 0), (-1, 0), (0, 1), (0, -1)  - (3, 3), (-3, -3), (3, -3), (-3, 3)"
BOTH = "hidden bias  output bias"


@cache
def problem_of(network, data=LINE, loss="logistic"):
    text = f"dataset d {{ {data} }}\nneuron softplus\nloss {loss}\nnetwork {{ {network} }}\n"
    return loads(text, known_ids=IDS).spec.problem


@cache
def found(network, data=LINE, loss="logistic", condition="order"):
    """The problem and the evidence that is proposed for minimum.order, None where none is accepted."""
    problem = problem_of(network, data, loss)
    fact = settle(Case(problem), f"minimum.{condition}")
    return problem, getattr(fact, "evidence", None)


def deep(*kinds, rest=BOTH):
    return f"deep = {' -> '.join(f'{count} {kind}' for count, kind in kinds)}  {rest}"


DEEP = deep((4, "tanh"), (3, "tanh"))


def good():
    problem, evidence = found(DEEP)
    assert isinstance(evidence.parts[1], CurvedLayersPart)
    return problem, evidence


def bent(evidence, layer, **changes):
    """The evidence with fields of one bend replaced."""
    bends = list(evidence.parts[1].bends)
    bends[layer] = replace(bends[layer], **changes)
    return replace(evidence, parts=(evidence.parts[0], CurvedLayersPart(tuple(bends))))


def layered(evidence, layer, weights=None, bias=None):
    """The evidence with other weights, or another bias, in one layer."""
    units = list(evidence.point.deep)
    own = units[layer]
    units[layer] = Units(own.weights if weights is None else weights, own.bias if bias is None else bias)
    return at(evidence, deep=tuple(units))


def balanced(problem, evidence):
    """The evidence with the output bias that makes f the constant again."""
    output = times(evidence.point.deep_output, resting_value(problem, evidence.point.deep))
    constant = evidence.constant.value
    return at(evidence, output_bias=replace(output, base=e.sub(constant, output.base), factor=e.neg(output.factor)))


# --- what is found ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("network", "data", "loss"),
    [
        (DEEP, LINE, "logistic"),
        (DEEP, SWAPPED, "logistic"),
        (DEEP, PLANE, "polynomial_hinge(3)"),
        (deep((4, "softplus"), (3, "softplus")), LINE, "logistic"),
        (deep((2, "sigmoid"), (2, "sigmoid")), LINE, "logistic"),
        (deep((9, "gelu"), (5, "gelu"), (2, "gelu")), SWAPPED, "squared_hinge"),
        (deep((2, "tanh"), (1, "softplus"), (2, "silu"), (1, "sigmoid")), LINE, "logistic"),
        (deep(*((2, "tanh"),) * 8), LINE, "logistic"),
        (deep((2, "tanh"), (2, "leaky_relu"), (2, "elu")), LINE, "logistic"),  # affine, or curved beyond a break
        (deep((2, "linear"), (2, "tanh"), (2, "linear")), LINE, "logistic"),
        (deep((2, "softplus"), (2, "softplus"), rest="output bias"), LINE, "logistic"),
        (deep((2, "tanh"), (2, "tanh"), rest="hidden bias"), LINE, "logistic"),
        (f"shortcut = 3 softplus  {DEEP}", LINE, "logistic"),
        (f"shortcut = 3 softplus  {deep((2, 'tanh'), (2, 'tanh'), rest='hidden bias')}", LINE, "logistic"),
        (f"shortcut = 2 tanh  {deep((2, 'tanh'))}", LINE, "logistic"),
        ("beside = 3 tanh with bias -> 2 softplus without bias -> 2 tanh with bias  output bias", LINE, "logistic"),
        ("deep = 3 tanh -> 2 tanh without bias -> 1 tanh  hidden bias  output bias", LINE, "logistic"),
        (f"{deep((3, 'softplus'), (2, 'softplus'))}  frozen deep.output = (2, 2)", LINE, "logistic"),
        (f"{deep((3, 'softplus'), (2, 'softplus'))}  frozen deep.output = (-3, -3)", SWAPPED, "logistic"),
    ],
)  # fmt: skip
def test_points_are_found_at_every_width_and_depth(network, data, loss):
    problem, evidence = found(network, data, loss)
    assert evidence is not None
    assert isinstance(evidence.parts[1], CurvedLayersPart)
    assert accepted(problem, "order", evidence)


@pytest.mark.parametrize(
    ("network", "data"),
    [
        (DEEP, "+ 0  - -1, 1, 3"),  # no contraction
        (deep((2, "tanh"), (2, "tanh"), rest="output bias"), LINE),  # tanh is curved neither way at 0
        (deep((2, "softplus"), (2, "softplus"), rest="hidden bias"), LINE),  # c < 0, and all that is convex is > 0
        (f"{DEEP}  frozen deep", LINE),
        (deep(*((1, "tanh"),) * 13), LINE),  # beyond MAX_RESTING_LAYERS
    ],
)
def test_no_point_is_found_where_a_premise_fails(network, data):
    assert found(network, data)[1] is None


def test_the_local_rule_takes_them_as_well():
    problem, evidence = found(DEEP, LINE, "square", "order_local")
    assert isinstance(evidence.parts[1], CurvedLayersPart)
    assert accepted(problem, "order_local", evidence)
    refuse("point.label", problem, "moment_local", evidence)


# --- what is refused ----------------------------------------------------------------------------------------------


def test_the_first_layer_has_no_weights():
    problem, evidence = good()
    moved = layered(evidence, 0, weights=(Q(1, 10**30),))
    refuse("reach.irrational_layer", problem, "order", moved)
    linear, flat = found(deep((1, "linear"), (1, "tanh"), (1, "linear")))
    slanted = layered(layered(flat, 0, weights=(Q(1),)), 2, weights=(Q(1),))
    refuse("reach.irrational_layer", linear, "order", slanted)


def test_later_weights_have_one_strict_sign():
    problem, evidence = good()
    none = layered(evidence, 1, weights=(Q(0),), bias=Q(1))
    refuse("layers.weight", problem, "order", balanced(problem, none))
    # tanh(1) = 0.76: the layer receives -4 * 0.76 + 4, about 1, and rises on what is convex while it is concave.
    turned = layered(evidence, 1, weights=(Q(-1),), bias=Q(4))
    refuse("layers.monotone", problem, "order", balanced(problem, turned))


def test_a_layer_that_falls_turns_what_is_curved():
    """exp(-z) is convex and falls: on what is convex it is nothing, on what is concave it is convex."""
    network = deep((2, "softplus"), (2, "n"))
    text = (
        f"dataset d {{ {LINE} }}\nneuron n(z) = exp(-z)\nloss logistic\n"
        f"network {{ {network} }}\n"
    )  # fmt: skip
    problem = loads(text, known_ids=IDS).spec.problem
    evidence = settle(Case(problem), "minimum.order").evidence
    assert evidence.point.deep[1].weights == (Q(-1),)
    # log 2 = 0.693, so that the layer receives about 0 either way.
    risen = layered(evidence, 1, weights=(Q(1),), bias=Q(-11, 8))
    refuse("layers.monotone", problem, "order", balanced(problem, risen))


def test_what_a_layer_receives_lies_inside_its_interval():
    problem, evidence = good()
    for layer in (0, 1):
        curve = evidence.parts[1].bends[layer].curve
        short = replace(curve, lower=curve.upper - Q(1, 100))
        refuse("regimes.outside_curve", problem, "order", bent(evidence, layer, curve=short))


def test_neurons_are_curved_as_they_are_said_to_be():
    problem, evidence = good()
    for layer in (0, 1):
        sign = evidence.parts[1].bends[layer].sign
        refuse("signs.range", problem, "order", bent(evidence, layer, sign=-sign))
        refuse("layers.sign", problem, "order", bent(evidence, layer, sign=0))
    beyond = layered(evidence, 0, bias=-evidence.point.deep[0].bias)  # on the other side of the inflection
    refuse("regimes.outside_curve", problem, "order", balanced(problem, beyond))


def test_the_output_weights_have_the_sign_of_the_inner_class():
    problem, evidence = good()
    weight = evidence.point.deep_output
    turned = balanced(problem, at(evidence, deep_output=replace(weight, base=e.neg(weight.base))))
    refuse("layers.downhill", problem, "order", turned)
    refuse("average.sign", problem, "order", balanced(problem, at(evidence, deep_output=exactly(Q(0)))))
    refuse("constants.output", problem, "order", at(evidence, output_bias=shifted(evidence.point.output_bias, 1)))


def test_there_is_one_bend_for_each_layer():
    problem, evidence = good()
    bends = evidence.parts[1].bends
    for wrong in ((), bends[:1], (*bends, bends[0])):
        refuse("layers.bends", problem, "order", replace(evidence, parts=(evidence.parts[0], CurvedLayersPart(wrong))))


def test_other_rules_and_other_places_refuse_the_reason():
    problem, evidence = good()
    own = evidence.parts[1]
    for condition in ("moment", "stationary", "affine", "parity", "duplicate", "frozen_features", "moment_local"):
        refuse("point.label", problem, condition, replace(evidence, parts=(MomentPart(), own)))
    refuse("point.label", problem, "order", replace(evidence, parts=(own, own)))
    for other in (DeadPart(), AffinePart()):
        refuse("reach.irrational_layer", problem, "order", replace(evidence, parts=(evidence.parts[0], other)))


def test_penalties_may_lie_on_what_is_0():
    problem, evidence = good()
    refuse("reach.penalty", penalised(problem, Block.DEEP), "order", evidence)
    for piece, free in (
        (Piece(Block.DEEP, 1, Kind.WEIGHTS), True),
        (Piece(Block.DEEP, 1, Kind.BIASES), False),
        (Piece(Block.DEEP, 2, Kind.WEIGHTS), False),
        (Piece(Block.DEEP, 0, Kind.OUTPUT), False),
    ):
        objective = Objective((Penalty(Q(1, 10), (piece,)),))
        taxed = replace(problem, objective=objective)
        if free:
            assert accepted(taxed, "order", evidence)
        else:
            refuse("reach.penalty", taxed, "order", evidence)


def test_a_frozen_branch_is_refused():
    problem, evidence = good()
    frozen = replace(problem, network=replace(problem.network, frozen=(Frozen(Block.DEEP, None),)))
    refuse("reach.frozen_deep", frozen, "order", evidence)


# --- a point that is given ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("network", [DEEP, deep((3, "gelu"), (2, "softplus"), (2, "tanh"))])
def test_the_bends_of_a_point_are_recognised(network):
    problem, evidence = found(network)
    part = curved_part(problem, evidence.point.deep)
    assert accepted(problem, "order", replace(evidence, parts=(evidence.parts[0], part)))


# --- it is a minimum: floats, and nothing of the package but the numbers of the point ------------------------------

NEURONS = {
    "tanh": np.tanh,
    "softplus": lambda z: np.logaddexp(0, z),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "silu": lambda z: z / (1 + np.exp(-z)),
}


def loss_at(points, labels, kinds, layers, output, bias):
    values = points
    for kind, (weights, shifts) in zip(kinds, layers, strict=True):
        values = NEURONS[kind](values @ weights.T + shifts)
    return np.mean(np.logaddexp(0, -labels * (values @ output + bias)))


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(sorted(NEURONS)), min_size=2, max_size=4),
    widths=st.lists(st.integers(1, 3), min_size=4, max_size=4),
    data=st.sampled_from((LINE, SWAPPED, PLANE)),
    seed=st.integers(0, 2**32 - 1),
)
def test_nothing_nearby_is_lower(kinds, widths, data, seed):
    problem, evidence = found(deep(*zip(widths, kinds, strict=False)), data)
    check_nothing_is_lower(problem, evidence, kinds, seed)


def check_nothing_is_lower(problem, evidence, kinds, seed, radii=(1e-1, 1e-2, 1e-3)):
    numbers = parameters(problem, evidence)
    points = np.array([[float(v) for v in row] for row in problem.dataset.points])
    labels = np.array(problem.dataset.labels, dtype=float)
    layers = [
        (np.array([[float(v) for v in row] for row in rows]), np.array([float(v) for v in shifts]))
        for rows, shifts in numbers.deep.layers
    ]
    output, bias = np.array([float(v) for v in numbers.deep.output]), float(numbers.output_bias)
    there, random = loss_at(points, labels, kinds, layers, output, bias), np.random.default_rng(seed)
    for radius in radii:
        for _ in range(50):
            near = [
                (rows + radius / 3 * random.standard_normal(rows.shape), b + radius * random.standard_normal(b.shape))
                for rows, b in layers
            ]
            v = output + radius * random.standard_normal(output.shape)
            # The best output bias for these features: L cannot be lower for any other.
            shifts = bias + np.linspace(-1, 1, 41) * radius * 10
            lowest = min(loss_at(points, labels, kinds, near, v, shift) for shift in shifts)
            assert lowest >= there - 1e-12


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_accepted_layers_of_any_kind_are_curved(data):
    """Weights, biases and bends as they come, the output bias such that f is the constant: what is accepted holds."""
    kinds = data.draw(st.lists(st.sampled_from(sorted(NEURONS)), min_size=2, max_size=3))
    widths = [data.draw(st.integers(1, 2)) for _ in kinds]
    problem, evidence = found(deep(*zip(widths, kinds, strict=True)), data.draw(st.sampled_from((LINE, SWAPPED))))
    numbers = st.sampled_from((Q(-2), Q(-1), Q(-1, 2), Q(1, 2), Q(1), Q(2)))
    layers = tuple(Units((data.draw(numbers) if index else Q(0),), data.draw(numbers)) for index in range(len(kinds)))
    point = at(evidence, deep=layers, deep_output=exactly(data.draw(numbers)))
    part = curved_part(problem, layers)
    if part is None:
        return
    signs = [data.draw(st.sampled_from((bend.sign, bend.sign, -bend.sign))) for bend in part.bends]
    bends = tuple(replace(bend, sign=sign) for bend, sign in zip(part.bends, signs, strict=True))
    forged_evidence = balanced(problem, replace(point, parts=(evidence.parts[0], CurvedLayersPart(bends))))
    try:
        accepted(problem, "order", forged_evidence)
    except Refusal:
        return
    check_nothing_is_lower(problem, forged_evidence, kinds, data.draw(st.integers(0, 2**32 - 1)))
