"""Trying the moves: each changed problem gets an ordinary verdict, and the engine says which hypotheses it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.relax.moves import WIDE_LAYERS, Move, breaking, repairing
from theoremcheck.report.reasons import sentence
from theoremcheck.theory.engine import analyse
from theoremcheck.theory.graph import denied_by, leaves_of
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.questions import Asked, proves
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.answering import refutable
from theoremcheck.verdict.findings import find_all
from theoremcheck.verdict.judge import decide
from theoremcheck.verdict.values import Answer, Verdict

if TYPE_CHECKING:
    from theoremcheck.search import Progress

MAX_MOVES: Final = 40
"""Changes tried for one hypothesis."""
MAX_REPAIRS: Final = 5
"""Changes after which a theorem applies that are shown."""
MAX_ALIKE: Final = 2
"""Of these, changes of one kind."""
_SEARCHED = 3


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
                progress(index, len(names), f"without {name}")
                found.append(_relaxed(verdict, variant, name, options))
        except KeyboardInterrupt:
            return Relaxation(variant, tuple(found), interrupted=True)
        return Relaxation(variant, tuple(found))
    return _repaired(verdict, progress)


def hypotheses(variant: str, statuses: Mapping[str, Status]) -> tuple[str, ...]:
    """The conditions without which the variant would not apply; that a function is defined cannot be dropped."""
    leaves = (name for name in leaves_of(variant) if not name.endswith("defined"))
    return tuple(name for name in leaves if _needed(variant, name, statuses))


def _needed(variant: str, name: str, statuses: Mapping[str, Status]) -> bool:
    flipped = Status.HOLDS if name in denied_by(variant) else Status.FAILS
    return evaluate(variant, {**statuses, name: flipped}) < Status.ASSUMED


def _relaxed(verdict: Verdict, variant: str, hypothesis: str, options: Options) -> Relaxed:
    tried = alone = searched = 0
    lost = Status.HOLDS if hypothesis in denied_by(variant) else Status.FAILS
    best: Relaxed | None = None
    for move in islice(breaking(verdict.spec.problem, hypothesis), MAX_MOVES):
        tried += 1
        statuses = _statuses(move, variant)
        restored = {**statuses, hypothesis: verdict.statuses[hypothesis]}
        only = statuses.get(hypothesis) is lost and evaluate(variant, restored) >= Status.ASSUMED
        if not only or _proved(verdict.spec, move, statuses):
            continue
        alone += 1
        if not refutable(verdict.spec.question):
            return Relaxed(hypothesis, move.change, None, tried, alone)
        searched += 1
        own = replace(options, search=options.search and searched <= _SEARCHED, at=None)
        answer = decide(_changed(verdict.spec, move), own)
        if answer.answer is Answer.REFUTED:
            return Relaxed(hypothesis, move.change, answer, tried, alone)
        if answer.interrupted:  # the search has dealt with Ctrl-C, which was meant for all of this
            raise KeyboardInterrupt
        best = best or Relaxed(hypothesis, move.change, None, tried, alone)
    return Relaxed(hypothesis, best.move if best else None, None, tried, alone)


def _proved(spec: Spec, move: Move, statuses: Mapping[str, Status]) -> bool:
    """True if a theorem proves the claim of the spec of the changed problem."""
    if spec.question.asked is Asked.ERROR_AT_MOST:  # the bound needs the facts themselves
        return bool(decide(_changed(spec, move), Options(search=False)).derivations)
    return any(
        proves(STATEMENTS[entry.theorem].conclusion, spec.question, None)
        for entry in analyse(statuses, spec.question).derivations
    )


def _statuses(move: Move, *wanted: str) -> dict[str, Status]:
    """Those of the changed problem; what ``wanted`` statements rest on is examined although a hypothesis may fail."""
    needed = frozenset(leaf for name in wanted for leaf in leaves_of(name))
    findings = find_all(move.problem, needed, lambda condition: None, everything=True)
    return {name: finding.status for name, finding in findings.items()}


def _changed(spec: Spec, move: Move) -> Spec:
    return replace(spec, problem=move.problem, expectations=(), candidate=None, csv=None)


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
            if _proved(verdict.spec, move, _statuses(move)):
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
