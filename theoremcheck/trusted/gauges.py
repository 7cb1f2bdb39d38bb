"""Scales of neurons that change nothing: one parameter of such a neuron may be held (theory: rule.strict).

If s(r z) = r^k s(z) for r > 0, the neurons (a, w, b) and (a r^(-k), r w, r b) are the same function, so a != 0 may be
held; if s' = k s, so are (a, w, b) and (a e^(-k r), w, b + r), and b may be held.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from theoremcheck.trusted.expansion import sizes
from theoremcheck.trusted.expr import Num, Z, div, mul, sub, substitute
from theoremcheck.trusted.model import Block, Problem
from theoremcheck.trusted.normal import is_zero, normalise
from theoremcheck.trusted.pieces import Pieces
from theoremcheck.trusted.reach import neuron_pieces, samples
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.slopes import nth_derivative
from theoremcheck.trusted.smooth import check_evident, closed_interval


def moving_places(problem: Problem, centre: Sequence[Fraction], held: tuple[int, ...]) -> list[int]:
    """The places in the centre of the parameters that move: all but one of each held neuron (a_j, or b_j)."""
    if not held:
        return list(range(len(centre)))
    network = problem.network
    require(all(a < b for a, b in pairwise(held)), "the held neurons must increase")
    require(held[0] >= 0 and held[-1] < network.width, "a held neuron that the network does not have")
    pieces = neuron_pieces(problem)
    exponential = _is_exponential(pieces)
    if exponential:
        require(network.hidden_bias, "without a hidden bias a neuron cannot be rescaled")
        own = [Block.OUTPUT_WEIGHTS, Block.HIDDEN_BIAS]
    else:
        require_homogeneous(pieces)
        own = [Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, *([Block.HIDDEN_BIAS] if network.hidden_bias else [])]
    require(all(network.trains(block) for block in own), "a neuron is rescaled only if a, w and b are trained")
    penalised = any(block in term.blocks for term in problem.objective.penalties for block in own)
    require(not penalised, "a penalised neuron cannot be rescaled")
    first = _start(problem, own[-1] if exponential else own[0])
    places = {first + j for j in held}
    require(all(place < len(centre) for place in places), "a held neuron that the centre does not have")
    require(exponential or all(centre[place] != 0 for place in places), "a held output weight is not 0")
    return [k for k in range(len(centre)) if k not in places]


def _start(problem: Problem, block: Block) -> int:
    """Where the trained entries of the block start in a centre."""
    start = 0
    for other, count in sizes(problem.network, samples(problem).dimension).items():
        if other is block:
            break
        start += count if problem.network.trains(other) else 0
    return start


def _is_exponential(pieces: Pieces) -> bool:
    """True if s' = k s with a rational k != 0."""
    if pieces.breaks:
        return False
    check_evident(pieces, 1, 0, closed_interval(pieces, 0))
    value, slope = pieces.pieces[0], nth_derivative(pieces.pieces[0])
    if is_zero(value):
        return False
    try:
        rate = normalise(div(slope, value)).rational
    except Refusal:
        return False
    return rate is not None and rate != 0 and is_zero(sub(slope, mul((Num(rate), value))))


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
