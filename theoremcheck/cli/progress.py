"""Progress on standard error, and only on a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from theoremcheck.cli.say import echo

_WAIT = 0.5
_EVERY = 0.1
_BAR = 24


class Progress:
    """A line that redraws itself; silent off a terminal and during the first half second."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._shown = sys.stderr.isatty()
        self._next = time.monotonic() + _WAIT
        self._dirty = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def __call__(self, done: int, total: int, stage: str) -> None:
        """Show ``done`` of ``total`` (0: unknown) steps of a stage."""
        now = time.monotonic()
        if not self._shown or now < self._next:
            return
        self._next = now + _EVERY
        bar = ""
        if total:
            filled = _BAR * min(done, total) // total
            bar = f"[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total} "
        echo(f"\r\x1b[K{self._prefix}{bar}{stage}", nl=False, err=True)
        self._dirty = True

    def clear(self) -> None:
        """Remove the line."""
        if self._dirty:
            echo("\r\x1b[K", nl=False, err=True)
            self._dirty = False
