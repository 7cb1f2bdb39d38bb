"""Problems about the order of two classes, for the tests of convex order and of ellipsoids."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from data_problems import problem
from hypothesis import strategies as st

from theoremcheck.decide.data.order import convex_order
from theoremcheck.trusted.data.order import Coupling, check_convex_order, check_no_convex_order

HUGE, TINY = Fraction(10**60), Fraction(1, 10**40)


ENTRY = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-2, 2, max_denominator=4))


WILD = st.one_of(ENTRY, st.sampled_from([TINY, -TINY, 1 + TINY, HUGE, 1 / HUGE]))


def weighted(given_problem, weights):
    dataset = replace(given_problem.dataset, weights=tuple(Fraction(w) for w in weights))
    return replace(given_problem, dataset=dataset)


def ordered(given_problem):
    """``convex_order`` with its answer checked."""
    found = convex_order(given_problem)
    if isinstance(found, Coupling):
        check_convex_order(given_problem, found)
    elif found is not None:
        check_no_convex_order(given_problem, found)
    return found


@st.composite
def contractions(draw):
    """Class - splits into groups whose (weighted) means are the samples of class +, with the weights of the groups."""
    size = draw(st.integers(1, 3))
    point = st.tuples(*[ENTRY] * size)
    groups = draw(st.lists(st.lists(point, min_size=1, max_size=3), min_size=1, max_size=4))
    weights = [[Fraction(draw(st.integers(1, 3))) for _ in group] for group in groups]
    totals = [sum(group) for group in weights]
    means = [
        tuple(sum(w * p[j] for w, p in zip(ws, group, strict=True)) / total for j in range(size))
        for group, ws, total in zip(groups, weights, totals, strict=True)
    ]
    outer = [p for group in groups for p in group]
    return weighted(problem(means, outer), [*totals, *(w for ws in weights for w in ws)])


DIAMOND = [(2, 0), (-2, 0), (0, 2), (0, -2)]


INNER = [(1, 0), (-1, 0), (0, 1), (0, -1)]


CIRCLE = [(Fraction(3 * a, 5), Fraction(4 * b, 5)) for a in (1, -1) for b in (1, -1)]


CIRCLE += [(y, x) for x, y in CIRCLE]


DIAMONDS = problem([(2, 0), (-2, 0), (0, 2), (0, -2)], [(1, 0), (-1, 0), (0, 1), (0, -1)])


UNEVEN = problem([(0,), (0,)], [(-1,), (2,)], weights=(1, 3, 4, 2))
"""Class + (at 0, weights 1 and 3) is the contraction; class - has weights 4 and 2."""


CIRCLES = problem(
    [("3/5", "4/5"), ("-3/5", "4/5"), ("3/5", "-4/5"), ("-3/5", "-4/5")],
    [(4, 3), (-4, 3), (4, -3), (-4, -3)],
)
