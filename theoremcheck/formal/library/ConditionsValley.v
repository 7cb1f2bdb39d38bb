(** * Conditions of the theorems on valleys

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** The b_j are all trained, or have one value. *)
Definition network_common_bias : Prop :=
  b_trained P = true \/
  forall j j', (j < width P)%nat -> (j' < width P)%nat -> fixed P (B j) = fixed P (B j').

(** As many neurons as distinct x_i, one fewer if a_0 is trained. *)
Definition network_width_samples : Prop :=
  exists points : list sample,
    (forall e, In e (data P) -> exists e', In e' points /\ forall k, (k < dim P)%nat -> x P e k = x P e' k) /\
    (length points <= width P + (if a0_trained P then 1 else 0))%nat.

End Conditions.
