"""What is known of one text of a spec: the same as the command line says of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from theoremcheck.language import Diagnostic, Loaded, loads
from theoremcheck.language.tree import Item
from theoremcheck.theory.lookup import known_names
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.domains import domain_errors

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")


@dataclass(frozen=True)
class Analysis:
    """A text as loaded, and all diagnostics of it. Offsets are those of ``text``, whose line ends are newlines."""

    loaded: Loaded
    diagnostics: tuple[Diagnostic, ...]
    folder: Path

    @property
    def text(self) -> str:
        """The text that the diagnostics are about."""
        return self.loaded.source.text

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that parse."""
        return self.loaded.items

    def word(self, offset: int) -> tuple[str, int] | None:
        """The word, dotted ones whole, at or right before an offset, and where it starts."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        line = self.text[start : end if end >= 0 else len(self.text)]
        for match in _WORD.finditer(line):
            if match.start() <= offset - start <= match.end():
                return match[0], start + match.start()
        return None

    def item(self, offset: int) -> Item | None:
        """The item around an offset."""
        return next((item for item in self.items if item.start <= offset <= item.end), None)


def analyse(text: str, path: Path) -> Analysis:
    """Load the text of the file at ``path``, as far as it is written."""
    loaded = loads(text, path, path.parent, known_ids=known_names())
    wrong = () if loaded.spec is None else domain_errors(loaded.spec)
    return Analysis(loaded, (*loaded.diagnostics, *wrong), path.parent)
