"""What is shown of a piece of a path, in exact arithmetic; nothing here is part of a verdict.

Let l be convex and finite on R, and L without penalties: the kernel's own facts. If f(x_i) is affine in u along a
piece, for each sample, L is convex along it, so it exceeds nowhere the greater of its values at the ends. Then L rises
nowhere above its value at the start if it is not greater at the end: since f is the same there, or as balls show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Final

from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.declared import Declared, check_declared
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.descent import check_entries, check_lower
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters
from theoremcheck.trusted.problem.model import AnyFunction, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.verdict.path.neurons import Values, branch_neurons, rational_polynomial
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.values import Piece, Shown, Step

PREMISES: Final = ("loss.defined", "loss.convex", "neuron.defined", "objective.unregularised")
"""What the argument takes from the kernel."""
MAX_PATH_WORK: Final = 100_000
"""Parameters times samples of a problem up to which paths are looked for."""
MAX_PATH_DEGREE: Final = 60
"""Degree of a polynomial along a piece."""
BITS: Final = 256
_MORE_BITS: Final = (256, 1024, 4096)


def check_premises(problem: Problem, facts: Iterable[Fact]) -> None:
    """Accept facts of this problem that say that L is a convex function of the outputs."""
    known = {fact.condition: fact for fact in facts}
    for name in PREMISES:
        fact = known.get(name)
        shown = fact is not None and fact.status is Status.HOLDS and fact.problem == problem
        require(shown, "path.premise", condition=name)
    require(Layout.of(problem).size * len(problem.samples.points) <= MAX_PATH_WORK, "path.size", most=MAX_PATH_WORK)


def loss_at(problem: Problem, point: Vector) -> Enclosure:
    """L at a point (trained parameters, (P,))."""
    with precision(BITS):
        return Enclosure.of(height(problem, point, Fraction(0))[0])


def check_piece(problem: Problem, piece: Piece, start: Vector) -> Step:
    """What is shown of a piece that has to begin at ``start``. Raises ``Refusal`` where L is not enclosed at its ends.

    It also refuses what is no piece of exact numbers all through. The premises are shown before (``check_premises``).
    """
    check_declared(piece, Declared.of(Piece), "piece")
    end = piece.end
    before, after = loss_at(problem, start), loss_at(problem, end)
    try:
        check_entries(end)
        require(piece.start == start, "path.not_joined")
        same = check_affine(problem, piece)
        if not same:
            before, after = _falls(problem, start, end)
    except Refusal as refusal:
        return Step(piece, Shown.NOTHING, before, after, refusal.reason)
    return Step(piece, Shown.SAME, before, before) if same else Step(piece, Shown.FALLS, before, after)


def _falls(problem: Problem, start: Vector, end: Vector) -> tuple[Enclosure, Enclosure]:
    """L at both ends, shown to be lower at the second."""
    for bits in _MORE_BITS[:-1]:
        try:
            return _lower(problem, start, end, bits)
        except Refusal:
            continue
    return _lower(problem, start, end, _MORE_BITS[-1])


def _lower(problem: Problem, start: Vector, end: Vector, bits: int) -> tuple[Enclosure, Enclosure]:
    with precision(bits):
        first, second = check_lower(problem, start, end)
        return Enclosure.of(first), Enclosure.of(second)


def check_affine(problem: Problem, piece: Piece) -> bool:
    """Accept if u -> f(x_i) is affine along the piece for every sample; True if it is constant.

    All denominators are checked to have no zero in [0, 1], so the piece is a continuous path of parameters.
    """
    layout = Layout.of(problem)
    require(len(piece.entries) == len(layout.trained), "path.entries", wanted=len(layout.trained))
    for entry in piece.entries:
        require(max(len(entry.top), len(entry.bottom)) <= MAX_PATH_DEGREE, "path.degree", most=MAX_PATH_DEGREE)
        require(entry.is_regular, "path.pole")
    moving = dict(zip(layout.trained, piece.entries, strict=True))
    full = [moving[place] if place in moving else _frozen(layout.frozen[place], layout) for place in range(layout.size)]
    named = layout.named(full)
    if _features_stay(problem, named):
        return _moves_outputs(problem, named)
    return _moves_polynomials(problem, named)


def _frozen(value: Fraction | None, layout: Layout) -> Ratio:
    if value is None:
        block = next(entry.block for entry in layout.network.frozen if entry.value is None)
        raise Refusal("layout.frozen_unknown", block=block.value)
    return Ratio.constant(value)


# --- output weights on features that stay -----------------------------------------------------------------------------


def _features_stay(problem: Problem, named: Parameters[Ratio]) -> bool:
    """Nothing beside the shortcut moves, and every neuron of which something but a_j moves has a_j = 0 all along."""
    if not problem.network.width or not all(map(_rests, (named.deep, named.beside))):
        return False
    biases = named.hidden_bias or (Ratio.constant(Fraction(0)),) * len(named.output_weights)
    return all(
        weight.is_zero or (bias.is_constant and all(entry.is_constant for entry in row))
        for weight, row, bias in zip(named.output_weights, named.hidden_weights, biases, strict=True)
    )


def _rests(branch: Branch[Ratio] | None) -> bool:
    """Nothing of a branch moves, if it is there."""
    if branch is None:
        return True
    rows = (row for weights, biases in branch.layers for row in (*weights, biases or ()))
    return all(entry.is_constant for row in (*rows, branch.output) for entry in row)


def _moves_outputs(problem: Problem, named: Parameters[Ratio]) -> bool:
    """f(x_i) = a_0 + sum a_j s(z_ij) + f_D(x_i), affine if a_0 and all a_j are: the rest stays. True if constant."""
    level = named.output_bias or Ratio.constant(Fraction(0))
    weights = (level, *named.output_weights)
    require(all(weight.is_affine for weight in weights), "path.output_weights")
    lift, *lifts = (weight.at(Fraction(1)) - weight.at(Fraction(0)) for weight in weights)
    moved = [j for j, change in enumerate(lifts) if change]
    rows = {j: tuple(entry.at(Fraction(0)) for entry in named.hidden_weights[j]) for j in moved}
    biases = {j: named.hidden_bias[j].at(Fraction(0)) if named.hidden_bias else Fraction(0) for j in moved}
    values = Values(problem)
    for point in set(samples(problem).points):
        factors: dict[Fraction, Fraction] = {}
        for j in moved:
            place = dot(rows[j], point) + biases[j]
            factors[place] = factors.get(place, Fraction(0)) + lifts[j]
        if not values.vanishes(factors, lift):
            return False
    return True


# --- networks of polynomials ------------------------------------------------------------------------------------------


def _moves_polynomials(problem: Problem, named: Parameters[Ratio]) -> bool:
    """f(x_i) as a rational function of u, in lowest terms: it is affine, or it is refused. True if it is constant."""
    require(not problem.network.residual, "facts.residual")
    same = True
    neurons = _branch_polynomials(problem)
    for point in set(samples(problem).points):
        inputs = [Ratio.constant(entry) for entry in point]
        output = named.output_bias or Ratio.constant(Fraction(0))
        for branch, own in zip(named.branches, neurons, strict=True):
            output += _through(branch, own, inputs)
        require(output.is_affine, "path.not_affine")
        same = same and output.is_constant
    return same


def _branch_polynomials(problem: Problem) -> list[list[tuple[Vector, ...]]]:
    """The polynomial of every unit, layer by layer, of the shortcut and the branches of f_D."""
    return [[tuple(map(_required_polynomial, layer)) for layer in branch] for branch in branch_neurons(problem)]


def _required_polynomial(function: AnyFunction) -> Vector:
    found = rational_polynomial(function)
    if found is None:
        raise Refusal("path.not_polynomial", neuron=function.name)
    return found


def _through(branch: Branch[Ratio], neurons: Sequence[Sequence[Vector]], inputs: Sequence[Ratio]) -> Ratio:
    for (rows, biases), polynomials in zip(branch.layers, neurons, strict=True):
        before = [_sum(row, inputs) for row in rows]
        if biases is not None:
            before = [z + bias for z, bias in zip(before, biases, strict=True)]
        inputs = [_applied(known, z) for known, z in zip(polynomials, before, strict=True)]
    return _sum(branch.output, inputs)


def _sum(weights: Sequence[Ratio], inputs: Sequence[Ratio]) -> Ratio:
    terms = (w * h for w, h in zip(weights, inputs, strict=True) if not w.is_zero and not h.is_zero)
    return reduce(Ratio.__add__, terms, Ratio.constant(Fraction(0)))


def _applied(known: Vector, z: Ratio) -> Ratio:
    """The polynomial at z, by Horner's rule."""
    total = Ratio.constant(Fraction(0))
    for entry in reversed(known):
        total = total * z + Ratio.constant(entry)
    bits = max(len(total.top), len(total.bottom))
    require(bits <= MAX_PATH_DEGREE, "path.degree", most=MAX_PATH_DEGREE)
    return total
