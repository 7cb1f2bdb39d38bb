"""data.features_separable in exported files: coqc accepts the move that the kernel has, and no other one."""

import shutil
from contextlib import suppress

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.outputs import PROPOSERS
from theoremcheck.formal.export import imports
from theoremcheck.formal.free_features import features_separable
from theoremcheck.formal.leaves import leaf
from theoremcheck.formal.problem import definitions
from theoremcheck.language import loads
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.refusal import Refusal

CONDITION = "data.features_separable"
DATA = "dataset d { + (0, 1), (1, 0)  - (0, 0), (1, 1) }"
W = "frozen w = ((1, 1), (1, 1), (1, 0))  frozen b = (0, -1, 0)"
OTHER = "frozen w = ((1, 1), (1, 1), (1, 1))  frozen b = (1, 0, -1)"
SPECS = (
    (f"shortcut = 3 relu  hidden bias  output bias  {W}", "0"),
    (f"shortcut = 3 softplus  hidden bias  output bias  {W}", "0"),
    (f"shortcut = 3 tanh  hidden bias  output bias  {W}  deep = 2 sin -> 1 relu", "1/3 * l2(deep)"),
    (f"shortcut = 3 relu  hidden bias  output bias  {OTHER}  frozen a0 = -1/2", "0"),
    (f"shortcut = 3 relu  hidden bias  output bias  {OTHER}", "l2(a0)"),
    (f"shortcut = 3 softplus  hidden bias  {OTHER}", "0"),
    ("shortcut = 2 abs  output bias  frozen w = ((1/3, 1/3), (1, -1))", "0"),
)


def parsed(network, penalty):
    objective = "" if penalty == "0" else f"objective {{ regularizer = {penalty} }}"
    loaded = loads(f"{DATA}\nloss hinge\nnetwork {{ {network} }}\n{objective}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def fact(problem):
    """What holds, by the first proposal that the kernel accepts; None where there is none."""
    for holds, evidence in PROPOSERS[CONDITION](Case(problem)):
        with suppress(Refusal):
            return establish(problem, CONDITION, holds, evidence) if holds else None
    return None


def texts():
    """The file of each network where the features separate."""
    for network in SPECS:
        problem = parsed(*network)
        known = fact(problem)
        if known is not None:
            yield network, problem, known, leaf(problem, known)


def written(problem, script):
    head = f"Lemma leaf_data_features_separable : data_features_separable the_problem.\nProof.\n  {script}\nQed."
    return "\n".join((imports([head]), *definitions(problem), head)) + "\n"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
def test_it_is_proved(coqc):
    found = list(texts())
    assert len(found) == len(SPECS)
    for network, problem, _, script in found:
        answer = coqc(written(problem, script))
        assert answer.accepted, (network, answer.message)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
def test_a_move_that_does_not_separate_is_refused(coqc):
    _, problem, known, _ = next(texts())
    for k in range(len(known.evidence.normal)):
        normal = [entry * (-1) ** (i == k) for i, entry in enumerate(known.evidence.normal)]
        script = features_separable(problem, Separation(tuple(normal)))
        assert (normal[k] == 0) == coqc(written(problem, script)).accepted, k


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
@pytest.mark.parametrize("other", [
    ("a_trained := true", "a_trained := false"),
    ("w_trained := false", "w_trained := true"),
    ("penalties := []", "penalties := [(1, A 0)]"),
    ("a0_trained := true", "a0_trained := false"),
])  # fmt: skip
def test_of_other_problems_it_is_refused(coqc, other):
    _, problem, known, script = next(texts())
    assert known.evidence.normal[0] != 0
    text = written(problem, script)
    assert text.count(other[0]) == 1
    assert not coqc(text.replace(*other)).accepted


def test_where_features_of_a_branch_take_part_the_kernel_is_believed():
    loaded = loads(
        "dataset d { + (0), (3)  - (1), (5) }\nloss hinge\nnetwork { shortcut = 2 relu  output bias\n"
        "deep = 3 abs + 1 relu with bias  frozen a = (1, -1)\nfrozen deep.1.weights = (1, 1, 1, 1)"
        "  frozen deep.1.biases = (-1, -3, -5, 0) }"
    )
    problem = loaded.spec.problem
    known = fact(problem)
    assert known is not None
    assert leaf(problem, known) is None
