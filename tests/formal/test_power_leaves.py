"""Monomials and forms in exported files: coqc accepts the proof of every condition on them, and of no false one."""

import shutil

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.formal.leaves import leaf
from theoremcheck.formal.problem import definitions
from theoremcheck.formal.text import name
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.verdict.findings import find

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"),
]
HEAD = """From Coq Require Import Reals List ZArith Lia Lra.
From TheoremCheck Require Import Setting Conditions ConditionsHomogeneous Checks ChecksWidths ChecksForms
  ChecksIndependent ChecksHomogeneous Functions Valleys.
Import ListNotations.
Open Scope R_scope.
"""
CONDITIONS = ("neuron.monomial", "data.form_separable", "data.form_level_separable", "data.forms_independent")
BIASED = "shortcut = 1 n  hidden bias"
PROBLEMS = (
    ("+ (1, 1), (-1, -1)  - (1, -1), (-1, 1)", "z^2", "shortcut = 1 n", 3),
    ("+ (1, 1), (-1, -1)  - (1, -1), (-1, 1)", "-z^3 / 7", "shortcut = 1 n", 1),
    ("+ (2, 0), (0, -2)  - (1, 0), (0, 1/3)", "2 * z^2", "shortcut = 1 n", 2),
    ("+ (2, 0), (0, -2)  - (1, 0), (0, 1/3)", "abs(z)^2", BIASED, 4),
    ("+ 0, 2/3  - 1/2, 3", "z^3", BIASED, 4),
    ("+ 0, 2/3, 2/3  - 1/2, 3", "3 * z^3", BIASED, 4),
    ("+ 0, 1  - 1, 2", "z^2", BIASED, 2),
    ("+ (1, 2), (2, 0)  - (-1, -1), (0, -2)", "-2 * z", "shortcut = 1 n", 3),
    ("+ 1/2  - -1/3", "z^5", "shortcut = 1 n", 3),
)


def parsed(data, neuron, network):
    loaded = loads(f"dataset d {{ {data} }}\nneuron n(z) = {neuron}\nloss hinge\nnetwork {{ {network} }}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def lemmas(problem, subject):
    """The proofs of what holds of the problem, as lemmas about the subject."""
    case = Case(problem)
    facts = [fact for condition in CONDITIONS if (fact := find(case, condition).fact) is not None]
    for fact in facts:
        if fact.status is Status.HOLDS:
            script = leaf(problem, fact)
            assert script is not None, fact
            start = [HEAD, *definitions(subject)]
            statement = f"Lemma leaf : {name(fact.condition)} the_problem."
            yield "\n".join([*start, f"{statement}\nProof.\n  {script}\nQed."])


@pytest.mark.parametrize("data, neuron, network, count", PROBLEMS)
def test_every_condition_that_holds_is_proved(coqc, data, neuron, network, count):
    problem = parsed(data, neuron, network)
    texts = list(lemmas(problem, problem))
    assert len(texts) == count
    for text in texts:
        answer = coqc(text)
        assert answer.accepted, answer.message


@pytest.mark.parametrize(
    "good, bad",
    [
        ((PROBLEMS[4][:3]), ("+ 0, 2/3  - 1/2, 3", "z^2", BIASED)),
        ((PROBLEMS[4][:3]), ("+ 0, 2/3  - 1/2, 3", "abs(z)^3", BIASED)),
        ((PROBLEMS[0][:3]), ("+ (1, 1), (-1, 1)  - (1, -1), (-1, -1)", "z^2 + 1", "shortcut = 1 n")),
    ],
)
def test_the_same_proof_does_not_show_what_fails(coqc, good, bad):
    for text in lemmas(parsed(*good), parsed(*bad)):
        assert not coqc(text).accepted, text
