"""That every margin y f(x_i) rises weakly along a piece, so that L rises nowhere if l falls nowhere.

It is shown in two ways. Neurons of the shortcut whose output weights a_j stay are turned: what neuron j receives moves
on a segment, up where a_j y_i >= 0 and s rises, and so on; all else stays. Or f(x_i) is affine along the piece
(``affine``), and the margins at its end are above those at its start, by balls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.scaled import check_unpenalised
from theoremcheck.verdict.path.segments import Segments, segments_of
from theoremcheck.verdict.path.values import Piece

_BITS: Final = 256
_RISING: Final = ("neuron.nondecreasing", "neuron.increasing", "neuron.strictly_increasing")
_FALLING: Final = ("neuron.decreasing", "neuron.strictly_decreasing")
_START, _END = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Premises:
    """What the kernel knows of a problem: l is ``convex``, l ``rises`` weakly; ``sense`` is 1 if s rises weakly on R.

    It is -1 if s falls weakly on R, and 0 if neither is known. ``segments``: what is known of segments.
    """

    convex: bool
    rises: bool = False
    sense: int = 0
    segments: Segments = Segments()


def premises_of(problem: Problem, facts: Iterable[Fact]) -> Premises:
    """What facts of this problem say, beside that the losses and neurons are defined on R. Raises ``Refusal``."""
    facts = tuple(facts)
    known = {fact.condition: fact.status is Status.HOLDS and fact.problem == problem for fact in facts}
    for name in ("loss.defined", "neuron.defined"):
        require(known.get(name, False), "path.premise", condition=name)
    convex, rises = (known.get(name, False) for name in ("loss.convex", "loss.nondecreasing"))
    segments = segments_of(problem, facts)
    require(convex or rises or segments.known or segments.pseudoconvex, "path.premise", condition="loss.convex")
    risen = any(known.get(name, False) for name in _RISING)
    fallen = any(known.get(name, False) for name in _FALLING)
    return Premises(convex, rises, risen - fallen if rises else 0, segments)


def turns(problem: Problem, piece: Piece) -> bool:
    """True if nothing moves on the piece but what neurons of the shortcut receive, each parameter on a segment."""
    layout = Layout.of(problem)
    units = (layout.wiring(Unit(0, j)) for j in range(problem.network.width))
    free = {place for wiring in units for place in wiring.receiving}
    moving = zip(layout.trained, piece.entries, strict=True)
    return not piece.scales and all(entry.is_constant or (place in free and entry.is_affine) for place, entry in moving)


def check_turned(problem: Problem, piece: Piece, premises: Premises) -> None:
    """Accept a piece that ``turns`` neurons if no margin falls along it. Raises ``Refusal``.

    What neuron j receives from x_i moves monotonely, by d_ij in all. As s is monotone, a_j y_i s of it rises weakly all
    along if a_j y_i d_ij >= 0 for an s that rises, and <= 0 for one that falls. All else in f stays.
    """
    require(premises.rises and premises.sense != 0, "path.premise", condition="neuron.nondecreasing")
    check_unpenalised(problem, piece)
    layout, data = Layout.of(problem), samples(problem)
    entries = dict(zip(layout.trained, piece.entries, strict=True))
    changes = {place: entry.at(_END) - entry.at(_START) for place, entry in entries.items()}
    for j in range(problem.network.width):
        wiring = layout.wiring(Unit(0, j))
        moved = [changes.get(place, _START) for place in wiring.incoming]
        lift = _START if wiring.bias is None else changes.get(wiring.bias, _START)
        if not lift and not any(moved):
            continue
        weight = _value(layout, entries, wiring.outgoing[0])
        for point, label in set(zip(data.points, data.labels, strict=True)):
            received = sum((d * x for d, x in zip(moved, point, strict=True)), lift)
            require(premises.sense * weight * label * received >= 0, "path.margins")


def _value(layout: Layout, entries: Mapping[int, Ratio], place: int) -> Fraction:
    """A parameter that stays."""
    if place in entries:
        return entries[place].at(_START)
    value = layout.frozen[place]
    if value is None:
        block = next(entry.block for entry in layout.network.frozen if entry.value is None)
        require(False, "layout.frozen_unknown", block=block.value)
    return value or Fraction(0)


def check_raised(problem: Problem, piece: Piece, premises: Premises) -> None:
    """Accept a piece along which f(x_i) is affine, and the penalties constant, if all margins are larger at its end.

    The one is ``check_affine``'s to say. Raises ``Refusal``.
    """
    require(premises.rises, "path.premise", condition="loss.nondecreasing")
    check_unpenalised(problem, piece)
    with precision(_BITS):
        before, after = (_margins(problem, piece, place) for place in (_START, _END))
        require(all(b <= a for b, a in zip(before, after, strict=True)), "path.margins")


def _margins(problem: Problem, piece: Piece, place: Fraction) -> list[flint.arb]:
    outputs = height(problem, [entry.at(place) for entry in piece.entries], Fraction(0))[1]
    return [label * output for label, output in zip(samples(problem).labels, outputs, strict=True)]
