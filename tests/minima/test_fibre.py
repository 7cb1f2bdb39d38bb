"""Minima along a fibre: one neuron at w = 0, and neurons that see all samples as one."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from hypothesis import given
from hypothesis.strategies import fractions, integers, tuples
from minimum_problems import RELU, TINY, accepted, at, constructed, data, first, moved, net, refuse

from theoremcheck.decide.asking import accepts
from theoremcheck.language import loads
from theoremcheck.trusted.minima.fibre import FibreMinimum, check_fibres
from theoremcheck.trusted.minima.point import Exact, Neurons, Number, Point
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Function, Objective, Penalty

YUN = """
dataset yun { + (1/2, 1/2)  - (1, 0), (0, 1) }
loss + one(z) = (1 + z)^2
loss - zero(z) = z^2
network { shortcut = 2 tanh }
claim global
"""


def tanh(place):
    return e.call(e.Fn.TANH, e.Num(Q(place)))


def test_the_narrow_fibre():
    problem, good = constructed("narrow_softplus", "narrow")
    name = "narrow"
    small = first(good, output_weight=exactly(Q(1, 2)))  # the threshold of theory.md for p = 3, b = 0
    offset = e.neg(e.mul((e.Num(Q(1, 2)), e.call(e.Fn.LOG, e.num(2)))))
    refuse("fibre.hessian", problem, name, at(small, output_bias=Number(offset, e.ONE)))
    refuse("balls.precision(bound=MAX_PRECISION = 4096)", problem, name, replace(good, precision=10**6))
    refuse("fibre.break", replace(problem, loss=Function(e.Max((e.ZERO, e.Z)))), name, good)


def test_the_fibre():
    problem, fine = constructed("narrow_hidden_bias_logistic", "narrow")
    points = problem.dataset.points
    refuse("measures.means_differ", data(problem, points=moved(points, 0, 2, TINY)), "narrow", fine)
    refuse("balls.precision(bound=MAX_PRECISION = 4096)", problem, "narrow", replace(fine, precision=1))
    refuse("balls.precision(bound=MAX_PRECISION = 4096)", problem, "narrow", replace(fine, precision=-64))
    wide = first(at(fine), count=2)
    refuse("reach.neurons(found=2, width=1)", problem, "narrow", wide)
    log = e.call(e.Fn.LOG, e.add((e.ONE, e.call(e.Fn.EXP, e.ONE))))
    two = at(first(fine, count=2), output_bias=Number(e.mul((e.num(-2), log)), e.ZERO))
    refuse("fibre.width", net(problem, width=2), "narrow", two)
    weak = Q(1, 10**6)
    shifted = at(first(fine, output_weight=exactly(weak)), output_bias=Number(e.mul((e.Num(-weak), log)), e.ZERO))
    refuse("fibre.hessian", problem, "narrow", shifted)
    rough = at(first(fine, hidden_bias=Q(0)), output_bias=exactly(Q(0)))
    refuse("regimes.several_pieces", replace(problem, neuron=RELU), "narrow", rough)


# --- any number of neurons ----------------------------------------------------------------------------------------


def test_neurons_that_see_one_sample():
    problem, good = constructed("fibre_tanh_plane", "fibre")
    assert len(good.point.neurons) == 2
    assert [group.count for group in good.point.neurons] == [1, 3]
    shifted = data(problem, weights=(Q(3), 1 + TINY, 1 - TINY))
    refuse("measures.means_differ", shifted, "fibre", good)
    refuse("constants.output", problem, "fibre", first(good, output_weight=exactly(Q(2))))
    penalised = replace(problem, objective=Objective((Penalty(TINY, (Block.OUTPUT_WEIGHTS,)),)))
    refuse("reach.penalty(block=a)", penalised, "fibre", good)
    refuse("fibre.width", problem, "narrow", good)


@pytest.mark.parametrize(("first_weight", "reason"), [("1", None), ("-1", "fibre.hessian"), ("1/100", None)])
def test_one_neuron_against_the_others(first_weight, reason):
    """Two tanh at 1 and -1/2: f = 1/3, as Yun, Sra and Jadbabaie have it; the second is curved to the wrong side."""
    problem = loads(YUN).spec.problem
    weight, third = e.Num(Q(first_weight)), e.Num(Q(1, 3))
    rest = e.sub(third, e.mul((weight, tanh(-1))))
    other = e.mul((rest, e.div(e.ONE, tanh(Q(1, 2)))))
    neurons = (
        Neurons(1, Number(weight, e.ZERO), (Q(-1), Q(-1)), Q(0)),
        Neurons(1, Number(other, e.ZERO), (Q(1, 2), Q(1, 2)), Q(0)),
    )
    evidence = FibreMinimum(Point(None, neurons, (), None), Exact(third), 192)
    if reason is None:
        assert accepted(problem, "fibre", evidence)
    else:
        refuse(reason, problem, "fibre", evidence)


def test_what_else_is_asked():
    text = "dataset d { + (0)  - (-1), (1) } loss square network { shortcut = 2 tanh  hidden bias  output bias }"
    problem, c = loads(text).spec.problem, Q(-1, 3)

    def point(weight, *rows):
        groups = tuple(
            Neurons(1, exactly(sign * weight), (row,), Q(1)) for row, sign in zip(rows, (1, -1), strict=False)
        )
        return FibreMinimum(Point(exactly(c), groups, (), None), Exact(e.Num(c)), 64)

    refuse("fibre.apart", problem, "fibre", point(Q(0), Q(1), Q(0)))
    refuse("fibre.hessian", problem, "fibre", point(Q(0), Q(0), Q(0)))
    refuse("fibre.hessian", problem, "fibre", point(Q(1), Q(0), Q(0)))
    level = replace(problem, loss=Function(e.num(1)))
    refuse("fibre.height", level, "fibre", point(Q(1), Q(0), Q(0)))
    copies = Neurons(2, exactly(Q(20)), (Q(0),), Q(1))
    bias = Number(e.sub(e.Num(c), e.mul((e.num(40), tanh(1)))), e.ZERO)
    refuse("fibre.copies", problem, "fibre", FibreMinimum(Point(bias, (copies,), (), None), Exact(e.Num(c)), 64))


@given(
    count=integers(1, 4),
    weight=fractions(-3, 3, max_denominator=4),
    other=fractions(-3, 3, max_denominator=4),
    places=tuples(fractions(-2, 2, max_denominator=4), fractions(-2, 2, max_denominator=4)),
)
def test_copies_are_as_neurons_of_their_own(count, weight, other, places):
    """The reduced form is definite iff that of all neurons, listed one by one, is."""
    network = f"network {{ shortcut = {count + 1} tanh  hidden bias  output bias }}"
    text = f"dataset d {{ + (0, 0)  - (-1, 0), (1, 0), (0, 2), (0, -2) }} loss square {network}"
    problem, zero = loads(text).spec.problem, (Q(0), Q(0))
    copies = Neurons(count, exactly(weight), zero, places[0])
    alone = Neurons(1, exactly(other), zero, places[1])
    c = e.Num(Q(-3, 5))
    level = e.add((e.mul((e.num(count), e.Num(weight), tanh(places[0]))), e.mul((e.Num(other), tanh(places[1])))))

    def taken(*groups):
        bias = Number(e.sub(c, level), e.ZERO)
        return accepts(check_fibres, problem, FibreMinimum(Point(bias, groups, (), None), Exact(c), 192))

    assert taken(copies, alone) == taken(*(replace(copies, count=1) for _ in range(count)), alone)
