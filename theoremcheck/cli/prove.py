"""``theoremcheck prove SPEC``: the verdict as a theorem, checked by coqc."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import field
from functools import partial
from pathlib import Path
from textwrap import wrap
from typing import Final

from theoremcheck.cli.codes import INPUT, INTERRUPTED, NOT_MET, OK, UNDECIDED
from theoremcheck.cli.files import Files
from theoremcheck.cli.loading import read_spec
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.say import echo
from theoremcheck.cli.settings import parse_sets
from theoremcheck.cli.workers import processors
from theoremcheck.formal.building import BuildInterrupted, Stage
from theoremcheck.formal.coqc import ALLOWED, CoqMissing, compiled_library, find
from theoremcheck.formal.export import export
from theoremcheck.formal.problem import NotCovered
from theoremcheck.formal.proving import Proved, prove
from theoremcheck.language.spec import Spec
from theoremcheck.look import paragraph
from theoremcheck.options import DEFAULTS
from theoremcheck.report.asked import answer_words
from theoremcheck.report.problem import described
from theoremcheck.trusted.kernel.facts import Outcome
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.settled import settled, states

_LINES: Final = 12
"""Lines of coqc's message that are shown."""
_STEP: Final = (
    "Coq checks the statement, which is another one than the claim: the step from it to the claim is the kernel's."
)
_BELOW: Final = (
    "Coq speaks of the problem above the frozen layers: that it is the one of the spec is arithmetic of the kernel."
)
_INSTANCE: Final = "Coq speaks of the instance: that it is one of those of which the claim is, the kernel checks."
_HERE: Final = "Coq compiles the library of proofs, once; that takes some minutes."
_ELSEWHERE: Final = "Another process has Coq compile the library of proofs; this one waits for it."
_WIDTH: Final = 78
"""Of the comment in an exported file, whatever terminal it is written from."""


@dataclass
class _Stages:
    """Shows the stages of compiling the library; off a terminal one line says what the minutes go into."""

    progress: Progress
    by_lines: bool = field(default_factory=lambda: not sys.stderr.isatty())
    said: set[bool] = field(default_factory=set)

    def __call__(self, stage: Stage) -> None:
        """Show a stage."""
        self.progress(stage.done, stage.total, stage.task)
        if self.by_lines and stage.elsewhere not in self.said:
            self.said.add(stage.elsewhere)
            echo(_ELSEWHERE if stage.elsewhere else _HERE, err=True)


def run(
    path: Path, sets: tuple[str, ...], coqc: str | None, out: Path | None, jobs: int = 0, *, quiet: bool = False
) -> int:
    """Print what coqc says of the verdict (``quiet``: without the problem and the axioms); return the exit code.

    ``jobs`` files of the library are compiled at a time, 0: one for each processor.
    """
    files = Files(() if out is None else (out,))
    spec, _ = read_spec(path, parse_sets(sets), files)
    if spec is None:
        return INPUT
    files.read((path,))
    files.require_writable()
    try:
        coq = find(coqc)
    except CoqMissing as reason:
        echo(f"theoremcheck prove: error: {reason}", err=True)
        return INPUT
    with Progress() as progress:
        from theoremcheck.verdict.judge import decide, outcome_of

        verdict = decide(spec, DEFAULTS, progress)
    problem = verdict.spec.problem
    if not quiet:
        echo(f"The problem, as read from {path}:")
        echo("\n".join(described(verdict.spec)))
    started = time.monotonic()
    try:
        outcome = outcome_of(verdict)
        step = "" if problem is spec.problem else _BELOW if verdict.spec.instance is None else _INSTANCE
        said = " ".join(filter(None, (_of_the_claim(verdict.spec, outcome), step)))
        exporting = partial(export, problem, outcome, path.name, claim=tuple(wrap(said, _WIDTH)))
        with Progress() as progress:
            exported = exporting()
            library = compiled_library(coq, _Stages(progress), jobs=jobs or processors())
            progress(0, 0, f"coqc {coq.version}")
            found = prove(coq, library, exported, exporting)
    except NotCovered as reason:
        echo("\n".join(paragraph(f"NOT COVERED: {reason}.", "")))
        return UNDECIDED
    except BuildInterrupted as stop:
        kept = f"{stop.stage.done} of {stop.stage.total} files of the library of proofs are compiled, and kept"
        echo(f"interrupted: {kept}", err=True)
        return INTERRUPTED
    except subprocess.CalledProcessError as error:
        echo(f"coqc {coq.version} does not accept the library: {_short(error.stderr)}", err=True)
        return NOT_MET
    if out is not None:
        files.write(out, (found.exported if found.checked.accepted else exported).text)
    return _answer(found, f"coqc {coq.version}, {time.monotonic() - started:.1f} s", said, quiet=quiet)


def _of_the_claim(spec: Spec, outcome: Outcome) -> str:
    """What a statement says of the claim of the spec, and who says so where it is another statement than the claim."""
    if outcome.goal is None:
        return ""
    status, conclusion = (
        settled(spec.original, spec.question, outcome, spec.instance),
        STATEMENTS[outcome.goal].conclusion,
    )
    other = status is not Status.OPEN and not states(conclusion, spec.question, outcome.error_at_most)
    step = f" {_STEP}" if other else ""
    return f"{answer_words(spec, status)}{step}"


def _answer(found: Proved, by: str, said: str, *, quiet: bool) -> int:
    exported, checked = found.exported, found.checked
    if not checked.accepted:
        echo(f"REFUSED by {by}:\n{_short(checked.message)}")
        return NOT_MET
    if found.foreign:
        echo(f"REFUSED: the theorem rests on axioms that are not allowed: {', '.join(found.foreign)}")
        return NOT_MET
    known = dict.fromkeys(ALLOWED[entry] for entry in checked.axioms if entry in ALLOWED)
    if known and not quiet:
        echo("\n".join(paragraph(f"axioms: {', '.join(known)}", "  ")))
    if exported.left:
        echo("\n".join(paragraph(f"by the Python kernel, hypotheses for Coq: {', '.join(exported.left)}", "  ")))
    up_to = ", from these hypotheses" if exported.left else ""
    conclusion = STATEMENTS[exported.goal].conclusion.value
    echo("\n".join(paragraph(f"ACCEPTED by {by}: {exported.goal}: {conclusion}{up_to}.", "")))
    echo("\n".join(paragraph(said)))
    return OK


def _short(message: str) -> str:
    lines = message.splitlines()
    more = [] if len(lines) <= _LINES else [f"... ({len(lines) - _LINES} more lines)"]
    return "\n".join([*lines[:_LINES], *more])
