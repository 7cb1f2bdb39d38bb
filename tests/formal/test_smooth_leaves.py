"""Exported verdicts of thm.smooth: losses that rise beyond 0 and from 0 on, and what is said of the very layers."""

import shutil

import pytest

import theoremcheck
from theoremcheck.formal.export import export
from theoremcheck.verdict.judge import outcome_of

AND = "dataset d { + (1, 1)  - (0, 0), (1, 0), (0, 1) }\n"
NETWORKS = {
    "separable": "shortcut = 1 tanh  hidden bias  output bias",
    "linear": "deep = 2 linear -> 1 linear  output bias",
    "funnel": "deep = 2 tanh -> 1 sigmoid  hidden bias",
    "features": "shortcut = 2 relu  hidden bias  output bias  frozen w = ((1, 1), (1, 0))  frozen b = (-1, 2)",
}
LOSSES = ("perceptron", "hinge", "l(z) = max(0, z, 3 * z - 1)", "l(z) = cases { z < 0: 0; else: z + z^2 }")

CASES = [(form, loss) for form in NETWORKS for loss in LOSSES if (form, loss) != ("features", "hinge")]
"""Of the hinge thm.features says more."""


def exported(network, loss):
    verdict = theoremcheck.check(f"{AND}loss {loss}\nnetwork {{ {network} }}\nclaim no_bad_smooth", search=False)
    assert verdict.derivations[0].theorem == "thm.smooth"
    return export(verdict.spec.problem, outcome_of(verdict), "t")


@pytest.mark.parametrize("form", NETWORKS)
def test_nothing_is_left_to_the_python_kernel(form):
    found = exported(NETWORKS[form], "perceptron")
    assert found.goal == f"thm.smooth.{form}"
    assert found.left == ()
    assert "apply (active_right_pieces" in found.text
    layers = "the_layers" if "deep" in NETWORKS[form] else "(@nil (list (list fn)))"
    assert f"off_breaks the_problem {layers} t ->" in found.text
    assert "affine_path" not in found.text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
@pytest.mark.parametrize(("form", "loss"), CASES)
def test_coq_accepts_it(coqc, form, loss):
    found = exported(NETWORKS[form], loss)
    assert found.left == ()
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()
