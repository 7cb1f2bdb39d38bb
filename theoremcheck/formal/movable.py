"""The proof, in Coq, of network.movable: a tree of regions, which coqc checks, and both halves of s.

Of the neuron Coq proves that it is constant or strictly monotone on either side of 0, by the cases of its formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.cells import is_plain
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.text import boolean, integer, integers
from theoremcheck.trusted.data.ascents import Along, Cut, Moves, Nowhere, Region, slope_signs
from theoremcheck.trusted.data.exact import clear
from theoremcheck.trusted.data.frozen_signs import frozen_outputs
from theoremcheck.trusted.problem.expr import Expr, Pow
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.refusal import Refusal

_COMPUTE: Final = "vm_cast_no_check (eq_refl true)"
_POWERS: Final = (2, 3)
"""The powers of piecewise affine functions that the tactic compares."""


def movable(problem: Problem, evidence: object) -> str | None:
    """network.movable; None where the formula of the neuron is not one that the tactic sees through."""
    if not isinstance(evidence, Moves) or not isinstance(problem.neuron, Function) or not _seen(problem.neuron.expr):
        return None
    try:
        slopes = slope_signs(problem)
        values = frozen_outputs(problem)
    except Refusal:
        return None
    if values is None:
        up, down = (_moves(problem, slopes, e, own) for e, own in ((1, evidence.up), (-1, evidence.down)))
        return f"left. split; [reflexivity |]. split.\n  - {up}\n  - {down}"
    for e, own in ((1, evidence.up), (-1, evidence.down)):
        place = next((j for j, value in enumerate(values) if own and e * value > 0), None)
        if place is not None:
            named = f"exists ({e}), {place}%nat. split; [simpl; lia |]. split; [simpl; lra |]."
            return f"right. split; [reflexivity |]. {named}\n  {_moves(problem, slopes, e, own)}"
    return None


def _seen(expr: Expr) -> bool:
    """True for plain piecewise affine formulas, and small powers of them."""
    if isinstance(expr, Pow):
        return expr.exponent in _POWERS and is_plain(expr.base)
    return is_plain(expr)


def _moves(problem: Problem, slopes: tuple[int, int], e: int, regions: tuple[Region, ...]) -> str:
    left, right = map(integer, slopes)
    tree = _tree(problem, regions)
    numbers = f"({left})%Z ({right})%Z ({e})%Z"
    return f"apply (moves_by {SUBJECT} {numbers}\n    {tree}); [one_side | one_side | {_COMPUTE}]."


def _tree(problem: Problem, regions: Sequence[Region]) -> str:
    """The tree of all regions; without recursion, as one may be a chain of as many cuts as one likes."""
    written: list[str] = []
    behind = [""]  # what follows each of the trees that are still to come, the next one last
    for region in regions:
        after = behind.pop()
        if isinstance(region, Cut):
            written.append(f"(Cut {region.sample} {boolean(region.low)} ")
            behind += [f"){after}", "\n    "]
        else:
            written.append(f"{_leaf(problem, region)}{after}")
    return "".join(written)


def _leaf(problem: Problem, region: Along | Nowhere) -> str:
    """A region that is not cut."""
    if isinstance(region, Along):
        return f"(Along {integers(clear(region.direction)[0])})"
    known = dict(zip(region.multipliers.indices, region.multipliers.entries, strict=True))
    dense = [label * known.get(i, Fraction(0)) for i, label in enumerate(problem.samples.labels)]
    return f"(Nowhere {integers(clear(dense)[0])})"


MOVABLE: Final[Mapping[str, Callable[[Problem, object], str | None]]] = MappingProxyType({"network.movable": movable})
"""The proof of the condition on regions of weights."""
