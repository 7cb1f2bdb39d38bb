"""Comparing a verdict with the ``expect`` lines of its spec."""

from __future__ import annotations

import re
from collections.abc import Mapping

from theoremcheck.language.spec import Expectation
from theoremcheck.theory.lookup import current
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.refusal import Reason
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
    found = []
    if expectation.verdict != answer.value:
        found.append(Reason.of("expect.verdict", verdict=answer.value))
    found += [Reason.of("expect.not_applied", name=name) for name in expectation.by if current(name) not in applied]
    for names, wanted in ((expectation.failing, Status.FAILS), (expectation.open, Status.OPEN)):
        for name in names:
            found.extend(_departures(name, wanted, statuses, needed_width))
    return ExpectationResult(expectation, tuple(found))


def _departures(name: str, wanted: Status, statuses: Mapping[str, Status], needed_width: int | None) -> list[Reason]:
    match = _WITH_ARGUMENT.fullmatch(name)
    if match is None or match["id"] not in statuses:
        return [Reason.of("expect.unknown", name=name)]
    status = statuses[match["id"]]
    if status is not wanted:
        return [Reason.of("expect.status", name=name, status=word(status))]
    if match["k"] is not None and (needed_width is None or int(match["k"]) != needed_width):
        needed = "not known" if needed_width is None else needed_width
        return [Reason.of("expect.width", name=name, needed=needed)]
    return []


def word(status: Status) -> str:
    """The status as it is written everywhere: holds, assumed, open or fails."""
    return {Status.HOLDS: "holds", Status.ASSUMED: "assumed", Status.OPEN: "open", Status.FAILS: "fails"}[status]
