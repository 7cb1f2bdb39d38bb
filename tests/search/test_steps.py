"""Steps of a descent: what they solve, what they promise, and the damping that the curvature along them asks for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.search.descent import _damped


def drawn(seed: int, count: int, size: int):
    """Symmetric matrices, gradients, dampings and points."""
    stream = np.random.default_rng(seed)
    matrices = stream.standard_normal((count, size, size))
    matrices += np.swapaxes(matrices, 1, 2)
    gradients, points = stream.standard_normal((2, count, size))
    return matrices, gradients, stream.uniform(1e-3, 30.0, count), points


@pytest.mark.parametrize("scaled", [False, True])
@given(seed=st.integers(0, 2**32), size=st.integers(1, 6))
def test_a_step_minimises_the_damped_model_and_promises_what_the_model_falls_by(scaled, seed, size):
    hessians, gradients, damping, points = drawn(seed, 4, size)
    model = _damped(hessians.copy(), gradients, damping, 1e6 * np.sign(points), scaled=scaled)
    for H, g, weight, p, promised, falls, lift in zip(
        hessians, gradients, damping, model.step, model.promised, model.falls, model.lift, strict=True
    ):
        sizes = np.abs(np.diag(H)) if scaled else np.full(size, np.abs(np.diag(H)).max())
        matrix = H + weight * np.diag(sizes)
        if np.linalg.cond(matrix) > 1e6 or np.abs(p).max() > 1e5:
            continue
        assert np.allclose(matrix @ p, -g, rtol=1e-6, atol=1e-6)
        assert promised == pytest.approx(-(g @ p + p @ H @ p / 2), rel=1e-6, abs=1e-6)
        assert falls == (g @ p < 0)
        # with so much damping the curvature along the step is 0: with less the matrix is not positive definite
        assert p @ (H + lift * np.diag(sizes)) @ p == pytest.approx(0.0, abs=1e-6 * (1 + abs(p @ H @ p)))


def test_a_long_step_is_shortened_and_promises_less():
    hessians, gradients = np.full((1, 1, 1), 1e-3), np.ones((1, 1))
    model = _damped(hessians.copy(), gradients, np.array([1e-15]), np.zeros((1, 1)), scaled=False)
    assert model.step == pytest.approx(-4.0)
    assert model.promised == pytest.approx(4.0 - 8e-3)


@pytest.mark.parametrize("entry", [0.0, np.nan, np.inf])
def test_where_there_is_no_solution_nothing_is_promised(entry):
    hessians = np.stack([np.full((2, 2), entry), np.eye(2)])
    with np.errstate(all="ignore"):
        model = _damped(hessians, np.ones((2, 2)), np.zeros(2), np.zeros((2, 2)), scaled=False)
    assert np.array_equal(model.step[0], [-1.0, -1.0])
    assert np.isnan(model.promised[0])
    assert np.allclose(model.step[1], -1.0)
    assert model.promised[1] == pytest.approx(1.0)
