"""Networks that are affine in what is trained, in exported files: coqc accepts the proofs of both their conditions."""

import shutil

import pytest

from theoremcheck.formal.leaves import leaf
from theoremcheck.formal.problem import definitions
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish

CONDITIONS = ("network.output_layer", "objective.convex_outputs")
NETWORKS = (
    ("shortcut = 1 linear  output bias  frozen a = (1)", "1/10 * l2(w)"),
    ("shortcut = 2 half  hidden bias  output bias  frozen a = (1, -2/3)", "1/10 * l2(w, b) + 1/3 * l2(a0, w)"),
    ("shortcut = 2 half  hidden bias  frozen a = (0, 2)  frozen w = ((1, 2), (3, 4))", "l2(w) + l2(a)"),
    ("shortcut = 2 half  hidden bias  frozen a = (0, 2)  frozen b = (1, 0)", "l2(w)"),
    ("shortcut = 2 relu  hidden bias  output bias  frozen w = ((1, 2), (0, 1))  frozen b = (1, 1)", "l2(a, a0)"),
    ("shortcut = 1 relu  frozen w = ((1, 2))  frozen a = (3)  output bias", "l2(a0) + 2 * l2(w)"),
    ("shortcut = 1 linear  deep = 1 tanh -> 1 relu  frozen a = (1)  frozen deep = (1, 2, 3, 4)", "l2(w, deep)"),
    ("deep = 1 relu  output bias  frozen deep = (1, 2, 3)", "l2(a0) + l2(deep)"),
)
HEAD = """From Coq Require Import Reals List ZArith Lia Lra.
From TheoremCheck Require Import Setting Conditions AffineOutputs Structure Functions.
Import ListNotations.
Open Scope R_scope.
"""


def parsed(network, penalty):
    neuron = "neuron half(z) = z / 2 + 1\n" if "half" in network else ""
    loaded = loads(
        f"dataset d {{ + (1, 0), (-2, 0)  - (0, 1), (0, -3) }}\n{neuron}loss hinge\n"
        f"network {{ {network} }}\nobjective {{ regularizer = {penalty} }}"
    )
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def script(problem, condition):
    return leaf(problem, establish(problem, condition, True, Structure()))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
def test_both_conditions_are_proved(coqc):
    parts = [HEAD]
    for number, network in enumerate(NETWORKS):
        problem = parsed(*network)
        parts.append(f"Module M{number}.\n" + "\n".join(definitions(problem)))
        for condition in CONDITIONS:
            name = condition.replace(".", "_")
            parts.append(f"Lemma leaf_{name} : {name} the_problem.\nProof.\n  {script(problem, condition)}\nQed.")
        parts.append(f"End M{number}.")
    answer = coqc("\n".join(parts))
    assert answer.accepted, answer.message


def test_where_a_branch_is_trained_the_kernel_is_believed():
    problem = parsed("deep = 1 relu  output bias  frozen deep.1.weights = (1, 2)", "l2(deep.output)")
    assert script(problem, "network.output_layer") is None
    assert script(problem, "objective.convex_outputs") is not None
