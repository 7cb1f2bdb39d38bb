"""Forged sign proofs: random claims with random evidence. What is accepted must hold wherever one looks."""

import os
import random
from fractions import Fraction

from function_oracle import Undefined, jet, mp
from random_formulas import formula

from theoremcheck.trusted.functions.intervals import Interval
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.proofs import (
    ByAsymptotics,
    ByCells,
    ByFactors,
    ByMonotone,
    ByNorm,
    ByRange,
    ByRoots,
    BySplit,
    FactorProof,
)
from theoremcheck.trusted.functions.signs import check_sign, factor_claims
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_obligations
from theoremcheck.trusted.problem.expr import Abs, Cases, Max, Min, walk
from theoremcheck.trusted.refusal import Refusal

COUNT = 1500
"""Claims in an ordinary run; THEOREMCHECK_FORGERIES raises it."""
_RELATIONS = {
    ">": lambda v, tol: v > -tol,
    ">=": lambda v, tol: v >= -tol,
    "<": lambda v, tol: v < tol,
    "<=": lambda v, tol: v <= tol,
}
_POINTS = [Fraction(p) for p in ("-3", "-2", "-1", "-1/2", "0", "1/2", "1", "2", "3")]


def _proof(source, expr, interval, depth):
    roll = source.randrange(9) if depth else source.randrange(4)
    match roll:
        case 0:
            return ByRange()
        case 1 | 2:
            return ByRoots()
        case 3:
            return ByAsymptotics(1)
        case 4:
            return ByNorm(_factor(source, expr, interval, depth), source.choice(_POINTS))
        case 5:
            try:
                count = len(factor_claims(normalise(expr), strict=source.random() < 0.5)[1])
            except Refusal:
                count = 1
            return ByFactors(tuple(_factor(source, expr, interval, depth) for _ in range(count)))
        case 6:
            cuts = tuple(sorted(source.sample(_POINTS, source.randint(0, 2))))
            return BySplit(cuts, tuple(_proof(source, expr, interval, depth - 1) for _ in range(len(cuts) + 1)))
        case 7:
            ends = [end for end in (interval.lower, interval.upper) if end is not None]
            cuts = sorted({*ends, *(p for p in _POINTS if interval.contains(p))})
            return ByCells(tuple(cuts), source.choice([2, 30, 64]))
        case _:
            left, right = (_proof(source, expr, interval, depth - 1) for _ in range(2))
            return ByMonotone(source.choice(_POINTS), left, right)


def _factor(source, expr, interval, depth):
    return FactorProof(source.choice([">", ">", "<", ">=", "<="]), _proof(source, expr, interval, depth - 1))


def _interval(source):
    lower, upper = sorted(source.sample(_POINTS, 2))
    return Interval(source.choice([lower, lower, None]), source.choice([upper, upper, None]))


def _places(interval):
    start = interval.lower if interval.lower is not None else (interval.upper or Fraction(0)) - 20
    stop = interval.upper if interval.upper is not None else max(start, Fraction(0)) + 20
    return [start + (stop - start) * Fraction(k, 48) for k in range(49)]


def _smooth(source):
    while True:
        expr = formula(source.randrange(10**6))
        if not any(isinstance(node, Max | Min | Abs | Cases) for node in walk(expr)):
            return nth_derivative(expr) if source.random() < 0.3 else expr


def test_what_is_accepted_is_true():
    source = random.Random("forged proofs")
    accepted = 0
    for _ in range(int(os.environ.get("THEOREMCHECK_FORGERIES", COUNT))):
        expr = _smooth(source)
        interval, relation = _interval(source), source.choice(list(_RELATIONS))
        proof = _proof(source, expr, interval, 2)
        try:
            check_obligations(Pieces((), (), (expr,), (frozenset(),)), 0, ())
            check_sign(expr, relation, interval, proof)
        except Refusal:
            continue
        accepted += 1
        for place in _places(interval):
            try:
                found = jet(expr, mp.mpf(place.numerator) / place.denominator)
            except Undefined:
                raise AssertionError((expr, place, "undefined")) from None
            if found is not None:
                assert _RELATIONS[relation](found[0][0], found[1]), (expr, relation, interval, proof, place)
    assert accepted > COUNT // 40
