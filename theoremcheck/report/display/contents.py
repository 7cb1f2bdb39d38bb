"""The cards of verdicts, specs, reports on points, and imports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.minima.parameters import parameters, parameters_at
from theoremcheck.language.printer import print_spec
from theoremcheck.language.spec import Spec
from theoremcheck.report.claims import (
    alarm_words,
    all_but,
    also_proved,
    claim,
    proof_words,
    proving,
    remarks,
    search_words,
    shown_findings,
    supporting,
    width_words,
)
from theoremcheck.report.display.cards import Card, Check, Checks, Code, Part, Section, Sentences, Table, Tone
from theoremcheck.report.numbers import coordinate, vector
from theoremcheck.report.path import piece_rows
from theoremcheck.report.pointwise.words import claim_words, evaluation_rows, head, output_rows, why
from theoremcheck.report.problem import as_read, blocks
from theoremcheck.report.reasons import sentences
from theoremcheck.report.refutation import title
from theoremcheck.report.standing import Place, standing, standing_words
from theoremcheck.report.valley import found_words, level_rows
from theoremcheck.report.words import reason
from theoremcheck.theory.graph import leaves_of
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.verdict.expectations import word
from theoremcheck.verdict.path.values import Path
from theoremcheck.verdict.pointwise.values import PointReport, Standing
from theoremcheck.verdict.values import Answer, Verdict

_ROWS: Final = 12
_ENTRIES: Final = 2_000
"""Entries of data (samples times features) up to which the text of a spec is shown."""
_LETTERS: Final = 6_000
_TONES: Final = MappingProxyType(
    {
        Answer.PROVED: Tone.PROVED,
        Answer.CONDITIONAL: Tone.CONDITIONAL,
        Answer.REFUTED: Tone.REFUTED,
        Answer.UNDECIDED: Tone.UNDECIDED,
    }
)


def verdict_card(verdict: Verdict) -> Card:
    """What a verdict says and rests on."""
    found = claim(verdict)
    sections = (
        _problem(verdict.spec),
        *_proof(verdict),
        *_refutation(verdict),
        *_in_the_way(verdict),
        Section("Search", (Sentences(tuple(search_words(verdict))),)),
        *_way(verdict),
        *_expectations(verdict),
    )
    return Card(
        subject=verdict.spec.path.name,
        tone=Tone.PLAIN if found is None else _TONES[verdict.answer],
        mark="" if found is None else found.head,
        by="" if found is None else found.by,
        text="" if found is None else found.text,
        lead=tuple(_lead(verdict)),
        sections=sections,
        alarm="" if verdict.alarm is None else alarm_words(verdict.alarm),
    )


def spec_card(spec: Spec) -> Card:
    """What a spec states."""
    return Card(spec.path.name, Tone.PLAIN, "", "", "", sections=(_problem(spec, unfolded=True), _text(spec)))


def report_card(report: PointReport) -> Card:
    """How a point stands."""
    tones = {Standing.CERTIFIED: Tone.REFUTED, Standing.UNDECIDED: Tone.UNDECIDED}
    sections = [_problem(report.spec)]
    layout = Layout.of(report.problem)
    sections.append(Section("The point", (_point(layout.named(layout.full(report.point))),)))
    if report.evaluation is not None:
        outputs = tuple(
            (f"sample {i}", *row)
            for i, row in enumerate(islice(output_rows(report.problem, report.evaluation), _ROWS), 1)
        )
        more = len(report.evaluation.outputs) - len(outputs)
        rows = tuple(evaluation_rows(report.problem, report.evaluation))
        sections.append(Section("L at the point", (Table(rows), Table(outputs, more))))
    return Card(
        subject=report.spec.path.name,
        tone=tones.get(report.standing, Tone.REFUSED),
        mark=head(report),
        by=report.rule or "",
        text=claim_words(report),
        lead=tuple(why(report)),
        sections=tuple(sections),
    )


def import_card(spec: Spec, point: Vector, notes: Sequence[str]) -> Card:
    """What was imported: the problem, the notes on the way, and the point, (p,), of all parameters."""
    found = Layout.of(spec.problem).named(point)
    sections = (
        _problem(spec, noted=False, unfolded=True),
        Section("Notes", (Sentences(tuple(notes)),), open=True),
        Section("The point", (_point(found),)),
        _text(spec),
    )
    return Card(spec.path.name, Tone.PLAIN, "IMPORTED", "", "", sections=sections)


# --- sections ---------------------------------------------------------------------------------------------------------


def _problem(spec: Spec, *, noted: bool = True, unfolded: bool = False) -> Section:
    notes = tuple(f"note: {note}" for note in spec.notes) if noted else ()
    parts: tuple[Part, ...] = (Table(tuple(blocks(spec.original))),)
    if spec.stated is not None:
        parts = (*parts, Sentences((as_read(spec),)), Table(tuple(blocks(spec.problem))))
    return Section(f"Problem: {_size(spec.original)}", (*parts, Sentences(notes)) if notes else parts, open=unfolded)


def _size(problem: Problem) -> str:
    data, network = problem.dataset, problem.network
    known = f"{len(data.points)} samples" if isinstance(data, Dataset) else "no samples"
    dimension = "" if data.dimension is None else f" in dimension {data.dimension}"
    layers = [f"{network.width} {problem.neuron.name or 'neurons'}"] if network.width else []
    for own in network.branches.values():
        one = len(own) == 1 and own[0].width == 1
        layers.append(" -> ".join(f"{layer.width}" for layer in own) + (" unit" if one else " units"))
    return f"{known}{dimension}, {' + '.join(layers)}, {problem.loss.name or 'loss'}"


def _text(spec: Spec) -> Section:
    """The text of a spec; of a large one a word on where it is."""
    data = spec.problem.dataset
    if isinstance(data, Dataset) and len(data.points) * data.dimension > _ENTRIES:
        return Section("Text", (Sentences(("The samples are many; spec.text has them all.",)),))
    text = print_spec(spec)
    if len(text) > _LETTERS:
        text = f"{text[:_LETTERS]}...\n"
    return Section("Text", (Code(text),))


def _lead(verdict: Verdict) -> Iterator[str]:
    if verdict.refutations:
        found = verdict.refutations[0]
        words = found_words(verdict.spec.problem, found)
        name = title(found)
        yield f"{name[0].upper()}{name[1:]}: {words}."
        known = standing(verdict)
        if known is not None and known.place is Place.GLOBAL:
            yield standing_words(verdict, known)
    if words := proof_words(verdict):
        yield words
    yield from also_proved(verdict)
    if verdict.interrupted:
        what = (
            "check was interrupted before all conditions were examined"
            if verdict.cut_short
            else "search was interrupted"
        )
        yield f"The {what}; the verdict stands."


def _checks(verdict: Verdict, names: Sequence[str], title: str = "") -> Checks:
    problem = verdict.spec.problem
    found = shown_findings(verdict, names)
    return Checks(tuple(Check(word(e.status), e.condition, reason(problem, e)) for e in found), title)


def _proof(verdict: Verdict) -> Iterator[Section]:
    if verdict.derivations:
        parts = (_checks(verdict, proving(verdict)), Sentences(tuple(remarks(verdict))))
        yield Section(f"Why {verdict.derivations[0].variant} applies", parts)


def _refutation(verdict: Verdict) -> Iterator[Section]:
    if not verdict.refutations:
        return
    problem, found = verdict.spec.problem, verdict.refutations[0]
    if found.evidence is not None:
        parts: tuple[Part, ...] = (_point(parameters(problem, found.evidence)),)
        if isinstance(found.evidence, Box):
            parts = (*parts, Sentences(("This is the centre of the box; the minimum lies in the box.",)))
        yield Section("The minimum", parts)
    if found.valley is not None:
        yield Section("The valley", (Table(level_rows(problem, found.valley)),))
        yield Section("A point in the valley", (_point(parameters_at(problem, found.valley.start)),))
        yield Section("A lower point", (_point(parameters_at(problem, found.valley.lower)),))
    others = [entry.rule for entry in verdict.refutations[1:]]
    also = (Sentences((f"Also applies: {', '.join(others)}.",)),) if others else ()
    yield Section(f"Why {found.rule} applies", (_checks(verdict, supporting(verdict, found.rule)), *also))
    missing = tuple(all_but(verdict))
    if missing:
        yield Section("What keeps the theorems from it", (Sentences(missing),))


def _in_the_way(verdict: Verdict) -> Iterator[Section]:
    """For each theorem that does not apply, its nearest set of missing conditions."""
    if verdict.refutations:
        return
    nearest: dict[str, tuple[str, ...]] = {}
    for entry in verdict.blockers:
        nearest.setdefault(entry.theorem, entry.missing)
    if not nearest:
        return
    if verdict.derivations:
        texts = (f"{theorem} does not apply: {', '.join(missing)}." for theorem, missing in nearest.items())
        yield Section("Theorems that do not apply", (Sentences(tuple(texts)),))
        return
    found = (_checks(verdict, _leaves(verdict, missing), theorem) for theorem, missing in nearest.items())
    yield Section("What is missing", (*found, Sentences(tuple(width_words(verdict)))), open=True)


def _leaves(verdict: Verdict, names: Sequence[str]) -> list[str]:
    """The conditions, those below a lemma of which no arm holds in place of it."""
    found: list[str] = []
    for name in names:
        lacking = (leaf for leaf in leaves_of(name) if verdict.statuses[leaf] < Status.ASSUMED)
        found += [name] if name in verdict.findings else lacking
    return found


def _way(verdict: Verdict) -> Iterator[Section]:
    """The pieces of the path, with L along each."""
    if isinstance(verdict.path, Path) and verdict.path.steps:
        rows = tuple(piece_rows(verdict.path))
        yield Section("The way down, piece by piece", (Table(rows[:_ROWS], max(0, len(rows) - _ROWS)),))


def _expectations(verdict: Verdict) -> Iterator[Section]:
    if verdict.expectations:
        texts = (
            f"expect {entry.expectation.text}: " + ("met" if entry.met else f"NOT MET ({sentences(entry.departures)})")
            for entry in verdict.expectations
        )
        yield Section("Expectations", (Sentences(tuple(texts)),), open=not verdict.met)


# --- points -----------------------------------------------------------------------------------------------------------


def _point(found: Parameters[Fraction]) -> Table:
    """The blocks of a point with their numbers; indices count from 1."""
    rows = tuple(_rows(found))
    return Table(rows[: 2 * _ROWS], max(0, len(rows) - 2 * _ROWS))


def _rows(found: Parameters[Fraction]) -> Iterator[tuple[str, str]]:
    if found.output_bias is not None:
        yield "a0", coordinate(found.output_bias)
    if found.output_weights:
        yield "a", vector(found.output_weights, coordinate)
        yield from _matrix("w", found.hidden_weights)
        if found.hidden_bias is not None:
            yield "b", vector(found.hidden_bias, coordinate)
    for name, branch in (("deep", found.deep), ("beside", found.beside)):
        if branch is not None:
            yield from _branch(name, branch)


def _branch(name: str, branch: Branch[Fraction]) -> Iterator[tuple[str, str]]:
    for depth, (rows, biases) in enumerate(branch.layers, 1):
        yield from _matrix(f"{name}.{depth} w", rows)
        if biases is not None:
            yield f"{name}.{depth} b", vector(biases, coordinate)
    yield f"{name}.output", vector(branch.output, coordinate)


def _matrix(name: str, rows: Sequence[Vector]) -> Iterator[tuple[str, str]]:
    for index, row in enumerate(rows[:_ROWS], 1):
        yield f"{name}[{index}]", vector(row, coordinate)
    if len(rows) > _ROWS:
        yield f"{name}[{_ROWS + 1}], ...", f"{len(rows) - _ROWS} more rows"
