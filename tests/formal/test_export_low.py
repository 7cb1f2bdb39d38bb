"""Points below a bound as Coq files: objective.low and objective.below_constants."""

import shutil
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from corpus_exports import exporter

from theoremcheck.formal.export import export
from theoremcheck.formal.points import point_leaf
from theoremcheck.formal.points_box import point_table
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.verdict.judge import decide, outcome_of

LOW, CONSTANT = "objective.low", "objective.below_constants"
SPECS = {
    "counterexamples/spurious_bad_elu": ("rule.spurious_bad", LOW),
    "counterexamples/linear_decay_deeper": ("rule.spurious_bad", LOW),
    "literature/bottleneck_relu": ("rule.spurious_bad", LOW),
    "theorems/global_low": ("thm.global_low", LOW),
    "counterexamples/spurious_constant_well": ("rule.spurious_constant", CONSTANT),
}
LOSSES = ("square", "hinge", "l(z) = abs(z + 1)", "l(z) = max(0, z + 1)^2 + abs(z + 1/3)")
"""Of these L is nowhere below what a wrong sample costs, but below the loss of every constant output."""

in_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="there is no coqc on the search path")


@cache
def decided(name):
    outcome, exporting = exporter(name)
    return outcome, exporting()


def fact_of(name):
    return decided(name)[0].facts[SPECS[name][1]]


def with_loss(loss):
    source = (
        "dataset d { + 1, 2, 3  - 1, 0 }\nneuron relu\n"
        f"network {{ shortcut = 3 relu  hidden bias  output bias }}\nloss {loss}\nclaim global"
    )
    loaded = loads(source)
    assert loaded.spec is not None, loaded.render()
    outcome = outcome_of(decide(loaded.spec, Options()))
    return lambda given=frozenset(): export(loaded.spec.problem, outcome, "low.spec", given)


@pytest.mark.parametrize("name", SPECS)
def test_no_leaf_is_left(name):
    found = decided(name)[1]
    goal, condition = SPECS[name]
    assert (found.goal, found.left) == (goal, ())
    assert f"apply ({condition.replace('.', '_')}_by the_problem" in found.text


def test_a_point_where_a_unit_is_at_a_break_is_moved():
    fact = fact_of("literature/bottleneck_relu")
    # f(x) = 10 x by one unit of each layer, which receives x + 3; another one of the last layer is at its break at -1.
    first, second, third = (1, 0, 0, 3, 0, 0), (1, 0, 0, 0), (1, 1, 0, 0, -2, 0)
    kinked = replace(fact.evidence, lower=tuple(map(Fraction, (-30, *first, *second, *third, 10, 0, 0))))
    here = point_table(fact.problem, kinked.lower)
    assert here not in point_leaf(fact.problem, LOW, kinked)
    plain = fact_of("counterexamples/linear_decay_deeper")
    assert point_table(plain.problem, plain.evidence.lower) in point_leaf(plain.problem, LOW, plain.evidence)


@pytest.mark.parametrize("name", SPECS)
def test_a_point_that_is_not_below_has_no_script(name):
    fact = fact_of(name)
    origin = replace(fact.evidence, lower=(fact.evidence.lower[0] * 0,) * len(fact.evidence.lower))
    assert point_leaf(fact.problem, fact.condition, origin) is None


def test_a_loss_with_a_kink_at_0_is_left():
    loaded = loads("dataset d { + 1 - 0 }\nnetwork { shortcut = 1 relu }\nloss l(z) = max(0, z)\nclaim global")
    evidence = fact_of("theorems/global_low").evidence
    assert point_leaf(loaded.spec.problem, LOW, evidence) is None


@pytest.mark.slow
@in_coq
@pytest.mark.parametrize("name", SPECS)
def test_the_point_is_proved(coqc, name):
    answer = coqc(decided(name)[1].text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


@pytest.mark.slow
@in_coq
@pytest.mark.parametrize("loss", LOSSES)
def test_the_height_of_a_loss_is_bounded(coqc, loss):
    found = with_loss(loss)()
    assert (found.goal, found.left) == ("rule.spurious_constant", ())
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()
