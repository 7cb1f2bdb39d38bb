"""Split neurons: strict minima of narrower networks, certified for wider ones (theory: rule.split). Untrusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import Share, Shares, core_problem, shortcut_blocks
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters, flat
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal

_SAME: Final = Fraction(1, 10_000)
_SHARE_BITS: Final = 30
_WHOLE: Final = (Share(Fraction(1), 1),)


def narrower(problem: Problem, most: int) -> Iterator[Problem]:
    """The problems with fewer neurons (from 1 to ``most``) whose strict minima may be split, narrowest first."""
    if not problem.plain:
        return
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
    if not problem.plain:
        return Reason.of("copies.not_plain")
    network = problem.network
    blocks = (*(shortcut_blocks(network) if network.width else ()), *((Block.DEEP,) if network.deep else ()))
    if not all(network.trains(block) for block in blocks):
        return Reason.of("copies.frozen")
    try:
        layout = Layout.of(problem)
        merged, shares, deep_shares = _merged(layout.named(layout.full(point)))
        units = network.deep[-1].width if network.deep else 0
        if len(shares) == network.width and len(deep_shares) == units:
            return Reason.of("copies.none_coincide")
        narrow = core_problem(problem, shares, deep_shares)
        core = certify_strict(narrow, Layout.of(narrow).centre(flat(merged)))
        if isinstance(core, Reason):
            return core
        assert isinstance(core.evidence, Box)
        evidence = replace(core.evidence, shares=shares, deep_shares=deep_shares)
        return establish(problem, "minimum.split", True, evidence)
    except Refusal as refusal:
        return refusal.reason


def _merged(found: Parameters[Fraction]) -> tuple[Parameters[Fraction], Shares, Shares]:
    """One neuron for those of the shortcut that coincide, one unit for those of the last layer, and their shares."""
    shares: Shares = ()
    deep_shares: Shares = ()
    if found.output_weights:
        one = Branch(((found.hidden_weights, found.hidden_bias),), found.output_weights)
        one, shares = _merged_top(one)
        ((weights, biases),) = one.layers
        found = replace(found, output_weights=one.output, hidden_weights=weights, hidden_bias=biases)
    if found.deep is not None:
        deep, deep_shares = _merged_top(found.deep)
        found = replace(found, deep=deep)
    return found, shares, deep_shares


def _merged_top(branch: Branch[Fraction]) -> tuple[Branch[Fraction], Shares]:
    """The branch with one unit for those of its last layer that coincide, and their shares."""
    *lower, (inputs, biases) = branch.layers
    weights = branch.output
    rows = inputs if biases is None else [(*row, bias) for row, bias in zip(inputs, biases, strict=True)]
    means, totals, shares = [], [], []
    for group in _groups(weights, rows):
        total = sum((weights[j] for j in group), Fraction(0))
        own = [_rounded(weights[j] / total) for j in group[:-1]] if total else []
        shares.append(tuple(Share(value, 1) for value in (*own, 1 - sum(own, Fraction(0)))))
        mean = (sum((weights[j] * rows[j][k] for j in group), Fraction(0)) for k in range(len(rows[0])))
        means.append(tuple(value / total for value in mean) if total else rows[group[0]])
        totals.append(total)
    size = len(inputs[0])
    top = tuple(row[:size] for row in means), None if biases is None else tuple(row[size] for row in means)
    return Branch((*lower, top), tuple(totals)), tuple(shares)


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


def _rounded(share: Fraction) -> Fraction:
    return max(Fraction(1, 2**_SHARE_BITS), Fraction(round(share * 2**_SHARE_BITS), 2**_SHARE_BITS))
