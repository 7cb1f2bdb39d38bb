"""``library/Kernel.v``: the statements of the kernel in Coq, and the theorem of the library behind each.

Written from ``STATEMENTS``, so a premise that a statement does not have is one that its theorem does not get: then
coqc refuses the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from textwrap import wrap

from theoremcheck.formal.text import formula, name
from theoremcheck.formal.theorems import POINT_FILES, THEOREMS
from theoremcheck.trusted.kernel.statements import STATEMENTS, All, Any, Conclusion, Formula, Statement, atoms

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

Ltac link theorem :=
  let P := fresh "P" in let H := fresh in
  intros P H;
  cbv beta delta [{names}] in H;
  parts H; eapply theorem; solve [eassumption | tauto].
"""


def kernel_file(statements: Mapping[str, Statement] = STATEMENTS) -> str:
    """The text of the file, for the given statements."""
    parts = [_HEAD, _imports(), *_definitions(statements), _tactics(statements), *_theorems(statements)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def removals_file(statements: Mapping[str, Statement] = STATEMENTS) -> str:
    """A file of which coqc prints the premises that a theorem does without, a line each: "ID without PREMISE".

    For each theorem, and each condition or choice of conditions that its premise unfolds to, the tactic that proves
    the theorem from all of them is tried without that one.
    """
    parts = ["From TheoremCheck Require Import Kernel.", _imports()]
    for identifier in _checked(statements):
        if identifier not in THEOREMS:
            continue
        statement, needed = statements[identifier], _unfolded(statements[identifier].premise, statements)
        for left_out in needed:
            rest = " -> ".join(f"({part})" for part in needed if part != left_out) or "True"
            goal = f"forall P, {rest} -> {statement.conclusion.name} P"
            parts.append(
                f"Goal {goal}.\nProof.\n  tryif (intros; eapply {THEOREMS[identifier]}; solve [eassumption | tauto])"
                f'\n  then idtac "{identifier} without {left_out}" else idtac.\nAbort.'
            )
    return "\n\n".join(parts) + "\n"


def _unfolded(premise: Formula, statements: Mapping[str, Statement]) -> tuple[str, ...]:
    """The conditions of a premise, and choices of conditions, without the steps between; each once."""
    if isinstance(premise, All):
        parts = (entry for part in premise.parts for entry in _unfolded(part, statements))
        return tuple(dict.fromkeys(parts))
    if isinstance(premise, str) and premise in statements and isinstance(statements[premise].premise, All | str):
        return _unfolded(statements[premise].premise, statements)
    return (formula(premise),)


def _imports() -> str:
    modules = sorted({entry.partition(".")[0] for entry in THEOREMS.values()})
    lines = [f"From TheoremCheck Require Import Setting Conditions {' '.join(POINT_FILES)}".rstrip() + "."]
    return "\n".join([*lines, f"From TheoremCheck Require {' '.join(modules)}."])


def _checked(statements: Mapping[str, Statement]) -> list[str]:
    """The statements that the library proves."""
    return [identifier for identifier in statements if machine_checked(identifier)]


def _needed(statements: Mapping[str, Statement]) -> dict[str, Statement]:
    """These, and all that their premises name: each after those that it names."""
    graph = {key: {part for part in atoms(entry.premise) if part in statements} for key, entry in statements.items()}
    found: set[str] = set()
    left = _checked(statements)
    while left:
        identifier = left.pop()
        if identifier not in found:
            found.add(identifier)
            left += graph[identifier]
    order = TopologicalSorter({key: graph[key] for key in statements if key in found}).static_order()
    return {identifier: statements[identifier] for identifier in order}


def _tactics(statements: Mapping[str, Statement]) -> str:
    return _TACTICS.format(names=" ".join(_head(entry) for entry in _needed(statements).values()))


def _head(statement: Statement) -> str:
    step = statement.conclusion is Conclusion.STEP
    return name(statement.id) if step else f"premise_{name(statement.id)}"


def _definitions(statements: Mapping[str, Statement]) -> Iterator[str]:
    for statement in _needed(statements).values():
        lines = wrap(f"{formula(statement.premise)}.", width=98, break_long_words=False, break_on_hyphens=False)
        body = "\n  ".join(lines)
        yield f"Definition {_head(statement)} (P : problem) : Prop :=\n  {body}"


def _theorems(statements: Mapping[str, Statement]) -> Iterator[str]:
    for statement in statements.values():
        proof = _proof(statement)
        if proof is not None:
            head = f"Theorem {name(statement.id)} : forall P, premise_{name(statement.id)} P -> "
            yield f"{head}{statement.conclusion.name} P.\nProof. {proof} Qed."


def _proof(statement: Statement) -> str | None:
    """The proof of a statement; None where the library has none."""
    if statement.id in THEOREMS:
        return f"link {THEOREMS[statement.id]}."
    arms = statement.premise.parts if isinstance(statement.premise, Any) else ()
    if statement.conclusion is Conclusion.STEP or not arms or not all(map(machine_checked, map(str, arms))):
        return None
    cases = " | ".join(f"apply {name(str(arm))}" for arm in arms)
    return f"intros P H; repeat destruct H as [H | H]; [{cases}]; exact H."


def machine_checked(identifier: str) -> bool:
    """True if the library proves the statement: it has a theorem, or it is one of several that all have."""
    return identifier in STATEMENTS and _proof(STATEMENTS[identifier]) is not None
