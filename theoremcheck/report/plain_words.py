"""Words for evidence of any kind, and the name by which those for a kind are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any, TypeVar

from theoremcheck.report.numbers import rational, vector

_T = TypeVar("_T")


def kind_of(evidence: object) -> str:
    """The name of the kind of evidence, with that of the trusted file that has it: ``core.InCore``."""
    kind = type(evidence)
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


def of_file(name: str, words: Mapping[str, _T]) -> dict[str, _T]:
    """The words for kinds of one trusted file, by the names that ``kind_of`` gives them."""
    return {f"{name}.{kind}": entry for kind, entry in words.items()}


def plain_words(evidence: Any) -> str:
    """The fields of evidence that has no words of its own: name = value."""
    values = ((field.name, _value(getattr(evidence, field.name))) for field in fields(evidence))
    return ", ".join(f"{name.replace('_', ' ')} = {text}" for name, text in values if text) or "checked exactly"


def _value(value: object) -> str:
    """A number, a name or a vector as text; empty for what is longer than that."""
    match value:
        case Fraction():
            return rational(value)
        case bool() | int() | str():
            return str(value)
        case tuple() if value and all(isinstance(entry, Fraction) for entry in value):
            return vector(value)
        case _:
            return ""
