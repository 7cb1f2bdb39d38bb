"""Paths that are one segment: evaluated again in mpmath, and segments of which nothing is shown."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path as File
from random import Random

import pytest
from path_oracle import PLACES, assert_never_rises

from theoremcheck import check
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.verdict.path.check import check_piece, check_premises, loss_at
from theoremcheck.verdict.path.find import follows, path_from, theorem_of
from theoremcheck.verdict.path.margins import Premises
from theoremcheck.verdict.path.values import Move, Origin, Piece, Shown
from theoremcheck.verdict.values import facts_of

SPECS = File(__file__).resolve().parents[3] / "specs" / "theorems"
DATA = "dataset d { + (1, 2), (2, -1), (-1, 0)  - (0, 1), (-2, -2), (1, 1) }"
CASES = {
    "logistic regression": (
        "thm.convex_valley",
        f"{DATA} loss logistic network {{ shortcut = 1 linear  frozen a = (1)  output bias }}"
        " objective { regularizer = 1/10 * l2(w) }",
    ),
    "features": (
        "thm.convex_valley",
        f"{DATA} loss hinge network {{ shortcut = 2 relu  frozen w = ((1, 0), (1, -1))  output bias }}",
    ),
    "one number": (
        "thm.line_valley",
        "dataset d { + 1, -1  - 2, -2 } loss square network { shortcut = 1 leaky_relu(1/10)  frozen a = (1) }",
    ),
    "samples of a line": (
        "thm.line_valley",
        "dataset d { + (1, 2), (-1, -2)  - (2, 4), (-2, -4) } loss square"
        " network { shortcut = 1 leaky_relu(1/10)  frozen a = (1) }",
    ),
    "a direction of descent": (
        "thm.realisable_valley",
        "dataset d { + (1, 1)  - (0, 0), (0, 1), (1, 0) } loss square"
        " network { shortcut = 1 tanh  hidden bias  frozen a = 1 }",
    ),
    "a fit": (
        "thm.realisable_valley",
        "dataset d { + (1, 0), (0, 1), (2, -1)  - (-2, 0), (-1, -1) } loss square"
        " network { shortcut = 1 leaky_relu(1/10)  hidden bias  output bias  frozen a = 2  frozen a0 = 0 }",
    ),
}


def verdict_of(case):
    found = check(f"{CASES[case][1]} claim no_valley", search=False)
    assert found.verdict == "proved", found
    return found


def points(problem, seed, count=1):
    random = Random(seed)
    trained = len(Layout.of(problem).trained)
    return [tuple(Fraction(random.randint(-12, 12), 4) for _ in range(trained)) for _ in range(count)]


def path_of(case, seed):
    verdict = verdict_of(case)
    problem, facts = verdict.spec.problem, tuple(facts_of(verdict.findings).values())
    start, *others = points(problem, seed, 12)
    goal = min(others, key=lambda point: loss_at(problem, point).upper)
    return problem, facts, path_from(problem, facts, CASES[case][0], Origin.GIVEN, start, goal=goal)


@pytest.mark.parametrize("case", CASES)
def test_the_theorem_has_a_path(case):
    assert theorem_of(verdict_of(case).statuses) == CASES[case][0]


@pytest.mark.parametrize("case", CASES)
def test_no_path_rises(case):
    checked = 0
    for seed in range(6):
        problem, facts, path = path_of(case, seed)
        assert path.checked or path.stopped.code in ("path.no_lower", "path.rises")
        assert follows(path, problem, facts)
        if path.checked:
            checked += 1
            assert_never_rises(problem, path, PLACES[::20])
    assert checked > 2


def premises_of(case):
    verdict = verdict_of(case)
    return verdict.spec.problem, check_premises(verdict.spec.problem, facts_of(verdict.findings).values())


def shown(problem, start, end, premises, **changes):
    piece = replace(Piece.straight(Move.STRAIGHT, start, end), **changes)
    return check_piece(problem, piece, start, premises).shown


def test_a_segment_needs_what_the_facts_say():
    problem, premises = premises_of("one number")
    start, end = (Fraction(-3),), (Fraction(0),)
    assert shown(problem, start, end, premises) is Shown.SEGMENT
    assert shown(problem, start, end, replace(premises, segments=False)) is Shown.NOTHING
    assert shown(problem, end, start, premises) is Shown.NOTHING  # it leads up
    curved = tuple(entry * entry for entry in Piece.straight(Move.STRAIGHT, (Fraction(1),), (Fraction(0),)).entries)
    piece = Piece(Move.STRAIGHT, curved)
    assert not piece.straight_on
    assert check_piece(problem, piece, piece.start, premises).shown is Shown.NOTHING


def test_a_fit_and_a_direction_are_the_ones_of_the_facts():
    problem, premises = premises_of("a direction of descent")
    (start,) = points(problem, 3)
    direction = premises.descent
    assert direction is not None

    def along(steps, other=0):
        return tuple(
            p + steps * q + (other if k == 0 else 0) for k, (p, q) in enumerate(zip(start, direction, strict=True))
        )

    assert shown(problem, start, along(3), premises) is Shown.TERMS
    for end in (along(-3), along(3, other=Fraction(1, 1000)), start):
        assert shown(problem, start, end, premises) in (Shown.NOTHING, Shown.SAME)
    assert shown(problem, start, along(3), Premises(convex=False)) is Shown.NOTHING


def test_a_fit_has_to_be_met():
    verdict = check(SPECS / "realisable_valley.spec", search=False)
    problem = verdict.spec.problem
    premises = check_premises(problem, facts_of(verdict.findings).values())
    (start,) = points(problem, 3)
    assert premises.fit is not None
    assert shown(problem, start, premises.fit, premises) is Shown.TERMS
    off = (premises.fit[0] + Fraction(1, 1000), *premises.fit[1:])
    assert shown(problem, start, off, premises) is Shown.NOTHING
    assert shown(problem, premises.fit, start, premises) is Shown.NOTHING


def test_what_the_realisable_spec_shows():
    verdict = check(SPECS / "realisable_valley.spec", search=False)
    problem, facts = verdict.spec.problem, tuple(facts_of(verdict.findings).values())
    for start in points(problem, 5, 4):
        path = path_from(problem, facts, "thm.realisable_valley", Origin.GIVEN, start)
        assert path.checked
        assert [step.shown for step in path.steps] == [Shown.TERMS]
        assert path.lowest.upper == 0
