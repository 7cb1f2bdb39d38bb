"""The library proves the statements of the kernel, and needs the premises that these have."""

import re
import shutil
import subprocess

import pytest

from theoremcheck.formal.coqc import ALLOWED, LIBRARY, assumptions, compiled_library, find, library_files
from theoremcheck.formal.kernel_file import (
    FROM_BAD,
    FROM_CONSTANT,
    FROM_FALLS,
    FROM_GLOBAL,
    kernel_file,
    machine_checked,
    removals_file,
)
from theoremcheck.formal.theorems import CHOICES, THEOREMS
from theoremcheck.trusted.checked import MACHINE_CHECKED, Proof, forms_of, proof_of
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.refutations import ON_PAPER
from theoremcheck.trusted.kernel.statements import STATEMENTS

COQC = shutil.which("coqc")
needs_coqc = pytest.mark.skipif(COQC is None, reason="coqc is not installed: apt-get install coq")

# Premises that another premise of the same statement implies: a step that several statements share brings them along.
IMPLIED = {
    "loss_c1 P": ("loss.c2",),
    "neuron_c1 P": ("neuron.c2",),
    "network_shortcut P": ("network.width", "network.hidden_bias", "minimum."),
    "network_deep_defined P": ("network.shortcut_only",),
    "network_trainable P \\/ network_neurons_trainable P \\/ network_hidden_trainable P": (
        "network.neurons_trainable",
    ),
}
# Premises that say what the theorem is about: the setting of an equivalence, of which one half is thm.separable; that
# thm.core says something at all; what a rule relaxes, which its point shows as well.
NAMED = {
    "thm.affine_piece": {
        "loss_convex P", "~ loss_increasing P", "neuron_affine_piece P", "network_output_bias P",
        "network_hidden_bias P",
    },
    "thm.core": {"data_weakly_separable P"},
    # The lemmas that they share with other theorems name what their own conditions imply.
    "thm.pyramid": {"loss_convex P \\/ (loss_pseudoconvex P /\\ data_consistent P)"},
    "thm.circuit.sigmoid": {"neuron_c1 P", "network_shortcut P"},
    # It speaks of all layers through which such a path leads.
    "thm.cells": {"network_affine_path P"},
    "thm.linear_core": {"data_weakly_separable P"},
    "thm.linear_bound": {"data_linear_bound P"},
    "thm.constant_bound": {"data_constant_bound P"},
    # Its fit is one of such a layer.
    "thm.linear_decay_fit": {"objective_linear_decay P"},
    # Without so many features they are dependent anyway.
    "lemma.rank": {"network_last_width P"},
    "rule.flat": {"neuron_flat_piece P"},
    "rule.deep": {"~ network_shortcut P"},
    "rule.affine": {"neuron_affine_piece P"},
    # Their points say themselves that l lies above its tangents.
    "rule.hull": {"loss_convex P", "loss_nondecreasing P", "loss_active P", "neuron_affine_piece P"},
    "rule.outlier": {"loss_convex P", "neuron_affine_piece P"},
    "rule.quadric": {"loss_convex P", "neuron_quadratic P"},
    "rule.kink": {"loss_convex P"},
    "rule.decay": {"loss_convex P", "loss_c1 P"},
    "rule.decay_zero": {"loss_convex P"},
    "rule.decay_origin": {"loss_convex P"},
}  # fmt: skip


@pytest.fixture(scope="module")
def library():
    return compiled_library(find(COQC), lambda stage: None)


def coqc(library, folder, text, name="file.v"):
    (folder / name).write_text(text, encoding="utf-8")
    command = [COQC, "-q", "-Q", str(library), "TheoremCheck", name]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


def test_the_file_of_the_statements_is_the_one_that_they_make():
    assert (LIBRARY / "Kernel.v").read_text(encoding="utf-8") == kernel_file(), "write it again: kernel_file()"


def test_the_table_of_the_kernel_says_what_the_library_proves():
    assert {*THEOREMS, *CHOICES, *FROM_FALLS, *FROM_BAD, *FROM_CONSTANT, *FROM_GLOBAL} == MACHINE_CHECKED
    for name, statement in STATEMENTS.items():
        if statement.conclusion is not Conclusion.STEP:
            assert (proof_of(name) is Proof.MACHINE_CHECKED) == machine_checked(name), name


def test_no_rule_is_on_paper_and_no_theorem_on_minima():
    on_paper = [s for s in STATEMENTS if STATEMENTS[s].conclusion is not Conclusion.STEP and not machine_checked(s)]
    of_paths = {Conclusion.NO_VALLEY, Conclusion.NO_OPEN_VALLEY, Conclusion.NO_BASIN}
    assert {STATEMENTS[name].conclusion for name in on_paper} <= of_paths
    assert {name for name in on_paper if not forms_of(STATEMENTS[name])} == ON_PAPER


def test_the_order_of_the_library_names_every_file_once():
    files = library_files()
    assert sorted(files) == sorted(path.name for path in LIBRARY.glob("*.v"))
    for number, file in enumerate(files):
        text = (LIBRARY / file).read_text(encoding="utf-8")
        needed = re.findall(r"From TheoremCheck Require\s+(?:Import\s|Export\s)?([^.]*)\.", text)
        assert {f"{name}.v" for names in needed for name in names.split()} <= set(files[:number]), file


def test_nothing_in_the_library_is_taken_on_trust():
    for path in LIBRARY.glob("*.v"):
        text = re.sub(r"\(\*.*?\*\)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"\b(Admitted|admit|Axiom|Parameter|Conjecture|Unset Guard Checking)\b", text), path.name


def test_the_setting_is_short():
    assert len((LIBRARY / "Setting.v").read_text(encoding="utf-8").splitlines()) <= 250


@pytest.mark.slow
@needs_coqc
def test_every_theorem_needs_its_premises(library, tmp_path):
    answer = coqc(library, tmp_path, removals_file())
    assert answer.returncode == 0, answer.stderr
    for line in answer.stdout.splitlines():
        statement, _, premise = line.partition(" without ")
        leaves = removals_leaves(statement)
        implied = any(leaf.startswith(IMPLIED.get(premise, ())) for leaf in leaves)
        assert implied or premise in NAMED.get(statement, ()), line


def removals_leaves(statement):
    from theoremcheck.theory.graph import leaves_of

    return leaves_of(statement)


@pytest.mark.slow
@needs_coqc
def test_a_statement_that_lacks_a_premise_is_refused(library, tmp_path):
    """The frozen-bias case: without the premise on the biases, the theorem of three neurons is not to be had."""
    from dataclasses import replace

    from theoremcheck.trusted.kernel.forms import All

    statement = STATEMENTS["thm.subspaces.independent"]
    fewer = All(tuple(part for part in statement.premise.parts if part != "network.width_independent"))
    changed = {**STATEMENTS, statement.id: replace(statement, premise=fewer)}
    answer = coqc(library, tmp_path, kernel_file(changed))
    assert answer.returncode != 0
    assert "thm_subspaces_independent" in kernel_file(changed)


@pytest.mark.slow
@needs_coqc
def test_the_theorems_rest_on_the_axioms_of_analysis_alone(library, tmp_path):
    names = [entry.replace(".", "_") for entry in MACHINE_CHECKED]
    text = "From TheoremCheck Require Import Kernel.\nDefinition all := (" + ", ".join(f"@{n}" for n in names) + ").\n"
    answer = coqc(library, tmp_path, f"{text}Print Assumptions all.\n")
    assert answer.returncode == 0, answer.stderr
    assert set(assumptions(answer.stdout)) <= set(ALLOWED)
