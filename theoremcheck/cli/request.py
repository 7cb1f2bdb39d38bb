"""What a command line asks of checks."""

from __future__ import annotations

from pathlib import Path

from theoremcheck.options import DEFAULTS, Options
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    paths: tuple[Path, ...] = ()
    why: str | None = None
    sets: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    certificate: Path | None = None
    minimum: Path | None = None
    at: Path | None = None
    names: tuple[str, ...] = ()
    relax: bool = False
    relax_out: Path | None = None
    verbose: bool = False
    quiet: bool = False
    standalone: bool = False
    jobs: int = 1
    timeout: float | None = None
    cache: Path | None = None
    options: Options = DEFAULTS
