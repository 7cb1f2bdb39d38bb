"""Bad minima with margins on kinks of the loss: the kinks are smoothed, searched and sharpened again (rule.sharp)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.minima.box import certify_on_kinks
from theoremcheck.decide.minima.multipliers import certify as certify_multipliers
from theoremcheck.options import Options
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.smooth import jump
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.problem.expr import Call, Expr, Fn, Num, Z, add, mul, sub
from theoremcheck.trusted.problem.model import AnyFunction, Function, PerClass, Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.attempts import Attempt, Searches
from theoremcheck.verdict.points import first_certified, in_floats

if TYPE_CHECKING:
    from theoremcheck.search import Progress

_WIDTH: Final = Fraction(1, 32)
_SHARPER: Final = tuple(_WIDTH / 4**k for k in range(1, 5))
_NEAR: Final = 0.03
_NAME: Final = "kinks of the loss, smoothed"


def sharp_fact(problem: Problem, options: Options, progress: Progress) -> Attempt:
    """The first minimum on kinks that the kernel accepts, from minima of a smoothed loss, and what was tried."""
    from theoremcheck.search.follow import follow

    searches = Searches(options, progress)
    smooth = _smoothed(problem, _WIDTH)
    if smooth is None:
        return searches.attempt(_NAME, None, Reason.of("attempt.no_kink"))
    sharper = [entry for entry in (_smoothed(problem, width) for width in _SHARPER) if entry is not None]

    def certifier(about: Problem, point: Vector) -> Fact | Reason:
        return in_floats(lambda own, start: _certify(own, follow(sharper, start)), about, point)

    found = first_certified(certifier, problem, searches.points(smooth))
    if isinstance(found, Fact):
        return searches.attempt(_NAME, found, None)
    return searches.attempt(_NAME, None, None if found is None else Reason.of("attempt.last", reason=found))


def _certify(problem: Problem, point: Vector) -> Fact | Reason:
    sharp = certify_on_kinks(problem, point, _NEAR)
    if isinstance(sharp, Fact):
        return sharp
    support = certify_multipliers(problem, point, _NEAR)
    return support if isinstance(support, Fact) else sharp


def _smoothed(problem: Problem, width: Fraction) -> Problem | None:
    """The problem with each change of piece of the loss spread over about ``width``; None without a kink."""
    losses = tuple(_spread_out(loss, width) for loss in problem.losses)
    if None in losses or losses == problem.losses:
        return None
    plus, minus = losses[0], losses[-1]
    if plus is None or minus is None:
        return None
    return replace(problem, loss=plus if len(losses) == 1 else PerClass(plus, minus))


def _spread_out(loss: AnyFunction, width: Fraction) -> AnyFunction | None:
    """One loss with its changes of piece spread, the same one without a kink; None where it is not known."""
    if not isinstance(loss, Function):
        return None
    try:
        pieces = split(loss.expr)
        kinked = any(not is_zero(jump(pieces, k, 1)) for k in range(len(pieces.breaks)))
    except Refusal:
        return None
    if not kinked:
        return loss
    found: Expr = pieces.pieces[0]
    for point, left, right in zip(pieces.breaks, pieces.pieces, pieces.pieces[1:], strict=False):
        switch = Call(Fn.SIGMOID, mul((Num(1 / width), sub(Z, exact(point)))))
        found = add((found, mul((sub(right, left), switch))))
    return Function(found, loss.name)
