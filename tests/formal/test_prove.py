"""``theoremcheck prove``: accepted, not covered, refused; the exported file can not be bent."""

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

import theoremcheck
from theoremcheck.formal.coqc import CoqMissing, assumptions, check, compiled_library, find
from theoremcheck.formal.export import export
from theoremcheck.formal.problem import NotCovered
from theoremcheck.formal.proving import prove
from theoremcheck.trusted.certificate import check as check_certificate

SPECS = Path(__file__).resolve().parents[2] / "specs"
COQC = shutil.which("coqc")
needs_coqc = pytest.mark.skipif(COQC is None, reason="coqc is not installed: apt-get install coq")
PROVED = (
    *("separable_cubic", "separable_chain", "separable_selu", "rotated_xor_softplus", "subspaces_c1_loss", "core"),
    *("core_graded", "core_in_one_class", "independent_spans_shared_bias", "quadratic", "subspaces_concave"),
    *("separable_hinge", "separable_hinge_frozen_output_bias", "separable_hinge_frozen_output_weights"),
    *("separable_hinge_collinear", "separable_hinge_penalised_output_bias", "separable_kinked_loss"),
)


def outcome_of(name, folder="theorems"):
    verdict = theoremcheck.check(SPECS / folder / f"{name}.spec", search=False)
    return verdict.spec.problem, check_certificate(verdict.spec.problem, verdict.certificate)


def exported(name):
    return export(*outcome_of(name), f"{name}.spec")


def test_the_file_states_the_problem_and_no_certificate_in_it():
    text = exported("rotated_xor_softplus").text
    statement = text[: text.index("Lemma ")]
    assert "{| row := [1; 0]%Z; positive_label := true; weight := 1%positive |}" in statement
    assert "width := 3%nat" in statement
    assert "ln (1 + exp v)" in statement.replace("(exp v)", "exp v")
    assert "Theorem verdict : NO_BAD the_problem." in text


def test_what_has_no_coq_form_is_said():
    with pytest.raises(NotCovered, match="free parameters"):
        exported("separable_symbolic_softplus")


def test_the_names_of_axioms_are_read_off():
    printed = "Axioms:\nsig_forall_dec\n  : forall P : nat -> Prop, P 0\nleaf_loss_c1 : loss_c1 the_problem\n"
    assert assumptions(printed) == ("sig_forall_dec", "leaf_loss_c1")
    assert assumptions("Closed under the global context\n") == ()


def test_a_missing_compiler_is_said():
    with pytest.raises(CoqMissing, match="apt-get install coq"):
        find("/nowhere/coqc")


def test_the_command_without_coqc_is_an_input_error():
    command = [
        sys.executable,
        "-m",
        "theoremcheck",
        "prove",
        str(SPECS / "theorems" / "core.spec"),
        "--coqc",
        "/nowhere",
    ]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 2
    assert "install Coq" in answer.stderr


@pytest.mark.slow
@needs_coqc
@pytest.mark.parametrize("name", PROVED)
def test_a_proved_spec_is_accepted_with_no_leaf_left(name):
    library = compiled_library(find(), lambda stage: None)
    found = prove(find(), library, exported(name), partial(export, *outcome_of(name), f"{name}.spec"))
    assert found.checked.accepted, found.checked.message
    assert not found.exported.left
    assert not found.foreign


TAMPERED = (
    ("row := [1; 0]%Z", "row := [0; 1]%Z"),
    ("positive_label := true", "positive_label := false"),
    ("width := 3%nat", "width := 2%nat"),
    ("a_trained := true", "a_trained := false"),
    ("w_trained := true", "w_trained := false"),
    ("a0_trained := true", "a0_trained := false"),
    ("penalties := []", "penalties := [(IZR 1, A 0)]"),
    ("dim := 2%nat", "dim := 3%nat"),
    ("NO_BAD the_problem", "NO_MINIMUM the_problem"),
    ("NO_BAD the_problem", "BAD the_problem"),
)


@pytest.mark.slow
@needs_coqc
@pytest.mark.parametrize("old, new", TAMPERED, ids=lambda text: text[:30])
def test_a_changed_problem_or_claim_is_refused(old, new):
    library, text = compiled_library(find(), lambda stage: None), exported("rotated_xor_softplus").text
    assert old in text
    assert not check(find(), library, text.replace(old, new, 1)).accepted
