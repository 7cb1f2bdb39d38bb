"""The proof, in Coq, of data.features_separable: by a_0 and the a_j of a shortcut whose hidden layer is frozen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.formal.functions import NotTranslated, rational
from theoremcheck.formal.points_build import COMPUTE
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import Split, split_function
from theoremcheck.formal.text import boolean, integer, integers, listed
from theoremcheck.formal.trees import bounded_tree
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.data.trained import output_pieces
from theoremcheck.trusted.minima.features import frozen_hidden
from theoremcheck.trusted.minima.reach import pre_activations
from theoremcheck.trusted.problem.expr import Num, substitute
from theoremcheck.trusted.problem.model import Block, Function, Problem, overlap
from theoremcheck.trusted.refusal import Refusal

_EACH: Final = "repeat (destruct H as [H | H]; [inversion H; subst; first [exact I | lra] |]); contradiction"


def features_separable(problem: Problem, evidence: Separation) -> str | None:
    """The script; None where features of branches take part, or have no bounds in Coq."""
    try:
        return _script(problem, evidence)
    except (NotTranslated, Refusal):
        return None


def _script(problem: Problem, evidence: Separation) -> str | None:
    network, penalised = problem.network, problem.objective.penalised
    free = [block for block in output_pieces(problem) if not any(overlap(block, other) for other in penalised)]
    bias, own = Block.OUTPUT_BIAS in free, Block.OUTPUT_WEIGHTS in free
    hidden = [Block.HIDDEN_WEIGHTS, *([Block.HIDDEN_BIAS] if network.hidden_bias else [])]
    own = own and all(network.frozen_block(block) is not None for block in hidden)
    common = math.lcm(*(entry.denominator for entry in evidence.normal))
    moves = [int(entry * common) for entry in evidence.normal]
    first = moves.pop(0) if bias else 0
    count = network.width if own else 0
    weights, others = moves[:count], moves[count:]
    if any(others) or not any(weights) or not isinstance(problem.neuron, Function):
        return None
    neuron = split_function(problem.neuron.expr)
    units = [pre_activations(problem, *unit) for unit in frozen_hidden(problem)]
    constant = f"right; split; [reflexivity | intros c H; simpl in H; {_EACH}]" if first else "left; reflexivity"
    kept = f"right; repeat (split; [reflexivity |]); intros c j H; simpl in H; {_EACH}"
    arguments = f"{SUBJECT} ({integer(first)})%Z {integers(weights)}"
    samples = [
        _sample(neuron, arguments, received, label > 0)
        for received, label in zip(_rows(units, len(problem.samples.points)), problem.samples.labels, strict=True)
    ]
    each = "contradiction"
    for sample in reversed(samples):
        each = f"destruct H as [<- | H]; [ {sample} |\n    {each} ]"
    return (
        f"apply (features_separable_by {arguments});\n  [ {constant} | {kept} | intros e H; simpl in H;\n    {each} ]."
    )


def _rows(units: Sequence[Sequence[Fraction]], count: int) -> list[tuple[Fraction, ...]]:
    """What the neurons receive at each sample, (n, M)."""
    return [tuple(unit[i] for unit in units) for i in range(count)]


def _sample(neuron: Split, arguments: str, received: Sequence[Fraction], positive: bool) -> str:
    """The script of the sign of the move at one sample."""
    formulas = [_formula(neuron, value) for value in received]
    ways = dict.fromkeys(
        f"(replace r with {rational(value)} by (unfold r, pre, x; cbn; lra); clear r;"
        f" change ({neuron.text} {rational(value)} = value {formula} 0); cbv beta; agrees)"
        for value, formula in zip(received, formulas, strict=True)
    )
    known = f"first [ {' | '.join(ways)} ]"
    read = f"match goal with |- val _ ?q = _ => set (r := q) end; {known}"
    values = f"intros j J; every J ltac:({read})"
    goals = f"[ reflexivity | {values} | {COMPUTE} ]"
    return f"apply (free_sign {arguments} _ {listed(formulas)} {boolean(positive)}); {goals}"


def _formula(neuron: Split, value: Fraction) -> str:
    pieces = neuron.pieces
    piece = pieces.pieces[sum(1 for cut in pieces.points if cut < value)]
    return bounded_tree(substitute(piece, Num(value)))
