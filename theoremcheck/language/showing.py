"""The text to show for a spec: as it was written, if that says what the spec says, else as it is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from theoremcheck.language import loads
from theoremcheck.language.printer import print_spec
from theoremcheck.language.source import Span
from theoremcheck.language.spec import Spec, Written
from theoremcheck.trusted.frozen import FrozenDict
from theoremcheck.trusted.records import dataclass

MAX_LETTERS: Final = 20_000
"""Letters of a text that is shown."""


@dataclass(frozen=True)
class Shown:
    """A text that is read as an equal spec with these ``settings`` of ``--set``, and where its blocks stand in it.

    ``own`` says that somebody wrote it, with comments and all; it is printed otherwise.
    """

    text: str
    own: bool
    settings: Mapping[str, str]
    spans: Mapping[str, Span]


def shown(spec: Spec) -> Shown | None:
    """The text to show; None if it is longer than MAX_LETTERS.

    Nothing is taken on trust: what was written is read again, and what does not say the same is not shown.
    """
    own = spec.written
    if own is not None and len(own.text) <= MAX_LETTERS and (again := _read(own, spec)) is not None:
        return Shown(own.text, True, own.settings, again.spans)
    printed = print_spec(spec)
    if len(printed) > MAX_LETTERS:
        return None
    read = _read(Written(printed, FrozenDict(), spec.path.parent), spec)
    return Shown(printed, False, FrozenDict(), {} if read is None else read.spans)


def _read(text: Written, spec: Spec) -> Spec | None:
    """What the text says, if that is what the spec says."""
    again = loads(text.text, spec.path, text.base, settings=text.settings).spec
    return again if again is not None and _same(again, spec) else None


def _same(one: Spec, other: Spec) -> bool:
    """True if they say the same; one of them may be a spec of the API."""
    return all(getattr(one, entry.name) == getattr(other, entry.name) for entry in fields(Spec) if entry.compare)
