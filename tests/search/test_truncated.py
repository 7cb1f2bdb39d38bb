"""Descents with products of Hessians and vectors, for problems with too many parameters for Hessians."""

from fractions import Fraction

import numpy as np
import pytest
from search_problems import ROTATED_XOR, problem, random_data

from theoremcheck.options import Options
from theoremcheck.search import Kind, search
from theoremcheck.search.descent import newton
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.settings import NEWTON_PARAMETERS
from theoremcheck.search.starts import initial_points
from theoremcheck.search.truncated import truncated_newton
from theoremcheck.trusted.problem.model import Block, Penalty

DECAY = (Penalty(1, tuple(block for block in Block if block is not Block.BESIDE)),)


@pytest.mark.parametrize("deep", [(), ((3, "tanh"), (2, "softplus"))], ids=["shortcut", "deep"])
def test_it_ends_at_a_small_gradient(deep):
    landscape = make_landscape(problem(random_data(4, 9, 3), 3, "tanh", ("logistic",), deep=deep, penalties=DECAY))
    ends = truncated_newton(landscape, initial_points(landscape, 2, 0, 10), 200)
    assert np.abs(ends.gradients).max() < 1e-10
    assert ends.losses == pytest.approx(landscape.value(ends.points), rel=1e-12)


def test_newton_ends_at_a_small_gradient_as_well():
    """The last steps are below the rounding of the loss; they count if the gradient gets smaller."""
    decay = (Penalty(Fraction(1, 100), DECAY[0].blocks),)
    data = ([(1, 0), (2, 1), (0, 2), (-1, 1)], [(0, -1), (1, -2), (-2, 0), (1, 1)])
    landscape = make_landscape(problem(data, 4, "silu", ("logistic",), output_bias=False, penalties=decay))
    ends = newton(landscape, initial_points(landscape, 1, 0, 200), 200)
    assert (np.abs(ends.gradients).max(axis=1) < 1e-10).mean() >= 0.95


def test_it_leaves_a_saddle():
    """Near 0 every descent that follows no negative curvature is slow, and may end where the network is a constant."""
    landscape = make_landscape(problem(ROTATED_XOR, 3, "tanh", ("square",)))
    points = 1e-3 * np.random.default_rng(5).normal(size=(6, landscape.size))
    ends = truncated_newton(landscape, points, 300)
    assert ends.losses.max() < 1e-9


def test_above_the_limit_of_hessians():
    given = problem(random_data(6, 12, 20), 20, "tanh", ("logistic",), penalties=DECAY)
    landscape = make_landscape(given)
    assert landscape.size > NEWTON_PARAMETERS
    ends = truncated_newton(landscape, initial_points(landscape, 1, 0, 3), 200)
    assert np.abs(ends.gradients).max() < 1e-10


def test_a_tail_is_an_escape():
    report = search(problem(random_data(6, 10, 20), 20, "softplus", ("logistic",)), Options(starts=2))
    assert report.count(Kind.ESCAPING) == 2
    assert not report.minima
