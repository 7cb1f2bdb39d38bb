"""Convex functions with other averages over the two classes, in small integers and few pieces. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.decide.data.separation import coprime
from theoremcheck.trusted.data.order import Affine, convex_gap
from theoremcheck.trusted.problem.model import Dataset

_DIGITS: Final = (1, 2, 3, 4, 6, 8)
_MAX_WORK: Final = 200_000
"""Samples times pieces times features up to which a function is simplified."""
_MAX_PIECES: Final = 40


def simpler(dataset: Dataset, label: int, pieces: tuple[Affine, ...]) -> tuple[Affine, ...]:
    """Pieces whose maximum has the larger average over class ``label`` as well, with small integers; they may be few.

    The means of the classes agree: a common affine function may be taken off, and is.
    """
    if len(pieces) * len(dataset.points) * dataset.dimension > _MAX_WORK:
        return _primitive(pieces)
    pieces = _fewer(dataset, label, pieces)
    for found in _rounded(_moved(pieces)):
        if convex_gap(dataset, label, found) > 0:
            return _primitive(_fewer(dataset, label, found))
    return _primitive(pieces)


def _fewer(dataset: Dataset, label: int, pieces: tuple[Affine, ...]) -> tuple[Affine, ...]:
    """The pieces without those that are not needed, each dropped in turn."""
    kept = pieces
    for piece in pieces if len(pieces) <= _MAX_PIECES else ():
        rest = tuple(entry for entry in kept if entry is not piece)
        if len(rest) > 1 and convex_gap(dataset, label, rest) > 0:
            kept = rest
    return kept


def _moved(pieces: Sequence[Affine]) -> tuple[Affine, ...]:
    """The pieces minus the first one, which becomes 0."""
    first = pieces[0]
    return tuple(
        Affine(
            tuple(a - b for a, b in zip(piece.slope, first.slope, strict=True)),
            piece.constant - first.constant,
        )
        for piece in pieces
    )


def _rounded(pieces: Sequence[Affine]) -> Iterator[tuple[Affine, ...]]:
    """The pieces with few binary digits, fewest first; of each slope and of all constants in proportion."""
    largest = max((abs(entry) for piece in pieces for entry in (*piece.slope, piece.constant)), default=Fraction(0))
    if not largest:
        return
    for digits in _DIGITS:
        scale = Fraction(2**digits) / largest
        yield tuple(
            dict.fromkeys(
                Affine(
                    tuple(Fraction(round(entry * scale)) for entry in piece.slope),
                    Fraction(round(piece.constant * scale)),
                )
                for piece in pieces
            )
        )


def _primitive(pieces: Sequence[Affine]) -> tuple[Affine, ...]:
    """The positive multiple of the function that has coprime integers."""
    numbers = coprime([entry for piece in pieces for entry in (*piece.slope, piece.constant)])
    size = len(pieces[0].slope) + 1
    rows = [numbers[k : k + size] for k in range(0, len(numbers), size)]
    return tuple(Affine(row[:-1], row[-1]) for row in rows)
