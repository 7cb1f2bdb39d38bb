"""A loss for each class: what is so for two losses, and that nothing else is believed of them."""

from dataclasses import replace

import pytest

import theoremcheck
from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import check, dumps
from theoremcheck.trusted.certificate import loads as read
from theoremcheck.trusted.functions.per_class import Assumed, OfBoth, OfOne
from theoremcheck.trusted.kernel import statements
from theoremcheck.trusted.kernel.conditions import CONDITIONS, About
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.kernel.forms import Not, Statement, all_of, any_of, atoms, formula_json
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.per_class import PER_CLASS
from theoremcheck.trusted.problem.model import Function, PerClass, digest
from theoremcheck.trusted.refusal import Refusal

REST = "neuron softplus network { shortcut = 2 softplus output bias } dataset d { + (1, 0), (2, 1) - (0, 1), (-1, 1) }"
ONE_LOSS = {
    "lemma.affine_piece_setting",
    "lemma.linear_kink",
    "lemma.linear_open",
    "lemma.mirrored",
    "network.linear_rest",
    "rule.linear",
    "rule.spurious_bad",
    "thm.global_low",
    "thm.linear_bound",
    "thm.linear_kink",
    "thm.linear_kink_fit",
    "thm.linear_kink_global",
    "thm.residual_kink",
}
READ = "af765197a1ce1a71a17e3c85a3c60821a4e4f35852121a95594153e57e55198d"
CONDITIONS_ON_LOSSES = [name for name, row in CONDITIONS.items() if row.holds[0].about is About.LOSS]


def two(plus, minus):
    loaded = loads(f"{REST}\nloss + {plus}\nloss - {minus}", "two")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


def nots(formula):
    if isinstance(formula, Not):
        yield formula.condition
    elif not isinstance(formula, str):
        for part in formula.parts:
            yield from nots(part)


def test_every_statement_was_read_for_two_losses_or_is_about_one():
    assert set(STATEMENTS) >= PER_CLASS
    assert set(STATEMENTS) - PER_CLASS == ONE_LOSS
    for name in ONE_LOSS:
        assert "loss.single" in atoms(STATEMENTS[name].premise)


def test_what_was_read_for_two_losses_is_what_stands_there():
    """A statement of PER_CLASS that changes is read again for two losses; then its premise is pinned here anew."""
    pinned = {name: [formula_json(STATEMENTS[name].premise), STATEMENTS[name].conclusion.name] for name in PER_CLASS}
    assert digest(pinned) == READ, "read the proofs of what changed for two losses, then write the digest anew"


@pytest.mark.parametrize("formula", ["loss.c1", all_of("loss.c1 loss.active"), any_of("loss.c1 loss.active")])
def test_a_new_statement_is_about_one_loss(formula):
    guarded = statements._guarded(Statement("thm.new", formula))
    assert set(atoms(guarded.premise)) == {*atoms(formula), "loss.single"}
    known = dict.fromkeys(CONDITIONS, Status.HOLDS)
    assert statements._guarded(Statement("thm.core", formula)).premise == formula
    assert evaluate(guarded.premise, known) is Status.HOLDS
    assert evaluate(guarded.premise, {**known, "loss.single": Status.FAILS}) is Status.FAILS


def test_no_statement_for_two_losses_asks_that_one_of_them_lacks_something():
    """That a condition fails of two losses says that it does of one, no more."""
    for name in PER_CLASS:
        assert not any(entry.startswith("loss.") for entry in nots(STATEMENTS[name].premise)), name


@pytest.mark.parametrize("condition", CONDITIONS_ON_LOSSES)
def test_a_condition_holds_of_both_or_fails_of_one(condition):
    pairs = [("logistic", "square"), ("square", "logistic"), ("hinge", "logistic"), ("logistic", "sigmoid_loss"),
             ("logistic", "exponential"), ("perceptron", "square")]  # fmt: skip
    for plus, minus in pairs:
        problem = two(plus, minus)
        found = settle(Case(problem), condition)
        alone = [settle(Case(replace(problem, loss=loss)), condition) for loss in problem.losses]
        statuses = [fact.status for fact in alone]
        assert found.status is min(statuses)
        assert type(found.evidence) is (OfBoth if found.status is Status.HOLDS else OfOne)
        # Evidence about one loss is none about two, and the other way round.
        with pytest.raises(Refusal, match="wrong_kind"):
            establish(problem, condition, found.status is Status.HOLDS, alone[0].evidence)
        with pytest.raises(Refusal, match="wrong_kind"):
            establish(replace(problem, loss=problem.loss.plus), condition, found.status is Status.HOLDS, found.evidence)


def test_evidence_is_read_for_its_own_class():
    problem = two("logistic", "square")
    fails = settle(Case(problem), "loss.nondecreasing")
    assert fails.evidence.label == -1
    with pytest.raises(Refusal):
        establish(problem, "loss.nondecreasing", False, OfOne(1, fails.evidence.evidence))
    with pytest.raises(Refusal, match="no_class"):
        establish(problem, "loss.nondecreasing", False, OfOne(0, fails.evidence.evidence))
    single = settle(Case(replace(problem, loss=problem.loss.plus)), "loss.nondecreasing").evidence
    with pytest.raises(Refusal):
        establish(problem, "loss.nondecreasing", True, OfBoth(single, single))
    with pytest.raises(Refusal, match="wrong_kind"):
        establish(problem, "loss.nondecreasing", True, fails.evidence)


def test_assumptions_are_those_of_the_class():
    problem = two("known { assume c1, convex }", "other { assume c1 }")
    assert settle(Case(problem), "loss.c1").status is Status.ASSUMED
    assert settle(Case(problem), "loss.convex") is None
    for evidence in (Assumed(), OfBoth(Assumed(), Assumed())):
        with pytest.raises(Refusal):
            establish(problem, "loss.convex", True, evidence)
    mixed = two("known { assume c1, convex }", "logistic")
    assert settle(Case(mixed), "loss.convex").status is Status.ASSUMED
    with pytest.raises(Refusal):
        establish(mixed, "loss.convex", True, OfBoth(Assumed(), Assumed()))


def test_two_equal_losses_are_one():
    problem = two("logistic", "square")
    loss = problem.loss.plus
    with pytest.raises(Refusal, match="equal_losses"):
        establish(replace(problem, loss=PerClass(loss, Function(loss.expr, "again"))), "loss.single", True, object())


def test_digests_tell_the_classes_apart():
    problem = two("logistic", "square")
    swapped = replace(problem, loss=PerClass(problem.loss.minus, problem.loss.plus))
    losses = [problem, swapped, *(replace(problem, loss=loss) for loss in problem.losses)]
    assert len({entry.digests["loss"] for entry in losses}) == len({entry.digests["problem"] for entry in losses}) == 4


def test_verdicts_on_two_losses_are_on_paper():
    verdict = theoremcheck.check(theoremcheck.loads(f"{REST}\nloss + logistic\nloss - squared_hinge"))
    assert verdict.verdict == "proved"
    assert "proved on paper" in str(verdict.report)
    text = dumps(verdict.certificate)
    assert '"proof": "on paper"' in text
    assert check(verdict.spec.problem, read(text)).goal == "thm.separable"
    with pytest.raises(Refusal, match="on_paper"):
        check(verdict.spec.problem, read(text.replace("on paper", "machine-checked")))
