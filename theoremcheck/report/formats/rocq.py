"""The verdict as a theorem for Coq/Rocq: a file for ``theoremcheck prove``, or for coqc with the library."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Final

from theoremcheck.report.formats.document import Asked, Document, Format, NoDocument, Result
from theoremcheck.verdict.judge import outcome_of

_WIDTH: Final = 78
"""Of the comment in the file."""


def _document(results: Sequence[Result], asked: Asked) -> Document:
    from theoremcheck.formal.export import export  # of many modules, which no other format needs
    from theoremcheck.formal.problem import NotCovered

    result = results[0]
    if result.verdict is None:
        return Document(None)
    problem = result.verdict.spec.problem
    try:
        above = tuple(wrap(result.verdict.spec.reading, _WIDTH))
        exported = export(problem, outcome_of(result.verdict), result.path.name, claim=above)
    except NotCovered as reason:
        raise NoDocument(str(reason)) from None
    left = f"by the Python kernel, as named hypotheses of the file: {', '.join(exported.left)}"
    return Document(exported.text, left if exported.left else "")


FORMAT: Final = Format(_document, single=True)
