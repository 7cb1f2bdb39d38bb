(** * Conditions of the theorems on valleys

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

Definition neuron_nondecreasing : Prop := forall u v, u <= v -> sigma P u <= sigma P v.

(** The b_j are all trained, or have one value. *)
Definition network_common_bias : Prop :=
  b_trained P = true \/
  forall j j', (j < width P)%nat -> (j' < width P)%nat -> fixed P (B j) = fixed P (B j').

(** As many neurons as distinct x_i, one fewer if a_0 is trained. *)
Definition network_width_samples : Prop :=
  exists points : list sample,
    (forall e, In e (data P) -> exists e', In e' points /\ forall k, (k < dim P)%nat -> x P e k = x P e' k) /\
    (length points <= width P + (if a0_trained P then 1 else 0))%nat.

(** What a neuron with an allowed bias gives on the samples is a combination of n vectors, plus a constant where one is
    free. *)
Definition neurons_within (allowed : R -> Prop) (free : Prop) (n : nat) (basis : nat -> sample -> R) : Prop :=
  forall w b, allowed b -> exists (c : nat -> R) (c0 : R), (free \/ c0 = 0) /\
    forall e, In e (data P) ->
      sigma P (sum (dim P) (fun k => w k * x P e k) + b) = sum n (fun i => c i * basis i e) + c0.

(** The biases that a neuron may have. *)
Definition open_bias (b : R) : Prop := b_trained P = true \/ forall j, (j < width P)%nat -> b = fixed P (B j).

(** What a neuron can give on the samples spans at most M dimensions, modulo constants if a_0 is trained. So it is where
    s is a polynomial and M is the rank of the monomials of its degrees. *)
Definition network_width_monomials : Prop :=
  exists n basis, (n <= width P)%nat /\ neurons_within open_bias (a0_trained P = true) n basis.

(** ** Units next to the output, beside anything *)

(** A neuron of the shortcut, or a unit of a branch. *)
Inductive unit_place := Of_shortcut (neuron : nat) | Of_branch (branch unit : nat).

Definition output_of (i : unit_place) : place :=
  match i with Of_shortcut j => A j | Of_branch b u => D (Output b u) end.
Definition weight_of_unit (i : unit_place) (k : nat) : place :=
  match i with Of_shortcut j => W j k | Of_branch b u => D (Weight b 0 u k) end.
Definition bias_of (i : unit_place) : place :=
  match i with Of_shortcut j => B j | Of_branch b u => D (Bias b 0 u) end.

(** The differences s(v + r) - s(v), and those of higher order. *)
Fixpoint difference (n : nat) (r : R) (s : R -> R) (v : R) : R :=
  match n with
  | O => s v
  | S m => difference m r s (v + r) - difference m r s v
  end.
Definition has_difference (s : R -> R) (n : nat) : Prop := exists r v, difference n r s v <> 0.

(** Such a unit counts, for m samples: it is a neuron, or lies in a branch of one layer, its output weight, weights
    and bias are trained, and some difference of order m - 1 of its neuron is not 0. *)
Definition counts (all : list (list (list fn))) (m : nat) (i : unit_place) : Prop :=
  match i with
  | Of_shortcut j => (j < width P)%nat /\ a_trained P = true /\ w_trained P = true /\ b_trained P = true /\
      has_difference (sigma P) (pred m)
  | Of_branch b u => exists units, (b < length all)%nat /\ layers_of all b = [units] /\ (u < length units)%nat /\
      In (Output b u) (deep_trained P) /\ In (Bias b 0 u) (deep_trained P) /\
      (forall k, (k < dim P)%nat -> In (Weight b 0 u k) (deep_trained P)) /\
      has_difference (val (nth u units identity)) (pred m)
  end.

(** The x_i are m different ones, given by [samples], and as many units count, or m - 1 if a_0 is trained. *)
Definition network_wide_beside : Prop :=
  exists all m n (samples : nat -> sample) (units : nat -> unit_place),
    (all = [] \/ consists_of P all) /\
    (forall i, (i < m)%nat -> In (samples i) (data P)) /\
    (forall e, In e (data P) -> exists i, (i < m)%nat /\ forall k, x P e k = x P (samples i) k) /\
    (forall i i', (i < m)%nat -> (i' < m)%nat -> i <> i' ->
       exists k, (k < dim P)%nat /\ x P (samples i) k <> x P (samples i') k) /\
    (forall j j', (j < n)%nat -> (j' < n)%nat -> units j = units j' -> j = j') /\
    (forall j, (j < n)%nat -> counts all m (units j)) /\
    (m <= n + (if a0_trained P then 1 else 0))%nat.

(** ** Positively homogeneous neurons under weight decay *)

Definition network_positively_homogeneous : Prop := forall r v, 0 < r -> sigma P (r * v) = r * sigma P v.

(** f_D is affine in what is trained of it. The penalties have one coefficient for all a_j, one for all weights of a
    feature and one for all b_j; those on everything else are some function of it. *)
Definition network_affine_beside : Prop :=
  (forall t t' h e, admissible P t -> admissible P t' -> In e (data P) ->
     deep P (fun p => between t t' h (D p)) (x P e)
     = deep P (fun p => t (D p)) (x P e) + h * (deep P (fun p => t' (D p)) (x P e) - deep P (fun p => t (D p)) (x P e))) /\
  exists (alpha gamma : R) (beta : nat -> R) (rest : params -> R),
    (forall t t', t A0 = t' A0 -> (forall p, t (D p) = t' (D p)) -> rest t = rest t') /\
    forall t, admissible P t -> penalty P t = rest t + sum (width P) (fun j =>
      alpha * (t (A j))^2 + sum (dim P) (fun k => beta k * (t (W j k))^2) + gamma * (t (B j))^2).

(** a_0 is trained, and the coefficients of its square in the penalties are 0 in all. *)
Definition constant_free : Prop := a0_trained P = true /\ output_bias_penalty P = 0.

(** What a neuron can give on the samples spans fewer than M dimensions, modulo constants if a_0 is free. *)
Definition network_width_dimension : Prop :=
  exists n basis, (n < width P)%nat /\ neurons_within (fun b => b_trained P = true \/ b = 0) constant_free n basis.

End Conditions.
