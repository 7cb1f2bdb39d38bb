"""Cutting a file into its items, so that every item is parsed on its own and one mistake cannot hide another.

A plain scan that knows comments, texts, brackets and the words that begin an item. It reports brackets and texts that
are not closed, and words that begin nothing.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from theoremcheck.language.diagnostics import Collector, Help, Place, closest, excerpt, meant
from theoremcheck.trusted.records import dataclass

KEYWORDS: Final = ("dataset", "neuron", "loss", "network", "objective", "candidate", "search", "let", "claim", "expect")
"""The words that begin an item."""

_BRACED: Final = frozenset({"dataset", "network", "objective", "candidate", "search"})
_NAMED: Final = frozenset({"dataset", "neuron", "loss", "let"})
_SCAN: Final = re.compile(
    r"""(?P<space>[ \t\f\r]+)|(?P<line>\n)|(?P<comment>\#[^\n]*)|(?P<text>"(?:\\.|[^"\\\n])*")|(?P<open_text>"[^\n]*)"""
    r"""|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<number>[0-9.][A-Za-z0-9_.]*)"""
    r"""|(?P<opening>[({])|(?P<closing>[)}])|(?P<other>.)""",
    re.DOTALL,
)
_ASSIGNED: Final = re.compile(r"[ \t]*=")
_OPENING: Final = MappingProxyType({")": "(", "}": "{"})


@dataclass(frozen=True, slots=True)
class Block:
    """One item: its keyword, the name behind it if there is one, its place, and whether its brackets are whole."""

    keyword: str
    name: str | None
    start: int
    end: int
    whole: bool


def lost_block(text: str, keyword: str, place: Place) -> Block:
    """An item whose misspelt keyword stands at ``place``: it is known to exist, no more."""
    name = re.compile(r"[ \t]*([A-Za-z_][A-Za-z0-9_]*)").match(text, place.end)
    return Block(keyword, name[1] if name and keyword in _NAMED else None, place.start, place.end, False)


@dataclass
class _Open:
    keyword: str
    start: int
    end: int
    name: str | None = None
    words: int = 1
    defined: bool = False
    whole: bool = True
    finished: bool = False


def split(collector: Collector) -> tuple[Block, ...]:
    """The items of the text in order. Mistakes of brackets, texts and keywords are put into ``collector``."""
    return _Scan(collector).run()


class _Scan:
    """One pass over the text; local to :func:`split`."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.text = collector.source.text
        self.blocks: list[Block] = []
        self.item: _Open | None = None
        self.brackets: list[tuple[str, int]] = []
        self.previous = ""

    def run(self) -> tuple[Block, ...]:
        fresh = True
        lost = False
        for match in _SCAN.finditer(self.text):
            kind, start, end = match.lastgroup, match.start(), match.end()
            if kind in {"space", "comment"}:
                continue
            if kind == "line":
                fresh = True
                continue
            text = match[0] if kind == "word" else ""
            if text in KEYWORDS and (fresh or not self.brackets) and not self._is_name(fresh, end):
                self._close()
                self.item = _Open(text, start, end)
                lost = False
            elif self.item is None or self.item.finished:
                lost = self._stray(match, kind or "", lost, fresh)
            else:
                self._extend(match, kind or "")
            self.previous = match[0] if kind == "word" or match[0] == "." else ""
            fresh = False
        self._close()
        return tuple(self.blocks)

    def _is_name(self, fresh: bool, end: int) -> bool:
        """True right after a keyword that takes a name, in a dotted id, and before = in a block."""
        if self.text[end : end + 1] == "." or (self.brackets and _ASSIGNED.match(self.text, end)):
            return True
        item = self.item
        named = item is not None and item.words == 1 and item.keyword in _NAMED and self.previous == item.keyword
        return not fresh and (named or self.previous == ".")

    def _extend(self, match: re.Match[str], kind: str) -> None:
        item = self.item
        if item is None:
            return
        item.end = match.end()
        if kind == "word":
            if item.words == 1 and item.keyword in _NAMED:
                item.name = match[0]
            item.words += 1
        elif kind == "open_text":
            self._open_text(match)
            item.whole = False
        elif kind == "opening":
            self.brackets.append((match[0], match.start()))
        elif kind == "closing":
            self._closing(match, item)
        elif match[0] == "=":
            item.defined = True

    def _closing(self, match: re.Match[str], item: _Open) -> None:
        if self.brackets and self.brackets[-1][0] == _OPENING[match[0]]:
            self.brackets.pop()
            # The brace of "neuron NAME { ... }" ends the item; that of the cases of a formula does not.
            item.finished = not self.brackets and match[0] == "}" and (item.keyword in _BRACED or not item.defined)
            return
        item.whole = False
        matching = [i for i, (bracket, _) in enumerate(self.brackets) if bracket == _OPENING[match[0]]]
        if not matching:
            self.collector.error("E015", f"this {match[0]} closes nothing", Place(match.start(), match.end()))
            return
        bracket, start = self.brackets[-1]
        self.collector.error("E011", f"this {bracket} is not closed", Place(start, start + 1))
        del self.brackets[matching[-1] :]
        item.finished = not self.brackets and match[0] == "}"

    def _open_text(self, match: re.Match[str]) -> None:
        # A backslash at the end would take the quote for its own.
        help = 'end it with "' if match[0].endswith("\\") else Help('end it with "', f'{match[0].rstrip()}"')
        self.collector.error(
            "E012", "this text is not closed on its line", Place(match.start(), match.end()), help=help
        )

    def _stray(self, match: re.Match[str], kind: str, lost: bool, fresh: bool) -> bool:
        """Something between items; of a run of strays the first is reported, and each line that begins like an item."""
        place = Place(match.start(), match.end())
        if kind == "opening":
            self.brackets.append((match[0], match.start()))
        elif kind == "closing" and self.brackets:
            self.brackets.pop()
            return lost
        if lost and (not fresh or self.brackets or kind != "word" or closest(match[0], KEYWORDS) is None):
            return True
        if kind == "closing":
            self.collector.error("E015", f"this {match[0]} closes nothing", place)
            return False
        if kind == "open_text":
            self._open_text(match)
            return True
        word = excerpt(match[0])
        misspelt = closest(word, KEYWORDS) if kind == "word" else None
        help = meant(misspelt) if misspelt else f"an item begins with {', '.join(KEYWORDS)}"
        if misspelt is not None:
            self.blocks.append(lost_block(self.text, misspelt, place))
        self.collector.error("E014", f"no item begins with {word!r}", place, help=help)
        return True

    def _close(self) -> None:
        item = self.item
        if self.brackets and (item is None or not item.finished):
            bracket, start = self.brackets[0]
            self.collector.error("E011", f"this {bracket} is not closed", Place(start, start + 1))
            if item is not None:
                item.whole = False
        self.brackets = []
        if item is not None:
            self.blocks.append(Block(item.keyword, item.name, item.start, item.end, item.whole))
        self.item = None
