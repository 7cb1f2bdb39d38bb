"""Points where one trained number has a local minimum of L, from where L falls and rises."""

from __future__ import annotations

from collections.abc import Iterator

from theoremcheck.decide.minima.ground import Ground
from theoremcheck.trusted.functions.breaks import above, below
from theoremcheck.trusted.minima.line import line_of, minima_of, slopes_of
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.refusal import Refusal


def near_turns(ground: Ground) -> Iterator[Vector]:
    """The trained parameters close to each local minimum, from left to right; none where more numbers are trained."""
    try:
        line = line_of(ground.problem)
        if line is None:
            return
        cuts = minima_of(slopes_of(line.height))
    except Refusal:
        return
    for cut in cuts:
        yield tuple((below(cut) + above(cut)) / 2 * factor for factor in line.step)
