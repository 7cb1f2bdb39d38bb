"""A path in words and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from theoremcheck.language.spec import Spec
from theoremcheck.report.enclosures import interval_json, interval_words
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.model import Json
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.above import stated_centre
from theoremcheck.verdict.path.find import TOWARDS
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.values import Move, Origin, Path, Shown, Step

_DIGITS: Final = 6
_ORIGINS: Final = MappingProxyType(
    {
        Origin.GIVEN: "the point that was given",
        Origin.SEARCH: "a minimum that the search saw (in six decimals)",
        Origin.ZERO: "the point with all trained parameters 0",
    }
)
_PROOFS: Final = MappingProxyType({"thm.wide_basin": "thm.wide_deep (thm.wide_basin alone promises none)"})
"""Whose proof builds the path, where that is another theorem."""
_MOVES: Final = MappingProxyType(
    {
        Move.FREE: ("frees a neuron", "free a neuron each"),
        Move.IDLE: ("moves what is idle", "move what is idle"),
        Move.WAKE: ("wakes up a layer", "wake up layers"),
        Move.TURN: ("turns neurons so that no margin falls", "turn neurons so that no margin falls"),
        Move.ALIGN: ("aligns the neurons", "align the neurons"),
        Move.LOWER: ("moves the outputs straight to better ones", "move the outputs straight to better ones"),
        Move.STRAIGHT: ("goes straight to a lower point", "go straight to lower points"),
    }
)


def path_words(path: Path | Reason | None) -> Iterator[str]:
    """Where the path leads, in how many pieces, and what is shown of it."""
    if path is None:
        return
    if isinstance(path, Reason):
        yield f"Path: none is built: {sentence(path)}."
        return
    begin = f"Path: from {origin_words(path)}, L = {interval_words(path.loss, _DIGITS)},"
    if not path.steps:
        why = "" if path.stopped is None else f": {sentence(path.stopped)}"
        yield f"{begin} none is found{why}."
        return
    count = len(path.steps)
    pieces = f"{count} piece{'' if count == 1 else 's'}"
    text = f"{begin} to L = {interval_words(path.lowest, _DIGITS)} in {pieces} ({_moves(path)}), after the proof of"
    text += f" {_PROOFS.get(path.theorem, path.theorem)}; {shown_words(path)}."
    if path.stopped is not None:
        yield f"{text} It ends there: {sentence(path.stopped)}."
    elif path.theorem in TOWARDS:
        yield f"{text} Its end is near the lowest L that the search saw; inf L may be lower."
    else:
        yield text


def origin_words(path: Path) -> str:
    """Where it begins."""
    return _ORIGINS[path.origin]


def _moves(path: Path) -> str:
    counts = Counter(step.piece.move for step in path.steps)
    return ", ".join(f"{count} {_MOVES[move][count > 1]}" for move, count in counts.items())


def shown_words(path: Path) -> str:
    """What is shown of it."""
    if not path.unchecked:
        return "on no piece L exceeds its value at the start: checked in exact and ball arithmetic"
    rest = [f"piece {index + 1} ({_why(path.steps[index])})" for index in path.unchecked]
    return f"that on no piece L exceeds its value at the start is checked but for {', '.join(rest)}"


def _why(step: Step) -> str:
    return "" if step.reason is None else sentence(step.reason)


def piece_rows(path: Path) -> Iterator[tuple[str, str]]:
    """Of each piece what it does, and L along it."""
    for number, step in enumerate(path.steps, 1):
        ends = f"L = {interval_words(step.before, _DIGITS)}"
        match step.shown:
            case Shown.SAME:
                text = f"{ends} all along, as f stays the same"
            case Shown.FALLS:
                text = f"{ends} to {interval_words(step.after, _DIGITS)}, convex in between"
            case Shown.MARGINS:
                text = f"{ends} to {interval_words(step.after, _DIGITS)}; no margin falls in between, nor does l"
            case Shown.TROUGH:
                text = f"{ends} to {interval_words(step.after, _DIGITS)}; in between L exceeds neither end"
            case Shown.COSTS:
                text = f"{ends} to {interval_words(step.after, _DIGITS)}; no l(z) exceeds its start in between"
            case Shown.NOTHING:
                text = f"{ends} to {interval_words(step.after, _DIGITS)}; in between nothing is shown: {_why(step)}"
        yield f"piece {number}: {_MOVES[step.piece.move][0]}", text


def path_json(path: Path | Reason | None, spec: Spec) -> Json:
    """The path with its pieces, each parameter by the coefficients of rational functions; null without one.

    The parameters are in the order of the problem that the file states.
    """
    if path is None:
        return None
    if isinstance(path, Reason):
        return {"reason": sentence(path), "pieces": []}
    return {
        "theorem": path.theorem,
        "origin": path.origin.value,
        "start": [rational_text(entry) for entry in stated_centre(spec, path.start)],
        "loss": interval_json(path.loss),
        "lowest": interval_json(path.lowest),
        "checked": path.checked,
        "reason": None if path.stopped is None else sentence(path.stopped),
        "pieces": [_piece_json(step, spec) for step in path.steps],
    }


def _piece_json(step: Step, spec: Spec) -> Json:
    return {
        "move": step.piece.move.value,
        "shown": step.shown.value,
        "reason": None if step.reason is None else sentence(step.reason),
        "before": interval_json(step.before),
        "after": interval_json(step.after),
        "parameters": [_ratio_json(entry) for entry in stated_centre(spec, step.piece.entries)],
        "scales": [_ratio_json(entry) for entry in step.piece.scales and stated_centre(spec, step.piece.scales)],
    }


def _ratio_json(entry: Ratio) -> Json:
    top, bottom = ([rational_text(value) for value in part] for part in (entry.top, entry.bottom))
    return {"numerator": list(top), "denominator": list(bottom)}
