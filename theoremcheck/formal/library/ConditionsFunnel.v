(** * The conditions on a branch that narrows

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

(** What weighs unit u below layer l of branch b, where the layers from l upwards are the single units [above]. *)
Definition multiplier (b l u : nat) (above : list fn) : deep_place :=
  match above with
  | [] => Output b u
  | _ :: _ => Weight b l 0 u
  end.

(** What weighs the units of these layers. *)
Fixpoint multipliers (b l : nat) (above : list fn) : list deep_place :=
  match above with
  | [] => []
  | _ :: rest => multiplier b (S l) 0 rest :: multipliers b (S l) rest
  end.

Definition smooth_monotone (s : fn) : Prop :=
  c1 (val s) /\ (increasing_fn (val s) \/ increasing_fn (opposite (val s))).

Definition monotone_unit (s : fn) : Prop :=
  continuity (val s) /\ (strictly_increasing (val s) \/ strictly_increasing (opposite (val s))).

Section Conditions.

Variable P : problem.

(** Trained, and in no penalty. *)
Definition free (q : deep_place) : Prop :=
  In q (deep_trained P) /\ forall c, In (c, D q) (penalties P) -> c = 0.

(** Unit u of the first layer of branch b has a neuron of a given kind, each further layer is one
    unit, whose neuron has a continuous slope of one strict sign. Free are the weights of unit u,
    its bias at least where X has a 1, and all that weighs it and the units above it. *)
Definition narrows (kind : (R -> R) -> Prop) : Prop :=
  exists all b first above u, consists_of P all /\ (b < length all)%nat /\
    layers_of all b = first :: map (fun s => [s]) above /\ (u < length first)%nat /\
    kind (val (nth u first identity)) /\
    (forall s, In s above -> smooth_monotone s) /\
    (forall k, (k < dim P)%nat -> free (Weight b 0 u k)) /\
    (sees_one P = true -> free (Bias b 0 u)) /\
    free (multiplier b 1 u above) /\ (forall q, In q (multipliers b 1 above) -> free q).

(** It is strictly monotone; or it is continuous, with no local maximum, or no local minimum. *)
Definition network_funnel : Prop :=
  narrows (fun g => strictly_increasing g \/ strictly_increasing (opposite g)).
Definition network_valley_funnel : Prop :=
  narrows (fun g => without_maximum g \/ without_minimum g).

(** Branch b has two layers. As many units of the first as the second has, or more, are continuous and
    strictly monotone, each unit of the second has a continuous slope of one strict sign. Free are the
    weights of the former, their biases at least where X has a 1, what weighs them, and what weighs the latter. *)
Definition network_narrowing : Prop :=
  exists all b first second good, consists_of P all /\ (b < length all)%nat /\
    layers_of all b = [first; second] /\
    (0 < length second)%nat /\ (length second <= length good)%nat /\ NoDup good /\
    (forall g, In g good -> (g < length first)%nat /\ monotone_unit (nth g first identity) /\
      (forall k, (k < dim P)%nat -> free (Weight b 0 g k)) /\ (sees_one P = true -> free (Bias b 0 g)) /\
      (forall u, (u < length second)%nat -> free (Weight b 1 u g))) /\
    (forall u, (u < length second)%nat -> smooth_monotone (nth u second identity) /\ free (Output b u)).

End Conditions.
