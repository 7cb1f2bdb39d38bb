"""Points with all output weights 0, in any network, where f is a constant at which l itself has minima. Untrusted.

For rule.support, rule.hull and rule.outlier: 0 is a slope of l at every margin, so that no sample counts and nothing
need be known of the units. The points of rule.margin and rule.saturated say more, of plain networks only.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.plateaus import likely, saturated_values
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Piece, Problem, branch_of


def zero_outputs(ground: Ground) -> Iterator[MultiplierMinimum]:
    """The points in networks for which rule.margin and rule.saturated have none."""
    problem, layout = ground.problem, Layout.of(ground.problem)
    if ground.losses is None or problem.objective.penalties or not _is_beyond_levels(problem):
        return
    outputs = [place for branch in layout.branches for place in range(branch.output.start, branch.output.stop)]
    if None in layout.frozen.values() or any(layout.frozen.get(place) for place in outputs):
        return
    trained = problem.network.trains(Block.OUTPUT_BIAS)
    fixed = layout.frozen.get(0) if problem.network.output_bias else None
    constants = (Fraction(0), *saturated_values(ground)) if trained else (fixed or Fraction(0),)
    for constant in likely(ground, constants):
        values = [Fraction(0)] * layout.size
        values[0] = constant if trained else values[0]
        labels = problem.samples.labels
        kinks = tuple(i for i, label in enumerate(labels) if -label * constant in ground.losses[label].points)
        yield MultiplierMinimum(layout.centre(values), (), Sparse(kinks, (Fraction(0),) * len(kinks)))


def _is_beyond_levels(problem: Problem) -> bool:
    """True of several branches or kinds of units, and of branches of which something is frozen."""
    network = problem.network
    blocks = (entry.block for entry in network.frozen)
    return not network.plain or any(isinstance(b, Piece) or branch_of(b) is Block.DEEP for b in blocks)
