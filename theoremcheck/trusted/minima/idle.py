"""Minima with all output weights 0, one class on a kink of the loss, in any branches (theory: rule.kink).

As ``kink``, of which the point has the neurons of the shortcut only: here are the last hidden units of every branch,
of one or several layers, of units of several kinds, on exact points of all trained parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.constants import wrong_at_constant
from theoremcheck.trusted.minima.kink import check_balanced
from theoremcheck.trusted.minima.point import Exact
from theoremcheck.trusted.minima.reach import layer_pieces, value_there
from theoremcheck.trusted.minima.regimes import check_continuous_at, flat_value
from theoremcheck.trusted.problem.expr import Expr, Num, add, mul, num
from theoremcheck.trusted.problem.layout import BranchPlaces, Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

MAX_IDLE_COLUMNS: Final = 200
"""Features of the last layers in one point."""


@dataclass(frozen=True, slots=True)
class IdleOutputs:
    """All output weights are 0 at ``centre``, a point of all trained parameters, and one class is on a kink of l.

    ``fixed`` are subgradients strictly inside the kink for samples of that class; those of ``basis`` are solved for.
    """

    centre: Vector
    basis: tuple[int, ...]
    fixed: Sparse
    precision: int


def check_idle(problem: Problem, evidence: IdleOutputs) -> tuple[int, int]:
    """Accept: output weights 0, and multipliers g_i, subgradients of l at z_i, with sum weight_i y_i g_i (1, h_i) = 0.

    h are the last hidden units of all branches whose output weights are trained. The proof's sentences: "at the point
    every output is c, and the loss does not depend on what is below the output weights"; "near it f - c is a
    combination of the columns 1 and h as they are there" by the structure of the network; "h is continuous", as every
    unit below it is at all that it receives; "for points nearby solve for the g_i of ``basis``" as ``check_balanced``.
    Units that give the same on all samples nearby add nothing to the column 1, which then counts. "No penalty is
    smaller nearby": all are 0 at the point.
    """
    columns, value = idle_columns(problem, evidence.centre)
    require(0 < len(columns) <= MAX_IDLE_COLUMNS, "kink.columns", most=MAX_IDLE_COLUMNS)
    check_balanced(problem, evidence, columns, value)
    return wrong_at_constant(problem, Exact(Num(value)))


def idle_columns(problem: Problem, centre: Vector) -> tuple[list[list[Expr]], Fraction]:
    """The columns along which the outputs move near a point, each (n,), and the output there; all else is checked."""
    require(not problem.network.residual, "facts.residual")  # of a unit that sees the features as well
    layout, network = Layout.of(problem), problem.network
    check_bits(centre)
    full = layout.full(centre)
    _check_penalties(problem, layout, full)
    value = full[0] if network.output_bias else Fraction(0)
    moving = network.output_bias and 0 not in layout.frozen
    columns: list[list[Expr]] = []
    for branch in layout.branches:
        require(not any(full[branch.output]), "kink.output_weight")
        if branch.output.start not in layout.frozen:  # frozen output weights are 0 nearby as well
            found, also = _hidden(problem, branch, full)
            moving = moving or also
            columns += found
    first: list[list[Expr]] = [[num(1)] * len(samples(problem).points)] if moving else []
    return [*first, *columns], value


def _check_penalties(problem: Problem, layout: Layout, full: Vector) -> None:
    """Accept if every penalty is 0 at the point, and so minimal there."""
    for term in problem.objective.penalties:
        require(term.coefficient >= 0, "reach.negative_penalty")
        for block in term.blocks if term.coefficient else ():
            require(not any(full[layout.places(block)]), "reach.penalty", block=block.value)


def _hidden(problem: Problem, branch: BranchPlaces, full: Vector) -> tuple[list[list[Expr]], bool]:
    """The columns of the last hidden units, each (n,), and whether others give one number on all samples nearby.

    These are left out: a unit inside one flat piece on all samples, and all units above a layer of such. Who gives 0
    nearby does not count at all.
    """
    passed: list[list[Expr]] = [
        [Num(entry) for entry in column] for column in zip(*samples(problem).points, strict=True)
    ]
    level, flats = False, list[Expr | None]()
    for number, places in zip(branch.numbers, branch.layers, strict=True):
        above, flats = [], []
        for unit, pieces in enumerate(layer_pieces(problem, number)):
            start = places.weights.start + unit * places.inputs
            bias = full[places.bias.start + unit] if places.biased else Fraction(0)
            received = list(_received(full[start : start + places.inputs], bias, passed))
            above.append(_passed(pieces, received))
            flats.append(_flat(pieces, received))
        level = level or None not in flats
        passed = above
    movable = any(value is not None and not is_zero(value) for value in flats)
    if level:
        return [], movable or None in flats
    return [column for column, value in zip(passed, flats, strict=True) if value is None], movable


def _received(weights: Sequence[Fraction], bias: Fraction, passed: list[list[Expr]]) -> Iterator[Expr]:
    """What a unit receives from every sample, (n,)."""
    count = len(passed[0])
    for sample in range(count):
        terms = [mul((Num(w), column[sample])) for w, column in zip(weights, passed, strict=True) if w]
        yield _simplest(add((*terms, Num(bias))))


def _simplest(place: Expr) -> Expr:
    exact = rational_value(place)
    return place if exact is None else Num(exact)


def _passed(pieces: Pieces, received: list[Expr]) -> list[Expr]:
    """What the unit gives, (n,); it is continuous at all that it receives, beside every break or on it."""
    known: dict[Expr, Expr] = {}
    for place in received:
        if place not in known:
            if isinstance(place, Num):
                check_continuous_at(pieces, place.value)
            known[place] = value_there(pieces, place)
    return [known[place] for place in received]


def _flat(pieces: Pieces, received: list[Expr]) -> Expr | None:
    """The value of the flat piece that holds all that the unit receives inside; None proves nothing."""
    found = [place.value for place in received if isinstance(place, Num)]
    try:
        return flat_value(pieces, found) if len(found) == len(received) else None
    except Refusal:
        return None


CONDITIONS: Final = (("minimum.kink", IdleOutputs, check_idle),)
"""Another way to show this condition, with its evidence, and the check of that."""
