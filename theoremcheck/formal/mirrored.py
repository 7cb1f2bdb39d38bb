"""The conditions of lemma.mirrored in Coq: an odd output, and independent samples once all have the label -.

The second is a condition of the mirrored problem, which Coq computes from the problem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.algebra import dual_vectors
from theoremcheck.formal.functions import NotTranslated
from theoremcheck.formal.linear import EACH_WITHOUT_BIAS, branch_list, each_branch
from theoremcheck.formal.problem import SUBJECT, function_names
from theoremcheck.formal.shapes import odd_function
from theoremcheck.formal.text import integers, listed
from theoremcheck.trusted.data.exact import clear
from theoremcheck.trusted.problem.model import AnyFunction, Function, Problem, Vector


def odd(problem: Problem) -> str | None:
    """network.odd: every neuron is odd, and there are no biases."""
    network, names = problem.network, function_names(problem)
    own: tuple[AnyFunction, ...] = (problem.neuron,) if network.width else ()
    lines = []
    for number, neuron in enumerate(dict.fromkeys((*own, *network.neurons))):
        if not isinstance(neuron, Function):
            return None
        try:
            script = odd_function(neuron.expr, None)
        except NotTranslated:
            return None
        lines += [
            f"assert (Z{number} : val {names[neuron]} 0 = 0) by (simpl; first [lra | plain]).",
            f"assert (O{number} : odd_fn {names[neuron]}).",
            f"{{ apply odd_from_constant; [assumption |]. {script} }}",
        ]
    shortcut = "right; split; [assumption | split; [reflexivity | intros j Hj; reflexivity]]"
    layers = "unfold layers_of, the_layers; cbn [nth odd_layers]; all_odd"
    parts = (
        "reflexivity",
        "reflexivity",
        shortcut if network.width else "left; reflexivity",
        "intros t v; reflexivity",
        each_branch(problem, f"split; [{layers} | {EACH_WITHOUT_BIAS}]"),
    )
    return "\n  ".join((*lines, f"apply (odd_network_by {SUBJECT} {branch_list(problem)}); [{' | '.join(parts)}]."))


def mirrored_inputs(problem: Problem) -> tuple[Vector, ...]:
    """The X_i once each (x, +) is taken as (-x, -)."""
    one = (Fraction(1),) if problem.sees_one else ()
    pairs = zip(problem.samples.points, problem.samples.labels, strict=True)
    return tuple((*(-label * entry for entry in point), *one) for point, label in pairs)


def independent_mirrored(problem: Problem) -> str:
    """data.independent_mirrored: one sample of each mirrored X, with its dual vector."""
    points = mirrored_inputs(problem)
    first: dict[object, int] = {}
    for i, point in enumerate(points):
        first.setdefault(clear(point), i)
    block = list(first.values())
    pairs = zip(block, dual_vectors(points, (), block), strict=True)
    shown = listed(f"({i}%nat, {integers(vector)})" for i, vector in pairs)
    return f"apply (independent_by (mirror {SUBJECT}) {shown}). vm_cast_no_check (eq_refl true)."


MIRRORED: Final[Mapping[str, Callable[[Problem], str | None]]] = MappingProxyType(
    {"network.odd": odd, "data.independent_mirrored": independent_mirrored}
)
"""By condition: the proof that it holds."""
