"""Output weights on fixed features: which features are free, what separates, and best fits that are right."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.outputs import convex_outputs, free_features, output_layer
from theoremcheck.trusted.problem.model import Block, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Refusal

SEPARABLE, RIGHT = "data.features_separable", "data.fit_right"
XOR = "+ (0, 1), (1, 0)  - (0, 0), (1, 1)"
LINE = "+ (0), (3)  - (1), (5)"
RELUS = "shortcut = 3 relu  hidden bias  output bias  frozen w = ((1, 1), (1, 1), (1, 0))  frozen b = (0, -1, 0)"


def read(network: str, data: str = XOR, loss: str = "square", penalty: str = "0") -> Problem:
    neuron = "neuron relu\n" if "shortcut" in network else ""
    found = loads(
        f"dataset d {{ {data} }}\n{neuron}loss {loss}\nnetwork {{ {network} }}\nobjective {{ regularizer = {penalty} }}"
        if penalty != "0"
        else f"dataset d {{ {data} }}\n{neuron}loss {loss}\nnetwork {{ {network} }}"
    )
    assert found.spec is not None, found
    return found.spec.problem


def refuse(reason: str, problem: Problem, condition: str, holds: bool, evidence: object) -> None:
    with pytest.raises(Refusal, match=rf"^{reason}(\(|$)"):
        establish(problem, condition, holds, evidence)


# --- what is trained ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("network", "only"),
    [
        (RELUS, True),
        ("shortcut = 2 relu  frozen w", True),
        ("shortcut = 2 relu  hidden bias  frozen w", False),
        ("shortcut = 2 relu  hidden bias  frozen b", False),
        ("shortcut = 2 relu  output bias  frozen w  frozen a", True),
        ("shortcut = 2 relu", False),
        ("shortcut = 2 relu  deep = 1 tanh  frozen w", False),
        ("shortcut = 2 relu  deep = 1 tanh  frozen w  frozen deep", True),
        ("shortcut = 2 relu  deep = 1 tanh  frozen w  frozen deep.1.weights", True),
        ("shortcut = 2 relu  deep = 1 tanh with bias  frozen w  frozen deep.1.weights", False),
        ("deep = 2 relu -> 1 tanh  frozen deep.1.weights", False),
        ("deep = 2 relu -> 1 tanh  frozen deep.1.weights  frozen deep.2.weights", True),
        ("shortcut = 2 relu  deep = 1 tanh  beside = 1 tanh  frozen w  frozen deep", False),
    ],
)
def test_output_layer(network: str, only: bool) -> None:
    problem = read(network)
    assert output_layer(problem) is only
    assert establish(problem, "network.output_layer", only, Structure())


@pytest.mark.parametrize(
    ("terms", "convex"),
    [
        ([], True),
        ([(1, Block.OUTPUT_WEIGHTS)], True),
        ([(-1, Block.OUTPUT_WEIGHTS)], False),
        ([(-1, Block.OUTPUT_WEIGHTS), (2, Block.OUTPUT_WEIGHTS)], True),
        ([(-1, Block.OUTPUT_BIAS), (2, Block.OUTPUT_WEIGHTS)], False),
        ([(-1, Block.HIDDEN_WEIGHTS)], True),
    ],
)
def test_convex_outputs(terms: list[tuple[int, Block]], convex: bool) -> None:
    problem = replace(read(RELUS), objective=Objective(tuple(Penalty(Q(c), (block,)) for c, block in terms)))
    assert convex_outputs(problem) is convex


def test_a_penalty_on_a_whole_branch_counts_for_its_output() -> None:
    problem = read("shortcut = 1 relu  deep = 1 tanh  frozen w  frozen deep.1.weights")
    assert convex_outputs(problem)
    assert not convex_outputs(replace(problem, objective=Objective((Penalty(Q(-1), (Block.DEEP,)),))))


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
    refuse("separation.wrong_side", problem, SEPARABLE, True, Separation((Q(-1), Q(2), Q(-3), Q(0))))
    refuse("separation.wrong_side", problem, SEPARABLE, True, Separation((Q(1), Q(-2), Q(5), Q(0))))
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
    refuse("separation.wrong_side", problem, SEPARABLE, True, Separation((Q(0), Q(1), Q(1), Q(1))))


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
    refuse("outputs.not_enclosed", problem, RIGHT, True, replace(evidence, multipliers=Sparse((), ())))


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
    for network in (RELUS.replace("frozen b = (0, -1, 0)", ""), f"{RELUS}  deep = 1 tanh", f"{RELUS}  frozen a0 = 1"):
        refuse("multipliers.trained", read(network), RIGHT, True, evidence)


def test_inactive_samples_are_right_by_the_loss() -> None:
    """Beyond the margin of the squared hinge a sample has no slope: the active ones decide, the loss does the rest."""
    problem = read("shortcut = 1 relu  output bias  frozen w = ((1))", "+ (1), (10)  - (0), (1/2)", "squared_hinge",
                   "1/100 * l2(a)")  # fmt: skip
    assert fit(problem)
