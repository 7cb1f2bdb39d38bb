"""Well-formed problems: what a file cannot say, a problem that is built by hand can.

Every proof takes for granted what is required here, so the kernel asks it of a problem before anything else.
"""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.problem.model import AbstractDataset, Block, Dataset, Network, Problem
from theoremcheck.trusted.refusal import require


def check_well_formed(problem: Problem) -> None:
    """Refuse a problem that the theory does not speak of, whatever built it."""
    _check_network(problem.network)
    for term in problem.objective.penalties:
        require(_exact((term.coefficient,)), "problem.penalty_not_exact")
        require(all(isinstance(block, Block) for block in term.blocks), "problem.block")
        require(len(set(term.blocks)) == len(term.blocks), "problem.penalty_block_twice")
    if isinstance(problem.dataset, AbstractDataset):
        _check_sizes(problem.dataset)
    else:
        _check_data(problem.dataset)
    _check_frozen(problem.network, problem.dataset.dimension)


def _check_network(network: Network) -> None:
    widths = (network.width, *(layer.width for layer in network.deep))
    require(all(type(width) is int for width in widths), "problem.width_not_integer")
    require(network.width >= 0, "problem.width_negative")
    require(network.width > 0 or bool(network.deep), "problem.no_neurons")
    require(all(layer.width > 0 for layer in network.deep), "problem.empty_layer")
    biases = (network.hidden_bias, network.output_bias)
    require(all(type(present) is bool for present in biases), "problem.bias_not_boolean")
    blocks = [entry.block for entry in network.frozen]
    require(all(isinstance(block, Block) for block in blocks), "problem.block")
    require(len(set(blocks)) == len(blocks), "problem.frozen_twice")
    exact = all(_exact(entry.value) for entry in network.frozen if entry.value is not None)
    require(exact, "problem.frozen_not_exact")


def _check_frozen(network: Network, dimension: int | None) -> None:
    """Frozen values neither too many nor too few: the proofs count neurons by them. Of w and deep only with d known."""
    counts = network.sizes(dimension or 0)
    for entry in network.frozen:
        unknown = dimension is None and entry.block in (Block.HIDDEN_WEIGHTS, Block.DEEP)
        fits = entry.value is None or unknown or len(entry.value) == counts[entry.block]
        require(fits, "problem.frozen_entries", block=entry.block.value)


def _check_sizes(data: AbstractDataset) -> None:
    known = [size for size in (data.dimension, data.positives, data.negatives) if size is not None]
    require(all(type(size) is int and size > 0 for size in known), "problem.size_not_positive")


def _check_data(data: Dataset) -> None:
    count = len(data.points)
    require(len(data.labels) == count == len(data.weights), "problem.lengths_differ")
    both = set(data.labels) == {1, -1} and all(type(label) is int for label in data.labels)
    require(both, "problem.labels")
    require(_exact(data.weights), "problem.weight_not_exact")
    require(all(weight > 0 for weight in data.weights), "problem.weight_not_positive")
    require(len({len(point) for point in data.points}) == 1, "problem.dimensions_differ")
    require(data.dimension > 0, "problem.no_features")
    require(all(map(_exact, data.points)), "problem.entry_not_exact")


def _exact(values: tuple[object, ...]) -> bool:
    """True if all are of the type Fraction: a float or a truth value would be computed with as if it were exact."""
    return all(type(value) is Fraction for value in values)
