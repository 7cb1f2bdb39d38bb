"""What there is in a network and in an objective, in words: neurons, widths, biases, what is frozen and penalised."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from theoremcheck.language.shapes import short_names
from theoremcheck.trusted.problem.model import AnyFunction, Block, Network, Problem
from theoremcheck.trusted.refusal import Refusal

NO_DEEP: Final = "there is no deep part"


def named(functions: Iterable[AnyFunction]) -> str:
    """The names of neurons or losses."""
    return ", ".join(entry.name or "a function" for entry in functions)


def seen(holds: Callable[..., bool], *subjects: object) -> bool:
    """What a predicate says; False where it refuses."""
    try:
        return holds(*subjects)
    except Refusal:
        return False


def neurons_of(problem: Problem) -> Iterable[AnyFunction]:
    """The neurons of f, each once."""
    own: tuple[AnyFunction, ...] = (problem.neuron,) if problem.network.width else ()
    return dict.fromkeys((*own, *problem.network.neurons))


def frozen_words(network: Network) -> str:
    """What is frozen; empty where nothing is."""
    frozen = ", ".join(short_names(network, [entry.block for entry in network.frozen]))
    return f"frozen: {frozen}" if frozen else ""


def penalty_words(problem: Problem) -> str:
    """Which blocks are penalised; that none is."""
    blocks = dict.fromkeys(block.value for term in problem.objective.penalties for block in term.blocks)
    return f"penalised: {', '.join(blocks)}" if blocks else "L carries no penalty"


def bias_words(network: Network, block: Block, *, present: bool) -> str:
    """That a bias is absent, frozen or trained."""
    if not present:
        return f"{block.value} is absent"
    frozen = any(entry.block is block for entry in network.frozen)
    return f"{block.value} is {'frozen' if frozen else 'trained'}"


def branch_words(problem: Problem, counted: str) -> str:
    """What there is, with what is frozen and penalised."""
    penalised = penalty_words(problem) if problem.objective.penalties else ""
    return "; ".join(filter(None, (counted, frozen_words(problem.network), penalised)))


def widths(network: Network) -> str:
    """The widths of the layers, branch by branch."""
    branches = [" -> ".join(str(layer.width) for layer in own) for own in network.branches.values()]
    return f"the deep part has the widths {' and '.join(branches)}" if branches else NO_DEEP
