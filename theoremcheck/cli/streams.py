"""Standard output belongs to the report: no library writes to it, and a full disk or a closed pipe is no crash."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TextIO, TypeVar

from theoremcheck.cli.codes import INPUT, combined
from theoremcheck.cli.say import echo
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_OUT = 1
_P = ParamSpec("_P")
_T = TypeVar("_T")


class Sink(io.RawIOBase):
    """A descriptor that takes bytes until it fails; from then on they are dropped, and ``lost`` says why.

    So what is left to do, such as files that are still to be written, is done.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.lost: OSError | None = None

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """True on a terminal."""
        return os.isatty(self._descriptor)

    def write(self, data: ReadableBuffer) -> int:
        """The number of bytes taken."""
        while self.lost is None:
            try:
                return os.write(self._descriptor, data)
            except BlockingIOError:
                import select

                # The other end made the pipe non-blocking, as some shells and node do: wait for room.
                select.select([], [self._descriptor], [])
            except OSError as error:
                self.lost = error
        return memoryview(data).nbytes


@dataclass(frozen=True)
class Streams:
    """The sinks behind standard output and standard error; None where Python has another stream in its place."""

    out: Sink | None
    err: Sink | None

    def finish(self, code: int) -> int:
        """Flush, say what was lost on standard output, and return the exit code with that in it."""
        sys.stdout.flush()
        lost = None if self.out is None else self.out.lost
        # A closed pipe is how `| head` says that it has enough.
        if lost is None or isinstance(lost, BrokenPipeError):
            return code
        echo(f"Error: cannot write to standard output: {lost.strerror}", err=True)
        return combined([code, INPUT])


def own() -> Streams:
    """Take standard output for the report alone, for the rest of the process.

    Descriptor 1, to which C libraries print, becomes the null device, also for what they still hold in buffers at the
    end; ``sys.stdout`` writes to a private copy of what it was. A standard descriptor that is closed is opened on the
    null device first, or the next file to be opened would take its number.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    out = err = None
    if _is(sys.stdout, _OUT):
        sys.stdout.flush()
        out = Sink(os.dup(_OUT))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, _OUT)
        os.close(null)
        sys.stdout = _text(out, sys.stdout)
    elif sys.stdout is None:
        sys.stdout = _text(Sink(_OUT), None)
    if sys.stderr is None or _is(sys.stderr, 2):
        err = Sink(2)
        sys.stderr = _text(err, sys.stderr)
    return Streams(out, err)


def _is(stream: TextIO | None, descriptor: int) -> bool:
    """True if the stream writes to this descriptor (a test or a notebook puts another one in its place)."""
    try:
        return stream is not None and stream.fileno() == descriptor
    except (OSError, ValueError):
        return False


def _text(sink: Sink, old: TextIO | None) -> TextIO:
    """A text stream on the sink, in the encoding of the old one; what that cannot encode is written as an escape."""
    encoding = "utf-8" if old is None else old.encoding
    buffer = io.BufferedWriter(sink)
    return io.TextIOWrapper(buffer, encoding=encoding, errors="backslashreplace", line_buffering=sink.isatty())


def quietly(work: Callable[_P, _T], *arguments: _P.args, **options: _P.kwargs) -> _T:
    """The result of the work; what Python libraries print meanwhile is dropped, as what C libraries print always is."""
    with Path(os.devnull).open("w", encoding="utf-8") as null, redirect_stdout(null):
        return work(*arguments, **options)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the block is left: an interrupt amid a write would have the same bytes written again."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def stdout_is_lost() -> bool:
    """True if nobody reads standard output any more, or it cannot be written."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return isinstance(raw, Sink) and raw.lost is not None


def stdout_takes_unicode() -> bool:
    """True if every character can be written to standard output as it is."""
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")
