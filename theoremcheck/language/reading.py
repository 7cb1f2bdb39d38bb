"""From a path to the bytes of a file, and to the text of a spec.

Every file that a user names is read by :func:`read_regular`: specs, tables, certificates, points.
"""

from __future__ import annotations

import os
import stat
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from theoremcheck.language.diagnostics import Collector, Place, closest, excerpt
from theoremcheck.language.source import Source
from theoremcheck.trusted.bounds import MAX_FILE_BYTES

_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_CHUNK: Final = 1 << 20
_MOST_FILES: Final = 1_000
"""So many files of a folder are compared with a name that is none."""


class Trouble(Enum):
    """Why a file is not read."""

    MISSING = "it cannot be opened or read"
    KIND = "it is no regular file, or it changes while it is read"
    SIZE = "it is larger than the bound"


class ReadError(Exception):
    """A file that is not read: what kind of trouble, and the reason in words (no content of the file)."""

    def __init__(self, trouble: Trouble, reason: str) -> None:
        super().__init__(reason)
        self.trouble = trouble
        self.reason = reason


def read_regular(path: Path, limit: int, bound: str) -> bytes:
    """All bytes of a regular file of at most ``limit`` bytes; ``bound`` is the name of that limit.

    A pipe, a device or a folder is never read, nor waited for: neither is more read than the size that the file has,
    which is none for the files of /proc. Raises :class:`ReadError`.
    """
    try:
        _require_regular(path.stat().st_mode)
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _unreadable(error) from None
    try:
        before = os.fstat(descriptor)
        # Another file may have taken the name in between.
        _require_regular(before.st_mode)
        if before.st_size > limit:
            raise ReadError(Trouble.SIZE, f"more than {bound} = {limit} bytes")
        data = _bytes(descriptor, before.st_size)
        after = os.fstat(descriptor)
    except OSError as error:
        raise _unreadable(error) from None
    finally:
        os.close(descriptor)
    if len(data) != before.st_size or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise ReadError(Trouble.KIND, "a file that changes while it is read")
    return data


def read_stream(stream: BinaryIO, limit: int, bound: str) -> bytes:
    """All bytes of an open stream, at most ``limit``. Raises :class:`ReadError`."""
    try:
        data = stream.read(limit + 1)
    except OSError as error:
        raise _unreadable(error) from None
    if len(data) > limit:
        raise ReadError(Trouble.SIZE, f"more than {bound} = {limit} bytes")
    return data


def _bytes(descriptor: int, size: int) -> bytes:
    parts: list[bytes] = []
    missing = size
    while missing:
        part = os.read(descriptor, min(missing, _CHUNK))
        if not part:
            break
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _require_regular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise ReadError(Trouble.KIND, "a folder" if stat.S_ISDIR(mode) else "not a regular file")


def _unreadable(error: OSError | ValueError) -> ReadError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a usable path"
    return ReadError(Trouble.MISSING, reason)


def read_bytes(path: Path, stream: BinaryIO | None = None) -> tuple[bytes | None, Collector]:
    """The bytes of a spec file, or of a stream that is shown under that name; None with the error in the collector."""
    collector = Collector(Source(str(path), ""))
    try:
        if stream is not None:
            return read_stream(stream, MAX_FILE_BYTES, "MAX_FILE_BYTES"), collector
        return read_regular(path, MAX_FILE_BYTES, "MAX_FILE_BYTES"), collector
    except ReadError as error:
        if error.trouble is Trouble.KIND:
            collector.error("E002", f"this is {error.reason}", None)
        elif error.trouble is Trouble.SIZE:
            _too_long(collector)
        else:
            collector.error("E001", f"cannot read the file: {error.reason}", None, help=_meant(path))
        return None, collector


def alike(path: Path, endings: tuple[str, ...]) -> str | None:
    """The name of the file of the same folder, with one of these ``endings``, that is closest to that of ``path``."""
    try:
        names = [entry.name for entry in islice(path.parent.iterdir(), _MOST_FILES)]
    except (OSError, ValueError):
        return None
    return closest(path.name, (name for name in names if name.endswith(endings)))


def _meant(path: Path) -> str | None:
    near = alike(path, (".spec",))
    return None if near is None else f"did you mean {excerpt(near, 80)}?"


def _too_long(collector: Collector) -> None:
    help = "put large datasets in a CSV file"
    collector.error("E003", f"more than MAX_FILE_BYTES = {MAX_FILE_BYTES} bytes", None, help=help)


def decode(data: bytes, name: str) -> Collector:
    """A collector on the text of ``data``, with an error in it if that is too long or no UTF-8 text."""
    if len(data) > MAX_FILE_BYTES:
        collector = Collector(Source(name, ""))
        _too_long(collector)
        return collector
    try:
        text = data.decode("utf-8-sig")
        wrong = text.find("\0")
        message = "a zero byte: this is not a text file"
    except UnicodeDecodeError as error:
        text = data[: error.start].decode("utf-8-sig", errors="replace")
        wrong = len(text)
        message = f"byte {error.start + 1} is not UTF-8"
        if data.startswith(_WIDE):
            message = "this is UTF-16"
    collector = Collector(Source(name, text.replace("\r\n", "\n").replace("\r", "\n")))
    if wrong >= 0:
        place = _after(text, wrong)
        collector.error("E004", message, place, help="save the file as UTF-8 text")
    return collector


def _after(text: str, offset: int) -> Place:
    """The place of ``offset`` once line ends are normalised."""
    start = len(text[:offset].replace("\r\n", "\n").replace("\r", "\n"))
    return Place(start, start + 1)
