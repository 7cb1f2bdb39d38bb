"""Minima of dead networks: accepted as constructed, and every tampering refused for its own reason."""

from dataclasses import replace
from fractions import Fraction as Q

from minimum_problems import STEP, TINY, accepted, at, constructed, first, load_deep, net, penalised, refuse, shifted

from theoremcheck.trusted.functions.proofs import ByRange
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.minima.level import Level
from theoremcheck.trusted.minima.point import Between, Exact, Neurons, Number, Point
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Frozen, Function, Layer, Network


def test_dead_neurons():
    problem, good = constructed("flat_relu", "flat")
    name = "flat"
    refuse("constants.output", problem, name, at(good, output_bias=shifted(good.point.output_bias, TINY)))
    follows = at(good, output_bias=Number(e.ZERO, e.ONE))
    refuse("constants.minimiser", problem, name, replace(follows, constant=Exact(e.Num(Q(1, 3) + TINY))))
    refuse("regimes.several_pieces", problem, name, first(good, hidden_bias=Q(0)))
    refuse("regimes.not_flat", problem, name, first(good, hidden_bias=Q(1)))
    refuse("reach.neurons(found=3, width=2)", problem, name, first(good, count=3))
    refuse("reach.weights(entries=1, found=2)", problem, name, first(good, hidden_weights=(Q(0), Q(0))))
    refuse("flat.movable", problem, name, replace(good, constant=None))
    refuse("flat.convexity", problem, name, replace(good, convexity=None))
    refuse("constants.bounds", problem, name, replace(follows, constant=Between(Q(0), Q(1), Q(1, 2))))
    outside = at(replace(good, constant=Between(Q(1, 2), Q(3, 4), Q(1))), output_bias=Number(e.ZERO, e.ONE))
    refuse("constants.ends", problem, name, outside)
    refuse("reach.output_bias", problem, name, at(good, output_bias=None))
    refuse("point.label", problem, "deep", good)
    refuse("reach.penalty(block=b)", penalised(problem, Block.HIDDEN_BIAS), name, good)
    refuse("reach.penalty(block=a0)", penalised(problem, Block.OUTPUT_BIAS), name, good)
    frozen = replace(
        problem, network=replace(problem.network, frozen=(Frozen(Block.HIDDEN_BIAS, (Q(-1), Q(-1) + TINY)),))
    )
    refuse("reach.frozen_value(block=b)", frozen, name, good)
    unknown = replace(problem, network=replace(problem.network, frozen=(Frozen(Block.OUTPUT_WEIGHTS, None),)))
    refuse("layout.frozen_unknown(block=a)", unknown, name, good)
    without = replace(problem, network=Network(2, False, True))
    refuse("reach.hidden_bias", without, name, good)
    deep = replace(problem, network=replace(problem.network, deep=load_deep("flat_beside_deep")))
    refuse("reach.layers", deep, name, good)
    jumping = e.Cases(e.Z, (Q(0),), (True,), (e.Z, e.add((e.Z, e.ONE))))
    refuse(
        "constants.output",
        replace(problem, loss=Function(jumping)),
        name,
        replace(good, constant=Between(Q(-1), Q(0), Q(1))),
    )


def test_dead_neurons_where_the_loss_is_flat():
    problem, good = constructed("flat_relu_ramp", "flat")
    name, (left, right) = "flat", good.levels
    refuse("level.values", problem, name, replace(good, levels=(left,)))
    refuse("level.places", problem, name, replace(good, levels=(right, left)))
    refuse("flat.convexity", problem, name, replace(good, levels=()))
    bowed = replace(problem, loss=Function(e.add((problem.loss.expr, e.mul((e.Num(-TINY), e.power(e.Z, 2)))))))
    refuse("signs.range", bowed, name, good)


def test_dead_deep_layers():
    problem, good = constructed("deep_relu", "deep")
    alive = (replace(good.point.deep[0], bias=Q(1)), replace(good.point.deep[1], bias=Q(1)))
    refuse("regimes.alive", problem, "deep", at(good, deep=alive))
    edge = (replace(good.point.deep[0], bias=Q(0)), replace(good.point.deep[1], bias=Q(0)))
    refuse("regimes.alive", problem, "deep", at(good, deep=edge))
    weighty = (good.point.deep[0], replace(good.point.deep[1], weights=(Q(1),)))
    assert accepted(problem, "deep", at(good, deep=weighty))  # what is above a dead layer is the same for all samples
    refuse("reach.deep_output", problem, "deep", at(good, deep_output=None))
    frozen = replace(problem, network=replace(problem.network, frozen=(Frozen(Block.DEEP, None),)))
    refuse("reach.frozen_deep", frozen, "deep", good)


def test_dead_units():
    problem, fine = constructed("flat_relu6_double_well", "flat")
    refuse("regimes.several_pieces", problem, "flat", first(fine, hidden_bias=Q(0)))
    refuse("regimes.several_pieces", problem, "flat", first(fine, hidden_bias=Q(6)))
    refuse("regimes.not_flat", problem, "flat", first(fine, hidden_bias=Q(6) - TINY))
    assert accepted(problem, "flat", first(fine, hidden_bias=Q(6) + TINY))
    refuse("regimes.several_pieces", problem, "flat", first(fine, hidden_weights=(Q(0), Q(1))))
    c = fine.constant
    refuse("flat.convexity", problem, "flat", replace(fine, constant=Exact(e.num(-1))))
    refuse("constants.ends", problem, "flat", replace(fine, constant=Between(Q(-1), Q(0), Q(1))))
    refuse("constants.bounds", problem, "flat", replace(fine, constant=Between(c.upper, c.middle, c.lower)))
    stays = at(fine, output_bias=exactly(c.middle))
    refuse("constants.output", problem, "flat", stays)
    jumping = replace(problem, loss=Function(e.Cases(e.Z, (Q(1, 2),), (True,), (e.Z, e.num(3)))))
    refuse("shape.not_continuous(at=1/2)", jumping, "flat", replace(fine, constant=Between(Q(-1), Q(0), Q(1))))


def test_levels_of_a_dead_network():
    problem, _ = constructed("flat_relu6_double_well", "flat")
    well = replace(problem, loss=STEP)
    point = Point(exactly(Q(0)), (Neurons(2, exactly(Q(1)), (Q(0), Q(0)), Q(-1)),), (), None)
    below, edge = Level(Q(-1), Q(-2), Q(0), (ByRange(),)), Level(Q(1), Q(1, 2), Q(2), (ByRange(),))
    levels = (replace(below, at=Q(-1)), edge)
    one = replace(point, output_bias=exactly(Q(1)))
    assert accepted(well, "flat", FlatMinimum(one, Exact(e.num(1)), None, levels))
    refuse("level.values", well, "flat",
           FlatMinimum(one, Exact(e.num(1)), None, levels[:1]))  # fmt: skip
    refuse("level.places", well, "flat", FlatMinimum(one, Exact(e.num(1)), None, levels[::-1]))
    refuse("flat.convexity", well, "flat", FlatMinimum(one, Exact(e.num(1)), None, ()))
    # l(0) = 0 = min l: fine; for 1 - step, l(0) = 1 is a maximum
    zero = Level(Q(0), Q(-1), Q(1), (ByRange(), ByRange()))
    assert accepted(well, "flat", FlatMinimum(point, Exact(e.num(0)), None, (zero, zero)))
    fallen = replace(problem, loss=Function(e.sub(e.ONE, STEP.expr)))
    refuse("signs.range", fallen, "flat", FlatMinimum(point, Exact(e.num(0)), None, (zero, zero)))
    halved = replace(zero, upper=Q(0), proofs=(ByRange(),))
    refuse("level.neighbourhood", fallen, "flat", FlatMinimum(point, Exact(e.num(0)), None, (halved, zero)))


def test_forged_deep_layers():
    problem, fine = constructed("deep_second_layer_dead", "deep")
    low, top = fine.point.deep
    refuse("regimes.alive", problem, "deep", at(fine, deep=(low, replace(top, bias=Q(0)))))
    refuse("reach.irrational_layer", problem, "deep", at(fine, deep=(low, replace(top, weights=(TINY,)))))
    refuse("reach.weights(entries=2, found=1)", problem, "deep", at(fine, deep=(replace(low, weights=(Q(0),)), top)))
    refuse(
        "reach.weights(entries=1, found=2)", problem, "deep", at(fine, deep=(low, replace(top, weights=(Q(0), Q(0)))))
    )
    jumps = net(problem, deep=(Layer(2, STEP), problem.network.deep[1]))
    edge = at(fine, deep=(replace(low, bias=Q(0)), top))
    refuse("shape.not_continuous(at=0)", jumps, "deep", edge)
