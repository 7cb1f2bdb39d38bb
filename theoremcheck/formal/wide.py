"""The proofs, in Coq, of the conditions on wide networks: one neuron for each sample, biases that are alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.text import listed
from theoremcheck.trusted.problem.model import Block, Problem

Leaf: TypeAlias = Callable[[Problem, Any], str | None]


def _width_samples(problem: Problem, _: object) -> str:
    """One sample for each distinct x_i, by its number."""
    first: dict[object, int] = {}
    for i, point in enumerate(problem.samples.points):
        first.setdefault(point, i)
    numbers = f"{listed(map(str, first.values()))}%nat"
    return f"apply (width_samples_by {SUBJECT} {numbers}). vm_cast_no_check (eq_refl true)."


def _common_bias(problem: Problem, _: object) -> str:
    if problem.network.trains(Block.HIDDEN_BIAS):
        return "left. reflexivity."
    each = "repeat (destruct j as [|j]; [reflexivity |]); exfalso; simpl in Hj; lia"
    return f"apply common_bias_by. intros j Hj. first [reflexivity | {each}]."


WIDE: Final[Mapping[str, Leaf]] = MappingProxyType(
    {"network.width_samples": _width_samples, "network.common_bias": _common_bias}
)
"""By condition: the proof that it holds."""
