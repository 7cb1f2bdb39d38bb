"""Locks on files: held by one process at a time, and by none that has ended, however it ended."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_EVERY: Final = 0.2
"""Seconds between two tries."""


@contextmanager
def locked(path: Path, waiting: Callable[[], None]) -> Iterator[bool]:
    """Hold the lock of a file, which is made if need be; ``waiting`` is called now and then while another process does.

    False, and no lock, where the system or the file system has none. The file may be removed by who holds its lock.
    """
    while True:
        with tried(path) as held:
            if held is not False:
                yield held is True
                return
        waiting()
        time.sleep(_EVERY)


@contextmanager
def tried(path: Path) -> Iterator[bool | None]:
    """True with the lock held, False if another process has it, None where there are no locks."""
    if find_spec("fcntl") is None:
        yield None
        return
    import fcntl

    # Python's descriptors are not inherited: a coqc that outlives this process holds no lock.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held: bool | None = _is_at(descriptor, path)
        except BlockingIOError:
            held = False
        except OSError:  # some network file systems
            held = None
        yield held
    finally:
        os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    """True unless the file was removed before it was locked: then the lock is one that nobody else asks for."""
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(descriptor), path.stat())
    return False
