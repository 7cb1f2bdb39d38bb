"""Comparing a verdict with the ``expect`` lines of its spec."""

from __future__ import annotations

import re
from collections.abc import Mapping

from theoremcheck.language.spec import Expectation
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.verdict.values import Answer, ExpectationResult

_WITH_ARGUMENT = re.compile(r"(?P<id>[\w.]+)(?:\((?P<k>\d+)\))?")


def compare(
    expectation: Expectation,
    answer: Answer,
    applied: frozenset[str],
    statuses: Mapping[str, Status],
    needed_width: int | None,
) -> ExpectationResult:
    """The result of one ``expect`` line.

    ``applied`` has the ids of the theorems, variants and rules that apply. ``needed_width`` is m+ + m- - 1 where it is
    known: ``network.width(k)`` is met only for that k.
    """
    reasons = []
    if expectation.verdict != answer.value:
        reasons.append(f"the verdict is {answer.value}")
    for name in expectation.by:
        if name not in applied:
            reasons.append(f"{name} does not apply")
    for names, wanted in ((expectation.failing, Status.FAILS), (expectation.open, Status.OPEN)):
        for name in names:
            reasons.extend(_departures(name, wanted, statuses, needed_width))
    return ExpectationResult(expectation, not reasons, "; ".join(reasons))


def _departures(name: str, wanted: Status, statuses: Mapping[str, Status], needed_width: int | None) -> list[str]:
    match = _WITH_ARGUMENT.fullmatch(name)
    if match is None or match["id"] not in statuses:
        return [f"there is no condition {name}"]
    status = statuses[match["id"]]
    if status is not wanted:
        return [f"{name}: {word(status)}"]
    if match["k"] is not None and (needed_width is None or int(match["k"]) != needed_width):
        return [f"{name}: the width needed is {needed_width if needed_width is not None else 'not known'}"]
    return []


def word(status: Status) -> str:
    """The status as it is written everywhere: holds, assumed, open or fails."""
    return {Status.HOLDS: "holds", Status.ASSUMED: "assumed", Status.OPEN: "open", Status.FAILS: "fails"}[status]
