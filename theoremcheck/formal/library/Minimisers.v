(** * How to show that c is a local minimiser of h(c) = W+ l(-c) + W- l(c)

    Exact c: 0 lies between the one-sided slopes of h at c, for convex l.
    Bounds: h is smaller at a middle than at two ends, so that a local minimiser
    lies between them; then the numbers of the point are expressions in it. *)

From Coq Require Import Reals List ZArith Lra.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby Support.
Open Scope R_scope.

(** ** Lines below a convex function *)

(** A line below g through (c, g c): it is enough to look near c. *)
Lemma subgradient_near g c d : convex_fn g ->
  (exists r, 0 < r /\ forall v, Rabs (v - c) < r -> g c + d * (v - c) <= g v) ->
  subgradient_at g c d.
Proof.
  intros C [r [Hr H]] v.
  assert (K : g c - d * c <= g v - d * v); [|lra].
  apply (convex_minimiser (fun v => g v - d * v) c).
  - intros a b p Hp. specialize (C a b p Hp). lra.
  - exists r. split; [assumption|]. intros u Hu. specialize (H u Hu). lra.
Qed.

(** To the right of c g is a function with derivative m at c, to the left one
    with derivative p: then every d between p and m will do. *)
Lemma right_line g q c m : convex_fn g ->
  (exists r, 0 < r /\ forall v, c <= v < c + r -> g v = q v) -> derivable_pt_lim q c m ->
  forall v, c <= v -> g c + m * (v - c) <= g v.
Proof.
  intros C [r [Hr E]] D v Hv. destruct Hv as [Hv|<-]; [|lra].
  apply Rnot_lt_le. intros N.
  set (eps := (g c + m * (v - c) - g v) / (v - c)).
  assert (He : 0 < eps) by (apply Rdiv_lt_0_compat; lra).
  destruct (D eps He) as [delta Hd]. pose proof (cond_pos delta).
  set (h := Rmin (v - c) (Rmin r delta) / 2).
  assert (0 < Rmin (v - c) (Rmin r delta)) by (repeat apply Rmin_pos; lra).
  pose proof (Rmin_l (v - c) (Rmin r delta)). pose proof (Rmin_r (v - c) (Rmin r delta)).
  pose proof (Rmin_l r delta). pose proof (Rmin_r r delta).
  assert (Hh : 0 < h) by (unfold h; lra).
  specialize (Hd h ltac:(lra) ltac:(rewrite Rabs_pos_eq; unfold h; lra)).
  apply Rabs_def2 in Hd. destruct Hd as [_ Hd].
  rewrite <- !E in Hd by (unfold h; lra).
  set (p := h / (v - c)).
  assert (Hp : 0 <= p <= 1).
  { unfold p. split; [left; apply Rdiv_lt_0_compat; lra|].
    apply Rmult_le_reg_r with (v - c); [lra|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l by lra. unfold h. lra. }
  pose proof (C v c p Hp) as K.
  replace (p * v + (1 - p) * c) with (c + h) in K by (unfold p; field; lra).
  assert (Q : g (c + h) - g c <= h * ((g v - g c) / (v - c))).
  { replace (h * ((g v - g c) / (v - c))) with (p * (g v - g c)) by (unfold p; field; lra). lra. }
  assert (S : (g v - g c) / (v - c) = m - eps) by (unfold eps; field; lra).
  rewrite S in Q.
  assert (Low : (g (c + h) - g c) / h <= m - eps).
  { apply Rmult_le_reg_r with h; [assumption|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l by lra. lra. }
  lra.
Qed.

Lemma left_line g q c p : convex_fn g ->
  (exists r, 0 < r /\ forall v, c - r < v <= c -> g v = q v) -> derivable_pt_lim q c p ->
  forall v, v <= c -> g c + p * (v - c) <= g v.
Proof.
  intros C [r [Hr E]] D v Hv.
  assert (K : g (- - c) + - p * (- v - - c) <= g (- - v)).
  { apply (right_line (fun u => g (- u)) (fun u => q (- u)) (- c) (- p)); [| | |lra].
    - intros a b s Hs. replace (- (s * a + (1 - s) * b)) with (s * - a + (1 - s) * - b) by ring.
      now apply C.
    - exists r. split; [assumption|]. intros u Hu. apply E. lra.
    - replace (- p) with (p * -1) by ring.
      apply (derivable_pt_lim_comp (fun u => - u) q (- c)).
      + apply (derivable_pt_lim_opp id). apply derivable_pt_lim_id.
      + now rewrite Ropp_involutive. }
  rewrite !Ropp_involutive in K. lra.
Qed.

Lemma subgradient_between g ql qr c p m d : convex_fn g ->
  (exists r, 0 < r /\ forall v, c - r < v <= c -> g v = ql v) -> derivable_pt_lim ql c p ->
  (exists r, 0 < r /\ forall v, c <= v < c + r -> g v = qr v) -> derivable_pt_lim qr c m ->
  p <= d <= m -> subgradient_at g c d.
Proof.
  intros C El Dl Er Dr [Hp Hm] v. destruct (Rle_dec c v) as [H|H].
  - pose proof (right_line g qr c m C Er Dr v H).
    assert (d * (v - c) <= m * (v - c)) by (apply Rmult_le_compat_r; lra). lra.
  - pose proof (left_line g ql c p C El Dl v ltac:(lra)).
    assert (p * (c - v) <= d * (c - v)) by (apply Rmult_le_compat_r; lra). lra.
Qed.

Lemma subgradient_derivative g c d : convex_fn g -> derivable_pt_lim g c d ->
  subgradient_at g c d.
Proof.
  intros C D. apply (subgradient_between g g g c d d d C); auto; try lra;
    exists 1; split; auto; lra.
Qed.

(** ** Minimisers of h *)

Section Height.

Variable P : problem.

(** 0 is a subgradient of h at c: W+ g+ = W- g-. *)
Lemma minimiser_by_slopes c gp gm : subgradient_at (ell P) (- c) gp ->
  subgradient_at (ell P) c gm -> W_plus P * gp = W_minus P * gm ->
  local_minimiser (height P) c.
Proof.
  intros Sp Sm E. exists 1. split; [lra|]. intros v _. unfold height.
  pose proof (Sp (- v)) as Kp. pose proof (Sm v) as Km.
  apply Rmult_le_compat_l with (r := W_plus P) in Kp; [|apply W_plus_nonneg].
  apply Rmult_le_compat_l with (r := W_minus P) in Km; [|apply W_minus_nonneg].
  assert (Q : W_plus P * (gp * (- v - - c)) + W_minus P * (gm * (v - c)) = 0).
  { replace (W_plus P * (gp * (- v - - c)) + W_minus P * (gm * (v - c)))
      with ((W_minus P * gm - W_plus P * gp) * (v - c)) by ring. rewrite E. ring. }
  lra.
Qed.

(** Conversely, at a local minimiser W+ l'(-c) = W- l'(c). *)
Lemma minimiser_critical c dp dm : local_minimiser (height P) c ->
  derivable_pt_lim (ell P) (- c) dp -> derivable_pt_lim (ell P) c dm ->
  W_plus P * dp = W_minus P * dm.
Proof.
  intros [r [Hr M]] Dp Dm.
  assert (D : derivable_pt_lim (height P) c (W_plus P * (dp * -1) + W_minus P * dm)).
  { apply (derivable_pt_lim_plus (fun v => W_plus P * ell P (- v)) (fun v => W_minus P * ell P v)).
    - apply (derivable_pt_lim_scal (fun v => ell P (- v))).
      apply (derivable_pt_lim_comp (fun v => - v) (ell P)); [|assumption].
      apply (derivable_pt_lim_opp id). apply derivable_pt_lim_id.
    - now apply (derivable_pt_lim_scal (ell P)). }
  set (d := W_plus P * (dp * -1) + W_minus P * dm) in *.
  destruct (Req_dec d 0) as [Z|N]; [unfold d in Z; lra|exfalso].
  assert (Hd : 0 < Rabs d / 2) by (pose proof (Rabs_pos_lt d N); lra).
  destruct (D _ Hd) as [delta Q]. pose proof (cond_pos delta).
  set (s := Rmin r delta / 2).
  assert (0 < Rmin r delta) by (apply Rmin_pos; lra).
  pose proof (Rmin_l r delta). pose proof (Rmin_r r delta).
  (* a step against the sign of d *)
  set (h := if Rle_dec 0 d then - s else s).
  assert (Hh : Rabs h = s).
  { unfold h. destruct Rle_dec; [rewrite Rabs_Ropp|]; apply Rabs_pos_eq; unfold s; lra. }
  assert (Nh : h <> 0) by (intros E; rewrite E, Rabs_R0 in Hh; unfold s in Hh; lra).
  specialize (Q h Nh ltac:(rewrite Hh; unfold s; lra)).
  specialize (M (c + h) ltac:(replace (c + h - c) with h by ring; rewrite Hh; unfold s; lra)).
  apply Rabs_def2 in Q. set (q := (height P (c + h) - height P c) / h) in *.
  assert (E : height P (c + h) - height P c = q * h) by (unfold q; field; assumption).
  assert (0 < s) by (unfold s; lra).
  destruct (Rle_dec 0 d) as [S|S].
  - assert (q * h = - (q * s)) by (unfold h; destruct (Rle_dec 0 d); [ring|contradiction]).
    rewrite (Rabs_pos_eq d) in Q by assumption.
    assert (0 < q * s) by (apply Rmult_lt_0_compat; lra). lra.
  - assert (q * h = - (- q * s)) by (unfold h; destruct (Rle_dec 0 d); [contradiction|ring]).
    rewrite (Rabs_left d) in Q by lra.
    assert (0 < - q * s) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(** -c and c are local minimisers of l. *)
Lemma minimiser_by_levels c : local_minimiser (ell P) (- c) -> local_minimiser (ell P) c ->
  local_minimiser (height P) c.
Proof.
  intros [r [Hr M]] [s [Hs M']]. exists (Rmin r s). split; [now apply Rmin_pos|].
  intros v Hv. pose proof (Rmin_l r s). pose proof (Rmin_r r s). unfold height.
  apply Rplus_le_compat; apply Rmult_le_compat_l; auto using W_plus_nonneg, W_minus_nonneg.
  - apply M. replace (- v - - c) with (- (v - c)) by ring. rewrite Rabs_Ropp. lra.
  - apply M'. lra.
Qed.

Lemma height_continuous v : continuity_pt (ell P) (- v) -> continuity_pt (ell P) v ->
  continuity_pt (height P) v.
Proof.
  intros Cm Cp. unfold height.
  apply (continuity_pt_plus (fun c => W_plus P * ell P (- c)) (fun c => W_minus P * ell P c)).
  - apply (continuity_pt_scal (fun c => ell P (- c))).
    apply (continuity_pt_comp (fun c => - c) (ell P)); [|assumption].
    apply (continuity_pt_opp id). apply derivable_continuous_pt, derivable_pt_id.
  - now apply (continuity_pt_scal (ell P)).
Qed.

(** A minimiser between two ends. *)
Lemma between lower middle upper :
  (forall v, lower <= v <= upper -> continuity_pt (ell P) (- v) /\ continuity_pt (ell P) v) ->
  lower < middle < upper ->
  height P middle < height P lower -> height P middle < height P upper ->
  exists c, lower < c < upper /\ local_minimiser (height P) c.
Proof.
  intros C I Hl Hu.
  destruct (continuity_ab_min (height P) lower upper ltac:(lra)
    (fun v Hv => height_continuous v (proj1 (C v Hv)) (proj2 (C v Hv)))) as [c [M Ic]].
  pose proof (M middle ltac:(lra)) as Mm.
  assert (lower < c < upper).
  { split; [destruct (Req_dec c lower) as [->|]|destruct (Req_dec c upper) as [->|]]; lra. }
  exists c. split; [assumption|]. exists (Rmin (c - lower) (upper - c)).
  split; [apply Rmin_pos; lra|]. intros v Hv.
  pose proof (Rmin_l (c - lower) (upper - c)). pose proof (Rmin_r (c - lower) (upper - c)).
  apply Rabs_def2 in Hv. apply M. lra.
Qed.

Lemma between_continuous lower middle upper : continuity (ell P) ->
  lower < middle < upper ->
  height P middle < height P lower -> height P middle < height P upper ->
  exists c, lower < c < upper /\ local_minimiser (height P) c.
Proof. intros C. apply between. intros v _. split; apply C. Qed.

End Height.

(** A local minimiser, by bounds on an interval. *)
Lemma minimiser_inside g c lo hi : lo < c < hi -> (forall v, lo < v < hi -> g c <= g v) ->
  local_minimiser g c.
Proof.
  intros I M. exists (Rmin (c - lo) (hi - c)). split; [apply Rmin_pos; lra|]. intros v Hv.
  pose proof (Rmin_l (c - lo) (hi - c)). pose proof (Rmin_r (c - lo) (hi - c)).
  apply Rabs_def2 in Hv. apply M. lra.
Qed.

(** Where g is constant, every point is one. *)
Lemma minimiser_flat g c lo hi : lo < c < hi -> (forall v, lo < v < hi -> g v = g c) ->
  local_minimiser g c.
Proof. intros I E. apply minimiser_inside with lo hi; auto. intros v Hv. rewrite (E v Hv). lra. Qed.
