"""Conditions of thm.circuit.sigmoid_skip and .sigmoid_affine: direct linear connections, and one sigmoidal unit.

A linear unit is a direct connection where its output weight is a fixed number other than 0: moving its weights moves f
by every function d . X on the samples. With a trained output weight, which may be 0, the theorem is false. Where
(x_i, 1) is taken for X_i, a constant has to be trained beside it, and a bias in the other unit.
"""

from __future__ import annotations

from functools import partial

from theoremcheck.trusted.data.frozen_signs import frozen_outputs
from theoremcheck.trusted.data.linear import frozen_by, some, trained_biases, weights_trained
from theoremcheck.trusted.functions.affine import is_affine
from theoremcheck.trusted.functions.sigmoids import Sigmoid, check_sigmoidal
from theoremcheck.trusted.problem.model import Block, Function, Kind, Piece, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class SigmoidalUnit:
    """Unit number ``unit`` of branch number ``branch``, which has one layer, is sigmoidal by ``sigmoid``; from 0."""

    branch: int
    unit: int
    sigmoid: Sigmoid


def direct_skip(problem: Problem) -> bool:
    """network.direct_skip: the shortcut is affine, the w_j are trained, an a_j is frozen at a number other than 0."""
    network = problem.network
    frozen = network.frozen_block(Block.OUTPUT_WEIGHTS) is not None
    if not frozen or not network.trains(Block.HIDDEN_WEIGHTS) or not is_affine(problem.neuron):
        return False
    return any(frozen_outputs(problem) or ())


def direct_branch(problem: Problem) -> bool:
    """network.direct_branch: an affine unit like that, alone or with others, in a branch of one layer."""
    return some(partial(_direct, problem, branch) for branch in problem.network.branches)


def _direct(problem: Problem, branch: Block) -> bool:
    return _moves_one(problem, branch) and _fixed_factor(problem, branch)


def _fixed_factor(problem: Problem, branch: Block) -> bool:
    """An affine unit with trained weights, whatever its bias is, and a fixed factor in a branch of one layer."""
    layers = problem.network.branches[branch]
    frozen = frozen_by(problem, Piece(branch, 0, Kind.OUTPUT))
    weights = frozen_by(problem, Piece(branch, 1, Kind.WEIGHTS)) is None
    if len(layers) > 1 or frozen is None or not weights:
        return False
    # The weights are trained, so it is the output weights alone that are frozen, not the whole branch.
    if frozen.value is None:
        raise Refusal("skips.frozen_unknown", block=frozen.block.value)
    fixed = zip(layers[0].neurons, frozen.value, strict=True)
    return some(partial(is_affine, neuron) for neuron, value in fixed if value)


def direct_affine(problem: Problem) -> bool:
    """network.direct_affine: such a unit of the shortcut or of a branch of one layer; a_0 or its bias is trained."""
    constant, own = (problem.network.trains(block) for block in (Block.OUTPUT_BIAS, Block.HIDDEN_BIAS))
    chosen = (branch for branch in problem.network.branches if constant or trained_biases(problem, branch))
    found = [partial(_fixed_factor, problem, branch) for branch in chosen]
    return some([partial(direct_skip, problem), *found] if constant or own else found)


def _moves_one(problem: Problem, branch: Block) -> bool:
    """True if the units of the branch see X_i with trained weights: their biases are trained where X_i = (x_i, 1)."""
    return not problem.sees_one or bool(trained_biases(problem, branch))


def unit_trained(problem: Problem) -> bool:
    """False shows that network.sigmoidal_unit fails: no branch of one layer is trained as it asks."""
    return any(_trained(problem, branch) for branch in problem.network.branches)


def unit_trained_affinely(problem: Problem) -> bool:
    """False shows that network.sigmoidal_unit_affine fails."""
    return any(_trained(problem, branch, affinely=True) for branch in problem.network.branches)


def _trained(problem: Problem, branch: Block, affinely: bool = False) -> bool:
    """A branch of one layer with trained weights and output weights, and with biases as in ``_moves_one``.

    ``affinely``: with trained biases, whatever the X_i are.
    """
    layers = problem.network.branches[branch]
    biases = bool(trained_biases(problem, branch)) if affinely else _moves_one(problem, branch)
    return len(layers) == 1 and weights_trained(problem, branch) and biases


def check_sigmoidal_unit_affine(problem: Problem, evidence: SigmoidalUnit) -> None:
    """Accept network.sigmoidal_unit_affine: such a unit with a bias that is trained, whatever the X_i are."""
    check_sigmoidal_unit(problem, evidence, affinely=True)


def check_sigmoidal_unit(problem: Problem, evidence: SigmoidalUnit, affinely: bool = False) -> None:
    """Accept network.sigmoidal_unit: the unit is strictly monotone and sigmoidal, and its parameters are trained."""
    branches = tuple(problem.network.branches)
    require(0 <= evidence.branch < len(branches), "skips.no_such_unit")
    branch = branches[evidence.branch]
    require(_trained(problem, branch, affinely), "skips.not_trained")
    (layer,) = problem.network.branches[branch]
    require(0 <= evidence.unit < layer.width, "skips.no_such_unit")
    neuron = layer.neurons[evidence.unit]
    if not isinstance(neuron, Function):
        raise Refusal("affine.opaque")
    check_sigmoidal(neuron.expr, evidence.sigmoid)
