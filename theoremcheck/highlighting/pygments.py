"""The lexer of Pygments for .spec files: ``pygmentize foo.spec``, and blocks of code in Sphinx and MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, ClassVar, Final

from pygments.lexer import Lexer
from pygments.token import Error, Token, Whitespace, string_to_tokentype

from theoremcheck.highlighting.roles import table

_SPACE: Final = r"[ \t\f\r\n]+"


class SpecLexer(Lexer):
    """Tokens of a spec; characters that the language does not have are errors."""

    name = "theoremcheck"
    aliases: ClassVar[list[str]] = ["theoremcheck"]
    filenames: ClassVar[list[str]] = ["*.spec"]
    mimetypes: ClassVar[list[str]] = ["text/x-theoremcheck"]
    version_added = ""

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, Any, str]]:
        """Offset, type and text of every token, white space among them."""
        pattern, types = _scanner()
        end = 0
        for match in pattern.finditer(text):
            yield from ((place, Error, text[place]) for place in range(end, match.start()))
            yield match.start(), types[(match.lastindex or 1) - 1], match[0]
            end = match.end()
        yield from ((place, Error, text[place]) for place in range(end, len(text)))

    @staticmethod
    def analyse_text(text: str) -> float:
        """How likely a text is a spec: RPM packages have files of that name, too."""
        return 0.8 if re.search(r"^(?:dataset|network)\s.*\{", text, re.MULTILINE) else 0.0


@lru_cache(maxsize=1)
def _scanner() -> tuple[re.Pattern[str], tuple[Any, ...]]:
    """One expression with one group for each row, and the types of the groups."""
    rows = [(_SPACE, Whitespace), *((row.pattern, _type(row.pygments)) for row in table())]
    inner = [re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern) for pattern, _ in rows]
    return re.compile("|".join(f"({pattern})" for pattern in inner)), tuple(kind for _, kind in rows)


def _type(name: str) -> Any:
    return string_to_tokentype(name) or Token
