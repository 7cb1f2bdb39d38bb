(** * minimum.narrow: one neuron at w = 0, on a fibre of minima

    Definitions only. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions PointsSplit.
Import ListNotations.
Open Scope R_scope.

Section Narrow.

Variable P : problem.

(** The mean of class +, and w . (x - mean). *)
Definition mean (k : nat) : R :=
  over (data P) (fun e => if positive_label e then share e / W_plus P * x P e k else 0).
Definition centred (w : nat -> R) (e : sample) : R :=
  sum (dim P) (fun k => w k * (x P e k - mean k)).

(** Near t the part f_D is one number for all samples, which is continuous at t. *)
Definition deep_constant (t : params) : Prop :=
  exists (level : params -> R) (r : R), 0 < r /\
    (forall t', admissible P t' -> (forall p, In p (trained P) -> Rabs (t' p - t p) < r) ->
      forall e, In e (data P) -> deep P (fun p => t' (D p)) (x P e) = level t') /\
    forall a, 0 < a -> exists d, 0 < d /\ forall t', admissible P t' ->
      (forall p, In p (trained P) -> Rabs (t' p - t p) < d) -> Rabs (level t' - level t) < a.

(** No penalty is negative, and all are 0 at t. *)
Definition without_penalty (t : params) : Prop :=
  forall k p, In (k, p) (penalties P) -> 0 <= k /\ (k = 0 \/ t p = 0).

(** M = 1, w = 0, f = c for all samples, c is a critical point of h(c) = W+ l(-c) + W- l(c),
    and the Hessian of L in (f, w) is positive definite, w counting as far as
    the centred samples see it. *)
Definition minimum_narrow : Prop :=
  exists (t : params) (c : R) (l1 l2 s1 s2 : R -> R) (kappa : R),
    let a := t (A 0) in let b := t (B 0) in
    let q := fun e => - y e * l1 (- y e * c) in
    width P = 1%nat /\ admissible P t /\ (forall k, (k < dim P)%nat -> t (W 0 k) = 0) /\
    deep_constant t /\ without_penalty t /\
    (forall e, In e (data P) -> f P t e = c) /\
    smooth_near (ell P) l1 l2 (- c) /\ smooth_near (ell P) l1 l2 c /\
    smooth_near (sigma P) s1 s2 b /\
    W_plus P * l1 (- c) = W_minus P * l1 c /\
    0 < kappa /\
    forall (g : R) (w : nat -> R),
      kappa * over (data P) (fun e => share e * (g^2 + (centred w e)^2))
      <= over (data P) (fun e => share e * (l2 (- y e * c) * (g + a * s1 b * centred w e)^2
                                            + q e * a * s2 b * (centred w e)^2)).

End Narrow.
