"""Starts by construction, cheap and successful ones first; they share one budget of starts.

Each construction is a small file with a :class:`Construction`. Its random stream comes from the seed and its place in
:data:`CONSTRUCTIONS`, so that starts are the same whatever the others do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.constructions.case import Case, Construction
from theoremcheck.search.constructions.collapsed import COLLAPSED
from theoremcheck.search.constructions.continuation import CONTINUATION
from theoremcheck.search.constructions.dead import DEAD
from theoremcheck.search.constructions.features import FEWER_FEATURES
from theoremcheck.search.constructions.idle import IDLE_AFFINE, IDLE_CONSTANT
from theoremcheck.search.constructions.one_signed import ONE_SIGNED
from theoremcheck.search.constructions.split import SPLIT
from theoremcheck.search.constructions.staging import FEWER_NEURONS, FEWER_SAMPLES
from theoremcheck.search.constructions.symmetric import SYMMETRIC
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason

CONSTRUCTIONS: Final[tuple[Construction, ...]] = (
    ONE_SIGNED,
    COLLAPSED,
    SYMMETRIC,
    SPLIT,
    FEWER_SAMPLES,
    FEWER_NEURONS,
    FEWER_FEATURES,
    CONTINUATION,
    IDLE_CONSTANT,
    IDLE_AFFINE,
    DEAD,
)
RANDOM: Final = "random starts"
"""The name of the starts that no construction made."""
_SHARE: Final = 3
_WORK_SHARE: Final = 1 / 3
_LEAST_CAP: Final = 16
_CAP_SHARE: Final = 50


@dataclass(frozen=True)
class Made:
    """The starts of one construction in search coordinates, shape (K, P); ``note`` says why there are none."""

    name: str
    points: Array
    note: Reason | None


def construct(case: Case, starts: int) -> list[Made]:
    """The constructed starts for a budget of ``starts``, of which they take a third at most, and of the work left."""
    whole = case.landscape.meter
    part = whole.share(_WORK_SHARE)
    case = replace(case, landscape=replace(case.landscape, meter=part))
    budget = starts // _SHARE
    layout, found = case.landscape.layout, []
    for number, entry in enumerate(CONSTRUCTIONS):
        waiting = len(CONSTRUCTIONS) - number
        count = min(max(_LEAST_CAP, starts // _CAP_SHARE), -(-budget // waiting))
        if count <= 0 or part.spent():
            found.append(Made(entry.name, np.empty((0, case.landscape.size)), Reason.of("starts.budget")))
            continue
        stream = np.random.default_rng(np.random.SeedSequence([abs(case.seed), int(case.seed < 0), number, 1]))
        proposal = entry.make(case, stream, count)
        points = layout.shrink(proposal.points[:count])
        points = points[np.isfinite(points).all(axis=1)]
        budget -= len(points)
        found.append(Made(entry.name, points, proposal.note))
    whole.charge(part.used)
    return found
