"""A wide layer with a pyramid of invertible layers above it (theory: thm.pyramid).

From the wide layer, whose units span all vectors of values at the samples, the weights above it reach any values that
the next layer receives; so they do from the features, where the different samples are independent. These values can be
chosen so that the outputs move on a segment: the layers above are invertible on R, and their weights map onto, as they
are not wider than what is below them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from theoremcheck.trusted.data import independent, wide
from theoremcheck.trusted.data.linear import every, some
from theoremcheck.trusted.data.path import is_monotone, is_piecewise_affine
from theoremcheck.trusted.data.structure import different_samples
from theoremcheck.trusted.problem.model import AbstractDataset, AnyFunction, Block, Kind, Layer, Problem
from theoremcheck.trusted.refusal import Refusal


def is_invertible(neuron: AnyFunction) -> bool:
    """True if a continuous neuron maps R onto R, one to one: it is piecewise affine, with slopes of one strict sign."""
    return is_piecewise_affine(neuron) and is_monotone(neuron)


def candidates(problem: Problem) -> Iterator[tuple[Block, int]]:
    """The branch and the number of each layer with layers above it that narrow; 0 stands for the features.

    That is, from the second of these on none is wider than the one below it. The layer's weights and biases are
    trained, if it has some, and so are all weights above it.
    """
    for branch, layers in problem.network.branches.items():
        for number in range(len(layers)):
            above = range(number + 1, len(layers) + 1)
            own = ((number, Kind.WEIGHTS), (number, Kind.BIASES)) if number else ()
            pieces = (*own, *((k, Kind.WEIGHTS) for k in above))
            narrowing = all(low.width >= high.width for low, high in pairwise(layers[number:]))
            plain = not any(layer.residual for layer in layers)
            if (
                plain
                and narrowing
                and all(wide.trained(problem, branch, *piece) for piece in (*pieces, (0, Kind.OUTPUT)))
            ):
                yield branch, number


def needed(problem: Problem, branch: Block, number: int) -> int:
    """How many units of the layer have to count: N, or N - 1 where all units above it have trained biases.

    Of an abstract dataset N is at most the number of samples. Raises ``Refusal`` where that is not known.
    """
    found = different_samples(problem)
    if found is None:
        raise Refusal("structure.sizes_unknown")
    return found - int(wide.trained(problem, branch, number + 1, Kind.BIASES))


def _stands(problem: Problem, branch: Block, number: int) -> bool:
    """True if the layer is wide, different samples are kept apart below it, and the layers above it are invertible."""
    layers = problem.network.branches[branch]
    neurons = dict.fromkeys(part.neuron for layer in layers for part in layer.parts)
    if not every(neurons, wide.is_continuous):
        return False
    if number == 0:
        return every(neurons, is_invertible) and apart(problem, wide.trained(problem, branch, 1, Kind.BIASES))
    least = needed(problem, branch, number)
    if layers[number - 1].width < least:
        return _too_narrow(problem)
    below = tuple(enumerate(layers[: number - 1], 1))
    if some([partial(_mixes, problem, branch, k, layer) for k, layer in below]):
        return False
    if not every(dict.fromkeys(part.neuron for layer in layers[number:] for part in layer.parts), is_invertible):
        return False
    order = least - 1 + int(wide.trained(problem, branch, number + 1, Kind.BIASES))
    counting = [part.width for part in layers[number - 1].parts if wide.has_difference(part.neuron, order)]
    return sum(counting) >= least or _too_narrow(problem)


def apart(problem: Problem, biased: bool) -> bool:
    """The different x_i are independent, or the (x_i, 1) where the layer that reads them has trained biases.

    Raises ``Refusal`` for an abstract dataset.
    """
    return independent.affinely_independent(problem) if biased else independent.features_independent(problem)


def _shortcut_stands(problem: Problem) -> bool:
    """The shortcut is one layer of invertible units on such features; its a_j and w_j are trained."""
    network = problem.network
    trained = network.width > 0 and all(map(network.trains, (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)))
    onto = trained and every((problem.neuron,), wide.is_continuous) and is_invertible(problem.neuron)
    return onto and apart(problem, network.trains(Block.HIDDEN_BIAS))


def _mixes(problem: Problem, branch: Block, number: int, layer: Layer) -> bool:
    return not wide.keeps_apart(problem, branch, number, layer)


def _too_narrow(problem: Problem) -> bool:
    """False; of an abstract dataset, some of whose samples may be the same, that is not known."""
    if isinstance(problem.dataset, AbstractDataset):
        raise Refusal("structure.sizes_count_samples")
    return False


def pyramid(problem: Problem) -> bool:
    """network.pyramid: some layer of a branch is such a one, or the features are."""
    places = sorted(candidates(problem), key=lambda place: not place[1])  # the features last
    return some([*(partial(_stands, problem, *place) for place in places), partial(_shortcut_stands, problem)])
