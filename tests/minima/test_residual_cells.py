"""Affine cells of networks with a residual head: what f can do there, and best fits as bad minima."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.data.exact import cleared_matrix, dot, rank
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.cells import output_columns
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.multipliers import (
    NEAR,
    AffineCell,
    Enclosed,
    MultiplierMinimum,
    check_multipliers,
    exact_outputs,
    patterns_near,
)
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.refusal import Refusal

DATA = "+ (1, 2), (-1, 3), (2, -2), (0, 0), (3, 3) - (2, 1), (-2, -1), (1, -1), (-3, 2), (0, 4)"
ONE_SIDE = "+ (1, 2), (1, 3), (2, 2), (1, 0), (3, 3) - (2, 1), (2, -1), (1, -1), (3, 2), (1, 4)"
BELOW = "neuron piece(z) = cases { z < -1: -1/2*z; z < 1: 1/2; else: z - 1/2 }"
NUMBERS = st.integers(-8, 8).map(lambda n: Fraction(n, 3))


def problem(network, data=DATA, loss="square", rest=""):
    loaded = loads(f"dataset d {{ {data} }} loss {loss} {BELOW} network {{ {network} }} {rest}", "cells")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


def outputs(subject, full):
    """F on the samples by itself: ``piece`` and ``relu`` units below the head, in rationals."""
    layout = Layout.of(subject)
    branch = layout.branches[0]
    found = []
    for point in subject.samples.points:
        below = point
        for number, layer in enumerate(branch.layers):
            starts = range(layer.weights.start, layer.weights.stop, layer.inputs)
            received = [dot(full[start : start + layer.inputs], below) for start in starts]
            if layer.biased:
                received = [z + b for z, b in zip(received, full[layer.bias], strict=True)]
            if layer.residual:
                below = tuple(z + x for z, x in zip(received, point, strict=True))
            else:
                own = [neuron.name for neuron in subject.network.deep[number].neurons]
                below = tuple(map(value, own, received))
        found.append(dot(full[branch.output], below) + (full[0] if subject.network.output_bias else 0))
    return tuple(found)


def value(name, z):
    if name == "relu":
        return max(z, Fraction(0))
    return -z / 2 if z < -1 else Fraction(1, 2) if z < 1 else z - Fraction(1, 2)


NETWORKS = [
    "deep = 2 piece with bias -> residual output bias",
    "deep = 1 piece + 1 relu with bias -> 2 piece with bias -> residual",
    "deep = 2 relu -> residual",
]


@given(st.data(), st.sampled_from(NETWORKS))
def test_nearby_outputs_are_combinations_of_the_columns(data, network):
    subject = problem(network)
    size = Layout.of(subject).size
    centre = tuple(data.draw(st.lists(NUMBERS, min_size=size, max_size=size)))
    try:
        patterns = patterns_near(subject, centre)
        here = exact_outputs(subject, centre, patterns)
        columns = sorted(output_columns(subject, patterns, range(len(here))))
    except Refusal:
        assume(False)
    assert here == outputs(subject, centre)
    steps = data.draw(st.lists(st.integers(-9, 9), min_size=size, max_size=size))
    moved = tuple(value + NEAR * step / 10 for value, step in zip(centre, steps, strict=True))
    change = tuple(b - a for a, b in zip(here, outputs(subject, moved), strict=True))
    assert rank(cleared_matrix([*columns, change], len(here))) == rank(cleared_matrix(columns, len(here)))


@pytest.mark.parametrize(
    ("network", "centre", "expected"),
    [
        # Both units below the head are inside a sloped piece: 1 and the features.
        ("deep = 2 relu with bias -> residual output bias", (0, *(0,) * 4, 1, 1, *(0,) * 4, 1, 1), 3),
        # Dead ones give nothing; of a constant other than 0 the column 1 is left.
        ("deep = 2 relu with bias -> residual", (*(0,) * 4, -1, -1, *(0,) * 4, 1, 1), 2),
        ("deep = 2 piece with bias -> residual", (*(0,) * 4, 0, 0, *(0,) * 4, 1, 1), 3),
        # One layer of constants is enough, whatever is below and above.
        ("deep = 1 tanh with bias -> 1 relu with bias -> residual", (1, 1, 0, 0, -1, 0, 0, 1, 1), 2),
        ("deep = 1 relu with bias -> 1 tanh with bias -> residual", (0, 0, -1, 1, 1, 0, 0, 1, 1), 3),
    ],
)
def test_the_columns_of_a_cell(network, centre, expected):
    subject = problem(network)
    count = len(subject.samples.points)
    found = sorted(AffineCell(subject, tuple(map(Fraction, centre))).columns(range(count)))
    assert rank(cleared_matrix(found, count)) == expected


def test_f_is_affine_in_the_weights_of_the_output():
    subject = problem("deep = 1 relu with bias -> residual output bias")
    centre = tuple(map(Fraction, (1, 0, 0, 2, 3, 5, 7, 11)))  # a0, u, b, V, w: h = 2
    one, *columns = AffineCell(subject, centre).along((0, 6, 7))
    assert set(one) == {1}
    points = subject.samples.points
    assert columns == [tuple(point[k] + 2 * v for point in points) for k, v in enumerate((3, 5))]
    for moving in ((4,), (1, 6), (6, 4)):
        with pytest.raises(Refusal, match=r"multipliers\.moving"):
            AffineCell(subject, centre).along(moving)
    # What leads into the unit: w . V times its slope times x, and 1.
    gain = 3 * 7 + 5 * 11
    first, second, bias = AffineCell(subject, centre).along((1, 2, 3))
    assert (first, second) == tuple(tuple(gain * point[k] for point in points) for k in range(2))
    assert set(bias) == {gain}


REFUTED = [
    ("deep = 2 leaky_relu with bias -> residual output bias", DATA, "square"),
    ("deep = 2 leaky_relu with bias -> residual output bias", DATA, "logistic"),
    ("deep = 2 leaky_relu with bias -> residual", DATA, "square"),
    ("deep = 2 leaky_relu with bias -> residual", DATA, "logistic"),
    ("deep = 2 leaky_relu with bias -> residual", DATA, "mae(z) = abs(1 + z)"),
    ("deep = 1 leaky_relu with bias -> 2 elu with bias -> residual output bias", DATA, "squared_hinge"),
    ("deep = 1 hard_tanh + 1 leaky_relu with bias -> residual output bias", DATA, "hinge"),
    ("deep = 2 leaky_relu -> residual", ONE_SIDE, "squared_hinge"),
    ("deep = 2 relu -> residual", ONE_SIDE, "logistic"),
    ("deep = 2 leaky_relu with bias -> residual output bias frozen deep.1.weights = (0, 0, 0, 0)", DATA, "square"),
]


@pytest.mark.parametrize(("network", "data", "loss"), REFUTED)
def test_the_best_fit_in_a_cell_is_a_bad_minimum(network, data, loss):
    subject = problem(network, data, loss)
    verdict = theoremcheck.check(f"dataset d {{ {data} }} loss {loss} network {{ {network} }}", search=False)
    assert verdict.rules[0] in ("rule.hull", "rule.outlier")
    assert check(verdict.spec.problem, verdict.certificate).goal == verdict.rules[0]
    evidence = verdict.refutations[0].evidence
    assert isinstance(evidence, MultiplierMinimum)
    assert not evidence.copies
    # Nowhere nearby L is smaller.
    with precision(256):
        here = height(subject, evidence.centre, Fraction(0))[0]
        for seed in range(24):
            steps = [
                Fraction((seed * 7919 + 104729 * k * k) % 129 - 64, 64 * 2**12) for k in range(len(evidence.centre))
            ]
            near = [a + b for a, b in zip(evidence.centre, steps, strict=True)]
            assert not height(subject, near, Fraction(0))[0] < here - 1e-30


def refused(subject, evidence, reason):
    with pytest.raises(Refusal, match=reason.replace(".", r"\.")):
        check_multipliers(subject, evidence, convex=True)


def test_what_is_no_such_point():
    network = "deep = 2 leaky_relu with bias -> residual output bias"
    verdict = theoremcheck.check(f"dataset d {{ {DATA} }} loss square network {{ {network} }}", search=False)
    good = verdict.refutations[0].evidence
    subject = problem(network)
    check_multipliers(subject, good, convex=True, fixed=False)
    for place in (0, 11):  # a0, w_1: no best fit any more
        moved = (*good.centre[:place], good.centre[place] + 1, *good.centre[place + 1 :])
        refused(subject, replace(good, centre=moved), "multipliers.annihilate")
    on_break = (*good.centre[:5], Fraction(0), *good.centre[6:])
    refused(subject, replace(good, centre=on_break), "patterns.no_piece")
    refused(subject, replace(good, copies=((2,), (2,))), "multipliers.not_plain")
    refused(problem(network, rest="objective { regularizer = l2(deep.output) }"), good, "multipliers.penalty")
    refused(problem(network.replace("leaky_relu", "softplus")), good, "patterns.no_piece")
    # A jump at a sample that would not count is no neighbourhood either.
    jump = "neuron step(z) = cases { z < 0: 0; else: 1 }"
    stepped = problem(network.replace("2 leaky_relu", "2 step"), rest=jump)
    refused(stepped, replace(good, centre=on_break), "jets.at_break")


def test_where_the_minimum_is_enclosed_only():
    """Of w, with a0, or of the weights into one unit below the head, which makes the constant."""
    cases = (("residual output bias", (11, 12, 0), "multipliers.moving"), ("residual", (0, 1, 4), "multipliers.moving"))
    for head, moving, reason in cases:
        network = f"deep = 2 leaky_relu with bias -> {head}"
        verdict = theoremcheck.check(f"dataset d {{ {DATA} }} loss logistic network {{ {network} }}", search=False)
        evidence = verdict.refutations[0].evidence
        assert isinstance(evidence.multipliers, Enclosed)
        assert evidence.multipliers.moving == moving
        subject = problem(network, loss="logistic")
        other = replace(evidence.multipliers, moving=(moving[0] + 6, *moving[1:]))
        refused(subject, replace(evidence, multipliers=other), reason)


def test_without_an_output_bias_the_first_place_is_a_weight_below_the_head():
    """f = w ((1 + W) x + k) is bilinear in w and W. L has no local minimum; a best fit in both of them was none."""
    k = Fraction(1, 2**40)
    own = loads(
        "dataset d { + 1, 2  - 1, 2 } loss polynomial_hinge(2) neuron up(z) = z + 1/1099511627776"
        " network { deep = 1 up -> residual  frozen deep.2.weights = (1) }"
    ).spec.problem
    cell = AffineCell(own, (Fraction(-1), k))
    with pytest.raises(Refusal, match="moving"):
        cell.along((0, 1))
    assert len(cell.along((1,))) == 1
