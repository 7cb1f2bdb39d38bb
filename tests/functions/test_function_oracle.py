"""The oracle of the fuzz tests sees through false claims (else its silence would mean nothing)."""

from fractions import Fraction

import pytest
from function_oracle import contradiction
from notation import atan, big, cases, cosh, exp, log, q, sqrt, tanh, z

from theoremcheck.trusted.functions.shape import (
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
from theoremcheck.trusted.functions.smooth import Agreement, Calculus, Jump

relu = big(0, z)
signs = Signs((), (), True)
one = q(1).expr


@pytest.mark.parametrize(
    "formula, name, holds, evidence",
    [
        (log(z), "defined", True, Calculus(())),
        (sqrt(z**2 - 1), "defined", True, Calculus(())),
        (relu, "c1", True, Agreement(())),
        (relu**2, "c2", True, Agreement(())),
        (relu**2, "c1", False, Jump(0, 1)),
        (z**3 - z / 1000, "increasing", True, signs),
        (exp(z) - z, "nondecreasing", True, signs),
        (tanh(z), "convex", True, signs),
        (z - abs(z), "convex", True, signs),
        (abs(z), "strictly_concave", True, signs),
        (tanh(z), "signed", True, signs),
        (cosh(z) - 2, "bounded_below", True, LowerBound(Fraction(-1, 2), (), ())),
        (cosh(z), "bounded_below", False, UnboundedTail(True, Fraction(2), Fraction(1), Fraction(1), None)),
        (relu, "flat_piece", True, Piece(1)),
        (relu, "flat_piece", False, NoPiece((), ())),
        (exp(z), "even", True, Identity()),
        (exp(z), "odd_up_to_constant", True, Identity()),
        (exp(z), "increasing", False, Witness(0, one)),
        (exp(z), "signed", False, TwoWitnesses(Witness(0, one), Witness(0, one))),
        (abs(z), "convex", False, SlopeDrop(0)),
        (cases([0], [0, 1]), "increasing", True, signs),
        (atan(z), "decreasing", True, signs),
    ],
)
def test_a_false_claim_is_contradicted(formula, name, holds, evidence):
    if name == "increasing" and holds:
        assert contradiction(formula.expr, name, True, evidence) or contradiction(formula.expr, "c1", True, evidence)
    else:
        assert contradiction(formula.expr, name, holds, evidence) is not None
