"""What may be known of a network with a residual head: everything else is refused of it, whatever shows it.

Checks, and the proofs behind them, that look into a branch read its layers as chains, in which a unit sees the layer
below alone. The units of a residual layer see the features as well, so a condition counts for such a network only once
its check, its proof and the proofs of the statements that use it have been read for one, and its id stands here. The
kernel asks before it looks at any evidence (``kernel.facts``).
"""

from __future__ import annotations

from typing import Final

from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import require

RESIDUAL: Final = frozenset(
    {
        # Of the loss, and of which parameters but those of the branch are trained or penalised: no branch matters.
        *("loss.defined", "loss.c1", "loss.c2", "loss.nondecreasing", "loss.active", "loss.convex"),
        *("loss.bounded_below", "loss.increasing", "loss.pseudoconvex", "loss.single"),
        *("network.output_bias", "objective.output_bias_unpenalised", "objective.unregularised", "network.shortcut"),
        "objective.outputs_only",
        # Where f is a_0: that is so with w = 0, as with a = 0 of a shortcut.
        "objective.smooth_at_rest",
        # Of the samples alone: these speak of x_i and of (x_i, 1), not of the X_i of a first layer.
        *("data.separable_through_origin", "data.affinely_separable", "data.affinely_independent"),
        *("data.balanced_classes", "data.affinely_weakly_separable", "data.affinely_balanced", "data.balanced"),
        *("data.affine_fit_right", "data.linear_fit_right"),
        # X_i is (x_i, 1) where the first layer has trained biases, and x_i else: f reads x_i, whichever it is.
        *("data.consistent", "data.independent", "data.weakly_separable", "network.deep_features"),
        # Every neuron is defined on R: so is f, with x_k added to what a unit receives.
        *("neuron.defined", "network.deep_defined"),
        # f_D is linear in the output weights w; of constants only a_0 counts, as no residual branch is linear.
        *("network.residual", "network.outputs_trained", "data.linear_bound"),
        # The coefficients of squares of what is trained, and f = a_0 with w = 0.
        *("objective.convex_outputs", "data.constant_bound"),
        *("network.constant_trained", "network.constant_seen"),
        # Every neuron is affine: so is f, with x_k added to what a unit receives; linear but for a_0, if there are no
        # biases. With V = 0 it is a_0 + w . x: all these functions, if w, V, and for a constant a_0, are trained.
        *("network.linear", "network.homogeneous", "network.every_affine", "network.every_linear"),
        *("network.linear_unfrozen", "network.homogeneous_unfrozen"),
        # Affine cells: the columns of x_k are there as well (``minima/cells``); s is the neuron that no unit has.
        *("minimum.hull", "minimum.support", "neuron.affine_piece"),
        # Boxes: L and its derivatives are enclosed with x_k added to what a unit receives (``minima/expansion``), and
        # what is held are symmetries that were read for a head (``minima/gauges``); no copies, no affine cells.
        *("minimum.strict", "minimum.sharp", "minimum.spurious", "minimum.basin"),
        # A unit below the head, scaled against V: a unit of the head itself, which sees x_k, is not taken.
        "network.scalable",
        # L at one point, by the same evaluation.
        "objective.low",
    }
)
"""The ids of the conditions."""


def knowable(problem: Problem) -> frozenset[str] | None:
    """The ids of the conditions that can be known of the network; None where it has no residual head: all of them."""
    return RESIDUAL if problem.network.residual else None


def check_known(problem: Problem, condition: str) -> None:
    """Refuse a condition that is not known of networks with a residual head, where the network has one."""
    require(not problem.network.residual or condition in RESIDUAL, "facts.residual")
