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
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    Assumption,
    Block,
    Frozen,
    Function,
    Layer,
    Objective,
    OpaqueFunction,
    Penalty,
)
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


@pytest.mark.parametrize(
    "network, wide",
    [
        ("shortcut = 3 softplus", True),
        ("shortcut = 2 softplus", False),
        ("shortcut = 3 softplus  frozen a = (1, -2, 1/2)", True),
        ("shortcut = 4 softplus  frozen a = (1, 0, 0, 1/2)", False),
        ("shortcut = 4 softplus  frozen a = (1, 0, -1, 1/2)", True),
        ("shortcut = 3 softplus  hidden bias  frozen b", True),
        ("deep = 3 softplus -> 1 softplus", False),
    ],
)
def test_neurons_with_a_part_in_f_are_counted(network, wide):
    """n+ + n- - 1 = 3 of them for two distinct samples in each class."""
    claim = Claim("network.width_distinct", wide, Structure())
    assert check_claim(problem(network), claim).status is (Status.HOLDS if wide else Status.FAILS)
    with pytest.raises(Refusal):
        check_claim(problem(network), replace(claim, holds=not wide))


def test_output_weights_frozen_at_unknown_values_are_not_known_to_count():
    for holds in (True, False):
        with pytest.raises(Refusal, match=r"^structure\.frozen_unknown\(block=a\)$"):
            check_claim(problem("shortcut = 9 softplus  frozen a"), Claim("network.width_distinct", holds, Structure()))


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


@pytest.mark.parametrize(
    "penalty, unpenalised, not_rewarded",
    [((), True, True), ((1,), False, True), ((-1,), False, False), ((1, -1), False, True), ((0,), True, True)],
)
def test_penalties_on_the_output_bias(penalty, unpenalised, not_rewarded):
    """Each term counts for the one, which moves a_0 to first order; their sum for the other, which bounds it."""
    base = problem("shortcut = 1 softplus  output bias")
    terms = tuple(Penalty(Fraction(c), (Block.OUTPUT_BIAS, Block.OUTPUT_WEIGHTS)) for c in penalty)
    found = replace(base, objective=Objective((*terms, Penalty(Fraction(1), (Block.OUTPUT_WEIGHTS,)))))
    for name, holds in (("unpenalised", unpenalised), ("not_rewarded", not_rewarded)):
        claim = Claim(f"objective.output_bias_{name}", holds, Structure())
        assert check_claim(found, claim).status is (Status.HOLDS if holds else Status.FAILS)
        with pytest.raises(Refusal):
            check_claim(found, replace(claim, holds=not holds))


def test_frozen_output_weights():
    for network, holds in (("frozen a = (1, 0)", True), ("frozen a", True), ("frozen w", False)):
        claim = Claim("network.output_weights_frozen", holds, Structure())
        assert check_claim(problem(f"shortcut = 2 softplus  {network}"), claim)


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


def holds(found, condition):
    """What the kernel says of a condition that it reads off the problem."""
    for answer in (True, False):
        try:
            return check_claim(found, Claim(condition, answer, Structure())).status is Status.HOLDS
        except Refusal:
            continue
    raise AssertionError(condition)


MIXED = {
    "a linear unit beside": "shortcut = 2 softplus + 1 linear  hidden bias",
    "two branches": "shortcut = 2 softplus  beside = 1 tanh -> 1 relu with bias  deep = 2 relu + 1 tanh -> 1 relu",
    "a frozen layer": "shortcut = 2 softplus  deep = 2 relu -> 1 relu  frozen deep.1 = (1, 2, 3, 4)",
}


@pytest.mark.parametrize("name", MIXED)
def test_units_of_other_kinds_are_the_deep_part(name):
    found = problem(MIXED[name])
    for condition in ("network.shortcut", "network.trainable", "network.neurons_trainable", "network.width_two"):
        assert holds(found, condition), condition
    for condition in ("network.shortcut_only", "network.chain"):
        assert not holds(found, condition), condition
    assert found.network.width == 2


def test_every_neuron_of_every_branch_needs_a_domain():
    found = problem("shortcut = 1 softplus  deep = 1 relu + 1 tanh  beside = 1 softplus + 1 sin -> 1 tanh + 1 erf")
    assert [entry.name for entry in found.deep_functions] == ["relu", "tanh", "sin", "erf"]


def test_the_deep_part_may_be_frozen_and_the_shortcut_not():
    base = "shortcut = 1 softplus  hidden bias  output bias  deep = 1 tanh -> 1 tanh"
    for line, trainable in (
        ("frozen deep.1.weights", True),
        ("frozen deep.output  frozen deep.2", True),
        ("trainable a0, a, w, b, deep.output", True),
        ("trainable a, w, b, deep.output", False),
        ("frozen deep.1  frozen b", False),
    ):
        assert holds(problem(f"{base}  {line}"), "network.trainable") is trainable, line


@pytest.mark.parametrize(
    "network, chain",
    [
        ("deep = 1 softplus -> 1 softplus", True),
        ("deep = 1 softplus with bias -> 1 softplus", True),
        ("deep = 1 softplus without bias -> 1 softplus with bias  hidden bias", True),
        ("deep = 1 softplus -> 1 softplus  beside = 1 softplus", False),
        ("deep = 1 softplus -> 1 softplus + 1 tanh", False),
        ("deep = 1 softplus -> 1 tanh", False),
        ("deep = 1 softplus -> 1 softplus  frozen deep.output = (1)", False),
        ("deep = 1 softplus -> 1 softplus with bias  frozen deep.2.biases", False),
        # X_i = (x_i, 1) because of the shortcut: a chain that meets x_i alone is no chain for these X_i.
        ("shortcut = 1 softplus  hidden bias  deep = 1 softplus without bias -> 1 softplus", False),
        ("shortcut = 1 softplus  hidden bias  deep = 1 softplus -> 1 softplus without bias", True),
        ("shortcut = 1 softplus  deep = 1 softplus with bias -> 1 softplus", True),
        ("shortcut = 1 softplus  hidden bias  frozen b  deep = 1 softplus without bias", True),
    ],
)
def test_chains(network, chain):
    assert holds(problem(network), "network.chain") is chain


@pytest.mark.parametrize(
    "network, lifted",
    [
        ("deep = 1 tanh with bias -> 1 tanh", True),
        ("deep = 1 tanh without bias -> 1 tanh  hidden bias", False),
        ("deep = 1 tanh with bias -> 1 tanh  frozen deep.1.biases", False),
        ("deep = 1 tanh with bias -> 1 tanh  frozen deep.1.weights", True),
        ("deep = 1 tanh with bias -> 1 tanh  frozen deep", False),
        ("beside = 1 tanh with bias", True),
        ("shortcut = 1 tanh  deep = 1 tanh with bias", False),
        ("shortcut = 1 tanh  hidden bias  deep = 1 tanh without bias", True),
        ("shortcut = 1 tanh  hidden bias  frozen b", False),
    ],
)
def test_what_the_first_layer_sees(network, lifted):
    assert len(problem(network).inputs[0]) == 2 + lifted


def test_a_digest_tells_networks_apart():
    texts = (
        "deep = 1 relu -> 1 tanh",
        "deep = 1 relu with bias -> 1 tanh",
        "deep = 1 relu -> 1 tanh with bias",
        "deep = 1 relu -> 1 tanh  hidden bias",
        "deep = 1 relu without bias -> 1 tanh  hidden bias",
        "deep = 1 relu + 1 tanh -> 1 tanh",
        "deep = 1 tanh + 1 relu -> 1 tanh",
        "deep = 1 relu + 2 tanh -> 1 tanh",
        "deep = 2 relu + 1 tanh -> 1 tanh",
        "beside = 1 relu -> 1 tanh",
        "deep = 1 relu  beside = 1 tanh",
        "deep = 1 tanh  beside = 1 relu",
        "deep = 1 relu -> 1 tanh  frozen deep.1 = (1, 1)",
        "deep = 1 relu -> 1 tanh  frozen deep.2 = (1)",
        "deep = 1 relu -> 1 tanh  frozen deep.output = (1)",
        "deep = 1 relu -> 1 tanh  frozen deep.output",
    )
    assert len({problem(text).digests["network"] for text in texts}) == len(texts)
    base = "deep = 1 relu -> 1 tanh  hidden bias"
    parts = ("deep", "deep.weights", "deep.biases", "deep.1", "deep.2", "deep.output", "deep.1, deep.output")
    rests = [f"objective {{ regularizer = l2({part}) }}" for part in parts]
    assert len({problem(base, rest=rest).digests["objective"] for rest in rests}) == len(rests)


def test_a_problem_that_could_be_said_before_keeps_its_digest():
    """Certificates name problems by these digests."""
    found = problem("shortcut = 2 softplus  hidden bias  deep = 3 relu -> 2 relu  frozen deep")
    assert found.digests["network"] == "2a55c24c06ac474f4245aef9d0d2b62dd2802594ba8ce319c9b275ddcf6b032a"
    whole = problem(
        "shortcut = 2 softplus  hidden bias  deep = 3 relu -> 2 relu  frozen deep.weights  frozen deep.biases"
    )
    assert whole.digests == found.digests
    assert whole == found


# --- as many neurons as samples ---------------------------------------------------------------------------------------


def answer(found, condition):
    """What the kernel says of a predicate; the reason where it does not know."""
    for holds in (True, False):
        try:
            return check_claim(found, Claim(condition, holds, Structure())).status is Status.HOLDS
        except Refusal as refusal:
            reason = refusal.reason
            if reason.code != "facts.opposite":
                return reason.code
    raise AssertionError(condition)


@pytest.mark.parametrize(
    "network, wide",
    [
        ("shortcut = 4 softplus", True),
        ("shortcut = 3 softplus", False),
        ("shortcut = 3 softplus  output bias", True),
        ("shortcut = 2 softplus  output bias", False),
        ("shortcut = 3 softplus  output bias  frozen a0 = 1", False),
        ("shortcut = 3 softplus  hidden bias  output bias", True),
        ("shortcut = 3 softplus  hidden bias", False),
        ("shortcut = 4 softplus  hidden bias  frozen b = (1, 1, 1, 1)", True),
    ],
)
def test_as_many_neurons_as_samples(network, wide):
    assert answer(problem(network), "network.width_samples") is wide


def test_samples_at_one_point_count_once_whatever_their_labels():
    def found(width, data):
        loaded = loads(f"dataset d {{ {data} }}\nneuron relu\nloss hinge\nnetwork {{ shortcut = {width} relu }}")
        assert loaded.spec is not None, loaded.render()
        return loaded.spec.problem

    repeated = "+ (1), (1), 3 * (2)  - (1), (2/1)"
    assert answer(found(2, repeated), "network.width_samples") is True
    assert answer(found(1, repeated), "network.width_samples") is False
    # Points that agree up to the sign, or to a factor, are different.
    assert answer(found(2, "+ (1)  - (-1), (2)"), "network.width_samples") is False


@pytest.mark.parametrize(
    "sizes, width, said",
    [
        ((2, 3), 5, True),
        ((2, 3), 4, "structure.sizes_count_samples"),
        ((2, None), 9, "structure.sizes_unknown"),
        ((None, 3), 9, "structure.sizes_unknown"),
    ],
)
def test_of_abstract_data_all_samples_count(sizes, width, said):
    base = problem(f"shortcut = {width} softplus")
    data = AbstractDataset(dimension=None, positives=sizes[0], negatives=sizes[1], assumptions=())
    assert answer(replace(base, dataset=data), "network.width_samples") == said


@pytest.mark.parametrize(
    "values, common", [((1, 1), True), ((0, 0, 0), True), ((0, 1), False), ((1, 0, 0), False), ((7,), True)]
)
def test_frozen_biases_are_common_if_they_are_one_value(values, common):
    assert answer(with_biases(*values), "network.common_bias") is common


def test_common_biases_without_values():
    assert answer(problem("shortcut = 3 softplus"), "network.common_bias") is True
    assert answer(problem("shortcut = 3 softplus  hidden bias"), "network.common_bias") is True
    unknown = "structure.frozen_unknown"
    assert answer(problem("shortcut = 3 softplus  hidden bias  frozen b"), "network.common_bias") == unknown
    assert answer(problem("shortcut = 1 softplus  hidden bias  frozen b"), "network.common_bias") is True


@pytest.mark.parametrize(
    "network, wide",
    [
        ("shortcut = 2 softplus", True),
        ("shortcut = 1 softplus", False),
        ("shortcut = 2 softplus  hidden bias", False),
        ("shortcut = 3 softplus  hidden bias", True),
        ("shortcut = 2 softplus  hidden bias  frozen b = (0, 0)", True),
    ],
)
def test_as_many_neurons_as_the_rank(network, wide):
    assert answer(problem(network), "network.width_rank") is wide


@pytest.mark.parametrize(
    ("sizes", "biases", "width", "wide"),
    [
        ((2, None, None), "", 2, True),
        ((2, None, None), "", 1, "data.abstract"),  # all samples may lie on a line
        ((2, None, None), "hidden bias", 2, "data.abstract"),
        ((2, None, None), "hidden bias", 3, True),
        ((9, 1, 1), "", 2, True),
        ((9, 1, 1), "", 1, "data.abstract"),
        ((None, 1, None), "", 9, "data.abstract"),
        ((None, None, None), "", 99, "data.abstract"),
    ],
)
def test_the_rank_of_abstract_data_is_known_to_be_no_more_than_its_dimension(sizes, biases, width, wide):
    dimension, positives, negatives = sizes
    data = AbstractDataset(dimension=dimension, positives=positives, negatives=negatives, assumptions=())
    found = replace(problem(f"shortcut = {width} softplus {biases}"), dataset=data)
    assert answer(found, "network.width_rank") == wide


@pytest.mark.parametrize(
    "formula, still",
    [("z^2", True), ("z^2 + 1", False), ("z^2 + 1 - exp(0)", True), ("log(1 + z^2)", True), ("2*z^2 - 1/10^30", False)],
)
def test_a_neuron_that_is_zero_at_zero(formula, still):
    assert answer(problem("shortcut = 1 n", "n(z) = " + formula), "network.still_at_rest") is still


def test_a_neuron_with_breaks_is_read_where_zero_lies():
    left = "n(z) = cases { z < -1: z; else: exp(z) }"
    right = "n(z) = cases { z < 1: sin(z); else: exp(z) }"
    at = "n(z) = cases { z < 0: 1; else: z }"
    found = [answer(problem("shortcut = 1 n", text), "network.still_at_rest") for text in (left, right, at)]
    assert found == [False, True, True]
    with pytest.raises(Refusal, match=r"^shape\.undefined_at_point"):
        check_claim(problem("shortcut = 1 n", "n(z) = z*log(z)"), Claim("network.still_at_rest", True, Structure()))
