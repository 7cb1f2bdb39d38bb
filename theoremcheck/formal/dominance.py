"""The proof, in Coq, of objective.decay_dominates: slopes, the penalty as one sum, and a form of integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm

from theoremcheck.formal.algebra import squares
from theoremcheck.formal.functions import NotTranslated, rational, value
from theoremcheck.formal.points_build import COMPUTE
from theoremcheck.formal.points_loss import loss_function, subgradient_script
from theoremcheck.formal.problem import SUBJECT, cleared
from theoremcheck.formal.shapes import Split, convex_function, nondecreasing_function, split_function
from theoremcheck.formal.text import boolean, integer, integers, listed
from theoremcheck.trusted.data.forms import is_positive_semidefinite
from theoremcheck.trusted.data.trained import free_constant, shrinking_biases
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.lipschitz import Lipschitz, beside
from theoremcheck.trusted.functions.proofs import ByFactors, ByNorm, ByRange, ByRoots, SignProof
from theoremcheck.trusted.functions.shape import Signs
from theoremcheck.trusted.minima.dominance import Slopes, homogeneous_slopes, margin, slope_at_zero, weights
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.dataset import Dataset
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.refusal import Refusal

_HALVINGS = 200
_READ = "reflexivity"
_EACH = "intros t Ad; unfold penalty; simpl; lra"


def decay_dominates(problem: Problem, evidence: object) -> str | None:
    """The script of objective.decay_dominates; None where there is none."""
    try:
        loss = loss_function(problem)
        if loss is None:
            return None
        return _bounded(problem, evidence, loss) if isinstance(evidence, Slopes) else _homogeneous(problem, loss)
    except (NotTranslated, Refusal):
        return None


def _homogeneous(problem: Problem, loss: Split) -> str | None:
    """By the first arm."""
    slopes = homogeneous_slopes(problem)
    if slopes is None:
        return None
    neuron = split_function(formula(problem.neuron, "neuron"))
    outer, inner = (problem.objective.coefficient(block) for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    slope, steepest = slope_at_zero(problem, 1), max(map(abs, slopes))
    numbers = " ".join(map(rational, (outer, inner, *slopes, slope, steepest)))
    lines = (f"intros v V; change ({neuron.text} v = {rational(side)} * v); cbv beta; plain" for side in slopes)
    goals = [
        *(COMPUTE, _READ, _READ),
        f"repeat (split; [{_READ} |]); intros j Hj; reflexivity",
        _EACH,
        *lines,
        f"{subgradient_script(loss, Fraction(0), slope)}",
        _outweighed(problem, slope * steepest, Fraction(1), biases=False),
        *("lra",) * 3,
    ]
    return (
        f"assert (convex : convex_fn {loss.text}); [ {convex_function(loss).rstrip('.')} |].\n"
        f"  apply (decay_homogeneous_by {SUBJECT} {numbers});\n  [ {_alternatives(goals)} ]."
    )


def _bounded(problem: Problem, evidence: Slopes, loss: Split) -> str | None:
    """By the second arm, where a little less than the penalties outweighs too."""
    biases, free = shrinking_biases(problem), free_constant(problem)
    share = _enough(problem, evidence.gain, biases=biases)
    if share is None:
        return None
    blocks = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS, Block.OUTPUT_BIAS)
    outer, inner, own, level = map(problem.objective.coefficient, blocks)
    bounds = (evidence.neuron.bound, evidence.losses[0].bound)
    shrunk = (share * outer, share * inner, share * own)
    numbers = " ".join(map(rational, (outer, inner, own, level, *shrunk, *bounds)))
    neuron = split_function(formula(problem.neuron, "neuron"))
    still = f"change ({neuron.text} 0 = 0); cbv beta; unfold sigmoid; plain"
    zeros = _READ if biases else f"split; [{_READ} | intros j Hj; reflexivity]"
    level_held = f"left; split; [{_READ} | split; [{_READ} | lra]]"
    held = level_held if free else f"right; split; [{still} | {zeros}]"
    goals = [
        *(COMPUTE, _READ, _READ),
        held,
        _EACH,
        _slopes(neuron, evidence.neuron),
        _slopes(loss, evidence.losses[0]),
        _outweighed(problem, evidence.gain, share, biases=biases),
        *("lra",) * 3,
        "intros E; lra" if biases else "intros E; discriminate E",
        "lra",
    ]
    return f"apply (decay_bounded_by {SUBJECT} {boolean(biases)} {numbers});\n  [ {_alternatives(goals)} ]."


def _alternatives(goals: Sequence[str]) -> str:
    return "\n  | ".join(goals)


def _enough(problem: Problem, gain: Fraction, *, biases: bool) -> Fraction | None:
    """A part < 1 of every penalty that outweighs as well; None if it is too close to 1."""
    for power in range(1, _HALVINGS):
        share = 1 - Fraction(1, 2**power)
        if is_positive_semidefinite(margin(problem, gain, biases=biases, share=share**2)):
            return share
    return None


def _short(evidence: Signs | Composed) -> bool:
    """True if every sign is read off ranges or roots, as the tactics do."""
    return isinstance(evidence, Composed) or all(map(_read_off, evidence.proofs))


def _read_off(proof: SignProof) -> bool:
    if isinstance(proof, ByFactors):
        return all(_read_off(part.proof) for part in proof.parts)
    return isinstance(proof, ByRange | ByRoots | ByNorm)


def _slopes(function: Split, evidence: Lipschitz) -> str:
    """That the slopes of the function are at most the bound. Raises ``NotTranslated``."""
    if not all(map(_short, (evidence.falls, evidence.rises))):
        raise NotTranslated("a sign that takes cases")
    line = f"{rational(evidence.bound)} * v"
    ways = []
    for sign, expr in zip(("-", "+"), beside(function.expr, evidence.bound), strict=True):
        shown = f"(fun v : R => {line} {sign} {value(function.expr)})"
        ways.append(nondecreasing_function(replace(split_function(expr), shown=shown)).rstrip("."))
    goal = f"bounded_slopes {function.text} {rational(evidence.bound)}"
    return f"change ({goal}); apply bounded_slopes_by;\n  [ {' | '.join(ways)} ]"


def _outweighed(problem: Problem, gain: Fraction, share: Fraction, *, biases: bool) -> str:
    """The comparison, over the integers: what is left is a sum of squares."""
    outer, inner = weights(problem, biases=biases)
    amounts = (gain**2, 4 * outer * share**2 * inner[0], 4 * outer * share**2 * inner[-1] * biases)
    common = lcm(*(amount.denominator for amount in amounts))
    squared, own, level = (int(amount * common) for amount in amounts)
    if not isinstance(problem.dataset, Dataset):
        raise NotTranslated("the dataset is abstract")
    data = cleared(problem.dataset)
    found = squares(margin(problem, gain, biases=biases, share=share**2))
    scale = found.factor / (common * sum(data.weights) * data.denominator**2)
    terms = (f"({integer(weight * scale.denominator)}, {integers(vector)})" for weight, vector in found.terms)
    counts = f"{boolean(biases)} {integer(squared)} {integer(own)} {integer(level)} {common}%positive"
    evidence = f"{scale.numerator}%positive {listed(terms)}%Z"
    numbers = "intros E; lra" if biases else "intros E; discriminate E"
    return f"apply (outweighed_by {SUBJECT} {counts} {evidence});\n  [ {COMPUTE} | lra | lra | {numbers} ]"
