"""Paths of monotone piecewise affine units, piecewise affine losses, and what thm.cells concludes."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.language.printer import print_spec
from theoremcheck.report.reasons import sentence
from theoremcheck.theory.engine import Derivation
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data.path import is_monotone, is_piecewise_affine, moves
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import conclude
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import Block, OpaqueFunction, PerClass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.answering import excluded
from theoremcheck.verdict.values import Answer

DATA = "+ (1, -1), (1, 1)  - (-1, 0)"


def problem(network, *, loss="hinge", data=DATA, more=""):
    found = loads(f"dataset d {{ {data} }}\n{more}\nloss {loss}\nnetwork {{ {network} }}")
    assert found.spec is not None, found.diagnostics
    return found.spec.problem


def holds(found, condition="network.affine_path"):
    """What the kernel says, and that it refuses the contrary."""
    try:
        check_claim(found, Claim(condition, True, Structure()))
    except Refusal as refusal:
        if refusal.reason.code != "facts.opposite":
            raise
        check_claim(found, Claim(condition, False, Structure()))
        return False
    with pytest.raises(Refusal, match=r"^facts\.opposite$"):
        check_claim(found, Claim(condition, False, Structure()))
    return True


FALLING = "neuron falling(z) = max(-z, -z / 3)"
BENT = "neuron bent(z) = cases { z < 0: -z; else: 2 * z }"
PATHS = [
    ("shortcut = 1 leaky_relu", True),
    ("shortcut = 1 linear", True),
    ("shortcut = 1 relu", False),
    ("shortcut = 1 abs", False),
    ("shortcut = 1 tanh", False),
    ("shortcut = 1 softplus", False),
    ("shortcut = 1 falling", True),
    ("shortcut = 1 bent", False),  # slopes of both signs
    ("shortcut = 1 elu", False),
    ("shortcut = 1 hard_tanh", False),
    ("deep = 2 leaky_relu -> 3 leaky_relu -> 1 leaky_relu hidden bias output bias", True),
    ("deep = 2 leaky_relu -> 1 relu", False),
    ("deep = 1 relu -> 2 leaky_relu", False),
    ("deep = 1 leaky_relu + 1 relu -> 1 relu + 1 leaky_relu", True),
    ("deep = 1 leaky_relu + 1 tanh -> 2 leaky_relu", True),  # below, nothing is asked of the others
    ("deep = 2 leaky_relu -> 1 leaky_relu + 1 tanh", False),  # above, they receive what moves
    ("deep = 2 leaky_relu -> 1 leaky_relu + 1 abs", True),
    ("deep = 1 falling -> 1 leaky_relu -> 1 falling", True),
    ("shortcut = 2 tanh deep = 2 leaky_relu", True),  # beside anything
    ("shortcut = 2 leaky_relu deep = 2 tanh", True),
    ("deep = 2 tanh beside = 1 leaky_relu -> 1 leaky_relu", True),
    # Frozen weights.
    ("shortcut = 2 leaky_relu frozen a = (0, -3)", True),
    ("shortcut = 2 leaky_relu frozen a = (0, 0)", False),
    ("shortcut = 2 leaky_relu frozen w = ((1, 0), (0, 1))", False),
    ("shortcut = 2 leaky_relu hidden bias frozen b = (0, 1)", True),
    ("shortcut = 2 leaky_relu output bias frozen a0 = 1", True),
    ("deep = 2 leaky_relu -> 2 leaky_relu frozen deep.output = (0, 1)", True),
    ("deep = 2 leaky_relu -> 2 leaky_relu frozen deep.output = (0, 0)", False),
    ("deep = 2 leaky_relu -> 1 leaky_relu + 1 relu frozen deep.output = (1, 0)", True),
    ("deep = 2 leaky_relu -> 1 leaky_relu + 1 relu frozen deep.output = (0, 1)", False),
    ("deep = 2 leaky_relu -> 2 leaky_relu frozen deep.1.weights = (1, 0, 0, 1)", False),
    ("deep = 2 leaky_relu -> 2 leaky_relu frozen deep.2.weights = (1, 0, 0, 1)", True),
    ("deep = 2 leaky_relu -> 2 leaky_relu frozen deep.2.weights = (0, 0, 0, 0)", False),
    ("deep = 1 tanh + 1 leaky_relu -> 2 leaky_relu frozen deep.2.weights = (1, 0, 1, 0)", False),
    ("deep = 1 tanh + 1 leaky_relu -> 2 leaky_relu frozen deep.2.weights = (1, 0, 1, 2)", True),
    # Rows are those of the units above: unit 2 of the second layer receives from unit 2 only, and has no output.
    (
        "deep = 2 leaky_relu -> 1 relu + 1 leaky_relu -> 1 leaky_relu"
        " frozen deep.2.weights = (1, 1, 0, 1)",
        True,
    ),
    (
        "deep = 1 relu + 1 leaky_relu -> 2 leaky_relu -> 1 leaky_relu + 1 relu"
        " frozen deep.2.weights = (1, 0, 0, 1)  frozen deep.output = (1, 0)",
        True,
    ),
    # Two that follow each other; with three layers the second and the output do not.
    ("deep = 2 leaky_relu -> 2 leaky_relu frozen deep.2.weights = (1, 0, 0, 1) frozen deep.output = (1, 1)", False),
    ("deep = 1 leaky_relu -> 1 leaky_relu -> 1 leaky_relu frozen deep.2.weights = (1) frozen deep.output = (1)", True),
    (
        "deep = 1 leaky_relu -> 1 leaky_relu -> 1 leaky_relu"
        " frozen deep.2.weights = (1) frozen deep.3.weights = (1)",
        False,
    ),
    ("deep = 2 leaky_relu -> 2 leaky_relu hidden bias frozen deep.2.biases = (1, 2)", True),
    ("deep = 2 leaky_relu -> 2 leaky_relu hidden bias frozen deep.1.biases = (1, 2)", True),  # X_i = x_i
    # X_i = (x_i, 1) by the shortcut: then the path has to move a bias as well.
    ("shortcut = 1 tanh deep = 2 leaky_relu -> 1 leaky_relu hidden bias", True),
    ("shortcut = 1 tanh deep = 2 leaky_relu without bias -> 1 leaky_relu hidden bias", False),
    ("shortcut = 1 tanh deep = 2 leaky_relu -> 1 leaky_relu without bias hidden bias", True),
    ("shortcut = 1 tanh deep = 2 leaky_relu hidden bias frozen deep.1.biases = (0, 0)", False),
    ("shortcut = 1 tanh deep = 2 leaky_relu", True),
    # Penalties.
    ("shortcut = 1 leaky_relu } objective { regularizer = 1 * l2(a)", False),
    ("shortcut = 1 leaky_relu } objective { regularizer = 1 * l2(w)", False),
    ("shortcut = 1 leaky_relu hidden bias } objective { regularizer = 1 * l2(b)", False),
    ("shortcut = 1 leaky_relu output bias } objective { regularizer = 1 * l2(a0)", True),
    ("shortcut = 1 leaky_relu frozen a = (2) } objective { regularizer = 1 * l2(a)", True),
    ("shortcut = 1 tanh deep = 1 leaky_relu } objective { regularizer = 1 * l2(a, w)", True),
    ("deep = 1 leaky_relu -> 1 leaky_relu hidden bias } objective { regularizer = 1 * l2(deep.2.biases)", True),
    ("deep = 1 leaky_relu -> 1 leaky_relu hidden bias } objective { regularizer = 1 * l2(deep.1.biases)", False),
    ("deep = 1 leaky_relu -> 1 leaky_relu } objective { regularizer = 1 * l2(deep.2.weights)", False),
]  # fmt: skip


@pytest.mark.parametrize(("network", "expected"), PATHS)
def test_which_networks_have_a_path(network, expected):
    used = [text for name, text in (("falling", FALLING), ("bent", BENT)) if name in network]
    assert holds(problem(network, more="\n".join(used))) is expected


def test_a_residual_head_is_not_looked_at():
    with pytest.raises(Refusal, match=r"^facts\.residual$"):
        holds(problem("deep = 1 leaky_relu -> residual"))


def test_what_is_frozen_at_no_known_value_is_open():
    for network in ("shortcut = 2 leaky_relu frozen a", "deep = 1 leaky_relu -> 1 leaky_relu frozen deep.2.weights"):
        with pytest.raises(Refusal, match=r"^linear\.frozen_unknown"):
            holds(problem(network))
    assert not holds(problem("shortcut = 2 leaky_relu frozen w"))
    assert holds(problem("shortcut = 2 leaky_relu frozen a  deep = 1 leaky_relu"))


def test_opaque_units_are_left_out():
    found = problem("shortcut = 1 m", more="neuron m { assume increasing }")
    assert isinstance(found.neuron, OpaqueFunction)
    with pytest.raises(Refusal, match=r"^cells\.opaque$"):
        holds(found)
    assert holds(problem("shortcut = 1 m  deep = 1 leaky_relu", more="neuron m { assume increasing }"))
    assert holds(problem("deep = 1 m + 1 leaky_relu -> 1 leaky_relu", more="neuron m { assume increasing }"))
    with pytest.raises(Refusal, match=r"^cells\.opaque$"):
        holds(problem("deep = 1 m + 1 relu -> 1 leaky_relu", more="neuron m { assume increasing }"))


LOSSES = [
    ("hinge", True),
    ("perceptron", True),
    ("ramp", True),
    ("l(z) = abs(1 + z)", True),
    ("l(z) = z", True),
    ("l(z) = max(0, 1 + z, 3 * z - 1)", True),
    ("squared_hinge", False),
    ("square", False),
    ("logistic", False),
    ("modified_huber", False),
    ("l(z) = cases { z < 0: 0; else: z^2 }", False),  # bent in one piece only
    ("l(z) = log(exp(z))", True),
]


@pytest.mark.parametrize(("loss", "expected"), LOSSES)
def test_which_losses_are_piecewise_affine(loss, expected):
    assert holds(problem("shortcut = 1 leaky_relu", loss=loss), "loss.piecewise_affine") is expected


def test_both_losses_have_to_be_piecewise_affine():
    found = problem("shortcut = 1 leaky_relu")
    other, more = (problem("shortcut = 1 leaky_relu", loss=loss).loss for loss in ("squared_hinge", "perceptron"))
    for plus, minus, expected in ((found.loss, other, False), (other, found.loss, False), (found.loss, more, True)):
        pair = replace(found, loss=PerClass(plus, minus))
        assert holds(pair, "loss.piecewise_affine") is expected
    opaque = OpaqueFunction(())
    with pytest.raises(Refusal, match=r"^cells\.opaque$"):
        holds(replace(found, loss=PerClass(found.loss, opaque)), "loss.piecewise_affine")
    assert not holds(replace(found, loss=PerClass(opaque, other)), "loss.piecewise_affine")


def test_free_parameters_count_with_all_their_values():
    def slope(bounds):
        return problem("shortcut = 1 slope", more=f"neuron slope(z) = max(z, p * z)\n  assume {bounds}")

    assert holds(slope("1/10 <= p <= 1/2"))
    assert not holds(slope("-2 <= p <= -1"))
    with pytest.raises(Refusal):
        holds(slope("-1 <= p <= 1/2"))


def test_slopes_of_one_sign():
    def neuron(text):
        return problem("shortcut = 1 n", more=f"neuron n(z) = {text}").neuron

    for text, affine, monotone in (
        ("z / 7", True, True), ("2 - 3 * z", True, True), ("3", True, False), ("max(z, 0)", True, False),
        ("max(z, z / 9, 5 * z - 3)", True, True), ("min(-z, -2 * z)", True, True), ("abs(z) + 2 * z", True, True),
        ("abs(z) + z / 2", True, False), ("abs(z)", True, False), ("cases { z < 1: z; else: 2 * z + 5 }", True, True),
    ):  # fmt: skip
        found = neuron(text)
        assert is_piecewise_affine(found) is affine, text
        assert is_monotone(found) is monotone, text
    for text in ("z^3", "sin(z)", "z + tanh(z)", "max(z, z^2)"):
        assert not is_piecewise_affine(neuron(text)), text


def test_what_moves():
    found = problem("shortcut = 1 leaky_relu frozen a = (1) } objective { regularizer = 1 * l2(w)")
    assert not moves(found, Block.OUTPUT_WEIGHTS)
    assert not moves(found, Block.HIDDEN_WEIGHTS)
    assert moves(problem("shortcut = 1 leaky_relu"), Block.HIDDEN_WEIGHTS)


# --- the claim --------------------------------------------------------------------------------------------------------

LEAKY = "dataset d { + (1, -1), (1, 1)  - (-1, 0) }\nloss hinge\nnetwork { shortcut = 1 leaky_relu  output bias }\n"


def test_the_claim_and_the_default_one():
    """One network: a bad minimum at a kink of the hinge, and none off all breaks."""
    bad, smooth = (theoremcheck.check(LEAKY + claim, search=False) for claim in ("", "claim no_bad_smooth\n"))
    assert bad.answer is Answer.REFUTED
    assert bad.rules[0] == "rule.kink"
    assert "Also proved, by thm.cells: every local minimum of L off all breaks" in bad.report
    assert smooth.answer is Answer.PROVED
    assert smooth.derivations[0].theorem == "thm.cells"
    assert "machine-checked" in smooth.report


def test_a_bad_minimum_does_not_refute_it():
    text = LEAKY.replace("leaky_relu", "relu") + "claim no_bad_smooth\n"
    found = theoremcheck.check(text, search=False)
    assert found.answer is Answer.UNDECIDED
    assert "network.affine_path" in found.report


def test_what_excludes_all_bad_minima_proves_it():
    found = theoremcheck.check(LEAKY.replace("hinge", "squared_hinge") + "claim no_bad_smooth\n", search=False)
    assert found.answer is Answer.PROVED
    assert found.derivations[0].theorem == "thm.separable"
    assert "Also proved, by thm.cells" not in found.report


NEEDED = (
    *("loss.nondecreasing", "loss.active_right", "loss.piecewise_affine"),
    *("network.affine_path", "data.linearly_separable"),
)


@pytest.mark.parametrize("left_out", NEEDED)
def test_the_kernel_concludes_it_from_all_its_premises_only(left_out):
    verdict = theoremcheck.check(LEAKY + "claim no_bad_smooth\n", search=False)
    facts = [finding.fact for finding in verdict.findings.values() if finding.fact is not None]
    assert conclude(verdict.spec.problem, facts, "thm.cells").goal == "thm.cells"
    with pytest.raises(Refusal, match=r"^facts\.not_established"):
        conclude(verdict.spec.problem, [fact for fact in facts if fact.condition != left_out], "thm.cells")


def test_an_alarm_is_about_minima_off_all_breaks_alone():
    theorem = Derivation("thm.cells", "thm.cells", conditional=False)
    assert STATEMENTS["thm.cells"].conclusion is Conclusion.NO_BAD_SMOOTH
    found = problem("shortcut = 1 leaky_relu")
    for off_breaks in (True, False):
        minimum = SimpleNamespace(rule="rule.strict", least=1, off_breaks=off_breaks)
        assert excluded(theorem, minimum, found, {}) is off_breaks
    assert not excluded(theorem, SimpleNamespace(rule="rule.spurious", least=0), found, {})


def test_the_claim_is_written_as_it_is_read():
    found = loads(LEAKY + "claim no_bad_smooth\n")
    assert found.spec is not None
    assert found.spec.question.asked is Asked.NO_BAD_SMOOTH
    again = loads(print_spec(found.spec))
    assert again.spec is not None
    assert again.spec.question == found.spec.question


def test_where_nobody_says_at_which_values_a_layer_is_frozen_that_is_the_reason():
    source = (
        LEAKY.replace("shortcut = 1 leaky_relu", "deep = 2 leaky_relu -> 1 linear  frozen deep.2")
        + "claim no_bad_smooth\n"
    )
    found = theoremcheck.check(source, search=False).findings["network.affine_path"]
    assert found.status.name == "OPEN"
    assert sentence(found.reason) == "not known: the spec does not say at which values deep.2.weights is frozen"
