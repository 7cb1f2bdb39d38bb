"""The proof, in Coq, of objective.linear_decay: the line of the neuron, and the penalty as one sum."""

from __future__ import annotations

from theoremcheck.formal.functions import NotTranslated, rational
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import split_function
from theoremcheck.formal.text import boolean
from theoremcheck.trusted.data.linear import frozen_by
from theoremcheck.trusted.data.trained import free_constant, shrinking_biases
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.model import Block, Problem, branch_of
from theoremcheck.trusted.refusal import Refusal

_READ = "reflexivity"
_OWN = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS, Block.OUTPUT_BIAS)


def linear_decay(problem: Problem) -> str | None:
    """The script of objective.linear_decay; None where something of f_D is trained or penalised."""
    network, objective = problem.network, problem.objective
    pieces = (piece for branch in network.branches for piece in network.pieces(branch, 1))
    if any(frozen_by(problem, piece) is None for piece in pieces):
        return None
    if any(branch_of(block) not in _OWN for block in objective.penalised):
        return None
    numbers = [objective.coefficient(block) for block in _OWN]
    try:
        neuron = split_function(formula(problem.neuron, "neuron"))
        line = affine_on(split(formula(problem.neuron, "neuron")), 0)
    except (NotTranslated, Refusal):
        return None
    if line is None or min(numbers) < 0:
        return None
    biased, slope, start = shrinking_biases(problem), *map(rational, line)
    zeros = f"right; split; [lra | split; [{_READ} | intros j Hj; reflexivity]]"
    free = f"left; split; [{_READ} | lra]" if free_constant(problem) else zeros
    goals = [
        *(_READ,) * 3,
        f"split; [lra | split; [{_READ} | lra]]" if biased else free,
        "intros t Ad; unfold penalty; simpl; lra",
        f"intros v; change ({neuron.text} v = {slope} * v + {start}); cbv beta; plain",
        *("lra",) * 4,
    ]
    counts = f"{boolean(biased)} {slope} {start} {' '.join(map(rational, numbers))}"
    alternatives = "\n  | ".join(goals)
    return f"apply (linear_decay_by {SUBJECT} {counts});\n  [ {alternatives} ]."
