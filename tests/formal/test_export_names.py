"""An exported file speaks of what the kernel's file speaks of, whatever else it has the library imported for."""

import re
import shutil
from pathlib import Path

import pytest
from corpus_exports import exporter

from theoremcheck.formal import coqc as library
from theoremcheck.formal.export import imports, lemma
from theoremcheck.formal.kernel_file import conclusion, machine_checked
from theoremcheck.formal.one_loss import LIBRARY
from theoremcheck.formal.text import name
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.forms import All, Any, Not

needs_coqc = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
BOXES = "minimum_strict_by"  # a lemma on boxes, for which more files are imported
STATEMENTS = [identifier for identifier in LIBRARY if machine_checked(identifier)]


def conditions(premise):
    """The conditions of a premise, those of its steps as well."""
    match premise:
        case str() if premise in CONDITIONS:
            return {premise}
        case str():
            return conditions(LIBRARY[premise].premise)
        case Not(condition):
            return {condition}
        case All(parts) | Any(parts):
            return set().union(*map(conditions, parts))


def unfolded(premise):
    """A premise in Coq, of conditions alone: what stands between them is written out."""
    match premise:
        case str() if premise in CONDITIONS:
            return f"{name(premise)} P"
        case str():
            return unfolded(LIBRARY[premise].premise)
        case Not(condition):
            return f"(~ {name(condition)} P)"
        case All(parts):
            return joined(" /\\ ", parts)
        case Any(parts):
            return joined(" \\/ ", parts)


def joined(sign, parts):
    return f"({sign.join(map(unfolded, parts))})"


def hypotheses(wanted):
    """What an exported file has of conditions that are left to the Python kernel."""
    return [f"Axiom {lemma(condition)} : {name(condition)} the_problem." for condition in sorted(wanted)]


def test_no_two_lemmas_that_a_file_imports_have_a_name_that_a_script_may_use():
    """A script that names a lemma is about the last one of that name."""
    text = imports([" leaf_minimum", BOXES])
    imported = re.findall(r"^From TheoremCheck Require Import ([^.]*)\.", text, re.MULTILINE)
    files = [file for names in imported for file in names.split() if file != "Kernel"]  # it is imported after them
    assert len(files) > 80
    homes = {}
    for file in files:
        text = re.sub(r"\(\*.*?\*\)", "", (library.LIBRARY / f"{file}.v").read_text("utf-8"), flags=re.DOTALL)
        for lemma_ in re.findall(r"^ *(?:Lemma|Theorem|Corollary)\s+(\w+)", text, re.MULTILINE):
            homes.setdefault(lemma_, set()).add(file)
    scripts = "".join(path.read_text("utf-8") for path in Path(library.__file__).parent.glob("*.py"))
    several = {lemma_ for lemma_, found in homes.items() if len(found) > 1}
    assert len(homes) > 500
    assert several.intersection(re.findall(r"\w+", scripts)) == set()


@pytest.mark.slow
@needs_coqc
@pytest.mark.parametrize("more", [(), (BOXES,)], ids=["needed", "boxes"])
def test_a_file_names_every_premise_and_conclusion_as_the_kernel_does(coqc, more):
    """Each theorem of ``Kernel.v`` has the type that the words of an exported file give it, with what it imports."""
    checks = {}
    for identifier in STATEMENTS:
        statement = LIBRARY[identifier]
        header = imports([*hypotheses(conditions(statement.premise)), *more])
        type_ = f"forall P, well_formed P -> {unfolded(statement.premise)} -> {conclusion(statement)}"
        checks.setdefault(header, []).append(f"Check ({name(identifier)} : {type_}).")
    assert len(checks) == 2  # with points and without
    for header, lines in checks.items():
        answer = coqc("\n".join([header, *lines]) + "\n")
        assert answer.accepted, answer.message


@pytest.mark.slow
@needs_coqc
def test_a_condition_alone_has_its_name(coqc):
    """Each of them may be the one that is left."""
    wanted = set().union(*(conditions(LIBRARY[identifier].premise) for identifier in STATEMENTS))
    texts = {}
    for condition in sorted(wanted):
        texts.setdefault(imports(hypotheses([condition])), []).append(f"Check ({name(condition)} : problem -> Prop).")
    for header, lines in texts.items():
        answer = coqc("\n".join([header, *lines]) + "\n")
        assert answer.accepted, answer.message


WITH_SCRIPTS = (
    *("theorems/core_graded thm.core", "theorems/linear_core thm.linear_core", "theorems/cells_beside thm.cells"),
    *(
        "theorems/linear_bound thm.linear_bound",
        "theorems/constant_bound thm.constant_bound",
        "literature/laurent_linear_log_cosh thm.linear_bound",
    ),
)
"""Statements whose theorem has a script of its own beside the proofs of its conditions, each with a spec."""


@pytest.mark.slow
@needs_coqc
@pytest.mark.parametrize("entry", WITH_SCRIPTS)
def test_whatever_is_left_the_theorem_is_accepted(coqc, entry):
    """Where coqc refuses the proof of a condition, that condition is left, and nothing else may rest on its proof."""
    spec, statement = entry.split()
    _, exporting = exporter(spec, statement=statement)
    wanted = conditions(LIBRARY[statement].premise)
    for given in (wanted, *({condition} for condition in wanted if condition.startswith("data."))):
        exported = exporting(frozenset(given))
        assert exported.left
        answer = coqc(exported.text)
        assert answer.accepted, answer.message
