(** * A penalty that outweighs all that a network without biases can gain

    L(t) >= l(0) everywhere, and L falls along the ray from a point t with L(t) > l(0) to the origin. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsDecay Algebra Near Kinds Monotone PointsConstant
  OutputWeights.
From TheoremCheck Require Nearby RulesDecay Support DecayBounded.
Import ListNotations.
Open Scope R_scope.

Section DecayOrigin.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut_only : network_shortcut_only P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Section Numbers.

Variables alpha beta K d : R.
Hypothesis alpha_pos : 0 < alpha.
Hypothesis K_nonneg : 0 <= K.
Hypothesis penalties_are : forall t, admissible P t -> penalty P t = sum (width P) (fun j =>
  alpha * (t (A j))^2 + beta * sum (dim P) (fun k => (t (W j k))^2)).
Hypothesis slopes : forall v, Rabs (sigma P v) <= K * Rabs v.
Hypothesis below : subgradient_at (ell P) 0 d.
Hypothesis outweighs : outweighed P false (d * K) alpha beta 0.

Hypothesis a0_frozen : a0_trained P = false.
Hypothesis a0_zero : fixed P A0 = 0.
Hypothesis b_frozen : b_trained P = false.
Hypothesis b_zero : forall j, (j < width P)%nat -> fixed P (B j) = 0.

Lemma a0_is_zero t : admissible P t -> t A0 = 0.
Proof.
  intros Adm. rewrite <- a0_zero. apply Adm. unfold trained. rewrite a0_frozen. simpl. intros I.
  repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (w_trained P); [|easy]. apply in_flat_map in I. destruct I as [? [_ I]].
    apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (b_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
Qed.

Definition received (t : params) (j : nat) (e : sample) : R :=
  sum (dim P) (fun k => t (W j k) * x P e k).

Lemma output t e : admissible P t ->
  f P t e = sum (width P) (fun j => t (A j) * sigma P (received t j e)).
Proof.
  intros Adm. unfold f. rewrite (a0_is_zero t Adm), (proj1 network_shortcut_only).
  rewrite Rplus_0_l, Rplus_0_r. apply sum_eq. intros j Hj. unfold sigma, pre, received.
  rewrite (bias_absent P t j Adm b_frozen), b_zero by assumption. now rewrite Rplus_0_r.
Qed.

(** What one neuron can gain. *)
Lemma neuron_gain t j : data P <> [] ->
  over (data P) (fun e => share e * (Rabs d * K * (Rabs (t (A j)) * Rabs (received t j e))))
  <= total_weight P * (alpha * (t (A j))^2 + beta * sum (dim P) (fun k => (t (W j k))^2)).
Proof.
  intros Some. set (a := t (A j)). set (n := sum (dim P) (fun k => (t (W j k))^2)).
  assert (Hn : 0 <= n) by apply RulesDecay.sum_squares_nonneg.
  set (q := Rabs d * K). assert (Hq : 0 <= q) by (apply Rmult_le_pos; [apply Rabs_pos|assumption]).
  set (c := q^2 / (4 * alpha)).
  assert (Hc : 0 <= c).
  { unfold c, Rdiv. apply Rmult_le_pos; [apply pow2_ge_0|]. left. apply Rinv_0_lt_compat. lra. }
  assert (Each : forall e, q * (Rabs a * Rabs (received t j e)) <= alpha * a^2 + c * (received t j e)^2).
  { intros e. eapply Rle_trans.
    - apply (RulesDecay.square_form alpha c q (Rabs a) (Rabs (received t j e))); try lra.
      unfold c. right. field. lra.
    - rewrite !pow2_abs. lra. }
  apply Rle_trans with (over (data P) (fun e => alpha * a^2 * share e + c * (share e * (received t j e)^2))).
  - apply over_le. intros e _. pose proof (share_pos e) as Sh.
    apply Rle_trans with (share e * (alpha * a^2 + c * (received t j e)^2)).
    + apply Rmult_le_compat_l; [lra|apply Each].
    + right. ring.
  - rewrite over_add, !over_mul. change (over (data P) share) with (total_weight P).
    pose proof (outweighs (fun k => t (W j k)) 0 (fun _ => eq_refl)) as O. cbv beta in O.
    rewrite (over_eq (data P) _ (fun e => share e * (received t j e)^2)) in O
      by (intros e _; unfold received; f_equal; f_equal; ring).
    fold n in O. set (r := over (data P) (fun e => share e * (received t j e)^2)) in *.
    assert (C : c * r <= beta * n * total_weight P).
    { apply Rmult_le_reg_l with (4 * alpha); [lra|]. unfold c.
      replace (4 * alpha * (q^2 / (4 * alpha) * r)) with (q^2 * r) by (field; lra).
      replace (q^2) with ((d * K)^2); [lra|]. unfold q.
      replace ((d * K)^2) with (d^2 * K^2) by ring.
      replace ((Rabs d * K)^2) with ((Rabs d)^2 * K^2) by ring. now rewrite pow2_abs. }
    lra.
Qed.

(** L is nowhere below l(0). *)
Lemma above t : data P <> [] -> admissible P t -> ell P 0 <= L P t.
Proof.
  intros Some Adm. pose proof (total_weight_pos P Some) as Wt.
  assert (Line : over (data P) (fun e => ell P 0 * share e + share e * (d * z P t e))
    <= over (data P) (fun e => share e * ell P (z P t e))).
  { apply over_le. intros e _. pose proof (share_pos e). pose proof (below (z P t e)) as S.
    replace (ell P 0 * share e + share e * (d * z P t e))
      with (share e * (ell P 0 + d * (z P t e - 0))) by ring.
    apply Rmult_le_compat_l; lra. }
  rewrite over_add, over_mul in Line. change (over (data P) share) with (total_weight P) in Line.
  assert (Gain : - (total_weight P * penalty P t) <= over (data P) (fun e => share e * (d * z P t e))).
  { rewrite penalties_are by assumption.
    apply Rle_trans with (- over (data P) (fun e => sum (width P) (fun j =>
      share e * (Rabs d * K * (Rabs (t (A j)) * Rabs (received t j e)))))).
    - apply Ropp_le_contravar. rewrite over_sum, <- sum_mul. apply sum_le. intros j _.
      now apply neuron_gain.
    - apply Ropp_le_cancel. rewrite Ropp_involutive.
      replace (- over (data P) (fun e => share e * (d * z P t e)))
        with (over (data P) (fun e => (-1) * (share e * (d * z P t e)))) by (rewrite over_mul; ring).
      apply over_le. intros e _. unfold z. rewrite output by assumption.
      replace (-1 * (share e * (d * (- y e * sum (width P) (fun j =>
          t (A j) * sigma P (received t j e))))))
        with (sum (width P) (fun j => share e * d * y e * (t (A j) * sigma P (received t j e))))
        by (rewrite sum_mul; ring).
      apply sum_le. intros j _. pose proof (share_pos e) as Sh.
      apply Rle_trans with (1 := Rle_abs _). rewrite !Rabs_mult, (Rabs_right (share e)) by lra.
      assert (Y : Rabs (y e) = 1).
      { unfold y. destruct (positive_label e); [apply Rabs_R1|rewrite Rabs_left; lra]. }
      rewrite Y.
      replace (share e * Rabs d * 1 * (Rabs (t (A j)) * Rabs (sigma P (received t j e))))
        with (share e * Rabs d * Rabs (t (A j)) * Rabs (sigma P (received t j e))) by ring.
      replace (share e * (Rabs d * K * (Rabs (t (A j)) * Rabs (received t j e))))
        with (share e * Rabs d * Rabs (t (A j)) * (K * Rabs (received t j e))) by ring.
      apply Rmult_le_compat_l; [|apply slopes].
      apply Rmult_le_pos; [|apply Rabs_pos]. apply Rmult_le_pos; [lra|apply Rabs_pos]. }
  unfold L. change (val (loss P)) with (ell P).
  apply Rmult_le_reg_l with (total_weight P); [assumption|].
  replace (total_weight P * (over (data P) (fun s => share s * ell P (z P t s)) / total_weight P
    + penalty P t)) with (over (data P) (fun s => share s * ell P (z P t s))
    + total_weight P * penalty P t) by (field; lra). lra.
Qed.

(** The origin. *)
Definition origin : params := fun p =>
  match p with
  | A j => if (j <? width P)%nat then 0 else fixed P p
  | W j k => if (j <? width P)%nat && (k <? dim P)%nat then 0 else fixed P p
  | _ => fixed P p
  end.

Hypothesis a_trained_all : a_trained P = true.
Hypothesis w_trained_all : w_trained P = true.

Lemma origin_admissible : admissible P origin.
Proof.
  intros p N. unfold origin. destruct p as [|j|j k|j|q]; try reflexivity.
  - destruct (Nat.ltb_spec j (width P)); [exfalso|reflexivity]. apply N. unfold trained.
    rewrite a_trained_all. apply in_or_app. right. apply in_or_app. left. apply in_map, in_seq. lia.
  - destruct (Nat.ltb_spec j (width P)), (Nat.ltb_spec k (dim P)); try reflexivity. exfalso. apply N.
    unfold trained. rewrite w_trained_all. apply in_or_app. right. apply in_or_app. right.
    apply in_or_app. left. apply in_flat_map. exists j. split; [apply in_seq; lia|].
    apply in_map, in_seq. lia.
Qed.

Lemma origin_a j : (j < width P)%nat -> origin (A j) = 0.
Proof. intros H. unfold origin. now rewrite (proj2 (Nat.ltb_lt _ _) H). Qed.

Lemma origin_w j k : (j < width P)%nat -> (k < dim P)%nat -> origin (W j k) = 0.
Proof.
  intros H H'. unfold origin. now rewrite (proj2 (Nat.ltb_lt _ _) H), (proj2 (Nat.ltb_lt _ _) H').
Qed.

Lemma origin_output e : f P origin e = 0.
Proof.
  rewrite output by apply origin_admissible. apply sum_0. intros j Hj. rewrite origin_a by assumption.
  ring.
Qed.

Lemma origin_penalty : penalty P origin = 0.
Proof.
  rewrite penalties_are by apply origin_admissible. apply sum_0. intros j Hj.
  rewrite origin_a, sum_0 by (assumption || (intros; rewrite origin_w by assumption; ring)). ring.
Qed.

Lemma origin_value : data P <> [] -> L P origin = ell P 0.
Proof.
  intros Some. pose proof (total_weight_pos P Some). unfold L. rewrite origin_penalty.
  rewrite (over_eq (data P) _ (fun e => ell P 0 * share e)).
  - rewrite over_mul. change (over (data P) share) with (total_weight P). field. lra.
  - intros e _. unfold z. rewrite origin_output, Rmult_0_r. unfold ell. ring.
Qed.

(** Towards the origin. *)
Hypothesis homogeneous : forall h v, 0 <= h -> sigma P (h * v) = h * sigma P v.
Hypothesis loss_convex : loss_convex P.

Lemma scaled_output t h e : admissible P t -> 0 <= h <= 1 ->
  f P (between t origin h) e = (1 - h)^2 * f P t e.
Proof.
  intros Adm H. rewrite !output by auto using between_admissible, origin_admissible.
  rewrite <- sum_mul. apply sum_eq. intros j Hj.
  assert (R : received (between t origin h) j e = (1 - h) * received t j e).
  { unfold received. rewrite <- sum_mul. apply sum_eq. intros k Hk. unfold between.
    rewrite origin_w by assumption. ring. }
  rewrite R, homogeneous by lra. unfold between. rewrite origin_a by assumption. ring.
Qed.

Lemma scaled_penalty t h : admissible P t -> penalty P (between t origin h) = (1 - h)^2 * penalty P t.
Proof.
  intros Adm. rewrite !penalties_are by auto using between_admissible, origin_admissible.
  rewrite <- sum_mul. apply sum_eq. intros j Hj.
  rewrite (sum_eq (dim P) (fun k => (between t origin h (W j k))^2)
    (fun k => (1 - h)^2 * (t (W j k))^2)).
  - rewrite sum_mul. unfold between. rewrite origin_a by assumption. ring.
  - intros k Hk. unfold between. rewrite origin_w by assumption. ring.
Qed.

Lemma scaled_value t h : data P <> [] -> admissible P t -> 0 <= h <= 1 ->
  L P (between t origin h) <= (1 - h)^2 * L P t + (1 - (1 - h)^2) * ell P 0.
Proof.
  intros Some Adm H. pose proof (total_weight_pos P Some) as Wt. set (r := (1 - h)^2).
  assert (Hr : 0 <= r <= 1) by (unfold r; nra).
  assert (S : over (data P) (fun e => share e * ell P (z P (between t origin h) e))
    <= r * over (data P) (fun e => share e * ell P (z P t e)) + (1 - r) * ell P 0 * total_weight P).
  { unfold total_weight. rewrite <- !over_mul, <- over_add. apply over_le. intros e _.
    pose proof (share_pos e).
    replace (z P (between t origin h) e) with (r * z P t e + (1 - r) * 0)
      by (unfold z; rewrite scaled_output by assumption; fold r; ring).
    pose proof (loss_convex (z P t e) 0 r Hr) as C. fold (ell P) in C.
    apply Rle_trans with (share e * (r * ell P (z P t e) + (1 - r) * ell P 0)).
    - apply Rmult_le_compat_l; [lra|exact C].
    - right. ring. }
  unfold L. rewrite scaled_penalty by assumption. fold r. change (val (loss P)) with (ell P).
  apply Rmult_le_reg_l with (total_weight P); [assumption|].
  replace (total_weight P * (over (data P) (fun s => share s * ell P (z P (between t origin h) s))
    / total_weight P + r * penalty P t))
    with (over (data P) (fun s => share s * ell P (z P (between t origin h) s))
      + total_weight P * r * penalty P t) by (field; lra).
  replace (total_weight P * (r * (over (data P) (fun s => share s * ell P (z P t s)) / total_weight P
    + penalty P t) + (1 - r) * ell P 0))
    with (r * over (data P) (fun s => share s * ell P (z P t s))
      + (1 - r) * ell P 0 * total_weight P + total_weight P * r * penalty P t) by (field; lra).
  lra.
Qed.

Lemma low_minima t : data P <> [] -> local_min P t -> L P t <= ell P 0.
Proof.
  intros Some Min. destruct (near_min P defined t Min) as [rho [Hrho Hmin]].
  destruct (between_near P t origin rho Hrho) as [h [Hh N]].
  specialize (Hmin _ (between_admissible P t origin h (proj1 Min) origin_admissible) N).
  pose proof (scaled_value t h Some (proj1 Min) ltac:(lra)) as S.
  set (r := (1 - h)^2) in *. assert (Hr : 0 < 1 - r) by (unfold r; nra).
  apply Rmult_le_reg_l with (1 - r); [assumption|]. lra.
Qed.

End Numbers.

Hypothesis dominates : objective_decay_dominates P.

Lemma some_samples : data P <> [].
Proof.
  destruct (Support.wrong_both P 0 (proj1 dominates)) as [e [I _]]. intros E. now rewrite E in I.
Qed.

Theorem thm_decay_origin : loss_convex P -> GLOBAL P.
Proof.
  intros Conv. destruct dominates as [_ [Ta [Tw [Plain|Bounded]]]].
  - destruct Plain as [A0f [A0z [Bf [Bz [al [be [K [d [Pa [Pk [Pen [Hom [Sl [Be Out]]]]]]]]]]]]]].
    intros t Min t' Adm' _. apply Rle_trans with (ell P 0).
    + apply (low_minima al be); auto using some_samples.
    + apply (above al be K d); auto using some_samples.
  - now apply (DecayBounded.minima_global P); try assumption; try apply some_samples.
Qed.

Theorem rule_decay_origin : ~ network_output_bias P -> BAD P.
Proof.
  intros Fixed. destruct dominates as [Cl [Ta [Tw [Plain|Bounded]]]].
  - destruct Plain as [A0f [A0z [Bf [Bz [al [be [K [d [Pa [Pk [Pen [Hom [Sl [Be Out]]]]]]]]]]]]]].
    destruct (Support.wrong_both P 0 Cl) as [e0 [I0 Wr]].
    apply (Nearby.bad_intro P defined origin e0); auto.
    + now apply origin_admissible.
    + exists 1. split; [lra|]. intros t' Adm' _. rewrite (origin_value al be) by auto using some_samples.
      apply (above al be K d); auto using some_samples.
    + now rewrite origin_output.
  - apply (DecayBounded.minimum_bad P); try assumption; try apply some_samples.
Qed.

End DecayOrigin.
