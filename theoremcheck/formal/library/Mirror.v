(** * Odd networks: a sample (x, +) is the sample (-x, -)

    What a theorem says of the mirrored problem, in which all samples have the
    label -, it says of the problem itself: at every admissible point both have
    the same z at each sample, so the same L. Of the mirrored problem no two
    samples contradict each other. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions ConditionsLinear ConditionsResidual ConditionsMirror
  ConditionsExtrema ConditionsOpposite Algebra Near Kinds Monotone Level.
From TheoremCheck Require ConditionsFunnel Nearby Independent Turning IndependentMonotone LinearIndependent
  IndependentFunnel NarrowLayers OppositeOutputs.
Import ListNotations.
Open Scope R_scope.

Lemma over_mapped {T U} (l : list T) (h : T -> U) (v : U -> R) : over (map h l) v = over l (fun e => v (h e)).
Proof. induction l as [|e l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

Section Mirror.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_odd : network_odd P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Lemma flip_x : forall e k, x P (flip e) k = (if positive_label e then - x P e k else x P e k).
Proof.
  intros e k. unfold flip. destruct (positive_label e); [|reflexivity]. unfold x. cbn [row].
  change 0%Z with (Z.opp 0) at 1. rewrite map_nth, opp_IZR. unfold Rdiv. ring.
Qed.

Lemma flip_share : forall e, share (flip e) = share e.
Proof. intros e. unfold flip. now destruct (positive_label e). Qed.

Lemma flip_f : forall t e, admissible P t -> positive_label e = true -> f P t (flip e) = - f P t e.
Proof.
  intros t e Adm Pos. destruct network_odd as [T0 [F0 [Own Deep]]].
  assert (A0' : t A0 = 0).
  { rewrite Adm; [exact F0|]. intros I. apply Nearby.in_trained in I. cbn in I. congruence. }
  unfold f. rewrite A0', (Deep t Adm (x P e) (x P (flip e))) by (intros k _; rewrite flip_x, Pos; reflexivity).
  destruct Own as [W|[Odd [TB FB]]].
  - rewrite W. simpl. ring.
  - rewrite (sum_eq (width P) (fun j => t (A j) * val (neuron P) (pre P t j (flip e)))
      (fun j => -1 * (t (A j) * val (neuron P) (pre P t j e)))).
    + rewrite sum_mul. ring.
    + intros j Hj. assert (Bj : t (B j) = 0).
      { rewrite Adm; [now apply FB|]. intros I. apply Nearby.in_trained in I. cbn in I. congruence. }
      replace (pre P t j (flip e)) with (- pre P t j e).
      * change (val (neuron P)) with (sigma P). rewrite Odd. ring.
      * unfold pre. rewrite Bj.
        rewrite (sum_eq _ (fun k => t (W j k) * x P (flip e) k) (fun k => -1 * (t (W j k) * x P e k)));
          [rewrite sum_mul; ring|].
        intros k _. rewrite flip_x, Pos. ring.
Qed.

Lemma flip_z : forall t e, admissible P t -> z P t (flip e) = z P t e.
Proof.
  intros t e Adm. destruct (positive_label e) eqn:Pos.
  - unfold z. rewrite flip_f by assumption. unfold flip, y. rewrite Pos. cbn [positive_label]. ring.
  - unfold flip. now rewrite Pos.
Qed.

Lemma mirror_L : forall t, admissible P t -> L (mirror P) t = L P t.
Proof.
  intros t Adm. unfold L. f_equal. f_equal.
  - cbn [data mirror]. rewrite over_mapped. apply over_eq. intros e _. rewrite flip_share.
    change (share e * val (loss P) (z P t (flip e)) = share e * val (loss P) (z P t e)).
    now rewrite flip_z.
  - unfold total_weight. cbn [data mirror]. rewrite over_mapped. apply over_eq. intros e _. apply flip_share.
Qed.

Lemma mirror_minimum : forall t, local_min P t -> local_min (mirror P) t.
Proof.
  intros t [Adm [_ [r [Hr Min]]]]. split; [exact Adm|]. split.
  - apply (all_defined (mirror P)); assumption.
  - exists r. split; [exact Hr|]. intros t' Adm' _ N. rewrite !mirror_L by assumption.
    apply Min; [exact Adm'|apply defined|exact N].
Qed.

Theorem mirror_no_slope : NO_SLOPE (mirror P) -> NO_SLOPE P.
Proof.
  intros S t Min e I. rewrite <- (flip_z t e (proj1 Min)).
  apply (S t (mirror_minimum t Min)). cbn [data mirror]. now apply in_map.
Qed.

Lemma mirror_consistent : data_consistent (mirror P).
Proof.
  assert (Minus : forall e, In e (data (mirror P)) -> positive_label e = false).
  { intros e I. cbn [data mirror] in I. apply in_map_iff in I. destruct I as [e' [<- _]].
    unfold flip. destruct (positive_label e') eqn:E; [reflexivity|exact E]. }
  intros e e' I I' _. now rewrite !Minus.
Qed.

End Mirror.

(** ** Theorems on independent samples, which may be the mirrored ones *)

Section Independent.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

Let told_apart : Prop := data_independent P \/ (network_odd P /\ data_independent_mirrored P).

(** L is level in f(X) at each X of independent samples, or l has slope 0 at each sample. *)
Definition resting : Prop := (network_deep_features P /\ LEVEL P) \/ NO_SLOPE P.

Lemma resting_slopes : resting -> data_consistent P -> NO_SLOPE P.
Proof. intros [[Feat V]|V] Con; [now apply level_no_slope|assumption]. Qed.

Lemma resting_global : resting -> loss_convex P -> objective_unregularised P -> GLOBAL P.
Proof. intros [[Feat V]|V] C U; [now apply level_global|apply no_fall_global; auto using no_slope_no_fall]. Qed.

Section Shortcut.

Hypothesis network_shortcut : network_shortcut P.
Hypothesis trained :
  network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.

Section Monotone.

Hypothesis monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis features : network_deep_features P.
Hypothesis apart : told_apart.

Lemma resting_monotone : resting.
Proof.
  destruct apart as [Ind|[Odd Ind]].
  - left. split; [assumption|]. now apply IndependentMonotone.level_independent_monotone.
  - right. apply mirror_no_slope; try assumption.
    apply (level_no_slope (mirror P)); try assumption; [|now apply mirror_consistent].
    now apply IndependentMonotone.level_independent_monotone.
Qed.

Theorem slope_independent_monotone : data_consistent P -> NO_SLOPE P.
Proof. now apply resting_slopes, resting_monotone. Qed.

Theorem thm_independent_monotone : data_consistent P -> loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_independent_monotone|assumption]. Qed.

Theorem thm_independent_monotone_global : loss_convex P -> objective_unregularised P -> GLOBAL P.
Proof. now apply resting_global, resting_monotone. Qed.

End Monotone.

Section Turning.

Hypothesis balance :
  (((network_output_bias P /\ objective_output_bias_unpenalised P) \/ network_opposite_outputs P) /\
    (neuron_no_local_maximum P \/ neuron_no_local_minimum P)) \/
  (network_neurons_trainable P /\ objective_output_unpenalised P /\
    ((neuron_no_local_maximum P /\ neuron_minima_signed P) \/
     (neuron_no_local_minimum P /\ neuron_maxima_signed P) \/
     neuron_extrema_signed P \/
     ((network_output_bias P /\ objective_output_bias_unpenalised P) /\ neuron_extrema_separated P))).
Hypothesis samples : (network_deep_features P /\ told_apart) \/
  (neuron_even P /\ network_hidden_bias_or_none P /\
    data_consistent_up_to_sign P /\ data_independent_up_to_sign P /\
    (loss_nondecreasing P \/ network_shortcut_only P)).

Lemma balance_or_opposite : Independent.independent_balance P \/
  (network_opposite_outputs P /\ (neuron_no_local_maximum P \/ neuron_no_local_minimum P)).
Proof. unfold Independent.independent_balance. tauto. Qed.

Lemma resting_turning : resting.
Proof.
  destruct samples as [[Feat [Ind|[Odd Ind]]]|[Ev [Bias [Con [Ind Or]]]]];
    destruct balance_or_opposite as [Bal|[Opp Kind]].
  - left. split; [assumption|]. now apply Turning.level_independent.
  - left. split; [assumption|]. now apply OppositeOutputs.level_opposite.
  - right. apply mirror_no_slope; try assumption.
    apply (level_no_slope (mirror P)); try assumption; [|now apply mirror_consistent].
    now apply Turning.level_independent.
  - right. apply mirror_no_slope; try assumption.
    apply (level_no_slope (mirror P)); try assumption; [|now apply mirror_consistent].
    now apply OppositeOutputs.level_opposite.
  - right. now apply Turning.slope_independent_even_neuron.
  - right. now apply OppositeOutputs.slope_opposite_even.
Qed.

Theorem slope_independent : data_consistent P -> NO_SLOPE P.
Proof. now apply resting_slopes, resting_turning. Qed.

Theorem thm_independent : data_consistent P -> loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_independent|assumption]. Qed.

Theorem thm_independent_global : loss_convex P -> objective_unregularised P -> GLOBAL P.
Proof. now apply resting_global, resting_turning. Qed.

End Turning.

End Shortcut.

Section Linear.

Hypothesis part : network_linear_part P \/ network_residual P.
Hypothesis network_deep_features : network_deep_features P.
Hypothesis objective_outputs_only : objective_outputs_only P.
Hypothesis independent : (network_constant_seen P /\ told_apart) \/
  (network_constant_trained P /\ data_affinely_independent P).

Lemma resting_linear : resting.
Proof.
  destruct independent as [[Seen [Ind|[Odd Ind]]]|[Tr Ind]].
  - left. split; [assumption|]. apply LinearIndependent.level_linear_independent; try assumption. left. auto.
  - right. apply mirror_no_slope; try assumption.
    apply (level_no_slope (mirror P)); try assumption; [|now apply mirror_consistent].
    apply LinearIndependent.level_linear_independent; try assumption. left. split; [exact Seen|exact Ind].
  - left. split; [assumption|]. apply LinearIndependent.level_linear_independent; try assumption. right. auto.
Qed.

Theorem slope_linear_independent : data_consistent P -> NO_SLOPE P.
Proof. now apply resting_slopes, resting_linear. Qed.

Theorem thm_linear_independent : data_consistent P -> loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_linear_independent|assumption]. Qed.

Theorem thm_linear_independent_global : loss_convex P -> objective_unregularised P -> GLOBAL P.
Proof. now apply resting_global, resting_linear. Qed.

End Linear.

Section Funnel.

Hypothesis features : network_deep_features P.
Hypothesis funnel : ConditionsFunnel.network_valley_funnel P.
Hypothesis bias : network_output_bias P.
Hypothesis unpenalised : objective_output_bias_unpenalised P.
Hypothesis independent : data_independent P.

Lemma resting_funnel : resting.
Proof. left. split; [assumption|]. now apply IndependentFunnel.level_independent_funnel. Qed.

Theorem slope_independent_funnel : data_consistent P -> NO_SLOPE P.
Proof. now apply resting_slopes, resting_funnel. Qed.

Theorem thm_independent_funnel : data_consistent P -> loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_independent_funnel|assumption]. Qed.

Theorem thm_independent_funnel_global : loss_convex P -> objective_unregularised P -> GLOBAL P.
Proof. now apply resting_global, resting_funnel. Qed.

End Funnel.

Theorem slope_independent_narrow : ConditionsFunnel.network_narrowing P -> network_deep_features P -> told_apart ->
  data_consistent P -> NO_SLOPE P.
Proof.
  intros Narrow Feat [Ind|[Odd Ind]] Con.
  - now apply NarrowLayers.slope_independent_narrow.
  - apply mirror_no_slope; try assumption.
    apply NarrowLayers.slope_independent_narrow; try assumption. now apply mirror_consistent.
Qed.

Theorem thm_independent_narrow : loss_active P -> ConditionsFunnel.network_narrowing P -> network_deep_features P ->
  told_apart -> data_consistent P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_independent_narrow|assumption]. Qed.

End Independent.
