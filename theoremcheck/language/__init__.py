"""The language of .spec files: text in, an exact problem or diagnostics out. Nothing is raised for a wrong file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from theoremcheck.language.codes import CODES, Code
from theoremcheck.language.diagnostics import Collector, Diagnostic, Severity, render
from theoremcheck.language.source import Source, Span
from theoremcheck.language.spec import Candidate, CsvSource, Expectation, Let, SearchSettings, Spec
from theoremcheck.language.surroundings import Surroundings
from theoremcheck.language.tree import Item
from theoremcheck.trusted.records import dataclass

__all__ = [
    "CODES",
    "Candidate",
    "Code",
    "CsvSource",
    "Diagnostic",
    "Expectation",
    "Let",
    "Loaded",
    "SearchSettings",
    "Severity",
    "Source",
    "Span",
    "Spec",
    "load",
    "loads",
    "print_spec",
    "render",
]

_NO_SETTINGS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Loaded:
    """What came of a file: the spec (None iff a diagnostic is an error), all diagnostics, and the source they show.

    ``inputs`` are the other files that it names, the tables of its data.
    """

    spec: Spec | None
    diagnostics: tuple[Diagnostic, ...]
    source: Source
    inputs: tuple[Path, ...] = ()
    items: tuple[Item, ...] = ()
    """The items that parse, for editors: what is wrong with them otherwise does not matter."""

    def render(self) -> str:
        """All diagnostics as text, a blank line between them."""
        return "\n\n".join(render(entry, self.source) for entry in self.diagnostics)


def load(
    path: Path | str,
    *,
    settings: Mapping[str, str] = _NO_SETTINGS,
    known_ids: frozenset[str] | None = None,
    stream: BinaryIO | None = None,
    table: Path | None = None,
) -> Loaded:
    """Read and elaborate a spec file.

    ``settings`` override let names (name to text, as ``--set`` gives them). ``known_ids`` are the ids that ``expect``
    may name (None: not checked). CSV paths are relative to the folder of the file. With a ``stream`` that is read, and
    ``path`` is the name that is shown. A ``table``, relative to the working folder, is read in the place of the one
    that the file names.
    """
    from theoremcheck.language.reading import decode, read_bytes

    place = Path(path)
    data, collector = read_bytes(place, stream)
    if data is not None:
        collector = decode(data, str(place))
    return _finish(collector, Surroundings(place, place.parent, settings, known_ids, table))


def loads(
    text: str,
    path: Path | str = "<text>",
    base: Path | None = None,
    *,
    settings: Mapping[str, str] = _NO_SETTINGS,
    known_ids: frozenset[str] | None = None,
) -> Loaded:
    """As :func:`load`, from a text.

    ``path`` is the name shown; CSV paths are relative to ``base``, else to the working folder.
    """
    from theoremcheck.language.reading import decode

    collector = decode(text.encode("utf-8", errors="surrogatepass"), str(path))
    folder = base if base is not None else Path.cwd()
    return _finish(collector, Surroundings(Path(path), folder, settings, known_ids))


def print_spec(spec: Spec) -> str:
    """The text of a spec; :func:`loads` reads it back as an equal spec."""
    from theoremcheck.language.printer import print_spec as written

    return written(spec)


def _finish(collector: Collector, around: Surroundings) -> Loaded:
    from theoremcheck.language.elaborate import elaborate
    from theoremcheck.language.parsing import parse

    spec = None
    items: tuple[Item, ...] = ()
    if not collector.failed:
        parsed = parse(collector)
        items = parsed.items
        if not parsed.items and not parsed.broken and not collector.failed:
            help = "theoremcheck new writes a spec to start from"
            collector.error("E005", "the file declares nothing", None, help=help)
        else:
            spec = elaborate(collector, parsed, around)
    return Loaded(spec, collector.result(), collector.source, tuple(collector.inputs), items)
