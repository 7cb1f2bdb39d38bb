"""Gradient and Hessian of L for networks of one hidden layer, all units and samples at a time. Untrusted.

What :mod:`theoremcheck.trusted.minima.expansion` encloses unit by unit is evaluated here operation by operation, each
over a list of numbers: what it costs besides the arithmetic is paid once, and the Hessian is made in floats. Newton's
method asks for it at many points; nothing is concluded from what it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import repeat
from operator import add, mul, truediv
from typing import Final, TypeAlias

import flint
import numpy.typing as npt

from theoremcheck.functions.arrays import np
from theoremcheck.trusted.functions.balls import apply, ball, evaluate, power
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import Add, Call, Expr, Fn, Mul, Pow, Var
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Function, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass

Numbers: TypeAlias = list[flint.arb]
_Values: TypeAlias = "Numbers | flint.arb"
_Step: TypeAlias = Callable[[list[_Values]], _Values]
_Floats: TypeAlias = npt.NDArray[np.float64]

_BITS: Final = 256
_ZERO: Final = flint.arb(0)
_NONE: Final[_Floats] = np.empty((0, 0))
_DIRECT: Final = {Fn.EXP: flint.arb.exp, Fn.LOG: flint.arb.log, Fn.TANH: flint.arb.tanh}


@dataclass(frozen=True)
class _Rounded:
    """The inputs of the units, (n, D), and that turned; the factors of the losses, (n,), and of the squares."""

    inputs: flint.arb_mat
    turned: flint.arb_mat
    shares: Numbers
    factors: Numbers


class Shallow:
    """L of a network of one hidden layer whose neuron and losses are formulas."""

    def __init__(self, problem: Problem, layout: Layout) -> None:
        """See :func:`shallow`."""
        data, network, blocks = samples(problem), problem.network, layout.blocks
        neuron, *losses = (split(found.expr) for found in (problem.neuron, *problem.losses))  # type: ignore[union-attr]
        self.neuron, self.losses = _Jets(neuron), [_Jets(loss) for loss in losses]
        self.labels, self.width, self.count = data.labels, network.width, len(data.labels)
        one = (Fraction(1),) if network.hidden_bias else ()
        rows = [_exact((*row, *one)) for row in data.points]
        self.inputs = flint.fmpq_mat(rows)
        self.rough = np.array([[float(v.p) / float(v.q) for v in row] for row in rows])
        self.shares = flint.fmpq_mat([_exact(data.margins(data.shares))])
        squares = {k: 2 * factor for k, factor in layout.squares(problem.objective).items()}
        self.squares, self.factors = list(squares), flint.fmpq_mat([_exact(squares.values())])
        self.output: slice = blocks[Block.OUTPUT_WEIGHTS]
        weights = np.arange(blocks[Block.HIDDEN_WEIGHTS].start, blocks[Block.HIDDEN_WEIGHTS].stop)
        biases = np.arange(blocks[Block.HIDDEN_BIAS].start, blocks[Block.HIDDEN_BIAS].stop)
        self.places = np.hstack([weights.reshape(self.width, -1), biases.reshape(self.width, -1)])
        self.receiving: list[int] = self.places.ravel().tolist()
        self.layout, self.trained, self.all = layout, list(layout.trained), not layout.frozen
        self.biased = network.output_bias
        loose = set(self.trained) - {k for k, factor in squares.items() if factor} - {0 if self.biased else -1}
        self.all_penalised = not loose
        """True if there is a penalty on every trained parameter but a0."""
        self._rounded: dict[int, _Rounded] = {}

    def gradient(self, at: Sequence[Fraction], radius: Fraction = Fraction(0)) -> Numbers | None:
        """The gradient in the trained parameters, (P,), at the current precision; None where it is not told.

        With a ``radius``, balls that hold it on the box of that radius around the point.
        """
        found = self._derivatives(at, 1, radius)
        return None if found is None else found[0]

    def both(self, at: Sequence[Fraction]) -> tuple[Numbers, _Floats] | None:
        """The gradient, as :meth:`gradient` gives it, and the Hessian in floats, (P, P)."""
        return self._derivatives(at, 2, Fraction(0))

    def _data(self) -> _Rounded:
        """The data to at least the current precision; each step of Newton's method has one of its own."""
        bits = -(-flint.ctx.prec // _BITS) * _BITS
        if bits not in self._rounded:
            with flint.ctx.workprec(bits):
                inputs = flint.arb_mat(self.inputs)
                shares, factors = (flint.arb_mat(row).entries() for row in (self.shares, self.factors))
                self._rounded[bits] = _Rounded(inputs, inputs.transpose(), shares, factors)
        return self._rounded[bits]

    def _derivatives(self, at: Sequence[Fraction], order: int, radius: Fraction) -> tuple[Numbers, _Floats] | None:
        full = list(map(ball, at if self.all else self.layout.full(at)))
        if radius:
            spread = ball(radius).union(-ball(radius))
            for k in self.trained:
                full[k] += spread
        data, count, width, size = self._data(), self.count, self.width, self.inputs.ncols()
        rows = flint.arb_mat(width, size, [full[k] for k in self.receiving])
        jets = self.neuron.at((rows * data.turned).entries(), order)  # unit by unit, (M n,)
        if jets is None:
            return None
        weights = full[self.output]
        features = flint.arb_mat(width, count, jets[0])
        outputs = (flint.arb_mat(1, width, weights) * features).entries()
        if self.biased:
            outputs = [full[0] + f for f in outputs]
        losses = self._losses([-f if y > 0 else f for f, y in zip(outputs, self.labels, strict=True)], order)
        if losses is None:
            return None
        first = list(map(mul, data.shares, losses[0]))
        slopes = list(map(mul, first * width, jets[1]))
        received = (flint.arb_mat(width, count, slopes) * data.inputs).entries()
        gradient = [_ZERO] * len(full)
        if self.biased:
            gradient[0] = sum(first, _ZERO)
        gradient[self.output] = (features * flint.arb_mat(count, 1, first)).entries()
        for index, k in enumerate(self.receiving):
            gradient[k] = received[index] * weights[index // size]
        for k, factor in zip(self.squares, data.factors, strict=True):
            gradient[k] += factor * full[k]
        if not self.all:
            gradient = [gradient[k] for k in self.trained]
        if not all(map(flint.arb.is_finite, gradient)):
            return None
        with np.errstate(all="ignore"):  # of what leaves the floats the caller has no use
            return gradient, _NONE if order == 1 else self._hessian(full, jets, received, first, losses[1])

    def _losses(self, margins: Numbers, order: int) -> list[Numbers] | None:
        """The derivatives of the losses at the margins, from the first one on, (n,) each."""
        if len(self.losses) == 1:
            found = self.losses[0].at(margins, order)
            return None if found is None else found[1:]
        jets: list[Numbers] = [[*margins] for _ in range(order)]
        for own, loss in zip((True, False), self.losses, strict=True):
            members = [k for k, y in enumerate(self.labels) if (y > 0) is own]
            found = loss.at([margins[k] for k in members], order)
            if found is None:
                return None
            for entries, values in zip(jets, found[1:], strict=True):
                for k, value in zip(members, values, strict=True):
                    entries[k] = value
        return jets

    def _hessian(
        self, full: Numbers, jets: list[Numbers], received: Numbers, first: Numbers, second: Numbers
    ) -> _Floats:
        count, width, places = self.count, self.width, self.places
        values, slopes, bends = (_floats(entries).reshape(width, count) for entries in jets)
        weights, factors = _floats(full[self.output]), _floats(first)
        jacobian = np.zeros((count, len(full)))
        if self.biased:
            jacobian[:, 0] = 1.0
        jacobian[:, self.output] = values.T
        moved = (slopes * weights[:, None]).T
        jacobian[:, self.receiving] = (moved[:, :, None] * self.rough[:, None, :]).reshape(count, -1)
        shares = np.abs(_floats(self._data().shares))
        hessian = (jacobian * (shares * _floats(second))[:, None]).T @ jacobian
        cross = _floats(received).reshape(width, -1)
        own = np.arange(self.output.start, self.output.stop)[:, None]
        hessian[own, places] += cross
        hessian[places, own] += cross
        bent = (bends * factors * weights[:, None])[:, :, None] * self.rough
        hessian[places[:, :, None], places[:, None, :]] += bent.transpose(0, 2, 1) @ self.rough
        hessian[self.squares, self.squares] += _floats(self._data().factors)
        return hessian if self.all else hessian[np.ix_(self.trained, self.trained)]


@lru_cache(maxsize=8)
def shallow(problem: Problem) -> Shallow | None:
    """The evaluation of L, or None where the network has other layers than one, or a neuron or loss is no formula."""
    network = problem.network
    known = all(isinstance(function, Function) for function in (problem.neuron, *problem.losses))
    if not known or not network.width or network.branches:
        return None
    layout = Layout.of(problem)
    return None if None in layout.frozen.values() else Shallow(problem, layout)


def _exact(values: Iterable[Fraction]) -> list[flint.fmpq]:
    return [flint.fmpq(value.numerator, value.denominator) for value in values]


def _floats(entries: Sequence[flint.arb]) -> _Floats:
    return np.array(list(map(float, entries)))


class _Jets:
    """A function of one variable, with its derivatives up to the second one."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self._programs: dict[tuple[int, int], _Program] = {}

    def at(self, places: Numbers, order: int) -> list[Numbers] | None:
        """The value and the derivatives up to ``order`` at each place; None where one is at a break."""
        if not self.pieces.breaks:
            return self._evaluated(0, order, places)
        breaks = [evaluate(exact(point), _ZERO) for point in self.pieces.breaks]
        if not all(z < point or z > point for z in places for point in breaks):
            return None
        where = [sum(1 for point in breaks if point < z) for z in places]
        found: list[Numbers] = [[*places] for _ in range(order + 1)]
        for piece in set(where):
            members = [k for k, own in enumerate(where) if own == piece]
            jets = self._evaluated(piece, order, [places[k] for k in members])
            for entries, own in zip(found, jets, strict=True):
                for k, value in zip(members, own, strict=True):
                    entries[k] = value
        return found

    def _evaluated(self, index: int, order: int, places: Numbers) -> list[Numbers]:
        program = self._programs.get((index, order))
        if program is None:
            program = self._programs[index, order] = _program(self.pieces.pieces[index], order)
        values: list[_Values] = [places, *(evaluate(leaf, _ZERO) for leaf in program.leaves)]
        for step in program.steps:
            values.append(step(values))
        found = (values[k] for k in program.wanted)
        return [entry if isinstance(entry, list) else [entry] * len(places) for entry in found]


@dataclass(frozen=True)
class _Program:
    """A straight-line program over z and the constant ``leaves``: each step appends what it makes of the values."""

    leaves: tuple[Expr, ...]
    steps: tuple[_Step, ...]
    wanted: tuple[int, ...]


@lru_cache(maxsize=128)
def _program(piece: Expr, order: int) -> _Program:
    wanted = [nth_derivative(piece, k) for k in range(order + 1)]
    places: dict[Expr, int] = {Var(): 0}
    nodes = dict.fromkeys(node for expr in wanted for node in _bottom_up(expr))
    inner = [node for node in nodes if isinstance(node, Add | Mul | Pow | Call)]
    constants = [node for node in nodes if not isinstance(node, Add | Mul | Pow | Call | Var)]
    for node in (*constants, *inner):
        places[node] = len(places)
    return _Program(tuple(constants), tuple(_step(n, places) for n in inner), tuple(places[e] for e in wanted))


def _bottom_up(expr: Expr) -> list[Expr]:
    match expr:
        case Add(parts) | Mul(parts):
            return [*(node for part in parts for node in _bottom_up(part)), expr]
        case Pow(inner, _) | Call(_, inner):
            return [*_bottom_up(inner), expr]
        case _:
            return [expr]


def _step(node: Expr, places: dict[Expr, int]) -> _Step:
    match node:
        case Add(parts) | Mul(parts):
            operation, operands = (add if isinstance(node, Add) else mul), [places[part] for part in parts]
            return lambda values: _folded(operation, [values[k] for k in operands])
        case Pow(inner, exponent):
            below = places[inner]
            return lambda values: _power(values[below], exponent)
        case Call(fn, inner):
            below, direct = places[inner], _DIRECT.get(fn)
            own = direct or (lambda z: apply(fn, z))
            return lambda values: _mapped(own, values[below])
    raise AssertionError(node)


def _folded(operation: Callable[[flint.arb, flint.arb], flint.arb], operands: list[_Values]) -> _Values:
    found, *rest = sorted(operands, key=lambda entry: isinstance(entry, list))  # constants first
    for entry in rest:
        found = _paired(operation, entry, found)
    return found


def _paired(operation: Callable[[flint.arb, flint.arb], flint.arb], one: _Values, other: _Values) -> _Values:
    if isinstance(one, list):
        return list(map(operation, one, other if isinstance(other, list) else repeat(other)))
    return [operation(one, z) for z in other] if isinstance(other, list) else operation(one, other)


def _power(base: _Values, exponent: Fraction) -> _Values:
    if isinstance(base, list) and exponent == 2:
        return list(map(mul, base, base))
    if isinstance(base, list) and exponent == -1:
        return list(map(truediv, repeat(flint.arb(1)), base))
    return _mapped(lambda z: power(z, exponent), base)


def _mapped(function: Callable[[flint.arb], flint.arb], values: _Values) -> _Values:
    return list(map(function, values)) if isinstance(values, list) else function(values)
