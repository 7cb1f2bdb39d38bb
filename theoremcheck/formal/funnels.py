"""The proof, in Coq, that a branch narrows to single units, each with a monotone neuron, and is free to move."""

from __future__ import annotations

from typing import Final

from theoremcheck.formal.shapes import increasing_function, smooth_function, strictly_increasing_function
from theoremcheck.formal.valleys import no_extremum
from theoremcheck.trusted.data.funnels import Funnel, Monotone, SmoothUnit, Turning
from theoremcheck.trusted.functions.shape import Strict
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import Function, Layer, Problem

_UNPENALISED: Final = "repeat (destruct H as [H | H]; [inversion H; subst; lra |]); contradiction"
FREE: Final = f"split; [member | intros c H; simpl in H; {_UNPENALISED}]"
"""The tactic that a parameter is trained, and in no penalty."""


def funnel(problem: Problem, evidence: Funnel) -> str | None:
    """network.funnel and network.valley_funnel, by the unit and the neurons of the evidence. Raises ``Refusal``."""
    first, *above = tuple(problem.network.branches.values())[evidence.branch]
    layers = f"(nth {evidence.branch} the_layers [])"
    units = f"(map (hd identity) (tl {layers}))"
    lowest = _lowest(first, evidence.unit, evidence.first)
    upper = [_smooth_unit(layer, shown) for layer, shown in zip(above, evidence.above, strict=True)]
    if lowest is None or None in upper:
        return None
    each = "\n".join(f"    destruct H as [<- | H].\n    {{ {script} }}" for script in upper)
    return (
        f"exists the_layers, {evidence.branch}%nat, (hd [] {layers}), {units}, {evidence.unit}%nat.\n"
        "  split; [intros t v; reflexivity |]. split; [simpl; lia |]. split; [reflexivity |]. split; [simpl; lia |].\n"
        f"  split.\n  {{ {lowest} }}\n"
        f"  split.\n  {{ intros s H. simpl in H.\n{each}\n    contradiction. }}\n"
        f"  split; [intros k Hk; simpl in Hk; {FREE} |].\n"
        f"  split; [intros S; first [discriminate S | {FREE}] |].\n"
        f"  split; [simpl; {FREE} |].\n"
        f"  intros q I. simpl in I. repeat (destruct I as [<- | I]; [{FREE} |]). contradiction."
    )


def _lowest(layer: Layer, unit: int, shown: Monotone | Turning) -> str | None:
    neuron = layer.neurons[unit]
    if not isinstance(neuron, Function):
        return None
    if isinstance(shown, Turning):
        script = no_extremum(neuron.expr, shown.proof, opposite=shown.opposite)
        return None if script is None else f"{'right' if shown.opposite else 'left'}. {script}"
    side = "left" if shown.rises else "right"
    if isinstance(shown.proof, Strict):
        return f"{side}. {strictly_increasing_function(neuron.expr, opposite=not shown.rises)}"
    return f"{side}. apply Monotone.rises_strictly. {increasing_function(neuron.expr, opposite=not shown.rises)}"


def _smooth_unit(layer: Layer, shown: SmoothUnit) -> str | None:
    neuron = layer.neuron
    if not isinstance(neuron, Function):
        return None
    expr: Expr = neuron.expr
    side = "left" if shown.rises else "right"
    slope = increasing_function(expr, opposite=not shown.rises)
    return f"split.\n      {{ {smooth_function(expr)} }}\n      {side}. {slope}"
