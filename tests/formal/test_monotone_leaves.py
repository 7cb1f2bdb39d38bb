"""Neurons that fall nowhere, are not even, or have values of both signs, in exported files."""

import shutil

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.formal.leaves import leaf
from theoremcheck.formal.problem import definitions
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.logic import Status

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"),
]
HEAD = """From Coq Require Import Reals List ZArith Lia Lra.
From TheoremCheck Require Import Setting Conditions ConditionsValley Checks Functions Kernel.
Import ListNotations.
Open Scope R_scope.
"""
FALLS, SIGNS, EVEN = "neuron.nondecreasing", "neuron.signed", "neuron.even"
NEURONS = {
    "max(0, z)": (FALLS, EVEN),
    "min(max(0, z), 6)": (FALLS, EVEN),
    "max(-1, min(z, 1))": (FALLS, EVEN, SIGNS),
    "max(0, z)^2": (FALLS, EVEN),
    "z": (FALLS, EVEN, SIGNS),
    "tanh(z)": (FALLS, SIGNS),
    "max(z, z / 10)": (FALLS, EVEN, SIGNS),
    "cases { z < 0: e^z - 1; else: z }": (FALLS, SIGNS),
}


def parsed(formula):
    loaded = loads(f"dataset d {{ + (1) - (2) }}\nneuron n(z) = {formula}\nloss hinge\nnetwork {{ shortcut = 1 n }}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def test_neurons(coqc):
    parts = [HEAD]
    for number, (formula, conditions) in enumerate(NEURONS.items()):
        problem = parsed(formula)
        parts += [f"Module M{number}.", *definitions(problem)]
        for condition in conditions:
            fact = settle(Case(problem), condition)
            assert fact.status is (Status.HOLDS if condition == FALLS else Status.FAILS), (formula, condition)
            script = leaf(problem, fact)
            assert script is not None, (formula, condition)
            name, denied = condition.replace(".", "_"), "" if condition == FALLS else "~ "
            parts.append(f"Lemma leaf_{name} : {denied}{name} the_problem.\nProof.\n  {script}\nQed.")
        parts.append(f"End M{number}.")
    answer = coqc("\n".join(parts))
    assert answer.accepted, answer.message


def test_a_neuron_that_falls_has_no_such_proof():
    problem = parsed("max(0, -z)")
    assert settle(Case(problem), FALLS).status is Status.FAILS
