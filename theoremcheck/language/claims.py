"""The claim that is meant by words that are none."""

from __future__ import annotations

from theoremcheck.language.diagnostics import closest
from theoremcheck.trusted.kernel.questions import Asked


def nearest_claim(words: str) -> str | None:
    """The claim of one word that is meant, also by several words."""
    joined, known = "_".join(words.split()), [entry.value for entry in Asked if entry is not Asked.ERROR_AT_MOST]
    return joined if joined in known else closest(joined, known)
