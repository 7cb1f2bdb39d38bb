"""One spec with what is fixed in it: the problem at each point of a family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from theoremcheck.language import Loaded, load
from theoremcheck.language.diagnostics import Diagnostic, Severity, excerpt, suggest
from theoremcheck.language.parameters import names_of
from theoremcheck.language.spec import Spec
from theoremcheck.language.tree import DatasetItem, FromLine, FunctionItem, LetItem
from theoremcheck.sweep.axes import DATA, FUNCTIONS, Axis, AxisError, Point, changed
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.domains import domain_errors


@dataclass(frozen=True)
class Family:
    """The spec of a family, and the values of ``--set``."""

    path: Path
    settings: Mapping[str, str]

    def own(self) -> Loaded:
        """The spec itself, with its own values and tables, some of which those of a point may replace."""
        return load(self.path, settings=self.settings)

    def spec(self, point: Point, base: Path = Path()) -> tuple[Spec | str, tuple[Path, ...]]:
        """The spec of a point, or what is wrong in it; and the tables that it reads.

        The table of a point is relative to ``base``, the working folder if none is given.
        """
        table = None if point.table is None else base / point.table
        loaded = load(self.path, settings={**self.settings, **point.settings}, table=table)
        if loaded.spec is None:
            return _said(loaded.diagnostics), loaded.inputs
        try:
            spec = changed(loaded.spec, point)
        except AxisError as error:
            return str(error), loaded.inputs
        wrong = domain_errors(spec)
        return (_said(wrong) if wrong else spec), loaded.inputs


def _said(diagnostics: Sequence[Diagnostic]) -> str:
    """The first error, in one line."""
    first = next(entry for entry in diagnostics if entry.severity is Severity.ERROR)
    place = "" if first.span is None else f"line {first.span.line}: "
    return f"{place}{first.message}"


_OF_TEXT: Final = "E021"
"""Codes below this one are about a file that cannot be read, or about its text, whatever its numbers are."""
_OF_SETTINGS: Final = "E120"


def wrong_everywhere(own: Loaded) -> tuple[Diagnostic, ...]:
    """What is wrong with a spec at every point, as no axis changes it."""
    return tuple(
        entry
        for entry in own.diagnostics
        if entry.severity is Severity.ERROR and (entry.code < _OF_TEXT or entry.code == _OF_SETTINGS)
    )


def require_axes(own: Loaded, axes: Sequence[Axis]) -> None:
    """The spec has what each axis goes over. Raises :class:`AxisError`."""
    file = own.source.name
    names = {item.name.text for item in own.items if isinstance(item, LetItem)}
    names |= {name for item in own.items if isinstance(item, FunctionItem) for name in names_of(item)}
    tables = any(
        isinstance(part, FromLine) for item in own.items if isinstance(item, DatasetItem) for part in item.lines
    )
    for axis in axes:
        if axis.name == DATA and not tables:
            raise AxisError(
                f'{DATA}: the dataset of {file} has no table to be replaced; write from "file.csv" ... in it'
            )
        if axis.name not in {DATA, *FUNCTIONS, *names}:
            name = excerpt(axis.name)
            help = suggest(axis.name, (*names, DATA, *FUNCTIONS)) or f"declare it there: let {name} = ..."
            raise AxisError(f"{name}: {file} has no number of that name; {help}")
