"""Minima with one class on a kink of the loss, and a = 0."""

from dataclasses import replace
from fractions import Fraction as Q

from minimum_problems import STEP, TINY, accepted, at, constructed, first, refuse

from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Function, Objective, Penalty


def test_the_kink():
    problem, good = constructed("kink_subspaces", "kink")
    name = "kink"
    index, value = good.fixed.indices, good.fixed.entries
    refuse(f"kink.multiplier(sample={index[0]})", problem, name, replace(good, fixed=Sparse(index, (Q(0), *value[1:]))))
    refuse(f"kink.multiplier(sample={index[0]})", problem, name, replace(good, fixed=Sparse(index, (Q(1), *value[1:]))))
    refuse(f"kink.missing(sample={index[0]})", problem, name, replace(good, fixed=Sparse(index[1:], value[1:])))
    refuse(
        "sparse.lengths_differ(name=the fixed multipliers)",
        problem,
        name,
        replace(good, fixed=Sparse(index, value[:-1])),
    )
    refuse(
        "sparse.not_increasing(name=the fixed multipliers)",
        problem,
        name,
        replace(good, fixed=Sparse(index[::-1], value)),
    )
    refuse(
        "sparse.out_of_range(name=the fixed multipliers)",
        problem,
        name,
        replace(good, fixed=Sparse((*index, 99), (*value, Q(1, 2)))),
    )
    refuse("kink.basis_size", problem, name, replace(good, basis=good.basis[:-1]))
    refuse("kink.basis", problem, name, replace(good, basis=(good.basis[0],) * len(good.basis)))
    refuse("kink.output_weight", problem, name, first(good, output_weight=exactly(TINY)))
    twice = at(good, neurons=(good.point.neurons[0],) * 2)
    refuse("kink.independent", problem, name, twice)
    smooth = replace(problem, loss=Function(e.power(problem.loss.expr, 2)))
    refuse(f"kink.multiplier(sample={index[0]})", smooth, name, good)


def test_kinks():
    problem, fine = constructed("kink_negatives", "kink")
    (index,), basis = fine.fixed.indices, fine.basis

    def fixed(*entries, indices=(index,)):
        return replace(fine, fixed=Sparse(indices, entries))

    for value in (Q(0), Q(1), -TINY, 1 + TINY):
        refuse(f"kink.multiplier(sample={index})", problem, "kink", fixed(value))
    assert accepted(problem, "kink", fixed(1 - TINY))
    refuse("kink.twice", problem, "kink", fixed(Q(1, 9), Q(1, 9), indices=(basis[1], index)))
    refuse("sparse.out_of_range(name=the fixed multipliers)", problem, "kink", fixed(Q(1, 9), indices=(-1,)))
    for broken in (fixed(Q(1, 9), Q(1, 9)), fixed(), fixed(Q(1, 9), indices=(index, index))):
        refuse("sparse.lengths_differ(name=the fixed multipliers)", problem, "kink", broken)
    refuse("kink.basis", problem, "kink", replace(fine, basis=(basis[0], -1)))
    refuse(f"kink.missing(sample={basis[1]})", problem, "kink", replace(fine, basis=(basis[0], 0)))
    refuse("kink.independent", problem, "kink", first(fine, hidden_weights=(Q(0), Q(0))))
    decayed = replace(problem, objective=Objective((Penalty(TINY, (Block.HIDDEN_WEIGHTS,)),)))
    refuse("reach.penalty(block=w)", decayed, "kink", fine)
    steps = replace(problem, neuron=STEP)
    refuse("shape.not_continuous(at=0)", steps, "kink", fine)
