"""What a command line asks of checks."""

from __future__ import annotations

from pathlib import Path

from theoremcheck.cli.files import find_specs
from theoremcheck.cli.settings import parse_sets
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


def prepare_early(request: Request) -> None:
    """Have the process from which workers are forked import what they need, before this one does: both at a time.

    Only where this command line is known to be right already. One that asks for files or for more than verdicts is
    looked at after the imports, and that process is started with the work. Raises ``UsageError``.
    """
    at_once = request.jobs == 1 and request.timeout is None
    files = (request.outputs, request.certificate, request.minimum, request.relax_out, request.cache)
    if at_once or any(files) or request.why or request.at or request.relax or request.standalone:
        return
    parse_sets(request.sets)
    if len(find_specs(request.paths)) > 1:
        from theoremcheck.cli.workers import PRELOADED, prepare

        prepare(PRELOADED)
