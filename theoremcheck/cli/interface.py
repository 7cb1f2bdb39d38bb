"""The command line as it is declared; each command imports what it needs when it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from theoremcheck._version import __version__
from theoremcheck.cli.codes import INPUT, OK
from theoremcheck.cli.declaring import (
    POINT,
    POINT_MAP,
    Commands,
    DefaultCheck,
    Formats,
    at_a_time,
    formats,
    ids,
    option,
    told,
)
from theoremcheck.cli.names import BESIDE
from theoremcheck.cli.say import UsageError
from theoremcheck.cli.terminal import terminal
from theoremcheck.look import looking
from theoremcheck.options import Extent, Options

_ALL = "Decide what the verdict does not need, too: what else is proved, and what keeps other theorems from applying."
_HELP_WIDTH = 100
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": _HELP_WIDTH}


@click.group(cls=DefaultCheck, commands=Commands(BESIDE), context_settings=_CONTEXT, no_args_is_help=True)
@click.version_option(__version__, prog_name="theoremcheck")
@click.pass_context
def app(context: click.Context) -> None:
    """Decide whether a no-bad-local-minima theorem applies to a network.

    \b
    theoremcheck foo.spec                     verdict, then why
    theoremcheck specs/ --jobs 2              a corpus: a line for each spec, and a summary; two at a time
    theoremcheck foo.spec --why data.span_exclusion
    theoremcheck foo.spec -o json -o text=report.txt
    theoremcheck foo.spec --certificate foo.cert.json
    theoremcheck verify foo.spec foo.cert.json
    theoremcheck certify foo.spec --at p.json what a point is: a bad minimum, a saddle, ...
    theoremcheck eval foo.spec --at p.json    L, outputs, gradient and spectrum there
    theoremcheck prove foo.spec               the verdict as a theorem that Coq checks
    theoremcheck explain thm.subspaces        conditions, lemmas, theorems, error codes, neurons, losses
    theoremcheck new > foo.spec               a commented starter
    theoremcheck import net.onnx --data d.csv --loss logistic -o net.spec --point p.json

    `theoremcheck check --help` lists the options of the first form.

    Exit codes: 0 every expectation is met (without one: proved or conditional); 1 not met (without one: refuted);
    2 the input is wrong; 3 undecided and no expectation; 70 soundness alarm, crash or internal error; 130 interrupted.
    """  # noqa: D301
    seen = terminal(sys.stdout)
    context.color = seen.colour or None  # click takes colours out of what goes to a file or a pipe, unless it is told
    context.with_resource(looking(seen))


def _numbers(command: Callable[..., None]) -> Callable[..., None]:
    """The options --NAME of the numbers among the fields of ``Options``."""
    for entry in reversed(fields(Options)):
        if "range" in entry.metadata:
            allowed = click.IntRange(*entry.metadata["range"])
            known = {"help": entry.metadata["help"], "show_default": entry.metadata["default"]}
            command = option(f"--{entry.name}", type=allowed, **known)(command)
    return command


@app.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--why", metavar="ID", shell_complete=ids, help="Why a condition, lemma or theorem holds, fails or is open.")
@option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Override a `let` of the spec.")
@_numbers
@option(
    "--search",
    type=click.Choice(["short", "full"]),
    show_default="short",
    help="How much to search once a verdict is known: short (a few seconds of work) or full.",
)
@option("--no-search", is_flag=True, help="Decide only; do not search.")
@option("--all", "everything", is_flag=True, help=_ALL)
@option("-v", "--verbose", is_flag=True, help="Show what became of each kind of start of the search.")
@option("-q", "--quiet", is_flag=True, help="On standard output the verdict alone, on one line; exit codes as ever.")
@option(
    "-o",
    "--output",
    "outputs",
    metavar="FORMAT[=FILE]",
    multiple=True,
    cls=Formats,
    shell_complete=formats,
    show_default="text",
)
@option("--standalone", is_flag=True, help="With -o latex: a whole document, not a part of one.")
@option("--certificate", type=click.Path(path_type=Path), help="Write the certificate of the verdict.")
@option(
    "--minimum",
    type=click.Path(path_type=Path),
    help="Write the parameters of the certified bad local minimum, as .json (exact or 60 digits) or .npz (doubles).",
)
@option("--at", metavar="POINT", type=click.Path(path_type=Path), help=POINT)
@option("--map", "names", metavar="NAME=BLOCK", multiple=True, help=POINT_MAP)
@option("--relax", is_flag=True, help="Drop each hypothesis in turn; or find a small change that proves the spec.")
@option(
    "--relax-out",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --relax: write every changed spec into FOLDER.",
)
@at_a_time(
    jobs="Specs that are checked at a time, each in a process of its own; 0 is one for each processor.",
    timeout="Of several specs: give up one that takes longer; it counts as crashed, not as undecided.",
)
def check(  # noqa: PLR0917 - click passes one argument for each option
    paths: tuple[Path, ...],
    why: str | None,
    sets: tuple[str, ...],
    search: str | None,
    no_search: bool,
    everything: bool,
    verbose: bool,
    quiet: bool,
    outputs: tuple[str, ...],
    standalone: bool,
    certificate: Path | None,
    minimum: Path | None,
    at: Path | None,
    names: tuple[str, ...],
    relax: bool,
    relax_out: Path | None,
    jobs: int,
    timeout: float | None,
    cache: Path | None,
    **numbers: Any,
) -> None:
    """Check spec files, or folders of them (this is what `theoremcheck PATH` runs). - is standard input."""
    from theoremcheck.cli.request import Request, prepare_early

    if search is not None and no_search:
        raise UsageError("--search and --no-search exclude each other")
    if verbose and quiet:
        raise UsageError("--verbose and --quiet exclude each other")
    extent = Extent.ALL if everything else Extent.USUAL
    options = Options(search=not no_search, full=search == "full", extent=extent, **numbers)
    dropped = relax or relax_out is not None
    request = Request(
        paths=paths,
        why=why,
        sets=sets,
        outputs=outputs,
        certificate=certificate,
        minimum=minimum,
        at=at,
        names=names,
        relax=dropped,
        relax_out=relax_out,
        verbose=verbose,
        quiet=quiet,
        standalone=standalone,
        jobs=jobs,
        timeout=timeout,
        cache=cache,
        options=options,
    )
    prepare_early(request)
    from theoremcheck.cli.check import run

    raise SystemExit(run(request))


def outcome() -> int:
    """Run the command that the command line names and return its exit code."""
    try:
        code = app.main(
            standalone_mode=False,
            prog_name="theoremcheck",
            complete_var="_THEOREMCHECK_COMPLETE",
            terminal_width=min(terminal(sys.stdout).width, _HELP_WIDTH),
        )
    except click.ClickException as error:
        told(error, app).show()
        return INPUT
    except click.Abort:  # what click makes of Ctrl-C
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else OK
