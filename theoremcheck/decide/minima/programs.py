"""Functions of one variable and their derivatives as programs over lists of balls, operation by operation. Untrusted.

What an evaluation costs besides the arithmetic is paid once for all entries of a list. The same functions in floats are
there for first steps, whose accuracy does not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import repeat
from operator import add, mul, truediv
from typing import Final, TypeAlias

import flint

from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import FloatFunction, Jet, compile_float
from theoremcheck.functions.special import Array
from theoremcheck.trusted.functions.balls import apply, evaluate, power
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.functions.jets import bottom_up
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import Add, Call, Expr, Fn, Mul, Pow, Var
from theoremcheck.trusted.records import dataclass

Numbers: TypeAlias = list[flint.arb]
_Values: TypeAlias = "Numbers | flint.arb"
_Step: TypeAlias = Callable[[list[_Values]], _Values]

_ZERO: Final = flint.arb(0)
_CLOSE: Final = 1e-12
"""Places in floats that are this close to a break are not told from it."""
_DIRECT: Final = {Fn.EXP: flint.arb.exp, Fn.LOG: flint.arb.log, Fn.TANH: flint.arb.tanh}


class Jets:
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

    def in_floats(self, places: Array) -> Jet | None:
        """The value and both derivatives in floats at places of any shape; None where one is at a break, or close.

        The caller silences NumPy's warnings.
        """
        if not self.pieces.breaks:
            return self._floats[0].node(places)
        if (np.abs(places[..., None] - self._breaks) <= _CLOSE * (1.0 + np.abs(self._breaks))).any():
            return None
        where = np.searchsorted(self._breaks, places)
        jet = (np.empty_like(places), np.empty_like(places), np.empty_like(places))
        for piece in np.unique(where).tolist():
            chosen = where == piece
            for entries, own in zip(jet, self._floats[piece].node(places[chosen]), strict=True):
                entries[chosen] = own
        return jet

    @cached_property
    def _floats(self) -> list[FloatFunction]:
        return list(map(compile_float, self.pieces.pieces))

    @cached_property
    def _breaks(self) -> Array:
        return np.array([float(evaluate(exact(point), _ZERO)) for point in self.pieces.breaks])

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
    nodes = dict.fromkeys(node for expr in wanted for node in bottom_up(expr))
    inner = [node for node in nodes if isinstance(node, Add | Mul | Pow | Call)]
    constants = [node for node in nodes if not isinstance(node, Add | Mul | Pow | Call | Var)]
    for node in (*constants, *inner):
        places[node] = len(places)
    return _Program(tuple(constants), tuple(_step(n, places) for n in inner), tuple(places[e] for e in wanted))


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
