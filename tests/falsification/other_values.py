"""Values that look like a frozen value and are made of something else: lists, subclasses, numbers of another type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any


def variants(value: Any, change: Callable[[Any], Iterator[Any]]) -> Iterator[Any]:
    """The value with one place of it, at any depth, exchanged for what ``change`` makes of that place."""
    yield from change(value)
    if isinstance(value, tuple):
        for k, entry in enumerate(value):
            yield from (type(value)((*value[:k], other, *value[k + 1 :])) for other in variants(entry, change))
    elif is_dataclass(value):
        for entry in fields(value):
            for other in variants(getattr(value, entry.name), change):
                yield replace(value, **{entry.name: other})  # type: ignore[type-var]


def in_lists(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        yield list(value)


def in_subclasses(value: Any) -> Iterator[Any]:
    """The same value as one of a subclass of its type, which says what it says for now."""
    kind = type(value)
    if isinstance(value, tuple):
        yield type("Other", (kind,), {})(value)
    elif is_dataclass(value):
        yield type("Other", (kind,), {"__slots__": ()})(*(getattr(value, entry.name) for entry in fields(value)))
    elif kind in (Fraction, int, str):
        yield type("Other", (kind,), {})(value)


def in_other_numbers(value: Any) -> Iterator[Any]:
    """Equal numbers of another type: they compare and hash alike."""
    if type(value) is Fraction and value.denominator == 1:
        yield from (int(value), float(value), *([bool(value)] if value in (0, 1) else []))
    elif type(value) is int:
        yield from (Fraction(value), float(value), *([bool(value)] if value in (0, 1) else []))
