"""The commands beside ``check`` that are about one spec, one point or one file; loaded when one of them is called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from theoremcheck.cli.declaring import CACHE, POINT, POINT_MAP, Place, command, explained, jobs_option, option
from theoremcheck.cli.say import UsageError, echo
from theoremcheck.options import Extent, Options


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
        option("--map", "names", metavar="NAME=BLOCK", multiple=True, help=POINT_MAP),
        option(
            "--at",
            metavar="POINT",
            type=click.Path(path_type=Path),
            show_default="the candidate of the spec",
            help=POINT,
        ),
        option("-q", "--quiet", is_flag=True, help="On standard output the answer alone, on one line."),
        click.argument("spec", type=click.Path(path_type=Path)),
    ):
        command = decorate(command)
    return command


@command("eval")
@_at_a_point
def evaluate(**asked: Any) -> None:
    """L at a point: outputs, gradient, spectrum of the Hessian, breaks; all as intervals that contain the exact values.

    Exit codes: 0 evaluated, 2 the input is wrong, 3 L is not enclosed there.
    """
    from theoremcheck.cli.at import Request
    from theoremcheck.cli.at import evaluate as run

    raise SystemExit(run(Request(**asked)))


@command()
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


@command()
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


@command()
@click.argument("spec", type=click.Path(path_type=Path))
@option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Override a `let` of the spec.")
@option("--coqc", metavar="PATH", show_default="coqc on the search path", help="The compiler of Coq or Rocq.")
@option("-o", "out", metavar="FOO.v", type=click.Path(path_type=Path), help="Write the exported file as well.")
@jobs_option("Files of the library of proofs that are compiled at a time; 0 is one for each processor.", default=0)
@option("-q", "--quiet", is_flag=True, help="The answer, with hypotheses that Coq was given, and no more.")
def prove(spec: Path, sets: tuple[str, ...], coqc: str | None, out: Path | None, jobs: int, *, quiet: bool) -> None:
    """Export the verdict as a theorem about the problem, and have Coq check it.

    What the theorem rests on is checked against a list of axioms: those of the real numbers, functional
    extensionality, the excluded middle. A premise without a proof in Coq is named: "by the Python kernel". The first
    time Coq compiles the library of proofs, which takes some minutes; interrupted, the next run goes on from there.

    Exit codes: 0 accepted, 1 refused, 2 the input is wrong or coqc is missing, 3 not covered, 130 interrupted.
    """
    from theoremcheck.cli.prove import run

    raise SystemExit(run(spec, sets, coqc, out, jobs, quiet=quiet))


@command()
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
        raise UsageError("explain takes an ID or --function, not both")
    if trust and identifier is None:
        raise UsageError("--trust needs an ID")
    raise SystemExit(run(identifier, trust=trust) if formula is None else run_formula(formula))


@command()
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


@command()
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

    options = Options(search=search, extent=Extent.VERDICT if cache is None else Extent.USUAL)
    raise SystemExit(run(Request(paths=paths, sets=sets, cache=cache, options=options)))


@command(name="format")
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


@command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
def new(path: Path | None) -> None:
    """Write a commented starter spec to PATH, or to standard output."""
    from theoremcheck.cli.new import run

    raise SystemExit(run(path))


@command(name="import")
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


@command()
@click.option("--worker", is_flag=True, hidden=True)
def lsp(worker: bool) -> None:
    """Serve an editor: diagnostics, completion, hover, quick fixes, formatting, and the verdict on saving.

    It speaks the Language Server Protocol on standard input and output; docs/editors.md has the settings of editors.
    """
    from theoremcheck.cli.lsp import run

    raise SystemExit(run(worker=worker))


@command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell: `eval "$(theoremcheck completion bash)"`."""
    from click.shell_completion import get_completion_class

    from theoremcheck.cli.interface import app

    found = get_completion_class(shell)
    if found is None:
        raise UsageError(f"no completion for {shell}")
    echo(found(app, {}, "theoremcheck", "_THEOREMCHECK_COMPLETE").source())
