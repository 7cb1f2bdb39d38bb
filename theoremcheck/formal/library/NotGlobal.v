(** * Local minima that are not global *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import ConditionsConvex Setting Conditions Algebra Near Kinds Calculus PointsConstant ConstantMinima.
From TheoremCheck Require LinearBad Nearby Support.
Import ListNotations.
Open Scope R_scope.

Section NotGlobal.

Variable P : problem.

(** Some local minimum of L is not a global one. *)
Definition NOT_GLOBAL : Prop :=
  exists t t', local_min P t /\ admissible P t' /\ L_defined P t' /\ L P t' < L P t.

Lemma not_global_iff : NOT_GLOBAL <-> ~ GLOBAL P.
Proof.
  split.
  - intros [t [t' [M [A [D H]]]]] G. specialize (G t M t' A D). lra.
  - intros N. apply NNPP. intros E. apply N. intros t M t' A D.
    destruct (Rle_lt_dec (L P t) (L P t')) as [|H]; [assumption|].
    elim E. now exists t, t'.
Qed.

(** ** rule.spurious_bad *)

Variables m c : R.

Hypothesis above_zero : forall v, 0 <= v -> ell P 0 <= ell P v.
Hypothesis above : forall v, m <= ell P v.
Hypothesis rewarded_nowhere : forall t, 0 <= penalty P t.
Hypothesis least_share : forall e, In e (data P) -> c * total_weight P <= share e.

(** Where a sample is wrong, L is at least m + c (l(0) - m). *)
Lemma wrong_is_high : forall t e, In e (data P) -> y e <> sgn (f P t e) ->
  m + c * (ell P 0 - m) <= L P t.
Proof.
  intros t e I Wrong.
  assert (W : 0 < total_weight P).
  { apply total_weight_pos. intros D. now rewrite D in I. }
  assert (Z : 0 <= z P t e).
  { unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra. }
  assert (H0 : ell P 0 <= ell P (z P t e)) by now apply above_zero.
  assert (Total : share e * (ell P 0 - m) <= over (data P) (fun e' => share e' * (ell P (z P t e') - m))).
  { apply Rle_trans with (share e * (ell P (z P t e) - m)).
    - apply Rmult_le_compat_l; [left; apply share_pos|lra].
    - apply (LinearBad.over_single_le (fun e' => share e' * (ell P (z P t e') - m)) (data P) e); [|assumption].
      intros e' _. apply Rmult_le_pos; [left; apply share_pos|]. specialize (above (z P t e')). lra. }
  assert (S : over (data P) (fun e' => share e' * (ell P (z P t e') - m))
            = over (data P) (fun e' => share e' * ell P (z P t e')) - m * total_weight P).
  { unfold total_weight. replace (m * over (data P) share) with (- (- m * over (data P) share)) by ring.
    unfold Rminus at 2. rewrite Ropp_involutive, <- over_mul, <- over_add. apply over_eq. intros; ring. }
  unfold L. change (over (data P) (fun s => share s * val (loss P) (z P t s)))
    with (over (data P) (fun s => share s * ell P (z P t s))).
  specialize (rewarded_nowhere t). specialize (least_share e I). pose proof (above 0) as A0.
  apply Rle_trans with (over (data P) (fun s => share s * ell P (z P t s)) / total_weight P); [|lra].
  apply Rmult_le_reg_r with (total_weight P); [assumption|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (c * total_weight P * (ell P 0 - m) <= share e * (ell P 0 - m)).
  { apply Rmult_le_compat_r; lra. }
  nra.
Qed.

Theorem bad_not_global : BAD P -> forall t', admissible P t' -> L_defined P t' ->
  L P t' < m + c * (ell P 0 - m) -> NOT_GLOBAL.
Proof.
  intros [t [M E]] t' A D H. exists t, t'.
  split; [assumption|]. split; [assumption|]. split; [assumption|].
  destruct (classic (exists e, In e (data P) /\ y e <> sgn (f P t e))) as [[e [I Wrong]]|N].
  - apply Rlt_le_trans with (1 := H). now apply wrong_is_high with e.
  - exfalso. assert (Z : training_error P t = 0); [|lra].
    apply error_zero. intros e I. destruct (Req_EM_T (y e) (sgn (f P t e))); [assumption|].
    elim N. now exists e.
Qed.

End NotGlobal.

(** At some point L is smaller than wherever a sample is wrong: m is below l, c at most the least share. *)
Definition objective_low (P : problem) : Prop :=
  (forall t, 0 <= penalty P t) /\
  exists m c t', (forall v, m <= ell P v) /\ (forall e, In e (data P) -> c * total_weight P <= share e) /\
    admissible P t' /\ L_defined P t' /\ L P t' < m + c * (ell P 0 - m).

(** What rises at every point of [0, inf), to both sides, is at least its value at 0 there. *)
Lemma active_above_zero : forall P, loss_active P -> forall v, 0 <= v -> ell P 0 <= ell P v.
Proof.
  intros P A. apply nondecreasing_from. intros v V. destruct (A v V) as [After Before].
  destruct (rises_after_near _ _ After) as [e [He N]]. destruct (rises_before_near _ _ Before) as [d [Hd M]].
  split; [exists e|exists d]; (split; [assumption|]); intros h Hh; left; auto.
Qed.

Theorem low_not_global : forall P, loss_nondecreasing P \/ loss_active P ->
  objective_low P -> BAD P -> NOT_GLOBAL P.
Proof.
  intros P N [R [m [c [t' [A [S [Adm [D H]]]]]]]] B.
  assert (Z : forall v, 0 <= v -> ell P 0 <= ell P v).
  { destruct N as [M|M]; [intros v V; now apply M|now apply active_above_zero]. }
  now apply bad_not_global with m c t'.
Qed.

(** ** thm.global_low *)

Theorem low_no_bad : forall P, loss_nondecreasing P \/ loss_active P -> objective_low P ->
  GLOBAL P -> NO_BAD P.
Proof.
  intros P N Low G t Min. destruct (error_nonneg P t) as [E|E]; [exfalso|now symmetry].
  apply (proj1 (not_global_iff P)); [|exact G].
  apply low_not_global; [assumption|assumption|]. now exists t.
Qed.

(** ** thm.minima_error *)

Theorem global_minima_error : forall P, loss_convex P -> data_minima_error P -> GLOBAL P -> MINIMA_ERROR P.
Proof.
  intros P C _ G r Bound t Min. apply (Bound C); [apply Min|]. intros t' A' D'. now apply G.
Qed.

(** ** rule.spurious_constant *)

(** At some point L is smaller than wherever f is one number on all samples: m is below h. *)
Definition objective_below_constants (P : problem) : Prop :=
  (forall t, 0 <= penalty P t) /\
  exists m t', (forall c, m <= height P c) /\
    admissible P t' /\ total_weight P * L P t' < m.

(** Where f = c on all samples, W L is at least h(c). *)
Lemma constant_is_high : forall P t c, well_formed P -> 0 <= penalty P t ->
  (forall e, In e (data P) -> f P t e = c) -> height P c <= total_weight P * L P t.
Proof.
  intros P t c Wf Pen E. pose proof (total_weight_pos P Wf) as W.
  unfold L. rewrite (Support.loss_constant P t c E).
  replace (total_weight P * (height P c / total_weight P + penalty P t))
    with (height P c + total_weight P * penalty P t) by (field; lra).
  assert (0 <= total_weight P * penalty P t) by (apply Rmult_le_pos; lra). lra.
Qed.

Theorem below_constants_not_global : forall P, well_formed P ->
  loss_defined P -> neuron_defined P -> network_deep_defined P ->
  objective_below_constants P -> CONSTANT_BAD P -> NOT_GLOBAL P.
Proof.
  intros P Wf Dl Dn Dd [Pen [m [t' [Below [Adm Low]]]]] [t [c [Min [_ E]]]]. exists t, t'.
  split; [assumption|]. split; [assumption|]. split; [now apply Nearby.everything_is_defined|].
  apply Rmult_lt_reg_l with (total_weight P); [now apply total_weight_pos|].
  apply Rlt_le_trans with (1 := Low). apply Rle_trans with (1 := Below c).
  now apply constant_is_high.
Qed.
