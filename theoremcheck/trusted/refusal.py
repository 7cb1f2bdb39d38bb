"""The one exception of the trusted part, and reasons as data.

A reason is a code and values. No sentence is made here, and nothing may branch on one: ``theoremcheck.report.reasons``
has the sentence of every code.
"""

from __future__ import annotations

from typing import Any

from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim is not accepted, or a point not certified: a code, and the values that its sentence mentions.

    Values are numbers, names, constants, or other reasons. Indices of samples and units count from 0.
    """

    code: str
    values: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, code: str, /, **values: Any) -> Reason:
        """The reason with these values."""
        return cls(code, tuple(values.items()))

    def __str__(self) -> str:
        """The code and the values, for the log and for tests: no sentence."""
        shown = ", ".join(f"{name}={value}" for name, value in self.values)
        return f"{self.code}({shown})" if shown else self.code


class Refusal(Exception):  # noqa: N818 - the word the field and the messages use
    """The kernel does not accept a claim; ``reason`` says why."""

    def __init__(self, code: str | Reason, /, **values: Any) -> None:
        """``Refusal("box.gradient", sample=3)``; a reason that is known already is taken as it is."""
        self.reason = code if isinstance(code, Reason) else Reason.of(code, **values)
        super().__init__(self.reason)


def require(condition: bool, code: str, /, **values: Any) -> None:
    """Refuse with the reason ``code`` and its values unless ``condition`` holds."""
    if not condition:
        raise Refusal(code, **values)
