(** * data.features_separable: the features of a shortcut whose hidden layer is frozen

    A move of a_0 and of the a_j, and the sign of what it adds to f, by bounds. *)

From Coq Require Import Reals List ZArith Lra Lia Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Algebra AffineOutputs PointsConstant Checks ChecksAverages
  PointsExplicit Smooth Enclose.
Open Scope R_scope.

Section Free.

Variables (P : problem) (r0 : Z) (rs : list Z).

Definition free_move (p : place) : R :=
  match p with
  | A0 => IZR r0
  | A j => if (j <? width P)%nat then IZR (nth j rs 0%Z) else 0
  | _ => 0
  end.

(** What f gains for a move of length 1. *)
Definition free_value (e : sample) : R :=
  IZR r0 + sum (width P) (fun j => IZR (nth j rs 0%Z) * val (neuron P) (pre P (fixed P) j e)).

(** The a_j stay, or they are free and their features fixed. *)
Definition free_weights : Prop :=
  (forall j, nth j rs 0%Z = 0%Z) \/
  (a_trained P = true /\ w_trained P = false /\ b_trained P = false /\ objective_output_unpenalised P).

Lemma free_pre t h j e : pre P (moved t free_move h) j e = pre P t j e.
Proof.
  unfold pre, moved. cbn [free_move]. f_equal; [|ring]. apply sum_eq. intros k _. ring.
Qed.

Lemma fixed_pre t j e : w_trained P = false -> b_trained P = false -> admissible P t ->
  pre P t j e = pre P (fixed P) j e.
Proof.
  intros NW NB Adm. unfold pre. f_equal.
  - apply sum_eq. intros k _. rewrite (Adm (W j k)); [reflexivity|]. intros I. apply trained_kinds in I. congruence.
  - apply Adm. intros I. apply trained_kinds in I. congruence.
Qed.

Lemma free_moves t h e : free_weights -> admissible P t -> f P (moved t free_move h) e = f P t e + h * free_value e.
Proof.
  intros H Adm. unfold f, free_value.
  replace (fun p => moved t free_move h (D p)) with (fun p => t (D p))
    by (apply functional_extensionality; intros p; unfold moved; cbn [free_move]; ring).
  assert (S : sum (width P) (fun j => moved t free_move h (A j) * val (neuron P) (pre P (moved t free_move h) j e))
    = sum (width P) (fun j => t (A j) * val (neuron P) (pre P t j e))
      + h * sum (width P) (fun j => IZR (nth j rs 0%Z) * val (neuron P) (pre P (fixed P) j e))).
  { rewrite <- sum_mul, <- sum_add. apply sum_eq. intros j J. rewrite free_pre. unfold moved. cbn [free_move].
    apply Nat.ltb_lt in J. rewrite J. destruct H as [Z|[_ [NW [NB _]]]].
    - rewrite Z. ring.
    - rewrite <- (fixed_pre t) by assumption. ring. }
  rewrite S. unfold moved at 1. cbn [free_move]. ring.
Qed.

Lemma features_separable_by :
  (r0 = 0%Z \/ a0_trained P = true /\ objective_output_bias_unpenalised P) -> free_weights ->
  (forall e, In e (data P) -> 0 < y e * free_value e) -> data_features_separable P.
Proof.
  intros H0 H S. exists free_move, free_value. split; [|split; [|split]].
  - intros [|j|j k|j|p] N; cbn [free_move] in N; try (now elim N).
    + destruct H0 as [->|[T _]]; [now elim N|]. unfold trained. rewrite T. now left.
    + destruct (Nat.ltb_spec j (width P)) as [J|_]; [|now elim N].
      destruct H as [Z|[T _]]; [rewrite Z in N; now elim N|].
      unfold trained. rewrite T. apply in_or_app. right. apply in_or_app. left. apply in_map, in_seq. lia.
  - intros c [|j|j k|j|p] I; cbn [free_move]; try (now right).
    + destruct H0 as [->|[_ U]]; [now right|left; now apply U].
    + destruct (j <? width P)%nat; [|now right].
      destruct H as [Z|[_ [_ [_ U]]]]; [right; now rewrite Z|left; now apply (U c j)].
  - intros t h e Adm _. now apply free_moves.
  - exact S.
Qed.

(** The formula of that value, from one for each feature. *)
Fixpoint free_formula (fs : list formula) (n : nat) : formula :=
  match n with
  | O => F_num r0 1
  | S m => F_add (free_formula fs m) (F_mul (F_num (nth m rs 0%Z) 1) (nth m fs (F_num 0 1)))
  end.

Lemma free_formula_value fs e n :
  (forall j, (j < n)%nat -> val (neuron P) (pre P (fixed P) j e) = value (nth j fs (F_num 0 1)) 0) ->
  value (free_formula fs n) 0 = IZR r0 + sum n (fun j => IZR (nth j rs 0%Z) * val (neuron P) (pre P (fixed P) j e)).
Proof.
  induction n as [|n IH]; intros E; cbn [free_formula value sum ratio]; [ring|].
  rewrite IH by (intros; apply E; lia). rewrite (E n) by lia. ring.
Qed.

Lemma free_sign e fs (s : bool) : positive_label e = s ->
  (forall j, (j < width P)%nat -> val (neuron P) (pre P (fixed P) j e) = value (nth j fs (F_num 0 1)) 0) ->
  above (if s then free_formula fs (width P) else F_mul (F_num (-1) 1) (free_formula fs (width P)))
    (constant_bounds (F_num 0 1)) 0 1 = true ->
  0 < y e * free_value e.
Proof.
  intros L E H. unfold y, free_value. rewrite L, <- (free_formula_value fs e) by assumption.
  apply above_by with (v := 0) in H; [|apply known_constant; reflexivity].
  destruct s; cbn [value ratio] in H; lra.
Qed.

End Free.
