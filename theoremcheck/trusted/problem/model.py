"""The exact problem: dataset, neuron, loss, network and objective, as frozen values with a digest.

This is what a verdict is about. Everything that does not change the mathematical question (names, comments, paths,
search settings, expectations) is left out of the canonical form and so of the digest.

Trusted: standard library and python-flint only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Final, TypeAlias

from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.frozen import ByFields, FrozenDict
from theoremcheck.trusted.problem.canonical import Json as Json  # noqa: PLC0414
from theoremcheck.trusted.problem.canonical import expr_json as expr_json  # noqa: PLC0414
from theoremcheck.trusted.problem.canonical import json_text
from theoremcheck.trusted.problem.data_text import assumptions_json, data_text
from theoremcheck.trusted.problem.dataset import (  # importable from here, too
    AbstractDataset as AbstractDataset,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.dataset import (
    Assumption as Assumption,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.dataset import (
    Cleared as Cleared,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.dataset import (
    Dataset as Dataset,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.dataset import (
    Sample as Sample,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.dataset import (
    Vector as Vector,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.dataset import (
    cleared_form as cleared_form,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.dataset import (
    remembered as remembered,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.expr import Expr, Param, parameters
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal


@dataclass(frozen=True)
class Function(ByFields):
    """A neuron or a loss given by its formula. Two of them are equal if their formulas are, whatever their names."""

    expr: Expr
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class OpaqueFunction(ByFields):
    """A function R -> R known by assumed properties only; ids are written ``neuron.*`` or ``loss.*``.

    Its name is all that tells it from another one with the same properties, so the name counts.
    """

    assumptions: tuple[Assumption, ...]
    name: str = ""


AnyFunction: TypeAlias = Function | OpaqueFunction


@dataclass(frozen=True)
class PerClass(ByFields):
    """Two different losses: ``plus`` that of the samples of class +, ``minus`` that of class -."""

    plus: AnyFunction
    minus: AnyFunction

    @property
    def name(self) -> str:
        """Both names, as reports have them."""
        return f"{self.plus.name or 'loss'} (+), {self.minus.name or 'loss'} (-)"

    def of(self, label: int) -> AnyFunction:
        """That of the samples with this label, 1 or -1."""
        return self.plus if label > 0 else self.minus


AnyLoss: TypeAlias = AnyFunction | PerClass


@dataclass(frozen=True)
class Part(ByFields):
    """Units of one kind in a layer."""

    width: int
    neuron: AnyFunction


@dataclass(frozen=True)
class Layer(ByFields):
    """One hidden layer of the deep part: ``width`` units in all, in the order of ``parts``.

    The first ones have the neuron ``neuron``, the last ones, kind by kind, those of ``others``. Each unit has a bias
    iff ``bias``; None says: iff the network has hidden biases. In a ``residual`` layer, the last one of ``deep``, there
    is a unit for each feature, which receives x_k as well, hands on what it receives and has no bias.
    """

    width: int
    neuron: AnyFunction
    others: tuple[Part, ...] = ()
    bias: bool | None = None
    residual: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """The units by kind, in order: together all of the layer."""
        return (Part(self.width - sum(part.width for part in self.others), self.neuron), *self.others)

    @property
    def neurons(self) -> tuple[AnyFunction, ...]:
        """The neuron of every unit, (width,)."""
        return tuple(part.neuron for part in self.parts for _ in range(part.width))


class Block(Enum):
    """The blocks of trainable parameters."""

    OUTPUT_BIAS = "a0"
    OUTPUT_WEIGHTS = "a"
    HIDDEN_WEIGHTS = "w"
    HIDDEN_BIAS = "b"
    DEEP = "deep"
    BESIDE = "beside"


BRANCHES: Final = (Block.DEEP, Block.BESIDE)
"""The blocks of f_D: each is a chain of layers with output weights of its own."""


class Kind(Enum):
    """The kinds of parameters in a branch."""

    WEIGHTS = "weights"
    BIASES = "biases"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Piece:
    """The weights, or the biases, of layer 1, 2, .. of a branch, or its output weights (``layer`` 0)."""

    branch: Block
    layer: int
    kind: Kind

    @property
    def value(self) -> str:
        """Its name: deep.1.weights, deep.output."""
        return f"{self.branch.value}.{f'{self.layer}.' if self.layer else ''}{self.kind.value}"


AnyBlock: TypeAlias = Block | Piece


def overlap(first: AnyBlock, second: AnyBlock) -> bool:
    """True if they have parameters in common: they are the same, or one is a piece of the other."""
    if isinstance(first, Piece) and isinstance(second, Piece):
        return first == second
    return branch_of(first) is branch_of(second)


def branch_of(block: AnyBlock) -> Block:
    """The block itself, or the branch that it is a piece of."""
    return block.branch if isinstance(block, Piece) else block


@dataclass(frozen=True)
class Frozen(ByFields):
    """A block that is not trained. ``value`` holds its entries row by row, or None if the spec gives no value."""

    block: AnyBlock
    value: Vector | None


@dataclass(frozen=True)
class Network(ByFields):
    """f = f_S + f_D.

    f_S(x) = a_0 + sum_j a_j s(w_j . x + b_j) with ``width`` = M neurons (0: no shortcut), a_0 present iff
    ``output_bias`` and b_j iff ``hidden_bias``. f_D is the sum of two branches, ``deep`` and ``beside``, each of which
    may be absent: x -> v . h_k(...h_1(x)) runs through its layers, and its output is linear with no bias of its own.
    With a residual last layer f_D(x) = w . (x + V h(x)), a residual head.
    """

    width: int
    hidden_bias: bool
    output_bias: bool
    deep: tuple[Layer, ...] = ()
    frozen: tuple[Frozen, ...] = ()
    beside: tuple[Layer, ...] = ()

    @property
    def branches(self) -> Mapping[Block, tuple[Layer, ...]]:
        """The layers of the branches that f_D has; empty without a deep part."""
        found = {Block.DEEP: self.deep, Block.BESIDE: self.beside}
        return FrozenDict({branch: layers for branch, layers in found.items() if layers})

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All layers of f_D, branch by branch."""
        return (*self.deep, *self.beside)

    @property
    def neurons(self) -> tuple[AnyFunction, ...]:
        """The distinct neurons of f_D, in order."""
        return tuple(dict.fromkeys(part.neuron for layer in self.layers for part in layer.parts))

    @property
    def residual(self) -> bool:
        """True if some layer is residual: only what ``trusted.residual`` names is known of such networks."""
        return any(layer.residual for layer in self.layers)

    def biased(self, layer: Layer) -> bool:
        """True if the units of a layer of f_D have biases."""
        return self.hidden_bias if layer.bias is None else layer.bias

    @property
    def plain(self) -> bool:
        """True if f_D is at most one branch, deep, whose layers have alike units.

        Evidence that speaks of one layer as of one unit, or of f_D as of one branch, speaks of such networks only. Each
        layer has biases or not, and pieces of the branch may be frozen.
        """
        alike = not any(layer.others for layer in self.deep)
        return alike and not self.beside and not self.residual

    def pieces(self, branch: Block, dimension: int) -> dict[Piece, int]:
        """The number of parameters of each piece of a branch, in order (see ``layout``); empty if it is absent."""
        found, inputs = {}, dimension
        layers = self.branches.get(branch, ())
        for k, layer in enumerate(layers, 1):
            found[Piece(branch, k, Kind.WEIGHTS)] = layer.width * inputs
            if self.biased(layer):
                found[Piece(branch, k, Kind.BIASES)] = layer.width
            inputs = layer.width
        if layers:
            found[Piece(branch, 0, Kind.OUTPUT)] = inputs
        return found

    def sizes(self, dimension: int) -> dict[Block, int]:
        """The number of parameters of every block, in the order of the list of all of them (see ``layout``)."""
        return {
            Block.OUTPUT_BIAS: int(self.output_bias),
            Block.OUTPUT_WEIGHTS: self.width,
            Block.HIDDEN_WEIGHTS: self.width * dimension,
            Block.HIDDEN_BIAS: self.width * int(self.hidden_bias),
            **{branch: sum(self.pieces(branch, dimension).values()) for branch in BRANCHES},
        }

    def count(self, block: AnyBlock, dimension: int) -> int | None:
        """The number of parameters of a block, or of a piece: None for a piece that the network does not have."""
        if isinstance(block, Block):
            return self.sizes(dimension)[block]
        return self.pieces(block.branch, dimension).get(block)

    def frozen_block(self, block: AnyBlock) -> Frozen | None:
        """The entry that freezes all of ``block`` at once, or None: of a branch pieces may be frozen all the same."""
        return next((entry for entry in self.frozen if entry.block == block), None)

    def trains(self, block: Block) -> bool:
        """True if ``block`` is present in the network and trained: nothing of it is frozen."""
        present = {
            Block.OUTPUT_BIAS: self.output_bias,
            Block.OUTPUT_WEIGHTS: self.width > 0,
            Block.HIDDEN_WEIGHTS: self.width > 0,
            Block.HIDDEN_BIAS: self.hidden_bias and self.width > 0,
            Block.DEEP: bool(self.deep),
            Block.BESIDE: bool(self.beside),
        }
        return present[block] and all(branch_of(entry.block) is not block for entry in self.frozen)


@dataclass(frozen=True)
class Penalty(ByFields):
    """``coefficient`` times the sum of squares of all parameters in ``blocks``, no two of which overlap."""

    coefficient: Fraction
    blocks: tuple[AnyBlock, ...]


@dataclass(frozen=True)
class Objective(ByFields):
    """L(t) = sum_i weight_i l(-y_i f(x_i)) / sum_i weight_i + the penalties, l the loss of the class of sample i."""

    penalties: tuple[Penalty, ...] = ()

    @property
    def penalised(self) -> frozenset[AnyBlock]:
        """The blocks, and the pieces, that a penalty with a coefficient other than 0 involves."""
        return frozenset(block for term in self.penalties if term.coefficient for block in term.blocks)

    def coefficient(self, block: AnyBlock) -> Fraction:
        """The total coefficient of the squares of all entries of a block, or of a piece.

        Of a branch its pieces may be penalised beyond that.
        """
        whole = (block.branch, block) if isinstance(block, Piece) else (block,)
        terms = (term for term in self.penalties if any(own in term.blocks for own in whole))
        return sum((term.coefficient for term in terms), Fraction(0))


@dataclass(frozen=True, repr=False)
class Problem(ByFields):
    """Everything that the question NO-BAD depends on.

    ``neuron`` is the neuron s of the shortcut; without a shortcut it is that of the first unit of f_D.
    """

    dataset: Dataset | AbstractDataset
    neuron: AnyFunction
    loss: AnyLoss
    network: Network
    objective: Objective

    @property
    def losses(self) -> tuple[AnyFunction, ...]:
        """The loss; where each class has its own, that of class + and that of class -."""
        return (self.loss.plus, self.loss.minus) if isinstance(self.loss, PerClass) else (self.loss,)

    def loss_of(self, label: int) -> AnyFunction:
        """The loss of the samples with that label, 1 or -1."""
        return self.loss.of(label) if isinstance(self.loss, PerClass) else self.loss

    @property
    def loss_known(self) -> bool:
        """True if there is a formula for the loss, or for each of two."""
        return all(isinstance(loss, Function) for loss in self.losses)

    @property
    def functions(self) -> tuple[AnyFunction, ...]:
        """The neuron s, the loss or losses, and the distinct neurons of f_D."""
        return (self.neuron, *self.losses, *self.network.neurons)

    @property
    def plain(self) -> bool:
        """True if the network is plain, and every penalty speaks of whole blocks."""
        blocks = (block for term in self.objective.penalties for block in term.blocks)
        return self.network.plain and all(isinstance(block, Block) for block in blocks)

    @cached_property
    def parameters(self) -> frozenset[Param]:
        """The symbolic parameters of its functions."""
        return frozenset().union(*(parameters(entry.expr) for entry in self.functions if isinstance(entry, Function)))

    @cached_property
    def deep_functions(self) -> tuple[Function, ...]:
        """The distinct formulas of the deep part's neurons, that of the neuron s left out, in order of the layers."""
        neurons = self.network.neurons
        return tuple(entry for entry in neurons if isinstance(entry, Function) and entry != self.neuron)

    @property
    def samples(self) -> Dataset:
        """The dataset, which has samples. Raises ``Refusal`` where it is abstract."""
        if isinstance(self.dataset, AbstractDataset):
            raise Refusal("data.abstract")
        return self.dataset

    @cached_property
    def inputs(self) -> tuple[Vector, ...]:
        """X_i: the hidden layer's inputs on which its trained parameters act linearly.

        X_i = (x_i, 1) where the hidden bias is present and trained, else x_i (a frozen bias only shifts s). Without a
        shortcut the first layer of f_D is meant. Empty for an abstract dataset.
        """
        if not isinstance(self.dataset, Dataset):
            return ()
        return self.dataset.lifted if self.sees_one else self.dataset.rows

    @property
    def sees_one(self) -> bool:
        """True if X_i = (x_i, 1)."""
        network = self.network
        if network.width or not network.layers:
            return network.trains(Block.HIDDEN_BIAS)
        branch, layers = next(iter(network.branches.items()))
        biases = Piece(branch, 1, Kind.BIASES)
        return network.biased(layers[0]) and not any(overlap(entry.block, biases) for entry in network.frozen)

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of the canonical JSON of each block, and of the whole under ``problem``."""
        found = {"dataset": _sha256(data_text(self.dataset))}
        found.update((name, digest(value)) for name, value in canonical(self).items())
        return FrozenDict({**found, "problem": digest(found)})

    def __repr__(self) -> str:
        """One line: the data, and the digest."""
        return f"<Problem {self.digests['problem'][:12]} on {self.dataset!r}>"


def digest(value: Json | Mapping[str, Json] | Mapping[str, str]) -> str:
    """SHA-256 (hex) of the canonical JSON text of ``value``."""
    return _sha256([json_text(value)])


def _sha256(pieces: Iterable[str]) -> str:
    import hashlib  # many problems are decided without it

    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece.encode("ascii"))
    return found.hexdigest()


def canonical(problem: Problem) -> dict[str, Json]:
    """The canonical JSON of a problem, by block, but of its data: of these ``data_text`` makes the text.

    Names are left out, formulas are written in full.

    Opaque functions, which nothing but their names tells apart, are numbered in the order in which they first occur:
    equal JSON means the same problem up to a renaming.
    """
    opaque = tuple(dict.fromkeys(entry for entry in problem.functions if isinstance(entry, OpaqueFunction)))
    return {
        "neuron": _function_json(problem.neuron, opaque),
        "loss": _loss_json(problem.loss, opaque),
        "network": _network_json(problem.network, opaque),
        "objective": [
            [rational_text(term.coefficient), [block.value for block in term.blocks]]
            for term in problem.objective.penalties
        ],
    }


def _function_json(function: AnyFunction, opaque: tuple[OpaqueFunction, ...]) -> Json:
    if isinstance(function, Function):
        return expr_json(function.expr)
    return {"assumptions": assumptions_json(function.assumptions), "opaque": opaque.index(function)}


def _loss_json(loss: AnyLoss, opaque: tuple[OpaqueFunction, ...]) -> Json:
    if not isinstance(loss, PerClass):
        return _function_json(loss, opaque)
    return {"plus": _function_json(loss.plus, opaque), "minus": _function_json(loss.minus, opaque)}


def _network_json(network: Network, opaque: tuple[OpaqueFunction, ...]) -> Json:
    found: dict[str, Json] = {
        "width": network.width,
        "hidden_bias": network.hidden_bias,
        "output_bias": network.output_bias,
        "deep": [_layer_json(network, layer, opaque) for layer in network.deep],
        "frozen": [
            [entry.block.value, None if entry.value is None else [rational_text(v) for v in entry.value]]
            for entry in network.frozen
        ],
    }
    if network.beside:
        found["beside"] = [_layer_json(network, layer, opaque) for layer in network.beside]
    return found


def _layer_json(network: Network, layer: Layer, opaque: tuple[OpaqueFunction, ...]) -> Json:
    """[width, neuron] for each kind, one after the other; at last whether it has biases, where it is an exception."""
    found: list[Json] = []
    for part in layer.parts:
        found += [part.width, _function_json(part.neuron, opaque)]
    biased = network.biased(layer)
    found += [biased] if biased != network.hidden_bias else []
    return [*found, "residual"] if layer.residual else found
