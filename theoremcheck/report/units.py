"""Units of several kinds in words (see ``trusted.data.units``), and where units gain (``trusted.data.ascents``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theoremcheck.report.numbers import vector
from theoremcheck.trusted.data.units import (
    Bent,
    BentSets,
    BentUnits,
    SignedUnit,
    SlopedUnit,
    Units,
    counting,
    kinds,
)
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

if TYPE_CHECKING:
    from theoremcheck.trusted.data.ascents import Moves, Stuck


def counted_units(problem: Problem, condition: str) -> str:
    """How many units count at most, whatever their neurons are."""
    if condition == "network.signed_unit":
        return "" if kinds(problem) else "no unit is in a branch of one layer"
    try:
        affinely = condition.endswith("_affine")
        number = sum(counting(problem, units, affinely) for units in kinds(problem))
    except Refusal:
        return "of some units it is not known whether they count"
    if not number:
        return "no unit counts"
    return f"{number} unit{'s count' if number > 1 else ' counts'} at most"


def unit_words(problem: Problem, evidence: Bent | BentUnits | BentSets | SignedUnit | SlopedUnit) -> str:
    """The units that the evidence names."""
    found = kinds(problem)
    if isinstance(evidence, BentUnits | BentSets):
        named_units = [found[shown.group] for shown in evidence.kinds]
        named = (f"{counting(problem, units)} {_name(units)}" for units in named_units)
        if isinstance(evidence, BentUnits):
            return f"{', '.join(named)}, counting distinct X_i"
        sets = evidence.sets
        return f"m+ <= {len(sets.positive)}, m- <= {len(sets.negative)}; {', '.join(named)}"
    return _name(found[evidence.group])


def _name(units: Units) -> str:
    neuron = units.neuron.name or "unit"
    return f"{neuron} in {'the shortcut' if units.branch is None else units.branch.value}"


def region_words(evidence: Moves | Stuck) -> str:
    """Into how many regions the weights are cut, or the weights at which there is no gain."""
    from theoremcheck.trusted.data.ascents import Stuck

    if isinstance(evidence, Stuck):
        return f"with e = {1 if evidence.up else -1} there is no gain near w = {vector(evidence.weights)}"
    trees = [(e, (len(own) + 1) // 2) for e, own in ((1, evidence.up), (-1, evidence.down)) if own]
    counted = " and ".join(f"{count} region{'s' * (count > 1)} with e = {e}" for e, count in trees)
    return f"{counted} cover all w, each with a direction of its own"
