"""Vectors in cleared form: integers over their least common denominator, of one vector or of many.

Trusted: imports the standard library only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

Vector: TypeAlias = tuple[Fraction, ...]
Cleared: TypeAlias = tuple[tuple[int, ...], int]

_WORD: Final = 64
"""Bits of a denominator that many vectors share."""
_KNOWN: Final = 100_000
"""Numbers that are known by identity: data of more different ones gain nothing by it."""


def cleared_form(vector: Sequence[Fraction]) -> Cleared:
    """(numerators, denominator) of ``vector``, (d,) -> (d,), over the least common denominator.

    One and the same number is looked at once where a vector has it in many places.
    """
    known = dict(zip(map(id, vector), vector, strict=True))
    if 2 * len(known) > len(vector):
        ratios = [value.as_integer_ratio() for value in vector]
        common = math.lcm(*{bottom for _, bottom in ratios})
        return tuple([top * (common // bottom) for top, bottom in ratios]), common
    common = math.lcm(*{value.denominator for value in known.values()})
    scaled = {key: value.numerator * (common // value.denominator) for key, value in known.items()}
    return tuple(map(scaled.__getitem__, map(id, vector))), common


def cleared_forms(vectors: Sequence[Vector]) -> Iterator[Cleared]:
    """The cleared form of each vector in turn, as ``cleared_form`` has it; numbers of several vectors are scaled once.

    They are known by identity, which is theirs alone for as long as they are held: that is to the end.
    """
    common, scaled = 1, dict[int, int]()  # scaled[id(x)] = common * x, for every x in ``held``
    held: list[Fraction] = []
    for vector in map(tuple, vectors):
        entries = _looked_up(scaled, vector)
        if entries is None:
            if len(scaled) > _KNOWN:
                yield cleared_form(vector)
                continue
            wider = math.lcm(common, *{value.denominator for value in vector})
            if wider.bit_length() > _WORD:
                yield cleared_form(vector)
                continue
            if wider > common:
                scaled = {key: entry * (wider // common) for key, entry in scaled.items()}
                common = wider
            fresh = {id(value): value for value in vector if id(value) not in scaled}
            held += fresh.values()
            scaled.update((key, value.numerator * (common // value.denominator)) for key, value in fresh.items())
            entries = tuple(map(scaled.__getitem__, map(id, vector)))
        # The greatest common divisor of common * x and common is common / (the least denominator of x).
        spare = math.gcd(common, *entries) if common > 1 else 1
        yield (entries, common) if spare == 1 else (tuple(entry // spare for entry in entries), common // spare)


def _looked_up(scaled: dict[int, int], vector: Vector) -> tuple[int, ...] | None:
    """What is known of the numbers of a vector, or None if some are new."""
    try:
        return tuple(map(scaled.__getitem__, map(id, vector)))
    except KeyError:
        return None
