"""Deciders of network.matching, and of data.convex_fit_right where one unit matches the loss."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.decide.minima.columns import MAX_FIT_ENTRIES
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.trusted.data.linear import frozen_values
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.shape import Signs, SlopeDrop, Witness
from theoremcheck.trusted.functions.smooth import Jump
from theoremcheck.trusted.minima.matching import Matching, Mismatch, cost, one_unit
from theoremcheck.trusted.problem.expr import Num, Z, add, mul, substitute
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Problem, Vector


def _matching(case: Case) -> Iterator[Proposal]:
    """What is proved of the costs of both classes, or refuted of one of them."""
    problem = case.problem
    if not one_unit(problem):
        yield False, Mismatch(1, None)
        return
    shown = []
    for label in (1, -1):
        match answer(_convexity, problem, label):
            case (False, Witness() | SlopeDrop() | Jump() as evidence):
                yield False, Mismatch(label, evidence)
                return
            case (True, Signs() | Composed() as proof):
                shown.append(proof)
    if len(shown) == 2:
        yield True, Matching(*shown)


def _convexity(problem: Problem, label: int) -> Proposal | None:
    return decide_function(cost(problem, label), "convex")


def _fit_right(case: Case) -> Iterator[Proposal]:
    """A box around the minimum of L, which floats find where all that is trained is the unit's w, or w and b."""
    problem = case.problem
    if not case.shared(Ground).concrete or problem.parameters or not one_unit(problem):
        return
    from theoremcheck.decide.minima.calm import certify_minimum  # with NumPy, which only a unit that matches needs

    point = answer(_lowest, problem)
    box = None if point is None else certify_minimum(problem, point)
    if box is not None:
        yield True, box


def _lowest(problem: Problem) -> Vector | None:
    """The trained parameters where L is least, in floats: those of a linear unit whose losses are the costs."""
    from theoremcheck.decide.minima.fits import lowest_point

    network, data, layout = problem.network, problem.samples, Layout.of(problem)
    count = len(layout.trained)
    if not network.trains(Block.HIDDEN_WEIGHTS) or count * len(data.labels) > MAX_FIT_ENTRIES:
        return None
    entry = network.frozen_block(Block.HIDDEN_BIAS) if network.hidden_bias else None
    shift = Fraction(0) if entry is None else frozen_values(problem, entry, Block.HIDDEN_BIAS)[0]
    losses = tuple(
        substitute(cost(problem, label), add((mul((Num(Fraction(-label)), Z)), Num(shift)))) for label in (1, -1)
    )
    squares, total = layout.squares(problem.objective), sum(data.weights, Fraction(0))
    found = lowest_point(
        data, losses, problem.inputs, [squares.get(place, Fraction(0)) * total for place in layout.trained]
    )
    return None if found is None else tuple(Fraction(float(entry)) for entry in found)


PROPOSERS: Final = MappingProxyType({"network.matching": _matching, "data.convex_fit_right": _fit_right})
