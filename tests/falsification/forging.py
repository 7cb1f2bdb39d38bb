"""Random changes of evidence and of the problem that it is about: whatever a forger may write into any field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

from unpacked import without_copies

from theoremcheck.trusted.minima.average import (
    AffinePart,
    CurvedPart,
    DeadPart,
    EqualClassesPart,
    FrozenPart,
    MomentPart,
    ParityPart,
    StationaryPart,
)
from theoremcheck.trusted.minima.box import Box, OnKink
from theoremcheck.trusted.minima.cells import Cell
from theoremcheck.trusted.minima.copies import Share, Shares
from theoremcheck.trusted.minima.decayed import Decayed
from theoremcheck.trusted.minima.gauges import Blind, Gauge, Mixing, Rescaling, Shifting, Silent, Symmetry, Turning
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.minima.point import Between, Exact, Number, Point, Units
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.layout import Unit
from theoremcheck.trusted.problem.model import (
    Block,
    Dataset,
    Frozen,
    Function,
    Layer,
    Objective,
    Penalty,
    Problem,
)

Q = Fraction
NUMBERS = (Q(0), Q(1), Q(-1), Q(1, 2), Q(-2), Q(3), Q(1, 10**6), Q(-1, 10**6))
CONSTANTS = (e.ZERO, e.ONE, e.num(-1), e.call(e.Fn.LOG, e.num(-1)), e.call(e.Fn.LOG, e.num(2)), e.Pi())
RELU, ABS = e.Max((e.ZERO, e.Z)), e.Abs(e.Z)
DEEP_PARTS = (AffinePart(), DeadPart(), ParityPart(), EqualClassesPart())
PARTS = (*DEEP_PARTS, FrozenPart(), MomentPart(), StationaryPart())
"""Reasons of averages that need no numbers."""
NEURONS = tuple(
    map(
        Function,
        (
            RELU, ABS, e.Z, e.mul((e.Z, e.Z)), e.Max((e.Z, e.mul((e.Num(Q(1, 4)), e.Z)))), e.call(e.Fn.EXP, e.Z),
            e.Max((e.num(-1), e.Min((e.ONE, e.Z)))), e.mul((RELU, RELU)), e.call(e.Fn.TANH, e.Z),
            e.mul((e.Z, e.Z, e.Z)),
            e.Cases(e.Z, (Q(0),), (True,), (e.ZERO, e.ONE)), e.sub(ABS, e.ONE), e.call(e.Fn.COSH, e.Z),
        ),
    )
)  # fmt: skip
LOSSES = tuple(
    map(
        Function,
        (
            e.Max((e.ZERO, e.add((e.ONE, e.Z)))), e.Z, RELU, e.mul((RELU, RELU)), e.Abs(e.add((e.ONE, e.Z))),
            e.Max((e.num(-1), e.Min((e.ONE, e.Z)))), e.call(e.Fn.LOG, e.add((e.ONE, e.call(e.Fn.EXP, e.Z)))),
            e.power(e.Max((e.ZERO, e.add((e.ONE, e.Z)))), 3),
        ),
    )
)  # fmt: skip


def forged(random: Random, evidence: Any) -> Any:
    """The evidence with one to three of its fields, at any depth, replaced."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        evidence = _changed(random, evidence)
    return evidence


def _changed(random: Random, value: Any) -> Any:
    """One random change inside a value of any kind."""
    if isinstance(value, Fraction):
        return random.choice((*NUMBERS, -value, 2 * value, value / 2, value + random.choice(NUMBERS), value * 10**9))
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return random.choice((value + 1, value - 1, -value, 0, -1, 10**9, 2 * value))
    if isinstance(value, Number):
        return replace(value, **{random.choice(("base", "factor")): random.choice(CONSTANTS)})
    if isinstance(value, Box) and random.random() < 0.2:
        return _box(random, value)
    if isinstance(value, (Gauge, Cell, Decayed)) and random.random() < 0.6:
        return _slice(random, value)
    if isinstance(value, (Exact, Between)) and random.random() < 0.3:
        ends = sorted(random.choice(NUMBERS) for _ in range(3))
        return random.choice((Exact(random.choice(CONSTANTS)), Between(*ends)))
    if isinstance(value, CurvedPart) and random.random() < 0.8:
        name = random.choice(("coupling", "curves"))
        return replace(value, **{name: _changed(random, getattr(value, name))})
    if isinstance(value, (CurvedPart, *map(type, PARTS))):
        return random.choice(PARTS)
    if isinstance(value, e.Num):
        return e.Num(_changed(random, value.value))
    if isinstance(value, tuple):
        return _tuple(random, value)
    if is_dataclass(value) and not isinstance(value, (type, *EXPRESSIONS)):
        names = [field.name for field in fields(value)]
        if not names:
            return value
        name = random.choice(names)
        return replace(value, **{name: _changed(random, getattr(value, name))})
    if value is None:
        return random.choice((Q(0), Q(1), None))
    return random.choice(CONSTANTS) if isinstance(value, EXPRESSIONS) else value


EXPRESSIONS = (e.Num, e.Pi, e.Add, e.Mul, e.Pow, e.Call, e.Root)


def _tuple(random: Random, value: tuple[Any, ...]) -> tuple[Any, ...]:
    if not value:
        return random.choice(((), (Q(1),), (0,)))
    k = random.randrange(len(value))
    how = random.random()
    if how < 0.7:
        return (*value[:k], _changed(random, value[k]), *value[k + 1 :])
    if how < 0.78:
        return (*value[:k], *value[k + 1 :])
    if how < 0.86:
        return (*value, value[k])
    if how < 0.94:
        shuffled = list(value)
        random.shuffle(shuffled)
        return tuple(shuffled)
    return ()


def _box(random: Random, value: Box) -> Box:
    """A box with other kinks, another stiffness, or other copies."""
    kink = OnKink(random.randrange(-1, 6), random.randrange(-1, 3), random.choice(NUMBERS))
    kinks = random.choice(((), (*value.kinks, kink), value.kinks[1:]))
    if random.random() < 0.5:
        return replace(value, kinks=kinks, stiffness=random.choice((value.stiffness, *NUMBERS)))
    name = random.choice(("shares", "deep_shares"))
    return replace(value, **{name: _shares(random, getattr(value, name))})


def _shares(random: Random, value: Shares) -> Shares:
    count = random.choice((1, 2, 2, 3))
    own = random.choice(((Share(Q(1, count), count),), (Share(Q(1, 4), 1), Share(Q(3, 4), 1)), (Share(Q(2), count),)))
    k = random.randrange(len(value) + 1)
    return random.choice(((), (*value[:k], own, *value[k + 1 :]), (*value, own)))


def _slice(random: Random, value: Gauge | Cell | Decayed) -> Gauge | Cell | Decayed:
    """Another slice: more is held by further symmetries, other places move, or other neurons are said to rest."""
    if isinstance(value, Decayed):
        neuron, held = random.randrange(-1, 4), random.randrange(-1, 12)
        more = Decayed((*value.neurons, neuron), (*value.held, held))
        return random.choice(
            (more, Decayed((neuron,), (held,)), Decayed(value.neurons, value.held[::-1]), Gauge((), value.held))
        )
    if isinstance(value, Cell):
        places = value.moving
        return random.choice((Cell(places[1:]), Cell((*places, random.randrange(6))), Gauge((), places)))
    symmetry = random_symmetry(random)
    held = random.randrange(-1, 9)
    if random.random() < 0.2:
        return Cell(tuple(sorted(random.sample(range(9), random.randrange(4)))))
    return Gauge((*value.symmetries, symmetry), (*value.held, held))


def random_symmetry(random: Random) -> Symmetry:
    """Any symmetry of any unit, whether the network has it or not."""
    unit, other = (Unit(random.choice((0, 0, 1, 2, -1)), random.choice((0, 0, 1, 2, -1))) for _ in range(2))
    direction = tuple(random.choice(NUMBERS[:5]) for _ in range(random.choice((1, 2, 3))))
    return random.choice(
        (Silent(random.randrange(-1, 9)), Rescaling(unit), Shifting(unit), Mixing(unit, other), Blind(unit, direction),
         Turning(random.randrange(3), random.randrange(3)))
    )  # fmt: skip


def changed_problem(random: Random, problem: Problem, evidence: Any) -> tuple[Problem, Any]:
    """The problem changed in one place; a deep part that is added gets its numbers in the evidence."""
    problem = as_deep(problem)  # what is changed in deep layers is then changed in a branch beside, too
    changes: tuple[Callable[[], tuple[Problem, Any]], ...] = (
        lambda: (replace(problem, neuron=random.choice(NEURONS)), evidence),
        lambda: (replace(problem, loss=random.choice(LOSSES)), evidence),
        lambda: (replace(problem, dataset=_samples(random, problem.dataset)), evidence),
        lambda: (replace(problem, objective=_penalised(random)), evidence),
        lambda: (replace(problem, network=replace(problem.network, frozen=_frozen(random, evidence))), evidence),
        lambda: (_net(problem, hidden_bias=not problem.network.hidden_bias), evidence),
        lambda: (_net(problem, output_bias=not problem.network.output_bias), evidence),
        lambda: _deepened(random, problem, evidence),
        lambda: _deepened(random, problem, evidence),
        lambda: _layers_changed(random, problem, evidence),
    )
    return random.choice(changes)()


def _net(problem: Problem, **changes: Any) -> Problem:
    return replace(problem, network=replace(problem.network, **changes))


def _samples(random: Random, data: Any) -> Any:
    assert isinstance(data, Dataset)
    i = random.randrange(len(data.points))
    how = random.randrange(5)
    zero = (Q(0),) * data.dimension
    if how == 0:
        return replace(data, points=(*data.points[:i], zero, *data.points[i + 1 :]))
    if how == 1:
        labels = tuple(-y if k == i else y for k, y in enumerate(data.labels))
        return replace(data, labels=labels)
    if how == 2:
        weights = tuple(2 * w if k == i else w for k, w in enumerate(data.weights))
        return replace(data, weights=weights)
    label = -data.labels[i] if how == 3 else data.labels[i]
    added = data.points[i] if how == 3 else zero
    return replace(data, points=(*data.points, added), labels=(*data.labels, label), weights=(*data.weights, Q(1)))


def _penalised(random: Random) -> Objective:
    terms = [
        Penalty(random.choice((Q(1), Q(-1), Q(1, 100), Q(-1, 10**6), Q(5))), (random.choice(tuple(Block)),))
        for _ in range(random.choice((1, 2)))
    ]
    return Objective(tuple(terms))


def _frozen(random: Random, evidence: Any) -> tuple[Frozen, ...]:
    point = getattr(evidence, "point", None)
    block = random.choice(tuple(Block))
    if not isinstance(point, Point) or random.random() < 0.2:
        return (Frozen(block, random.choice((None, (), (Q(0),)))),)
    groups = point.neurons
    values = {
        Block.HIDDEN_WEIGHTS: tuple(x for g in groups for _ in range(g.count) for x in g.hidden_weights),
        Block.HIDDEN_BIAS: tuple(g.hidden_bias for g in groups for _ in range(g.count)),
        Block.OUTPUT_WEIGHTS: tuple(_number(g.output_weight) for g in groups for _ in range(g.count)),
        Block.OUTPUT_BIAS: () if point.output_bias is None else (_number(point.output_bias),),
    }
    return (Frozen(block, values.get(block)),)


def _number(number: Number) -> Fraction:
    return number.base.value if isinstance(number.base, e.Num) else Q(0)


def _deepened(random: Random, problem: Problem, evidence: Any) -> tuple[Problem, Any]:
    """A deep part of up to four layers beside the shortcut, with whatever numbers."""
    depth = random.choice((1, 1, 2, 2, 3, 4))
    layers = tuple(Layer(random.choice((1, 2)), random.choice(NEURONS)) for _ in range(depth))
    changed = _net(problem, deep=layers)
    assert isinstance(problem.dataset, Dataset)
    entries = (Q(0), Q(0), Q(1), Q(-1), Q(1, 2), Q(2))

    def bias() -> Fraction:
        return random.choice(entries) if problem.network.hidden_bias else Q(0)

    sizes = (problem.dataset.dimension, *(1 for _ in layers[1:]))
    units = tuple(Units(tuple(random.choice(entries) for _ in range(size)), bias()) for size in sizes)
    output = Number(e.Num(random.choice((Q(0), Q(0), Q(1), Q(-1)))), e.ZERO)
    point = getattr(evidence, "point", None)
    if isinstance(point, Point):
        return changed, replace(evidence, point=replace(point, deep=units, deep_output=output))
    if isinstance(evidence, MultiplierMinimum) and evidence.copies:
        old = without_copies(problem, evidence).network.sizes(problem.dataset.dimension)[Block.DEEP]
        found = [*evidence.centre[: len(evidence.centre) - old]]
        for layer in units:
            found += [*layer.weights, *([layer.bias] if problem.network.hidden_bias else [])]
        copies = (evidence.copies[0], *((layer.width,) for layer in layers))
        return changed, replace(evidence, centre=(*found, _number(output)), copies=copies)
    if hasattr(evidence, "centre"):
        count = changed.network.sizes(problem.dataset.dimension)[Block.DEEP]
        return changed, replace(evidence, centre=(*evidence.centre, *(random.choice(entries) for _ in range(count))))
    return changed, evidence


def _layers_changed(random: Random, problem: Problem, evidence: Any) -> tuple[Problem, Any]:
    if not problem.network.deep:
        return _deepened(random, problem, evidence)
    deep = list(problem.network.deep)
    k = random.randrange(len(deep))
    deep[k] = replace(deep[k], neuron=random.choice(NEURONS))
    return _net(problem, deep=tuple(deep)), evidence
