"""The budget of work ends a search at the same place whatever the clock says; what a proof excludes is unresolved."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from search_problems import ROTATED_XOR, problem, random_data

from theoremcheck.options import Excluded, Options
from theoremcheck.search import Kind, search
from theoremcheck.search.clusters import cluster
from theoremcheck.search.descent import newton
from theoremcheck.search.endpoints import judge, what_is_seen
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.settings import affordable_chunk
from theoremcheck.search.work import CONFIRMATION, Meter

SHAPES = {
    "small": problem(ROTATED_XOR, 3),
    "wide": problem(random_data(2, 60, 8), 12),
    "deep": problem(random_data(2, 60, 8), 1, deep=((6, "tanh"), (6, "tanh"))),
    "many samples": problem(random_data(2, 569, 30), 2),
    "too many parameters for Hessians": problem(random_data(6, 60, 20), 24),
}


@pytest.mark.parametrize("given", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("work", [1.0, 60_000.0])
def test_a_budget_ends_the_search_soon_and_at_the_same_place(given, work, monkeypatch):
    used = []
    charge = Meter.charge
    monkeypatch.setattr(Meter, "charge", lambda self, units: (used.append(units), charge(self, units))[1])
    reports = [search(given, Options(work=work, digits=20)) for _ in range(2)]
    first, second = (dataclasses.replace(entry, elapsed=0.0) for entry in reports)
    assert first == second
    assert 1 <= first.starts <= first.asked
    assert sum(first.count(kind) for kind in Kind) == first.starts
    # At most one step of one batch of starts, and the closing look at them, come after the limit.
    landscape = make_landscape(given)
    step = landscape.prices.hessian(1) if landscape.size <= 400 else landscape.prices.gradient(1)
    assert sum(used) / 2 < 2.5 * work + 400 * step


def test_starts_of_a_batch_share_what_a_batch_costs():
    assert affordable_chunk(None, 7_200.0, 200.0) == 512
    assert affordable_chunk(1_400_000.0, 7_200.0, 200.0) == 512
    assert affordable_chunk(120_000.0, 7_200.0, 200.0) == 64  # six rounds of 20,000
    assert affordable_chunk(1.0, 7_200.0, 200.0) == 1


def test_words_of_a_spent_budget():
    report = search(SHAPES["wide"], Options(work=60_000.0))
    assert report.starts < report.asked
    assert f"The budget of work ended it after {report.starts:,} of {report.asked:,} starts." in report.summary()
    whole = search(SHAPES["small"], Options(starts=5, work=CONFIRMATION))
    assert whole.starts == whole.asked == 5
    assert "budget" not in whole.summary()


def test_what_was_not_looked_at_is_unresolved():
    """With no work left nothing but a loss of 0 may be called anything."""
    given = problem(ROTATED_XOR, 1)
    landscape = make_landscape(given, Meter(0.0))
    ends = judge(landscape, np.random.default_rng(1).normal(size=(8, landscape.size)), True)
    assert set(ends.kinds) == {Kind.UNRESOLVED}


def test_a_proof_excludes_minima_with_errors():
    """Width 1 has its constant fibre, a degenerate minimum with errors: under a proof that is no minimum."""
    given = problem(ROTATED_XOR, 1)
    plain = search(given, Options(starts=120, digits=20))
    assert [entry.training_error for entry in plain.minima] == [Fraction(1, 2)]
    told = search(given, Options(starts=120, digits=20, excluded=Excluded.ERRORS))
    assert told.minima == ()
    assert [entry.training_error for entry in told.doubtful] == [Fraction(1, 2)]
    moved = plain.count(Kind.DEGENERATE) + plain.count(Kind.STRICT)
    assert told.count(Kind.UNRESOLVED) == plain.count(Kind.UNRESOLVED) + moved
    assert all(entry.bad == 0 for entry in told.tried)
    words = told.summary()
    assert "the proof says that" in words
    assert "minimum with" not in words
    assert "minima with" not in words
    assert words.endswith("local minima.") or words.endswith("local minimum.")


def test_a_vacuous_proof_excludes_all_minima():
    report = search(problem(ROTATED_XOR, 3), Options(starts=60, digits=20, excluded=Excluded.EVERYTHING))
    assert report.minima == ()
    assert report.count(Kind.DEGENERATE) == report.count(Kind.STRICT) == 0


def test_the_lowest_endpoint_is_kept():
    report = search(problem(ROTATED_XOR, 3), Options(starts=40, digits=20))
    assert report.lowest is not None
    assert report.lowest.loss < 1e-9
    assert report.lowest.wrong == 0
    assert [name for name, _ in report.lowest.parameters] == ["a0", "a", "w", "b"]


def test_margins_in_the_flat_part_of_the_loss_do_not_make_minima_distinct():
    """Dead units, and a loss that is flat below -1: what differs is how far beyond the margin a sample lies."""
    given = problem(([(3,), (1,)], [(-1,)]), 1, "softplus", ("polynomial_hinge", 3))
    landscape = make_landscape(given)
    outputs = np.array([[4.0, 0.2, -0.3], [9.0, 0.2, -0.3], [4.0, 0.2, -0.4], [-2.0, 0.2, -0.3]])
    seen = what_is_seen(landscape, outputs)
    assert np.array_equal(seen[0], seen[1])
    assert np.abs(seen[0] - seen[2]).max() > 0.05
    assert np.abs(seen[0] - seen[3]).max() > 0.05


def test_one_continuum_is_one_minimum():
    """ReLU, all dead on one side: the positive sample beyond the margin moves freely along the continuum."""
    given = problem(([(2,), (40,)], [(-1,), (1,)]), 1, "relu", ("polynomial_hinge", 3))
    landscape = make_landscape(given)
    # f = a0 + a max(0, w x + b) with the unit alive at x = 40 only; a0 is the best constant of the other three.
    full = np.array([[0.0, 1.0, 1.0, -float(shift)] for shift in range(5, 36, 2)])
    points = newton(landscape, landscape.layout.shrink(full), 100).points
    ends = judge(landscape, points, True)
    stuck = [i for i in range(len(points)) if ends.kinds[i] is Kind.DEGENERATE and not ends.zero[i]]
    assert len(stuck) >= 8
    assert len({round(float(value), 6) for value in ends.outputs[stuck][:, 1]}) >= 8
    groups = [entry for entry in cluster(ends) if not ends.zero[entry.best]]
    assert sum(entry.count for entry in groups) == len(stuck)
    assert len(groups) == len({round(float(value), 8) for value in ends.losses[stuck]})
