"""``theoremcheck watch PATH...``: the line of each spec whenever it, or a table that it names, has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Final, TypeAlias

from theoremcheck.cli.caching import cache_at
from theoremcheck.cli.codes import INTERRUPTED, OK
from theoremcheck.cli.corpus import Job, checked_piece
from theoremcheck.cli.files import Files
from theoremcheck.cli.request import Request
from theoremcheck.cli.say import UsageError, echo
from theoremcheck.cli.settings import Output, parse_sets
from theoremcheck.cli.streams import stdout_is_lost
from theoremcheck.look import Tone, toned
from theoremcheck.report.formats.document import Asked
from theoremcheck.trusted.records import dataclass

MAX_WATCHED: Final = 10_000
"""The most specs that are watched."""
EVERY: Final = 0.5
"""Seconds between two looks at the files."""

_Stamp: TypeAlias = tuple[int, int, int] | None
"""What tells that a file has changed: when it was written (ns), bytes, inode; None if it is not there."""


def run(request: Request, pause: Callable[[float], object] = time.sleep) -> int:
    """Check every spec, and again whenever it changes, until Ctrl-C or until nobody reads; return the exit code.

    ``pause`` waits for some seconds. Raises ``UsageError``.
    """
    missing = next((path for path in request.paths if not path.exists()), None)
    if missing is not None:
        raise UsageError(f"{missing}: there is no such file or folder")
    cache_at(request.cache)
    output = Output("text", None)
    watch = _Watch(Job(request, request.options, parse_sets(request.sets), ((output, Asked(None, many=True)),)))
    try:
        while not stdout_is_lost():
            if watch.look() == INTERRUPTED:
                break
            pause(EVERY)
        else:
            return OK
    except KeyboardInterrupt:
        pass
    echo("interrupted", err=True)
    return INTERRUPTED


@dataclass
class _Watch:
    """The specs as they were when they were checked: of each the stamps of its file and of the tables that it names."""

    job: Job
    _seen: dict[Path, Mapping[Path, _Stamp]] = field(default_factory=dict)

    def look(self) -> int:
        """Check what has changed since the last look; return the code of the last check."""
        there = _specs(self.job.request.paths)
        for path in [path for path in self._seen if path not in there]:
            del self._seen[path]
            echo(f"{toned('gone', Tone.BAD)}   {path}")
        code = OK
        for path in there:
            if code != INTERRUPTED and not stdout_is_lost() and self._changed(path):
                code = self._check(path)
        return code

    def _changed(self, path: Path) -> bool:
        seen = self._seen.get(path)
        return seen is None or _stamps(seen) != seen

    def _check(self, path: Path) -> int:
        # The stamps of before: what is written while it is checked is seen at the next look.
        before = _stamps((path, *self._seen.get(path, ())))
        files = Files(())
        piece = checked_piece(self.job, path, files, f"{path}: ")
        read = (path, *files.inputs)
        self._seen[path] = {name: before[name] if name in before else _stamp(name) for name in read}
        return piece.code


def _specs(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The specs there are, those of a folder in order. Raises ``UsageError`` if there are too many."""
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(sorted(path.rglob("*.spec")) if path.is_dir() else [path] if path.exists() else []))
        if len(found) > MAX_WATCHED:
            raise UsageError(f"{path}: there are more than MAX_WATCHED = {MAX_WATCHED} specs to watch")
    return tuple(found)


def _stamps(paths: Iterable[Path]) -> Mapping[Path, _Stamp]:
    return {path: _stamp(path) for path in paths}


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
