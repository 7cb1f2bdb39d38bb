"""Evidence for bad local minima whose proof needs no search, by the rule that explains them.

Each kind names a point; the checks (``flatness``, ``averages``, ``levels``, ``multipliers``, ``kinks``, ``fibres``,
``decay``) rebuild every inequality from the problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from theoremcheck.trusted.model import Vector
from theoremcheck.trusted.order import Coupling
from theoremcheck.trusted.point import Constant, Curve, Point
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
class Enclosed:
    """A minimum lies at centre + sum_k tau_k ``basis``_k, |tau| <= ``radius``; the entries are those at ``moving``.

    The Hessian in tau, of what counts of the sum of the losses, minus ``curvature`` is positive definite there.
    """

    moving: tuple[int, ...]
    basis: tuple[Vector, ...]
    radius: Fraction
    curvature: Fraction
    precision: int


@dataclass(frozen=True, slots=True)
class MultiplierMinimum:
    """A point, ordered as StrictMinimum's centre, near which the outputs on the samples that count are a linear family.

    ``multipliers`` are those of samples where l has more than one slope, or the minimum is enclosed only. ``copies``
    (none: no copies) says for every layer, the shortcut first, how often each unit of the centre stands there: with the
    same incoming weights and bias, and equal shares of the outgoing weights.
    """

    centre: Vector
    copies: tuple[tuple[int, ...], ...]
    multipliers: Sparse | Enclosed


@dataclass(frozen=True, slots=True)
class Unit:
    """A neuron of the shortcut (``layer`` 0) or a unit of deep layer 1, 2, ..; ``index`` counts from 0."""

    layer: int
    index: int


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

    The centre lists the trained parameters in the order a0, a, w, b, deep (see ``expansion``). What ``slice`` holds
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


Minimum: TypeAlias = (
    FlatMinimum
    | ConstantMinimum
    | OrderMinimum
    | LevelMinimum
    | JensenMinimum
    | NarrowMinimum
    | KinkMinimum
    | DecayMinimum
    | MultiplierMinimum
    | StrictMinimum
    | SplitMinimum
    | SharpMinimum
)
"""Every kind of evidence for a bad local minimum."""
