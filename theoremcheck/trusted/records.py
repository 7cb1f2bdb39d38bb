"""``dataclass`` of the standard library, which makes the methods of a class when the first of them is needed.

A run of the command line meets some 400 frozen dataclasses and makes values of a third of them; to write and compile
the methods of all is a third of the time in which its modules are loaded. Until a class is asked for one of these
methods, or for its fields, a placeholder stands in its place; then the standard library makes them on a twin of the
class, and they move over. Of most classes a run makes few values: the placeholder of ``__init__`` makes those itself.

Trusted: imports the standard library only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from inspect import get_annotations
from types import MemberDescriptorType, MethodType
from typing import TYPE_CHECKING, Any, Final, NoReturn

__all__ = ["dataclass"]

_MADE: Final = ("__init__",)
_FIELDS: Final = ("__dataclass_fields__", "__match_args__")
_FEW: Final = 50
_NO_FIELDS: Final = ("ClassVar", "InitVar", "KW_ONLY")
_COMPARED: Final = ("__eq__", "__hash__")


class _Later:
    """An attribute of a class that is there once ``complete`` has run; its heirs are told the same."""

    __slots__ = ("_complete", "_name", "_own", "_owner")

    def __init__(self, name: str, owner: type, complete: Callable[[], None], own: dict[str, Any]) -> None:
        self._name, self._owner, self._complete, self._own = name, owner, complete, own

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        self._complete()
        found = self._owner.__dict__[self._name]
        return found.__get__(instance, owner) if hasattr(found, "__get__") else found


class _First(_Later):
    """An ``__init__`` that makes the first few values itself: each field is what is given for it, or its default.

    Where a field has neither, or something else is given, the one of the standard library says so.
    """

    __slots__ = ("_defaults", "_left", "_names")

    def __init__(self, name: str, owner: type, complete: Callable[[], None], own: dict[str, Any]) -> None:
        super().__init__(name, owner, complete, own)
        self._left = _FEW
        self._names: tuple[str, ...] | None = None
        self._defaults: dict[str, Any] = {}

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return super().__get__(instance, owner) if instance is None else MethodType(self._begin, instance)

    def _begin(self, made: Any, /, *args: Any, **named: Any) -> None:
        names = self._look() if self._names is None else self._names
        self._left -= 1
        given = dict(zip(names, args, strict=False))
        found = {**self._defaults, **given, **named}
        known = len(args) <= len(names) and not given.keys() & named.keys() and found.keys() == {*names}
        if not known or self._left < 0:
            self._complete()
            self._owner.__dict__[self._name](made, *args, **named)
            return
        for name in names:
            object.__setattr__(made, name, found[name])
        if hasattr(self._owner, "__post_init__"):
            made.__post_init__()

    def _look(self) -> tuple[str, ...]:
        """Read what the fields are; where one is not simply given, nothing is made here."""
        kinds = get_annotations(self._owner)
        if self._are_plain(kinds):
            self._defaults = {name: self._own[name] for name in kinds if name in self._own}
            self._names = tuple(kinds)
            return self._names
        fields = dataclasses.fields(self._owner)
        if len(fields) < len(self._owner.__dict__["__dataclass_fields__"]) or not all(
            f.init and not f.kw_only for f in fields
        ):
            self._left = 0
        self._defaults = {f.name: f.default for f in fields if f.default is not dataclasses.MISSING}
        self._names = names = tuple(f.name for f in fields)
        return names

    def _are_plain(self, kinds: dict[str, Any]) -> bool:
        """True if each field is a name, with a value for its default or without: the class as written says it all."""
        bases = [vars(base) for base in self._owner.__mro__[1:]]
        return all(
            isinstance(kind, str)
            and not any(word in kind for word in _NO_FIELDS)
            and not isinstance(self._own.get(name), dataclasses.Field | MemberDescriptorType)
            and type(self._own.get(name)).__hash__ is not None  # the standard library says what is wrong with others
            and not any(name in base for base in bases)
            for name, kind in kinds.items()
        )


def _dataclass(cls: type | None = None, /, **asked: bool) -> Any:
    """As ``dataclasses.dataclass``; what is not frozen, or asks for more than is known here, is made at once."""
    if cls is not None or not asked.get("frozen") or not asked.keys() <= {"frozen", "slots", "eq", "repr"}:
        return dataclasses.dataclass(cls, **asked)
    return lambda given: _later(given, asked)


def _later(given: type, asked: dict[str, bool]) -> type:
    own, slots, eq = dict(given.__dict__), asked.get("slots", False), asked.get("eq", True)
    if eq and "__eq__" in own:
        return dataclasses.dataclass(**asked)(given)  # whether it can be hashed is a question of its own
    cls = _slotted(given) if slots else _plain(given)
    all_of_it = {"frozen": True, "eq": eq, "repr": asked.get("repr", True)}
    if any(hasattr(base, "__dataclass_fields__") for base in cls.__mro__[1:]):
        _put(cls, own, _MADE + _FIELDS, all_of_it | {"eq": False, "repr": False})
    else:
        _put(cls, own, _FIELDS, {"init": False, "eq": False, "repr": False})  # nothing of it is written and compiled
        _put(cls, own, _MADE, all_of_it | {"eq": False, "repr": False}, _First)
    _put(cls, own, _COMPARED if eq else (), all_of_it | {"init": False, "repr": False})
    _put(cls, own, ("__dataclass_params__", *(("__repr__",) if all_of_it["repr"] else ())), all_of_it)
    for name, method in _ALWAYS.items() | (_OF_SLOTS.items() if slots else set()):
        if name not in own:
            setattr(cls, name, method)
    return cls


def _put(
    cls: type, own: dict[str, Any], methods: tuple[str, ...], asked: dict[str, bool], place: type[_Later] = _Later
) -> None:
    """Placeholders for methods that ``own``, the entries of the class as it was written, does not have."""
    names = [name for name in methods if name not in own]

    def complete() -> None:
        """Threads that come at once make the same methods, and one set of them stays."""
        entries = dataclasses.dataclass(**asked)(_class(cls, own)).__dict__
        for name in names:
            if isinstance(cls.__dict__[name], _Later):
                setattr(cls, name, entries[name])

    for name in names:
        setattr(cls, name, place(name, cls, complete, own))


def _class(given: type, entries: dict[str, Any]) -> type:
    """A class like ``given`` with these entries."""
    left = {name: entry for name, entry in entries.items() if name not in {"__dict__", "__weakref__"}}
    made = type(given)(given.__name__, given.__bases__, left)
    made.__qualname__ = given.__qualname__
    return made


def _slotted(given: type) -> type:
    """The same class with a slot for each of its fields, as with ``slots=True``."""
    fields = [name for name, kind in get_annotations(given).items() if "ClassVar" not in kind]
    taken = {name for base in given.__mro__[1:-1] for name in base.__dict__.get("__slots__", ())}
    entries = {name: entry for name, entry in given.__dict__.items() if name not in fields}
    return _class(given, entries | {"__slots__": tuple(name for name in fields if name not in taken)})


def _plain(given: type) -> type:
    """The class, with the defaults of its fields in place of what ``field`` says of them."""
    for name, entry in dict(given.__dict__).items():
        if isinstance(entry, dataclasses.Field):
            if entry.default is dataclasses.MISSING:
                delattr(given, name)
            else:
                setattr(given, name, entry.default)
    return given


def _set(self: object, name: str, value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _replace(self: Any, /, **changes: object) -> Any:
    """For ``copy.replace`` of Python 3.13."""
    return dataclasses.replace(self, **changes)


def _state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_ALWAYS: Final = {"__setattr__": _set, "__delattr__": _delete, "__replace__": _replace}
_OF_SLOTS: Final = {"__getstate__": _state, "__setstate__": _restore}

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass
