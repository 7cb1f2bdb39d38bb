"""Changes that are made for one condition each: what is frozen, the units of a layer, the loss of one class.

None is likely to break its condition alone in every problem; which do is decided, never assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.language.functions import from_library
from theoremcheck.relax.change import Move, make_move, with_network
from theoremcheck.report.numbers import rational
from theoremcheck.trusted.problem.model import (
    BRANCHES,
    AnyBlock,
    Block,
    Dataset,
    Frozen,
    Function,
    Kind,
    Layer,
    Network,
    Objective,
    Part,
    Penalty,
    PerClass,
    Piece,
    Problem,
    branch_of,
)

_Moves: TypeAlias = Callable[[Problem], Iterator[Move]]

_KINDS: Final = ("tanh", "relu", "sin", "softplus", "quadratic")
"""Neurons of units that are added, and of no theorem all at once."""
_CLASS_LOSSES: Final = ("hinge", "square", "logistic", "squared_hinge", "sigmoid_loss")
_HEAVIER: Final = 20
_MAX_HEAVIER: Final = 12
"""Samples up to which each gets more weight in turn."""
_MAX_SHOWN: Final = 6
"""Values of a frozen block that the sentence lists."""

# --- what is frozen and what is not -------------------------------------------------------------------------------


def _frozen(blocks: tuple[Block, ...], problem: Problem) -> Iterator[Move]:
    """Blocks of the shortcut frozen, or at other values: at 0, at 1, at values with both signs that differ."""
    dimension, network = problem.dataset.dimension, problem.network
    for block in blocks if dimension is not None else ():
        count = network.sizes(dimension or 0)[block]
        for values in dict.fromkeys(_values(count)) if count else ():
            yield _freezing(problem, block, values)


def _added_biases(problem: Problem) -> Iterator[Move]:
    """Hidden biases that are frozen, where the shortcut has none; the layers of the branches keep what they have."""
    network = problem.network
    if network.hidden_bias or not network.width or problem.dataset.dimension is None:
        return
    branches = {
        branch.value: tuple(replace(layer, bias=network.biased(layer)) for layer in layers)
        for branch, layers in network.branches.items()
    }
    yield from _frozen((Block.HIDDEN_BIAS,), with_network(problem, hidden_bias=True, **branches))


def _frozen_outputs(problem: Problem) -> Iterator[Move]:
    """The output weights of a branch frozen."""
    dimension, network = problem.dataset.dimension, problem.network
    for branch in network.branches if dimension is not None else ():
        piece = Piece(branch, 0, Kind.OUTPUT)
        count = network.count(piece, dimension or 0) or 0
        if count and network.trains(branch):
            for values in dict.fromkeys(_values(count)):
                yield _freezing(problem, piece, values)


def _values(count: int) -> Iterator[tuple[Fraction, ...]]:
    """What a block of so many entries is frozen at."""
    yield (Fraction(0),) * count
    yield (Fraction(1),) * count
    yield tuple(Fraction(k // 2 + 1) * (1 if k % 2 else -1) for k in range(count))
    yield tuple(Fraction(k) for k in range(count))


def _freezing(problem: Problem, block: AnyBlock, values: tuple[Fraction, ...]) -> Move:
    kept = (entry for entry in problem.network.frozen if entry.block != block)
    changed = with_network(problem, frozen=(*kept, Frozen(block, values)))
    shown = ", ".join(map(rational, values[:_MAX_SHOWN])) + (", .." if len(values) > _MAX_SHOWN else "")
    return make_move("move.frozen", changed, name=block.value, values=shown)


def _unfrozen(problem: Problem) -> Iterator[Move]:
    """One of what is frozen is trained."""
    for entry in problem.network.frozen:
        kept = tuple(other for other in problem.network.frozen if other != entry)
        yield make_move("move.trained", with_network(problem, frozen=kept), name=entry.block.value)


# --- units --------------------------------------------------------------------------------------------------------


def _as_layers(problem: Problem) -> Iterator[Move]:
    """The neurons of the shortcut in two layers of a branch, or in one, without a shortcut."""
    network = problem.network
    free = "deep" if not network.deep else "beside" if not network.beside else ""
    if not network.width or not free:
        return
    own = {Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS}
    kept = tuple(entry for entry in network.frozen if entry.block not in own)
    terms = (
        replace(term, blocks=tuple(b for b in term.blocks if b not in own)) for term in problem.objective.penalties
    )
    objective = Objective(tuple(term for term in terms if term.blocks))
    layer = Layer(network.width, problem.neuron)
    for layers in ((layer, layer), (replace(layer, width=1), layer), (layer,)):
        changed = replace(with_network(problem, width=0, frozen=kept, **{free: layers}), objective=objective)
        first = changed.network.layers[0].neuron
        yield make_move("move.as_layers", replace(changed, neuron=first), count=len(layers), width=layers[0].width)


def _more_units(problem: Problem) -> Iterator[Move]:
    """One more unit in a layer of a branch: of its kind, and of others."""
    for branch, layers in problem.network.branches.items():
        for k, layer in enumerate(layers, 1):
            if layer.residual:
                continue
            wider = replace(layer, width=layer.width + 1)
            words = {"number": k, "branch": branch.value}
            if not layer.others:
                yield make_move("move.unit_more", _with_layer(problem, branch, k, wider), **words)
            for name, neuron in _others(layer.neuron):
                mixed = replace(wider, others=(*layer.others, Part(1, neuron)))
                yield make_move("move.unit_of_kind", _with_layer(problem, branch, k, mixed), neuron=name, **words)


def _other_layers(problem: Problem) -> Iterator[Move]:
    """A layer of a branch of another kind."""
    for branch, layers in problem.network.branches.items():
        for k, layer in enumerate(layers, 1):
            for name, neuron in () if layer.residual else _others(layer.neuron):
                changed = _with_layer(problem, branch, k, replace(layer, neuron=neuron, others=()))
                yield make_move("move.layer_of_kind", changed, neuron=name, number=k, branch=branch.value)


def _beside(problem: Problem) -> Iterator[Move]:
    """A branch of one unit of another kind beside the others."""
    network = problem.network
    free = "deep" if not network.deep else "beside" if not network.beside else ""
    for name, neuron in _others(problem.neuron) if free and not network.residual else ():
        changed = with_network(problem, **{free: (Layer(1, neuron),)})
        yield make_move("move.unit_beside", changed, neuron=name)


def _others(own: object) -> Iterator[tuple[str, Function]]:
    for name in _KINDS:
        neuron = from_library("neuron", name, ())
        if neuron is not None and neuron != own:
            yield name, neuron


def _with_layer(problem: Problem, branch: Block, number: int, layer: Layer) -> Problem:
    """The problem with another layer; what is frozen is repeated, or cut, where it has another size."""
    network = problem.network
    own = network.branches[branch]
    layers = (*own[: number - 1], layer, *own[number:])
    changed = replace(network, deep=layers) if branch is Block.DEEP else replace(network, beside=layers)
    kept = tuple(_fitted(changed, entry, problem.dataset.dimension) for entry in network.frozen)
    neuron = problem.neuron if network.width else changed.layers[0].neuron
    return replace(problem, network=replace(changed, frozen=kept), neuron=neuron)


def _fitted(network: Network, entry: Frozen, dimension: int | None) -> Frozen:
    if entry.value is None or dimension is None or branch_of(entry.block) not in BRANCHES:
        return entry
    count = network.count(entry.block, dimension) or 0
    return replace(entry, value=tuple(entry.value[k % len(entry.value)] for k in range(count)))


# --- the loss, the weights, the penalties -------------------------------------------------------------------------


def _class_losses(problem: Problem) -> Iterator[Move]:
    """Another loss for one class."""
    own = problem.loss
    if isinstance(own, PerClass):
        return
    for name in _CLASS_LOSSES:
        other = from_library("loss", name, ())
        if isinstance(other, Function) and other != own:
            for label, pair in (("-", PerClass(own, other)), ("+", PerClass(other, own))):
                yield make_move("move.class_loss", replace(problem, loss=pair), new=other.name, label=label)


def _heavier(problem: Problem) -> Iterator[Move]:
    """The weight of one sample times 20."""
    data = problem.dataset
    if isinstance(data, Dataset) and len(data.points) <= _MAX_HEAVIER:
        for index in range(len(data.points)):
            weights = tuple(w * _HEAVIER if i == index else w for i, w in enumerate(data.weights))
            changed = replace(problem, dataset=replace(data, weights=weights))
            yield make_move("move.heavier", changed, sample=index, factor=_HEAVIER)


def lighter(problem: Problem) -> Iterator[Move]:
    """The penalties without one of the blocks that they involve."""
    terms = problem.objective.penalties
    for block in dict.fromkeys(block for term in terms for block in term.blocks):
        kept = (replace(term, blocks=tuple(own for own in term.blocks if own != block)) for term in terms)
        changed = Objective(tuple(term for term in kept if term.blocks))
        yield make_move("move.no_penalty_on", replace(problem, objective=changed), name=block.value)


def _penalised(coefficient: Fraction, blocks: tuple[Block, ...], problem: Problem) -> Iterator[Move]:
    """A penalty on each of the blocks that the network has, or a reward."""
    for block in blocks:
        if problem.network.trains(block):
            changed = Objective((*problem.objective.penalties, Penalty(coefficient, (block,))))
            words = {"coefficient": rational(coefficient), "names": block.value}
            yield make_move("move.penalty", replace(problem, objective=changed), **words)


_A, _W, _B, _A0 = Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS, Block.OUTPUT_BIAS
_TENTH: Final = Fraction(1, 10)
_FREEZE_UNITS: Final = (partial(_frozen, (_A, _W)),)
_FREEZE_OUTPUTS: Final = (partial(_frozen, (_A,)), _frozen_outputs)
_FREEZE_BIASES: Final = (partial(_frozen, (_B,)), _added_biases)
_NO_CHAIN: Final = (_more_units, _other_layers, _unfrozen)
_FIT: Final = (_heavier,)
_PENALISE_OUTPUT_BIAS: Final = (partial(_penalised, _TENTH, (_A0,)),)

_SPECIAL: Final[Mapping[str, tuple[_Moves, ...]]] = MappingProxyType(
    {
        "network.shortcut": (_as_layers,),
        "network.shortcut_only": (_beside,),
        "network.direct_branch": (_other_layers, _beside, _frozen_outputs),
        "network.affine_beside": (_other_layers, _beside),
        "network.trainable": (partial(_frozen, (_A, _W, _B, _A0)),),
        "network.neurons_trainable": _FREEZE_UNITS,
        "network.hidden_trainable": _FREEZE_UNITS,
        "network.outputs_trained": _FREEZE_OUTPUTS,
        "network.hidden_bias_or_none": _FREEZE_BIASES,
        "network.common_bias": _FREEZE_BIASES,
        "network.output_bias": (partial(_frozen, (_A0,)),),
        "network.output_layer": (_unfrozen,),
        "network.output_weights_frozen": (_unfrozen,),
        "network.deep_frozen": (_unfrozen, _beside),
        "network.chain": _NO_CHAIN,
        "network.funnel": _NO_CHAIN,
        "network.valley_funnel": _NO_CHAIN,
        "network.narrowing": _NO_CHAIN,
        "network.odd": _NO_CHAIN,
        "network.linear": _NO_CHAIN,
        "network.signed_unit": _NO_CHAIN,
        "objective.signed_chain": (*_NO_CHAIN, _frozen_outputs),
        "network.homogeneous_unfrozen": (_beside, _other_layers),
        "network.linear_unfrozen": (_beside, _other_layers),
        "loss.single": (_class_losses,),
        "data.fit_right": _FIT,
        "data.affine_fit_right": _FIT,
        "data.decay_fit_right": _FIT,
        "data.convex_fit_right": _FIT,
        "data.linear_bound": _FIT,
        "data.constant_bound": _FIT,
        "data.minima_error": _FIT,
        "objective.output_penalised": (lighter,),
        "objective.linear_decay": (lighter,),
        "objective.output_unpenalised": (partial(_penalised, _TENTH, (_A,)),),
        "objective.output_bias_unpenalised": _PENALISE_OUTPUT_BIAS,
        "objective.output_bias_not_rewarded": (partial(_penalised, -_TENTH, (_A0,)),),
        "objective.hidden_unpenalised": (partial(_penalised, _TENTH, (_W, _B)),),
        "objective.convex_outputs": (partial(_penalised, -_TENTH, (_A0, _A)), lighter),
        "objective.outputs_only": (partial(_penalised, _TENTH, (_W, _B)),),
        "objective.line_lowest": (_heavier,),
        "objective.line_trough": (_heavier,),
        "objective.line_right": (_heavier,),
    }
)


def special(problem: Problem, hypothesis: str) -> Iterator[Move]:
    """Changes made for this condition, the likely ones first; none where the general ones are all there are."""
    for moves in _SPECIAL.get(hypothesis, ()):
        yield from moves(problem)
