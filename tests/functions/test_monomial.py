"""Monomials: the form with its degree, and the points that refute it."""

from fractions import Fraction

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.functions.monomial import check_form, check_not_form, monomial_degree
from theoremcheck.trusted.functions.shape import Asymmetry
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.refusal import Refusal

MONOMIALS = {
    **{"z": 1, "-2 * z": 1, "z^2": 2, "z^3": 3, "-z^5 / 7": 5, "(2 * z)^3": 3, "abs(z)^2": 2, "z^100": 100},
    **{"sqrt(2) * z^2": 2, "pi * z^3": 3, "(z + 1)^2 - 2 * z - 1": 2, "z * z^2": 3},
}
OTHERS = (
    *("0", "3", "z^2 + 1", "z + z^3", "abs(z)", "z * abs(z)", "max(0, z)^2", "max(z, -2 * z)", "abs(z)^(3/2)"),
    *("e^z", "e^z - 1", "tanh(z)", "sin(z)", "log(1 + e^z)", "z * e^z", "z^4 - z^2", "e^(z^2) - 1", "(z - 1)^2"),
    "z^2 * (1 + abs(z) * step(z))",
)


def neuron(formula):
    found = loads(f"dataset d {{ + (1) - (2) }}\nneuron n(z) = {formula}\nloss hinge\nnetwork {{ shortcut = 1 n }}")
    if found.spec is None and "step" in formula:
        pytest.skip("another notation")
    assert found.spec is not None, found.render()
    return found.spec.problem


@pytest.mark.parametrize("formula", [*MONOMIALS, *OTHERS])
def test_what_is_decided(formula):
    problem = neuron(formula)
    assert monomial_degree(problem.neuron.expr) == MONOMIALS.get(formula)
    found = settle(Case(problem), "neuron.monomial")
    assert found.status is (Status.HOLDS if formula in MONOMIALS else Status.FAILS)


@pytest.mark.parametrize("formula", OTHERS)
def test_the_form_is_not_accepted_of_others(formula):
    with pytest.raises(Refusal, match=r"^monomial\.not_the_form$"):
        check_form(neuron(formula).neuron.expr)


@pytest.mark.parametrize("formula", MONOMIALS)
@pytest.mark.parametrize("at", ["0", "-1", "1/2", "3"])
def test_no_point_refutes_a_monomial(formula, at):
    with pytest.raises(Refusal, match=r"^monomial\.looks_monomial$"):
        check_not_form(neuron(formula).neuron.expr, Asymmetry(Num(Fraction(at))))


def test_one_point_may_look_like_that_of_a_monomial():
    """z^3 for z = 1, 2 and -1, and another polynomial."""
    expr = neuron("z^3 + z * (z^2 - 1) * (z^2 - 4)").neuron.expr
    with pytest.raises(Refusal, match=r"^monomial\.looks_monomial$"):
        check_not_form(expr, Asymmetry(Num(Fraction(1))))
    check_not_form(expr, Asymmetry(Num(Fraction(1, 2))))
