"""Gradients and Hessians of the objective against finite differences and against mpmath."""

from fractions import Fraction

import numpy as np
import pytest
from search_problems import problem, random_data

from theoremcheck.functions.precise import context
from theoremcheck.language import loads
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.precise import PreciseLandscape
from theoremcheck.search.spectra import spectra
from theoremcheck.trusted.problem.model import Block, Frozen, Penalty

DATA = random_data(3, 7, 3)
CASES = {
    "shortcut": problem(DATA, 2),
    "no biases": problem(DATA, 3, "tanh", ("logistic",), hidden_bias=False, output_bias=False),
    "one neuron": problem(DATA, 1, "gaussian", ("square",)),
    "deep": problem(DATA, 0, deep=((3, "gelu"), (2, "softplus"))),
    "deep without hidden bias": problem(DATA, 0, hidden_bias=False, deep=((2, "tanh"), (2, "tanh"), (3, "sin"))),
    "residual head": problem(DATA, 0, hidden_bias=False, deep=((3, "tanh"), (2, "softplus")), residual=True),
    "residual head, large features": problem(random_data(4, 6, 2), 0, deep=((2, "sin"),), residual=True),
    "both": problem(DATA, 2, "silu", deep=((3, "tanh"),)),
    "regularised": problem(
        DATA,
        2,
        deep=((2, "tanh"),),
        penalties=(
            Penalty(Fraction(1, 10), (Block.HIDDEN_WEIGHTS, Block.DEEP)),
            Penalty(Fraction(1, 3), (Block.OUTPUT_BIAS, Block.OUTPUT_WEIGHTS, Block.HIDDEN_BIAS, Block.DEEP)),
        ),
    ),
    "weighted": problem(DATA, 2, "mish", weights=[1, 2, 3, Fraction(1, 2), 5, 1, 1]),
    "frozen": problem(
        DATA,
        2,
        "sigmoid",
        frozen=(
            Frozen(Block.OUTPUT_WEIGHTS, (Fraction(1, 3), Fraction(-2))),
            Frozen(Block.OUTPUT_BIAS, (Fraction(1),)),
        ),
        penalties=(Penalty(Fraction(1, 7), (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)),),
    ),
    "frozen deep": problem(
        DATA, 1, deep=((1, "tanh"),), frozen=(Frozen(Block.DEEP, tuple(map(Fraction, range(1, 6)))),)
    ),
}


BOUNDS = {
    "as they are": {},
    "batches of one point": {"curvature._DOUBLES": 1, "shallow._DOUBLES": 1},
    "no table of products": {"curvature._PRODUCTS": 1, "shallow._INPUTS": 0, "shallow._MULTIPLICATIONS": 0},
    "products of what is received": {"curvature._FEWER": 0, "shallow._INPUTS": 0, "shallow._MULTIPLICATIONS": 0},
    "products of units": {"curvature._FEWER": 10**9, "shallow._INPUTS": 0, "shallow._MULTIPLICATIONS": 0},
}


@pytest.fixture(params=BOUNDS.values(), ids=BOUNDS)
def bounds(request, monkeypatch):
    """Nothing depends on how the work is cut into pieces, and on which way a Hessian is made."""
    for name, value in request.param.items():
        monkeypatch.setattr(f"theoremcheck.search.{name}", value)


MIXED = """
dataset d { + (1, 2), (3, -1), (-1/2, 2)  - (2, 2), (0, -3), (-1, -1) }
neuron gelu
loss logistic
network {
  shortcut = 2 gelu
  hidden bias
  output bias
  deep = 2 tanh + 1 sigmoid -> 2 softplus without bias -> 1 tanh + 1 sin
  beside = 2 silu without bias -> 3 tanh
  frozen beside.output = (1, -2, 1/2)
}
objective { regularizer = 1/7 * l2(w, deep) }
"""


def test_derivatives_of_two_branches_beside_a_shortcut(bounds):
    test_derivatives(loads(MIXED).spec.problem, bounds)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_derivatives(case, bounds):
    landscape = make_landscape(case)
    points = np.random.default_rng(1).normal(size=(3, landscape.size))
    losses, gradients, hessians = landscape.hessian(points)
    assert landscape.value(points) == pytest.approx(losses, rel=1e-14)
    assert landscape.gradient(points)[1] == pytest.approx(gradients, rel=1e-12, abs=1e-14)
    assert hessians == pytest.approx(np.swapaxes(hessians, 1, 2))
    directions = np.random.default_rng(7).normal(size=points.shape)
    products = np.matmul(hessians, directions[:, :, None])[:, :, 0]
    assert landscape.along(landscape.evaluate(points), directions) == pytest.approx(products, rel=1e-10, abs=1e-13)
    width = 1e-5
    for k in range(landscape.size):
        step = np.zeros(landscape.size)
        step[k] = width
        slope = (landscape.value(points + step) - landscape.value(points - step)) / (2 * width)
        row = (landscape.gradient(points + step)[1] - landscape.gradient(points - step)[1]) / (2 * width)
        assert gradients[:, k] == pytest.approx(slope, rel=1e-5, abs=1e-7)
        assert hessians[:, k] == pytest.approx(row, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_precise_landscape_agrees(case):
    landscape, ctx = make_landscape(case), context(40)
    points = np.random.default_rng(2).normal(size=(1, landscape.size))
    precise = PreciseLandscape(case, landscape.layout, ctx)
    found = precise.evaluate(precise.lift(landscape.layout.expand(points)[0].tolist()))
    losses, gradients = landscape.gradient(points)
    assert float(found.loss) == pytest.approx(losses[0], rel=1e-13)
    assert [float(value) for value in found.outputs] == pytest.approx(landscape.outputs(points)[0], rel=1e-12)
    full = np.array([float(value) for value in found.gradient])[landscape.layout.positions] * landscape.layout.scale
    assert full == pytest.approx(gradients[0], rel=1e-11, abs=1e-14)


def test_one_deep_layer_is_the_same_network_as_a_shortcut():
    shortcut = make_landscape(problem(DATA, 3, "gelu", output_bias=False))
    deep = make_landscape(problem(DATA, 0, output_bias=False, deep=((3, "gelu"),)))
    full = np.random.default_rng(3).normal(size=(2, shortcut.layout.size))
    # shortcut: a (3), w (9), b (3); deep: w (9), b (3), output weights (3)
    order = [*range(3, 15), *range(3)]
    left = shortcut.hessian(shortcut.layout.shrink(full))
    right = deep.hessian(deep.layout.shrink(full[:, order]))
    assert right[0] == pytest.approx(left[0])
    assert right[1] == pytest.approx(left[1][:, order])
    assert right[2] == pytest.approx(left[2][:, order][:, :, order])


def test_loss_is_the_weighted_mean_plus_penalties():
    case = problem(
        ([(1,)], [(2,)]), 0, loss=("square",), weights=[3, 1], penalties=(Penalty(Fraction(5), (Block.OUTPUT_BIAS,)),)
    )
    landscape = make_landscape(case)
    # f = c: (3 (1 - c)^2 + (1 + c)^2) / 4 + 5 c^2
    assert landscape.value(np.array([[0.5]]))[0] == pytest.approx((3 * 0.25 + 2.25) / 4 + 1.25)


def test_layout_scales_features_and_keeps_frozen_values():
    data = ([(1000, 1)], [(-1000, 2)])
    frozen = (Frozen(Block.HIDDEN_BIAS, (Fraction(1, 3),)),)
    layout = make_landscape(problem(data, 1, frozen=frozen)).layout
    assert layout.scale[2] == pytest.approx(1e-3)
    points = np.random.default_rng(4).normal(size=(2, len(layout.trained)))
    full = layout.expand(points)
    assert full[:, layout.blocks[Block.HIDDEN_BIAS]] == pytest.approx(1 / 3)
    assert layout.shrink(full) == pytest.approx(points)


def test_overflow_is_an_infinite_loss():
    landscape = make_landscape(problem(([(1,)], [(2,)]), 1, "exp", ("exponential",)))
    assert landscape.value(np.full((1, landscape.size), 900.0))[0] == np.inf


def test_eigenvalues_that_do_not_converge_count_as_zero(monkeypatch):
    """LAPACK gives up on some matrices with entries far apart; the others of the batch keep their eigenvalues."""
    plain = np.linalg.eigh

    def moody(matrix):
        if matrix.ndim == 3 or matrix[0, 0] > 1e200:
            raise np.linalg.LinAlgError("Eigenvalues did not converge")
        return plain(matrix)

    monkeypatch.setattr(np.linalg, "eigh", moody)
    values, vectors = spectra(np.array([[[2.0, 0.0], [0.0, 1.0]], [[1e300, 1.0], [1.0, np.nan]]]))
    assert values.tolist() == [[1.0, 2.0], [0.0, 0.0]]
    assert np.array_equal(vectors[1], np.eye(2))
