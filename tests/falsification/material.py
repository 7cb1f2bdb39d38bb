"""Random problems at the edges of the rules: structured data, weights over many orders, up to 4 deep layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random

from theoremcheck.functions.library import find
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import (
    Block,
    Dataset,
    Frozen,
    Function,
    Layer,
    Network,
    Objective,
    Penalty,
    Problem,
)

Q = Fraction
Z = e.Z

_BEYOND, _BEFORE = e.Max((e.ZERO, Z)), e.Min((e.ZERO, Z))
_BOWL = e.mul((e.num(Q(1, 2)), e.power(e.add((e.ONE, _BEFORE)), 2)))  # with the slope 1 at 0, and level from there

_OWN = {
    "square_shift": e.add((e.power(Z, 2), Z)),
    "bent": e.add((e.Max((e.ZERO, Z)), e.mul((e.num(Q(1, 2)), e.Min((e.ZERO, Z)))), e.ONE)),
    "cosh1": e.sub(e.call(e.Fn.COSH, Z), e.ONE),
    "minus_exp": e.neg(e.call(e.Fn.EXP, Z)),
    "kinked_at_1": e.Max((e.num(1), Z)),
    "valley": e.Max((e.ZERO, e.sub(e.Abs(Z), e.ONE))),
    "tent": e.Max((e.ZERO, e.sub(e.ONE, e.Abs(Z)))),
    "slope": Z,
    "double_hinge": e.add((e.Max((e.ZERO, e.add((e.ONE, Z)))), e.Max((e.ZERO, Z)))),
    "distance": e.Abs(e.add((e.ONE, Z))),
    "square_tilted": e.add((e.power(Z, 2), Z)),
    "curved_kink": e.add((e.power(e.Max((e.ZERO, e.add((e.ONE, Z)))), 2), e.Max((e.ZERO, Z)))),
    "exp_kink": e.add((e.call(e.Fn.EXP, Z), e.Abs(Z))),
    "huber": e.add(
        (
            e.mul((e.num(Q(1, 2)), e.power(e.add((e.ONE, e.Max((e.num(-2), _BEFORE)))), 2))),
            _BEYOND,
            e.Max((e.ZERO, e.sub(e.num(-2), Z))),
        )
    ),
    "bowl_line": e.add((_BOWL, _BEYOND)),
    "bowl_dent": e.add((_BOWL, _BEYOND, e.mul((e.num(Q(-1, 4)), e.power(_BEYOND, 2))))),
    "bowl_cubic": e.add((_BOWL, _BEYOND, e.power(_BEYOND, 3))),
    "bowl_drop": e.add((_BOWL, e.mul((e.num(Q(1, 2)), _BEYOND)))),
    "bowl_steep": e.add((_BOWL, e.mul((e.num(2), _BEYOND)))),
    "welsch": e.sub(e.ONE, e.call(e.Fn.EXP, e.mul((e.num(Q(-1, 2)), e.power(e.add((e.ONE, Z)), 2))))),
    "stairs": e.Max((e.ZERO, e.add((e.ONE, Z)), e.mul((e.num(3), Z)))),
}


@cache
def function(kind: str, name: str) -> Function:
    """A library function, or one of a few made for attacks; parameters after a colon."""
    name, _, argument = name.partition(":")
    if name in _OWN:
        return Function(_OWN[name], name)
    entry = find("neuron" if kind == "neuron" else "loss", name)
    assert entry is not None, name
    values = [Q(argument)] if argument else [p.default for p in entry.parameters]
    return Function(entry.build(*values), name)


FLAT = ("relu", "relu6", "requ", "hard_tanh", "step", "soft_shrink", "hard_sigmoid", "hard_swish", "kinked_at_1",
        "valley")  # fmt: skip
AFFINE = ("relu", "leaky_relu", "prelu", "relu6", "hard_tanh", "abs", "linear", "soft_shrink", "hard_sigmoid", "bent",
          "elu", "selu", "kinked_at_1", "valley", "tent")  # fmt: skip
SMOOTH = ("softplus", "tanh", "exp", "expm1", "sigmoid", "silu", "gaussian", "cosh", "quadratic", "cubic", "squareplus",
          "arctan", "sin", "linear", "requ", "sinh", "erf", "gelu", "square_shift", "cosh1", "minus_exp")  # fmt: skip
CONVEX = ("relu", "leaky_relu", "softplus", "exp", "expm1", "quadratic", "cosh", "abs", "squareplus", "requ", "bent",
          "cosh1", "valley", "square_shift", "kinked_at_1")  # fmt: skip
ODD = ("tanh", "sigmoid", "arctan", "erf", "softsign", "sinh", "sin", "linear", "cubic", "hard_tanh", "soft_shrink")
EVEN = ("quadratic", "cosh", "gaussian", "abs", "cosh1", "valley", "tent")
ANY = tuple(dict.fromkeys((*AFFINE, *SMOOTH, *FLAT)))
HINGES = ("hinge", "squared_hinge", "polynomial_hinge:3", "modified_huber", "double_hinge", "stairs")
CONVEX_LOSSES = (*HINGES, "logistic", "exponential", "square", "slope", "distance", "square_tilted", "perceptron")
LOSSES = (*CONVEX_LOSSES, "ramp", "smooth_ramp", "sigmoid_loss", "savage", "smooth_perceptron:2")
BROKEN = ("huber", "distance", "bowl_line", "bowl_dent", "bowl_cubic", "bowl_drop", "bowl_steep", "welsch")
MILD = ("squared_hinge", "polynomial_hinge:3", "logistic", "exponential", "square", "hinge", "modified_huber")


@dataclass(frozen=True)
class Recipe:
    """What problems for one kind of minimum are drawn from."""

    neurons: Sequence[str]
    losses: Sequence[str]
    styles: Sequence[str]
    widths: Sequence[int] = (1, 1, 2, 3)
    hidden: float = 0.5
    output: float = 0.7
    deep: float = 0.3
    frozen: Sequence[Block] = ()
    freeze: float = 0.0
    penalty: float = 0.0
    ridge: bool = False
    deep_neurons: Sequence[str] = ("relu", "hard_tanh", "leaky_relu", "linear", "tanh", "requ", "step", "relu6", "exp")


_B = Block
RECIPES = {
    "flat": Recipe(FLAT, LOSSES, ("any", "any", "mean"), hidden=0.7, penalty=0.15, freeze=0.1, frozen=tuple(_B)[:4]),
    "deep": Recipe(FLAT, LOSSES, ("any",), widths=(0,), hidden=0.7, deep=1.0, penalty=0.1),
    "affine": Recipe(AFFINE, CONVEX_LOSSES, ("mean", "mirror", "equal"), hidden=0.7, penalty=0.05, freeze=0.1,
                     frozen=tuple(_B)[:4]),
    "order": Recipe(CONVEX, (*HINGES, "logistic", "exponential"), ("spread",), penalty=0.05),
    "moment": Recipe((*SMOOTH, "relu", "leaky_relu"), (*HINGES, "logistic", "exponential"), ("scaled", "spread")),
    "stationary": Recipe(("quadratic", "cosh", "gaussian", "cosh1", "square_shift"), (*HINGES, "logistic"),
                         ("scaled_off", "scaled", "any"), hidden=0.25, frozen=(_B.HIDDEN_BIAS,), freeze=1.0),
    "parity": Recipe(ODD + EVEN, CONVEX_LOSSES, ("mirror", "odd"), hidden=0.1, deep_neurons=ODD + EVEN),
    "duplicate": Recipe(ANY, CONVEX_LOSSES, ("equal",), deep_neurons=ANY),
    "hull": Recipe(AFFINE, MILD, ("any", "mean", "mirror"), hidden=0.6, deep=0.25),
    "margin": Recipe(ANY, ("smooth_perceptron:2", "perceptron", "smooth_perceptron:3"), ("any",), penalty=0.3),
    "saturated": Recipe(ANY, ("ramp", "smooth_ramp"), ("any",), penalty=0.1),
    "kink": Recipe(("relu", "exp", "softplus", "linear", "tanh", "abs"), ("hinge", "double_hinge", "stairs"),
                   ("kink", "kink", "any"), hidden=0.3, output=0.9, widths=(1, 1, 2), deep=0.15),
    "nobias": Recipe(("expm1", "relu", "quadratic", "cosh1", "requ", "leaky_relu"), HINGES[:4],
                     ("axes", "axes", "quarters"), hidden=0.0, output=0.0, widths=(2, 3, 4), deep=0.2),
    "narrow": Recipe(SMOOTH, (*MILD[:5], "sigmoid_loss"), ("mirror", "mean", "axes"), widths=(1,), deep=0.2),
    "fibre": Recipe(SMOOTH, (*MILD[:5], "sigmoid_loss", "square"), ("mirror", "mean", "level"), widths=(1, 2, 3),
                    hidden=0.5, output=0.4, deep=0.2),
    "frozen_features": Recipe(ANY, CONVEX_LOSSES, ("twins",), frozen=(_B.HIDDEN_WEIGHTS,), freeze=1.0, deep=0.2),
    "frozen_fit": Recipe(ANY, MILD, ("any",), frozen=(_B.HIDDEN_WEIGHTS, _B.HIDDEN_BIAS), freeze=1.0, hidden=0.4,
                         deep=0),
    "frozen_output": Recipe(("exp", "softplus", "cosh", "quadratic", "minus_exp", "relu"), HINGES[:4], ("axes",),
                            frozen=(_B.OUTPUT_WEIGHTS,), freeze=1.0, hidden=0.0, output=0.0, widths=(2, 3), deep=0.2),
    "decay": Recipe(ANY, ("squared_hinge", "logistic", "exponential", "polynomial_hinge:3", "square"), ("any", "mean"),
                    penalty=1.0, ridge=True, deep=0.35,
                    deep_neurons=("tanh", "relu", "linear", "softplus", "leaky_relu")),
    "tied": Recipe(SMOOTH, (*HINGES[:4], "logistic", "square", "sigmoid_loss", "savage", *BROKEN),
                   ("lines", "lines", "conflict"), widths=(1, 1, 2, 3, 5), hidden=0.7, deep=0.0),
    "affine_local": Recipe(AFFINE, (*BROKEN, "savage", "ramp"), ("mean", "mirror", "equal"), hidden=0.7, deep=0.1),
    "order_local": Recipe(CONVEX, (*BROKEN, "square"), ("spread",), deep=0.1),
    "moment_local": Recipe(SMOOTH, (*BROKEN, "square"), ("scaled", "spread"), deep=0.1),
    "stationary_local": Recipe(("quadratic", "cosh", "gaussian", "cosh1", "square_shift"), (*BROKEN, "square"),
                               ("scaled_off", "scaled", "any"), hidden=0.25, frozen=(_B.HIDDEN_BIAS,), freeze=1.0),
    "decay_local": Recipe(ANY, ("hinge", "savage", "ramp", "double_hinge", *BROKEN), ("any", "mean"), penalty=1.0,
                          ridge=True, deep=0.35, deep_neurons=("tanh", "relu", "linear", "softplus", "leaky_relu")),
}  # fmt: skip
"""By kind (minimum.*): where its construction applies often enough."""


def problem(random: Random, recipe: Recipe) -> Problem:
    """A random problem of the recipe."""
    d = random.choice((1, 1, 2, 2, 3))
    style = random.choice(recipe.styles)
    if style in ("axes", "quarters", "level", "twins", "kink", "lines"):
        d = max(d, 2)
    width = random.choice(recipe.widths)
    hidden, output = random.random() < recipe.hidden, random.random() < recipe.output
    layers: tuple[Layer, ...] = ()
    if width == 0 or random.random() < recipe.deep:
        layers = tuple(
            Layer(random.choice((1, 1, 2, 3)), function("neuron", random.choice(recipe.deep_neurons)))
            for _ in range(random.choice((1, 1, 2, 3, 4)))
        )
    neuron = function("neuron", random.choice(recipe.neurons))
    if width == 0:
        layers = (Layer(layers[0].width, neuron), *layers[1:])
        if not any(layer.neuron.name in FLAT for layer in layers if isinstance(layer.neuron, Function)):
            k = random.randrange(len(layers))
            layers = (*layers[:k], Layer(layers[k].width, function("neuron", random.choice(FLAT))), *layers[k + 1 :])
        neuron = layers[0].neuron  # type: ignore[assignment]
    data = dataset(random, style, d)
    network = Network(width, hidden, output, layers)
    frozen = []
    for block in recipe.frozen:
        present = {_B.OUTPUT_BIAS: output, _B.HIDDEN_BIAS: hidden and width > 0}.get(block, width > 0)
        if present and random.random() < recipe.freeze:
            frozen.append(Frozen(block, frozen_values(random, block, width, d, style)))
    network = Network(width, hidden, output, layers, tuple(frozen))
    penalties: tuple[Penalty, ...] = ()
    if random.random() < recipe.penalty:
        blocks = [b for b in Block if network.trains(b)]
        if recipe.ridge:
            chosen = tuple(
                b for b in blocks if b is not _B.OUTPUT_BIAS and (b is not _B.HIDDEN_BIAS or random.random() < 0.3)
            )
        else:
            chosen = tuple(b for b in blocks if random.random() < 0.4) or tuple(blocks[:1])
        penalties = (Penalty(Q(random.choice(("1/100", "1", "5", "1/2", "1000"))), chosen),)
    return Problem(data, neuron, function("loss", random.choice(recipe.losses)), network, Objective(penalties))


def frozen_values(random: Random, block: Block, width: int, d: int, style: str) -> tuple[Fraction, ...]:
    """Values at which a block is frozen."""
    if block is _B.HIDDEN_WEIGHTS and style == "twins":
        rows = []
        for _ in range(width):
            rows += [Q(0), *(Q(random.choice((-1, 0, 1, 2))) for _ in range(d - 1))]
        return tuple(rows)
    if block is _B.HIDDEN_BIAS and random.random() < 0.5:
        return (Q(random.choice((0, 0, 1, -1))),) * width
    count = {_B.OUTPUT_BIAS: 1, _B.HIDDEN_WEIGHTS: width * d}.get(block, width)
    return tuple(Q(random.choice((-1, 0, 1, 1, 2)), random.choice((1, 1, 2))) for _ in range(count))


# --- data ---------------------------------------------------------------------------------------------------------


def _vector(random: Random, d: int) -> tuple[Fraction, ...]:
    return tuple(Q(random.choice((-3, -2, -1, -1, 0, 1, 1, 2, 3)), random.choice((1, 1, 1, 2))) for _ in range(d))


def _vectors(random: Random, d: int, most: int) -> list[tuple[Fraction, ...]]:
    return [_vector(random, d) for _ in range(random.randint(1, most))]


def _negative(x: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(-entry for entry in x)


def _sum(x: Sequence[Fraction], y: Sequence[Fraction]) -> tuple[Fraction, ...]:
    return tuple(a + b for a, b in zip(x, y, strict=True))


def dataset(random: Random, style: str, d: int) -> Dataset:
    """Two classes with the structure that a rule asks for, sometimes with weights, repetitions and zeros."""
    plus, minus = _classes(random, style, d)
    if random.random() < 0.5:
        plus, minus = minus, plus
    if style in ("mean", "mirror", "odd", "equal", "spread", "scaled") and random.random() < 0.2:
        k = random.choice((2, 3))
        plus = plus * k  # a class repeated as a whole keeps its averages
    points, labels = [*plus, *minus], [1] * len(plus) + [-1] * len(minus)
    weights = [Q(1)] * len(points)
    kind = random.random()
    if kind < 0.12:
        factors = [Q(10) ** random.choice((-20, -6, 6, 20)), Q(10) ** random.choice((-20, -6, 0, 6, 20))]
        weights = [factors[0] if y > 0 else factors[1] for y in labels]
    elif kind < 0.2:
        weights = [Q(10) ** random.randint(-20, 20)] * len(points)
    elif kind < 0.26 and style == "any":
        weights = [Q(10) ** random.randint(-20, 20) for _ in points]
    elif kind < 0.35:
        weights = [Q(random.choice((1, 2, 3))) if y > 0 else Q(1) for y in labels]
    return Dataset(tuple(points), tuple(labels), tuple(weights))


def _on_lines(random: Random, d: int) -> tuple[list[tuple[Fraction, ...]], list[tuple[Fraction, ...]]]:
    """On one to three parallel lines class - around a sample of class +, or the other way round; and a sample alone."""
    across = _vector(random, d)
    plus, minus = [], []
    for _ in range(random.choice((1, 1, 2, 3))):
        middle, reach = _vector(random, d), Q(random.choice((1, 1, 2, 3)), random.choice((1, 2)))
        step = tuple(reach * entry for entry in across)
        inner, outer = (plus, minus) if random.random() < 0.8 else (minus, plus)
        inner += [middle] * random.choice((1, 1, 2, 3))
        outer += [_sum(middle, step), _sum(middle, _negative(step))]
    alone = random.choice((plus, minus, None))
    if alone is not None:
        alone.append(tuple(random.choice((1, 3)) * entry for entry in _vector(random, d)))
    return plus, minus


def _classes(random: Random, style: str, d: int) -> tuple[list[tuple[Fraction, ...]], list[tuple[Fraction, ...]]]:
    zero = (Q(0),) * d
    match style:
        case "equal":
            own = _vectors(random, d, 3)
            return own, random.sample(own, len(own))
        case "mean":
            own = _vectors(random, d, 3)
            centre = tuple(sum(column, Q(0)) / len(own) for column in zip(*own, strict=True))
            step = _vector(random, d)
            return own, random.choice(([centre], [_sum(centre, step), _sum(centre, _negative(step))]))
        case "mirror":
            sides = [[*half, *map(_negative, half)] for half in (_vectors(random, d, 2), _vectors(random, d, 2))]
            return sides[0], sides[1] if random.random() < 0.8 else [zero]
        case "level":  # on a hyperplane that misses 0, with one mean
            sides = _classes(random, random.choice(("mean", "mirror")), d)
            plus, minus = ([(*x[:-1], Q(1)) for x in side] for side in sides)
            return plus, minus
        case "odd":
            own = _vectors(random, d, 3)
            return own, [*map(_negative, own)]
        case "spread":
            inner = _vectors(random, d, 2)
            steps = [_vector(random, d) for _ in inner]
            return inner, [_sum(x, s) for x, s in zip(inner, steps, strict=True)] + [
                _sum(x, _negative(s)) for x, s in zip(inner, steps, strict=True)
            ]
        case "scaled" | "scaled_off":
            half = [_vector(random, d) for _ in range(random.randint(1, d + 1))]
            own = half if style == "scaled_off" else [*half, *map(_negative, half)]
            factor = Q(random.choice((2, 3, 1)), random.choice((1, 2, 1)))
            return own, [tuple(factor * entry for entry in x) for x in own]
        case "axes":
            units = [tuple(Q(random.choice((1, 1, 2))) if k == j else Q(0) for k in range(d)) for j in range(d)]
            cut = random.randint(1, d - 1)
            parts = [[*part, *map(_negative, part)] for part in (units[:cut], units[cut:])]
            return parts[0], parts[1]
        case "quarters":  # as axes, on one side of 0
            ahead = [tuple(Q(random.choice((1, 1, 2))) if k == j else Q(0) for k in range(d)) for j in range(d)]
            cut = random.randint(1, d - 1)
            return ahead[:cut], ahead[cut:]
        case "twins":
            shared = [_vector(random, d)[1:] for _ in range(random.randint(1, 3))]
            return [(Q(1), *x) for x in shared], [(Q(-1), *x) for x in shared]
        case "lines":
            return _on_lines(random, d)
        case "conflict":
            place, more = _vector(random, d), _vectors(random, d, 2)
            counts = [random.choice((1, 1, 2, 3)) for _ in range(2)]
            return [place] * counts[0] + more, [place] * counts[1] + _vectors(random, d, 1)
        case "kink":
            signs = [(1, -1)] * (d - 1)
            corners: list[tuple[Fraction, ...]] = [(Q(1),)]
            for pair in signs:
                corners = [(*c, Q(s)) for c in corners for s in pair]
            return corners, [(Q(-1), *zero[1:])]
        case _:
            return _vectors(random, d, 4), _vectors(random, d, 4) if random.random() < 0.8 else [zero]
