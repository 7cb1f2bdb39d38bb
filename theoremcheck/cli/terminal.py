"""What a stream is: how wide its lines are, and whether colours are wanted on it."""

from __future__ import annotations

import io
import os
from typing import Final, TextIO

from theoremcheck.look import WIDTH, Look

_LEAST: Final = 40
_MOST: Final = 1_000


class Captured(io.StringIO):
    """A stream that is kept, to be shown where text looks as it says."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look


def terminal(stream: TextIO) -> Look:
    """The look of text on a stream.

    The width is COLUMNS where that is set, else that of a terminal, else 80. Colours are for terminals; NO_COLOR turns
    them off, FORCE_COLOR on (https://no-color.org, https://force-color.org).
    """
    if isinstance(stream, Captured):
        return stream.look
    return Look(max(_LEAST, min(_width(stream), _MOST)), _colour(stream))


def _width(stream: TextIO) -> int:
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given[:9]):
        return int(given[:9])
    try:
        return os.get_terminal_size(stream.fileno()).columns or WIDTH
    except (OSError, ValueError):
        return WIDTH


def _colour(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
