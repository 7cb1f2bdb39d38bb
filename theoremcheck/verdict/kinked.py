"""Bad minima with margins on kinks of the loss: the kinks are smoothed, searched and sharpened again (rule.sharp)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from theoremcheck.functions.numeric import BeyondFloats, floats_propose
from theoremcheck.trusted.breaks import exact
from theoremcheck.trusted.constants import loss_pieces
from theoremcheck.trusted.expr import Call, Expr, Fn, Num, Z, add, mul, sub
from theoremcheck.trusted.model import Function, Problem, Vector
from theoremcheck.trusted.normal import is_zero
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.trusted.smooth import jump
from theoremcheck.verdict.attempts import Attempt, Progress, Searches
from theoremcheck.verdict.strict import SHARP, SUPPORT, checked
from theoremcheck.verdict.values import Finding

if TYPE_CHECKING:
    from theoremcheck.search import Settings

_WIDTH: Final = Fraction(1, 32)
_SHARPER: Final = tuple(_WIDTH / 4**k for k in range(1, 5))
_NEAR: Final = 0.03
_NAME: Final = "kinks of the loss, smoothed"


def sharp_finding(problem: Problem, settings: Settings, progress: Progress) -> Attempt:
    """The first minimum on kinks that the kernel accepts, from minima of a smoothed loss, and what was tried."""
    from theoremcheck.search.follow import follow

    searches = Searches(settings, progress)
    smooth = _smoothed(problem, _WIDTH)
    if smooth is None:
        return searches.attempt(_NAME, None, "the loss has no kink")
    sharper = [entry for entry in (_smoothed(problem, width) for width in _SHARPER) if entry is not None]
    reason = ""
    for point in searches.points(smooth):
        try:
            with floats_propose():
                made = _certified(problem, follow(sharper, point))
        except BeyondFloats as error:
            made = str(error)
        if isinstance(made, Finding):
            return searches.attempt(_NAME, made, "")
        reason = made
    return searches.attempt(_NAME, None, f"the last one: {reason}" if reason else "")


def _certified(problem: Problem, point: Vector) -> Finding | str:
    from theoremcheck.decide.minima.multipliers import certify
    from theoremcheck.decide.minima.sharp import certify_sharp

    sharp = certify_sharp(problem, point, _NEAR)
    if not isinstance(sharp, str):
        return checked(problem, SHARP, sharp)
    support = certify(problem, point, _NEAR)
    return sharp if isinstance(support, Reason) else Finding(SUPPORT, support.status, support.evidence)


def _smoothed(problem: Problem, width: Fraction) -> Problem | None:
    """The problem with each change of piece of the loss spread over about ``width``; None without a kink."""
    if not isinstance(problem.loss, Function):
        return None
    try:
        pieces = loss_pieces(problem)
        kinked = any(not is_zero(jump(pieces, k, 1)) for k in range(len(pieces.breaks)))
    except Refusal:
        return None
    if not kinked:
        return None
    found: Expr = pieces.pieces[0]
    for point, left, right in zip(pieces.breaks, pieces.pieces, pieces.pieces[1:], strict=False):
        switch = Call(Fn.SIGMOID, mul((Num(1 / width), sub(Z, exact(point)))))
        found = add((found, mul((sub(right, left), switch))))
    return replace(problem, loss=Function(found, problem.loss.name))
