"""A bias that is frozen at a known value is a constant: who proposes points reads it as one."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.zeros import without_zeros
from theoremcheck.decide.registry import proposer
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.refusal import Refusal

SPECS = Path(__file__).parents[2] / "specs"
OUTLIER = "dataset d { - (-3, 3/2), (1, -1), (1, -3)  + (3, -3) }\n"
HUBER = "loss huber(z) = cases { z < -2: -z - 3/2; z <= 0: (1 + z)^2 / 2; else: z + 1/2 }\n"
FEATURES = "dataset d { - (3, 3/2), (1, 1), (1, 3)  + (3, -3), (-1, -1), (2, 1) }\nloss square\n"


def certified(text, rules):
    found = theoremcheck.check(text, search=False)
    assert found.verdict == "refuted"
    assert found.refutations[0].rule in rules
    assert theoremcheck.verify(text, found.certificate).goal in rules
    return found


@pytest.mark.parametrize("loss", ["loss square\n", HUBER])
@pytest.mark.parametrize(
    ("network", "rule"),
    [
        ("shortcut = 1 linear", "rule.outlier"),
        ("shortcut = 1 linear  output bias  frozen a0 = 0", "rule.outlier"),
        ("shortcut = 1 linear  hidden bias  frozen b = (0)", "rule.strict"),
        ("shortcut = 1 linear  hidden bias  output bias  frozen a0 = 0  frozen b = (0)", "rule.strict"),
    ],
)
def test_the_best_linear_fit_with_biases_frozen_at_0(loss, network, rule):
    found = certified(f"{OUTLIER}{loss}network {{ {network} }}\n", {rule})
    assert found.refutations[0].least == 1


@pytest.mark.parametrize(("frozen", "rule"), [("", "rule.frozen"), ("output bias frozen a0 = 0", "rule.strict")])
def test_the_best_fit_of_frozen_features_with_an_output_bias_frozen_at_0(frozen, rule):
    network = f"shortcut = 2 relu hidden bias frozen w = ((1, 0), (0, 1)) frozen b = (0, 0) {frozen}"
    certified(f"{FEATURES}network {{ {network} }}\n", {rule})


def test_the_check_of_fits_moves_a_bias_that_is_frozen_at_0():
    """trusted/minima/cells.py counts what a bias adds though it is frozen: the fit without it is not the best."""
    problem = loads(f"{OUTLIER}loss square\nnetwork {{ shortcut = 1 linear hidden bias frozen b = (0) }}").spec.problem
    _, evidence = next(proposer("minimum.hull")(Case(problem)))
    with pytest.raises(Refusal, match=r"multipliers\.annihilate"):
        establish(problem, "minimum.hull", True, evidence)


@pytest.mark.parametrize(
    ("dataset", "network", "condition"),
    [
        ("+ (1), (2)  - (-1), (1/2)", "deep = 2 relu with bias -> 2 relu with bias {0}", "minimum.deep"),
        (
            "+ (1), (-1)  - (2), (-2)",
            "deep = 2 linear with bias -> 1 linear with bias output bias {0}",
            "minimum.affine",
        ),
        ("+ (1), (2)  - (1), (2)", "deep = 2 tanh with bias -> 1 tanh with bias output bias {0}", "minimum.duplicate"),
        ("+ (1), (-1)  - (2), (-2)", "deep = 1 tanh with bias -> 1 silu with bias output bias {0}", "minimum.moment"),
    ],
)
@pytest.mark.parametrize("value", ["0", "1", "-1/3"])
@pytest.mark.parametrize("layer", [1, 2])
def test_layers_at_rest_have_the_biases_at_which_they_are_frozen(dataset, network, condition, value, layer):
    width = network.split()[2] if layer == 1 else network.split("->")[1].split()[0]
    frozen = f"frozen deep.{layer}.biases = ({', '.join([value] * int(width))})"
    text = f"dataset d {{ {dataset} }}\nloss logistic\nnetwork {{ {network.format(frozen)} }}\n"
    problem = loads(text).spec.problem
    found = [entry for _, entry in proposer(condition)(Case(problem))]
    biases = {entry.point.deep[layer - 1].bias for entry in found}
    assert biases <= {Fraction(value)}
    assert biases or condition == "minimum.deep"
    accepted = [entry for entry in found if _accepts(problem, condition, entry)]
    assert accepted or condition in ("minimum.deep", "minimum.moment")


def _accepts(problem, condition, evidence):
    try:
        establish(problem, condition, True, evidence)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("frozen", ["output bias  frozen a0 = 0", "hidden bias  frozen b = (0, 0, 0)"])
def test_rule_nobias_with_biases_frozen_at_0(frozen):
    text = (SPECS / "counterexamples/nobias_expm1.spec").read_text("utf-8").partition("expect")[0]
    certified(text.replace("shortcut = 3 expm1", f"shortcut = 3 expm1  {frozen}"), {"rule.nobias"})


def test_rule_quadric_with_hidden_biases_frozen_at_0():
    text = "dataset d {{ + (1), (-1), (3)  - (0), (2), (-2) }}\nloss square\nnetwork {{ shortcut = 3 quadratic {0} }}\n"
    certified(text.format(""), {"rule.quadric"})
    certified(text.format("hidden bias frozen b = (0, 0, 0)"), {"rule.quadric"})
    certified(text.format("output bias frozen a0 = 0"), {"rule.quadric"})


NETWORKS = (
    "shortcut = 1 tanh output bias hidden bias deep = 2 tanh -> 1 relu frozen a0 = {0}"
    " frozen deep.1.biases = ({1}, {1})",
    "shortcut = 2 tanh hidden bias beside = 1 relu deep = 1 relu with bias frozen b = ({0}, {1}) frozen deep.output",
)


@given(st.sampled_from(NETWORKS), st.integers(0, 1), st.integers(0, 1), st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_without_its_zeros_a_network_is_the_same_function_of_what_is_trained(network, first, second, seed):
    text = f"dataset d {{ + (1)  - (2) }}\nloss logistic\nnetwork {{ {network.format(first, second)} }}\n"
    problem = loads(text.replace("frozen deep.output", "frozen deep.output = (2)")).spec.problem
    reduced = without_zeros(problem)
    one, other = Layout.of(problem), Layout.of(reduced)
    assert len(one.trained) == len(other.trained)
    assert (reduced is problem) == (one.size == other.size)
    draw = random.Random(seed)
    centre = tuple(Fraction(draw.randint(-4, 4), 2) for _ in one.trained)
    theirs = _units(other, other.full(centre))
    assert _units(one, one.full(centre)) == theirs


def _units(layout, values):
    """a_0, and for each unit what leads into it, its bias and what leads out of it; 0 for a bias that there is not."""
    found = [values[0] if layout.network.output_bias else Fraction(0)]
    for branch in layout.branches:
        for number, layer in zip(branch.numbers, branch.layers, strict=True):
            for index in range(layer.width):
                near = layout.wiring(Unit(number, index))
                bias = Fraction(0) if near.bias is None else values[near.bias]
                found.append(([values[k] for k in near.incoming], bias, [values[k] for k in near.outgoing]))
    return found
