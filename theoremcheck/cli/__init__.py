"""The command line."""

from __future__ import annotations

import atexit
import gc
import os
import sys

from theoremcheck.cli.codes import INPUT, INTERNAL, INTERRUPTED, OK

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Threads inside one product of matrices round otherwise on another number of cores, and small ones only wait."""


def main() -> None:
    """The entry point. A crash ends with its own exit code and one line, never with a traceback or a verdict."""
    from theoremcheck.cli.streams import own

    for name in _THREADS:
        os.environ.setdefault(name, "1")
    streams = own()
    sys.exit(streams.finish(_outcome()))


def script() -> None:
    """The entry point of a process of its own.

    An interrupt that met the import of a module makes Python end by the signal, though ``main`` dealt with it: its C
    code remembers every interrupt that left an exec of text, as in dataclasses. So the process ends here.
    """
    gc.set_threshold(100_000, 10, 100)  # cycles are few; a small run makes 70,000 objects, and is over before a look
    codes: list[int] = []
    atexit.register(_end, codes)  # as the first, so that it is called as the last
    try:
        main()
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            sys.stderr.flush()
            os._exit(INTERRUPTED)
        if isinstance(stop.code, int):
            codes.append(stop.code)
        gc.freeze()  # where Python ends by itself, its last collection would look at every object of every module
        raise


def _end(codes: list[int]) -> None:
    """End the process with this exit code, once threads have ended and all that is to be called at exit was called.

    What is left is to take every module apart, a twentieth of a small run. A stream that cannot be flushed is Python's.
    """
    if not codes:
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):
        return
    os._exit(codes[0])


def _outcome() -> int:
    """Run the command line and return its exit code."""
    from theoremcheck.cli.plain import plain
    from theoremcheck.cli.say import UsageError, echo

    try:
        code = plain(sys.argv[1:])
        if code is not None:
            return code
        from theoremcheck.cli.interface import outcome

        return outcome()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else OK
    except UsageError as error:
        error.show()
        return INPUT
    except KeyboardInterrupt:
        echo("interrupted", err=True)
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("THEOREMCHECK_DEBUG"):
            raise
        echo(
            f"internal error: {type(error).__name__}: {error}\nThis is a bug of theoremcheck, not a verdict."
            " Set THEOREMCHECK_DEBUG=1 for the traceback and please report it.",
            err=True,
        )
        return INTERNAL
