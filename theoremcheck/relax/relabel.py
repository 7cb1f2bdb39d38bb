"""Other labels and weights for the inputs of a spec, under which every width has a bad local minimum.

Theory: rule.potential, whose copies serve every width; the construction is that of Ding, Li and Sun (Math. Oper. Res.
47, 2022), with labels and weights in place of targets. Floats propose, and the kernel certifies what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.copies import certify_core
from theoremcheck.decide.minima.potential import establish_potential
from theoremcheck.functions.arrays import floats_propose
from theoremcheck.functions.floats import compile_float, finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.language import loads, print_spec
from theoremcheck.language.spec import Candidate, Expectation, SearchSettings, Spec
from theoremcheck.options import Options
from theoremcheck.relax.narrow_fit import Fit, Functions, extended, fits
from theoremcheck.relax.relabel_premises import check_premises, enough, kinks_of, offset_of
from theoremcheck.relax.signed_measures import Measure, measure_at, places, pruned, rank_at
from theoremcheck.trusted.functions.breaks import below
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.kernel.facts import conclude
from theoremcheck.trusted.kernel.questions import Question
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import Share, split_centre
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Dataset, Function, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.findings import find_for
from theoremcheck.verdict.judge import decide
from theoremcheck.verdict.points import in_floats
from theoremcheck.verdict.values import Answer, Finding, Verdict

if TYPE_CHECKING:
    from theoremcheck.search import Progress

RULE: Final = "rule.potential"
_NARROW: Final = (1, 2, 3)
"""Widths that are certified beside that of the spec."""
_PRUNED: Final = 8
_DIMENSIONS: Final = 24
"""The dimension times the measures that are pruned, where that is less."""
_CERTIFIED: Final = 12
_OF_ONE: Final = 3
_WORK: Final = 450
"""Entries of the form times places that are tried."""
_FEW_WORK: Final = 1_800
"""The same, for the places after which the search ends as soon as there are as many measures as are pruned."""
_LEAST: Final = 6
_DIGITS: Final = (3, 5, 8, 12, 16)


@dataclass(frozen=True)
class Relabelled:
    """A spec with labels and weights of its own, and what is decided of its text.

    ``widths`` are those at which the kernel has drawn the conclusion of rule.potential; ``among`` is the number of
    distinct inputs that there were. ``interrupted``: Ctrl-C ended the search for fewer or lighter samples.
    """

    spec: Spec
    verdict: Verdict
    widths: tuple[int, ...]
    among: int
    interrupted: bool

    @property
    def dataset(self) -> Dataset:
        """The samples."""
        return self.spec.problem.samples


def relabel(spec: Spec, progress: Progress, *, every: bool = False) -> Relabelled:
    """Labels and whole weights for as few inputs of the spec as are found, and the bad minimum of its network there.

    With ``every`` input the others are kept, with little weight. Deterministic. Raises ``Refusal`` with the reason
    where there are none, or none are found, and ``KeyboardInterrupt`` where that came before any were found.
    """
    problem = spec.problem
    inputs = check_premises(problem)
    with floats_propose():
        work = _Work(problem, inputs, progress)
        work.go()
        proposed = list(work.best(every=every))
    reason = Reason.of("relabel.no_weights")
    for fit in proposed:
        found = _certified(problem, inputs, replace(fit, point=work.unscaled(fit.point)))
        if isinstance(found, Reason):
            reason = found
            continue
        made, box = found
        whole = _decided(replace(spec, problem=made), box)
        if whole is not None:
            widths = tuple(sorted({*_NARROW, problem.network.width}))
            return Relabelled(*whole, widths, len(inputs), work.interrupted)
    if work.interrupted:
        raise KeyboardInterrupt
    raise Refusal("relabel.none", reason=reason)


# --- floats propose ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Scale:
    """Coordinates of size 1 for the inputs, (N, D): x_k = centre_k + reach_k times the coordinate."""

    inputs: Array
    centre: Array
    reach: Array

    @staticmethod
    def of(inputs: Array, *, bias: bool) -> _Scale:
        """With ``bias`` the features, all but the last entry, are centred: the bias makes up for it."""
        centre = np.zeros(inputs.shape[1])
        if bias:
            centre[:-1] = np.mean(inputs[:, :-1], axis=0)
        reach = np.max(np.abs(inputs - centre), axis=0)
        return _Scale((inputs - centre) / reach, centre, reach)

    def weights(self, w: Array) -> Array:
        """The weights, (D,), that act on the inputs as ``w`` does on the coordinates."""
        found = np.asarray(w / self.reach)
        found[-1] -= float(found @ self.centre)
        return found


class _Work:
    """The fits that are found, for the distinct inputs X_i, (N, D), of the network's neurons."""

    def __init__(self, problem: Problem, inputs: Sequence[Vector], progress: Progress) -> None:
        assert isinstance(problem.neuron, Function)
        losses = {y: problem.loss_of(y) for y in (1, -1)}
        compiled = {y: compile_float(loss.expr) for y, loss in losses.items() if isinstance(loss, Function)}
        offset = offset_of(problem.network)
        self.functions = Functions(
            compile_float(problem.neuron.expr), compiled, None if offset is None else float(offset), kinks_of(problem)
        )
        self.bias = problem.sees_one
        self.scale = _Scale.of(finite_floats(inputs), bias=self.bias)
        self.inputs = self.scale.inputs
        self.breaks = np.array([float(below(point)) for point in split(problem.neuron.expr).breaks])
        self.fits: list[Fit] = []
        self.interrupted = False
        self._progress = progress

    def go(self) -> None:
        """Look at all places; the most promising measures are pruned, and their weights made short.

        Raises ``Refusal`` where no place has a measure.
        """
        try:
            measures = self._measures()
            for k, found in enumerate(measures):
                few = pruned(found, self.inputs, partial(self._progress, k, len(measures), "measures pruned"))
                self._fit(few)
        except KeyboardInterrupt:
            self.interrupted = True

    def _measures(self) -> list[Measure]:
        dimension = self.inputs.shape[1]
        tried = list(places(self.functions.neuron, self.breaks, self.inputs, bias=self.bias))
        tried = tried[: max(_LEAST, _WORK // dimension**2)]
        wanted, few = max(2, min(_PRUNED, _DIMENSIONS // dimension)), _FEW_WORK // dimension**2
        found: list[Measure] = []
        for k, place in enumerate(tried):
            if k >= few and len(found) >= wanted:
                break  # in high dimensions a program takes a second, and no more measures are used
            own = measure_at(place, self.inputs, partial(self._progress, k, len(tried), "places of one neuron"))
            found += [] if own is None else [own]
        if not found:
            rank = max((rank_at(place, self.inputs) for place in tried), default=0)
            values = {"count": len(self.inputs), "enough": enough(dimension), "tried": len(tried)}
            if len(self.inputs) < enough(dimension):
                raise Refusal("relabel.few_inputs", **values)
            raise Refusal("relabel.no_measure", rank=rank, **values)
        distinct = {(len(own.support), round(own.spread, 3)): own for own in found}
        return [distinct[key] for key in sorted(distinct)][:wanted]

    def _fit(self, found: Measure) -> None:
        """Add the fits of a measure that are better than all so far on as many inputs."""
        known = [fit.size[1] for fit in self.fits if fit.size[0] <= len(found.support)]
        self.fits += islice(fits(self.functions, self.inputs, found, min(known, default=None)), _OF_ONE)

    def unscaled(self, point: Array) -> Array:
        """A point with the weights that act on the inputs themselves."""
        size = self.inputs.shape[1]
        return np.concatenate([point[:-size], self.scale.weights(point[-size:])])

    def best(self, *, every: bool) -> Iterator[Fit]:
        """The first fits to be certified; with ``every`` input, what they become with all of them."""
        for few in sorted(self.fits, key=lambda fit: fit.size)[:_CERTIFIED]:
            if every:
                yield from islice(extended(self.functions, self.inputs, few), _OF_ONE)
            else:
                yield few


# --- the kernel certifies ---------------------------------------------------------------------------------------------


def _certified(problem: Problem, inputs: Sequence[Vector], fit: Fit) -> tuple[Problem, Box] | Reason:
    """The problem with the samples of a fit, and the box of one neuron, with which every width is certified."""
    divisor = int(np.gcd.reduce(fit.weights))
    own = problem.samples
    points = dict(zip(problem.inputs, own.points, strict=True))
    weights = tuple(Fraction(weight // divisor) for weight in fit.weights)
    dataset = Dataset(tuple(points[inputs[i]] for i in fit.samples), fit.labels, weights, own.name)
    made = replace(problem, dataset=dataset)
    core = in_floats(certify_core, _of_width(made, 1), tuple(Fraction(float(entry)) for entry in fit.point))
    if isinstance(core, Reason):
        return core
    assert isinstance(core.evidence, Box)
    try:
        for width in {*_NARROW, problem.network.width}:
            _conclude(_of_width(made, width), core.evidence)
    except Refusal as refusal:
        return refusal.reason
    return made, core.evidence


def _conclude(problem: Problem, box: Box) -> None:
    """Have the kernel draw the conclusion of rule.potential. Raises ``Refusal`` unless it does."""
    found = establish_potential(problem, _spread(problem, box))
    findings: dict[str, Finding] = {}
    find_for(Case(problem), RULE, findings, but=(found.condition,))
    facts = (entry.fact for entry in findings.values() if entry.fact is not None)
    conclude(problem, (*facts, found), RULE)


def _spread(problem: Problem, box: Box) -> Box:
    """The box with copies of its neuron, alike, for the width of the problem."""
    width = problem.network.width
    return replace(box, shares=((Share(Fraction(1, width), width),),))


def _of_width(problem: Problem, width: int) -> Problem:
    return replace(problem, network=replace(problem.network, width=width))


def _decided(spec: Spec, box: Box) -> tuple[Spec, Verdict] | None:
    """The spec with a candidate of few digits, and what is decided of it; None where it is not refuted there."""
    problem = spec.problem
    centre = split_centre(problem, box.centre, _spread(problem, box).shares, ())
    bare = replace(spec, csv=None, notes=(), search=SearchSettings(), question=Question(), expectations=())
    for digits in _DIGITS:
        tried = _as_read(replace(bare, candidate=_candidate(problem, centre, digits)))
        verdict = decide(tried, Options(search=False))
        if verdict.answer is Answer.REFUTED and getattr(verdict.candidate, "rule", None) in verdict.rules:
            return replace(tried, expectations=(Expectation(verdict.verdict, by=verdict.rules[:1]),)), verdict
    return None


def _as_read(spec: Spec) -> Spec:
    """The spec as its text is read."""
    again = loads(print_spec(spec), spec.path).spec
    if again is None or again.problem != spec.problem:
        raise RuntimeError("the printed spec is another one")
    return again


def _candidate(problem: Problem, centre: Vector, digits: int) -> Candidate:
    """The trained parameters with so many digits, by block."""
    layout, known = Layout.of(problem), dict(zip(Layout.of(problem).trained, centre, strict=True))

    def rounded(value: Fraction) -> Fraction:
        return Fraction(f"{float(value):.{digits}g}")

    return Candidate(
        tuple(
            (block, tuple(rounded(known[k]) for k in _range(layout.places(block)))) for block in layout.trained_blocks
        )
    )


def _range(places: slice) -> Iterator[int]:
    yield from range(places.start, places.stop)
