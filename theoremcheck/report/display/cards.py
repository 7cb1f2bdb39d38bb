"""What is shown of one value, as data: a headline, sentences, and sections that can be folded."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from theoremcheck.trusted.records import dataclass


class Tone(Enum):
    """What kind of headline it is, for its colour."""

    PROVED = "proved"
    CONDITIONAL = "conditional"
    REFUTED = "refuted"
    REFUSED = "refused"
    UNDECIDED = "undecided"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Sentences:
    """Paragraphs of plain text."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain text, the first entry of each its name; ``more`` rows are left out."""

    rows: tuple[tuple[str, ...], ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """What is known of a condition: its status as a word, its id, the reason."""

    status: str
    condition: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checks:
    """Conditions, below a title of their own (empty: none)."""

    entries: tuple[Check, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A text that is shown letter by letter."""

    text: str


Part: TypeAlias = Sentences | Table | Checks | Code


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a card below its headline, folded unless ``open``."""

    title: str
    parts: tuple[Part, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """All that is shown of a value.

    ``subject`` names it; ``mark`` is its verdict in capitals, ``by`` the theorem or rule it comes by, and ``text`` what
    that says (each may be empty). ``alarm`` is a soundness alarm. ``lead`` always stays in view.
    """

    subject: str
    tone: Tone
    mark: str
    by: str
    text: str
    lead: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    alarm: str = ""
