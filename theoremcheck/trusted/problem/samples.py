"""The samples of a problem: their margins and weights, and which of them are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import floor, gcd
from typing import Any, Final, Protocol, TypeVar

from theoremcheck.trusted.problem.model import Dataset, Problem, Vector, cleared_form
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

_MOST_STEPS: Final = 10**8
"""Up to so many it is computed which weights samples may have together."""


class Negated(Protocol):
    """A number of any type that has a negative of the same type."""

    def __neg__(self: N) -> N:
        """The negative."""


N = TypeVar("N", bound=Negated)


@dataclass(frozen=True)
class Samples:
    """The n samples (x_i, y_i) with their weights, seen from L and from the training error."""

    dataset: Dataset

    @property
    def points(self) -> tuple[Vector, ...]:
        """x_i, n of length d."""
        return self.dataset.points

    @property
    def labels(self) -> tuple[int, ...]:
        """y_i, +1 or -1, (n,)."""
        return self.dataset.labels

    @property
    def weights(self) -> Vector:
        """(n,)."""
        return self.dataset.weights

    @property
    def dimension(self) -> int:
        """d, the number of features."""
        return self.dataset.dimension

    def members(self, label: int) -> tuple[int, ...]:
        """The indices of the samples of one class, in order."""
        return self.dataset.members(label)

    @cached_property
    def shares(self) -> Vector:
        """weight_i / (the sum of all weights), (n,): the factors of l(z_i) in L."""
        total = sum(self.weights, Fraction(0))
        return tuple(weight / total for weight in self.weights)

    def margin(self, sample: int, output: N) -> N:
        """z_i = -y_i f(x_i), at which L takes l, for an output in any arithmetic."""
        return -output if self.labels[sample] > 0 else output

    def margins(self, outputs: Sequence[N]) -> list[N]:
        """All z_i, (n,), of the outputs f(x_i), (n,)."""
        return [self.margin(i, f) for i, f in enumerate(outputs)]

    def wrong(self, outputs: Sequence[Any]) -> tuple[int, int]:
        """The least and the greatest number of samples with y_i != sgn f(x_i), for outputs, (n,), in any arithmetic."""
        signs = [sign(f) for f in outputs]
        least = sum(s == -y for s, y in zip(signs, self.labels, strict=True))
        return least, sum(s != y for s, y in zip(signs, self.labels, strict=True))

    def some_wrong(self, outputs: Sequence[Any], known: int = 0) -> tuple[int, int]:
        """As ``wrong``; refuses if none is shown to be. At least ``known`` are wrong for another reason."""
        least, most = self.wrong(outputs)
        least = max(least, known)
        require(least > 0, "samples.none_wrong")
        return least, most

    def error(self, outputs: Sequence[Any]) -> Fraction:
        """The training error: the share of the weight at samples that are not shown to be right."""
        signs = zip(self.shares, map(sign, outputs), self.labels, strict=True)
        return sum((share for share, s, y in signs if s != y), Fraction(0))

    @cached_property
    def sums(self) -> tuple[int, int]:
        """(bits, total): bit k of the first is 0 only if no samples have the weight k / total of all weight together.

        Where there are too many samples, or their weights have too little in common, every bit is 1: then k / total
        runs through the multiples of what divides all weights.
        """
        sizes, _ = cleared_form(self.weights)
        unit = gcd(*sizes)
        total = sum(sizes) // unit
        if len(sizes) * total > _MOST_STEPS:
            return -1, total
        bits = 1
        for size in sizes:
            bits |= bits << size // unit
        return bits, total

    def next_error(self, error: Fraction) -> Fraction:
        """A number above ``error``, in [0, 1), such that no training error, of whatever function, is between them."""
        bits, total = self.sums
        least = floor(error * total) + 1
        above = bits >> least
        return Fraction(least + (above & -above).bit_length() - 1, total)

    def wrong_at_constant(self, signs: Sequence[int]) -> tuple[int, int]:
        """As ``wrong`` where f is one constant that has one of these ``signs``: all of the other class are wrong."""
        counts = [len(self.members(-s)) for s in signs]
        return min(counts), max(counts)


def sign(value: Any) -> int | None:
    """Sgn f, with sgn(0) = +1, of a number in any arithmetic; None where a ball does not tell."""
    return 1 if value >= 0 else -1 if value < 0 else None


def samples(problem: Problem) -> Samples:
    """The samples of the problem. Raises ``Refusal`` for an abstract dataset."""
    return Samples(problem.samples)
