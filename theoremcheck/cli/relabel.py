"""``theoremcheck relabel FOO.spec -o BAD.spec``: labels and weights with a bad minimum at every width."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from theoremcheck.cli.codes import INPUT, INTERRUPTED, NOT_MET, OK
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.say import echo
from theoremcheck.cli.shrink import opened, write
from theoremcheck.cli.streams import quietly
from theoremcheck.language import print_spec
from theoremcheck.language.diagnostics import excerpt
from theoremcheck.relax.relabel import RULE, Relabelled, relabel
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

_MOST = 200
"""Letters of the command that the comment of a spec shows."""


@dataclass(frozen=True)
class Request:
    """What the command line asked for; ``width`` None: that of the spec."""

    spec: Path
    out: Path | None
    width: int | None
    sets: tuple[str, ...]
    every: bool = False


def run(request: Request) -> int:
    """Find labels, write the spec, return the exit code. Raises ``UsageError``."""
    files, spec = opened(request.spec, request.out, request.sets)
    if spec is None:
        return INPUT
    if request.width is not None:
        network = replace(spec.problem.network, width=request.width)
        spec = replace(spec, problem=replace(spec.problem, network=network))
    with Progress() as progress:
        try:
            found = quietly(relabel, spec, progress, every=request.every)
        except Refusal as refusal:
            echo(f"{request.spec}: no labels by this construction: {sentence(refusal)}", err=True)
            return NOT_MET
    write(f"{_comment(request)}{print_spec(found.spec)}", request.out, files)
    echo(_told(found), err=True)
    return INTERRUPTED if found.interrupted else OK


def _comment(request: Request) -> str:
    """The comment that says where the labels are from."""
    parts = [str(request.spec), *(part for entry in request.sets for part in ("--set", entry))]
    parts += [] if request.width is None else ["--width", str(request.width)]
    parts += ["--all"] if request.every else []
    command = excerpt(shlex.join(["theoremcheck", "relabel", *parts]), _MOST)
    return (
        f"# Labels and weights by {command}\n"
        f"# With them there is a bad local minimum at every width ({RULE}; after Ding, Li and Sun 2022).\n\n"
    )


def _told(found: Relabelled) -> str:
    """What is said of the labels."""
    data, least, most = found.dataset, found.verdict.minima[0].least, found.verdict.minima[0].most
    weights = f"weights {rational_text(min(data.weights))} to {rational_text(max(data.weights))}"
    wrong = str(least) if least == most else f"{least} to {most}"
    said = [
        f"{len(data.points)} of {found.among} inputs, {'equal weights' if data.uniform else weights}, {wrong} wrong",
        f"a bad local minimum at every width, by {RULE}: checked at M = {_listed(found.widths)}",
    ]
    return "\n".join([*said, *(["interrupted: these are the fewest so far"] if found.interrupted else [])])


def _listed(widths: Sequence[int]) -> str:
    *others, last = map(str, widths)
    return f"{', '.join(others)} and {last}"
