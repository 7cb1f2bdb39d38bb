"""Conditions of thm.cells: piecewise affine losses, and a path of monotone units through piecewise affine layers.

A path takes one unit of each layer of a part of f (the shortcut, or a branch). The proof moves the weights along it,
those of its first unit all, and that unit's bias where X_i = (x_i, 1); everything else stands still. So of the other
units of the first layer nothing is asked, while those of further layers receive what moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial
from itertools import pairwise

from theoremcheck.trusted.data.linear import every, frozen_by, frozen_values, some
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_obligations
from theoremcheck.trusted.problem.expr import Num, substitute
from theoremcheck.trusted.problem.model import (
    AnyBlock,
    AnyFunction,
    Block,
    Function,
    Kind,
    Layer,
    Piece,
    Problem,
    Vector,
    overlap,
)
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Chain:
    """The layers of a part of f, the blocks of their weights, the output weights last, and the first layer's biases."""

    layers: tuple[Layer, ...]
    weights: tuple[AnyBlock, ...]
    biases: AnyBlock


def chains(problem: Problem) -> tuple[Chain, ...]:
    """The shortcut as a chain of one layer, and the branches. A residual layer sees the features too: then none."""
    network = problem.network
    found = []
    if network.width:
        layer = Layer(network.width, problem.neuron)
        found.append(Chain((layer,), (Block.HIDDEN_WEIGHTS, Block.OUTPUT_WEIGHTS), Block.HIDDEN_BIAS))
    for branch, layers in network.branches.items():
        weights = [Piece(branch, number, Kind.WEIGHTS) for number in range(1, len(layers) + 1)]
        if not any(layer.residual for layer in layers):
            found.append(Chain(layers, (*weights, Piece(branch, 0, Kind.OUTPUT)), Piece(branch, 1, Kind.BIASES)))
    return tuple(found)


# --- one function -----------------------------------------------------------------------------------------------------


def is_piecewise_affine(function: AnyFunction) -> bool:
    """True if a function that is defined on R is affine inside each of its pieces; False if it is not inside one.

    Raises ``Refusal`` where neither is seen.
    """
    pieces = _pieces(function)
    bends = [nth_derivative(piece, 2) for piece in pieces.pieces]
    if all(map(is_zero, bends)):
        check_obligations(pieces, None, (), inner=True)  # so each piece is analytic, and its s'' is 0 everywhere
        return True
    if any(_bends(pieces, index) for index in range(len(bends))):
        return False
    raise Refusal("cells.undecided")


def _bends(pieces: Pieces, index: int) -> bool:
    """True if the second derivative is seen not to be 0 at a point inside the piece."""
    lower, upper = pieces.interval(index)
    middle = between(lower, upper)
    for place in (middle, between(lower, middle), between(middle, upper)):
        try:
            if _sign(pieces, index, 2, place):
                return True
        except Refusal:
            continue
    return False


def is_monotone(function: AnyFunction) -> bool:
    """True if the slopes of a piecewise affine function are all > 0, or all < 0; False if they are not."""
    pieces = _pieces(function)
    signs = [_sign(pieces, index, 1, between(*pieces.interval(index))) for index in range(len(pieces.pieces))]
    return len(set(signs)) == 1 and signs[0] != 0


def _pieces(function: AnyFunction) -> Pieces:
    if not isinstance(function, Function):
        raise Refusal("cells.opaque")
    return split(function.expr)


def _sign(pieces: Pieces, index: int, order: int, place: Fraction) -> int:
    """The sign of a derivative of a piece at a point inside it."""
    return sign_of(substitute(nth_derivative(pieces.pieces[index], order), Num(place)))


# --- the network ------------------------------------------------------------------------------------------------------


def moves(problem: Problem, block: AnyBlock) -> bool:
    """True if the block is trained and in no penalty: its entries can be moved, and nothing but f sees that."""
    return frozen_by(problem, block) is None and not any(overlap(entry, block) for entry in problem.objective.penalised)


def is_free(problem: Problem, chain: Chain) -> bool:
    """True if the weights of a chain move as a path asks for, whatever its neurons are.

    Those of the first layer do, with the biases where X_i = (x_i, 1). Other ones may be frozen, but not those of two
    layers that follow each other, the output weights with them: then no product of moved weights tells paths apart.
    """
    free = [moves(problem, block) for block in chain.weights]
    apart = all(first or second for first, second in pairwise(free))
    held = all(one or frozen_by(problem, block) is not None for one, block in zip(free, chain.weights, strict=True))
    return free[0] and apart and held and (not problem.sees_one or _has_biases(problem, chain))


def _has_biases(problem: Problem, chain: Chain) -> bool:
    """The units of the first layer have biases that move."""
    shortcut = chain.biases is Block.HIDDEN_BIAS
    biased = problem.network.hidden_bias if shortcut else problem.network.biased(chain.layers[0])
    return biased and moves(problem, chain.biases)


def has_path(problem: Problem, chain: Chain) -> bool:
    """True if a path leads through the chain: of monotone units, by weights that move or are frozen at other than 0.

    Above the first layer all units are piecewise affine. Raises ``Refusal`` where that is not known.
    """
    if not is_free(problem, chain):
        return False
    if not every(_kinds(chain.layers[1:]), is_piecewise_affine):
        return False
    frozen = [frozen_weights(problem, block) for block in chain.weights]
    # Units whose neuron is not known are left out at first.
    return some([partial(_leads, chain, frozen, shows) for shows in (_known_monotone, _monotone)])


def _kinds(layers: Iterable[Layer]) -> dict[AnyFunction, None]:
    return dict.fromkeys(part.neuron for layer in layers for part in layer.parts)


def _monotone(neuron: AnyFunction) -> bool:
    return is_piecewise_affine(neuron) and is_monotone(neuron)


def _known_monotone(neuron: AnyFunction) -> bool:
    try:
        return _monotone(neuron)
    except Refusal:
        return False


def frozen_weights(problem: Problem, block: AnyBlock) -> Vector | None:
    """The values of the weights where they are frozen, row by row, None where they move."""
    entry = frozen_by(problem, block)
    return None if entry is None else frozen_values(problem, entry, block)


def _leads(chain: Chain, frozen: list[Vector | None], monotone: Callable[[AnyFunction], bool]) -> bool:
    """True if monotone units, one of each layer, are joined by weights that move or are not 0, up to the output."""
    reached: list[int] = []
    for number, layer in enumerate(chain.layers):
        shown = {neuron: monotone(neuron) for neuron in _kinds((layer,))}
        units = [unit for unit, neuron in enumerate(layer.neurons) if shown[neuron]]
        if number:
            below = chain.layers[number - 1].width
            units = [unit for unit in units if _joined(frozen[number], unit * below, reached)]
        reached = units
    return _joined(frozen[-1], 0, reached)


def _joined(values: Vector | None, start: int, below: Iterable[int]) -> bool:
    """True if a unit, whose weights begin at ``start``, is joined to one of those below."""
    return any(values is None or values[start + unit] for unit in below)


def affine_path(problem: Problem) -> bool:
    """network.affine_path: such a path leads through some part of f."""
    return some([partial(has_path, problem, chain) for chain in chains(problem)])


def piecewise_affine_loss(problem: Problem) -> bool:
    """loss.piecewise_affine, of both losses where each class has its own."""
    return every(problem.losses, is_piecewise_affine)
