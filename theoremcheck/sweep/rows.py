"""What is kept of each problem of a family: one line of JSON, by which the work is not done twice."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from theoremcheck._version import __version__
from theoremcheck.language.reading import ReadError, read_regular
from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.sweep.axes import Point
from theoremcheck.trusted.certificate import Unreadable, dumps, loads
from theoremcheck.trusted.kernel.statements import statements_digest
from theoremcheck.trusted.problem.model import digest
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.judge import conditions_named
from theoremcheck.verdict.values import Verdict

MAX_ROWS_BYTES: Final = 1 << 30
"""The largest file of rows that is read."""

FORMAT: Final = "theoremcheck-sweep"
SCHEMA_VERSION: Final = 1
CRASHED: Final = "crashed: "
"""How the error of a row begins whose problem may well have a verdict."""


class NotRows(ValueError):  # noqa: N818 - said of a file
    """The text is not what a sweep writes: where, and why."""


@dataclass(frozen=True)
class Row:
    """One problem of a family.

    ``key`` is that of :func:`key_of`; ``at`` the value on each axis, ``claim`` what the verdict is about, as
    ``Spec.claim`` has it (empty in rows of earlier versions). ``verdict`` is None where there is none, and ``error``
    then says why. ``by`` are the theorems or rules, ``missing`` what keeps the nearest theorems on the claim from
    applying, as reports name it (None in rows of earlier versions), ``wrong`` the fewest and most samples that are
    wrong at the certified minimum (None without one, as for a valley), ``certificate`` is the text of the evidence.
    """

    key: str
    at: tuple[tuple[str, str], ...]
    problem: str = ""
    claim: str = ""
    verdict: str | None = None
    by: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    missing: tuple[str, ...] | None = None
    wrong: tuple[int, int] | None = None
    error: str | None = None
    certificate: str | None = None

    @property
    def finished(self) -> bool:
        """True if there is a verdict, which need not be found again."""
        return self.verdict is not None

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is missing; of a row of an earlier version all that fails."""
        return self.failing if self.missing is None else self.missing


def key_of(spec: Spec, options: Options) -> str:
    """What a verdict depends on, as a digest: the problem and what is asked about it, the search, and this program."""
    asked = options.over(spec.search)
    search = [asked.full, asked.seed, asked.starts, asked.digits] if asked.search else []
    return digest(
        {
            "problem": spec.original.digests["problem"],
            "claim": repr(spec.question),
            "candidate": repr(spec.candidate),
            "search": repr(search),
            "wanted": repr(sorted(options.wanted | conditions_named(spec.expectations))),
            "extent": options.extent.value,
            "version": __version__,
            "statements": statements_digest(),
        }
    )


def row_of(verdict: Verdict, key: str, point: Point) -> Row:
    """The row of a verdict. The certificate is left out where no certificate file would be read again."""
    found = verdict.refutations[0] if verdict.refutations else None
    return Row(
        key,
        point.at,
        verdict.spec.original.digests["problem"],
        verdict.spec.claim,
        verdict.verdict,
        verdict.rules or verdict.theorems,
        verdict.failing,
        verdict.open,
        verdict.missing,
        (found.least, found.most) if found is not None and found.is_minimum else None,
        None if verdict.alarm is None else "soundness alarm",
        _certificate(verdict),
    )


def _certificate(verdict: Verdict) -> str | None:
    """The text of the certificate on one line, as a row is read; None if it would not be read again."""
    text = dumps(verdict.certificate)
    try:
        loads(text)
    except Unreadable:
        return None
    return json.dumps(json.loads(text))


def without_verdict(point: Point, error: str, key: str = "", claim: str = "") -> Row:
    """The row of a problem that has no verdict."""
    return Row(key, point.at, claim=claim, error=error)


def line(row: Row) -> str:
    """The row as one line of JSON, with its end."""
    certificate = None if row.certificate is None else json.loads(row.certificate)
    whole = {**asdict(row), "at": dict(row.at), "certificate": certificate}
    return json.dumps({"format": FORMAT, "schema_version": SCHEMA_VERSION, **whole}, ensure_ascii=True) + "\n"


def rows_in(path: Path) -> tuple[Row, ...]:
    """The rows of a file. Raises :class:`NotRows`, also where it cannot be read."""
    try:
        return read_rows(read_regular(path, MAX_ROWS_BYTES, "MAX_ROWS_BYTES").decode("utf-8"))
    except (ReadError, UnicodeDecodeError) as error:
        raise NotRows(error.reason) from None


def read_rows(text: str) -> tuple[Row, ...]:
    """The rows of a file; a last line without an end, left by a run that was killed, is not one.

    Raises :class:`NotRows`.
    """
    complete = text[: text.rfind("\n") + 1]
    if text and not complete and not text.startswith("{"):
        raise NotRows("line 1 is no row of a sweep")
    return tuple(_row(entry, number) for number, entry in enumerate(complete.splitlines(), 1))


def _row(text: str, number: int) -> Row:
    try:
        raw: Any = json.loads(text)
        if raw.pop("format") != FORMAT or raw.pop("schema_version") != SCHEMA_VERSION:
            raise NotRows(f"line {number} is of another format than {FORMAT} {SCHEMA_VERSION}")
        certificate = None if raw["certificate"] is None else json.dumps(raw["certificate"])
        lists: dict[str, tuple[str, ...]] = {name: tuple(map(str, raw.pop(name))) for name in ("by", "failing", "open")}
        missing = None if raw.get("missing") is None else tuple(map(str, raw["missing"]))
        counts = _counts(raw.pop("wrong"))
        at = tuple((str(name), str(value)) for name, value in raw.pop("at").items())
        found = Row(**{**raw, **lists, "missing": missing, "wrong": counts, "at": at, "certificate": certificate})
        _require_texts(found)
    except NotRows:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        raise NotRows(f"line {number} is no row of a sweep") from None
    return found


def _counts(raw: Any) -> tuple[int, int] | None:
    """Raises ``TypeError`` or ``ValueError`` if these are not two integers."""
    if raw is None:
        return None
    least, most = raw
    if type(least) is not int or type(most) is not int:
        raise TypeError
    return least, most


def _require_texts(row: Row) -> None:
    """Raises ``TypeError`` if a text is none."""
    for value in (row.key, row.problem, row.claim, row.verdict or "", row.error or ""):
        if not isinstance(value, str):
            raise TypeError


def table(rows: Sequence[Row]) -> str:
    """Comma-separated values: a column for each axis, then the verdict and what it rests on, or what is missing.

    All conditions that fail or are open, most of which concern no theorem that is near, stay in the file of rows.
    """
    out = io.StringIO()
    names = [name for name, _ in rows[0].at] if rows else []
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*names, "claim", "verdict", "by", "missing", "wrong_least", "wrong_most", "error", "key"])
    for row in rows:
        listed = (" ".join(entries) for entries in (row.by, row.lacking))
        counts = ("", "") if row.wrong is None else row.wrong
        values = (value for _, value in row.at)
        writer.writerow([*values, row.claim, row.verdict or "", *listed, *counts, row.error or "", row.key])
    return out.getvalue()
