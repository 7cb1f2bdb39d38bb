"""Networks with units at rest, and their expansion on boxes, held against exact second-order jets at points inside.

The evaluator has its own pieces of every neuron and computes in rationals. At a break it follows the side to which the
pre-activation moves, so a claim of smoothness at a break is tried as well. Units are at rest in dead or constant
pieces, and without biases where all that they receive is 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import flint
from point_claims import Case, Wide

from theoremcheck.language import loads
from theoremcheck.trusted.functions.balls import ball, precision, rational_bounds
from theoremcheck.trusted.minima.expansion import expand, height, slopes
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

Q = Fraction
Jet = tuple[Fraction, Fraction, Fraction]
"""z + z' e + z'' e^2 for small e > 0."""
NOTHING: Jet = (Q(0), Q(0), Q(0))
_Piece = tuple[Fraction | None, tuple[Fraction, ...]]
"""Where a piece ends (None: nowhere), and the coefficients of its polynomial."""


def _pieces(*rows: tuple[Any, ...]) -> tuple[_Piece, ...]:
    return tuple((None if end is None else Q(end), tuple(map(Q, own))) for end, *own in rows)


NEURONS: dict[str, tuple[str, tuple[_Piece, ...]]] = {
    "relu": ("", _pieces((0, 0), (None, 0, 1))),
    "linear": ("", _pieces((None, 0, 1))),
    "abs": ("", _pieces((0, 0, -1), (None, 0, 1))),
    "hard_tanh": ("", _pieces((-1, -1), (1, 0, 1), (None, 1))),
    "quadratic": ("", _pieces((None, 0, 0, 1))),
    "shifted": ("cases { z < 0: 0; z < 1: z^2; else: 2*z - 1 }", _pieces((0, 0), (1, 0, 0, 1), (None, -1, 2))),
    "raised": ("cases { z < 1: 1/2; else: z - 1/2 }", _pieces((1, "1/2"), (None, "-1/2", 1))),
    "trough": ("max(0, abs(z) - 1)", _pieces((-1, -1, -1), (1, 0), (None, -1, 1))),
    "step": ("cases { z < 0: -1; else: 1 }", _pieces((0, -1), (None, 1))),
    "cubed": ("max(0, z)^3", _pieces((0, 0), (None, 0, 0, 0, 1))),
}
LOSSES: dict[str, tuple[_Piece, ...]] = {
    "hinge": _pieces((-1, 0), (None, 1, 1)),
    "square": _pieces((None, 1, 2, 1)),
    "squared_hinge": _pieces((-1, 0), (None, 1, 2, 1)),
    "polynomial_hinge(3)": _pieces((-1, 0), (None, 1, 3, 3, 1)),
}


def times(left: Jet, right: Jet) -> Jet:
    return (
        left[0] * right[0],
        left[0] * right[1] + left[1] * right[0],
        left[0] * right[2] + left[1] * right[1] + left[2] * right[0],
    )


def plus(left: Jet, right: Jet) -> Jet:
    return left[0] + right[0], left[1] + right[1], left[2] + right[2]


def composed(pieces: tuple[_Piece, ...], z: Jet) -> Jet:
    """s(z), on the side of a break to which z moves; where it does not move s(z) is that of the right piece."""
    towards = next((entry for entry in z[1:] if entry), Q(0))
    index = sum(1 for end, _ in pieces if end is not None and (end < z[0] or (end == z[0] and towards >= 0)))
    own, value = pieces[index][1], NOTHING
    for entry in reversed(own):
        value = plus(times(value, z), (entry, Q(0), Q(0)))
    return value


def outputs(case: Case, values: dict[str, Jet], x: Sequence[Fraction]) -> Jet:
    """f(x) along a direction."""
    total = values.get("a0", NOTHING)
    inputs = [(entry, Q(0), Q(0)) for entry in x]

    def received(name: Callable[[int], str], bias: str, inner: Sequence[Jet]) -> Jet:
        z = values.get(bias, NOTHING)
        for k, entry in enumerate(inner):
            z = plus(z, times(values[name(k)], entry))
        return z

    for j, neuron in enumerate(case.shortcut):
        z = received(lambda k, j=j: f"w {j} {k}", f"b {j}", inputs)  # type: ignore[misc]
        total = plus(total, times(values[f"a {j}"], composed(NEURONS[neuron][1], z)))
    for branch, layers in case.branches.items():
        inner = inputs
        for number, layer in enumerate(layers, 1):
            place = f"{branch}.{number}"
            inner = [
                composed(
                    NEURONS[neuron][1],
                    received(lambda k, u=u, p=place: f"{p}.weights {u} {k}", f"{place}.biases {u}", inner),  # type: ignore[misc]
                )
                for u, neuron in enumerate(layer.units)
            ]
        if layers:
            total = plus(total, received(lambda u, b=branch: f"{b}.output {u}", "", inner))  # type: ignore[misc]
    return total


def along(case: Case, point: Sequence[Fraction], direction: Sequence[Fraction]) -> tuple[Jet, list[Jet]]:
    """L and f on the samples from a point along a direction."""
    values = {name: (v, d, Q(0)) for name, v, d in zip(case.names, point, direction, strict=True)}
    found = [outputs(case, values, x) for x, _, _ in case.samples]
    weight = sum((w for _, _, w in case.samples), Q(0))
    total = NOTHING
    for f, (_, y, w) in zip(found, case.samples, strict=True):
        margin = times((Q(-y), Q(0), Q(0)), f)
        total = plus(total, times((w / weight, Q(0), Q(0)), composed(LOSSES[case.loss], margin)))
    for name, value in values.items():
        if name.split()[0] in case.penalised:
            total = plus(total, times((Q(1, 20), Q(0), Q(0)), times(value, value)))
    return total, found


def text(case: Case) -> str:
    """The spec, with the neurons that the library does not have."""
    used = {*case.shortcut, *(name for layers in case.branches.values() for layer in layers for name in layer.units)}
    return (
        "".join(f"neuron {name}(z) = {NEURONS[name][0]}\n" for name in sorted(used) if NEURONS[name][0]) + case.text()
    )


def drawn(random: Random) -> Case:
    """A small network of one to three layers, mostly without biases, on data with zeros."""
    while True:

        def layer() -> Wide:
            kinds = sorted(random.choice(sorted(NEURONS)) for _ in range(random.choice((1, 1, 2))))
            return Wide(tuple(kinds), random.random() < 0.25)

        branches = {
            "deep": tuple(layer() for _ in range(random.choice((0, 1, 2, 2, 3)))),
            "beside": tuple(layer() for _ in range(random.choice((0, 0, 1)))),
        }
        shortcut = (random.choice(sorted(NEURONS)),) * random.choice((0, 1))
        if not branches["deep"] or (not shortcut and not branches["beside"]):
            continue
        d = random.choice((1, 2))
        samples = tuple(
            (tuple(Q(random.choice((0, 0, 1, -1, 2))) for _ in range(d)), y, Q(random.choice((1, 2))))
            for y in (1, -1, random.choice((1, -1)))
        )
        case = Case(shortcut, random.random() < 0.3, random.random() < 0.6, branches, samples,
                    random.choice(sorted(LOSSES)), ("a",) if shortcut and random.random() < 0.2 else ())  # fmt: skip
        if len(case.names) <= 16:
            return case


def centre(random: Random, case: Case) -> tuple[Fraction, ...]:
    """Many zeros, and numbers that are 1 or do not fit in a ball."""
    zeros = random.random()
    return tuple(
        Q(0) if random.random() < zeros else Q(random.choice((1, -1, 1, -2, 3)), random.choice((1, 1, 2, 3, 7)))
        for _ in case.names
    )


def _inside(value: Fraction, found: flint.arb) -> bool:
    bounds = rational_bounds(found)
    return bounds is not None and bounds[0] <= value <= bounds[1]


def _bilinear(matrix: flint.arb_mat, direction: Sequence[Fraction]) -> flint.arb:
    row = flint.arb_mat([list(map(ball, direction))])
    found: flint.arb = (row * matrix * row.transpose())[0, 0]
    return found


def places(random: Random, at: Sequence[Fraction], radius: Fraction) -> Iterator[tuple[Fraction, ...]]:
    """The centre, corners, and points inside."""
    yield tuple(at)
    for _ in range(6 if radius else 0):
        yield tuple(v + radius * Q(random.choice((-8, -8, -3, 0, 0, 1, 5, 8, 8)), 8) for v in at)


def problem_of(case: Case) -> Problem:
    loaded = loads(text(case))
    assert loaded.spec is not None, (text(case), loaded.diagnostics)
    return loaded.spec.problem


def objections(random: Random, case: Case, counts: Counter[str]) -> Iterator[str]:
    """What is wrong with the expansions of a network on a few boxes; what was refused is counted."""
    problem = problem_of(case)
    for _ in range(4):
        at = centre(random, case)
        radius, bits = random.choice((Q(0), Q(0), Q(1, 64), Q(1, 5), Q(1, 2**40))), random.choice((24, 53, 128))
        with precision(bits):
            claimed = []
            for name, ask in (("height", height), ("slopes", slopes), ("expansion", expand)):
                try:
                    claimed.append((name, ask(problem, at, radius)))
                    counts[name] += 1
                except Refusal as refusal:
                    counts[refusal.reason.code] += 1
            for place in places(random, at, radius):
                direction = [Q(random.randint(-3, 3)) for _ in case.names]
                (value, slope, bend), found = along(case, place, direction)
                for name, claim in claimed:
                    counts["points"] += 1
                    if not _agrees(name, claim, direction, (value, slope, bend), found):
                        yield f"{name} on {at} +- {radius} with {bits} bits, at {place} along {direction}: {text(case)}"
                        return


def _agrees(name: str, claim: Any, direction: Sequence[Fraction], total: Jet, found: Sequence[Jet]) -> bool:
    value, slope, bend = total
    if name == "height":
        return _inside(value, claim[0]) and all(_inside(f[0], own) for f, own in zip(found, claim[1], strict=True))
    around = claim if name == "slopes" else claim.slopes
    moved = [ball(entry) for entry in direction]
    rates = [sum((d * x for d, x in zip(moved, row, strict=True)), flint.arb(0)) for row in around.jacobian]
    total_rate = sum((d * g for d, g in zip(moved, around.gradient, strict=True)), flint.arb(0))
    if not (_inside(slope, total_rate) and all(_inside(f[1], own) for f, own in zip(found, rates, strict=True))):
        return False
    if not all(_inside(f[0], own) for f, own in zip(found, around.outputs, strict=True)):
        return False
    return name == "slopes" or _inside(2 * bend, _bilinear(claim.hessian, direction))
