"""The verdict as a screenful of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from theoremcheck.language.spec import USUAL
from theoremcheck.look import Tone, paragraph, toned
from theoremcheck.report.claims import (
    alarm_words,
    all_but,
    also_proved,
    carrying,
    claim,
    proof_words,
    proving,
    remarks,
    search_words,
    shown_findings,
    supporting,
    width_words,
)
from theoremcheck.report.formats.document import Asked, Document, Format, Result
from theoremcheck.report.problem import described, read_lines
from theoremcheck.report.reasons import sentences
from theoremcheck.report.words import TONES, finding_lines, reason
from theoremcheck.theory.engine import Blockers
from theoremcheck.theory.graph import leaves_of
from theoremcheck.theory.lookup import prose
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.expectations import word
from theoremcheck.verdict.values import Answer, Verdict

_INDENT = "  "
_SHOWN_BLOCKERS = 2
_BRIEF = (
    "Only what the verdict needs was looked for: --all says what else is proved, and why other theorems do not apply."
)
_CRASHED: Final = "crashed"
_ANSWERS: Final = MappingProxyType(
    {
        Answer.PROVED: Tone.GOOD,
        Answer.CONDITIONAL: Tone.GIVEN,
        Answer.REFUTED: Tone.BAD,
        Answer.UNDECIDED: Tone.DOUBT,
    }
)


def render(verdict: Verdict, *, verbose: bool = False) -> str:
    """The report: headline, problem, why, what stands in the way, search, expectations."""
    return head(verdict) + tail(verdict, verbose=verbose, known_alarm=verdict.alarm)


def head(verdict: Verdict) -> str:
    """The verdict and its reasons: all that is known before the search beside it, and stays."""
    lines = [
        *_headline(verdict),
        "",
        *described(verdict.spec),
        *(line for note in verdict.spec.notes for line in paragraph(f"note: {note}", _INDENT)),
        "",
        *_why(verdict),
        *_refuted(verdict),
        *(line for text in also_proved(verdict) for line in (*paragraph(text, ""), "")),
        *_in_the_way(verdict),
    ]
    return "\n".join(lines).rstrip() + "\n\n"


def tail(verdict: Verdict, *, verbose: bool = False, known_alarm: Reason | None = None) -> str:
    """What follows the head: the search, with ``verbose`` a table of its starts, and the expectations.

    An alarm that the search raised is shown here; ``known_alarm`` is the one that the head has shown.
    """
    late = verdict.alarm if verdict.alarm != known_alarm else None
    lines = [*_alarm(late), *_search(verdict, verbose=verbose), *_expectations(verdict)]
    return "\n".join(lines).rstrip() + "\n"


def verdict_line(verdict: Verdict) -> str:
    """The verdict alone, on one line; an alarm is a line above it."""
    found = claim(verdict)
    lines = [] if verdict.alarm is None else [toned(alarm_words(verdict.alarm), Tone.BAD)]
    if found is not None:
        lines.append(found.line.replace(found.head, toned(found.head, _ANSWERS[verdict.answer]), 1))
    return "".join(f"{line}\n" for line in lines)


def summary_line(verdict: Verdict) -> str:
    """One line for a corpus."""
    mark, tone = ("alarm", Tone.BAD) if verdict.alarm else ("ok", Tone.GOOD) if verdict.met else ("MISSED", Tone.BAD)
    return f"{toned(mark, tone)}{' ' * (6 - len(mark))} {verdict.spec.path}: {outcome_words(verdict)}"


def outcome_words(verdict: Verdict) -> str:
    """The verdict, and by what; of an undecided one what the nearest theorem misses.

    Before it the claim, unless it is the one of a spec that makes none.
    """
    names = verdict.rules[:1] if verdict.answer is Answer.REFUTED else verdict.theorems
    by = f" by {', '.join(names)}" if names else ""
    failing = ""
    if verdict.answer is Answer.UNDECIDED and verdict.blockers:
        failing = f" ({', '.join(verdict.blockers[0].missing)})"
    return f"{verdict.spec.claimed}{verdict.verdict}{by}{failing}"


def _headline(verdict: Verdict) -> Iterator[str]:
    yield str(verdict.spec.path)
    yield from _alarm(verdict.alarm)
    found = claim(verdict)
    if found is not None:
        first, *more = paragraph(found.line, "")
        yield first.replace(found.head, toned(found.head, _ANSWERS[verdict.answer]), 1)
        yield from more
    yield from paragraph(proof_words(verdict), "")


def _alarm(alarm: Reason | None) -> Iterator[str]:
    if alarm is not None:
        yield from (toned(line, Tone.BAD) for line in paragraph(alarm_words(alarm), ""))


def _why(verdict: Verdict) -> Iterator[str]:
    if not verdict.derivations:
        return
    yield f"Why {verdict.derivations[0].variant} applies:"
    yield from _findings(verdict, proving(verdict))
    for text in remarks(verdict):
        yield from paragraph(text, _INDENT)
    yield ""


def _refuted(verdict: Verdict) -> Iterator[str]:
    """The point, the hypotheses the rule rests on, and the hypotheses of the theorems that hold beside it."""
    if not verdict.refutations:
        return
    from theoremcheck.report.refutation import title
    from theoremcheck.report.standing import Place, standing, standing_words
    from theoremcheck.report.valley import found_words

    problem, first = verdict.spec.problem, verdict.refutations[0]
    yield from paragraph(f"Refuted by {first.rule} ({title(first)}): {found_words(problem, first)}.", "")
    known = standing(verdict)
    if known is not None and known.place is Place.GLOBAL:
        yield from paragraph(standing_words(verdict, known), "")
    yield from _findings(verdict, supporting(verdict, first.rule))
    others = [entry.rule for entry in verdict.refutations[1:]]
    if others:
        yield from paragraph(f"Also applies: {', '.join(others)}.", _INDENT)
    yield ""
    for text in all_but(verdict):
        yield from paragraph(text, "")
    yield ""


def _findings(verdict: Verdict, names: tuple[str, ...], indent: str = _INDENT) -> Iterator[str]:
    for finding in shown_findings(verdict, names):
        yield from finding_lines(verdict.spec.problem, finding, indent)


def _in_the_way(verdict: Verdict) -> Iterator[str]:
    """For each theorem that does not apply, its nearest sets of missing conditions."""
    if verdict.refutations:
        return
    seen: dict[str, list[Blockers]] = {}
    for entry in verdict.blockers:
        seen.setdefault(entry.theorem, []).append(entry)
    for theorem, entries in seen.items():
        smallest = [entry for entry in entries if len(entry.missing) == len(entries[0].missing)]
        if verdict.derivations:
            yield from paragraph(f"{theorem} does not apply: {', '.join(entries[0].missing)}.", "")
            continue
        yield f"{theorem} does not apply. Missing:"
        for index, entry in enumerate(smallest[:_SHOWN_BLOCKERS]):
            if index:
                yield "  or:" if entry.variant == theorem else f"  or, by {entry.variant}:"
            yield from _missing(verdict, entry.missing)
        if len(smallest) > _SHOWN_BLOCKERS:
            yield f"  or {len(smallest) - _SHOWN_BLOCKERS} more (see -o json)"
    if not verdict.derivations and verdict.widths is not None:
        for text in width_words(verdict):
            yield from paragraph(text, _INDENT)
    if verdict.brief:
        yield from paragraph(_BRIEF, "")
    if seen or verdict.brief:
        yield ""


def _missing(verdict: Verdict, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name in verdict.findings:
            yield from _findings(verdict, (name,))
        else:
            status = word(verdict.statuses[name])
            marked = f"{toned(status, TONES[verdict.statuses[name]])}{' ' * (8 - len(status))}"
            yield f"  {marked}{name:28}all of its arms fail or are open:"
            missing = (leaf for leaf in leaves_of(name) if verdict.statuses[leaf] < Status.ASSUMED)
            yield from _findings(verdict, tuple(missing), 2 * _INDENT)


def _search(verdict: Verdict, *, verbose: bool) -> Iterator[str]:
    for text in search_words(verdict):
        yield from paragraph(text, "")
    if verbose and verdict.path is not None and not isinstance(verdict.path, Reason):
        from theoremcheck.report.path import piece_rows

        for name, words in piece_rows(verdict.path):
            yield from paragraph(f"{name}: {words}", _INDENT)
    if verbose and verdict.search is not None:
        yield from verdict.search.table()


def _expectations(verdict: Verdict) -> Iterator[str]:
    for result in verdict.expectations:
        mark = toned("met", Tone.GOOD) if result.met else toned("NOT MET", Tone.BAD)
        yield f"expect {result.expectation.text}: {mark}" + ("" if result.met else f" ({sentences(result.departures)})")


def why(verdict: Verdict, name: str) -> str:
    """The answer to ``--why NAME``: status, evidence and, for a statement, what it rests on."""
    from theoremcheck.report.arms import required

    entry = prose(name)
    lines = [f"{name}: {word(verdict.statuses[name])}", *paragraph(entry.statement, _INDENT), ""]
    if verdict.spec.instance is not None:
        lines += [*read_lines(verdict.spec), ""]
    if name in verdict.findings:
        lines += ["Because:", *paragraph(reason(verdict.spec.problem, verdict.findings[name]), _INDENT)]
    else:
        holds = verdict.statuses[name] >= Status.ASSUMED
        carried = carrying(verdict, name) if holds else required(name)
        lines += ["It rests on:", *_findings(verdict, carried)] if carried else []
        lines += _arms(verdict, name)
        missing = next((e for e in verdict.blockers if name in (e.theorem, e.variant)), None)
        if missing is not None:
            lines.append(f"Nearest missing: {', '.join(missing.missing)}")
    if name in STATEMENTS or name in verdict.findings:
        lines += ["", f"theoremcheck explain {name} gives the proof and the source."]
    return "\n".join(lines) + "\n"


def _arms(verdict: Verdict, name: str) -> Iterator[str]:
    """Of each choice the arm that is used, and why the others are not."""
    from theoremcheck.report.arms import choices

    for choice in choices(verdict, name):
        yield f"Of {choice.statement} one arm is enough:"
        for arm in choice.arms:
            yield from paragraph(f"{arm.words}: {arm.use.value}", _INDENT, 2 * _INDENT)
            yield from _findings(verdict, arm.lacks, 2 * _INDENT)


@dataclass(frozen=True)
class Part:
    """What the text about a corpus keeps of one spec: its report, what it counts as, and whether it is as expected.

    ``met`` is None where the spec expects nothing, and ``claim`` is empty where it cannot be read.
    """

    report: str
    counted: str
    met: bool | None = None
    claim: str = ""


def _part(result: Result, asked: Asked) -> Part:
    verdict = result.verdict
    if not asked.many:
        return Part(_one(result, asked), "")
    if verdict is None:
        return Part("", _CRASHED if result.crashed else "wrong input")
    report = "" if asked.target is None else render(verdict, verbose=asked.verbose) + "\n"
    return Part(report, verdict.verdict, verdict.met if verdict.expectations else None, verdict.spec.claim)


def _document(parts: Sequence[Part], asked: Asked) -> Document:
    reports = "".join(part.report for part in parts)
    alone = not asked.many or (asked.quiet and asked.target is None)
    return Document(reports if alone else reports + _summary(parts))


def _one(result: Result, asked: Asked) -> str:
    """The report of one spec; on standard output what follows the head, which was shown as soon as it was known."""
    if result.verdict is None:
        return ""
    known = None if result.decided is None else result.decided.alarm
    if asked.quiet and asked.target is None:
        if asked.why:
            return why(result.verdict, asked.why).splitlines()[0] + "\n"
        return "".join(f"{line}\n" for line in _alarm(result.verdict.alarm if result.verdict.alarm != known else None))
    relaxed = ""
    if result.relaxation is not None:
        from theoremcheck.report.relaxation import relaxation_text

        relaxed = relaxation_text(result.verdict, result.relaxation)
    if asked.why:
        return why(result.verdict, asked.why) + relaxed
    if asked.target is not None:
        return render(result.verdict, verbose=asked.verbose) + relaxed
    return tail(result.verdict, verbose=asked.verbose, known_alarm=known) + relaxed


def _summary(parts: Sequence[Part]) -> str:
    """The last line for a corpus."""
    counts = Counter(part.counted for part in parts)
    listed = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    claims = Counter(part.claim for part in parts if part.claim)
    claimed = ", ".join(f"{count} {name}" for name, count in sorted(claims.items()))
    asked = "" if set(claims) <= {USUAL} else f" (claims: {claimed})"
    missed = sum(part.met is False for part in parts)
    these = "every expectation of the others" if counts[_CRASHED] else "every expectation"
    met = f"; {these} is met" if any(part.met for part in parts) else ""
    ending = f"; {missed} with an expectation that is not met" if missed else met
    return f"{len(parts)} specs{asked}: {listed}{ending}.\n"


FORMAT: Final = Format(_document, _part, brief=True)
