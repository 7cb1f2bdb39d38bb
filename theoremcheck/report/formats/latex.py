"""A verdict as LaTeX, for the appendix of a paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from theoremcheck.report.formats.document import Asked, Document, Format, Result


def _document(results: Sequence[Result], asked: Asked) -> Document:
    # Loaded here: pictures need floats and graphs, and no other format does.
    from theoremcheck.report.formats.appendix import appendix

    verdict = results[0].verdict
    return Document(None if verdict is None else appendix(verdict, standalone=asked.standalone))


FORMAT: Final = Format(_document, single=True, standalone=True)
