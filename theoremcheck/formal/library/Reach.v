(** * Symmetries reach a slice (lemma.slice, case 1)

    F is constant along k vector fields, of which only this is used: through
    every point runs a curve with that velocity on which F is constant. Among
    the points with one value of F, near t, take the one that minimises
    |v - v*| + lambda |s - t'|, v what is held: there v = v*, for a field
    could still bring v nearer to v*. *)

From Coq Require Import Reals List Lra Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Compact Box.
Import ListNotations.
Open Scope R_scope.

(** A function that falls no faster than b |v| on both sides of 0 has a derivative of size <= b. *)
Lemma slope_bound (g : R -> R) l b e :
  derivable_pt_lim g 0 l -> 0 < e ->
  (forall v, Rabs v < e -> g 0 - b * Rabs v <= g v) -> Rabs l <= b.
Proof.
  intros Hd He Hb. apply Rnot_lt_le. intros Hl.
  assert (Hside : forall s, s * s = 1 -> s * l + b < 0 -> False).
  { intros s Hs Hneg.
    assert (Hder : derivable_pt_lim (fun v => g (s * v) + b * v) 0 (l * (s * 1) + b * 1)).
    { apply (derivable_pt_lim_plus (fun v => g (s * v)) (fun v => b * v)).
      - apply (derivable_pt_lim_comp (fun v => s * v) g).
        + apply (derivable_pt_lim_scal id), derivable_pt_lim_id.
        + now rewrite Rmult_0_r.
      - apply (derivable_pt_lim_scal id), derivable_pt_lim_id. }
    destruct (falls _ _ Hder) as (d & Hd0 & Hf); [lra|].
    assert (0 < Rmin d e) by (apply Rmin_pos; assumption).
    pose proof (Rmin_l d e). pose proof (Rmin_r d e).
    pose proof (Hf (Rmin d e / 2) ltac:(lra)) as Q. cbv beta in Q.
    rewrite !Rmult_0_r, Rplus_0_r in Q.
    assert (Ha : Rabs (s * (Rmin d e / 2)) = Rmin d e / 2).
    { rewrite Rabs_mult, (Rabs_right (Rmin d e / 2)) by lra.
      assert (Rabs s = 1); [|nra]. apply Rsqr_inj; [apply Rabs_pos|lra|].
      rewrite <- Rsqr_abs. unfold Rsqr. lra. }
    pose proof (Hb (s * (Rmin d e / 2)) ltac:(rewrite Ha; lra)) as Q'. rewrite Ha in Q'. lra. }
  unfold Rabs in Hl. destruct (Rcase_abs l).
  - apply (Hside 1); lra.
  - apply (Hside (-1)); lra.
Qed.

Section Reach.

Variable K : Type.
Hypothesis eq_dec : forall p q : K, {p = q} + {p <> q}.
Variable ps held : list K.
Hypothesis once : NoDup ps.
Hypothesis held_ps : forall p, In p held -> In p ps.

Notation apart := (apart K).
Notation along := (along K ps).
Notation norm2 := (norm2 K ps).
Notation ball := (ball K ps).

Definition length1 (d : K -> R) : R := over ps (fun p => Rabs (d p)).

Lemma length1_nonneg (d : K -> R) : 0 <= length1 d.
Proof. apply lsum_nonneg. intros; apply Rabs_pos. Qed.

(** |d|_2 <= |d|_1 over any list. *)
Lemma squares_below (l : list K) (d : K -> R) :
  over l (fun p => (d p)^2) <= (over l (fun p => Rabs (d p)))^2.
Proof.
  induction l as [|p l IH]; cbn [over]; [lra|].
  assert (0 <= over l (fun p => Rabs (d p))) by (apply lsum_nonneg; intros; apply Rabs_pos).
  pose proof (Rabs_pos (d p)). pose proof (Rmult_le_pos _ _ H0 H).
  replace ((d p)^2) with ((Rabs (d p))^2) by (rewrite <- !Rsqr_pow2, <- Rsqr_abs; reflexivity).
  nra.
Qed.

Lemma length1_triangle (a b c : K -> R) :
  length1 (apart a c) <= length1 (apart a b) + length1 (apart b c).
Proof.
  unfold length1. rewrite <- lsum_plus. apply lsum_le. intros p _. unfold apart.
  replace (c p - a p) with ((b p - a p) + (c p - b p)) by ring. apply Rabs_triang.
Qed.

Variable F : (K -> R) -> R.
Variable X : K -> (K -> R) -> K -> R.
Variable m : K -> K -> R.
Variable t : K -> R.
Variables r k C : R.
Hypothesis k_pos : 0 < k.
Hypothesis r_pos : 0 < r.
Hypothesis F_continuous : forall s, ball t r s -> continuous_at K ps (ball t r) F s.
Hypothesis curves : forall q, In q held -> forall s, ball t r s -> exists curve : R -> K -> R,
  curve 0 = s /\
  (forall p, In p ps -> derivable_pt_lim (fun v => curve v p) 0 (X q s p) /\ Rabs (X q s p) <= C) /\
  exists e, 0 < e /\ forall v, Rabs v < e -> along (apart s (curve v)) /\ F (curve v) = F s.
Hypothesis inverse : forall s, ball t r s -> forall d : K -> R,
  k * over held (fun p => (d p)^2)
  <= over held (fun p => d p * over held (fun q => X q s p * over held (fun p' => m q p' * d p'))).

(** The size of m, and a rate at which curves move. *)
Let M := over held (fun q => over held (fun p => Rabs (m q p))).
Let C1 := over ps (fun _ => Rabs C + 1).
Let lambda := k / (C1 * M + 1).

Lemma M_nonneg : 0 <= M.
Proof. apply lsum_nonneg. intros. apply lsum_nonneg. intros. apply Rabs_pos. Qed.

Lemma C1_nonneg : 0 <= C1.
Proof. apply lsum_nonneg. intros. pose proof (Rabs_pos C). lra. Qed.

Lemma C1M_nonneg : 0 <= C1 * M.
Proof. apply Rmult_le_pos; [apply C1_nonneg|apply M_nonneg]. Qed.

Lemma lambda_pos : 0 < lambda.
Proof. pose proof C1M_nonneg. apply Rdiv_lt_0_compat; lra. Qed.

(** A curve moves no faster than C + 1 in each coordinate, for a while. *)
Lemma curve_rate (curve : R -> K -> R) (V : K -> R) (l : list K) :
  (forall p, In p l -> derivable_pt_lim (fun v => curve v p) 0 (V p) /\ Rabs (V p) <= C) ->
  exists e, 0 < e /\ forall v, Rabs v < e -> forall p, In p l ->
    Rabs (curve v p - curve 0 p) <= (Rabs C + 1) * Rabs v.
Proof.
  induction l as [|p l IH]; intros H.
  - exists 1. split; [lra|]. intros v _ p [].
  - destruct IH as (e & He & IH); [intros; apply H; right; assumption|].
    destruct (H p (or_introl eq_refl)) as [Hd HV].
    destruct (Hd 1 Rlt_0_1) as [d Hd1].
    exists (Rmin d e). split; [apply Rmin_pos; [apply cond_pos|exact He]|].
    intros v Hv q [<-|Hq].
    2:{ apply IH; [|exact Hq]. eapply Rlt_le_trans; [exact Hv|apply Rmin_r]. }
    destruct (Req_dec v 0) as [->|Hne].
    { rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. lra. }
    pose proof (Hd1 v Hne ltac:(eapply Rlt_le_trans; [exact Hv|apply Rmin_l])) as Q.
    rewrite Rplus_0_l in Q.
    replace (curve v p - curve 0 p) with ((curve v p - curve 0 p) / v * v) by (field; exact Hne).
    rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|].
    replace ((curve v p - curve 0 p) / v) with (((curve v p - curve 0 p) / v - V p) + V p) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. pose proof (Rle_abs C). lra.
Qed.

Lemma continuous_abs (y : R) p s U : In p ps ->
  continuous_at K ps U (fun s => Rabs (s p - y)) s.
Proof.
  intros Hp. apply (continuous_comp K ps (fun v => Rabs (v - y)) (fun s => s p)).
  - apply (continuity_pt_comp (fun v => v - y) Rabs).
    + apply continuity_pt_minus; [apply derivable_continuous_pt, derivable_pt_id|].
      apply continuity_pt_const. intros a b. reflexivity.
    + apply Rcontinuity_abs.
  - apply continuous_coordinate, Hp.
Qed.

(** The distance of what is held from its values at t. *)
Let S2 (s : K -> R) := over held (fun p => (s p - t p)^2).
Let N (s : K -> R) := sqrt (S2 s).

Lemma S2_nonneg s : 0 <= S2 s.
Proof. apply lsum_nonneg. intros; apply pow2_ge_0. Qed.

Lemma N_square s : N s * N s = S2 s.
Proof. apply sqrt_sqrt, S2_nonneg. Qed.

Lemma N_continuous s U : continuous_at K ps U N s.
Proof.
  apply (continuous_comp K ps sqrt S2); [apply continuity_pt_sqrt, S2_nonneg|].
  apply (continuous_sum K ps held (fun p s => (s p - t p)^2)). intros p Hp.
  apply (continuous_square K ps t U s p). auto.
Qed.

Lemma N_below s : N s <= over held (fun p => Rabs (s p - t p)).
Proof.
  assert (0 <= over held (fun p => Rabs (s p - t p)))
    by (apply lsum_nonneg; intros; apply Rabs_pos).
  unfold N. rewrite <- (sqrt_pow2 (over held (fun p => Rabs (s p - t p)))) by assumption.
  apply sqrt_le_1_alt. exact (squares_below held (fun p => s p - t p)).
Qed.

Section Target.

Variable t' : K -> R.
Hypothesis t'_along : along (apart t t').
Hypothesis t'_near : length1 (apart t t') + over held (fun p => Rabs (t' p - t p)) / lambda < r.

Let Phi (s : K -> R) := N s + lambda * length1 (apart t' s).

Lemma t'_ball : ball t r t'.
Proof.
  split; [exact t'_along|].
  assert (0 <= over held (fun p => Rabs (t' p - t p)) / lambda).
  { apply Rmult_le_pos; [apply lsum_nonneg; intros; apply Rabs_pos|].
    left. apply Rinv_0_lt_compat, lambda_pos. }
  pose proof (length1_nonneg (apart t t')).
  eapply Rle_trans; [apply (squares_below ps)|]. apply pow_incr. fold (length1 (apart t t')). lra.
Qed.

(** What minimises N + lambda D has N = 0. *)
Lemma balanced s : ball t r s -> norm2 (apart t s) < r^2 ->
  (forall s', ball t r s' -> F s' = F s -> Phi s <= Phi s') -> N s = 0.
Proof.
  intros Hs Hin Hmin. apply NNPP. intros Hne.
  assert (Hpos : 0 < N s) by (pose proof (sqrt_pos (S2 s)); fold (N s) in *; lra).
  assert (HS : 0 < S2 s) by (rewrite <- N_square; apply Rmult_lt_0_compat; assumption).
  set (slope := fun q => over held (fun p => (s p - t p) * X q s p)).
  assert (Hslope : forall q, In q held -> Rabs (slope q) <= lambda * C1 * N s).
  { intros q Hq. destruct (curves q Hq s Hs) as (curve & H0 & HV & e & He & HF).
    destruct (curve_rate curve (X q s) ps HV) as (e1 & He1 & Hrate).
    (* the curve stays in the ball for a while *)
    destruct (continuous_sum K ps ps (fun p s' => (apart t s' p)^2) (fun _ => True) s
      (fun p Hp => continuous_square K ps t _ s p Hp) (r^2 - norm2 (apart t s)))
      as (d & Hd & Hball); [lra|].
    assert (HC : 0 < Rabs C + 1) by (pose proof (Rabs_pos C); lra).
    set (e2 := Rmin (Rmin e e1) (d / (Rabs C + 1))).
    assert (He2 : 0 < e2)
      by (repeat apply Rmin_pos; try assumption; apply Rdiv_lt_0_compat; assumption).
    assert (Hstay : forall v, Rabs v < e2 -> ball t r (curve v) /\ F (curve v) = F s /\
              length1 (apart t' (curve v)) <= length1 (apart t' s) + C1 * Rabs v).
    { intros v Hv. unfold e2 in Hv.
      pose proof (Rmin_l (Rmin e e1) (d / (Rabs C + 1))).
      pose proof (Rmin_r (Rmin e e1) (d / (Rabs C + 1))).
      pose proof (Rmin_l e e1). pose proof (Rmin_r e e1).
      destruct (HF v ltac:(lra)) as [Hal HFv]. pose proof (Hrate v ltac:(lra)) as Hr.
      rewrite H0 in Hr. split; [split|split].
      - intros p Hp. pose proof (Hal p Hp) as Q1. pose proof (proj1 Hs p Hp) as Q2.
        unfold Box.apart in *. lra.
      - assert (Hc : close K ps d s (curve v)).
        { intros p Hp. eapply Rle_lt_trans; [apply (Hr p Hp)|].
          replace d with ((Rabs C + 1) * (d / (Rabs C + 1))) by (field; lra).
          apply Rmult_lt_compat_l; lra. }
        pose proof (Rabs_def2 _ _ (Hball _ I Hc)) as [Q _]. unfold Box.norm2 in *. lra.
      - exact HFv.
      - eapply Rle_trans; [apply (length1_triangle t' s (curve v))|].
        apply Rplus_le_compat_l. unfold C1. rewrite Rmult_comm, <- lsum_scal.
        apply lsum_le. intros p Hp. rewrite Rmult_comm. apply (Hr p Hp). }
    (* the derivative of N along it *)
    assert (HN : derivable_pt_lim (fun v => N (curve v)) 0 (slope q / N s)).
    { replace (slope q / N s) with (/ (2 * sqrt (S2 (curve 0))) * (2 * slope q)).
      2:{ rewrite H0. fold (N s). field. lra. }
      apply (derivable_pt_lim_comp (fun v => S2 (curve v)) sqrt).
      - unfold slope. rewrite <- lsum_scal.
        apply (derivable_lsum K held (fun p v => (curve v p - t p)^2)). intros p Hp.
        replace (2 * ((s p - t p) * X q s p))
          with (INR 2 * (curve 0 p - t p)^(pred 2) * (X q s p - 0)) by (rewrite H0; simpl; ring).
        apply (derivable_pt_lim_comp (fun v => curve v p - t p) (fun w => w^2)).
        + apply (derivable_pt_lim_minus (fun v => curve v p) (fun _ => t p)).
          * apply (HV p). auto.
          * apply derivable_pt_lim_const.
        + apply derivable_pt_lim_pow.
      - apply derivable_pt_lim_sqrt. rewrite H0. exact HS. }
    assert (Hb : Rabs (slope q / N s) <= lambda * C1).
    { apply (slope_bound _ _ _ e2 HN He2). intros v Hv. rewrite H0.
      destruct (Hstay v Hv) as (Hb & HFv & HD). pose proof (Hmin _ Hb HFv) as Q.
      unfold Phi in Q. pose proof (Rmult_le_compat_l lambda _ _ (Rlt_le _ _ lambda_pos) HD). lra. }
    unfold Rdiv in Hb. rewrite Rabs_mult, (Rabs_right (/ N s)) in Hb
      by (apply Rle_ge, Rlt_le, Rinv_0_lt_compat, Hpos).
    apply Rmult_le_reg_r with (/ N s); [apply Rinv_0_lt_compat, Hpos|].
    replace (lambda * C1 * N s * / N s) with (lambda * C1) by (field; lra). exact Hb. }
  (* together: k N^2 <= lambda C1 M N^2 *)
  set (mR := fun q => over held (fun p' => m q p' * (s p' - t p'))).
  assert (HR : forall p, In p held -> Rabs (s p - t p) <= N s).
  { intros p Hp. apply Rsqr_incr_0_var; [|lra]. rewrite <- Rsqr_abs.
    unfold Rsqr at 2. rewrite N_square, Rsqr_pow2.
    apply (lsum_member K held (fun p => (s p - t p)^2)); [intros; apply pow2_ge_0|exact Hp]. }
  assert (HmR : over held (fun q => Rabs (mR q)) <= M * N s).
  { unfold M. rewrite Rmult_comm, <- lsum_scal. apply lsum_le. intros q Hq.
    eapply Rle_trans; [apply lsum_abs|]. rewrite <- lsum_scal. apply lsum_le. intros p Hp.
    rewrite Rabs_mult, Rmult_comm. apply Rmult_le_compat_r; [apply Rabs_pos|auto]. }
  pose proof (inverse s Hs (fun p => s p - t p)) as Q. cbv beta in Q. fold mR in Q.
  fold (S2 s) in Q.
  assert (Hsw : over held (fun p => (s p - t p) * over held (fun q => X q s p * mR q))
                = over held (fun q => mR q * slope q)).
  { transitivity (over held (fun p => over held (fun q => mR q * ((s p - t p) * X q s p)))).
    - apply lsum_ext. intros p _. rewrite <- lsum_scal. apply lsum_ext. intros; ring.
    - rewrite lsum_swap. apply lsum_ext. intros q _. unfold slope. now rewrite <- lsum_scal. }
  change (over held (fun p => (s p - t p) * over held (fun q => X q s p * over held
    (fun p' => m q p' * (s p' - t p'))))) with
    (over held (fun p => (s p - t p) * over held (fun q => X q s p * mR q))) in Q.
  rewrite Hsw in Q.
  assert (Hup : over held (fun q => mR q * slope q) <= lambda * C1 * N s * (M * N s)).
  { eapply Rle_trans; [apply Rle_abs|]. eapply Rle_trans; [apply lsum_abs|].
    apply Rle_trans with (lambda * C1 * N s * over held (fun q => Rabs (mR q))).
    - rewrite <- lsum_scal. apply lsum_le. intros q Hq. rewrite Rabs_mult, Rmult_comm.
      apply Rmult_le_compat_r; [apply Rabs_pos|auto].
    - apply Rmult_le_compat_l; [|exact HmR].
      apply Rmult_le_pos; [apply Rmult_le_pos; [left; apply lambda_pos|apply C1_nonneg]|lra]. }
  rewrite <- N_square in Q.
  pose proof C1M_nonneg.
  assert (Hl : lambda * (C1 * M) < k).
  { apply Rmult_lt_reg_r with (C1 * M + 1); [lra|]. unfold lambda.
    replace (k / (C1 * M + 1) * (C1 * M) * (C1 * M + 1)) with (k * (C1 * M)) by (field; lra). nra. }
  assert (0 < N s * N s) by (apply Rmult_lt_0_compat; assumption).
  assert (lambda * (C1 * M) * (N s * N s) < k * (N s * N s)) by (apply Rmult_lt_compat_r;
    assumption).
  nra.
Qed.

(** A point of the slice with the same F. *)
Lemma reach_slice : exists s, ball t r s /\ (forall p, In p held -> s p = t p) /\ F s = F t'.
Proof.
  destruct (ball_attains_in K eq_dec ps once Phi (fun s => F s = F t') t r t' ltac:(lra))
    as (s & [Hs Hz] & Hmin).
  - intros s Hs Hz. apply continuous_lower. unfold Phi. apply (continuous_plus K ps N).
    + apply N_continuous.
    + apply (continuous_comp K ps (fun v => lambda * v)).
      * apply derivable_continuous_pt. apply derivable_pt_scal. apply derivable_pt_id.
      * apply (continuous_sum K ps ps (fun p s => Rabs (s p - t' p))). intros p Hp.
        apply continuous_abs, Hp.
  - intros s Hs Hz. destruct (F_continuous s Hs (Rabs (F s - F t'))) as (d & Hd & H).
    { apply Rabs_pos_lt. lra. }
    exists d. split; [exact Hd|]. intros s' Hs' Hc E. pose proof (H s' Hs' Hc) as Q.
    rewrite E, Rabs_minus_sym in Q. lra.
  - apply t'_ball.
  - reflexivity.
  - exists s. split; [exact Hs|]. split; [|exact Hz].
    assert (H0 : N s = 0).
    { apply balanced; [exact Hs| |].
      - (* lambda |s - t'| <= N(t') *)
        pose proof (Hmin t' (conj t'_ball eq_refl)) as Q. unfold Phi in Q.
        replace (length1 (apart t' t')) with 0 in Q.
        2:{ symmetry. apply lsum_zero. intros p _. unfold Box.apart.
            rewrite Rminus_diag_eq, Rabs_R0; reflexivity. }
        rewrite Rmult_0_r, Rplus_0_r in Q.
        pose proof (N_below t'). pose proof (sqrt_pos (S2 s)) as Hn. fold (N s) in Hn.
        assert (Hl : length1 (apart t' s) <= over held (fun p => Rabs (t' p - t p)) / lambda).
        { apply Rmult_le_reg_l with lambda; [apply lambda_pos|].
          replace (lambda * (over held (fun p => Rabs (t' p - t p)) / lambda))
            with (over held (fun p => Rabs (t' p - t p)))
            by (field; pose proof lambda_pos; lra). lra. }
        pose proof (length1_triangle t t' s).
        pose proof (length1_nonneg (apart t s)).
        eapply Rle_lt_trans; [apply (squares_below ps)|]. fold (length1 (apart t s)).
        apply Rle_lt_trans with (length1 (apart t s) * length1 (apart t s)); [lra|]. nra.
      - intros s' Hs' E. apply Hmin. split; [exact Hs'|]. now rewrite E. }
    intros p Hp.
    assert (Hz0 : S2 s = 0) by (rewrite <- N_square, H0; ring).
    assert (Hq : (s p - t p)^2 <= 0).
    { rewrite <- Hz0.
      apply (lsum_member K held (fun p => (s p - t p)^2)); [intros; apply pow2_ge_0|exact Hp]. }
    pose proof (pow2_ge_0 (s p - t p)). assert (E : (s p - t p)^2 = 0) by lra.
    apply Rsqr_0_uniq in E || (rewrite <- Rsqr_pow2 in E; apply Rsqr_0_uniq in E). lra.
Qed.

End Target.

(** So every point near t has the F of a point of the slice in the ball. *)
Theorem reach : exists d, 0 < d /\ forall t', along (apart t t') -> close K ps d t t' ->
  exists s, ball t r s /\ (forall p, In p held -> s p = t p) /\ F s = F t'.
Proof.
  set (n := over ps (fun _ => 1) + over held (fun _ => 1) / lambda).
  assert (Hn : 0 <= n).
  { apply Rplus_le_le_0_compat; [apply lsum_nonneg; intros; lra|].
    apply Rmult_le_pos; [apply lsum_nonneg; intros; lra|].
    left. apply Rinv_0_lt_compat, lambda_pos. }
  exists (r / (n + 1)). split; [apply Rdiv_lt_0_compat; lra|].
  intros t' Ha Hc. apply reach_slice; [exact Ha|].
  set (d := r / (n + 1)) in *.
  assert (Hd : 0 < d) by (apply Rdiv_lt_0_compat; lra).
  assert (H1 : length1 (apart t t') <= over ps (fun _ => 1) * d).
  { unfold length1. rewrite Rmult_comm, <- lsum_scal. apply lsum_le. intros p Hp.
    rewrite Rmult_1_r. left. apply (Hc p Hp). }
  assert (H2 : over held (fun p => Rabs (t' p - t p)) <= over held (fun _ => 1) * d).
  { rewrite Rmult_comm, <- lsum_scal. apply lsum_le. intros p Hp.
    rewrite Rmult_1_r. left. apply (Hc p). auto. }
  pose proof lambda_pos as Hl.
  assert (H3 : over held (fun p => Rabs (t' p - t p)) / lambda
               <= over held (fun _ => 1) * d / lambda).
  { apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Hl|exact H2]. }
  apply Rle_lt_trans with (n * d).
  - unfold n. replace ((over ps (fun _ => 1) + over held (fun _ => 1) / lambda) * d)
      with (over ps (fun _ => 1) * d + over held (fun _ => 1) * d / lambda) by (field; lra). lra.
  - replace r with ((n + 1) * d) by (unfold d; field; lra). nra.
Qed.

End Reach.
