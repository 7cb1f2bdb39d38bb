"""Range arithmetic, normal forms, root counts and pieces against plain evaluation, on generated inputs."""

from fractions import Fraction

import flint
import pytest
from function_oracle import Undefined, jet, mp
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import quick_slow_and_thorough
from random_formulas import formula

from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.normal import normalise, rational_value
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.ranges import Range, range_of
from theoremcheck.trusted.functions.roots import count_roots, odd_part
from theoremcheck.trusted.problem.expr import Abs, Cases, Max, Min, num, power, walk
from theoremcheck.trusted.refusal import Refusal

REACH = ("closed", "left", "right", "all")
few = settings(max_examples=60, derandomize=True, deadline=None)
rationals = st.fractions(min_value=-4, max_value=4, max_denominator=6)


def smooth(seed):
    """The first smooth formula from a seed on."""
    while True:
        expr = formula(seed)
        if not any(isinstance(node, Max | Min | Abs | Cases) for node in walk(expr)):
            return expr
        seed += 1


def real(value):
    return mp.mpf(value.numerator) / value.denominator


def value_at(expr, point):
    try:
        found = jet(expr, real(point))
    except Undefined:
        return None
    return None if found is None else (found[0][0], found[1])


@few
@given(st.integers(0, 5000), rationals, st.fractions(0, 5, max_denominator=4), st.sampled_from(REACH))
def test_a_range_contains_every_value(seed, start, length, reach):
    expr = smooth(seed)
    lower = None if reach in ("left", "all") else start
    upper = None if reach in ("right", "all") else start + length
    try:
        found = range_of(expr, Range(lower, upper, lower is None, upper is None))
    except Refusal:
        return
    for share in range(9):
        point = start + length * Fraction(share, 8) if reach == "closed" else start
        if reach != "closed":
            point += {"left": -length * share, "right": Fraction(0), "all": -length * share}[reach]
            point += {"left": length, "right": length * share * 3, "all": length * share * share}[reach]
        value = value_at(expr, point)
        if value is None:
            continue
        at, slack = value
        assert found.lower is None or at >= real(found.lower) - slack
        assert found.upper is None or at <= real(found.upper) + slack


@pytest.mark.parametrize("seed", range(40))
def test_a_sign_of_a_range_is_the_sign_of_the_values(seed):
    expr = smooth(1000 + seed)
    try:
        sign = range_of(expr, Range(None, None, True, True)).sign(strict=True)
    except Refusal:
        return
    for k in range(-24, 25):
        value = value_at(expr, Fraction(k, 4))
        if value is not None and sign:
            assert sign * value[0] > -value[1]


@few
@given(st.integers(0, 5000), st.lists(rationals, min_size=5, max_size=5))
def test_a_normal_form_is_the_same_function(seed, points):
    expr = smooth(seed)
    try:
        normal = normalise(expr).expr()
    except Refusal:
        return
    for point in points:
        plain, reduced = value_at(expr, point), value_at(normal, point)
        if plain is not None and reduced is not None:
            assert abs(plain[0] - reduced[0]) <= plain[1] + reduced[1] + abs(plain[0]) * mp.mpf(10) ** -40


@few
@given(
    st.lists(st.tuples(st.integers(-6, 6), st.integers(1, 3)), max_size=4, unique_by=lambda pair: pair[0]),
    st.integers(0, 2),
    st.one_of(st.none(), rationals),
    st.one_of(st.none(), rationals),
    st.booleans(),
)
def test_roots_are_counted(roots, circles, lower, upper, closed):
    """Roots k/2 of known multiplicity, times factors z^2 + 1 without a real root."""
    if lower is not None and upper is not None and lower > upper:
        lower, upper = upper, lower
    poly = flint.fmpq_poly([1, 0, 1]) ** circles * -3
    for k, multiplicity in roots:
        poly *= flint.fmpq_poly([flint.fmpq(-k, 2), 1]) ** multiplicity

    def inner(value):
        above = lower is None or (value >= lower if closed else value > lower)
        return above and (upper is None or (value <= upper if closed else value < upper))

    assert count_roots(poly, lower, upper, closed=closed) == sum(inner(Fraction(k, 2)) for k, _ in roots)
    odd = [Fraction(k, 2) for k, multiplicity in roots if multiplicity % 2]
    part = odd_part(poly)
    assert all(part(flint.fmpq(r.numerator, r.denominator)) == 0 for r in odd)
    assert part.degree() <= len(odd) + 2 * circles


@few
@given(st.integers(0, 5000), st.lists(rationals, min_size=6, max_size=6))
def test_pieces_are_the_function(seed, points):
    expr = formula(seed)
    try:
        pieces = split(expr)
    except Refusal:
        return
    middles = [between(*pieces.interval(i)) for i in range(len(pieces.pieces))]
    for point in {*points, *(b for b in pieces.breaks if isinstance(b, Fraction)), *middles}:
        whole, part = value_at(expr, point), value_at(pieces.piece_at(point), point)
        if whole is not None and part is not None:
            assert abs(whole[0] - part[0]) <= whole[1] + part[1] + abs(whole[0]) * mp.mpf(10) ** -40


@pytest.mark.parametrize("batch", quick_slow_and_thorough(range(4), 4))
def test_no_crossing_is_missed(batch):
    """The larger of two smooth functions, against its pieces on a fine grid: break points may lie anywhere."""
    grid = [Fraction(k, 16) for k in range(-160, 161)]
    crossed = 0
    for seed in range(batch, 160, 4):
        pair = smooth(31 * seed), smooth(17 * seed + 7)
        try:
            pieces = split(Max(pair))
        except Refusal:
            continue
        crossed += any(not isinstance(point, Fraction) for point in pieces.breaks)
        for point in grid:
            whole, part = value_at(Max(pair), point), value_at(pieces.piece_at(point), point)
            if whole is not None and part is not None:
                tolerance = whole[1] + part[1] + abs(whole[0]) * mp.mpf(10) ** -40
                assert abs(whole[0] - part[0]) <= tolerance, (seed, point)
    assert crossed


def test_roots_of_a_degree_that_no_machine_word_holds():
    """Breaks that are enclosed have such denominators."""
    degree = 2**70 + 1
    assert rational_value(power(num(2), Fraction(1, degree))) is None
    assert rational_value(power(num(1), Fraction(1, degree))) == 1
    assert rational_value(power(num(2**63), Fraction(1, 63))) == 2
