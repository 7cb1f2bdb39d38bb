"""A penalty that outweighs all that the neurons can gain, wherever they are (theory: objective.decay_dominates).

Two arms: neurons that are positively homogeneous, with the slope of the loss at 0; and neurons and losses with bounded
slopes. Both compare the penalty on one neuron, A a^2 + B |w|^2 + C b^2, with (gain) |a| E |w . x + b|, where E is the
mean by weight: by Cauchy and Schwarz it is enough that 4 A diag(B, ..., B, C) - gain^2 E X X^T is positive definite.
"""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.bounds import MAX_MOMENTS
from theoremcheck.trusted.data.exact import check_bits, dot
from theoremcheck.trusted.data.forms import (
    Matrix,
    is_positive_definite,
    is_positive_semidefinite,
    moment_matrix,
)
from theoremcheck.trusted.data.trained import free_constant, is_zero_bias, rests, shrinking_biases
from theoremcheck.trusted.functions.lipschitz import Lipschitz, check_lipschitz
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.minima.multipliers import rational_subgradients
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

_WEIGHTS = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)


@dataclass(frozen=True, slots=True)
class Slopes:
    """The slopes of the neuron and of the loss, or of the losses of class + and class -, are bounded."""

    neuron: Lipschitz
    losses: tuple[Lipschitz, ...]

    @property
    def gain(self) -> Fraction:
        """D K: a bound of the slope of the loss of a sample in s."""
        return self.neuron.bound * max(part.bound for part in self.losses)


def dominates(problem: Problem) -> bool:
    """objective.decay_dominates by its first arm, all of whose numbers are rational; or False, where neither arm holds.

    ``Refusal`` where that depends on bounds of the slopes. A homogeneous neuron without biases that the first arm
    refuses is one that the second refuses, whose gain is no smaller and whose matrix has to be definite.
    """
    require(not problem.parameters, "facts.free_parameters")
    if not _penalised(problem):
        return False
    slopes = homogeneous_slopes(problem) if _bare(problem) else None
    if slopes is not None:
        steepest = max(abs(slope_at_zero(problem, label)) for label in (1, -1))
        return outweighs(problem, steepest * max(map(abs, slopes)), strict=False, biases=False)
    if not problem.objective.coefficient(Block.HIDDEN_WEIGHTS) or not (free_constant(problem) or rests(problem)):
        return False
    raise Refusal("dominance.slopes")


def check_slopes(problem: Problem, evidence: Slopes) -> None:
    """Accept: the second arm of objective.decay_dominates, for both classes where each has a loss of its own.

    The clause "a_0 can hold the constant" is ``free_constant``; else "s(0) = 0 and every b_j is 0 or shrinks".
    """
    require(not problem.parameters, "facts.free_parameters")
    require(_penalised(problem), "dominance.penalties")
    require(free_constant(problem) or rests(problem), "dominance.biases")
    require(len(evidence.losses) == len(problem.losses), "dominance.losses")
    check_bits(part.bound for part in (evidence.neuron, *evidence.losses))
    check_lipschitz(formula(problem.neuron, "neuron"), evidence.neuron)
    for loss, part in zip(problem.losses, evidence.losses, strict=True):
        check_lipschitz(formula(loss, "loss"), part)
    require(outweighs(problem, evidence.gain, strict=True, biases=shrinking_biases(problem)), "dominance.small")


# --- the network --------------------------------------------------------------------------------------------------


def _penalised(problem: Problem) -> bool:
    """No f_D, all a_j and w_j trained, no coefficient of a penalty below 0, and one above 0 on the a_j."""
    network, objective = problem.network, problem.objective
    return (
        not network.layers
        and all(network.trains(block) for block in _WEIGHTS)
        and all(term.coefficient >= 0 for term in objective.penalties)
        and objective.coefficient(Block.OUTPUT_WEIGHTS) > 0
    )


def _bare(problem: Problem) -> bool:
    """No bias but those that are frozen at 0, and no penalty on them."""
    absent = all(is_zero_bias(problem, block) for block in (Block.OUTPUT_BIAS, Block.HIDDEN_BIAS))
    return absent and problem.objective.penalised <= set(_WEIGHTS)


# --- slopes -------------------------------------------------------------------------------------------------------


def homogeneous_slopes(problem: Problem) -> tuple[Fraction, Fraction] | None:
    """(p, m) with s(z) = p z for z <= 0 and m z for z >= 0; None if s is not so, for rational p and m."""
    pieces = split(formula(problem.neuron, "neuron"))
    forms = [affine_on(pieces, index) for index in range(len(pieces.pieces))]
    known = [form[0] for form in forms if form is not None and form[1] == 0]
    if len(known) < len(forms) or any(place != 0 for place in pieces.breaks):
        return None
    return known[0], known[-1]


def slope_at_zero(problem: Problem, label: int) -> Fraction:
    """A subgradient of the convex l of a class at 0, the one closest to 0. ``Refusal`` if its ends are irrational."""
    low, high = rational_subgradients(problem, label, Fraction(0))
    return max(low, min(high, Fraction(0)))


# --- the comparison -----------------------------------------------------------------------------------------------


def outweighs(problem: Problem, gain: Fraction, *, strict: bool, biases: bool) -> bool:
    """4 A diag(B, ..., B[, C]) - gain^2 E X X^T is positive semidefinite, or definite; with ``biases`` X = (x, 1).

    The diagonal alone may show it, for any number of features: by Cauchy and Schwarz (v . X)^2 is at most
    sum_k D_k v_k^2 times sum_k X_k^2 / D_k. Raises ``Refusal`` above MAX_MOMENTS features if it does not.
    """
    points, outer, inner = rows(problem, biases=biases), *weights(problem, biases=biases)
    shares = samples(problem).shares
    if all(inner):
        squares = [dot(shares, [entry * entry for entry in column]) for column in zip(*points, strict=True)]
        needed = gain**2 * sum((square / own for square, own in zip(squares, inner, strict=True)), Fraction(0))
        if needed < 4 * outer or (not strict and needed == 4 * outer):
            return True
    require(len(inner) <= MAX_MOMENTS, "dominance.features", features=len(inner), most=MAX_MOMENTS)
    matrix = margin(problem, gain, biases=biases)
    return is_positive_definite(matrix) if strict else is_positive_semidefinite(matrix)


def rows(problem: Problem, *, biases: bool) -> tuple[Vector, ...]:
    """The x_i, or with ``biases`` the (x_i, 1)."""
    return tuple((*point, Fraction(1)) if biases else tuple(point) for point in samples(problem).points)


def weights(problem: Problem, *, biases: bool) -> tuple[Fraction, Vector]:
    """A, and the diagonal (B, ..., B[, C]), one entry for each entry of the rows."""
    outer, inner, own = (problem.objective.coefficient(block) for block in (*_WEIGHTS, Block.HIDDEN_BIAS))
    return outer, (*(inner,) * samples(problem).dimension, *(own,) * biases)


def margin(problem: Problem, gain: Fraction, *, biases: bool, share: Fraction = Fraction(1)) -> Matrix:
    """4 A share diag(B, ..., B[, C]) - gain^2 E X X^T, (d, d) or (d + 1, d + 1)."""
    outer, inner = weights(problem, biases=biases)
    moments = moment_matrix(rows(problem, biases=biases), samples(problem).shares)
    return tuple(
        tuple(4 * outer * share * own * (i == k) - gain**2 * entry for k, entry in enumerate(row))
        for i, (own, row) in enumerate(zip(inner, moments, strict=True))
    )
