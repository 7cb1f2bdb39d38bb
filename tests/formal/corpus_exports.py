"""What coqc says of the specs of the corpus: each is decided, exported and checked, and the answer kept if asked for.

Certificates and answers are kept as text in a folder of the caller's choice. A certificate is found by the problem and
its question, an answer by the exported file and the compiled library: what has changed is asked anew.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Final

from theoremcheck.formal.coqc import Coq
from theoremcheck.formal.export import Exported, export
from theoremcheck.formal.kernel_file import machine_checked
from theoremcheck.formal.problem import NotCovered
from theoremcheck.formal.proving import Proved, prove, refused_at
from theoremcheck.language import load
from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.trusted.certificate import Certificate, check, dumps, loads
from theoremcheck.trusted.kernel.facts import Outcome, conclude
from theoremcheck.trusted.kernel.forms import REFUTING, Any, Conclusion
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS, statements_digest
from theoremcheck.verdict.judge import decide

SPECS: Final = Path(__file__).resolve().parents[2] / "specs"
"""The folder of the corpus."""

ACCEPTED: Final = "accepted"
LEFT: Final = "left: "
NOT_COVERED: Final = "not covered: "
REFUSED: Final = "refused: "

_LEAVES: Final = re.compile(r"^(?:Lemma|Axiom) leaf_\w+ .*?(?=^(?:Lemma|Axiom|Theorem) )", re.MULTILINE | re.DOTALL)
_LEMMAS: Final = re.compile(r"\b(?:apply|exact) \(?@?(\w+_(?:by|one|minus|plus|explicit))\b")


@dataclass(frozen=True)
class Row:
    """What became of one spec.

    ``spec`` is its path in the corpus without the suffix, ``statement`` the one that the file instantiates. ``result``
    is "accepted", "left: " with the leaves that are hypotheses, "not covered: " or "refused: " with a reason.
    ``seconds`` is what coqc took, in tenths; "-" where it was not asked.
    """

    spec: str
    verdict: str
    statement: str
    result: str
    seconds: str

    @property
    def left(self) -> tuple[str, ...]:
        """The leaves that coqc takes from the Python kernel."""
        return tuple(self.result.removeprefix(LEFT).split(", ")) if self.result.startswith(LEFT) else ()


@dataclass(frozen=True)
class Found:
    """A row, and what its file has of kinds of evidence and of lemmas that prove a leaf; ``length`` in characters.

    ``reached`` are the statements of the library that hold for the problem, whatever they conclude.
    """

    row: Row
    kinds: frozenset[str]
    length: int
    reached: frozenset[str]


def specs() -> tuple[Path, ...]:
    """The files of the corpus."""
    return tuple(sorted(SPECS.rglob("*.spec")))


def name_of(path: Path) -> str:
    """The name of a spec: its path in the corpus without the suffix."""
    return path.relative_to(SPECS).with_suffix("").as_posix()


def read(name: str) -> Spec:
    """The spec of that name."""
    found = load(SPECS / f"{name}.spec").spec
    assert found is not None, name
    return found


def expected(spec: Spec) -> str:
    """The verdict that a spec of the corpus expects."""
    return spec.expectations[0].verdict


def outcome_of(name: str, cache: Path | None = None) -> Outcome:
    """What the kernel concludes of a spec; searched for only where the spec expects what is not found without."""
    spec = read(name)
    question = f"{spec.problem.digests['problem']} {spec.question} {statements_digest()}"
    kept = None if cache is None else cache / f"{hashlib.sha256(question.encode()).hexdigest()[:32]}.cert.json"
    if kept is not None and kept.exists():
        return check(spec.problem, loads(kept.read_text("utf-8")))
    certificate = _decided(spec)
    if kept is not None:
        _write(kept, dumps(certificate))
    return check(spec.problem, certificate)


def _decided(spec: Spec) -> Certificate:
    verdict = decide(spec, Options(search=False))
    if verdict.certificate.goal is None and expected(spec) != "undecided":
        verdict = decide(spec, Options())
    return verdict.certificate


def verdict_of(outcome: Outcome) -> str:
    """The verdict of an outcome, in the words of an expectation."""
    if outcome.goal is None:
        return "undecided"
    if outcome.conditional:
        return "conditional"
    return "refuted" if STATEMENTS[outcome.goal].conclusion in REFUTING else "proved"


def exporter(
    name: str, cache: Path | None = None, statement: str | None = None
) -> tuple[Outcome, Callable[..., Exported]]:
    """The outcome of a spec, and what exports it; of its verdict, or of a statement that holds."""
    outcome = outcome_of(name, cache)
    problem = next(iter(outcome.facts.values())).problem
    if statement is not None:
        outcome = conclude(problem, outcome.facts.values(), statement)
    return outcome, partial(export, problem, outcome, f"{name}.spec", statement=statement)


def export_with_search(path: Path) -> Exported:
    """The file of a spec, of the corpus or not, that is decided with a search."""
    spec = load(path).spec
    assert spec is not None, path
    verdict = decide(spec, Options(search=True))
    return export(verdict.spec.problem, check(verdict.spec.problem, verdict.certificate), path.stem)


def reached(outcome: Outcome) -> frozenset[str]:
    """The statements of the library that hold; of those with several forms the forms."""
    return frozenset(
        entry.id
        for entry in STATEMENTS.values()
        if entry.conclusion is not Conclusion.STEP
        and machine_checked(entry.id)
        and not isinstance(entry.premise, Any)
        and outcome.statuses[entry.id] is Status.HOLDS
    )


def kinds_of(outcome: Outcome, exported: Exported) -> frozenset[str]:
    """The kinds in a file: its statement, of each leaf the status and the class of its evidence, the lemmas applied."""
    found = {exported.goal}
    for part in _LEAVES.findall(exported.text):
        head = part.split(" ", 2)[1]
        fact = next(f for c, f in outcome.facts.items() if head == f"leaf_{c.replace('.', '_')}")
        found.add(f"{fact.condition} {fact.status.name.lower()} by {type(fact.evidence).__name__}")
        found.update(f"lemma {lemma}" for lemma in _LEMMAS.findall(part))
    return frozenset(found)


def prove_spec(name: str, coq: Coq, library: Path, cache: Path | None = None, statement: str | None = None) -> Found:
    """Decide a spec, export its verdict, or the statement, and have coqc check it."""
    outcome, exporting = exporter(name, cache, statement)
    verdict = verdict_of(outcome)
    try:
        exported = exporting()
    except NotCovered as reason:
        row = Row(name, verdict, str(outcome.goal), f"{NOT_COVERED}{reason}", "-")
        return Found(row, frozenset(), 0, frozenset())
    key = hashlib.sha256(f"{library.name}\n{exported.text}".encode()).hexdigest()[:32]
    kept = None if cache is None else cache / f"{key}.answer.json"
    if kept is not None and kept.exists():
        row = Row(**json.loads(kept.read_text("utf-8")))
    else:
        started = time.monotonic()
        found = prove(coq, library, exported, exporting)
        seconds = f"{time.monotonic() - started:.1f}"
        row = Row(name, verdict, found.exported.goal, _result(found), seconds)
        if kept is not None:
            _write(kept, json.dumps(asdict(row)))
    return Found(row, kinds_of(outcome, exported), len(exported.text), reached(outcome))


def _result(found: Proved) -> str:
    checked, left = found.checked, found.exported.left
    if not checked.accepted:
        return f"{REFUSED}{refused_at(found.exported.text, checked.message) or checked.message.splitlines()[-1]}"
    if found.foreign:
        return f"{REFUSED}axioms {', '.join(found.foreign)}"
    return f"{LEFT}{', '.join(left)}" if left else ACCEPTED


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all: a run may be interrupted at any time."""
    made = path.with_name(f"{path.name}.part")
    made.write_text(text, "utf-8")
    made.replace(path)
