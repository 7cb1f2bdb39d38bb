"""Critical points where neurons sit at zeros of one function of their weights (theory: rule.potential).

A box holds an exact solution of the equations: L is stationary in the trained parameters and in multipliers for the
margins on kinks of l, which lie there exactly. The function is phi(w) = sum_i q_i s(w . X_i); it depends on no neuron.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.minima.box import Box, kink_place, slope_of_piece
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.copies import check_convex, check_shares, core_problem, shortcut_blocks
from theoremcheck.trusted.minima.expansion import Forward, assemble, box, margins
from theoremcheck.trusted.minima.gauges import Gauge
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Reason, require


def check_potential(problem: Problem, evidence: Box) -> tuple[int, int]:
    """Accept a box that holds a bad local minimum; the least and the greatest number of wrong samples there.

    rule.potential: "the network has no deep part, L no penalty, a, w and b are trained"; "there is a solution in the
    box" by ``_System.check_solution``; "g_i is a subgradient of l at z_i": the slope of l, or between those beside the
    kink on which z_i lies; "a_k Hess phi(w_k) is positive definite" on the whole box, by ``check_convex``. ``mu``,
    ``stiffness`` and ``slice`` mean nothing here; multipliers lie within ``radius`` of those given.
    """
    require(evidence.split and not evidence.deep_shares, "box.another_condition")
    require(evidence.slice == Gauge((), ()), "box.another_condition")
    require(evidence.radius > 0, "box.size")
    check_bits((*evidence.centre, evidence.radius, *(kink.multiplier for kink in evidence.kinks)))
    check_shares(problem, evidence.shares, (), decay=False)
    core = core_problem(problem, evidence.shares, ())
    require(not core.network.deep, "potential.deep_part")
    require(not core.objective.penalised, "potential.penalty")
    require(all(core.network.trains(block) for block in shortcut_blocks(core.network)), "copies.frozen")
    with precision(evidence.precision):
        _check_multipliers(core, evidence)
        around = _System(core, evidence, evidence.radius)
        _check_solution(_System(core, evidence, Fraction(0)), around, ball(evidence.radius))
        for k in range(core.network.width):
            name = Reason.of("copies.neuron", neuron=k)
            check_convex(around.forward.bent(k, around.first), around.forward.output_weight(k), name)
        return samples(core).some_wrong(around.forward.outputs)


def _check_multipliers(problem: Problem, evidence: Box) -> None:
    """All multipliers within the radius lie between the slopes of l beside the kink; each sample has one at most."""
    labels, count = samples(problem).labels, len(samples(problem).points)
    indices = [kink.sample for kink in evidence.kinks]
    require(len(set(indices)) == len(indices) and all(0 <= i < count for i in indices), "box.kinks")
    for kink in evidence.kinks:
        pieces = loss_pieces(problem, labels[kink.sample])
        place = evaluate(kink_place(pieces, kink), flint.arb(0))
        below, above = (slope_of_piece(pieces, kink.place + side, place) for side in (0, 1))
        least, most = (ball(kink.multiplier + side * evidence.radius) for side in (-1, 1))
        require(bool(below <= least) and bool(most <= above), "box.multiplier", sample=kink.sample)


class _System:
    """The equations in the trained parameters and the multipliers, on the box of that radius around both.

    ``values``: the gradient of sum_i c_i (l(z_i), or g_i (z_i - z0_i) on a kink), and the c_i (z_i - z0_i), where c_i
    are the shares; ``jacobian`` encloses their derivatives on the box. ``first`` are the q_i, (n,).
    """

    def __init__(self, problem: Problem, evidence: Box, radius: Fraction) -> None:
        data, spread = samples(problem), ball(radius).union(-ball(radius))
        place = box(problem, evidence.centre, radius)
        self.forward = Forward(problem, place.full, 2)
        replaced = {kink.sample: (ball(kink.multiplier) + spread, flint.arb(0)) for kink in evidence.kinks}
        self.first, second = margins(problem, self.forward.outputs, 2, replaced)
        found = assemble(problem, place, self.forward, self.first, second)
        rows, offsets = [], []
        for kink in evidence.kinks:
            i, pieces = kink.sample, loss_pieces(problem, data.labels[kink.sample])
            height = evaluate(kink_place(pieces, kink), flint.arb(0))
            share = ball(data.shares[i])
            offsets.append(share * (data.margin(i, self.forward.outputs[i]) - height))
            rows.append([data.margin(i, share * self.forward.jacobian[i][k]) for k in place.trained])
        self.values = [*found.gradient, *offsets]
        upper = [[*own, *(row[k] for row in rows)] for k, own in enumerate(found.hessian.tolist())]
        self.jacobian = flint.arb_mat([*upper, *([*row, *[flint.arb(0)] * len(rows)] for row in rows)])


def _check_solution(still: _System, around: _System, radius: flint.arb) -> None:
    """Accept if Krawczyk's operator maps the box into its interior: then the equations have a solution there.

    K - c = -Y F(c) + (I - Y J) (X - c), with Y close to the inverse of J at c. For x in the box X, x - Y F(x) lies in
    K by the mean value theorem, entry by entry; so it has a fixed point in K (Brouwer), with Y F(x) = 0. |I - Y J| < 1
    in the norm of maxima, as the second summand alone is smaller than the radius: Y has an inverse, and F(x) = 0.
    """
    size = len(still.values)
    try:
        inverse = still.jacobian.inv()
    except ZeroDivisionError:
        inverse = flint.arb_mat(size, size)  # refused below: no box is mapped into its interior
    near = flint.arb_mat([[entry.mid() for entry in row] for row in inverse.tolist()])
    off = near * around.jacobian
    first = near * flint.arb_mat([[value] for value in still.values])
    for k in range(size):
        spread = sum((abs(flint.arb(int(k == j)) - off[k, j]).abs_upper() for j in range(size)), flint.arb(0))
        require(bool(first[k, 0].abs_upper() + spread * radius < radius), "potential.no_solution")


CONDITIONS: Final = (("minimum.potential", Box, check_potential),)
"""The condition with its evidence, and the check of that."""
