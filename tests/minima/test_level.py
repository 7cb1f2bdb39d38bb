"""Minima where every term of L is at a local minimum of l."""

from dataclasses import replace
from fractions import Fraction as Q

from minimum_problems import TINY, constructed, refuse

from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Function


def test_levels_of_the_loss():
    problem, good = constructed("margin_separable", "margin")
    refuse("point.label", problem, "saturated", good)
    refuse(
        "level.neighbourhood",
        problem,
        "margin",
        replace(good, levels=(replace(good.levels[0], lower=Q(0)), good.levels[1])),
    )
    active = replace(problem, loss=Function(e.power(e.Max((e.ZERO, e.add((e.Num(TINY), e.Z)))), 3)))
    refuse("signs.range", active, "margin", good)
    problem, good = constructed("saturated_ramp", "saturated")
    refuse("level.places", problem, "saturated", replace(good, levels=good.levels[:1] * 2))
