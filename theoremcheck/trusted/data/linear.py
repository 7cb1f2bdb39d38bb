"""Conditions on linear networks: which neurons are affine, which weights and biases are trained, where none is.

A branch of f_D counts by its pieces: the weights, or the biases, of a layer are trained or frozen all together, and no
layer is empty. So trained weights lead from every feature to the output iff every piece of weights and the output
weights are trained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.data.structure import FACTS as STRUCTURE
from theoremcheck.trusted.functions.affine import is_affine, is_odd, vanishes_at_zero
from theoremcheck.trusted.problem.model import (
    BRANCHES,
    AnyBlock,
    AnyFunction,
    Block,
    Frozen,
    Kind,
    Piece,
    Problem,
    Vector,
    overlap,
)
from theoremcheck.trusted.refusal import Refusal

Predicate = Callable[[], bool]


def some(alternatives: Iterable[Predicate]) -> bool:
    """True if one of them is; else a refusal of one of them, if there is one."""
    refused: Refusal | None = None
    for alternative in alternatives:
        try:
            if alternative():
                return True
        except Refusal as refusal:
            refused = refused or refusal
    if refused is not None:
        raise refused
    return False


def every(functions: Iterable[AnyFunction], holds: Callable[[AnyFunction], bool]) -> bool:
    """True if all are; False if one is not, whatever is refused of others."""
    return not some((lambda function=function: not holds(function)) for function in functions)  # type: ignore[misc]


# --- what is trained ----------------------------------------------------------------------------------------------


def frozen_by(problem: Problem, piece: AnyBlock) -> Frozen | None:
    """The entry that freezes a piece, which may freeze all of its branch; None where it is trained."""
    return next((entry for entry in problem.network.frozen if overlap(entry.block, piece)), None)


def _pieces(problem: Problem, branch: Block, *kinds: Kind) -> list[Piece]:
    # Which pieces there are does not depend on the number of features.
    return [piece for piece in problem.network.pieces(branch, 1) if piece.kind in kinds]


def weights_trained(problem: Problem, branch: Block) -> bool:
    """True if all weights of the branch are trained, those of its output with them."""
    return all(frozen_by(problem, piece) is None for piece in _pieces(problem, branch, Kind.WEIGHTS, Kind.OUTPUT))


def trained_biases(problem: Problem, branch: Block) -> list[Piece]:
    """The biases of the branch that are trained, layer by layer."""
    return [piece for piece in _pieces(problem, branch, Kind.BIASES) if frozen_by(problem, piece) is None]


def linear_branch(problem: Problem, branch: Block) -> bool:
    """True if all weights of the branch are trained, and all its neurons are affine; no layer sees the features too."""
    layers = problem.network.branches[branch]
    if any(layer.residual for layer in layers):
        return False
    neurons = dict.fromkeys(part.neuron for layer in layers for part in layer.parts)
    return weights_trained(problem, branch) and every(neurons, is_affine)


def linear_shortcut(problem: Problem) -> bool:
    """True if there is a shortcut of affine neurons; the w_j are trained, the a_j trained or not all frozen at 0."""
    if not problem.network.width or not is_affine(problem.neuron):
        return False
    return STRUCTURE["network.hidden_trainable"](problem)


def _linear_part(problem: Problem) -> bool:
    return some([lambda: linear_shortcut(problem), *_of_branches(problem, lambda _: True)])


def _linear_trained(problem: Problem) -> bool:
    """Shortcut and branches are linear parts, as far as there are any, and there is one; no layer sees features too."""
    network = problem.network
    own = [lambda: linear_shortcut(problem)] if network.width else []
    parts = [*own, *_of_branches(problem, lambda _: True)]
    return bool(parts) and not some((lambda part=part: not part()) for part in parts)  # type: ignore[misc]


def _linear_wide(problem: Problem) -> bool:
    """A linear part, each layer of which has a unit for each feature; frozen a_j that are not all 0 are enough."""
    from theoremcheck.trusted.problem.samples import samples

    size, network = samples(problem).dimension, problem.network

    def wide(branch: Block) -> bool:
        return all(layer.width >= size for layer in network.branches[branch])

    own = not network.trains(Block.OUTPUT_WEIGHTS) or network.width >= size
    return some([lambda: own and linear_shortcut(problem), *_of_branches(problem, wide)])


def _constant_trained(problem: Problem) -> bool:
    network = problem.network
    if network.trains(Block.OUTPUT_BIAS):
        return True
    shortcut = [lambda: network.trains(Block.HIDDEN_BIAS) and linear_shortcut(problem)]
    return some([*shortcut, *_of_branches(problem, lambda branch: bool(trained_biases(problem, branch)))])


def _of_branches(problem: Problem, wanted: Callable[[Block], bool]) -> list[Predicate]:
    """For each branch that is wanted, whether it is linear."""
    wide = filter(wanted, problem.network.branches)
    return [(lambda branch=branch: linear_branch(problem, branch)) for branch in wide]  # type: ignore[misc]


def _constant_seen(problem: Problem) -> bool:
    """Where X_i = (x_i, 1), a constant is trained in a linear part."""
    return not problem.sees_one or _constant_trained(problem)


# --- the whole network --------------------------------------------------------------------------------------------


def _neurons(problem: Problem) -> tuple[AnyFunction, ...]:
    own = (problem.neuron,) if problem.network.width else ()
    return tuple(dict.fromkeys((*own, *problem.network.neurons)))


def _linear(problem: Problem) -> bool:
    return every(_neurons(problem), is_affine)


def _still(problem: Problem, branch: Block) -> bool:
    """True if no parameter of the branch is trained."""
    return all(frozen_by(problem, piece) for piece in problem.network.pieces(branch, 1))


def _shortcut_still(problem: Problem) -> bool:
    """True if there is no shortcut, or no a_j, w_j or b_j is trained."""
    blocks = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS)
    return not any(map(problem.network.trains, blocks))


def _deep_frozen(problem: Problem) -> bool:
    """No parameter of f_D is trained: f_D(x_i) is a number o_i, whatever is trained, and 0 without branches."""
    return all(_still(problem, branch) for branch in problem.network.branches)


def unfrozen(problem: Problem) -> Problem:
    """The same, without the shortcut and the branches in which nothing is trained: for what is read off the rest.

    A residual head stays.
    """
    network = problem.network
    if network.residual:
        return problem
    kept = {block: () if _still(problem, block) else layers for block, layers in network.branches.items()}
    deep, beside = (kept.get(block, ()) for block in BRANCHES)
    width = 0 if _shortcut_still(problem) else network.width
    return replace(problem, network=replace(network, width=width, deep=deep, beside=beside))


def _homogeneous(problem: Problem) -> bool:
    """Every neuron is c z, and every bias below the output is absent or frozen at 0."""
    if not _linear(problem) or not all(map(vanishes_at_zero, _neurons(problem))):
        return False
    network = problem.network
    pieces = [piece for branch in network.branches for piece in _pieces(problem, branch, Kind.BIASES)]
    shortcut = network.hidden_bias and network.width > 0
    return (not shortcut or _frozen_at_zero(problem, Block.HIDDEN_BIAS)) and all(
        _frozen_at_zero(problem, piece) for piece in pieces
    )


def _frozen_at_zero(problem: Problem, block: Block | Piece) -> bool:
    """True if the block, which is present, is frozen and all its values are 0."""
    entry = frozen_by(problem, block) if isinstance(block, Piece) else problem.network.frozen_block(block)
    return entry is not None and not any(frozen_values(problem, entry, block))


def frozen_values(problem: Problem, entry: Frozen, block: Block | Piece) -> Vector:
    """The frozen values of a block, or of a piece, of what ``entry`` freezes."""
    if entry.value is None:
        raise Refusal("linear.frozen_unknown", block=block.value)
    if entry.block == block or not isinstance(block, Piece):
        return entry.value
    from theoremcheck.trusted.problem.layout import Layout  # of frozen pieces alone

    layout = Layout.of(problem)
    own, start = layout.pieces[block], layout.blocks[block.branch].start
    return entry.value[own.start - start : own.stop - start]


def shortcut_trained(problem: Problem) -> bool:
    """True if there is a shortcut, and all its a_j and w_j are trained."""
    return STRUCTURE["network.neurons_trainable"](problem)


def _every_affine(problem: Problem) -> bool:
    """F runs through all affine functions: a part with all its weights trained, and a_0 or a bias of it.

    Of a residual head w and V are enough, with a_0: at V = 0 f is a_0 + w . x, whatever is frozen below.
    """
    network = problem.network
    constant = network.trains(Block.OUTPUT_BIAS)
    if network.residual:
        return constant and _head_trained(problem) and _linear(problem)
    by_shortcut = shortcut_trained(problem) and (constant or network.trains(Block.HIDDEN_BIAS))
    return _linear(problem) and (
        by_shortcut
        or any(
            weights_trained(problem, branch) and (constant or bool(trained_biases(problem, branch)))
            for branch in network.branches
        )
    )


def _every_linear(problem: Problem) -> bool:
    """F runs through all linear functions and no other: no constant is trained, or fixed at another value than 0."""
    wide = shortcut_trained(problem) or any(weights_trained(problem, branch) for branch in problem.network.branches)
    wide = wide or _head_trained(problem)
    absent = not problem.network.output_bias or _frozen_at_zero(problem, Block.OUTPUT_BIAS)
    return wide and absent and _homogeneous(problem)


def _odd(problem: Problem) -> bool:
    """F is odd in x: a_0 and all biases are absent or frozen at 0, and every neuron is odd; residual heads left out."""
    network = problem.network
    biases: list[Block | Piece] = [p for branch in network.branches for p in _pieces(problem, branch, Kind.BIASES)]
    biases += [Block.OUTPUT_BIAS] if network.output_bias else []
    biases += [Block.HIDDEN_BIAS] if network.hidden_bias and network.width else []
    still = not some([lambda block=block: not _frozen_at_zero(problem, block) for block in biases])  # type: ignore[misc]
    return still and not network.residual and every(_neurons(problem), is_odd)


def _outputs_trained(problem: Problem) -> bool:
    """All output weights are trained, the a_j and those of the branches; a_0 is trained, absent or frozen at 0.

    So f(x) can be moved to (1 + h) f(x) for all x at once.
    """
    network = problem.network
    outputs = [Piece(branch, 0, Kind.OUTPUT) for branch in network.branches]
    trained = all(frozen_by(problem, piece) is None for piece in outputs)
    if not trained or (network.width and not network.trains(Block.OUTPUT_WEIGHTS)):
        return False
    constant = network.trains(Block.OUTPUT_BIAS) or not network.output_bias
    return constant or _frozen_at_zero(problem, Block.OUTPUT_BIAS)


def _head(problem: Problem) -> tuple[Piece, Piece]:
    """The weights V of a residual head, and the output weights w."""
    return Piece(Block.DEEP, len(problem.network.deep), Kind.WEIGHTS), Piece(Block.DEEP, 0, Kind.OUTPUT)


def _head_trained(problem: Problem) -> bool:
    """There is a residual head; its weights V and the output weights w are trained."""
    return problem.network.residual and all(frozen_by(problem, piece) is None for piece in _head(problem))


def _residual(problem: Problem) -> bool:
    """There is a residual head; its weights V and the output weights w are trained, and in no penalty."""
    moved = _head(problem)
    free = not any(overlap(block, piece) for block in problem.objective.penalised for piece in moved)
    return free and _head_trained(problem)


def _outputs_only(problem: Problem) -> bool:
    """No penalty but on the a_j: the proofs move everything else."""
    return problem.objective.penalised <= {Block.OUTPUT_WEIGHTS}


FACTS: Final[Mapping[str, Callable[[Problem], bool]]] = MappingProxyType(
    {
        "network.linear_part": _linear_part,
        "network.linear_trained": _linear_trained,
        "network.linear_wide": _linear_wide,
        "network.constant_trained": _constant_trained,
        "network.constant_seen": _constant_seen,
        "network.linear": _linear,
        "network.homogeneous": _homogeneous,
        "network.linear_unfrozen": lambda problem: _linear(unfrozen(problem)),
        "network.homogeneous_unfrozen": lambda problem: _homogeneous(unfrozen(problem)),
        "network.deep_frozen": _deep_frozen,
        "network.every_affine": _every_affine,
        "network.every_linear": _every_linear,
        "network.odd": _odd,
        "network.outputs_trained": _outputs_trained,
        "network.residual": _residual,
        "objective.outputs_only": _outputs_only,
    }
)
"""The conditions that are one predicate of the problem."""
