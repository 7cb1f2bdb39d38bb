"""L again in mpmath, written down from what a network is, and a test that a path never rises by it."""

from fractions import Fraction

import mpmath

from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.verdict.path.surds import Surd
from theoremcheck.verdict.path.values import Shown

MP = mpmath.mp.clone()
MP.dps = 60
PLACES = [Fraction(k, 199) for k in range(200)]
NEURONS = {
    "linear": lambda z: z,
    "relu": lambda z: max(z, MP.zero),
    "leaky_relu(1/10)": lambda z: z if z > 0 else z / 10,
    "abs": abs,
    "quadratic": lambda z: z * z,
    "cubic": lambda z: z**3,
    "softplus": lambda z: MP.log1p(MP.exp(z)),
    "tanh": MP.tanh,
    "sin": MP.sin,
    "sigmoid": lambda z: 1 / (1 + MP.exp(-z)),
    "elu": lambda z: z if z > 0 else MP.expm1(z),
    "gelu": lambda z: z * MP.erfc(-z / MP.sqrt(2)) / 2,
}
WRITTEN = {"p": lambda z: z**2 + z, "odd": lambda z: z**3 + z, "arsinh": MP.asinh}
"""Neurons of specs, by the names that these give them."""
LOSSES = {
    "hinge": lambda z: max(MP.zero, 1 + z),
    "squared_hinge": lambda z: max(MP.zero, 1 + z) ** 2,
    "polynomial_hinge(3)": lambda z: max(MP.zero, 1 + z) ** 3,
    "square": lambda z: (1 + z) ** 2,
    "logistic": lambda z: MP.log1p(MP.exp(z)),
}
BENT = {"savage": lambda z: 1 / (1 + MP.exp(-z)) ** 2}
"""Losses that are not convex."""
GIVEN = {
    "exponential": MP.exp,
    "plus": lambda z: (1 + z) ** 2,
    "minus": lambda z: z**2 + max(MP.zero, z),
    "target": lambda z: (1 / (1 + MP.exp(-z)) - MP.mpf(1) / 10) ** 2,
}
"""Losses of specs."""


def number(value):
    if isinstance(value, Surd):
        return (-1 if value.negative else 1) * MP.sqrt(number(value.square))
    return MP.mpf(value.numerator) / value.denominator


def loss(problem, trained):
    """L at trained parameters: written down again from what a network is."""
    layout = Layout.of(problem)
    full = [number(entry) for entry in layout.full(trained)]
    named, network = layout.named(full), problem.network
    losses = {
        label: (LOSSES | BENT | GIVEN)[loss.name]
        for label, loss in zip((1, -1), (*problem.losses, problem.loss), strict=False)
    }
    shortcut = [[[problem.neuron.name] * network.width]] if network.width else []
    deeper = [[[unit.name for unit in layer.neurons] for layer in layers] for layers in network.branches.values()]
    data, total = problem.samples, MP.zero
    for point, label, weight in zip(data.points, data.labels, data.weights, strict=True):
        output = named.output_bias or MP.zero
        for branch, kinds in zip(named.branches, shortcut + deeper, strict=True):
            values = [number(entry) for entry in point]
            for (rows, biases), names in zip(branch.layers, kinds, strict=True):
                before = [MP.fdot(row, values) for row in rows]
                shifts = biases or [0] * len(before)
                values = [(NEURONS | WRITTEN)[name](z + b) for name, z, b in zip(names, before, shifts, strict=True)]
            output += MP.fdot(branch.output, values)
        total += number(weight) * losses[label](-label * output)
    penalties = (
        number(term.coefficient) * sum(entry**2 for entry in full[layout.places(block)])
        for term in problem.objective.penalties
        for block in term.blocks
    )
    return total / number(sum(data.weights)) + sum(penalties)


def assert_never_rises(problem, path, places=PLACES):
    """L at each place is at most L at the start of its piece, and pieces join."""
    here = path.start
    for index, step in enumerate(path.steps):
        assert path.at(index, Fraction(0)) == here
        before = loss(problem, here)
        scale = MP.mpf(10) ** -40 * (1 + abs(before))
        for place in places:
            value = loss(problem, path.at(index, place))
            assert value <= before + scale
            if step.shown is Shown.SAME:
                assert abs(value - before) <= scale
        here = path.at(index, Fraction(1))
        assert number(step.after.lower) - scale <= loss(problem, here) <= number(step.after.upper) + scale
    assert here == path.end
