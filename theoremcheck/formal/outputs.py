"""The proofs, in Coq, that f is affine in what is trained, and the penalties convex."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.linear import affine_facts
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.trusted.data.linear import frozen_by
from theoremcheck.trusted.problem.model import Block, Problem

_UNTRAINED: Final = f"intros I; apply (trained_kinds {SUBJECT}) in I; simpl in I; intuition discriminate"
_TERM: Final = f"apply Forall_cons; [cbn [fst snd]; first [left; lra | right; {_UNTRAINED}] |]"


def output_layer(problem: Problem) -> str | None:
    """network.output_layer; None where something in f_D is trained."""
    network = problem.network
    pieces = (piece for branch in network.branches for piece in network.pieces(branch, 1))
    if any(frozen_by(problem, piece) is None for piece in pieces):
        return None
    if network.trains(Block.HIDDEN_WEIGHTS) or network.trains(Block.HIDDEN_BIAS):
        by = "right; split; [reflexivity | assumption]"
        return f"{affine_facts(problem)}apply (output_layer_by {SUBJECT}); [{by} | reflexivity]."
    return f"apply (output_layer_by {SUBJECT}); [left; split; reflexivity | reflexivity]."


def convex_outputs(problem: Problem) -> str | None:
    """objective.convex_outputs; None where terms below 0 are made up for by others."""
    trained = (block for term in problem.objective.penalties if term.coefficient < 0 for block in term.blocks)
    if any(problem.network.frozen_block(block) is None for block in trained):
        return None
    return f"apply (convex_outputs_by {SUBJECT}). unfold penalties. simpl. repeat ({_TERM}). apply Forall_nil."


OUTPUTS: Final[Mapping[str, Callable[[Problem], str | None]]] = MappingProxyType(
    {"network.output_layer": output_layer, "objective.convex_outputs": convex_outputs}
)
"""By condition: the proof that it holds."""
