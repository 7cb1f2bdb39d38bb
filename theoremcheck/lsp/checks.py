"""Checks in processes of their own, which can be stopped at any time: at most one for each document."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import Any, Final, TypeAlias

from theoremcheck.lsp.worker import LONGEST
from theoremcheck.trusted.records import dataclass

Tell: TypeAlias = Callable[[dict[str, Any]], None]

_COMMAND: Final = (sys.executable, "-P", "-m", "theoremcheck", "lsp", "--worker")
"""-P: a folder that is being edited may have a file of the name of a module."""


@dataclass
class Checks:
    """The checks that run, by document. They are started and stopped one after the other: the last one counts."""

    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def running(self, uri: str) -> bool:
        """True while a check of the document runs."""
        return uri in self._running

    async def start(self, uri: str, path: Path, text: str, tell: Tell) -> None:
        """Check a text, and call ``tell`` with each message about it; an earlier check of the document is stopped."""
        async with self._turn:
            await self._end(uri)
            task = asyncio.create_task(_check(path, text, tell))
            self._running[uri] = task
            task.add_done_callback(lambda done: self._forget(uri, done))

    async def stop(self, uri: str) -> bool:
        """Stop the check of a document, and wait until its process is gone; False if there was none."""
        async with self._turn:
            return await self._end(uri)

    async def stop_all(self) -> None:
        """Stop every check."""
        for uri in tuple(self._running):
            await self.stop(uri)

    async def _end(self, uri: str) -> bool:
        task = self._running.pop(uri, None)
        if task is None:
            return False
        task.cancel()
        await asyncio.wait([task])
        return True

    def _forget(self, uri: str, task: asyncio.Task[None]) -> None:
        if self._running.get(uri) is task:
            del self._running[uri]


async def _check(path: Path, text: str, tell: Tell) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *_COMMAND,
        stdin=pipe,
        stdout=pipe,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LONGEST,
        start_new_session=True,
    )
    try:
        tell({"stage": "running", "process": process.pid})
        last = "failed"
        if process.stdin is None or process.stdout is None:
            return
        with suppress(ConnectionError):
            process.stdin.write(json.dumps({"path": str(path), "text": text}).encode() + b"\n")
            await process.stdin.drain()
        # A line that is too long is the end of a check, as a crash is.
        with suppress(ValueError):
            while line := await process.stdout.readline():
                message: dict[str, Any] = json.loads(line)
                last = message["stage"]
                tell(message)
        if last not in ("final", "wrong"):
            tell({"stage": "failed"})
    except asyncio.CancelledError:
        tell({"stage": "stopped"})
        raise
    finally:
        _kill(process)
        await asyncio.shield(process.wait())


def _kill(process: asyncio.subprocess.Process) -> None:
    """End a process and those that it started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
