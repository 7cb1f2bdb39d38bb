"""What ``--relax`` found, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from theoremcheck.language.spec import Spec
from theoremcheck.look import paragraph
from theoremcheck.relax.run import Relaxation, Relaxed
from theoremcheck.report.off_breaks import NOTHING_REFUTES
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import Json
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.answering import refutable
from theoremcheck.verdict.values import Verdict

_INDENT = "    "
_KINDS: Final[Mapping[Conclusion, str]] = MappingProxyType(
    {
        Conclusion.BAD: "a bad minimum",
        Conclusion.NOT_GLOBAL: "a minimum that is not global",
        Conclusion.VALLEY: "a spurious valley",
        Conclusion.BASIN: "a spurious basin",
    }
)
"""What a rule certifies, by what it concludes."""


def relaxation_text(verdict: Verdict, found: Relaxation) -> str:
    """The lines that follow the report of a verdict."""
    return "\n".join(["", *_lines(verdict, found)]) + "\n"


def _lines(verdict: Verdict, found: Relaxation) -> Iterator[str]:
    if found.theorem is None:
        yield from _repairs(verdict.spec, found)
    else:
        sought = refutable(verdict.spec.question)
        none = "" if sought else f". {NOTHING_REFUTES} Changes that break just one are"
        yield from paragraph(f"Relaxing {found.theorem}, one hypothesis at a time{none}:", "")
        for entry in found.relaxed:
            yield f"  without {entry.hypothesis}"
            yield from paragraph(_outcome(entry, sought=sought), _INDENT)
    if found.interrupted:
        yield "Relaxing was interrupted; this is what was found so far."


def _repairs(spec: Spec, found: Relaxation) -> Iterator[str]:
    """The changes after which a theorem applies, the smallest first, and what was tried."""
    if not found.repairs:
        yield from paragraph("Relaxing: no small change that was tried lets a theorem apply.", "")
    for index, repair in enumerate(found.repairs):
        names = repair.verdict.theorems
        theorems = f"{', '.join(names)} {'applies' if len(names) == 1 else 'apply'}"
        head = "Or" if index else "Relaxing"
        yield from paragraph(f"{head}: {theorems} after one change: {_move(spec, repair.move)}.", "")
    kinds: dict[str, list[str]] = {}
    for move in found.tried:
        kinds.setdefault(move.code, []).append(sentence(move))
    listed = (texts[0] if len(texts) == 1 else f"{texts[0]} to {texts[-1]}" for texts in kinds.values())
    if kinds:
        yield from paragraph(f"Tried, {len(found.tried)} in all: {'; '.join(listed)}.", "")


def _move(spec: Spec, move: Reason) -> str:
    """The change in words; samples that are left out of a table are named by their rows as well."""
    dropped: tuple[int, ...] = dict(move.values).get("dropped", ())
    if spec.csv is None or not dropped:
        return sentence(move)
    rows = f"row{'s' if len(dropped) > 1 else ''} {', '.join(str(spec.csv.rows[index]) for index in dropped)}"
    return f"{sentence(move)} ({rows} of {spec.csv.path})"


def _change(entry: Relaxed) -> str:
    return "" if entry.move is None else sentence(entry.move)


def _outcome(entry: Relaxed, *, sought: bool) -> str:
    if entry.verdict is not None:
        found = entry.verdict.refutations[0]
        least = (
            f"{'' if found.least == found.most else 'at least '}{found.least} sample{'s' if found.least != 1 else ''}"
        )
        wrong = f" with {least} wrong" if found.is_minimum else ""
        kind = _KINDS[STATEMENTS[found.rule].conclusion]
        return f"{_change(entry)}: only this fails, and {found.rule} certifies {kind}{wrong}"
    if entry.alone and not sought:
        return f"{_change(entry)}: only this fails"
    if entry.alone:
        return (
            f"none found: {entry.alone} of {entry.tried} changes broke this hypothesis alone (such as:"
            f" {_change(entry)}), and nothing that refutes the claim was certified for any"
        )
    return f"none found: no change of {entry.tried} broke this hypothesis alone"


def _wrong(entry: Relaxed) -> int | None:
    """How many samples are wrong at the minimum, at least; None without one."""
    found = None if entry.verdict is None else entry.verdict.refutations[0]
    return found.least if found is not None and found.is_minimum else None


def relaxation_json(spec: Spec, found: Relaxation) -> Json:
    """The field ``relax`` of the JSON report."""
    repairs: list[Json] = [
        {"move": _move(spec, entry.move), "theorems": list(entry.verdict.theorems)} for entry in found.repairs
    ]
    return {
        "theorem": found.theorem,
        "hypotheses": [
            {
                "hypothesis": entry.hypothesis,
                "move": _change(entry) or None,
                "rule": entry.verdict.refutations[0].rule if entry.verdict is not None else None,
                "wrong": _wrong(entry),
                "tried": entry.tried,
                "alone": entry.alone,
            }
            for entry in found.relaxed
        ],
        "repair": next(iter(repairs), None),
        "repairs": repairs,
        "tried": [sentence(move) for move in found.tried],
        "interrupted": found.interrupted,
    }
