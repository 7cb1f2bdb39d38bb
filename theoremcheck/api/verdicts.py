"""The verdict as the API gives it: with its report, its minimum and its certificate at hand."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from theoremcheck.api.points import Point
from theoremcheck.decide.asking import accepts
from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.report.display.contents import verdict_card
from theoremcheck.report.display.html import html
from theoremcheck.report.display.latex import verdict_latex
from theoremcheck.report.display.markdown import markdown
from theoremcheck.report.formats import text
from theoremcheck.report.formats.json import to_json
from theoremcheck.theory.engine import analyse
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.certificate import dumps
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.problem.layout import Layout, flat
from theoremcheck.trusted.problem.model import Json, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict import values
from theoremcheck.verdict.above import settles, stated_parameters
from theoremcheck.verdict.answering import proving, refuting
from theoremcheck.verdict.judge import refutations_of, way_down
from theoremcheck.verdict.path.find import follows
from theoremcheck.verdict.path.values import Path as Way


@dataclass(frozen=True, repr=False)
class Verdict(values.Verdict):
    """The answer to one spec, with everything it rests on.

    ``verdict`` is the answer as a word: proved, conditional, refuted or undecided. ``theorems`` and ``rules`` apply;
    ``failing`` and ``open`` are conditions, and ``findings`` has what is known of each. Two verdicts are equal if they
    say the same: equal runs are, seconds aside.
    """

    @classmethod
    def of(cls, verdict: values.Verdict) -> Verdict:
        """The same verdict as the API gives it."""
        return cls(**{entry.name: getattr(verdict, entry.name) for entry in fields(values.Verdict)})

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as its parts; what is read has its evidence checked, and follows from it, or it is refused."""
        return _restored, super().__reduce__()[1]

    @property
    def report(self) -> str:
        """The report that the command line prints."""
        return text.render(self)

    @property
    def minimum(self) -> Point | None:
        """The certified local minimum that refutes, to many digits where it is no rational point; None without one."""
        found = next((entry.evidence for entry in self.refutations if entry.evidence is not None), None)
        if found is None:
            return None
        return self._point(flat(parameters(self.spec.problem, found)))

    @property
    def valley(self) -> tuple[Point, Point] | None:
        """A point in the spurious valley that refutes, and a point with a smaller L outside of it; None without one."""
        found = next((entry.valley for entry in self.refutations if entry.valley is not None), None)
        if found is None:
            return None
        layout = Layout.of(self.spec.problem)
        return self._point(layout.full(found.start)), self._point(layout.full(found.lower))

    def _point(self, full: Vector) -> Point:
        """That point of ``spec.problem``, (p,), as one of the problem that the file states, or of its instance."""
        return Point(Layout.of(self.spec.pointed), stated_parameters(self.spec, full))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return html(verdict_card(self))

    def _repr_markdown_(self) -> str:
        return markdown(verdict_card(self))

    def _repr_latex_(self) -> str:
        """The problem and the verdict in sentences for a paper."""
        return verdict_latex(self)

    def to_json(self) -> dict[str, Json]:
        """The report as data (docs/json.md)."""
        return to_json(self)

    def pictures(self) -> dict[str, str]:
        """The pictures of the page by name, such as ``data`` or ``slice``, each a whole SVG file."""
        from theoremcheck.report.pictures.gallery import pictures
        from theoremcheck.report.pictures.svg import document

        return {picture.name: document(picture) for picture in pictures(self)}

    def page(self) -> str:
        """The page of ``-o html``: one HTML file that needs nothing else."""
        from theoremcheck.report.formats.page import page
        from theoremcheck.report.pictures.gallery import pictures

        return page(self, pictures(self))

    def save_certificate(self, path: str | Path) -> None:
        """Write the evidence for every decided condition: ``theoremcheck verify`` and ``verify`` check it again."""
        Path(path).write_text(dumps(self.certificate), encoding="utf-8")


def _restored(*entries: Any) -> Verdict:
    """A verdict from a pickle. Its facts were established on the way; the rest has to follow from them.

    Raises ``ValueError`` where it does not: the pickle was changed.
    """
    verdict = Verdict(*entries)
    own = (finding.fact is None or _of(verdict, name, finding.fact) for name, finding in verdict.findings.items())
    if verdict.findings.keys() != CONDITIONS.keys() or not all(own) or not _follows(verdict):
        raise ValueError("this is no verdict that follows from its facts")
    return verdict


def _follows(verdict: Verdict) -> bool:
    """True if the engine and the question say of the facts what the verdict says."""
    spec, findings = verdict.spec, verdict.findings
    analysis = analyse({name: entry.status for name, entry in findings.items()}, spec.question)
    proofs = proving(spec.question, analysis.derivations, values.facts_of(findings))
    certain = refutations_of(spec, analysis, verdict.candidate, findings)
    return (
        dict(verdict.statuses) == dict(analysis.statuses)
        and (verdict.derivations, verdict.also) == proofs
        and verdict.refutations == refuting(spec.problem, spec.question, certain)
        and verdict.answer is values.answer_of(verdict.derivations, verdict.refutations)
        and (not isinstance(verdict.path, Way) or _leads_down(verdict, verdict.path))
        and (spec.stated is None or _is_of_stated(verdict, spec.stated))
    )


def _is_of_stated(verdict: Verdict, stated: Problem) -> bool:
    """True if the verdict is about the problem stated without its frozen layers, or an instance, and carries over."""
    if verdict.spec.instance is not None:
        return accepts(check_problem, stated) and settles(verdict)
    from theoremcheck.trusted.data.frozen_layers import lowered  # few verdicts ask for it

    known = accepts(check_problem, stated) and lowered(stated) == verdict.spec.problem
    return known and (verdict.answer is values.Answer.UNDECIDED or settles(verdict))


def _leads_down(verdict: Verdict, path: Way) -> bool:
    """True if the path begins where that of the verdict does, and the checks say of it what it says."""
    facts = values.facts_of(verdict.findings).values()
    own = (path.theorem, path.origin, path.start) == way_down(verdict)
    return own and follows(path, verdict.spec.problem, facts)


def _of(verdict: Verdict, condition: str, fact: Fact) -> bool:
    return type(fact) is Fact and fact.condition == condition and fact.problem == verdict.spec.problem
