"""One thread for products of matrices: those made here are small, and several threads only wait for each other.

On a machine with other work that waiting is most of the time, and sums round otherwise on another number of cores. The
command line says so in the environment, before numpy is loaded; where numpy was there first, its library is told.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

_FOLDERS: Final = ("../numpy.libs", ".dylibs")
"""Where the wheels of numpy have their OpenBLAS, from the folder of numpy."""
_NAMES: Final = tuple((f"{first}openblas_", last) for first in ("scipy_", "") for last in ("64_", ""))


class _Threads(NamedTuple):
    """The number of threads that the library uses, and what sets it."""

    number: Callable[[], int]
    use: Callable[[int], object]


@contextmanager
def one_thread() -> Iterator[None]:
    """Within the block numpy's own OpenBLAS uses one thread; another library stays as it is."""
    found = _openblas()
    before = 1 if found is None else found.number()
    if found is None or before == 1:
        yield
        return
    found.use(1)
    try:
        yield
    finally:
        found.use(before)


@lru_cache(maxsize=1)
def _openblas() -> _Threads | None:
    """The library as it is loaded; None where it uses one thread anyway, or numpy has no such library of its own."""
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":
        return None
    import ctypes  # which the command line does without

    import numpy as np

    home = Path(np.__file__).parent
    for path in (entry for folder in _FOLDERS for entry in (home / folder).glob("*openblas*")):
        try:
            library = ctypes.CDLL(str(path))
        except OSError:
            continue
        for first, last in _NAMES:
            number = getattr(library, f"{first}get_num_threads{last}", None)
            use = getattr(library, f"{first}set_num_threads{last}", None)
            if number is not None and use is not None:
                return _Threads(number, use)
    return None
