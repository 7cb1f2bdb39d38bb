"""Reading the spec of a command, with what is wrong in it said."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from theoremcheck.cli.files import Files
from theoremcheck.language import load
from theoremcheck.language.diagnostics import Diagnostic
from theoremcheck.language.spec import Spec
from theoremcheck.theory.lookup import known_names
from theoremcheck.verdict.domains import domain_errors

STANDARD_INPUT: Final = Path("-")
"""The path that stands for standard input."""


def read_spec(path: Path, settings: Mapping[str, str], files: Files) -> tuple[Spec | None, tuple[Diagnostic, ...]]:
    """The spec, None if it is wrong, and its diagnostics, which go to standard error as text.

    ``settings`` are those of ``--set``; ``files`` remembers the tables that the spec names. Raises ``CannotWrite`` if
    one of them is a target.
    """
    stream = sys.stdin.buffer if path == STANDARD_INPUT else None
    loaded = load(path, settings=settings, known_ids=known_names(), stream=stream)
    files.read(loaded.inputs)
    wrong = () if loaded.spec is None else domain_errors(loaded.spec)
    found = (*loaded.diagnostics, *wrong)
    if found:
        from theoremcheck.cli.complaints import complain

        complain(found, loaded.source)
    return None if wrong else loaded.spec, found
