(** * The conditions on residual heads, and on networks that are linear, with one or without

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel.
Import ListNotations.
Open Scope R_scope.

(** What the layers, from layer l of a branch upwards, pass on. *)
Fixpoint hidden (t : deep_place -> R) (branch l inputs : nat) (h : nat -> R)
  (layers : list (list fn)) : nat -> R :=
  match layers with
  | [] => h
  | units :: above =>
      hidden t branch (S l) (length units)
        (fun u => val (nth u units identity) (received t branch l inputs h u)) above
  end.

(** How many numbers that are. *)
Fixpoint leaving (inputs : nat) (layers : list (list fn)) : nat :=
  match layers with
  | [] => inputs
  | units :: above => leaving (length units) above
  end.

(** What unit k of the head hands on: x_k + V_k . h, where the weights V are those of the layer above [layers],
    which has no biases. *)
Definition head (d : nat) (layers : list (list fn)) (t : deep_place -> R) (x : nat -> R) (k : nat) : R :=
  sum (leaving d layers) (fun v => t (Weight 0 (length layers) k v) * hidden t 0 0 d x layers v) + x k.

(** f_D = w . (x + V h), for points with d features. *)
Definition residual (d : nat) (layers : list (list fn)) (t : deep_place -> R) (x : nat -> R) : R :=
  sum d (fun k => t (Output 0 k) * head d layers t x k).

Definition residual_defined (d : nat) (layers : list (list fn)) (t : deep_place -> R) (x : nat -> R) : Prop :=
  branch_defined t 0 0 d x layers.

Section Conditions.

Variable P : problem.

Definition residual_on (layers : list (list fn)) : Prop :=
  forall t v, deep P t v = residual (dim P) layers t v.

(** f_D has a residual head; w and V are trained, and in no penalty. *)
Definition network_residual : Prop :=
  exists layers, residual_on layers /\
    (forall k, (k < dim P)%nat -> free P (Output 0 k)) /\
    (forall k v, (k < dim P)%nat -> (v < leaving (dim P) layers)%nat -> free P (Weight 0 (length layers) k v)).

(** A residual head is all there is but a_0, and the layers below it have affine neurons; w and V are trained. *)
Definition linear_head (layers : list (list fn)) : Prop :=
  residual_on layers /\ width P = 0%nat /\ affine_layers layers.
Definition head_trained (layers : list (list fn)) : Prop :=
  (forall k, (k < dim P)%nat -> In (Output 0 k) (deep_trained P)) /\
  (forall k v, (k < dim P)%nat -> (v < leaving (dim P) layers)%nat ->
    In (Weight 0 (length layers) k v) (deep_trained P)).

(** Every neuron is affine. *)
Definition network_linear : Prop :=
  (exists all, consists_of P all /\ all_linear P all) \/ exists layers, linear_head layers.

(** Every neuron is c z, and below the output there are no biases. *)
Definition network_homogeneous : Prop :=
  (exists all, consists_of P all /\ all_linear P all /\ without_hidden_bias P all) \/
  exists layers, linear_head layers /\ fixed_without_bias P 0 0 layers.

(** Every neuron is affine, all weights of a part are trained, and a_0 or a bias of that part; or V and w of a head are,
    and a_0. *)
Definition network_every_affine : Prop :=
  (exists all, consists_of P all /\ all_linear P all /\
    ((shortcut_trained P /\ (a0_trained P = true \/ b_trained P = true)) \/
     exists b, branch_trained P all b /\ (a0_trained P = true \/ some_bias P b 0 (layers_of all b)))) \/
  exists layers, linear_head layers /\ head_trained layers /\ a0_trained P = true.

(** Every neuron is c z, all weights of a part, or V and w of a head, are trained, and there is no constant at all. *)
Definition network_every_linear : Prop :=
  a0_trained P = false /\ fixed P A0 = 0 /\
  ((exists all, consists_of P all /\ all_linear P all /\ without_hidden_bias P all /\
      (shortcut_trained P \/ exists b, branch_trained P all b)) \/
   exists layers, linear_head layers /\ fixed_without_bias P 0 0 layers /\ head_trained layers).

(** The classes are separable by v . x, with no constant, whatever the biases. *)
Definition data_separable_through_origin : Prop :=
  exists v, forall e, In e (data P) -> 0 < y e * affine_score P v 0 e.

End Conditions.
