"""The sentences of reasons about points and bad local minima."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType[str, str](
    {
        # average
        "average.classes": "the class averages differ",
        "average.curvature": "the curvature of the neuron is 0 at its pre-activation",
        "average.curves": "as many curves as groups of neurons are needed",
        "average.downhill": "the curvature leads downhill",
        "average.feature": "a frozen feature tells the classes apart",
        "average.hidden_bias": "a hidden bias breaks the parity",
        "average.hidden_weight": "a hidden weight is not 0",
        "average.indefinite": "the difference of the second moments is not definite",
        "average.inner_layer": "an inner layer of the deep part is not odd",
        "average.means": "the class means differ",
        "average.no_parity": "the difference of the class averages is neither even nor odd",
        "average.parts": "a reason is needed for the neurons, and one for a deep part",
        "average.sign": "an output weight has no strict sign",
        "average.slope": "the slope of the neuron is not 0 at its pre-activation",
        "average.trained_bias": "the hidden bias is trained",
        "average.trained_weights": "the hidden weights are not frozen",
        # constants
        "constants.bounds": "the bounds of c are not in order",
        "constants.ends": "the loss of constants is not larger at the ends of the interval of c",
        "constants.minimiser": "c does not minimise the loss among the constants",
        "constants.output": "the network does not output c on every sample at the point",
        # fibre
        "fibre.break": "a margin touches a break point of the loss",
        "fibre.hessian": "the Hessian in (f, w) is not shown to be positive definite",
        "fibre.width": "rule.narrow speaks of one neuron",
        # flat
        "flat.convexity": "an exact c is a minimiser only of a convex loss, which is not shown",
        "flat.movable": "the constant can move, so it has to minimise the loss among the constants",
        "flat.output": "the network does not output one number on all samples",
        # jensen
        "jensen.deep": "the deep part moves the value",
        "jensen.hidden_bias": "the hidden bias moves the value",
        "jensen.mean": "the samples with slope do not have the mean 0",
        "jensen.orthogonal": "a hidden weight is not orthogonal to the samples with slope",
        "jensen.output_bias": "the output bias moves the value",
        "jensen.slopes": "the loss has slope on samples of both classes, or on none",
        "jensen.value": "the value at the samples with slope can move",
        # kink
        "kink.basis": "the basis is no set of samples",
        "kink.basis_size": "the basis has another size than the features",
        "kink.deep_output": "the output weights of the deep part are not 0",
        "kink.independent": "the features of the basis are not shown to be independent",
        "kink.missing": "sample {sample} lies on a kink and needs a multiplier",
        "kink.multiplier": "the multiplier of sample {sample} is not inside the kink",
        "kink.output_bias": "the output bias is not rational",
        "kink.output_weight": "an output weight is not 0",
        "kink.twice": "a multiplier is given twice",
        # level
        "level.neighbourhood": "the interval is no neighbourhood of the level's point",
        "level.places": "the levels are not those of -c and c",
        "level.proofs": "the level does not have one proof for every piece it meets",
        "level.values": "levels need an exact rational c, and there are two",
        # penalty
        "penalty.deep": "the deep part is not penalised",
        "penalty.deep_small": "the penalty on the deep part is too small",
        "penalty.small": "the penalty is too small",
        "penalty.weights": "an output or hidden weight is not 0",
        # point
        "point.exact": "the numbers of the point must be exact",
        "point.label": "another rule speaks of this point",
        # reach
        "reach.deep_output": "the network has no such deep part",
        "reach.deep_zero": "the deep part is not 0",
        "reach.empty_group": "a group without neurons",
        "reach.frozen_deep": "the deep part is frozen",
        "reach.frozen_entries": "the frozen {block} have another number of entries",
        "reach.frozen_unknown": "the spec does not say at which value {block} is frozen",
        "reach.frozen_value": "{block} is frozen at another value",
        "reach.groups": "more than MAX_GROUPS = {most} groups of neurons",
        "reach.hidden_bias": "the network has no hidden bias",
        "reach.irrational_layer": "a deep layer passes on a number that is not rational",
        "reach.layers": "the point has another number of deep layers",
        "reach.negative_penalty": "a penalty with a negative coefficient",
        "reach.neurons": "the point has {found} neurons, the network {width}",
        "reach.no_samples": "the dataset is abstract: a minimum needs samples",
        "reach.not_real": "a number of the point is not shown to be real",
        "reach.opaque": "the {function} is opaque: its values are not known",
        "reach.output_bias": "the network has no such output bias",
        "reach.penalty": "the penalty on {block} is not 0 at the point",
        "reach.variable": "a number of the point mentions a variable",
        "reach.weights": "hidden weights need {entries} entries, not {found}",
        # regimes
        "regimes.alive": "no layer of the deep part is dead",
        "regimes.curve_proofs": "the curve does not have one proof for every piece it meets",
        "regimes.irrational": "the affine piece has no rational coefficients",
        "regimes.jump": "the function is not shown to be continuous at {at}",
        "regimes.layer_weights": "a later layer of a dead part has weights",
        "regimes.not_affine": "the piece of the pre-activations is not affine",
        "regimes.not_flat": "the piece of the pre-activations is not flat",
        "regimes.not_quiet": "the deep part is neither dead ({dead}) nor affine ({affine})",
        "regimes.outside_curve": "a pre-activation lies outside the curved interval",
        "regimes.several_pieces": "the pre-activations do not lie strictly inside one piece of the neuron",
        "regimes.slope_jump": "the slope jumps the wrong way at {at}",
    }
)
