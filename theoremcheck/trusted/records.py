"""``dataclass`` of the standard library, which makes the methods of a class when the first of them is needed.

A run of the command line meets some 300 dataclasses and makes values of a third of them; to write and compile the
methods of all is a third of the time in which its modules are loaded. So a placeholder stands there until a method is
asked for, and nothing is compiled that need not be: values are compared, hashed and shown by functions that are there,
and the first few of them are made so. What says what the fields are, and methods of a class with unusual fields or
bases, the standard library makes on a twin of the class, and they move over.

Trusted: imports the standard library only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial
from inspect import get_annotations
from operator import attrgetter
from reprlib import recursive_repr
from types import MemberDescriptorType, MethodType
from typing import TYPE_CHECKING, Any, Final, NoReturn

__all__ = ["dataclass", "field_names", "is_dataclass", "replace"]

_FEW: Final = 300
_USUAL: Final = ("eq", "repr")
_MADE: Final = ("__init__", "__dataclass_fields__", "__match_args__")
_COMPARED: Final = ("__eq__", "__hash__")
_NOTHING: Final = {"init": False, "eq": False, "repr": False}  # nothing is written and compiled


class _Later:
    """An attribute of a class that is made once it is asked for; heirs are told the same."""

    __slots__ = ("_name", "_plan")

    def __init__(self, plan: _Plan, name: str) -> None:
        self._plan, self._name = plan, name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        self._plan.complete(self._name, called=instance is not None)
        found = self._plan.owner.__dict__[self._name]
        return found.__get__(instance, owner) if hasattr(found, "__get__") else found

    @property
    def fields(self) -> _Plain | None:
        """The fields of the class, if they are plain."""
        return self._plan.fields


class _First(_Later):
    """An ``__init__`` that makes the first few values itself: each field is what is given for it, or its default.

    Where a field has neither, or something else is given, the one of the standard library says so.
    """

    __slots__ = ("_make",)

    def __init__(self, plan: _Plan, fields: _Plain, *, frozen: bool) -> None:
        super().__init__(plan, "__init__")
        names, last, left, checked = fields.names, fields.last, _FEW, hasattr(plan.owner, "__post_init__")
        count = len(names)
        put: Callable[[object, str, Any], None] = object.__setattr__ if frozen else setattr

        def make(made: Any, /, *args: Any, **named: Any) -> None:
            nonlocal left
            left -= 1
            missing = count - len(args)
            if named or missing < 0 or missing > len(last):
                values = fields.all_of(args, named)
            else:
                values = args + last[len(last) - missing :] if missing else args
            if values is None or left < 0:
                plan.complete("__init__", called=False)
                plan.owner.__dict__["__init__"](made, *args, **named)
                return
            for name, value in zip(names, values, strict=True):
                put(made, name, value)
            if checked:
                made.__post_init__()

        self._make = make

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return super().__get__(instance, owner) if instance is None else MethodType(self._make, instance)


class _Plan:
    """How the attributes of a class are made that are not there yet: from its entries, ``own``, as they were written.

    ``asked`` is what is asked of ``dataclass``. Threads that come at once make the same, and one set of it stays.
    """

    __slots__ = ("_asked", "_fields", "_own", "owner")
    _fields: _Plain | None
    owner: type

    def __init__(self, own: dict[str, Any], asked: dict[str, bool]) -> None:
        self._own, self._asked = own, asked

    @property
    def fields(self) -> _Plain | None:
        """The fields of the class, if they are plain."""
        if not hasattr(self, "_fields"):
            self._fields = _Plain.of(self.owner, self._own)
        return self._fields

    def complete(self, name: str, *, called: bool) -> None:
        """Make the attribute of this name, and what comes with it; ``called`` for a value, not for its own sake."""
        fields, frozen = self.fields, self._asked["frozen"]
        if name == "__dataclass_params__" or (name == "__repr__" and fields is None):
            self._made((name,), self._asked)
        elif name in _COMPARED and fields is None:
            self._made(_COMPARED, {"frozen": frozen, "init": False, "repr": False})
        elif name in _MADE and fields is None:
            self._made(_MADE, {"frozen": frozen, "eq": False, "repr": False})
        elif fields is None or name == "__dataclass_fields__":
            self._made((name,), _NOTHING)
        elif name == "__init__" and called:
            self._put({name: _First(self, fields, frozen=frozen)})
        elif name == "__init__":
            self._made((name,), {"frozen": frozen, "eq": False, "repr": False})
        elif name == "__match_args__":
            self._put({name: fields.names})
        elif name == "__repr__":
            self._put({name: _shown(fields.shown)})
        else:
            self._put(dict(zip(_COMPARED, _compared(fields.compared), strict=True)))

    def _made(self, names: tuple[str, ...], asked: dict[str, bool]) -> None:
        """Put there what the standard library makes on a twin of the class."""
        entries = dataclasses.dataclass(**asked)(_class(self.owner, self._own)).__dict__
        self._put({name: entries[name] for name in names})

    def _put(self, entries: dict[str, Any]) -> None:
        for name, entry in entries.items():
            if isinstance(self.owner.__dict__[name], _Later):
                setattr(self.owner, name, entry)


class _Plain:
    """The fields of a class that says it all as it is written: names, with defaults or without."""

    __slots__ = ("compared", "defaults", "factories", "last", "names", "shown")

    def __init__(self, names: tuple[str, ...], own: dict[str, Any]) -> None:
        self.names = self.compared = self.shown = names
        self.defaults = {name: own[name] for name in names if name in own}
        self.factories: dict[str, Callable[[], Any]] = {}
        fields = {name: entry for name, entry in self.defaults.items() if isinstance(entry, dataclasses.Field)}
        if fields:
            self._read(fields)
        first = len(names)
        while first and names[first - 1] in self.defaults:
            first -= 1
        self.last = tuple([self.defaults[name] for name in names[first:]])

    def _read(self, fields: Mapping[str, dataclasses.Field[Any]]) -> None:
        names = self.names
        self.compared = tuple(name for name in names if name not in fields or fields[name].compare)
        self.shown = tuple(name for name in names if name not in fields or fields[name].repr)
        for name, entry in fields.items():
            del self.defaults[name]
            if entry.default is not dataclasses.MISSING:
                self.defaults[name] = entry.default
            if entry.default_factory is not dataclasses.MISSING:
                self.factories[name] = entry.default_factory

    @classmethod
    def of(cls, given: type, own: dict[str, Any]) -> _Plain | None:
        """None where the standard library has to look: at a base that is a dataclass, or at unusual fields."""
        kinds = get_annotations(given)
        for base in given.__mro__[1:-1]:
            if "__dataclass_fields__" in vars(base) or not kinds.keys().isdisjoint(vars(base)):
                return None
        for name, kind in kinds.items():
            if not isinstance(kind, str) or "ClassVar" in kind or "InitVar" in kind or "KW_ONLY" in kind:
                return None
            if name in own and _is_unusual(own[name]):
                return None
        return cls(tuple(kinds), own)

    def all_of(self, args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...] | None:
        """The values of all fields by these arguments; None, if these are not what the fields take."""
        given = dict(zip(self.names, args, strict=False))
        found = {**self.defaults, **given, **named}
        found |= {name: make() for name, make in self.factories.items() if name not in found}
        known = len(args) <= len(self.names) and not given.keys() & named.keys() and found.keys() == {*self.names}
        return tuple(map(found.__getitem__, self.names)) if known else None


def _is_unusual(default: Any) -> bool:
    """True for what is more than a default, and for one that can change: the standard library says what is wrong."""
    if isinstance(default, dataclasses.Field):
        simple = default.init and default.hash is None and default.kw_only is dataclasses.MISSING
        return not simple or _is_unusual(default.default)
    return isinstance(default, MemberDescriptorType) or type(default).__hash__ is None


def _dataclass(cls: type | None = None, /, **asked: bool) -> Any:
    """As ``dataclasses.dataclass``; what asks for more than is known here is made at once."""
    if not asked.keys() <= {"frozen", "slots", "eq", "repr"}:
        return dataclasses.dataclass(cls, **asked)
    return (lambda given: _later(given, asked)) if cls is None else _later(cls, asked)


def _later(given: type, asked: dict[str, bool]) -> type:
    asked = {name: asked.get(name, name in _USUAL) for name in ("frozen", "slots", "eq", "repr")}
    frozen, slots, own = asked["frozen"], asked.pop("slots"), dict(given.__dict__)
    if (asked["eq"] and "__eq__" in own) or not (frozen or _Plain.of(given, own)):
        return dataclasses.dataclass(**asked, slots=slots)(given)  # whether it can be hashed is a question of its own
    plan = _Plan(own, asked)
    methods: dict[str, Any] = {name: _Later(plan, name) for name in ("__dataclass_params__", *_MADE)}
    methods["__replace__"] = _replace
    if asked["eq"]:
        methods["__eq__"] = _Later(plan, "__eq__")
        methods["__hash__"] = _Later(plan, "__hash__") if frozen else None
    if asked["repr"]:
        methods["__repr__"] = _Later(plan, "__repr__")
    if frozen:
        methods |= _FROZEN_SLOTS if slots else _FROZEN
    if slots:
        plan.owner = _slotted(given, methods | own)
        return plan.owner
    plan.owner = given
    _without_fields(given)
    for name, method in methods.items():
        if name not in own:
            setattr(given, name, method)
    return given


def _compared(names: tuple[str, ...]) -> tuple[Any, Any]:
    """Values are equal if they are of one class and the tuples of their fields are, whose hash is theirs."""
    key: Callable[[Any], tuple[Any, ...]] = attrgetter(*names) if len(names) > 1 else partial(_few, names)

    def equal(self: Any, other: Any) -> Any:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(key(self))

    return equal, hashed


def _few(names: tuple[str, ...], value: Any) -> tuple[Any, ...]:
    return tuple(getattr(value, name) for name in names)


def _shown(names: tuple[str, ...]) -> Callable[[Any], str]:
    @recursive_repr()
    def shown(self: Any) -> str:
        entries = []
        for name in names:  # no generator: each value inside another one would take a frame more
            entries.append(f"{name}={getattr(self, name)!r}")
        return f"{self.__class__.__qualname__}({', '.join(entries)})"

    return shown


def _class(given: type, entries: dict[str, Any]) -> type:
    """A class like ``given`` with these entries."""
    left = {name: entry for name, entry in entries.items() if name not in {"__dict__", "__weakref__"}}
    made = type(given)(given.__name__, given.__bases__, left)
    made.__qualname__ = given.__qualname__
    return made


def _slotted(given: type, entries: dict[str, Any]) -> type:
    """A class like ``given`` with these entries and a slot for each of its fields, as with ``slots=True``."""
    fields = [name for name, kind in get_annotations(given).items() if "ClassVar" not in kind]
    taken = {name for base in given.__mro__[1:-1] for name in base.__dict__.get("__slots__", ())}
    for name in fields:
        entries.pop(name, None)
    return _class(given, entries | {"__slots__": tuple([name for name in fields if name not in taken])})


def _without_fields(given: type) -> None:
    """Put the defaults of the fields in place of what ``field`` says of them."""
    for name, entry in dict(given.__dict__).items():
        if isinstance(entry, dataclasses.Field):
            if entry.default is dataclasses.MISSING:
                delattr(given, name)
            else:
                setattr(given, name, entry.default)


def _set(self: object, name: str, value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _replace(self: Any, /, **changes: object) -> Any:
    """For ``copy.replace`` of Python 3.13."""
    return _replaced(self, **changes)


def _state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_FROZEN: Final = {"__setattr__": _set, "__delattr__": _delete}
_FROZEN_SLOTS: Final = {**_FROZEN, "__getstate__": _state, "__setstate__": _restore}


def is_dataclass(kind: type) -> bool:
    """True for a dataclass, whoever made it, and for its heirs. What its fields are is not worked out for that."""
    return any("__dataclass_fields__" in vars(base) for base in kind.__mro__)


def field_names(kind: type) -> tuple[str, ...]:
    """The names of the fields of a dataclass, in their order."""
    fields = _fields_of(kind)
    return tuple(field.name for field in dataclasses.fields(kind)) if fields is None else fields.names


def _fields_of(kind: type) -> _Plain | None:
    """The fields of a class, if they are plain and nobody has asked for more of them."""
    entry = kind.__dict__.get("__dataclass_fields__")
    return entry.fields if isinstance(entry, _Later) else None


def _replaced(value: Any, /, **changes: Any) -> Any:
    """As ``dataclasses.replace``."""
    fields = _fields_of(type(value))
    if fields is None:
        return dataclasses.replace(value, **changes)
    return type(value)(**{name: getattr(value, name) for name in fields.names if name not in changes}, **changes)


if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:
    dataclass, replace = _dataclass, _replaced
