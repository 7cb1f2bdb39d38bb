"""What an output format is: a renderer, from the results of a run to one document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from theoremcheck.language.codes import CRASHED
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from theoremcheck.language.diagnostics import Diagnostic
    from theoremcheck.relax.run import Relaxation
    from theoremcheck.verdict.values import Verdict


@dataclass(frozen=True)
class Result:
    """What became of one spec: a verdict, with the warnings about its text, or what is wrong in it instead.

    ``decided`` is the verdict as it was before the search beside it, where that has been shown already. ``code`` is the
    exit code that it asks for, where it comes from the command line.
    """

    path: Path
    verdict: Verdict | None
    diagnostics: tuple[Diagnostic, ...] = ()
    relaxation: Relaxation | None = None
    decided: Verdict | None = None
    code: int = 0

    @property
    def crashed(self) -> bool:
        """True if the check itself ended before its time, so that nothing is known of the spec."""
        return any(entry.code == CRASHED for entry in self.diagnostics)


@dataclass(frozen=True)
class Asked:
    """How a document is asked for.

    ``target`` is the file that it goes to, None for standard output; ``many`` says that it is about a corpus, not
    about one spec; ``why`` is the id of the one thing to explain, ``at`` the file with the point of the user;
    ``plain`` asks for ASCII, ``standalone`` for a whole document instead of a part of one; ``quiet`` for
    the verdict alone on standard output; ``command`` is the command that writes the document.
    """

    target: Path | None = None
    many: bool = False
    why: str | None = None
    verbose: bool = False
    quiet: bool = False
    at: Path | None = None
    plain: bool = False
    standalone: bool = False
    command: str = "theoremcheck"


@dataclass(frozen=True)
class Document:
    """The content, None if there is nothing to write, and a note for the user beside it.

    A format that goes to a folder has ``files`` instead: their names there and their contents.
    """

    content: str | bytes | None
    note: str = ""
    files: tuple[tuple[str, str], ...] = ()


class NoDocument(Exception):  # noqa: N818 - not a failure of the program
    """The document that was asked for cannot be made, and why."""


Joiner: TypeAlias = Callable[[Sequence[Any], Asked], Document]
"""Makes the document of the parts that ``Format.part`` made; with ``many`` false there is one, and its result has a
verdict (or the format is one for failures). Raises ``NoDocument``."""


def _itself(result: Result, asked: Asked) -> Result:
    """The part of a format that is about one spec: the result."""
    return result


@dataclass(frozen=True)
class Format:
    """An output format: ``part`` is what it keeps of each result, and ``join`` makes the document of the parts.

    Of a corpus the parts are made where the specs are checked, which may be other processes, and are all that comes
    back from there: they hold no verdict. ``single`` says that the format is about one spec, never about a corpus;
    ``failures`` that it can say what is wrong with an input, so that it is written without a verdict too; ``folder``
    that it is several files in a folder; ``standalone`` that it can be a whole document or a part of one; ``brief``
    that it needs no more decided than the verdict does.
    """

    join: Joiner
    part: Callable[[Result, Asked], Any] = _itself
    single: bool = False
    failures: bool = False
    folder: bool = False
    standalone: bool = False
    brief: bool = False

    def render(self, results: Sequence[Result], asked: Asked) -> Document:
        """The document of the results. Raises ``NoDocument``."""
        return self.join([self.part(result, asked) for result in results], asked)
