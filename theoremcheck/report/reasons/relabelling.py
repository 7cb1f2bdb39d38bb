"""The sentences of reasons for which there are no labels with a bad minimum at every width, or none are found."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "relabel.affine_neuron": (
            "s is affine on each of its pieces: with s'' = 0 no sum_i nu_i s''(w . X_i) X_i X_i^T is negative definite"
        ),
        "relabel.affine_subspace": (
            "the inputs lie in an affine subspace of dimension {rank} of the {dimension} features: "
            "no form on (x, 1) that they make is definite"
        ),
        "relabel.convexity_open": "the loss is not shown to be convex",
        "relabel.deep": "the network has more than a shortcut of one kind of neuron, which is what the copies need",
        "relabel.few_inputs": (
            "{count} distinct inputs are not enough at any of the {tried} places w that were tried; with K = {enough} "
            "of them there are labels wherever the vectors (1, s_i, s'_i X_i, s''_i X_i X_i^T) have that rank"
        ),
        "relabel.frozen": "block {block} is frozen, and the copies move it",
        "relabel.homogeneous": (
            "s is positively homogeneous, of degree k = {degree}: where sum_i nu_i s(w . X_i) = 0, "
            "sum_i nu_i s''(w . X_i) (w . X_i)^2 = k (k - 1) sum_i nu_i s(w . X_i) is 0, and not negative"
        ),
        "relabel.no_bend": (
            "the loss is affine at the margins of outputs close to 0, and no kink below 0 holds outputs at which its "
            "slope is positive: no critical point is isolated"
        ),
        "relabel.no_formula": "the neuron or the loss is known by assumptions only, it has no formula",
        "relabel.no_measure": (
            "at none of the {tried} places w that were tried there are masses nu_i with "
            "sum_i nu_i (1, s_i, s'_i X_i) = 0 and sum_i nu_i s''_i X_i X_i^T negative definite; "
            "the {count} vectors (1, s_i, s'_i X_i, s''_i X_i X_i^T) have rank {rank} at most there, "
            "as far as floats can tell; with rank K = {enough} there are such nu_i"
        ),
        "relabel.no_samples": "the dataset is known by assumptions only, there are no inputs",
        "relabel.no_shortcut": "the network has no shortcut",
        "relabel.no_slope": "l'(0) > 0 is needed on both sides of 0",
        "relabel.no_weights": "no weights near those of the masses have a bad minimum there",
        "relabel.none": "none of the labels that floats propose is certified; the last ones: {reason}",
        "relabel.not_convex": "the loss is not convex",
        "relabel.offset_unknown": "a0 is frozen at a value that the spec does not give",
        "relabel.penalty": "L has a penalty, which moves the point and need not grow with the copies",
        "relabel.subspace": (
            "the inputs lie in a subspace of dimension {rank} of the {dimension} features: "
            "no form that they make is definite"
        ),
        "relabel.symbolic": "a function has a symbolic parameter; give it a value with --set",
    }
)
