"""Formatting a spec: white space only, so that comments, line breaks and the problem stay what they are.

White space separates tokens and says nothing else, so the text is cut into tokens, and what lies between two of them on
one line is chosen anew; every line is indented by the brackets that are open where it begins. Comments behind code that
stood in one column, one after another, stay in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

from theoremcheck.language import Loaded, loads
from theoremcheck.language.blocks import KEYWORDS
from theoremcheck.trusted.records import dataclass

_INDENT: Final = "  "
_TOKEN: Final = re.compile(
    r"""\#[^\n]*|"(?:\\.|[^"\\\n])*"|[A-Za-z_][A-Za-z0-9_.]*|[0-9.][A-Za-z0-9_.]*|->|<=|>=|\*\*|\.\.|[^ \t\f\r]""",
    re.DOTALL,
)
_OPENING: Final = frozenset("({")
_CLOSING: Final = frozenset(")}")
_SPACED: Final = frozenset({"=", "->", "<", "<=", ">", ">="})
"""Tokens with one space on either side."""
_UNFINISHED: Final = frozenset({",", "=", "->", "+", "-", "*", "/", "^", "**", "<", "<=", ">", ">="})
"""What ends a line that goes on in the next one."""
_WIDEST: Final = 2
"""Two spaces may set clauses of a line apart."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A token, and the number of spaces that stood before it on its line."""

    text: str
    gap: int

    @property
    def is_comment(self) -> bool:
        return self.text.startswith("#")


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment behind code: the line that it is on, the code, formatted, and the column where it stood."""

    line: int
    code: str
    text: str
    column: int


def format_loaded(loaded: Loaded, path: Path) -> str:
    """The text of a spec without errors, formatted; that it says the same is checked.

    Raises ``RuntimeError`` if it does not, which would be a bug.
    """
    text = format_text(loaded.source.text)
    if loads(text, path, path.parent).spec != loaded.spec:
        raise RuntimeError(f"formatting would change what {path} says")
    return text


def format_text(text: str) -> str:
    """The text of a spec that parses, formatted: the tokens are the same, and formatting it again changes nothing."""
    lines: list[str] = []
    comments: list[_Comment] = []
    brackets: list[str] = []
    previous: str | None = None
    for line in text.split("\n"):
        tokens = tuple(_tokens(line))
        column = len(line[: line.rindex(tokens[-1].text)].expandtabs()) if tokens else 0
        if not tokens:
            if lines and lines[-1]:
                lines.append("")
            continue
        parts = [_INDENT * _depth(tokens, brackets, previous), tokens[0].text]
        _follow(brackets, tokens[0])
        for one, other in pairwise(tokens):
            if other.is_comment:
                comments.append(_Comment(len(lines), "".join(parts), other.text, column))
            parts += [" " * _gap(one, other, inside=brackets[-1:] == ["{"]), other.text]
            _follow(brackets, other)
        lines.append("".join(parts))
        previous = next((token.text for token in reversed(tokens) if not token.is_comment), previous)
    for _, group in groupby(comments, key=lambda comment: comment.column):
        _align(lines, tuple(group))
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines) + "\n"


def _align(lines: list[str], comments: tuple[_Comment, ...]) -> None:
    """Write comments that stood in one column into one: the same, or the first with room for the code before them."""
    if len(comments) > 1:
        column = max(comments[0].column, *(len(comment.code) + _WIDEST for comment in comments))
        for comment in comments:
            lines[comment.line] = f"{comment.code.ljust(column)}{comment.text}"


def _tokens(line: str) -> Iterator[_Token]:
    end = 0
    for match in _TOKEN.finditer(line):
        yield _Token(match[0].rstrip() if match[0].startswith("#") else match[0], match.start() - end)
        end = match.end()


def _depth(tokens: tuple[_Token, ...], brackets: list[str], previous: str | None) -> int:
    """How far a line is indented."""
    closed = next((index for index, token in enumerate(tokens) if token.text not in _CLOSING), len(tokens))
    depth = max(0, len(brackets) - closed)
    if closed or tokens[0].is_comment:
        return depth
    if not brackets:
        return 0 if tokens[0].text in KEYWORDS else 1
    return depth + (previous in _UNFINISHED and brackets[-1] == "{")


def _follow(brackets: list[str], token: _Token) -> None:
    """Keep track of the brackets that are open."""
    if token.text in _OPENING:
        brackets.append(token.text)
    elif token.text in _CLOSING and brackets:
        brackets.pop()


def _gap(one: _Token, other: _Token, *, inside: bool) -> int:
    """The spaces between two tokens of a line, ``inside`` the braces of an item, where clauses may stand further apart.

    Where there are none there were none, or a bracket or comma stands.
    """
    if other.is_comment:
        return _WIDEST
    if one.text == "(" or other.text in {",", ";", ")", ":"}:
        return 0
    if one.text in {",", ";", ":"} or one.text in _SPACED or other.text in _SPACED:
        return 1
    least = 1 if one.text in {"{", "}"} or other.text in {"{", "}"} else 0
    return max(least, min(other.gap, _WIDEST if inside else 1))
