"""Minima at 0 that the penalty makes."""

from dataclasses import replace
from fractions import Fraction as Q

from minimum_problems import STEP, TINY, accepted, at, constructed, net, penalised, refuse

from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Function, Layer, Objective, Penalty


def test_decay():
    problem, good = constructed("decay_separable", "decay")
    name = "decay"
    exact = Penalty(Q(5, 9), (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    refuse("penalty.small", replace(problem, objective=Objective((exact,))), name, good)
    one = Penalty(Q(100), (Block.OUTPUT_WEIGHTS,))
    refuse("penalty.small", replace(problem, objective=Objective((one,))), name, good)
    refuse("reach.penalty(block=a0)", penalised(problem, Block.OUTPUT_BIAS), name, good)
    negative = Objective((Penalty(Q(-1), (Block.OUTPUT_WEIGHTS,)),))
    refuse("reach.negative_penalty", replace(problem, objective=negative), name, good)


def test_forged_decay():
    problem, fine = constructed("decay_leaky_relu_deep", "decay")
    blocks = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)
    only = replace(problem, objective=Objective((Penalty(Q(3), blocks),)))
    refuse("penalty.deep", only, "decay", fine)
    one = replace(problem, objective=Objective((Penalty(Q(3), (Block.HIDDEN_WEIGHTS, Block.DEEP)),)))
    refuse("penalty.small", one, "decay", fine)
    lively = at(fine, deep=(replace(fine.point.deep[0], weights=(TINY, Q(0))), fine.point.deep[1]))
    refuse("reach.penalty(block=deep)", problem, "decay", lively)
    refuse("shape.not_continuous(at=0)", replace(problem, neuron=STEP), "decay", fine)
    # The threshold of the slope s'(0) of one deep layer: 4 A B W^2 = 576 > 5 s'(0)^2 = (k |D| s'(0))^2.
    shallow, steep = (net(problem, deep=(Layer(2, Function(e.mul((e.num(s), e.Z)))),)) for s in (10, 11))
    point = at(fine, deep=fine.point.deep[:1])
    assert accepted(shallow, "decay", point)
    refuse("penalty.deep_small", steep, "decay", point)
