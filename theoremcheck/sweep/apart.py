"""An order is decided in a process of its own: what dies there, hangs or takes all memory costs one point.

Run as a module this is that process: it reads one order from standard input, and writes two lines, one when it is
ready and then the answer. It ends when whoever started it does.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import field
from typing import Final

from theoremcheck.sweep.crashes import Crash, ended, timed_out
from theoremcheck.trusted.records import dataclass

READY: Final = "ready\n"
_COMMAND: Final = (sys.executable, "-P", "-m", "theoremcheck.sweep.apart")
"""-P: the folder in which a worker was started may have a file of the name of a module."""
_EVERY: Final = 0.5
"""Seconds between two questions whether an answer is still wanted."""
_PATIENCE: Final = 5.0
"""Seconds that a process which is gone may take to say how it ended."""


def _always() -> bool:
    return True


def decide_apart(order: str, seconds: float | None, wanted: Callable[[], bool] = _always) -> str:
    """The answer to an order; ``seconds`` are those it may take from when its process is ready on, None: any number.

    This is what an executor runs: a function of texts to a text. Where the answer is not ``wanted`` any more, its
    process is ended.
    """
    pipe = subprocess.PIPE
    with subprocess.Popen(
        _COMMAND, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as process:
        guard = _Guard(process, seconds, wanted)
        try:
            answer = _asked(process, order, guard)
        finally:
            guard.over.set()
            process.kill()
        code = process.wait()
    return answer if answer.endswith("\n") else json.dumps({"crash": (guard.why or ended(code)).reason})


@dataclass
class _Guard:
    """Ends a process when its time is over, or nobody wants its answer; ``why`` says so then."""

    process: subprocess.Popen[str]
    seconds: float | None
    wanted: Callable[[], bool]
    over: threading.Event = field(default_factory=threading.Event)
    why: Crash | None = None

    def begin(self) -> None:
        """The time of the process begins."""
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        """Until the process is done, or ended here."""
        deadline = None if self.seconds is None else time.monotonic() + self.seconds
        pause = _EVERY
        while self.why is None:
            if deadline is not None:
                pause = max(0.0, min(_EVERY, deadline - time.monotonic()))
            if self.over.wait(pause):
                return
            if self.seconds is not None and deadline is not None and time.monotonic() >= deadline:
                self.why = timed_out(self.seconds)
            elif not self.wanted():
                self.why = Crash("its answer was not wanted any more")
        self.process.kill()


def _asked(process: subprocess.Popen[str], order: str, guard: _Guard) -> str:
    """The line that a process answers with; what it has written of it, if it ends before."""
    if process.stdin is None or process.stdout is None:
        return ""
    with contextlib.suppress(OSError):  # it is gone, which is seen when it is read from
        process.stdin.write(f"{order}\n")
        process.stdin.flush()
    ready = process.stdout.readline()
    guard.begin()
    answer = process.stdout.readline() if ready == READY else ""
    if not answer.endswith("\n"):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)
    return answer


def main() -> None:
    """Answer the order on standard input. What libraries print meanwhile is no answer."""
    from theoremcheck.sweep.orders import answer_to

    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    order = sys.stdin.readline()
    threading.Thread(target=_end_with_asker, daemon=True).start()
    out.write(READY)
    out.flush()
    out.write(f"{answer_to(order)}\n")
    out.flush()
    os._exit(0)


def _end_with_asker() -> None:
    """Wait for the end of the pipe, which is that of whoever asks."""
    # Read below Python's buffers: their lock, held by a thread, would keep this process from ending by itself.
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
