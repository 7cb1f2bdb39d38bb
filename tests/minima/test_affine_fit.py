"""Best affine and linear fits that are right on all samples: data.affine_fit_right, data.linear_fit_right."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck import check
from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.affine_fit import AffineFit
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

AFFINE, LINEAR = "data.affine_fit_right", "data.linear_fit_right"
FIVE = "+ (1), (2), (3)  - (-1), (-2)"


def read(data: str = FIVE, loss: str = "loss square", network: str = "shortcut = 1 linear  output bias") -> Problem:
    found = loads(f"dataset d {{ {data} }}\nneuron linear\n{loss}\nnetwork {{ {network} }}")
    assert found.spec is not None, found.render()
    return found.spec.problem


def fit(*coefficients: Q | int) -> AffineFit:
    return AffineFit(tuple(map(Q, coefficients)))


@pytest.mark.parametrize(
    ("condition", "data", "coefficients"),
    [
        (AFFINE, FIVE, (Q(21, 43), Q(-4, 43))),
        (LINEAR, FIVE, (Q(9, 19),)),
        (LINEAR, "+ (1)  - (-1)", (1,)),
        (AFFINE, "+ (1), (1)  - (2)", (-2, 3)),
        (AFFINE, "+ (1, 0), (0, 1)  - (0, 0)", (2, 2, -1)),
        # a weight counts
        (AFFINE, "+ (1), (2), 2 * (3)  - (-1), (-2)", None),
    ],
)
def test_the_exact_fit_is_proposed_and_accepted(condition, data, coefficients):
    found = settle(Case(read(data)), condition)
    assert isinstance(found, Fact)
    assert found.status is Status.HOLDS
    assert coefficients is None or found.evidence == fit(*coefficients)


@pytest.mark.parametrize(
    ("condition", "data", "coefficients", "reason"),
    [
        (AFFINE, FIVE, (Q(21, 43), 0), r"^multipliers\.annihilate"),
        (AFFINE, FIVE, (Q(9, 19),), r"^multipliers\.entries"),
        (LINEAR, FIVE, (Q(9, 19), 0), r"^multipliers\.entries"),
        # right everywhere, and no best fit
        (LINEAR, FIVE, (Q(1, 2),), r"^multipliers\.annihilate"),
        # the best linear fit is no affine one
        (AFFINE, FIVE, (Q(9, 19), 0), r"^multipliers\.annihilate"),
        # best fits that are wrong on a sample, or 0 there
        (LINEAR, "+ (1)  - (2)", (Q(-1, 5),), r"^outputs\.not_right\(sample=0\)"),
        (LINEAR, "+ (1)  - (1)", (0,), r"^outputs\.not_right\(sample=0\)"),
        (LINEAR, "+ (1)  - (0)", (1,), r"^outputs\.not_right\(sample=1\)"),
        (AFFINE, "+ (1), (20)  - (0), (0), (0)", (Q(42, 779), 0), r"^outputs\.not_right"),
        # a weight counts
        (AFFINE, "+ 2 * (1), (2), (3)  - (-1), (-2)", (Q(21, 43), Q(-4, 43)), r"^multipliers\.annihilate"),
    ],
)
def test_what_is_no_best_fit_or_not_right_is_refused(condition, data, coefficients, reason):
    with pytest.raises(Refusal, match=reason):
        establish(read(data), condition, True, fit(*coefficients))


def test_slopes_that_are_not_rational_are_refused():
    with pytest.raises(Refusal, match=r"^multipliers\.irrational_slope"):
        establish(read("+ (1)  - (-1)", "loss l(z) = e^z - z / 2"), LINEAR, True, fit(1))


def test_the_slope_at_0_is_a_strict_bound():
    """L' is constant from -1 on, so a margin of -1 has the slope of margin 0: f may be wrong at another minimum."""
    flat = "loss l(z) = max(z + 1, 0)"
    with pytest.raises(Refusal, match=r"^outputs\.not_right"):
        establish(read("+ (1)  - (-1)", flat), LINEAR, True, fit(Q(1, 2)))


def test_it_is_not_shown_to_fail():
    with pytest.raises(Refusal):
        establish(read("+ (1)  - (2)"), LINEAR, False, fit(Q(-1, 5)))


@pytest.mark.parametrize(
    ("network", "proved"),
    [
        ("deep = 2 linear -> 1 linear  output bias", True),
        ("deep = 2 linear with bias -> 1 linear", True),
        ("shortcut = 2 linear  output bias  deep = 1 linear", True),
        ("shortcut = 1 linear  output bias  frozen w", False),
        ("shortcut = 1 linear  output bias  frozen a = (0)", False),
        ("shortcut = 1 linear  output bias  frozen a = (3)", True),
        ("shortcut = 1 linear  output bias  deep = 1 tanh", False),
        ("shortcut = 1 linear", True),
        # f = w a x + 1, whose best fit is another one
        ("shortcut = 1 linear  output bias  frozen a0 = 1", False),
        ("shortcut = 1 linear  output bias  frozen a0 = 0", True),
        ("shortcut = 1 linear  output bias  frozen a0", False),
        ("shortcut = 1 linear  hidden bias  frozen b = (1)", False),
        ("shortcut = 1 linear  hidden bias  frozen b = (1)  output bias", True),
    ],
)
def test_networks_of_which_the_theorem_speaks(network, proved):
    found = check(
        f"dataset d {{ {FIVE} }}\nneuron linear\nloss square\nnetwork {{ {network} }}\nexpect undecided", search=False
    )
    assert ("thm.linear_fit" in {entry.theorem for entry in (*found.derivations, *found.also)}) is proved


@pytest.mark.parametrize(("penalty", "proved"), [("l2(a)", True), ("l2(w)", False)])
def test_penalties_on_output_weights_only(penalty, proved):
    text = f"dataset d {{ {FIVE} }}\nneuron linear\nloss square\nnetwork {{ shortcut = 1 linear  output bias }}"
    found = check(f"{text}\nobjective {{ regularizer = {penalty} }}", search=False)
    assert ("thm.linear_fit" in {entry.theorem for entry in (*found.derivations, *found.also)}) is proved


entries = st.fractions(-3, 3, max_denominator=3)


@given(st.lists(entries, min_size=1, max_size=4), st.lists(entries, min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_of_the_square_loss_against_least_squares(positives, negatives):
    """What is accepted is the least-squares fit, by formulas of its own, and right."""
    data = f"+ {', '.join(f'({x})' for x in positives)}  - {', '.join(f'({x})' for x in negatives)}"
    found = settle(Case(read(data)), AFFINE)
    xs, ys = [*positives, *negatives], [1] * len(positives) + [-1] * len(negatives)
    mean, level = sum(xs) / Q(len(xs)), sum(ys) / Q(len(ys))
    spread = sum((x - mean) ** 2 for x in xs)
    slope = sum((x - mean) * (y - level) for x, y in zip(xs, ys, strict=True)) / spread if spread else Q(0)
    right = all(y * (level + slope * (x - mean)) > 0 for x, y in zip(xs, ys, strict=True))
    assert isinstance(found, Fact) is right
