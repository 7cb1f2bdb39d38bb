"""Frozen output weights of quadratic neurons: how many there are of each sign, and the penalties beside them."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.asking import answer
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data import frozen_signs
from theoremcheck.trusted.kernel.conditions import CONDITIONS, Structure
from theoremcheck.trusted.problem.model import Block, Kind, Objective, Penalty, Piece
from theoremcheck.trusted.refusal import Refusal

POSITIVE, NEGATIVE, ONE, SIGNS, EXTREMES = (
    f"network.width_{name}" for name in ("positive", "negative", "one_sign", "signs", "extremes")
)
WIDTHS = (POSITIVE, NEGATIVE, ONE, SIGNS, EXTREMES)
PLANE = "+ (1, 0), (0, 1) - (1, 1)"  # rank 2, and 3 with a trained hidden bias
LINE = "+ (1) - (2)"
SPACE = "+ (1, 0, 0), (0, 1, 0) - (0, 0, 1)"


def read(text):
    loaded = loads(text)
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def network(text, data=PLANE, rest=""):
    return read(f"dataset d {{ {data} }}\nneuron quadratic\nloss squared_hinge\nnetwork {{ {text} }}\n{rest}")


# (frozen a, data, what is in the network besides): what holds.
CASES = [
    ("1, 2", PLANE, "output bias", {POSITIVE, ONE, SIGNS}),
    ("1, 1", PLANE, "output bias", {POSITIVE, ONE, SIGNS, EXTREMES}),
    ("1, 0", PLANE, "output bias", {ONE}),
    ("-1, -1, 0", PLANE, "", {NEGATIVE, ONE, SIGNS, EXTREMES}),
    ("-1, -1, 1", PLANE, "", {NEGATIVE, ONE}),
    ("-1, -2, 1, 3", PLANE, "", {POSITIVE, NEGATIVE, ONE, SIGNS}),
    ("-2, -2, -1, 3, 3, 1/2", PLANE, "", {POSITIVE, NEGATIVE, ONE, SIGNS, EXTREMES}),
    ("-2, -1, -1, 3, 3, 3", PLANE, "", {POSITIVE, NEGATIVE, ONE, SIGNS}),
    ("1, 1", PLANE, "hidden bias", {ONE}),
    ("1, 1", PLANE, "hidden bias frozen b = (0, 0)", {POSITIVE, ONE, SIGNS, EXTREMES}),
    ("1, 1, 1", PLANE, "hidden bias", {POSITIVE, ONE, SIGNS, EXTREMES}),
    ("1, -1", LINE, "output bias", {POSITIVE, NEGATIVE, ONE, SIGNS, EXTREMES}),
    ("0, 0", LINE, "output bias", {ONE, SIGNS, EXTREMES}),
    ("0", PLANE, "output bias", {SIGNS, EXTREMES}),
    ("1, -1", SPACE, "", set()),
    ("1, 1", SPACE, "deep = 2 relu", {ONE}),
]


@pytest.mark.parametrize("values, data, rest, holding", CASES)
def test_counting(values, data, rest, holding):
    width = values.count(",") + 1
    found = network(f"shortcut = {width} quadratic  frozen a = ({values})  {rest}", data)
    for condition in WIDTHS:
        check_claim(found, Claim(condition, condition in holding, Structure()))
        with pytest.raises(Refusal, match=r"^facts\.opposite$"):
            check_claim(found, Claim(condition, condition not in holding, Structure()))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_enough_for_all_data_is_enough_for_each(draw):
    """Of abstract data a width is shown by the dimension or by the number of samples, and never refuted."""
    dimension, plus, minus = (draw.draw(st.integers(1, 3)) for _ in range(3))
    values = draw.draw(st.lists(st.integers(-1, 1), min_size=1, max_size=6))
    sizes = draw.draw(st.sampled_from([f"positives {plus} negatives {minus}", f"positives {plus}", ""]))
    bias = draw.draw(st.sampled_from(["", "hidden bias", f"hidden bias frozen b = ({', '.join('0' * len(values))})"]))
    text = f"shortcut = {len(values)} quadratic {bias} frozen a = ({', '.join(map(str, values))})"
    general = network(text, f"dimension {dimension} {sizes}")
    entry = st.lists(st.integers(-2, 2), min_size=dimension, max_size=dimension).map(
        lambda x: f"({', '.join(map(str, x))})"
    )
    rows = [", ".join(draw.draw(st.lists(entry, min_size=n, max_size=n))) for n in (plus, minus)]
    one = network(text, f"+ {rows[0]} - {rows[1]}")
    for condition in (*WIDTHS, "network.width_quadratic", "network.width_rank"):
        check = CONDITIONS[condition].holds[0].check
        known = answer(check, general)
        if known is None:
            continue
        assert check(one) or not known
        assert known or not any(values), condition  # 0 neurons, or none that counts


def test_the_rank_of_data_that_are_not_given():
    signs = "shortcut = 4 quadratic  frozen a = (1, 1, -1, -1)"
    assert frozen_signs.FACTS[SIGNS](network(signs, "dimension 2"))
    assert frozen_signs.FACTS[SIGNS](network(signs, "positives 1 negatives 1"))
    for data in ("dimension 3", "positives 1", "positives 2 negatives 1"):
        with pytest.raises(Refusal, match=r"^data\.abstract$"):
            frozen_signs.FACTS[SIGNS](network(signs, data))
    with pytest.raises(Refusal, match=r"^data\.abstract$"):
        frozen_signs.FACTS[SIGNS](network(f"{signs} hidden bias", "dimension 2"))


def test_trained_output_weights_have_no_sign():
    found = network("shortcut = 4 quadratic  output bias")
    assert not any(frozen_signs.FACTS[condition](found) for condition in WIDTHS)
    assert not any(frozen_signs.FACTS[condition](network("deep = 2 quadratic")) for condition in WIDTHS)


def test_unknown_values_decide_nothing():
    found = network("shortcut = 4 quadratic  output bias  frozen a")
    for condition in WIDTHS:
        with pytest.raises(Refusal, match=r"^structure\.frozen_unknown"):
            frozen_signs.FACTS[condition](found)
        for holds in (True, False):
            with pytest.raises(Refusal):
                check_claim(found, Claim(condition, holds, Structure()))


def test_abstract_data_have_no_rank():
    found = read(
        "dataset d { dimension 4  assume data.linearly_separable }\nneuron quadratic\nloss squared_hinge\n"
        "network { shortcut = 2 quadratic  output bias  frozen a = (1, 1) }"
    )
    for condition in WIDTHS:
        with pytest.raises(Refusal, match=r"^data\.abstract"):
            frozen_signs.FACTS[condition](found)


A, W, B, A0, DEEP = Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS, Block.OUTPUT_BIAS, Block.DEEP
ZERO = "hidden bias  frozen b = (0, 0)"


@pytest.mark.parametrize(
    "text, penalties, holds",
    [
        ("", [(1, W)], True),
        ("", [(1, W), (2, W)], True),
        ("", [(3, A), (1, W)], True),
        ("", [(1, W), (-1, A)], True),
        ("", [(1, W), (-1, W)], False),
        ("", [(1, W), (-2, W)], False),
        ("", [(-1, W)], False),
        ("", [(1, A)], False),
        ("", [], False),
        ("output bias", [(1, W), (1, A0)], False),
        ("output bias", [(1, W), (1, A0), (-1, A0)], False),
        ("output bias", [(1, W), (0, A0)], True),
        ("deep = 2 relu", [(1, W)], True),
        ("deep = 2 relu", [(1, W), (1, DEEP)], False),
        ("deep = 2 relu", [(1, W), (1, Piece(DEEP, 1, Kind.WEIGHTS))], False),
        ("hidden bias", [(1, W)], False),
        ("hidden bias", [(1, W), (1, B)], True),
        ("hidden bias", [(1, W), (2, B)], False),
        ("hidden bias", [(1, W), (3, B), (-2, B)], True),
        (ZERO, [(1, W)], True),
        (ZERO, [(1, W), (2, B)], True),
    ],
)
def test_decay_on_the_hidden_layer(text, penalties, holds):
    plain = network(f"shortcut = 2 quadratic  frozen a = (1, 1)  {text}")
    terms = tuple(Penalty(Fraction(coefficient, 7), (block,)) for coefficient, block in penalties)
    assert frozen_signs.FACTS["objective.hidden_decay"](replace(plain, objective=Objective(terms))) is holds


def test_every_fact_is_a_condition():
    assert set(frozen_signs.FACTS) <= set(CONDITIONS)
