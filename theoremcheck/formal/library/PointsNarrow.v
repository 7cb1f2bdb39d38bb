(** * minimum.narrow: one neuron at w = 0, and a positive definite Hessian in (f, w);
    minimum.fibre: the same of any neurons that see all samples as one

    Definitions only. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions PointsConstant.
Import ListNotations.
Open Scope R_scope.

Section Points.

Variable P : problem.

(** M = 1, w = 0, f = c; p, q are the slope and the curvature of s at b, l1p, l2p
    those of l at -c (for class +), l1m, l2m those of l at c. c is a critical
    point of h. With u for f - c and h_i = w . (x_i - mean) the Hessian is
      sum_i weight_i l''_i (u + a p h_i)^2 - k a q (E+ - E-) h^2, k = W+ l1p = W- l1m;
    it is positive definite: at least kappa times u^2 + sum_i h_i^2. *)
Definition minimum_narrow : Prop :=
  exists t c p q l1p l2p l1m l2m kappa,
    constant_point P t c /\ width P = 1%nat /\ no_hidden_weights P t /\
    deep_dead P t /\ deep_continuous P t /\
    c2_at (sigma P) (t (B 0%nat)) p q /\
    c2_at (ell P) (- c) l1p l2p /\ c2_at (ell P) c l1m l2m /\
    W_plus P * l1p = W_minus P * l1m /\
    0 < kappa /\
    forall u w,
      kappa * (u^2 + over (data P) (fun e => (along P (mean P) w e)^2)) <=
      over (data P) (fun e => share e * (if positive_label e then l2p else l2m)
                              * (u + t (A 0%nat) * p * along P (mean P) w e)^2)
      - W_plus P * l1p * (t (A 0%nat) * q) * difference P (fun e => (along P (mean P) w e)^2).

(** Neuron j receives b_j + w_j . mean from all samples; f = c; p j, q j are the slope and the curvature of s
    there. With u for f - c and h_j for w_j . (x - mean) the Hessian in (f, w_1, w_2, ..) is
      sum_i weight_i l''_i (u + sum_j a_j p_j h_j)^2 - k sum_j a_j q_j (E+ - E-) h_j^2;
    it is at least kappa times u^2 + sum_j sum_i h_j^2. *)
Definition minimum_fibre : Prop :=
  exists t c p q l1p l2p l1m l2m kappa,
    constant_point P t c /\ deep_dead P t /\ deep_continuous P t /\
    (forall j, (j < width P)%nat ->
       (forall e, In e (data P) -> along P (mean P) (fun i => t (W j i)) e = 0) /\
       c2_at (sigma P) (t (B j) + sum (dim P) (fun i => t (W j i) * mean P i)) (p j) (q j)) /\
    c2_at (ell P) (- c) l1p l2p /\ c2_at (ell P) c l1m l2m /\
    W_plus P * l1p = W_minus P * l1m /\
    0 < kappa /\
    forall u (w : nat -> nat -> R),
      kappa * (u^2 + sum (width P) (fun j => over (data P) (fun e => (along P (mean P) (w j) e)^2))) <=
      over (data P) (fun e => share e * (if positive_label e then l2p else l2m)
                              * (u + sum (width P) (fun j => t (A j) * p j * along P (mean P) (w j) e))^2)
      - W_plus P * l1p
        * sum (width P) (fun j => t (A j) * q j * difference P (fun e => (along P (mean P) (w j) e)^2)).

End Points.
