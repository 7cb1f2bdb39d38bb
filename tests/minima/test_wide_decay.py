"""Positively homogeneous neurons under weight decay: the conditions of thm.wide.decay, and the path of its proof."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q
from math import sqrt
from random import Random

import flint
import pytest
from small_problems import read_problem

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.trusted.data.trained import convex_outputs
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import conclude, establish
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.minima.wide_decay import affine_beside, positively_homogeneous, width_dimension
from theoremcheck.trusted.problem.model import AbstractDataset, Block, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Refusal

LINE = "+ 1, 2  - -1"
PREMISES = (
    *("loss.defined", "loss.convex", "neuron.defined", "network.deep_defined", "network.positively_homogeneous"),
    *("network.neurons_trainable", "network.hidden_bias_or_none", "network.affine_beside", "network.width_dimension"),
    "objective.convex_outputs",
)


def read(
    network: str = "shortcut = 3 relu",
    penalty: str = "1/10 * l2(a, w)",
    loss: str = "hinge",
    data: str = LINE,
    neuron: str = "",
) -> Problem:
    return read_problem(network, penalty, loss, data, neuron)


def decided(problem: Problem, condition: str, holds: bool) -> None:
    assert establish(problem, condition, holds, Structure())
    with pytest.raises(Refusal, match=r"^facts\.opposite"):
        establish(problem, condition, not holds, Structure())


# --- network.positively_homogeneous -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "holds"),
    [
        ("max(0, z)", True),
        ("max(0, 3 * z)", True),
        ("-7 * z", True),
        ("abs(z)", True),
        ("max(z / 100, z)", True),
        ("min(0, z)", True),
        ("sqrt(2) * max(0, z)", True),
        ("-abs(3 * z) + z", True),
        ("max(0, z) + 1", False),
        ("max(0, z + 1)", False),
        ("max(0, z) + max(0, z - 5) - max(0, z - 5/2)", False),
        ("z^2", False),
        ("max(0, z)^2", False),
        ("z^3", False),
        ("tanh(z)", False),
        ("log(1 + exp(z))", False),
        ("1", False),
        ("exp(z)", False),
    ],
)
def test_which_neurons_are_positively_homogeneous(formula: str, holds: bool) -> None:
    problem = read("shortcut = 3 n", neuron=f"neuron n(z) = {formula}")
    assert positively_homogeneous(problem) is holds
    decided(problem, "network.positively_homogeneous", holds)


@pytest.mark.parametrize(
    "formula", ["max(0, z) + max(0, z - 50)", "cases { z < 0: -z; else: z^2/z }", "z + 0 * log(z)", "0 * z"]
)
def test_what_is_not_seen_stays_open(formula: str) -> None:
    with pytest.raises(Refusal):
        positively_homogeneous(read("shortcut = 3 n", neuron=f"neuron n(z) = {formula}"))


def test_neurons_with_jumps_are_not_homogeneous() -> None:
    for text in ("cases { z < 0: z; else: 2 * z }", "cases { z <= 0: z; else: 2 * z }"):
        assert positively_homogeneous(read("shortcut = 3 n", neuron=f"neuron n(z) = {text}")) is True
    for text in ("cases { z < 0: z; else: z + 1 }", "cases { z < 0: 1; else: z }", "cases { z <= 0: 0; else: 1 }"):
        assert positively_homogeneous(read("shortcut = 3 n", neuron=f"neuron n(z) = {text}")) is False


# --- network.affine_beside, and the penalties ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("network", "holds"),
    [
        ("shortcut = 3 relu", True),
        ("shortcut = 3 relu  output bias", True),
        ("shortcut = 3 relu  deep = 2 tanh -> 1 tanh  frozen deep", True),
        ("shortcut = 3 relu  deep = 2 tanh  frozen deep.1.weights", True),
        ("shortcut = 3 relu  deep = 2 linear  frozen deep.output", True),
        ("shortcut = 3 relu  deep = 2 tanh  frozen deep.output", False),
        ("shortcut = 3 relu  deep = 2 linear", False),
        ("shortcut = 3 relu  deep = 1 relu", False),
    ],
)
def test_what_may_stand_beside(network: str, holds: bool) -> None:
    assert affine_beside(read(network)) is holds
    decided(read(network), "network.affine_beside", holds)


@pytest.mark.parametrize(
    ("network", "block", "holds"),
    [
        ("shortcut = 3 relu  hidden bias", Block.HIDDEN_BIAS, False),
        ("shortcut = 3 relu", Block.HIDDEN_WEIGHTS, False),
        ("shortcut = 3 relu", Block.OUTPUT_WEIGHTS, False),
        ("shortcut = 3 relu  output bias", Block.OUTPUT_BIAS, False),
        ("shortcut = 3 relu  output bias  frozen a0", Block.OUTPUT_BIAS, True),
    ],
)
def test_no_block_may_be_rewarded(network: str, block: Block, holds: bool) -> None:
    problem = read(network)
    terms = (*problem.objective.penalties, Penalty(Q(-1), (block,)))
    assert convex_outputs(replace(problem, objective=Objective(terms))) is holds


# --- network.width_dimension --------------------------------------------------------------------------------------

PLANE = "+ (1, 0), (2, 0), (-3, 0)  - (0, 1), (0, 5), (0, -1)"


@pytest.mark.parametrize(
    ("network", "data", "needed"),
    [
        # N = 3 on two rays; modulo constants N - 1
        ("relu", LINE, 3),
        ("relu  output bias", LINE, 3),
        ("relu  output bias  frozen a0", LINE, 3),
        ("relu  hidden bias", LINE, 4),
        ("relu  hidden bias  output bias", LINE, 3),
        ("relu  hidden bias  frozen b", LINE, 3),
        ("relu", "+ 2  - -1", 3),
        ("relu  output bias", "+ 2  - -1", 2),
        # rays, not modulo constants: the entries at 1 and 2 differ
        ("relu  output bias", "+ 1, 2  - 3", 2),
        ("relu  output bias", "+ 1, 1, 1  - 1", 1),
        ("relu", "+ 1, 0  - 0", 2),
        # rank and lines: leaky ReLUs are sums of z and |z|
        ("relu", PLANE, 5),
        ("abs", PLANE, 3),
        ("linear", PLANE, 3),
        ("leaky_relu", PLANE, 5),
        ("relu", "+ (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1)  - (1, -1), (-1, 1), (1, 2), (-1, -2)", 8),
        ("linear  hidden bias", PLANE, 4),
        ("abs  hidden bias", PLANE, 7),
        # other neurons: N or N - 1 only
        ("tanh", PLANE, 7),
        ("tanh  output bias", PLANE, 6),
    ],
)
def test_how_wide_is_wide_enough(network: str, data: str, needed: int) -> None:
    for width in range(1, needed + 2):
        problem = read(f"shortcut = {width} {network}", data=data)
        assert width_dimension(problem) is (width >= needed), width
    decided(read(f"shortcut = {needed} {network}", data=data), "network.width_dimension", True)


def test_without_neurons_nothing_is_wide_enough() -> None:
    assert not width_dimension(read("deep = 2 relu -> 1 relu", "1/10 * l2(deep)", data="+ 0  - 0"))


def test_a_penalised_constant_makes_up_for_none() -> None:
    free = read("shortcut = 2 relu  output bias", data="+ 2  - -1")
    penalised = replace(free, objective=Objective((*free.objective.penalties, Penalty(Q(1), (Block.OUTPUT_BIAS,)))))
    assert (width_dimension(free), width_dimension(penalised)) == (True, False)


@pytest.mark.parametrize(
    ("sizes", "width", "said"),
    [
        ((2, 3), 6, True),
        ((2, 3), 5, "structure.sizes_count_samples"),
        ((2, None), 9, "structure.sizes_unknown"),
        ((None, 3), 9, "structure.sizes_unknown"),
    ],
)
def test_of_abstract_data_all_samples_count(sizes: tuple[int | None, int | None], width: int, said: bool | str) -> None:
    data = AbstractDataset(dimension=None, positives=sizes[0], negatives=sizes[1], assumptions=())
    problem = replace(read(f"shortcut = {width} relu"), dataset=data)
    if said is True:
        assert width_dimension(problem)
        return
    with pytest.raises(Refusal) as refused:
        width_dimension(problem)
    assert refused.value.reason.code == said


def test_directions_of_neurons_that_are_not_known_stay_open() -> None:
    """Rays count for every homogeneous neuron; N for all, so that what s is matters only where N is too large."""
    steep = "neuron n(z) = sqrt(2) * max(0, z)"
    assert width_dimension(read("shortcut = 3 n", data="+ 1, 2, 3  - -1", neuron=steep))
    with pytest.raises(Refusal, match=r"^structure\.irrational_slopes"):
        width_dimension(read("shortcut = 2 n", data="+ 1, 2, 3  - -1", neuron=steep))
    far = "neuron n(z) = max(0, z) + max(0, z - 50)"
    assert width_dimension(read("shortcut = 5 n", data="+ 1, 2, 3  - -1", neuron=far))
    with pytest.raises(Refusal, match=r"^gauges\.homogeneous_breaks"):
        width_dimension(read("shortcut = 4 n", data="+ 1, 2, 3  - -1", neuron=far))


def _columns(problem: Problem, numbers: Random) -> list[list[Q]]:
    """Columns s(w . X_i) of random neurons, modulo constants where a_0 is free."""
    slopes = {"relu": (0, 1), "abs": (-1, 1), "linear": (1, 1), "leaky_relu": (Q(1, 100), 1)}[problem.neuron.name]
    free, found = problem.network.trains(Block.OUTPUT_BIAS), []
    for _ in range(60):
        w = [numbers.randint(-9, 9) for _ in problem.inputs[0]]
        received = [sum((a * b for a, b in zip(w, point, strict=True)), Q(0)) for point in problem.inputs]
        column = [z * slopes[z > 0] for z in received]
        found.append([entry - column[0] for entry in column] if free else column)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_the_bounds_are_bounds(seed: int) -> None:
    """No more columns than the least accepted width less 1 are independent."""
    numbers = Random(seed)
    d, n = numbers.choice((1, 2, 3)), numbers.randint(2, 7)
    points = [tuple(numbers.randint(-2, 2) for _ in range(d)) for _ in range(n)]
    points += [tuple(-entry * numbers.choice((1, 2)) for entry in point) for point in points[: n // 2]]
    rows = [", ".join(f"({', '.join(map(str, x))})" for x in part) for part in (points[:1], points[1:])]
    for name in ("relu", "abs", "linear", "leaky_relu"):
        for rest in ("", "  output bias", "  hidden bias", "  hidden bias  output bias"):
            problem = read(f"shortcut = 1 {name}{rest}", data=f"+ {rows[0]}  - {rows[1]}")
            columns = flint.fmpq_mat([[flint.fmpq(Q(e).numerator, Q(e).denominator) for e in column]
                                      for column in _columns(problem, numbers)])  # fmt: skip
            rank = columns.rank()
            if rank:
                narrow = replace(problem, network=replace(problem.network, width=rank))
                assert not width_dimension(narrow), (name, rest, points)
            wide = replace(problem, network=replace(problem.network, width=len(points) + 1))
            assert width_dimension(wide)


# --- the theorem --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"loss": "+ hinge\nloss - square"},
        {"network": "shortcut = 3 relu  output bias", "penalty": "1/10 * l2(a, w, a0)"},
        {"network": "shortcut = 4 relu  hidden bias", "penalty": "1/10 * l2(b)"},
        {"network": "shortcut = 3 relu  hidden bias  frozen b = (0, 0, 0)"},
        {"network": "shortcut = 3 relu  deep = 1 tanh  frozen deep.1.weights", "penalty": "1/10 * l2(a, w, deep)"},
        {"penalty": "1/10 * l2(a)"},
    ],
)
def test_all_premises_together_and_none_without_them(changes: dict[str, str]) -> None:
    problem = read(**changes)
    facts = [settle(Case(problem), name) for name in PREMISES]
    assert STATEMENTS["thm.wide.decay"].conclusion is Conclusion.NO_VALLEY
    assert conclude(problem, facts, "thm.wide.decay").goal == "thm.wide.decay"
    for k in range(len(facts)):
        if PREMISES[k] == "network.deep_defined" and not problem.deep_functions:
            continue
        with pytest.raises(Refusal, match=r"^facts\.not_established"):
            conclude(problem, (*facts[:k], *facts[k + 1 :]), "thm.wide.decay")


@pytest.mark.parametrize(
    ("condition", "changes"),
    [
        ("loss.convex", {"loss": "l(z) = z^2 * (z^2 - 2)"}),
        ("network.positively_homogeneous", {"network": "shortcut = 4 tanh"}),
        ("network.neurons_trainable", {"network": "shortcut = 3 relu  frozen a = (1, 1, 1)"}),
        ("network.neurons_trainable", {"network": "shortcut = 3 relu  frozen w = ((1), (1), (1))"}),
        ("network.hidden_bias_or_none", {"network": "shortcut = 4 relu  hidden bias  frozen b = (1, 1, 1, 1)"}),
        ("network.hidden_bias_or_none", {"network": "shortcut = 4 relu  hidden bias  frozen b = (0, 0, 0, 1)"}),
        ("network.affine_beside", {"network": "shortcut = 3 relu  deep = 1 relu"}),
        ("network.width_dimension", {"network": "shortcut = 2 relu"}),
    ],
)
def test_near_misses(condition: str, changes: dict[str, str]) -> None:
    problem = read(**changes)
    fact = settle(Case(problem), condition)
    assert getattr(fact, "status", None) is Status.FAILS


# --- the path of the proof ----------------------------------------------------------------------------------------


def _relation(columns: list[list[Q]]) -> list[list[Q]]:
    """A basis of the h with sum_k h_k columns[k] = 0."""
    if not columns[0]:
        return [[Q(i == k) for i in range(len(columns))] for k in range(len(columns))]
    matrix = flint.fmpq_mat([[flint.fmpq(c[i].numerator, c[i].denominator) for c in columns]
                             for i in range(len(columns[0]))])  # fmt: skip
    reduced, rank = matrix.rref()
    pivots = [next(j for j in range(len(columns)) if reduced[i, j] != 0) for i in range(rank)]
    found = []
    for free in (j for j in range(len(columns)) if j not in pivots):
        vector = [Q(0)] * len(columns)
        vector[free] = Q(1)
        for i, pivot in enumerate(pivots):
            vector[pivot] = -Q(int(reduced[i, free].p), int(reduced[i, free].q))
        found.append(vector)
    return found


class _Walk:
    """The states (m, r) of the proof, for columns phi, penalties theta, and 2 M vectors."""

    def __init__(self, phi: list[list[Q]], theta: list[Q], width: int) -> None:
        self.phi, self.theta, self.width = phi, theta, width
        self.m, self.r = [Q(k < width) for k in range(2 * width)], Q(0)
        self.states = [(tuple(self.m), self.r)]
        self.end = [Q(k >= width) for k in range(2 * width)]

    def support(self) -> list[int]:
        return [k for k, entry in enumerate(self.m) if entry]

    def move(self, e: list[Q], rho: Q, most: Q | None) -> None:
        """To the last c <= most at which m + c e >= 0; seen on the way: no more than M entries."""
        bounds = [-m / own for m, own in zip(self.m, e, strict=True) if own < 0] + ([] if most is None else [most])
        c = min(bounds)
        assert sum(1 for m, own in zip(self.m, e, strict=True) if m or own) <= self.width
        self.m = [m + c * own for m, own in zip(self.m, e, strict=True)]
        self.r += c * rho
        self.states.append((tuple(self.m), self.r))

    def over(self, values: list[Q], places: list[int]) -> Q:
        return sum((values[k] * self.theta[p] for k, p in enumerate(places)), Q(0))

    def reduce(self) -> None:
        while basis := _relation([self.phi[k] for k in self.support()] or [[]]) if self.support() else []:
            places, h = self.support(), basis[0]
            if self.over(h, places) > 0 or (self.over(h, places) == 0 and min(h) >= 0):
                h = [-entry for entry in h]
            e = [Q(0)] * len(self.m)
            for p, entry in zip(places, h, strict=True):
                e[p] = entry
            self.move(e, Q(0), None)

    def advance(self) -> None:
        own = self.support()
        e, rho = [b - a for a, b in zip(self.m, self.end, strict=True)], 1 - self.r
        while True:
            used = [k for k in range(len(e)) if k in own or e[k]]
            relations = _relation([[*self.phi[k], self.theta[k]] for k in used])
            if not relations or len(used) <= self.width:
                break
            h = next((h for h in relations if any(v for k, v in zip(used, h, strict=True) if k not in own)), None)
            if h is None:
                break
            if not any(v < 0 for k, v in zip(used, h, strict=True) if k not in own):
                h = [-v for v in h]
            step = min(e[k] / -v for k, v in zip(used, h, strict=True) if k not in own and v < 0)
            for k, v in zip(used, h, strict=True):
                e[k] += step * v
        assert all(e[k] >= 0 for k in range(len(e)) if k not in own)
        before = self.r
        self.move(e, rho, Q(1))
        assert self.r > before

    def walk(self) -> None:
        for _ in range(4000):
            self.reduce()
            if self.r == 1:
                return
            self.advance()
            if self.r == 1:
                return
        raise AssertionError("no end")


@pytest.mark.parametrize("seed", range(30))
def test_the_path_of_the_proof_never_rises(seed: int) -> None:
    """The steps (1) and (3) in exact numbers, with the squared hinge: L is below the chord from L(t) to L(t')."""
    numbers = Random(seed)
    d, n = numbers.choice((1, 2)), numbers.randint(2, 4)
    free = numbers.random() < 0.5
    points = [[Q(numbers.randint(-3, 3)) for _ in range(d)] for _ in range(n)]
    labels = [1, -1, *(numbers.choice((1, -1)) for _ in points[2:])]
    left, right = numbers.choice(((Q(0), Q(1)), (Q(-1), Q(1)), (Q(1), Q(1)), (Q(1, 10), Q(1))))
    width = n + 1 - free
    outer, inner = Q(numbers.randint(0, 3), 10), Q(numbers.randint(0, 3), 10)
    units = [[Q(numbers.randint(-3, 3)) for _ in range(d + 1)] for _ in range(2 * width)]
    bias = [Q(numbers.randint(-2, 2)) for _ in range(2)] if free else [Q(0), Q(0)]

    def given(unit: list[Q]) -> list[Q]:
        received = [sum((w * x for w, x in zip(unit[1:], point, strict=True)), Q(0)) for point in points]
        return [unit[0] * (right if z > 0 else left) * z for z in received]

    phi = [given(unit) for unit in units]
    theta = [outer * unit[0] ** 2 + inner * sum(w * w for w in unit[1:]) for unit in units]
    modulo = [[entry - column[0] for entry in column[1:]] for column in phi] if free else phi
    walk = _Walk(modulo, theta, width)
    walk.walk()

    def outputs(m: tuple[Q, ...]) -> list[Q]:
        return [sum((a * column[i] for a, column in zip(m, phi, strict=True)), Q(0)) for i in range(n)]

    first, last = (outputs(tuple(Q((k < width) is own) for k in range(2 * width))) for own in (True, False))

    def height(out: list[Q], m: tuple[Q, ...]) -> Q:
        losses = [max(Q(0), 1 - y * f) ** 2 for y, f in zip(labels, out, strict=True)]
        return sum(losses, Q(0)) / n + sum((a * t for a, t in zip(m, theta, strict=True)), Q(0))

    def at(m: tuple[Q, ...], r: Q) -> Q:
        """L, where a free a_0 takes the constant by which the outputs are off the line."""
        shift = bias[0] * (1 - r) + bias[1] * r
        line = [(1 - r) * a + r * b for a, b in zip(first, last, strict=True)]
        off = [a - b for a, b in zip(line, outputs(m), strict=True)]
        assert len(set(off)) <= 1
        assert free or not any(off)
        return height([entry + shift for entry in line], m)

    start, end = at(*walk.states[0]), at(tuple(walk.end), Q(1))
    for (m, r), (other, s) in zip(walk.states, walk.states[1:], strict=False):
        for share in (Q(0), Q(1, 3), Q(1)):
            between = tuple((1 - share) * a + share * b for a, b in zip(m, other, strict=True))
            place = (1 - share) * r + share * s
            assert at(between, place) <= (1 - place) * start + place * end
            assert sum(1 for entry in between if entry) <= width
    assert walk.r == 1
    m, _ = walk.states[-1]
    moved = [[sqrt(a) * float(entry) for entry in unit] for a, unit in zip(m, units, strict=True) if a]
    assert len(moved) <= width
