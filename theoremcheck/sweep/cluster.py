"""An existing Dask cluster as an executor; ``distributed`` is imported here alone, and only when it is asked for."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from theoremcheck.sweep.apart import decide_apart

_ADDRESS: Final = re.compile(r"dask=((?:tcp|tls)://(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):([0-9]{1,5}))")
_MAX_PORT: Final = 65_535
_PATIENCE: Final = 10
"""Seconds in which the scheduler of a cluster has to answer."""


WORKERS_PATIENCE: Final = 60
"""Seconds in which a cluster without workers has to get one."""


class EngineError(ValueError):
    """What is wrong with an engine, in a sentence that says what to do."""


def address_of(text: str) -> str:
    """The address in ``dask=tcp://HOST:PORT``. Raises :class:`EngineError`."""
    found = _ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found[2]) <= _MAX_PORT:
        raise EngineError(f"{text!r}: write dask=tcp://HOST:PORT, the address that the scheduler of the cluster prints")
    return found[1]


def decide_on_worker(order: str, seconds: float | None) -> str:
    """What a worker of a cluster does with an order; Dask itself ends nothing that has begun and is taken back."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state != "cancelled"

    return decide_apart(order, seconds, wanted)


@contextmanager
def cluster(address: str, tell: Callable[[str], None]) -> Iterator[Executor]:
    """The executor of the cluster at an address; what is open when the context ends is taken back.

    Where it has no worker yet, ``tell`` is told that one is waited for. Raises :class:`EngineError` if ``distributed``
    is missing, nobody answers, or no worker comes.
    """
    try:
        import_module("distributed")
    except ImportError:
        raise EngineError("Dask needs distributed; pip install 'theoremcheck[distributed]'") from None
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # Dask prints tracebacks; what becomes of each point is said by its row
    try:
        with _client(address) as client:
            _wait_for_a_worker(client, address, tell)
            yield client.get_executor(pure=False, retries=0)
    finally:
        logging.disable(before)


def _wait_for_a_worker(client: Any, address: str, tell: Callable[[str], None]) -> None:
    """Raises :class:`EngineError` after WORKERS_PATIENCE seconds without one."""
    if client.scheduler_info()["workers"]:
        return
    bound = f"WORKERS_PATIENCE = {WORKERS_PATIENCE} seconds"
    tell(f"the scheduler at {address} has no worker; waiting for one, for {bound}")
    try:
        client.wait_for_workers(1, timeout=WORKERS_PATIENCE)
    except OSError:  # a TimeoutError is one
        help = f"start one, `dask worker {address}`, and run the same command again"
        raise EngineError(f"no worker has come to {address} in {bound}; {help}") from None


@contextmanager
def _client(address: str) -> Iterator[Any]:
    from distributed import Client

    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:  # a TimeoutError is an OSError
        said = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise EngineError(f"no cluster answers at {address}: {said}") from None
    try:
        yield client
    finally:
        client.close(timeout=_PATIENCE)
