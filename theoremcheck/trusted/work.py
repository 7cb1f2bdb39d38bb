"""A budget of work: steps that are counted where the calculus of formulas does its work, never seconds.

Whoever wants a bound opens a :class:`Ledger`; the functions of the calculus write off what they do with :func:`spend`.
Without one nothing is counted. A step is about a microsecond on the machine of 2026 where the weights were taken, but a
count does not depend on the machine, and for formulas not on what other computations know either: a ledger keeps the
results of its own (:meth:`Ledger.recall`), and they are written off once. Two things are left that a count depends on.
Points have tables that a whole process shares (in ``functions/jets``, ``minima/multipliers``, ``minima/patterns``): who
finds an entry there writes nothing off, so a claim about a point may cost less than in a fresh process, never more. And
the order of a set of formulas follows the seed of Python's hashes: where one of several parts is refused, what was
spent on others before may be more or less.

``OutOfWork`` is no ``Refusal``: what says "this proof is not accepted, I try another one" must not go on after the end
of the work. It is caught where the ledger was opened only, and the answer there is "open".

Trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Final, TypeVar, TypeVarTuple, Unpack

from theoremcheck.trusted.hashes import shared_hashes
from theoremcheck.trusted.refusal import Reason, Refusal

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")


class OutOfWork(Exception):  # noqa: N818 - an end, not an error
    """The work allowed is done, and there is no answer; ``reason`` names the bound."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


class Ledger:
    """The steps that are left for one purpose, and results that were paid for.

    ``bound`` is the name of the bound and its number, as in ``MAX_WORK = 3000000``. ``note`` is the reason that names
    the last bound that was met, this one or another, for a question that is not answered.
    """

    def __init__(self, steps: int, bound: str) -> None:
        self.left = steps
        self.most = steps
        self.note: Reason | None = None
        self._reason = Reason.of("work.bound", bound=bound)
        self._known: dict[object, tuple[object, Reason | None]] = {}

    @property
    def spent(self) -> int:
        """Steps taken so far."""
        return self.most - self.left

    def take(self, steps: int) -> None:
        """Write off ``steps``. Raises :class:`OutOfWork` once nothing is left."""
        self.left -= steps
        if self.left < 0:
            self.note = self._reason
            raise OutOfWork(self._reason)

    def grant(self, steps: int) -> None:
        """Allow ``steps`` where less is left."""
        self.most += max(0, steps - self.left)
        self.left = max(self.left, steps)

    def recall(self, key: object, compute: Callable[[], _T]) -> _T:
        """The result of ``compute`` under its key, computed and written off once; its bound is noted each time."""
        if key not in self._known:
            before, self.note = self.note, None
            try:
                self._known[key] = compute(), self.note
            finally:
                self.note = self.note or before
        result, note = self._known[key]
        self.note = note or self.note
        found: _T = result  # type: ignore[assignment] # a key belongs to one kind of result
        return found


_OPEN: Final[ContextVar[Ledger | None]] = ContextVar("open ledger", default=None)
# Like the working precision of ball arithmetic, the ledger belongs to the running computation, not to its arguments.


@contextmanager
def counted(ledger: Ledger, steps: int | None = None) -> Iterator[None]:
    """Count in ``ledger`` inside the block, at most ``steps`` of what is left there. Raises :class:`OutOfWork`."""
    held = 0 if steps is None else max(0, ledger.left - steps)
    ledger.left -= held
    token = _OPEN.set(ledger)
    try:
        with shared_hashes():
            yield
    finally:
        _OPEN.reset(token)
        ledger.left = max(0, ledger.left) + held


def spend(steps: int) -> None:
    """Write off ``steps`` in the open ledger, if there is one. Raises :class:`OutOfWork`."""
    ledger = _OPEN.get()
    if ledger is not None:
        ledger.take(steps)


def counting() -> bool:
    """True if a ledger is open."""
    return _OPEN.get() is not None


def allow(steps: int) -> None:
    """Let the open ledger have ``steps`` once more where less is left."""
    ledger = _OPEN.get()
    if ledger is not None:
        ledger.grant(steps)


def bounded(condition: bool, code: str, *, bound: str) -> None:
    """As ``require``, for a bound on size or work (its name and number): the open ledger notes that it was met."""
    if not condition:
        refusal = Refusal(code, bound=bound)
        note_bound(refusal.reason)
        raise refusal


def note_bound(reason: Reason) -> None:
    """Note in the open ledger a reason that names a bound, by a value of that name."""
    ledger = _OPEN.get()
    if ledger is not None and "bound" in dict(reason.values):
        ledger.note = reason


def charge_once(key: object, steps: int) -> None:
    """Write off a result that another cache holds, the first time that this ledger meets it."""
    ledger = _OPEN.get()
    if ledger is not None:
        ledger.recall(key, lambda: ledger.take(steps))


def kept(most: int) -> Callable[[Callable[[Unpack[_Ts]], _T]], Callable[[Unpack[_Ts]], _T]]:
    """Keep results: in the open ledger, else in a cache of the ``most`` last used.

    What is kept takes no argument by its name: the arguments in their order are the key.
    """

    def decorate(compute: Callable[[Unpack[_Ts]], _T]) -> Callable[[Unpack[_Ts]], _T]:
        plain = lru_cache(maxsize=most)(compute)

        @wraps(compute)
        def look_up(*args: *_Ts) -> _T:
            ledger = _OPEN.get()
            if ledger is None:
                with shared_hashes():
                    return plain(*args)
            ledger.take(3)
            return ledger.recall((compute, args), lambda: compute(*args))

        return look_up

    return decorate
