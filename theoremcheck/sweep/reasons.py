"""Why conditions are open, kept beside a row in a cache: words for a report, on which no verdict rests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.values import Finding

MAX_REASONS: Final = 1 << 20
"""The most letters of the reasons of one row that are kept or read."""
_NUMBER: Final = "number"


def written(findings: Mapping[str, Finding]) -> str | None:
    """The reasons of all open conditions as JSON; None where one of them could not be read again, or all are too long.

    A condition that is open for no reason is left out.
    """
    reasons = {name: entry.reason for name, entry in findings.items() if entry.fact is None and entry.reason}
    try:
        text = json.dumps({name: _encoded(reason) for name, reason in reasons.items()})
    except TypeError:
        return None
    return text if len(text) <= MAX_REASONS and read(text) == reasons else None


def read(text: str) -> dict[str, Reason] | None:
    """The reasons by condition; None if the text is none that was written here."""
    if len(text) > MAX_REASONS:
        return None
    try:
        found = {str(name): _decoded(raw) for name, raw in json.loads(text).items() if name in CONDITIONS}
        for reason in found.values():
            sentence(reason)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ZeroDivisionError, RecursionError):
        return None
    return found


def _encoded(value: object) -> Any:
    """Raises ``TypeError`` for a value that has no form here."""
    if isinstance(value, Reason):
        return {"code": value.code, "values": [[name, _encoded(own)] for name, own in value.values]}
    if isinstance(value, Fraction):
        return {_NUMBER: rational_text(value)}
    if type(value) in (int, str, bool):
        return value
    raise TypeError


def _decoded(raw: Any) -> Reason:
    return Reason(str(raw["code"]), tuple((str(name), _value(own)) for name, own in raw["values"]))


def _value(raw: Any) -> Any:
    if not isinstance(raw, dict):
        if type(raw) not in (int, str, bool):
            raise TypeError
        return raw
    return Fraction(raw[_NUMBER]) if _NUMBER in raw else _decoded(raw)
