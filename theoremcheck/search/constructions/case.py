"""What a construction is given and gives back, and the few moves that several constructions share.

Full vectors hold parameters in their own units, shape (K, size); the caller turns them into search coordinates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.descent import newton
from theoremcheck.search.endpoints import judge, leave_saddles
from theoremcheck.search.landscape import Landscape, make_landscape
from theoremcheck.search.layout import Index
from theoremcheck.search.report import Kind
from theoremcheck.search.starts import initial_points
from theoremcheck.search.work import Meter
from theoremcheck.trusted.problem.model import BRANCHES, Block, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason

_SUB_STEPS: Final = 80


@dataclass(frozen=True)
class Case:
    """One problem as the constructions see it."""

    problem: Problem
    landscape: Landscape
    seed: int

    @property
    def frozen(self) -> bool:
        """True if some block is not trained, so that a smaller problem has no stated values for it."""
        return bool(self.problem.network.frozen)


@dataclass(frozen=True)
class Proposal:
    """Full vectors, shape (K, size), K at most what was asked for; ``note`` says why there are none."""

    points: Array
    note: Reason | None = None


Make = Callable[[Case, np.random.Generator, int], Proposal]


@dataclass(frozen=True)
class Construction:
    """A named way to make starts; ``make(case, stream, count)`` gives at most ``count`` of them."""

    name: str
    make: Make


def nothing(case: Case, code: str) -> Proposal:
    """No starts, and why."""
    return Proposal(np.empty((0, case.landscape.layout.size)), Reason.of(code))


def drawn(case: Case, stream: np.random.Generator, count: int) -> Array:
    """Random full vectors, shape (count, size)."""
    number = int(stream.integers(1 << 30))
    return case.landscape.layout.expand(initial_points(case.landscape, number, 0, count))


@np.errstate(all="ignore")
def best_constant(landscape: Landscape) -> float:
    """The a_0 that minimises the data term of f = a_0, in [-30, 30]; 0 without a trained output bias."""
    place = landscape.layout.blocks[Block.OUTPUT_BIAS]
    if place.stop == place.start:
        return 0.0
    grid = np.linspace(-30.0, 30.0, 2401)
    for _ in range(4):  # each round narrows the bracket by 1,200
        values = np.matmul(landscape.loss.value(landscape.margins(grid[:, None])), landscape.weights)
        values = np.where(np.isfinite(values), values, np.inf) + grid**2 * landscape.ridge[place.start]
        k = int(np.argmin(values))
        grid = np.linspace(grid[max(k - 1, 0)], grid[min(k + 1, len(grid) - 1)], 2401)
    return float(grid[1200])


def bad_minima(problem: Problem, seed: int, starts: int, meter: Meter | None = None) -> tuple[Landscape, Array]:
    """Strict minima (judged in floats) of a smaller problem, those with wrong answers first; full vectors (K, size)."""
    landscape = make_landscape(problem, meter)
    points = newton(landscape, initial_points(landscape, seed, 0, starts), _SUB_STEPS).points
    ends = judge(landscape, leave_saddles(landscape, points, _SUB_STEPS, 1), zero_attained=False)
    chosen = [i for i, kind in enumerate(ends.kinds) if kind is Kind.STRICT]
    chosen.sort(key=lambda i: (-int(ends.wrong[i].sum()), float(ends.losses[i])))
    kept: list[int] = []
    for i in chosen:
        if all(np.abs(ends.outputs[i] - ends.outputs[k]).max() > 1e-6 for k in kept):
            kept.append(i)
    return landscape, landscape.layout.expand(ends.points[kept])


def with_width(problem: Problem, width: int) -> Problem:
    """The same problem with another number of shortcut neurons; nothing may be frozen."""
    return replace(problem, network=replace(problem.network, width=width))


def lift_neurons(small: Landscape, full: Array, case: Case, *, owner: Index, share: Array, rest: Array) -> Array:
    """A full vector of the stated width: neuron j is neuron ``owner[j]`` of the small one with ``share[j]`` of its a.

    Neurons with owner -1 take their place from ``rest`` (a full vector of the stated problem) with ``share[j]`` as a.
    ``full`` is one full vector of the small problem.
    """
    point, layout = rest.copy(), case.landscape.layout
    for block in (Block.OUTPUT_BIAS, *BRANCHES):
        point[layout.blocks[block]] = full[small.layout.blocks[block]]
    for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS):
        place = layout.blocks[block]
        if place.stop == place.start:
            continue
        rows = point[place].reshape(len(owner), -1)
        source = full[small.layout.blocks[block]].reshape(small.width, -1)
        for j, k in enumerate(owner):
            if k >= 0:
                rows[j] = source[k] * (share[j] if block is Block.OUTPUT_WEIGHTS else 1.0)
            elif block is Block.OUTPUT_WEIGHTS:
                rows[j] = share[j]
        point[place] = rows.ravel()
    return point


def output_weights(case: Case) -> list[slice]:
    """The places of the output weights of the shortcut and of the branches, those that exist."""
    return [branch.output for branch in case.landscape.layout.branches]
