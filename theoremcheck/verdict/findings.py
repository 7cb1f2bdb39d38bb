"""Findings: a decider proposes, the kernel answers, and the answer is what counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from theoremcheck.decide.case import Case
from theoremcheck.decide.data.size import is_large
from theoremcheck.decide.registry import settle
from theoremcheck.functions.arrays import BeyondFloats
from theoremcheck.options import Extent
from theoremcheck.theory.graph import below, negated
from theoremcheck.theory.lookup import is_lemma
from theoremcheck.trusted.kernel.conditions import CONDITIONS, POINTS, Assumed, Cost
from theoremcheck.trusted.kernel.facts import Fact, assumptions, error_bound, establish
from theoremcheck.trusted.kernel.forms import REFUTING, All, Conclusion, Formula, Not, atoms
from theoremcheck.trusted.kernel.logic import Status, denial, evaluate
from theoremcheck.trusted.kernel.questions import Question, proves
from theoremcheck.trusted.kernel.refutations import RULES
from theoremcheck.trusted.kernel.statements import STATEMENTS, THEOREMS, VACUOUS
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.refusal import Reason, Refusal, require
from theoremcheck.trusted.work import OutOfWork
from theoremcheck.verdict.answering import excludes_bad
from theoremcheck.verdict.values import NEEDLESS, Finding
from theoremcheck.verdict.waiting import Waiting, Way

MAX_ENTRIES = 600_000
"""Entries up to which conditions about the data are decided that take more than a few passes over them."""

MAX_LARGE_ENTRIES = 64_000_000
"""Entries up to which the others are."""

_QUICK = frozenset({"data.core_in_one_class"})
"""Conditions that cost more on small data only: on large data multipliers that are there already show them."""

_CONSTANT = frozenset(f"minimum.{name}" for name in ("affine", "order", "moment", "stationary", "parity", "duplicate"))
"""Conditions on points at which f is a constant of least loss; with _local at the end one near which l has tangents."""

_ABOUT_DATA = ("data.", "network.width", "minimum.")

INTERRUPTED = Reason.of("finding.interrupted")
"""Of a condition that was not examined, because Ctrl-C came first."""

_IDLE = Reason.of("finding.idle")
_FORBIDDEN = Reason.of("finding.forbidden")
_SETTLED = Reason.of("finding.settled")


def find_all(
    problem: Problem,
    wanted: frozenset[str],
    tick: Callable[[str], None],
    question: Question = Question(),  # noqa: B008 - frozen
    *,
    extent: Extent = Extent.USUAL,
    found: dict[str, Finding] | None = None,
) -> Mapping[str, Finding]:
    """A finding for every condition, in the order of ``CONDITIONS``, made in the order of their cost.

    Unless data are large, the theorems that answer the ``question`` and exclude bad minima are tried before, and where
    one applies no more is examined, if only the verdict is asked for. What nothing could use any more is left open,
    with a reason: special conditions, costly ones on large data, and bad local minima where a theorem applies or a
    hypothesis of every rule fails. So is, of large data, what the answer does not need, unless all is asked for.
    ``wanted`` names conditions that are examined all the same, or statements whose conditions are. In ``found`` stands
    what has been examined, whatever ends this.
    """
    case, known = Case(problem, question), {} if found is None else found
    large = is_large(problem.dataset)
    if not large and _proves(case, known, tick) and extent is Extent.VERDICT:
        _beside(case, wanted, known, tick)
        return {condition: known.get(condition, Finding(condition, None, NEEDLESS)) for condition in CONDITIONS}

    def look(condition: str) -> Finding:
        if condition not in known:
            known[condition] = find(case, condition)
        return known[condition]

    made: dict[str, Finding] = {}
    lean = large and extent is not Extent.ALL
    for condition in _of_cost(Cost.ALWAYS):
        if not (lean and condition.startswith(_ABOUT_DATA)):
            tick(condition)
            made[condition] = look(condition)
    for condition in _of_cost(Cost.ALWAYS) if lean else ():
        if condition not in made:
            tick(condition)
            reason = None if _is_asked(problem, condition, wanted) else _needless(condition, made, question)
            made[condition] = look(condition) if reason is None else Finding(condition, None, reason)
    for condition in _of_cost(Cost.LARGE, Cost.THEOREM):
        tick(condition)
        cheap = CONDITIONS[condition].cost is Cost.LARGE and not large
        if cheap or condition in wanted or _is_assumed(problem, condition):
            reason = None
        elif lean and not _is_asked(problem, condition, wanted) and _answered(question, made):
            reason = NEEDLESS
        else:
            reason = None if _useful(condition, made, _THEOREMS) else _IDLE
        made[condition] = look(condition) if reason is None else Finding(condition, None, reason)
    # Alternatives of two blocks have waited for each other.
    for condition in _of_cost(Cost.LARGE, Cost.THEOREM):
        if made[condition].reason == _IDLE and _last_hope(condition, made, _THEOREMS):
            tick(condition)
            made[condition] = look(condition)
    reading = Reading({condition: finding.status for condition, finding in made.items()})
    proved = any(reading.of(name) >= Status.ASSUMED for name in _EXCLUDING)
    for condition in _of_cost(Cost.RULE):
        tick(condition)
        point = condition in POINTS
        if proved:
            reason = _FORBIDDEN
        else:
            useful = _points_help(condition, made) if point else _useful(condition, made, RULES)
            reason = None if useful else _IDLE
        if reason is None and large and point and any(_status(rule, made) is Status.HOLDS for rule in RULES):
            reason = _SETTLED
        asked = bool(wanted & {condition, *rules_of(condition)}) or _is_assumed(problem, condition)
        made[condition] = look(condition) if reason is None or asked else Finding(condition, None, reason)
    return {condition: made[condition] for condition in CONDITIONS}


def _proves(case: Case, found: dict[str, Finding], tick: Callable[[str], None]) -> bool:
    """True if a theorem proves the claim and excludes bad minima, by findings that are added.

    The theorems are tried in the order in which reports name them; of the one that applies, the first arms that hold
    are examined. Where bad minima are not excluded, there might be some, and a report says so.
    """
    return any(_holds(case, name, found, tick) and _answered(case.question, found) for name in _on(case.question))


def _beside(case: Case, wanted: frozenset[str], found: dict[str, Finding], tick: Callable[[str], None]) -> None:
    """Add findings for what belongs to a proof: whether there is a local minimum at all, and what is ``wanted``."""
    if _holds(case, "loss.increasing", found, tick):  # which each of these asks for
        for name in VACUOUS:
            _holds(case, name, found, tick)
    for name in sorted(wanted):
        rest = () if _holds(case, name, found, tick) else below(name)
        for condition in CONDITIONS:
            if condition in rest and condition not in found:
                tick(condition)
                found[condition] = find(case, condition)


def _holds(case: Case, name: str, found: dict[str, Finding], tick: Callable[[str], None]) -> bool:
    """True if a statement or condition holds or is assumed, by findings that are added."""
    way = Way(found)
    while not isinstance(condition := way.next(name), bool):
        tick(condition)
        found[condition] = find(case, condition)
    return condition


def find_for(case: Case, name: str, found: dict[str, Finding], but: Collection[str] = ()) -> bool:
    """Add findings for the conditions that one statement rests on, in the order of their cost, until it holds or fails.

    Of those that are ``but`` for other means none is found. False if the statement cannot hold by what is found.
    """
    while (waiting := Waiting(found).of(name)) is not None:
        condition = next((entry for entry in _of_cost(*Cost) if entry in waiting and entry not in but), None)
        if condition is None:
            return True
        found[condition] = find(case, condition)
    return False


def _is_asked(problem: Problem, condition: str, wanted: frozenset[str]) -> bool:
    """True if somebody wants to know it, by its name or by that of a statement that it is a premise of."""
    return any(condition in below(name) for name in wanted) or _is_assumed(problem, condition)


def _needless(condition: str, found: Mapping[str, Finding], question: Question) -> Reason | None:
    """Why the question can be answered without the condition; None if it might be needed."""
    if _answered(question, found):
        return NEEDLESS
    waiting = Waiting(found)
    return None if any(condition in (waiting.of(name) or ()) for name in _USERS) else _IDLE


def _answered(question: Question, found: Mapping[str, Finding]) -> bool:
    """True if a theorem that applies proves the claim."""
    facts = {condition: finding.fact for condition, finding in found.items() if finding.fact is not None}
    reading = Reading({condition: finding.status for condition, finding in found.items()})
    return any(
        proves(STATEMENTS[name].conclusion, question, error_bound(name, facts))
        for name in _THEOREMS
        if reading.of(name) is Status.HOLDS
    )


@lru_cache(maxsize=16)
def _on(question: Question) -> tuple[str, ...]:
    """The theorems that answer a question and exclude bad minima, in the order in which reports name them.

    There are none where to exclude these is no answer.
    """
    if not proves(Conclusion.NO_BAD, question, None):
        return ()
    excluding = filter(excludes_bad, THEOREMS)
    return tuple(name for name in excluding if proves(STATEMENTS[name].conclusion, question, None))


class Reading:
    """The statuses of statements by those of the conditions, each worked out once, as the kernel unfolds them."""

    def __init__(self, known: Mapping[str, Status]) -> None:
        self._known = dict(known)

    def of(self, formula: Formula) -> Status:
        if isinstance(formula, str):
            found = self._known.get(formula)
            if found is None:
                found = self.of(STATEMENTS[formula].premise) if formula in STATEMENTS else Status.OPEN
                self._known[formula] = found
            return found
        if isinstance(formula, Not):
            return denial(self.of(formula.condition))
        parts = [self.of(part) for part in formula.parts]
        return min(parts) if isinstance(formula, All) else max(parts)


def _is_assumed(problem: Problem, condition: str) -> bool:
    return any(entry.condition == condition for entry in assumptions(problem, condition))


def _of_cost(*costs: Cost) -> Iterator[str]:
    return (condition for condition, row in CONDITIONS.items() if row.cost in costs)


_WITH_VARIANTS = frozenset(name[:dot] for name in STATEMENTS for dot, letter in enumerate(name) if letter == ".")

_THEOREMS = tuple(
    name
    for name, entry in STATEMENTS.items()
    if entry.conclusion not in REFUTING and not is_lemma(name) and name not in _WITH_VARIANTS
)


@lru_cache(maxsize=1024)
def _named_by(rule: str) -> frozenset[str]:
    return frozenset(atoms(STATEMENTS[rule].premise))


@lru_cache(maxsize=1024)
def rules_of(condition: str) -> tuple[str, ...]:
    """The rules whose premise names the condition, in the order of preference."""
    return tuple(rule for rule in RULES if condition in _named_by(rule))


_USERS = (*_THEOREMS, *RULES)

_EXCLUDING = tuple(filter(excludes_bad, _THEOREMS))
"""The theorems that exclude bad local minima."""


def _status(name: str, found: Mapping[str, Finding]) -> Status:
    return evaluate(name, {condition: finding.status for condition, finding in found.items()})


def find(case: Case, condition: str) -> Finding:
    """The finding for one condition."""
    problem = case.problem
    try:
        with case.work(condition) as ledger:
            _require_size(problem, condition)
            assumed = [entry for entry in assumptions(problem, condition) if entry.condition == condition]
            if assumed:
                return Finding(condition, establish(problem, condition, assumed[0].value, Assumed()))
            found = settle(case, condition)
            if isinstance(found, Fact):
                return Finding(condition, found)
            return Finding(condition, None, _open(case, condition, found, ledger.note))
    except BeyondFloats as error:
        return Finding(condition, None, Reason.of("finding.beyond_floats", reason=error.reason))
    except (OutOfWork, Refusal) as bound:
        return Finding(condition, None, bound.reason)


def _open(case: Case, condition: str, refused: Reason | None, note: Reason | None) -> Reason | None:
    """Why the condition is open, where the kernel refused what was proposed; a predicate says why it does not know."""
    if condition in POINTS:
        code = "finding.no_point_at_zero" if _zero_alone(case, condition) else "finding.no_point"
        known = {} if refused is None else {"reason": refused}
        return note if refused is None and code == "finding.no_point" else Reason.of(code, **known)
    if refused is None:
        return note
    row = CONDITIONS[condition]
    if row.holds == row.fails:
        return note or Reason.of("finding.unknown", reason=refused)
    return Reason.of("finding.refused", reason=refused)


def _zero_alone(case: Case, condition: str) -> bool:
    """True if f = 0 is the one constant output at which the condition was looked for."""
    if condition.removesuffix("_local") not in _CONSTANT or case.problem.parameters:
        return False
    from theoremcheck.decide.minima.ground import Ground
    from theoremcheck.decide.minima.points import target
    from theoremcheck.decide.minima.tangent import outputs_tried
    from theoremcheck.trusted.functions.normal import is_zero

    tried = outputs_tried(case.shared(Ground), condition)
    return bool(tried) and all(is_zero(target(c).base) and is_zero(target(c).factor) for c in tried)


def _require_size(problem: Problem, condition: str) -> None:
    """Refuse to decide anything about data that are too large."""
    data = problem.dataset
    if isinstance(data, Dataset) and condition.startswith(_ABOUT_DATA):
        entries, own = len(data.points) * data.dimension, CONDITIONS[condition].cost
        few = own is Cost.ALWAYS or condition in _QUICK
        bound, most = ("MAX_LARGE_ENTRIES", MAX_LARGE_ENTRIES) if few else ("MAX_ENTRIES", MAX_ENTRIES)
        require(entries <= most, "finding.too_large", entries=entries, bound=bound, most=most)


def _points_help(condition: str, found: Mapping[str, Finding]) -> bool:
    """True if a rule that asks for this point could apply with no other point."""
    statuses = {c: Status.HOLDS if finding.status is Status.OPEN else finding.status for c, finding in found.items()}
    statuses.update(dict.fromkeys(POINTS, Status.FAILS))
    statuses[condition] = Status.HOLDS
    return any(evaluate(rule, statuses) is not Status.FAILS for rule in rules_of(condition))


def _last_hope(condition: str, found: Mapping[str, Finding], names: tuple[str, ...]) -> bool:
    """True if one of the statements waits for ``condition`` alone: what else is open has been, or is not, examined."""
    from theoremcheck.verdict.fallen import fallen

    own = _resting_on(names).get(condition, ())
    now = fallen(frozenset(c for c, finding in found.items() if finding.status is Status.FAILS))
    standing = [name for name in own if not now.rules_out(name)]
    if not standing:
        return False
    open_ = {c for c, finding in found.items() if c != condition and finding.status is Status.OPEN}
    rest = now.after(open_)
    standing = [name for name in standing if not rest.rules_out(name)]
    return bool(standing) and any(map(rest.after({condition}).rules_out, standing))


def _useful(condition: str, found: Mapping[str, Finding], names: tuple[str, ...]) -> bool:
    """True if one of the statements is not yet ruled out and would be if ``condition`` failed.

    With it may fail one other condition of its block that has not been examined: an alternative to it, as a second arm
    of a choice. So may all of these but one, which the same arm asks for, where there are more arms; and those that
    were examined in vain: whoever hopes for one of them waits for ever.
    """
    from theoremcheck.verdict.fallen import fallen  # the verdict of a small problem does without

    names = _resting_on(names).get(condition, ())
    now = fallen(frozenset(c for c, finding in found.items() if finding.status is Status.FAILS))
    block = _block(condition)
    if not any(_block(c) == block for c in negated()):
        # What is ruled out already stays so when conditions of this block fail.
        names = tuple(name for name in names if not now.rules_out(name))
    beside = frozenset[str]().union(*map(below, names))
    others = frozenset(c for c in _blocks()[block] if c in beside and c not in found and c != condition)
    vain = {c for c, finding in found.items() if _block(c) == block and _in_vain(finding)}
    bases = (now, now.after(vain)) if vain else (now,)
    for base in bases:
        few = (frozenset(), *({other} for other in others))
        for failing in map(base.after, (*few, *(others - some for some in few))):
            standing = [name for name in names if not failing.rules_out(name)]
            if standing and any(map(failing.after({condition}).rules_out, standing)):
                return True
    return False


@lru_cache(maxsize=8)
def _resting_on(names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The statements, of these, that rest on each condition."""
    users: dict[str, list[str]] = {}
    for name in names:
        for used in below(name):
            users.setdefault(used, []).append(name)
    return MappingProxyType({used: tuple(found) for used, found in users.items()})


@lru_cache(maxsize=1)
def _blocks() -> Mapping[str, tuple[str, ...]]:
    """The conditions by what they speak of, in the order of ``CONDITIONS``."""
    blocks: dict[str, list[str]] = {}
    for condition in CONDITIONS:
        blocks.setdefault(_block(condition), []).append(condition)
    return MappingProxyType({block: tuple(conditions) for block, conditions in blocks.items()})


def _in_vain(finding: Finding) -> bool:
    return finding.status is Status.OPEN and finding.reason != _IDLE


@lru_cache(maxsize=1024)
def _block(condition: str) -> str:
    return condition.partition(".")[0]
