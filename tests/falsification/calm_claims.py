"""Minima that a report shows in boxes, with errors and without, held against an evaluator of its own.

Floats go down to a minimum; what the report says of it is then read with many digits: that it lies in the box, that
every sample is right or so many are wrong, and that L is curved in all directions but those that are said to be flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
from point_claims import CONTEXT, Case, Number, wide

from theoremcheck.language import loads
from theoremcheck.trusted.minima.box import Box
from theoremcheck.verdict.pointwise.certify import report_on
from theoremcheck.verdict.pointwise.values import PointReport

FLOATS: dict[str, Callable[[Any], Any]] = {
    "abs": abs,
    "hard_tanh": lambda z: min(1.0, max(-1.0, z)),
    "leaky_relu(1/3)": lambda z: z if z > 0 else z / 3,
    "linear": lambda z: z,
    "quadratic": lambda z: z * z,
    "relu": lambda z: max(0.0, z),
    "softplus": lambda z: float(np.logaddexp(0.0, z)),
    "tanh": lambda z: float(np.tanh(z)),
}
FLOAT_LOSSES: dict[str, Callable[[Any], Any]] = {
    "hinge": lambda z: max(0.0, 1 + z),
    "logistic": FLOATS["softplus"],
    "square": lambda z: (1 + z) ** 2,
    "squared_hinge": lambda z: max(0.0, 1 + z) ** 2,
}
_STEP = CONTEXT.mpf(10) ** -18


def in_floats(case: Case, point: Sequence[float]) -> float:
    """L in floats."""
    values = dict(zip(case.names, map(float, point), strict=True))
    total = 0.0
    for x, y, weight in case.samples:
        entries = list(map(float, x))
        f = values.get("a0", 0.0)
        for j, name in enumerate(case.shortcut):
            z = values.get(f"b {j}", 0.0) + sum(values[f"w {j} {k}"] * e for k, e in enumerate(entries))
            f += values[f"a {j}"] * FLOATS[name](z)
        for branch, layers in case.branches.items():
            inner = entries
            for number, layer in enumerate(layers, 1):
                place = f"{branch}.{number}"
                inner = [
                    FLOATS[name](
                        values.get(f"{place}.biases {u}", 0.0)
                        + sum(values[f"{place}.weights {u} {k}"] * h for k, h in enumerate(inner))
                    )
                    for u, name in enumerate(layer.units)
                ]
            if layers:
                f += sum(values[f"{branch}.output {u}"] * h for u, h in enumerate(inner))
        total += float(weight) * FLOAT_LOSSES[case.loss](-y * f)
    mean = total / float(sum(w for _, _, w in case.samples))
    return mean + sum(v * v for name, v in values.items() if name.split()[0] in case.penalised) / 20


def descended(height: Callable[[Any], float], at: Any, steps: int = 80) -> Any:
    """Where the method of Broyden, Fletcher, Goldfarb and Shanno ends, with differences for the gradient."""

    def gradient(place: Any) -> Any:
        steps = 1e-6 * np.eye(len(place))
        return np.array([(height(place + step) - height(place - step)) / 2e-6 for step in steps])

    inverse, slope = np.eye(len(at)), gradient(at)
    for _ in range(steps):
        way = -inverse @ slope
        if slope @ way >= 0:
            inverse, way = np.eye(len(at)), -slope
        size, here = 1.0, height(at)
        while size > 1e-12 and not height(at + size * way) <= here + 1e-4 * size * (slope @ way):
            size /= 2
        if size <= 1e-12:
            break
        after = gradient(at + size * way)
        moved, change = size * way, after - slope
        at, slope = at + moved, after
        if moved @ change > 1e-14:
            turn = np.eye(len(at)) - np.outer(moved, change) / (moved @ change)
            inverse = turn @ inverse @ turn.T + np.outer(moved, moved) / (moved @ change)
    return at


def low_points(case: Case, random: Random) -> Iterator[tuple[Fraction, ...]]:
    """Where descents in floats end, as exact numbers; one with some units at rest, as far as that goes."""
    for mode in range(3):
        start = [random.gauss(0, 1) for _ in case.names]
        if mode == 1:
            start = [v - 2 if name.split()[0] == "b" or "biases" in name else v / 3
                     for v, name in zip(start, case.names, strict=True)]  # fmt: skip
        free = [k for k, _ in enumerate(start)] if mode < 2 else random.sample(range(len(start)), len(start) // 2 + 1)

        def moved(part: Sequence[float], free: Sequence[int] = free, start: Sequence[float] = tuple(start)) -> Any:
            full = list(start)
            for k, value in zip(free, part, strict=True):
                full[k] = value
            return full

        with np.errstate(all="ignore"):
            end = descended(lambda part: in_floats(case, moved(part)), np.array([start[k] for k in free]))
        values = moved(end)
        if all(np.isfinite(values)) and max(map(abs, values)) < 100:
            yield tuple(Fraction(value).limit_denominator(10**12) for value in values)


def claims(case: Case, point: tuple[Fraction, ...]) -> tuple[PointReport, Box | None]:
    """The report on a point, and the box of the minimum that it shows."""
    loaded = loads(case.text())
    assert loaded.spec is not None, case.text()
    report = report_on(loaded.spec, point)
    if report.without_errors is not None:
        return report, report.without_errors.box
    for found in (report.minimum, report.nearby):
        if found is not None and isinstance(found.fact.evidence, Box) and not found.fact.evidence.split:
            return report, found.fact.evidence
    return report, None


class Local:
    """L around a centre to second order, by differences with many digits, in the places ``moving``."""

    def __init__(self, case: Case, moving: Sequence[int]) -> None:
        self.case, self.moving = case, list(moving)

    def _at(self, at: Sequence[Number], *steps: tuple[int, int]) -> Number:
        beside = list(at)
        for place, sign in steps:
            beside[place] += sign * _STEP
        return self.case.value(beside)

    def gradient(self, at: Sequence[Number]) -> list[Number]:
        return [(self._at(at, (k, 1)) - self._at(at, (k, -1))) / (2 * _STEP) for k in self.moving]

    def hessian(self, at: Sequence[Number]) -> Any:
        size = len(self.moving)
        found = CONTEXT.matrix(size, size)
        for i in range(size):
            for j in range(i + 1):
                pair = self.moving[i], self.moving[j]
                corners = [s * t * self._at(at, (pair[0], s), (pair[1], t)) for s in (1, -1) for t in (1, -1)]
                found[i, j] = found[j, i] = sum(corners) / (4 * _STEP**2)
        return found

    def critical(self, at: Sequence[Number]) -> list[Number]:
        """The critical point close to the centre, by Newton's method."""
        at = list(at)
        for _ in range(5 if self.moving else 0):
            slope = CONTEXT.matrix(self.gradient(at))
            step = CONTEXT.lu_solve(self.hessian(at), slope)
            for k, change in zip(self.moving, step, strict=True):
                at[k] -= change
        return at

    def eigenvalues(self, at: Sequence[Number]) -> list[Number]:
        return sorted(CONTEXT.eigsy(self.hessian(at), eigvals_only=True)) if self.moving else []


def objections(case: Case, point: tuple[Fraction, ...], random: Random) -> tuple[str, list[str]]:
    """What kind of minimum the report on a point shows (or how the point stands), and what is wrong with that."""
    report, box = claims(case, point)
    if box is None:
        return report.standing.value, []
    found = report.without_errors or report.minimum or report.nearby
    assert found is not None
    held = found.held
    moving = [k for k in range(len(point)) if k not in held]
    if box.kinks:
        return "on kinks", [] if _rises(case, box, moving, random) else ["L is lower on the sphere than at the centre"]
    at = Local(case, moving).critical(list(map(wide, box.centre)))
    wrong = []
    slack = CONTEXT.mpf(10) ** -25
    if max((abs(a - wide(c)) for a, c in zip(at, box.centre, strict=True)), default=0) > wide(box.radius) + slack:
        wrong.append("it is not in the box")
    if max(abs(a - wide(p)) for a, p in zip(at, point, strict=True)) > wide(found.distance) + slack:
        wrong.append("it is further away")
    errors = sum((f >= 0) != (y > 0) for f, (_, y, _) in zip(case.outputs(at), case.samples, strict=True))
    least, most = (0, 0) if report.without_errors is not None else (found.wrong if hasattr(found, "wrong") else (0, 0))
    if not least <= errors <= most:
        wrong.append("the samples that are wrong")
    if min(Local(case, moving).eigenvalues(at), default=1) < CONTEXT.mpf(10) ** -14:
        wrong.append("it is not curved in what moves")
    everywhere = Local(case, range(len(point))).eigenvalues(at)
    small = [value for value in everywhere if abs(value) < CONTEXT.mpf(10) ** -13]
    if min(everywhere) < -(CONTEXT.mpf(10) ** -13) or len(small) != len(held):
        wrong.append(f"{len(small)} flat directions, and {len(held)} are held")
    here = case.value(at)
    for _ in range(40):
        reach = CONTEXT.mpf(10) ** -random.choice((5, 7, 9))
        rise = case.value([v + reach * random.gauss(0, 1) for v in at]) - here
        if rise < -(CONTEXT.mpf(10) ** -40):
            wrong.append("L is lower nearby")
            break
    kind = "without errors" if report.without_errors is not None else "with errors"
    return f"{kind}, {'held' if held else 'strict'}", wrong


def _rises(case: Case, box: Box, moving: Sequence[int], random: Random) -> bool:
    """True if L is larger on the sphere around the centre, in what moves, than there."""
    at = list(map(wide, box.centre))
    here = case.value(at)
    ways = [[CONTEXT.mpf(s * (k == j)) for k in moving] for j in moving for s in (1, -1)]
    ways += [[CONTEXT.mpf(random.gauss(0, 1)) for _ in moving] for _ in range(60)]
    for way in ways:
        size = CONTEXT.sqrt(sum(entry * entry for entry in way))
        beside = list(at)
        for k, entry in zip(moving, way, strict=True):
            beside[k] += wide(box.radius) * entry / size
        if case.value(beside) <= here:
            return False
    return True


def smaller(case: Case) -> Case:
    """The case with a loss that has minima, mostly."""
    return case if case.loss in ("square", "squared_hinge") or case.penalised else replace(case, loss="square")
