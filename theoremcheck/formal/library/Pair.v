(** * Two neurons: moves of a_0, a_0, a_1, w_0 and w_1, and what a local minimum makes of them *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra Near Second.
Import ListNotations.
Open Scope R_scope.

Lemma dot_0 : forall P e, dot P (fun _ => 0) e = 0.
Proof. intros P e. unfold dot. apply sum_0. intros; ring. Qed.

Lemma square_pos : forall v, v <> 0 -> 0 < v^2.
Proof. intros v H. apply Rsqr_pos_lt in H. unfold Rsqr in H. lra. Qed.

Lemma sign_over : forall s a eps, a <> 0 -> 0 < s * (eps * a) -> 0 < s / a * eps.
Proof.
  intros s a eps H S. replace (s / a * eps) with (s * (eps * a) / a^2) by (field; assumption).
  apply Rdiv_lt_0_compat; [assumption | now apply square_pos].
Qed.

(** Weight times slope of the loss. *)
Definition pull (l1 : sample -> R) (e : sample) : R := share e * l1 e.

(** A function that increases has a positive slope, one that decreases a negative slope. *)
Lemma slope_sign : forall s s', increasing_fn s \/ increasing_fn (opposite s) ->
  (forall v, derivable_pt_lim s v (s' v)) -> (forall v, 0 < s' v) \/ (forall v, s' v < 0).
Proof.
  assert (G : forall g v d, increasing_fn g -> derivable_pt_lim g v d -> 0 < d).
  { intros g v d [_ IN] D. destruct (IN v) as [[k [r [Hk [Hr H]]]] _].
    cut (0 <= d - k); [lra|].
    apply (right_derivative (fun h => g (v + h * 1) - k * h)).
    - apply (derivable_pt_lim_minus (fun h => g (v + h * 1)) (fun h => k * h)).
      + replace d with (d * 1) by ring. now apply derivative_along.
      + apply (derivative_eq (fun h => 0 + k * h + 0 * h^2)); [intros; ring|].
        apply derivative_quadratic.
    - exists r. split; [assumption|]. intros h Hh. specialize (H h Hh).
      rewrite Rmult_0_l, Rplus_0_r, Rmult_1_r. lra. }
  intros s s' [I|I] D; [left|right]; intros v.
  - exact (G s v (s' v) I (D v)).
  - assert (H : 0 < - s' v).
    { apply (G (opposite s) v); [exact I|]. apply (derivable_pt_lim_opp s). apply D. }
    lra.
Qed.

Lemma monotone_slope : forall s s', increasing_fn s \/ increasing_fn (opposite s) ->
  (forall v, derivable_pt_lim s v (s' v)) -> forall v, s' v <> 0.
Proof. intros s s' M D v. destruct (slope_sign s s' M D) as [S|S]; specialize (S v); lra. Qed.

(** ** The neuron: two derivatives, the first not 0, the second of one sign *)

Section Neuron.

Variable P : problem.
Hypothesis neuron_strictly_curved : neuron_strictly_convex P \/ neuron_strictly_concave P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.

Variables s1 s2 : R -> R.
Hypothesis first_derivative : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis second_derivative : forall v, derivable_pt_lim s1 v (s2 v).

Lemma s1_not_0 : forall v, s1 v <> 0.
Proof. intros v. now apply (monotone_slope (sigma P) s1). Qed.

(** The sign of the curvature. *)
Definition curved (eps : R) : Prop := (eps = 1 \/ eps = -1) /\
  forall v, exists k r, 0 < k /\ 0 < r /\ forall h, 0 < h < r ->
    k * h^2 <= eps * (sigma P (v + h) + sigma P (v - h) - 2 * sigma P v).

Lemma curved_sign : exists eps, curved eps.
Proof.
  assert (G : forall g, strictly_convex_fn g -> forall v, exists k r, 0 < k /\ 0 < r /\
    forall h, 0 < h < r -> k * h^2 <= g (v + h) + g (v - h) - 2 * g v).
  { intros g C v. destruct (C v) as [p [q [k [r [LE [Hk [Hr H]]]]]]].
    exists (2 * k), r. repeat split; [lra | assumption |]. intros h Hh.
    destruct (H h Hh) as [H1 H2]. assert (0 <= (q - p) * h) by (apply Rmult_le_pos; lra). lra. }
  destruct neuron_strictly_curved as [C|C].
  - exists 1. split; [now left|]. intros v. destruct (G _ C v) as [k [r [Hk [Hr H]]]].
    exists k, r. repeat split; auto. intros h Hh. specialize (H h Hh). lra.
  - exists (-1). split; [now right|]. intros v. destruct (G _ C v) as [k [r [Hk [Hr H]]]].
    exists k, r. repeat split; auto. intros h Hh. specialize (H h Hh). unfold opposite in H. lra.
Qed.

Lemma s2_sign : forall eps, curved eps -> forall v, 0 < eps * s2 v.
Proof.
  intros eps [He C] v. destruct (C v) as [k [r [Hk [Hr H]]]].
  assert (T1 := taylor (sigma P) s1 v (s2 v) first_derivative (second_derivative v) 1).
  assert (T2 := taylor (sigma P) s1 v (s2 v) first_derivative (second_derivative v) (-1)).
  destruct (T1 (k / 4) ltac:(lra)) as [r1 [Hr1 H1]].
  destruct (T2 (k / 4) ltac:(lra)) as [r2 [Hr2 H2]].
  set (h := Rmin r (Rmin r1 r2) / 2).
  assert (M : 0 < Rmin r (Rmin r1 r2)) by (repeat apply Rmin_pos; assumption).
  assert (A1 := Rmin_l r (Rmin r1 r2)). assert (A2 := Rmin_r r (Rmin r1 r2)).
  assert (A3 := Rmin_l r1 r2). assert (A4 := Rmin_r r1 r2).
  specialize (H h ltac:(unfold h; lra)). specialize (H1 h ltac:(unfold h; lra)).
  specialize (H2 h ltac:(unfold h; lra)). cbv beta in H1, H2.
  rewrite Rmult_1_r in H1. replace (v + h * -1) with (v - h) in H2 by ring.
  assert (B1 := Rle_abs (sigma P (v + h) - sigma P v - h * s1 v - h^2 * (s2 v / 2))).
  assert (B2 := Rle_abs (sigma P (v - h) - sigma P v - h * -1 * s1 v - (h * -1)^2 * (s2 v / 2))).
  assert (B3 := Rle_abs (- (sigma P (v + h) - sigma P v - h * s1 v - h^2 * (s2 v / 2)))).
  assert (B4 := Rle_abs (- (sigma P (v - h) - sigma P v - h * -1 * s1 v
    - (h * -1)^2 * (s2 v / 2)))).
  rewrite Rabs_Ropp in B3, B4.
  assert (Hh : 0 < h^2) by (unfold h; nra).
  assert (S : k / 2 * h^2 <= eps * s2 v * h^2).
  { set (d := sigma P (v + h) + sigma P (v - h) - 2 * sigma P v) in *.
    assert (D1 : d - s2 v * h^2 <= k / 2 * h^2) by (unfold d; lra).
    assert (D2 : - (d - s2 v * h^2) <= k / 2 * h^2) by (unfold d; lra).
    destruct He as [-> | ->]; lra. }
  assert (k / 2 <= eps * s2 v) by (apply Rmult_le_reg_r with (h^2); assumption). lra.
Qed.

Lemma sigma_injective : forall v w, sigma P v = sigma P w -> v = w.
Proof.
  assert (G : forall v w, v < w -> sigma P v <> sigma P w).
  { intros v w L E. destruct (MVT_cor2 (sigma P) s1 v w L) as [c [H _]];
      [intros; apply first_derivative|].
    rewrite E in H. assert (Z : s1 c * (w - v) = 0) by lra.
    apply Rmult_integral in Z. destruct Z as [Z|Z]; [now apply s1_not_0 in Z | lra]. }
  intros v w E. destruct (Rtotal_order v w) as [L|[L|L]]; [|assumption|].
  - now apply G in L.
  - symmetry in E. now apply G in L.
Qed.

End Neuron.

(** ** Moves of a_0 and of two neurons *)

Section Pair.

Variable P : problem.
Hypothesis defined : forall t, L_defined P t.
Hypothesis unregularised : objective_unregularised P.
Hypothesis a0_is_trained : a0_trained P = true.
Hypothesis a_is_trained : a_trained P = true.
Hypothesis w_is_trained : w_trained P = true.
Hypothesis one_lt : (1 < width P)%nat.

Variables s1 s2 : R -> R.
Hypothesis first_derivative : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis second_derivative : forall v, derivable_pt_lim s1 v (s2 v).

Variable t : params.
Hypothesis minimum : local_min P t.
Variable l1 : sample -> R.
Hypothesis slopes : forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l1 e).

Local Notation q := (pull l1).
Let zero_lt : (0 < width P)%nat.
Proof. lia. Qed.

Variables b0 b1 b2 : R.
Variables u0 u1 : nat -> R.

Definition moved (h : R) : params :=
  shift P t (h * b0)
    (fun i => if Nat.eq_dec i 0 then h * b1 else if Nat.eq_dec i 1 then h * b2 else 0)
    (fun i k => h * (if Nat.eq_dec i 0 then u0 k else if Nat.eq_dec i 1 then u1 k else 0)).

Definition part (a b v d h : R) : R := (a + h * b) * sigma P (v + h * d) - a * sigma P v.

Lemma moved_f : forall h e, f P (moved h) e = f P t e + h * b0
  + part (t (A 0)) b1 (pre P t 0 e) (dot P u0 e) h
  + part (t (A 1)) b2 (pre P t 1 e) (dot P u1 e) h.
Proof.
  intros h e. unfold moved. rewrite shift_f. unfold f. change (val (neuron P)) with (sigma P).
  rewrite (sum_eq (width P) _ (fun j => t (A j) * sigma P (pre P t j e)
    + ((if Nat.eq_dec j 0 then part (t (A 0)) b1 (pre P t 0 e) (dot P u0 e) h else 0)
       + (if Nat.eq_dec j 1 then part (t (A 1)) b2 (pre P t 1 e) (dot P u1 e) h else 0)))).
  - rewrite !sum_add.
    rewrite (sum_one (width P) 0%nat (fun j => if Nat.eq_dec j 0 then _ else 0)).
    + rewrite (sum_one (width P) 1%nat (fun j => if Nat.eq_dec j 1 then _ else 0)).
      * simpl. ring.
      * exact one_lt.
      * intros i _ Di. destruct (Nat.eq_dec i 1); [contradiction|reflexivity].
    + exact zero_lt.
    + intros i _ Di. destruct (Nat.eq_dec i 0); [contradiction|reflexivity].
  - intros j _. unfold part.
    rewrite (dot_scale P h (fun k => if Nat.eq_dec j 0 then u0 k
      else if Nat.eq_dec j 1 then u1 k else 0)).
    destruct (Nat.eq_dec j 0) as [->|D0].
    + simpl. change (dot P (fun k => u0 k) e) with (dot P u0 e). ring.
    + destruct (Nat.eq_dec j 1) as [->|D1].
      * change (dot P (fun k => u1 k) e) with (dot P u1 e). ring.
      * unfold dot. rewrite (sum_0 _ (fun k => 0 * X P e k)) by (intros; ring).
        rewrite Rmult_0_r, !Rplus_0_r. ring.
Qed.

Lemma moved_min : exists r, 0 < r /\ forall h, Rabs h < r -> L P t <= L P (moved h).
Proof.
  destruct (near_min P defined t minimum) as [r [Hr H]].
  destruct (small_steps2 (fun i k => if Nat.eq_dec i 0 then u0 k
    else if Nat.eq_dec i 1 then u1 k else 0) (width P) (dim P) r Hr) as [d [Hd SM]].
  destruct (small_steps (fun i => if Nat.eq_dec i 0 then b0 else if Nat.eq_dec i 1 then b1 else b2)
    3 r Hr) as [d' [Hd' SM']].
  exists (Rmin d d'). split; [now apply Rmin_pos|]. intros h Hh.
  assert (h1 : Rabs h < d) by (eapply Rlt_le_trans; [exact Hh | apply Rmin_l]).
  assert (h2 : Rabs h < d') by (eapply Rlt_le_trans; [exact Hh | apply Rmin_r]).
  apply H.
  - apply shift_admissible; auto. apply minimum.
  - apply shift_near; [assumption | | | exact (SM h h1)].
    + apply (SM' h h2 0%nat). lia.
    + intros j _. destruct (Nat.eq_dec j 0); [apply (SM' h h2 1%nat); lia|].
      destruct (Nat.eq_dec j 1); [apply (SM' h h2 2%nat); lia|]. now rewrite Rabs_R0.
Qed.

(** The first-order conditions in a_0, a_0, a_1, w_0 and w_1, in one. *)
Lemma first_order : over (data P) (fun e => q e * y e * (b0
  + (b1 * sigma P (pre P t 0 e) + t (A 0%nat) * (s1 (pre P t 0 e) * dot P u0 e))
  + (b2 * sigma P (pre P t 1 e) + t (A 1%nat) * (s1 (pre P t 1 e) * dot P u1 e)))) = 0.
Proof.
  assert (PD : forall a b v d, derivable_pt_lim (part a b v d) 0
    (b * sigma P v + a * (s1 v * d))).
  { intros a b v d. unfold part.
    replace (b * sigma P v + a * (s1 v * d)) with
      (b * sigma P (v + 0 * d) + (a + b * 0 + 0 * 0^2) * (s1 v * d) - 0)
      by (rewrite Rmult_0_l, Rplus_0_r; ring).
    apply (derivable_pt_lim_minus (fun h => (a + h * b) * sigma P (v + h * d))
      (fun _ => a * sigma P v)); [|apply derivable_pt_lim_const].
    apply (derivative_eq (fun h => (a + b * h + 0 * h^2) * sigma P (v + h * d)));
      [intros; ring|].
    apply (derivable_pt_lim_mult (fun h => a + b * h + 0 * h^2) (fun h => sigma P (v + h * d))).
    - apply derivative_quadratic.
    - apply derivative_along. apply first_derivative. }
  apply (no_descent_both P unregularised t l1 _ (fun e h => f P (moved h) e) slopes).
  - intros e _. split.
    + rewrite moved_f. unfold part. rewrite !Rmult_0_l, !Rplus_0_r. ring.
    + apply (derivative_eq (fun h => (f P t e + b0 * h + 0 * h^2)
        + part (t (A 0%nat)) b1 (pre P t 0 e) (dot P u0 e) h
        + part (t (A 1%nat)) b2 (pre P t 1 e) (dot P u1 e) h)).
      { intros h. rewrite moved_f. ring. }
      apply (derivable_pt_lim_plus (fun h => (f P t e + b0 * h + 0 * h^2)
        + part (t (A 0%nat)) b1 (pre P t 0 e) (dot P u0 e) h)); [|apply PD].
      apply (derivable_pt_lim_plus (fun h => f P t e + b0 * h + 0 * h^2)); [|apply PD].
      apply derivative_quadratic.
  - destruct moved_min as [r [Hr H]]. exists r. split; [assumption|]. intros h Hh.
    exists (moved h). split; [now apply H | reflexivity].
Qed.

(** Where f does not move to first order, it may not lower L to second order. *)
Lemma second_order :
  (forall e, In e (data P) -> b0
    + (b1 * sigma P (pre P t 0 e) + t (A 0%nat) * (s1 (pre P t 0 e) * dot P u0 e))
    + (b2 * sigma P (pre P t 1 e) + t (A 1%nat) * (s1 (pre P t 1 e) * dot P u1 e)) = 0) ->
  over (data P) (fun e => q e * y e * (
    (b1 * (s1 (pre P t 0 e) * dot P u0 e)
       + t (A 0%nat) * (dot P u0 e)^2 * (s2 (pre P t 0 e) / 2))
    + (b2 * (s1 (pre P t 1 e) * dot P u1 e)
       + t (A 1%nat) * (dot P u1 e)^2 * (s2 (pre P t 1 e) / 2)))) <= 0.
Proof.
  intros Z.
  set (T := fun v d h => sigma P (v + h * d) - sigma P v - h * d * s1 v - (h * d)^2 * (s2 v / 2)).
  set (rest := fun a b v d h => a * T v d h + (b * (h * T v d h) + b * d^2 * (s2 v / 2) * h^3)).
  assert (RO : forall a b v d, o2 (rest a b v d)).
  { intros a b v d. assert (TO : o2 (T v d))
      by (apply (taylor (sigma P) s1); [apply first_derivative | apply second_derivative]).
    unfold rest. apply o2_add; [now apply o2_mul|].
    apply o2_add; [apply o2_mul; now apply o2_h | apply o2_cube]. }
  apply (no_descent_2 P unregularised t l1 _
    (fun e h => rest (t (A 0%nat)) b1 (pre P t 0 e) (dot P u0 e) h
                + rest (t (A 1%nat)) b2 (pre P t 1 e) (dot P u1 e) h) slopes).
  - intros e _. apply o2_add; apply RO.
  - destruct moved_min as [r [Hr H]]. exists r. split; [assumption|]. intros h Hh.
    exists (moved h). split; [apply H; apply Rabs_def1; lra|]. intros e He.
    rewrite moved_f. specialize (Z e He).
    assert (PT : forall a b v d, part a b v d h = h * (b * sigma P v + a * (s1 v * d))
      + h^2 * (b * (s1 v * d) + a * d^2 * (s2 v / 2)) + rest a b v d h).
    { intros a b v d. unfold part, rest, T. ring. }
    rewrite !PT.
    set (x0 := b1 * sigma P (pre P t 0 e) + t (A 0%nat) * (s1 (pre P t 0 e) * dot P u0 e)) in *.
    set (x1 := b2 * sigma P (pre P t 1 e) + t (A 1%nat) * (s1 (pre P t 1 e) * dot P u1 e)) in *.
    replace x1 with (- b0 - x0) by lra. ring.
Qed.

End Pair.
