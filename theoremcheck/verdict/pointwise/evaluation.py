"""L at a point: value, outputs, gradient, spectrum of the Hessian, and what stands on breaks, all as intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.smooth import jump
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.expansion import Box, Expansion, box, expand, height, slopes
from theoremcheck.trusted.minima.reach import layer_pieces
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.pointwise.spectrum import Spectrum, spectrum_of

BITS: Final = 256
NEAR: Final = 1e-9
"""How close to a break a unit or a margin is said to stand on it."""
MAX_SPECTRUM: Final = 300
"""Trained parameters up to which the Hessian is made at a point."""
MAX_BREAKS_LISTED: Final = 1_000
"""Units and margins on breaks that are listed."""


@dataclass(frozen=True, slots=True)
class OnBreak:
    """What a unit receives at a sample, or (``unit`` None) the margin of the sample, stands on a break of s or l.

    ``break_point`` encloses the break, ``distance`` how far the unit or the margin is beyond it: at most ``NEAR``, as
    far as can be told. Where both its ends are 0 it stands on the break exactly. ``rough`` says that the function is
    shown not to be differentiable there.
    """

    sample: int
    unit: Unit | None
    break_point: Enclosure
    distance: Enclosure
    rough: bool

    @property
    def exact(self) -> bool:
        """True if it is shown to stand on the break."""
        return self.distance.sign == 0


@dataclass(frozen=True, slots=True, repr=False)
class Evaluation:
    """L at ``point`` (trained parameters, (P,)).

    ``loss`` is L, ``mean_loss`` its first part without penalties; ``outputs`` are f(x_i), (n,); ``wrong`` are the
    samples with y_i != sgn f(x_i), sgn(0) = +1, and ``unsure`` those of which the intervals do not tell. ``gradient``,
    (P,), and ``gradient_norm`` (Euclidean) are None where L is not shown to be differentiable at the point, for the
    reason ``rough``; ``spectrum`` is None where L is not shown to be C^2 there, or P is large, for ``rough`` as well.
    ``breaks`` lists the first MAX_BREAKS_LISTED units and margins on breaks.
    """

    point: Vector
    loss: Enclosure
    mean_loss: Enclosure
    outputs: tuple[Enclosure, ...]
    wrong: tuple[int, ...]
    unsure: tuple[int, ...]
    gradient: tuple[Enclosure, ...] | None
    gradient_norm: Enclosure | None
    spectrum: Spectrum | None
    rough: Reason | None
    breaks: tuple[OnBreak, ...]

    def __repr__(self) -> str:
        """One line: L, and how many samples are wrong."""
        unsure = f" or {len(self.wrong) + len(self.unsure)}" if self.unsure else ""
        return f"<Evaluation L = {self.loss}, {len(self.wrong)}{unsure} of {len(self.outputs)} wrong>"

    @property
    def all_right(self) -> bool:
        """True if every sample is shown to be right."""
        return not self.wrong and not self.unsure

    @property
    def on_break(self) -> bool:
        """True if a unit or a margin is shown to stand exactly where its function is not differentiable."""
        return any(entry.exact and entry.rough for entry in self.breaks)

    @property
    def off_breaks(self) -> bool:
        """True if no unit and no margin is on a break of its function, and L is shown to be differentiable.

        A break counts whether the function is differentiable there or not; a root may have no slope off all breaks.
        """
        return (
            self.gradient is not None
            and len(self.breaks) < MAX_BREAKS_LISTED
            and all(entry.distance.sign for entry in self.breaks)
        )


def evaluate_at(problem: Problem, point: Sequence[Fraction], bits: int = BITS) -> Evaluation:
    """L at the point (trained parameters, (P,)), in balls of so many bits.

    Raises ``Refusal`` where L itself cannot be enclosed: no samples, an opaque function, a value out of bounds, a jump
    that the balls do not tell from the point, a frozen block without values.
    """
    centre = tuple(point)
    with precision(bits):
        total, outputs = height(problem, centre, Fraction(0))
        mean = total - _penalty(problem, centre)
        local, rough = _expanded(problem, centre)
        place = box(problem, centre, Fraction(0))
        gradient = None if local is None else tuple(map(Enclosure.of, local[0]))
        hessian = None if local is None else local[1]
        labels, values = samples(problem).labels, tuple(map(Enclosure.of, outputs))
        signs = [_sign(value) for value in values]
        return Evaluation(
            point=centre,
            loss=Enclosure.of(total),
            mean_loss=Enclosure.of(mean),
            outputs=values,
            wrong=tuple(i for i, (s, y) in enumerate(zip(signs, labels, strict=True)) if s == -y),
            unsure=tuple(i for i, s in enumerate(signs) if s is None),
            gradient=gradient,
            gradient_norm=None if local is None else Enclosure.of(_norm(local[0])),
            spectrum=None if hessian is None else spectrum_of(hessian),
            rough=rough,
            breaks=tuple(_first(_on_breaks(problem, place, outputs), MAX_BREAKS_LISTED)),
        )


def _sign(value: Enclosure) -> int | None:
    """Sgn f with sgn(0) = +1, None where the interval does not tell."""
    return 1 if value.lower >= 0 else -1 if value.upper < 0 else None


def _penalty(problem: Problem, centre: Vector) -> flint.arb:
    """The penalties at the point, exact."""
    layout = Layout.of(problem)
    full = layout.full(centre)
    squares = layout.squares(problem.objective)
    total = sum((factor * full[place] ** 2 for place, factor in squares.items()), Fraction(0))
    return ball(total)


def _expanded(
    problem: Problem, centre: Vector
) -> tuple[tuple[tuple[flint.arb, ...], flint.arb_mat | None] | None, Reason | None]:
    """The gradient and, if it can be, the Hessian; and why not."""
    try:
        if len(centre) > MAX_SPECTRUM:
            reason = Reason.of("evaluation.large", parameters=len(centre), most=MAX_SPECTRUM)
            return (slopes(problem, centre).gradient, None), reason
        local: Expansion = expand(problem, centre, Fraction(0))
        return (local.gradient, local.hessian), None
    except Refusal as refusal:
        reason = refusal.reason
    try:
        return (slopes(problem, centre).gradient, None), reason
    except Refusal as refusal:
        return None, refusal.reason


def _norm(entries: Sequence[flint.arb]) -> flint.arb:
    """The Euclidean norm, from the least and the greatest absolute values."""
    ends = ([entry.abs_lower() for entry in entries], [entry.abs_upper() for entry in entries])
    low, high = (sum((size * size for size in sizes), flint.arb(0)).sqrt() for sizes in ends)
    return low.union(high)


# --- breaks ---------------------------------------------------------------------------------------------------------


def _first(found: Iterator[OnBreak], most: int) -> Iterator[OnBreak]:
    return (entry for entry, _ in zip(found, range(most), strict=False))


def _on_breaks(problem: Problem, place: Box, outputs: Sequence[flint.arb]) -> Iterator[OnBreak]:
    """Pre-activations on breaks, branch by branch and layer by layer, then margins."""
    layout, data = Layout.of(problem), samples(problem)
    for branch in layout.branches:
        columns = [[ball(entry) for entry in point] for point in data.points]
        for number, layer in zip(branch.numbers, branch.layers, strict=True):
            units = layer_pieces(problem, number)
            weights, biases = place.full[layer.weights], place.full[layer.bias]
            outgoing: list[list[flint.arb]] = [[] for _ in columns]
            for k, pieces in enumerate(units):
                row, jets = weights[k * layer.inputs : (k + 1) * layer.inputs], Jets(pieces, 0)
                for i, inputs in enumerate(columns):
                    start = ball(data.points[i][k]) if layer.residual else biases[k] if biases else flint.arb(0)
                    z = sum((w * x for w, x in zip(row, inputs, strict=True)), start)
                    yield from _at(pieces, z, i, Unit(number, k))
                    outgoing[i].append(jets.at(z, Unit(number, k).at, i)[0])
            columns = outgoing
    for i, (margin, label) in enumerate(zip(data.margins(outputs), data.labels, strict=True)):
        yield from _at(loss_pieces(problem, label), margin, i, None)


def _at(pieces: Pieces, z: flint.arb, sample: int, unit: Unit | None) -> Iterator[OnBreak]:
    for index, point in enumerate(pieces.breaks):
        known = evaluate(exact(point), flint.arb(0))
        if abs(z - known) > NEAR:
            continue
        yield OnBreak(sample, unit, Enclosure.of(known), Enclosure.of(z - known), _rough(pieces, index))


def _rough(pieces: Pieces, at_break: int) -> bool:
    """True if the one-sided values or slopes at the break are shown to differ; False where that is not known."""
    with suppress(Refusal):
        gaps = (evaluate(jump(pieces, at_break, order), flint.arb(0)) for order in (0, 1))
        return any(gap.is_finite() and not gap.contains(0) for gap in gaps)
    return False
