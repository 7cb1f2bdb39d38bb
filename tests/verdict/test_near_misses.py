"""Every refutation rule fires on one spec and is silent on its near twin, in which one side condition fails."""

from fractions import Fraction

import pytest
from test_judge import verdict_of

TINY = "1/1000000000000000000000000000000"
THRESHOLD = "dataset d { + (1), (2), (3), (5)  - (-1) }"
DIAGONAL = "dataset d { + (1, 0), (2, 1)  - (0, 1), (-1, 2) }"
HALF_SPACE = "dataset d { + (1, 1), (1, 2)  - (1, -1) }"
RXOR = "dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }"
XOR = "dataset d { + (1, 1), (-1, -1)  - (1, -1), (-1, 1) }"
INTERVAL = "dataset d { + (-1), (1)  - (0) }"
MIRROR = "dataset d { + (1), (2)  - (-1), (-2) }"
LINE = "dataset d { + (0), (3)  - (1) }"
PEAK = "dataset d { + (1, -1), (1, 1)  - (-1, 0) }"
H3 = "polynomial_hinge(3)"


def changed(base, **parts):
    """A copy of (data, neuron, loss, network, rest) with some parts replaced."""
    names = ("data", "neuron", "loss", "network", "rest")
    return tuple(parts.get(name, old) for name, old in zip(names, (*base, ""), strict=False))


FLAT = (THRESHOLD, "relu", H3, "shortcut = 2 relu  hidden bias  output bias")
STEP = (HALF_SPACE, "step", "squared_hinge", "shortcut = 1 step  output bias")
DEEP = (DIAGONAL, "relu", H3, "deep = 3 relu -> 2 relu  hidden bias  output bias")
AFFINE = (XOR, "leaky_relu", "squared_hinge", "shortcut = 3 leaky_relu  hidden bias  output bias")
ORDER = (INTERVAL, "exp", H3, "shortcut = 3 exp  output bias")
MOMENT = (
    "dataset d { + (-3), (-1), (1), (3)  - (0), (0), (-7/2), (7/2), (0), (0), (0), (0) }", "softplus", H3,
    "shortcut = 3 softplus  hidden bias  output bias",
)  # fmt: skip
STATIONARY = ("dataset d { + (2, 0), (0, 2)  - (1, 0), (0, 1) }", "cosh", H3, "shortcut = 2 cosh  output bias")
PARITY = (RXOR, "tanh", "squared_hinge", "shortcut = 2 tanh  output bias")
EVEN = (MIRROR, "gaussian", H3, "shortcut = 1 gaussian  output bias")
THREE = "dataset d { - (1, 0), (0, 1)  + (1/2, 1/2) }"
ORDER_LOCAL = (THREE, "tanh", "square", "shortcut = 2 tanh  hidden bias  output bias")
MOMENT_LOCAL = changed(MOMENT, loss="square")
STATIONARY_LOCAL = changed(STATIONARY, loss="square")
HUBER = (
    "dataset d { + 2 * (0)  - (-1), (1) }",
    "softplus",
    "l(z) = cases { z <= 0: (1 + z)^2 / 2; else: 1/2 + z }",
    "shortcut = 2 softplus  hidden bias  output bias",
    "",
)
AFFINE_LOCAL = (XOR, "leaky_relu", "savage", "shortcut = 3 leaky_relu  hidden bias  output bias")
DUPLICATE = ("dataset d { + (1, 0), (0, 1)  - (1, 0), (0, 1) }", "softplus", H3, "shortcut = 3 softplus  output bias")
HULL = (LINE, "elu", "logistic", "shortcut = 1 elu  hidden bias  output bias")
OUTLIER = ("dataset d { + (1), (2), (7)  - (0) }", "linear", "square", "shortcut = 1 linear  output bias")
QUADRIC = (
    "dataset d { + (1), (3)  - (2), (4) }",
    "quadratic",
    "square",
    "shortcut = 2 quadratic  hidden bias  output bias",
)
MARGIN = (DIAGONAL, "softplus", "smooth_perceptron(3)", "shortcut = 2 softplus  output bias")
SATURATED = (DIAGONAL, "softplus", "ramp", "shortcut = 2 softplus  output bias")
KINK = (PEAK, "softplus", "hinge", "shortcut = 1 softplus  output bias")
NOBIAS = (RXOR, "expm1", H3, "shortcut = 2 expm1")
NARROW = (RXOR, "softplus", H3, "shortcut = 1 softplus  output bias")
TIED = (
    "dataset d { - (0, 1), (0, -1), (5, 0)  + (0, 0) }", "softplus", H3,
    "shortcut = 1 softplus  hidden bias  output bias",
)  # fmt: skip
COINCIDE = (
    "dataset d { + (1, 1), (1, -1)  - (-1, 1), (-1, -1) }", "softplus", H3,
    "shortcut = 1 softplus  output bias  frozen w = ((0, 1))",
)  # fmt: skip
FROZEN_A = (RXOR, "exp", H3, "shortcut = 3 exp  frozen a = (1, 1, 1)")
DECAY = (
    "dataset d { + (1), (2)  - (-1) }", "softplus", "squared_hinge", "shortcut = 1 softplus  output bias",
    "objective { regularizer = 2 * l2(a, w) }",
)  # fmt: skip
# Below: k = W- l'(c) = 1 * 2 (1 + 1/3) = 8/3, W = 3, |D| = 5/2, s'(0) = 1/2: 2 A > (8/9)(5/4), so A > 5/9.
DECAY_LOCAL = changed(DECAY, loss="l(z) = (sigmoid(z) - 1/10)^2")
RESTING = (
    "dataset d { + (1), (2)  - (-1) }", "tanh", "logistic", "shortcut = 2 tanh",
    "objective { regularizer = 2/5 * l2(a, w) }",
)  # fmt: skip
# c = (1/2, 1/2, -1/2), |sum c_i x_i| = 2, W = 3, s'(0) = 1: 2 A > 2/3.
EQUIVALENCE = (
    "dataset d { + (0), (3), (9)  - (1), (20) }", "elu", H3, "shortcut = 3 elu  hidden bias  output bias",
)  # fmt: skip

TWINS = [
    # rule, fires on, silent on
    ("rule.flat", FLAT, changed(FLAT, neuron="prelu", network="shortcut = 2 prelu  hidden bias  output bias")),
    ("rule.flat", FLAT, changed(FLAT, network="shortcut = 2 relu  output bias")),  # 0 is not inside the flat piece
    ("rule.flat", STEP, changed(STEP, data="dataset d { + (1, 1), (-1, 0)  - (1, -1) }")),  # no half-space
    ("rule.flat", FLAT, changed(FLAT, loss="l(z) = z")),  # no constant is best: unbounded below
    ("rule.flat", FLAT, changed(FLAT, network="shortcut = 2 relu  hidden bias  output bias  deep = 2 softplus")),
    ("rule.flat", FLAT, changed(FLAT, rest="objective { regularizer = 1/10 * l2(b) }")),  # b = 0 is no dead unit
    ("rule.flat", FLAT, changed(FLAT, rest="objective { regularizer = 1/10 * l2(a0) }")),  # a_0 = 1/3 is penalised
    ("rule.flat", FLAT, changed(FLAT, network="shortcut = 2 relu  hidden bias  output bias  frozen w = ((0), (1))"
     "  frozen b = (-1, 2)")),
    ("rule.deep", DEEP, changed(DEEP, network="deep = 3 softplus -> 2 softplus  hidden bias  output bias",
     neuron="softplus")),
    ("rule.deep", DEEP, changed(DEEP, data="dataset d { + (1, 0), (-2, 1)  - (0, 1), (1, -2) }",
     network="deep = 3 leaky_relu -> 2 relu  output bias")),  # both signs arrive, and no half-space has all samples
    ("rule.affine", AFFINE, changed(AFFINE, data="dataset d { + (1, 1), (-1, -1)  - (1, -1), (-1, 1.0000000001) }")),
    ("rule.affine", AFFINE, changed(AFFINE, neuron="exp", network="shortcut = 3 exp  hidden bias  output bias")),
    ("rule.affine", AFFINE, changed(AFFINE, loss="ramp")),  # not convex
    ("rule.order", ORDER, changed(ORDER, data="dataset d { + (-1), (1)  - (0), (9/8) }")),  # no contraction
    ("rule.order", ORDER, changed(ORDER, neuron="tanh", network="shortcut = 3 tanh  output bias")),  # neither at 0
    ("rule.order", ORDER, changed(ORDER, network="shortcut = 3 exp")),  # c > 0 asks for a > 0, concavity for a < 0
    ("rule.order", ORDER, changed(ORDER, network="shortcut = 3 exp  output bias  deep = 2 tanh")),  # nor beside it
    ("rule.order", ORDER, changed(ORDER, network="shortcut = 3 exp  output bias  frozen a = (-1, -1, 1)")),
    ("rule.moment", MOMENT, changed(MOMENT, neuron="linear", network="shortcut = 3 linear  hidden bias  output bias")),
    ("rule.moment", MOMENT, changed(MOMENT, data=RXOR)),  # indefinite
    ("rule.stationary", STATIONARY, changed(STATIONARY, network="shortcut = 2 cosh  hidden bias  output bias")),
    ("rule.stationary", STATIONARY, changed(STATIONARY, data="dataset d { + (2, 0), (0, 2)  - (1, 0), (0, 3) }")),
    ("rule.stationary", STATIONARY, changed(STATIONARY, data="dataset d { + (2, 0), (0, 2)  - (1, 0), (0, 2) }")),
    ("rule.stationary", STATIONARY, changed(STATIONARY, neuron=f"n(z) = cosh(z) + z * {TINY}",
     network="shortcut = 2 n  output bias")),
    ("rule.stationary", STATIONARY, changed(STATIONARY, neuron="n(z) = z^4", network="shortcut = 2 n  output bias")),
    ("rule.stationary", STATIONARY, changed(STATIONARY, network="shortcut = 2 cosh  output bias  deep = 2 tanh")),
    ("rule.parity", PARITY, changed(PARITY, network="shortcut = 2 tanh  hidden bias  output bias")),
    ("rule.parity", PARITY, changed(PARITY, data="dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -2) }")),
    ("rule.parity", PARITY, changed(PARITY, neuron="n(z) = tanh(z) + z^2/10^6", network="shortcut = 2 n  output bias")),
    ("rule.parity", EVEN, changed(EVEN, data="dataset d { + (1), (2)  - (-1), (-2), (-2) }")),
    ("rule.parity", PARITY, changed(PARITY, data="dataset d { + (1, 0), (-1, 0), (2, 0), (-2, 0)  - (0, 1), (0, -1) }",
     network="shortcut = 2 tanh")),  # c is not 0 and tanh(0) = 0: not reachable
    ("rule.order_local", ORDER_LOCAL, changed(ORDER_LOCAL, data="dataset d { - (1, 0), (0, 1)  + (1/2, 101/200) }")),
    ("rule.order_local", ORDER_LOCAL, changed(ORDER_LOCAL, network="shortcut = 2 tanh  output bias")),  # s'' = 0 at 0
    ("rule.order_local", ORDER_LOCAL, changed(ORDER_LOCAL, loss="l(z) = (1 - z)^2")),  # it falls at c
    ("rule.order_local", ORDER_LOCAL, changed(ORDER_LOCAL, loss="l(z) = z^3 + z")),  # bent down on one side
    ("rule.order_local", ORDER_LOCAL, changed(ORDER_LOCAL, rest="objective { regularizer = 1/10 * l2(a0) }")),
    ("rule.moment_local", MOMENT_LOCAL, changed(MOMENT_LOCAL, data=RXOR)),  # indefinite
    ("rule.moment_local", MOMENT_LOCAL, changed(MOMENT_LOCAL, loss="l(z) = (1 - z)^2")),
    ("rule.stationary_local", STATIONARY_LOCAL, changed(STATIONARY_LOCAL, network="shortcut = 2 cosh  hidden bias"
     "  output bias")),
    ("rule.stationary_local", STATIONARY_LOCAL, changed(STATIONARY_LOCAL, loss="l(z) = (1 - z)^2")),
    ("rule.affine_local", AFFINE_LOCAL, changed(AFFINE_LOCAL,
     data="dataset d { + (1, 1), (-1, -1)  - (1, -1), (-1, 1.0000000001) }")),
    ("rule.affine_local", AFFINE_LOCAL, changed(AFFINE_LOCAL, loss="ramp")),  # breaks at -1 and 1, flat elsewhere
    ("rule.decay_local", DECAY_LOCAL, changed(DECAY_LOCAL, rest="objective { regularizer = 1/100 * l2(a, w) }")),
    ("rule.decay_local", DECAY_LOCAL, changed(DECAY_LOCAL, rest="objective { regularizer = 2 * l2(w) }")),  # a is free
    ("rule.decay_local", DECAY_LOCAL, changed(DECAY_LOCAL, rest="objective { regularizer = 2 * l2(a0, a, w) }")),
    ("rule.decay_local", DECAY_LOCAL, changed(DECAY_LOCAL, neuron="step", network="shortcut = 1 step  output bias")),
    ("rule.decay_local", changed(DECAY_LOCAL, loss="l(z) = max(z / 2, 2 * z)"), changed(DECAY_LOCAL,
     loss="l(z) = min(z / 2, 2 * z)")),
    ("rule.decay_local", changed(DECAY, loss="hinge"), DECAY),  # rule.decay takes what is convex and C^1
    ("rule.duplicate", DUPLICATE, changed(DUPLICATE, data="dataset d { + (1, 0), (0, 1)  - (1, 0), 2 * (0, 1) }")),
    ("rule.duplicate", DUPLICATE, changed(DUPLICATE, loss="savage")),  # not convex
    ("rule.hull", HULL, changed(HULL, data="dataset d { + (2), (3)  - (1) }")),  # separable
    ("rule.hull", HULL, changed(HULL, data="dataset d { + (1), (3)  - (1) }")),  # not attained by the logistic loss
    ("rule.hull", HULL, changed(HULL, network="shortcut = 1 softplus  hidden bias  output bias", neuron="softplus")),
    ("rule.outlier", OUTLIER, changed(OUTLIER, data="dataset d { + (1), (2), (3)  - (0) }")),  # the fit is right
    ("rule.outlier", OUTLIER, changed(OUTLIER, loss="double(z) = z^4 - z^2 + z")),  # not convex
    ("rule.quadric", QUADRIC, changed(QUADRIC, data="dataset d { + (1), (4)  - (2), (3) }")),  # the fit is right
    ("rule.quadric", changed(QUADRIC, loss="logistic"), changed(QUADRIC, loss="savage")),  # not convex
    ("rule.quadric", QUADRIC, changed(QUADRIC, neuron="n(z) = z^2 + z^4", network="shortcut = 2 n  hidden bias"
     "  output bias")),
    ("rule.quadric", changed(QUADRIC, data="dataset d { + (1), (4)  - (2), (3), (9) }", network="shortcut = 2 quadratic"
     "  hidden bias  output bias"), changed(QUADRIC, data="dataset d { + (1), (4)  - (2), (3), (9) }",
     rest="objective { regularizer = 1/10 * l2(a0) }")),
    ("rule.quadric", changed(QUADRIC, loss="logistic"), changed(QUADRIC, loss="logistic", network="shortcut = 1"
     " quadratic  hidden bias  output bias")),  # one square where two are needed
    ("rule.quadric", QUADRIC, changed(QUADRIC, network="shortcut = 2 quadratic  hidden bias  output bias"
     "  deep = 1 tanh")),
    ("rule.margin", MARGIN, changed(MARGIN, loss=f"l(z) = max(0, z + {TINY})^3")),
    ("rule.saturated", SATURATED, changed(SATURATED, loss="l(z) = max(0, 1 + z) - max(0, z - 1)/2")),
    ("rule.saturated", SATURATED, changed(SATURATED, network="shortcut = 2 tanh", neuron="tanh")),  # 2 is not reachable
    ("rule.kink", KINK, changed(KINK, loss="squared_hinge")),
    ("rule.kink", KINK, changed(KINK, data="dataset d { + (1, -1), (1, 1)  - (-1, 0), (-1, 1/2) }")),  # n+ = n-
    ("rule.kink", KINK, changed(KINK, network="shortcut = 2 softplus  output bias")),  # two samples, three features
    ("rule.kink", KINK, changed(KINK, network="shortcut = 1 softplus  output bias  frozen a = (1)")),
    ("rule.nobias", NOBIAS, changed(NOBIAS, loss="logistic")),  # no margin beyond which l is flat
    ("rule.nobias", NOBIAS, changed(NOBIAS, network="shortcut = 2 expm1  output bias")),
    ("rule.nobias", NOBIAS, changed(NOBIAS, neuron="exp", network="shortcut = 2 exp")),  # s(0) = 1
    ("rule.nobias", NOBIAS, changed(NOBIAS, data="dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -2) }")),  # mean of -
    ("rule.nobias", NOBIAS, changed(NOBIAS, network="shortcut = 1 expm1")),  # one neuron lifts one of two points
    ("rule.narrow", NARROW, changed(NARROW, network="shortcut = 2 softplus  output bias")),
    ("rule.narrow", NARROW, changed(NARROW, data="dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -2) }")),
    ("rule.narrow", NARROW, changed(NARROW, loss="hinge")),  # l''(0) = 0
    ("rule.tied", TIED, changed(TIED, data=f"dataset d {{ - (0, 1), (0, -1), (5, 0)  + (0, {TINY}) }}")),
    ("rule.tied", TIED, changed(TIED, data="dataset d { - (0, 1), (0, -1), (5, 0), (-5, 0)  + (0, 0) }")),  # a > 0
    ("rule.tied", TIED, changed(TIED, loss="logistic")),  # (5, 0) has slope
    ("rule.tied", TIED, changed(TIED, loss="ramp")),  # bent down at the margin 1 of class +, where class - has its kink
    ("rule.tied", TIED, changed(TIED, neuron="linear", network="shortcut = 1 linear  hidden bias  output bias")),
    ("rule.tied", TIED, changed(TIED, network="shortcut = 1 softplus  hidden bias  output bias  deep = 1 softplus")),
    ("rule.tied", TIED, changed(TIED, rest="objective { regularizer = 1/1000000 * l2(a) }")),
    ("rule.frozen", COINCIDE, changed(COINCIDE, network="shortcut = 1 softplus  output bias  frozen w = ((1, 0))")),
    ("rule.frozen", COINCIDE, changed(COINCIDE, network="shortcut = 1 softplus  output bias")),
    ("rule.frozen", FROZEN_A, changed(FROZEN_A, network="shortcut = 3 exp  frozen a = (1, 1, -1)")),
    ("rule.frozen", FROZEN_A, changed(FROZEN_A, loss="logistic")),  # l is flat nowhere
    ("rule.frozen", FROZEN_A, changed(FROZEN_A, network="shortcut = 3 exp  output bias  frozen a = (1, 1, 1)")),
    ("rule.decay", DECAY, changed(DECAY, rest="objective { regularizer = 5/9 * l2(a, w) }")),  # the threshold itself
    ("rule.decay", DECAY, changed(DECAY, rest="objective { regularizer = 2 * l2(a) }")),  # w is free
    ("rule.decay", DECAY, changed(DECAY, rest="objective { regularizer = 2 * l2(a0, a, w) }")),  # c = 1/3 is penalised
    ("rule.decay", DECAY, changed(DECAY, loss="hinge")),
    ("rule.decay_zero", RESTING, changed(RESTING, rest="objective { regularizer = 1/3 * l2(a, w) }")),  # the threshold
    ("rule.decay_zero", RESTING, changed(RESTING, rest="objective { regularizer = 2 * l2(a) }")),  # w is free
    ("rule.decay_zero", RESTING, changed(RESTING, network="shortcut = 2 tanh  output bias")),
    ("rule.decay_zero", RESTING, changed(RESTING, network="shortcut = 2 tanh  hidden bias")),
    ("rule.decay_zero", RESTING, changed(RESTING, neuron="sigmoid", network="shortcut = 2 sigmoid")),
    ("rule.decay_zero", RESTING, changed(RESTING, loss="savage")),  # not convex
    ("rule.decay_zero", RESTING, changed(RESTING, network="shortcut = 2 tanh  deep = 1 tanh")),  # deep is free
    ("rule.affine_piece", EQUIVALENCE, changed(EQUIVALENCE, data="dataset d { + (0), (-3)  - (1), (20) }")),
    ("rule.affine_piece", EQUIVALENCE, changed(EQUIVALENCE, loss="logistic")),  # may have no best affine function
    ("rule.affine_piece", EQUIVALENCE, changed(EQUIVALENCE, network="shortcut = 3 elu  hidden bias  output bias"
     "  deep = 2 tanh")),
    ("rule.order_local", HUBER, changed(HUBER, loss="l(z) = cases { z <= 0: (1 + z)^2 / 2; else: 1/2 + log(1 + z) }")),
    ("rule.order_local", HUBER, changed(HUBER, loss="l(z) = cases { z <= 0: (1 + z)^2 / 2;"
     f" else: 1/2 + z + {TINY} }}")),
    ("rule.tied", changed(TIED, loss="hinge"), changed(TIED, loss="hinge", data="dataset d { - (0, 1), (0, -1), (5, 0),"
     " (-5, 0)  + (0, 0) }")),  # a > 0
]  # fmt: skip


@pytest.mark.parametrize("rule, fires, silent", TWINS, ids=[f"{rule}-{k}" for k, (rule, _, _) in enumerate(TWINS)])
def test_twins(rule, fires, silent):
    assert rule in verdict_of(*fires, wanted=frozenset({rule})).rules
    assert rule not in verdict_of(*silent, wanted=frozenset({rule})).rules


@pytest.mark.parametrize("sign, fires", [(1, True), (0, False), (-1, False)])
def test_the_threshold_of_decay_is_exact(sign, fires):
    coefficient = Fraction(5, 9) + Fraction(sign, 10**30)
    verdict = verdict_of(*DECAY[:4], f"objective {{ regularizer = {coefficient} * l2(a, w) }}")
    assert ("rule.decay" in verdict.rules) is fires


def test_frozen_features_that_are_all_zero():
    network = "shortcut = 2 erf  frozen w = ((0, 0), (0, 0))"
    data = "dataset d { + (1, 0)  - 2 * (0, 1) }"
    assert verdict_of(data, "erf", "logistic", network).rules == ("rule.frozen",)
