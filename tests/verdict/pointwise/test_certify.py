"""How points stand: hand-made ones of every standing, each statement held against an evaluator of its own."""

from fractions import Fraction
from unittest.mock import Mock

import mpmath
import pytest

from theoremcheck.language import loads
from theoremcheck.trusted.certificate import check
from theoremcheck.verdict.pointwise import subject
from theoremcheck.verdict.pointwise.certify import report_on
from theoremcheck.verdict.pointwise.values import Along, Standing

MP = mpmath.mp.clone()
MP.dps = 80
XOR = (((0, 0), -1), ((1, 1), -1), ((0, 1), 1), ((1, 0), 1))
LINE = (((1,), 1), ((2,), 1), ((-1,), -1), ((-2,), -1))
BUMP = (((-3, -2), 1), ((3, 0), 1), ((1, -3), 1), ((-2, 4), -1), ((-3, 1), -1), ((-1, 2), -1), ((-2, -1), -1))
S = {"tanh": MP.tanh, "relu": lambda z: max(z, MP.mpf(0)), "sigmoid": lambda z: 1 / (1 + MP.exp(-z)),
     "linear": lambda z: z, "gaussian": lambda z: MP.exp(-z * z)}  # fmt: skip
LOSS = {"logistic": lambda z: MP.log1p(MP.exp(z)), "square": lambda z: (1 + z) ** 2,
        "polynomial_hinge(3)": lambda z: max(MP.mpf(0), 1 + z) ** 3}  # fmt: skip


def wide(value):
    return MP.mpf(value.numerator) / value.denominator


class Net:
    """A shortcut of one kind; ``decay`` times the sum of all squares is added."""

    def __init__(self, data, neuron, loss, width=2, bias=True, decay="0"):
        self.data, self.neuron, self.loss, self.width, self.bias, self.decay = data, neuron, loss, width, bias, decay

    @property
    def spec(self):
        rows = " ".join(f"{'+' if y > 0 else '-'} ({', '.join(map(str, x))})" for x, y in self.data)
        more = "hidden bias  output bias" if self.bias else ""
        decay = f"objective {{ regularizer = {self.decay} * l2(all) }}\n" if self.decay != "0" else ""
        return loads(
            f"dataset d {{ {rows} }}\nneuron {self.neuron}\nloss {self.loss}\n"
            f"network {{ shortcut = {self.width} {self.neuron}  {more} }}\n{decay}"
        ).spec

    def value(self, t):
        t = [MP.mpf(v.numerator) / v.denominator if isinstance(v, Fraction) else v for v in t]
        rest = list(t)
        a0 = rest.pop(0) if self.bias else MP.mpf(0)
        d, m = len(self.data[0][0]), self.width
        a, w, b = rest[:m], rest[m : m + m * d], rest[m + m * d :] or [MP.mpf(0)] * m
        total = MP.mpf(0)
        for x, y in self.data:
            units = (a[j] * S[self.neuron](sum(w[j * d + k] * x[k] for k in range(d)) + b[j]) for j in range(m))
            total += LOSS[self.loss](-y * (a0 + sum(units)))
        return total / len(self.data) + MP.mpf(Fraction(self.decay).numerator) / Fraction(self.decay).denominator * sum(
            v * v for v in t
        )

    def report(self, point):
        return report_on(self.spec, tuple(map(Fraction, point)))


TANH = Net(XOR, "tanh", "logistic")
PRODUCT = Net(LINE, "linear", "logistic", 1, bias=False)
DEAD = Net(XOR, "relu", "logistic")
ROUND = Net(BUMP, "gaussian", "polynomial_hinge(3)", 1)
DECAY = Net(XOR, "sigmoid", "logistic", decay="1/1000")
ROUGH = ("0.758", "-1.75", "-0.315", "-0.3696", "0.0089")
AFFINE = "1.30289529 2.00576215 -3.151668 0.83494379 1.49976479 0.53137006 0.95447019 1.57053155 1.41290432"
TAIL = "-0.949435 -8.846414 9.795849 -8.201007 12.832543 7.537984 12.424699 6.436610 -1.602829"

CASES = [
    ("dead", DEAD, "0 0 0 0 0 0 0 -1 -1", Standing.CERTIFIED),
    ("dead, printed", DEAD, "0.00001 1.5 -2 0.1 -0.2 0.3 0.1 -1 -1.25", Standing.CERTIFIED),
    ("affine, printed", DEAD, AFFINE,
     Standing.CERTIFIED),
    ("gaussian, printed", ROUND, " ".join(ROUGH), Standing.CERTIFIED),
    ("a steep point", TANH, "1 2 3 4 5 6 7 8 9", Standing.NOT_CRITICAL),
    ("nearly flat, all equal", TANH, "1/2 1 1 0 0 0 0 0 0", Standing.NOT_CRITICAL),
    ("a saddle", PRODUCT, "0 0", Standing.SADDLE),
    ("nearly a saddle", PRODUCT, "1e-9 2e-9", Standing.SADDLE),
    ("nearly a saddle, uphill", PRODUCT, "1e-3 -1e-3", Standing.SADDLE),
    ("all right, and falling", PRODUCT, "5 6", Standing.NOT_CRITICAL),
    ("towards infinity", TANH, TAIL, Standing.ESCAPING),
    ("degenerate", Net(XOR, "tanh", "square"), "0 0 0 0 0 0 0 0 0", Standing.UNDECIDED),
]  # fmt: skip


@pytest.mark.parametrize("net, point, standing", [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_statement_is_so(net, point, standing):
    report = net.report(point.split())
    assert report.standing is standing, report.reason
    here = net.value(report.point)
    if report.minimum is not None:
        assert check(report.problem, report.minimum.certificate).goal == report.rule
        assert report.minimum.distance <= Fraction(1, 50)
    if report.fall is not None:
        step = MP.mpf(10) ** -20
        pairs = list(zip(report.point, report.fall.direction, strict=True))
        moved = [net.value([wide(p) + s * step * wide(d) for p, d in pairs]) for s in (1, -1)]
        assert min(moved) < here if report.fall.curvature else moved[0] < here
        if report.fall.lower is not None:
            there = net.value(report.fall.lower)
            assert there < here
            ends = (MP.mpf(end.numerator) / end.denominator for end in (report.fall.loss.lower, report.fall.loss.upper))
            low, high = ends
            assert low - MP.mpf(10) ** -30 <= there <= high + MP.mpf(10) ** -30
            along = zip(report.point, report.fall.direction, strict=True)
            assert report.fall.lower == tuple(p + report.fall.step * d for p, d in along)
    if standing in (Standing.NOT_CRITICAL, Standing.SADDLE, Standing.ESCAPING):
        assert report.fall is not None
        assert report.fall.lower is not None


def refined(net, point, rounds=60):
    """Newton's method on differences, with 80 digits."""
    t, h = [MP.mpf(p.numerator) / p.denominator for p in point], MP.mpf(10) ** -20
    size = len(t)

    def at(*steps):
        beside = list(t)
        for k, s in steps:
            beside[k] += s * h
        return net.value(beside)

    for _ in range(rounds):
        gradient = MP.matrix([(at((k, 1)) - at((k, -1))) / (2 * h) for k in range(size)])
        if MP.norm(gradient, MP.inf) < MP.mpf(10) ** -30:
            return t
        hessian = MP.matrix(size, size)
        for i in range(size):
            for j in range(i + 1):
                found = sum(s * r * at((i, s), (j, r)) for s in (1, -1) for r in (1, -1)) / (4 * h * h)
                hessian[i, j] = hessian[j, i] = found
        t = list(MP.matrix(t) - MP.lu_solve(hessian, gradient))
    return t


def test_the_distance_bounds_that_of_the_minimum():
    report = ROUND.report(ROUGH)
    assert report.minimum.strict
    assert not report.minimum.held
    true = refined(ROUND, report.point)
    off = max(abs(a - MP.mpf(b.numerator) / b.denominator) for a, b in zip(true, report.point, strict=True))
    bound = report.minimum.distance
    assert off <= MP.mpf(bound.numerator) / bound.denominator <= 2 * off + MP.mpf(10) ** -6
    box = report.minimum.fact.evidence
    assert all(abs(a - MP.mpf(c.numerator) / c.denominator) <= MP.mpf(box.radius.numerator) / box.radius.denominator
               for a, c in zip(true, box.centre, strict=True))  # fmt: skip


def test_the_point_itself_is_the_minimum_only_where_it_is():
    exact = DEAD.report(["0", "0", "0", "0", "0", "0", "0", "-1", "-1"])
    assert exact.minimum.distance == 0
    assert not exact.minimum.strict
    assert DEAD.report(["1e-30", "0", "0", "0", "0", "0", "0", "-1", "-1"]).minimum.distance >= Fraction(1, 10**30)


def test_a_large_parameter_excuses_no_other():
    """b = -10^6 of a dead neuron: a0 = 3 is far from the best constant 0 all the same."""
    report = DEAD.report(["3", "0", "0", "0", "0", "0", "0", "-1000000", "-1000000"])
    assert report.standing is Standing.NOT_CRITICAL
    assert report.fall.parameter == 0 or report.fall.direction[0] < 0


def test_close_to_the_limit_and_beyond_it():
    assert DEAD.report(["0.0099", "0", "0", "0", "0", "0", "0", "-1", "-1"]).standing is Standing.CERTIFIED
    beyond = DEAD.report(["0.3", "0", "0", "0", "0", "0", "0", "-1", "-1"])
    assert beyond.standing is Standing.NOT_CRITICAL
    assert beyond.nearby is not None
    assert beyond.minimum is None
    assert beyond.reason.code == "point.far"


def test_rounding_in_a_flat_family_makes_no_saddle():
    """Sigmoid XOR with a small decay: points of a descent at a minimum with flat directions, to seven digits."""
    import numpy as np

    from theoremcheck.search.descent import newton
    from theoremcheck.search.landscape import make_landscape

    random, landscape = np.random.default_rng(3), make_landscape(DECAY.spec.problem)
    ends = newton(landscape, random.normal(size=(12, 9)) * 2, 300)
    reports = [DECAY.report([f"{v:.7f}" for v in point * landscape.layout.scale]) for point in ends.points]
    assert Standing.CERTIFIED in [report.standing for report in reports]
    for report in reports:  # a descent may end at a saddle indeed
        if report.standing is Standing.SADDLE:
            assert report.fall.curvature.upper < Fraction(-1, 1000)
            assert report.fall.loss.upper < report.evaluation.loss.lower - Fraction(1, 1000)


@pytest.mark.parametrize("point", [["1e300"] * 9, ["1e-300"] * 9, ["1e400", *["1e-400"] * 8], ["-1e20"] * 9])
def test_huge_and_tiny_numbers_end_in_a_report(point):
    for net in (TANH, DEAD):
        report = net.report(point)
        assert report.standing in (Standing.UNDECIDED, Standing.NOT_CRITICAL) or report.rule == "rule.affine"
        assert report.minimum is None or report.minimum.distance <= Fraction(1, 10**299)


def test_a_dead_neuron_whose_bias_is_beyond_floats_is_certified():
    report = DEAD.report([*["0"] * 7, "-1e400", "-1"])
    assert (report.standing, report.minimum.distance) == (Standing.CERTIFIED, 0)


@pytest.mark.parametrize("net, point", [(TANH, "1 2 3 4 5 6 7 8 9"), (ROUND, "0.9 -1.75 -0.315 -0.3696 0.0089")])
def test_what_several_steps_ask_for_is_found_once(net, point, monkeypatch):
    found = {name: Mock(wraps=getattr(subject, name)) for name in ("evaluate_at", "look_at", "descent_from")}
    for name, counted in found.items():
        monkeypatch.setattr(subject, name, counted)
    assert net.report(point.split()).standing is Standing.NOT_CRITICAL
    assert {name: counted.call_count for name, counted in found.items()} == dict.fromkeys(found, 1)


def test_a_tiny_point_is_not_on_the_way_to_infinity_because_it_is_tiny():
    report = TANH.report(["1e-30"] * 9)
    assert report.standing in (Standing.NOT_CRITICAL, Standing.UNDECIDED)
    assert report.fall.along in (Along.GRADIENT, Along.DESCENT)  # it is not critical all the same


def test_no_samples_or_free_parameters_leave_a_reason():
    loaded = loads("dataset d { dimension 2 }\nneuron relu\nloss hinge\nnetwork { shortcut = 1 relu }\n").spec
    report = report_on(loaded, (Fraction(0),) * 3)
    assert report.standing is Standing.UNDECIDED
    assert report.evaluation is None
    assert report.reason is not None


def test_all_right_but_no_minimum_is_no_bad_minimum():
    report = PRODUCT.report(["1", "1"])
    assert report.evaluation.all_right
    assert report.standing in (Standing.NOT_CRITICAL, Standing.ESCAPING)


def test_blocks_that_are_frozen_at_values_nobody_gave_leave_a_reason():
    spec = loads(
        "dataset d { + 1, 2  - -1, -3 }\nloss square\nnetwork { shortcut = 2 softplus  output bias  trainable a }\n"
    ).spec
    report = report_on(spec, (Fraction(1), Fraction(-1)))
    assert report.standing is Standing.UNDECIDED
    assert report.evaluation is None
    assert report.reason.code == "layout.frozen_unknown"
