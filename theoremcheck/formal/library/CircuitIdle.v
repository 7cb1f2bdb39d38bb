(** * thm.circuit, step (A): an idle neuron *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions ConditionsCircuit Algebra Near Dual OneRelation Pair Square.
Import ListNotations.
Open Scope R_scope.

Section Idle.

Variable P : problem.
Hypothesis defined : forall t, L_defined P t.
Hypothesis unregularised : objective_unregularised P.
Hypothesis Ta : a_trained P = true.
Hypothesis Tw : w_trained P = true.

Variable t : params.
Hypothesis minimum : local_min P t.
Variable l1 : sample -> R.
Hypothesis slopes : forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l1 e).

Variable pts : list sample.
Variables lab mu : sample -> R.
Hypothesis is_labelled : labelled P pts lab mu.

Local Notation q := (gather P pts lab (fun e => pull l1 e * y e)).

(** (a) of an idle neuron holds all around. *)
Lemma idle_gathered : forall j u, (j < width P)%nat -> t (A j) = 0 -> exists d, 0 < d /\
  forall h, Rabs h < d ->
    over pts (fun e => q e * lab e * sigma P (pre P t j e + h * dot P u e)) = 0.
Proof.
  intros j u Hj Ha. destruct is_labelled as [Pts _].
  destruct (idle_a P defined unregularised Ta Tw t l1 j u minimum Hj Ha slopes) as [d [Hd ID]].
  exists d. split; [assumption|]. intros h Hh. rewrite <- (ID h Hh).
  rewrite <- (gathered P pts Pts lab (fun e => pull l1 e * y e)
    (fun e => sigma P (pre P t j e + h * dot P u e))).
  - apply over_eq. intros e _. unfold pull. ring.
  - now apply (label_square P pts lab mu).
  - intros e He. rewrite (at_x_pre P pts Pts t j e He), (at_x_dot P pts Pts u e He). reflexivity.
Qed.

(** An idle neuron: q_i s'(w_j . X_i) is a multiple of the one relation. *)
Lemma idle_relation : forall s1 : R -> R, (forall v, derivable_pt_lim (sigma P) v (s1 v)) ->
  forall j, (j < width P)%nat -> t (A j) = 0 ->
  exists b, forall e, In e pts -> q e * s1 (pre P t j e) = b * mu e.
Proof.
  intros s1 first_derivative j Hj Ha. destruct is_labelled as [_ [_ [_ [MU _]]]].
  apply MU. intros k Hk.
  set (u := fun i => if Nat.eq_dec i k then 1 else 0).
  destruct (idle_gathered j u Hj Ha) as [d [Hd ID]].
  set (g := fun h => over pts (fun e =>
    q e * lab e * sigma P (pre P t j e + h * dot P u e))).
  assert (D : derivable_pt_lim g 0 (over pts (fun e =>
    q e * s1 (pre P t j e) * lab e * X P e k))).
  { unfold g. apply (derivative_over pts (fun e h =>
      q e * lab e * sigma P (pre P t j e + h * dot P u e))).
    intros e _.
    replace (q e * s1 (pre P t j e) * lab e * X P e k) with
      (q e * lab e * (s1 (pre P t j e) * dot P u e))
      by (unfold u; rewrite dot_unit by assumption; ring).
    apply (derivable_pt_lim_scal (fun h => sigma P (pre P t j e + h * dot P u e))).
    now apply derivative_along. }
  apply (constant_derivative g 0 _ D). exists d. split; [assumption|].
  intros h Hh. rewrite Rplus_0_l. unfold g. rewrite (ID h Hh), (ID 0); [reflexivity|].
  now rewrite Rabs_R0.
Qed.

Hypothesis neuron_strictly_curved : neuron_strictly_convex P \/ neuron_strictly_concave P.
Hypothesis pull_nonneg : forall e, In e pts -> 0 <= q e.

(** (A) An idle neuron: q = 0, since the sum of two curved functions is not constant. *)
Lemma idle_circuit : forall j, (j < width P)%nat -> t (A j) = 0 ->
  forall e, In e pts -> q e = 0.
Proof.
  intros j Hj Ha e He.
  assert (MP := proj1 (proj2 (proj2 is_labelled))).
  assert (ND := proj1 (proj1 is_labelled)).
  destruct (partner P pts lab mu is_labelled e He) as [e' [He' [D YE]]].
  destruct (curved_sign P neuron_strictly_curved) as [eps [Heps C]].
  assert (m1 := MP e He). assert (m2 := MP e' He').
  destruct (any_values P pts lab mu is_labelled (two e e' (mu e') (- mu e))) as [u Hu].
  { rewrite (over_two pts (fun e v => mu e * lab e * v)); auto.
    - rewrite YE. ring.
    - intros; ring. }
  destruct (idle_gathered j u Hj Ha) as [d [Hd ID]].
  destruct (C (pre P t j e)) as [k1 [r1 [Hk1 [Hr1 C1]]]].
  destruct (C (pre P t j e')) as [k2 [r2 [Hk2 [Hr2 C2]]]].
  set (M := mu e + mu e').
  set (h := Rmin d (Rmin (r1 / M) (r2 / M)) / 2).
  assert (HM : 0 < M) by (unfold M; lra).
  assert (P1 : 0 < r1 / M) by (apply Rdiv_lt_0_compat; lra).
  assert (P2 : 0 < r2 / M) by (apply Rdiv_lt_0_compat; lra).
  assert (HP : 0 < Rmin d (Rmin (r1 / M) (r2 / M))) by (repeat apply Rmin_pos; assumption).
  assert (A1 := Rmin_l d (Rmin (r1 / M) (r2 / M))).
  assert (A2 := Rmin_r d (Rmin (r1 / M) (r2 / M))).
  assert (A3 := Rmin_l (r1 / M) (r2 / M)). assert (A4 := Rmin_r (r1 / M) (r2 / M)).
  assert (Hh : 0 < h) by (unfold h; lra).
  assert (B1 : h * M < r1).
  { replace r1 with (r1 / M * M) by (field; lra). apply Rmult_lt_compat_r; [lra|]. unfold h. lra. }
  assert (B2 : h * M < r2).
  { replace r2 with (r2 / M * M) by (field; lra). apply Rmult_lt_compat_r; [lra|]. unfold h. lra. }
  assert (I1 := ID h ltac:(rewrite Rabs_pos_eq; unfold h; lra)).
  assert (I2 := ID (- h) ltac:(rewrite Rabs_Ropp, Rabs_pos_eq; unfold h; lra)).
  assert (I0 := ID 0 ltac:(rewrite Rabs_R0; assumption)).
  set (g := fun e v => q e * lab e * (sigma P (pre P t j e + h * v)
    + sigma P (pre P t j e - h * v) - 2 * sigma P (pre P t j e))).
  assert (S : over pts (fun e0 => g e0 (two e e' (mu e') (- mu e) e0)) = 0).
  { rewrite (over_eq pts _ (fun e =>
      q e * lab e * sigma P (pre P t j e + h * dot P u e) +
      (q e * lab e * sigma P (pre P t j e + - h * dot P u e) +
       -2 * (q e * lab e * sigma P (pre P t j e + 0 * dot P u e))))).
    - rewrite !over_add, over_mul, I0, I1, I2. ring.
    - intros e0 H0. unfold g. rewrite <- (Hu e0 H0), Rmult_0_l, Rplus_0_r.
      replace (- h * dot P u e0) with (- (h * dot P u e0)) by ring.
      unfold Rminus. ring. }
  rewrite (over_two pts g) in S; auto.
  2: { intros e0. unfold g. rewrite Rmult_0_r, Rplus_0_r, Rminus_0_r. ring. }
  assert (c1 := C1 (h * mu e') ltac:(split; [nra|unfold M in *; nra])).
  assert (c2 := C2 (h * mu e) ltac:(split; [nra|unfold M in *; nra])).
  unfold g in S. rewrite YE in S.
  replace (pre P t j e' + h * - mu e) with (pre P t j e' - h * mu e) in S by ring.
  replace (pre P t j e' - h * - mu e) with (pre P t j e' + h * mu e) in S by ring.
  set (x1 := sigma P (pre P t j e + h * mu e') + sigma P (pre P t j e - h * mu e')
    - 2 * sigma P (pre P t j e)) in *.
  set (x2 := sigma P (pre P t j e' + h * mu e) + sigma P (pre P t j e' - h * mu e)
    - 2 * sigma P (pre P t j e')) in *.
  replace (sigma P (pre P t j e' - h * mu e) + sigma P (pre P t j e' + h * mu e)
    - 2 * sigma P (pre P t j e')) with x2 in S by (unfold x2; ring).
  assert (Q1 := pull_nonneg e He). assert (Q2 := pull_nonneg e' He').
  assert (X1 : 0 < eps * x1).
  { apply Rlt_le_trans with (k1 * (h * mu e')^2); [|assumption].
    apply Rmult_lt_0_compat; [assumption|]. apply pow_lt. nra. }
  assert (X2 : 0 < eps * x2).
  { apply Rlt_le_trans with (k2 * (h * mu e)^2); [|assumption].
    apply Rmult_lt_0_compat; [assumption|]. apply pow_lt. nra. }
  assert (S' : q e * (eps * x1) + q e' * (eps * x2) = 0).
  { replace (q e * (eps * x1) + q e' * (eps * x2)) with
      (eps * lab e * (q e * lab e * x1 + q e' * lab e * x2) +
       (1 - lab e * lab e) * (q e * (eps * x1) + q e' * (eps * x2))) by ring.
    rewrite S, (label_square P pts lab mu is_labelled). ring. }
  assert (0 <= q e * (eps * x1)) by (apply Rmult_le_pos; lra).
  assert (0 <= q e' * (eps * x2)) by (apply Rmult_le_pos; lra).
  assert (Z : q e * (eps * x1) = 0) by lra.
  apply Rmult_integral in Z. destruct Z; lra.
Qed.

End Idle.
