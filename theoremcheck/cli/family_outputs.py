"""What a sweep writes: the file of rows that it goes on from, and tables and diagrams of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from theoremcheck.cli.files import Files, is_stdout
from theoremcheck.cli.say import UsageError
from theoremcheck.report.atlas.family import family_page
from theoremcheck.report.pictures.phase import phase
from theoremcheck.report.pictures.svg import document
from theoremcheck.sweep.axes import Axis
from theoremcheck.sweep.parquet import is_available, parquet
from theoremcheck.sweep.rows import Row, line, table
from theoremcheck.trusted.records import dataclass

ROWS: Final = "jsonl"
"""The format of the file that a sweep goes on from."""


@dataclass(frozen=True)
class Drawn:
    """What tables and diagrams are made of; ``pooled`` axes are not drawn, a cell has all their values."""

    axes: Sequence[Axis]
    rows: Sequence[Row]
    title: str
    pooled: Sequence[str]


@dataclass(frozen=True)
class Outputs:
    """The file of rows, and the other files by format."""

    place: Path
    drawn: Sequence[tuple[str, Path]]

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files."""
        return (self.place, *(path for _, path in self.drawn))

    @property
    def takes_stdout(self) -> bool:
        """True if a table or diagram goes to standard output, which then has nothing else."""
        return any(is_stdout(path) for _, path in self.drawn)

    def write(self, files: Files, found: Drawn, before: Sequence[Row]) -> None:
        """All files; the rows in the order of the points, then those of earlier runs that are about other problems.

        Raises ``CannotWrite``.
        """
        now = {row.key for row in found.rows}
        others = [row for row in before if row.finished and row.key not in now]
        contents = {path: _WRITERS[kind](found) for kind, path in self.drawn}
        files.write_all({**contents, self.place: "".join(map(line, (*found.rows, *others)))})


def parse_outputs(entries: Sequence[str]) -> Outputs:
    """The outputs of ``FILE``, ``FORMAT=FILE`` and ``FORMAT`` alone, which goes beside the file of rows.

    Raises ``UsageError``.
    """
    asked = [_entry(entry) for entry in entries]
    places = [path for kind, path in asked if kind == ROWS and path is not None]
    if len(places) != 1 or is_stdout(places[0]):
        raise UsageError(f"-o: give one file that ends in .{ROWS}, such as runs.{ROWS}, in which rows are kept")
    drawn = [(kind, path or places[0].with_suffix(f".{kind}")) for kind, path in asked if kind != ROWS]
    if sum(is_stdout(path) for _, path in drawn) > 1:
        raise UsageError("only one -o can write to standard output; give the others a file")
    if any(kind == "parquet" for kind, _ in drawn) and not is_available():
        raise UsageError("-o parquet needs pyarrow: pip install 'theoremcheck[parquet]'")
    return Outputs(places[0], drawn)


def _entry(entry: str) -> tuple[str, Path | None]:
    """The format and the file of one ``-o``; None for a file that is named after that of the rows."""
    kind, equals, target = entry.partition("=")
    known = (ROWS, *_WRITERS)
    if kind in known and (target or not equals):
        return kind, Path(target) if target else None
    path = Path(entry)
    if path.suffix[1:] not in known or kind in known:
        endings = ", ".join(f".{name}" for name in known)
        raise UsageError(f"-o {entry}: the file ends in {endings}, or write FORMAT=FILE with one of these formats")
    return path.suffix[1:], path


_WRITERS: Final[Mapping[str, Callable[[Drawn], str | bytes]]] = MappingProxyType(
    {
        "csv": lambda found: table(found.rows),
        "parquet": lambda found: parquet(found.rows),
        "svg": lambda found: document(phase(found.axes, found.rows, found.title, found.pooled)),
        "html": lambda found: family_page(found.axes, found.rows, found.title, found.pooled),
    }
)
"""What is made of the rows, by format."""
