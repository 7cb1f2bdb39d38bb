"""Known minima: found again, polished to many digits, and called what they are."""

from fractions import Fraction

import numpy as np
import pytest
from search_problems import ROTATED_XOR, problem, random_data

from theoremcheck.functions.precise import context
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.search import Kind, search
from theoremcheck.search.clusters import cluster
from theoremcheck.search.descent import newton
from theoremcheck.search.endpoints import attains_zero, judge
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.polish import polish
from theoremcheck.search.precise import PreciseLandscape
from theoremcheck.trusted.problem.expr import Fn, Z, call, mul, num, power
from theoremcheck.trusted.problem.model import Block, Function, Penalty

BUMP = Function(mul((Z, call(Fn.EXP, mul((num(Fraction(-1, 2)), power(Z, 2)))))))
ALL_BUT_OUTPUT_BIAS = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS)

# problem, parameters in the order a0, a, w, b, deep; loss; training error; least eigenvalue of the Hessian
KNOWN = {
    "gaussian": (
        problem(([(-3, -2), (3, 0), (1, -3)], [(-2, 4), (-3, 1), (-1, 2), (-2, -1)]), 1, "gaussian"),
        [
            "0.758346538213742262924242008545279016022376645",
            "-1.75169096097043620729126397572462966891383050",
            "-0.315204817932625938810613793527827280449967762",
            "-0.369583183569180207035948929879440448680144343",
            "0.00892499138373755585675397250913851926070219917",
        ],
        "0.6876997727950933892549555",
        Fraction(2, 7),
        0.03516903458156418,
    ),
    "mish": (
        problem(([(2, 3), (1, 1), (1, 2)], [(2, -1), (-3, -2)]), 1, "mish", hidden_bias=False),
        [
            "0.258372634862436988375635883195038466097390661",
            "-0.127711104671525874235944415129593349534399152",
            "3.19600951982741930776743113997644344174701348",
            "-2.87815230265865865429317578291318397218336940",
        ],
        "0.6462236917298216842301611",
        Fraction(1, 5),
        0.0012340443732326313,
    ),
    "bump": (
        problem(
            ([(4, "3/8"), (-3, "1/2"), (-3, "3/8")], [(4, "-1/2"), (2, "-1/4"), (0, "-1/8")]),
            1,
            BUMP,
            hidden_bias=False,
        ),
        [
            "-0.0613127599445283176049056230644298474824993299",
            "1.28451658918643874571466210237478122214957712",
            "-0.599557440876614868569158040648383499587505459",
            "-1.10809370037423181458991515479385354504954479",
        ],
        "0.5087494874118128490233636",
        Fraction(1, 3),
        0.06796189647477974,
    ),
    "sine": (
        problem(([(-3, 1), (-4, 3)], [(1, 0), (-3, -2), (-2, 1)]), 1, "sin"),
        [
            "-0.129552711942046104994789712761009720282032035",
            "0.261648438332421343533669940555203395073316062",
            "4.34216448765389235523702588203003194424829103",
            "-2.27817595344378464167022183987702736490318047",
            "-6.73831924267050467409358149804535527322928543",
        ],
        "0.9062384206924215708679474",
        Fraction(3, 5),
        0.02463530465649369,
    ),
}


def polished_near(case, theta, digits=50):
    landscape = make_landscape(case)
    full = np.array([[float(value) for value in theta]])
    near = landscape.layout.shrink(full) * (1 + 1e-4 * np.cos(np.arange(landscape.size)))
    ends = judge(landscape, newton(landscape, near, 150).points, attains_zero(landscape.loss))
    precise = PreciseLandscape(case, landscape.layout, context(digits + 10))
    return ends, precise, polish(landscape, precise, ends.points[0], digits)


@pytest.mark.parametrize("case, theta, loss, error, eigenvalue", KNOWN.values(), ids=KNOWN)
def test_polish_returns_to_known_strict_minima(case, theta, loss, error, eigenvalue):
    ends, precise, found = polished_near(case, theta)
    assert ends.kinds == (Kind.STRICT,)
    assert found.kind is Kind.STRICT
    assert found.gradient < precise.ctx.mpf(10) ** -50
    for got, want in zip(found.full, theta, strict=True):
        assert abs(got - precise.ctx.mpf(want)) < precise.ctx.mpf(10) ** -40
    assert abs(found.found.loss - precise.ctx.mpf(loss)) < 1e-24
    assert Fraction(int(ends.wrong.sum()), len(case.dataset.labels)) == error
    assert found.smallest == pytest.approx(eigenvalue, rel=1e-6)


@pytest.mark.parametrize("name", KNOWN)
def test_search_finds_them(name):
    case, _, loss, error, _ = KNOWN[name]
    report = search(case, Options())
    (found,) = [entry for entry in report.minima if entry.loss.startswith(loss[:20])]
    assert (found.kind, found.training_error, found.polished) == (Kind.STRICT, error, True)
    assert len(found.loss) > 45
    assert report.worst_error >= error
    assert "training error" in report.summary()


def test_search_finds_a_bad_minimum_of_silu_on_separable_data():
    data = ([(2, 3), (1, 1), (1, 2)], [(2, -1), (-3, -2)])
    report = search(problem(data, 1, "silu", hidden_bias=False), Options())
    bad = [entry for entry in report.minima if entry.kind is Kind.STRICT and entry.training_error]
    assert bad
    assert all(entry.polished and entry.smallest_eigenvalue > 0 for entry in bad)


def test_rotated_xor_of_width_three_has_zero_training_error():
    report = search(problem(ROTATED_XOR, 3), Options())
    assert report.minima
    assert report.zero_loss
    assert report.worst_error == 0
    assert report.count(Kind.STRICT) == 0
    assert "with zero training error" in report.summary()


def test_rotated_xor_of_width_one_has_the_constant_fibre():
    report = search(problem(ROTATED_XOR, 1), Options())
    (found,) = report.minima
    assert found.kind is Kind.DEGENERATE
    assert (found.training_error, found.undetermined) == (Fraction(1, 2), 4)
    assert float(found.loss) == pytest.approx(1)
    assert "f = 0 to the accuracy" in report.summary()


def test_dead_relu_is_degenerate():
    case = problem(([(1,), (2,)], [(-1,)]), 2, "relu")
    landscape = make_landscape(case)
    # all units dead: f = a0 at the minimiser of 2 (1 - c)^3 + (1 + c)^3
    constant = 3 - 2 * 2**0.5
    dead = landscape.layout.shrink(np.array([[constant, 1.0, 1.0, 0.1, 0.1, -5.0, -5.0]]))
    ends = judge(landscape, newton(landscape, dead, 50).points, True)
    assert ends.kinds == (Kind.DEGENERATE,)
    assert ends.wrong.sum() == 1
    report = search(case, Options(starts=60))
    assert Fraction(1, 3) in {entry.training_error for entry in report.minima if entry.kind is Kind.DEGENERATE}


def test_kinks_are_unresolved():
    case = problem(([(1, -1), (1, 1)], [(-1, 0)]), 1, "softplus", ("hinge",), hidden_bias=False)
    landscape = make_landscape(case)
    point = landscape.layout.shrink(np.array([[1.0, 0.0, 0.0, 1.0]]))
    assert judge(landscape, point, True).kinds == (Kind.UNRESOLVED,)


def test_saddles_are_left():
    case = problem(ROTATED_XOR, 3)
    landscape = make_landscape(case)
    saddle = np.zeros((1, landscape.size))
    assert judge(landscape, saddle, True).kinds[0] is not Kind.STRICT
    report = search(case, Options(starts=40))
    assert report.count(Kind.SADDLE) <= 2


@pytest.mark.parametrize("loss", [("logistic",), ("exponential",)])
def test_a_problem_without_minima_shows_none(loss):
    report = search(problem(([(1, 2), (2, 1)], [(-1, -1), (0, -2)]), 2, "softplus", loss), Options(starts=60))
    assert report.minima == ()
    assert report.worst_error is None
    assert report.count(Kind.ESCAPING) >= 50
    assert "no minimum seen" in report.summary()


def test_tails_are_not_minima():
    # Strictly convex neuron and T2's width: no bad minimum exists, yet descents end on tails at loss 1/2.
    landscape = make_landscape(problem(ROTATED_XOR, 3))
    tail = np.array(
        [
            [
                0.0,
                -2.8581,
                -0.087425,
                2.4036,
                -12.171,
                11.277,
                -12.137,
                9.8933,
                -13.254,
                10.897,
                -13.435,
                -12.905,
                -13.659,
            ]
        ]
    )
    ends = judge(landscape, newton(landscape, tail, 150).points, True)
    assert ends.kinds[0] in (Kind.ESCAPING, Kind.UNRESOLVED)


def test_penalties_make_strict_minima():
    case = problem(
        ([(2, 1)], [(0, 1), (1, -1)]),
        1,
        penalties=(Penalty(Fraction(1, 100), (Block.OUTPUT_BIAS, *ALL_BUT_OUTPUT_BIAS)),),
    )
    report = search(case, Options(starts=60))
    assert report.count(Kind.STRICT) >= 55


def test_minima_at_which_parameters_are_zero_are_seen():
    """There no terms cancel in the gradient: weight decay alone holds those parameters, or all of them, at 0."""
    decay = (Penalty(Fraction(1, 50), tuple(block for block in Block if block is not Block.BESIDE)),)
    deep = problem(random_data(3, 12, 2), 3, loss=("logistic",), deep=((4, "tanh"), (3, "tanh")), penalties=decay)
    report = search(deep, Options(starts=30))
    assert report.count(Kind.STRICT) == 30
    assert all(entry.polished for entry in report.minima)


def test_attained_zero():
    assert attains_zero(make_landscape(problem(ROTATED_XOR, 1)).loss)
    assert attains_zero(make_landscape(problem(ROTATED_XOR, 1, loss=("square",))).loss)
    for name in ("logistic", "exponential", "sigmoid_loss", "savage"):
        assert not attains_zero(make_landscape(problem(ROTATED_XOR, 1, loss=(name,))).loss)


def test_clusters_join_equal_outputs():
    landscape = make_landscape(problem(KNOWN_DATA, 1, "gaussian"))
    theta = [float(value) for value in KNOWN["gaussian"][1]]
    mirrored = [*theta[:2], *(-value for value in theta[2:])]
    points = newton(landscape, landscape.layout.shrink(np.array([theta, mirrored])), 50).points
    (only,) = cluster(judge(landscape, points, True))
    assert only.count == 2


KNOWN_DATA = ([(-3, -2), (3, 0), (1, -3)], [(-2, 4), (-3, 1), (-1, 2), (-2, -1)])


def test_a_loss_flat_at_zero_leaves_samples_at_zero():
    report = search(problem(ROTATED_XOR, 2, loss=("smooth_perceptron", 3)), Options(starts=60))
    worst = report.minima[0]
    assert worst.zero_loss
    assert worst.undetermined > 0
    assert worst.training_error > 0
    assert "f = 0 to the accuracy" in report.summary()


@pytest.mark.parametrize("shift", [-9, 0, 9])
@pytest.mark.parametrize("slope", ["z", "z + exp(-z) / 10", "z + z^2 / 100"])
def test_a_loss_that_takes_negative_values_has_minima_like_any_other(slope, shift):
    """L is strictly convex, and the loss is only known up to a constant."""
    text = f"""
    dataset d {{ + (1, 0), (1, 0), (1, 5)  - (0, 1), (-1, 1) }}
    neuron linear
    loss tilted(z) = {slope} + {shift}
    network {{ shortcut = 1 linear  frozen a = (1) }}
    objective {{ regularizer = 1 * l2(w) }}
    """
    found = search(loads(text).spec.problem, Options(starts=40))
    assert [minimum.kind for minimum in found.minima] == [Kind.STRICT]
    assert found.minima[0].training_error > 0
