(** * rule.decay_zero

    W (L(t') - L(t)) >= - g sum_i share_i y_i f(x_i) + W (penalties), and for each neuron, as
    s is 0 where it rests and its bias does not move,
    |sum_i share_i y_i s(w . x_i + b)| <= K |w|, so that
    alpha a^2 + beta |w|^2 - (|g| / W) K |a| |w| >= 0. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsDecay Nearby ConstantMinima
  Support RulesConstant RulesCurved RulesDecay.
Import ListNotations.
Open Scope R_scope.

Section Labelled.

Variable P : problem.

Lemma labelled_eq g h : (forall e, In e (data P) -> g e = h e) -> labelled_sum P g = labelled_sum P h.
Proof. intros E. unfold labelled_sum. apply over_eq. intros e I. now rewrite E. Qed.

Lemma labelled_add g h : labelled_sum P (fun e => g e + h e) = labelled_sum P g + labelled_sum P h.
Proof. unfold labelled_sum. rewrite <- over_add. apply over_eq. intros. ring. Qed.

Lemma labelled_times c g : labelled_sum P (fun e => c * g e) = c * labelled_sum P g.
Proof. unfold labelled_sum. rewrite <- over_times. apply over_eq. intros. ring. Qed.

Lemma labelled_sums n (g : nat -> sample -> R) :
  labelled_sum P (fun e => sum n (fun k => g k e)) = sum n (fun k => labelled_sum P (g k)).
Proof.
  induction n as [|n IH]; simpl.
  - unfold labelled_sum. apply over_null. intros. ring.
  - now rewrite labelled_add, IH.
Qed.

Lemma y_unit e : y e = 1 \/ y e = -1.
Proof. unfold y. destruct (positive_label e); auto. Qed.

Lemma labelled_bound g h : (forall e, In e (data P) -> Rabs (g e) <= h e) ->
  Rabs (labelled_sum P g) <= over (data P) (fun e => share e * h e).
Proof.
  intros B. unfold labelled_sum. revert B. generalize (data P). intros l.
  induction l as [|e l IH]; intros M; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat; [|apply IH; simpl in M; auto].
  pose proof (share_pos e) as Hs. rewrite Rabs_mult, (Rabs_pos_eq (share e)) by lra.
  apply Rmult_le_compat_l; [lra|]. rewrite Rabs_mult.
  replace (Rabs (y e)) with 1; [rewrite Rmult_1_l; apply M; simpl; auto|].
  destruct (y_unit e) as [-> | ->]; unfold Rabs; destruct (Rcase_abs _); lra.
Qed.

Lemma class_length_nonneg c : 0 <= class_length P c.
Proof.
  apply over_nonneg. intros e _. destruct (Bool.eqb (positive_label e) c); [|lra].
  apply Rmult_le_pos; [left; apply share_pos | apply norm_nonneg].
Qed.

(** For 0 <= h <= v |x|: what one class gains, the other does not. *)
Lemma labelled_one_sided h v : 0 <= v ->
  (forall e, In e (data P) -> 0 <= h e <= v * norm P (x P e)) ->
  Rabs (labelled_sum P h) <= v * Rmax (class_length P true) (class_length P false).
Proof.
  intros Hv H.
  set (one := fun c => over (data P) (fun e => if Bool.eqb (positive_label e) c then share e * h e else 0)).
  assert (Split : labelled_sum P h = one true - one false).
  { unfold labelled_sum, one, Rminus. rewrite <- (Rmult_1_l (over _ (fun e => if Bool.eqb _ false then _ else _))).
    rewrite Ropp_mult_distr_l, <- over_times, <- over_add. apply over_eq. intros e _.
    unfold y. destruct (positive_label e); simpl; ring. }
  assert (Bound : forall c, 0 <= one c <= v * class_length P c).
  { intros c. unfold one, class_length. split.
    - apply over_nonneg. intros e I. destruct (Bool.eqb (positive_label e) c); [|lra].
      apply Rmult_le_pos; [left; apply share_pos | now apply H].
    - rewrite <- over_times. apply over_le. intros e I. destruct (Bool.eqb (positive_label e) c); [|lra].
      pose proof (share_pos e). destruct (H e I) as [_ U].
      apply Rmult_le_compat_l with (r := share e) in U; lra. }
  destruct (Bound true) as [T0 T1]. destruct (Bound false) as [F0 F1].
  pose proof (Rmax_l (class_length P true) (class_length P false)) as M1.
  pose proof (Rmax_r (class_length P true) (class_length P false)) as M2.
  apply Rmult_le_compat_l with (r := v) in M1; [|assumption].
  apply Rmult_le_compat_l with (r := v) in M2; [|assumption].
  rewrite Split. apply Rabs_le. lra.
Qed.

Variable t : params.
Hypothesis resting : no_hidden_weights P t.
Hypothesis admitted : admissible P t.
Hypothesis biases : b_trained P = false.

Lemma bias_stays t' j : admissible P t' -> t' (B j) = t (B j).
Proof.
  intros A'. rewrite (A' (B j)), (admitted (B j)); auto; unfold trained; rewrite biases;
  rewrite !in_app_iff; intros H;
  repeat match goal with
  | H : _ \/ _ |- _ => destruct H
  | H : In _ (if ?c then _ else _) |- _ => destruct c
  | H : In _ [] |- _ => destruct H
  | H : In _ [_] |- _ => destruct H as [H|[]]; discriminate
  | H : In _ (map _ _) |- _ => apply in_map_iff in H; destruct H as [? [? _]]; discriminate
  | H : In _ (flat_map _ _) |- _ =>
      apply in_flat_map in H; destruct H as [? [_ H]]; apply in_map_iff in H; destruct H as [? [? _]]; discriminate
  end.
Qed.

(** ** One neuron *)

Lemma neuron_gain_zero j p m K : (j < width P)%nat -> broken_at (sigma P) (t (B j)) p m ->
  sigma P (t (B j)) = 0 ->
  Rabs (p + m) / 2 * labelled_length P
    + Rabs (p - m) / 2 * Rmax (class_length P true) (class_length P false) < K ->
  nearby P t (fun t' => Rabs (labelled_sum P (fun e => sigma P (pre P t' j e)))
                        <= K * norm P (fun k => t' (W j k))).
Proof.
  intros L Br Z HK.
  set (S := Rmax (class_length P true) (class_length P false)) in *.
  set (K0 := Rabs (p + m) / 2 * labelled_length P + Rabs (p - m) / 2 * S) in *.
  set (Sx := over (data P) (fun e => share e * norm P (x P e))).
  assert (HS : 0 <= Sx).
  { apply over_nonneg. intros e _. apply Rmult_le_pos; [left; apply share_pos | apply norm_nonneg]. }
  set (eps := (K - K0) / (Sx + 1)).
  assert (He : 0 < eps) by (apply Rdiv_lt_0_compat; lra).
  assert (HeS : eps * Sx <= K - K0).
  { apply Rle_trans with (eps * (Sx + 1)); [apply Rmult_le_compat_l; lra|].
    right. unfold eps. field. lra. }
  destruct (Br eps He) as [r [Hr X]].
  assert (N1 : nearby P t (fun t' => forall e, In e (data P) ->
    t (B j) - r < pre P t' j e < t (B j) + r)) by (apply near_bias; auto; lra).
  apply nearby_weaken with (2 := N1). intros t' A' I1.
  set (b := t (B j)) in *. set (w := fun k => t' (W j k)).
  set (h := fun e => sum (dim P) (fun k => w k * x P e k)).
  assert (Ep : forall e, pre P t' j e = b + h e)
    by (intros; unfold pre, h, w; rewrite (bias_stays t' j A'); fold b; ring).
  assert (Hh : forall e, Rabs (h e) <= norm P w * norm P (x P e)) by (intros; apply product_bound).
  set (line := broken_line p m).
  set (rest := fun v => sigma P (b + v) - line v).
  assert (Rest0 : rest 0 = 0).
  { unfold rest, line, broken_line. rewrite Rplus_0_r, Z, Rabs_R0. ring. }
  rewrite (labelled_eq _ (fun e => rest (h e) + ((p + m) / 2 * h e + (m - p) / 2 * Rabs (h e))))
    by (intros e _; rewrite Ep; unfold rest, line, broken_line; ring).
  rewrite !labelled_add, !labelled_times.
  pose proof (norm_nonneg P w) as Nw.
  assert (B1 : Rabs (labelled_sum P (fun e => rest (h e))) <= norm P w * (eps * Sx)).
  { apply Rle_trans with (over (data P) (fun e => share e * (eps * (norm P w * norm P (x P e))))).
    - apply labelled_bound. intros e Ie.
      replace (rest (h e)) with (rest (h e) - rest 0) by (rewrite Rest0; ring).
      apply Rle_trans with (eps * Rabs (h e - 0)).
      + apply X; [rewrite Rabs_R0; lra|]. specialize (I1 e Ie). rewrite Ep in I1. apply Rabs_def1; lra.
      + rewrite Rminus_0_r. apply Rmult_le_compat_l; [lra|apply Hh].
    - right. unfold Sx. rewrite <- !over_times. apply over_eq. intros. ring. }
  assert (B2 : Rabs (labelled_sum P h) <= norm P w * labelled_length P).
  { unfold h. rewrite (labelled_sums (dim P) (fun k e => w k * x P e k)).
    rewrite (sum_eq _ _ (fun k => w k * labelled_sum P (fun e => x P e k)))
      by (intros; apply labelled_times).
    apply product_bound. }
  assert (B3 : Rabs (labelled_sum P (fun e => Rabs (h e))) <= norm P w * S).
  { apply labelled_one_sided; [assumption|]. intros e _. split; [apply Rabs_pos | apply Hh]. }
  set (d1 := labelled_sum P (fun e => rest (h e))) in *. set (d2 := labelled_sum P h) in *.
  set (d3 := labelled_sum P (fun e => Rabs (h e))) in *.
  change (fun k => t' (W j k)) with w.
  apply Rle_trans with (norm P w * (eps * Sx) + (Rabs (p + m) / 2 * (norm P w * labelled_length P)
       + Rabs (p - m) / 2 * (norm P w * S))).
  - apply Rle_trans with (1 := Rabs_triang _ _). apply Rplus_le_compat; [assumption|].
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite !Rabs_mult. unfold Rdiv.
    rewrite !Rabs_mult, (Rabs_pos_eq (/ 2)), (Rabs_minus_sym m p) by lra.
    pose proof (Rabs_pos (p + m)). pose proof (Rabs_pos (p - m)).
    apply Rplus_le_compat; apply Rmult_le_compat_l; try assumption; lra.
  - replace (norm P w * (eps * Sx) + (Rabs (p + m) / 2 * (norm P w * labelled_length P)
       + Rabs (p - m) / 2 * (norm P w * S)))
      with (norm P w * (eps * Sx + K0)) by (unfold K0; ring).
    rewrite (Rmult_comm K). apply Rmult_le_compat_l; [assumption|lra].
Qed.

(** Where the sum of the labelled samples is 0, and the slope of s is Lipschitz near b_j. *)
Lemma neuron_gain_bent_zero j : (j < width P)%nat -> bent_at (sigma P) (t (B j)) ->
  sigma P (t (B j)) = 0 -> (forall i, (i < dim P)%nat -> labelled_sum P (fun e => x P e i) = 0) ->
  exists C, 0 <= C /\ nearby P t (fun t' => Rabs (labelled_sum P (fun e => sigma P (pre P t' j e)))
    <= C * (norm P (fun k => t' (W j k)))^2).
Proof.
  intros L [M [r [slope [HM [Hr X]]]]] Z Level.
  set (S2 := over (data P) (fun e => share e * (norm P (x P e))^2)).
  assert (HS : 0 <= S2).
  { apply over_nonneg. intros e _. apply Rmult_le_pos; [left; apply share_pos | apply pow2_ge_0]. }
  exists (M * S2). split; [now apply Rmult_le_pos|].
  assert (N1 : nearby P t (fun t' => forall e, In e (data P) ->
    t (B j) - r < pre P t' j e < t (B j) + r)) by (apply near_bias; auto; lra).
  apply nearby_weaken with (2 := N1). intros t' A' I1.
  set (b := t (B j)) in *. set (w := fun k => t' (W j k)).
  set (h := fun e => sum (dim P) (fun k => w k * x P e k)).
  assert (Ep : forall e, pre P t' j e = b + h e)
    by (intros; unfold pre, h, w; rewrite (bias_stays t' j A'); fold b; ring).
  assert (Hh : forall e, Rabs (h e) <= norm P w * norm P (x P e)) by (intros; apply product_bound).
  set (rest := fun e => sigma P (b + h e) - sigma P (b + 0) - slope 0 * (h e - 0)).
  rewrite (labelled_eq _ (fun e => rest e + slope 0 * h e))
    by (intros e _; rewrite Ep; unfold rest; rewrite Rplus_0_r, Z; ring).
  rewrite labelled_add, labelled_times.
  assert (Zh : labelled_sum P h = 0).
  { unfold h. rewrite (labelled_sums (dim P) (fun k e => w k * x P e k)).
    apply sum_null. intros k Hk. now rewrite (labelled_times (w k)), Level, Rmult_0_r by assumption. }
  rewrite Zh, Rmult_0_r, Rplus_0_r. fold w.
  apply Rle_trans with (over (data P) (fun e => share e * (M * (norm P w * norm P (x P e))^2))).
  - apply labelled_bound. intros e Ie. unfold rest. eapply Rle_trans.
    + apply X; [rewrite Rabs_R0; lra|]. specialize (I1 e Ie). rewrite Ep in I1. apply Rabs_def1; lra.
    + apply Rmult_le_compat_l; [assumption|]. rewrite Rminus_0_r.
      rewrite <- (pow2_abs (h e)). apply pow_incr. split; [apply Rabs_pos|apply Hh].
  - right. unfold S2. replace (M * over (data P) (fun e => share e * (norm P (x P e))^2) * (norm P w)^2)
      with (M * (norm P w)^2 * over (data P) (fun e => share e * (norm P (x P e))^2)) by ring.
    rewrite <- over_times. apply over_eq. intros. ring.
Qed.

End Labelled.

(** ** The rule *)

Section Rules.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis minimum_decay_zero : minimum_decay_zero P.

Lemma output_bias_stays t t' : a0_trained P = false -> admissible P t -> admissible P t' -> t' A0 = t A0.
Proof.
  intros F A A'. rewrite (A' A0), (A A0); auto; unfold trained; rewrite F;
  rewrite !in_app_iff; intros H;
  repeat match goal with
  | H : _ \/ _ |- _ => destruct H
  | H : In _ (if ?c then _ else _) |- _ => destruct c
  | H : In _ [] |- _ => destruct H
  | H : In _ (map _ _) |- _ => apply in_map_iff in H; destruct H as [? [? _]]; discriminate
  | H : In _ (flat_map _ _) |- _ =>
      apply in_flat_map in H; destruct H as [? [_ H]]; apply in_map_iff in H; destruct H as [? [? _]]; discriminate
  end.
Qed.

(** (loss.convex, a premise of the kernel's statement, serves to find the slope at 0, and no more.) *)
Theorem constant_decay_zero : CONSTANT_BAD P.
Proof.
  destruct minimum_decay_zero as [Both [F0 [Fb [t [g [[A [U E]] [Rest [Z0 [Idle [Sg [Nr Dp]]]]]]]]]]].
  destruct (wrong_both P 0 Both) as [e0 [I0 Wr]].
  apply constant_intro with t 0 e0; auto; [now apply all_defined |].
  pose proof (total_weight_pos P e0 I0) as HW.
  set (Wt := total_weight P) in *.
  assert (N : nearby P t (fun t' => forall j, (j < width P)%nat ->
    g * (t' (Setting.A j) * labelled_sum P (fun e => sigma P (pre P t' j e)))
    <= Wt * (coefficient P (Setting.A j) * (t' (Setting.A j))^2
      + sum (dim P) (fun i => coefficient P (W j i) * (t' (W j i))^2)))).
  { apply nearby_below. intros j L.
    destruct (Nr j L) as [Zj [[p [m [K [alpha [beta [Br [HK [Ha [Hb [Hb0 Q]]]]]]]]]]|[Level [Bent [HA Hw]]]]];
      [|destruct (neuron_gain_bent_zero P t Rest A Fb j L Bent Zj Level) as [C [HC G]];
        now apply (bent_outweighed P t j g C Wt _ A (Idle j L) HW HC HA Hw)].
    apply nearby_weaken with (2 := neuron_gain_zero P t Rest A Fb j p m K L Br Zj HK).
    intros t' _ G. set (a := t' (Setting.A j)) in *. set (w := fun i => t' (W j i)) in *.
    set (d := labelled_sum P (fun e => sigma P (pre P t' j e))) in *.
    pose proof (norm_nonneg P w) as Nw.
    assert (K0 : 0 <= K).
    { apply Rle_trans with (2 := Rlt_le _ _ HK).
      pose proof (norm_nonneg P (fun k => labelled_sum P (fun e => x P e k))).
      pose proof (Rabs_pos (p + m)). pose proof (Rabs_pos (p - m)).
      pose proof (class_length_nonneg P true) as C1.
      pose proof (Rmax_l (class_length P true) (class_length P false)) as C2.
      unfold labelled_length. apply Rplus_le_le_0_compat; apply Rmult_le_pos; lra. }
    assert (G1 : g * (a * d) <= Rabs g * K * (Rabs a * norm P w)).
    { apply Rle_trans with (1 := Rle_abs _). rewrite !Rabs_mult.
      replace (Rabs g * K * (Rabs a * norm P w)) with (Rabs g * (Rabs a * (K * norm P w))) by ring.
      apply Rmult_le_compat_l; [apply Rabs_pos|]. apply Rmult_le_compat_l; [apply Rabs_pos|].
      exact G. }
    assert (Q' : (Rabs g * K / Wt)^2 <= 4 * alpha * beta).
    { apply Rmult_le_reg_r with (Wt^2); [now apply pow_lt|].
      replace ((Rabs g * K / Wt)^2 * Wt^2) with ((Rabs g)^2 * K^2) by (field; lra).
      rewrite pow2_abs. replace (g^2 * K^2) with ((g * K)^2) by ring. exact Q. }
    pose proof (square_form alpha beta (Rabs g * K / Wt) (Rabs a) (norm P w)
      (proj1 Ha) Hb0) as F.
    assert (Hq : 0 <= Rabs g * K / Wt).
    { apply Rmult_le_pos; [apply Rmult_le_pos; [apply Rabs_pos|assumption]|].
      left. now apply Rinv_0_lt_compat. }
    specialize (F Hq Q'). rewrite pow2_abs, norm_square in F.
    apply Rmult_le_compat_l with (r := Wt) in F; [|lra].
    replace (Wt * (Rabs g * K / Wt * (Rabs a * norm P w)))
      with (Rabs g * K * (Rabs a * norm P w)) in F by (field; lra).
    apply Rle_trans with (1 := G1). apply Rle_trans with (1 := F).
    apply Rmult_le_compat_l; [lra|]. apply Rplus_le_compat.
    - apply Rmult_le_compat_r; [apply pow2_ge_0 | apply Ha].
    - rewrite <- sum_times. apply sum_le. intros i Li.
      apply Rmult_le_compat_r; [apply pow2_ge_0 | now apply Hb]. }
  apply nearby_both with (1 := N) (2 := Dp). intros t' A' Ng Dg.
  unfold L. rewrite (penalty_zero P t U), Rplus_0_r.
  pose proof (penalty_parts P t' t U) as Pen.
  (* the losses *)
  assert (Low : over (data P) (fun e => share e * val (loss P) (z P t e)) - g * labelled_sum P (f P t')
    <= over (data P) (fun e => share e * val (loss P) (z P t' e))).
  { unfold labelled_sum, Rminus. rewrite Ropp_mult_distr_l, <- over_times, <- over_add. apply over_le.
    intros e I. pose proof (Sg (z P t' e)) as S. pose proof (share_pos e) as Hs.
    apply Rmult_le_compat_l with (r := share e) in S; [|lra]. unfold ell in S.
    assert (z P t e = 0) as -> by (unfold z; rewrite E by assumption; ring).
    unfold z in *. lra. }
  (* all together *)
  assert (Gain : g * labelled_sum P (f P t') <= Wt * penalty P t').
  { assert (Ef : labelled_sum P (f P t') = sum (width P) (fun j =>
        t' (Setting.A j) * labelled_sum P (fun e => sigma P (pre P t' j e))) + labelled_sum P (deep_part P t')).
    { rewrite (labelled_eq P _ (fun e => sum (width P) (fun j => t' (Setting.A j) * sigma P (pre P t' j e))
        + deep_part P t' e)).
      - rewrite labelled_add. f_equal.
        rewrite (labelled_sums P (width P) (fun j e => t' (Setting.A j) * sigma P (pre P t' j e))).
        apply sum_eq. intros. apply labelled_times.
      - intros e _. unfold f. rewrite (output_bias_stays t t' F0 A A'), Z0. unfold deep_part, sigma. ring. }
    rewrite Ef, Rmult_plus_distr_l, <- sum_times.
    apply Rle_trans with (Wt * (sum (width P) (fun j => coefficient P (Setting.A j) * (t' (Setting.A j))^2
      + sum (dim P) (fun i => coefficient P (W j i) * (t' (W j i))^2)) + deep_penalty P t')).
    - rewrite Rmult_plus_distr_l. apply Rplus_le_compat; [|exact Dg].
      rewrite <- sum_times. now apply sum_le.
    - apply Rmult_le_compat_l; [lra|assumption]. }
  apply by_weight; [assumption|]. fold Wt. lra.
Qed.

Theorem rule_decay_zero : BAD P.
Proof. apply constant_is_bad, constant_decay_zero. Qed.

End Rules.
