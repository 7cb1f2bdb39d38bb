"""An output that is odd in x, and samples that are independent once all have the label - (lemma.mirrored)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from data_problems import problem, rank
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.report.structure import structure_words
from theoremcheck.theory.engine import analyse
from theoremcheck.trusted.functions.affine import is_odd
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Function, OpaqueFunction, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.judge import decide

ODD, INDEPENDENT = "network.odd", "data.independent_mirrored"
OWN = """neuron soft(z) = max(z - 1, 0) + min(z + 1, 0)
neuron swing(z) = sin(z) * exp(-z^2)
neuron lifted(z) = tanh(z) + 1"""


def read(network: str, data: str = "+ 1  - -1", loss: str = "square") -> Problem:
    found = loads(f"dataset d {{ {data} }}\n{OWN}\nloss {loss}\nnetwork {{ {network} }}")
    assert found.spec is not None, found.render()
    return found.spec.problem


def says(problem: Problem, condition: str, holds: bool) -> None:
    """The kernel says that, and refuses the contrary."""
    assert establish(problem, condition, holds, Structure())
    with pytest.raises(Refusal, match=r"^facts\.opposite$"):
        establish(problem, condition, not holds, Structure())


@pytest.mark.parametrize(
    ("network", "holds"),
    [
        ("shortcut = 2 tanh", True),
        ("shortcut = 2 soft deep = 3 tanh + 2 swing -> 1 identity beside = 2 arctan", True),
        ("deep = 2 tanh -> 2 cubic frozen deep", True),
        ("shortcut = 2 tanh frozen a = (1, 0)", True),
        ("shortcut = 2 tanh output bias hidden bias frozen a0 = 0 frozen b = (0, 0)", True),
        ("deep = 1 tanh with bias -> 1 tanh frozen deep.1.biases = (0)", True),
        ("shortcut = 2 tanh output bias", False),
        ("shortcut = 2 tanh hidden bias", False),
        ("shortcut = 2 tanh output bias frozen a0 = 1/2", False),
        ("shortcut = 2 tanh hidden bias frozen b = (0, 1)", False),
        ("shortcut = 2 tanh deep = 1 tanh with bias -> 1 tanh", False),
        ("shortcut = 2 tanh deep = 1 relu", False),
        ("shortcut = 2 lifted", False),
        ("shortcut = 2 softplus", False),
        ("deep = 2 tanh -> residual", False),
    ],
)
def test_which_outputs_are_odd(network: str, holds: bool) -> None:
    subject = read(network)
    if "residual" in network:
        with pytest.raises(Refusal, match=r"^facts\.residual$"):
            establish(subject, ODD, True, Structure())
    else:
        says(subject, ODD, holds)


@pytest.mark.parametrize(
    "network",
    [
        "shortcut = 1 tanh output bias frozen a0",
        "shortcut = 1 tanh hidden bias frozen b",
        "deep = 1 tanh with bias frozen deep",
    ],
)
def test_what_is_frozen_at_unknown_values_is_not_known_to_be_0(network: str) -> None:
    for holds in (True, False):
        with pytest.raises(Refusal, match=r"^linear\.frozen_unknown"):
            establish(read(network), ODD, holds, Structure())


def test_one_neuron_that_is_known_not_to_be_odd_is_enough() -> None:
    opaque = OpaqueFunction((), "o")
    with pytest.raises(Refusal, match=r"^affine\.opaque$"):
        is_odd(opaque)
    neuron = read("shortcut = 1 relu").neuron
    assert isinstance(neuron, Function)
    assert not is_odd(neuron)


points = st.tuples(*[st.integers(-2, 2)] * 3)


@settings(deadline=None)
@given(st.lists(points, min_size=1, max_size=4), st.lists(points, min_size=1, max_size=4), st.booleans())
def test_independent_once_all_have_the_label_minus(
    positives: list[tuple[int, ...]], negatives: list[tuple[int, ...]], bias: bool
) -> None:
    """As the same samples with all labels -, by brute force; and told apart twice: up to sign, with opposite labels."""
    subject = problem(positives, negatives, bias=bias)
    turned = {*((*(-entry for entry in point), *(1,) * bias) for point in positives)}
    turned |= {(*point, *(1,) * bias) for point in negatives}
    found = rank([tuple(map(Q, point)) for point in turned]) == len(turned)
    says(subject, INDEPENDENT, found)
    if not bias:
        apart = not {tuple(-entry for entry in point) for point in turned} & turned
        lines = establish_either(subject, "data.independent_up_to_sign")
        assert found == (lines and apart)


def establish_either(subject: Problem, condition: str) -> bool:
    try:
        return bool(establish(subject, condition, True, Structure()))
    except Refusal:
        return False


NETWORKS = ("shortcut = 2 tanh", "shortcut = 1 swing  deep = 1 tanh + 1 cubic -> 1 arctan", "deep = 2 soft -> 1 tanh")


@given(st.sampled_from(NETWORKS), st.data())
def test_the_mirrored_problem_has_the_same_loss(network: str, data: st.DataObject) -> None:
    """L is one function of the parameters, and y_i f(x_i) is the same at (x, +) and at (-x, -)."""
    subject = read(network, "+ (1, 2), (-1, 1/3)  - (0, 1), (2, -1)")
    points = tuple(tuple(-label * entry for entry in point) for point, label in pairs(subject))
    mirrored = replace(subject, dataset=replace(subject.dataset, points=points, labels=(-1,) * len(points)))
    size = Layout.of(subject).size
    number = st.integers(-20, 20).map(lambda n: Q(2 * n + 1, 7))
    parameters = data.draw(st.lists(number, min_size=size, max_size=size))
    with precision(128):
        here, there = (height(entry, parameters, Q(0)) for entry in (subject, mirrored))
        assert here[0].overlaps(there[0])
        assert here[0].rad() < 1e-20
        for (_, label), own, other in zip(pairs(subject), here[1], there[1], strict=True):
            assert (label * own).overlaps(-other)


def pairs(subject: Problem) -> list[tuple[tuple[Q, ...], int]]:
    return list(zip(subject.samples.points, subject.samples.labels, strict=True))


@pytest.mark.parametrize(
    ("network", "data", "loss", "theorem"),
    [
        ("shortcut = 1 tanh", "+ 1  - -1", "square", "thm.independent_monotone"),
        ("shortcut = 1 tanh deep = 1 tanh -> 1 tanh", "+ 1  - -1", "square", "thm.independent_monotone"),
        ("shortcut = 1 linear", "+ (1, 0), (0, 1)  - (-1, 0)", "square", "thm.independent"),
        ("deep = 1 linear -> 1 linear", "+ (1, 0), (0, 1)  - (-1, 0)", "square", "thm.linear_independent"),
        ("shortcut = 1 tanh output bias frozen a0 = 1", "+ 1  - -1", "square", None),
        ("shortcut = 1 tanh", "+ 1, -1  - 2", "square", None),
        ("shortcut = 1 tanh deep = 1 relu", "+ 1  - -1", "square", None),
    ],
)
def test_the_theorems_on_independent_samples(network: str, data: str, loss: str, theorem: str | None) -> None:
    found = loads(f"dataset d {{ {data} }}\n{OWN}\nloss {loss}\nnetwork {{ {network} }}")
    assert found.spec is not None, found.render()
    verdict = decide(found.spec, Options(search=False))
    names = {entry.theorem for entry in verdict.derivations}
    own = {"thm.independent_monotone", "thm.independent", "thm.linear_independent"}
    assert (names & own == set()) if theorem is None else theorem in names
    assert verdict.alarm is None


def test_each_class_with_its_own_loss_is_not_mirrored() -> None:
    found = loads("dataset d { + 1  - -1 }\nloss + square\nloss - squared_hinge\nnetwork { shortcut = 1 tanh }")
    assert found.spec is not None, found.render()
    verdict = decide(found.spec, Options(search=False))
    assert verdict.statuses["data.told_apart"] is Status.FAILS
    known = {name: finding.status for name, finding in verdict.findings.items()}
    assert analyse({**known, "loss.single": Status.HOLDS}).statuses["data.told_apart"] is Status.HOLDS


def test_why_an_output_is_odd_or_not_in_words() -> None:
    text = "shortcut = 2 relu deep = 1 tanh with bias output bias frozen deep"
    assert structure_words(read(text), ODD) == "not odd: relu; biases: a0, deep.1.biases; frozen: deep"
    assert structure_words(read("shortcut = 2 tanh"), ODD) == "all neurons are odd; biases: none"
