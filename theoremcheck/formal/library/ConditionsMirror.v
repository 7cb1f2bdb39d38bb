(** * Conditions on networks whose output is odd in the features

    Definitions only, as in Conditions.v. To such a network (x, +) and (-x, -)
    are one sample. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

(** (x, +) as (-x, -). *)
Definition flip (e : sample) : sample :=
  if positive_label e
  then {| row := map Z.opp (row e); positive_label := false; weight := weight e |}
  else e.

(** The problem with its samples so turned that all have the label -. *)
Definition mirror (P : problem) : problem := {|
  data := map flip (data P); denominator := denominator P; dim := dim P;
  width := width P; neuron := neuron P; deep := deep P; deep_dom := deep_dom P;
  a0_trained := a0_trained P; a_trained := a_trained P; w_trained := w_trained P;
  b_trained := b_trained P; deep_trained := deep_trained P; fixed := fixed P;
  loss := loss P; penalties := penalties P |}.

Section Conditions.

Variable P : problem.

(** f is odd in x: the neurons are odd, a_0 and the biases are fixed at 0, and f_D is odd. *)
Definition network_odd : Prop :=
  a0_trained P = false /\ fixed P A0 = 0 /\
  (width P = 0%nat \/
   ((forall v, sigma P (- v) = - sigma P v) /\ b_trained P = false /\
    forall j, (j < width P)%nat -> fixed P (B j) = 0)) /\
  forall t, admissible P t -> forall v v', (forall k, (k < dim P)%nat -> v' k = - v k) ->
    deep P (fun q => t (D q)) v' = - deep P (fun q => t (D q)) v.

(** The distinct X_i are independent once all samples have the label -. *)
Definition data_independent_mirrored : Prop := data_independent (mirror P).

End Conditions.
