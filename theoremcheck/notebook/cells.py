"""The spec of a cell, in which ``$name`` is a variable of the notebook.

Variables are put in as what a spec could say itself, each on one line, and mistakes are shown where the cell has them.
Samples alone do not pass through a text: they become a dataset directly, as ``theoremcheck.problem`` makes it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Final

from theoremcheck.api.arrays import Samples, as_array, entries_of, read_samples
from theoremcheck.api.errors import SpecError
from theoremcheck.api.exact import NotExact, Policy, Reader
from theoremcheck.api.specs import Spec
from theoremcheck.language import Loaded, loads
from theoremcheck.language.diagnostics import Diagnostic, Severity, excerpt, suggest
from theoremcheck.language.source import Source
from theoremcheck.notebook.errors import CellError
from theoremcheck.theory.lookup import known_names
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.model import Dataset
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.domains import domain_errors

NAME: Final = "<cell>"
"""What messages and reports call the spec of a cell."""

_VARIABLE: Final = r"\$[^\W\d]\w*"
_SCAN: Final = re.compile(
    r'(?P<skipped>\#[^\n]*|"(?:\\.|[^"\\\n])*"?)'
    rf"|(?P<data>\bfrom\s+(?P<X>{_VARIABLE})\s*,\s*(?P<y>{_VARIABLE})(?:\s+weights\s+(?P<weights>{_VARIABLE}))?)"
    r"|(?P<half>\bfrom\s+(?=\$))"
    rf"|(?P<variable>{_VARIABLE})|(?P<odd>\$)"
)
_LET: Final = re.compile(r"\blet\s+[A-Za-z_]\w*\s*=\s*\Z")
_NESTING: Final = 4


def read_cell(
    text: str, values: Mapping[str, Any], *, numbers: Policy = "shortest", settings: Mapping[str, str] | None = None
) -> tuple[Spec, tuple[Diagnostic, ...]]:
    """The spec that a cell states with the variables ``values``, and its warnings. Raises :class:`CellError`."""
    cell = _Cell(Source(NAME, text.replace("\r\n", "\n").replace("\r", "\n")), values, Reader(numbers))
    cell.read()
    cell.require_none()
    loaded = loads(cell.text, NAME, settings=settings or {}, known_ids=known_names())
    wrong = () if loaded.spec is None else domain_errors(loaded.spec)
    found = tuple(cell.moved(entry) for entry in (*loaded.diagnostics, *wrong))
    if loaded.spec is None or wrong:
        raise CellError.of(found, cell.source)
    return cell.completed(loaded), found


@dataclass
class _Cell:
    """A cell while it is read: ``parts`` of the text that the language gets, and where in the cell each comes from."""

    source: Source
    values: Mapping[str, Any]
    reader: Reader
    parts: list[str] = field(default_factory=list)
    size: int = 0
    places: list[tuple[int, int, int]] = field(default_factory=list)
    """For each part its offset in that text, that in the cell, and its length in the cell (0: it is copied)."""
    lets: dict[str, str] = field(default_factory=dict)
    samples: tuple[Samples, int, int] | None = None
    mistakes: list[Diagnostic] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the language reads: numbers of the notebook are let names, declared below the cell."""
        return f"{''.join(self.parts)}\n" + "".join(f"let {name} = {value}\n" for name, value in self.lets.items())

    def read(self) -> None:
        """Go through the cell once."""
        text, done = self.source.text, 0
        for match in _SCAN.finditer(text):
            start, end = match.span()
            if match["skipped"] is not None:
                continue
            self._copy(done, start)
            done = end
            if match["data"] is not None:
                self._put(self._data(match), start, end)
            elif match["half"] is not None:
                message = "the samples of a notebook are two arrays: from $X, $y"
                self._mistake("E026", message, start, end, help="write from $X, $y, or from $X, $y weights $c")
                done = self._past(end)
            elif match["variable"] is not None:
                self._put(self._variable(match[0][1:], start, end), start, end)
            else:
                self._mistake(
                    "E010", "unexpected character '$'", start, end, help="$name is a variable of the notebook"
                )
        self._copy(done, len(text))

    def _past(self, offset: int) -> int:
        """Behind the variables of a list that is wrong as a whole."""
        found = re.compile(rf"{_VARIABLE}(?:\s*,\s*{_VARIABLE})*").match(self.source.text, offset)
        return found.end() if found else offset

    def _copy(self, start: int, end: int) -> None:
        self._append(self.source.text[start:end], start, 0)

    def _put(self, text: str, start: int, end: int) -> None:
        self._append(text, start, end - start)

    def _append(self, text: str, start: int, length: int) -> None:
        self.places.append((self.size, start, length))
        self.parts.append(text)
        self.size += len(text)

    # ---- variables ----

    def _value(self, name: str, start: int, end: int) -> Any:
        """The value of a variable; None with the mistake noted."""
        if name not in self.values:
            known = [entry for entry in self.values if not entry.startswith("_")]
            help = suggest(name, known)
            self._mistake("E023", f"the notebook has no variable {excerpt(name)}", start, end, help=help)
            return None
        if self.values[name] is None:
            self._mistake("E030", f"{excerpt(name)} is None", start, end)
        return self.values[name]

    def _variable(self, name: str, start: int, end: int) -> str:
        """A number as a name that is declared below, an array as a list of numbers."""
        value = self._value(name, start, end)
        if value is None:
            return "0"
        try:
            written, scalar = self._written(value, name)
        except NotExact as error:
            self._mistake(error.code, f"{excerpt(name)} is {error.message}", start, end)
            return "0"
        except SpecError as error:
            self.mistakes += [self._at(entry, start, end) for entry in error.diagnostics]
            return "0"
        if not scalar or _LET.search(self.source.text, 0, start):
            return written
        return self._declared(name, written)

    def _declared(self, name: str, value: str) -> str:
        """A let name for a number: one that the cell does not use."""
        own = re.sub(r"[^A-Za-z0-9_]", "_", name) + "_"
        while re.search(rf"\b{own}\b", self.source.text) or self.lets.get(own, value) != value:
            own += "_"
        self.lets[own] = value
        return own

    def _written(self, value: Any, name: str) -> tuple[str, bool]:
        """A number or nested lists of numbers as a spec writes them, and whether it is a number."""
        array = as_array(value, name)
        if array is not None:
            value = entries_of(array, name) if array.ndim else array[()]
        if isinstance(value, Sequence) and not isinstance(value, str | bytes):
            return self._tuple(value, 0), False
        return rational_text(self.reader.read(value)), True

    def _tuple(self, value: Any, depth: int) -> str:
        nested = isinstance(value, Sequence) and not isinstance(value, str | bytes)
        if (nested or getattr(value, "shape", ()) != ()) and depth < _NESTING:
            return f"({', '.join(self._tuple(entry, depth + 1) for entry in value)})"
        return rational_text(self.reader.read(value))

    # ---- samples ----

    def _data(self, match: re.Match[str]) -> str:
        """Read the samples; in their place the text has one of each class, of the same dimension."""
        start, end = match.start(), match.end()
        if self.samples is not None:
            self._mistake("E021", "the samples are read twice", start, end)
            return ""
        names = {key: match[key] for key in ("X", "y", "weights") if match[key] is not None}
        given = {key: self._value(name[1:], *match.span(key)) for key, name in names.items()}
        if any(value is None for value in given.values()):
            return _points(1)
        try:
            found = read_samples(self.reader, given["X"], given["y"], given.get("weights"))
        except SpecError as error:
            for entry in error.diagnostics:
                key = entry.file if entry.file in names else "X"
                notes = (*entry.notes, f"{key} is {names[key]}") if names[key][1:] != key else entry.notes
                self.mistakes.append(self._at(replace(entry, notes=notes), *match.span(key)))
            return _points(1)
        self.samples = (found, start, end)
        return _points(found.dataset.dimension)

    def completed(self, loaded: Loaded) -> Spec:
        """The spec with the samples of the notebook. Raises :class:`CellError` if there are others beside them."""
        assert loaded.spec is not None
        notes = self.reader.notes
        if self.samples is None:
            return Spec.of(replace(loaded.spec, path=Path(NAME), notes=(*notes, *loaded.spec.notes)))
        found, start, end = self.samples
        held = loaded.spec.problem.dataset
        if not isinstance(held, Dataset) or len(held.points) != 2:
            self._mistake("E063", "a dataset has samples written out or arrays, not both", start, end)
            self.require_none()
        problem = replace(loaded.spec.problem, dataset=replace(found.dataset, name=held.name))
        said = (*notes, *found.notes, *loaded.spec.notes)
        return Spec.of(replace(loaded.spec, path=Path(NAME), problem=problem, notes=said))

    # ---- mistakes ----

    def _mistake(self, code: str, message: str, start: int, end: int, help: str | None = None) -> None:
        self.mistakes.append(self._at(Diagnostic(code, Severity.ERROR, message, NAME, help=help), start, end))

    def _at(self, entry: Diagnostic, start: int, end: int) -> Diagnostic:
        return replace(entry, file=NAME, span=self.source.span(start, end))

    def require_none(self) -> None:
        """Raise :class:`CellError` with the mistakes that were found."""
        if self.mistakes:
            raise CellError.of(self.mistakes, self.source)

    def moved(self, entry: Diagnostic) -> Diagnostic:
        """A diagnostic about the text that the language read, with its place in the cell."""
        if entry.span is None or entry.file != NAME:
            return entry
        span = entry.span
        start = self._origin(_offset(self.text, span.line, span.column), last=False)
        end = self._origin(_offset(self.text, span.end_line, span.end_column), last=True)
        return replace(entry, span=self.source.span(start, max(start, end)))

    def _origin(self, offset: int, *, last: bool) -> int:
        """Where a letter of that text comes from; with ``last`` where in the cell a stretch that ends there does."""
        if offset >= self.size:
            return len(self.source.text)
        index = bisect_right([place for place, _, _ in self.places], offset - 1 if last and offset else offset) - 1
        place, origin, length = self.places[index]
        if length:
            return origin + length if last else origin
        return origin + offset - place


def _points(dimension: int) -> str:
    """A sample of each class in place of those of the notebook; they differ, so that nothing is warned of."""
    first, second = (f"({', '.join([entry] * dimension)})" for entry in "10")
    return f"+ {first} - {second}"


def _offset(text: str, line: int, column: int) -> int:
    """The offset of a line and a column, both from 1."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1
