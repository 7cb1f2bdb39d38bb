(** * Conditions on networks of which some parts are not trained at all

    Definitions only, as in Conditions.v. What such a part adds to f(x_i) is a number that nothing moves: an offset. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions ConditionsResidual.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** There is no shortcut, or none of its a_j, w_j and b_j is trained. *)
Definition shortcut_still : Prop :=
  width P = 0%nat \/ (a_trained P = false /\ w_trained P = false /\ b_trained P = false).

(** No parameter of branch b is trained. *)
Definition own_branch (p : deep_place) : nat :=
  match p with Weight b _ _ _ => b | Bias b _ _ => b | Output b _ => b end.
Definition branch_still (b : nat) : Prop := forall p, In p (deep_trained P) -> own_branch p <> b.

(** No parameter of f_D is trained. *)
Definition network_deep_frozen : Prop := deep_trained P = [].

(** Every neuron is affine, but for parts in which nothing is trained. *)
Definition network_linear_unfrozen : Prop :=
  (exists all, consists_of P all /\
    (shortcut_still \/ affine_fn (neuron P)) /\
    forall b, (b < length all)%nat -> branch_still b \/ affine_layers (layers_of all b)) \/
  exists layers, linear_head P layers.

(** Every neuron is c z, without biases below the output, but for such parts. *)
Definition network_homogeneous_unfrozen : Prop :=
  (exists all, consists_of P all /\
    (shortcut_still \/ (affine_fn (neuron P) /\ b_trained P = false /\
      (forall j, (j < width P)%nat -> fixed P (B j) = 0) /\ val (neuron P) 0 = 0)) /\
    forall b, (b < length all)%nat ->
      branch_still b \/ (affine_layers (layers_of all b) /\ fixed_without_bias P b 0 (layers_of all b))) \/
  exists layers, linear_head P layers /\ fixed_without_bias P 0 0 layers.

End Conditions.
