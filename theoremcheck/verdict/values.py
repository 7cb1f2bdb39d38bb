"""The verdict and its parts, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from theoremcheck.language.spec import Expectation, Spec
from theoremcheck.theory.engine import Blockers, Derivation
from theoremcheck.theory.graph import leaves_of
from theoremcheck.trusted.frozen import ByFields
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason

if TYPE_CHECKING:
    import networkx as nx

    from theoremcheck.decide.data.width_bounds import WidthBounds
    from theoremcheck.search.report import SearchReport
    from theoremcheck.trusted.certificate import Certificate
    from theoremcheck.trusted.minima.kinds import Minimum
    from theoremcheck.trusted.minima.valley import SpuriousValley
    from theoremcheck.verdict.path.values import Path
    from theoremcheck.verdict.pointwise.values import PointReport


CUT_SHORT: Final = Reason.of("search.decision_interrupted")
"""Why no search was made where Ctrl-C came before all conditions were examined."""

NEEDLESS: Final = Reason.of("finding.proved")
"""Why a condition was not examined where the claim is proved without it."""


class Answer(Enum):
    """The four verdicts."""

    PROVED = "proved"
    CONDITIONAL = "conditional"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, repr=False)
class Finding:
    """What is known of one condition: the fact that the kernel made, or why it is open (None: nothing to say)."""

    condition: str
    fact: Fact | None
    reason: Reason | None = None

    @property
    def status(self) -> Status:
        """What the kernel says of the condition."""
        return Status.OPEN if self.fact is None else self.fact.status

    @property
    def evidence(self) -> Any:
        """The evidence that the kernel accepted; None for an open condition."""
        return None if self.fact is None else self.fact.evidence

    def __repr__(self) -> str:
        """One line, without the evidence."""
        return f"<Finding {self.condition} {self.status.name.lower()}>"


def facts_of(findings: Mapping[str, Finding]) -> dict[str, Fact]:
    """The facts by condition; a condition that is open has none."""
    return {name: finding.fact for name, finding in findings.items() if finding.fact is not None}


@dataclass(frozen=True)
class ExpectationResult:
    """An ``expect`` line of the spec, and how the verdict departs from it: in nothing, if it is met."""

    expectation: Expectation
    departures: tuple[Reason, ...]

    @property
    def met(self) -> bool:
        """True if the verdict is as expected."""
        return not self.departures


@dataclass(frozen=True, repr=False)
class Refutation:
    """What refutes a claim: a certified local minimum, or a spurious valley, by a rule and the fact of its point.

    ``fact`` is None for a rule that shows existence only. ``least`` and ``most`` bound the number of samples that are
    wrong at the point: of a minimum that is not global, and need not be bad, there may be none. ``lower`` is a point
    with a smaller L, (P,), where the rule speaks of one. ``off_breaks``: a bad minimum is shown to be off all breaks;
    that is looked at where a claim or a theorem speaks of it.
    """

    rule: str
    fact: Fact | None
    least: int
    most: int
    lower: Vector | None = None
    off_breaks: bool = False

    @property
    def condition(self) -> str | None:
        """The condition that the point shows."""
        return None if self.fact is None else self.fact.condition

    @property
    def is_minimum(self) -> bool:
        """True if the rule speaks of a local minimum; a spurious valley need not have one."""
        return STATEMENTS[self.rule].conclusion is not Conclusion.VALLEY

    @property
    def evidence(self) -> Minimum | None:
        """The local minimum, as evidence; None without a point, and for a point that need not be a minimum."""
        from theoremcheck.trusted.minima.spurious import Spurious

        if self.fact is None or not self.is_minimum:
            return None
        evidence = self.fact.evidence
        found: Minimum = evidence.minimum if isinstance(evidence, Spurious) else evidence
        return found

    @property
    def valley(self) -> SpuriousValley | None:
        """The points that show a spurious valley, as evidence; None of a minimum."""
        from theoremcheck.trusted.minima.valley import SpuriousValley

        evidence = None if self.fact is None else self.fact.evidence
        return evidence if isinstance(evidence, SpuriousValley) else None

    def __repr__(self) -> str:
        """One line, without the point."""
        if not self.is_minimum:
            return f"<Refutation by {self.rule}>"
        wrong = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
        return f"<Refutation by {self.rule}: {wrong} wrong>"


@dataclass(frozen=True, repr=False)
class Verdict(ByFields):
    """The answer to one spec, with everything it rests on.

    ``derivations`` are the theorems that prove the claim of the spec, ``also`` the others that apply.
    ``findings`` has every condition; ``statuses`` every condition and statement. ``refutations`` has one entry for each
    refutation rule that applies, if it refutes the claim; ``minima`` are those of them that are local minima.
    ``search`` is None if no search was made, and ``search_note`` then says why; beside a search that followed a
    refutation it says what that looked for.
    ``candidate`` is what came of the point that the user gave, None without one. ``path`` is a way down as the proof
    that there is no valley makes it, or why there is none; None where nobody asks for one. ``alarm`` is a soundness
    alarm: a proof and its refutation together. ``interrupted`` says that Ctrl-C ended a search, or that the
    verdict is ``cut_short``; the answer stands.
    """

    spec: Spec
    answer: Answer
    vacuous: bool
    derivations: tuple[Derivation, ...]
    also: tuple[Derivation, ...]
    refutations: tuple[Refutation, ...]
    blockers: tuple[Blockers, ...]
    findings: Mapping[str, Finding]
    statuses: Mapping[str, Status]
    widths: WidthBounds | None
    search: SearchReport | None
    search_note: Reason | None
    candidate: PointReport | Reason | None
    expectations: tuple[ExpectationResult, ...]
    alarm: Reason | None
    seconds: Mapping[str, float] = field(compare=False)
    interrupted: bool = False
    path: Path | Reason | None = None

    def __post_init__(self) -> None:
        """The facts are of the problem that the spec states. Raises ``ValueError`` otherwise."""
        problems = {id(fact.problem): fact.problem for fact in facts_of(self.findings).values()}
        if any(problem != self.spec.problem for problem in problems.values()):
            raise ValueError("the facts of a verdict are facts of the problem of its spec")

    def __repr__(self) -> str:
        """One line: the answer, what it comes by, a claim that is not the usual one, and the name of the spec."""
        names = (self.rules or self.theorems)[:1]
        by = f" by {names[0]}" if names else ""
        mark = "SOUNDNESS ALARM, " if self.alarm is not None else ""
        return f"<Verdict {mark}{self.spec.claimed}{self.verdict}{by}: {self.spec.path.name[-80:]}>"

    @property
    def goal(self) -> str | None:
        """The theorem or rule that the verdict is certified by, the first of those that apply; None if undecided."""
        return next(iter((*self.theorems, *self.rules)), None)

    @cached_property
    def certificate(self) -> Certificate:
        """What anyone can check again: the goal, and the facts with their evidence."""
        from theoremcheck.trusted.certificate import issue  # most reports have none

        spec, facts = self.spec, facts_of(self.findings)
        return issue(spec.problem, self.goal, tuple(facts.values()), spec.stated, spec.instance)

    @property
    def verdict(self) -> str:
        """The answer as a word: proved, conditional, refuted or undecided."""
        return self.answer.value

    @property
    def cut_short(self) -> bool:
        """True if Ctrl-C came before all conditions were examined: the others are open for that reason."""
        return self.search_note == CUT_SHORT

    @property
    def brief(self) -> bool:
        """True if conditions that the verdict does not need were left unexamined."""
        return any(finding.reason == NEEDLESS for finding in self.findings.values())

    @property
    def candidate_rule(self) -> str | None:
        """The refutation rule that holds at the point that the user gave; None if that point is not certified."""
        given = None if self.candidate is None or isinstance(self.candidate, Reason) else self.candidate.rule
        return given if given in self.rules else None

    @property
    def failing(self) -> tuple[str, ...]:
        """The ids of the conditions that fail; of a spec that is proved those that keep other theorems from it."""
        found = tuple(name for name, finding in self.findings.items() if finding.status is Status.FAILS)
        if not self.derivations or self.refutations:
            return found
        missed = (name for entry in self.blockers for name in entry.missing if name in self.statuses)
        wanted = {leaf for name in missed for leaf in leaves_of(name)}
        return tuple(name for name in found if name in wanted)

    @property
    def open(self) -> tuple[str, ...]:
        """The ids of all conditions that are neither shown to hold nor to fail."""
        return tuple(name for name, finding in self.findings.items() if finding.status is Status.OPEN)

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps the theorems on the claim from applying, of each in its nearest variant, as reports name it."""
        nearest = {entry.theorem: entry.missing for entry in reversed(self.blockers)}
        return tuple(sorted({name for names in nearest.values() for name in names}))

    @property
    def theorems(self) -> tuple[str, ...]:
        """The theorems that apply."""
        return tuple(derivation.theorem for derivation in self.derivations)

    @property
    def rules(self) -> tuple[str, ...]:
        """The refutation rules that apply."""
        return tuple(entry.rule for entry in self.refutations)

    @property
    def minima(self) -> tuple[Refutation, ...]:
        """The refutations that are certified local minima."""
        return tuple(entry for entry in self.refutations if entry.is_minimum)

    @property
    def graph(self) -> nx.DiGraph:
        """The graph of hypotheses, lemmas and theorems; every node carries its kind and status."""
        from theoremcheck.theory.graph import theory_graph

        return theory_graph(self.statuses)

    @property
    def met(self) -> bool:
        """True if every expectation is met (vacuously without one)."""
        return all(result.met for result in self.expectations)


def answer_of(derivations: Sequence[Derivation], refutations: Sequence[Refutation]) -> Answer:
    """The answer that theorems and refutations make; beside both there is an alarm."""
    if refutations:
        return Answer.REFUTED
    if not derivations:
        return Answer.UNDECIDED
    return Answer.CONDITIONAL if all(entry.conditional for entry in derivations) else Answer.PROVED
