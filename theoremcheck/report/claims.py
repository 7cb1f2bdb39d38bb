"""What a verdict says, and what it rests on, sentence by sentence: every format shows these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from theoremcheck.report.asked import claim_words
from theoremcheck.report.numbers import rational
from theoremcheck.report.off_breaks import beside_words, candidate_on_breaks
from theoremcheck.report.reasons import sentence
from theoremcheck.report.words import candidate_words, reason
from theoremcheck.theory.engine import Blockers
from theoremcheck.theory.graph import leaves_of
from theoremcheck.theory.lookup import prose
from theoremcheck.theory.prose import PAPER
from theoremcheck.trusted import settled
from theoremcheck.trusted.checked import CORNERS, Proof, proof_for
from theoremcheck.trusted.kernel.conditions import POINTS
from theoremcheck.trusted.kernel.facts import error_bound
from theoremcheck.trusted.kernel.forms import GRADED, Conclusion
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.kernel.statements import STATEMENTS, VACUOUS
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.answering import ERRORS, VALLEYS, excludes_bad
from theoremcheck.verdict.judge import bad_minima
from theoremcheck.verdict.values import Answer, Finding, Verdict, facts_of

_PAPER_DOUBT: Final = MappingProxyType(
    {True: "", False: ", whose independence condition fails here", None: ", if its condition holds"}
)
_HEADS: Final = MappingProxyType(
    {
        Answer.PROVED: "PROVED",
        Answer.CONDITIONAL: "CONDITIONALLY PROVED (from assumptions the spec makes)",
        Answer.REFUTED: "REFUTED",
        Answer.UNDECIDED: "UNDECIDED",
    }
)


_PROOFS: Final[Mapping[Proof | None, str]] = MappingProxyType(
    {
        Proof.MACHINE_CHECKED: "The statement behind it is machine-checked.",
        Proof.ON_PAPER: "The statement behind it is proved on paper.",
    }
)


_VACUOUS: Final[Mapping[Asked, str]] = MappingProxyType(
    {
        Asked.NO_BAD: "L has no local minimum at all, so none is bad (it holds vacuously).",
        Asked.NO_BAD_SMOOTH: "L has no local minimum at all (the claim holds vacuously).",
        Asked.GLOBAL: "L has no local minimum at all (the claim holds vacuously).",
        Asked.ERROR_AT_MOST: "L has no local minimum at all (the claim holds vacuously).",
        Asked.NO_BASIN: "L has no local minimum at all (the claim holds vacuously).",
    }
)

_BASIN_SINCE: Final = MappingProxyType(
    {
        Conclusion.GLOBAL: "and such a minimum is a local one",
        Conclusion.NO_VALLEY: "and none leaves such a set without exceeding it",
        Conclusion.NO_OPEN_VALLEY: "and none leaves such a set without passing its boundary, where L is larger",
    }
)
"""Why there is no basin, by what is known more generally."""
_WEAKER: Final = MappingProxyType(
    {
        Conclusion.NO_VALLEY: (Conclusion.NO_OPEN_VALLEY, Conclusion.NO_BASIN),
        Conclusion.NO_OPEN_VALLEY: (Conclusion.NO_BASIN,),
        Conclusion.GLOBAL: (Conclusion.NO_BASIN,),
        Conclusion.NO_BAD: (Conclusion.NO_BAD_SMOOTH,),
    }
)
"""What is not said again of paths, basins and errors where more is known."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The verdict in a sentence: its head, the theorem or rule it comes by (empty: none), and what that says."""

    head: str
    by: str
    text: str

    @property
    def line(self) -> str:
        """All of it, in one line."""
        by = f" by {self.by}" if self.by else ""
        return f"{self.head}{by}: {self.text}"


def claim(verdict: Verdict) -> Claim | None:
    """What the verdict claims; None where an alarm says that a proof and its refutation contradict each other."""
    if verdict.alarm is not None and verdict.derivations and verdict.refutations:
        return None  # two headlines would contradict each other; the alarm says which claims do
    head = _HEADS[verdict.answer]
    if verdict.derivations:
        theorem = verdict.derivations[0].theorem
        said = f"{_answered(verdict, theorem)}.{beside_words(verdict)}"
        return Claim(head, theorem, _VACUOUS[verdict.spec.question.asked] if verdict.vacuous else said)
    if verdict.refutations:
        from theoremcheck.report.refutation import BAD_MEANS, headline, too_many

        found = verdict.refutations[0]
        of_one = _of_one(verdict)
        if verdict.spec.question.asked is Asked.ERROR_AT_MOST:
            return Claim(head, found.rule, f"{of_one}{too_many(verdict.spec, found)}.")
        bad = STATEMENTS[found.rule].conclusion is Conclusion.BAD
        meaning = f" ({BAD_MEANS.capitalize()}.)" if bad else ""
        said = f"{of_one}{headline(verdict.spec.problem, found)}"
        return Claim(head, found.rule, f"{said}.{meaning}{beside_words(verdict)}")
    if verdict.spec.question.asked is Asked.NO_BAD:
        from theoremcheck.report.refutation import BAD_MEANS

        return Claim(head, "", f"no theorem applies, and no bad local minimum is certified ({BAD_MEANS}).")
    said = f"nothing proves or refutes the claim: {claim_words(verdict.spec.question)}.{beside_words(verdict)}"
    return Claim(head, "", said)


def _of_one(verdict: Verdict) -> str:
    """Of what is refuted by an instance: that the claim is not so for all."""
    kinds, given = verdict.spec.generality
    return f"not for all {kinds}: with {given} " if kinds else ""


def _answered(verdict: Verdict, theorem: str) -> str:
    """What a theorem concludes; before it the claim, where it is not plain that this follows."""
    question, said = verdict.spec.question, _concluded(verdict, theorem)
    why = _BASIN_SINCE.get(STATEMENTS[theorem].conclusion)
    if question.asked is not Asked.NO_BASIN or why is None:
        return said
    return f"{claim_words(question)}, since {said} ({why})"


def _concluded(verdict: Verdict, theorem: str) -> str:
    """What a theorem that applies concludes, with the number that it gives."""
    conclusion = STATEMENTS[theorem].conclusion
    if conclusion not in GRADED:
        return str(conclusion.value)
    bound = error_bound(theorem, facts_of(verdict.findings))
    known = "" if bound is None else f": the training error is at most {rational(bound)}"
    return f"{conclusion.value}{known}"


def also_proved(verdict: Verdict) -> Iterator[str]:
    """What is proved beside the claim, and does not follow from what proves it."""
    also = "Also proved" if verdict.spec.instance is None else "Of that instance is also proved"
    implied = {STATEMENTS[entry.theorem].conclusion for entry in (*verdict.derivations, *verdict.also)}
    weaker = {less for said in implied for less in _WEAKER.get(said, ())}
    implied = {STATEMENTS[entry.theorem].conclusion for entry in verdict.derivations} | weaker
    for entry in verdict.also:
        conclusion = STATEMENTS[entry.theorem].conclusion
        redundant = conclusion in GRADED and implied & {Conclusion.NO_BAD, Conclusion.NO_MINIMUM}
        if not redundant and Conclusion.NO_MINIMUM not in implied and conclusion not in implied:
            by = _by(verdict, entry.theorem, entry.variant, entry.conditional)
            yield f"{also}, by {by}: {_concluded(verdict, entry.theorem)}."
    for name in of_bad_minima(verdict):
        by = _by(verdict, name, name, verdict.statuses[name] is Status.ASSUMED)
        yield f"{also}, by {by}: {STATEMENTS[name].conclusion.value}."


def _by(verdict: Verdict, name: str, variant: str, conditional: bool) -> str:
    """The name of a statement, and what else its proof rests on."""
    paper = proof_for(verdict.spec.problem, variant) is Proof.ON_PAPER
    rests = [*(["on paper"] if paper else []), *(["from what is assumed"] if conditional else [])]
    return f"{name} ({', '.join(rests)})" if rests else name


def of_bad_minima(verdict: Verdict) -> tuple[str, ...]:
    """The lemmas that say something of every bad local minimum, where it is open whether there is one."""
    open_ = verdict.answer is Answer.UNDECIDED and verdict.spec.question.asked in ERRORS
    excluded = any(excludes_bad(entry.theorem) for entry in verdict.also)
    if not open_ or excluded:
        return ()
    return tuple(
        name
        for name, entry in STATEMENTS.items()
        if entry.conclusion is Conclusion.DEPENDENT and verdict.statuses[name] >= Status.ASSUMED
    )


def proof_standing(verdict: Verdict) -> Proof | None:
    """Whether the statement that the verdict comes by is machine-checked; None where it comes by none."""
    names = (*(entry.variant for entry in verdict.derivations), *verdict.rules)[:1]
    return proof_for(verdict.spec.problem, names[0]) if names else None


def proof_words(verdict: Verdict) -> str:
    """The same as a sentence; empty where there is none."""
    found = proof_standing(verdict)
    said = _PROOFS.get(found, "").removesuffix(".")
    if not said:
        return ""
    corners = CORNERS.intersection(verdict.rules[:1])
    if found is Proof.MACHINE_CHECKED and corners:
        said += f", but for the cases that `theoremcheck explain {min(corners)}` names"
    if verdict.refutations and verdict.spec.question.asked is Asked.NO_BAD_SMOOTH:
        said += "; that the minimum is off all breaks, the kernel checks"
    if verdict.spec.instance is not None:
        said += "; that the claim is for all instances and this is one, the kernel checks"
    elif verdict.spec.stated is not None:
        said += "; what the frozen layers make of the samples, the kernel computes"
    return f"{said}."


def alarm_words(alarm: Reason) -> str:
    """A soundness alarm."""
    return f"SOUNDNESS ALARM: {sentence(alarm)}. Do not trust this verdict; please report it."


# --- what it rests on -------------------------------------------------------------------------------------------------


def proving(verdict: Verdict) -> tuple[str, ...]:
    """The conditions that carry the theorem that applies."""
    found = supporting(verdict, verdict.derivations[0].variant)
    return (*found, "loss.increasing") if verdict.vacuous and "loss.increasing" not in found else found


def carrying(verdict: Verdict, name: str) -> tuple[str, ...]:
    """The conditions that carry a theorem or rule, in the order of ``CONDITIONS``."""
    return settled.carrying(verdict.statuses, name)


def supporting(verdict: Verdict, name: str) -> tuple[str, ...]:
    """As ``carrying``, without the point itself."""
    return tuple(condition for condition in carrying(verdict, name) if condition not in POINTS)


def shown_findings(verdict: Verdict, names: Iterable[str]) -> Iterator[Finding]:
    """What is known of the conditions; no word on a deep part that there is not."""
    for name in names:
        if name != "network.deep_defined" or verdict.spec.problem.network.layers:
            yield verdict.findings[name]


def remarks(verdict: Verdict) -> Iterator[str]:
    """What is to be said beside the conditions of a theorem that applies."""
    first = verdict.derivations[0]
    if first.variant in ("thm.subspaces.c2", "thm.subspaces.c1"):
        yield from width_words(verdict)
    if verdict.statuses["loss.increasing"] is Status.HOLDS and prose(first.theorem).source == PAPER:
        yield (
            "Liang, Sun, Li and Srikant (ICML 2018) ask for a loss with l' = 0 exactly up to some point below 0; this"
            " l' is positive everywhere, which the statements here allow."
        )
    others = [entry.theorem for entry in verdict.derivations[1:] if entry.theorem not in VACUOUS]
    if others:
        yield f"Also applies: {', '.join(others)}."


def width_words(verdict: Verdict) -> Iterator[str]:
    """The width that thm.subspaces asks for; nothing where it is not known."""
    bounds = verdict.widths
    if bounds is None or bounds.exact is None or not _asks_for_width(verdict):
        return
    network = verdict.spec.problem.network
    others = [f"counting distinct samples {bounds.distinct}"]
    if bounds.general_position is not None:
        others.insert(0, f"in general position {bounds.general_position}")
    if bounds.paper is not None:
        others.append(f"the paper's bound {bounds.paper}{_PAPER_DOUBT[bounds.paper_independence]}")
    yield (
        f"Width: m+ = {bounds.positive}, m- = {bounds.negative}, so thm.subspaces.c2 asks for M >= {bounds.exact}"
        f" ({', '.join(others)}); here M = {network.width}."
    )


def _asks_for_width(verdict: Verdict) -> bool:
    """True if a theorem that answers the question, or would, asks for that width."""
    names = {entry.theorem for entry in verdict.derivations} | {entry.theorem for entry in verdict.blockers}
    return any("network.width" in leaves_of(name) for name in names)


def all_but(verdict: Verdict) -> Iterator[str]:
    """For each theorem, beside a certified minimum: which of its hypotheses do not hold."""
    seen: set[str] = set()
    for entry in verdict.blockers:
        if entry.theorem not in seen:
            seen.add(entry.theorem)
            yield f"{entry.theorem}: all hypotheses hold {_missing_words(verdict, entry)}."


def _missing_words(verdict: Verdict, entry: Blockers) -> str:
    """What fails, and apart from it what is open."""
    parts: dict[bool, list[str]] = {True: [], False: []}
    for name in entry.missing:
        finding = verdict.findings.get(name)
        note = "no arm of it holds" if finding is None else reason(verdict.spec.problem, finding)
        parts[verdict.statuses[name] is Status.OPEN].append(f"{name} ({note})")
    failing, unknown = " and ".join(parts[False]), " and ".join(parts[True])
    if not failing:
        return f"except what is open: {unknown}"
    return f"except {failing}" + (f"; open is {unknown}" if unknown else "")


# --- the point of the user, and the search ----------------------------------------------------------------------------


def search_words(verdict: Verdict) -> Iterator[str]:
    """What came of the point that the user gave, how the minimum stands, what the search saw, and a way down."""
    if verdict.candidate is not None:
        yield f"Candidate: {candidate_words(verdict)}.{candidate_on_breaks(verdict)}"
    whole = False
    if verdict.refutations:
        from theoremcheck.report.standing import Place, standing, standing_words

        found = standing(verdict)
        whole = found is not None and found.place is Place.GLOBAL
        if found is not None and not whole:
            yield standing_words(verdict, found)
    note = "" if verdict.search_note is None else sentence(verdict.search_note)
    if verdict.search is None:
        yield f"Search: {note}."
    elif verdict.refutations and note and not whole:
        yield f"Search: {verdict.search.starts_words()} {note}."
    else:
        yield f"Search: {verdict.search.summary()}{_meaning(verdict)}"
    if verdict.path is not None:
        from theoremcheck.report.path import path_words

        yield from path_words(verdict.path)


def _meaning(verdict: Verdict) -> str:
    """What a search says where nothing is decided: little."""
    if verdict.answer is not Answer.UNDECIDED or verdict.search is None or not verdict.search.starts:
        return ""
    if verdict.spec.question.asked in VALLEYS:
        places = "basins" if verdict.spec.question.asked is Asked.NO_BASIN else "valleys"
        return f" What floats see of minima proves nothing of {places}."
    if verdict.search.worst_error or any(entry.bad for entry in verdict.search.tried):
        certified = any(True for _ in bad_minima(verdict))
        return " Floats prove nothing." if certified else " None with errors is certified, and floats prove nothing."
    return " That none with errors was seen proves nothing."
