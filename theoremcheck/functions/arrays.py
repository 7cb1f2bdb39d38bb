"""NumPy, loaded when it is first used, and the block in which floats propose: many verdicts need no floats.

Modules that are loaded before it is known whether floats are needed have ``np`` from here; others import NumPy.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from theoremcheck.functions.threads import one_thread
from theoremcheck.trusted.refusal import Refusal

if TYPE_CHECKING:
    import numpy as np

__all__ = ["BeyondFloats", "floats_propose", "np"]


class BeyondFloats(Refusal):
    """A number that floats cannot hold, or a result of floats that is no number: what needed it is left out."""

    def __init__(self) -> None:
        super().__init__("floats.beyond")


class _Block:
    """A block that was entered before NumPy was loaded; once it is, ``left`` has what is to be undone at the end."""

    def __init__(self, outer: _Block | None) -> None:
        self.outer = outer
        self.left: ExitStack | None = None

    def quieten(self) -> None:
        """Have NumPy not warn, and use one thread, until the block is left."""
        if self.left is None:
            self.left = ExitStack()
            self.left.enter_context(_quiet())

    def leave(self) -> None:
        """Have NumPy do as before, unless the block stands in another one that began before NumPy was loaded, too."""
        if self.left is None:
            return
        if self.outer is None or self.outer.left is not None:
            self.left.close()
        else:
            self.outer.left = self.left


_INSIDE: Final[ContextVar[_Block | None]] = ContextVar("_INSIDE", default=None)


class _Numpy:
    """The names of NumPy, each looked up once."""

    def __getattr__(self, name: str) -> Any:
        import numpy

        block = _INSIDE.get()
        if block is not None:
            block.quieten()
        found = getattr(numpy, name)
        setattr(self, name, found)
        return found


if not TYPE_CHECKING:
    np = _Numpy()


@contextmanager
def floats_propose() -> Iterator[None]:
    """Within it numpy does not warn and has one thread; what floats cannot hold or solve becomes :class:`BeyondFloats`.

    Nothing that is computed in floats is a proof: exact data may be as large as they like.
    """
    with _quiet() if _is_loaded() else _until_loaded():
        try:
            yield
        except OverflowError as error:
            raise BeyondFloats from error
        except ValueError as error:  # as is what linear algebra raises
            if _is_loaded() and isinstance(error, np.linalg.LinAlgError):
                raise BeyondFloats from error
            raise


@contextmanager
def _quiet() -> Iterator[None]:
    with np.errstate(all="ignore"), one_thread():
        yield


@contextmanager
def _until_loaded() -> Iterator[None]:
    block = _Block(_INSIDE.get())
    token = _INSIDE.set(block)
    try:
        yield
    finally:
        _INSIDE.reset(token)
        block.leave()


def _is_loaded() -> bool:
    return "numpy" in sys.modules
