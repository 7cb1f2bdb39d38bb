"""What was established of a problem stays true of it: nothing in a problem or a fact changes, and no pickle says more.

Attacks on the problem that a fact speaks of: other containers and subclasses at every place of it, and pickles with
something written beside the fields. None of them reaches behind Python's own rules for honest code.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from other_values import in_lists, in_other_numbers, in_subclasses, variants

import theoremcheck
from theoremcheck.api.certifying import PointReport
from theoremcheck.language import loads
from theoremcheck.trusted.admission import check_constant
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import Fact, Outcome, conclude, establish
from theoremcheck.trusted.problem.dataset import Assumption, Sample
from theoremcheck.trusted.problem.expr import Add, Call, Fn, Num
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    Block,
    Dataset,
    Frozen,
    Function,
    OpaqueFunction,
    Penalty,
    Problem,
)
from theoremcheck.trusted.refusal import Refusal

SPECS = Path(__file__).resolve().parents[2] / "specs"
PROVED = theoremcheck.check(SPECS / "theorems" / "rotated_xor_softplus.spec", search=False)
GOAL = "thm.subspaces.c2"
FULL = """
dataset d { + (1, 0)  + 2 * (0, 1)  - (1/2, 2) }
neuron s(z) = cases { z < 0: max(0, z/3, sin(z) - 4); else: abs(z)^(3/2) + exp(-z) }
loss squared_hinge
network { shortcut = 2 s  beside = 1 linear  hidden bias  output bias  deep = 2 relu + 1 tanh with bias  frozen a0 = 1 }
objective { regularizer = 1/7 * l2(deep.1.weights, w) }
"""


def rebuilt(facts: tuple[Fact, ...], problem: Problem) -> list[Fact]:
    """The same claims, of another problem."""
    return [establish(problem, fact.condition, fact.status.value > 0, fact.evidence) for fact in facts]


def full_problem() -> Problem:
    spec = loads(FULL).spec
    assert spec is not None
    opaque = OpaqueFunction((Assumption("neuron.c1", True),), "g")
    layer = replace(spec.problem.network.deep[0], others=(*spec.problem.network.deep[0].others[:-1],
                    replace(spec.problem.network.deep[0].others[-1], neuron=opaque)))  # fmt: skip
    data = replace(spec.problem.dataset, points=tuple(Sample(point) for point in spec.problem.samples.points))
    return replace(spec.problem, dataset=data, network=replace(spec.problem.network, deep=(layer,)))


@pytest.mark.parametrize("change", [in_lists, in_subclasses, in_other_numbers])
def test_what_equals_a_problem_and_is_made_of_something_else_is_refused(change: Callable[[Any], Iterator[Any]]) -> None:
    """At every place of a problem that has all there is: branches, pieces, parts, cases, and what is assumed."""
    problem, codes = full_problem(), set[str]()
    assert establish(problem, "network.shortcut", True, Structure())
    changed = list(variants(problem, change))
    assert len(changed) > 20
    for other in changed:
        with pytest.raises(Refusal) as refusal:
            establish(other, "network.shortcut", True, Structure())
        codes.add(refusal.value.reason.code)
    assert codes == {"admission.wrong_type"}


@pytest.mark.parametrize("place", ["penalties", "frozen", "labels"])
def test_a_problem_cannot_change_after_a_proof(place: str) -> None:
    """With a list in it, it could be penalised, frozen or labelled otherwise once its facts are there."""
    problem, entries = PROVED.spec.problem, []  # type: ignore[var-annotated]
    match place:
        case "penalties":
            problem = replace(problem, objective=replace(problem.objective, penalties=entries))  # type: ignore[arg-type]
            late = Penalty(Fraction(1), (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
        case "frozen":
            problem = replace(problem, network=replace(problem.network, frozen=entries))  # type: ignore[arg-type]
            late = Frozen(Block.OUTPUT_WEIGHTS, (Fraction(0),) * problem.network.width)  # type: ignore[assignment]
        case _:
            entries += problem.samples.labels
            problem = replace(problem, dataset=replace(problem.samples, labels=entries))  # type: ignore[arg-type]
    facts = tuple(finding.fact for finding in PROVED.findings.values() if finding.fact is not None)
    assert conclude(PROVED.spec.problem, facts, GOAL).goal == GOAL

    def proof_and_change() -> Outcome:
        known = rebuilt(facts, problem)
        if place == "labels":
            entries.reverse()
        else:
            entries.append(late)
        return conclude(problem, known, GOAL)

    with pytest.raises(Refusal, match=r"admission\.wrong_type\(.* expected=tuple, found=list\)"):
        proof_and_change()


def beside(value: object, state: dict[str, Any]) -> bytes:
    """The pickle of a value with something written into what is read."""
    return pickle.dumps(value, 2)[:-1] + pickle.dumps(state, 2)[2:-1] + b"b."


def test_a_pickle_says_nothing_beside_the_fields() -> None:
    problem = PROVED.spec.problem
    fact = establish(problem, "network.shortcut", True, Structure())
    outcome = conclude(problem, [fact], None)
    refuted = theoremcheck.certify(
        SPECS / "counterexamples" / "flat_relu.spec", {"a0": "1/3", "a": [0, 0], "w": [[0], [0]], "b": [-1, -1]}
    )
    forged: list[tuple[Any, dict[str, Any]]] = [
        (Sample((Fraction(1), Fraction(2))), {"cleared": ((5, 7), 1)}),
        (problem.dataset, {"measure": {}}),
        (problem, {"inputs": ()}),
        (problem.network, {"trains": Num}),
        (problem.neuron, {"expr": problem.neuron}),
        (problem.objective, {"coefficient": Fraction}),
        (AbstractDataset(1, None, None, ()), {"dimension": 2}),
        (outcome, {"goal": GOAL, "conditional": False}),
        (refuted, {"minimum": replace(refuted.minimum, strict=True)}),
        (PROVED, {"vacuous": True}),
    ]
    for value, state in forged:
        assert pickle.loads(pickle.dumps(value)) == value
        with pytest.raises(TypeError, match="from its fields alone"):
            pickle.loads(beside(value, state))
    assert type(refuted) is PointReport
    assert type(outcome) is Outcome


def inseparable() -> Problem:
    """Three samples on a line with labels +, -, +: no hyperplane separates them."""
    found = theoremcheck.problem([[0], [1], [2]], [1, -1, 1], neuron="linear", width=3, loss="log(1+exp(z))",
                                 hidden_bias=True, output_bias=True)  # fmt: skip
    return found.problem


def test_what_a_sample_remembers_cannot_be_assigned() -> None:
    problem = inseparable()
    with pytest.raises(AttributeError):
        problem.inputs[0].cleared = ((1, 1), 1)  # type: ignore[misc]
    assert problem.inputs[0].cleared == ((0, 1), 1)


def test_digests_cannot_be_assigned() -> None:
    with pytest.raises(TypeError):
        inseparable().digests["problem"] = "0" * 64  # type: ignore[index]


@pytest.mark.parametrize("whole", [np.int8, type("Whole", (int,), {"numerator": property(lambda value: value)})])
def test_a_fraction_of_other_integers_is_refused(whole: type) -> None:
    """At every place of a problem, and in evidence: the arithmetic of an int8 wraps, that of a subclass may change."""
    problem = inseparable()
    odd = Fraction(whole(2))
    assert type(odd) is Fraction
    assert type(odd.numerator) is whole
    data, network = problem.samples, problem.network
    changed = [
        replace(problem, dataset=replace(data, points=((odd,), *data.points[1:]))),
        replace(problem, dataset=replace(data, weights=(odd, *data.weights[1:]))),
        replace(problem, objective=replace(problem.objective, penalties=(Penalty(odd, (Block.OUTPUT_WEIGHTS,)),))),
        replace(problem, network=replace(network, frozen=(Frozen(Block.OUTPUT_BIAS, (odd,)),))),
        replace(problem, loss=Function(Add((problem.loss.expr, Num(odd))))),  # type: ignore[union-attr]
    ]
    for other in changed:
        with pytest.raises(Refusal) as refusal:
            establish(other, "network.shortcut", True, Structure())
        assert refusal.value.reason.code == "admission.not_exact"
    with pytest.raises(Refusal, match=r"admission\.not_exact"):
        establish(problem, "data.linearly_separable", True, Separation((odd, Fraction(1))))


def test_a_class_that_says_it_is_another_one_is_refused() -> None:
    """Its metaclass makes it equal to the class that it pretends to be."""

    class Pretender(type):
        def __eq__(cls, other: object) -> bool:
            return other is Dataset or other is cls

        def __hash__(cls) -> int:
            return hash(Dataset)

    class Other(Dataset, metaclass=Pretender):
        lifted = ((Fraction(1), Fraction(1)), (Fraction(-1), Fraction(1)), (Fraction(1), Fraction(1)))  # type: ignore[assignment]

    problem = inseparable()
    data = problem.samples
    other = replace(problem, dataset=Other(data.points, data.labels, data.weights))
    with pytest.raises(Refusal, match=r"admission\.wrong_type\(where=Problem.dataset, .* found=Other\)"):
        establish(other, "data.linearly_separable", True, Separation((Fraction(1), Fraction(0))))


def test_a_function_of_evidence_is_one_of_the_known_ones() -> None:
    class Later:
        """Equal to whatever function it is asked about."""

        value = "exp"

        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = object.__hash__

    check_constant(Call(Fn.EXP, Num(Fraction(1))), "here")
    with pytest.raises(Refusal, match=r"admission\.unknown_function"):
        check_constant(Call(Later(), Num(Fraction(1))), "here")  # type: ignore[arg-type]
