"""Numbers given as the zero of a function: what is accepted as one, compared with another, and shown to vanish."""

import json
from fractions import Fraction as Q

import pytest
from function_problems import Z, check, exp, num, refused

from theoremcheck.trusted.certificate import Claim, Unreadable, dumps, issue, loads
from theoremcheck.trusted.functions.asymptotics import tail_sign
from theoremcheck.trusted.functions.balls import constant_sign, precision
from theoremcheck.trusted.functions.breaks import compare, ordered, sharpened
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.intervals import Interval
from theoremcheck.trusted.functions.normal import is_zero, vanishes_at
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.proofs import ByCells, ByContact, ByRange
from theoremcheck.trusted.functions.regions import isolated_zeros, zeros_of
from theoremcheck.trusted.functions.shape import Witness
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.functions.smooth import Jump
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Dataset, Function, Network, Objective, Problem
from theoremcheck.trusted.refusal import Refusal

SQUARE = e.sub(e.power(Z, 2), num(2))
CUBIC = e.add((e.power(Z, 3), e.neg(Z), num(-1)))
ROOT_TWO = e.Root(SQUARE, Q(1), Q(2))
LOG_TWO = e.Root(e.sub(exp(Z), num(2)), Q(0), Q(1))
FIXED = e.Root(e.sub(Z, e.call(e.Fn.COS, Z)), Q(0), Q(1))


@pytest.mark.parametrize("root", [ROOT_TWO, LOG_TWO, FIXED, e.Root(CUBIC, Q(1), Q(2))])
def test_a_root_is_a_zero_of_its_function_and_of_no_other(root):
    assert is_zero(e.substitute(root.function, root))
    assert sign_of(e.substitute(e.mul((root.function, e.power(Z, 3))), root)) == 0
    near = e.substitute(e.add((root.function, num(Q(1, 10**40)))), root)
    assert not is_zero(near)
    assert sign_of(near) == 1


NOT_ROOTS = [
    (e.Root(SQUARE, Q(-2), Q(2)), "zeros.no_sign_change"),
    (e.Root(SQUARE, Q(2), Q(3)), "zeros.no_sign_change"),
    (e.Root(e.power(e.sub(Z, num(1)), 2), Q(0), Q(2)), "zeros.no_sign_change"),
    (e.Root(e.sub(e.power(Z, 3), Z), Q(-2), Q(2)), "zeros.not_monotone"),
    (e.Root(e.power(Z, -1), Q(-1), Q(1)), "zeros.not_monotone"),
    (e.Root(e.call(e.Fn.LOG, Z), Q(-1), Q(2)), "zeros.no_sign_change"),
]


@pytest.mark.parametrize("root, reason", NOT_ROOTS)
def test_what_is_not_one_zero_is_no_number(root, reason):
    with refused(reason):
        constant_sign(root)


def test_a_denominator_that_vanishes_too_proves_nothing():
    assert vanishes_at(SQUARE, ROOT_TWO)
    assert not vanishes_at(e.div(SQUARE, e.power(SQUARE, 2)), ROOT_TWO)
    assert not vanishes_at(num(1), ROOT_TWO)
    assert not vanishes_at(e.sub(e.power(Z, 2), num(3)), ROOT_TWO)


def test_comparison_is_exact():
    close = Q(14142135623730950488, 10**19)
    assert compare(close, ROOT_TWO) == -1
    assert compare(close + Q(1, 10**19), ROOT_TWO) == 1
    again = e.Root(e.sub(e.power(Z, 4), num(4)), Q(1), Q(3, 2))
    assert compare(sharpened(ROOT_TWO), ROOT_TWO) == 0
    assert compare(sharpened(again), ROOT_TWO) == 0
    assert (
        ordered([ROOT_TWO, Q(1), sharpened(again), Q(2)]) == (Q(1), sharpened(again), Q(2))
        or len(ordered([ROOT_TWO, Q(1), sharpened(again), Q(2)])) == 3
    )


def test_two_undecided_points_are_refused():
    """4 atan(1) = pi is true, but no rule here knows it."""
    with refused("comparison.undecided"):
        compare(Q(1), e.Root(e.sub(e.mul((num(4), e.call(e.Fn.ATAN, Z))), e.Pi()), Q(1, 2), Q(2)))


TENT = e.Max((SQUARE, num(0)))


def test_pieces_meet_at_their_roots():
    pieces = split(TENT)
    assert [type(point) for point in pieces.breaks] == [e.Root, e.Root]
    assert pieces.owner == (0, 0)
    assert pieces.pieces == (SQUARE, num(0), SQUARE)
    check(TENT, "c1", False, Jump(0, 1))
    with refused("smooth.no_jump"):
        check(e.power(TENT, 3), "c2", False, Jump(0, 2))


@pytest.mark.parametrize("at", [Q(-14142135623730950, 10**16), Q(0)])
def test_a_witness_beyond_its_piece_is_refused(at):
    """-1.4142135623730950 lies inside the enclosure of no break, and to the right of -sqrt(2)."""
    with refused("shape.witness_piece"):
        check(TENT, "increasing", False, Witness(0, num(at)))


def test_contact_at_an_exact_end():
    interval = Interval(Q(1), Q(2), lower_root=ROOT_TWO)
    check_sign(SQUARE, ">=", interval, ByContact(ROOT_TWO, 1, ByRange()))
    for bad, reason in (
        (ByContact(num(Q(3, 2)), 1, ByRange()), "signs.contact_derivative"),
        (ByContact(e.Root(SQUARE, Q(-2), Q(-1)), 1, ByRange()), "signs.contact_outside"),
        (ByCells((Q(1), Q(2)), 64), "signs.cell"),
    ):
        with refused(reason):
            check_sign(SQUARE, ">=", interval, bad)
    with refused("signs.contact_odd"):
        check_sign(SQUARE, ">=", Interval(Q(1), Q(2)), ByContact(ROOT_TWO, 1, ByRange()))
    with refused("signs.contact_strict"):
        check_sign(SQUARE, ">", interval, ByContact(ROOT_TWO, 1, ByRange()))


def _certificate(at):
    data = Dataset(((Q(0),), (Q(1),)), (1, -1), (Q(1), Q(1)))
    problem = Problem(data, Function(TENT), Function(Z), Network(1, True, True), Objective())
    return dumps(issue(problem, None, (Claim("neuron.increasing", False, Witness(0, at)),)))


def test_roots_survive_the_certificate_file():
    text = _certificate(ROOT_TWO)
    assert loads(text).claims[0].evidence == Witness(0, ROOT_TWO)
    for raw, reason in (('["z"]', "head='z'"), ('["max", "1", "2"]', "head='max'")):
        body = json.loads(text)
        body["claims"][0]["evidence"]["at"] = json.loads(raw)
        with pytest.raises(Unreadable, match=rf"certificate\.no_expression.*{reason}"):
            loads(json.dumps(body))


def test_a_scale_whose_exponent_is_zero_is_not_left_out():
    """sin(e^((r^2 - 2) z)) = sin(1) for r = sqrt(2), which the normal form does not show; it is not sin(0)."""
    r = e.Root(e.sub(e.power(e.Z, 2), e.num(2)), Q(1), Q(2))
    wave = e.call(e.Fn.SIN, e.call(e.Fn.EXP, e.mul((e.sub(e.power(r, 2), e.num(2)), e.Z))))
    with refused("scales.zero_exponent"), precision(128):
        tail_sign(e.sub(wave, e.num(Q(1, 2))), Q(4), right=True, order=2)


TANH = e.call(e.Fn.TANH, Z)
AS_IT_STANDS = [
    e.add((exp(e.mul((num(2), Z))), e.mul((num(-3), exp(Z))), num(2))),
    e.sub(e.power(Z, 3), Z),
    e.sub(TANH, e.mul((num(Q(1, 2)), Z))),
    e.sub(e.mul((e.power(Z, 2), exp(Z))), num(Q(1, 8))),
    e.sub(e.power(Z, 5), e.mul((num(2), e.power(Z, 3)))),
]


@pytest.mark.parametrize("function", AS_IT_STANDS)
@pytest.mark.parametrize("ends", [(None, None), (Q(-1), None), (Q(0), Q(3)), (Q(-2), Q(1, 2))])
def test_zeros_of_a_function_as_it_stands_are_those_of_its_normal_form(function, ends):
    """Strictly inside the ends, whatever is zero at them."""
    found, known = isolated_zeros(function, *ends), zeros_of(function, *ends)
    assert len(found) == len(known)
    assert all(compare(left, right) == 0 for left, right in zip(found, known, strict=True))


@pytest.mark.parametrize(
    "function",
    [
        e.power(e.sub(TANH, num(Q(1, 3))), 2),
        e.add((e.power(TANH, 2), e.power(e.call(e.Fn.COSH, Z), -2), num(-1))),  # 0 everywhere
    ],
)
def test_a_zero_that_is_touched_is_refused_where_nothing_is_factored(function):
    with pytest.raises(Refusal):
        isolated_zeros(function, Q(-2), Q(2))
