"""Worker processes: each has one item at a time, so that it is known on which of them a worker died."""

from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Final, Generic, TypeVar

from theoremcheck.cli.say import UsageError
from theoremcheck.cli.streams import uninterrupted
from theoremcheck.sweep.crashes import Crash, ended, timed_out
from theoremcheck.trusted.records import dataclass

_T = TypeVar("_T")
_R = TypeVar("_R")
PRELOADED: Final = "theoremcheck.cli.preloaded"
"""The module that imports what workers for specs need."""
_PATIENCE: Final = 5.0
"""Seconds that a process which is gone may take to say how it ended."""


@dataclass
class _Worker(Generic[_T]):
    """A process, our end of its pipe, the index of its item, and when its time is over (None: it has no such time)."""

    process: BaseProcess
    pipe: Connection
    index: int
    deadline: float | None = None


@dataclass
class Crew(Generic[_T, _R]):
    """Workers that apply ``task`` to ``items``; a context that leaves no worker behind.

    Task, items and results cross to other processes and back by pickle. ``preload`` is the module that has the task;
    ``seconds`` are those that one item may take, from the time when its worker is ready on.
    """

    task: Callable[[_T], _R]
    items: Sequence[_T]
    jobs: int
    preload: str
    seconds: float | None = None
    _workers: list[_Worker[_T]] = field(default_factory=list)
    _ended: dict[int, _R | Crash] = field(default_factory=dict)
    _next: int = 0
    _shown: int = 0

    def __enter__(self) -> Crew[_T, _R]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            _end(worker)

    @property
    def done(self) -> int:
        """How many items are done, in whatever order."""
        return self._shown + len(self._ended)

    def results(self, waiting: Callable[[int], None]) -> Iterator[_R | Crash]:
        """What became of each item, in the order of the items; ``waiting`` is told now and then how many are done.

        Raises what a task refused with, a ``UsageError``, in the place of its result.
        """
        while self._shown < len(self.items):
            if self._shown in self._ended:
                self._shown += 1
                yield _result(self._ended.pop(self._shown - 1))
            else:
                self._work(waiting)

    def as_they_end(self, waiting: Callable[[int], None]) -> Iterator[tuple[int, _R | Crash]]:
        """As :meth:`results`, each with its index, in the order in which they end."""
        while self._shown < len(self.items):
            if self._ended:
                self._shown += 1
                index = min(self._ended)
                yield index, _result(self._ended.pop(index))
            else:
                self._work(waiting)

    def _work(self, waiting: Callable[[int], None]) -> None:
        """Have all workers at work, and wait until one of them has something to say."""
        self._hire()
        waiting(self.done)
        self._listen()

    def left(self) -> Iterator[tuple[int, _R | Crash]]:
        """After an interrupt: the index and the result of what is done and not yet shown, in order."""
        for index in sorted(self._ended):
            yield index, _result(self._ended.pop(index))

    def _hire(self) -> None:
        """As many workers as there are jobs and items."""
        while len(self._workers) < self.jobs and self._next < len(self.items):
            prepare(self.preload)
            context: Any = mp.get_context(_method())
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(self.task, theirs), daemon=True)
            with uninterrupted():  # the mask goes to the process: Ctrl-C is for us alone
                process.start()
                theirs.close()
                worker: _Worker[_T] = _Worker(process, ours, self._next)
                self._workers.append(worker)
            self._give(worker)

    def _give(self, worker: _Worker[_T]) -> None:
        worker.index = self._next
        self._next += 1
        with contextlib.suppress(OSError):  # it is gone, which is seen when it is listened to
            worker.pipe.send(self.items[worker.index])

    def _listen(self) -> None:
        """Wait until a worker says something, dies or has no time left."""
        deadlines = [worker.deadline for worker in self._workers if worker.deadline is not None]
        patience = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        ready = wait([worker.pipe for worker in self._workers], patience)
        for worker in tuple(self._workers):
            if worker.pipe in ready:
                self._hear(worker)
            elif worker.deadline is not None and time.monotonic() >= worker.deadline:
                self._lose(worker, timed_out(self.seconds or 0.0))

    def _hear(self, worker: _Worker[_T]) -> None:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(_PATIENCE)
            self._lose(worker, ended(worker.process.exitcode))
            return
        if said is not None:
            self._ended[worker.index] = said
            if self._next == len(self.items):
                self._dismiss(worker)
                return
            self._give(worker)
        worker.deadline = None if self.seconds is None else time.monotonic() + self.seconds

    def _lose(self, worker: _Worker[_T], crash: Crash) -> None:
        self._ended[worker.index] = crash
        self._dismiss(worker)

    def _dismiss(self, worker: _Worker[_T]) -> None:
        self._workers.remove(worker)
        _end(worker)


def prepare(preload: str) -> None:
    """Have the process from which workers are forked import what they need, while this one goes on.

    Once it is there, it stays as it is: another ``preload`` is imported by each worker. Elsewhere there is no such
    process, and nothing is done.
    """
    if _method() == "forkserver":
        from multiprocessing import forkserver, resource_tracker

        mp.set_forkserver_preload([preload])
        resource_tracker.ensure_running()  # it lets signals through again: before, not while, they are held back
        with uninterrupted():  # as for the workers
            forkserver.ensure_running()


def _method() -> str:
    return "forkserver" if "forkserver" in mp.get_all_start_methods() else "spawn"


def processors() -> int:
    """The processors that this process may use."""
    known = getattr(os, "sched_getaffinity", None)
    return len(known(0)) if known is not None else os.cpu_count() or 1


def _result(said: Any) -> Any:
    if isinstance(said, UsageError):
        raise said
    return said


def _end(worker: _Worker[Any]) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join(_PATIENCE)


def _serve(task: Callable[[_T], object], pipe: Connection) -> None:
    """What a worker does: say that it is ready, then answer each item, until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    pipe.send(None)
    with contextlib.suppress(EOFError, OSError):
        while True:
            item = pipe.recv()
            try:
                answer: object = task(item)
            except UsageError as refusal:
                answer = refusal
            pipe.send(answer)


def _end_with_parent() -> None:
    """No worker outlives the process that asks it, however that ends."""
    parent = mp.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
