(** * Conditions on a point where the network gives one number c on all samples

    Definitions only: the conditions minimum.flat, minimum.deep, ... of the
    kernel's table. Each says that there is a point t (and a number c) with
    certain properties; the rules (RulesConstant.v, RulesCurved.v) prove that t
    is then a bad local minimum. A point is given with all its numbers; where c
    is known by bounds only, [Minimisers.between] gives it. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

(** ** Functions of one variable *)

(** c is a local minimiser of g. *)
Definition local_minimiser (g : R -> R) (c : R) : Prop :=
  exists r, 0 < r /\ forall v, Rabs (v - c) < r -> g c <= g v.

(** d is the slope of a line below g through (c, g c). *)
Definition subgradient_at (g : R -> R) (c d : R) : Prop := forall v, g c + d * (v - c) <= g v.

(** g is convex on [lo, hi]. *)
Definition convex_on (g : R -> R) (lo hi : R) : Prop :=
  forall u v p, lo <= u <= hi -> lo <= v <= hi -> 0 <= p <= 1 ->
    g (p * u + (1 - p) * v) <= p * g u + (1 - p) * g v.

(** g is C^2 near b, with the slope p and the second derivative q there. *)
Definition c2_at (g : R -> R) (b p q : R) : Prop :=
  exists g' g'' lo hi, lo < b < hi /\
    (forall v, lo < v < hi -> derivable_pt_lim g v (g' v) /\ derivable_pt_lim g' v (g'' v)) /\
    continuity_pt g'' b /\ g' b = p /\ g'' b = q.

(** g is quadratic near b, with the slope p at b and the second derivative q. *)
Definition quadratic_at (g : R -> R) (b p q : R) : Prop :=
  exists lo hi, lo < b < hi /\
    forall v, lo < v < hi -> g v = g b + p * (v - b) + q / 2 * (v - b)^2.

Section Points.

Variable P : problem.

(** ** Near a point *)

(** Q holds at every point of the network near t: what is not trained stays. *)
Definition nearby (t : params) (Q : params -> Prop) : Prop :=
  exists r, 0 < r /\ forall t', admissible P t' -> distance2 P t t' < r^2 -> Q t'.

(** f_D on a sample. *)
Definition deep_part (t : params) (e : sample) : R := deep P (fun p => t (D p)) (x P e).

(** f_D is continuous at t, on every sample. *)
Definition deep_continuous (t : params) : Prop :=
  forall e, In e (data P) -> forall eps, 0 < eps ->
    nearby t (fun t' => Rabs (deep_part t' e - deep_part t e) < eps).

(** Near t, f_D is the same number on all samples: it is dead. (DeepNear.v: it
    is so if some layer has every unit, on all samples, inside a flat piece, or
    at what it receives from 0 without a trained bias.) *)
Definition deep_dead (t : params) : Prop :=
  nearby t (fun t' => forall e e', In e (data P) -> In e' (data P) ->
    deep_part t' e = deep_part t' e').

(** Near t, f_D on the samples is what it is at t. *)
Definition deep_still (t : params) : Prop :=
  nearby t (fun t' => forall e, In e (data P) -> deep_part t' e = deep_part t e).

(** Near t, f_D is an affine function of x on the samples. *)
Definition deep_affine (t : params) : Prop :=
  nearby t (fun t' => exists u v, forall e, In e (data P) ->
    deep_part t' e = sum (dim P) (fun k => u k * x P e k) + v).

(** On the samples g is convex in x: where a sample is the mean of others, with weights >= 0, g
    is there at most the mean of what it is at the others. *)
Definition convex_on_samples (g : sample -> R) : Prop :=
  forall e (l : list (R * sample)), In e (data P) ->
    (forall q, In q l -> 0 <= fst q /\ In (snd q) (data P)) -> over l fst = 1 ->
    (forall k, (k < dim P)%nat -> over l (fun q => fst q * x P (snd q) k) = x P e k) ->
    g e <= over l (fun q => fst q * g (snd q)).

(** Near t, f_D is convex (concave) on the samples. (CurvedLayers.v: it is so if all layers are
    curved and monotone in the right way.) *)
Definition deep_convex (t : params) : Prop :=
  nearby t (fun t' => convex_on_samples (deep_part t')).
Definition deep_concave (t : params) : Prop :=
  nearby t (fun t' => convex_on_samples (fun e => - deep_part t' e)).

(** Near t, f_D has no greater mean on class + than on class -. (MomentLayers.v: it is so if its layers
    are smooth, and its second order is definite against the second moments.) *)
Definition deep_ordered (t : params) : Prop :=
  nearby t (fun t' => difference P (deep_part t') <= 0).

(** f_D is an odd function of x up to a constant (an even one), near t. *)
Definition mirrored (v : nat -> R) : nat -> R := fun k => - v k.
Definition deep_odd (t : params) : Prop :=
  nearby t (fun t' => exists c, forall v : nat -> R,
    deep P (fun p => t' (D p)) v + deep P (fun p => t' (D p)) (mirrored v) = c).
Definition deep_even (t : params) : Prop :=
  nearby t (fun t' => forall v : nat -> R,
    deep P (fun p => t' (D p)) (mirrored v) = deep P (fun p => t' (D p)) v).

(** ** A constant output *)

(** No penalty grows into the negative, and all of them are 0 at t. *)
Definition unpenalised (t : params) : Prop :=
  forall c p, In (c, p) (penalties P) -> 0 <= c /\ (c = 0 \/ t p = 0).

(** t is a point of the network, without penalty, and f = c on all samples. *)
Definition constant_point (t : params) (c : R) : Prop :=
  admissible P t /\ unpenalised t /\ forall e, In e (data P) -> f P t e = c.

(** h(c) = W+ l(-c) + W- l(c): the loss where f = c, up to the total weight. *)
Definition height (c : R) : R := W_plus P * ell P (- c) + W_minus P * ell P c.

(** The same, and c is a local minimiser of h. *)
Definition best_constant_point (t : params) (c : R) : Prop :=
  constant_point t c /\ local_minimiser height c.

(** The output c is wrong on some sample. *)
Definition wrong_somewhere (c : R) : Prop := exists e, In e (data P) /\ y e <> sgn c.

(** All w_j = 0. *)
Definition no_hidden_weights (t : params) : Prop :=
  forall j k, (j < width P)%nat -> (k < dim P)%nat -> t (W j k) = 0.

(** ** Dead neurons: minimum.flat, minimum.deep *)

(** What the neurons receive from e cannot move: e is the origin, and no hidden bias is trained. *)
Definition pinned (e : sample) : Prop :=
  b_trained P = false /\ forall k, (k < dim P)%nat -> x P e k = 0.

(** Neuron j gives v on all samples: it is inside an open interval where s = v, or cannot move. *)
Definition flat_neuron (t : params) (j : nat) (v : R) : Prop :=
  forall e, In e (data P) ->
    (pinned e /\ sigma P (pre P t j e) = v) \/
    exists lo hi, lo < pre P t j e < hi /\ forall u, lo < u < hi -> sigma P u = v.

Definition dead (t : params) : Prop :=
  (forall j, (j < width P)%nat -> exists v, flat_neuron t j v) /\
  deep_dead t /\ deep_continuous t.

(** The output cannot move: no trained output bias, and no trained output
    weight on a flat value other than 0. *)
Definition immovable (t : params) : Prop :=
  a0_trained P = false /\
  (forall j, (j < width P)%nat -> a_trained P = false \/ flat_neuron t j 0) /\
  deep_still t.

Definition minimum_flat : Prop :=
  exists t c, constant_point t c /\ dead t /\ wrong_somewhere c /\
    (local_minimiser height c \/ immovable t).

(** The same for a network without shortcut: there is no neuron j. *)
Definition minimum_deep : Prop :=
  width P = 0%nat /\ minimum_flat.

(** ** Minima of every term: minimum.margin, minimum.saturated *)

(** f is continuous at t on the samples. *)
Definition continuous_output (t : params) : Prop :=
  (forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P t j e)) /\
  deep_continuous t.

Definition minimum_margin : Prop :=
  exists t, constant_point t 0 /\ continuous_output t /\ wrong_somewhere 0 /\
    local_minimiser (ell P) 0.

Definition minimum_saturated : Prop :=
  exists t c, c <> 0 /\ constant_point t c /\ continuous_output t /\ wrong_somewhere c /\
    local_minimiser (ell P) (- c) /\ local_minimiser (ell P) c.

(** ** Equal class averages near the point: minimum.affine, minimum.parity,
    minimum.duplicate, minimum.frozen_features *)

(** Neuron j is, on all samples, inside an open interval where s is affine. *)
Definition affine_neuron (t : params) (j : nat) : Prop :=
  exists lo hi p q, (forall e, In e (data P) -> lo < pre P t j e < hi) /\
    forall u, lo < u < hi -> sigma P u = p * u + q.

Definition minimum_affine : Prop :=
  exists t c, best_constant_point t c /\
    (forall j, (j < width P)%nat -> affine_neuron t j) /\
    (deep_affine t \/ deep_dead t).

(** No hidden bias; f_D has the parity that fits the classes. *)
Definition minimum_parity : Prop :=
  exists t c, best_constant_point t c /\
    b_trained P = false /\ (forall j, (j < width P)%nat -> t (B j) = 0) /\
    ((data_even P /\ deep_odd t) \/ (data_odd P /\ deep_even t)).

Definition minimum_duplicate : Prop := exists t c, best_constant_point t c.

(** The hidden weights are frozen, and every w_j . x has the same distribution
    in both classes. *)
Definition minimum_frozen_features : Prop :=
  both_classes P /\
  exists t c, best_constant_point t c /\ w_trained P = false /\
    (forall j (g : R -> R), (j < width P)%nat ->
      difference P (fun e => g (sum (dim P) (fun k => t (W j k) * x P e k))) = 0) /\
    deep_dead t.

(** ** Ordered class averages near the point: minimum.order, minimum.moment,
    minimum.stationary *)

(** a_j s is strictly weighted and convex around b_j. *)
Definition curved_up (t : params) (j : nat) : Prop :=
  exists lo hi, lo < t (B j) < hi /\
    ((0 < t (A j) /\ convex_on (sigma P) lo hi) \/
     (t (A j) < 0 /\ convex_on (opposite (sigma P)) lo hi)).

(** a_j s is strictly weighted and concave around b_j. *)
Definition curved_down (t : params) (j : nat) : Prop :=
  exists lo hi, lo < t (B j) < hi /\
    ((t (A j) < 0 /\ convex_on (sigma P) lo hi) \/
     (0 < t (A j) /\ convex_on (opposite (sigma P)) lo hi)).

(** Convex neurons if class + is the contraction, concave ones if class - is. *)
Definition ordered_parts (t : params) : Prop :=
  no_hidden_weights t /\
    ((contraction P (plus_samples P) (minus_samples P) /\
      forall j, (j < width P)%nat -> curved_up t j) \/
     (contraction P (minus_samples P) (plus_samples P) /\
      forall j, (j < width P)%nat -> curved_down t j)) /\
    (deep_affine t \/ deep_dead t \/
     (contraction P (plus_samples P) (minus_samples P) /\ deep_convex t) \/
     (contraction P (minus_samples P) (plus_samples P) /\ deep_concave t)).

Definition minimum_order : Prop := exists t c, best_constant_point t c /\ ordered_parts t.

(** The mean of class +. *)
Definition mean (k : nat) : R :=
  over (data P) (fun e => if positive_label e then share e / W_plus P * x P e k else 0).

(** w . (x - m). *)
Definition along (m w : nat -> R) (e : sample) : R :=
  sum (dim P) (fun k => w k * (x P e k - m k)).

(** S = E+ (x - m)(x - m)^T - E- (x - m)(x - m)^T, times o, is at least 0; *)
Definition ordered_moments (m : nat -> R) (o : R) : Prop :=
  forall w, 0 <= o * difference P (fun e => (along m w e)^2).

(** it is positive for every w with some w . (x_i - m) <> 0. (That is what a
    positive kappa means: both sides are quadratic forms of these products.) *)
Definition definite_moments (m : nat -> R) (o : R) : Prop :=
  exists kappa, 0 < kappa /\ forall w,
    kappa * over (data P) (fun e => (along m w e)^2)
    <= o * difference P (fun e => (along m w e)^2).

(** s is C^2 around b_j with slope p and curvature q, and a_j q has the sign
    opposite to that of S, o; for s quadratic around b_j, S may be semidefinite. *)
Definition against (t : params) (m : nat -> R) (j : nat) (p : R) : Prop :=
  exists o q, (o = 1 \/ o = -1) /\ o * (t (A j) * q) < 0 /\
    ((c2_at (sigma P) (t (B j)) p q /\ definite_moments m o) \/
     (quadratic_at (sigma P) (t (B j)) p q /\ ordered_moments m o)).

Definition moment_parts (t : params) : Prop :=
  no_hidden_weights t /\
    (forall j, (j < width P)%nat -> exists p, against t mean j p) /\
    (deep_affine t \/ deep_dead t \/ deep_ordered t).

Definition minimum_moment : Prop := exists t c, best_constant_point t c /\ moment_parts t.

Definition origin (k : nat) : R := 0.

Definition stationary_parts (t : params) : Prop :=
  no_hidden_weights t /\ b_trained P = false /\
    (forall j, (j < width P)%nat -> against t origin j 0) /\
    deep_dead t.

Definition minimum_stationary : Prop :=
  both_classes P /\ exists t c, best_constant_point t c /\ stationary_parts t.

(** ** The same where l is above its tangents only near -c and c *)

(** Near -c and c the loss is not below lines of the slopes K / W+ and K / W-. *)
Definition tangents (c K : R) : Prop :=
  exists r, 0 < r /\ forall v, Rabs v < r ->
    ell P (- c) + K / W_plus P * v <= ell P (- c + v) /\
    ell P c + K / W_minus P * v <= ell P (c + v).

(** f = c on all samples, f is continuous there, both classes have samples, and l has such tangents. *)
Definition tangent_point (t : params) (c K : R) : Prop :=
  constant_point t c /\ continuous_output t /\ both_classes P /\ tangents c K.

Definition minimum_order_local : Prop :=
  exists t c K, 0 <= K /\ tangent_point t c K /\ ordered_parts t.

Definition minimum_moment_local : Prop :=
  exists t c K, 0 <= K /\ tangent_point t c K /\ moment_parts t.

Definition minimum_stationary_local : Prop :=
  exists t c K, 0 <= K /\ tangent_point t c K /\ stationary_parts t.

(** All neurons in affine pieces; K may have any sign. *)
Definition minimum_affine_local : Prop :=
  exists t c K, tangent_point t c K /\
    (forall j, (j < width P)%nat -> affine_neuron t j) /\
    (deep_affine t \/ deep_dead t).

End Points.
