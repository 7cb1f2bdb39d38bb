"""What linear functions cost: data.linear_bound, network.outputs_trained and thm.linear_bound."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import numpy as np
import pytest

from theoremcheck import check
from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.linear_bound import rounded_down
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.linear_bound import LinearBound, check_linear_bound
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

BOUND, OUTPUTS = "data.linear_bound", "network.outputs_trained"
FOUR = "+ (1), (2)  - (-1), (3)"
SKIP = "shortcut = 1 linear  output bias  deep = 2 tanh"
HOLDS, FAILS, OPEN = Status.HOLDS, Status.FAILS, Status.OPEN


def read(network: str = SKIP, loss: str = "loss square", data: str = FOUR) -> Problem:
    found = loads(f"dataset d {{ {data} }}\n{loss}\nnetwork {{ {network} }}")
    assert found.spec is not None, found.render()
    return found.spec.problem


def found(problem: Problem) -> LinearBound:
    fact = settle(Case(problem), BOUND)
    assert isinstance(fact, Fact)
    assert isinstance(fact.evidence, LinearBound)
    return fact.evidence


@pytest.mark.parametrize(
    ("loss", "network", "data"),
    [
        ("loss square", SKIP, FOUR),
        ("loss squared_hinge", SKIP, FOUR),
        ("loss logistic", SKIP, FOUR),
        ("loss logistic", "deep = 2 tanh  beside = 1 linear", FOUR),
        ("loss square", SKIP, "+ (1), (2)  - (-1), 1/3 * (3)"),
        ("loss l(z) = (1 + z)^2 + 3", SKIP, FOUR),
        ("loss l(z) = log(1 + exp(z)) - 2", SKIP, FOUR),
    ],
)
def test_the_bound_is_what_the_function_costs(loss, network, data):
    """Against floats: the mean of l - m over l(0) - m, rounded up by little and down to a training error."""
    problem = read(network, loss, data)
    evidence = found(problem)
    x, y = (np.array([float(v) for v in values]) for values in ([p[0] for p in problem.samples.points],
                                                             problem.samples.labels))  # fmt: skip
    weights = np.array([float(w) for w in problem.samples.weights])
    v, k = (*map(float, evidence.coefficients), 0.0)[:2]
    formula = {"square": lambda z: (1 + z) ** 2, "squared_hinge": lambda z: np.maximum(0, 1 + z) ** 2,
               "logistic": lambda z: np.log1p(np.exp(z)), "l(z) = (1 + z)^2 + 3": lambda z: (1 + z) ** 2 + 3,
               "l(z) = log(1 + exp(z)) - 2": lambda z: np.log1p(np.exp(z)) - 2}[loss.removeprefix("loss ")]  # fmt: skip
    least = float(evidence.least.bound)
    cost = np.average(formula(-y * (v * x + k)), weights=weights) - least
    ratio = Q(float(cost / (formula(0.0) - least)))
    assert rounded_down(problem, ratio - Q(1, 10**9)) <= evidence.bound <= rounded_down(problem, ratio + Q(1, 10**5))


def test_each_clause_is_checked():
    problem = read()
    good = found(problem)
    check_linear_bound(problem, good)
    check_linear_bound(problem, replace(good, bound=good.bound + Q(1, 100)))
    # A lower m makes the bound worse, but not all samples are wrong.
    assert good.bound == Q(3, 4)
    check_linear_bound(problem, replace(good, least=replace(good.least, bound=Q(-4))))
    for changed, code in (
        (replace(good, bound=good.bound - Q(1, 10**9)), "bound.too_small"),
        (replace(good, bound=Q(1)), "bound.vacuous"),
        (replace(good, bound=Q(-1)), "bound.vacuous"),
        (replace(good, coefficients=(Q(0), Q(0))), "bound.too_small"),
        (replace(good, coefficients=(*good.coefficients, Q(0))), "multipliers.entries"),
        (replace(good, coefficients=()), "multipliers.entries"),
        (replace(good, least=replace(good.least, bound=Q(1, 2))), ""),
    ):
        with pytest.raises(Refusal) as caught:
            establish(problem, BOUND, True, changed)
        assert caught.value.reason.code.startswith(code)


def test_a_constant_has_to_be_trained():
    constant = found(read())
    for network in ("shortcut = 1 linear  deep = 2 tanh", f"{SKIP}  frozen a0 = 0"):
        with pytest.raises(Refusal, match=r"^bound\.constant"):
            check_linear_bound(read(network), constant)
        assert len(found(read(network)).coefficients) == 1


def test_no_function_is_of_use_where_all_cost_as_much_as_zero():
    crossed = read(data="+ (1, 1), (-1, -1)  - (1, -1), (-1, 1)")
    assert not isinstance(settle(Case(crossed), BOUND), Fact)


@pytest.mark.parametrize("network, expected", [
    (SKIP, HOLDS),
    ("shortcut = 1 linear  deep = 2 tanh -> 2 relu  hidden bias", HOLDS),
    ("deep = 2 tanh  beside = 1 linear", HOLDS),
    (f"{SKIP}  frozen w", HOLDS),
    (f"{SKIP}  frozen deep.1.weights", HOLDS),
    (f"{SKIP}  frozen a0 = 0", HOLDS),
    (f"{SKIP}  frozen a0 = 1", FAILS),
    (f"{SKIP}  frozen a0", OPEN),
    (f"{SKIP}  frozen a", FAILS),
    (f"{SKIP}  frozen a = (0)", FAILS),
    (f"{SKIP}  frozen deep.output", FAILS),
    (f"{SKIP}  frozen deep.output = (0, 0)", FAILS),
    (f"{SKIP}  beside = 1 relu  frozen beside", FAILS),
])  # fmt: skip
def test_which_output_weights_are_trained(network, expected):
    assert getattr(settle(Case(read(network)), OUTPUTS), "status", OPEN) is expected


def test_the_verdict_has_the_number():
    bound = found(read()).bound
    for most, answer in ((bound, "proved"), (bound - Q(1, 10**6), "undecided")):
        text = f"dataset d {{ {FOUR} }}\nloss square\nnetwork {{ {SKIP} }}\nclaim error at most {most}"
        assert check(text, search=False).answer.value == answer


def test_a_bound_below_one_sample_says_that_all_are_right():
    near = "+ (2), (3), (5/2)  - (-2), (-3), (-5/2)"
    for data, claim, answer in (
        (near, "no_bad", "proved"),
        (near, "no_bad_smooth", "proved"),
        (near, "error at most 0", "proved"),
        (near, "global", "undecided"),
        ("+ (2), (9), (1/2)  - (-2), (-9), (-1/2)", "no_bad", "undecided"),
    ):
        text = f"dataset d {{ {data} }}\nloss square\nnetwork {{ {SKIP} }}\nclaim {claim}"
        verdict = check(text, search=False)
        assert verdict.answer.value == answer
        if answer == "proved":
            assert [entry.theorem for entry in verdict.derivations] == ["thm.linear_bound"]
