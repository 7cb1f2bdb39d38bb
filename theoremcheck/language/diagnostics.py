"""Diagnostics: mistakes as values, collected and never raised."""

from __future__ import annotations

import sys
from dataclasses import field
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from theoremcheck.language.codes import CODES
from theoremcheck.language.source import Source, Span
from theoremcheck.look import Tone, toned
from theoremcheck.trusted.records import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_SHOWN: Final = 100
_MAX_KEPT: Final = 2_000
_MAX_WIDTH: Final = 120


class Severity(Enum):
    """How bad it is. Only an error keeps a file from being checked."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_TONES: Final = MappingProxyType({Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.DOUBT, Severity.NOTE: Tone.GIVEN})


@dataclass(frozen=True, slots=True)
class Repair:
    """An edit that removes a mistake: ``text`` in the place of what stands at ``span``."""

    span: Span
    text: str

    def apply(self, source: Source) -> str:
        """The text of the source with the edit made."""
        start = source.offset(self.span.line, self.span.column)
        end = source.offset(self.span.end_line, self.span.end_column)
        return source.text[:start] + self.text + source.text[end:]


@dataclass(frozen=True)
class Diagnostic:
    """One mistake: a stable code, what is wrong, where (None: the file as a whole), and how to repair it.

    ``repair`` is what ``help`` says as an edit, where one edit does it.
    """

    code: str
    severity: Severity
    message: str
    file: str
    span: Span | None = None
    notes: tuple[str, ...] = ()
    help: str | None = None
    repair: Repair | None = None


class Located(Protocol):
    """Anything with a place in the text, as character offsets."""

    @property
    def start(self) -> int:
        """Offset of the first character."""

    @property
    def end(self) -> int:
        """Offset after the last character."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the text, as character offsets."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Help:
    """How to repair a mistake: in words, and as a text to ``put`` ``at`` a place (None: where the mistake is)."""

    text: str
    put: str
    at: Located | None = None


@dataclass
class Collector:
    """The diagnostics of one file, in the order of their discovery. Local to one run."""

    source: Source
    found: dict[Diagnostic, None] = field(default_factory=dict)
    inputs: list[Path] = field(default_factory=list)
    """The other files that the spec names: nothing may be written over them."""

    def error(
        self,
        code: str,
        message: str,
        at: Located | None,
        *,
        help: Help | str | None = None,
        notes: tuple[str, ...] = (),
    ) -> None:
        """Add an error of a registered ``code`` at a place (None: the file); ``help`` in words, or with its edit."""
        self._add(Severity.ERROR, code, message, at, help=help, notes=notes)

    def warning(self, code: str, message: str, at: Located | None, *, help: str | None = None) -> None:
        """Add a warning."""
        self._add(Severity.WARNING, code, message, at, help=help)

    def _add(
        self,
        severity: Severity,
        code: str,
        message: str,
        at: Located | None,
        *,
        help: Help | str | None,
        notes: tuple[str, ...] = (),
    ) -> None:
        if code not in CODES:
            raise KeyError(code)
        if len(self.found) > _MAX_KEPT and (severity is not Severity.ERROR or self.failed):
            return
        span = None if at is None else self.source.span(at.start, at.end)
        words, repair = (help.text, self._repair(help, at)) if isinstance(help, Help) else (help, None)
        self.found.setdefault(Diagnostic(code, severity, message, self.source.name, span, notes, words, repair))

    def _repair(self, help: Help, at: Located | None) -> Repair | None:
        place = help.at or at
        return None if place is None else Repair(self.source.span(place.start, place.end), help.put)

    @property
    def failed(self) -> bool:
        """True if there is an error."""
        return any(entry.severity is Severity.ERROR for entry in self.found)

    def result(self) -> tuple[Diagnostic, ...]:
        """All diagnostics in the order of the text; a very long list is cut, and its last entry says so."""
        ordered = sorted(self.found, key=lambda entry: (entry.severity is not Severity.ERROR, _position(entry)))
        if len(ordered) > _MAX_SHOWN:
            more = len(ordered) - _MAX_SHOWN
            last = ordered[_MAX_SHOWN - 1]
            cut = replace(last, notes=(*last.notes, f"{more} more are not shown"))
            ordered = [*ordered[: _MAX_SHOWN - 1], cut]
        return tuple(sorted(ordered, key=_position))


def _position(diagnostic: Diagnostic) -> tuple[int, int]:
    """Where it stands; what concerns the whole file comes last."""
    span = diagnostic.span
    return (sys.maxsize, 0) if span is None else (span.line, span.column)


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known spelling that is closest to ``name``, or None if none is close."""
    from difflib import get_close_matches

    choices = sorted(set(known) - {name})
    lowered = {choice.lower(): choice for choice in reversed(choices)}
    close = get_close_matches(name[:80].lower(), lowered, n=1, cutoff=0.6)
    return lowered[close[0]] if close else None


def suggest(name: str, known: Iterable[str]) -> str | None:
    """A help line that names the closest known spelling, or None."""
    found = instead(name, known)
    return None if found is None else found.text


def instead(name: str, known: Iterable[str]) -> Help | None:
    """As :func:`suggest`, with the edit that writes that spelling where ``name`` stands."""
    found = closest(name, known)
    return None if found is None else meant(found)


def meant(spelling: str) -> Help:
    """The help line and the edit for the spelling that is most likely meant."""
    return Help(f"did you mean {spelling}?", spelling)


def listing(names: Iterable[str]) -> str:
    """``a, b or c``."""
    words = list(names)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def excerpt(text: str, limit: int = 40) -> str:
    """``text`` on one line, printable and short, for a message."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[: limit + 1])
    return clean if len(text) <= limit else f"{clean[: limit - 3]}..."


def render(diagnostic: Diagnostic, source: Source | None) -> str:
    """The message as shown: ``file:line:column: error[code]: message``, the source line, a caret, notes and help.

    Without ``source``, or for a diagnostic about another file, the source line is left out.
    """
    span = diagnostic.span
    place = f"{diagnostic.file}:{span.line}:{span.column}" if span else diagnostic.file
    kind = toned(f"{diagnostic.severity.value}[{diagnostic.code}]", _TONES[diagnostic.severity])
    lines = [f"{place}: {kind}: {diagnostic.message}"]
    if span is not None and source is not None and source.name == diagnostic.file:
        text, caret = _snippet(source, span)
        lines += [text, toned(caret, _TONES[diagnostic.severity])]
    lines.extend(f"{toned('note', Tone.GIVEN)}: {note}" for note in diagnostic.notes)
    if diagnostic.help is not None:
        lines.append(f"{toned('help', Tone.GIVEN)}: {diagnostic.help}")
    return "\n".join(lines)


def _snippet(source: Source, span: Span) -> list[str]:
    text = source.line(span.line)
    end = span.end_column if span.end_line == span.line else len(text) + 1
    first = span.column - 1
    width = max(1, end - span.column)
    offset = max(0, first - _MAX_WIDTH // 2) if len(text) > _MAX_WIDTH else 0
    shown = "".join(letter if letter.isprintable() else " " for letter in text[offset : offset + _MAX_WIDTH])
    width = max(1, min(width, _MAX_WIDTH - (first - offset)))
    return [f"    {shown}".rstrip(), f"    {' ' * (first - offset)}{'^' * width}"]
