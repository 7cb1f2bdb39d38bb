(** * Conditions on points with one relation, whatever their labels

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** Each X once: every sample has the X of one of these. *)
Definition points (pts : list sample) : Prop :=
  NoDup pts /\ (forall p, In p pts -> In p (data P)) /\
  (forall p p', In p pts -> In p' pts -> same P p p' -> p = p') /\
  forall e, In e (data P) -> exists p, In p pts /\ same P e p.

(** sum r X = 0. *)
Definition relation (pts : list sample) (r : sample -> R) : Prop :=
  forall k, (k < inputs P)%nat -> over pts (fun p => r p * X P p k) = 0.

(** One relation, up to a factor, of which no r is 0, and two or more are of each sign. *)
Definition circuit (pts : list sample) (r : sample -> R) : Prop :=
  points pts /\ relation pts r /\ (forall p, In p pts -> r p <> 0) /\
  (forall r', relation pts r' -> exists c, forall p, In p pts -> r' p = c * r p) /\
  (exists p p', In p pts /\ In p' pts /\ p <> p' /\ 0 < r p /\ 0 < r p') /\
  (exists p p', In p pts /\ In p' pts /\ p <> p' /\ r p < 0 /\ r p' < 0).

Definition data_circuit : Prop := exists pts r, circuit pts r.

(** A circuit of four points with sum r = 0 (as it is where the hidden biases are trained): the ends
    of two segments that cross. *)
Definition data_square : Prop :=
  exists pts r, circuit pts r /\ length pts = 4%nat /\ over pts r = 0.

End Conditions.
