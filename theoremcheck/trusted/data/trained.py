"""What f is affine in of what is trained, and what a penalty shrinks: read off the network and the objective.

Theory: network.output_layer, objective.convex_outputs, objective.linear_decay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from theoremcheck.trusted.data.linear import every, frozen_by, frozen_values
from theoremcheck.trusted.functions.affine import is_affine, vanishes_at_zero
from theoremcheck.trusted.problem.model import AnyFunction, Block, Kind, Layer, Network, Piece, Problem

_WEIGHTS: Final = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)
_OUTPUTS: Final = (Block.OUTPUT_BIAS, Block.OUTPUT_WEIGHTS)
_SHORTCUT: Final = (*_OUTPUTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS)

_Layer: TypeAlias = tuple[Block | Piece, Block | Piece, Layer | None]
"""Its weights, its biases, present or not, and what it is; None for the shortcut."""


def output_pieces(problem: Problem) -> list[Block | Piece]:
    """The output weights that are trained: a_0, the a_j, and those of the branches of f_D."""
    own = [block for block in _OUTPUTS if problem.network.trains(block)]
    others = [Piece(branch, 0, Kind.OUTPUT) for branch in problem.network.branches]
    return [*own, *(piece for piece in others if frozen_by(problem, piece) is None)]


def _trained(problem: Problem) -> list[Block | Piece]:
    """The blocks of the shortcut, and the pieces of branches, that are present and trained."""
    network = problem.network
    own = [block for block in _SHORTCUT if network.trains(block)]
    # Which pieces there are does not depend on the number of features.
    others = [piece for branch in network.branches for piece in network.pieces(branch, 1)]
    return [*own, *(piece for piece in others if frozen_by(problem, piece) is None)]


def _chains(network: Network) -> Iterator[tuple[list[_Layer], Block | Piece]]:
    """The shortcut, a chain of one layer, and the branches of f_D: their layers, upwards, and their output weights."""
    if network.width:
        yield [(Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS, None)], Block.OUTPUT_WEIGHTS
    for branch, layers in network.branches.items():
        own: list[_Layer] = [
            (Piece(branch, k, Kind.WEIGHTS), Piece(branch, k, Kind.BIASES), layer) for k, layer in enumerate(layers, 1)
        ]
        yield own, Piece(branch, 0, Kind.OUTPUT)


def moving_neurons(problem: Problem, *, branches_only: bool = False) -> list[AnyFunction] | None:
    """The neurons that trained parameters act through; None where two trained factors are multiplied.

    A layer moves if something in it, or below it, is trained; then no trained weights may lead on from it. With
    ``branches_only`` the shortcut is left out.
    """
    trained = set(_trained(problem))
    moving: list[AnyFunction] = []
    for layers, output in _chains(problem.network):
        if branches_only and output is Block.OUTPUT_WEIGHTS:
            continue
        moves = False
        for weights, biases, layer in layers:
            if moves and weights in trained:
                return None
            moves = moves or not trained.isdisjoint((weights, biases))
            if moves:
                moving += (problem.neuron,) if layer is None else (part.neuron for part in layer.parts)
        if moves and output in trained:
            return None
    return list(dict.fromkeys(moving))


def output_layer(problem: Problem) -> bool:
    """network.output_layer: f is affine in what is trained, whatever the values of what is frozen.

    No two trained factors meet, and the neurons of layers that move are affine, so what these hand on is affine in what
    is trained.
    """
    moving = moving_neurons(problem)
    return moving is not None and every(moving, is_affine)


def convex_outputs(problem: Problem) -> bool:
    """objective.convex_outputs: on all that is trained the penalties add up to none, or to a penalty."""
    return all(problem.objective.coefficient(block) >= 0 for block in _trained(problem))


# --- what shrinks -------------------------------------------------------------------------------------------------


def is_zero_bias(problem: Problem, block: Block) -> bool:
    """True if the network has no such bias, or has it frozen at 0 throughout."""
    network = problem.network
    if not (network.output_bias if block is Block.OUTPUT_BIAS else network.hidden_bias):
        return True
    entry = network.frozen_block(block)
    return entry is not None and not any(frozen_values(problem, entry, block))


def free_constant(problem: Problem) -> bool:
    """True if a_0 is trained, without a penalty: it makes up for what sum_j a_j s(b_j) loses as the a_j shrink."""
    return problem.network.trains(Block.OUTPUT_BIAS) and not problem.objective.coefficient(Block.OUTPUT_BIAS)


def rests(problem: Problem) -> bool:
    """s(0) = 0, and every b_j is 0, or trained with a penalty: a neuron can shrink to nothing."""
    if not vanishes_at_zero(problem.neuron):
        return False
    trained = problem.network.trains(Block.HIDDEN_BIAS)
    return problem.objective.coefficient(Block.HIDDEN_BIAS) > 0 if trained else is_zero_bias(problem, Block.HIDDEN_BIAS)


def shrinking_biases(problem: Problem) -> bool:
    """True if the b_j shrink with the weights, and their penalty counts; else they stay where they are."""
    return not free_constant(problem) and problem.network.trains(Block.HIDDEN_BIAS)


def linear_decay(problem: Problem) -> bool:
    """objective.linear_decay: decay on all a_j and w_j of affine neurons, a convex rest, and a constant or none.

    f is affine in all else that is trained (``moving_neurons``). The last clause is ``free_constant``, or s(0) = 0 and
    every b_j 0, or trained with a penalty (``rests``).
    """
    network, objective = problem.network, problem.objective
    if not all(network.trains(block) and objective.coefficient(block) > 0 for block in _WEIGHTS):
        return False
    moving = moving_neurons(problem, branches_only=True)
    if moving is None or not convex_outputs(problem):
        return False
    return every((problem.neuron, *moving), is_affine) and (free_constant(problem) or rests(problem))
