"""A level between the local maxima and minima of a neuron: what the kernel accepts and refuses, what is decided."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.case import Case
from theoremcheck.decide.functions.extrema import apart
from theoremcheck.decide.functions.signs import prove
from theoremcheck.decide.registry import settle
from theoremcheck.functions.precise import compile_precise, context
from theoremcheck.language import loads
from theoremcheck.report.reasons import SENTENCES
from theoremcheck.report.words import reason
from theoremcheck.trusted.functions.extrema import Between, Misplaced, bending, check_between, check_misplaced
from theoremcheck.trusted.functions.intervals import NEGATIVE, Interval
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.findings import Finding


def problem(formula):
    found = loads(f"dataset d {{ + (1) - (2) }}\nneuron n(z) = {formula}\nloss hinge\nnetwork {{ shortcut = 1 n }}")
    assert found.spec is not None, found.render()
    return found.spec.problem


def expression(formula):
    return problem(formula).neuron.expr


# The level 0 lies between, some level does; None: open.
KNOWN = [
    ("sin(z)", True, True),
    ("cos(30 * z)", True, True),
    ("cos(pi * z) / 3", True, True),
    ("sin(z) + sin(2 * z) / 3", True, True),
    ("3 * sin(z) + 5", False, True),
    ("cos(z) + 1", False, True),
    ("cos(z)^2", False, True),
    ("z + 2 * sin(z)", False, False),
    ("z * sin(z)", False, True),
    ("e^(-z) * sin(z)", True, True),
    ("z^3 - z", True, True),
    ("z^3 - z + 5", False, True),
    ("(z^2 - 1)^2", False, True),
    ("z^4 - z^2 + z", True, True),
    ("-z * e^(-z^2)", True, True),
    ("(1 - z^2) * e^(-z^2 / 2)", True, True),
    ("e^(-z^2)", True, True),
    ("z * sigmoid(z)", True, True),
    ("z^2", False, True),
    ("-z^2", False, True),
    ("abs(z)", False, True),
    ("abs(abs(z) - 1)", False, True),
    ("abs(abs(z) - 2) - 1", True, True),
    ("tanh(z)", True, True),
    ("max(z, z / 10)", True, True),
    ("max(0, z)", False, False),
    ("3", False, False),
    ("z * abs(z)", None, None),  # s' = s'' = 0 at 0
    ("z^3", None, None),
]


@pytest.mark.parametrize("formula, at_zero, somewhere", KNOWN, ids=[row[0] for row in KNOWN])
def test_what_is_decided(formula, at_zero, somewhere):
    answers = {None: None, True: Status.HOLDS, False: Status.FAILS}
    for name, known in (("extrema_signed", at_zero), ("extrema_separated", somewhere)):
        found = settle(Case(problem(formula)), f"neuron.{name}")
        assert getattr(found, "status", None) == answers[known], name


@pytest.mark.parametrize("formula", [row[0] for row in KNOWN if row[2]])
def test_values_on_a_grid_turn_on_the_right_side_of_the_level(formula):
    expr = expression(formula)
    holds, found = apart(expr, at_zero=False)
    assert holds
    compiled, ctx = compile_precise(expr), context(40)
    values = [compiled.value(ctx, ctx.mpf(k) / 50 + ctx.mpf(1) / 971) for k in range(-400, 401)]
    level = ctx.mpf(found.level.numerator) / found.level.denominator
    for before, here, after in zip(values, values[1:], values[2:], strict=False):
        assert not before <= here >= after or here > level
        assert not before >= here <= after or here < level


def refused(check, *arguments):
    with pytest.raises(Refusal) as caught:
        check(*arguments)
    assert caught.value.reason.code in SENTENCES, caught.value.reason.code
    return caught.value.reason.code


@settings(max_examples=12, deadline=None)
@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(1, 3), st.integers(-8, 8))
def test_a_cubic_has_every_level_between_its_turns_and_no_other(shift, height, stretch, level):
    """a (z - p)^3 - 3 a (z - p) + q has its turns at q + 2 a and q - 2 a."""
    expr = expression(f"{stretch} * (z - ({shift}))^3 - {3 * stretch} * (z - ({shift})) + ({height})")
    found = apart(expr, at_zero=False)[1]
    between = abs(level - height) < 2 * stretch
    for factor in map(Fraction, (1, 4, 64, 1024)):
        proof = prove(bending(expr, Fraction(level), factor), NEGATIVE, Interval(None, None))
        if proof is not None:
            assert between
            check_between(expr, False, Between(Fraction(level), factor, (), (proof,)))
    moved = replace(found, level=Fraction(level))
    if not between:
        assert refused(check_between, expr, False, moved)
    if level:
        assert refused(check_between, expr, True, moved) == "extrema.level"


def test_evidence_of_another_function_or_level_is_refused():
    expr = expression("sin(z) + 1/2")
    holds, found = apart(expr, at_zero=True)
    assert holds
    check_between(expr, True, found)
    for other in ("sin(z) + 1", "sin(z) + 2", "z + 2 * sin(z)", "max(0, z)", "z^2", "3", "z^3"):
        assert refused(check_between, expression(other), True, found)
    assert refused(check_between, expr, False, replace(found, level=Fraction(2)))
    assert refused(check_between, expr, False, replace(found, proofs=())) == "shape.piece_parts"
    assert refused(check_between, expr, False, replace(found, factor=Fraction(-1)))


@pytest.mark.parametrize(
    "formula, level, code",
    [
        ("abs(z)", 0, "extrema.misplaced"),  # a minimum of height 0
        ("abs(z)", -1, "extrema.misplaced"),
        ("1 - abs(z)", 2, "extrema.misplaced"),
        ("abs(abs(z) - 1)", 1, "extrema.misplaced"),
        ("abs(z) + step(z)", 1, "shape.not_continuous"),
        ("cases { z < 0: z; else: z + 1 }", 0, "shape.not_continuous"),
    ],
)
def test_kinks_turn_on_the_right_side_too(formula, level, code):
    expr = expression(formula)
    source = apart(expression("abs(z)"), at_zero=False)[1]
    for count in (1, 2, 3, 4):
        moved = Between(Fraction(level), Fraction(1), (), source.proofs[:1] * count)
        found = refused(check_between, expr, False, moved)
        assert found in (code, "shape.piece_parts")
        if found == code:
            break
    else:
        pytest.fail("the parts were never enough")


def test_a_level_at_a_smooth_turn_is_refused():
    for formula, level in (("sin(z)", 1), ("(z^2 - 1)^2", 0), ("(z^2 - 1)^2", 1), ("z^2", 0), ("-z^2", 0)):
        expr = expression(formula)
        proofs = apart(expression("sin(z)"), at_zero=True)[1].proofs
        assert refused(check_between, expr, False, Between(Fraction(level), Fraction(1), (), proofs))


def test_a_misplaced_turn_is_one_and_lies_on_the_wrong_side():
    expr = expression("z + 2 * sin(z)")
    holds, found = apart(expr, at_zero=False)
    assert not holds
    assert isinstance(found, Misplaced)
    check_misplaced(expr, False, found)
    for other in ("sin(z)", "z^2", "z^3 - z", "tanh(z)"):
        assert refused(check_misplaced, expression(other), False, found)
    for changed in (replace(found, low=None), replace(found, high=None), replace(found, low=None, high=None)):
        assert refused(check_misplaced, expr, False, changed) == "extrema.level"
    assert refused(check_misplaced, expr, False, replace(found, level=found.level + 50))
    assert refused(check_misplaced, expr, False, replace(found, low=found.high, high=found.low))
    short = replace(found, low=replace(found.low, proofs=()))
    assert refused(check_misplaced, expr, False, short) == "shape.piece_parts"
    if found.level:
        assert refused(check_misplaced, expr, True, found) == "extrema.level"


def test_one_misplaced_turn_is_enough_at_0_only():
    expr = expression("sin(z) + 2")
    holds, found = apart(expr, at_zero=True)
    assert (holds, found.low) == (False, None)
    check_misplaced(expr, True, found)
    assert refused(check_misplaced, expr, False, found) == "extrema.level"
    assert refused(check_misplaced, expr, True, replace(found, high=None)) == "extrema.level"
    assert refused(check_misplaced, expression("sin(z)"), True, found)


@pytest.mark.parametrize(
    "formula, name, words",
    [
        ("sin(z)", "extrema_signed", "s s'' < s'^2 on R"),
        ("3 * sin(z) + 5", "extrema_separated", "(s - 5) s'' < s'^2 on R"),
        ("z^4 - z^2 + z", "extrema_signed", "s s'' < 2 s'^2 on R"),
        ("z^2", "extrema_signed", "s >= 0 from -1/8 to 1/8, where it has a local minimum"),
        ("-abs(z)", "extrema_signed", "s <= 0 from -1/8 to 1/8, where it has a local maximum"),
        ("max(0, z)", "extrema_separated", "s is constant on (-inf, 0)"),
    ],
)
def test_the_words(formula, name, words):
    found = settle(Case(problem(formula)), f"neuron.{name}")
    assert reason(problem(formula), Finding(f"neuron.{name}", found)) == words
