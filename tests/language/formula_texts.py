"""A seeded source of formulas as text: parameters, cases of every kind, nested calls of functions."""

import random
from dataclasses import dataclass
from fractions import Fraction

_NUMBERS = ["0", "1", "2", "3", "1/2", "0.25", "1/3", "10", "2.5", "7/5", "1e-3"]
_LEVELS = ["0", "1", "2", "1/2", "-1", "-1/2", "3"]
_ONE = ["exp", "tanh", "sigmoid", "sinh", "cosh", "atan", "erf", "sin", "cos", "abs", "expm1", "arctan", "sqrt", "log"]
_PLAIN = ["relu", "relu6", "hard_tanh", "hard_sigmoid", "softsign", "silu", "step", "quadratic", "gaussian"]
_SCALED = ["leaky_relu", "prelu", "elu", "celu", "softplus", "squareplus"]
_RANGES = {
    "a": ("0 < a < 2", Fraction(0), Fraction(2)),
    "b": ("1 <= b, b <= 3", Fraction(1), Fraction(3)),
    "c": ("1/2 < c", Fraction(1, 2), Fraction(9)),
}


@dataclass(frozen=True)
class Text:
    """A neuron ``f`` by its formula, the functions declared beside it, and the parameters with values to try."""

    formula: str
    functions: dict[str, str]
    ranges: tuple[str, ...]
    values: tuple[dict[str, Fraction], ...]

    @property
    def spec(self):
        declared = "".join(f"neuron {name}(z) = {text}\n" for name, text in self.functions.items())
        assumed = f" assume {', '.join(self.ranges)}" if self.ranges else ""
        rest = "dataset d { + (1)  - (-1) }\nloss hinge\nnetwork { shortcut = 1 f }\n"
        return f"{declared}neuron f(z) = {self.formula}{assumed}\n{rest}"


def text(seed):
    """The formula of a seed."""
    source = random.Random(f"text {seed}")
    functions = {}
    if source.random() < 0.4:
        functions["g"] = _Writer(source, [], {}).formula(2)
    if functions and source.random() < 0.5:
        functions["h"] = _Writer(source, [], functions).formula(2)
    names = source.sample(sorted(_RANGES), source.randint(0, 3))
    writer = _Writer(source, names, functions)
    formula = writer.formula(source.randint(1, 4))
    used = [name for name in names if name in writer.used]
    values = tuple(
        {name: _between(source, _RANGES[name][1], _RANGES[name][2]) for name in used} for _ in range(3 if used else 1)
    )
    return Text(formula, functions, tuple(_RANGES[name][0] for name in used), values)


def _between(source, lower, upper):
    return lower + (upper - lower) * Fraction(source.randint(1, 11), 12)


class _Writer:
    def __init__(self, source, names, functions):
        self.source = source
        self.names = names
        self.functions = functions
        self.used = set()

    def formula(self, depth):
        if depth <= 0:
            return self.leaf()
        kinds = ["sum", "product", "call", "cases", "power", "library", "largest", "negative", "quotient", "leaf"]
        kind = self.source.choices(kinds, [3, 3, 3, 4, 2, 3, 2, 1, 1, 1])[0]
        return getattr(self, kind)(depth - 1)

    def leaf(self, depth=0):
        roll = self.source.random()
        if roll < 0.55:
            return "z"
        if roll < 0.75 and self.names:
            return self.name()
        return self.source.choice([*_NUMBERS, "pi", "e"])

    def name(self):
        name = self.source.choice(self.names)
        self.used.add(name)
        return name

    def sum(self, depth):
        parts = [self.formula(depth) for _ in range(self.source.randint(2, 3))]
        text = parts[0]
        for part in parts[1:]:
            text += f" {self.source.choice('+-')} {part if self.source.random() < 0.5 else f'({part})'}"
        return text

    def product(self, depth):
        return f"({self.formula(depth)})*({self.formula(depth)})"

    def quotient(self, depth):
        return f"({self.formula(depth)})/({self.formula(depth)})"

    def negative(self, depth):
        return f"-({self.formula(depth)})^2" if self.source.random() < 0.5 else f"-{self.leaf()}"

    def power(self, depth):
        exponent = self.source.choice(["2", "3", "(1/2)", "-1", "(-3/2)", "(3/2)", "0", "2^2", "1", "(1/3)"])
        if self.source.random() < 0.15:
            return f"{self.source.choice(['e', '2', '3'])}^({self.formula(depth)})"
        return f"({self.formula(depth)}){self.source.choice(['^', '**'])}{exponent}"

    def call(self, depth):
        name = self.source.choice(_ONE)
        inner = self.formula(depth)
        if name in ("sqrt", "log") and self.source.random() < 0.7:
            inner = self.source.choice([f"1 + ({inner})^2", f"abs({inner})", f"1 + exp({inner})"])
        return f"{name}({inner})"

    def largest(self, depth):
        parts = [self.formula(depth) for _ in range(self.source.randint(2, 3))]
        return f"{self.source.choice(['max', 'min'])}({', '.join(parts)})"

    def library(self, depth):
        inner = self.formula(depth)
        if self.functions and self.source.random() < 0.5:
            return f"{self.source.choice(sorted(self.functions))}({inner})"
        if self.source.random() < 0.5:
            return f"{self.source.choice(_PLAIN)}({inner})"
        name = self.source.choice(_SCALED)
        if self.source.random() < 0.3:
            return f"{name}({inner})"
        value = self.name() if self.names and self.source.random() < 0.6 else self.source.choice(["1/2", "2", "3/10"])
        return f"{name}({value})({inner})"

    def cases(self, depth):
        """Conditions in any order, overlapping, at one point, never met; bodies that repeat, or differ by a name."""
        subject = self.source.choices(["z", "2*z - 1", "-z", "z^2", "z^3 - z", self.formula(1)], [8, 2, 2, 1, 1, 1])[0]
        bodies = [self.formula(depth) for _ in range(self.source.randint(1, 3))]
        if self.names:
            bodies += [self.name(), f"{bodies[0]} + {self.name()}"]
        count = self.source.randint(1, 4)
        level = self.source.choice(_LEVELS)
        arms = []
        for _ in range(count):
            level = level if self.source.random() < 0.5 else self.source.choice(_LEVELS)
            relation = self.source.choice(["<", "<=", ">", ">="])
            pair = f"{level} {relation} {subject}" if self.source.random() < 0.3 else f"{subject} {relation} {level}"
            arms.append(f"{pair}: {self.source.choice(bodies)}")
        return f"cases {{ {'; '.join([*arms, f'else: {self.source.choice(bodies)}'])} }}"
