(** * Conditions on quadratic neurons whose output weights are frozen

    Definitions only, as in Conditions.v. [rank_at_most P r] says that the X_i
    lie in the span of r vectors. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** One half of data_ellipsoids. *)
Definition data_ellipsoid_positive : Prop := ellipsoid P (positive) (negative).
Definition data_ellipsoid_negative : Prop := ellipsoid P (negative) (positive).

(** A quadric, with a level or without, separates the classes. *)
Definition data_quadric_separable : Prop :=
  exists Q a, forall e, In e (data P) -> 0 < y e * (form P Q e - a).
Definition data_cone_separable : Prop :=
  exists Q, forall e, In e (data P) -> 0 < y e * form P Q e.

(** The a_j are frozen, and n of them, or more, have the sign s. *)
Definition frozen_signs (s : R) (n : nat) : Prop :=
  a_trained P = false /\
  exists js, NoDup js /\ length js = n /\
    forall j, In j js -> (j < width P)%nat /\ 0 < s * fixed P (A j).

Definition network_width_positive : Prop := exists r, rank_at_most P r /\ frozen_signs 1 r.
Definition network_width_negative : Prop := exists r, rank_at_most P r /\ frozen_signs (-1) r.
Definition network_width_one_sign : Prop :=
  exists r n, rank_at_most P r /\ (r <= n + 1)%nat /\ (frozen_signs 1 n \/ frozen_signs (-1) n).

(** No a_j has the sign s. *)
Definition without_sign (s : R) : Prop := forall j, (j < width P)%nat -> s * fixed P (A j) <= 0.

(** Each sign that occurs among the a_j occurs r times, or more. *)
Definition network_width_signs : Prop :=
  a_trained P = false /\ exists r, rank_at_most P r /\
    (without_sign 1 \/ frozen_signs 1 r) /\ (without_sign (-1) \/ frozen_signs (-1) r).

(** The greatest s a_j is positive, and the value of n of the a_j, or more. *)
Definition frozen_extremes (s : R) (n : nat) : Prop :=
  exists top js, 0 < top /\ (forall j, (j < width P)%nat -> s * fixed P (A j) <= top) /\
    NoDup js /\ length js = n /\
    forall j, In j js -> (j < width P)%nat /\ s * fixed P (A j) = top.

Definition network_width_extremes : Prop :=
  a_trained P = false /\ exists r, rank_at_most P r /\
    (without_sign 1 \/ frozen_extremes 1 r) /\ (without_sign (-1) \/ frozen_extremes (-1) r).

(** The sum of the squares of the w_jk and, where they are trained, of the b_j. *)
Definition hidden_square (t : params) : R :=
  sum (width P) (fun j => sum (dim P) (fun k => (t (W j k))^2)
    + (if b_trained P then (t (B j))^2 else 0)).

(** Up to a constant the penalties are c times this sum, c > 0. *)
Definition objective_hidden_decay : Prop :=
  exists c k, 0 < c /\ forall t, admissible P t -> penalty P t = k + c * hidden_square t.

End Conditions.
