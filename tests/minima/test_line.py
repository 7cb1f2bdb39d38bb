"""One trained number, and chains on a line: objective.line_right and its kin, objective.signed_chain."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import flint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.report.line_words import line_words
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.functions.breaks import above, below
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.line import line_lowest, line_of, line_right, line_trough, signed_chain, slopes_of
from theoremcheck.trusted.problem.model import Block, Frozen, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Refusal

ONE = "shortcut = 1 {}  frozen a = (1)"
TARGETS = "loss t(z) = (sigmoid(z) - 1/10)^2"


def problem_of(
    network: str, *, data: str = "+ 1, 2  - -1", loss: str = "loss logistic", decay: str = "", before: str = ""
) -> Problem:
    penalty = f"objective {{ regularizer = {decay} }}" if decay else ""
    loaded = loads(f"dataset d {{ {data} }}\n{before}\n{loss}\nnetwork {{ {network} }}\n{penalty}")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


def refused(check, problem: Problem) -> str:
    with pytest.raises(Refusal) as refusal:
        check(problem)
    return str(refusal.value.reason.code)


def signs(problem: Problem) -> tuple[int, ...]:
    line = line_of(problem)
    assert line is not None
    return slopes_of(line.height).signs


# --- where L falls and rises ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("neuron", "data", "loss", "found"),
    [
        ("leaky_relu(1/10)", "+ 1, 2  - -1", "loss square", (-1, -1, 1)),  # with a kink at 0
        ("linear", "+ 1, 2  - -1", TARGETS, (-1, 1)),
        ("linear", "+ 1, 2  - -1", "loss logistic", (-1,)),
        ("linear", "+ 1  - -1", "loss l(z) = max(0, 1 + z)", (-1, 0)),  # the loss rests where all margins are large
        ("relu", "+ 1, 2  - -1, 3", "loss hinge", (-1, 0, 1, 1)),
        ("tanh", "+ 1  - 2", "loss logistic", (-1, 1, -1)),
        ("tanh", "+ 1, 2  - -1, 3", "loss square", (-1, 1, -1)),
        ("quadratic", "+ 1  - -1", "loss square", (-1, 1)),
        ("quadratic", "+ 2  - 1", "loss square", (-1, 1, -1, 1)),
    ],
)
def test_where_the_loss_falls_and_rises(neuron: str, data: str, loss: str, found: tuple[int, ...]) -> None:
    assert signs(problem_of(ONE.format(neuron), data=data, loss=loss)) == found


POINTS = st.lists(st.integers(-4, 4), min_size=1, max_size=3)
FUNCTIONS = ("linear", "relu", "leaky_relu(1/10)", "tanh", "sigmoid", "softplus", "quadratic", "elu(1)", "atan")
LOSSES = ("loss logistic", "loss square", "loss hinge", "loss polynomial_hinge(2)", TARGETS)
NETWORKS = (
    "shortcut = 1 {}  frozen a = (1)",
    "shortcut = 1 {}  frozen a = (-2)",
    "shortcut = 1 {}  frozen w = (1)",
    "shortcut = 1 {}  output bias  frozen a = (1)  frozen a0 = -1/2",
    "shortcut = 2 {}  output bias  frozen a = (1, -1)  frozen w = (1, 2)",
    "shortcut = 1 {}  hidden bias  frozen a = (1)  frozen w = (1)",
    "shortcut = 1 {}  hidden bias  frozen a = (3)  frozen b = (1)",
)


@settings(max_examples=60, deadline=None)
@given(
    POINTS, POINTS, st.sampled_from(FUNCTIONS), st.sampled_from(LOSSES), st.sampled_from(NETWORKS),
    st.sampled_from(("", "1/20 * l2(a0, a, w, b)")),
    st.lists(st.fractions(-6, 6, max_denominator=50), min_size=6, max_size=6),
)  # fmt: skip
def test_the_cuts_part_where_it_falls_from_where_it_rises(plus, minus, neuron, loss, network, decay, places) -> None:
    """Against L in balls as the checks of points have it, which know nothing of formulas in v."""
    blocks = [block for block in ("a0", "a", "w", "b") if block != "b" or "hidden" in network]
    blocks = [block for block in blocks if block != "a0" or "output" in network]
    decay = f"1/20 * l2({', '.join(blocks)})" if decay else ""
    data = f"+ {', '.join(map(str, plus))}  - {', '.join(map(str, minus))}"
    problem = problem_of(network.format(neuron), data=data, loss=loss, decay=decay)
    line = line_of(problem)
    assert line is not None
    try:
        found = slopes_of(line.height)
    except Refusal:
        return
    with precision(200):
        for sign, (lower, upper) in zip(found.signs, pairwise(found.ends), strict=True):
            own = [p for p in places if (lower is None or above(lower) < p) and (upper is None or p < below(upper))]
            for left, right in pairwise(sorted(set(own))):
                change = height(problem, (right,), Fraction(0))[0] - height(problem, (left,), Fraction(0))[0]
                assert not change * sign < 0 if sign else change.contains(flint.arb(0))


def test_samples_on_a_line_make_one_number_of_many_weights() -> None:
    data = "+ (1, 2), (2, 4)  - (-1, -2), (0, 0)"
    problem = problem_of("shortcut = 1 tanh  frozen a = (2)", data=data, loss="loss square")
    same = problem_of("shortcut = 1 tanh  frozen a = (2)", data="+ 1, 2  - -1, 0", loss="loss square")
    assert signs(problem) == signs(same)
    assert line_of(problem_of("shortcut = 1 tanh  frozen a = (2)", data="+ (1, 2)  - (-1, 2)")) is None
    assert line_of(problem_of("shortcut = 1 tanh  frozen a = (2)", data=data, decay="l2(w)")) is None
    assert line_of(problem_of("shortcut = 2 tanh  frozen a = (2, 1)", data=data)) is None
    assert line_of(problem_of("shortcut = 1 tanh", data=data)) is None
    deep = "deep = 1 tanh -> 1 tanh  frozen deep.2.weights = (1)  frozen deep.output = (2)"
    assert signs(problem_of(deep, data=data)) == signs(problem_of(deep, data="+ 1, 2  - -1, 0"))


def test_what_is_frozen_at_an_unknown_value_is_refused() -> None:
    problem = problem_of("shortcut = 1 tanh  frozen a")
    assert refused(line_right, problem) == "line.frozen_unknown"
    assert refused(signed_chain, problem) == "line.frozen_unknown"


def test_free_parameters_are_refused() -> None:
    problem = problem_of(ONE.format("tanh"), loss="loss l(z) = log(1 + exp(p * z))\n  assume p > 0")
    for check in (line_right, line_lowest, line_trough, signed_chain):
        assert refused(check, problem) == "facts.free_parameters"


def test_a_neuron_that_jumps_is_refused() -> None:
    problem = problem_of(ONE.format("step"), before="neuron step(z) = cases { z < 0: 0; else: 1 }", loss="loss square")
    assert refused(line_trough, problem) == "line.jump"


def test_waves_are_refused() -> None:
    assert refused(line_right, problem_of(ONE.format("sin"), loss="loss square")).startswith("regions.")


def test_many_samples_are_refused() -> None:
    data = f"+ {', '.join(str(k) for k in range(1, 102))}  - -1"
    assert refused(line_right, problem_of(ONE.format("linear"), data=data, loss="loss square")) == "line.samples"


# --- local minima ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("network", "data", "loss", "holds"),
    [
        (ONE.format("leaky_relu(1/10)"), "+ 1, 2  - -1", "loss square", True),
        (ONE.format("linear"), "+ 1, 2  - -1, 3", "loss logistic", False),
        (ONE.format("tanh"), "+ 1  - 2", "loss logistic", False),  # the minimum far right has the sample 2 wrong
        (ONE.format("linear"), "+ 1  - -1", "loss hinge", True),  # a ray of minima, and all of them right
        (ONE.format("relu"), "+ 1  - -1", "loss hinge", False),  # the other ray: class - is wrong at the output 0
        (ONE.format("quadratic"), "+ 1  - -1", "loss square", False),
    ],
)
def test_right_at_all_local_minima(network: str, data: str, loss: str, holds: bool) -> None:
    assert line_right(problem_of(network, data=data, loss=loss)) is holds


def test_the_output_0_is_right_for_one_class_only() -> None:
    """At v = 0, where L has its minimum, f = 0: sgn 0 = +1."""
    plus = problem_of(
        "shortcut = 1 linear  output bias  frozen a = (1)  frozen w = (1)", data="+ 1, -1  - 0", loss="loss square"
    )
    assert not line_right(plus)
    wells = "loss well(z) = z^2"
    assert not line_right(problem_of(ONE.format("linear"), loss=wells))
    shifted = "shortcut = 1 linear  output bias  frozen a = (1)  frozen a0 = -1"
    assert line_right(problem_of(shifted, data="+ 1  - 0, 1/2", loss=wells))  # f = 0 at 1, the minimum is v = 1
    assert not line_right(problem_of(shifted, data="+ 0, 1/2  - 1", loss=wells))


def test_two_local_minima() -> None:
    even = problem_of(ONE.format("quadratic"), data="+ 2  - 1", loss="loss square")
    assert not line_trough(even)
    same = problem_of(ONE.format("w"), before="neuron w(z) = (z^2 - 1)^2", data="+ 1  - -1", loss="loss square")
    assert signs(same) == (-1, 1, -1, 1)
    assert line_lowest(same)
    assert not line_trough(same)
    tilted = problem_of(
        ONE.format("w"), before="neuron w(z) = (z^2 - 1)^2 + z/10", data="+ 1  - -1",
        loss="loss l(z) = cases { z < 0: (z + 1)^2; else: 1 + 2 * z }",
    )  # fmt: skip
    assert not line_trough(tilted)


def test_minima_beside_a_tail_and_plateaus_are_not_compared() -> None:
    assert (
        refused(line_lowest, problem_of(ONE.format("tanh"), data="+ 1, 2  - -1, 3", loss="loss square")) == "line.tail"
    )
    ramp = "loss ramp(z) = min(max(0, 1 + z), 2)"
    assert refused(line_lowest, problem_of(ONE.format("linear"), data="+ 1  - 3", loss=ramp)) == "line.plateau"
    assert not line_trough(problem_of(ONE.format("linear"), data="+ 1  - 3", loss=ramp))


def test_a_plateau_above_the_least_value_bars_no_way_down() -> None:
    loss = "loss l(z) = cases { z < -2: 0; z < -1: z + 2; z < 0: 1; else: 1 + z }"
    problem = problem_of(ONE.format("linear"), data="+ 1  - -1", loss=loss)
    assert signs(problem) == (-1, 0, -1, 0)
    assert line_trough(problem)
    assert refused(line_lowest, problem) == "line.plateau"


def test_a_negative_penalty() -> None:
    problem = problem_of(ONE.format("linear"), data="+ 1  - -1", loss="loss logistic")
    rewarded = replace(problem, objective=Objective((Penalty(Fraction(-1), (Block.HIDDEN_WEIGHTS,)),)))
    assert signs(rewarded) == (1, -1)
    assert line_right(rewarded)
    assert line_lowest(rewarded)
    assert not line_trough(rewarded)


def test_each_class_may_have_its_own_loss() -> None:
    two = "loss + logistic\nloss - square"
    problem = problem_of(ONE.format("leaky_relu(1/10)"), loss=two)
    assert line_right(problem)
    assert establish(problem, "objective.line_right", True, Structure()).status is Status.HOLDS


def test_the_words_name_the_turns() -> None:
    problem = problem_of(ONE.format("leaky_relu(1/10)"), loss="loss square")
    assert line_words(problem) == "over v, which is trained, L falls, from 310/501 on it rises"
    assert line_words(problem_of("shortcut = 1 tanh")) == "more than one number is trained"


# --- chains ---------------------------------------------------------------------------------------------------------

DEEP = "deep = 1 tanh -> 1 tanh"


@pytest.mark.parametrize(
    ("network", "data", "holds"),
    [
        ("shortcut = 1 tanh", "+ 1  - -1", True),
        ("shortcut = 1 tanh  frozen a = (-3)", "+ 1  - -1", True),
        ("shortcut = 1 tanh  frozen a = (0)", "+ 1  - -1", False),
        ("shortcut = 1 tanh  frozen w = (2)", "+ 1  - -1", True),
        ("shortcut = 1 tanh  frozen w = ((1, -1))", "+ (1, 2)  - (-2, -4)", True),
        ("shortcut = 1 tanh  frozen w = ((2, -1))", "+ (1, 2)  - (-2, -4)", False),  # w . u = 0
        ("shortcut = 1 tanh", "+ (1, 2)  - (-2, -4)", True),
        ("shortcut = 1 tanh", "+ -1, -2  - 3", True),
        ("shortcut = 1 tanh", "+ 1, -1  - 3", False),
        ("shortcut = 1 tanh", "+ 1, 0  - -3", False),
        ("shortcut = 1 tanh", "+ 0, 1  - -3", False),
        ("shortcut = 1 tanh", "+ (1, 2)  - (-2, -3)", False),
        ("shortcut = 1 sigmoid", "+ 1  - -1", False),  # s(0) is not 0
        ("shortcut = 2 tanh", "+ 1  - -1", False),
        ("shortcut = 1 tanh  output bias", "+ 1  - -1", False),
        ("shortcut = 1 tanh  output bias  frozen a0 = 0", "+ 1  - -1", True),
        ("shortcut = 1 tanh  output bias  frozen a0 = 1", "+ 1  - -1", False),
        ("shortcut = 1 tanh  hidden bias", "+ 1  - -1", False),
        ("shortcut = 1 tanh  hidden bias  frozen b = (0)", "+ 1  - -1", True),
        (DEEP, "+ 1  - -1", True),
        (f"{DEEP}  frozen deep.2.weights = (-1)", "+ 1  - -1", True),
        (f"{DEEP}  frozen deep.2.weights = (0)", "+ 1  - -1", False),
        (f"{DEEP}  frozen deep.output = (2)  frozen deep.2.weights = (1)", "+ 1  - -1", True),
        (f"{DEEP}  hidden bias", "+ 1  - -1", False),
        ("deep = 1 tanh -> 2 tanh", "+ 1  - -1", False),
        ("deep = 1 tanh -> 1 leaky_relu(1/10)", "+ 1  - -1", False),
        (f"shortcut = 1 tanh  {DEEP}", "+ 1  - -1", False),
    ],
)
def test_chains_on_a_line(network: str, data: str, holds: bool) -> None:
    assert signed_chain(problem_of(network, data=data)) is holds


def test_a_chain_of_which_nothing_is_trained_is_none() -> None:
    problem = problem_of("shortcut = 1 tanh  frozen a = (1)", data="+ 1  - -1")
    frozen = (*problem.network.frozen, Frozen(Block.HIDDEN_WEIGHTS, (Fraction(1),)))
    still = replace(problem, network=replace(problem.network, frozen=frozen))
    assert not signed_chain(still)
    assert line_of(still) is None


def test_penalties_on_what_is_trained() -> None:
    assert not signed_chain(problem_of("shortcut = 1 tanh", data="+ 1  - -1", decay="1/10 * l2(w)"))
    frozen = "shortcut = 1 tanh  frozen a = (1)"
    assert signed_chain(problem_of(frozen, data="+ 1  - -1", decay="1/10 * l2(a)"))


@pytest.mark.parametrize("neuron", ["tanh", "leaky_relu(1/10)", "linear", "fall"])
@pytest.mark.parametrize("loss", ["loss square", "loss l(z) = z + z^2", "loss + logistic\nloss - square"])
def test_verdicts_on_chains(neuron: str, loss: str) -> None:
    text = (
        f"neuron fall(z) = -atan(z)\ndataset d {{ + 1, 2  - -1 }}\n{loss}\n"
        f"network {{ deep = 1 {neuron} -> 1 {neuron} }}\n"
    )
    found = theoremcheck.check(text, search=False)
    assert "thm.signed_chain" in {entry.theorem for entry in found.derivations}
