"""The table: what tokens there are, and what highlighters call them.

The regular expressions are those of the grammar's terminals, and use nothing that Python's ``re`` and the engine of
TextMate grammars, Oniguruma, read differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from theoremcheck.functions import library
from theoremcheck.language.blocks import KEYWORDS
from theoremcheck.language.expecting import terminals
from theoremcheck.language.meaning import CONSTANTS, ELEMENTARY
from theoremcheck.language.settings import VERDICTS
from theoremcheck.trusted.records import dataclass

_BRACKETS: Final = frozenset("(){}")
_MARKS: Final = frozenset({",", ";", ":", "."})


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of token: its regular expression, its type in Pygments, its scope in TextMate grammars."""

    pattern: str
    pygments: str
    scope: str


@lru_cache(maxsize=1)
def table() -> tuple[Row, ...]:
    """The rows; of those that match at a place the first one counts."""
    all_ = terminals()
    words = {entry.literal for entry in all_.values() if entry.is_word and entry.literal is not None}
    signs = {entry.literal for entry in all_.values() if entry.literal is not None and not entry.is_word}
    entries = (*library.neurons().values(), *library.losses().values())
    names = {name for entry in entries for name in (entry.name, *entry.aliases)}
    return (
        Row(r"#[^\n]*", "Comment.Single", "comment.line.number-sign"),
        Row(all_["STRING"].pattern, "String.Double", "string.quoted.double"),
        Row(all_["NUMBER"].pattern, "Number", "constant.numeric"),
        Row(all_["PATH"].pattern, "Name.Attribute", "variable.other.property"),
        Row(_words(KEYWORDS), "Keyword.Declaration", "keyword.declaration"),
        Row(_words(words - {*KEYWORDS}), "Keyword", "keyword.other"),
        Row(_words(VERDICTS), "Keyword.Constant", "constant.language"),
        Row(_words(ELEMENTARY), "Name.Builtin", "support.function"),
        Row(_words(CONSTANTS), "Name.Constant", "constant.language"),
        Row(_words(names - ELEMENTARY), "Name.Function", "entity.name.function"),
        Row(all_["NAME"].pattern, "Name", "variable.other"),
        Row(_signs(signs - _BRACKETS - _MARKS), "Operator", "keyword.operator"),
        Row(_signs(signs & (_BRACKETS | _MARKS)), "Punctuation", "punctuation"),
    )


def _words(words: Iterable[str]) -> str:
    return rf"\b(?:{'|'.join(sorted(words))})\b"


def _signs(signs: Iterable[str]) -> str:
    """The longest first: ``**`` is no two ``*``."""
    return "|".join(re.escape(sign) for sign in sorted(signs, key=lambda sign: (-len(sign), sign)))
