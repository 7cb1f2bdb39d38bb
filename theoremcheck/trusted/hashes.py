"""Hashes that are worked out once in one piece of work: trees with many common parts are keys of tables.

A remembered hash is believed only by the work that worked it out. The kernel admits each problem, and checks each
claim, as a piece of work of its own, so what a value brings along is never believed: a field may have been changed
behind Python's rules since, or the hash put there by hand. Nothing has to be looked through for that.

Trusted: imports the standard library only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from fractions import Fraction
from typing import Any, Final

_AT_WORK: Final[ContextVar[object | None]] = ContextVar("work that remembers hashes", default=None)
# Like the ledger, it belongs to the running computation. None: nothing is remembered, and nothing believed.


@contextmanager
def own_hashes() -> Iterator[None]:
    """Remember hashes inside the block, and believe none that were remembered outside."""
    token = _AT_WORK.set(object())
    try:
        yield
    finally:
        _AT_WORK.reset(token)


def shared_hashes() -> AbstractContextManager[None]:
    """Remember hashes inside the block, which is a part of the work that goes on, if one does."""
    return own_hashes() if _AT_WORK.get() is None else nullcontext()


class KnownHash:
    """A frozen dataclass with slots whose hash is remembered while a piece of work goes on (:func:`own_hashes`).

    The hash is neither a field nor an attribute: it is not compared, pickled or copied, and not set by its name. It
    rests on no address, so a set has one order in all processes of one hash seed, and on all digits of a number.
    """

    __slots__ = ("_hash",)

    def __init_subclass__(cls) -> None:
        cls.__hash__ = KnownHash.__hash__  # type: ignore[method-assign] # ``dataclass`` keeps the one that a class has

    def __hash__(self) -> int:
        work = _AT_WORK.get()
        if work is not None:
            try:
                known = _HASH.__get__(self)
            except AttributeError:
                known = None
            if type(known) is tuple and known and known[0] is work:
                return known[1]  # type: ignore[no-any-return]
        kind = type(self)
        # The name of the class tells Add and Mul of the same parts apart: its own hash is an address.
        found = hash((kind.__name__, *map(_part, map(self.__getattribute__, kind.__slots__))))
        if work is not None:
            _HASH.__set__(self, (work, found))
        return found


_HASH: Final[Any] = KnownHash.__dict__["_hash"]
del KnownHash._hash  # type: ignore[attr-defined] # the place for it stays in every value, without a name


def _part(value: object) -> object:
    """What is hashed for a field.

    The hash of None is an address. That of a number is its remainder modulo 2^61 - 1, so whoever chooses the numbers
    of a formula, or of evidence, could give all parts and all cells one hash: the digits are hashed instead.
    """
    if type(value) is tuple:
        return tuple(map(_part, value))
    if type(value) is Fraction:
        return b"%x/%x" % value.as_integer_ratio()
    return -3 if value is None else value
