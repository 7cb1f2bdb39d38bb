"""Units of several kinds: neurons of the shortcut, and units of branches of one layer (thm.subspaces.mixed).

Their weights act on the X_i, each through a neuron of its own. Units of one kind stand together: all of them are in the
same layer, and their weights, biases and output weights are trained or frozen, and penalised or not, all together.
"""

from __future__ import annotations

from theoremcheck.trusted.data.frozen_signs import frozen_outputs
from theoremcheck.trusted.data.funnels import SmoothUnit, check_slope, formula
from theoremcheck.trusted.data.linear import frozen_by
from theoremcheck.trusted.data.structure import counted
from theoremcheck.trusted.data.widths import Partition, Violators, check_violators, count_blocks, width_distinct
from theoremcheck.trusted.functions.composition import Composed, check_composed, check_composed_sign
from theoremcheck.trusted.functions.shape import (
    SHAPES,
    STRICT,
    Signs,
    Strict,
    check_shape,
    check_signed,
    check_smooth,
    check_strict,
)
from theoremcheck.trusted.functions.smooth import Agreement
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import AnyBlock, AnyFunction, Block, Kind, Piece, Problem, Vector, overlap
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class Units:
    """Units ``first``, ``first`` + 1, ... of a branch of one layer, or of the shortcut (None), with one neuron."""

    branch: Block | None
    first: int
    width: int
    neuron: AnyFunction


@dataclass(frozen=True, slots=True)
class Bent:
    """Kind number ``group``, from 0, has a neuron that is C^1 and strictly convex, or concave: not ``convex``.

    A second derivative that may vanish is enough (``Strict``).
    """

    group: int
    smooth: Agreement
    convex: bool
    proof: Signs | Composed | Strict


@dataclass(frozen=True, slots=True)
class BentUnits:
    """The kinds that are counted, in order."""

    kinds: tuple[Bent, ...]


@dataclass(frozen=True, slots=True)
class BentSets:
    """The kinds that are counted, in order, and sets of samples of which each is given a unit."""

    kinds: tuple[Bent, ...]
    sets: Partition


@dataclass(frozen=True, slots=True)
class SignedUnit:
    """The neuron of kind number ``group`` has values of one strict sign."""

    group: int
    proof: Signs | Composed


@dataclass(frozen=True, slots=True)
class SlopedUnit:
    """The neuron of kind number ``group`` is C^1, with a slope of one strict sign."""

    group: int
    neuron: SmoothUnit


def kinds(problem: Problem) -> tuple[Units, ...]:
    """The shortcut, and the units of each branch of one layer, kind by kind: what the evidence counts from 0.

    The units of a residual layer see the features beside their weights, so there are none.
    """
    network = problem.network
    found = [Units(None, 0, network.width, problem.neuron)] if network.width else []
    for branch, layers in network.branches.items():
        if len(layers) == 1 and not layers[0].residual:
            first = 0
            for part in layers[0].parts:
                found.append(Units(branch, first, part.width, part.neuron))
                first += part.width
    return tuple(found)


def _pieces(units: Units) -> tuple[AnyBlock, AnyBlock, AnyBlock]:
    """Where the weights, the biases and the output weights of the units stand."""
    branch = units.branch
    if branch is None:
        return Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS, Block.OUTPUT_WEIGHTS
    return Piece(branch, 1, Kind.WEIGHTS), Piece(branch, 1, Kind.BIASES), Piece(branch, 0, Kind.OUTPUT)


def _free(problem: Problem, block: AnyBlock) -> bool:
    """True if nothing of it is frozen or penalised: penalties that add up to 0 count as well."""
    penalised = any(overlap(entry, block) for entry in problem.objective.penalised)
    return not penalised and frozen_by(problem, block) is None


def _turns(problem: Problem, units: Units, affinely: bool = False) -> bool:
    """True if moving their weights changes what they receive by h d . X_i, any d, and no penalty sees it.

    Where X_i = (x_i, 1), or (x_i, 1) is taken for X_i (``affinely``), their biases have to be there, trained and
    unpenalised; else these stand still, and may be absent, frozen at any values, trained or penalised.
    """
    weights, biases, _ = _pieces(units)
    if not (affinely or problem.sees_one):
        return _free(problem, weights)
    network = problem.network
    # What the shortcut sees is what X_i is about.
    biased = problem.sees_one if units.branch is None else network.biased(network.branches[units.branch][0])
    return _free(problem, weights) and biased and _free(problem, biases)


def frozen_values(problem: Problem, units: Units) -> Vector | None:
    """The values of their frozen output weights, None where these are trained."""
    if units.branch is None:
        return frozen_outputs(problem)
    entry = frozen_by(problem, _pieces(units)[2])
    if entry is None:
        return None
    # The weights are trained, so it is the output weights alone that are frozen, not the whole branch.
    if entry.value is None:
        raise Refusal("units.frozen_unknown", block=entry.block.value)
    return entry.value[units.first : units.first + units.width]


def counting(problem: Problem, units: Units, affinely: bool = False) -> int:
    """How many of them have a part in f and may turn: all with trained output weights, else those that are not 0."""
    if not _turns(problem, units, affinely):
        return 0
    frozen = frozen_values(problem, units)
    return units.width if frozen is None else sum(value != 0 for value in frozen)


def wide_enough(problem: Problem) -> bool:
    """False shows that network.width_mixed_distinct fails: there are too few units, whatever their neurons are."""
    return _enough(problem, sum(counting(problem, units) for units in kinds(problem)))


def _enough(problem: Problem, number: int) -> bool:
    return number >= 1 and counted(problem, width_distinct(problem), number)


def _chosen(problem: Problem, kind: int) -> Units:
    found = kinds(problem)
    require(0 <= kind < len(found), "units.no_such_kind")
    return found[kind]


def check_width_mixed_distinct(problem: Problem, evidence: BentUnits) -> None:
    """Accept network.width_mixed_distinct: n+ + n- - 1 units that count, counting distinct X_i, and at least one.

    The clause "strictly convex or strictly concave" of every kind that is counted, once each.
    """
    number = _count(problem, evidence.kinds)
    require(_enough(problem, number), "units.too_few", units=number)


def check_width_mixed(problem: Problem, evidence: BentSets) -> None:
    """Accept network.width_mixed: m+ + m- - 1 units that count, as a partition shows, and at least one.

    For the second order of (B) every s'' has one strict sign: one that vanishes somewhere is not enough.
    """
    require(not any(isinstance(shown.proof, Strict) for shown in evidence.kinds), "units.curvature")
    number, data = _count(problem, evidence.kinds), problem.samples
    sets = count_blocks(problem, data.members(1), data.members(-1), evidence.sets)
    require(number >= max(1, sets - 1), "units.too_few", units=number)


def check_mixed_too_narrow(problem: Problem, evidence: Violators) -> None:
    """network.width_mixed fails: all units that may count are too few for sets that are crowded."""
    data, number = problem.samples, sum(counting(problem, units) for units in kinds(problem))
    if number:
        check_violators(problem, data.members(1), data.members(-1), evidence, number)


def _count(problem: Problem, evidence: tuple[Bent, ...]) -> int:
    """How many units of the kinds count, whose neurons are checked."""
    number, last = 0, -1
    for shown in evidence:
        require(last < shown.group, "units.order")
        last = shown.group
        units = _chosen(problem, shown.group)
        expr = formula(units.neuron)
        check_smooth(expr, 1, shown.smooth)
        _check_bent(expr, shown)
        number += counting(problem, units)
    return number


def _check_bent(expr: Expr, shown: Bent) -> None:
    if isinstance(shown.proof, Strict):
        check_strict(expr, STRICT["slope_increasing" if shown.convex else "slope_decreasing"], shown.proof)
        return
    shape = SHAPES["strictly_convex" if shown.convex else "strictly_concave"]
    if isinstance(shown.proof, Composed):
        check_composed(expr, shape)
    else:
        check_shape(expr, shape, shown.proof)


def check_signed_unit(problem: Problem, evidence: SignedUnit) -> None:
    """Accept network.signed_unit: the clause "(a) holds for it" asks for a trained, unpenalised output weight."""
    units = _chosen(problem, evidence.group)
    require(_free(problem, _pieces(units)[2]), "units.output")
    expr = formula(units.neuron)
    if isinstance(evidence.proof, Composed):
        check_composed_sign(expr)
    else:
        check_signed(expr, evidence.proof)


def some_output_free(problem: Problem) -> bool:
    """False shows that network.signed_unit fails: all output weights of such units are frozen or penalised."""
    return any(_free(problem, _pieces(units)[2]) for units in kinds(problem))


def check_monotone_unit(problem: Problem, evidence: SlopedUnit) -> None:
    """Accept network.monotone_unit: the clause "(w) holds for it, idle or not" asks for a unit that counts."""
    units, shown = _chosen(problem, evidence.group), evidence.neuron
    require(counting(problem, units) >= 1, "units.still")
    expr = formula(units.neuron)
    check_smooth(expr, 1, shown.smooth)
    check_slope(expr, shown.rises, shown.proof)


def some_counting(problem: Problem) -> bool:
    """False shows that network.monotone_unit, or network.bent_unit, fails: no unit counts."""
    return any(counting(problem, units) for units in kinds(problem))


def check_bent_unit(problem: Problem, evidence: Bent, affinely: bool = False) -> None:
    """Accept network.bent_unit: a unit that counts, C^1 and strictly convex or strictly concave."""
    units = _chosen(problem, evidence.group)
    require(counting(problem, units, affinely) >= 1, "units.still")
    expr = formula(units.neuron)
    check_smooth(expr, 1, evidence.smooth)
    _check_bent(expr, evidence)


def check_bent_unit_affine(problem: Problem, evidence: Bent) -> None:
    """Accept network.bent_unit_affine: such a unit with a bias that is trained, whatever the X_i are."""
    check_bent_unit(problem, evidence, affinely=True)


def some_counting_affinely(problem: Problem) -> bool:
    """False shows that network.bent_unit_affine fails: no unit counts that has a trained bias."""
    return any(counting(problem, units, affinely=True) for units in kinds(problem))
