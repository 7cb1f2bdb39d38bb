"""What decides the points of a sweep: processes of this machine, or a cluster."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from functools import partial
from typing import TypeAlias

from theoremcheck.cli.say import UsageError, echo
from theoremcheck.cli.streams import quietly
from theoremcheck.cli.workers import Crew, processors
from theoremcheck.options import Options
from theoremcheck.sweep import deciding
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.cluster import EngineError, address_of, cluster, decide_on_worker
from theoremcheck.sweep.crashes import Crash
from theoremcheck.sweep.executors import Engine, lent
from theoremcheck.sweep.family import Family
from theoremcheck.sweep.rows import CRASHED, Row, without_verdict
from theoremcheck.trusted.records import dataclass

Shown: TypeAlias = Callable[[int, int, str], None]
"""Progress: so many of so many, and what they are."""


@dataclass(frozen=True)
class Means:
    """What decides problems: so many processes of this machine, 0 for as many as it has processors, or a cluster.

    ``timeout`` are the seconds that one problem may take; ``address`` is that of the scheduler of a cluster.
    """

    jobs: int = 1
    timeout: float | None = None
    address: str | None = None


def address_in(engine: str | None, jobs: int) -> str | None:
    """The address of the cluster that ``--engine`` names. Raises ``UsageError``."""
    if engine is None:
        return None
    if jobs != 1:
        raise UsageError("--jobs is about processes of this machine; a cluster has its own number of workers")
    try:
        return address_of(engine)
    except EngineError as error:
        raise UsageError(f"--engine {error}") from None


@dataclass(frozen=True)
class Job:
    """What is asked about each point; it crosses to the processes of this machine."""

    family: Family
    options: Options


def decided(
    job: Job, left: Mapping[Point, str], means: Means, progress: Shown
) -> Generator[tuple[Point, Row], None, None]:
    """The rows of points, as they are done; ``left`` has their keys. Raises ``UsageError``."""
    if not left:
        return
    if means.address is None:
        jobs = min(means.jobs or processors(), len(left))
        yield from _here(job, left, means, jobs, _Waiting(progress, len(left), f", {jobs} at a time"))
        return
    try:
        with cluster(means.address, lambda words: echo(words, err=True)) as executor:
            waiting = _Waiting(progress, len(left), f" on {means.address}")
            # A cluster gives lost work to another worker by itself.
            engine = Engine(executor, means.timeout, again=0, task=decide_on_worker)
            with closing(lent(engine, job.family, job.options, left, waiting)) as rows:
                yield from rows
    except EngineError as error:
        raise UsageError(f"--engine: {error}") from None


@dataclass
class _Waiting:
    """Shows how many problems are done, and about how long the others take."""

    progress: Shown
    total: int
    where: str

    def __post_init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, done: int) -> None:
        seconds = (time.monotonic() - self._started) / done * (self.total - done) if done else 0.0
        remaining = f", about {seconds:.0f} s left" if done else ""
        self.progress(done, self.total, f"problems{self.where}{remaining}")


def _here(
    job: Job, left: Mapping[Point, str], means: Means, jobs: int, waiting: Callable[[int], None]
) -> Iterator[tuple[Point, Row]]:
    """By processes of this machine."""
    asked = tuple(left)
    with Crew(partial(_decide, job), asked, jobs, __name__, means.timeout) as crew:
        for index, row in crew.as_they_end(waiting):
            point = asked[index]
            if isinstance(row, Crash):
                yield point, without_verdict(point, f"{CRASHED}{row.reason}", left[point])
            else:
                yield point, row


def _decide(job: Job, point: Point) -> Row:
    """What a worker does with a point."""
    spec, _ = job.family.spec(point)
    if isinstance(spec, str):
        return without_verdict(point, spec)
    return quietly(deciding.decided, spec, job.options, point)
