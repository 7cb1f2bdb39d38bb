"""Random nets of depth up to four at points where much is silent: weights 0, dead layers, kinks at distance 0."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector

SHORTCUTS = ("relu", "abs", "linear", "leaky_relu", "requ", "elu", "tanh", "softplus", "hard_tanh", "quadratic", "exp")
DEEP = ("linear", "relu", "abs", "leaky_relu", "linear", "relu", "requ", "elu", "softplus", "hard_tanh", "tanh")
LOSSES = (
    "hinge", "perceptron", "l(z) = z", "l(z) = abs(1 + z)", "ramp", "squared_hinge", "polynomial_hinge(3)", "logistic",
    "l(z) = max(0, 1 + z) + max(0, z)", "l(z) = max(0, 1 + z) - max(0, z)/2", "square",
)  # fmt: skip
ENTRIES = (0, 0, 0, 0, 1, 1, -1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2))


def silent_spec(random: Random) -> str:
    """The text of a spec; the neurons of its layers may differ."""
    dimension = random.choice((1, 1, 2, 2, 3))
    width = random.choice((0, 0, 1, 2))
    depth = random.choice((0, 1, 2, 2, 3, 4)) if width else random.choice((1, 2, 2, 3, 4))
    lines = [f"shortcut = {width} {random.choice(SHORTCUTS)}"] if width else []
    if depth:
        layers = [f"{random.choice((1, 1, 2))} {random.choice(DEEP)}" for _ in range(depth)]
        lines.append(f"deep = {' -> '.join(layers)}")
    lines += ["hidden bias"] * (random.random() < 0.4) + ["output bias"] * (random.random() < 0.5)
    penalty = "objective { regularizer = 1/10 * l2(deep) }\n" if depth > 1 and random.random() < 0.06 else ""
    classes = [", ".join(_sample(random, dimension) for _ in range(random.choice((1, 1, 2, 3)))) for _ in range(2)]
    return (
        f"dataset d {{ + {classes[0]}  - {classes[1]} }}\nneuron linear\nloss {random.choice(LOSSES)}\n"
        f"network {{ {'  '.join(lines)} }}\n{penalty}"
    )


def _sample(random: Random, dimension: int) -> str:
    weight = f"{random.choice((2, 3))} * " if random.random() < 0.2 else ""
    return f"{weight}({', '.join(str(random.choice((0, 0, 1, 1, -1, 2, -2, 3))) for _ in range(dimension))})"


def silent_point(random: Random, problem: Problem) -> Vector:
    """A point with many zeros; sometimes all of them but for a path, or one layer."""
    size = len(Layout.of(problem).trained)
    share = random.choice((0.2, 0.5, 0.8, 1.0))
    return tuple(Fraction(random.choice(ENTRIES)) if random.random() < share else Fraction(0) for _ in range(size))
