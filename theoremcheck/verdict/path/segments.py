"""Segments along which L, or every l(z_i), exceeds nowhere the greater of its values at the ends.

The kernel's own facts say so: ``lemma.convex`` and ``objective.line_trough`` of L on all segments of what is trained;
``data.realisable`` of every l(z_i) on these, as z_i goes on from a number that is affine in what is trained, and its
cost falls up to some point and rises from there on; ``loss.pseudoconvex`` of every l(z_i) where f(x_i) is affine.
Left to show, by balls, is that L, or every l(z_i), is not greater at the end. Two segments need no balls: one to where
``data.realisable`` has every sample at a minimum of its cost, and one along a direction of ``data.descent``.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.minima.constants import loss_jets
from theoremcheck.trusted.minima.expansion import height, margin_of
from theoremcheck.trusted.minima.realisable import Descent, Realisable
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.verdict.path.scaled import check_unpenalised
from theoremcheck.verdict.path.values import Piece

_MORE_BITS: Final = (256, 1024, 4096)
_START, _END = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Segments:
    """What the kernel knows of segments: ``trough`` of L on all of them, ``costs`` of every l(z_i) on all of them.

    ``pseudoconvex``: every l(z_i) where f(x_i) is affine. ``fit``, (P,): where every l(z_i) is least, and ``costs``
    holds; ``ray``, (P,): a direction along which every l(z_i) falls weakly for ever. They are empty if none is known.
    """

    trough: bool = False
    costs: bool = False
    pseudoconvex: bool = False
    fit: Vector = ()
    ray: Vector = ()

    @property
    def known(self) -> bool:
        """True if something is known of segments of what is trained."""
        return self.trough or self.costs or bool(self.ray)


def segments_of(problem: Problem, facts: Iterable[Fact]) -> Segments:
    """What facts of this problem say of segments; assumptions say nothing."""
    known = {fact.condition: fact for fact in facts if fact.status is Status.HOLDS and fact.problem == problem}
    statuses = dict.fromkeys(known, Status.HOLDS)

    def holds(formula: str) -> bool:
        return evaluate(formula, statuses) is Status.HOLDS

    realisable, descent = (known.get(name) for name in ("data.realisable", "data.descent"))
    given = holds("lemma.formulas")
    fit = realisable.evidence if given and realisable is not None else None
    ray = descent.evidence if given and descent is not None else None
    return Segments(
        trough=holds("lemma.convex") or (given and holds("objective.line_trough")),
        costs=isinstance(fit, Realisable),
        pseudoconvex=holds("loss.pseudoconvex"),
        fit=fit.base if isinstance(fit, Realisable) and not fit.directions else (),
        ray=ray.direction if isinstance(ray, Descent) else (),
    )


def is_segment(piece: Piece) -> bool:
    """True if each parameter moves on a segment, at the same pace."""
    return not piece.scales and all(entry.is_affine for entry in piece.entries)


def check_segment(problem: Problem, piece: Piece, segments: Segments) -> None:
    """Accept a piece that ``is_segment`` if no l(z_i) exceeds along it its value at the start. Raises ``Refusal``."""
    check_unpenalised(problem, piece)
    start, end = (tuple(entry.at(place) for entry in piece.entries) for place in (_START, _END))
    if end == segments.fit or _goes_along(segments.ray, start, end):
        return
    require(segments.costs, "path.ray")
    check_costs(problem, piece)


def _goes_along(ray: Vector, start: Vector, end: Vector) -> bool:
    """True if the end is the start plus r times the ray, r >= 0."""
    if not any(ray):
        return False
    change = [last - first for first, last in zip(start, end, strict=True)]
    own = next(k for k, entry in enumerate(ray) if entry)
    share = change[own] / ray[own]
    return share >= 0 and all(moved == share * entry for moved, entry in zip(change, ray, strict=True))


def check_costs(problem: Problem, piece: Piece) -> None:
    """Accept if no penalty moves, and no l(z_i) is greater at the end of a piece, by balls. Raises ``Refusal``."""
    check_unpenalised(problem, piece)
    points = [tuple(entry.at(place) for entry in piece.entries) for place in (_START, _END)]
    for bits in _MORE_BITS:
        with precision(bits):
            ends = zip(*(_costs(problem, point) for point in points), strict=True)
            if all(_no_higher(before, after) for before, after in ends):
                return
    raise Refusal("path.costs")


def _no_higher(before: tuple[flint.arb, flint.arb], after: tuple[flint.arb, flint.arb]) -> bool:
    """Of z_i and l(z_i): z_i is the same number, or l(z_i) is not greater."""
    return bool(before[0] == after[0]) or bool(after[1] <= before[1])


def _costs(problem: Problem, point: Vector) -> list[tuple[flint.arb, flint.arb]]:
    data, loss = samples(problem), loss_jets(problem, 0)
    margins = data.margins(height(problem, point, _START)[1])
    own = zip(margins, data.labels, strict=True)
    return [(margin, loss[label].at(margin, margin_of, i)[0]) for i, (margin, label) in enumerate(own)]
