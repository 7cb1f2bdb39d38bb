(** * Conditions on one unit beside direct connections

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions ConditionsCurved ConditionsCircuit ConditionsMixed.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** The same data and network, where all hidden biases that X may be about are trained: so X is (x, 1). *)
Definition seeing : problem := {|
  data := data P; denominator := denominator P; dim := dim P;
  width := width P; neuron := neuron P; deep := deep P; deep_dom := deep_dom P;
  a0_trained := a0_trained P; a_trained := a_trained P; w_trained := w_trained P; b_trained := true;
  deep_trained := Bias 0 0 0 :: deep_trained P;
  fixed := fixed P; loss := loss P; penalties := penalties P |}.

(** One relation of the distinct (x, 1). *)
Definition data_affine_circuit : Prop := data_circuit seeing.
Definition data_affine_square : Prop := data_square seeing.

(** An affine unit stands in f with a fixed factor, its weights are trained, and a_0 or its bias is. *)
Definition network_direct_affine : Prop :=
  (network_direct_skip P /\ (a0_trained P = true \/ b_trained P = true)) \/
  exists all b units u, consists_of P all /\ (b < length all)%nat /\ layers_of all b = [units] /\
    (u < length units)%nat /\ affine_fn (nth u units identity) /\
    (forall k, (k < dim P)%nat -> In (Weight b 0 u k) (deep_trained P)) /\
    (a0_trained P = true \/ In (Bias b 0 u) (deep_trained P)) /\
    ~ In (Output b u) (deep_trained P) /\ fixed P (D (Output b u)) <> 0.

(** As network_sigmoidal_unit, with a bias that is trained whatever X is. *)
Definition network_sigmoidal_unit_affine : Prop :=
  exists all b units u, consists_of P all /\ (b < length all)%nat /\ layers_of all b = [units] /\
    (u < length units)%nat /\
    (increasing_fn (val (nth u units identity)) \/
     increasing_fn (opposite (val (nth u units identity)))) /\
    sigmoidal_fn (val (nth u units identity)) /\
    (forall k, (k < dim P)%nat -> In (Weight b 0 u k) (deep_trained P)) /\
    In (Bias b 0 u) (deep_trained P) /\ In (Output b u) (deep_trained P).

(** A unit that counts, strictly convex or strictly concave. *)
Definition network_bent_unit : Prop :=
  exists all s, consists_of P all /\ counts P all s /\ strictly_bent (neuron_of P all s).

(** Such a unit with a bias that is trained, and in no penalty, whatever X is. *)
Definition trained_bias (s : single) : Prop :=
  match s with Own _ => b_trained P = true | Beside b u => In (Bias b 0 u) (deep_trained P) end.
Definition network_bent_unit_affine : Prop :=
  exists all s, consists_of P all /\ counts P all s /\ trained_bias s /\ unpenalised P (bias_of s) /\
    strictly_bent (neuron_of P all s).

End Conditions.
