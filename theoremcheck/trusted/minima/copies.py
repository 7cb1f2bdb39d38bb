"""Neurons in copies: the narrower network, and when its minimum is one of the wider network.

Theory: rule.split without penalties on the neurons that are split, rule.split_decay with weight decay on them. A share
stands for any number of copies, so that nothing here depends on the width but the expanded point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import isqrt
from typing import Final, TypeAlias

import flint

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.functions.balls import ball
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.minima.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.minima.expansion import Forward, box, margins
from theoremcheck.trusted.minima.gauges import homogeneous_degree
from theoremcheck.trusted.minima.reach import unit_pieces
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.layout import Branch, Layout, Unit, flat
from theoremcheck.trusted.problem.model import Block, Network, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, require

_ROOT_BITS: Final = 512


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` copies of a neuron, each with ``value`` times what it adds to f.

    Without penalties each has ``value`` times the output weight; with weight decay sqrt(``value``) times all weights.
    """

    value: Fraction
    count: int


Shares: TypeAlias = tuple[tuple[Share, ...], ...]
"""For every neuron of the narrower network its copies, which stand in a row; () for a network that stays as it is."""
Factors: TypeAlias = tuple[tuple[Fraction, ...], ...]
"""For every neuron of the narrower network one number for each copy."""


def core_problem(problem: Problem, shares: Shares, deep_shares: Shares) -> Problem:
    """The problem with the narrower network. Raises ``Refusal`` unless the copies give the width of the wider one."""
    problem = as_deep(problem) if shares or deep_shares else problem
    require(problem.plain or not (shares or deep_shares), "copies.not_plain")
    network = problem.network
    width, layers = len(shares) if shares else network.width, network.deep
    require(not shares or sum(map(_count, shares)) == network.width, "copies.width")
    if deep_shares:
        require(bool(layers), "copies.no_deep_part")
        require(sum(map(_count, deep_shares)) == layers[-1].width, "copies.deep_width")
        layers = (*layers[:-1], replace(layers[-1], width=len(deep_shares)))
    return replace(problem, network=replace(network, width=width, deep=layers))


def check_shares(problem: Problem, shares: Shares, deep_shares: Shares, *, decay: bool) -> None:
    """Accept shares > 0 with sum 1, and several copies of trained neurons, without penalty or with weight decay, only.

    rule.split: "the copies of k have output weights of one sign", "a, w, b trained and unpenalised"; rule.split_decay
    (``decay``): "a_k and u_k trained, A a_k^2 + N(u_k)^2 all that L penalises of them, A, B > 0, C >= 0". Copies are
    alike: in a layer of several kinds, or beside a second branch, nothing is split (``core_problem``).
    """
    require(problem.plain or not (shares or deep_shares), "copies.not_plain")
    for own in (*shares, *deep_shares):
        total = Fraction(0)
        for share in own:
            require(share.value > 0 and type(share.count) is int and share.count > 0, "copies.shares")
            total += share.value * share.count
            check_bits((share.value, total))  # sums of unlike fractions grow
        require(total == 1, "copies.shares")
    penalised = {block for term in problem.objective.penalties for block in term.blocks}
    for blocks, split in ((shortcut_blocks(problem.network), shares), ((Block.DEEP,), deep_shares)):
        if any(_count(own) > 1 for own in split):
            require(all(problem.network.trains(block) for block in blocks), "copies.frozen")
            if decay:
                require(decays(problem, blocks), "copies.decay")
            else:
                require(penalised.isdisjoint(blocks), "copies.penalised")


def decays(problem: Problem, blocks: Sequence[Block]) -> bool:
    """True if output weights have weight decay, and what neurons receive too; a hidden bias may be without it.

    ``blocks`` are those of the shortcut, a, w and b, or the deep part. Penalties speak of whole blocks here
    (``core_problem``), so that a coefficient is the same for all neurons, and for all entries of w.
    """
    found = [problem.objective.coefficient(block) for block in blocks]
    return all(entry > 0 for entry in found[:2]) and all(entry >= 0 for entry in found[2:])


def check_copies(core: Problem, centre: Vector, radius: Fraction, shares: Shares, deep_shares: Shares) -> None:
    """Accept: on the box around the core, what its split neurons add is convex in the copies.

    rule.split: "(1/2) sum_k sum_j (a_j / a_k) d_j^T D_kj d_j >= 0, D_kj at places between". For each neuron with copies
    D_k = a_k sum_i q_i s''(w . X_i) X_i X_i^T, q_i the derivative of L in f(x_i), is positive definite on the box, or 0
    there. The margins of the wider network reach a little beyond those of the box.
    """
    around = box(core, centre, radius)
    forward = Forward(core, around.full, 2)
    beyond = ball(radius).union(-ball(radius))
    first, _ = margins(core, [f + beyond for f in forward.outputs], 1)
    for k, own in enumerate(shares):
        if _count(own) > 1:
            check_convex(forward.bent(k, first), forward.output_weight(k), Reason.of("copies.neuron", neuron=k))
    for k, own in enumerate(deep_shares):
        if _count(own) > 1:
            name = Reason.of("copies.unit", unit=k)
            check_convex(forward.deep_bent(k, first), forward.deep_output_weight(k), name)


def check_balanced_copies(core: Problem, centre: Vector, radius: Fraction, shares: Shares, deep_shares: Shares) -> None:
    """Accept: on the box around the core each split neuron k is positively homogeneous, and off its break.

    rule.split_decay: "s is positively homogeneous of degree 1", "a_k is not 0", "u_k . H_i lies strictly inside a piece
    of s": of the pieces left and right of 0, or of the only one. What receives nothing, whatever its weights are, gives
    a_k s(0) = 0.
    """
    forward = Forward(core, box(core, centre, radius).full, 0)
    for k, own in enumerate(shares):
        if _count(own) > 1:
            rows, name = forward.inputs.tolist(), Reason.of("copies.neuron", neuron=k)
            _check_weight(forward.output_weight(k), name)
            _check_homogeneous(core, forward, Unit(0, k), rows, name)
    for k, own in enumerate(deep_shares):
        if _count(own) > 1:
            rows, name = [top.inputs for top in forward.parts[0].tops], Reason.of("copies.unit", unit=k)
            _check_weight(forward.deep_output_weight(k), name)
            _check_homogeneous(core, forward, Unit(len(core.network.deep), k), rows, name)


def _check_homogeneous(
    problem: Problem, forward: Forward, unit: Unit, rows: Sequence[Sequence[flint.arb]], name: Reason
) -> None:
    """``rows`` are the H_i, (n, D), on the box; those of the shortcut are numbers, which no parameter moves."""
    pieces = unit_pieces(problem, unit)
    require(homogeneous_degree(pieces) == 1, "copies.not_homogeneous", name=name)
    jets, own = Jets(pieces, 0), [forward.full[k] for k in forward.layout.wiring(unit).receiving]
    for i, row in enumerate(rows):
        place = sum((x * w for x, w in zip(row, own, strict=True)), flint.arb(0))
        nothing = unit.layer == 0 and all(x.is_zero() for x in row)
        require(nothing or jets.piece(place) is not None, "copies.at_break", name=name, sample=i)


def check_convex(matrix: flint.arb_mat, weight: flint.arb, name: Reason) -> None:
    """Accept a neuron whose output weight is not 0 and whose D_k, (D, D), is 0 or positive definite."""
    _check_weight(weight, name)
    if all(entry.is_zero() for entry in matrix.entries()):
        return  # s is affine wherever the copies are: they act as one neuron
    require(proves_positive_definite(Symmetric.read(matrix.tolist())), "copies.apart", name=name)


def _check_weight(weight: flint.arb, name: Reason) -> None:
    require(bool(weight > 0) or bool(weight < 0), "copies.output_weight", name=name)


def shortcut_blocks(network: Network) -> tuple[Block, ...]:
    """The blocks that a neuron of the shortcut has a part in."""
    return (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, *((Block.HIDDEN_BIAS,) if network.hidden_bias else ()))


def _count(own: Sequence[Share]) -> int:
    return sum(share.count for share in own)


# --- the point, copy by copy --------------------------------------------------------------------------------------


def split_centre(problem: Problem, centre: Vector, shares: Shares, deep_shares: Shares) -> Vector:
    """The trained parameters of the wider network in the order of a centre, for the core's ``centre``.

    With weight decay they are scaled by roots of the shares, which are rounded: to far more digits than a centre has.
    """
    problem = as_deep(problem)
    core = Layout.of(core_problem(problem, shares, deep_shares))
    found = core.named(core.full(centre))
    if shares:
        factors, inner = _factors(problem, Block.OUTPUT_WEIGHTS, shares)
        found = replace(
            found,
            output_weights=_each(found.output_weights, factors),
            hidden_weights=_copied(found.hidden_weights, inner),
            hidden_bias=None if found.hidden_bias is None else _each(found.hidden_bias, inner),
        )
    if deep_shares and found.deep is not None:
        *below, (rows, biases) = found.deep.layers
        factors, inner = _factors(problem, Block.DEEP, deep_shares)
        last = (_copied(rows, inner), None if biases is None else _each(biases, inner))
        found = replace(found, deep=Branch((*below, last), _each(found.deep.output, factors)))
    return Layout.of(problem).centre(flat(found))


def _factors(problem: Problem, block: Block, shares: Shares) -> tuple[Factors, Factors]:
    """For each neuron the factors of the output weights of its copies, and those of what they receive."""
    values = tuple(tuple(share.value for share in own for _ in range(share.count)) for own in shares)
    if problem.objective.coefficient(block):
        roots = tuple(tuple(map(_root, own)) for own in values)
        return roots, roots
    return values, tuple((Fraction(1),) * len(own) for own in values)


def _each(entries: Vector, factors: Factors) -> Vector:
    """The number of each neuron for all of its copies."""
    return tuple(entry * factor for entry, own in zip(entries, factors, strict=True) for factor in own)


def _copied(rows: Sequence[Vector], factors: Factors) -> tuple[Vector, ...]:
    """The same for a row of numbers."""
    return tuple(
        tuple(entry * factor for entry in row) for row, own in zip(rows, factors, strict=True) for factor in own
    )


def _root(value: Fraction) -> Fraction:
    """The square root, rounded down to ``_ROOT_BITS`` bits behind the point; exact where it is that short."""
    above, below = isqrt(value.numerator), isqrt(value.denominator)
    if above * above == value.numerator and below * below == value.denominator:
        return Fraction(above, below)
    return Fraction(isqrt((value.numerator << 2 * _ROOT_BITS) // value.denominator), 1 << _ROOT_BITS)
