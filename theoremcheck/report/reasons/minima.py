"""The sentences of reasons about points and bad local minima."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "multipliers.annihilate": "the multipliers do not annihilate what the outputs can do nearby",
        "multipliers.basis": "the basis of the box has another shape than what moves",
        "multipliers.beyond_box": "the box of the minimum is wider than the one on which the affine pieces are read",
        "multipliers.dimensions": "the outputs nearby have more dimensions than the basis, {size}",
        "multipliers.discontinuous": "sample {sample}: the loss is not continuous there",
        "multipliers.enclosed": "an enclosed minimum needs a convex loss",
        "multipliers.entries": "the point has another number of coefficients",
        "multipliers.frozen": "the hidden parameters are frozen",
        "multipliers.frozen_copies": "copies of units need a network without frozen blocks",
        "multipliers.frozen_entries": "the frozen {block} have another number of entries",
        "multipliers.frozen_value": "the spec does not say at which value {block} is frozen",
        "multipliers.gradient": "the gradient at the centre is not shown to be small enough",
        "multipliers.hessian": "the Hessian on the box is not shown to be large enough",
        "multipliers.inactive": "no sample has slope",
        "multipliers.irrational_feature": "an exact point needs rational features",
        "multipliers.irrational_slope": "a slope of the loss at a margin is not rational",
        "multipliers.kinks_missed": "the margins cannot be put on the kinks",
        "multipliers.loss_curved": "the loss is not piecewise affine there",
        "multipliers.moving": "f is not affine in what moves, or the centre does not have it",
        "multipliers.no_copy": "a unit without copies",
        "multipliers.no_break": "sample {sample}: its margin is not on a break point of the loss",
        "multipliers.not_given": "sample {sample}: its margin is on a break of the loss, and no multiplier is given",
        "multipliers.none": "no multipliers annihilate what the outputs can do nearby: no minimum",
        "multipliers.not_affine": "sample {sample}: the loss is not affine at its margin",
        "multipliers.not_affine_in": "f is not affine in what moves: the weights into and out of neuron {unit}",
        "multipliers.not_positive": "radius and curvature must be positive",
        "multipliers.penalty": "L carries a penalty",
        "multipliers.slope": "sample {sample}: the multiplier does not lie between the slopes of the loss",
        "multipliers.trained": "the hidden parameters are not all frozen, or more than the output weights is",
        "multipliers.widths": "the copies do not make the widths of the network",
    }
)
