"""The certified bad local minimum as JSON: every parameter exactly where that is short, or to 60 digits."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Final

from theoremcheck.report.formats.document import Asked, Document, Format, Result
from theoremcheck.report.minimum import minimum_json
from theoremcheck.report.valley import valley_of
from theoremcheck.trusted.problem.model import Json


def minimum_document(
    results: Sequence[Result], asked: Asked, write: Callable[[dict[str, Json]], str | bytes], *, sharp: bool = False
) -> Document:
    """The minimum as ``write`` puts it, a note if the verdict has none, or another one than was asked for.

    ``sharp`` as in ``parameters``.
    """
    result, target = results[0], asked.target or "standard output"
    found = None if result.verdict is None else minimum_json(result.verdict, sharp=sharp)
    if result.verdict is not None and found is None and (valley := valley_of(result.verdict)) is not None:
        why = f"{valley.rule} shows a spurious valley, and no local minimum (`-o json` has its points)"
        return Document(None, f"{target} was not written: {why}")
    if result.verdict is None or found is None:
        return Document(None, f"{target} was not written: the verdict has no certified bad local minimum with a point")
    note = ""
    if result.verdict.candidate is not None and result.verdict.candidate_rule is None:
        given = "the candidate of the spec" if asked.at is None else f"the point of {asked.at}"
        note = f"{target} has the minimum of {result.verdict.minima[0].rule}: {given} is not certified"
    return Document(write(found), note)


def _document(results: Sequence[Result], asked: Asked) -> Document:
    return minimum_document(results, asked, lambda found: json.dumps(found, indent=1) + "\n")


FORMAT: Final = Format(_document, single=True, brief=True)
