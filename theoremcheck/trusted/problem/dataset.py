"""The data of a problem: samples with labels and weights, or assumptions about data that are not given."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from functools import cached_property
from operator import mul
from typing import Final, NoReturn

from flint import fmpz_mat

from theoremcheck.trusted.frozen import ByFields, FrozenDict, NoState
from theoremcheck.trusted.problem.cleared import (  # importable from here, too
    Cleared as Cleared,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.cleared import (
    Vector as Vector,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.cleared import (
    cleared_form as cleared_form,  # noqa: PLC0414
)
from theoremcheck.trusted.problem.cleared import cleared_forms
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

_SMALL: Final = 4_000_000
"""Entries of a matrix that takes little memory beside the rationals that it is made of: it is made to be multiplied."""


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

    @property
    def is_cleared(self) -> bool:
        """True if the cleared form is remembered."""
        return "cleared" in vars(self)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(name)

    def __reduce__(self) -> tuple[type[Sample], tuple[Vector]]:
        """Pickled as its entries, without what it remembers."""
        return type(self), (tuple(self),)


class Points(NoState, tuple[Sample, ...]):
    """n >= 1 vectors of one length d that remember their cleared rows as one integer matrix, once it is asked for.

    A vector that stands many times as one and the same object has one row; the rows are in the order in which the
    objects first occur. A matrix can be changed, so the one that is remembered is not handed out: it is multiplied
    here, or copied. Everything here raises ``Refusal`` where there are no vectors or their lengths differ.
    """

    @cached_property
    def _distinct(self) -> tuple[Sample, ...]:
        """The vectors that have a row, all of one length."""
        points = tuple({id(point): point for point in self}.values())
        require(len(points) > 0, "exact.no_vectors")
        width = len(points[0])
        require(all(len(point) == width for point in points), "exact.row_length", width=width)
        return points

    @cached_property
    def _matrix(self) -> fmpz_mat:
        """The numerators, (rows, d)."""
        # The rows are not remembered beside the matrix: that would be a second copy of all data.
        entries: list[int] = []
        for numerators, _ in cleared_forms(self._distinct):
            entries += numerators
        return fmpz_mat(len(self._distinct), len(self._distinct[0]), entries)

    @property
    def are_single(self) -> bool:
        """True if no object stands twice, so that row i is that of vector i."""
        return len(self._distinct) == len(self)

    def matrix(self) -> fmpz_mat:
        """The numerators, (rows, d), as a matrix of one's own."""
        return fmpz_mat(self._matrix)

    def times(self, column: Sequence[int]) -> list[int]:
        """The product of every row with ``column``, (d,) -> (rows,)."""
        width = len(self._distinct[0])
        require(len(column) == width, "exact.row_length", width=width)
        if len(self._distinct) * width <= _SMALL:
            return list(map(int, (self._matrix * fmpz_mat(width, 1, list(column))).entries()))
        return [sum(map(mul, numerators, column)) for numerators, _ in cleared_forms(self._distinct)]

    def are_annihilated_by(self, coefficients: Sequence[int]) -> bool:
        """True iff the sum of all rows, each with its coefficient, (rows,), is 0."""
        count = len(self._distinct)
        require(len(coefficients) == count, "exact.counts_differ", entries=len(coefficients), count=count)
        used = [(c, row) for c, (row, _) in zip(coefficients, cleared_forms(self._distinct), strict=True) if c]
        return annihilates([c for c, _ in used], [row for _, row in used])

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(name)

    def __reduce__(self) -> tuple[type[Points], tuple[tuple[Sample, ...]]]:
        """Pickled as its vectors, without what it remembers."""
        return type(self), (tuple(self),)


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
        cleared = dict(zip(points, clear_all(list(points.values())), strict=True))
        mass: defaultdict[Cleared, Fraction] = defaultdict(Fraction)
        for (point, label, share), count in shared.items():
            mass[cleared[point]] += label * count * shares[share]
        return FrozenDict(mass)

    def __repr__(self) -> str:
        """One line, with the sizes."""
        return f"<Dataset {self.name}: {len(self.points)} samples in dimension {self.dimension}>"


def annihilates(coefficients: Sequence[int], rows: Sequence[Sequence[int]]) -> bool:
    """True iff the sum of the integer rows, (n, d), each with its coefficient, (n,), is 0: column by column."""
    require(len(coefficients) == len(rows), "exact.counts_differ", entries=len(coefficients), count=len(rows))
    require(all(len(row) == len(rows[0]) for row in rows), "exact.row_length", width=len(rows[0]) if rows else 0)
    return all(sum(map(mul, coefficients, column)) == 0 for column in zip(*rows, strict=True))


def clear_all(points: Sequence[Vector]) -> list[Cleared]:
    """The cleared form of every point, (n,); samples remember theirs."""
    known = {id(point): point for point in points}
    forms = {key: point.cleared for key, point in known.items() if isinstance(point, Sample) and point.is_cleared}
    fresh = [point for key, point in known.items() if key not in forms]
    for point, form in zip(fresh, cleared_forms(fresh), strict=True):
        forms[id(point)] = form
        if isinstance(point, Sample):
            vars(point)["cleared"] = form
    return [forms[id(point)] for point in points]


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
