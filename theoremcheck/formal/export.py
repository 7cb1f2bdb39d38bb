"""A verdict as a Coq file: the problem, a proof of every condition that the verdict rests on, and the theorem.

The theorem instantiates the statement of the kernel (``Kernel.v``) with one proof for each of its premises. What is not
translated stands in the file as a named hypothesis, which `Print Assumptions` shows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from textwrap import wrap
from typing import Final

from theoremcheck.formal.cells import layers_of, path_through
from theoremcheck.formal.kernel_file import ALONG_PATHS, conclusion, machine_checked
from theoremcheck.formal.leaves import cleared_vector, hidden_trainable, leaf
from theoremcheck.formal.linear_bound import as_real, bounding_script, rounding_script
from theoremcheck.formal.one_loss import LIBRARY
from theoremcheck.formal.problem import SUBJECT, NotCovered, definitions
from theoremcheck.formal.text import name
from theoremcheck.formal.theorems import CONDITION_FILES
from theoremcheck.trusted.data.core import uncertain_share
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.facts import Outcome
from theoremcheck.trusted.kernel.forms import All, Any, Conclusion, Formula, Not, Statement
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.statements import BOUNDED
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass

THEOREM: Final = "verdict"
"""The name of the theorem in an exported file."""

_PATH: Final = "network.affine_path"
_SOME_PATH: Final = "some_path"
"""The lemma that a path leads through some layers, where it is left that one leads through the very layers."""
_NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9 ._-]")

_HEAD: Final = """\
(* {title}

   problem digest {digest}
   statement      {goal}: {conclusion}
   {leaves}
{claim}
   Check it with Coq 8.16 or later and the library of theoremcheck:
     theoremcheck prove FILE.spec        or
     coqc -Q LIBRARY TheoremCheck FILE.v *)
"""

_IMPORTED: Final = (
    *("Setting", *CONDITION_FILES, "Kinds", "Landscape", "NotGlobal", "RulesValley"),
    *("Checks", "ChecksWidths", "ChecksMixed", "ChecksCells", "ChecksMovable", "ChecksHomogeneous", "ChecksAverages"),
    *("ChecksRelations", "ChecksCircuit", "ChecksForms", "ChecksLinear", "ChecksIndependent", "ChecksFit"),
    "ChecksBound",
    *("ChecksDecay", "ChecksKink", "ShapesRight"),
    *("ChecksQuadratic", "ChecksValley", "ChecksMonomials"),
    *("AffineOutputs", "Structure", "Functions", "Valleys", "Troughs", "Extrema", "ChecksMirror", "Kernel"),
)
"""The files of the library that every file needs."""

_POINTS: Final = """\
From TheoremCheck Require Import PointsDecayCopies Erf Nearby Support Minimisers PointsConstant PointsBox
  PointsDecay PointsFrozen PointsKink PointsMultipliers PointsNarrow PointsSplit PointsExplicit PointsMoments
  PointsBuild DeepNear DeepResting AffineCells DeepCells FrozenFit Smooth Enclose Heights Features NarrowBuild
  KinkBuild OneClassBuild DecayBuild DecayCheck DecayDeep PointsCompute DeepSilent CurvedBuild
  MomentLayers MomentBuild FitBuild FitPoints QuadricFit FreeFeatures.
From TheoremCheck Require RulesMultipliers.
"""
"""What a file needs besides if its verdict rests on a point, or on slopes of the loss."""

_BOXES: Final = (
    "From TheoremCheck Require Import Jets JetPieces Objective BoxCheck SplitCheck BoxLeaves Tangents ValleyCheck\n"
    "  LowCheck WideCheck.\n"
)
"""What it needs if the point is found in a box, or its output has tangents only."""

_POINTED: Final = re.compile(
    r" leaf_(minimum|data_\w+_fit_right|data_(linear|constant)_bound|data_features_separable"
    r"|objective_(decay_dominates|linear_decay|valley|low|below_constants))"
)
_ENCLOSED: Final = re.compile(
    r"(minimum_(strict|basin|split|\w+_local)|objective_(valley|low|below_constants)|wide_beside)_by"
)


@dataclass(frozen=True)
class Exported:
    """A file, and the conditions in it that have no proof in Coq: named hypotheses, "by the Python kernel"."""

    text: str
    goal: str
    left: tuple[str, ...]

    def __repr__(self) -> str:
        """One line."""
        return f"<Exported {self.goal}, {len(self.left)} leaves left>"


def export(
    problem: Problem,
    outcome: Outcome,
    title: str,
    given: frozenset[str] = frozenset(),
    statement: str | None = None,
    *,
    claim: tuple[str, ...] = (),
) -> Exported:
    """The file of an outcome with a goal. Raises ``NotCovered`` where its problem or statement has no Coq form.

    Of the statements that hold and conclude the same the one is taken of which Coq proves most, the verdict's own
    before others; or ``statement``. The conditions in ``given`` are hypotheses, whatever proofs there are. The lines
    in ``claim`` say in the comment at the top what becomes of the claim of a spec.
    In Coq branches have numbers, no names: an only branch is read as deep, as the kernel reads it.
    """
    goals = [goal for goal in _goals(outcome) if statement in (None, goal)]
    if not goals:
        raise NotCovered(f"{statement} does not hold, or concludes something else")
    head = list(definitions(as_deep(problem)))
    found = [_file((problem, outcome, title, claim), goal, head, given) for goal in goals]
    return min(found, key=lambda exported: (len(exported.left), exported.goal != outcome.goal))


def _file(
    subject: tuple[Problem, Outcome, str, tuple[str, ...]], goal: str, definitions: list[str], given: frozenset[str]
) -> Exported:
    problem, outcome, title, claim = subject
    parts, left = list(definitions), []
    statement = LIBRARY[goal]
    for condition in dict.fromkeys(_conditions(statement.premise, outcome.statuses)):
        fact = outcome.facts[condition]
        head = f"{'~ ' if fact.status is Status.FAILS else ''}{name(condition)} {SUBJECT}"
        script = None if condition in given else leaf(as_deep(problem), fact)
        if script is None:
            left.append(condition)
            parts.append(f"(* by the Python kernel *)\n{_assumed(as_deep(problem), condition, head)}")
        else:
            parts.append(f"Lemma {lemma(condition)} : {head}.\nProof.\n  {script}\nQed.")
    term = _term(statement.premise, outcome.statuses)
    if _PATH in left:
        term = term.replace(lemma(_PATH), _SOME_PATH)
    proved = f"{name(goal)} {SUBJECT} samples\n    {term}"
    claimed, proof = conclusion(statement, SUBJECT), f"exact ({proved})."
    if statement.conclusion is Conclusion.ERROR_AT_MOST:
        claimed, proof = _error(statement, outcome, proved, assumed="data.weakly_separable" in left)
    if statement.conclusion in (Conclusion.ERROR_BOUND, Conclusion.CONSTANT_BOUND):
        claimed, proof = _bound(statement, outcome, proved, assumed=BOUNDED[goal] in left)
    if statement.conclusion is Conclusion.NO_BAD_SMOOTH:
        claimed, proof = _smooth(as_deep(problem), goal, proved, assumed=_PATH in left)
    parts.append(
        f"Lemma samples : well_formed {SUBJECT}.\nProof. discriminate. Qed.\n\n"
        f"Theorem {THEOREM} : {claimed}.\n"
        f"Proof.\n  {proof}\nQed."
    )
    parts.append(f"Print Assumptions {THEOREM}.")
    known = f"by the Python kernel: {', '.join(left)}" if left else "every premise is proved below"
    head = _HEAD.format(
        title=_NOT_PLAIN.sub("_", title),
        digest=problem.digests["problem"],
        goal=goal,
        conclusion=statement.conclusion.value,
        leaves=known,
        claim="".join(f"   {line}\n" for line in claim),
    )
    return Exported("\n\n".join([head.strip("\n"), imports(parts), *parts]) + "\n", goal, tuple(left))


def imports(parts: Collection[str]) -> str:
    """The files of the library that the parts of a file need, and the scope that they are written in."""
    points = _POINTS if any(map(_POINTED.search, parts)) else ""
    boxes = _BOXES if any(map(_ENCLOSED.search, parts)) else ""
    always = "\n  ".join(wrap(f"From TheoremCheck Require Import {' '.join(_IMPORTED)}.", width=110))
    return (
        f"From Coq Require Import Reals List ZArith Lia Lra.\n{always}\n{points}{boxes}"
        "Import ListNotations.\nOpen Scope R_scope."
    )


def _error(statement: Statement, outcome: Outcome, proved: str, *, assumed: bool) -> tuple[str, str]:
    """The bound of the training error that a theorem on the core gives, and its script.

    Where the separation is left to the Python kernel, coqc is asked for no number that rests on it.
    """
    fact = outcome.facts["data.weakly_separable"]
    if assumed:  # then every sample outside the core is right
        return conclusion(statement, SUBJECT), f"exact ({proved})."
    bound = uncertain_share(fact.problem, fact.evidence)
    numbers = f"{bound.numerator}%Z {bound.denominator}%positive"
    vector = cleared_vector(fact.evidence.normal)
    claimed = f"ERROR_AT_MOST {SUBJECT} (IZR {bound.numerator} / IZR {bound.denominator})"
    checked = "ltac:(vm_cast_no_check (eq_refl true))"
    return claimed, f"exact (error_by {SUBJECT} {vector} {numbers} ({proved})\n    {checked})."


def _bound(statement: Statement, outcome: Outcome, proved: str, *, assumed: bool) -> tuple[str, str]:
    """The bound of the training error that a linear function, or a constant, gives, and its script.

    Where coqc cannot prove the bound, or did not, it is asked for none.
    """
    fact = outcome.facts[BOUNDED[statement.id]]
    problem, bound = as_deep(fact.problem), fact.evidence.bound
    found = None if assumed else bounding_script(problem, fact.evidence, hidden_trainable)
    rounding = None if found is None else rounding_script(problem, found[0], bound)
    if found is None or rounding is None:  # then for every bound that is one by the definition
        return conclusion(statement, SUBJECT), f"exact ({proved})."
    number, script = found
    proof = f"intros t Min. {rounding}\n  refine ({proved}\n    {as_real(number)} _ t Min). clear t Min.\n  {script}"
    return f"ERROR_AT_MOST {SUBJECT} {as_real(bound)}", proof


def _assumed(problem: Problem, condition: str, head: str) -> str:
    """What is left of a condition to the Python kernel: of a path, that it leads through the very layers."""
    if condition != _PATH:
        return f"Axiom {lemma(condition)} : {head}."
    layers = layers_of(problem)
    return (
        f"Axiom {lemma(condition)} : affine_path {SUBJECT} {layers}.\n\n"
        f"Lemma {_SOME_PATH} : {head}.\nProof.\n"
        f"  exists {layers}. split; [intros t v; reflexivity | exact {lemma(condition)}].\nQed."
    )


def _smooth(problem: Problem, goal: str, proved: str, *, assumed: bool) -> tuple[str, str]:
    """What thm.cells, or thm.smooth, says of the breaks of the very layers, and its script."""
    layers = layers_of(problem)
    claimed = (
        f"forall t, local_min {SUBJECT} t -> off_breaks {SUBJECT} {layers} t ->\n    training_error {SUBJECT} t = 0"
    )
    if goal not in ALONG_PATHS:
        return claimed, f"apply ({proved}). intros t v; reflexivity."
    script = f"exact {lemma(_PATH)}." if assumed else path_through(problem)
    path = f"assert (Path : affine_path {SUBJECT} {layers}). {{ {script} }}"
    return claimed, f"{path}\n  apply ({proved}); [intros t v; reflexivity | exact Path]."


def _goals(outcome: Outcome) -> list[str]:
    """The statements that may be instantiated: those that hold, conclude as much and have a proof in Coq.

    Raises ``NotCovered`` if there are none.
    """
    goal, statuses = outcome.goal, outcome.statuses
    if goal is None:
        raise NotCovered("no theorem is claimed: the verdict is undecided")
    wanted = LIBRARY[goal].conclusion
    others = [
        entry.id for entry in LIBRARY.values() if entry.conclusion is wanted and statuses[entry.id] is Status.HOLDS
    ]
    if not others:
        raise NotCovered("the verdict rests on assumptions that the spec states")
    found = [entry for entry in others if machine_checked(entry) and not isinstance(LIBRARY[entry].premise, Any)]
    if not found:
        raise NotCovered(f"{goal} is proved on paper only")
    return found


def lemma(condition: str) -> str:
    """The name of the lemma, or of the hypothesis, that a condition has its status."""
    return f"leaf_{name(condition)}"


def _conditions(formula: Formula, statuses: Mapping[str, Status]) -> Iterator[str]:
    """The conditions that the proof of a premise uses: of alternatives those of the one that is taken."""
    match formula:
        case str() if formula in CONDITIONS:
            yield formula
        case str():
            yield from _conditions(LIBRARY[formula].premise, statuses)
        case Not(condition):
            yield condition
        case All(parts):
            for part in parts:
                yield from _conditions(part, statuses)
        case Any(parts):
            yield from _conditions(parts[_taken(parts, statuses)], statuses)


def _term(formula: Formula, statuses: Mapping[str, Status]) -> str:
    """The proof term of a premise from the lemmas of its conditions."""
    match formula:
        case str() if formula in CONDITIONS:
            return lemma(formula)
        case str():
            return _term(LIBRARY[formula].premise, statuses)
        case Not(condition):
            return lemma(condition)
        case All(parts):
            terms = [_term(part, statuses) for part in parts]
            found = terms[-1]
            for term in reversed(terms[:-1]):
                found = f"(conj {term} {found})"
            return found
        case Any(parts):
            index = _taken(parts, statuses)
            found = _term(parts[index], statuses)
            if index < len(parts) - 1:
                found = f"(or_introl {found})"
            for _ in range(index):
                found = f"(or_intror {found})"
            return found


def _taken(parts: tuple[Formula, ...], statuses: Mapping[str, Status]) -> int:
    """The first alternative that holds."""
    return next(index for index, part in enumerate(parts) if evaluate(part, statuses) is Status.HOLDS)
