"""``theoremcheck verify SPEC CERT``: re-check a certificate.

Imports the language and the kernel, nothing that decides or searches.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from theoremcheck.cli.codes import INPUT, NOT_MET, OK
from theoremcheck.cli.complaints import complain
from theoremcheck.cli.settings import parse_sets
from theoremcheck.language import load
from theoremcheck.language.reading import ReadError, read_regular
from theoremcheck.look import Tone, paragraph, toned
from theoremcheck.report.problem import describe
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.bounds import MAX_CERTIFICATE_BYTES
from theoremcheck.trusted.certificate import Unreadable, check, loads
from theoremcheck.trusted.kernel.forms import GRADED, Conclusion
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.kernel.statements import STATEMENTS, atoms
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.refusal import Refusal

_SUBJECTS: Final = MappingProxyType(
    {
        Asked.NO_BAD: {Conclusion.NO_BAD, Conclusion.NO_MINIMUM, Conclusion.BAD},
        Asked.NO_BAD_SMOOTH: {Conclusion.NO_BAD, Conclusion.NO_BAD_SMOOTH, Conclusion.NO_MINIMUM},
        Asked.GLOBAL: {Conclusion.GLOBAL, Conclusion.NO_MINIMUM, Conclusion.NOT_GLOBAL},
        Asked.NO_VALLEY: {
            *(Conclusion.NO_VALLEY, Conclusion.NO_OPEN_VALLEY, Conclusion.VALLEY, Conclusion.BASIN),
        },
        Asked.NO_BASIN: {
            *(Conclusion.NO_VALLEY, Conclusion.NO_OPEN_VALLEY, Conclusion.NO_BASIN),
            *(Conclusion.GLOBAL, Conclusion.NO_MINIMUM, Conclusion.BASIN),
        },
        Asked.ERROR_AT_MOST: {
            *(Conclusion.NO_BAD, Conclusion.NO_MINIMUM, *GRADED, Conclusion.BAD),
        },
    }
)
"""The conclusions that can answer each claim: a certificate is about the problem, whatever the spec claims of it."""


def run(spec_path: Path, certificate_path: Path, sets: tuple[str, ...], *, quiet: bool = False) -> int:
    """Print the problem that was checked and the kernel's answer (``quiet``: that alone); return the exit code."""
    say = _nothing if quiet else click.echo
    loaded = load(spec_path, settings=parse_sets(sets))
    for diagnostic in loaded.diagnostics:
        complain([diagnostic], loaded.source)
    if loaded.spec is None:
        return INPUT
    try:
        certificate = loads(_read(certificate_path))
    except ReadError as error:
        click.echo(f"{certificate_path}: error: {error.reason}", err=True)
        return INPUT
    except Unreadable as error:
        click.echo(f"{certificate_path}: error: {sentence(error)}", err=True)
        return INPUT
    problem = loaded.spec.problem
    say(f"The problem, as read from {spec_path}:")
    say("\n".join(describe(problem)))
    try:
        check_problem(problem)  # first: whatever a problem remembers, its digests too, is forgotten there
        say(f"  {'digest':10}{problem.digests['problem']}")
        outcome = check(problem, certificate)
    except Refusal as refusal:
        click.echo(f"{toned('REFUSED', Tone.BAD)}: {sentence(refusal)}.")
        return NOT_MET
    names = {status: [c.condition for c in certificate.claims if outcome.statuses[c.condition] is status]
             for status in (Status.HOLDS, Status.FAILS, Status.ASSUMED)}  # fmt: skip
    for status, listed in names.items():
        if listed:
            say("\n".join(paragraph(f"{status.name.lower()}: {', '.join(listed)}", "  ")))
    if outcome.goal is None:
        click.echo(
            f"{toned('ACCEPTED', Tone.GOOD)}: {len(certificate.claims)} claims about conditions; no theorem is claimed."
        )
        return OK
    used = set(atoms(STATEMENTS[outcome.goal].premise))
    for condition, fact in outcome.facts.items():
        if fact.wrong is not None and condition in used:
            least, most = fact.wrong
            count = f"{least}" if least == most else f"{least} to {most}"
            say(f"  {condition}: {count} of {_samples(problem)} samples are wrong at the certified point")
    suffix = ", from the assumptions above" if outcome.conditional else ""
    click.echo(f"{toned('ACCEPTED', Tone.GOOD)}: {outcome.goal}: {STATEMENTS[outcome.goal].conclusion.value}{suffix}.")
    asked = loaded.spec.question.asked
    if STATEMENTS[outcome.goal].conclusion not in _SUBJECTS[asked]:
        click.echo(f"The spec claims {asked.value}: of that it says nothing.")
    return OK


def _nothing(text: str) -> None:
    """Say nothing."""


def _samples(problem: Problem) -> int:
    return len(problem.dataset.points) if isinstance(problem.dataset, Dataset) else 0


def _read(path: Path) -> str:
    try:
        return read_regular(path, MAX_CERTIFICATE_BYTES, "MAX_CERTIFICATE_BYTES").decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("certificate.encoding", byte=error.start + 1) from None
