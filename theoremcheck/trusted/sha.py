"""SHA-256 of the interpreter itself, as its module ``random`` takes it: ``hashlib`` first loads OpenSSL.

Trusted: imports the standard library only.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["sha256"]


def _found() -> Any:
    """The function of the first of its modules that this Python has, which is the last at least."""
    for name in ("_sha2", "_sha256"):
        with suppress(ImportError):
            return import_module(name).sha256
    return import_module("hashlib").sha256


if TYPE_CHECKING:
    from hashlib import sha256
else:
    sha256 = _found()
