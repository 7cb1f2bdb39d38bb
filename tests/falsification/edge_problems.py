"""Problems at the edges of the positive theorems: for every theorem and every arm of its premises.

A problem is drawn without its sample weights, which change no hypothesis. What holds for it is asked of the kernel,
never assumed: ``edge_problem`` only makes likely that some theorem applies, and ``least_width`` looks for the narrowest
network for which one does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from random import Random

from curves import LOSSES, NEURONS, Curve

from theoremcheck.decide.case import Case
from theoremcheck.language import loads
from theoremcheck.language.spec import Spec
from theoremcheck.theory.lookup import identifiers
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.verdict.findings import find

IDS = frozenset(identifiers())
VARIANTS = tuple(
    name
    for name, entry in STATEMENTS.items()
    if entry.conclusion in (Conclusion.NO_BAD, Conclusion.NO_MINIMUM)
    and not any(other.startswith(f"{name}.") for other in STATEMENTS)
)
"""Every statement that says that there is no bad minimum, each variant for itself."""
LEAVES = tuple(c for c in CONDITIONS if not c.startswith("minimum."))
WIDEST = 7
Row = tuple[Fraction, ...]


@dataclass(frozen=True)
class Edge:
    """A problem but for its weights; ``kind`` says how it was made, ``penalty`` is text of a spec."""

    kind: str
    points: tuple[Row, ...]
    labels: tuple[int, ...]
    neuron: Curve
    loss: Curve
    width: int
    hidden_bias: bool
    output_bias: bool
    deep: tuple[tuple[int, Curve], ...] = ()
    frozen: Mapping[str, tuple[Fraction, ...]] | None = None
    penalty: str = ""

    @property
    def dimension(self) -> int:
        """d, the number of features."""
        return len(self.points[0])

    def held(self, block: str) -> tuple[Fraction, ...] | None:
        """The values at which a block is frozen, or None."""
        return (self.frozen or {}).get(block)

    def text(self, weights: Sequence[str] | None = None, more: str = "") -> str:
        """The spec, with sample weights if there are any."""
        rows = []
        for label, sign in ((1, "+"), (-1, "-")):
            for i, point in enumerate(self.points):
                if self.labels[i] == label:
                    weight = "" if weights is None else f"{weights[i]} * "
                    rows.append(f"  {sign} {weight}({', '.join(map(str, point))})")
        parts = [f"shortcut = {self.width} {self.neuron.name}"] * (self.width > 0)
        parts += ["hidden bias"] * self.hidden_bias + ["output bias"] * self.output_bias
        if self.deep:
            parts.append(f"deep = {' -> '.join(f'{width} {curve.name}' for width, curve in self.deep)}")
        for block, values in (self.frozen or {}).items():
            parts.append(f"frozen {block} = {_value(block, values, self.dimension)}")
        curves = {curve.name: curve for curve in (self.neuron, *(curve for _, curve in self.deep))}
        neurons = "\n".join(f"neuron {curve.declared}" for curve in curves.values())
        objective = f"objective {{ regularizer = {self.penalty} }}\n" if self.penalty else ""
        data = "\n".join(rows)
        return (
            f"dataset d {{\n{data}\n}}\n{neurons}\nloss {self.loss.declared}\n"
            f"network {{ {'  '.join(parts)} }}\n{objective}{more}"
        )


def _value(block: str, values: tuple[Fraction, ...], dimension: int) -> str:
    if block == "a0":
        return str(values[0])
    if block == "w":
        rows = [values[k : k + dimension] for k in range(0, len(values), dimension)]
        return _tuple([_tuple(row) for row in rows])
    return _tuple(values)


def _tuple(entries: Sequence[object]) -> str:
    return f"({', '.join(map(str, entries))})"


def spec_of(text: str) -> Spec:
    """The spec of a text that has no mistakes."""
    loaded = loads(text, known_ids=IDS)
    assert loaded.spec is not None, f"{text}\n{loaded.render()}"
    return loaded.spec


# --- what the kernel says of it -----------------------------------------------------------------------------------


@cache
def _of_function(function: Function, block: str, condition: str) -> Status:
    problem = spec_of("dataset d { + (1)  - (0) }\nneuron exp\nloss logistic\nnetwork { shortcut = 1 exp }").problem
    return find(Case(replace(problem, **{block: function})), condition).status


def statuses(problem: Problem) -> dict[str, Status]:
    """What the kernel says of every condition of the theorems; those on neuron and loss are remembered."""
    case, found = Case(problem), {}
    for condition in LEAVES:
        block = condition.partition(".")[0]
        if block in ("neuron", "loss"):
            function = problem.neuron if block == "neuron" else problem.loss
            assert isinstance(function, Function)
            found[condition] = _of_function(function, block, condition)
        elif condition not in ("data.convex_order",):
            found[condition] = find(case, condition).status
    return found


def applying(known: Mapping[str, Status]) -> tuple[str, ...]:
    """The variants of theorems that hold."""
    return tuple(name for name in VARIANTS if evaluate(name, known) is Status.HOLDS)


def nearly(known: Mapping[str, Status]) -> tuple[tuple[str, str], ...]:
    """The variants that would hold if a single condition did, with that condition; neuron and loss aside."""
    missing = [c for c in LEAVES if known.get(c) is not Status.HOLDS and c.partition(".")[0] in ("network", "data")]
    return tuple(
        (name, condition)
        for name in VARIANTS
        for condition in missing
        if evaluate(name, {**known, condition: Status.HOLDS}) is Status.HOLDS
    )


def arms(edge: Edge, known: Mapping[str, Status]) -> str:
    """Which arm of each premise with alternatives a problem is at, in short."""

    def held(*names: str) -> str:
        return next((name.partition(".")[2] for name in names if known.get(name) is Status.HOLDS), "none")

    bias = edge.held("b")
    hidden = (
        ("trained" if edge.hidden_bias else "absent")
        if bias is None
        else ("frozen alike" if len(set(bias)) == 1 else "frozen apart")
    )
    output = "frozen" if edge.held("a0") else "trained" if edge.output_bias else "absent"
    training = held("network.trainable", "network.neurons_trainable", "network.hidden_trainable")
    balance = held("network.output_bias", "neuron.signed", "data.origin_outside_hulls")
    curved = held("neuron.strictly_convex", "neuron.strictly_concave")
    monotone = held("neuron.increasing", "neuron.decreasing")
    deep = ("frozen" if edge.held("deep") else "trained") if edge.deep else "absent"
    return f"{training} | a0 {output} | b {hidden} | deep {deep} | {balance} | {curved} | {monotone}"


def least_width(edge: Edge) -> tuple[Edge, dict[str, Status]] | None:
    """The problem with the least width for which a theorem of its data holds, and what holds; None up to WIDEST."""
    for width in range(1, WIDEST + 1):
        tried = with_width(edge, width)
        known = statuses(spec_of(tried.text()).problem)
        if applying(known):
            return tried, known
    return None


def with_width(edge: Edge, width: int) -> Edge:
    """The same with another width; values of frozen blocks are repeated, apart from each other where they were."""
    sizes = {"a": width, "b": width, "w": width * edge.dimension}
    frozen = {}
    for block, values in (edge.frozen or {}).items():
        size = sizes.get(block, len(values))
        alike = len(set(values)) == 1
        more = tuple(values[k % len(values)] + (0 if alike else k // len(values)) for k in range(size))
        frozen[block] = more
    return replace(edge, width=width, frozen=frozen)


# --- data ---------------------------------------------------------------------------------------------------------

_COORDINATES = tuple(Fraction(k, 2) for k in (-6, -4, -3, -2, -1, 1, 2, 3, 4, 5))


def _number(random: Random) -> Fraction:
    return random.choice(_COORDINATES)


def _vector(random: Random, size: int) -> Row:
    return tuple(random.choice((*_COORDINATES, Fraction(0))) for _ in range(size))


def _combined(basis: Sequence[Row], coefficients: Sequence[Fraction]) -> Row:
    pairs = list(zip(coefficients, basis, strict=True))
    return tuple(sum((c * v[k] for c, v in pairs), Fraction(0)) for k in range(len(basis[0])))


def _unit(size: int, place: int) -> Row:
    return tuple(Fraction(int(k == place)) for k in range(size))


def separable(random: Random) -> tuple[list[Row], list[int]]:
    """Samples on both sides of a hyperplane through 0, some of them very close to it."""
    dimension = random.choice((1, 1, 2, 3))
    normal = _vector(random, dimension)
    points, labels = [], []
    while len(set(labels)) < 2 or len(points) < random.choice((2, 3, 5, 8)):
        point = _vector(random, dimension)
        side = sum(a * b for a, b in zip(normal, point, strict=True))
        if side:
            points.append(point)
            labels.append(1 if side > 0 else -1)
        elif not any(normal):
            normal = _vector(random, dimension)
    return points, labels


def _line_place(random: Random, rank: int) -> Row:
    return tuple(_number(random) for _ in range(rank))


def lines(random: Random) -> tuple[list[Row], list[int]]:
    """Each class on a subspace of its own, with the same coordinates in it: independent spans."""
    rank = random.choice((1, 1, 1, 2))
    spare = random.choice((0, 0, 1))
    dimension = 2 * rank + spare
    count = random.choice((2, 3, 4, 6, 8, 11))
    alike = random.random() < 0.7
    first = [_unit(dimension, i) for i in range(rank)]
    second = [_unit(dimension, rank + i) for i in range(rank)]
    if random.random() < 0.3:  # not orthogonal
        tilt = random.choice((Fraction(1), Fraction(-1, 2)))
        second = [_combined((v, u), (Fraction(1), tilt)) for v, u in zip(second, first, strict=True)]
    places = [_line_place(random, rank) for _ in range(count)]
    others = places if alike else [_line_place(random, rank) for _ in range(random.choice((1, 2, count)))]
    points = [_combined(first, t) for t in places] + [_combined(second, t) for t in others]
    return points, [1] * len(places) + [-1] * len(others)


def crossing(random: Random) -> tuple[list[Row], list[int]]:
    """Classes in subspaces that meet: no sample in the meeting, few samples in each (the width grows with them)."""
    dimension = random.choice((2, 3, 3))
    common = [tuple(Fraction(int(k == dimension - 1)) for k in range(dimension))] if dimension == 3 else []
    points, labels = [], []
    for label, axis in ((1, 0), (-1, 1)):
        basis = [tuple(Fraction(int(k == axis)) for k in range(dimension)), *common]
        own = []
        for _ in range(random.choice((1, 1, 2))):
            rest = [random.choice((Fraction(1), Fraction(-1), Fraction(0), _number(random))) for _ in common]
            own.append([random.choice((Fraction(1), Fraction(-1), _number(random))), *rest])
        if random.random() < 0.7:  # 0 in the hull of the class, so that nothing separates it
            own += [[-c for c in entry] for entry in own[:2]]
        points += [_combined(basis, entry) for entry in own]
        labels += [label] * len(own)
    return points, labels


def with_a_rim(random: Random) -> tuple[list[Row], list[int]]:
    """Classes in different subspaces and, beside them, samples that a halfspace cuts off: a core."""
    points, labels = crossing(random)
    points = [(*point, Fraction(0)) for point in points]
    for _ in range(random.choice((1, 2))):
        label = random.choice((1, -1))
        points.append((*_vector(random, len(points[0]) - 1), label * abs(_number(random))))
        labels.append(label)
    return points, labels


def one_class_core(random: Random) -> tuple[list[Row], list[int]]:
    """0 in the hull of one class on a hyperplane, the other class strictly on one side of it."""
    dimension = random.choice((1, 2, 3))
    inner = [_vector(random, dimension) for _ in range(random.choice((1, 2, 3)))]
    inner += [tuple(-x for x in point) for point in inner]
    label = random.choice((1, -1))
    points = [(*point, Fraction(0)) for point in inner]
    labels = [label] * len(points)
    for _ in range(random.choice((1, 2, 3))):
        points.append((*_vector(random, dimension), -label * abs(_number(random))))
        labels.append(-label)
    return points, labels


def circuit(random: Random) -> tuple[list[Row], list[int]]:
    """Samples with one relation, sum m_i y_i (x_i, 1) = 0 or sum m_i y_i x_i = 0."""
    counts = random.choice(((2, 2), (2, 2), (2, 3), (3, 2), (3, 3)))
    total = sum(counts)
    labels = [1] * counts[0] + [-1] * counts[1]
    affine = random.random() < 0.5
    dimension = total - 2 if affine else total - 1
    points = [_vector(random, dimension) for _ in range(total - 1)]
    if affine:
        shares = [Fraction(random.choice((1, 1, 2, 3)) * y) for y in labels[:-1]]
        last = sum(shares, Fraction(0))
        if last <= 0:
            return circuit(random)
    else:
        shares, last = [Fraction(random.choice((1, 2, 3, 40)) * y) for y in labels[:-1]], Fraction(1)
    points.append(tuple(v / last for v in _combined(points, shares)))
    return points, labels


def ellipses(random: Random) -> tuple[list[Row], list[int]]:
    """Each class near an axis of its own, symmetric: two ellipsoids around 0."""
    dimension = random.choice((2, 2, 3))
    points, labels = [], []
    for label, axis in ((1, 0), (-1, 1)):
        for sign in (1, -1, random.choice((1, -1))):
            row = [Fraction(random.choice((0, 0, 1, -1)), 10) for _ in range(dimension)]
            row[axis] = sign * Fraction(random.choice((4, 5, 6)), 5)
            points.append(tuple(row))
            labels.append(label)
    return points, labels


DATA: Mapping[str, Callable[[Random], tuple[list[Row], list[int]]]] = {
    "separable": separable, "lines": lines, "crossing": crossing, "with a rim": with_a_rim,
    "one class core": one_class_core, "circuit": circuit, "ellipses": ellipses, "piece": separable,
}  # fmt: skip
_CURVED = ("softplus", "exp", "expm1", "squareplus", "lowered", "mirrored", "falling", "falling_convex")
_BOWLS = ("cosh", "trough", "leaning")
_RISING = ("tanh", "sinh", "arctan", "elu", "leaky_relu")


def _neuron(random: Random, kind: str) -> Curve:
    if kind == "ellipses":
        return NEURONS[random.choice(("quadratic", "cap"))]
    if kind in ("separable", "one class core") and random.random() < 0.6:
        return NEURONS[random.choice(_RISING)]
    if kind in ("lines", "crossing") and random.random() < 0.3:
        return NEURONS[random.choice(_BOWLS)]
    return NEURONS[random.choice(_CURVED)]


def edge_problem(random: Random, kind: str | None = None) -> Edge:
    """A random problem at an edge of some theorem, with width 1 and whatever arm comes up."""
    kind = kind or random.choice(tuple(DATA))
    points, labels = DATA[kind](random)
    if kind != "circuit":
        points, labels = _varied(random, points, labels)
    if kind == "piece":
        return _piece(random, points, labels)
    neuron, loss = _neuron(random, kind), LOSSES[random.choice(tuple(LOSSES))]
    likely = 0.5 if kind in ("separable", "one class core", "circuit", "ellipses") else 0.35
    hidden, output = random.random() < likely, random.random() < 0.7
    frozen: dict[str, tuple[Fraction, ...]] = {}
    few = (Fraction(0), Fraction(1), Fraction(3, 5), Fraction(12, 5), Fraction(-2))
    if hidden and random.random() < 0.65 and kind != "ellipses":
        frozen["b"] = tuple(random.sample(few, 3)) if random.random() < 0.7 else (random.choice(few),)
    if output and random.random() < 0.2:
        frozen["a0"] = (random.choice(few),)
    if kind == "separable" and random.random() < 0.3:
        frozen["a"] = tuple(random.sample((*few, Fraction(1, 10**9)), 3))
    edge = Edge(kind, tuple(points), tuple(labels), neuron, loss, 1, hidden, output, (), frozen)
    if random.random() < 0.2:
        edge = _with_deep(random, edge)
    return edge


def _varied(random: Random, points: list[Row], labels: list[int]) -> tuple[list[Row], list[int]]:
    """Now and then a sample twice, a sample at 0, or a single sample in a class."""
    style = random.random()
    if style < 0.12:
        again = random.randrange(len(points))
        return [*points, points[again]], [*labels, labels[again]]
    if style < 0.18:
        return [*points, (Fraction(0),) * len(points[0])], [*labels, random.choice((1, -1))]
    if style < 0.3:
        label = random.choice((1, -1))
        first = labels.index(label)
        kept = [i for i, y in enumerate(labels) if y != label or i == first]
        return [points[i] for i in kept], [labels[i] for i in kept]
    return points, labels


def _piece(random: Random, points: list[Row], labels: list[int]) -> Edge:
    """An increasing neuron with an affine piece and a loss that is flat far out; mostly everything is trained."""
    neuron, loss = NEURONS["elu"], LOSSES[random.choice(("cubic_hinge", "squared_hinge", "high_hinge"))]
    frozen = {} if random.random() < 0.7 else {random.choice(("a0", "b")): (Fraction(1, 2),)}
    return Edge("piece", tuple(points), tuple(labels), neuron, loss, 1, True, True, (), frozen)


def _with_deep(random: Random, edge: Edge) -> Edge:
    """The same with a deep part: a chain of the same neuron, or anything that shares nothing with the shortcut."""
    chain = random.random() < 0.5
    depth = random.choice((1, 2))
    names = [edge.neuron if chain else NEURONS[random.choice(("relu", "tanh", "softplus"))] for _ in range(depth)]
    layers = tuple((1 if chain else random.choice((1, 2)), curve) for curve in names)
    frozen = dict(edge.frozen or {})
    if random.random() < 0.3:
        size, inputs = 0, edge.dimension
        for width, _ in layers:
            size, inputs = size + width * (inputs + edge.hidden_bias), width
        frozen["deep"] = tuple(random.choice((Fraction(0), Fraction(1), Fraction(-1, 2))) for _ in range(size + inputs))
    return replace(edge, deep=layers, frozen=frozen)


def bare_chain(random: Random) -> Edge:
    """A chain of single units without a shortcut, on separable data."""
    points, labels = separable(random)
    neuron, loss = NEURONS[random.choice((*_CURVED, "tanh", "sinh", "arctan"))], LOSSES[random.choice(tuple(LOSSES))]
    deep = tuple((1, neuron) for _ in range(random.choice((2, 2, 3))))
    return Edge(
        "bare chain", tuple(points), tuple(labels), neuron, loss, 0, random.random() < 0.5, random.random() < 0.6, deep
    )
