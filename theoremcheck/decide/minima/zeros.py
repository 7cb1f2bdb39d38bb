"""Biases that are frozen at 0 are as good as absent: the same f in the same trained parameters. Untrusted.

The checks of best fits move what is frozen all the same, and with it a constant that the fit does not have. So where a
linear function fits best, points come from the network without these biases, and boxes around them are checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from theoremcheck.decide.minima.ground import Ground
from theoremcheck.trusted.problem.model import AnyBlock, Block, Kind, Layer, Network, Piece, Problem, Vector


def without_zeros(problem: Problem) -> Problem:
    """The problem without the biases that are frozen at 0; itself where there are none. Trained ones keep their order.

    Problems with penalties or a residual head are left as they are.
    """
    network = problem.network
    zero = {entry.block for entry in network.frozen if entry.value and not any(entry.value) and _is_bias(entry.block)}
    if not zero or problem.objective.penalties or network.residual:
        return problem
    reduced = Network(
        network.width,
        network.hidden_bias and Block.HIDDEN_BIAS not in zero,
        network.output_bias and Block.OUTPUT_BIAS not in zero,
        _layers(network, Block.DEEP, zero),
        tuple(entry for entry in network.frozen if entry.block not in zero),
        _layers(network, Block.BESIDE, zero),
    )
    return replace(problem, network=reduced)


def _is_bias(block: AnyBlock) -> bool:
    return block in (Block.OUTPUT_BIAS, Block.HIDDEN_BIAS) or (isinstance(block, Piece) and block.kind is Kind.BIASES)


def _layers(network: Network, branch: Block, zero: set[AnyBlock]) -> tuple[Layer, ...]:
    """The layers of a branch, each of which says itself whether it has biases."""
    own = network.branches.get(branch, ())
    kept = (Piece(branch, number, Kind.BIASES) not in zero for number in range(1, len(own) + 1))
    return tuple(replace(layer, bias=network.biased(layer) and keeps) for layer, keeps in zip(own, kept, strict=True))


def near_fits(ground: Ground) -> Iterator[Vector]:
    """Trained parameters of the best fits of the network without the biases that are frozen at 0, if there are any."""
    reduced = without_zeros(ground.problem)
    if reduced is ground.problem:
        return
    from theoremcheck.decide.minima.hull import frozen_fit, hull
    from theoremcheck.decide.minima.mixed import mixed_hull

    own = ground.of(reduced)
    for construct in (frozen_fit, hull, mixed_hull):
        for evidence in construct(own) if reduced.network.plain or construct is mixed_hull else ():
            if all(count == 1 for layer in evidence.copies for count in layer):
                yield evidence.centre
