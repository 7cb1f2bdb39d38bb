"""The proof, in Coq, that a branch narrows, to single units or by two layers, and is free to move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.formal.shapes import (
    applied,
    increasing_function,
    smooth_function,
    split_function,
    strictly_increasing_function,
)
from theoremcheck.formal.valleys import no_extremum
from theoremcheck.trusted.data.funnels import Funnel, Monotone, Narrowing, SmoothUnit, Turning
from theoremcheck.trusted.functions.shape import Strict
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import AnyFunction, Function, Layer, Problem

_UNPENALISED: Final = "repeat (destruct H as [H | H]; [inversion H; subst; lra |]); contradiction"
FREE: Final = f"split; [member | intros c H; simpl in H; {_UNPENALISED}]"
"""The tactic that a parameter is trained, and in no penalty."""


def funnel(problem: Problem, evidence: Funnel) -> str | None:
    """network.funnel and network.valley_funnel, by the unit and the neurons of the evidence. Raises ``Refusal``."""
    first, *above = tuple(problem.network.branches.values())[evidence.branch]
    layers = f"(nth {evidence.branch} the_layers [])"
    units = f"(map (hd identity) (tl {layers}))"
    lowest = _lowest(first, evidence.unit, evidence.first)
    upper = [_smooth_unit(layer.neuron, shown) for layer, shown in zip(above, evidence.above, strict=True)]
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


def narrowing(problem: Problem, evidence: Narrowing) -> str | None:
    """network.narrowing, by as many monotone units of the first layer as the second has. Raises ``Refusal``."""
    first, second = tuple(problem.network.branches.values())[evidence.branch]
    shown = [unit for part, unit in zip(first.parts, evidence.first, strict=True) for _ in range(part.width)]
    smooth = [unit for part, unit in zip(second.parts, evidence.second, strict=True) for _ in range(part.width)]
    good = [number for number, unit in enumerate(shown) if unit is not None][: second.width]
    lower = [_monotone_unit(first.neurons[number], shown[number]) for number in good]
    upper = [_smooth_unit(neuron, unit) for neuron, unit in zip(second.neurons, smooth, strict=True)]
    if None in lower or None in upper:
        return None
    layers = f"(nth {evidence.branch} the_layers [])"
    units = "; ".join(map(str, good))
    each = "\n".join(
        f"    destruct G as [<- | G].\n    {{ split; [simpl; lia |].\n      split.\n      {{ {script} }}\n"
        f"      split; [intros k Hk; simpl in Hk; {FREE} |]. split; [intros S; first [discriminate S | {FREE}] |].\n"
        f"      intros u Hu; simpl in Hu; {FREE}. }}"
        for script in lower
    )
    above = "\n".join(
        f"    destruct u as [| u].\n    {{ split.\n      {{ {script} }}\n      {FREE}. }}" for script in upper
    )
    return (
        f"exists the_layers, {evidence.branch}%nat, (hd [] {layers}), (hd [] (tl {layers})), [{units}]%nat.\n"
        "  split; [intros t v; reflexivity |]. split; [simpl; lia |]. split; [reflexivity |]. split; [simpl; lia |].\n"
        "  split; [simpl; lia |]. split; [repeat constructor; simpl; lia |].\n"
        f"  split.\n  {{ intros g G. simpl in G.\n{each}\n    contradiction. }}\n"
        f"  intros u Hu. simpl in Hu.\n{above}\n    exfalso; lia."
    )


def _monotone_unit(neuron: AnyFunction, shown: Monotone | None) -> str | None:
    if shown is None or not isinstance(neuron, Function):
        return None
    function = split_function(neuron.expr)
    continuous = applied("continuity_pieces", function, "agrees", "smooths").rstrip(".")
    strictly = _monotone(neuron.expr, shown)
    return f"split.\n        {{ change (continuity {function.text}); {continuous}. }}\n        {strictly}"


def _monotone(expr: Expr, shown: Monotone) -> str:
    side = "left" if shown.rises else "right"
    if isinstance(shown.proof, Strict):
        return f"{side}. {strictly_increasing_function(expr, opposite=not shown.rises)}"
    return f"{side}. apply Monotone.rises_strictly. {increasing_function(expr, opposite=not shown.rises)}"


def _lowest(layer: Layer, unit: int, shown: Monotone | Turning) -> str | None:
    neuron = layer.neurons[unit]
    if not isinstance(neuron, Function):
        return None
    if isinstance(shown, Turning):
        script = no_extremum(neuron.expr, shown.proof, opposite=shown.opposite)
        return None if script is None else f"{'right' if shown.opposite else 'left'}. {script}"
    return _monotone(neuron.expr, shown)


def _smooth_unit(neuron: AnyFunction, shown: SmoothUnit) -> str | None:
    if not isinstance(neuron, Function):
        return None
    expr: Expr = neuron.expr
    side = "left" if shown.rises else "right"
    slope = increasing_function(expr, opposite=not shown.rises)
    return f"split.\n      {{ {smooth_function(expr)} }}\n      {side}. {slope}"


FUNNELS: Final[Mapping[str, Callable[[Problem, Any], str | None]]] = MappingProxyType(
    {"network.funnel": funnel, "network.valley_funnel": funnel, "network.narrowing": narrowing}
)
"""By condition: the proof that it holds."""
