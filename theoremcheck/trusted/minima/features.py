"""The features that trained parameters multiply, where f is affine in all of them (theory: data.fit_right).

f = g + sum_k t_k phi_k: a unit with frozen weights below it is a feature of its output weight; one with a frozen output
weight, and c z + e for a neuron, passes the features x_k on to its weights, and 1 to its bias. g is what is frozen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TypeAlias

import flint

from theoremcheck.trusted.functions.affine import is_affine
from theoremcheck.trusted.functions.balls import ball, evaluate
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.reach import dot, formula, pre_activations, value_at
from theoremcheck.trusted.problem.expr import Expr, Num, mul, substitute
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import AnyFunction, Block, Network, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

_Entry: TypeAlias = Fraction | Expr
Column: TypeAlias = tuple[_Entry, ...]
"""A function of the samples, (n,): rationals and constants."""

_ZERO, _ONE = Fraction(0), Fraction(1)


class Features:
    """f at a centre, as a combination of the columns of ``Family`` and of what is frozen."""

    def __init__(self, problem: Problem, centre: Sequence[Fraction]) -> None:
        self._centre, self._family = centre, Family.of(problem)
        require(len(centre) == len(self._family.columns), "multipliers.entries")

    def columns(self, active: Sequence[int]) -> Collection[Column]:
        """The features on these samples, each (active,)."""
        return {tuple(column[i] for i in active) for column in self._family.columns}

    def along(self, moving: Sequence[int]) -> list[Column]:
        """The features of these entries of the centre, each (n,)."""
        require(all(0 <= k < len(self._centre) for k in moving), "multipliers.moving")
        return [self._family.columns[k] for k in moving]

    def exact_outputs(self) -> Vector:
        """F on the samples, (n,). Raises ``Refusal`` if it is not rational."""
        rows = zip(*map(rational_column, self._terms[0]), strict=True)
        return tuple(dot(row, self._terms[1]) for row in rows)

    def outputs(self) -> list[flint.arb]:
        """Balls that hold f on the samples, (n,)."""
        return [combined(row, self._terms[1]) for row in zip(*self._terms[0], strict=True)]

    @cached_property
    def _terms(self) -> tuple[tuple[Column, ...], Vector]:
        fixed = self._family.fixed
        return (
            (*self._family.columns, *(column for column, _ in fixed)),
            (*self._centre, *(factor for _, factor in fixed)),
        )


@dataclass(frozen=True)
class Family:
    """``columns``: phi_k on the samples, (n,), for each trained parameter. ``fixed``: the terms of g, with factors."""

    columns: tuple[Column, ...]
    fixed: tuple[tuple[Column, Fraction], ...]

    @classmethod
    def of(cls, problem: Problem) -> Family:
        """Raises ``Refusal`` where f is not seen to be affine in what is trained, or a frozen value is not known."""
        for entry in problem.network.frozen:
            require(entry.value is not None, "layout.frozen_unknown", block=entry.block.value)
        layout = Layout.of(problem)
        known = {place: value for place, value in layout.frozen.items() if value is not None}
        terms = list(_terms(problem, layout, known))
        own = {place: column for place, column in terms if place is not None and place not in known}
        fixed = ((column, _ONE if place is None else known[place]) for place, column in terms if place not in own)
        return cls(tuple(own[place] for place in layout.trained), tuple((c, v) for c, v in fixed if v and any(c)))


def _terms(problem: Problem, layout: Layout, known: Mapping[int, Fraction]) -> Iterator[tuple[int | None, Column]]:
    """Columns with the places of their factors, None for the factor 1: the sum is f on the samples."""
    data, lines = samples(problem), dict[AnyFunction, tuple[_Entry, _Entry]]()
    features, one = list(zip(*data.points, strict=True)), (_ONE,) * len(data.points)
    if problem.network.output_bias:
        yield 0, one
    for branch in layout.branches:
        require(len(branch.layers) == 1 and not branch.layers[0].residual, "outputs.layers")
        for index, neuron in enumerate(_neurons(problem, branch.first)):
            near = layout.wiring(Unit(branch.first, index))
            (out,) = near.outgoing
            if all(place in known for place in near.receiving):
                weights = tuple(known[place] for place in near.incoming)
                bias = _ZERO if near.bias is None else known[near.bias]
                yield out, feature(problem, split(formula(neuron, "neuron")), weights, bias)
            else:
                require(out in known, "features.product", unit=index)
                if neuron not in lines:
                    lines[neuron] = _line(neuron)
                slope, start = lines[neuron]
                yield None, _scaled(start, known[out], one)
                for place, column in zip(near.incoming, features, strict=True):
                    yield place, _scaled(slope, known[out], column)
                if near.bias is not None:
                    yield near.bias, _scaled(slope, known[out], one)


def _neurons(problem: Problem, layer: int) -> tuple[AnyFunction, ...]:
    """The neuron of every unit of a layer, (width,); 0 is the shortcut."""
    network = problem.network
    return network.layers[layer - 1].neurons if layer else (problem.neuron,) * network.width


def _line(neuron: AnyFunction) -> tuple[_Entry, _Entry]:
    """The numbers c and e of a neuron c z + e on R. Raises ``Refusal`` of others."""
    require(is_affine(neuron), "features.bent")
    (piece,) = split(formula(neuron, "neuron")).pieces
    return simplest(substitute(nth_derivative(piece), Num(_ZERO))), simplest(substitute(piece, Num(_ZERO)))


def _scaled(constant: _Entry, factor: Fraction, column: Vector) -> Column:
    """The column times both, entry by entry."""
    if isinstance(constant, Fraction):
        return tuple(constant * factor * entry for entry in column)
    known = {entry: simplest(mul((Num(factor * entry), constant))) for entry in set(column)}
    return tuple(known[entry] for entry in column)


# --- output weights of frozen neurons -----------------------------------------------------------------------------


def features_are_fixed(network: Network) -> bool:
    """True if a0 (where present) and the output weights of the shortcut are all that is trained."""
    frozen = {entry.block for entry in network.frozen}
    needed = {Block.HIDDEN_WEIGHTS} | ({Block.HIDDEN_BIAS} if network.hidden_bias else set())
    return bool(network.width) and not network.layers and needed <= frozen <= {Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS}


def frozen_hidden(problem: Problem) -> list[tuple[Vector, Fraction]]:
    """(w_j, b_j) of frozen neurons, b_j = 0 without hidden biases. Raises ``Refusal`` if a value is not given."""
    network, dimension = problem.network, samples(problem).dimension
    counts = network.sizes(dimension)
    blocks = []
    for block in (Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS):
        frozen = network.frozen_block(block)
        values = (Fraction(0),) * network.width if frozen is None else frozen.value
        if values is None:
            raise Refusal("layout.frozen_unknown", block=block.value)
        require(frozen is None or len(values) == counts[block], "problem.frozen_entries", block=block.value)
        blocks.append(values)
    weights, biases = blocks
    return [(weights[j * dimension : (j + 1) * dimension], biases[j]) for j in range(network.width)]


def feature(problem: Problem, pieces: Pieces, weights: Vector, bias: Fraction) -> Column:
    """s(w . x_i + b) on the samples, (n,), for a neuron s of these pieces; rational where that is shown."""
    values = pre_activations(problem, weights, bias)
    known = {value: value_at(pieces, value) for value in set(values)}
    entries = {value: simplest(entry) for value, entry in known.items()}
    return tuple(entries[value] for value in values)


def simplest(entry: Expr) -> _Entry:
    """The constant, as a rational where it is seen to be one."""
    exact = rational_value(entry)
    return entry if exact is None else exact


def rational_column(column: Column) -> Vector:
    """The column as rationals. Raises ``Refusal`` if one entry is not (shown to be) rational."""
    found = [entry for entry in column if isinstance(entry, Fraction)]
    require(len(found) == len(column), "multipliers.irrational_feature")
    return tuple(found)


def combined(entries: Sequence[_Entry], vector: Sequence[Fraction]) -> flint.arb:
    """A ball that holds the scalar product."""
    exact = [(e, v) for e, v in zip(entries, vector, strict=True) if v and isinstance(e, Fraction)]
    found = ball(dot([e for e, _ in exact], [v for _, v in exact]))
    others = ((e, v) for e, v in zip(entries, vector, strict=True) if v and not isinstance(e, Fraction))
    return sum((_evaluated(e, flint.ctx.prec) * ball(v) for e, v in others), found)


@lru_cache(maxsize=4096)
def _evaluated(expr: Expr, bits: int) -> flint.arb:
    """A ball that holds a constant, at the current precision."""
    return evaluate(expr, flint.arb(0))
