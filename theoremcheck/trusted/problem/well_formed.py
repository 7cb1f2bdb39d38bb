"""Well-formed problems: what a file cannot say, a problem that is built by hand can.

Every proof takes for granted what is required here, so the kernel asks it of a problem before anything else. That every
field has its declared type is known by then (``admission``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from theoremcheck.trusted.problem.expr import Z
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    AnyBlock,
    Dataset,
    Function,
    Network,
    PerClass,
    Piece,
    Problem,
    overlap,
)
from theoremcheck.trusted.refusal import require


def check_well_formed(problem: Problem) -> None:
    """Refuse a problem that the theory does not speak of, whatever built it."""
    network = problem.network
    if isinstance(problem.loss, PerClass):  # else one problem could be written in two ways
        require(problem.loss.plus != problem.loss.minus, "problem.equal_losses")
    _check_network(network)
    for term in problem.objective.penalties:
        require(all(_is_there(network, block) for block in term.blocks), "problem.block")
        require(_apart(term.blocks), "problem.penalty_block_twice")
    if isinstance(problem.dataset, AbstractDataset):
        _check_sizes(problem.dataset)
    else:
        _check_data(problem.dataset)
    _check_frozen(problem.network, problem.dataset.dimension)
    fits = not network.residual or network.deep[-1].width == problem.dataset.dimension
    require(fits, "problem.residual")


def _check_network(network: Network) -> None:
    require(network.width >= 0, "problem.width_negative")
    require(network.width > 0 or bool(network.layers), "problem.no_neurons")
    whole = all(part.width > 0 for layer in network.layers for part in layer.parts)
    require(whole, "problem.empty_layer")
    require(not network.residual or _is_head(network), "problem.residual")
    blocks = tuple(entry.block for entry in network.frozen)
    require(all(_is_there(network, block) for block in blocks), "problem.block")
    require(_apart(blocks), "problem.frozen_twice")


def _is_head(network: Network) -> bool:
    """A residual layer is the last of deep, over another one; nothing is added to it but a_0; its units hand on."""
    *below, head = (*network.deep, *network.beside)
    alone = network.width == 0 and not network.beside
    return (
        alone
        and bool(below)
        and not any(layer.residual for layer in below)
        and (head.neuron, head.others) == (Function(Z), ())
        and head.bias is False
    )


def _is_there(network: Network, block: AnyBlock) -> bool:
    """True for a block, present or not, and for a piece that the network has."""
    return not isinstance(block, Piece) or block in network.pieces(block.branch, 1)


def _apart(blocks: Sequence[AnyBlock]) -> bool:
    """True if no two of them have a parameter in common."""
    return not any(overlap(first, second) for first, second in combinations(blocks, 2))


def _check_frozen(network: Network, dimension: int | None) -> None:
    """Frozen values neither too many nor too few: the proofs count neurons by them. Of some only with d known."""
    for entry in network.frozen:
        unknown = dimension is None and network.count(entry.block, 1) != network.count(entry.block, 2)
        fits = entry.value is None or unknown or len(entry.value) == network.count(entry.block, dimension or 1)
        require(fits, "problem.frozen_entries", block=entry.block.value)


def _check_sizes(data: AbstractDataset) -> None:
    known = [size for size in (data.dimension, data.positives, data.negatives) if size is not None]
    require(all(size > 0 for size in known), "problem.size_not_positive")


def _check_data(data: Dataset) -> None:
    count = len(data.points)
    require(len(data.labels) == count == len(data.weights), "problem.lengths_differ")
    require(set(data.labels) == {1, -1}, "problem.labels")
    require(all(weight > 0 for weight in data.weights), "problem.weight_not_positive")
    require(len({len(point) for point in data.points}) == 1, "problem.dimensions_differ")
    require(data.dimension > 0, "problem.no_features")
