"""Try to falsify a certified local minimum: evaluate the objective nearby at some 57 digits.

Nothing of the checker is used: expressions are evaluated here, pieces and all, on the midpoints of arb numbers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import flint
from flint import arb

from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.layout import Parameters
from theoremcheck.trusted.problem.model import AnyBlock, Block, Dataset, Kind, PerClass, Piece, Problem, overlap

BITS = 192
RADII = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
SHRINK = (1.0, 0.1, 0.01, 0.001)
NEAR = 1.01e-4
Direction = dict[str, list[float]]
Evaluate = Callable[[arb], arb]


def number(value: Fraction) -> arb:
    """A rational as a number."""
    return (arb(value.numerator) / value.denominator).mid()


def compiled(expr: e.Expr) -> Evaluate:
    """A function that evaluates an expression at the midpoint of a number."""
    match expr:
        case e.Num(value):
            constant = number(value)
            return lambda z: constant
        case e.Pi():
            return lambda z: arb.pi().mid()
        case e.Var():
            return lambda z: z
        case e.Add(parts):
            terms = [compiled(part) for part in parts]
            return lambda z: sum((term(z) for term in terms), arb(0)).mid()
        case e.Mul(parts):
            factors = [compiled(part) for part in parts]
            return lambda z: _product(factors, z)
        case e.Pow(base, exponent):
            inner = compiled(base)
            if exponent.denominator == 1:
                return lambda z: _power(inner(z), exponent.numerator)
            return lambda z: _power(inner(z).root(exponent.denominator).mid(), exponent.numerator)
        case e.Call(fn, arg):
            return _call(fn, compiled(arg))
        case e.Max(args):
            options = [compiled(arg) for arg in args]
            return lambda z: max((option(z) for option in options), key=_Ordered)
        case e.Min(args):
            options = [compiled(arg) for arg in args]
            return lambda z: min((option(z) for option in options), key=_Ordered)
        case e.Abs(arg):
            inner = compiled(arg)
            return lambda z: abs(inner(z))
        case e.Cases(subject, breaks, left_closed, pieces):
            return _cases(compiled(subject), breaks, left_closed, [compiled(piece) for piece in pieces])


class _Ordered:
    """Exact midpoints in their order."""

    def __init__(self, value: arb) -> None:
        self.value = value

    def __lt__(self, other: _Ordered) -> bool:
        return bool(self.value < other.value)


def _product(factors: list[Evaluate], z: arb) -> arb:
    total = arb(1)
    for factor in factors:
        total = (total * factor(z)).mid()
    return total


def _power(base: arb, exponent: int) -> arb:
    if exponent < 0:
        return (1 / _power(base, -exponent)).mid()
    total = arb(1)
    for _ in range(exponent):
        total = (total * base).mid()
    return total


def _call(fn: e.Fn, inner: Evaluate) -> Evaluate:
    if fn is e.Fn.SIGMOID:
        return lambda z: (1 / (1 + (-inner(z)).exp())).mid()
    name = {e.Fn.ATAN: "atan"}.get(fn, fn.value)
    return lambda z: getattr(inner(z), name)().mid()


def _cases(subject: Evaluate, breaks: object, left_closed: object, pieces: list[Evaluate]) -> Evaluate:
    places = [(number(point), closed) for point, closed in zip(breaks, left_closed, strict=True)]  # type: ignore[call-overload]

    def value(z: arb) -> arb:
        u = subject(z)
        index = sum(1 for point, closed in places if bool(u > point) or (bool(u == point) and not closed))
        return pieces[index](z)

    return value


@dataclass(frozen=True)
class Lower:
    """A curve along which the objective stays below its value at the point down to the smallest radius tried."""

    kind: str
    radius: float
    differences: tuple[float, ...]


class Falsifier:
    """The objective of a problem around one point."""

    def __init__(self, problem: Problem, point: Parameters) -> None:
        self.problem = problem
        data = problem.dataset
        assert isinstance(data, Dataset)
        with flint.ctx.workprec(BITS):
            self.points = [[number(x) for x in row] for row in data.points]
            self.labels = data.labels
            total = sum(data.weights, Fraction(0))
            self.shares = [number(weight / total) for weight in data.weights]
            self.neuron = compiled(problem.neuron.expr)  # type: ignore[union-attr]
            plus, minus = (
                problem.loss.of(label) if isinstance(problem.loss, PerClass) else problem.loss for label in (1, -1)
            )
            self.losses = {1: compiled(plus.expr), -1: compiled(minus.expr)}  # type: ignore[union-attr]
            self.branches = {
                branch: [
                    ([compiled(unit.expr) for unit in layer.neurons], layer.residual)  # type: ignore[union-attr]
                    for layer in layers
                ]
                for branch, layers in problem.network.branches.items()
            }
            self.blocks = dict(self._flatten(point))
            self.start = {name: list(values) for name, (_, values) in self.blocks.items()}
            self.height = self.objective(self.start)

    def _flatten(self, point: Parameters) -> Iterator[tuple[str, tuple[AnyBlock, list[arb]]]]:
        if point.output_bias is not None:
            yield "a0", (Block.OUTPUT_BIAS, [number(point.output_bias)])
        if point.output_weights:
            yield "a", (Block.OUTPUT_WEIGHTS, [number(v) for v in point.output_weights])
            yield "w", (Block.HIDDEN_WEIGHTS, [number(v) for row in point.hidden_weights for v in row])
            if point.hidden_bias is not None:
                yield "b", (Block.HIDDEN_BIAS, [number(v) for v in point.hidden_bias])
        for branch, own in ((Block.DEEP, point.deep), (Block.BESIDE, point.beside)):
            if own is None:
                continue
            for k, (rows, biases) in enumerate(own.layers):
                weights = Piece(branch, k + 1, Kind.WEIGHTS)
                yield f"{branch.value}_w{k}", (weights, [number(v) for row in rows for v in row])
                if biases is not None:
                    yield f"{branch.value}_b{k}", (Piece(branch, k + 1, Kind.BIASES), [number(v) for v in biases])
            yield f"{branch.value}_output", (Piece(branch, 0, Kind.OUTPUT), [number(v) for v in own.output])

    def objective(self, values: dict[str, list[arb]]) -> arb:
        """L at the parameters."""
        total = arb(0)
        for x, label, share in zip(self.points, self.labels, self.shares, strict=True):
            total += share * self.losses[label]((-label * self._output(values, x)).mid())
        for term in self.problem.objective.penalties:
            coefficient = number(term.coefficient)
            for name, (block, _) in self.blocks.items():
                if any(overlap(block, own) for own in term.blocks):
                    total += coefficient * sum((v * v for v in values[name]), arb(0))
        return total.mid()

    def _output(self, values: dict[str, list[arb]], x: list[arb]) -> arb:
        total = values["a0"][0] if "a0" in values else arb(0)
        size = len(x)
        for j, weight in enumerate(values.get("a", ())):
            place = values["b"][j] if "b" in values else arb(0)
            for k in range(size):
                place += values["w"][j * size + k] * x[k]
            total += weight * self.neuron(place.mid())
        for branch, layers in self.branches.items():
            inner = x
            for k, (neurons, residual) in enumerate(layers):
                weights, width = values[f"{branch.value}_w{k}"], len(inner)
                biases = values.get(f"{branch.value}_b{k}", [arb(0)] * len(neurons))
                inner = [
                    neuron(sum((weights[i * width + m] * inner[m] for m in range(width)), biases[i] + skip).mid())
                    for i, (neuron, skip) in enumerate(
                        zip(neurons, x if residual else [arb(0)] * len(neurons), strict=True)
                    )
                ]
            total += sum((v * h for v, h in zip(values[f"{branch.value}_output"], inner, strict=True)), arb(0))
        return total.mid()

    def trained(self) -> list[str]:
        """The blocks that may move."""
        frozen = [entry.block for entry in self.problem.network.frozen]
        return [name for name, (block, _) in self.blocks.items() if not any(overlap(block, own) for own in frozen)]

    def search(self, count: int, seed: int = 1) -> tuple[int, list[Lower]]:
        """``count`` curves: how many values are lower at radii <= 1e-3, and the curves that stay lower."""
        generator = random.Random(seed)
        seen, found = 0, []
        with flint.ctx.workprec(BITS):
            tiny = -number(Fraction(1, 10**36)) * (1 + abs(self.height))
            for index in range(count):
                radius = RADII[index % len(RADII)]
                kind, first, second = self._curve(generator, index)
                difference = self._along(first, second, radius)
                if not difference < tiny:
                    continue
                seen += radius <= 1e-3
                falls = [difference, *(self._along(first, second, radius * s) for s in SHRINK[1:])]
                near = [d for d, s in zip(falls, SHRINK, strict=True) if radius * s <= NEAR]
                if all(d < tiny for d in near):
                    found.append(Lower(kind, radius, tuple(float(d) for d in falls)))
        return seen, found

    def _curve(
        self, generator: random.Random, index: int
    ) -> tuple[str, dict[str, list[float]], dict[str, list[float]]]:
        """Directions u and v of a curve t + s u + s^2 v."""
        names = self.trained()
        kinds = ("all", "block", "pair of blocks", "single", "opposite", "sparse")
        kind = kinds[(index // len(RADII)) % len(kinds)]
        if kind in ("all", "sparse"):
            chosen = names
        elif kind == "pair of blocks":
            chosen = [generator.choice(names), generator.choice(names)]
        else:
            chosen = [generator.choice(names)]
        directions = []
        for _ in range(2):
            moved = {name: [generator.gauss(0, 1) for _ in self.start[name]] for name in chosen}
            for name, entries in moved.items():
                if kind == "sparse":
                    moved[name] = [v if generator.random() < 0.3 else 0.0 for v in entries]
                if kind == "single":
                    keep = generator.randrange(len(entries))
                    moved[name] = [v if i == keep else 0.0 for i, v in enumerate(entries)]
                if kind == "opposite" and len(entries) > 1:
                    i, k = generator.sample(range(len(entries)), 2)
                    moved[name] = [
                        entries[i] if m == i else -entries[i] if m == k else 0.0 for m in range(len(entries))
                    ]
            directions.append(moved)
        return kind, directions[0], directions[1] if index % 2 else {}

    def _along(self, first: Direction, second: Direction, step: float) -> arb:
        s = arb(step)
        moved = dict(self.start)
        for name, entries in first.items():
            moved[name] = [(old + s * arb(v)).mid() for old, v in zip(moved[name], entries, strict=True)]
        for name, entries in second.items():
            moved[name] = [(old + s * s * arb(v)).mid() for old, v in zip(moved[name], entries, strict=True)]
        return self.objective(moved) - self.height
