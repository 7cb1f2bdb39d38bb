"""Boxes around bad minima of networks with a residual head, and the symmetry of the head that lets V be held."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.decide.minima.slices import gauge_at
from theoremcheck.functions.rationals import midpoint
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.cells import Cell
from theoremcheck.trusted.minima.decayed import Decayed
from theoremcheck.trusted.minima.expansion import height, slopes
from theoremcheck.trusted.minima.gauges import Exchanging, Fields, Gauge, Rescaling
from theoremcheck.trusted.minima.slices import check_slice
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.refusal import Refusal

CROSSED = "+ (1, 0), (-1, 0)  - (0, 1), (0, -1), (2, 2)"
NEAR = Fraction(1, 2**30)
HALVES = st.integers(-6, 6).map(lambda n: Fraction(n, 2))


def problem(network="deep = 2 relu -> residual", data=CROSSED, loss="square", rest=""):
    loaded = loads(f"dataset d {{ {data} }} loss {loss} network {{ {network} output bias hidden bias }} {rest}", "head")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


HEAD = problem("deep = 2 softplus -> 3 quadratic -> residual")
SIZE = Layout.of(HEAD).size


def field(subject, point, symmetry):
    with precision(128):
        return Fields(subject, slopes(subject, point, NEAR)).of(symmetry)


@given(st.lists(HALVES, min_size=SIZE, max_size=SIZE), st.integers(0, 2), HALVES, st.booleans())
def test_the_outputs_stay_as_the_head_exchanges(values, below, step, swapped):
    """The field is constant along itself, so its line is its curve: f is the same at all of it, step by step."""
    first, second = (Unit(3, 1), Unit(3, 0)) if swapped else (Unit(3, 0), Unit(3, 1))
    moved = list(values)
    for place, rate in field(HEAD, values, Exchanging(first, second, below)).items():
        moved[place] += step * midpoint(rate)
    with precision(256):
        (here, outputs), (there, others) = height(HEAD, values, Fraction(0)), height(HEAD, moved, Fraction(0))
        assert here.overlaps(there)
        assert all(abs(f - g) < 1e-40 for f, g in zip(outputs, others, strict=True))


@pytest.mark.parametrize(
    ("symmetry", "reason"),
    [
        (Exchanging(Unit(3, 0), Unit(3, 0), 0), "gauges.mixed_apart"),
        (Exchanging(Unit(3, 0), Unit(2, 0), 0), "gauges.mixed_apart"),
        (Exchanging(Unit(2, 0), Unit(2, 1), 0), "gauges.no_head"),
        (Exchanging(Unit(3, 0), Unit(3, 1), 3), "gauges.no_head"),
        (Exchanging(Unit(3, 0), Unit(3, 1), -1), "gauges.no_head"),
        (Exchanging(Unit(3, 0), Unit(3, 2), 0), "layout.no_unit"),
        (Rescaling(Unit(3, 0)), "facts.residual"),
    ],
)
def test_what_is_no_symmetry_of_a_head(symmetry, reason):
    with pytest.raises(Refusal, match=reason.replace(".", r"\.")):
        field(HEAD, [Fraction(k + 1, 7) for k in range(SIZE)], symmetry)


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        (problem(rest="objective { regularizer = l2(deep) }"), "gauges.penalised"),
        (problem("deep = 2 relu -> residual frozen deep.2.weights = (1, 2, 3, 4)"), "gauges.frozen"),
    ],
)
def test_frozen_and_penalised_weights_do_not_exchange(subject, reason):
    size = len(Layout.of(subject).trained)
    with pytest.raises(Refusal, match=reason.replace(".", r"\.")):
        field(subject, [Fraction(k + 1, 7) for k in range(size)], Exchanging(Unit(2, 0), Unit(2, 1), 0))


def test_a_unit_below_the_head_is_rescaled():
    point = [Fraction(k + 1, 7) for k in range(Layout.of(problem()).size)]
    found = field(problem(), point, Rescaling(Unit(1, 0)))
    assert set(found) == {*Layout.of(problem()).wiring(Unit(1, 0)).receiving, 7, 9}


@pytest.mark.parametrize("chosen", [Cell((0,)), Decayed((), ())])
def test_other_slices_are_refused(chosen):
    with precision(128), pytest.raises(Refusal, match=r"facts\.residual"):
        check_slice(HEAD, slopes(HEAD, [Fraction(1, 3)] * SIZE, NEAR), chosen)


def test_what_is_held_near_a_point_are_the_exchanges_that_count():
    """Three units below a head of width 2: of V what one unit of the head takes from each of them may be held."""
    gauge = gauge_at(HEAD, [Fraction(k + 1, 7) for k in range(SIZE)])
    assert isinstance(gauge, Gauge)
    exchanged = [symmetry for symmetry in gauge.symmetries if isinstance(symmetry, Exchanging)]
    assert sorted(symmetry.below for symmetry in exchanged) == [0, 1, 2]


@pytest.mark.parametrize("loss", ["logistic", "square", "squared_hinge", "polynomial_hinge(3)"])
@pytest.mark.parametrize("layers", ["2 relu", "2 tanh -> 1 relu"])
def test_dead_units_below_the_head_leave_the_best_affine_fit(loss, layers):
    text = f"dataset d {{ {CROSSED} }} loss {loss} network {{ deep = {layers} -> residual output bias hidden bias }}"
    verdict = theoremcheck.check(text, search=False)
    # The neuron of the first layer is affine somewhere, or not.
    rules = {"2 tanh -> 1 relu": ("rule.strict",), "2 relu": ("rule.hull", "rule.outlier")}[layers]
    assert verdict.rules[0] in rules
    assert verdict.alarm is None
    assert check(verdict.spec.problem, verdict.certificate).goal == verdict.rules[0]
    found = verdict.refutations[0]
    assert found.least == 2
    # Nowhere nearby L is smaller, by more than what the centre is away from the minimum.
    subject, centre = verdict.spec.problem, found.evidence.centre
    with precision(128):
        here = height(subject, centre, Fraction(0))[0]
        for seed in range(20):
            drawn = Random(seed)
            radius = Fraction(1, 2 ** drawn.randrange(8, 20))
            near = [value + radius * Fraction(drawn.randint(-64, 64), 64) for value in centre]
            assert not height(subject, near, Fraction(0))[0] < here - 1e-20


def test_separable_classes_have_no_such_minimum():
    """thm.residual says so: the best affine fit of a nondecreasing active loss is right there."""
    subject = problem(data="+ (1, 2), (2, 1/2) - (-1, 1/3), (-1, -1)", loss="squared_hinge")
    point = (Fraction(0),) * 5 + (Fraction(-1),) * 2 + (Fraction(0),) * 4 + (Fraction(1), Fraction(1, 2))
    assert not isinstance(certify_strict(subject, point), Fact)
