(** * Moving a_0 and one neuron of the shortcut *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions Algebra Near Pair.
Open Scope R_scope.

Section Neuron.

Variable P : problem.
Variable j : nat.

(** The point t with a_0 moved by b, a_j by beta and w_j by u. *)
Definition with_neuron (t : params) (b beta : R) (u : nat -> R) : params :=
  shift P t b (fun i => if Nat.eq_dec i j then beta else 0)
    (fun i k => if Nat.eq_dec i j then u k else 0).

Lemma with_neuron_admissible : forall t b beta u, w_trained P = true ->
  b = 0 \/ a0_trained P = true -> beta = 0 \/ a_trained P = true -> admissible P t ->
  admissible P (with_neuron t b beta u).
Proof.
  intros t b beta u Tw T0 Ta Adm. apply shift_admissible; auto; [tauto|].
  destruct Ta as [-> | Ta]; [right | now left]. intros i. now destruct (Nat.eq_dec i j).
Qed.

Lemma with_neuron_near : forall r t b beta u, 0 < r -> Rabs b < r -> Rabs beta < r ->
  (forall k, (k <= dim P)%nat -> Rabs (u k) < r) -> near P r t (with_neuron t b beta u).
Proof.
  intros r t b beta u Hr Hb Hbeta Hu. apply shift_near; [assumption | assumption | |].
  - intros i _. destruct (Nat.eq_dec i j); [assumption | now rewrite Rabs_R0].
  - intros i k _ Hk. destruct (Nat.eq_dec i j); [now apply Hu | now rewrite Rabs_R0].
Qed.

Hypothesis Hj : (j < width P)%nat.

Lemma with_neuron_pre : forall t b beta u e,
  pre P (with_neuron t b beta u) j e = pre P t j e + dot P u e.
Proof.
  intros. unfold with_neuron. rewrite shift_pre by assumption.
  destruct (Nat.eq_dec j j); [reflexivity|congruence].
Qed.

Lemma with_neuron_pre_other : forall t b beta u i e, (i < width P)%nat -> i <> j ->
  pre P (with_neuron t b beta u) i e = pre P t i e.
Proof.
  intros t b beta u i e Hi D. unfold with_neuron. rewrite shift_pre by assumption.
  destruct (Nat.eq_dec i j); [contradiction|]. rewrite dot_0. ring.
Qed.

Lemma with_neuron_a : forall t b beta u, with_neuron t b beta u (A j) = t (A j) + beta.
Proof.
  intros. unfold with_neuron. cbn [shift]. rewrite (proj2 (Nat.ltb_lt j (width P)) Hj).
  destruct (Nat.eq_dec j j); [reflexivity|congruence].
Qed.

Lemma with_neuron_a_other : forall t b beta u i, (i < width P)%nat -> i <> j ->
  with_neuron t b beta u (A i) = t (A i).
Proof.
  intros t b beta u i Hi D. unfold with_neuron. cbn [shift].
  rewrite (proj2 (Nat.ltb_lt i (width P)) Hi).
  destruct (Nat.eq_dec i j); [contradiction|ring].
Qed.

Lemma with_neuron_f : forall t b beta u e, f P (with_neuron t b beta u) e = f P t e + b
  + ((t (A j) + beta) * sigma P (pre P t j e + dot P u e) - t (A j) * sigma P (pre P t j e)).
Proof.
  intros t b beta u e. unfold with_neuron. rewrite shift_f. unfold f.
  change (val (neuron P)) with (sigma P).
  rewrite (sum_eq (width P) _ (fun i => t (A i) * sigma P (pre P t i e) + (if Nat.eq_dec i j then
    (t (A j) + beta) * sigma P (pre P t j e + dot P u e) - t (A j) * sigma P (pre P t j e) else 0))).
  - rewrite sum_add, (sum_one (width P) j (fun i => if Nat.eq_dec i j then _ else 0));
      [|assumption|].
    + destruct (Nat.eq_dec j j); [ring|congruence].
    + intros i _ Di. destruct (Nat.eq_dec i j); [contradiction|reflexivity].
  - intros i _. destruct (Nat.eq_dec i j) as [->|Di].
    + change (dot P (fun k => u k) e) with (dot P u e). ring.
    + rewrite dot_0, !Rplus_0_r. reflexivity.
Qed.

End Neuron.
