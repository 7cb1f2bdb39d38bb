"""The sentences of reasons about bounds on work and size."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType[str, str](
    {
        "asymptotics.terms": "an expansion of more than {bound} terms",
        "balls.precision": "precision must lie between 2 and {bound} bits",
        "breaks.count": "more than {bound} break points",
        "composition.steps": "a composition of more than {bound} steps",
        "normal.bits": "the normal form has a constant of more than {bound} bits",
        "normal.degree": "the normal form has a degree above {bound}",
        "normal.terms": "the normal form has more than {bound} terms",
        "regions.bits": "a break point of more than {bound} bits",
        "regions.tails": "tails not decided within {bound} terms",
        "regions.work": "break points not found within {bound}",
        "signs.cells": "a subdivision needs between 1 and {bound} cells",
        "signs.contact_order": "the order of a contact lies between 1 and {bound}",
        "signs.depth": "a sign proof nested deeper than {bound}",
        "signs.search_budget": "the search for a sign proof used up {bound} nodes",
        "signs.tail_order": "the order lies between 1 and {bound}",
        "slopes.nodes": "a derivative of more than {bound} nodes",
        "work.bound": "the work on a formula reached its bound {bound} (steps, not seconds)",
    }
)
