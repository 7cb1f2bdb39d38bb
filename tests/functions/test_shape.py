"""Claims about a neuron or a loss with bent evidence, and functions that hide where they are undefined."""

from fractions import Fraction as Q

import pytest
from function_problems import Z, check, log, num, refused, relu, softplus

from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.proofs import ByNorm, ByRange, ByRoots, FactorProof
from theoremcheck.trusted.functions.shape import (
    Asymmetry,
    Identity,
    LowerBound,
    NoPiece,
    Piece,
    Signs,
    SlopeDrop,
    TwoWitnesses,
    UnboundedTail,
    Witness,
)
from theoremcheck.trusted.functions.smooth import Agreement, Calculus, Jump, jump
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem import expr as e

R = ByRange()
inverse = e.power(Z, -1)
step = e.Cases(Z, (Q(0),), (True,), (num(0), num(1)))
falling = e.Cases(Z, (Q(0),), (False,), (e.neg(Z), num(1)))
"""-z for z < 0 and 1 from 0 on: positive everywhere, though the left limit at 0 is 0."""


def shifted(expr, by):
    return e.sub(expr, num(by))


def refuse(reason, *claim):
    with refused(reason):
        check(*claim)


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
    with refused("smooth.obligation_parts", "comparison.undecided", "comparison.logarithm"):
        check(HIDDEN[title], "defined", True, Calculus(()))


def test_a_jump_is_taken_of_values_that_are_there():
    """log(-z) - log(-2z) is -log 2 for z < 0: at 0, where it is not defined, the logarithms would cancel to 0."""
    left = e.sub(log(e.neg(Z)), log(e.mul((num(-2), Z))))
    jumping = split(e.Cases(Z, (Q(0),), (False,), (e.add((left, Z)), Z)))
    with refused("comparison.logarithm"):
        jump(jumping, 0, 0)
    assert is_zero(jump(split(e.Cases(Z, (Q(0),), (False,), (e.mul((num(2), Z)), Z))), 0, 0))


def test_a_lower_bound_needs_a_defined_function():
    """2z + sqrt(z^2 - 1) is positive at 2, negative at -2, and its norm has no zero: (-1, 1) lies between."""
    expr = e.add((e.mul((num(2), Z)), e.sqrt(shifted(e.power(Z, 2), 1))))
    proof = ByNorm(FactorProof(">", ByRoots()), Q(2))
    refuse("smooth.obligation_parts", expr, "bounded_below", True, LowerBound(Q(0), (), (proof,)))


def test_a_falling_tail_needs_a_smooth_function():
    """-z + 1/(z - 20)^2 has a pole on the tail."""
    expr = e.add((e.neg(Z), e.power(shifted(Z, 20), -2)))
    refuse("smooth.not_evident", expr, "bounded_below", False, UnboundedTail(True, Q(16), Q(1), Q(1), R))


def test_symmetry_and_flat_pieces_need_a_defined_function():
    refuse("smooth.obligation_parts", e.power(e.sqrt(Z), 4), "even", True, Identity())
    nowhere = e.add((e.power(e.sqrt(e.sub(num(-1), e.power(Z, 2))), 2), e.power(Z, 2)))
    refuse("smooth.not_evident", nowhere, "flat_piece", True, Piece(0))


# --- values at breaks ---------------------------------------------------------------------------------------------


def test_a_value_at_one_point_is_not_overlooked():
    """0 everywhere but at 0, where the left piece, itself a step, gives 1."""
    inner = e.Cases(Z, (Q(0),), (False,), (num(0), num(1)))
    spike = e.Cases(Z, (Q(0),), (True,), (inner, num(0)))
    refuse("pieces.no_owner", spike, "analytic", True, Agreement(()))


def test_a_jump_inside_composed_cases_keeps_its_owner():
    expr = e.Cases(e.Abs(Z), (Q(-1),), (True,), (num(0), falling))
    assert split(expr) == split(falling)
    left = Witness(0, num(0))
    refuse("shape.witness_side", expr, "signed", False, TwoWitnesses(left, left))


def test_a_witness_at_a_jump_needs_the_side_that_owns_the_value():
    left = Witness(0, num(0))
    refuse("shape.witness_side", falling, "signed", False, TwoWitnesses(left, left))
    assert check(step, "signed", False, TwoWitnesses(left, Witness(1, num(1)))) is Status.FAILS


@pytest.mark.parametrize(
    "expr, reason",
    [
        (e.Cases(e.power(Z, 2), (Q(0),), (True,), (num(0), num(1))), "pieces.cases_touch"),
        (e.Cases(step, (Q(1, 2),), (True,), (num(0), num(1))), "pieces.cases_jump"),
        (e.Cases(e.Max((Z, e.mul((num(2), Z)))), (Q(0),), (True,), (num(0), num(1))), "pieces.cases_kink"),
        (e.Cases(Z, (Q(1), Q(0)), (True, True), (num(0), num(1), num(2))), "pieces.cases_order"),
        (e.Cases(Z, (Q(1),), (), (num(0), num(1))), "pieces.cases_breaks"),
    ],
)
def test_cases_that_are_refused(expr, reason):
    refuse(reason, expr, "defined", True, Calculus(()))


# --- jets, jumps, witnesses ---------------------------------------------------------------------------------------


def test_jets_and_jumps():
    assert check(softplus, "analytic", True, Agreement(())) is Status.HOLDS
    assert check(relu, "c1", False, Jump(0, 1)) is Status.FAILS
    assert check(e.power(relu, 2), "c1", True, Agreement(())) is Status.HOLDS
    refuse("smooth.disagreement(order=1, at=0)", relu, "c1", True, Agreement(()))
    refuse("smooth.disagreement(order=2, at=0)", e.power(relu, 2), "c2", True, Agreement(()))
    refuse("shape.not_analytic", e.power(relu, 3), "analytic", True, Agreement(()))
    refuse("smooth.obligation_parts", softplus, "c1", True, Agreement((FactorProof(">", R),)))
    refuse("smooth.higher_jump", e.power(relu, 2), "c1", False, Jump(0, 2))
    refuse("smooth.no_jump", e.power(relu, 3), "c2", False, Jump(0, 2))
    refuse("smooth.jump_order", relu, "analytic", False, Jump(0, 10**9))
    refuse("smooth.jump_order", relu, "analytic", False, Jump(0, -1))
    for index in (-1, 1, 10**30):
        refuse("smooth.no_such_break", relu, "c1", False, Jump(index, 1))
        refuse("smooth.no_such_break", relu, "convex", False, SlopeDrop(index))
        refuse("smooth.no_such_break", relu, "convex", False, Jump(index, 0))


def test_a_root_that_touches_zero_is_not_smooth():
    root = e.sqrt(e.add((num(1), e.call(e.Fn.SIN, Z))))
    refuse("smooth.obligation_parts", root, "c1", True, Agreement(()))
    refuse("signs.range", root, "c1", True, Agreement((FactorProof(">", R),)))
    refuse("smooth.root_smooth", root, "c1", True, Agreement((FactorProof(">=", R),)))


def test_an_infinite_slope_is_a_jump():
    half = e.Cases(Z, (Q(0),), (True,), (num(0), e.sqrt(Z)))
    assert check(half, "c1", False, Jump(0, 1)) is Status.FAILS
    refuse("smooth.no_jump", half, "c1", False, Jump(0, 0))


def test_witnesses():
    assert check(relu, "increasing", False, Witness(0, num(-1))) is Status.FAILS
    assert check(e.call(e.Fn.SIN, Z), "increasing", False, Witness(0, e.Pi())) is Status.FAILS
    refuse("shape.no_such_piece", relu, "increasing", False, Witness(-1, num(1)))
    refuse("shape.no_such_piece", relu, "increasing", False, Witness(2, num(1)))
    refuse("shape.witness_piece", relu, "increasing", False, Witness(0, num(1)))
    refuse("shape.not_violated", relu, "increasing", False, Witness(1, num(1)))
    refuse("admission.variable", relu, "increasing", False, Witness(1, Z))
    refuse("shape.witness_domain", relu, "active", False, Witness(0, num(-1)))
    refuse("shape.no_refutation", relu, "increasing", False, SlopeDrop(0))
    refuse("shape.no_slope_drop", relu, "convex", False, SlopeDrop(0))
    refuse("shape.jump_outside", e.Cases(Z, (Q(-1),), (True,), (num(-3), Z)), "active", False, Jump(0, 0))
    refuse("comparison.undecided", e.power(Z, 3), "signed", False,
           TwoWitnesses(*(Witness(0, _hidden_zero()),) * 2))  # fmt: skip


def _hidden_zero():
    """sqrt 2 sqrt 3 - sqrt 6 is 0, which neither the normal form nor a ball shows."""
    return e.sub(e.mul((e.sqrt(num(2)), e.sqrt(num(3)))), e.sqrt(num(6)))


def test_pieces_and_symmetry():
    assert check(relu, "flat_piece", True, Piece(0)) is Status.HOLDS
    refuse("shape.piece_form", relu, "flat_piece", True, Piece(1))
    for index in (-1, 2):
        refuse("shape.no_such_piece", relu, "flat_piece", True, Piece(index))
    refuse("shape.piece_points", relu, "flat_piece", False, NoPiece((), (num(1),)))
    refuse("shape.derivative_zero", relu, "flat_piece", False, NoPiece((), (num(-1), num(1))))
    refuse("shape.witness_piece", relu, "flat_piece", False, NoPiece((), (num(1), num(1))))
    assert check(e.power(Z, 2), "even", True, Identity()) is Status.HOLDS
    refuse("shape.no_identity", softplus, "even", True, Identity())
    refuse("shape.asymmetric_breaks", e.Max((Z, num(1))), "even", True, Identity())
    refuse("shape.odd_jump", step, "odd_up_to_constant", True, Identity())
    window = e.Cases(Z, (Q(-1), Q(1)), (True, True), (num(0), num(1), num(0)))
    refuse("shape.asymmetric_jump", window, "even", True, Identity())
    refuse("shape.symmetric", e.power(Z, 2), "even", False, Asymmetry(num(1)))
    refuse("shape.asymmetry_point", softplus, "even", False, Asymmetry(e.Pi()))


def test_lower_bounds():
    assert check(relu, "bounded_below", True, LowerBound(Q(0), (), (R, R))) is Status.HOLDS
    refuse("signs.range", relu, "bounded_below", True, LowerBound(Q(1), (), (R, R)))
    refuse("shape.piece_parts", relu, "bounded_below", True, LowerBound(Q(0), (), (R,)))
    assert check(Z, "bounded_below", False, UnboundedTail(False, Q(-2), Q(1), Q(1), R)) is Status.FAILS
    refuse("signs.range", Z, "bounded_below", False, UnboundedTail(True, Q(2), Q(1), Q(1), R))
    refuse("shape.tail_slope", relu, "bounded_below", False, UnboundedTail(False, Q(-2), Q(0), Q(1), R))
    refuse("shape.tail_piece", relu, "bounded_below", False, UnboundedTail(True, Q(-1), Q(1), Q(1), R))


@pytest.mark.parametrize(
    "name, expected",
    [
        ("defined", "Calculus"),
        ("c1", "Agreement"),
        ("signed", "Signs or Composed"),
        ("increasing", "Signs or Composed"),
        ("flat_piece", "Piece"),
        ("even", "Identity"),
        ("bounded_below", "LowerBound or Composed"),
    ],
)
def test_evidence_of_the_wrong_kind(name, expected):
    refuse(f"facts.wrong_kind(expected={expected}, found=Structure)", softplus, name, True, Structure())


def test_a_function_is_never_claimed_to_be_undefined():
    refuse("facts.not_refutable", inverse, "defined", False, Calculus(()))


def test_one_strict_sign_does_not_do_for_another():
    refuse("shape.piece_parts", relu, "nondecreasing", True, Signs((), (R,), True))
    refuse("signs.range", relu, "increasing", True, Signs((), (R, R), True))
