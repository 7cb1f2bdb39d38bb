"""What good specs mean."""

from __future__ import annotations

from fractions import Fraction

import lark
import pytest

from theoremcheck.functions import library
from theoremcheck.language import loads, print_spec
from theoremcheck.language.assumptions import PROPERTIES, close
from theoremcheck.language.formula import show
from theoremcheck.language.tables import grammar_text
from theoremcheck.trusted.problem.expr import Abs, Call, Cases, Fn, Max, Min, Num, Pi, Pow, Z, add, mul, neg, num, power
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    Assumption,
    Block,
    Frozen,
    Function,
    Objective,
    OpaqueFunction,
    Penalty,
)

DATA = "dataset d { + (1, 0)  - (0, 1) }\n"
LOSS = "loss logistic\n"
NET = "network { shortcut = 3 softplus }\n"


def good(text, **options):
    loaded = loads(text, **options)
    assert loaded.spec is not None, loaded.render()
    again = loads(print_spec(loaded.spec))
    assert again.spec == loaded.spec, again.render() + print_spec(loaded.spec)
    return loaded.spec


def formula(text):
    return good(f"neuron s(z) = {text}\n" + DATA + LOSS + "network { shortcut = 1 s }").problem.neuron.expr


def network(body, before=""):
    return good(before + DATA + LOSS + f"network {{ {body} }}").problem


def test_the_grammar_builds_in_strict_mode():
    pytest.importorskip("interegular")
    lark.Lark(grammar_text(), parser="lalr", start=["spec", "item"], strict=True)


def test_whole_files_are_in_the_grammar():
    parser = lark.Lark(grammar_text(), parser="lalr", start="spec")
    parser.parse("let M = 3 " + DATA + LOSS + NET + "expect proved by thm.subspaces search { seed 1 } # end")


def test_the_spec_of_the_design():
    spec = good(
        """# Not linearly separable, but the classes span different lines.

dataset rotated_xor {
  + (1, 0), (-1, 0)
  - (0, 1), (0, -1)
}

neuron softplus(z) = log(1 + exp(z))          # or just: neuron softplus

loss cubic_hinge(z) = max(0, 1 + z)^3         # z = -y f(x); or: loss polynomial_hinge(3)

network {
  shortcut = 3 softplus                       # f_S = a0 + sum a_j softplus(w_j . x)
  output bias
}

expect proved by thm.subspaces
"""
    )
    assert spec.problem.dataset.points == ((1, 0), (-1, 0), (0, 1), (0, -1))
    assert spec.problem.dataset.labels == (1, 1, -1, -1)
    assert spec.problem.neuron.expr == library.neurons()["softplus"].build(Fraction(1))
    assert spec.problem.loss.expr == library.losses()["polynomial_hinge"].build(Fraction(3))
    assert (spec.problem.network.width, spec.problem.network.output_bias) == (3, True)
    assert spec.expectations[0].text == "proved by thm.subspaces"
    assert spec.notes == ()


def test_samples():
    text = "dataset d { + 3, -1/2 4 - 1/2 * 2, 3 * -1e-1 -2.5 + (t) }\nlet t = 7\n" + LOSS + NET
    dataset = good(text).problem.dataset
    assert dataset.points == ((3,), (Fraction(-1, 2),), (4,), (2,), (Fraction(-1, 10),), (Fraction(5, 2),), (7,))
    assert dataset.labels == (1, 1, 1, -1, -1, -1, 1)
    assert dataset.weights == (1, 1, 1, Fraction(1, 2), 3, 1, 1)


def test_a_sign_after_a_sample_opens_a_list():
    dataset = good("dataset d { + (3)\n - (2) }\n" + LOSS + NET).problem.dataset
    assert (dataset.points, dataset.labels) == (((3,), (2,)), (1, -1))


def test_abstract_data():
    text = "dataset d { dimension 784 positives 10 negatives 12 assume linearly_separable, not data.span_exclusion }\n"
    dataset = good(text + LOSS + NET).problem.dataset
    assert isinstance(dataset, AbstractDataset)
    assert (dataset.dimension, dataset.positives, dataset.negatives) == (784, 10, 12)
    assert Assumption("data.affinely_separable", True) in dataset.assumptions
    assert Assumption("data.equal_means", False) in dataset.assumptions
    assert Assumption("data.span_exclusion", False) in dataset.assumptions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-z^2", neg(power(Z, 2))),
        ("2^-1 * z", mul((num(Fraction(1, 2)), Z))),
        ("z - 1 - 2", add((Z, num(-3)))),
        ("z / 2 / 3", mul((num(Fraction(1, 6)), Z))),
        ("z^2^2", power(Z, 4)),
        ("z ** 3", power(Z, 3)),
        ("z^(1/2) - sqrt(z)", add((power(Z, Fraction(1, 2)), neg(power(Z, Fraction(1, 2)))))),
        ("ln(z + pi)", Call(Fn.LOG, add((Z, Pi())))),
        ("arctan(z) + atan(z)", add((Call(Fn.ATAN, Z), Call(Fn.ATAN, Z)))),
        ("e^z", Call(Fn.EXP, Z)),
        ("2^z", Call(Fn.EXP, mul((Z, Call(Fn.LOG, num(2)))))),
        ("expm1(z)", add((Call(Fn.EXP, Z), num(-1)))),
        ("log1p(exp(z))", Call(Fn.LOG, add((num(1), Call(Fn.EXP, Z))))),
        ("max(z, 0, 1)", Max((Z, num(0), num(1)))),
        ("min(abs(z), 1)", Min((Abs(Z), num(1)))),
        ("2^(1/2) * z", mul((Pow(num(2), Fraction(1, 2)), Z))),
        ("relu(z)", Max((num(0), Z))),
        ("relu(2 * z)", Max((num(0), mul((num(2), Z))))),
        ("leaky_relu(1/10)(z)", Cases(Z, (Fraction(0),), (False,), (mul((Num(Fraction(1, 10)), Z)), Z))),
        ("polynomial_hinge(2)(z)", power(Max((num(0), add((num(1), Z)))), 2)),
        ("cases { z < 0: 0; else: z }", Cases(Z, (Fraction(0),), (False,), (num(0), Z))),
        ("cases { 0 >= z: 0; z > 0: z; }", Cases(Z, (Fraction(0),), (True,), (num(0), Z))),
        (
            "cases { z > 2: 2; z <= -1/2: 0; else: z }",
            Cases(Z, (Fraction(-1, 2), Fraction(2)), (True, True), (num(0), Z, num(2))),
        ),
        ("cases { z < 0: z; z < 1: z; else: 1 }", Cases(Z, (Fraction(0), Fraction(1)), (False, False), (Z, Z, num(1)))),
        ("cases { 2*z < 1: 0; else: z }", Cases(mul((num(2), Z)), (Fraction(1),), (False,), (num(0), Z))),
        ("cases { else: z }", Z),
    ],
)
def test_formulas(text, expected):
    assert formula(text) == expected


def test_the_variable_is_the_one_of_the_header():
    spec = good("neuron s(t) = t^2\n" + DATA + LOSS + "network { shortcut = 1 s }")
    assert spec.problem.neuron == Function(power(Z, 2), "s")


def test_functions_use_each_other_in_any_order():
    text = "neuron s(z) = half(z) + c * z\nneuron half(x) = relu(x) / 2\nlet c = 1/3\n"
    expr = good(text + DATA + LOSS + "network { shortcut = 1 s }").problem.neuron.expr
    assert expr == add((mul((num(Fraction(1, 2)), Max((num(0), Z)))), mul((num(Fraction(1, 3)), Z))))


@pytest.mark.parametrize(
    ("line", "name", "expr"),
    [
        ("neuron leaky_relu(1/10)", "leaky_relu(1/10)", library.neurons()["leaky_relu"].build(Fraction(1, 10))),
        ("neuron leaky_relu", "leaky_relu", library.neurons()["leaky_relu"].build(Fraction(1, 100))),
        ("neuron leaky_relu = leaky_relu(1/10)", "leaky_relu", library.neurons()["leaky_relu"].build(Fraction(1, 10))),
        ("neuron leaky_relu = relu", "leaky_relu", library.neurons()["relu"].build()),
        ("neuron leaky_relu(z) = leaky_relu(2 * z)", "leaky_relu", None),
    ],
)
def test_names_of_the_library(line, name, expr):
    problem = good(line + "\n" + DATA + LOSS + "network { shortcut = 1 leaky_relu }").problem
    assert problem.neuron.name == name
    assert expr is None or problem.neuron.expr == expr


@pytest.mark.parametrize("name", sorted(library.neurons()))
def test_every_library_neuron(name):
    entry = library.neurons()[name]
    problem = good(DATA + LOSS + f"network {{ shortcut = 1 {name} }}").problem
    assert problem.neuron.expr == entry.build(*(p.default for p in entry.parameters))
    assert formula(show(problem.neuron.expr)) == problem.neuron.expr
    assert formula(f"{name}(z)") == problem.neuron.expr


@pytest.mark.parametrize("name", sorted(library.losses()))
def test_every_library_loss(name):
    entry = library.losses()[name]
    required = any(p.default is None for p in entry.parameters)
    problem = good(DATA + NET + f"loss {name}{'(3)' if required else ''}").problem
    assert formula(show(problem.loss.expr)) == problem.loss.expr


def test_shadowing_is_noted():
    spec = good("neuron relu(z) = z^2\n" + DATA + LOSS + "network { shortcut = 1 relu }")
    assert spec.notes == ("the neuron relu is the one declared in the file, not the library's",)
    assert good("neuron relu(z) = max(0, z)\n" + DATA + LOSS + "network { shortcut = 1 relu }").notes == ()


def test_a_name_of_both_kinds_is_noted():
    spec = good("loss l(z) = square(z)\n" + DATA + NET)
    assert spec.problem.loss.expr == power(add((num(1), Z)), 2)
    assert spec.notes == ("in the loss l, square is the library's loss of that name",)


def test_opaque_functions():
    text = "neuron m { assume c2, increasing assume not even }\nloss l { assume increasing }\n"
    problem = good(text + DATA + "network { shortcut = 1 m }").problem
    assert isinstance(problem.neuron, OpaqueFunction)
    assert Assumption("neuron.c1", True) in problem.neuron.assumptions
    assert Assumption("neuron.defined", True) in problem.neuron.assumptions
    assert Assumption("loss.active", True) in problem.loss.assumptions


def test_closing_is_idempotent():
    for kind, names in PROPERTIES.items():
        for name in names:
            for value in (True, False):
                closed, conflict = close((Assumption(f"{kind}.{name}", value),))
                assert conflict is None
                assert close(closed) == (closed, None)


def test_without_biases_in_the_first_layer_separable_is_through_the_origin():
    known = [f"data.{name}" for name in ("linearly_separable", "separable_through_origin")]
    for network, same in (
        ("shortcut = 1 relu", True),
        ("shortcut = 1 relu hidden bias", False),
        ("shortcut = 1 relu hidden bias frozen b = 1", True),
        ("deep = 2 relu -> residual", True),
        ("hidden bias deep = 2 relu -> residual", False),
    ):
        for name, value in ((known[0], True), (known[1], False)):
            said = name if value else f"not {name}"
            found = good(f"dataset d {{ dimension 2 assume {said} }}\n{LOSS}network {{ {network} }}").problem
            own = [entry for entry in found.dataset.assumptions if entry.condition in known]
            assert own == [Assumption(entry, value) for entry in (known if same else [name])]
    both = f"dataset d {{ dimension 2 assume {known[0]}, not {known[1]} }}\n{LOSS}network {{ shortcut = 1 relu }}"
    assert [entry.code for entry in loads(both).diagnostics] == ["E081"]


def test_network_lines():
    problem = network(
        "shortcut = M softplus hidden bias output bias deep = 16 relu -> 2 leaky_relu(1/3) frozen a0 = 1/3"
        " frozen w = ((0, 1), (1, 2)) frozen b = (1, 2) frozen deep",
        "let M = 2\n",
    )
    assert problem.network.frozen == (
        Frozen(Block.OUTPUT_BIAS, (Fraction(1, 3),)),
        Frozen(Block.HIDDEN_WEIGHTS, (0, 1, 1, 2)),
        Frozen(Block.HIDDEN_BIAS, (1, 2)),
        Frozen(Block.DEEP, None),
    )
    assert [layer.width for layer in problem.network.deep] == [16, 2]
    assert problem.network.deep[1].neuron.name == "leaky_relu(1/3)"


def test_trainable_freezes_the_rest():
    problem = network("shortcut = 2 relu output bias no hidden bias trainable w, a")
    assert problem.network.frozen == (Frozen(Block.OUTPUT_BIAS, None),)


def test_one_hidden_layer_is_a_shortcut():
    spec = good(DATA + LOSS + "network { deep = 4 relu }")
    assert (spec.problem.network.width, spec.problem.network.deep) == (4, ())
    assert "read as the shortcut" in spec.notes[0]


def test_a_deep_network_without_shortcut():
    problem = network("deep = 4 relu -> 2 tanh")
    assert (problem.network.width, problem.neuron.name) == (0, "relu")


def test_objective():
    spec = good(
        DATA + LOSS + "let c = 1/10\nnetwork { shortcut = 2 relu output bias frozen a0 = 1 }\n"
        "objective { regularizer = c * l2(w, a) + 0 * l2(a) + l2(all) }"
    )
    both = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)
    assert spec.problem.objective == Objective((Penalty(Fraction(1, 10), both), Penalty(Fraction(1), both)))


def test_candidate_search_and_expectations():
    spec = good(
        DATA
        + LOSS
        + NET
        + "candidate { a0 = 1/3  a = (1, -2, 0)  w = ((0, 1), (0, 2), (1, 1)) }\n"
        "search { starts 2000 seed = 1 digits 50 }\nexpect undecided failing data.span_exclusion, network.width(3)"
        " open neuron.convex\nexpect conditional".replace("a0 = 1/3  ", "")
    )
    assert spec.candidate.entries(Block.HIDDEN_WEIGHTS) == (0, 1, 0, 2, 1, 1)
    assert (spec.search.starts, spec.search.seed, spec.search.digits) == (2000, 1, 50)
    first, second = spec.expectations
    assert first.failing == ("data.span_exclusion", "network.width(3)")
    assert (first.open, second.verdict, first.span.line) == (("neuron.convex",), "conditional", 6)


def test_settings_override_let_names():
    text = "let M = 3\n" + DATA + LOSS + "network { shortcut = M relu }"
    assert loads(text, settings={"M": "4"}).spec.problem.network.width == 4
    wrong = loads(text, settings={"N": "4", "M": "x"})
    assert [d.code for d in wrong.diagnostics] == ["E120", "E120"]
    assert "--set" in wrong.render()


def test_items_in_any_order_and_on_one_line():
    text = "expect proved " + NET.strip() + " " + LOSS.strip() + " " + DATA.strip()
    assert good(text).problem == good(DATA + LOSS + NET).problem
