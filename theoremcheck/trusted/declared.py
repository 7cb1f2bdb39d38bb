"""Values of exactly the declared types: what is admitted is made of known classes, by their fields, and of no more.

One walk over the declared fields, for evidence, problems and formulas alike; what is new is covered because its fields
are declared. Classes are compared by identity, for a class may say itself what it is equal to, and so are the members
of an enum, for what is of its class need not be one of them. No subclass is admitted: it may answer differently
whenever it is asked. What a value has beside its fields is forgotten: it may be remembered, or put there by hand.

Trusted: imports the standard library only.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Collection
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Final

from theoremcheck.trusted.frozen import is_exact
from theoremcheck.trusted.records import dataclass, is_dataclass
from theoremcheck.trusted.refusal import Refusal, require

_ABSENT: Final = object()


class Same:
    """A value as a key, by identity: what it is equal to is for the value itself to say."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value


def ids(kinds: Collection[type]) -> frozenset[int]:
    """Classes by identity. They are those of a program, which stay."""
    return frozenset(map(id, kinds))


def is_member(value: object, kind: type[Enum]) -> bool:
    """True for the members of an enum, which an instance of its class need not be."""
    return any(value is member for member in kind)


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared type: the classes that it names, and what the entries of a tuple are, if it may be one."""

    kinds: frozenset[int]
    names: str
    item: Declared | None

    @classmethod
    def of(cls, hint: Any) -> Declared:
        """The type that a resolved annotation declares; a union is any of its members."""
        options = typing.get_args(hint) if is_union(hint) else (hint,)
        names = " or ".join(getattr(option, "__name__", str(option)) for option in options[:4])
        tuples = [option for option in options if typing.get_origin(option) is tuple]
        item = cls.of(typing.get_args(tuples[0])[0]) if len(tuples) == 1 else None
        return cls(ids([option for option in options if isinstance(option, type)]), names, item)


def is_union(hint: Any) -> bool:
    """True for an annotation that is a choice of types."""
    return typing.get_origin(hint) in (typing.Union, types.UnionType)


@cache
def _fields(kind: Same) -> dict[str, tuple[str, Declared]]:
    """The fields of a dataclass: the name of each as messages have it, and its type."""
    hints, name = typing.get_type_hints(kind.value), kind.value.__name__
    return {field: (f"{name}.{field}", Declared.of(hint)) for field, hint in hints.items()}


_PLAIN: Final = ids((int, bool, str, type(None)))
_FRACTION: Final = Declared.of(Fraction)


def check_declared(
    value: object,
    declared: Declared,
    where: str,
    *,
    vectors: frozenset[int] = frozenset(),
    most: int | None = None,
    otherwise: Callable[[Any, str], bool] = lambda value, where: False,
) -> None:
    """Accept a value that is of its declared type all through. Raises ``Refusal``.

    ``vectors`` are the classes that a tuple of rationals may be of beside tuple, ``most`` bounds the nesting.
    ``otherwise`` is told each value that is no tuple, with its place, once its class is known to be declared; if it
    returns True, it has checked it.
    """
    stack: list[tuple[Any, Declared, str, int]] = [(value, declared, where, 0)]
    exact: dict[int, object] = {}
    while stack:
        part, wanted, place, depth = stack.pop()
        require(most is None or depth <= most, "admission.too_deep", where=place, most=most)
        kind = type(part)
        if kind is tuple or id(kind) in vectors:
            item = wanted.item
            if item is None or (kind is not tuple and item != _FRACTION):
                raise Refusal("admission.no_tuple", where=place)
            _forget(part, ())
            if not _alike(part, item, exact):
                stack += reversed([(entry, item, f"{place}[{k}]", depth + 1) for k, entry in enumerate(part)])
        elif id(kind) not in wanted.kinds:
            raise Refusal("admission.wrong_type", where=place, expected=wanted.names, found=kind.__name__)
        elif otherwise(part, place):
            continue
        elif is_dataclass(kind):
            own = _fields(Same(kind))
            _forget(part, own)
            stack += reversed([(getattr(part, name, _ABSENT), of, at, depth + 1) for name, (at, of) in own.items()])
        elif issubclass(kind, Enum):
            require(is_member(part, kind), "admission.no_member", where=place, found=kind.__name__)
        else:
            require(id(kind) in _PLAIN or is_exact(part), "admission.not_exact", where=place, found=kind.__name__)


def _alike(entries: Collection[object], item: Declared, exact: dict[int, object]) -> bool:
    """True if all entries are exact rationals, or all of one plain class, as declared: the quick way for many.

    ``exact`` holds the rationals that were looked at, by identity: data have the same ones in many places.
    """
    if item == _FRACTION:
        if all(map(exact.__contains__, map(id, entries))):
            return True
        own = dict(zip(map(id, entries), entries, strict=True))
        if not all(is_exact(entry) for key, entry in own.items() if key not in exact):
            return False
        exact.update(own)
        return True
    if not item.kinds <= _PLAIN or item.item is not None:
        return False
    return all(id(type(entry)) in item.kinds for entry in entries)


def _forget(value: object, own: Collection[str]) -> None:
    """Take away what a value has beside its own fields: it would be believed wherever it hides an attribute."""
    found = getattr(value, "__dict__", None)
    if found is None:  # there are the slots of its class, and no more
        return
    names = list(found)
    plain = type(found) is dict and all(type(name) is str for name in names)
    require(plain, "admission.attributes", found=type(value).__name__)
    for name in names:
        if name not in own:
            found.pop(name, None)  # another thread may have forgotten it meanwhile
