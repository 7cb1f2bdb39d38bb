"""A branch of f_D by another name: where beside is the only branch, the checks read it as the branch deep.

f_D is the sum of its branches, and both names stand for the same: a chain of layers on the features, with output weights
of its own. Without a branch deep the parameters of beside have the same places in the list of all of them (``layout``)
as those of the same branch under the name deep. So the problem under the other name has the same f and the same L on the
same parameters, the same of which are trained: what is shown of one is shown of the other.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from theoremcheck.trusted.declared import Same
from theoremcheck.trusted.problem.model import AnyBlock, Block, Frozen, Penalty, Piece, Problem, branch_of


def as_deep(problem: Problem) -> Problem:
    """The problem itself; where beside is its only branch, the same problem with that branch called deep."""
    network = problem.network
    return problem if network.deep or not network.beside else _as_deep(Same(problem))


@lru_cache(maxsize=8)
def _as_deep(same: Same) -> Problem:
    return renamed(same.value, Block.BESIDE, Block.DEEP)


def renamed(problem: Problem, old: Block, new: Block) -> Problem:
    """The problem with the branch ``old`` called ``new``; ``new`` is absent, so that nothing of it can be named.

    What freezes or penalises the absent branch as a whole speaks of no parameter, and is left out: else the branch
    would have two such entries under its new name.
    """
    network = problem.network
    frozen = tuple(
        Frozen(_renamed(entry.block, old, new), entry.value) for entry in network.frozen if entry.block is not new
    )
    penalties = tuple(
        Penalty(term.coefficient, tuple(_renamed(block, old, new) for block in term.blocks if block is not new))
        for term in problem.objective.penalties
    )
    named = {old.value: (), new.value: network.branches[old], "frozen": frozen}
    objective = replace(problem.objective, penalties=penalties)
    return replace(problem, network=replace(network, **named), objective=objective)


def _renamed(block: AnyBlock, old: Block, new: Block) -> AnyBlock:
    if branch_of(block) is not old:
        return block
    return replace(block, branch=new) if isinstance(block, Piece) else new
