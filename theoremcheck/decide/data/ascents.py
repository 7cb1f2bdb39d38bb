"""Proposes what ``trusted/data/ascents.py`` checks: regions of weights, in each of which a unit gains along one vector.

From the whole space on, a region is cut by the sign of some w . X_i until one vector does for it, or it is empty. The
vector is that of a core (``core``): no sample loses, and as many as possible move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.data.core import core_of
from theoremcheck.trusted.data.ascents import (
    ANY,
    Along,
    Cut,
    Moves,
    Nowhere,
    Region,
    Stuck,
    choices,
    factors,
    gained,
    slope_signs,
)
from theoremcheck.trusted.data.exact import product_signs
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

MAX_SAMPLES: Final = 400
"""Samples of data whose regions are looked for."""
MAX_REGIONS: Final = 4_000
"""Regions that are looked at."""

_Signs: TypeAlias = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Resting:
    """No unit with these weights gains."""

    weights: Vector


def _propose(case: Case) -> Iterator[Proposal]:
    problem = case.problem
    if not isinstance(problem.dataset, Dataset):
        return
    slopes, (signs, all_needed) = slope_signs(problem), factors(problem)
    require(len(problem.inputs) <= MAX_SAMPLES, "ascents.samples", bound=f"MAX_SAMPLES = {MAX_SAMPLES}")
    trees: dict[int, tuple[Region, ...]] = {}
    refusal: Refusal | None = None
    for e in signs:
        search = _Search(problem, slopes, e)
        try:
            found = search.tree()
        except Refusal as refused:
            if all_needed:
                raise
            refusal = refusal or refused  # the other e may be enough
            continue
        if not isinstance(found, _Resting):
            trees[e] = found
            if not all_needed:
                break
        elif all_needed or len(signs) == 1:
            yield False, search.stuck(found.weights)
            return
    if trees:
        yield True, Moves(trees.get(1, ()), trees.get(-1, ()))
    elif refusal is not None:
        raise refusal


class _Search:
    """The regions for one e."""

    def __init__(self, problem: Problem, slopes: tuple[int, int], e: int) -> None:
        self.points, self.labels = problem.inputs, problem.samples.labels
        self.slopes, self.e = slopes, e

    def tree(self) -> tuple[Region, ...] | _Resting:
        """The tree of the whole space, or weights with which no unit gains."""
        found, left = list[Region](), list[_Signs]([{}])
        while left:
            require(len(found) < MAX_REGIONS, "ascents.regions", bound=f"MAX_REGIONS = {MAX_REGIONS}")
            signs = left.pop()
            region = self._region(signs)
            if isinstance(region, _Resting):
                return region
            if isinstance(region, Cut):
                known = signs.get(region.sample, ANY)
                first = tuple(sign for sign in known if sign < 0 or (region.low and sign == 0))
                second = tuple(sign for sign in known if sign not in first)
                left += [{**signs, region.sample: second}, {**signs, region.sample: first}]
            found.append(region)
        return tuple(found)

    def _region(self, signs: _Signs) -> Region | _Resting:
        """What is known of the region in which the w . X_i have one of these signs, any where none are given."""
        empty, weights = self._within(signs)
        if empty is not None:
            return Nowhere(empty)
        whole = self._best({i: signs.get(i, ANY) for i in range(len(self.points))})
        if whole is not None:
            if self._gains(signs, whole):
                return Along(whole)
            cut, weights = self._towards(signs, whole, weights)
            if cut is not None:
                return cut
        places = product_signs(self.points, weights)
        own = self._best({i: (place,) for i, place in enumerate(places)})
        if own is None:
            return _Resting(weights)
        return Along(own) if self._gains(signs, own) else self._apart(signs, own, places)

    def stuck(self, weights: Vector) -> Stuck:
        """That no unit with these weights gains."""
        places = product_signs(self.points, weights)
        found = [choices(*one, self.slopes, self.e) for one in zip(places, self.labels, strict=True)]
        kept = {i: own for i, (own, _) in enumerate(found)}
        empty = (self._within({**kept, i: (sign,)})[0] for i, (_, gains) in enumerate(found) for sign in gains)
        return Stuck(weights, self.e > 0, tuple(part for part in empty if part is not None))

    def _rows(self, signs: _Signs) -> tuple[list[int], list[int], list[bool]]:
        """Samples, labels and whether they are strict: the half-spaces whose common part the region is."""
        rows: list[tuple[int, int, bool]] = []
        for i, known in signs.items():
            if 1 not in known:
                rows.append((i, -1, 0 not in known))
            if -1 not in known:
                rows.append((i, 1, 0 not in known))
        return [i for i, _, _ in rows], [y for _, y, _ in rows], [strict for _, _, strict in rows]

    def _within(self, signs: _Signs) -> tuple[Sparse | None, Vector]:
        """Multipliers that show that no vector has these signs, or one that has, off all other borders if it can be."""
        indices, labels, strict = self._rows(signs)
        if not indices:
            return None, (Fraction(0),) * len(self.points[0])
        found = core_of([self.points[i] for i in indices], labels)
        if found is None:
            raise Refusal("ascents.program")
        inside = set(found.positives) | set(found.negatives)
        if not any(strict[k] for k in inside):
            return None, found.normal
        sums: dict[int, Fraction] = {}
        for k, m in zip(found.multipliers.indices, found.multipliers.entries, strict=True):
            sums[indices[k]] = sums.get(indices[k], Fraction(0)) + m * labels[k]
        kept = sorted((i, m) for i, m in sums.items() if m)
        return Sparse(tuple(i for i, _ in kept), tuple(m for _, m in kept)), found.normal

    def _best(self, signs: _Signs) -> Vector | None:
        """A vector along which no sample loses, at any of these signs, and one gains somewhere; None without one."""
        kept: dict[int, tuple[int, ...]] = {}
        wanted: list[tuple[int, int]] = []
        for i, known in signs.items():
            found = [choices(place, self.labels[i], self.slopes, self.e) for place in known]
            own = set(ANY).intersection(*(safe for safe, _ in found))
            kept[i] = tuple(sorted(own))
            wanted += [(i, sign) for sign in sorted(own) if any(sign in gains for _, gains in found)]
        _, along = self._within({i: own for i, own in kept.items() if own != ANY})
        moves = product_signs(self.points, along)
        if any(moves[i] == sign for i, sign in wanted):
            return along
        for i, sign in wanted:
            empty, along = self._within({**{k: own for k, own in kept.items() if own != ANY}, i: (sign,)})
            if empty is None:
                return along
        return None

    def _gains(self, signs: _Signs, along: Vector) -> bool:
        """True if the vector does for the whole region."""
        gains = self._gained(signs, along)
        return min(map(min, gains)) >= 0 and max(map(min, gains)) > 0

    def _gained(self, signs: _Signs, along: Vector) -> list[list[int]]:
        return gained(signs, product_signs(self.points, along), self.labels, self.slopes, self.e)

    def _towards(self, signs: _Signs, along: Vector, weights: Vector) -> tuple[Cut | None, Vector]:
        """A cut such that in one of its parts a sample gains, or weights at which none does."""
        others = dict(signs)
        cuts: dict[int, Cut] = {}
        for i, gains in enumerate(self._gained(signs, along)):
            known = signs.get(i, ANY)
            some = [place for place, gain in zip(known, gains, strict=True) if gain > 0]
            if some:
                others[i] = tuple(place for place in known if place not in some)
                cuts[i] = _parting(i, some, others[i])
        empty, found = self._within(others)
        if empty is None:
            return None, found
        return next((cuts[i] for i in empty.indices if i in cuts), None), weights

    def _apart(self, signs: _Signs, along: Vector, places: Sequence[int]) -> Cut:
        """A cut that keeps the signs of the weights, and leaves out others at which a sample loses, or none gains."""
        gains = self._gained(signs, along)
        for losing in (True, False):
            for i, (own, place) in enumerate(zip(gains, places, strict=True)):
                known = signs.get(i, ANY)
                here = own[known.index(place)]
                apart = [
                    sign
                    for sign, gain in zip(known, own, strict=True)
                    if (gain < 0 if losing else here > 0 and gain <= 0)
                ]
                if apart:
                    return _parting(i, [place], apart)
        raise Refusal("ascents.program")


def _parting(sample: int, these: Sequence[int], those: Sequence[int]) -> Cut:
    """A cut between two of the signs, one of each: the zero goes with the first of these."""
    low = 0 in (these if min(these) < min(those) else those)
    return Cut(sample, low)


PROPOSERS: Final = MappingProxyType({"network.movable": _propose})
