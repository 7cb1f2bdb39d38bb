(** * How slopes of l at a margin are shown: subgradient_at and slope_near *)

From Coq Require Import Reals Lra.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsMultipliers.
Open Scope R_scope.

Lemma subgradient_near g c d : subgradient_at g c d -> slope_near g c d.
Proof. intros S. exists 1. split; [lra|]. intros v _. apply S. Qed.

(** A line below a convex function near the point is below it everywhere. *)
Lemma convex_slope g c d : convex_fn g -> slope_near g c d -> subgradient_at g c d.
Proof.
  intros C [r [Hr S]] v.
  set (p := r / (r + 2 * Rabs (v - c))). pose proof (Rabs_pos (v - c)) as N.
  assert (Hp : 0 < p <= 1).
  { unfold p. split; [apply Rdiv_lt_0_compat; lra|].
    apply Rmult_le_reg_r with (r + 2 * Rabs (v - c)); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  pose proof (C v c p ltac:(lra)) as K.
  replace (p * v + (1 - p) * c) with (c + p * (v - c)) in K by ring.
  assert (Near : Rabs (c + p * (v - c) - c) < r).
  { replace (c + p * (v - c) - c) with (p * (v - c)) by ring.
    rewrite Rabs_mult, (Rabs_right p) by lra. unfold p.
    apply Rmult_lt_reg_r with (r + 2 * Rabs (v - c)); [lra|].
    replace (r / (r + 2 * Rabs (v - c)) * Rabs (v - c) * (r + 2 * Rabs (v - c)))
      with (r * Rabs (v - c)) by (field; lra). nra. }
  specialize (S _ Near). replace (c + p * (v - c) - c) with (p * (v - c)) in S by ring.
  apply Rmult_le_reg_l with p; [lra|]. lra.
Qed.

(** The derivative of a convex function. *)
Lemma convex_derivative g c d : convex_fn g -> derivable_pt_lim g c d -> subgradient_at g c d.
Proof.
  intros C D v. destruct (Rle_dec (g c + d * (v - c)) (g v)) as [L|L]; [assumption|exfalso].
  assert (Hv : v - c <> 0).
  { intros E. apply L. replace v with c by lra. lra. }
  set (gap := g c + d * (v - c) - g v). assert (Hg : 0 < gap) by (unfold gap; lra).
  set (eps := gap / (2 * Rabs (v - c))).
  assert (Ha : 0 < Rabs (v - c)) by now apply Rabs_pos_lt.
  assert (He : 0 < eps) by (apply Rdiv_lt_0_compat; lra).
  destruct (D eps He) as [[r Hr] H]. simpl in H.
  set (p := Rmin (1 / 2) (r / (2 * Rabs (v - c)))).
  assert (Hp : 0 < p <= 1 / 2).
  { unfold p. split; [apply Rmin_pos; [lra|apply Rdiv_lt_0_compat; lra]|apply Rmin_l]. }
  assert (Hh : p * (v - c) <> 0) by (apply Rmult_integral_contrapositive_currified; lra).
  assert (Small : Rabs (p * (v - c)) < r).
  { rewrite Rabs_mult, (Rabs_right p) by lra.
    apply Rle_lt_trans with (r / (2 * Rabs (v - c)) * Rabs (v - c)).
    - apply Rmult_le_compat_r; [lra|apply Rmin_r].
    - replace (r / (2 * Rabs (v - c)) * Rabs (v - c)) with (r / 2) by (field; lra). lra. }
  specialize (H (p * (v - c)) Hh Small).
  pose proof (C v c p ltac:(lra)) as K.
  replace (p * v + (1 - p) * c) with (c + p * (v - c)) in K by ring.
  assert (E : Rabs (g (c + p * (v - c)) - g c - d * (p * (v - c))) < eps * (p * Rabs (v - c))).
  { replace (g (c + p * (v - c)) - g c - d * (p * (v - c)))
      with (((g (c + p * (v - c)) - g c) / (p * (v - c)) - d) * (p * (v - c)))
      by (field; split; lra).
    rewrite Rabs_mult. rewrite (Rabs_mult p), (Rabs_right p) by lra.
    apply Rmult_lt_compat_r; [apply Rmult_lt_0_compat; lra|assumption]. }
  apply Rabs_def2 in E. destruct E as [_ E].
  assert (E2 : eps * (p * Rabs (v - c)) = p * gap / 2) by (unfold eps; field; lra).
  rewrite E2 in E. assert (0 < p * gap) by (apply Rmult_lt_0_compat; lra).
  unfold gap in *. lra.
Qed.

(** Inside an affine piece. *)
Lemma piece_slope g lo hi c p q : lo < c < hi -> (forall v, lo < v < hi -> g v = p * v + q) ->
  slope_near g c p.
Proof.
  intros I E. exists (Rmin (c - lo) (hi - c)). split; [apply Rmin_pos; lra|].
  intros v H. apply Rabs_def2 in H. pose proof (Rmin_l (c - lo) (hi - c)).
  pose proof (Rmin_r (c - lo) (hi - c)). rewrite (E c I), (E v ltac:(lra)). lra.
Qed.

(** On a break between two affine pieces, where the slope does not fall. *)
Lemma break_slope g lo hi c d p m : lo < c < hi -> p <= d <= m ->
  (forall v, lo < v <= c -> g v = g c + p * (v - c)) ->
  (forall v, c <= v < hi -> g v = g c + m * (v - c)) -> slope_near g c d.
Proof.
  intros I D El Er. exists (Rmin (c - lo) (hi - c)). split; [apply Rmin_pos; lra|].
  intros v H. apply Rabs_def2 in H. pose proof (Rmin_l (c - lo) (hi - c)).
  pose proof (Rmin_r (c - lo) (hi - c)). destruct (Rle_dec v c) as [L|L].
  - rewrite (El v) by lra. nra.
  - rewrite (Er v) by lra. nra.
Qed.
