"""The sentences of reasons about paths: why one is not built, and why a piece is not shown."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "path.degree": "a polynomial along the piece has more than MAX_PATH_DEGREE = {most} coefficients",
        "path.entries": "the piece does not move {wanted} parameters",
        "path.no_denominator": "a quotient has the denominator 0",
        "path.no_elimination": "elimination finds no way on from here",
        "path.no_lower": "no lower point is seen from here",
        "path.no_part": "no part of the network is linear with all weights trained",
        "path.no_shortcut": "there is no shortcut with trained weights, which alone is moved",
        "path.not_affine": "f is not shown to be affine along the piece",
        "path.not_joined": "the piece does not begin where the one before it ends",
        "path.not_polynomial": "what {neuron} neurons receive moves, and they are no polynomials over Q",
        "path.not_rational": "the neuron {neuron} has coefficients that are not rational",
        "path.output_weights": "an output weight does not move on a segment",
        "path.pieces": "the target is not reached in MAX_PATH_PIECES = {most} pieces",
        "path.pole": "a parameter has a pole along the piece, or none is excluded",
        "path.premise": "it needs {condition}, which is not shown",
        "path.rank": "the samples have a rank above MAX_PATH_RANK = {most}",
        "path.rises": "what is seen in floats is too rough here: L would be higher at the end of the next piece",
        "path.shortcut_alone": "the neurons of the shortcut lead no further; the units of other parts are not moved",
        "path.size": "samples times parameters exceed MAX_PATH_WORK = {most}",
        "path.too_narrow": "there are fewer neurons than the rank {rank} of the samples",
    }
)
"""The template of every code."""
