"""coqc accepts the proofs of what the kernel shows of a neuron or a loss: the whole library, and formulas of users."""

import shutil
from fractions import Fraction as Q

import pytest
from formal_functions import coqc, exported, facts, formula, lemmas, library, problem_with, values
from pace import slow_and_thorough

from theoremcheck.formal.shapes import deep_defined, function_leaf
from theoremcheck.functions.library import losses, neurons

ENTRIES = [(kind, entry) for kind, table in (("neuron", neurons()), ("loss", losses())) for entry in table.values()]

MORE = [
    *(("polynomial_hinge", p) for p in (Q(1), Q(3, 2), Q(2), Q(5, 2), Q(7, 3), Q(4), Q(100), Q(99, 98))),
    *(("smooth_perceptron", p) for p in (Q(1), Q(3, 2), Q(7, 3), Q(4))),
    *(("leaky_relu", alpha) for alpha in (Q(0), Q(1), Q(-1, 3))),
    *(("elu", alpha) for alpha in (Q(2), Q(1, 3))),
    *(("celu", alpha) for alpha in (Q(2), Q(1, 3))),
    *(("softplus", beta) for beta in (Q(7), Q(22, 7))),
    *(("squareplus", b) for b in (Q(1, 3), Q(7))),
]
"""Other values of the parameters."""

NEURONS = (
    "z/3 + log(1 + exp(z)) - atan(z)/10",
    "z*exp(-z^2/2)",
    "exp(-z)",
    "-log(1 + exp(z))",
    "cases { z <= 0: 1/10*z; else: z }",
    "cases { z < 1: z; z < 2: 1; else: z - 1 }",
    "cases { z < 0: exp(z) - 1; else: z + z^2/2 }",
    "z^3 + z^5/5 + 2*z",
    "3*z^5 - 10*z^3 + 15*z",
    "(exp(z) - exp(-z))/2",
    "z/sqrt(1 + z^2)",
    "sqrt(1 + z^2) - 1",
    "log(cosh(z))",
    "log(1 + exp(2*z) + exp(z))",
    "max(0, z)^2 - max(0, -z)^2",
    "abs(z)^(3/2)",
    "atan(exp(z))",
    "tanh(2*z + 1)",
    "2*sigmoid(2*z) - 1",
    "max(z, exp(z) - 1)",
    "z - cos(z)/2",
    "exp(-abs(z))",
    "(1 + z^2)^(3/2)",
    "1 + z + z^2 + z^3",
    "-z^7 - z^5 + z^4 - z",
    "z^6/30 - z^4/12 + z^2",
    "z + sin(z)",
    "sin(z) - z",
)
LOSSES = (
    "log(1 + exp(z))/log(2)",
    "log(1 + exp(3*(1 + z)))/3",
    "max(0, 1 + z)^3 + max(0, z)^4/2",
    "cases { z <= -1: 0; z <= 1: (1 + z)^2/4; else: z }",
    "max(0, 1 + z)^3/(1 + max(0, 1 + z)^2)",
    "sqrt(1 + max(0, 1 + z)^2) - 1",
    "max(0, 1 + z)*log(2 + exp(z))",
    "exp(max(0, 1 + z)^3)",
    "atan(z)",
    "z^4 - 2*z^2 + z",
    "z^6 - 3*z^5 + z + 1",
    "2^z",
)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """The compiled library, in a folder of its own."""
    if shutil.which("coqc") is None:
        pytest.skip("there is no coqc on the search path: the exported proofs are not checked here")
    return library(tmp_path_factory.mktemp("library"))


def accepted(compiled, folder, kind, expr):
    """Have coqc check all that the kernel shows of an expression; the conditions that have a proof."""
    text, left = exported(kind, expr)
    path = folder / "leaves.v"
    path.write_text(text, "utf-8")
    good, message = coqc(compiled, path)
    assert good, message
    return {name.partition("_")[2] for name in lemmas(text)}, left


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "entry"), slow_and_thorough(ENTRIES, 2), ids=[entry.name for _, entry in ENTRIES])
def test_the_library(compiled, tmp_path, kind, entry):
    """Every condition that the kernel shows of a library function has a proof."""
    shown, left = accepted(compiled, tmp_path, kind, entry.build(*values(entry)))
    assert f"{kind}_defined" in shown
    assert not left


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "parameter"), slow_and_thorough(MORE, 2), ids=[f"{name}({value})" for name, value in MORE]
)
def test_other_parameters(compiled, tmp_path, name, parameter):
    kind = "neuron" if name in neurons() else "loss"
    entry = (neurons() if kind == "neuron" else losses())[name]
    _, left = accepted(compiled, tmp_path, kind, entry.build(parameter))
    assert not left


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "text"),
    slow_and_thorough([*(("neuron", text) for text in NEURONS), *(("loss", text) for text in LOSSES)], 2),
)
def test_own_formulas(compiled, tmp_path, kind, text):
    shown, left = accepted(compiled, tmp_path, kind, formula(kind, text))
    assert f"{kind}_defined" in shown
    assert {condition for condition in left if text != "atan(exp(z))"} == set()


@pytest.mark.slow
def test_a_wrong_claim_is_not_accepted(compiled, tmp_path):
    """The script that softplus is increasing proves nothing of z^2."""
    text, _ = exported("neuron", formula("neuron", "log(1 + exp(z))"))
    wrong = text.replace("fun v => (ln (1 + (exp v)));\n     dom", "fun v => v ^ 2;\n     dom")
    assert wrong != text
    (tmp_path / "leaves.v").write_text(wrong, "utf-8")
    good, _ = coqc(compiled, tmp_path / "leaves.v")
    assert not good


def test_what_has_no_script():
    """A constant that is not rational: s(z) + s(-z) = pi/2."""
    problem, found = facts("neuron", formula("neuron", "atan(exp(z))"))
    assert function_leaf(problem, found["neuron.odd_up_to_constant"]) is None


def test_scripts_are_reproducible():
    expr = formula("neuron", "z/3 + log(1 + exp(z)) - atan(z)/10")
    assert exported("neuron", expr) == exported("neuron", expr)


def test_a_network_without_deep_part_is_defined():
    assert deep_defined(problem_with("neuron", formula("neuron", "z")), None) == "intros t v; exact I."
