"""Minima with all output weights 0 and one class on a kink of the loss, in networks with branches."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from minimum_problems import STEP, TINY, constructed, refuse

from theoremcheck.decide.asking import accepts
from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.idle import at_idle, idle
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.idle import IdleOutputs, check_idle, idle_columns
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Function, Objective, Penalty
from theoremcheck.trusted.refusal import Refusal

NAMES = ("kink_branches", "kink_two_layers", "kink_frozen_layer", "kink_frozen_output_bias")


def problem_of(network, neuron="tanh", data="+ (1, 2), (2, 0), (0, 3), (1, 1), (3, 1), (-2, 1)  - (-1, -1)", rest=""):
    text = f"dataset d {{\n  {data}\n}}\nneuron {neuron}\nloss hinge\nnetwork {{ {network} }}\n{rest}\n"
    return loads(text).spec.problem


def moved(problem, evidence, place, value):
    """The evidence with another value at a place of the list of all parameters, if it is trained."""
    layout = Layout.of(problem)
    full = list(layout.full(evidence.centre))
    full[place] = value
    return replace(evidence, centre=layout.centre(full))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_accepted_is_a_minimum(name):
    """At no point nearby L is shown to be smaller, in balls of 200 bits."""
    problem, found = constructed(name, "kink")
    assert isinstance(found, IdleOutputs)
    size = len(found.centre)

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.integers(-50, 50), min_size=size, max_size=size), st.sampled_from((10**3, 10**5)))
    def check(steps, scale):
        near = tuple(v + Q(step, 100 * scale) for v, step in zip(found.centre, steps, strict=True))
        with precision(200):
            here, there = (height(problem, point, Q(0))[0] for point in (found.centre, near))
        assert not bool(there < here)

    check()


def test_the_balance():
    problem, good = constructed("kink_branches", "kink")
    index, value = good.fixed.indices, good.fixed.entries
    refuse(
        f"kink.multiplier(sample={index[0]})", problem, "kink", replace(good, fixed=Sparse(index, (Q(0), *value[1:])))
    )
    refuse(f"kink.missing(sample={index[0]})", problem, "kink", replace(good, fixed=Sparse(index[1:], value[1:])))
    refuse("kink.basis_size", problem, "kink", replace(good, basis=good.basis[:-1]))
    refuse("kink.basis", problem, "kink", replace(good, basis=(good.basis[0],) * len(good.basis)))
    refuse("layout.centre_size", problem, "kink", replace(good, centre=good.centre[:-1]))
    smooth = replace(problem, loss=Function(e.power(problem.loss.expr, 2)))
    refuse(f"kink.multiplier(sample={index[0]})", smooth, "kink", good)


def test_every_output_weight_is_0():
    problem, good = constructed("kink_branches", "kink")
    for branch in Layout.of(problem).branches:
        refuse("kink.output_weight", problem, "kink", moved(problem, good, branch.output.start, TINY))


def test_units_alike_do_not_balance():
    """Two last units that see the same: their columns are dependent."""
    problem = problem_of("deep = 2 tanh -> 2 tanh  output bias")
    good = next(entry for entry in idle(Ground(Case(problem))) if accepts(check_idle, problem, entry))
    layer = Layout.of(problem).layers[-1]
    full = list(Layout.of(problem).full(good.centre))
    rows = full[layer.weights]
    refuse(
        "kink.independent",
        problem,
        "kink",
        replace(good, centre=(*full[: layer.weights.start], *rows[:2], *rows[:2], *full[layer.weights.stop :])),
    )


def test_every_unit_is_continuous():
    """A step anywhere in a branch, on a sample that it jumps at."""
    problem, good = constructed("kink_two_layers", "kink")
    first, second = problem.network.deep
    layout = Layout.of(problem)
    at_jump = moved(problem, good, layout.layers[0].bias.start, Q(0))
    for place in range(layout.layers[0].weights.start, layout.layers[0].weights.start + 2):
        at_jump = moved(problem, at_jump, place, Q(0))
    stepped = replace(problem.network, deep=(replace(first, neuron=STEP), second))
    refuse("shape.not_continuous(at=0)", replace(problem, network=stepped), "kink", at_jump)


def test_penalties():
    problem, good = constructed("kink_two_layers", "kink")
    hidden = replace(problem, objective=Objective((Penalty(TINY, (Block.DEEP,)),)))
    refuse("reach.penalty(block=deep)", hidden, "kink", good)
    rewarded = replace(problem, objective=Objective((Penalty(-TINY, (Block.OUTPUT_BIAS,)),)))
    refuse("reach.negative_penalty", rewarded, "kink", good)
    bias = replace(problem, objective=Objective((Penalty(TINY, (Block.OUTPUT_BIAS,)),)))
    refuse("reach.penalty(block=a0)", bias, "kink", good)


def test_what_gives_one_number_nearby_counts_as_the_column_1():
    """A dead layer leaves the column 1 alone, also without an output bias; who gives 0 nearby does not count at all."""
    problem = problem_of("deep = 1 relu -> 1 tanh  beside = 1 tanh  hidden bias")
    layout = Layout.of(problem)
    full = [Q(0)] * layout.size
    dead, last = layout.layers[0], layout.layers[1]
    full[dead.bias.start] = Q(-1)
    full[last.bias.start] = Q(1, 2)
    beside = layout.layers[2]
    full[beside.weights.start] = Q(1)
    columns, value = idle_columns(problem, layout.centre(full))
    assert (len(columns), value) == (2, 0)
    assert columns[0] == [e.num(1)] * 7
    quiet = problem_of("deep = 1 tanh -> 1 relu  beside = 1 tanh  hidden bias")
    full[dead.bias.start], full[last.bias.start] = Q(0), Q(-1)
    assert len(idle_columns(quiet, Layout.of(quiet).centre(full))[0]) == 1


def test_frozen_output_weights_need_no_column():
    problem = problem_of("deep = 1 tanh  beside = 1 tanh  output bias  frozen deep.output = (0)")
    layout = Layout.of(problem)
    columns, _ = idle_columns(problem, (Q(0),) * len(layout.trained))
    assert len(columns) == 2
    nothing = problem_of("deep = 1 tanh  output bias  frozen deep.output = (0)  frozen a0 = 1")
    refuse("kink.columns", nothing, "kink", IdleOutputs((Q(0), Q(0)), (), Sparse((), ()), 64))
    loud = problem_of("deep = 1 tanh  output bias  frozen deep.output = (1)")
    with pytest.raises(Refusal, match=r"kink\.output_weight"):
        idle_columns(loud, (Q(0),) * 3)


def test_a_point_of_the_user():
    problem, good = constructed("kink_two_layers", "kink")
    assert any(accepts(check_idle, problem, entry) for entry in at_idle(Ground(Case(problem)), good.centre))
    assert not list(at_idle(Ground(Case(problem)), tuple(Q(1) for _ in good.centre)))


@pytest.mark.parametrize(
    "network",
    ["deep = 1 linear -> 1 linear  output bias", "deep = 2 relu -> 1 softplus  hidden bias  output bias",
     "shortcut = 1 tanh  beside = 1 linear  output bias", "deep = 1 tanh + 1 relu  output bias"],
)  # fmt: skip
def test_networks_with_such_a_point(network):
    problem = problem_of(network, "tanh")
    found = settle(Case(problem), "minimum.kink")
    assert found.status is Status.HOLDS
    assert isinstance(found.evidence, IdleOutputs)


def test_separable_without_a_bias_has_none():
    """Without a_0 the output is 0, where the hinge has no kink."""
    problem = problem_of("deep = 1 linear -> 1 linear")
    assert not list(idle(Ground(Case(problem))))
