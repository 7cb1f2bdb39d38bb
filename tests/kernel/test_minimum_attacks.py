"""Attacks on the checks of bad local minima: each forged certificate would prove something false, or says nonsense.

Every attack starts from evidence that is accepted for a counterexample of the corpus, changes the evidence or the
problem a little, and is refused for its own reason.
"""

from dataclasses import replace
from fractions import Fraction as Q
from functools import cache
from pathlib import Path

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import load
from theoremcheck.theory.lookup import identifiers
from theoremcheck.trusted import expr as e
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima import FlatMinimum, Level
from theoremcheck.trusted.model import Block, Frozen, Function, Layer, Objective, Penalty
from theoremcheck.trusted.point import Between, Exact, Neurons, Number, Point, Units
from theoremcheck.trusted.proofs import ByRange, Sparse
from theoremcheck.trusted.reach import exactly
from theoremcheck.trusted.refusal import Refusal

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"
IDS = frozenset(identifiers())
TINY = Q(1, 10**30)
R = ByRange()
RELU = Function(e.Max((e.ZERO, e.Z)))
EXP = Function(e.call(e.Fn.EXP, e.Z))
STEP = Function(e.Cases(e.Z, (Q(0),), (True,), (e.ZERO, e.ONE)))
LOGISTIC = Function(e.call(e.Fn.LOG, e.add((e.ONE, e.call(e.Fn.EXP, e.Z)))))
LOG_ZERO = e.sub(e.call(e.Fn.LOG, e.num(4)), e.mul((e.num(2), e.call(e.Fn.LOG, e.num(2)))))  # 0, but no normal form


@cache
def good(name, condition):
    """The problem of a spec, and evidence of the condition that the kernel accepts."""
    problem = load(FOLDER / f"{name}.spec", known_ids=IDS).spec.problem
    fact = settle(Case(problem), f"minimum.{condition}")
    assert fact.status is Status.HOLDS
    return problem, fact.evidence


def accepted(problem, condition, evidence):
    return check_claim(problem, Claim(f"minimum.{condition}", True, evidence)).status is Status.HOLDS


def refuse(reason, problem, condition, evidence):
    with pytest.raises(Refusal) as refusal:
        accepted(problem, condition, evidence)
    assert reason in str(refusal.value)


def at(evidence, **changes):
    return replace(evidence, point=replace(evidence.point, **changes))


def first(evidence, **changes):
    head, *rest = evidence.point.neurons
    return at(evidence, neurons=(replace(head, **changes), *rest))


def net(problem, **changes):
    return replace(problem, network=replace(problem.network, **changes))


def data(problem, **changes):
    return replace(problem, dataset=replace(problem.dataset, **changes))


def moved(points, index, entry, amount):
    """The points with one entry of one point changed."""
    row = list(points[index])
    row[entry] += amount
    return (*points[:index], tuple(row), *points[index + 1 :])


def test_reachability():
    problem, fine = good("affine_leaky_relu", "affine")
    head = fine.point.neurons[0]
    for groups, reason in (
        ((replace(head, count=2),), "2 neurons, the network 3"),
        ((replace(head, count=4), replace(head, count=-1)), "a group without neurons"),
        ((head, replace(head, count=0)), "a group without neurons"),
        ((), "0 neurons, the network 3"),
        ((replace(head, count=1),) * 2001, "MAX_GROUPS"),
        ((replace(head, hidden_weights=()),), "need 2 entries, not 0"),
        ((replace(head, hidden_weights=(Q(0),) * 3),), "need 2 entries, not 3"),
        ((replace(head, output_weight=Number(e.Z, e.ZERO)),), "admission.variable"),
        ((replace(head, output_weight=Number(e.call(e.Fn.LOG, e.num(-1)), e.ZERO)),), "admission.not_real"),
        ((replace(head, output_weight=Number(e.mul((e.num(0), e.power(LOG_ZERO, -1))), e.ZERO)),), "a real number"),
    ):
        refuse(reason, problem, "affine", at(fine, neurons=groups))
    refuse("no hidden bias", net(problem, hidden_bias=False), "affine", fine)
    refuse("no such output bias", net(problem, output_bias=False), "affine", fine)
    refuse("no such deep part", problem, "affine", at(fine, deep_output=exactly(Q(0))))
    refuse("another number of deep layers", problem, "affine", at(fine, deep=(Units((Q(0), Q(0)), Q(0)),)))


@pytest.mark.parametrize(
    "block, value, reason",
    [
        (Block.OUTPUT_BIAS, (TINY,), "a0 is frozen at another value"),
        (Block.OUTPUT_BIAS, (), "the frozen a0 have another number of entries"),
        (Block.OUTPUT_WEIGHTS, (Q(0), Q(0), TINY), "a is frozen at another value"),
        (Block.OUTPUT_WEIGHTS, (Q(0), Q(0)), "another number of entries"),
        (Block.HIDDEN_WEIGHTS, (Q(0),) * 5 + (-TINY,), "w is frozen at another value"),
        (Block.HIDDEN_BIAS, (Q(-1), Q(-1), Q(-1) + TINY), "b is frozen at another value"),
        (Block.HIDDEN_BIAS, None, "at which value b is frozen"),
        (Block.DEEP, None, "the deep part is frozen"),
    ],
)
def test_frozen_values(block, value, reason):
    problem, fine = good("affine_leaky_relu", "affine")
    refuse(reason, net(problem, frozen=(Frozen(block, value),)), "affine", fine)


def test_penalties():
    problem, fine = good("affine_leaky_relu", "affine")
    for blocks, reason in (
        ((Block.HIDDEN_BIAS,), "penalty on b is not 0"),
        ((Block.OUTPUT_WEIGHTS, Block.HIDDEN_BIAS), "penalty on b is not 0"),
    ):
        refuse(reason, replace(problem, objective=Objective((Penalty(TINY, blocks),))), "affine", fine)
    zero = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.OUTPUT_BIAS)
    harmless = (Penalty(Q(1), zero), Penalty(Q(0), (Block.HIDDEN_BIAS,)))
    assert accepted(replace(problem, objective=Objective(harmless)), "affine", fine)
    reward = Objective((Penalty(-TINY, (Block.OUTPUT_WEIGHTS,)),))
    refuse("negative coefficient", replace(problem, objective=reward), "affine", fine)


def test_dead_units():
    problem, fine = good("flat_relu6_double_well", "flat")
    refuse("not lie strictly inside one piece", problem, "flat", first(fine, hidden_bias=Q(0)))
    refuse("not lie strictly inside one piece", problem, "flat", first(fine, hidden_bias=Q(6)))
    refuse("is not flat", problem, "flat", first(fine, hidden_bias=Q(6) - TINY))
    assert accepted(problem, "flat", first(fine, hidden_bias=Q(6) + TINY))
    refuse("not lie strictly inside one piece", problem, "flat", first(fine, hidden_weights=(Q(0), Q(1))))
    c = fine.constant
    refuse("an exact c", problem, "flat", replace(fine, constant=Exact(e.num(-1))))
    refuse("not larger at the ends", problem, "flat", replace(fine, constant=Between(Q(-1), Q(0), Q(1))))
    refuse("not in order", problem, "flat", replace(fine, constant=Between(c.upper, c.middle, c.lower)))
    stays = at(fine, output_bias=exactly(c.middle))
    refuse("does not output c", problem, "flat", stays)
    jumping = replace(problem, loss=Function(e.Cases(e.Z, (Q(1, 2),), (True,), (e.Z, e.num(3)))))
    refuse("not shown to be continuous at 1/2", jumping, "flat", replace(fine, constant=Between(Q(-1), Q(0), Q(1))))


def test_levels_of_a_dead_network():
    problem, _ = good("flat_relu6_double_well", "flat")
    well = replace(problem, loss=STEP)
    point = Point(exactly(Q(0)), (Neurons(2, exactly(Q(1)), (Q(0), Q(0)), Q(-1)),), (), None)
    below, edge = Level(Q(-1), Q(-2), Q(0), (R,)), Level(Q(1), Q(1, 2), Q(2), (R,))
    levels = (replace(below, at=Q(-1)), edge)
    one = replace(point, output_bias=exactly(Q(1)))
    assert accepted(well, "flat", FlatMinimum(one, Exact(e.num(1)), None, levels))
    refuse("an exact rational c, and there are two", well, "flat",
           FlatMinimum(one, Exact(e.num(1)), None, levels[:1]))  # fmt: skip
    refuse("not those of -c and c", well, "flat", FlatMinimum(one, Exact(e.num(1)), None, levels[::-1]))
    refuse("convex loss, which is not shown", well, "flat", FlatMinimum(one, Exact(e.num(1)), None, ()))
    zero = Level(Q(0), Q(-1), Q(1), (R, R))  # l(0) = 0 = min l: fine; for 1 - step, l(0) = 1 is a maximum
    assert accepted(well, "flat", FlatMinimum(point, Exact(e.num(0)), None, (zero, zero)))
    fallen = replace(problem, loss=Function(e.sub(e.ONE, STEP.expr)))
    refuse("does not give the claimed sign", fallen, "flat", FlatMinimum(point, Exact(e.num(0)), None, (zero, zero)))
    halved = replace(zero, upper=Q(0), proofs=(R,))
    refuse("no neighbourhood", fallen, "flat", FlatMinimum(point, Exact(e.num(0)), None, (halved, zero)))


def test_dead_deep_layers():
    problem, fine = good("deep_second_layer_dead", "deep")
    low, top = fine.point.deep
    refuse("no layer of the deep part is dead", problem, "deep", at(fine, deep=(low, replace(top, bias=Q(0)))))
    refuse("is not rational", problem, "deep", at(fine, deep=(low, replace(top, weights=(TINY,)))))
    refuse("need 2 entries", problem, "deep", at(fine, deep=(replace(low, weights=(Q(0),)), top)))
    refuse("need 1 entries", problem, "deep", at(fine, deep=(low, replace(top, weights=(Q(0), Q(0))))))
    jumps = net(problem, deep=(Layer(2, STEP), problem.network.deep[1]))
    edge = at(fine, deep=(replace(low, bias=Q(0)), top))
    refuse("not shown to be continuous at 0", jumps, "deep", edge)


def test_a_neuron_on_its_break():
    problem, fine = good("affine_hard_tanh_no_bias", "affine")
    refuse("not lie strictly inside one piece", replace(problem, neuron=RELU), "affine", fine)
    refuse("class means differ", data(problem, points=moved(problem.dataset.points, 0, 0, TINY)), "affine", fine)


def test_convex_order():
    problem, fine = good("order_weighted", "order")
    softplus = e.call(e.Fn.LOG, e.num(2))
    c = fine.constant.value

    def weight(a, constant=c):
        """The point with the output weights a, and the output ``constant``."""
        bias = Number(e.sub(constant, e.mul((e.Num(2 * a), softplus))), e.ZERO)
        return at(first(fine, output_weight=exactly(a)), output_bias=bias)

    assert accepted(problem, "order", weight(Q(-1, 2)))
    refuse("give the claimed sign", problem, "order", weight(Q(1)))
    refuse("no strict sign", problem, "order", weight(Q(0)))
    off = e.add((c, e.Num(TINY)))
    refuse("does not output c", problem, "order", weight(Q(-1), off))
    refuse("not minimise the loss", problem, "order", replace(weight(Q(-1), off), constant=Exact(off)))
    curve = fine.curves[0]
    for change in ({"lower": Q(0)}, {"upper": Q(0)}, {"lower": Q(1), "upper": Q(-1)}):
        refuse("outside the curved interval", problem, "order", replace(fine, curves=(replace(curve, **change),)))
    refuse("one proof for every piece", problem, "order", replace(fine, curves=(replace(curve, proofs=()),)))
    idle = replace(fine.point.neurons[0], hidden_weights=(TINY,), output_weight=exactly(Q(0)))
    tilted = at(fine, neurons=(idle,), output_bias=Number(c, e.ZERO))
    refuse("a hidden weight is not 0", problem, "order", tilted)


def test_couplings():
    problem, fine = good("order_weighted", "order")
    coupling = fine.coupling
    near = data(problem, points=moved(problem.dataset.points, 2, 0, TINY))
    refuse("moves the mean of sample 2", near, "order", fine)
    _, other = good("order_interval_exp", "order")
    with pytest.raises(Refusal):
        accepted(problem, "order", replace(fine, coupling=other.coupling))
    entries = coupling.entries
    for changed, reason in (
        (replace(coupling, entries=entries[:1]), "the masses into sample 1"),
        (replace(coupling, entries=entries[::-1]), "do not increase strictly"),
        (replace(coupling, entries=(entries[0], entries[0], entries[1])), "do not increase strictly"),
        (replace(coupling, entries=(replace(entries[0], mass=Q(-2, 3)), entries[1])), "is not positive"),
        (replace(coupling, entries=(entries[0], replace(entries[1], column=2))), "no sample of the outer class"),
        (replace(coupling, inner=1), "no sample of the inner class"),
        (replace(coupling, inner=0), "must be +1 or -1"),
    ):
        refuse(reason, problem, "order", replace(fine, coupling=changed))


def test_second_moments():
    problem, fine = good("moment_silu_plane", "moment")
    refuse("class means differ", data(problem, points=moved(problem.dataset.points, 8, 0, TINY)), "moment", fine)
    up = at(first(fine, output_weight=exactly(Q(1))), output_bias=fine.point.output_bias)
    refuse("leads downhill", problem, "moment", up)
    refuse("not lie strictly inside", replace(problem, neuron=RELU), "moment", fine)
    cube = replace(problem, neuron=Function(e.power(e.Z, 3)))
    refuse("the curvature of the neuron is 0", cube, "moment", fine)
    swapped = data(problem, labels=tuple(-y for y in problem.dataset.labels))
    constant = e.num(Q(1, 9))
    mirrored = replace(at(fine, output_bias=Number(constant, e.ZERO)), constant=Exact(constant))
    refuse("leads downhill", swapped, "moment", mirrored)


def test_second_moments_about_the_origin():
    problem, fine = good("stationary_gaussian_line", "stationary")
    down = at(first(fine, output_weight=exactly(Q(-1))), output_bias=Number(e.num(5), e.ONE))
    refuse("leads downhill", problem, "stationary", down)
    refuse("a hidden weight is not 0", problem, "stationary", still_moved(fine))
    sloped = replace(problem, neuron=Function(e.add((problem.neuron.expr, e.mul((e.num(TINY), e.Z))))))
    refuse("the slope of the neuron is not 0", sloped, "stationary", fine)
    shifted = first(fine, hidden_bias=Q(0))
    assert accepted(problem, "stationary", shifted)
    biased = net(problem, hidden_bias=True)
    refuse("the hidden bias is trained", biased, "stationary", shifted)
    points = tuple((x,) for x in (Q(2), Q(3), Q(5), Q(6), Q(-1)))  # E+ x^2 = 38/3 < 37/2 = E- x^2
    refuse("leads downhill", data(problem, points=points), "stationary", fine)
    equal = data(problem, points=tuple((x,) for x in (Q(1), Q(1), Q(1), Q(-1), Q(1))))
    refuse("the difference of the second moments is not definite", equal, "stationary", fine)


def still_moved(evidence):
    """The output is the constant still: the output weights of the moved neurons are 0."""
    head = evidence.point.neurons[0]
    moved_away = replace(head, hidden_weights=(Q(1),), output_weight=exactly(Q(0)))
    return at(evidence, neurons=(moved_away,), output_bias=Number(e.ZERO, e.ONE))


def test_parity_and_duplicates():
    problem, fine = good("parity_sigmoid_no_output_bias", "parity")
    refuse("neither even nor odd", data(problem, points=moved(problem.dataset.points, 0, 0, TINY)), "parity", fine)
    frozen = net(problem, hidden_bias=True, frozen=(Frozen(Block.HIDDEN_BIAS, (Q(0),) * 3),))
    assert accepted(frozen, "parity", fine)
    refuse("breaks the parity", net(problem, hidden_bias=True), "parity", fine)
    bent = e.add((problem.neuron.expr, e.mul((e.Num(TINY), e.power(e.Z, 2)))))
    refuse("the identity is not shown", replace(problem, neuron=Function(bent)), "parity", fine)
    problem, fine = good("duplicate_weighted_no_bias", "duplicate")
    nudged = data(problem, points=moved(problem.dataset.points, 0, 0, TINY))
    refuse("class averages differ", nudged, "duplicate", fine)
    deep = net(problem, deep=(Layer(1, Function(e.power(e.add((e.Z, LOG_ZERO)), -1))),))  # 1 / z at w . x = 0
    point = replace(fine.point, deep=(Units((Q(0),), Q(0)),), deep_output=exactly(Q(0)))
    refuse("domain obligation", deep, "duplicate", replace(fine, point=point))


def test_frozen_features():
    problem, fine = good("frozen_features_coincide", "frozen_features")
    refuse("tells the classes apart", data(problem, weights=(Q(2), Q(1), Q(1), Q(2))), "frozen_features", fine)
    tilted = net(problem, frozen=(Frozen(Block.HIDDEN_WEIGHTS, (TINY, Q(1))),))
    refuse("w is frozen at another value", tilted, "frozen_features", fine)
    refuse("tells the classes apart", tilted, "frozen_features", first(fine, hidden_weights=(TINY, Q(1))))
    longer = net(problem, frozen=(Frozen(Block.HIDDEN_WEIGHTS, (Q(0), Q(1), Q(0))),))
    refuse("another number of entries", longer, "frozen_features", fine)


def test_one_class_has_slope():
    problem, fine = good("nobias_expm1", "nobias")
    head = fine.point.neurons[0]
    tilted = first(fine, hidden_weights=(head.hidden_weights[0], TINY))
    refuse("not orthogonal to the samples with slope", problem, "nobias", tilted)
    refuse("slope on samples of both classes", problem, "nobias", first(fine, output_weight=exactly(Q(-1))))
    refuse("as many curves", problem, "nobias", replace(fine, curves=fine.curves[:1]))
    heavier = data(problem, weights=(Q(1), Q(1), Q(1), Q(1) + TINY))
    refuse("do not have the mean 0", heavier, "nobias", fine)
    swapped = data(problem, labels=tuple(-y for y in problem.dataset.labels))
    refuse("slope on samples of both classes", swapped, "nobias", fine)
    refuse("on samples of both classes", replace(problem, loss=Function(e.Z)), "nobias", fine)
    problem, fine = good("frozen_output_weights", "frozen_output")
    refuse("another rule speaks", net(problem, frozen=()), "frozen_output", fine)
    negative = net(problem, frozen=(Frozen(Block.OUTPUT_WEIGHTS, (Q(1), Q(1), Q(1) + TINY)),))
    refuse("a is frozen at another value", negative, "frozen_output", fine)


def test_the_fibre():
    problem, fine = good("narrow_hidden_bias_logistic", "narrow")
    points = problem.dataset.points
    refuse("class means differ", data(problem, points=moved(points, 0, 2, TINY)), "narrow", fine)
    refuse("precision must lie between", problem, "narrow", replace(fine, precision=1))
    refuse("precision must lie between", problem, "narrow", replace(fine, precision=-64))
    wide = first(at(fine), count=2)
    refuse("2 neurons, the network 1", problem, "narrow", wide)
    log = e.call(e.Fn.LOG, e.add((e.ONE, e.call(e.Fn.EXP, e.ONE))))
    two = at(first(fine, count=2), output_bias=Number(e.mul((e.num(-2), log)), e.ZERO))
    refuse("speaks of one neuron", net(problem, width=2), "narrow", two)
    weak = Q(1, 10**6)
    shifted = at(first(fine, output_weight=exactly(weak)), output_bias=Number(e.mul((e.Num(-weak), log)), e.ZERO))
    refuse("not shown to be positive definite", problem, "narrow", shifted)
    rough = at(first(fine, hidden_bias=Q(0)), output_bias=exactly(Q(0)))
    refuse("not lie strictly inside", replace(problem, neuron=RELU), "narrow", rough)


def test_kinks():
    problem, fine = good("kink_negatives", "kink")
    (index,), basis = fine.fixed.indices, fine.basis

    def fixed(*entries, indices=(index,)):
        return replace(fine, fixed=Sparse(indices, entries))

    for value in (Q(0), Q(1), -TINY, 1 + TINY):
        refuse(f"the multiplier of sample {index} is not inside the kink", problem, "kink", fixed(value))
    assert accepted(problem, "kink", fixed(1 - TINY))
    refuse("a multiplier is given twice", problem, "kink", fixed(Q(1, 9), Q(1, 9), indices=(basis[1], index)))
    refuse("out of range", problem, "kink", fixed(Q(1, 9), indices=(-1,)))
    for broken in (fixed(Q(1, 9), Q(1, 9)), fixed(), fixed(Q(1, 9), indices=(index, index))):
        refuse("fixed multipliers", problem, "kink", broken)
    refuse("is no set of samples", problem, "kink", replace(fine, basis=(basis[0], -1)))
    refuse("lies on a kink and needs a multiplier", problem, "kink", replace(fine, basis=(basis[0], 0)))
    refuse("not shown to be independent", problem, "kink", first(fine, hidden_weights=(Q(0), Q(0))))
    decayed = replace(problem, objective=Objective((Penalty(TINY, (Block.HIDDEN_WEIGHTS,)),)))
    refuse("penalty on w", decayed, "kink", fine)
    steps = replace(problem, neuron=STEP)
    refuse("not shown to be continuous at 0", steps, "kink", fine)


def test_decay():
    problem, fine = good("decay_leaky_relu_deep", "decay")
    blocks = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)
    only = replace(problem, objective=Objective((Penalty(Q(3), blocks),)))
    refuse("the deep part is not penalised", only, "decay", fine)
    one = replace(problem, objective=Objective((Penalty(Q(3), (Block.HIDDEN_WEIGHTS, Block.DEEP)),)))
    refuse("the penalty is too small", one, "decay", fine)
    lively = at(fine, deep=(replace(fine.point.deep[0], weights=(TINY, Q(0))), fine.point.deep[1]))
    refuse("the penalty on deep is not 0", problem, "decay", lively)
    refuse("not shown to be continuous at 0", replace(problem, neuron=STEP), "decay", fine)
    # The threshold of the slope s'(0) of one deep layer: 4 A B W^2 = 576 > 5 s'(0)^2 = (k |D| s'(0))^2.
    shallow, steep = (net(problem, deep=(Layer(2, Function(e.mul((e.num(s), e.Z)))),)) for s in (10, 11))
    point = at(fine, deep=fine.point.deep[:1])
    assert accepted(shallow, "decay", point)
    refuse("the penalty on the deep part is too small", steep, "decay", point)


def test_exact_fits():
    problem, fine = good("hull_leaky_relu_wide", "hull")

    def network(**changes):
        head, *rest = fine.network.neurons
        return replace(fine, network=replace(fine.network, neurons=(replace(head, **changes), *rest)))

    assert accepted(problem, "hull", network())
    refuse("may touch a break", problem, "hull", network(hidden_bias=Q(-3, 7)))  # -3/7 + 3 A = 0: on the break
    refuse("in several pieces", problem, "hull", network(hidden_bias=Q(-2, 7)))
    refuse("constant B", problem, "hull", network(hidden_bias=Q(-1) - TINY))
    refuse("constant B", problem, "hull", replace(fine, network=replace(fine.network, output_bias_scale=Q(0))))
    linear = replace(fine, affine=False, fit=replace(fine.fit, coefficients=(Q(1, 5),)))
    refuse("a bias moves the constant", problem, "hull", linear)
    refuse("no output bias", net(problem, output_bias=False), "hull", fine)
    refuse("a block is frozen", net(problem, frozen=(Frozen(Block.OUTPUT_BIAS, (Q(0),)),)), "hull", fine)
    for changes, reason in (
        ({"multipliers": Sparse((-1,), (Q(0),))}, "out of range"),
        ({"multipliers": Sparse((0,), (Q(9),))}, "is no subgradient"),
        ({"multipliers": Sparse((0,), ())}, "as many indices as entries"),
        ({"coefficients": (Q(1),)}, "another number of coefficients"),
    ):
        refuse(reason, problem, "hull", replace(fine, fit=replace(fine.fit, **changes)))
    heavier = data(problem, weights=(Q(1), Q(1), 1 + TINY))
    refuse("does not minimise", heavier, "hull", fine)


BOXES = (("hull_elu_cubic_hinge", "hull"), ("frozen_softplus_features", "frozen_fit"))


@pytest.mark.parametrize("name, condition", BOXES)
def test_boxes(name, condition):
    problem, fine = good(name, condition)
    box = fine.fit
    for changes, reason in (
        ({"radius": -box.radius}, "must be positive"),
        ({"curvature": Q(0)}, "must be positive"),
        ({"radius": TINY**9}, "gradient at the centre"),
        ({"centre": (box.centre[0] + Q(1, 1000), *box.centre[1:])}, "gradient at the centre"),
        ({"centre": ()}, "another dimension than the basis"),
        ({"basis": (), "centre": ()}, "another dimension than the basis"),
        ({"basis": box.basis[:-1], "centre": box.centre[:-1]}, "does not span"),
        ({"offset": box.offset[:-1]}, "another dimension"),
        ({"inactive": (-1,)}, "does not exist"),
        ({"inactive": tuple(range(len(problem.dataset.points)))}, "no sample is active"),
        ({"precision": 10**9}, "precision must lie between"),
        ({"precision": 2}, "the Hessian of the fit"),
    ):
        refuse(reason, problem, condition, replace(fine, fit=replace(box, **changes)))


def test_frozen_fits():
    problem, fine = good("frozen_relu_features", "frozen_fit")
    frozen = {entry.block: entry for entry in problem.network.frozen}
    rows = frozen[Block.HIDDEN_WEIGHTS]
    longer = replace(rows, value=(*rows.value, Q(0)))
    others = tuple(entry for block, entry in frozen.items() if block is not Block.HIDDEN_WEIGHTS)
    refuse("another number of entries", net(problem, frozen=(longer, *others)), "frozen_fit", fine)
    refuse("hidden weights are trained", net(problem, frozen=others), "frozen_fit", fine)
    both = net(problem, frozen=(rows, *others, Frozen(Block.OUTPUT_BIAS, (Q(0),))))
    refuse("output bias is frozen", both, "frozen_fit", fine)
    off = replace(fine.fit, coefficients=(fine.fit.coefficients[0] + TINY, *fine.fit.coefficients[1:]))
    refuse("does not minimise", problem, "frozen_fit", replace(fine, fit=off))
