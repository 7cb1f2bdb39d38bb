"""A layer of linear neurons with weight decay on all weights: objective.linear_decay, data.decay_fit_right."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q
from random import Random

import numpy as np
import pytest
from scipy.optimize import minimize
from small_problems import read_problem

import theoremcheck
from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.linear_decay import _shortened
from theoremcheck.decide.registry import settle
from theoremcheck.trusted.data.trained import linear_decay
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import Fact, conclude, establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.linear_decay import DecayFit, Tilted
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Refusal

LINE = "+ 1  - -1"
PLANE = "+ (2, 1), (1, 2), (1, 0)  - (-1, 0), (0, -2), (-1, -1), (1/2, -1)"
RIGHT = "data.decay_fit_right"
BOTH = "1/10 * l2(a, w)"


def read(
    network: str = "shortcut = 1 linear",
    penalty: str = BOTH,
    loss: str = "square",
    data: str = LINE,
    neuron: str = "",
) -> Problem:
    return read_problem(network, penalty, loss, data, neuron)


def refuse(reason: str, problem: Problem, evidence: object) -> None:
    with pytest.raises(Refusal, match=rf"^{reason}(\(|$)"):
        establish(problem, RIGHT, True, evidence)


# --- objective.linear_decay ---------------------------------------------------------------------------------------

SHIFTED = "neuron n(z) = 3 * z + 1"


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"network": "shortcut = 5 linear"}, True),
        ({"network": "shortcut = 2 n", "neuron": "neuron n(z) = -sqrt(2) * z"}, True),
        ({"loss": "hinge"}, True),
        # both blocks are trained, with coefficients that sum to more than 0
        ({"penalty": "1/10 * l2(a)"}, False),
        ({"penalty": "1/10 * l2(w)"}, False),
        ({"penalty": "1/10 * l2(a) + 1/1000 * l2(w)"}, True),
        ({"network": "shortcut = 1 linear  frozen a = (1)"}, False),
        ({"network": "shortcut = 1 linear  frozen w = ((1))"}, False),
        # neurons
        ({"network": "shortcut = 1 relu"}, False),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = z^2"}, False),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = 1"}, False),
        ({"network": "shortcut = 1 n", "neuron": SHIFTED}, False),
        ({"network": "shortcut = 1 n  output bias", "neuron": SHIFTED}, True),
        # a free constant, or biases that are 0 or shrink
        ({"network": "shortcut = 1 linear  output bias"}, True),
        ({"network": "shortcut = 1 linear  output bias", "penalty": "1/10 * l2(a, w, a0)"}, True),
        ({"network": "shortcut = 1 n  output bias", "neuron": SHIFTED, "penalty": "1/10 * l2(a, w, a0)"}, False),
        ({"network": "shortcut = 1 linear  output bias  frozen a0"}, True),
        ({"network": "shortcut = 1 linear  hidden bias"}, False),
        ({"network": "shortcut = 1 linear  hidden bias", "penalty": "1/10 * l2(a, w) + 2 * l2(b)"}, True),
        ({"network": "shortcut = 1 n  hidden bias", "neuron": SHIFTED, "penalty": "1/10 * l2(a, w, b)"}, False),
        ({"network": "shortcut = 1 linear  hidden bias  frozen b = (0)"}, True),
        ({"network": "shortcut = 1 linear  hidden bias  frozen b = (1)"}, False),
        ({"network": "shortcut = 1 linear  hidden bias  output bias"}, True),
        ({"network": "shortcut = 1 linear  hidden bias  output bias  frozen b"}, True),
        ({"network": "shortcut = 1 linear  hidden bias  output bias", "penalty": "1/10 * l2(a, w, b)"}, True),
        ({"network": "shortcut = 1 linear  hidden bias  output bias  frozen a0 = 0"}, False),
        # the rest is affine in what is trained, with convex penalties
        ({"network": "shortcut = 1 linear  deep = 1 tanh  frozen deep"}, True),
        ({"network": "shortcut = 1 linear  deep = 1 tanh  frozen deep.1.weights"}, True),
        (
            {"network": "shortcut = 1 linear  deep = 2 tanh -> 1 tanh  frozen deep.1.weights  frozen deep.2.weights"},
            True,
        ),
        ({"network": "shortcut = 1 linear  deep = 1 tanh"}, False),
        ({"network": "shortcut = 1 linear  deep = 1 linear"}, False),
        ({"network": "shortcut = 1 linear  deep = 1 linear  frozen deep.output"}, True),
        ({"network": "shortcut = 1 linear  deep = 1 tanh  frozen deep.output"}, False),
        ({"network": "deep = 1 linear -> 1 linear", "penalty": "1/10 * l2(deep)"}, False),
    ],
)
def test_what_is_a_layer_with_decay(changes: dict[str, str], holds: bool) -> None:
    problem = read(**changes)
    assert linear_decay(problem) is holds
    assert establish(problem, "objective.linear_decay", holds, Structure())
    with pytest.raises(Refusal):
        establish(problem, "objective.linear_decay", not holds, Structure())


@pytest.mark.parametrize(
    ("network", "block", "coefficient", "holds"),
    [
        ("shortcut = 1 linear", Block.HIDDEN_WEIGHTS, "-1/20", True),
        ("shortcut = 1 linear", Block.HIDDEN_WEIGHTS, "-1/10", False),
        ("shortcut = 1 linear", Block.OUTPUT_WEIGHTS, "-1/10", False),
        ("shortcut = 1 linear  output bias", Block.OUTPUT_BIAS, "-1/10", False),
        ("shortcut = 1 linear  output bias  frozen a0", Block.OUTPUT_BIAS, "-1/10", True),
        ("shortcut = 1 linear  hidden bias", Block.HIDDEN_BIAS, "-2", False),
        ("shortcut = 1 linear  hidden bias  output bias", Block.HIDDEN_BIAS, "-1/10", False),
        ("shortcut = 1 linear  hidden bias  output bias  frozen b", Block.HIDDEN_BIAS, "-1/10", True),
        ("shortcut = 1 linear  deep = 1 tanh  frozen deep.1.weights", Block.DEEP, "-1/10", False),
        ("shortcut = 1 linear  deep = 1 tanh  frozen deep", Block.DEEP, "-1/10", True),
    ],
)
def test_rewards(network: str, block: Block, coefficient: str, holds: bool) -> None:
    """Coefficients below 0, which only a problem built by hand has; of what is frozen they are constants."""
    problem = read(network)
    term = Penalty(Q(coefficient), (block,))
    assert linear_decay(replace(problem, objective=Objective((*problem.objective.penalties, term)))) is holds


def test_biases_frozen_at_unknown_values_leave_it_open() -> None:
    with pytest.raises(Refusal, match=r"^linear\.frozen_unknown"):
        linear_decay(read("shortcut = 1 linear  hidden bias  frozen b"))


def test_it_gives_a_global_minimum() -> None:
    """All of the premises together, and none without them."""
    problem = read("shortcut = 3 linear", loss="hinge", data=PLANE)
    names = ("loss.defined", "loss.convex", "neuron.defined", "network.deep_defined", "objective.linear_decay")
    facts = [settle(Case(problem), name) for name in names]
    assert conclude(problem, facts, "thm.linear_decay").goal == "thm.linear_decay"
    for k in range(len(facts)):
        with pytest.raises(Refusal, match=r"^facts\.not_established"):
            conclude(problem, (*facts[:k], *facts[k + 1 :]), "thm.linear_decay")


# --- data.decay_fit_right -----------------------------------------------------------------------------------------

# L = (1 - beta)^2 + |beta|/5: beta = 9/10, s = 9/10 and u = 1.
EXACT = DecayFit(Q(9, 10), (Q(1),), (), Q(1, 2), Q(1))


def test_a_best_fit_in_a_ball() -> None:
    assert establish(read(), RIGHT, True, EXACT)
    assert establish(read("shortcut = 7 linear"), RIGHT, True, EXACT)
    assert establish(read("shortcut = 2 linear  hidden bias  frozen b = (0, 0)"), RIGHT, True, EXACT)
    uneven = replace(EXACT, direction=(Q(1, 10),), scale=Q(9))
    assert establish(read("shortcut = 1 linear", "1/100 * l2(a) + l2(w)"), RIGHT, True, uneven)


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("linear_decay.direction", {"direction": (Q(1), Q(0))}),
        ("linear_decay.direction", {"direction": ()}),
        ("linear_decay.rest", {"rest": (Q(0),)}),
        ("linear_decay.sizes", {"scale": Q(-1)}),
        ("linear_decay.sizes", {"radius": Q(0)}),
        ("linear_decay.sizes", {"curvature": Q(0)}),
        ("linear_decay.long", {"direction": (Q(11, 10),)}),
        # the Hessian is 2
        ("multipliers.hessian", {"curvature": Q(2)}),
        ("multipliers.hessian", {"curvature": Q(3)}),
        # the ball reaches 0, where - is wrong
        ("outputs.not_right", {"radius": Q(9, 10)}),
        ("outputs.not_right", {"scale": Q(0)}),
        # the centre is not close enough to the minimum, or u is too short
        ("linear_decay.rise", {"scale": Q(1, 2), "radius": Q(1, 10)}),
        ("linear_decay.rise", {"direction": (Q(1, 2),), "scale": Q(9, 5), "radius": Q(1, 10)}),
        ("linear_decay.rise", {"curvature": Q(1, 10**9), "direction": (Q(99, 100),)}),
        ("exact.long_number", {"scale": Q(1, 3**20000)}),
    ],
)
def test_what_is_no_best_fit(reason: str, changes: dict[str, object]) -> None:
    refuse(reason, read(), replace(EXACT, **changes))


def test_it_is_asked_of_such_layers_only() -> None:
    refuse("linear_decay.network", read(penalty="1/10 * l2(a)"), EXACT)
    refuse("linear_decay.network", read("shortcut = 1 relu"), EXACT)
    refuse("linear_decay.network", read("shortcut = 1 linear  hidden bias"), EXACT)
    refuse("layout.frozen_unknown", read("shortcut = 1 linear  output bias  frozen a0"), EXACT)
    refuse("facts.wrong_kind", read(), Structure())


def test_kinks_have_no_hessian() -> None:
    """The hinge is affine at the margins, and bends at -1."""
    refuse("multipliers.hessian", read(loss="hinge"), replace(EXACT, radius=Q(1, 20)))
    refuse("jets.at_break", read(loss="hinge"), EXACT)


def test_free_and_penalised_biases_count() -> None:
    """With b the direction has an entry for it; with a_0 free, none, and theta has a_0."""
    data = "+ 2, 3  - -1, 1/2"
    both = read("shortcut = 2 linear  hidden bias", "1/50 * l2(a, w, b)", data=data)
    free = read("shortcut = 2 linear  hidden bias  output bias  frozen b", "1/50 * l2(a, w)", data=data)
    for problem, entries, rest in ((both, 2, 0), (free, 1, 1)):
        fact = settle(Case(problem), RIGHT)
        assert isinstance(fact, Fact)
        assert fact.status is Status.HOLDS
        assert (len(fact.evidence.direction), len(fact.evidence.rest)) == (entries, rest)


def test_what_is_penalised_beside_the_layer_counts() -> None:
    problem = read("shortcut = 1 linear  output bias", "1/10 * l2(a, w) + 3 * l2(a0)")
    assert Tilted.of(problem).factors == (Q(3), Q(0))
    assert establish(problem, RIGHT, True, replace(EXACT, rest=(Q(0),)))
    refuse("linear_decay.rise", problem, replace(EXACT, rest=(Q(1, 4),), radius=Q(1, 4)))
    raised = replace(problem, objective=Objective((*problem.objective.penalties, Penalty(Q(-4), (Block.OUTPUT_BIAS,)))))
    refuse("linear_decay.network", raised, replace(EXACT, rest=(Q(0),)))


def test_each_class_may_have_its_own_loss() -> None:
    problem = read("shortcut = 2 linear  output bias", "1/50 * l2(a, w)", "+ logistic\nloss - square", PLANE)
    names = ("loss.defined", "loss.convex", "neuron.defined", "network.deep_defined", "objective.linear_decay", RIGHT)
    facts = [settle(Case(problem), name) for name in names]
    for goal in ("thm.linear_decay", "thm.linear_decay_fit"):
        assert conclude(problem, facts, goal).goal == goal


# --- thm.global_low -----------------------------------------------------------------------------------------------

# n < d: no Hessian is definite, so there is no ball.
FEW = """
dataset d {{ + (3, 1, 0)  - (1, -2, 2) }}
loss {loss}
network {{ shortcut = 2 linear }}
objective {{ regularizer = {penalty} * l2(a, w) }}
"""


@pytest.mark.parametrize(
    ("loss", "penalty", "proved"),
    [("hinge", "1/20", True), ("square", "1/20", True), ("logistic", "1/1000", True), ("hinge", "3/4", False)],
)
def test_global_minima_below_all_errors(loss: str, penalty: str, proved: bool) -> None:
    verdict = theoremcheck.check(FEW.format(loss=loss, penalty=penalty), search=False)
    assert ("thm.global_low" in {entry.theorem for entry in verdict.derivations}) is proved
    assert verdict.statuses["thm.linear_decay"] is Status.HOLDS


def test_a_low_point_proves_nothing_where_minima_need_not_be_global() -> None:
    text = FEW.replace("linear", "relu").format(loss="hinge", penalty="1/20")
    verdict = theoremcheck.check(text, search=False)
    assert verdict.statuses["thm.global_low"] is not Status.HOLDS


# --- branches, whose biases are their own ---


BRANCH = "shortcut = 1 linear  hidden bias  deep = 1 linear  frozen deep.1.weights = (0)  frozen deep.output = (1)"


def test_the_biases_of_a_branch_move_where_those_of_the_layer_do_not() -> None:
    """Without a_0 the bias of the branch fits a constant: at the best fit f(1) < 0, which is wrong."""
    problem = read(f"{BRANCH}  frozen b = (0)", "1/100 * l2(a, w)", "square", "+ 1, 8, 9, 10  - 2 * -1/10")
    assert linear_decay(problem)
    assert len(Tilted.of(problem).factors) == 2
    assert not isinstance(settle(Case(problem), RIGHT), Fact)
    evidence = DecayFit(Q(0), (Q(0),), (Q(0),), Q(1, 2), Q(1, 100))
    with pytest.raises(Refusal, match=r"outputs\.not_right"):
        establish(problem, RIGHT, True, evidence)
    verdict = theoremcheck.check(
        f"""dataset line {{ + 1, 8, 9, 10  - 2 * -1/10 }} loss square
        network {{ {BRANCH}  frozen b = (0) }} objective {{ regularizer = 1/100 * l2(a, w) }}""",
        search=False,
    )
    assert "thm.linear_decay_fit" not in verdict.theorems


@pytest.mark.parametrize(
    "branch",
    ["deep = 1 tanh  frozen deep.1.weights = (1)  frozen deep.1.biases = (0)", "deep = 1 tanh  frozen deep = (1, 0, 1)",
     "beside = 2 linear  frozen beside.output = (1, 1)", "deep = 1 linear  frozen deep.output = (1)  beside = 1 tanh  "
     "frozen beside.1.weights = (1)  frozen beside.1.biases = (2)"],
)  # fmt: skip
@pytest.mark.parametrize(
    "bias",
    ["output bias", "frozen b = (0)", "output bias  frozen b = (3)", "output bias  frozen a0 = 1  frozen b = (0)"],
)
def test_what_a_ball_speaks_of_is_all_that_is_trained_beside_the_layer(branch: str, bias: str) -> None:
    problem = read(
        f"shortcut = 1 linear  hidden bias  {branch}  {bias}", "1/100 * l2(a, w)", "logistic", "+ 1, 2  - -1"
    )
    assert linear_decay(problem)
    layout, tilted = Layout.of(problem), Tilted.of(problem)
    layer = {place for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS)
             for place in range(*layout.places(block).indices(layout.size))}  # fmt: skip
    beside = [place for place in layout.trained if place not in layer]
    assert len(tilted.factors) - len(tilted.inner) == len(beside)
    settle(Case(problem), RIGHT)  # and no crash


def test_a_direction_that_is_too_long_is_shortened_at_once() -> None:
    """Newton's method stalls here at 1e-8 above A."""
    data = "+ 2 * (1/2, 1/2), (-1/2, 6)  - (-2, 2), (-5, -1)"
    problem = read("shortcut = 3 linear  output bias", "3/500 * l2(a) + 17/10000 * l2(w)", "square", data)
    tilted, long = Tilted.of(problem), (Q(2), Q(1, 3))
    u = _shortened(tilted, long)
    assert tilted.square(long) > tilted.outer >= tilted.square(u) > tilted.outer * (1 - Q(1, 2**40))
    assert u[0] * long[1] == u[1] * long[0]
    assert _shortened(tilted, u) == u
    settle(Case(problem), RIGHT)


# --- against floats -----------------------------------------------------------------------------------------------


def _drawn(random: Random) -> tuple[Problem, np.ndarray, np.ndarray, float, float]:
    d, n = random.choice((1, 2, 3)), random.randint(2, 7)
    points = [tuple(Q(random.randint(-6, 6), random.randint(1, 3)) for _ in range(d)) for _ in range(n)]
    points = list(dict.fromkeys(points)) if d > 1 else [(Q(k + 1, 2),) for k in random.sample(range(-9, 9), n)]
    labels = [1, -1, *(random.choice((1, -1)) for _ in points[2:])]
    own = {label: ", ".join(f"({', '.join(map(str, x))})" for x, y in zip(points, labels, strict=False) if y == label)
           for label in (1, -1)}  # fmt: skip
    if not own[-1]:
        return _drawn(random)
    outer, inner = Q(random.randint(1, 40), 200), Q(random.randint(1, 40), 200)
    problem = read(
        f"shortcut = {random.randint(1, 3)} linear",
        f"{outer} * l2(a) + {inner} * l2(w)",
        random.choice(("logistic", "square")),
        f"+ {own[1]}  - {own[-1]}",
    )
    data = problem.samples
    return problem, np.array(data.points, float), np.array(data.labels, float), float(outer), float(inner)


@pytest.mark.parametrize("seed", range(12))
def test_no_point_in_floats_is_below_and_wrong(seed: int) -> None:
    """Descents from random starts end at one height and, where a fit is accepted, at points that are right."""
    random = Random(seed)
    problem, xs, ys, outer, inner = _drawn(random)
    accepted, logistic = isinstance(settle(Case(problem), RIGHT), Fact), "log" in str(problem.loss)
    numbers, ends = np.random.default_rng(seed), []
    width = problem.network.width

    def outputs(at: np.ndarray) -> np.ndarray:
        return (xs @ at[width:].reshape(width, -1).T) @ at[:width]

    def height(at: np.ndarray) -> float:
        margins = -ys * outputs(at)
        losses = np.logaddexp(0, margins) if logistic else (1 + margins) ** 2
        return float(losses.mean() + outer * (at[:width] ** 2).sum() + inner * (at[width:] ** 2).sum())

    for _ in range(4):
        found = minimize(height, numbers.normal(size=width * (1 + xs.shape[1])), options={"gtol": 1e-7})
        ends.append((found.fun, outputs(found.x)))
    assert max(value for value, _ in ends) <= min(value for value, _ in ends) + 1e-6
    if accepted:
        assert all(((f >= 0) == (ys > 0)).all() for _, f in ends)
