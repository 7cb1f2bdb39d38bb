"""Facts: the only place that says holds, fails or proved.

:func:`establish` has one claim about one problem checked; :func:`conclude` unfolds a goal through the statements to
facts. Nothing here searches, and nothing proposed from outside is believed: who has a fact need not check again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass
from fractions import Fraction
from typing import Any, Final, NoReturn
from weakref import WeakValueDictionary

from theoremcheck.trusted.admission import check_evidence, check_problem
from theoremcheck.trusted.data.core import uncertain_share
from theoremcheck.trusted.frozen import FrozenDict, NoState, OwnCopy
from theoremcheck.trusted.functions.per_class import each
from theoremcheck.trusted.hashes import own_hashes
from theoremcheck.trusted.kernel.conditions import CONDITIONS, About, Assumed, By, Structure
from theoremcheck.trusted.kernel.forms import REFUTING, Conclusion
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.statements import BOUNDED, STATEMENTS
from theoremcheck.trusted.problem.branches import as_deep, own_names
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    Assumption,
    Dataset,
    Function,
    OpaqueFunction,
    PerClass,
    Problem,
)
from theoremcheck.trusted.records import field_names
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.residual import check_known

_MAKER: Final = object()
_SAYS: Final = ("condition", "evidence", "problem", "status", "wrong")
_MADE: Final[WeakValueDictionary[int, Fact]] = WeakValueDictionary()
"""The facts that the kernel made, by identity: what is of their class may be of another origin."""


class Fact(OwnCopy):
    """A condition of a problem with the status that the kernel gave it. Only the kernel makes one.

    ``wrong`` has the least and the greatest number of wrong samples at the point of a local minimum, else None. A fact
    cannot be made, changed or subclassed from outside; its copy is the fact itself, and what is pickled is the claim,
    of which reading the pickle has the kernel make the fact again, or refuse it. Python keeps honest code to that, and
    no more, so a certificate carries claims, which are checked again.
    """

    __slots__ = (*_SAYS, "__weakref__")
    problem: Problem
    condition: str
    status: Status
    evidence: Any
    wrong: tuple[int, int] | None

    def __init__(self, maker: object, **values: object) -> None:
        """Not for use outside the kernel: :func:`establish` makes facts."""
        if maker is not _MAKER:
            raise TypeError("only the kernel makes facts")
        for name, value in values.items():
            object.__setattr__(self, name, value)
        _MADE[id(self)] = self

    def __init_subclass__(cls) -> NoReturn:
        """There is one kind of fact."""
        raise TypeError("only the kernel makes facts")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """A fact does not change."""
        raise AttributeError(name)

    def __delattr__(self, name: str) -> NoReturn:
        """A fact does not change."""
        raise AttributeError(name)

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        """A fact is pickled as its claim: whoever reads it has the evidence checked."""
        return establish, (self.problem, self.condition, self.status is not Status.FAILS, self.evidence)

    def __eq__(self, other: object) -> bool:
        """The same status of the same condition, by the same evidence, of equal problems."""
        return type(other) is Fact and all(getattr(self, name) == getattr(other, name) for name in _SAYS)

    def __hash__(self) -> int:
        return hash((self.condition, self.status))

    def __repr__(self) -> str:
        return f"<Fact {self.condition} {self.status.name.lower()}>"


def establish(problem: Problem, condition: str, holds: bool, evidence: object) -> Fact:
    """The fact that the condition holds (or fails). Raises ``Refusal`` if the evidence does not bear it out."""
    check_problem(problem)
    require(type(condition) is str and condition in CONDITIONS, "facts.unknown_condition", condition=condition)
    require(type(holds) is bool, "facts.not_boolean")
    check_known(problem, condition)
    with own_hashes():
        status, wrong = _settle(problem, condition, holds, evidence)
    return Fact(_MAKER, problem=problem, condition=condition, status=status, evidence=evidence, wrong=wrong)


def _settle(problem: Problem, condition: str, holds: bool, evidence: object) -> tuple[Status, tuple[int, int] | None]:
    """The status that the evidence gives the condition; the wrong samples, if it is a point.

    Of two losses a condition holds if it does of the problem with either alone, and fails if it does with one of them.
    """
    if isinstance(problem.loss, PerClass) and CONDITIONS[condition].holds[0].about is About.LOSS:
        check_evidence(evidence)
        return min(_settle(one, condition, holds, part)[0] for one, part in each(problem, holds, evidence)), None
    if type(evidence) is Assumed:
        require(CONDITIONS[condition].assumable, "facts.not_assumable", condition=condition)
        require(Assumption(condition, holds) in assumptions(problem, condition), "facts.not_assumed")
        return Status.ASSUMED if holds else Status.FAILS, None
    return Status.HOLDS if holds else Status.FAILS, _check(problem, condition, holds, evidence)


def _check(problem: Problem, condition: str, holds: bool, evidence: object) -> tuple[int, int] | None:
    """Have the evidence checked by its row of the table; the wrong samples, if it is a point."""
    row = CONDITIONS[condition]
    ways = row.holds if holds else row.fails
    require(bool(ways), "facts.not_refutable", condition=condition)
    by = next((way for way in ways if type(evidence) is way.kind), None)
    if by is None:
        expected = " or ".join(way.kind.__name__ for way in ways)
        raise Refusal("facts.wrong_kind", expected=expected, found=type(evidence).__name__)
    check_evidence(evidence)
    handed = (evidence,) if field_names(by.kind) else ()
    with own_names(problem):
        found = by.check(_subject(problem, by), *by.more, *handed)
    if by.about is About.POINT:
        require(found[0] > 0, "facts.none_wrong")
    if by.about in (About.POINT, About.LEVELS):
        return found  # type: ignore[no-any-return]
    # A predicate has to say so; a check that accepts returns nothing.
    require(found is (holds if by.kind is Structure else None), "facts.opposite")
    return None


def _subject(problem: Problem, by: By) -> Any:
    """What the check speaks of, an only branch called deep. Raises ``Refusal`` where the problem does not have it."""
    if by.about in (About.SAMPLES, About.POINT, About.LEVELS):
        require(isinstance(problem.dataset, Dataset), "data.abstract")
        require(by.about is About.SAMPLES or not problem.parameters, "facts.free_parameters")
    if by.about not in (About.NEURON, About.LOSS):
        return as_deep(problem)
    function = problem.neuron if by.about is About.NEURON else problem.loss
    if not isinstance(function, Function):
        raise Refusal("facts.opaque", block=by.about.value)
    return function.expr


def assumptions(problem: Problem, condition: str) -> tuple[Assumption, ...]:
    """The spec's assumptions about the block that ``condition`` speaks of."""
    block = condition.partition(".")[0]
    if block == "data" and isinstance(problem.dataset, AbstractDataset):
        return problem.dataset.assumptions
    function = {"neuron": problem.neuron, "loss": problem.loss}.get(block)
    return function.assumptions if isinstance(function, OpaqueFunction) else ()


def error_bound(statement: str, facts: Mapping[str, Fact]) -> Fraction | None:
    """The bound of the training error that a statement which holds by these facts gives; None without one."""
    match STATEMENTS[statement].conclusion:
        case Conclusion.NO_BAD | Conclusion.NO_MINIMUM:
            return Fraction(0)
        case Conclusion.ERROR_AT_MOST:
            fact = facts["data.weakly_separable"]
            return uncertain_share(fact.problem, fact.evidence) if fact.status is Status.HOLDS else None
        case Conclusion.ERROR_BOUND | Conclusion.CONSTANT_BOUND | Conclusion.MINIMA_ERROR:
            return Fraction(facts[BOUNDED[statement]].evidence.bound)
        case _:
            return None


@dataclass(frozen=True, repr=False)
class Outcome(NoState):
    """What facts establish: a status for each of their conditions and for every statement.

    With a goal, its premise holds, so what it concludes is so for this problem: *proved*, if it concludes that no local
    minimum is bad or that there is none; *refuted*, if that there is a bad one, or one that is not
    global. ``conditional``: as far as assumptions of the spec are true. Like a fact, only the kernel makes one.
    """

    facts: Mapping[str, Fact]
    statuses: Mapping[str, Status]
    goal: str | None
    conditional: bool
    maker: InitVar[object] = None

    def __post_init__(self, maker: object) -> None:
        """Refuse what is put together outside."""
        if maker is not _MAKER:
            raise TypeError("only the kernel draws conclusions")

    @property
    def error_at_most(self) -> Fraction | None:
        """A bound of the training error at every local minimum, by the goal; None where it says nothing of it."""
        return None if self.goal is None else error_bound(self.goal, self.facts)

    def __repr__(self) -> str:
        return f"<Outcome {self.goal or 'without a goal'}: {len(self.facts)} facts>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as what it follows from: whoever reads it has it concluded again."""
        facts = tuple(self.facts.values())
        return conclude, (facts[0].problem if facts else None, facts, self.goal)


def conclude(problem: Problem, facts: Iterable[Fact], goal: str | None) -> Outcome:
    """What follows from the facts. Raises ``Refusal`` if they do not establish the goal, or are not of this problem."""
    known: dict[str, Fact] = {}
    for fact in facts:
        require(type(fact) is Fact and _MADE.get(id(fact)) is fact, "facts.no_fact", found=type(fact).__name__)
        require(fact.problem is problem, "facts.other_problem", condition=fact.condition)
        require(fact.condition not in known, "facts.twice", condition=fact.condition)
        known[fact.condition] = fact
    given = {condition: fact.status for condition, fact in known.items()}
    statuses = dict(given)
    for name in STATEMENTS:
        statuses[name] = evaluate(name, given, (), statuses)
    if goal is not None:
        require(type(goal) is str and goal in STATEMENTS, "facts.unknown_goal", goal=goal)
        if STATEMENTS[goal].conclusion in REFUTING:
            require(isinstance(problem.dataset, Dataset), "facts.needs_samples")
        require(statuses[goal] >= Status.ASSUMED, "facts.not_established", goal=goal)
    conditional = goal is not None and statuses[goal] is Status.ASSUMED
    return Outcome(FrozenDict(known), FrozenDict(statuses), goal, conditional, _MAKER)
