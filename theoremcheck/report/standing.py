"""How a certified local minimum stands beside the rest of L: is a lower point known, can anything do better?

*Bad* means training error above 0. *Spurious* means that L is smaller elsewhere. A bad minimum may be the global one,
as for a linear neuron, or for data in which one point carries both labels.
"""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.decide.minima.parameters import centre_at, constant_of, parameters
from theoremcheck.decide.minima.tight import tightened
from theoremcheck.report.minimum import heights
from theoremcheck.report.numbers import vector
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.statements import SPURIOUS, STATEMENTS, THEOREMS
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import core_problem
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.features import features_are_fixed
from theoremcheck.trusted.minima.kinds import Minimum
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum, narrow_problem
from theoremcheck.trusted.minima.point import Between
from theoremcheck.trusted.minima.squares import squares_alone
from theoremcheck.trusted.minima.tied import TiedMinimum
from theoremcheck.trusted.problem.model import AnyFunction, Dataset, Function, Json, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.values import Refutation, Verdict

_BITS: Final = 256
_ROUNDED: Final = 180
"""Irrational parameters are rounded to more than this many bits."""
_ROUGH: Final = Fraction(1, 100)
"""On a larger box L has hardly a digit, as a rule."""
_DIGITS: Final = 6
_KNOWN_BITS: Final = 8
"""Of a number that is shown without the width of its ball."""
_TOLD: Final = 1e-6
_TINY: Final = 1e-9
_GLOBAL_BY_THEORY: Final = frozenset({"rule.parity", "rule.duplicate"})
"""Rules whose statement says that their point is a global minimum (E+ f = E- f for all parameters, l convex)."""


class Place(Enum):
    """What is known of points with a smaller L."""

    GLOBAL = "global"
    LOWER = "lower"
    LOWER_IN_FLOATS = "lower in floats"
    NOT_SEEN = "not seen"
    NOT_SOUGHT = "not sought"


@dataclass(frozen=True)
class Standing:
    """How a minimum stands.

    ``here`` and ``there`` are L at the minimum and at the lower point, as text, where they were compared; ``wrong``
    samples are wrong there.
    ``reason`` says why no point is lower (GLOBAL), ``both`` which sample carries both labels (None: there is none).
    ``point`` is the lower point, (P,), where that was certified.
    """

    place: Place
    here: str | None
    there: str | None
    wrong: int | None
    reason: str
    both: Vector | None
    point: Vector | None = None

    def to_json(self) -> Json:
        """The field ``standing`` of the JSON report."""
        return {
            "place": self.place.value,
            "spurious": {Place.GLOBAL: False, Place.LOWER: True}.get(self.place),
            "loss": self.here,
            "lower_loss": self.there,
            "lower_wrong": self.wrong,
            "reason": self.reason,
            "lower_point": None if self.point is None else [rational_text(entry) for entry in self.point],
            "both_labels": None if self.both is None else [str(entry) for entry in self.both],
        }


def standing(verdict: Verdict) -> Standing | None:
    """How the minimum that refutes stands; None if there is none with a point, as where a valley refutes."""
    if not verdict.refutations or verdict.refutations[0].evidence is None:
        return None
    problem, found = verdict.spec.problem, verdict.refutations[0]
    assert found.evidence is not None
    both = both_labels(problem)
    reason = _why_global(verdict, found)
    if reason:
        return Standing(Place.GLOBAL, None, None, None, reason, both)
    if found.lower is None and (verdict.search is None or verdict.search.lowest is None):
        return Standing(Place.NOT_SOUGHT, None, None, None, "", both)
    return _compared(verdict, _closer(problem, found), found.lower, both)


def standing_words(verdict: Verdict, found: Standing) -> str:
    """One sentence or two, for below the verdict."""
    text = ""
    if found.both is not None:
        text = f"Sample {vector(found.both)} carries both labels: nothing classifies these data. "
    match found.place:
        case Place.GLOBAL:
            return text + f"It is a global minimum ({found.reason}): bad, but not spurious."
        case Place.LOWER | Place.LOWER_IN_FLOATS:
            sure = "in ball arithmetic" if found.place is Place.LOWER else "seen in floats only"
            count = f"{found.wrong} of {len(samples(verdict.spec.problem).points)} samples wrong"
            word = "spurious" if verdict.refutations[0].rule in SPURIOUS else "spurious as well"
            return text + (
                f"The minimum is {word}: L is {found.here} there, and {found.there} at another point, with {count}"
                f" ({sure})."
            )
        case Place.NOT_SEEN:
            return text + f"No point with L below {found.here} was seen: the minimum may be a global one."
        case Place.NOT_SOUGHT:
            return text + "Whether L is smaller elsewhere was not looked at."


def both_labels(problem: Problem) -> Vector | None:
    """A point of the data that carries both labels, if there is one: then no f is right on all samples."""
    data = problem.dataset
    if not isinstance(data, Dataset):
        return None
    positive = {point for point, label in zip(data.points, data.labels, strict=True) if label > 0}
    return next((p for p, y in zip(data.points, data.labels, strict=True) if y < 0 and p in positive), None)


def _why_global(verdict: Verdict, found: Refutation) -> str:
    """Why no point has a smaller L: by what is known of the point, or by a theorem on all; empty if it is not known."""
    return _known_of(verdict, found) or next(
        (
            f"by {name} all local minima are"
            for name in THEOREMS
            if STATEMENTS[name].conclusion is Conclusion.GLOBAL and evaluate(name, verdict.statuses) is Status.HOLDS
        ),
        "",
    )


def _known_of(verdict: Verdict, found: Refutation) -> str:
    """Why no point has a smaller L, from what was checked of this one; empty where that is not known.

    All of it is for a convex l and without a penalty. Multipliers are subgradients then, and L is minimal over all that
    the outputs can do in the cell of the point; if every unit is affine on R there is one cell, of all parameters, and
    so it is with squares.
    """
    problem = verdict.spec.problem
    if verdict.statuses["loss.convex"] is not Status.HOLDS or problem.objective.penalties:
        return ""
    if found.rule in _GLOBAL_BY_THEORY:
        return "the class averages of f agree for all parameters, and l is convex"
    if isinstance(found.evidence, MultiplierMinimum):
        if features_are_fixed(problem.network):
            return "L is convex in what is trained"
        units = [problem.neuron] if problem.network.width else []
        if all(map(_affine, (*units, *problem.network.neurons))):
            return "every unit is affine, so f is affine for all parameters, and l is convex"
        if squares_alone(problem):
            return "f is a quadric on the samples for all parameters, and l is convex"
    return ""


def _affine(function: AnyFunction) -> bool:
    """True if the function is one affine formula on R."""
    if not isinstance(function, Function):
        return False
    try:
        pieces = split(function.expr)
        return not pieces.breaks and is_zero(nth_derivative(pieces.pieces[0], 2))
    except Refusal:
        return False


def _compared(verdict: Verdict, evidence: Minimum, known: Vector | None, both: Vector | None) -> Standing:
    """The minimum beside a lower point that was certified (``known``), or beside the lowest point that the search saw.

    In balls, or in floats where balls refuse.
    """
    problem = verdict.spec.problem
    from theoremcheck.search.report import trained_entries

    lowest = None if verdict.search is None else verdict.search.lowest
    other = known or (None if lowest is None else trained_entries(problem.network, lowest.parameters))
    assert other is not None
    try:
        with precision(_BITS):
            least = _at_minimum(problem, evidence)
            # The float of a ball around 0 is no number to show.
            here = f"0 to within {least.abs_upper().str(2, radius=False)}" if least.contains(0) else _digits(least)
            loss, outputs = height(problem, other, Fraction(0))
            lower = bool(loss < least)
            wrong = samples(problem).wrong(outputs)[1]
            there = f"below {_TINY}" if loss < _TINY else _digits(loss)
        if lower:
            return Standing(Place.LOWER, here, there, wrong, "", both, known)
        return Standing(Place.NOT_SEEN, here, None, None, "", both)
    except Refusal:
        if problem.objective.penalties or lowest is None:  # what floats know of the minimum is its mean loss alone
            return Standing(Place.NOT_SOUGHT, None, None, None, "", both)
    here = heights(problem, parameters(problem, evidence, sharp=True), _DIGITS).objective
    if lowest is not None and lowest.loss < float(here) * (1 - _TOLD) - 1e-12:
        return Standing(Place.LOWER_IN_FLOATS, here, f"{lowest.loss:.{_DIGITS}g}", lowest.wrong, "", both)
    return Standing(Place.NOT_SEEN, here, None, None, "", both)


def _closer(problem: Problem, found: Refutation) -> Minimum:
    """The evidence; in place of a box on which L has hardly a digit a smaller one with the same minimum."""
    evidence = found.evidence
    assert evidence is not None
    if not isinstance(evidence, Box) or found.condition is None:
        return evidence
    with precision(_BITS), suppress(Refusal):
        if evidence.radius <= _ROUGH and _at_minimum(problem, evidence).rel_accuracy_bits() >= _KNOWN_BITS:
            return evidence
    return tightened(problem, found.condition, evidence)


def _digits(value: flint.arb) -> str:
    """The digits that a ball knows; of one that knows hardly any, both ends."""
    ends = (value,) if value.rel_accuracy_bits() >= _KNOWN_BITS else (value.lower(), value.upper())
    return " to ".join(end.str(_DIGITS, radius=False) for end in ends)


def _at_minimum(problem: Problem, evidence: Minimum) -> flint.arb:
    """A ball that holds L at the certified minimum: on its box, or at its exact point. Raises ``Refusal``."""
    if isinstance(evidence, Box):
        core = core_problem(problem, evidence.shares, evidence.deep_shares)
        return height(core, evidence.centre, evidence.radius)[0]
    if isinstance(evidence, MultiplierMinimum) and not isinstance(evidence.multipliers, Enclosed):
        return height(narrow_problem(problem, evidence.copies), evidence.centre, Fraction(0))[0]
    if isinstance(evidence, MultiplierMinimum | TiedMinimum) or isinstance(constant_of(evidence), Between):
        raise Refusal("standing.rounded")
    entries = centre_at(problem, evidence)
    reach = 1 + max(map(abs, entries), default=Fraction(0))
    return height(problem, entries, reach / 2**_ROUNDED)[0]
