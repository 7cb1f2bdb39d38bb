"""Random small specs: symmetric, coinciding and arbitrary data, many neurons and losses, frozen blocks, penalties."""

from __future__ import annotations

from random import Random

NEURONS = (
    "relu", "leaky_relu", "relu6", "requ", "elu", "selu", "softplus", "exp", "expm1", "sigmoid", "hard_sigmoid", "tanh",
    "hard_tanh", "softsign", "silu", "hard_swish", "gelu", "quadratic", "cubic", "cosh", "gaussian", "sin", "abs",
    "step", "soft_shrink", "linear", "n(z) = z^2 + z", "n(z) = max(0, z) - max(0, -z)/2 + 1", "n(z) = cosh(z) - 1",
    "n(z) = -exp(z)",
)  # fmt: skip
LOSSES = (
    "hinge", "squared_hinge", "polynomial_hinge(3)", "logistic", "exponential", "square", "perceptron",
    "smooth_perceptron(2)", "sigmoid_loss", "ramp", "smooth_ramp", "modified_huber", "l(z) = z^2 + z", "l(z) = z",
    "l(z) = max(0, 1 + z) + max(0, z)", "l(z) = abs(1 + z)",
)  # fmt: skip
DEEP = ("relu", "tanh", "softplus", "leaky_relu", "linear")
COORDINATES = (-2, -1, -1, 0, 1, 1, 2, 3)


def random_spec(random: Random) -> str:
    """The text of a spec without expectations."""
    dimension = random.choice((1, 1, 2, 2, 3))
    positives, negatives = _classes(random, dimension)
    neuron, loss, width = random.choice(NEURONS), random.choice(LOSSES), random.choice((1, 1, 2, 2, 3, 5))
    name = neuron.partition("(z)")[0]
    hidden, output = random.random() < 0.5, random.random() < 0.65
    lines = [f"shortcut = {width} {name}"]
    lines += ["hidden bias"] * hidden + ["output bias"] * output
    deep = random.random() < 0.15
    if deep:
        layers = (f"{random.choice((1, 2, 3))} {random.choice(DEEP)}" for _ in range(random.choice((1, 2))))
        lines.append(f"deep = {' -> '.join(layers)}")
    if random.random() < 0.2:
        lines.append(_frozen(random, width, dimension, hidden=hidden))
    penalty = _penalty(random, hidden=hidden, output=output, deep=deep) if random.random() < 0.15 else ""
    return (
        f"dataset d {{\n  + {', '.join(positives)}\n  - {', '.join(negatives)}\n}}\nneuron {neuron}\nloss {loss}\n"
        f"network {{ {'  '.join(lines)} }}\n{penalty}"
    )


def _classes(random: Random, dimension: int) -> tuple[list[str], list[str]]:
    def points(most: int) -> list[tuple[int, ...]]:
        return [tuple(random.choice(COORDINATES) for _ in range(dimension)) for _ in range(random.randint(1, most))]

    style = random.random()
    positives, negatives = points(4), points(4)
    if style < 0.25:
        positives, negatives = (
            [*side[:2], *(tuple(-x for x in p) for p in side[:2])] for side in (positives, negatives)
        )
    elif style < 0.4:
        negatives = positives[:] if random.random() < 0.5 else [*positives[:-1], *points(1)]
    return [_sample(random, p) for p in positives], [_sample(random, p) for p in negatives]


def _mirrored(points: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [*points, *(tuple(-x for x in point) for point in points)]


def _sample(random: Random, point: tuple[int, ...]) -> str:
    weight = f"{random.choice((2, 3))} * " if random.random() < 0.15 else ""
    return f"{weight}({', '.join(map(str, point))})"


def _frozen(random: Random, width: int, dimension: int, *, hidden: bool) -> str:
    block = random.choice(("w", "a", "b") if hidden else ("w", "a"))
    if block == "w":
        rows = (f"({', '.join(str(random.choice((-1, 0, 1))) for _ in range(dimension))})" for _ in range(width))
        return f"frozen w = ({', '.join(rows)})"
    return f"frozen {block} = ({', '.join(str(random.choice((-1, 1, 1))) for _ in range(width))})"


def _penalty(random: Random, *, hidden: bool, output: bool, deep: bool) -> str:
    blocks = ["a", "w"] + ["b"] * hidden + ["a0"] * output + ["deep"] * deep
    chosen = [block for block in blocks if random.random() < 0.7] or ["a"]
    return f"objective {{ regularizer = {random.choice(('1/100', '1', '5'))} * l2({', '.join(chosen)}) }}\n"
