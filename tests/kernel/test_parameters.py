"""Symbolic parameters: what is accepted holds for all their values, and what holds for some only is refused."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from function_problems import Z, check, exp, log, num, problem

from theoremcheck.decide.functions import decide_function
from theoremcheck.trusted import expr as e
from theoremcheck.trusted import kernel
from theoremcheck.trusted.certificate import Claim, check_binding, dumps, issue, loads
from theoremcheck.trusted.comparison import sign_of
from theoremcheck.trusted.evidence import Jump, Witness
from theoremcheck.trusted.kernel import Status
from theoremcheck.trusted.minima import ConstantMinimum
from theoremcheck.trusted.pieces import split
from theoremcheck.trusted.point import Exact, Point
from theoremcheck.trusted.proofs import ByRange, Signs
from theoremcheck.trusted.refusal import Refusal

OPEN = e.Param("alpha", Q(0), Q(1), True, True)
CLOSED = replace(OPEN, lower_open=False, upper_open=False)
POSITIVE = e.Param("beta", Q(0), None, True, True)
ALL = Signs((), (ByRange(), ByRange()), True)


def leaky(alpha):
    return e.Cases(Z, (Q(0),), (False,), (e.mul((alpha, Z)), Z))


def plus(*terms):
    return e.add(terms)


SIGNS = [
    (OPEN, 1),
    (e.sub(OPEN, num(1)), -1),
    (e.sub(OPEN, e.power(OPEN, 2)), 1),
    (POSITIVE, 1),
    (plus(num(1), e.mul((num(-1), POSITIVE, e.power(POSITIVE, -1)))), 0),
    (exp(e.neg(POSITIVE)), 1),
]
UNDECIDED = [CLOSED, e.sub(CLOSED, num(1)), e.sub(OPEN, num(Q(1, 2))), e.sub(POSITIVE, num(1)), e.sub(OPEN, POSITIVE)]


@pytest.mark.parametrize("constant, sign", SIGNS)
def test_a_sign_for_all_values(constant, sign):
    assert sign_of(constant) == sign


@pytest.mark.parametrize("constant", UNDECIDED)
def test_a_sign_that_changes_is_not_decided(constant):
    with pytest.raises(Refusal, match="not decided"):
        sign_of(constant)


def test_an_open_end_carries_the_strict_sign():
    assert check(leaky(OPEN), "increasing", True, ALL) is Status.HOLDS
    with pytest.raises(Refusal, match="range arithmetic"):
        check(leaky(CLOSED), "increasing", True, ALL)
    with pytest.raises(Refusal, match="range arithmetic"):
        check(leaky(replace(OPEN, lower=Q(-1))), "increasing", True, ALL)


def test_a_jump_must_be_one_for_all_values():
    assert check(leaky(OPEN), "c1", False, Jump(0, 1)) is Status.FAILS
    with pytest.raises(Refusal, match="not decided"):
        check(leaky(CLOSED), "c1", False, Jump(0, 1))


def test_a_witness_must_be_one_for_all_values():
    bent = plus(e.power(Z, 2), e.mul((OPEN, Z)))
    assert check(bent, "increasing", False, Witness(0, num(-1))) is Status.FAILS
    with pytest.raises(Refusal, match="not decided"):
        check(bent, "increasing", False, Witness(0, num(Q(-1, 4))))


def test_both_ends_of_a_range_prove_nothing_of_what_lies_between():
    """z + 4 alpha (1 - alpha) (...) is increasing at alpha = 0 and 1, and not in between."""
    bump = e.mul((num(8), CLOSED, e.sub(num(1), CLOSED)))
    expr = plus(Z, e.mul((num(-1), bump, e.call(e.Fn.TANH, Z))))
    for value in (Q(0), Q(1)):
        held = decide_function(e.replace_leaf(expr, CLOSED, num(value)), "increasing")
        assert held is not None
        assert held[0]
    assert decide_function(expr, "increasing") is None


def test_a_break_that_moves_is_refused():
    with pytest.raises(Refusal, match="moves with a parameter"):
        split(e.Max((e.sub(Z, POSITIVE), num(0))))
    with pytest.raises(Refusal, match="not decided"):
        split(e.Max((Z, e.mul((CLOSED, Z)))))


def test_two_parameters_are_two_numbers():
    other = replace(OPEN, name="gamma")
    assert sign_of(e.sub(OPEN, OPEN)) == 0
    with pytest.raises(Refusal, match="not decided"):
        sign_of(e.sub(OPEN, other))


@pytest.mark.parametrize("name", ["increasing", "convex", "strictly_convex", "signed", "c2", "bounded_below"])
def test_deciders_agree_with_every_value(name):
    """What is decided for the range is decided the same way for values inside it."""
    beta = replace(POSITIVE, lower=Q(1, 4), upper=Q(3))
    formulas = [
        log(plus(num(1), exp(e.mul((beta, Z))))),
        e.mul((Z, e.call(e.Fn.SIGMOID, e.mul((beta, Z))))),
        e.sqrt(plus(e.power(Z, 2), beta)),
        plus(exp(Z), e.mul((beta, e.power(Z, 2)))),
        leaky(beta),
    ]
    for expr in formulas:
        whole = decide_function(expr, name)
        for value in (Q(1, 4), Q(7, 5)):
            single = decide_function(e.replace_leaf(expr, beta, num(value)), name)
            if whole is not None and single is not None:
                assert whole[0] == single[0], (expr, name, value)


def test_no_bad_minimum_without_a_value():
    given = problem(leaky(OPEN), log(plus(num(1), exp(Z))))
    claim = Claim("minimum.affine", True, ConstantMinimum(Point(None, (), (), None), Exact(num(0))))
    with pytest.raises(Refusal, match="needs a value for every parameter"):
        kernel.check_claim(given, claim)


def test_another_range_is_another_problem():
    claim = Claim("neuron.increasing", True, ALL)
    text = dumps(issue(problem(leaky(OPEN), Z), None, (claim,)))
    check_binding(problem(leaky(OPEN), Z), loads(text))
    with pytest.raises(Refusal, match="made for another problem"):
        check_binding(problem(leaky(replace(OPEN, upper=Q(2))), Z), loads(text))
