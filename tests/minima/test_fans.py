"""Points with neurons on one side of a plane, so that each sample has its own piece: rule.hull and rule.outlier."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.fans import fans
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.language import loads
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.multipliers import Enclosed, check_multipliers
from theoremcheck.trusted.problem.model import Problem

PLANE = "+ (1, 2), (2, 1), (-1, 1)  - (1, -1), (-2, -1), (1, 1)"
LINE = "+ (1), (3)  - (-1), (2)"
BITS, LEVEL, STEP = 1200, 350, Fraction(1, 2**165)  # the pieces hold on a box of radius 2^-160, a minimum within 2^-220


def text_of(data: str, loss: str, network: str, claim: str = "no_bad") -> str:
    return f"dataset d {{ {data} }}\nloss {loss}\nnetwork {{ {network} }}\nclaim {claim}\n"


def problem_of(data: str, loss: str, network: str) -> Problem:
    loaded = loads(text_of(data, loss, network))
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


def points(problem: Problem) -> list:
    return list(fans(Ground(Case(problem))))


@pytest.mark.parametrize("data", [PLANE, LINE])
@pytest.mark.parametrize("loss", ["square", "logistic", "hinge", "squared_hinge"])
@pytest.mark.parametrize("network", ["2 relu", "2 leaky_relu(1/10)  output bias", "5 relu  output bias", "3 abs"])
def test_a_bad_minimum_is_found_from_the_spec_alone(data: str, loss: str, network: str) -> None:
    found = theoremcheck.check(loads(text_of(data, loss, f"shortcut = {network}")).spec, search=False)
    assert found.verdict == "refuted"
    assert set(found.rules) & {"rule.hull", "rule.outlier"}


def test_one_neuron_is_the_fit_itself() -> None:
    (first, *_) = points(problem_of("+ 1, 2  - -1, -2", "square", "shortcut = 1 relu"))
    assert first.centre == (Fraction(1), Fraction(3, 5))


def test_samples_that_no_neuron_sees_are_left_out_of_the_fit() -> None:
    problem = problem_of("+ 1, 2  - -1, -2", "squared_hinge", "shortcut = 2 relu")
    (first, *_) = points(problem)
    assert check_multipliers(problem, first, convex=True, fixed=False) == (2, 2)


@pytest.mark.parametrize(
    ("data", "loss", "network"),
    [
        ("+ 1, 2  - -1", "square", "shortcut = 2 relu  hidden bias"),  # all units can be dead: rule.flat
        ("+ 1, 2  - -1", "savage", "shortcut = 2 relu"),  # not convex
        ("+ 1, 2  - -1", "square", "shortcut = 2 linear"),  # no bend
        ("+ 1, 2  - -1", "square", "shortcut = 2 elu"),  # no line below 0
        ("+ 1, 2  - -1", "square", "shortcut = 2 relu  frozen a = (1, 1)"),
        ("+ 1, 2  - -1", "square", "shortcut = 2 relu  deep = 1 relu"),
        ("+ 1, 2  - 3", "logistic", "shortcut = 2 relu"),  # all samples on one side
        ("+ 1, 2  - -1", "logistic", "shortcut = 2 relu"),  # what is seen is separable: no best fit
        ("+ 1, 2  - -1", "squared_hinge", "shortcut = 2 relu  output bias"),  # the best fits are right
    ],
)
def test_nothing_is_proposed_elsewhere(data: str, loss: str, network: str) -> None:
    assert points(problem_of(data, loss, network)) == []


coordinates = st.integers(-3, 3).map(Fraction)


@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=6, unique=True),
    loss=st.sampled_from(["square", "squared_hinge", "hinge", "logistic"]),
    neuron=st.sampled_from(["relu", "leaky_relu(1/2)", "abs"]),
    width=st.sampled_from([1, 2, 3]),
    bias=st.booleans(),
    seed=st.integers(0, 10**6),
)
def test_what_is_proposed_is_a_minimum(rows, loss: str, neuron: str, width: int, bias: bool, seed: int) -> None:
    """The kernel accepts each exact one, wrong samples and all; and L is nowhere lower nearby."""
    plus, minus = (", ".join(f"({a}, {b})" for a, b in part) for part in (rows[::2], rows[1::2]))
    constant = "  output bias" if bias else ""
    problem = problem_of(f"+ {plus}  - {minus}", loss, f"shortcut = {width} {neuron}{constant}")
    found = points(problem)
    assume(found)
    random = np.random.default_rng(seed)
    for evidence in found[:3]:
        fact = answer(establish, problem, "minimum.hull", True, evidence)
        if fact is None:  # on a box around the fit a sign may stay open: of an output, before a break of s, or of l
            assert isinstance(evidence.multipliers, Enclosed)
            continue
        assert fact.wrong is not None
        assert fact.wrong[1] > 0
        with precision(BITS):
            here = height(problem, evidence.centre, Fraction(0))[0]
            for _ in range(5):
                steps = random.normal(size=len(evidence.centre)).tolist()
                moved = tuple(value + Fraction(step) * STEP for value, step in zip(evidence.centre, steps, strict=True))
                there = height(problem, moved, Fraction(0))[0]
                assert there - here > -(flint.arb(2) ** -LEVEL)
