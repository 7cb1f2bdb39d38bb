"""Staging: a strict minimum of a smaller problem, with one neuron or some samples fewer, lifted to the stated one."""

from __future__ import annotations

from dataclasses import replace

from theoremcheck.functions.arrays import np
from theoremcheck.search.constructions.case import (
    Case,
    Construction,
    Proposal,
    bad_minima,
    drawn,
    lift_neurons,
    nothing,
    with_width,
)
from theoremcheck.trusted.problem.model import Dataset, Problem

_SUBSETS = 3


def _fewer_neurons(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    width = case.landscape.width
    if width < 2 or case.frozen:
        return nothing(case, "starts.needs_neurons")
    small, minima = bad_minima(with_width(case.problem, width - 1), case.seed, 2 * count, case.landscape.meter)
    if not len(minima):
        return nothing(case, "starts.none_of_fewer")
    owner = np.array([*range(width - 1), -1])
    rest = drawn(case, stream, count)
    points = []
    for number in range(count):
        share = np.ones(width)
        share[-1] = (0.0, 1e-2, -1e-2)[number % 3]
        points.append(
            lift_neurons(small, minima[number % len(minima)], case, owner=owner, share=share, rest=rest[number])
        )
    return Proposal(np.array(points))


def _fewer_samples(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    dataset = case.problem.dataset
    assert isinstance(dataset, Dataset)
    if len(dataset.points) < 4:
        return nothing(case, "starts.needs_samples")
    scale = case.landscape.layout
    points: list[np.ndarray] = []
    for number in range(_SUBSETS):
        fewer = _drop(case.problem, dataset, stream)
        if fewer is None:
            continue
        starts = max(2, 2 * count // _SUBSETS)
        _, minima = bad_minima(fewer, case.seed + number, starts, case.landscape.meter)
        points.extend(minima[: max(1, count // _SUBSETS)])
    if not points:
        return nothing(case, "starts.none_of_subset")
    return Proposal(np.array(points[:count]).reshape(-1, scale.size))


def _drop(problem: Problem, dataset: Dataset, stream: np.random.Generator) -> Problem | None:
    """The problem without a quarter of the samples, or None if a class would be empty."""
    total = len(dataset.points)
    kept = sorted(int(k) for k in stream.permutation(total)[max(1, total // 4) :])
    labels = tuple(dataset.labels[k] for k in kept)
    if len(set(labels)) < 2:
        return None
    chosen = replace(
        dataset,
        points=tuple(dataset.points[k] for k in kept),
        labels=labels,
        weights=tuple(dataset.weights[k] for k in kept),
    )
    return replace(problem, dataset=chosen)


FEWER_NEURONS = Construction("staging from one neuron fewer", _fewer_neurons)
FEWER_SAMPLES = Construction("staging from fewer samples", _fewer_samples)
