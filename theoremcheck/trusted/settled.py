"""What an outcome of the kernel settles of a claim, and which conditions carry it: arithmetic on what is known.

Trusted: ``verify`` says by it what a certificate means for the claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.facts import Fact, Outcome
from theoremcheck.trusted.kernel.forms import All, Conclusion, Formula, Not, atoms
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.questions import Asked, Question, proves, refutes
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.refusal import Refusal

if TYPE_CHECKING:
    from theoremcheck.trusted.instances import Instance

_STATED: Final[Mapping[Asked, frozenset[Conclusion]]] = MappingProxyType(
    {
        Asked.NO_BAD: frozenset({Conclusion.NO_BAD, Conclusion.BAD}),
        Asked.NO_BAD_SMOOTH: frozenset({Conclusion.NO_BAD_SMOOTH}),
        Asked.GLOBAL: frozenset({Conclusion.GLOBAL, Conclusion.NOT_GLOBAL}),
        Asked.ERROR_AT_MOST: frozenset({Conclusion.ERROR_AT_MOST}),  # an ERROR_BOUND is about L
        Asked.NO_VALLEY: frozenset({Conclusion.NO_OPEN_VALLEY, Conclusion.VALLEY}),
        Asked.NO_BASIN: frozenset({Conclusion.NO_BASIN}),
    }
)
"""The conclusions that are a claim, or say that it is false, in the very words of the claim."""


def states(conclusion: Conclusion, question: Question, error: Fraction | None) -> bool:
    """True if the conclusion is the claim itself, or its negation; else a step leads from one to the other.

    ``error`` is the bound that comes with an ERROR_AT_MOST.
    """
    graded = question.asked is Asked.ERROR_AT_MOST
    return conclusion in _STATED[question.asked] and (not graded or error == question.bound)


def settled(problem: Problem, question: Question, outcome: Outcome, chosen: Instance | None = None) -> Status:
    """Whether the claim holds (is assumed, fails) by the goal of an outcome; open if that says nothing of it.

    ``problem`` is the one stated; the facts are of that, or of what it is without frozen layers (``frozen_layers``),
    or of the instance of it that is ``chosen``, which can refute the claim and not prove it.
    """
    facts = outcome.facts.values()
    if outcome.goal is None:
        return Status.OPEN
    if chosen is not None:
        return _by_instance(problem, question, outcome, chosen)
    if not all(_is_of(problem, about) for about in {id(fact.problem): fact.problem for fact in facts}.values()):
        return Status.OPEN  # of an instance that nobody names, or of another problem
    conclusion = STATEMENTS[outcome.goal].conclusion
    if proves(conclusion, question, outcome.error_at_most):
        return Status.ASSUMED if outcome.conditional else Status.HOLDS
    if not isinstance(problem.dataset, Dataset) or outcome.conditional:
        return Status.OPEN
    counts = (fact.wrong[0] for fact in _shown(outcome.goal, outcome.facts) if fact.wrong is not None)
    error = least_error(problem, min(counts, default=1))  # what is bad gets at least one wrong
    # Of the problem without frozen layers: a frozen unit may stand on a break, so a point of it shows nothing there.
    asked = question.asked is Asked.NO_BAD_SMOOTH
    own = asked and all(fact.problem == problem for fact in outcome.facts.values())
    smooth = own and shows_off_breaks(problem, outcome.goal, outcome.facts)
    return Status.FAILS if refutes(question, error, conclusion, smooth=smooth) else Status.OPEN


def _by_instance(problem: Problem, question: Question, outcome: Outcome, chosen: Instance) -> Status:
    """The same of an instance: its claim fails where that is one, with all that the problem assumes of its data."""
    from theoremcheck.trusted.instances import bears_out, instance

    try:
        one = instance(problem, chosen)
        bears_out(problem, chosen, outcome.facts)
    except Refusal:
        return Status.OPEN
    own = all(fact.problem == one for fact in outcome.facts.values())
    return Status.FAILS if own and settled(one, question, outcome) is Status.FAILS else Status.OPEN


def _is_of(problem: Problem, about: Problem) -> bool:
    """True if what is about the one is about the other: they are equal, but for frozen layers that are data."""
    if about == problem:
        return True
    from theoremcheck.trusted.data.frozen_layers import lowered

    return lowered(problem) == about


def shows_off_breaks(problem: Problem, rule: str, facts: Mapping[str, Fact]) -> bool:
    """True proves that a bad minimum which the rule shows by these facts, of which it holds, is off all breaks."""
    from theoremcheck.trusted.minima.off_breaks import off_breaks  # the checks of points

    return off_breaks(problem, [fact.evidence for fact in _shown(rule, facts)])


def _shown(rule: str, facts: Mapping[str, Fact]) -> list[Fact]:
    """The facts about points that the premise of the rule names."""
    named = set(atoms(STATEMENTS[rule].premise))
    return [fact for name, fact in facts.items() if fact.wrong is not None and name in named]


def least_error(problem: Problem, wrong: int) -> Fraction:
    """A lower bound of the training error where at least so many samples are wrong: they may be the lightest."""
    weights = sorted(problem.samples.weights)
    return sum(weights[:wrong], Fraction(0)) / sum(weights, Fraction(0))


def carrying(statuses: Mapping[str, Status], name: str) -> tuple[str, ...]:
    """The conditions that carry a theorem or rule that holds, in the order of ``CONDITIONS``."""
    carried = set(_support(statuses, name))
    return tuple(condition for condition in CONDITIONS if condition in carried)


def _support(statuses: Mapping[str, Status], formula: Formula) -> Iterator[str]:
    """The leaves that carry a formula that holds: of several arms the first that holds."""
    if isinstance(formula, str):
        if formula in STATEMENTS:
            yield from _support(statuses, STATEMENTS[formula].premise)
        else:
            yield formula
    elif isinstance(formula, Not):
        yield formula.condition
    elif isinstance(formula, All):
        for part in formula.parts:
            yield from _support(statuses, part)
    else:
        yield from _support(statuses, max(formula.parts, key=lambda part: evaluate(part, statuses)))
