"""Minima along a fibre: one neuron at w = 0."""

from dataclasses import replace
from fractions import Fraction as Q

from minimum_problems import RELU, TINY, at, constructed, data, first, moved, net, refuse

from theoremcheck.trusted.minima.point import Number
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Function


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
