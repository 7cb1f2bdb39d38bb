"""Minima at 0 that weight decay makes without biases, at the edge of what it can make, as in ``decay_claims``.

The threshold is computed once more from the samples; what is accepted is followed down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from random import Random

from decay_claims import FACTORS, Decay, sides
from point_claims import CONTEXT, Case, Number, Wide, wide

from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.penalty import OriginMinimum
from theoremcheck.trusted.refusal import Reason, Refusal

Q = Fraction
NEURONS = ("abs", "leaky_relu(1/3)", "linear", "relu", "tanh")
_LEAST = CONTEXT.mpf(1) / 100


@dataclass(frozen=True)
class Resting(Decay):
    """A problem without biases, and its origin."""

    def ask(self) -> Fact | Reason:
        """What the kernel says."""
        try:
            return establish(self.problem, "minimum.decay_zero", True, OriginMinimum(self.evidence.point))
        except Refusal as refusal:
            return refusal.reason


def threshold(case: Case, neuron: str) -> Number:
    """(K / W)^2 / 4, for losses with l'(0) = 2 in both classes."""
    total = sum(w for _, _, w in case.samples)
    mean = [sum((2 * y * w * x[k] for x, y, w in case.samples), Q(0)) for k in range(case.dimension)]
    lengths = {
        label: sum((wide(2 * w) * CONTEXT.sqrt(wide(sum(e * e for e in x))) for x, y, w in case.samples if y == label),
                   CONTEXT.mpf(0)) for label in (1, -1)
    }  # fmt: skip
    left, right = sides(neuron, Q(0))
    line = CONTEXT.sqrt(wide(sum((e * e for e in mean), Q(0))))
    gain = (abs(left + right) * line + abs(left - right) * max(lengths.values())) / 2 / wide(total)
    return gain * gain / 4


def _near(value: Number, factor: Fraction) -> Fraction:
    return Q(int(max(value, _LEAST) * 10**15), 10**15) * factor + Q(1, 10**20)


def drawn(random: Random) -> tuple[Resting, bool]:
    """A problem whose coefficients lie at the threshold or near it, and whether they are above all thresholds."""
    d = random.choice((1, 2))
    signs = (1, -1, random.choice((1, -1)), random.choice((1, -1)))
    samples = tuple(
        (tuple(Q(random.randint(-2, 2)) for _ in range(d)), y, Q(random.choice((1, 1, 2, 5)))) for y in signs
    )
    neuron, depth = random.choice(NEURONS), random.choice((0, 0, 1, 2, 3))
    deep = tuple(Wide((random.choice(NEURONS),) * random.choice((1, 2)), False) for _ in range(depth))
    case = Case((neuron,) * random.choice((1, 2)), False, False, {"deep": deep, "beside": ()}, samples,
                random.choice(("square", "squared_hinge")), ())  # fmt: skip
    top = threshold(case, neuron)
    share = Q(random.choice((1, 1, 3, 10)), random.choice((1, 2, 7)))
    product_of = _near(top, random.choice(FACTORS))
    needed = threshold(case, deep[0].units[0]) if depth == 1 else CONTEXT.mpf(0)
    own = Q(int(CONTEXT.sqrt(wide(_near(needed, random.choice(FACTORS)))) * 10**15) + 1, 10**15)
    found = Resting(case, share, product_of / share, own, (Q(0),) * len(case.shortcut), Q(0))
    return found, bool(wide(found.outer * found.inner) > top and wide(own * own) > needed)


def falls(claim: Resting, random: Random, tries: int = 40) -> bool:
    """True if L is lower somewhere near, along the ways on which a penalty is outweighed first."""
    at, names = claim.at, claim.case.names
    here = claim.value(at)
    for way in _ways(claim, random, tries):
        for exponent in (4, 9):
            reach = CONTEXT.mpf(10) ** -exponent
            moved = [entry + reach * way.get(name, 0) for name, entry in zip(names, at, strict=True)]
            if claim.value(moved) < here - CONTEXT.mpf(10) ** -45:
                return True
    return False


def _ways(claim: Resting, random: Random, tries: int) -> Iterator[dict[str, Number]]:
    case, deep = claim.case, claim.case.branches["deep"]
    mean = [wide(sum((y * w * x[k] for x, y, w in case.samples), Q(0))) for k in range(case.dimension)]
    straight = [[s * e for e in mean] for s in (1, -1)] if any(mean) else []
    turned = [[CONTEXT.mpf(random.gauss(0, 1)) for _ in mean] for _ in range(tries)]
    for row, sign in product([*straight, *turned], (1, -1)):
        length = CONTEXT.sqrt(sum(e * e for e in row))
        unit = [e / length for e in row]
        ratio = CONTEXT.sqrt(wide(claim.outer / claim.inner))  # A a^2 = B |w|^2
        yield {"a 0": CONTEXT.mpf(sign), **{f"w 0 {k}": ratio * e for k, e in enumerate(unit)}}
        if len(deep) == 1:
            inner = {f"deep.1.weights 0 {k}": e for k, e in enumerate(unit)}
            yield {"deep.output 0": CONTEXT.mpf(sign), **inner}
        yield {name: CONTEXT.mpf(random.gauss(0, 1)) for name in case.names}


def objections(random: Random) -> tuple[str, list[str]]:
    """The kernel's answer to one claim, and what is wrong with it."""
    claim, above = drawn(random)
    found = claim.ask()
    if isinstance(found, Fact):
        wrong = [] if above else ["accepted below the threshold"]
        return "accepted", [*wrong, *(["accepted, and L falls"] if falls(claim, random) else [])]
    wrong = [f"refused above the threshold: {found}"] if above else []
    left, right = sides(claim.case.shortcut[0], Q(0))
    if found.code == "penalty.small" and left == right and not falls(claim, random):
        wrong.append("refused below the threshold, and L does not fall")
    return found.code, wrong
