"""The whole way from a spec to its verdict."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from theoremcheck.decide.case import Case
from theoremcheck.decide.data.width_bounds import WidthBounds, width_bounds
from theoremcheck.language.spec import Expectation, Spec
from theoremcheck.options import DEFAULTS, Excluded, Options
from theoremcheck.theory.engine import Analysis, Derivation, agrees, analyse
from theoremcheck.theory.graph import below
from theoremcheck.theory.lookup import current
from theoremcheck.theory.special import nearly
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.frozen import FrozenDict
from theoremcheck.trusted.kernel.conditions import CONDITIONS, LEVELS, POINTS
from theoremcheck.trusted.kernel.facts import Fact, Outcome, conclude
from theoremcheck.trusted.kernel.forms import Conclusion, atoms
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.questions import Asked, proves
from theoremcheck.trusted.kernel.statements import SPURIOUS, STATEMENTS, VACUOUS
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.records import replace
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.trusted.residual import knowable
from theoremcheck.trusted.settled import shows_off_breaks
from theoremcheck.verdict.above import above_frozen, by_instance, settles
from theoremcheck.verdict.answering import LOWER, VALLEYS, excluded, excludes_bad, proving, refuting
from theoremcheck.verdict.expectations import compare
from theoremcheck.verdict.findings import INTERRUPTED, find_all, find_for
from theoremcheck.verdict.spurious import spurious_fact
from theoremcheck.verdict.values import CUT_SHORT, NEEDLESS, Answer, Finding, Refutation, Verdict, answer_of, facts_of

if TYPE_CHECKING:
    from theoremcheck.search import Progress
    from theoremcheck.search.report import SearchReport
    from theoremcheck.verdict.path.values import Origin
    from theoremcheck.verdict.pointwise.values import PointReport


class DecisionInterrupted(KeyboardInterrupt):
    """Ctrl-C came before a verdict was known.

    ``spec`` is what was asked, of a point of the user as well if ``pointed``, ``found`` what was found until then.
    """

    def __init__(self, spec: Spec, found: Mapping[str, Finding], *, pointed: bool) -> None:
        super().__init__()
        self.spec, self.found, self.pointed = spec, found, pointed

    def verdict(self) -> Verdict:
        """What follows from that: the conditions that were not examined are open."""
        found = {
            condition: self.found.get(condition, Finding(condition, None, INTERRUPTED)) for condition in CONDITIONS
        }
        candidate = INTERRUPTED if self.pointed else None
        known = _verdict(self.spec, found, _analysis(self.spec, found), candidate)
        return replace(known, search_note=CUT_SHORT, interrupted=True)


def _silent(done: int, total: int, stage: str, /) -> None:
    """Show no progress."""


def judge(spec: Spec, options: Options = DEFAULTS, progress: Progress = _silent) -> Verdict:
    """The verdict on a spec, with the search beside it. Ctrl-C during a search ends the search, not the verdict."""
    return accompany(decide(spec, options, progress), options, progress)


def decide(spec: Spec, options: Options = DEFAULTS, progress: Progress = _silent) -> Verdict:
    """The verdict as soon as it is known: where nothing is proved or refuted, after the search for a bad minimum.

    Facts come from the proposers, then from points: the user's, and those of the search. What follows from them the
    engine and the kernel say independently. Whatever :func:`accompany` adds later leaves the verdict as it is. Raises
    :class:`DecisionInterrupted` where Ctrl-C comes before the search.
    """
    started = time.perf_counter()
    wanted = options.wanted | conditions_named(spec.expectations)
    with suppress(Refusal):  # of a problem that is not admitted every condition says so
        check_problem(spec.problem)
    if isinstance(data := spec.problem.dataset, Dataset) and len(data.points) * data.dimension > 10_000:
        spec.problem.digests  # noqa: B018 - remembered before anything is found: who interrupts that waits for none
    found: dict[str, Finding] = {}
    try:
        say = partial(progress, 0, 0)
        found = dict(find_all(spec.problem, wanted, say, spec.question, extent=options.extent, found=found))
        candidate = _candidate(spec, options)
        for fact in () if candidate is None or isinstance(candidate, Reason) else candidate.facts:
            _add(found, fact)
        given = None if candidate is None or isinstance(candidate, Reason) else candidate.point
        _add(found, spurious_fact(spec, found, given))
        analysis = _analysis(spec, found)
        settled = _settled(spec, analysis, candidate, found)
        above = None if settled else _by_layers_above(spec, given, options, progress)
        if not settled and above is None:
            above = by_instance(spec, options, partial(decide, progress=progress))
    except KeyboardInterrupt:
        pointed = options.at is not None or spec.candidate is not None
        raise DecisionInterrupted(spec, found, pointed=pointed) from None
    decided = time.perf_counter()
    if above is not None:
        return replace(above, seconds=FrozenDict({"decide": decided - started, "search": 0.0}))
    search, note, stopped = None, None, False
    if not settled:
        try:
            search, note = _search(spec, options.over(spec.search), progress)
            if search is not None:
                _add(found, spurious_fact(spec, found, given, search))
                if not _settled(spec, _analysis(spec, found), candidate, found):
                    search, seen = _from_search(spec, search, options.over(spec.search), progress)
                    _add(found, seen)
                    _add(found, spurious_fact(spec, found, given, search))
        except KeyboardInterrupt:  # outside the search itself, as while a point that it saw is certified
            stopped = True
            note = Reason.of("search.interrupted") if search is None else None
            search = None if search is None else replace(search, interrupted=True)
        analysis = _analysis(spec, found)
    return replace(
        _verdict(spec, found, analysis, candidate),
        search=search,
        search_note=note,
        seconds=FrozenDict({"decide": decided - started, "search": time.perf_counter() - decided}),
        interrupted=stopped or (search is not None and search.interrupted),
    )


def _by_layers_above(spec: Spec, given: Vector | None, options: Options, progress: Progress) -> Verdict | None:
    """The verdict on the problem without frozen layers, where that settles the claim without a search; else None."""
    above = above_frozen(spec, given, options)
    known = None if above is None else decide(*above, progress)
    if known is None or not settles(known):
        return None
    return replace(known, spec=replace(known.spec, candidate=spec.candidate))


def follows(spec: Spec, facts: Mapping[str, Fact], reasons: Mapping[str, Reason] = FrozenDict()) -> Verdict:
    """The verdict that these facts alone give, by condition: nothing is decided or searched for it.

    Conditions without a fact are open for the ``reasons`` that are given.
    """
    found = {
        condition: Finding(condition, facts.get(condition), None if condition in facts else reasons.get(condition))
        for condition in CONDITIONS
    }
    return _verdict(spec, found, _analysis(spec, found), None)


def decide_by(spec: Spec, name: str, options: Options = DEFAULTS) -> Verdict:
    """The verdict that the conditions of one theorem or rule give, at the user's point too; others are not decided."""
    case, found = Case(spec.problem, spec.question), dict[str, Finding]()
    candidate = None
    if find_for(case, name, found, but=POINTS):
        candidate = _candidate(spec, options, whole=False)
        for fact in () if candidate is None or isinstance(candidate, Reason) else candidate.facts:
            _add(found, fact)
        find_for(case, name, found)
    found = {condition: found.get(condition, Finding(condition, None)) for condition in CONDITIONS}
    return _verdict(spec, found, _analysis(spec, found), candidate)


def bad_minima(verdict: Verdict) -> tuple[Refutation, ...]:
    """The certified minima with errors that its facts show, whatever the claim is."""
    spec, found = verdict.spec, verdict.findings
    certain = refutations_of(spec, _analysis(spec, found), verdict.candidate, found)
    return tuple(entry for entry in certain if entry.rule not in SPURIOUS)


def _verdict(
    spec: Spec, found: Mapping[str, Finding], analysis: Analysis, candidate: PointReport | Reason | None
) -> Verdict:
    """What follows from the facts, as one value, without the search."""
    facts = facts_of(found)
    derivations, also = proving(spec.question, analysis.derivations, facts)
    certain = refutations_of(spec, analysis, candidate, found)
    refutations = refuting(spec.problem, spec.question, certain)
    rules = tuple(entry.rule for entry in refutations)
    goal = next(iter((*(entry.theorem for entry in derivations), *rules)), None)
    alarm = _contradiction(spec.problem, analysis, certain, facts)
    alarm = alarm or _disagreement(spec.problem, tuple(facts.values()), goal, analysis)
    answer = answer_of(derivations, refutations)
    widths = _widths(spec.problem, found)
    proofs = {name for name in analysis.statuses if name.startswith("thm.")}
    applied = frozenset(name for name in proofs if analysis.statuses[name] >= Status.ASSUMED).union(rules)
    needed = None if widths is None else widths.exact
    # What was not looked at because the claim is proved without it stands in nobody's way.
    needless = {name for name, finding in found.items() if finding.reason == NEEDLESS}
    unknown = {entry.theorem for entry in analysis.blockers if any(needless & below(name) for name in entry.missing)}
    vacuous = max(analysis.statuses[name] for name in VACUOUS) >= Status.ASSUMED
    return Verdict(
        spec=spec,
        answer=answer,
        vacuous=vacuous and proves(Conclusion.NO_MINIMUM, spec.question, None),
        derivations=derivations,
        also=also,
        refutations=refutations,
        blockers=tuple(entry for entry in analysis.blockers if entry.theorem not in unknown),
        findings=FrozenDict(found),
        statuses=FrozenDict(analysis.statuses),
        widths=widths,
        search=None,
        search_note=None,
        candidate=candidate,
        expectations=tuple(compare(entry, answer, applied, analysis.statuses, needed) for entry in spec.expectations),
        alarm=alarm,
        seconds=FrozenDict(),
    )


def accompany(verdict: Verdict, options: Options = DEFAULTS, progress: Progress = _silent) -> Verdict:
    """The verdict with the search that follows a proof (a confirmation) or a refutation (is there a lower point?).

    The answer stays what it is. Both searches have a budget of work unless the options ask for more. If a point that a
    proof forbids is certified, the alarm is set. Ctrl-C ends the search: ``interrupted`` is then true.
    """
    if verdict.search is not None or verdict.interrupted or verdict.search_note is not None:
        return verdict
    started = time.perf_counter()
    try:
        found = _beside(verdict, options, progress)
        found = _with_path(found)
    except KeyboardInterrupt:
        found = interrupted(verdict)
    return replace(found, seconds=FrozenDict({**verdict.seconds, "search": time.perf_counter() - started}))


def way_down(verdict: Verdict) -> tuple[str, Origin, Vector] | None:
    """Whose proof the way down of a verdict follows, and where it begins; None where there is none.

    A theorem has to prove that there is no spurious valley. The way belongs to what accompanies a verdict: where no
    search is made, there is none.
    """
    asked = verdict.spec.question.asked in VALLEYS and verdict.answer is Answer.PROVED
    if not asked or verdict.interrupted or verdict.search is None:
        return None
    from theoremcheck.verdict.path.find import begin, theorem_of

    theorem = theorem_of(verdict.statuses)
    if theorem is None:
        return None
    candidate = verdict.candidate
    given = None if candidate is None or isinstance(candidate, Reason) else candidate.point
    return theorem, *begin(verdict.spec.problem, verdict.search, given)


def _with_path(verdict: Verdict) -> Verdict:
    """The verdict with its way down; Ctrl-C leaves it out."""
    try:
        way = way_down(verdict)
        if way is None:
            return verdict
        from theoremcheck.verdict.path.find import lowest_seen, path_from

        goal = lowest_seen(verdict.spec.problem, verdict.search)
        facts = facts_of(verdict.findings).values()
        return replace(verdict, path=path_from(verdict.spec.problem, facts, *way, goal=goal))
    except Refusal as refusal:
        return replace(verdict, path=refusal.reason)
    except KeyboardInterrupt:
        return replace(verdict, interrupted=True)


def interrupted(verdict: Verdict) -> Verdict:
    """The verdict with nothing beside it, because Ctrl-C came first."""
    return replace(verdict, search_note=Reason.of("search.interrupted"), interrupted=True)


def _beside(verdict: Verdict, options: Options, progress: Progress) -> Verdict:
    spec = verdict.spec
    valley = any(entry.valley is not None for entry in verdict.refutations[:1])
    if valley and options.search and not options.full and options.starts is None:
        return replace(verdict, search_note=Reason.of("search.lower_known"))
    report, note = _search(spec, _budgeted(verdict, options), progress)
    if report is None:
        return replace(verdict, search_note=note)
    alarm, theorem = verdict.alarm, excluding(verdict)
    if theorem is not None and alarm is None:
        from theoremcheck.verdict.points import certified, certify, first_certified, strict_points

        seen = first_certified(certify, spec.problem, strict_points(spec.problem, report.doubtful))
        if isinstance(seen, Fact):  # floats alone raise no alarm
            alarm = Reason.of("alarm.forbidden", theorem=theorem, point=certified(seen))
    # A valley shows a lower point itself: then nothing is compared.
    purpose = Reason.of("search.compares") if verdict.refutations and not valley else None
    return replace(verdict, search=report, search_note=purpose, alarm=alarm, interrupted=report.interrupted)


def _budgeted(verdict: Verdict, options: Options) -> Options:
    """The options of a search that cannot change the verdict; a number of starts on the command line is kept."""
    if not options.search:
        return options
    from theoremcheck.search.work import COMPARISON, CONFIRMATION

    proved = excluding(verdict) is not None
    own = options.over(verdict.spec.search)
    if proved:
        own = replace(own, excluded=Excluded.EVERYTHING if verdict.vacuous else Excluded.ERRORS)
    if options.full or options.starts is not None:
        return own
    return replace(own, work=CONFIRMATION if proved else COMPARISON)


def excluding(verdict: Verdict) -> str | None:
    """The first theorem that applies and excludes bad local minima, whatever the claim is; None without one."""
    names = (entry.theorem for entry in (*verdict.derivations, *verdict.also))
    return next(filter(excludes_bad, names), None)


def _candidate(spec: Spec, options: Options, *, whole: bool = True) -> PointReport | Reason | None:
    """What comes of the point of the user, --at before the candidate of the spec; None without one.

    Whether it is a minimum is all that is asked unless the report is to be ``whole``.
    """
    if options.at is None and spec.candidate is None:
        return None
    from theoremcheck.verdict.points import candidate_point  # with the search, which only a point needs

    point = candidate_point(spec) if options.at is None else options.at
    if not isinstance(point, tuple):
        return point
    from theoremcheck.decide.minima.simple import Freedom
    from theoremcheck.verdict.pointwise.certify import report_on

    freedom = Freedom.NEAR if options.at is None else Freedom.KEPT
    return report_on(spec, point, freedom, whole=whole)


def _from_search(
    spec: Spec, report: SearchReport, options: Options, progress: Progress
) -> tuple[SearchReport, Fact | Reason | None]:
    """The first fact from the minima with errors that the search saw, or from kinks, or from split neurons.

    A small problem is looked at again, with more starts, where nobody said how many. The report says what was tried.
    """
    from theoremcheck.decide.minima.simple import Freedom
    from theoremcheck.verdict.kinked import sharp_fact
    from theoremcheck.verdict.narrower import split_fact
    from theoremcheck.verdict.points import certify, first_certified, search_points, shorter

    problem, question = spec.problem, spec.question
    seen = first_certified(certify, problem, search_points(problem, report), question)
    if not isinstance(seen, Fact) and _looks_again(report, options):
        from theoremcheck.search import search
        from theoremcheck.search.settings import SECOND_LOOK

        report = search(problem, replace(options, starts=SECOND_LOOK), progress)
        seen = first_certified(certify, problem, search_points(problem, report), question)
    for attempt in (sharp_fact, split_fact):
        if isinstance(seen, Fact) or report.interrupted:
            break
        made = attempt(problem, options, progress)
        report = replace(report, tried=(*report.tried, made.tried), interrupted=made.interrupted)
        seen = made.fact
    return report, shorter(seen, Freedom.FREE)


def _looks_again(report: SearchReport, options: Options) -> bool:
    """True if the first search was short, and nobody said how long it should be."""
    from theoremcheck.search.settings import MAX_DEFAULT_STARTS

    return options.starts is None and report.starts >= MAX_DEFAULT_STARTS and not report.interrupted


def _add(found: dict[str, Finding], fact: Fact | Reason | None) -> None:
    """Enter a fact: that of a point before another point of its condition, any other where nothing was decided."""
    if not isinstance(fact, Fact):
        return
    known = found.get(fact.condition)
    if fact.condition in POINTS or known is None or known.fact is None:
        found[fact.condition] = Finding(fact.condition, fact)


def _analysis(spec: Spec, found: Mapping[str, Finding]) -> Analysis:
    statuses = {name: finding.status for name, finding in found.items()}
    return analyse(statuses, spec.question, knowable(spec.problem), nearly(spec.problem))


def _settled(
    spec: Spec, analysis: Analysis, candidate: PointReport | Reason | None, found: Mapping[str, Finding]
) -> bool:
    """True if the claim of the spec is proved or refuted."""
    proofs, _ = proving(spec.question, analysis.derivations, facts_of(found))
    certain = refutations_of(spec, analysis, candidate, found)
    return bool(proofs or refuting(spec.problem, spec.question, certain))


def refutations_of(
    spec: Spec, analysis: Analysis, candidate: PointReport | Reason | None, found: Mapping[str, Finding]
) -> tuple[Refutation, ...]:
    """What every refutation rule that applies shows, whatever the claim is, in the order of the report."""
    made = [_refutation(spec.problem, rule, found) for rule in _rules(spec, analysis, candidate)]
    shown = (_shown(entry, made, found) for entry in made)
    said = {STATEMENTS[entry.theorem].conclusion for entry in analysis.derivations}
    if spec.question.asked is not Asked.NO_BAD_SMOOTH and Conclusion.NO_BAD_SMOOTH not in said:
        return tuple(shown)
    facts = facts_of(found)
    return tuple(replace(entry, off_breaks=shows_off_breaks(spec.problem, entry.rule, facts)) for entry in shown)


def _shown(entry: Refutation, made: Sequence[Refutation], found: Mapping[str, Finding]) -> Refutation:
    """The same; where L is lower elsewhere than at any minimum of some rules, with the first of these minima."""
    if entry.rule not in LOWER:
        return entry
    condition, rules = LOWER[entry.rule]
    first = next((other for other in made if other.rule in rules), None)
    return entry if first is None else replace(first, rule=entry.rule, lower=found[condition].evidence.lower)


def _contradiction(
    problem: Problem, analysis: Analysis, certain: tuple[Refutation, ...], facts: Mapping[str, Fact]
) -> Reason | None:
    """A theorem and what is certified though it excludes that, whatever the claim is."""
    for entry in analysis.derivations:
        for found in certain:
            if excluded(entry, found, problem, facts):
                return contradiction(entry, found)
    return None


def conditions_named(expectations: tuple[Expectation, ...]) -> frozenset[str]:
    """The conditions and rules that expectations ask about."""
    return frozenset(
        current(name.partition("(")[0]) for entry in expectations for name in (*entry.by, *entry.failing, *entry.open)
    )


def _rules(spec: Spec, analysis: Analysis, candidate: PointReport | Reason | None) -> tuple[str, ...]:
    """The refutation rules that apply, first that of the point that the user gave, then those that the spec expects.

    There are none without samples. Certificate, report and --minimum are about the first.
    """
    if not isinstance(spec.problem.dataset, Dataset):
        return ()
    named = conditions_named(spec.expectations)
    given = None if candidate is None or isinstance(candidate, Reason) else candidate.rule
    order = {rule: (rule != given, rule not in named) for rule in analysis.refutations}
    return tuple(sorted(analysis.refutations, key=order.__getitem__))


def _refutation(problem: Problem, rule: str, found: Mapping[str, Finding]) -> Refutation:
    """The certified point of a rule with the wrong samples that the kernel counted."""
    for condition in atoms(STATEMENTS[rule].premise):
        fact = found[condition].fact if condition in (*POINTS, *LEVELS) else None
        if fact is not None and fact.wrong is not None:
            lower = fact.evidence.lower if condition in LEVELS else None
            return Refutation(rule, fact, *fact.wrong, lower)
    count = len(problem.dataset.points) if isinstance(problem.dataset, Dataset) else 0
    return Refutation(rule, None, 1, count)


def contradiction(derivation: Derivation, found: Refutation) -> Reason:
    """What contradicts what, where a theorem and a refutation rule both apply."""
    conclusion = STATEMENTS[derivation.variant].conclusion.value
    return Reason.of("alarm.contradiction", theorem=derivation.theorem, conclusion=conclusion, rule=found.rule)


def outcome_of(verdict: Verdict) -> Outcome:
    """What the kernel concludes from the facts of a verdict, for the goal that it is certified for."""
    return conclude(verdict.spec.problem, facts_of(verdict.findings).values(), verdict.goal)


def _disagreement(problem: Problem, facts: tuple[Fact, ...], goal: str | None, analysis: Analysis) -> Reason | None:
    """The kernel unfolds the goal itself; if it does not agree with the engine, that is an alarm, not a verdict."""
    try:
        outcome = conclude(problem, facts, goal)
    except Refusal as refusal:
        return Reason.of("alarm.refused", reason=refusal.reason)
    return None if agrees(analysis, outcome) else Reason.of("alarm.disagreement")


def _search(spec: Spec, options: Options, progress: Progress) -> tuple[SearchReport | None, Reason | None]:
    if not options.search:
        return None, Reason.of("search.not_asked")
    if options.starts == 0:
        return None, Reason.of("search.no_starts")
    from theoremcheck.search import search, unsupported

    reason = unsupported(spec.problem)
    if reason is not None:
        return None, Reason.of("search.unsupported", reason=reason)
    return search(spec.problem, options, progress), None


def _widths(problem: Problem, found: Mapping[str, Finding]) -> WidthBounds | None:
    """The bounds on the width of thm.subspaces, where data.span_exclusion gives them a meaning.

    None beyond a bound, and where nobody asked for them, as the claim is proved without.
    """
    if not isinstance(problem.dataset, Dataset) or found["network.width"].fact is None:
        return None
    try:
        return width_bounds(problem)
    except Refusal:
        return None
