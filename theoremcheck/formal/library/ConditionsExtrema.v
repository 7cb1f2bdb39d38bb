(** * Local maxima above a level, local minima below it

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals.
From TheoremCheck Require Import Setting Conditions.
Open Scope R_scope.

(** In the weak sense: so the function is constant on no interval. *)
Definition separated_at (g : R -> R) (c : R) : Prop :=
  continuity g /\ (forall v, locally_greatest g v -> c < g v) /\ (forall v, locally_least g v -> g v < c).

Section Conditions.

Variable P : problem.

Definition neuron_extrema_signed : Prop := separated_at (sigma P) 0.
Definition neuron_extrema_separated : Prop := exists c, separated_at (sigma P) c.

End Conditions.
