"""What pictures of a verdict are drawn from: the landscape in floats, the point in question, and a better one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import SupportsFloat

import numpy as np
import numpy.typing as npt

from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.functions.arrays import BeyondFloats, floats_propose
from theoremcheck.functions.floats import finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.report.standing import Place, standing
from theoremcheck.search.landscape import Landscape, make_landscape
from theoremcheck.search.report import trained_entries
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.problem.layout import flat
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.values import Verdict

_FLAT = 1e-9
_ZERO = 1e-13
_STEP, _WIDEST = 1e-5, 1e-2
"""Steps by which the gradient is compared."""
_MISS = 0.1
"""Share of the largest eigenvalue by which it may miss: at a kink it misses by far more."""


@dataclass(frozen=True)
class Scene:
    """A problem in floats with a point ``here``, (P,) trained parameters, and ``there``, one with a smaller L, or None.

    ``certified`` says that ``here`` is the certified minimum (to float accuracy), ``valley`` that it is a point in a
    spurious valley, else it is the lowest point that a search saw; ``radius`` is that of the minimum's box.
    """

    landscape: Landscape
    here: Array
    there: Array | None
    certified: bool
    radius: float | None
    valley: bool = False

    @property
    def name(self) -> str:
        """What ``here`` is, in words."""
        if self.valley:
            return "a point in the valley"
        return "the certified minimum" if self.certified else "the lowest point that the search saw"

    def loss(self, points: Array) -> Array:
        """L at trained parameters of shape (S, P), shape (S,)."""
        return self.landscape.value(points / self.landscape.layout.scale)

    def outputs(self, point: Array, features: Array) -> Array:
        """The outputs f, (k,), at features of shape (k, d), for trained parameters of shape (P,)."""
        count = len(features)
        other = replace(
            self.landscape, features=features, labels=np.ones(count), weights=np.full(count, 1 / max(count, 1))
        )
        return np.asarray(other.outputs(point[None] / self.landscape.layout.scale)[0])

    @cached_property
    def wrong(self) -> npt.NDArray[np.bool_]:
        """Which samples are wrong at ``here``, (n,); an output that is 0 to float accuracy counts as 0."""
        own = self.landscape
        outputs = own.outputs(self.here[None] / own.layout.scale)
        tiny = _ZERO * max(1.0, float(np.abs(self.here).max()))
        return np.asarray(own.wrong(np.where(np.abs(outputs) <= tiny, 0.0, outputs))[0])

    @cached_property
    def spectrum(self) -> tuple[Array, Array]:
        """The eigenvalues of the Hessian of L at ``here``, (P,), rising, and the eigenvectors as columns."""
        own = self.landscape
        scale = own.layout.scale
        hessian = own.hessian(self.here[None] / scale)[2][0] / np.outer(scale, scale)
        if not np.isfinite(hessian).all():
            raise BeyondFloats
        values, vectors = np.linalg.eigh(hessian)
        return values, _signed(vectors)

    @cached_property
    def flat(self) -> npt.NDArray[np.bool_]:
        """Which eigenvalues are 0 to float accuracy, (P,)."""
        values = np.abs(self.spectrum[0])
        return np.asarray(values <= _FLAT * max(1.0, float(values.max())))

    @cached_property
    def smooth(self) -> bool:
        """Whether L has that Hessian: its gradient changes along the eigenvectors as the eigenvalues say.

        It does not where a kink of the loss or of a neuron lies at the point, or within the radius of its box.
        """
        values, vectors = self.spectrum
        largest = 1.0 + float(np.abs(values).max())
        for step in {_STEP, min(8 * (self.radius or _STEP), _WIDEST)}:
            moved = np.stack([self.here + step * vectors.T, self.here - step * vectors.T])  # (2, P, P)
            size = len(values)
            slopes = self._gradient(moved.reshape(2 * size, size)).reshape(2, size, size)
            found = (slopes[0] - slopes[1]) / (2 * step)
            if not np.allclose(found, values[:, None] * vectors.T, rtol=0.0, atol=_MISS * largest):
                return False
        return True

    def _gradient(self, points: Array) -> Array:
        """The gradient of L in the trained parameters, (S, P), at points of that shape."""
        scale = self.landscape.layout.scale
        return np.asarray(self.landscape.gradient(points / scale)[1] / scale)

    @cached_property
    def softest(self) -> tuple[Array, Array, tuple[float, float]]:
        """The eigenvectors, (P,) each, with the two smallest eigenvalues that are not 0 to float accuracy, and these.

        Directions in which L is flat come after those in which it bends. P is at least 2.
        """
        values, vectors = self.spectrum
        order = sorted(range(len(values)), key=lambda k: (bool(self.flat[k]), abs(float(values[k])), k))
        first, second = order[:2]
        return vectors[:, first], vectors[:, second], (float(values[first]), float(values[second]))


def scene(verdict: Verdict) -> Scene | None:
    """The scene of a verdict; None where nothing can be evaluated, or no point is known."""
    found = verdict.refutations[0] if verdict.refutations else None
    lowest = None if verdict.search is None else verdict.search.lowest
    problem = verdict.spec.problem
    try:
        with floats_propose():
            landscape = make_landscape(problem)
            seen = None if lowest is None else _floats(trained_entries(problem.network, lowest.parameters))
            if found is not None and found.valley is not None:
                start, lower = _floats(found.valley.start), _floats(found.valley.lower)
                return Scene(landscape, start, lower, certified=False, radius=None, valley=True)
            if found is None or found.evidence is None:
                return (
                    None
                    if seen is None or not seen.size
                    else Scene(landscape, seen, None, certified=False, radius=None)
                )
            own = flat(parameters(problem, found.evidence))
            here = _floats([own[place] for place in landscape.layout.positions])
            radius = float(found.evidence.radius) if isinstance(found.evidence, Box) else None
            return Scene(landscape, here, _lower(verdict, seen), certified=True, radius=radius)
    except (BeyondFloats, ValueError):
        return None  # nothing to draw: no data, a function without a formula, or numbers that floats cannot hold


def _lower(verdict: Verdict, seen: Array | None) -> Array | None:
    """A point with a smaller L than the minimum, certified or seen by the search, if there is one."""
    known = standing(verdict)
    if known is None or known.place not in (Place.LOWER, Place.LOWER_IN_FLOATS):
        return None
    return seen if known.point is None else _floats(known.point)


def _floats(entries: Sequence[SupportsFloat]) -> Array:
    return np.asarray(finite_floats([entries])[0])


def _signed(vectors: Array) -> Array:
    """The columns with the sign that makes their largest entry positive: the same picture on every machine."""
    largest = vectors[np.argmax(np.abs(vectors), axis=0), np.arange(vectors.shape[1])]
    return np.asarray(vectors * np.where(largest < 0, -1.0, 1.0))
