"""Segments to a lower point: evaluated again in mpmath, and segments of which the facts do not say enough."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path as File
from random import Random

import pytest
from path_oracle import PLACES, assert_never_rises

from theoremcheck import check
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Objective, Penalty
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.path.check import check_piece, check_premises, loss_at
from theoremcheck.verdict.path.find import follows, path_from
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.segments import Segments, check_segment, segments_of
from theoremcheck.verdict.path.values import Move, Origin, Piece, Shown
from theoremcheck.verdict.values import facts_of

SPECS = File(__file__).resolve().parents[3] / "specs"
CORPUS = [
    ("theorems/convex_valley", {"a0": "3", "w": [["-2", "5"]]}, "thm.convex_valley", Shown.FALLS),
    pytest.param(
        *("theorems/matching_valley", {"w": [["-2"]]}, "thm.convex_valley", Shown.TROUGH), marks=pytest.mark.slow
    ),
    ("theorems/line_valley", {"w": [["3"]]}, "thm.line_valley", Shown.TROUGH),
    ("theorems/realisable_valley", {"w": [["-3", "-2"]]}, "thm.realisable_valley", Shown.COSTS),
    ("theorems/realisable_descent", {"w": [["-3", "1/2"]], "b": ["5"]}, "thm.realisable_valley", Shown.COSTS),
]


def fractions(*texts):
    return tuple(map(Fraction, texts))


@pytest.mark.parametrize(("name", "at", "theorem", "shown"), CORPUS)
def test_the_corpus(name, at, theorem, shown):
    verdict = check(SPECS / f"{name}.spec", at=at, starts=2)
    path = verdict.path
    assert (path.theorem, path.origin, path.checked, path.stopped) == (theorem, Origin.GIVEN, True, None)
    assert [(step.piece.move, step.shown) for step in path.steps] == [(Move.STRAIGHT, shown)]
    assert_never_rises(verdict.spec.problem, path, PLACES[::20])
    assert "goes straight to a lower point" in " ".join(verdict.report.split())


def test_outputs_that_go_to_their_targets_need_no_convex_loss():
    """A sigmoid at the output with targets inside its range: every l(z_i) falls, and then rises."""
    verdict = check(SPECS / "literature/poston_no_basin.spec", starts=2)
    path = verdict.path
    assert path.checked
    assert path.theorem == "thm.wide.beside"
    assert [step.shown for step in path.steps] == [Shown.SAME, Shown.COSTS]
    assert_never_rises(verdict.spec.problem, path, PLACES[::40])


# --- problems of all kinds --------------------------------------------------------------------------------------------

KINDS = {
    "soft margin": "loss hinge\nnetwork { shortcut = 1 linear  output bias  frozen a = 1 }\n"
    "objective { regularizer = 1/10 * l2(w) }",
    "features": "neuron relu\nloss hinge\nnetwork { shortcut = 2 relu  output bias  frozen w = ((1, 0), (1, -1)) }",
    "one ReLU": "neuron relu\nloss + plus(z) = (1 + z)^2\nloss - minus(z) = z^2 + max(0, z)\n"
    "network { shortcut = 1 relu  frozen a = 1 }",
    "one tanh": "neuron tanh\nloss square\nnetwork { shortcut = 1 tanh  hidden bias  frozen a = 1 }",
}
THEOREMS = {"soft margin": "thm.convex_valley", "features": "thm.convex_valley"}


def path_of(kind, seed):
    """A path from a random point, to a lower one where the theorem has to be told."""
    random = Random(f"{kind} {seed}")
    text = f"dataset d {{ + (1, 0), (0, 1), (2, -1)  - (-2, 0), (-1, -1) }}\n{KINDS[kind]}\nclaim no_valley"
    verdict = check(text, search=False)
    problem, facts = verdict.spec.problem, tuple(facts_of(verdict.findings).values())
    assert verdict.verdict == "proved"
    points = [tuple(Fraction(random.randint(-12, 12), 4) for _ in Layout.of(problem).trained) for _ in range(2)]
    goal, start = sorted(points, key=lambda point: loss_at(problem, point).lower)
    path = path_from(problem, facts, THEOREMS.get(kind, "thm.realisable_valley"), Origin.GIVEN, start, goal=goal)
    assert not path.unchecked
    assert follows(path, problem, facts)
    return problem, path


def assert_lead_down(kind, seeds):
    found = [path_of(kind, seed) for seed in seeds]
    for problem, path in found:
        assert_never_rises(problem, path, PLACES[::40])
    assert all(path.checked for _, path in found)


@pytest.mark.parametrize("kind", KINDS)
def test_no_path_rises(kind):
    assert_lead_down(kind, [1])


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_all_lead_down_whatever_the_start(kind):
    assert_lead_down(kind, range(2, 12))


# --- what no path is --------------------------------------------------------------------------------------------------


@cache
def known_of(name):
    verdict = check(SPECS / "theorems" / f"{name}.spec", search=False)
    return verdict.spec.problem, facts_of(verdict.findings)


def shown_of(name, start, end, without=()):
    """What is shown of a segment, and why nothing is; without some of the facts."""
    problem, facts = known_of(name)
    premises = check_premises(problem, [fact for key, fact in facts.items() if key not in without])
    ends = fractions(*start), fractions(*end)
    step = check_piece(problem, Piece.straight(Move.STRAIGHT, *ends), ends[0], premises)
    return step.shown, step.reason and step.reason.code


NEAR_MISSES = [
    # L of one number v: 1 at 0, and more on both sides.
    ("line_valley", ("3",), ("-1/10",), (), Shown.TROUGH, None),
    ("line_valley", ("1",), ("3",), (), Shown.NOTHING, "descent.not_lower"),
    ("line_valley", ("3",), ("-1/10",), ("objective.line_trough",), Shown.NOTHING, "path.not_polynomial"),
    ("line_valley", ("3",), ("-1/10",), ("network.deep_defined",), Shown.NOTHING, "path.not_polynomial"),
    # One ReLU: (1, 1) puts all samples at their targets, 1 and 0, and (1, 0) leaves two of them off.
    ("realisable_valley", ("3", "3"), ("1", "1"), (), Shown.COSTS, None),
    ("realisable_valley", ("-1", "0"), ("1", "0"), (), Shown.COSTS, None),
    ("realisable_valley", ("1", "1"), ("1", "0"), (), Shown.NOTHING, "path.costs"),
    ("realisable_valley", ("3", "3"), ("1", "1"), ("data.realisable",), Shown.NOTHING, "path.not_polynomial"),
    # tanh(w . x + b): costs fall in the direction that the fact names, and in no other that is known.
    ("realisable_descent", ("0", "0", "0"), "ray", (), Shown.COSTS, None),
    ("realisable_descent", ("0", "0", "0"), "back", (), Shown.NOTHING, "path.ray"),
    ("realisable_descent", ("0", "0", "0"), "beside", (), Shown.NOTHING, "path.ray"),
    ("realisable_descent", ("0", "0", "0"), "ray", ("data.descent",), Shown.NOTHING, "path.not_polynomial"),
]


@pytest.mark.parametrize(("name", "start", "end", "without", "shown", "reason"), NEAR_MISSES)
def test_segments(name, start, end, without, shown, reason):
    if isinstance(end, str):
        problem, facts = known_of(name)
        ray = segments_of(problem, facts.values()).ray
        end = {
            "ray": [3 * entry for entry in ray],
            "back": [-entry for entry in ray],
            "beside": [ray[0] + Fraction(1, 100), *ray[1:]],
        }[end]
    assert shown_of(name, start, end, without) == (shown, reason)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "end", "without", "shown", "reason"),
    [
        (("-2",), ("0",), (), Shown.TROUGH, None),
        (("0",), ("-2",), (), Shown.NOTHING, "descent.not_lower"),
        (("-2",), ("0",), ("objective.convex_outputs",), Shown.NOTHING, "path.margins"),
    ],
)
def test_a_unit_that_matches_its_loss(start, end, without, shown, reason):
    """L is convex, though f is not affine and arsinh is no polynomial."""
    assert shown_of("matching_valley", start, end, without) == (shown, reason)


def test_a_curve_is_no_segment():
    problem, facts = known_of("line_valley")
    bent = Piece(Move.STRAIGHT, (Ratio(fractions("3", "20", "-23")),))  # from 3 to 0, with a bow
    step = check_piece(problem, bent, fractions("3"), check_premises(problem, facts.values()))
    assert (step.shown, step.reason.code) == (Shown.NOTHING, "path.not_polynomial")


def test_facts_of_another_problem_say_nothing():
    problem, facts = known_of("line_valley")
    assert segments_of(problem, facts.values()).trough
    assert segments_of(known_of("realisable_valley")[0], facts.values()) == Segments()


def test_penalties_have_to_stay_where_costs_are_compared():
    problem, facts = known_of("realisable_valley")
    segments = segments_of(problem, facts.values())
    piece = Piece.straight(Move.STRAIGHT, fractions("3", "3"), fractions("1", "1"))
    check_segment(problem, piece, segments)
    penalised = replace(problem, objective=Objective((Penalty(Fraction(1, 10), (Block.HIDDEN_WEIGHTS,)),)))
    with pytest.raises(Refusal, match=r"path\.penalties"):
        check_segment(penalised, piece, segments)


def test_without_a_lower_point_there_is_no_way():
    problem, facts = known_of("line_valley")
    for goal, code in ((None, "path.no_goal"), (fractions("5"), "path.no_lower")):
        path = path_from(problem, facts.values(), "thm.line_valley", Origin.GIVEN, fractions("3"), goal=goal)
        assert (path.steps, path.stopped.code) == ((), code)
