"""Evidence for bad local minima whose proof needs no search, by the rule that explains them.

Each kind names a point; the checks (``fits``, ``regression``, ``strict``, ``sharp``, ``supports``, ``splitting``)
rebuild every inequality from the problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from theoremcheck.trusted.average import AverageMinimum
from theoremcheck.trusted.fibre import FibreMinimum
from theoremcheck.trusted.flat import FlatMinimum
from theoremcheck.trusted.jensen import JensenMinimum
from theoremcheck.trusted.kink import KinkMinimum
from theoremcheck.trusted.layout import Unit
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
class Rescaling:
    """The weights into a unit grow and those out of it shrink: s(r z) = r^k s(z), or s' = k s and its bias moves."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class Mixing:
    """``first`` takes up what ``second`` receives, and the weights out of ``second`` make up for it.

    Both lie in one layer and have at every sample proportional affine pieces without constant.
    """

    first: Unit
    second: Unit


@dataclass(frozen=True, slots=True)
class Shifting:
    """The bias of a unit moves, and the biases above it make up for it: s has one slope at all samples."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class Blind:
    """The weights into a first-layer unit move in a direction orthogonal to what it sees."""

    unit: Unit
    direction: Vector


@dataclass(frozen=True, slots=True)
class Turning:
    """Two shortcut neurons c z^2 turn into each other: sum_j a_j w_j w_j^T stays what it is."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Silent:
    """A trained parameter, by its place in the centre, on which L does not depend nearby."""

    place: int


Symmetry: TypeAlias = Rescaling | Mixing | Shifting | Blind | Turning | Silent


@dataclass(frozen=True, slots=True)
class Gauge:
    """As many places of the centre held as there are symmetries of L, which reach every value of them (``gauges``)."""

    symmetries: tuple[Symmetry, ...]
    held: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """All neurons are affine nearby; what moves, by places in the centre, reaches every f that is possible (``cells``).

    The samples at which l is locally constant do not count.
    """

    moving: tuple[int, ...]


Slice: TypeAlias = Gauge | Cell
"""What moves and what is held: a minimum in the parameters that move is one in all."""


@dataclass(frozen=True, slots=True)
class StrictMinimum:
    """Exactly one minimum lies within ``radius`` of ``centre``; Hessian - ``mu`` is positive definite on the box.

    The centre lists the trained parameters in the order a0, a, w, b, deep (see ``layout``). What ``slice`` holds
    stays at its value there.
    """

    centre: Vector
    radius: Fraction
    mu: Fraction
    precision: int
    slice: Slice


@dataclass(frozen=True, slots=True)
class SplitMinimum:
    """Neuron k of a strict minimum of a narrower network stands here len(``shares[k]``) times, in a row.

    The copies have its w and b and the given shares of its a; the shares are positive with sum 1. ``deep_shares`` are
    those of the units of the last deep layer. Where a neuron has copies the loss does not fall when they move apart.
    """

    core: StrictMinimum
    shares: tuple[Vector, ...]
    deep_shares: tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class OnKink:
    """A sample whose margin lies on break ``place`` of the loss; ``multiplier`` lies between the slopes there."""

    sample: int
    place: int
    multiplier: Fraction


@dataclass(frozen=True, slots=True)
class SharpMinimum:
    """A minimum within ``radius`` of ``centre``, as StrictMinimum, with the margins of some samples on kinks of l.

    There l is replaced by a parabola below it, of curvature 2 ``stiffness``; Hessian - ``mu`` is positive definite for
    what results.
    """

    centre: Vector
    radius: Fraction
    mu: Fraction
    precision: int
    slice: Slice
    kinks: tuple[OnKink, ...]
    stiffness: Fraction


@dataclass(frozen=True, slots=True)
class SupportMinimum:
    """An exact point, ordered as StrictMinimum's centre, near which the network and the loss are piecewise affine.

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
    | StrictMinimum
    | SplitMinimum
    | SharpMinimum
    | SupportMinimum
)
"""Every kind of evidence for a bad local minimum."""
