"""The proof, in Coq, that the loss has a derivative at the outputs of the network at rest: objective.smooth_at_rest."""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.formal.functions import NotTranslated, rational
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import Split, split_function
from theoremcheck.formal.trees import tree
from theoremcheck.trusted.functions.resting import Around, output_at_rest
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.refusal import Refusal


def smooth_at_rest(problem: Problem, evidence: Around) -> str | None:
    """The proof script: one derivative at c and one at -c; None where there is none."""
    if not isinstance(problem.loss, Function):
        return None
    try:
        loss, output = split_function(problem.loss.expr), output_at_rest(problem)
        sides = [_derivative(loss, point, evidence.radius) for point in (output, -output)]
    except (Refusal, NotTranslated):
        return None
    points = f"{rational(output)} {rational(-output)}"
    known = "unfold output_at_rest; simpl; lra"
    return f"apply (smooth_at_rest_by {SUBJECT} {points});\n  [ {known} | lra | {sides[0]}\n  | {sides[1]} ]."


def _derivative(loss: Split, point: Fraction, radius: Fraction) -> str:
    """The tactic that the loss has a derivative at a rational: inside a piece, or at a break without a jump."""
    places = loss.pieces.points
    ends = f"{rational(point)} {rational(point - radius)} {rational(point + radius)}"
    index = sum(1 for place in places if place < point)
    pieces = loss.pieces.pieces[index : index + 2] if point in places else loss.pieces.pieces[index : index + 1]
    goals = ["lra", *["intros; agrees"] * len(pieces), *["written; sign"] * len(pieces)]
    if len(pieces) == 2:
        goals.append("written; numbers")
    lemma = "derivable_break" if len(pieces) == 2 else "derivable_piece"
    trees = " ".join(map(tree, pieces))
    goal = f"change (derivable_at {loss.text} {rational(point)})"
    return f"{goal}; apply ({lemma} {loss.text} {trees} {ends}); [ {' | '.join(goals)} ]"
