(** * minimum.narrow by numbers: the Hessian in (f, w) from bounds and squares

    The mean of h = w . (x - mean) is 0 over each class, so that the Hessian is
      (W+ l''+ + W- l''-) u^2 + sum_i weight_i beta_i h_i^2,
    beta_i one number for each class: l'' (a s')^2 - y l' a s''. Rational numbers below
    the two are checked by integer arithmetic, and that the form which they give
    is positive definite by a sum of squares. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsNarrow Nearby Support
  RulesConstant RulesCurved Checks ChecksWidths ChecksAverages PointsExplicit PointsMoments
  PointsBuild Smooth Enclose.
Import ListNotations.
Open Scope R_scope.

Definition f_opp (e : formula) : formula := F_mul (F_num (-1) 1) e.

Section Form.

Variable P : problem.
Hypothesis means : data_equal_means P.
Let Both : both_classes P := proj1 means.

(** Sums over a class of what has the mean 0 there. *)
Lemma in_plus_along w : in_plus P (along P (mean P) w) = 0.
Proof.
  destruct Both as [Wp _]. unfold in_plus.
  rewrite (over_eq _ _ (fun e => sum (dim P) (fun k => w k *
    ((if positive_label e then share e else 0) * x P e k
     + - mean P k * (if positive_label e then share e else 0))))).
  - rewrite over_sum. apply sum_null. intros k L. rewrite over_times, over_add, over_times.
    fold (class_weight P positive_label). fold (W_plus P).
    replace (over (data P) (fun e => (if positive_label e then share e else 0) * x P e k))
      with (W_plus P * mean P k); [ring|].
    unfold mean. rewrite <- over_times. apply over_eq. intros e _.
    destruct (positive_label e); [field; lra|ring].
  - intros e _. unfold along. rewrite <- sum_times. apply sum_eq. intros. ring.
Qed.

Lemma in_minus_along w : in_minus P (along P (mean P) w) = 0.
Proof.
  destruct Both as [Wp Wm]. pose proof (difference_along_mean P (mean P) w means) as D.
  rewrite difference_classes, in_plus_along in D. unfold Rdiv in D. rewrite Rmult_0_l in D.
  assert (K : in_minus P (along P (mean P) w) * / W_minus P = 0) by lra.
  apply Rmult_integral in K. destruct K as [K|K]; [exact K|].
  apply Rinv_neq_0_compat in K; lra.
Qed.

Lemma class_sum w p m : over (data P) (fun e => share e * (if positive_label e then p else m)
  * along P (mean P) w e) = 0.
Proof.
  rewrite (over_eq _ _ (fun e => p * ((if positive_label e then share e else 0) * along P (mean P) w e)
    + m * ((if negb (positive_label e) then share e else 0) * along P (mean P) w e))).
  - rewrite over_add, !over_times. fold (in_plus P (along P (mean P) w)).
    fold (in_minus P (along P (mean P) w)). rewrite in_plus_along, in_minus_along. ring.
  - intros e _. destruct (positive_label e); simpl; ring.
Qed.

Lemma class_constant p m : over (data P) (fun e => share e * (if positive_label e then p else m))
  = W_plus P * p + W_minus P * m.
Proof.
  unfold W_plus, W_minus, class_weight. rewrite (Rmult_comm _ p), (Rmult_comm _ m), <- !over_times, <- over_add.
  apply over_eq. intros e _. destruct (positive_label e); simpl; ring.
Qed.

(** The form of the condition, without the mixed terms. *)
Lemma form_parts u w ap aq l1p l2p l1m l2m : W_plus P * l1p = W_minus P * l1m ->
  over (data P) (fun e => share e * (if positive_label e then l2p else l2m)
                          * (u + ap * along P (mean P) w e)^2)
  - W_plus P * l1p * aq * difference P (fun e => (along P (mean P) w e)^2)
  = (W_plus P * l2p + W_minus P * l2m) * u^2
    + over (data P) (fun e => share e
        * (if positive_label e then l2p * ap^2 - l1p * aq else l2m * ap^2 + l1m * aq)
        * (along P (mean P) w e)^2).
Proof.
  intros Cr. destruct Both as [Wp Wm].
  rewrite (over_eq _ _ (fun e => u^2 * (share e * (if positive_label e then l2p else l2m))
    + (2 * u * ap * (share e * (if positive_label e then l2p else l2m) * along P (mean P) w e)
       + share e * ((if positive_label e then l2p else l2m) * ap^2) * (along P (mean P) w e)^2)))
    by (intros e _; ring).
  rewrite !over_add, !over_times, class_sum, class_constant.
  assert (D : W_plus P * l1p * aq * difference P (fun e => (along P (mean P) w e)^2)
    = over (data P) (fun e => share e * (if positive_label e then l1p * aq else - (l1m * aq))
        * (along P (mean P) w e)^2)).
  { unfold difference. rewrite <- over_times. apply over_eq. intros e _.
    destruct (positive_label e).
    - field. lra.
    - replace (W_plus P * l1p * aq * - (share e / W_minus P * along P (mean P) w e ^ 2))
        with (W_plus P * l1p * (aq * - (share e / W_minus P * along P (mean P) w e ^ 2))) by ring.
      rewrite Cr. field. lra. }
  rewrite D.
  rewrite (over_eq _ (fun e => share e * (if positive_label e then _ - _ else _ + _) * _)
    (fun e => share e * ((if positive_label e then l2p else l2m) * ap^2) * (along P (mean P) w e)^2
      + -1 * (share e * (if positive_label e then l1p * aq else - (l1m * aq))
        * (along P (mean P) w e)^2)))
    by (intros e _; destruct (positive_label e); ring).
  rewrite over_add, over_times. ring.
Qed.

(** A rational form sum_i (F weight_i B_i - 1) h_i^2 that is a sum of squares. *)
Variables (Bp Bm : Z) (F : BinNums.positive).

Definition below_squares : list square :=
  map (fun e => ((Zpos F * Zpos (weight e) * (if positive_label e then Bp else Bm) - 1)%Z,
    shifted (meanz P) (Z.to_pos (plusz P)) e)) (data P).

Definition check_form (c : BinNums.positive) (s : list square) : bool :=
  forallb (fun t => 0 <=? fst t)%Z s && check_matrices (dim P) c below_squares s.

Lemma form_by c s w : check_form c s = true ->
  over (data P) (fun e => (along P (mean P) w e)^2)
  <= IZR (Zpos F) * over (data P) (fun e => share e * (if positive_label e then IZR Bp else IZR Bm)
       * (along P (mean P) w e)^2).
Proof.
  unfold check_form. rewrite andb_true_iff. intros [Nn M].
  destruct Both as [Wp Wm].
  assert (Pz : (0 < plusz P)%Z).
  { apply lt_IZR. unfold W_plus in Wp. rewrite class_weight_z in Wp. exact Wp. }
  assert (C : centre_is P (mean P) (meanz P) (Z.to_pos (plusz P)))
    by (apply mean_is; rewrite Z2Pos.id by assumption; reflexivity).
  pose proof (matrices_by _ _ _ _ w M) as E. pose proof (squares_nonneg (dim P) s w Nn) as Pos.
  rewrite <- E in Pos. set (N := Z.to_pos (plusz P)) in *.
  assert (Hc : 0 < IZR (Zpos c)) by (apply IZR_lt; reflexivity).
  assert (HN : 0 < IZR (Zpos N)) by (apply IZR_lt; reflexivity). pose proof (den_pos P) as Hd.
  assert (K : 0 <= squares_value (dim P) below_squares w)
    by (apply Rmult_le_reg_l with (IZR (Zpos c)); [assumption|lra]).
  assert (V : squares_value (dim P) below_squares w = (den P * IZR (Zpos N))^2
    * (IZR (Zpos F) * over (data P) (fun e => share e * (if positive_label e then IZR Bp else IZR Bm)
         * (along P (mean P) w e)^2)
       - over (data P) (fun e => (along P (mean P) w e)^2))).
  { unfold squares_value, below_squares. fold N. clear E Pos M K.
    induction (data P) as [|e l IH]; cbn [over map fst snd]; [ring|]. rewrite IH.
    rewrite (along_z P (mean P) (meanz P) N w e C).
    rewrite minus_IZR, !mult_IZR. unfold share. destruct (positive_label e); field; lra. }
  rewrite V in K. apply Rmult_le_reg_l with ((den P * IZR (Zpos N))^2).
  - apply pow_lt. now apply Rmult_lt_0_compat.
  - lra.
Qed.

End Form.

(** Where l is smooth, a minimiser of h is critical. *)
Lemma critical_by P c p s p' s' : local_minimiser (height P) c ->
  c2_at (ell P) (- c) p s -> c2_at (ell P) c p' s' -> IZR (plusz P) * p = IZR (minusz P) * p'.
Proof.
  intros [r [Hr M]] [g1 [k1 [lo [hi [I [D [_ [E _]]]]]]]] [g2 [k2 [lo' [hi' [I' [D' [_ [E' _]]]]]]]].
  rewrite <- E, <- E'.
  destruct (D (- c) I) as [D1 _]. destruct (D' c I') as [D2 _].
  assert (Do : derivable_pt_lim (fun v => - v) c (-1)).
  { pose proof (derivable_pt_lim_opp id c 1 (derivable_pt_lim_id c)) as H.
    replace (-(1)) with (-1) in H by ring. exact H. }
  pose proof (derivable_pt_lim_comp (fun v => - v) (ell P) c _ _ Do D1) as Dc.
  pose proof (derivable_pt_lim_plus _ _ c _ _
    (derivable_pt_lim_scal _ (IZR (plusz P)) c _ Dc)
    (derivable_pt_lim_scal _ (IZR (minusz P)) c _ D2)) as H.
  assert (Hh : derivable_pt_lim (height P) c
    (IZR (plusz P) * (g1 (- c) * -1) + IZR (minusz P) * g2 c)).
  { intros eps He. destruct (H eps He) as [dl K]. exists dl. intros h Nh Sh. specialize (K h Nh Sh).
    unfold plus_fct, mult_real_fct, comp in K. rewrite !height_z. exact K. }
  pose proof (deriv_minimum (height P) (c - r) (c + r) c (exist _ _ Hh) ltac:(lra) ltac:(lra)) as Z.
  cbn in Z. assert (Q : IZR (plusz P) * (g1 (- c) * -1) + IZR (minusz P) * g2 c = 0).
  { apply Z. intros v V1 V2. apply M. apply Rabs_def1; lra. }
  lra.
Qed.

Section Narrow.

Variable P : problem.
Variables (a0 : R) (a : list R) (w : list (list Z)) (b : list Z) (q : BinNums.positive).
Variable d : deep_place -> R.
Hypothesis keeps : kept P a0 a w b q.
Hypothesis free : costs_nothing P a0 a w b q d.

(** The output c, known by bounds, the weight a as a formula in c, the pieces of
    the neuron around its bias and of the loss around -c and c. *)
Variables (c : R) (around : option bounds) (fa fs lp lm : formula).

Definition bias : formula := F_num (nth 0 b 0%Z) q.
Definition steep : formula := F_mul fa (put (slope fs) bias).
Definition bent : formula := F_mul fa (put (slope (slope fs)) bias).
Definition left_of (e : formula) : formula := put e (f_opp F_var).

Definition beta_plus : formula :=
  F_add (F_mul (left_of (slope (slope lp))) (F_pow steep 2)) (f_opp (F_mul (left_of (slope lp)) bent)).
Definition beta_minus : formula :=
  F_add (F_mul (slope (slope lm)) (F_pow steep 2)) (F_mul (slope lm) bent).
Definition total : formula :=
  F_add (F_mul (F_num (plusz P) 1) (left_of (slope (slope lp))))
        (F_mul (F_num (minusz P) 1) (slope (slope lm))).

Definition check_narrow (Bp Bm : Z) (qB F m : BinNums.positive) (s : list square) : bool :=
  (width P =? 1)%nat && check_equal_means P &&
  at_least beta_plus around Bp qB && at_least beta_minus around Bm qB && above total around 0 1 &&
  check_form P Bp Bm F m s.

Theorem minimum_narrow_by Bp Bm qB F m s :
  check_narrow Bp Bm qB F m s = true -> rests w -> known around c -> nth 0 a 0 = value fa c ->
  (forall e, In e (data P) -> f P (built P a0 a w b q d) e = c) ->
  deep_dead P (built P a0 a w b q d) -> deep_continuous P (built P a0 a w b q d) ->
  c2_at (sigma P) (value bias 0) (value (slope fs) (value bias 0)) (value (slope (slope fs)) (value bias 0)) ->
  c2_at (ell P) (- c) (value (slope lp) (- c)) (value (slope (slope lp)) (- c)) ->
  c2_at (ell P) c (value (slope lm) c) (value (slope (slope lm)) c) ->
  IZR (plusz P) * value (slope lp) (- c) = IZR (minusz P) * value (slope lm) c ->
  minimum_narrow P.
Proof.
  unfold check_narrow. rewrite !andb_true_iff. intros [[[[[One M] Cp] Cm] Ct] Cf] Re K Ea Out Dd Dc Sn Lp Lm Cr.
  apply Nat.eqb_eq in One. pose proof (equal_means_by P M) as means.
  apply at_least_by with (1 := K) in Cp, Cm. apply above_by with (1 := K) in Ct.
  set (t := built P a0 a w b q d) in *.
  assert (EP : W_plus P = IZR (plusz P)) by apply class_weight_z.
  assert (EM : W_minus P = IZR (minusz P)) by apply class_weight_z.
  assert (At : t (A 0%nat) = value fa c) by (unfold t; rewrite built_a by (assumption || lia); exact Ea).
  assert (Vb : forall v, value bias v = IZR (nth 0 b 0%Z) / IZR (Zpos q)).
  { intros v. unfold bias. cbn [value]. destruct q; unfold ratio; try reflexivity. field. }
  assert (Bt : t (B 0%nat) = value bias 0)
    by (unfold t; rewrite built_b by (assumption || lia); now rewrite Vb).
  set (p := value (slope fs) (value bias 0)) in *.
  set (s2 := value (slope (slope fs)) (value bias 0)) in *.
  set (l1p := value (slope lp) (- c)) in *. set (l2p := value (slope (slope lp)) (- c)) in *.
  set (l1m := value (slope lm) c) in *. set (l2m := value (slope (slope lm)) c) in *.
  set (al := t (A 0%nat)) in *.
  assert (Opp : forall e, value (left_of e) c = value e (- c)).
  { intros e. unfold left_of. rewrite value_put. f_equal. unfold f_opp. cbn [value ratio]. ring. }
  assert (Vs : value steep c = al * p)
    by (unfold steep; cbn [value]; rewrite value_put, At, Vb, <- (Vb 0); reflexivity).
  assert (Vt : value bent c = al * s2)
    by (unfold bent; cbn [value]; rewrite value_put, At, Vb, <- (Vb 0); reflexivity).
  assert (Fp : value beta_plus c = l2p * (al * p)^2 - l1p * (al * s2)).
  { unfold beta_plus, f_opp. cbn [value]. rewrite !Opp, Vs, Vt. unfold ratio, l1p, l2p. ring. }
  assert (Fm : value beta_minus c = l2m * (al * p)^2 + l1m * (al * s2)).
  { unfold beta_minus. cbn [value]. rewrite Vs, Vt. reflexivity. }
  assert (Ft : value total c = IZR (plusz P) * l2p + IZR (minusz P) * l2m).
  { unfold total. cbn [value ratio]. rewrite !Opp. reflexivity. }
  rewrite Fp in Cp. rewrite Fm in Cm. rewrite Ft in Ct.
  assert (Hq : 0 < IZR (Zpos qB)) by (apply IZR_lt; reflexivity).
  assert (HF : 0 < IZR (Zpos F)) by (apply IZR_lt; reflexivity).
  replace (IZR 0 / IZR 1) with 0 in Ct by field.
  set (kappa := Rmin (W_plus P * l2p + W_minus P * l2m) (/ (IZR (Zpos F) * IZR (Zpos qB)))).
  exists t, c, p, s2, l1p, l2p, l1m, l2m, kappa.
  split; [split; [apply built_admissible|split; [now apply built_unpenalised|exact Out]]|].
  split; [exact One|]. split; [now apply rests_hidden|]. split; [exact Dd|]. split; [exact Dc|].
  split; [rewrite Bt; exact Sn|]. split; [exact Lp|]. split; [exact Lm|].
  split; [rewrite EP, EM; exact Cr|].
  split; [apply Rmin_pos; [rewrite EP, EM; exact Ct|apply Rinv_0_lt_compat; now apply Rmult_lt_0_compat]|].
  intros u v. fold al. rewrite (form_parts P means u v (al * p) (al * s2) l1p l2p l1m l2m)
    by (rewrite EP, EM; exact Cr).
  pose proof (form_by P means Bp Bm F m s v Cf) as Fo.
  set (H2 := over (data P) (fun e => (along P (mean P) v e)^2)) in *.
  assert (H2n : 0 <= H2) by (apply over_nonneg; intros; apply pow2_ge_0).
  assert (Each : / IZR (Zpos qB) * over (data P) (fun e => share e
      * (if positive_label e then IZR Bp else IZR Bm) * (along P (mean P) v e)^2)
    <= over (data P) (fun e => share e
        * (if positive_label e then l2p * (al * p)^2 - l1p * (al * s2)
           else l2m * (al * p)^2 + l1m * (al * s2)) * (along P (mean P) v e)^2)).
  { rewrite <- over_times. apply over_le. intros e _. pose proof (share_pos e) as Sh.
    pose proof (pow2_ge_0 (along P (mean P) v e)) as Sq.
    rewrite <- Rmult_assoc. apply Rmult_le_compat_r; [assumption|].
    rewrite <- Rmult_assoc, (Rmult_comm (/ _)), Rmult_assoc. apply Rmult_le_compat_l; [lra|].
    rewrite Rmult_comm. destruct (positive_label e); assumption. }
  pose proof (pow2_ge_0 u) as Un.
  assert (K1 : kappa * u^2 <= (W_plus P * l2p + W_minus P * l2m) * u^2)
    by (apply Rmult_le_compat_r; [assumption|apply Rmin_l]).
  assert (K2 : kappa * H2 <= / (IZR (Zpos F) * IZR (Zpos qB)) * H2)
    by (apply Rmult_le_compat_r; [assumption|apply Rmin_r]).
  assert (K3 : / (IZR (Zpos F) * IZR (Zpos qB)) * H2 <= / IZR (Zpos qB) * over (data P) (fun e => share e
      * (if positive_label e then IZR Bp else IZR Bm) * (along P (mean P) v e)^2)).
  { rewrite Rinv_mult, (Rmult_comm (/ IZR (Zpos F))), Rmult_assoc.
    apply Rmult_le_compat_l; [left; now apply Rinv_0_lt_compat|].
    apply Rmult_le_reg_l with (IZR (Zpos F)); [assumption|].
    rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra. exact Fo. }
  rewrite Rmult_plus_distr_l. lra.
Qed.

End Narrow.
