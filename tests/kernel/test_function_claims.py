"""Claims about a neuron or a loss with bent evidence, and functions that hide where they are undefined."""

from fractions import Fraction as Q

import pytest
from function_problems import Z, check, log, num, relu, softplus

from theoremcheck.trusted import expr as e
from theoremcheck.trusted.evidence import (
    Asymmetry,
    Calculus,
    Identity,
    Jets,
    Jump,
    LowerBound,
    NoPiece,
    Piece,
    SlopeDrop,
    TwoWitnesses,
    UnboundedTail,
    Witness,
)
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.pieces import split
from theoremcheck.trusted.proofs import ByNorm, ByRange, ByRoots, FactorProof, Signs
from theoremcheck.trusted.refusal import Refusal

R = ByRange()
inverse = e.power(Z, -1)
step = e.Cases(Z, (Q(0),), (True,), (num(0), num(1)))
falling = e.Cases(Z, (Q(0),), (False,), (e.neg(Z), num(1)))
"""-z for z < 0 and 1 from 0 on: positive everywhere, though the left limit at 0 is 0."""


def shifted(expr, by):
    return e.sub(expr, num(by))


def refuse(reason, *claim):
    with pytest.raises(Refusal) as refusal:
        check(*claim)
    assert reason in str(refusal.value)


# --- undefined, and hidden ----------------------------------------------------------------------------------------

HIDDEN = {
    "equal but for a pole": e.Max((Z, e.mul((Z, Z, inverse)))),
    "the smaller argument has the pole": e.Max((e.power(Z, 2), e.neg(e.power(Z, -2)))),
    "the larger argument hides a logarithm": e.Min((num(-1), e.add((num(0), e.mul((num(0), log(Z))))))),
    "cases over 1/z": e.Cases(inverse, (Q(0),), (True,), (num(-1), num(1))),
    "a pole beyond a break that is merged": e.Cases(
        Z, (Q(6),), (True,), (shifted(Z, 5), e.mul((shifted(Z, 5), shifted(Z, 7), e.power(shifted(Z, 7), -1))))
    ),
    "z/z": e.mul((Z, inverse)),
    "sqrt(z)^2": e.power(e.sqrt(Z), 2),
    "0 log z": e.mul((num(0), log(Z))),
}


@pytest.mark.parametrize("title", HIDDEN)
def test_an_undefined_function_is_not_defined(title):
    with pytest.raises(Refusal, match=r"domain obligation|not decided|logarithm of a constant"):
        check(HIDDEN[title], "defined", True, Calculus(()))


def test_a_lower_bound_needs_a_defined_function():
    """2z + sqrt(z^2 - 1) is positive at 2, negative at -2, and its norm has no zero: (-1, 1) lies between."""
    expr = e.add((e.mul((num(2), Z)), e.sqrt(shifted(e.power(Z, 2), 1))))
    proof = ByNorm(FactorProof(">", ByRoots()), Q(2))
    refuse("domain obligation", expr, "bounded_below", True, LowerBound(Q(0), (), (proof,)))


def test_a_falling_tail_needs_a_smooth_function():
    """-z + 1/(z - 20)^2 has a pole on the tail."""
    expr = e.add((e.neg(Z), e.power(shifted(Z, 20), -2)))
    refuse("not evident", expr, "bounded_below", False, UnboundedTail(True, Q(16), Q(1), Q(1), R))


def test_symmetry_and_flat_pieces_need_a_defined_function():
    refuse("domain obligation", e.power(e.sqrt(Z), 4), "even", True, Identity())
    nowhere = e.add((e.power(e.sqrt(e.sub(num(-1), e.power(Z, 2))), 2), e.power(Z, 2)))
    refuse("not evident", nowhere, "flat_piece", True, Piece(0))


# --- values at breaks ---------------------------------------------------------------------------------------------


def test_a_value_at_one_point_is_not_overlooked():
    """0 everywhere but at 0, where the left piece, itself a step, gives 1."""
    inner = e.Cases(Z, (Q(0),), (False,), (num(0), num(1)))
    spike = e.Cases(Z, (Q(0),), (True,), (inner, num(0)))
    refuse("belongs to neither side", spike, "analytic", True, Jets(()))


def test_a_jump_inside_composed_cases_keeps_its_owner():
    expr = e.Cases(e.Abs(Z), (Q(-1),), (True,), (num(0), falling))
    assert split(expr) == split(falling)
    left = Witness(0, num(0))
    refuse("wrong side", expr, "signed", False, TwoWitnesses(left, left))


def test_a_witness_at_a_jump_needs_the_side_that_owns_the_value():
    left = Witness(0, num(0))
    refuse("wrong side", falling, "signed", False, TwoWitnesses(left, left))
    assert check(step, "signed", False, TwoWitnesses(left, Witness(1, num(1)))) is Status.FAILS


@pytest.mark.parametrize(
    "expr, reason",
    [
        (e.Cases(e.power(Z, 2), (Q(0),), (True,), (num(0), num(1))), "touches a break"),
        (e.Cases(step, (Q(1, 2),), (True,), (num(0), num(1))), "jumps"),
        (e.Cases(e.Max((Z, e.mul((num(2), Z)))), (Q(0),), (True,), (num(0), num(1))), "kink on a break"),
        (e.Cases(Z, (Q(1), Q(0)), (True, True), (num(0), num(1), num(2))), "must increase"),
        (e.Cases(Z, (Q(1),), (), (num(0), num(1))), "admission.cases"),
    ],
)
def test_cases_that_are_refused(expr, reason):
    refuse(reason, expr, "defined", True, Calculus(()))


# --- jets, jumps, witnesses ---------------------------------------------------------------------------------------


def test_jets_and_jumps():
    assert check(softplus, "analytic", True, Jets(())) is Status.HOLDS
    assert check(relu, "c1", False, Jump(0, 1)) is Status.FAILS
    assert check(e.power(relu, 2), "c1", True, Jets(())) is Status.HOLDS
    refuse("order 1 at 0", relu, "c1", True, Jets(()))
    refuse("order 2 at 0", e.power(relu, 2), "c2", True, Jets(()))
    refuse("not shown to be analytic", e.power(relu, 3), "analytic", True, Jets(()))
    refuse("one part for every domain obligation", softplus, "c1", True, Jets((FactorProof(">", R),)))
    refuse("higher order", e.power(relu, 2), "c1", False, Jump(0, 2))
    refuse("not shown to differ", e.power(relu, 3), "c2", False, Jump(0, 2))
    refuse("between 0 and", relu, "analytic", False, Jump(0, 10**9))
    refuse("between 0 and", relu, "analytic", False, Jump(0, -1))
    for index in (-1, 1, 10**30):
        refuse("no such break", relu, "c1", False, Jump(index, 1))
        refuse("no such break", relu, "convex", False, SlopeDrop(index))
        refuse("no such break", relu, "convex", False, Jump(index, 0))


def test_a_root_that_touches_zero_is_not_smooth():
    root = e.sqrt(e.add((num(1), e.call(e.Fn.SIN, Z))))
    refuse("one part for every domain obligation", root, "c1", True, Jets(()))
    refuse("range arithmetic", root, "c1", True, Jets((FactorProof(">", R),)))
    refuse("must be > 0", root, "c1", True, Jets((FactorProof(">=", R),)))


def test_an_infinite_slope_is_a_jump():
    half = e.Cases(Z, (Q(0),), (True,), (num(0), e.sqrt(Z)))
    assert check(half, "c1", False, Jump(0, 1)) is Status.FAILS
    refuse("not shown to differ", half, "c1", False, Jump(0, 0))


def test_witnesses():
    assert check(relu, "increasing", False, Witness(0, num(-1))) is Status.FAILS
    assert check(e.call(e.Fn.SIN, Z), "increasing", False, Witness(0, e.Pi())) is Status.FAILS
    refuse("no such piece", relu, "increasing", False, Witness(-1, num(1)))
    refuse("no such piece", relu, "increasing", False, Witness(2, num(1)))
    refuse("outside its piece", relu, "increasing", False, Witness(0, num(1)))
    refuse("not violated", relu, "increasing", False, Witness(1, num(1)))
    refuse("admission.variable", relu, "increasing", False, Witness(1, Z))
    refuse("outside the domain", relu, "active", False, Witness(0, num(-1)))
    refuse("does not refute a sign", relu, "increasing", False, SlopeDrop(0))
    refuse("not shown to drop", relu, "convex", False, SlopeDrop(0))
    refuse("outside the domain", e.Cases(Z, (Q(-1),), (True,), (num(-3), Z)), "active", False, Jump(0, 0))
    refuse("sign of a constant is not decided", e.power(Z, 3), "signed", False,
           TwoWitnesses(*(Witness(0, _hidden_zero()),) * 2))  # fmt: skip


def _hidden_zero():
    """sqrt 2 sqrt 3 - sqrt 6 is 0, which neither the normal form nor a ball shows."""
    return e.sub(e.mul((e.sqrt(num(2)), e.sqrt(num(3)))), e.sqrt(num(6)))


def test_pieces_and_symmetry():
    assert check(relu, "flat_piece", True, Piece(0)) is Status.HOLDS
    refuse("not shown to be of that form", relu, "flat_piece", True, Piece(1))
    for index in (-1, 2):
        refuse("no such piece", relu, "flat_piece", True, Piece(index))
    refuse("one point for every piece", relu, "flat_piece", False, NoPiece((), (num(1),)))
    refuse("derivative is 0", relu, "flat_piece", False, NoPiece((), (num(-1), num(1))))
    refuse("outside its piece", relu, "flat_piece", False, NoPiece((), (num(1), num(1))))
    assert check(e.power(Z, 2), "even", True, Identity()) is Status.HOLDS
    refuse("identity is not shown", softplus, "even", True, Identity())
    refuse("not symmetric", e.Max((Z, num(1))), "even", True, Identity())
    refuse("must be continuous", step, "odd_up_to_constant", True, Identity())
    window = e.Cases(Z, (Q(-1), Q(1)), (True, True), (num(0), num(1), num(0)))
    refuse("values at a jump", window, "even", True, Identity())
    refuse("symmetric at the point", e.power(Z, 2), "even", False, Asymmetry(num(1)))
    refuse("must be rational", softplus, "even", False, Asymmetry(e.Pi()))


def test_lower_bounds():
    assert check(relu, "bounded_below", True, LowerBound(Q(0), (), (R, R))) is Status.HOLDS
    refuse("range arithmetic", relu, "bounded_below", True, LowerBound(Q(1), (), (R, R)))
    refuse("one part for every piece", relu, "bounded_below", True, LowerBound(Q(0), (), (R,)))
    assert check(Z, "bounded_below", False, UnboundedTail(False, Q(-2), Q(1), Q(1), R)) is Status.FAILS
    refuse("range arithmetic", Z, "bounded_below", False, UnboundedTail(True, Q(2), Q(1), Q(1), R))
    refuse("must be positive", relu, "bounded_below", False, UnboundedTail(False, Q(-2), Q(0), Q(1), R))
    refuse("one piece", relu, "bounded_below", False, UnboundedTail(True, Q(-1), Q(1), Q(1), R))


@pytest.mark.parametrize("name", ["defined", "c1", "signed", "increasing", "flat_piece", "even", "bounded_below"])
def test_evidence_of_the_wrong_kind(name):
    refuse("found=Structure", softplus, name, True, Structure())


def test_a_function_is_never_claimed_to_be_undefined():
    refuse("facts.not_refutable", inverse, "defined", False, Calculus(()))


def test_one_strict_sign_does_not_do_for_another():
    refuse("one part for every piece", relu, "nondecreasing", True, Signs((), (R,), True))
    refuse("range arithmetic", relu, "increasing", True, Signs((), (R, R), True))
