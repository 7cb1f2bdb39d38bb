(** * Values of functions at numbers, and the height h(c) = W+ l(-c) + W- l(c) at two, by bounds *)

From Coq Require Import Reals List ZArith Lra.
From TheoremCheck Require Import Setting Conditions PointsConstant Checks ChecksAverages PointsExplicit
  Smooth Enclose.
Open Scope R_scope.

(** A rational below, or above, a value. *)
Lemma value_above (g : R -> R) e c a q : above e (constant_bounds (F_num 0 1)) a q = true ->
  g c = value e 0 -> IZR a / IZR (Zpos q) <= g c.
Proof.
  intros A ->. left. apply above_by with (v := 0) in A; [assumption|]. apply known_constant; reflexivity.
Qed.

Lemma value_below (g : R -> R) e c a q :
  above (F_mul (F_num (-1) 1) e) (constant_bounds (F_num 0 1)) (- a) q = true ->
  g c = value e 0 -> g c <= IZR a / IZR (Zpos q).
Proof.
  intros A ->. apply above_by with (v := 0) in A; [|apply known_constant; reflexivity].
  cbn [value ratio] in A. rewrite opp_IZR in A. unfold Rdiv in *. lra.
Qed.

Section Heights.

Variable P : problem.

(** The formulas are l at -u, u, -v and v. *)
Definition height_formula (e1 e2 : formula) : formula :=
  F_add (F_mul (F_num (plusz P) 1) e1) (F_mul (F_num (minusz P) 1) e2).

Lemma height_below u v e1 e2 f1 f2 :
  above (F_add (height_formula f1 f2) (F_mul (F_num (-1) 1) (height_formula e1 e2)))
    (constant_bounds (F_num 0 1)) 0 1 = true ->
  ell P (- u) = value e1 0 -> ell P u = value e2 0 -> ell P (- v) = value f1 0 -> ell P v = value f2 0 ->
  height P u < height P v.
Proof.
  intros A E1 E2 F1 F2. rewrite !height_z, E1, E2, F1, F2.
  apply above_by with (v := 0) in A; [|apply known_constant; reflexivity].
  unfold height_formula in A. cbn [value ratio] in A. lra.
Qed.

End Heights.
