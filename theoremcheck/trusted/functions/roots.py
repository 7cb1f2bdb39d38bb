"""Counting the real roots of a polynomial over Q on an interval, exactly, by Sturm's theorem.

Coefficients are listed constant first. An end None means -inf or inf.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import flint

from theoremcheck.trusted.refusal import require
from theoremcheck.trusted.work import spend


def polynomial(coefficients: Sequence[Fraction]) -> flint.fmpq_poly:
    """The polynomial with these coefficients."""
    return flint.fmpq_poly([flint.fmpq(c.numerator, c.denominator) for c in coefficients])


def count_roots(poly: flint.fmpq_poly, lower: Fraction | None, upper: Fraction | None, *, closed: bool) -> int:
    """The number of distinct real roots in (lower, upper), or in [lower, upper] if ``closed``.

    Source: Sturm's theorem on the squarefree part.
    """
    require(poly.degree() >= 0, "roots.zero_polynomial")
    squarefree = _squarefree(poly)
    ends = [end for end in {lower, upper} if end is not None and _at(squarefree, end) == 0]
    if lower is not None and lower == upper:
        return len(ends) if closed else 0
    sequence = _sturm_sequence(squarefree)
    half_open = _variations(sequence, lower, -1) - _variations(sequence, upper, 1)  # roots in (lower, upper]
    inside = half_open - (1 if upper in ends and upper is not None else 0)
    return inside + (len(ends) if closed else 0)


def odd_part(poly: flint.fmpq_poly) -> flint.fmpq_poly:
    """The product of the squarefree factors of odd multiplicity: the polynomial changes sign exactly at its roots."""
    numerator = poly.numer()
    _, parts = numerator.factor_squarefree()
    product = flint.fmpq_poly([1])
    for part, multiplicity in parts:
        if multiplicity % 2:
            product *= flint.fmpq_poly(part)
    return product


def _squarefree(poly: flint.fmpq_poly) -> flint.fmpq_poly:
    return poly // poly.gcd(poly.derivative()) if poly.degree() > 0 else poly


def _at(poly: flint.fmpq_poly, point: Fraction) -> flint.fmpq:
    return poly(flint.fmpq(point.numerator, point.denominator))


def _sturm_sequence(poly: flint.fmpq_poly) -> tuple[flint.fmpq_poly, ...]:
    """The Sturm sequence p, p', -rem(p_0, p_1), ... with every term divided by a positive number.

    A positive factor of one term multiplies the remainders that follow by positive numbers, so no sign changes; without
    it coefficients double their length at every step.
    """
    sequence = [poly]
    current, following = poly, _primitive(poly.derivative())
    while following.degree() >= 0:
        sequence.append(following)
        spend(5 + 2 * int(current.degree()) * (1 + int(current.numer().height_bits()) // 256))
        current, following = following, _primitive(-(current % following))
    return tuple(sequence)


def _primitive(poly: flint.fmpq_poly) -> flint.fmpq_poly:
    """A positive multiple with coprime integer coefficients."""
    numerator = poly.numer()
    return flint.fmpq_poly(numerator) / numerator.content() if poly.degree() >= 0 else poly


def _variations(sequence: tuple[flint.fmpq_poly, ...], point: Fraction | None, side: int) -> int:
    """Sign variations of the Sturm sequence of a squarefree p at ``point``, or at side * inf if it is None.

    Zeros of the sequence are left out of the count. Sturm: if p has no double root, the variations at a < b differ by
    the number of roots in (a, b]. At an end that is a root itself the first member is 0 and is left out; beside it p
    and p' have equal signs on the right and opposite ones on the left, so leaving it out counts the end as passed:
    (a, b]. At inf the sign is that of the leading coefficient, at -inf times (-1)^degree.
    """
    spend(sum(1 + int(term.degree()) for term in sequence))
    nonzero = [sign for term in sequence if (sign := _sign_at(term, point, side))]
    return sum(1 for a, b in pairwise(nonzero) if a != b)


def _sign_at(poly: flint.fmpq_poly, point: Fraction | None, side: int) -> int:
    if point is not None:
        return _sign(_at(poly, point))
    sign = _sign(poly[poly.degree()])
    return sign if side > 0 or poly.degree() % 2 == 0 else -sign


def _sign(value: flint.fmpq) -> int:
    return (value > 0) - (value < 0)
