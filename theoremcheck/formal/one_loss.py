"""The statements as the formal library has them: its problems have one loss, so that loss.single is so of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.kernel.forms import All, Any, Formula, Statement
from theoremcheck.trusted.kernel.statements import STATEMENTS

_GIVEN: Final = "loss.single"


def of_one_loss(statements: Mapping[str, Statement]) -> Mapping[str, Statement]:
    """The same statements without the premise that there is one loss."""
    found = {key: replace(entry, premise=_without(entry.premise)) for key, entry in statements.items()}
    return MappingProxyType(found)


def _without(formula: Formula) -> Formula:
    if isinstance(formula, All | Any):
        return type(formula)(tuple(_without(part) for part in formula.parts if part != _GIVEN))
    return formula


LIBRARY: Final = of_one_loss(STATEMENTS)
"""Every statement by id, as the library has it."""
