"""Where thm.separable.kink holds, the network at rest is never held by a kink; where it does not, it can be.

At rest all a_j = 0 and f = c. For one neuron and hidden weights w the loss is minimal in (a_0, a) there if its slope is
not negative along any direction (p, q); the slope is linear between the directions in which some sample stays, so it is
enough to look along these. A bad local minimum at rest is one that is so held for every w nearby.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import pytest
from edge_problems import spec_of, statuses

from theoremcheck.trusted.kernel.logic import Status, evaluate

NEURONS = {
    "softplus": lambda v: math.log1p(math.exp(v)),
    "exp": math.exp,
    "leaky_relu(1/10)": lambda v: v if v >= 0 else v / 10,
    "n(z) = z^3": lambda v: v**3,
    "n(z) = exp(-z)": lambda v: math.exp(-v),
}
HINGE = ((Fraction(-1),), (Fraction(0), Fraction(1)))


@dataclass(frozen=True)
class Kinked:
    """A separable problem with one neuron and a piecewise linear loss: breaks, and slopes between them."""

    neuron: str
    breaks: tuple[Fraction, ...]
    slopes: tuple[Fraction, ...]
    points: tuple[tuple[Fraction, ...], ...]
    labels: tuple[int, ...]
    weights: tuple[int, ...]
    output_bias: str  # "trained", "absent", or the value at which it is frozen
    penalty: Fraction  # on a_0

    def text(self):
        parts, value = [], Fraction(0)
        for k, slope in enumerate(self.slopes):
            start = self.breaks[max(k - 1, 0)]
            piece = f"({value}) + ({slope})*(z - ({start}))"
            parts.append(f"z < {self.breaks[k]}: {piece}" if k < len(self.breaks) else f"else: {piece}")
            if 0 < k < len(self.breaks):
                value += slope * (self.breaks[k] - self.breaks[k - 1])
        data = {y: ", ".join(self._sample(i) for i, label in enumerate(self.labels) if label == y) for y in (1, -1)}
        bias = {"trained": "output bias", "absent": ""}.get(
            self.output_bias, f"output bias  frozen a0 = {self.output_bias}"
        )
        name = self.neuron.partition("(z)")[0]
        lines = [
            f"dataset d {{ + {data[1]}  - {data[-1]} }}",
            f"neuron {self.neuron}",
            f"loss l(z) = cases {{ {'; '.join(parts)} }}",
            f"network {{ shortcut = 1 {name}  {bias} }}",
        ]
        if self.penalty:
            lines.append(f"objective {{ regularizer = {self.penalty} * l2(a0) }}")
        return "\n".join(lines)

    def _sample(self, i):
        return f"{self.weights[i]} * ({', '.join(map(str, self.points[i]))})"

    def slope(self, z, side):
        """The slope of the loss to the right (side 1) or to the left (-1) of z."""
        passed = sum(1 for b in self.breaks if b < z or (b == z and side > 0))
        return float(self.slopes[passed])

    def held(self, c, w):
        """True if the loss at (c, 0) falls along no direction of (a_0, a), or of a alone where a_0 is not trained."""
        features = [NEURONS[self.neuron](sum(float(a) * b for a, b in zip(x, w, strict=True))) for x in self.points]
        free = self.output_bias == "trained"
        rays = [(-s, 1.0) for s in features] + [(1.0, 0.0)] if free else [(0.0, 1.0)]
        return all(self._along(c, features, sign * p, sign * q) > -1e-9 for p, q in rays for sign in (1, -1))

    def _along(self, c, features, p, q):
        total = float(sum(self.weights))
        found = 2 * float(self.penalty) * float(c) * p
        for y, weight, s in zip(self.labels, self.weights, features, strict=True):
            change = -y * (p + q * s)
            if abs(change) > 1e-12:
                found += weight / total * change * self.slope(-y * c, 1 if change > 0 else -1)
        return found

    def stuck(self, random, tries, nearby=8):
        """True if at some rest point (a_0, a) = (c, 0) is minimal for all of several w close to each other."""
        outputs = {b * sign for b in self.breaks for sign in (1, -1)} | {Fraction(0)}
        if self.output_bias != "trained":
            outputs = {Fraction(0 if self.output_bias == "absent" else self.output_bias)}
        for _ in range(tries):
            w = [random.uniform(-1.5, 1.5) for _ in self.points[0]]
            around = [[v + random.uniform(-1e-3, 1e-3) for v in w] for _ in range(nearby)]
            if any(all(self.held(c, v) for v in around) for c in outputs):
                return True
        return False


def labelled(random, dimension):
    """Points that (1, 0, ..) separates, with margins, and some further entries; both classes occur."""
    labels = [1, -1, *(random.choice((1, 1, 1, -1)) for _ in range(random.randrange(1, 4)))]
    points = [
        (Fraction(y * random.randrange(1, 4), 2), *(Fraction(random.randrange(-4, 5), 2) for _ in range(dimension - 1)))
        for y in labels
    ]
    return points, labels


def random_loss(random):
    """The hinge, or slopes that begin with 0, change at up to three breaks, the first below 0, and stay positive."""
    if random.random() < 0.5:
        return HINGE
    below = Fraction(-random.randrange(1, 5), 2)
    breaks = [below, *sorted(random.sample([Fraction(k, 4) for k in (-1, 1, 2, 4, 6)], random.randrange(1, 3)))]
    return tuple(breaks), (Fraction(0), *(Fraction(random.randrange(1, 5), 2) for _ in breaks))


def problem(random):
    dimension = random.choice((1, 2, 2, 2, 3))
    points, labels = labelled(random, dimension)
    if random.random() < 0.2:
        points = [(x[0], *(3 * x[0] + 1 for _ in x[1:])) for x in points]  # on a line
    weights = [1] * len(labels)
    if random.random() < 0.5:  # balanced
        plus, minus = labels.count(1), labels.count(-1)
        weights = [minus if y == 1 else plus for y in labels]
    bias = random.choice(("trained", "trained", "trained", "absent", "0", "1/2", "1", "-1"))
    penalty = random.choice((Fraction(0), Fraction(0), Fraction(1, 50), Fraction(1, 4)))
    breaks, slopes = random_loss(random)
    return Kinked(random.choice(list(NEURONS)), breaks, slopes, tuple(points), tuple(labels), tuple(weights), bias,
                  penalty if bias == "trained" else Fraction(0))  # fmt: skip


def holds(given):
    known = statuses(spec_of(given.text()).problem)
    return evaluate("thm.separable.kink", known), known


def attack(seed, count, tries):
    """How many problems the theorem covers, and how many others are stuck at rest; asserts that no covered one is."""
    random, covered, stuck = Random(seed), 0, 0
    for _ in range(count):
        given = problem(random)
        status, known = holds(given)
        held = given.stuck(random, tries)
        assert not (held and status is Status.HOLDS), given.text()
        if status is Status.HOLDS:
            covered += 1
        elif known["data.linearly_separable"] is Status.HOLDS and held:
            stuck += 1
    return covered, stuck


def test_no_covered_problem_is_stuck_at_rest():
    covered, stuck = attack(1, 60, 12)
    assert covered >= 20
    assert stuck >= 3  # the harness sees kinks that hold the others


@pytest.mark.thorough
@pytest.mark.slow
def test_no_covered_problem_is_stuck_at_rest_for_longer():
    covered, stuck = attack(2, 1500, 40)
    assert covered >= 500
    assert stuck >= 100


PEAK = (((1, -1), (1, 1), (-1, 0)), (1, 1, -1))
LINE = (((1,), (2,), (3,), (Fraction(-1, 2),)), (1, 1, 1, -1))
BENT = ((Fraction(-1), Fraction(-1, 2)), (Fraction(0), Fraction(2), Fraction(1, 2)))

KINK_AT_0 = ((Fraction(-1), Fraction(0)), (Fraction(0), Fraction(1), Fraction(2)))


def near_miss(loss=HINGE, data=PEAK, weights=(1, 1, 1), bias="trained", penalty=0, neuron="exp"):
    points = tuple(tuple(map(Fraction, x)) for x in data[0])
    return Kinked(neuron, *loss, points, data[1], weights, bias, Fraction(penalty))


# Unbalanced classes, a loss that is not convex, a kink at 0 or where a_0 is frozen, a penalty on a_0: each holds it.
@pytest.mark.parametrize(
    "given, output, w, expected",
    [
        (near_miss(), 1, (0.0, 1.0), True),  # unbalanced
        (near_miss(weights=(1, 1, 2)), 1, (0.0, 1.0), False),
        (near_miss(bias="1"), 1, (0.0, 1.0), True),  # frozen where the hinge has its kink
        (near_miss(bias="1/2"), Fraction(1, 2), (0.0, 1.0), False),
        (near_miss(bias="absent"), 0, (0.0, 1.0), False),
        (near_miss(BENT, weights=(1, 1, 2)), 1, (0.0, 1.0), True),  # balanced, but not convex
        (near_miss(BENT, bias="absent"), 0, (0.0, 1.0), False),
        (near_miss(KINK_AT_0, weights=(1, 1, 2)), 0, (0.0, 0.3), True),
        (near_miss(KINK_AT_0, weights=(1, 1, 2), bias="absent"), 0, (0.0, 0.3), True),
        (near_miss(data=LINE, weights=(1, 1, 1, 1)), 1, (-0.1,), False),
        (near_miss(data=LINE, weights=(1, 1, 1, 1), penalty=Fraction(1, 40)), 1, (-0.1,), True),
        (near_miss(weights=(1, 1, 2), penalty=Fraction(1, 40)), 1, (0.0, 1.0), False),
    ],
)
def test_what_holds_the_network_at_rest(given, output, w, expected):
    random = Random(3)
    around = [[v + random.uniform(-1e-4, 1e-4) for v in w] for _ in range(20)]
    assert all(given.held(Fraction(output), v) for v in around) is expected
    assert (holds(given)[0] is Status.HOLDS) is not expected
