(** * Branches depend on what their layers receive *)

From Coq Require Import Reals List ZArith Lia.
From TheoremCheck Require Import Setting Algebra.
Import ListNotations.
Open Scope R_scope.

Lemma branch_output_ext : forall t branch layers l inputs g g',
  (forall k, (k < inputs)%nat -> g k = g' k) ->
  branch_output t branch l inputs g layers = branch_output t branch l inputs g' layers.
Proof.
  intros t branch layers. induction layers as [|units above IH]; intros l inputs g g' E; simpl.
  - apply sum_eq. intros k K. now rewrite E.
  - apply IH. intros u _. f_equal. unfold received. f_equal. apply sum_eq. intros k K.
    now rewrite E.
Qed.
