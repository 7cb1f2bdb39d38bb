"""network.funnel, network.valley_funnel and network.narrowing: branches of f_D that narrow.

To single units: the first layer has any units; one of them carries the proof, so that of the others nothing is asked:
it is strictly monotone for network.funnel, and without local maximum, or without local minimum, for
network.valley_funnel. Every further layer is one unit, whose neuron is C^1 with a slope of one strict sign.
For network.narrowing there are two layers, and as many units of the first as the second has carry the proof: they are
strictly monotone, and all units of the second C^1 with slopes of one strict sign each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from theoremcheck.trusted.data.linear import trained_biases, weights_trained
from theoremcheck.trusted.functions.composition import Composed, check_composed
from theoremcheck.trusted.functions.extrema import Valley, check_no_maximum
from theoremcheck.trusted.functions.shape import SHAPES, STRICT, Signs, Strict, check_shape, check_smooth, check_strict
from theoremcheck.trusted.functions.smooth import Agreement
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import AnyFunction, Block, Function, Kind, Problem, overlap
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class Monotone:
    """A neuron is strictly monotone: it ``rises`` or falls, with a slope that may vanish if the proof is ``Strict``."""

    rises: bool
    proof: Signs | Composed | Strict


@dataclass(frozen=True, slots=True)
class Turning:
    """A neuron, or its opposite, has no local maximum in the weak sense."""

    opposite: bool
    proof: Valley


@dataclass(frozen=True, slots=True)
class SmoothUnit:
    """A neuron is C^1, and its slope has one strict sign: it ``rises`` or falls."""

    smooth: Agreement
    rises: bool
    proof: Signs | Composed


@dataclass(frozen=True, slots=True)
class Funnel:
    """Unit number ``unit`` of the first layer of branch number ``branch``, from 0, and the single units above it."""

    branch: int
    unit: int
    first: Monotone | Turning
    above: tuple[SmoothUnit, ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Branch number ``branch``, from 0, of two layers, by their parts: of a part with None nothing is said."""

    branch: int
    first: tuple[Monotone | None, ...]
    second: tuple[SmoothUnit, ...]


def narrows(problem: Problem, branch: Block) -> bool:
    """Single units above the first layer, and everything that the proof moves is trained and in no penalty."""
    layers = problem.network.branches[branch]
    return all(layer.width == 1 for layer in layers[1:]) and _moves(problem, branch)


def narrows_by_two(problem: Problem, branch: Block) -> bool:
    """Two layers, the second no wider than the first; what the proof moves is trained and in no penalty."""
    layers = problem.network.branches[branch]
    return len(layers) == 2 and layers[0].width >= layers[1].width and _moves(problem, branch)


def _moves(problem: Problem, branch: Block) -> bool:
    """Everything that the proofs move is trained and in no penalty.

    They move all weights, those of the output with them, as a multiplier may be 0, and the biases of the first layer
    where X_i = (x_i, 1). Of the other biases they use only that they are the same for all samples: they may be absent,
    trained, frozen at any values, or penalised.
    """
    if not weights_trained(problem, branch):
        return False
    moved = [piece for piece in problem.network.pieces(branch, 1) if piece.kind is not Kind.BIASES]
    if problem.sees_one:
        moved += [piece for piece in trained_biases(problem, branch) if piece.layer == 1]
        if moved[-1].kind is not Kind.BIASES:
            return False
    return not any(overlap(block, piece) for block in problem.objective.penalised for piece in moved)


def some_branch_narrows(problem: Problem) -> bool:
    """False shows that both conditions fail: no branch has that shape, trained and unpenalised."""
    return any(narrows(problem, branch) for branch in problem.network.branches)


def some_branch_narrows_by_two(problem: Problem) -> bool:
    """False shows that network.narrowing fails."""
    return any(narrows_by_two(problem, branch) for branch in problem.network.branches)


def check_funnel(problem: Problem, evidence: Funnel) -> None:
    """Accept network.funnel: the branch narrows, and its neurons are as the evidence says."""
    expr, shown = _check_narrow(problem, evidence), evidence.first
    if not isinstance(shown, Monotone):
        raise Refusal("funnels.unit")
    _check_monotone(expr, shown)


def check_turning(problem: Problem, evidence: Funnel) -> None:
    """Accept network.valley_funnel: the same with a unit that has no local maximum, or no local minimum."""
    expr, shown = _check_narrow(problem, evidence), evidence.first
    if not isinstance(shown, Turning):
        raise Refusal("funnels.unit")
    check_no_maximum(expr, shown.opposite, shown.proof)


def check_narrowing(problem: Problem, evidence: Narrowing) -> None:
    """Accept network.narrowing: enough units of the first layer are monotone, and all of the second are as shown.

    A monotone unit is continuous: the checks of its kinds of proof ask for that.
    """
    branch = _branch(problem, evidence)
    require(narrows_by_two(problem, branch), "funnels.not_two")
    first, second = problem.network.branches[branch]
    require(len(first.parts) == len(evidence.first), "funnels.layers")
    require(len(second.parts) == len(evidence.second), "funnels.layers")
    shown = [(part, unit) for part, unit in zip(first.parts, evidence.first, strict=True) if unit is not None]
    require(sum(part.width for part, _ in shown) >= second.width, "funnels.few_units")
    for part, unit in shown:
        _check_monotone(formula(part.neuron), unit)
    for part, smooth in zip(second.parts, evidence.second, strict=True):
        _check_smooth_unit(part.neuron, smooth)


def _branch(problem: Problem, evidence: Funnel | Narrowing) -> Block:
    branches = tuple(problem.network.branches)
    require(0 <= evidence.branch < len(branches), "funnels.no_such_unit")
    return branches[evidence.branch]


def _check_monotone(expr: Expr, shown: Monotone) -> None:
    if isinstance(shown.proof, Strict):
        check_strict(expr, STRICT["strictly_increasing" if shown.rises else "strictly_decreasing"], shown.proof)
    else:
        check_slope(expr, shown.rises, shown.proof)


def _check_smooth_unit(neuron: AnyFunction, shown: SmoothUnit) -> None:
    expr = formula(neuron)
    check_smooth(expr, 1, shown.smooth)
    check_slope(expr, shown.rises, shown.proof)


def _check_narrow(problem: Problem, evidence: Funnel) -> Expr:
    """All but the unit of the first layer is as the evidence says: the formula of that unit."""
    branch = _branch(problem, evidence)
    require(narrows(problem, branch), "funnels.not_narrow")
    first, *above = problem.network.branches[branch]
    require(0 <= evidence.unit < first.width, "funnels.no_such_unit")
    require(len(above) == len(evidence.above), "funnels.layers")
    for layer, shown in zip(above, evidence.above, strict=True):
        _check_smooth_unit(layer.neurons[0], shown)
    return formula(first.neurons[evidence.unit])


def formula(neuron: AnyFunction) -> Expr:
    """The formula of a neuron. Raises ``Refusal`` if it is opaque."""
    if not isinstance(neuron, Function):
        raise Refusal("funnels.opaque")
    return neuron.expr


def check_slope(expr: Expr, rises: bool, proof: Signs | Composed) -> None:
    """The slope has one strict sign: above the first layer one that vanishes somewhere is not enough."""
    shape = SHAPES["increasing" if rises else "decreasing"]
    if isinstance(proof, Composed):
        check_composed(expr, shape)
    else:
        require(isinstance(proof, Signs), "funnels.no_slope")
        check_shape(expr, shape, proof)


CONDITIONS: Final[tuple[tuple[str, type, Callable[..., None], Callable[[Problem], bool]], ...]] = (
    ("network.funnel", Funnel, check_funnel, some_branch_narrows),
    ("network.valley_funnel", Funnel, check_turning, some_branch_narrows),
    ("network.narrowing", Narrowing, check_narrowing, some_branch_narrows_by_two),
)
"""Each condition with its evidence, the check of that, and the predicate that fails where the condition does."""
