(** * The conditions on problems that are convex in what is trained

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** What each sample costs is convex in what is trained. *)
Definition network_matching : Prop :=
  forall t t' h e, admissible P t -> admissible P t' -> 0 <= h <= 1 -> In e (data P) ->
    ell P (z P (between t t' h) e) <= ell P (z P t e) + h * (ell P (z P t' e) - ell P (z P t e)).

(** If L is convex in what is trained: wherever it is as low as at some t0, every sample is right. *)
Definition data_convex_fit_right : Prop :=
  (forall t t' h, admissible P t -> admissible P t' -> 0 <= h <= 1 ->
    L P (between t t' h) <= L P t + h * (L P t' - L P t)) ->
  exists t0, admissible P t0 /\
    forall t, admissible P t -> L P t <= L P t0 -> forall e, In e (data P) -> y e = sgn (f P t e).

(** If l is convex: where L is least the training error is at most r. *)
Definition minima_error (r : R) : Prop := loss_convex P ->
  forall t, admissible P t -> (forall t', admissible P t' -> L_defined P t' -> L P t <= L P t') -> training_error P t <= r.
Definition data_minima_error : Prop := exists r, minima_error r.

(** At every local minimum the training error is at most any such r. *)
Definition MINIMA_ERROR : Prop := forall r, minima_error r -> forall t, local_min P t -> training_error P t <= r.

End Conditions.
