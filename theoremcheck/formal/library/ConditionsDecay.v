(** * A penalty that outweighs all that a network without biases can gain, wherever its parameters are

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions PointsConstant.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** The penalty alpha a^2 + beta |w|^2 + gamma b^2 on a neuron outweighs gain |a| (the mean of |w . x + b|), by
    squares; without [biases] of b = 0 only. *)
Definition outweighed (biases : bool) (gain alpha beta gamma : R) : Prop :=
  forall v c, (biases = false -> c = 0) ->
    gain^2 * over (data P) (fun e => share e * (sum (dim P) (fun k => v k * x P e k) + c)^2)
    <= 4 * alpha * (beta * sum (dim P) (fun k => (v k)^2) + gamma * c^2) * total_weight P.

(** The slopes of g are at most K. *)
Definition bounded_slopes (g : R -> R) (K : R) : Prop :=
  forall u v, Rabs (g u - g v) <= K * Rabs (u - v).

(** There are no biases, and the penalties add up to alpha |a|^2 + beta |w|^2. The neuron is positively homogeneous
    with slopes up to K, and l has the slope d at 0. *)
Definition decay_homogeneous : Prop :=
  a0_trained P = false /\ fixed P A0 = 0 /\
  b_trained P = false /\ (forall j, (j < width P)%nat -> fixed P (B j) = 0) /\
  exists alpha beta K d,
    0 < alpha /\ 0 <= K /\
    (forall t, admissible P t -> penalty P t = sum (width P) (fun j =>
       alpha * (t (A j))^2 + beta * sum (dim P) (fun k => (t (W j k))^2))) /\
    (forall h v, 0 <= h -> sigma P (h * v) = h * sigma P v) /\
    (forall v, Rabs (sigma P v) <= K * Rabs v) /\
    subgradient_at (ell P) 0 d /\
    outweighed false (d * K) alpha beta 0.

(** The slopes of s are at most K, those of l at most M; the penalties add up to alpha |a|^2 + beta |w|^2 + gamma
    |b|^2 + delta a_0^2, of which a little less outweighs. Either a_0 is trained without a penalty, or s(0) = 0 and
    the b_j are 0, or trained and part of the comparison. *)
Definition decay_bounded : Prop :=
  exists (biases : bool) alpha beta gamma delta alpha' beta' gamma' K M,
    0 < alpha' < alpha /\ beta' < beta /\ 0 <= gamma /\ (biases = true -> gamma' < gamma) /\ 0 <= delta /\
    (forall t, admissible P t -> penalty P t = sum (width P) (fun j =>
       alpha * (t (A j))^2 + beta * sum (dim P) (fun k => (t (W j k))^2) + gamma * (t (B j))^2)
       + delta * (t A0)^2) /\
    bounded_slopes (sigma P) K /\ bounded_slopes (ell P) M /\
    outweighed biases (M * K) alpha' beta' gamma' /\
    ((biases = false /\ a0_trained P = true /\ delta = 0) \/
     (sigma P 0 = 0 /\ if biases then b_trained P = true
      else b_trained P = false /\ forall j, (j < width P)%nat -> fixed P (B j) = 0)).

(** All a_j and w_j are trained, and the penalties outweigh in one of these ways. *)
Definition objective_decay_dominates : Prop :=
  both_classes P /\ a_trained P = true /\ w_trained P = true /\ (decay_homogeneous \/ decay_bounded).

(** ** Decay of the weights where samples pull them the same way *)

Definition inner_product (e e' : sample) : R := sum (dim P) (fun k => x P e k * x P e' k).

(** f = sum_j a_j s(w_j . x). *)
Definition bare : Prop := forall t e, admissible P t -> In e (data P) ->
  f P t e = sum (width P) (fun j => t (A j) * sigma P (sum (dim P) (fun k => t (W j k) * x P e k))).

(** Beside 0, s has at least the slope c up to its sign k, and to the left of 0, l at least the slope g:
    at the origin the samples pull a weight by more than the penalties allow. *)
Definition leaves_origin (alpha beta : R) : Prop := exists k c g r, (k = 1 \/ k = -1) /\ 0 < c /\ 0 < g /\ 0 < r /\
  (forall u, 0 < u < r -> c * u <= k * sigma P u /\ k * sigma P (- u) <= - (c * u)) /\
  (forall h, 0 < h < r -> ell P (- h) <= ell P 0 - g * h) /\
  4 * alpha * beta * (total_weight P)^2
    < c^2 * g^2 * sum (dim P) (fun k => (over (data P) (fun e => share e * (y e * x P e k)))^2).

Definition objective_gram_decay : Prop :=
  bare /\ sigma P 0 = 0 /\ w_trained P = true /\ (0 < width P)%nat /\
  (forall e e', In e (data P) -> In e' (data P) -> 0 <= y e * y e' * inner_product e e') /\
  (forall e, In e (data P) -> 0 < inner_product e e) /\
  exists alpha beta, 0 <= alpha /\ 0 < beta /\
    (forall t, admissible P t -> penalty P t = alpha * sum (width P) (fun j => (t (A j))^2)
       + beta * sum (width P) (fun j => sum (dim P) (fun k => (t (W j k))^2))) /\
    ((exists j, (j < width P)%nat /\ forall t, admissible P t -> t (A j) <> 0) \/
     (a_trained P = true /\ (alpha = 0 \/ leaves_origin alpha beta))).

(** ** Weight decay on all weights of a layer of linear neurons *)

(** f_D is affine in what is trained. *)
Definition deep_affine : Prop :=
  forall t t' h e, admissible P t -> admissible P t' -> In e (data P) ->
    deep P (fun p => between t t' h (D p)) (x P e)
    = deep P (fun p => t (D p)) (x P e)
      + h * (deep P (fun p => t' (D p)) (x P e) - deep P (fun p => t (D p)) (x P e)).

(** The neurons are k v + c. The penalties add up to alpha |a|^2 + beta |w|^2 + gamma |b|^2 and something convex on
    a_0 and f_D. With [biased] the b_j count as weights: c = 0, and their penalty is positive. Else either a_0 is
    trained without a penalty, or c = 0 and the b_j are 0. *)
Definition decaying_layer (biased : bool) (k c alpha beta gamma : R) (rest : params -> R) : Prop :=
  a_trained P = true /\ w_trained P = true /\ deep_affine /\
  (forall v, sigma P v = k * v + c) /\ 0 < alpha /\ 0 < beta /\ 0 <= gamma /\
  (forall t, admissible P t -> penalty P t = sum (width P) (fun j =>
     alpha * (t (A j))^2 + beta * sum (dim P) (fun i => (t (W j i))^2) + gamma * (t (B j))^2) + rest t) /\
  (forall t t' h, admissible P t -> admissible P t' -> 0 <= h <= 1 ->
     rest (between t t' h) <= rest t + h * (rest t' - rest t)) /\
  (forall t t', t A0 = t' A0 -> (forall p, t (D p) = t' (D p)) -> rest t = rest t') /\
  if biased then c = 0 /\ b_trained P = true /\ 0 < gamma
  else (a0_trained P = true /\ forall t t', (forall p, t (D p) = t' (D p)) -> rest t = rest t') \/
       (c = 0 /\ b_trained P = false /\ forall j, (j < width P)%nat -> fixed P (B j) = 0).

Definition objective_linear_decay : Prop :=
  exists biased k c alpha beta gamma rest, decaying_layer biased k c alpha beta gamma rest.

(** The weights of neuron j, with its bias as the last of them, and the coefficients of their squares. *)
Definition weight_of (t : params) (j i : nat) : R := if (i <? dim P)%nat then t (W j i) else t (B j).
Definition square_of (beta gamma : R) (i : nat) : R := if (i <? dim P)%nat then beta else gamma.
Definition weights_of (biased : bool) : nat := if biased then S (dim P) else dim P.

(** u is no longer than alpha allows. Wherever the loss and 2 B(u, sum_j a_j w_j) are together at most L at some
    point, every sample is right. *)
Definition data_decay_fit_right : Prop :=
  exists biased k c alpha beta gamma rest u t0,
    decaying_layer biased k c alpha beta gamma rest /\ admissible P t0 /\
    sum (weights_of biased) (fun i => square_of beta gamma i * (u i * u i)) <= alpha /\
    forall t, admissible P t ->
      over (data P) (fun e => share e * ell P (z P t e)) / total_weight P + rest t
        + 2 * sum (weights_of biased) (fun i => square_of beta gamma i *
            (u i * sum (width P) (fun j => t (A j) * weight_of t j i)))
      <= L P t0 ->
      forall e, In e (data P) -> y e = sgn (f P t e).

End Conditions.
