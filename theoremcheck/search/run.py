"""The search from a problem to its report."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from fractions import Fraction
from itertools import chain
from math import isfinite
from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import compile_float, to_float
from theoremcheck.functions.precise import Real, context
from theoremcheck.functions.threads import one_thread
from theoremcheck.options import DEFAULT_DIGITS, DEFAULT_SEED, Excluded, Options
from theoremcheck.report.reasons import sentence
from theoremcheck.search.clusters import Cluster, cluster
from theoremcheck.search.constructions import RANDOM, construct
from theoremcheck.search.constructions.case import Case
from theoremcheck.search.descent import newton
from theoremcheck.search.endpoints import Endpoints, attains_zero, judge, leave_saddles
from theoremcheck.search.landscape import Landscape, make_landscape
from theoremcheck.search.polish import Polished, polish
from theoremcheck.search.precise import PreciseLandscape
from theoremcheck.search.report import Kind, Left, Lowest, Minimum, NamedBlock, SearchReport, Tried
from theoremcheck.search.settings import (
    MAX_SEARCH_PARAMETERS,
    MAX_SEARCH_WORK,
    NEWTON_PARAMETERS,
    TYPICAL_STEPS,
    Progress,
    affordable_chunk,
    chunk_size,
    default_starts,
    descent_steps,
    polish_bound,
)
from theoremcheck.search.starts import initial_points
from theoremcheck.search.truncated import truncated_newton
from theoremcheck.search.work import Meter
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Dataset, Function, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason

_DESCENT_SHARE: Final = 0.7
_NEAR_ZERO: Final = 1e-9
"""An output in floats below this is not told from 0."""


def unsupported(problem: Problem) -> Reason | None:
    """Why ``problem`` cannot be searched, or None if it can."""
    dataset, network = problem.dataset, problem.network
    if not isinstance(dataset, Dataset):
        return Reason.of("search.no_samples")
    if not problem.loss_known:
        return Reason.of("search.opaque_loss")
    if problem.parameters:
        return Reason.of("search.symbolic", name=min(param.name for param in problem.parameters))
    used = [problem.neuron] if network.width else []
    if not all(isinstance(entry, Function) for entry in (*used, *network.neurons)):
        return Reason.of("search.opaque_neuron")
    for entry in network.frozen:
        if entry.value is None:
            return Reason.of("search.frozen_unknown", block=entry.block.value)
    if not Layout(network, dataset.dimension).trained_blocks:
        return Reason.of("layout.nothing_trained")
    if not _within_floats(problem, dataset):
        return Reason.of("search.beyond_floats")
    count = Layout(network, dataset.dimension).size
    if count > MAX_SEARCH_PARAMETERS:
        return Reason.of("search.parameters", count=f"{count:,}", most=f"{MAX_SEARCH_PARAMETERS:,}")
    if count * len(dataset.points) > MAX_SEARCH_WORK:
        return Reason.of("search.size", most=f"{MAX_SEARCH_WORK:,}")
    return None


def _within_floats(problem: Problem, data: Dataset) -> bool:
    """True if all numbers outside formulas are floats: an entry of a sample, a frozen value, a penalty."""
    rows: Iterator[Iterable[Fraction]] = chain(
        data.points,
        (entry.value or () for entry in problem.network.frozen),
        (map(problem.objective.coefficient, Block),),
    )
    largest = max((abs(value) for row in rows for value in row), default=Fraction(0))
    return isfinite(to_float(largest))


@dataclass
class _Run:
    """What has been found so far, so that an interruption loses nothing that was finished."""

    problem: Problem
    landscape: Landscape
    options: Options
    seed: int
    digits: int
    ends: list[Endpoints] = field(default_factory=list)
    polished: dict[int, Polished] = field(default_factory=dict)
    origins: list[str] = field(default_factory=list)  # the construction of each start that was made, in order
    notes: dict[str, Reason | None] = field(default_factory=dict)  # of every construction: why it had no starts
    interrupted: bool = False
    asked: int = 0  # starts that the options asked for


@one_thread()
@np.errstate(all="ignore")
def search(problem: Problem, options: Options, progress: Progress | None = None) -> SearchReport:
    """Search for local minima; raises ``ValueError`` only for an unsupported problem (see :func:`unsupported`).

    Ctrl-C ends the search early: the report then holds what was finished, and says so.
    """
    reason = unsupported(problem)
    if reason is not None:
        raise ValueError(f"this problem cannot be searched: {sentence(reason)}")
    started = time.perf_counter()
    seed = DEFAULT_SEED if options.seed is None else options.seed
    digits = DEFAULT_DIGITS if options.digits is None else options.digits
    run = _Run(problem, make_landscape(problem, Meter(options.work)), options, seed, digits)
    clusters: list[Cluster] = []
    try:
        _descend(run, progress or _silent)
    except KeyboardInterrupt:
        run.interrupted = True
    ends = _joined(run)
    if ends is not None:
        clusters = cluster(ends)
        try:
            if not run.interrupted:
                _polish(run, ends, clusters, progress or _silent)
        except KeyboardInterrupt:
            run.interrupted = True
    return _report(run, ends, clusters, time.perf_counter() - started)


def _silent(done: int, total: int, stage: str, /) -> None:
    """Show no progress."""


def _descend(run: _Run, progress: Progress) -> None:
    landscape = run.landscape
    samples, size = len(landscape.features), landscape.size
    deep = landscape.layout.deep_size
    starts = run.options.starts
    if starts is None:
        starts = default_starts(samples, size, deep, len(landscape.layout.layers))
    units = landscape.width + sum(layer.width for layer in landscape.layout.layers)
    run.asked = starts
    whole = landscape.meter
    landscape = replace(landscape, meter=whole.share(_DESCENT_SHARE))
    newtonian = size <= NEWTON_PARAMETERS
    price = landscape.prices.hessian if newtonian else landscape.prices.gradient
    once, each = TYPICAL_STEPS * price(0), TYPICAL_STEPS * (price(1) - price(0))
    chunk = min(chunk_size(samples, size, units), affordable_chunk(landscape.meter.limit, once, each))
    steps = descent_steps(samples, size)
    losses = [loss.expr for loss in run.problem.losses if isinstance(loss, Function)]
    zero_attained = all(attains_zero(compile_float(loss)) for loss in losses)
    progress(0, starts, "search")
    made = construct(Case(run.problem, landscape, run.seed), starts) if newtonian else []
    run.notes |= {entry.name: entry.note for entry in made}
    built = np.concatenate([np.empty((0, size)), *(entry.points for entry in made)])
    origins = [entry.name for entry in made for _ in entry.points]
    for first in range(0, starts, chunk):
        if first:
            progress(first, starts, "search")
            if landscape.meter.spent():
                break
        last = min(first + chunk, starts)
        kept = built[first:last]
        drawn = initial_points(landscape, run.seed, first + len(kept), last - first - len(kept))
        points = np.concatenate([kept, drawn])
        if newtonian:
            points = newton(landscape, points, steps).points
            points = leave_saddles(landscape, points, steps)
        else:
            points = truncated_newton(landscape, points, steps).points
        run.ends.append(judge(landscape, points, zero_attained, hessians=newtonian))
        run.origins += [*origins[first:last], *[RANDOM] * len(drawn)]
    whole.charge(landscape.meter.used)
    progress(starts, starts, "search")


def _joined(run: _Run) -> Endpoints | None:
    if not run.ends:
        return None
    return Endpoints(
        np.concatenate([part.points for part in run.ends]),
        np.concatenate([part.losses for part in run.ends]),
        tuple(kind for part in run.ends for kind in part.kinds),
        np.concatenate([part.outputs for part in run.ends]),
        np.concatenate([part.least for part in run.ends]),
        np.concatenate([part.zero for part in run.ends]),
        np.concatenate([part.wrong for part in run.ends]),
        np.concatenate([part.seen for part in run.ends]),
    )


def _polish(run: _Run, ends: Endpoints, clusters: list[Cluster], progress: Progress) -> None:
    """Polish the best points of the clusters, those with a training error first, then the largest, then by loss."""
    landscape = run.landscape
    waiting = [entry for entry in clusters if not ends.zero[entry.best]]
    doubtful = np.asarray(ends.wrong | (np.abs(ends.outputs) <= _NEAR_ZERO))

    def rank(entry: Cluster) -> tuple[bool, int, float]:
        return not doubtful[entry.best].any(), -entry.count, float(ends.losses[entry.best])

    waiting.sort(key=rank)
    waiting = waiting[: polish_bound(len(landscape.features), landscape.size)]
    if not waiting:
        return
    precise = PreciseLandscape(run.problem, landscape.layout, context(run.digits + 10))
    for done, entry in enumerate(waiting):
        progress(done, len(waiting), "polish")
        # The member of least loss may be the worst conditioned one: others stand in for it where it cannot be polished.
        tries: list[Polished] = []
        for i in (entry.best, *entry.others):
            if landscape.meter.spent():
                break
            found = polish(landscape, precise, ends.points[i], run.digits)
            if landscape.meter.spent() and found.kind is Kind.UNRESOLVED:
                break  # the budget ended it, not the point
            tries.append(found)
            if found.kind in (Kind.STRICT, Kind.DEGENERATE):
                break
        if tries:
            run.polished[entry.best] = tries[-1] if tries[-1].kind in (Kind.STRICT, Kind.DEGENERATE) else tries[0]
    progress(len(waiting), len(waiting), "polish")


def _report(run: _Run, ends: Endpoints | None, clusters: list[Cluster], elapsed: float) -> SearchReport:
    kinds = list(ends.kinds) if ends is not None else []
    minima: list[Minimum] = []
    doubtful: list[Minimum] = []
    for entry in clusters if ends is not None else ():
        assert ends is not None
        polished = run.polished.get(entry.best)
        kind = ends.kinds[entry.best] if polished is None else polished.kind
        if kind in (Kind.STRICT, Kind.DEGENERATE):
            found = _rough(run, ends, entry) if polished is None else _fine(run, polished, entry)
            if _excluded(found, run.options.excluded):
                doubtful.append(found)
                kind = Kind.UNRESOLVED
            else:
                minima.append(found)
        if polished is not None or kind is Kind.UNRESOLVED:
            # The members of a cluster are told apart only in floats: the polished kind is taken for all of them.
            for i in entry.members:
                kinds[i] = kind
    counts = Counter(kinds)
    return SearchReport(
        starts=len(kinds),
        seed=run.seed,
        digits=run.digits,
        counts=tuple((kind, counts[kind]) for kind in Kind),
        minima=tuple(sorted(minima, key=lambda entry: -entry.training_error)),
        answered=0 if ends is None else int((~ends.wrong.any(axis=1)).sum()),
        interrupted=run.interrupted,
        elapsed=elapsed,
        tried=() if ends is None else _tried(run, ends, kinds),
        asked=run.asked,
        excluded=run.options.excluded,
        doubtful=tuple(doubtful),
        lowest=None if ends is None else _lowest(run, ends),
        left=() if ends is None else tuple(_left(ends, kinds)),
    )


def _left(ends: Endpoints, kinds: Sequence[Kind]) -> Iterator[Left]:
    """Where the endpoints that are no minima lie, kind by kind."""
    wrong = np.asarray(ends.wrong.any(axis=1))
    for kind in (Kind.SADDLE, Kind.ESCAPING, Kind.UNRESOLVED):
        own = np.array([found is kind for found in kinds], dtype=np.bool_) & np.isfinite(ends.losses)
        if own.any():
            losses = ends.losses[own & wrong] if (own & wrong).any() else ends.losses[own]
            yield Left(kind, int((own & wrong).sum()), float(losses.min()), float(losses.max()))


def _excluded(found: Minimum, excluded: Excluded) -> bool:
    """True if a proof says that the point, a minimum in floats, is none."""
    return excluded is Excluded.EVERYTHING or (excluded is Excluded.ERRORS and found.training_error > 0)


def _lowest(run: _Run, ends: Endpoints) -> Lowest | None:
    """The endpoint of least loss, whatever it is; of those that agree to the accuracy, one with the fewest errors."""
    losses = np.where(np.isfinite(ends.losses), ends.losses, np.inf)
    least = float(losses.min())
    if not np.isfinite(least):
        return None
    wrong = ends.wrong.sum(axis=1)
    near = np.flatnonzero(losses <= least + 1e-9 * (1.0 + abs(least)))
    best = int(min(near, key=lambda i: (int(wrong[i]), float(losses[i]))))
    full = run.landscape.layout.expand(ends.points[best : best + 1])[0]
    return Lowest(float(losses[best]), int(wrong[best]), _blocks(run, [repr(float(value)) for value in full]))


def _tried(run: _Run, ends: Endpoints, judged: list[Kind]) -> tuple[Tried, ...]:
    """What became of the starts of each construction, in the order in which they were made."""
    wrong = [bool(row.any()) for row in ends.wrong]
    found = []
    for name in (*run.notes, RANDOM):
        rows = [i for i, origin in enumerate(run.origins) if origin == name]
        kinds = Counter(judged[i] for i in rows)
        bad = sum(wrong[i] and judged[i] in (Kind.STRICT, Kind.DEGENERATE) for i in rows)
        counts = tuple((kind, kinds[kind]) for kind in Kind)
        found.append(Tried(name, len(rows), counts, bad, run.notes.get(name)))
    return tuple(found)


def _fine(run: _Run, polished: Polished, entry: Cluster) -> Minimum:
    ctx = context(run.digits)
    digits = run.digits

    def text(value: Real) -> str:
        return str(ctx.nstr(value, digits, strip_zeros=True))

    outputs = polished.found.outputs
    accuracy = ctx.mpf(10) ** -max(digits - 15, digits // 2)
    unsure = [bool(abs(output) <= accuracy) for output in outputs]
    return Minimum(
        kind=polished.kind,
        loss=text(polished.found.loss),
        training_error=_error(run, unsure, outputs),
        undetermined=sum(unsure),
        count=entry.count,
        parameters=_blocks(run, [text(value) for value in polished.full]),
        outputs=tuple(text(output) for output in outputs),
        gradient_norm=str(ctx.nstr(polished.gradient, 3)),
        smallest_eigenvalue=polished.smallest,
        polished=True,
        zero_loss=False,
    )


def _rough(run: _Run, ends: Endpoints, entry: Cluster) -> Minimum:
    i = entry.best
    full = run.landscape.layout.expand(ends.points[i : i + 1])[0]
    zero = bool(ends.zero[i])
    unsure = [
        bool(wrong) if zero else abs(float(output)) <= _NEAR_ZERO
        for wrong, output in zip(ends.wrong[i], ends.outputs[i], strict=True)
    ]
    return Minimum(
        kind=ends.kinds[i],
        loss=repr(float(ends.losses[i])),
        training_error=_error(run, unsure, ends.outputs[i]),
        undetermined=sum(unsure),
        count=entry.count,
        parameters=_blocks(run, [repr(float(value)) for value in full]),
        outputs=tuple(repr(float(output)) for output in ends.outputs[i]),
        gradient_norm=None,
        smallest_eigenvalue=None if zero or not np.isfinite(ends.least[i]) else float(ends.least[i]),
        polished=False,
        zero_loss=zero,
    )


def _error(run: _Run, unsure: Sequence[bool], outputs: Iterable[Real]) -> Fraction:
    """The training error, with 0 for the outputs that are 0 to the accuracy."""
    known = [0 if unknown else output for unknown, output in zip(unsure, outputs, strict=True)]
    return samples(run.problem).error(known)


def _blocks(run: _Run, full: list[str]) -> tuple[NamedBlock, ...]:
    places = run.landscape.layout.blocks.items()
    return tuple((block.value, tuple(full[place])) for block, place in places if place.stop > place.start)
