(** * rule.narrow

    Near the point f(x_e) = gamma + a (s(b' + h_e) - s(b')) with h_e = w . (x_e - mean);
    L is expanded to second order in (gamma - c, h), with an error that is a small
    multiple of (gamma - c)^2 + sum h_e^2. *)

From Coq Require Import Reals List ZArith Lra Lia Psatz.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsNarrow Nearby ConstantMinima
  Support RulesConstant RulesCurved.
Import ListNotations.
Open Scope R_scope.

(** ** Second order, with an error as small as one likes *)

Lemma c2_at_expansion g b p q eps : c2_at g b p q -> 0 < eps ->
  exists lo hi, lo < b < hi /\ exists g1, g1 b = p /\ continuity_pt g1 b /\
    forall c v, lo < c < hi -> lo < v < hi ->
      Rabs (g v - (g c + g1 c * (v - c) + q / 2 * (v - c)^2)) <= eps * (v - c)^2.
Proof.
  intros [g1 [g2 [lo [hi [I [Dg [Cont [Ep Eq]]]]]]]] He.
  destruct (Cont eps He) as [d [Hd Near]].
  set (lo' := Rmax lo (b - d)). set (hi' := Rmin hi (b + d)).
  assert (L1 : lo <= lo') by apply Rmax_l. assert (L2 : b - d <= lo') by apply Rmax_r.
  assert (R1 : hi' <= hi) by apply Rmin_l. assert (R2 : hi' <= b + d) by apply Rmin_r.
  exists lo', hi'. split; [split; [apply Rmax_lub_lt; lra | apply Rmin_glb_lt; lra]|].
  exists g1. split; [assumption|]. split.
  - apply derivable_continuous_pt. exists (g2 b). apply Dg. assumption.
  - apply (second_order g g1 g2 lo' hi' q eps).
    + intros v Hv. apply Dg. lra.
    + intros v Hv. destruct (Req_dec v b) as [->|N].
      * rewrite Eq, Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
      * rewrite <- Eq. left. apply Near. split; [split; [exact Logic.I|auto]|].
        simpl. unfold R_dist. apply Rabs_def1; lra.
Qed.

(** The errors of one sample: g is what the Hessian sees of f - c, v is f - c. *)
Lemma square_error ap K eps u h r : 0 <= ap -> 1 <= K -> 0 <= eps <= 1 ->
  forall g v, Rabs g <= Rabs u + ap * Rabs h -> v = g + r -> Rabs r <= eps * (K * Rabs h) ->
  Rabs (v^2 - g^2) <= eps * (K * (1 + 2 * ap + K)) * (u^2 + h^2).
Proof.
  intros Ha HK He g v Hg -> Hr.
  replace ((g + r)^2 - g^2) with (r * (2 * g + r)) by ring. rewrite Rabs_mult.
  assert (H0 : 0 <= Rabs h) by apply Rabs_pos. assert (U0 : 0 <= Rabs u) by apply Rabs_pos.
  assert (HKh : 0 <= K * Rabs h) by (apply Rmult_le_pos; lra).
  assert (Hr1 : Rabs r <= K * Rabs h).
  { apply Rle_trans with (1 := Hr). rewrite <- (Rmult_1_l (K * Rabs h)) at 2.
    apply Rmult_le_compat_r; lra. }
  assert (S : Rabs (2 * g + r) <= 2 * Rabs u + (2 * ap + K) * Rabs h).
  { apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_mult, (Rabs_pos_eq 2) by lra.
    apply Rle_trans with (2 * (Rabs u + ap * Rabs h) + K * Rabs h); lra. }
  apply Rle_trans with (eps * (K * Rabs h) * (2 * Rabs u + (2 * ap + K) * Rabs h)).
  { apply Rmult_le_compat; auto using Rabs_pos. }
  rewrite <- (pow2_abs u), <- (pow2_abs h). set (x := Rabs h) in *. set (w := Rabs u) in *.
  assert (Q : x * (2 * w + (2 * ap + K) * x) <= (1 + 2 * ap + K) * (w^2 + x^2)).
  { assert (0 <= (w - x)^2) by apply pow2_ge_0. assert (0 <= x^2) by apply pow2_ge_0.
    assert (0 <= w^2) by apply pow2_ge_0.
    assert (0 <= (2 * ap + K) * w^2) by (apply Rmult_le_pos; lra).
    replace (x * (2 * w + (2 * ap + K) * x)) with (2 * x * w + (2 * ap + K) * x^2) by ring.
    replace ((w - x)^2) with (w^2 + x^2 - 2 * x * w) in H by ring. lra. }
  replace (eps * (K * x) * (2 * w + (2 * ap + K) * x))
    with (eps * K * (x * (2 * w + (2 * ap + K) * x))) by ring.
  replace (eps * (K * (1 + 2 * ap + K)) * (w^2 + x^2))
    with (eps * K * ((1 + 2 * ap + K) * (w^2 + x^2))) by ring.
  apply Rmult_le_compat_l; [|assumption]. apply Rmult_le_pos; lra.
Qed.

Section Narrow.

Variable P : problem.
Hypothesis defined : forall t, L_defined P t.
Hypothesis means : data_equal_means P.

Variable t : params.
Variables c p q l1p l2p l1m l2m : R.
Hypothesis at_c : constant_point P t c.
Hypothesis one : width P = 1%nat.
Hypothesis resting : no_hidden_weights P t.
Hypothesis dead : deep_dead P t.
Hypothesis quiet : deep_continuous P t.
Hypothesis neuron_c2 : c2_at (sigma P) (t (B 0%nat)) p q.
Hypothesis plus_c2 : c2_at (ell P) (- c) l1p l2p.
Hypothesis minus_c2 : c2_at (ell P) c l1m l2m.
Hypothesis critical : W_plus P * l1p = W_minus P * l1m.

Let reachable : admissible P t := proj1 at_c.
Let a : R := t (A 0%nat).
Let k : R := W_plus P * l1p.
Let curvature (e : sample) : R := if positive_label e then l2p else l2m.
Let slope (e : sample) : R := if positive_label e then l1p else l1m.
Let h (t' : params) : sample -> R := along P (mean P) (fun i => t' (W 0%nat i)).
Let H (t' : params) : R := over (data P) (fun e => (h t' e)^2).
Let D2 (t' : params) : R := difference P (fun e => (h t' e)^2).

(** f - c, and its part gamma - c that is the same for all samples. *)
Let shift (t' : params) (e0 : sample) : R :=
  t' A0 + t' (A 0%nat) * sigma P (centre P (mean P) 0 t') + deep_part P t' e0 - c.

Lemma f_shift t' e e0 : deep_part P t' e = deep_part P t' e0 ->
  f P t' e - c = shift t' e0 + t' (A 0%nat)
    * (sigma P (pre P t' 0 e) - sigma P (centre P (mean P) 0 t')).
Proof. intros E. rewrite f_parts, one, E. simpl. unfold shift. ring. Qed.

Lemma continuous_centre : continuous P t (centre P (mean P) 0).
Proof.
  apply continuous_plus; [now apply continuous_place|].
  apply (continuous_sum P t _ (fun i t' => t' (W 0%nat i) * mean P i)). intros i _.
  apply continuous_mult; [now apply continuous_place|apply continuous_const].
Qed.

Lemma centre_at : centre P (mean P) 0 t = t (B 0%nat).
Proof.
  unfold centre. rewrite sum_null; [ring|]. intros i L. rewrite resting by (lia || assumption).
  ring.
Qed.

Lemma continuous_h e : continuous P t (fun t' => h t' e).
Proof.
  apply (continuous_sum P t _ (fun i t' => t' (W 0%nat i) * (x P e i - mean P i))). intros i _.
  apply continuous_mult; [now apply continuous_place|apply continuous_const].
Qed.

Lemma h_at e : h t e = 0.
Proof.
  unfold h, along. apply sum_null. intros i L. rewrite resting by (lia || assumption). ring.
Qed.

Lemma share_le_total e : In e (data P) -> share e <= total_weight P.
Proof.
  intros I. apply (over_at_least (data P) share); [|assumption].
  intros. left. apply share_pos.
Qed.

(** The constants of the estimate. *)
Let K1 : R := 1 + (Rabs a + 1) * (Rabs q + 1).
Let K2 : R := K1 * (1 + 2 * Rabs (a * p) + K1).
Let K3 : R := 2 + 2 * (a * p)^2.
Let K4 : R := (Rabs l2p + Rabs l2m) * K2 + K3 + K2.
Let K5 : R := K4 * total_weight P + Rabs k * (Rabs q + Rabs a + 1) + 1.

Lemma K1_ge : 1 <= K1.
Proof.
  unfold K1. assert (0 <= (Rabs a + 1) * (Rabs q + 1)); [|lra].
  pose proof (Rabs_pos a). pose proof (Rabs_pos q). apply Rmult_le_pos; lra.
Qed.

Lemma K2_ge : 0 <= K2.
Proof.
  pose proof K1_ge. pose proof (Rabs_pos (a * p)). unfold K2. apply Rmult_le_pos; lra.
Qed.

Lemma K3_ge : 0 <= K3.
Proof. unfold K3. pose proof (pow2_ge_0 (a * p)). lra. Qed.

Lemma K4_ge : 0 <= K4.
Proof.
  pose proof K2_ge. pose proof K3_ge. pose proof (Rabs_pos l2p). pose proof (Rabs_pos l2m).
  unfold K4. assert (0 <= (Rabs l2p + Rabs l2m) * K2) by (apply Rmult_le_pos; lra). lra.
Qed.

(** What holds near t, for a given precision. *)
Definition close (eps : R) (t' : params) : Prop :=
  (forall e e', In e (data P) -> In e' (data P) -> deep_part P t' e = deep_part P t' e') /\
  Rabs (t' (A 0%nat) - a) <= eps /\
  exists s1, Rabs (t' (A 0%nat) * s1 - a * p) <= eps /\
    (forall e, In e (data P) -> Rabs (h t' e) <= eps /\
       Rabs (sigma P (pre P t' 0 e) - (sigma P (centre P (mean P) 0 t') + s1 * h t' e
             + q / 2 * (h t' e)^2)) <= eps * (h t' e)^2 /\
       let v := f P t' e - c in
       Rabs (ell P (z P t' e) - (ell P (z P t e) - y e * slope e * v + curvature e / 2 * v^2))
       <= eps * v^2).

Lemma close_near eps : 0 < eps -> nearby P t (close eps).
Proof.
  intros He.
  destruct (c2_at_expansion (sigma P) (t (B 0%nat)) p q eps neuron_c2 He)
    as [lo [hi [I [s1 [E1 [C1 X]]]]]].
  destruct (c2_at_expansion (ell P) (- c) l1p l2p eps plus_c2 He)
    as [lop [hip [Ip [g1p [Ep [_ Xp]]]]]].
  destruct (c2_at_expansion (ell P) c l1m l2m eps minus_c2 He)
    as [lom [him [Im [g1m [Em [_ Xm]]]]]].
  assert (Cs : continuity_pt (sigma P) (t (B 0%nat))).
  { destruct neuron_c2 as [g' [g'' [lo' [hi' [I' [Dg _]]]]]].
    apply derivable_continuous_pt. exists (g' (t (B 0%nat))). apply Dg. assumption. }
  assert (Cf : forall e, In e (data P) -> continuous P t (fun t' => f P t' e)).
  { intros e Ie. apply continuous_f; auto. intros j L.
    replace j with 0%nat by lia. now rewrite (pre_at_rest P t resting) by lia. }
  assert (N1 : nearby P t (fun t' => Rabs (t' (A 0%nat) - a) < eps)).
  { apply (continuous_place P t (A 0%nat) reachable). assumption. }
  assert (N2 : nearby P t (fun t' =>
    Rabs (t' (A 0%nat) * s1 (centre P (mean P) 0 t') - a * p) < eps)).
  { rewrite <- E1, <- centre_at.
    apply (continuous_mult P t (fun t' => t' (A 0%nat)) (fun t' => s1 (centre P (mean P) 0 t')));
      [now apply continuous_place | | assumption].
    apply (continuous_comp P t (centre P (mean P) 0) s1); [exact continuous_centre|].
    now rewrite centre_at. }
  assert (N3 : nearby P t (fun t' => lo < centre P (mean P) 0 t' < hi)).
  { apply nearby_inside; [exact continuous_centre|]. now rewrite centre_at. }
  assert (N4 : nearby P t (fun t' => forall e, In e (data P) -> Rabs (h t' e) < eps /\
    lo < pre P t' 0 e < hi /\
    (if positive_label e then lop < - f P t' e < hip else lom < f P t' e < him))).
  { apply nearby_list. intros e Ie.
    assert (Fc : f P t e = c) by now apply at_c.
    apply nearby_and; [|apply nearby_and].
    - apply nearby_weaken with (2 := continuous_h e eps He). intros t' _. rewrite h_at.
      now rewrite Rminus_0_r.
    - apply nearby_inside; [now apply continuous_pre|].
      now rewrite (pre_at_rest P t resting) by lia.
    - destruct (positive_label e).
      + apply nearby_weaken with (Q := fun t' => - hip < f P t' e < - lop); [intros; lra|].
        apply nearby_inside; [now apply Cf|]. rewrite Fc. lra.
      + apply nearby_inside; [now apply Cf|]. now rewrite Fc. }
  apply nearby_both with (1 := nearby_and P t _ _ dead N1)
    (2 := nearby_and P t _ _ N2 (nearby_and P t _ _ N3 N4)).
  intros t' _ [Dd Na] [Ns [Nc Ne]]. split; [exact Dd|]. split; [lra|].
  exists (s1 (centre P (mean P) 0 t')). split; [lra|]. intros e Ie.
  destruct (Ne e Ie) as [Nh [Np Nf]]. split; [lra|]. split.
  - assert (Eh : h t' e = pre P t' 0 e - centre P (mean P) 0 t')
      by (rewrite (pre_centre P (mean P) 0 t' e); unfold h; ring).
    rewrite Eh. now apply X.
  - cbv zeta. assert (Fc : f P t e = c) by now apply at_c.
    unfold z, y, slope, curvature. rewrite Fc. destruct (positive_label e).
    + replace (- (1) * f P t' e) with (- f P t' e) by ring.
      replace (- (1) * c) with (- c) by ring.
      pose proof (Xp (- c) (- f P t' e) Ip Nf) as K. rewrite Ep in K.
      replace (- f P t' e - - c) with (- (f P t' e - c)) in K by ring.
      replace ((- (f P t' e - c))^2) with ((f P t' e - c)^2) in K by ring.
      replace (ell P (- c) - 1 * l1p * (f P t' e - c) + l2p / 2 * (f P t' e - c)^2)
        with (ell P (- c) + l1p * - (f P t' e - c) + l2p / 2 * (f P t' e - c)^2) by ring.
      exact K.
    + replace (- -1 * f P t' e) with (f P t' e) by ring.
      replace (- -1 * c) with c by ring.
      pose proof (Xm c (f P t' e) Im Nf) as K. rewrite Em in K.
      replace (ell P c - -1 * l1m * (f P t' e - c) + l2m / 2 * (f P t' e - c)^2)
        with (ell P c + l1m * (f P t' e - c) + l2m / 2 * (f P t' e - c)^2) by ring.
      exact K.
Qed.

(** The quadratic form. *)
Definition hessian (u : R) (t' : params) : R :=
  over (data P) (fun e => share e * curvature e * (u + a * p * h t' e)^2) - k * (a * q) * D2 t'.

(** The sum of y l' over the samples is k (E+ - E-). *)
Lemma first_order_sum v :
  over (data P) (fun e => share e * (y e * slope e * v e)) = k * difference P v.
Proof.
  rewrite difference_classes. destruct (proj1 means) as [Hp Hm].
  replace (k * (in_plus P v / W_plus P - in_minus P v / W_minus P))
    with (l1p * in_plus P v - l1m * in_minus P v).
  - unfold in_plus, in_minus. rewrite <- !over_times. unfold Rminus.
    rewrite <- (Rmult_1_l (over _ (fun e => l1m * _))), Ropp_mult_distr_l, <- over_times, <- over_add.
    apply over_eq. intros e _. unfold y, slope. destruct (positive_label e); simpl; ring.
  - unfold k. replace (W_plus P * l1p * (in_plus P v / W_plus P - in_minus P v / W_minus P))
      with (l1p * in_plus P v - (W_plus P * l1p) / W_minus P * in_minus P v) by (field; lra).
    rewrite critical. field. lra.
Qed.

Lemma estimate eps t' e0 : 0 < eps <= 1 -> close eps t' -> In e0 (data P) ->
  over (data P) (fun e => share e * ell P (z P t e))
  + hessian (shift t' e0) t' / 2 - eps * K5 * ((shift t' e0)^2 + H t')
  <= over (data P) (fun e => share e * ell P (z P t' e)).
Proof.
  intros He [Dd [Na [s1 [Ns Ne]]]] I0.
  set (u := shift t' e0). set (a' := t' (A 0%nat)) in *.
  set (rest := fun e => sigma P (pre P t' 0 e)
    - (sigma P (centre P (mean P) 0 t') + s1 * h t' e + q / 2 * (h t' e)^2)).
  set (v := fun e => f P t' e - c).
  assert (Ev : forall e, In e (data P) -> v e = u + a' * s1 * h t' e
    + a' * (q / 2) * (h t' e)^2 + a' * rest e).
  { intros e Ie. unfold v. rewrite (f_shift t' e e0) by (apply Dd; assumption).
    unfold rest, u, a'. ring. }
  assert (HH : 0 <= H t') by (apply over_nonneg; intros; apply pow2_ge_0).
  assert (Ha' : Rabs a' <= Rabs a + 1).
  { replace a' with (a + (a' - a)) by ring. apply Rle_trans with (1 := Rabs_triang _ _). lra. }
  pose proof (Rabs_pos a) as Pa. pose proof (Rabs_pos q) as Pq. pose proof (Rabs_pos k) as Pk.
  pose proof (Rabs_pos a') as Pa'.
  (* first order: k (E+ - E-) v *)
  assert (B1 : k * difference P v <= k * (a * q) * D2 t' / 2
    + eps * (Rabs k * (Rabs q + Rabs a + 1)) * H t').
  { rewrite (difference_eq P v (fun e => u + (a' * s1 * h t' e
      + (a' * (q / 2) * (h t' e)^2 + a' * rest e)))) by (intros; rewrite Ev by assumption; ring).
    rewrite !difference_add, difference_const, !difference_times by apply means.
    unfold h at 1. rewrite (difference_along_mean P (mean P) (fun i => t' (W 0%nat i)) means).
    fold (D2 t').
    assert (BR : Rabs (difference P rest) <= eps * H t').
    { unfold H. rewrite <- over_times. apply difference_bound. intros e Ie. now apply Ne. }
    assert (BD : Rabs (D2 t') <= H t').
    { apply difference_bound. intros e _. rewrite Rabs_pos_eq; [lra|apply pow2_ge_0]. }
    assert (M1 : k * (a' * difference P rest) <= Rabs k * ((Rabs a + 1) * (eps * H t'))).
    { apply Rle_trans with (1 := Rle_abs _). rewrite !Rabs_mult.
      apply Rmult_le_compat_l; [assumption|]. apply Rmult_le_compat; auto using Rabs_pos. }
    assert (M2 : k * ((a' - a) * (q / 2 * D2 t')) <= Rabs k * (eps * (Rabs q * H t'))).
    { apply Rle_trans with (1 := Rle_abs _). rewrite !Rabs_mult.
      apply Rmult_le_compat_l; [assumption|].
      apply Rmult_le_compat; auto using Rabs_pos.
      - rewrite <- Rabs_mult. apply Rabs_pos.
      - apply Rmult_le_compat; auto using Rabs_pos.
        unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra. lra. }
    replace (k * (0 + (a' * s1 * 0 + (a' * (q / 2) * D2 t' + a' * difference P rest))))
      with (k * (a * q) * D2 t' / 2 + k * ((a' - a) * (q / 2 * D2 t'))
            + k * (a' * difference P rest)) by field.
    replace (eps * (Rabs k * (Rabs q + Rabs a + 1)) * H t')
      with (Rabs k * (eps * (Rabs q * H t')) + Rabs k * ((Rabs a + 1) * (eps * H t'))) by ring.
    lra. }
  (* second order, sample by sample *)
  assert (B2 : forall e, In e (data P) ->
    share e * ell P (z P t e) - share e * (y e * slope e * v e)
    + share e * curvature e * (u + a * p * h t' e)^2 / 2
    - eps * K4 * (total_weight P * (h t' e)^2 + share e * u^2)
    <= share e * ell P (z P t' e)).
  { intros e Ie. destruct (Ne e Ie) as [Nh [Nr Nl]]. cbv zeta in Nl. fold (v e) in Nl.
    set (he := h t' e) in *. set (g := u + a * p * he).
    set (r := (a' * s1 - a * p) * he + a' * (q / 2) * he^2 + a' * rest e).
    assert (Evr : v e = g + r) by (rewrite Ev by assumption; unfold g, r, he; ring).
    assert (Ph : 0 <= Rabs he) by apply Rabs_pos.
    assert (H2 : he^2 <= eps * Rabs he).
    { rewrite <- pow2_abs. simpl. rewrite Rmult_1_r. apply Rmult_le_compat_r; assumption. }
    assert (H20 : 0 <= he^2) by apply pow2_ge_0.
    assert (Br : Rabs r <= eps * (K1 * Rabs he)).
    { unfold r. apply Rle_trans with (1 := Rabs_triang _ _).
      apply Rle_trans with (Rabs ((a' * s1 - a * p) * he) + Rabs (a' * (q / 2) * he^2)
        + Rabs (a' * rest e)); [apply Rplus_le_compat_r, Rabs_triang|].
      rewrite !Rabs_mult. unfold Rdiv at 1. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra.
      rewrite (Rabs_pos_eq (he^2)) by assumption.
      assert (T1 : Rabs (a' * s1 - a * p) * Rabs he <= eps * Rabs he)
        by (apply Rmult_le_compat_r; assumption).
      assert (T2 : Rabs a' * (Rabs q * / 2) * he^2 <= (Rabs a + 1) * Rabs q * (eps * Rabs he)).
      { apply Rmult_le_compat; [|assumption| |assumption].
        - apply Rmult_le_pos; lra.
        - apply Rmult_le_compat; lra. }
      assert (T3 : Rabs a' * Rabs (rest e) <= (Rabs a + 1) * (eps * Rabs he)).
      { apply Rmult_le_compat; auto using Rabs_pos. apply Rle_trans with (1 := Nr).
        apply Rle_trans with (1 * he^2); [apply Rmult_le_compat_r; lra|lra]. }
      unfold K1.
      replace (eps * ((1 + (Rabs a + 1) * (Rabs q + 1)) * Rabs he))
        with (eps * Rabs he + (Rabs a + 1) * Rabs q * (eps * Rabs he)
              + (Rabs a + 1) * (eps * Rabs he)) by ring.
      lra. }
    assert (Bg : Rabs g <= Rabs u + Rabs (a * p) * Rabs he).
    { unfold g. rewrite <- Rabs_mult. apply Rabs_triang. }
    pose proof (square_error (Rabs (a * p)) K1 eps u he r (Rabs_pos _) K1_ge ltac:(lra)
      g (v e) Bg Evr Br) as Bv. fold K2 in Bv.
    assert (G2 : g^2 <= K3 * (u^2 + he^2)).
    { unfold g, K3. assert (0 <= (u - a * p * he)^2) by apply pow2_ge_0.
      assert (0 <= (a * p)^2 * u^2) by (apply Rmult_le_pos; apply pow2_ge_0).
      assert (0 <= u^2) by apply pow2_ge_0.
      replace ((u - a * p * he)^2) with (u^2 - 2 * (u * (a * p * he)) + (a * p)^2 * he^2)
        in * by ring.
      replace ((u + a * p * he)^2) with (u^2 + 2 * (u * (a * p * he)) + (a * p)^2 * he^2) by ring.
      replace ((2 + 2 * (a * p)^2) * (u^2 + he^2))
        with (2 * u^2 + 2 * he^2 + 2 * ((a * p)^2 * u^2) + 2 * ((a * p)^2 * he^2)) by ring.
      lra. }
    set (E := u^2 + he^2) in *.
    assert (PE : 0 <= E) by (unfold E; pose proof (pow2_ge_0 u); lra).
    pose proof K2_ge as Q2. pose proof K3_ge as Q3. pose proof K4_ge as Q4.
    assert (KE : 0 <= K2 * E) by (apply Rmult_le_pos; assumption).
    assert (EKE : eps * (K2 * E) <= 1 * (K2 * E)) by (apply Rmult_le_compat_r; lra).
    assert (Bv' : Rabs ((v e)^2 - g^2) <= eps * (K2 * E))
      by (rewrite <- Rmult_assoc; exact Bv).
    assert (V2 : (v e)^2 <= (K3 + K2) * E).
    { apply Rle_trans with (g^2 + Rabs ((v e)^2 - g^2)); [pose proof (Rle_abs ((v e)^2 - g^2)); lra|].
      rewrite Rmult_plus_distr_r. lra. }
    set (lam := curvature e) in *.
    assert (Lam : Rabs lam <= Rabs l2p + Rabs l2m).
    { unfold lam, curvature. pose proof (Rabs_pos l2p). pose proof (Rabs_pos l2m).
      destruct (positive_label e); lra. }
    assert (Q : lam / 2 * g^2 - (Rabs l2p + Rabs l2m) * (eps * (K2 * E)) <= lam / 2 * (v e)^2).
    { assert (Z : Rabs (lam / 2 * ((v e)^2 - g^2)) <= (Rabs l2p + Rabs l2m) * (eps * (K2 * E))).
      { rewrite Rabs_mult. unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra.
        pose proof (Rabs_pos lam).
        apply Rmult_le_compat; auto using Rabs_pos; try lra. }
      pose proof (Rle_abs (- (lam / 2 * ((v e)^2 - g^2)))) as Z'. rewrite Rabs_Ropp in Z'. lra. }
    assert (Low : ell P (z P t e) - y e * slope e * v e + lam / 2 * g^2 - eps * K4 * E
                  <= ell P (z P t' e)).
    { pose proof (Rle_abs (- (ell P (z P t' e) - (ell P (z P t e) - y e * slope e * v e
        + lam / 2 * (v e)^2)))) as Z. rewrite Rabs_Ropp in Z.
      assert (EV : eps * (v e)^2 <= eps * ((K3 + K2) * E)) by (apply Rmult_le_compat_l; lra).
      unfold K4.
      replace (eps * ((Rabs l2p + Rabs l2m) * K2 + K3 + K2) * E)
        with ((Rabs l2p + Rabs l2m) * (eps * (K2 * E)) + eps * ((K3 + K2) * E)) by ring.
      lra. }
    pose proof (share_pos e) as Ps. pose proof (share_le_total e Ie) as Pt.
    apply Rmult_le_compat_l with (r := share e) in Low; [|lra].
    assert (Sh : share e * he^2 <= total_weight P * he^2) by (apply Rmult_le_compat_r; assumption).
    assert (EK : 0 <= eps * K4) by (apply Rmult_le_pos; lra).
    apply Rmult_le_compat_l with (r := eps * K4) in Sh; [|assumption].
    unfold E in Low. fold g. eapply Rle_trans; [|exact Low].
    replace (share e * (ell P (z P t e) - y e * slope e * v e + lam / 2 * g^2
        - eps * K4 * (u^2 + he^2)))
      with (share e * ell P (z P t e) - share e * (y e * slope e * v e) + share e * lam * g^2 / 2
        - (eps * K4 * (share e * he^2) + eps * K4 * (share e * u^2))) by field.
    rewrite Rmult_plus_distr_l. lra. }
  apply over_le in B2.
  rewrite (over_eq _ _ (fun e => share e * ell P (z P t e) + (-1 * (share e * (y e * slope e * v e))
    + (1 / 2 * (share e * curvature e * (u + a * p * h t' e)^2)
       + (- (eps * K4 * total_weight P) * (h t' e)^2 + - (eps * K4 * u^2) * share e))))) in B2
    by (intros; field).
  rewrite !over_add, !over_times, first_order_sum in B2. fold (total_weight P) in B2. fold (H t') in B2.
  unfold hessian. fold a. unfold K5.
  assert (Pu : 0 <= u^2) by apply pow2_ge_0.
  assert (X1 : 0 <= eps * (Rabs k * (Rabs q + Rabs a + 1)) * u^2).
  { apply Rmult_le_pos; [|assumption]. apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; lra. }
  assert (X2 : 0 <= eps * (u^2 + H t')) by (apply Rmult_le_pos; lra).
  replace (eps * (K4 * total_weight P + Rabs k * (Rabs q + Rabs a + 1) + 1) * (u^2 + H t'))
    with (eps * K4 * total_weight P * H t' + eps * K4 * u^2 * total_weight P
      + eps * (Rabs k * (Rabs q + Rabs a + 1)) * H t'
      + eps * (Rabs k * (Rabs q + Rabs a + 1)) * u^2 + eps * (u^2 + H t')) by ring.
  lra.
Qed.

Variable kappa : R.
Hypothesis kappa_pos : 0 < kappa.
Hypothesis definite : forall u w,
  kappa * (u^2 + over (data P) (fun e => (along P (mean P) w e)^2)) <=
  over (data P) (fun e => share e * (if positive_label e then l2p else l2m)
                          * (u + t (A 0%nat) * p * along P (mean P) w e)^2)
  - W_plus P * l1p * (t (A 0%nat) * q) * difference P (fun e => (along P (mean P) w e)^2).

Lemma narrow_bad : CONSTANT_BAD P.
Proof.
  destruct (wrong_both P c (proj1 means)) as [e0 [I0 Wr]].
  pose proof (total_weight_pos P e0 I0) as PW.
  assert (P5 : 0 < K5).
  { unfold K5. pose proof K4_ge. pose proof (Rabs_pos k). pose proof (Rabs_pos q).
    pose proof (Rabs_pos a).
    assert (0 <= K4 * total_weight P) by (apply Rmult_le_pos; lra).
    assert (0 <= Rabs k * (Rabs q + Rabs a + 1)) by (apply Rmult_le_pos; lra). lra. }
  set (eps := Rmin 1 (kappa / (2 * K5))).
  assert (Q : 0 < kappa / (2 * K5)) by (apply Rdiv_lt_0_compat; lra).
  assert (He : 0 < eps) by (apply Rmin_pos; lra).
  assert (E1 : eps <= 1) by apply Rmin_l.
  assert (E2 : eps * K5 <= kappa / 2).
  { apply Rle_trans with (kappa / (2 * K5) * K5); [|right; field; lra].
    apply Rmult_le_compat_r; [lra|apply Rmin_r]. }
  pose proof at_c as [A [U E]].
  apply constant_intro with t c e0; auto.
  apply nearby_weaken with (2 := close_near eps He). intros t' _ N.
  apply L_le with e0; auto. change (val (loss P)) with (ell P).
  pose proof (estimate eps t' e0 (conj He E1) N I0) as K.
  pose proof (definite (shift t' e0) (fun i => t' (W 0%nat i))) as Df.
  fold (h t') in Df. fold (H t') in Df.
  change (kappa * ((shift t' e0)^2 + H t') <= hessian (shift t' e0) t') in Df.
  assert (PE : 0 <= (shift t' e0)^2 + H t').
  { assert (0 <= H t') by (apply over_nonneg; intros; apply pow2_ge_0).
    pose proof (pow2_ge_0 (shift t' e0)). lra. }
  apply Rmult_le_compat_r with (r := (shift t' e0)^2 + H t') in E2; [|assumption]. lra.
Qed.

End Narrow.

Section Rules.

Variable P : problem.
Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis data_equal_means : data_equal_means P.
Hypothesis minimum_narrow : minimum_narrow P.

Theorem constant_narrow : CONSTANT_BAD P.
Proof.
  destruct minimum_narrow as [t [c [p [q [l1p [l2p [l1m [l2m [kappa H]]]]]]]]].
  destruct H as [K [One [R [Dd [Dc [Cs [Cp [Cm [Cr [Hk Df]]]]]]]]]].
  apply (narrow_bad P) with t c p q l1p l2p l1m l2m kappa; auto. now apply all_defined.
Qed.

Theorem rule_narrow : BAD P.
Proof. apply constant_is_bad, constant_narrow. Qed.

End Rules.
