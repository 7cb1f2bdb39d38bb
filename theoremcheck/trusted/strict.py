"""rule.strict: a box in which L is strongly convex and has its minimum (theory: rule.strict)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import flint

from theoremcheck.trusted.balls import ball, precision
from theoremcheck.trusted.bounds import MAX_STRICT_BITS
from theoremcheck.trusted.definite import is_positive_definite
from theoremcheck.trusted.expansion import expand, slopes
from theoremcheck.trusted.expr import Num, Z, div, mul, substitute
from theoremcheck.trusted.fits import wrong_outputs
from theoremcheck.trusted.minima import StrictMinimum
from theoremcheck.trusted.model import Block, Problem
from theoremcheck.trusted.normal import is_zero, normalise
from theoremcheck.trusted.pieces import Pieces
from theoremcheck.trusted.reach import neuron_pieces
from theoremcheck.trusted.refusal import require
from theoremcheck.trusted.slopes import nth_derivative
from theoremcheck.trusted.smooth import check_evident, closed_interval


def check_strict(problem: Problem, evidence: StrictMinimum) -> tuple[int, int]:
    """Accept: Hessian - mu I > 0 on the box, |grad L| < mu r at its centre, all signs of f known, some sample wrong."""
    require(evidence.radius > 0 and evidence.mu > 0, "radius and mu must be positive")
    for value in (*evidence.centre, evidence.radius, evidence.mu):
        size = max(value.numerator.bit_length(), value.denominator.bit_length())
        require(size <= MAX_STRICT_BITS, f"a number of more than MAX_STRICT_BITS = {MAX_STRICT_BITS} bits")
    moving = moving_places(problem, evidence.centre, evidence.held)
    with precision(evidence.precision):
        radius, mu = ball(evidence.radius), ball(evidence.mu)
        still = slopes(problem, evidence.centre)
        square = sum((still.gradient[k] * still.gradient[k] for k in moving), flint.arb(0))
        require(
            bool(square < (mu * radius) * (mu * radius)),
            "the gradient at the centre is not shown to be below mu times the radius",
        )
        around = expand(problem, evidence.centre, evidence.radius)
        for index, f in enumerate(around.outputs):
            known = bool(f < 0) or bool(f > 0)
            require(known, f"the sign of f at sample {index + 1} is not known on the box")
        table = around.hessian.tolist()
        rows = [[table[i][j] for j in moving] for i in moving]
        for k, row in enumerate(rows):
            row[k] -= mu
        require(is_positive_definite(rows), "the Hessian minus mu is not shown to be positive definite on the box")
        return wrong_outputs(problem, around.outputs)


def moving_places(problem: Problem, centre: Sequence[Fraction], held: tuple[int, ...]) -> list[int]:
    """The places in the centre of the parameters that move: all but the output weights that are held."""
    if not held:
        return list(range(len(centre)))
    network = problem.network
    require(all(a < b for a, b in pairwise(held)), "the held neurons must increase")
    require(held[0] >= 0 and held[-1] < network.width, "a held neuron that the network does not have")
    require_homogeneous(neuron_pieces(problem))
    own = [Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, *([Block.HIDDEN_BIAS] if network.hidden_bias else [])]
    require(all(network.trains(block) for block in own), "a neuron is rescaled only if a, w and b are trained")
    penalised = any(block in term.blocks for term in problem.objective.penalties for block in own)
    require(not penalised, "a penalised neuron cannot be rescaled")
    first = 1 if network.output_bias and network.trains(Block.OUTPUT_BIAS) else 0
    places = {first + j for j in held}
    require(all(place < len(centre) and centre[place] != 0 for place in places), "a held output weight is not 0")
    return [k for k in range(len(centre)) if k not in places]


def require_homogeneous(pieces: Pieces) -> None:
    """Refuse unless s(r z) = r^k s(z) for all r > 0 and one k > 0: by Euler's z s' = k s on each side of 0."""
    require(all(point == 0 for point in pieces.breaks), "a homogeneous neuron has no break point but 0")
    require(not any(pieces.owner), "a homogeneous neuron is continuous")
    require(is_zero(substitute(pieces.pieces[0], Num(Fraction(0)))), "a homogeneous neuron is 0 at 0")
    degrees = set()
    for index, piece in enumerate(pieces.pieces):
        check_evident(pieces, 0, index, closed_interval(pieces, index))
        if not is_zero(piece):
            degrees.add(normalise(div(mul((Z, nth_derivative(piece))), piece)).rational)
    degree = degrees.pop() if len(degrees) == 1 else None
    require(degree is not None and degree > 0, "the neuron is not shown to be positively homogeneous")
