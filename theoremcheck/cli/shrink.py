"""``theoremcheck shrink FOO.spec -o SMALL.spec``: the smallest problem whose verdict comes by the same rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click

from theoremcheck.cli.codes import INPUT, INTERRUPTED, OK, UNDECIDED
from theoremcheck.cli.files import Files, is_stdout
from theoremcheck.cli.loading import read_spec
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.settings import parse_sets
from theoremcheck.cli.streams import quietly
from theoremcheck.language import loads, print_spec
from theoremcheck.language.diagnostics import listing
from theoremcheck.options import Options
from theoremcheck.relax.shrink import MAX_TRIES, comes_by, shrink
from theoremcheck.verdict.judge import decide


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    spec: Path
    out: Path | None
    keep: str | None
    sets: tuple[str, ...]
    options: Options


def run(request: Request) -> int:
    """Shrink, write the spec, return the exit code. Raises ``click.UsageError``."""
    to_stdout = request.out is None or is_stdout(request.out)
    files = Files(() if request.out is None or to_stdout else (request.out,), ())
    files.read((request.spec,))
    files.require_writable()
    spec, _ = read_spec(request.spec, parse_sets(request.sets), files)
    if spec is None:
        return INPUT
    options = replace(request.options, search=False)
    with Progress() as progress:
        verdict = quietly(decide, spec, options, progress)
        if not _keeps(request, comes_by(verdict)) and request.options.search:
            options = request.options
            verdict = quietly(decide, spec, options, progress)
        names = comes_by(verdict)
        if not names:
            click.echo(f"{request.spec}: the verdict is {verdict.verdict}: no theorem or rule is to be kept", err=True)
            return UNDECIDED
        if not _keeps(request, names):
            raise click.UsageError(f"--keep {request.keep}: the verdict comes by {listing(names)}")
        keep = request.keep or names[0]
        found = quietly(shrink, verdict, keep, options, progress)
    text = print_spec(found.spec)
    again = loads(text, str(request.out or "<shrunk>"))
    if again.spec is None or again.spec.problem != found.spec.problem:
        raise RuntimeError("the printed spec is another one")
    if to_stdout or request.out is None:
        click.echo(text, nl=False)
    else:
        files.write(request.out, text)
    before = len(print_spec(replace(spec, csv=None, expectations=found.spec.expectations)))
    click.echo(
        f"{keep} is kept: {len(text)} characters instead of {before}; {found.tried} problems were decided", err=True
    )
    if found.exhausted:
        click.echo(f"that is MAX_TRIES = {MAX_TRIES}; the spec that was written can be shrunk further", err=True)
    if found.interrupted:
        click.echo("interrupted: this is the smallest one so far", err=True)
        return INTERRUPTED
    return OK


def _keeps(request: Request, names: tuple[str, ...]) -> bool:
    return bool(names) and (request.keep is None or request.keep in names)
