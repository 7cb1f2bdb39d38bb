"""How text looks where it is shown: the width of its lines, and whether words are coloured.

What makes text asks here; who shows it says so, with :func:`looking`. Without that it is plain, 80 characters wide, as
files and the API have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from textwrap import wrap
from typing import Final

from theoremcheck.trusted.records import dataclass

WIDTH: Final = 80
"""Characters in a line where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Look:
    """The width of lines in characters, and whether words may be coloured."""

    width: int = WIDTH
    colour: bool = False


class Tone(Enum):
    """What a colour says; the value is its code in the SGR sequence of a terminal."""

    GOOD = "32"
    BAD = "31"
    DOUBT = "33"
    GIVEN = "36"
    STRONG = "1"


_LOOK: Final[ContextVar[Look | None]] = ContextVar("look", default=None)


def look() -> Look:
    """How text that is made now will look."""
    return _LOOK.get() or Look()


@contextmanager
def looking(wanted: Look) -> Iterator[None]:
    """Within the block text looks like this."""
    token = _LOOK.set(wanted)
    try:
        yield
    finally:
        _LOOK.reset(token)


def toned(text: str, tone: Tone | None) -> str:
    """The text in the colour of the tone, where colours are shown."""
    return f"\x1b[{tone.value}m{text}\x1b[0m" if tone is not None and text and look().colour else text


def paragraph(text: str, indent: str = "", hang: str | None = None) -> list[str]:
    """``text`` broken to lines, the first after ``indent``, the others after ``hang`` (None: ``indent`` too)."""
    later = indent if hang is None else hang
    return wrap(text, look().width, initial_indent=indent, subsequent_indent=later, break_long_words=False)
