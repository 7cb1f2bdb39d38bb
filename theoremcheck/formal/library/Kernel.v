(** * The statements of the kernel, and the theorem of the library behind each

    Generated from theoremcheck/trusted/kernel/statements.py: a premise below
    is the premise of the statement as the kernel has it. The tactic [link]
    hands the premises to the theorem: where one is missing, it fails. *)

From TheoremCheck Require Import Setting Conditions ConditionsQuadratic ConditionsCurved ConditionsFunnel ConditionsMixed ConditionsCells ConditionsLinear ConditionsDecay ConditionsValley ConditionsResidual ConditionsHomogeneous ConditionsConvex ConditionsRank ConditionsMirror ConditionsCircuit ConditionsOffset ConditionsPyramid ConditionsBeside ConditionsExtrema ConditionsLine ConditionsBound ConditionsOpposite
  Kinds Landscape PointsConstant PointsBox PointsDecay PointsFrozen PointsKink PointsMultipliers PointsNarrow PointsSplit PointsDecayCopies NotGlobal RulesValley ConstantMinima.
From TheoremCheck Require AffinePiece AtRest Beside Cells Chain Circuit CircuitSigmoid ConstantBound Convex Core DecayGram DecayOrigin Exponential Funnel Homogeneous Line LinearBad LinearBound LinearDecay LinearDecayValley LinearFit LinearKink LinearOpen LinearTheorems LinearValley Mirror MonotoneValley Movable OffBreaks OutputWeights Pyramid Quadratic QuadraticGlobal QuadraticTheorems Rank Realisable Residual ResidualKink RuleSplit RulesBox RulesConstant RulesCurved RulesDecay RulesDecayCopies RulesDecayZero RulesFibre RulesFrozen RulesKink RulesMultipliers RulesNarrow RulesPotential RulesSpurious RulesTangent RulesTied RulesValley Separable SeparableKink SeparableValley SigmoidSkip SignedChain Subspaces SubspacesDistinct SubspacesFewer SubspacesIndependent SubspacesIndependentTwo SubspacesMixed WideBeside WideDecay WideShallow.

Definition neuron_monotone (P : problem) : Prop :=
  neuron_increasing P \/ neuron_decreasing P.

Definition network_rest (P : problem) : Prop :=
  network_output_weights_frozen P \/ (network_shortcut_only P /\ objective_smooth_at_rest P /\ ((~
  network_output_bias P) \/ (objective_output_bias_not_rewarded P /\ loss_convex P /\
  data_balanced_classes P))) \/ (network_output_bias P /\ objective_output_bias_unpenalised P /\
  data_collinear P).

Definition network_linear_rest (P : problem) : Prop :=
  ((~ network_output_bias P) /\ network_homogeneous P) \/ (network_output_bias P /\ loss_convex P /\
  data_balanced_classes P).

Definition network_width_convex (P : problem) : Prop :=
  (neuron_strictly_convex P /\ network_width_positive P) \/ (neuron_strictly_concave P /\
  network_width_negative P).

Definition network_width_concave (P : problem) : Prop :=
  (neuron_strictly_concave P /\ network_width_positive P) \/ (neuron_strictly_convex P /\
  network_width_negative P).

Definition neuron_strictly_curved (P : problem) : Prop :=
  neuron_strictly_convex P \/ neuron_strictly_concave P.

Definition lemma_mirrored (P : problem) : Prop :=
  network_odd P /\ data_independent_mirrored P.

Definition lemma_first_order (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ neuron_c1 P /\ network_deep_defined P /\
  network_shortcut P /\ (network_trainable P \/ network_neurons_trainable P \/
  network_hidden_trainable P) /\ objective_unregularised P.

Definition lemma_slope_zero (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ loss_nondecreasing P /\ loss_active P.

Definition lemma_formulas (P : problem) : Prop :=
  loss_defined P /\ neuron_defined P /\ network_deep_defined P.

Definition lemma_circuit_sigmoid_affine (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ network_deep_defined P /\ network_deep_features
  P /\ objective_unregularised P /\ data_affine_square P /\ network_direct_affine P /\
  network_sigmoidal_unit_affine P.

Definition lemma_circuit_curved_skip (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ network_deep_defined P /\ network_deep_features
  P /\ objective_unregularised P /\ ((data_circuit P /\ network_bent_unit P /\ (network_direct_skip
  P \/ network_direct_branch P)) \/ (data_affine_circuit P /\ network_direct_affine P /\
  network_bent_unit_affine P)).

Definition lemma_independent_funnel (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ network_deep_defined P /\ network_valley_funnel
  P /\ network_deep_features P /\ data_independent P /\ network_output_bias P /\
  objective_output_bias_unpenalised P.

Definition premise_thm_quadratic_trained (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ loss_nondecreasing P /\ loss_active P /\ neuron_defined P /\
  neuron_quadratic P /\ network_deep_defined P /\ data_ellipsoids P /\ network_trainable P /\
  network_output_bias P /\ network_width_quadratic P /\ objective_unregularised P.

Definition lemma_quadratic (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ neuron_quadratic P /\ network_deep_defined P /\
  network_hidden_trainable P /\ network_hidden_bias_or_none P.

Definition lemma_linear (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ network_deep_defined P /\ network_linear_part
  P.

Definition lemma_residual (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ network_deep_defined P /\ network_residual P.

Definition premise_thm_residual_kink (P : problem) : Prop :=
  loss_defined P /\ loss_nondecreasing P /\ loss_active P /\ neuron_defined P /\
  network_deep_defined P /\ network_residual P /\ ((~ network_shortcut P) /\
  objective_smooth_at_rest P /\ data_separable_through_origin P) /\ ((~ network_output_bias P) \/
  ((network_output_bias P /\ objective_output_bias_unpenalised P) /\ loss_convex P /\
  data_balanced_classes P)).

Definition lemma_linear_decay (P : problem) : Prop :=
  loss_defined P /\ loss_convex P /\ neuron_defined P /\ network_deep_defined P /\
  objective_linear_decay P.

Definition lemma_exponential (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ network_deep_defined P /\
  network_neurons_trainable P /\ neuron_exponential P /\ network_hidden_bias P /\
  objective_output_penalised P.

Definition lemma_monomial (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ network_deep_defined P /\
  network_neurons_trainable P /\ neuron_monomial P /\ network_hidden_bias_or_none P /\
  objective_output_penalised P.

Definition premise_thm_wide_shallow (P : problem) : Prop :=
  loss_defined P /\ loss_convex P /\ neuron_defined P /\ network_shortcut_only P /\
  network_neurons_trainable P /\ network_common_bias P /\ objective_unregularised P /\
  (network_width_samples P \/ network_width_monomials P).

Definition network_balance (P : problem) : Prop :=
  network_output_bias P \/ neuron_signed P \/ (neuron_monotone P /\ data_origin_outside_hulls P).

Definition network_balance_unpenalised (P : problem) : Prop :=
  (network_output_bias P /\ objective_output_bias_unpenalised P) \/ (neuron_signed P /\
  network_neurons_trainable P /\ objective_output_unpenalised P) \/ (neuron_monotone P /\
  data_origin_outside_hulls P).

Definition neuron_strictly_monotone (P : problem) : Prop :=
  neuron_monotone P \/ neuron_strictly_increasing P \/ neuron_strictly_decreasing P.

Definition lemma_circuit_sigmoid_skip (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ network_deep_defined P /\ network_deep_features
  P /\ objective_unregularised P /\ data_square P /\ ((network_direct_skip P /\
  network_sigmoidal_unit P) \/ (network_direct_branch P /\ network_shortcut P /\ neuron_monotone P
  /\ neuron_sigmoidal P /\ (network_trainable P \/ network_neurons_trainable P))).

Definition lemma_affine_piece_setting (P : problem) : Prop :=
  loss_defined P /\ loss_nondecreasing P /\ loss_active P /\ loss_convex P /\ neuron_defined P /\
  neuron_monotone P /\ neuron_affine_piece P /\ network_shortcut_only P /\ network_trainable P /\
  network_output_bias P /\ network_hidden_bias P /\ objective_unregularised P /\ (~ loss_increasing
  P).

Definition neuron_curved (P : problem) : Prop :=
  neuron_strictly_curved P \/ neuron_slope_increasing P \/ neuron_slope_decreasing P.

Definition data_told_apart (P : problem) : Prop :=
  data_independent P \/ lemma_mirrored P.

Definition lemma_idle_slope (P : problem) : Prop :=
  lemma_first_order P.

Definition lemma_idle_convexity (P : problem) : Prop :=
  lemma_first_order P /\ (network_trainable P \/ network_neurons_trainable P).

Definition lemma_idle_curvature (P : problem) : Prop :=
  lemma_first_order P /\ neuron_c2 P /\ (network_trainable P \/ network_neurons_trainable P).

Definition lemma_slope_zero_flat (P : problem) : Prop :=
  lemma_slope_zero P /\ loss_c2 P.

Definition premise_thm_separable_chain (P : problem) : Prop :=
  lemma_slope_zero P /\ neuron_defined P /\ neuron_c1 P /\ neuron_monotone P /\
  data_linearly_separable P /\ network_chain P /\ objective_unregularised P.

Definition premise_thm_separable_funnel (P : problem) : Prop :=
  lemma_slope_zero P /\ neuron_defined P /\ network_deep_defined P /\ data_linearly_separable P /\
  network_funnel P.

Definition premise_thm_subspaces_mixed (P : problem) : Prop :=
  lemma_slope_zero P /\ neuron_defined P /\ network_deep_defined P /\ data_span_exclusion P /\
  (network_width_mixed_distinct P \/ (loss_c2 P /\ network_width_mixed P)) /\ ((network_output_bias
  P /\ objective_output_bias_unpenalised P) \/ network_signed_unit P \/ (network_monotone_unit P /\
  data_origin_outside_hulls P)).

Definition premise_thm_cells (P : problem) : Prop :=
  lemma_formulas P /\ loss_nondecreasing P /\ loss_active_right P /\ loss_piecewise_affine P /\
  data_linearly_separable P /\ network_affine_path P.

Definition premise_thm_smooth_funnel (P : problem) : Prop :=
  lemma_formulas P /\ loss_nondecreasing P /\ loss_active_right P /\ network_funnel P /\
  data_linearly_separable P.

Definition premise_thm_smooth_linear (P : problem) : Prop :=
  lemma_formulas P /\ loss_nondecreasing P /\ loss_active_right P /\ network_linear_part P /\
  objective_outputs_only P /\ ((data_linearly_separable P /\ network_constant_seen P) \/
  (data_affinely_separable P /\ network_constant_trained P)).

Definition premise_thm_smooth_features (P : problem) : Prop :=
  lemma_formulas P /\ loss_nondecreasing P /\ loss_active_right P /\ data_features_separable P.

Definition lemma_linear_kink (P : problem) : Prop :=
  lemma_formulas P /\ network_linear_trained P /\ objective_unregularised P /\
  objective_smooth_at_rest P /\ network_linear_rest P.

Definition lemma_linear_open (P : problem) : Prop :=
  lemma_formulas P /\ network_linear_wide P /\ objective_unregularised P /\ (network_output_bias P
  \/ network_homogeneous_unfrozen P).

Definition lemma_decay_origin (P : problem) : Prop :=
  lemma_formulas P /\ loss_convex P /\ network_shortcut_only P /\ objective_decay_dominates P.

Definition premise_thm_decay_gram (P : problem) : Prop :=
  lemma_formulas P /\ loss_nondecreasing P /\ loss_active P /\ neuron_monotone P /\
  objective_gram_decay P.

Definition premise_thm_features (P : problem) : Prop :=
  lemma_formulas P /\ loss_nondecreasing P /\ loss_active P /\ data_features_separable P.

Definition premise_thm_output_layer (P : problem) : Prop :=
  lemma_formulas P /\ loss_convex P /\ network_output_layer P /\ objective_convex_outputs P.

Definition premise_thm_output_fit (P : problem) : Prop :=
  lemma_formulas P /\ loss_convex P /\ loss_active P /\ data_fit_right P.

Definition premise_thm_constant_bound (P : problem) : Prop :=
  lemma_formulas P /\ loss_convex P /\ loss_active P /\ network_outputs_trained P /\
  network_output_bias P /\ objective_convex_outputs P /\ data_constant_bound P.

Definition premise_thm_line (P : problem) : Prop :=
  lemma_formulas P /\ objective_line_right P.

Definition premise_thm_line_global (P : problem) : Prop :=
  lemma_formulas P /\ objective_line_lowest P.

Definition premise_thm_signed_chain (P : problem) : Prop :=
  lemma_formulas P /\ loss_active P /\ neuron_monotone P /\ objective_signed_chain P.

Definition premise_thm_matching (P : problem) : Prop :=
  lemma_formulas P /\ network_matching P /\ objective_convex_outputs P.

Definition premise_thm_realisable (P : problem) : Prop :=
  lemma_formulas P /\ objective_unregularised P /\ data_realisable_steep P.

Definition premise_thm_realisable_valley (P : problem) : Prop :=
  lemma_formulas P /\ objective_unregularised P /\ (data_realisable P \/ data_descent P).

Definition premise_lemma_rank (P : problem) : Prop :=
  lemma_formulas P /\ loss_c1 P /\ loss_active P /\ network_deep_features P /\ data_consistent P /\
  network_last_width P.

Definition premise_thm_wide_decay (P : problem) : Prop :=
  lemma_formulas P /\ loss_convex P /\ network_positively_homogeneous P /\ network_neurons_trainable
  P /\ network_hidden_bias_or_none P /\ network_affine_beside P /\ network_width_dimension P /\
  objective_convex_outputs P.

Definition premise_thm_wide_beside (P : problem) : Prop :=
  lemma_formulas P /\ network_wide_beside P /\ objective_unregularised P /\ (loss_convex P \/
  (loss_pseudoconvex P /\ data_consistent P)).

Definition lemma_wide (P : problem) : Prop :=
  lemma_formulas P /\ network_continuous P /\ objective_unregularised P /\ (loss_convex P \/
  (loss_pseudoconvex P /\ data_consistent P)).

Definition premise_thm_linear_valley (P : problem) : Prop :=
  (network_linear_part P \/ network_residual P) /\ lemma_formulas P /\ loss_convex P /\
  network_linear_unfrozen P /\ objective_unregularised P /\ (network_constant_trained P \/
  network_homogeneous_unfrozen P).

Definition premise_thm_separable_valley (P : problem) : Prop :=
  lemma_formulas P /\ loss_nondecreasing P /\ objective_unregularised P /\ network_linear_part P /\
  (data_separable_through_origin P \/ (network_constant_trained P /\ data_affinely_separable P)).

Definition premise_thm_line_valley (P : problem) : Prop :=
  lemma_formulas P /\ objective_line_trough P.

Definition premise_thm_movable (P : problem) : Prop :=
  lemma_formulas P /\ loss_c1 P /\ loss_increasing P /\ network_shortcut P /\
  network_hidden_trainable P /\ network_hidden_bias_or_none P /\ objective_hidden_unpenalised P /\
  network_movable P.

Definition lemma_support (P : problem) : Prop :=
  lemma_formulas P /\ loss_convex P.

Definition lemma_slice (P : problem) : Prop :=
  lemma_formulas P.

Definition premise_rule_flat (P : problem) : Prop :=
  lemma_formulas P /\ network_shortcut P /\ neuron_flat_piece P /\ minimum_flat P.

Definition premise_rule_deep (P : problem) : Prop :=
  lemma_formulas P /\ (~ network_shortcut P) /\ minimum_deep P.

Definition premise_rule_margin (P : problem) : Prop :=
  lemma_formulas P /\ minimum_margin P.

Definition premise_rule_saturated (P : problem) : Prop :=
  lemma_formulas P /\ minimum_saturated P.

Definition premise_rule_narrow (P : problem) : Prop :=
  lemma_formulas P /\ data_equal_means P /\ minimum_narrow P.

Definition premise_rule_support (P : problem) : Prop :=
  lemma_formulas P /\ minimum_support P.

Definition premise_rule_affine_local (P : problem) : Prop :=
  lemma_formulas P /\ data_equal_means P /\ minimum_affine_local P.

Definition premise_rule_order_local (P : problem) : Prop :=
  lemma_formulas P /\ data_convex_order P /\ minimum_order_local P.

Definition premise_rule_moment_local (P : problem) : Prop :=
  lemma_formulas P /\ data_equal_means P /\ minimum_moment_local P.

Definition premise_rule_stationary_local (P : problem) : Prop :=
  lemma_formulas P /\ minimum_stationary_local P.

Definition premise_rule_decay_local (P : problem) : Prop :=
  lemma_formulas P /\ minimum_decay_local P.

Definition premise_rule_tied (P : problem) : Prop :=
  lemma_formulas P /\ network_shortcut_only P /\ objective_unregularised P /\ minimum_tied P.

Definition premise_rule_fibre (P : problem) : Prop :=
  lemma_formulas P /\ data_equal_means P /\ minimum_fibre P.

Definition premise_rule_valley (P : problem) : Prop :=
  lemma_formulas P /\ objective_valley P.

Definition premise_thm_circuit_sigmoid_affine (P : problem) : Prop :=
  lemma_circuit_sigmoid_affine P /\ loss_active P /\ data_consistent P.

Definition premise_thm_circuit_curved_skip (P : problem) : Prop :=
  lemma_circuit_curved_skip P /\ loss_active P /\ data_consistent P.

Definition premise_thm_independent_funnel (P : problem) : Prop :=
  lemma_independent_funnel P /\ loss_active P /\ data_consistent P.

Definition lemma_quadratic_descent (P : problem) : Prop :=
  lemma_quadratic P /\ lemma_slope_zero P /\ objective_hidden_unpenalised P.

Definition premise_thm_quadratic_global (P : problem) : Prop :=
  lemma_quadratic P /\ loss_convex P /\ network_deep_frozen P /\ ((objective_outputs_only P /\
  network_width_signs P) \/ (objective_hidden_decay P /\ network_width_extremes P)).

Definition premise_thm_linear (P : problem) : Prop :=
  lemma_linear P /\ lemma_slope_zero P /\ objective_outputs_only P /\ ((data_linearly_separable P /\
  network_constant_seen P) \/ (data_affinely_separable P /\ network_constant_trained P)).

Definition premise_thm_realisable_linear (P : problem) : Prop :=
  lemma_linear P /\ loss_pseudoconvex P /\ objective_unregularised P /\ data_realisable_linear P.

Definition premise_thm_linear_core (P : problem) : Prop :=
  (lemma_linear P \/ lemma_residual P) /\ lemma_slope_zero P /\ objective_outputs_only P /\
  network_constant_seen P /\ data_weakly_separable P.

Definition premise_thm_linear_vacuous (P : problem) : Prop :=
  (lemma_linear P \/ lemma_residual P) /\ loss_increasing P /\ objective_outputs_only P /\
  ((data_weakly_separable P /\ network_constant_seen P) \/ (data_affinely_weakly_separable P /\
  network_constant_trained P)).

Definition premise_thm_linear_global (P : problem) : Prop :=
  (lemma_linear P \/ lemma_residual P) /\ loss_convex P /\ network_linear_unfrozen P /\
  (network_constant_trained P \/ network_homogeneous_unfrozen P) /\ objective_unregularised P.

Definition premise_thm_linear_fit (P : problem) : Prop :=
  (lemma_linear P \/ lemma_residual P) /\ loss_convex P /\ objective_outputs_only P /\
  network_linear P /\ ((network_constant_trained P /\ data_affine_fit_right P) \/
  (network_every_linear P /\ data_linear_fit_right P)).

Definition premise_thm_residual (P : problem) : Prop :=
  lemma_residual P /\ lemma_slope_zero P /\ (data_separable_through_origin P \/
  ((network_output_bias P /\ objective_output_bias_unpenalised P) /\ data_affinely_separable P)).

Definition premise_thm_linear_bound (P : problem) : Prop :=
  (lemma_linear P \/ lemma_residual P) /\ loss_convex P /\ loss_active P /\ network_outputs_trained
  P /\ objective_unregularised P /\ data_linear_bound P.

Definition premise_thm_linear_decay (P : problem) : Prop :=
  lemma_linear_decay P.

Definition premise_thm_decay_valley (P : problem) : Prop :=
  lemma_linear_decay P.

Definition premise_thm_linear_decay_fit (P : problem) : Prop :=
  lemma_linear_decay P /\ data_decay_fit_right P.

Definition premise_thm_exponential (P : problem) : Prop :=
  lemma_exponential P /\ loss_active P /\ objective_hidden_unpenalised P /\ network_deep_features P
  /\ data_consistent P.

Definition premise_thm_exponential_global (P : problem) : Prop :=
  lemma_exponential P /\ loss_convex P /\ network_deep_features P /\
  objective_penalises_outputs_only P.

Definition premise_thm_homogeneous_form (P : problem) : Prop :=
  lemma_monomial P /\ lemma_slope_zero P /\ objective_hidden_unpenalised P /\ (data_form_separable P
  \/ ((network_output_bias P /\ objective_output_bias_unpenalised P) /\ data_form_level_separable
  P)).

Definition premise_thm_homogeneous_independent (P : problem) : Prop :=
  lemma_monomial P /\ loss_active P /\ objective_hidden_unpenalised P /\ network_deep_features P /\
  data_consistent P /\ data_forms_independent P.

Definition premise_thm_homogeneous_global (P : problem) : Prop :=
  lemma_monomial P /\ loss_convex P /\ objective_penalises_outputs_only P /\ (network_deep_frozen P
  \/ (network_deep_features P /\ data_forms_independent P)).

Definition lemma_monotone_descent (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ loss_nondecreasing P /\ neuron_defined P /\
  neuron_strictly_monotone P /\ network_deep_defined P /\ network_shortcut P /\
  objective_hidden_unpenalised P /\ (network_trainable P \/ network_neurons_trainable P \/
  network_hidden_trainable P).

Definition premise_thm_separable_kink (P : problem) : Prop :=
  loss_defined P /\ loss_nondecreasing P /\ loss_active P /\ neuron_defined P /\
  neuron_strictly_monotone P /\ network_deep_defined P /\ network_shortcut P /\
  network_hidden_trainable P /\ objective_hidden_unpenalised P /\ data_linearly_separable P /\
  network_rest P.

Definition premise_thm_smooth_separable (P : problem) : Prop :=
  lemma_formulas P /\ loss_nondecreasing P /\ loss_active_right P /\ neuron_strictly_monotone P /\
  network_shortcut P /\ objective_hidden_unpenalised P /\ data_linearly_separable P /\
  (network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P).

Definition premise_thm_monotone_valley (P : problem) : Prop :=
  lemma_formulas P /\ loss_nondecreasing P /\ objective_unregularised P /\ network_shortcut P /\
  data_linearly_separable P /\ (neuron_strictly_monotone P \/ (neuron_nondecreasing P /\ (~
  neuron_even P))) /\ ((network_neurons_trainable P /\ (network_output_bias P \/ (network_width_two
  P /\ network_common_bias P) \/ (neuron_strictly_monotone P /\ (~ neuron_signed P)))) \/
  (network_hidden_trainable P /\ network_output_weights_frozen P /\ network_deep_frozen P /\ ((~
  network_output_bias P) \/ loss_convex P))).

Definition premise_thm_circuit_sigmoid_skip (P : problem) : Prop :=
  lemma_circuit_sigmoid_skip P /\ loss_active P /\ data_consistent P.

Definition premise_thm_affine_piece (P : problem) : Prop :=
  lemma_affine_piece_setting P /\ loss_c1 P /\ network_shortcut P /\ data_linearly_separable P.

Definition premise_rule_affine_piece (P : problem) : Prop :=
  lemma_affine_piece_setting P /\ (~ data_linearly_separable P).

Definition premise_thm_subspaces_c1 (P : problem) : Prop :=
  lemma_slope_zero P /\ neuron_defined P /\ neuron_c1 P /\ network_deep_defined P /\
  network_hidden_trainable P /\ neuron_curved P /\ objective_hidden_unpenalised P /\
  data_span_exclusion P /\ network_balance_unpenalised P /\ network_width_distinct P.

Definition lemma_linear_independent (P : problem) : Prop :=
  (lemma_linear P \/ lemma_residual P) /\ objective_outputs_only P /\ network_deep_features P /\
  ((network_constant_seen P /\ data_told_apart P) \/ (network_constant_trained P /\
  data_affinely_independent P)).

Definition lemma_independent (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ network_deep_defined P /\ network_shortcut P /\
  objective_hidden_unpenalised P /\ (network_trainable P \/ network_neurons_trainable P \/
  network_hidden_trainable P) /\ ((((network_output_bias P /\ objective_output_bias_unpenalised P)
  \/ network_opposite_outputs P) /\ (neuron_no_local_maximum P \/ neuron_no_local_minimum P)) \/
  (network_neurons_trainable P /\ objective_output_unpenalised P /\ ((neuron_no_local_maximum P /\
  neuron_minima_signed P) \/ (neuron_no_local_minimum P /\ neuron_maxima_signed P) \/
  neuron_extrema_signed P \/ ((network_output_bias P /\ objective_output_bias_unpenalised P) /\
  neuron_extrema_separated P)))) /\ ((network_deep_features P /\ data_told_apart P) \/ (neuron_even
  P /\ network_hidden_bias_or_none P /\ data_consistent_up_to_sign P /\ data_independent_up_to_sign
  P /\ (loss_nondecreasing P \/ network_shortcut_only P))).

Definition lemma_independent_monotone (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ neuron_defined P /\ neuron_monotone P /\ network_deep_defined P /\
  network_deep_features P /\ network_shortcut P /\ objective_hidden_unpenalised P /\ data_told_apart
  P /\ (network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P).

Definition premise_thm_independent_narrow (P : problem) : Prop :=
  loss_defined P /\ loss_c1 P /\ loss_active P /\ neuron_defined P /\ network_deep_defined P /\
  network_narrowing P /\ network_deep_features P /\ data_told_apart P /\ data_consistent P.

Definition premise_thm_subspaces_core_in_one_class (P : problem) : Prop :=
  lemma_first_order P /\ lemma_idle_slope P /\ lemma_slope_zero P /\ neuron_monotone P /\
  (network_trainable P \/ network_neurons_trainable P) /\ data_core_in_one_class P /\
  network_balance P.

Definition lemma_circuit_sigmoid (P : problem) : Prop :=
  lemma_idle_convexity P /\ neuron_monotone P /\ neuron_sigmoidal P /\ data_square P /\
  network_output_bias P /\ network_width_two P /\ network_deep_features P.

Definition lemma_circuit_curved (P : problem) : Prop :=
  lemma_idle_curvature P /\ neuron_strictly_curved P /\ neuron_monotone P /\ data_circuit P /\
  network_output_bias P /\ network_width_two P /\ network_deep_features P.

Definition premise_thm_subspaces_c2 (P : problem) : Prop :=
  lemma_idle_convexity P /\ lemma_slope_zero_flat P /\ neuron_strictly_curved P /\
  data_span_exclusion P /\ network_balance P /\ network_width P.

Definition premise_thm_subspaces_core (P : problem) : Prop :=
  lemma_idle_slope P /\ lemma_idle_convexity P /\ lemma_slope_zero_flat P /\ neuron_strictly_curved
  P /\ neuron_monotone P /\ data_core_span_exclusion P /\ network_balance P /\ network_width_core P.

Definition premise_thm_subspaces_fewer (P : problem) : Prop :=
  lemma_idle_curvature P /\ lemma_slope_zero_flat P /\ neuron_strictly_curved P /\ neuron_monotone P
  /\ data_span_exclusion P /\ network_output_bias P /\ network_width_fewer P.

Definition premise_thm_subspaces_independent (P : problem) : Prop :=
  lemma_idle_convexity P /\ lemma_slope_zero_flat P /\ neuron_strictly_curved P /\
  data_span_exclusion P /\ data_independent_spans P /\ network_balance P /\
  network_width_independent P.

Definition premise_thm_subspaces_independent_two (P : problem) : Prop :=
  lemma_idle_convexity P /\ lemma_slope_zero_flat P /\ loss_convex P /\ neuron_strictly_curved P /\
  data_span_exclusion P /\ data_independent_spans P /\ network_shortcut_only P /\ network_balance P
  /\ network_width_independent_two P.

Definition premise_thm_linear_kink_fit (P : problem) : Prop :=
  lemma_linear_kink P /\ loss_convex P /\ ((network_every_linear P /\ data_linear_fit_right P) \/
  (network_output_bias P /\ data_affine_fit_right P)).

Definition premise_thm_linear_kink (P : problem) : Prop :=
  (lemma_linear_kink P \/ lemma_linear_open P) /\ loss_nondecreasing P /\ loss_active P /\
  (data_separable_through_origin P \/ (network_output_bias P /\ data_affinely_separable P)).

Definition premise_thm_linear_kink_global (P : problem) : Prop :=
  (lemma_linear_kink P \/ lemma_linear_open P) /\ loss_convex P /\ network_linear_unfrozen P.

Definition premise_thm_decay_origin (P : problem) : Prop :=
  lemma_decay_origin P.

Definition premise_rule_decay_origin (P : problem) : Prop :=
  lemma_decay_origin P /\ (~ network_output_bias P).

Definition lemma_convex (P : problem) : Prop :=
  premise_thm_output_layer P \/ premise_thm_matching P.

Definition premise_thm_pyramid (P : problem) : Prop :=
  lemma_wide P /\ loss_convex P /\ network_pyramid P.

Definition lemma_nondecreasing_support (P : problem) : Prop :=
  lemma_support P /\ loss_nondecreasing P.

Definition premise_rule_affine (P : problem) : Prop :=
  lemma_support P /\ neuron_affine_piece P /\ data_equal_means P /\ minimum_affine P.

Definition premise_rule_parity (P : problem) : Prop :=
  lemma_support P /\ ((neuron_odd_up_to_constant P /\ data_even P) \/ (neuron_even P /\ data_odd P))
  /\ minimum_parity P.

Definition premise_rule_duplicate (P : problem) : Prop :=
  lemma_support P /\ data_equal_classes P /\ minimum_duplicate P.

Definition premise_rule_outlier (P : problem) : Prop :=
  lemma_support P /\ neuron_affine_piece P /\ minimum_hull P.

Definition premise_rule_quadric (P : problem) : Prop :=
  lemma_support P /\ neuron_quadratic P /\ minimum_hull P.

Definition premise_rule_kink (P : problem) : Prop :=
  lemma_support P /\ minimum_kink P.

Definition premise_rule_frozen (P : problem) : Prop :=
  lemma_support P /\ (minimum_frozen_features P \/ minimum_frozen_fit P \/ (loss_nondecreasing P /\
  minimum_frozen_output P)).

Definition premise_rule_decay (P : problem) : Prop :=
  lemma_support P /\ loss_c1 P /\ minimum_decay P.

Definition premise_rule_decay_zero (P : problem) : Prop :=
  lemma_support P /\ minimum_decay_zero P.

Definition premise_rule_potential (P : problem) : Prop :=
  lemma_support P /\ minimum_potential P.

Definition premise_rule_linear (P : problem) : Prop :=
  lemma_support P /\ loss_nondecreasing P /\ loss_active P /\ (~ loss_increasing P) /\
  network_every_affine P /\ objective_unregularised P /\ (~ data_affinely_separable P).

Definition premise_rule_linear_increasing (P : problem) : Prop :=
  lemma_support P /\ loss_c1 P /\ loss_increasing P /\ loss_bounded_below P /\
  ((network_every_affine P /\ data_affinely_balanced P) \/ (network_every_linear P /\ data_balanced
  P)) /\ objective_unregularised P.

Definition premise_rule_strict (P : problem) : Prop :=
  lemma_slice P /\ minimum_strict P.

Definition premise_rule_sharp (P : problem) : Prop :=
  lemma_slice P /\ minimum_sharp P.

Definition premise_rule_split (P : problem) : Prop :=
  lemma_slice P /\ minimum_split P.

Definition premise_rule_split_decay (P : problem) : Prop :=
  lemma_slice P /\ minimum_split_decay P.

Definition premise_rule_spurious (P : problem) : Prop :=
  lemma_slice P /\ minimum_spurious P.

Definition premise_rule_basin (P : problem) : Prop :=
  lemma_slice P /\ minimum_basin P.

Definition premise_thm_quadratic_frozen (P : problem) : Prop :=
  lemma_quadratic_descent P /\ (network_output_bias P /\ objective_output_bias_unpenalised P) /\
  data_ellipsoids P /\ network_width_one_sign P.

Definition premise_thm_quadratic_ellipsoid (P : problem) : Prop :=
  lemma_quadratic_descent P /\ (network_output_bias P /\ objective_output_bias_unpenalised P) /\
  ((network_width_convex P /\ data_ellipsoid_negative P) \/ (network_width_concave P /\
  data_ellipsoid_positive P)).

Definition premise_thm_quadratic_quadric (P : problem) : Prop :=
  lemma_quadratic_descent P /\ network_width_positive P /\ network_width_negative P /\
  (data_cone_separable P \/ ((network_output_bias P /\ objective_output_bias_unpenalised P) /\
  data_quadric_separable P)).

Definition premise_thm_homogeneous (P : problem) : Prop :=
  premise_thm_homogeneous_form P \/ premise_thm_homogeneous_independent P.

Definition premise_thm_global_low (P : problem) : Prop :=
  (premise_thm_linear_global P \/ premise_thm_linear_decay P \/ premise_thm_exponential_global P \/
  premise_thm_homogeneous_global P \/ premise_thm_output_layer P \/ premise_thm_quadratic_global P
  \/ premise_thm_matching P \/ premise_thm_realisable P \/ premise_thm_realisable_linear P) /\
  (loss_nondecreasing P \/ loss_active P) /\ objective_low P.

Definition premise_thm_separable_monotone (P : problem) : Prop :=
  lemma_monotone_descent P /\ lemma_slope_zero P /\ data_linearly_separable P.

Definition premise_thm_core_vacuous (P : problem) : Prop :=
  lemma_monotone_descent P /\ loss_increasing P /\ data_weakly_separable P.

Definition premise_thm_core (P : problem) : Prop :=
  lemma_monotone_descent P /\ lemma_slope_zero P /\ data_weakly_separable P.

Definition premise_thm_smooth (P : problem) : Prop :=
  premise_thm_smooth_separable P \/ premise_thm_smooth_funnel P \/ premise_thm_smooth_linear P \/
  premise_thm_smooth_features P.

Definition premise_thm_linear_independent (P : problem) : Prop :=
  lemma_linear_independent P /\ loss_active P /\ data_consistent P.

Definition premise_thm_independent (P : problem) : Prop :=
  lemma_independent P /\ loss_active P /\ data_consistent P.

Definition premise_thm_independent_monotone (P : problem) : Prop :=
  lemma_independent_monotone P /\ loss_active P /\ data_consistent P.

Definition premise_thm_independent_global (P : problem) : Prop :=
  (lemma_linear_independent P \/ lemma_independent P \/ lemma_independent_monotone P \/
  lemma_independent_funnel P) /\ loss_convex P /\ objective_unregularised P.

Definition premise_thm_circuit_sigmoid (P : problem) : Prop :=
  lemma_circuit_sigmoid P /\ loss_active P /\ data_consistent P.

Definition premise_thm_circuit_curved (P : problem) : Prop :=
  lemma_circuit_curved P /\ loss_active P /\ data_consistent P.

Definition premise_thm_circuit_global (P : problem) : Prop :=
  (lemma_circuit_curved P \/ lemma_circuit_sigmoid P \/ lemma_circuit_sigmoid_skip P \/
  lemma_circuit_sigmoid_affine P \/ lemma_circuit_curved_skip P) /\ loss_convex P.

Definition premise_thm_subspaces (P : problem) : Prop :=
  premise_thm_subspaces_c2 P \/ premise_thm_subspaces_c1 P \/ premise_thm_subspaces_core P \/
  premise_thm_subspaces_core_in_one_class P \/ premise_thm_subspaces_fewer P \/
  premise_thm_subspaces_independent P \/ premise_thm_subspaces_independent_two P \/
  premise_thm_subspaces_mixed P.

Definition premise_thm_minima_error (P : problem) : Prop :=
  (premise_thm_linear_global P \/ premise_thm_linear_kink_global P \/ premise_thm_output_layer P) /\
  loss_convex P /\ data_minima_error P.

Definition premise_thm_convex_fit (P : problem) : Prop :=
  lemma_convex P /\ data_convex_fit_right P.

Definition premise_thm_convex_valley (P : problem) : Prop :=
  lemma_convex P.

Definition premise_rule_order (P : problem) : Prop :=
  lemma_nondecreasing_support P /\ data_convex_order P /\ minimum_order P.

Definition premise_rule_moment (P : problem) : Prop :=
  lemma_nondecreasing_support P /\ data_equal_means P /\ minimum_moment P.

Definition premise_rule_stationary (P : problem) : Prop :=
  lemma_nondecreasing_support P /\ minimum_stationary P.

Definition premise_rule_hull (P : problem) : Prop :=
  lemma_nondecreasing_support P /\ loss_active P /\ neuron_affine_piece P /\ minimum_hull P.

Definition premise_rule_nobias (P : problem) : Prop :=
  lemma_nondecreasing_support P /\ minimum_nobias P.

Definition premise_thm_quadratic (P : problem) : Prop :=
  premise_thm_quadratic_trained P \/ premise_thm_quadratic_frozen P \/
  premise_thm_quadratic_ellipsoid P \/ premise_thm_quadratic_quadric P.

Definition premise_thm_separable (P : problem) : Prop :=
  premise_thm_separable_monotone P \/ premise_thm_separable_chain P \/ premise_thm_separable_funnel
  P \/ premise_thm_separable_kink P.

Definition premise_thm_circuit (P : problem) : Prop :=
  premise_thm_circuit_curved P \/ premise_thm_circuit_sigmoid P \/ premise_thm_circuit_sigmoid_skip
  P \/ premise_thm_circuit_sigmoid_affine P \/ premise_thm_circuit_curved_skip P.

Definition premise_rule_spurious_constant (P : problem) : Prop :=
  lemma_formulas P /\ objective_below_constants P /\ (premise_rule_affine P \/
  premise_rule_affine_local P \/ premise_rule_order P \/ premise_rule_order_local P \/
  premise_rule_moment P \/ premise_rule_moment_local P \/ premise_rule_stationary P \/
  premise_rule_stationary_local P \/ premise_rule_decay P \/ premise_rule_decay_local P \/
  premise_rule_flat P \/ premise_rule_deep P \/ premise_rule_kink P \/ premise_rule_narrow P \/
  premise_rule_decay_zero P \/ premise_rule_fibre P).

Definition premise_rule_spurious_bad (P : problem) : Prop :=
  lemma_formulas P /\ (loss_nondecreasing P \/ loss_active P) /\ objective_low P /\
  (premise_rule_flat P \/ premise_rule_deep P \/ premise_rule_affine P \/ premise_rule_order P \/
  premise_rule_moment P \/ premise_rule_stationary P \/ premise_rule_parity P \/
  premise_rule_duplicate P \/ premise_rule_hull P \/ premise_rule_outlier P \/ premise_rule_quadric
  P \/ premise_rule_margin P \/ premise_rule_saturated P \/ premise_rule_kink P \/
  premise_rule_nobias P \/ premise_rule_narrow P \/ premise_rule_frozen P \/ premise_rule_decay P \/
  premise_rule_decay_zero P \/ premise_rule_strict P \/ premise_rule_sharp P \/ premise_rule_support
  P \/ premise_rule_split P \/ premise_rule_split_decay P \/ premise_rule_potential P \/
  premise_rule_affine_local P \/ premise_rule_order_local P \/ premise_rule_moment_local P \/
  premise_rule_stationary_local P \/ premise_rule_decay_local P \/ premise_rule_tied P \/
  premise_rule_fibre P \/ premise_rule_affine_piece P \/ premise_rule_linear P \/
  premise_rule_linear_increasing P \/ premise_rule_decay_origin P).

Definition premise_thm_vacuous (P : problem) : Prop :=
  (premise_thm_separable P \/ premise_thm_subspaces P \/ premise_thm_circuit P \/
  premise_thm_quadratic P \/ premise_thm_linear P \/ premise_thm_independent P \/
  premise_thm_exponential P \/ premise_thm_homogeneous P \/ premise_thm_independent_funnel P \/
  premise_thm_independent_narrow P \/ premise_thm_features P \/ premise_thm_residual P) /\
  loss_increasing P.

Definition premise_thm_global (P : problem) : Prop :=
  (premise_thm_separable P \/ premise_thm_subspaces P \/ premise_thm_circuit P \/
  premise_thm_quadratic P \/ premise_thm_linear P \/ premise_thm_residual P \/
  premise_thm_independent_monotone P \/ premise_thm_independent P \/ premise_thm_independent_funnel
  P \/ premise_thm_linear_independent P \/ premise_thm_features P \/ premise_thm_independent_narrow
  P) /\ (loss_convex P \/ loss_pseudoconvex P) /\ objective_unregularised P.

(** Take a premise apart into conditions and alternatives of conditions. *)
Ltac parts H :=
  lazymatch type of H with
  | _ /\ _ => let H1 := fresh in let H2 := fresh in destruct H as [H1 H2]; parts H1; parts H2
  | _ => idtac
  end.

Ltac linked theorem H :=
  cbv beta delta [
    neuron_monotone network_rest network_linear_rest network_width_convex network_width_concave
    neuron_strictly_curved lemma_mirrored lemma_first_order lemma_slope_zero lemma_formulas
    lemma_circuit_sigmoid_affine lemma_circuit_curved_skip lemma_independent_funnel
    premise_thm_quadratic_trained lemma_quadratic lemma_linear lemma_residual
    premise_thm_residual_kink lemma_linear_decay lemma_exponential lemma_monomial
    premise_thm_wide_shallow network_balance network_balance_unpenalised neuron_strictly_monotone
    lemma_circuit_sigmoid_skip lemma_affine_piece_setting neuron_curved data_told_apart
    lemma_idle_slope lemma_idle_convexity lemma_idle_curvature lemma_slope_zero_flat
    premise_thm_separable_chain premise_thm_separable_funnel premise_thm_subspaces_mixed
    premise_thm_cells premise_thm_smooth_funnel premise_thm_smooth_linear
    premise_thm_smooth_features lemma_linear_kink lemma_linear_open lemma_decay_origin
    premise_thm_decay_gram premise_thm_features premise_thm_output_layer premise_thm_output_fit
    premise_thm_constant_bound premise_thm_line premise_thm_line_global premise_thm_signed_chain
    premise_thm_matching premise_thm_realisable premise_thm_realisable_valley premise_lemma_rank
    premise_thm_wide_decay premise_thm_wide_beside lemma_wide premise_thm_linear_valley
    premise_thm_separable_valley premise_thm_line_valley premise_thm_movable lemma_support
    lemma_slice premise_rule_flat premise_rule_deep premise_rule_margin premise_rule_saturated
    premise_rule_narrow premise_rule_support premise_rule_affine_local premise_rule_order_local
    premise_rule_moment_local premise_rule_stationary_local premise_rule_decay_local
    premise_rule_tied premise_rule_fibre premise_rule_valley premise_thm_circuit_sigmoid_affine
    premise_thm_circuit_curved_skip premise_thm_independent_funnel lemma_quadratic_descent
    premise_thm_quadratic_global premise_thm_linear premise_thm_realisable_linear
    premise_thm_linear_core premise_thm_linear_vacuous premise_thm_linear_global
    premise_thm_linear_fit premise_thm_residual premise_thm_linear_bound premise_thm_linear_decay
    premise_thm_decay_valley premise_thm_linear_decay_fit premise_thm_exponential
    premise_thm_exponential_global premise_thm_homogeneous_form
    premise_thm_homogeneous_independent premise_thm_homogeneous_global lemma_monotone_descent
    premise_thm_separable_kink premise_thm_smooth_separable premise_thm_monotone_valley
    premise_thm_circuit_sigmoid_skip premise_thm_affine_piece premise_rule_affine_piece
    premise_thm_subspaces_c1 lemma_linear_independent lemma_independent lemma_independent_monotone
    premise_thm_independent_narrow premise_thm_subspaces_core_in_one_class lemma_circuit_sigmoid
    lemma_circuit_curved premise_thm_subspaces_c2 premise_thm_subspaces_core
    premise_thm_subspaces_fewer premise_thm_subspaces_independent
    premise_thm_subspaces_independent_two premise_thm_linear_kink_fit premise_thm_linear_kink
    premise_thm_linear_kink_global premise_thm_decay_origin premise_rule_decay_origin lemma_convex
    premise_thm_pyramid lemma_nondecreasing_support premise_rule_affine premise_rule_parity
    premise_rule_duplicate premise_rule_outlier premise_rule_quadric premise_rule_kink
    premise_rule_frozen premise_rule_decay premise_rule_decay_zero premise_rule_potential
    premise_rule_linear premise_rule_linear_increasing premise_rule_strict premise_rule_sharp
    premise_rule_split premise_rule_split_decay premise_rule_spurious premise_rule_basin
    premise_thm_quadratic_frozen premise_thm_quadratic_ellipsoid premise_thm_quadratic_quadric
    premise_thm_homogeneous premise_thm_global_low premise_thm_separable_monotone
    premise_thm_core_vacuous premise_thm_core premise_thm_smooth premise_thm_linear_independent
    premise_thm_independent premise_thm_independent_monotone premise_thm_independent_global
    premise_thm_circuit_sigmoid premise_thm_circuit_curved premise_thm_circuit_global
    premise_thm_subspaces premise_thm_minima_error premise_thm_convex_fit
    premise_thm_convex_valley premise_rule_order premise_rule_moment premise_rule_stationary
    premise_rule_hull premise_rule_nobias premise_thm_quadratic premise_thm_separable
    premise_thm_circuit premise_rule_spurious_constant premise_rule_spurious_bad
    premise_thm_vacuous premise_thm_global] in H;
  parts H;
  first [ eapply theorem; solve [eassumption | tauto]
        | intros t M e I; eapply theorem; solve [eassumption | tauto] ].

Ltac link theorem :=
  let P := fresh "P" in let W := fresh in let H := fresh in
  intros P W H; linked theorem H.

Lemma fall_thm_separable_monotone : forall P, well_formed P -> premise_thm_separable_monotone P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Separable.slope_separable_any. Qed.

Lemma fall_thm_separable_chain : forall P, well_formed P -> premise_thm_separable_chain P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Chain.slope_separable_chain. Qed.

Lemma fall_thm_separable_funnel : forall P, well_formed P -> premise_thm_separable_funnel P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Funnel.slope_separable_funnel. Qed.

Lemma fall_thm_separable_kink : forall P, well_formed P -> premise_thm_separable_kink P -> NO_FALL P.
Proof. link SeparableKink.no_fall_separable_kink. Qed.

Lemma fall_thm_separable : forall P, well_formed P -> premise_thm_separable P -> NO_FALL P.
Proof. intros P W H; destruct H as [H | [H | [H | H]]]; [apply fall_thm_separable_monotone | apply fall_thm_separable_chain | apply fall_thm_separable_funnel | apply fall_thm_separable_kink]; assumption. Qed.

Lemma fall_thm_subspaces_c2 : forall P, well_formed P -> premise_thm_subspaces_c2 P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Subspaces.no_slope_subspaces_c2. Qed.

Lemma fall_thm_subspaces_c1 : forall P, well_formed P -> premise_thm_subspaces_c1 P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link SubspacesDistinct.no_slope_subspaces_c1. Qed.

Lemma fall_thm_subspaces_core : forall P, well_formed P -> premise_thm_subspaces_core P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Subspaces.no_slope_subspaces_core. Qed.

Lemma fall_thm_subspaces_core_in_one_class : forall P, well_formed P -> premise_thm_subspaces_core_in_one_class P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Core.slope_core_in_one_class. Qed.

Lemma fall_thm_subspaces_fewer : forall P, well_formed P -> premise_thm_subspaces_fewer P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link SubspacesFewer.no_slope_subspaces_fewer. Qed.

Lemma fall_thm_subspaces_independent : forall P, well_formed P -> premise_thm_subspaces_independent P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link SubspacesIndependent.no_slope_subspaces_independent. Qed.

Lemma fall_thm_subspaces_independent_two : forall P, well_formed P -> premise_thm_subspaces_independent_two P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link SubspacesIndependentTwo.no_slope_subspaces_independent_two. Qed.

Lemma fall_thm_subspaces_mixed : forall P, well_formed P -> premise_thm_subspaces_mixed P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link SubspacesMixed.no_slope_subspaces_mixed. Qed.

Lemma fall_thm_subspaces : forall P, well_formed P -> premise_thm_subspaces P -> NO_FALL P.
Proof. intros P W H; destruct H as [H | [H | [H | [H | [H | [H | [H | H]]]]]]]; [apply fall_thm_subspaces_c2 | apply fall_thm_subspaces_c1 | apply fall_thm_subspaces_core | apply fall_thm_subspaces_core_in_one_class | apply fall_thm_subspaces_fewer | apply fall_thm_subspaces_independent | apply fall_thm_subspaces_independent_two | apply fall_thm_subspaces_mixed]; assumption. Qed.

Lemma fall_thm_circuit_curved : forall P, well_formed P -> premise_thm_circuit_curved P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Circuit.thm_circuit_slopes. Qed.

Lemma fall_thm_circuit_sigmoid : forall P, well_formed P -> premise_thm_circuit_sigmoid P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link CircuitSigmoid.thm_circuit_sigmoid_slopes. Qed.

Lemma fall_thm_circuit_sigmoid_skip : forall P, well_formed P -> premise_thm_circuit_sigmoid_skip P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link SigmoidSkip.thm_circuit_sigmoid_skip_slopes. Qed.

Lemma fall_thm_circuit_sigmoid_affine : forall P, well_formed P -> premise_thm_circuit_sigmoid_affine P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Beside.thm_circuit_sigmoid_affine_slopes. Qed.

Lemma fall_thm_circuit_curved_skip : forall P, well_formed P -> premise_thm_circuit_curved_skip P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Beside.thm_circuit_curved_skip_slopes. Qed.

Lemma fall_thm_linear_independent : forall P, well_formed P -> premise_thm_linear_independent P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Mirror.slope_linear_independent. Qed.

Lemma fall_thm_independent : forall P, well_formed P -> premise_thm_independent P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Mirror.slope_independent. Qed.

Lemma fall_thm_independent_monotone : forall P, well_formed P -> premise_thm_independent_monotone P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Mirror.slope_independent_monotone. Qed.

Lemma fall_thm_independent_funnel : forall P, well_formed P -> premise_thm_independent_funnel P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Mirror.slope_independent_funnel. Qed.

Lemma fall_thm_circuit : forall P, well_formed P -> premise_thm_circuit P -> NO_FALL P.
Proof. intros P W H; destruct H as [H | [H | [H | [H | H]]]]; [apply fall_thm_circuit_curved | apply fall_thm_circuit_sigmoid | apply fall_thm_circuit_sigmoid_skip | apply fall_thm_circuit_sigmoid_affine | apply fall_thm_circuit_curved_skip]; assumption. Qed.

Lemma fall_thm_quadratic_trained : forall P, well_formed P -> premise_thm_quadratic_trained P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Quadratic.thm_quadratic_slopes. Qed.

Lemma fall_thm_quadratic_frozen : forall P, well_formed P -> premise_thm_quadratic_frozen P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link QuadraticTheorems.slope_frozen. Qed.

Lemma fall_thm_quadratic_ellipsoid : forall P, well_formed P -> premise_thm_quadratic_ellipsoid P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link QuadraticTheorems.slope_ellipsoid. Qed.

Lemma fall_thm_quadratic_quadric : forall P, well_formed P -> premise_thm_quadratic_quadric P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link QuadraticTheorems.slope_quadric. Qed.

Lemma fall_thm_quadratic : forall P, well_formed P -> premise_thm_quadratic P -> NO_FALL P.
Proof. intros P W H; destruct H as [H | [H | [H | H]]]; [apply fall_thm_quadratic_trained | apply fall_thm_quadratic_frozen | apply fall_thm_quadratic_ellipsoid | apply fall_thm_quadratic_quadric]; assumption. Qed.

Lemma fall_thm_linear : forall P, well_formed P -> premise_thm_linear P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link LinearTheorems.slope_linear. Qed.

Lemma fall_thm_linear_kink : forall P, well_formed P -> premise_thm_linear_kink P -> NO_FALL P.
Proof. link LinearOpen.no_fall_linear_kink. Qed.

Lemma fall_thm_residual : forall P, well_formed P -> premise_thm_residual P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Residual.slope_residual. Qed.

Lemma fall_thm_residual_kink : forall P, well_formed P -> premise_thm_residual_kink P -> NO_FALL P.
Proof. link ResidualKink.no_fall_residual_kink. Qed.

Lemma fall_thm_independent_narrow : forall P, well_formed P -> premise_thm_independent_narrow P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Mirror.slope_independent_narrow. Qed.

Lemma fall_thm_exponential : forall P, well_formed P -> premise_thm_exponential P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Exponential.slope_exponential. Qed.

Lemma fall_thm_homogeneous_form : forall P, well_formed P -> premise_thm_homogeneous_form P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Homogeneous.slope_homogeneous_form. Qed.

Lemma fall_thm_homogeneous_independent : forall P, well_formed P -> premise_thm_homogeneous_independent P -> NO_FALL P.
Proof. intros P W H. apply no_slope_no_fall. revert P W H. link Homogeneous.slope_homogeneous_independent. Qed.

Lemma fall_thm_homogeneous : forall P, well_formed P -> premise_thm_homogeneous P -> NO_FALL P.
Proof. intros P W H; destruct H as [H | H]; [apply fall_thm_homogeneous_form | apply fall_thm_homogeneous_independent]; assumption. Qed.

Lemma fall_thm_features : forall P, well_formed P -> premise_thm_features P -> NO_FALL P.
Proof. link OutputWeights.no_fall_features. Qed.

Lemma constant_rule_flat : forall P, well_formed P -> premise_rule_flat P -> CONSTANT_BAD P.
Proof. link RulesConstant.constant_flat. Qed.

Lemma constant_rule_deep : forall P, well_formed P -> premise_rule_deep P -> CONSTANT_BAD P.
Proof. link RulesConstant.constant_deep. Qed.

Lemma constant_rule_affine : forall P, well_formed P -> premise_rule_affine P -> CONSTANT_BAD P.
Proof. link RulesConstant.constant_affine. Qed.

Lemma constant_rule_order : forall P, well_formed P -> premise_rule_order P -> CONSTANT_BAD P.
Proof. link RulesCurved.constant_order. Qed.

Lemma constant_rule_moment : forall P, well_formed P -> premise_rule_moment P -> CONSTANT_BAD P.
Proof. link RulesCurved.constant_moment. Qed.

Lemma constant_rule_stationary : forall P, well_formed P -> premise_rule_stationary P -> CONSTANT_BAD P.
Proof. link RulesCurved.constant_stationary. Qed.

Lemma constant_rule_kink : forall P, well_formed P -> premise_rule_kink P -> CONSTANT_BAD P.
Proof. link RulesKink.constant_kink. Qed.

Lemma constant_rule_narrow : forall P, well_formed P -> premise_rule_narrow P -> CONSTANT_BAD P.
Proof. link RulesNarrow.constant_narrow. Qed.

Lemma constant_rule_decay : forall P, well_formed P -> premise_rule_decay P -> CONSTANT_BAD P.
Proof. link RulesDecay.constant_decay. Qed.

Lemma constant_rule_decay_zero : forall P, well_formed P -> premise_rule_decay_zero P -> CONSTANT_BAD P.
Proof. link RulesDecayZero.constant_decay_zero. Qed.

Lemma constant_rule_affine_local : forall P, well_formed P -> premise_rule_affine_local P -> CONSTANT_BAD P.
Proof. link RulesTangent.constant_affine_local. Qed.

Lemma constant_rule_order_local : forall P, well_formed P -> premise_rule_order_local P -> CONSTANT_BAD P.
Proof. link RulesTangent.constant_order_local. Qed.

Lemma constant_rule_moment_local : forall P, well_formed P -> premise_rule_moment_local P -> CONSTANT_BAD P.
Proof. link RulesTangent.constant_moment_local. Qed.

Lemma constant_rule_stationary_local : forall P, well_formed P -> premise_rule_stationary_local P -> CONSTANT_BAD P.
Proof. link RulesTangent.constant_stationary_local. Qed.

Lemma constant_rule_decay_local : forall P, well_formed P -> premise_rule_decay_local P -> CONSTANT_BAD P.
Proof. link RulesDecay.constant_decay_local. Qed.

Lemma constant_rule_fibre : forall P, well_formed P -> premise_rule_fibre P -> CONSTANT_BAD P.
Proof. link RulesFibre.constant_fibre. Qed.

Theorem thm_separable_monotone : forall P, well_formed P -> premise_thm_separable_monotone P -> NO_BAD P.
Proof. link Separable.thm_separable_monotone. Qed.

Theorem thm_separable_chain : forall P, well_formed P -> premise_thm_separable_chain P -> NO_BAD P.
Proof. link Chain.thm_separable_chain. Qed.

Theorem thm_separable_funnel : forall P, well_formed P -> premise_thm_separable_funnel P -> NO_BAD P.
Proof. link Funnel.thm_separable_funnel. Qed.

Theorem thm_separable_kink : forall P, well_formed P -> premise_thm_separable_kink P -> NO_BAD P.
Proof. link SeparableKink.thm_separable_kink. Qed.

Theorem thm_separable : forall P, well_formed P -> premise_thm_separable P -> NO_BAD P.
Proof. intros P W H; destruct H as [H | [H | [H | H]]]; [apply thm_separable_monotone | apply thm_separable_chain | apply thm_separable_funnel | apply thm_separable_kink]; assumption. Qed.

Theorem thm_cells : forall P, well_formed P -> premise_thm_cells P -> NO_BAD_SMOOTH_PATH P.
Proof. link Cells.thm_cells. Qed.

Theorem thm_smooth_separable : forall P, well_formed P -> premise_thm_smooth_separable P -> NO_BAD_SMOOTH P.
Proof. link OffBreaks.thm_smooth_separable. Qed.

Theorem thm_smooth_funnel : forall P, well_formed P -> premise_thm_smooth_funnel P -> NO_BAD_SMOOTH P.
Proof. link OffBreaks.thm_smooth_funnel. Qed.

Theorem thm_smooth_linear : forall P, well_formed P -> premise_thm_smooth_linear P -> NO_BAD_SMOOTH P.
Proof. link OffBreaks.thm_smooth_linear. Qed.

Theorem thm_smooth_features : forall P, well_formed P -> premise_thm_smooth_features P -> NO_BAD_SMOOTH P.
Proof. link OffBreaks.thm_smooth_features. Qed.

Theorem thm_smooth : forall P, well_formed P -> premise_thm_smooth P -> NO_BAD_SMOOTH P.
Proof. intros P W H; destruct H as [H | [H | [H | H]]]; [apply thm_smooth_separable | apply thm_smooth_funnel | apply thm_smooth_linear | apply thm_smooth_features]; assumption. Qed.

Theorem thm_subspaces_c2 : forall P, well_formed P -> premise_thm_subspaces_c2 P -> NO_BAD P.
Proof. link Subspaces.thm_subspaces_c2. Qed.

Theorem thm_subspaces_c1 : forall P, well_formed P -> premise_thm_subspaces_c1 P -> NO_BAD P.
Proof. link SubspacesDistinct.thm_subspaces_c1. Qed.

Theorem thm_subspaces_core : forall P, well_formed P -> premise_thm_subspaces_core P -> NO_BAD P.
Proof. link Subspaces.thm_subspaces_core. Qed.

Theorem thm_subspaces_core_in_one_class : forall P, well_formed P -> premise_thm_subspaces_core_in_one_class P -> NO_BAD P.
Proof. link Core.thm_subspaces_core_in_one_class. Qed.

Theorem thm_subspaces_fewer : forall P, well_formed P -> premise_thm_subspaces_fewer P -> NO_BAD P.
Proof. link SubspacesFewer.thm_subspaces_fewer. Qed.

Theorem thm_subspaces_independent : forall P, well_formed P -> premise_thm_subspaces_independent P -> NO_BAD P.
Proof. link SubspacesIndependent.thm_subspaces_independent. Qed.

Theorem thm_subspaces_independent_two : forall P, well_formed P -> premise_thm_subspaces_independent_two P -> NO_BAD P.
Proof. link SubspacesIndependentTwo.thm_subspaces_independent_two. Qed.

Theorem thm_subspaces_mixed : forall P, well_formed P -> premise_thm_subspaces_mixed P -> NO_BAD P.
Proof. link SubspacesMixed.thm_subspaces_mixed. Qed.

Theorem thm_subspaces : forall P, well_formed P -> premise_thm_subspaces P -> NO_BAD P.
Proof. intros P W H; destruct H as [H | [H | [H | [H | [H | [H | [H | H]]]]]]]; [apply thm_subspaces_c2 | apply thm_subspaces_c1 | apply thm_subspaces_core | apply thm_subspaces_core_in_one_class | apply thm_subspaces_fewer | apply thm_subspaces_independent | apply thm_subspaces_independent_two | apply thm_subspaces_mixed]; assumption. Qed.

Theorem thm_circuit_curved : forall P, well_formed P -> premise_thm_circuit_curved P -> NO_BAD P.
Proof. link Circuit.thm_circuit. Qed.

Theorem thm_circuit_sigmoid : forall P, well_formed P -> premise_thm_circuit_sigmoid P -> NO_BAD P.
Proof. link CircuitSigmoid.thm_circuit_sigmoid. Qed.

Theorem thm_circuit_sigmoid_skip : forall P, well_formed P -> premise_thm_circuit_sigmoid_skip P -> NO_BAD P.
Proof. link SigmoidSkip.thm_circuit_sigmoid_skip. Qed.

Theorem thm_circuit_sigmoid_affine : forall P, well_formed P -> premise_thm_circuit_sigmoid_affine P -> NO_BAD P.
Proof. link Beside.thm_circuit_sigmoid_affine. Qed.

Theorem thm_circuit_curved_skip : forall P, well_formed P -> premise_thm_circuit_curved_skip P -> NO_BAD P.
Proof. link Beside.thm_circuit_curved_skip. Qed.

Theorem thm_linear_independent : forall P, well_formed P -> premise_thm_linear_independent P -> NO_BAD P.
Proof. link Mirror.thm_linear_independent. Qed.

Theorem thm_independent : forall P, well_formed P -> premise_thm_independent P -> NO_BAD P.
Proof. link Mirror.thm_independent. Qed.

Theorem thm_independent_monotone : forall P, well_formed P -> premise_thm_independent_monotone P -> NO_BAD P.
Proof. link Mirror.thm_independent_monotone. Qed.

Theorem thm_independent_funnel : forall P, well_formed P -> premise_thm_independent_funnel P -> NO_BAD P.
Proof. link Mirror.thm_independent_funnel. Qed.

Theorem thm_circuit : forall P, well_formed P -> premise_thm_circuit P -> NO_BAD P.
Proof. intros P W H; destruct H as [H | [H | [H | [H | H]]]]; [apply thm_circuit_curved | apply thm_circuit_sigmoid | apply thm_circuit_sigmoid_skip | apply thm_circuit_sigmoid_affine | apply thm_circuit_curved_skip]; assumption. Qed.

Theorem thm_circuit_global : forall P, well_formed P -> premise_thm_circuit_global P -> GLOBAL P.
Proof. intros P W [H K]. parts K. destruct H as [H | [H | [H | [H | H]]]]; [linked Circuit.thm_circuit_global H | linked CircuitSigmoid.thm_circuit_sigmoid_global H | linked SigmoidSkip.thm_circuit_sigmoid_skip_global H | linked Beside.thm_circuit_sigmoid_affine_global H | linked Beside.thm_circuit_curved_skip_global H]. Qed.

Theorem thm_quadratic_trained : forall P, well_formed P -> premise_thm_quadratic_trained P -> NO_BAD P.
Proof. link Quadratic.thm_quadratic. Qed.

Theorem thm_quadratic_frozen : forall P, well_formed P -> premise_thm_quadratic_frozen P -> NO_BAD P.
Proof. link QuadraticTheorems.thm_quadratic_frozen. Qed.

Theorem thm_quadratic_ellipsoid : forall P, well_formed P -> premise_thm_quadratic_ellipsoid P -> NO_BAD P.
Proof. link QuadraticTheorems.thm_quadratic_ellipsoid. Qed.

Theorem thm_quadratic_quadric : forall P, well_formed P -> premise_thm_quadratic_quadric P -> NO_BAD P.
Proof. link QuadraticTheorems.thm_quadratic_quadric. Qed.

Theorem thm_quadratic : forall P, well_formed P -> premise_thm_quadratic P -> NO_BAD P.
Proof. intros P W H; destruct H as [H | [H | [H | H]]]; [apply thm_quadratic_trained | apply thm_quadratic_frozen | apply thm_quadratic_ellipsoid | apply thm_quadratic_quadric]; assumption. Qed.

Theorem thm_quadratic_global : forall P, well_formed P -> premise_thm_quadratic_global P -> GLOBAL P.
Proof. link QuadraticGlobal.thm_quadratic_global. Qed.

Theorem thm_affine_piece : forall P, well_formed P -> premise_thm_affine_piece P -> NO_BAD P.
Proof. link AffinePiece.thm_affine_piece_monotone. Qed.

Theorem thm_linear : forall P, well_formed P -> premise_thm_linear P -> NO_BAD P.
Proof. link LinearTheorems.thm_linear. Qed.

Theorem thm_linear_core : forall P, well_formed P -> premise_thm_linear_core P -> RIGHT_ON P (fun e => ~ core P e).
Proof. link LinearTheorems.thm_linear_core. Qed.

Theorem thm_linear_vacuous : forall P, well_formed P -> premise_thm_linear_vacuous P -> NO_MINIMUM P.
Proof. link LinearTheorems.thm_linear_vacuous. Qed.

Theorem thm_linear_global : forall P, well_formed P -> premise_thm_linear_global P -> GLOBAL P.
Proof. link LinearTheorems.thm_linear_global. Qed.

Theorem thm_linear_fit : forall P, well_formed P -> premise_thm_linear_fit P -> NO_BAD P.
Proof. link LinearFit.thm_linear_fit. Qed.

Theorem thm_linear_kink : forall P, well_formed P -> premise_thm_linear_kink P -> NO_BAD P.
Proof. link LinearOpen.thm_linear_kink. Qed.

Theorem thm_linear_kink_global : forall P, well_formed P -> premise_thm_linear_kink_global P -> GLOBAL P.
Proof. link LinearOpen.thm_linear_kink_global. Qed.

Theorem thm_linear_kink_fit : forall P, well_formed P -> premise_thm_linear_kink_fit P -> NO_BAD P.
Proof. link LinearKink.thm_linear_kink_fit. Qed.

Theorem thm_residual : forall P, well_formed P -> premise_thm_residual P -> NO_BAD P.
Proof. link Residual.thm_residual. Qed.

Theorem thm_residual_kink : forall P, well_formed P -> premise_thm_residual_kink P -> NO_BAD P.
Proof. link ResidualKink.thm_residual_kink. Qed.

Theorem thm_linear_bound : forall P, well_formed P -> premise_thm_linear_bound P -> ERROR_BOUND P.
Proof. link LinearBound.thm_linear_bound. Qed.

Theorem thm_decay_origin : forall P, well_formed P -> premise_thm_decay_origin P -> GLOBAL P.
Proof. link DecayOrigin.thm_decay_origin. Qed.

Theorem thm_linear_decay : forall P, well_formed P -> premise_thm_linear_decay P -> GLOBAL P.
Proof. link LinearDecay.thm_linear_decay. Qed.

Theorem thm_decay_valley : forall P, well_formed P -> premise_thm_decay_valley P -> NO_VALLEY P.
Proof. link LinearDecayValley.thm_decay_valley. Qed.

Theorem thm_linear_decay_fit : forall P, well_formed P -> premise_thm_linear_decay_fit P -> NO_BAD P.
Proof. link LinearDecay.thm_linear_decay_fit. Qed.

Theorem thm_decay_gram : forall P, well_formed P -> premise_thm_decay_gram P -> NO_BAD P.
Proof. link DecayGram.thm_decay_gram. Qed.

Theorem thm_independent_global : forall P, well_formed P -> premise_thm_independent_global P -> GLOBAL P.
Proof. intros P W [H K]. parts K. destruct H as [H | [H | [H | H]]]; [linked Mirror.thm_linear_independent_global H | linked Mirror.thm_independent_global H | linked Mirror.thm_independent_monotone_global H | linked Mirror.thm_independent_funnel_global H]. Qed.

Theorem thm_independent_narrow : forall P, well_formed P -> premise_thm_independent_narrow P -> NO_BAD P.
Proof. link Mirror.thm_independent_narrow. Qed.

Theorem thm_exponential : forall P, well_formed P -> premise_thm_exponential P -> NO_BAD P.
Proof. link Exponential.thm_exponential. Qed.

Theorem thm_exponential_global : forall P, well_formed P -> premise_thm_exponential_global P -> GLOBAL P.
Proof. link Exponential.thm_exponential_global. Qed.

Theorem thm_homogeneous_form : forall P, well_formed P -> premise_thm_homogeneous_form P -> NO_BAD P.
Proof. link Homogeneous.thm_homogeneous_form. Qed.

Theorem thm_homogeneous_independent : forall P, well_formed P -> premise_thm_homogeneous_independent P -> NO_BAD P.
Proof. link Homogeneous.thm_homogeneous_independent. Qed.

Theorem thm_homogeneous : forall P, well_formed P -> premise_thm_homogeneous P -> NO_BAD P.
Proof. intros P W H; destruct H as [H | H]; [apply thm_homogeneous_form | apply thm_homogeneous_independent]; assumption. Qed.

Theorem thm_homogeneous_global : forall P, well_formed P -> premise_thm_homogeneous_global P -> GLOBAL P.
Proof. link Homogeneous.thm_homogeneous_global. Qed.

Theorem thm_features : forall P, well_formed P -> premise_thm_features P -> NO_BAD P.
Proof. link OutputWeights.thm_features. Qed.

Theorem thm_output_layer : forall P, well_formed P -> premise_thm_output_layer P -> GLOBAL P.
Proof. link OutputWeights.thm_output_layer. Qed.

Theorem thm_output_fit : forall P, well_formed P -> premise_thm_output_fit P -> NO_BAD P.
Proof. link OutputWeights.thm_output_fit. Qed.

Theorem thm_constant_bound : forall P, well_formed P -> premise_thm_constant_bound P -> CONSTANT_BOUND P.
Proof. link ConstantBound.thm_constant_bound. Qed.

Theorem thm_line : forall P, well_formed P -> premise_thm_line P -> NO_BAD P.
Proof. link Line.thm_line. Qed.

Theorem thm_line_global : forall P, well_formed P -> premise_thm_line_global P -> GLOBAL P.
Proof. link Line.thm_line_global. Qed.

Theorem thm_signed_chain : forall P, well_formed P -> premise_thm_signed_chain P -> NO_BAD P.
Proof. link SignedChain.thm_signed_chain. Qed.

Theorem thm_matching : forall P, well_formed P -> premise_thm_matching P -> GLOBAL P.
Proof. link OutputWeights.thm_matching. Qed.

Theorem thm_convex_fit : forall P, well_formed P -> premise_thm_convex_fit P -> NO_BAD P.
Proof. link Convex.thm_convex_fit. Qed.

Theorem thm_realisable : forall P, well_formed P -> premise_thm_realisable P -> GLOBAL P.
Proof. link Realisable.thm_realisable. Qed.

Theorem thm_realisable_linear : forall P, well_formed P -> premise_thm_realisable_linear P -> GLOBAL P.
Proof. link Realisable.thm_realisable_linear. Qed.

Theorem thm_realisable_valley : forall P, well_formed P -> premise_thm_realisable_valley P -> NO_VALLEY P.
Proof. link Realisable.thm_realisable_valley. Qed.

Theorem thm_minima_error : forall P, well_formed P -> premise_thm_minima_error P -> MINIMA_ERROR P.
Proof. intros P W [H [N O]]. assert (GLOBAL P) by (destruct H as [H | [H | H]]; [apply thm_linear_global | apply thm_linear_kink_global | apply thm_output_layer]; assumption). now apply NotGlobal.global_minima_error. Qed.

Theorem thm_global_low : forall P, well_formed P -> premise_thm_global_low P -> NO_BAD P.
Proof. intros P W [H [N O]]. assert (GLOBAL P) by (destruct H as [H | [H | [H | [H | [H | [H | [H | [H | H]]]]]]]]; [apply thm_linear_global | apply thm_linear_decay | apply thm_exponential_global | apply thm_homogeneous_global | apply thm_output_layer | apply thm_quadratic_global | apply thm_matching | apply thm_realisable | apply thm_realisable_linear]; assumption). now apply NotGlobal.low_no_bad. Qed.

Theorem lemma_rank : forall P, well_formed P -> premise_lemma_rank P -> DEPENDENT P.
Proof. link Rank.lemma_rank. Qed.

Theorem thm_wide_shallow : forall P, well_formed P -> premise_thm_wide_shallow P -> NO_VALLEY P.
Proof. link WideShallow.thm_wide_shallow. Qed.

Theorem thm_wide_decay : forall P, well_formed P -> premise_thm_wide_decay P -> NO_VALLEY P.
Proof. link WideDecay.thm_wide_decay. Qed.

Theorem thm_wide_beside : forall P, well_formed P -> premise_thm_wide_beside P -> NO_VALLEY P.
Proof. link WideBeside.thm_wide_beside. Qed.

Theorem thm_pyramid : forall P, well_formed P -> premise_thm_pyramid P -> NO_OPEN_VALLEY P.
Proof. link Pyramid.thm_pyramid. Qed.

Theorem thm_linear_valley : forall P, well_formed P -> premise_thm_linear_valley P -> NO_VALLEY P.
Proof. link LinearValley.thm_linear_valley. Qed.

Theorem thm_convex_valley : forall P, well_formed P -> premise_thm_convex_valley P -> NO_VALLEY P.
Proof. link Convex.thm_convex_valley. Qed.

Theorem thm_monotone_valley : forall P, well_formed P -> premise_thm_monotone_valley P -> NO_VALLEY P.
Proof. link MonotoneValley.thm_monotone_valley. Qed.

Theorem thm_separable_valley : forall P, well_formed P -> premise_thm_separable_valley P -> NO_VALLEY P.
Proof. link SeparableValley.thm_separable_valley. Qed.

Theorem thm_line_valley : forall P, well_formed P -> premise_thm_line_valley P -> NO_VALLEY P.
Proof. link Line.thm_line_valley. Qed.

Theorem thm_vacuous : forall P, well_formed P -> premise_thm_vacuous P -> NO_MINIMUM P.
Proof. intros P W [H K]. assert (NO_FALL P) by (destruct H as [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | H]]]]]]]]]]]; [apply fall_thm_separable | apply fall_thm_subspaces | apply fall_thm_circuit | apply fall_thm_quadratic | apply fall_thm_linear | apply fall_thm_independent | apply fall_thm_exponential | apply fall_thm_homogeneous | apply fall_thm_independent_funnel | apply fall_thm_independent_narrow | apply fall_thm_features | apply fall_thm_residual]; assumption). parts K; apply no_fall_no_minimum; assumption. Qed.

Theorem thm_core_vacuous : forall P, well_formed P -> premise_thm_core_vacuous P -> NO_MINIMUM P.
Proof. link Separable.thm_core_vacuous. Qed.

Theorem thm_movable : forall P, well_formed P -> premise_thm_movable P -> NO_MINIMUM P.
Proof. link Movable.thm_movable. Qed.

Theorem thm_core : forall P, well_formed P -> premise_thm_core P -> RIGHT_ON P (fun e => ~ core P e).
Proof. link Separable.thm_core. Qed.

Theorem thm_global : forall P, well_formed P -> premise_thm_global P -> GLOBAL P.
Proof. intros P W [H K]. assert (NO_FALL P) by (destruct H as [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | H]]]]]]]]]]]; [apply fall_thm_separable | apply fall_thm_subspaces | apply fall_thm_circuit | apply fall_thm_quadratic | apply fall_thm_linear | apply fall_thm_residual | apply fall_thm_independent_monotone | apply fall_thm_independent | apply fall_thm_independent_funnel | apply fall_thm_linear_independent | apply fall_thm_features | apply fall_thm_independent_narrow]; assumption). parts K; apply no_fall_global; assumption. Qed.

Theorem rule_flat : forall P, well_formed P -> premise_rule_flat P -> BAD P.
Proof. link RulesConstant.rule_flat. Qed.

Theorem rule_deep : forall P, well_formed P -> premise_rule_deep P -> BAD P.
Proof. link RulesConstant.rule_deep. Qed.

Theorem rule_affine : forall P, well_formed P -> premise_rule_affine P -> BAD P.
Proof. link RulesConstant.rule_affine. Qed.

Theorem rule_order : forall P, well_formed P -> premise_rule_order P -> BAD P.
Proof. link RulesCurved.rule_order. Qed.

Theorem rule_moment : forall P, well_formed P -> premise_rule_moment P -> BAD P.
Proof. link RulesCurved.rule_moment. Qed.

Theorem rule_stationary : forall P, well_formed P -> premise_rule_stationary P -> BAD P.
Proof. link RulesCurved.rule_stationary. Qed.

Theorem rule_parity : forall P, well_formed P -> premise_rule_parity P -> BAD P.
Proof. link RulesConstant.rule_parity. Qed.

Theorem rule_duplicate : forall P, well_formed P -> premise_rule_duplicate P -> BAD P.
Proof. link RulesConstant.rule_duplicate. Qed.

Theorem rule_hull : forall P, well_formed P -> premise_rule_hull P -> BAD P.
Proof. link RulesMultipliers.rule_hull. Qed.

Theorem rule_outlier : forall P, well_formed P -> premise_rule_outlier P -> BAD P.
Proof. link RulesMultipliers.rule_outlier. Qed.

Theorem rule_quadric : forall P, well_formed P -> premise_rule_quadric P -> BAD P.
Proof. link RulesMultipliers.rule_quadric. Qed.

Theorem rule_margin : forall P, well_formed P -> premise_rule_margin P -> BAD P.
Proof. link RulesConstant.rule_margin. Qed.

Theorem rule_saturated : forall P, well_formed P -> premise_rule_saturated P -> BAD P.
Proof. link RulesConstant.rule_saturated. Qed.

Theorem rule_kink : forall P, well_formed P -> premise_rule_kink P -> BAD P.
Proof. link RulesKink.rule_kink. Qed.

Theorem rule_nobias : forall P, well_formed P -> premise_rule_nobias P -> BAD P.
Proof. link RulesFrozen.rule_nobias. Qed.

Theorem rule_narrow : forall P, well_formed P -> premise_rule_narrow P -> BAD P.
Proof. link RulesNarrow.rule_narrow. Qed.

Theorem rule_frozen : forall P, well_formed P -> premise_rule_frozen P -> BAD P.
Proof. link RulesFrozen.rule_frozen. Qed.

Theorem rule_decay : forall P, well_formed P -> premise_rule_decay P -> BAD P.
Proof. link RulesDecay.rule_decay. Qed.

Theorem rule_decay_zero : forall P, well_formed P -> premise_rule_decay_zero P -> BAD P.
Proof. link RulesDecayZero.rule_decay_zero. Qed.

Theorem rule_strict : forall P, well_formed P -> premise_rule_strict P -> BAD P.
Proof. link AtRest.rule_strict. Qed.

Theorem rule_sharp : forall P, well_formed P -> premise_rule_sharp P -> BAD P.
Proof. link RulesBox.rule_sharp. Qed.

Theorem rule_support : forall P, well_formed P -> premise_rule_support P -> BAD P.
Proof. link RulesMultipliers.rule_support. Qed.

Theorem rule_split : forall P, well_formed P -> premise_rule_split P -> BAD P.
Proof. link RuleSplit.rule_split. Qed.

Theorem rule_split_decay : forall P, well_formed P -> premise_rule_split_decay P -> BAD P.
Proof. link RulesDecayCopies.rule_split_decay. Qed.

Theorem rule_potential : forall P, well_formed P -> premise_rule_potential P -> BAD P.
Proof. link RulesPotential.rule_potential. Qed.

Theorem rule_affine_local : forall P, well_formed P -> premise_rule_affine_local P -> BAD P.
Proof. link RulesTangent.rule_affine_local. Qed.

Theorem rule_order_local : forall P, well_formed P -> premise_rule_order_local P -> BAD P.
Proof. link RulesTangent.rule_order_local. Qed.

Theorem rule_moment_local : forall P, well_formed P -> premise_rule_moment_local P -> BAD P.
Proof. link RulesTangent.rule_moment_local. Qed.

Theorem rule_stationary_local : forall P, well_formed P -> premise_rule_stationary_local P -> BAD P.
Proof. link RulesTangent.rule_stationary_local. Qed.

Theorem rule_decay_local : forall P, well_formed P -> premise_rule_decay_local P -> BAD P.
Proof. link RulesDecay.rule_decay_local. Qed.

Theorem rule_tied : forall P, well_formed P -> premise_rule_tied P -> BAD P.
Proof. link RulesTied.rule_tied. Qed.

Theorem rule_fibre : forall P, well_formed P -> premise_rule_fibre P -> BAD P.
Proof. link RulesFibre.rule_fibre. Qed.

Theorem rule_affine_piece : forall P, well_formed P -> premise_rule_affine_piece P -> BAD P.
Proof. link AffinePiece.rule_affine_piece_monotone. Qed.

Theorem rule_linear : forall P, well_formed P -> premise_rule_linear P -> BAD P.
Proof. link LinearBad.rule_linear. Qed.

Theorem rule_linear_increasing : forall P, well_formed P -> premise_rule_linear_increasing P -> BAD P.
Proof. link LinearBad.rule_linear_increasing. Qed.

Theorem rule_decay_origin : forall P, well_formed P -> premise_rule_decay_origin P -> BAD P.
Proof. link DecayOrigin.rule_decay_origin. Qed.

Theorem rule_spurious : forall P, well_formed P -> premise_rule_spurious P -> NOT_GLOBAL P.
Proof. link RulesSpurious.rule_spurious. Qed.

Theorem rule_valley : forall P, well_formed P -> premise_rule_valley P -> VALLEY P.
Proof. link RulesValley.rule_valley. Qed.

Theorem rule_basin : forall P, well_formed P -> premise_rule_basin P -> BASIN P.
Proof. link RulesSpurious.rule_basin. Qed.

Theorem rule_spurious_bad : forall P, well_formed P -> premise_rule_spurious_bad P -> NOT_GLOBAL P.
Proof. intros P W [_ [N [O H]]]. assert (BAD P) by (destruct H as [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | H]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]; [apply rule_flat | apply rule_deep | apply rule_affine | apply rule_order | apply rule_moment | apply rule_stationary | apply rule_parity | apply rule_duplicate | apply rule_hull | apply rule_outlier | apply rule_quadric | apply rule_margin | apply rule_saturated | apply rule_kink | apply rule_nobias | apply rule_narrow | apply rule_frozen | apply rule_decay | apply rule_decay_zero | apply rule_strict | apply rule_sharp | apply rule_support | apply rule_split | apply rule_split_decay | apply rule_potential | apply rule_affine_local | apply rule_order_local | apply rule_moment_local | apply rule_stationary_local | apply rule_decay_local | apply rule_tied | apply rule_fibre | apply rule_affine_piece | apply rule_linear | apply rule_linear_increasing | apply rule_decay_origin]; assumption). now apply NotGlobal.low_not_global. Qed.

Theorem rule_spurious_constant : forall P, well_formed P -> premise_rule_spurious_constant P -> NOT_GLOBAL P.
Proof. intros P W [[D [N E]] [O H]]. assert (CONSTANT_BAD P) by (destruct H as [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | [H | H]]]]]]]]]]]]]]]; [apply constant_rule_affine | apply constant_rule_affine_local | apply constant_rule_order | apply constant_rule_order_local | apply constant_rule_moment | apply constant_rule_moment_local | apply constant_rule_stationary | apply constant_rule_stationary_local | apply constant_rule_decay | apply constant_rule_decay_local | apply constant_rule_flat | apply constant_rule_deep | apply constant_rule_kink | apply constant_rule_narrow | apply constant_rule_decay_zero | apply constant_rule_fibre]; assumption). now apply NotGlobal.below_constants_not_global. Qed.
