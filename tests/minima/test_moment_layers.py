"""Smooth deep parts against second moments: what is proposed, what the check refuses, and that no point falls."""

from dataclasses import replace
from fractions import Fraction as Q
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from minimum_problems import accepted, at, penalised, refuse, shifted
from test_curved_layers import balanced, check_nothing_is_lower, deep, layered, problem_of

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.trusted.minima.average import AffinePart, DeadPart, MomentLayersPart, MomentPart
from theoremcheck.trusted.minima.moment_layers import check_moment_layers, second_order
from theoremcheck.trusted.minima.point import Point, Units
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Frozen, Kind, Piece
from theoremcheck.trusted.refusal import Refusal

FOURTH = "+ -3, -1, 1, 3  - 0, 0, -7/2, 7/2, 0, 0, 0, 0"  # second moments in order, convex order fails
TURNED = FOURTH.replace("+", "?").replace("-  ", "- ").replace("  - 0", "  + 0").replace("?", "-")
PLANE = "+ (3, 0), (-3, 0), (0, 3), (0, -3)  - (1, 2), (-1, -2), (2, -1), (-2, 1), (0, 0)"


@cache
def found(network, data=FOURTH, loss="logistic", condition="moment"):
    """The problem and the evidence that is proposed for minimum.moment, None where none is accepted."""
    problem = problem_of(network, data, loss)
    return problem, getattr(settle(Case(problem), f"minimum.{condition}"), "evidence", None)


DEEP = deep((3, "tanh"), (2, "tanh"))


def good():
    problem, evidence = found(DEEP)
    assert isinstance(evidence.parts[1], MomentLayersPart)
    return problem, evidence


def checked(kinds, layers, widths=None):
    """What ``check_moment_layers`` says of layers (w, b) with these neurons; or the code of its refusal."""
    widths = widths or (2,) * len(kinds)
    problem = found(deep(*zip(widths, kinds, strict=True)))[0]
    units = tuple(Units((Q(weight),), Q(bias)) for weight, bias in layers)
    try:
        return check_moment_layers(problem, Point(None, (), units, exactly(Q(1))))
    except Refusal as refusal:
        return refusal.reason.code


# --- what is found ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("network", "data", "loss"),
    [
        (DEEP, FOURTH, "logistic"),
        (DEEP, TURNED, "logistic"),
        (DEEP, PLANE, "polynomial_hinge(3)"),
        (deep((4, "sigmoid"), (3, "sigmoid")), PLANE, "squared_hinge"),
        (deep((9, "gelu"), (5, "silu"), (2, "erf")), TURNED, "logistic"),
        (deep((2, "tanh"), (1, "softplus"), (2, "silu"), (1, "sigmoid")), FOURTH, "logistic"),
        (deep((2, "linear"), (2, "tanh"), (2, "linear")), FOURTH, "logistic"),
        (deep((2, "softplus"), (2, "softplus"), rest="output bias"), FOURTH, "logistic"),
        (deep((2, "tanh"), (2, "tanh"), rest="hidden bias"), FOURTH, "logistic"),
        (deep(*[(2, "exp")] * 6, rest="output bias"), FOURTH, "logistic"),  # most stacks leave the floats
        (deep((1, "tanh"), (3, "gelu"), rest="output bias"), FOURTH, "logistic"),  # curved above the first layer only
        (f"shortcut = 3 softplus  {DEEP}", FOURTH, "logistic"),
        (f"shortcut = 3 softplus  {deep((2, 'tanh'), (2, 'tanh'), rest='hidden bias')}", FOURTH, "logistic"),
        ("beside = 3 tanh with bias -> 2 softplus without bias -> 2 tanh with bias  output bias", FOURTH, "logistic"),
        (f"{DEEP}  frozen deep.output = (2, 2)", FOURTH, "logistic"),
        (f"{DEEP}  frozen deep.output = (-2, -2)", FOURTH, "logistic"),
        (f"{DEEP}  frozen deep.2.weights = (5, 5, 5, 5, 5, 5)", FOURTH, "logistic"),
        (f"{DEEP}  frozen deep.2.biases = (3, 3)  frozen deep.1.biases = (-4/7, -4/7, -4/7)", FOURTH, "logistic"),
    ],
)
def test_points_are_found_at_every_width_and_depth(network, data, loss):
    problem, evidence = found(network, data, loss)
    assert evidence is not None
    assert isinstance(evidence.parts[1], MomentLayersPart)
    assert accepted(problem, "moment", evidence)


@pytest.mark.parametrize(
    ("network", "data"),
    [
        (DEEP, FOURTH.replace("0, 0, -7/2", "0, 1/2, -7/2")),  # the means differ
        (DEEP, "+ (2, 0), (-2, 0), (0, 1), (0, -1)  - (1, 0), (-1, 0), (0, 2), (0, -2)"),  # not ordered
        (DEEP, "+ (2, 0), (-2, 0), (0, 1), (0, -1)  - (1, 0), (-1, 0), (0, 1), (0, -1)"),  # semidefinite
        (deep((2, "tanh"), (2, "tanh"), rest="output bias"), FOURTH),  # no second order at 0
        (f"{DEEP}  frozen deep", FOURTH),
        (f"{DEEP}  frozen deep.2.weights = (5, 5, 5, 5, 5, 4)", FOURTH),
        (f"{DEEP}  frozen deep.1.weights = (1, 0, 0)", FOURTH),
    ],
)
def test_no_point_is_found_where_a_premise_fails(network, data):
    assert found(network, data)[1] is None


def test_the_local_rule_takes_them_as_well():
    problem, evidence = found(DEEP, FOURTH, "square", "moment_local")
    assert isinstance(evidence.parts[1], MomentLayersPart)
    assert accepted(problem, "moment_local", evidence)


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "layers", "expected"),
    [
        (("tanh", "linear"), [(0, 1), (1, 0)], -1),
        (("tanh", "linear"), [(0, 0), (1, 0)], "moments.indefinite"),  # s'' = 0
        (("softplus", "softplus"), [(0, 0), (1, 0)], 1),
        # -5 softplus(0) x 2 + 6.93 = 0: A = -5 / 2 / 4, D = 25 / 4 / 4; with 11, the layer above is nearly affine
        (("softplus", "softplus"), [(0, 0), (-5, Q("6.93"))], "moments.indefinite"),
        (("softplus", "softplus"), [(0, 0), (-5, 12)], -1),
        (("softplus", "softplus"), [(0, 0), (0, 1)], "moments.indefinite"),  # nothing is passed on
        (("linear", "softplus"), [(0, 1), (-3, 0)], 1),
        (("linear", "linear"), [(0, 1), (1, 0)], "moments.affine"),
        (("linear", "tanh", "linear"), [(0, 1), (1, -1), (-1, 0)], 1),
        (("relu", "softplus"), [(0, 1), (1, 0)], 1),
        (("relu", "softplus"), [(0, 0), (1, 0)], "regimes.several_pieces"),
        (("softplus", "relu"), [(0, 0), (1, -1)], 1),
        (("softplus", "relu"), [(0, 0), (1, -2)], "moments.indefinite"),  # the layer above is dead
        (("elu", "softplus"), [(0, 1), (1, 0)], 1),  # affine where it is used, so that the layer above bends
    ],
)
def test_the_second_derivative_is_definite(kinds, layers, expected):
    assert checked(kinds, layers) == expected


def test_one_unit_needs_the_sum_only():
    assert checked(("tanh", "softplus"), [(0, 0), (1, 0)]) == "moments.indefinite"
    assert checked(("tanh", "softplus"), [(0, 0), (1, 0)], (1, 3)) == 1
    assert checked(("softplus", "softplus"), [(0, 0), (-5, Q("6.93") / 2)], (1, 3)) == 1


def test_the_first_layer_has_no_weights():
    problem, evidence = good()
    refuse("reach.irrational_layer", problem, "moment", layered(evidence, 0, weights=(Q(1, 10**30),)))
    with pytest.raises(Refusal, match=r"average\.hidden_weight"):
        check_moment_layers(problem, layered(evidence, 0, weights=(Q(1, 10**30),)).point)


def test_the_output_weights_have_the_sign_against_the_moments():
    problem, evidence = good()
    weight = evidence.point.deep_output
    turned = balanced(problem, at(evidence, deep_output=replace(weight, base=e.neg(weight.base))))
    refuse("average.downhill", problem, "moment", turned)
    refuse("average.sign", problem, "moment", balanced(problem, at(evidence, deep_output=exactly(Q(0)))))
    refuse("constants.output", problem, "moment", at(evidence, output_bias=shifted(evidence.point.output_bias, 1)))
    other = found(DEEP, "+ 4 * -1, 4 * 1  - 4 * -3, 4 * -1, 4 * 1, 4 * 3")[0]
    refuse("average.downhill", replace(problem, dataset=other.dataset), "moment", evidence)


def test_the_moments_are_definite():
    problem, evidence = good()
    flat = found(DEEP, "+ 2 * 1, 2 * -1  - 4 * 1, 4 * -1")[0]
    refuse("average.indefinite", replace(problem, dataset=flat.dataset), "moment", evidence)
    moved = found(DEEP, "+ 2 * 1, 2 * -1  - 4 * 3, 4 * -1")[0]
    refuse("measures.means_differ", replace(problem, dataset=moved.dataset), "moment", evidence)


def test_other_rules_and_other_places_refuse_the_reason():
    problem, evidence = good()
    own = evidence.parts[1]
    for condition in ("order", "stationary", "affine", "parity", "duplicate", "frozen_features", "order_local"):
        refuse("point.label", problem, condition, evidence)
    refuse("point.label", problem, "moment", replace(evidence, parts=(own, own)))
    refuse("average.parts", problem, "moment", replace(evidence, parts=(MomentPart(),)))
    for other in (DeadPart(), AffinePart()):
        refuse("reach.irrational_layer", problem, "moment", replace(evidence, parts=(evidence.parts[0], other)))


def test_a_network_without_a_deep_part_has_no_such_reason():
    problem, evidence = found("shortcut = 2 softplus  hidden bias  output bias")
    refuse("average.parts", problem, "moment", replace(evidence, parts=(MomentPart(), MomentLayersPart())))


def test_penalties_and_frozen_values():
    problem, evidence = good()
    refuse("reach.penalty", penalised(problem, Block.DEEP), "moment", evidence)
    frozen = replace(problem, network=replace(problem.network, frozen=(Frozen(Block.DEEP, None),)))
    refuse("reach.frozen_deep", frozen, "moment", evidence)
    own = evidence.point.deep[1].weights[0]
    for value, reason in ((own, None), (own + 1, "reach.frozen_value")):
        entry = Frozen(Piece(Block.DEEP, 2, Kind.WEIGHTS), (value,) * 6)
        held = replace(problem, network=replace(problem.network, frozen=(entry,)))
        if reason is None:
            assert accepted(held, "moment", evidence)
        else:
            refuse(reason, held, "moment", evidence)


# --- in floats ----------------------------------------------------------------------------------------------------

NEURONS = {
    "tanh": np.tanh,
    "softplus": lambda z: np.logaddexp(0, z),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "silu": lambda z: z / (1 + np.exp(-z)),
}
NUMBERS = st.sampled_from((Q(-2), Q(-1), Q(-1, 2), Q(1, 2), Q(1), Q(2)))


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_second_order_is_that_of_the_units(data):
    """Against differences of the sum of the last units as a function of what the first layer receives."""
    kinds = data.draw(st.lists(st.sampled_from(sorted(NEURONS)), min_size=2, max_size=3))
    widths = [data.draw(st.integers(1, 3)) for _ in kinds]
    problem = found(deep(*zip(widths, kinds, strict=True)))[0]
    layers = tuple(Units((data.draw(NUMBERS) if index else Q(0),), data.draw(NUMBERS)) for index in range(len(kinds)))
    units, order = second_order(problem, Point(None, (), layers, exactly(Q(1))))
    assert units == widths[0]

    def total(z):
        given_ = NEURONS[kinds[0]](float(layers[0].bias) + z)
        for kind, width, own in zip(kinds[1:], widths[1:], layers[1:], strict=True):
            given_ = np.full(width, NEURONS[kind](float(own.weights[0]) * given_.sum() + float(own.bias)))
        return given_.sum()

    step, identity = 1e-3, np.eye(units)
    for j in range(units):
        for k in range(units):
            up, down = (total(step * (identity[j] + s * identity[k])) for s in (1, -1))
            up_, down_ = (total(step * (-identity[j] + s * identity[k])) for s in (1, -1))
            expected = float(order.common.mid()) + (float(order.diagonal.mid()) if j == k else 0)
            assert (up - down - up_ + down_) / (4 * step**2) == pytest.approx(expected, abs=1e-4, rel=1e-4)
        slope = (total(step * identity[j]) - total(-step * identity[j])) / (2 * step)
        assert slope == pytest.approx(float(order.slope.mid()), abs=1e-4, rel=1e-4)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_accepted_layers_of_any_kind_are_no_way_down(data):
    """Weights and biases as they come, the output bias such that f is the constant: where accepted, L does not fall."""
    kinds = data.draw(st.lists(st.sampled_from(sorted(NEURONS)), min_size=2, max_size=3))
    widths = [data.draw(st.integers(1, 3)) for _ in kinds]
    samples = data.draw(st.sampled_from((FOURTH, TURNED, PLANE)))
    problem, evidence = found(deep(*zip(widths, kinds, strict=True)), samples)
    first = tuple(Q(0) for _ in problem.samples.points[0])
    layers = tuple(Units((data.draw(NUMBERS),) if index else first, data.draw(NUMBERS)) for index in range(len(kinds)))
    forged = balanced(problem, at(evidence, deep=layers, deep_output=exactly(data.draw(NUMBERS))))
    try:
        accepted(problem, "moment", forged)
    except Refusal:
        return
    check_nothing_is_lower(problem, forged, kinds, data.draw(st.integers(0, 2**32 - 1)), radii=(1e-2, 3e-3))
