"""Refuted specs of the corpus as Coq files: coqc proves the data about the point."""

import shutil
from pathlib import Path

import pytest

from theoremcheck.formal.coqc import check, compiled_library, find
from theoremcheck.formal.export import export
from theoremcheck.language import load
from theoremcheck.options import Options
from theoremcheck.trusted import certificate
from theoremcheck.verdict.judge import decide

SPECS = Path(__file__).parents[2] / "specs" / "counterexamples"
ONE_FOR_EACH_RULE = (
    *("flat_relu", "deep_relu", "margin_separable", "saturated_ramp", "affine_elu", "order_interval_exp"),
    *("moment_quadratic", "stationary_quadratic_wide", "parity_tanh", "duplicate_softplus", "hull_core_only"),
    *("support_abs_hinge", "frozen_features_coincide", "frozen_relu_features", "outlier_line"),
    *("order_local_tanh_square", "order_local_sigmoid_output", "moment_local_erf_square"),
    *("stationary_local_quadratic_square", "affine_local_leaky_savage", "affine_fixed_output_weights"),
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="there is no coqc on the search path"),
]


def exported(name):
    problem = load(SPECS / f"{name}.spec").spec.problem
    verdict = decide(load(SPECS / f"{name}.spec").spec, Options(search=True))
    return export(problem, certificate.check(problem, verdict.certificate), name)


@pytest.fixture(scope="module")
def coqc():
    coq = find()
    library = compiled_library(coq, lambda stage: None)
    return lambda text: check(coq, library, text)


@pytest.mark.parametrize("name", ONE_FOR_EACH_RULE)
def test_the_point_is_proved(coqc, name):
    found = exported(name)
    assert found.left == ()
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()
