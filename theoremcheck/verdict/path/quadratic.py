"""The path of thm.wide.quadratic, s(z) = alpha z^2 + gamma, in rational functions (see ``forms``).

On the samples f = k + alpha sum_j a_j z_ij^2. The q_j are the z_ij at r samples with independent X_i: all others follow
from them, z_ij = y_i . q_j, so f = k + alpha y_i . A y_i with A = sum_j a_j q_j q_j^T and k = a_0 + gamma sum_j a_j.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Final, TypeVar

import flint

from theoremcheck.decide.data.rational import matrix
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.functions.quotients import fraction_of
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.verdict.path.forms import Elimination, eliminated
from theoremcheck.verdict.path.neurons import rational_polynomial
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.targets import Target
from theoremcheck.verdict.path.values import Move, Piece

T = TypeVar("T")
U = TypeVar("U")

MAX_PATH_RANK: Final = 4
"""Rank of the samples up to which the path of quadratic neurons is built."""
MAX_PATH_PIECES: Final = 24
"""Pieces in which a form is to reach another one."""
_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class _Place:
    """A point: k, a, (M,), and q, (M, r)."""

    level: Fraction
    weights: Vector
    forms: tuple[Vector, ...]


@dataclass(frozen=True)
class _Ground:
    """What stays the same along the path."""

    problem: Problem
    start: Vector
    """All parameters at the beginning, (p,)."""

    @cached_property
    def layout(self) -> Layout:
        return Layout.of(self.problem)

    @cached_property
    def lifted(self) -> bool:
        """True if the b_j are trained."""
        return self.problem.network.trains(Block.HIDDEN_BIAS)

    @cached_property
    def neuron(self) -> tuple[Fraction, Fraction]:
        """(gamma, alpha)."""
        known = rational_polynomial(self.problem.neuron)
        if known is None or len(known) != 3 or known[1]:
            raise Refusal("path.not_rational", neuron=self.problem.neuron.name)
        return known[0], known[2]

    @cached_property
    def basis(self) -> tuple[Vector, ...]:
        """The first X_i that are independent, (r, D)."""
        rows: list[Vector] = []
        for point in self.problem.inputs:
            if _rank([*rows, point]) > len(rows):
                rows.append(point)
        return tuple(rows)

    @cached_property
    def lifts(self) -> tuple[Vector, ...]:
        """P, (D, r): w + P (q' - q) receives q' where w receives q; the least change that does."""
        rows = _matrix(self.basis)
        found = rows.transpose() * (rows * rows.transpose()).inv()
        return _rows(found)

    @cached_property
    def coordinates(self) -> tuple[Vector, ...]:
        """y_i, (n, r): X_i = sum_a y_ia (basis a)."""
        return tuple(
            tuple(dot(column, point) for column in zip(*self.lifts, strict=True)) for point in self.problem.inputs
        )

    @cached_property
    def offsets(self) -> Array:
        """What f_D, in which nothing is trained, adds to f on the samples, (n,)."""
        if not self.problem.network.layers:
            return np.zeros(len(self.coordinates))
        place = self.first()
        received = finite_floats(self.coordinates) @ finite_floats(place.forms).T
        own = float(place.level) + float(self.neuron[1]) * (received**2 @ finite_floats([place.weights])[0])
        return np.asarray(Target(self.problem).seen(self.layout.centre(self.start)) - own)

    def vectors(self, full: Sequence[Fraction]) -> list[Vector]:
        """w_j, with b_j where it is trained, (M, D)."""
        named = self.layout.named(tuple(full))
        if self.lifted and named.hidden_bias is not None:
            return [(*row, bias) for row, bias in zip(named.hidden_weights, named.hidden_bias, strict=True)]
        return list(named.hidden_weights)

    def first(self) -> _Place:
        """The beginning."""
        named = self.layout.named(self.start)
        forms = tuple(tuple(dot(row, vector) for row in self.basis) for vector in self.vectors(self.start))
        level = (named.output_bias or _ZERO) + self.neuron[0] * sum(named.output_weights, _ZERO)
        return _Place(level, named.output_weights, forms)

    def piece(self, move: Move, level: Ratio, weights: Sequence[Ratio], forms: Sequence[Sequence[Ratio]]) -> Piece:
        """The piece on which k, a and q are these."""
        full = [Ratio.constant(value) for value in self.start]
        gamma, blocks = self.neuron[0], self.layout.blocks
        if self.problem.network.trains(Block.OUTPUT_BIAS):
            full[0] = level
            for weight in weights:
                full[0] = full[0] - Ratio.constant(gamma) * weight if gamma else full[0]
        full[blocks[Block.OUTPUT_WEIGHTS]] = list(weights)
        rows = [self._row(*entry) for entry in zip(self.vectors(self.start), self.first().forms, forms, strict=True)]
        dimension = self.layout.dimension
        full[blocks[Block.HIDDEN_WEIGHTS]] = [entry for row in rows for entry in row[:dimension]]
        if self.lifted:
            full[blocks[Block.HIDDEN_BIAS]] = [row[-1] for row in rows]
        return Piece(move, self.layout.centre(full))

    def _row(self, vector: Vector, before: Vector, form: Sequence[Ratio]) -> list[Ratio]:
        changes = [entry - Ratio.constant(value) for entry, value in zip(form, before, strict=True)]
        found = [Ratio.constant(value) for value in vector]
        for index, lift in enumerate(self.lifts):
            for factor, change in zip(lift, changes, strict=True):
                if factor and not change.is_zero:
                    found[index] = found[index] + Ratio.constant(factor) * change
        return found

    def straight(self, move: Move, start: _Place, end: _Place) -> Piece:
        """The segment."""
        forms = [
            [Ratio.line(*ends) for ends in zip(*rows, strict=True)] for rows in zip(start.forms, end.forms, strict=True)
        ]
        weights = [Ratio.line(*ends) for ends in zip(start.weights, end.weights, strict=True)]
        return self.piece(move, Ratio.line(start.level, end.level), weights, forms)


def pieces(problem: Problem, point: Vector) -> Iterator[Piece]:
    """The pieces of the path from a point (trained parameters). Raises ``Refusal`` where it is not constructed."""
    ground = _Ground(problem, Layout.of(problem).full(point))
    require(len(ground.basis) <= MAX_PATH_RANK, "path.rank", most=MAX_PATH_RANK)
    here = ground.first()
    while (extra := _dependent(here)) is not None:
        here = yield from _freed(ground, here, *extra)
    completed, basis = _completed(ground, here)
    yield ground.straight(Move.IDLE, here, completed)
    change, lift = _wanted(ground, completed, basis)
    yield from _along(ground, completed, _Way(Move.LOWER, basis, change, lift))


@dataclass(frozen=True)
class _Way:
    """Where a form goes: A changes by W ``change`` W^T, with the q_j of ``basis`` as the columns of W, k by ``lift``.

    The output weight of the neuron ``leaving`` goes to 0 meanwhile.
    """

    move: Move
    basis: tuple[int, ...]
    change: tuple[Vector, ...]
    lift: Fraction
    leaving: int | None = None


def _along(ground: _Ground, here: _Place, way: _Way) -> Generator[Piece, None, _Place]:
    """The pieces of a straight way of forms, and the end. Raises ``Refusal`` where it gets stuck."""
    change, left, start = way.change, _ONE, here
    for _ in range(MAX_PATH_PIECES):
        found = eliminated(tuple(here.weights[j] for j in way.basis), change, left)
        if found is None:
            raise Refusal("path.no_elimination")
        forms = _with(here.forms, way.basis, _columns(here, way.basis, found))
        begun = replace(here, forms=tuple(tuple(_at(entry, _ZERO) for entry in row) for row in forms))
        yield ground.straight(Move.IDLE, here, begun)
        left -= found.reach
        weights = _with(here.weights, way.basis, found.diagonal)
        if way.leaving is not None:
            weights[way.leaving] = Ratio.line(here.weights[way.leaving], left * start.weights[way.leaving])
        level = Ratio.line(here.level, start.level + (1 - left) * way.lift)
        yield ground.piece(way.move, level, list(map(_ratio, weights)), [list(map(_ratio, row)) for row in forms])
        here = _Place(
            level.at(_ONE),
            tuple(_at(entry, _ONE) for entry in weights),
            tuple(tuple(_at(entry, _ONE) for entry in row) for row in forms),
        )
        if not left:
            return here
        inverse = _matrix([[entry.at(_ONE) for entry in row] for row in found.lower]).inv()
        change = _rows(inverse * _matrix(change) * inverse.transpose())
    raise Refusal("path.pieces", most=MAX_PATH_PIECES)


def _columns(here: _Place, basis: Sequence[int], found: Elimination) -> list[list[Ratio]]:
    """The columns of W L, one for each neuron of the basis."""
    columns: list[list[Ratio]] = []
    for own, j in enumerate(basis):
        column = list(map(Ratio.constant, here.forms[j]))
        for other, i in enumerate(basis):
            factor = found.lower[other][own]
            if other != own and not factor.is_zero:
                column = [entry + factor * Ratio.constant(q) for entry, q in zip(column, here.forms[i], strict=True)]
        columns.append(column)
    return columns


def _with(entries: Sequence[T], basis: Sequence[int], changed: Sequence[U]) -> list[T | U]:
    """The entries, those of the basis changed."""
    found: list[T | U] = list(entries)
    for j, entry in zip(basis, changed, strict=True):
        found[j] = entry
    return found


def _ratio(entry: Fraction | Ratio) -> Ratio:
    return entry if isinstance(entry, Ratio) else Ratio.constant(entry)


def _at(entry: Fraction | Ratio, place: Fraction) -> Fraction:
    return _ratio(entry).at(place)


# --- where it goes ----------------------------------------------------------------------------------------------------


def _dependent(here: _Place) -> tuple[int, tuple[int, ...], Vector] | None:
    """The first neuron with a_j != 0 whose q_j depends on those before it, these, and its coefficients in them."""
    basis: list[int] = []
    for j in (j for j, a in enumerate(here.weights) if a):
        rows = [here.forms[k] for k in basis]
        if _rank([*rows, here.forms[j]]) == len(basis):
            return j, tuple(basis), _coefficients(rows, here.forms[j])
        basis.append(j)
    return None


def _coefficients(rows: Sequence[Vector], vector: Vector) -> Vector:
    """The coefficients of a vector in the span of independent rows."""
    if not rows:
        return ()
    known = _matrix(rows)
    found = (known * known.transpose()).solve(known * _matrix([vector]).transpose())
    return tuple(row[0] for row in _rows(found))


def _freed(
    ground: _Ground, here: _Place, index: int, basis: tuple[int, ...], factors: Vector
) -> Generator[Piece, None, _Place]:
    """Neuron ``index``, a combination of the independent ones of ``basis``, goes to a_j = 0; A stays."""
    total = here.weights[index]
    change = tuple(tuple(total * left * right for right in factors) for left in factors)
    return (yield from _along(ground, here, _Way(Move.FREE, basis, change, _ZERO, index)))


def _completed(ground: _Ground, here: _Place) -> tuple[_Place, tuple[int, ...]]:
    """Idle neurons move so that r of the q_j are a basis, and which these are."""
    size = len(ground.basis)
    basis = [j for j, a in enumerate(here.weights) if a]
    forms = list(here.forms)
    for j in (j for j, a in enumerate(here.weights) if not a):
        rows = [forms[k] for k in basis]
        if len(basis) == size:
            break
        units = (tuple(_ONE if k == axis else _ZERO for k in range(size)) for axis in range(size))
        forms[j] = next(form for form in (forms[j], *units) if _rank([*rows, form]) > len(rows))
        basis.append(j)
    require(len(basis) == size, "path.too_narrow", rank=size)
    return replace(here, forms=tuple(forms)), tuple(basis)


def _wanted(ground: _Ground, here: _Place, basis: tuple[int, ...]) -> tuple[tuple[Vector, ...], Fraction]:
    """A change C of the form, (r, r) in the basis, and of k, after which L is near its least."""
    target, (_, alpha) = Target(ground.problem), ground.neuron
    forms = finite_floats(here.forms)
    received = finite_floats(ground.coordinates) @ forms.T
    level = float(here.level) + float(alpha) * (received**2 @ finite_floats([here.weights])[0]) + ground.offsets
    own, size = received[:, list(basis)], len(basis)
    pairs = [(i, j) for i in range(size) for j in range(i + 1)]
    products = [float(alpha) * (1 if i == j else 2) * own[:, i] * own[:, j] for i, j in pairs]
    lifts = [np.ones(len(level))] if ground.problem.network.trains(Block.OUTPUT_BIAS) else []
    design: Array = np.stack([*products, *lifts], axis=1)
    found = target.shortest(design, level)
    entries = dict(zip(pairs, found, strict=False))
    change = tuple(tuple(entries[max(i, j), min(i, j)] for j in range(size)) for i in range(size))
    return change, found[-1] if lifts else _ZERO


# --- exact algebra ----------------------------------------------------------------------------------------------------


def _matrix(rows: Sequence[Sequence[Fraction]]) -> flint.fmpq_mat:
    return matrix(rows, len(rows[0]))


def _rows(found: flint.fmpq_mat) -> tuple[Vector, ...]:
    return tuple(tuple(fraction_of(entry) for entry in row) for row in found.tolist())


def _rank(rows: Sequence[Sequence[Fraction]]) -> int:
    return int(_matrix(rows).rank())
