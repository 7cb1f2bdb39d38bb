"""Local maxima and minima of neurons: what the kernel accepts and refuses, and what the decider finds."""

from dataclasses import replace
from fractions import Fraction

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.functions.extrema import minima_signed, no_maximum, trough
from theoremcheck.decide.registry import settle
from theoremcheck.functions.precise import compile_precise, context
from theoremcheck.language import loads
from theoremcheck.report.reasons import SENTENCES
from theoremcheck.trusted.functions.extrema import (
    Rest,
    SignedValley,
    Summit,
    Touch,
    Trough,
    Valley,
    check_minima_signed,
    check_minimum_zero,
    check_no_maximum,
    check_rest,
    check_some_maximum,
    check_trough,
)
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.refusal import Refusal

NO_MAX, NO_MIN, MINIMA, MAXIMA = "no_local_maximum", "no_local_minimum", "minima_signed", "maxima_signed"


def problem(formula):
    found = loads(f"dataset d {{ + (1) - (2) }}\nneuron n(z) = {formula}\nloss hinge\nnetwork {{ shortcut = 1 n }}")
    assert found.spec is not None, found.render()
    return found.spec.problem


def status(formula, name):
    found = settle(Case(problem(formula)), f"neuron.{name}")
    return getattr(found, "status", None)


SILU = "z / (1 + e^(-z))"
# (no local maximum, no local minimum, minima of one strict sign, maxima of one strict sign)
KNOWN = [
    (SILU, True, False, True, True),
    ("z * (1 + erf(z / sqrt(2))) / 2", True, False, True, True),
    ("z^2", True, False, False, True),
    ("z^4", True, False, False, True),
    ("z^6 + 1", True, False, True, True),
    ("(z - 1)^2 - 3", True, False, True, True),
    ("abs(z)", True, False, False, True),
    ("abs(z - 1/2) + 1", True, False, True, True),
    ("max(z^2, -z)", True, False, None, True),
    ("cosh(z)", True, False, True, True),
    ("z * e^z", True, False, True, True),
    ("-z^2", False, True, True, False),
    ("e^(-z^2)", False, True, True, True),
    ("-e^(-z^2)", True, False, True, True),
    ("1 / (1 + z^2)", False, True, True, True),
    ("max(0, z)", False, False, None, None),
    ("3", False, False, None, None),
    ("sin(z)", False, False, None, None),
    ("z^3 - z", False, False, None, None),
    ("max(0, z) * max(0, 3 + z)", False, False, None, None),
]


@pytest.mark.parametrize("formula, no_max, no_min, minima, maxima", KNOWN, ids=[row[0] for row in KNOWN])
def test_what_is_decided(formula, no_max, no_min, minima, maxima):
    wanted = {NO_MAX: no_max, NO_MIN: no_min, MINIMA: minima, MAXIMA: maxima}
    answers = {None: None, True: Status.HOLDS, False: Status.FAILS}
    assert {name: status(formula, name) for name in wanted} == {k: answers[v] for k, v in wanted.items()}


@pytest.mark.parametrize("formula", [row[0] for row in KNOWN if row[1]])
def test_a_valley_has_no_greatest_value_in_floats(formula):
    """On a fine grid no inner value is at least as great as both neighbours."""
    expr = problem(formula).neuron.expr
    found = no_maximum(expr, opposite=False)
    assert found is not None
    assert isinstance(found[1], Valley)
    compiled, ctx = compile_precise(expr), context(40)
    values = [compiled.value(ctx, ctx.mpf(k) / 50 + ctx.mpf(1) / 971) for k in range(-400, 401)]
    assert not [k for k in range(1, len(values) - 1) if values[k - 1] <= values[k] >= values[k + 1]]


def refused(check, *arguments):
    with pytest.raises(Refusal) as caught:
        check(*arguments)
    assert caught.value.reason.code in SENTENCES, caught.value.reason.code
    return caught.value.reason.code


def evidence(formula, kind=Valley):
    expr = problem(formula).neuron.expr
    found = (no_maximum if kind is Valley else minima_signed)(expr, opposite=False)
    assert found is not None
    assert type(found[1]) is kind
    return expr, found[1]


def test_ends_that_are_moved_are_refused():
    expr, found = evidence(SILU)
    check_no_maximum(expr, False, found)
    for lower, upper in ((Fraction(0), Fraction(1)), (Fraction(-4), Fraction(-3)), (Fraction(-10), found.upper)):
        with pytest.raises(Refusal):
            check_no_maximum(expr, False, replace(found, lower=lower, upper=upper))
    assert refused(check_no_maximum, expr, False, replace(found, lower=Fraction(0), upper=Fraction(-1))) == (
        "extrema.order"
    )


def test_a_proof_too_few_or_of_another_function_is_refused():
    expr, found = evidence("z^2")
    assert refused(check_no_maximum, expr, False, replace(found, proofs=found.proofs[1:])) == "shape.piece_parts"
    with pytest.raises(Refusal):
        check_no_maximum(expr, True, found)
    with pytest.raises(Refusal):
        check_no_maximum(problem("-z^2").neuron.expr, False, found)
    with pytest.raises(Refusal):
        check_no_maximum(problem("z^3").neuron.expr, False, found)


@pytest.mark.parametrize(
    "formula",
    [
        "max(0, z)^2",  # convex, but 0 below 0
        "max(0, abs(z) - 1)",  # a flat bottom
        "abs(z) + step(z)",  # a jump
        "max(-z, min(z, 2 - z))",
    ],
)
def test_no_valley_is_found_where_there_is_none(formula):
    loaded = loads(f"dataset d {{ + (1) - (2) }}\nneuron n(z) = {formula}\nloss hinge\nnetwork {{ shortcut = 1 n }}")
    if loaded.spec is None:
        pytest.skip("another notation")
    assert status(formula, NO_MAX) is not Status.HOLDS


def test_a_jump_at_the_end_of_a_valley_is_refused():
    """It has no local maximum, but a small turn moves it by 1: the condition asks for a continuous neuron."""
    expr = problem("cases { z < 0: -z; else: z + 1 }").neuron.expr
    _, found = evidence("abs(z)")
    assert refused(check_no_maximum, expr, False, found) == "shape.not_continuous"
    assert status("cases { z < 0: -z; else: z + 1 }", NO_MAX) is not Status.HOLDS


def test_a_kink_inside_the_convex_part_has_to_rise():
    """z^2 - c |z - 1/8| has convex pieces; the slope drops at 1/8, from above 0 to below it only if c > 1/4."""
    assert status("z^2 - abs(z - 1/8) / 8", NO_MAX) is Status.HOLDS
    assert status("z^2 - abs(z - 1/8) / 2", NO_MAX) is not Status.HOLDS


@pytest.mark.parametrize(
    "formula, points, code",
    [
        ("z^2", (-1, 0, 1), "extrema.no_summit"),
        ("-z^2", (1, 0, -1), "extrema.order"),
        ("-z^2", (-1, 1, 1), "extrema.order"),
        ("-z^2", (0, 1, 2), "extrema.no_summit"),
        ("z", (-1, 0, 1), "extrema.no_summit"),
    ],
)
def test_a_summit_needs_a_greater_value_between(formula, points, code):
    expr = problem(formula).neuron.expr
    assert refused(check_some_maximum, expr, False, Summit(*map(Fraction, points), ())) == code


def test_a_summit_of_a_function_with_a_jump_is_refused():
    expr = loads("dataset d { + (1) - (2) }\nloss hinge\nnetwork { shortcut = 1 step }").spec.problem.neuron.expr
    with pytest.raises(Refusal):
        check_some_maximum(expr, False, Summit(Fraction(-1), Fraction(0), Fraction(1), ()))


@pytest.mark.parametrize(
    "formula, at, code",
    [
        ("z^2 + 1", 0, "extrema.not_zero"),
        ("z^3", 0, "extrema.no_minimum"),
        ("-z^2", 0, "extrema.no_minimum"),
        ("z", 0, "extrema.no_minimum"),
        ("max(0, z)", 0, "extrema.no_minimum"),
    ],
)
def test_a_touch_is_a_minimum_of_value_0(formula, at, code):
    assert refused(check_minimum_zero, problem(formula).neuron.expr, False, Touch(Fraction(at))) == code


def test_the_sign_of_the_minima_is_the_one_that_is_said():
    expr, found = evidence(SILU, SignedValley)
    assert not found.positive
    check_minima_signed(expr, False, found)
    with pytest.raises(Refusal):
        check_minima_signed(expr, False, replace(found, positive=True))
    assert refused(check_minima_signed, expr, False, replace(found, proofs=())) == "shape.piece_parts"


# --- loss.pseudoconvex ------------------------------------------------------------------------------------------------

PSEUDOCONVEX = {
    "(1 + z)^2": True,
    "max(0, z)": True,
    "abs(1 + z)": True,
    "sigmoid(z)": True,
    "sigmoid(z)^2": True,
    "(sigmoid(z) - 1/10)^2": True,
    "(sigmoid(z) - 2/5)^2": True,
    "max(0, sigmoid(z) - 1/10)^2": True,
    "max(0, sigmoid(z) - 1/10)^2 + max(0, -z - 5)^2": True,
    "(tanh(z) + 1/2)^2": True,
    "1 - e^(-(1 + z)^2)": True,
    "log(1 + (1 + z)^2)": True,
    "log(1 + abs(1 + z))": True,
    "z * e^z": True,
    "-e^(-z^2)": True,
    "cases { z < -1: 0; z < 1: 1 + z; else: 2 }": False,
    "(z^2 - 1)^2": False,
    "z^3": False,
    "cos(z)": False,
    "z^2 * e^(-z)": False,
    "e^(-z^2)": False,
    "(1 + z)^2 * (z - 2)^2": False,
    "cases { z < 0: z^2; else: z^2 - 1 }": None,
    "-abs(z)": None,
    "cases { z < 0: -z; z < 1: 0; z < 2: 1 - z; else: z - 3 }": False,
}


@pytest.mark.parametrize("formula, known", PSEUDOCONVEX.items())
def test_which_losses_are_least_wherever_their_slope_is_0(formula, known):
    found = trough(problem(formula).neuron.expr)
    assert (None if found is None else found[0]) is known
    if found is not None:
        assert type(found[1]) is (Trough if known else Rest)


@pytest.mark.parametrize("formula", [formula for formula, known in PSEUDOCONVEX.items() if known])
def test_a_trough_falls_and_then_rises_in_floats(formula):
    """On a fine grid no value is above the greater of any two around it, and it is level at the least only."""
    compiled, ctx = compile_precise(problem(formula).neuron.expr), context(120)
    values = [compiled.value(ctx, ctx.mpf(k) / 20 + ctx.mpf(1) / 971) for k in range(-200, 201)]
    lowest = values.index(min(values))
    assert all(values[k] >= values[k + 1] for k in range(lowest))
    assert all(values[k] <= values[k + 1] for k in range(lowest, len(values) - 1))
    level = [k for k in range(1, len(values) - 1) if values[k - 1] == values[k] == values[k + 1]]
    assert all(values[k] == values[lowest] for k in level)


FORGED = [
    # (a loss that is not pseudoconvex, or the ends of no trough of it, where its proofs are taken from, ends)
    ("(z^2 - 1)^2", "(1 + z)^2", (None, None)),
    ("z^3", "(1 + z)^2", (None, None)),
    ("-abs(z)", "abs(z)", (0, 0)),
    ("cases { z < 0: z^2; else: z^2 - 1 }", "z^2", (None, None)),
    ("cases { z < -1: 0; z < 1: 1 + z; else: 2 }", "max(0, 1 + z)", (None, None)),
    ("e^(-z^2)", "-e^(-z^2)", (-1, 1)),
    ("(sigmoid(z) - 1/10)^2", "(sigmoid(z) - 1/10)^2", (-5, -4)),
    ("(sigmoid(z) - 1/10)^2", "(sigmoid(z) - 1/10)^2", (-2, 3)),
    ("(sigmoid(z) - 1/10)^2", "(sigmoid(z) - 1/10)^2", (None, None)),
    ("(sigmoid(z) - 1/10)^2", "(sigmoid(z) - 1/10)^2", (-2, -3)),
    ("z^2", "z^2", (0, 0)),
]


@pytest.mark.parametrize("formula, source, ends", FORGED)
def test_what_is_no_trough_is_refused(formula, source, ends):
    expr = problem(formula).neuron.expr
    found = trough(problem(source).neuron.expr)[1]
    lower, upper = (None if end is None else Fraction(end) for end in ends)
    for proofs in (found.proofs, found.proofs[:1], found.proofs * 2, ()):
        with pytest.raises(Refusal):
            check_trough(expr, replace(found, lower=lower, upper=upper, proofs=proofs))


def test_a_rest_has_slope_0_and_a_smaller_value_elsewhere():
    expr = problem("(z^2 - 1)^2").neuron.expr
    check_rest(expr, Rest(Fraction(0), Fraction(1), ()))
    assert refused(check_rest, expr, Rest(Fraction(1), Fraction(-1), ())) == "extrema.no_summit"
    assert refused(check_rest, expr, Rest(Fraction(0), Fraction(2), ())) == "extrema.no_summit"
    assert refused(check_rest, expr, Rest(Fraction(1, 2), Fraction(1), ())) == "extrema.not_zero"
    kinked = problem("max(-z, z - 1, -1)").neuron.expr
    assert refused(check_rest, kinked, Rest(Fraction(1, 2), Fraction(0), ())) in (
        "extrema.not_zero",
        "extrema.no_summit",
    )
    falls_on = problem("cases { z < 0: z^2 + 1; else: z^2 }").neuron.expr
    assert refused(check_rest, falls_on, Rest(Fraction(0), Fraction(-1), ())) == "shape.not_continuous"


def test_an_end_inside_of_what_encloses_a_break_is_refused():
    expr = problem("max(0, sigmoid(z) - 1/10)^2").neuron.expr
    found = trough(expr)[1]
    (root,) = split(expr).breaks
    inside = (root.lower + root.upper) / 2
    assert refused(check_trough, expr, replace(found, upper=inside)) == "extrema.at_break"


@pytest.mark.parametrize("formula", [SILU, "z^2", "abs(z)", "cosh(z)"])
def test_where_there_is_no_maximum_the_maxima_have_a_sign(formula):
    expr = problem(formula).neuron.expr
    holds, found = minima_signed(expr, opposite=True)
    assert (holds, found.positive, found.proofs) == (True, None, ())
    check_minima_signed(expr, True, found)
    with pytest.raises(Refusal):  # of the minima it says nothing
        check_minima_signed(expr, False, found)
    assert refused(check_minima_signed, expr, True, replace(found, proofs=found.valley.proofs)) == "shape.piece_parts"


def test_who_has_minima_is_not_shown_to_have_none():
    valley = minima_signed(problem("-z^2").neuron.expr, opposite=False)[1].valley  # a bell has none
    for other in ("z^2", "z^4 - z^2", "z^2 - 1", SILU):
        with pytest.raises(Refusal):
            check_minima_signed(problem(other).neuron.expr, False, SignedValley(valley, None, ()))
