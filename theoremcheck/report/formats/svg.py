"""The pictures of a verdict, each a file of a folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from theoremcheck.report.formats.document import Asked, Document, Format, Result


def _document(results: Sequence[Result], asked: Asked) -> Document:
    # Loaded here: pictures need floats and graphs, and no other format does.
    from theoremcheck.report.pictures.gallery import pictures
    from theoremcheck.report.pictures.svg import document

    verdict = results[0].verdict
    drawn = () if verdict is None else pictures(verdict)
    files = tuple((f"{picture.name}.svg", document(picture)) for picture in drawn)
    return Document(None, "" if files else f"{asked.target} has no pictures: there is nothing to draw", files)


FORMAT: Final = Format(_document, single=True, folder=True)
