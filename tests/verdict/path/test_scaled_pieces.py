"""Neurons that are scaled by roots along a piece: what is shown of it is so, and a false piece is refused."""

import math
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from path_oracle import PLACES, assert_never_rises

from theoremcheck import check
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Objective, Penalty
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.path.check import check_piece, loss_at
from theoremcheck.verdict.path.find import follows, path_from
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.surds import Surd, surd
from theoremcheck.verdict.path.values import Move, Origin, Piece, Shown
from theoremcheck.verdict.values import facts_of


def fractions(*texts):
    return tuple(map(Fraction, texts))


def verdict_of(network, decay="1/10 * l2(a, w)", data="+ (1) - (-1)", neuron="relu", loss="square"):
    objective = f"objective {{ regularizer = {decay} }}" if decay else ""
    text = (
        f"dataset d {{ {data} }}\nneuron {neuron}\nloss {loss}\nnetwork {{ {network} }}\n{objective}\nclaim no_valley"
    )
    return check(text, search=False)


def lines(*ends):
    return tuple(Ratio.line(*map(Fraction, pair)) for pair in ends)


COPIES = fractions("1", "1", "1", "1")
"""Two equal neurons: a_1, a_2, w_1, w_2."""
MERGED = (("1", "0"), ("1", "2"), ("1", "0"), ("1", "2"))
"""The second takes over from the first."""


def piece_of(entries, scales):
    return Piece(Move.FREE, tuple(map(Ratio.constant, entries)), scales)


def test_a_copy_takes_over_and_nothing_changes():
    problem = verdict_of("shortcut = 2 relu").spec.problem
    piece = piece_of(COPIES, lines(*MERGED))
    step = check_piece(problem, piece, COPIES)
    assert step.shown is Shown.SAME
    assert piece.end == (Fraction(0), Surd(Fraction(2), negative=False)) * 2
    assert piece.at(Fraction(1, 2))[0] == Surd(Fraction(1, 2), negative=False)


def test_a_neuron_that_shrinks_takes_its_penalties_along():
    problem = verdict_of("shortcut = 2 relu").spec.problem
    start = fractions("1", "1", "1", "0")  # the second gives 0
    step = check_piece(problem, piece_of(start, lines("11", "10", "11", "10")), start)
    assert step.shown is Shown.FALLS
    assert (float(step.before), float(step.after)) == (0.8, 0.7)
    grown = check_piece(problem, piece_of(start, lines("11", "12", "11", "12")), start)
    assert (grown.shown, grown.reason.code) == (Shown.NOTHING, "descent.not_lower")
    assert float(grown.after) == 0.9


HALF = (("1", "2"), ("1", "1"), ("1", "1"), ("1", "1"))
BENT = (Ratio(fractions("1", "0", "1")), Ratio.constant(Fraction(1)))
REFUSED = [
    ("shortcut = 2 relu", "relu", COPIES, lines(*HALF), "path.scales"),  # a_1 without w_1
    ("shortcut = 2 relu", "relu", COPIES, lines(("1", "-1"), ("1", "3")) * 2, "path.scales"),
    ("shortcut = 2 tanh", "tanh", COPIES, lines(*MERGED), "path.not_homogeneous"),
    ("shortcut = 2 quadratic", "quadratic", COPIES, lines(*MERGED), "path.not_homogeneous"),
    ("shortcut = 2 relu", "relu", COPIES, BENT * 2, "path.scales"),
    ("shortcut = 2 relu hidden bias frozen b = (1, 0)", "relu", COPIES, lines(*MERGED), "path.scales"),
    ("shortcut = 2 relu output bias", "relu", (Fraction(1), *COPIES), lines("12", *MERGED), "path.scales"),
]


@pytest.mark.parametrize(("network", "neuron", "start", "scales", "code"), REFUSED)
def test_what_is_no_whole_neuron_or_not_homogeneous_is_not_scaled(network, neuron, start, scales, code):
    problem = verdict_of(network, neuron=neuron).spec.problem
    with pytest.raises(Refusal) as refused:
        check_piece(problem, piece_of(start, scales), start)
    assert refused.value.reason.code == code


def test_a_bias_that_is_frozen_at_0_stays_with_its_neuron():
    problem = verdict_of("shortcut = 2 relu hidden bias frozen b = (0, 0)").spec.problem
    assert check_piece(problem, piece_of(COPIES, lines(*MERGED)), COPIES).shown is Shown.SAME


def test_a_trained_bias_is_scaled_as_well():
    problem = verdict_of("shortcut = 2 relu hidden bias", "1/10 * l2(a, w, b)").spec.problem
    start = (*COPIES, *fractions("1/2", "1/2"))
    assert check_piece(problem, piece_of(start, lines(*MERGED, *MERGED[:2])), start).shown is Shown.SAME
    with pytest.raises(Refusal, match=r"path\.scales"):
        check_piece(problem, piece_of(start, lines(*MERGED, "11", "11")), start)


def test_what_is_scaled_does_not_turn():
    problem = verdict_of("shortcut = 2 relu").spec.problem
    turned = replace(piece_of(COPIES, lines(*MERGED)), entries=lines("11", "11", "12", "11"))
    step = check_piece(problem, turned, COPIES)
    assert (step.shown, step.reason.code) == (Shown.NOTHING, "path.not_polynomial")


@pytest.mark.parametrize(("factor", "shown"), [("1/10", Shown.FALLS), ("-1/10", Shown.NOTHING)])
def test_penalties_are_convex_along_a_piece(factor, shown):
    """The second neuron is idle, so f stays; its weight goes where the penalties are less, over what is more or not."""
    penalties = Objective((Penalty(Fraction(factor), (Block.HIDDEN_WEIGHTS,)),))
    problem = replace(verdict_of("shortcut = 2 relu").spec.problem, objective=penalties)
    start, end = fractions("1", "0", "1", "-1"), fractions("1", "0", "1", "1/2" if shown is Shown.FALLS else "3/2")
    step = check_piece(problem, Piece.straight(Move.IDLE, start, end), start)
    assert step.shown is shown
    assert shown is Shown.FALLS or step.reason.code == "path.penalties"
    over = Piece(Move.IDLE, (*lines("11", "00", "11"), Ratio(fractions("-1"), fractions("1", "1"))))
    assert check_piece(problem, over, start).shown is shown  # 1 / (1 + u)^2 is convex
    bent = Piece(Move.IDLE, (*lines("11", "00", "11"), Ratio(fractions("-1", "0", "1"))))
    refused = check_piece(problem, bent, start)
    assert (refused.shown, refused.reason.code) == (Shown.NOTHING, "path.penalties")


@given(st.fractions(-9, 9, max_denominator=30), st.fractions(0, 9, max_denominator=30))
def test_roots_are_numbers(factor, square):
    found = surd(factor, square)
    assert math.isclose(float(found), float(factor) * math.sqrt(square), abs_tol=1e-12)
    assert (type(found) is Fraction) is _is_square(factor, square)
    assert surd(2 * factor, square) == surd(factor, 4 * square)
    assert found == (surd(1, factor**2 * square) if factor >= 0 else surd(-1, factor**2 * square))


def _is_square(factor, square):
    whole = factor**2 * square
    return all(math.isqrt(part) ** 2 == part for part in (whole.numerator, whole.denominator))


# --- whole paths ------------------------------------------------------------------------------------------------------


def random_text(random):
    """A problem to which thm.wide.decay applies with as few neurons as N or N + 1."""
    dimension, count = random.randint(1, 3), random.randint(2, 6)
    signs = ["+", "-", *random.choices("+-", k=count - 2)]
    rows = [f"{sign} ({', '.join(str(random.randint(-3, 3)) for _ in range(dimension))})" for sign in signs]
    biases, level = random.random() < 0.5, random.random() < 0.6
    blocks = ["a", "w"] + ["b"] * biases + ["a0"] * (level and random.random() < 0.3)
    terms = [f"{random.randint(1, 5)}/{random.choice((10, 50))} * l2({block})" for block in blocks]
    terms = [term for term in terms if random.random() < 0.85]
    width = count + (not level or "a0" in " ".join(terms))
    neuron = random.choice(["relu", "leaky_relu(1/10)", "abs", "linear"])
    network = f"shortcut = {width} {neuron} {'hidden bias' if biases else ''} {'output bias' if level else ''}"
    if random.random() < 0.3:
        network += " deep = 1 linear frozen deep.output = (1)"
    loss = random.choice(["hinge", "square", "logistic", "squared_hinge"])
    objective = f"objective {{ regularizer = {' + '.join(terms)} }}" if terms else ""
    return (
        f"dataset d {{ {' '.join(rows)} }}\nneuron {neuron}\nloss {loss}\nnetwork {{ {network} }}\n{objective}\n"
        "claim no_valley"
    )


def random_point(random, size):
    grain = random.choice((1, 8, 10**6))
    kept = random.choice((0.5, 1))
    return tuple(
        Fraction(random.randint(-2 * grain, 2 * grain), grain) if random.random() < kept else Fraction(0)
        for _ in range(size)
    )


def random_way(seed):
    random = Random(seed)
    verdict = check(random_text(random), search=False)
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    points = [random_point(random, len(Layout.of(problem).trained)) for _ in range(4)]
    points.sort(key=lambda point: float(loss_at(problem, point)))
    path = path_from(problem, facts, "thm.wide.decay", Origin.GIVEN, points[-1], goal=points[0])
    assert follows(path, problem, facts)
    return problem, path, loss_at(problem, points[0])


def assert_leads_to(problem, path, goal, places):
    assert path.checked
    assert path.stopped is None
    assert path.lowest.lower <= goal.upper
    assert_never_rises(problem, path, places)


@pytest.mark.parametrize("seed", range(3))
def test_the_way_to_a_lower_point(seed):
    assert_leads_to(*random_way(seed), PLACES[::40])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 130))
def test_the_way_to_a_lower_point_at_200_places(seed):
    assert_leads_to(*random_way(seed), PLACES)


def test_copies_of_a_bad_minimum_merge_at_one_level():
    """The bad minimum a = w of one ReLU on the pair, shared by three neurons: f and the penalties stay."""
    text = "shortcut = 3 relu"
    verdict = verdict_of(text, "1/10 * l2(a, w)", "+ (1), (1) - (-1)")
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    start, goal = fractions("1/2", "1/2", "1/2", "1/2", "1/2", "1/2"), fractions("1", "-1", "0", "1", "-1", "0")
    path = path_from(problem, facts, "thm.wide.decay", Origin.GIVEN, start, goal=goal)
    assert [(step.piece.move, step.shown) for step in path.steps] == [
        (Move.FREE, Shown.SAME),
        (Move.FREE, Shown.SAME),
        (Move.LOWER, Shown.FALLS),
    ]
    middle = path.steps[1].piece.end
    assert sorted(map(float, middle)) == [0, 0, 0, 0, math.sqrt(3 / 4), math.sqrt(3 / 4)]
    assert_leads_to(problem, path, loss_at(problem, goal), PLACES[::20])


def test_dead_units_shrink_at_once():
    verdict = verdict_of("shortcut = 3 relu hidden bias", "1/10 * l2(a, w, b)")
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    start = fractions("1", "2", "3", "1", "1", "1", "-2", "-3", "-4")
    goal = fractions("1", "-1", "0", "1", "-1", "0", "0", "0", "0")
    path = path_from(problem, facts, "thm.wide.decay", Origin.GIVEN, start, goal=goal)
    assert [step.piece.move for step in path.steps] == [Move.FREE, Move.LOWER]
    assert set(path.steps[0].piece.end) == {Fraction(0)}
    assert_leads_to(problem, path, loss_at(problem, goal), PLACES[::20])


def test_where_no_way_leads():
    verdict = verdict_of("shortcut = 3 relu")
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    low, high = fractions("1", "-1", "0", "1", "-1", "0"), fractions("0", "0", "0", "0", "0", "0")
    none = path_from(problem, facts, "thm.wide.decay", Origin.GIVEN, low)
    assert (none.steps, none.stopped.code) == ((), "path.no_goal")
    back = path_from(problem, facts, "thm.wide.decay", Origin.GIVEN, low, goal=high)
    assert (back.steps, back.stopped.code) == ((), "path.no_lower")
