"""The dataclasses of the package are those of the standard library; what is put off is there when it is asked for."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import ClassVar, Generic, TypeVar

import pytest

import theoremcheck
from theoremcheck.trusted import records
from theoremcheck.trusted.frozen import ByFields

T = TypeVar("T")
OPTIONS = [
    {"frozen": True, **more}
    for more in ({}, {"slots": True}, {"eq": False}, {"repr": False}, {"slots": True, "repr": False, "eq": False})
]
CHANGING = [{}, {"eq": False}, {"slots": True}, {"repr": False}]


def family(dataclass, options):
    """Classes of every kind that the package has: defaults, factories, bases, a check after the making, own methods."""

    @dataclass(**options)
    class Base:
        """A pair."""

        left: int
        right: tuple[int, ...] = ()
        kinds: ClassVar[int] = 3

        @property
        def total(self):
            return self.left + sum(self.right)

    @dataclass(**options)
    class Heir(Base):
        more: list = dataclasses.field(default_factory=list, compare=False)
        last: int = dataclasses.field(default=7, repr=False)

        def __post_init__(self):
            if self.last < 0:
                raise ValueError("last")

    @dataclass(**options)
    class Shown(Generic[T]):
        value: T

        def __repr__(self):
            return "shown"

    @dataclass(**options)
    class Empty:
        pass

    class Holder:
        right = (5,)

    @dataclass(**{**options, "slots": False})
    class Held(Holder):
        left: int
        right: tuple[int, ...]

    @dataclass(**{**options, "slots": False})
    class Told:
        left: int
        given: dataclasses.InitVar[int] = 2
        right: tuple[int, ...] = dataclasses.field(default=(), kw_only=True)

        def __post_init__(self, given):
            object.__setattr__(self, "right", (given,))

    @dataclass(**options)
    class Kept:
        left: int
        found: list = dataclasses.field(default_factory=list)
        name: str = dataclasses.field(default="", compare=False, repr=False)

    return Base, Heir, Shown, Empty, Held, Told, Kept


def values(classes):
    """Calls of the classes; each a class, arguments by place and by name."""
    base, heir, shown, empty, held, told, kept = classes
    return [
        (base, (1,), {}), (base, (1, (2,)), {}), (base, (), {"left": 1}), (heir, (1, (), [2], 3), {}), (heir, (1,), {}),
        (heir, (1,), {"last": -1}), (shown, (4,), {}), (empty, (), {}), (base, (), {}), (empty, (1,), {}),
        (base, (1,), {"left": 2}), (base, (1,), {"other": 2}), (base, (1, 2, 3), {}), (base, (), {"right": ()}),
        *[(base, (k,), {"right": (k,)}) for k in range(3)],
        (held, (1,), {}), (held, (1, (2,)), {}), (told, (1,), {}), (told, (1, 3), {}), (told, (1, 3, ()), {}),
        (kept, (1,), {}), (kept, (1, [2]), {"name": "a"}), (kept, (1, (2,), "b"), {}), (kept, (1,), {"found": ()}),
        (kept, (), {"found": [], "left": 2}), (kept, (1,), {"left": 1}), (kept, (), {}), (kept, (1, 2, "c", 4), {}),
    ]  # fmt: skip


def outcome(work):
    """What a call returns, or the error it raises, without addresses in memory."""
    try:
        found = work()
        return re.sub(r"0x[0-9a-f]+", "", found) if isinstance(found, str) else found
    except (TypeError, ValueError, AttributeError) as error:
        return type(error).__name__, str(error)


QUESTIONS = {
    "repr": lambda made, _: repr(made),
    "fields": lambda made, _: [(f.name, f.type, f.compare, f.repr) for f in dataclasses.fields(made)],
    "values": lambda made, _: dataclasses.astuple(made),
    "equal": lambda made, other: made == other,
    "different": lambda made, other: (made != other, made == (1,)),
    "hash": lambda made, other: hash(made) == hash(other),
    "replaced": lambda made, _: repr(dataclasses.replace(made)),
    "matched": lambda made, _: type(made).__match_args__,
    "copied": lambda made, _: repr(copy.copy(made)),
    "class attributes": lambda made, _: [
        getattr(type(made), name, None) for name in ("kinds", "last", "more", "right") if "__slots__" not in dir(made)
    ],
    "dictionary": lambda made, _: hasattr(made, "__dict__"),
    "slots": lambda made, _: getattr(type(made), "__slots__", None),
    "signature": lambda made, _: str(inspect.signature(type(made))),
    "parameters": lambda made, _: type(made).__dataclass_params__.frozen,
}


@pytest.mark.parametrize("options", OPTIONS + CHANGING, ids=str)
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_answers(question, options):
    """Each question is the first that the class is asked, after its values are made."""
    ours, theirs = family(records.dataclass, options), family(dataclasses.dataclass, options)
    for mine, other in zip(values(ours), values(theirs), strict=True):
        found = []
        for cls, arguments, named in (mine, other):
            made, again = outcome(lambda: cls(*arguments, **named)), outcome(lambda: cls(*arguments, **named))  # noqa: B023
            found.append(made if type(made) is tuple else outcome(lambda: QUESTIONS[question](made, again)))  # noqa: B023
        if options.get("eq") is False and question == "hash":
            assert found[0] == found[1] or False in found
        else:
            assert found[0] == found[1]


@pytest.mark.parametrize("options", OPTIONS + CHANGING, ids=str)
def test_a_class_can_be_asked_before_it_has_values(options):
    ours, theirs = family(records.dataclass, options), family(dataclasses.dataclass, options)
    for mine, other in zip(ours, theirs, strict=True):
        assert dataclasses.is_dataclass(mine)
        assert [f.name for f in dataclasses.fields(mine)] == [f.name for f in dataclasses.fields(other)]
        assert str(inspect.signature(mine)) == str(inspect.signature(other))
        assert mine.__match_args__ == other.__match_args__
        assert (mine.__name__, mine.__qualname__, mine.__doc__) == (
            other.__name__,
            other.__qualname__,
            other.__doc__,
        ) or (mine.__doc__ is None)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_no_value_changes(options):
    """Fields, and names that are no fields: the standard library forgets these in classes with slots."""
    for cls, arguments, named in values(family(records.dataclass, options)):
        made = outcome(lambda: cls(*arguments, **named))  # noqa: B023
        for name in () if type(made) is tuple else ("left", "value", "other"):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(made, name, 2)
            with pytest.raises(dataclasses.FrozenInstanceError):
                delattr(made, name)


@records.dataclass(frozen=True, slots=True)
class Slotted:
    """A value that is pickled by its fields."""

    left: int
    right: tuple[int, ...] = ()


@records.dataclass(frozen=True)
class Plain:
    """A value that is pickled by its dictionary."""

    left: int
    right: tuple[int, ...] = ()


@records.dataclass(frozen=True)
class Made(ByFields):
    """A value that is made anew from its fields."""

    left: int
    right: tuple[int, ...] = ()


@pytest.mark.parametrize("cls", [Slotted, Plain, Made])
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_equal_where_nothing_was_made_before(cls, protocol):
    text = pickle.dumps(cls(1, (2,)), protocol)
    fresh = records.dataclass(frozen=True, slots=cls is Slotted)(
        type(cls.__name__, cls.__bases__, {"__annotations__": cls.__annotations__, "right": (), "__module__": __name__})
    )
    fresh.__qualname__ = cls.__qualname__
    kept = globals()[cls.__name__]
    globals()[cls.__name__] = fresh
    try:
        one, two = pickle.loads(text), pickle.loads(text)
    finally:
        globals()[cls.__name__] = kept
    assert type(one) is fresh
    assert one == two
    assert hash(one) == hash(two)
    assert one != fresh(2, (2,))
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.left = 3


def test_nothing_is_set_before_anything_is_made():
    """A value that no initialiser made is frozen as well."""
    bare = object.__new__(Plain)
    with pytest.raises(dataclasses.FrozenInstanceError):
        bare.left = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        del bare.left


@pytest.mark.parametrize("slots", [False, True])
def test_threads_that_ask_at_once(slots):
    """All wait for the first, and none sees a class without its methods."""
    for _ in range(50):
        fresh = records.dataclass(frozen=True, slots=slots)(type("Fresh", (), {"__annotations__": {"a": "int"}}))
        barrier = Barrier(4)

        def ask(fresh=fresh, barrier=barrier):
            barrier.wait()
            return fresh(1) == fresh(1), fresh(1) == fresh(2), repr(fresh(1)), hash(fresh(1)) == hash(fresh(1))

        with ThreadPoolExecutor(4) as pool:
            answers = [future.result() for future in [pool.submit(ask) for _ in range(4)]]
        assert answers == [(True, False, "Fresh(a=1)", True)] * 4


def test_each_value_has_what_its_factory_makes():
    *_, kept = family(records.dataclass, {})
    first, second = kept(1), kept(1)
    first.found.append(2)
    first.left = 3
    assert (first.left, first.found, second.left, second.found) == (3, [2], 1, [])


def test_values_of_other_classes_are_not_equal():
    base, *_ = family(records.dataclass, {"frozen": True})
    other, *_ = family(records.dataclass, {"frozen": True})

    class Named(base):
        pass

    assert base(1) == base(1)
    assert base(1) != other(1)
    assert base(1) != Named(1)
    assert Named(1) == Named(1)
    assert repr(Named(1)).endswith("Named(left=1, right=())")


def test_a_value_inside_itself_is_shown():
    *_, kept = family(records.dataclass, {})
    made = kept(1)
    made.found.append(made)
    assert repr(made).endswith("Kept(left=1, found=[...])")


def test_what_is_not_frozen_can_change():
    @records.dataclass
    class Counter:
        count: int = 0

    counter = Counter()
    counter.count += 1
    assert counter == Counter(1)
    assert Counter.__hash__ is None
    assert inspect.isfunction(Counter.__init__)


def test_a_method_that_is_put_there_stays():
    for name, ask in (("__init__", dataclasses.fields), ("__eq__", hash)):
        fresh = records.dataclass(frozen=True)(type("Fresh", (), {"__annotations__": {}}))
        method = getattr(object, name)
        setattr(fresh, name, method)
        ask(fresh if ask is dataclasses.fields else fresh())
        assert vars(fresh)[name] is method


def test_every_class_of_the_package_can_be_made():
    """What is wrong with a definition would be seen at its first use only."""
    made = 0
    for module in pkgutil.walk_packages(theoremcheck.__path__, "theoremcheck."):
        if ".doors." in module.name or module.name.endswith(("__main__", "pytest_plugin", "preloaded")):
            continue
        for entry in vars(importlib.import_module(module.name)).values():
            if isinstance(entry, type) and entry.__module__ == module.name and dataclasses.is_dataclass(entry):
                dataclasses.fields(entry)
                assert "self" in inspect.signature(entry.__init__).parameters
                assert inspect.isfunction(entry.__repr__) or entry.__repr__ is object.__repr__
                made += entry.__dataclass_params__.frozen
    assert made > 400


def unusual(dataclass):
    """Fields that are not simply given."""

    @dataclass(frozen=True)
    class Unusual:
        first: int
        made: int = dataclasses.field(default=4, init=False)
        named: int = dataclasses.field(default=5, kw_only=True)
        checked: dataclasses.InitVar[int] = 3

        def __post_init__(self, checked):
            if checked < 0:
                raise ValueError("checked")

    return Unusual


@pytest.mark.parametrize(
    "arguments, named",
    [((1,), {}), ((1, 2), {}), ((1, -2), {}), ((1, 2, 3), {}), ((1,), {"named": 6}), ((), {"made": 1})],
)
def test_fields_that_are_not_simply_given(arguments, named):
    ours, theirs = (
        outcome(lambda c=c: repr(unusual(c)(*arguments, **named))) for c in (records.dataclass, dataclasses.dataclass)
    )
    assert ours == theirs


def test_after_the_first_few_values_the_library_makes_them():
    base, *_ = family(records.dataclass, {"frozen": True})
    found = [base(k) for k in range(records._FEW + 2)]
    assert [value.left for value in found] == list(range(len(found)))
    assert not isinstance(base.__dict__["__init__"], records._Later)
    assert {value.right for value in found} == {()}


def test_a_class_that_is_derived_by_hand_makes_its_values_so():
    base, *_ = family(records.dataclass, {"frozen": True})

    class Named(base):
        def __init__(self, left):
            super().__init__(left, (2,))

    assert Named(1).total == 3


@pytest.mark.parametrize("options", OPTIONS)  # those that change are refused when they are defined
@pytest.mark.parametrize("given", [(1,), (1, 2)])
def test_a_default_that_can_change_is_refused(options, given):
    @records.dataclass(**options)
    class Shared:
        left: int
        right: list[int] = []  # noqa: RUF012

    with pytest.raises(ValueError, match="mutable default"):
        Shared(*given)


@pytest.mark.parametrize("options", OPTIONS + CHANGING, ids=str)
def test_replacing_is_that_of_the_standard_library(options):
    """Before its fields are asked for, and after."""
    ours, theirs = family(records.dataclass, options), family(dataclasses.dataclass, options)
    for changes in ({}, {"left": 4}, {"value": 4}, {"other": 5}, {"last": -1}, {"found": [1], "name": "b"}):
        for mine, other in zip(values(ours), values(theirs), strict=True):
            found = []
            for (cls, arguments, named), replace in ((mine, records.replace), (other, dataclasses.replace)):
                made = outcome(lambda: cls(*arguments, **named))  # noqa: B023
                found.append(made if type(made) is tuple else outcome(lambda: repr(replace(made, **changes))))  # noqa: B023
            assert found[0] == found[1]


@pytest.mark.parametrize("options", OPTIONS + CHANGING, ids=str)
def test_the_names_of_fields_need_no_more(options):
    ours, theirs = family(records.dataclass, options), family(dataclasses.dataclass, options)
    for mine, other in zip(ours, theirs, strict=True):
        heir = type("Heir", (mine,), {})
        assert records.is_dataclass(mine)
        assert records.is_dataclass(heir)
        names = tuple(f.name for f in dataclasses.fields(other))
        assert records.field_names(mine) == records.field_names(heir) == records.field_names(other) == names
    assert not records.is_dataclass(int)
    *_, kept = family(records.dataclass, {"frozen": True})
    assert records.replace(kept(1), left=2).left == 2
    assert records.is_dataclass(kept)
    assert records.field_names(kept) == ("left", "found", "name")
    assert isinstance(vars(kept)["__dataclass_fields__"], records._Later)
