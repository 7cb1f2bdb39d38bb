"""Sigmoidal neurons: the centre and the proofs to both sides, and what refutes them."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.functions.sigmoids import _sigmoids, decide_sigmoidal
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.functions.proofs import ByRange
from theoremcheck.trusted.functions.shape import Piece, Signs
from theoremcheck.trusted.functions.sigmoids import (
    Side,
    Sigmoid,
    Turns,
    check_one_curvature,
    check_sigmoidal,
    check_turns,
)
from theoremcheck.trusted.functions.smooth import Jump
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.expr import Num, Z
from theoremcheck.trusted.refusal import Refusal

# Formula and centre, as its value in balls.
SIGMOIDAL = {
    "tanh(z)": 0, "sigmoid(z)": 0, "erf(z)": 0, "1/(1+e^(-z))": 0, "2/(1+e^(-2*z))-1": 0, "tanh(2*z+1)": "-1/2",
    "3/7-2*sigmoid(1-3*z/2)": "2/3", "erf(3*z-1)/2+4": "1/3", "sinh(z)": 0, "-sinh(z-5)/7": 5, "e^(-e^(-z))": 0,
    "arctan(sinh(z))": 0, "arctan(e^z)": 0, "1/(1+3*e^(-z))": None, "sigmoid(z)^2": None,
}  # fmt: skip
OTHERS = {
    "arctan(z)": Turns, "z/(1+z^2)^(1/2)": Turns, "tanh(z)+z": Turns, "tanh(z)+tanh(3*z)": Turns, "z+z^3": Turns,
    "tanh(tanh(z))": Turns, "z*sigmoid(z)": Turns, "log(1+e^z)": Signs, "e^z": Signs, "-e^(z^2)": Signs,
    "max(0,z)": Piece, "z": Piece, "3": Piece, "min(1,max(-1,z))": Piece, "z/(1+abs(z))": Jump, "max(z,z^3)": Piece,
    "abs(tanh(z))": Jump,
}  # fmt: skip


def problem(formula):
    found = loads(f"dataset d {{ + (1) - (2) }}\nneuron n(z) = {formula}\nloss hinge\nnetwork {{ shortcut = 1 n }}")
    assert found.spec is not None, found.render()
    return found.spec.problem


def expr(formula):
    return problem(formula).neuron.expr


@pytest.mark.parametrize("formula", SIGMOIDAL)
def test_sigmoidal_neurons(formula):
    found = settle(Case(problem(formula)), "neuron.sigmoidal")
    assert found.status is Status.HOLDS
    centre = SIGMOIDAL[formula]
    if centre is not None:
        assert found.evidence.centre == Num(Fraction(centre))


@pytest.mark.parametrize("formula", OTHERS)
def test_other_neurons(formula):
    found = settle(Case(problem(formula)), "neuron.sigmoidal")
    assert found.status is Status.FAILS
    assert type(found.evidence) is OTHERS[formula]


@pytest.mark.parametrize("formula", ["z^3", "z^5+z^3", "tanh(z)^3", "sin(z)"])
def test_a_slope_that_vanishes_is_not_accepted(formula):
    found = settle(Case(problem(formula)), "neuron.sigmoidal")
    assert getattr(found, "status", None) is not Status.HOLDS


def second_slopes(formula):
    """Values of s''/s' by differences of high precision, independent of the kernel."""
    mpmath = pytest.importorskip("mpmath")
    functions = {
        "tanh(z)": mpmath.tanh, "sigmoid(z)": lambda z: 1 / (1 + mpmath.exp(-z)), "erf(z)": mpmath.erf,
        "sinh(z)": mpmath.sinh, "e^(-e^(-z))": lambda z: mpmath.exp(-mpmath.exp(-z)),
        "sigmoid(z)^2": lambda z: (1 + mpmath.exp(-z)) ** -2, "arctan(sinh(z))": lambda z: mpmath.atan(mpmath.sinh(z)),
    }  # fmt: skip
    return mpmath, functions[formula]


@pytest.mark.parametrize("formula, sign", [
    ("tanh(z)", -1), ("sigmoid(z)", -1), ("erf(z)", -1), ("sinh(z)", 1), ("e^(-e^(-z))", -1), ("sigmoid(z)^2", -1),
    ("arctan(sinh(z))", -1),
])  # fmt: skip
def test_the_definition_in_numbers(formula, sign):
    """K > 0, nondecreasing, 1/K convex (at midpoints) to the right of c, and the mirror image to its left."""
    mpmath, function = second_slopes(formula)
    with mpmath.workdps(60):
        centre = mpmath.log(2) if formula == "sigmoid(z)^2" else mpmath.mpf(0)
        slope = lambda z: sign * mpmath.diff(function, z, 2) / mpmath.diff(function, z, 1)  # noqa: E731
        for way in (1, -1):
            values = [way * slope(centre + way * mpmath.mpf(k) / 8) for k in range(1, 24)]
            assert all(value > 0 for value in values)
            assert all(low <= high for low, high in pairwise(values))
            assert all(
                2 / middle <= (1 / low + 1 / high) * (1 + mpmath.mpf(10) ** -20)
                for low, middle, high in zip(values, values[1:], values[2:], strict=False)
            )


def evidence(formula):
    holds, found = decide_sigmoidal(expr(formula))
    assert holds
    return found


def refused(check, *args):
    with pytest.raises(Refusal) as caught:
        check(*args)
    return caught.value.reason.code


RANGE = Side(ByRange(), ByRange(), ByRange())


@pytest.mark.parametrize("centre", [Num(Fraction(1)), Num(Fraction(-1, 3))])
def test_another_centre_is_refused(centre):
    assert refused(check_sigmoidal, expr("tanh(z)"), replace(evidence("tanh(z)"), centre=centre)) == "sigmoids.centre"


def test_a_centre_is_a_constant():
    assert refused(check_sigmoidal, expr("tanh(z)"), Sigmoid(Z, (), RANGE, RANGE)) == "shape.witness_constant"


def test_a_neuron_of_two_formulas_is_refused():
    assert refused(check_sigmoidal, expr("max(tanh(z), z)"), Sigmoid(Num(Fraction(0)), (), RANGE, RANGE)) == (
        "sigmoids.pieces"
    )


def test_where_the_third_derivative_vanishes_the_centre_is_refused():
    assert refused(check_sigmoidal, expr("z^5+z"), Sigmoid(Num(Fraction(0)), (), RANGE, RANGE)) == "sigmoids.centre"


@pytest.mark.parametrize("formula", ["arctan(z)", "z+z^3", "tanh(z)+z", "tanh(z)+tanh(3*z)", "tanh(tanh(z))"])
def test_no_proof_is_found_on_either_side(formula):
    assert next(_sigmoids(expr(formula)), None) is None


@pytest.mark.parametrize("formula", [name for name, centre in SIGMOIDAL.items() if centre is not None])
def test_no_points_turn_a_sigmoidal_neuron(formula):
    points = [Fraction(k, 2) for k in range(-6, 7, 3)]
    pairs = [(low, high) for low in points for high in points]
    for rise in pairs:
        with pytest.raises(Refusal):
            check_turns(expr(formula), Turns((), rise, rise))
        with pytest.raises(Refusal):
            check_turns(expr(formula), Turns((), rise, (points[0], points[1])))


def test_turns_are_read_as_they_are_said():
    found = decide_sigmoidal(expr("arctan(z)"))[1]
    check_turns(expr("arctan(z)"), found)
    assert refused(check_turns, expr("arctan(z)"), replace(found, rise=found.fall)) == "sigmoids.no_turn"
    assert refused(check_turns, expr("arctan(z)"), replace(found, rise=found.rise[::-1])) == "sigmoids.order"
    for points in ((), found.rise[:1], (*found.rise, Fraction(9))):
        assert refused(check_turns, expr("arctan(z)"), replace(found, rise=points)) == "sigmoids.order"
        assert refused(check_turns, expr("arctan(z)"), replace(found, fall=points)) == "sigmoids.order"
    assert refused(check_turns, expr("z^2"), Turns((), (Fraction(-1), Fraction(1)), found.fall)) == "sigmoids.slopes"
    assert refused(check_turns, expr("max(0, z)"), found) == "sigmoids.pieces"


@pytest.mark.parametrize("formula", ["tanh(z)", "z^3", "z^4"])
@pytest.mark.parametrize("positive", [True, False])
def test_a_curvature_with_a_zero_refutes_nothing(formula, positive):
    with pytest.raises(Refusal):
        check_one_curvature(expr(formula), Signs((), (ByRange(),), positive))


@pytest.mark.parametrize("formula, holds", [("arctan(z)", True), ("tanh(z)", False)])
def test_the_kernel_takes_no_evidence_for_the_other_side(formula, holds):
    found = evidence("tanh(z)") if holds else decide_sigmoidal(expr("arctan(z)"))[1]
    with pytest.raises(Refusal):
        check_claim(problem(formula), Claim("neuron.sigmoidal", holds, found))
