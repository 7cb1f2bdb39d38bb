"""Families of problems from Python: every point of one, decided here or by an executor."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import closing
from pathlib import Path
from typing import Any

from theoremcheck.api.specs import texts
from theoremcheck.options import Options
from theoremcheck.sweep.axes import Point, parse_axes, points
from theoremcheck.sweep.deciding import decided
from theoremcheck.sweep.executors import Engine, lent
from theoremcheck.sweep.family import Family
from theoremcheck.sweep.rows import Row, key_of, without_verdict


def check_family(
    path: str | os.PathLike[str],
    over: Mapping[str, str | Iterable[Any]],
    *,
    settings: Mapping[str, Any] | None = None,
    search: bool = False,
    executor: Executor | None = None,
    timeout: float | None = None,
) -> Iterator[Row]:
    """The rows of the problems of a family, in the order of the points, each as soon as it and those before are done.

    ``path`` is a spec; ``over`` has the axes, ``{"M": "1..8", "neuron": ["relu", "softplus"]}``; ``settings`` override
    other ``let`` values. A row has ``at``, ``claim``, ``verdict``, ``by``, ``failing``, ``open``, ``missing``,
    ``wrong``, ``error`` and ``certificate``; equal questions give equal rows.

    ``executor``: any ``concurrent.futures.Executor``, also that of a Dask client; None decides here, one after another.
    It is given texts, each of which it decides in a process of its own, so that threads will do; the certificate of
    what comes back is checked here by the kernel. ``timeout``: the seconds that one point may take, with an executor. A
    point that takes longer, or whose worker dies, has no verdict and an ``error`` that begins with "crashed: ". Closing
    the iterator, or an interrupt, takes back what is not begun; the executor is not shut down.

    Raises ``ValueError`` for a wrong axis, setting or timeout.
    """
    if timeout is not None and (executor is None or not timeout > 0):
        raise ValueError("timeout is a number of seconds above 0, and is about what an executor decides")
    axes = parse_axes([f"{name}={_listed(values)}" for name, values in over.items()])
    family, options = Family(Path(path), texts(settings)), Options(search=search)
    engine = None if executor is None else Engine(executor, timeout)
    return _rows(family, options, points(axes), engine)


def _listed(values: str | Iterable[Any]) -> str:
    return values if isinstance(values, str) else ",".join(map(str, values))


def _rows(family: Family, options: Options, asked: tuple[Point, ...], engine: Engine | None) -> Iterator[Row]:
    if engine is None:
        for point in asked:
            spec, _ = family.spec(point)
            yield without_verdict(point, spec) if isinstance(spec, str) else decided(spec, options, point)
        return
    left: dict[Point, str] = {}
    ended: dict[Point, Row] = {}
    for point in asked:
        spec, _ = family.spec(point)
        if isinstance(spec, str):
            ended[point] = without_verdict(point, spec)
        else:
            left[point] = key_of(spec, options)
    with closing(lent(engine, family, options, left, _unseen)) as rows:
        for point in asked:
            while point not in ended:
                other, row = next(rows)
                ended[other] = row
            yield ended.pop(point)


def _unseen(done: int) -> None:
    """No progress is shown."""
