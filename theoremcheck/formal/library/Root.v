(** * A zero of a map whose derivative is near an invertible matrix

    G maps m numbers to m numbers, N is a matrix with N G' near the identity on a
    ball and G' N near it at the centre, and N G is small at the centre: then G
    is 0 at some point of the ball. *)

From Coq Require Import Reals List Lra Lia.
From TheoremCheck Require Import Setting Nearby Compact Box Onto RulesCurved RulesKink.
Import ListNotations.
Open Scope R_scope.

Lemma over_seq m h : over (seq 0 m) h = sum m h.
Proof.
  induction m as [|m IH]; [reflexivity|]. rewrite seq_S, Nat.add_0_l. simpl sum. rewrite <- IH.
  clear IH. induction (seq 0 m) as [|p l IH]; simpl in *; lra.
Qed.

Lemma sum_constant m v : sum m (fun _ => v) = INR m * v.
Proof. induction m as [|m IH]; [simpl; ring|]. rewrite S_INR. simpl sum. rewrite IH. ring. Qed.

Lemma derivable_sum m (g : nat -> R -> R) g' v :
  (forall k, (k < m)%nat -> derivable_pt_lim (g k) v (g' k)) ->
  derivable_pt_lim (fun s => sum m (fun k => g k s)) v (sum m g').
Proof.
  induction m as [|m IH]; intros H; simpl; [apply derivable_pt_lim_const|].
  apply (derivable_pt_lim_plus (fun s => sum m (fun k => g k s)) (g m)); auto.
Qed.

Definition slack_of (m : nat) : R := / (2 * (INR m + 1)).

Lemma slack_half m : 0 < slack_of m /\ INR m * slack_of m <= 1 / 2.
Proof.
  pose proof (pos_INR m). unfold slack_of. split; [apply Rinv_0_lt_compat; lra|].
  apply Rmult_le_reg_r with (2 * (INR m + 1)); [lra|]. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.

Definition delta (i j : nat) : R := if Nat.eq_dec i j then 1 else 0.

(** A matrix near the identity: d . A d is at least half of |d|^2, and A g = 0 for g = 0 only. *)
Lemma near_coercive m (A : nat -> nat -> R) d :
  (forall i j, (i < m)%nat -> (j < m)%nat -> Rabs (A i j - delta i j) <= slack_of m) ->
  1 / 2 * sum m (fun p => (d p)^2) <= sum m (fun p => d p * sum m (fun q => A p q * d q)).
Proof.
  intros H. destruct (slack_half m) as [E0 E]. set (e := slack_of m) in *.
  apply Rle_trans with (sum m (fun p => (d p)^2 - sum m (fun q => e * ((d p)^2 + (d q)^2) / 2))).
  - rewrite (sum_eq m (fun p => (d p)^2 - _) (fun p => (d p)^2 + -1 * (e / 2 * (INR m * (d p)^2 + sum m (fun q => (d q)^2))))).
    + rewrite sum_add, sum_times, sum_times, sum_add, sum_times, sum_constant.
      assert (0 <= sum m (fun p => (d p)^2)) by (apply sum_nonneg; intros; apply pow2_ge_0). nra.
    + intros p _. rewrite (sum_eq m _ (fun q => e / 2 * ((d p)^2 + (d q)^2))) by (intros; field).
      rewrite sum_times, sum_add, sum_constant. ring.
  - apply sum_le. intros p Lp.
    rewrite (sum_eq m (fun q => A p q * d q) (fun q => delta p q * d q + (A p q - delta p q) * d q))
      by (intros; ring).
    rewrite sum_add. unfold delta at 1. rewrite sum_delta by assumption.
    rewrite Rmult_plus_distr_l, <- sum_times.
    replace (d p * d p) with ((d p)^2) by ring. apply Rplus_le_compat_l.
    replace (- sum m (fun q => e * ((d p)^2 + (d q)^2) / 2))
      with (sum m (fun q => -1 * (e * ((d p)^2 + (d q)^2) / 2))) by (rewrite sum_times; ring).
    apply sum_le. intros q Lq. specialize (H p q Lp Lq). apply Rabs_le_both in H.
    pose proof (pow2_ge_0 (d p - d q)). pose proof (pow2_ge_0 (d p + d q)). simpl in *. nra.
Qed.

Lemma near_injective m (A : nat -> nat -> R) g :
  (forall i j, (i < m)%nat -> (j < m)%nat -> Rabs (A i j - delta i j) <= slack_of m) ->
  (forall i, (i < m)%nat -> sum m (fun j => A i j * g j) = 0) ->
  forall i, (i < m)%nat -> g i = 0.
Proof.
  intros H Z i Li. pose proof (near_coercive m A g H) as K.
  rewrite (sum_null m (fun p => g p * _)) in K by (intros p Lp; rewrite Z by assumption; ring).
  assert (P : sum m (fun p => (g p)^2) <= 0) by lra.
  pose proof (sum_nonneg_null m (fun p => (g p)^2) (fun k _ => pow2_ge_0 (g k)) P i Li) as Q.
  cbv beta in Q. nra.
Qed.

Section Root.

Variable m : nat.
Notation ps := (seq 0 m).
Notation ball := (Box.ball nat ps).
Notation shift := (Box.shift nat).
Notation along := (Box.along nat ps).

Variables (G : nat -> (nat -> R) -> R) (D : nat -> nat -> (nat -> R) -> R) (N : nat -> nat -> R).
Variables (c : nat -> R) (r : R).
Hypothesis radius : 0 < r.
Hypothesis continuous : forall k t, (k < m)%nat -> ball c r t -> continuous_at nat ps (ball c r) (G k) t.
Hypothesis derivative : forall t, ball c r t -> forall d, along d -> forall k, (k < m)%nat ->
  derivable_pt_lim (fun v => G k (shift t d v)) 0 (sum m (fun q => D k q t * d q)).
Hypothesis left_near : forall t, ball c r t -> forall i j, (i < m)%nat -> (j < m)%nat ->
  Rabs (sum m (fun k => N i k * D k j t) - delta i j) <= slack_of m.
Hypothesis right_near : forall i j, (i < m)%nat -> (j < m)%nat ->
  Rabs (sum m (fun k => D i k c * N k j) - delta i j) <= slack_of m.
Hypothesis start : sum m (fun p => (sum m (fun k => N p k * G k c))^2) < (r / 4)^2.

Lemma in_ps p : In p ps -> (p < m)%nat.
Proof. intros H. apply in_seq in H. lia. Qed.

Theorem root : exists t, ball c r t /\ forall k, (k < m)%nat -> G k t = 0.
Proof.
  destruct (onto nat Nat.eq_dec ps (seq_NoDup m 0) (fun p t => sum m (fun k => N p k * G k t))
    (fun p q t => sum m (fun k => N p k * D k q t)) c r (1 / 2) (fun _ => 0)) as [t [Ht Z]].
  - lra.
  - exact radius.
  - intros p t Ip Ht. apply in_ps in Ip.
    assert (C : continuous_at nat ps (ball c r) (fun t => over ps (fun k => N p k * G k t)) t).
    { apply (continuous_sum nat ps ps (fun k t => N p k * G k t)). intros k Ik. apply in_ps in Ik.
      apply (continuous_comp nat ps (fun v => N p k * v)); [|now apply continuous].
      apply derivable_continuous_pt. exists (N p k * 1). apply derivable_pt_lim_scal, derivable_pt_lim_id. }
    intros e He. destruct (C e He) as [d [Hd K]]. exists d. split; [assumption|].
    intros t' Ht' Cl. rewrite <- !over_seq. now apply K.
  - intros t Ht d Hd. split.
    + intros p Ip. rewrite over_seq.
      replace (sum m (fun q => sum m (fun k => N p k * D k q t) * d q))
        with (sum m (fun k => N p k * sum m (fun q => D k q t * d q))).
      * apply (derivable_sum m (fun k v => N p k * G k (shift t d v))). intros k Lk.
        apply (derivable_pt_lim_scal (fun v => G k (shift t d v))). now apply derivative.
      * rewrite (sum_eq m _ (fun k => sum m (fun q => N p k * D k q t * d q))).
        -- rewrite sum_exchange. apply sum_eq. intros q _. rewrite Rmult_comm, <- sum_times.
           apply sum_eq. intros; ring.
        -- intros k _. rewrite <- sum_times. apply sum_eq. intros; ring.
    + unfold norm2. rewrite !over_seq.
      rewrite (sum_eq m (fun p => d p * over ps _)
        (fun p => d p * sum m (fun q => sum m (fun k => N p k * D k q t) * d q)))
        by (intros p _; now rewrite over_seq).
      apply near_coercive. now apply left_near.
  - unfold norm2. rewrite over_seq. replace (1 / 2 * r / 2) with (r / 4) by field.
    rewrite (sum_eq m _ (fun p => (sum m (fun k => N p k * G k c))^2)) by (intros; f_equal; ring).
    exact start.
  - exists t. split; [exact Ht|].
    apply (near_injective m (fun i j => sum m (fun k => D i k c * N k j)) (fun k => G k t) right_near).
    intros i Li.
    rewrite (sum_eq m _ (fun j => sum m (fun k => D i k c * (N k j * G j t)))).
    + rewrite sum_exchange. apply sum_null. intros k Lk. rewrite sum_times.
      rewrite (Z k) by (apply in_seq; lia). ring.
    + intros j _. rewrite Rmult_comm, <- sum_times. apply sum_eq. intros; ring.
Qed.

End Root.
