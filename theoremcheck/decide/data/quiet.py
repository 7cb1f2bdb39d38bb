"""Making a HiGHS solver without a word on standard output.

HiGHS 1.16 prints a banner when its first object is made, before its output can be switched off, from C++ and past
``sys.stdout``. The command line has taken descriptor 1 away from libraries anyway; this is for callers of the package,
a notebook or a test run.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

_STDOUT: Final = 1
_WINDOW: Final = threading.Lock()
"""Descriptors belong to the process: two threads in the window would leave it closed for good."""


def new_solver() -> Any:
    """A HiGHS solver that prints nothing, with its own defaults otherwise."""
    import highspy

    _take_banner()
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    return solver


@cache
def _take_banner() -> None:
    """Make the first solver of the process with descriptor 1 on the null device, for a millisecond.

    Once only, so that what other threads print meanwhile is hardly ever lost.
    """
    import highspy

    with _WINDOW, _nothing_on_stdout():
        highspy.Highs()  # type: ignore[no-untyped-call]


@contextmanager
def _nothing_on_stdout() -> Iterator[None]:
    """Descriptor 1 leads nowhere; what C libraries hold in buffers goes where it was meant to go."""
    _flush_c()
    try:
        saved = os.dup(_STDOUT)
    except OSError:
        # It is closed: nothing can be printed.
        yield
        return
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, _STDOUT)
        os.close(null)
        yield
    finally:
        _flush_c()
        os.dup2(saved, _STDOUT)
        os.close(saved)


def _flush_c() -> None:
    """Flush the buffers of C's stdio, where the platform lets us reach it."""
    try:
        ctypes.CDLL(None).fflush(None)
    except (OSError, AttributeError, TypeError):
        return
