"""Source text and positions in it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of source text: lines and columns from 1, the end column exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Source:
    """The text of a file (line ends are single newlines) under the name that messages show."""

    name: str
    text: str

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *(i + 1 for i, letter in enumerate(self.text) if letter == "\n"))

    @property
    def lines(self) -> int:
        """The number of lines."""
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a character offset (clamped to the text)."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The character offset of a line and column, from 1 (both clamped to the text)."""
        number = max(1, min(line, len(self._starts)))
        return self._starts[number - 1] + max(0, min(column - 1, len(self.line(number))))

    def span(self, start: int, end: int) -> Span:
        """The span of the characters from ``start`` up to, not including, ``end``."""
        return Span(*self.position(start), *self.position(max(start, end)))

    def line(self, number: int) -> str:
        """The text of one line, from 1, without its end; empty past the last one."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end]
