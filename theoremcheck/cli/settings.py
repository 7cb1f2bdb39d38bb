"""Options of the command line that need parsing of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from theoremcheck.cli.files import is_stdout
from theoremcheck.cli.say import UsageError
from theoremcheck.trusted.records import dataclass

_ENDINGS: Final = MappingProxyType(
    {"tex": "latex", "md": "markdown", "txt": "text", "htm": "html", "xml": "junit", "coq": "rocq"}
)
"""What else a format may be called: the endings of its files, and other names."""
_MINIMUM: Final = MappingProxyType({".json": "minimum", ".npz": "npz"})


@dataclass(frozen=True)
class Output:
    """One ``-o``: a format, and a file or None for standard output."""

    format: str
    path: Path | None


def parse_sets(sets: tuple[str, ...]) -> Mapping[str, str]:
    """``NAME=VALUE`` pairs. Raises ``UsageError``."""
    found: dict[str, str] = {}
    for entry in sets:
        name, equals, value = entry.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UsageError(f"--set {entry!r}: write NAME=VALUE, such as --set M=4")
        if name.strip() in found:
            raise UsageError(f"--set {name.strip()} is given twice")
        found[name.strip()] = value.strip()
    return found


def parse_outputs(outputs: tuple[str, ...], example: str = "report.json") -> tuple[Output, ...]:
    """``FORMAT[=FILE]`` entries; text to standard output without any. Raises ``UsageError``.

    ``example`` is the name of a file for the message that asks for one.
    """
    from theoremcheck.report.formats import FORMATS

    found = []
    for entry in outputs:
        kind, equals, target = entry.partition("=")
        if kind not in FORMATS:
            from theoremcheck.language.diagnostics import closest

            near = _ENDINGS.get(kind) or closest(kind, FORMATS)
            help = f"did you mean {near}? " if near else ""
            raise UsageError(f"-o {entry}: unknown format {kind!r}; {help}choose from {', '.join(FORMATS)}")
        if equals and not target:
            raise UsageError(f"-o {entry}: give a file after the =, or leave the = out for standard output")
        path = Path(target) if target else None
        if FORMATS[kind].folder and (path is None or is_stdout(path)):
            raise UsageError(f"-o {kind} writes several files: give it a folder, such as -o {kind}=pictures")
        found.append(Output(kind, None if path is None or is_stdout(path) else path))
    if sum(1 for output in found if output.path is None) > 1:
        raise UsageError(f"only one -o can write to standard output; give the others a file: -o json={example}")
    return tuple(found) or (Output("text", None),)


def minimum_format(path: Path) -> str:
    """The format that ``--minimum`` writes, by the end of the file's name. Raises ``UsageError``."""
    if path.suffix not in _MINIMUM:
        raise UsageError(f"--minimum {path}: the file ends in {' or '.join(_MINIMUM)}")
    return _MINIMUM[path.suffix]
