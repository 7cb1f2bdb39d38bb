"""From a spec's text to its verdict."""

from pathlib import Path

import pytest

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.theory.lookup import identifiers
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.findings import find_all
from theoremcheck.verdict.judge import judge

DIAGONAL = "dataset d { + (1, 0), (2, 1)  - (0, 1), (-1, 2) }"
XOR = "dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }"
LINES = "dataset d { + (1, 0), (-2, 0), (3, 0)  - (0, 1), (0, -3), (0, 2) }"
PLANES = (
    "dataset d { + (1, 0, 0, 0), (-1, 0, 0, 0), (0, 1, 0, 0), (0, -1, 0, 0)"
    "  - (0, 0, 1, 0), (0, 0, -1, 0), (0, 0, 0, 1), (0, 0, 0, -1) }"
)
STAR = "dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -3) }"
RANKS = (  # each class on a line through 0, eight samples each: far too many for partitions at M <= 5
    "dataset d { + (1, 0), (2, 0), (3, 0), (4, 0), (-1, 0), (-2, 0), (-3, 0), (-5, 0)"
    "  - (0, 1), (0, 2), (0, 3), (0, 4), (0, -1), (0, -2), (0, -3), (0, -5) }"
)
LINES4 = (  # each class in a plane, the planes meet in 0 only
    "dataset d { + (1, 0, 0, 0), (-2, 0, 0, 0), (0, 1, 0, 0), (0, -2, 0, 0), (1, 1, 0, 0), (-3, 1, 0, 0),"
    " (1, -4, 0, 0), (2, 3, 0, 0), (-2, -1, 0, 0), (-5, 2, 0, 0)"
    "  - (0, 0, 1, 0), (0, 0, -2, 0), (0, 0, 0, 1), (0, 0, 0, -2), (0, 0, 1, 1), (0, 0, -3, 1),"
    " (0, 0, 1, -4), (0, 0, 2, 3), (0, 0, -2, -1), (0, 0, -5, 2) }"
)


def spec_of(data, neuron, loss, network, rest=""):
    text = f"{data}\nneuron {neuron}\nloss {loss}\nnetwork {{ {network} }}\n{rest}"
    loaded = loads(text, known_ids=frozenset(identifiers()))
    assert loaded.spec is not None, loaded.render()
    return loaded.spec


def verdict_of(*parts, **options):
    verdict = judge(spec_of(*parts), Options(search=False, **options))
    assert verdict.alarm is None
    return verdict


# (data, neuron, loss, network) -> (verdict, variant or a failing condition)
TABLE = [
    (DIAGONAL, "softplus", "squared_hinge", "shortcut = 1 softplus", "proved", "thm.separable.monotone"),
    (DIAGONAL, "leaky_relu", "squared_hinge", "shortcut = 1 leaky_relu", "proved", "thm.separable.monotone"),
    (DIAGONAL, "elu", "logistic", "shortcut = 1 elu", "proved", "thm.separable.monotone"),
    (DIAGONAL, "n(z) = z^3 + z", "squared_hinge", "shortcut = 1 n", "proved", "thm.separable.monotone"),
    (DIAGONAL, "n(z) = z^3 + z/10^30", "squared_hinge", "shortcut = 1 n", "proved", "thm.separable.monotone"),
    (DIAGONAL, "n(z) = z^3 - z/10^30", "squared_hinge", "shortcut = 1 n", "undecided", "neuron.increasing"),
    (DIAGONAL, "cubic", "squared_hinge", "shortcut = 1 cubic", "proved", "thm.separable.monotone"),
    (DIAGONAL, "relu", "squared_hinge", "shortcut = 1 relu", "refuted", "neuron.increasing"),
    (DIAGONAL, "silu", "squared_hinge", "shortcut = 1 silu", "undecided", "neuron.increasing"),
    (DIAGONAL, "step", "squared_hinge", "shortcut = 1 step", "refuted", "neuron.increasing"),
    (DIAGONAL, "softplus", "hinge", "shortcut = 1 softplus", "proved", "thm.separable.kink"),
    ("dataset d { + (1, 0), (2, 1)  - (0, 1) }", "softplus", "hinge", "shortcut = 1 softplus  output bias", "refuted",
     "data.balanced_classes"),
    (DIAGONAL, "softplus", "l(z) = max(0, z)^2", "shortcut = 1 softplus", "refuted", "loss.active"),
    (DIAGONAL, "softplus", "l(z) = max(0, 1/10^30 + z)^2", "shortcut = 1 softplus", "proved", "thm.separable.monotone"),
    (DIAGONAL, "softplus", "square", "shortcut = 1 softplus", "undecided", "loss.nondecreasing"),
    (DIAGONAL, "softplus", "modified_huber", "shortcut = 1 softplus", "proved", "thm.separable.monotone"),
    (DIAGONAL, "softplus", "savage", "shortcut = 1 softplus", "proved", "thm.separable.monotone"),
    (XOR, "softplus", "polynomial_hinge(3)", "shortcut = 3 softplus  output bias", "proved", "thm.subspaces.c2"),
    (STAR, "softplus", "polynomial_hinge(3)", "shortcut = 1 softplus  hidden bias  output bias", "undecided",
     "network.width"),
    (STAR, "softplus", "polynomial_hinge(3)", "shortcut = 2 softplus  output bias", "proved",
     "thm.subspaces.independent"),
    (STAR, "softplus", "polynomial_hinge(3)", "shortcut = 1 softplus  output bias", "undecided",
     "network.width_independent"),
    (STAR, "softplus", "polynomial_hinge(3)", "shortcut = 2 softplus  hidden bias  output bias  frozen b = (2, 2)",
     "proved", "thm.subspaces.independent"),
    (STAR, "softplus", "polynomial_hinge(3)", "shortcut = 2 softplus  hidden bias  output bias  frozen b",
     "undecided", "network.width"),
    (RANKS, "softplus", "polynomial_hinge(3)", "shortcut = 2 softplus  hidden bias  output bias  frozen b = (1, 2)",
     "undecided", "network.width_independent"),
    (RANKS, "softplus", "exponential", "shortcut = 2 softplus  hidden bias  output bias  frozen b = (1, 2)",
     "undecided", "network.width_independent_two"),
    (RANKS, "softplus", "polynomial_hinge(3)", "shortcut = 2 softplus  hidden bias  output bias  frozen b",
     "undecided", "network.width_core"),
    (RANKS, "softplus", "polynomial_hinge(3)", "shortcut = 2 softplus  hidden bias  output bias  frozen b = (1, 1)",
     "proved", "thm.subspaces.independent"),
    (RANKS, "softplus", "polynomial_hinge(3)",
     "shortcut = 5 softplus  hidden bias  output bias  frozen b = (1, 2, 1, 3, 1)", "proved",
     "thm.subspaces.independent"),
    (RANKS, "softplus", "polynomial_hinge(3)",
     "shortcut = 4 softplus  hidden bias  output bias  frozen b = (1, 2, 1, 3)", "proved",
     "thm.subspaces.independent"),
    (LINES4, "softplus", "polynomial_hinge(3)",
     "shortcut = 4 softplus  hidden bias  output bias  frozen b = (1, 2, 1, 3)", "undecided",
     "network.width_independent_two"),
    (STAR, "softplus", "squared_hinge", "shortcut = 2 softplus  hidden bias  output bias", "proved", "thm.circuit"),
    (XOR, "softplus", "polynomial_hinge(3)", "shortcut = 2 softplus  hidden bias  output bias", "proved",
     "thm.circuit"),
    (XOR, "squareplus", "squared_hinge", "shortcut = 2 squareplus  hidden bias  output bias", "proved", "thm.circuit"),
    (XOR, "n(z) = exp(z) + z", "polynomial_hinge(3)", "shortcut = 2 n  hidden bias  output bias", "proved",
     "thm.circuit"),
    (XOR, "cosh", "polynomial_hinge(3)", "shortcut = 2 cosh  hidden bias  output bias", "undecided",
     "neuron.increasing"),
    (XOR, "softplus", "polynomial_hinge(3)", "shortcut = 2 softplus  hidden bias", "undecided",
     "network.output_bias"),
    (PLANES, "softplus", "polynomial_hinge(3)", "shortcut = 2 softplus  output bias", "proved",
     "thm.subspaces.independent_two"),
    (PLANES, "softplus", "polynomial_hinge(3)", "shortcut = 2 softplus  deep = 1 tanh  output bias", "undecided",
     "network.shortcut_only"),
    (LINES, "softplus", "polynomial_hinge(3)", "shortcut = 4 softplus  hidden bias  output bias", "proved",
     "thm.subspaces.fewer"),
    (LINES, "softplus", "polynomial_hinge(3)", "shortcut = 3 softplus  hidden bias  output bias", "undecided",
     "network.width"),
    (LINES, "softplus", "polynomial_hinge(3)", "shortcut = 4 softplus  hidden bias", "undecided", "network.width"),
    (XOR, "softplus", "squared_hinge", "shortcut = 3 softplus  output bias", "proved", "thm.subspaces.c1"),
    (XOR, "softplus", "squared_hinge", "shortcut = 2 softplus  output bias", "undecided", "network.width_distinct"),
    (XOR, "softplus", "polynomial_hinge(3)", "shortcut = 3 softplus", "proved", "thm.subspaces.c2"),
    (XOR, "expm1", "polynomial_hinge(3)", "shortcut = 3 expm1", "refuted", "data.origin_outside_hulls"),
    (XOR, "expm1", "polynomial_hinge(3)", "shortcut = 3 expm1  hidden bias", "proved", "thm.subspaces.c2"),
    (XOR, "n(z) = cosh(z) - 1", "polynomial_hinge(3)", "shortcut = 3 n", "refuted", "neuron.signed"),
    (XOR, "n(z) = cosh(z) - 1 + 1/10^30", "polynomial_hinge(3)", "shortcut = 3 n", "proved", "thm.subspaces.c2"),
    (XOR, "n(z) = z^4", "polynomial_hinge(3)", "shortcut = 3 n  output bias", "proved", "thm.independent"),
    (XOR, "n(z) = z^4", "polynomial_hinge(3)", "shortcut = 3 n  hidden bias  output bias", "proved",
     "thm.subspaces.c1"),
    (XOR, "n(z) = z^4", "polynomial_hinge(3)", "shortcut = 2 n  hidden bias  output bias", "undecided",
     "network.width_distinct"),
    (XOR, "exp", "exponential", "shortcut = 3 exp", "proved", "thm.vacuous"),
    (XOR, "softplus", "polynomial_hinge(3)", "shortcut = 3 softplus  output bias  frozen a0 = 1", "proved",
     "thm.subspaces.c2"),
    (XOR, "expm1", "polynomial_hinge(3)", "shortcut = 3 expm1  output bias  frozen a0 = 1", "undecided",
     "network.output_bias"),
    (XOR, "softplus", "polynomial_hinge(3)", "shortcut = 3 softplus  output bias  frozen a = (1, 1, 1)", "proved",
     "thm.subspaces.c1"),
    (XOR, "softplus", "polynomial_hinge(3)", "shortcut = 3 softplus  output bias  frozen a = (1, 0, 1)", "undecided",
     "network.width_distinct"),
    (DIAGONAL, "softplus", "squared_hinge", "shortcut = 2 softplus  frozen a = (0, 0)", "undecided",
     "network.hidden_trainable"),
    (DIAGONAL, "softplus", "squared_hinge", "shortcut = 2 softplus  frozen a = (0, 1)", "proved",
     "thm.separable.monotone"),
    (DIAGONAL, "softplus", "squared_hinge", "deep = 2 softplus -> 2 softplus", "undecided", "network.shortcut"),
    (DIAGONAL, "softplus", "squared_hinge", "deep = 1 softplus -> 2 softplus", "undecided", "network.chain"),
    (DIAGONAL, "softplus", "squared_hinge", "deep = 1 softplus -> 1 tanh", "proved", "thm.separable.funnel"),
    (DIAGONAL, "softplus", "squared_hinge", "deep = 1 softplus -> 1 softplus  frozen deep", "undecided",
     "network.chain"),
    (DIAGONAL, "softplus", "squared_hinge", "deep = 1 softplus -> 1 softplus", "proved", "thm.separable.chain"),
    (DIAGONAL, "leaky_relu", "squared_hinge", "deep = 1 leaky_relu -> 1 leaky_relu", "undecided", "neuron.c1"),
    ("dataset d { + 3, 4  - 1 }", "tanh", "squared_hinge", "deep = 1 tanh -> 1 tanh -> 1 tanh  hidden bias", "proved",
     "thm.separable.chain"),
    ("dataset d { + 3, 4  - 1 }", "tanh", "squared_hinge", "deep = 1 tanh -> 1 tanh -> 1 tanh", "undecided",
     "data.linearly_separable"),
    (DIAGONAL, "n(z) = exp(-z)", "squared_hinge", "shortcut = 1 n", "proved", "thm.separable.monotone"),
    (XOR, "n(z) = -log(1 + exp(z))", "polynomial_hinge(3)", "shortcut = 3 n", "proved", "thm.subspaces.c2"),
    (XOR, "n(z) = -log(1 + exp(z))", "polynomial_hinge(3)", "shortcut = 2 n", "proved", "thm.subspaces.independent"),
]  # fmt: skip


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case[1]}|{case[2]}|{case[3]}")
def test_table(case):
    *parts, answer, detail = case
    verdict = verdict_of(*parts)
    assert verdict.verdict == answer
    if answer == "proved":
        assert verdict.statuses[detail] is Status.HOLDS
        assert verdict.certificate.goal in verdict.theorems
    else:
        assert verdict.findings[detail].status is Status.FAILS
        assert verdict.certificate.goal == (verdict.rules[0] if answer == "refuted" else None)


def test_what_the_spec_does_not_say_stays_open():
    verdict = verdict_of(DIAGONAL, "softplus", "squared_hinge", "shortcut = 2 softplus  frozen a")
    assert verdict.verdict == "undecided"
    assert verdict.findings["network.hidden_trainable"].status is Status.OPEN


def test_sizes_of_abstract_classes_never_refute_a_width():
    """Samples may coincide, so n+ + n- - 1 is an upper bound on what is needed."""
    data = "dataset d { dimension 7  positives 2  negatives 3  assume span_exclusion }"
    verdict = verdict_of(data, "softplus", "squared_hinge", "shortcut = 3 softplus  output bias")
    assert verdict.findings["network.width_distinct"].status is Status.OPEN
    verdict = verdict_of(data, "softplus", "squared_hinge", "shortcut = 4 softplus  output bias")
    assert verdict.verdict == "conditional"


def test_a_hidden_bias_keeps_the_origin_outside_the_hulls_without_data():
    data = "dataset d { dimension 3  positives 2  negatives 2  assume span_exclusion }"
    neuron = "m { assume analytic, strictly_convex, increasing }"
    assert verdict_of(data, neuron, "polynomial_hinge(3)", "shortcut = 3 m  hidden bias").verdict == "conditional"
    assert verdict_of(data, neuron, "polynomial_hinge(3)", "shortcut = 3 m").verdict == "undecided"


def test_a_frozen_single_deep_layer_is_no_shortcut():
    verdict = verdict_of(DIAGONAL, "softplus", "squared_hinge", "deep = 3 softplus  frozen deep")
    assert verdict.findings["network.shortcut"].status is Status.FAILS


def test_large_data_leave_costly_conditions_open_unless_asked(monkeypatch):
    monkeypatch.setattr("theoremcheck.decide.data.size.LARGE", 0)
    spec = spec_of(XOR, "relu", "squared_hinge", "shortcut = 3 relu")
    found = find_all(spec.problem, frozenset({"network.width"}), lambda _: None)
    assert found["network.width"].status is Status.HOLDS
    assert found["network.width_core"].status is Status.OPEN
    assert found["network.width_core"].reason.code == "finding.idle"


@pytest.mark.parametrize(
    "formula, where",
    [
        ("log(1 + z)", "z = -1"),
        ("1/(exp(z) - 2)", "z = log(2)"),
        ("1/(z^3 - z - 7)", "a zero of -7 + z^3 - z"),
        ("z/z", "z = 0"),
        ("(z^2 - 1)/(z - 1)", "z = 1"),
        ("sqrt(z)", "z = -1"),
    ],
)
def test_domain_errors_name_the_point(formula, where):
    (error,) = domain_errors(spec_of(DIAGONAL, f"n(z) = {formula}", "squared_hinge", "shortcut = 1 n"))
    assert error.code == "E052"
    assert where in error.message
    assert error.span is not None
    assert error.span.line == 2


@pytest.mark.parametrize("formula", ["log(1 + exp(z))", "sqrt(1 + z^2)", "1/(2 + sin(z))", "log(cosh(z))"])
def test_no_domain_error_where_the_formula_is_defined(formula):
    assert not domain_errors(spec_of(DIAGONAL, f"n(z) = {formula}", "squared_hinge", "shortcut = 1 n"))


def test_domain_errors_stand_at_the_operation():
    text = (
        "dataset d { + (1, 0)  - (0, 1) }\nneuron s(z) = z^2 + 3 * log(z + 2) - 1\n"
        "loss l(z) = exp(z) / (exp(z) - 1)\nnetwork { shortcut = 3 s }\n"
    )
    spec = loads(text).spec
    assert spec is not None
    places = [(entry.span.line, entry.span.column) for entry in domain_errors(spec) if entry.span is not None]
    assert places == [(2, 25), (3, 22)]


def test_a_spec_that_asks_for_no_starts_is_searched_only_if_the_caller_asks():
    path = Path(__file__).parents[2] / "specs" / "open" / "valley_penalty.spec"
    verdict = theoremcheck.check(path)
    assert verdict.verdict == "undecided"
    assert "Search: no search was made (starts 0 in the spec)." in verdict.report
    assert theoremcheck.loads(verdict.spec.text) == verdict.spec
    assert theoremcheck.check(path, starts=20).search is not None
