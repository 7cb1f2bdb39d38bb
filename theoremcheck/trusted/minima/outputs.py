"""Networks that are affine in what is trained, as in output weights on features that no training moves.

Theory: thm.features, thm.output_fit. f is linear in such a weight, whatever the rest of the network
does. A feature is *free* if no penalty involves its weight: the proof of thm.features moves these.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from theoremcheck.trusted.bounds import MAX_PRECISION
from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.data.linear import frozen_by, frozen_values
from theoremcheck.trusted.data.separation import Farkas, Separation, check_balances
from theoremcheck.trusted.data.sparse import check_positive
from theoremcheck.trusted.data.trained import output_pieces
from theoremcheck.trusted.functions.balls import START_PRECISION, precision
from theoremcheck.trusted.minima.features import Column, Features, combined, feature, frozen_hidden
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum, check_enclosed
from theoremcheck.trusted.minima.reach import layer_pieces, neuron_pieces
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Kind, Piece, Problem, Vector, overlap
from theoremcheck.trusted.problem.samples import samples, sign
from theoremcheck.trusted.refusal import Refusal, require

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

    Proof in thm.output_fit. f is affine in what is trained: ``Features`` refuses other networks. On the active samples
    (see ``check_enclosed``) the outputs are the same at all minima, and lie in the balls; on the others l is least, so
    their margins are below 0. Penalties must be convex, and with one the minimum is unique in all that is trained.
    """
    require(not problem.parameters, "facts.free_parameters")
    require(not evidence.copies, "multipliers.frozen_copies")
    found, centre, data = evidence.multipliers, evidence.centre, samples(problem)
    if not isinstance(found, Enclosed):
        raise Refusal("outputs.not_enclosed")
    check_bits(centre)
    reach, layout = Features(problem, centre), Layout.of(problem)
    require(len(layout.trained) == len(centre), "multipliers.entries")
    squares, total = layout.squares(problem.objective), sum(data.weights, Fraction(0))
    factors = [squares.get(place, Fraction(0)) * total for place in layout.trained]
    require(all(factor >= 0 for factor in factors), "outputs.reward")
    require(not any(factors) or len(found.basis) == len(centre), "outputs.basis")
    require(all(0 <= k < len(centre) for k in found.moving), "multipliers.moving")
    around, active = check_enclosed(problem, reach, found, [(centre[k], factors[k]) for k in found.moving])
    for i in active:
        require(sign(around[i]) == data.labels[i], "outputs.not_right", sample=i)
