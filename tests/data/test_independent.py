"""Independent samples, consistent labels, and the penalties and biases of thm.independent and thm.exponential."""

from dataclasses import replace
from fractions import Fraction

import pytest
from data_problems import problem, rank
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data import independent
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.problem.model import Block, Objective, Penalty
from theoremcheck.trusted.refusal import Refusal

CONSISTENT, INDEPENDENT = "data.consistent", "data.independent"
SIGNS = ("data.consistent_up_to_sign", "data.independent_up_to_sign")
# (positives, negatives, hidden bias): what holds.
DATA = [
    ([(1, 0)], [(0, 1)], False, {CONSISTENT, INDEPENDENT, *SIGNS}),
    ([(1, 0), (1, 0)], [(0, 1)], False, {CONSISTENT, INDEPENDENT, *SIGNS}),
    ([(1, 0), (-1, 0)], [(0, 1), (0, -1)], False, {CONSISTENT, *SIGNS}),
    ([(1, 0), (-1, 0)], [(0, 1), (0, -1)], True, {CONSISTENT, SIGNS[0]}),
    ([(1,)], [(-1,)], False, {CONSISTENT, SIGNS[1]}),
    ([(1,)], [(-1,)], True, {CONSISTENT, INDEPENDENT, *SIGNS}),
    ([(1, 0)], [(1, 0)], False, {INDEPENDENT, SIGNS[1]}),
    ([(1, 0), (0, 1)], [(1, 1)], False, {CONSISTENT, SIGNS[0]}),
    ([(1, 0), (0, 1)], [(1, 1)], True, {CONSISTENT, INDEPENDENT, *SIGNS}),
    ([(0, 0)], [(0, 1)], False, {CONSISTENT, SIGNS[0]}),
    ([("1/2", "1/3")], [("1/2", "1/4")], False, {CONSISTENT, INDEPENDENT, *SIGNS}),
    ([("1/2", 0)], [("-1/2", 0), (0, 1)], False, {CONSISTENT, SIGNS[1]}),
    ([(1, 2)], [(2, 4)], False, {CONSISTENT, SIGNS[0]}),
]


@pytest.mark.parametrize("positives, negatives, bias, holding", DATA)
def test_what_holds_of_samples(positives, negatives, bias, holding):
    found = problem(positives, negatives, bias=bias)
    for condition in (CONSISTENT, INDEPENDENT, *SIGNS):
        check_claim(found, Claim(condition, condition in holding, Structure()))
        with pytest.raises(Refusal, match=r"^facts\.opposite$"):
            check_claim(found, Claim(condition, condition not in holding, Structure()))


entries = st.integers(-2, 2)
points = st.tuples(entries, entries, entries)


@given(st.lists(points, min_size=1, max_size=3), st.lists(points, min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_against_the_definitions(positives, negatives):
    found = problem(positives, negatives)
    rows = [tuple(map(Fraction, point)) for point in (*positives, *negatives)]
    labels = [1] * len(positives) + [-1] * len(negatives)
    pairs = [(i, k) for i in range(len(rows)) for k in range(len(rows))]
    opposite = [tuple(-v for v in row) for row in rows]
    assert independent.consistent(found) == all(labels[i] == labels[k] or rows[i] != rows[k] for i, k in pairs)
    assert independent.consistent_up_to_sign(found) == all(
        labels[i] == labels[k] or rows[i] not in (rows[k], opposite[k]) for i, k in pairs
    )
    distinct = list(dict.fromkeys(rows))
    assert independent.affinely_independent(found) == (rank([(*row, Fraction(1)) for row in distinct]) == len(distinct))
    assert independent.independent(found) == (rank(distinct) == len(distinct))
    lines = list(dict.fromkeys(max(row, tuple(-v for v in row)) for row in rows))
    assert independent.independent_up_to_sign(found) == (rank(lines) == len(lines))


def network(text, rest=""):
    loaded = loads(f"dataset d {{ + (1) - (2) }}\nloss squared_hinge\nnetwork {{ {text} }}\n{rest}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


@pytest.mark.parametrize(
    "text, holds",
    [
        ("shortcut = 2 exp", True),
        ("shortcut = 2 exp  hidden bias", True),
        ("shortcut = 2 exp  hidden bias  frozen b = (0, 0)", True),
        ("shortcut = 2 exp  hidden bias  frozen b = (0, 1)", False),
        ("deep = 2 exp -> 1 exp  hidden bias", True),
    ],
)
def test_hidden_biases_that_are_trained_or_0(text, holds):
    assert independent.hidden_bias_or_none(network(text)) is holds


def test_hidden_biases_frozen_at_unknown_values():
    with pytest.raises(Refusal, match=r"^structure\.frozen_unknown\(block=b\)$"):
        independent.hidden_bias_or_none(network("shortcut = 2 exp  hidden bias  frozen b"))


ALL_BLOCKS = "shortcut = 2 exp  hidden bias  output bias  deep = 1 tanh -> 1 tanh"
PENALTIES = {  # output bias unpenalised, outputs unpenalised, outputs penalised, outputs only
    "l2(a)": (True, False, True, True),
    "l2(a0)": (False, True, False, False),
    "l2(w)": (True, True, False, False),
    "l2(a) + l2(deep)": (True, False, True, False),
    "l2(a, a0)": (False, False, True, False),
    "0 * l2(a)": (True, True, False, True),
}


@pytest.mark.parametrize("regularizer", PENALTIES)
def test_penalties(regularizer):
    found = network(ALL_BLOCKS, f"objective {{ regularizer = {regularizer} }}")
    answers = (
        independent.output_bias_unpenalised(found),
        independent.output_unpenalised(found),
        independent.output_penalised(found),
        independent.penalises_outputs_only(found),
    )
    assert answers == PENALTIES[regularizer]


@pytest.mark.parametrize(
    "coefficients, penalised, only", [((1, -1), False, True), ((1, -2), False, False), ((2, -1), True, True)]
)
def test_penalties_with_a_minus_sign_are_added(coefficients, penalised, only):
    """No spec can say it, a problem that is built by hand can."""
    terms = tuple(Penalty(Fraction(c), (Block.OUTPUT_WEIGHTS,)) for c in coefficients)
    found = replace(network(ALL_BLOCKS), objective=Objective(terms))
    assert independent.output_penalised(found) is penalised
    assert independent.penalises_outputs_only(found) is only
    assert not independent.output_unpenalised(found)


def test_there_is_no_penalised_output_weight_without_a_shortcut():
    found = replace(
        network("deep = 1 exp -> 1 exp"), objective=Objective((Penalty(Fraction(1), (Block.OUTPUT_WEIGHTS,)),))
    )
    assert not independent.output_penalised(found)
