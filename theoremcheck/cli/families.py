"""The commands about families of problems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from theoremcheck.cli.declaring import at_a_time, command, option
from theoremcheck.options import Options
from theoremcheck.trusted.bounds import MAX_WIDTH

_JOBS = "Problems at a time; 0: processors."
_TIMEOUT = "Give up a problem that takes longer; it counts as crashed"
_Command = TypeVar("_Command", bound=Callable[..., object])


def _family(command: _Command) -> _Command:
    """The argument and the options of a command that goes over a family."""
    axes = option(
        "--over",
        "overs",
        metavar="NAME=VALUES",
        multiple=True,
        required=True,
        help="An axis: M=1..8, alpha=0,1/100 for a `let`; neuron=relu,softplus(2), loss=hinge,logistic for functions;"
        " data=a.csv,b.csv for tables in the place of the spec's own.",
    )
    sets = option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Override a `let` of the spec.")
    spec = click.argument("spec", metavar="FAMILY.spec", type=click.Path(path_type=Path))
    return spec(axes(sets(command)))


@command()
@_family
@option(
    "-o",
    "outputs",
    metavar="FILE",
    multiple=True,
    required=True,
    help="RUNS.jsonl, which keeps every row as it ends; and tables and diagrams of them: .csv, .parquet, .svg, .html."
    " FORMAT=FILE names a file of any other ending, FORMAT alone one beside RUNS.jsonl.",
)
@option(
    "--pool",
    "pools",
    metavar="NAME",
    multiple=True,
    help="Draw one cell for all values of this axis, with the share of the problems that is refuted.",
)
@at_a_time(jobs=_JOBS, timeout=f"{_TIMEOUT}, and the next run takes it up again.")
@option(
    "--engine",
    metavar="dask=ADDRESS",
    show_default="processes of this machine",
    help="Decide on the Dask cluster whose scheduler is at tcp://HOST:PORT; rows that come back are checked here.",
)
@option("--search/--no-search", default=False, help="Search each landscape for bad minima as well.")
def sweep(  # noqa: PLR0917 - click passes one argument for each option
    spec: Path,
    overs: tuple[str, ...],
    sets: tuple[str, ...],
    outputs: tuple[str, ...],
    pools: tuple[str, ...],
    jobs: int,
    timeout: float | None,
    cache: Path | None,
    engine: str | None,
    search: bool,
) -> None:
    """Decide every problem of a family, and draw where which theorem or rule applies.

    \b
    theoremcheck sweep xor.spec --over M=1..6 --over neuron=relu,softplus -o runs.jsonl -o phase.html --jobs 2
    theoremcheck sweep random.spec --over M=1..6 --over n=4..12 --over s=0..9 --pool s -o runs.jsonl -o html

    The same command goes on where it was interrupted or killed: no finished problem is decided again. The rows do not
    depend on the number of jobs, or on the engine.

    Exit codes: 0 done, 2 the input is wrong, also at a single point, 70 crash or alarm, 130 interrupted.
    """  # noqa: D301
    from theoremcheck.cli.engines import Means, address_in
    from theoremcheck.cli.sweep import Request, run

    means = Means(jobs, timeout, address_in(engine, jobs))
    raise SystemExit(run(Request(spec, overs, sets, outputs, pools, Options(search=search), means, cache)))


_small = option(
    "-o",
    "out",
    metavar="SMALL.spec",
    type=click.Path(path_type=Path),
    show_default="standard output",
    help="The spec to write.",
)


@command()
@_family
@_small
@option("--keep", metavar="ID", show_default="any", help="The rule that the counterexample is to come by.")
@option("--limit", metavar="K", type=click.IntRange(1), show_default="all", help="Decide only the first K problems.")
@at_a_time(jobs=_JOBS, timeout=f"{_TIMEOUT}.")
@option("--search/--no-search", default=False, help="Search each landscape for bad minima as well.")
def hunt(  # noqa: PLR0917 - click passes one argument for each option
    spec: Path,
    overs: tuple[str, ...],
    sets: tuple[str, ...],
    out: Path | None,
    keep: str | None,
    limit: int | None,
    jobs: int,
    timeout: float | None,
    cache: Path | None,
    search: bool,
) -> None:
    """Find the first problem of a family that is refuted, and write it as small as it gets.

    \b
    theoremcheck hunt random.spec --over n=4..12 --over s=0..99 -o small.spec --jobs 2

    The first is meant in the order of a sweep, the last axis the fastest: what is found does not depend on the number
    of jobs. It is made smaller, as `shrink` does it, while the same rule refutes it: data in which no point has both
    labels stay so.

    Exit codes: 0 a counterexample is written, 1 none is found, 2 the input is wrong, also at a single point, 70 crash
    or alarm, 130 interrupted.
    """  # noqa: D301
    from theoremcheck.cli.engines import Means
    from theoremcheck.cli.hunt import Request, run

    means, options = Means(jobs, timeout), Options(search=search)
    raise SystemExit(run(Request(spec, overs, sets, out, keep, limit, options, means, cache)))


@command()
@click.argument("spec", type=click.Path(path_type=Path))
@_small
@option("--keep", metavar="ID", show_default="the first", help="The rule or theorem that the verdict is to come by.")
@option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Override a `let` of the spec.")
@option("--search/--no-search", default=True, help="Search where the rule is not found without.")
def shrink(spec: Path, out: Path | None, keep: str | None, sets: tuple[str, ...], search: bool) -> None:
    """Make a spec smaller for as long as its verdict comes by the same rule or theorem.

    Samples, branches, neurons and features are left out, functions become simpler, numbers smaller. What comes out
    depends on the spec alone, and says what it expects. Ctrl-C writes the smallest one so far.

    Samples at several points do not all become one point, and where no point has both labels, none gets them: every
    network is wrong there, whatever it is.

    Exit codes: 0 done, 2 the input is wrong, 3 the spec is undecided, 130 interrupted.
    """
    from theoremcheck.cli.shrink import Request, run

    raise SystemExit(run(Request(spec, out, keep, sets, Options(search=search))))


@command()
@click.argument("spec", type=click.Path(path_type=Path))
@_small
@option("--width", metavar="M", type=click.IntRange(1, MAX_WIDTH), show_default="the spec's own", help="Neurons.")
@option("--all", "every", is_flag=True, help="Keep every input: those that are not needed have a small weight.")
@option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Override a `let` of the spec.")
def relabel(spec: Path, out: Path | None, width: int | None, every: bool, sets: tuple[str, ...]) -> None:
    """Find labels and weights for the inputs of a spec with which there is a bad local minimum at every width.

    What is written has a point that `check` certifies; inputs that are not needed are left out. The network is one
    hidden layer without a penalty, its neuron curved at the inputs, the loss convex with a positive slope at 0. What
    comes out depends on the spec alone. Ctrl-C writes the fewest samples so far.

    Exit codes: 0 a spec is written, 1 there are no such labels, or none are found, 2 the input is wrong, 130
    interrupted.
    """
    from theoremcheck.cli.relabel import Request, run

    raise SystemExit(run(Request(spec, out, width, sets, every)))


@command()
@click.argument("spec", metavar="FAMILY.spec", type=click.Path(path_type=Path))
@click.argument("runs", metavar="RUNS.jsonl", type=click.Path(path_type=Path))
@option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Override a `let` of the spec, as the sweep did.")
def replay(spec: Path, runs: Path, sets: tuple[str, ...]) -> None:
    """Check what a sweep has kept: each verdict by its certificate alone, without deciding or searching.

    An undecided row has its claims about conditions checked; that nothing else could be shown is not. A row whose table
    has other data now is stale. Tables are looked for in the folders of the spec and of the rows, and in this one.

    Exit codes: 0 all is borne out, 1 something is not, or stale, 2 unreadable, 130 interrupted.
    """
    from theoremcheck.cli.replay import run

    raise SystemExit(run(spec, runs, sets))
