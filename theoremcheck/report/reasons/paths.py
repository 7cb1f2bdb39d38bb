"""The sentences of reasons about paths: why one is not built, and why a piece is not shown."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "path.costs": "some l(z_i) is not shown to be no greater at the end of the piece",
        "path.degree": "a polynomial along the piece has more than MAX_PATH_DEGREE = {most} coefficients",
        "path.entries": "the piece does not move {wanted} parameters",
        "path.inputs_coincide": "layers below make the same of different samples; where they part L may rise a little",
        "path.no_denominator": "a quotient has the denominator 0",
        "path.no_elimination": "elimination finds no way on from here",
        "path.no_goal": "the search saw no point to lead to",
        "path.no_lower": "no lower point is seen from here",
        "path.no_part": "no part of the network is linear with all weights trained",
        "path.margins": "some margin y f(x) is not shown to rise along the piece",
        "path.head": "paths are not built through a residual head",
        "path.no_units": "no unit next to the output, which alone are moved, has trained weights in and out of it",
        "path.not_affine": "f is not shown to be affine along the piece",
        "path.not_homogeneous": "{neuron} neurons are scaled, and s(r z) = r s(z) is not shown for rational slopes",
        "path.not_joined": "the piece does not begin where the one before it ends",
        "path.not_polynomial": "what {neuron} neurons receive moves, and they are no polynomials over Q",
        "path.not_rational": "the neuron {neuron} has coefficients that are not rational",
        "path.output_weights": "an output weight does not move on a segment",
        "path.penalties": "the penalties are not shown to be convex along the piece",
        "path.pieces": "the target is not reached in {most} pieces",
        "path.pole": "a parameter has a pole along the piece, or none is excluded",
        "path.premise": "it needs {condition}, which is not shown",
        "path.rank": "the samples have a rank above MAX_PATH_RANK = {most}",
        "path.ray": "the piece leads neither to a known fit nor along a known direction in which every cost falls",
        "path.rises": "what is seen in floats is too rough here: L would be higher at the end of the next piece",
        "path.scales": "what is scaled along the piece is no whole neuron, or not by a number >= 0 on a segment",
        "path.size": "samples times parameters exceed MAX_PATH_WORK = {most}",
        "path.too_narrow": "there are fewer neurons than the rank {rank} of the samples",
        "path.units_alone": "the units next to the output lead no further; all else is not moved",
        "path.vectors": "twice the neurons times the samples exceed MAX_PATH_VECTORS = {most}",
    }
)
"""The template of every code."""
