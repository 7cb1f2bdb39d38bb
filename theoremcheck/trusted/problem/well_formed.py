"""Well-formed problems: what a file cannot say, a problem that is built by hand can.

Every proof takes for granted what is required here, so the kernel asks it of a problem before anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from fractions import Fraction
from itertools import combinations
from typing import Any, Final, get_args

from theoremcheck.trusted.frozen import is_exact
from theoremcheck.trusted.problem.dataset import Sample
from theoremcheck.trusted.problem.expr import Expr, Fn
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    AnyBlock,
    Assumption,
    Block,
    Dataset,
    Frozen,
    Function,
    Kind,
    Layer,
    Network,
    Objective,
    OpaqueFunction,
    Part,
    Penalty,
    Piece,
    Problem,
    overlap,
)
from theoremcheck.trusted.refusal import require

_PARTS: Final = frozenset(
    map(
        id,
        (
            *(Problem, Dataset, AbstractDataset, Assumption, Function, OpaqueFunction, *get_args(Expr)),
            *(Network, Layer, Part, Frozen, Piece, Objective, Penalty),
        ),
    )
)
_ENTRIES: Final = frozenset(map(id, (Fraction, int, float, bool, str, type(None), Block, Kind, Fn)))
"""Classes by identity: a class may say itself what it is equal to."""


def check_well_formed(problem: Problem) -> None:
    """Refuse a problem that the theory does not speak of, whatever built it."""
    network = problem.network
    _check_network(network)
    for term in problem.objective.penalties:
        require(_exact((term.coefficient,)), "problem.penalty_not_exact")
        require(all(_is_block(network, block) for block in term.blocks), "problem.block")
        require(_apart(term.blocks), "problem.penalty_block_twice")
    if isinstance(problem.dataset, AbstractDataset):
        _check_sizes(problem.dataset)
    else:
        _check_data(problem.dataset)
    _check_frozen(problem.network, problem.dataset.dimension)


def _check_network(network: Network) -> None:
    branches = (network.deep, network.beside)
    require(all(type(layers) is tuple for layers in branches), "problem.layer_type")
    require(all(type(layer) is Layer for layer in network.layers), "problem.layer_type")
    widths = (network.width, *(layer.width for layer in network.layers))
    require(all(type(width) is int for width in widths), "problem.width_not_integer")
    require(network.width >= 0, "problem.width_negative")
    require(network.width > 0 or bool(network.layers), "problem.no_neurons")
    for layer in network.layers:
        _check_layer(layer)
    biases = (network.hidden_bias, network.output_bias)
    require(all(type(present) is bool for present in biases), "problem.bias_not_boolean")
    blocks = tuple(entry.block for entry in network.frozen)
    require(all(_is_block(network, block) for block in blocks), "problem.block")
    require(_apart(blocks), "problem.frozen_twice")
    exact = all(_exact(entry.value) for entry in network.frozen if entry.value is not None)
    require(exact, "problem.frozen_not_exact")


def _check_layer(layer: Layer) -> None:
    """Every kind of unit in the layer is there, and together they are all of it."""
    parts = type(layer.others) is tuple and all(type(part) is Part for part in layer.others)
    require(parts, "problem.layer_type")
    require(all(type(part.width) is int for part in layer.others), "problem.width_not_integer")
    require(all(part.width > 0 for part in layer.parts), "problem.empty_layer")
    require(layer.bias is None or type(layer.bias) is bool, "problem.bias_not_boolean")


def _is_block(network: Network, block: object) -> bool:
    """True for a block, present or not, and for a piece that the network has."""
    if type(block) is Piece:
        typed = type(block.branch) is Block and type(block.layer) is int and type(block.kind) is Kind
        return typed and block in network.pieces(block.branch, 1)
    return type(block) is Block


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
    """True if all are exact: a float or a truth value would be computed with as if it were."""
    return all(map(is_exact, values))


def check_frozen_throughout(problem: Problem) -> None:
    """Accept a problem made of the frozen classes of the model, tuples and numbers, and of no subclass of one.

    What is established of a problem is believed for as long as it is there. A list in it could be another one by then,
    and a subclass may answer differently whenever it is asked. Which numbers are exact is asked place by place.
    """
    stack: list[Any] = [problem]
    while stack:
        value = stack.pop()
        kind = type(value)
        if kind is tuple or kind is Sample:
            stack += () if all(type(entry) is Fraction for entry in value) else value
        elif id(kind) in _PARTS:
            stack += (getattr(value, entry.name) for entry in fields(value))
        else:
            require(id(kind) in _ENTRIES, "problem.not_frozen", found=kind.__name__)
