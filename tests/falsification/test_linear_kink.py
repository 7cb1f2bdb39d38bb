"""thm.linear_kink and its kin under attack: the ways down of their proofs, step by step; each premise taken away."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.problem.layout import Layout

DATA = "dataset d { + (1, 1), (2, 0)  - (-1, 0), (0, -2) }"
UNBALANCED = "dataset d { + (1, 1), (2, 0), (3, 1)  - (-1, 0), (0, -2) }"
SHIFTED = "dataset d { + (3, 3), (4, 2)  - (1, 2), (2, 0) }"
V = (Fraction(1), Fraction(1))
DEEP = "deep = 2 linear -> 2 linear"
NARROW = "deep = 2 linear -> 1 linear"
HALVES = st.integers(-4, 4).map(lambda n: Fraction(n, 2))
PROBLEM = loads(f"{DATA} loss hinge network {{ {DEEP} }}").spec.problem
BALANCED = loads(f"{DATA} loss hinge network {{ {DEEP}  output bias }}").spec.problem


def loss_at(problem, constant, weights):
    with precision(256):
        return height(problem, [*([constant] if problem.network.output_bias else []), *weights], Fraction(0))[0]


def moved(weights, *steps):
    """The weights with (place, step) added."""
    found = list(weights)
    for place, step in steps:
        found[place] += step
    return found


# Of 2 -> 2 units the first layer has the places 0 to 3, row by row, the second 4 to 7, the output weights 8 and 9.
FIRST, SECOND, LAST = range(4), range(4, 8), range(8, 10)


@given(st.lists(HALVES, min_size=10, max_size=10))
def test_where_a_unit_is_felt_the_output_moves_along_v(weights):
    """The move of the proof: the weights of that unit by v / U, and every margin grows."""
    assert Layout.of(PROBLEM).size == len(weights)
    felt = [sum(weights[LAST[k]] * weights[SECOND[2 * k + u]] for k in range(2)) for u in range(2)]
    unit = next((u for u in range(2) if felt[u]), None)
    assume(unit is not None)
    step = Fraction(1, 64)
    other = moved(weights, *((2 * unit + k, step * V[k] / felt[unit]) for k in range(2)))
    with precision(256):
        before, after = height(PROBLEM, weights, Fraction(0))[1], height(PROBLEM, other, Fraction(0))[1]
    for x, label, f, g in zip(PROBLEM.samples.points, PROBLEM.samples.labels, before, after, strict=True):
        rise = step * sum(v * entry for v, entry in zip(V, x, strict=True))
        assert abs(g - f - float(rise)) < 1e-12
        assert label * rise > 0


@pytest.mark.parametrize(("problem", "constants"), [(PROBLEM, (0,)), (BALANCED, (-2, -1, 0, 1, 2))])
@given(values=st.lists(HALVES, min_size=10, max_size=10), zero=st.sampled_from((SECOND, LAST)), index=st.integers(0, 4))
def test_where_none_is_felt_a_small_move_of_two_layers_leads_down(problem, constants, values, zero, index):
    """The second layer, or the output weights, are 0: move one weight below, then one of these, and a_0 towards 0."""
    weights = [Fraction(0) if place in zero else value for place, value in enumerate(values)]
    assume(zero == LAST or any(weights[place] for place in LAST))
    constant, step = Fraction(constants[index % len(constants)]), Fraction(1, 2**10)
    here = loss_at(problem, constant, weights)
    below = [place for place in range(8) if place < zero[0]]
    bases = [weights, *(moved(weights, (place, step)) for place in below)]
    bases += [moved(weights, (k, step), (j, step)) for k in FIRST for j in below if j in SECOND]
    assert any(
        loss_at(problem, constant * (1 - step), moved(base, (place, sign * step / 16))) < here
        for base in bases
        for place in zero
        for sign in (1, -1)
    )


OPENED = loads(f"{UNBALANCED} loss hinge network {{ {DEEP}  output bias }}").spec.problem


@given(st.lists(HALVES, min_size=10, max_size=10), st.sampled_from((SECOND, LAST)), st.integers(-2, 2))
def test_a_row_of_each_layer_moved_unfelt_lets_the_output_move_along_v(values, zero, constant):
    """lemma.linear_open, in exact numbers: two units for two features, at a constant that may lie on a kink."""
    weights = [Fraction(0) if place in zero else value for place, value in enumerate(values)]
    assume(zero == LAST or any(weights[place] for place in LAST))
    step, before = Fraction(1, 2**10), list(weights)
    with precision(256):
        here = height(OPENED, [Fraction(constant), *weights], Fraction(0))
    span = _spanning([weights[0:2], weights[2:4]], V)
    if span is None:  # the rows depend: one of them moves by v
        row = next(u for u in range(2) if _spanning([[weights[2 * u] + V[0], weights[2 * u + 1] + V[1]],
                                                     weights[2 - 2 * u : 4 - 2 * u]], V))  # fmt: skip
        weights = moved(weights, *((2 * row + k, step * V[k]) for k in range(2)))
        span = _spanning([weights[0:2], weights[2:4]], V)
    assert span is not None
    if zero == LAST:
        passed = [
            [sum(weights[4 + 2 * j + u] * weights[2 * u + k] for u in range(2)) for k in range(2)] for j in range(2)
        ]
        top = _spanning(passed, V)
        if top is None:
            small = step / (1 + max(map(abs, span)))
            for row in range(2):
                tried = moved(weights, *((4 + 2 * row + u, small * span[u]) for u in range(2)))
                passed = [
                    [sum(tried[4 + 2 * j + u] * tried[2 * u + k] for u in range(2)) for k in range(2)] for j in range(2)
                ]
                top = _spanning(passed, V)
                if top is not None:
                    weights = tried
                    break
        assert top is not None
        steps = [(8 + j, top[j]) for j in range(2)]
    else:
        felt = next(j for j in range(2) if weights[8 + j])
        steps = [(4 + 2 * felt + u, span[u] / weights[8 + felt]) for u in range(2)]
    with precision(256):
        near = height(OPENED, [Fraction(constant), *weights], Fraction(0))
        there = height(OPENED, [Fraction(constant), *moved(weights, *((p, s / 64) for p, s in steps))], Fraction(0))
    assert max(abs(a - b) for a, b in zip(weights, before, strict=True)) <= step
    for x, f, g, h in zip(OPENED.samples.points, here[1], near[1], there[1], strict=True):
        assert abs(f - g) < 1e-12
        assert abs(h - g - float(sum(v * entry for v, entry in zip(V, x, strict=True))) / 64) < 1e-12


def _spanning(rows, v):
    """(r, s) with r rows_0 + s rows_1 = v, in the plane; None if the rows depend, or do not reach v."""
    (a, b), (c, d) = rows
    det = a * d - b * c
    if det:
        return ((v[0] * d - v[1] * c) / det, (a * v[1] - b * v[0]) / det)
    for unit, row in enumerate(rows):
        if any(row) and row[0] * v[1] == row[1] * v[0]:
            factor = v[0] / row[0] if row[0] else v[1] / row[1]
            return (factor, Fraction(0)) if unit == 0 else (Fraction(0), factor)
    return None


@pytest.mark.parametrize("network", [DEEP, f"{DEEP} output bias", "shortcut = 2 linear  deep = 1 linear"])
def test_with_all_premises_they_apply(network):
    found = theoremcheck.check(f"{DATA} loss hinge network {{ {network} }}", search=False)
    assert found.theorems[:2] == ("thm.linear_kink", "thm.linear_kink_fit")
    found = theoremcheck.check(f"{DATA} loss hinge network {{ {network} }} claim global", search=False)
    assert found.theorems == ("thm.linear_kink_global",)


WITHOUT = {
    "objective.smooth_at_rest": (DATA, f"{NARROW}  output bias  frozen a0 = 1", "hinge"),
    "data.balanced_classes": (UNBALANCED, f"{NARROW}  output bias", "hinge"),
    "network.linear_wide": (DATA, NARROW, "perceptron"),
    "network.homogeneous": (DATA, f"{DEEP} with bias", "hinge"),
    "network.linear_trained": (DATA, f"{DEEP}  frozen deep.output = (1, 1)", "hinge"),
    "network.output_bias": (SHIFTED, DEEP, "hinge"),
    "loss.nondecreasing": (DATA, DEEP, "l(z) = max(-1 - z, 2 * z)"),
    "loss.active": (DATA, DEEP, "l(z) = max(-1, min(z, 1/2))"),
    "loss.single": (DATA, DEEP, "+ hinge loss - l(z) = max(0, 2 + z)"),
}


@pytest.mark.parametrize("missing", WITHOUT)
def test_without_one_premise_they_do_not_apply(missing):
    data, network, loss = WITHOUT[missing]
    found = theoremcheck.check(f"{data} loss {loss} network {{ {network} }}", search=False)
    assert not set(found.theorems) & {"thm.linear_kink", "thm.linear_kink_fit"}
    assert missing in {name for entry in found.blockers for name in entry.missing} | set(found.failing)


@pytest.mark.parametrize("loss", ["perceptron", "l(z) = max(z / 2, 2 * z)"])
def test_a_kink_where_nothing_is_felt_holds_a_bad_minimum(loss):
    data = "dataset d { + (-1, 0)  - (1, -1), (1, 1) }"
    found = theoremcheck.check(f"{data} loss {loss} network {{ deep = 1 linear -> 1 linear }}", search=False)
    assert found.verdict == "refuted"
