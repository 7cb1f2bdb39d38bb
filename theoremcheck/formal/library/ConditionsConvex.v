(** * The conditions on problems that are convex in what is trained, and on those that can fit all samples

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions ConditionsResidual.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** What each sample costs is convex in what is trained. *)
Definition network_matching : Prop :=
  forall t t' h e, admissible P t -> admissible P t' -> 0 <= h <= 1 -> In e (data P) ->
    ell P (z P (between t t' h) e) <= ell P (z P t e) + h * (ell P (z P t' e) - ell P (z P t e)).

(** If L is convex in what is trained: wherever it is as low as at some t0, every sample is right. *)
Definition data_convex_fit_right : Prop :=
  (forall t t' h, admissible P t -> admissible P t' -> 0 <= h <= 1 ->
    L P (between t t' h) <= L P t + h * (L P t' - L P t)) ->
  exists t0, admissible P t0 /\
    forall t, admissible P t -> L P t <= L P t0 -> forall e, In e (data P) -> y e = sgn (f P t e).

(** On the samples f goes on from u by the function g, where u is affine in what is trained. *)
Definition goes_on (u : params -> sample -> R) (g : R -> R) : Prop :=
  forall t e, admissible P t -> In e (data P) -> f P t e = g (u t e) /\
    forall t' h, admissible P t' -> u (between t t' h) e = u t e + h * (u t' e - u t e).

(** What a sample costs, by u. *)
Definition cost (g : R -> R) (e : sample) (v : R) : R := ell P (- y e * g v).

Definition one_valley (c : R -> R) : Prop := forall u v w, u <= v <= w -> c v <= Rmax (c u) (c w).

(** Every cost is of a kind, and some parameters put each sample where its cost is least. *)
Definition realisable (kind : (R -> R) -> Prop) : Prop :=
  exists u g t0, goes_on u g /\ admissible P t0 /\
    forall e, In e (data P) -> kind (cost g e) /\ forall v, cost g e (u t0 e) <= cost g e v.
Definition data_realisable : Prop := realisable one_valley.
Definition data_realisable_steep : Prop := realisable pseudoconvex_fn.

(** From t0 to t1, and to as far as one goes, each u goes to a side to which its cost does not rise. *)
Definition data_descent : Prop :=
  exists u g t0 t1, goes_on u g /\ admissible P t0 /\ admissible P t1 /\
    forall e, In e (data P) -> u t1 e <> u t0 e /\
      forall v s, 0 <= s -> cost g e (v + s * (u t1 e - u t0 e)) <= cost g e v.

(** The network is linear, and some v . x + k puts each sample where l is least; k is a_0 where no constant is trained. *)
Definition data_realisable_linear : Prop :=
  network_linear P /\ exists v k,
    (network_constant_trained P \/ (network_homogeneous P /\ k = fixed P A0)) /\
    forall e, In e (data P) -> forall w, ell P (- y e * affine_score P v k e) <= ell P w.
(** If l is convex: where L is least the training error is at most r. *)
Definition minima_error (r : R) : Prop := loss_convex P ->
  forall t, admissible P t -> (forall t', admissible P t' -> L_defined P t' -> L P t <= L P t') -> training_error P t <= r.
Definition data_minima_error : Prop := exists r, minima_error r.

(** At every local minimum the training error is at most any such r. *)
Definition MINIMA_ERROR : Prop := forall r, minima_error r -> forall t, local_min P t -> training_error P t <= r.

End Conditions.
