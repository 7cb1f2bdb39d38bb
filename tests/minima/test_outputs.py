"""What f is affine in: output weights on fixed features, linear units; what separates, and best fits that are right."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.hull import hull
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.features import Family, Features
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum, exact_outputs, patterns_near
from theoremcheck.trusted.minima.outputs import free_features
from theoremcheck.trusted.minima.reach import value_at
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Refusal

SEPARABLE, RIGHT = "data.features_separable", "data.fit_right"
XOR = "+ (0, 1), (1, 0)  - (0, 0), (1, 1)"
LINE = "+ (0), (3)  - (1), (5)"
NEURONS = {
    "half": "neuron half(z) = z / 2 + 1\n",
    "kinked": "neuron kinked(z) = cases { z <= 0: z; else: 2 * z }\n",
}
RELUS = "shortcut = 3 relu  hidden bias  output bias  frozen w = ((1, 1), (1, 1), (1, 0))  frozen b = (0, -1, 0)"


def read(network: str, data: str = XOR, loss: str = "square", penalty: str = "0") -> Problem:
    neurons = "".join(text for name, text in NEURONS.items() if name in network)
    objective = "" if penalty == "0" else f"\nobjective {{ regularizer = {penalty} }}"
    found = loads(f"dataset d {{ {data} }}\n{neurons}loss {loss}\nnetwork {{ {network} }}{objective}")
    assert found.spec is not None, found
    return found.spec.problem


def refuse(reason: str, problem: Problem, condition: str, holds: bool, evidence: object) -> None:
    with pytest.raises(Refusal, match=rf"^{reason}(\(|$)"):
        establish(problem, condition, holds, evidence)


# --- free features ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("network", "penalty", "columns"),
    [
        ("shortcut = 2 relu  output bias  frozen w = ((1), (-1))", "0", [(1, 1, 1, 1), (0, 3, 1, 5), (0, 0, 0, 0)]),
        ("shortcut = 2 relu  output bias  frozen w = ((1), (-1))", "l2(a)", [(1, 1, 1, 1)]),
        ("shortcut = 1 relu  output bias  frozen w = ((1))", "l2(a0)", [(0, 3, 1, 5)]),
        ("shortcut = 1 relu  output bias  frozen w = ((1))  frozen a0 = 1", "0", [(0, 3, 1, 5)]),
        ("shortcut = 1 relu  output bias  frozen w = ((1))  frozen a = (1)", "0", [(1, 1, 1, 1)]),
        ("shortcut = 1 relu  hidden bias  frozen w = ((1))", "0", []),
        ("shortcut = 1 relu  hidden bias  frozen b = (1)", "0", []),
        ("shortcut = 1 relu  hidden bias  frozen w = ((1))  frozen b = (-1)", "0", [(0, 2, 0, 4)]),
        ("shortcut = 1 relu  output bias  frozen w", "0", [(1, 1, 1, 1)]),
        ("deep = 1 relu + 1 abs with bias  frozen deep.1.weights = (1, 1)  frozen deep.1.biases = (-1, -2)", "0",
         [(0, 2, 0, 4), (2, 1, 1, 3)]),
        ("deep = 1 relu with bias  frozen deep.1.weights = (1)", "0", []),
        ("deep = 1 relu  frozen deep.1.weights = (1)", "l2(deep)", []),
        ("deep = 1 relu  frozen deep.1.weights = (1)", "l2(deep.output)", []),
        ("deep = 1 relu  frozen deep.1.weights = (1)", "l2(deep.1.weights)", [(0, 3, 1, 5)]),
        ("deep = 1 relu  frozen deep", "0", []),
        ("deep = 1 relu -> 1 relu  frozen deep.1.weights = (1)  frozen deep.2.weights = (1)", "0", []),
    ],
)  # fmt: skip
def test_free_features(network: str, penalty: str, columns: list[tuple[int, ...]]) -> None:
    assert free_features(read(network, LINE, penalty=penalty)) == columns


def test_features_separate() -> None:
    fact = settle(Case(read(RELUS)), SEPARABLE)
    assert isinstance(fact, Fact)
    assert fact.status is Status.HOLDS


def test_what_does_not_separate_is_refused() -> None:
    problem = read(RELUS)
    refuse("outputs.wrong_side", problem, SEPARABLE, True, Separation((Q(-1), Q(2), Q(-3), Q(0))))
    refuse("outputs.wrong_side", problem, SEPARABLE, True, Separation((Q(1), Q(-2), Q(5), Q(0))))
    refuse("outputs.entries", problem, SEPARABLE, True, Separation((Q(2), Q(-5), Q(0))))
    assert establish(problem, SEPARABLE, True, Separation((Q(-1), Q(2), Q(-5), Q(0))))
    refuse("sparse.no_relation", problem, SEPARABLE, False, Farkas(Sparse((0, 1), (Q(1), Q(1)))))


def test_without_a_free_feature_nothing_separates() -> None:
    problem = read("shortcut = 2 relu")
    refuse("outputs.no_feature", problem, SEPARABLE, True, Separation(()))
    assert establish(problem, SEPARABLE, False, Farkas(Sparse((0,), (Q(1),))))


def test_features_that_agree_on_both_classes() -> None:
    problem = read("shortcut = 1 relu  frozen w = ((1, 1))", "+ (1, 0)  - (0, 1)")
    assert establish(problem, SEPARABLE, False, Farkas(Sparse((0, 1), (Q(1), Q(1)))))


@pytest.mark.parametrize(
    ("network", "reason"),
    [
        ("shortcut = 1 relu  output bias  frozen w", "layout.frozen_unknown"),
        ("deep = 1 relu  output bias  frozen deep.1.weights", "linear.frozen_unknown"),
        ("deep = 1 relu -> 1 relu  output bias  frozen deep.1.weights  frozen deep.2.weights", "outputs.layers"),
        ("deep = 1 softplus  frozen deep.1.weights = (1, 1)", "multipliers.irrational_feature"),
    ],
)
def test_features_that_are_not_known_are_not_said_to_fail(network: str, reason: str) -> None:
    refuse(reason, read(network), SEPARABLE, False, Farkas(Sparse((0, 2), (Q(1), Q(1)))))


def test_features_that_are_not_rational_are_separated_in_balls() -> None:
    problem = read(RELUS.replace("relu", "softplus"))
    fact = settle(Case(problem), SEPARABLE)
    assert isinstance(fact, Fact)
    assert max(map(abs, fact.evidence.normal)) < 1000
    refuse("outputs.wrong_side", problem, SEPARABLE, True, Separation((Q(0), Q(1), Q(1), Q(1))))


# --- best fits ----------------------------------------------------------------------------------------------------


def fit(problem: Problem) -> MultiplierMinimum:
    fact = settle(Case(problem), RIGHT)
    assert isinstance(fact, Fact), fact
    assert isinstance(fact.evidence, MultiplierMinimum)
    return fact.evidence


@pytest.mark.parametrize(
    ("loss", "penalty"),
    [
        ("square", "0"),
        ("square", "1/100000 * l2(a)"),
        ("squared_hinge", "1/1000 * l2(a)"),
        ("logistic", "1/1000 * l2(a, a0)"),
    ],
)
def test_best_fits_that_are_right(loss: str, penalty: str) -> None:
    problem = read(RELUS, loss=loss, penalty=penalty)
    evidence = fit(problem)
    found = evidence.multipliers
    assert isinstance(found, Enclosed)
    moved = replace(evidence, centre=(evidence.centre[0] + Q(1, 2**40), *evidence.centre[1:]))
    refuse("multipliers.gradient", problem, RIGHT, True, moved)
    refuse(
        "multipliers.hessian", problem, RIGHT, True, replace(evidence, multipliers=replace(found, curvature=Q(10**6)))
    )
    refuse("multipliers.frozen_copies", problem, RIGHT, True, replace(evidence, copies=((1, 1, 1),)))
    refuse("multipliers.not_positive", problem, RIGHT, True, replace(evidence, multipliers=replace(found, radius=Q(0))))
    if (loss, penalty) != ("square", "0"):  # where the centre itself is the minimum; others are not exact
        with pytest.raises(Refusal):
            establish(problem, RIGHT, True, replace(evidence, multipliers=Sparse((), ())))


def test_fewer_directions_than_output_weights() -> None:
    """Without a penalty as many as the features have dimensions suffice; with one each weight counts."""
    network = "shortcut = 2 relu  frozen w = ((1), (2))"
    plain, penalised = read(network, "+ (1), (2)  - (-1)"), read(network, "+ (1), (2)  - (-1)", penalty="l2(a)")
    bare = "shortcut = 2 relu  output bias  frozen w = ((1), (2))"
    evidence = fit(read(bare, "+ (1), (2)  - (-1)"))
    found = evidence.multipliers
    assert isinstance(found, Enclosed)
    assert len(found.basis) == 2 < len(evidence.centre)
    refuse("outputs.basis", read(bare, "+ (1), (2)  - (-1)", penalty="l2(a)"), RIGHT, True, evidence)
    for problem in (plain, penalised):
        assert not isinstance(settle(Case(problem), RIGHT), Fact)  # f = 0 at the sample of class -: it is wrong


def test_a_fit_that_is_wrong_is_refused() -> None:
    problem = read("shortcut = 1 relu  output bias  frozen w = ((1))", "+ (1), (2), (7)  - (0)")
    found = settle(Case(problem), RIGHT)
    assert not isinstance(found, Fact)
    assert found is not None
    assert found.code == "outputs.not_right"


def test_rewards_and_what_else_is_trained_are_refused() -> None:
    problem = read(RELUS)
    evidence = fit(problem)
    reward = replace(problem, objective=Objective((Penalty(Q(-1, 10**9), (Block.OUTPUT_BIAS,)),)))
    refuse("outputs.reward", reward, RIGHT, True, evidence)
    refuse("features.product", read(RELUS.replace("frozen b = (0, -1, 0)", "")), RIGHT, True, evidence)
    refuse("features.product", read(f"{RELUS}  deep = 1 tanh"), RIGHT, True, evidence)
    refuse("multipliers.entries", read(f"{RELUS}  frozen a0 = 1"), RIGHT, True, evidence)


# --- linear units with frozen output weights ----------------------------------------------------------------------

PLANE = "+ (1, 0), (2, 3)  - (0, 1), (-1, 1)"


@pytest.mark.parametrize(
    ("network", "columns", "fixed"),
    [
        ("shortcut = 1 linear  output bias  frozen a = (3)", [(1, 1), (3, 6), (0, 9)], (0, 0)),
        ("shortcut = 1 half  hidden bias  frozen a = (3)", [(Q(3, 2), 3), (0, Q(9, 2)), (Q(3, 2), Q(3, 2))], (3, 3)),
        ("shortcut = 1 half  hidden bias  frozen a = (3)  frozen w = ((2, -1))", [(Q(3, 2), Q(3, 2))], (6, Q(9, 2))),
        ("shortcut = 1 half  hidden bias  frozen a = (3)  frozen b = (4)", [(Q(3, 2), 3), (0, Q(9, 2))], (9, 9)),
        ("shortcut = 2 linear  frozen a = (1, -1)", [(1, 2), (0, 3), (-1, -2), (0, -3)], (0, 0)),
        ("shortcut = 1 linear  frozen a = (0)", [(0, 0), (0, 0)], (0, 0)),
        ("shortcut = 1 linear  output bias  frozen a = (1)  frozen a0 = 2", [(1, 2), (0, 3)], (2, 2)),
        ("shortcut = 1 linear  deep = 1 relu  frozen a = (1)  frozen deep.1.weights = (1, -1)",
         [(1, 2), (0, 3), (1, 0)], (0, 0)),
        ("shortcut = 1 linear  deep = 1 relu  frozen a = (1)  frozen deep = (1, -1, 5)", [(1, 2), (0, 3)], (5, 0)),
        ("deep = 1 linear + 1 half with bias  frozen deep.output = (1, 2)",
         [(1, 2), (0, 3), (1, 2), (0, 3), (1, 1), (1, 1)], (2, 2)),
        ("deep = 1 linear  frozen deep.output = (2)  frozen deep.1.weights = (1, 1)  output bias", [(1, 1)], (2, 10)),
    ],
)  # fmt: skip
def test_the_columns_and_what_is_frozen(network: str, columns: list[tuple[Q, ...]], fixed: tuple[Q, ...]) -> None:
    """f at any centre is what the columns and the fixed terms say: here with all that is trained at 0, or one at 1."""
    problem = read(network, "+ (1, 0), (2, 3)  - (0, 1), (-1, 1)")
    size = len(columns)
    still = Features(problem, (Q(0),) * size).exact_outputs()
    assert still[:2] == fixed
    for k, column in enumerate(columns):
        at = tuple(Q(int(j == k)) for j in range(size))
        moved = Features(problem, at)
        assert [b - a for a, b in zip(still, moved.exact_outputs(), strict=True)][:2] == list(column)
        assert moved.along([k])[0][:2] == column
        layout = Layout.of(problem)
        assert moved.exact_outputs() == exact_outputs(problem, layout.full(at), patterns_near(problem, at))


@pytest.mark.parametrize(
    ("network", "reason"),
    [
        ("shortcut = 1 linear  frozen a", "layout.frozen_unknown"),
        ("shortcut = 1 linear  output bias  frozen a = (1)  frozen a0", "layout.frozen_unknown"),
        ("shortcut = 1 linear", "features.product"),
        ("shortcut = 1 linear  hidden bias  frozen w = ((1, 1))", "features.product"),
        ("shortcut = 1 tanh  frozen a = (1)", "features.bent"),
        ("shortcut = 1 kinked  frozen a = (1)", "features.bent"),
        ("deep = 1 relu + 1 linear  frozen deep.output = (1, 1)", "features.bent"),
        ("deep = 1 linear -> 1 linear  frozen deep.2.weights = (1)  frozen deep.output = (1)", "outputs.layers"),
    ],
)
def test_networks_without_columns(network: str, reason: str) -> None:
    with pytest.raises(Refusal, match=rf"^{reason}(\(|$)"):
        Family.of(read(network, PLANE))


@pytest.mark.parametrize(
    ("network", "loss", "penalty"),
    [
        ("shortcut = 1 linear  output bias  frozen a = (1)", "square", "0"),
        ("shortcut = 2 linear  output bias  frozen a = (1, -2)", "square", "0"),
        ("shortcut = 1 linear  hidden bias  frozen a = (2)", "logistic", "1/1000 * l2(w, b)"),
        ("shortcut = 2 linear  output bias  frozen a = (1, -2)", "squared_hinge", "1/1000 * l2(w) + 1/500 * l2(a0)"),
        ("deep = 2 linear  output bias  frozen deep.output = (1, 1)", "logistic", "1/1000 * l2(deep, a0)"),
    ],
)
def test_best_fits_of_linear_units_that_are_right(network: str, loss: str, penalty: str) -> None:
    problem = read(network, PLANE, loss=loss, penalty=penalty)
    evidence = fit(problem)
    turned = replace(problem, dataset=replace(problem.samples, labels=(-1, *problem.samples.labels[1:])))
    with pytest.raises(Refusal):
        establish(turned, RIGHT, True, evidence)
    with pytest.raises(Refusal, match=r"^multipliers\.entries"):
        establish(problem, RIGHT, True, replace(evidence, centre=(*evidence.centre, Q(0))))


def test_nothing_is_fitted_where_nothing_is_trained() -> None:
    """No columns at all: neither a fit that is right nor one that is wrong is proposed, and nothing breaks."""
    problem = read("shortcut = 1 linear  output bias  frozen a = (0)  frozen w = ((0, 0))  frozen a0 = 0", PLANE)
    assert Family.of(problem).columns == ()
    assert not isinstance(settle(Case(problem), RIGHT), Fact)
    assert not list(hull(Case(problem).shared(Ground)))


def test_a_frozen_offset_counts() -> None:
    """The evidence of a fit without a_0 = 0 is none of one with another a_0."""
    network = "shortcut = 1 linear  output bias  frozen a = (1)  frozen a0 = {}"
    evidence = fit(read(network.format(0), PLANE))
    refuse("multipliers.gradient", read(network.format("1/4"), PLANE), RIGHT, True, evidence)


def test_inactive_samples_are_right_by_the_loss() -> None:
    """Beyond the margin of the squared hinge a sample has no slope: the active ones decide, the loss does the rest."""
    problem = read("shortcut = 1 relu  output bias  frozen w = ((1))", "+ (1), (10)  - (0), (1/2)", "squared_hinge",
                   "1/100 * l2(a)")  # fmt: skip
    assert fit(problem)


# --- kinks, and minima at which few are wrong ---------------------------------------------------------------------

ERROR = "data.minima_error"
OVERLAP = "+ (-1), (1), (2)  - (0), (-2)"
FIXED = "shortcut = 1 linear  output bias  frozen a = (1)"


def bound(network: str, data: str, loss: str, penalty: str = "0") -> Q | None:
    found = settle(Case(read(network, data, loss, penalty)), ERROR)
    return found.evidence.bound if isinstance(found, Fact) else None


def test_the_absolute_error_has_minima_that_are_right() -> None:
    """Two samples lie on kinks and determine the line; the two others would have slopes of wrong ones."""
    problem = read(FIXED, "+ (1), (2)  - (-1), (-2)", "mae(z) = abs(1 + z)")
    evidence = fit(problem)
    assert isinstance(evidence.multipliers, Sparse)
    for entries in ((Q(0), Q(0)), (Q(2), Q(2))):
        with pytest.raises(Refusal):
            establish(
                problem, RIGHT, True, replace(evidence, multipliers=Sparse(evidence.multipliers.indices, entries))
            )
    shifted = replace(evidence, centre=(evidence.centre[0] + 1, *evidence.centre[1:]))
    with pytest.raises(Refusal):
        establish(problem, RIGHT, True, shifted)


@pytest.mark.parametrize(
    ("network", "data", "loss", "wrong"),
    [
        (FIXED, OVERLAP, "logistic", Q(2, 5)),
        (FIXED, OVERLAP, "square", Q(2, 5)),
        ("shortcut = 2 linear  output bias", OVERLAP, "square", Q(2, 5)),
        ("deep = 2 linear -> 2 linear  output bias", OVERLAP, "square", Q(2, 5)),
        ("shortcut = 2 linear  output bias", XOR, "logistic", Q(1, 2)),  # f = 0, which is right for class +
        ("shortcut = 1 linear  output bias  frozen a = (0)", "+ 1  - -1", "square", Q(1, 2)),
        (FIXED, "+ 3 * (1)  - (1), (-1)", "square", Q(1, 5)),  # weights count
    ],
)
def test_so_much_is_wrong_where_the_loss_is_least(network: str, data: str, loss: str, wrong: Q) -> None:
    assert bound(network, data, loss) == wrong
    problem = read(network, data, loss)
    fact = settle(Case(problem), ERROR)
    assert isinstance(fact, Fact)
    refuse("outputs.more_wrong", problem, ERROR, True, replace(fact.evidence, bound=wrong - Q(1, 100)))
    refuse("bound.vacuous", problem, ERROR, True, replace(fact.evidence, bound=Q(1)))
    establish(problem, ERROR, True, replace(fact.evidence, bound=(wrong + 1) / 2))


def test_of_which_networks_a_function_is_the_best() -> None:
    wide = "shortcut = 2 linear  output bias"
    fact = settle(Case(read(wide, OVERLAP, "square")), ERROR)
    assert isinstance(fact, Fact)
    assert fact.evidence.function
    for network, loss, reason in (
        ("shortcut = 2 linear", "square", "outputs.other_functions"),
        ("shortcut = 2 tanh  output bias", "square", "outputs.other_functions"),
        (f"{wide}  frozen a = (0, 0)", "square", "outputs.other_functions"),
        (wide, "logistic", "multipliers"),
    ):
        refuse(rf"{reason}[.\w]*", read(network, OVERLAP, loss), ERROR, True, fact.evidence)
    refuse("multipliers.penalty", read(wide, OVERLAP, "square", "1/10 * l2(a)"), ERROR, True, fact.evidence)


def test_a_flat_loss_determines_no_margin() -> None:
    """Of the hinge a sample with slope 1 may be anywhere beyond its kink: such a one is not said to be right."""
    assert bound(FIXED, "+ (1), (-1)  - (1), (-1)", "hinge") is None


@pytest.mark.parametrize(
    "loss", ["square", "mae(z) = abs(1 + z)", "hinge", "pinball(z) = max((1 + z) / 4, 3 * (1 + z))"]
)
def test_all_minima_of_small_problems_have_as_few_errors(loss: str) -> None:
    """On a grid of lines no better one than the exact fit, and none as good with more that is wrong."""
    data = "+ (1), (2), (-1)  - (-2), (0)"
    problem = read(FIXED, data, loss)
    share = bound(FIXED, data, loss)
    if share is None:
        return
    pieces = split(problem.loss.expr)
    lines = [(Q(a, 8), Q(b, 8)) for a in range(-16, 17) for b in range(-16, 17)]
    rows = [(x, y) for (x,), y in zip(problem.samples.points, problem.samples.labels, strict=True)]

    def height(line: tuple[Q, Q]) -> Q:
        margins = (-y * (line[0] + line[1] * x) for x, y in rows)
        return sum((rational_value(value_at(pieces, z)) for z in margins), Q(0))

    least = min(map(height, lines))
    fact = settle(Case(problem), ERROR)
    own = height(fact.evidence.fit.centre[:2]) if isinstance(fact.evidence.fit.multipliers, Sparse) else least
    assert own <= least
    for line in (line for line in lines if height(line) == own):
        wrong = sum(1 for x, y in rows if (1 if line[0] + line[1] * x >= 0 else -1) != y)
        assert Q(wrong, len(rows)) <= share
