(** * Conditions on curved neurons whose second derivative may vanish, and on neurons that may be frozen

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

(** Strictly convex, in the usual sense: z^4 is, though its curvature is 0 at 0. *)
Definition bends_up (g : R -> R) : Prop :=
  forall u v p, u <> v -> 0 < p < 1 -> g (p * u + (1 - p) * v) < p * g u + (1 - p) * g v.

Section Conditions.

Variable P : problem.

Definition neuron_slope_increasing : Prop := bends_up (sigma P).
Definition neuron_slope_decreasing : Prop := bends_up (opposite (sigma P)).

(** Different neurons of the shortcut that have a part in f: a_j is trained, or frozen at a value
    other than 0. *)
Definition good_neurons (js : list nat) : Prop :=
  NoDup js /\ forall j, In j js -> (j < width P)%nat /\ (a_trained P = true \/ fixed P (A j) <> 0).

(** n+ + n- - 1 of them, counting distinct X_i, and at least one. *)
Definition network_width_distinct : Prop :=
  exists (js : list nat) (np nm : list sample), good_neurons js /\ js <> [] /\
    (forall e, In e (data P) -> positive e -> exists e', In e' np /\ same P e e') /\
    (forall e, In e (data P) -> negative e -> exists e', In e' nm /\ same P e e') /\
    (length np + length nm <= length js + 1)%nat.

End Conditions.
