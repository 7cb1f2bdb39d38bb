"""Quadratic neurons in exported files: coqc accepts the proof of every condition on them, and of no false one."""

import shutil

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.formal.leaves import leaf
from theoremcheck.formal.problem import definitions
from theoremcheck.formal.text import name
from theoremcheck.language import loads
from theoremcheck.trusted.data.frozen_signs import FACTS
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.verdict.findings import find

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"),
]
PLANE = "+ (1, 0), (0, 1/2) - (1, 1)"
NETWORKS = (
    ("1, 2", "output bias", ""),
    ("1, 1", "hidden bias", "1/3 * l2(w, b)"),
    ("1, 1, 0", "hidden bias  frozen b = (0, 0, 0)  output bias", "l2(w) + 2 * l2(b) + 1/5 * l2(a)"),
    ("-1, -2/3, 1, 3", "output bias", "1/10 * l2(w) + 1/10 * l2(w)"),
    ("-2, -2, -1, 3, 3, 1/2", "", "l2(a, w)"),
    ("1, 1, 1", "hidden bias", "l2(a, b) + l2(w)"),
    ("0, -1", "output bias  frozen a0 = 2", "l2(w)"),
    ("0", "output bias", ""),
    ("1/7, 1/7", "deep = 2 relu -> 1 tanh", "l2(w)"),
    ("1, 1", "beside = 2 relu  hidden bias  frozen b = (0, 0)", "l2(w)"),
)
DATA = (
    "+ (1, 0), (-2, 0)  - (0, 1), (0, -3)",
    "+ (-1/3, 0), (1, 1/2)  - (0, 0), (1/7, 1/9)",
    "+ (0, 0)  - (-1, 1), (1, 2)",
    "+ (2, 0), (3, 1)  - (1, 0), (2, 2), (2, -2)",
    "+ (1, 1), (-1, -1)  - (1, -1), (-1, 1)",
)
FORMS = ("data.ellipsoids", "data.ellipsoid_positive", "data.ellipsoid_negative", "data.quadric_separable",
         "data.cone_separable")  # fmt: skip
HEAD = """From Coq Require Import Reals List ZArith Lia Lra.
From TheoremCheck Require Import Setting Conditions ConditionsQuadratic ConditionsOpposite Checks ChecksWidths
  ChecksForms ChecksQuadratic.
Import ListNotations.
Open Scope R_scope.
"""


def parsed(network, data=PLANE, penalty=""):
    objective = f"objective {{ regularizer = {penalty} }}" if penalty else ""
    text = f"dataset d {{ {data} }}\nneuron quadratic\nloss squared_hinge\nnetwork {{ {network} }}\n{objective}"
    loaded = loads(text)
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def frozen(values, rest, penalty="", data=PLANE):
    width = values.count(",") + 1
    return parsed(f"shortcut = {width} quadratic  frozen a = ({values})  {rest}", data, penalty)


def lemma(condition, script):
    return f"Lemma leaf_{name(condition)} : {name(condition)} the_problem.\nProof.\n  {script}\nQed."


def files():
    """Every network and every dataset in a module of its own, and the number of conditions proved."""
    parts, count = [HEAD], 0
    problems = [frozen(values, rest, penalty) for values, rest, penalty in NETWORKS]
    problems += [
        parsed(f"shortcut = 2 quadratic  output bias  {bias}", data) for data in DATA for bias in ("", "hidden bias")
    ]
    for number, problem in enumerate(problems):
        parts.append(f"Module M{number}.\n" + "\n".join(definitions(problem)))
        holding = [establish(problem, name, True, Structure()) for name, holds in FACTS.items() if holds(problem)]
        case = Case(problem)
        found = [find(case, name).fact for name in FORMS] if number >= len(NETWORKS) else []
        holding += [fact for fact in found if fact is not None and fact.status.name == "HOLDS"]
        for fact in holding:
            script = leaf(problem, fact)
            assert script is not None, (number, fact)
            parts.append(lemma(fact.condition, script))
            count += 1
        parts.append(f"End M{number}.")
    return "\n".join(parts), count


def test_every_condition_that_holds_is_proved(coqc):
    text, count = files()
    assert count > 50
    answer = coqc(text)
    assert answer.accepted, answer.message


# (condition, a network of which it holds, one of which it does not): the proof of the first does not show the second.
FALSE = [
    ("network.width_positive", ("1, 1", "output bias"), ("1, -1", "output bias")),
    ("network.width_positive", ("1, 1", "output bias"), ("1, 0", "output bias")),
    ("network.width_positive", ("1, 1", "output bias"), ("1, 1", "hidden bias")),
    ("network.width_negative", ("-1, -1", "output bias"), ("-1, 1", "output bias")),
    ("network.width_signs", ("1, 1", "output bias"), ("1, -1", "output bias")),
    ("network.width_extremes", ("1, 1", "output bias"), ("1, 2", "output bias")),
    ("network.width_one_sign", ("0, 1", "output bias"), ("0, 0", "output bias")),
    ("network.opposite_outputs", ("0, 1, -2", "output bias"), ("0, 1, 2", "output bias")),
    ("network.opposite_outputs", ("-1, 1", "output bias"), ("1, -1", "output bias")),
    ("objective.hidden_decay", ("1, 1", "output bias", "l2(w)"), ("1, 1", "output bias", "l2(w, a0)")),
    ("objective.hidden_decay", ("1, 1", "hidden bias", "l2(w, b)"), ("1, 1", "hidden bias", "l2(w)")),
]


def tampered():
    for condition, good, bad in FALSE:
        problem = frozen(*good)
        script = leaf(problem, establish(problem, condition, True, Structure()))
        for subject, wanted in ((problem, True), (frozen(*bad), False)):
            yield "\n".join([HEAD, *definitions(subject), lemma(condition, script)]), wanted


def test_the_same_proof_does_not_show_what_fails(coqc):
    for text, wanted in tampered():
        answer = coqc(text)
        assert answer.accepted is wanted, (text, answer.message)
