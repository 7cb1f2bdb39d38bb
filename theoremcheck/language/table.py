"""Tables, CSV files and arrays: exact rationals, with every mistake located by row and column."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from fractions import Fraction
from operator import is_, itemgetter
from pathlib import Path, PurePosixPath
from typing import Any, Final

from theoremcheck.language.diagnostics import Collector, Help, Place, closest, excerpt
from theoremcheck.language.hints import counting_column, decimal_comma, numbers_as_names, others, repeated_names
from theoremcheck.language.numerals import NumeralError, parse_number
from theoremcheck.language.reading import ReadError, Trouble, alike, read_regular
from theoremcheck.language.rows import TABLES, Row, read_rows
from theoremcheck.language.spec import CsvSource
from theoremcheck.language.tree import Feature, FeatureClause, FromLine, LabelClause, Word
from theoremcheck.trusted.bounds import MAX_CSV_BYTES, MAX_DIMENSION
from theoremcheck.trusted.problem.model import Sample, Vector
from theoremcheck.trusted.records import dataclass

_MAX_CELL_ERRORS: Final = 5
_MOST_LABELS: Final = 9
"""So many different labels are listed in a help line; a column with more is hardly one of labels."""
_RAGGED: Final = "each row has one cell for each column; a text with a separator in it stands in quotes"


@dataclass(frozen=True)
class Table:
    """The samples that a ``from`` clause selects, with their labels."""

    source: CsvSource
    points: tuple[Vector, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Clauses:
    label: Word
    positive: Word
    negative: Word | None
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class _Column(Sequence[str]):
    """The cells of one column, read when they are asked for."""

    rows: Sequence[Row]
    place: int

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: Any) -> Any:
        return self.rows[row].cells[self.place]


@dataclass
class _Cells(dict[str, Fraction]):
    """Rationals by their text, each text read once."""

    def __missing__(self, text: str) -> Fraction:
        value = self[text] = parse_number(text)
        return value


def read_table(collector: Collector, line: FromLine, base: Path) -> Table | None:
    """The table of a ``from`` line, its path relative to ``base``; None with the errors reported."""
    data = _bytes(collector, line.path, base)
    with _uncollected():
        found = None if data is None else read_rows(collector, line.path, data)
        del data
        clauses = _clauses(collector, line, found)
        if found is None or clauses is None:
            return None
        return _Reader(collector, line, clauses, found[0], found[1:]).table()


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage within: it would look at all cells and numbers again and again, and they stay."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _clauses(collector: Collector, line: FromLine, table: Sequence[Row] | None) -> _Clauses | None:
    texts: dict[str, Word] = {}
    features: FeatureClause | None = None
    failed = False
    for clause in line.clauses:
        key = clause.keyword.text
        if key in texts or (isinstance(clause, FeatureClause) and features is not None):
            collector.error("E021", f"{key} is written twice", clause.keyword)
            failed = True
        elif isinstance(clause, LabelClause):
            texts[key] = clause.text
        else:
            features = clause
    for key, example in (("label", "diagnosis"), ("positive", "M")):
        if key not in texts:
            behind = _behind(key, line, texts, table) or f'write {key} "{example}" behind the path'
            collector.error("E026", f"the CSV file needs {key}", line.path, help=behind)
            failed = True
    if failed:
        return None
    return _Clauses(texts["label"], texts["positive"], texts.get("negative"), features.features if features else ())


def _behind(key: str, line: FromLine, texts: Mapping[str, Word], table: Sequence[Row] | None) -> Help | str | None:
    """A help line on a clause that is missing, with what the table has for it; None without a table to quote."""
    names = [] if table is None else [name.strip() for name in table[0].cells]
    if table is None or not _is_table(names, table[1:]):
        return None
    if key == "label":
        return f'write label "..." behind the path; the columns are {excerpt(", ".join(names), 100)}'
    column = texts["label"].text.strip() if "label" in texts else None
    place = names.index(column) if column in names else None
    values = [] if place is None else sorted({row.cells[place].strip() for row in table[1:]})
    if not 2 <= len(values) <= _MOST_LABELS or any(set(value) & {'"', "\\"} for value in values):
        return None
    other = "" if len(values) == 2 else f' negative "{values[0]}"'
    clause = f'positive "{values[-1]}"{other}'
    words = f"write {clause} behind the path; the labels are {excerpt(', '.join(map(repr, values)), 100)}"
    return Help(words, f" {clause}", Place(line.path.end, line.path.end))


def _bytes(collector: Collector, path: Word, base: Path) -> bytes | None:
    shown = excerpt(path.text, 80)
    place = base / path.text
    collector.inputs.append(place)
    try:
        return read_regular(place, MAX_CSV_BYTES, "MAX_CSV_BYTES")
    except ReadError as error:
        if error.trouble is Trouble.KIND:
            collector.error("E002", f"{shown} is {error.reason}", path)
        elif error.trouble is Trouble.SIZE:
            collector.error("E071", f"{shown} has {error.reason}", path)
        else:
            near = alike(place, TABLES)
            written = "" if near is None else str(PurePosixPath(path.text).with_name(near))
            help = "the path is relative to the folder of the spec" if near is None else _named(written)
            collector.error("E070", f"cannot read {shown}: {error.reason}", path, help=help)
        return None


@dataclass
class _Reader:
    """Selects columns and rows of one file."""

    collector: Collector
    line: FromLine
    clauses: _Clauses
    header: Row
    rows: Sequence[Row]
    names: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = [name.strip() for name in self.header.cells]

    def table(self) -> Table | None:
        numbers_as_names(self.collector, self.names, self.line.path)
        label = self._column(self.clauses.label)
        columns = self._features(label)
        if label is None or columns is None or not self._even():
            return None
        positive = self.clauses.positive.text.strip()
        negative = None if self.clauses.negative is None else self.clauses.negative.text.strip()
        values = [row.cells[label].strip() for row in self.rows]
        if not self._binary(values, positive, negative):
            return None
        chosen = [i for i, value in enumerate(values) if negative is None or value in (positive, negative)]
        labels = tuple(1 if values[i] == positive else -1 for i in chosen)
        points = self._points([self.rows[i] for i in chosen], columns)
        if points is None:
            return None
        features = tuple(self.names[column] for column in columns)
        rows = tuple(self.rows[i].number for i in chosen)
        source = CsvSource(self.line.path.text, self.names[label], positive, negative, features, rows)
        self._hints(columns)
        return Table(source, points, labels)

    def _hints(self, columns: Sequence[int]) -> None:
        place = self.line.path
        names = [self.names[column] for column in columns]
        repeated_names(self.collector, names, place)
        if not self.clauses.features:
            counting_column(self.collector, names, (_Column(self.rows, c) for c in columns), place)

    def _column(self, name: Word) -> int | None:
        wanted = name.text.strip()
        found = [index for index, own in enumerate(self.names) if own == wanted]
        if len(found) == 1:
            return found[0]
        shown = excerpt(wanted)
        if found:
            self.collector.error("E073", f"the header has {len(found)} columns {shown!r}", name)
            return None
        help: Help | str | None = None
        if _is_table(self.names, self.rows):
            near = closest(wanted, self.names)
            help = _named(near) if near else f"the columns are {excerpt(', '.join(self.names), 100)}"
        self.collector.error("E073", f"the file has no column {shown!r}", name, help=help)
        return None

    def _features(self, label: int | None) -> list[int] | None:
        if not self.clauses.features:
            columns = [index for index in range(len(self.names)) if index != label]
        else:
            columns = []
            for feature in self.clauses.features:
                part = self._range(feature)
                if part is None:
                    return None
                for column in part:
                    if column in columns or column == label:
                        what = "is the label" if column == label else "is named twice"
                        self.collector.error("E073", f"the column {excerpt(self.names[column])!r} {what}", feature)
                        return None
                    columns.append(column)
        if not columns:
            self.collector.error("E073", "the file has no column beside the label", self.line.path)
            return None
        if len(columns) > MAX_DIMENSION:
            self.collector.error("E064", f"more than MAX_DIMENSION = {MAX_DIMENSION} features", self.line.path)
            return None
        return columns

    def _range(self, feature: Feature) -> range | None:
        first = self._column(feature.first)
        last = first if feature.last is None else self._column(feature.last)
        if first is None or last is None:
            return None
        if last < first:
            names = (self.names[last], self.names[first])
            swapped = '"{}".."{}"'.format(*names)
            help = None if {'"', "\\"} & set("".join(names)) else Help(f"write {swapped}", swapped)
            self.collector.error("E073", "the second column stands before the first one", feature, help=help)
            return None
        return range(first, last + 1)

    def _even(self) -> bool:
        width = len(self.names)
        ragged = [row for row in self.rows if len(row.cells) != width]
        for row in ragged[:_MAX_CELL_ERRORS]:
            message = f"{self._at(row)}: {len(row.cells)} cells where the header has {width}"
            self.collector.error("E072", message, self.line.path, help=_RAGGED)
        return not ragged

    def _binary(self, values: Sequence[str], positive: str, negative: str | None) -> bool:
        present = sorted(set(values))
        quoted = _is_table(self.names, self.rows)
        listed = excerpt(", ".join(repr(value) for value in present), 100)
        for word, text in ((self.clauses.positive, positive), (self.clauses.negative, negative)):
            if word is not None and text not in present:
                message = f"no row has the label {excerpt(word.text)!r}"
                self.collector.error("E061", message, word, help=f"the labels are {listed}" if quoted else None)
                return False
        if negative == positive:
            self.collector.error("E075", "positive and negative are the same label", self.clauses.negative)
            return False
        if negative is None and len(present) != 2:
            message = f"the label {excerpt(self.clauses.label.text)!r} has {len(present)} values"
            message += f": {listed}" if quoted else ""
            help = 'choose the other class with negative "..."' if len(present) > 2 else None
            self.collector.error("E061" if len(present) < 2 else "E075", message, self.clauses.label, help=help)
            return False
        return True

    def _points(self, rows: Sequence[Row], columns: Sequence[int]) -> tuple[Vector, ...] | None:
        known = _Cells()
        pick = _picker(columns)
        points: list[Vector] = []
        seen: dict[int, list[Sample]] = {}
        mistakes = 0
        for row in rows:
            cells = pick(row.cells)
            try:
                point = Sample(map(known.__getitem__, cells))
            except NumeralError:
                mistakes += self._cell_errors(row, columns, known)
                if mistakes >= _MAX_CELL_ERRORS:
                    return None
                continue
            # Rows of the same texts, and so of the same objects, are one sample.
            alike = seen.setdefault(hash(cells), [])
            same = next((other for other in alike if all(map(is_, other, point))), None)
            if same is None:
                alike.append(point)
            points.append(point if same is None else same)
        return None if mistakes else tuple(points)

    def _cell_errors(self, row: Row, columns: Sequence[int], known: _Cells) -> int:
        mistakes = 0
        for column in columns:
            try:
                known[row.cells[column]]
            except NumeralError as error:
                name = excerpt(self.names[column])
                message = f"{self._at(row)}, column {column + 1} ({name!r}): {error.message}"
                code = error.code if error.code != "E030" else "E074"
                help = decimal_comma(row.cells[column]) or self._without(columns, column)
                self.collector.error(code, message, self.line.path, help=help)
                mistakes += 1
                if mistakes >= _MAX_CELL_ERRORS:
                    break
        return mistakes

    def _without(self, columns: Sequence[int], column: int) -> str | None:
        """What to do about a cell that is no number: of a column of texts, to name the other columns."""
        if any(_is_number(row.cells[column]) for row in self.rows):
            return "mend the cell, or leave the row out of the file"
        if self.clauses.features:
            return "the column is no feature: leave it out behind features"
        return others([self.names[entry] for entry in columns], columns.index(column))

    def _at(self, row: Row) -> str:
        return f"{excerpt(self.line.path.text, 80)}, row {row.number}"


def _picker(columns: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """The cells of a row in these columns, in their order."""
    if len(columns) > 1:
        return itemgetter(*columns)
    return lambda cells: (cells[columns[0]],)


def _named(name: str) -> Help | str:
    """A help line with the name of a column or a file that is meant; an edit where it needs no escapes."""
    words = f'did you mean "{name}"?'
    return words if set(name) & {'"', "\\"} else Help(words, f'"{name}"')


def _is_table(names: Sequence[str], rows: Sequence[Row]) -> bool:
    """True if the file is a table of numbers, so that a message may quote it.

    Every row has a cell for each name, and one column has nothing but numbers. A path may name anything that can be
    read, such as a file of passwords: of that no message shows a word.
    """
    if len(names) < 2 or not all(names) or any(len(row.cells) != len(names) for row in rows):
        return False
    return any(
        not _is_number(name) and all(_is_number(row.cells[column]) for row in rows) for column, name in enumerate(names)
    )


def _is_number(text: str) -> bool:
    try:
        parse_number(text)
    except NumeralError:
        return False
    return True
