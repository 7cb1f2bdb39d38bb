"""Starts by construction: their stated property, determinism, what they find, and escapes along rays."""

import json
from dataclasses import replace

import numpy as np
import pytest
from search_problems import ROTATED_XOR, problem, random_data

from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.search import Kind, search
from theoremcheck.search.constructions import CONSTRUCTIONS, RANDOM, Case, construct
from theoremcheck.search.constructions.case import bad_minima, best_constant, with_width
from theoremcheck.search.constructions.symmetric import symmetries
from theoremcheck.search.endpoints import judge
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.rays import falls_along_ray
from theoremcheck.trusted.problem.model import Block

NESTED = ([(-1,), (1,)], [(-2,), (2,), (0,)])
SEPARABLE = ([(2, 3), (1, 1), (1, 2)], [(2, -1), (-3, -2)])


def case_of(given, seed=1):
    return Case(given, make_landscape(given), seed)


def made(case, name, starts=300):
    entry = next(entry for entry in construct(case, starts) if entry.name == name)
    return entry, case.landscape.layout.expand(entry.points)


def parts(case, full):
    blocks, width = case.landscape.layout.blocks, case.landscape.width
    a, b = full[:, blocks[Block.OUTPUT_WEIGHTS]], full[:, blocks[Block.HIDDEN_BIAS]]
    return full[:, blocks[Block.OUTPUT_BIAS]], a, full[:, blocks[Block.HIDDEN_WEIGHTS]].reshape(len(full), width, -1), b


def test_same_seed_same_starts_and_shape():
    given = problem(SEPARABLE, 2, "silu")
    first, second, other = (construct(case_of(given, seed), 90) for seed in (4, 4, 5))
    assert [entry.name for entry in first] == [entry.name for entry in CONSTRUCTIONS]
    for one, two in zip(first, second, strict=True):
        assert np.array_equal(one.points, two.points)
        assert one.points.shape[1] == make_landscape(given).size
        assert bool(one.note) or len(one.points) > 0
    assert not np.array_equal(first[0].points, other[0].points)
    assert sum(len(entry.points) for entry in first) <= 30


def test_one_signed():
    case = case_of(problem(SEPARABLE, 3, "silu"))
    _, a, _, _ = parts(case, made(case, "one-signed output weights")[1])
    signs = np.sign(a)
    assert (signs == signs[:, :1]).all()
    assert set(signs[:, 0]) == {1.0, -1.0}


def test_idle_at_the_best_constant():
    case = case_of(problem(NESTED, 2, loss=("logistic",)))
    bias, a, _, _ = parts(case, made(case, "idle neurons at the best constant")[1])
    assert not a.any()
    assert bias[:, 0] == pytest.approx(np.log(2 / 3), abs=1e-6)  # logistic: log(n+ / n-)
    assert best_constant(make_landscape(problem(NESTED, 1, output_bias=False))) == 0.0


def test_affine_fit_is_nearly_affine_and_better_than_a_constant():
    case = case_of(problem(random_data(3, 10, 2), 2, loss=("square",)))
    entry, _ = made(case, "neurons at the best affine fit")
    inputs = np.concatenate([case.landscape.features, np.ones((10, 1))], axis=1)
    fit = inputs @ np.linalg.lstsq(inputs, case.landscape.labels, rcond=None)[0]
    assert np.abs(case.landscape.outputs(entry.points) - fit).max() < 0.2


def test_dead_units_lie_on_the_left_tail():
    case = case_of(problem(SEPARABLE, 2, "silu"))
    entry, _ = made(case, "dead units")
    before = case.landscape.shortcut_preactivations(entry.points)
    assert (before[0::2] < -3).all()
    assert (before[1::2, :, 0] < -3).all()
    assert (
        made(case_of(problem(SEPARABLE, 2, hidden_bias=False)), "dead units")[0].note.code == "starts.needs_hidden_bias"
    )


def test_collapsed_neurons_are_copies():
    case = case_of(problem(SEPARABLE, 3, "silu", deep=((2, "tanh"),)))
    entry, full = made(case, "collapsed neurons")
    _, a, w, b = parts(case, full)
    assert len(entry.points)
    assert (a == a[:, :1]).all()
    assert (w == w[:, :1]).all()
    assert (b == b[:, :1]).all()
    assert (np.diff(full[:, case.landscape.layout.deep_output], axis=1) == 0).all()


def test_split_computes_the_small_minimum():
    given = problem(SEPARABLE, 3, "mish", hidden_bias=False)
    case = case_of(given)
    entry, full = made(case, "split neurons of a 1-neuron minimum")
    small, minima = bad_minima(with_width(given, 1), case.seed, 2 * len(entry.points))
    wanted = small.outputs(small.layout.shrink(minima))
    got = case.landscape.outputs(entry.points)
    assert min(np.abs(got[0] - row).max() for row in wanted) < 1e-9
    _, gradient = case.landscape.gradient(entry.points)
    assert np.abs(gradient).max() < 1e-8
    assert (parts(case, full)[2][:, 0] == parts(case, full)[2][:, 1]).all()


def test_staging_lifts_the_small_minimum():
    given = problem(SEPARABLE, 2, "mish", hidden_bias=False)
    case = case_of(given)
    _, full = made(case, "staging from one neuron fewer")
    _, a, _, _ = parts(case, full)
    assert set(a[:, -1]) <= {0.0, 0.01, -0.01}
    idle = case.landscape.layout.shrink(full[a[:, -1] == 0.0])
    assert np.abs(case.landscape.gradient(idle)[1][:, 0]).max() < 1e-8  # a_0 stays critical
    few = made(case_of(problem(([(1,)], [(0,)]), 1)), "staging from fewer samples")[0]
    assert few.note.code == "starts.needs_samples"


def test_continuation_starts_are_near_critical_for_a_weak_penalty():
    case = case_of(problem(SEPARABLE, 1, "silu"))
    entry, _ = made(case, "continuation in the regulariser")
    last = replace(case.landscape, ridge=case.landscape.ridge + 1e-4)
    assert np.median(np.abs(last.gradient(entry.points)[1]).max(axis=1)) < 1e-6


def test_symmetric_networks_are_invariant():
    given = problem(ROTATED_XOR, 2)
    case = case_of(given)
    found = symmetries(given.dataset)
    assert {parity for _, parity in found} == {1, -1}
    entry, _ = made(case, "symmetric networks")
    for number, point in enumerate(entry.points):
        matrix, parity = found[number % len(found)]
        moved = replace(case.landscape, features=case.landscape.features @ matrix.T)
        mean = case.landscape.outputs(point[None])
        if parity > 0:
            assert np.allclose(moved.outputs(point[None]), mean)
        else:
            assert np.allclose(moved.outputs(point[None]), -mean)
    assert made(case_of(problem(random_data(2, 8, 2), 2)), "symmetric networks")[0].note


# mish: separable data, a strict minimum of one neuron at L = 0.646223691; tanh: rule.parity; relu: rule.flat.
MISH = problem(SEPARABLE, 2, "mish", hidden_bias=False)
TANH = problem(ROTATED_XOR, 2, "tanh", hidden_bias=False)
RELU = problem(SEPARABLE, 2, "relu")


@pytest.mark.parametrize(
    "given, name",
    [
        (MISH, "split neurons of a 1-neuron minimum"),
        (TANH, "one-signed output weights"),
        (TANH, "collapsed neurons"),
        (TANH, "symmetric networks"),
        (TANH, "continuation in the regulariser"),
        (TANH, "idle neurons at the best constant"),
        (RELU, "dead units"),
    ],
)
def test_a_known_bad_minimum_is_found(given, name):
    report = search(given, Options(starts=200, digits=20))
    assert next(entry for entry in report.tried if entry.name == name).bad > 0


def test_a_badly_conditioned_member_does_not_hide_its_cluster():
    report = search(TANH, Options(starts=300, digits=20))
    assert [str(entry.training_error) for entry in report.minima] == ["1/2"]
    assert report.minima[0].polished


def test_splitting_finds_what_random_starts_miss():
    tried = {entry.name: entry for entry in search(MISH, Options(starts=300, digits=20)).tried}
    assert tried["split neurons of a 1-neuron minimum"].bad > 0
    assert tried[RANDOM].starts > 200
    assert tried[RANDOM].bad == 0


def test_report_names_every_construction():
    report = search(problem(SEPARABLE, 1, "silu"), Options(starts=90, digits=20))
    assert [entry.name for entry in report.tried] == [*(entry.name for entry in CONSTRUCTIONS), RANDOM]
    assert sum(entry.starts for entry in report.tried) == report.starts == 90
    told = json.loads(json.dumps(report.to_json()))["tried"]
    assert next(entry for entry in told if entry["name"] == "collapsed neurons")["note"].startswith("needs a layer")
    table = report.table()
    assert "  collapsed neurons: none, needs a layer of two units or more" in table
    assert max(map(len, table)) <= 80


def test_a_falling_ray_is_an_escape():
    landscape = make_landscape(problem(([(2,), (1,)], [(-1,)]), 1, "tanh", loss=("logistic",), output_bias=False))
    far = np.array([[5.0, 40.0, 0.0]])  # a, w, b: every sample right, and the loss falls as a grows
    assert falls_along_ray(landscape, far).all()
    assert judge(landscape, far, zero_attained=False).kinds == (Kind.ESCAPING,)
    assert not falls_along_ray(landscape, -far * np.array([[1.0, -1.0, 1.0]])).any()  # wrong answers: it rises


def test_a_minimum_is_not_called_an_escape():
    given = problem(SEPARABLE, 1, "mish", hidden_bias=False)
    landscape, minima = bad_minima(given, 1, 40)
    points = landscape.layout.shrink(minima)
    assert len(points) > 0
    assert Kind.ESCAPING not in judge(landscape, points, zero_attained=False).kinds


STAGED = """
dataset d { + (-2, 47/32), (-4, 3/16), (5, 3/4), (-3, 47/32), (-1, 7/8), (0, 3/8)
            - (4, -5/8), (-3, -9/16), (-1, -5/8), (0, -3/8), (1, -1), (-4, -9/16) }
neuron softplus
loss polynomial_hinge(3)
network { deep = 1 softplus -> 2 softplus  output bias }
"""


def test_staging_in_the_features_finds_what_random_starts_do_not():
    """A deep network on separable data: its minimum with errors is that of the first feature, moved a little."""
    spec = loads(STAGED).spec
    assert spec is not None
    tried = {entry.name: entry for entry in search(spec.problem, Options(starts=400, seed=5)).tried}
    assert tried["staging from one feature fewer"].bad > 0
    assert tried[RANDOM].bad == 0
    flat = problem(([(1,)], [(0,)]), 1)
    assert made(case_of(flat), "staging from one feature fewer")[0].note.code == "starts.needs_features"
