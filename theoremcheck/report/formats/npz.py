"""The certified bad local minimum as NumPy arrays, in doubles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from theoremcheck.functions.arrays import BeyondFloats
from theoremcheck.report.formats.document import Asked, Document, Format, NoDocument, Result
from theoremcheck.report.formats.minimum import minimum_document
from theoremcheck.report.minimum import minimum_npz


def _document(results: Sequence[Result], asked: Asked) -> Document:
    try:
        return minimum_document(results, asked, minimum_npz, sharp=True)
    except BeyondFloats:
        raise NoDocument("a parameter is too large for a double; write .json") from None


FORMAT: Final = Format(_document, single=True, brief=True)
