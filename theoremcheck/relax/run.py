"""Trying the moves: each changed problem gets an ordinary verdict, and the engine says which hypotheses it breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.case import Case
from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.relax.change import Move
from theoremcheck.relax.moves import WIDE_LAYERS, breaking, repairing
from theoremcheck.report.reasons import sentence
from theoremcheck.theory.graph import denied_by, leaves_of
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.questions import Asked, proves
from theoremcheck.trusted.kernel.statements import STATEMENTS, THEOREMS
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.answering import refutable
from theoremcheck.verdict.findings import find, find_for
from theoremcheck.verdict.judge import decide
from theoremcheck.verdict.values import Answer, Finding, Verdict

if TYPE_CHECKING:
    from theoremcheck.search import Progress

MAX_MOVES: Final = 40
"""Changes tried for one hypothesis."""
MAX_REPAIRS: Final = 5
"""Changes after which a theorem applies that are shown."""
MAX_ALIKE: Final = 2
"""Of these, changes of one kind."""
_SEARCHED = 3
_ALWAYS: Final = frozenset({"network.deep_features"})
"""Conditions that every network meets, as the language has no other."""


@dataclass(frozen=True)
class Relaxed:
    """One hypothesis dropped: the change, and the verdict on the changed problem if it is refuted (else None).

    ``tried`` changes were looked at, ``alone`` of them broke this hypothesis and no other.
    """

    hypothesis: str
    move: Reason | None
    verdict: Verdict | None
    tried: int
    alone: int


@dataclass(frozen=True)
class Repair:
    """A change after which a theorem applies."""

    move: Reason
    verdict: Verdict


@dataclass(frozen=True)
class Relaxation:
    """What ``--relax`` found: for a proved spec ``relaxed``, else ``repairs``, the smallest changes first.

    ``tried`` are the changes that were looked at for these.
    """

    theorem: str | None
    relaxed: tuple[Relaxed, ...] = ()
    repairs: tuple[Repair, ...] = ()
    tried: tuple[Reason, ...] = ()
    interrupted: bool = False


def relax(verdict: Verdict, options: Options, progress: Progress) -> Relaxation:
    """Drop each hypothesis of the theorem that applies; or look for the smallest change that lets one apply."""
    if verdict.answer in (Answer.PROVED, Answer.CONDITIONAL):
        variant = verdict.derivations[0].variant
        found: list[Relaxed] = []
        names = hypotheses(variant, verdict.statuses)
        try:
            for index, name in enumerate(names):
                found.append(_relaxed(verdict, variant, name, options, partial(progress, index, len(names))))
        except KeyboardInterrupt:
            return Relaxation(variant, tuple(found), interrupted=True)
        return Relaxation(variant, tuple(found))
    return _repaired(verdict, progress)


def hypotheses(variant: str, statuses: Mapping[str, Status]) -> tuple[str, ...]:
    """The conditions without which the variant would not apply.

    What no problem lacks cannot be dropped: that a function is defined, that a branch depends on the features alone.
    """
    leaves = (name for name in leaves_of(variant) if not name.endswith("defined") and name not in _ALWAYS)
    return tuple(name for name in leaves if _needed(variant, name, statuses))


def _needed(variant: str, name: str, statuses: Mapping[str, Status]) -> bool:
    flipped = Status.HOLDS if name in denied_by(variant) else Status.FAILS
    return evaluate(variant, {**statuses, name: flipped}) < Status.ASSUMED


def _relaxed(
    verdict: Verdict, variant: str, hypothesis: str, options: Options, progress: Callable[[str], None]
) -> Relaxed:
    tried = alone = searched = 0
    lost = Status.HOLDS if hypothesis in denied_by(variant) else Status.FAILS
    best: Relaxed | None = None
    for move in islice(breaking(verdict.spec.problem, hypothesis), MAX_MOVES):
        progress(f"without {hypothesis}: {sentence(move.change)}")
        tried += 1
        case, found = Case(move.problem, verdict.spec.question), _unchanged(verdict, move)
        status = found.setdefault(hypothesis, find(case, hypothesis)).status
        # What nothing shows to fail does where all else holds and the claim is refuted.
        unshown = status is Status.OPEN and not CONDITIONS[hypothesis].fails
        if status is not lost and not (unshown and refutable(verdict.spec.question)):
            continue
        restored = {**found, hypothesis: verdict.findings[hypothesis]}
        if not find_for(case, variant, restored):
            continue
        if _proved(verdict.spec, move, case, {**restored, hypothesis: found[hypothesis]}):
            continue
        alone += not unshown
        if not refutable(verdict.spec.question):
            return Relaxed(hypothesis, move.change, None, tried, alone)
        searched += 1
        own = replace(options, search=options.search and searched <= _SEARCHED, at=None)
        answer = decide(_changed(verdict.spec, move), own)
        if answer.answer is Answer.REFUTED:
            return Relaxed(hypothesis, move.change, answer, tried, alone + unshown)
        if answer.interrupted:  # the search has dealt with Ctrl-C, which was meant for all of this
            raise KeyboardInterrupt
        if not unshown:
            best = best or Relaxed(hypothesis, move.change, None, tried, alone)
    return Relaxed(hypothesis, best.move if best else None, None, tried, alone)


def _proved(spec: Spec, move: Move, case: Case, found: dict[str, Finding]) -> bool:
    """True if a theorem proves the claim of the spec of the changed problem; no condition is looked at in vain."""
    if spec.question.asked is Asked.ERROR_AT_MOST:  # the bound needs the facts themselves
        return bool(decide(_changed(spec, move), Options(search=False)).derivations)
    able = (name for name in THEOREMS if proves(STATEMENTS[name].conclusion, spec.question, None))
    return any(find_for(case, name, found) for name in able)


def _unchanged(verdict: Verdict, move: Move) -> dict[str, Finding]:
    """Findings on functions that the change leaves alone: their facts are of the old problem, only statuses count."""
    old, new = verdict.spec.problem, move.problem
    same = {"neuron": old.neuron == new.neuron, "loss": old.loss == new.loss}
    decided = ((name, entry) for name, entry in verdict.findings.items() if entry.status is not Status.OPEN)
    return {name: entry for name, entry in decided if same.get(name.partition(".")[0])}


def _changed(spec: Spec, move: Move) -> Spec:
    # A changed problem is that of no file: of what was read without frozen layers no stated one is left.
    return replace(spec, problem=move.problem, expectations=(), candidate=None, csv=None, stated=None, instance=None)


def _repaired(verdict: Verdict, progress: Progress) -> Relaxation:
    """The first MAX_REPAIRS changes after which a theorem proves the claim; what there is of them after Ctrl-C."""
    repairs: list[Repair] = []
    tried: list[Reason] = []
    wide = (*WIDE_LAYERS, *(name for name in CONDITIONS if name.startswith("network.width")))
    wider = any(all(name in wide for name in entry.missing) for entry in verdict.blockers)
    needed = None if verdict.widths is None else verdict.widths.exact
    try:
        for move in repairing(verdict.spec.problem, wider=wider, width=needed):
            if _more_of(move, repairs):
                continue
            progress(len(tried), 0, sentence(move.change))
            if _proved(verdict.spec, move, Case(move.problem), _unchanged(verdict, move)):
                repairs.append(Repair(move.change, decide(_changed(verdict.spec, move), Options(search=False))))
            tried.append(move.change)
            if len(repairs) >= MAX_REPAIRS:
                break
    except KeyboardInterrupt:
        return Relaxation(None, repairs=tuple(repairs), tried=tuple(tried), interrupted=True)
    return Relaxation(None, repairs=tuple(repairs), tried=tuple(tried))


def _more_of(move: Move, repairs: list[Repair]) -> bool:
    """True where a smaller change of the same kind does, fewer neurons or fewer samples, or enough of one kind do."""
    known = [repair.move.code for repair in repairs]
    larger = {
        "move.wider": "move.wider",
        "move.last_layer": "move.last_layer",
        "move.samples_left_out": "move.sample_left_out",
    }
    return larger.get(move.change.code) in known or known.count(move.change.code) >= MAX_ALIKE
