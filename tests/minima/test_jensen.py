"""Minima where one class has slope, and lies at its mean."""

from dataclasses import replace
from fractions import Fraction as Q

from minimum_problems import TINY, accepted, at, constructed, data, first, net, refuse

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Frozen, Function, Network


def test_one_class_at_its_mean():
    problem, good = constructed("nobias_expm1", "nobias")
    name = "nobias"
    refuse(
        "jensen.output_bias",
        replace(problem, network=Network(3, False, True)),
        name,
        at(good, output_bias=exactly(Q(0))),
    )
    refuse("jensen.hidden_bias", replace(problem, network=Network(3, True, False)), name, good)
    refuse("point.label", problem, "frozen_output", good)
    data = problem.dataset
    shifted_data = replace(data, points=(*data.points[:-1], (Q(0), Q(-1) - TINY)))
    refuse("jensen.mean", replace(problem, dataset=shifted_data), name, good)
    refuse("jensen.slopes", replace(problem, loss=Function(e.Z)), name, good)
    refuse("jensen.value", replace(problem, neuron=Function(e.call(e.Fn.EXP, e.Z))),
           name, good)  # fmt: skip


def test_one_class_has_slope():
    problem, fine = constructed("nobias_expm1", "nobias")
    head = fine.point.neurons[0]
    tilted = first(fine, hidden_weights=(head.hidden_weights[0], TINY))
    refuse("jensen.orthogonal", problem, "nobias", tilted)
    refuse("jensen.slopes", problem, "nobias", first(fine, output_weight=exactly(Q(-1))))
    refuse("average.curves", problem, "nobias", replace(fine, curves=fine.curves[:1]))
    heavier = data(problem, weights=(Q(1), Q(1), Q(1), Q(1) + TINY))
    refuse("jensen.mean", heavier, "nobias", fine)
    swapped = data(problem, labels=tuple(-y for y in problem.dataset.labels))
    refuse("jensen.slopes", swapped, "nobias", fine)
    refuse("jensen.slopes", replace(problem, loss=Function(e.Z)), "nobias", fine)
    problem, fine = constructed("frozen_output_weights", "frozen_output")
    refuse("point.label", net(problem, frozen=()), "frozen_output", fine)
    negative = net(problem, frozen=(Frozen(Block.OUTPUT_WEIGHTS, (Q(1), Q(1), Q(1) + TINY)),))
    refuse("reach.frozen_value(block=a)", negative, "frozen_output", fine)


def test_neurons_that_are_least_at_the_class():
    """z^2 is least at 0: the mean of the class does not matter; |z| has a kink there, z^2 + z a slope."""
    problem, fine = constructed("nobias_quadratic_axis", "nobias")
    assert accepted(data(problem, weights=(Q(1), Q(1), Q(7))), "nobias", fine)
    slanted = Function(e.add((e.power(e.Z, 2), e.Z)))
    refuse("jensen.mean", replace(problem, neuron=slanted), "nobias", fine)
    kinked = Function(e.Max((e.Z, e.neg(e.Z))))
    found = settle(Case(replace(problem, neuron=kinked)), "minimum.nobias").evidence
    assert accepted(replace(problem, neuron=kinked), "nobias", found)
    beyond = Function(e.Max((e.Z, e.mul((e.num(4), e.Z)))))
    refuse("jensen.mean", replace(problem, neuron=beyond), "nobias", found)
