(** * The functions of Formulas.v: continuity and derivatives *)

From Coq Require Import Reals Lra.
From TheoremCheck Require Import Formulas.
Open Scope R_scope.

(** ** Sigmoid, tanh *)

Lemma sigmoid_pos v : 0 < sigmoid v.
Proof. unfold sigmoid. apply Rinv_0_lt_compat. pose proof (exp_pos (- v)). lra. Qed.

Lemma sigmoid_opp v : sigmoid (- v) = 1 - sigmoid v.
Proof.
  unfold sigmoid. rewrite Ropp_involutive, exp_Ropp. pose proof (exp_pos v). field. lra.
Qed.

Lemma sigmoid_lt_1 v : sigmoid v < 1.
Proof. pose proof (sigmoid_pos (- v)). rewrite sigmoid_opp in H. lra. Qed.

Lemma derivable_pt_lim_sigmoid v : derivable_pt_lim sigmoid v (sigmoid v * sigmoid (- v)).
Proof.
  pose proof (exp_pos (- v)) as E.
  assert (D : derivable_pt_lim (fun t => 1 + exp (- t)) v (0 + exp (- v) * - 1)).
  { apply (derivable_pt_lim_plus (fun _ => 1)); [apply derivable_pt_lim_const|].
    apply (derivable_pt_lim_comp (fun t => - t) exp).
    - apply (derivable_pt_lim_opp id). apply derivable_pt_lim_id.
    - apply derivable_pt_lim_exp. }
  assert (N : 1 + exp (- v) <> 0) by lra.
  pose proof (derivable_pt_lim_div (fun _ => 1) _ v 0 _ (derivable_pt_lim_const 1 v) D N) as Q.
  replace (sigmoid v * sigmoid (- v)) with
    ((0 * (1 + exp (- v)) - (0 + exp (- v) * - 1) * 1) / Rsqr (1 + exp (- v))).
  - intros eps He. destruct (Q eps He) as [d Hd]. exists d. intros h Hh Small.
    specialize (Hd h Hh Small). unfold div_fct, sigmoid, Rdiv in *.
    rewrite !Rmult_1_l in Hd. exact Hd.
  - rewrite sigmoid_opp. unfold sigmoid, Rsqr. field. exact N.
Qed.

Lemma cosh_pos v : 0 < cosh v.
Proof. unfold cosh. pose proof (exp_pos v). pose proof (exp_pos (- v)). lra. Qed.

Lemma cosh_square v : cosh v ^ 2 - sinh v ^ 2 = 1.
Proof.
  unfold cosh, sinh. rewrite exp_Ropp. pose proof (exp_pos v). field. lra.
Qed.

Lemma derivable_pt_lim_tanh v : derivable_pt_lim tanh v (/ cosh v ^ 2).
Proof.
  pose proof (cosh_pos v) as P.
  replace (/ cosh v ^ 2) with ((cosh v * cosh v - sinh v * sinh v) / Rsqr (cosh v)).
  - apply (derivable_pt_lim_div sinh cosh);
      [apply derivable_pt_lim_sinh|apply derivable_pt_lim_cosh|lra].
  - unfold Rsqr. replace (cosh v * cosh v - sinh v * sinh v) with 1
      by (rewrite <- (cosh_square v); ring). field. lra.
Qed.

Lemma tanh_bounds v : -1 < tanh v < 1.
Proof.
  pose proof (cosh_pos v) as C.
  assert (H : - cosh v < sinh v < cosh v).
  { pose proof (exp_pos v). pose proof (exp_pos (- v)). unfold sinh, cosh. lra. }
  assert (E : tanh v * cosh v = sinh v) by (unfold tanh; field; lra).
  split; apply (Rmult_lt_reg_r (cosh v)); lra.
Qed.

(** ** Rational powers *)

Lemma power_pos r v : 0 < v -> 0 < power r v.
Proof. intros H. unfold power. destruct (Rlt_dec 0 v); [apply exp_pos|lra]. Qed.

Lemma power_nonneg r v : 0 <= power r v.
Proof.
  unfold power. destruct (Rlt_dec 0 v); [|lra].
  left. apply exp_pos.
Qed.

Lemma power_zero r v : v <= 0 -> power r v = 0.
Proof. intros H. unfold power. destruct (Rlt_dec 0 v); [lra|reflexivity]. Qed.

Lemma power_0 r : power r 0 = 0.
Proof. apply power_zero. lra. Qed.

(** Near 0 a positive power is small. *)
Lemma power_small r eps : 0 < r -> 0 < eps ->
  exists d, 0 < d /\ forall v, v < d -> power r v < eps.
Proof.
  intros Hr He. exists (exp (ln eps / r)). split; [apply exp_pos|]. intros v Hv.
  unfold power. destruct (Rlt_dec 0 v) as [P|]; [|exact He].
  unfold Rpower. apply ln_increasing in Hv; [|exact P]. rewrite ln_exp in Hv.
  apply Rlt_le_trans with (exp (ln eps)); [|rewrite exp_ln by exact He; lra].
  apply exp_increasing.
  apply (Rmult_lt_compat_l r) in Hv; [|exact Hr].
  replace (r * (ln eps / r)) with (ln eps) in Hv by (field; lra). exact Hv.
Qed.

Lemma power_step r v : power r v = v * power (r - 1) v.
Proof.
  unfold power. destruct (Rlt_dec 0 v) as [P|]; [|ring].
  replace r with (1 + (r - 1)) at 1 by ring.
  rewrite Rpower_plus, Rpower_1 by exact P. reflexivity.
Qed.

(** A power r is differentiable where its base is positive, and everywhere if r > 1. *)
Lemma derivable_pt_lim_root r v : 0 < v \/ 1 < r ->
  derivable_pt_lim (power r) v (r * power (r - 1) v).
Proof.
  intros C. destruct (Rtotal_order v 0) as [N|[E|P]].
  - (* 0 near v *)
    rewrite power_zero, Rmult_0_r by lra. intros eps He.
    assert (H : 0 < - v) by lra. exists (mkposreal _ H). simpl. intros h Hh Small.
    apply Rabs_def2 in Small. rewrite !power_zero by lra.
    replace ((0 - 0) / h - 0) with 0 by (field; exact Hh). rewrite Rabs_R0. exact He.
  - subst v. rewrite power_0, Rmult_0_r. intros eps He.
    destruct (power_small (r - 1) eps ltac:(lra) He) as [d [Hd Small]].
    exists (mkposreal _ Hd). simpl. intros h Hh Near. rewrite Rplus_0_l, power_0.
    rewrite (power_step r h).
    replace ((h * power (r - 1) h - 0) / h - 0) with (power (r - 1) h) by (field; exact Hh).
    rewrite Rabs_right by (pose proof (power_nonneg (r - 1) h); lra).
    apply Small. apply Rabs_def2 in Near. lra.
  - intros eps He. destruct (derivable_pt_lim_power v r P eps He) as [d Hd].
    assert (H : 0 < Rmin d v) by (apply Rmin_glb_lt; [apply cond_pos|exact P]).
    exists (mkposreal _ H). simpl. intros h Hh Near.
    pose proof (Rmin_l d v). pose proof (Rmin_r d v).
    specialize (Hd h Hh ltac:(lra)). apply Rabs_def2 in Near.
    unfold power. destruct (Rlt_dec 0 (v + h)); [|lra]. destruct (Rlt_dec 0 v); [|lra].
    exact Hd.
Qed.

(** It is continuous where its base is positive, and everywhere if r > 0. *)
Lemma continuity_pt_root r v : 0 < v \/ 0 < r -> continuity_pt (power r) v.
Proof.
  intros C. destruct (Rtotal_order v 0) as [N|[E|P]].
  - intros eps He. exists (- v). split; [lra|]. simpl. unfold R_dist. intros w [_ Near].
    apply Rabs_def2 in Near. rewrite !power_zero by lra.
    replace (0 - 0) with 0 by ring. rewrite Rabs_R0. exact He.
  - subst v. intros eps He.
    destruct (power_small r eps ltac:(lra) He) as [d [Hd Small]].
    exists d. split; [exact Hd|]. simpl. unfold R_dist. intros w [_ Near].
    rewrite power_0, Rminus_0_r in *. apply Rabs_def2 in Near.
    rewrite Rabs_right by (pose proof (power_nonneg r w); lra). apply Small. lra.
  - apply derivable_continuous_pt. exists (r * power (r - 1) v).
    apply derivable_pt_lim_root. left. exact P.
Qed.
