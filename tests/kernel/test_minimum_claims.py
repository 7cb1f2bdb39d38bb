"""Bad local minima: the kernel accepts what the constructions propose, and refuses every tampering for its reason."""

import dataclasses
from dataclasses import replace
from fractions import Fraction as Q
from pathlib import Path

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import load
from theoremcheck.theory.lookup import identifiers
from theoremcheck.trusted import expr as e
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.kernel.conditions import POINTS, Structure
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.model import Block, Dataset, Frozen, Function, Layer, Network, Objective, Penalty
from theoremcheck.trusted.point import Between, Exact, Number, Units
from theoremcheck.trusted.proofs import Sparse
from theoremcheck.trusted.reach import exactly
from theoremcheck.trusted.refusal import Refusal

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"
TINY = Q(1, 10**30)
IDS = frozenset(identifiers())


def proposed(name, condition):
    """The problem of a spec and the evidence that the construction of ``condition`` proposes."""
    problem = load(FOLDER / f"{name}.spec", known_ids=IDS).spec.problem
    fact = settle(Case(problem), condition)
    assert fact.status is Status.HOLDS
    return problem, fact.evidence


def refuse(reason, problem, condition, evidence):
    with pytest.raises(Refusal) as refusal:
        check_claim(problem, Claim(condition, True, evidence))
    assert reason in str(refusal.value)


def at(evidence, **changes):
    """The evidence with fields of its point replaced."""
    return replace(evidence, point=replace(evidence.point, **changes))


def first(evidence, **changes):
    """The evidence with fields of its first group of neurons replaced."""
    head, *rest = evidence.point.neurons
    return at(evidence, neurons=(replace(head, **changes), *rest))


def shifted(number, amount):
    return Number(e.add((number.base, e.Num(amount))), number.factor)


def penalised(problem, *blocks):
    return replace(problem, objective=Objective((Penalty(Q(1, 10), blocks),)))


def freezing(problem, block, value):
    return replace(problem, network=replace(problem.network, frozen=(Frozen(block, value),)))


def test_no_such_point_is_never_claimed():
    problem, _ = proposed("flat_relu", "minimum.flat")
    with pytest.raises(Refusal, match=r"facts\.not_refutable\(condition=minimum.flat\)"):
        check_claim(problem, Claim("minimum.flat", False, Structure()))


def test_dead_neurons():
    problem, good = proposed("flat_relu", "minimum.flat")
    name = "minimum.flat"
    refuse("does not output c", problem, name, at(good, output_bias=shifted(good.point.output_bias, TINY)))
    follows = at(good, output_bias=Number(e.ZERO, e.ONE))
    refuse("not minimise the loss", problem, name, replace(follows, constant=Exact(e.Num(Q(1, 3) + TINY))))
    refuse("not lie strictly inside one piece", problem, name, first(good, hidden_bias=Q(0)))
    refuse("is not flat", problem, name, first(good, hidden_bias=Q(1)))
    refuse("3 neurons, the network 2", problem, name, first(good, count=3))
    refuse("need 1 entries, not 2", problem, name, first(good, hidden_weights=(Q(0), Q(0))))
    refuse("the constant can move", problem, name, replace(good, constant=None))
    refuse("not shown", problem, name, replace(good, convexity=None))
    refuse("bounds of c are not in order", problem, name, replace(follows, constant=Between(Q(0), Q(1), Q(1, 2))))
    outside = at(replace(good, constant=Between(Q(1, 2), Q(3, 4), Q(1))), output_bias=Number(e.ZERO, e.ONE))
    refuse("not larger at the ends", problem, name, outside)
    refuse("has no such output bias", problem, name, at(good, output_bias=None))
    refuse("another rule speaks", problem, "minimum.deep", good)
    refuse("penalty on b is not 0", penalised(problem, Block.HIDDEN_BIAS), name, good)
    refuse("penalty on a0 is not 0", penalised(problem, Block.OUTPUT_BIAS), name, good)
    frozen = replace(
        problem, network=replace(problem.network, frozen=(Frozen(Block.HIDDEN_BIAS, (Q(-1), Q(-1) + TINY)),))
    )
    refuse("b is frozen at another value", frozen, name, good)
    unknown = replace(problem, network=replace(problem.network, frozen=(Frozen(Block.OUTPUT_WEIGHTS, None),)))
    refuse("at which value a is frozen", unknown, name, good)
    without = replace(problem, network=Network(2, False, True))
    refuse("no hidden bias", without, name, good)
    deep = replace(problem, network=replace(problem.network, deep=load_deep("flat_beside_deep")))
    refuse("another number of deep layers", deep, name, good)
    jumping = e.Cases(e.Z, (Q(0),), (True,), (e.Z, e.add((e.Z, e.ONE))))
    refuse("", replace(problem, loss=Function(jumping)), name, replace(good, constant=Between(Q(-1), Q(0), Q(1))))


def load_deep(name):
    return load(FOLDER / f"{name}.spec", known_ids=IDS).spec.problem.network.deep


def test_dead_neurons_where_the_loss_is_flat():
    problem, good = proposed("flat_relu_ramp", "minimum.flat")
    name, (left, right) = "minimum.flat", good.levels
    refuse("there are two", problem, name, replace(good, levels=(left,)))
    refuse("not those of -c and c", problem, name, replace(good, levels=(right, left)))
    refuse("which is not shown", problem, name, replace(good, levels=()))
    bowed = replace(problem, loss=Function(e.add((problem.loss.expr, e.mul((e.Num(-TINY), e.power(e.Z, 2)))))))
    refuse("", bowed, name, good)


def test_dead_deep_layers():
    problem, good = proposed("deep_relu", "minimum.deep")
    alive = (replace(good.point.deep[0], bias=Q(1)), replace(good.point.deep[1], bias=Q(1)))
    refuse("no layer of the deep part is dead", problem, "minimum.deep", at(good, deep=alive))
    edge = (replace(good.point.deep[0], bias=Q(0)), replace(good.point.deep[1], bias=Q(0)))
    refuse("no layer of the deep part is dead", problem, "minimum.deep", at(good, deep=edge))
    weighty = (good.point.deep[0], replace(good.point.deep[1], weights=(Q(1),)))
    refuse("a later layer of a dead part has weights", problem, "minimum.deep", at(good, deep=weighty))
    refuse("no such deep part", problem, "minimum.deep", at(good, deep_output=None))
    frozen = replace(problem, network=replace(problem.network, frozen=(Frozen(Block.DEEP, None),)))
    refuse("the deep part is frozen", frozen, "minimum.deep", good)


def test_affine_pieces_and_equal_means():
    problem, good = proposed("affine_leaky_relu", "minimum.affine")
    name = "minimum.affine"
    data = problem.dataset
    points = (*data.points[:-1], (data.points[-1][0] + TINY, data.points[-1][1]))
    refuse("the class means differ", replace(problem, dataset=replace(data, points=points)), name, good)
    refuse("not lie strictly inside", problem, name, first(good, hidden_bias=Q(0)))
    curved = replace(problem, neuron=Function(e.call(e.Fn.EXP, e.Z)))
    refuse("not affine", curved, name, first(good, output_weight=exactly(Q(0))))


def test_convex_order():
    problem, good = proposed("order_interval_exp", "minimum.order")
    name = "minimum.order"
    flipped = Number(e.neg(good.point.neurons[0].output_weight.base), e.ZERO)
    refuse("does not output c", problem, name, first(good, output_weight=flipped))
    balanced = at(first(good, output_weight=flipped), output_bias=shifted(good.point.output_bias, -14))
    with pytest.raises(Refusal):
        check_claim(problem, Claim(name, True, balanced))
    zero = at(first(good, output_weight=exactly(Q(0))), output_bias=Number(e.ZERO, e.ONE))
    refuse("no strict sign", problem, name, zero)
    refuse("a hidden weight is not 0", problem, name, moved_weights(good))
    refuse("outside the curved interval", problem, name, replace(good, curves=(replace(good.curves[0], lower=Q(0)),)))
    refuse("as many curves as groups", problem, name, replace(good, curves=()))
    entries = good.coupling.entries
    unfair = replace(good.coupling, entries=(replace(entries[0], mass=entries[0].mass + TINY), *entries[1:]))
    refuse("the masses", problem, name, replace(good, coupling=unfair))
    refuse("is no sample of the inner class", problem, name, replace(good, coupling=replace(good.coupling, inner=1)))
    alive = replace(problem, network=replace(problem.network, deep=load_deep("deep_second_layer_dead")))
    refuse("another number of deep layers", alive, name, good)


def moved_weights(evidence):
    """A point whose hidden weights are not 0 although its output is still the constant: the output weights are 0."""
    head = evidence.point.neurons[0]
    still = replace(head, hidden_weights=tuple(Q(1) for _ in head.hidden_weights), output_weight=exactly(Q(0)))
    return at(evidence, neurons=(still,), output_bias=Number(e.ZERO, e.ONE))


def test_second_moments():
    problem, good = proposed("moment_not_convex_order", "minimum.moment")
    name = "minimum.moment"
    weight = good.point.neurons[0].output_weight
    wrong = first(good, output_weight=Number(e.neg(weight.base), e.neg(weight.factor)))
    total = e.mul((e.num(2 * good.point.neurons[0].count), weight.base, e.call(e.Fn.LOG, e.num(2))))
    offset = Number(e.add((good.point.output_bias.base, total)), good.point.output_bias.factor)
    refuse("leads downhill", problem, name, at(wrong, output_bias=offset))
    refuse("curvature of the neuron is 0", replace(problem, neuron=Function(e.Z)), name, plain(good))
    data = Dataset(((Q(1), Q(0)), (Q(-1), Q(0)), (Q(0), Q(1)), (Q(0), Q(-1))), (1, 1, -1, -1), (Q(1),) * 4)
    indefinite, _ = proposed("narrow_softplus", "minimum.narrow")
    assert indefinite.dataset.points == data.points
    point = at(good, neurons=(replace(good.point.neurons[0], count=1, hidden_weights=(Q(0), Q(0)), hidden_bias=Q(0)),))
    candidate = replace(point, constant=Exact(e.ZERO))
    head = candidate.point.neurons[0]
    offset = e.neg(e.mul((head.output_weight.base, e.call(e.Fn.LOG, e.num(2)))))
    refuse("not definite", indefinite, name, at(candidate, output_bias=Number(offset, e.ZERO)))


def plain(evidence):
    """Output weights 1 on a linear neuron at b = 0: f = a_0 = c."""
    return at(first(evidence, output_weight=exactly(Q(1)), hidden_bias=Q(0)), output_bias=Number(e.ZERO, e.ONE))


def test_parity_and_duplicates():
    problem, good = proposed("parity_tanh", "minimum.parity")
    biased = replace(problem, network=replace(problem.network, hidden_bias=True))
    refuse("a hidden bias breaks the parity", biased, "minimum.parity", good)
    bent = replace(problem, neuron=Function(e.add((problem.neuron.expr, e.mul((e.Num(TINY), e.power(e.Z, 2)))))))
    refuse("the identity is not shown", bent, "minimum.parity", good)
    data = problem.dataset
    broken = replace(data, points=((data.points[0][0] + TINY, data.points[0][1]), *data.points[1:]))
    refuse("neither even nor odd", replace(problem, dataset=broken), "minimum.parity", good)
    problem, good = proposed("duplicate_softplus", "minimum.duplicate")
    weighted = replace(problem.dataset, weights=(Q(1) + TINY, *problem.dataset.weights[1:]))
    with pytest.raises(Refusal, match=r"c does not minimise|the class averages differ"):
        check_claim(replace(problem, dataset=weighted), Claim("minimum.duplicate", True, good))


def test_levels_of_the_loss():
    problem, good = proposed("margin_separable", "minimum.margin")
    refuse("speaks of c = 0", problem, "minimum.saturated", good)
    refuse("no neighbourhood", problem, "minimum.margin", replace(good, positives=replace(good.positives, lower=Q(0))))
    active = replace(problem, loss=Function(e.power(e.Max((e.ZERO, e.add((e.Num(TINY), e.Z)))), 3)))
    refuse("", active, "minimum.margin", good)
    problem, good = proposed("saturated_ramp", "minimum.saturated")
    refuse("are not those of -c and c", problem, "minimum.saturated", replace(good, negatives=good.positives))


def test_one_class_at_its_mean():
    problem, good = proposed("nobias_expm1", "minimum.nobias")
    name = "minimum.nobias"
    refuse(
        "output bias moves",
        replace(problem, network=Network(3, False, True)),
        name,
        at(good, output_bias=exactly(Q(0))),
    )
    refuse("hidden bias moves", replace(problem, network=Network(3, True, False)), name, good)
    refuse("another rule speaks", problem, "minimum.frozen_output", good)
    data = problem.dataset
    shifted_data = replace(data, points=(*data.points[:-1], (Q(0), Q(-1) - TINY)))
    refuse("do not have the mean 0", replace(problem, dataset=shifted_data), name, good)
    refuse("on samples of both classes", replace(problem, loss=Function(e.Z)), name, good)
    refuse("the value at the samples with slope can move", replace(problem, neuron=Function(e.call(e.Fn.EXP, e.Z))),
           name, good)  # fmt: skip


def test_the_narrow_fibre():
    problem, good = proposed("narrow_softplus", "minimum.narrow")
    name = "minimum.narrow"
    small = first(good, output_weight=exactly(Q(1, 2)))  # the threshold of theory.md for p = 3, b = 0
    offset = e.neg(e.mul((e.Num(Q(1, 2)), e.call(e.Fn.LOG, e.num(2)))))
    refuse("not shown to be positive definite", problem, name, at(small, output_bias=Number(offset, e.ONE)))
    refuse("precision must lie between", problem, name, replace(good, precision=10**6))
    refuse("touches a break point", replace(problem, loss=Function(e.Max((e.ZERO, e.Z)))), name, good)


def test_the_kink():
    problem, good = proposed("kink_subspaces", "minimum.kink")
    name = "minimum.kink"
    index, value = good.fixed.indices, good.fixed.entries
    refuse("not inside the kink", problem, name, replace(good, fixed=Sparse(index, (Q(0), *value[1:]))))
    refuse("not inside the kink", problem, name, replace(good, fixed=Sparse(index, (Q(1), *value[1:]))))
    refuse("lies on a kink and needs a multiplier", problem, name, replace(good, fixed=Sparse(index[1:], value[1:])))
    refuse("as many indices as entries", problem, name, replace(good, fixed=Sparse(index, value[:-1])))
    refuse("do not increase strictly", problem, name, replace(good, fixed=Sparse(index[::-1], value)))
    refuse("out of range", problem, name, replace(good, fixed=Sparse((*index, 99), (*value, Q(1, 2)))))
    refuse("another size than the features", problem, name, replace(good, basis=good.basis[:-1]))
    refuse("is no set of samples", problem, name, replace(good, basis=(good.basis[0],) * len(good.basis)))
    refuse("an output weight is not 0", problem, name, first(good, output_weight=exactly(TINY)))
    twice = at(good, neurons=(good.point.neurons[0],) * 2)
    refuse("not shown to be independent", problem, name, twice)
    smooth = replace(problem, loss=Function(e.power(problem.loss.expr, 2)))
    refuse("", smooth, name, good)


def test_decay():
    problem, good = proposed("decay_separable", "minimum.decay")
    name = "minimum.decay"
    exact = Penalty(Q(5, 9), (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    refuse("the penalty is too small", replace(problem, objective=Objective((exact,))), name, good)
    one = Penalty(Q(100), (Block.OUTPUT_WEIGHTS,))
    refuse("the penalty is too small", replace(problem, objective=Objective((one,))), name, good)
    refuse("penalty on a0 is not 0", penalised(problem, Block.OUTPUT_BIAS), name, good)
    negative = Objective((Penalty(Q(-1), (Block.OUTPUT_WEIGHTS,)),))
    refuse("negative coefficient", replace(problem, objective=negative), name, good)


def test_fits():
    problem, good = proposed("hull_leaky_relu_wide", "minimum.hull")
    name = "minimum.hull"
    off = tuple(c + TINY for c in good.fit.coefficients)
    refuse("does not minimise", problem, name, replace(good, fit=replace(good.fit, coefficients=off)))
    uneven = replace(good.fit, multipliers=Sparse((0,), ()))
    refuse("as many indices as entries", problem, name, replace(good, fit=uneven))
    head, *rest = good.network.neurons
    far = replace(head, hidden_bias=head.hidden_bias + 10**6)
    refuse("does not have the slope A", problem, name,
           replace(good, network=replace(good.network, neurons=(far, *rest))))  # fmt: skip
    steep = replace(head, hidden_scale=head.hidden_scale * 2)
    refuse("slope A", problem, name, replace(good, network=replace(good.network, neurons=(steep, *rest))))
    both = replace(head, output_scale=Q(1))
    refuse("both depend on the fit", problem, name, replace(good, network=replace(good.network, neurons=(both, *rest))))
    refuse("another number of neurons", problem, name, replace(good, network=replace(good.network, neurons=(head,))))
    refuse("L carries a penalty", penalised(problem, Block.OUTPUT_WEIGHTS), name, good)
    separable = replace(problem.dataset, points=((Q(2),), (Q(3),), (Q(-50),)))
    with pytest.raises(Refusal):
        check_claim(replace(problem, dataset=separable), Claim(name, True, good))


def test_boxes():
    problem, good = proposed("hull_elu_cubic_hinge", "minimum.hull")
    name, fit = "minimum.hull", good.fit

    def with_fit(**changes):
        return replace(good, fit=replace(fit, **changes))

    step = fit.radius * 2**40
    refuse("gradient at the centre", problem, name, with_fit(centre=(fit.centre[0] + step, *fit.centre[1:])))
    refuse("Hessian of the fit", problem, name, with_fit(curvature=fit.curvature * 10**6))
    refuse("must be positive", problem, name, with_fit(radius=Q(0)))
    refuse("must be positive", problem, name, with_fit(curvature=Q(-1)))
    refuse("a margin touches a break point", problem, name, with_fit(radius=Q(10)))
    refuse("another dimension", problem, name, with_fit(centre=fit.centre[:-1]))
    refuse("does not span", problem, name, with_fit(basis=(fit.basis[0],) * len(fit.basis)))
    refuse("does not exist", problem, name, with_fit(inactive=(99,)))
    active = next(i for i in range(len(problem.dataset.points)) if i not in fit.inactive)
    with pytest.raises(Refusal):
        check_claim(problem, Claim(name, True, with_fit(inactive=(*fit.inactive, active))))


def test_frozen_features():
    problem, good = proposed("frozen_features_coincide", "minimum.frozen_features")
    near = replace(problem.dataset, points=((Q(1), Q(1) + TINY), *problem.dataset.points[1:]))
    refuse("tells the classes apart", replace(problem, dataset=near), "minimum.frozen_features", good)
    free = replace(problem, network=replace(problem.network, frozen=()))
    refuse("are not frozen", free, "minimum.frozen_features", good)
    problem, good = proposed("frozen_softplus_features", "minimum.frozen_fit")
    free = replace(problem, network=replace(problem.network, frozen=()))
    refuse("the hidden weights are trained", free, "minimum.frozen_fit", good)


def test_every_kind_of_evidence_is_frozen_data():
    for path in sorted(FOLDER.glob("*.spec"))[:3]:
        problem = load(path, known_ids=IDS).spec.problem
        for condition in POINTS:
            found = settle(Case(problem), condition)
            if isinstance(found, Fact):
                assert dataclasses.is_dataclass(found.evidence)


def test_a_deep_neuron_that_may_be_undefined_at_the_point():
    """The deep output weight is 0, but f is no number where the deep neuron divides by 0."""
    problem, good = proposed("duplicate_softplus", "minimum.duplicate")
    quarter = e.sub(e.call(e.Fn.LOG, e.add((e.power(e.Z, 2), e.num(4)))), e.mul((e.num(2), e.call(e.Fn.LOG, e.num(2)))))
    layer = Layer(1, Function(e.power(quarter, -1)))
    units = (Units((Q(0), Q(0)), Q(0)),)
    deep = replace(problem, network=replace(problem.network, deep=(layer,)))
    refuse("domain obligation", deep, "minimum.duplicate", at(good, deep=units, deep_output=exactly(Q(0))))
