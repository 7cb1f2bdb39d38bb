(** * minimum.kink: all output weights are 0, and one class is on a kink of the loss

    Definitions only. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions PointsConstant.
Import ListNotations.
Open Scope R_scope.

Section Points.

Variable P : problem.

(** Sample number i. *)
Definition nobody : sample := {| row := []; positive_label := true; weight := 1%positive |}.
Definition sample_at (i : nat) : sample := nth i (data P) nobody.

(** The columns 1, s(w_j . X); the first only if [one]. *)
Definition feature (one : bool) (t : params) (k : nat) (e : sample) : R :=
  if one then match k with O => 1 | S j => sigma P (pre P t j e) end else sigma P (pre P t k e).
Definition features (one : bool) : nat := if one then S (width P) else width P.

(** sum_i weight_i y_i g_i phi(x_i). *)
Definition annihilated (g : nat -> R) (phi : sample -> R) : Prop :=
  sum (length (data P))
    (fun i => share (sample_at i) * y (sample_at i) * g i * phi (sample_at i)) = 0.

(** Near t the outputs move along the columns phi_0, .. phi_(m-1): f(t') - f(t) is a combination of
    them as they are at t', and each is continuous at t. (So it is where all output weights are 0, of
    the shortcut and of f_D: the columns are 1 and what the last hidden units give.) *)
Definition moves_along (t : params) (m : nat) (phi : params -> nat -> sample -> R) : Prop :=
  (forall k e, (k < m)%nat -> In e (data P) -> forall eps, 0 < eps ->
     nearby P t (fun t' => Rabs (phi t' k e - phi t k e) < eps)) /\
  nearby P t (fun t' => exists coef : nat -> R,
    forall e, In e (data P) -> f P t' e - f P t e = sum m (fun k => coef k * phi t' k e)).

(** Slopes g_i of l at the z_i annihilate the columns at t; those in [basis] are strictly inside a
    kink, and their columns are independent: N is an inverse of the matrix of weight y phi_k over the
    basis. *)
Definition balanced_columns (t : params) (m : nat) (phi : params -> nat -> sample -> R) : Prop :=
  exists g basis (N : nat -> nat -> R),
    (forall i, (i < length (data P))%nat ->
       subgradient_at (ell P) (z P t (sample_at i)) (g i)) /\
    (forall k, (k < m)%nat -> annihilated g (phi t k)) /\
    length basis = m /\
    (forall i, In i basis -> (i < length (data P))%nat /\ exists eps, 0 < eps /\
       forall d, Rabs (d - g i) < eps -> subgradient_at (ell P) (z P t (sample_at i)) d) /\
    (forall i j, (i < m)%nat -> (j < m)%nat ->
       sum m (fun k => N i k *
         (share (sample_at (nth j basis 0%nat)) * y (sample_at (nth j basis 0%nat))
          * phi t k (sample_at (nth j basis 0%nat))))
       = if Nat.eq_dec i j then 1 else 0).

(** t has output c, its outputs move along columns, and slopes balance these. *)
Definition minimum_kink : Prop :=
  exists t c m phi,
    constant_point P t c /\ wrong_somewhere P c /\ moves_along t m phi /\ balanced_columns t m phi.

(** The same with all a_j = 0, s continuous at all pre-activations, and f_D dead. Without the column
    1, neither a_0 nor f_D moves the output. *)
Definition minimum_kink_shortcut : Prop :=
  exists t c one,
    constant_point P t c /\ wrong_somewhere P c /\
    (forall j, (j < width P)%nat -> t (A j) = 0) /\
    (forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P t j e)) /\
    deep_dead P t /\ (one = true \/ (a0_trained P = false /\ deep_still P t)) /\
    balanced_columns t (features one) (feature one).

End Points.
