"""Whether a point is one of the network: shapes, frozen values, penalties."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from minimum_problems import LOG_ZERO, TINY, accepted, at, constructed, net, refuse

from theoremcheck.trusted.minima.point import Number, Units
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Frozen, Objective, Penalty


def test_reachability():
    problem, fine = constructed("affine_leaky_relu", "affine")
    head = fine.point.neurons[0]
    for groups, reason in (
        ((replace(head, count=2),), "reach.neurons(found=2, width=3)"),
        ((replace(head, count=4), replace(head, count=-1)), "reach.empty_group"),
        ((head, replace(head, count=0)), "reach.empty_group"),
        ((), "reach.neurons(found=0, width=3)"),
        ((replace(head, count=1),) * 2001, "reach.groups(most=2000)"),
        ((replace(head, hidden_weights=()),), "reach.weights(entries=2, found=0)"),
        ((replace(head, hidden_weights=(Q(0),) * 3),), "reach.weights(entries=2, found=3)"),
        ((replace(head, output_weight=Number(e.Z, e.ZERO)),), "admission.variable(where=Number.base)"),
        (
            (replace(head, output_weight=Number(e.call(e.Fn.LOG, e.num(-1)), e.ZERO)),),
            "admission.not_real(where=Number.base)",
        ),
        (
            (replace(head, output_weight=Number(e.mul((e.num(0), e.power(LOG_ZERO, -1))), e.ZERO)),),
            "admission.not_real(where=Number.base)",
        ),
    ):
        refuse(reason, problem, "affine", at(fine, neurons=groups))
    refuse("reach.hidden_bias", net(problem, hidden_bias=False), "affine", fine)
    refuse("reach.output_bias", net(problem, output_bias=False), "affine", fine)
    refuse("reach.deep_output", problem, "affine", at(fine, deep_output=exactly(Q(0))))
    refuse("reach.layers", problem, "affine", at(fine, deep=(Units((Q(0), Q(0)), Q(0)),)))


@pytest.mark.parametrize(
    "block, value, reason",
    [
        (Block.OUTPUT_BIAS, (TINY,), "reach.frozen_value(block=a0)"),
        (Block.OUTPUT_BIAS, (), "problem.frozen_entries(block=a0)"),
        (Block.OUTPUT_WEIGHTS, (Q(0), Q(0), TINY), "reach.frozen_value(block=a)"),
        (Block.OUTPUT_WEIGHTS, (Q(0), Q(0)), "problem.frozen_entries(block=a)"),
        (Block.HIDDEN_WEIGHTS, (Q(0),) * 5 + (-TINY,), "reach.frozen_value(block=w)"),
        (Block.HIDDEN_BIAS, (Q(-1), Q(-1), Q(-1) + TINY), "reach.frozen_value(block=b)"),
        (Block.HIDDEN_BIAS, None, "layout.frozen_unknown(block=b)"),
        (Block.DEEP, None, "reach.frozen_deep"),
    ],
)
def test_frozen_values(block, value, reason):
    problem, fine = constructed("affine_leaky_relu", "affine")
    refuse(reason, net(problem, frozen=(Frozen(block, value),)), "affine", fine)


def test_penalties():
    problem, fine = constructed("affine_leaky_relu", "affine")
    for blocks, reason in (
        ((Block.HIDDEN_BIAS,), "reach.penalty(block=b)"),
        ((Block.OUTPUT_WEIGHTS, Block.HIDDEN_BIAS), "reach.penalty(block=b)"),
    ):
        refuse(reason, replace(problem, objective=Objective((Penalty(TINY, blocks),))), "affine", fine)
    zero = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.OUTPUT_BIAS)
    harmless = (Penalty(Q(1), zero), Penalty(Q(0), (Block.HIDDEN_BIAS,)))
    assert accepted(replace(problem, objective=Objective(harmless)), "affine", fine)
    reward = Objective((Penalty(-TINY, (Block.OUTPUT_WEIGHTS,)),))
    refuse("reach.negative_penalty", replace(problem, objective=reward), "affine", fine)
