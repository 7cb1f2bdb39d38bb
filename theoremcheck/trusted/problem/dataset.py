"""The data of a problem: samples with labels and weights, or assumptions about data that are not given."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from functools import cached_property
from typing import NoReturn, TypeAlias

from flint import fmpz_mat

from theoremcheck.trusted.frozen import ByFields, FrozenDict, NoState
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

Vector: TypeAlias = tuple[Fraction, ...]
Cleared: TypeAlias = tuple[tuple[int, ...], int]


@dataclass(frozen=True, slots=True)
class Assumption:
    """A property that the spec states without proof, by condition id; ``value`` False states its failure."""

    condition: str
    value: bool


class Sample(NoState, tuple[Fraction, ...]):
    """A vector that remembers its cleared form: numerators over their least common denominator, in lowest terms."""

    @cached_property
    def cleared(self) -> Cleared:
        """(numerators, denominator); equal iff the vectors are equal."""
        return cleared_form(self)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(name)

    def __reduce__(self) -> tuple[type[Sample], tuple[Vector]]:
        """Pickled as its entries, without what it remembers."""
        return type(self), (tuple(self),)


class Points(NoState, tuple[Sample, ...]):
    """n >= 1 vectors of one length d that remember their cleared rows as one integer matrix.

    A vector that stands many times as one and the same object has one row; the rows are in the order in which the
    objects first occur. A matrix can be changed, so the one that is remembered is not handed out: it is multiplied
    here, or copied. Everything here raises ``Refusal`` where there are no vectors or their lengths differ.
    """

    @cached_property
    def _matrix(self) -> fmpz_mat:
        """The numerators, (rows, d)."""
        points = {id(point): point for point in self}.values()
        require(len(points) > 0, "exact.no_vectors")
        width = len(next(iter(points)))
        require(all(len(point) == width for point in points), "exact.row_length", width=width)
        # The rows are not remembered beside the matrix: that would be a second copy of all data.
        entries: list[int] = []
        for point in points:
            entries += cleared_form(point)[0]
        return fmpz_mat(len(points), width, entries)

    @property
    def are_single(self) -> bool:
        """True if no object stands twice, so that row i is that of vector i."""
        return bool(self._matrix.nrows() == len(self))

    def matrix(self) -> fmpz_mat:
        """The numerators, (rows, d), as a matrix of one's own."""
        return fmpz_mat(self._matrix)

    def times(self, column: Sequence[int]) -> list[int]:
        """The product of every row with ``column``, (d,) -> (rows,)."""
        width = self._matrix.ncols()
        require(len(column) == width, "exact.row_length", width=width)
        return [*map(int, (self._matrix * fmpz_mat(width, 1, list(column))).entries())]

    def are_annihilated_by(self, coefficients: Sequence[int]) -> bool:
        """True iff the sum of all rows, each with its coefficient, (rows,), is 0."""
        count = self._matrix.nrows()
        require(len(coefficients) == count, "exact.counts_differ", entries=len(coefficients), count=count)
        return bool((fmpz_mat(1, count, list(coefficients)) * self._matrix).is_zero())

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(name)

    def __reduce__(self) -> tuple[type[Points], tuple[tuple[Sample, ...]]]:
        """Pickled as its vectors, without what it remembers."""
        return type(self), (tuple(self),)


def cleared_form(vector: Sequence[Fraction]) -> Cleared:
    """(numerators, denominator) of ``vector``, (d,) -> (d,), over the least common denominator.

    One and the same number is looked at once: data have few numbers in many places.
    """
    known = dict(zip(map(id, vector), vector, strict=True))
    common = math.lcm(*{value.denominator for value in known.values()})
    scaled = {key: value.numerator * (common // value.denominator) for key, value in known.items()}
    return tuple(map(scaled.__getitem__, map(id, vector))), common


@dataclass(frozen=True, repr=False)
class Dataset(ByFields):
    """n samples (x_i, y_i) with x_i in Q^d, y_i in {+1, -1} and a weight > 0 (1 unless the spec says otherwise)."""

    points: tuple[Vector, ...]
    labels: tuple[int, ...]
    weights: tuple[Fraction, ...]
    name: str = field(default="", compare=False)

    @property
    def dimension(self) -> int:
        """d, the number of features."""
        return len(self.points[0])

    @cached_property
    def rows(self) -> Points:
        """The vectors x_i, n of length d, with their matrix."""
        return Points(remembered(self.points))

    @cached_property
    def lifted(self) -> Points:
        """The vectors (x_i, 1), n of length d + 1, with their matrix."""
        return Points(remembered(self.points, (Fraction(1),)))

    def members(self, label: int) -> tuple[int, ...]:
        """The indices of the samples of one class, in order."""
        return tuple(i for i, y in enumerate(self.labels) if y == label)

    @cached_property
    def uniform(self) -> bool:
        """True if all sample weights are equal."""
        return len(set(self.weights)) == 1

    @cached_property
    def shares(self) -> Vector:
        """weight_i / (weight of the class of i), (n,); both classes have samples."""
        counts = Counter(zip(self.labels, map(id, self.weights), strict=True))
        known = {id(weight): weight for weight in self.weights}
        totals: defaultdict[int, Fraction] = defaultdict(Fraction)
        for (label, key), count in counts.items():
            totals[label] += count * known[key]
        found = {(label, key): known[key] / totals[label] for label, key in counts}
        return tuple(found[label, id(weight)] for label, weight in zip(self.labels, self.weights, strict=True))

    @cached_property
    def signed_shares(self) -> Vector:
        """y_i weight_i / (weight of the class of i), (n,): the measure E+ - E- by sample."""
        return tuple(y * share for y, share in zip(self.labels, self.shares, strict=True))

    @cached_property
    def measure(self) -> Mapping[Cleared, Fraction]:
        """The signed measure E+ - E-: its mass at every distinct point, which may be 0."""
        shared = Counter(zip(map(id, self.points), self.labels, map(id, self.shares), strict=True))
        points = {id(point): point for point in self.points}
        shares = {id(share): share for share in self.shares}
        mass: defaultdict[Cleared, Fraction] = defaultdict(Fraction)
        for (point, label, share), count in shared.items():
            mass[_remembered(points[point], ()).cleared] += label * count * shares[share]
        return FrozenDict(mass)

    def __repr__(self) -> str:
        """One line, with the sizes."""
        return f"<Dataset {self.name}: {len(self.points)} samples in dimension {self.dimension}>"


def remembered(points: Sequence[Vector], end: Vector = ()) -> tuple[Sample, ...]:
    """The points with ``end`` appended, as samples; one and the same point gives one and the same sample."""
    known = {id(point): point for point in points}
    made = {key: _remembered(point, end) for key, point in known.items()}
    return tuple(made[id(point)] for point in points)


def _remembered(point: Vector, end: Vector) -> Sample:
    return point if isinstance(point, Sample) and not end else Sample((*point, *end))


@dataclass(frozen=True)
class AbstractDataset(ByFields):
    """A dataset of which only assumptions are known: its dimension, class sizes (or None) and stated properties.

    Its features and weights are rational, as those of a ``Dataset``.
    """

    dimension: int | None
    positives: int | None
    negatives: int | None
    assumptions: tuple[Assumption, ...]
    name: str = field(default="", compare=False)
