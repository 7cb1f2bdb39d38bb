(** * Conditions on affine functions of the features

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions PointsConstant.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** Two samples with the same features. *)
Definition same_features (e e' : sample) : Prop :=
  forall k, (k < dim P)%nat -> x P e k = x P e' k.

(** The distinct (x_i, 1) are linearly independent: some affine function is 1 at a sample, and 0 at all
    with other features. *)
Definition data_affinely_independent : Prop :=
  forall e, In e (data P) -> exists v k, affine_score P v k e = 1 /\
    forall e', In e' (data P) -> same_features e e' \/ affine_score P v k e' = 0.

(** v . x + k is a best fit: the slopes s of l at its margins annihilate the features. They are below a slope d of l
    at 0, so it is right at every sample. *)
Definition fits_right (v : nat -> R) (k : R) (s : sample -> R) (d : R) : Prop :=
  subgradient_at (ell P) 0 d /\
  (forall e, In e (data P) ->
    subgradient_at (ell P) (- y e * affine_score P v k e) (s e) /\ s e < d) /\
  forall i, (i < dim P)%nat -> over (data P) (fun e => share e * s e * y e * x P e i) = 0.

(** A best fit of all affine, or of all linear, functions is right. *)
Definition data_affine_fit_right : Prop :=
  exists v k s d, fits_right v k s d /\ over (data P) (fun e => share e * s e * y e) = 0.
Definition data_linear_fit_right : Prop := exists v s d, fits_right v 0 s d.

End Conditions.
