"""Linear networks in exported files: coqc accepts the proof of every condition that the kernel says holds."""

import shutil

import pytest

from theoremcheck.formal.export import export
from theoremcheck.formal.leaves import leaf
from theoremcheck.formal.problem import definitions
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.data.linear import FACTS
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import conclude, establish
from theoremcheck.verdict.judge import decide

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"),
]
DATA = "dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -3) }"
NEURONS = (
    "neuron shifted(z) = 2 * z + 1\nneuron half(z) = -z / 2\nneuron pieced(z) = max(2 * z, 2 * z - 1)\n"
    "neuron soft(z) = max(z - 1, 0) + min(z + 1, 0)\n"
)
NETWORKS = (
    *("deep = 2 linear -> 3 linear", "deep = 2 linear -> 3 half  output bias", "deep = 2 half -> 1 linear hidden bias"),
    "deep = 2 linear -> 3 shifted with bias -> 1 half",
    "deep = 2 linear + 1 half -> 2 linear + 2 shifted  output bias",
    "deep = 2 linear -> 2 half  beside = 1 linear with bias -> 1 linear",
    "deep = 1 relu -> 1 relu  beside = 2 linear -> 1 half with bias",
    "deep = 2 linear with bias -> 1 half  frozen deep.1.biases = (0, 0)",
    "deep = 2 linear -> 2 half  beside = 1 linear with bias  frozen beside = (1, 2, 0, 1)",
    "deep = 2 linear -> 1 linear  output bias  frozen a0 = 0",
    "deep = 2 linear -> 1 linear  output bias  frozen a0 = 1",
    "deep = 1 linear -> 1 linear  frozen deep.2.weights = (1)  hidden bias",
    *("shortcut = 2 linear", "shortcut = 2 half  output bias", "shortcut = 3 shifted  hidden bias"),
    "shortcut = 2 linear  hidden bias  frozen b = (0, 0)",
    *("shortcut = 2 linear  frozen a = (0, 2)", "shortcut = 2 linear  hidden bias  deep = 1 relu -> 1 relu"),
    "shortcut = 2 relu  hidden bias  deep = 1 linear without bias -> 1 linear with bias",
    "shortcut = 2 half  deep = 1 linear -> 1 half",
    *("deep = 2 pieced -> 1 half  output bias", "shortcut = 2 pieced  deep = 1 pieced"),
    *("shortcut = 2 tanh", "shortcut = 2 cubic  deep = 3 tanh + 1 soft -> 2 arctan  beside = 1 half"),
    "shortcut = 2 soft  hidden bias  output bias  frozen b = (0, 0)  frozen a0 = 0  deep = 1 tanh",
)


def parsed(network, rest="loss squared_hinge", data=DATA):
    loaded = loads(f"{data}\n{NEURONS}{rest}\nnetwork {{ {network.replace('linear hidden', 'linear  hidden')} }}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


HEAD = """From Coq Require Import Reals List ZArith Lia Lra.
From TheoremCheck Require Import Setting Conditions ConditionsResidual ConditionsOffset ConditionsLinear
  ConditionsMirror Structure Functions
  ChecksIndependent ChecksMirror.
Import ListNotations.
Open Scope R_scope.
"""


def test_every_condition_that_holds_is_proved(coqc):
    parts, count = [HEAD], 0
    for number, network in enumerate(NETWORKS):
        problem = parsed(network)
        parts.append(f"Module M{number}.\n" + "\n".join(definitions(problem)))
        for condition in (name for name, holds in FACTS.items() if holds(problem)):
            script = leaf(problem, establish(problem, condition, True, Structure()))
            assert script is not None, (network, condition)
            name = condition.replace(".", "_")
            parts.append(f"Lemma leaf_{name} : {name} the_problem.\nProof.\n  {script}\nQed.")
            count += 1
        parts.append(f"End M{number}.")
    assert count > 60
    answer = coqc("\n".join(parts))
    assert answer.accepted, answer.message


@pytest.mark.parametrize(
    "network, false",
    [
        ("deep = 2 linear -> 1 linear", "network_every_affine"),
        ("deep = 2 linear -> 1 linear  output bias", "network_every_linear"),
        ("deep = 2 linear with bias -> 1 half  frozen deep.1.biases = (0, 1)", "network_homogeneous"),
        ("shortcut = 2 linear  frozen a = (0, 0)", "network_linear_part"),
        ("shortcut = 1 tanh  deep = 1 relu -> 1 half", "network_odd"),
        ("shortcut = 1 tanh  deep = 1 tanh with bias -> 1 half", "network_odd"),
    ],
)
def test_the_same_proof_does_not_show_what_fails(coqc, network, false):
    """The script of a network of which the condition holds, with the problem of one of which it does not."""
    good = {
        "network_every_affine": "deep = 2 linear -> 1 linear  output bias",
        "network_every_linear": "deep = 2 linear -> 1 linear",
        "network_homogeneous": "deep = 2 linear with bias -> 1 half  frozen deep.1.biases = (0, 0)",
        "network_linear_part": "shortcut = 2 linear  frozen a = (0, 2)",
        "network_odd": "shortcut = 1 tanh  deep = 1 tanh -> 1 half",
    }[false]
    condition = false.replace("_", ".", 1)
    script = leaf(parsed(good), establish(parsed(good), condition, True, Structure()))
    for problem, wanted in ((parsed(good), True), (parsed(network), False)):
        lemma = f"Lemma leaf : {false} the_problem.\nProof.\n  {script}\nQed."
        answer = coqc("\n".join([HEAD, *definitions(problem), lemma]))
        assert answer.accepted is wanted, answer.message


def test_equal_samples_share_their_multiplier(coqc):
    """The library knows a sample by its values, the kernel by its number: two at one point, of one class."""
    data = "dataset d { + (0), (0), (3)  - (1), (5), (1) }"
    network = "deep = 1 linear -> 1 linear  output bias"
    loaded = loads(f"{data}\nloss logistic\nnetwork {{ {network} }}")
    verdict = decide(loaded.spec, Options(search=False))
    problem, rule = verdict.spec.problem, "rule.linear_increasing"
    outcome = conclude(problem, check(problem, verdict.certificate).facts.values(), rule)
    found = export(problem, outcome, "equal samples", statement=rule)
    assert not found.left
    answer = coqc(found.text)
    assert answer.accepted, answer.message
