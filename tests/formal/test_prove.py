"""``theoremcheck prove``: accepted, not covered, refused."""

import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pace import slow_and_thorough

import theoremcheck
from theoremcheck.formal.coqc import CoqMissing, assumptions, compiled_library, find
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
    *("linear_deep", "linear_upper_bias", "linear_skip", "linear_core", "linear_vacuous", "linear_vacuous_constant"),
    *("separable_funnel_deep", "separable_funnel_beside", "separable_funnel_biases", "independent_funnel_beside"),
    *("linear_global", "linear_global_homogeneous", "independent_even", "independent_abs", "independent_bell"),
    *("independent_square", "independent_square_global", "independent_targets", "linear_independent"),
    *("turning_silu", "turning_even", "turning_even_deep", "turning_no_bias", "turning_funnel"),
    *("residual_independent", "linear_independent_affine", "linear_fit", "linear_fit_no_constant", "linear_bound"),
    *("linear_bound_right", "constant_bound", "constant_bound_decay", "constant_bound_head"),
    *("narrow_independent", "narrow_kinds", "narrow_cube", "narrow_mirrored", "narrow_vacuous"),
    "decay_origin",
    "linear_decay",
    *("decay_bounded", "decay_bounded_biases", "decay_bounded_shrinking"),
    *(
        "linear_independent_deep",
        "exponential_square",
        "crossing_tanh_square",
        "crossing_rational",
        "crossing_simplest",
    ),
    *("crossing_direct_branch", "crossing_gompertz", "quadratic_frozen_line", "quadratic_frozen_signs"),
    *("quadratic_global", "quadratic_global_decay", "skip_exp", "skip_softplus", "skip_sigmoid", "skip_quartic"),
    *("exponential_relu", "exponential_decay", "exponential_global", "exponential_vacuous"),
    *("separable_hinge", "separable_hinge_frozen_output_bias", "separable_hinge_frozen_output_weights"),
    *("separable_hinge_collinear", "separable_hinge_penalised_output_bias", "separable_kinked_loss"),
)
REFUTED = ("linear_not_separable", "linear_balanced", "linear_balanced_no_bias", "linear_one_layer")


def outcome_of(name, folder="theorems"):
    verdict = theoremcheck.check(SPECS / folder / f"{name}.spec", search=False)
    return verdict.spec.problem, check_certificate(verdict.spec.problem, verdict.certificate)


def exported(name, folder="theorems"):
    return export(*outcome_of(name, folder), f"{name}.spec")


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
@pytest.mark.parametrize(
    "name, folder",
    slow_and_thorough([*((name, "theorems") for name in PROVED), *((name, "counterexamples") for name in REFUTED)], 3),
)
def test_a_spec_is_accepted_with_no_leaf_left(name, folder):
    library = compiled_library(find(), lambda stage: None)
    again = partial(export, *outcome_of(name, folder), f"{name}.spec")
    found = prove(find(), library, exported(name, folder), again)
    assert found.checked.accepted, found.checked.message
    assert not found.exported.left
    assert not found.foreign


@pytest.mark.slow
@needs_coqc
def test_a_certificate_that_coqc_does_not_confirm_is_a_leaf_that_is_left():
    """What vm_compute does not confirm is an error of the line "Qed.", and counts as one of that proof."""
    library, own = compiled_library(find(), lambda stage: None), exported("rotated_xor_softplus")
    text = own.text.replace("[(-1); 0]%Z [0; (-1)]%Z", "[(-1); 1]%Z [0; (-1)]%Z", 1)
    assert text != own.text
    changed = replace(own, text=text)
    again = partial(export, *outcome_of("rotated_xor_softplus"), "changed", statement=own.goal)
    found = prove(find(), library, changed, again)
    assert found.checked.accepted
    assert found.exported.left == ("data.span_exclusion",)
    assert not found.foreign


def test_the_first_time_says_what_it_waits_for(run, tmp_path, monkeypatch):
    coqc = tmp_path / "coqc"
    says = '[ "$1" = --print-version ] && { echo "8.16.1 4.14.0"; exit 0; }'
    coqc.write_text(f'#!/bin/sh\n{says}\nfor file; do :; done\n: > "${{file%.v}}.vo"\n')
    coqc.chmod(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    spec = str(SPECS / "theorems" / "separable_cubic.spec")
    first, second = (run("prove", spec, "--coqc", str(coqc)) for _ in range(2))
    assert first.stderr == "Coq compiles the library of proofs, once; that takes some minutes.\n"
    assert (first.returncode, second.returncode, second.stderr) == (0, 0, "")
