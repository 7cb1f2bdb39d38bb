"""A box that holds a bad local minimum (theory: rule.strict, rule.sharp, rule.split, rule.split_decay, lemma.slice).

On the box lies, below L, a function Psi that is strongly convex in the parameters that move: L itself, or L with a
parabola in place of l for the samples whose margins lie on kinks of l.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Final

import flint

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.functions.jets import JointEvaluation
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval, jump
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.copies import Shares, check_balanced_copies, check_copies, check_shares, core_problem
from theoremcheck.trusted.minima.decayed import Decayed
from theoremcheck.trusted.minima.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.minima.expansion import Forward, Slopes, assemble, box, margins, pulled
from theoremcheck.trusted.minima.slices import Slice, check_slice
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True, slots=True)
class OnKink:
    """A sample whose margin lies on break ``place`` of the loss; ``multiplier`` lies between the slopes there."""

    sample: int
    place: int
    multiplier: Fraction


@dataclass(frozen=True, slots=True)
class Box:
    """A local minimum lies within ``radius`` of ``centre``; the Hessian of Psi - ``mu`` is positive definite there.

    The centre lists the trained parameters in the order a0, a, w, b, deep (see ``expansion``). What ``slice`` holds
    stays at its value there. Without ``kinks`` Psi is L; else l(z0) + g u + ``stiffness`` u^2 stands in it for l at the
    samples on kinks z0, u = z - z0, g the multiplier. ``shares`` (of neurons of the shortcut) and ``deep_shares`` (of
    units of the last layer) say which copies neurons have in the network of the problem; the box is then one of the
    network with one neuron each, where all of this is meant.
    """

    centre: Vector
    radius: Fraction
    mu: Fraction
    precision: int
    slice: Slice
    kinks: tuple[OnKink, ...]
    stiffness: Fraction
    shares: Shares
    deep_shares: Shares

    @property
    def split(self) -> bool:
        """True if neurons may have copies."""
        return bool(self.shares or self.deep_shares)


def check_box_as(problem: Problem, evidence: Box, *, kinks: bool, copies: bool) -> tuple[int, int]:
    """:func:`check_box` of a box with or without kinks and copies, as the condition says that it speaks of."""
    require(bool(evidence.kinks) is kinks and evidence.split is copies, "box.another_condition")
    return check_box(problem, evidence)


def check_decaying_copies(problem: Problem, evidence: Box) -> tuple[int, int]:
    """:func:`check_box` of a box with copies of neurons with weight decay, with or without kinks."""
    require(evidence.split, "box.another_condition")
    return check_box(problem, evidence, decay=True)


def check_box(problem: Problem, evidence: Box, *, decay: bool = False) -> tuple[int, int]:
    """Accept a box that holds a bad local minimum; the least and the greatest number of wrong samples there.

    Without copies by ``_check_core`` (rule.strict, rule.sharp). With copies (rule.split) the core is checked, "L_m(phi(
    t)) >= L_m(t) near", and ``check_copies`` shows L(t) >= L_m(phi(t)). Its q_i are slopes of l at places between two
    margins, which on a kink could be any slope between those beside it: copies with kinks are refused. Not so with
    ``decay`` (rule.split_decay), where f is the same at t and at phi(t), whatever l is, and the penalty is larger at t.
    """
    require(evidence.radius > 0 and evidence.mu > 0, "box.size")
    if isinstance(evidence.slice, Decayed):  # its proof speaks of L itself, and of all neurons there are
        require(not evidence.kinks and not evidence.split, "box.decayed")
    multipliers = (kink.multiplier for kink in evidence.kinks)
    check_bits((*evidence.centre, evidence.radius, evidence.mu, evidence.stiffness, *multipliers))
    core = problem
    if evidence.split:
        require(decay or not evidence.kinks, "box.kinks_and_copies")
        check_shares(problem, evidence.shares, evidence.deep_shares, decay=decay)
        core = core_problem(problem, evidence.shares, evidence.deep_shares)
    with precision(evidence.precision):
        found = _check_core(core, evidence)
        if evidence.split:
            check = check_balanced_copies if decay else check_copies
            check(core, evidence.centre, evidence.radius, evidence.shares, evidence.deep_shares)
        return found


def check_minimum(problem: Problem, evidence: Box) -> tuple[int, int]:
    """Accept a box that holds a local minimum, bad or not: the least and the greatest number of wrong samples there.

    As :func:`check_box`, whose proof needs nothing of the signs of f until it counts. Copies are refused.
    """
    require(evidence.radius > 0 and evidence.mu > 0, "box.size")
    require(not evidence.split and not isinstance(evidence.slice, Decayed), "box.another_condition")
    multipliers = (kink.multiplier for kink in evidence.kinks)
    check_bits((*evidence.centre, evidence.radius, evidence.mu, evidence.stiffness, *multipliers))
    with precision(evidence.precision):
        return _check_core(problem, evidence, bad=False)


def _check_core(problem: Problem, evidence: Box, *, bad: bool = True) -> tuple[int, int]:
    """Accept: Psi lies below L on the box, is strongly convex, and L has a minimum inside; one sample is wrong there.

    The proofs' sentences. "On the box Psi is C^2 with Hessian - mu I positive definite", in what moves: the balls of
    ``_Minorant`` hold at all parameters of the box (a break inside one is refused unless s, s', s'' match). "L >= Psi
    on the box" by ``_check_below`` on the offsets of the whole box. "A minimiser of L over the closed ball |t - c| <= r
    is interior": without kinks Psi = L, and if |grad L(c)| < mu r, then on the sphere grad L(t) . (t - c) >= r (mu r -
    |grad L(c)|) > 0, while at a minimiser there it would be <= 0. With kinks L has no gradient; values are compared: on
    the sphere L >= Psi(c) - |grad Psi(c)| r + mu r^2 / 2 > L(c), ``gap`` being at least L(c) - Psi(c). (Without a gap
    this asks for |grad L(c)| < mu r / 2: the first argument asks for less.) "Parameters may be held by lemma.slice", of
    the minimum found in those that move, by ``check_slice`` on the same box: a sample that Psi does not see is one that
    L does not see, for where the slope of Psi at a sample on a kink is exactly 0, its margin is exact, and so constant
    on the box: that takes stiffness > 0. "A sample is wrong at that minimum": the ball of its f, over the whole box,
    has the wrong sign, or two samples of different labels have one f. Of other samples the sign may stay unknown.
    """
    _check_kinks(problem, evidence)
    radius, mu = ball(evidence.radius), ball(evidence.mu)
    around, still = _Minorant(problem, evidence, evidence.radius, 2), _Minorant(problem, evidence, Fraction(0), 1)
    moving = check_slice(problem, around.slopes, evidence.slice)
    slopes = [still.slopes.gradient[k] for k in moving]
    steepness = sum((slope * slope for slope in slopes), flint.arb(0)).abs_upper().sqrt()
    if evidence.kinks:
        require(bool(steepness * radius + still.gap() < mu * radius * radius / 2), "box.below")
    else:
        require(bool(steepness < mu * radius), "box.gradient")
    confused = bad and _confused(problem, around.slopes, still.slopes)
    shifted = Symmetric.read(around.hessian.tolist()).restricted(moving).minus(mu)
    require(proves_positive_definite(shifted), "box.hessian")
    if not bad:
        return samples(problem).wrong(around.slopes.outputs)
    return samples(problem).some_wrong(around.slopes.outputs, 1 if confused else 0)


def _check_kinks(problem: Problem, evidence: Box) -> None:
    if not evidence.kinks:
        return
    require(evidence.stiffness > 0, "box.stiffness")
    count, indices = len(samples(problem).points), [kink.sample for kink in evidence.kinks]
    require(len(set(indices)) == len(indices) and all(0 <= i < count for i in indices), "box.kinks")


def _confused(problem: Problem, around: Slopes, still: Slopes) -> bool:
    """True if two samples of different classes have one output on the box: its value at the centre, and its slopes.

    One of the two is then wrong, whatever their sign is.
    """
    labels, seen = samples(problem).labels, dict[tuple[object, ...], int]()
    for label, f, row in zip(labels, still.outputs, around.jacobian, strict=True):
        entries = (f, *(row[k] for k in around.trained))
        if all(entry.is_exact() for entry in entries):
            key = tuple(entry.man_exp() for entry in entries)
            if seen.setdefault(key, label) != label:
                return True
    return False


class _Minorant:
    """Psi on a box to first or second order, with the slopes of l beside the kinks that put it below L there."""

    def __init__(self, problem: Problem, evidence: Box, radius: Fraction, order: int) -> None:
        self.problem, self.evidence = problem, evidence
        place = box(problem, evidence.centre, radius)
        forward = Forward(problem, place.full, order)
        labels = samples(problem).labels
        stiffness = ball(evidence.stiffness)
        self.offsets: list[flint.arb] = []
        self.steepest: list[flint.arb] = []
        replaced = {}
        for kink in evidence.kinks:
            label = labels[kink.sample]
            pieces, margin = loss_pieces(problem, label), -label * forward.outputs[kink.sample]
            offset = margin - evaluate(kink_place(pieces, kink), flint.arb(0))
            self.offsets.append(offset)
            self.steepest.append(_check_below(pieces, kink, offset, stiffness))
            replaced[kink.sample] = (ball(kink.multiplier) + 2 * stiffness * offset, 2 * stiffness)
        first, second = margins(problem, forward.outputs, order, replaced)
        self.hessian = flint.arb_mat(0, 0)
        if order == 2:
            expansion = assemble(problem, place, forward, first, second)
            self.slopes, self.hessian = expansion.slopes, expansion.hessian
        else:
            self.slopes = pulled(problem, place, forward, first)

    def gap(self) -> flint.arb:
        """At least L - Psi at the point: the sum of weight (|l' on both sides| + |g|) |u| over the kinks."""
        data = samples(self.problem)
        total = sum(data.weights, Fraction(0))
        found = flint.arb(0)
        for kink, offset, slope in zip(self.evidence.kinks, self.offsets, self.steepest, strict=True):
            rate = slope + abs(ball(kink.multiplier))
            found += ball(data.weights[kink.sample] / total) * rate * offset.abs_upper()
        return found.abs_upper()


def kink_place(pieces: Pieces, kink: OnKink) -> Expr:
    """The break of the loss that the kink names. Raises ``Refusal`` if there is none."""
    require(0 <= kink.place < len(pieces.breaks), "box.no_break")
    return exact(pieces.breaks[kink.place])


def _check_below(pieces: Pieces, kink: OnKink, offset: flint.arb, stiffness: flint.arb) -> flint.arb:
    """Accept if l(z0 + u) >= l(z0) + g u + stiffness u^2 for all u in the ball; the greatest |l'| on both sides.

    With slopes <= p left and >= m right of z0 for abs(u) <= U, p + stiffness U <= g <= m - stiffness U is enough.
    """
    require(not pieces.owner[kink.place] and is_zero(jump(pieces, kink.place, 0)), "box.discontinuous")
    reach = offset.abs_upper()
    middle = evaluate(kink_place(pieces, kink), flint.arb(0))
    left, right = middle - reach, middle + reach
    for index, end in ((kink.place - 1, left), (kink.place + 1, right)):
        if 0 <= index < len(pieces.breaks):
            other = evaluate(exact(pieces.breaks[index]), flint.arb(0))
            apart = other < end if index < kink.place else other > end
            require(bool(apart), "box.second_break", sample=kink.sample)
    below = slope_of_piece(pieces, kink.place, left.union(middle))
    above = slope_of_piece(pieces, kink.place + 1, middle.union(right))
    multiplier, bend = ball(kink.multiplier), stiffness * reach
    inside = bool(below + bend < multiplier) and bool(multiplier < above - bend)
    require(inside, "box.multiplier", sample=kink.sample)
    return flint.arb.max(below.abs_upper(), above.abs_upper())


def slope_of_piece(pieces: Pieces, index: int, place: flint.arb) -> flint.arb:
    """The slope of a piece of the loss on a ball; at an end of the piece, the one-sided slope."""
    check_evident(pieces, 1, index, closed_interval(pieces, index))
    (found,) = JointEvaluation((nth_derivative(pieces.pieces[index], 1),))(place)
    require(found.is_finite(), "box.slope")
    return found


CONDITIONS: Final = (
    ("minimum.strict", Box, partial(check_box_as, kinks=False, copies=False)),
    ("minimum.sharp", Box, partial(check_box_as, kinks=True, copies=False)),
    ("minimum.split", Box, partial(check_box_as, kinks=False, copies=True)),
    ("minimum.split_decay", Box, check_decaying_copies),
)
"""The conditions with their evidence, and the check of that."""
