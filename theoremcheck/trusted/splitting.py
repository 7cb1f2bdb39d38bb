"""rule.split: a strict minimum of a narrower network, its neurons split into copies (theory: rule.split)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import flint

from theoremcheck.trusted.balls import ball, precision
from theoremcheck.trusted.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.expansion import Forward, box, margins
from theoremcheck.trusted.minima import SplitMinimum
from theoremcheck.trusted.model import Block, Network, Problem, Vector
from theoremcheck.trusted.refusal import require
from theoremcheck.trusted.samples import samples
from theoremcheck.trusted.strict import check_strict


def check_split(problem: Problem, evidence: SplitMinimum) -> tuple[int, int]:
    """Accept: the core is a bad strict minimum of its network, and what its split neurons add is convex in the copies.

    For each split neuron a sum_i q_i s''(w . X_i) X_i X_i^T, q_i the derivative of L in f(x_i), is positive definite
    on the box, or s is affine at all samples there.

    The proof's sentences: "L_m(phi(t)) >= L_m(t) near" by ``check_strict`` of the core, slices included; "the copies of
    k have output weights of one sign" by shares > 0 and a_k != 0 on the box; "(1/2) sum_k sum_j (a_j / a_k) d_j^T D_kj
    d_j >= 0, D_kj at places between" by ``_check_copies``. Several neurons may have copies at once, each with its own
    D_k; the shares may differ from neuron to neuron.
    """
    for shares in (*evidence.shares, *evidence.deep_shares):
        require(bool(shares) and all(share > 0 for share in shares) and sum(shares) == 1, "shares are > 0 with sum 1")
    require(sum(map(len, evidence.shares)) == problem.network.width, "the shares do not give the width of the network")
    core = core_problem(problem, evidence.shares, evidence.deep_shares)
    for blocks, shares_of in (
        (_shortcut_blocks(problem.network), evidence.shares),
        ([Block.DEEP], evidence.deep_shares),
    ):
        if any(len(shares) > 1 for shares in shares_of):
            require(all(problem.network.trains(block) for block in blocks), "a frozen neuron cannot be split")
            penalised = any(block in term.blocks for term in problem.objective.penalties for block in blocks)
            require(not penalised, "a penalised neuron cannot be split")
    found = check_strict(core, evidence.core)
    with precision(evidence.core.precision):
        _check_copies(core, evidence)
    return found


def core_problem(problem: Problem, shares: Sequence[Vector], deep_shares: Sequence[Vector]) -> Problem:
    """The problem with the narrower network."""
    network = problem.network
    layers = network.deep
    if layers:
        require(sum(map(len, deep_shares)) == layers[-1].width, "the shares do not give the width of the last layer")
        layers = (*layers[:-1], replace(layers[-1], width=len(deep_shares)))
    else:
        require(not deep_shares, "there is no deep part to split")
    return replace(problem, network=replace(network, width=len(shares), deep=layers))


def split_centre(problem: Problem, evidence: SplitMinimum) -> Vector:
    """The trained parameters of the point with the copies, in the order of a strict minimum's centre."""
    network, dimension = problem.network, samples(problem).dimension
    core = core_problem(problem, evidence.shares, evidence.deep_shares)
    found: list[Fraction] = []
    used = 0
    for block, count in core.network.sizes(dimension).items():
        if not core.network.trains(block):
            continue
        own = evidence.core.centre[used : used + count]
        used += count
        if block is Block.OUTPUT_WEIGHTS:
            found += [a * share for a, shares in zip(own, evidence.shares, strict=True) for share in shares]
        elif block in (Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS):
            width = dimension if block is Block.HIDDEN_WEIGHTS else 1
            for k, shares in enumerate(evidence.shares):
                found += [*own[k * width : (k + 1) * width]] * len(shares)
        elif block is Block.DEEP:
            found += _split_deep(network, dimension, own, evidence.deep_shares)
        else:
            found += own
    return tuple(found)


def _split_deep(network: Network, dimension: int, own: Vector, deep_shares: Sequence[Vector]) -> list[Fraction]:
    """The deep block: the lower layers, then rows, biases and output weights of the last layer with their copies."""
    start, inputs = 0, dimension
    for layer in network.deep[:-1]:
        start += layer.width * (inputs + int(network.hidden_bias))
        inputs = layer.width
    units = len(deep_shares)
    rows, rest = own[start : start + units * inputs], own[start + units * inputs :]
    biases, outputs = (rest[:units], rest[units:]) if network.hidden_bias else ((), rest)
    found = list(own[:start])
    for k, shares in enumerate(deep_shares):
        found += [*rows[k * inputs : (k + 1) * inputs]] * len(shares)
    for bias, shares in zip(biases, deep_shares if biases else (), strict=True):
        found += [bias] * len(shares)
    return [*found, *(v * share for v, shares in zip(outputs, deep_shares, strict=True) for share in shares)]


def _shortcut_blocks(network: Network) -> list[Block]:
    bias = [Block.HIDDEN_BIAS] if network.hidden_bias else []
    return [Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, *bias]


def _check_copies(core: Problem, evidence: SplitMinimum) -> None:
    """The curvature of the copies on the box around the core; the margins reach a little beyond those of the box."""
    around = box(core, evidence.core.centre, evidence.core.radius)
    forward = Forward(core, around.full, 2)
    beyond = ball(evidence.core.radius).union(-ball(evidence.core.radius))
    first, _ = margins(core, [f + beyond for f in forward.outputs], 1)
    for k, shares in enumerate(evidence.shares):
        if len(shares) > 1:
            _check_convex(forward.bent(k, first), forward.output_weight(k), f"neuron {k + 1}")
    for k, shares in enumerate(evidence.deep_shares):
        if len(shares) > 1:
            name = f"unit {k + 1} of the last layer"
            _check_convex(forward.deep_bent(k, first), forward.deep_output_weight(k), name)


def _check_convex(matrix: flint.arb_mat, weight: flint.arb, name: str) -> None:
    require(bool(weight > 0) or bool(weight < 0), f"{name}: its output weight is not shown to differ from 0")
    if all(entry.is_zero() for entry in matrix.entries()):
        return  # s is affine wherever the copies are: they act as one neuron
    require(
        proves_positive_definite(Symmetric.read(matrix.tolist())), f"{name}: its copies are not shown to keep together"
    )
