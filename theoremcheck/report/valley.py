"""A spurious valley in words, numbers and JSON: L at its two points, and below which L does not come between them."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.decide.minima.parameters import parameters_at
from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.language.spec import Spec
from theoremcheck.report.enclosures import at_least, interval_json, interval_words
from theoremcheck.report.minimum import parameters_json
from theoremcheck.report.numbers import plain
from theoremcheck.report.parameter_names import parameter_names
from theoremcheck.report.refutation import point_place, point_words
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.valley import SpuriousValley, constant_output, last_unit, levels_of
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Dataset, Json, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.above import stated_centre
from theoremcheck.verdict.values import Refutation, Verdict

_BITS: Final = 256
_DIGITS: Final = (6, 12, 24, 48)
"""Significant digits of the shown values: the first with which the smaller of two is shown as the smaller one."""


@dataclass(frozen=True, slots=True)
class Levels:
    """L at the points of a valley and what parts them, enclosed; it only informs.

    ``here`` is L at the point in the valley, ``wall`` a lower bound of L where the ``weight`` is 0, and ``bound`` one
    where it is ``negative`` (or positive), as at that point; ``there`` is L at the lower point. So here < wall, and
    there < bound.
    """

    weight: str
    negative: bool
    here: Enclosure
    wall: Enclosure
    bound: Enclosure
    there: Enclosure

    @property
    def side(self) -> str:
        """The sign of the weight in the valley."""
        return f"{self.weight} {'<' if self.negative else '>'} 0"

    def shown(self) -> tuple[str, str, str, str]:
        """``here``, ``wall``, ``bound`` and ``there``, rounded; the two bounds of L downwards."""
        here, wall = _apart(self.here, self.wall)
        there, bound = _apart(self.there, self.bound)
        return here, wall, bound, there


def levels(problem: Problem, evidence: SpuriousValley) -> Levels | None:
    """The levels of a valley; None where a ball refuses."""
    core = as_deep(problem)
    layout = Layout.of(core)
    try:
        place_of_weight, _ = last_unit(core, layout)
        weight = layout.full(evidence.start)[place_of_weight]
        serves = (weight > 0) != evidence.negative  # v h >= 0: class + gains from it
        with precision(_BITS):
            walls = levels_of(core, constant_output(core, layout), -1 if serves else 1, evidence)
            own = (height(core, point, Fraction(0))[0] for point in (evidence.start, evidence.lower))
            here, there = map(Enclosure.of, own)
            wall, bound = map(Enclosure.of, walls)
    except Refusal:
        return None
    name = parameter_names(problem)[layout.trained.index(place_of_weight)]
    alone = problem.network.width == 1 and not problem.network.layers
    return Levels("a" if alone else name, weight < 0, here, wall, bound, there)


def _apart(value: Enclosure, bound: Enclosure) -> tuple[str, str]:
    """A value and a bound above it, with as many digits as show which one is less."""
    middle = Fraction(0) if value.sign is None else (value.lower + value.upper) / 2
    for digits in _DIGITS:
        found = plain(middle, digits), _below(bound, digits)
        if Fraction(found[0]) < Fraction(found[1]):
            break
    return interval_words(value) if value.sign is None else found[0], found[1]


def _below(bound: Enclosure, digits: int) -> str:
    """A decimal at or below the bound, or one that its ball does not tell from it: 1, and not 0.999999."""
    near = plain((bound.lower + bound.upper) / 2, digits)
    return near if bound.lower <= Fraction(near) <= bound.upper else at_least(bound.lower, digits)


# --- words and data ---------------------------------------------------------------------------------------------------


def found_words(problem: Problem, found: Refutation) -> str:
    """What was found, and why it refutes: a minimum with its place, or a valley with its levels."""
    return point_words(problem, found) if found.valley is None else valley_words(problem, found.valley)


def valley_words(problem: Problem, evidence: SpuriousValley) -> str:
    """Where L is what, and why nothing leads from the one point to the other below the wall."""
    here, there = points(problem, evidence)
    found = levels(problem, evidence)
    if found is None:
        return f"L is smaller at {here} than where the output weight is 0, and at {there} than its sign there allows"
    low, wall, bound, lower = found.shown()
    return (
        f"L is {low} at {here}. Where the output weight {found.weight} is 0, L is at least {wall}, so no path on which"
        f" L stays below that leads to another sign of it. Where {found.side}, L is at least {bound}, but it is {lower}"
        f" at {there}. Values of L are rounded; the first point need not be a local minimum"
    )


def points(problem: Problem, evidence: SpuriousValley) -> tuple[str, str]:
    """The point in the valley and the lower one, with the names of the parameters."""
    return point_place(problem, evidence.start), point_place(problem, evidence.lower)


def level_rows(problem: Problem, evidence: SpuriousValley) -> tuple[tuple[str, str], ...]:
    """The levels as a table; nothing where a ball refuses."""
    found = levels(problem, evidence)
    if found is None:
        return ()
    heads = (
        "L at a point in the valley",
        f"L where {found.weight} = 0, at least",
        f"L where {found.side}, at least",
        "L at a lower point",
    )
    return tuple(zip(heads, found.shown(), strict=True))


def valley_of(verdict: Verdict) -> Refutation | None:
    """The spurious valley by which a verdict refutes its claim; None without one."""
    return next((entry for entry in verdict.refutations if entry.valley is not None), None)


def valley_json(verdict: Verdict) -> Json:
    """The field ``valley`` of the JSON report (docs/json.md)."""
    spec, problem, shown = verdict.spec, verdict.spec.problem, valley_of(verdict)
    if shown is None or shown.valley is None or not isinstance(problem.dataset, Dataset):
        return None
    evidence, found = shown.valley, levels(problem, shown.valley)
    start, lower = (parameters_at(spec.pointed, stated_centre(spec, at)) for at in (evidence.start, evidence.lower))
    return {
        "rule": shown.rule,
        "weight": None if found is None else _stated_name(spec, found.weight),
        "sign": None if found is None else ("negative" if found.negative else "positive"),
        "objective": None if found is None else interval_json(found.here),
        "wall": None if found is None else interval_json(found.wall),
        "bound": None if found is None else interval_json(found.bound),
        "lower_objective": None if found is None else interval_json(found.there),
        "wrong": shown.least,
        "samples": len(problem.dataset.points),
        "parameters": parameters_json(start),
        "lower_parameters": parameters_json(lower),
    }


def _stated_name(spec: Spec, weight: str) -> str:
    """The name that the output weight of ``levels`` has in the problem that the file states."""
    if spec.stated is None or spec.instance is not None:
        return weight
    names = stated_centre(spec, parameter_names(spec.problem))
    return parameter_names(spec.stated)[names.index("a[1]" if weight == "a" else weight)]
