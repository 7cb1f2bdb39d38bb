"""Any ``concurrent.futures.Executor`` decides the points of a family; what it brings back is checked here.

The executor is somebody else's: nothing but texts goes to it and comes back, it is not shut down, and what it loses is
a crash of one point.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import closing
from dataclasses import field
from typing import Any, Final

from theoremcheck.options import Options
from theoremcheck.sweep.apart import decide_apart
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.crashes import Crash
from theoremcheck.sweep.family import Family
from theoremcheck.sweep.orders import order_of, row_in
from theoremcheck.sweep.rows import Row, without_verdict
from theoremcheck.trusted.records import dataclass

MAX_OPEN: Final = 1_000
"""The most orders that an executor has at a time."""
_EVERY: Final = 0.5
"""Seconds between two signs of progress."""


@dataclass(frozen=True)
class Engine:
    """An executor, the ``seconds`` that one point may take, and how often an order that it loses is given ``again``.

    A cluster that gives lost work to another worker by itself has 0. ``task`` is what a worker does with an order.
    """

    executor: Executor
    seconds: float | None = None
    again: int = 1
    task: Callable[[str, float | None], str] = decide_apart


def lent(
    engine: Engine, family: Family, options: Options, left: Mapping[Point, str], waiting: Callable[[int], None]
) -> Generator[tuple[Point, Row], None, None]:
    """The rows of points, as they end; ``left`` has their keys, ``waiting`` is told now and then how many are done.

    An interrupt takes back what is not begun, and goes on after the rows that are there.
    """
    asked = tuple(left)

    def order(index: int) -> str | Crash:
        spec, _ = family.spec(asked[index])
        return Crash("the spec was changed meanwhile") if isinstance(spec, str) else order_of(spec, options)

    desk = _Desk(engine, order, len(asked), waiting)
    with closing(desk.answers()) as answers:
        for index, answer in answers:
            yield asked[index], _checked(family, answer, left[asked[index]], asked[index])


def _checked(family: Family, answer: str | Crash, key: str, point: Point) -> Row:
    """The row of an answer, or of a spec that has become wrong since it was read first."""
    spec, _ = family.spec(point)
    return without_verdict(point, spec) if isinstance(spec, str) else row_in(answer, spec, key, point)


@dataclass
class _Desk:
    """Who has which order: ``order`` makes that of an index, or says why there is none."""

    engine: Engine
    order: Callable[[int], str | Crash]
    count: int
    waiting: Callable[[int], None]
    _open: dict[Future[Any], tuple[int, int]] = field(default_factory=dict)
    """The index of each order that is out, and how often it may be given again."""
    _ended: dict[int, str | Crash] = field(default_factory=dict)
    _next: int = 0
    _shown: int = 0

    def answers(self) -> Generator[tuple[int, str | Crash], None, None]:
        """The index and the answer of each order, as they end."""
        try:
            while self._shown < self.count:
                self._give_more()
                yield from self._take()
                self.waiting(self._shown)
                done, _ = wait(self._open, _EVERY, FIRST_COMPLETED)
                self._hear(done)
        except KeyboardInterrupt:
            self._hear({future for future in self._open if future.done()}, again=False)
            yield from self._take()
            raise
        finally:
            for future in self._open:
                future.cancel()

    def _take(self) -> Iterator[tuple[int, str | Crash]]:
        for index in sorted(self._ended):
            self._shown += 1
            yield index, self._ended.pop(index)

    def _give_more(self) -> None:
        while self._next < self.count and len(self._open) < MAX_OPEN:
            self._next += 1
            self._give(self._next - 1, self.engine.again)

    def _give(self, index: int, again: int) -> None:
        order = self.order(index)
        if isinstance(order, Crash):
            self._ended[index] = order
            return
        try:
            future = self.engine.executor.submit(self.engine.task, order, self.engine.seconds)
        except Exception as error:
            self._ended[index] = _lost("takes no more work", error)
        else:
            self._open[future] = index, again

    def _hear(self, done: set[Future[Any]], *, again: bool = True) -> None:
        """Keep the answers of what has ended; what was lost is given once more."""
        for future in done:
            index, times = self._open.pop(future)
            try:
                answer = future.result()
                # Nothing but a text is looked at, and no text that has methods of its own.
                self._ended[index] = answer if type(answer) is str else Crash("the worker did not answer with a text")
            except Exception as error:
                if times and again:
                    self._give(index, times - 1)
                else:
                    self._ended[index] = _lost("lost it", error)


def _lost(what: str, error: BaseException) -> Crash:
    said = str(error)
    return Crash(f"the engine {what}: {type(error).__name__}{f': {said}' if said else ''}")
