"""Neurons in copies: the narrower network, and when its minimum is one of the wider network (theory: rule.split).

A share stands for any number of copies, so that nothing here depends on the width but the expanded point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias, TypeVar

import flint

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.functions.balls import ball
from theoremcheck.trusted.minima.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.minima.expansion import Forward, box, margins
from theoremcheck.trusted.problem.layout import Branch, Layout, flat
from theoremcheck.trusted.problem.model import Block, Network, Problem, Vector
from theoremcheck.trusted.refusal import Reason, require

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` copies of a neuron, each with ``value`` times its output weight."""

    value: Fraction
    count: int


Shares: TypeAlias = tuple[tuple[Share, ...], ...]
"""For every neuron of the narrower network its copies, which stand in a row; () for a network that stays as it is."""


def core_problem(problem: Problem, shares: Shares, deep_shares: Shares) -> Problem:
    """The problem with the narrower network. Raises ``Refusal`` unless the copies give the width of the wider one."""
    require(problem.plain or not (shares or deep_shares), "copies.not_plain")
    network = problem.network
    width, layers = len(shares) if shares else network.width, network.deep
    require(not shares or sum(map(_count, shares)) == network.width, "copies.width")
    if deep_shares:
        require(bool(layers), "copies.no_deep_part")
        require(sum(map(_count, deep_shares)) == layers[-1].width, "copies.deep_width")
        layers = (*layers[:-1], replace(layers[-1], width=len(deep_shares)))
    return replace(problem, network=replace(network, width=width, deep=layers))


def check_shares(problem: Problem, shares: Shares, deep_shares: Shares) -> None:
    """Accept shares > 0 with sum 1, and several copies of trained neurons without penalty only.

    rule.split: "the copies of k have output weights of one sign", "a, w, b trained and unpenalised". Copies are alike:
    in a layer of several kinds, or beside a second branch, nothing is split (``core_problem``).
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
            require(penalised.isdisjoint(blocks), "copies.penalised")


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


def check_convex(matrix: flint.arb_mat, weight: flint.arb, name: Reason) -> None:
    """Accept a neuron whose output weight is not 0 and whose D_k, (D, D), is 0 or positive definite."""
    require(bool(weight > 0) or bool(weight < 0), "copies.output_weight", name=name)
    if all(entry.is_zero() for entry in matrix.entries()):
        return  # s is affine wherever the copies are: they act as one neuron
    require(proves_positive_definite(Symmetric.read(matrix.tolist())), "copies.apart", name=name)


def shortcut_blocks(network: Network) -> tuple[Block, ...]:
    """The blocks that a neuron of the shortcut has a part in."""
    return (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, *((Block.HIDDEN_BIAS,) if network.hidden_bias else ()))


def _count(own: Sequence[Share]) -> int:
    return sum(share.count for share in own)


# --- the point, copy by copy --------------------------------------------------------------------------------------


def split_centre(problem: Problem, centre: Vector, shares: Shares, deep_shares: Shares) -> Vector:
    """The trained parameters of the wider network in the order of a centre, for the core's ``centre``."""
    core = Layout.of(core_problem(problem, shares, deep_shares))
    found = core.named(core.full(centre))
    if shares:
        found = replace(
            found,
            output_weights=_scaled(found.output_weights, shares),
            hidden_weights=_repeated(found.hidden_weights, shares),
            hidden_bias=None if found.hidden_bias is None else _repeated(found.hidden_bias, shares),
        )
    if deep_shares and found.deep is not None:
        *below, (rows, biases) = found.deep.layers
        last = (_repeated(rows, deep_shares), None if biases is None else _repeated(biases, deep_shares))
        found = replace(found, deep=Branch((*below, last), _scaled(found.deep.output, deep_shares)))
    return Layout.of(problem).centre(flat(found))


def _repeated(own: Sequence[T], shares: Shares) -> tuple[T, ...]:
    """What each neuron has, as often as it has copies."""
    return tuple(entry for entry, copies in zip(own, shares, strict=True) for _ in range(_count(copies)))


def _scaled(weights: Vector, shares: Shares) -> Vector:
    """The output weights of all copies."""
    return tuple(
        weight * share.value
        for weight, own in zip(weights, shares, strict=True)
        for share in own
        for _ in range(share.count)
    )
