"""What decides the points of a sweep: processes of this machine, or a cluster."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from theoremcheck.cli.progress import Progress
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


@dataclass(frozen=True)
class Request:
    """What the command line asked of a sweep."""

    spec: Path
    overs: tuple[str, ...]
    sets: tuple[str, ...]
    outputs: tuple[str, ...]
    pools: tuple[str, ...]
    jobs: int
    timeout: float | None
    options: Options
    address: str | None = None
    """That of the scheduler of a cluster; None for processes of this machine."""
    cache: Path | None = None


def address_in(engine: str | None, jobs: int) -> str | None:
    """The address of the cluster that ``--engine`` names. Raises ``click.UsageError``."""
    if engine is None:
        return None
    if jobs != 1:
        raise click.UsageError("--jobs is about processes of this machine; a cluster has its own number of workers")
    try:
        return address_of(engine)
    except EngineError as error:
        raise click.UsageError(f"--engine {error}") from None


@dataclass(frozen=True)
class Job:
    """What is asked about each point; it crosses to the processes of this machine."""

    family: Family
    options: Options


def decided(
    job: Job, left: Mapping[Point, str], request: Request, progress: Progress
) -> Generator[tuple[Point, Row], None, None]:
    """The rows of points, as they are done; ``left`` has their keys. Raises ``click.UsageError``."""
    if not left:
        return
    if request.address is None:
        jobs = min(request.jobs or processors(), len(left))
        yield from _here(job, left, request, jobs, _Waiting(progress, len(left), f", {jobs} at a time"))
        return
    try:
        with cluster(request.address) as executor:
            waiting = _Waiting(progress, len(left), f" on {request.address}")
            # A cluster gives lost work to another worker by itself.
            engine = Engine(executor, request.timeout, again=0, task=decide_on_worker)
            with closing(lent(engine, job.family, job.options, left, waiting)) as rows:
                yield from rows
    except EngineError as error:
        raise click.UsageError(f"--engine: {error}") from None


@dataclass
class _Waiting:
    """Shows how many problems are done, and about how long the others take."""

    progress: Progress
    total: int
    where: str

    def __post_init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, done: int) -> None:
        seconds = (time.monotonic() - self._started) / done * (self.total - done) if done else 0.0
        remaining = f", about {seconds:.0f} s left" if done else ""
        self.progress(done, self.total, f"problems{self.where}{remaining}")


def _here(
    job: Job, left: Mapping[Point, str], request: Request, jobs: int, waiting: Callable[[int], None]
) -> Iterator[tuple[Point, Row]]:
    """By processes of this machine."""
    asked = tuple(left)
    with Crew(partial(_decide, job), asked, jobs, __name__, request.timeout) as crew:
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
