(** * A penalty that outweighs all that a network without biases can gain, wherever its parameters are

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions PointsConstant.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** All a_j and w_j are trained, there are no biases, and the penalties add up to alpha |a|^2 + beta |w|^2. The
    neuron is positively homogeneous with slopes up to K, l has the slope d at 0, and m bounds the mean of the
    |x_i|^2; (d K)^2 m <= 4 alpha beta. *)
Definition objective_decay_dominates : Prop :=
  both_classes P /\
  a0_trained P = false /\ fixed P A0 = 0 /\ a_trained P = true /\ w_trained P = true /\
  b_trained P = false /\ (forall j, (j < width P)%nat -> fixed P (B j) = 0) /\
  exists alpha beta K d m,
    0 < alpha /\ 0 <= K /\
    (forall t, admissible P t -> penalty P t = sum (width P) (fun j =>
       alpha * (t (A j))^2 + beta * sum (dim P) (fun k => (t (W j k))^2))) /\
    (forall h v, 0 <= h -> sigma P (h * v) = h * sigma P v) /\
    (forall v, Rabs (sigma P v) <= K * Rabs v) /\
    subgradient_at (ell P) 0 d /\
    over (data P) (fun e => share e * sum (dim P) (fun k => (x P e k)^2)) <= m * total_weight P /\
    (d * K)^2 * m <= 4 * alpha * beta.

End Conditions.
