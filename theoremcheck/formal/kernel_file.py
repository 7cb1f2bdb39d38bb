"""``library/Kernel.v``: the statements of the kernel in Coq, and the theorem of the library behind each.

Written from ``STATEMENTS``, so a premise that a statement does not have is one that its theorem does not get: then
coqc refuses the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from textwrap import wrap
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.one_loss import LIBRARY, of_one_loss
from theoremcheck.formal.text import formula, name
from theoremcheck.formal.theorems import CHOICES, CONDITION_FILES, CONSTANT, FALLS, POINT_FILES, SLOPES, THEOREMS
from theoremcheck.trusted.checked import forms_of
from theoremcheck.trusted.kernel.forms import All, Any, Conclusion, Formula, Statement, atoms

CONCLUSIONS: Final = MappingProxyType(
    {
        Conclusion.NO_BAD: "NO_BAD {0}",
        Conclusion.NO_BAD_SMOOTH: "NO_BAD_SMOOTH {0}",
        Conclusion.NO_MINIMUM: "NO_MINIMUM {0}",
        Conclusion.BAD: "BAD {0}",
        Conclusion.GLOBAL: "GLOBAL {0}",
        Conclusion.NOT_GLOBAL: "NOT_GLOBAL {0}",
        Conclusion.DEPENDENT: "DEPENDENT {0}",
        Conclusion.ERROR_BOUND: "ERROR_BOUND {0}",
        Conclusion.CONSTANT_BOUND: "CONSTANT_BOUND {0}",
        Conclusion.MINIMA_ERROR: "MINIMA_ERROR {0}",
        Conclusion.NO_VALLEY: "NO_VALLEY {0}",
        Conclusion.NO_OPEN_VALLEY: "NO_OPEN_VALLEY {0}",
        Conclusion.VALLEY: "VALLEY {0}",
        Conclusion.BASIN: "BASIN {0}",
        Conclusion.ERROR_AT_MOST: "RIGHT_ON {0} (fun e => ~ core {0} e)",
    }
)
"""Every conclusion as a proposition about a problem."""

ALONG_PATHS: Final = MappingProxyType({"thm.cells": "NO_BAD_SMOOTH_PATH {0}"})
"""Statements on minima off all breaks that speak of the ways to write f_D along which a path leads."""

FROM_FALLS: Final = MappingProxyType({"thm.vacuous": "no_fall_no_minimum", "thm.global": "no_fall_global"})
"""Statements that follow from a loss that falls to neither side and the rest of their premise, by a lemma of
``Kinds.v``."""

FROM_BAD: Final = MappingProxyType({"rule.spurious_bad": "NotGlobal.low_not_global"})
"""Statements that follow from a bad local minimum, by any rule of their last premise, and the rest of their premise."""

FROM_CONSTANT: Final = MappingProxyType({"rule.spurious_constant": "NotGlobal.below_constants_not_global"})
"""Statements that follow from a bad local minimum with a constant output, by any rule of their last premise, and the
rest of their premise."""

FROM_GLOBAL: Final = MappingProxyType(
    {"thm.global_low": "NotGlobal.low_no_bad", "thm.minima_error": "NotGlobal.global_minima_error"}
)
"""Statements that follow from one of several on global minima, their first premise, and the rest of their premise."""

_HEAD = """\
(** * The statements of the kernel, and the theorem of the library behind each

    Generated from theoremcheck/trusted/kernel/statements.py: a premise below
    is the premise of the statement as the kernel has it. The tactic [link]
    hands the premises to the theorem: where one is missing, it fails. *)
"""

_TACTICS = """\
(** Take a premise apart into conditions and alternatives of conditions. *)
Ltac parts H :=
  lazymatch type of H with
  | _ /\\ _ => let H1 := fresh in let H2 := fresh in destruct H as [H1 H2]; parts H1; parts H2
  | _ => idtac
  end.

Ltac linked theorem H :=
  cbv beta delta [
    {names}] in H;
  parts H;
  first [ eapply theorem; solve [eassumption | tauto]
        | intros t M e I; eapply theorem; solve [eassumption | tauto] ].

Ltac link theorem :=
  let P := fresh "P" in let W := fresh in let H := fresh in
  intros P W H; linked theorem H.
"""


def kernel_file(statements: Mapping[str, Statement] = LIBRARY) -> str:
    """The text of the file, for the given statements."""
    statements = of_one_loss(statements)
    parts = [_HEAD, _imports(), *_definitions(statements), _tactics(statements), *_falls(statements)]
    parts += _constants(statements)
    return "\n\n".join(part.strip("\n") for part in (*parts, *_theorems(statements))) + "\n"


def removals_file(statements: Mapping[str, Statement] = LIBRARY) -> str:
    """A file of which coqc prints the premises that a theorem does without, a line each: "ID without PREMISE".

    For each theorem, and each condition or choice of conditions that its premise unfolds to, the tactic that proves
    the theorem from all of them is tried without that one.
    """
    statements = of_one_loss(statements)
    parts = ["From TheoremCheck Require Import Kernel.", _imports()]
    for identifier in (key for key in statements if key in THEOREMS):
        statement, needed = statements[identifier], _unfolded(statements[identifier].premise, statements)
        for left_out in needed:
            rest = "".join(f"({part}) -> " for part in needed if part != left_out)
            goal = f"forall P, well_formed P -> {rest}{conclusion(statement)}"
            parts.append(
                f"Goal {goal}.\nProof.\n  tryif (intros; eapply {THEOREMS[identifier]}; solve [eassumption | tauto])"
                f'\n  then idtac "{identifier} without {left_out}" else idtac.\nAbort.'
            )
    return "\n\n".join(parts) + "\n"


def machine_checked(identifier: str) -> bool:
    """True if the library proves the statement: it has a theorem, or it follows from others that have one."""
    return identifier in LIBRARY and _proof(LIBRARY[identifier]) is not None


def conclusion(statement: Statement, subject: str = "P") -> str:
    """What a statement concludes, as a proposition about ``subject``."""
    return ALONG_PATHS.get(statement.id, CONCLUSIONS[statement.conclusion]).format(subject)


def _unfolded(premise: Formula, statements: Mapping[str, Statement]) -> tuple[str, ...]:
    """The conditions of a premise, and choices of conditions, without the steps between; each once."""
    if isinstance(premise, All):
        parts = (entry for part in premise.parts for entry in _unfolded(part, statements))
        return tuple(dict.fromkeys(parts))
    if isinstance(premise, str) and premise in statements and isinstance(statements[premise].premise, All | str):
        return _unfolded(statements[premise].premise, statements)
    return (formula(premise),)


def _imports() -> str:
    modules = sorted({entry.partition(".")[0] for entry in (*THEOREMS.values(), *SLOPES.values(), *FALLS.values())})
    lines = [f"From TheoremCheck Require Import Setting {' '.join(CONDITION_FILES)}"]
    lines.append(f"  Kinds Landscape {' '.join(POINT_FILES)}.")
    return "\n".join([*lines, f"From TheoremCheck Require {' '.join(modules)}."])


def _needed(statements: Mapping[str, Statement]) -> dict[str, Statement]:
    """The statements that the library proves, and all that their premises name: each after those that it names."""
    graph = {key: {part for part in atoms(entry.premise) if part in statements} for key, entry in statements.items()}
    found: set[str] = set()
    left = [identifier for identifier in statements if machine_checked(identifier)]
    while left:
        identifier = left.pop()
        if identifier not in found:
            found.add(identifier)
            left += graph[identifier]
    order = TopologicalSorter({key: graph[key] for key in statements if key in found}).static_order()
    return {identifier: statements[identifier] for identifier in order}


def _tactics(statements: Mapping[str, Statement]) -> str:
    names = wrap(" ".join(_head(entry) for entry in _needed(statements).values()), width=94)
    return _TACTICS.format(names="\n    ".join(names))


def _head(statement: Statement) -> str:
    step = statement.conclusion is Conclusion.STEP
    return name(statement.id) if step else f"premise_{name(statement.id)}"


def _definitions(statements: Mapping[str, Statement]) -> Iterator[str]:
    for statement in _needed(statements).values():
        lines = wrap(f"{formula(statement.premise)}.", width=98, break_long_words=False, break_on_hyphens=False)
        body = "\n  ".join(lines)
        yield f"Definition {_head(statement)} (P : problem) : Prop :=\n  {body}"


def _falls(statements: Mapping[str, Statement]) -> Iterator[str]:
    """That the loss falls to neither side, where the proof of a statement shows that: with slope 0 it does not."""
    for statement in statements.values():
        proof = _fall_proof(statement)
        if proof is not None:
            head = f"fall_{name(statement.id)} : forall P, well_formed P -> {_head(statement)} P -> NO_FALL P"
            yield f"Lemma {head}.\nProof. {proof} Qed."


def _constants(statements: Mapping[str, Statement]) -> Iterator[str]:
    """That the output at a bad minimum is constant, where the proof of a rule shows that."""
    for statement in statements.values():
        if statement.id in CONSTANT:
            head = f"constant_{name(statement.id)} : forall P, well_formed P -> {_head(statement)} P -> CONSTANT_BAD P"
            yield f"Lemma {head}.\nProof. link {CONSTANT[statement.id]}. Qed."


def _fall_proof(statement: Statement) -> str | None:
    if statement.id in SLOPES:
        return f"intros P W H. apply no_slope_no_fall. revert P W H. link {SLOPES[statement.id]}."
    if statement.id in FALLS:
        return f"link {FALLS[statement.id]}."
    forms = forms_of(statement)
    if not forms or any(_fall_proof(LIBRARY[form]) is None for form in forms):
        return None
    return _cases(forms, "fall_")


def _theorems(statements: Mapping[str, Statement]) -> Iterator[str]:
    for statement in statements.values():
        proof = _proof(statement)
        if proof is not None:
            head = f"Theorem {name(statement.id)} : forall P, well_formed P -> {_head(statement)} P -> "
            yield f"{head}{conclusion(statement)}.\nProof. {proof} Qed."


def _proof(statement: Statement) -> str | None:
    """The proof of a statement; None where the library has none."""
    if statement.id in THEOREMS:
        return f"link {THEOREMS[statement.id]}."
    if statement.id in CHOICES:
        cases = " | ".join(f"linked {theorem} H" for theorem in CHOICES[statement.id])
        return f"intros P W [H K]. parts K. {_apart(len(CHOICES[statement.id]))}; [{cases}]."
    if statement.id in FROM_FALLS:
        return _from_falls(statement)
    if statement.id in FROM_BAD:
        return _from_bad(statement)
    if statement.id in FROM_CONSTANT:
        return _from_constant(statement)
    if statement.id in FROM_GLOBAL:
        return _from_global(statement)
    forms = forms_of(statement)
    if not forms or not all(map(machine_checked, forms)):
        return None
    return _cases(forms, "")


def _from_falls(statement: Statement) -> str | None:
    falls = _one_of(statement, 0, "NO_FALL", "fall_", lambda form: _fall_proof(LIBRARY[form]) is not None)
    return falls and f"intros P W [H K]. {falls} parts K; apply {FROM_FALLS[statement.id]}; assumption."


def _from_bad(statement: Statement) -> str | None:
    bad = _one_of(statement, -1, "BAD", "", machine_checked)
    return bad and f"intros P W [_ [N [O H]]]. {bad} now apply {FROM_BAD[statement.id]}."


def _from_constant(statement: Statement) -> str | None:
    bad = _one_of(statement, -1, "CONSTANT_BAD", "constant_", CONSTANT.__contains__)
    return bad and f"intros P W [[D [N E]] [O H]]. {bad} now apply {FROM_CONSTANT[statement.id]}."


def _from_global(statement: Statement) -> str | None:
    reached = _one_of(statement, 0, "GLOBAL", "", machine_checked)
    return reached and f"intros P W [H [N O]]. {reached} now apply {FROM_GLOBAL[statement.id]}."


def _one_of(statement: Statement, place: int, goal: str, prefix: str, proved: Callable[[str], bool]) -> str | None:
    """The step from a part of the premise, a choice of statements that all imply the goal; None if one has no proof."""
    choice = statement.premise.parts[place] if isinstance(statement.premise, All) else None
    forms = [str(part) for part in choice.parts] if isinstance(choice, Any) else []
    if not forms or not all(map(proved, forms)):
        return None
    cases = " | ".join(f"apply {prefix}{name(form)}" for form in forms)
    return f"assert ({goal} P) by ({_apart(len(forms))}; [{cases}]; assumption)."


def _cases(forms: Sequence[str], prefix: str) -> str:
    cases = " | ".join(f"apply {prefix}{name(form)}" for form in forms)
    return f"intros P W H; {_apart(len(forms))}; [{cases}]; assumption."


def _apart(count: int) -> str:
    """The tactic that takes a choice of ``count`` forms apart."""
    pattern = "H"
    for _ in range(count - 1):
        pattern = f"[H | {pattern}]"
    return f"destruct H as {pattern}"
