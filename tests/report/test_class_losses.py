"""Reports on problems with a loss for each class name both, and whose a reason is."""

import pytest

import theoremcheck
from theoremcheck.formal.export import export
from theoremcheck.formal.problem import NotCovered
from theoremcheck.report.display.latex import problem_latex
from theoremcheck.report.pictures.functions import function_pictures
from theoremcheck.report.problem import blocks
from theoremcheck.trusted.certificate import check

TEXT = """
dataset d { + 1, 2  - -1 }
neuron softplus
loss + logistic
loss - late(z) = (z + 2)^2
network { shortcut = 1 softplus  output bias }
"""
OUTLIER = """
dataset d { + 1, 2, 7  - 0 }
neuron linear
loss + to_one(z) = (z + 1)^2
loss - to_zero(z) = z^2
network { shortcut = 1 linear  hidden bias  output bias }
"""


def test_both_losses_are_described():
    problem = theoremcheck.loads(TEXT).problem
    found = dict(blocks(problem))
    assert found["loss of +"] == "logistic: l(z) = log(1 + exp(z)), at z = -f(x)"
    assert found["loss of -"] == "late: l(z) = (2 + z)^2, at z = f(x)"
    latex = problem_latex(problem)
    assert r"\ell_{y_i}(-y_i f(x_i))" in latex
    assert r"$\ell_{+1}(z) = " in latex
    assert r"$\ell_{-1}(z) = " in latex
    assert [entry.name for entry in function_pictures(problem, None)] == ["neuron", "loss-plus", "loss-minus"]


def test_a_reason_says_of_which_class_it_is():
    report = " ".join(str(theoremcheck.check(theoremcheck.loads(OUTLIER)).report).split())
    assert "proved on paper" in report
    assert "loss.active (class -: l' = 0 at z = 0)" in report
    assert "for both losses: l(z) is a real number for every z" in report


def test_the_formal_library_has_one_loss():
    verdict = theoremcheck.check(theoremcheck.loads(OUTLIER))
    outcome = check(verdict.spec.problem, verdict.certificate)
    with pytest.raises(NotCovered, match="each class has its own loss"):
        export(verdict.spec.problem, outcome, "d")
