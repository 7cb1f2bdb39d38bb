"""What a caller may ask for, from the command line and the API down to the search, in one object.

A number that the command line takes has its range and its help here, and the search its default: a new one needs this
file and the one that uses it.
"""

from __future__ import annotations

from dataclasses import field, fields
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from theoremcheck.trusted.bounds import MAX_SEED, MAX_STARTS
from theoremcheck.trusted.records import dataclass, replace

DEFAULT_SEED: Final = 1
DEFAULT_DIGITS: Final = 50


class Excluded(Enum):
    """What a proof says that the problem does not have: local minima with errors, or any local minimum at all."""

    NOTHING = "nothing"
    ERRORS = "errors"
    EVERYTHING = "everything"


class Extent(Enum):
    """How much is decided: what the verdict needs; beside it, unless the data are large, all that says why; or all."""

    VERDICT = "verdict"
    USUAL = "usual"
    ALL = "all"


def _number(least: int, most: int, help: str, default: str) -> Any:
    """A number that the command line takes as --NAME; None leaves the spec's own setting, or the default, in words."""
    return field(
        default=None, metadata={"range": (least, most), "help": help, "default": f"the spec's own, or {default}"}
    )


@dataclass(frozen=True)
class Options:
    """What is asked of a verdict and of its search; None leaves the spec's own setting, or the default.

    ``search`` False makes no search; ``full`` gives the search beside a known verdict no budget of work.
    ``extent`` is how much is decided where the claim is proved: by other theorems, and why others do not apply.
    ``wanted`` names conditions that are examined in any case; ``at`` is a point to certify (trained parameters). The
    search alone uses: ``starts``, whose default depends on the size of the problem; ``digits``, decimal, to which it
    polishes; ``work``, its bound in the units of ``search.work`` (None: no bound but the starts); and what a proof
    ``excluded``: endpoints that would be such minima are unresolved, however they look in floats.
    """

    search: bool = True
    full: bool = False
    extent: Extent = Extent.USUAL
    seed: int | None = _number(0, MAX_SEED, "Seed of the search.", f"{DEFAULT_SEED}")
    starts: int | None = _number(1, MAX_STARTS, "Starting points of the search.", "by size")
    digits: int | None = _number(15, 2000, "Digits to which critical points are polished.", f"{DEFAULT_DIGITS}")
    work: float | None = None
    excluded: Excluded = Excluded.NOTHING
    wanted: frozenset[str] = frozenset()
    at: tuple[Fraction, ...] | None = None

    def over(self, own: Any) -> Options:
        """These options with what they leave open taken from ``own``, a spec's settings of the same names."""
        left = {entry.name: getattr(own, entry.name) for entry in fields(own) if getattr(self, entry.name) is None}
        return replace(self, **left)


DEFAULTS: Final = Options()
