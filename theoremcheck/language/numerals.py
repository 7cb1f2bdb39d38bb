"""Numbers as written: exact rationals, with every bound checked before a big integer is built."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.bounds import MAX_DIGITS, MAX_EXPONENT

_NUMERAL: Final = re.compile(
    r"[+-]?(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?(?:[eE](?P<exponent>[+-]?[0-9]+))?", re.ASCII
)
_PLAIN: Final = 40
_NOT_FINITE: Final = frozenset({"nan", "inf", "infinity", "na", "null", "none"})


class NumeralError(Exception):
    """A text that is no number within the bounds: the code and the message to report."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def parse_number(text: str) -> Fraction:
    """The rational that ``text`` denotes: ``-3``, ``0.25``, ``1e-3``, ``1/3``. Raises :class:`NumeralError`."""
    whole, _, part = text.partition(".")
    if part.isdigit() and whole.removeprefix("-").isdigit() and text.isascii() and len(text) <= _PLAIN:
        return Fraction(int(whole + part), 10 ** len(part))  # most of what stands in tables, the quick way
    head, slash, tail = text.strip().partition("/")
    value = _numeral(head.strip())
    if not slash:
        return value
    divisor = _numeral(tail.strip())
    if divisor == 0:
        raise NumeralError("E035", "division by zero")
    return value / divisor


def _numeral(text: str) -> Fraction:
    match = _NUMERAL.fullmatch(text) if len(text) <= 4 * MAX_DIGITS else None
    if match is None and len(text) > MAX_DIGITS:
        raise NumeralError("E031", f"the number has more than MAX_DIGITS = {MAX_DIGITS} digits")
    if match is None or not (match["whole"] or match["part"]):
        raise _not_a_number(text)
    whole, part, exponent = match.group("whole", "part", "exponent")
    part, exponent = part or "", exponent or "0"
    if len(whole) + len(part) + len(exponent.lstrip("+-")) > MAX_DIGITS:
        raise NumeralError("E031", f"the number has more than MAX_DIGITS = {MAX_DIGITS} digits")
    if abs(int(exponent)) > MAX_EXPONENT:
        raise NumeralError("E032", f"the decimal exponent is more than MAX_EXPONENT = {MAX_EXPONENT}")
    digits, places = int(whole + part), len(part) - int(exponent)
    if text.startswith("-"):
        digits = -digits
    return Fraction(digits, 10**places) if places > 0 else Fraction(digits * 10**-places)


def _not_a_number(text: str) -> NumeralError:
    from theoremcheck.language.diagnostics import excerpt

    shown = repr(excerpt(text))
    if text.lstrip("+-").lower() in _NOT_FINITE:
        return NumeralError("E030", f"{shown} is not a rational number; only finite, known values are accepted")
    return NumeralError("E030", f"{shown} is not a number" if text else "there is no number")


def is_not_finite(name: str) -> bool:
    """True for names such as nan and inf that other languages take for numbers."""
    return name.lower() in _NOT_FINITE
