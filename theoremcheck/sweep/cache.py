"""Verdicts of earlier runs in a file of SQLite: each is checked again before it is shown, none is believed.

Several programs may use the file at a time; each reads and writes one row in a transaction of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.sweep.checking import borne_out
from theoremcheck.sweep.reasons import MAX_REASONS, read
from theoremcheck.sweep.rows import NotRows, Row, key_of, line, read_rows
from theoremcheck.trusted.bounds import MAX_CERTIFICATE_BYTES
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.values import Answer, Verdict

NAME: Final = "theoremcheck-cache.sqlite"
"""The name of the file in a folder that is given."""
MAX_ROW: Final = 2 * MAX_CERTIFICATE_BYTES
"""The most bytes of one row that are kept or read."""
_APPLICATION: Final = 0x74636863
_PATIENCE: Final = 10.0
"""Seconds that another program may hold the file."""


class CacheError(ValueError):
    """What is wrong with a cache, in a sentence that says what to do."""


@dataclass(frozen=True)
class Cache:
    """The verdicts in a file, by :func:`~theoremcheck.sweep.rows.key_of`: the problem, the options, the version.

    ``path`` may be a folder, and has the file ``NAME`` then. Every method raises :class:`CacheError` where the file
    cannot be used.
    """

    path: Path

    @property
    def place(self) -> Path:
        """The file."""
        return self.path / NAME if self.path.is_dir() else self.path

    def require(self) -> None:
        """The file is a cache, or becomes one."""
        with self._open():
            pass

    def verdict(self, spec: Spec, options: Options) -> Verdict | str | None:
        """The verdict that is kept and borne out by its certificate, what is not borne out, or None: none is kept.

        One that is undecided is of no use without the reasons for it, which a sweep does not keep.
        """
        row = self.row(key_of(spec, options))
        reasons = None if row is None else self._reasons(row.key)
        if row is None or (reasons is None and row.verdict == Answer.UNDECIDED.value):
            return None
        return borne_out(spec, row, reasons)

    def row(self, key: str) -> Row | None:
        """The row of a key as it was kept, which is to be checked; None without one that can be read."""
        with self._open() as file:
            found = file.execute(
                "SELECT row FROM rows WHERE key = ? AND length(CAST(row AS BLOB)) <= ?", (key, MAX_ROW)
            ).fetchone()
        try:
            (row,) = () if found is None else read_rows(found[0])
        except (NotRows, ValueError, TypeError, AttributeError):
            return None
        return row if row.key == key and row.finished else None

    def _reasons(self, key: str) -> dict[str, Reason] | None:
        """Why the conditions of a row are open; None where that is not kept."""
        with self._open() as file:
            found = file.execute(
                "SELECT text FROM reasons WHERE key = ? AND length(CAST(text AS BLOB)) <= ?", (key, MAX_REASONS)
            ).fetchone()
        return read(found[0]) if found is not None and isinstance(found[0], str) else None

    def keep(self, row: Row, reasons: str | None = None) -> None:
        """Keep a row with a verdict and a certificate; others, and longer ones, are not kept.

        ``reasons`` is the text of those for which conditions are open.
        """
        text = line(row)
        if not row.finished or row.error is not None or row.certificate is None or len(text) > MAX_ROW:
            return
        with self._open() as file:
            file.execute("INSERT OR REPLACE INTO rows VALUES (?, ?)", (row.key, text))
            if reasons is not None:
                file.execute("INSERT OR REPLACE INTO reasons VALUES (?, ?)", (row.key, reasons))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file, within one transaction."""
        try:
            file = sqlite3.connect(self.place, timeout=_PATIENCE)
            try:
                with file:
                    self._prepare(file)
                    yield file
            finally:
                file.close()
        except sqlite3.Error as error:
            raise CacheError(f"{self.place}: {_words(error)}") from None

    def _prepare(self, file: sqlite3.Connection) -> None:
        """The table is there. Another program's file is left as it is."""
        (kind,) = file.execute("PRAGMA application_id").fetchone()
        if kind == _APPLICATION:
            file.execute(_REASONS)
            return
        file.execute("BEGIN IMMEDIATE")
        (kind,) = file.execute("PRAGMA application_id").fetchone()
        (tables,) = file.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if kind == _APPLICATION:
            return
        if kind or tables:
            raise CacheError(f"{self.place}: {_FOREIGN}")
        file.execute("CREATE TABLE rows (key TEXT PRIMARY KEY, row TEXT NOT NULL)")
        file.execute(_REASONS)
        file.execute(f"PRAGMA application_id = {_APPLICATION}")


_REASONS: Final = "CREATE TABLE IF NOT EXISTS reasons (key TEXT PRIMARY KEY, text TEXT NOT NULL)"
_FOREIGN: Final = "it is no cache of theoremcheck; name another file, or remove this one"


def _words(error: sqlite3.Error) -> str:
    """What is wrong, and what to do."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest says more than is asked
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"another program holds it for more than {_PATIENCE:g} seconds; wait for that, or name another file"
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
        return _FOREIGN
    if code == sqlite3.SQLITE_CORRUPT:
        return "it is damaged; remove it, and verdicts are found again"
    return f"it cannot be used ({error})"
