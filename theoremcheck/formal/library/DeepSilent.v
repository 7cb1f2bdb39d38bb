(** * Branches with weights, from which nothing arrives at some samples

    What a layer gives is the same number for all of its units where they are
    alike: it may be read off a table instead of being computed again above. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions Formulas PointsConstant Nearby DeepNear PointsExplicit
  Leaves PointsCompute.
Import ListNotations.
Open Scope R_scope.

Section Tables.

Variable P : problem.
Variable td : deep_place -> R.
Variable b : nat.
Implicit Types (h g : sample -> nat -> R) (off : sample -> Prop).

Definition tabulated n h g : Prop :=
  forall e k, In e (data P) -> (k < n)%nat -> h e k = g e k.

Definition listed off off' : Prop := forall e, In e (data P) -> off' e -> off e.

Lemma stays_same l n h g off off' units e u v : tabulated n h g -> listed off off' ->
  In e (data P) -> stays P td b l n g off' units e u v -> stays P td b l n h off units e u v.
Proof.
  unfold stays. intros E O I. rewrite (received_same td b l n (h e) (g e) u) by auto.
  intros [[Z S]|S]; [left; auto | now right].
Qed.

Lemma flat_layer_same l n h g off off' units v : tabulated n h g -> listed off off' ->
  flat_layer P td b l n g off' units v -> flat_layer P td b l n h off units v.
Proof. intros E O F u e L I. apply stays_same with g off'; auto. Qed.

Lemma tabulated_above l n h g units : tabulated n h g ->
  tabulated (length units) (passed td b l n h units) (passed td b l n g units).
Proof. intros E e k I L. unfold passed. f_equal. apply received_same. auto. Qed.

Lemma listed_above l n h g off off' units : tabulated n h g -> listed off off' ->
  listed (off_above P td b l n h off units) (off_above P td b l n g off' units).
Proof. intros E O e I F u L. apply stays_same with g off'; auto. Qed.

Lemma some_flat_same layers : forall l n h g off off', tabulated n h g -> listed off off' ->
  some_flat P td b l n g off' layers -> some_flat P td b l n h off layers.
Proof.
  induction layers as [|units above IH]; intros l n h g off off' E O F; simpl in *; [contradiction|].
  destruct F as [[v F]|F].
  - left. exists v. now apply flat_layer_same with g off'.
  - right. eapply IH; [| |exact F]; [now apply tabulated_above | now apply listed_above].
Qed.

Lemma last_zero_same layers : forall l n h g off off', tabulated n h g -> listed off off' ->
  last_zero P td b l n g off' layers -> last_zero P td b l n h off layers.
Proof.
  induction layers as [|units above IH]; intros l n h g off off' E O F; simpl in *; [contradiction|].
  destruct F as [[Z F]|F].
  - left. split; [assumption|]. now apply flat_layer_same with g off'.
  - right. eapply IH; [| |exact F]; [now apply tabulated_above | now apply listed_above].
Qed.

(** The next layer, with what enters it and what is off read off tables. *)
Lemma some_flat_above l n h g off off' units above :
  tabulated (length units) (passed td b l n h units) g ->
  listed (off_above P td b l n h off units) off' ->
  some_flat P td b (S l) (length units) g off' above ->
  some_flat P td b l n h off (units :: above).
Proof. intros E O F. right. now apply some_flat_same with g off'. Qed.

Lemma last_zero_above l n h g off off' units above :
  tabulated (length units) (passed td b l n h units) g ->
  listed (off_above P td b l n h off units) off' ->
  last_zero P td b (S l) (length units) g off' above ->
  last_zero P td b l n h off (units :: above).
Proof. intros E O F. right. now apply last_zero_same with g off'. Qed.

End Tables.

Lemma not_among P p : existsb (same_place p) (deep_trained P) = false -> ~ In p (deep_trained P).
Proof.
  intros E I. assert (T : existsb (same_place p) (deep_trained P) = true)
    by (apply existsb_exists; exists p; split; [assumption | now apply same_place_eq]).
  congruence.
Qed.

(** The output weights are 0. *)
Lemma deep_part_idle P t all : (forall td v, deep P td v = branches (dim P) all td v) ->
  (forall b u, t (D (Output b u)) = 0) -> forall e, deep_part P t e = 0.
Proof.
  intros E Z e. unfold deep_part. rewrite E. apply sum_null. intros b _.
  generalize (x P e) (dim P) 0%nat. induction (nth b all []) as [|units above IH]; intros h n l; simpl.
  - apply sum_null. intros u _. rewrite Z. ring.
  - apply IH.
Qed.

(** ** One case for each sample *)

Ltac each_of e He tac :=
  lazymatch type of He with
  | False => destruct He
  | _ \/ _ => destruct He as [He|He]; [ subst e; tac | each_of e He tac ]
  end.

Ltac each_sample e He tac := cbn in He; each_of e He tac.

(** The number that a unit receives, or gives, at the point. *)
Ltac inside := unfold received, x; cbn; lra.

Ltac given :=
  unfold passed, unit, received, x; cbn;
  repeat match goal with |- context [sigmoid ?a] => unfold sigmoid end;
  repeat match goal with |- context [exp ?a] => replace a with 0 by lra; rewrite exp_0 end;
  first [ plain | numbers ].

Ltac at_zero := let k := fresh "k" in let K := fresh "K" in intros k K; every K ltac:(unfold x; cbn; lra).
Ltac from_table := cbn; exact I.
Ltac fixed_bias := apply not_among; reflexivity.
