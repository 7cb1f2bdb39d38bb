"""Spurious valleys that the sign of one output weight cuts off."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.decide.functions.shape import at_least
from theoremcheck.decide.minima.valley import has_one_unit, shorter_valley, valleys
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import check, dumps
from theoremcheck.trusted.certificate import loads as read
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.valley import SpuriousValley, check_valley, half_loss
from theoremcheck.trusted.problem.expr import Num, mul, num, substitute
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

DATA = "+ 2 * 1  - -1"


def problem_of(
    network: str = "shortcut = 1 softplus", *, data: str = DATA, loss: str = "loss polynomial_hinge(3)", rest: str = "",
    neuron: str = "softplus",
) -> Problem:  # fmt: skip
    loaded = loads(f"dataset d {{ {data} }}\nneuron {neuron}\n{loss}\nnetwork {{ {network} }}\n{rest}")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


def vector(*entries: object) -> tuple[Fraction, ...]:
    return tuple(Fraction(str(entry)) for entry in entries)


def evidence(
    problem: Problem, start: object, lower: object, *, negative: bool = False, label: int = -1, own: object = None
) -> SpuriousValley:
    """The evidence with bounds of the neuron of the last unit and of the losses, ``label`` the class that is served.

    The own class costs at least ``own``, or what it costs at the output 0.
    """
    layers = problem.network.layers
    neuron = layers[-1].neurons[0].expr if layers else problem.neuron.expr
    floor = at_least(split(mul((num(-1), neuron)) if negative else neuron), Fraction(0))
    assert floor is not None
    halves = [
        at_least(split(half_loss(problem, each, -label, Fraction(0))), Fraction(str(bound)))
        for each, bound in ((-label, 1 if own is None else own), (label, 0))
    ]
    assert None not in halves
    return SpuriousValley(start, lower, floor, negative, *halves, 128)


SOFT = problem_of()
GOOD = evidence(SOFT, vector(-1, -10), vector(1, 10))
"""L = 2/3 where a < 0, and 1/3 elsewhere; it is 1 where a = 0."""


def refuse(code: str, problem: Problem, found: SpuriousValley) -> None:
    with pytest.raises(Refusal) as refusal:
        establish(problem, "objective.valley", True, found)
    assert refusal.value.reason.code == code


def test_two_points_in_the_valley_and_below_it() -> None:
    assert check_valley(SOFT, GOOD) == (1, 1)
    fact = establish(SOFT, "objective.valley", True, GOOD)
    assert fact.status is Status.HOLDS


def test_what_the_points_have_to_be() -> None:
    refuse("valley.no_side", SOFT, replace(GOOD, start=vector(0, -10)))
    refuse("valley.not_below_wall", SOFT, replace(GOOD, start=vector("-1", "10")))
    refuse("valley.not_lower", SOFT, replace(GOOD, lower=GOOD.start))
    refuse("layout.centre_size", SOFT, replace(GOOD, start=vector(-1)))


def test_bounds_are_those_of_the_problem() -> None:
    for name in ("least", "own"):
        high = replace(getattr(GOOD, name), bound=Fraction(3, 2))
        with pytest.raises(Refusal):
            check_valley(SOFT, replace(GOOD, **{name: high}))
    below = at_least(split(SOFT.neuron.expr), Fraction(-1))
    assert below is not None
    refuse("valley.floor", SOFT, replace(GOOD, floor=below))
    bent = problem_of("shortcut = 1 tanh", neuron="tanh")  # of both signs: the bound is none of tanh
    with pytest.raises(Refusal):
        check_valley(bent, GOOD)
    with pytest.raises(Refusal):
        check_valley(SOFT, replace(GOOD, negative=True))


def test_equal_weights_have_no_such_valley() -> None:
    """inf L is 1/2 for either sign of a."""
    refuse("valley.not_lower", problem_of(data="+ 1  - -1"), GOOD)


def test_which_networks() -> None:
    two = problem_of("shortcut = 2 softplus")
    assert not has_one_unit(two)
    refuse(
        "valley.output_bias",
        problem_of("shortcut = 1 softplus  output bias"),
        replace(GOOD, start=vector(0, -1, -10), lower=vector(0, 1, 10)),
    )
    refuse(
        "valley.frozen_weight",
        problem_of("shortcut = 1 softplus  frozen a = (-1)"),
        replace(GOOD, start=vector(-10), lower=vector(10)),
    )
    refuse(
        "valley.several_units",
        problem_of("shortcut = 1 softplus  deep = 1 softplus"),
        replace(GOOD, start=vector(-1, -10, 0, 0), lower=vector(1, 10, 0, 0)),
    )
    wide = problem_of("deep = 1 softplus -> 2 softplus")
    assert not has_one_unit(wide)
    assert has_one_unit(problem_of("deep = 2 tanh -> 1 softplus"))
    assert has_one_unit(problem_of("beside = 1 softplus"))
    with pytest.raises(Refusal):
        establish(two, "objective.valley", True, replace(GOOD, start=vector(-1, 0, -10, 0), lower=vector(1, 0, 10, 0)))


def test_a_frozen_output_bias_is_the_output_of_the_wall() -> None:
    shifted = problem_of("shortcut = 1 softplus  output bias  frozen a0 = -1/4")
    assert check_valley(shifted, GOOD)[1] <= 2
    far = problem_of("shortcut = 1 softplus  output bias  frozen a0 = 3")
    with pytest.raises(Refusal):  # there the positives cost nothing, whatever the sign
        check_valley(far, GOOD)


def test_penalties_count_at_both_points() -> None:
    check_valley(problem_of(rest="objective { regularizer = 1/1000 * l2(a, w) }"), GOOD)
    heavy = problem_of(rest="objective { regularizer = 1/100 * l2(a, w) }")
    refuse("valley.not_below_wall", heavy, GOOD)


def test_a_neuron_below_0() -> None:
    """log sigmoid(z) = -softplus(-z): the sign of a says the opposite."""
    below = problem_of("shortcut = 1 low", neuron="low(z) = -log(1 + exp(-z))")
    found = evidence(below, vector(1, 10), vector(-1, -10), negative=True)
    check_valley(below, found)
    refuse("valley.not_lower", below, replace(found, start=found.lower, lower=found.start, least=found.least))


def test_each_class_has_its_own_loss() -> None:
    """With a > 0 class - is worse off than at 0: the bound is one of the loss of class +."""
    other = problem_of(data="+ 1  - 2 * -1", loss="loss + logistic\nloss - squared_hinge")
    found = evidence(other, vector(1, 10), vector(-1, -10), label=1)
    check_valley(other, found)
    wrong = evidence(other, vector(1, 10), vector(-1, -10), label=-1, own="1/2")
    with pytest.raises(Refusal):
        check_valley(other, wrong)


SQUARE = problem_of("shortcut = 1 relu  hidden bias", data="+ 1, 2, 3  - 4", loss="loss square", neuron="relu")
BELOW = evidence(SQUARE, vector("-3/5", "23/10", "-37/5"), vector("3/10", "-7/5", "28/5"))


def test_a_loss_that_falls_before_it_rises() -> None:
    """(1 + z)^2 is at least 1 from 0 on, though not nondecreasing: with a < 0 class + costs 3/4."""
    assert check_valley(SQUARE, BELOW) == (0, 0)  # sgn(0) = +1


def test_where_the_loss_is_less_on_the_half_line() -> None:
    """At the output c = 2 a positive has the margin -2, beyond which (1 + z)^2 comes down to 0."""
    beyond = problem_of(
        "shortcut = 1 relu  hidden bias  output bias  frozen a0 = 2", data="+ 1, 2, 3  - 4", loss="loss square",
        neuron="relu",
    )  # fmt: skip
    with pytest.raises(Refusal):
        check_valley(beyond, BELOW)
    assert at_least(split(half_loss(beyond, 1, 1, Fraction(2))), Fraction(1, 100)) is None


@given(
    constant=st.fractions(-3, 3, max_denominator=8), label=st.sampled_from((-1, 1)), own=st.sampled_from((-1, 1)),
    below=st.fractions(0, 9, max_denominator=8),
)  # fmt: skip
def test_the_half_lines_are_those_of_the_outputs_on_one_side(
    constant: Fraction, label: int, own: int, below: Fraction
) -> None:
    """At every output f with own (f - c) <= 0 the loss of a sample is one that its class has on the half-line."""
    output = constant - own * below
    margin = Num(-label * output)
    halved = normalise(substitute(split(half_loss(SQUARE, label, own, constant)).piece_at(margin.value), margin))
    assert halved.rational == (1 + margin.value) ** 2


def test_only_the_half_lines_of_the_losses_are_asked_about() -> None:
    """The loss of class + falls up to -1, that of class - up to 1, where it is least."""
    mixed = problem_of(
        "shortcut = 1 relu", data="+ 2 * 1  - -1", neuron="relu",
        loss="loss + plus(z) = (1 + z)^2\nloss - minus(z) = (z - 1)^2",
    )  # fmt: skip
    check = [at_least(split(half_loss(mixed, -1, 1, Fraction(0))), bound) for bound in (Fraction(1), Fraction(2))]
    assert [found is None for found in check] == [False, True]  # from f <= 0 on the loss of class - is at least 1


@pytest.mark.parametrize("sign", (-1, 1))
def test_no_straight_path_leaves_the_valley(sign: int) -> None:
    """L in balls on segments from the valley to points beyond exceeds its value on the wall somewhere."""
    with precision(128):
        for size in (1, 3, 10):
            ends = [vector(-1, -10), vector(1, sign * size)]
            steps = [tuple(a + (b - a) * Fraction(k, 40) for a, b in zip(*ends, strict=True)) for k in range(41)]
            assert any(a[0] <= 0 <= b[0] for a, b in pairwise(steps))
            assert max(float(height(SOFT, point, Fraction(0))[0].mid()) for point in steps) > 0.95


def test_points_of_descents_make_evidence() -> None:
    points = [vector("-1.25", "-9.5"), vector("1.5", "11"), vector("0.5", "0")]
    (first, *_) = (entry for entry in valleys(SOFT, points) if entry.start[0] < 0)
    check_valley(SOFT, first)
    assert any(len(str(entry.start)) <= len(str(first.start)) for entry in shorter_valley(first))
    assert not list(valleys(problem_of("shortcut = 1 tanh", neuron="tanh"), points))


@pytest.mark.parametrize("network", ["shortcut = 1 m", "deep = 1 relu -> 1 m"])
def test_of_a_neuron_without_a_formula_nothing_is_seen(network: str) -> None:
    problem = problem_of(network, rest="neuron m { assume c1, increasing }")
    assert not list(valleys(problem, [vector(*range(1, 2 + network.count("1"))), vector(-1, 2)]))


def test_a_certificate_of_a_valley() -> None:
    loaded = loads(
        f"dataset d {{ {DATA} }}\nneuron softplus\nloss polynomial_hinge(3)\nnetwork {{ shortcut = 1 softplus }}"
        "\nclaim no_valley"
    )
    from theoremcheck.options import Options
    from theoremcheck.verdict.judge import decide, outcome_of

    assert loaded.spec is not None
    verdict = decide(loaded.spec, Options(search=False))
    assert [entry.rule for entry in verdict.refutations] == ["rule.valley"]
    assert verdict.refutations[0].lower is not None
    assert outcome_of(verdict).goal == "rule.valley"
    again = read(dumps(verdict.certificate))
    assert check(loaded.spec.problem, again).goal == "rule.valley"
