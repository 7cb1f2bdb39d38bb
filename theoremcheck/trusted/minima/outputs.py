"""Networks that are affine in what is trained, as in output weights on features that no training moves.

Theory: thm.features, thm.output_fit, data.minima_error. f is linear in such a weight, whatever the rest of the network
does. A feature is *free* if no penalty involves its weight: the proof of thm.features moves these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.bounds import MAX_PRECISION
from theoremcheck.trusted.data.exact import check_bits, cleared_matrix, rank
from theoremcheck.trusted.data.linear import FACTS, frozen_by, frozen_values
from theoremcheck.trusted.data.separation import Farkas, Separation, check_balances
from theoremcheck.trusted.data.sparse import Sparse, check_positive, check_sparse
from theoremcheck.trusted.data.trained import output_pieces
from theoremcheck.trusted.functions.balls import START_PRECISION, precision
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import beside, loss_pieces, subgradients
from theoremcheck.trusted.minima.features import Column, Features, combined, feature, frozen_hidden, rational_column
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum, check_enclosed, rational_subgradients
from theoremcheck.trusted.minima.reach import dot, layer_pieces, neuron_pieces
from theoremcheck.trusted.problem.expr import Num, sub, substitute
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Kind, Piece, Problem, Vector, overlap
from theoremcheck.trusted.problem.samples import samples, sign
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

_ZERO: Final = Fraction(0)

# --- separating features ------------------------------------------------------------------------------------------


def free_features(problem: Problem, *, every: bool = False) -> list[Column]:
    """The free features on the samples, each (n,): 1, those of the shortcut, those of branches of one hidden layer.

    What is frozen at values that the spec does not give is left out; with ``every`` it is refused, as are the features
    of several frozen layers.
    """
    require(not problem.parameters, "facts.free_parameters")
    return [
        column for block in output_pieces(problem) if _free(problem, block) for column in _of(problem, block, every)
    ]


def _free(problem: Problem, block: Block | Piece) -> bool:
    return not any(overlap(block, other) for other in problem.objective.penalised)


def _of(problem: Problem, block: Block | Piece, every: bool) -> Iterator[Column]:
    """The features of the output weights in ``block``, if they are fixed."""
    if block is Block.OUTPUT_BIAS:
        yield (Fraction(1),) * len(samples(problem).points)
        return
    try:
        if isinstance(block, Piece):
            yield from _of_branch(problem, block.branch)
        else:
            yield from _of_shortcut(problem)
    except Refusal as refusal:
        if every or refusal.reason.code not in ("layout.frozen_unknown", "linear.frozen_unknown", "outputs.layers"):
            raise


def _of_shortcut(problem: Problem) -> list[Column]:
    network = problem.network
    hidden = [Block.HIDDEN_WEIGHTS, *([Block.HIDDEN_BIAS] if network.hidden_bias else [])]
    if any(network.frozen_block(block) is None for block in hidden):
        return []
    pieces = neuron_pieces(problem)
    return [feature(problem, pieces, *unit) for unit in frozen_hidden(problem)]


def _of_branch(problem: Problem, branch: Block) -> list[Column]:
    below = [piece for piece in problem.network.pieces(branch, 1) if piece.kind is not Kind.OUTPUT]
    frozen = [frozen_by(problem, piece) for piece in below]
    if any(entry is None for entry in frozen):
        return []
    require(len(problem.network.branches[branch]) == 1, "outputs.layers")
    known = {
        piece.kind: frozen_values(problem, entry, piece)
        for piece, entry in zip(below, frozen, strict=True)
        if entry is not None
    }
    place, d = Layout.of(problem).parts[branch], samples(problem).dimension
    weights = known[Kind.WEIGHTS]
    biases = known.get(Kind.BIASES, (Fraction(0),) * place.layers[0].width)
    units = layer_pieces(problem, place.first)
    require(len(weights) == len(units) * d and len(biases) == len(units), "problem.frozen_entries", block=branch.value)
    rows = [weights[u * d : (u + 1) * d] for u in range(len(units))]
    return [feature(problem, *unit) for unit in zip(units, rows, biases, strict=True)]


def check_features_separable(problem: Problem, evidence: Separation) -> None:
    """data.features_separable holds: y_i sum_j rho_j phi_j(x_i) > 0 for all i, over the free features phi_j."""
    columns = free_features(problem)
    require(len(columns) > 0, "outputs.no_feature")
    require(len(evidence.normal) == len(columns), "outputs.entries", features=len(columns))
    check_bits(evidence.normal)
    for i, (row, label) in enumerate(zip(zip(*columns, strict=True), samples(problem).labels, strict=True)):
        require(_sign(row, evidence.normal) == label, "outputs.wrong_side", sample=i)


def _sign(row: Column, normal: Vector) -> int | None:
    """The sign of sum_j rho_j phi_j, where balls show it."""
    bits = START_PRECISION
    while bits <= MAX_PRECISION:
        with precision(bits):
            value = combined(row, normal)
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
        if all(isinstance(entry, Fraction) for entry in row):
            return None
        bits *= 2
    return None


def check_features_not_separable(problem: Problem, evidence: Farkas) -> None:
    """data.features_separable fails: m >= 0, m != 0 and sum m_i y_i phi_j(x_i) = 0 for every free feature."""
    columns, data = free_features(problem, every=True), samples(problem)
    check_positive(evidence.multipliers, len(data.points))
    rows = [tuple(entry for entry in row if isinstance(entry, Fraction)) for row in zip(*columns, strict=True)]
    require(all(len(row) == len(columns) for row in rows), "multipliers.irrational_feature")
    if columns:
        check_balances(rows, data.labels, evidence.multipliers)


# --- the best fit -------------------------------------------------------------------------------------------------


def check_fit_right(problem: Problem, evidence: MultiplierMinimum) -> None:
    """data.fit_right: L, if l is convex and active, has a minimum, and at every one of them all samples are right.

    Proof in thm.output_fit, and, of exact multipliers, in data.minima_error.
    """
    for i, right in enumerate(right_at_fits(problem, evidence)):
        require(right, "outputs.not_right", sample=i)


def right_at_fits(problem: Problem, evidence: MultiplierMinimum, *, active: bool = True) -> list[bool]:
    """Which samples are right at every minimum of L, (n,), if l is convex; refuses where L is not shown to have one.

    f is affine in what is trained: ``Features`` refuses other networks. Penalties must be convex. With exact
    multipliers by ``right_at_slopes``. Enclosed: on the active samples (see ``check_enclosed``) the outputs are the
    same at all minima, and lie in the balls, with a penalty the minimum is unique in all that is trained; on the others
    l is least, so their margins are below 0 where l is ``active``, as the caller may know.
    """
    require(not problem.parameters, "facts.free_parameters")
    require(not evidence.copies, "multipliers.frozen_copies")
    found, centre, data = evidence.multipliers, evidence.centre, samples(problem)
    check_bits(centre)
    reach, layout = Features(problem, centre), Layout.of(problem)
    require(len(layout.trained) == len(centre), "multipliers.entries")
    squares, total = layout.squares(problem.objective), sum(data.weights, Fraction(0))
    factors = [squares.get(place, Fraction(0)) * total for place in layout.trained]
    require(all(factor >= 0 for factor in factors), "outputs.reward")
    if not isinstance(found, Enclosed):
        columns = list(map(rational_column, reach.along(range(len(centre)))))
        ridge = list(zip(factors, centre, strict=True))
        return right_at_slopes(problem, reach.exact_outputs(), found, columns, ridge)
    require(not any(factors) or len(found.basis) == len(centre), "outputs.basis")
    require(all(0 <= k < len(centre) for k in found.moving), "multipliers.moving")
    around, seen = check_enclosed(problem, reach, found, [(centre[k], factors[k]) for k in found.moving])
    resting = {label: active or sign_of(subgradients(problem, label, Num(_ZERO))[0]) > 0 for label in data.labels}
    return [
        sign(f) == label if i in seen else resting[label]
        for i, (f, label) in enumerate(zip(around, data.labels, strict=True))
    ]


def right_at_slopes(
    problem: Problem,
    outputs: Vector,
    given: Sparse,
    columns: Sequence[Vector],
    ridge: Sequence[tuple[Fraction, Fraction]],
) -> list[bool]:
    """Which samples are right wherever L is least, (n,), if l is convex and one of its minima has these ``outputs``.

    f is a combination of ``columns``, (n,), and of what is frozen. ``ridge`` has, for the factor t_k of column k, the
    c_k >= 0 of the penalty c_k t_k^2, times the total weight, and t_k there. The multipliers are s_i, on kinks between
    the slopes there; sum_i weight_i s_i y_i column_i = 2 c_k t_k, so a convex L is least there. "At any other minimum
    l is its tangent of slope s_i at z_i as well": so z_i < 0 if s_i is below all slopes of l at 0; z_i <= 0, which is
    right for class +, if it is below one; and z_i is the same if on either side of it the slopes differ from s_i at
    once. A t_k with c_k > 0 is the same too: if these t_k and z_i determine all z_i, all outputs are the same.
    """
    data = samples(problem)
    require(bool(columns), "multipliers.entries")
    check_bits(given.entries)
    check_sparse(given, len(data.points), "the multipliers")
    own = dict(zip(given.indices, given.entries, strict=True))
    factors, below, alone = [], [], []
    for i, (f, label, weight) in enumerate(zip(outputs, data.labels, data.weights, strict=True)):
        margin = -label * f
        low, high = rational_subgradients(problem, label, margin)
        slope = own.get(i, low)
        require(low <= slope <= high, "multipliers.slope", sample=i)
        factors.append(weight * label * slope)
        least, most = subgradients(problem, label, Num(_ZERO))
        below.append(sign_of(sub(least, Num(slope))) > 0 or (label > 0 and sign_of(sub(most, Num(slope))) > 0))
        alone.append(_alone(problem, label, margin, (low < slope, slope < high)))
    for column, (factor, at) in zip(columns, ridge, strict=True):
        require(dot(factors, column) == 2 * factor * at, "multipliers.annihilate")
    size, rows = len(columns), list(zip(*columns, strict=True))
    held = [tuple(Fraction(j == k) for j in range(size)) for k, (factor, _) in enumerate(ridge) if factor]
    pinned = [*held, *(row for row, known in zip(rows, alone, strict=True) if known)]
    every = rank(cleared_matrix(pinned, size)) == rank(cleared_matrix([*held, *rows], size))
    return [
        less or ((every or known) and sign(f) == label)
        for less, known, f, label in zip(below, alone, outputs, data.labels, strict=True)
    ]


def _alone(problem: Problem, label: int, margin: Fraction, apart: tuple[bool, bool]) -> bool:
    """True if a slope of a convex l at a margin is one at no other: on each side it is ``apart``, or l bends there."""
    pieces = loss_pieces(problem, label)
    bends = (substitute(nth_derivative(pieces.pieces[k], 2), Num(margin)) for k in beside(pieces, Num(margin)))
    return all(known or sign_of(bend) > 0 for known, bend in zip(apart, bends, strict=True))


@dataclass(frozen=True, slots=True)
class MinimaError:
    """The training error is at most ``bound`` at every global minimum of L.

    ``fit`` as for data.fit_right; with ``function`` its centre is a function that the network computes, v . x + k by
    (v, k), (d + 1,), or v . x by v, (d,), and the multipliers are exact.
    """

    fit: MultiplierMinimum
    function: bool
    bound: Fraction


def check_minima_error(problem: Problem, evidence: MinimaError) -> None:
    """data.minima_error: if l is convex, so much of the weight is wrong at a global minimum of L at most."""
    require(0 <= evidence.bound < 1, "bound.vacuous")
    require(wrong_share(problem, evidence.fit, evidence.function) <= evidence.bound, "outputs.more_wrong")


def wrong_share(problem: Problem, fit: MultiplierMinimum, of_network: bool) -> Fraction:
    """The share of the weight of the samples that are not shown to be right at all global minima of L, if l is convex.

    Which are: by the best fit of what is trained, or, of a network that computes all affine, or linear, functions and
    no others, without penalties, by the best one of these (``of_network``).
    """
    require(not problem.parameters, "facts.free_parameters")
    if of_network:
        given, d = fit.multipliers, samples(problem).dimension
        if isinstance(given, Enclosed):
            raise Refusal("outputs.enclosed")
        require(not fit.copies and not problem.objective.penalised, "multipliers.penalty")
        require(len(fit.centre) in (d, d + 1), "multipliers.entries")
        affine = len(fit.centre) > d
        require(FACTS["network.every_affine" if affine else "network.every_linear"](problem), "outputs.other_functions")
        check_bits(fit.centre)
        rows = problem.samples.lifted if affine else samples(problem).points
        outputs = tuple(dot(fit.centre, row) for row in rows)
        columns = list(zip(*rows, strict=True))
        right = right_at_slopes(problem, outputs, given, columns, [(_ZERO, _ZERO)] * len(columns))
    else:
        right = right_at_fits(problem, fit, active=False)
    return sum((share for share, known in zip(samples(problem).shares, right, strict=True) if not known), _ZERO)
