(** * Conditions on single units, of the shortcut and of branches of one layer, each with a neuron of its own

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions ConditionsCurved ConditionsFunnel.
Import ListNotations.
Open Scope R_scope.

(** Neuron j of the shortcut, or unit u of branch b. *)
Inductive single := Own (j : nat) | Beside (b u : nat).

Section Conditions.

Variable P : problem.
Variable all : list (list (list fn)).

Definition exists_single (s : single) : Prop :=
  match s with
  | Own j => (j < width P)%nat
  | Beside b u => (b < length all)%nat /\
      exists units, layers_of all b = [units] /\ (u < length units)%nat
  end.

(** Its neuron. *)
Definition neuron_of (s : single) : R -> R :=
  match s with
  | Own _ => sigma P
  | Beside b u => val (nth u (hd [] (layers_of all b)) identity)
  end.

(** What it is multiplied by in f, and what it multiplies. *)
Definition output_of (s : single) : place :=
  match s with Own j => A j | Beside b u => D (Output b u) end.
Definition weight_of (s : single) (k : nat) : place :=
  match s with Own j => W j k | Beside b u => D (Weight b 0 u k) end.
Definition bias_of (s : single) : place :=
  match s with Own j => B j | Beside b u => D (Bias b 0 u) end.

Definition unpenalised (p : place) : Prop := forall c, In (c, p) (penalties P) -> c = 0.

(** The weights are trained, and the bias where X has a 1. (That of the shortcut is then.) *)
Definition trained_weights (s : single) : Prop :=
  match s with
  | Own _ => w_trained P = true
  | Beside b u => (forall k, (k < dim P)%nat -> In (Weight b 0 u k) (deep_trained P)) /\
      (sees_one P = true -> In (Bias b 0 u) (deep_trained P))
  end.

Definition trained_output (s : single) : Prop := In (output_of s) (trained P).

(** They may be moved, no penalty sees it, and the unit has a part in f. *)
Definition counts (s : single) : Prop :=
  exists_single s /\ trained_weights s /\
  (forall k, (k < dim P)%nat -> unpenalised (weight_of s k)) /\
  (sees_one P = true -> unpenalised (bias_of s)) /\
  (trained_output s \/ fixed P (output_of s) <> 0).

End Conditions.

(** Continuously differentiable, and strictly convex or strictly concave in the usual sense. *)
Definition strictly_bent (g : R -> R) : Prop := c1 g /\ (bends_up g \/ bends_up (opposite g)).

(** The same with a positive curvature, on each side of every point. *)
Definition strictly_arched (g : R -> R) : Prop :=
  c1 g /\ (strictly_convex_fn g \/ strictly_convex_fn (opposite g)).

Section Statements.

Variable P : problem.

(** n+ + n- - 1 curved units that count, with the distinct X_i counted, and at least one. *)
Definition network_width_mixed_distinct : Prop :=
  exists all (singles : list single) (np nm : list sample),
    consists_of P all /\ NoDup singles /\ singles <> [] /\
    (forall s, In s singles -> counts P all s /\ strictly_bent (neuron_of P all s)) /\
    (forall e, In e (data P) -> positive e -> exists e', In e' np /\ same P e e') /\
    (forall e, In e (data P) -> negative e -> exists e', In e' nm /\ same P e e') /\
    (length np + length nm <= length singles + 1)%nat.

(** m+ + m- - 1 units of positive curvature that count, for partitions of the classes into that
    many independent sets, and at least one. *)
Definition network_width_mixed : Prop :=
  exists all (singles : list single) bp bm,
    consists_of P all /\ NoDup singles /\ singles <> [] /\
    (forall s, In s singles -> counts P all s /\ strictly_arched (neuron_of P all s)) /\
    partition P positive negative bp /\ partition P negative positive bm /\
    (length bp + length bm <= length singles + 1)%nat.

(** A unit with values of one strict sign, whose output weight is trained and in no penalty. *)
Definition network_signed_unit : Prop :=
  exists all s, consists_of P all /\ exists_single P all s /\
    trained_output P s /\ unpenalised P (output_of s) /\
    ((forall v, 0 < neuron_of P all s v) \/ (forall v, neuron_of P all s v < 0)).

(** A unit that counts, with a slope of one strict sign. *)
Definition network_monotone_unit : Prop :=
  exists all s, consists_of P all /\ counts P all s /\ c1 (neuron_of P all s) /\
    (increasing_fn (neuron_of P all s) \/ increasing_fn (opposite (neuron_of P all s))).

End Statements.
