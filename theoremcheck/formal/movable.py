"""The proof, in Coq, of network.movable: a tree of regions, which coqc checks, and both halves of s.

Of the neuron Coq proves that it is constant or strictly monotone on either side of 0, by the cases of its formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.cells import affine_path, is_plain, loss_piecewise_affine
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
    tree = _tree(problem, iter(regions))
    numbers = f"({left})%Z ({right})%Z ({e})%Z"
    return f"apply (moves_by {SUBJECT} {numbers}\n    {tree}); [one_side | one_side | {_COMPUTE}]."


def _tree(problem: Problem, regions: Iterator[Region]) -> str:
    """The tree that begins with the next region."""
    match next(regions):
        case Cut(sample, low):
            first = _tree(problem, regions)
            return f"(Cut {sample} {boolean(low)} {first}\n    {_tree(problem, regions)})"
        case Along(direction):
            return f"(Along {integers(clear(direction)[0])})"
        case Nowhere(multipliers):
            known = dict(zip(multipliers.indices, multipliers.entries, strict=True))
            labels = problem.samples.labels
            dense = [label * known.get(i, Fraction(0)) for i, label in enumerate(labels)]
            return f"(Nowhere {integers(clear(dense)[0])})"


CELLS: Final[Mapping[str, Callable[[Problem, object], str | None]]] = MappingProxyType(
    {
        "network.affine_path": lambda problem, _: affine_path(problem),
        "loss.piecewise_affine": lambda problem, _: loss_piecewise_affine(problem),
        "network.movable": movable,
    }
)
"""The proofs of conditions that look at a network cell by cell."""
