"""Group endpoints that are the same to L: equal outputs wherever the slope of the loss is not 0."""

from __future__ import annotations

from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.endpoints import Endpoints
from theoremcheck.search.report import Kind
from theoremcheck.trusted.records import dataclass

APART: Final = 1e-6
"""Two minima are distinct if some output that L sees differs by more than this."""
_OTHERS: Final = 2


@dataclass(frozen=True)
class Cluster:
    """Endpoints that are the same to L: the best one (a row of the endpoints), and how many there are.

    ``members`` are all of them, ``others`` a few beside the best, nearest to the origin first: they tend to be better
    conditioned.
    """

    best: int
    members: tuple[int, ...]
    others: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many endpoints there are."""
        return len(self.members)


def cluster(ends: Endpoints) -> list[Cluster]:
    """The clusters of strict and degenerate endpoints, by rising loss.

    All points of loss zero form one cluster, or two if some of them have f = 0 at samples that are then wrong.
    """
    chosen = [i for i, kind in enumerate(ends.kinds) if kind in (Kind.STRICT, Kind.DEGENERATE)]
    found: list[list[int]] = []
    zeros = sorted((i for i in chosen if ends.zero[i]), key=lambda i: (ends.losses[i], i))
    for doubtful in (False, True):
        group = [i for i in zeros if bool(ends.wrong[i].any()) is doubtful]
        if group:
            found.append(group)
    others = sorted((i for i in chosen if not ends.zero[i]), key=lambda i: (ends.losses[i], i))
    table = np.empty((len(others), ends.seen.shape[1]))
    places: list[int] = []
    for i in others:
        k = _nearest(table[: len(places)], ends.seen[i])
        if k is None:
            table[len(places)] = ends.seen[i]
            places.append(len(found))
            found.append([i])
        else:
            found[places[k]].append(i)
    reach = np.abs(ends.points).max(axis=1, initial=0.0)
    return [
        Cluster(members[0], tuple(members), tuple(sorted(members[1:], key=lambda i: (float(reach[i]), i))[:_OTHERS]))
        for members in found
    ]


def _nearest(table: Array, outputs: Array) -> int | None:
    if not len(table):
        return None
    distance = np.abs(table - outputs).max(axis=1)
    k = int(np.argmin(distance))
    return k if distance[k] <= APART else None
