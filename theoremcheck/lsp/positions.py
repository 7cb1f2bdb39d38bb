"""Between offsets in a text and the positions of the protocol: lines from 0, columns in code units.

The units are those of UTF-16, unless client and server agree on another encoding.
"""

from __future__ import annotations

from theoremcheck.language.source import Source, Span
from theoremcheck.trusted.records import dataclass

_MARK = "\ufeff"


def units(text: str, encoding: str = "utf-16") -> int:
    """The number of code units of a text in UTF-8, UTF-16 or UTF-32."""
    if encoding == "utf-8":
        return len(text.encode("utf-8", errors="surrogatepass"))
    return len(text) + (sum(letter > "\uffff" for letter in text) if encoding == "utf-16" else 0)


@dataclass(frozen=True)
class Positions:
    """Positions in a document. ``marked``: it begins with a byte order mark, which the source leaves out."""

    source: Source
    marked: bool = False
    encoding: str = "utf-16"

    @classmethod
    def of(cls, source: Source, document: str, encoding: str = "utf-16") -> Positions:
        """Of the source that was made of the text of a document."""
        return cls(source, document.startswith(_MARK), encoding)

    def offset(self, line: int, column: int) -> int:
        """The character offset of a position, clamped to the text."""
        column -= self._shift(line)
        letters = 0
        for letter in self.source.line(line + 1):
            column -= units(letter, self.encoding)
            if column < 0:
                break
            letters += 1
        return self.source.offset(line + 1, letters + 1)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character offset."""
        return self._of(*self.source.position(offset))

    def span(self, span: Span | None) -> tuple[tuple[int, int], tuple[int, int]]:
        """Start and end of a span; without one the start of the text."""
        if span is None:
            return (0, 0), (0, 0)
        return self._of(span.line, span.column), self._of(span.end_line, span.end_column)

    def end(self) -> tuple[int, int]:
        """The end of the text."""
        return self.position(len(self.source.text))

    def _of(self, line: int, column: int) -> tuple[int, int]:
        return line - 1, units(self.source.line(line)[: column - 1], self.encoding) + self._shift(line - 1)

    def _shift(self, line: int) -> int:
        return units(_MARK, self.encoding) if self.marked and line == 0 else 0
