"""The whole way from a spec to its verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from theoremcheck.decide.width_bounds import WidthBounds, width_bounds
from theoremcheck.language.spec import Expectation, Spec
from theoremcheck.report.reasons import sentence
from theoremcheck.theory.engine import Analysis, Derivation, agrees_with_kernel, analyse
from theoremcheck.trusted import kernel
from theoremcheck.trusted.certificate import Certificate, Claim, issue
from theoremcheck.trusted.kernel import Status
from theoremcheck.trusted.model import Dataset, Problem, Vector
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.statements import STATEMENTS, atoms
from theoremcheck.verdict.expectations import compare
from theoremcheck.verdict.findings import find_all
from theoremcheck.verdict.kinked import sharp_finding
from theoremcheck.verdict.narrower import split_finding
from theoremcheck.verdict.refuted import bad_minima
from theoremcheck.verdict.strict import candidate_point, certified_as, certified_finding, search_points, strict_points
from theoremcheck.verdict.values import Answer, BadMinimum, Finding, Verdict

if TYPE_CHECKING:
    from theoremcheck.search import Settings
    from theoremcheck.search.report import SearchReport

_COMPARES = "for a point with a smaller L"
"""The note on a search that follows a refutation."""
Progress = Callable[[int, int, str], None]
"""Called with (done, total, stage); total 0 means unknown."""


@dataclass(frozen=True)
class Options:
    """What a caller may ask for; None leaves the spec's own setting, or the default.

    ``search`` False makes no search; ``full`` gives the search beside a known verdict no budget of work.
    """

    search: bool = True
    full: bool = False
    starts: int | None = None
    seed: int | None = None
    digits: int | None = None
    wanted: frozenset[str] = frozenset()
    at: Vector | None = None


def _silent(done: int, total: int, stage: str) -> None:
    """Show no progress."""


def judge(spec: Spec, options: Options = Options(), progress: Progress = _silent) -> Verdict:
    """The verdict on a spec, with the search beside it. Ctrl-C during a search ends the search, not the verdict."""
    return accompany(decide(spec, options, progress), options, progress)


def decide(spec: Spec, options: Options = Options(), progress: Progress = _silent) -> Verdict:
    """The verdict as soon as it is known: where nothing is proved or refuted, after the search for a bad minimum.

    Whatever :func:`accompany` adds later leaves it as it is.
    """
    clock = time.perf_counter
    started = clock()
    wanted = options.wanted | _named(spec.expectations)
    findings = dict(find_all(spec.problem, wanted, lambda condition: progress(0, 0, condition)))
    candidate_note, given = _take_candidate(spec, options, findings)
    decided = clock()
    search, note = None, ""
    if not _refutes(spec, findings) and not _analysis(findings).derivations:
        search, note = _search(spec, options, progress)
        if search is not None:
            search = _take_endpoints(spec, options, search, findings, progress)
    analysis = _analysis(findings)
    refutations = _rules(spec, analysis, given)
    goals = (*(entry.theorem for entry in analysis.derivations), *refutations)
    certificate = _certificate(spec.problem, findings, next(iter(goals), None))
    alarm = _recheck(spec.problem, certificate, analysis)
    minima = bad_minima(spec.problem, refutations, findings)
    if minima and analysis.derivations:
        alarm = contradiction(analysis.derivations[0], minima[0])
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
        candidate_rule=next((rule for rule in refutations if given in atoms(STATEMENTS[rule].premise)), None),
        interrupted=search is not None and search.interrupted,
    )


def accompany(verdict: Verdict, options: Options = Options(), progress: Progress = _silent) -> Verdict:
    """The verdict with the search that follows a proof (a confirmation) or a refutation (is there a lower point?).

    The answer stays what it is. Both searches have a budget of work unless the options ask for more. If a point that a
    proof forbids is certified, the alarm is set. Ctrl-C ends the search: ``interrupted`` is then true.
    """
    if verdict.search is not None or verdict.interrupted or verdict.search_note:
        return verdict
    started = time.perf_counter()
    try:
        found = _beside(verdict, options, progress)
    except KeyboardInterrupt:
        found = interrupted(verdict)
    return replace(found, seconds={**verdict.seconds, "search": time.perf_counter() - started})


def interrupted(verdict: Verdict) -> Verdict:
    """The verdict with nothing beside it, because Ctrl-C came first."""
    return replace(verdict, search_note="the search was interrupted before anything was found", interrupted=True)


def _beside(verdict: Verdict, options: Options, progress: Progress) -> Verdict:
    spec = verdict.spec
    report, note = _search(spec, options, progress, _budgeted(verdict, options))
    if report is None:
        return replace(verdict, search_note=note)
    alarm = verdict.alarm
    if verdict.derivations and alarm is None:
        alarm = _forbidden(verdict, report)
    purpose = _COMPARES if verdict.minima else ""
    return replace(verdict, search=report, search_note=purpose, alarm=alarm, interrupted=report.interrupted)


def _budgeted(verdict: Verdict, options: Options) -> Settings:
    """The settings of a search that cannot change the verdict; a number of starts on the command line is kept."""
    from theoremcheck.search.settings import Excluded
    from theoremcheck.search.work import COMPARISON, CONFIRMATION

    settings = _settings(verdict.spec, options)
    proved = bool(verdict.derivations)
    if proved:
        excluded = Excluded.EVERYTHING if verdict.vacuous else Excluded.ERRORS
        settings = replace(settings, excluded=excluded)
    if options.full or options.starts is not None:
        return settings
    return replace(settings, work=CONFIRMATION if proved else COMPARISON)


def _forbidden(verdict: Verdict, report: SearchReport) -> str | None:
    """The alarm if a strict point that the proof forbids is certified; floats alone raise none."""
    for point in strict_points(verdict.spec.problem, report.doubtful):
        found = certified_finding(verdict.spec.problem, point)
        if isinstance(found, Finding):
            return f"{verdict.derivations[0].theorem} applies, and the search saw a point {certified_as(found)}"
    return None


def _analysis(findings: Mapping[str, Finding]) -> Analysis:
    return analyse({name: finding.status for name, finding in findings.items()})


def _refutes(spec: Spec, findings: Mapping[str, Finding]) -> bool:
    return bool(_rules(spec, _analysis(findings)))


def _take_candidate(spec: Spec, options: Options, findings: dict[str, Finding]) -> tuple[str, str]:
    """Certify the point of the user, --at before the candidate of the spec.

    What came of it in words, and the condition that holds at it ("" for none).
    """
    point = options.at if options.at is not None else candidate_point(spec)
    if point is None:
        return "", ""
    found = point if isinstance(point, str) else certified_finding(spec.problem, point)
    if isinstance(found, str):
        return f"not certified: {found}", ""
    findings[found.condition] = found
    return certified_as(found), found.condition


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


def _rules(spec: Spec, analysis: Analysis, given: str = "") -> tuple[str, ...]:
    """The refutation rules that apply, first that of the point that the user gave, then those that the spec expects.

    There are none without samples. ``given`` is the condition that holds at the point, "" for none: certificate, report
    and --minimum are about that point.
    """
    if not isinstance(spec.problem.dataset, Dataset):
        return ()
    named = _named(spec.expectations)
    order = {rule: (given not in atoms(STATEMENTS[rule].premise), rule not in named) for rule in analysis.refutations}
    return tuple(sorted(analysis.refutations, key=order.__getitem__))


def contradiction(derivation: Derivation, found: BadMinimum) -> str:
    """What contradicts what, where a theorem and a refutation rule both apply."""
    return (
        f"{derivation.theorem} says that {STATEMENTS[derivation.variant].conclusion.value}, but {found.rule} certifies"
        " a local minimum with training error > 0; one of the two is wrong"
    )


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
        return f"the kernel refuses the certificate that was just made: {sentence(refusal)}"
    if not agrees_with_kernel(analysis) or outcome.goal != certificate.goal:
        return "the engine and the kernel disagree on what follows from the findings"
    return None


def _answer(analysis: Analysis, minima: tuple[BadMinimum, ...]) -> Answer:
    if minima:
        return Answer.REFUTED
    if not analysis.derivations:
        return Answer.UNDECIDED
    return Answer.CONDITIONAL if all(entry.conditional for entry in analysis.derivations) else Answer.PROVED


def _search(
    spec: Spec, options: Options, progress: Progress, settings: Settings | None = None
) -> tuple[SearchReport | None, str]:
    if not options.search:
        return None, "no search was made (--no-search)"
    from theoremcheck.search import search, unsupported

    reason = unsupported(spec.problem)
    if reason is not None:
        return None, f"no search was made: {reason}"
    return search(spec.problem, settings or _settings(spec, options), progress), ""


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
