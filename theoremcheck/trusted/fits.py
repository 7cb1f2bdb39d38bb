"""Minimisers of the loss over linear families: rule.hull, rule.outlier, rule.frozen (theory: lemma.family).

If, for all parameters near the point, the outputs of the network run through a linear family F of functions on the
samples, and the point's own output minimises the convex L over F, then the point is a local minimum. ``Family`` holds
the family's values on the samples, rational or enclosed in balls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import flint

from theoremcheck.trusted.balls import ball, evaluate, precision
from theoremcheck.trusted.constants import loss_pieces, subgradients
from theoremcheck.trusted.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.exact import cleared_matrix, combination_vanishes, rank
from theoremcheck.trusted.expr import Expr, Num
from theoremcheck.trusted.minima import BoxFit, ExactFit
from theoremcheck.trusted.model import Problem, Vector
from theoremcheck.trusted.normal import is_zero, rational_value
from theoremcheck.trusted.pieces import Pieces
from theoremcheck.trusted.reach import dot
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.samples import samples
from theoremcheck.trusted.slopes import nth_derivative
from theoremcheck.trusted.smooth import check_evident, closed_interval
from theoremcheck.trusted.sparse import check_sparse


@dataclass(frozen=True)
class Family:
    """Functions sum_k theta_k phi_k on the samples: ``rows`` has phi_k(x_i), (n, p), rational."""

    rows: tuple[Vector, ...]

    def product(self, index: int, vector: Sequence[Fraction]) -> flint.arb:
        """A ball that holds sum_k vector_k phi_k(x_index)."""
        return ball(dot(self.rows[index], vector))

    def check_basis(self, basis: tuple[Vector, ...], active: Sequence[int]) -> None:
        """Accept a basis along which the active samples see everything that they see at all."""
        rows = [self.rows[i] for i in active]
        along = [tuple(dot(row, vector) for vector in basis) for row in rows]
        full, seen = (rank(cleared_matrix(matrix, len(matrix[0]))) if matrix else 0 for matrix in (rows, along))
        require(full == seen == len(basis), "the basis does not span what the active samples see")


@dataclass(frozen=True)
class BallFamily:
    """The same with constant expressions phi_k(x_i), which need not be rational."""

    rows: tuple[tuple[Expr, ...], ...]

    def product(self, index: int, vector: Sequence[Fraction]) -> flint.arb:
        """A ball that holds sum_k vector_k phi_k(x_index)."""
        entries = zip(self.rows[index], vector, strict=True)
        return sum((_value(phi) * ball(factor) for phi, factor in entries), flint.arb(0))

    def check_basis(self, basis: tuple[Vector, ...], active: Sequence[int]) -> None:
        """Accept a basis of the whole space of coefficients."""
        size = len(self.rows[0])
        full = len(basis) == size == rank(cleared_matrix(basis, size))
        require(full, "the basis does not span all coefficients")


@lru_cache(maxsize=4096)
def _evaluated(expr: Expr, bits: int) -> flint.arb:
    return evaluate(expr, flint.arb(0))


def _value(expr: Expr) -> flint.arb:
    """A ball that holds a constant, at the current precision."""
    return _evaluated(expr, flint.ctx.prec)


@dataclass(frozen=True)
class Fitted:
    """What a fit establishes: balls that hold its coefficients, (p,), and its outputs, (n,), at some precision."""

    coefficients: tuple[flint.arb, ...]
    outputs: tuple[flint.arb, ...]
    precision: int


def check_fit(problem: Problem, family: Family | BallFamily, fit: ExactFit | BoxFit) -> Fitted:
    """Accept if the fit minimises the convex loss over the family (for a box: if some minimiser lies in it)."""
    if isinstance(fit, ExactFit):
        if not isinstance(family, Family):
            raise Refusal("an exact fit needs rational features")
        return _check_exact(problem, family, fit)
    return _check_box(problem, family, fit)


# --- an exact minimiser -------------------------------------------------------------------------------------------

_BITS = 128


def _check_exact(problem: Problem, family: Family, fit: ExactFit) -> Fitted:
    """sum_i weight_i y_i g_i phi(x_i) = 0 with subgradients g_i of l at z_i, all rational.

    lemma.support: "t* minimises L over F", as 0 is a subgradient of the convex L restricted to F.
    """
    data = samples(problem)
    require(len(fit.coefficients) == len(family.rows[0]), "the fit has another number of coefficients")
    check_sparse(fit.multipliers, len(data.points), "the multipliers of the fit")
    given = dict(zip(fit.multipliers.indices, fit.multipliers.entries, strict=True))
    values = [dot(row, fit.coefficients) for row in family.rows]
    known: dict[Fraction, tuple[Fraction, Fraction]] = {}
    signed = []
    for index, (value, label, weight) in enumerate(zip(values, data.labels, data.weights, strict=True)):
        margin = -label * value
        if margin not in known:
            known[margin] = _rational_pair(subgradients(problem, Num(margin)))
        low, high = known[margin]
        multiplier = given.get(index, low)
        require(low <= multiplier <= high, f"the multiplier of sample {index} is no subgradient of the loss")
        signed.append(weight * label * multiplier)
    require(combination_vanishes(family.rows, signed), "the fit does not minimise the loss over the family")
    with precision(_BITS):
        return Fitted(tuple(map(ball, fit.coefficients)), tuple(map(ball, values)), _BITS)


def _rational_pair(ends: tuple[Expr, Expr]) -> tuple[Fraction, Fraction]:
    low, high = (rational_value(end) for end in ends)
    if low is None or high is None:
        raise Refusal("a slope of the loss at the fit is not rational")
    return low, high


# --- a minimiser in a box -----------------------------------------------------------------------------------------


def _check_box(problem: Problem, family: Family | BallFamily, fit: BoxFit) -> Fitted:
    """A strictly convex restriction: Hessian - curvature I > 0 on the ball around the centre, gradient < curvature r.

    Coordinates are theta = offset + sum_k tau_k basis_k. Active samples see no direction outside the basis; inactive
    ones have slope 0 on the whole ball, the least a convex l allows.

    lemma.support: "t* minimises L over F": the strictly convex sum over the active samples has its minimum in the ball,
    over all coefficients because ``check_basis`` shows that the others are not seen; the inactive terms are minimal.
    """
    data = samples(problem)
    size, inactive = len(family.rows[0]), frozenset(fit.inactive)
    require(len(fit.offset) == size and all(len(v) == size for v in fit.basis), "the fit has another dimension")
    require(len(fit.centre) == len(fit.basis) > 0, "the centre has another dimension than the basis")
    require(fit.radius > 0 and fit.curvature > 0, "radius and curvature must be positive")
    require(all(0 <= i < len(data.points) for i in inactive), "an inactive sample does not exist")
    active = [i for i in range(len(data.points)) if i not in inactive]
    require(bool(active), "no sample is active")
    family.check_basis(fit.basis, active)
    theta = [o + sum((t * v[k] for t, v in zip(fit.centre, fit.basis, strict=True)), Fraction(0))
             for k, o in enumerate(fit.offset)]  # fmt: skip
    pieces = loss_pieces(problem)
    with precision(fit.precision):
        radius = ball(fit.radius)
        spread = radius.union(-radius)
        gradient = [flint.arb(0)] * len(fit.basis)
        scaled, plain = [], []
        for index in active:
            label, weight = data.labels[index], ball(data.weights[index])
            values = [family.product(index, vector) for vector in fit.basis]
            at_centre = -label * family.product(index, theta)
            around = at_centre + spread * _norm(values)
            slope, _ = loss_jet(pieces, at_centre)
            _, curvature = loss_jet(pieces, around)
            for k, value in enumerate(values):
                gradient[k] -= weight * label * slope * value
            plain.append(values)
            scaled.append([weight * curvature * value for value in values])
        hessian = Symmetric.read((flint.arb_mat(scaled).transpose() * flint.arb_mat(plain)).tolist())
        steep = proves_positive_definite(hessian.minus(ball(fit.curvature)))
        require(steep, "the Hessian of the fit is not shown to be large enough")
        small = bool(_norm(gradient) < ball(fit.curvature) * radius)
        require(small, "the gradient at the centre of the fit is not shown to be small enough")
        coefficients = tuple(ball(value) + spread * _norm([ball(v[k]) for v in fit.basis])
                             for k, value in enumerate(theta))  # fmt: skip
        outputs = []
        for index in range(len(family.rows)):
            moved = [family.product(index, vector) for vector in fit.basis]
            output = family.product(index, theta) + spread * _norm(moved)
            outputs.append(output)
            if index in inactive:
                _check_inactive(pieces, -data.labels[index] * output)
        return Fitted(coefficients, tuple(outputs), fit.precision)


def _norm(vector: Sequence[flint.arb]) -> flint.arb:
    """The Euclidean length."""
    return sum((entry * entry for entry in vector), flint.arb(0)).sqrt()


def piece_around(pieces: Pieces, place: flint.arb) -> int:
    """The index of the piece that holds a ball strictly inside. Raises ``Refusal`` if a break may lie in the ball."""
    index = sum(1 for point in pieces.points if ball(point) < place)
    lower, upper = pieces.span(index)
    inside = (lower is None or ball(lower) < place) and (upper is None or place < ball(upper))
    require(inside, "a margin touches a break point of the loss")
    return index


def loss_jet(pieces: Pieces, place: flint.arb) -> tuple[flint.arb, flint.arb]:
    """(l', l'') on a ball that lies strictly inside one piece of l, where it is C^2."""
    slope, curvature = (evaluate(expr, place) for expr in _derivatives(pieces, piece_around(pieces, place)))
    return slope, curvature


@lru_cache(maxsize=64)
def _derivatives(pieces: Pieces, index: int) -> tuple[Expr, Expr]:
    """The first two derivatives of a piece, which must be C^2."""
    check_evident(pieces, 2, index, closed_interval(pieces, index))
    return nth_derivative(pieces.pieces[index], 1), nth_derivative(pieces.pieces[index], 2)


def _check_inactive(pieces: Pieces, place: flint.arb) -> None:
    piece = pieces.pieces[piece_around(pieces, place)]
    require(is_zero(nth_derivative(piece, 1)), "the loss has slope at an inactive sample")
