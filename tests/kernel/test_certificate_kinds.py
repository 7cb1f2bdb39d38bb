"""Every class of evidence can stand in a certificate: what names the class there is no field of it."""

import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction

import pytest

from theoremcheck.trusted.certificate import Certificate, Claim, dumps, loads
from theoremcheck.trusted.functions.per_class import Assumed, OfBoth, OfOne
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.problem.expr import Expr, Num


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


def fixed_tuples(hint: object) -> Iterator[object]:
    """The tuples of a set length in a type: the decoder reads any length, so the check has to ask for it."""
    found = typing.get_args(hint)
    if typing.get_origin(hint) is tuple and found[1:] != (...,):
        yield hint
    for part in found:
        yield from fixed_tuples(part)


@pytest.mark.parametrize("kind", evidence(), ids=lambda kind: kind.__name__)
def test_no_field_declares_the_length_of_a_tuple(kind):
    assert not [found for hint in typing.get_type_hints(kind).values() if hint != Expr for found in fixed_tuples(hint)]


PLAIN = {Fraction: Fraction(1, 2), int: 1, bool: False, str: "a"}


def values(hint: object, depth: int = 0) -> list[object]:
    """Values of a declared type: one of each alternative, and of each field's; the first alone further inside."""
    if hint == Expr:
        return [Num(Fraction(1, 2))]
    if hint in PLAIN:
        return [PLAIN[hint]]
    if hint is type(None):
        return [None]
    if depth > 8:
        return []
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [
            value for option in typing.get_args(hint) for value in values(option, depth + 1)[: 1 if depth else None]
        ]
    if typing.get_origin(hint) is tuple:
        return [(), *((value,) for value in values(typing.get_args(hint)[0], depth + 1)[:1])]
    fields_of = {name: values(part, depth + 1) for name, part in typing.get_type_hints(hint).items()}
    if not all(fields_of.values()):
        return []
    first = {name: found[0] for name, found in fields_of.items()}
    made = [hint(**{**first, name: value}) for name, found in fields_of.items() for value in found]
    return made or [hint()]


WAYS = sorted(
    {
        (condition, holds, by.kind.__name__): by.kind
        for condition, row in CONDITIONS.items()
        for holds, ways in ((True, row.holds), (False, row.fails))
        for by in ways
    }.items(),
    key=lambda entry: entry[0],
)


@pytest.mark.parametrize("condition, holds, kind", [(*key[:2], kind) for key, kind in WAYS])
def test_evidence_of_every_declared_type_survives_the_codec(condition, holds, kind):
    found = values(kind)
    assert found
    for evidence in found:
        certificate = Certificate({"problem": "x"}, "y", None, (Claim(condition, holds, evidence),))
        assert loads(dumps(certificate)) == certificate
