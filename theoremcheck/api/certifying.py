"""``theoremcheck.certify``: what can be said of one point, exactly as it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from theoremcheck.api.checking import AnySpec, read_spec
from theoremcheck.api.errors import SpecError, wrong
from theoremcheck.api.points import AnyPoint, Point, at_values
from theoremcheck.api.specs import Spec
from theoremcheck.report.display.contents import report_card
from theoremcheck.report.display.html import html
from theoremcheck.report.display.latex import report_latex
from theoremcheck.report.display.markdown import markdown
from theoremcheck.report.pointwise.json import report_json
from theoremcheck.report.pointwise.words import report_text
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.frozen import NoState
from theoremcheck.trusted.kernel.facts import conclude
from theoremcheck.trusted.problem.model import Json, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.pointwise import values
from theoremcheck.verdict.pointwise.behind import report_through

_UNSUPPORTED: Final = "this is no report that follows from its facts"


@dataclass(frozen=True, repr=False)
class PointReport(NoState, values.PointReport):
    """How a point stands: ``standing`` is certified, not critical, a saddle, escaping, no errors or undecided.

    ``certified`` says whether a bad local minimum is certified at the point or very close to it, ``minimum`` by which
    rule, how close, and whether it is strict; ``fall`` has the direction along which L falls where it is none.
    ``evaluation`` has L, outputs, gradient and spectrum at the point itself.
    """

    @classmethod
    def of(cls, report: values.PointReport) -> PointReport:
        """The same report as the API gives it."""
        return cls(**{entry.name: getattr(report, entry.name) for entry in fields(values.PointReport)})

    @property
    def report(self) -> str:
        """The report that ``theoremcheck certify`` prints."""
        return report_text(self, str(self.spec.path))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return html(report_card(self))

    def _repr_markdown_(self) -> str:
        return markdown(report_card(self))

    def _repr_latex_(self) -> str:
        """The problem and how the point stands in sentences for a paper."""
        return report_latex(self)

    def to_json(self) -> dict[str, Json]:
        """The report as data, as ``theoremcheck certify -o json`` writes it."""
        return report_json(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as its parts: what is read has its evidence checked, and a certified point its rule."""
        return _restored, tuple(getattr(self, entry.name) for entry in fields(self))


def certify(spec: AnySpec, P: AnyPoint = None, *, settings: Mapping[str, Any] | None = None) -> PointReport:
    """How a point stands: a certified bad local minimum, none (with a direction in which L falls), or undecided.

    ``spec``: as for ``check``. ``P``: as for ``Spec.point``; None takes the point of an import, or the candidate of the
    spec. Raises ``SpecError`` if the spec or the point is wrong.
    """
    found = read_spec(spec, settings)
    errors = domain_errors(found)
    if errors:
        raise SpecError.of(errors)
    point = found.point(_given(spec, found) if P is None else P)
    return PointReport.of(report_through(_at(found, point), point.trained))


def _given(spec: AnySpec, found: Spec) -> AnyPoint:
    """The point that comes with a spec: of an import, or the candidate."""
    if not isinstance(spec, Spec) and getattr(spec, "spec", None) is not None and hasattr(spec, "point"):
        return spec.point
    if found.candidate is None:
        raise wrong("E026", "point", "which point? the spec has no candidate", "pass it: certify(spec, P)")
    return found.candidate


def _at(spec: Spec, point: Point) -> Spec:
    """The spec, with blocks that are frozen at no known value frozen where the point has them."""
    problem = at_values(spec.problem, point)
    if problem is spec.problem:
        return spec
    return replace(spec, problem=problem)


def _about(problem: Problem, found: values.Certified) -> Problem:
    """What the facts of a minimum may be about: the problem, or that without its frozen layers. Raises ``Refusal``."""
    about = found.fact.problem  # the very object that the facts are about
    if about == problem:
        return problem
    from theoremcheck.trusted.data.frozen_layers import lowered  # few reports ask for it

    check_problem(problem)
    return about if lowered(problem) == about else problem


def _restored(*entries: Any) -> PointReport:
    """A report from a pickle. Raises ``ValueError`` if a minimum is claimed that its facts do not establish."""
    report = PointReport(*entries)
    if report.certified != (report.minimum is not None):
        raise ValueError(_UNSUPPORTED)
    for found in (report.minimum, report.nearby):
        try:
            if found is None:
                continue
            established = conclude(_about(report.problem, found), found.facts, found.rule)
            if found.fact not in established.facts.values():
                raise ValueError(_UNSUPPORTED)
        except Refusal:
            raise ValueError(_UNSUPPORTED) from None
    return report
