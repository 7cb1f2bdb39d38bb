(** * Conditions on affine functions of the features

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions ConditionsResidual PointsConstant.
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

(** The network is linear layers throughout, and all their weights are trained (of the shortcut the w_j and the a_j; of
    frozen a_j, one that is not 0). *)
Definition network_linear_trained : Prop := exists all, consists_of P all /\
  (width P = 0%nat \/ linear_shortcut P) /\ (forall b, (b < length all)%nat -> linear_branch P all b) /\
  ((1 <= width P)%nat \/ (1 <= length all)%nat).

(** Some part is linear, with all its weights trained, and each of its layers has a unit for each feature; or its
    output weights are frozen, not all at 0. *)
Fixpoint layers_wide (d : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above => (d <= length units)%nat /\ layers_wide d above
  end.
Definition network_linear_wide : Prop :=
  (linear_shortcut P /\ (a_trained P = false \/ (dim P <= width P)%nat)) \/
  exists all b, consists_of P all /\ linear_branch P all b /\ layers_wide (dim P) (layers_of all b).

(** All output weights of a branch are trained. *)
Fixpoint outputs_of (branch inputs : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => forall u, (u < inputs)%nat -> In (Output branch u) (deep_trained P)
  | units :: above => outputs_of branch (length units) above
  end.

(** All output weights of the network are trained, those of its branches or of its residual head; a_0 is, or it is 0. *)
Definition network_outputs_trained : Prop :=
  (a0_trained P = true \/ fixed P A0 = 0) /\ (a_trained P = true \/ width P = 0%nat) /\
  ((exists all, consists_of P all /\
      forall b, (b < length all)%nat -> outputs_of b (dim P) (layers_of all b)) \/
   exists layers, residual_on P layers /\ forall k, (k < dim P)%nat -> In (Output 0 k) (deep_trained P)).

(** The loss of v . x + k, less a lower bound m of l, is at most r times that of l(0). *)
Definition linear_bound (r : R) : Prop :=
  exists v k m, (network_constant_trained P \/ k = 0) /\ (forall u, m <= ell P u) /\ m < ell P 0 /\
    over (data P) (fun e => share e * (ell P (- y e * affine_score P v k e) - m))
      <= r * (total_weight P * (ell P 0 - m)).
Definition data_linear_bound : Prop := exists r, linear_bound r.

(** At every local minimum the training error is at most any such r. *)
Definition ERROR_BOUND : Prop :=
  forall r, linear_bound r -> forall t, local_min P t -> training_error P t <= r.

End Conditions.
