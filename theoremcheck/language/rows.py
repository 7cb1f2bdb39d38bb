"""From the bytes of a table to its rows, one after the other: text, arrays, or a Parquet file.

A cell is a text, and equal texts are one and the same object: a table has few of them in many places. So the bounds on
the cells, and on the texts that differ, bound the memory as well.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import chain
from typing import Final, TypeAlias

from theoremcheck.language.arrays import NoArrays, cells_of, read_arrays
from theoremcheck.language.columnar import NoColumns, cells_of_columns
from theoremcheck.language.diagnostics import Collector, excerpt
from theoremcheck.language.tree import Word
from theoremcheck.trusted.bounds import MAX_CELLS_READ, MAX_CSV_BYTES, MAX_ROWS, MAX_TEXTS_READ
from theoremcheck.trusted.records import dataclass

DELIMITERS: Final = (",", ";", "\t")
ARRAYS: Final = ".npz"
"""How the name of a file of arrays ends."""
PARQUET: Final = ".parquet"
TABLES: Final = (".csv", ".tsv", ".txt", ARRAYS, PARQUET)
"""How the names of tables end."""
_ONE_ARRAY: Final = b"\x93NUMPY"
"""How a file of ``numpy.save`` begins."""
_SAVEZ: Final = 'numpy.savez("d.npz", X=X, y=y) writes the samples and their labels'
_ROWS: Final = "the first row has the names of the columns, each other row a sample"
_Numbered: TypeAlias = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, with its number in the file, from 1 on."""

    number: int
    cells: list[str]


class _NoTable(ValueError):  # noqa: N818 - said of a file
    """The bytes are no table within the bounds: the code and the words behind the name of the file."""

    def __init__(self, code: str, words: str, help: str | None = None) -> None:
        super().__init__(words)
        self.code, self.words, self.help = code, words, help


def read_rows(collector: Collector, path: Word, data: bytes) -> list[Row] | None:
    """All rows of the file that are not empty, the header first; None with the error reported."""
    try:
        return _kept(_source(path.text, data))
    except _NoTable as error:
        collector.error(error.code, f"{excerpt(path.text, 80)}{error.words}", path, help=error.help)
        return None


def _source(name: str, data: bytes) -> _Numbered:
    if name.endswith(ARRAYS):
        return _of_arrays(data)
    return _of_parquet(data) if name.endswith(PARQUET) else _of_text(data)


@dataclass
class _Shared:
    """Each text once, and how many cells there are."""

    texts: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def cells(self, cells: Sequence[str]) -> list[str]:
        """The same texts. Raises :class:`_NoTable` beyond the bounds."""
        self.count += len(cells)
        if self.count > MAX_CELLS_READ:
            raise _NoTable("E064", f" has more than MAX_CELLS_READ = {MAX_CELLS_READ} cells")
        found = list(map(self.texts.setdefault, cells, cells))
        if len(self.texts) > MAX_TEXTS_READ:
            raise _NoTable("E064", f" has more than MAX_TEXTS_READ = {MAX_TEXTS_READ} different cells")
        return found


def _kept(source: _Numbered) -> list[Row]:
    """The rows, if they are neither too few nor too many."""
    shared = _Shared()
    rows: list[Row] = []
    for number, cells in source:
        if cells and len(rows) > MAX_ROWS:
            raise _NoTable("E064", f" has more than MAX_ROWS = {MAX_ROWS} rows")
        if cells:
            rows.append(Row(number, shared.cells(cells)))
    if len(rows) < 2:
        raise _NoTable("E076", f" has no {'row of data' if rows else 'header row'}", _ROWS)
    return rows


def _of_arrays(data: bytes) -> _Numbered:
    """The names of the columns, which are row 1 here as well, and all rows."""
    try:
        yield from enumerate(cells_of(read_arrays(data, MAX_CSV_BYTES, "MAX_CSV_BYTES")), 1)
    except NoArrays as error:
        raise _NoTable("E077", f": {excerpt(str(error), 120)}") from None


def _of_parquet(data: bytes) -> _Numbered:
    try:
        yield from enumerate(cells_of_columns(data, MAX_CELLS_READ, "MAX_CELLS_READ"), 1)
    except NoColumns as error:
        raise _NoTable("E077", f": {excerpt(str(error), 120)}") from None


def _of_text(data: bytes) -> _Numbered:
    """The rows of a CSV file; its text is decoded piece by piece, as the rows are read."""
    if data.startswith(_ONE_ARRAY):
        raise _NoTable("E077", " is a single array of NumPy", _SAVEZ)
    if b"\0" in data and _decodes(data):
        raise _NoTable("E077", " has a zero byte: it is no CSV text")
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    number = 0
    try:
        first = lines.readline()
        delimiter = next((mark for mark in DELIMITERS if mark in first), ",")
        reader = csv.reader(chain([first] if first else [], lines), delimiter=delimiter, strict=True)
        for cells in reader:
            number = reader.line_num
            yield number, cells
    except UnicodeDecodeError:
        _decodes(data)
        raise
    except csv.Error as error:
        raise _NoTable("E077", f", row {max(number, reader.line_num)}: {error}") from None


def _decodes(data: bytes) -> bool:
    """True for UTF-8 text. Raises :class:`_NoTable` with the place of what is none."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f" is not UTF-8 text: byte {error.start + 1} cannot be decoded"
        raise _NoTable("E077", message, "save the table as UTF-8") from None
    return True
