"""A penalty that outweighs all that a network without biases can gain (theory: objective.decay_dominates)."""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.data.linear import frozen_values
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.minima.multipliers import rational_subgradients
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import dot, formula
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import require


def decay_dominates(problem: Problem) -> bool:
    """objective.decay_dominates: (d K)^2 E |x|^2 <= 4 A B, and what it asks of the structure; all numbers rational."""
    require(not problem.parameters, "facts.free_parameters")
    slopes = homogeneous_slopes(problem) if _bare(problem) else None
    if slopes is None:
        return False
    outer, inner = (problem.objective.coefficient(block) for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    steepest = max(abs(slope_at_zero(problem, label)) for label in (1, -1))
    gain = (steepest * max(map(abs, slopes))) ** 2
    return outer > 0 and gain * mean_square(problem) <= 4 * outer * inner


def _bare(problem: Problem) -> bool:
    """No f_D, all a_j and w_j trained, biases absent or 0, and no penalty but on a and w, with coefficients >= 0."""
    network, weights = problem.network, {Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS}
    present = {Block.OUTPUT_BIAS: network.output_bias, Block.HIDDEN_BIAS: network.hidden_bias}
    return (
        not network.layers
        and all(network.trains(block) for block in weights)
        and all(not there or _zero(problem, block) for block, there in present.items())
        and problem.objective.penalised <= weights
        and all(term.coefficient >= 0 for term in problem.objective.penalties)
    )


def _zero(problem: Problem, block: Block) -> bool:
    """True if the block is frozen, at 0 throughout."""
    entry = problem.network.frozen_block(block)
    return entry is not None and not any(frozen_values(problem, entry, block))


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


def mean_square(problem: Problem) -> Fraction:
    """The mean of the |x_i|^2, by weight."""
    data = samples(problem)
    return sum((share * dot(x, x) for share, x in zip(data.shares, data.points, strict=True)), Fraction(0))
