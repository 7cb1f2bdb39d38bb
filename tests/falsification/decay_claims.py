"""Minima that weight decay makes at 0, at the edge of what it can make: the kernel's answer against the threshold.

The threshold is computed here once more, with many digits, from the slopes of every neuron on both sides of its bias;
what is accepted is followed down along directions that gain most, and what lies below the threshold of a smooth neuron
has to fall. Some losses are convex near the margins of the point only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from random import Random

from point_claims import CONTEXT, LOSSES, Case, Number, Wide, wide
from point_claims import NEURONS as VALUES

from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.penalty import PenaltyMinimum
from theoremcheck.trusted.minima.point import Exact, Neurons, Point, Units
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Reason, Refusal

Q = Fraction
Samples = tuple[tuple[tuple[Fraction, ...], int, Fraction], ...]
NEURONS = ("abs", "leaky_relu(1/3)", "linear", "relu", "softplus", "tanh")
SLOPES = {"square": lambda z: 2 * (1 + z), "squared_hinge": lambda z: 2 * max(Q(0), 1 + z)}
SIGMOID = "target(z) = (sigmoid(z) - 1/10)^2"
NEAR = {"savage": Q(1, 4), "ramp": Q(1), SIGMOID: Q(1, 5)}
"""The slopes at 0 of losses that are convex near 0 only."""
_VALUES = {
    **LOSSES,
    "savage": lambda z: 1 / (1 + CONTEXT.exp(-z)) ** 2,
    "ramp": lambda z: min(CONTEXT.mpf(2), max(CONTEXT.mpf(0), 1 + z)),
    SIGMOID: lambda z: (1 / (1 + CONTEXT.exp(-z)) - CONTEXT.mpf(1) / 10) ** 2,
}
_LEAST = CONTEXT.mpf(1) / 100
FACTORS = (Q(1, 2), Q(99, 100), Q(999999, 1000000), Q(1000001, 1000000), Q(101, 100), Q(2))


def sides(neuron: str, bias: Fraction) -> tuple[Number, Number]:
    """The left and the right slope."""
    z = wide(bias)
    match neuron:
        case "softplus":
            return (1 / (1 + CONTEXT.exp(-z)),) * 2
        case "tanh":
            return (1 - CONTEXT.tanh(z) ** 2,) * 2
        case "linear":
            return CONTEXT.mpf(1), CONTEXT.mpf(1)
    low = {"abs": CONTEXT.mpf(-1), "leaky_relu(1/3)": CONTEXT.mpf(1) / 3, "relu": CONTEXT.mpf(0)}[neuron]
    return (low if bias <= 0 else CONTEXT.mpf(1)), (low if bias < 0 else CONTEXT.mpf(1))


@dataclass(frozen=True)
class Decay:
    """A problem with penalties A, B of a, w (and C of deep), and the point with f = c there.

    ``levels`` are the biases of deep, one for each layer, where they are free of penalties.
    """

    case: Case
    outer: Fraction
    inner: Fraction
    deep: Fraction
    biases: tuple[Fraction, ...]
    constant: Fraction
    levels: tuple[Fraction, ...] | None = None

    @property
    def problem(self) -> Problem:
        terms = f"{self.outer} * l2(a) + {self.inner} * l2(w)"
        paid = "deep" if self.levels is None else "deep.weights"
        terms += f" + {self.deep} * l2({paid})" if self.case.branches.get("deep") else ""
        found = loads(f"{self.case.text()}\nobjective {{ regularizer = {terms} }}")
        assert found.spec is not None, (self.case.text(), found.diagnostics)
        return found.spec.problem

    @property
    def evidence(self) -> PenaltyMinimum:
        case = self.case
        groups = tuple(Neurons(1, exactly(Q(0)), (Q(0),) * case.dimension, bias) for bias in self.biases)
        layers = case.branches.get("deep", ())
        levels = self.levels or (Q(0),) * len(layers)
        units = tuple(Units((Q(0),) * (1 if k else case.dimension), level) for k, level in enumerate(levels))
        point = Point(exactly(self.constant) if case.output else None, groups, units, exactly(Q(0)) if layers else None)
        return PenaltyMinimum(point, Exact(Num(self.constant)))

    @property
    def at(self) -> list[Number]:
        """The parameters in order."""
        biases = iter(self.biases)
        known = {"a0": self.constant}
        for name in self.case.names:
            if name.startswith("b "):
                known[name] = next(biases)
            elif name.startswith("deep.") and ".biases " in name and self.levels is not None:
                known[name] = self.levels[int(name.split(".")[1]) - 1]
        return [wide(known.get(name, Q(0))) for name in self.case.names]

    def value(self, at: list[Number]) -> Number:
        """L."""
        share = {"a": self.outer, "w": self.inner}
        case = self.case
        total = sum(wide(w) for _, _, w in case.samples)
        pairs = zip(case.samples, case.outputs(at), strict=True)
        found = sum(wide(w) * _VALUES[case.loss](-y * f) for (_, y, w), f in pairs) / total
        for name, entry in zip(self.case.names, at, strict=True):
            block = name.split()[0]
            factor = self.deep if block.startswith("deep") else share.get(block, Q(0))
            if self.levels is not None and block.endswith("biases"):
                continue
            found += wide(factor) * entry * entry
        return found

    def ask(self) -> Fact | Reason:
        """What the kernel says."""
        try:
            condition = "minimum.decay" if self.case.loss in SLOPES else "minimum.decay_local"
            return establish(self.problem, condition, True, self.evidence)
        except Refusal as refusal:
            return refusal.reason


def pull(case: Case, constant: Fraction) -> Fraction:
    """The least |k|, k = W+ g+ = W- g- for slopes g+, g- of the loss at -c and c."""
    plus, minus = (sum((w for _, y, w in case.samples if y == label), Q(0)) for label in (1, -1))
    if case.loss == "hinge":  # of the heavier class the slope lies between 0 and 1, at the break
        return min(plus, minus)
    return minus * (SLOPES[case.loss](constant) if case.loss in SLOPES else NEAR[case.loss])


def threshold(case: Case, constant: Fraction, neuron: str, bias: Fraction) -> Number:
    """(k K / W)^2 / 4: the product of the two coefficients has to be larger."""
    plus, minus = (sum(w for _, y, w in case.samples if y == label) for label in (1, -1))
    dimension = case.dimension
    mean = [sum(y * w / (plus if y > 0 else minus) * x[k] for x, y, w in case.samples) for k in range(dimension)]
    lengths = sum(
        wide(w / (plus if y > 0 else minus)) * CONTEXT.sqrt(wide(sum(e * e for e in x))) for x, y, w in case.samples
    )
    left, right = sides(neuron, bias)
    difference = CONTEXT.sqrt(wide(sum((e * e for e in mean), Q(0))))
    spread = abs(left + right) * difference / 2 + abs(left - right) * lengths / 2
    gain = wide(pull(case, constant)) * spread / wide(plus + minus)
    return gain * gain / 4


def _near(value: Number, factor: Fraction) -> Fraction:
    return Q(int(value * 10**15), 10**15) * factor + Q(1, 10**20)


def _alternating(samples: Samples) -> Samples:
    return tuple((x, 1 - 2 * (k % 2), w) for k, (x, _, w) in enumerate(samples))


def _best(loss: str, plus: Fraction, minus: Fraction, random: Random) -> Fraction:
    """An output with tangents of the loss there."""
    if loss != "hinge":
        return Q(0)
    return random.choice((Q(-1), Q(-1, 2), Q(0), Q(1))) if plus == minus else Q(1 if plus > minus else -1)


def drawn(random: Random, *, local: bool = False) -> tuple[Decay, bool]:
    """A problem whose coefficients lie at the threshold or near it, and whether they are above all thresholds.

    ``local``: the loss is a hinge, or one that is convex near 0 only, and then the classes weigh the same.
    """
    d = random.choice((1, 2))
    signs = (1, -1, random.choice((1, -1)), random.choice((1, -1)))
    samples = tuple(
        (tuple(Q(random.randint(-2, 2)) for _ in range(d)), y, Q(random.choice((1, 1, 2, 3)))) for y in signs
    )
    loss = random.choice(("hinge", *NEAR) if local else sorted(SLOPES))
    if local and (loss != "hinge" or random.random() < 0.5):
        samples = tuple((x, y, samples[k - k % 2][2]) for k, (x, y, _) in enumerate(_alternating(samples)))
    hidden, neuron = random.random() < 0.6, random.choice(NEURONS)
    layer = Wide((random.choice(NEURONS),) * random.choice((1, 2)), hidden)
    deep = (layer,) * random.choice((0, 0, 1, 1, 2))
    case = Case((neuron,) * random.choice((1, 2)), hidden, True, {"deep": deep, "beside": ()}, samples, loss, ())
    plus, minus = (sum(w for _, y, w in samples if y == label) for label in (1, -1))
    constant = _best(loss, plus, minus, random) if local else (plus - minus) / (plus + minus)
    biases = tuple(Q(random.choice((0, 0, 1, -1, 2))) if hidden else Q(0) for _ in case.shortcut)
    top = max(threshold(case, constant, neuron, bias) for bias in biases)
    factor, share = random.choice(FACTORS), Q(random.choice((1, 1, 3, 10)), random.choice((1, 2, 7)))
    product_of = _near(max(top, _LEAST), factor)  # what decays little is a minimum in a tiny neighbourhood only
    deep_factor = random.choice(FACTORS)
    levels = tuple(Q(random.choice((0, 0, 1, -1))) for _ in deep) if hidden and random.random() < 0.5 else None
    level = levels[0] if levels else Q(0)
    needed = threshold(case, constant, deep[0].units[0], level) if len(deep) == 1 else CONTEXT.mpf(0)
    own = Q(int(CONTEXT.sqrt(wide(_near(max(needed, _LEAST), deep_factor))) * 10**15) + 1, 10**15)
    found = Decay(case, share, product_of / share, own, biases, constant, levels)
    above = wide(found.outer * found.inner) > top and wide(own * own) > needed
    return found, bool(above)


def falls(decay: Decay, random: Random, tries: int = 40) -> bool:
    """True if L is lower somewhere near, along the ways on which a penalty is outweighed first."""
    at, names = decay.at, decay.case.names
    here, reach = decay.value(at), CONTEXT.mpf(10) ** -9
    ways = list(_ways(decay, random, tries))
    for way in ways:
        moved = [entry + reach * way.get(name, 0) for name, entry in zip(names, at, strict=True)]
        if decay.value(moved) < here - CONTEXT.mpf(10) ** -45:
            return True
    return False


def _ways(decay: Decay, random: Random, tries: int) -> Iterator[dict[str, Number]]:
    case = decay.case
    deep = case.branches.get("deep", ())
    plus, minus = (sum(w for _, y, w in case.samples if y == label) for label in (1, -1))
    mean = [
        wide(sum(y * w / (plus if y > 0 else minus) * x[k] for x, y, w in case.samples)) for k in range(case.dimension)
    ]
    size = CONTEXT.sqrt(sum(e * e for e in mean))
    straight = [[s * e / size for e in mean] for s in (1, -1)] if size else []
    turned = [[CONTEXT.mpf(random.gauss(0, 1)) for _ in mean] for _ in range(tries)]
    for row, sign in product([*straight, *turned], (1, -1)):
        length = CONTEXT.sqrt(sum(e * e for e in row))
        unit = [e / length for e in row]
        ratio = CONTEXT.sqrt(wide(decay.outer / decay.inner))  # A a^2 = B |w|^2
        shift = random.choice((0, 0, 1, -1, 0.3)) if case.hidden else 0
        level = VALUES[case.shortcut[0]](wide(decay.biases[0]))
        inner = {f"w 0 {k}": ratio * e for k, e in enumerate(unit)}
        yield {"a0": -sign * level, "a 0": CONTEXT.mpf(sign), **inner, "b 0": shift * ratio}
        if len(deep) == 1:
            level = VALUES[deep[0].units[0]](wide(decay.levels[0] if decay.levels else Q(0)))
            inner = {f"deep.1.weights 0 {k}": e for k, e in enumerate(unit)}
            yield {"a0": -sign * level, "deep.output 0": CONTEXT.mpf(sign), **inner}
        yield {name: CONTEXT.mpf(random.gauss(0, 1)) for name in case.names if name != "a0"}


def objections(random: Random, *, local: bool = False) -> tuple[str, list[str]]:
    """The kernel's answer to one claim, and what is wrong with it."""
    decay, above = drawn(random, local=local)
    found = decay.ask()
    wrong = []
    if isinstance(found, Fact):
        if not above:
            wrong.append("accepted below the threshold")
        if falls(decay, random):
            wrong.append("accepted, and L falls")
        return "accepted", wrong
    if above:
        wrong.append(f"refused above the threshold: {found}")
    at_break = decay.case.loss == "hinge" and abs(decay.constant) == 1  # its slopes may differ between samples
    smooth = not at_break and all(
        left == right for left, right in (sides(decay.case.shortcut[0], b) for b in decay.biases)
    )
    if found.code == "penalty.small" and smooth and len(set(decay.biases)) == 1 and not falls(decay, random):
        wrong.append("refused below the threshold, and L does not fall")
    return found.code, wrong
