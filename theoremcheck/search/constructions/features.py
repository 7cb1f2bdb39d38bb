"""Staging in the features: minima of the problem without one of them, followed as it comes back little by little.

Without the feature that tells the classes apart even a network that could separate them has minima with errors; strict
ones live on while the feature is small.
"""

from __future__ import annotations

from dataclasses import replace

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.constructions.case import Case, Construction, Proposal, drawn, nothing
from theoremcheck.search.descent import newton
from theoremcheck.search.landscape import Landscape

_TRIED = 12
_WORK = 1_000_000
_STEPS = 60
_SHARES = (0.0, 0.02, 0.06, 0.15, 0.3, 0.5, 0.75, 1.0)


def _make(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    landscape = case.landscape
    dimension = landscape.features.shape[1]
    if dimension < 2:
        return nothing(case, "starts.needs_features")
    each = -(-count // dimension)
    hessians = _WORK // (len(landscape.features) * landscape.size**2)
    tried = min(_TRIED * each, hessians // min(dimension, count))
    if tried < each:
        return nothing(case, "starts.too_large")
    found = [_without(landscape, k, landscape.layout.shrink(drawn(case, stream, tried)), each)
             for k in stream.permutation(dimension)[:count]]  # fmt: skip
    points = np.concatenate(found)
    if not len(points):
        return nothing(case, "starts.none_without_feature")
    return Proposal(landscape.layout.expand(points))


def _without(landscape: Landscape, feature: int, points: Array, count: int) -> Array:
    """Minima with errors without a feature, followed until it is there; at most ``count``, those still wrong first."""
    for share in _SHARES:
        partly = _with_share(landscape, feature, share)
        points = newton(partly, points, _STEPS).points
        wrong = partly.wrong(partly.outputs(points)).any(axis=1) & np.isfinite(points).all(axis=1)
        if share == 1.0:
            return np.concatenate([points[wrong], points[~wrong]])[:count]
        points = points[wrong]
        if not len(points):
            break
    return points


def _with_share(landscape: Landscape, feature: int, share: float) -> Landscape:
    features = landscape.features.copy()
    features[:, feature] *= share
    return replace(landscape, features=features)


FEWER_FEATURES = Construction("staging from one feature fewer", _make)
