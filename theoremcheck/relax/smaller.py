"""Ways to make a problem smaller, the largest steps first. Each makes something less and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, Final

from theoremcheck.language.functions import Kind, from_library
from theoremcheck.relax.attempts import Shrinking
from theoremcheck.relax.carrying import Gone
from theoremcheck.relax.shorter import shorter_point, smaller_numbers
from theoremcheck.trusted.problem.model import (
    BRANCHES,
    AnyFunction,
    Block,
    Dataset,
    Layer,
    Network,
    Objective,
    PerClass,
)

_NEURONS: Final = ("linear", "relu", "abs", "quadratic", "softplus", "tanh", "exp", "sigmoid")
_LOSSES: Final = ("hinge", "square", "squared_hinge", "logistic", "exponential")
"""Functions, the simplest first; what is not listed is less simple."""
MAX_PAIRED: Final = 8
"""Samples of which any two are left out."""
_BRANCHES: Final = ("beside", "deep")


def fewer_samples(work: Shrinking) -> None:
    """Leave out copies of samples, then halves of all, quarters, and so on to single ones; of few also any two."""
    data = work.problem.dataset
    if isinstance(data, Dataset):
        first_of: dict[object, int] = {}
        named = enumerate(zip(data.points, data.labels, strict=True))
        _keep_samples(work, [i for i, sample in named if first_of.setdefault(sample, i) == i])
    count = _samples(work) // 2
    while count:
        first = 0
        while first < (total := _samples(work)):
            if not _keep_samples(work, [*range(first), *range(first + count, total)]):
                first += count
        count //= 2
    for pair in combinations(range(MAX_PAIRED), 2):
        if max(pair) < _samples(work) <= MAX_PAIRED:
            _keep_samples(work, [i for i in range(_samples(work)) if i not in pair])


def fewer_features(work: Shrinking) -> None:
    """Leave out features, the last ones first."""
    for index in reversed(range(work.problem.dataset.dimension or 0)):
        data = work.problem.dataset
        if isinstance(data, Dataset) and data.dimension > 1:
            kept = tuple((*point[:index], *point[index + 1 :]) for point in data.points)
            work.attempt(replace(work.problem, dataset=replace(data, points=kept)), Gone(feature=index))


def smaller_network(work: Shrinking) -> None:
    """Nothing penalised or frozen, no branch, layer or bias that is not needed, as few units as possible."""
    _fewer_penalties(work)
    for index in reversed(range(len(work.problem.network.frozen))):
        frozen = work.problem.network.frozen
        _change(work, frozen=(*frozen[:index], *frozen[index + 1 :]))
    for branch in _BRANCHES:
        _smaller_branch(work, branch)
    if work.problem.network.width and work.problem.network.layers:
        network = work.problem.network
        _attempt_network(work, replace(network, width=0), network.layers[0].neuron)
    for bias in ("hidden_bias", "output_bias"):
        if getattr(work.problem.network, bias):
            _change(work, **{bias: False})
    _fewer(lambda: work.problem.network.width, lambda width: _change(work, width=width))


def fewer_neurons(work: Shrinking) -> None:
    """Of a point that is given, leave out any neuron; of two that are alike in it, one."""
    for index in reversed(range(work.problem.network.width if work.candidate is not None else 0)):
        network = work.problem.network
        if network.width > 1 and index < network.width:
            smaller = replace(work.problem, network=replace(network, width=network.width - 1))
            alike = (Gone(neuron=index, into=other) for other in _alike(work, index))
            any(work.attempt(smaller, gone) for gone in (*alike, Gone(neuron=index)))


def _alike(work: Shrinking, index: int) -> Iterator[int]:
    """The first neuron whose weights are those of the neuron of that index."""
    weights = None if work.candidate is None else work.candidate.entries(Block.HIDDEN_WEIGHTS)
    if weights is not None:
        size = len(weights) // work.problem.network.width
        rows = [weights[start : start + size] for start in range(0, len(weights), size)]
        yield from (other for other in (rows.index(rows[index]),) if other < index)


def simpler_functions(work: Shrinking) -> None:
    """Simpler functions of the library instead of the neurons and the loss; one loss for both classes."""
    problem = work.problem
    if problem.network.width:
        any(work.attempt(replace(problem, neuron=neuron)) for neuron in _simpler("neuron", problem.neuron, _NEURONS))
    places = [(branch, index) for branch in _BRANCHES for index in range(len(_layers(work, branch)))]
    for branch, index in places:
        layer = _layers(work, branch)[index]
        for neuron in _simpler("neuron", layer.neuron, _NEURONS):
            if _change_layer(work, branch, index, replace(layer, neuron=neuron)):
                break
    loss = work.problem.loss
    own = (loss.plus, loss.minus) if isinstance(loss, PerClass) else ()
    names = _LOSSES if own else _before(loss, _LOSSES)
    if any(work.attempt(replace(work.problem, loss=single)) for single in (*_named("loss", names), *own)):
        return
    for label in ("plus", "minus") if own else ():
        both: Any = work.problem.loss
        for single in _simpler("loss", getattr(both, label), _LOSSES):
            if work.attempt(replace(work.problem, loss=replace(both, **{label: single}))):
                break


STAGES: Final[tuple[Callable[[Shrinking], None], ...]] = (
    fewer_samples,
    smaller_network,
    fewer_neurons,
    fewer_features,
    simpler_functions,
    smaller_numbers,
    shorter_point,
)
"""All of them, in the order in which they are tried."""


def _samples(work: Shrinking) -> int:
    """How many samples there are; 0 without any."""
    data = work.problem.dataset
    return len(data.points) if isinstance(data, Dataset) else 0


def _keep_samples(work: Shrinking, kept: Sequence[int]) -> bool:
    """Attempt the samples of these indices alone, if these are not all."""
    data = work.problem.dataset
    if not isinstance(data, Dataset) or len(kept) == len(data.points):
        return False
    kept_data = replace(
        data,
        points=tuple(data.points[i] for i in kept),
        labels=tuple(data.labels[i] for i in kept),
        weights=tuple(data.weights[i] for i in kept),
    )
    return work.attempt(replace(work.problem, dataset=kept_data))


def _change(work: Shrinking, **changes: Any) -> bool:
    """Attempt another network."""
    return _attempt_network(work, replace(work.problem.network, **changes), work.problem.neuron)


def _attempt_network(work: Shrinking, network: Network, neuron: AnyFunction) -> bool:
    """Attempt another network, of which nothing is frozen or penalised that it does not have."""
    there = {block for block, size in network.sizes(1).items() if size}.union(*(network.pieces(b, 1) for b in BRANCHES))
    network = replace(network, frozen=tuple(entry for entry in network.frozen if entry.block in there))
    terms = (
        replace(term, blocks=tuple(b for b in term.blocks if b in there)) for term in work.problem.objective.penalties
    )
    objective = Objective(tuple(term for term in terms if term.blocks))
    return work.attempt(replace(work.problem, network=network, neuron=neuron, objective=objective))


def _change_layer(work: Shrinking, branch: str, index: int, *layers: Layer) -> bool:
    """Attempt other layers, or none, in the place of one of a branch."""
    own = _layers(work, branch)
    return _change(work, **{branch: (*own[:index], *layers, *own[index + 1 :])})


def _layers(work: Shrinking, branch: str) -> tuple[Layer, ...]:
    found: tuple[Layer, ...] = getattr(work.problem.network, branch)
    return found


def _fewer_penalties(work: Shrinking) -> None:
    """Leave out terms, then blocks of those that are left."""
    for index in reversed(range(len(work.problem.objective.penalties))):
        terms = work.problem.objective.penalties
        work.attempt(replace(work.problem, objective=Objective((*terms[:index], *terms[index + 1 :]))))
    for index, term in enumerate(work.problem.objective.penalties):
        for block in term.blocks:
            terms = work.problem.objective.penalties
            left = tuple(other for other in terms[index].blocks if other != block)
            new = (*terms[:index], replace(term, blocks=left), *terms[index + 1 :])
            _ = left and work.attempt(replace(work.problem, objective=Objective(new)))


def _fewer(width: Callable[[], int], attempt: Callable[[int], bool]) -> None:
    """The least width that does, of 1, of the halves, and of one less each time."""
    if width() > 1 and attempt(1):
        return
    while width() > 2 and attempt(width() // 2):
        pass
    while width() > 2 and attempt(width() - 1):
        pass


def _smaller_branch(work: Shrinking, branch: str) -> None:
    """No branch, or fewer layers, units of one kind, and as few as possible."""
    if _layers(work, branch) and _change(work, **{branch: ()}):
        return
    for index in reversed(range(len(_layers(work, branch)))):
        if len(_layers(work, branch)) > 1:
            _change_layer(work, branch, index)
    for index in range(len(_layers(work, branch))):
        layer = _layers(work, branch)[index]
        if layer.others:
            _change_layer(work, branch, index, Layer(layer.parts[0].width, layer.neuron, (), layer.bias))

        def narrower(width: int, index: int = index) -> bool:
            layer = _layers(work, branch)[index]
            return not layer.others and _change_layer(work, branch, index, replace(layer, width=width))

        _fewer(lambda index=index: _layers(work, branch)[index].width, narrower)  # type: ignore[misc]


def _simpler(kind: Kind, own: object, names: tuple[str, ...]) -> Iterator[AnyFunction]:
    """The functions that come before ``own``."""
    yield from _named(kind, _before(own, names))


def _before(own: object, names: tuple[str, ...]) -> tuple[str, ...]:
    name = getattr(own, "name", None)
    return names[: names.index(name)] if name in names else names


def _named(kind: Kind, names: tuple[str, ...]) -> Iterator[AnyFunction]:
    yield from filter(None, (from_library(kind, name, ()) for name in names))
