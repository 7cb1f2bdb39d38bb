"""Reading the spec of a command, with what is wrong in it said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from theoremcheck.cli.files import Files
from theoremcheck.language import load, render
from theoremcheck.language.spec import Spec
from theoremcheck.theory.lookup import known_names
from theoremcheck.verdict.domains import domain_errors


def read_spec(path: Path, settings: Mapping[str, str], files: Files) -> tuple[Spec | None, tuple[str, ...]]:
    """The spec, None if it is wrong, and its diagnostics as text, which go to standard error.

    ``settings`` are those of ``--set``; ``files`` remembers the tables that the spec names. Raises ``CannotWrite`` if
    one of them is a target.
    """
    loaded = load(path, settings=settings, known_ids=known_names())
    files.read(loaded.inputs)
    wrong = () if loaded.spec is None else domain_errors(loaded.spec)
    shown = tuple(render(diagnostic, loaded.source) for diagnostic in (*loaded.diagnostics, *wrong))
    if shown:
        click.echo("\n\n".join(shown), err=True)
    return None if wrong else loaded.spec, shown
