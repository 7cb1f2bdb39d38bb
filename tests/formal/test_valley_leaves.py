"""Neurons without local maxima, pseudoconvex losses, exponentials and independent samples in exported files."""

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
From TheoremCheck Require Import Setting Conditions Checks ChecksWidths ChecksIndependent Structure Functions
  Valleys Troughs Extrema ConditionsExtrema Kernel.
Import ListNotations.
Open Scope R_scope.
"""
NEURONS = {
    "z^2": ("neuron.no_local_maximum",),
    "z^4 + 1": ("neuron.no_local_maximum", "neuron.minima_signed"),
    "(z - 1)^2 - 3": ("neuron.no_local_maximum", "neuron.minima_signed"),
    "abs(z)": ("neuron.no_local_maximum",),
    "max(z, -2 * z)": ("neuron.no_local_maximum",),
    "z * sigmoid(z)": ("neuron.no_local_maximum", "neuron.minima_signed"),
    "cosh(z)": ("neuron.no_local_maximum", "neuron.minima_signed"),
    "-z^2": ("neuron.no_local_minimum",),
    "e^(-z^2)": ("neuron.no_local_minimum", "neuron.maxima_signed"),
    "1 / (1 + z^2)": ("neuron.no_local_minimum", "neuron.maxima_signed"),
    "sin(30 * z)": ("neuron.extrema_signed", "neuron.extrema_separated"),
    "3 * cos(pi * z) + 5": ("neuron.extrema_separated",),
    "z^3 - z": ("neuron.extrema_signed",),
    "(z^2 - 1)^2": ("neuron.extrema_separated",),
    "(1 - z^2) * e^(-z^2 / 2)": ("neuron.extrema_signed",),
    "e^(-z) * sin(z)": ("neuron.extrema_signed",),
    "e^z": ("neuron.exponential",),
    "3 * e^(-z / 2)": ("neuron.exponential",),
    "-e^(2 * z)": ("neuron.exponential",),
}
LOSSES = (
    *("(1 + z)^2", "sigmoid(z)^2", "log(1 + (1 + z)^2)", "(1 + z)^2 / (2 + (1 + z)^2)", "z * e^z"),
    *("(sigmoid(z) - 1/10)^2", "(sigmoid(z) - 2/5)^2"),
)
DATA = (
    ("+ (1, 0), (1, 0)  - (0, 1)", "shortcut = 1 n"),
    ("+ (1/2, 1/3), (1, 0)  - (1/2, 1/4)", "shortcut = 1 n  hidden bias"),
    ("+ (1, 0), (-1, 0)  - (0, 1), (0, -1)", "shortcut = 2 n  hidden bias  frozen b = (0, 0)  output bias"),
    ("+ (1, 0), (0, 1)  - (1, 1)", "shortcut = 1 n  deep = 2 relu -> 1 relu"),
)
OBJECTIVES = ("", "objective { regularizer = 1/10 * l2(a) + 2 * l2(a) }", "objective { regularizer = l2(deep) }")
STRUCTURE = (
    *("data.consistent", "data.independent", "data.consistent_up_to_sign", "data.independent_up_to_sign"),
    *("network.hidden_bias_or_none", "network.deep_features", "objective.output_bias_unpenalised"),
    *("objective.output_unpenalised", "objective.output_penalised", "objective.penalises_outputs_only"),
)


def parsed(data, network, formula="z^2", objective="", loss="hinge"):
    text = f"dataset d {{ {data} }}\nneuron n(z) = {formula}\nloss {loss}\nnetwork {{ {network} }}\n{objective}"
    loaded = loads(text)
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def lemmas(problem, conditions, number):
    """A module with the problem and the proof of each condition that holds."""
    parts, count = [f"Module M{number}.", *definitions(problem)], 0
    for condition in conditions:
        fact = settle(Case(problem), condition)
        if getattr(fact, "status", None) is Status.HOLDS:
            script = leaf(problem, fact)
            assert script is not None, condition
            name = condition.replace(".", "_")
            parts.append(f"Lemma leaf_{name} : {name} the_problem.\nProof.\n  {script}\nQed.")
            count += 1
    return "\n".join([*parts, f"End M{number}."]), count


def test_neurons(coqc):
    parts, total = [HEAD], 0
    for number, (formula, conditions) in enumerate(NEURONS.items()):
        text, count = lemmas(parsed("+ (1) - (2)", "shortcut = 1 n", formula), conditions, number)
        assert count == len(conditions), formula
        parts.append(text)
        total += count
    answer = coqc("\n".join(parts))
    assert answer.accepted, answer.message


def test_losses(coqc):
    parts = [HEAD]
    for number, formula in enumerate(LOSSES):
        problem = parsed("+ (1) - (2)", "shortcut = 1 n", loss=f"own(z) = {formula}")
        text, count = lemmas(problem, ("loss.pseudoconvex",), number)
        assert count == 1, formula
        parts.append(text)
    answer = coqc("\n".join(parts))
    assert answer.accepted, answer.message


def test_a_loss_with_breaks_has_no_proof_that_it_is_pseudoconvex():
    problem = parsed("+ (1) - (2)", "shortcut = 1 n", loss="own(z) = max(0, sigmoid(z) - 1/10)^2")
    assert leaf(problem, settle(Case(problem), "loss.pseudoconvex")) is None


def test_data_and_structure(coqc):
    parts, total = [HEAD], 0
    for number, (data, network) in enumerate(DATA):
        for kind, objective in enumerate(OBJECTIVES if "deep" in network else OBJECTIVES[:2]):
            text, count = lemmas(parsed(data, network, objective=objective), STRUCTURE, 10 * number + kind)
            parts.append(text)
            total += count
    assert total > 50
    answer = coqc("\n".join(parts))
    assert answer.accepted, answer.message
