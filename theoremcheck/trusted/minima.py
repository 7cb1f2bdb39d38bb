"""Evidence for bad local minima whose proof needs no search, by the rule that explains them.

Each kind names a point; the checks (``flatness``, ``averages``, ``levels``, ``fits``, ``kinks``, ``fibres``,
``decay``) rebuild every inequality from the problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from theoremcheck.trusted.box import Box
from theoremcheck.trusted.model import Vector
from theoremcheck.trusted.order import Coupling
from theoremcheck.trusted.point import Constant, Curve, Point, Units
from theoremcheck.trusted.proofs import SignProof, Signs, Sparse


@dataclass(frozen=True, slots=True)
class Level:
    """l >= l(at) on [lower, upper] (None: to infinity) around ``at``; one proof for every piece that it meets."""

    at: Fraction
    lower: Fraction | None
    upper: Fraction | None
    proofs: tuple[SignProof, ...]


@dataclass(frozen=True, slots=True)
class FlatMinimum:
    """All units dead: f is the same number on all samples nearby. ``constant`` is None if that number cannot move.

    An exact c needs ``convexity``, the proof of loss.convex, or two ``levels``: -c and c are local minimisers of l.
    """

    point: Point
    constant: Constant | None
    convexity: Signs | None
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class ConstantMinimum:
    """f = c at the point; the rule says why the class averages of f agree nearby."""

    point: Point
    constant: Constant


@dataclass(frozen=True, slots=True)
class OrderMinimum:
    """f = c with all w_j = 0; one class is a contraction of the other; ``curves`` has one entry for each group."""

    point: Point
    constant: Constant
    coupling: Coupling
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class LevelMinimum:
    """f = c, and both -c and c are local minimisers of l itself."""

    point: Point
    value: Fraction
    positives: Level
    negatives: Level


@dataclass(frozen=True, slots=True)
class JensenMinimum:
    """Only one class has slope: its mean is 0, its w_j . x_i are 0, and there f is curved the right way (per group)."""

    point: Point
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class NarrowMinimum:
    """M = 1 and w = 0: the Hessian in (f, w) is positive definite, checked with ``precision`` bits."""

    point: Point
    constant: Constant
    precision: int


@dataclass(frozen=True, slots=True)
class KinkMinimum:
    """All a_j = 0 and one class on a kink of l.

    ``fixed`` are subgradients strictly inside the kink for samples of that class; those of ``basis`` are solved for.
    """

    point: Point
    basis: tuple[int, ...]
    fixed: Sparse
    precision: int


@dataclass(frozen=True, slots=True)
class DecayMinimum:
    """All penalised parameters are 0 and f = c: the penalty outweighs what the network can gain nearby."""

    point: Point
    constant: Constant


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
    | ConstantMinimum
    | OrderMinimum
    | LevelMinimum
    | JensenMinimum
    | NarrowMinimum
    | KinkMinimum
    | DecayMinimum
    | FitMinimum
    | FrozenFit
    | Box
    | SupportMinimum
)
"""Every kind of evidence for a bad local minimum."""
