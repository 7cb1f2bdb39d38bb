"""Last hidden layers with as many units as samples: which units count, and the theorems that rest on it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.decide.case import Case
from theoremcheck.decide.data.rational import matrix
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.language.functions import from_library
from theoremcheck.theory.graph import leaves_of
from theoremcheck.trusted.data.wide import (
    MAX_DIFFERENCE,
    features,
    has_difference,
    is_continuous,
    nowhere_flat,
    steep_at_zero,
)
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import conclude, establish
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.minima.expansion import slopes
from theoremcheck.trusted.problem.expr import Num, Z, add, mul, power
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    Block,
    Function,
    Objective,
    OpaqueFunction,
    Penalty,
    Problem,
)
from theoremcheck.trusted.refusal import Refusal

FOUR = "+ 0, 1  - 2, 5"
CONDITIONS = ("network.wide_beside", "network.wide_resolving", "network.wide_last", "network.continuous")


def read(network: str, neuron: str = "", data: str = FOUR, loss: str = "square") -> Problem:
    found = loads(f"dataset d {{ {data} }}\n{neuron}\nloss {loss}\nnetwork {{ {network} }}")
    assert found.spec is not None, found.render()
    return found.spec.problem


def answers(problem: Problem) -> tuple[bool, ...]:
    """Of the three conditions on widths, and the continuity: the kernel says one thing, and refuses the contrary."""
    found = []
    for condition in CONDITIONS:
        for holds in (True, False):
            try:
                establish(problem, condition, holds, Structure())
            except Refusal as refusal:
                assert str(refusal).startswith("facts.opposite")  # noqa: PT017 - of the other one
            else:
                found.append(holds)
    assert len(found) == len(CONDITIONS)
    return tuple(found)


def library(name: str, *arguments: str) -> Function:
    found = from_library("neuron", name, tuple(map(Q, arguments)))
    assert found is not None
    return found


# --- one neuron -------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=6), st.integers(0, 6))
def test_a_polynomial_has_a_difference_up_to_its_degree(coefficients: list[int], order: int) -> None:
    formula = add(tuple(mul((Num(Q(c)), power(Z, k))) for k, c in enumerate(coefficients)))
    degree = max((k for k, c in enumerate(coefficients) if c), default=-1)
    assert has_difference(Function(formula), order) is (degree >= order)


@pytest.mark.parametrize("name", ["relu", "abs", "step", "requ", "hard_tanh", "tanh", "sin", "exp", "gaussian", "gelu"])
@pytest.mark.parametrize("order", [0, 1, 2, 3, 7, 40])
def test_other_neurons_have_all_differences(name: str, order: int) -> None:
    assert has_difference(library(name), order)


def test_differences_of_high_orders_and_what_is_not_seen() -> None:
    assert has_difference(library("tanh"), MAX_DIFFERENCE)
    with pytest.raises(Refusal, match=r"^wide\.order\(most=1000\)$"):
        has_difference(library("tanh"), MAX_DIFFERENCE + 1)
    # The difference of two softplus is z, which its normal form does not show.
    twice = read("shortcut = 1 n hidden bias", "neuron n(z) = log(1 + exp(z)) - log(1 + exp(-z))").neuron
    with pytest.raises(Refusal, match=r"^wide\.no_difference\(order=2\)$"):
        has_difference(twice, 2)
    with pytest.raises(Refusal, match=r"^wide\.opaque$"):
        has_difference(OpaqueFunction((), "n"), 2)


@pytest.mark.parametrize(
    ("formula", "assumed", "holds"),
    [
        ("max(z, alpha * z)", "0 < alpha < 1", True),
        ("max(z, alpha * z)", "0 <= alpha < 1", None),  # flat where alpha = 0
        ("max(alpha * z, z / 2)", "1 < alpha < 2", True),
        ("tanh(alpha * z)", "1 < alpha < 5/4", True),
        ("z + alpha * z^2", "0 < alpha < 1", None),  # a polynomial of degree 2, which the third difference is asked of
    ],
)
def test_free_parameters(formula: str, assumed: str, holds: bool | None) -> None:
    """What is said is so for all their values."""
    neuron = f"neuron n(z) = {formula}\n assume {assumed}"
    problem = read("deep = 1 n -> 3 n hidden bias output bias", neuron)
    if holds is not None:
        assert answers(problem)[1] is holds
        return
    for said in (True, False):
        with pytest.raises(Refusal, match=r"^wide\."):
            establish(problem, "network.wide_resolving", said, Structure())


@pytest.mark.parametrize(
    "name, order", [("relu", 5), ("requ", 4), ("abs", 4), ("cubic", 3), ("quadratic", 2), ("step", 5)]
)
def test_columns_span_where_a_difference_is_not_zero(name: str, order: int) -> None:
    """The lemma: on N = order + 1 different points, also in the plane, some N columns are independent."""
    random = Random(7)
    neuron = library(name)
    assert has_difference(neuron, order)
    pieces, size = split(neuron.expr), order + 1
    for dimension in (1, 2):
        points = random.sample([(Q(i), Q(j * (dimension - 1))) for i in range(9) for j in range(4)], 36)
        distinct = list(dict.fromkeys(points))[:size]
        rows = []
        for _ in range(60 * size):
            w = (Q(random.randint(-6, 6)), Q(random.randint(-6, 6)))
            b = Q(random.randint(-60, 60), 4)
            received = [w[0] * x + w[1] * y + b for x, y in distinct]
            rows.append([_value(pieces, place) for place in received])
        assert matrix(rows, size).rank() == size


def _value(pieces, place: Q) -> Q:
    from theoremcheck.trusted.functions.normal import rational_value
    from theoremcheck.trusted.problem.expr import substitute

    found = rational_value(substitute(pieces.piece_at(place), Num(place)))
    assert found is not None
    return found


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_on_a_line_a_polynomial_of_lower_degree_does_not_span(degree: int) -> None:
    """Order N - 1 is needed with an output bias as well: degree N - 2 gives N - 1 dimensions, constants among them."""
    points = list(range(degree + 2))
    random = Random(3)
    rows = [[Q(1)] * len(points)]
    for _ in range(40):
        w, b = random.randint(-5, 5), random.randint(-5, 5)
        rows.append([Q((w * x + b) ** degree) for x in points])
    assert matrix(rows, len(points)).rank() == len(points) - 1


SHAPES = {
    # constant on no interval; analytic with s'(0) != 0 (None: not known); continuous
    "relu": (False, None, True),
    "leaky_relu": (True, None, True),
    "abs": (True, None, True),
    "elu": (True, None, True),
    "hard_tanh": (False, None, True),
    "step": (False, None, False),
    "linear": (True, True, True),
    "quadratic": (True, False, True),
    "cubic": (True, False, True),
    "cosh": (True, False, True),
    "gaussian": (True, False, True),
    "tanh": (True, True, True),
    "silu": (True, True, True),
    "softplus": (True, True, True),
    "sin": (True, True, True),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_said_of_neurons(name: str) -> None:
    neuron, (moving, steep, joined) = library(name, *(("1/10",) if name == "leaky_relu" else ())), SHAPES[name]
    assert nowhere_flat(neuron) is moving
    assert is_continuous(neuron) is joined
    if steep is None:
        with pytest.raises(Refusal, match=r"^shape\.not_analytic$"):
            steep_at_zero(neuron)
    else:
        assert steep_at_zero(neuron) is steep


def test_a_flat_stretch_between_other_pieces_is_seen() -> None:
    shrink = read("shortcut = 1 n", "neuron n(z) = max(z - 1, 0) + min(z + 1, 0)").neuron
    assert nowhere_flat(shrink) is False
    crooked = read("shortcut = 1 n", "neuron n(z) = max(z^3, z / 5)").neuron
    assert nowhere_flat(crooked) is True


# --- which units count ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("network", "said"),
    [
        # N = 4: four units, or three with a trained output bias.
        ("shortcut = 4 tanh hidden bias", (True, True, True, True)),
        ("shortcut = 3 tanh hidden bias", (False, False, False, True)),
        ("shortcut = 3 tanh hidden bias output bias", (True, True, True, True)),
        ("shortcut = 2 tanh hidden bias output bias", (False, False, False, True)),
        ("shortcut = 3 tanh hidden bias output bias frozen a0 = 1", (False, False, False, True)),
        # What a unit needs: an output weight, weights and a bias that are trained.
        ("shortcut = 4 tanh", (False, False, False, True)),
        ("shortcut = 4 tanh hidden bias frozen a = (1, 1, 1, 1)", (False, False, False, True)),
        ("shortcut = 4 tanh hidden bias frozen b = (1, 1, 1, 1)", (False, False, False, True)),
        ("shortcut = 4 tanh hidden bias frozen w = (1, 2, 3, 4)", (False, False, False, True)),
        ("deep = 4 tanh hidden bias frozen deep.output = (1, 1, 1, 1)", (False, False, False, True)),
        ("deep = 1 tanh -> 4 tanh hidden bias frozen deep.2.biases", (False, False, False, True)),
        ("deep = 1 tanh -> 4 tanh hidden bias frozen deep.2.weights", (False, False, False, True)),
        ("deep = 1 tanh -> 4 tanh without bias hidden bias", (False, False, False, True)),
        # A polynomial needs the degree N - 1.
        ("shortcut = 4 cubic hidden bias", (True, True, True, True)),
        ("shortcut = 4 quadratic hidden bias", (False, False, False, True)),
        ("shortcut = 4 linear hidden bias", (False, False, False, True)),
        ("shortcut = 4 step hidden bias", (True, True, True, False)),
        # Units of several parts and kinds count together; what is frozen, or jumps, may be beside.
        ("shortcut = 2 tanh deep = 1 relu beside = 1 sin hidden bias", (True, True, True, True)),
        ("shortcut = 2 tanh deep = 1 relu beside = 1 quadratic hidden bias", (False, False, False, True)),
        ("shortcut = 2 tanh deep = 1 relu -> 2 tanh hidden bias", (False, False, True, True)),
        ("shortcut = 2 tanh deep = 1 sin -> 2 tanh hidden bias", (False, True, True, True)),
        ("shortcut = 4 tanh deep = 3 step -> 2 relu hidden bias frozen deep", (True, True, True, False)),
        ("deep = 2 tanh + 1 relu + 2 quadratic hidden bias output bias", (True, True, True, True)),
        ("deep = 1 tanh + 1 relu + 2 quadratic hidden bias output bias", (False, False, False, True)),
        # Lower layers: one unit that keeps inputs apart is enough in each of them.
        ("deep = 1 tanh -> 1 softplus -> 3 relu hidden bias output bias", (False, True, True, True)),
        ("deep = 1 tanh + 3 relu -> 3 relu hidden bias output bias", (False, True, True, True)),
        ("deep = 4 tanh -> 3 relu -> 3 relu hidden bias output bias", (False, False, True, True)),
        ("deep = 4 relu -> 3 tanh -> 2 tanh hidden bias output bias", (False, False, False, True)),
        ("deep = 1 tanh -> 3 relu hidden bias output bias frozen deep.1.weights", (False, False, False, True)),
        ("deep = 1 tanh -> 3 relu hidden bias output bias frozen deep.1.biases", (False, False, True, True)),
        ("deep = 1 tanh without bias -> 3 relu hidden bias output bias", (False, True, True, True)),
        ("deep = 1 cosh without bias -> 3 relu hidden bias output bias", (False, False, True, True)),
        ("deep = 1 cosh without bias -> 2 relu hidden bias output bias", (False, False, False, True)),
    ],
)
def test_which_units_count(network: str, said: tuple[bool, ...]) -> None:
    assert answers(read(network)) == said


@pytest.mark.parametrize(
    ("data", "enough"),
    [("+ 0, 0, 0  - 1", 2), ("+ 0  - 0", 1), ("+ (0, 1), (1, 0)  - (1, 1), (1, 1)", 3)],
)
def test_samples_with_one_input_count_once(data: str, enough: int) -> None:
    assert answers(read(f"deep = 1 tanh -> {enough} relu hidden bias", data=data))[1]
    if enough > 1:
        assert not answers(read(f"deep = 1 tanh -> {enough - 1} relu hidden bias", data=data))[1]


def test_of_an_abstract_dataset_all_samples_are_counted() -> None:
    problem = read("deep = 1 tanh -> 3 relu hidden bias output bias")
    abstract = replace(problem, dataset=AbstractDataset(1, 2, 2, ()))
    assert establish(abstract, "network.wide_resolving", True, Structure())
    fewer = replace(abstract, dataset=AbstractDataset(1, 3, 2, ()))
    for holds in (True, False):
        with pytest.raises(Refusal, match=r"^structure\.sizes_count_samples$"):
            establish(fewer, "network.wide_resolving", holds, Structure())
    unknown = replace(abstract, dataset=AbstractDataset(1, None, 2, ()))
    with pytest.raises(Refusal, match=r"^structure\.sizes_unknown$"):
        establish(unknown, "network.wide_last", True, Structure())


def test_what_is_not_known_of_one_kind_is_open_only_where_it_counts() -> None:
    twice = "neuron n(z) = log(1 + exp(z)) - log(1 + exp(-z))"
    with pytest.raises(Refusal, match=r"^wide\.no_difference"):
        establish(read("deep = 1 tanh -> 2 relu + 2 n hidden bias", twice), "network.wide_last", True, Structure())
    assert answers(read("deep = 1 tanh -> 4 relu + 2 n hidden bias", twice))[2]
    assert not answers(read("deep = 1 tanh -> 1 relu + 2 n hidden bias", twice))[2]


def test_opaque_neurons_are_not_known_to_be_continuous() -> None:
    problem = read("shortcut = 4 tanh deep = 1 relu hidden bias")
    network = replace(problem.network, deep=(replace(problem.network.deep[0], neuron=OpaqueFunction((), "o")),))
    with pytest.raises(Refusal, match=r"^wide\.opaque$"):
        establish(replace(problem, network=network), "network.continuous", True, Structure())
    assert establish(replace(problem, network=network), "network.wide_beside", True, Structure())


def test_a_residual_head_is_left_out() -> None:
    problem = read("deep = 4 tanh -> residual hidden bias output bias")
    for condition in CONDITIONS:
        with pytest.raises(Refusal, match=r"^facts\.residual$"):
            establish(problem, condition, True, Structure())


# --- lemma.rank -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("network { shortcut = 3 relu output bias }", 4),
        ("network { shortcut = 3 relu output bias frozen a }", 1),
        ("network { shortcut = 3 relu output bias frozen w frozen a0 }", 3),
        ("network { shortcut = 3 relu output bias }\nobjective { regularizer = 1/100 * l2(a) }", 1),
        ("network { shortcut = 3 relu output bias }\nobjective { regularizer = 1/100 * l2(w) }", 4),
        ("network { deep = 7 relu -> 2 tanh + 1 sin beside = 1 relu -> 5 relu hidden bias frozen deep.1.weights }", 8),
        ("network { deep = 7 relu -> 3 tanh beside = 1 relu -> 5 relu hidden bias frozen beside.output }", 3),
        (
            "network { shortcut = 1 relu deep = 7 relu -> 3 tanh }\nobjective { regularizer = 1/100 * l2(deep) }",
            1,
        ),
    ],
)
def test_features_have_trained_output_weights_that_no_penalty_involves(text: str, number: int) -> None:
    for count in range(2, 10):
        data = ", ".join(str(k) for k in range(count - 1))
        found = loads(f"dataset d {{ + {data}  - -1 }}\nloss square\nneuron relu\n{text}")
        assert found.spec is not None, found.render()
        problem = found.spec.problem
        assert features(problem) == number
        assert establish(problem, "network.last_width", count <= number, Structure())
        with pytest.raises(Refusal, match=r"^facts\.opposite"):
            establish(problem, "network.last_width", count > number, Structure())


def test_features_of_an_abstract_dataset() -> None:
    problem = replace(read("shortcut = 3 relu output bias"), dataset=AbstractDataset(1, 2, 2, ()))
    assert establish(problem, "network.last_width", True, Structure())
    fewer = replace(problem, dataset=AbstractDataset(1, 3, 2, ()))
    for holds in (True, False):
        with pytest.raises(Refusal, match=r"^structure\.sizes_count_samples$"):
            establish(fewer, "network.last_width", holds, Structure())


@given(st.lists(st.integers(-2, 2), min_size=15, max_size=15))
def test_the_slope_in_an_output_weight_is_the_relation_of_the_proof(values: list[int]) -> None:
    """dL/dp = - sum weight_i m_i phi(x_i), m_i = y_i l'(z_i) = 2 (y_i - f(x_i)): by hand, and as the kernel has it."""
    network = "shortcut = 2 cubic  deep = 2 cubic -> 1 cubic  hidden bias  output bias"
    problem = read(network)
    a0, a1, a2, w1, w2, b1, b2, d1, d2, e1, e2, v1, v2, g, a3 = values
    moments = [Q(0)] * 4
    for (x,), y in zip(problem.samples.points, problem.samples.labels, strict=True):
        top = v1 * (d1 * x + e1) ** 3 + v2 * (d2 * x + e2) ** 3 + g
        phi = (Q(1), (w1 * x + b1) ** 3, (w2 * x + b2) ** 3, top**3)
        f = sum(weight * entry for weight, entry in zip((a0, a1, a2, a3), phi, strict=True))
        moments = [own - Q(1, 4) * 2 * (y - f) * entry for own, entry in zip(moments, phi, strict=True)]
    assert features(problem) == len(moments)
    with precision(256):
        gradient = slopes(problem, [Q(value) for value in values]).gradient
        assert [gradient[k].contains(ball(own)) for k, own in zip((0, 1, 2, 14), moments, strict=True)] == [True] * 4
        assert all(gradient[k].rad() < 1e-40 for k in (0, 1, 2, 14))


# --- the theorems -----------------------------------------------------------------------------------------------------

THEOREMS = {
    "thm.wide.beside": (Conclusion.NO_VALLEY, "shortcut = 3 tanh deep = 1 relu hidden bias output bias"),
    "thm.wide_deep": (Conclusion.NO_OPEN_VALLEY, "deep = 1 tanh -> 3 relu hidden bias output bias"),
    "thm.pyramid": (Conclusion.NO_OPEN_VALLEY, "deep = 4 tanh with bias -> 1 leaky_relu"),
    "thm.wide_basin": (Conclusion.NO_BASIN, "deep = 1 relu -> 3 relu hidden bias output bias"),
}
COMMON = ("loss.defined", "loss.convex", "neuron.defined", "network.deep_defined", "objective.unregularised")
OWN = {
    "thm.wide.beside": ("network.wide_beside",),
    "thm.wide_deep": ("network.wide_resolving", "network.continuous"),
    "thm.pyramid": ("network.pyramid", "network.continuous"),
    "thm.wide_basin": ("network.wide_last", "network.continuous"),
}


@pytest.mark.parametrize("theorem", THEOREMS)
@pytest.mark.parametrize("loss", ["square", "hinge"])
def test_every_premise_is_needed(theorem: str, loss: str) -> None:
    conclusion, network = THEOREMS[theorem]
    assert STATEMENTS[theorem].conclusion is conclusion
    problem = read(network, loss=loss)
    case = Case(problem)
    facts = [settle(case, condition) for condition in (*COMMON, *OWN[theorem])]
    assert conclude(problem, facts, theorem).goal == theorem
    for k in range(len(facts)):
        with pytest.raises(Refusal, match=r"^facts\.not_established"):
            conclude(problem, (*facts[:k], *facts[k + 1 :]), theorem)


def test_what_is_continuous_is_a_premise_of_what_the_claim_on_basins_takes_from_paths() -> None:
    """That paths below every c exclude basins needs a continuous L (``kernel.questions``); a path at one height not."""
    for name, statement in STATEMENTS.items():
        if statement.conclusion in (Conclusion.NO_OPEN_VALLEY, Conclusion.NO_BASIN) and name != "thm.scaling_basin":
            assert {"network.continuous", "loss.convex", "neuron.defined"} <= set(leaves_of(name)), name


def test_a_penalty_stands_in_the_way() -> None:
    bare = read(THEOREMS["thm.wide.beside"][1])
    problem = replace(bare, objective=Objective((Penalty(Q(1, 10), (Block.DEEP,)),)))
    assert establish(problem, "network.wide_beside", True, Structure())
    assert establish(problem, "objective.unregularised", False, Structure())


@pytest.mark.parametrize("seed", range(8))
def test_the_way_of_the_proof_in_exact_arithmetic(seed: int) -> None:
    """ReLU units: freed and moved one by one while f rests, until they reach all outputs modulo constants."""
    random = Random(seed)
    points = [Q(0), Q(1), Q(2), Q(5)]
    units = [(Q(random.randint(-2, 2)), Q(random.randint(-3, 3))) for _ in range(3)]  # dead and equal ones among them
    weights, level = [Q(random.randint(-2, 2)) for _ in units], Q(1)

    def column(w: Q, b: Q) -> list[Q]:
        return [max(Q(0), w * x + b) for x in points]

    def outputs() -> list[Q]:
        columns = [column(*unit) for unit in units]
        return [level + sum(a * own[i] for a, own in zip(weights, columns, strict=True)) for i in range(4)]

    def rank(rows: list[list[Q]]) -> int:
        return matrix([[entry - row[0] for entry in row[1:]] for row in rows], 3).rank()

    before = outputs()
    for _ in range(4):
        columns = [column(*unit) for unit in units]
        found = rank(columns)
        if found == 3:
            break
        # A relation modulo constants: f rests while one more output weight becomes 0.
        spare = next(k for k in range(3) if rank(columns[:k] + columns[k + 1 :]) == found)
        relation = _relation([[entry - own[0] for entry in own[1:]] for own in columns], spare)
        share = weights[spare] / relation[spare]
        constant = sum(e * own[0] for e, own in zip(relation, columns, strict=True))
        weights = [a - share * e for a, e in zip(weights, relation, strict=True)]
        level += share * constant
        assert weights[spare] == 0
        assert outputs() == before
        tries = ((Q(random.randint(-9, 9)), Q(random.randint(-45, 45), 2)) for _ in range(1000))
        units[spare] = next(u for u in tries if rank([*columns[:spare], column(*u), *columns[spare + 1 :]]) > found)
        assert outputs() == before
    assert rank([column(*unit) for unit in units]) == 3


def _relation(rows: list[list[Q]], spare: int) -> list[Q]:
    """e with sum e_j rows_j = 0 and e_spare = 1."""
    others = [j for j in range(3) if j != spare]
    for first in range(-30, 31):
        # Row spare is p times one other row plus q times the last: small systems, by Cramer's rule or one unknown.
        p = Q(first, 6)
        rest = [entry - p * other for entry, other in zip(rows[spare], rows[others[0]], strict=True)]
        pivot = next((k for k, entry in enumerate(rows[others[1]]) if entry), None)
        q = Q(0) if pivot is None else rest[pivot] / rows[others[1]][pivot]
        if all(entry == q * other for entry, other in zip(rest, rows[others[1]], strict=True)):
            found = [Q(0)] * 3
            found[spare], found[others[0]], found[others[1]] = Q(1), -p, -q
            return found
    raise AssertionError("no relation")
