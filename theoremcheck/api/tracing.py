"""A Python function of one number as a formula: it is called once, with a symbol that writes down what is done to it.

NumPy and SciPy functions reach the symbol through NumPy's protocols. What asks for a number or for a truth value has no
formula, and is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, NoReturn

from theoremcheck.api.exact import NotExact, Reader
from theoremcheck.language import folding
from theoremcheck.language.formula import show
from theoremcheck.trusted.problem.expr import (
    ONE,
    ZERO,
    Abs,
    Cases,
    Expr,
    Fn,
    Max,
    Min,
    Num,
    Z,
    is_constant,
    num,
)

_PROBES: Final = (-2.75, -0.625, 0.0, 0.375, 1.0, 3.5)
_BRANCH: Final = (
    "it asks for the truth value of a comparison (if, and, or, max, min, sorted); write np.where(z > 0, ..., ...),"
    " np.maximum or np.minimum instead"
)
_NUMBER: Final = "it turns its argument into a number (float, int, math.exp); use NumPy's functions, np.exp, instead"


class Untraceable(Exception):  # noqa: N818 - a fact about a function; the caller makes the error
    """The function has no formula that could be followed: why."""


def trace(function: Callable[..., Any], reader: Reader) -> Expr:
    """The formula of a function of one number. Raises :class:`Untraceable`."""
    symbol = Symbol(Z, reader)
    try:
        value = function(symbol)
    except Untraceable:
        raise
    except (NotExact, folding.FoldingError) as error:
        raise Untraceable(error.message) from None
    except RecursionError:
        raise Untraceable("it calls itself without end, or its formula is nested too deep") from None
    except Exception as error:
        raise Untraceable(f"it raises {type(error).__name__}: {error}") from None
    try:
        found = folding.checked(_expr(value, reader))
    except NotExact as error:
        raise Untraceable(f"it returns {error.message}") from None
    except folding.FoldingError as error:
        raise Untraceable(error.message) from None
    _compare(function, found)
    return found


def _compare(function: Callable[..., Any], found: Expr) -> None:
    """Refuse a function that does something else with numbers than with the symbol (it can look at the type)."""
    import numpy as np

    from theoremcheck.functions.floats import compile_float

    compiled = compile_float(found)
    for place in _PROBES:
        try:
            with np.errstate(all="ignore"):
                own = float(function(np.float64(place)))
                value = float(compiled.value(np.array([place]))[0])
        except Exception:  # it may take no plain floats, which is no objection
            return
        if math.isfinite(own) and math.isfinite(value) and not math.isclose(own, value, rel_tol=1e-4, abs_tol=1e-5):
            raise Untraceable(f"at {place} it gives {own}, and the formula read off it, {show(found)}, gives {value}")


def _expr(value: object, reader: Reader) -> Expr:
    """A symbol or a number as an expression. Raises :class:`NotExact`."""
    if isinstance(value, Symbol):
        return value.expr
    if isinstance(value, Comparison):
        return value.chosen(ONE, ZERO)
    if isinstance(value, bool):
        raise NotExact("E030", f"the truth value {value}")
    return Num(reader.read(value))


class _Traced:
    """What a symbol and a comparison have in common: arithmetic, and no value."""

    reader: Reader

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method != "__call__" or kwargs:
            raise Untraceable(f"it uses np.{ufunc.__name__} in a way that has no formula")
        if ufunc.__name__ in _COMPARISONS:
            return _COMPARISONS[ufunc.__name__](*(self._symbol(entry) for entry in inputs))
        made = _UFUNCS.get(ufunc.__name__)
        if made is None:
            raise Untraceable(f"np.{ufunc.__name__} is no function of the language")
        return self._made(made, inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        made = _FUNCTIONS.get(function.__name__)
        if made is None:
            raise Untraceable(f"np.{function.__name__} is no function of the language")
        return made(self, *args, **kwargs)

    def _symbol(self, value: object) -> Symbol:
        return Symbol(_expr(value, self.reader), self.reader)

    def _made(self, make: Callable[..., Expr], values: Sequence[object]) -> Symbol:
        return Symbol(folding.checked(make(*(_expr(value, self.reader) for value in values))), self.reader)

    def __add__(self, other: Any) -> Any:
        return self._made(_add, (self, other))

    def __radd__(self, other: Any) -> Any:
        return self._made(_add, (other, self))

    def __sub__(self, other: Any) -> Any:
        return self._made(_sub, (self, other))

    def __rsub__(self, other: Any) -> Any:
        return self._made(_sub, (other, self))

    def __mul__(self, other: Any) -> Any:
        return self._made(_mul, (self, other))

    def __rmul__(self, other: Any) -> Any:
        return self._made(_mul, (other, self))

    def __truediv__(self, other: Any) -> Any:
        return self._made(_div, (self, other))

    def __rtruediv__(self, other: Any) -> Any:
        return self._made(_div, (other, self))

    def __pow__(self, other: Any, modulo: Any = None) -> Any:
        return self._made(_power, (self, other))

    def __rpow__(self, other: Any) -> Any:
        return self._made(_power, (other, self))

    def __neg__(self) -> Any:
        return self._made(folding.neg, (self,))

    def __pos__(self) -> Any:
        return self._symbol(self)

    def __abs__(self) -> Any:
        return self._made(Abs, (self,))

    def __lt__(self, other: Any) -> Any:
        return _less(self._symbol(self), self._symbol(other))

    def __le__(self, other: Any) -> Any:
        return _at_most(self._symbol(self), self._symbol(other))

    def __gt__(self, other: Any) -> Any:
        return _less(self._symbol(other), self._symbol(self))

    def __ge__(self, other: Any) -> Any:
        return _at_most(self._symbol(other), self._symbol(self))

    def __bool__(self) -> bool:
        raise Untraceable(_BRANCH)

    def __float__(self) -> float:
        raise Untraceable(_NUMBER)

    __int__ = __index__ = __complex__ = __round__ = __trunc__ = __floor__ = __ceil__ = __float__

    def __eq__(self, other: object) -> NoReturn:
        raise Untraceable("it compares for equality: a single point has no value of its own")

    __ne__ = __eq__
    __hash__ = None  # type: ignore[assignment]


class Symbol(_Traced):
    """A number that is known as an expression in z."""

    def __init__(self, expr: Expr, reader: Reader) -> None:
        self.expr = expr
        self.reader = reader

    def clip(self, min: Any = None, max: Any = None) -> Any:
        """The number kept between two others, as of an array."""
        return _clip(self, self, min, max)


class Comparison(_Traced):
    """``subject < point`` (or <=), as which ``np.where`` takes it; in arithmetic it is 1 or 0. ``yes``: if it is so."""

    def __init__(self, subject: Expr, point: Fraction, closed: bool, yes: bool, reader: Reader) -> None:
        self.subject, self.point, self.closed, self.yes = subject, point, closed, yes
        self.reader = reader

    def __invert__(self) -> Comparison:
        return Comparison(self.subject, self.point, self.closed, not self.yes, self.reader)

    def chosen(self, here: Expr, there: Expr) -> Expr:
        """``here`` where the comparison is true, else ``there``."""
        left, right = (here, there) if self.yes else (there, here)
        return Cases(self.subject, (self.point,), (self.closed,), (left, right))


def _less(left: Symbol, right: Symbol) -> Comparison:
    return _compared(left, right, closed=False)


def _at_most(left: Symbol, right: Symbol) -> Comparison:
    return _compared(left, right, closed=True)


def _compared(left: Symbol, right: Symbol, *, closed: bool) -> Comparison:
    """``left < right``, or <=. With the constant to the left, c < z is "not z <= c"."""
    if isinstance(right.expr, Num):
        return Comparison(left.expr, right.expr.value, closed, True, left.reader)
    if isinstance(left.expr, Num):
        return Comparison(right.expr, left.expr.value, not closed, False, left.reader)
    difference = folding.checked(_sub(left.expr, right.expr))
    return Comparison(difference, Fraction(0), closed, True, left.reader)


# ---- arithmetic ----


def _add(left: Expr, right: Expr) -> Expr:
    return folding.add((left, right))


def _sub(left: Expr, right: Expr) -> Expr:
    return folding.add((left, folding.neg(right)))


def _mul(left: Expr, right: Expr) -> Expr:
    return folding.mul((left, right))


def _div(left: Expr, right: Expr) -> Expr:
    return folding.mul((left, folding.power(right, Fraction(-1))))


def _power(base: Expr, exponent: Expr) -> Expr:
    """A power with a rational exponent, or of a positive constant."""
    if isinstance(exponent, Num):
        return folding.power(base, exponent.value)
    if isinstance(base, Num) and base.value > 0:
        return _exp(_mul(exponent, folding.call(Fn.LOG, base)))
    raise Untraceable("a power has a constant exponent or a positive constant base; else write exp(q * log(z))")


def _exp(arg: Expr) -> Expr:
    """exp(arg); of 0 it is the number 1, so that logaddexp(0, z) is recognised."""
    return ONE if arg == ZERO else folding.call(Fn.EXP, arg)


def _plain(fn: Fn) -> Callable[[Expr], Expr]:
    return lambda arg: folding.call(fn, arg)


def _greatest(left: Expr, right: Expr) -> Expr:
    return Max(_constants_first(left, right))


def _least(left: Expr, right: Expr) -> Expr:
    return Min(_constants_first(left, right))


def _constants_first(left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """In the order of the library, max(0, z), so that it is recognised."""
    return (right, left) if is_constant(right) and not is_constant(left) else (left, right)


def _step(arg: Expr, value: Expr) -> Expr:
    if not isinstance(value, Num) or value.value not in (0, 1):
        raise Untraceable("np.heaviside takes 0 or 1 as its value at 0: a single point has no value of its own")
    return Cases(arg, (Fraction(0),), (value.value == 0,), (ZERO, ONE))


def _clip(traced: _Traced, value: Any, low: Any = None, high: Any = None, **named: Any) -> Any:
    low, high = named.pop("a_min", named.pop("min", low)), named.pop("a_max", named.pop("max", high))
    if named:
        raise Untraceable(f"np.clip with {', '.join(named)} has no formula")
    found = traced._symbol(value)
    found = found if low is None else traced._made(_greatest, (low, found))
    return found if high is None else traced._made(_least, (high, found))


def _where(traced: _Traced, condition: Any, *chosen: Any) -> Any:
    if not isinstance(condition, Comparison) or len(chosen) != 2:
        raise Untraceable("np.where takes one comparison with a number and two values")
    return traced._made(condition.chosen, chosen)


_UFUNCS: Final[Mapping[str, Callable[..., Expr]]] = MappingProxyType(
    {
        "add": _add,
        "subtract": _sub,
        "multiply": _mul,
        "divide": _div,
        "true_divide": _div,
        "power": _power,
        "float_power": _power,
        "negative": folding.neg,
        "positive": lambda arg: arg,
        "absolute": Abs,
        "fabs": Abs,
        "square": lambda arg: folding.power(arg, Fraction(2)),
        "sqrt": lambda arg: folding.power(arg, Fraction(1, 2)),
        "reciprocal": lambda arg: folding.power(arg, Fraction(-1)),
        "maximum": _greatest,
        "fmax": _greatest,
        "minimum": _least,
        "fmin": _least,
        "exp": _exp,
        "exp2": lambda arg: _power(num(2), arg),
        "expm1": lambda arg: _sub(_exp(arg), ONE),
        "log": _plain(Fn.LOG),
        "log1p": lambda arg: folding.call(Fn.LOG, _add(ONE, arg)),
        "logaddexp": lambda left, right: folding.call(Fn.LOG, _add(_exp(left), _exp(right))),
        "tanh": _plain(Fn.TANH),
        "sinh": _plain(Fn.SINH),
        "cosh": _plain(Fn.COSH),
        "arctan": _plain(Fn.ATAN),
        "sin": _plain(Fn.SIN),
        "cos": _plain(Fn.COS),
        "heaviside": _step,
        "expit": _plain(Fn.SIGMOID),
        "log_expit": lambda arg: folding.neg(folding.call(Fn.LOG, _add(ONE, _exp(folding.neg(arg))))),
        "softplus": lambda arg: folding.call(Fn.LOG, _add(ONE, _exp(arg))),
        "erf": _plain(Fn.ERF),
        "erfc": lambda arg: _sub(ONE, folding.call(Fn.ERF, arg)),
    }
)
_COMPARISONS: Final[Mapping[str, Callable[[Symbol, Symbol], Comparison]]] = MappingProxyType(
    {
        "less": _less,
        "less_equal": _at_most,
        "greater": lambda left, right: _less(right, left),
        "greater_equal": lambda left, right: _at_most(right, left),
    }
)
_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType({"where": _where, "clip": _clip})


def elementary(name: str) -> Expr | None:
    """The formula of the NumPy or SciPy function of one argument of that name; None if the language has none."""
    made = _UFUNCS.get(name)
    try:
        return None if made is None else made(Z)
    except TypeError:  # it takes two
        return None
