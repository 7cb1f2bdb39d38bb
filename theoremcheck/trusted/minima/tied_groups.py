"""The output of a group of samples that every neuron receives as one (theory: rule.tied).

Samples of both classes at different points are untied near the point: there l has to be above lines near -c and c, with
slopes that balance. Samples at one point are one for all parameters, so their terms of L are h_G(f) with h_G(c) =
P l(-c) + N l(c), P and N the weights of the classes in the group; a local minimum of h_G is enough. Of samples of one
class each term by itself is at a local minimum of l, which is one of h_G, as N or P is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

import flint

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.functions.balls import ball, evaluate
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.sides import Side, sides
from theoremcheck.trusted.minima.tangent import balanced_slope, check_bounds
from theoremcheck.trusted.problem.expr import ZERO, Expr, Num, Root, Var, add, mul, neg, sub, substitute
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True, slots=True)
class Tied:
    """Samples from which every neuron receives the same; f is there the one balance of the slopes inside the bounds.

    Where ``lower`` = ``upper``, f is that number: -c and c may be breaks of l, and other numbers may balance as well.
    """

    samples: tuple[int, ...]
    lower: Fraction
    upper: Fraction


@dataclass(frozen=True)
class Group:
    """A group with what the proof speaks of, in balls: the output c, and K = P l'(-c) = N l'(c).

    ``mixed``: of both classes. ``loose``: and not all at one point; K is read of these groups only.
    """

    members: tuple[int, ...]
    mixed: bool
    loose: bool
    output: flint.arb
    slope: flint.arb


def check_groups(problem: Problem, groups: Sequence[Tied], received: Sequence[Vector]) -> None:
    """The groups are disjoint sets of samples, and every neuron receives one number from each."""
    count = len(samples(problem).points)
    named = [i for group in groups for i in group.samples]
    sound = all(0 <= i < count for i in named) and len(set(named)) == len(named)
    require(sound and all(group.samples for group in groups), "tied.groups")
    for values in received:
        for k, group in enumerate(groups):
            require(len({values[i] for i in group.samples}) == 1, "tied.apart", group=k)


def classes(problem: Problem, members: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The members of class + and those of class -."""
    labels = samples(problem).labels
    return tuple(i for i in members if labels[i] > 0), tuple(i for i in members if labels[i] < 0)


def weight(problem: Problem, members: Sequence[int]) -> Fraction:
    """The sum of their weights."""
    return sum((samples(problem).weights[i] for i in members), Fraction(0))


def read(problem: Problem, group: Tied) -> Group:
    """The output c of a group near which its terms of L do not fall below what rule.tied says, in balls."""
    plus, minus = classes(problem, group.samples)
    weights = weight(problem, plus), weight(problem, minus)
    mixed = bool(plus and minus)
    loose = mixed and len({samples(problem).points[i] for i in group.samples}) > 1
    if group.lower == group.upper:
        slope = _exactly(problem, group.lower, weights, loose=loose)
        output = ball(group.lower)
    else:
        output, slope = _between(problem, group, weights, loose=loose)
    found = evaluate(slope, output)
    require(output.is_finite() and found.is_finite(), "tied.output")
    return Group(group.samples, mixed, loose, output, found)


def _between(
    problem: Problem, group: Tied, weights: tuple[Fraction, Fraction], *, loose: bool
) -> tuple[flint.arb, Expr]:
    """The zero c of h_G' between the bounds, and N l', a function; l is C^2 from end to end, at -c and at c.

    ``loose``: l is convex there. Else h_G'' > 0 there, so that c is a local minimum of h_G. Where P or N is 0, so is
    its term.
    """
    lower, upper = group.lower, group.upper
    require(lower < upper, "constants.bounds")
    plus, minus = weights
    slopes = partial(check_bounds, convex=loose, rising=False)
    rising = mul((Num(minus), slopes(loss_pieces(problem, -1), lower, upper))) if minus else ZERO
    mirrored = slopes(loss_pieces(problem, 1), -upper, -lower) if plus else ZERO
    falling = mul((Num(plus), substitute(mirrored, neg(Var()))))
    slope = sub(rising, falling)
    if not loose:
        bent_up = evaluate(nth_derivative(slope), ball(lower).union(ball(upper))) > 0
        require(bool(bent_up), "tied.bent_down")
    return evaluate(Root(slope, lower, upper), flint.arb(0)), rising


def _exactly(problem: Problem, place: Fraction, weights: tuple[Fraction, Fraction], *, loose: bool) -> Expr:
    """K for an exact c; 0 where it is not read, and c is a local minimum of h_G."""
    check_bits((place,))
    if loose:
        return balanced_slope(problem, Num(place), weights, rising=False)
    zero = Side(ZERO, ZERO, ZERO)
    (left, right), (below, above) = (
        sides(loss_pieces(problem, label), Num(-label * place)) if own else (zero, zero)
        for label, own in zip((1, -1), weights, strict=True)
    )
    plus, minus = (Num(own) for own in weights)
    # h_G(v) = P l(-v) + N l(v): to the right of c, -v is to the left of -c.
    for side, mirrored, direction in ((above, left, 1), (below, right, -1)):
        slope = sub(mul((minus, side.slope)), mul((plus, mirrored.slope)))
        if is_zero(slope):
            second = add((mul((minus, side.second)), mul((plus, substitute(mirrored.second, neg(Var()))))))
            bend = add((mul((minus, side.bend)), mul((plus, mirrored.bend))))
            require(is_zero(second) or sign_of(bend) > 0, "tied.bent_down")
        else:
            require(direction * sign_of(slope) > 0, "tied.slope")
    return ZERO
