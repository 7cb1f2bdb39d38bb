"""thm.residual_kink under attack: the ways down of its proof, step by step, and that it asks for each premise."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.problem.layout import Layout, Unit

UNBALANCED = "dataset d { + (1, 2), (2, 1/2), (1, 1)  - (-1, 1/3), (-1, -1) }"
DATA = "dataset d { + (1, 2), (2, 1/2)  - (-1, 1/3), (-1, -1) }"
V = (Fraction(8), Fraction(3))
HALVES = st.integers(-6, 6).map(lambda n: Fraction(n, 2))
NETWORKS = ("2 relu -> residual", "1 tanh -> 2 softplus -> residual")
PROBLEMS = {name: loads(f"{DATA} loss hinge network {{ deep = {name} }}").spec.problem for name in NETWORKS}


@given(st.sampled_from(NETWORKS), st.lists(HALVES, min_size=20, max_size=20))
def test_where_w_is_not_0_every_margin_falls(name, values):
    """The move of the proof, in exact numbers: f changes by r (v . x_i), and so all y_i f(x_i) grow."""
    problem = PROBLEMS[name]
    layout = Layout.of(problem)
    point, last = values[: layout.size], len(layout.layers)
    head = [layout.wiring(Unit(last, k)) for k in range(2)]
    w = [point[unit.outgoing[0]] for unit in head]
    k = next((k for k in range(2) if w[k]), None)
    assume(k is not None)
    step = Fraction(1, 64)
    assume(w[k] + step * V[k])
    moved = list(point)
    for i in range(2):
        moved[head[i].outgoing[0]] += step * V[i]
    for own in range(len(head[0].incoming)):
        drift = sum(V[i] * point[head[i].incoming[own]] for i in range(2))
        moved[head[k].incoming[own]] -= step * drift / (w[k] + step * V[k])
    with precision(256):
        (here, before), (there, after) = height(problem, point, Fraction(0)), height(problem, moved, Fraction(0))
        for x, label, f, g in zip(problem.samples.points, problem.samples.labels, before, after, strict=True):
            rise = step * sum(v * entry for v, entry in zip(V, x, strict=True))
            assert abs(g - f - float(rise)) < 1e-12
            assert label * rise > 0
        assert not there > here + 1e-40
        assert there < here or all(label * f > 0 for label, f in zip(problem.samples.labels, before, strict=True))


@given(st.lists(HALVES, min_size=8, max_size=8), st.lists(HALVES, min_size=4, max_size=4), st.integers(0, 3))
def test_where_w_is_0_a_small_move_of_v_and_w_leads_down(values, bends, entry):
    """At w = 0 every l'(z_i) is 1: sum y_i (x_i + V h_i) is not 0 for V, or for V moved in one entry."""
    problem = PROBLEMS["2 relu -> residual"]
    layout = Layout.of(problem)
    point = [*values[:4], *bends, Fraction(0), Fraction(0)]
    assert layout.size == len(point)
    with precision(256):
        here = height(problem, point, Fraction(0))[0]
        down = False
        for moved in (point, [p + Fraction(k == 4 + entry, 8) for k, p in enumerate(point)]):
            for i in (8, 9):
                for sign in (1, -1):
                    near = [p + Fraction(sign * (k == i), 2**10) for k, p in enumerate(moved)]
                    down = down or bool(height(problem, near, Fraction(0))[0] < here)
        assert down


@pytest.mark.parametrize("network", ["deep = 2 tanh -> residual", "deep = 2 tanh -> residual output bias"])
def test_with_all_premises_it_applies(network):
    assert theoremcheck.check(f"{DATA} loss hinge network {{ {network} }}", search=False).theorems == (
        "thm.residual_kink",
    )


WITHOUT = {
    "objective.smooth_at_rest": (DATA, "deep = 2 tanh -> residual output bias frozen a0 = 1", "hinge"),
    "data.balanced_classes": (UNBALANCED, "deep = 2 tanh -> residual output bias", "hinge"),
    "network.residual": (DATA, "deep = 2 tanh -> residual frozen deep.output = (1, 1)", "hinge"),
    "loss.nondecreasing": (DATA, "deep = 2 tanh -> residual", "l(z) = abs(1 + z)"),
    "loss.active": (DATA, "deep = 2 tanh -> residual", "l(z) = max(-1, min(z, 1/2))"),
}


@pytest.mark.parametrize("missing", WITHOUT)
def test_without_one_premise_it_does_not_apply(missing):
    data, network, loss = WITHOUT[missing]
    found = theoremcheck.check(f"{data} loss {loss} network {{ {network} }}", search=False)
    assert found.verdict == "undecided"
    assert missing in found.failing


def test_two_losses_are_not_spoken_of():
    text = f"{DATA} loss + hinge loss - perceptron network {{ deep = 2 tanh -> residual }}"
    assert theoremcheck.check(text, search=False).verdict == "undecided"
