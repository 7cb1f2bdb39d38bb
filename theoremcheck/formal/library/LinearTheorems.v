(** * Linear networks: the theorems, of linear parts and of residual heads *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsOffset ConditionsResidual Algebra Near Kinds Monotone
  Balance FirstOrder LinearBranch LinearNetwork Offsets Residual.
Import ListNotations.
Open Scope R_scope.

Section LinearTheorems.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Lemma outputs_only_part : objective_outputs_only P -> part_unpenalised P.
Proof.
  intros O. split; [|split].
  - intros c I. exact (O c _ I).
  - intros c p I. specialize (O c p I). destruct p; auto.
  - intros c p I. exact (O c _ I).
Qed.

(** v . X is v . x + k, with k = 0 where no bias is seen. *)
Definition seen (u : nat -> R) : R := if sees_one P then u (dim P) else 0.

Lemma dot_affine : forall u e, dot P u e = affine_score P u (seen u) e.
Proof.
  intros u e. unfold dot, inputs, affine_score, seen.
  destruct (sees_one P); cbn [sum]; rewrite ?X_one, ?Rmult_1_r, ?Rplus_0_r; [f_equal|];
    apply sum_eq; intros i Hi; now rewrite X_low.
Qed.

Lemma seen_constant : network_constant_seen P -> forall u, network_constant_trained P \/ seen u = 0.
Proof.
  intros Seen u. unfold seen. destruct (sees_one P) eqn:E; [left; now apply Seen|now right].
Qed.

Lemma unregularised_outputs_only : objective_unregularised P -> objective_outputs_only P.
Proof. intros U c p I. rewrite (U c p I). now destruct p. Qed.

(** B1 *)
Lemma lemma_linear : network_linear_part P -> objective_outputs_only P ->
  forall l1, (forall v, derivable_pt_lim (ell P) v (l1 v)) ->
  forall t, local_min P t -> forall v k, network_constant_trained P \/ k = 0 ->
  moment P l1 t (affine_score P v k) = 0.
Proof.
  intros Part O l1 D t Min v k C.
  now apply (affine_moment P defined l1 D (outputs_only_part O) Part t Min).
Qed.

(** A linear part, or a residual head: sum q_i y_i (v . x_i + k) = 0. A constant that is trained without a_0 is one of
    a linear part. *)
Lemma part_moment : network_linear_part P \/ network_residual P -> objective_outputs_only P ->
  forall l1, (forall v, derivable_pt_lim (ell P) v (l1 v)) -> forall t, local_min P t ->
  forall v k, network_constant_trained P \/ k = 0 -> moment P l1 t (affine_score P v k) = 0.
Proof.
  intros Part O l1 D t Min v k C.
  destruct Part as [L|Head]; [now apply lemma_linear|].
  assert (Own : (a0_trained P = true /\ objective_output_bias_unpenalised P) \/ k = 0 ->
    moment P l1 t (affine_score P v k) = 0) by now apply residual_moment.
  pose proof C as C'. destruct C' as [[A0t|[[L _]|[all [b [Is [L _]]]]]]|K].
  - apply Own. left. split; [assumption|]. intros c I. exact (O c _ I).
  - apply lemma_linear; auto. now left.
  - apply lemma_linear; auto. right. now exists all, b.
  - apply Own. now right.
Qed.

Hypothesis part : network_linear_part P \/ network_residual P.

(** Where v . x + k has the right sign, or is 0, at every sample. *)
Lemma slope_by : objective_outputs_only P -> loss_nondecreasing P ->
  forall v k, network_constant_trained P \/ k = 0 ->
  (forall e, In e (data P) -> 0 <= y e * affine_score P v k e) ->
  forall t, local_min P t -> forall e, In e (data P) -> 0 < y e * affine_score P v k e ->
  derivable_pt_lim (ell P) (z P t e) 0.
Proof.
  intros O Mono v k C S t Min e I Se. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  apply (one_sided_moment P l1 D Mono t (affine_score P v k)); auto. now apply part_moment.
Qed.

(** ** Separable data, and the core *)

(** By v . X, of which the constant is trained; or by any affine function. *)
Lemma separation_by : (data_linearly_separable P /\ network_constant_seen P) \/
  (data_affinely_separable P /\ network_constant_trained P) ->
  exists v k, (network_constant_trained P \/ k = 0) /\
    forall e, In e (data P) -> 0 < y e * affine_score P v k e.
Proof.
  intros [[[u S] Seen]|[[v [k S]] C]].
  - exists u, (seen u). split; [now apply seen_constant|]. intros e I. rewrite <- dot_affine.
    now apply S.
  - exists v, k. auto.
Qed.

Theorem slope_linear : objective_outputs_only P -> loss_nondecreasing P ->
  (data_linearly_separable P /\ network_constant_seen P) \/
  (data_affinely_separable P /\ network_constant_trained P) -> NO_SLOPE P.
Proof.
  intros O Mono Sep t Min e I. destruct (separation_by Sep) as [v [k [C S]]].
  apply (slope_by O Mono v k); auto. intros e' I'. left. now apply S.
Qed.

Theorem thm_linear : objective_outputs_only P -> loss_nondecreasing P -> loss_active P ->
  (data_linearly_separable P /\ network_constant_seen P) \/
  (data_affinely_separable P /\ network_constant_trained P) -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_linear|assumption]. Qed.

Theorem thm_linear_core : objective_outputs_only P -> network_constant_seen P ->
  loss_nondecreasing P -> loss_active P -> RIGHT_ON P (fun e => ~ core P e).
Proof.
  intros O Seen Mono Act t Min e I N. apply slope_zero; [assumption|].
  apply not_all_ex_not in N. destruct N as [u N].
  assert (Wk : weakly_separates P u) by (apply NNPP; intros W; apply N; intros; contradiction).
  assert (Nz : dot P u e <> 0) by (intros E; apply N; auto).
  apply (slope_by O Mono u (seen u)); auto.
  - now apply seen_constant.
  - intros e' I'. rewrite <- dot_affine. now apply Wk.
  - rewrite <- dot_affine. pose proof (Wk e I) as Ge. unfold y in *.
    destruct (positive_label e); lra.
Qed.

Theorem thm_linear_vacuous : objective_outputs_only P -> loss_increasing P ->
  (data_weakly_separable P /\ network_constant_seen P) \/
  (data_affinely_weakly_separable P /\ network_constant_trained P) -> NO_MINIMUM P.
Proof.
  intros O [Co Inc] Sep t Min.
  assert (Mono : loss_nondecreasing P).
  { intros p q [H|H]; [left|right; now rewrite H]. apply (rises_strictly (ell P)); [|assumption].
    split; assumption. }
  assert (W : exists v k, (network_constant_trained P \/ k = 0) /\
    (forall e, In e (data P) -> 0 <= y e * affine_score P v k e) /\
    exists e, In e (data P) /\ 0 < y e * affine_score P v k e).
  { destruct Sep as [[[u [Wk [e [I S]]]] Seen]|[[v [k W]] C]]; [|exists v, k; auto].
    exists u, (seen u). split; [now apply seen_constant|]. split.
    - intros e' I'. rewrite <- dot_affine. now apply Wk.
    - exists e. rewrite <- dot_affine. auto. }
  destruct W as [v [k [C [Wk [e [I S]]]]]].
  assert (0 < 0); [|lra]. apply (active_slope P (z P t e)); [apply Inc|].
  now apply (slope_by O Mono v k).
Qed.

(** ** B2: networks of affine neurons, but for parts in which nothing is trained *)

Theorem thm_linear_global : objective_unregularised P -> network_linear_unfrozen P ->
  network_constant_trained P \/ network_homogeneous_unfrozen P -> loss_convex P -> GLOBAL P.
Proof.
  intros Pen Lin Bias Conv t Min t' Adm' _. destruct loss_c1 as [l1 [D _]].
  destruct (network_difference P t t' (proj1 Min) Adm' Lin Bias) as [v [k [Ck E]]].
  apply (convex_compare P l1 D Conv).
  - rewrite (moment_eq P l1 t t (affine_score P v k)) by (auto; intros; apply E).
    apply part_moment; auto using unregularised_outputs_only.
  - rewrite !no_penalty by assumption. lra.
Qed.

End LinearTheorems.
