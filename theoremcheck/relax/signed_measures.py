"""Signed measures on inputs by which a neuron is a strict extremum of one function of its weights, in floats.

Theory: rule.potential, and the construction of Ding, Li and Sun for labels in place of targets. Masses nu_i with
sum_i nu_i (1, s_i, s'_i X_i) = 0 and sum_i nu_i s''_i X_i X_i^T negative definite, all taken at w . X_i, are labels and
weights: y_i is the sign of nu_i. Untrusted: whatever is made of them is certified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from theoremcheck.decide.data.lp import linear_program, minimise
from theoremcheck.functions.floats import FloatFunction
from theoremcheck.functions.special import Array
from theoremcheck.trusted.records import dataclass

Indices: TypeAlias = npt.NDArray[np.integer]
"""The places of some of the inputs, (m,)."""

_PLACES: Final = 112
_SCALES: Final = (1.0, 2.0, 0.5, 4.0, 1.5, 3.0, 6.0, 8.0)
_OFFSETS: Final = (0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -2.0)
_ROUNDS: Final = 40
_FEW_ROUNDS: Final = 10
_TIGHT: Final = 3.0
_WORK: Final = 2_000
"""Attempts to leave inputs out, times the entries of the form."""
_LEAST: Final = 6
_DEFINITE: Final = 0.5
"""The least eigenvalue that is enough, where 1 is asked for in the directions of the cuts."""
_NOTHING: Final = 1e-7
"""A mass that counts as 0, as a share of the largest."""
_BALANCED: Final = 1e-7
_WIDEST: Final = 1e7
"""The spread beyond which floats do not tell a measure from their own errors."""
_CLEAR: Final = 0.02
_MOVE: Final = 1 / 16
_MOVES: Final = 8
"""How far what a neuron receives stays off its breaks, and how it is moved away from them."""


@dataclass(frozen=True)
class Place:
    """What one neuron with weights ``w``, (D,), makes of the inputs: s, s' and s'' at w . X_i, (N,) each."""

    w: Array
    value: Array
    slope: Array
    bend: Array


@dataclass(frozen=True)
class Measure:
    """Masses at some of the inputs, (N,), 0 at the others; ``spread`` is the sum of their sizes over what they bend."""

    place: Place
    masses: Array
    spread: float

    @property
    def support(self) -> tuple[int, ...]:
        """The inputs that have a mass."""
        return tuple(map(int, np.flatnonzero(self.masses)))


def places(neuron: FloatFunction, breaks: Array, inputs: Array, *, bias: bool) -> Iterator[Place]:
    """Places of one neuron, the same for the same inputs (N, D), of size 1 or so; with ``bias`` their last entry is 1.

    No w . X_i is close to one of the ``breaks`` of the neuron, (B,).
    """
    count = inputs.shape[1] - int(bias)
    for k in range(_PLACES):
        w = np.zeros(inputs.shape[1])
        w[:count] = _SCALES[k % len(_SCALES)] * _direction(k // len(_SCALES), count)
        if bias:
            w[-1] = _OFFSETS[k % len(_OFFSETS)]
        for _ in range(_MOVES):
            if np.all(np.abs((inputs @ w)[:, None] - breaks) > _CLEAR):
                break
            w = w + _MOVE * np.eye(len(w))[-1] if bias else w * (1.0 + _MOVE)
        else:
            continue
        jet = neuron.jet(inputs @ w)
        if all(np.all(np.isfinite(entry)) for entry in jet):
            yield Place(w, *jet)


def _direction(k: int, count: int) -> Array:
    """The direction of a place, (count,), of length 1: an even sequence of the golden ratio and its kin."""
    golden = _golden(count)
    turns = (0.5 + (k + 1) * golden ** -np.arange(1, count + 1)) % 1.0
    found = 2.0 * turns - 1.0
    return np.asarray(found / np.linalg.norm(found) if np.any(found) else np.ones(count) / np.sqrt(count))


def _golden(count: int) -> float:
    """The root > 1 of g^(count + 1) = g + 1."""
    found = 2.0
    for _ in range(64):
        found = (1.0 + found) ** (1.0 / (count + 1))
    return float(found)


def rank_at(place: Place, inputs: Array) -> int:
    """The rank in floats of the vectors (1, s_i, s'_i X_i, s''_i X_i X_i^T) at a place."""
    first, second = np.triu_indices(inputs.shape[1])
    products = place.bend[:, None] * inputs[:, first] * inputs[:, second]
    table = np.hstack([np.ones((len(inputs), 1)), place.value[:, None], place.slope[:, None] * inputs, products])
    sizes = np.linalg.norm(table, axis=0)
    sizes[sizes == 0.0] = 1.0
    return int(np.linalg.matrix_rank(table / sizes))


def measure_at(place: Place, inputs: Array, stop: Callable[[], None]) -> Measure | None:
    """The measure at a place whose sizes have the least sum for what it bends; None where none is found.

    Where that takes too many cuts the form is to be -I, which a vertex does with K inputs (Ding, Li and Sun). ``stop``
    is called between programs.
    """
    program, cuts = _Program(place, inputs, np.arange(len(inputs))), _Cuts(inputs.shape[1])
    return program.least(cuts, _ROUNDS, stop) or program.fixed()


def pruned(found: Measure, inputs: Array, stop: Callable[[], None]) -> Measure:
    """A measure at the same place on some of its inputs: first many small masses are left out, then one by one.

    In high dimensions not all is tried.
    """
    cuts, many, left = _Cuts(inputs.shape[1]), len(found.support) // 2, max(_LEAST, _WORK // inputs.shape[1] ** 2)
    while many > 1 and left > 0:
        left -= 1
        fewer = _without(found, _smallest(found)[:many], inputs, cuts, stop)
        found, many = (found, many // 2) if fewer is None else (fewer, min(many, len(fewer.support) // 2))
    for k in _smallest(found)[:left]:
        if found.masses[k] != 0.0:
            found = _without(found, [k], inputs, cuts, stop) or found
    return found


def _smallest(found: Measure) -> list[int]:
    return sorted(found.support, key=lambda i: (abs(float(found.masses[i])), i))


def _without(
    found: Measure, gone: Sequence[int], inputs: Array, cuts: _Cuts, stop: Callable[[], None]
) -> Measure | None:
    left = np.array([i for i in found.support if i not in gone])
    if len(left) <= inputs.shape[1]:
        return None
    return _Program(found.place, inputs, left).least(cuts, _FEW_ROUNDS, stop)


class _Cuts:
    """The directions u in which the form is asked to be <= -1; those that were of use are kept."""

    def __init__(self, dimension: int) -> None:
        self.directions = [*np.eye(dimension)]

    def keep(self, heights: Array) -> None:
        """Forget directions in which the form has ``heights``, (C,), that nothing kept it from."""
        self.directions = [u for u, height in zip(self.directions, heights, strict=True) if height < _TIGHT]


class _Program:
    """The linear programs for the masses at a place, on the ``kept`` inputs."""

    def __init__(self, place: Place, inputs: Array, kept: Indices) -> None:
        self.place, self.kept, self.inputs = place, kept, inputs[kept]
        slopes = place.slope[kept] * self.inputs.T
        self.equations = _scaled(np.vstack([np.ones(len(kept)), place.value[kept], slopes]))
        self.bend = place.bend[kept]

    def least(self, cuts: _Cuts, rounds: int, stop: Callable[[], None]) -> Measure | None:
        """The measure whose sizes have the least sum for what it bends, by programs with cuts."""
        for _ in range(rounds):
            stop()
            table = np.array([self.bend * (self.inputs @ u) ** 2 for u in cuts.directions])
            masses = _program(self.equations, table)
            if masses is None:
                return None
            values, vectors = np.linalg.eigh(-(self.inputs.T * (masses * self.bend)) @ self.inputs)
            if values[0] >= _DEFINITE:
                cuts.keep(-(table @ masses))
                return self._measure(masses, float(values[0]))
            cuts.directions += [vectors[:, k] for k in range(len(values)) if values[k] < _DEFINITE]
        return None

    def fixed(self) -> Measure | None:
        """The measure with the form -I."""
        first, second = np.triu_indices(self.inputs.shape[1])
        table = np.array(self.bend[:, None] * self.inputs[:, first] * self.inputs[:, second]).T
        masses = _program(self.equations, table, (first == second).astype(np.float64))
        return None if masses is None else self._measure(masses, 1.0)

    def _measure(self, masses: Array, least: float) -> Measure | None:
        """The measure without masses that are nothing; None where its equations then fail, or floats do not tell."""
        largest = float(np.max(np.abs(masses)))
        own = np.where(np.abs(masses) > _NOTHING * largest, masses, 0.0)
        total = float(np.sum(np.abs(own)))
        if np.max(np.abs(self.equations @ own)) > _BALANCED * total or total / least > _WIDEST:
            return None
        whole = np.zeros(len(self.place.value))
        whole[self.kept] = own
        return Measure(self.place, whole, total / least)


def _scaled(rows: Array) -> Array:
    heights = np.max(np.abs(rows), axis=1)
    return np.asarray(rows / np.where(heights > 0.0, heights, 1.0)[:, None])


def _program(equations: Array, forms: Array, exactly: Array | None = None) -> Array | None:
    """The masses nu, (N,), with the least sum of sizes and E nu = 0; None without any.

    ``forms``: -C nu >= 1, or -C nu equal to what is given.
    """
    matrix = np.vstack([equations, -forms])
    table = np.hstack([matrix, -matrix])
    least = np.ones(len(forms)) if exactly is None else exactly
    most = np.full(len(forms), np.inf) if exactly is None else exactly
    zeros = np.zeros(len(equations))
    rows = np.concatenate([zeros, least]), np.concatenate([zeros, most])
    found = minimise(linear_program(np.ones(table.shape[1]), table, rows))
    if found is None:
        return None
    plus, minus = np.split(found.values, 2)
    return np.asarray(plus - minus)
