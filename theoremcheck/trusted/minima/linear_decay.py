"""A layer of linear neurons with weight decay on all of its weights (theory: thm.linear_decay, thm.linear_decay_fit).

f depends on the a_j and w_j through beta = sum_j a_j w_j alone. With A |a|^2 and Q(w), a positive definite form, the
penalty on them is at least 2 B(u, beta) for every u with Q(u) <= A, where B is the bilinear form of Q: L has the convex
function G = F + 2 B(u, .) of beta and all else that is trained below it.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.data.trained import linear_decay, shrinking_biases
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.minima.constants import loss_jets
from theoremcheck.trusted.minima.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.minima.dominance import weights
from theoremcheck.trusted.minima.expansion import margin_of
from theoremcheck.trusted.minima.features import Column, Features, combined
from theoremcheck.trusted.minima.multipliers import norm
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Frozen, Problem, Vector
from theoremcheck.trusted.problem.samples import samples, sign
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

_BITS: Final = 256
_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class DecayFit:
    """A ball in which (beta, theta) lies at every minimum: its centre is (``scale`` u, ``rest``), u = ``direction``.

    theta is what is trained beside the a_j, the w_j and the b_j, in the order of ``layout``. u has an entry for each
    feature, and one more where the b_j are trained and no free a_0 holds a constant. The Hessian of F in (beta, theta)
    minus ``curvature`` is positive definite on the ball.
    """

    scale: Fraction
    direction: Vector
    rest: Vector
    radius: Fraction
    curvature: Fraction


def merged(problem: Problem) -> Problem:
    """The problem with one neuron, whose output weight is frozen at 1, for all of the layer: its (w, b) is beta.

    The b_j are left out where a free a_0 makes up for them, and where they are 0. "theta is what is trained beside":
    the branches keep their biases, also those that they have because the network has hidden biases.
    """
    network = problem.network
    others = tuple(entry for entry in network.frozen if entry.block is not Block.HIDDEN_BIAS)
    merged_one = replace(
        network,
        width=1,
        hidden_bias=shrinking_biases(problem),
        frozen=(*others, Frozen(Block.OUTPUT_WEIGHTS, (_ONE,))),
        deep=tuple(replace(layer, bias=network.biased(layer)) for layer in network.deep),
        beside=tuple(replace(layer, bias=network.biased(layer)) for layer in network.beside),
    )
    return replace(problem, network=merged_one)


@dataclass(frozen=True)
class Tilted:
    """What ``DecayFit`` speaks of: f is affine in (beta, theta), one entry for each entry of a centre of ``merged``.

    ``outer`` is A; ``inner`` has the diagonal of Q; ``start`` is the place of beta; ``factors`` are the coefficients of
    the squares of theta, 0 at beta.
    """

    product: Problem
    outer: Fraction
    inner: Vector
    start: int
    factors: Vector

    @classmethod
    def of(cls, problem: Problem) -> Tilted:
        """Raises ``Refusal`` for an abstract dataset."""
        product = merged(problem)
        layout = Layout.of(product)
        outer, inner = weights(problem, biases=product.network.hidden_bias)
        start = int(problem.network.trains(Block.OUTPUT_BIAS))
        squares, beta = layout.squares(problem.objective), range(start, start + len(inner))
        factors = (_ZERO if k in beta else squares.get(place, _ZERO) for k, place in enumerate(layout.trained))
        return cls(product, outer, inner, start, tuple(factors))

    def square(self, vector: Vector) -> Fraction:
        """Q of it."""
        return sum((own * entry * entry for own, entry in zip(self.inner, vector, strict=True)), _ZERO)

    def centre(self, beta: Vector, rest: Vector) -> Vector:
        """(beta, theta) in the order of the centre."""
        return (*rest[: self.start], *beta, *rest[self.start :])

    def tilt(self, direction: Vector) -> Vector:
        """The gradient of 2 B(u, beta), 0 at theta."""
        rest = (_ZERO,) * (len(self.factors) - len(self.inner))
        return self.centre(tuple(2 * own * u for own, u in zip(self.inner, direction, strict=True)), rest)


def check_decay_fit(problem: Problem, evidence: DecayFit) -> None:
    """Accept data.decay_fit_right: the clauses (1) to (4) of thm.linear_decay_fit, for the normal form of the proof.

    (1) "Q(u) <= A". (2) "On the ball the Hessian of F minus curvature is positive definite", (3) "G rises on it by
    more than V - G at the centre", V - G = s (A - Q(u)), and (4) "all samples are right on it". l is convex.
    """
    require(not problem.parameters, "facts.free_parameters")
    require(linear_decay(problem), "linear_decay.network")
    tilted, scale, direction, radius = Tilted.of(problem), evidence.scale, evidence.direction, evidence.radius
    entries = len(tilted.factors) - len(tilted.inner)
    require(len(direction) == len(tilted.inner), "linear_decay.direction", entries=len(tilted.inner))
    require(len(evidence.rest) == entries, "linear_decay.rest", entries=entries)
    check_bits((scale, radius, evidence.curvature, *direction, *evidence.rest))
    require(scale >= 0 and radius > 0 and evidence.curvature > 0, "linear_decay.sizes")
    spare = tilted.outer - tilted.square(direction)
    require(spare >= 0, "linear_decay.long")
    centre = tilted.centre(tuple(scale * u for u in direction), evidence.rest)
    data, reach = samples(problem), Features(tilted.product, centre)
    with precision(_BITS):
        rows = list(zip(*map(_balls, reach.along(range(len(centre)))), strict=True))
        jets, still = loss_jets(problem, 2), reach.outputs()
        spread = ball(radius).union(-ball(radius))
        around = [f + spread * norm(row) for f, row in zip(still, rows, strict=True)]
        for i, (f, label) in enumerate(zip(around, data.labels, strict=True)):
            require(sign(f) == label, "outputs.not_right", sample=i)
        tilt = tilted.tilt(direction)
        gradient = [
            ball(slope + 2 * factor * at) for slope, factor, at in zip(tilt, tilted.factors, centre, strict=True)
        ]
        bent = []
        for i, (row, label, share) in enumerate(zip(rows, data.labels, data.shares, strict=True)):
            slope = jets[label].at(data.margin(i, still[i]), margin_of, i)[1]
            curvature = jets[label].at(data.margin(i, around[i]), margin_of, i)[2]
            gradient = [g - ball(share) * label * slope * x for g, x in zip(gradient, row, strict=True)]
            bent.append([ball(share) * curvature * x for x in row])
        hessian = flint.arb_mat(bent).transpose() * flint.arb_mat([list(row) for row in rows])
        for k, factor in enumerate(tilted.factors):
            hessian[k, k] = hessian[k, k] + ball(2 * factor)
        definite = Symmetric.read(hessian.tolist()).minus(ball(evidence.curvature))
        require(proves_positive_definite(definite), "multipliers.hessian")
        rise = ball(evidence.curvature * radius * radius / 2) - norm(gradient) * ball(radius)
        require(bool(rise > ball(scale * spare)), "linear_decay.rise")


def _balls(column: Column) -> list[flint.arb]:
    """Balls that hold the entries."""
    return [ball(entry) if isinstance(entry, Fraction) else combined((entry,), (_ONE,)) for entry in column]
