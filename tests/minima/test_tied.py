"""Minima at which every neuron receives the same from samples of both classes."""

from dataclasses import replace
from fractions import Fraction as Q
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st
from minimum_problems import TINY, accepted, at, constructed, data, first, net, refuse, shifted

from theoremcheck import check
from theoremcheck.decide.minima.tied_designs import _exponent
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.minima.point import Neurons, Point
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.minima.tied import TiedMinimum
from theoremcheck.trusted.minima.tied_groups import Tied
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Frozen, Function
from theoremcheck.trusted.refusal import Refusal

NAME = "tied"


def grouped(evidence, *groups):
    return replace(evidence, groups=groups)


def heavier(problem, sample, weight):
    weights = list(problem.dataset.weights)
    weights[sample] = Q(weight)
    return data(problem, weights=tuple(weights))


def moved(problem, sample, point):
    points = list(problem.dataset.points)
    points[sample] = tuple(map(Q, point))
    return data(problem, points=tuple(points))


@pytest.fixture(scope="module")
def one():
    """Samples 0, 1 of class - around 3 of class +, and 2, which is right; w = (w_1, 0), a_0 is free."""
    problem, evidence = constructed("tied_one_neuron", NAME)
    (group,) = evidence.groups
    assert set(group.samples) == {0, 1, 3}
    assert evidence.free == (0,)
    return problem, evidence


@pytest.mark.parametrize(
    "spec, wrong", [("tied_one_neuron", 1), ("tied_xor_five", 1), ("tied_two_lines", 3), ("tied_no_biases", 4)]
)
def test_what_is_constructed_is_accepted_with_the_wrong_samples(spec, wrong):
    problem, evidence = constructed(spec, NAME)
    fact = establish(problem, "minimum.tied", True, evidence)
    assert fact.wrong == (wrong, wrong)


def test_the_groups_are_disjoint_and_tied(one):
    problem, good = one
    (group,) = good.groups
    for broken in ((0, 1, 3, 3), (0, 1, 4), (-1, 0, 1), ()):
        refuse("tied.groups", problem, NAME, grouped(good, replace(group, samples=broken)))
    twice = Tied((0,), group.lower, group.upper)
    refuse("tied.groups", problem, NAME, grouped(good, group, twice))
    refuse("tied.apart", problem, NAME, grouped(good, replace(group, samples=(0, 1, 2, 3))))
    row = good.point.neurons[0].hidden_weights
    refuse("tied.apart(group=0)", problem, NAME, first(good, hidden_weights=(row[0], TINY)))


def test_a_sample_in_no_group_is_where_the_loss_is_constant(one):
    problem, good = one
    refuse("tied.idle(sample=2)", moved(problem, 2, (0, 9)), NAME, good)
    assert accepted(moved(problem, 2, (7, 9)), NAME, good)


def test_the_means_of_the_classes_in_a_group_agree(one):
    problem, good = one
    refuse("tied.means", moved(problem, 0, (0, 1 + TINY)), NAME, good)
    refuse("tied.means", moved(problem, 3, (0, TINY)), NAME, good)
    lighter = heavier(problem, 0, 1 + TINY)
    refuse("tied.means", lighter, NAME, replace(good, radius=Q(1)))


def test_the_slopes_balance_inside_the_bounds(one):
    problem, good = one
    (group,) = good.groups
    above = Tied(group.samples, group.upper, group.upper + 1)
    refuse("zeros.no_sign_change", problem, NAME, grouped(good, above))
    refuse("constants.bounds", problem, NAME, grouped(good, Tied(group.samples, group.upper, group.lower)))
    refuse("tangent.break", problem, NAME, grouped(good, Tied(group.samples, Q(-2), Q(0))))
    heavy = heavier(problem, 3, 3)
    refuse("zeros.no_sign_change", heavy, NAME, good)


def test_the_loss_is_convex_near_both_margins(one):
    problem, good = one
    wide = grouped(good, replace(good.groups[0], lower=Q(-1, 2), upper=Q(1, 2)))
    cubic = Function(e.add((e.power(e.Z, 3), e.Z)))
    refuse("tangent.bent_down", replace(problem, loss=cubic), NAME, wide)
    concave = Function(e.neg(e.power(e.add((e.num(1), e.Z)), 2)))
    refuse("tangent.bent_down", replace(problem, loss=concave), NAME, wide)


def test_the_form_is_definite_for_every_neuron(one):
    problem, good = one
    down = first(good, output_weight=exactly(-good.point.neurons[0].output_weight.base.value))
    refuse("tied.radius", problem, NAME, down)
    # Where no sample is idle, the sign of a alone is left, and it decides.
    points, labels = problem.dataset.points, problem.dataset.labels
    shut = data(problem, points=(*points[:2], points[3]), labels=(*labels[:2], labels[3]), weights=(Q(1),) * 3)
    group = replace(good.groups[0], samples=(0, 1, 2))
    for weight, sound in ((1, True), (-1, False), (0, False)):
        neuron = replace(good.point.neurons[0], output_weight=exactly(Q(weight)))
        wide = replace(at(grouped(good, group), neurons=(neuron,)), radius=Q(99))
        if sound:
            assert accepted(shut, NAME, wide)
        else:
            refuse("tied.form(neuron=0)", shut, NAME, wide)
    two = net(shut, width=2)
    for weights, sound in (((1, 2), True), ((5, -1), False), ((5, 0), False)):
        neurons = tuple(replace(good.point.neurons[0], output_weight=exactly(Q(a))) for a in weights)
        wide = replace(at(grouped(good, group), neurons=neurons), radius=Q(99))
        if sound:
            assert accepted(two, NAME, wide)
        else:
            refuse("tied.form(neuron=1)", two, NAME, wide)
    flat = replace(shut, neuron=Function(e.Max((e.ZERO, e.Z))))
    neuron = Neurons(1, exactly(Q(1)), good.point.neurons[0].hidden_weights, Q(3))
    wide = replace(at(grouped(good, group), neurons=(neuron,)), radius=Q(99))
    refuse("tied.form(neuron=0)", flat, NAME, wide)
    refuse("regimes.several_pieces", flat, NAME, first(wide, hidden_bias=Q(0)))


def test_the_free_parameters_are_trained_and_determined(one):
    problem, good = one
    refuse("tied.free", problem, NAME, replace(good, free=()))
    refuse("tied.free", problem, NAME, replace(good, free=(0, 0)))
    refuse("tied.free", problem, NAME, replace(good, free=(2,)))
    refuse("tied.free", problem, NAME, replace(good, free=(-1,)))
    value = good.point.output_bias.base.value
    frozen = net(problem, frozen=(Frozen(Block.OUTPUT_BIAS, (value,)),))
    refuse("tied.free", frozen, NAME, good)
    refuse("tied.radius", problem, NAME, at(good, output_bias=shifted(good.point.output_bias, TINY)))
    weights = (good.point.neurons[0].output_weight.base.value,)
    still = net(problem, frozen=(Frozen(Block.OUTPUT_WEIGHTS, weights),))
    assert accepted(still, NAME, good)
    problem, fitted = constructed("tied_xor_five", NAME)
    same = at(fitted, neurons=tuple(replace(n, hidden_weights=(Q(1), Q(1))) for n in fitted.point.neurons))
    alike = at(same, neurons=tuple(replace(n, hidden_bias=Q(0)) for n in same.point.neurons))
    refuse("tied.equations", problem, NAME, alike)


def test_a_fitted_group_of_one_class_may_have_any_differences():
    problem, good = constructed("tied_xor_five", NAME)
    alone = [group for group in good.groups if len(group.samples) == 1]
    assert len(alone) == 2
    more = data(
        problem,
        points=(*problem.dataset.points, (Q(-3), Q(3))),
        labels=(*problem.dataset.labels, -1),
        weights=(*problem.dataset.weights, Q(1)),
    )
    (origin,) = (group for group in alone if group.samples == (0,))
    joined = tuple(replace(g, samples=(0, 5)) if g is origin else g for g in good.groups)
    assert accepted(more, NAME, grouped(good, *joined))
    refuse("tied.idle(sample=5)", more, NAME, good)


CONFLICT = """
dataset d {{ - (1, 1){more}  + (1, 1), (1, 1) }}
neuron softplus
loss polynomial_hinge(3)
network {{ shortcut = 1 softplus  hidden bias  output bias }}
"""


def test_a_group_of_one_point_is_untied_by_no_weights():
    """D = 0: the class means are one point, and no form is asked for. The sample (9, 0) is far beyond its margin."""
    problem = loads(CONFLICT.format(more=", (9, 0)")).spec.problem
    neuron = Neurons(1, exactly(Q(-4)), (Q(1), Q(0)), Q(0))
    point = Point(exactly(Q(1, 4)), (neuron,), (), None)
    evidence = TiedMinimum(point, (Tied((0, 2, 3), Q(0), Q(1, 2)),), (0,), Q(100), 256)
    assert establish(problem, "minimum.tied", True, evidence).wrong == (1, 1)


def conflict(loss, plus=1, minus=1):
    """One point of both labels, one neuron that does not see it change, and a_0 for the output there."""
    problem = loads(
        f"dataset d {{ + {plus} * (1, 1)  - {minus} * (1, 1) }}\nneuron softplus\nloss {loss}\n"
        "network { shortcut = 1 softplus  hidden bias  output bias }\n"
    ).spec.problem
    neuron = Neurons(1, exactly(Q(0)), (Q(1), Q(0)), Q(0))
    return problem, Point(exactly(Q(0)), (neuron,), (), None)


def at_output(point, lower, upper=None):
    """The point with that output, an exact one or one between bounds."""
    middle = lower if upper is None else (lower + upper) / 2
    group = Tied((0, 1), lower, lower if upper is None else upper)
    radius = TINY if upper is None else upper - lower
    return TiedMinimum(replace(point, output_bias=exactly(middle)), (group,), (0,), radius, 256)


HUBER = "h(z) = cases { z < -2: -z - 3/2; z <= 0: (1 + z)^2 / 2; else: z + 1/2 }"
WELSCH = "w(z) = 1 - exp(-(1 + z)^2 / 2)"
TRUNCATED = "t(z) = min((1 + z)^2, 4)"


@pytest.mark.parametrize(
    "loss, plus, minus, output, code",
    [
        ("hinge", 1, 2, -1, None),  # the kink of class -, where class + has the slope 1
        ("hinge", 1, 2, 1, "tied.slope"),
        ("hinge", 1, 2, 0, "tied.slope"),
        ("hinge", 1, 1, 0, None),  # level between the kinks
        ("hinge", 1, 1, 1, None),  # and at one of them
        ("hinge", 1, 1, Q(3, 2), "tied.slope"),
        ("a(z) = abs(1 + z)", 1, 2, -1, None),
        ("a(z) = abs(1 + z)", 2, 1, -1, "tied.slope"),
        (HUBER, 1, 1, 0, None),  # the break of both, C^1
        (HUBER, 2, 1, 0, "tied.slope"),
        (HUBER, 2, 1, Q(1, 2), None),  # a balance in the middle of a piece
        (TRUNCATED, 1, 1, 0, None),
        (TRUNCATED, 1, 2, Q(-1, 3), None),
        ("j(z) = cases { z < 0: (1 + z)^2; else: (1 + z)^2 + 1 }", 1, 1, 0, "tangent.jump"),
        ("n(z) = -(1 + z)^2", 1, 1, 0, "tied.bent_down"),
        ("c(z) = z + z^3", 1, 1, 0, None),  # odd: the losses of the two add up to 0
        ("q(z) = z^4", 1, 1, 0, "tied.bent_down"),  # a minimum, of an order that is not read
    ],
)
def test_the_losses_at_one_point_are_least_together(loss, plus, minus, output, code):
    problem, point = conflict(loss, plus, minus)
    evidence = at_output(point, Q(output))
    if code is None:
        assert establish(problem, "minimum.tied", True, evidence).wrong == (1, 1)
    else:
        refuse(code, problem, NAME, evidence)


def test_a_concave_loss_is_made_up_for_by_the_other_class():
    """Welsch's loss, 1 : 2: near the output -1 it is concave at the margin 1 of class +."""
    problem, point = conflict(WELSCH, 1, 2)
    evidence = at_output(point, Q(-7, 8), Q(-3, 4))
    refuse("zeros.no_sign_change", problem, NAME, at_output(point, Q(-1), Q(-15, 16)))
    assert establish(problem, "minimum.tied", True, evidence).wrong == (1, 1)
    apart = moved(problem, 0, (1, 2))
    refuse("tangent.bent_down", apart, NAME, evidence)  # two points: there l has to be convex at both margins
    refuse("tied.bent_down", problem, NAME, at_output(point, Q(-1, 8), Q(2)))


def test_a_hill_of_the_losses_is_no_minimum():
    """h' changes its sign there as well."""
    problem, point = conflict("n(z) = -(1 + z)^2")
    refuse("tied.bent_down", problem, NAME, at_output(point, Q(-1, 8), Q(1, 8)))


def test_samples_at_two_points_have_lines_below_the_loss():
    """The group of XOR and its centre, P = N: at its output 0 the loss may have a break, but not bend down."""
    problem, good = constructed("tied_smooth_hinge", NAME)
    loose = next(k for k, group in enumerate(good.groups) if len(group.samples) > 1)
    assert good.groups[loose].lower == good.groups[loose].upper == 0
    z, half = e.Z, e.Num(Q(1, 2))
    rest = (e.ZERO, e.mul((half, e.power(e.add((e.num(1), z)), 2))))
    for right, code in (
        (e.add((half, z, e.mul((z, z)))), None),
        (e.add((half, e.mul((e.num(2), z)))), None),
        (e.add((half, e.mul((half, z)))), "tangent.bent_down"),
        (e.add((half, z, e.neg(e.mul((z, z))))), "tangent.bent_down"),
        (e.add((half, z, e.power(z, 3))), "tangent.bent_down"),
        (e.add((e.num(1), z)), "tangent.jump"),
    ):
        broken = replace(problem, loss=Function(e.Cases(z, (Q(-1), Q(0)), (True, True), (*rest, right))))
        if code is None:
            assert accepted(broken, NAME, good)
        else:
            refuse(code, broken, NAME, good)


def test_an_exact_output_need_not_be_the_only_balance():
    problem, good = constructed("tied_hinge_centre", NAME)
    loose = next(group for group in good.groups if len(group.samples) > 1)
    assert loose.lower == loose.upper
    other = grouped(good, *(replace(g, lower=Q(1), upper=Q(1)) if g is loose else g for g in good.groups))
    refuse("tied.radius", problem, NAME, other)
    beyond = grouped(good, *(replace(g, lower=Q(2), upper=Q(2)) if g is loose else g for g in good.groups))
    refuse("tangent.balance", problem, NAME, beyond)


@given(
    left=st.tuples(st.integers(-2, 2), st.integers(-2, 2)),
    right=st.tuples(st.integers(-2, 2), st.integers(-2, 2)),
    plus=st.integers(1, 2),
)
def test_what_is_accepted_at_one_point_is_a_local_minimum(left, right, plus):
    """l(z) = p z + q z^2 on each side of 0, and the output 0: h on a fine grid, fine enough for such parabolas."""
    problem, point = conflict("hinge", plus, 1)
    sides = [e.add((e.mul((e.num(p), e.Z)), e.mul((e.num(q), e.Z, e.Z)))) for p, q in (left, right)]
    problem = replace(problem, loss=Function(e.Cases(e.Z, (Q(0),), (True,), tuple(sides))))

    def height(v):
        return sum(w * (p * z + q * z * z) for w, z in ((plus, -v), (1, v)) for p, q in [left if z <= 0 else right])

    least = all(height(sign * Q(k, 64)) >= 0 for sign in (1, -1) for k in (1, 2, 3))
    try:
        accepted(problem, NAME, at_output(point, Q(0)))
    except Refusal:
        assert not least
    else:
        assert least


def test_no_group_of_both_classes():
    """Nothing is tied: without another wrong sample the point is not a bad one, and nothing crashes."""
    problem, good = constructed("tied_one_neuron", NAME)
    with pytest.raises(Refusal):
        establish(problem, "minimum.tied", True, grouped(good))


@pytest.mark.parametrize("power", [-400, -30, 0, 30, 400])
def test_lengths_that_floats_do_not_hold_have_an_exponent(power):
    """Points 10^-400 apart ended a run with an error: their distance is 0 in floats, and has no logarithm."""
    assert _exponent(Q(10) ** power) == round(power * log2(10))
    scale = f"{'1/' if power < 0 else ''}1{'0' * abs(power)}"
    text = f"dataset d {{ + ({scale}, 0), (0, {scale})  - (-{scale}, 0), (0, -{scale}), (0, 0) }}\n"
    text += "loss square\nnetwork { shortcut = 2 leaky_relu  hidden bias  output bias }"
    assert check(text, search=False).verdict in {"refuted", "undecided"}
