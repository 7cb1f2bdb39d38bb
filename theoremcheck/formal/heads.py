"""The proofs, in Coq, of what is said of networks with a residual head."""

from __future__ import annotations

from theoremcheck.formal.funnels import FREE
from theoremcheck.formal.problem import HIDDEN
from theoremcheck.trusted.problem.model import Problem


def residual(problem: Problem) -> str:
    """network.residual: the layers below the head, and that w and V are free to move."""
    *below, _ = problem.network.deep
    entry = f"change (length {HIDDEN}) with {len(below)}%nat; change (v < {below[-1].width})%nat in Hv"
    return (
        f"exists {HIDDEN}. split; [intros t v; reflexivity |].\n"
        f"  split; [intros k Hk; simpl in Hk; {FREE} |].\n"
        f"  intros k v Hk Hv; simpl in Hk; {entry}; {FREE}."
    )


def head_trained() -> str:
    """That the output weights w are trained, as network.outputs_trained has it."""
    return f"exists {HIDDEN}; split; [intros t v; reflexivity | intros k Hk; simpl in Hk; member]"
