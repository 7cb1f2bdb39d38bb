"""A hidden unit that can be scaled against the weights that leave it (theory: network.scalable)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from theoremcheck.trusted.data.linear import some
from theoremcheck.trusted.data.wide import is_free
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.minima.gauges import homogeneous_degree
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.expr import parameters
from theoremcheck.trusted.problem.model import AnyBlock, AnyFunction, Block, Kind, Piece, Problem
from theoremcheck.trusted.refusal import require


def scalable(problem: Problem) -> bool:
    """network.scalable: for some hidden unit s(r z) = r^k s(z) for all r > 0 and some k > 0, with s(0) = 0.

    The weights into it, its bias if it has one, and the weights that leave it are trained and in no penalty. It may be
    any unit of the shortcut, or of a layer of a branch that does not see the features beside what is below it.
    """
    free = (neuron for neuron, blocks in _units(problem) if all(is_free(problem, block) for block in blocks))
    return some([partial(_is_homogeneous, neuron) for neuron in dict.fromkeys(free)])


def _units(problem: Problem) -> Iterator[tuple[AnyFunction, tuple[AnyBlock, ...]]]:
    """The neurons of the hidden units, each with the blocks of its weights, its bias, and the weights that leave it."""
    network = problem.network
    if network.width:
        bias = (Block.HIDDEN_BIAS,) if network.hidden_bias else ()
        yield problem.neuron, (Block.HIDDEN_WEIGHTS, *bias, Block.OUTPUT_WEIGHTS)
    for branch, layers in network.branches.items():
        known = network.pieces(branch, 1)  # which pieces there are does not depend on the number of features
        for number, layer in enumerate(layers, 1):
            above = (0, Kind.OUTPUT) if number == len(layers) else (number + 1, Kind.WEIGHTS)
            own = [piece for kind in (Kind.WEIGHTS, Kind.BIASES) if (piece := Piece(branch, number, kind)) in known]
            if not layer.residual:
                yield from ((part.neuron, (*own, Piece(branch, *above))) for part in layer.parts)


def _is_homogeneous(neuron: AnyFunction) -> bool:
    """True if it is seen to be; never False. Raises ``Refusal`` of others."""
    expr = formula(neuron, "neuron")
    require(not parameters(expr), "facts.free_parameters")
    return homogeneous_degree(split(expr)) > 0
