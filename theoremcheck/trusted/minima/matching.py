"""One unit that matches the loss (theory: thm.matching), and convex problems whose minima are right (thm.convex_fit).

What a sample contributes to L is a function of the unit's pre-activation alone. Where that is convex so is L, whatever
the loss and the neuron are by themselves: log(z + sqrt(1 + z^2)) with the loss exp costs sqrt(1 + z^2) - y z.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.trusted.functions.composition import Composed, check_composed
from theoremcheck.trusted.functions.shape import SHAPES, Signs, SlopeDrop, Witness, check_not_shape, check_shape
from theoremcheck.trusted.functions.smooth import Jump
from theoremcheck.trusted.minima.box import Box, check_minimum
from theoremcheck.trusted.minima.gauges import Gauge
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.expr import Expr, Num, add, mul, substitute
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

_CONVEX: Final = SHAPES["convex"]


@dataclass(frozen=True, slots=True)
class Matching:
    """What a sample of class + costs is convex in the pre-activation, and what one of class - costs is."""

    plus: Signs | Composed
    minus: Signs | Composed


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a sample with this label, 1 or -1, costs is not convex; without evidence: the network is not one unit."""

    label: int
    evidence: Witness | SlopeDrop | Jump | None


def one_unit(problem: Problem) -> bool:
    """True if f = a_0 + a s(w . x + b) with a frozen, and a_0 absent or frozen; w and b may be trained or frozen."""
    network = problem.network
    outputs_frozen = not any(map(network.trains, (Block.OUTPUT_BIAS, Block.OUTPUT_WEIGHTS)))
    return network.width == 1 and not network.layers and outputs_frozen


def cost(problem: Problem, label: int) -> Expr:
    """l(-y (a_0 + a s(z))) for y = ``label`` and the loss of that class, in the pre-activation z.

    Raises ``Refusal`` where a formula or a frozen value is not known.
    """
    require(one_unit(problem), "matching.other_network")
    output = mul((Num(_frozen(problem, Block.OUTPUT_WEIGHTS)), formula(problem.neuron, "neuron")))
    if problem.network.output_bias:
        output = add((Num(_frozen(problem, Block.OUTPUT_BIAS)), output))
    return substitute(formula(problem.loss_of(label), "loss"), mul((Num(Fraction(-label)), output)))


def _frozen(problem: Problem, block: Block) -> Fraction:
    entry = problem.network.frozen_block(block)
    if entry is None or entry.value is None:
        raise Refusal("matching.frozen_unknown", block=block.value)
    return entry.value[0]


def check_matching(problem: Problem, evidence: Matching) -> None:
    """network.matching holds: for both classes the cost of a sample is convex on R, across breaks as well."""
    for label, proof in ((1, evidence.plus), (-1, evidence.minus)):
        if isinstance(proof, Composed):
            check_composed(cost(problem, label), _CONVEX)
        else:
            check_shape(cost(problem, label), _CONVEX, proof)


def check_mismatch(problem: Problem, evidence: Mismatch) -> None:
    """network.matching fails: the network is another one, or the cost of a sample of one class is not convex."""
    if evidence.evidence is None:
        require(not one_unit(problem), "matching.one_unit")
        return
    require(evidence.label in (1, -1), "facts.no_class")
    check_not_shape(cost(problem, evidence.label), _CONVEX, evidence.evidence)


def check_fit_right(problem: Problem, evidence: Box) -> None:
    """data.convex_fit_right: L, if it is convex, has minima, all of them in the box, where every sample is right.

    "On the sphere around the centre L is larger than its minimum on the ball" is what the proof of ``check_minimum``
    shows on the way, of the parameters that move: here of all, with nothing held by lemma.slice. Of a convex L that
    minimum is the least value there is, and the points where it is taken are a convex set: one that meets the ball and
    not the sphere. So they lie in the ball, on which the signs of f are known.
    """
    require(not problem.parameters, "facts.free_parameters")
    require(isinstance(evidence.slice, Gauge) and not evidence.slice.held, "spurious.held")
    require(check_minimum(problem, evidence) == (0, 0), "matching.not_right")
