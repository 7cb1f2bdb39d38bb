(** * Conditions on a point where only one class has slope, or where only the
    output weights are trained

    Definitions only: minimum.nobias, minimum.frozen_output and
    minimum.frozen_fit of the kernel's table. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions PointsConstant.
Import ListNotations.
Open Scope R_scope.

Section Points.

Variable P : problem.

(** Some sample is wrong at t. *)
Definition some_wrong (t : params) : Prop := exists e, In e (data P) /\ y e <> sgn (f P t e).

(** y a_j s is greatest at b_j, near b_j. *)
Definition greatest_there (class : bool) (t : params) (j : nat) : Prop :=
  exists r, 0 < r /\ forall u, Rabs (u - t (B j)) < r ->
    if class then t (A j) * sigma P u <= t (A j) * sigma P (t (B j))
    else t (A j) * sigma P (t (B j)) <= t (A j) * sigma P u.

(** l has slope only on samples of one class ([active] ones; the others are at a
    global minimum of l), on which all w_j . x are 0; -y a_j s is convex around
    b_j, and no bias is trained. The mean of these samples is 0, or every -y a_j s
    is least at b_j, near b_j. f_D is the same number on all samples, and it cannot
    move. *)
Definition one_class_point (t : params) : Prop :=
  admissible P t /\ unpenalised P t /\ some_wrong t /\
  a0_trained P = false /\ b_trained P = false /\
  deep_dead P t /\ deep_still P t /\
  exists (class : bool) (active : sample -> bool),
    (forall e, In e (data P) ->
       if active e then positive_label e = class else forall v, ell P (z P t e) <= ell P v) /\
    ((forall k, (k < dim P)%nat ->
        over (data P) (fun e => if active e then share e * x P e k else 0) = 0) \/
     (forall j, (j < width P)%nat -> greatest_there class t j)) /\
    (forall j e, (j < width P)%nat -> In e (data P) -> active e = true ->
       sum (dim P) (fun k => t (W j k) * x P e k) = 0) /\
    (forall j, (j < width P)%nat -> if class then curved_down P t j else curved_up P t j).

(** s(b_j) = 0: so a_j s(b_j) cannot move. *)
Definition minimum_nobias : Prop :=
  exists t, one_class_point t /\ forall j, (j < width P)%nat -> sigma P (t (B j)) = 0.

(** The a_j are frozen: so a_j s(b_j) cannot move. *)
Definition minimum_frozen_output : Prop :=
  exists t, one_class_point t /\ a_trained P = false.

(** Only a_0 and the a_j are trained, there is no f_D, and slopes g_i of l at
    the z_i annihilate the features: a_0, a minimises the convex loss. The g_i
    are in the order of the data. *)
Definition annihilates (g : list R) (column : sample -> R) : Prop :=
  over (combine (data P) g) (fun eg => share (fst eg) * y (fst eg) * snd eg * column (fst eg)) = 0.

Definition minimum_frozen_fit : Prop :=
  w_trained P = false /\ b_trained P = false /\ (forall td v, deep P td v = 0) /\
  exists t g, admissible P t /\ unpenalised P t /\ some_wrong t /\ length g = length (data P) /\
    (forall e d, In (e, d) (combine (data P) g) -> subgradient_at (ell P) (z P t e) d) /\
    (a0_trained P = true -> annihilates g (fun _ => 1)) /\
    (a_trained P = true -> forall j, (j < width P)%nat ->
       annihilates g (fun e => sigma P (pre P t j e))).

End Points.
