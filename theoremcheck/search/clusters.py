"""Group endpoints that compute the same function on the samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from theoremcheck.functions.special import Array
from theoremcheck.search.endpoints import Endpoints
from theoremcheck.search.report import Kind

APART: Final = 1e-6
"""Two minima are distinct if some output differs by more than this."""
_OTHERS: Final = 2


@dataclass(frozen=True)
class Cluster:
    """Endpoints with the same outputs: the best one (a row of the endpoints), and how many there are.

    ``others`` are a few more of them, nearest to the origin first: they tend to be better conditioned.
    """

    best: int
    count: int
    others: tuple[int, ...] = ()


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
    table = np.empty((len(others), ends.outputs.shape[1]))
    places: list[int] = []
    for i in others:
        k = _nearest(table[: len(places)], ends.outputs[i])
        if k is None:
            table[len(places)] = ends.outputs[i]
            places.append(len(found))
            found.append([i])
        else:
            found[places[k]].append(i)
    reach = np.abs(ends.points).max(axis=1, initial=0.0)
    return [
        Cluster(members[0], len(members), tuple(sorted(members[1:], key=lambda i: (float(reach[i]), i))[:_OTHERS]))
        for members in found
    ]


def _nearest(table: Array, outputs: Array) -> int | None:
    if not len(table):
        return None
    distance = np.abs(table - outputs).max(axis=1)
    k = int(np.argmin(distance))
    return k if distance[k] <= APART else None
