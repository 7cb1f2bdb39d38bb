"""Shrinking: smaller, by the same rule, the same each time."""

from dataclasses import replace
from pathlib import Path

import pytest

import theoremcheck
from theoremcheck.language import loads, print_spec
from theoremcheck.options import Options
from theoremcheck.relax import shrink as module
from theoremcheck.relax.shorter import _less
from theoremcheck.relax.shrink import comes_by, shrink

OPTIONS = Options(search=False)
REFUTED = """
dataset d { + (17/3, 4), 2 * (5, -8), (1, 1)  - (-7, 2), (6, 3), (11, -5) }
neuron relu
loss squared_hinge
network { shortcut = 5 relu  hidden bias  output bias  deep = 4 relu -> 3 relu }
"""


def silent(done, total, stage):
    """No progress."""


def shrunk(text, keep=None):
    verdict = theoremcheck.check(text, search=False)
    return verdict, shrink(verdict, keep or comes_by(verdict)[0], OPTIONS, silent)


@pytest.mark.slow
def test_a_refuted_spec_gets_small_and_stays_refuted_by_the_rule():
    verdict, found = shrunk(REFUTED)
    rule = verdict.rules[0]
    problem = found.spec.problem
    assert len(problem.samples.points) <= 3
    assert problem.network.width == 1
    assert problem.network.deep == ()
    assert problem.samples.dimension == 1
    text = print_spec(found.spec)
    assert len(text) < len(print_spec(verdict.spec))
    again = theoremcheck.check(text, search=False)
    assert rule in again.rules
    assert again.met
    assert [entry.text for entry in again.spec.expectations] == [f"refuted by {rule}"]
    assert print_spec(shrunk(REFUTED)[1].spec) == text
    assert print_spec(shrunk(text)[1].spec) == text  # what is small stays as it is


@pytest.mark.slow
def test_a_theorem_is_kept_by_name():
    text = "dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -3) }\nneuron softplus\nloss polynomial_hinge(3)\n"
    text += "network { shortcut = 3 softplus  hidden bias  output bias }\n"
    verdict, found = shrunk(text, "thm.circuit")
    assert "thm.circuit" in verdict.theorems
    assert "thm.circuit" in theoremcheck.check(print_spec(found.spec), search=False).theorems


def test_a_conditional_verdict_stays_conditional():
    text = "dataset d { dimension 3  assume linearly_separable }\nneuron softplus\nloss logistic\n"
    text += "network { shortcut = 4 softplus  hidden bias  output bias }\n"
    verdict, found = shrunk(text)
    assert verdict.verdict == "conditional"
    assert theoremcheck.check(print_spec(found.spec), search=False).met


def test_no_sample_is_left_out_of_the_last_two():
    text = (
        "dataset d { + (1, 0)  - (2, 1)  + (0, 1)  - (1, 2) }\nneuron relu\nloss hinge\nnetwork { shortcut = 1 relu }\n"
    )
    work = module._Work(loads(text).spec, lambda found: True, silent)
    module.STAGES[0](work)
    assert sorted(work.problem.samples.labels) == [-1, 1]


def test_copies_go_at_once_and_pairs_together():
    """What keeps the mean of class + at 0 is kept: of its six samples no single one can go."""
    text = "dataset d { + (1), (-1), (1), (2), (-1), (-2)  - (0), (0) }\nloss hinge\nnetwork { shortcut = 1 linear }\n"
    work = module._Work(loads(text).spec, _has_mean_0, silent)
    module.STAGES[0](work)
    assert len(work.problem.samples.points) == 3
    assert work.tried <= 12


def _has_mean_0(spec):
    data = spec.problem.samples
    return sum(data.points[i][0] for i in data.members(1)) == 0


def test_one_layer_that_is_left_is_the_shortcut_that_a_spec_reads():
    text = "dataset d { + (1, 0), (2, 1)  - (0, 1), (-1, 2) }\nloss polynomial_hinge(3)\n"
    text += "network { deep = 3 relu -> 2 relu  hidden bias  output bias }\n"
    _, found = shrunk(text)
    assert loads(print_spec(found.spec)).spec == found.spec


def test_a_candidate_that_is_needed_gets_smaller_with_the_network():
    text = "dataset d { + (1, 1)  - (4, 1), (5, 1) }\nneuron relu\nloss hinge\nnetwork { shortcut = 2 relu }\n"
    text += "candidate { a = (1.25, 2)  w = ((0, 0), (0, 0)) }\n"
    spec = loads(text).spec
    work = module._Work(spec, lambda found: found.candidate is not None, silent)
    for stage in module.STAGES:
        stage(work)
    assert work.problem.network.width == 1
    assert work.problem.samples.dimension == 1
    assert len(work.problem.samples.points) == 2
    assert [entries for _, entries in work.candidate.values] == [(1,), (0,)]
    assert loads(print_spec(work.spec)).spec == work.spec


def test_ctrl_c_leaves_the_smallest_so_far(monkeypatch):
    tried = []

    def counting(spec, *more):
        tried.append(spec)
        if len(tried) == 4:  # the first is what is to be shrunk
            raise KeyboardInterrupt
        return theoremcheck.check(spec, search=False)

    verdict = theoremcheck.check(REFUTED, search=False)
    monkeypatch.setattr(module, "decide_by", counting)
    found = shrink(verdict, verdict.rules[0], OPTIONS, silent)
    assert found.interrupted
    assert found.tried == 3


def test_the_number_of_tries_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "MAX_TRIES", 2)
    _, found = shrunk(REFUTED)
    assert found.exhausted
    assert found.tried == 2


@pytest.mark.parametrize("text", ["17/3", "-9", "12345", "1/1000", "2", "1"])
def test_smaller_numbers_have_less_to_write(text):
    value = loads(REFUTED.replace("17/3", text)).spec.problem.samples.points[0][0]
    found = list(_less(value))
    assert len(set(found)) == len(found)
    assert found[0] == 0
    assert all(abs(new.numerator) + new.denominator < abs(value.numerator) + value.denominator for new in found)


CORPUS = Path(__file__).resolve().parents[2] / "specs"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "counterexamples/support_linear_beside_relu",
        "counterexamples/decay_leaky_relu_deep",
        "literature/output_relu_dies",
        "literature/liang_decay",
    ],
)
def test_a_spec_of_the_corpus_is_much_shorter(name):
    """A candidate, penalties, a branch and a loss of each class."""
    verdict, found = shrunk((CORPUS / f"{name}.spec").read_text())
    text = print_spec(found.spec)
    whole = print_spec(replace(verdict.spec, expectations=found.spec.expectations))
    assert len(text) < 3 / 4 * len(whole)
    assert theoremcheck.check(text, search=False).met


def test_what_the_rule_alone_does_not_show_is_decided_whole(monkeypatch):
    """Where the conditions of the rule do not give the verdict, all conditions are decided of whatever is tried."""
    verdict = theoremcheck.check(REFUTED, search=False)
    seen = []
    monkeypatch.setattr(module, "decide_by", lambda spec, *more: seen.append(spec) or replace(verdict, refutations=()))
    monkeypatch.setattr(module, "MAX_TRIES", 3)
    found = shrink(verdict, verdict.rules[0], OPTIONS, silent)
    assert len(seen) == 1
    assert found.tried == 3
    assert len(found.spec.problem.samples.points) < len(verdict.spec.problem.samples.points)


@pytest.mark.slow
def test_what_the_rule_alone_shows_and_the_whole_does_not_is_shrunk_again(monkeypatch):
    verdict = theoremcheck.check(REFUTED, search=False)
    monkeypatch.setattr(module, "decide_by", lambda spec, *more: verdict)
    found = shrink(verdict, verdict.rules[0], OPTIONS, silent)
    assert theoremcheck.check(print_spec(found.spec), search=False).met


def data_of(found):
    data = found.spec.problem.samples
    return set(zip(data.points, data.labels, strict=True)), set(data.points)


@pytest.mark.parametrize(
    ("network", "neuron", "loss"),
    [
        ("shortcut = 2 relu  hidden bias  output bias", "relu", "hinge"),
        ("shortcut = 2 leaky_relu  output bias  hidden bias", "leaky_relu", "logistic"),
        ("shortcut = 1 linear", "linear", "perceptron"),
    ],
)
def test_consistent_data_stay_consistent(network, neuron, loss):
    """One point with both labels would be smaller, and is what every network gets wrong."""
    text = "dataset d { + (1, 2), (3, -1), (-2, 0)  - (2, 2), (0, 1) }\n"
    verdict, found = shrunk(f"{text}neuron {neuron}\nloss {loss}\nnetwork {{ {network} }}\n")
    labelled, points = data_of(found)
    assert verdict.verdict == theoremcheck.check(print_spec(found.spec), search=False).verdict
    assert len(labelled) == len(points) >= 2


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("+ (1)  - (2)", "+ (0)  - (0)", False),
        ("+ (1), (2)  - (2)", "+ (1), (0)  - (0)", True),
        ("+ (1), (2)  - (2)", "+ (0)  - (0)", False),
        ("+ (1), (2)  - (3)", "+ (2), (2)  - (3)", True),
        ("+ (1)  - (1)", "+ (0)  - (0)", True),
        ("+ (1, 0), (1, 2)  - (0, 2)", "+ (0), (2)  - (2)", False),
    ],
)
def test_which_data_may_follow_which(before, after, kept):
    spec, smaller = (
        loads(f"dataset d {{ {data} }}\nloss hinge\nnetwork {{ shortcut = 1 tanh }}").spec for data in (before, after)
    )
    work = module._Work(spec, lambda found: True, silent)
    assert work.attempt(smaller.problem) is kept
    assert (work.problem == smaller.problem) is kept


def test_a_feature_is_kept_that_alone_tells_two_samples_apart():
    text = "dataset d { + (1, 0)  - (1, 1) }\nloss hinge\nnetwork { shortcut = 1 tanh }\n"
    work = module._Work(loads(text).spec, lambda found: True, silent)
    for stage in module.STAGES:
        stage(work)
    data = work.problem.samples
    assert len({*zip(data.points, data.labels, strict=True)}) == len({*data.points}) == 2
