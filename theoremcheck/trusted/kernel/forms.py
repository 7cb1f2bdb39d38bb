"""What a statement is: a premise, which is a formula of ids, and a conclusion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Final, TypeAlias

from theoremcheck.trusted.problem.model import Json
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True, slots=True)
class All:
    """Holds if every part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Holds if some part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds if the condition fails."""

    condition: str


Formula: TypeAlias = str | All | Any | Not


class Conclusion(Enum):
    """What a statement concludes about the problem; a STEP concludes nothing: it is a name for its premise."""

    STEP = "a step of a proof"
    NO_BAD = "every local minimum of L has training error 0"
    NO_BAD_SMOOTH = "every local minimum of L off all breaks of neurons and losses has training error 0"
    NO_MINIMUM = "L has no local minimum at all"
    BAD = "L has a local minimum with training error > 0"
    GLOBAL = "every local minimum of L is a global minimum of L"
    ERROR_AT_MOST = "at every local minimum of L all samples off the core are right"
    DEPENDENT = "at every bad local minimum the samples have dependent features (of trained unpenalised output weights)"
    ERROR_BOUND = "every local minimum has at most the loss of each linear function (affine, with a trained constant)"
    CONSTANT_BOUND = "every local minimum has at most the data loss of each constant output, with the penalty on that"
    MINIMA_ERROR = "every local minimum of L is a global one, and at these a known share of the weight is wrong at most"
    NOT_GLOBAL = "L has a local minimum that is not a global minimum of L"
    NO_VALLEY = "from every point a path on which L exceeds nowhere its value there comes arbitrarily near inf L"
    NO_OPEN_VALLEY = "from every point, for every c above L there, a path on which L < c comes arbitrarily near inf L"
    NO_BASIN = "on no bounded open set L has a minimum above inf L and below all of L on its boundary"
    VALLEY = "L has a spurious valley: for some c a path component of {L < c} does not come near inf L"
    BASIN = "L has a spurious basin: a minimum on a ball, not a global one, with larger L on the whole sphere around"


REFUTING: Final = frozenset({Conclusion.BAD, Conclusion.NOT_GLOBAL, Conclusion.VALLEY, Conclusion.BASIN})
"""What refutation rules conclude."""

GRADED: Final = frozenset(
    {Conclusion.ERROR_AT_MOST, Conclusion.ERROR_BOUND, Conclusion.CONSTANT_BOUND, Conclusion.MINIMA_ERROR}
)
"""What bounds the training error by a number that comes with the evidence."""


@dataclass(frozen=True, slots=True)
class Statement:
    """``premise`` implies ``conclusion``."""

    id: str
    premise: Formula
    conclusion: Conclusion = Conclusion.STEP


def _parts(parts: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """The parts, where a text stands for all ids in it."""
    return tuple(entry for part in parts for entry in (part.split() if isinstance(part, str) else (part,)))


def all_of(*parts: Formula) -> All:
    """All parts; a text stands for all ids in it."""
    return All(_parts(parts))


def any_of(*parts: Formula) -> Any:
    """One of the parts; a text stands for all ids in it."""
    return Any(_parts(parts))


def concluding(conclusion: Conclusion) -> Callable[[str, *tuple[Formula, ...]], Statement]:
    """Makes the statements that conclude this: each of its id and the parts of its premise, all of which are needed."""
    return lambda name, *parts: Statement(
        name, parts[0] if len(parts) == 1 and isinstance(parts[0], Any) else all_of(*parts), conclusion
    )


def atoms(formula: Formula) -> Iterator[str]:
    """The ids that a formula mentions, in order, repetitions included."""
    if isinstance(formula, str):
        yield formula
        return
    if isinstance(formula, Not):
        yield formula.condition
        return
    for part in formula.parts:
        yield from atoms(part)


def formula_json(formula: Formula) -> Json:
    """A formula for the digest of all statements."""
    if isinstance(formula, str):
        return formula
    if isinstance(formula, Not):
        return ["not", formula.condition]
    head = "all" if isinstance(formula, All) else "any"
    return [head, *(formula_json(part) for part in formula.parts)]
