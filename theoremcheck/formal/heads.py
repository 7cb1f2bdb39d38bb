"""The proofs, in Coq, of what is said of networks with a residual head."""

from __future__ import annotations

from typing import Final

from theoremcheck.formal.funnels import FREE
from theoremcheck.formal.problem import HIDDEN
from theoremcheck.trusted.problem.model import Problem

LINEAR_HEAD: Final = f"split; [intros t v; reflexivity | split; [reflexivity | unfold {HIDDEN}; all_affine]]"
"""That the network is a residual head over affine layers, where its neurons are known to be affine."""
HEAD_WITHOUT_BIAS: Final = f"unfold {HIDDEN}; cbn [fixed_without_bias]; without_bias"
"""That these have no biases, where their neurons are known to vanish at 0."""


def residual(problem: Problem) -> str:
    """network.residual: the layers below the head, and that w and V are free to move."""
    return (
        f"exists {HIDDEN}. split; [intros t v; reflexivity |].\n"
        f"  split; [intros k Hk; simpl in Hk; {FREE} |].\n"
        f"  intros k v Hk Hv; simpl in Hk; {_entry(problem)}; {FREE}."
    )


def trained_head(problem: Problem) -> str:
    """That w and V are trained."""
    weights = f"intros k v Hk Hv; simpl in Hk; {_entry(problem)}; member"
    return f"split; [intros k Hk; simpl in Hk; member | {weights}]"


def _entry(problem: Problem) -> str:
    """The names of the entries of V as the problem has them."""
    *below, _ = problem.network.deep
    return f"change (length {HIDDEN}) with {len(below)}%nat; change (v < {below[-1].width})%nat in Hv"


def head_trained() -> str:
    """That the output weights w are trained, as network.outputs_trained has it."""
    return f"exists {HIDDEN}; split; [intros t v; reflexivity | intros k Hk; simpl in Hk; member]"
