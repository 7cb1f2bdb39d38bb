(** * All that is trained acts as one number; a chain of units that all samples see with one sign

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** The number v(t) moves as h does on the line t + h d; L is E(v) up to a constant, and the output at e is F e v. *)
Definition one_number (v : params -> R) (d : place -> R) (E : R -> R) (F : sample -> R -> R) : Prop :=
  (forall p, ~ In p (trained P) -> d p = 0) /\
  (forall t h, v (fun p => t p + h * d p) = v t + h) /\
  (exists c, forall t, admissible P t -> L P t = E (v t) + c) /\
  (forall t e, admissible P t -> In e (data P) -> f P t e = F e (v t)).

(** Wherever E has a local minimum all samples are right. *)
Definition objective_line_right : Prop :=
  exists v d E F, one_number v d E F /\
    forall u, locally_least E u -> forall e, In e (data P) -> y e = sgn (F e u).

(** Wherever E has a local minimum it has its least value. *)
Definition objective_line_lowest : Prop :=
  exists v d E F, one_number v d E F /\ forall u, locally_least E u -> forall w, E u <= E w.

(** E falls nowhere after it has risen. *)
Definition objective_line_trough : Prop :=
  exists v d E F, one_number v d E F /\ forall p q r, p <= q <= r -> E q <= Rmax (E p) (E r).

(** c_k s(c_(k-1) s(.. c_1 s(v))). *)
Fixpoint climb (s : R -> R) (factors : list R) (v : R) : R :=
  match factors with
  | [] => v
  | c :: above => climb s above (c * s v)
  end.

(** At e the output is climb of the factors p in [up] at c_0 tau(e), where tau(e) has the sign of the label, and c_0
    does not depend on the p. A frozen factor is not 0; c_0 can be moved alone, or it is never 0 and some p is trained.
    No penalty is on what is trained. *)
Definition objective_signed_chain : Prop :=
  exists (c0 : params -> R) (up : list place) (tau : sample -> R),
    sigma P 0 = 0 /\ NoDup up /\
    (forall t e, admissible P t -> In e (data P) -> f P t e = climb (sigma P) (map t up) (c0 t * tau e)) /\
    (forall e, In e (data P) -> 0 < y e * tau e) /\
    (forall t t', (forall p, ~ In p up -> t p = t' p) -> c0 t = c0 t') /\
    (forall p, In p up -> In p (trained P) \/ fixed P p <> 0) /\
    ((exists d, (forall p, In p up \/ ~ In p (trained P) -> d p = 0) /\
        forall t h, c0 (fun p => t p + h * d p) = c0 t + h) \/
     ((exists p, In p up /\ In p (trained P)) /\ forall t, admissible P t -> c0 t <> 0)) /\
    (forall t t', admissible P t -> admissible P t' -> penalty P t = penalty P t').

End Conditions.
