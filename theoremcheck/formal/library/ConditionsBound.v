(** * What a constant output costs

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** The penalty on a_0 = k. *)
Definition constant_penalty (k : R) : R :=
  over (penalties P) (fun term => match snd term with A0 => fst term * k^2 | _ => 0 end).

(** The loss of the output k, less a lower bound m of l, with the penalty on a_0 = k, is at most r times that of
    l(0). *)
Definition constant_bound (r : R) : Prop :=
  exists k m, (forall u, m <= ell P u) /\ m < ell P 0 /\
    over (data P) (fun e => share e * (ell P (- y e * k) - m)) + total_weight P * constant_penalty k
      <= r * (total_weight P * (ell P 0 - m)).
Definition data_constant_bound : Prop := exists r, constant_bound r.

(** At every local minimum the training error is at most any such r. *)
Definition CONSTANT_BOUND : Prop :=
  forall r, constant_bound r -> forall t, local_min P t -> training_error P t <= r.

End Conditions.
