"""objective.smooth_at_rest: the loss has a derivative where the network at rest puts the samples.

At rest, with all a_j = 0 and no deep part, or with w = 0 in a residual head, f is the constant c = a_0 and z_i is c or
-c: -c on class +, c on class -.
Where each class has its own loss, it is its own that counts. Trusted.
"""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.functions.breaks import compare, place_of
from theoremcheck.trusted.functions.intervals import Interval
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.smooth import Jump, check_evident, check_jump, jump
from theoremcheck.trusted.problem.model import Block, Function, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class Around:
    """Up to ``radius`` > 0 on either side of c, and of -c, the loss is one smooth piece."""

    radius: Fraction


def output_at_rest(problem: Problem) -> Fraction:
    """c: the value at which a_0 is frozen; 0 where it is absent, or trained.

    Raises ``Refusal`` where the spec does not say at which value it is frozen.
    """
    network = problem.network
    frozen = network.frozen_block(Block.OUTPUT_BIAS) if network.output_bias else None
    if frozen is None:
        return Fraction(0)
    if frozen.value is None:
        raise Refusal("resting.frozen_unknown")
    return frozen.value[0]


def check_smooth_at_rest(problem: Problem, evidence: Around) -> None:
    """Accept that the loss has a derivative at c and at -c.

    Inside a piece the piece is C^1 around the point; at a break both pieces are C^1 up to it, with equal values and
    slopes there.
    """
    require(evidence.radius > 0, "resting.radius")
    for label in (1, -1):
        _check_derivative(_pieces(problem, label), -label * output_at_rest(problem), evidence.radius)


def check_kink_at_rest(problem: Problem, evidence: Jump) -> None:
    """Accept that the loss has no derivative at c or at -c: at that break its value or its slope jumps."""
    refused = []
    for label in (1, -1):
        try:
            _check_kink(problem, label, evidence)
        except Refusal as refusal:
            refused.append(refusal)
    if len(refused) == 2:
        raise refused[-1]


def _check_kink(problem: Problem, label: int, evidence: Jump) -> None:
    """Accept this jump of the loss of that class where its samples are."""
    pieces, place = _pieces(problem, label), -label * output_at_rest(problem)
    check_jump(pieces, evidence, 1)
    require(compare(pieces.breaks[evidence.at_break], place) == 0, "resting.elsewhere")


def _pieces(problem: Problem, label: int) -> Pieces:
    loss = problem.loss_of(label)
    if not isinstance(loss, Function):
        raise Refusal("facts.opaque", block="loss")
    return split(loss.expr)


def _check_derivative(pieces: Pieces, point: Fraction, radius: Fraction) -> None:
    at_break = place_of(point, pieces.breaks)
    if at_break is None:
        index = sum(1 for place in pieces.breaks if compare(place, point) < 0)
        sides = [(index, point - radius, point + radius)]
    else:
        sides = [(at_break, point - radius, point), (at_break + 1, point, point + radius)]
    for index, low, high in sides:
        lower, upper = pieces.interval(index)
        inside = (lower is None or compare(lower, low) <= 0) and (upper is None or compare(high, upper) <= 0)
        require(inside, "resting.not_one_piece")
        check_evident(pieces, 1, index, Interval(low, high))
    if at_break is not None:
        for order in (0, 1):
            require(is_zero(jump(pieces, at_break, order)), "smooth.disagreement", order=order, at=point)
