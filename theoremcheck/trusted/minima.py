"""Evidence for bad local minima whose proof needs no search, by the rule that explains them.

Each kind names a point; the checks (``fits``, ``regression``, ``strict``, ``sharp``, ``supports``, ``splitting``)
rebuild every inequality from the problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from theoremcheck.trusted.average import AverageMinimum
from theoremcheck.trusted.box import Box
from theoremcheck.trusted.fibre import FibreMinimum
from theoremcheck.trusted.flat import FlatMinimum
from theoremcheck.trusted.jensen import JensenMinimum
from theoremcheck.trusted.kink import KinkMinimum
from theoremcheck.trusted.level import LevelMinimum
from theoremcheck.trusted.model import Vector
from theoremcheck.trusted.penalty import PenaltyMinimum
from theoremcheck.trusted.point import Units
from theoremcheck.trusted.sparse import Sparse


@dataclass(frozen=True, slots=True)
class FitNeurons:
    """``count`` neurons whose parameters depend on a fit A . x + B.

    a_j = output_weight + output_scale B, w_j = hidden_weights + hidden_scale A, b_j = hidden_bias + bias_scale B.
    """

    count: int
    output_weight: Fraction
    output_scale: Fraction
    hidden_weights: Vector
    hidden_scale: Fraction
    hidden_bias: Fraction
    bias_scale: Fraction


@dataclass(frozen=True, slots=True)
class FitNetwork:
    """A network that outputs A . x + B: a_0 = output_bias + output_bias_scale B, neurons, and a deep part.

    ``deep_scale`` is the factor of A in the weights of the first deep layer (0: the deep part is dead).
    """

    output_bias: Fraction
    output_bias_scale: Fraction
    neurons: tuple[FitNeurons, ...]
    deep: tuple[Units, ...]
    deep_scale: Fraction
    deep_output: Fraction


@dataclass(frozen=True, slots=True)
class ExactFit:
    """The coefficients of the minimiser and, for samples on a kink of l, their subgradients."""

    coefficients: Vector
    multipliers: Sparse


@dataclass(frozen=True, slots=True)
class BoxFit:
    """A minimiser lies within ``radius`` of ``centre`` (coordinates along ``basis``, from ``offset``).

    The Hessian minus ``curvature`` is positive definite on that ball. ``inactive`` samples have slope 0 there.
    """

    offset: Vector
    basis: tuple[Vector, ...]
    centre: Vector
    radius: Fraction
    curvature: Fraction
    inactive: tuple[int, ...]
    precision: int


@dataclass(frozen=True, slots=True)
class FitMinimum:
    """Near the point f runs through the functions A . x + B (B = 0 unless ``affine``), and t minimises L among them."""

    affine: bool
    fit: ExactFit | BoxFit
    network: FitNetwork


@dataclass(frozen=True, slots=True)
class FrozenFit:
    """The hidden weights are frozen, so f runs through the span of the features, and t minimises L there.

    The coefficients are those of a_0 (if present and trained) and of the neurons, in order.
    """

    fit: ExactFit | BoxFit


@dataclass(frozen=True, slots=True)
class SupportMinimum:
    """An exact point, ordered as the centre of a :class:`Box`; nearby the network and the loss are piecewise affine.

    ``multipliers`` are those of the samples whose margin lies exactly on a break point of the loss.
    """

    centre: Vector
    multipliers: Sparse


Minimum: TypeAlias = (
    FlatMinimum
    | LevelMinimum
    | AverageMinimum
    | JensenMinimum
    | PenaltyMinimum
    | KinkMinimum
    | FibreMinimum
    | FitMinimum
    | FrozenFit
    | Box
    | SupportMinimum
)
"""Every kind of evidence for a bad local minimum."""
