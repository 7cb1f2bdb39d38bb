(** * minimum.kink: all a_j = 0, and one class on a kink of the loss

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

(** t has output c, all a_j = 0 and s continuous at all pre-activations. Slopes
    g_i of l at the z_i annihilate the columns; those in [basis] are strictly
    inside a kink, and their columns are independent: N is an inverse of the
    matrix of weight y phi_k over the basis. Without the column 1, neither a_0
    nor f_D moves the output. *)
Definition minimum_kink : Prop :=
  exists t c one g basis (N : nat -> nat -> R),
    constant_point P t c /\ wrong_somewhere P c /\
    (forall j, (j < width P)%nat -> t (A j) = 0) /\
    (forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P t j e)) /\
    deep_dead P t /\ (one = true \/ (a0_trained P = false /\ deep_still P t)) /\
    (forall i, (i < length (data P))%nat ->
       subgradient_at (ell P) (z P t (sample_at i)) (g i)) /\
    (forall k, (k < features one)%nat -> annihilated g (feature one t k)) /\
    length basis = features one /\
    (forall i, In i basis -> (i < length (data P))%nat /\ exists eps, 0 < eps /\
       forall d, Rabs (d - g i) < eps -> subgradient_at (ell P) (z P t (sample_at i)) d) /\
    (forall m n, (m < features one)%nat -> (n < features one)%nat ->
       sum (features one) (fun k => N m k *
         (share (sample_at (nth n basis 0%nat)) * y (sample_at (nth n basis 0%nat))
          * feature one t k (sample_at (nth n basis 0%nat))))
       = if Nat.eq_dec m n then 1 else 0).

End Points.
