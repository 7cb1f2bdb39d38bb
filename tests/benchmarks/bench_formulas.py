"""Ours, sympy and z3 on the table of formulas: ``python tests/benchmarks/bench_formulas.py`` with the extra ``bench``.

Every tool gets the same trees and the same time for one answer. sympy is asked its own predicates (``is_positive``,
``is_strictly_increasing``, ``is_convex``, ...). z3 is asked whether a point violates the property, after what a user
would do by hand: derivatives taken (by us), pieces and roots named, t = e^z substituted; a formula that is then not
rational in z or in t alone is "no". Smoothness is asked of neither, "active" (one-sided at 0) not of sympy.
Options: ``--sample N`` triples (seeded), ``--seconds S`` for one answer, ``--tools``, ``--wrong`` lists wrong answers.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import _lru_cache_wrapper
from pathlib import Path

import sympy
import z3

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "functions"))

from formula_answers import TooLong, answer, specification, within
from formula_table import GROUPS, TRIPLES

from theoremcheck.trusted.functions.intervals import NEGATIVE, NONNEGATIVE, POSITIVE
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.shape import SHAPES
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import Abs, Add, Call, Cases, Expr, Fn, Max, Min, Mul, Num, Pi, Pow, Var
from theoremcheck.trusted.refusal import Refusal

X = sympy.Symbol("z", real=True)


class No(Exception):  # noqa: N818
    """The tool has no question for this."""


# --- sympy ----------------------------------------------------------------------------------------------------------


def to_sympy(expr: Expr) -> sympy.Expr:
    """The tree in sympy's terms."""
    match expr:
        case Num(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Pi():
            return sympy.pi
        case Var():
            return X
        case Add(terms):
            return sympy.Add(*map(to_sympy, terms))
        case Mul(factors):
            return sympy.Mul(*map(to_sympy, factors))
        case Pow(base, exponent):
            return to_sympy(base) ** sympy.Rational(exponent.numerator, exponent.denominator)
        case Call(Fn.SIGMOID, arg):
            return 1 / (1 + sympy.exp(-to_sympy(arg)))
        case Call(fn, arg):
            return getattr(sympy, fn.value)(to_sympy(arg))
        case Abs(arg):
            return sympy.Abs(to_sympy(arg))
        case Max(args):
            return sympy.Max(*map(to_sympy, args))
        case Min(args):
            return sympy.Min(*map(to_sympy, args))
        case Cases(subject, breaks, closed, pieces):
            at = to_sympy(subject)
            ends = [sympy.Rational(b.numerator, b.denominator) for b in breaks]
            tests = [at <= end if left else at < end for end, left in zip(ends, closed, strict=True)]
            return sympy.Piecewise(*zip(map(to_sympy, pieces), [*tests, True], strict=True))


def by_sympy(f: sympy.Expr, name: str) -> bool | None:
    """sympy's answer; None where it gives none."""
    reals = sympy.S.Reals
    match name:
        case "signed":
            found = f.is_positive, f.is_negative
            return True if True in found else False if found == (False, False) else None
        case "increasing":
            return sympy.is_strictly_increasing(f, reals, X)
        case "nondecreasing":
            return sympy.is_increasing(f, reals, X)
        case "decreasing":
            return sympy.is_strictly_decreasing(f, reals, X)
        case "convex":
            return sympy.is_convex(f, X)
        case "strictly_convex":
            return sympy.diff(f, X, 2).is_positive
        case "strictly_concave":
            return sympy.diff(f, X, 2).is_negative
        case "defined":
            return reals.is_subset(sympy.calculus.util.continuous_domain(f, X, reals))
        case "bounded_below":
            return bool(sympy.calculus.util.function_range(f, X, reals).inf > -sympy.oo)
        case "even":
            return (f - f.subs(X, -X)).equals(0)
        case "odd_up_to_constant":
            return sympy.diff(f + f.subs(X, -X), X).equals(0)
        case _:
            raise No


# --- z3 -------------------------------------------------------------------------------------------------------------


class Rational:
    """Trees as z3 terms in z, or in t = e^z; roots become new variables."""

    def __init__(self, *, exponential: bool) -> None:
        self.exponential = exponential
        self.unknown = z3.Real("t" if exponential else "z")
        self.constraints = [self.unknown > 0] if exponential else []

    def term(self, expr: Expr, at: z3.ArithRef) -> z3.ArithRef:
        """The value of ``expr`` at z = at, or at t = at."""
        match expr:
            case Num(value):
                return z3.RealVal(str(value))
            case Var() if not self.exponential:
                return at
            case Add(terms):
                return z3.Sum([self.term(term, at) for term in terms])
            case Mul(factors):
                return z3.Product([self.term(factor, at) for factor in factors])
            case Pow(Num(value), exponent) if value == 0 and exponent < 0:
                raise No
            case Pow(base, exponent):
                return self._power(self.term(base, at), exponent)
            case Abs(arg):
                value = self.term(arg, at)
                return z3.If(value >= 0, value, -value)
            case Max(args) | Min(args):
                best, *others = (self.term(arg, at) for arg in args)
                for other in others:
                    best = z3.If((other > best) if isinstance(expr, Max) else (other < best), other, best)
                return best
            case Call(fn, arg) if self.exponential and fn in _BY_EXP:
                return _BY_EXP[fn](self._exp(arg, at))
            case _:
                raise No

    def _exp(self, arg: Expr, at: z3.ArithRef) -> z3.ArithRef:
        factors = arg.factors if isinstance(arg, Mul) else (arg,)
        rate = Fraction(1)
        for factor in factors:
            if isinstance(factor, Num):
                rate *= factor.value
        if sum(isinstance(f, Var) for f in factors) != 1 or sum(isinstance(f, Num) for f in factors) < len(factors) - 1:
            raise No
        return self._power(at, rate)

    def _power(self, base: z3.ArithRef, exponent: Fraction) -> z3.ArithRef:
        if exponent.denominator != 1:
            root = z3.FreshReal()
            self.constraints += [root >= 0, _times(root, exponent.denominator) == base]
            base = root
        whole = _times(base, abs(exponent.numerator))
        if exponent > 0:
            return whole
        self.constraints.append(whole != 0)  # z3 gives a quotient by 0 any value
        return 1 / whole


def _times(base: z3.ArithRef, count: int) -> z3.ArithRef:
    return z3.Product([base] * count) if count else z3.RealVal(1)


_BY_EXP: dict[Fn, Callable[[z3.ArithRef], z3.ArithRef]] = {
    Fn.EXP: lambda t: t,
    Fn.SIGMOID: lambda t: t / (1 + t),
    Fn.TANH: lambda t: (t * t - 1) / (t * t + 1),
    Fn.SINH: lambda t: (t - 1 / t) / 2,
    Fn.COSH: lambda t: (t + 1 / t) / 2,
}


def _possible(system: Rational, claims: list[z3.BoolRef], seconds: float) -> bool | None:
    solver = z3.Solver()
    solver.set("timeout", int(1000 * seconds))
    solver.add(*system.constraints, *claims)
    found = solver.check()
    return True if found == z3.sat else False if found == z3.unsat else None


def by_z3(expr: Expr, name: str, seconds: float) -> bool | None:
    """The answer of z3 for z, then for t = e^z; ``No`` if the function is rational in neither."""
    for exponential in (False, True):
        try:
            return _ask(Rational(exponential=exponential), expr, name, seconds)
        except (No, Refusal):
            continue
    raise No


def _ask(system: Rational, expr: Expr, name: str, seconds: float) -> bool | None:
    at = system.unknown
    match name:
        case _ if name in SHAPES:
            return _shape(system, split(expr), name, seconds)
        case "signed":
            value = system.term(expr, at)
            found = [_possible(system, [claim], seconds) for claim in (value <= 0, value >= 0)]
            return True if False in found else None if None in found else False
        case "bounded_below":
            value = system.term(expr, at)
            return True if any(_possible(system, [value < -b], seconds) is False for b in (0, 1, 10, 1000)) else None
        case "even" | "odd_up_to_constant":
            mirror, origin = (1 / at, z3.RealVal(1)) if system.exponential else (-at, z3.RealVal(0))
            here, there = system.term(expr, at), system.term(expr, mirror)
            gap = here - there if name == "even" else here + there - 2 * system.term(expr, origin)
            return _not(_possible(system, [gap != 0], seconds))
        case "flat_piece" | "affine_piece":
            pieces, order = split(expr), 1 if name == "flat_piece" else 2
            slopes = [system.term(nth_derivative(piece, order), at) for piece in pieces.pieces]
            moving = [
                _possible(system, [slope != 0, *_inside(system, pieces.interval(index))], seconds)
                for index, slope in enumerate(slopes)
            ]
            return True if False in moving else None if None in moving else False
        case _:
            raise No


def _not(found: bool | None) -> bool | None:
    return None if found is None else not found


def _shape(system: Rational, pieces: Pieces, name: str, seconds: float) -> bool | None:
    shape = SHAPES[name]
    answers = []
    for index, piece in enumerate(pieces.pieces):
        slope = system.term(nth_derivative(piece, shape.order), system.unknown)
        violated = {POSITIVE: slope <= 0, NONNEGATIVE: slope < 0, NEGATIVE: slope >= 0}[shape.relation]
        inside = _inside(system, pieces.interval(index)) + _inside(system, (shape.domain.lower, None))
        answers.append(_possible(system, [violated, *inside], seconds))
    for point, left, right in zip(pieces.breaks, pieces.pieces, pieces.pieces[1:], strict=False):
        at = _place(system, point)
        if shape.domain.lower is not None and point < shape.domain.lower:
            continue
        jumps = [system.term(left, at) != system.term(right, at)]
        if shape.kinks:
            before, after = (system.term(nth_derivative(side, 1), at) for side in (left, right))
            jumps.append(shape.kinks * (after - before) < 0)
        answers.append(_possible(system, [z3.Or(jumps)], seconds))
    return False if True in answers else None if None in answers else True


def _inside(system: Rational, interval: tuple[Fraction | None, Fraction | None]) -> list[z3.BoolRef]:
    lower, upper = interval
    above = [] if lower is None else [system.unknown >= _place(system, lower)]
    return above if upper is None else [*above, system.unknown <= _place(system, upper)]


def _place(system: Rational, point: Fraction) -> z3.ArithRef:
    if system.exponential and point != 0:
        raise No
    return z3.RealVal(1) if system.exponential else z3.RealVal(str(point))


# --- the table ------------------------------------------------------------------------------------------------------


def cold() -> None:
    """Forget everything that the package remembers between two answers."""
    for found in gc.get_objects():
        if isinstance(found, _lru_cache_wrapper) and (found.__module__ or "").startswith("theoremcheck"):
            found.cache_clear()


def ask(tool: str, formula: str, name: str, seconds: float) -> tuple[bool | None, float | None]:
    """The answer of a tool and the seconds it took; no seconds where the tool has no question for it."""
    expr = specification(formula).problem.neuron.expr
    prepared: object = None
    if tool == "theoremcheck":
        cold()
    elif tool == "sympy":
        sympy.core.cache.clear_cache()
    start = time.perf_counter()
    try:
        with within(seconds):
            if tool == "theoremcheck":
                found = answer(formula, name)
            elif tool == "sympy":
                prepared = to_sympy(expr)
                start = time.perf_counter()
                found = by_sympy(prepared, name)
            else:
                found = by_z3(expr, name, seconds)
    except No:
        return None, None
    except TooLong:
        found = None
    except Exception:  # an error inside sympy is no answer
        if tool != "sympy":
            raise
        found = None
    return found, time.perf_counter() - start


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=len(TRIPLES))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--tools", nargs="+", default=["theoremcheck", "sympy", "z3"])
    parser.add_argument("--wrong", action="store_true", help="list the wrong answers")
    options = parser.parse_args()
    triples = random.Random(0).sample(TRIPLES, min(options.sample, len(TRIPLES)))
    print(f"{len(triples)} of {len(TRIPLES)} triples, {options.seconds} s for one answer, {len(GROUPS)} groups")
    print(f"{'':14}{'asked':>8}{'decided':>9}{'share':>8}{'wrong':>7}{'median':>11}{'90%':>11}")
    for tool in options.tools:
        rows = [(f, name, right, *ask(tool, f, name, options.seconds)) for f, name, right in triples]
        times = sorted(seconds for *_, seconds in rows if seconds is not None)
        decided = sum(found is not None for _, _, _, found, _ in rows)
        wrong = [row for row in rows if row[3] is not None and bool(row[3]) != row[2]]
        print(
            f"{tool:14}{len(times):8}{decided:9}{100 * decided / len(rows):7.1f}%{len(wrong):7}"
            f"{1000 * statistics.median(times):8.1f} ms{1000 * times[int(0.9 * len(times))]:8.1f} ms",
            flush=True,
        )
        if options.wrong:
            for formula, name, right, *_ in wrong:
                print(f"    wrong: {formula}   {name} is {right}")


if __name__ == "__main__":
    main()
