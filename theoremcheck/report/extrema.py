"""Local extrema of a neuron or a loss in words (see ``trusted.functions.extrema``)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from theoremcheck.report.numbers import rational
from theoremcheck.trusted.functions.extrema import (
    Between,
    BoundedSummit,
    Misplaced,
    Rest,
    SignedValley,
    Summit,
    Touch,
    Trough,
    Valley,
)

Extremum: TypeAlias = Valley | Trough | Rest | SignedValley | Summit | Touch | Between | Misplaced


def extremum_words(letter: str, name: str, evidence: Extremum) -> str:
    """Where the function ``letter`` falls and rises, or a point that says otherwise, for the condition ``name``."""
    kind = "minimum" if name == "minima_signed" else "maximum"
    match evidence:
        case Valley(lower, upper) | Trough(lower, upper):
            return _valley_words(letter, name, lower, upper)
        case Rest(at, smaller):
            return f"{letter}' = 0 at z = {rational(at)}, and {letter}({rational(smaller)}) is smaller"
        case SignedValley(valley, None):
            mirrored = f"no_local_{kind}"
            return f"no local {kind}: {_valley_words(letter, mirrored, valley.lower, valley.upper)}"
        case SignedValley(valley, positive):
            sign = "> 0" if positive is (name == "minima_signed") else "< 0"
            return f"{_valley_words(letter, name, valley.lower, valley.upper)}; {letter} {sign} between"
        case Summit(left, top, right):
            relation = ">" if name == "no_local_maximum" else "<"
            return f"{letter}({rational(top)}) {relation} {letter}({rational(left)}), {letter}({rational(right)})"
        case Touch(at):
            return f"{letter} = 0 at its local {kind} z = {rational(at)}"
        case Between(level, factor):
            return f"{_less(letter, level)} {letter}'' < {_times(factor)}{letter}'^2 on R"
        case Misplaced(level, low, high):
            return " and ".join(_misplaced(letter, level, low, high))


def _less(letter: str, level: Fraction) -> str:
    """The function less a level, as a factor."""
    return letter if level == 0 else f"({letter} {'-' if level > 0 else '+'} {rational(abs(level))})"


def _times(factor: Fraction) -> str:
    return "" if factor == 1 else f"{rational(factor)} "


def _misplaced(letter: str, level: Fraction, *found: BoundedSummit | None) -> Iterator[str]:
    for bounded, kind, relation in zip(found, ("maximum", "minimum"), ("<=", ">="), strict=True):
        if bounded is not None:
            left, right = (rational(end) for end in (bounded.summit.left, bounded.summit.right))
            yield f"{letter} {relation} {rational(level)} from {left} to {right}, where it has a local {kind}"


def _valley_words(letter: str, name: str, lower: Fraction | None, upper: Fraction | None) -> str:
    before, between, after = ("falls", "convex", "rises")
    if name in ("no_local_minimum", "maxima_signed"):
        before, between, after = ("rises", "concave", "falls")
    if lower is None and upper is None:
        return f"{letter} is {between}{'' if name == 'pseudoconvex' else ', on no interval constant'}"
    if lower is not None and lower == upper:
        return f"{letter} {before} up to {rational(lower)} and {after} from there"
    first = "" if lower is None else f"{before} up to {rational(lower)}, "
    last = "" if upper is None else f", {after} from there"
    return f"{letter} {first}is {between}{'' if upper is None else f' up to {rational(upper)}'}{last}"
