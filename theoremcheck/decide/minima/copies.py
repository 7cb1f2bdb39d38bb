"""Split neurons: minima of narrower networks, certified for wider ones. Untrusted.

Theory: rule.split without penalties on these neurons, rule.split_decay with weight decay on them, rule.potential where
margins lie on kinks of the loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import sqrt
from typing import Final

from theoremcheck.decide.minima.box import certify_on_kinks, certify_strict
from theoremcheck.decide.minima.potential import establish_potential
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import Share, Shares, core_problem, decays, shortcut_blocks
from theoremcheck.trusted.minima.gauges import homogeneous_degree
from theoremcheck.trusted.minima.reach import unit_pieces
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters, Unit, flat
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal

_SAME: Final = Fraction(1, 10_000)
_SHARE_BITS: Final = 30
_WHOLE: Final = (Share(Fraction(1), 1),)


def narrower(problem: Problem, most: int) -> Iterator[Problem]:
    """The problems with fewer neurons (from 1 to ``most``) whose minima may be split, narrowest first."""
    problem = as_deep(problem)
    if not problem.plain:
        return
    network = problem.network
    if network.width and _may_split(problem, shortcut_blocks(network), Unit(0, 0)):
        for width in range(1, min(network.width, most + 1)):
            yield replace(problem, network=replace(network, width=width))
    if network.deep and _may_split(problem, (Block.DEEP,), Unit(len(network.deep), 0)):
        *lower, last = network.deep
        for width in range(1, min(last.width, most + 1)):
            yield replace(problem, network=replace(network, deep=(*lower, replace(last, width=width))))


def _may_split(problem: Problem, blocks: Sequence[Block], unit: Unit) -> bool:
    """True if these blocks are trained and free of penalties; or have weight decay, with a homogeneous neuron."""
    if not all(problem.network.trains(block) for block in blocks):
        return False
    if _free(problem, blocks):
        return True
    try:
        return decays(problem, blocks) and homogeneous_degree(unit_pieces(problem, unit)) == 1
    except Refusal:
        return False


def _free(problem: Problem, blocks: Sequence[Block]) -> bool:
    return {b for term in problem.objective.penalties for b in term.blocks}.isdisjoint(blocks)


def certify_core(narrow: Problem, point: Sequence[Fraction]) -> Fact | Reason:
    """The minimum near ``point`` of a narrower network whose neurons may be split, perhaps on kinks of l."""
    strict = certify_strict(narrow, point)
    if isinstance(strict, Fact):
        return strict
    sharp = certify_on_kinks(narrow, point)
    return sharp if isinstance(sharp, Fact) else strict


def _establish(problem: Problem, evidence: Box) -> Fact:
    """minimum.split, minimum.split_decay or minimum.potential of the copies in the evidence."""
    split: list[Block] = []
    for blocks, own in ((shortcut_blocks(problem.network), evidence.shares), ((Block.DEEP,), evidence.deep_shares)):
        split += blocks if any(sum(share.count for share in entry) > 1 for entry in own) else ()
    if not _free(as_deep(problem), split):
        return establish(problem, "minimum.split_decay", True, evidence)
    if evidence.kinks:
        return establish_potential(problem, evidence)
    return establish(problem, "minimum.split", True, evidence)


def widen(problem: Problem, narrow: Problem, core: Fact) -> Fact | Reason:
    """The minimum of the narrow problem with copies of one of its neurons, or why none is accepted."""
    assert isinstance(core.evidence, Box)
    reason = Reason.of("copies.no_neuron")
    units, width = (own.layers[-1].width if own.layers else 0 for own in (narrow.network, problem.network))
    copies, deep_copies = problem.network.width - narrow.network.width + 1, width - units + 1
    shares: Shares = (_WHOLE,) * narrow.network.width
    deep: Shares = (_WHOLE,) * units
    options = [(_copied(shares, k, copies), deep) for k in range(len(shares))] if copies > 1 else []
    options += [(shares, _copied(deep, k, deep_copies)) for k in range(units)] if deep_copies > 1 else []
    for own, deep_own in options:
        try:
            return _establish(problem, replace(core.evidence, shares=own, deep_shares=deep_own))
        except Refusal as refusal:
            reason = refusal.reason
    return reason


def _copied(shares: Shares, place: int, copies: int) -> Shares:
    return (*shares[:place], (Share(Fraction(1, copies), copies),), *shares[place + 1 :])


def certify_copies(problem: Problem, point: Sequence[Fraction]) -> Fact | Reason:
    """The point as a minimum of a narrower network, where neurons coincide (up to scale, with decay), or why not."""
    stated, problem = problem, as_deep(problem)
    if not problem.plain:
        return Reason.of("copies.not_plain")
    network = problem.network
    blocks = (*(shortcut_blocks(network) if network.width else ()), *((Block.DEEP,) if network.deep else ()))
    if not all(network.trains(block) for block in blocks):
        return Reason.of("copies.frozen")
    try:
        layout = Layout.of(problem)
        merged, shares, deep_shares = _merged(problem, layout.named(layout.full(point)))
        units = network.deep[-1].width if network.deep else 0
        if len(shares) == network.width and len(deep_shares) == units:
            return Reason.of("copies.none_coincide")
        narrow = core_problem(problem, shares, deep_shares)
        core = certify_core(narrow, Layout.of(narrow).centre(flat(merged)))
        if isinstance(core, Reason):
            return core
        assert isinstance(core.evidence, Box)
        return _establish(stated, replace(core.evidence, shares=shares, deep_shares=deep_shares))
    except Refusal as refusal:
        return refusal.reason


def _merged(problem: Problem, found: Parameters[Fraction]) -> tuple[Parameters[Fraction], Shares, Shares]:
    """One neuron for those of the shortcut that coincide, one unit for those of the last layer, and their shares."""
    shares: Shares = ()
    deep_shares: Shares = ()
    if found.output_weights:
        one = Branch(((found.hidden_weights, found.hidden_bias),), found.output_weights)
        one, shares = _merged_top(one, decay=not _free(problem, shortcut_blocks(problem.network)))
        ((weights, biases),) = one.layers
        found = replace(found, output_weights=one.output, hidden_weights=weights, hidden_bias=biases)
    if found.deep is not None:
        deep, deep_shares = _merged_top(found.deep, decay=not _free(problem, (Block.DEEP,)))
        found = replace(found, deep=deep)
    return found, shares, deep_shares


def _merged_top(branch: Branch[Fraction], *, decay: bool) -> tuple[Branch[Fraction], Shares]:
    """The branch with one unit for those of its last layer that coincide, and their shares.

    With ``decay`` units are compared up to scale: what they receive is divided, and output weights are multiplied, by
    its largest entry; what comes out is balanced again.
    """
    *lower, (inputs, biases) = branch.layers
    weights = branch.output
    rows = inputs if biases is None else [(*row, bias) for row, bias in zip(inputs, biases, strict=True)]
    scales = [max(map(abs, row)) or Fraction(1) if decay else Fraction(1) for row in rows]
    weights = tuple(weight * scale for weight, scale in zip(weights, scales, strict=True))
    rows = [tuple(entry / scale for entry in row) for row, scale in zip(rows, scales, strict=True)]
    means, totals, shares = [], [], []
    for group in _groups(weights, rows):
        total = sum((weights[j] for j in group), Fraction(0))
        own = [_rounded(weights[j] / total) for j in group[:-1]] if total else []
        shares.append(tuple(Share(value, 1) for value in (*own, 1 - sum(own, Fraction(0)))))
        mean = (sum((weights[j] * rows[j][k] for j in group), Fraction(0)) for k in range(len(rows[0])))
        own_scale = _root_sum(scales[j] ** 2 for j in group) if decay else Fraction(1)
        means.append(tuple(value / total * own_scale for value in mean) if total else _unscaled(rows, scales, group[0]))
        totals.append(total / own_scale)
    size = len(inputs[0])
    top = tuple(row[:size] for row in means), None if biases is None else tuple(row[size] for row in means)
    return Branch((*lower, top), tuple(totals)), tuple(shares)


def _unscaled(rows: Sequence[Vector], scales: Sequence[Fraction], j: int) -> Vector:
    return tuple(entry * scales[j] for entry in rows[j])


def _root_sum(squares: Iterator[Fraction]) -> Fraction:
    """The root of a sum, roughly: copies sqrt(share) (a, w) of (a, w) have squares of w that add up to that of w."""
    return Fraction(sqrt(sum(squares, Fraction(0)))) or Fraction(1)


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
