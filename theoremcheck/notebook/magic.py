"""The magics themselves, and what registers them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from theoremcheck.api.checking import check
from theoremcheck.api.errors import SpecError
from theoremcheck.api.specs import Spec
from theoremcheck.api.verdicts import Verdict
from theoremcheck.language import load
from theoremcheck.language.diagnostics import Diagnostic, render, suggest
from theoremcheck.language.source import Source
from theoremcheck.notebook.arguments import Arguments, parse, usage
from theoremcheck.notebook.cells import NAME, read_cell
from theoremcheck.notebook.errors import CellError, UsageError
from theoremcheck.theory.lookup import known_names
from theoremcheck.verdict.domains import domain_errors


def register(shell: Any) -> None:
    """Add ``%theoremcheck`` and ``%%theoremcheck`` to an interactive shell of IPython."""

    def theoremcheck(line: str, cell: str | None = None) -> Verdict:
        return run(shell, line, cell)

    theoremcheck.__doc__ = usage()
    shell.register_magic_function(theoremcheck, magic_kind="line_cell", magic_name="theoremcheck")


def run(shell: Any, line: str, cell: str | None = None) -> Verdict:
    """The verdict on a cell, or on the file that the line names; assigned to the variable of ``-o``.

    Raises :class:`CellError` and :class:`UsageError`, which a notebook shows without a traceback, so that what follows
    does not run on an older verdict.
    """
    asked = parse(line, cell=cell is not None)
    values: Mapping[str, Any] = shell.user_ns
    try:
        spec = _file(asked) if cell is None else _cell(cell, values, asked)
        at = None if asked.at is None else _point(asked.at, values)
        verdict = check(
            spec, at=at, search=asked.search, full=asked.full, seed=asked.seed, starts=asked.starts
        )  # fmt: skip
    except CellError:
        raise
    except SpecError as error:
        raise CellError(str(error), error.diagnostics) from None
    except (TypeError, ValueError) as error:
        raise UsageError(str(error)) from None
    if asked.out is not None:
        shell.push({asked.out: verdict})
    return verdict


def _cell(cell: str, values: Mapping[str, Any], asked: Arguments) -> Spec:
    spec, warnings = read_cell(cell, values, numbers=asked.numbers, settings=asked.settings)
    _warn(warnings, Source(NAME, cell))
    return spec


def _file(asked: Arguments) -> Spec:
    assert asked.path is not None
    loaded = load(asked.path, settings=asked.settings, known_ids=known_names())
    wrong = () if loaded.spec is None else domain_errors(loaded.spec)
    if loaded.spec is None or wrong:
        raise CellError.of((*loaded.diagnostics, *wrong), loaded.source)
    _warn(loaded.diagnostics, loaded.source)
    return Spec.of(loaded.spec)


def _warn(warnings: tuple[Diagnostic, ...], source: Source) -> None:
    for entry in warnings:
        print(render(entry, source), file=sys.stderr)


def _point(text: str, values: Mapping[str, Any]) -> Any:
    """The point that ``--at`` names: a variable, what a variable has under a name (``verdict.minimum``), or a file."""
    if text.endswith((".json", ".npz")):
        return text
    name, *fields = text.split(".")
    if name not in values:
        help = suggest(name, [entry for entry in values if not entry.startswith("_")])
        raise UsageError(f"--at {text}: the notebook has no variable {name}{f'; {help}' if help else ''}")
    found = values[name]
    for field in fields:
        if field.startswith("_") or not hasattr(found, field):
            raise UsageError(f"--at {text}: {name} has no {field}")
        found, name = getattr(found, field), f"{name}.{field}"
    if found is None:
        raise UsageError(f"--at {text}: {name} is None")
    return found
