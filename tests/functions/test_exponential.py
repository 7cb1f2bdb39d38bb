"""Exponential neurons: the form, and the points that refute it."""

from fractions import Fraction

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.functions.exponential import check_form, check_not_form
from theoremcheck.trusted.functions.shape import Asymmetry
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.refusal import Refusal

EXPONENTIAL = ("e^z", "3 * e^(-z / 2)", "-e^(2 * z)", "e^(z + 1)", "2^z", "e^z * e^z", "(e^z)^3 / 7")
OTHERS = (
    *("0", "3", "z", "e^z + 1", "e^z - 1", "e^(z^2)", "sinh(z)", "cosh(z)", "z * e^z", "e^(abs(z))", "max(0, z)"),
    *("max(e^z, 2 * e^z)", "max(e^z, e^(2 * z))", "log(1 + e^z)", "1 / (1 + e^(-z))", "e^z + e^(2 * z)"),
)


def neuron(formula):
    found = loads(f"dataset d {{ + (1) - (2) }}\nneuron n(z) = {formula}\nloss hinge\nnetwork {{ shortcut = 1 n }}")
    assert found.spec is not None, found.render()
    return found.spec.problem


@pytest.mark.parametrize("formula", [*EXPONENTIAL, *OTHERS])
def test_what_is_decided(formula):
    found = settle(Case(neuron(formula)), "neuron.exponential")
    if formula == "max(e^z, 2 * e^z)":  # it is one, in two pieces or in one
        assert found is None or found.status is Status.HOLDS or "exponential" in str(found)
        return
    assert found.status is (Status.HOLDS if formula in EXPONENTIAL else Status.FAILS)


@pytest.mark.parametrize("formula", OTHERS)
def test_the_form_is_not_accepted_of_others(formula):
    if formula != "max(e^z, 2 * e^z)":
        with pytest.raises(Refusal):
            check_form(neuron(formula).neuron.expr)


@pytest.mark.parametrize("formula", EXPONENTIAL)
@pytest.mark.parametrize("at", ["0", "-1", "1/2"])
def test_no_point_refutes_an_exponential(formula, at):
    with pytest.raises(Refusal, match=r"^exponential\.looks_exponential$"):
        check_not_form(neuron(formula).neuron.expr, Asymmetry(Num(Fraction(at))))


def test_a_jump_between_exponentials_is_no_exponential():
    """e^z left of 0 and 2 e^z right of it satisfies s' = s piece by piece."""
    text = "neuron n(z) = e^z + e^z * step(z)"
    loaded = loads(f"dataset d {{ + (1) - (2) }}\n{text}\nloss hinge\nnetwork {{ shortcut = 1 n }}")
    if loaded.spec is None:
        pytest.skip("another notation")
    assert settle(Case(loaded.spec.problem), "neuron.exponential").status is Status.FAILS
