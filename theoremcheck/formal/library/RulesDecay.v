(** * rule.decay, rule.decay_local

    W (L(t') - L(t)) >= - k (E+ - E-) f + W (penalties), and for each neuron
    |(E+ - E-) s(w . x + b')| <= K |w| near b_j, so that
    alpha a^2 + beta |w|^2 - (k / W) K |a| |w| >= 0. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsDecay Nearby ConstantMinima
  Support RulesConstant RulesCurved RulesTangent.
Import ListNotations.
Open Scope R_scope.

(** ** Lengths *)

Lemma sum_squares_nonneg n g : 0 <= sum n (fun k => (g k)^2).
Proof.
  induction n; simpl; [lra|]. pose proof (pow2_ge_0 (g n)). simpl in *. lra.
Qed.

(** Cauchy and Schwarz, by squares. *)
Lemma cauchy n u v : (sum n (fun k => u k * v k))^2
  <= sum n (fun k => (u k)^2) * sum n (fun k => (v k)^2).
Proof.
  set (U := sum n (fun k => (u k)^2)). set (V := sum n (fun k => (v k)^2)).
  set (S := sum n (fun k => u k * v k)).
  assert (HU : 0 <= U) by apply sum_squares_nonneg.
  assert (HV : 0 <= V) by apply sum_squares_nonneg.
  assert (E : forall r s, 0 <= r^2 * U - 2 * r * s * S + s^2 * V).
  { intros r s. unfold U, V, S. rewrite <- !sum_times. unfold Rminus.
    replace (- sum n (fun k => 2 * r * s * (u k * v k)))
      with (-1 * sum n (fun k => 2 * r * s * (u k * v k))) by ring.
    rewrite <- sum_times, <- !sum_add.
    replace 0 with (sum n (fun _ => 0)) by (apply sum_null; reflexivity).
    apply sum_le. intros k _. pose proof (pow2_ge_0 (r * u k - s * v k)) as Q.
    replace ((r * u k - s * v k)^2) with (r^2 * (u k)^2 + -1 * (2 * r * s * (u k * v k))
      + s^2 * (v k)^2) in Q by ring. lra. }
  destruct HV as [HV|HV].
  - pose proof (E V S) as Q.
    replace (V^2 * U - 2 * V * S * S + S^2 * V) with (V * (U * V - S^2)) in Q by ring.
    assert (0 <= U * V - S^2); [|lra]. apply Rmult_le_reg_l with V; [assumption|]. lra.
  - rewrite <- HV in *. destruct (pow2_ge_0 S) as [Z|Z]; [|rewrite <- Z; lra].
    assert (NZ : S <> 0) by (intros H; rewrite H in Z; simpl in Z; lra).
    exfalso. pose proof (E 1 ((U + 1) / S)) as Q.
    replace (1^2 * U - 2 * 1 * ((U + 1) / S) * S + ((U + 1) / S)^2 * 0)
      with (U - 2 * (U + 1)) in Q by (field; assumption).
    lra.
Qed.

(** A mean loss that a penalty makes up for. *)
Lemma by_weight : forall W a b p, 0 < W -> a <= b + W * p -> a / W <= b / W + p.
Proof.
  intros W a b p HW H. apply Rmult_le_reg_l with W; [assumption|]. rewrite Rmult_plus_distr_l.
  replace (W * (a / W)) with a by (field; lra). replace (W * (b / W)) with b by (field; lra). exact H.
Qed.

Section Decay.

Variable P : problem.

Lemma norm_nonneg v : 0 <= norm P v.
Proof. apply sqrt_pos. Qed.

Lemma norm_square v : (norm P v)^2 = sum (dim P) (fun k => (v k)^2).
Proof.
  unfold norm. simpl. rewrite Rmult_1_r. apply sqrt_sqrt. apply sum_squares_nonneg.
Qed.

Lemma product_bound u v : Rabs (sum (dim P) (fun k => u k * v k)) <= norm P u * norm P v.
Proof.
  apply Rsqr_incr_0_var.
  - rewrite <- Rsqr_abs. unfold Rsqr.
    replace (norm P u * norm P v * (norm P u * norm P v)) with ((norm P u)^2 * (norm P v)^2) by ring.
    rewrite !norm_square. pose proof (cauchy (dim P) u v) as C. simpl in *. lra.
  - apply Rmult_le_pos; apply norm_nonneg.
Qed.

Hypothesis classes : both_classes P.

(** |(E+ - E-) g| <= E+ h + E- h for |g| <= h. *)
Lemma difference_lengths g h : (forall e, In e (data P) -> Rabs (g e) <= h e) ->
  Rabs (difference P g) <=
  over (data P) (fun e => share e / (if positive_label e then W_plus P else W_minus P) * h e).
Proof.
  intros B. unfold difference.
  assert (K : forall l, (forall e, In e l -> In e (data P)) ->
    Rabs (over l (fun e => if positive_label e then share e / W_plus P * g e
                           else - (share e / W_minus P * g e)))
    <= over l (fun e => share e / (if positive_label e then W_plus P else W_minus P) * h e)).
  { induction l as [|e l IH]; intros M; simpl; [rewrite Rabs_R0; lra|].
    eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat; [|apply IH; simpl in M; auto].
    assert (I : In e (data P)) by (apply M; simpl; auto).
    destruct classes as [Hp Hm]. pose proof (share_pos e) as Hs.
    destruct (positive_label e); rewrite ?Rabs_Ropp, Rabs_mult.
    - assert (0 < share e / W_plus P) by now apply Rdiv_lt_0_compat.
      rewrite (Rabs_pos_eq (share e / W_plus P)) by lra. apply Rmult_le_compat_l; [lra|auto].
    - assert (0 < share e / W_minus P) by now apply Rdiv_lt_0_compat.
      rewrite (Rabs_pos_eq (share e / W_minus P)) by lra. apply Rmult_le_compat_l; [lra|auto]. }
  now apply K.
Qed.

Lemma mean_lengths_nonneg : 0 <= mean_lengths P.
Proof.
  apply over_nonneg. intros e _. destruct classes as [Hp Hm]. pose proof (share_pos e).
  apply Rmult_le_pos; [|apply norm_nonneg]. left. apply Rdiv_lt_0_compat; [assumption|].
  destruct (positive_label e); assumption.
Qed.

Variable t : params.
Hypothesis reachable : admissible P t.
Hypothesis resting : no_hidden_weights P t.

(** ** One neuron *)

Lemma neuron_gain j p m K : (j < width P)%nat -> broken_at (sigma P) (t (B j)) p m ->
  Rabs (p + m) / 2 * mean_distance P + Rabs (p - m) / 2 * mean_lengths P < K ->
  nearby P t (fun t' => Rabs (difference P (fun e => sigma P (pre P t' j e)))
                        <= K * norm P (fun k => t' (W j k))).
Proof.
  intros L Br HK.
  set (K0 := Rabs (p + m) / 2 * mean_distance P + Rabs (p - m) / 2 * mean_lengths P) in *.
  set (Sx := over (data P) (fun e => norm P (x P e))).
  assert (HS : 0 <= Sx) by (apply over_nonneg; intros; apply norm_nonneg).
  set (eps := (K - K0) / (Sx + 1)).
  assert (He : 0 < eps) by (apply Rdiv_lt_0_compat; lra).
  assert (HeS : eps * Sx <= K - K0).
  { apply Rle_trans with (eps * (Sx + 1)); [apply Rmult_le_compat_l; lra|].
    right. unfold eps. field. lra. }
  destruct (Br eps He) as [r [Hr X]].
  assert (N1 : nearby P t (fun t' => forall e, In e (data P) ->
    t (B j) - r < pre P t' j e < t (B j) + r)) by (apply near_bias; auto; lra).
  assert (N2 : nearby P t (fun t' => t (B j) - r < t' (B j) < t (B j) + r)).
  { apply nearby_inside; [now apply continuous_place|lra]. }
  apply nearby_both with (1 := N1) (2 := N2). intros t' _ I1 I2.
  set (b := t (B j)) in *. set (beta := t' (B j) - b).
  set (w := fun k => t' (W j k)). set (h := fun e => sum (dim P) (fun k => w k * x P e k)).
  assert (Ep : forall e, pre P t' j e = b + (beta + h e)) by (intros; unfold pre, h, w, beta; ring).
  assert (Hh : forall e, Rabs (h e) <= norm P w * norm P (x P e)) by (intros; apply product_bound).
  set (line := broken_line p m).
  set (rest := fun v => sigma P (b + v) - line v).
  (* the broken line and the rest *)
  rewrite (difference_eq _ _ (fun e => rest beta + ((rest (beta + h e) - rest beta)
    + ((p + m) / 2 * beta + (p + m) / 2 * h e
       + ((m - p) / 2 * Rabs beta + (m - p) / 2 * (Rabs (beta + h e) - Rabs beta))))))
    by (intros e _; rewrite Ep; unfold rest, line, broken_line; field).
  rewrite !difference_add, !difference_times, !difference_const by assumption.
  assert (B1 : Rabs (difference P (fun e => rest (beta + h e) - rest beta))
    <= norm P w * (eps * Sx)).
  { apply Rle_trans with (over (data P) (fun e => eps * Rabs (h e))).
    - apply difference_bound. intros e Ie.
      replace (h e) with (beta + h e - beta) at 2 by ring. apply X.
      + unfold beta. apply Rabs_def1; lra.
      + specialize (I1 e Ie). rewrite Ep in I1. apply Rabs_def1; lra.
    - rewrite over_times. replace (norm P w * (eps * Sx)) with (eps * (norm P w * Sx)) by ring.
      apply Rmult_le_compat_l; [lra|]. unfold Sx. rewrite <- over_times. apply over_le. auto. }
  assert (B2 : Rabs (difference P h) <= norm P w * mean_distance P).
  { unfold h. rewrite (difference_sum P (dim P) (fun k e => w k * x P e k)).
    rewrite (sum_eq _ _ (fun k => w k * difference P (fun e => x P e k)))
      by (intros; apply difference_times).
    apply product_bound. }
  assert (B3 : Rabs (difference P (fun e => Rabs (beta + h e) - Rabs beta))
    <= norm P w * mean_lengths P).
  { apply Rle_trans with (over (data P) (fun e =>
      share e / (if positive_label e then W_plus P else W_minus P) * (norm P w * norm P (x P e)))).
    - apply difference_lengths. intros e Ie. apply Rle_trans with (2 := Hh e).
      replace (h e) with (beta + h e - beta) at 2 by ring. apply Rabs_triang_inv2.
    - right. unfold mean_lengths. rewrite <- over_times. apply over_eq. intros. ring. }
  set (d1 := difference P (fun e => rest (beta + h e) - rest beta)) in *.
  set (d2 := difference P h) in *.
  set (d3 := difference P (fun e => Rabs (beta + h e) - Rabs beta)) in *.
  pose proof (norm_nonneg w) as Nw.
  assert (T : Rabs (d1 + ((p + m) / 2 * d2 + (m - p) / 2 * d3))
    <= norm P w * (eps * Sx) + (Rabs (p + m) / 2 * (norm P w * mean_distance P)
       + Rabs (p - m) / 2 * (norm P w * mean_lengths P))).
  { apply Rle_trans with (1 := Rabs_triang _ _). apply Rplus_le_compat; [assumption|].
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite !Rabs_mult. unfold Rdiv.
    rewrite !Rabs_mult, (Rabs_pos_eq (/ 2)), (Rabs_minus_sym m p) by lra.
    pose proof (Rabs_pos (p + m)). pose proof (Rabs_pos (p - m)).
    apply Rplus_le_compat; apply Rmult_le_compat_l; try assumption; lra. }
  fold w.
  match goal with |- Rabs ?v <= _ =>
    replace v with (d1 + ((p + m) / 2 * d2 + (m - p) / 2 * d3)) by ring end.
  apply Rle_trans with (1 := T).
  replace (norm P w * (eps * Sx) + (Rabs (p + m) / 2 * (norm P w * mean_distance P)
       + Rabs (p - m) / 2 * (norm P w * mean_lengths P)))
    with (norm P w * (eps * Sx + K0)) by (unfold K0; ring).
  rewrite (Rmult_comm K). apply Rmult_le_compat_l; [assumption|lra].
Qed.

(** Where the class means agree, and the slope of s is Lipschitz near b_j. *)
Lemma neuron_gain_bent j : (j < width P)%nat -> bent_at (sigma P) (t (B j)) ->
  (forall i, (i < dim P)%nat -> difference P (fun e => x P e i) = 0) ->
  exists C, 0 <= C /\ nearby P t (fun t' => Rabs (difference P (fun e => sigma P (pre P t' j e)))
    <= C * (norm P (fun k => t' (W j k)))^2).
Proof.
  intros L [M [r [slope [HM [Hr X]]]]] Level.
  set (S2 := over (data P) (fun e => share e / (if positive_label e then W_plus P else W_minus P) * (norm P (x P e))^2)).
  assert (HS : 0 <= S2).
  { apply over_nonneg. intros e _. destruct classes as [Hp Hm]. pose proof (share_pos e).
    apply Rmult_le_pos; [|apply pow2_ge_0]. left. apply Rdiv_lt_0_compat; [assumption|].
    destruct (positive_label e); assumption. }
  exists (M * S2). split; [now apply Rmult_le_pos|].
  assert (N1 : nearby P t (fun t' => forall e, In e (data P) ->
    t (B j) - r < pre P t' j e < t (B j) + r)) by (apply near_bias; auto; lra).
  assert (N2 : nearby P t (fun t' => t (B j) - r < t' (B j) < t (B j) + r)).
  { apply nearby_inside; [now apply continuous_place|lra]. }
  apply nearby_both with (1 := N1) (2 := N2). intros t' _ I1 I2.
  set (b := t (B j)) in *. set (beta := t' (B j) - b).
  set (w := fun k => t' (W j k)). set (h := fun e => sum (dim P) (fun k => w k * x P e k)).
  assert (Ep : forall e, pre P t' j e = b + (beta + h e)) by (intros; unfold pre, h, w, beta; ring).
  assert (Hh : forall e, Rabs (h e) <= norm P w * norm P (x P e)) by (intros; apply product_bound).
  set (rest := fun e => sigma P (b + (beta + h e)) - sigma P (b + beta) - slope beta * (beta + h e - beta)).
  rewrite (difference_eq _ _ (fun e => rest e + (sigma P (b + beta) + slope beta * h e)))
    by (intros e _; rewrite Ep; unfold rest; ring).
  rewrite !difference_add, difference_times, difference_const by assumption.
  assert (Zh : difference P h = 0).
  { unfold h. rewrite (difference_sum P (dim P) (fun k e => w k * x P e k)).
    apply sum_null. intros k Hk. now rewrite (difference_times P (w k)), Level, Rmult_0_r by assumption. }
  rewrite Zh, Rmult_0_r, !Rplus_0_r. fold w.
  apply Rle_trans with (over (data P) (fun e =>
    share e / (if positive_label e then W_plus P else W_minus P) * (M * (norm P w * norm P (x P e))^2))).
  - apply difference_lengths. intros e Ie. unfold rest. eapply Rle_trans.
    + apply X; [unfold beta; apply Rabs_def1; lra|]. specialize (I1 e Ie). rewrite Ep in I1. apply Rabs_def1; lra.
    + apply Rmult_le_compat_l; [assumption|]. replace (beta + h e - beta) with (h e) by ring.
      rewrite <- (pow2_abs (h e)). apply pow_incr. split; [apply Rabs_pos|apply Hh].
  - right. unfold S2. replace (M * over (data P) (fun e =>
        share e / (if positive_label e then W_plus P else W_minus P) * (norm P (x P e))^2) * (norm P w)^2)
      with (M * (norm P w)^2 * over (data P) (fun e =>
        share e / (if positive_label e then W_plus P else W_minus P) * (norm P (x P e))^2)) by ring.
    rewrite <- over_times. apply over_eq. intros. ring.
Qed.

End Decay.

(** ** The penalties *)

Section Penalties.

Variable P : problem.

Lemma sum_indicator n i g : (forall k, (k < n)%nat -> k <> i -> g k = 0) -> 0 <= g i ->
  sum n g <= g i.
Proof.
  induction n; simpl; intros Z N; [assumption|].
  destruct (Nat.eq_dec n i) as [->|D].
  - rewrite sum_null; [lra|]. intros k L. apply Z; lia.
  - rewrite (Z n) by lia. rewrite Rplus_0_r. apply IHn; auto.
Qed.

(** The squares of the parameters of the shortcut, of which one is that of p. *)
Definition neuron_part (t : params) (p : place) (j : nat) : R :=
  (if weighs (A j) p then (t (A j))^2 else 0)
  + sum (dim P) (fun k => if weighs (W j k) p then (t (W j k))^2 else 0).

Lemma part_bound t p :
  sum (width P) (neuron_part t p) + match p with D q => (t (D q))^2 | _ => 0 end <= (t p)^2.
Proof.
  pose proof (pow2_ge_0 (t p)) as Hp.
  destruct p as [|i|i l|i|q]; unfold neuron_part; simpl weighs.
  - rewrite sum_null; [lra|]. intros j _. rewrite sum_null; [ring|]. reflexivity.
  - rewrite Rplus_0_r. apply Rle_trans with ((if (i =? i)%nat then (t (A i))^2 else 0)
      + sum (dim P) (fun _ => 0)).
    + apply (sum_indicator (width P) i (fun j => (if (j =? i)%nat then (t (A j))^2 else 0)
        + sum (dim P) (fun _ => 0))).
      * intros k _ N. rewrite sum_null by reflexivity.
        replace (k =? i)%nat with false by (symmetry; now apply Nat.eqb_neq). ring.
      * rewrite Nat.eqb_refl, sum_null by reflexivity. lra.
    + rewrite Nat.eqb_refl, sum_null by reflexivity. lra.
  - rewrite Rplus_0_r. set (inner := fun j => 0 + sum (dim P) (fun k =>
      if (j =? i)%nat && (k =? l)%nat then (t (W j k))^2 else 0)).
    assert (In0 : 0 <= inner i <= (t (W i l))^2).
    { unfold inner. rewrite Nat.eqb_refl. simpl. rewrite Rplus_0_l. split.
      - apply sum_nonneg. intros k _. destruct (k =? l)%nat; [apply (pow2_ge_0 (t (W i k)))|lra].
      - apply Rle_trans with (if (l =? l)%nat then (t (W i l))^2 else 0).
        + apply (sum_indicator (dim P) l (fun k => if (k =? l)%nat then (t (W i k))^2 else 0)).
          * intros k _ N. now replace (k =? l)%nat with false by (symmetry; now apply Nat.eqb_neq).
          * rewrite Nat.eqb_refl. assumption.
        + rewrite Nat.eqb_refl. lra. }
    apply Rle_trans with (inner i); [|apply In0].
    apply (sum_indicator (width P) i inner); [|apply In0]. intros j _ N. unfold inner.
    rewrite sum_null; [ring|]. intros k _.
    now replace (j =? i)%nat with false by (symmetry; now apply Nat.eqb_neq).
  - rewrite sum_null; [lra|]. intros j _. rewrite sum_null; [ring|]. reflexivity.
  - rewrite sum_null; [lra|]. intros j _. rewrite sum_null; [ring|]. reflexivity.
Qed.

Lemma penalty_parts t t0 : unpenalised P t0 ->
  sum (width P) (fun j => coefficient P (A j) * (t (A j))^2
    + sum (dim P) (fun k => coefficient P (W j k) * (t (W j k))^2)) + deep_penalty P t
  <= penalty P t.
Proof.
  intros U. unfold penalty.
  apply Rle_trans with (over (penalties P) (fun term => fst term *
    (sum (width P) (neuron_part t (snd term))
     + match snd term with D q => (t (D q))^2 | _ => 0 end))).
  - right.
    rewrite (over_eq _ (fun term => fst term * (_ + _)) (fun term =>
      sum (width P) (fun j => (if weighs (A j) (snd term) then fst term else 0) * (t (A j))^2
        + sum (dim P) (fun k => (if weighs (W j k) (snd term) then fst term else 0) * (t (W j k))^2))
      + match snd term with D q => fst term * (t (D q))^2 | _ => 0 end)).
    + rewrite over_add, over_sum. unfold deep_penalty. f_equal. apply sum_eq. intros j _.
      rewrite over_add, over_sum. unfold coefficient. f_equal.
      * rewrite Rmult_comm, <- over_times. apply over_eq. intros. ring.
      * apply sum_eq. intros k _. rewrite Rmult_comm, <- over_times. apply over_eq. intros. ring.
    + intros [c p] _. simpl fst. simpl snd. rewrite Rmult_plus_distr_l. f_equal.
      * rewrite <- sum_times. apply sum_eq. intros j _. unfold neuron_part.
        rewrite Rmult_plus_distr_l, <- sum_times. f_equal.
        -- destruct (weighs (A j) p); ring.
        -- apply sum_eq. intros k _. destruct (weighs (W j k) p); ring.
      * destruct p; ring.
  - apply over_le. intros [c p] I. simpl fst. simpl snd. destruct (U c p I) as [Hc _].
    apply Rmult_le_compat_l; [assumption|]. apply part_bound.
Qed.

End Penalties.

(** ** The rule *)

(** alpha a^2 + beta v^2 >= q |a| v. *)
Lemma square_form alpha beta q a v : 0 <= alpha -> 0 <= beta -> 0 <= q -> q^2 <= 4 * alpha * beta ->
  q * (a * v) <= alpha * a^2 + beta * v^2.
Proof.
  intros Ha Hb Hq H. destruct Ha as [Ha| <-].
  - apply Rmult_le_reg_l with (4 * alpha); [lra|].
    pose proof (pow2_ge_0 (2 * alpha * a - q * v)) as S.
    assert (T : 0 <= (4 * alpha * beta - q^2) * v^2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
    replace ((2 * alpha * a - q * v)^2)
      with (4 * alpha^2 * a^2 - 4 * alpha * (q * (a * v)) + q^2 * v^2) in S by ring.
    replace ((4 * alpha * beta - q^2) * v^2) with (4 * alpha * (beta * v^2) - q^2 * v^2) in T by ring.
    replace (4 * alpha * (alpha * a^2 + beta * v^2))
      with (4 * alpha^2 * a^2 + 4 * alpha * (beta * v^2)) by ring. lra.
  - rewrite Rmult_0_r, Rmult_0_l in H. assert (Q : q = 0).
    { destruct Hq as [Hq|]; [|auto]. assert (0 < q^2) by now apply pow_lt. lra. }
    rewrite Q. pose proof (pow2_ge_0 v). assert (0 <= beta * v^2) by now apply Rmult_le_pos. lra.
Qed.

Section Rules.

Variable P : problem.

(** a d is of the order |a| |w|^2, and |a| is small. *)
Lemma bent_outweighed t j k C Wt (d : params -> R) : admissible P t -> t (A j) = 0 -> 0 < Wt -> 0 <= C ->
  0 <= coefficient P (A j) ->
  (exists beta, 0 < beta /\ forall i, (i < dim P)%nat -> beta <= coefficient P (W j i)) ->
  nearby P t (fun t' => Rabs (d t') <= C * (norm P (fun i => t' (W j i)))^2) ->
  nearby P t (fun t' => k * (t' (A j) * d t')
    <= Wt * (coefficient P (A j) * (t' (A j))^2
      + sum (dim P) (fun i => coefficient P (W j i) * (t' (W j i))^2))).
Proof.
  intros Adm Z HW HC HA [beta [Hb Hw]] Gain.
  set (D := Rabs k * C + 1). assert (Kp := Rabs_pos k).
  assert (KC : 0 <= Rabs k * C) by now apply Rmult_le_pos.
  assert (HD : 0 < D) by (unfold D; lra).
  set (q := Wt * beta / D). assert (Hq : 0 < q).
  { unfold q. apply Rdiv_lt_0_compat; [now apply Rmult_lt_0_compat|assumption]. }
  assert (N : nearby P t (fun t' => - q < t' (A j) < q)).
  { apply nearby_inside; [now apply continuous_place|]. rewrite Z. lra. }
  apply nearby_both with (1 := Gain) (2 := N). intros t' _ G Ia.
  set (a := t' (A j)) in *. set (w := fun i => t' (W j i)) in *. set (s := (norm P w)^2) in *.
  assert (Hs : 0 <= s) by apply pow2_ge_0.
  assert (Ha : Rabs a <= q) by (apply Rabs_le; lra).
  assert (G1 : k * (a * d t') <= Rabs k * C * Rabs a * s).
  { apply Rle_trans with (1 := Rle_abs _). rewrite !Rabs_mult.
    replace (Rabs k * C * Rabs a * s) with (Rabs k * (Rabs a * (C * s))) by ring.
    apply Rmult_le_compat_l; [assumption|]. apply Rmult_le_compat_l; [apply Rabs_pos|exact G]. }
  assert (Q1 : Rabs k * C * Rabs a <= Wt * beta).
  { apply Rle_trans with (Rabs k * C * q); [now apply Rmult_le_compat_l|].
    apply Rle_trans with (D * q); [apply Rmult_le_compat_r; unfold D; lra|].
    right. unfold q. field. lra. }
  apply Rle_trans with (1 := G1). apply Rle_trans with (Wt * beta * s); [now apply Rmult_le_compat_r|].
  rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|].
  assert (B1 : beta * s <= sum (dim P) (fun i => coefficient P (W j i) * (t' (W j i))^2)).
  { unfold s. rewrite norm_square, <- sum_times. apply sum_le. intros i Li.
    apply Rmult_le_compat_r; [apply pow2_ge_0|now apply Hw]. }
  pose proof (Rmult_le_pos _ _ HA (pow2_ge_0 a)). lra.
Qed.

(** Near such a point the penalty is at least what the classes can gain. *)
Lemma outweighed_near t k : both_classes P -> admissible P t -> unpenalised P t -> 0 < total_weight P ->
  outweighed P t k -> nearby P t (fun t' => k * difference P (f P t') <= total_weight P * penalty P t').
Proof.
  intros Both A U HW [Rest [Idle [Nr Dp]]]. set (Wt := total_weight P) in *.
  (* each neuron *)
  assert (N : nearby P t (fun t' => forall j, (j < width P)%nat ->
    k * (t' (Setting.A j) * difference P (fun e => sigma P (pre P t' j e)))
    <= Wt * (coefficient P (Setting.A j) * (t' (Setting.A j))^2
      + sum (dim P) (fun i => coefficient P (W j i) * (t' (W j i))^2)))).
  { apply nearby_below. intros j L.
    destruct (Nr j L) as [[p [m [K [alpha [beta [Br [HK [Ha [Hb [Hb0 Q]]]]]]]]]]|[Level [Bent [HA Hw]]]];
      [|destruct (neuron_gain_bent P Both t A Rest j L Bent Level) as [C [HC G]];
        now apply (bent_outweighed t j k C Wt _ A (Idle j L) HW HC HA Hw)].
    apply nearby_weaken with (2 := neuron_gain P Both t A Rest j p m K L Br HK).
    intros t' _ G. set (a := t' (Setting.A j)) in *. set (w := fun i => t' (W j i)) in *.
    set (d := difference P (fun e => sigma P (pre P t' j e))) in *.
    pose proof (norm_nonneg P w) as Nw.
    assert (K0 : 0 <= K).
    { apply Rle_trans with (2 := Rlt_le _ _ HK). pose proof (mean_lengths_nonneg P Both).
      pose proof (norm_nonneg P (fun k => difference P (fun e => x P e k))).
      pose proof (Rabs_pos (p + m)). pose proof (Rabs_pos (p - m)). unfold mean_distance.
      apply Rplus_le_le_0_compat; apply Rmult_le_pos; lra. }
    assert (G1 : k * (a * d) <= Rabs k * K * (Rabs a * norm P w)).
    { apply Rle_trans with (1 := Rle_abs _). rewrite !Rabs_mult.
      replace (Rabs k * K * (Rabs a * norm P w)) with (Rabs k * (Rabs a * (K * norm P w))) by ring.
      apply Rmult_le_compat_l; [apply Rabs_pos|]. apply Rmult_le_compat_l; [apply Rabs_pos|].
      exact G. }
    assert (Q' : (Rabs k * K / Wt)^2 <= 4 * alpha * beta).
    { apply Rmult_le_reg_r with (Wt^2); [now apply pow_lt|].
      replace ((Rabs k * K / Wt)^2 * Wt^2) with ((Rabs k)^2 * K^2) by (field; lra).
      rewrite pow2_abs. replace (k^2 * K^2) with ((k * K)^2) by ring. exact Q. }
    pose proof (square_form alpha beta (Rabs k * K / Wt) (Rabs a) (norm P w)
      (proj1 Ha) Hb0) as F.
    assert (Hq : 0 <= Rabs k * K / Wt).
    { apply Rmult_le_pos; [apply Rmult_le_pos; [apply Rabs_pos|assumption]|].
      left. now apply Rinv_0_lt_compat. }
    specialize (F Hq Q'). rewrite pow2_abs, norm_square in F.
    apply Rmult_le_compat_l with (r := Wt) in F; [|lra].
    replace (Wt * (Rabs k * K / Wt * (Rabs a * norm P w)))
      with (Rabs k * K * (Rabs a * norm P w)) in F by (field; lra).
    apply Rle_trans with (1 := G1). apply Rle_trans with (1 := F).
    apply Rmult_le_compat_l; [lra|]. apply Rplus_le_compat.
    - apply Rmult_le_compat_r; [apply pow2_ge_0 | apply Ha].
    - rewrite <- sum_times. apply sum_le. intros i Li.
      apply Rmult_le_compat_r; [apply pow2_ge_0 | now apply Hb]. }
  apply nearby_both with (1 := N) (2 := Dp). intros t' _ Ng Dg.
  pose proof (penalty_parts P t' t U) as Pen.
  rewrite difference_f by assumption. rewrite Rmult_plus_distr_l, <- sum_times.
  apply Rle_trans with (Wt * (sum (width P) (fun j => coefficient P (Setting.A j) * (t' (Setting.A j))^2
    + sum (dim P) (fun i => coefficient P (W j i) * (t' (W j i))^2)) + deep_penalty P t')).
  - rewrite Rmult_plus_distr_l. apply Rplus_le_compat; [|exact Dg].
    rewrite <- sum_times. now apply sum_le.
  - apply Rmult_le_compat_l; [lra|assumption].
Qed.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

(** (loss.convex and loss.c1, premises of the kernel's statement, serve to find
    the slopes at -c and c, and no more.) *)
Theorem constant_decay : minimum_decay P -> CONSTANT_BAD P.
Proof.
  intros [Both [t [c [gp [gm [[A [U E]] [Sp [Sm [Cr Out]]]]]]]]].
  destruct (wrong_both P c Both) as [e0 [I0 Wr]].
  apply constant_intro with t c e0; auto; [now apply all_defined |].
  pose proof (total_weight_pos P e0 I0) as HW.
  apply nearby_weaken with (2 := outweighed_near t (W_plus P * gp) Both A U HW Out). intros t' _ Gain.
  set (Wt := total_weight P) in *. set (k := W_plus P * gp) in *.
  unfold L. rewrite (penalty_zero P t U), Rplus_0_r.
  (* the losses *)
  assert (Low : over (data P) (fun e => share e * val (loss P) (z P t e)) - k * difference P (f P t')
    <= over (data P) (fun e => share e * val (loss P) (z P t' e))).
  { rewrite !loss_classes, difference_classes. destruct Both as [Hp Hm].
    assert (Kp : k * (in_plus P (f P t') / W_plus P) = gp * in_plus P (f P t'))
      by (unfold k; field; lra).
    assert (Km : k * (in_minus P (f P t') / W_minus P) = gm * in_minus P (f P t'))
      by (rewrite Cr; field; lra).
    rewrite Rmult_minus_distr_l, Kp, Km.
    assert (Cc : gp * W_plus P * c = gm * W_minus P * c)
      by (rewrite (Rmult_comm gp), (Rmult_comm gm); fold k; rewrite Cr; ring).
    assert (Lp : in_plus P (fun e => ell P (- f P t e)) - gp * in_plus P (f P t') + gp * W_plus P * c
      <= in_plus P (fun e => ell P (- f P t' e))).
    { rewrite <- (in_plus_one P). unfold in_plus.
      rewrite (Rmult_assoc gp), (Rmult_comm (over _ _) c), <- Rmult_assoc.
      unfold Rminus. rewrite Ropp_mult_distr_l, <- !over_times, <- !over_add. apply over_le.
      intros e I. rewrite E by assumption. pose proof (Sp (- f P t' e)) as S.
      destruct (positive_label e); [|lra]. pose proof (share_pos e).
      apply Rmult_le_compat_l with (r := share e) in S; lra. }
    assert (Lm : in_minus P (fun e => ell P (f P t e)) + gm * in_minus P (f P t') - gm * W_minus P * c
      <= in_minus P (fun e => ell P (f P t' e))).
    { rewrite <- (in_minus_one P). unfold in_minus.
      rewrite (Rmult_assoc gm), (Rmult_comm (over _ _) c), <- Rmult_assoc.
      unfold Rminus. rewrite Ropp_mult_distr_l, <- !over_times, <- !over_add. apply over_le.
      intros e I. rewrite E by assumption. pose proof (Sm (f P t' e)) as S.
      destruct (positive_label e); simpl; [lra|]. pose proof (share_pos e).
      apply Rmult_le_compat_l with (r := share e) in S; lra. }
    lra. }
  apply by_weight; [assumption|]. fold Wt. lra.
Qed.

Theorem rule_decay : minimum_decay P -> BAD P.
Proof. intros. now apply constant_is_bad, constant_decay. Qed.

Theorem constant_decay_local : minimum_decay_local P -> CONSTANT_BAD P.
Proof.
  intros (t & c & k & Pt & Out). pose proof Pt as [[A [U E]] [_ [Both [r [Hr T]]]]].
  destruct (wrong_both P c Both) as [e0 [I0 Wr]].
  apply constant_intro with t c e0; auto; [now apply all_defined |].
  pose proof (total_weight_pos P e0 I0) as HW.
  apply nearby_both with (1 := outweighed_near t k Both A U HW Out)
    (2 := outputs_near P t c k Pt r Hr).
  intros t' _ Gain O. pose proof (loss_above_tangents P t c k Pt r t' T O) as Low.
  rewrite <- (loss_constant P t c E) in Low.
  unfold L. rewrite (penalty_zero P t U), Rplus_0_r. set (Wt := total_weight P) in *.
  apply by_weight; [assumption|]. fold Wt. lra.
Qed.

Theorem rule_decay_local : minimum_decay_local P -> BAD P.
Proof. intros. now apply constant_is_bad, constant_decay_local. Qed.

End Rules.
