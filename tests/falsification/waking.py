"""A falsifier that wakes up what a certificate calls silent: paths of parameters at mixed speeds, and what is 0.

A parameter moves with s or with s^2. A chosen path (one neuron of the shortcut, or one unit in every deep layer) moves
alone, or only what is 0 at the point does: weights below a silent unit, output weights 0, biases on a kink.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import flint
from falsifier import BITS, Direction, Falsifier

from theoremcheck.trusted.problem.model import Block

Place = tuple[str, int]
FLOOR = 1e-9
NOISE = 1e-50


class Waking(Falsifier):
    """Curves t + s u + s^2 v along which few parameters move, those that are silent at the point above all."""

    def falls(self, count: int, seed: int, slack: float = 0.0, reach: float = 0.0) -> list[str]:
        """Curves along which the objective is lower by more than ``slack`` at all radii from 1e-3 down to the floor.

        ``reach``: how far the minimum may be from the point; nothing is read from radii that are not much larger.
        """
        generator = random.Random(seed)
        floor = max(FLOOR, 30 * reach)
        found = []
        with flint.ctx.workprec(BITS):
            bound = -flint.arb(NOISE * (1 + abs(float(self.height))) + slack)
            for index in range(count):
                kind, first, second = self._woken(generator, index)
                radius = 10.0 ** -generator.uniform(3, 6)
                if self._along(first, second, radius) < bound and self._stays(first, second, radius, floor, bound):
                    found.append(kind)
        return found

    def _stays(self, first: Direction, second: Direction, radius: float, floor: float, bound: flint.arb) -> bool:
        while radius / 10 >= floor:
            radius /= 10
            if not self._along(first, second, radius) < bound:
                return False
        return True

    def _woken(self, generator: random.Random, index: int) -> tuple[str, Direction, Direction]:
        kind = ("path", "zeros", "few", "path", "curve")[index % 5]
        if kind == "curve":
            return self._curve(generator, index)
        places = list(self._chosen(generator, kind))
        if "a0" in self.trained() and generator.random() < 0.5:
            places.append(("a0", 0))
        directions: tuple[Direction, Direction] = ({}, {})
        for name, k in places:
            for speed in {generator.randrange(2), generator.randrange(2)}:
                entries = directions[speed].setdefault(name, [0.0] * len(self.start[name]))
                entries[k] = generator.choice((generator.gauss(0, 1), 1.0, -1.0))
        return kind, directions[0], directions[1]

    def _chosen(self, generator: random.Random, kind: str) -> Iterator[Place]:
        trained = self.trained()
        everything = [(name, k) for name in trained for k in range(len(self.start[name]))]
        if kind == "path":
            yield from (place for place in self._path(generator) if place[0] in trained)
            return
        if kind == "zeros":
            zeros = [(name, k) for name, k in everything if self.start[name][k] == 0]
            everything = zeros or everything
        yield from generator.sample(everything, min(len(everything), generator.choice((1, 2, 2, 3, 4, 6))))

    def _path(self, generator: random.Random) -> Iterator[Place]:
        size = len(self.points[0])
        ways = [self._neuron(generator.randrange(len(self.start["a"])), size)] if "a" in self.start else []
        ways += [self._chain(generator, branch, size) for branch in self.branches]
        yield from generator.choice(ways)

    def _neuron(self, j: int, size: int) -> list[Place]:
        found = [("a", j), *(("w", j * size + k) for k in range(size))]
        return [*found, ("b", j)] if "b" in self.start else found

    def _chain(self, generator: random.Random, branch: Block, inputs: int) -> list[Place]:
        found: list[Place] = []
        below: int | None = None
        for depth, layer in enumerate(self.problem.network.branches[branch]):
            unit = generator.randrange(layer.width)
            entering = range(inputs) if below is None else (below,)
            found += [(f"{branch.value}_w{depth}", unit * inputs + k) for k in entering]
            if f"{branch.value}_b{depth}" in self.start:
                found.append((f"{branch.value}_b{depth}", unit))
            below, inputs = unit, layer.width
        return [*found, (f"{branch.value}_output", below or 0)]
