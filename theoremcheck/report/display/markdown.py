"""A card as Markdown; every text is escaped, so that names make no markup, no HTML and no formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final, assert_never

from theoremcheck.report.display.cards import Card, Checks, Code, Part, Sentences, Table

# A dollar sign would begin a formula, whatever stands before it.
_ESCAPES: Final = MappingProxyType(
    {ord(letter): f"\\{letter}" for letter in "\\`*_{}[]#|~"}
    | {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("$"): "&#36;"}
)


def markdown(card: Card) -> str:
    """The card as a text of Markdown."""
    return "\n\n".join(_card(card)) + "\n"


def code(text: str) -> str:
    """The text as code on one line, whatever it has in it."""
    clean = " ".join(text.split())
    longest = max((len(run) for run in re.findall("`+", clean)), default=0)
    fence, pad = "`" * (longest + 1), " " * (longest > 0)
    return f"{fence}{pad}{clean}{pad}{fence}"


def _card(card: Card) -> Iterator[str]:
    if card.alarm:
        yield f"**{_text(card.alarm)}**"
    mark = f"**{_text(card.mark)}** " if card.mark else ""
    by = f"by `{card.by}` " if card.by else ""
    yield f"{mark}{by}{'of ' if card.mark else ''}*{_text(card.subject)}*"
    if card.text:
        yield f"**{_text(card.text[:1].upper() + card.text[1:])}**"
    yield from map(_text, card.lead)
    for section in card.sections:
        yield f"#### {_text(section.title)}"
        for part in section.parts:
            yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    match part:
        case Sentences(texts):
            yield from map(_text, texts)
        case Table(rows, more):
            if rows:
                yield "\n".join(_table(rows))
            if more:
                yield f"and {more} more"
        case Checks(entries, title):
            if title:
                yield f"`{title}` lacks"
            yield "\n".join(
                _table([(f"**{e.status}**", f"`{e.condition}`", _text(e.reason)) for e in entries], raw=True)
            )
        case Code(text):
            yield "\n".join(f"    {line}" for line in text.splitlines())  # a block of code needs no fence
        case _:
            assert_never(part)


def _table(rows: list[tuple[str, ...]] | tuple[tuple[str, ...], ...], *, raw: bool = False) -> Iterator[str]:
    width = len(rows[0]) if rows else 3
    yield "|" + "   |" * width
    yield "|" + " --- |" * width
    yield from (f"| {' | '.join(row if raw else map(_text, row))} |" for row in rows)


def _text(text: str) -> str:
    """On one line, with what Markdown, HTML or a formula would take for its own escaped."""
    clean = "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
    return clean.translate(_ESCAPES)
