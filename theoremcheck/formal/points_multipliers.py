"""Points whose multipliers annihilate all that the outputs can do nearby, in Coq.

For minimum.hull, minimum.support and minimum.frozen_fit. The theorems are those of ``library/AffineCells.v`` and
``FrozenFit.v``: all but the two functions is integer arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from theoremcheck.formal.functions import rational
from theoremcheck.formal.points_branches import NO_DEEP, Branches
from theoremcheck.formal.points_build import COMPUTE, pair
from theoremcheck.formal.points_loss import loss_function, subgradient_script
from theoremcheck.formal.problem import SUBJECT, place_names
from theoremcheck.formal.shapes import Split, applied, convex_function, split_function
from theoremcheck.formal.text import integers, listed
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.constants import subgradients
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum, narrow_problem
from theoremcheck.trusted.minima.reach import dot, formula, neuron_pieces, value_at
from theoremcheck.trusted.minima.regimes import affine_form, common_piece
from theoremcheck.trusted.minima.squares import squares_alone
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Function, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

MAX_LEVELS = 400
"""Pairs of a margin and a slope of which the file proves something, one by one."""


@dataclass(frozen=True)
class Numbers:
    """The shortcut's part of a point: a_0, the a_j, (M,), w_j, (M, d), b_j, (M,)."""

    output_bias: Fraction
    output_weights: tuple[Fraction, ...]
    hidden_weights: tuple[Vector, ...]
    hidden_biases: tuple[Fraction, ...]

    @property
    def arguments(self) -> str:
        """As the library takes them: integers, over one denominator for a and one for w and b."""
        above = math.lcm(*(v.denominator for v in (self.output_bias, *self.output_weights)))
        below = math.lcm(
            *(v.denominator for row in self.hidden_weights for v in row), *(v.denominator for v in self.hidden_biases)
        )
        rows = listed(over(row, below) for row in self.hidden_weights)
        return (
            f"({int(self.output_bias * above)})%Z {over(self.output_weights, above)} {above}%positive"
            f" {rows} {over(self.hidden_biases, below)} {below}%positive"
        )


def over(vector: Sequence[Fraction], common: int) -> str:
    """A vector as integers over a denominator."""
    return integers(int(entry * common) for entry in vector)


def hull_point(problem: Problem, evidence: MultiplierMinimum) -> str | None:
    """The script of minimum.hull. Raises ``Refusal``, ``NotTranslated``."""
    return _cells(problem, evidence, convex=True)


def support_point(problem: Problem, evidence: MultiplierMinimum) -> str | None:
    """The script of minimum.support. Raises ``Refusal``, ``NotTranslated``."""
    return _cells(problem, evidence, convex=False)


def _cells(problem: Problem, evidence: MultiplierMinimum, *, convex: bool) -> str | None:
    given, loss = evidence.multipliers, loss_function(problem)
    covered = shallow(problem) or (isinstance(problem.neuron, Function) and not evidence.copies)
    if not isinstance(given, Sparse) or loss is None or not covered or squares_alone(problem):
        return None
    neuron, numbers, pieces = (
        split_function(formula(problem.neuron, "neuron")),
        numbers_of(problem, evidence),
        neuron_pieces(problem),
    )
    received = received_by_all(problem, numbers)
    kinds = _kinds(pieces, received)
    outputs = [
        numbers.output_bias
        + sum(
            (a * _affine(kinds, pieces, v) for a, v in zip(numbers.output_weights, row, strict=True) if a), Fraction(0)
        )
        for row in received
    ]
    branches = Branches.of(problem, values_of(problem, evidence)) if problem.network.layers else None
    if branches is not None:
        outputs = [f + entry for f, entry in zip(outputs, branches.outputs, strict=True)]
    multipliers = Multipliers.of(problem, loss, outputs, given, convex=convex)
    if multipliers is None:
        return None
    deep = NO_DEEP if branches is None else branches.terms(numbers.arguments, multipliers.integers)
    common = math.lcm(1, *(v.denominator for _, form in kinds.values() for v in form))
    table = listed(f"({ends}, {_integers(form, common)})" for ends, form in kinds.values())
    each = "exact (Forall_nil _)"
    for _, (slope, shift) in reversed(kinds.values()):
        equal = (
            f"intros v V; in_interval V; change ({neuron.text} v = {_quotient(slope, common)} * v"
            f" + {_quotient(shift, common)}); cbv beta; plain"
        )
        each = f"apply Forall_cons; [ {equal} | {each} ]"
    goals = [
        "unfold over_qa; keeps",
        "unfold over_qa; costs",
        f"apply Forall_forall; {each}",
        deep.value,
        COMPUTE,
        COMPUTE,
        deep.balanced,
    ]
    if not convex:
        continuous = applied("continuity_pieces", neuron, "agrees", "smooths").rstrip(".")
        text = f"assert (continuous : continuity {neuron.text})"
        goals.append(f"{text}; [ {continuous} | intros j e _ _; exact (continuous _) ]")
        goals.append(deep.continuous)
    goals.append(multipliers.script)
    body = "\n  | ".join(goals)
    theorem = "minimum_hull_by" if convex else "minimum_support_by"
    return (
        f"{deep.setup}apply ({theorem} {SUBJECT} {numbers.arguments} {deep.arguments} {table} {common}"
        f" {multipliers.integers}) with\n    (levels := {multipliers.levels}) (own := {multipliers.own});"
        f"\n  [ {body} ]."
    )


def frozen_fit_point(problem: Problem, evidence: MultiplierMinimum) -> str | None:
    """The script of minimum.frozen_fit. Raises ``Refusal``, ``NotTranslated``."""
    given, loss = evidence.multipliers, loss_function(problem)
    if not isinstance(given, Sparse) or loss is None or not shallow(problem):
        return None
    numbers = numbers_of(problem, evidence)
    values = Values.of(problem, numbers)
    if values is None:
        return None
    multipliers = Multipliers.of(problem, loss, values.outputs, given, convex=True)
    if multipliers is None:
        return None
    goals = [
        "unfold over_qa; keeps",
        "unfold over_qa; costs",
        values.script,
        "split; reflexivity",
        "intros; reflexivity",
        COMPUTE,
        multipliers.script,
    ]
    body = "\n  | ".join(goals)
    return (
        f"apply (minimum_frozen_fit_by {SUBJECT} {numbers.arguments} {values.arguments} {multipliers.integers}\n"
        f"    {multipliers.levels} {multipliers.own});\n  [ {body} ]."
    )


@dataclass(frozen=True)
class Values:
    """What the neuron gives at each number that it receives, as the library takes it, and its proof; f, (n,)."""

    arguments: str
    script: str
    outputs: tuple[Fraction, ...]

    @classmethod
    def of(cls, problem: Problem, numbers: Numbers) -> Values | None:
        """None where one is not rational. Raises ``NotTranslated``."""
        neuron, pieces = split_function(formula(problem.neuron, "neuron")), neuron_pieces(problem)
        received = received_by_all(problem, numbers)
        values = {v: rational_value(value_at(pieces, v)) for row in received for v in row}
        known = {v: found for v, found in values.items() if found is not None}
        if len(known) < len(values):
            return None
        common = math.lcm(1, *(v.denominator for v in known.values()))
        table = listed(f"({pair(v)}, ({int(found * common)})%Z)" for v, found in known.items())
        each = "exact (Forall_nil _)"
        for v, found in reversed(known.items()):
            equal = (
                f"unfold real; cbn [fst snd]; change ({neuron.text} {_quotient(v, v.denominator)}"
                f" = {_quotient(found, common)}); cbv beta; numbers"
            )
            each = f"apply Forall_cons; [ {equal} | {each} ]"
        weights = numbers.output_weights
        sums = (sum((a * known[v] for a, v in zip(weights, row, strict=True)), numbers.output_bias) for row in received)
        return cls(f"{table} {common}", each, tuple(sums))


def shallow(problem: Problem) -> bool:
    """Whether there is no deep part, and the neuron has a formula."""
    return not problem.network.layers and isinstance(problem.neuron, Function)


# --- the point ----------------------------------------------------------------------------------------------------


def numbers_of(problem: Problem, evidence: MultiplierMinimum) -> Numbers:
    """The point with each unit as often as it stands there. Raises ``Refusal``."""
    narrow, values = narrow_problem(problem, evidence.copies), values_of(problem, evidence)
    width, dimension = narrow.network.width, problem.samples.dimension
    copies = evidence.copies[0] if evidence.copies else (1,) * width
    own = [j for j, count in enumerate(copies) for _ in range(count)]
    zero = Fraction(0)
    return Numbers(
        values.get("A0", zero),
        tuple(values[f"A {j}"] / copies[j] for j in own),
        tuple(tuple(values[f"W {j} {k}"] for k in range(dimension)) for j in own),
        tuple(values.get(f"B {j}", zero) for j in own),
    )


def values_of(problem: Problem, evidence: MultiplierMinimum) -> dict[str, Fraction]:
    """Every parameter of the narrow network at the point, by its name in Coq. Raises ``Refusal``."""
    layout = Layout.of(narrow_problem(problem, evidence.copies))
    return dict(zip(place_names(layout), layout.full(evidence.centre), strict=True))


def received_by_all(problem: Problem, numbers: Numbers) -> list[tuple[Fraction, ...]]:
    """The pre-activations of every sample, (n, M)."""
    known: dict[tuple[Vector, Fraction], list[Fraction]] = {}
    columns = []
    for weights, bias in zip(numbers.hidden_weights, numbers.hidden_biases, strict=True):
        if (weights, bias) not in known:
            known[weights, bias] = [dot(weights, point) + bias for point in problem.samples.points]
        columns.append(known[weights, bias])
    return list(zip(*columns, strict=True)) if columns else [()] * len(problem.samples.points)


_Kinds = dict[int, tuple[str, tuple[Fraction, Fraction]]]


def _kinds(pieces: Pieces, received: Sequence[Sequence[Fraction]]) -> _Kinds:
    """The affine pieces that neurons are in, by their number: rational ends, and (slope, constant)."""
    values = {v for row in received for v in row}
    found: _Kinds = {}
    for v in sorted(values):
        try:
            index = common_piece(pieces, (v,))
            form = affine_form(pieces, index)
        except Refusal:
            continue
        if index not in found:
            lower, upper = pieces.span(index)
            low = min(values) - 1 if lower is None else lower
            high = max(values) + 1 if upper is None else upper
            found[index] = (f"({pair(low)}, {pair(high)})", form)
    return found


def _affine(kinds: _Kinds, pieces: Pieces, v: Fraction) -> Fraction:
    _, (slope, shift) = kinds[common_piece(pieces, (v,))]
    return slope * v + shift


def _integers(form: Sequence[Fraction], common: int) -> str:
    return f"({', '.join(f'({int(v * common)})' for v in form)})%Z"


def _quotient(v: Fraction, common: int) -> str:
    return f"(IZR ({int(v * common)}) / IZR (Z.pos {common}))"


# --- the slopes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Multipliers:
    """The slopes as integers over a number, the pairs (margin, slope), the number of each sample's, and their proof."""

    integers: str
    levels: str
    own: str
    script: str

    @classmethod
    def of(
        cls, problem: Problem, loss: Split, outputs: Sequence[Fraction], given: Sparse, *, convex: bool
    ) -> Multipliers | None:
        """None where a slope is not rational, or there are too many levels. Raises ``NotTranslated``."""
        known = dict(zip(given.indices, given.entries, strict=True))
        margins = [-label * f for f, label in zip(outputs, problem.samples.labels, strict=True)]
        slopes = []
        for i, margin in enumerate(margins):
            low, high = map(rational_value, subgradients(problem, 1, Num(margin)))
            if low is None or high is None:
                return None
            slopes.append(known.get(i, low))
        pairs = list(dict.fromkeys(zip(margins, slopes, strict=True)))
        if len(pairs) > MAX_LEVELS:
            return None
        numbers = {entry: i for i, entry in enumerate(pairs)}
        own = [numbers[entry] for entry in zip(margins, slopes, strict=True)]
        common = math.lcm(1, *(slope.denominator for slope in slopes))
        each = "exact (Forall_nil _)"
        for margin, slope in reversed(pairs):
            line = subgradient_script(loss, margin, slope) if convex else _line_near(loss, margin, slope)
            named = "; ".join(
                f"replace (real {pair(v)}) with {rational(v)} by (unfold real; cbn [fst snd]; lra)"
                for v in dict.fromkeys((margin, slope))
            )
            each = f"apply Forall_cons; [ cbn [fst snd]; {named}; {line} | {each} ]"
        if convex:
            shape = convex_function(loss).rstrip(".")
            each = f"assert (convex : convex_fn {loss.text}); [ {shape} | {each} ]"
        return cls(
            f"{over(slopes, common)} {common}",
            listed(f"({pair(margin)}, {pair(slope)})" for margin, slope in pairs),
            f"{listed(map(str, own))}%nat",
            each,
        )


def _line_near(loss: Split, margin: Fraction, slope: Fraction) -> str:
    """The script that a line lies below the piecewise affine loss near a margin."""
    distances = [abs(point - margin) for point in loss.pieces.points if point != margin]
    radius = min([Fraction(2), *distances]) / 2
    return (
        f"change (slope_near {loss.text} {rational(margin)} {rational(slope)}); exists {rational(radius)};"
        " split; [ lra | intros v V; apply Rabs_def2 in V; cbv beta; line_below ]"
    )
