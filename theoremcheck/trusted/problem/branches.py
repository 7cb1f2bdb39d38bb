"""A branch of f_D by another name: where beside is the only branch, the checks read it as the branch deep.

f_D is the sum of its branches, and both names stand for the same: a chain of layers on the features, with output
weights of its own. Without a branch deep the parameters of beside have the same places in the list of all of them
(``layout``) as those of the same branch under the name deep. So the problem under the other name has the same f and the
same L on the same parameters, of which the same are trained: what is shown of one is shown of the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from theoremcheck.trusted.problem.model import AnyBlock, Block, Frozen, Objective, Penalty, Piece, Problem, branch_of
from theoremcheck.trusted.records import replace
from theoremcheck.trusted.refusal import Reason, Refusal

_KNOWN: Final = "as_deep"


def as_deep(problem: Problem) -> Problem:
    """The problem itself; where beside is its only branch, the same problem with that branch called deep.

    That one is remembered in the problem, and forgotten with all that stands beside its fields when it is admitted.
    """
    if problem.network.deep or not problem.network.beside:
        return problem
    known = vars(problem)
    if _KNOWN not in known:
        known[_KNOWN] = renamed(problem, Block.BESIDE, Block.DEEP)
    found: Problem = known[_KNOWN]
    return found


@contextmanager
def own_names(problem: Problem) -> Iterator[None]:
    """Have what is refused of ``as_deep`` name the branch as the problem does."""
    try:
        yield
    except Refusal as refusal:
        if as_deep(problem) is problem:
            raise
        raise Refusal(_own_names(refusal.reason)) from None


def _own_names(value: Any) -> Any:
    if not isinstance(value, Reason):
        return value
    return Reason(value.code, tuple((name, _own_name(name, part)) for name, part in value.values))


def _own_name(name: str, value: Any) -> Any:
    """A block is named by a text: deep, or deep.1.weights; of two groups of samples (widths) it is a number."""
    if name != "block" or not isinstance(value, str):
        return _own_names(value)
    branch, dot, rest = value.partition(".")
    return f"{Block.BESIDE.value}{dot}{rest}" if branch == Block.DEEP.value else value


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
    deep, beside = (network.branches[old], ()) if new is Block.DEEP else ((), network.branches[old])
    named = replace(network, deep=deep, beside=beside, frozen=frozen)
    return replace(problem, network=named, objective=Objective(penalties))


def _renamed(block: AnyBlock, old: Block, new: Block) -> AnyBlock:
    if branch_of(block) is not old:
        return block
    return replace(block, branch=new) if isinstance(block, Piece) else new
