(** * Conditions of the theorem on pyramids

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions ConditionsValley ConditionsResidual.
Import ListNotations.
Open Scope R_scope.

(** On no interval s has one value. *)
Definition nowhere_flat (s : R -> R) : Prop :=
  forall lo hi c, lo < hi -> exists v, lo < v < hi /\ s v <> c.

(** Near every point s is a sum of powers; the slope at 0 is not 0. *)
Definition analytic_fn (s : R -> R) : Prop :=
  forall v, exists (a : nat -> R) r, 0 < r /\
    forall h, Rabs h < r -> infinite_sum (fun n => a n * h ^ n) (s (v + h)).
Definition steep_at_zero (s : R -> R) : Prop :=
  analytic_fn s /\ exists d, d <> 0 /\ derivable_pt_lim s 0 d.

(** s maps R onto R, one to one, with a continuous inverse. *)
Definition invertible (s : R -> R) : Prop :=
  exists g, continuity g /\ (forall v, g (s v) = v) /\ forall v, s (g v) = v.

Section Conditions.

Variable P : problem.

(** All neurons of f are continuous. *)
Definition continuous_layers (layers : list (list fn)) : Prop :=
  forall units s, In units layers -> In s units -> continuity (val s).
Definition network_continuous : Prop :=
  ((0 < width P)%nat -> continuity (sigma P)) /\
  exists all, consists_of P all /\ forall layers, In layers all -> continuous_layers layers.

Let trained_place (q : deep_place) : Prop := In q (deep_trained P).

(** A layer that receives [inputs] numbers keeps different ones apart, for some weights near any given ones: its
    weights are trained, and a unit has a trained bias and a neuron that is constant on no interval, or no bias and a
    neuron that is analytic with a slope at 0. *)
Definition keeps_apart (b l inputs : nat) (units : list fn) : Prop :=
  exists u, (u < length units)%nat /\
    (forall k, (k < inputs)%nat -> trained_place (Weight b l u k)) /\
    continuity (val (nth u units identity)) /\
    ((trained_place (Bias b l u) /\ nowhere_flat (val (nth u units identity))) \/
     (~ trained_place (Bias b l u) /\ fixed P (D (Bias b l u)) = 0 /\ steep_at_zero (val (nth u units identity)))).

Fixpoint keep_apart (b l inputs : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above => keeps_apart b l inputs units /\ keep_apart b (S l) (length units) above
  end.

(** Layers from l upwards that are no wider than what is below them, with trained weights and invertible neurons. *)
Fixpoint pyramid_from (b l inputs : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => (0 < inputs)%nat /\ forall u, (u < inputs)%nat -> trained_place (Output b u)
  | units :: above => (length units <= inputs)%nat /\
      (forall u k, (u < length units)%nat -> (k < inputs)%nat -> trained_place (Weight b l u k)) /\
      (forall u, (u < length units)%nat -> invertible (val (nth u units identity))) /\
      pyramid_from b (S l) (length units) above
  end.

(** The different samples are m, given by [samples]. *)
Definition enumerates (m : nat) (samples : nat -> sample) : Prop :=
  (forall i, (i < m)%nat -> In (samples i) (data P)) /\
  (forall e, In e (data P) -> exists i, (i < m)%nat /\ forall k, x P e k = x P (samples i) k) /\
  (forall i i', (i < m)%nat -> (i' < m)%nat -> i <> i' ->
     exists k, (k < dim P)%nat /\ x P (samples i) k <> x P (samples i') k).

(** Some function v . x + c is 1 at any one of them and 0 at the others, c = 0 unless [free]. *)
Definition independent_samples (free : Prop) (m : nat) (samples : nat -> sample) : Prop :=
  forall i, (i < m)%nat -> exists (v : nat -> R) c, (free \/ c = 0) /\
    forall i', (i' < m)%nat ->
      sum (dim P) (fun k => v k * x P (samples i') k) + c = if (i' =? i)%nat then 1 else 0.

(** All units of layer l have trained biases. *)
Definition biases_trained (b l : nat) (units : list fn) : Prop :=
  forall u, (u < length units)%nat -> trained_place (Bias b l u).

(** The first layer of the pyramid, in which layer l receives [inputs] numbers. *)
Definition pyramid_above (b l inputs : nat) (first : list fn) (above : list (list fn)) : Prop :=
  (forall u k, (u < length first)%nat -> (k < inputs)%nat -> trained_place (Weight b l u k)) /\
  (forall u, (u < length first)%nat -> invertible (val (nth u first identity))) /\
  pyramid_from b (S l) (length first) above.

Definition network_pyramid : Prop :=
  exists m samples, enumerates m samples /\
  ((exists all b lower wide first above (units : list nat), consists_of P all /\ (b < length all)%nat /\
      layers_of all b = lower ++ wide :: first :: above /\
      keep_apart b 0 (dim P) lower /\
      NoDup units /\
      (forall j, In j units -> (j < length wide)%nat /\
        (forall k, (k < leaving (dim P) lower)%nat -> trained_place (Weight b (length lower) j k)) /\
        trained_place (Bias b (length lower) j) /\ has_difference (val (nth j wide identity)) (pred m)) /\
      ((m <= length units)%nat \/
       ((m <= length units + 1)%nat /\ biases_trained b (S (length lower)) first)) /\
      pyramid_above b (S (length lower)) (length wide) first above) \/
   (exists all b first above, consists_of P all /\ (b < length all)%nat /\ layers_of all b = first :: above /\
      independent_samples (biases_trained b 0 first) m samples /\
      pyramid_above b 0 (dim P) first above) \/
   ((0 < width P)%nat /\ a_trained P = true /\ w_trained P = true /\ invertible (sigma P) /\
      independent_samples (b_trained P = true) m samples)).

End Conditions.
