"""The proofs, in Coq, of the conditions on wide networks: one unit for each sample, biases that are alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import comb, lcm
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import flint

from theoremcheck.formal.enclosed import function_parts
from theoremcheck.formal.functions import rational
from theoremcheck.formal.problem import SUBJECT, function_names
from theoremcheck.formal.shapes import split_function
from theoremcheck.formal.text import integer, listed
from theoremcheck.trusted.data.linear import frozen_by
from theoremcheck.trusted.data.trained import free_constant
from theoremcheck.trusted.data.wide import has_difference, last_units
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.minima.dominance import homogeneous_slopes
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.model import AnyFunction, Block, Function, Part, Problem, branch_of
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

Leaf: TypeAlias = Callable[[Problem, Any], str | None]

COMPUTE: Final = "vm_cast_no_check (eq_refl true)"
_STEPS: Final = tuple(map(Fraction, ("1", "1/2", "3", "1/8")))
_OFFSETS: Final = tuple(map(Fraction, ("1/3", "1/7", "1")))
"""Steps of differences, and by how much the middle of their points is away from 0."""
_MOST_BITS: Final = 4096
_SPARE_BITS: Final = 24
_OWN: Final = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS, Block.OUTPUT_BIAS)


def _points(problem: Problem) -> list[int]:
    """One sample for each distinct x_i, by its number."""
    first: dict[object, int] = {}
    for i, point in enumerate(problem.samples.points):
        first.setdefault(point, i)
    return list(first.values())


def _numbers(points: list[int]) -> str:
    return f"{listed(map(str, points))}%nat"


def _width_samples(problem: Problem, _: object) -> str:
    return f"apply (width_samples_by {SUBJECT} {_numbers(_points(problem))}). {COMPUTE}."


def _common_bias(problem: Problem, _: object) -> str:
    if problem.network.trains(Block.HIDDEN_BIAS):
        return "left. reflexivity."
    each = "repeat (destruct j as [|j]; [reflexivity |]); exfalso; simpl in Hj; lia"
    return f"apply common_bias_by. intros j Hj. first [reflexivity | {each}]."


# --- positively homogeneous neurons under weight decay ------------------------------------------------------------


def _positively_homogeneous(problem: Problem, _: object) -> str | None:
    slopes = homogeneous_slopes(problem)
    if slopes is None:
        return None
    neuron = split_function(formula(problem.neuron, "neuron"))
    lines = (f"intros v V; change ({neuron.text} v = {rational(side)} * v); cbv beta; plain" for side in slopes)
    return f"apply (positively_homogeneous_by {SUBJECT} {' '.join(map(rational, slopes))}); [ {' | '.join(lines)} ]."


def _affine_beside(problem: Problem, _: object) -> str | None:
    """network.affine_beside; None where something of f_D is trained or penalised."""
    network, objective = problem.network, problem.objective
    pieces = (piece for branch in network.branches for piece in network.pieces(branch, 1))
    if any(frozen_by(problem, piece) is None for piece in pieces):
        return None
    if any(branch_of(block) not in _OWN for block in objective.penalised):
        return None
    numbers = " ".join(rational(objective.coefficient(block)) for block in _OWN)
    read = "intros t; unfold penalty; simpl; lra"
    return f"apply (affine_beside_by {SUBJECT} {numbers}); [ reflexivity | {read} ]."


def _width_dimension(problem: Problem, _: object) -> str | None:
    """network.width_dimension by the number of the x_i; None where it is another bound that is small enough."""
    points, free = _points(problem), free_constant(problem)
    if len(points) - int(free) >= problem.network.width:
        return None
    if not free:
        return f"apply (width_dimension_points {SUBJECT} {_numbers(points)}). {COMPUTE}."
    alternatives = f"split; [reflexivity | unfold output_bias_penalty; simpl; lra] | {COMPUTE}"
    return f"apply (width_dimension_free {SUBJECT} {_numbers(points)}); [ {alternatives} ]."


# --- units next to the output -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Units:
    """Units of one kind that count: their list, and the script that they do."""

    shown: str
    script: str


def _wide_beside(problem: Problem, _: object) -> str | None:
    """network.wide_beside: units by kind, until there are enough."""
    points = _points(problem)
    order = len(points) - 1
    needed = len(points) - int(problem.network.trains(Block.OUTPUT_BIAS))
    facts: dict[AnyFunction, str] = {}
    units: list[_Units] = []
    for branch, part in last_units(problem, below=False):
        count = min(needed, part.width)
        if not count or not _has(part.neuron, order):
            continue
        script = facts.get(part.neuron) or _difference(problem, part.neuron, order, len(facts))
        if script is None:
            continue
        facts[part.neuron] = script
        fact = f"D{list(facts).index(part.neuron)}"
        units.append(_shortcut(count, fact) if branch is None else _branch(problem, branch, part, count, fact))
        needed -= count
    if needed > 0:
        return None
    shown = " ++ ".join(entry.shown for entry in units) if units else "(@nil unit_place)"
    layers, are = _branches(problem)
    counts = units[-1].script if units else "apply counts_none"
    for entry in reversed(units[:-1]):
        counts = f"apply counts_both; [ {entry.script} | {counts} ]"
    applied = f"apply (wide_beside_by {SUBJECT} {layers} {_numbers(points)} ({shown}))"
    return f"{''.join(facts.values())}{applied}; [ {are} | {COMPUTE} | {counts} ]."


def _has(neuron: AnyFunction, order: int) -> bool:
    try:
        return has_difference(neuron, order)
    except Refusal:
        return False


def _branches(problem: Problem) -> tuple[str, str]:
    """The branches of f_D, and that it consists of them."""
    if not problem.network.layers:
        return "(@nil (list (list fn)))", "left; reflexivity"
    return "the_layers", "right; intros t v; reflexivity"


def _shortcut(count: int, fact: str) -> _Units:
    trained = " | ".join(["reflexivity"] * 4)
    return _Units(f"map Of_shortcut (seq 0 {count})", f"apply counts_shortcut; [ {trained} | exact {fact} ]")


def _branch(problem: Problem, branch: Block, part: Part, count: int, fact: str) -> _Units:
    """The first units of a part of the only layer of a branch."""
    names, number = function_names(problem), list(problem.network.branches).index(branch)
    parts = problem.network.branches[branch][0].parts
    place = parts.index(part)
    repeated = [f"repeat {names[own.neuron]} {own.width}" for own in parts if isinstance(own.neuron, Function)]
    before, after = (" ++ ".join(found) or "[]" for found in (repeated[:place], repeated[place + 1 :]))
    neuron = names[part.neuron] if isinstance(part.neuron, Function) else ""
    each = "intros u Hu; simpl in Hu; member"
    goals = ["reflexivity"] * 3 + [each, each, "intros u l Hu Hl; simpl in Hu, Hl; member", f"exact {fact}"]
    arguments = f"{SUBJECT} the_layers _ {number} ({before}) {neuron} {part.width} ({after}) {count}"
    return _Units(
        f"map (Of_branch {number}) (seq (length ({before} : list fn)) {count})",
        f"apply (counts_branch {arguments}); [ {' | '.join(goals)} ]",
    )


# --- differences --------------------------------------------------------------------------------------------------


def _difference(problem: Problem, neuron: AnyFunction, order: int, number: int) -> str | None:
    """The fact that a difference of a neuron is not 0, on the first grid on which that is seen; None if it is not."""
    if not isinstance(neuron, Function):
        return None
    function, name = split_function(neuron.expr), function_names(problem)[neuron]
    for start, step, bits in _grids(split(neuron.expr), order):
        common = lcm(start.denominator, step.denominator)
        grid = " ".join(f"{integer(int(value * common))}%Z" for value in (start, step))
        by = f"has_difference_by {bits}%positive {name} {function_parts(function)} {order} {grid} {common}%positive"
        goals = f"in_pieces ({function.text} : R -> R) | marks | {COMPUTE}"
        return f"assert (D{number} : has_difference (val {name}) {order}) by (apply ({by}); [ {goals} ]).\n  "
    return None


def _grids(pieces: Pieces, order: int) -> Iterator[tuple[Fraction, Fraction, int]]:
    """Start, step and bits of differences that are not 0; off the breaks."""
    for step, offset in product(_STEPS, _OFFSETS):
        start = offset - step * order / 2
        places = [start + k * step for k in range(order + 1)]
        if set(places) & set(pieces.breaks):
            continue
        with precision(_MOST_BITS):
            terms = [
                (-1) ** (order - k) * comb(order, k) * evaluate(pieces.piece_at(place), ball(place))
                for k, place in enumerate(places)
            ]
            total = abs(sum(terms, flint.arb(0)))
            if not total > flint.arb(2) ** -(_MOST_BITS // 2):
                continue
            mantissa, exponent = total.mid().man_exp()
        size = int(mantissa).bit_length() + int(exponent)
        yield start, step, max(64, order + _SPARE_BITS - min(size, 0))


WIDE: Final[Mapping[str, Leaf]] = MappingProxyType(
    {
        "network.width_samples": _width_samples,
        "network.common_bias": _common_bias,
        "network.wide_beside": _wide_beside,
        "network.positively_homogeneous": _positively_homogeneous,
        "network.affine_beside": _affine_beside,
        "network.width_dimension": _width_dimension,
    }
)
"""By condition: the proof that it holds."""
