"""Minima by class averages: every rule accepts its own reasons, and each reason only where it holds."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from minimum_problems import (
    LOG_ZERO,
    RELU,
    TINY,
    accepted,
    at,
    constructed,
    curved,
    data,
    first,
    load_deep,
    moved,
    net,
    refuse,
    shifted,
)

from theoremcheck.trusted.minima.average import (
    AffinePart,
    CurvedPart,
    DeadPart,
    EqualClassesPart,
    FrozenPart,
    MomentPart,
    ParityPart,
    StationaryPart,
)
from theoremcheck.trusted.minima.point import Exact, Number, Units
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Dataset, Frozen, Function, Layer
from theoremcheck.trusted.refusal import Refusal


def test_affine_pieces_and_equal_means():
    problem, good = constructed("affine_leaky_relu", "affine")
    name = "affine"
    data = problem.dataset
    points = (*data.points[:-1], (data.points[-1][0] + TINY, data.points[-1][1]))
    refuse("measures.means_differ", replace(problem, dataset=replace(data, points=points)), name, good)
    refuse("regimes.several_pieces", problem, name, first(good, hidden_bias=Q(0)))
    curved = replace(problem, neuron=Function(e.call(e.Fn.EXP, e.Z)))
    refuse("regimes.not_affine", curved, name, first(good, output_weight=exactly(Q(0))))


def test_convex_order():
    problem, good = constructed("order_interval_exp", "order")
    name = "order"
    flipped = Number(e.neg(good.point.neurons[0].output_weight.base), e.ZERO)
    refuse("constants.output", problem, name, first(good, output_weight=flipped))
    balanced = at(first(good, output_weight=flipped), output_bias=shifted(good.point.output_bias, -14))
    with pytest.raises(Refusal):
        accepted(problem, name, balanced)
    zero = at(first(good, output_weight=exactly(Q(0))), output_bias=Number(e.ZERO, e.ONE))
    refuse("average.sign", problem, name, zero)
    refuse("average.hidden_weight", problem, name, moved_weights(good))
    refuse("regimes.outside_curve", problem, name, curved(good, curves=(replace(good.parts[0].curves[0], lower=Q(0)),)))
    refuse("average.curves", problem, name, curved(good, curves=()))
    coupling = good.parts[0].coupling
    entries = coupling.entries
    unfair = replace(coupling, entries=(replace(entries[0], mass=entries[0].mass + TINY), *entries[1:]))
    refuse("order.masses_in(sample=0)", problem, name, curved(good, coupling=unfair))
    refuse("order.row(sample=2)", problem, name, curved(good, coupling=replace(coupling, inner=1)))
    alive = replace(problem, network=replace(problem.network, deep=load_deep("deep_second_layer_dead")))
    refuse("reach.layers", alive, name, good)


def moved_weights(evidence):
    """A point whose hidden weights are not 0 although its output is still the constant: the output weights are 0."""
    head = evidence.point.neurons[0]
    still = replace(head, hidden_weights=tuple(Q(1) for _ in head.hidden_weights), output_weight=exactly(Q(0)))
    return at(evidence, neurons=(still,), output_bias=Number(e.ZERO, e.ONE))


def test_second_moments():
    problem, good = constructed("moment_not_convex_order", "moment")
    name = "moment"
    weight = good.point.neurons[0].output_weight
    wrong = first(good, output_weight=Number(e.neg(weight.base), e.neg(weight.factor)))
    total = e.mul((e.num(2 * good.point.neurons[0].count), weight.base, e.call(e.Fn.LOG, e.num(2))))
    offset = Number(e.add((good.point.output_bias.base, total)), good.point.output_bias.factor)
    refuse("average.downhill", problem, name, at(wrong, output_bias=offset))
    refuse("average.curvature", replace(problem, neuron=Function(e.Z)), name, plain(good))
    data = Dataset(((Q(1), Q(0)), (Q(-1), Q(0)), (Q(0), Q(1)), (Q(0), Q(-1))), (1, 1, -1, -1), (Q(1),) * 4)
    indefinite, _ = constructed("narrow_softplus", "narrow")
    assert indefinite.dataset.points == data.points
    point = at(good, neurons=(replace(good.point.neurons[0], count=1, hidden_weights=(Q(0), Q(0)), hidden_bias=Q(0)),))
    candidate = replace(point, constant=Exact(e.ZERO))
    head = candidate.point.neurons[0]
    offset = e.neg(e.mul((head.output_weight.base, e.call(e.Fn.LOG, e.num(2)))))
    refuse("average.indefinite", indefinite, name, at(candidate, output_bias=Number(offset, e.ZERO)))


def plain(evidence):
    """Output weights 1 on a linear neuron at b = 0: f = a_0 = c."""
    return at(first(evidence, output_weight=exactly(Q(1)), hidden_bias=Q(0)), output_bias=Number(e.ZERO, e.ONE))


def test_parity_and_duplicates():
    problem, good = constructed("parity_tanh", "parity")
    biased = replace(problem, network=replace(problem.network, hidden_bias=True))
    refuse("average.hidden_bias", biased, "parity", good)
    bent = replace(problem, neuron=Function(e.add((problem.neuron.expr, e.mul((e.Num(TINY), e.power(e.Z, 2)))))))
    refuse("shape.no_identity", bent, "parity", good)
    data = problem.dataset
    broken = replace(data, points=((data.points[0][0] + TINY, data.points[0][1]), *data.points[1:]))
    refuse("average.no_parity", replace(problem, dataset=broken), "parity", good)
    problem, good = constructed("duplicate_softplus", "duplicate")
    weighted = replace(problem.dataset, weights=(Q(1) + TINY, *problem.dataset.weights[1:]))
    with pytest.raises(Refusal, match=r"^(constants\.minimiser|average\.classes)$"):
        accepted(replace(problem, dataset=weighted), "duplicate", good)


def test_frozen_features():
    problem, good = constructed("frozen_features_coincide", "frozen_features")
    near = replace(problem.dataset, points=((Q(1), Q(1) + TINY), *problem.dataset.points[1:]))
    refuse("average.feature", replace(problem, dataset=near), "frozen_features", good)
    free = replace(problem, network=replace(problem.network, frozen=()))
    refuse("average.trained_weights", free, "frozen_features", good)


def test_a_deep_neuron_that_may_be_undefined_at_the_point():
    """The deep output weight is 0, but f is no number where the deep neuron divides by 0."""
    problem, good = constructed("duplicate_softplus", "duplicate")
    quarter = e.sub(e.call(e.Fn.LOG, e.add((e.power(e.Z, 2), e.num(4)))), e.mul((e.num(2), e.call(e.Fn.LOG, e.num(2)))))
    layer = Layer(1, Function(e.power(quarter, -1)))
    units = (Units((Q(0), Q(0)), Q(0)),)
    deep = replace(problem, network=replace(problem.network, deep=(layer,)))
    refuse("smooth.obligation_parts", deep, "duplicate", at(good, deep=units, deep_output=exactly(Q(0))))


def test_a_neuron_on_its_break():
    problem, fine = constructed("affine_hard_tanh_no_bias", "affine")
    refuse("regimes.several_pieces", replace(problem, neuron=RELU), "affine", fine)
    refuse("measures.means_differ", data(problem, points=moved(problem.dataset.points, 0, 0, TINY)), "affine", fine)


def test_forged_curves():
    problem, fine = constructed("order_weighted", "order")
    softplus = e.call(e.Fn.LOG, e.num(2))
    c = fine.constant.value

    def weight(a, constant=c):
        """The point with the output weights a, and the output ``constant``."""
        bias = Number(e.sub(constant, e.mul((e.Num(2 * a), softplus))), e.ZERO)
        return at(first(fine, output_weight=exactly(a)), output_bias=bias)

    assert accepted(problem, "order", weight(Q(-1, 2)))
    refuse("signs.range", problem, "order", weight(Q(1)))
    refuse("average.sign", problem, "order", weight(Q(0)))
    off = e.add((c, e.Num(TINY)))
    refuse("constants.output", problem, "order", weight(Q(-1), off))
    refuse("constants.minimiser", problem, "order", replace(weight(Q(-1), off), constant=Exact(off)))
    (curve,) = fine.parts[0].curves
    for change in ({"lower": Q(0)}, {"upper": Q(0)}, {"lower": Q(1), "upper": Q(-1)}):
        refuse("regimes.outside_curve", problem, "order", curved(fine, curves=(replace(curve, **change),)))
    refuse("regimes.curve_proofs", problem, "order", curved(fine, curves=(replace(curve, proofs=()),)))
    idle = replace(fine.point.neurons[0], hidden_weights=(TINY,), output_weight=exactly(Q(0)))
    tilted = at(fine, neurons=(idle,), output_bias=Number(c, e.ZERO))
    refuse("average.hidden_weight", problem, "order", tilted)


def test_couplings():
    problem, fine = constructed("order_weighted", "order")
    coupling = fine.parts[0].coupling
    near = data(problem, points=moved(problem.dataset.points, 2, 0, TINY))
    refuse("order.mean_moved(sample=2)", near, "order", fine)
    _, other = constructed("order_interval_exp", "order")
    with pytest.raises(Refusal):
        accepted(problem, "order", curved(fine, coupling=other.parts[0].coupling))
    entries = coupling.entries
    for changed, reason in (
        (replace(coupling, entries=entries[:1]), "order.masses_in(sample=1)"),
        (replace(coupling, entries=entries[::-1]), "order.not_increasing"),
        (replace(coupling, entries=(entries[0], entries[0], entries[1])), "order.not_increasing"),
        (
            replace(coupling, entries=(replace(entries[0], mass=Q(-2, 3)), entries[1])),
            "order.mass_not_positive(sample=2, other=0)",
        ),
        (replace(coupling, entries=(entries[0], replace(entries[1], column=2))), "order.column(sample=2)"),
        (replace(coupling, inner=1), "order.row(sample=2)"),
        (replace(coupling, inner=0), "order.inner_class"),
    ):
        refuse(reason, problem, "order", curved(fine, coupling=changed))


def test_forged_moments():
    problem, fine = constructed("moment_silu_plane", "moment")
    refuse("measures.means_differ", data(problem, points=moved(problem.dataset.points, 8, 0, TINY)), "moment", fine)
    up = at(first(fine, output_weight=exactly(Q(1))), output_bias=fine.point.output_bias)
    refuse("average.downhill", problem, "moment", up)
    refuse("regimes.several_pieces", replace(problem, neuron=RELU), "moment", fine)
    cube = replace(problem, neuron=Function(e.power(e.Z, 3)))
    refuse("average.curvature", cube, "moment", fine)
    swapped = data(problem, labels=tuple(-y for y in problem.dataset.labels))
    constant = e.num(Q(1, 9))
    mirrored = replace(at(fine, output_bias=Number(constant, e.ZERO)), constant=Exact(constant))
    refuse("average.downhill", swapped, "moment", mirrored)


def test_second_moments_about_the_origin():
    problem, fine = constructed("stationary_gaussian_line", "stationary")
    down = at(first(fine, output_weight=exactly(Q(-1))), output_bias=Number(e.num(5), e.ONE))
    refuse("average.downhill", problem, "stationary", down)
    refuse("average.hidden_weight", problem, "stationary", still_moved(fine))
    sloped = replace(problem, neuron=Function(e.add((problem.neuron.expr, e.mul((e.num(TINY), e.Z))))))
    refuse("average.slope", sloped, "stationary", fine)
    shifted = first(fine, hidden_bias=Q(0))
    assert accepted(problem, "stationary", shifted)
    biased = net(problem, hidden_bias=True)
    refuse("average.trained_bias", biased, "stationary", shifted)
    points = tuple((x,) for x in (Q(2), Q(3), Q(5), Q(6), Q(-1)))  # E+ x^2 = 38/3 < 37/2 = E- x^2
    refuse("average.downhill", data(problem, points=points), "stationary", fine)
    equal = data(problem, points=tuple((x,) for x in (Q(1), Q(1), Q(1), Q(-1), Q(1))))
    refuse("average.indefinite", equal, "stationary", fine)


def still_moved(evidence):
    """The output is the constant still: the output weights of the moved neurons are 0."""
    head = evidence.point.neurons[0]
    moved_away = replace(head, hidden_weights=(Q(1),), output_weight=exactly(Q(0)))
    return at(evidence, neurons=(moved_away,), output_bias=Number(e.ZERO, e.ONE))


def test_forged_parity_and_duplicates():
    problem, fine = constructed("parity_sigmoid_no_output_bias", "parity")
    refuse("average.no_parity", data(problem, points=moved(problem.dataset.points, 0, 0, TINY)), "parity", fine)
    frozen = net(problem, hidden_bias=True, frozen=(Frozen(Block.HIDDEN_BIAS, (Q(0),) * 3),))
    assert accepted(frozen, "parity", fine)
    refuse("average.hidden_bias", net(problem, hidden_bias=True), "parity", fine)
    bent = e.add((problem.neuron.expr, e.mul((e.Num(TINY), e.power(e.Z, 2)))))
    refuse("shape.no_identity", replace(problem, neuron=Function(bent)), "parity", fine)
    problem, fine = constructed("duplicate_weighted_no_bias", "duplicate")
    nudged = data(problem, points=moved(problem.dataset.points, 0, 0, TINY))
    refuse("average.classes", nudged, "duplicate", fine)
    deep = net(problem, deep=(Layer(1, Function(e.power(e.add((e.Z, LOG_ZERO)), -1))),))  # 1 / z at w . x = 0
    point = replace(fine.point, deep=(Units((Q(0),), Q(0)),), deep_output=exactly(Q(0)))
    refuse("smooth.obligation_parts", deep, "duplicate", replace(fine, point=point))


def test_forged_features():
    problem, fine = constructed("frozen_features_coincide", "frozen_features")
    refuse("average.feature", data(problem, weights=(Q(2), Q(1), Q(1), Q(2))), "frozen_features", fine)
    tilted = net(problem, frozen=(Frozen(Block.HIDDEN_WEIGHTS, (TINY, Q(1))),))
    refuse("reach.frozen_value(block=w)", tilted, "frozen_features", fine)
    refuse("average.feature", tilted, "frozen_features", first(fine, hidden_weights=(TINY, Q(1))))
    longer = net(problem, frozen=(Frozen(Block.HIDDEN_WEIGHTS, (Q(0), Q(1), Q(0))),))
    refuse("problem.frozen_entries(block=w)", longer, "frozen_features", fine)


RULES = {
    "affine": ("affine_leaky_relu", AffinePart, (AffinePart, DeadPart)),
    "order": ("order_interval_exp", CurvedPart, (AffinePart, DeadPart)),
    "moment": ("moment_silu_plane", MomentPart, (AffinePart, DeadPart)),
    "stationary": ("stationary_gaussian_line", StationaryPart, (DeadPart,)),
    "parity": ("parity_tanh", ParityPart, (ParityPart,)),
    "duplicate": ("duplicate_softplus", EqualClassesPart, (EqualClassesPart,)),
    "frozen_features": ("frozen_features_coincide", FrozenPart, (DeadPart,)),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_reason_counts_for_its_own_rule_only(rule):
    """Monotonicity, for one, is asked by the rules of ordered parts only: no other rule may take their reasons."""
    problem, fine = constructed(RULES[rule][0], rule)
    assert [type(part) for part in fine.parts] == [RULES[rule][1]]
    for other in RULES:
        if other != rule:
            refuse("point.label", problem, other, fine)
    refuse("average.parts", problem, rule, replace(fine, parts=()))
    refuse("average.parts", problem, rule, replace(fine, parts=fine.parts * 2))


@pytest.mark.parametrize("rule", RULES)
def test_the_reasons_for_a_deep_part(rule):
    """Where the deep part is dead, and affine, only the reasons that the rule names count."""
    name, _, deep = RULES[rule]
    problem, fine = constructed(name, rule)
    biased = problem.network.hidden_bias
    with_deep = net(problem, deep=(Layer(2, RELU),))
    units = (Units((Q(0),) * problem.dataset.dimension, Q(-1 if biased else 0)),)
    there = at(fine, deep=units, deep_output=exactly(Q(0)))
    refuse("average.parts", with_deep, rule, there)
    for part in (AffinePart, DeadPart, ParityPart, EqualClassesPart, FrozenPart, MomentPart, StationaryPart):
        evidence = replace(there, parts=(*fine.parts, part()))
        if part not in deep:
            refuse("point.label", with_deep, rule, evidence)
        elif biased and part in (AffinePart, DeadPart):
            assert accepted(with_deep, rule, evidence)
        elif part is AffinePart:
            refuse("regimes.several_pieces", with_deep, rule, evidence)
        elif part is DeadPart:
            refuse("regimes.alive", with_deep, rule, evidence)
