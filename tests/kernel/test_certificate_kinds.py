"""Every class of evidence can stand in a certificate: what names the class there is no field of it."""

import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from theoremcheck.trusted.functions.per_class import Assumed, OfBoth, OfOne
from theoremcheck.trusted.kernel.conditions import CONDITIONS


def classes(kind: object, seen: set[type]) -> Iterator[type]:
    """The dataclasses that a type speaks of."""
    for part in typing.get_args(kind):
        yield from classes(part, seen)
    if isinstance(kind, type) and is_dataclass(kind) and kind not in seen:
        seen.add(kind)
        yield kind
        for hint in typing.get_type_hints(kind).values():
            yield from classes(hint, seen)


def evidence() -> list[type]:
    seen: set[type] = set()
    ways = [by.kind for row in CONDITIONS.values() for by in (*row.holds, *row.fails)]
    return [found for kind in (*ways, Assumed, OfBoth, OfOne) for found in classes(kind, seen)]


def test_there_is_evidence():
    assert len(evidence()) > 100


@pytest.mark.parametrize("kind", evidence(), ids=lambda kind: kind.__name__)
def test_no_field_is_named_as_the_class_is(kind):
    assert "kind" not in {field.name for field in fields(kind)}
