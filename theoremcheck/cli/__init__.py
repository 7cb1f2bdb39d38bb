"""The command line. Only click is imported here; each command imports what it needs when it runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from theoremcheck._version import __version__
from theoremcheck.cli.codes import INPUT, INTERNAL, INTERRUPTED, OK
from theoremcheck.cli.declaring import (
    CACHE,
    DefaultCheck,
    Formats,
    Place,
    at_a_time,
    explained,
    formats,
    ids,
    jobs_option,
    option,
    told,
)
from theoremcheck.cli.families import hunt, relabel, replay, shrink, sweep
from theoremcheck.cli.terminal import terminal
from theoremcheck.look import looking
from theoremcheck.options import Options

_AT = "A point: parameters as --minimum writes them (.json or .npz)."
_MAP = "The block of an array of the point's file whose name is not recognised."
_ALL = "Of large data (more than 50,000 entries), decide what the verdict does not need, too."
_HELP_WIDTH = 100
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Threads inside one product of matrices round otherwise on another number of cores, and small ones only wait."""
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": _HELP_WIDTH}


@click.group(cls=DefaultCheck, context_settings=_CONTEXT, no_args_is_help=True)
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
@option("--at", metavar="POINT", type=click.Path(path_type=Path), help=_AT)
@option("--map", "names", metavar="NAME=BLOCK", multiple=True, help=_MAP)
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
        raise click.UsageError("--search and --no-search exclude each other")
    if verbose and quiet:
        raise click.UsageError("--verbose and --quiet exclude each other")
    options = Options(search=not no_search, full=search == "full", everything=everything, **numbers)
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


def _at_a_point(command: Callable[..., None]) -> Callable[..., None]:
    """The argument and the options of a command about one point."""
    for decorate in (
        option("-v", "--verbose", is_flag=True, help="All samples, and every entry of the gradient."),
        option(
            "-o",
            "--output",
            "outputs",
            metavar="FORMAT[=FILE]",
            multiple=True,
            show_default="text",
            help="text or json.",
        ),
        option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Override a `let` of the spec."),
        option("--map", "names", metavar="NAME=BLOCK", multiple=True, help=_MAP),
        option(
            "--at", metavar="POINT", type=click.Path(path_type=Path), show_default="the candidate of the spec", help=_AT
        ),
        option("-q", "--quiet", is_flag=True, help="On standard output the answer alone, on one line."),
        click.argument("spec", type=click.Path(path_type=Path)),
    ):
        command = decorate(command)
    return command


@app.command("eval")
@_at_a_point
def evaluate(**asked: Any) -> None:
    """L at a point: outputs, gradient, spectrum of the Hessian, breaks; all as intervals that contain the exact values.

    Exit codes: 0 evaluated, 2 the input is wrong, 3 L is not enclosed there.
    """
    from theoremcheck.cli.at import Request
    from theoremcheck.cli.at import evaluate as run

    raise SystemExit(run(Request(**asked)))


@app.command()
@_at_a_point
@option("--minimum", type=click.Path(path_type=Path), help="Write the certified minimum at the point (.json or .npz).")
@option("--certificate", type=click.Path(path_type=Path), help="Write the certificate of its rule.")
def certify(**asked: Any) -> None:
    """Is there a bad local minimum at this point, exactly as it is given, or very close to it?

    Every rule that has a point is tried at it. A point that is none is refused with a proof: L falls from it, to first
    or second order, or on and on, or every sample is right.

    Exit codes: 0 certified, 1 refused with proof, 2 the input is wrong, 3 not decided.
    """
    from theoremcheck.cli.at import Request
    from theoremcheck.cli.at import certify as run

    raise SystemExit(run(Request(**asked)))


@app.command()
@click.argument("spec", type=click.Path(path_type=Path))
@click.argument("certificate", type=click.Path(path_type=Path))
@option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Override a `let` of the spec.")
@option("-q", "--quiet", is_flag=True, help="The answer alone.")
def verify(spec: Path, certificate: Path, sets: tuple[str, ...], quiet: bool) -> None:
    """Re-check a certificate against a spec, without any search.

    Exit codes: 0 accepted, 1 refused, 2 unreadable.
    """
    from theoremcheck.cli.verify import run

    raise SystemExit(run(spec, certificate, sets, quiet=quiet))


@app.command()
@click.argument("spec", type=click.Path(path_type=Path))
@option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Override a `let` of the spec.")
@option("--coqc", metavar="PATH", show_default="coqc on the search path", help="The compiler of Coq or Rocq.")
@option("-o", "out", metavar="FOO.v", type=click.Path(path_type=Path), help="Write the exported file as well.")
@option("-q", "--quiet", is_flag=True, help="The answer, with hypotheses that Coq was given, and no more.")
def prove(spec: Path, sets: tuple[str, ...], coqc: str | None, out: Path | None, quiet: bool) -> None:
    """Export the verdict as a theorem about the problem, and have Coq check it.

    What the theorem rests on is checked against a list of axioms: those of the real numbers, functional
    extensionality, the excluded middle. A premise without a proof in Coq is named: "by the Python kernel".

    Exit codes: 0 accepted, 1 refused, 2 the input is wrong or coqc is missing, 3 not covered.
    """
    from theoremcheck.cli.prove import run

    raise SystemExit(run(spec, sets, coqc, out, quiet=quiet))


@app.command()
@click.argument("identifier", metavar="[ID]", required=False, shell_complete=explained)
@option("--function", "formula", metavar="FORMULA", help="The properties of a formula in z, each with its proof.")
@option("--trust", is_flag=True, help="The files, with their lines, that have to be right if ID is to be believed.")
def explain(identifier: str | None, formula: str | None, trust: bool) -> None:
    """Statement, proof and source of a condition, lemma, theorem or rule; an error code; a neuron or loss.

    Without ID a list of all of them. With --function "log(1 + exp(z))" the table of properties of that formula.
    """
    from theoremcheck.cli.explain import run
    from theoremcheck.cli.explain_function import run_formula

    if formula is not None and identifier is not None:
        raise click.UsageError("explain takes an ID or --function, not both")
    if trust and identifier is None:
        raise click.UsageError("--trust needs an ID")
    raise SystemExit(run(identifier, trust=trust) if formula is None else run_formula(formula))


@app.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("-o", "site", metavar="SITE", required=True, type=click.Path(path_type=Path), help="The folder to write.")
@option("--search/--no-search", default=False, help="Search each landscape as well.")
@jobs_option("Specs that are drawn at a time, each in a process of its own; 0 is one for each processor.")
def atlas(paths: tuple[Path, ...], site: Path, search: bool, jobs: int) -> None:
    """Write a site about specs: an index with pictures to choose from, a page for each, and the theory with its proofs.

    It needs no server: open SITE/index.html.

    Exit codes: 0 done, 2 an input is wrong (the others are there), 130 interrupted (with an index of what is done), 70
    a process at work died (the other pages are there).
    """
    from theoremcheck.cli.atlas import run

    raise SystemExit(run(paths, site, Options(search=search), jobs))


@app.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Override a `let` of the specs.")
@option("--search/--no-search", default=True, help="Search each landscape as well.")
@option("--cache", metavar="FILE", type=Place(path_type=Path), help=CACHE)
def watch(paths: tuple[Path, ...], sets: tuple[str, ...], search: bool, cache: Path | None) -> None:
    """Check specs, or folders of them, and again whenever a file changes: a line for each change, until Ctrl-C.

    A spec counts as changed if a table that it names has changed.

    Exit codes: 130 interrupted, 2 the input is wrong.
    """
    from theoremcheck.cli.request import Request
    from theoremcheck.cli.watch import run

    raise SystemExit(run(Request(paths=paths, sets=sets, cache=cache, options=Options(search=search))))


@app.command(name="format")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--check", is_flag=True, help="Write nothing; exit code 1 if a file would be changed.")
@option("--diff", is_flag=True, help="Write nothing; show what would be changed.")
def format_specs(paths: tuple[Path, ...], check: bool, diff: bool) -> None:
    """Put the white space of specs in order: indentation, spaces, blank lines. PATH may be a folder, or - for a filter.

    Comments and line breaks stay, and so does what the spec says.

    Exit codes: 0 done, 1 --check found something, 2 the input is wrong.
    """
    from theoremcheck.cli.format import run

    raise SystemExit(run(paths, check=check, diff=diff))


@app.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
def new(path: Path | None) -> None:
    """Write a commented starter spec to PATH, or to standard output."""
    from theoremcheck.cli.new import run

    raise SystemExit(run(path))


@app.command(name="import")
@click.argument("model", type=click.Path(path_type=Path))
@option("--data", metavar="TABLE.csv", type=click.Path(path_type=Path), help="The samples, with a header row.")
@option("--loss", metavar="LOSS", help="A loss by name, or a formula in z = -y f(x), as a spec writes it.")
@option("--label", metavar="COLUMN", show_default="the last one", help="The column of the labels.")
@option("--positive", metavar="LABEL", show_default="of the two the one sorted second", help="The label that is +1.")
@option(
    "--output",
    "tensor",
    metavar="NAME",
    show_default="the model's output",
    help="The tensor that is f, or two logits.",
)
@option("--weights-l2", metavar="C", help="A penalty: C times the sum of the squares of all weights.")
@option("--biases-l2", metavar="C", help="The same for the biases.")
@option(
    "--numbers",
    type=click.Choice(["shortest", "exact"]),
    default="shortest",
    help="How floats are read: as the shortest decimals, 0.1 is 1/10, or as their binary values.",
)
@option("--spec", metavar="FOO.spec", type=click.Path(path_type=Path), help="The spec whose point a file of arrays is.")
@option(
    "--map",
    "maps",
    metavar="NAME=BLOCK",
    multiple=True,
    help="An array of the file and its block: a0, a, w, b, deep_w0, ... (w.T if transposed, - for none).",
)
@option(
    "-o", "out", metavar="NET.spec", type=click.Path(path_type=Path), show_default="standard output", help="The spec."
)
@option("--point", metavar="P.json", type=click.Path(path_type=Path), help="Write the parameters as a point.")
def import_(  # noqa: PLR0917 - click passes one argument for each option
    model: Path,
    data: Path | None,
    loss: str | None,
    label: str | None,
    positive: str | None,
    tensor: str | None,
    weights_l2: str | None,
    biases_l2: str | None,
    numbers: str,
    spec: Path | None,
    maps: tuple[str, ...],
    out: Path | None,
    point: Path | None,
) -> None:
    """A trained network of another library as a spec with a point.

    \b
    theoremcheck import net.onnx --data d.csv --loss logistic -o net.spec --point p.json
    theoremcheck import state.pt --spec net.spec --point p.json

    The second form is for files of arrays: the state of a PyTorch module, .npz, .json. Exit codes: 0 imported, 2 the
    input is wrong, or none that a spec states.
    """  # noqa: D301
    from theoremcheck.cli.import_ import Request, door_options, run

    options = door_options(numbers, output=tensor, weights_l2=weights_l2, biases_l2=biases_l2)
    raise SystemExit(run(Request(model, data, loss, label, positive, spec, maps, out, point, options)))


@app.command()
@click.option("--worker", is_flag=True, hidden=True)
def lsp(worker: bool) -> None:
    """Serve an editor: diagnostics, completion, hover, quick fixes, formatting, and the verdict on saving.

    It speaks the Language Server Protocol on standard input and output; docs/editors.md has the settings of editors.
    """
    from theoremcheck.cli.lsp import run

    raise SystemExit(run(worker=worker))


for _command in (hunt, relabel, replay, shrink, sweep):
    app.add_command(_command)


@app.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell: `eval "$(theoremcheck completion bash)"`."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(found(app, {}, "theoremcheck", "_THEOREMCHECK_COMPLETE").source())


def main() -> None:
    """The entry point. A crash ends with its own exit code and one line, never with a traceback or a verdict."""
    from theoremcheck.cli.streams import own

    for name in _THREADS:
        os.environ.setdefault(name, "1")
    streams = own()
    sys.exit(streams.finish(_outcome()))


def script() -> None:
    """The entry point of a process of its own.

    An interrupt that met the import of a module makes Python end by the signal, though ``main`` dealt with it: its C
    code remembers every interrupt that left an exec of text, as in dataclasses. So the process ends here.
    """
    gc.set_threshold(50_000, 20, 100)  # cycles are few; to look for them more often is a twentieth of a small run
    try:
        main()
    except SystemExit as stop:
        if stop.code != INTERRUPTED:
            gc.freeze()  # the last collection would look at every object of every module, a twelfth of a small run
            raise
        sys.stderr.flush()
        os._exit(INTERRUPTED)


def _outcome() -> int:
    """Run the command line and return its exit code."""
    try:
        code = app.main(
            standalone_mode=False,
            prog_name="theoremcheck",
            complete_var="_THEOREMCHECK_COMPLETE",
            terminal_width=min(terminal(sys.stdout).width, _HELP_WIDTH),
        )
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else OK
    except click.ClickException as error:
        told(error, app).show()
        return INPUT
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("THEOREMCHECK_DEBUG"):
            raise
        click.echo(
            f"internal error: {type(error).__name__}: {error}\nThis is a bug of theoremcheck, not a verdict."
            " Set THEOREMCHECK_DEBUG=1 for the traceback and please report it.",
            err=True,
        )
        return INTERNAL
    return code if isinstance(code, int) else OK
