"""What has to be so before labels are looked for that give a bad minimum at every width (theory: rule.potential).

Every refusal is exact: what is undecided by it is left to the attempt.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case
from theoremcheck.trusted.data.exact import span_rank
from theoremcheck.trusted.functions.balls import constant_sign
from theoremcheck.trusted.functions.breaks import below, compare, exact
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.copies import shortcut_blocks
from theoremcheck.trusted.minima.gauges import homogeneous_degree
from theoremcheck.trusted.problem.expr import Num, sub, substitute
from theoremcheck.trusted.problem.model import Block, Dataset, Function, Network, Problem, Vector
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.verdict.findings import find

_ZERO: Final = Fraction(0)


def check_premises(problem: Problem) -> tuple[Vector, ...]:
    """The distinct X_i of the neurons, (N, D), in the order of the samples. Raises ``Refusal`` with what is missing."""
    require(isinstance(problem.dataset, Dataset), "relabel.no_samples")
    require(all(isinstance(entry, Function) for entry in problem.functions), "relabel.no_formula")
    require(not problem.parameters, "relabel.symbolic")
    _check_network(problem.network)
    require(not problem.objective.penalised, "relabel.penalty")
    _check_loss(problem)
    _check_neuron(problem)
    inputs = tuple(dict.fromkeys(problem.inputs))
    rank, dimension = span_rank(inputs), len(inputs[0])
    if problem.sees_one:
        require(rank == dimension, "relabel.affine_subspace", rank=rank - 1, dimension=dimension - 1)
    require(rank == dimension, "relabel.subspace", rank=rank, dimension=dimension)
    return inputs


def enough(dimension: int) -> int:
    """K = 2 + D + D (D + 1) / 2: so many inputs are enough, where the vectors of Ding, Li and Sun have that rank."""
    return 2 + dimension + dimension * (dimension + 1) // 2


def offset_of(network: Network) -> Fraction | None:
    """The value of a_0 where it is not trained; None where it is. Raises ``Refusal`` where it is not known."""
    if not network.output_bias:
        return _ZERO
    frozen = network.frozen_block(Block.OUTPUT_BIAS)
    if frozen is None:
        return None
    if frozen.value is None:
        raise Refusal("relabel.offset_unknown")
    return frozen.value[0]


def kinks_of(problem: Problem) -> dict[int, float]:
    """The last kink below 0 of the loss of each label that has one, in floats."""
    found = {}
    for label in (1, -1):
        pieces = loss_pieces(problem, label)
        for k, point in enumerate(pieces.breaks):
            jump = sub(*(substitute(nth_derivative(pieces.pieces[j], 1), exact(point)) for j in (k + 1, k)))
            if compare(point, _ZERO) < 0 and constant_sign(jump) == 1:
                found[label] = float(below(point))
    return found


def _check_network(network: Network) -> None:
    require(network.width > 0, "relabel.no_shortcut")
    require(network.plain and not network.layers, "relabel.deep")
    for block in shortcut_blocks(network):
        require(network.trains(block), "relabel.frozen", block=block.value)
    offset_of(network)


def _check_loss(problem: Problem) -> None:
    """The loss is convex, and l'(0) > 0 on both sides of 0."""
    found = find(Case(problem), "loss.convex")
    require(found.status is not Status.FAILS, "relabel.not_convex")
    require(found.status is Status.HOLDS, "relabel.convexity_open")
    for label in (1, -1):
        require(_rises_at_zero(loss_pieces(problem, label)), "relabel.no_slope")


def _rises_at_zero(pieces: Pieces) -> bool:
    places = [k for k, point in enumerate(pieces.breaks) if compare(point, _ZERO) < 0]
    first = len(places)  # the piece that begins at the last break below 0
    kinked = first < len(pieces.breaks) and compare(pieces.breaks[first], _ZERO) == 0
    beside = (first, first + 1) if kinked else (first,)
    return all(constant_sign(substitute(nth_derivative(pieces.pieces[k], 1), Num(_ZERO))) == 1 for k in beside)


def _check_neuron(problem: Problem) -> None:
    """Not s'' = 0, and not s homogeneous, for which Euler's equation makes the form 0 along w."""
    assert isinstance(problem.neuron, Function)
    pieces = split(problem.neuron.expr)
    require(not all(is_zero(nth_derivative(piece, 2)) for piece in pieces.pieces), "relabel.affine_neuron")
    degree = answer(homogeneous_degree, pieces)
    require(degree is None, "relabel.homogeneous", degree=degree)
