"""The whole way from a spec to its verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from theoremcheck.decide.width_bounds import WidthBounds, width_bounds
from theoremcheck.language.spec import Expectation, Spec
from theoremcheck.theory.engine import Analysis, agrees_with_kernel, analyse
from theoremcheck.trusted import kernel
from theoremcheck.trusted.certificate import Certificate, Claim, issue
from theoremcheck.trusted.kernel import Status
from theoremcheck.trusted.model import Dataset, Problem, Vector
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.expectations import compare
from theoremcheck.verdict.findings import find_all
from theoremcheck.verdict.kinked import sharp_finding
from theoremcheck.verdict.narrower import split_finding
from theoremcheck.verdict.refuted import bad_minima
from theoremcheck.verdict.strict import CERTIFIED_AS, candidate_point, certified_finding, search_points
from theoremcheck.verdict.values import Answer, BadMinimum, Finding, Verdict

if TYPE_CHECKING:
    from theoremcheck.search import Settings
    from theoremcheck.search.report import SearchReport

Progress = Callable[[int, int, str], None]
"""Called with (done, total, stage); total 0 means unknown."""


@dataclass(frozen=True)
class Options:
    """What a caller may ask for; None leaves the spec's own setting, or the default."""

    search: bool = True
    starts: int | None = None
    seed: int | None = None
    digits: int | None = None
    wanted: frozenset[str] = frozenset()
    at: Vector | None = None


_CERTIFIED = "no search was made: a bad local minimum is certified"


def _silent(done: int, total: int, stage: str) -> None:
    """Show no progress."""


def judge(spec: Spec, options: Options = Options(), progress: Progress = _silent) -> Verdict:
    """The verdict on a spec. Ctrl-C during the search ends the search, not the verdict."""
    clock = time.perf_counter
    started = clock()
    wanted = options.wanted | _named(spec.expectations)
    findings = dict(find_all(spec.problem, wanted, lambda condition: progress(0, 0, condition)))
    candidate_note = _take_candidate(spec, options, findings)
    decided = clock()
    search, note = None, _CERTIFIED
    if not _refutes(spec, findings):
        search, note = _search(spec, options, progress)
        if search is not None and not _analysis(findings).derivations:
            search = _take_endpoints(spec, options, search, findings, progress)
    analysis = _analysis(findings)
    refutations = _rules(spec, analysis)
    goals = (*(entry.theorem for entry in analysis.derivations), *refutations)
    certificate = _certificate(spec.problem, findings, next(iter(goals), None))
    alarm = _recheck(spec.problem, certificate, analysis)
    minima = bad_minima(spec.problem, refutations, findings)
    if minima and analysis.derivations:
        alarm = f"{analysis.derivations[0].theorem} and {minima[0].rule} cannot both apply"
    answer = _answer(analysis, minima)
    widths = _widths(spec.problem, findings)
    applied = frozenset(
        name for name, status in analysis.statuses.items() if name.startswith("thm.") and status >= Status.ASSUMED
    ) | frozenset(refutations)
    needed = None if widths is None else widths.exact
    expectations = tuple(compare(entry, answer, applied, analysis.statuses, needed) for entry in spec.expectations)
    return Verdict(
        spec=spec,
        answer=answer,
        vacuous=analysis.statuses["thm.vacuous"] >= Status.ASSUMED,
        derivations=analysis.derivations,
        minima=minima,
        blockers=analysis.blockers,
        findings=findings,
        statuses=analysis.statuses,
        widths=widths,
        certificate=certificate,
        search=search,
        search_note=note,
        candidate_note=candidate_note,
        expectations=expectations,
        alarm=alarm,
        seconds={"decide": decided - started, "search": clock() - decided},
    )


def _analysis(findings: Mapping[str, Finding]) -> Analysis:
    return analyse({name: finding.status for name, finding in findings.items()})


def _refutes(spec: Spec, findings: Mapping[str, Finding]) -> bool:
    return bool(_rules(spec, _analysis(findings)))


def _take_candidate(spec: Spec, options: Options, findings: dict[str, Finding]) -> str:
    """Certify the point of the user, --at before the candidate of the spec; what came of it, in words."""
    point = options.at if options.at is not None else candidate_point(spec)
    if point is None:
        return ""
    found = point if isinstance(point, str) else certified_finding(spec.problem, point)
    if isinstance(found, str):
        return f"not certified: {found}"
    findings[found.condition] = found
    return CERTIFIED_AS[found.condition]


def _take_endpoints(
    spec: Spec, options: Options, report: SearchReport, findings: dict[str, Finding], progress: Progress
) -> SearchReport:
    """Certify the first of the minima with errors that the search saw, or one on kinks, or one of split neurons."""
    if _certified(spec.problem, report, findings):
        return report
    if _looks_again(report, _settings(spec, options)):
        from theoremcheck.search import search
        from theoremcheck.search.settings import SECOND_LOOK

        more = replace(_settings(spec, options), starts=SECOND_LOOK)
        report = search(spec.problem, more, progress)
        if _certified(spec.problem, report, findings):
            return report
    for attempt in (sharp_finding, split_finding):
        if report.interrupted:
            break
        made = attempt(spec.problem, _settings(spec, options), progress)
        report = replace(report, tried=(*report.tried, made.tried), interrupted=made.interrupted)
        if made.finding is not None:
            findings[made.finding.condition] = made.finding
            break
    return report


def _certified(problem: Problem, report: SearchReport, findings: dict[str, Finding]) -> bool:
    """True if one of the minima with errors that the search saw is certified; it joins the findings."""
    for point in search_points(problem, report):
        found = certified_finding(problem, point)
        if isinstance(found, Finding):
            findings[found.condition] = found
            return True
    return False


def _looks_again(report: SearchReport, settings: Settings) -> bool:
    """True if the first search was short, and nobody said how long it should be."""
    from theoremcheck.search.settings import MAX_DEFAULT_STARTS

    return settings.starts is None and report.starts >= MAX_DEFAULT_STARTS and not report.interrupted


def _named(expectations: tuple[Expectation, ...]) -> frozenset[str]:
    """The conditions and rules that expectations ask about."""
    return frozenset(
        name.partition("(")[0] for entry in expectations for name in (*entry.by, *entry.failing, *entry.open)
    )


def _rules(spec: Spec, analysis: Analysis) -> tuple[str, ...]:
    """The refutation rules that apply, those that the spec expects first; none without samples."""
    if not isinstance(spec.problem.dataset, Dataset):
        return ()
    named = _named(spec.expectations)
    return tuple(sorted(analysis.refutations, key=lambda rule: rule not in named))


def _certificate(problem: Problem, findings: Mapping[str, Finding], goal: str | None) -> Certificate:
    claims = tuple(
        Claim(finding.condition, finding.status is not Status.FAILS, finding.evidence)
        for finding in findings.values()
        if finding.evidence is not None and finding.status is not Status.OPEN
    )
    return issue(problem, goal, claims)


def _recheck(problem: Problem, certificate: Certificate, analysis: Analysis) -> str | None:
    """The kernel unfolds the goal itself; if it does not agree with the engine, that is an alarm, not a verdict."""
    try:
        outcome = kernel.check(problem, certificate)
    except Refusal as refusal:
        return f"the kernel refuses the certificate that was just made: {refusal}"
    if not agrees_with_kernel(analysis) or outcome.goal != certificate.goal:
        return "the engine and the kernel disagree on what follows from the findings"
    return None


def _answer(analysis: Analysis, minima: tuple[BadMinimum, ...]) -> Answer:
    if minima:
        return Answer.REFUTED
    if not analysis.derivations:
        return Answer.UNDECIDED
    return Answer.CONDITIONAL if all(entry.conditional for entry in analysis.derivations) else Answer.PROVED


def _search(spec: Spec, options: Options, progress: Progress) -> tuple[SearchReport | None, str]:
    if not options.search:
        return None, "no search was made (--no-search)"
    from theoremcheck.search import search, unsupported

    reason = unsupported(spec.problem)
    if reason is not None:
        return None, f"no search was made: {reason}"
    return search(spec.problem, _settings(spec, options), progress), ""


def _settings(spec: Spec, options: Options) -> Settings:
    from theoremcheck.search import Settings

    own = spec.search
    return Settings(
        starts=options.starts if options.starts is not None else own.starts,
        seed=_first(options.seed, own.seed, Settings.seed),
        digits=_first(options.digits, own.digits, Settings.digits),
    )


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def _widths(problem: Problem, findings: Mapping[str, Finding]) -> WidthBounds | None:
    """The bounds on the width of thm.subspaces, where data.span_exclusion gives them a meaning; None beyond a bound."""
    if not isinstance(problem.dataset, Dataset) or findings["network.width"].evidence is None:
        return None
    try:
        return width_bounds(problem)
    except Refusal:
        return None
