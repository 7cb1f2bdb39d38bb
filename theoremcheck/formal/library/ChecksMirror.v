(** * How an odd output is seen: every neuron is odd, and there are no biases *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions ConditionsMirror Algebra Structure.
From TheoremCheck Require Nearby.
Import ListNotations.
Open Scope R_scope.

Definition odd_fn (s : fn) : Prop := forall v, val s (- v) = - val s v.
Fixpoint odd_layers (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above => (forall s, In s units -> odd_fn s) /\ odd_layers above
  end.

Lemma odd_from_constant : forall s, val s 0 = 0 -> (exists c, forall v, val s v + val s (- v) = c) -> odd_fn s.
Proof.
  intros s Z [c C] v. pose proof (C v) as H. pose proof (C 0) as H0. rewrite Ropp_0 in H0. lra.
Qed.

Lemma branch_odd : forall P t b, admissible P t -> forall layers l inputs h h', odd_layers layers ->
  fixed_without_bias P b l layers -> (forall k, (k < inputs)%nat -> h' k = - h k) ->
  branch_output (fun q => t (D q)) b l inputs h' layers
  = - branch_output (fun q => t (D q)) b l inputs h layers.
Proof.
  intros P t b Adm layers. induction layers as [|units above IH]; intros l inputs h h' Odd Bias H.
  - simpl. rewrite (sum_eq _ _ (fun u => -1 * (t (D (Output b u)) * h u))); [rewrite sum_mul; ring|].
    intros u Hu. rewrite H by assumption. ring.
  - destruct Odd as [Here Above]. destruct Bias as [Fix Rest]. cbn [branch_output].
    apply IH; [assumption|assumption|]. intros u Hu. destruct (Fix u Hu) as [No [F0 _]].
    assert (B0 : t (D (Bias b l u)) = 0).
    { rewrite Adm; [exact F0|]. intros I. apply No. exact (Nearby.in_trained _ _ I). }
    rewrite <- (Here (nth u units identity)) by (now apply nth_In). f_equal.
    unfold received. rewrite B0.
    rewrite (sum_eq inputs (fun k => t (D (Weight b l u k)) * h' k)
      (fun k => -1 * (t (D (Weight b l u k)) * h k))); [rewrite sum_mul; ring|].
    intros k Hk. rewrite H by assumption. ring.
Qed.

Lemma odd_network_by : forall P all, a0_trained P = false -> fixed P A0 = 0 ->
  (width P = 0%nat \/ (odd_fn (neuron P) /\ b_trained P = false /\
    forall j, (j < width P)%nat -> fixed P (B j) = 0)) ->
  consists_of P all ->
  (forall b, (b < length all)%nat ->
    odd_layers (layers_of all b) /\ fixed_without_bias P b 0 (layers_of all b)) ->
  network_odd P.
Proof.
  intros P all T0 F0 Own Is Each. split; [exact T0|]. split; [exact F0|]. split; [exact Own|].
  intros t Adm v v' H. rewrite !Is. unfold branches.
  rewrite (sum_eq (length all) (fun b => branch_output (fun p => t (D p)) b 0 (dim P) v' (nth b all []))
    (fun b => -1 * branch_output (fun p => t (D p)) b 0 (dim P) v (nth b all []))); [rewrite sum_mul; ring|].
  intros b Hb. destruct (Each b Hb) as [Odd Bias].
  pose proof (branch_odd P t b Adm (layers_of all b) 0 (dim P) v v' Odd Bias H) as E.
  unfold layers_of in E. rewrite E. ring.
Qed.

(** [odd_layers l], for a list l that is written out; that the neurons are odd is assumed. *)
Ltac all_odd :=
  lazymatch goal with
  | |- True => exact I
  | |- _ /\ _ => split; [let s := fresh in let S := fresh in intros s S; which_neuron S | all_odd]
  end.
