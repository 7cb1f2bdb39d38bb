(** * Frozen output weights of both signs

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals.
From TheoremCheck Require Import Setting.
Open Scope R_scope.

Definition network_opposite_outputs (P : problem) : Prop :=
  a_trained P = false /\
  exists j k, (j < width P)%nat /\ (k < width P)%nat /\ 0 < fixed P (A j) /\ fixed P (A k) < 0.
