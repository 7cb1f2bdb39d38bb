"""What may stand next in a spec that is being written, as the parser sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from theoremcheck.language.blocks import KEYWORDS, split
from theoremcheck.language.diagnostics import Collector
from theoremcheck.language.mistakes import MAX_REPAIRS, blanked
from theoremcheck.language.source import Source
from theoremcheck.language.tables import parser
from theoremcheck.trusted.records import dataclass

_TEXT: Final = re.compile(r'"(?:\\.|[^"\\\n])*"')


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal of the grammar: its regular expression, and its text if it has only one."""

    name: str
    pattern: str
    literal: str | None

    @property
    def is_word(self) -> bool:
        """True for words such as ``dataset`` and ``frozen``."""
        return self.literal is not None and self.literal.isidentifier()


@dataclass(frozen=True, slots=True)
class Expected:
    """The terminals that may come next, and those of the unfinished item before them (none between items)."""

    terminals: frozenset[str]
    before: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=1)
def terminals() -> Mapping[str, Terminal]:
    """The terminals of the grammar by name."""
    found = (
        Terminal(entry.name, entry.pattern.to_regexp(), entry.pattern.value if entry.pattern.type == "str" else None)
        for entry in parser().terminals
    )
    return MappingProxyType({entry.name: entry for entry in found})


def in_comment(line: str) -> bool:
    """True at the end of ``line`` if that is in a comment."""
    return "#" in _TEXT.sub("", line)


def in_text(line: str) -> bool:
    """True at the end of ``line`` if that is in a text."""
    return not in_comment(line) and '"' in _TEXT.sub("", line)


def expected(text: str) -> Expected | None:
    """What may come after ``text``, the part of a spec before some place; None where the parser cannot say.

    Lines of the item that are wrong are passed over, where they can be left out.
    """
    items = frozenset(word.upper() for word in KEYWORDS)
    collector = Collector(Source("", text))
    blocks = split(collector)
    last = collector.source.line(collector.source.lines)
    if in_comment(last) or in_text(last):
        return None
    if not blocks:
        return Expected(items)
    found = _state(text[blocks[-1].start :])
    if found is None or "$END" not in found.terminals:
        return found
    return Expected(items) if found.terminals == {"$END"} else Expected(found.terminals | items, found.before)


def _state(item: str) -> Expected | None:
    from lark.exceptions import UnexpectedInput

    body: str | None = item
    for _ in range(MAX_REPAIRS):
        if body is None:
            return None
        parsing = parser().parse_interactive(body)
        try:
            tokens = parsing.exhaust_lexer()
        except UnexpectedInput as error:
            body = blanked(body, error)
            continue
        accepted: set[str] = parsing.accepts()  # type: ignore[no-untyped-call]
        return Expected(frozenset(accepted), tuple((token.type, str(token)) for token in tokens))
    return None
