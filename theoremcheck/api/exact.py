"""Numbers of Python as exact rationals, by a stated policy for floats."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, TypeAlias, get_args

from theoremcheck.api.errors import shown
from theoremcheck.language.numerals import NumeralError, parse_number
from theoremcheck.trusted.bounds import MAX_DIGITS

Policy: TypeAlias = Literal["shortest", "exact"]
"""``shortest``: the shortest decimal that prints the float, 0.1 is 1/10. ``exact``: its binary value."""

POLICIES: Final = get_args(Policy)
_BITS: Final = MAX_DIGITS * 3321 // 1000
_SAID: Final[dict[str, str]] = {
    "shortest": 'floats are read as the shortest decimals that print them: 0.1 is 1/10 (numbers="shortest")',
    "exact": 'floats are read as their exact binary values: 0.1 is 3602879701896397/2^55 (numbers="exact")',
}


class NotExact(Exception):  # noqa: N818 - a fact about a value; whoever knows its place makes the error
    """A value that is no rational number: the code, and what it is in words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Reader:
    """Reads numbers under one policy. ``floats`` says whether it has met a float: only then the policy matters."""

    def __init__(self, policy: Policy) -> None:
        if not isinstance(policy, str) or policy not in POLICIES:
            raise ValueError(f"numbers is {' or '.join(map(repr, POLICIES))}, not {shown(policy)}")
        self.policy = policy
        self.floats = False
        self._known: dict[Any, Fraction] = {}
        self._whole: dict[int, Fraction] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """The policy in words, where floats were read."""
        return (_SAID[self.policy],) if self.floats else ()

    def read(self, value: object) -> Fraction:
        """The rational that a number or its text stands for. Raises :class:`NotExact`."""
        if type(value) is float:
            found = self._known.get(value)
            if found is None:
                found = self._known[value] = self._float(value, float.__repr__)
            return found
        if isinstance(value, numbers.Integral):
            return self._integer(int(value))
        return self._other(value)

    def _integer(self, value: int) -> Fraction:
        found = self._whole.get(value)
        if found is None:
            _require_short(value)
            found = self._whole[value] = Fraction(value)
        return found

    def _other(self, value: object) -> Fraction:
        if isinstance(value, numbers.Rational):
            _require_short(int(value.numerator), int(value.denominator))
            return Fraction(int(value.numerator), int(value.denominator))
        if isinstance(value, str):
            return _parsed(value)
        if isinstance(value, Decimal):
            if not value.is_finite():
                raise NotExact("E030", f"{value}; only finite numbers are accepted")
            return _parsed(str(value))
        if isinstance(value, float):
            return self._float(value, float.__repr__)
        if isinstance(value, numbers.Real) and hasattr(value, "as_integer_ratio"):
            return self._float(value, _shortest)
        return self._wrapped(value)

    def _wrapped(self, value: object) -> Fraction:
        """A truth value of NumPy, or an array or tensor of a single number."""
        if type(value).__name__ in ("bool", "bool_") and type(value).__module__ == "numpy":
            return self._integer(int(bool(value)))
        if getattr(value, "shape", None) == () and hasattr(value, "item"):
            if type(value).__module__.startswith("numpy.ma") and value.mask:  # type: ignore[attr-defined]
                raise NotExact("E030", "a masked entry")  # its item is 0.0
            inner = value[()] if type(value).__module__ == "numpy" else value.item()  # type: ignore[index]
            if getattr(inner, "shape", None) != () or type(inner) is not type(value):
                return self.read(inner)
        raise NotExact("E030", _described(value))

    def _float(self, value: Any, shortest: Callable[[Any], str]) -> Fraction:
        if not math.isfinite(value):
            raise NotExact("E030", f"{float(value)}; only finite numbers are accepted")
        self.floats = True
        if self.policy == "shortest":
            return Fraction(Decimal(shortest(value)))  # exact, and quicker than a text
        top, bottom = value.as_integer_ratio()
        _require_short(int(top), int(bottom))
        return Fraction(int(top), int(bottom))


def _shortest(value: Any) -> str:
    """The shortest decimal that prints a float of NumPy, in its own precision."""
    import numpy as np

    return np.format_float_scientific(value, unique=True, trim="0")


def _parsed(text: str) -> Fraction:
    try:
        return parse_number(text)
    except NumeralError as error:
        message = f"a text that is not read: {error.message}"
        raise NotExact(error.code, message) from None


def _require_short(*parts: int) -> None:
    if max(part.bit_length() for part in parts) > _BITS:
        raise NotExact("E031", f"a number of more than MAX_DIGITS = {MAX_DIGITS} digits")


def _described(value: object) -> str:
    """What a value is that is no number."""
    kind = type(value).__name__
    if value is None or kind in ("NAType", "NaTType"):
        return "a missing value"
    if isinstance(value, numbers.Complex):
        return f"a complex number, {value}"
    return f"no number but of the type {kind}"
