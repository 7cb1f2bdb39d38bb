"""Samples from which only 0 arrives: a unit without a trained bias stays there, and needs no flat piece around it."""

from dataclasses import replace
from fractions import Fraction as Q
from random import Random

import numpy as np
import pytest
from minimum_problems import accepted, at, constructed, first, refuse

from theoremcheck.formal.export import export
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.minima.point import Point, Units
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.minima.regimes import check_dead, deep_columns
from theoremcheck.trusted.problem.model import Block, Dataset, Frozen, Kind, Network, Piece
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.judge import decide

ONE = (Q(1), Q(1))


def with_points(problem, *points):
    data = problem.samples
    return replace(problem, dataset=Dataset(points, data.labels, data.weights))


def test_the_sample_at_0_has_the_value_of_the_flat_piece():
    problem, good = constructed("flat_relu_silent_origin", "flat")
    points = problem.samples.points
    near = tuple(point if any(point) else (Q(0), -Q(1, 10**9)) for point in points)
    refuse("regimes.several_pieces", with_points(problem, *near), "flat", good)  # seen above the break
    above = first(good, hidden_weights=ONE)
    refuse("regimes.not_flat", problem, "flat", above)
    trained = replace(problem, network=Network(3, True, True))
    refuse("regimes.several_pieces", trained, "flat", good)  # a bias that is trained moves it
    fixed = replace(trained, network=replace(trained.network, frozen=(Frozen(Block.HIDDEN_BIAS, (Q(0),) * 3),)))
    assert accepted(fixed, "flat", good)


def test_another_value_at_0():
    """Hard sigmoid: 0 on the left and 1 on the right, 1/2 at 0."""
    text = "dataset d { + (0, 1), (1, 0) - (0, 0), (1, 1) }\nneuron n(z) = max(0, min(1, z + 1/2))\nloss square\n"
    problem = loads(f"{text}network {{ shortcut = 3 n  output bias }}\n").spec.problem
    _, good = constructed("flat_relu_silent_origin", "flat")
    refuse("regimes.still_value", problem, "flat", first(good, hidden_weights=(-Q(1), -Q(1))))
    step = "cases { z < 0: 0; z <= 0: 2; else: 2 }"  # it jumps to the value of the right piece
    text = text.replace("max(0, min(1, z + 1/2))", step)
    problem = loads(f"{text}network {{ shortcut = 3 n  output bias }}\n").spec.problem
    assert accepted(problem, "flat", first(good, hidden_weights=ONE))
    refuse("regimes.still_value", problem, "flat", first(good, hidden_weights=(-Q(1), -Q(1))))


def test_layers_from_which_nothing_comes():
    problem, good = constructed("deep_relu_silent_layer", "deep")
    low, top = good.point.deep
    refuse("regimes.alive", problem, "deep", at(good, deep=(low, replace(top, weights=(Q(1),)))))
    refuse("regimes.alive", problem, "deep", at(good, deep=(low, replace(top, weights=(Q(0),)))))
    edge = at(good, deep=(replace(low, weights=ONE), top))  # w . x = 0 on a sample, which can wake up
    refuse("regimes.alive", problem, "deep", edge)
    biased = replace(problem.network.deep[1], bias=True)
    trained = replace(problem, network=replace(problem.network, deep=(problem.network.deep[0], biased)))
    refuse("regimes.alive", trained, "deep", good)
    piece = Frozen(Piece(Block.DEEP, 2, Kind.BIASES), (Q(0),) * 2)
    assert accepted(replace(trained, network=replace(trained.network, frozen=(piece,))), "deep", good)


def test_nothing_moves_without_any_bias():
    problem, good = constructed("deep_relu_silent_no_bias", "deep")
    assert good.constant is None
    assert not check_dead(problem, good.point)
    sigmoid = loads(
        "dataset d { + (0, 1), (1, 0) - (0, 0), (1, 1) }\nloss square\nnetwork { deep = 2 relu -> 2 sigmoid }\n"
    ).spec.problem
    assert check_dead(sigmoid, good.point)  # 1/2 times an output weight
    refuse("flat.movable", sigmoid, "deep", good)


NEURONS = {
    "relu": lambda z: np.maximum(z, 0),
    "hard_tanh": lambda z: np.clip(z, -1, 1),
    "leaky_relu(1/2)": lambda z: np.where(z > 0, z, z / 2),
    "abs": np.abs,
    "linear": lambda z: z,
}


def random_branch(rng):
    """A problem with a branch of two to four layers, some with biases, and a point of it."""
    names = list(NEURONS)
    layers = [(rng.choice(names[:1] * 3 + names), rng.random() < 0.2) for _ in range(rng.randint(2, 4))]
    points = [tuple(Q(rng.randint(-1, 1)) for _ in range(2)) for _ in range(3)] + [(Q(0), Q(0))]
    arrow = " -> ".join(f"2 {name}{' with bias' if biased else ''}" for name, biased in layers)
    signs = " ".join(f"{'+' if i % 2 else '-'} ({a}, {b})" for i, (a, b) in enumerate(points))
    text = f"dataset d {{ {signs} }}\nloss square\nnetwork {{ deep = {arrow}  output bias }}\n"
    units = tuple(
        Units(
            tuple(Q(rng.choice((-2, -1, 0, 1))) for _ in range(2 if index == 0 else 1)),
            Q(rng.choice((-1, 0, 1))) if biased else Q(0),
        )
        for index, (_, biased) in enumerate(layers)
    )
    return text, layers, points, Point(exactly(Q(0)), (), units, exactly(Q(0)))


def outputs_nearby(rng, layers, points, point, reach):
    """The last layer on all samples, (n, 2), where every trained parameter moves a little."""
    h = np.array([[float(entry) for entry in row] for row in points])
    for (name, biased), units in zip(layers, point.deep, strict=True):
        base = [float(w) for w in units.weights]
        weights = np.array([base if len(base) == h.shape[1] else base * h.shape[1]] * 2)
        bias = np.full(2, float(units.bias))
        weights = weights + reach * rng.uniform(-1, 1, weights.shape)
        if biased:
            bias = bias + reach * rng.uniform(-1, 1, 2)
        h = NEURONS[name](h @ weights.T + bias)
    return h


@pytest.mark.parametrize("seed", range(4))
def test_dead_parts_are_the_same_on_all_samples_nearby(seed):
    """What is accepted gives one output for all samples, and 0 if it does not move; what moves is refused."""
    rng, noise, accepted_ = Random(seed), np.random.default_rng(seed), 0
    for _ in range(150):
        text, layers, points, point = random_branch(rng)
        problem = loads(text).spec.problem
        tries = [outputs_nearby(noise, layers, points, point, 1e-5) for _ in range(25)]
        same = all(np.ptp(h, axis=0).max() < 1e-13 for h in tries)
        zero = all(np.abs(h).max() == 0 for h in tries)
        try:
            moves = check_dead(problem, point)
        except Refusal:
            continue
        accepted_ += any(any(column.still) for column in deep_columns(problem, point))
        assert same, text
        assert moves or zero, text
    assert accepted_ > 5


def test_where_nothing_moves_any_neuron_the_file_for_coq_is_written():
    """All samples at 0, no hidden biases: no neuron has to lie inside a flat piece."""
    text = "dataset d { + (0, 0) - (0, 0) }\nneuron relu\nloss logistic\nnetwork { shortcut = 3 relu  output bias }"
    problem = loads(text).spec.problem
    verdict = decide(loads(text).spec, Options(search=False))
    assert "rule.flat" in {entry.rule for entry in verdict.minima}
    found = export(problem, check(problem, verdict.certificate), "d.spec")
    assert "Theorem verdict" in found.text
