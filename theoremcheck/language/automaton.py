"""The parser of items that are right, by lark's LALR tables: to load lark takes longer than to read a spec.

Tokens are found as lark's contextual lexer finds them, and reductions done as its trees are built, so that an item is
read here if and only if lark reads it. What is wrong with an item is for lark to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from theoremcheck.language.building import Build, Token
from theoremcheck.language.tables import automaton_text, grammar_text
from theoremcheck.trusted.records import dataclass

FILE: Final = Path(__file__).with_name("automaton.json")
"""The tables, which ``tests/language/write_tables.py`` writes."""

_END: Final = "$END"
_NAME: Final = "NAME"
_Matcher: TypeAlias = Callable[[str, int, int], "re.Match[str] | None"]


@dataclass(frozen=True)
class _Rule:
    """A reduction of ``size`` values to one of symbol ``origin``.

    ``build`` makes it of the values that ``taken`` names (None: all); those of helper rules are lists, which are
    put in. A rule without ``build`` leaves the list. ``single``: an only value stands for itself.
    """

    origin: str
    size: int
    build: Callable[[list[Any]], Any] | None
    single: bool
    taken: tuple[tuple[int, bool], ...] | None

    def reduced(self, values: list[Any]) -> Any:
        """The value of the whole."""
        if self.taken is not None:
            parts: list[Any] = []
            for index, many in self.taken:
                if not many:
                    parts.append(values[index])
                elif parts:
                    parts += values[index]
                else:
                    parts = values[index]  # a list that grows to the right is not copied at each step
            values = parts
        if self.single and len(values) == 1:
            return values[0]
        return values if self.build is None else self.build(values)


class _Lexer:
    """The lexer of a state: of the terminals accepted there the first pattern that matches, else the longest text."""

    def __init__(self, accepted: Mapping[str, int], terminals: list[tuple[str, str, _Matcher | None]]) -> None:
        here = [entry for entry in terminals if entry[0] in accepted]
        named = _NAME in accepted
        self.patterns = [(name, match) for name, _, match in here if match is not None]
        texts = [(name, text) for name, text, match in here if match is None]
        self.keywords = {text: name for name, text in texts if named and text.isidentifier()}
        self.texts = [(name, text) for name, text in texts if text not in self.keywords]

    def token(self, text: str, at: int, end: int) -> Token | None:
        """The token at a place before ``end``; None if there is none."""
        for name, match in self.patterns:
            found = match(text, at, end)
            if found is not None:
                value = found[0]
                return Token.of(value, self.keywords.get(value, name) if name == _NAME else name, at)
        for name, value in self.texts:
            if text.startswith(value, at, end):
                return Token.of(value, name, at)
        return None


class Automaton:
    """A pushdown automaton by the tables: in a row a shift is the next state, a reduction by rule r is -1 - r."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        build = Build()
        self._states: list[dict[str, int]] = tables["states"]
        self._start: int = tables["start"]
        self._stop: int = tables["stop"]
        self._ignored = re.compile(tables["ignored"]).match
        self._terminals: list[tuple[str, str, _Matcher | None]] = [
            (name, text, re.compile(text).match if pattern else None) for name, text, pattern in tables["terminals"]
        ]
        self._lexers: dict[int, _Lexer] = {}
        self._rules = [
            _Rule(
                origin,
                size,
                None if action is None else getattr(build, action, None),
                single,
                None if taken is None else tuple(map(tuple, taken)),
            )
            for origin, size, action, single, taken in tables["rules"]
        ]

    def parse(self, text: str, start: int, end: int) -> Any:
        """The item that is this part of the text; None if it is not right."""
        values: list[Any] = []
        states, at = [self._start], start
        while True:
            at = self._past_ignored(text, at, end)
            token = Token.of("", _END, at) if at >= end else self._lexer(states[-1]).token(text, at, end)
            if token is None or not self._take(token, states, values):
                return None
            if token.type == _END:
                return values[-1]
            at += len(token)

    def _past_ignored(self, text: str, at: int, end: int) -> int:
        found = self._ignored(text, at, end)
        return at if found is None else found.end()

    def _lexer(self, state: int) -> _Lexer:
        if state not in self._lexers:
            self._lexers[state] = _Lexer(self._states[state], self._terminals)
        return self._lexers[state]

    def _take(self, token: Token, states: list[int], values: list[Any]) -> bool:
        """Reduce, then shift the token; at the end, reduce to the item. False where neither is possible."""
        rows, kind = self._states, token.type
        while True:
            step = rows[states[-1]].get(kind)
            if step is None:
                return False
            if step >= 0:
                states.append(step)
                values.append(token)
                return True
            rule = self._rules[-1 - step]
            own: list[Any] = []
            if rule.size:
                own = values[-rule.size :]
                del values[-rule.size :], states[-rule.size :]
            states.append(rows[states[-1]][rule.origin])
            values.append(rule.reduced(own))
            if kind == _END and states[-1] == self._stop:
                return True


@lru_cache(maxsize=1)
def automaton() -> Automaton:
    """The parser of items, by tables of this very grammar."""
    tables = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    return Automaton(tables if tables.get("grammar") == grammar_text() else json.loads(automaton_text()))
