"""Which special problems a problem is nearly one of: then what is missing is named (see ``engine.RELEVANT``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.trusted.problem.model import Problem

_NONE: Final[frozenset[str]] = frozenset()


def nearly(problem: Problem) -> frozenset[str]:
    """The conditions for special problems that this one fails in its formulas alone, if it fails them."""
    if problem.network.width != 1:
        return _NONE
    from theoremcheck.trusted.minima.matching import one_unit  # what few problems need

    return frozenset({"network.matching"}) if one_unit(problem) else _NONE
