(** * minimum.split: a strict minimum of a narrower network, with copies of its neurons

    Definitions only. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions PointsBox.
Import ListNotations.
Open Scope R_scope.

Section Split.

Variable P : problem.

(** The problem with m neurons in the shortcut instead of [width P]; [values] is
    what its parameters that are not trained are. *)
Definition narrower (m : nat) (values : params) : problem := {|
  data := data P; denominator := denominator P; dim := dim P;
  width := m; neuron := neuron P; deep := deep P; deep_dom := deep_dom P;
  a0_trained := a0_trained P; a_trained := a_trained P; w_trained := w_trained P;
  b_trained := b_trained P; deep_trained := deep_trained P; fixed := values;
  loss := loss P; penalties := penalties P |}.

(** Neuron j is a copy of neuron [owner j] of the narrower network, with [part j]
    of its output weight; [first k] is one of the copies of k. *)
Definition copies (m : nat) (owner first : nat -> nat) (part : nat -> R) : Prop :=
  (forall j, (j < width P)%nat -> (owner j < m)%nat /\ 0 < part j) /\
  (forall k, (k < m)%nat -> (first k < width P)%nat /\ owner (first k) = k /\
    sum (width P) (fun j => if Nat.eq_dec (owner j) k then part j else 0) = 1).

(** What is trained, fixed and penalised: a and w are trained, b is trained or
    the same for all copies, and only a_0 and f_D may be penalised. *)
Definition copies_trained (owner : nat -> nat) (values : params) : Prop :=
  a_trained P = true /\ w_trained P = true /\
  (b_trained P = true \/
   forall j, (j < width P)%nat -> fixed P (B j) = values (B (owner j))) /\
  fixed P A0 = values A0 /\ (forall p, fixed P (D p) = values (D p)) /\
  (forall k p, In (k, p) (penalties P) -> k = 0 \/ p = A0 \/ exists q, p = D q).

(** Near v the function g has the derivative g1, and g1 the derivative g2, continuous at v. *)
Definition smooth_near (g g1 g2 : R -> R) (v : R) : Prop :=
  (exists d, 0 < d /\ forall u, Rabs (u - v) < d ->
    derivable_pt_lim g u (g1 u) /\ derivable_pt_lim g1 u (g2 u)) /\
  continuity_pt g2 v.

Variables (m : nat) (values : params).
Let Q := narrower m values.

(** q_i, up to the factor 1 / W: the derivative of W L in f(x_i). *)
Definition pull (l1 : R -> R) (t : params) (e : sample) : R := - y e * share e * l1 (z Q t e).

(** Neuron k of the narrower network, at its point t: it has one copy; or a_k is
    not 0, and s'' = 0 around all that the neuron receives (then kappa k = 0), or
    D_k = a_k sum_i q_i s'' X_i X_i^T >= kappa k sum_i X_i X_i^T, kappa k > 0. *)
Definition keeps_together (owner : nat -> nat) (l1 s1 s2 : R -> R) (kappa : nat -> R)
  (t : params) (k : nat) : Prop :=
  (forall i j, (i < width P)%nat -> (j < width P)%nat -> owner i = k -> owner j = k -> i = j) \/
  (t (A k) <> 0 /\
   (forall e, In e (data P) -> smooth_near (sigma P) s1 s2 (pre Q t k e)) /\
   ((kappa k = 0 /\ forall e, In e (data P) -> exists d, 0 < d /\
       forall u, Rabs (u - pre Q t k e) < d -> s2 u = 0) \/
    (0 < kappa k /\
     forall (d : nat -> R) (d0 : R), (b_trained P = false -> d0 = 0) ->
       kappa k * over (data P) (fun e => (sum (dim P) (fun i => d i * x P e i) + d0)^2)
       <= over (data P) (fun e => t (A k) * pull l1 t e * s2 (pre Q t k e)
                                  * (sum (dim P) (fun i => d i * x P e i) + d0)^2)))).

(** The copies may be split at t: the loss is differentiable around the margins,
    the outputs are continuous, and every neuron keeps together. *)
Definition splits (owner : nat -> nat) (l1 s1 s2 : R -> R) (kappa : nat -> R) (t : params) : Prop :=
  (forall e, In e (data P) ->
    (exists d, 0 < d /\ forall v, Rabs (v - z Q t e) < d -> derivable_pt_lim (ell P) v (l1 v)) /\
    continuity_pt l1 (z Q t e) /\
    forall a, 0 < a -> exists d, 0 < d /\ forall t', admissible Q t' ->
      (forall p, In p (trained Q) -> Rabs (t' p - t p) < d) -> Rabs (f Q t' e - f Q t e) < a) /\
  (forall k, (k < m)%nat -> keeps_together owner l1 s1 s2 kappa t k).

End Split.

(** A strict minimum (minimum.strict) of a narrower network, and copies that
    keep together at every point of its box. *)
Definition minimum_split (P : problem) : Prop :=
  exists (m : nat) (values : params) (owner first : nat -> nat) (part : nat -> R)
    (l1 s1 s2 : R -> R) (kappa : nat -> R) (c : params) (r : R),
    copies P m owner first part /\ copies_trained P owner values /\
    strict_box (narrower P m values) c r /\
    forall t, box (narrower P m values) c r t -> splits P m values owner l1 s1 s2 kappa t.
