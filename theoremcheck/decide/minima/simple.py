"""A certified point in shorter numbers: small integers where L does not care, few digits elsewhere. Untrusted.

The box that was accepted says how many digits its centre needs. What is held there may move along the minima of L, to
integers and short fractions: the moving parameters follow, as the implicit function says, and are polished again.
Whatever comes of it counts only if the kernel accepts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from math import ceil, floor, log2
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.minima.box import on_kinks
from theoremcheck.decide.minima.multipliers import simpler
from theoremcheck.decide.minima.polishing import Critical, End, Loss, eigenvalues, floats, polished
from theoremcheck.functions.arrays import BeyondFloats, np
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import Share, Shares, core_problem
from theoremcheck.trusted.minima.expansion import expand, height
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.minima.slices import moving_places
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

_BITS: Final = 96
_SHARP_BITS: Final = 256
_RECOGNISED: Final = Fraction(1, 2**90)
_DENOMINATOR: Final = 1000
_GUARD_DIGITS: Final = 3
_MORE_DIGITS: Final = 14
_GRIDS: Final = (1, 2, 4, 8, 16, 64)
_WORK: Final = 150_000
"""Parameters, squared, times samples times attempts to move what is held."""
_POLISHING: Final = 12
_STEPS: Final = 4
_LEEWAY: Final = 0.25
_SMALLER: Final = 10
_SAME_LOSS: Final = 1e-9


class Freedom(Enum):
    """How far a simpler point may lie from the one that was certified."""

    KEPT = "what is held stays at its value, and so does an exact point; the others move within the box"
    NEAR = "everything moves within the box, an exact point by 1e-3 or so"
    FREE = "what is held moves to integers and short fractions, where L is the same and so are the wrong samples"


def simplified(problem: Problem, fact: Fact, freedom: Freedom, given: Vector | None = None) -> Fact:
    """The fact with a simpler point of the same kind, or as it is where none is accepted.

    A box around the ``given`` point itself comes first, if that has no more digits than others would have.
    """
    box = fact.evidence
    if isinstance(box, MultiplierMinimum):
        return fact if freedom is Freedom.KEPT else _simpler_exact(problem, fact, free=freedom is Freedom.FREE)
    if not isinstance(box, Box):
        return fact
    try:
        boxes = _Boxes(problem, fact)
        own = None if given is None else boxes.around(given)
        if own is not None:
            return own
        if freedom is Freedom.FREE:
            box = boxes.freed(box)
        found = boxes.shortened(box if freedom is Freedom.KEPT else boxes.rounded(box))
    except (Refusal, BeyondFloats):
        return fact
    return fact if found is None else found


def _simpler_exact(problem: Problem, fact: Fact, *, free: bool) -> Fact:
    """The fact of the first simpler point that the kernel accepts, with the same samples wrong and the same L."""

    def loss(evidence: MultiplierMinimum) -> float:
        with precision(_BITS):
            return float(height(problem, evidence.centre, Fraction(0))[0].mid())

    try:
        old = loss(fact.evidence)
        for evidence in simpler(problem, fact.evidence, free=free):
            found = answer(establish, problem, fact.condition, True, evidence)
            if found is not None and found.wrong == fact.wrong and abs(loss(evidence) - old) <= _SAME_LOSS * (1 + old):
                return found
    except (Refusal, BeyondFloats):
        pass
    return fact


def sharpened(problem: Problem, box: Box) -> Vector:
    """The minimum in the box to many digits, what is held at its value: a centre, as near as Newton's method comes."""
    return sharpened_box(problem, box).centre


def sharpened_box(problem: Problem, box: Box) -> Box:
    """The box around the minimum in it, and around the multipliers there, to many digits; its radius stays."""
    core = core_problem(problem, box.shares, box.deep_shares) if box.split else problem
    size = len(box.centre)
    unknown = [*moving_places(box.slice, size), *range(size, size + len(box.kinks))]
    start = (*box.centre, *(kink.multiplier for kink in box.kinks))
    try:
        function = on_kinks(core, box) or Loss(core, size)
        found = polished(function, start, _SHARP_BITS, unknown, _LEEWAY)
    except Refusal:
        return box
    if found.end is not End.SETTLED:
        return box
    moved = set(unknown)
    centre = tuple(found.at[k] if k in moved else value for k, value in enumerate(box.centre))
    kinks = (replace(kink, multiplier=g) for kink, g in zip(box.kinks, found.at[size:], strict=True))
    return replace(box, centre=centre, kinks=tuple(kinks))


class _Boxes:
    """Boxes like the one of a fact, and whether the kernel accepts them."""

    def __init__(self, problem: Problem, fact: Fact) -> None:
        box: Box = fact.evidence
        self.problem, self.fact, self.box = problem, fact, box
        self.core = core_problem(problem, box.shares, box.deep_shares) if box.split else problem
        self.size = len(box.centre)
        self.moving = moving_places(box.slice, self.size)
        self.held = [k for k in range(self.size) if k not in set(self.moving)]
        kinks = on_kinks(self.core, box)
        self.function: Critical = Loss(self.core, self.size) if kinks is None else kinks
        self.unknown = [*self.moving, *range(self.size, self.size + len(box.kinks))]
        self.loss, self.left = self._height(box.centre), 0

    def accepted(self, box: Box) -> Fact | None:
        """The fact of the box, with the same samples wrong."""
        found = answer(establish, self.problem, self.fact.condition, True, box)
        return found if found is not None and found.wrong == self.fact.wrong else None

    def _height(self, centre: Vector) -> float:
        with precision(_BITS):
            return float(height(self.core, centre, Fraction(0))[0].mid())

    def around(self, given: Vector) -> Fact | None:
        """The fact of the same box around a short point; None for other points, or where that is refused."""
        box = self.box
        digits = _digits(box.radius) + _GUARD_DIGITS
        if box.split or any(_is_long(value, digits) for value in given):
            return None
        return self.accepted(replace(box, centre=given, mu=_two_digits(box.mu)))

    # --- digits ---------------------------------------------------------------------------------------------------

    def rounded(self, box: Box) -> Box:
        """The box where what is held has no more digits than the radius justifies; as it is where that is refused."""
        digits = _digits(box.radius)
        long = {k: to_decimals(box.centre[k], digits) for k in self.held if _is_long(box.centre[k], digits)}
        return (answer(self._moved, box, long) if long else None) or box

    def shortened(self, box: Box) -> Fact | None:
        """The box around a centre of as few digits as the kernel accepts there; None if it accepts none."""
        mu = _two_digits(box.mu)
        exact = (*box.centre, *(kink.multiplier for kink in box.kinks))
        fixed = {k: plain for k, value in enumerate(exact) if (plain := recognised(value)) is not None}
        first = max(0, _digits(box.radius) - 2)
        for digits in range(first, first + _MORE_DIGITS + (first if box.kinks else 0)):
            rounded = tuple(fixed.get(k, to_decimals(value, digits)) for k, value in enumerate(exact))
            if not box.kinks and not self._close(box, mu, rounded):
                continue
            short = replace(_with(box, rounded), mu=mu, shares=_shortened(box.shares, digits),
                            deep_shares=_shortened(box.deep_shares, digits))  # fmt: skip
            found = self.accepted(short)
            if found is not None:
                return found
        return None

    def _close(self, box: Box, mu: Fraction, centre: Vector) -> bool:
        """True if the gradient is small enough there, as the kernel asks first."""
        with precision(_BITS):
            slopes = self.function.gradient(centre)
            size = sum((slopes[k] * slopes[k] for k in self.moving), start=slopes[0] * 0)
            return float(size.mid()) < float(mu * box.radius) ** 2

    # --- what is held ---------------------------------------------------------------------------------------------

    def freed(self, box: Box) -> Box:
        """The box at the simplest values of what is held that were found, its copies with equal shares."""
        equal = replace(box, shares=_equal(box.shares), deep_shares=_equal(box.deep_shares))
        if equal != box and self.accepted(equal) is not None:
            box = equal
        cost = self.size * self.size * len(samples(self.core).points) * (1 + 2 * len(self.core.network.layers))
        self.left = _WORK // cost
        for grid in _GRIDS if self.held else ():
            together = self._tried(box, {k: _on_grid_away(box.centre[k], grid) for k in self.held})
            if together is not None:
                box = together
                break
        before = None
        while box != before and self.left > 0:
            before, box = box, self._simpler(box, self.held)
        return box

    def _simpler(self, box: Box, places: Sequence[int]) -> Box:
        """The box with these of what is held all 0, or all 1 or -1, or each half of them simpler by itself."""
        long = [k for k in places if complexity(box.centre[k]) > complexity(Fraction(0))]
        if not long:
            return box
        if len(long) == 1:
            (place,) = long
            options = [{place: value} for value in _simpler(box.centre[place])]
        else:
            units = {k: Fraction(1 if box.centre[k] > 0 else -1) for k in long}
            options = [dict.fromkeys(long, Fraction(0)), units]
        for targets in options:
            if any(box.centre[k] != value for k, value in targets.items()):
                found = self._tried(box, targets)
                if found is not None:
                    return found
        if len(long) == 1:
            return box
        half = len(long) // 2
        return self._simpler(self._simpler(box, long[:half]), long[half:])

    def _tried(self, box: Box, targets: Mapping[int, Fraction]) -> Box | None:
        self.left -= 1
        return answer(self._moved, box, targets) if self.left >= 0 else None

    def _moved(self, box: Box, targets: Mapping[int, Fraction]) -> Box | None:
        """The box that is accepted around the minimum with other values of what is held; None if there is none."""
        centre = self._followed(box, targets)
        if centre is None or abs(self._height(centre[: self.size]) - self.loss) > _SAME_LOSS * (1 + abs(self.loss)):
            return None
        moved = _with(box, centre)
        if self.moving and not box.kinks:
            with precision(_BITS):
                least = eigenvalues(expand(self.core, moved.centre, Fraction(0)), self.moving)[0]
            if least <= 0:
                return None
            moved = replace(moved, mu=Fraction(least / 2))
        for radius in (box.radius, box.radius / 2**_SMALLER):
            found = replace(moved, radius=radius)
            if self.accepted(found) is not None:
                return found
        return None

    def _followed(self, box: Box, targets: Mapping[int, Fraction]) -> Vector | None:
        """The critical point where what is held has other values, by steps along the critical points between."""
        at = [*box.centre, *(kink.multiplier for kink in box.kinks)]
        changed = list(targets)
        total = np.array([float(targets[k] - at[k]) for k in changed])
        for step in range(_STEPS if self.unknown else 0):
            with precision(_BITS):
                _, hessian = self.function.both(tuple(at))
            table = floats(hessian, list(range(len(at))))
            coupled = table[np.ix_(self.unknown, changed)] @ total / _STEPS
            if not np.all(np.isfinite(coupled)):
                return None
            if step == 0 and not coupled.any():
                break
            try:
                moves = np.linalg.lstsq(table[np.ix_(self.unknown, self.unknown)], -coupled, rcond=None)[0]
            except np.linalg.LinAlgError:
                return None
            for k, change in zip((*self.unknown, *changed), (*moves, *total / _STEPS), strict=True):
                at[k] += Fraction(float(change))
        for k, value in targets.items():
            at[k] = value
        if not self.unknown:
            return tuple(at)
        found = polished(self.function, tuple(at), box.precision, self.unknown, _LEEWAY, steps=_POLISHING)
        if found.end is not End.SETTLED:
            return None
        return tuple(found.at[k] if k in set(self.unknown) else at[k] for k in range(len(at)))


def _with(box: Box, entries: Vector) -> Box:
    """The box with another centre, and the multipliers of its kinks after it."""
    size = len(box.centre)
    kinks = tuple(replace(kink, multiplier=g) for kink, g in zip(box.kinks, entries[size:], strict=True))
    return replace(box, centre=entries[:size], kinks=kinks)


# --- numbers ------------------------------------------------------------------------------------------------------


def recognised(value: Fraction) -> Fraction | None:
    """The short fraction or short decimal that the number is to many digits, if there is one."""
    short = value.limit_denominator(_DENOMINATOR)
    if abs(short - value) < _RECOGNISED:
        return short
    for digits in (6, 9, 12, 15, 18):
        short = to_decimals(value, digits)
        if abs(short - value) < _RECOGNISED:
            return short
    return None


def to_decimals(value: Fraction, digits: int) -> Fraction:
    """The number with so many decimals."""
    return Fraction(round(value * 10**digits), 10**digits)


def _digits(radius: Fraction) -> int:
    """How many decimals are enough to lie well within that radius."""
    return max(0, floor(log2(1 / radius) * 0.301) + 1)


def _is_long(value: Fraction, digits: int) -> bool:
    """True if the number is neither a short fraction nor one of so many decimals."""
    return value.limit_denominator(_DENOMINATOR) != value and to_decimals(value, digits) != value


def _two_digits(value: Fraction) -> Fraction:
    """The number, which is positive, rounded down to two digits or so."""
    exponent = 6 - floor(log2(value))
    scale = Fraction(2) ** exponent
    return Fraction(floor(value * scale)) / scale


def _on_grid_away(value: Fraction, grid: int) -> Fraction:
    """The nearest multiple of 1 / ``grid`` with the sign of the number."""
    rounded = Fraction(round(value * grid), grid)
    if value and not rounded:
        return Fraction(1 if value > 0 else -1, grid)
    return rounded


def _simpler(value: Fraction) -> Iterator[Fraction]:
    """Numbers with the place of this one in L perhaps, all simpler than it, the simplest first."""
    sign = 1 if value >= 0 else -1
    near = [
        Fraction(0),
        Fraction(sign),
        Fraction(-sign),
        Fraction(2 * sign),
        Fraction(floor(value)),
        Fraction(ceil(value)),
    ]
    near += [Fraction(sign, 2), *(Fraction(round(value * grid), grid) for grid in (2, 4))]
    for entry in sorted(dict.fromkeys(near), key=complexity):
        if complexity(entry) < complexity(value):
            yield entry


def complexity(value: Fraction) -> tuple[int, int, bool]:
    """How long a number is: first its denominator, then its numerator, and negative ones after positive ones."""
    return value.denominator, abs(value.numerator), value < 0


# --- shares of copies ---------------------------------------------------------------------------------------------


def _equal(shares: Shares) -> Shares:
    """Equal shares of each neuron for its copies."""
    found = []
    for own in shares:
        count = sum(share.count for share in own)
        found.append((Share(Fraction(1, count), count),))
    return tuple(found)


def _shortened(shares: Shares, digits: int) -> Shares:
    """Shares of so many decimals, whose sum is 1 again; shares that are short as they stand stay."""
    found = []
    for own in shares:
        *first, last = own
        rounded = [_share(share, digits) for share in first]
        rest = 1 - sum((share.value * share.count for share in rounded), Fraction(0))
        found.append((*rounded, replace(last, value=rest / last.count)))
    return tuple(found)


def _share(share: Share, digits: int) -> Share:
    short = share.value if share.value.denominator <= _DENOMINATOR else to_decimals(share.value, digits)
    return replace(share, value=short)
