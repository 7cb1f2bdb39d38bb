"""Inverse design: choose the network and the point first, dead units and zero weights in every layer, then the data.

Every input stands in both classes; its two weights are chosen so that the derivatives of L in the outputs are a vector
r orthogonal to all gradients of the outputs. So the point is critical, whatever it looks like, and seldom a minimum
where something can be woken up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
from attacks import Attack, changed
from follower import Follower
from material import AFFINE, SMOOTH, function
from objective import CONTEXT, LONG, Objective, long
from unpacked import with_frozen

from theoremcheck.decide.minima.box import certify_on_kinks, certify_strict
from theoremcheck.decide.minima.multipliers import certify
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.cells import Cell
from theoremcheck.trusted.minima.copies import Share
from theoremcheck.trusted.minima.gauges import Blind, Gauge, Mixing, Rescaling, Shifting, Silent, Symmetry, Turning
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.minima.slices import Slice
from theoremcheck.trusted.problem.layout import Unit
from theoremcheck.trusted.problem.model import Dataset, Frozen, Layer, Network, Problem
from theoremcheck.trusted.problem.model import Objective as Penalties
from theoremcheck.trusted.refusal import Reason

Q = Fraction
SLOPE_LOSSES = ("hinge", "hinge", "double_hinge", "slope", "ramp", "distance", "stairs", "perceptron")
KINKED_LOSSES = ("hinge", "double_hinge", "curved_kink", "curved_kink", "exp_kink", "exp_kink", "stairs")
CURVED_LOSSES = ("logistic", "exponential", "square", "squared_hinge", "polynomial_hinge:3", "sigmoid_loss", "savage")
RESTING = ("linear", "linear", "hard_tanh", "soft_shrink", "tanh", "relu", "abs", "leaky_relu")
MOST = 24


@dataclass(frozen=True)
class Design:
    """A problem with a critical point: all parameters, and the samples that lie on kinks with their multipliers."""

    problem: Problem
    values: list[Fraction]
    kinks: tuple[tuple[int, Fraction], ...]

    @property
    def centre(self) -> tuple[Fraction, ...]:
        """The trained parameters."""
        return tuple(self.values[k] for k in Objective(self.problem).trained)


def design(random: Random, *, affine: bool, shortcut: bool | None = None, kinked: bool = False) -> Design | None:
    """A random critical point; None where no data make this point critical."""
    d = random.choice((1, 1, 2))
    wide_part = random.random() < 0.5 if shortcut is None else shortcut
    width = random.choice((1, 1, 2)) if wide_part else 0
    depth = random.choice((1, 2, 2, 3, 4)) if not width else random.choice((0, 0, 0, 1, 2))
    pool = (*AFFINE, "requ") if affine else SMOOTH
    mixed = (*pool, "relu", "relu", "leaky_relu", "linear")
    layers = tuple(Layer(random.choice((1, 1, 2)), function("neuron", random.choice(mixed))) for _ in range(depth))
    network = Network(width, random.random() < 0.5, random.random() < 0.6, layers)
    silenced = random.randrange(depth) if depth and random.random() < (0.6 if affine else 0.35) else None
    if silenced is not None:
        rest = function("neuron", random.choice(RESTING[:4] if affine and random.random() < 0.8 else RESTING))
        layers = (*layers[:silenced], Layer(layers[silenced].width, rest), *layers[silenced + 1 :])
        network = Network(width, random.random() < 0.15, network.output_bias, layers)
    neuron = function("neuron", random.choice(pool)) if width else layers[0].neuron
    loss = function("loss", random.choice(SLOPE_LOSSES if affine else KINKED_LOSSES if kinked else CURVED_LOSSES))
    shell = Problem(Dataset(((Q(0),) * d,) * 2, (1, -1), (Q(1),) * 2), neuron, loss, network, Penalties())
    plan = Objective(shell)
    if plan.size > MOST:
        return None
    values = point_of(random, plan)
    if silenced is not None:
        _silence(random, plan, values, silenced)
    for block in sorted(set(plan.block), key=lambda b: b.value):
        if random.random() < 0.07:
            own = tuple(v for v, b in zip(values, plan.block, strict=True) if b is block)
            network = replace(network, frozen=(*network.frozen, Frozen(block, own)))
    shell = replace(shell, network=network)
    count = random.randint(2, 5 if affine else 9)
    inputs = list(dict.fromkeys(tuple(_entry(random) for _ in range(d)) for _ in range(count)))
    return weighted(random, shell, values, inputs, affine=affine, kinked=kinked)


def _entry(random: Random) -> Fraction:
    return Q(random.choice((-3, -2, -1, 0, 1, 2, 3)), random.choice((1, 1, 2)))


def point_of(random: Random, plan: Objective) -> list[Fraction]:
    """Parameters with many zeros: single ones, whole parts, biases on kinks."""
    scale = random.choice((Q(1), Q(1), Q(1, 2), Q(1, 10), Q(1, 10**4)))
    values = [Q(random.choice((0, 0, 1, -1, 1, -1, 2, -2, 3)), random.choice((1, 1, 2))) for _ in range(plan.size)]
    if random.random() < 0.3:
        values = [Q(random.randint(-8, 8), 4) or Q(1, 4) for _ in values]
    for name, part in plan.places.items():
        share = random.random()
        if name in ("V", "a", "a0") and share < 0.5:
            values[part] = [v * scale for v in values[part]]
        elif share < (0.12 if name.startswith(("W", "w")) else 0.2):
            values[part] = [Q(0)] * (part.stop - part.start)
        elif name.startswith(("B", "b")) and share < 0.35:
            values[part] = [Q(random.choice((-1, -3, -1, 2)))] * (part.stop - part.start)
    return values


def _silence(random: Random, plan: Objective, values: list[Fraction], layer: int) -> None:
    """The weights into a layer (or one of its units) become 0, and mostly its biases: above nothing arrives."""
    part, width = plan.places[f"W{layer}"], plan.problem.network.deep[layer].width
    inputs = (part.stop - part.start) // width
    for unit in range(width) if random.random() < 0.8 else (random.randrange(width),):
        start = part.start + unit * inputs
        values[start : start + inputs] = [Q(0)] * inputs
    if f"B{layer}" in plan.places and random.random() < 0.7:
        part = plan.places[f"B{layer}"]
        values[part] = [Q(0)] * width


def weighted(
    random: Random, shell: Problem, values: list[Fraction], inputs: list[Any], *, affine: bool, kinked: bool
) -> Design | None:
    """Two samples at each input, weights w- at class - and w+ at class + with w- l'(f) - w+ l'(-f) = r."""
    twice = [x for x in inputs for _ in range(2)]
    labels = (1, -1) * len(inputs)
    about = replace(shell, dataset=Dataset(tuple(twice), labels, (Q(1),) * len(twice)))
    plan = Objective(about)
    try:
        if kinked and "a0" in plan.places:
            f = plan.outputs([plan.convert(v) for v in values])
            k, target = random.randrange(len(inputs)), random.choice((0, 1, -1, 0))
            if not abs(f[2 * k]) < 10**4 or (not plan.rational and abs(f[2 * k]) < 1e-60):
                return None
            out = f[2 * k] if plan.rational else Q(CONTEXT.nstr(f[2 * k], 40))
            values = [values[0] + target - out, *values[1:]]
        f = plan.outputs([plan.convert(v) for v in values])[::2]
    except (ZeroDivisionError, OverflowError):
        return None
    still = kinked and not affine and random.random() < 0.5
    r = [Q(0)] * len(inputs) if still else _orthogonal(random, plan, values, len(inputs), affine=affine)
    if r is None:
        return None
    if not all(abs(out) < 10**4 for out in f):
        return None  # NaN and what overflows as well
    weights, kinks = [], []
    for i, (out, share) in enumerate(zip(f, r, strict=True)):
        pair = _pair(random, plan, out, share)
        if pair is None:
            return None
        (plus, plus_kink), (minus, minus_kink) = pair
        weights += [plus, minus]
        kinks += [(2 * i, plus_kink)] if plus_kink is not None else []
        kinks += [(2 * i + 1, minus_kink)] if minus_kink is not None else []
    kept = [k for k, w in enumerate(weights) if w > 0]
    if {labels[k] for k in kept} != {1, -1} or sum(weights) > 10**6:
        return None
    data = Dataset(tuple(twice[k] for k in kept), tuple(labels[k] for k in kept), tuple(weights[k] for k in kept))
    place = {k: new for new, k in enumerate(kept)}
    return Design(replace(about, dataset=data), values, tuple((place[k], g) for k, g in kinks if k in place))


def _orthogonal(
    random: Random, plan: Objective, values: list[Fraction], count: int, *, affine: bool
) -> list[Fraction] | None:
    """R with sum_i r_i grad f(x_i) = 0 at the point, or at points nearby as well; often 0."""
    if random.random() < 0.2:
        return [Q(0)] * count
    places = [values]
    if affine and random.random() < 0.5:
        for _ in range(3):
            places.append([v + Q(random.randint(-9, 9), 10**4) if v else v for v in values])
    rows = []
    for place in places:
        start = np.array([long(v) for v in place])
        h = LONG(2.0**-20)
        steps = np.concatenate([start + np.eye(plan.size) * h, start - np.eye(plan.size) * h])
        f = plan.batch_outputs(steps)[:, ::2]
        with np.errstate(all="ignore"):
            rows.append(((f[: plan.size] - f[plan.size :]) / (2 * h)).astype(float)[plan.trained])
    table = np.concatenate(rows)
    if not np.all(np.isfinite(table)):
        return None
    _, sizes, turned = np.linalg.svd(table)
    rank = int((sizes > 1e-9 * max(1.0, sizes.max(initial=0.0))).sum())
    kernel = turned[rank:]
    if not len(kernel):
        return [Q(0)] * count
    found = np.array([random.gauss(0, 1) for _ in kernel]) @ kernel
    if affine:
        return _rational(table, kernel, found)
    scale = Q(1, random.choice((1, 4, 20, 100)))
    return [Q(float(v)).limit_denominator(10**15) * scale for v in found]


def _rational(table: Any, kernel: Any, found: Any) -> list[Fraction]:
    """The vector with short rational entries: the kernel brought to echelon form."""
    rows = [list(map(Q, (Q(float(v)).limit_denominator(10**6) for v in row))) for row in _echelon(kernel)]
    factors = [Q(round(float(v) * 4), 4) or Q(1, 4) for v in found[: len(rows)]]
    return [sum((g * row[k] for g, row in zip(factors, rows, strict=True)), Q(0)) for k in range(kernel.shape[1])]


def _echelon(kernel: Any) -> Any:
    table, lead = kernel.copy(), 0
    for column in range(table.shape[1]):
        if lead == len(table):
            break
        pivot = lead + int(np.argmax(abs(table[lead:, column])))
        if abs(table[pivot, column]) < 1e-9:
            continue
        table[[lead, pivot]] = table[[pivot, lead]]
        table[lead] /= table[lead, column]
        for k in range(len(table)):
            if k != lead:
                table[k] -= table[k, column] * table[lead]
        lead += 1
    return table


def _pair(random: Random, plan: Objective, out: Any, share: Fraction) -> Any:
    """((w+, multiplier or None), (w-, ..)) for the two samples at one input."""
    ends = []
    for z in (-out, out):
        low, high = _slopes(plan, z)
        kink = None
        if low != high:
            kink = random.choice((low, high, (low + high) / 2, (low + high) / 2))
        ends.append((low if kink is None else kink, kink))
    (up, up_kink), (down, down_kink) = ends
    for base in (random.choice((Q(0), Q(1), Q(2), Q(1, 2), Q(8), Q(30))), Q(1), Q(8), Q(64)):
        if up:
            minus, plus = base, (base * down - share) / up
        elif down:
            plus, minus = base, share / down
        elif share == 0:
            plus = minus = Q(1)
        else:
            return None
        if plus >= 0 and minus >= 0 and plus + minus > 0:
            return (plus, up_kink), (minus, down_kink)
    return None


def _slopes(plan: Objective, z: Any) -> tuple[Fraction, Fraction]:
    """The left and right slope of the loss: exact where all is rational, else to many digits."""
    if plan.rational:
        h = Q(1, 10**12)
        low, high = (plan.loss(z) - plan.loss(z - h)) / h, (plan.loss(z + h) - plan.loss(z)) / h
        middle = (plan.loss(z + h) - plan.loss(z - h)) / (2 * h)
        if abs(high - low) < Q(1, 10**9):
            return middle, middle
        return low, high
    near, tiny = CONTEXT.mpf(10) ** -8, CONTEXT.mpf(10) ** -40
    low, high = (plan.loss(z) - plan.loss(z - near)) / near, (plan.loss(z + near) - plan.loss(z)) / near
    if abs(high - low) < 0.01:
        value = (plan.loss(z + tiny) - plan.loss(z - tiny)) / (2 * tiny)
        short = Q(CONTEXT.nstr(value, 50)) if 1e-60 < abs(value) < 1e60 else Q(0)
        return short, short
    return Q(CONTEXT.nstr(low, 30)).limit_denominator(10**6), Q(CONTEXT.nstr(high, 30)).limit_denominator(10**6)


# --- evidence for a design ----------------------------------------------------------------------------------------


def supported(random: Random, changes: int) -> Iterator[Attack]:
    """rule.support: multipliers of the design, or those that the tool finds."""
    found = design(random, affine=True, kinked=random.random() < 0.6)
    if found is None:
        return
    kinks = sorted(found.kinks)
    sparse = Sparse(tuple(k for k, _ in kinks), tuple(g for _, g in kinks))
    first = Attack("minimum.support", found.problem, MultiplierMinimum(found.centre, (), sparse), "designed")
    yield first
    if random.random() < 0.3:
        again = certify(found.problem, found.centre)
        if not isinstance(again, Reason):
            yield replace(first, evidence=again.evidence, how="designed, certified")
    yield from changed(random, first, changes)
    # The same points under the labels that may use the convexity of the loss.
    hull = replace(first, condition="minimum.hull")
    yield hull
    yield from changed(random, hull, changes)


def boxed(random: Random, changes: int, *, kinked: bool) -> Iterator[Attack]:
    """rule.strict (``kinked``: rule.sharp) with slices of the tool and at random."""
    found = design(random, affine=random.random() < 0.25 and not kinked, kinked=kinked)
    if found is None or not found.centre:
        return
    about, centre = found.problem, found.centre
    if kinked and found.kinks:
        fact = certify_on_kinks(about, centre) if len(centre) <= 12 else None
        if isinstance(fact, Fact):
            sharp = fact.evidence
            assert isinstance(sharp, Box)
            first = Attack("minimum.sharp", about, sharp, "designed, certified")
            yield first
            yield from changed(random, first, changes)
            for chosen in slices(random, about, centre, changes):
                other = replace(sharp, slice=chosen, mu=sharp.mu / 64)
                yield replace(first, evidence=other, how="designed, another slice")
        return
    hessian = _hessian(about, centre)
    if hessian is None:
        return
    if len(centre) <= 10 and random.random() < 0.15:
        strict = certify_strict(about, centre)
        if isinstance(strict, Fact):
            first = Attack("minimum.strict", about, strict.evidence, "designed, certified")
            yield first
            yield from changed(random, first, changes)
    for chosen in slices(random, about, centre, changes, hessian):
        moving = _moving(chosen, len(centre))
        least = float(np.linalg.eigvalsh(hessian[np.ix_(moving, moving)])[0]) if moving else 1.0
        if least <= 1e-7 and random.random() < 0.7:
            continue  # a saddle in what moves: seldom put before the kernel
        mu = Q(least * 0.5) if least > 1e-7 else Q(1, 10 ** random.choice((3, 6)))
        radius = Q(1, 2 ** random.choice((3, 6, 9, 12, 16, 20)))
        evidence = Box(centre, radius, mu, random.choice((64, 128)), chosen, (), Q(0), (), ())
        yield Attack("minimum.strict", about, evidence, "designed")


def split(random: Random, changes: int) -> Iterator[Attack]:
    """rule.split: a strict minimum of a design, its neurons in copies."""
    found = design(random, affine=random.random() < 0.3)
    if found is None:
        return
    about, centre = found.problem, found.centre
    core = certify_strict(about, centre) if len(centre) <= 10 else None
    if not isinstance(core, Fact):
        return
    assert isinstance(core.evidence, Box)
    network = about.network
    for _ in range(2 + changes // 3):
        shares = tuple(_shares(random) for _ in range(network.width))
        deep_shares = tuple(_shares(random) for _ in range(network.deep[-1].width)) if network.deep else ()
        deep = network.deep
        if deep:
            deep = (*deep[:-1], replace(deep[-1], width=sum(map(_count, deep_shares))))
        wider = replace(about, network=replace(network, width=sum(map(_count, shares)), deep=deep))
        first = Attack(
            "minimum.split", wider, replace(core.evidence, shares=shares, deep_shares=deep_shares), "designed"
        )
        yield first
        yield from changed(random, first, max(1, changes // 4))


def _shares(random: Random) -> tuple[Share, ...]:
    uneven = (Share(Q(1, 10**6), 1), Share(1 - Q(1, 10**6), 1))
    thirds = (Share(Q(1, 3), 1), Share(Q(2, 3), 1))
    return random.choice(((Share(Q(1), 1),), (Share(Q(1, 2), 2),), thirds, uneven, (Share(Q(1), 1),)))


def _count(own: tuple[Share, ...]) -> int:
    return sum(share.count for share in own)


def slices(
    random: Random, about: Problem, centre: Sequence[Fraction], count: int, hessian: Any = None
) -> Iterator[Slice]:
    """Slices that the tool proposes and random ones: symmetries of all kinds, any places held or moving."""
    from theoremcheck.decide.minima.slices import slices_at
    from theoremcheck.trusted.refusal import Refusal

    size = len(centre)
    try:
        own = list(slices_at(about, centre))
    except Refusal:
        own = []
    yield from own
    nullity = size if hessian is None else int((np.linalg.eigvalsh(hessian) < 1e-8).sum())
    everything = _symmetries(random, about, size)
    for _ in range(count):
        k = min(max(0, nullity + random.choice((0, 0, 0, -1, 1))), size)
        order = list(range(size))
        random.shuffle(order)
        if random.random() < 0.3:
            yield Cell(tuple(sorted(order[: size - k])))
            continue
        held = tuple(sorted(_held(order, k, hessian)))
        chosen = [
            Silent(place)
            if random.random() < (0.15 if hessian is not None and abs(hessian[place]).max() > 1e-9 else 0.8)
            else random.choice(everything)
            for place in held
        ]
        if own and random.random() < 0.3 and isinstance(own[0], Gauge) and own[0].symmetries:
            chosen = [random.choice(own[0].symmetries) if random.random() < 0.6 else s for s in chosen]
        yield Gauge(tuple(chosen), held)


def _held(order: list[int], k: int, hessian: Any) -> list[int]:
    """K places whose complement has a positive definite Hessian, as far as a greedy choice finds them."""
    if hessian is None:
        return order[:k]
    moving: list[int] = []
    for place in order:
        if len(moving) == len(order) - k:
            break
        table = hessian[np.ix_([*moving, place], [*moving, place])]
        if np.linalg.eigvalsh(table)[0] > 1e-7:
            moving.append(place)
    return [place for place in order if place not in moving][:k]


def _symmetries(random: Random, about: Problem, size: int) -> list[Symmetry]:
    network = about.network
    layers = [network.width, *(layer.width for layer in network.deep)]
    units = [Unit(k, j) for k, width in enumerate(layers) for j in range(width)]
    found: list[Symmetry] = [Silent(random.randrange(size)) for _ in range(3)]
    d = about.dataset.dimension + int(network.hidden_bias)
    for unit in units:
        found += [Rescaling(unit), Shifting(unit)]
        if unit.layer <= 1:
            found.append(Blind(unit, tuple(Q(random.choice((0, 1, -1))) for _ in range(d))))
        for other in units:
            if other.layer == unit.layer and other != unit:
                found.append(Mixing(unit, other))
                if unit.layer == 0:
                    found.append(Turning(unit.index, other.index))
    return found


def _moving(chosen: Slice, size: int) -> list[int]:
    if isinstance(chosen, Cell):
        return list(chosen.moving)
    return [k for k in range(size) if k not in chosen.held]


def _hessian(about: Problem, centre: Sequence[Fraction]) -> Any:
    plan = Objective(about)
    values = [plan.convert(v) for v in with_frozen(about, centre)]
    return Follower(plan, values)._hessian(2.0**-13)
