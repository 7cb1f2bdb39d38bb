"""Linear networks: what the kernel reads off the neurons, what is trained, and the penalties."""

import pytest

from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data.linear import FACTS
from theoremcheck.trusted.functions.affine import is_affine
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.model import OpaqueFunction
from theoremcheck.trusted.refusal import Refusal

PART, CONSTANT, SEEN = "network.linear_part", "network.constant_trained", "network.constant_seen"
LINEAR, HOMOGENEOUS = "network.linear", "network.homogeneous"
AFFINE, PLAIN, TRAINED = "network.every_affine", "network.every_linear", "network.linear_trained"
WIDE = "network.linear_wide"
MOVING, BARE, STILL = "network.linear_unfrozen", "network.homogeneous_unfrozen", "network.deep_frozen"
NETWORK = (PART, CONSTANT, SEEN, LINEAR, HOMOGENEOUS, AFFINE, PLAIN, TRAINED, WIDE)

# Of each network the conditions that hold; the others fail.
NETWORKS = [
    # Branches.
    ("deep = 2 linear -> 3 linear", {PART, SEEN, LINEAR, HOMOGENEOUS, PLAIN, TRAINED, WIDE}),
    ("deep = 2 linear -> 3 linear  output bias", {PART, CONSTANT, SEEN, LINEAR, HOMOGENEOUS, AFFINE, TRAINED, WIDE}),
    ("deep = 2 linear -> 3 linear  hidden bias", {PART, CONSTANT, SEEN, LINEAR, AFFINE, TRAINED, WIDE}),
    ("deep = 2 linear -> 3 linear with bias", {PART, CONSTANT, SEEN, LINEAR, AFFINE, TRAINED, WIDE}),
    ("deep = 2 linear -> 3 shifted", {PART, SEEN, LINEAR, TRAINED, WIDE}),
    ("deep = 2 linear -> 3 shifted  output bias", {PART, CONSTANT, SEEN, LINEAR, AFFINE, TRAINED, WIDE}),
    ("deep = 2 linear -> 1 linear + 1 relu", {SEEN}),
    ("deep = 2 relu  hidden bias", set()),
    ("deep = 2 constant", {SEEN}),
    ("deep = 1 linear  beside = 2 relu with bias", {PART, SEEN}),
    ("deep = 1 relu  beside = 2 linear with bias", {PART, CONSTANT, SEEN, WIDE}),
    ("deep = 1 linear  beside = 2 linear with bias", {PART, CONSTANT, SEEN, LINEAR, AFFINE, TRAINED, WIDE}),
    # What is frozen of a branch.
    ("deep = 1 linear -> 1 linear  frozen deep.1.weights = (1, 0)", {SEEN, LINEAR, HOMOGENEOUS}),
    ("deep = 1 linear -> 1 linear  frozen deep.2.weights = (1)  hidden bias", {LINEAR}),
    ("deep = 1 linear  frozen deep.output = (1)  output bias", {CONSTANT, SEEN, LINEAR, HOMOGENEOUS}),
    ("deep = 1 linear  frozen deep = (1, 0, 1)", {SEEN, LINEAR, HOMOGENEOUS}),
    ("deep = 1 linear with bias  frozen deep = (1, 0, 0, 1)", {SEEN, LINEAR, HOMOGENEOUS}),
    ("deep = 1 linear with bias  frozen deep = (1, 0, 2, 1)", {SEEN, LINEAR}),
    ("deep = 2 linear with bias  frozen deep.1.biases = (0, 0)",
     {PART, SEEN, LINEAR, HOMOGENEOUS, PLAIN, TRAINED, WIDE}),
    ("deep = 2 linear with bias  frozen deep.1.biases = (0, 1)", {PART, SEEN, LINEAR, TRAINED, WIDE}),
    ("deep = 2 linear  beside = 1 linear with bias  frozen beside.1.biases = (0)",
     {PART, SEEN, LINEAR, HOMOGENEOUS, PLAIN, TRAINED, WIDE}),
    ("deep = 2 linear  beside = 1 linear with bias  frozen beside.1.biases = (3)", {PART, SEEN, LINEAR, TRAINED, WIDE}),
    ("deep = 2 linear -> 1 linear  output bias  frozen a0 = 0", {PART, SEEN, LINEAR, HOMOGENEOUS, PLAIN, TRAINED}),
    ("deep = 2 linear -> 1 linear  output bias  frozen a0 = 1", {PART, SEEN, LINEAR, HOMOGENEOUS, TRAINED}),
    # The shortcut.
    ("shortcut = 2 linear", {PART, SEEN, LINEAR, HOMOGENEOUS, PLAIN, TRAINED, WIDE}),
    ("shortcut = 2 linear  hidden bias", {PART, CONSTANT, SEEN, LINEAR, AFFINE, TRAINED, WIDE}),
    ("shortcut = 2 linear  hidden bias  frozen b = (0, 0)", {PART, SEEN, LINEAR, HOMOGENEOUS, PLAIN, TRAINED, WIDE}),
    ("shortcut = 2 linear  hidden bias  frozen b = (0, 1)", {PART, SEEN, LINEAR, TRAINED, WIDE}),
    ("shortcut = 2 linear  frozen a = (0, 0)", {SEEN, LINEAR, HOMOGENEOUS}),
    ("shortcut = 2 linear  frozen a = (0, 2)", {PART, SEEN, LINEAR, HOMOGENEOUS, TRAINED, WIDE}),
    ("shortcut = 2 linear  hidden bias  frozen w", {LINEAR}),
    ("shortcut = 2 linear  output bias", {PART, CONSTANT, SEEN, LINEAR, HOMOGENEOUS, AFFINE, TRAINED, WIDE}),
    ("shortcut = 2 linear  output bias  frozen a = (1, 1)", {PART, CONSTANT, SEEN, LINEAR, HOMOGENEOUS, TRAINED, WIDE}),
    ("shortcut = 2 relu  hidden bias  deep = 1 linear without bias", {PART}),
    ("shortcut = 2 relu  hidden bias  deep = 1 linear with bias", {PART, CONSTANT, SEEN}),
    ("shortcut = 2 linear  hidden bias  deep = 1 relu", {PART, CONSTANT, SEEN, WIDE}),
    ("shortcut = 2 linear  deep = 1 linear", {PART, SEEN, LINEAR, HOMOGENEOUS, PLAIN, TRAINED, WIDE}),
    ("shortcut = 2 linear  hidden bias  deep = 1 linear without bias",
     {PART, CONSTANT, SEEN, LINEAR, AFFINE, TRAINED, WIDE}),
]  # fmt: skip

FUNCTIONS = "neuron shifted(z) = 2 * z + 1\nneuron constant(z) = 3\n"


def problem(network, rest=""):
    text = f"dataset d {{ + (1, 0), (-2, 0)  - (0, 1), (0, -3) }}\n{FUNCTIONS}"
    loaded = loads(f"{text}loss squared_hinge\nnetwork {{ {network} }}\n{rest}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


@pytest.mark.parametrize("network, holding", NETWORKS, ids=[network for network, _ in NETWORKS])
def test_what_holds_of_a_network(network, holding):
    found = problem(network)
    for condition in NETWORK:
        claim = Claim(condition, condition in holding, Structure())
        assert check_claim(found, claim).status is (Status.HOLDS if condition in holding else Status.FAILS), condition
        with pytest.raises(Refusal, match=r"^facts\.opposite$"):
            check_claim(found, Claim(condition, condition not in holding, Structure()))


@pytest.mark.parametrize(
    "regularizer, holds",
    [("l2(a)", True), ("0 * l2(deep)", True), ("l2(a0)", False), ("l2(w)", False), ("l2(b)", False),
     ("l2(deep)", False), ("l2(a, w)", False)],
)  # fmt: skip
def test_penalties_on_the_output_weights_alone(regularizer, holds):
    network = "shortcut = 2 linear  hidden bias  output bias  deep = 1 linear"
    found = problem(network, f"objective {{ regularizer = {regularizer} }}")
    assert FACTS["objective.outputs_only"](found) is holds


@pytest.mark.parametrize(
    "network, condition, block",
    [
        ("deep = 2 linear  output bias  frozen a0", PLAIN, "a0"),
        ("shortcut = 1 linear  hidden bias  frozen b", HOMOGENEOUS, "b"),
        ("deep = 2 linear with bias  frozen deep.1.biases", HOMOGENEOUS, "deep.1.biases"),
    ],
)
def test_values_that_are_not_known_are_not_known_to_be_0(network, condition, block):
    for holds in (True, False):
        with pytest.raises(Refusal, match=rf"^linear\.frozen_unknown\(block={block}\)$"):
            check_claim(problem(network), Claim(condition, holds, Structure()))


AFFINE_FORMULAS = ("z", "-z / 3 + 1", "z + sqrt(2)", "log(2) * z", "(z + 1)^2 - z^2", "z + e^z - e^z")
BENT = ("3", "z^2", "max(0, z)", "max(z, 2 * z)", "tanh(z)", "sin(z)", "abs(z)", "z^3", "sigmoid(z)", "z + e^(-z^2)")


@pytest.mark.parametrize("formula", [*AFFINE_FORMULAS, *BENT])
def test_which_functions_are_affine(formula):
    found = loads(f"dataset d {{ + (1) - (2) }}\nneuron n(z) = {formula}\nloss hinge\nnetwork {{ shortcut = 1 n }}")
    assert found.spec is not None, found.render()
    assert is_affine(found.spec.problem.neuron) is (formula in AFFINE_FORMULAS)


@pytest.mark.parametrize("formula", ["sin(8 * atan(1) * z)^2", "max(z, z + sin(8 * atan(1) * z)^2)"])
def test_a_function_that_meets_a_line_wherever_it_is_asked_is_left_open(formula):
    found = loads(f"dataset d {{ + (1) - (2) }}\nneuron n(z) = {formula}\nloss hinge\nnetwork {{ shortcut = 1 n }}")
    assert found.spec is not None, found.render()
    with pytest.raises(Refusal):
        is_affine(found.spec.problem.neuron)


def test_an_opaque_neuron_is_not_known_to_be_affine():
    with pytest.raises(Refusal, match=r"^affine\.opaque$"):
        is_affine(OpaqueFunction((), "n"))


def test_one_linear_part_is_enough_whatever_is_not_known_of_another():
    found = problem("shortcut = 2 relu  deep = 1 linear", "")
    opaque = OpaqueFunction((), "n")
    from dataclasses import replace

    changed = replace(found, neuron=opaque)
    assert FACTS[PART](changed)
    with pytest.raises(Refusal, match=r"^affine\.opaque$"):
        FACTS[LINEAR](changed)


@pytest.mark.parametrize("bounds, answer", [("1 <= c <= 2", True), ("c < 0", True), ("-1 <= c <= 1", None)])
def test_a_symbolic_slope_is_affine_where_it_is_never_0(bounds, answer):
    text = "dataset d { + (1) - (2) }\nneuron n(z) = c * z\n  assume {}\nloss hinge\nnetwork "
    loaded = loads(text.replace("{}", bounds) + "{ shortcut = 1 n }")
    assert loaded.spec is not None, loaded.render()
    neuron = loaded.spec.problem.neuron
    if answer is None:
        with pytest.raises(Refusal):
            is_affine(neuron)
    else:
        assert is_affine(neuron) is answer


# Of each network those of MOVING, BARE and STILL that hold.
OFFSETS = [
    ("shortcut = 2 linear", {MOVING, BARE, STILL}),
    ("shortcut = 2 linear  hidden bias", {MOVING, STILL}),
    ("shortcut = 2 relu", {STILL}),
    ("shortcut = 2 linear  deep = 2 relu with bias  frozen deep = (1, 0, 0, 1, 2, 3, 1, 1)", {MOVING, BARE, STILL}),
    ("shortcut = 2 linear  deep = 2 relu with bias  frozen deep", {MOVING, BARE, STILL}),
    ("shortcut = 2 linear  deep = 2 relu  frozen deep.1.weights = (1, 0, 0, 1)", set()),
    ("shortcut = 2 linear  deep = 2 relu  frozen deep.1.weights  frozen deep.output", {MOVING, BARE, STILL}),
    ("shortcut = 2 linear  deep = 2 relu with bias  frozen deep.1.weights  frozen deep.output", set()),
    ("shortcut = 2 linear  deep = 2 relu  beside = 1 linear with bias  frozen deep", {MOVING}),
    ("shortcut = 2 linear  deep = 2 relu  beside = 1 linear with bias  frozen deep  frozen beside.1.biases = (0)",
     {MOVING, BARE}),
    ("shortcut = 2 linear  deep = 2 relu  beside = 1 linear with bias  frozen deep  frozen beside.1.biases = (2)",
     {MOVING}),
    ("shortcut = 2 linear  deep = 2 relu  beside = 1 relu  frozen deep  frozen beside", {MOVING, BARE, STILL}),
    ("shortcut = 2 relu  deep = 2 linear  frozen a = (1, 2)  frozen w = ((1, 0), (0, 1))", {MOVING, BARE}),
    ("shortcut = 2 relu  deep = 2 linear  frozen a  frozen w", {MOVING, BARE}),
    ("shortcut = 2 relu  deep = 2 linear  frozen a = (0, 0)", set()),
    ("shortcut = 2 relu  deep = 2 linear without bias  hidden bias  frozen a  frozen w", set()),
    ("shortcut = 2 relu  deep = 2 linear without bias  hidden bias  frozen a  frozen w  frozen b", {MOVING, BARE}),
    ("shortcut = 2 linear  frozen w  frozen a  output bias", {MOVING, BARE, STILL}),
    ("deep = 2 relu  output bias  frozen deep", {MOVING, BARE, STILL}),
]  # fmt: skip


@pytest.mark.parametrize(("network", "holding"), OFFSETS)
def test_parts_in_which_nothing_is_trained(network, holding):
    data = "dataset d { + (1, 2), (2, 1)  - (0, 1) }"
    found = loads(f"{data} neuron shifted(z) = z + 1 loss logistic network {{ {network} }}")
    assert found.spec is not None, found.render()
    assert {name for name in (MOVING, BARE, STILL) if FACTS[name](found.spec.problem)} == holding


def test_an_offset_is_no_linear_network():
    """The best linear fit is one of the targets that are stated: an offset makes others of them."""
    data = "dataset d { + (1, 2), (2, 1)  - (0, 1) }"
    network = "shortcut = 2 linear  output bias  deep = 1 relu  frozen deep = (1, 1, 5)"
    found = loads(f"{data} loss square network {{ {network} }}").spec.problem
    assert not any(FACTS[name](found) for name in (LINEAR, HOMOGENEOUS, AFFINE, PLAIN, TRAINED))
