"""What a file is read with, beside its text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Surroundings:
    """The path of a file, the folder of its tables, the values of ``--set``, and the ids that exist (None: any).

    ``table``, relative to the working folder, is read in the place of the table that the file names.
    """

    path: Path
    base: Path
    settings: Mapping[str, str]
    known_ids: frozenset[str] | None
    table: Path | None = None
