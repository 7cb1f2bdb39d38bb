"""Points for the rules that ask for tangents of the loss near a constant output only: those of ``average``, other c."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.minima.average import affine, best, moment, order, stationary
from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.trusted.minima.point import Constant


def local_constants(ground: Ground) -> tuple[Constant, ...]:
    """The outputs c that the rules take; none where the rules for convex nondecreasing losses do."""
    return () if ground.convexity is not None and ground.nondecreasing else ground.tangent_constants


def _local_affine(ground: Ground) -> tuple[Constant, ...]:
    """None where the loss is convex: then rule.affine does."""
    return () if ground.convexity is not None else ground.tangent_constants


def outputs_tried(ground: Ground, condition: str) -> tuple[Constant, ...]:
    """The constant outputs c at which points are sought for a condition of ``average``, or for one of these here."""
    if not condition.endswith("_local"):
        return best(ground)
    return _local_affine(ground) if condition == "minimum.affine_local" else local_constants(ground)


CONSTRUCTIONS: Final[Constructions] = MappingProxyType(
    {
        "minimum.affine_local": partial(affine, _local_affine),
        "minimum.order_local": partial(order, local_constants),
        "minimum.moment_local": partial(moment, local_constants),
        "minimum.stationary_local": partial(stationary, local_constants),
    }
)
