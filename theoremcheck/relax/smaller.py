"""Ways to make a problem smaller, the largest steps first. Each makes something less and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import Any, Final, Protocol

from theoremcheck.language.functions import from_library
from theoremcheck.trusted.problem.model import AnyFunction, Dataset, Layer, Objective, Penalty, Problem, Vector

_NEURONS: Final = ("linear", "relu", "abs", "quadratic", "softplus", "tanh", "exp", "sigmoid")
_LOSSES: Final = ("hinge", "square", "squared_hinge", "logistic", "exponential")
"""Functions, the simplest first; what is not listed is less simple."""


class Shrinking(Protocol):
    """A problem that gets smaller: ``attempt`` makes another one the problem if that does as well, and says so."""

    @property
    def problem(self) -> Problem:
        """The smallest problem so far."""

    def attempt(self, smaller: Problem) -> bool:
        """True if the problem is this one from now on."""


def fewer_samples(work: Shrinking) -> None:
    """Leave out halves of the samples, then quarters, and so on to single ones."""
    data = work.problem.dataset
    count = len(data.points) // 2 if isinstance(data, Dataset) else 0
    while count:
        first = 0
        while isinstance(data, Dataset) and first < len(data.points):
            if not work.attempt(replace(work.problem, dataset=_without(data, first, count))):
                first += count
            data = work.problem.dataset
        count //= 2


def fewer_features(work: Shrinking) -> None:
    """Leave out features, the last ones first."""
    for index in reversed(range(work.problem.dataset.dimension or 0)):
        data = work.problem.dataset
        if isinstance(data, Dataset) and data.dimension > 1:
            kept = tuple((*point[:index], *point[index + 1 :]) for point in data.points)
            work.attempt(replace(work.problem, dataset=replace(data, points=kept)))


def smaller_network(work: Shrinking) -> None:
    """Nothing penalised or frozen, no branch, layer or bias that is not needed, as few units as possible."""
    for index in reversed(range(len(work.problem.objective.penalties))):
        terms = work.problem.objective.penalties
        work.attempt(replace(work.problem, objective=Objective((*terms[:index], *terms[index + 1 :]))))
    for index in reversed(range(len(work.problem.network.frozen))):
        frozen = work.problem.network.frozen
        _change(work, frozen=(*frozen[:index], *frozen[index + 1 :]))
    for branch in ("beside", "deep"):
        _smaller_branch(work, branch)
    for bias in ("hidden_bias", "output_bias"):
        if getattr(work.problem.network, bias):
            _change(work, **{bias: False})
    _fewer(lambda: work.problem.network.width, lambda width: _change(work, width=width))


def simpler_functions(work: Shrinking) -> None:
    """Simpler functions of the library instead of the neuron and the loss."""
    if work.problem.network.width:
        for neuron in _simpler("neuron", work.problem.neuron, _NEURONS):
            if work.attempt(replace(work.problem, neuron=neuron)):
                break
    for loss in _simpler("loss", work.problem.loss, _LOSSES):
        if work.attempt(replace(work.problem, loss=loss)):
            break


def smaller_numbers(work: Shrinking) -> None:
    """Equal weights, integers instead of fractions, and smaller ones; all entries of the data at once, then each."""
    data = work.problem.dataset
    if isinstance(data, Dataset):
        ones = (Fraction(1),) * len(data.weights)
        _attempt_data(work, data.points, ones if data.weights != ones else None)
        for way in _WAYS:
            points = tuple(tuple(map(way, point)) for point in data.points)
            if _attempt_data(work, points):
                break
        for i, k in ((i, k) for i in range(len(data.points)) for k in range(data.dimension)):
            _smaller_entry(work, i, k)
    for index, term in enumerate(work.problem.objective.penalties):
        for value in filter(None, _less(term.coefficient)):
            terms = work.problem.objective.penalties
            new = (*terms[:index], Penalty(value, term.blocks), *terms[index + 1 :])
            if work.attempt(replace(work.problem, objective=Objective(new))):
                break


STAGES: Final[tuple[Callable[[Shrinking], None], ...]] = (
    fewer_samples,
    smaller_network,
    fewer_features,
    simpler_functions,
    smaller_numbers,
)
"""All of them, in the order in which they are tried."""


def _without(data: Dataset, first: int, count: int) -> Dataset:
    points, labels, weights = (
        (*entries[:first], *entries[first + count :]) for entries in (data.points, data.labels, data.weights)
    )
    return Dataset(points, labels, weights, data.name)


def _change(work: Shrinking, **changes: Any) -> bool:
    """Attempt another network."""
    return work.attempt(replace(work.problem, network=replace(work.problem.network, **changes)))


def _fewer(width: Callable[[], int], attempt: Callable[[int], bool]) -> None:
    """The least width that does, of 1, of the halves, and of one less each time."""
    if width() > 1 and attempt(1):
        return
    while width() > 2 and attempt(width() // 2):
        pass
    while width() > 2 and attempt(width() - 1):
        pass


def _smaller_branch(work: Shrinking, branch: str) -> None:
    def layers() -> tuple[Layer, ...]:
        found: tuple[Layer, ...] = getattr(work.problem.network, branch)
        return found

    if layers() and _change(work, **{branch: ()}):
        return
    for index in reversed(range(len(layers()))):
        own = layers()
        if len(own) > 1:
            _change(work, **{branch: (*own[:index], *own[index + 1 :])})
    for index in range(len(layers())):

        def narrower(width: int, index: int = index) -> bool:
            own = layers()
            layer = replace(own[index], width=width)
            return not own[index].others and _change(work, **{branch: (*own[:index], layer, *own[index + 1 :])})

        _fewer(lambda index=index: layers()[index].width, narrower)  # type: ignore[misc]


def _simpler(kind: Any, own: object, names: tuple[str, ...]) -> Iterator[AnyFunction]:
    """The functions that come before ``own``."""
    name = getattr(own, "name", None)
    for simple in names[: names.index(name)] if name in names else names:
        found = from_library(kind, simple, ())
        if found is not None:
            yield found


def _smaller_entry(work: Shrinking, i: int, k: int) -> None:
    """Entry k of sample i as small as it can be; sample and feature may be gone meanwhile."""
    data = work.problem.dataset
    if not isinstance(data, Dataset) or i >= len(data.points) or k >= data.dimension:
        return
    for value in _less(data.points[i][k]):
        point = (*data.points[i][:k], value, *data.points[i][k + 1 :])
        if _attempt_data(work, (*data.points[:i], point, *data.points[i + 1 :])):
            return


def _attempt_data(work: Shrinking, points: tuple[Vector, ...], weights: tuple[Fraction, ...] | None = None) -> bool:
    data = work.problem.dataset
    if not isinstance(data, Dataset) or (points == data.points and weights is None):
        return False
    return work.attempt(replace(work.problem, dataset=replace(data, points=points, weights=weights or data.weights)))


def _sign(value: Fraction) -> Fraction:
    return Fraction((value > 0) - (value < 0))


def _integer(value: Fraction) -> Fraction:
    return Fraction(int(value))


def _tenth(value: Fraction) -> Fraction:
    """To one significant digit, downward."""
    scale, size = Fraction(1), abs(value)
    while size and size * scale < 1:
        scale *= 10
    while size * scale >= 10:
        scale /= 10
    return Fraction(int(value * scale)) / scale


_WAYS: Final = (_sign, _integer, _tenth)


def _less(value: Fraction) -> Iterator[Fraction]:
    """Numbers with less to write, the least first."""
    made = chain((Fraction(0), _sign(value)), (_sign(value) * small for small in (2, 3)), (_integer(value / 2),))
    size = abs(value.numerator) + value.denominator
    seen = {value}
    for new in chain(made, (_integer(value), _tenth(value))):
        if new not in seen and abs(new.numerator) + new.denominator < size:
            seen.add(new)
            yield new
