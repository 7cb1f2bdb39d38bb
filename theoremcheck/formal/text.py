"""How numbers, names and lists are written in Coq."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce

from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.forms import All, Any, Conclusion, Formula, Not
from theoremcheck.trusted.kernel.statements import STATEMENTS


def name(identifier: str) -> str:
    """An id of the theory as a Coq name: data.span_exclusion is data_span_exclusion."""
    return identifier.replace(".", "_")


def integer(value: int) -> str:
    """An integer, in parentheses if it is negative."""
    return f"({value})" if value < 0 else str(value)


def real(value: Fraction) -> str:
    """A rational as a real number: the quotient of two integers."""
    numerator, denominator = value.as_integer_ratio()
    shown = f"IZR {integer(numerator)}"
    return f"({shown})" if denominator == 1 else f"({shown} / IZR {denominator})"


def listed(entries: Iterable[str]) -> str:
    """A Coq list."""
    return f"[{'; '.join(entries)}]"


def folded(operation: str, args: Iterable[str]) -> str:
    """A binary operation over one or more terms, from the left."""
    return reduce(lambda found, arg: f"({operation} {found} {arg})", args)


def integers(values: Iterable[int]) -> str:
    """A list of integers, in the scope of Z."""
    return f"{listed(map(integer, values))}%Z"


def boolean(value: bool) -> str:
    """A Coq boolean."""
    return "true" if value else "false"


def formula(premise: Formula, subject: str = "P") -> str:
    """A premise as a proposition about ``subject``, its parts in the order that they have in the kernel."""
    match premise:
        case str():
            return f"{atom(premise)} {subject}"
        case Not(condition):
            return f"~ {name(condition)} {subject}"
        case All(parts):
            return _joined(parts, " /\\ ", subject)
        case Any(parts):
            return _joined(parts, " \\/ ", subject)


def atom(identifier: str) -> str:
    """What an id stands for inside a premise: a condition, a step, or the premise of a statement that concludes."""
    if identifier in CONDITIONS or STATEMENTS[identifier].conclusion is Conclusion.STEP:
        return name(identifier)
    return f"premise_{name(identifier)}"


def _joined(parts: Sequence[Formula], sign: str, subject: str) -> str:
    shown = [formula(part, subject) for part in parts]
    if len(shown) == 1:
        return shown[0]
    return sign.join(text if isinstance(part, str) else f"({text})" for part, text in zip(parts, shown, strict=True))
