(** * Conditions on neurons that are monomials

    Definitions only, as in Conditions.v. For s(z) = c z^p the outputs of a
    layer of such neurons are the homogeneous polynomials of degree p. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** In one piece, on all of R. *)
Definition neuron_monomial : Prop :=
  exists c p, c <> 0 /\ (1 <= p)%nat /\ forall v, sigma P v = c * v ^ p.

(** The output of a layer of any width on X: a list of output weights with their vectors of hidden weights. *)
Definition layer (units : list (R * (nat -> R))) (e : sample) : R :=
  over units (fun u => fst u * sigma P (dot P (snd u) e)).

(** Such an output, with a level or without, separates the classes. *)
Definition data_form_separable : Prop :=
  exists units, forall e, In e (data P) -> 0 < y e * layer units e.
Definition data_form_level_separable : Prop :=
  exists units a, forall e, In e (data P) -> 0 < y e * (layer units e - a).

(** For each sample there is one that is 1 at its X and 0 at all others. *)
Definition data_forms_independent : Prop :=
  forall e, In e (data P) -> exists units, layer units e = 1 /\
    forall e', In e' (data P) -> same P e e' \/ layer units e' = 0.

End Conditions.
