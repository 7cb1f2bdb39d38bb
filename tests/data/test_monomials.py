"""Neurons that are polynomials: which degrees occur, and how many neurons their monomials ask for."""

import random
from fractions import Fraction
from itertools import combinations_with_replacement
from math import prod

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.language import loads
from theoremcheck.report.structure import structure_words
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data import monomials, powers
from theoremcheck.trusted.data.monomials import columns, degrees, rank_of, width_monomials
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.refusal import Refusal

LINE = "+ -2, 0, 1, 3  - -1, 1/2, 2, 5"
CIRCLE = "+ (5, 0), (-3, 4), (0, -5), (3, -4), (4, 3), (-4, -3)  - (0, 5), (-5, 0), (3, 4), (-3, -4), (4, -3), (-4, 3)"


def parsed(neuron, network, data=LINE):
    loaded = loads(f"dataset d {{ {data} }}\nneuron n(z) = {neuron}\nloss square\nnetwork {{ {network} }}")
    assert loaded.spec is not None, loaded.render()
    return loaded.spec.problem


def answer(problem):
    """What the kernel accepts: True, False, or why it refuses both."""
    for holds in (True, False):
        try:
            check_claim(problem, Claim("network.width_monomials", holds, Structure()))
            return holds
        except Refusal as refusal:
            reason = refusal.reason
            if reason.code != "facts.opposite":
                return str(reason)
    raise AssertionError


@pytest.mark.parametrize(
    "neuron, network, least",
    [
        ("z^2 + z", "hidden bias", 3),
        ("z^2 + z", "", 2),
        ("z^2 + z", "output bias", 2),
        ("z^2 + z", "hidden bias  output bias", 2),
        ("z^2 + z + 7", "output bias", 2),
        ("z^2 + z + 7", "", 3),
        # A degree that does not occur, or only seems to, asks for no neuron.
        ("z^3 + z", "", 2),
        ("z^3 + z^2 - z*z + z", "", 2),
        ("z^3 + 0*z^2 + z", "hidden bias", 4),
        ("(z + 1)^3 - (z - 1)^3", "", 2),
        ("abs(z)^2 + z", "", 2),
        # Frozen biases shift the neuron.
        ("z^3 + z", "hidden bias  frozen b = (0, 0, 0, 0)", 2),
        ("z^3 + z", "hidden bias  frozen b = (1, 1, 1, 1)", 4),
        ("(z - 1)^3 + z", "hidden bias  frozen b = (1, 1, 1, 1)", 3),
        # No more than there are samples.
        ("(z + 1)^20", "", 8),
        ("(z + 1)^20", "output bias", 7),
        ("z^4", "", 1),
        ("3", "", 1),
        ("3", "output bias", 1),
        ("0*z", "", 1),
    ],
)
def test_the_least_width(neuron, network, least):
    def at(width):
        frozen = network.replace("(0, 0, 0, 0)", f"({', '.join('0' * width)})")
        return answer(
            parsed(neuron, f"shortcut = {width} n  " + frozen.replace("(1, 1, 1, 1)", f"({', '.join('1' * width)})"))
        )

    assert at(least) is True
    assert at(least + 3) is True
    if least > 1:
        assert at(least - 1) is False


def test_samples_on_a_curve_of_the_degree_have_a_smaller_rank():
    assert rank_of(parsed("z^2 + z", "shortcut = 1 n", CIRCLE), degrees(parsed("z^2 + z", "shortcut = 1 n"))) == 5
    assert answer(parsed("z^2 + z", "shortcut = 4 n  output bias", CIRCLE)) is True
    assert answer(parsed("z^2 + z", "shortcut = 4 n  output bias", CIRCLE.replace("(-4, 3)", "(-4, 4)"))) is False
    # A hidden bias has the constant among its monomials, so an output bias brings nothing more.
    assert answer(parsed("z^2 + z", "shortcut = 5 n  hidden bias", CIRCLE)) is True
    assert answer(parsed("z^2 + z", "shortcut = 4 n  hidden bias", CIRCLE)) is False
    assert answer(parsed("z^2 + z", "shortcut = 4 n  hidden bias  output bias", CIRCLE)) is True


def test_equal_samples_count_once():
    assert answer(parsed("(z + 1)^9", "shortcut = 2 n", "+ 1, 1, 1  - 2, 2, 1")) is True


@pytest.mark.parametrize(
    "neuron", ["log(1 + exp(z))", "max(0, z)", "abs(z)", "(z^2 + z) / (1 + z^2)", "sin(z)", "exp(z)"]
)
def test_other_neurons_are_no_polynomials(neuron):
    assert answer(parsed(neuron, "shortcut = 7 n")) is False


@pytest.mark.parametrize(
    "neuron, network, expected",
    [
        ("(log(2) + log(3) - log(6)) * z^2 + z", "shortcut = 1 n", "monomials.coefficients"),
        ("z^2 + z", "shortcut = 4 n  hidden bias  frozen b", "structure.frozen_unknown(block=b)"),
        ("(sqrt(z^2 + 1))^2 - z^2", "shortcut = 1 n", True),
        ("sin(2*z) - 2*sin(z)*cos(z) + z", "shortcut = 1 n", "wide.no_difference(order=201)"),
    ],
)
def test_what_is_not_seen(neuron, network, expected):
    found = answer(parsed(neuron, network))
    assert found is expected or str(found) == expected


def test_a_coefficient_that_may_be_0_counts_for_enough_neurons():
    assert answer(parsed("(log(2) + log(3) - log(6)) * z^2 + z", "shortcut = 2 n")) is True


def test_irrational_coefficients():
    assert answer(parsed("sqrt(2) * z^2 + z", "shortcut = 2 n")) is True


@pytest.mark.parametrize("data", [LINE, "+ (1, 2, 3, 4, 5)  - (2, 1, 0, 1, 2), (1/3, 0, 0, 0, 1)"])
def test_what_would_be_long_is_refused(monkeypatch, data):
    monkeypatch.setattr(powers, "MAX_POWER_STEPS", 100)
    assert answer(parsed("z^3 + z", "shortcut = 1 n", data)) == "powers.long(bound=100)"


def test_high_degrees_of_many_features_are_refused_before_they_are_computed():
    points = ", ".join(f"({', '.join(str((i * k) % 97) for k in range(40))})" for i in range(1, 200))
    found = answer(
        parsed(" + ".join(f"z^{k}" for k in range(1, 100)), "shortcut = 1 n", f"+ {points}  - ({', '.join('1' * 40)})")
    )
    assert found == "powers.long(bound=400000000)"


RATIONALS = st.builds(Fraction, st.integers(-4, 4), st.sampled_from([1, 1, 2, 3]))
DEGREES = st.sets(st.integers(0, 4), min_size=1, max_size=3)


def exact_rank(rows):
    return fmpq_mat(len(rows), len(rows[0]), [fmpq(v.numerator, v.denominator) for row in rows for v in row]).rank()


@st.composite
def clouds(draw):
    """Points, a few of which may be on lines through 0 or the same."""
    dimension = draw(st.integers(1, 3))
    return draw(st.lists(st.tuples(*[RATIONALS] * dimension), min_size=1, max_size=8, unique=True))


@settings(max_examples=60, deadline=None)
@given(clouds(), DEGREES)
def test_the_matrix_has_the_rank_of_the_monomials(points, wanted):
    """By both ways, with the monomials written down here."""
    rows = [
        [prod(term, start=Fraction(1)) for k in sorted(wanted) for term in combinations_with_replacement(point, k)]
        for point in points
    ]
    cleared = clear_all(points)
    expected = exact_rank(rows)
    assert columns(cleared, sorted(wanted)).rank() == expected
    assert monomials._products(cleared, sorted(wanted), max(wanted)).rank() == expected


@settings(max_examples=40, deadline=None)
@given(
    clouds(),
    st.dictionaries(st.integers(0, 4), st.integers(1, 5), min_size=1, max_size=3),
    st.booleans(),
    st.booleans(),
    st.integers(0, 99),
)
def test_no_more_columns_of_neurons_are_independent(points, factors, level, biased, seed):
    """At random weights, in exact arithmetic: at most R, modulo constants with an output bias, and R of many."""
    written = ", ".join("(" + ", ".join(map(str, point)) + ")" for point in points)
    formula = " + ".join(f"{factor}*z^{k}" for k, factor in factors.items())
    network = f"shortcut = 1 n  {'hidden bias' if biased else ''}  {'output bias' if level else ''}"
    problem = parsed(formula, network, f"+ {written}  - {written}")
    least = rank_of(problem, degrees(problem))
    generator = random.Random(seed)
    count = 3 * least + 3
    weights = [[Fraction(generator.randint(-40, 40), 7) for _ in (*points[0], 1)] for _ in range(count)]
    if not biased:
        weights = [[*row[:-1], Fraction(0)] for row in weights]
    values = [
        [
            sum(factor * sum(map(Fraction.__mul__, row, (*point, Fraction(1)))) ** k for k, factor in factors.items())
            for row in weights
        ]
        for point in points
    ]
    modulo = [[*row, Fraction(1)] for row in values] if level else values
    found = exact_rank(modulo) - int(level)
    assert found == least
    # And in floats, as the networks have them.
    scaled = np.array([[float(v) for v in row] for row in modulo])
    scaled /= np.abs(scaled).max(axis=0, initial=1e-300) + 1e-300
    assert np.linalg.matrix_rank(scaled, tol=1e-9 * max(1, len(points))) - int(level) <= least


def test_the_width_of_a_network_without_neurons():
    assert width_monomials(parsed("z", "deep = 2 n -> 1 n")) is False


@pytest.mark.parametrize(
    ("formula", "width", "words"),
    [
        ("z^100 * z^100 * z^100", 1, "M = 1, R = 1, degrees: 300"),
        ("z^2 + z", 2, "M = 2, R = 2, degrees: 1, 2"),
        ("(log(2) + log(3) - log(6)) * z^2 + z", 2, "M = 2, R <= 2, degrees: among 1, 2"),
    ],
)
def test_the_words_say_which_degrees_are_certain(formula, width, words):
    """One term is a polynomial whatever its degree; of log 2 + log 3 - log 6 nobody says that it is 0."""
    problem = parsed(formula, f"shortcut = {width} n", "+ 1, 2, 5  - 3, -1")
    assert width_monomials(problem)
    assert structure_words(problem, "network.width_monomials").startswith(words)
