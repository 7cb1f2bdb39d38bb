"""Exit codes."""

from __future__ import annotations

from typing import Final

OK: Final = 0
NOT_MET: Final = 1
INPUT: Final = 2
UNDECIDED: Final = 3
INTERNAL: Final = 70
INTERRUPTED: Final = 130

PRECEDENCE: Final = (INTERNAL, INTERRUPTED, INPUT, NOT_MET, UNDECIDED, OK)
"""The code of several specs is the first of these that occurred."""


def combined(codes: list[int]) -> int:
    """The exit code of several specs together."""
    return next(code for code in PRECEDENCE if code in codes)
