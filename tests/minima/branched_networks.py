"""Random networks with layers of several kinds, a branch beside, biases by layer, and an evaluator of their own.

The evaluator knows a network by its description alone, and the order of the parameters by the text of the grammar: it
shares nothing with the package.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import mpmath

from theoremcheck.language import loads
from theoremcheck.trusted.problem.model import Problem

POINTS = ((1, 0), (-1, 1), (0, -1), (2, 1), (-1, -2))
LABELS = (1, 1, -1, -1, 1)
WEIGHTS = (1, 2, 1, 1, 3)
NEURONS = {
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    "tanh": mpmath.tanh,
    "linear": lambda z: z,
    "relu": lambda z: max(z, 0 * z),
    "leaky_relu(1/10)": lambda z: z if z > 0 else z / 10,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
}


def logistic(z: mpmath.mpf) -> mpmath.mpf:
    """The loss."""
    return mpmath.log1p(mpmath.exp(z))


@dataclass
class Wide:
    """A layer: (number, neuron) for each kind, and whether it has biases."""

    kinds: list[tuple[int, str]]
    bias: bool

    @property
    def neurons(self) -> list[str]:
        return [name for count, name in self.kinds for _ in range(count)]


@dataclass
class Described:
    """A network, with (coefficient, names of blocks) for each penalty and the lines that freeze."""

    shortcut: tuple[int, str] | None
    hidden: bool
    output: bool
    deep: list[Wide] = field(default_factory=list)
    beside: list[Wide] = field(default_factory=list)
    penalties: list[tuple[Fraction, list[str]]] = field(default_factory=list)
    frozen: dict[str, list[Fraction]] = field(default_factory=dict)

    def blocks(self) -> list[tuple[str, int]]:
        """The finest blocks in order, with the number of their entries."""
        count, d = (self.shortcut or (0, ""))[0], len(POINTS[0])
        found = [("a0", int(self.output)), ("a", count), ("w", count * d), ("b", count * self.hidden)]
        for name, layers in (("deep", self.deep), ("beside", self.beside)):
            inputs = d
            for k, layer in enumerate(layers, 1):
                width = len(layer.neurons)
                found += [(f"{name}.{k}.weights", width * inputs), (f"{name}.{k}.biases", width * layer.bias)]
                inputs = width
            found.append((f"{name}.output", inputs if layers else 0))
        return [(name, size) for name, size in found if size]

    def places(self, name: str) -> list[int]:
        """The places of a block, or of a part of one."""
        found, start = [], 0
        for own, size in self.blocks():
            head, *tail = own.split(".")
            match = name in (own, head, f"{head}.{tail[0]}" if tail else own)
            match |= name == f"{head}.weights" and tail[-1:] in (["weights"], ["output"])
            match |= name == f"{head}.biases" and tail[-1:] == ["biases"]
            found += range(start, start + size) if match else ()
            start += size
        return found

    @property
    def size(self) -> int:
        return sum(size for _, size in self.blocks())

    @property
    def text(self) -> str:
        """The spec."""
        lines = [f"shortcut = {self.shortcut[0]} {self.shortcut[1]}"] if self.shortcut else []
        lines += ["hidden bias"] * self.hidden + ["output bias"] * self.output
        for name, layers in (("deep", self.deep), ("beside", self.beside)):
            if layers:
                shown = (
                    " + ".join(f"{n} {s}" for n, s in layer.kinds) + f" {'with' if layer.bias else 'without'} bias"
                    for layer in layers
                )
                lines.append(f"{name} = {' -> '.join(shown)}")
        for name, values in self.frozen.items():
            rows = [", ".join(map(str, values))]
            if name == "w":
                rows = [f"({values[k]}, {values[k + 1]})" for k in range(0, len(values), 2)]
            lines.append(f"frozen {name} = {values[0] if name == 'a0' else '(' + ', '.join(rows) + ')'}")
        samples = "".join(
            f"  {'+' if y > 0 else '-'} {w} * ({x[0]}, {x[1]})\n"
            for x, y, w in zip(POINTS, LABELS, WEIGHTS, strict=True)
        )
        terms = [f"{c} * l2({', '.join(names)})" for c, names in self.penalties]
        objective = f"objective {{ regularizer = {' + '.join(terms)} }}\n" if terms else ""
        return f"dataset d {{\n{samples}}}\nloss logistic\nnetwork {{ {'  '.join(lines)} }}\n{objective}"

    @property
    def problem(self) -> Problem:
        """What the package reads."""
        found = loads(self.text)
        assert found.spec is not None, found.render()
        return found.spec.problem

    def output_at(self, full: list[Any], x: tuple[int, ...], number: Any = mpmath.mpf) -> Any:
        """f(x) for all parameters in order; ``number`` makes one: exact ones will do where every neuron is affine."""
        entries = iter(full)

        def take(count: int) -> list[Any]:
            return [next(entries) for _ in range(count)]

        total = take(1)[0] if self.output else number(0)
        if self.shortcut:
            count, name = self.shortcut
            outer, rows = take(count), [take(len(x)) for _ in range(count)]
            shifts = take(count) if self.hidden else [number(0)] * count
            for a, row, b in zip(outer, rows, shifts, strict=True):
                total += a * NEURONS[name](sum(w * v for w, v in zip(row, x, strict=True)) + b)
        for layers in (self.deep, self.beside):
            values = [number(v) for v in x]
            for layer in layers:
                rows = [take(len(values)) for _ in layer.neurons]
                shifts = take(len(rows)) if layer.bias else [number(0)] * len(rows)
                received = [sum(w * v for w, v in zip(row, values, strict=True)) for row in rows]
                values = [NEURONS[s](z + b) for s, z, b in zip(layer.neurons, received, shifts, strict=True)]
            if layers:
                total += sum(v * h for v, h in zip(take(len(values)), values, strict=True))
        assert not list(entries)
        return total

    def loss_at(self, full: list[mpmath.mpf]) -> mpmath.mpf:
        """L, with the penalties."""
        total = mpmath.mpf(0)
        for x, y, weight in zip(POINTS, LABELS, WEIGHTS, strict=True):
            total += weight * logistic(-y * self.output_at(full, x))
        total /= sum(WEIGHTS)
        for coefficient, names in self.penalties:
            for name in names:
                total += sum(mpmath.mpf(coefficient.numerator) / coefficient.denominator * full[k] ** 2
                             for k in self.places(name))  # fmt: skip
        return total


def gradient(network: Described, full: list[Fraction]) -> list[mpmath.mpf]:
    """Central differences, good to about 20 digits."""
    with mpmath.workdps(60):
        at = [mpmath.mpf(v.numerator) / v.denominator for v in full]
        step = mpmath.mpf(10) ** -22
        found = []
        for k in range(len(at)):
            up, down = list(at), list(at)
            up[k] += step
            down[k] -= step
            found.append((network.loss_at(up) - network.loss_at(down)) / (2 * step))
        return found


def bend(network: Described, full: list[Fraction], along: list[int]) -> mpmath.mpf:
    """The second derivative of L along a direction, good to about 15 digits."""
    with mpmath.workdps(60):
        at = [mpmath.mpf(v.numerator) / v.denominator for v in full]
        step = mpmath.mpf(10) ** -16
        up, down = ([v + sign * step * d for v, d in zip(at, along, strict=True)] for sign in (1, -1))
        return (network.loss_at(up) - 2 * network.loss_at(at) + network.loss_at(down)) / step**2


AFFINE = ("leaky_relu(1/10)", "linear", "relu")


def drawn(seed: int, kinds: tuple[str, ...] = tuple(sorted(NEURONS))) -> tuple[Described, list[Fraction]]:
    """A network with neurons of these kinds, and all of its parameters."""
    rng = random.Random(seed)

    def number() -> Fraction:
        return Fraction(rng.randint(-3000, 3000), 1009)

    def layers(most: int) -> list[Wide]:
        found = []
        for _ in range(rng.randint(1, most)):
            names = rng.sample(kinds, rng.randint(1, 3))
            found.append(Wide([(rng.randint(1, 2), name) for name in names], rng.random() < 0.5))
        return found

    shortcut = (rng.randint(1, 2), rng.choice(kinds)) if rng.random() < 0.7 else None
    network = Described(shortcut, rng.random() < 0.5, rng.random() < 0.5)
    network.deep = layers(2) if shortcut is None or rng.random() < 0.6 else []
    network.beside = layers(2) if shortcut is None or rng.random() < 0.7 else []
    names = [name for name, _ in network.blocks()]
    heads = sorted({name.split(".")[0] for name in names if "." in name})
    if rng.random() < 0.6:
        own = [f"{head}.weights" for head in heads] + [name for name in names if name in ("a", "b")]
        network.penalties.append((Fraction(1, rng.randint(3, 9)), own[: rng.randint(1, len(own))]))
    if rng.random() < 0.4:
        network.penalties.append((Fraction(1, 5), [rng.choice(names)]))
    full = [number() for _ in range(network.size)]
    for name in rng.sample(names, rng.randint(0, min(2, len(names) - 1))):
        network.frozen[name] = [full[k] for k in network.places(name)]
    return network, full
