"""One spec with what is fixed in it: the problem at each point of a family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from theoremcheck.language import load
from theoremcheck.language.diagnostics import Diagnostic, Severity
from theoremcheck.language.spec import Spec
from theoremcheck.sweep.axes import AxisError, Point, changed
from theoremcheck.verdict.domains import domain_errors


@dataclass(frozen=True)
class Family:
    """The spec of a family, and the values of ``--set``."""

    path: Path
    settings: Mapping[str, str]

    def own_tables(self) -> tuple[Path, ...]:
        """The tables that the spec itself names, which those of a point may replace."""
        return load(self.path, settings=self.settings).inputs

    def spec(self, point: Point) -> tuple[Spec | str, tuple[Path, ...]]:
        """The spec of a point, or what is wrong in it; and the tables that it reads."""
        loaded = load(self.path, settings={**self.settings, **point.settings}, table=point.table)
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
