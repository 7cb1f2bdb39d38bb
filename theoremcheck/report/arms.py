"""A statement with alternatives: which arm of each carries it, and what the others lack."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from theoremcheck.trusted.kernel.forms import All, Formula, Not
from theoremcheck.trusted.kernel.forms import Any as AnyOf
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.values import Verdict


class Use(Enum):
    """What becomes of an arm, in words."""

    USED = "used"
    SPARE = "not needed: it holds as well"
    LACKING = "not used"


@dataclass(frozen=True, slots=True)
class Arm:
    """One alternative: what it is, and the conditions that it lacks (empty if it holds)."""

    words: str
    use: Use
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The alternatives of a statement."""

    statement: str
    arms: tuple[Arm, ...]


def choices(verdict: Verdict, name: str) -> Iterator[Choice]:
    """The choices on the way from a statement to its conditions, without those below an arm that is not used."""
    if name in STATEMENTS:
        yield from _choices(verdict, STATEMENTS[name].premise, name, set())


def required(name: str) -> tuple[str, ...]:
    """The conditions that a statement asks for whatever arm is taken, by id."""
    return tuple(dict.fromkeys(_required(STATEMENTS[name].premise)))


def _required(formula: Formula) -> Iterator[str]:
    if isinstance(formula, str):
        yield from _required(STATEMENTS[formula].premise) if formula in STATEMENTS else (formula,)
    elif isinstance(formula, Not):
        yield formula.condition
    elif isinstance(formula, All):
        for part in formula.parts:
            yield from _required(part)


def _choices(verdict: Verdict, formula: Formula, inside: str, seen: set[str]) -> Iterator[Choice]:
    if isinstance(formula, str):
        if formula in STATEMENTS and formula not in seen:
            seen.add(formula)
            yield from _choices(verdict, STATEMENTS[formula].premise, formula, seen)
    elif isinstance(formula, All):
        for part in formula.parts:
            yield from _choices(verdict, part, inside, seen)
    elif isinstance(formula, AnyOf):
        taken = max(formula.parts, key=lambda part: evaluate(part, verdict.statuses))
        holds = evaluate(taken, verdict.statuses) >= Status.ASSUMED
        yield Choice(inside, tuple(_arm(verdict, part, used=holds and part is taken) for part in formula.parts))
        if holds:
            yield from _choices(verdict, taken, inside, seen)


def _arm(verdict: Verdict, formula: Formula, *, used: bool) -> Arm:
    holds = evaluate(formula, verdict.statuses) >= Status.ASSUMED
    use = Use.USED if used else Use.SPARE if holds else Use.LACKING
    return Arm(_words(formula), use, () if holds else tuple(dict.fromkeys(_lacks(verdict, formula))))


def _words(formula: Formula) -> str:
    """The ids of a formula as they are written in it."""
    if isinstance(formula, str):
        return formula
    if isinstance(formula, Not):
        return f"not {formula.condition}"
    word = " and " if isinstance(formula, All) else " or "
    inner = (_words(part) for part in formula.parts)
    return word.join(f"({text})" if " or " in text or " and " in text else text for text in inner)


def _lacks(verdict: Verdict, formula: Formula) -> Iterator[str]:
    """The conditions that keep a formula from holding; of alternatives the ones that lack the fewest."""
    if evaluate(formula, verdict.statuses) >= Status.ASSUMED:
        return
    if isinstance(formula, str):
        yield from _lacks(verdict, STATEMENTS[formula].premise) if formula in STATEMENTS else (formula,)
    elif isinstance(formula, Not):
        yield formula.condition
    elif isinstance(formula, All):
        for part in formula.parts:
            yield from _lacks(verdict, part)
    else:
        yield from min((tuple(dict.fromkeys(_lacks(verdict, part))) for part in formula.parts), key=len)
