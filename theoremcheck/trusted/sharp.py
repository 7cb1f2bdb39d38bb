"""rule.sharp: a minimum in a box with the margins of some samples on kinks of the loss (theory: rule.sharp)."""

from __future__ import annotations

from fractions import Fraction

import flint

from theoremcheck.trusted.balls import ball, evaluate, precision
from theoremcheck.trusted.breaks import exact
from theoremcheck.trusted.constants import loss_pieces
from theoremcheck.trusted.expansion import Expansion, Forward, assemble, box, margins
from theoremcheck.trusted.expr import Expr
from theoremcheck.trusted.jets import Together
from theoremcheck.trusted.minima import OnKink, SharpMinimum
from theoremcheck.trusted.model import Problem
from theoremcheck.trusted.normal import is_zero
from theoremcheck.trusted.pieces import Pieces
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.samples import samples
from theoremcheck.trusted.slices import check_slice
from theoremcheck.trusted.slopes import nth_derivative
from theoremcheck.trusted.smooth import check_evident, closed_interval, jump
from theoremcheck.trusted.strict import check_box, check_length, check_numbers


def check_sharp(problem: Problem, evidence: SharpMinimum) -> tuple[int, int]:
    """Accept: below L lies Psi with Hessian - mu I > 0 on the box, and it rises above L(centre) on the sphere.

    Psi has l(z0) + g u + stiffness u^2, u = z - z0, for l at the samples on kinks z0.

    The proof's sentences: "L >= Psi on the box" by ``_check_below`` on the offsets of the whole box; "L(c) - Psi(c)" by
    ``gap`` at the centre; "Psi is C^2 with Hessian - mu I positive definite" by ``check_box``; lemma.slice speaks of L,
    and ``check_slice`` of Psi: a sample that Psi does not see is one that L does not see (below).
    """
    check_numbers(evidence)
    # Where the slope of Psi at a sample on a kink is exactly 0, its margin is exact and so constant on the box: that is
    # why the slices, which ask whether L depends on a sample, may ask Psi. It takes stiffness > 0.
    require(evidence.stiffness > 0, "the stiffness must be positive")
    check_length((evidence.stiffness, *(kink.multiplier for kink in evidence.kinks)))
    count = len(samples(problem).points)
    indices = [kink.sample for kink in evidence.kinks]
    require(len(set(indices)) == len(indices) and all(0 <= i < count for i in indices), "the kinks name no samples")
    with precision(evidence.precision):
        radius, mu = ball(evidence.radius), ball(evidence.mu)
        around = _Minorant(problem, evidence, evidence.radius).expansion
        moving = check_slice(problem, around.slopes, evidence.slice)
        still = _Minorant(problem, evidence, Fraction(0))
        gap = still.gap()
        slopes = [still.expansion.gradient[k] for k in moving]
        steepness = sum((slope * slope for slope in slopes), flint.arb(0)).abs_upper().sqrt()
        require(
            bool(steepness * radius + gap < mu * radius * radius / 2),
            "what lies below L is not shown to rise above L(centre) on the sphere",
        )
        return check_box(problem, around, still.expansion.slopes, moving, mu)


class _Minorant:
    """Psi on a box, with the slopes of the loss beside the kinks that make it a minorant of L there."""

    def __init__(self, problem: Problem, evidence: SharpMinimum, radius: Fraction) -> None:
        self.problem, self.evidence = problem, evidence
        place = box(problem, evidence.centre, radius)
        forward = Forward(problem, place.full, 2)
        pieces, data = loss_pieces(problem), samples(problem)
        stiffness = ball(evidence.stiffness)
        self.offsets: list[flint.arb] = []
        self.steepest: list[flint.arb] = []
        replaced = {}
        for kink in evidence.kinks:
            margin = -data.labels[kink.sample] * forward.outputs[kink.sample]
            offset = margin - evaluate(_kink_place(pieces, kink), flint.arb(0))
            self.offsets.append(offset)
            self.steepest.append(_check_below(pieces, kink, offset, stiffness))
            replaced[kink.sample] = (ball(kink.multiplier) + 2 * stiffness * offset, 2 * stiffness)
        first, second = margins(problem, forward.outputs, 2, replaced)
        self.expansion: Expansion = assemble(problem, place, forward, first, second)

    def gap(self) -> flint.arb:
        """At least L - Psi at the point: the sum of weight (|l' on both sides| + |g|) |u| over the kinks."""
        data = samples(self.problem)
        total = sum(data.weights, Fraction(0))
        found = flint.arb(0)
        for kink, offset, slope in zip(self.evidence.kinks, self.offsets, self.steepest, strict=True):
            rate = slope + abs(ball(kink.multiplier))
            found += ball(data.weights[kink.sample] / total) * rate * offset.abs_upper()
        return found.abs_upper()


def _kink_place(pieces: Pieces, kink: OnKink) -> Expr:
    require(0 <= kink.place < len(pieces.breaks), "the loss has no such break point")
    return exact(pieces.breaks[kink.place])


def _check_below(pieces: Pieces, kink: OnKink, offset: flint.arb, stiffness: flint.arb) -> flint.arb:
    """Accept if l(z0 + u) >= l(z0) + g u + stiffness u^2 for all u in the ball; the greatest |l'| on both sides.

    With slopes <= p left and >= m right of z0 for abs(u) <= U, p + stiffness U <= g <= m - stiffness U is enough.
    """
    name = f"sample {kink.sample + 1}"
    require(not pieces.owner[kink.place] and is_zero(jump(pieces, kink.place, 0)), "the loss is not continuous there")
    reach = offset.abs_upper()
    middle = evaluate(_kink_place(pieces, kink), flint.arb(0))
    left, right = middle - reach, middle + reach
    for index, end in ((kink.place - 1, left), (kink.place + 1, right)):
        if 0 <= index < len(pieces.breaks):
            other = evaluate(exact(pieces.breaks[index]), flint.arb(0))
            apart = other < end if index < kink.place else other > end
            require(bool(apart), f"{name}: its margin reaches a second break point of the loss")
    below = _slope(pieces, kink.place, left.union(middle))
    above = _slope(pieces, kink.place + 1, middle.union(right))
    multiplier, bend = ball(kink.multiplier), stiffness * reach
    inside = bool(below + bend < multiplier) and bool(multiplier < above - bend)
    require(inside, f"{name}: the multiplier is not shown to lie strictly inside the kink")
    return flint.arb.max(below.abs_upper(), above.abs_upper())


def _slope(pieces: Pieces, index: int, place: flint.arb) -> flint.arb:
    check_evident(pieces, 1, index, closed_interval(pieces, index))
    (found,) = Together((nth_derivative(pieces.pieces[index], 1),))(place)
    if not found.is_finite():
        raise Refusal("the slope of the loss has no finite ball beside the kink")
    return found
