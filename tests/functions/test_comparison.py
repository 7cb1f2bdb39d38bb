"""Symbolic parameters: what is accepted holds for all their values, and what holds for some only is refused."""

import math
import random
from dataclasses import replace
from fractions import Fraction as Q

import pytest
from flint import arb
from function_problems import Z, check, exp, log, num, problem, refused

from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.trusted.certificate import Claim, check_binding, check_claim, dumps, issue, loads
from theoremcheck.trusted.functions.balls import evaluate
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero, normalise
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.proofs import ByRange
from theoremcheck.trusted.functions.ranges import REALS, range_of
from theoremcheck.trusted.functions.shape import Signs, Witness
from theoremcheck.trusted.functions.smooth import Jump
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.average import AffinePart, AverageMinimum
from theoremcheck.trusted.minima.point import Exact, Point
from theoremcheck.trusted.problem import expr as e
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
    with refused("comparison.undecided"):
        sign_of(constant)


def test_an_open_end_carries_the_strict_sign():
    assert check(leaky(OPEN), "increasing", True, ALL) is Status.HOLDS
    with refused("signs.range"):
        check(leaky(CLOSED), "increasing", True, ALL)
    with refused("signs.range"):
        check(leaky(replace(OPEN, lower=Q(-1))), "increasing", True, ALL)


def test_a_jump_must_be_one_for_all_values():
    assert check(leaky(OPEN), "c1", False, Jump(0, 1)) is Status.FAILS
    with refused("comparison.undecided"):
        check(leaky(CLOSED), "c1", False, Jump(0, 1))


def test_a_witness_must_be_one_for_all_values():
    bent = plus(e.power(Z, 2), e.mul((OPEN, Z)))
    assert check(bent, "increasing", False, Witness(0, num(-1))) is Status.FAILS
    with refused("comparison.undecided"):
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
    with refused("regions.parameter"):
        split(e.Max((e.sub(Z, POSITIVE), num(0))))
    with refused("comparison.undecided"):
        split(e.Max((Z, e.mul((CLOSED, Z)))))


def test_two_parameters_are_two_numbers():
    other = replace(OPEN, name="gamma")
    assert sign_of(e.sub(OPEN, OPEN)) == 0
    with refused("comparison.undecided"):
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
    claim = Claim("minimum.affine", True, AverageMinimum(Point(None, (), (), None), Exact(num(0)), (AffinePart(),)))
    with pytest.raises(Refusal, match=r"facts\.free_parameters"):
        check_claim(given, claim)


def test_another_range_is_another_problem():
    claim = Claim("neuron.increasing", True, ALL)
    text = dumps(issue(problem(leaky(OPEN), Z), None, (claim,)))
    check_binding(problem(leaky(OPEN), Z), loads(text))
    with pytest.raises(Refusal, match=r"certificate\.other_problem"):
        check_binding(problem(leaky(replace(OPEN, upper=Q(2))), Z), loads(text))


# --- two parameters are two numbers -------------------------------------------------------------------------------

OTHER = e.Param("beta", Q(0), Q(1), True, True)
"""With the range of OPEN, and another name."""
SAME_POINT = [e.Param(name, Q(1, 3), Q(1, 3), False, False) for name in ("alpha", "beta")]
FORMS = [
    e.sub,
    lambda a, b: e.sub(exp(a), exp(b)),
    lambda a, b: e.sub(e.div(a, b), num(1)),
    lambda a, b: e.sub(log(a), log(b)),
    lambda a, b: e.sub(e.sqrt(a), e.sqrt(b)),
    lambda a, b: e.mul((e.sub(a, b), exp(Z))),
    lambda a, b: e.sub(e.call(e.Fn.SIN, e.mul((a, Z))), e.call(e.Fn.SIN, e.mul((b, Z)))),
]


@pytest.mark.parametrize("form", FORMS)
def test_two_parameters_are_never_taken_for_equal(form):
    assert is_zero(form(OPEN, OPEN))
    assert not is_zero(form(OPEN, OTHER))
    assert not is_zero(form(*SAME_POINT))
    assert normalise(form(OPEN, OTHER)).rational is None
    with refused("comparison.undecided"):
        sign_of(e.substitute(form(OPEN, OTHER), num(1)))


def test_a_step_between_two_parameters_is_a_jump():
    step = e.Cases(Z, (Q(0),), (False,), (OPEN, OTHER))
    assert len(split(step).breaks) == 1
    for name in ("c1", "nondecreasing", "even", "flat_piece"):
        proposal = decide_function(step, name)
        assert proposal is None or (name, proposal[0]) == ("flat_piece", True)
    three = e.Cases(Z, (Q(0), Q(1)), (False, True), (OPEN, OTHER, OPEN))
    assert len(split(three).breaks) == 2
    assert len(split(e.Cases(Z, (Q(0),), (False,), (OPEN, OPEN))).breaks) == 0


def test_random_formulas_of_two_parameters_are_told_apart():
    """What is shown to be 0 is 0 at random values of both parameters, computed in floats."""
    source = random.Random("two parameters")
    shown = 0
    for _ in range(300):
        left = _random_constant(source, 2)
        right = _random_constant(source, 2) if source.random() < 0.5 else _shuffled(source, left)
        try:
            zero = is_zero(e.sub(left, right))
        except Refusal:
            continue
        shown += zero
        for _ in range(3 if zero else 0):
            values = {param: source.uniform(0.1, 0.9) for param in (OPEN, OTHER)}
            assert abs(_float(left, values) - _float(right, values)) < 1e-9
    assert shown > 3


def _random_constant(source, depth):
    if depth == 0:
        return source.choice([OPEN, OTHER, OPEN, OTHER, num(1), num(2), num(Q(1, 2))])
    parts = tuple(_random_constant(source, depth - 1) for _ in range(2))
    return source.choice(
        [e.add(parts), e.mul(parts), e.sub(*parts), exp(parts[0]), log(exp(parts[1])), e.power(exp(parts[0]), -1)]
    )


def _shuffled(source, expr):
    """The same tree with parts in another order, and now and then the other parameter."""
    if expr in (OPEN, OTHER):
        return source.choice([expr, expr, expr, OPEN, OTHER])
    parts = [_shuffled(source, part) for part in e.children(expr)]
    return e.rebuild(expr, tuple(reversed(parts))) if parts else expr


def _float(expr, values):
    match expr:
        case e.Num(value):
            return float(value)
        case e.Param():
            return values[expr]
        case e.Add(terms):
            return sum(_float(term, values) for term in terms)
        case e.Mul(factors):
            return math.prod(_float(factor, values) for factor in factors)
        case e.Pow(base, exponent):
            return _float(base, values) ** float(exponent)
        case e.Call(fn, arg):
            return getattr(math, fn.value)(_float(arg, values))


@pytest.mark.parametrize(
    "empty", [replace(CLOSED, lower=Q(1), upper=Q(0)), replace(OPEN, upper=Q(0)), replace(OPEN, lower=Q(1))]
)
def test_of_an_empty_range_nothing_is_shown(empty):
    assert not empty.has_values
    name = f"expr.empty_range(parameter={empty.name})"
    for ask in (sign_of, lambda constant: range_of(constant, REALS), lambda constant: evaluate(constant, arb(0))):
        with refused(name):
            ask(e.add((num(1), e.power(empty, 2))))
    with refused(name):
        check(e.mul((empty, Z)), "increasing", True, Signs((), (ByRange(),), True))
    with refused(f"admission.parameter(where=Witness.at, name={empty.name})"):
        check(Z, "decreasing", False, Witness(0, empty))
