"""Minima at 0 that the penalty makes."""

from dataclasses import replace
from fractions import Fraction as Q

from minimum_problems import STEP, TINY, accepted, at, constructed, first, net, penalised, refuse

from theoremcheck.language import loads
from theoremcheck.trusted.minima.penalty import OriginMinimum
from theoremcheck.trusted.minima.point import Neurons, Point
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Frozen, Function, Layer, Objective, Penalty


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


ALL = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)


def test_decay_without_biases():
    problem, good = constructed("decay_zero_unbalanced", "decay_zero")
    name = "decay_zero"
    # 4 A B W^2 > K^2 with K = (|sum c_i x_i| + S) / 2 = (1 + (1 + sqrt(2)) / 2) / 2, W = 3: A > 0.183926.
    for coefficient, fine in ((Q(18392, 100000), False), (Q(18393, 100000), True)):
        near = replace(problem, objective=Objective((Penalty(coefficient, ALL),)))
        if fine:
            assert accepted(near, name, good)
        else:
            refuse("penalty.small", near, name, good)
    one = replace(problem, objective=Objective((Penalty(Q(100), (Block.OUTPUT_WEIGHTS,)),)))
    refuse("penalty.small", one, name, good)
    refuse("penalty.value", replace(problem, neuron=Function(e.call(e.Fn.EXP, e.Z))), name, good)
    biased = replace(problem, network=replace(problem.network, hidden_bias=True))
    refuse("penalty.bias", biased, name, good)
    shifted = replace(problem, network=replace(problem.network, output_bias=True))
    refuse("penalty.bias", shifted, name, at(good, output_bias=exactly(Q(0))))
    frozen = (Frozen(Block.OUTPUT_BIAS, (Q(0),)),)
    still = replace(problem, network=replace(problem.network, output_bias=True, frozen=frozen))
    assert accepted(still, name, at(good, output_bias=exactly(Q(0))))
    refuse("penalty.weights", replace(problem, objective=Objective(())), name, first(good, hidden_weights=(TINY, Q(0))))
    refuse("constants.output", replace(problem, objective=Objective(())), name, first(good, output_weight=exactly(Q(1)),
           hidden_weights=(Q(1), Q(0))))  # fmt: skip


def test_hidden_biases_that_are_frozen_lie_where_the_neuron_is_0():
    """Each at its own: relu is 0 at 0 and at -1, with other slopes; it is 1 at 1."""
    problem, good = constructed("decay_zero_unbalanced", "decay_zero")
    group = good.point.neurons[0]
    for biases, reason in (((Q(0), Q(-1), Q(-1)), None), ((Q(0), Q(-1), Q(1)), "penalty.value")):
        frozen = (Frozen(Block.HIDDEN_BIAS, biases),)
        given = replace(problem, network=replace(problem.network, hidden_bias=True, frozen=frozen))
        point = at(good, neurons=tuple(replace(group, count=1, hidden_bias=bias) for bias in biases))
        if reason is None:
            assert accepted(given, "decay_zero", point)
        else:
            refuse(reason, given, "decay_zero", point)


def test_forged_decay_of_a_deep_part_without_biases():
    problem, good = constructed("decay_zero_deep", "decay_zero")
    name, network = "decay_zero", problem.network
    raised = Function(e.call(e.Fn.TANH, e.add((e.Z, e.ONE))))
    for k in range(3):
        layers = tuple(
            replace(layer, neuron=raised) if k == place else layer for place, layer in enumerate(network.deep)
        )
        refuse("penalty.value", replace(problem, network=replace(network, deep=layers)), name, good)
    steep = Function(e.mul((e.num(7), e.Z)))
    assert accepted(replace(problem, network=replace(network, deep=tuple(replace(layer, neuron=steep)
                    for layer in network.deep))), name, good)  # fmt: skip
    broken = tuple(replace(layer, neuron=STEP) for layer in network.deep)
    refuse("shape.not_continuous(at=0)", replace(problem, network=replace(network, deep=broken)), name, good)
    refuse("penalty.bias", replace(problem, network=replace(network, hidden_bias=True)), name, good)
    refuse("penalty.deep", replace(problem, objective=Objective(())), name, good)
    lively = at(good, deep=(replace(good.point.deep[0], weights=(TINY,)), *good.point.deep[1:]))
    refuse("reach.penalty(block=deep)", problem, name, lively)
    # One layer: W = 3, c = (1/2, 1/2, -1/2), |sum c_i x_i| = 2, so C > |s'(0)| / 3.
    for slope, fine in ((Q(1, 400), True), (Q(1, 300), False)):
        layer = (replace(network.deep[0], neuron=Function(e.mul((e.num(slope), e.Z)))),)
        one = replace(problem, network=replace(network, deep=layer))
        point = at(good, deep=good.point.deep[:1])
        if fine:
            assert accepted(one, name, point)
        else:
            refuse("penalty.deep_small", one, name, point)


def test_classes_that_pull_against_each_other():
    """The sum of c_i x_i is 0, and no number of it is exact: a line costs nothing, and a kink does."""
    text = (
        "dataset d {{ + {0} * (1), {0} * (2)  - {1} * (3/5) }} neuron {2} loss logistic network {{ shortcut = 1 {2} }}"
    )
    for neuron, coefficient, fine in (("tanh", "1/1000", True), ("relu", "1/1000", False), ("relu", "1", True)):
        spec = loads(f"{text.format('1/3', '5/3', neuron)} objective {{ regularizer = {coefficient} * l2(a, w) }}").spec
        still = Neurons(1, exactly(Q(0)), (Q(0),), Q(0))
        evidence = OriginMinimum(Point(None, (still,), (), None))
        if fine:
            assert accepted(spec.problem, "decay_zero", evidence)
        else:
            refuse("penalty.small", spec.problem, "decay_zero", evidence)
