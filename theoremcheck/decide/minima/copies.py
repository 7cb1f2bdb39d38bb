"""Split neurons: strict minima of narrower networks, certified for wider ones (theory: rule.split). Untrusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import Share, Shares, core_problem, shortcut_blocks
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Reason, Refusal

_SAME: Final = Fraction(1, 10_000)
_SHARE_BITS: Final = 30
_WHOLE: Final = (Share(Fraction(1), 1),)


def narrower(problem: Problem, most: int) -> Iterator[Problem]:
    """The problems with fewer neurons (from 1 to ``most``) whose strict minima may be split, narrowest first."""
    network, penalised = problem.network, {b for term in problem.objective.penalties for b in term.blocks}
    if all(network.trains(block) and block not in penalised for block in shortcut_blocks(network)):
        for width in range(1, min(network.width, most + 1)):
            yield replace(problem, network=replace(network, width=width))
    if network.trains(Block.DEEP) and Block.DEEP not in penalised:
        *lower, last = network.deep
        for width in range(1, min(last.width, most + 1)):
            yield replace(problem, network=replace(network, deep=(*lower, replace(last, width=width))))


def widen(problem: Problem, narrow: Problem, core: Fact) -> Fact | Reason:
    """The strict minimum of the narrow problem with copies of one of its neurons, or why none is accepted."""
    assert isinstance(core.evidence, Box)
    reason = Reason.of("copies.no_neuron")
    units, width = (network.deep[-1].width if network.deep else 0 for network in (narrow.network, problem.network))
    copies, deep_copies = problem.network.width - narrow.network.width + 1, width - units + 1
    shares: Shares = (_WHOLE,) * narrow.network.width
    deep: Shares = (_WHOLE,) * units
    options = [(_copied(shares, k, copies), deep) for k in range(len(shares))] if copies > 1 else []
    options += [(shares, _copied(deep, k, deep_copies)) for k in range(units)] if deep_copies > 1 else []
    for own, deep_own in options:
        try:
            return establish(problem, "minimum.split", True, replace(core.evidence, shares=own, deep_shares=deep_own))
        except Refusal as refusal:
            reason = refusal.reason
    return reason


def _copied(shares: Shares, place: int, copies: int) -> Shares:
    return (*shares[:place], (Share(Fraction(1, copies), copies),), *shares[place + 1 :])


def certify_copies(problem: Problem, point: Sequence[Fraction]) -> Fact | Reason:
    """minimum.split: the point as a strict minimum of a narrower network, where neurons coincide, or why not."""
    network, blocks = problem.network, _blocks(problem, point)
    shortcut, deep = _Merged((), ()), _Merged((), ())
    lower: Vector = ()
    if network.width:
        if not all(network.trains(block) for block in shortcut_blocks(network)):
            return Reason.of("copies.frozen")
        shortcut = _merged(blocks[Block.OUTPUT_WEIGHTS], _rows(problem, blocks))
    if network.deep:
        if not network.trains(Block.DEEP):
            return Reason.of("copies.frozen")
        lower, rows, outputs = _last_layer(problem, blocks[Block.DEEP])
        deep = _merged(outputs, rows)
    if len(shortcut.shares) == network.width and len(deep.shares) == (network.deep[-1].width if network.deep else 0):
        return Reason.of("copies.none_coincide")
    d, biased = samples(problem).dimension, network.hidden_bias
    centre = [
        *blocks[Block.OUTPUT_BIAS],
        *(weight for weight, _ in shortcut.neurons),
        *(value for _, row in shortcut.neurons for value in row[:d]),
        *(value for _, row in shortcut.neurons for value in row[d:]),
        *lower,
        *(value for _, row in deep.neurons for value in (row[:-1] if biased else row)),
        *(row[-1] for _, row in deep.neurons if biased),
        *(weight for weight, _ in deep.neurons),
    ]
    try:
        core = certify_strict(core_problem(problem, shortcut.shares, deep.shares), centre)
        if isinstance(core, Reason):
            return core
        assert isinstance(core.evidence, Box)
        evidence = replace(core.evidence, shares=shortcut.shares, deep_shares=deep.shares)
        return establish(problem, "minimum.split", True, evidence)
    except Refusal as refusal:
        return refusal.reason


@dataclass(frozen=True)
class _Merged:
    """Neurons, each with its output weight and its row (w, b), and the shares of the copies that they stand for."""

    neurons: tuple[tuple[Fraction, Vector], ...]
    shares: Shares


def _merged(weights: Vector, rows: Sequence[Vector]) -> _Merged:
    neurons, shares = [], []
    for group in _groups(weights, rows):
        total = sum((weights[j] for j in group), Fraction(0))
        own = [_rounded(weights[j] / total) for j in group[:-1]] if total else []
        shares.append(tuple(Share(value, 1) for value in (*own, 1 - sum(own, Fraction(0)))))
        mean = (sum((weights[j] * rows[j][k] for j in group), Fraction(0)) for k in range(len(rows[0])))
        neurons.append((total, tuple(value / total for value in mean) if total else rows[group[0]]))
    return _Merged(tuple(neurons), tuple(shares))


def _groups(weights: Vector, rows: Sequence[Vector]) -> list[list[int]]:
    """The neurons that coincide up to their output weights, which have one sign."""
    found: list[list[int]] = []
    for j, (weight, row) in enumerate(zip(weights, rows, strict=True)):
        for group in found:
            first = group[0]
            reach = _SAME * (1 + max(map(abs, row)))
            if weight * weights[first] > 0 and all(abs(x - y) <= reach for x, y in zip(row, rows[first], strict=True)):
                group.append(j)
                break
        else:
            found.append([j])
    return found


def _blocks(problem: Problem, point: Sequence[Fraction]) -> dict[Block, Vector]:
    found, used = {}, 0
    for block, count in problem.network.sizes(samples(problem).dimension).items():
        own = count if problem.network.trains(block) else 0
        found[block] = tuple(point[used : used + own])
        used += own
    return found


def _rows(problem: Problem, blocks: dict[Block, Vector]) -> list[Vector]:
    """(w_j, b_j) for every neuron."""
    d, rows, biases = samples(problem).dimension, blocks[Block.HIDDEN_WEIGHTS], blocks[Block.HIDDEN_BIAS]
    return [(*rows[j * d : (j + 1) * d], *biases[j : j + 1]) for j in range(problem.network.width)]


def _last_layer(problem: Problem, entries: Vector) -> tuple[Vector, list[Vector], Vector]:
    """The parameters below the last layer of the deep part, the rows (w, b) of its units, and their output weights."""
    network = problem.network
    width = network.deep[-1].width
    inputs = network.deep[-2].width if len(network.deep) > 1 else samples(problem).dimension
    start = len(entries) - width * (inputs + int(network.hidden_bias) + 1)
    biases = entries[start + width * inputs : -width]
    rows = [(*entries[start + u * inputs : start + (u + 1) * inputs], *biases[u : u + 1]) for u in range(width)]
    return entries[:start], rows, entries[-width:]


def _rounded(share: Fraction) -> Fraction:
    return max(Fraction(1, 2**_SHARE_BITS), Fraction(round(share * 2**_SHARE_BITS), 2**_SHARE_BITS))
