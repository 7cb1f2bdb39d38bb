"""Minima of narrow networks, and networks in which their neurons stand in copies."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import Share, Shares
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.points import candidate_point

THIRDS = (Share(Fraction(1, 3), 1), Share(Fraction(2, 3), 1))


def certified(certify: Callable[[Problem, Vector], Fact | Reason], text: str) -> tuple[Problem, Fact]:
    """The problem of a spec with a candidate, and the minimum there."""
    spec = loads(text).spec
    assert spec is not None
    point = candidate_point(spec)
    assert isinstance(point, tuple)
    core = certify(spec.problem, point)
    assert isinstance(core, Fact), core
    return spec.problem, core


def wider(problem: Problem, width: int) -> Problem:
    return replace(problem, network=replace(problem.network, width=width))


def split(core: Fact, shares: Shares, deep_shares: Shares = ()) -> Box:
    assert isinstance(core.evidence, Box)
    return replace(core.evidence, shares=shares, deep_shares=deep_shares)
