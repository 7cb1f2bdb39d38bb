"""Points of the exact kinds, listed parameter by parameter here: what is frozen, penalised and present.

Penalties and frozen values name blocks, and penalties pieces of the branch deep; a point of a plain network names one
unit of a layer for all of them. Numbers may be 0 in a form that no normal form shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from other_values import in_lists, in_other_numbers, in_subclasses, variants

import theoremcheck
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.kernel.conditions import LEVELS, POINTS
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.minima.point import Neurons, Number, Point, Units
from theoremcheck.trusted.minima.reach import check_reachable, check_unpenalised, outputs
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import (
    AnyBlock,
    Block,
    Dataset,
    Frozen,
    Function,
    Kind,
    Layer,
    Network,
    Objective,
    Penalty,
    Piece,
    Problem,
)
from theoremcheck.trusted.refusal import Refusal

Q = Fraction
RELU, HINGE = Function(e.Max((e.ZERO, e.Z))), Function(e.Max((e.ZERO, e.add((e.ONE, e.Z)))))
LOG = e.call(e.Fn.LOG, e.num(2))
VALUES = (e.ZERO, e.ZERO, e.ZERO, e.ONE, e.num(-2), e.num(Q(1, 3)), LOG, e.sub(LOG, LOG), e.mul((e.num(-1), LOG)))
EXACT = {e.ZERO: Q(0), e.ONE: Q(1), e.num(-2): Q(-2), e.num(Q(1, 3)): Q(1, 3), e.sub(LOG, LOG): Q(0)}
SPECS = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"
BLOCKS = (Block.OUTPUT_BIAS, Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS)
Entries = dict[AnyBlock, list[Fraction | None]]
"""The entries of every block and piece, None for one that is not rational."""


def drawn(random: Random) -> tuple[Problem, Point, Entries]:
    """A plain problem, a point of it, and its parameters one by one."""
    width, hidden, output, dimension = random.choice((1, 2, 3)), *(random.random() < 0.6 for _ in "ab"), 2
    deep = tuple(Layer(random.choice((1, 2)), RELU) for _ in range(random.choice((0, 1, 2))))
    data = Dataset(((Q(1), Q(0)), (Q(-1), Q(2))), (1, -1), (Q(1), Q(1)))

    def number() -> Number:
        return Number(random.choice(VALUES), e.ZERO)

    def rational(present: bool = True) -> Fraction:
        return random.choice((Q(0), Q(0), Q(0), Q(1), Q(-1, 2))) if present else Q(0)

    groups, left = list[Neurons](), width
    while left:
        count = random.randint(1, left)
        groups.append(Neurons(count, number(), (rational(), rational()), rational(hidden)))
        left -= count
    units = tuple(
        Units(tuple(rational() for _ in range(dimension if not k else 1)), rational(hidden)) for k in range(len(deep))
    )
    point = Point(number() if output else None, tuple(groups), units, number() if deep else None)
    entries = listed(point, deep, dimension, hidden=hidden)
    pieces = [block for block in entries if isinstance(block, Piece)]
    options: list[AnyBlock] = [*BLOCKS, *random.choice(([Block.DEEP], pieces))]
    terms = tuple(
        Penalty(random.choice((Q(1), Q(1, 7), Q(0))), tuple(block for block in options if random.random() < 0.2))
        for _ in range(random.choice((1, 2)))
    )
    frozen = []
    for block in BLOCKS:
        if random.random() < 0.15 and (hidden or block is not Block.HIDDEN_BIAS):
            values = [value if value is not None and random.random() < 0.8 else Q(1) for value in entries[block]]
            frozen.append(Frozen(block, tuple(values)))
    network = Network(width, hidden, output, deep, tuple(frozen))
    return Problem(data, RELU, HINGE, network, Objective(terms)), point, entries


def listed(point: Point, deep: tuple[Layer, ...], dimension: int, *, hidden: bool) -> Entries:
    """Every parameter, neuron by neuron."""
    each = [group for group in point.neurons for _ in range(group.count)]
    outer = [] if point.output_bias is None else [point.output_bias]
    found: Entries = {
        Block.OUTPUT_BIAS: [EXACT.get(number.base) for number in outer],
        Block.OUTPUT_WEIGHTS: [EXACT.get(group.output_weight.base) for group in each],
        Block.HIDDEN_WEIGHTS: [value for group in each for value in group.hidden_weights],
        Block.HIDDEN_BIAS: [group.hidden_bias for group in each] if hidden else [],
        Block.DEEP: [],
    }
    below = dimension
    for k, (layer, units) in enumerate(zip(deep, point.deep, strict=True), 1):
        row = list(units.weights) if k == 1 else list(units.weights) * below
        found[Piece(Block.DEEP, k, Kind.WEIGHTS)] = [*row] * layer.width
        if hidden:
            found[Piece(Block.DEEP, k, Kind.BIASES)] = [units.bias] * layer.width
        below = layer.width
    if point.deep_output is not None:
        found[Piece(Block.DEEP, 0, Kind.OUTPUT)] = [EXACT.get(point.deep_output.base)] * below
    found[Block.DEEP] = [value for block, own in found.items() if isinstance(block, Piece) for value in own]
    return found


def answers(problem: Problem, point: Point) -> Iterator[str | None]:
    """Why the point is no point of the network, and why it is penalised; None where it is not so."""
    for check in (check_reachable, check_unpenalised):
        try:
            check(problem, point)
            yield None
        except Refusal as refusal:
            yield refusal.reason.code


def test_what_is_frozen_and_penalised_entry_by_entry() -> None:
    tally: Counter[object] = Counter()
    for seed in range(1500):
        problem, point, entries = drawn(Random(f"reach {seed}"))
        reached, free = answers(problem, point)
        kept = all(
            value == entry
            for own in problem.network.frozen
            for value, entry in zip(own.value or (), entries[own.block], strict=True)
        )
        assert (reached is None) == kept, seed
        assert reached in (None, "reach.frozen_value")
        blocks = {block for term in problem.objective.penalties if term.coefficient for block in term.blocks}
        rests = all(entry == 0 for block in blocks for entry in entries[block])
        assert (free is None) == rests, seed
        assert free in (None, "reach.penalty")
        tally[reached, free] += 1
    assert min(tally.values()) > 50, tally
    assert len(tally) == 4


def relu(value: Fraction) -> Fraction:
    return max(value, Q(0))


def test_what_the_network_computes() -> None:
    """F at rational points, unit by unit."""
    seen = 0
    for seed in range(600):
        problem, point, entries = drawn(Random(f"outputs {seed}"))
        if None in [value for own in entries.values() for value in own]:
            continue
        seen += 1
        expected = []
        for x in problem.samples.points:
            total = EXACT[point.output_bias.base] if point.output_bias else Q(0)
            for group in point.neurons:
                z = sum((w * v for w, v in zip(group.hidden_weights, x, strict=True)), group.hidden_bias)
                total += group.count * EXACT[group.output_weight.base] * relu(z)
            inner = list(x)
            for units, layer in zip(point.deep, problem.network.deep, strict=True):
                row = (
                    units.weights
                    if len(units.weights) == len(inner) == 2 and inner == list(x)
                    else (units.weights * len(inner))
                )
                z = sum((w * v for w, v in zip(row, inner, strict=True)), units.bias)
                inner = [relu(z)] * layer.width
            if point.deep_output is not None:
                total += EXACT[point.deep_output.base] * sum(inner, Q(0))
            expected.append(total)
        found = outputs(replace(problem, network=replace(problem.network, frozen=())), point)
        assert all(is_zero(e.sub(own.base, e.num(f))) for own, f in zip(found, expected, strict=True)), seed
        assert all(is_zero(number.factor) for number in found)
    assert seen > 50


@pytest.fixture(scope="module")
def counterexamples() -> list[tuple[Problem, str, Any]]:
    """One accepted point of several conditions."""
    found: dict[str, tuple[Problem, str, Any]] = {}
    for path in sorted(SPECS.glob("*.spec"))[::9]:
        for entry in theoremcheck.check(path, search=False).minima:
            if entry.fact is not None and entry.condition is not None:
                found.setdefault(entry.condition, (entry.fact.problem, entry.condition, entry.evidence))
    assert set(found) <= {*POINTS, *LEVELS}
    return list(found.values())


@pytest.mark.parametrize("change", [in_lists, in_subclasses, in_other_numbers])
def test_numbers_of_another_kind_are_no_evidence(
    change: Callable[[Any], Iterator[Any]], counterexamples: list[tuple[Problem, str, Any]]
) -> None:
    """At every place of evidence that is accepted: the same value as another type is refused for its type."""
    seen = set[str]()
    for problem, condition, evidence in counterexamples:
        for other in variants(evidence, change):
            with pytest.raises(Refusal, match=r"^(admission|facts\.wrong_kind)"):
                establish(problem, condition, True, other)
            seen.add(condition)
    assert len(seen) >= 6
