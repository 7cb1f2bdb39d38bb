"""Sentences of the theory and of reports are ASCII: here indices, powers and relations in them become what they mean.

Only what is plain from the letters themselves is touched: the rest of a sentence stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Final

from theoremcheck.report.display.escaping import escaped as html_escaped
from theoremcheck.trusted.records import dataclass

_PART: Final = re.compile(
    r"(?P<id>\b(?:thm|rule|lemma|data|neuron|loss|network|objective|minimum)\.[a-z0-9_]+(?:\.[a-z0-9_]+)*)"
    r"|(?P<base>\bsum|\b[A-Za-z])_(?P<low>\([^()]*\)|-?[A-Za-z0-9]+)"
    r"|\b(?P<zero>a)0\b"
    r"|\b(?P<side>[A-Zm])(?P<sign>[+-])(?=[\s,.;:)]|$)"
    r"|\^(?P<high>\([^()]*\)|-?[A-Za-z0-9]+)"
    r"|(?P<infimum>\binf(?= [A-Z]\b))"
    r"|(?P<mark>>=|<=|!=|->|(?<= )[<>](?= )|(?<=\S) \. (?=\S)|(?<=\(-)inf\b|(?<=, )inf(?=[)\]]))"
)
_HTML: Final = MappingProxyType(
    {">=": "≥", "<=": "≤", "!=": "≠", "->": "→", " . ": " · ", "inf": "∞", "infimum": "inf", "sum": "∑"}
)  # fmt: skip
_LATEX: Final = MappingProxyType(
    {
        **{">=": r"\ge", "<=": r"\le", "!=": r"\ne", "->": r"\to", " . ": r"\cdot", "inf": r"\infty"},
        "infimum": r"\inf",
        "sum": r"\textstyle\sum",
    }
)


@dataclass(frozen=True, slots=True)
class _Letters:
    """A symbol with what stands below or above it; ``base`` is empty where it is the text before."""

    base: str
    low: str = ""
    high: str = ""


def html(text: str) -> str:
    """The sentence as HTML, escaped; ids are code."""
    return "".join(_parts(text, html_escaped, lambda name: f"<code>{html_escaped(name)}</code>", _html_symbol))


def latex(text: str, plain: Callable[[str], str], code: Callable[[str], str]) -> str:
    """The sentence as LaTeX, where ``plain`` escapes what is no formula, and ``code`` sets an id."""
    return "".join(_parts(text, plain, code, _latex_symbol))


def _parts(
    text: str, plain: Callable[[str], str], code: Callable[[str], str], symbol: Callable[[_Letters], str]
) -> Iterator[str]:
    end = 0
    for found in _PART.finditer(text):
        yield plain(text[end : found.start()]) if end < found.start() else ""
        end = found.end()
        yield code(found["id"]) if found["id"] else symbol(_letters(found))
    yield plain(text[end:]) if end < len(text) else ""


def _letters(found: re.Match[str]) -> _Letters:
    if found["mark"]:
        return _Letters(found["mark"])
    if found["infimum"]:
        return _Letters("infimum")
    if found["high"]:
        return _Letters("", high=_bare(found["high"]))
    if found["zero"]:
        return _Letters(found["zero"], "0")
    return _Letters(found["side"], found["sign"]) if found["side"] else _Letters(found["base"], _bare(found["low"]))


def _bare(text: str) -> str:
    """Without the brackets that only hold an index or a power together."""
    return text[1:-1] if text.startswith("(") else text


def _html_symbol(letters: _Letters) -> str:
    base = _HTML.get(letters.base) or html_escaped(letters.base)
    low = f"<sub>{html_escaped(letters.low)}</sub>" if letters.low else ""
    return base + low + (f"<sup>{html_escaped(letters.high)}</sup>" if letters.high else "")


def _latex_symbol(letters: _Letters) -> str:
    base = _LATEX.get(letters.base, letters.base)
    low = f"_{{{_index(letters.low)}}}" if letters.low else ""
    spaced = f" \\ensuremath{{{base}}} " if letters.base == " . " else ""
    return spaced or f"\\ensuremath{{{base}{low}{f'^{{{_index(letters.high)}}}' if letters.high else ''}}}"


def _index(text: str) -> str:
    """An index or a power inside a formula; a character that means something else there is left out."""
    return re.sub(r"[\\{}$&#%^~_]", " ", text).replace("..", r"\ldots ")
