"""Points for rule.nobias and rule.frozen (frozen output weights): only one class has slope, and its mean is 0."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from types import MappingProxyType
from typing import Final

from flint import fmpz_mat

from theoremcheck.decide.data.separation import separate
from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.points import NOTHING, curve, dead_deep, neurons, zeros
from theoremcheck.functions.precise import compile_precise, context
from theoremcheck.trusted.data.exact import annihilator, cleared_matrix
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.constants import subgradients
from theoremcheck.trusted.minima.jensen import JensenMinimum
from theoremcheck.trusted.minima.point import Neurons, Point
from theoremcheck.trusted.minima.reach import dot, exactly, formula
from theoremcheck.trusted.problem.model import Block, Frozen, Piece, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

_TRIES = 12
_SCALES = tuple(Fraction(s) for s in ("1", "2", "4", "1/2", "8"))
_GRAINS = (1, 2, 4, 10, 100)
_SEED = 1
_DISTINCT = 16
"""Neurons with weights of their own; a wider network has copies."""
_LARGEST, _LEAST = 10**30, 1e-9
# Values of s that a weight is sought for: beyond, no weight of a readable size lifts a class; below, s is as good as 0.


def frozen_output(ground: Ground) -> Iterator[JensenMinimum]:
    """rule.frozen: w = 0 with frozen output weights."""
    problem = ground.problem
    if ground.neuron is None or problem.network.frozen_block(Block.OUTPUT_WEIGHTS) is None:
        return
    found = neurons(problem, zeros(problem), Fraction(0), NOTHING)
    for deep in dead_deep(problem) if found else ():
        offset = _offset(problem)
        point = Point(None if offset is None else exactly(offset), found or (), deep, NOTHING if deep else None)
        for label in (-1, 1):
            curves = []
            for group in point.neurons:
                weight = rational_value(group.output_weight.base) or Fraction(0)
                sign = -label * (1 if weight > 0 else -1)
                curves.append(curve(ground.neuron, group.hidden_bias, sign))
            if None not in curves:
                yield JensenMinimum(point, tuple(entry for entry in curves if entry is not None))


def _offset(problem: Problem) -> Fraction | None:
    frozen = problem.network.frozen_block(Block.OUTPUT_BIAS)
    if not problem.network.output_bias:
        return None
    return frozen.value[0] if frozen is not None and frozen.value else Fraction(0)


def nobias(ground: Ground) -> Iterator[JensenMinimum]:
    """rule.nobias: w_j orthogonal to one class, the other class beyond its margin.

    Class - keeps f = 0 (wrong there); class + is lifted by neurons that class - does not see.
    """
    problem, network = ground.problem, ground.problem.network
    biased = network.trains(Block.OUTPUT_BIAS) or network.trains(Block.HIDDEN_BIAS)
    still = all(_is_still(entry) for entry in network.frozen)
    if ground.neuron is None or biased or not still or network.width == 0:
        return
    data, margin = samples(problem), _margin(problem)
    if margin is None:
        return
    own = [data.points[i] for i in data.members(-1)]
    complement = annihilator(cleared_matrix(own, data.dimension))
    for bend in (1, -1):
        found = curve(ground.neuron, Fraction(0), bend)
        if found is None:
            continue
        for rows in _directions(complement, min(problem.network.width, _DISTINCT)):
            weights = _lifting(problem, rows, bend, margin)
            if weights is None:
                continue
            copies = problem.network.width - len(rows) + 1  # of the first one, which share its output weight
            counts = (copies, *(1 for _ in rows[1:]))
            groups = tuple(
                Neurons(count, exactly(weight / count), row, Fraction(0))
                for count, weight, row in zip(counts, weights, rows, strict=True)
            )
            for deep in dead_deep(problem):
                offset = NOTHING if network.output_bias else None
                yield JensenMinimum(Point(offset, groups, deep, NOTHING if deep else None), (found,) * len(groups))


def _is_still(entry: Frozen) -> bool:
    """True of biases that are frozen at 0, and of what is frozen in a deep part, which rests."""
    biases = (Block.OUTPUT_BIAS, Block.HIDDEN_BIAS)
    return isinstance(entry.block, Piece) or (
        entry.block in biases and entry.value is not None and not any(entry.value)
    )


def _margin(problem: Problem) -> Fraction | None:
    """A value f > 0 at which the loss of class + has slope 0."""
    for value in (Fraction(1), Fraction(2), Fraction(4), Fraction(10)):
        try:
            slopes = subgradients(problem, 1, exactly(-value).base)
        except Refusal:
            return None
        if all(rational_value(slope) == 0 for slope in slopes):
            return value
    return None


def _directions(complement: fmpz_mat, width: int) -> Iterator[tuple[Vector, ...]]:
    """Hidden weights orthogonal to the class: plus and minus each basis vector, then random combinations."""
    size, count = complement.nrows(), complement.ncols()
    if count == 0:
        return
    columns = [tuple(Fraction(int(complement[i, k])) for i in range(size)) for k in range(count)]
    columns = [tuple(entry / max(abs(e) for e in column) for entry in column) for column in columns]
    random = Random(_SEED)
    plain = [tuple(sign * entry for entry in column) for column in columns for sign in (1, -1)]
    for scale in _SCALES:
        yield tuple(tuple(scale * entry for entry in plain[j % len(plain)]) for j in range(width))
        for _ in range(_TRIES):
            rows = []
            for _ in range(width):
                factors = [Fraction(random.randint(-4, 4), 2) for _ in columns]
                mixed = [dot(factors, [column[i] for column in columns]) for i in range(size)]
                rows.append(tuple(scale * entry for entry in mixed))
            yield tuple(rows)


def _lifting(problem: Problem, rows: tuple[Vector, ...], bend: int, margin: Fraction) -> list[Fraction] | None:
    """Output weights a_j of the sign of ``bend`` with f >= margin (a little more) on class +: a linear program."""
    data = samples(problem)
    ctx, function = context(20), compile_precise(formula(problem.neuron, "neuron"))
    table: list[Vector] = []
    for i in data.members(1):
        values = []
        for row in rows:
            z = dot(row, data.points[i])
            value = bend * function.value(ctx, ctx.mpf(z.numerator) / z.denominator)
            if not ctx.isfinite(value) or abs(value) > _LARGEST:
                return None
            short = Fraction(str(ctx.nstr(value, 12))) if abs(value) > _LEAST else Fraction(0)
            values.append(short.limit_denominator(10**6))
        table.append((*values, -margin - Fraction(1, 100)))
    count = len(rows)
    units = [tuple(Fraction(int(i == j)) for j in range(count + 1)) for i in range(count + 1)]
    found = separate([*table, *units], [1] * (len(table) + count + 1))
    if not isinstance(found, Separation):
        return None
    *weights, scale = found.normal
    lifting = [weight / scale for weight in weights]
    for grain in _GRAINS:
        plain = [Fraction(round(weight * grain), grain) for weight in lifting]
        if all(weight > 0 for weight in plain) and all(dot(row, (*plain, Fraction(1))) > 0 for row in table):
            lifting = plain
            break
    return [bend * weight for weight in lifting]


CONSTRUCTIONS: Final[Constructions] = MappingProxyType(
    {"minimum.nobias": nobias, "minimum.frozen_output": frozen_output}
)
