(** * What is read off the problem: membership in the list of trained parameters *)

From Coq Require Import Reals List Lia.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.

(** [In (C i ..) l], for a list l of [map]s and [flat_map]s over [seq] that are
    joined by [++]. *)
Ltac member :=
  lazymatch goal with
  | |- In _ (_ ++ _) => apply in_or_app; first [ left; solve [member] | right; solve [member] ]
  | |- In ?place (flat_map ?f _) =>
      apply in_flat_map;
      lazymatch place with
      | Weight _ _ ?u _ => exists u
      end;
      split; [ apply in_seq; simpl in *; lia | member ]
  | |- In _ (map _ _) => apply in_map, in_seq; simpl in *; lia
  | |- In ?place (deep_trained ?P) =>
      let Q := eval red in P in
      let l := eval cbv beta iota delta [deep_trained] in (deep_trained Q) in
      change (In place l); member
  end.

(** ** Parts with affine neurons *)

Local Open Scope R_scope.

(** [In s units], where units are [repeat]s joined by [++]: s is one of these neurons. *)
Ltac which_neuron H :=
  lazymatch type of H with
  | In _ (_ ++ _) => apply in_app_or in H; destruct H as [H | H]; which_neuron H
  | In _ (repeat _ _) => apply repeat_spec in H; subst; assumption
  end.

(** [affine_layers l], for a list l that is written out; that the neurons are affine is assumed. *)
Ltac all_affine :=
  let units := fresh in let U := fresh in let s := fresh in let S := fresh in
  unfold affine_layers; intros units U s S; cbn [In] in U;
  repeat (destruct U as [U | U]; [subst units; which_neuron S |]);
  contradiction.

(** [weights_trained]. *)
Ltac trained_weights :=
  lazymatch goal with
  | |- _ /\ _ =>
      split; [simpl; lia | split; [|trained_weights]];
      let u := fresh in let k := fresh in let Hu := fresh in let Hk := fresh in
      intros u k Hu Hk; simpl in Hu, Hk; member
  | |- _ => let u := fresh in let Hu := fresh in intros u Hu; simpl in Hu; member
  end.

(** [~ In place (deep_trained P)]. *)
Ltac not_in H :=
  cbv beta in H;
  lazymatch type of H with
  | In _ (_ ++ _) => apply in_app_or in H; destruct H as [H | H]; not_in H
  | In _ (flat_map _ _) => apply in_flat_map in H; destruct H as [? [_ H]]; not_in H
  | In _ (map _ _) => apply in_map_iff in H; destruct H as [? [H _]]; discriminate H
  | In _ [] => destruct H
  end.
Ltac absent :=
  let H := fresh in intro H;
  lazymatch type of H with
  | In ?p (deep_trained ?P) =>
      let Q := eval red in P in
      let l := eval cbv beta iota delta [deep_trained] in (deep_trained Q) in
      change (In p l) in H
  end;
  not_in H.

Lemma unit_zero : forall units u, (forall s, In s units -> val s 0 = 0) -> (u < length units)%nat ->
  val (nth u units identity) 0 = 0.
Proof. intros units u H U. now apply H, nth_In. Qed.

(** [fixed_without_bias]; that the neurons vanish at 0 is assumed. *)
Ltac without_bias :=
  lazymatch goal with
  | |- True => exact I
  | |- _ /\ _ =>
      split; [|without_bias];
      let u := fresh in let Hu := fresh in let s := fresh in let S := fresh in
      intros u Hu; split; [absent | split; [reflexivity |]];
      apply unit_zero; [intros s S; which_neuron S | exact Hu]
  end.
