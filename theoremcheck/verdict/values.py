"""The verdict and its parts, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from theoremcheck.decide.width_bounds import WidthBounds
from theoremcheck.language.spec import Expectation, Spec
from theoremcheck.theory.engine import Blockers, Derivation
from theoremcheck.trusted.certificate import Certificate
from theoremcheck.trusted.kernel import Status
from theoremcheck.trusted.kinds import Evidence
from theoremcheck.trusted.minima import Minimum

if TYPE_CHECKING:
    import networkx as nx

    from theoremcheck.search.report import SearchReport


class Answer(Enum):
    """The four verdicts."""

    PROVED = "proved"
    CONDITIONAL = "conditional"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Finding:
    """What the kernel says of one condition, the evidence it accepted (None: open), and a note if there is one."""

    condition: str
    status: Status
    evidence: Evidence | None
    note: str = ""


@dataclass(frozen=True)
class ExpectationResult:
    """An ``expect`` line of the spec, whether the verdict meets it, and the reason if not."""

    expectation: Expectation
    met: bool
    reason: str


@dataclass(frozen=True)
class BadMinimum:
    """A certified bad local minimum: the rule that explains it, its evidence, and how many samples are wrong there.

    ``evidence`` is None for a rule that shows existence only. ``least`` and ``most`` bound the number of wrong samples.
    """

    rule: str
    condition: str | None
    evidence: Minimum | None
    least: int
    most: int


@dataclass(frozen=True)
class Verdict:
    """The answer to one spec, with everything it rests on.

    ``findings`` has every condition; ``statuses`` every condition and statement. ``minima`` has one entry for each
    refutation rule that applies. ``search`` is None if no search was made, and ``search_note`` then says why;
    beside a search that followed a refutation it says what that looked for.
    ``candidate_note`` says what came of the point that the user gave, if there is one. ``alarm`` is a soundness alarm:
    a proof and its refutation together. ``interrupted`` says that Ctrl-C ended a search; the answer stands.
    """

    spec: Spec
    answer: Answer
    vacuous: bool
    derivations: tuple[Derivation, ...]
    minima: tuple[BadMinimum, ...]
    blockers: tuple[Blockers, ...]
    findings: Mapping[str, Finding]
    statuses: Mapping[str, Status]
    widths: WidthBounds | None
    certificate: Certificate
    search: SearchReport | None
    search_note: str
    candidate_note: str
    expectations: tuple[ExpectationResult, ...]
    alarm: str | None
    seconds: Mapping[str, float]
    candidate_rule: str | None = None
    """The refutation rule that holds at the point that the user gave; None if that point is not certified."""
    interrupted: bool = False

    @property
    def verdict(self) -> str:
        """The answer as a word: proved, conditional, refuted or undecided."""
        return self.answer.value

    @property
    def failing(self) -> tuple[str, ...]:
        """The ids of all conditions that fail."""
        return tuple(name for name, finding in self.findings.items() if finding.status is Status.FAILS)

    @property
    def open(self) -> tuple[str, ...]:
        """The ids of all conditions that are neither shown to hold nor to fail."""
        return tuple(name for name, finding in self.findings.items() if finding.status is Status.OPEN)

    @property
    def theorems(self) -> tuple[str, ...]:
        """The theorems that apply."""
        return tuple(derivation.theorem for derivation in self.derivations)

    @property
    def rules(self) -> tuple[str, ...]:
        """The refutation rules that apply."""
        return tuple(minimum.rule for minimum in self.minima)

    @property
    def graph(self) -> nx.DiGraph:
        """The graph of hypotheses, lemmas and theorems; every node carries its kind and status."""
        from theoremcheck.theory.graph import theory_graph

        return theory_graph(self.statuses)

    @property
    def met(self) -> bool:
        """True if every expectation is met (vacuously without one)."""
        return all(result.met for result in self.expectations)
