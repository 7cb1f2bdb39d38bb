"""``theoremcheck verify SPEC CERT``: re-check a certificate.

Imports the language and the kernel, nothing that decides or searches.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from theoremcheck.cli.codes import INPUT, NOT_MET, OK
from theoremcheck.cli.complaints import complain
from theoremcheck.cli.say import echo
from theoremcheck.cli.settings import parse_sets
from theoremcheck.language import load
from theoremcheck.language.reading import ReadError, read_regular
from theoremcheck.language.spec import Spec
from theoremcheck.look import Tone, paragraph, toned
from theoremcheck.report.asked import answer_words
from theoremcheck.report.problem import describe, read_lines
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.bounds import MAX_CERTIFICATE_BYTES
from theoremcheck.trusted.certificate import Unreadable, check, check_binding, loads, subject
from theoremcheck.trusted.kernel.facts import Outcome
from theoremcheck.trusted.kernel.forms import atoms
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.settled import carrying, settled

if TYPE_CHECKING:
    from theoremcheck.trusted.instances import Instance

_COMPARE: Final = (
    "Compare that with the problem you mean, or its digest with the one you were told: the certificate is bound to the"
    " digest, which is one of the data, the functions, the network and the objective."
)
_SHOWN: Final = 12
"""Conditions of which a list shows the first few, if it is longer."""


def run(spec_path: Path, certificate_path: Path, sets: tuple[str, ...], *, quiet: bool = False) -> int:
    """Print the problem that was checked and the kernel's answer (``quiet``: that alone); return the exit code."""
    say = _nothing if quiet else echo
    loaded = load(spec_path, settings=parse_sets(sets))
    for diagnostic in loaded.diagnostics:
        complain([diagnostic], loaded.source)
    if loaded.spec is None:
        return INPUT
    try:
        certificate = loads(_read(certificate_path))
    except ReadError as error:
        echo(f"{certificate_path}: error: {error.reason}", err=True)
        return INPUT
    except Unreadable as error:
        echo(f"{certificate_path}: error: {sentence(error)}", err=True)
        return INPUT
    problem = loaded.spec.problem
    say(f"The problem, as read from {spec_path}:")
    say("\n".join(describe(problem)))
    try:
        check_problem(problem)  # first: whatever a problem remembers, its digests too, is forgotten there
        say(f"  {'digest':10}{problem.digests['problem']}")
        say("\n".join(paragraph(_COMPARE)))
        check_binding(problem, certificate)  # whose data are other ones is not refused for its layers
        about = subject(problem, certificate)
        if about is not problem:
            say("\n".join(read_lines(loaded.spec.read_as(about, certificate.instance))))
        outcome = check(problem, certificate)
    except Refusal as refusal:
        echo(f"{toned('REFUSED', Tone.BAD)}: {sentence(refusal)}.")
        return NOT_MET
    say(_conditions(outcome))
    if outcome.goal is None:
        _accept(
            f"{len(certificate.claims)} claims about conditions; no theorem is claimed.", loaded.spec, outcome, quiet
        )
        return OK
    used = set(atoms(STATEMENTS[outcome.goal].premise))
    for condition, fact in outcome.facts.items():
        if fact.wrong is not None and condition in used:
            least, most = fact.wrong
            count = f"{least}" if least == most else f"{least} to {most}"
            say(f"  {condition}: {count} of {_samples(about)} samples are wrong at the certified point")
    suffix = ", from what is assumed" if outcome.conditional else ""
    suffix += ", of the instance" if about is not problem and certificate.instance is not None else ""
    shown = f"{outcome.goal}: {STATEMENTS[outcome.goal].conclusion.value}{suffix}."
    _accept(shown, loaded.spec, outcome, quiet, None if about is problem else certificate.instance)
    return OK


def _accept(shown: str, spec: Spec, outcome: Outcome, quiet: bool, instance: Instance | None = None) -> None:
    """Say what is accepted, and what becomes of the claim of the spec; in one line if ``quiet``.

    A certificate is about the problem, whatever is claimed of it.
    """
    accepted = f"{toned('ACCEPTED', Tone.GOOD)}: {shown}"
    answer = answer_words(spec, settled(spec.problem, spec.question, outcome, instance))
    echo(f"{accepted} {answer}" if quiet else "\n".join((accepted, *paragraph(answer))))


def _conditions(outcome: Outcome) -> str:
    """The conditions that were checked: those that carry the goal by their names, of long lists of others the number.

    What is assumed is never left out: the goal is as true as that is.
    """
    carried = () if outcome.goal is None else carrying(outcome.statuses, outcome.goal)
    lines: list[str] = []
    for status in (Status.HOLDS, Status.FAILS, Status.ASSUMED):
        listed = [name for name in outcome.facts if outcome.statuses[name] is status]
        first = [name for name in listed if name in carried]
        first += [name for name in listed if name not in carried][: max(0, _SHOWN - len(first))]
        if status is Status.ASSUMED or len(listed) == len(first) + 1:
            first = listed
        more = f", and {len(listed) - len(first)} more" if len(listed) > len(first) else ""
        lines += paragraph(f"{status.name.lower()}: {', '.join(first)}{more}", "  ") if listed else []
    return "\n".join(lines)


def _nothing(text: str) -> None:
    """Say nothing."""


def _samples(problem: Problem) -> int:
    return len(problem.dataset.points) if isinstance(problem.dataset, Dataset) else 0


def _read(path: Path) -> str:
    try:
        return read_regular(path, MAX_CERTIFICATE_BYTES, "MAX_CERTIFICATE_BYTES").decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("certificate.encoding", byte=error.start + 1) from None
