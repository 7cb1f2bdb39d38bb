"""Pairs of a problem and evidence for a bad minimum to put before the kernel: constructed, then changed in all ways.

``constructed`` starts from what the tool itself would propose; ``changed`` alters the problem under the evidence, or
any number of the evidence. What comes out may be right or wrong: the kernel has to tell.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

from forging import DEEP_PARTS, PARTS
from material import ANY, FLAT, HINGES, LOSSES, RECIPES, function, problem
from objective import Objective
from unpacked import unpack, with_frozen, without_copies

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.average import AverageMinimum
from theoremcheck.trusted.minima.gauges import Gauge, Silent
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.point import Units
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Dataset, Frozen, Layer, Penalty, Problem

Q = Fraction
TINY, HUGE = Q(1, 10**20), Q(10**20)


@dataclass(frozen=True)
class Attack:
    """A claim for the kernel: ``how`` says what was changed."""

    condition: str
    problem: Problem
    evidence: Any
    how: str


def constructed(random: Random, kind: str, changes: int) -> Iterator[Attack]:
    """What the construction of this kind proposes for a random problem, and changes of it; nothing if it has none."""
    about = problem(random, RECIPES[kind])
    found = settle(Case(about), f"minimum.{kind}")
    if isinstance(found, Fact):
        first = Attack(found.condition, about, found.evidence, "constructed")
        yield first
        yield from changed(random, first, changes)


def changed(random: Random, attack: Attack, count: int) -> Iterator[Attack]:
    """Changes of an attack, one to three at once."""
    for _ in range(count):
        found = attack
        for _ in range(random.choice((1, 1, 2, 3))):
            name, change = random.choice(CHANGES)
            try:
                after = change(random, found)
            except (ValueError, LookupError, ArithmeticError, TypeError):
                after = None
            if after is not None:
                found = replace(after, how=f"{found.how}, {name}")
        if found is not attack:
            yield found


# --- the problem under the evidence -------------------------------------------------------------------------------


def _with_data(attack: Attack, points: Any, labels: Any, weights: Any) -> Attack | None:
    if set(labels) != {1, -1}:
        return None
    data = Dataset(tuple(points), tuple(labels), tuple(weights))
    return replace(attack, problem=replace(attack.problem, dataset=data))


def _samples(attack: Attack) -> tuple[list[Any], list[int], list[Fraction]]:
    data = attack.problem.dataset
    assert isinstance(data, Dataset)
    return list(data.points), list(data.labels), list(data.weights)


def _reweigh(random: Random, attack: Attack) -> Attack | None:
    points, labels, weights = _samples(attack)
    factors = [Q(10) ** random.choice((-20, -3, 0, 3, 20)) for _ in range(2)]
    style = random.random()
    if style < 0.4:
        return _with_data(attack, points, labels, [w * factors[0] for w in weights])
    if style < 0.7:
        return _with_data(attack, points, labels, [w * factors[y > 0] for w, y in zip(weights, labels, strict=True)])
    k = random.randrange(len(weights))
    weights[k] *= factors[0] or 2
    return _with_data(attack, points, labels, weights)


def _repeat(random: Random, attack: Attack) -> Attack | None:
    """One sample becomes two with half its weight each."""
    points, labels, weights = _samples(attack)
    k = random.randrange(len(points))
    weights[k] /= 2
    return _with_data(attack, [*points, points[k]], [*labels, labels[k]], [*weights, weights[k]])


def _drop(random: Random, attack: Attack) -> Attack | None:
    points, labels, weights = _samples(attack)
    k = random.randrange(len(points))
    return _with_data(*(attack, *(entry[:k] + entry[k + 1 :] for entry in (points, labels, weights))))


def _flip(random: Random, attack: Attack) -> Attack | None:
    points, labels, weights = _samples(attack)
    k = random.randrange(len(points))
    labels[k] = -labels[k]
    return _with_data(attack, points, labels, weights)


def _zeros(random: Random, attack: Attack) -> Attack | None:
    """A sample at 0, or one at a point of its own, in both classes."""
    points, labels, weights = _samples(attack)
    x = tuple(Q(random.choice((0, 0, 1, -2))) for _ in points[0])
    w = Q(random.choice((1, 2)), random.choice((1, 10**6)))
    return _with_data(attack, [*points, x, x], [*labels, 1, -1], [*weights, w, w])


def _move_sample(random: Random, attack: Attack) -> Attack | None:
    points, labels, weights = _samples(attack)
    k, j = random.randrange(len(points)), random.randrange(len(points[0]))
    x = list(points[k])
    x[j] = random.choice((Q(0), -x[j], x[j] + 1, x[j] * 2, x[j] + TINY))
    points[k] = tuple(x)
    return _with_data(attack, points, labels, weights)


def _freeze(random: Random, attack: Attack) -> Attack | None:
    """A block frozen at the values of the point, at others, or at none that is known."""
    about, evidence = attack.problem, attack.evidence
    objective = Objective(about)
    block = random.choice(sorted(set(objective.block), key=lambda b: b.value))
    if about.network.frozen_block(block) is not None:
        return None
    values = unpack(about, evidence).values
    own = [
        Q(str(v)) if not isinstance(v, Fraction) else v
        for v, b in zip(values, objective.block, strict=True)
        if b is block
    ]
    style = random.random()
    if style > 0.8:
        k = random.randrange(len(own))
        own[k] += random.choice((1, -1, TINY))
    frozen = (*about.network.frozen, Frozen(block, None if style > 0.95 else tuple(own)))
    after = replace(about, network=replace(about.network, frozen=frozen))
    if isinstance(evidence, MultiplierMinimum):
        return _spread(replace(attack, problem=after), values, objective)
    if _lists_centre(evidence):
        kept = [k for k in objective.trained if objective.block[k] is not block]
        centre = tuple(evidence.centre[objective.trained.index(k)] for k in kept)
        moved = replace(evidence, centre=centre)
        chosen = getattr(evidence, "slice", None)
        if isinstance(chosen, Gauge):
            places = {objective.trained.index(k): new for new, k in enumerate(kept)}
            held = tuple(places[k] for k in chosen.held if k in places)
            symmetries = tuple(
                replace(s, place=places[s.place]) if isinstance(s, Silent) else s
                for s in chosen.symmetries
                if not isinstance(s, Silent) or s.place in places
            )
            moved = replace(moved, slice=Gauge(symmetries[: len(held)], held))
        return replace(attack, problem=after, evidence=moved)
    return replace(attack, problem=after)


def _lists_centre(evidence: Any) -> bool:
    """True if the evidence lists all trained parameters of the problem."""
    return hasattr(evidence, "centre") and not getattr(evidence, "split", False)


def _thaw(random: Random, attack: Attack) -> Attack | None:
    about = attack.problem
    multiplied = isinstance(attack.evidence, MultiplierMinimum)
    if not about.network.frozen or (_lists_centre(attack.evidence) and not multiplied):
        return None
    k = random.randrange(len(about.network.frozen))
    frozen = about.network.frozen[:k] + about.network.frozen[k + 1 :]
    after = replace(attack, problem=replace(about, network=replace(about.network, frozen=frozen)))
    if multiplied:
        return _spread(after, unpack(about, attack.evidence).values, Objective(about))
    return after


def _spread(attack: Attack, values: list[Any], before: Objective) -> Attack | None:
    """Multipliers at ``values``, all parameters, with no copies: what the problem of the attack trains of them."""
    evidence, trained = attack.evidence, Objective(attack.problem).trained
    centre = tuple(values[k] for k in trained)
    if not all(isinstance(value, Fraction) for value in centre):
        return None
    found = evidence.multipliers
    if isinstance(found, Enclosed):
        if any(count != 1 for layer in evidence.copies for count in layer):
            return None
        places = [before.trained[k] for k in found.moving]
        found = replace(found, moving=tuple(trained.index(k) for k in places if k in trained))
    return replace(attack, evidence=MultiplierMinimum(centre, (), found))


@dataclass
class _Parts:
    """The parameters of evidence with multipliers, one unit for each entry of the copies; nothing may be frozen."""

    offset: list[Fraction]
    neurons: list[tuple[Fraction, list[Fraction], list[Fraction], int]]
    layers: list[tuple[list[list[Fraction]], list[Fraction], tuple[int, ...]]]
    output: list[Fraction]


def _parts(about: Problem, evidence: Any) -> _Parts | None:
    """None for other kinds of evidence."""
    if not isinstance(evidence, MultiplierMinimum) or about.network.frozen:
        return None
    core = without_copies(about, evidence)
    plan, values = Objective(core), with_frozen(core, evidence.centre)
    widths = (core.network.width, *(layer.width for layer in core.network.deep))
    copies = evidence.copies or tuple((1,) * width for width in widths)
    a, w, b = (list(plan.part(values, name)) for name in ("a", "w", "b"))
    d = inputs = plan.dimension
    neurons = [(a[k], w[k * d : (k + 1) * d], b[k : k + 1], count) for k, count in enumerate(copies[0])]
    layers = []
    for k, own in enumerate(copies[1:]):
        rows = list(plan.part(values, f"W{k}"))
        cut = [rows[u * inputs : (u + 1) * inputs] for u in range(len(own))]
        layers.append((cut, list(plan.part(values, f"B{k}")), own))
        inputs = len(own)
    return _Parts(list(plan.part(values, "a0")), neurons, layers, list(plan.part(values, "V")) if layers else [])


def _joined(attack: Attack, about: Problem, parts: _Parts) -> Attack:
    """The evidence of the attack with these parameters, for another problem."""
    found = [*parts.offset, *(a for a, _, _, _ in parts.neurons)]
    found += [x for _, w, _, _ in parts.neurons for x in w] + [x for _, _, b, _ in parts.neurons for x in b]
    for rows, shifts, _ in parts.layers:
        found += [x for row in rows for x in row] + shifts
    copies = (tuple(count for *_, count in parts.neurons), *(own for *_, own in parts.layers))
    evidence = replace(attack.evidence, centre=(*found, *parts.output), copies=copies)
    return replace(attack, problem=about, evidence=evidence)


def _penalise(random: Random, attack: Attack) -> Attack | None:
    about = attack.problem
    blocks = [b for b in Block if about.network.trains(b)]
    if not blocks:
        return None
    chosen = tuple(b for b in blocks if random.random() < 0.3) or (random.choice(blocks),)
    term = Penalty(random.choice((Q(1, 100), Q(1), Q(-1, 100), Q(0), HUGE)), chosen)
    return replace(
        attack, problem=replace(about, objective=replace(about.objective, penalties=(*about.objective.penalties, term)))
    )


def _unpenalise(random: Random, attack: Attack) -> Attack | None:
    about = attack.problem
    terms = about.objective.penalties
    if not terms:
        return None
    k = random.randrange(len(terms))
    fewer = tuple(b for b in terms[k].blocks if random.random() < 0.5)
    term = replace(terms[k], blocks=fewer, coefficient=terms[k].coefficient / random.choice((1, 10, 1000)))
    return replace(
        attack,
        problem=replace(about, objective=replace(about.objective, penalties=(*terms[:k], term, *terms[k + 1 :]))),
    )


def _other_loss(random: Random, attack: Attack) -> Attack | None:
    own = attack.problem.loss.name  # type: ignore[union-attr]
    pool = HINGES if own in HINGES and random.random() < 0.6 else LOSSES
    return replace(attack, problem=replace(attack.problem, loss=function("loss", random.choice(pool))))


def _other_neuron(random: Random, attack: Attack) -> Attack | None:
    about = attack.problem
    own = about.neuron.name  # type: ignore[union-attr]
    new = function("neuron", random.choice(FLAT if own in FLAT and random.random() < 0.6 else ANY))
    if about.network.width:
        return replace(attack, problem=replace(about, neuron=new))
    deep = (replace(about.network.deep[0], neuron=new), *about.network.deep[1:])
    return replace(attack, problem=replace(about, neuron=new, network=replace(about.network, deep=deep)))


def _other_layer(random: Random, attack: Attack) -> Attack | None:
    about = attack.problem
    deep = about.network.deep
    if not deep:
        return None
    k = random.randrange(len(deep))
    layer = Layer(deep[k].width, function("neuron", random.choice(ANY)))
    after = (*deep[:k], layer, *deep[k + 1 :])
    neuron = about.neuron if about.network.width else after[0].neuron
    return replace(attack, problem=replace(about, neuron=neuron, network=replace(about.network, deep=after)))


def _more_neurons(random: Random, attack: Attack) -> Attack | None:
    """Copies of a group, of all kinds of output weight."""
    point = getattr(attack.evidence, "point", None)
    network = attack.problem.network
    parts = _parts(attack.problem, attack.evidence)
    if parts is not None and parts.neurons:
        k, count = random.randrange(len(parts.neurons)), random.choice((1, 2))
        a, w, b, copies = parts.neurons[k]
        if random.random() < 0.5:
            parts.neurons[k] = (a, w, b, copies + count)
        else:
            w = w if random.random() < 0.6 else [_number(random, x) for x in w]
            parts.neurons.append((random.choice((Q(0), Q(0), a)), w, [_number(random, x) for x in b], count))
        return _joined(attack, replace(attack.problem, network=replace(network, width=network.width + count)), parts)
    if point is None or not point.neurons:
        return None
    if any(entry.block is not Block.OUTPUT_BIAS for entry in network.frozen):
        return None
    group = random.choice(point.neurons)
    own = replace(group, count=random.choice((1, 2)))
    if random.random() < 0.6:
        own = replace(own, output_weight=replace(own.output_weight, base=e.ZERO, factor=e.ZERO))
    if random.random() < 0.4:
        own = replace(own, hidden_bias=_number(random, own.hidden_bias))
    about = replace(attack.problem, network=replace(network, width=network.width + own.count))
    evidence = replace(attack.evidence, point=replace(point, neurons=(*point.neurons, own)))
    curves = getattr(evidence, "curves", None)
    if curves:
        evidence = replace(evidence, curves=(*curves, random.choice(curves)))
    parts = getattr(evidence, "parts", None)
    if parts and getattr(parts[0], "curves", None):
        curved = replace(parts[0], curves=(*parts[0].curves, random.choice(parts[0].curves)))
        evidence = replace(evidence, parts=(curved, *parts[1:]))
    return replace(attack, problem=about, evidence=evidence)


def _layer_more(random: Random, attack: Attack) -> Attack | None:
    """Another deep layer below, between or above: dead, at a kink, or passing something on."""
    about, evidence = attack.problem, attack.evidence
    parts = _parts(about, evidence)
    if parts is not None and len(parts.layers) < 4:
        return _layer_inserted(random, attack, parts)
    holder = getattr(evidence, "point", None)
    if holder is None:
        return None
    deep, network = holder.deep, about.network
    if len(deep) >= 4:
        return None
    d = about.dataset.dimension
    k = random.randint(0, len(deep))
    layer = Layer(random.choice((1, 2, 3)), function("neuron", random.choice(ANY)))
    if not network.width and k == 0:
        layer = replace(layer, neuron=about.neuron)
    bias = random.choice((Q(0), Q(0), Q(-1), Q(1))) if network.hidden_bias else Q(0)
    weight = random.choice((Q(0), Q(0), Q(1), Q(-1)))
    new = Units((weight,) * (d if k == 0 else 1), bias)
    rest = list(deep)
    if k == 0 and rest:
        rest[0] = replace(rest[0], weights=rest[0].weights[:1])
    deep = (*rest[:k], new, *rest[k:])
    layers = (*network.deep[:k], layer, *network.deep[k:])
    about = replace(about, network=replace(network, deep=layers))
    output = holder.deep_output
    if output is None:
        from theoremcheck.trusted.minima.reach import exactly

        output = exactly(random.choice((Q(0), Q(0), Q(1))))
        if isinstance(evidence, AverageMinimum):
            evidence = replace(evidence, parts=(*evidence.parts, random.choice(DEEP_PARTS)))
    return replace(
        attack, problem=about, evidence=replace(evidence, point=replace(holder, deep=deep, deep_output=output))
    )


def _layer_inserted(random: Random, attack: Attack, parts: _Parts) -> Attack:
    """A layer of equal units, or of two kinds, in the deep part of evidence with multipliers."""
    about, network = attack.problem, attack.problem.network
    d, k = about.dataset.dimension, random.randint(0, len(parts.layers))
    own = random.choice(((1,), (2,), (1, 1), (1, 2)))
    layer = Layer(sum(own), function("neuron", random.choice(ANY)))
    if not network.width and k == 0:
        layer = replace(layer, neuron=about.neuron)
    weights = (Q(0), Q(0), Q(1), Q(-1))
    below = d if k == 0 else len(parts.layers[k - 1][2])
    rows = [[random.choice(weights) for _ in range(below)] for _ in own]
    shifts = [random.choice((Q(0), Q(0), Q(-1), Q(1))) for _ in own] if network.hidden_bias else []
    if k < len(parts.layers):
        above = parts.layers[k]
        parts.layers[k] = ([[random.choice(weights) for _ in own] for _ in above[0]], above[1], above[2])
    elif not parts.layers or random.random() < 0.7:
        parts.output = [random.choice((Q(0), Q(0), Q(1))) for _ in own]
    else:
        parts.output = [random.choice(parts.output) for _ in own]
    parts.layers.insert(k, (rows, shifts, own))
    deep = (*network.deep[:k], layer, *network.deep[k:])
    return _joined(attack, replace(about, network=replace(network, deep=deep)), parts)


def _no_bias(random: Random, attack: Attack) -> Attack | None:
    """A bias present or missing, as the evidence has it or not."""
    network = attack.problem.network
    field = random.choice(("hidden_bias", "output_bias"))
    blocks = {"hidden_bias": Block.HIDDEN_BIAS, "output_bias": Block.OUTPUT_BIAS}
    if network.frozen_block(blocks[field]) is not None:
        return None
    about = replace(attack.problem, network=replace(network, **{field: not getattr(network, field)}))
    evidence = attack.evidence
    parts = _parts(attack.problem, evidence)
    if parts is not None:
        if field == "output_bias":
            parts.offset = [] if parts.offset else [Q(0)]
        else:
            parts.neurons = [(a, w, [] if b else [Q(0)], count) for a, w, b, count in parts.neurons]
            parts.layers = [(rows, [] if b else [Q(0)] * len(rows), own) for rows, b, own in parts.layers]
        return _joined(attack, about, parts)
    point = getattr(evidence, "point", None)
    if field == "output_bias" and point is not None:
        from theoremcheck.trusted.minima.reach import exactly

        bias = None if point.output_bias is not None else exactly(Q(0))
        evidence = replace(evidence, point=replace(point, output_bias=bias))
    return replace(attack, problem=about, evidence=evidence)


# --- the evidence -------------------------------------------------------------------------------------------------


def _number(random: Random, value: Fraction) -> Fraction:
    return random.choice(
        (Q(0), Q(0), -value, value * 2, value / 2, value + 1, value - 1, value + TINY, value * TINY, Q(1), Q(-1), Q(6))
    )


def _leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every rational and integer of the evidence with its path; proofs are left alone."""
    if isinstance(node, bool):
        return
    if isinstance(node, Fraction | int):
        yield path, node
    elif isinstance(node, tuple):
        for k, entry in enumerate(node):
            yield from _leaves(entry, (*path, k))
    elif dataclasses.is_dataclass(node):
        for field in dataclasses.fields(node):
            if field.name not in ("proofs", "convexity"):
                yield from _leaves(getattr(node, field.name), (*path, field.name))


def _put(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(head, int):
        return (*node[:head], _put(node[head], rest, value), *node[head + 1 :])
    return replace(node, **{head: _put(getattr(node, head), rest, value)})


def _get(node: Any, path: tuple[Any, ...]) -> Any:
    for head in path:
        node = node[head] if isinstance(head, int) else getattr(node, head)
    return node


def _leaf(random: Random, attack: Attack) -> Attack | None:
    """One number of the evidence."""
    path, value = random.choice(list(_leaves(attack.evidence)))
    if isinstance(value, Fraction):
        return replace(attack, evidence=_put(attack.evidence, path, _number(random, value)))
    options = (value + 1, value - 1, 0, 53) if path[-1] == "precision" else (value + 1, max(value - 1, 0), 0, 2)
    return replace(attack, evidence=_put(attack.evidence, path, random.choice(options)))


def _row(random: Random, attack: Attack) -> Attack | None:
    """A whole vector of the evidence: 0, scaled, negative, exchanged."""
    vectors = list(
        {
            path[:-1]
            for path, value in _leaves(attack.evidence)
            if isinstance(value, Fraction) and isinstance(path[-1], int)
        }
    )
    if not vectors:
        return None
    path = random.choice(sorted(vectors, key=str))
    own = _get(attack.evidence, path)
    if not all(isinstance(v, Fraction) for v in own):
        return None
    factor = random.choice((Q(0), Q(0), Q(-1), Q(2), TINY, Q(1, 2)))
    new = tuple(factor * v for v in own) if random.random() < 0.8 else tuple(random.sample(own, len(own)))
    return replace(attack, evidence=_put(attack.evidence, path, new))


def _at_kink(random: Random, attack: Attack) -> Attack | None:
    """A hidden bias that puts one sample's pre-activation on a break of the neuron, or units of a layer at one."""
    point = getattr(attack.evidence, "point", None)
    parts = _parts(attack.problem, attack.evidence)
    if parts is not None and parts.neurons:
        j, own = random.randrange(len(parts.neurons)), attack.problem.dataset
        assert isinstance(own, Dataset)
        a, w, b, count = parts.neurons[j]
        seen = sum((v * x for v, x in zip(w, random.choice(own.points), strict=True)), Q(0))
        parts.neurons[j] = (a, w, [random.choice((Q(0), Q(0), Q(1), Q(-1))) - seen for _ in b], count)
        return _joined(attack, attack.problem, parts)
    if point is None:
        return None
    places = (Q(0), Q(0), Q(1), Q(-1), Q(6), Q(1, 2), Q(-1, 2), Q(-3), Q(3))
    data = attack.problem.dataset
    assert isinstance(data, Dataset)
    if point.deep and (not point.neurons or random.random() < 0.5):
        k = random.randrange(len(point.deep))
        units = replace(point.deep[k], bias=random.choice(places))
        if random.random() < 0.5:
            units = replace(units, weights=tuple(Q(random.choice((0, 1, -1))) for _ in units.weights))
        deep = (*point.deep[:k], units, *point.deep[k + 1 :])
        return replace(attack, evidence=replace(attack.evidence, point=replace(point, deep=deep)))
    if not point.neurons:
        return None
    j = random.randrange(len(point.neurons))
    group = point.neurons[j]
    x = random.choice(data.points)
    seen = sum((w * v for w, v in zip(group.hidden_weights, x, strict=True)), Q(0))
    moved = replace(group, hidden_bias=random.choice(places) - seen)
    neurons = (*point.neurons[:j], moved, *point.neurons[j + 1 :])
    return replace(attack, evidence=replace(attack.evidence, point=replace(point, neurons=neurons)))


LABELS = ("affine", "order", "moment", "stationary", "parity", "duplicate", "frozen_features")


def _other_part(random: Random, attack: Attack) -> Attack | None:
    """Another reason for the neurons or for a deep part, one too many or one too few; often the label that asks it."""
    if not isinstance(attack.evidence, AverageMinimum):
        return None
    parts = attack.evidence.parts
    k, new = random.randrange(len(parts)), random.choice(PARTS)
    parts = random.choice(((*parts[:k], new, *parts[k + 1 :]),) * 8 + ((*parts, new), parts[:k] + parts[k + 1 :]))
    label = attack.condition if random.random() < 0.3 else f"minimum.{random.choice(LABELS)}"
    return replace(attack, condition=label, evidence=replace(attack.evidence, parts=parts))


CHANGES = (
    ("weights of samples", _reweigh), ("a sample repeated", _repeat), ("a sample dropped", _drop),
    ("a label flipped", _flip), ("a sample in both classes", _zeros), ("a sample moved", _move_sample),
    ("a block frozen", _freeze), ("a block frozen", _freeze), ("a block trained", _thaw), ("a penalty", _penalise),
    ("a penalty changed", _unpenalise), ("another loss", _other_loss), ("another neuron", _other_neuron),
    ("another deep neuron", _other_layer), ("more neurons", _more_neurons), ("a layer more", _layer_more),
    ("a layer more", _layer_more), ("a bias", _no_bias), ("a number", _leaf), ("a number", _leaf), ("a number", _leaf),
    ("a vector", _row), ("a vector", _row), ("a kink", _at_kink), ("a kink", _at_kink),
    ("another reason", _other_part), ("another reason", _other_part),
)  # fmt: skip
