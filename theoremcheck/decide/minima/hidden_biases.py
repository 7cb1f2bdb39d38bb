"""Hidden biases that give the neurons of the shortcut a sum, where a and a_0 are frozen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product

from theoremcheck.decide.asking import answer
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.point import Neurons, Number
from theoremcheck.trusted.minima.reach import neuron_pieces
from theoremcheck.trusted.minima.regimes import affine_form
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class _Line:
    """An affine piece of s, slope z + intercept, and its ends; None is an infinite one."""

    slope: Fraction
    intercept: Fraction
    lower: Fraction | None
    upper: Fraction | None

    @property
    def places(self) -> Iterator[tuple[Fraction, Fraction]]:
        """Two places strictly inside with the values of s there: beside one, what is left may fall on a break."""
        middle = between(self.lower, self.upper)
        for place in (middle, between(self.lower, middle)):
            yield place, self.slope * place + self.intercept


def solved_biases(problem: Problem, groups: tuple[Neurons, ...], rest: Number) -> Iterator[tuple[Neurons, ...]]:
    """Neurons at rest inside affine pieces whose sum is the rational rest: with one hidden bias for all where that is.

    Else one set of biases of their own: one neuron's is solved for, the others have one of two places. Any set is as
    good as another, as f is c at all of them and affine in x near them.
    """
    level = None if not is_zero(rest.factor) else rational_value(rest.base)
    weights = [rational_value(group.output_weight.base) for group in groups]
    known = [group.count * weight for group, weight in zip(groups, weights, strict=True) if weight is not None]
    if level is None or len(known) < len(groups) or any(any(group.hidden_weights) for group in groups):
        return
    lines = _lines(neuron_pieces(problem))
    whole = sum(known, Fraction(0))
    found = [(bias,) * len(groups) for bias in (_crossings(lines, level / whole) if whole else ())]
    for own in found or _first_spread(lines, tuple(known), level):
        yield tuple(replace(group, hidden_bias=bias) for group, bias in zip(groups, own, strict=True))


def _lines(pieces: Pieces) -> tuple[_Line, ...]:
    """The affine pieces of s in rational numbers."""
    forms = [(answer(affine_form, pieces, index), pieces.span(index)) for index in range(len(pieces.pieces))]
    return tuple(_Line(*form, *span) for form, span in forms if form is not None)


def _crossings(lines: Iterable[_Line], value: Fraction) -> Iterator[Fraction]:
    """The pre-activations strictly inside the pieces that are not level at which s has a value."""
    for line in lines:
        bias = (value - line.intercept) / line.slope if line.slope else None
        if bias is not None and (line.lower is None or line.lower < bias) and (line.upper is None or bias < line.upper):
            yield bias


@lru_cache(maxsize=64)
def _first_spread(
    lines: tuple[_Line, ...], weights: tuple[Fraction, ...], level: Fraction
) -> tuple[tuple[Fraction, ...], ...]:
    """The first biases of ``_spread``, or none: many points that are tried ask for the same ones."""
    return tuple(islice(_spread(lines, weights, level), 1))


def _spread(lines: Sequence[_Line], weights: Sequence[Fraction], level: Fraction) -> Iterator[tuple[Fraction, ...]]:
    """Biases with sum_j weight_j s(b_j) = level, all strictly inside affine pieces.

    All but neuron k have one of two places; those before k are where they add more, those after it where they add
    less, or the other way round: with k the sum runs from one end of what the two places give to the other.
    """
    places = [place for line in lines for place in line.places]
    for (above, high), (below, low) in sorted(product(places, repeat=2), key=lambda pair: pair[0] != pair[1]):
        more = [(above, high) if weight > 0 else (below, low) for weight in weights]
        less = [(below, low) if weight > 0 else (above, high) for weight in weights]
        others = sum((weight * value for weight, (_, value) in zip(weights, less, strict=True)), Fraction(0))
        for k, weight in enumerate(weights):
            others -= weight * less[k][1]
            bias = next(_crossings(lines, (level - others) / weight), None) if weight else None
            if bias is not None:
                yield (*(place for place, _ in more[:k]), bias, *(place for place, _ in less[k + 1 :]))
            others += weight * more[k][1]
