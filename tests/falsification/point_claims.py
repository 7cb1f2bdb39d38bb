"""What is said of a point, held against an evaluator of its own: value, slopes, spectrum, falls, and minima.

Networks have layers of several kinds, a branch beside, biases by layer and penalties of pieces. The evaluator reads the
same description as the spec does, in numbers of DIGITS digits, and shares nothing with the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import mpmath

from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.language import loads
from theoremcheck.verdict.pointwise.certify import report_on
from theoremcheck.verdict.pointwise.values import PointReport, Standing

DIGITS = 60
CONTEXT = mpmath.mp.clone()
CONTEXT.dps = DIGITS
Number = Any
_STEP = CONTEXT.mpf(10) ** -20
_WIDE = CONTEXT.mpf(10) ** -15
_MOST = 12
"""Parameters of a network: second differences are taken in all pairs."""

NEURONS: dict[str, Callable[[Number], Number]] = {
    "abs": abs,
    "hard_tanh": lambda z: max(CONTEXT.mpf(-1), min(CONTEXT.mpf(1), z)),
    "leaky_relu(1/3)": lambda z: z if z > 0 else z / 3,
    "linear": lambda z: z,
    "quadratic": lambda z: z * z,
    "relu": lambda z: max(CONTEXT.mpf(0), z),
    "softplus": lambda z: CONTEXT.log1p(CONTEXT.exp(z)),
    "tanh": CONTEXT.tanh,
}
LOSSES: dict[str, Callable[[Number], Number]] = {
    "hinge": lambda z: max(CONTEXT.mpf(0), 1 + z),
    "logistic": lambda z: CONTEXT.log1p(CONTEXT.exp(z)),
    "square": lambda z: (1 + z) ** 2,
    "squared_hinge": lambda z: max(CONTEXT.mpf(0), 1 + z) ** 2,
}
_POOLS = (
    ("leaky_relu(1/3)", "linear", "relu"), ("linear", "softplus", "tanh"), ("abs", "linear", "relu", "softplus"),
    ("linear", "quadratic", "relu"), ("hard_tanh", "linear", "relu"),
)  # fmt: skip


def wide(value: Fraction) -> Number:
    """A number of DIGITS digits."""
    return CONTEXT.mpf(value.numerator) / value.denominator


@dataclass(frozen=True)
class Wide:
    """A layer: the neuron of every unit, units of one kind in a row, and whether they have biases."""

    units: tuple[str, ...]
    biased: bool

    def text(self) -> str:
        """The layer in a spec."""
        kinds = " + ".join(f"{self.units.count(name)} {name}" for name in dict.fromkeys(self.units))
        return f"{kinds} {'with' if self.biased else 'without'} bias"


@dataclass(frozen=True)
class Case:
    """A problem in words, with the ``names`` of all parameters in the order of a point."""

    shortcut: tuple[str, ...]
    hidden: bool
    output: bool
    branches: dict[str, tuple[Wide, ...]]
    samples: tuple[tuple[tuple[Fraction, ...], int, Fraction], ...]
    loss: str
    penalised: tuple[str, ...]

    @property
    def dimension(self) -> int:
        """d."""
        return len(self.samples[0][0])

    @property
    def names(self) -> list[str]:
        """Block, row and entry of every parameter."""
        count, found = len(self.shortcut), ["a0"] if self.output else []
        found += [f"a {j}" for j in range(count)]
        found += [f"w {j} {k}" for j in range(count) for k in range(self.dimension)]
        found += [f"b {j}" for j in range(count)] if self.hidden else []
        for branch, layers in self.branches.items():
            inputs = self.dimension
            for number, layer in enumerate(layers, 1):
                rows = range(len(layer.units))
                found += [f"{branch}.{number}.weights {u} {k}" for u in rows for k in range(inputs)]
                found += [f"{branch}.{number}.biases {u}" for u in rows] if layer.biased else []
                inputs = len(layer.units)
            found += [f"{branch}.output {u}" for u in range(inputs)] if layers else []
        return found

    def text(self) -> str:
        """The spec."""
        lines = [f"shortcut = {len(self.shortcut)} {self.shortcut[0]}"] if self.shortcut else []
        lines += ["hidden bias"] * self.hidden + ["output bias"] * self.output
        lines += [
            f"{name} = {' -> '.join(x.text() for x in layers)}" for name, layers in self.branches.items() if layers
        ]
        rows = [f"{'+' if y > 0 else '-'} {w} * ({', '.join(map(str, x))})" for x, y, w in self.samples]
        rest = f"objective {{ regularizer = 1/20 * l2({', '.join(self.penalised)}) }}" if self.penalised else ""
        return f"dataset d {{ {' '.join(rows)} }}\nloss {self.loss}\nnetwork {{ {'  '.join(lines)} }}\n{rest}\n"

    def output_at(self, values: dict[str, Number], x: Sequence[Number]) -> Number:
        """f(x)."""
        total = values.get("a0", CONTEXT.mpf(0))
        for j, name in enumerate(self.shortcut):
            z = sum((values[f"w {j} {k}"] * entry for k, entry in enumerate(x)), values.get(f"b {j}", 0))
            total += values[f"a {j}"] * NEURONS[name](z)
        for branch, layers in self.branches.items():
            inner = list(x)
            for number, layer in enumerate(layers, 1):
                place = f"{branch}.{number}"
                inner = [
                    NEURONS[name](
                        sum((values[f"{place}.weights {u} {k}"] * h for k, h in enumerate(inner)),
                            values.get(f"{place}.biases {u}", 0))
                    )
                    for u, name in enumerate(layer.units)
                ]  # fmt: skip
            if layers:
                total += sum(values[f"{branch}.output {u}"] * h for u, h in enumerate(inner))
        return total

    def outputs(self, point: Sequence[Number]) -> list[Number]:
        """f on the samples."""
        values = dict(zip(self.names, point, strict=True))
        return [self.output_at(values, list(map(wide, x))) for x, _, _ in self.samples]

    def value(self, point: Sequence[Number]) -> Number:
        """L."""
        total = sum(wide(w) for _, _, w in self.samples)
        pairs = zip(self.samples, self.outputs(point), strict=True)
        mean = sum(wide(w) * LOSSES[self.loss](-y * f) for (_, y, w), f in pairs) / total
        marked = (v for name, v in zip(self.names, point, strict=True) if name.split()[0] in self.penalised)
        return mean + sum(v * v for v in marked) / 20


def drawn(random: Random) -> Case:
    """A small random problem."""
    while True:
        pool, d = random.choice(_POOLS), random.choice((1, 2))

        def layers(most: int, pool: Sequence[str] = pool) -> tuple[Wide, ...]:
            return tuple(
                Wide(tuple(sorted(random.choice(pool) for _ in range(random.randint(1, 2)))), random.random() < 0.5)
                for _ in range(random.randint(0, most))
            )

        shortcut = (random.choice(pool),) * random.choice((0, 1, 1, 2))
        branches = {"deep": layers(2), "beside": layers(1)}
        if not shortcut and (not branches["deep"] or not branches["beside"]):
            continue  # what a spec of one layer is read as is no matter here
        count = random.randint(3, 5)
        samples = tuple(
            (tuple(Fraction(random.randint(-2, 2)) for _ in range(d)), y, Fraction(random.choice((1, 1, 2))))
            for y in (1, -1, *(random.choice((1, -1)) for _ in range(count - 2)))
        )
        case = Case(shortcut, random.random() < 0.7, random.random() < 0.8, branches, samples,
                    random.choice(sorted(LOSSES)), ())  # fmt: skip
        blocks = sorted({name.split()[0] for name in case.names} - {"a0", "b"})
        marked = tuple(block for block in blocks if random.random() < 0.5) if random.random() < 0.3 else ()
        if len(case.names) <= _MOST:
            return Case(shortcut, case.hidden, case.output, branches, samples, case.loss, marked)


def points(random: Random, case: Case) -> Iterator[tuple[Fraction, ...]]:
    """Points of small numbers, and points that output the best constant with dead or idle units."""
    plus, minus = (sum(w for _, y, w in case.samples if y == label) for label in (1, -1))
    best = Fraction(1 if plus >= minus else -1) if case.loss == "hinge" else Fraction(plus - minus) / (plus + minus)
    for mode in range(3):
        found, zeros = [], random.random()
        for name in case.names:
            block = name.split()[0]
            small = Fraction(random.choice((1, -1, 2, -2)), random.choice((1, 1, 2, 3)))
            if block == "a0" and mode:
                found.append(best)
            elif (block == "b" or block.endswith("biases")) and mode:
                found.append(Fraction(-1))
            elif mode == 1 or (mode == 2 and (block == "a" or block.endswith("output"))):
                found.append(Fraction(0))
            else:
                found.append(Fraction(0) if random.random() < zeros else small)
        yield tuple(found)


def _holds(found: Enclosure, value: Number, slack: Number) -> bool:
    return bool(wide(found.lower) - slack * (1 + abs(value)) <= value <= wide(found.upper) + slack * (1 + abs(value)))


def objections(case: Case, point: tuple[Fraction, ...], random: Random) -> tuple[PointReport, list[str]]:
    """The report on a point, and what is wrong with it."""
    loaded = loads(case.text())
    assert loaded.spec is not None, case.text()
    report = report_on(loaded.spec, point)
    at = [wide(value) for value in point]
    return report, [*_numbers(case, report, at), *_falls(case, report, at), *_minimum(case, report, at, random)]


def _numbers(case: Case, report: PointReport, at: list[Number]) -> Iterator[str]:
    found = report.evaluation
    if found is None:
        return
    exact, size = CONTEXT.mpf(10) ** -45, len(at)
    if not _holds(found.loss, case.value(at), exact):
        yield "the value"
    if not all(_holds(e, f, exact) for e, f in zip(found.outputs, case.outputs(at), strict=True)):
        yield "an output"

    def moved(*steps: tuple[int, int]) -> Number:
        beside = list(at)
        for place, sign in steps:
            beside[place] += sign * _STEP
        return case.value(beside)

    if found.gradient is not None:
        slopes = [(moved((k, 1)) - moved((k, -1))) / (2 * _STEP) for k in range(size)]
        if not all(_holds(e, g, _WIDE) for e, g in zip(found.gradient, slopes, strict=True)):
            yield "the gradient"
    if found.spectrum is not None:
        hessian = CONTEXT.matrix(size, size)
        for i in range(size):
            for j in range(i + 1):
                corners = [s * t * moved((i, s), (j, t)) for s in (1, -1) for t in (1, -1)]
                hessian[i, j] = hessian[j, i] = sum(corners) / (4 * _STEP**2)
        eigenvalues = sorted(CONTEXT.eigsy(hessian, eigvals_only=True))
        slack = CONTEXT.mpf(10) ** -9
        if not all(_holds(e, v, slack) for e, v in zip(found.spectrum.eigenvalues, eigenvalues, strict=True)):
            yield "the spectrum"


def _falls(case: Case, report: PointReport, at: list[Number]) -> Iterator[str]:
    fall = report.fall
    if report.standing in (Standing.NOT_CRITICAL, Standing.SADDLE, Standing.ESCAPING) and fall is None:
        yield "no fall is shown"
    if fall is None:
        return
    direction, step = list(map(wide, fall.direction)), CONTEXT.mpf(10) ** -24
    ahead, back = ([v + s * step * d for v, d in zip(at, direction, strict=True)] for s in (1, -1))
    here, there, behind = case.value(at), case.value(ahead), case.value(back)
    if fall.slope is not None and not (there < here and _holds(fall.slope, (there - here) / step, _WIDE)):
        yield "the slope"
    bend = (there + behind - 2 * here) / step**2
    if fall.curvature is not None and not (
        min(there, behind) < here and _holds(fall.curvature, bend, CONTEXT.mpf(10) ** -9)
    ):
        yield "the curvature"
    if fall.lower is not None and not case.value(list(map(wide, fall.lower))) < here:
        yield "the lower point"


def _minimum(case: Case, report: PointReport, at: list[Number], random: Random) -> Iterator[str]:
    found = report.minimum
    if report.standing is not Standing.CERTIFIED or found is None or found.distance:
        return
    here, labels = case.value(at), [y for _, y, _ in case.samples]
    wrong = sum((f >= 0) != (y > 0) for f, y in zip(case.outputs(at), labels, strict=True))
    if not 0 < found.wrong[0] <= wrong <= found.wrong[1]:
        yield "the samples that are wrong"
    for _ in range(60):
        chosen = random.sample(range(len(at)), random.randint(1, len(at)))
        reach = CONTEXT.mpf(10) ** -random.choice((9, 11, 14))
        rise = case.value([v + reach * random.gauss(0, 1) * (k in chosen) for k, v in enumerate(at)]) - here
        if rise < -(CONTEXT.mpf(10) ** -50) or (found.strict and rise <= 0):
            yield f"no {'strict ' * found.strict}minimum by {found.rule}"
            return
