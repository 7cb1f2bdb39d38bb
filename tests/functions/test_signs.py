"""Every kind of sign proof: a right one is accepted, a bent one is refused for the right reason."""

from fractions import Fraction as Q
from random import Random

import pytest
from function_problems import Z, check, exp, log, num, refused, softplus

from theoremcheck.trusted.functions.balls import constant_sign
from theoremcheck.trusted.functions.evident import evident
from theoremcheck.trusted.functions.intervals import Interval
from theoremcheck.trusted.functions.proofs import (
    ByAsymptotics,
    ByCells,
    ByContact,
    ByFactors,
    ByMonotone,
    ByNorm,
    ByPeriod,
    ByRange,
    ByRoots,
    BySplit,
    FactorProof,
)
from theoremcheck.trusted.functions.shape import Signs
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.refusal import Refusal

R, ROOTS, DOM = ByRange(), ByRoots(), ByAsymptotics(1)
LINE = Interval(None, None)
UNIT = Interval(Q(0), Q(1))
square_plus = e.add((num(1), e.power(Z, 2)))
CUBIC_CONTACT = ByContact(num(0), 3, ByCells((Q(0), Q(1)), 64))
deep = ByRange()
for _ in range(42):
    deep = BySplit((), (deep,))


def plus(*terms):
    return e.add(terms)


def times(*factors):
    return e.mul(factors)


ACCEPTED = [
    ("range", square_plus, ">", LINE, R),
    ("range, open end", exp(Z), ">", LINE, R),
    ("roots in z", plus(e.power(Z, 2), Z, num(1)), ">", LINE, ROOTS),
    ("roots of even multiplicity", e.power(plus(Z, num(-1)), 2), ">=", LINE, ROOTS),
    ("roots in e^z", plus(exp(times(num(2), Z)), e.neg(exp(Z)), num(1)), ">", LINE, ROOTS),
    ("roots end at a zero", Z, ">=", Interval(Q(0), None), ROOTS),
    ("functions.zero", plus(exp(Z), e.neg(exp(Z))), ">=", LINE, ROOTS),
    ("norm", plus(e.sqrt(square_plus), Z), ">", LINE, ByNorm(FactorProof("<", R), Q(0))),
    ("factors", times(exp(Z), square_plus), ">", LINE, ByFactors((FactorProof(">", R), FactorProof(">", R)))),
    ("split", plus(Z, num(2)), ">", UNIT, BySplit((Q(1, 2),), (R, ROOTS))),
    ("cells", plus(e.call(e.Fn.SIN, Z), num(1)), ">", UNIT, ByCells((Q(0), Q(1, 2), Q(1)), 64)),
    ("dominance", plus(exp(Z), e.neg(Z)), ">", Interval(Q(1), None), DOM),
    ("dominance to the left", plus(e.power(Z, 2), exp(Z)), ">", Interval(None, Q(-2)), DOM),
    ("dominance of a bounded function", plus(exp(Z), e.call(e.Fn.ATAN, Z)), ">", Interval(Q(1), None), DOM),
    ("contact of order 2", plus(exp(Z), num(-1), e.neg(Z)), ">=", UNIT, ByContact(num(0), 2, R)),
    ("contact of odd order at an end", plus(Z, e.neg(e.call(e.Fn.SIN, Z))), ">=", UNIT, CUBIC_CONTACT),
    ("one period", plus(num(1), e.call(e.Fn.SIN, times(num(3), Z))), ">=", LINE, ByPeriod(R)),
    ("a decaying tail", plus(softplus, e.neg(Z)), ">", Interval(Q(1), None), DOM),
    ("a tail of erf", plus(num(1), e.neg(e.call(e.Fn.ERF, Z))), ">", Interval(Q(2), None), ByAsymptotics(3)),
    ("monotone", plus(exp(Z), num(-1), e.neg(Z)), ">=", LINE, ByMonotone(Q(0), ROOTS, ROOTS)),
]


@pytest.mark.parametrize("expr, relation, interval, proof", [row[1:] for row in ACCEPTED], ids=[r[0] for r in ACCEPTED])
def test_accepted(expr, relation, interval, proof):
    check_sign(expr, relation, interval, proof)


@pytest.mark.parametrize("expr, relation, interval, proof", [row[1:] for row in ACCEPTED], ids=[r[0] for r in ACCEPTED])
def test_the_mirror_image_is_accepted_and_the_opposite_is_not(expr, relation, interval, proof):
    mirrored = {">": "<", ">=": "<="}[relation]
    if not isinstance(proof, (ByNorm, ByFactors, ByMonotone)):
        check_sign(e.neg(expr), mirrored, interval, proof)
    if "<" not in relation and not (relation == ">=" and expr is ACCEPTED[6][1]):
        with pytest.raises(Refusal):
            check_sign(expr, mirrored, interval, proof)


ROOT_TWO = e.sqrt(num(2))
wave = e.call(e.Fn.SIN, Z)
EXACT_REFUSALS = [
    (e.power(Z, 2), ">", UNIT, ByContact(num(0), 2, R), "signs.contact_strict"),
    (e.power(Z, 2), ">=", UNIT, ByContact(Z, 2, R), "signs.contact_constant"),
    (e.power(Z, 2), ">=", UNIT, ByContact(num(0), 0, R), "signs.contact_order"),
    (e.power(Z, 2), ">=", UNIT, ByContact(num(0), 99, R), "signs.contact_order"),
    (e.power(Z, 2), ">=", UNIT, ByContact(num(0), 3, R), "signs.contact_derivative(order=2)"),
    (e.power(plus(Z, num(-2)), 2), ">=", UNIT, ByContact(num(2), 2, R), "signs.contact_outside"),
    (e.power(Z, 3), ">=", LINE, ByContact(num(0), 3, R), "signs.contact_odd"),
    (e.power(plus(Z, num(-1)), 3), ">=", UNIT, ByContact(num(1), 3, R), "signs.range"),
    (plus(e.power(Z, 2), num(Q(1, 10**40))), ">=", UNIT, ByContact(num(0), 2, R), "signs.contact_derivative(order=0)"),
    (plus(e.power(Z, 2), num(-2)), ">=", UNIT, ByContact(ROOT_TWO, 1, R), "signs.contact_outside"),
    (plus(num(1), wave), ">", LINE, ByPeriod(R), "signs.range"),
    (plus(num(2), wave), ">", LINE, ByPeriod(DOM), "signs.period_proof"),
    (plus(num(9), Z, wave), ">", LINE, ByPeriod(R), "periods.not_periodic"),
    (e.call(e.Fn.SIN, times(ROOT_TWO, Z)), "<=", LINE, ByPeriod(R), "periods.not_periodic"),
    (num(1), ">", LINE, ByPeriod(R), "periods.constant"),
    (plus(exp(Z), e.neg(Z)), ">", Interval(Q(1), None), ByAsymptotics(0), "signs.tail_order"),
    (plus(exp(Z), e.neg(Z)), ">", Interval(Q(1), None), ByAsymptotics(99), "signs.tail_order"),
    (plus(Z, e.neg(softplus)), ">", Interval(Q(1), None), DOM, "signs.tail_sign"),
    (plus(exp(wave), num(-1)), ">", Interval(Q(1), None), DOM, "asymptotics.no_dominant_scale"),
    (exp(exp(Z)), ">", Interval(Q(1), None), DOM, "scales.grows_at_cut"),
]


@pytest.mark.parametrize("expr, relation, interval, proof, reason", EXACT_REFUSALS)
def test_contacts_periods_and_tails_are_refused(expr, relation, interval, proof, reason):
    with refused(reason):
        check_sign(expr, relation, interval, proof)


kinked = plus(num(6), e.neg(Z), e.neg(e.sqrt(e.power(Z, 2))))
REFUSED = [
    (Z, "=", LINE, R, "signs.relation(relation==)"),
    (Z, "!=", LINE, R, "signs.relation"),
    (Z, ">", Interval(Q(1), Q(0)), R, "signs.empty_interval"),
    (num(1), ">", LINE, deep, "signs.depth"),
    (Z, ">", LINE, R, "signs.range"),
    (e.power(Z, 2), ">", LINE, R, "signs.range"),
    (log(Z), "<", Interval(Q(0), Q(1, 2)), R, "signs.range"),
    (Z, ">", Interval(Q(0), None), ROOTS, "signs.has_zero"),
    (plus(Z, num(-1)), "<", UNIT, ROOTS, "signs.has_zero"),
    (Z, ">=", LINE, ROOTS, "signs.changes"),
    (plus(Z, num(-2)), ">", UNIT, ROOTS, "signs.opposite"),
    (e.power(Z, -1), ">", Interval(Q(0), None), ROOTS, "signs.pole"),
    (e.power(plus(Z, num(-1)), -2), ">", UNIT, ROOTS, "signs.pole"),
    (plus(exp(Z), num(-1)), ">", Interval(Q(0), None), ROOTS, "signs.has_zero"),
    (plus(exp(Z), e.neg(exp(Z))), ">", LINE, ROOTS, "functions.zero"),
    (plus(exp(Z), Z), ">", LINE, ROOTS, "signs.generators"),
    (e.call(e.Fn.ATAN, Z), ">", LINE, ROOTS, "signs.root_variable"),
    (plus(e.sqrt(square_plus), Z), ">", LINE, ByNorm(FactorProof(">=", R), Q(0)), "signs.norm_relation"),
    (
        plus(e.sqrt(square_plus), Z),
        ">",
        Interval(Q(0), None),
        ByNorm(FactorProof("<", R), Q(-1)),
        "signs.point_outside",
    ),
    (e.neg(plus(e.sqrt(square_plus), Z)), ">", LINE, ByNorm(FactorProof("<", R), Q(0)), "signs.norm_sample"),
    (plus(e.sqrt(e.power(Z, 2)), Z), ">", UNIT, ByNorm(FactorProof(">", R), Q(1)), "signs.range"),
    (Z, ">", UNIT, ByNorm(FactorProof(">", R), Q(1)), "signs.norm_form"),
    (e.power(Z, -1), ">", UNIT, ByNorm(FactorProof(">", R), Q(1)), "signs.norm_denominator"),
    (times(exp(Z), square_plus), ">", LINE, ByFactors((FactorProof(">", R),)), "signs.factor_parts"),
    (times(exp(Z), square_plus), "<", LINE, ByFactors((FactorProof(">", R),) * 2), "signs.factor_signs"),
    (times(Z, square_plus), ">", UNIT, ByFactors((FactorProof(">=", R), FactorProof(">", R))), "signs.factor_strict"),
    (e.div(square_plus, Z), ">=", UNIT, ByFactors((FactorProof(">", R), FactorProof(">=", R))), "signs.factor_strict"),
    (times(Z, square_plus), ">=", UNIT, ByFactors((FactorProof("~", R), FactorProof(">", R))), "signs.relation"),
    (plus(Z, num(2)), ">", UNIT, BySplit((Q(1, 2),), (R,)), "signs.split_parts"),
    (plus(Z, num(2)), ">", UNIT, BySplit((Q(2),), (R, R)), "signs.split_cuts"),
    (plus(Z, num(2)), ">", UNIT, BySplit((Q(1), Q(0)), (R, R, R)), "signs.split_cuts"),
    (plus(Z, num(2)), ">", UNIT, ByCells((Q(0), Q(1, 2)), 64), "signs.cell_cover"),
    (plus(Z, num(2)), ">", LINE, ByCells((Q(0), Q(1)), 64), "signs.cell_cover"),
    (plus(Z, num(2)), ">", UNIT, ByCells((Q(0), Q(1, 2), Q(1, 2), Q(1)), 64), "signs.cell_cuts"),
    (plus(Z, num(2)), ">", UNIT, ByCells((Q(0),), 64), "signs.cells"),
    (plus(Z, num(2)), ">", UNIT, ByCells((Q(0), Q(1)), 10**9), "balls.precision"),
    (plus(Z, num(2)), ">", UNIT, ByCells((Q(0), Q(1)), -64), "balls.precision"),
    (plus(Z, num(-2)), ">", UNIT, ByCells((Q(0), Q(1)), 64), "signs.cell"),
    (e.power(Z, -2), ">", UNIT, ByCells((Q(0), Q(1)), 64), "signs.cell"),
    (e.sqrt(plus(Z, num(-1))), ">=", UNIT, ByCells((Q(0), Q(1)), 64), "signs.cell"),
    (plus(exp(Z), e.neg(Z)), ">", LINE, DOM, "signs.half_line"),
    (plus(exp(Z), e.neg(Z)), ">", Interval(Q(0), None), DOM, "signs.half_line"),
    (plus(exp(Z), e.neg(e.power(Z, 3))), ">", Interval(Q(1), None), DOM, "scales.grows_at_cut"),
    (plus(exp(Z), num(-100)), ">", Interval(Q(1), None), DOM, "asymptotics.no_dominant_scale"),
    (plus(Z, e.neg(exp(Z))), ">", Interval(Q(2), None), DOM, "signs.tail_sign"),
    (plus(exp(Z), e.neg(Z)), ">", Interval(None, Q(2)), DOM, "signs.half_line"),
    (e.power(Z, 3), ">", Interval(None, Q(-1)), DOM, "signs.tail_sign"),
    (log(Z), ">", Interval(Q(1, 2), None), DOM, "scales.logarithm_start"),
    (e.call(e.Fn.ATAN, Z), "<", Interval(Q(8), None), DOM, "signs.tail_sign"),
    (plus(exp(Z), num(-1), e.neg(Z)), ">", LINE, ByMonotone(Q(0), ROOTS, ROOTS), "signs.monotone_value"),
    (plus(exp(Z), num(-1), e.neg(Z)), ">=", LINE, ByMonotone(Q(0), None, ROOTS), "signs.monotone_side"),
    (exp(Z), ">", UNIT, ByMonotone(Q(2), R, R), "signs.point_outside"),
    (exp(Z), ">", LINE, ByMonotone(Q(0), R, R), "signs.range"),
    (
        kinked,
        ">",
        LINE,
        ByMonotone(Q(-5), ByMonotone(Q(-5), R, None), ByMonotone(Q(-5), None, R)),
        "signs.not_differentiable",
    ),
]


@pytest.mark.parametrize("expr, relation, interval, proof, reason", REFUSED)
def test_refused_for_the_right_reason(expr, relation, interval, proof, reason):
    with refused(reason):
        check_sign(expr, relation, interval, proof)


def test_a_slope_formula_that_misses_a_kink_proves_nothing():
    """6 - z - sqrt(1 - cos z) has kinks at the multiples of 2 pi, which its slope formula does not show."""
    hidden = plus(num(6), e.neg(Z), e.neg(e.sqrt(plus(num(1), e.neg(e.call(e.Fn.COS, Z))))))
    proof = ByMonotone(Q(-5), ByMonotone(Q(-5), R, None), ByMonotone(Q(-5), None, R))
    with refused("signs.not_differentiable"):
        check_sign(hidden, ">", LINE, proof)


def test_signs_of_a_neuron():
    assert check(softplus, "increasing", True, Signs((), (R,), True)) is Status.HOLDS
    assert check(softplus, "strictly_convex", True, Signs((), (ROOTS,), True)) is Status.HOLDS
    with refused("shape.piece_parts"):
        check(softplus, "increasing", True, Signs((), (R, R), True))
    with refused("signs.range"):
        check(softplus, "signed", True, Signs((), (R,), False))


# --- periods ------------------------------------------------------------------------------------------------------

_WAVE = e.call(e.Fn.SIN, Z)
_ONE_PERIOD = ByPeriod(ByCells(tuple(Q(k, 4) for k in range(29)), 64))
_LOCALLY_CONSTANT = plus(e.call(e.Fn.ATAN, plus(Z, num(-15))), e.call(e.Fn.ATAN, e.power(plus(Z, num(-15)), -1)))


@pytest.mark.parametrize(
    "phase",
    [
        plus(Z, _LOCALLY_CONSTANT),  # its slope is 1, and it jumps at 15
        plus(Z, e.power(Z, 2)),
        e.call(e.Fn.ATAN, Z),
        plus(Z, times(num(2), _WAVE)),
        times(e.Pi(), Z),
        plus(Z, log(exp(e.power(Z, 3)))),
    ],
)
def test_a_phase_that_is_not_linear_has_no_period(phase):
    with refused("periods.not_periodic"):
        check_sign(plus(num(2), e.call(e.Fn.COS, phase)), ">", LINE, _ONE_PERIOD)


@pytest.mark.parametrize("phase", [Z, plus(Z, e.Pi()), plus(e.neg(Z), log(num(2))), plus(log(exp(Z)), num(1))])
def test_a_linear_phase_has_one(phase):
    check_sign(plus(num(2), e.call(e.Fn.COS, phase)), ">", LINE, _ONE_PERIOD)


@pytest.mark.parametrize(
    "interval",
    [
        Interval(Q(20), None),
        Interval(None, Q(-20)),
        Interval(Q(0), Q(5)),
        Interval(Q(1), None),
        Interval(Q(-1, 2**40), None, lower_root=e.Root(times(Z, num(1)), Q(-1, 2**40), Q(1, 2**40))),
    ],
)
def test_the_period_that_is_checked_lies_in_the_interval(interval):
    with refused("signs.period_outside"):
        check_sign(plus(num(2), _WAVE), ">", interval, _ONE_PERIOD)


# --- contacts where a derivative jumps ----------------------------------------------------------------------------


@pytest.mark.parametrize("exponent", [Q(1, 2), Q(3, 2), Q(5, 2), Q(7, 2)])
@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_a_contact_needs_as_many_derivatives_as_its_order(exponent, order):
    """(z - 2)^order on [1, 3] beside (z^2 - 2)^r, whose derivative of order ceil(r) is infinite at sqrt(2)."""
    base = plus(e.power(Z, 2), num(-2))
    bent = e.power(base, exponent)
    whole = plus(e.power(plus(Z, num(-2)), order), bent, e.neg(bent))
    ends = Interval(Q(1), Q(3)) if order % 2 == 0 else Interval(Q(2), Q(3))
    proof = ByContact(num(2), order, R)
    if order > exponent and ends.lower == 1:
        with refused(f"signs.not_differentiable(exponent={exponent}, order={order})"):
            check_sign(whole, ">=", ends, proof)
    elif ends.lower == 2:
        check_sign(whole, ">=", ends, proof)


@pytest.mark.parametrize("power", [1, 3, 5])
def test_the_normal_form_does_not_cancel_a_kink(power):
    """|z|^n - z^n, written with (z^2)^(n/2), is 0 for z > 0 and positive for z < 0.

    With g^2 for z^2, all derivatives vanish at 1 and the derivative of order n + 1 vanishes everywhere.
    """
    hidden = plus(e.Pow(e.power(Z, 2), Q(power, 2)), e.neg(e.power(Z, power)))
    proof = ByContact(num(1), power + 1, ROOTS)
    with refused(f"signs.not_differentiable(exponent={Q(power, 2)}, order={power + 1})"):
        check_sign(hidden, "<=", LINE, proof)
    check_sign(hidden, "<=", Interval(Q(1, 2), Q(3)), proof)


# --- ends that are roots ------------------------------------------------------------------------------------------

_ROOT = e.Root(plus(e.power(Z, 2), num(-2)), Q(1), Q(2))
_BEYOND = Interval(Q(1), Q(3), lower_root=_ROOT)


@pytest.mark.parametrize("proof", [ByMonotone(Q(1), None, ROOTS), ByNorm(FactorProof(">", ROOTS), Q(1))])
def test_a_value_beyond_the_root_at_an_end_starts_no_argument(proof):
    """On [sqrt(2), 3]; at 1, in the enclosure of sqrt(2), nothing is known of a function with sqrt(z^2 - 2)."""
    hidden = plus(e.power(Z, 2), e.sqrt(plus(e.power(Z, 2), num(-2))))
    with refused("signs.point_at_root"):
        check_sign(hidden, ">", _BEYOND, proof)


def test_a_total_function_may_start_there():
    check_sign(plus(e.power(Z, 2), num(1)), ">", _BEYOND, ByMonotone(Q(1), None, ROOTS))


# --- signs that need no evidence ----------------------------------------------------------------------------------


def root(square):
    return e.power(square, Q(1, 2))


@pytest.mark.parametrize(
    ("expr", "relation", "interval", "shown"),
    [
        (plus(Z, root(square_plus)), ">", LINE, True),
        (plus(Z, root(square_plus)), ">=", LINE, True),
        (plus(Z, root(square_plus)), "<", LINE, False),
        (plus(Z, e.neg(root(square_plus))), "<", LINE, True),
        # a zero, at -1/sqrt(3) or everywhere to one side
        (plus(times(num(2), Z), root(square_plus)), ">", LINE, False),
        (plus(times(num(2), Z), root(square_plus)), ">", Interval(Q(-1, 2), Q(1, 2)), True),
        (plus(times(num(2), Z), root(square_plus)), "<", Interval(None, Q(-2)), True),
        (plus(Z, root(e.power(Z, 2))), ">", LINE, False),
        # a root that is none everywhere, a pole, another function beside it
        (plus(Z, root(plus(e.power(Z, 2), num(-1)))), ">", LINE, False),
        (plus(times(num(-3), Z), root(plus(e.power(Z, 2), num(-1)))), "<", Interval(Q(2), None), True),
        (plus(e.power(Z, -1), root(plus(e.power(Z, -2), num(1)))), ">", LINE, False),
        (plus(log(Z), root(plus(e.power(log(Z), 2), num(1)))), ">", LINE, False),
    ],
)
def test_the_norm_makes_a_sign_evident(expr, relation, interval, shown):
    assert evident(expr, relation, interval) is shown


def test_what_the_norm_makes_evident_is_so_at_points():
    rng, found = Random(3), 0
    for _ in range(400):
        a, b, u = (plus(*(times(num(rng.randint(-3, 3)), e.power(Z, k)) for k in range(3))) for _ in range(3))
        expr = plus(a, times(b, root(u)))
        lower = rng.choice((None, Q(rng.randint(-4, 4), 2)))
        upper = rng.choice((None, Q(rng.randint(-4, 8), 2)))
        if lower is not None and upper is not None and lower >= upper:
            continue
        interval = Interval(lower, upper)
        for relation, sign in ((">", 1), ("<", -1)):
            if not evident(expr, relation, interval):
                continue
            found += 1
            for point in (Q(k, 8) for k in range(-40, 41)):
                if (lower is None or lower <= point) and (upper is None or point <= upper):
                    assert constant_sign(e.substitute(expr, num(point))) == sign
    assert found > 20
