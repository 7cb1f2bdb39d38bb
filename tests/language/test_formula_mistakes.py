"""Formulas that are refused, each for its own reason: parameters that are taken for one, ranges that a library function
does not take, operations that are undefined where they are performed, and numbers of any length that crash nothing."""

import json
from fractions import Fraction

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.functions import library
from theoremcheck.language import loads
from theoremcheck.language.folding import compose, same
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.expr import Abs, Call, Cases, Fn, Num, Param, Pi, Pow, Root, Z, add, mul, num, power
from theoremcheck.trusted.problem.model import expr_json
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.findings import find

REST = "dataset d { + (1)  - (-1) }\nloss hinge\nnetwork { shortcut = 1 s }\n"


def error(text, rest=REST):
    """The first error of a spec: of its reading, or that a function is undefined."""
    loaded = loads(text + "\n" + rest)
    wrong = loaded.diagnostics if loaded.spec is None else domain_errors(loaded.spec)
    return next((entry for entry in wrong if entry.code.startswith("E")), None)


# --- two parameters are two -----------------------------------------------------------------------------------------

A, B = Param("a", Fraction(0), Fraction(1), True, True), Param("b", Fraction(0), Fraction(1), True, True)
LEAVES = [Num(Fraction(1)), Num(Fraction(2)), Pi(), A, B, Param("a", Fraction(0), None, True, True), Z,
          Root(Z, Fraction(-1), Fraction(1)), Root(Z, Fraction(-2), Fraction(1))]  # fmt: skip
AROUND = [lambda u: u, Abs, lambda u: Call(Fn.EXP, u), lambda u: Call(Fn.LOG, u), lambda u: Pow(u, Fraction(1, 2)),
          lambda u: Pow(u, Fraction(1, 3)), lambda u: Cases(u, (Fraction(0),), (True,), (Z, u)),
          lambda u: Cases(u, (Fraction(0),), (False,), (Z, u))]  # fmt: skip


def test_only_equal_trees_are_the_same():
    trees = [build(leaf) for leaf in LEAVES for build in AROUND]
    for i, one in enumerate(trees):
        for j, two in enumerate(trees):
            assert same(one, two) == (i == j), (one, two)


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("cases { z < 0: exp(z) + a; z <= 0: exp(z) + b; else: exp(z) + a + b/10 - b/10 }", "single point 0"),
        ("cases { a*z < 0: 0; b*z < 0: 7; else: b - b }", "the same expression"),
        ("cases { z < 0: a; z <= 0: b; else: a }", "single point 0"),
        ("cases { z > 1: b; z >= 1: a; else: b }", "single point 1"),
        ("z + cases { softplus(a)(z) < 1: 0; softplus(b)(z) < 2: 1; else: 2 }", "the same expression"),
    ],
)
def test_two_parameters_are_two_numbers(formula, reason):
    found = error(f"neuron s(z) = {formula} assume 0 < a < 1, 0 < b < 1")
    assert found is not None
    assert found.code == "E048"
    assert reason in found.message


def test_one_name_has_one_range():
    text = "neuron g(z) = a*z assume 0 < a < 1\nneuron s(z) = g(z) + a*abs(z) assume 2 < a < 3"
    found = error(text)
    assert found is not None
    assert (found.code, found.line if hasattr(found, "line") else found.span.line) == ("E053", 2)
    assert "0 < a < 1 and 2 < a < 3" in found.message


# --- ranges that the library takes ----------------------------------------------------------------------------------

POSITIVE = [(entry.name, entry.parameters[0]) for entry in library.neurons().values()
            if entry.parameters and entry.parameters[0].symbolic and entry.parameters[0].least is not None]  # fmt: skip


@pytest.mark.parametrize(("name", "parameter"), POSITIVE)
@pytest.mark.parametrize("range_", ["p > -1e-20", "p >= 0", "p < 1", "p > -1e-900", "-1e-300 <= p <= 1", "p <= 1e-9"])
def test_a_range_that_reaches_the_edge_is_refused(name, parameter, range_):
    for text in (f"neuron s = {name}(p)", f"neuron s(z) = z + {name}(p)(z)"):
        found = error(f"{text} assume {range_}")
        assert found is not None, text
        assert found.code == "E046"
        assert parameter.check in found.message
        assert found.help == "assume p > 0"


@pytest.mark.parametrize(("name", "parameter"), POSITIVE)
@pytest.mark.parametrize("range_", ["p > 0", "0 < p < 1e-300", "1e-900 <= p", "1 < p < 2"])
def test_a_range_inside_is_taken(name, parameter, range_):
    assert error(f"neuron s = {name}(p) assume {range_}") is None


def test_a_number_that_cannot_be_symbolic_says_so():
    found = error("neuron s(z) = soft_shrink(p)(z) assume p > 1")
    assert found is not None
    assert "cannot be symbolic" in found.message


# --- conditions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("condition", ["3 <= (-3)", "0 < 1", "2 > 2"])
def test_a_condition_between_numbers(condition):
    found = error(f"neuron s(z) = cases {{ {condition}: z; else: 1 }}")
    assert found is not None
    assert found.code == "E048"
    assert "does not depend on the variable z" in found.message


def test_a_condition_on_a_parameter_is_one_for_each_of_its_values():
    loaded = loads("neuron s(z) = cases { a < 1/2: z; else: 2*z } assume 0 < a < 1\n" + REST)
    assert loaded.spec is not None, loaded.render()
    assert loads("neuron s(z) = leaky_relu(a)(z) + leaky_relu(a) (a) assume 0 < a < 1\n" + REST).spec is not None


def test_cases_of_a_number_are_the_case_that_is_met():
    root = Cases(Z, (Fraction(0), Fraction(1)), (True, False), (Z, power(Z, Fraction(1, 2)), num(7)))
    assert [compose(root, num(k)) for k in (-4, 0, 1, 2)] == [num(-4), num(0), num(7), num(7)]


# --- undefined ------------------------------------------------------------------------------------------------------

UNDEFINED = [
    ("max(z, log(z))", "logarithm"), ("min(0, sqrt(z))", "fractional power"), ("abs(log(z))", "logarithm"),
    ("max(0, 1/(z^2 - 2))", "denominator"), ("cases { log(z) < 0: 0; else: 1 }", "logarithm"),
    ("max(1, cases { z < 0: 1/(z + 1); else: 0 })", "denominator"), ("exp(max(sin(z), log(1 - z^2)))", "logarithm"),
    ("max(z^2, sqrt(exp(z) - 2))", "fractional power"), ("min(z, abs(z)^(-1/2))", "fractional power"),
    ("max(erf(z), log(z + exp(z)))", "logarithm"), ("softplus(max(z, sqrt(z)))", "fractional power"),
    ("step(1/z)", "denominator"), ("cases { z < 1000: z; else: log(1000 - z) }", "logarithm"),
]  # fmt: skip
DEFINED = [
    "cases { z <= 0: z; else: log(z) }", "max(z, log(1 + z^2))", "max(cases { z <= 0: 0; else: log(z) }, z)",
    "cases { z < 0: sqrt(-z); else: sqrt(z) }", "cases { exp(z) < 2: 0; else: log(exp(z) - 1) }", "sqrt(max(z, 0))",
]  # fmt: skip


@pytest.mark.parametrize(("formula", "reason"), UNDEFINED)
def test_what_is_performed_and_undefined_is_an_input_error(formula, reason):
    found = error(f"neuron s(z) = {formula}")
    assert found is not None
    assert found.code == "E052"
    assert reason in found.message
    assert found.span is not None


@pytest.mark.parametrize("formula", DEFINED)
def test_what_is_not_performed_may_be_undefined(formula):
    assert error(f"neuron s(z) = {formula}") is None


@pytest.mark.parametrize("formula", ["log(z)", "max(z, log(z))", "1/z"])
@pytest.mark.parametrize("deep", ["2 relu -> 1 q", "1 q", "1 q -> 1 q"])
@pytest.mark.parametrize("shortcut", ["shortcut = 2 relu", ""])
def test_an_undefined_deep_neuron_is_an_input_error(formula, deep, shortcut):
    rest = f"dataset d {{ + (1)  - (-1) }}\nloss hinge\nnetwork {{ {shortcut} hidden bias deep = {deep} }}\n"
    found = error(f"neuron q(z) = {formula}", rest)
    assert found is not None
    assert found.code == "E052"
    assert found.message.startswith("the neuron q is not defined")
    assert found.span is not None
    assert found.span.line == 1


def test_a_call_is_undefined_where_its_argument_is():
    found = error("neuron g(z) = 5\nneuron s(z) = z + g(1/z)")
    assert found is not None
    assert "denominator" in found.message


def test_undefined_constants_are_found_where_a_name_is_expanded():
    found = error("neuron g(z) = sqrt(z)\nneuron s(z) = z + g(-2)")
    assert found is not None
    assert found.code == "E051"


# --- numbers of any length ------------------------------------------------------------------------------------------

LONG = ["z*erf((z^100)^100)", "erf(z^100)^100 + ((z^10)^10)^10", "(z + 1e999)^100", "z*1e999*exp(1e-999*z)",
        "((z + 1/3)^100)^100", "abs(z - 1e1000) + (1e500*z^2 - 1e-700)", "max(1e999*z, (z/7)^99*1e-999)",
        "cases { z < 1e1000: z^100; else: 1e1000*z }", "exp(50000*z) - exp(z) + sqrt(1e999 + z^2)"]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("formula", LONG)
def test_no_number_of_a_formula_is_too_long_to_write(formula):
    loaded = loads(f"neuron s(z) = {formula}\n{REST}")
    assert loaded.spec is not None, loaded.render()
    expr = loaded.spec.problem.neuron.expr
    for name in ("defined", "c1", "increasing", "convex", "signed", "bounded_below", "affine_piece", "even"):
        proposal = decide_function(expr, name)
        assert proposal is None or len(repr(proposal)) > 0  # a number beyond 4,300 digits would raise here
    json.dumps(expr_json(expr))


def test_constants_are_folded_while_they_are_short():
    long = num(10**2000 + 1)
    product = mul((long, long, num(3)))
    assert product == mul((num(3 * (10**2000 + 1)), long))
    assert mul((num(0), long, long)) == num(0)
    assert add((long, num(1))) == num(10**2000 + 2)
    repr(product)


# --- a budget of work -----------------------------------------------------------------------------------------------

HARD = ["+".join(f"abs(z - {k})" for k in range(1, 151)), "exp(" * 8 + "z" + ")" * 8]


@pytest.mark.slow
@pytest.mark.parametrize("formula", HARD)
def test_what_takes_too_much_work_is_open_and_names_the_bound(formula):
    spec = loads(f"neuron s(z) = {formula}\n{REST}").spec
    first, again = (find(Case(spec.problem), "neuron.signed") for _ in range(2))
    assert first == again
    assert first.status is Status.OPEN
    assert "MAX_" in str(first.reason)


def test_the_count_of_work_does_not_depend_on_caches():
    spec = loads("neuron s(z) = softplus(z) + erf(z)/3\n" + REST).spec
    counts = []
    for _ in range(2):
        case = Case(spec.problem)
        with case.work("neuron.increasing") as ledger:
            decide_function(spec.problem.neuron.expr, "increasing")
        counts.append(ledger.spent)
    assert counts[0] == counts[1] > 0


# --- witnesses far out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "name"),
    [
        ("sqrt(1 + z^2) + 0.9999999999*z", "increasing"),
        ("sqrt(1 + z^2) + 0.9999999999*z", "nondecreasing"),
        ("z + sqrt(1 + z^2) - 1e-20*z", "increasing"),
        ("log(1 + exp(z)) - 1e-60*z", "increasing"),
        ("exp(-z) + 1e-12*z", "decreasing"),
        ("tanh(z) - 1e-40*z", "nondecreasing"),
    ],
)
def test_a_violation_far_out_is_seen(formula, name):
    spec = loads(f"neuron s(z) = {formula}\n{REST}").spec
    proposal = decide_function(spec.problem.neuron.expr, name)
    assert proposal is not None
    assert proposal[0] is False
