"""The theorem of the library behind each statement of the kernel that has one: file and name."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

THEOREMS: Final = MappingProxyType(
    {
        "thm.separable.monotone": "Separable.thm_separable_monotone",
        "thm.separable.chain": "Chain.thm_separable_chain",
        "thm.subspaces.core_in_one_class": "Core.thm_subspaces_core_in_one_class",
        "thm.circuit": "Circuit.thm_circuit",
        "thm.quadratic": "Quadratic.thm_quadratic",
        "thm.affine_piece": "AffinePiece.thm_affine_piece",
        "rule.flat": "RulesConstant.rule_flat",
        "rule.deep": "RulesConstant.rule_deep",
        "rule.affine": "RulesConstant.rule_affine",
        "rule.order": "RulesCurved.rule_order",
        "rule.moment": "RulesCurved.rule_moment",
        "rule.stationary": "RulesCurved.rule_stationary",
        "rule.parity": "RulesConstant.rule_parity",
        "rule.duplicate": "RulesConstant.rule_duplicate",
        "rule.margin": "RulesConstant.rule_margin",
        "rule.saturated": "RulesConstant.rule_saturated",
        "rule.affine_piece": "AffinePiece.rule_affine_piece",
    }
)
"""By statement; a statement that is one of several others follows from theirs."""

POINT_FILES: Final = ("PointsConstant",)
"""The files of the library that define the conditions on points."""
