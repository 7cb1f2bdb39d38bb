"""The theorem of the library behind each statement of the kernel that has one: file and name."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

THEOREMS: Final = MappingProxyType(
    {
        "thm.separable.monotone": "Separable.thm_separable_monotone",
        "thm.separable.chain": "Chain.thm_separable_chain",
        "thm.separable.funnel": "Funnel.thm_separable_funnel",
        "thm.separable.kink": "SeparableKink.thm_separable_kink",
        "thm.subspaces.c2": "Subspaces.thm_subspaces_c2",
        "thm.subspaces.c1": "SubspacesDistinct.thm_subspaces_c1",
        "thm.subspaces.core": "Subspaces.thm_subspaces_core",
        "thm.subspaces.core_in_one_class": "Core.thm_subspaces_core_in_one_class",
        "thm.subspaces.fewer": "SubspacesFewer.thm_subspaces_fewer",
        "thm.subspaces.independent": "SubspacesIndependent.thm_subspaces_independent",
        "thm.subspaces.independent_two": "SubspacesIndependentTwo.thm_subspaces_independent_two",
        "thm.subspaces.mixed": "SubspacesMixed.thm_subspaces_mixed",
        "thm.circuit.curved": "Circuit.thm_circuit",
        "thm.circuit.sigmoid": "CircuitSigmoid.thm_circuit_sigmoid",
        "thm.circuit.sigmoid_skip": "SigmoidSkip.thm_circuit_sigmoid_skip",
        "thm.circuit.sigmoid_affine": "Beside.thm_circuit_sigmoid_affine",
        "thm.circuit.curved_skip": "Beside.thm_circuit_curved_skip",
        "thm.quadratic.trained": "Quadratic.thm_quadratic",
        "thm.quadratic.frozen": "QuadraticTheorems.thm_quadratic_frozen",
        "thm.quadratic.ellipsoid": "QuadraticTheorems.thm_quadratic_ellipsoid",
        "thm.quadratic.quadric": "QuadraticTheorems.thm_quadratic_quadric",
        "thm.quadratic_global": "QuadraticGlobal.thm_quadratic_global",
        "thm.affine_piece": "AffinePiece.thm_affine_piece_monotone",
        "thm.core_vacuous": "Separable.thm_core_vacuous",
        "thm.core": "Separable.thm_core",
        "thm.movable": "Movable.thm_movable",
        "thm.linear": "LinearTheorems.thm_linear",
        "thm.linear_core": "LinearTheorems.thm_linear_core",
        "thm.linear_vacuous": "LinearTheorems.thm_linear_vacuous",
        "thm.linear_global": "LinearTheorems.thm_linear_global",
        "thm.independent": "Mirror.thm_independent",
        "thm.independent_monotone": "Mirror.thm_independent_monotone",
        "thm.independent_funnel": "Mirror.thm_independent_funnel",
        "thm.independent_narrow": "Mirror.thm_independent_narrow",
        "thm.cells": "Cells.thm_cells",
        "thm.smooth.separable": "OffBreaks.thm_smooth_separable",
        "thm.smooth.funnel": "OffBreaks.thm_smooth_funnel",
        "thm.smooth.linear": "OffBreaks.thm_smooth_linear",
        "thm.smooth.features": "OffBreaks.thm_smooth_features",
        "thm.linear_independent": "Mirror.thm_linear_independent",
        "thm.linear_bound": "LinearBound.thm_linear_bound",
        "thm.constant_bound": "ConstantBound.thm_constant_bound",
        "thm.residual": "Residual.thm_residual",
        "thm.residual_kink": "ResidualKink.thm_residual_kink",
        "thm.linear_fit": "LinearFit.thm_linear_fit",
        "thm.linear_kink": "LinearOpen.thm_linear_kink",
        "thm.linear_kink_global": "LinearOpen.thm_linear_kink_global",
        "thm.linear_kink_fit": "LinearKink.thm_linear_kink_fit",
        "thm.decay_origin": "DecayOrigin.thm_decay_origin",
        "thm.decay_gram": "DecayGram.thm_decay_gram",
        "thm.line": "Line.thm_line",
        "thm.line_global": "Line.thm_line_global",
        "thm.line_valley": "Line.thm_line_valley",
        "thm.signed_chain": "SignedChain.thm_signed_chain",
        "thm.linear_decay": "LinearDecay.thm_linear_decay",
        "thm.linear_decay_fit": "LinearDecay.thm_linear_decay_fit",
        "thm.decay_valley": "LinearDecayValley.thm_decay_valley",
        "rule.decay_origin": "DecayOrigin.rule_decay_origin",
        "thm.exponential": "Exponential.thm_exponential",
        "thm.exponential_global": "Exponential.thm_exponential_global",
        "thm.homogeneous.form": "Homogeneous.thm_homogeneous_form",
        "thm.homogeneous.independent": "Homogeneous.thm_homogeneous_independent",
        "thm.homogeneous_global": "Homogeneous.thm_homogeneous_global",
        "thm.features": "OutputWeights.thm_features",
        "thm.output_layer": "OutputWeights.thm_output_layer",
        "thm.output_fit": "OutputWeights.thm_output_fit",
        "thm.matching": "OutputWeights.thm_matching",
        "thm.convex_fit": "Convex.thm_convex_fit",
        "thm.realisable": "Realisable.thm_realisable",
        "thm.realisable_linear": "Realisable.thm_realisable_linear",
        "thm.realisable_valley": "Realisable.thm_realisable_valley",
        "thm.convex_valley": "Convex.thm_convex_valley",
        "lemma.rank": "Rank.lemma_rank",
        "thm.wide.shallow": "WideShallow.thm_wide_shallow",
        "thm.wide.decay": "WideDecay.thm_wide_decay",
        "thm.wide.beside": "WideBeside.thm_wide_beside",
        "thm.pyramid": "Pyramid.thm_pyramid",
        "thm.linear_valley": "LinearValley.thm_linear_valley",
        "thm.monotone_valley": "MonotoneValley.thm_monotone_valley",
        "thm.separable_valley": "SeparableValley.thm_separable_valley",
        "rule.linear": "LinearBad.rule_linear",
        "rule.linear_increasing": "LinearBad.rule_linear_increasing",
        "rule.flat": "RulesConstant.rule_flat",
        "rule.deep": "RulesConstant.rule_deep",
        "rule.affine": "RulesConstant.rule_affine",
        "rule.order": "RulesCurved.rule_order",
        "rule.moment": "RulesCurved.rule_moment",
        "rule.stationary": "RulesCurved.rule_stationary",
        "rule.parity": "RulesConstant.rule_parity",
        "rule.duplicate": "RulesConstant.rule_duplicate",
        "rule.hull": "RulesMultipliers.rule_hull",
        "rule.outlier": "RulesMultipliers.rule_outlier",
        "rule.quadric": "RulesMultipliers.rule_quadric",
        "rule.margin": "RulesConstant.rule_margin",
        "rule.saturated": "RulesConstant.rule_saturated",
        "rule.kink": "RulesKink.rule_kink",
        "rule.nobias": "RulesFrozen.rule_nobias",
        "rule.narrow": "RulesNarrow.rule_narrow",
        "rule.fibre": "RulesFibre.rule_fibre",
        "rule.frozen": "RulesFrozen.rule_frozen",
        "rule.decay": "RulesDecay.rule_decay",
        "rule.decay_zero": "RulesDecayZero.rule_decay_zero",
        "rule.strict": "AtRest.rule_strict",
        "rule.sharp": "RulesBox.rule_sharp",
        "rule.support": "RulesMultipliers.rule_support",
        "rule.split": "RuleSplit.rule_split",
        "rule.split_decay": "RulesDecayCopies.rule_split_decay",
        "rule.potential": "RulesPotential.rule_potential",
        "rule.tied": "RulesTied.rule_tied",
        "rule.spurious": "RulesSpurious.rule_spurious",
        "rule.basin": "RulesSpurious.rule_basin",
        "rule.valley": "RulesValley.rule_valley",
        "rule.affine_local": "RulesTangent.rule_affine_local",
        "rule.order_local": "RulesTangent.rule_order_local",
        "rule.moment_local": "RulesTangent.rule_moment_local",
        "rule.stationary_local": "RulesTangent.rule_stationary_local",
        "rule.decay_local": "RulesDecay.rule_decay_local",
        "rule.affine_piece": "AffinePiece.rule_affine_piece_monotone",
    }
)
"""By statement; a statement that is one of several others follows from theirs."""

CHOICES: Final = MappingProxyType(
    {
        "thm.circuit_global": (
            *("Circuit.thm_circuit_global", "CircuitSigmoid.thm_circuit_sigmoid_global"),
            *("SigmoidSkip.thm_circuit_sigmoid_skip_global", "Beside.thm_circuit_sigmoid_affine_global"),
            "Beside.thm_circuit_curved_skip_global",
        ),
        "thm.independent_global": (
            *("Mirror.thm_linear_independent_global", "Mirror.thm_independent_global"),
            *("Mirror.thm_independent_monotone_global", "Mirror.thm_independent_funnel_global"),
        ),
    }
)
"""The theorems for the steps of a choice, which is the first premise of the statement, in their order."""

SLOPES: Final = MappingProxyType(
    {
        "thm.separable.monotone": "Separable.slope_separable_any",
        "thm.separable.chain": "Chain.slope_separable_chain",
        "thm.separable.funnel": "Funnel.slope_separable_funnel",
        "thm.subspaces.c2": "Subspaces.no_slope_subspaces_c2",
        "thm.subspaces.c1": "SubspacesDistinct.no_slope_subspaces_c1",
        "thm.subspaces.core": "Subspaces.no_slope_subspaces_core",
        "thm.subspaces.core_in_one_class": "Core.slope_core_in_one_class",
        "thm.subspaces.fewer": "SubspacesFewer.no_slope_subspaces_fewer",
        "thm.subspaces.independent": "SubspacesIndependent.no_slope_subspaces_independent",
        "thm.subspaces.independent_two": "SubspacesIndependentTwo.no_slope_subspaces_independent_two",
        "thm.subspaces.mixed": "SubspacesMixed.no_slope_subspaces_mixed",
        "thm.circuit.curved": "Circuit.thm_circuit_slopes",
        "thm.circuit.sigmoid": "CircuitSigmoid.thm_circuit_sigmoid_slopes",
        "thm.circuit.sigmoid_skip": "SigmoidSkip.thm_circuit_sigmoid_skip_slopes",
        "thm.circuit.sigmoid_affine": "Beside.thm_circuit_sigmoid_affine_slopes",
        "thm.circuit.curved_skip": "Beside.thm_circuit_curved_skip_slopes",
        "thm.quadratic.trained": "Quadratic.thm_quadratic_slopes",
        "thm.quadratic.frozen": "QuadraticTheorems.slope_frozen",
        "thm.quadratic.ellipsoid": "QuadraticTheorems.slope_ellipsoid",
        "thm.quadratic.quadric": "QuadraticTheorems.slope_quadric",
        "thm.linear": "LinearTheorems.slope_linear",
        "thm.independent": "Mirror.slope_independent",
        "thm.independent_monotone": "Mirror.slope_independent_monotone",
        "thm.independent_funnel": "Mirror.slope_independent_funnel",
        "thm.independent_narrow": "Mirror.slope_independent_narrow",
        "thm.residual": "Residual.slope_residual",
        "thm.linear_independent": "Mirror.slope_linear_independent",
        "thm.exponential": "Exponential.slope_exponential",
        "thm.homogeneous.form": "Homogeneous.slope_homogeneous_form",
        "thm.homogeneous.independent": "Homogeneous.slope_homogeneous_independent",
    }
)
"""The theorem that all slopes of the loss vanish at every local minimum, for the statements whose proofs show that."""

FALLS: Final = MappingProxyType(
    {
        "thm.separable.kink": "SeparableKink.no_fall_separable_kink",
        "thm.residual_kink": "ResidualKink.no_fall_residual_kink",
        "thm.linear_kink": "LinearOpen.no_fall_linear_kink",
        "thm.features": "OutputWeights.no_fall_features",
    }
)
"""The theorem that the loss falls to neither side, at no sample of a local minimum, where it may have kinks."""

CONSTANT: Final = MappingProxyType(
    {
        "rule.affine": "RulesConstant.constant_affine",
        "rule.affine_local": "RulesTangent.constant_affine_local",
        "rule.order": "RulesCurved.constant_order",
        "rule.order_local": "RulesTangent.constant_order_local",
        "rule.moment": "RulesCurved.constant_moment",
        "rule.moment_local": "RulesTangent.constant_moment_local",
        "rule.stationary": "RulesCurved.constant_stationary",
        "rule.stationary_local": "RulesTangent.constant_stationary_local",
        "rule.flat": "RulesConstant.constant_flat",
        "rule.deep": "RulesConstant.constant_deep",
        "rule.kink": "RulesKink.constant_kink",
        "rule.narrow": "RulesNarrow.constant_narrow",
        "rule.fibre": "RulesFibre.constant_fibre",
        "rule.decay": "RulesDecay.constant_decay",
        "rule.decay_local": "RulesDecay.constant_decay_local",
        "rule.decay_zero": "RulesDecayZero.constant_decay_zero",
    }
)
"""The theorem that f is one number on all samples at a bad minimum, for the rules whose points have such an output."""

CONDITION_FILES: Final = (
    *("Conditions", "ConditionsQuadratic", "ConditionsCurved", "ConditionsFunnel", "ConditionsMixed"),
    *("ConditionsCells", "ConditionsLinear", "ConditionsDecay", "ConditionsValley", "ConditionsResidual"),
    *("ConditionsHomogeneous", "ConditionsConvex", "ConditionsRank", "ConditionsMirror", "ConditionsCircuit"),
    *("ConditionsOffset", "ConditionsPyramid", "ConditionsBeside", "ConditionsExtrema", "ConditionsLine"),
    *("ConditionsBound", "ConditionsOpposite"),
)
"""The files of the library that define the other conditions, and conclusions, beside ``Setting.v``."""

POINT_FILES: Final = (
    *("PointsConstant", "PointsBox", "PointsDecay", "PointsFrozen", "PointsKink"),
    *("PointsMultipliers", "PointsNarrow", "PointsSplit", "PointsDecayCopies"),
    *("NotGlobal", "RulesValley", "ConstantMinima"),
)
"""The files of the library that define the conditions on points."""
