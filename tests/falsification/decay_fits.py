"""Layers of linear neurons with weight decay: accepted fits against floats, with every kind of bias.

The parameters are rebuilt from the evidence by formulas of this file. L there has to be the least value that descents
reach, with every sample right, and no point at which a sample is wrong may be as low.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import numpy as np
from scipy.optimize import minimize

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.linear_decay import DecayFit
from theoremcheck.trusted.problem.model import Problem

LOSSES: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "logistic": lambda z: np.logaddexp(0, z),
    "square": lambda z: (1 + z) ** 2,
    "squared_hinge": lambda z: np.maximum(0, 1 + z) ** 2,
    "exponential": lambda z: np.exp(np.minimum(z, 50)),
}


@dataclass(frozen=True)
class Layer:
    """A drawn problem; ``frozen`` has the hidden biases that are frozen, ``bias`` says whether they are trained."""

    problem: Problem
    text: str
    loss: str
    width: int
    slope: float
    start: float
    decay: tuple[float, float, float, float]
    constant: bool
    free: bool
    bias: bool
    frozen: np.ndarray

    @property
    def size(self) -> int:
        """The number of trained parameters."""
        return self.width * (1 + self.dimension + self.bias) + self.constant

    @property
    def dimension(self) -> int:
        """The number of features."""
        return self.problem.samples.dimension

    def parts(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray, float, np.ndarray]:
        """(a, w, a_0, b)."""
        m, end = self.width, self.width * (1 + self.dimension)
        level = float(at[end]) if self.constant else 0.0
        return at[:m], at[m:end].reshape(m, -1), level, at[end + self.constant :] if self.bias else self.frozen

    def outputs(self, at: np.ndarray) -> np.ndarray:
        """F on the samples."""
        a, w, level, b = self.parts(at)
        points = np.array(self.problem.samples.points, float)
        return level + (self.slope * (points @ w.T + b) + self.start) @ a

    def height(self, at: np.ndarray) -> float:
        """L."""
        a, w, level, b = self.parts(at)
        data, (outer, inner, own, first) = self.problem.samples, self.decay
        weights = np.array(data.weights, float)
        losses = LOSSES[self.loss](-np.array(data.labels) * self.outputs(at))
        penalty = outer * a @ a + inner * (w**2).sum() + first * level**2 + own * self.bias * b @ b
        return float(weights @ losses / weights.sum() + penalty)

    def rebuilt(self, evidence: DecayFit) -> np.ndarray:
        """One neuron that gives (s u, theta)."""
        root, found, end = float(evidence.scale) ** 0.5, np.zeros(self.size), self.width * (1 + self.dimension)
        u = np.array(evidence.direction, float)
        found[0], found[self.width : self.width + self.dimension] = root, root * u[: self.dimension]
        if len(u) > self.dimension:
            found[end + self.constant] = root * u[-1]
        if self.constant:
            held = 0.0 if self.bias else float(self.frozen[0])
            made_up = self.start - root * (self.slope * held + self.start) if self.free else 0.0
            found[end] = float(evidence.rest[0]) + made_up
        return found


def drawn(random: Random) -> Layer | None:
    """A problem whose data a line separates; None where there is one class."""
    d, width, loss = random.choice((1, 2, 3)), random.randint(1, 3), random.choice(tuple(LOSSES))
    normal, level = [random.gauss(0, 1) for _ in range(d)], random.choice((0, 0, 1, -1))
    rows: dict[bool, list[str]] = {True: [], False: []}
    for _ in range(random.randint(d + 1, 8)):
        point = [Fraction(random.randint(-6, 6), random.randint(1, 3)) for _ in range(d)]
        side = sum(a * float(b) for a, b in zip(normal, point, strict=True)) + level >= 0
        rows[side].append(f"{random.choice((1, 1, 2))} * ({', '.join(map(str, point))})")
    if not all(rows.values()):
        return None
    decay = [Fraction(random.randint(1, 40), random.choice((100, 1000))) for _ in range(2)]
    penalties = [f"{decay[0]} * l2(a)", f"{decay[1]} * l2(w)"]
    slope, start = Fraction(random.choice((-3, -1, 1, 2)), random.choice((1, 2))), Fraction(0)
    parts, own, first = [f"shortcut = {width} n"], Fraction(0), Fraction(0)
    constant, hidden, frozen = random.random() < 0.5, random.random() < 0.5, None
    if constant:
        parts.append("output bias")
        first = random.choice((Fraction(0), Fraction(0), Fraction(1, 50)))
        penalties += [f"{first} * l2(a0)"] if first else []
    free = constant and not first
    if hidden:
        parts.append("hidden bias")
        if free and random.random() < 0.4:
            frozen = [random.randint(-3, 3) for _ in range(width)]
            parts.append(f"frozen b = ({', '.join(map(str, frozen))})")
        elif not free or random.random() < 0.6:
            own = Fraction(random.randint(1, 40), 500)
            penalties.append(f"{own} * l2(b)")
    if free and random.random() < 0.5:
        start = Fraction(random.randint(-3, 3))
    text = (
        f"dataset d {{ + {', '.join(rows[True])}\n- {', '.join(rows[False])} }}\n"
        f"neuron n(z) = {slope} * z + ({start})\n"
        f"loss {loss}\nnetwork {{ {'  '.join(parts)} }}\nobjective {{ regularizer = {' + '.join(penalties)} }}"
    )
    found = loads(text)
    assert found.spec is not None, found.render()
    numbers = (float(decay[0]), float(decay[1]), float(own), float(first))
    trained = hidden and frozen is None
    held = np.zeros(width) if frozen is None else np.array(frozen, float)
    return Layer(
        found.spec.problem, text, loss, width, float(slope), float(start), numbers, constant, free, trained, held
    )


def objections(random: Random) -> tuple[bool, list[str]]:
    """Whether a fit was accepted, and what speaks against it."""
    layer = drawn(random)
    fact = None if layer is None else settle(Case(layer.problem), "data.decay_fit_right")
    if layer is None or not isinstance(fact, Fact):
        return False, []
    at, labels = layer.rebuilt(fact.evidence), np.array(layer.problem.samples.labels)
    here, numbers, wrong = layer.height(at), np.random.default_rng(random.randrange(2**32)), list[str]()
    if not ((layer.outputs(at) >= 0) == (labels > 0)).all():
        wrong.append(f"the centre is wrong\n{layer.text}")
    ends = [minimize(layer.height, 2 * numbers.normal(size=layer.size), options={"gtol": 1e-8}) for _ in range(3)]
    if abs(here - min(end.fun for end in ends)) > 1e-5 * (1 + abs(here)):
        wrong.append(f"the centre is no minimum\n{layer.text}")
    for i, label in enumerate(labels):

        def wrongness(t: np.ndarray, i: int = i, label: int = label) -> float:
            return float(-label * layer.outputs(t)[i])

        limits = [{"type": "ineq", "fun": wrongness}]
        end = minimize(layer.height, numbers.normal(size=layer.size), constraints=limits, method="SLSQP")
        if end.success and wrongness(end.x) >= 0 and end.fun < here:
            wrong.append(f"sample {i} is wrong at a lower point\n{layer.text}")
    return True, wrong
