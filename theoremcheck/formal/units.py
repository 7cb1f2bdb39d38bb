"""The proof, in Coq, that a branch of one layer has a sigmoidal unit of which everything is trained."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from theoremcheck.formal.shapes import increasing_function
from theoremcheck.formal.sigmoids import sigmoidal
from theoremcheck.trusted.data.linear import trained_biases, weights_trained
from theoremcheck.trusted.functions.comparison import known_sign
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import Expr, Num, substitute
from theoremcheck.trusted.problem.model import Block, Function, Problem


def sigmoidal_unit(problem: Problem) -> str | None:
    """network.sigmoidal_unit: by the first unit that is one. Raises ``Refusal``."""
    return _first(problem, _trained, "first [intros H; discriminate H | intros _; member]")


def sigmoidal_unit_affine(problem: Problem) -> str | None:
    """network.sigmoidal_unit_affine: by the first one of which the bias is trained. Raises ``Refusal``."""
    return _first(problem, _biased, "member")


def _first(problem: Problem, wanted: Callable[[Problem, Block], bool], bias: str) -> str | None:
    for number, (branch, layers) in enumerate(problem.network.branches.items()):
        if len(layers) == 1 and wanted(problem, branch):
            for unit, neuron in enumerate(layers[0].neurons):
                found = _unit(neuron.expr, number, unit, bias) if isinstance(neuron, Function) else None
                if found is not None:
                    return found
    return None


def _biased(problem: Problem, branch: Block) -> bool:
    """True if its weights and its biases are trained."""
    return weights_trained(problem, branch) and bool(trained_biases(problem, branch))


def _trained(problem: Problem, branch: Block) -> bool:
    """True if the weights of the branch are, and its biases where X has a 1."""
    return weights_trained(problem, branch) and (not problem.sees_one or bool(trained_biases(problem, branch)))


def _unit(expr: Expr, number: int, unit: int, bias: str) -> str | None:
    shown = sigmoidal(expr, None)
    rising = shown and known_sign(substitute(nth_derivative(split(expr).pieces[0], 1), Num(Fraction(0))))
    if not shown or not rising:
        return None
    units = f"(nth 0 (nth {number} the_layers []) [])"
    side = "left" if rising > 0 else "right"
    return (
        f"exists the_layers, {number}%nat, {units}, {unit}%nat.\n"
        "  split; [intros t v; reflexivity |]. split; [simpl; lia |]. split; [reflexivity |]. split; [simpl; lia |].\n"
        f"  split.\n  {{ {side}. {increasing_function(expr, opposite=rising < 0)} }}\n"
        f"  split.\n  {{ {shown} }}\n"
        "  split; [intros k Hk; simpl in Hk; member |]. split; [| member].\n"
        f"  {bias}."
    )
