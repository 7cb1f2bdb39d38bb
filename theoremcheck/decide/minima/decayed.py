"""Neurons at rest beside working ones: a_j and w_j that weight decay has made small are put to 0. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain
from typing import Final

from theoremcheck.decide.minima.box import accepted, widest_box
from theoremcheck.decide.minima.polishing import End, Loss, polished
from theoremcheck.decide.minima.resting import SMALL, resting
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.decayed import Decayed
from theoremcheck.trusted.minima.expansion import expand
from theoremcheck.trusted.minima.slices import moving_places
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal

_BITS: Final = 128
_LEEWAY: Final = 0.25
_EXPONENTS: Final = (7, 10, 14, 20, 28, 40, 60)


def certify_decayed(problem: Problem, point: Sequence[Fraction]) -> Fact | Reason:
    """minimum.strict by a box around the point with its small neurons at rest, or why not."""
    reason = Reason.of("box.degenerate")
    if not all(problem.network.trains(block) for block in (Block.OUTPUT_BIAS, Block.HIDDEN_BIAS)):
        return reason
    for chosen, zeros in _at_rest(problem, tuple(point)):
        try:
            found = _in_slice(problem, tuple(point), chosen, zeros)
        except Refusal as refusal:
            return refusal.reason
        if isinstance(found, Fact):
            return found
        reason = found
    return reason


def _at_rest(problem: Problem, point: Vector) -> Iterator[tuple[Decayed, frozenset[int]]]:
    """The neurons whose weights are small, for several meanings of small, and the places of these weights."""
    seen: set[Decayed] = set()
    for small in SMALL:
        quiet = [entry for entry in resting(problem, point, small) if entry.whole and entry.bias is not None]
        neurons = tuple(entry.neuron for entry in quiet)
        chosen = Decayed(neurons, tuple(entry.bias for entry in quiet if entry.bias is not None))
        if neurons and chosen not in seen:
            seen.add(chosen)
            yield chosen, frozenset(chain.from_iterable(entry.weights for entry in quiet))


def _in_slice(problem: Problem, point: Vector, chosen: Decayed, zeros: frozenset[int]) -> Fact | Reason:
    start = tuple(Fraction(0) if k in zeros else value for k, value in enumerate(point))
    moving = moving_places(chosen, len(start))
    found = polished(Loss(problem, len(start)), start, _BITS, moving, _LEEWAY)
    if found.end is not End.SETTLED:
        return Reason.of("box.no_critical_point")
    kept = zeros.union(chosen.held)
    centre = tuple(start[k] if k in kept else value for k, value in enumerate(found.at))
    with precision(_BITS):
        widest = widest_box(expand(problem, centre, Fraction(0)), chosen, _BITS)
    if widest is None:
        return Reason.of("box.degenerate")
    return accepted(problem, "minimum.strict", widest, _EXPONENTS)
