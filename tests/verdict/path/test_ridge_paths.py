"""Paths of linear neurons under weight decay: evaluated again in mpmath, and pieces that are no such paths."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path as File
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from path_oracle import PLACES, assert_never_rises

from theoremcheck import check
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Objective, Penalty
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.path.check import check_piece, loss_at
from theoremcheck.verdict.path.find import follows, path_from
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.scaled import _is_convex
from theoremcheck.verdict.path.surds import Surd
from theoremcheck.verdict.path.values import Move, Origin, Piece, Shown
from theoremcheck.verdict.values import facts_of

SPECS = File(__file__).resolve().parents[3] / "specs"


def fractions(*texts):
    return tuple(map(Fraction, texts))


@pytest.mark.parametrize(
    ("name", "at", "moves"),
    [
        ("freeman_bruna_ridge", {"a": ["1", "-2"], "w": [["1", "0"], ["2", "1"]]}, [Move.ALIGN, Move.LOWER]),
        ("freeman_bruna_ridge", {"a": ["0", "0"], "w": [["1", "0"], ["2", "1"]]}, [Move.IDLE, Move.LOWER]),
        ("sun_survey_ridge", {"a": ["-2"], "w": [["3"]]}, [Move.LOWER]),
    ],
)
def test_the_corpus(name, at, moves):
    verdict = check(SPECS / "literature" / f"{name}.spec", at=at, starts=2)
    path = verdict.path
    assert (path.theorem, path.origin, path.checked, path.stopped) == ("thm.decay_valley", Origin.GIVEN, True, None)
    assert [(step.piece.move, step.shown) for step in path.steps] == [(move, Shown.FALLS) for move in moves]
    assert_never_rises(verdict.spec.problem, path, PLACES[::20])
    assert ("aligns the neurons" in " ".join(verdict.report.split())) is (Move.ALIGN in moves)


# --- problems of all kinds --------------------------------------------------------------------------------------------

KINDS = {
    "no constant": ("shortcut = 2 linear", "1/10 * l2(a, w)"),
    "one neuron": ("shortcut = 1 linear  output bias", "1/5 * l2(a) + 1/20 * l2(w)"),
    "three, and a_0 in a penalty": ("shortcut = 3 linear  output bias", "1/10 * l2(a, w) + 1/3 * l2(a0)"),
    "biases in a penalty": ("shortcut = 2 linear  hidden bias", "1/10 * l2(a, w) + 1/7 * l2(b)"),
    "free biases": ("shortcut = 2 linear  hidden bias  output bias", "1/10 * l2(a, w)"),
    "biases that are 0": ("shortcut = 2 linear  hidden bias  frozen b = (0, 0)", "1/10 * l2(a, w)"),
    "a part beside": ("shortcut = 2 linear  deep = 2 relu  frozen deep.1 = (1, 0, 1, -1)", "1/10 * l2(a, w)"),
}
ENDS = ("any", "a = 0", "a' = 0", "beta turns round")


def problem_of(kind, loss):
    network, decay = KINDS[kind]
    verdict = check(
        f"dataset d {{ + (1, 0), (2, 1)  - (-1, 0), (3, 1) }}\nneuron linear\nloss {loss}\nnetwork {{ {network} }}\n"
        f"objective {{ regularizer = {decay} }}\nclaim no_valley",
        search=False,
    )
    assert verdict.verdict == "proved"
    return verdict.spec.problem, tuple(facts_of(verdict.findings).values())


def ends_of(random, problem, end):
    """A random point and a lower one, of some kind."""
    layout = Layout.of(problem)
    places = {block: range(layout.size)[layout.places(block)] for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)}
    outer = {k for k, place in enumerate(layout.trained) if place in places[Block.OUTPUT_WEIGHTS]}
    inner = {k for k, place in enumerate(layout.trained) if place in places[Block.HIDDEN_WEIGHTS]}
    while True:
        start, goal = ([Fraction(random.randint(-8, 8), 4) for _ in layout.trained] for _ in range(2))
        if end == "beta turns round":
            goal = [-entry if k in inner else entry for k, entry in enumerate(start)]
        for k in outer:
            start[k] = Fraction(0) if end == "a = 0" else start[k]
            goal[k] = Fraction(0) if end == "a' = 0" else goal[k]
        if loss_at(problem, tuple(goal)).upper < loss_at(problem, tuple(start)).lower:
            return tuple(start), tuple(goal)


def assert_lead_down(kind, end, seed):
    random = Random(f"{kind} {end} {seed}")
    problem, facts = problem_of(kind, random.choice(("square", "hinge", "logistic")))
    start, goal = ends_of(random, problem, end)
    path = path_from(problem, facts, "thm.decay_valley", Origin.GIVEN, start, goal=goal)
    assert path.checked, (path, path.stopped)
    assert path.stopped is None
    assert follows(path, problem, facts)
    assert path.lowest.lower <= loss_at(problem, goal).upper + Fraction(1, 1000)
    assert_never_rises(problem, path, PLACES[::40])


@pytest.mark.parametrize("end", ENDS)
def test_no_path_rises(end):
    assert_lead_down("no constant", end, 1)


@pytest.mark.slow
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("kind", KINDS)
def test_all_lead_down_whatever_the_start(kind, end):
    for seed in range(2, 6):
        assert_lead_down(kind, end, seed)


# --- what no path is --------------------------------------------------------------------------------------------------

START = fractions("1", "1", "1", "1")
"""a_1, a_2, w_1, w_2 in one dimension: r = 2, beta = 2."""
GROWS = Ratio.line(Fraction(1), Fraction(1, 2))
"""r goes from 2 to 1."""
MOVED = Ratio.line(Fraction(1), Fraction(1, 4)) / GROWS
"""a_j beta / r, where beta goes from 2 to 1/2."""
ONES = tuple(map(Ratio.constant, START[:2]))


@pytest.fixture(scope="module")
def line():
    verdict = check(
        "dataset d { + (1) - (2) }\nneuron linear\nloss square\nnetwork { shortcut = 2 linear }\n"
        "objective { regularizer = 1/10 * l2(a, w) }\nclaim no_valley",
        search=False,
    )
    return verdict.spec.problem


def test_roots_and_a_quotient(line):
    piece = Piece(Move.LOWER, (*ONES, MOVED, MOVED), (GROWS,) * 4)
    step = check_piece(line, piece, START)
    assert (step.shown, step.reason) == (Shown.FALLS, None)
    assert piece.end == (Surd(Fraction(1, 2), negative=False),) * 2 + (Surd(Fraction(1, 8), negative=False),) * 2


@pytest.mark.parametrize(
    ("inner", "scale", "code"),
    [
        (Ratio.line(Fraction(1), Fraction(1, 2)), GROWS, "path.not_affine"),  # not over r
        (Ratio.line(Fraction(1), Fraction(1, 4)) / (GROWS * GROWS), GROWS, "path.not_affine"),
        (Ratio.line(Fraction(1), Fraction(4)) / GROWS, GROWS, "descent.not_lower"),
    ],
)
def test_what_is_no_path(line, inner, scale, code):
    problem = line if code == "descent.not_lower" else replace(line, objective=Objective(()))
    step = check_piece(problem, Piece(Move.LOWER, (*ONES, inner, inner), (scale,) * 4), START)
    assert (step.shown, step.reason.code) == (Shown.NOTHING, code)


@pytest.mark.parametrize("scales", [(GROWS, Ratio.constant(Fraction(1))) * 2, (GROWS * GROWS,) * 4, (GROWS,) * 3])
def test_neurons_that_are_scaled_otherwise(line, scales):
    """One neuron alone makes no affine f; what is not affine, or not of every parameter, is no scale."""
    piece = Piece(Move.LOWER, (*ONES, MOVED, MOVED), scales)
    if scales[0] == GROWS and len(scales) == 4:
        for objective, code in ((Objective(()), "path.not_affine"), (line.objective, "path.penalties")):
            step = check_piece(replace(line, objective=objective), piece, START)
            assert (step.shown, step.reason.code) == (Shown.NOTHING, code)
        return
    with pytest.raises(Refusal, match=r"path\.(scales|entries)"):
        check_piece(line, piece, START)


def test_a_penalty_that_is_subtracted_is_not_convex(line):
    piece = Piece(Move.LOWER, (*ONES, MOVED, MOVED), (GROWS,) * 4)
    turned = replace(line, objective=Objective((Penalty(Fraction(-1, 10), (Block.HIDDEN_WEIGHTS,)),)))
    step = check_piece(turned, piece, START)
    assert (step.shown, step.reason.code) == (Shown.NOTHING, "path.penalties")


@pytest.mark.parametrize(("neuron", "code"), [("relu", "path.not_polynomial"), ("linear", None)])
def test_only_linear_neurons_are_scaled_while_they_move(neuron, code):
    text = f"dataset d {{ + (1) - (2) }}\nneuron {neuron}\nloss square\nnetwork {{ shortcut = 2 {neuron} }}\n"
    problem = check(f"{text}objective {{ regularizer = 1/10 * l2(a, w) }}", search=False).spec.problem
    step = check_piece(problem, Piece(Move.LOWER, (*ONES, MOVED, MOVED), (GROWS,) * 4), START)
    assert (step.reason and step.reason.code) == code


def test_a_constant_in_the_neuron_is_not_scaled():
    text = "dataset d { + (1) - (2) }\nneuron s(z) = z + 1\nloss square\nnetwork { shortcut = 2 s  output bias }\n"
    verdict = check(f"{text}objective {{ regularizer = 1/10 * l2(a, w) }}\nclaim no_valley", search=False)
    assert verdict.verdict == "proved"
    facts = facts_of(verdict.findings).values()
    start, goal = fractions("0", "1", "1", "1", "1"), fractions("0", "0", "0", "0", "0")
    path = path_from(verdict.spec.problem, facts, "thm.decay_valley", Origin.GIVEN, start, goal=goal)
    assert path.stopped.code == "path.not_homogeneous"


def test_a_goal_that_is_not_lower():
    facts = facts_of(check(SPECS / "literature/sun_survey_ridge.spec", search=False).findings)
    problem = next(iter(facts.values())).problem
    path = path_from(problem, facts.values(), "thm.decay_valley", Origin.GIVEN, START[:2], goal=fractions("1", "-3"))
    assert (path.steps, path.stopped.code) == ((), "path.no_lower")


NUMBERS = st.fractions(-3, 3, max_denominator=4)


@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=5), st.lists(NUMBERS, min_size=1, max_size=3))
def test_convex_is_convex(top, bottom):
    """On a grid no value is above the mean of its neighbours, where a rational function is said to be convex."""
    level = Ratio(tuple(top), tuple(bottom) if any(bottom) else fractions("1")) * Ratio.constant(Fraction(1))
    if _is_convex(level):
        values = [level.at(Fraction(k, 32)) for k in range(33)]
        steps = [after - before for before, after in pairwise(values)]
        assert all(before <= after for before, after in pairwise(steps))


@pytest.mark.parametrize(
    ("top", "bottom", "convex"),
    [
        (("1", "2"), ("1",), True),
        (("0", "0", "1"), ("1",), True),
        (("0", "0", "-1"), ("1",), False),
        (("1", "-2", "1"), ("2", "-1"), True),  # (1 - u)^2 / (2 - u)
        (("-1", "2", "-1"), ("2", "-1"), False),
        (("1",), ("1", "-1"), False),  # a pole at 1
        (("1",), ("1", "-2"), False),  # a pole at 1/2
        (("0", "0", "1", "-1"), ("1",), False),  # bent the other way from 1/3 on
    ],
)
def test_known_shapes(top, bottom, convex):
    assert _is_convex(Ratio(fractions(*top), fractions(*bottom)) * Ratio.constant(Fraction(1))) is convex
