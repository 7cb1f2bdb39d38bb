"""Evidence as parameters: the numbers of a report."""

from dataclasses import replace
from fractions import Fraction

from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.language import loads
from theoremcheck.report.minimum import heights
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import Share
from theoremcheck.trusted.minima.gauges import Gauge

SPEC = """
dataset d { + (-1), (2)  - (1), (-3) }
neuron softplus
loss logistic
network { shortcut = 1 softplus  output bias }
"""


def test_copies_beyond_what_a_box_may_have() -> None:
    """The report of a split minimum has no bound on its width, and the loss is that of the narrow network."""
    narrow = loads(SPEC).spec.problem
    centre = (Fraction(1, 3), Fraction(2), Fraction(-1, 7))
    core = Box(centre, Fraction(1, 8), Fraction(1), 64, Gauge((), ()), (), Fraction(0), (), ())
    wide = replace(narrow, network=replace(narrow.network, width=3_000))
    found = parameters(wide, replace(core, shares=((Share(Fraction(1, 3_000), 3_000),),)))
    assert len(found.output_weights) == len(found.hidden_weights) == 3_000
    assert heights(wide, found, 50) == heights(narrow, parameters(narrow, core), 50)


def test_the_objective_has_the_penalties_and_the_loss_has_not() -> None:
    plain = loads(SPEC).spec.problem
    penalised = loads(f"{SPEC}objective {{ regularizer = 1/4 * l2(a, w) }}").spec.problem
    centre = (Fraction(1, 3), Fraction(2), Fraction(-1))
    point = Box(centre, Fraction(1, 8), Fraction(1), 64, Gauge((), ()), (), Fraction(0), (), ())
    without, known = (heights(problem, parameters(problem, point), 30) for problem in (plain, penalised))
    assert without.mean == without.objective == known.mean
    assert abs(float(known.objective) - float(known.mean) - (4 + 1) / 4) < 1e-12
