"""What is known of earlier runs (``--cache``), on the command line: trouble with the file costs time and no verdict.

What reads and writes the file is loaded where there is one: a run without a cache starts without it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from theoremcheck.cli.say import UsageError, echo
from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.trusted.frozen import FrozenDict
from theoremcheck.trusted.records import replace
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.values import Verdict

if TYPE_CHECKING:
    from theoremcheck.sweep.cache import Cache
    from theoremcheck.sweep.rows import Row

_T = TypeVar("_T")


def cache_at(path: Path | None) -> Cache | None:
    """The cache that ``--cache`` names, before any work. Raises ``UsageError`` if it cannot be used."""
    if path is None:
        return None
    from theoremcheck.sweep.cache import Cache, CacheError

    try:
        Cache(path).require()
    except CacheError as error:
        raise UsageError(f"--cache {error}") from None
    return Cache(path)


def known_verdict(path: Path | None, spec: Spec, options: Options) -> Verdict | None:
    """The verdict of an earlier run whose certificate the kernel accepts; None without one.

    A spec with a candidate is decided in any case: the report says what becomes of that point.
    """
    if path is None or spec.candidate is not None:
        return None
    from theoremcheck.sweep.cache import Cache

    started = time.perf_counter()
    found = _tried(lambda: Cache(path).verdict(spec, options))
    if isinstance(found, str):
        echo(f"{spec.path}: the kept verdict is not borne out, and is found again: {found}", err=True)
    if not isinstance(found, Verdict):
        return None
    note = Reason.of("search.known" if options.search else "search.not_asked")
    return replace(found, search_note=note, seconds=FrozenDict({"decide": time.perf_counter() - started}))


def keep_verdict(path: Path | None, verdict: Verdict, options: Options) -> None:
    """Keep a verdict for later runs, unless Ctrl-C ended its search."""
    if path is not None and not verdict.interrupted and verdict.spec.candidate is None:
        from theoremcheck.sweep.axes import Point
        from theoremcheck.sweep.cache import Cache
        from theoremcheck.sweep.reasons import written
        from theoremcheck.sweep.rows import key_of, row_of

        row, reasons = row_of(verdict, key_of(verdict.spec, options), Point(())), written(verdict.findings)
        _tried(lambda: Cache(path).keep(row, reasons))


def known_row(cache: Cache | None, key: str) -> Row | None:
    """The row of an earlier run, which is to be checked."""
    return None if cache is None else _tried(lambda: cache.row(key))


def keep_row(cache: Cache | None, row: Row) -> None:
    """Keep a row for later runs."""
    if cache is not None:
        _tried(lambda: cache.keep(row))


def _tried(work: Callable[[], _T]) -> _T | None:
    """What the cache gives; None, and a warning, where it cannot be used any more."""
    from theoremcheck.sweep.cache import CacheError

    try:
        return work()
    except CacheError as error:
        echo(f"warning: --cache {error}", err=True)
        return None
