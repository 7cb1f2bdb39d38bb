"""L, outputs, gradient and Hessian: the intervals hold what an evaluation of one's own gives."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoremcheck as tc

NEURONS = {
    "tanh": np.tanh,
    "softplus": lambda z: np.logaddexp(0, z),
    "relu": lambda z: np.maximum(z, 0),
    "gelu": lambda z: z * (1 + np.vectorize(lambda x: float(mpmath.erf(x)))(z / np.sqrt(2))) / 2,
    "leaky_relu(1/10)": lambda z: np.where(z < 0, z / 10, z),
}
LOSSES = {
    "logistic": lambda z: np.logaddexp(0, z),
    "polynomial_hinge(3)": lambda z: np.maximum(0, 1 + z) ** 3,
    "square": lambda z: (1 + z) ** 2,
}


def outputs(problem, t):
    """f on the samples, from the arrays of a point; nothing here is the tool's."""
    x, width = problem["X"], problem["width"]
    f = np.full(len(x), float(t.get("a0", 0)))
    if width:
        f = f + NEURONS[problem["neuron"]](x @ t["w"].T + t.get("b", 0)) @ t["a"]
    for branch in ("deep", "beside"):
        h = x
        for k, (_, neuron, _) in enumerate(problem[branch]):
            h = NEURONS[neuron](h @ t[f"{branch}_w{k}"].T + t.get(f"{branch}_b{k}", 0))
        if problem[branch]:
            f = f + h @ t[f"{branch}_output"]
    return f


def value(problem, t):
    """L, likewise."""
    losses = LOSSES[problem["loss"]](-problem["y"] * outputs(problem, t))
    weights = problem["weights"]
    penalty = sum(c * np.sum(np.square(t[name])) for name, c in problem["regularizer"].items())
    return np.sum(weights * losses) / np.sum(weights) + penalty


@st.composite
def problems(draw):
    seed = draw(st.integers(0, 10**6))
    r = np.random.default_rng(seed)
    n, d = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    width = draw(st.integers(0, 3))
    names = st.sampled_from(sorted(NEURONS))
    layer = st.tuples(st.integers(1, 3), names, st.booleans())
    return {
        "X": r.normal(size=(n, d)).round(3),
        "y": np.array([1, -1, *r.choice([-1, 1], size=n - 2)]),
        "weights": r.integers(1, 4, size=n),
        "neuron": draw(names),
        "width": width,
        "deep": draw(st.lists(layer, min_size=0 if width else 2, max_size=2)),
        "beside": draw(st.lists(layer, max_size=2)),
        "loss": draw(st.sampled_from(sorted(LOSSES))),
        "hidden_bias": draw(st.booleans()),
        "output_bias": draw(st.booleans()),
        "regularizer": {"a": 0.25} if width else {},
    }, r


@settings(max_examples=40, deadline=None)
@given(problems())
def test_numpy_agrees(drawn):
    problem, r = drawn
    spec = tc.problem(**problem)
    p = len(spec.parameters)
    point = spec.point([float(entry) for entry in r.normal(size=p).round(4)])
    t = point.arrays()
    assert np.asarray(spec.outputs(point)) == pytest.approx(outputs(problem, t), rel=1e-12, abs=1e-12)
    assert float(spec.loss(point)) == pytest.approx(value(problem, t), rel=1e-12)
    gradient = np.asarray(spec.gradient(point).flat)
    step = Fraction(1, 10**12)
    for k in range(0, p, 3):  # central differences in exact steps, of enclosed values
        ends = [list(point.full) for _ in range(2)]
        ends[0][k] -= step
        ends[1][k] += step
        low, high = (spec.loss(end).middle for end in ends)
        assert float((high - low) / (2 * step)) == pytest.approx(gradient[k], abs=1e-9)


def test_the_hessian_is_the_slope_of_the_gradient():
    spec = tc.problem(
        [[1, 2], [0, 1], [-1, 1]], [1, -1, 1], neuron="tanh", width=1, deep=[(1, "softplus"), 2],
        loss="logistic", hidden_bias=True, output_bias=True, regularizer="1/10 * l2(w)", frozen={"b": [0.5]},
    )  # fmt: skip
    p = len(spec.parameters)
    centre = [Fraction(k, 7) - 1 for k in range(p)]
    hessian = spec.hessian(centre)
    assert hessian.shape == (p, p)
    step = Fraction(1, 10**12)
    for k in range(p):
        low, high = ([*centre[:k], centre[k] + way * step, *centre[k + 1 :]] for way in (-1, 1))
        pairs = zip(spec.gradient(high).flat, spec.gradient(low).flat, strict=True)
        slope = [float((one.middle - other.middle) / (2 * step)) for one, other in pairs]
        assert np.asarray(hessian[k]) == pytest.approx(slope, abs=1e-9)
        assert all(hessian[k, m].middle - hessian[m, k].middle < 1e-30 for m in range(p))


def test_exact_values_lie_in_the_intervals():
    spec = tc.problem(
        [[1], [2], [-3]], [1, -1, 1], neuron="relu", width=1, loss="square", hidden_bias=True, output_bias=True
    )
    point = {"a0": "1/3", "a": [2], "w": [["1/7"]], "b": ["1/2"]}
    f = [Fraction(1, 3) + 2 * max(0, Fraction(x, 7) + Fraction(1, 2)) for x in (1, 2, -3)]
    assert all(own in entry for own, entry in zip(f, spec.outputs(point), strict=True))
    assert sum((1 - y * own) ** 2 for own, y in zip(f, (1, -1, 1), strict=True)) / 3 in spec.loss(point)
    assert spec.loss(point).radius < Fraction(1, 10**25)


def test_shapes_and_names():
    spec = tc.problem(
        [[1, 2], [0, 1]], [1, -1], neuron="tanh", width=3, deep=[(2, "relu"), 1], loss="logistic",
        hidden_bias=True, output_bias=True, frozen={"a": None},
    )  # fmt: skip
    point = spec.point([Fraction(k + 1, 50) for k in range(23)])
    found = spec.gradient(point)
    assert list(found) == ["a0", "w", "b", "deep"]
    assert isinstance(found["a0"], tc.Enclosure)
    assert found["w"].shape == (3, 2)
    assert found["deep"]["layers"][0]["weights"].shape == (2, 2)
    assert found["deep"]["layers"][1]["biases"].shape == (1,)
    assert found["deep"]["output"].shape == (1,)
    assert len(found.flat) == len(spec.parameters) == len(point.trained) == 20
    assert spec.parameters[:4] == ("a0", "w[0, 0]", "w[0, 1]", "w[1, 0]")
    assert spec.parameters[-1] == "deep.output[0]"
    assert "deep.layers[0].weights[1, 0]" in spec.parameters
    assert found.flat[spec.parameters.index("w[1, 0]")] == found["w"][1, 0]
    assert repr(found).startswith("<Gradient in a0, w, b, deep: largest entry ")


def test_a_kink_has_no_gradient_but_a_value():
    spec = tc.problem([[1], [-1]], [1, -1], neuron="relu", width=1, loss="hinge", hidden_bias=True, output_bias=True)
    kink = {"a0": 0, "a": [1], "w": [[1]], "b": [-1]}
    assert float(spec.loss(kink)) == 1
    with pytest.raises(tc.SpecError, match="neuron 1 at sample 1 touches the break point 0"):
        spec.gradient(kink)


def test_large_numbers_are_no_traceback():
    spec = tc.problem(
        [[1], [-1]], [1, -1], neuron="exp", width=1, loss="exponential", hidden_bias=False, output_bias=False
    )
    assert float(spec.loss({"a": [1], "w": [[0]]})) == pytest.approx(np.cosh(1))
    with pytest.raises(tc.SpecError):
        spec.loss({"a": [-1], "w": [[100]]})
