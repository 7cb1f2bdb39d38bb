"""How large data are: from some size on only what an answer needs is decided, and in ways made for many samples."""

from __future__ import annotations

from typing import Final

from theoremcheck.trusted.problem.model import AbstractDataset, Dataset

LARGE: Final = 50_000
"""Entries (samples times features) from which data count as large."""

MAX_PROGRAM: Final = 6_000_000
"""Entries up to which a linear program, or the search for a core, looks at all samples."""


def is_large(data: Dataset | AbstractDataset) -> bool:
    """True for samples with more than LARGE entries."""
    return isinstance(data, Dataset) and len(data.points) * data.dimension > LARGE
