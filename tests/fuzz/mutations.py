"""Grammar-aware mutations of specs: a spec is a list of items, an item a list of tokens, a mutation a random edit.

Most of what comes out parses; what does not is an input error with a message, which is a fair outcome as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

KEYWORDS = ("dataset", "neuron", "loss", "network", "objective", "candidate", "search", "let", "expect")
_TOKEN = re.compile(
    r'"(?:\\.|[^"\\\n])*"|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*|(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|<=|>=|->|\*\*|\.\.|\S'
)
_NUMBER = re.compile(r"[0-9.]")

NEURONS = (
    "linear", "relu", "leaky_relu", "leaky_relu(1/10)", "prelu", "relu6", "requ", "elu", "selu", "celu(2)", "softplus",
    "softplus(20)", "softplus(1/1000)", "squareplus", "exp", "expm1", "sigmoid", "hard_sigmoid", "tanh", "hard_tanh",
    "arctan", "softsign", "erf", "silu", "hard_swish", "gelu", "mish", "quadratic", "cubic", "cosh", "sinh", "gaussian",
    "sin", "abs", "step", "soft_shrink", "leaky_relu(-1)", "leaky_relu(0)", "leaky_relu(1e-40)",
)  # fmt: skip
LOSSES = (
    "polynomial_hinge(3)", "polynomial_hinge(2)", "polynomial_hinge(3/2)", "polynomial_hinge(7)", "hinge",
    "squared_hinge", "logistic", "exponential", "square", "perceptron", "smooth_perceptron(3)", "sigmoid_loss", "ramp",
    "smooth_ramp", "savage", "modified_huber", "polynomial_hinge(100)", "polynomial_hinge(1)",
)  # fmt: skip
FORMULAS = (
    "exp(z)", "log(1 + exp(z))", "max(0, z)", "z^3 - z", "abs(z) + z/2", "z*tanh(z)", "sqrt(1 + z^2)", "sin(z) + 2*z",
    "cases { z < 0: exp(z) - 1; z <= 2: z; else: 2*z }", "max(0, 1 + z)^(5/2)", "z/(1 + abs(z))", "exp(-z^2)",
    "max(z, z^2/4)", "erf(z) + z", "1000000*z", "z/1000000", "z^2*exp(z)", "log(1 + z^2)", "cosh(z) - 1", "0", "1",
    "z", "-z", "max(0, z)^3", "min(1, max(-1, z)) + z/100", "sigmoid(z)^2", "exp(z) - exp(-z)/2", "1/(1 + z^2)",
    "log(z)", "sqrt(z)", "1/z", "atan(z)^3", "1e300*z", "z*1e-300", "max(0, z)^(1/2)", "abs(z)^(3/2)", "z - sin(z)",
)  # fmt: skip
NUMBERS = (
    "0", "1", "2", "3", "10", "1/2", "1/3", "-1", "-2", "-1/2", "7", "1e3", "1e-3", "1e10", "1e-10", "1e20", "-1e20",
    "1e-20", "1e100", "1e308", "1e-308", "1e400", "-1e400", "1e-400", "1e1000", "1e-1000", "99999999999999999999",
    "123456789123456789/987654321987654321", "0.1", "3.14159", "-0.7",
)  # fmt: skip
SCALES = ("1e400", "1e-400", "1e40", "1e-40", "1e16", "1e-16", "1e3", "1e-3", "0", "1/3", "7", "1e200", "1e-200")
WIDTHS = ("1", "2", "3", "4", "5", "8", "16", "100", "1000", "100000", "0")
DEEP_WIDTHS = ("1", "1", "2", "2", "3", "4", "5", "16", "64", "1000", "20000")
BLOCKS = ("a0", "a", "w", "b", "deep", "beside", "deep.1", "deep.weights", "beside.output")
PARTS = ("deep", "deep", "deep.1", "deep.2", "deep.weights", "deep.biases", "deep.output", "deep.1.weights", "deep.9")


@dataclass
class Item:
    """One item of a spec: its keyword comes first among its tokens."""

    tokens: list[str]

    @property
    def kind(self) -> str:
        return self.tokens[0]


@dataclass
class Draft:
    """A spec that is being mutated, and another one of the corpus that parts may be taken from."""

    items: list[Item]
    other: list[Item] = field(default_factory=list)

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.items if item.kind == kind]

    def text(self) -> str:
        return "\n".join(" ".join(item.tokens).replace(" . ", ".") for item in self.items) + "\n"


def read(text: str) -> list[Item]:
    """The items of a spec text."""
    items: list[Item] = []
    depth = 0
    tokens = _TOKEN.findall(re.sub(r"#[^\n]*", "", text))
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if depth == 0 and token in KEYWORDS and following != ".":
            items.append(Item([]))
        depth += (token in "{(") - (token in "})")
        if items:
            items[-1].tokens.append(token)
    return items


# ---- parts --------------------------------------------------------------------------------------------------------


@dataclass
class Shape:
    """What an item of a mutated spec has to fit."""

    width: int
    dimension: int
    deep: int
    hidden: bool
    output: bool

    def blocks(self, random: Random) -> list[str]:
        """The blocks that the network has; now and then all of them."""
        if random.random() < 0.05:
            return list(BLOCKS)
        return (
            ["a"] * bool(self.width)
            + ["w"] * bool(self.width)
            + ["a0"] * self.output
            + ["b"] * self.hidden
            + [random.choice(PARTS)] * bool(self.deep)
        )


def shape(draft: Draft) -> Shape:
    """A guess at the sizes of the network, good enough to write blocks of the right size most of the time."""
    points = [p for item in draft.of("dataset") for p in tuples(item.tokens)]
    dimension = points[0][2] if points else 1
    width, deep, layers = 1, 0, []
    hidden = output = False
    for item in draft.of("network"):
        tokens = item.tokens
        joined = " ".join(tokens)
        hidden = "hidden bias" in joined and "no hidden bias" not in joined
        output = "output bias" in joined and "no output bias" not in joined
        for index, token in enumerate(tokens[:-2]):
            if token == "shortcut" and tokens[index + 2].isdigit():
                width = int(tokens[index + 2])
            if (token == "deep" and tokens[index + 1] == "=") or token == "->":
                size = tokens[index + 2] if token == "deep" else tokens[index + 1]
                layers += [int(size)] if size.isdigit() else []
    below = dimension
    for size in layers:
        deep += size * (below + hidden)
        below = size
    return Shape(width, dimension, deep + (layers[-1] if layers else 0), hidden, output)


def tuples(tokens: list[str]) -> list[tuple[int, int, int]]:
    """(start, end, entries) of every innermost parenthesis without letters."""
    found, start = [], None
    for index, token in enumerate(tokens):
        if token == "(":
            start = index
        elif token == ")" and start is not None:
            inside = tokens[start + 1 : index]
            if inside and not any(t[0].isalpha() for t in inside):
                found.append((start, index + 1, inside.count(",") + 1))
            start = None
    return found


def number(random: Random) -> str:
    """A number: often a small one, sometimes one across forty orders of magnitude, sometimes an odd one."""
    kind = random.random()
    if kind < 0.5:
        return random.choice(("0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "1/3", "-3/2"))
    if kind < 0.75:
        return f"{random.choice(('', '-'))}{random.randint(1, 9)}e{random.randint(-20, 20)}"
    if kind < 0.8:
        return f"{random.randint(-(10**40), 10**40)}/{random.randint(1, 10**40)}"
    if kind < 0.82:
        return str(random.randint(-(10**900), 10**900))
    return random.choice(NUMBERS)


def vector(random: Random, size: int) -> str:
    """A tuple of so many numbers, sometimes all equal, sometimes one too many."""
    size = max(1, min(size, 40) + (random.random() < 0.05))
    first = number(random)
    equal = random.random() < 0.3
    return f"({', '.join(first if equal else number(random) for _ in range(size))})"


def block_value(random: Random, name: str, sizes: Shape) -> str:
    """A value for a block of the network."""
    if name == "a0":
        return number(random)
    if name == "w":
        count = max(1, min(sizes.width, 12))
        row = vector(random, sizes.dimension)
        equal = random.random() < 0.3
        return f"({', '.join(row if equal else vector(random, sizes.dimension) for _ in range(count))})"
    if "." in name:
        return vector(random, random.choice((1, sizes.width, sizes.dimension, 2 * sizes.dimension, 3)))
    return vector(random, sizes.deep if name == "deep" else sizes.width)


def formula(random: Random, depth: int = 2) -> str:
    """A formula in z, now and then nested."""
    base = random.choice(FORMULAS)
    if depth == 0 or random.random() < 0.5:
        return base
    other = formula(random, depth - 1)
    kind = random.randrange(7)
    if kind == 0:
        return f"({base}) + ({other})"
    if kind == 1:
        return f"({base}) * ({other})"
    if kind == 2:
        return f"max({base}, {other})"
    if kind == 3:
        return f"{random.choice(NUMBERS[:16])} * ({base}) - ({other})"
    if kind == 4:
        return re.sub(r"\bz\b", f"({other})", base) if "cases" not in base else base
    if kind == 5:
        return f"{random.choice(('exp', 'tanh', 'abs', 'sin', 'erf', 'atan', 'log'))}({base})"
    return f"({base})^{random.choice(('2', '3', '(1/2)', '(5/3)', '-1', '10'))}"


def insert_line(item: Item, line: str) -> None:
    """Put a line before the closing brace."""
    if item.tokens[-1] == "}":
        item.tokens[-1:-1] = _TOKEN.findall(line)


def numerals(tokens: list[str]) -> list[int]:
    """Where numerals stand."""
    return [i for i, token in enumerate(tokens) if _NUMBER.match(token) and token != ".."]


# ---- mutations ----------------------------------------------------------------------------------------------------


def swap_function(random: Random, draft: Draft) -> None:
    """Another library function, or a formula, under the name that the network uses."""
    kind = random.choice(("neuron", "loss"))
    for item in draft.of(kind)[:1]:
        name = item.tokens[1]
        if random.random() < 0.55:
            value = random.choice(NEURONS if kind == "neuron" else LOSSES)
            item.tokens[:] = _TOKEN.findall(f"{kind} {name} = {value}" if value != name else f"{kind} {name}")
            if random.random() < 0.5 and kind == "loss":
                item.tokens[:] = _TOKEN.findall(f"{kind} {value}")
        else:
            item.tokens[:] = _TOKEN.findall(f"{kind} {name}(z) = {formula(random)}")


def swap_neuron_everywhere(random: Random, draft: Draft) -> None:
    """Another library neuron in the item and in the network."""
    value = random.choice(NEURONS)
    for item in draft.of("neuron")[:1]:
        name = item.tokens[1]
        item.tokens[:] = _TOKEN.findall(f"neuron n1 = {value}")
        for network in draft.of("network"):
            network.tokens[:] = ["n1" if token == name else token for token in network.tokens]


def symbolic(random: Random, draft: Draft) -> None:
    """A symbolic parameter."""
    for item in draft.of("neuron")[:1]:
        name = item.tokens[1]
        body = random.choice(("max(z, p*z)", "log(1 + exp(p*z))/p", "p*z + z^2", "tanh(p*z)", "z + sin(p*z)/2"))
        span = random.choice(("0 < p < 1", "p > 0", "-1 <= p <= 1", "p < 1e-40", "p > 1e40"))
        item.tokens[:] = _TOKEN.findall(f"neuron {name}(z) = {body} assume {span}")


def widths(random: Random, draft: Draft) -> None:
    """Another width of the shortcut."""
    for item in draft.of("network"):
        for index, token in enumerate(item.tokens[:-2]):
            if token == "shortcut":
                item.tokens[index + 2] = random.choice(WIDTHS)


def deep_part(random: Random, draft: Draft) -> None:
    """A deep part of up to four layers, some of several kinds, some with a word on their biases."""
    layers = [f"{random.choice(DEEP_WIDTHS)} {random.choice(NEURONS)}" for _ in range(random.randint(1, 4))]
    if random.random() < 0.4:
        layers = [f"{layer}{random.choice(('', ' + 1 linear', ' + 2 tanh + 1 relu'))}" for layer in layers]
        layers = [f"{layer}{random.choice(('', ' with bias', ' without bias'))}" for layer in layers]
    for item in draft.of("network"):
        if "deep" not in item.tokens:
            insert_line(item, f"deep = {' -> '.join(layers)}")


def beside(random: Random, draft: Draft) -> None:
    """Units of another kind in the shortcut, or in a branch beside."""
    for item in draft.of("network"):
        units = f"{random.choice(DEEP_WIDTHS)} {random.choice(NEURONS)}"
        for index, token in enumerate(item.tokens[:-3]):
            if token == "shortcut" and random.random() < 0.5:
                item.tokens[index + 2 : index + 2] = _TOKEN.findall(f"{units} +")
                return
        insert_line(item, f"beside = {units}{random.choice(('', ' with bias', ' -> 1 tanh'))}")


def biases(random: Random, draft: Draft) -> None:
    """Biases added or taken away."""
    for item in draft.of("network"):
        kind = random.choice(("hidden", "output"))
        for index, token in enumerate(item.tokens):
            if token == kind:
                item.tokens[index : index + 2] = []
                return
        insert_line(item, f"{kind} bias")


def frozen(random: Random, draft: Draft) -> None:
    """A frozen or trainable line."""
    sizes = shape(draft)
    for item in draft.of("network"):
        if random.random() < 0.15:
            insert_line(item, f"trainable {', '.join(random.sample(BLOCKS, random.randint(1, 3)))}")
            continue
        name = random.choice(sizes.blocks(random) or list(BLOCKS))
        value = "" if random.random() < 0.1 else f" = {block_value(random, name, sizes)}"
        insert_line(item, f"frozen {name}{value}")


def regulariser(random: Random, draft: Draft) -> None:
    """An objective with penalties, minus signs and odd factors among them."""
    terms, present = [], shape(draft).blocks(random) or list(BLOCKS)
    for _ in range(random.randint(1, 3)):
        names = ", ".join(random.sample(present, random.randint(1, len(present)))) if random.random() < 0.8 else "all"
        factor = random.choice(("1/100", "1", "5", "1e-40", "1e40", "0", "1e400", "1e-400"))
        terms.append(f"{factor} * l2({names})")
    joined = random.choice(("+", "+", "-")).join(terms)
    sign = "- " if random.random() < 0.15 else ""
    draft.items = [item for item in draft.items if item.kind != "objective"]
    draft.items.append(Item(_TOKEN.findall(f"objective {{ regularizer = {sign}{joined} }}")))


def _data(draft: Draft) -> list[Item]:
    return [item for item in draft.of("dataset") if tuples(item.tokens)]


def _scaled(token: str, scale: str) -> str:
    from fractions import Fraction

    try:
        value = Fraction(token) * Fraction(scale)
    except ValueError:
        return token
    text = str(value)
    return text if len(text) < 2000 else token


def scale_data(random: Random, draft: Draft) -> None:
    """All samples, or one of them, or one coordinate times a power of ten."""
    scale = random.choice(SCALES)
    for item in _data(draft):
        chosen = tuples(item.tokens)
        style = random.random()
        if style < 0.3:
            chosen = [random.choice(chosen)]
        coordinate = random.randrange(max(1, chosen[0][2])) if style > 0.8 else None
        for start, end, _ in chosen:
            place = 0
            for index in range(start, end):
                place += item.tokens[index] == ","
                after_slash = item.tokens[index - 1] == "/"
                if _NUMBER.match(item.tokens[index]) and not after_slash and coordinate in (None, place):
                    new = _scaled(item.tokens[index], scale)
                    if "/" in new and item.tokens[index + 1] == "/":
                        continue
                    item.tokens[index] = new


def repeat_samples(random: Random, draft: Draft) -> None:
    """Samples repeated, in their own class or in the other one, or made zero."""
    for item in _data(draft):
        start, end, count = random.choice(tuples(item.tokens))
        point = item.tokens[start:end]
        style = random.random()
        if style < 0.3:
            insert_line(item, f"{random.choice('+-')} {' '.join(point)}")
        elif style < 0.5:
            insert_line(item, f"{random.choice('+-')} ({', '.join('0' for _ in range(count))})")
        elif style < 0.7:
            copies = ", ".join(" ".join(point) for _ in range(random.choice((2, 5, 40, 300))))
            insert_line(item, f"{random.choice('+-')} {copies}")
        elif style < 0.85:
            weight = number(random).lstrip("-")
            insert_line(item, f"{random.choice('+-')} {weight} * {' '.join(point)}")
        else:
            item.tokens[start:end] = _TOKEN.findall(vector(random, count))


def new_data(random: Random, draft: Draft) -> None:
    """A fresh dataset of another dimension."""
    dimension = random.choice((1, 1, 2, 3, 5, 20))
    count = random.choice((2, 3, 5, 8, 30))
    lines = [f"{'+-'[i % 2]} {vector(random, dimension)}" for i in range(count)]
    for item in draft.of("dataset")[:1]:
        item.tokens[:] = _TOKEN.findall(f"dataset {item.tokens[1]} {{ {' '.join(lines)} }}")


def change_dimension(random: Random, draft: Draft) -> None:
    """A coordinate added to every sample, or taken away."""
    for item in _data(draft):
        for start, end, count in reversed(tuples(item.tokens)):
            if random.random() < 0.5 or count == 1:
                item.tokens[end - 1 : end - 1] = [",", random.choice(("0", "1", "2"))]
            else:
                item.tokens[start + 1 : end - 1] = item.tokens[start + 1 : start + 2]


def flip_labels(random: Random, draft: Draft) -> None:
    """Labels flipped where a sign stands before a parenthesis."""
    for item in draft.of("dataset"):
        for index, token in enumerate(item.tokens[:-1]):
            if token in "+-" and item.tokens[index + 1] == "(" and random.random() < 0.4:
                item.tokens[index] = "+" if token == "-" else "-"


def abstract_data(random: Random, draft: Draft) -> None:
    """Data known by assumptions only."""
    names = ("linearly_separable", "span_exclusion", "not linearly_separable", "equal_means", "circuit", "even")
    body = f"dimension {random.choice(('1', '2', '784', '20000'))}"
    body += f" positives {random.choice(('1', '5', '200000'))}" if random.random() < 0.5 else ""
    body += f" assume {', '.join(random.sample(names, random.randint(1, 2)))}"
    for item in draft.of("dataset")[:1]:
        item.tokens[:] = _TOKEN.findall(f"dataset {item.tokens[1]} {{ {body} }}")


def drawn_data(random: Random, draft: Draft) -> None:
    """Samples drawn from a seed, mostly as it should be."""
    lines = {
        "samples": ("2", "3", "12", "30", "200000"),
        "dimension": ("1", "1", "2", "5", "784"),
        "seed": ("0", "1", "1e30"),
    }
    lines |= {"positives": ("1", "2", "15")} if random.random() < 0.3 else {}
    lines |= {"range": ("1", "9", "1e9", "1e10")} if random.random() < 0.3 else {}
    written = [f"{key} {random.choice(values[:1] * 3 + values)}" for key, values in lines.items()]
    random.shuffle(written)
    for item in draft.of("dataset")[:1]:
        item.tokens[:] = _TOKEN.findall(f"dataset {item.tokens[1]} {{ {' '.join(written[random.random() < 0.1 :])} }}")


def odd_numbers(random: Random, draft: Draft) -> None:
    """Some numerals anywhere replaced."""
    item = random.choice(draft.items)
    places = numerals(item.tokens)
    for index in random.sample(places, min(len(places), random.randint(1, 3))):
        item.tokens[index] = number(random).lstrip("-")


def candidate(random: Random, draft: Draft) -> None:
    """A candidate with odd values."""
    sizes = shape(draft)
    blocks = [name for name in sizes.blocks(random) if random.random() < 0.97]
    draft.items = [item for item in draft.items if item.kind != "candidate"]
    lines = "  ".join(f"{name} = {block_value(random, name, sizes)}" for name in blocks)
    draft.items.append(Item(_TOKEN.findall(f"candidate {{ {lines} }}")))


def search_settings(random: Random, draft: Draft) -> None:
    """Settings of the search."""
    lines = random.sample(("starts 3", "seed 7", "digits 15", "digits 200", "starts 1", "seed 0", "digits 1000"), 2)
    draft.items = [item for item in draft.items if item.kind != "search"]
    draft.items.append(Item(_TOKEN.findall(f"search {{ {' '.join(lines)} }}")))


def expectation(random: Random, draft: Draft) -> None:
    """An expectation, met or not."""
    ids = ("data.span_exclusion", "network.width(3)", "loss.c2", "neuron.increasing", "minimum.strict", "data.circuit")
    text = f"expect {random.choice(('proved', 'refuted', 'undecided', 'conditional'))}"
    if random.random() < 0.5:
        text += f" {random.choice(('failing', 'open'))} {', '.join(random.sample(ids, 2))}"
    draft.items.append(Item(_TOKEN.findall(text)))


def lets(random: Random, draft: Draft) -> None:
    """A numeral given a name."""
    item = random.choice(draft.items)
    places = [i for i in numerals(item.tokens) if item.tokens[i - 1] != "/"]
    if places:
        index = random.choice(places)
        draft.items.insert(0, Item(_TOKEN.findall(f"let K1 = {item.tokens[index]}")))
        item.tokens[index] = "K1"


def splice(random: Random, draft: Draft) -> None:
    """An item of another spec in the place of one's own."""
    if not draft.other:
        return
    taken = random.choice(draft.other)
    same = [i for i, item in enumerate(draft.items) if item.kind == taken.kind]
    if same:
        draft.items[same[0]] = Item(list(taken.tokens))
    else:
        draft.items.append(Item(list(taken.tokens)))


def shuffle_tokens(random: Random, draft: Draft) -> None:
    """A token deleted, doubled, or exchanged with another: mostly a syntax error."""
    item = random.choice(draft.items)
    index = random.randrange(len(item.tokens))
    style = random.random()
    if style < 0.3:
        del item.tokens[index]
        item.tokens = item.tokens or ["expect"]
    elif style < 0.6:
        item.tokens.insert(index, item.tokens[index])
    else:
        other = random.randrange(len(item.tokens))
        item.tokens[index], item.tokens[other] = item.tokens[other], item.tokens[index]


def nest(random: Random, draft: Draft) -> None:
    """An item within another one, or parentheses a hundred deep."""
    item = random.choice(draft.items)
    if random.random() < 0.5:
        insert_line(item, " ".join(random.choice(draft.items).tokens))
    else:
        places = numerals(item.tokens)
        if places:
            index, depth = random.choice(places), random.choice((2, 90, 150))
            item.tokens[index : index + 1] = ["("] * depth + [item.tokens[index]] + [")"] * depth


MUTATIONS: tuple[tuple[int, Callable[[Random, Draft], None]], ...] = (
    (10, swap_function), (6, swap_neuron_everywhere), (1, symbolic), (4, widths), (5, deep_part), (4, beside),
    (4, biases), (7, frozen), (5, regulariser), (7, scale_data), (6, repeat_samples), (3, new_data),
    (2, change_dimension), (4, flip_labels), (1, abstract_data), (2, drawn_data), (6, odd_numbers), (6, candidate),
    (2, search_settings), (2, expectation), (2, lets), (4, splice), (1, shuffle_tokens), (1, nest),
)  # fmt: skip


def mutate(random: Random, text: str, other: str) -> str:
    """A spec made of the first text by one to four mutations; parts may come from the other one."""
    draft = Draft(read(text), read(other))
    weights = [weight for weight, _ in MUTATIONS]
    for _ in range(random.choice((1, 1, 2, 2, 3, 4))):
        change = random.choices([change for _, change in MUTATIONS], weights)[0]
        if draft.items:
            change(random, draft)
    return draft.text()
