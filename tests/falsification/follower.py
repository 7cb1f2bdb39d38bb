"""Follow a point down: look for a lower value of L nearby, propose in floats, confirm in exact or many-digit numbers.

Only a confirmed value counts. A curve t + s u + s^2 v that stays lower from s = 1/10 down to where L is resolved no
more (1e-40 where all is rational) and far below the scale of the point shows that t is no local minimum; a lower
point that no curve leads to is kept as well, with its distance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from objective import CONTEXT, LONG, Exact, Objective, long, wide

RADII = (0.3, 0.1, 3e-2, 1e-2, 1e-3, 1e-4, 1e-6)
SHRINK = (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 20, 26, 32, 40)
CLOSE = 1e-5
EPS = float(np.finfo(LONG).eps)


@dataclass(frozen=True)
class Lower:
    """A lower value at ``distance`` (sup norm) from the point: ``curve`` tells whether it stays lower down to 0."""

    kind: str
    distance: float
    fall: Any
    curve: bool
    step: tuple[float, ...]


class Follower:
    """The neighbourhood of one point."""

    def __init__(self, objective: Objective, values: Sequence[Exact], slack: Any = 0, seed: int = 1) -> None:
        self.objective, self.values = objective, list(values)
        self.random = np.random.default_rng(seed)
        self.height = objective.value(self.values)
        self.start = np.array([long(v) for v in self.values])
        self.free = np.array(objective.trained, dtype=int)
        self.low = float(objective.batch(self.start[None, :])[0])
        self.base = objective.batch(self.start[None, :])[0]
        self.exact = objective.rational and not slack  # a slack has many digits, and no rational is compared with it
        self.slack = 0 if self.exact else wide(slack) * 4 + CONTEXT.mpf(10) ** -85 * (1 + abs(wide(self.height)))
        self.scale = min(1.0, *(abs(float(v)) for v in self.values if float(v)), *self._places())
        self.close = CLOSE * self.scale
        scale = 1 + abs(self.low) + max((abs(float(f)) for f in objective.outputs(self.values)), default=0.0)
        self.noise = max(64 * EPS * scale, float(wide(self.slack)))
        self.groups = self._groups()
        self.evaluations = 0

    def _places(self) -> list[float]:
        """How far the outputs are from 0, 1 and -1, where they are not there: a scale of the neighbourhood."""
        found = [abs(float(abs(f) - k)) for f in self.objective.outputs(self.values) for k in (0, 1)]
        return [gap for gap in found if gap > 1e-40] or [1.0]

    def _groups(self) -> list[Any]:
        """The free places of every part that moves."""
        found = []
        for part in self.objective.places.values():
            own = np.flatnonzero((self.free >= part.start) & (self.free < part.stop))
            if len(own):
                found.append(own)
        return found

    def search(self, effort: int = 1, stop: int = 1) -> list[Lower]:
        """The confirmed lower points found, at most ``stop``."""
        if not len(self.free) or not np.isfinite(self.low):
            return []
        found: list[Lower] = []
        tried = 0
        for kind, steps in self._proposals(effort):
            falls = self._falls(steps)
            self.evaluations += len(steps)
            order = np.argsort(falls)[:3]
            for index in order:
                if not falls[index] < -self.noise or tried > 40:
                    break
                tried += 1
                lower = self._confirm(kind, steps[index])
                if lower is not None:
                    found.append(lower)
                    if len(found) >= stop and any(entry.curve for entry in found):
                        return found
        return found

    def _falls(self, steps: Any) -> Any:
        points = np.repeat(self.start[None, :], len(steps), axis=0)
        points[:, self.free] += steps
        with np.errstate(over="ignore"):
            return (self.objective.batch(points) - self.base).astype(float)

    # --- proposals ----------------------------------------------------------------------------------------------

    def _proposals(self, effort: int) -> Any:
        for radius in RADII:
            yield "random", self._steps(radius, 120 * effort)
        silent = self._silent()
        for radius in (0.1, 1e-2, 1e-3) if len(silent) else ():
            yield "woken", self._woken(silent, radius, 120 * effort)
        for radius in (0.1, 1e-2, 1e-3):
            yield "descent", self._evolved(radius, effort)
        yield from self._curved(effort)

    def _steps(self, radius: float, count: int) -> Any:
        """Random steps: everything, blocks, single places, pairs, sparse; signs or normal; one scale or two."""
        random, size = self.random, len(self.free)
        steps = np.where(
            random.random((count, 1)) < 0.4,
            np.sign(random.normal(size=(count, size))),
            random.normal(size=(count, size)),
        )
        mask = np.ones((count, size))
        for row in range(count):
            kind = random.integers(7)
            if kind in (1, 2):
                mask[row] = 0
                for _ in range(kind):
                    mask[row, self.groups[random.integers(len(self.groups))]] = 1
            elif kind in (3, 4):
                mask[row] = 0
                mask[row, random.integers(size, size=kind - 2)] = 1
            elif kind == 5:
                mask[row] = random.random(size) < 0.35
            elif kind == 6:
                for group in self.groups:
                    if random.random() < 0.5:
                        mask[row, group] = 0
        scales = np.where(random.random((count, size)) < 0.25, radius, 1.0)
        scales = np.where(random.random((count, 1)) < 0.5, scales, 1.0)
        relative = np.where(random.random((count, 1)) < 0.15, np.abs(self.start[self.free]).astype(float), 1.0)
        return (steps * mask * scales * relative * radius).astype(LONG)

    def _silent(self) -> Any:
        """The free places on which L does not seem to depend: alone they change nothing."""
        size = len(self.free)
        steps = np.concatenate([np.eye(size), -np.eye(size)]).astype(LONG) * LONG(0.03)
        falls = abs(self._falls(steps)) < self.noise
        return np.flatnonzero(falls[:size] & falls[size:])

    def _woken(self, silent: Any, radius: float, count: int) -> Any:
        """Steps of many silent places at once, of either sign, with a few of the others."""
        random, size = self.random, len(self.free)
        steps = self._steps(radius, count)
        for row in range(count):
            mask = np.zeros(size, dtype=bool)
            mask[silent[random.random(len(silent)) < random.choice((0.5, 0.8, 1.0))]] = True
            mask[random.integers(size, size=random.integers(4))] = True
            fresh = np.where(random.random(size) < 0.5, random.choice((-1.0, 1.0), size=size), random.normal(size=size))
            steps[row] = np.where(mask, (fresh * radius).astype(LONG), 0)
        return steps

    def _evolved(self, radius: float, effort: int) -> Any:
        """The best of some generations of steps in the box of this radius."""
        random = self.random
        pool = np.clip(self._steps(radius, 160 * effort), -radius, radius)
        falls = self._falls(pool)
        for generation in range(8):
            keep = np.argsort(falls)[:12]
            pool, falls = pool[keep], falls[keep]
            parents = pool[random.integers(len(pool), size=80 * effort)]
            others = pool[random.integers(len(pool), size=80 * effort)]
            noise = self._steps(radius * 0.5**generation, len(parents))
            mix = random.random((len(parents), 1)) < 0.3
            children = np.clip(np.where(mix, (parents + others) / 2 + noise / 4, parents + noise), -radius, radius)
            pool = np.concatenate([pool, children])
            falls = np.concatenate([falls, self._falls(children)])
            self.evaluations += len(children)
        return pool[np.argsort(falls)[:3]]

    def _curved(self, effort: int) -> Any:
        """Curves t + s u + s^2 v, u of least curvature or random in the kernel, v from the gradient at t + s u."""
        size = len(self.free)
        if size > 32 * max(1, effort):
            return
        h = 2.0**-13
        hessian = self._hessian(h)
        if hessian is None:
            return
        values, vectors = np.linalg.eigh(hessian)
        top = max(abs(values).max(), 1e-30)
        flat = vectors[:, abs(values) < 1e-6 * top]
        directions = [sign * vectors[:, k] for k in range(min(3, size)) for sign in (1, -1)]
        if flat.shape[1] > 1:
            directions += [flat @ self.random.normal(size=flat.shape[1]) for _ in range(6 * effort)]
        firm = values > 1e-6 * top
        inverse = (vectors[:, firm] / values[firm]) @ vectors[:, firm].T
        for radius in (0.1, 1e-2, 1e-3):
            rows = []
            for u in directions:
                step = (u / max(abs(u).max(), 1e-30) * radius).astype(LONG)
                rows.append(step)
                for _ in range(2):
                    gradient = self._gradient(step, radius * 1e-3)
                    change = inverse @ gradient
                    if not np.all(np.isfinite(change)) or abs(change).max() > radius:
                        break
                    step = step - change.astype(LONG)
                    rows.append(step)
            yield "curve", np.array(rows)

    def _gradient(self, step: Any, h: float) -> Any:
        size = len(self.free)
        steps = np.repeat(step[None, :], 2 * size, axis=0)
        steps[:size] += np.eye(size) * h
        steps[size:] -= np.eye(size) * h
        falls = self._falls(steps)
        return (falls[:size] - falls[size:]) / (2 * h)

    def _hessian(self, h: float) -> Any:
        size = len(self.free)
        unit = np.eye(size)
        pairs = [(i, j) for i in range(size) for j in range(i, size)]
        signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
        steps = np.array([h * (a * unit[i] + b * unit[j]) for i, j in pairs for a, b in signs], dtype=LONG)
        falls = self._falls(steps).reshape(len(pairs), 4)
        if not np.all(np.isfinite(falls)):
            return None
        found = np.zeros((size, size))
        for (i, j), (pp, pm, mp, mm) in zip(pairs, falls, strict=True):
            found[i, j] = found[j, i] = (pp - pm - mp + mm) / (4 * h * h)
        return found

    # --- confirmation -------------------------------------------------------------------------------------------

    def exact_fall(self, step: Sequence[Any]) -> Any:
        """L(t + step) - L(t) exactly or to many digits."""
        moved = list(self.values)
        for place, entry in zip(self.free, step, strict=True):
            moved[place] = moved[place] + entry
        fall = self.objective.value(moved) - self.height
        return fall if self.exact else wide(fall)

    def _confirm(self, kind: str, step: Any) -> Lower | None:
        exact = [self.objective.convert(_fraction(entry)) for entry in step]
        fall = self.exact_fall(exact)
        if not fall < -self.slack:
            return None
        size = float(np.abs(step).max())
        best = Lower(kind, size, fall, False, tuple(map(float, step)))
        largest = float(np.abs(step).max())
        second = [abs(float(entry)) < 0.2 * largest for entry in step]
        kinds = [[1] * len(exact), [2 if small else 1 for small in second], [1 if s else 2 for s in second]]
        for group in self.groups if len(self.groups) > 1 else ():
            own = set(group.tolist())
            kinds.append([4 if k in own else 1 for k in range(len(exact))])
        for powers in kinds:
            lower = self._shrunk(exact, powers)
            if lower is not None and lower[0] < best.distance:
                distance, change = lower
                best = Lower(kind, distance, change, distance < self.close, best.step)
            if best.curve:
                return best
        return self._descended(best, step)

    def _shrunk(self, exact: Sequence[Any], powers: Sequence[int]) -> tuple[float, Any] | None:
        """The least distance along the curve down to which L stays lower, and its fall there; None if L rises."""
        found = None
        for k in SHRINK:
            s = self.objective.convert(_tenth(k))
            moved = [entry * s**p for entry, p in zip(exact, powers, strict=True)]
            fall = self.exact_fall(moved)
            if fall > self.slack:
                return None
            if not fall < -self.slack:
                break
            found = (max(abs(float(entry)) for entry in moved), fall)
        return found

    def _descended(self, best: Lower, step: Any) -> Lower:
        """Descend again in smaller and smaller boxes from the shrunk step."""
        radius, current = best.distance, np.array(step, dtype=LONG)
        for _ in range(4):
            radius /= 10
            seeds = np.array([current / 10, current / 100, *(self._steps(radius, 60))])
            pool = np.clip(seeds, -radius, radius)
            for generation in range(6):
                falls = self._falls(pool)
                pool = pool[np.argsort(falls)[:8]]
                children = np.repeat(pool, 10, axis=0) + self._steps(radius * 0.4**generation, 10 * len(pool))
                pool = np.clip(np.concatenate([pool, children]), -radius, radius)
            falls = self._falls(pool)
            current = pool[int(np.argmin(falls))]
            fall = self.exact_fall([self.objective.convert(_fraction(entry)) for entry in current])
            if not fall < -self.slack:
                break
            best = Lower(best.kind, radius, fall, radius < self.close, tuple(map(float, current)))
        return best


def _fraction(value: Any) -> Any:
    """An extended float, exactly enough: a rational of at most 60 bits."""
    from fractions import Fraction

    top = float(value)
    return Fraction(top) + Fraction(float(value - LONG(top)))


def _tenth(k: int) -> Any:
    from fractions import Fraction

    return Fraction(1, 10**k)
