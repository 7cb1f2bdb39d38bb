"""Values that do not change: read-only mappings, and what copies and pickles of a frozen value are.

Trusted: imports the standard library only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any, NoReturn, Self, TypeVar

K = TypeVar("K")
V = TypeVar("V")


def is_exact(value: object) -> bool:
    """True for a Fraction of two integers of the type int, in lowest terms and with a denominator above 0.

    Over another integer its arithmetic may wrap, or change, and without lowest terms it does not compare as a number.
    """
    if type(value) is not Fraction:
        return False
    top, bottom = value.as_integer_ratio()
    plain = type(top) is int and type(bottom) is int
    return plain and (bottom == 1 or (bottom > 1 and math.gcd(top, bottom) == 1))


class OwnCopy:
    """What does not change is its own copy."""

    __slots__ = ()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


class NoState:
    """What is made from its fields alone: a pickle that brings anything beside them is refused."""

    __slots__ = ()

    def __setstate__(self, state: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is made from its fields alone")


class ByFields(NoState, OwnCopy):
    """A frozen dataclass that is its own copy, and is pickled as its fields.

    What it has worked out and remembers beside them is not written, and none of that is read: a problem is what its
    fields say.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        entries: Any = fields(self)  # type: ignore[arg-type] # whoever inherits from this is a dataclass
        return type(self), tuple(getattr(self, entry.name) for entry in entries)


class FrozenDict(OwnCopy, Mapping[K, V]):
    """A mapping that does not change; unlike a ``mappingproxy`` it can be pickled, and hashed if its values can."""

    __slots__ = ("_entries",)
    _entries: dict[K, V]

    def __init__(self, entries: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        object.__setattr__(self, "_entries", dict(entries))

    def __getitem__(self, key: K) -> V:
        return self._entries[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        return repr(self._entries)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(name)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self._entries),)
