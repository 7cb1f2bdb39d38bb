"""A verdict as a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from theoremcheck.report.formats.document import Asked, Document, Format, Result


def _document(results: Sequence[Result], asked: Asked) -> Document:
    # Loaded here: pictures need floats and graphs, and no other format does.
    from theoremcheck.report.formats.page import page
    from theoremcheck.report.pictures.gallery import pictures

    verdict = results[0].verdict
    return Document(None if verdict is None else page(verdict, pictures(verdict)))


FORMAT: Final = Format(_document, single=True)
