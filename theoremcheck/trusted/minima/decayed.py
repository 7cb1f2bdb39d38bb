"""Neurons that weight decay has put to rest beside working ones: a_j = 0, w_j = 0, and any bias (theory: lemma.slice).

There L does not depend on b_j, though it does as soon as a_j is not 0: a flat direction at the minimum alone.
"""

from __future__ import annotations

from theoremcheck.trusted.minima.expansion import Slopes, ridge
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True, slots=True)
class Decayed:
    """Neurons of the shortcut with a_j = 0 and w_j = 0 at the centre; ``held`` are the places of their b_j there."""

    neurons: tuple[int, ...]
    held: tuple[int, ...]


def check_decayed(problem: Problem, around: Slopes, chosen: Decayed) -> None:
    """Accept what is held, for a box on which L is C^2 and mu-convex in all else, |grad L| < mu r at its centre.

    lemma.slice (3), with u = (rest, a_j, w_j for the neurons in question) what moves, and beta their biases. *For every
    beta of the box* the point (v, 0, 0), v the minimiser of the network without these neurons, is critical in u: the
    neurons add a_j s(..) = 0, so the derivatives in the rest are those without them, which are 0 at v; dL/da_j =
    s(beta_j) sum_i q_i = s(beta_j) dL/da_0 = 0, as f at a sample does not depend on it where w_j = 0, and a_0 is one of
    the rest, without penalty; dL/dw_j = 0, as a_j = 0. Their own penalties, whatever they are, have the gradient 0 at
    0. *v is in the box*: L without these neurons is L at (rest, 0, 0), mu-convex in the rest, with a gradient at the
    centre that is a part of grad L, as their a_j and w_j are 0 there. *So* L(u, beta) >= L(v, 0, 0, beta) for all u of
    the ball and all beta of the box, by convexity in u; and L(v, 0, 0, beta) is the same number for all beta, which
    carry no penalty. Biases may differ between the neurons, and so may the penalties of other blocks.
    """
    layout, trained = Layout.of(problem), around.trained
    penalised = {place for place, _ in ridge(problem)}
    require(len(chosen.neurons) == len(chosen.held) > 0, "decayed.count")
    free = problem.network.output_bias and 0 in trained and 0 not in penalised
    require(free, "decayed.output_bias")
    column = {place: k for k, place in enumerate(trained)}
    for neuron, bias in zip(chosen.neurons, around.places(chosen.held), strict=True):
        near = layout.wiring(Unit(0, neuron))
        require(near.bias == bias, "decayed.bias", neuron=neuron)
        require(bias not in penalised, "decayed.penalty", neuron=neuron)
        for place in (*near.incoming, *near.outgoing):
            require(place in column, "decayed.frozen", neuron=neuron)
            require(around.box.centre[column[place]] == 0, "decayed.not_zero", neuron=neuron)
