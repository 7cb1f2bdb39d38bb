"""Minima at which every neuron receives the same from samples of both classes."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from minimum_problems import TINY, accepted, at, constructed, data, first, net, refuse, shifted

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


def test_no_group_of_both_classes():
    """Nothing is tied: without another wrong sample the point is not a bad one, and nothing crashes."""
    problem, good = constructed("tied_one_neuron", NAME)
    with pytest.raises(Refusal):
        establish(problem, "minimum.tied", True, grouped(good))
