"""Where f is affine in what is trained, and which penalties are convex (weight decay: test_linear_decay)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import pytest

from theoremcheck.language import loads
from theoremcheck.trusted.data.trained import convex_outputs, output_layer
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.problem.model import Block, Objective, OpaqueFunction, Penalty, Problem
from theoremcheck.trusted.refusal import Refusal

NEURONS = {
    "half": "neuron half(z) = z / 2 + 1\n",
    "kinked": "neuron kinked(z) = cases { z <= 0: z; else: 2 * z }\n",
}
RELUS = "shortcut = 3 relu  hidden bias  output bias  frozen w = ((1, 1), (1, 1), (1, 0))  frozen b = (0, -1, 0)"


def read(network: str) -> Problem:
    neurons = "".join(text for name, text in NEURONS.items() if name in network)
    found = loads(f"dataset d {{ + (0, 1), (1, 0)  - (0, 0), (1, 1) }}\n{neurons}loss square\nnetwork {{ {network} }}")
    assert found.spec is not None, found
    return found.spec.problem


@pytest.mark.parametrize(
    ("network", "only"),
    [
        (RELUS, True),
        ("shortcut = 2 relu  frozen w", True),
        ("shortcut = 2 relu  hidden bias  frozen w", False),
        ("shortcut = 2 relu  hidden bias  frozen b", False),
        ("shortcut = 2 relu  output bias  frozen w  frozen a", True),
        ("shortcut = 2 relu", False),
        ("shortcut = 2 relu  deep = 1 tanh  frozen w", False),
        ("shortcut = 2 relu  deep = 1 tanh  frozen w  frozen deep", True),
        ("shortcut = 2 relu  deep = 1 tanh  frozen w  frozen deep.1.weights", True),
        ("shortcut = 2 relu  deep = 1 tanh with bias  frozen w  frozen deep.1.weights", False),
        ("deep = 2 relu -> 1 tanh  frozen deep.1.weights", False),
        ("deep = 2 relu -> 1 tanh  frozen deep.1.weights  frozen deep.2.weights", True),
        ("shortcut = 2 relu  deep = 1 tanh  beside = 1 tanh  frozen w  frozen deep", False),
        # Linear units with frozen output weights, known or not, with what leads into them trained or not.
        ("shortcut = 1 linear  output bias  frozen a = (1)", True),
        ("shortcut = 2 half  hidden bias  frozen a", True),
        ("shortcut = 2 half  hidden bias  frozen a  frozen w", True),
        ("shortcut = 2 half  hidden bias  frozen a  frozen b", True),
        ("shortcut = 2 linear  hidden bias  frozen w", False),
        ("shortcut = 1 linear  output bias", False),
        ("shortcut = 1 tanh  frozen a = (1)", False),
        ("shortcut = 1 kinked  frozen a = (1)", False),
        ("shortcut = 1 relu  hidden bias  frozen a  frozen w", False),
        ("deep = 1 linear + 1 half with bias  frozen deep.output", True),
        ("deep = 1 linear + 1 relu with bias  frozen deep.output", False),
        ("deep = 2 tanh -> 1 linear  frozen deep.1.weights  frozen deep.output", True),
        ("deep = 2 linear -> 1 linear  frozen deep.2.weights  frozen deep.output", True),
        ("deep = 2 linear -> 1 linear with bias  frozen deep.2.weights  frozen deep.output", True),
        ("deep = 2 linear -> 1 linear with bias  frozen deep.2.weights", False),
        ("deep = 2 linear -> 1 linear  frozen deep.output", False),
        ("deep = 2 linear -> 1 tanh  frozen deep.2.weights  frozen deep.output", False),
        ("deep = 2 tanh -> 1 tanh  frozen deep.1.weights  frozen deep.output", False),
        ("shortcut = 1 linear  deep = 1 tanh  frozen a  frozen deep.1.weights", True),
        ("shortcut = 1 linear  deep = 1 linear  beside = 1 relu  frozen a  frozen deep.output  frozen beside", True),
        ("shortcut = 1 linear  deep = 1 linear  frozen a", False),
    ],
)
def test_output_layer(network: str, only: bool) -> None:
    problem = read(network)
    assert output_layer(problem) is only
    assert establish(problem, "network.output_layer", only, Structure())


@pytest.mark.parametrize(
    ("terms", "convex"),
    [
        ([], True),
        ([(1, Block.OUTPUT_WEIGHTS)], True),
        ([(-1, Block.OUTPUT_WEIGHTS)], False),
        ([(-1, Block.OUTPUT_WEIGHTS), (2, Block.OUTPUT_WEIGHTS)], True),
        ([(-1, Block.OUTPUT_BIAS), (2, Block.OUTPUT_WEIGHTS)], False),
        ([(-1, Block.HIDDEN_WEIGHTS)], True),
    ],
)
def test_convex_outputs(terms: list[tuple[int, Block]], convex: bool) -> None:
    """Of what is frozen a reward is a constant."""
    problem = replace(read(RELUS), objective=Objective(tuple(Penalty(Q(c), (block,)) for c, block in terms)))
    assert convex_outputs(problem) is convex


def test_a_penalty_on_a_whole_branch_counts_for_its_output() -> None:
    problem = read("shortcut = 1 relu  deep = 1 tanh  frozen w  frozen deep.1.weights")
    assert convex_outputs(problem)
    assert not convex_outputs(replace(problem, objective=Objective((Penalty(Q(-1), (Block.DEEP,)),))))


@pytest.mark.parametrize("block", [Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS, Block.OUTPUT_BIAS])
def test_rewards_on_what_a_linear_unit_trains_are_not_convex(block: Block) -> None:
    problem = read("shortcut = 1 linear  hidden bias  output bias  frozen a = (1)")
    convex = [convex_outputs(replace(problem, objective=Objective((Penalty(Q(c), (block,)),)))) for c in (1, -1)]
    assert convex == [True, False]


def test_an_opaque_or_undecided_neuron_is_not_said_to_be_affine() -> None:
    problem = read("shortcut = 1 linear  frozen a = (1)")
    with pytest.raises(Refusal, match=r"^affine\.opaque"):
        establish(replace(problem, neuron=OpaqueFunction(())), "network.output_layer", True, Structure())
    assert output_layer(replace(read("shortcut = 1 linear  frozen w"), neuron=OpaqueFunction(())))
