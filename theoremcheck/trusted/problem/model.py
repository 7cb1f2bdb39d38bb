"""The exact problem: dataset, neuron, loss, network and objective, as frozen values with a digest.

This is what a verdict is about. Everything that does not change the mathematical question (names, comments, paths,
search settings, expectations) is left out of the canonical form and so of the digest.

Trusted: imports the standard library only.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.expr import (
    Abs,
    Add,
    Call,
    Cases,
    Expr,
    Max,
    Min,
    Mul,
    Num,
    Param,
    Pi,
    Pow,
    Root,
    Var,
    parameters,
)
from theoremcheck.trusted.refusal import Refusal

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
Vector: TypeAlias = tuple[Fraction, ...]
Cleared: TypeAlias = tuple[tuple[int, ...], int]


@dataclass(frozen=True, slots=True)
class Assumption:
    """A property that the spec states without proof, by condition id; ``value`` False states its failure."""

    condition: str
    value: bool


class Sample(tuple[Fraction, ...]):
    """A vector that remembers its cleared form: numerators over their least common denominator, in lowest terms."""

    @cached_property
    def cleared(self) -> Cleared:
        """(numerators, denominator); equal iff the vectors are equal."""
        return cleared_form(self)


def cleared_form(vector: Sequence[Fraction]) -> Cleared:
    """(numerators, denominator) of ``vector``, (d,) -> (d,), over the least common denominator."""
    pairs = [value.as_integer_ratio() for value in vector]
    common = math.lcm(*(denominator for _, denominator in pairs))
    if common == 1:
        return tuple(numerator for numerator, _ in pairs), 1
    return tuple(numerator * (common // denominator) for numerator, denominator in pairs), common


@dataclass(frozen=True)
class Dataset:
    """n samples (x_i, y_i) with x_i in Q^d, y_i in {+1, -1} and a weight > 0 (1 unless the spec says otherwise)."""

    points: tuple[Vector, ...]
    labels: tuple[int, ...]
    weights: tuple[Fraction, ...]
    name: str = field(default="", compare=False)

    @property
    def dimension(self) -> int:
        """d, the number of features."""
        return len(self.points[0])

    @cached_property
    def lifted(self) -> tuple[Sample, ...]:
        """The vectors (x_i, 1), n of length d + 1."""
        return remembered(self.points, (Fraction(1),))

    def members(self, label: int) -> tuple[int, ...]:
        """The indices of the samples of one class, in order."""
        return tuple(i for i, y in enumerate(self.labels) if y == label)

    @cached_property
    def uniform(self) -> bool:
        """True if all sample weights are equal."""
        return len(set(self.weights)) == 1

    @cached_property
    def shares(self) -> Vector:
        """weight_i / (weight of the class of i), (n,); both classes have samples."""
        counts = Counter(zip(self.labels, map(id, self.weights), strict=True))
        known = {id(weight): weight for weight in self.weights}
        totals: defaultdict[int, Fraction] = defaultdict(Fraction)
        for (label, key), count in counts.items():
            totals[label] += count * known[key]
        found = {(label, key): known[key] / totals[label] for label, key in counts}
        return tuple(found[label, id(weight)] for label, weight in zip(self.labels, self.weights, strict=True))

    @cached_property
    def signed_shares(self) -> Vector:
        """y_i weight_i / (weight of the class of i), (n,): the measure E+ - E- by sample."""
        return tuple(y * share for y, share in zip(self.labels, self.shares, strict=True))

    @cached_property
    def measure(self) -> Mapping[Cleared, Fraction]:
        """The signed measure E+ - E-: its mass at every distinct point, which may be 0."""
        shared = Counter(zip(map(id, self.points), self.labels, map(id, self.shares), strict=True))
        points = {id(point): point for point in self.points}
        shares = {id(share): share for share in self.shares}
        mass: defaultdict[Cleared, Fraction] = defaultdict(Fraction)
        for (point, label, share), count in shared.items():
            mass[_remembered(points[point], ()).cleared] += label * count * shares[share]
        return MappingProxyType(mass)


def remembered(points: Sequence[Vector], end: Vector = ()) -> tuple[Sample, ...]:
    """The points with ``end`` appended, as samples; one and the same point gives one and the same sample."""
    known = {id(point): point for point in points}
    made = {key: _remembered(point, end) for key, point in known.items()}
    return tuple(made[id(point)] for point in points)


def _remembered(point: Vector, end: Vector) -> Sample:
    return point if isinstance(point, Sample) and not end else Sample((*point, *end))


@dataclass(frozen=True)
class AbstractDataset:
    """A dataset of which only assumptions are known: its dimension, class sizes (or None) and stated properties."""

    dimension: int | None
    positives: int | None
    negatives: int | None
    assumptions: tuple[Assumption, ...]
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class Function:
    """A neuron or a loss given by its formula. Two of them are equal if their formulas are, whatever their names."""

    expr: Expr
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class OpaqueFunction:
    """A function R -> R known by assumed properties only; ids are written ``neuron.*`` or ``loss.*``.

    Its name is all that tells it from another one with the same properties, so the name counts.
    """

    assumptions: tuple[Assumption, ...]
    name: str = ""


AnyFunction: TypeAlias = Function | OpaqueFunction


@dataclass(frozen=True)
class Layer:
    """One hidden layer of the deep part."""

    width: int
    neuron: AnyFunction


class Block(Enum):
    """The blocks of trainable parameters."""

    OUTPUT_BIAS = "a0"
    OUTPUT_WEIGHTS = "a"
    HIDDEN_WEIGHTS = "w"
    HIDDEN_BIAS = "b"
    DEEP = "deep"


@dataclass(frozen=True)
class Frozen:
    """A block that is not trained. ``value`` holds its entries row by row, or None if the spec gives no value."""

    block: Block
    value: Vector | None


@dataclass(frozen=True)
class Network:
    """f = f_S + f_D.

    f_S(x) = a_0 + sum_j a_j s(w_j . x + b_j) with ``width`` = M neurons (0: no shortcut), a_0 present iff
    ``output_bias`` and b_j iff ``hidden_bias``. f_D(x) = v . h_k(...h_1(x)) runs through ``deep``; each of its units
    has a bias iff ``hidden_bias``, and its output is linear with no bias of its own.
    """

    width: int
    hidden_bias: bool
    output_bias: bool
    deep: tuple[Layer, ...] = ()
    frozen: tuple[Frozen, ...] = ()

    def sizes(self, dimension: int) -> dict[Block, int]:
        """The number of parameters of every block, in the order of the list of all of them (see ``layout``)."""
        bias, inputs, deep = int(self.hidden_bias), dimension, 0
        for layer in self.deep:
            deep += layer.width * (inputs + bias)
            inputs = layer.width
        return {
            Block.OUTPUT_BIAS: int(self.output_bias),
            Block.OUTPUT_WEIGHTS: self.width,
            Block.HIDDEN_WEIGHTS: self.width * dimension,
            Block.HIDDEN_BIAS: self.width * bias,
            Block.DEEP: deep + inputs if self.deep else 0,
        }

    def frozen_block(self, block: Block) -> Frozen | None:
        """The entry that freezes ``block``, or None if it is trained."""
        return next((entry for entry in self.frozen if entry.block is block), None)

    def trains(self, block: Block) -> bool:
        """True if ``block`` is present in the network and trained."""
        present = {
            Block.OUTPUT_BIAS: self.output_bias,
            Block.OUTPUT_WEIGHTS: self.width > 0,
            Block.HIDDEN_WEIGHTS: self.width > 0,
            Block.HIDDEN_BIAS: self.hidden_bias and self.width > 0,
            Block.DEEP: bool(self.deep),
        }
        return present[block] and self.frozen_block(block) is None


@dataclass(frozen=True)
class Penalty:
    """``coefficient`` times the sum of squares of all parameters in ``blocks``."""

    coefficient: Fraction
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Objective:
    """L(t) = sum_i weight_i l(-y_i f(x_i)) / sum_i weight_i + the penalties."""

    penalties: tuple[Penalty, ...] = ()

    def coefficient(self, block: Block) -> Fraction:
        """The total coefficient of the squares of the entries of a block."""
        return sum((term.coefficient for term in self.penalties if block in term.blocks), Fraction(0))


@dataclass(frozen=True)
class Problem:
    """Everything that the question NO-BAD depends on.

    ``neuron`` is the neuron s of the shortcut; without a shortcut it is that of the first deep layer.
    """

    dataset: Dataset | AbstractDataset
    neuron: AnyFunction
    loss: AnyFunction
    network: Network
    objective: Objective

    @cached_property
    def parameters(self) -> frozenset[Param]:
        """The symbolic parameters of its functions."""
        functions = (self.neuron, self.loss, *(layer.neuron for layer in self.network.deep))
        return frozenset().union(*(parameters(entry.expr) for entry in functions if isinstance(entry, Function)))

    @cached_property
    def deep_functions(self) -> tuple[Function, ...]:
        """The distinct formulas of the deep part's neurons, that of the neuron s left out, in order of the layers."""
        neurons = dict.fromkeys(layer.neuron for layer in self.network.deep)
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
        shortcut the first deep layer is meant. Empty for an abstract dataset.
        """
        if not isinstance(self.dataset, Dataset):
            return ()
        network = self.network
        deep_bias = network.width == 0 and network.hidden_bias and network.trains(Block.DEEP)
        if network.trains(Block.HIDDEN_BIAS) or deep_bias:
            return self.dataset.lifted
        return remembered(self.dataset.points)

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of the canonical JSON of each block, and of the whole under ``problem``."""
        blocks = canonical(self)
        found = {name: digest(value) for name, value in blocks.items()}
        found["problem"] = digest(dict(found))
        return found


def digest(value: Json | Mapping[str, Json] | Mapping[str, str]) -> str:
    """SHA-256 (hex) of the canonical JSON text of ``value``."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def canonical(problem: Problem) -> dict[str, Json]:
    """The canonical JSON of a problem, by block. Names are left out; data rows and formulas are written in full.

    Opaque functions, which nothing but their names tells apart, are numbered in the order in which they first occur:
    equal JSON means the same problem up to a renaming.
    """
    functions = (problem.neuron, problem.loss, *(layer.neuron for layer in problem.network.deep))
    opaque = tuple(dict.fromkeys(entry for entry in functions if isinstance(entry, OpaqueFunction)))
    return {
        "dataset": _dataset_json(problem.dataset),
        "neuron": _function_json(problem.neuron, opaque),
        "loss": _function_json(problem.loss, opaque),
        "network": _network_json(problem.network, opaque),
        "objective": [
            [rational_text(term.coefficient), [block.value for block in term.blocks]]
            for term in problem.objective.penalties
        ],
    }


def _dataset_json(dataset: Dataset | AbstractDataset) -> Json:
    if isinstance(dataset, Dataset):
        return {
            "points": [[rational_text(entry) for entry in point] for point in dataset.points],
            "labels": list(dataset.labels),
            "weights": [rational_text(weight) for weight in dataset.weights],
        }
    return {
        "dimension": dataset.dimension,
        "positives": dataset.positives,
        "negatives": dataset.negatives,
        "assumptions": _assumptions_json(dataset.assumptions),
    }


def _assumptions_json(assumptions: tuple[Assumption, ...]) -> Json:
    pairs = sorted((entry.condition, entry.value) for entry in assumptions)
    return [[condition, value] for condition, value in pairs]


def _function_json(function: AnyFunction, opaque: tuple[OpaqueFunction, ...]) -> Json:
    if isinstance(function, Function):
        return expr_json(function.expr)
    return {"assumptions": _assumptions_json(function.assumptions), "opaque": opaque.index(function)}


def _network_json(network: Network, opaque: tuple[OpaqueFunction, ...]) -> Json:
    return {
        "width": network.width,
        "hidden_bias": network.hidden_bias,
        "output_bias": network.output_bias,
        "deep": [[layer.width, _function_json(layer.neuron, opaque)] for layer in network.deep],
        "frozen": [
            [entry.block.value, None if entry.value is None else [rational_text(v) for v in entry.value]]
            for entry in network.frozen
        ],
    }


def expr_json(expr: Expr) -> Json:
    """The canonical JSON of an expression: a rational as text, anything else as a list headed by its kind."""
    match expr:
        case Num(value):
            return rational_text(value)
        case Pi():
            return ["pi"]
        case Param(name, lower, upper, lower_open, upper_open):
            ends = [None if end is None else rational_text(end) for end in (lower, upper)]
            return ["param", name, *ends, lower_open, upper_open]
        case Root(function, lower, upper):
            return ["root", expr_json(function), rational_text(lower), rational_text(upper)]
        case Var():
            return ["z"]
        case Add(parts) | Mul(parts) | Max(parts) | Min(parts):
            return [type(expr).__name__.lower(), *(expr_json(part) for part in parts)]
        case Pow(base, exponent):
            return ["pow", expr_json(base), str(exponent)]
        case Call(fn, arg):
            return [fn.value, expr_json(arg)]
        case Abs(arg):
            return ["abs", expr_json(arg)]
        case Cases(subject, breaks, left_closed, pieces):
            return [
                "cases",
                expr_json(subject),
                [rational_text(point) for point in breaks],
                list(left_closed),
                [expr_json(piece) for piece in pieces],
            ]
