"""A path of parameters, piece by piece, and what was shown of it, as frozen values."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction

from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.surds import Number, surd


class Origin(Enum):
    """Where a path begins."""

    GIVEN = "given"
    """At the point that the user gave."""
    SEARCH = "search"
    """At a minimum that the search saw above its lowest point, in short numbers."""
    ZERO = "zero"
    """At 0 in all trained parameters, as nothing else is known."""


class Move(Enum):
    """What a piece of a path is for."""

    FREE = "free"
    """Output weights move, or neurons are scaled, so that one of them, or one more, becomes 0."""
    IDLE = "idle"
    """What does not enter f moves: neurons with output weight 0, layers below one that passes nothing on."""
    WAKE = "wake"
    """Weights out of a layer that is the same for all samples move, so that what is below it enters f again."""
    TURN = "turn"
    """What neurons of the shortcut receive moves, so that no margin y f(x) falls."""
    ALIGN = "align"
    """What linear neurons receive moves to multiples of one direction, at constant f, so that the penalties fall."""
    LOWER = "lower"
    """The outputs move straight to better ones."""
    STRAIGHT = "straight"
    """All that is trained moves straight to a lower point, or along a direction."""


class Shown(Enum):
    """What is shown of a piece."""

    SAME = "same"
    """f and the penalties, and so L, are constant on it."""
    FALLS = "falls"
    """f is affine along it, so L is convex, and L lower at its end: L exceeds nowhere its value at the start."""
    MARGINS = "margins"
    """Every margin y f(x) rises weakly along it, the penalties stay, and l falls nowhere: L rises nowhere."""
    TROUGH = "trough"
    """It is a segment, L exceeds nowhere on it the greater of its values at the ends, and is lower at its end."""
    COSTS = "costs"
    """No l(z_i) exceeds along it its value at the start, and the penalties stay: nor does L."""
    NOTHING = "nothing"
    """Neither."""


@dataclass(frozen=True)
class Piece:
    """u in [0, 1] -> the trained parameters, (P,): each a rational function of u, times the root of its scale.

    ``scales``, (P,), or none where all are 1, are affine in u: what positively homogeneous neurons are scaled by.
    """

    move: Move
    entries: tuple[Ratio, ...]
    scales: tuple[Ratio, ...] = ()

    @classmethod
    def straight(cls, move: Move, start: Sequence[Fraction], end: Sequence[Fraction]) -> Piece:
        """The segment."""
        return cls(move, tuple(Ratio.line(a, b) for a, b in zip(start, end, strict=True)))

    def at(self, place: Fraction) -> tuple[Number, ...]:
        """The point at u = ``place``."""
        found = tuple(entry.at(place) for entry in self.entries)
        if not self.scales:
            return found
        return tuple(surd(entry, scale.at(place)) for entry, scale in zip(found, self.scales, strict=True))

    @property
    def start(self) -> tuple[Number, ...]:
        """The point at u = 0."""
        return self.at(Fraction(0))

    @property
    def end(self) -> tuple[Number, ...]:
        """The point at u = 1."""
        return self.at(Fraction(1))

    @property
    def moves(self) -> bool:
        """True if some parameter moves, or may."""
        return not all(entry.is_constant for entry in (*self.entries, *self.scales))


@dataclass(frozen=True)
class Step:
    """A piece, what is shown of it (``reason``: why nothing is), and L at its ends."""

    piece: Piece
    shown: Shown
    before: Enclosure
    after: Enclosure
    reason: Reason | None = None


@dataclass(frozen=True, repr=False)
class Path:
    """A path from ``start``, trained parameters, (P,), with L in ``loss`` there, by the proof of ``theorem``.

    Without steps none was found, for the reason ``stopped``; with steps that says why the path ends where it does,
    short of the point that it was to lead to.
    """

    theorem: str
    origin: Origin
    start: Vector
    loss: Enclosure
    steps: tuple[Step, ...]
    stopped: Reason | None = None

    @property
    def end(self) -> tuple[Number, ...]:
        """The point at which it ends."""
        return self.steps[-1].piece.end if self.steps else self.start

    @property
    def lowest(self) -> Enclosure:
        """L at the end."""
        return self.steps[-1].after if self.steps else self.loss

    @property
    def checked(self) -> bool:
        """True if L is shown to exceed nowhere along a piece its value at the start, and to be lower at the end."""
        lower = any(step.after.upper < step.before.lower for step in self.steps)
        return lower and all(step.shown is not Shown.NOTHING for step in self.steps)

    @property
    def unchecked(self) -> tuple[int, ...]:
        """The pieces of which nothing is shown, counted from 0."""
        return tuple(index for index, step in enumerate(self.steps) if step.shown is Shown.NOTHING)

    def at(self, piece: int, place: Fraction) -> tuple[Number, ...]:
        """The trained parameters, (P,), at u = ``place`` in [0, 1] of a piece (from 0)."""
        return self.steps[piece].piece.at(Fraction(place))

    def __repr__(self) -> str:
        """One line: L at both ends, how many pieces, whether it is checked."""
        known = "checked" if self.checked else "not checked"
        return f"<Path from L = {self.loss} to L = {self.lowest} in {len(self.steps)} pieces, {known}>"
