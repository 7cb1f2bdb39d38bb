"""What constant outputs cost: data.constant_bound, thm.constant_bound, and which training errors there are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck import check
from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.linear_bound import rounded_down
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.relax.run import relax
from theoremcheck.trusted import certificate
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.kernel.questions import Asked, Question
from theoremcheck.trusted.minima.constant_bound import ConstantBound, check_constant_bound
from theoremcheck.trusted.problem import samples as samples_module
from theoremcheck.trusted.problem.model import Block, Objective, Penalty, Problem
from theoremcheck.trusted.problem.samples import Samples, samples
from theoremcheck.trusted.refusal import Refusal

BOUND, GRADED = "data.constant_bound", Question(Asked.ERROR_AT_MOST)
FIVE = "+ (1)  - (2), (-1), (3), (0)"
NETWORK = "shortcut = 2 relu  hidden bias  output bias"
LOSSES = {
    "square": lambda z: (1 + z) ** 2,
    "logistic": lambda z: np.log1p(np.exp(z)),
    "squared_hinge": lambda z: np.maximum(0, 1 + z) ** 2,
    "hinge": lambda z: np.maximum(0, 1 + z),
    "lifted(z) = (1 + z)^2 + 3": lambda z: (1 + z) ** 2 + 3,
}
LEAST = {"lifted(z) = (1 + z)^2 + 3": 3.0}
WEIGHTS = st.sampled_from([Q(1), Q(2), Q(1, 3), Q(3, 2), Q(7)])


def read(network: str = NETWORK, loss: str = "loss square", data: str = FIVE, rest: str = "") -> Problem:
    found = loads(f"dataset d {{ {data} }}\n{loss}\nnetwork {{ {network} }}\n{rest}")
    assert found.spec is not None, found.render()
    return found.spec.problem


def found(problem: Problem) -> ConstantBound:
    fact = settle(Case(problem, GRADED), BOUND)
    assert isinstance(fact, Fact)
    assert isinstance(fact.evidence, ConstantBound)
    return fact.evidence


def data_of(weights: list[tuple[int, Q]]) -> str:
    classes = {label: [f"{w} * ({i})" for i, (y, w) in enumerate(weights) if y == label] for label in (1, -1)}
    return f"+ {', '.join(classes[1])}  - {', '.join(classes[-1])}"


def subsets(problem: Problem) -> list[tuple[tuple[int, ...], Q]]:
    """Which samples are wrong, in all ways, with the training error."""
    data = problem.samples
    total = sum(data.weights)
    return [
        (chosen, sum((w for w, c in zip(data.weights, chosen, strict=True) if c), Q(0)) / total)
        for chosen in product((0, 1), repeat=len(data.weights))
    ]


# --- which training errors there are ------------------------------------------------------------------------------


@given(st.lists(WEIGHTS, min_size=1, max_size=7), st.fractions(0, 1, max_denominator=40))
def test_no_training_error_is_skipped(weights, error):
    problem = read(data=data_of([(1, Q(1)), *((-1, w) for w in weights)]))
    errors = sorted({share for _, share in subsets(problem)})
    if error < 1:
        assert samples(problem).next_error(error) == min(e for e in errors if e > error)
    assert rounded_down(problem, error) == max(e for e in errors if e <= error)


@given(st.lists(WEIGHTS, min_size=1, max_size=7), st.fractions(0, 1, max_denominator=40))
def test_of_many_samples_multiples_are_taken(weights, error):
    problem = read(data=data_of([(1, Q(1)), *((-1, w) for w in weights)]))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(samples_module, "_MOST_STEPS", 0)
        found = Samples(problem.samples)
        assert found.sums[0] == -1
        if error < 1:
            after = found.next_error(error)
            assert error < after <= min(e for _, e in subsets(problem) if e > error)
        assert rounded_down(problem, error) >= error


def test_weights_that_have_little_in_common_take_no_room():
    problem = read(data="+ 0.123456789012345 * (0)  - 1/3 * (1), 1/7 * (2), 0.01000000007 * (3)")
    assert samples(problem).sums[0] == -1
    after = samples(problem).next_error(Q(1, 2))
    assert 0 < after - Q(1, 2) < Q(1, 10**15)
    assert found(problem).bound.denominator <= 10**6


# --- what a constant costs ----------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from((1, -1)), WEIGHTS), min_size=1, max_size=6),
    st.sampled_from(sorted(LOSSES)),
    st.sampled_from(sorted(LOSSES)),
    st.sampled_from([Q(0), Q(1, 10)]),
)
def test_what_is_wrong_costs_no_more_than_the_constant(others, plus, minus, decay):
    """Against floats: no set of samples with a larger training error is as cheap as the constant is."""
    rest = f"objective {{ regularizer = {decay} * l2(a0) }}" if decay else ""
    loss = f"loss {plus}" if plus == minus else f"loss + {plus}\nloss - {minus}"
    problem = read(loss=loss, data=data_of([(1, Q(1)), (-1, Q(1)), *others]), rest=rest)
    fact = settle(Case(problem, GRADED), BOUND)
    if not isinstance(fact, Fact):
        return
    evidence, of = fact.evidence, {1: plus, -1: minus}
    weights, labels = [float(w) for w in problem.samples.weights], problem.samples.labels
    c, least = float(evidence.constant), {y: LEAST.get(of[y], 0.0) for y in of}
    cost = sum(w * (LOSSES[of[y]](-y * c) - least[y]) for w, y in zip(weights, labels, strict=True))
    cost += sum(weights) * float(decay) * c**2
    prices = [w * (LOSSES[of[y]](0.0) - least[y]) for w, y in zip(weights, labels, strict=True)]
    worst = max(error for chosen, error in subsets(problem) if np.dot(chosen, prices) <= cost - 1e-9)
    assert worst <= evidence.bound


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(1, 4))
def test_the_best_outputs_on_any_features_err_no_more(seed, width, positives):
    """Of the square loss: of all output layers on random hidden units of any kind the best, by least squares."""
    data = ", ".join(f"({i}, {i * i % 5})" for i in range(positives))
    others = ", ".join(f"({-i}, {i})" for i in range(1, 8))
    problem = read("shortcut = 2 relu  output bias", data=f"+ {data}  - {others}")
    random = np.random.default_rng(seed)
    x = np.array([[float(v) for v in point] for point in problem.samples.points])
    y = np.array(problem.samples.labels, float)
    neuron = (np.tanh, np.sin, lambda z: np.maximum(0, z), np.sign)[seed % 4]
    features = neuron(x @ random.normal(size=(2, width)) + random.normal(size=width))
    columns = np.column_stack([np.ones(len(y)), features])
    outputs = columns @ np.linalg.lstsq(columns, y, rcond=None)[0]
    wrong = np.mean(np.where(outputs >= 1e-9, 1, -1) != y) - np.mean(np.abs(outputs) < 1e-9)
    assert wrong <= float(found(problem).bound)


def test_each_clause_is_checked():
    problem = read()
    good = found(problem)
    assert good.bound == Q(3, 5)  # 4 p (1 - p) = 16/25
    check_constant_bound(problem, good)
    check_constant_bound(problem, replace(good, bound=Q(4, 5)))
    check_constant_bound(problem, replace(good, bound=Q(2, 3)))
    for changed, code in (
        (replace(good, bound=Q(3, 5) - Q(1, 10**9)), "bound.too_small"),
        (replace(good, bound=Q(1)), "bound.vacuous"),
        (replace(good, bound=Q(-1)), "bound.vacuous"),
        (replace(good, constant=Q(0)), "bound.too_small"),
        (replace(good, constant=-good.constant), "bound.too_small"),
        (replace(good, least=()), "bound.losses"),
        (replace(good, least=(*good.least, *good.least)), "bound.losses"),
        (replace(good, least=(replace(good.least[0], bound=Q(1, 2)),)), ""),
        (replace(good, least=(replace(good.least[0], bound=Q(-2)),)), "bound.too_small"),
    ):
        with pytest.raises(Refusal) as caught:
            establish(problem, BOUND, True, changed)
        assert caught.value.reason.code.startswith(code)


def test_a_cost_that_is_met_is_not_exceeded():
    """The hinge at -1 costs 2/5 of the weight: two fifths may be wrong, and no more."""
    problem = read(loss="loss hinge")
    evidence = replace(found(problem), constant=Q(-1), bound=Q(2, 5))
    check_constant_bound(problem, evidence)
    with pytest.raises(Refusal, match=r"^bound\.too_small"):
        check_constant_bound(problem, replace(evidence, bound=Q(1, 5)))


def test_each_class_has_its_own_price():
    """A wrong sample of class + costs 2 at least, one of class - 1: the constant costs 16/3, all together 6."""
    problem = read(loss="loss + steep(z) = 2*(1 + z)^2\nloss - square")
    evidence = found(problem)
    assert (evidence.constant, evidence.bound) == (Q(-1, 3), Q(4, 5))
    with pytest.raises(Refusal, match=r"^bound\.too_small"):
        check_constant_bound(problem, replace(evidence, bound=Q(3, 5)))
    mirrored = read(loss="loss + square\nloss - steep(z) = 2*(1 + z)^2", data="+ (2), (-1), (3), (0)  - (1)")
    assert (found(mirrored).constant, found(mirrored).bound) == (Q(1, 3), Q(4, 5))


def test_a_penalty_on_the_output_bias_counts():
    free = read()
    held = replace(free, objective=Objective((Penalty(Q(1), (Block.OUTPUT_BIAS,)),)))
    elsewhere = replace(free, objective=Objective((Penalty(Q(9), (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)),)))
    assert found(elsewhere).bound == found(free).bound == Q(3, 5)
    assert found(held).bound == Q(4, 5)  # at -3/10 it costs 73/100 and the penalty 9/100
    with pytest.raises(Refusal, match=r"^bound\.too_small"):
        check_constant_bound(held, found(free))


@pytest.mark.parametrize(
    ("loss", "data"),
    [
        ("loss square", "+ (1), (2)  - (3), (4)"),  # the best constant is 0
        ("loss perceptron", FIVE),  # l(0) is the least value
        ("loss l(z) = z", FIVE),  # there is none
        ("loss b(z) = log(1 + exp(beta*z))/beta\nassume beta > 0", FIVE),
        ("loss known { assume c1, convex, active }", FIVE),
    ],
)
def test_where_a_constant_says_nothing(loss, data):
    assert not isinstance(settle(Case(read(loss=loss, data=data), GRADED), BOUND), Fact)


# --- the theorem --------------------------------------------------------------------------------------------------

DECAY = "objective { regularizer = 1/1000 * l2(all) }"
REWARD = Objective((Penalty(Q(-1, 100), (Block.OUTPUT_WEIGHTS,)),))


@pytest.mark.parametrize(
    ("network", "rest", "proved"),
    [
        (NETWORK, "", True),
        (f"{NETWORK}  frozen w", "", True),
        (f"{NETWORK}  frozen b = (1, 2)", DECAY, True),
        ("output bias  deep = 2 relu + 1 sine -> 2 tanh  beside = 1 exp", DECAY, True),
        ("output bias  deep = 2 relu -> residual", DECAY, True),
        ("output bias  deep = 2 relu -> residual  frozen deep.2.weights", "", True),
        ("shortcut = 2 relu  hidden bias", "", False),
        (f"{NETWORK}  frozen a0 = 0", "", False),
        (f"{NETWORK}  frozen a = (1, 0)", "", False),
        (f"{NETWORK}  frozen a = (0, 0)", "", False),
        (f"{NETWORK}  deep = 2 relu  frozen deep.output = (0, 0)", "", False),
        (f"{NETWORK}  beside = 2 relu  frozen beside", "", False),
        ("output bias  deep = 2 relu -> residual  frozen deep.output = (1)", "", False),
    ],
)
def test_what_has_to_be_trained(network, rest, proved):
    text = f"dataset d {{ {FIVE} }}\nloss square\nnetwork {{ {network} }}\n{rest}\nclaim error at most 3/5"
    verdict = check(text, search=False)
    assert ("thm.constant_bound" in [entry.theorem for entry in verdict.derivations]) == proved


def test_only_a_claim_on_the_error_asks_for_it():
    assert settle(Case(read()), BOUND) is None


def test_rewarded_outputs_are_not_convex():
    problem = replace(read(), objective=REWARD)
    fact = settle(Case(problem), "objective.convex_outputs")
    assert isinstance(fact, Fact)
    assert fact.status.name == "FAILS"


def test_the_verdict_has_the_number_and_its_certificate_is_read_again():
    for most, answer in ((Q(3, 5), "proved"), (Q(3, 5) - Q(1, 10**6), "undecided")):
        text = f"dataset d {{ {FIVE} }}\nloss square\nnetwork {{ {NETWORK} }}\nclaim error at most {most}"
        verdict = check(text, search=False)
        assert verdict.answer.value == answer
        if answer == "proved":
            made = certificate.loads(certificate.dumps(verdict.certificate))
            assert certificate.check(verdict.spec.problem, made).goal == "thm.constant_bound"


@pytest.mark.slow
def test_without_an_output_bias_the_claim_is_refuted():
    text = f"dataset d {{ {FIVE} }}\nloss square\nnetwork {{ {NETWORK} }}\nclaim error at most 3/5"
    found = relax(check(text, search=False), Options(search=False), lambda *_: None)
    (dropped,) = (entry for entry in found.relaxed if entry.hypothesis == "network.output_bias")
    assert dropped.verdict is not None
    assert dropped.verdict.rules[0] == "rule.flat"
