"""What the kernel reads off a problem's structure: shared biases, the domains of the deep part, digests."""

from dataclasses import replace
from fractions import Fraction

import pytest

from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data.structure import sharing_hidden_bias
from theoremcheck.trusted.functions.shape import DeepDomains
from theoremcheck.trusted.functions.smooth import Calculus
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.model import Assumption, Block, Frozen, Function, Layer, OpaqueFunction
from theoremcheck.trusted.refusal import Refusal

LINES = "dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -3) }"


def problem(network, neuron="softplus", rest=""):
    loaded = loads(f"{LINES}\nneuron {neuron}\nloss squared_hinge\nnetwork {{ {network} }}\n{rest}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def with_biases(*values):
    base = problem(f"shortcut = {len(values)} softplus  hidden bias")
    entry = Frozen(Block.HIDDEN_BIAS, tuple(map(Fraction, values)))
    return replace(base, network=replace(base.network, frozen=(entry,)))


@pytest.mark.parametrize(
    "values, sharing", [((1, 1), 2), ((1, 2), 1), ((1, 2, 1), 2), ((3, 3, 1, 3), 3), ((0, 0, 1, 1, 1), 3), ((7,), 1)]
)
def test_frozen_biases_are_shared_by_value(values, sharing):
    assert sharing_hidden_bias(with_biases(*values)) == sharing


@pytest.mark.parametrize("network", ["shortcut = 4 softplus", "shortcut = 4 softplus  hidden bias"])
def test_biases_that_are_absent_or_trained_are_shared_by_all(network):
    assert sharing_hidden_bias(problem(network)) == 4


def test_biases_frozen_at_unknown_values_are_not_known_to_be_shared():
    network = "shortcut = 3 softplus  hidden bias  frozen b"
    for condition in ("network.width_independent", "network.width_independent_two"):
        with pytest.raises(Refusal, match=r"^structure\.frozen_unknown\(block=b\)$"):
            check_claim(problem(network), Claim(condition, True, Structure()))


@pytest.mark.parametrize("values", [(0, 1), (0, 1, 2), (0, 0, 1, 1)])
def test_two_neurons_with_two_biases_are_not_wide_enough(values):
    claim = Claim("network.width_independent_two", True, Structure())
    with pytest.raises(Refusal):
        check_claim(with_biases(*values), claim)
    assert check_claim(with_biases(*values), replace(claim, holds=False)).status is Status.FAILS


def test_every_deep_neuron_needs_a_domain():
    found = problem("shortcut = 1 softplus  deep = 2 tanh -> 1 softplus")
    claim = Claim("network.deep_defined", True, DeepDomains((Calculus(()),)))
    assert check_claim(found, claim).status is Status.HOLDS
    with pytest.raises(Refusal, match=r"^shape\.deep_parts$"):
        check_claim(found, replace(claim, evidence=DeepDomains(())))
    assert [entry.name for entry in found.deep_functions] == ["tanh"]


def test_a_deep_neuron_without_a_domain_is_refused():
    found = problem("shortcut = 1 softplus  deep = 2 tanh -> 1 softplus")
    log = problem("shortcut = 1 n", "n(z) = log(z)").neuron
    layers = (replace(found.network.deep[0], neuron=log), found.network.deep[1])
    undefined = replace(found, network=replace(found.network, deep=layers))
    with pytest.raises(Refusal):
        check_claim(undefined, Claim("network.deep_defined", True, DeepDomains((Calculus(()),))))
    with pytest.raises(Refusal, match=r"facts\.not_refutable\(condition=network.deep_defined\)"):
        check_claim(undefined, Claim("network.deep_defined", False, DeepDomains((Calculus(()),))))


# --- equal digests mean equal problems --------------------------------------------------------------------------


def chain_of(first, second):
    base = problem("deep = 1 softplus -> 1 softplus")
    deep = (Layer(1, first), Layer(1, second))
    return replace(base, neuron=first, network=replace(base.network, deep=deep))


def opaque(name):
    return OpaqueFunction((Assumption("neuron.c1", True),), name)


def test_two_opaque_functions_are_not_one():
    same, other = chain_of(opaque("m"), opaque("m")), chain_of(opaque("m"), opaque("k"))
    claim = Claim("network.chain", True, Structure())
    assert check_claim(same, claim).status is Status.HOLDS
    with pytest.raises(Refusal):
        check_claim(other, claim)
    assert same.digests["problem"] != other.digests["problem"]


def test_renaming_changes_no_digest_and_no_problem():
    assert chain_of(opaque("m"), opaque("k")).digests == chain_of(opaque("a"), opaque("b")).digests
    base = problem("deep = 1 softplus -> 1 softplus")
    formula = base.neuron
    assert isinstance(formula, Function)
    renamed = chain_of(formula, Function(formula.expr, "another name"))
    assert renamed.digests == base.digests
    assert renamed == base
    assert check_claim(renamed, Claim("network.chain", True, Structure())).status is Status.HOLDS
