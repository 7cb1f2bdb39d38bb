"""Networks with a residual head: only what is read for them is known of them."""

import pytest

from theoremcheck.formal.leaves import leaf
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.conditions import CONDITIONS, Structure
from theoremcheck.trusted.kernel.facts import Fact, conclude, establish
from theoremcheck.trusted.kernel.forms import All, Conclusion, Not
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.residual import RESIDUAL
from theoremcheck.verdict.findings import find_all

TILTED = "+ (1, 2), (2, 1/2) - (-1, 1/3), (-1, -1)"
SHIFTED = "+ (3), (4) - (1), (2)"
PROVED = {
    *("thm.residual", "thm.residual_kink", "thm.linear_bound", "thm.linear_independent", "thm.vacuous", "thm.global"),
    *("thm.linear_global", "thm.linear_fit", "thm.linear_core", "thm.linear_vacuous", "thm.linear_valley"),
    *("thm.global_low", "thm.scaling_basin", "thm.independent_global", "thm.constant_bound"),
}
"""The theorems that can hold of such a network."""
REFUTED = {
    *("rule.strict", "rule.sharp", "rule.spurious", "rule.basin", "rule.linear", "rule.linear_increasing"),
    *("rule.hull", "rule.outlier", "rule.support", "rule.spurious_bad"),
}
"""The rules that can."""


def problem(network, data=TILTED, loss="logistic", rest=""):
    loaded = loads(f"dataset d {{ {data} }} loss {loss} network {{ {network} }} {rest}", "head")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


def facts(subject):
    """The facts of all conditions that the proposers find anything for."""
    found = find_all(subject, frozenset(CONDITIONS), lambda _: None)
    return {name: finding.fact for name, finding in found.items() if isinstance(finding.fact, Fact)}


PROBLEMS = {
    "linear": lambda: problem("output bias deep = 2 linear -> residual"),
    "biases": lambda: problem("hidden bias output bias deep = 2 softplus -> residual", loss="polynomial_hinge(3)"),
    "one feature": lambda: problem("deep = 1 relu -> residual", SHIFTED, "hinge"),
    "quadratic": lambda: problem("output bias deep = 3 quadratic -> residual", SHIFTED, "square"),
    "exponential": lambda: problem("output bias deep = 2 exp -> 2 tanh -> residual", loss="exponential"),
    "frozen": lambda: problem(
        "output bias deep = 2 relu -> residual frozen a0 = 1 frozen deep.2.weights = (1, 2, 3, 4)"
    ),
    "penalised": lambda: problem("output bias deep = 2 relu -> residual", rest="objective { regularizer = l2(deep) }"),
    "two losses": lambda: problem("output bias deep = 2 tanh -> residual", loss="+ squared_hinge loss - logistic"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_other_condition_is_refused_before_its_evidence_is_read(name):
    subject = PROBLEMS[name]()
    assert set(CONDITIONS) > RESIDUAL
    for condition in set(CONDITIONS) - RESIDUAL:
        for holds in (True, False):
            with pytest.raises(Refusal, match=r"facts\.residual"):
                establish(subject, condition, holds, Structure())


@pytest.mark.parametrize("name", PROBLEMS)
def test_of_all_that_is_proposed_only_what_is_listed_becomes_a_fact(name):
    subject = PROBLEMS[name]()
    known = facts(subject)
    assert known
    assert known.keys() <= RESIDUAL
    outcome = conclude(subject, known.values(), None)
    holding = {key for key in STATEMENTS if outcome.statuses[key] is Status.HOLDS}
    assert {key for key in holding if key.startswith("thm.")} <= PROVED
    assert {key for key in holding if key.startswith("rule.")} <= REFUTED


def test_what_the_library_is_asked_to_prove_is_what_is_listed():
    """Each listed condition that holds of some of these problems has a proof in Coq, of the problem with its head."""
    proved = set()
    for make in PROBLEMS.values():
        subject = make()
        for condition, fact in facts(subject).items():
            if fact.status is Status.HOLDS and leaf(subject, fact) is not None:
                proved.add(condition)
    assert proved <= RESIDUAL
    assert proved >= {"network.residual", "network.outputs_trained", "network.deep_defined", "data.affinely_separable"}


def holding(known):
    given = dict.fromkeys(CONDITIONS, Status.FAILS) | dict.fromkeys(known, Status.HOLDS)
    return {key for key in STATEMENTS if evaluate(key, given) is Status.HOLDS}


def possible(formula):
    """True if a formula holds where each listed condition may be shown, and any condition denied, as it suits."""
    if isinstance(formula, Not):
        return True
    if isinstance(formula, str):
        return formula in RESIDUAL or (formula in STATEMENTS and possible(STATEMENTS[formula].premise))
    return (all if isinstance(formula, All) else any)(map(possible, formula.parts))


def test_only_these_statements_can_hold():
    found = {key for key in STATEMENTS if possible(key)}
    assert found >= holding(RESIDUAL) | holding(RESIDUAL - {"loss.increasing", "data.affinely_separable"})
    concluding = {key for key in found if STATEMENTS[key].conclusion is not Conclusion.STEP}
    assert {key for key in concluding if key.startswith("thm.")} == PROVED
    assert {key for key in concluding if key.startswith("rule.")} == REFUTED


@pytest.mark.parametrize(
    "missing", ["data.affinely_separable", "network.output_bias", "objective.output_bias_unpenalised"]
)
def test_an_affine_separation_needs_a_trained_constant_without_penalty(missing):
    affine = RESIDUAL - {"data.separable_through_origin"}
    assert "thm.residual" in holding(affine)
    assert "thm.residual" not in holding(affine - {missing})
    assert "thm.residual" in holding(RESIDUAL - {missing})


KINK = (
    *("loss.defined", "loss.nondecreasing", "loss.active", "loss.single", "neuron.defined", "network.deep_defined"),
    *("network.residual", "objective.smooth_at_rest", "data.separable_through_origin"),
)


@pytest.mark.parametrize("missing", KINK)
def test_a_loss_with_kinks_needs_all_of_it_and_that_two_conditions_fail(missing):
    assert "thm.residual_kink" in holding(KINK)
    assert "thm.residual_kink" not in holding(set(KINK) - {missing})
    assert "thm.residual_kink" not in holding({*KINK, "network.output_bias"})
    trained = {"network.output_bias", "objective.output_bias_unpenalised", "loss.convex", "data.balanced_classes"}
    assert "thm.residual_kink" in holding({*KINK, *trained})
    for left_out in trained - {"network.output_bias"}:
        assert "thm.residual_kink" not in holding({*KINK, *trained} - {left_out})
    assert "thm.residual_kink" not in holding({*KINK, "network.shortcut"})


@pytest.mark.parametrize("missing", ["network.residual", "network.outputs_trained", "objective.unregularised"])
def test_the_bound_of_a_head_needs_all_of_it(missing):
    assert "thm.linear_bound" in holding(RESIDUAL)
    assert "thm.linear_bound" not in holding(RESIDUAL - {missing})


@pytest.mark.parametrize(
    ("network", "rest", "holds"),
    [
        ("deep = 2 tanh -> residual", "", True),
        ("deep = 2 tanh -> residual frozen deep.1", "objective { regularizer = l2(deep.1.weights) }", True),
        ("deep = 2 tanh -> residual frozen deep.2.weights", "", False),
        ("deep = 2 tanh -> residual frozen deep.output", "", False),
        ("deep = 2 tanh -> residual frozen deep.weights", "", False),
        ("deep = 2 tanh -> residual", "objective { regularizer = l2(deep.2.weights) }", False),
        ("deep = 2 tanh -> residual", "objective { regularizer = l2(deep.output) }", False),
        ("deep = 2 tanh -> residual", "objective { regularizer = l2(deep) }", False),
        ("deep = 2 tanh -> 2 linear without bias", "", False),
    ],
)
def test_the_head_is_there_and_free(network, rest, holds):
    subject = problem(network, rest=rest)
    establish(subject, "network.residual", holds, Structure())
    with pytest.raises(Refusal):
        establish(subject, "network.residual", not holds, Structure())


LINEAR, HOMOGENEOUS, CONSTANT = "network.linear", "network.homogeneous", "network.constant_trained"
AFFINE, PLAIN = "network.every_affine", "network.every_linear"
NEURON = "neuron shifted(z) = 2*z + 1"


@pytest.mark.parametrize(
    ("network", "holding"),
    [
        ("deep = 2 linear -> residual", {LINEAR, HOMOGENEOUS, PLAIN}),
        ("deep = 1 linear -> 3 linear -> residual output bias", {LINEAR, HOMOGENEOUS, AFFINE, CONSTANT}),
        ("deep = 2 linear -> residual hidden bias", {LINEAR}),
        ("deep = 2 shifted -> residual", {LINEAR}),
        ("deep = 2 shifted -> residual output bias", {LINEAR, AFFINE, CONSTANT}),
        ("deep = 2 linear with bias -> residual output bias", {LINEAR, AFFINE, CONSTANT}),
        ("deep = 2 linear with bias -> residual frozen deep.1.biases = (0, 0)", {LINEAR, HOMOGENEOUS, PLAIN}),
        ("deep = 2 linear with bias -> residual frozen deep.1.biases = (0, 1)", {LINEAR}),
        ("deep = 2 linear -> residual output bias frozen a0 = 0", {LINEAR, HOMOGENEOUS, PLAIN}),
        ("deep = 2 linear -> residual output bias frozen a0 = 1", {LINEAR, HOMOGENEOUS}),
        # Below the head everything may be frozen.
        ("deep = 2 linear -> residual frozen deep.1.weights", {LINEAR, HOMOGENEOUS, PLAIN}),
        ("deep = 2 linear -> residual output bias frozen deep.1", {LINEAR, HOMOGENEOUS, AFFINE, CONSTANT}),
        ("deep = 2 linear -> residual frozen deep.2.weights", {LINEAR, HOMOGENEOUS}),
        ("deep = 2 linear -> residual output bias frozen deep.output", {LINEAR, HOMOGENEOUS, CONSTANT}),
        ("deep = 2 relu -> residual output bias", {CONSTANT}),
        ("deep = 1 linear + 1 relu -> residual", set()),
    ],
)
def test_what_a_head_computes_over_affine_layers(network, holding):
    subject = problem(network, rest=NEURON)
    for condition in (LINEAR, HOMOGENEOUS, CONSTANT, AFFINE, PLAIN):
        establish(subject, condition, condition in holding, Structure())
        with pytest.raises(Refusal):
            establish(subject, condition, condition not in holding, Structure())


def statuses(subject):
    return conclude(subject, facts(subject).values(), None).statuses


CROSSED = "+ (1, 0), (-1, 0) - (0, 1), (0, -1), (2, 2)"


@pytest.mark.parametrize(
    ("network", "loss", "theorem", "holds"),
    [
        ("deep = 2 linear -> residual", "square", "thm.linear_global", True),
        ("deep = 2 linear -> residual", "hinge", "thm.linear_global", False),
        ("deep = 2 linear -> residual", "hinge", "thm.linear_valley", True),
        ("deep = 2 linear -> residual", "savage", "thm.linear_valley", False),
        ("deep = 2 linear with bias -> residual", "square", "thm.linear_valley", False),
        ("deep = 2 linear with bias -> residual output bias", "square", "thm.linear_global", True),
        ("deep = 2 linear -> residual frozen deep.output = (1, 1)", "square", "thm.linear_global", False),
        ("deep = 2 relu -> residual output bias", "square", "thm.linear_global", False),
        ("deep = 2 linear -> residual output bias", "squared_hinge", "rule.linear", True),
        ("deep = 2 linear -> residual", "squared_hinge", "rule.linear", False),
        ("deep = 2 linear -> residual output bias", "logistic", "rule.linear_increasing", True),
        ("deep = 2 relu -> residual output bias", "logistic", "rule.linear_increasing", False),
    ],
)
def test_linear_networks_with_a_head(network, loss, theorem, holds):
    assert (statuses(problem(network, CROSSED, loss))[theorem] is Status.HOLDS) == holds
