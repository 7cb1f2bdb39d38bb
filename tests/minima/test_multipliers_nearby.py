"""rule.support concludes for a neighbourhood: what is silent at the point only is no reason to accept it."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pytest

from theoremcheck.decide.minima.multipliers import certify
from theoremcheck.language import loads
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import box, slopes
from theoremcheck.trusted.minima.gauges import Gauge
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum, check_multipliers
from theoremcheck.trusted.minima.patterns import Patterns
from theoremcheck.trusted.minima.slices import check_slice
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.points import candidate_point

check_support = partial(check_multipliers, convex=False)
NONE = Sparse((), ())
# In each, units of a higher layer receive 0 at the point because the weights below them are 0, and L falls as soon as
# these move. (spec, why it is refused)
FALSE = {
    "a zero lower weight": (
        """dataset x { + (1)  - (-1) } neuron relu loss hinge
        network { deep = 1 linear -> 1 relu  output bias } candidate { a0 = 0  deep = (0, 1, 1) }""",
        r"patterns.no_piece\(where=layout.unit\(layer=2, unit=0, sample=0\)\)",
    ),
    "two samples of each class": (
        """dataset d { + (1), (2)  - (-1), (-2) } loss hinge neuron relu
        network { deep = 1 linear -> 1 relu } candidate { deep = (0, 1, 1) }""",
        r"patterns.no_piece\(where=layout.unit\(layer=2, unit=0, sample=0\)\)",
    ),
    "no kink above": (
        """dataset x { + (1)  - (-1) } neuron linear loss l(z) = z
        network { deep = 1 linear -> 1 linear  output bias } candidate { a0 = 0  deep = (0, 1, 1) }""",
        "multipliers.annihilate",
    ),
    "a curved unit above": (
        """dataset d { + (-2, -3/2), (-1, -1)  - (-1, 1) } neuron linear loss hinge
        network { deep = 1 linear -> 1 elu } candidate { deep = (0, 0, 1, 1) }""",
        r"patterns.no_piece\(where=layout.unit\(layer=2, unit=0, sample=0\)\)",
    ),
    "two layers up": (
        """dataset x { + (1)  - (-1) } neuron linear loss l(z) = z
        network { deep = 1 linear -> 1 linear -> 1 leaky_relu  output bias }
        candidate { a0 = 0  deep = (0, 1, 1, 1) }""",
        r"patterns.no_piece\(where=layout.unit\(layer=3, unit=0, sample=0\)\)",
    ),
}


def read(text: str) -> tuple[Problem, Vector]:
    spec = loads(text).spec
    assert spec is not None
    point = candidate_point(spec)
    assert isinstance(point, tuple), point
    return spec.problem, point


@pytest.mark.parametrize("name", FALSE)
def test_inputs_that_are_0_at_the_point_only(name: str) -> None:
    text, reason = FALSE[name]
    problem, point = read(text)
    with pytest.raises(Refusal, match=reason):
        check_support(problem, MultiplierMinimum(point, (), NONE))
    assert isinstance(certify(problem, point), Reason)


# Here the unit above receives 0 for all parameters nearby: the unit below is dead there, or the sample is 0.
TRUE = {
    "a dead unit below": (
        """dataset x { + (-1)  - (-2) } neuron relu loss hinge
        network { deep = 1 relu -> 1 relu } candidate { deep = (1, 0, 1) }""",
        (1, 1),
    ),
    "dead two layers below": (
        """dataset x { + (-1)  - (-2), (-3) } neuron relu loss hinge
        network { deep = 1 relu -> 1 linear -> 1 abs } candidate { deep = (1, 1, 0, 2) }""",
        (2, 2),
    ),
    "samples at the origin": (
        """dataset x { + (0)  - (0) } neuron relu loss hinge
        network { deep = 1 linear -> 1 abs } candidate { deep = (0, 0, 1) }""",
        (1, 1),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_inputs_that_are_0_nearby(name: str) -> None:
    text, wrong = TRUE[name]
    problem, point = read(text)
    assert check_support(problem, MultiplierMinimum(point, (), NONE)) == wrong


def test_pieces_and_slices_are_read_on_a_neighbourhood() -> None:
    problem, point = read(TRUE["a dead unit below"][0])
    with precision(128):
        with pytest.raises(Refusal, match=r"patterns.radius"):
            Patterns(problem, box(problem, point, Fraction(0)))
        with pytest.raises(Refusal, match=r"expansion.negative_radius"):
            box(problem, point, Fraction(-1))
        assert Patterns(problem, box(problem, point, Fraction(1, 2**100))).units()
        with pytest.raises(Refusal, match=r"^slice\.radius$"):
            check_slice(problem, slopes(problem, point), Gauge((), ()))
