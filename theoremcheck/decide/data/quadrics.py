"""Proposes what ``trusted/data/quadrics.py`` checks: a quadric between the classes, or multipliers that exclude it."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.case import Case, by_evidence
from theoremcheck.decide.data.separation import separate
from theoremcheck.trusted.data.quadrics import products
from theoremcheck.trusted.data.separation import Farkas, Separation

MAX_PRODUCTS: Final = 600
"""Products of two entries beyond which no quadric is searched: 34 entries of an X_i."""


def quadric(case: Case, *, level: bool) -> Separation | Farkas | None:
    """Evidence for or against data.quadric_separable (with a level) or data.cone_separable; None leaves it open."""
    lifted = [products(point, level=level) for point in case.problem.inputs]
    if len(lifted[0]) > MAX_PRODUCTS:
        return None
    return separate(lifted, case.problem.samples.labels)


PROPOSERS: Final = MappingProxyType(
    {
        "data.quadric_separable": by_evidence(Separation, partial(quadric, level=True)),
        "data.cone_separable": by_evidence(Separation, partial(quadric, level=False)),
    }
)
