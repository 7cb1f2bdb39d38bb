"""From a path to the text of a spec."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from theoremcheck.language.diagnostics import Collector, Place
from theoremcheck.language.source import Source
from theoremcheck.trusted.bounds import MAX_FILE_BYTES

_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


def read_bytes(path: Path) -> tuple[bytes | None, Collector]:
    """The bytes of a spec file; None with the error in the collector."""
    collector = Collector(Source(str(path), ""))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            collector.error("E002", f"this is {kind}", None)
            return None, collector
        with path.open("rb") as stream:
            return stream.read(MAX_FILE_BYTES + 1), collector
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a usable path"
        collector.error("E001", f"cannot read the file: {reason}", None)
        return None, collector


def decode(data: bytes, name: str) -> Collector:
    """A collector on the text of ``data``, with an error in it if that is too long or no UTF-8 text."""
    if len(data) > MAX_FILE_BYTES:
        collector = Collector(Source(name, ""))
        help = "put large datasets in a CSV file"
        collector.error("E003", f"more than MAX_FILE_BYTES = {MAX_FILE_BYTES} bytes", None, help=help)
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
