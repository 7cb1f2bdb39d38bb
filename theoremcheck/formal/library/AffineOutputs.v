(** * Networks that are affine in what is trained: network.output_layer, objective.convex_outputs *)

From Coq Require Import Reals List ZArith Lra Lia FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Algebra.
Import ListNotations.
Open Scope R_scope.

Section AffineOutputs.

Variable P : problem.

Lemma untrained_equal : forall t t' p, admissible P t -> admissible P t' -> ~ In p (trained P) -> t' p = t p.
Proof. intros t t' p A A' N. now rewrite (A p N), (A' p N). Qed.

Lemma untrained_between : forall t t' h p, admissible P t -> admissible P t' -> ~ In p (trained P) ->
  between t t' h p = t p.
Proof. intros t t' h p A A' N. unfold between. rewrite (untrained_equal t t' p); auto. ring. Qed.

Lemma trained_kinds : forall p, In p (trained P) ->
  match p with
  | A0 => a0_trained P = true
  | A _ => a_trained P = true
  | W _ _ => w_trained P = true
  | B _ => b_trained P = true
  | D q => In q (deep_trained P)
  end.
Proof.
  intros p I. unfold trained in I. rewrite !in_app_iff in I.
  destruct I as [I|[I|[I|[I|I]]]].
  - destruct (a0_trained P); [destruct I as [<-|[]]; reflexivity|destruct I].
  - destruct (a_trained P); [|destruct I]. apply in_map_iff in I. destruct I as [j [<- _]]. reflexivity.
  - destruct (w_trained P); [|destruct I]. apply in_flat_map in I. destruct I as [j [_ I]].
    apply in_map_iff in I. destruct I as [k [<- _]]. reflexivity.
  - destruct (b_trained P); [|destruct I]. apply in_map_iff in I. destruct I as [j [<- _]]. reflexivity.
  - apply in_map_iff in I. destruct I as [q [<- J]]. exact J.
Qed.

(** The hidden layer is frozen, or its neurons are affine and their output weights frozen. *)
Definition shortcut_affine : Prop :=
  (w_trained P = false /\ b_trained P = false) \/ (a_trained P = false /\ affine_fn (neuron P)).

Lemma pre_between : forall t t' h j e,
  pre P (between t t' h) j e = pre P t j e + h * (pre P t' j e - pre P t j e).
Proof.
  intros t t' h j e. unfold pre.
  rewrite (sum_eq (dim P) _ (fun k => t (W j k) * x P e k
    + (h * (t' (W j k) * x P e k) + (- h) * (t (W j k) * x P e k)))) by (intros; unfold between; ring).
  rewrite !sum_add, !sum_mul. unfold between. ring.
Qed.

Theorem output_layer_by : shortcut_affine -> deep_trained P = [] -> network_output_layer P.
Proof.
  intros S T t t' h e Ad Ad' I.
  assert (Deep : forall p q, admissible P p -> admissible P q -> forall s, p (D s) = q (D s)).
  { intros p q Hp Hq s. apply untrained_equal; auto. intros J. apply trained_kinds in J. now rewrite T in J. }
  assert (Adb : admissible P (between t t' h)).
  { intros p N. rewrite untrained_between; auto. }
  unfold f.
  replace (fun p => between t t' h (D p)) with (fun p => t (D p))
    by (apply functional_extensionality; intros s; now apply Deep).
  replace (fun p => t' (D p)) with (fun p => t (D p))
    by (apply functional_extensionality; intros s; now apply Deep).
  rewrite (sum_eq (width P) _ (fun j => t (A j) * val (neuron P) (pre P t j e)
    + (h * (t' (A j) * val (neuron P) (pre P t' j e)) + (- h) * (t (A j) * val (neuron P) (pre P t j e))))).
  - rewrite !sum_add, !sum_mul. unfold between at 1. ring.
  - intros j _. destruct S as [[Fw Fb]|[Fa [c [k [_ Aff]]]]].
    + assert (Pre : pre P t' j e = pre P t j e).
      { unfold pre. f_equal.
        - apply sum_eq. intros i _. f_equal. apply untrained_equal; auto.
          intros J. apply trained_kinds in J. congruence.
        - apply untrained_equal; auto. intros J. apply trained_kinds in J. congruence. }
      rewrite pre_between, Pre. unfold between.
      replace (pre P t j e + h * (pre P t j e - pre P t j e)) with (pre P t j e) by ring. ring.
    + assert (N : ~ In (A j) (trained P)) by (intros J; apply trained_kinds in J; congruence).
      rewrite untrained_between, (untrained_equal t t' (A j)), !Aff, pre_between by assumption. ring.
Qed.

Theorem convex_outputs_by :
  Forall (fun term => 0 <= fst term \/ ~ In (snd term) (trained P)) (penalties P) -> objective_convex_outputs P.
Proof.
  intros F t t' h Ad Ad' H. unfold penalty.
  replace (over (penalties P) (fun term => fst term * t (snd term) ^ 2) + h *
      (over (penalties P) (fun term => fst term * t' (snd term) ^ 2)
       - over (penalties P) (fun term => fst term * t (snd term) ^ 2)))
    with (over (penalties P) (fun term => fst term * t (snd term) ^ 2
       + (h * (fst term * t' (snd term) ^ 2) + (- h) * (fst term * t (snd term) ^ 2))))
    by (rewrite !over_add, !over_mul; ring).
  apply over_le. intros [c p] I. rewrite Forall_forall in F. specialize (F _ I). cbn [fst snd] in *.
  destruct F as [C|N].
  - assert (Q : 0 <= c * (h * (1 - h) * (t' p - t p) ^ 2)).
    { apply Rmult_le_pos; [assumption|]. apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]. }
    unfold between. lra.
  - rewrite untrained_between, (untrained_equal t t' p) by assumption. lra.
Qed.

End AffineOutputs.
