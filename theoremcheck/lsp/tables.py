"""What a table beside a spec offers where its columns and labels are named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from theoremcheck.language.reading import ReadError, read_regular
from theoremcheck.language.rows import DELIMITERS

_LARGEST: Final = 4_000_000
"""Bytes of a table that is looked into while somebody types."""
_MOST: Final = 200
_ROWS: Final = 20_000
_WRITTEN: Final = r'"[^"\\\n]*"'
_CLAUSES: Final = re.compile(
    rf'\bfrom\s+"(?P<path>[^"\\\n]*)"(?P<rest>(?:[^"{{}}#]|{_WRITTEN})*)"(?P<typed>[^"\\\n]*)$'
)
_LABEL: Final = re.compile(r'\blabel\s+"([^"\\\n]*)"')


def offered(text: str, folder: Path) -> tuple[str, int, tuple[str, ...]] | None:
    """At the end of ``text``, in a quoted text behind a ``from``: what is offered, where it starts, and the choices.

    None where no column and no label stands.
    """
    found = _CLAUSES.search(text)
    if found is None:
        return None
    before = re.sub(_WRITTEN, '""', found["rest"]).rstrip()
    words: list[str] = re.findall("[a-z]+", before)
    word = words[-1] if words else ""
    start = len(text) - len(found["typed"])
    if before.endswith(word if word != "features" else (word, ",", "..")):
        label = _LABEL.search(found["rest"])
        if word in ("label", "features"):
            return "a column", start, _quotable(next(_rows(folder / found["path"]), []))
        if word in ("positive", "negative") and label is not None:
            return "a label", start, _labels(folder / found["path"], label[1])
    return None


def _labels(path: Path, column: str) -> tuple[str, ...]:
    """The values of a column, in order; none if there are more than can be labels."""
    rows = _rows(path)
    names = [name.strip() for name in next(rows, [])]
    if column not in names:
        return ()
    index = names.index(column)
    values = {row[index].strip() for row in islice(rows, _ROWS) if index < len(row)}
    return _quotable(sorted(values)) if len(values) <= _MOST else ()


def _quotable(names: list[str]) -> tuple[str, ...]:
    """Those that can be written in quotes as they are, no name twice."""
    clean = dict.fromkeys(name.strip() for name in names)
    return tuple(name for name in clean if name.isprintable() and not set(name) & {'"', "\\"})[:_MOST]


def _rows(path: Path) -> Iterator[list[str]]:
    """The rows of the table, the header first; none where it cannot be read."""
    try:
        text = read_regular(path, _LARGEST, "_LARGEST").decode("utf-8-sig")
        delimiter = next((mark for mark in DELIMITERS if mark in text.split("\n", 1)[0]), ",")
        yield from (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row)
    except (ReadError, UnicodeDecodeError, csv.Error):
        return
