"""The question that a spec asks, and which conclusions answer it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.kernel.forms import GRADED, Conclusion
from theoremcheck.trusted.records import dataclass


class Asked(Enum):
    """What is claimed of every local minimum of L, or of the way down; the values are the words of the language.

    NO_VALLEY: in the trained parameters, from every point and for every c above L there a path on which L < c comes
    arbitrarily near inf L. NO_BASIN: L has on the closure of no bounded open set a minimum above inf L and below all
    values of L on the boundary. GLOBAL implies it, as such a minimum is a local one, and so do paths: none leaves the
    set without exceeding the minimum, or, as L is continuous where NO_OPEN_VALLEY is concluded, its least value there.
    NO_BAD_SMOOTH is about the minima off all breaks: a bad one refutes it if ``minima/off_breaks`` says that it is one.
    """

    NO_BAD = "no_bad"
    NO_BAD_SMOOTH = "no_bad_smooth"
    GLOBAL = "global"
    ERROR_AT_MOST = "error at most"
    NO_VALLEY = "no_valley"
    NO_BASIN = "no_basin"


@dataclass(frozen=True)
class Question:
    """The claim under test; ``bound`` is read for ERROR_AT_MOST only."""

    asked: Asked = Asked.NO_BAD
    bound: Fraction = Fraction(0)


_PATHS: Final = frozenset({Conclusion.NO_VALLEY, Conclusion.NO_OPEN_VALLEY})
_PROVED_BY: Final[Mapping[Asked, frozenset[Conclusion]]] = MappingProxyType(
    {
        Asked.NO_BAD: frozenset({Conclusion.NO_MINIMUM, Conclusion.NO_BAD}),
        Asked.NO_BAD_SMOOTH: frozenset({Conclusion.NO_MINIMUM, Conclusion.NO_BAD, Conclusion.NO_BAD_SMOOTH}),
        Asked.GLOBAL: frozenset({Conclusion.NO_MINIMUM, Conclusion.GLOBAL}),
        Asked.ERROR_AT_MOST: frozenset({Conclusion.NO_MINIMUM, Conclusion.NO_BAD}),
        Asked.NO_VALLEY: _PATHS,
        Asked.NO_BASIN: frozenset({Conclusion.NO_MINIMUM, Conclusion.GLOBAL, *_PATHS, Conclusion.NO_BASIN}),
    }
)
"""A valley need not have a minimum: that there is none says nothing against valleys."""


def proves(conclusion: Conclusion, question: Question, error: Fraction | None) -> bool:
    """True if a statement with this conclusion proves the claim; ``error`` is the bound of one in GRADED."""
    if conclusion in GRADED:
        most = question.bound if question.asked is Asked.ERROR_AT_MOST else 0  # none wrong at all is NO_BAD
        return Conclusion.NO_BAD in _PROVED_BY[question.asked] and error is not None and error <= most
    return conclusion in _PROVED_BY[question.asked]


def refutes(question: Question, error: Fraction, said: Conclusion = Conclusion.BAD, *, smooth: bool = False) -> bool:
    """True if a rule that concludes this refutes the claim; the training error at its minimum is at least ``error``.

    That it is bad says nothing against GLOBAL, that it is not global nothing against others; ``smooth``: off breaks.
    """
    if question.asked is Asked.GLOBAL:
        return said is Conclusion.NOT_GLOBAL
    if question.asked in (Asked.NO_VALLEY, Asked.NO_BASIN):
        return said is Conclusion.BASIN or (said, question.asked) == (Conclusion.VALLEY, Asked.NO_VALLEY)
    return said is Conclusion.BAD and error > question.bound and (smooth or question.asked is not Asked.NO_BAD_SMOOTH)
