"""L at a point: every interval holds the number that an evaluator of its own finds, and breaks are listed."""

from fractions import Fraction
from math import comb

import mpmath
import numpy as np
import pytest

from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.language import loads
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.pointwise.evaluation import MAX_SPECTRUM, evaluate_at

MP = mpmath.mp.clone()
MP.dps = 90
STEP = MP.mpf(10) ** -25
SLACK = MP.mpf(10) ** -30


def evaluation(text, point):
    spec = loads(text).spec
    return evaluate_at(spec.problem, tuple(map(Fraction, point)))


def holds(interval, value, slack=0):
    low, high = (MP.mpf(end.numerator) / end.denominator for end in (interval.lower, interval.upper))
    return low - slack <= value <= high + slack


# --- rational networks, by hand -------------------------------------------------------------------------------------

KINKED = """dataset d { + (1), 2 * (0), 1/2 * (-1)  - (2), (3) }
neuron relu
loss hinge
network { shortcut = 2 relu  hidden bias  output bias }
objective { regularizer = 1/8 * l2(a) + 1/4 * l2(a0) }
"""
POINT = ("1", "-1", "2", "1", "1", "-1", "-4")  # a0, a, w, b


def test_value_outputs_wrong_samples_and_breaks_by_hand():
    """u_1 = x - 1 is on its break at sample 1, and at sample 4, u_2 = x - 4 nowhere; f = 1 - max(0, x - 1)."""
    found = evaluation(KINKED, POINT)
    assert [value.middle for value in found.outputs] == [1, 1, 1, 0, -1]
    assert all(value.sign is not None or value.width < Fraction(1, 10**50) for value in found.outputs)
    assert found.wrong == (3,)  # f = 0 counts as +
    assert found.unsure == ()
    # z = -1, -1, -1, 0, -1: hinge 0, 0, 0, 1, 0 over the weight 1 + 2 + 1/2 + 1 + 1.
    assert Fraction(2, 11) in found.mean_loss
    assert Fraction(2, 11) + Fraction(5, 8) + Fraction(1, 4) in found.loss
    assert [(entry.sample, entry.unit and (entry.unit.layer, entry.unit.index)) for entry in found.breaks] == [
        (0, (0, 0)), (0, None), (1, None), (2, None), (4, None),
    ]  # fmt: skip
    assert all(entry.exact for entry in found.breaks)


def test_a_kink_leaves_a_reason_and_no_gradient():
    found = evaluation(KINKED, POINT)
    assert found.gradient is None
    assert found.gradient_norm is None
    assert found.spectrum is None
    assert "neuron 1 at sample 1" in sentence(found.rough)


def test_off_the_kinks_the_gradient_is_exact():
    """a0 = 2, u_1 = x - 2 + 1/2, away from all breaks."""
    found = evaluation(KINKED, ("2", "-1", "2", "1", "1", "-3/2", "-4"))
    # f = 2, 2, 2, 3/2, 1/2: wrong - samples have z = f, so l' = 1 with the weight 1 of 11/2.
    share = Fraction(2, 11)
    expected = [
        2 * share + 1,
        share * (Fraction(1, 2) + Fraction(3, 2)) - Fraction(1, 4),
        Fraction(1, 2),
        -share * 5,
        0,
        -share * 2,
        0,
    ]
    assert len(found.gradient) == len(expected)
    for interval, value in zip(found.gradient, expected, strict=True):
        assert value in interval
    assert found.wrong == (3, 4)
    assert found.rough is None
    assert found.spectrum is not None
    assert holds(
        found.gradient_norm, MP.sqrt(sum(MP.mpf(v.numerator) ** 2 / v.denominator**2 for v in map(Fraction, expected)))
    )


def test_a_near_break_is_listed_with_its_distance():
    found = evaluation(KINKED, ("2", "-1", "2", "1", "1", "-1.0000000001", "-4"))
    near = [entry for entry in found.breaks if entry.unit is not None]
    assert len(near) == 1
    assert not near[0].exact
    assert Fraction(-1, 10**10) in near[0].distance
    assert found.gradient is not None


# --- smooth networks, by differences of many digits -----------------------------------------------------------------

DEEP = """dataset d { + 2 * (1, 0), (1/2, -1)  - (0, 1), (2, 1), (-1, -1/3) }
neuron softplus
loss logistic
network { shortcut = 1 softplus  deep = 2 tanh with bias -> 1 sigmoid without bias  beside = 1 atan  output bias
          frozen deep.output = (3/2) }
objective { regularizer = 1/10 * l2(w, deep.1.weights) }
"""
SMOOTH = [f"{n}/100" for n in (30, 120, -70, 45, 20, -40, 60, 80, 10, -25, 110, -90, 35, -60, 15)]


def deep_loss(t):
    a0, a, w1, w2, p11, p12, p21, p22, c1, c2, q1, q2, v1, v2, out = t
    data = [
        (2, (1, 0), 1),
        (1, (MP.mpf(1) / 2, -1), 1),
        (1, (0, 1), -1),
        (1, (2, 1), -1),
        (1, (-1, MP.mpf(-1) / 3), -1),
    ]
    total = MP.mpf(0)
    for weight, (x1, x2), y in data:
        h1, h2 = MP.tanh(p11 * x1 + p12 * x2 + c1), MP.tanh(p21 * x1 + p22 * x2 + c2)
        f = a0 + a * MP.log(1 + MP.exp(w1 * x1 + w2 * x2)) + MP.mpf(3) / 2 / (1 + MP.exp(-q1 * h1 - q2 * h2))
        f += out * MP.atan(v1 * x1 + v2 * x2)
        total += weight * MP.log(1 + MP.exp(-y * f))
    return total / 6 + (w1**2 + w2**2 + p11**2 + p12**2 + p21**2 + p22**2) / 10


def slopes(function, t):
    found = []
    for k in range(len(t)):
        ends = [function([v + s * STEP * (j == k) for j, v in enumerate(t)]) for s in (1, -1)]
        found.append((ends[0] - ends[1]) / (2 * STEP))
    return found


def test_deep_frozen_and_beside_against_differences():
    found = evaluation(DEEP, SMOOTH)
    t = [MP.mpf(entry.split("/")[0]) / 100 for entry in SMOOTH]
    assert holds(found.loss, deep_loss(t))
    assert found.loss.width < Fraction(1, 10**60)
    expected = slopes(deep_loss, t)
    assert all(holds(g, value, SLACK) for g, value in zip(found.gradient, expected, strict=True))
    table = [slopes(lambda s, k=k: slopes(deep_loss, s)[k], t) for k in range(3)]  # three rows are enough
    assert MP.norm([table[0][1] - table[1][0], table[0][2] - table[2][0]]) < SLACK
    assert holds(found.gradient_norm, MP.norm(expected), SLACK)
    assert found.breaks == ()


def test_the_spectrum_against_eigenvalues_of_many_digits():
    text = (
        "dataset d { + (1), (3)  - (0), (2) }\nneuron tanh\nloss logistic\nnetwork { shortcut = 1 tanh  hidden bias }\n"
    )
    point = ("1.5", "-0.75", "0.4")

    def loss(t):
        a, w, b = t
        values = [(1, 1), (3, 1), (0, -1), (2, -1)]
        return sum(MP.log(1 + MP.exp(-y * a * MP.tanh(w * x + b))) for x, y in values) / 4

    t = [MP.mpf(entry) for entry in point]
    hessian = MP.matrix([slopes(lambda s, k=k: slopes(loss, s)[k], t) for k in range(3)])
    values = sorted(MP.eigsy((hessian + hessian.T) / 2, eigvals_only=True))
    found = evaluation(text, point).spectrum
    assert all(holds(e, v, MP.mpf(10) ** -20) for e, v in zip(found.eigenvalues, values, strict=True))
    assert (found.negative, found.flat, found.positive) == (sum(v < 0 for v in values), 0, sum(v > 0 for v in values))


@pytest.mark.parametrize("size", [1, 4, 12])
def test_the_spectrum_of_a_matrix_that_is_known(size):
    """A = Q D Q^T with exact binomials: the eigenvalues of the symmetric Pascal matrix come in pairs v, 1/v."""
    import flint

    from theoremcheck.trusted.functions.balls import precision
    from theoremcheck.verdict.pointwise.spectrum import spectrum_of

    with precision(256):
        found = spectrum_of(flint.arb_mat([[comb(i + j, i) for j in range(size)] for i in range(size)]))
    values = [(e.lower, e.upper) for e in found.eigenvalues]
    assert values == sorted(values)
    for low, high in zip(found.eigenvalues, reversed(found.eigenvalues), strict=True):
        assert low.lower * high.lower <= 1 <= low.upper * high.upper
    assert found.negative == 0


def test_repeated_and_zero_eigenvalues():
    found = evaluation("dataset d { + (1)  - (1) }\nneuron relu\nloss square\nnetwork { shortcut = 3 relu }\n", "0" * 6)
    assert found.gradient is None  # w = 0 is on the kink
    dead = "dataset d { + (1)  - (2) }\nneuron relu\nloss square\nnetwork { shortcut = 3 relu  output bias }\n"
    found = evaluation(dead, ["0", "1", "1", "1", "-1", "-2", "-1/2"])
    assert (found.spectrum.negative, found.spectrum.flat, found.spectrum.positive) == (0, 6, 1)
    assert found.spectrum.eigenvalues[-1].lower <= 2 <= found.spectrum.eigenvalues[-1].upper


def test_a_large_network_has_no_spectrum_but_a_gradient():
    count = MAX_SPECTRUM + 1
    ones = ", ".join(["1"] * count)
    text = f"dataset d {{ + (1)  - (2) }}\nloss square\nnetwork {{ shortcut = {count} linear  frozen a = ({ones}) }}\n"
    found = evaluation(text, ["0"] * count)
    assert found.spectrum is None
    assert found.rough.code == "evaluation.large"
    assert {(g.lower, g.upper) for g in found.gradient} == {(Fraction(1), Fraction(1))}


def test_what_cannot_be_enclosed_is_refused():
    text = "dataset d { + (1)  - (2) }\nneuron linear\nloss exponential\nnetwork { shortcut = 1 linear }\n"
    with pytest.raises(Refusal):
        evaluation(text, ["1e40", "1e40"])


def test_many_samples_and_random_networks_against_numpy():
    random = np.random.default_rng(5)
    for count, width in ((2, 1), (200, 6)):
        x = random.integers(-9, 10, size=(count, 3))
        y = np.where(np.arange(count) % 3, 1, -1)
        rows = [f"{'+' if label > 0 else '-'} ({', '.join(map(str, row))})" for label, row in zip(y, x, strict=True)]
        text = f"dataset d {{ {' '.join(rows)} }}\nloss logistic\nnetwork {{ shortcut = {width} tanh  hidden bias }}\n"
        t = random.normal(size=5 * width)
        a, w, b = t[:width], t[width : 4 * width].reshape(width, 3), t[4 * width :]
        found = evaluation(text, t.tolist())
        outputs = np.tanh(x @ w.T + b) @ a
        assert np.allclose([float(f) for f in found.outputs], outputs, rtol=1e-13, atol=1e-13)
        assert abs(float(found.loss) - np.logaddexp(0, -y * outputs).mean()) < 1e-13
        assert found.wrong == tuple(np.flatnonzero((outputs >= 0) != (y > 0)))


def test_an_interval_is_never_empty():
    assert all(isinstance(v, Enclosure) and v.lower <= v.upper for v in evaluation(DEEP, SMOOTH).gradient)
