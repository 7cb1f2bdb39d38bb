"""The sign of a polynomial in z without a root on an interval, as a Coq tactic: cut the interval, and write it anew.

On a half-line from c the polynomial is one in z - c with coefficients of one sign, between a and b one of z - a and
b - z (Bernstein's form), once the interval is cut finely enough. The search is exact, and coqc checks each identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import comb
from typing import Final

from theoremcheck.formal.functions import rational

MAX_DEGREE: Final = 12
MAX_DEPTH: Final = 10
"""How often an interval is halved."""
_MAX_POWER: Final = 20

Polynomial = Sequence[Fraction]
"""Coefficients, the constant first."""


def sign_proof(text: str, poly: Polynomial, lower: Fraction | None, upper: Fraction | None) -> str | None:
    """A tactic that asserts the strict sign of ``poly``, written ``text``, for v between the bounds; None if not found.

    ``None`` as a bound: infinite.
    """
    if not 2 <= len(poly) - 1 <= MAX_DEGREE:
        return None
    at = lower if lower is not None else upper if upper is not None else Fraction(0)
    positive = _value(poly, at) > 0
    oriented = tuple(poly) if positive else tuple(-c for c in poly)
    proof = _proved(text, oriented, lower, upper, positive=positive)
    if proof is None:
        return None
    claim = f"0 < {text}" if positive else f"{text} < 0"
    return f"assert ({claim}) by ({proof})"


def _proved(
    text: str, poly: Polynomial, lower: Fraction | None, upper: Fraction | None, *, positive: bool
) -> str | None:
    """The proof that ``poly`` > 0, which is ``text`` or its opposite."""
    parts = _parts(poly, lower, upper)
    if parts is None:
        return None
    forms, cuts = parts
    closing = "positive" if positive else "negative"
    steps = [f"replace {text} with ({'' if positive else '- '}{form}) by field; {closing}" for form in forms]
    found = steps[-1]
    for cut, step in zip(reversed(cuts), reversed(steps[:-1]), strict=True):
        found = f"destruct (Rle_dec v {rational(cut)}); [{step} | {found}]"
    return found


def _parts(poly: Polynomial, lower: Fraction | None, upper: Fraction | None) -> tuple[list[str], list[Fraction]] | None:
    """Forms with the sign in view from left to right, and the cuts between them."""
    if lower is None and upper is None:
        left, right = _parts(poly, None, Fraction(0)), _parts(poly, Fraction(0), None)
        return None if left is None or right is None else (left[0] + right[0], [*left[1], Fraction(0), *right[1]])
    if lower is None and upper is not None:
        return _half_line(poly, upper, right=False)
    if upper is None and lower is not None:
        return _half_line(poly, lower, right=True)
    return None if lower is None or upper is None else _between(poly, lower, upper, MAX_DEPTH)


def _half_line(poly: Polynomial, start: Fraction, *, right: bool) -> tuple[list[str], list[Fraction]] | None:
    """To the right of ``start`` (to the left): a bounded part, and a half-line on which all coefficients are >= 0."""
    direction = 1 if right else -1
    for far in (start, *(start + direction * Fraction(2) ** k for k in range(-1, _MAX_POWER))):
        shifted = _shifted(poly, far, direction)
        if shifted[0] > 0 and min(shifted) >= 0:
            break
    else:
        return None
    size = f"(v - {rational(far)})" if right else f"({rational(far)} - v)"
    tail = _sum(f"{rational(c)} * {size} ^ {k}" if k else rational(c) for k, c in enumerate(shifted) if c)
    if far == start:
        return [tail], []
    inner = _between(poly, min(start, far), max(start, far), MAX_DEPTH)
    if inner is None:
        return None
    return ([*inner[0], tail], [*inner[1], far]) if right else ([tail, *inner[0]], [far, *inner[1]])


def _between(poly: Polynomial, lower: Fraction, upper: Fraction, depth: int) -> tuple[list[str], list[Fraction]] | None:
    """On [lower, upper], halved until all of Bernstein's coefficients are positive."""
    coefficients = _bernstein(poly, lower, upper)
    least = min(coefficients)
    if least > 0:
        degree = len(poly) - 1
        scale = (upper - lower) ** degree
        first, second = f"(v - {rational(lower)})", f"({rational(upper)} - v)"
        terms = [
            f"{rational((c - least) * comb(degree, k) / scale)} * ({first} ^ {k} * {second} ^ {degree - k})"
            for k, c in enumerate(coefficients)
            if c > least
        ]
        return [_sum((rational(least), *terms))], []
    if depth == 0 or _value(poly, lower) <= 0 or _value(poly, upper) <= 0:
        return None
    middle = (lower + upper) / 2
    left = _between(poly, lower, middle, depth - 1)
    right = None if left is None else _between(poly, middle, upper, depth - 1)
    if left is None or right is None:
        return None
    return left[0] + right[0], [*left[1], middle, *right[1]]


def _sum(terms: Iterable[str]) -> str:
    return f"({' + '.join(terms)})"


def _value(poly: Polynomial, at: Fraction) -> Fraction:
    found = Fraction(0)
    for c in reversed(poly):
        found = found * at + c
    return found


def _shifted(poly: Polynomial, start: Fraction, direction: int) -> list[Fraction]:
    """The coefficients of p(start + direction t) in t."""
    return [
        direction**k * sum((c * comb(n, k) * start ** (n - k) for n, c in enumerate(poly) if n >= k), Fraction(0))
        for k in range(len(poly))
    ]


def _bernstein(poly: Polynomial, lower: Fraction, upper: Fraction) -> list[Fraction]:
    """The coefficients of p on [lower, upper] in Bernstein's basis of its degree."""
    degree = len(poly) - 1
    local = [c * (upper - lower) ** k for k, c in enumerate(_shifted(poly, lower, 1))]
    return [
        sum((Fraction(comb(i, k), comb(degree, k)) * local[k] for k in range(i + 1)), Fraction(0))
        for i in range(degree + 1)
    ]
