"""Problems built by hand that no file can say: refused by every check, each for its reason."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from data_problems import refusal

from theoremcheck.trusted.certificate import Claim, check, check_claim, issue
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.constants import check_constant_output, check_minimiser, wrong_at_constant
from theoremcheck.trusted.minima.point import Between, Constant, Exact, Neurons, Point
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    Block,
    Dataset,
    Frozen,
    Function,
    Kind,
    Layer,
    Network,
    Objective,
    Part,
    Penalty,
    Piece,
    Problem,
)
from theoremcheck.trusted.refusal import Refusal

Q = Fraction
DATA = Dataset(((Q(0), Q(1)), (Q(1), Q(2)), (Q(2), Q(0))), (1, -1, -1), (Q(1),) * 3)
RELU, HINGE = Function(e.Max((e.ZERO, e.Z))), Function(e.Max((e.ZERO, e.add((e.ONE, e.Z)))))
GOOD = Problem(DATA, RELU, HINGE, Network(2, True, True, (Layer(3, RELU),)), Objective())
LINEAR = Function(e.Z)
CLAIM = Claim("network.shortcut", True, Structure())


def data(**changes: Any) -> Problem:
    return replace(GOOD, dataset=replace(DATA, **changes))


def net(**changes: Any) -> Problem:
    return replace(GOOD, network=replace(GOOD.network, **changes))


def frozen(block: Block, *values: Any) -> Frozen:
    return Frozen(block, values)


def piece(layer: Any, kind: Any) -> Frozen:
    return Frozen(Piece(Block.DEEP, layer, kind), None)


def wrong(where: str, expected: str, found: str) -> str:
    return f"admission.wrong_type(where={where}, expected={expected}, found={found})"


BAD: dict[str, tuple[Problem, str]] = {
    "a float in a sample": (
        data(points=(*DATA.points[:2], (Q(2), 0.5))),
        wrong("Dataset.points[2][1]", "Fraction", "float"),
    ),
    "an integer in a sample": (
        data(points=(*DATA.points[:2], (Q(2), 1))),
        wrong("Dataset.points[2][1]", "Fraction", "int"),
    ),
    "a float weight": (data(weights=(Q(1), Q(1), 1.0)), wrong("Dataset.weights[2]", "Fraction", "float")),
    "a weight that is nan": (
        data(weights=(Q(1), Q(1), float("nan"))),
        wrong("Dataset.weights[2]", "Fraction", "float"),
    ),
    "a weight of 0": (data(weights=(Q(1), Q(1), Q(0))), "problem.weight_not_positive"),
    "a label that is true": (data(labels=(True, -1, -1)), wrong("Dataset.labels[0]", "int", "bool")),
    "a float label": (data(labels=(1.0, -1, -1)), wrong("Dataset.labels[0]", "int", "float")),
    "one class": (data(labels=(-1, -1, -1)), "problem.labels"),
    "problem.no_features": (data(points=((), (), ())), "problem.no_features"),
    "too few weights": (data(weights=(Q(1),)), "problem.lengths_differ"),
    "a block frozen twice": (
        net(frozen=(frozen(Block.OUTPUT_BIAS, Q(0)), frozen(Block.OUTPUT_BIAS, Q(1)))),
        "problem.frozen_twice",
    ),
    "frozen twice, once without value": (
        net(frozen=(Frozen(Block.DEEP, None), Frozen(Block.DEEP, None))),
        "problem.frozen_twice",
    ),
    "a frozen float": (net(frozen=(frozen(Block.OUTPUT_BIAS, 0.5),)), wrong("Frozen.value[0]", "Fraction", "float")),
    "too many frozen entries": (
        net(frozen=(frozen(Block.OUTPUT_WEIGHTS, Q(0), Q(0), Q(1)),)),
        "problem.frozen_entries(block=a)",
    ),
    "no frozen entries": (net(frozen=(frozen(Block.HIDDEN_WEIGHTS),)), "problem.frozen_entries(block=w)"),
    "a frozen bias that is not there": (
        net(hidden_bias=False, frozen=(frozen(Block.HIDDEN_BIAS, Q(0), Q(0)),)),
        "problem.frozen_entries(block=b)",
    ),
    "frozen deep entries": (net(frozen=(frozen(Block.DEEP, Q(0)),)), "problem.frozen_entries(block=deep)"),
    "a width that is true": (net(width=True), wrong("Network.width", "int", "bool")),
    "a float width": (net(width=2.0), wrong("Network.width", "int", "float")),
    "problem.width_negative": (net(width=-1), "problem.width_negative"),
    "no neurons": (net(width=0, deep=()), "problem.no_neurons"),
    "problem.empty_layer": (net(deep=(Layer(0, RELU),)), "problem.empty_layer"),
    "a bias that is 1": (net(output_bias=1), wrong("Network.output_bias", "bool", "int")),
    "a float penalty": (
        replace(GOOD, objective=Objective((Penalty(0.5, (Block.DEEP,)),))),  # type: ignore[arg-type]
        wrong("Penalty.coefficient", "Fraction", "float"),
    ),
    "a penalty that names a block twice": (
        replace(GOOD, objective=Objective((Penalty(Q(1), (Block.DEEP, Block.DEEP)),))),
        "problem.penalty_block_twice",
    ),
    "a kind of unit that is not there": (net(deep=(Layer(3, RELU, (Part(3, LINEAR),)),)), "problem.empty_layer"),
    "more units of a kind than units": (net(deep=(Layer(3, RELU, (Part(4, LINEAR),)),)), "problem.empty_layer"),
    "a kind without units": (net(deep=(Layer(3, RELU, (Part(0, LINEAR),)),)), "problem.empty_layer"),
    "a number of units that is true": (
        net(deep=(Layer(3, RELU, (Part(True, LINEAR),)),)),
        wrong("Part.width", "int", "bool"),
    ),
    "parts in a list": (net(deep=(Layer(3, RELU, [Part(1, LINEAR)]),)), wrong("Layer.others", "tuple", "list")),
    "a bias of a layer that is 1": (net(deep=(Layer(3, RELU, (), 1),)), wrong("Layer.bias", "bool or NoneType", "int")),
    "an empty layer beside": (net(beside=(Layer(0, RELU),)), "problem.empty_layer"),
    "a float width beside": (net(beside=(Layer(2.0, RELU),)), wrong("Layer.width", "int", "float")),
    "layers in a list": (net(beside=[Layer(2, RELU)]), wrong("Network.beside", "tuple", "list")),
    "a piece of a layer that is not there": (net(frozen=(piece(2, Kind.WEIGHTS),)), "problem.block"),
    "a piece of a branch that is not there": (
        net(frozen=(Frozen(Piece(Block.BESIDE, 1, Kind.WEIGHTS), None),)),
        "problem.block",
    ),
    "a piece of what is no branch": (
        net(frozen=(Frozen(Piece(Block.HIDDEN_BIAS, 1, Kind.BIASES), None),)),
        "problem.block",
    ),
    "biases of a layer without": (
        net(deep=(Layer(3, RELU, (), False),), frozen=(piece(1, Kind.BIASES),)),
        "problem.block",
    ),
    "output weights of a layer": (net(frozen=(piece(1, Kind.OUTPUT),)), "problem.block"),
    "a layer whose number is true": (net(frozen=(piece(True, Kind.WEIGHTS),)), wrong("Piece.layer", "int", "bool")),
    "a piece frozen twice": (net(frozen=(piece(1, Kind.WEIGHTS), piece(1, Kind.WEIGHTS))), "problem.frozen_twice"),
    "a piece frozen with its branch": (
        net(frozen=(piece(1, Kind.WEIGHTS), Frozen(Block.DEEP, None))),
        "problem.frozen_twice",
    ),
    "too few entries of a piece": (
        net(frozen=(Frozen(Piece(Block.DEEP, 1, Kind.WEIGHTS), (Q(0),) * 5),)),
        "problem.frozen_entries(block=deep.1.weights)",
    ),
    "too many output weights": (
        net(frozen=(Frozen(Piece(Block.DEEP, 0, Kind.OUTPUT), (Q(0),) * 4),)),
        "problem.frozen_entries(block=deep.output)",
    ),
    "a penalty of a piece and its branch": (
        replace(GOOD, objective=Objective((Penalty(Q(1), (Block.DEEP, Piece(Block.DEEP, 1, Kind.WEIGHTS))),))),
        "problem.penalty_block_twice",
    ),
    "a penalty of a piece that is not there": (
        replace(GOOD, objective=Objective((Penalty(Q(1), (Piece(Block.DEEP, 2, Kind.WEIGHTS),)),))),
        "problem.block",
    ),
    "an abstract class without samples": (
        replace(GOOD, dataset=AbstractDataset(2, 0, 3, ())),
        "problem.size_not_positive",
    ),
}


def test_the_problem_that_the_others_change() -> None:
    assert check_claim(GOOD, CLAIM).status is Status.HOLDS
    full = tuple(Q(k) for k in range(GOOD.network.sizes(2)[Block.DEEP]))
    assert len(full) == 3 * 2 + 3 + 3
    assert check_claim(net(frozen=(Frozen(Block.DEEP, full), Frozen(Block.HIDDEN_WEIGHTS, None))), CLAIM)


@pytest.mark.parametrize("name", BAD)
def test_a_problem_that_the_theory_does_not_speak_of(name: str) -> None:
    problem, reason = BAD[name]
    assert refusal(check_claim, problem, CLAIM) == reason
    assert refusal(check, problem, issue(problem, None, (CLAIM,))) == reason


NAMES = (
    net(frozen=(Frozen("b", None),)),  # type: ignore[arg-type]
    replace(GOOD, objective=Objective((Penalty(Q(1), ("w",)),))),  # type: ignore[arg-type]
    net(frozen=(piece(1, "weights"),)),
    net(frozen=(Frozen(Piece("deep", 1, Kind.WEIGHTS), None),)),  # type: ignore[arg-type]
)


@pytest.mark.parametrize("problem", NAMES)
def test_a_block_is_no_name(problem: Problem) -> None:
    """Such a problem has no digest, and so no certificate."""
    assert ", found=str)" in refusal(check_claim, problem, CLAIM)


@pytest.mark.parametrize(
    "problem",
    [
        net(deep=(Layer(3, RELU, ((1, LINEAR),)),)),  # type: ignore[arg-type]
        net(beside=((2, RELU),)),
    ],
)
def test_a_branch_is_made_of_layers_and_a_layer_of_parts(problem: Problem) -> None:
    """Nor has this one."""
    assert refusal(check_claim, problem, CLAIM).startswith("admission.no_tuple(where=")


# --- the constant output ----------------------------------------------------------------------------------------------

LOG_MINUS_ONE = e.call(e.Fn.LOG, e.num(-1))


@pytest.mark.parametrize(
    ("constant", "reason"),
    [
        (Exact(LOG_MINUS_ONE), r"^reach\.not_real$"),
        (Exact(e.call(e.Fn.EXP, LOG_MINUS_ONE)), r"^reach\.not_real$"),
        (Exact(e.power(e.num(-2), Q(1, 2))), r"^reach\.not_real$"),
        (Exact(e.Z), r"^reach\.variable$"),
        (Between(Q(1), Q(0), Q(-1)), r"^constants\.bounds$"),
        (Between(Q(0), Q(0), Q(0)), r"^constants\.bounds$"),
    ],
)
def test_a_constant_that_is_no_number(constant: Constant, reason: str) -> None:
    """A refusal stays one: it is not read as "one of the two classes is wrong"."""
    point = Point(exactly(Q(0)), (Neurons(2, exactly(Q(0)), (Q(0), Q(0)), Q(0)),), (), None)
    for ask in (
        lambda: wrong_at_constant(GOOD, constant),
        lambda: check_minimiser(GOOD, constant),
        lambda: check_constant_output(GOOD, point, constant),
    ):
        with pytest.raises(Refusal, match=reason):
            ask()


def test_how_many_are_wrong() -> None:
    """One sample of class +, two of class -; sgn(0) = +1."""
    for constant, counts in (
        (Exact(e.ZERO), (2, 2)),
        (Exact(e.num(-1)), (1, 1)),
        (Exact(e.Pi()), (2, 2)),
        (Between(Q(0), Q(1), Q(2)), (2, 2)),
        (Between(Q(-2), Q(-1), Q(0)), (1, 1)),
        (Between(Q(-1), Q(0), Q(1)), (1, 2)),
    ):
        assert wrong_at_constant(GOOD, constant) == counts
    close = e.sub(e.call(e.Fn.SIN, e.Pi()), e.ZERO)  # 0, and no ball shows it: both counts are possible
    assert wrong_at_constant(GOOD, Exact(close)) in ((1, 2), (2, 2))


def test_pieces_and_kinds_that_are_there() -> None:
    layers = (Layer(3, RELU, (Part(1, LINEAR),), False), Layer(1, RELU, (), True))
    pieces = (
        (Piece(Block.BESIDE, 1, Kind.WEIGHTS), 6),
        (Piece(Block.BESIDE, 2, Kind.BIASES), 1),
        (Piece(Block.BESIDE, 0, Kind.OUTPUT), 1),
    )
    entries = tuple(Frozen(block, (Q(0),) * size) for block, size in pieces)
    assert check_claim(net(beside=layers, frozen=entries), CLAIM).status is Status.HOLDS
    term = Penalty(Q(1), (Block.DEEP, *(block for block, _ in pieces)))
    assert check_claim(replace(net(beside=layers), objective=Objective((term,))), CLAIM).status is Status.HOLDS
