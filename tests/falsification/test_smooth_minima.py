"""thm.cells under attack at points off all breaks, degenerate ones first: where a sample is wrong, L falls nearby.

Everything is exact. Inside a cell L is affine in each number that the proof moves, so if it is not constant nearby,
some of the corners of a small box have a smaller L; weights that are 0 make the first terms vanish.
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status

NEURONS = {
    "leaky_relu(1/10)": lambda v: v if v >= 0 else v / 10,
    "relu": lambda v: max(v, Fraction(0)),
    "abs": abs,
    "linear": lambda v: v,
    "falling": lambda v: -v if v >= 0 else -3 * v,
    "quadratic": lambda v: v * v,
}
LIKELY = ("leaky_relu(1/10)",) * 4 + ("falling", "linear", "relu", "abs", "quadratic")
ENTRIES = tuple(map(Fraction, ("0", "0", "0", "1", "-1", "1/2", "-2", "3")))
TRIES = 400


@dataclass(frozen=True)
class Chain:
    """Layers of neurons, biases or none, what is frozen (weights 1, 2, .., the output last), and parts beside (n,)."""

    layers: tuple[tuple[str, ...], ...]
    biased: bool
    frozen: frozenset[int]
    points: tuple[tuple[Fraction, ...], ...]
    labels: tuple[int, ...]

    def sizes(self):
        """The numbers of entries of the weights, the output last, and of the biases."""
        inputs = [len(self.points[0]), *(len(layer) for layer in self.layers)]
        weights = [below * above for below, above in pairwise(inputs)]
        return [*weights, inputs[-1]], inputs[1:]

    def text(self, values):
        """The spec, with its frozen weights."""
        rows = {1: [], -1: []}
        for point, label in zip(self.points, self.labels, strict=True):
            rows[label].append(f"({', '.join(map(str, point))})")
        deep = " -> ".join(" + ".join(f"{n} {name}" for name, n in Counter(layer).items()) for layer in self.layers)
        frozen = ""
        for k in sorted(self.frozen):
            piece = "output" if k == len(self.layers) else f"{k + 1}.weights"
            frozen += f"  frozen deep.{piece} = ({', '.join(map(str, values[k]))})"
        used = any("falling" in layer for layer in self.layers)
        return "\n".join(
            (
                f"dataset d {{ + {', '.join(rows[1])}  - {', '.join(rows[-1])} }}",
                "neuron falling(z) = cases { z < 0: -3 * z; else: -z }" if used else "",
                "loss hinge",
                f"network {{ deep = {deep} {'hidden bias' if self.biased else ''} {frozen} }}",
            )
        )

    def run(self, weights, biases, beside):
        """Where every unit is on which side of its break, z_i off the kink of the hinge, and L; None at a break."""
        sides, loss, wrong = [], Fraction(0), 0
        for point, label, extra in zip(self.points, self.labels, beside, strict=True):
            inputs = list(point)
            for layer, own, shift in zip(self.layers, weights, biases, strict=False):
                received = [
                    sum((a * v for a, v in zip(own[u * len(inputs) :], inputs, strict=False)), shift[u])
                    for u in range(len(layer))
                ]
                sides += [(v > 0) - (v < 0) for v in received]
                inputs = [NEURONS[name](v) for name, v in zip(layer, received, strict=True)]
            f = sum((a * v for a, v in zip(weights[-1], inputs, strict=True)), extra)
            z = -label * f
            sides.append((z > -1) - (z < -1))
            loss += max(Fraction(0), 1 + z)
            wrong += (f >= 0) != (label > 0)
        return None if 0 in sides else (sides, loss, wrong)


def made(random):
    """A chain on separable data."""
    layers = tuple(
        tuple(sorted(random.choice(LIKELY) for _ in range(random.randint(1, 3)))) for _ in range(random.randint(1, 3))
    )
    frozen = frozenset(k for k in range(1, len(layers) + 1) if random.random() < 0.25)
    dimension, biased = random.randint(1, 2), random.random() < 0.6
    normal = [Fraction(random.choice((-2, -1, 1, 2))) for _ in range(dimension)]
    level = Fraction(random.randint(-1, 1)) if biased else Fraction(0)
    points, labels = [], []
    while len(points) < random.randint(3, 5) or set(labels) != {1, -1}:
        point = tuple(Fraction(random.randint(-4, 4), 2) for _ in range(dimension))
        side = sum((a * v for a, v in zip(normal, point, strict=True)), level)
        if side and point not in points:
            points.append(point)
            labels.append(1 if side > 0 else -1)
    return Chain(layers, biased, frozen, tuple(points), tuple(labels))


def moved(random, chain, weights, biases, size):
    """A corner of a box: all that is trained moves, weights and first biases alike."""

    def step(entries, free):
        return [v + random.choice((-1, 1)) * size * random.randint(1, 3) if free else v for v in entries]

    new = [step(own, k not in chain.frozen) for k, own in enumerate(weights)]
    return new, [step(own, chain.biased and k == 0) for k, own in enumerate(biases)]


def attacked(chain, random, values):
    """A point off all breaks with a wrong sample: True if L is smaller nearby, None if there is no such point here."""
    sizes, widths = chain.sizes()
    weights = [
        list(values[k]) if k in chain.frozen else [random.choice(ENTRIES) for _ in range(size)]
        for k, size in enumerate(sizes)
    ]
    biases = [[random.choice(ENTRIES) if chain.biased else Fraction(0) for _ in range(w)] for w in widths]
    beside = [random.choice(ENTRIES) for _ in chain.points]
    here = chain.run(weights, biases, beside)
    if here is None or not here[2]:
        return None
    size = Fraction(1, 64)
    for _ in range(TRIES):
        there = chain.run(*moved(random, chain, weights, biases, size), beside)
        if there is None or there[0] != here[0]:
            size /= 2
        elif there[1] < here[1]:
            return True
    return False


def applies(chain, values):
    found = loads(chain.text(values))
    assert found.spec is not None, found.diagnostics
    fact = settle(Case(found.spec.problem), "network.affine_path")
    assert isinstance(fact, Fact)
    return fact.status is Status.HOLDS


def search(seed, problems, points):
    """How many points were attacked where the theorem applies, and where it does not; those that hold, of either."""
    random, counts = Random(seed), {True: [0, 0], False: [0, 0]}
    for _ in range(problems):
        chain = made(random)
        values = [[random.choice(ENTRIES) for _ in range(size)] for size in chain.sizes()[0]]
        known = applies(chain, values)
        for _ in range(points):
            fell = attacked(chain, random, values)
            if fell is not None:
                counts[known][0] += 1
                counts[known][1] += not fell
                assert fell or not known, chain
    return counts


def test_no_point_off_all_breaks_holds_where_the_theorem_applies():
    """Near misses do hold: points where no path leads to the output, as that of dead units."""
    counts = search(1, 14, 16)
    assert counts[True][0] > 30, counts
    assert counts[False][1] > 0, counts


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_more_points_off_all_breaks(seed):
    counts = search(seed, 150, 60)
    assert counts[True][0] > 500, counts
    assert counts[False][1] > 20, counts
