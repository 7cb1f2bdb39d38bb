(** * rule.fibre

    As rule.narrow, for any number of neurons, each of which sees all samples as one. Near
    the point f(x_e) = gamma + sum_j a_j (s(b'_j + h_je) - s(b'_j)) with h_je = w_j . (x_e - mean);
    L is expanded to second order in (gamma - c, h), with an error that is a small multiple of
    (gamma - c)^2 + sum h_je^2. *)

From Coq Require Import Reals List ZArith Lra Lia Psatz.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsNarrow Nearby ConstantMinima
  Support RulesConstant RulesCurved RulesNarrow.
Import ListNotations.
Open Scope R_scope.

Lemma sum_member n g k : (forall i, (i < n)%nat -> 0 <= g i) -> (k < n)%nat -> g k <= sum n g.
Proof.
  induction n as [|n IH]; intros N L; [lia|]. simpl.
  assert (S0 : 0 <= sum n g) by (apply sum_nonneg; intros; apply N; lia).
  pose proof (N n ltac:(lia)). destruct (Nat.eq_dec k n) as [->|D]; [lra|].
  specialize (IH ltac:(intros; apply N; lia) ltac:(lia)). lra.
Qed.

Lemma sum_Rabs n g : Rabs (sum n g) <= sum n (fun k => Rabs (g k)).
Proof.
  induction n as [|n IH]; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

(** The square of a sum is at most n times the sum of the squares. *)
Lemma sum_square n g : (sum n g)^2 <= INR n * sum n (fun k => (g k)^2).
Proof.
  induction n as [|n IH]; [simpl; lra|]. rewrite S_INR. cbn [sum].
  set (s := sum n g) in *. set (q := sum n (fun k => g k ^ 2)) in *.
  assert (Q : 0 <= q) by (apply sum_nonneg; intros; apply pow2_ge_0).
  assert (C : 2 * s * g n <= q + INR n * g n ^ 2).
  { destruct n as [|m].
    - unfold s, q. simpl. nra.
    - assert (N0 : 0 < INR (S m)) by (apply lt_0_INR; lia).
      assert (T : 0 <= (s / INR (S m) - g (S m))^2) by apply pow2_ge_0.
      apply Rmult_le_compat_l with (r := INR (S m)) in T; [|lra]. rewrite Rmult_0_r in T.
      replace (INR (S m) * (s / INR (S m) - g (S m))^2)
        with (s^2 / INR (S m) - 2 * s * g (S m) + INR (S m) * g (S m)^2) in T by (field; lra).
      assert (s^2 / INR (S m) <= q).
      { apply Rmult_le_reg_l with (INR (S m)); [assumption|].
        replace (INR (S m) * (s^2 / INR (S m))) with (s^2) by (field; lra). exact IH. }
      lra. }
  replace ((s + g n)^2) with (s^2 + 2 * s * g n + (g n)^2) by ring. lra.
Qed.

Section Fibre.

Variable P : problem.
Hypothesis defined : forall t, L_defined P t.
Hypothesis means : data_equal_means P.

Variable t : params.
Variables c l1p l2p l1m l2m : R.
Variables p q : nat -> R.
Hypothesis at_c : constant_point P t c.
Hypothesis dead : deep_dead P t.
Hypothesis quiet : deep_continuous P t.
Hypothesis one_sample : forall j e, (j < width P)%nat -> In e (data P) ->
  along P (mean P) (fun i => t (W j i)) e = 0.
Hypothesis neurons_c2 : forall j, (j < width P)%nat -> c2_at (sigma P) (centre P (mean P) j t) (p j) (q j).
Hypothesis plus_c2 : c2_at (ell P) (- c) l1p l2p.
Hypothesis minus_c2 : c2_at (ell P) c l1m l2m.
Hypothesis critical : W_plus P * l1p = W_minus P * l1m.

Let reachable : admissible P t := proj1 at_c.
Let a (j : nat) : R := t (A j).
Let k : R := W_plus P * l1p.
Let curvature (e : sample) : R := if positive_label e then l2p else l2m.
Let slope (e : sample) : R := if positive_label e then l1p else l1m.
Let h (t' : params) (j : nat) : sample -> R := along P (mean P) (fun i => t' (W j i)).
Let H (t' : params) (j : nat) : R := over (data P) (fun e => (h t' j e)^2).
Let D2 (t' : params) (j : nat) : R := difference P (fun e => (h t' j e)^2).
Let mid (t' : params) (j : nat) : R := centre P (mean P) j t'.

(** What neuron j adds to f beyond what is the same for all samples. *)
Let move (t' : params) (j : nat) (e : sample) : R :=
  t' (A j) * (sigma P (pre P t' j e) - sigma P (mid t' j)).

(** The part of f - c that is the same for all samples. *)
Let shift (t' : params) (e0 : sample) : R :=
  t' A0 + sum (width P) (fun j => t' (A j) * sigma P (mid t' j)) + deep_part P t' e0 - c.

Lemma f_shift t' e e0 : deep_part P t' e = deep_part P t' e0 ->
  f P t' e - c = shift t' e0 + sum (width P) (fun j => move t' j e).
Proof.
  intros E. rewrite f_parts, E. unfold shift, move.
  rewrite (sum_eq (width P) (fun j => t' (A j) * (sigma P (pre P t' j e) - sigma P (mid t' j)))
    (fun j => t' (A j) * sigma P (pre P t' j e) + -1 * (t' (A j) * sigma P (mid t' j)))) by (intros; ring).
  rewrite sum_add, sum_times. ring.
Qed.

Lemma continuous_mid j : continuous P t (fun t' => mid t' j).
Proof.
  apply continuous_plus; [now apply continuous_place|].
  apply (continuous_sum P t _ (fun i t' => t' (W j i) * mean P i)). intros i _.
  apply continuous_mult; [now apply continuous_place|apply continuous_const].
Qed.

Lemma continuous_along j e : continuous P t (fun t' => h t' j e).
Proof.
  apply (continuous_sum P t _ (fun i t' => t' (W j i) * (x P e i - mean P i))). intros i _.
  apply continuous_mult; [now apply continuous_place|apply continuous_const].
Qed.

Lemma pre_mid t' j e : pre P t' j e = mid t' j + h t' j e.
Proof. apply pre_centre. Qed.

Lemma pre_here j e : (j < width P)%nat -> In e (data P) -> pre P t j e = mid t j.
Proof. intros L I. rewrite pre_mid. unfold h. rewrite one_sample by assumption. ring. Qed.

(** ** One neuron *)

Let C1 (j : nat) : R := 1 + (Rabs (a j) + 1) * (Rabs (q j) + 1).
Let C2 (j : nat) : R := Rabs (q j) + Rabs (a j) + 1.

Lemma C1_pos j : 1 <= C1 j.
Proof.
  unfold C1. assert (0 <= (Rabs (a j) + 1) * (Rabs (q j) + 1)); [|lra].
  pose proof (Rabs_pos (a j)). pose proof (Rabs_pos (q j)). apply Rmult_le_pos; lra.
Qed.

Definition neuron_close (eps : R) (j : nat) (t' : params) : Prop :=
  (forall e, In e (data P) -> Rabs (move t' j e - a j * p j * h t' j e) <= eps * (C1 j * Rabs (h t' j e))) /\
  Rabs (difference P (move t' j) - a j * q j / 2 * D2 t' j) <= eps * (C2 j * H t' j).

Lemma neuron_near eps j : 0 < eps <= 1 -> (j < width P)%nat -> nearby P t (neuron_close eps j).
Proof.
  intros He L.
  destruct (c2_at_expansion (sigma P) _ (p j) (q j) eps (neurons_c2 j L) (proj1 He))
    as [lo [hi [I [s1 [E1 [S1 X]]]]]].
  fold (mid t j) in I, E1, S1.
  assert (N1 : nearby P t (fun t' => Rabs (t' (A j) - a j) < eps)).
  { apply (continuous_place P t (A j) reachable). lra. }
  assert (N2 : nearby P t (fun t' => Rabs (t' (A j) * s1 (mid t' j) - a j * p j) < eps)).
  { rewrite <- E1.
    apply (continuous_mult P t (fun t' => t' (A j)) (fun t' => s1 (mid t' j)));
      [now apply continuous_place | | lra].
    apply (continuous_comp P t (fun t' => mid t' j) s1); [apply continuous_mid|exact S1]. }
  assert (N3 : nearby P t (fun t' => lo < mid t' j < hi)).
  { apply nearby_inside; [apply continuous_mid|exact I]. }
  assert (N4 : nearby P t (fun t' => forall e, In e (data P) -> Rabs (h t' j e) < eps /\ lo < pre P t' j e < hi)).
  { apply nearby_list. intros e Ie. apply nearby_and.
    - apply nearby_weaken with (2 := continuous_along j e eps (proj1 He)). intros t' _.
      unfold h at 2. rewrite one_sample by assumption. now rewrite Rminus_0_r.
    - apply nearby_inside; [now apply continuous_pre|]. now rewrite pre_here. }
  apply nearby_both with (1 := nearby_and P t _ _ N1 N2) (2 := nearby_and P t _ _ N3 N4).
  intros t' _ [Na Ns] [Nc Ne].
  set (a' := t' (A j)) in *. set (s := s1 (mid t' j)) in *.
  set (rest := fun e => sigma P (pre P t' j e) - (sigma P (mid t' j) + s * h t' j e + q j / 2 * (h t' j e)^2)).
  assert (Nr : forall e, In e (data P) -> Rabs (rest e) <= eps * (h t' j e)^2).
  { intros e Ie. destruct (Ne e Ie) as [_ Np]. unfold rest.
    assert (Eh : h t' j e = pre P t' j e - mid t' j) by (rewrite pre_mid; ring).
    rewrite Eh. now apply X. }
  assert (Ev : forall e, move t' j e = a' * s * h t' j e + a' * (q j / 2) * (h t' j e)^2 + a' * rest e)
    by (intros e; unfold move, rest, a'; ring).
  assert (HH : 0 <= H t' j) by (apply over_nonneg; intros; apply pow2_ge_0).
  assert (Ha' : Rabs a' <= Rabs (a j) + 1).
  { replace a' with (a j + (a' - a j)) by ring. apply Rle_trans with (1 := Rabs_triang _ _). lra. }
  pose proof (Rabs_pos (a j)) as Pa. pose proof (Rabs_pos (q j)) as Pq. pose proof (Rabs_pos a') as Pa'.
  split.
  - intros e Ie. destruct (Ne e Ie) as [Nh _]. specialize (Nr e Ie). rewrite Ev.
    set (he := h t' j e) in *.
    assert (Ph : 0 <= Rabs he) by apply Rabs_pos.
    assert (H2 : he^2 <= eps * Rabs he).
    { rewrite <- pow2_abs. simpl. rewrite Rmult_1_r. apply Rmult_le_compat_r; lra. }
    assert (H20 : 0 <= he^2) by apply pow2_ge_0.
    replace (a' * s * he + a' * (q j / 2) * he^2 + a' * rest e - a j * p j * he)
      with ((a' * s - a j * p j) * he + a' * (q j / 2) * he^2 + a' * rest e) by ring.
    apply Rle_trans with (1 := Rabs_triang _ _).
    apply Rle_trans with (Rabs ((a' * s - a j * p j) * he) + Rabs (a' * (q j / 2) * he^2)
      + Rabs (a' * rest e)); [apply Rplus_le_compat_r, Rabs_triang|].
    rewrite !Rabs_mult. unfold Rdiv at 1. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra.
    rewrite (Rabs_pos_eq (he^2)) by assumption.
    assert (T1 : Rabs (a' * s - a j * p j) * Rabs he <= eps * Rabs he)
      by (apply Rmult_le_compat_r; lra).
    assert (T2 : Rabs a' * (Rabs (q j) * / 2) * he^2 <= (Rabs (a j) + 1) * Rabs (q j) * (eps * Rabs he)).
    { apply Rmult_le_compat; [|assumption| |assumption].
      - apply Rmult_le_pos; lra.
      - apply Rmult_le_compat; lra. }
    assert (T3 : Rabs a' * Rabs (rest e) <= (Rabs (a j) + 1) * (eps * Rabs he)).
    { apply Rmult_le_compat; auto using Rabs_pos. apply Rle_trans with (1 := Nr).
      apply Rle_trans with (1 * he^2); [apply Rmult_le_compat_r; lra|lra]. }
    unfold C1.
    replace (eps * ((1 + (Rabs (a j) + 1) * (Rabs (q j) + 1)) * Rabs he))
      with (eps * Rabs he + (Rabs (a j) + 1) * Rabs (q j) * (eps * Rabs he)
            + (Rabs (a j) + 1) * (eps * Rabs he)) by ring.
    lra.
  - rewrite (difference_eq P (move t' j) (fun e => a' * s * h t' j e
      + (a' * (q j / 2) * (h t' j e)^2 + a' * rest e))) by (intros; rewrite Ev; ring).
    rewrite !difference_add, !difference_times.
    unfold h at 1. rewrite (difference_along_mean P (mean P) (fun i => t' (W j i)) means).
    fold (D2 t' j).
    assert (BR : Rabs (difference P rest) <= eps * H t' j).
    { unfold H. rewrite <- over_times. apply difference_bound. exact Nr. }
    assert (BD : Rabs (D2 t' j) <= H t' j).
    { apply difference_bound. intros e _. rewrite Rabs_pos_eq; [lra|apply pow2_ge_0]. }
    replace (a' * s * 0 + (a' * (q j / 2) * D2 t' j + a' * difference P rest) - a j * q j / 2 * D2 t' j)
      with ((a' - a j) * (q j / 2 * D2 t' j) + a' * difference P rest) by field.
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite !Rabs_mult.
    assert (M1 : Rabs a' * Rabs (difference P rest) <= (Rabs (a j) + 1) * (eps * H t' j))
      by (apply Rmult_le_compat; auto using Rabs_pos).
    assert (M2 : Rabs (a' - a j) * (Rabs (q j / 2) * Rabs (D2 t' j)) <= eps * (Rabs (q j) * H t' j)).
    { apply Rmult_le_compat; auto using Rabs_pos; try lra.
      - rewrite <- Rabs_mult. apply Rabs_pos.
      - apply Rmult_le_compat; auto using Rabs_pos.
        unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra. lra. }
    unfold C2. replace (eps * ((Rabs (q j) + Rabs (a j) + 1) * H t' j))
      with (eps * (Rabs (q j) * H t' j) + (Rabs (a j) + 1) * (eps * H t' j)) by ring.
    lra.
Qed.

(** ** All neurons *)

Let K1 : R := 1 + sum (width P) C1.
Let AP : R := sum (width P) (fun j => Rabs (a j * p j)).
Let K2 : R := K1 * (1 + 2 * AP + K1).
Let K3 : R := 2 + 2 * AP^2.
Let K4 : R := (Rabs l2p + Rabs l2m) * K2 + K3 + K2.
Let N : R := INR (width P).
Let KF : R := sum (width P) C2.
Let K5 : R := K4 * total_weight P * (1 + N) + Rabs k * KF + 1.

Lemma K1_ge : 1 <= K1.
Proof.
  unfold K1. assert (0 <= sum (width P) C1); [|lra]. apply sum_nonneg. intros j _. pose proof (C1_pos j). lra.
Qed.

Lemma AP_ge : 0 <= AP.
Proof. apply sum_nonneg. intros. apply Rabs_pos. Qed.

Lemma K2_ge : 0 <= K2.
Proof. pose proof K1_ge. pose proof AP_ge. unfold K2. apply Rmult_le_pos; lra. Qed.

Lemma K3_ge : 0 <= K3.
Proof. unfold K3. pose proof (pow2_ge_0 AP). lra. Qed.

Lemma K4_ge : 0 <= K4.
Proof.
  pose proof K2_ge. pose proof K3_ge. pose proof (Rabs_pos l2p). pose proof (Rabs_pos l2m).
  unfold K4. assert (0 <= (Rabs l2p + Rabs l2m) * K2) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma KF_ge : 0 <= KF.
Proof.
  apply sum_nonneg. intros j _. unfold C2. pose proof (Rabs_pos (a j)). pose proof (Rabs_pos (q j)). lra.
Qed.

Lemma N_ge : 0 <= N.
Proof. apply pos_INR. Qed.

(** What holds near t, for a given precision. *)
Definition close (eps : R) (t' : params) : Prop :=
  (forall e e', In e (data P) -> In e' (data P) -> deep_part P t' e = deep_part P t' e') /\
  (forall j, (j < width P)%nat -> neuron_close eps j t') /\
  (forall e, In e (data P) ->
     let v := f P t' e - c in
     Rabs (ell P (z P t' e) - (ell P (z P t e) - y e * slope e * v + curvature e / 2 * v^2)) <= eps * v^2).

Lemma close_near eps : 0 < eps <= 1 -> nearby P t (close eps).
Proof.
  intros He.
  destruct (c2_at_expansion (ell P) (- c) l1p l2p eps plus_c2 (proj1 He))
    as [lop [hip [Ip [g1p [Ep [_ Xp]]]]]].
  destruct (c2_at_expansion (ell P) c l1m l2m eps minus_c2 (proj1 He))
    as [lom [him [Im [g1m [Em [_ Xm]]]]]].
  assert (Cf : forall e, In e (data P) -> continuous P t (fun t' => f P t' e)).
  { intros e Ie. apply continuous_f; auto. intros j L. rewrite pre_here by assumption.
    destruct (neurons_c2 j L) as [g' [g'' [lo' [hi' [I' [Dg _]]]]]].
    apply derivable_continuous_pt. eexists. apply Dg. exact I'. }
  assert (N4 : nearby P t (fun t' => forall e, In e (data P) ->
    (if positive_label e then lop < - f P t' e < hip else lom < f P t' e < him))).
  { apply nearby_list. intros e Ie.
    assert (Fc : f P t e = c) by now apply at_c.
    destruct (positive_label e).
    - apply nearby_weaken with (Q := fun t' => - hip < f P t' e < - lop); [intros; lra|].
      apply nearby_inside; [now apply Cf|]. rewrite Fc. lra.
    - apply nearby_inside; [now apply Cf|]. now rewrite Fc. }
  apply nearby_both with (1 := nearby_and P t _ _ dead N4)
    (2 := nearby_below P t (width P) (neuron_close eps) (fun j L => neuron_near eps j He L)).
  intros t' _ [Dd Ne] Nj. split; [exact Dd|]. split; [exact Nj|]. intros e Ie. specialize (Ne e Ie).
  cbv zeta. assert (Fc : f P t e = c) by now apply at_c.
  unfold z, y, slope, curvature. rewrite Fc. destruct (positive_label e).
  - replace (- (1) * f P t' e) with (- f P t' e) by ring.
    replace (- (1) * c) with (- c) by ring.
    pose proof (Xp (- c) (- f P t' e) Ip Ne) as K. rewrite Ep in K.
    replace (- f P t' e - - c) with (- (f P t' e - c)) in K by ring.
    replace ((- (f P t' e - c))^2) with ((f P t' e - c)^2) in K by ring.
    replace (ell P (- c) - 1 * l1p * (f P t' e - c) + l2p / 2 * (f P t' e - c)^2)
      with (ell P (- c) + l1p * - (f P t' e - c) + l2p / 2 * (f P t' e - c)^2) by ring.
    exact K.
  - replace (- -1 * f P t' e) with (f P t' e) by ring.
    replace (- -1 * c) with c by ring.
    pose proof (Xm c (f P t' e) Im Ne) as K. rewrite Em in K.
    replace (ell P c - -1 * l1m * (f P t' e - c) + l2m / 2 * (f P t' e - c)^2)
      with (ell P c + l1m * (f P t' e - c) + l2m / 2 * (f P t' e - c)^2) by ring.
    exact K.
Qed.

(** The quadratic form. *)
Definition hessian (u : R) (t' : params) : R :=
  over (data P) (fun e => share e * curvature e * (u + sum (width P) (fun j => a j * p j * h t' j e))^2)
  - k * sum (width P) (fun j => a j * q j * D2 t' j).

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

Let total_H (t' : params) : R := sum (width P) (fun j => H t' j).
Let square_at (t' : params) (e : sample) : R := sum (width P) (fun j => (h t' j e)^2).

Lemma total_H_over t' : over (data P) (square_at t') = total_H t'.
Proof. apply over_sum. Qed.

(** One sample. *)
Lemma sample_estimate eps t' u e : 0 < eps <= 1 -> In e (data P) ->
  (forall j, (j < width P)%nat -> neuron_close eps j t') ->
  f P t' e - c = u + sum (width P) (fun j => move t' j e) ->
  (let v := f P t' e - c in
   Rabs (ell P (z P t' e) - (ell P (z P t e) - y e * slope e * v + curvature e / 2 * v^2)) <= eps * v^2) ->
  ell P (z P t e) - y e * slope e * (f P t' e - c)
  + curvature e / 2 * (u + sum (width P) (fun j => a j * p j * h t' j e))^2
  - eps * K4 * (u^2 + N * square_at t' e) <= ell P (z P t' e).
Proof.
  intros He Ie Nj Ev Nl. cbv zeta in Nl. set (v := f P t' e - c) in *.
  set (g := u + sum (width P) (fun j => a j * p j * h t' j e)).
  set (S1 := sum (width P) (fun j => Rabs (h t' j e))).
  set (r := sum (width P) (fun j => move t' j e - a j * p j * h t' j e)).
  assert (Evr : v = g + r).
  { rewrite Ev. unfold g, r. rewrite (sum_eq (width P) (fun j => move t' j e)
      (fun j => a j * p j * h t' j e + (move t' j e - a j * p j * h t' j e))) by (intros; ring).
    rewrite sum_add. ring. }
  assert (PS : 0 <= S1) by (apply sum_nonneg; intros; apply Rabs_pos).
  assert (AS : Rabs S1 = S1) by (apply Rabs_pos_eq; assumption).
  assert (Br : Rabs r <= eps * (K1 * Rabs S1)).
  { rewrite AS. unfold r. apply Rle_trans with (1 := sum_Rabs _ _). unfold S1. rewrite <- !sum_times.
    apply sum_le. intros j L. destruct (Nj j L) as [B _]. apply Rle_trans with (1 := B e Ie).
    apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; [apply Rabs_pos|].
    unfold K1. pose proof (sum_member (width P) C1 j ltac:(intros i _; pose proof (C1_pos i); lra) L). lra. }
  assert (Bg : Rabs g <= Rabs u + AP * Rabs S1).
  { unfold g. apply Rle_trans with (1 := Rabs_triang _ _). apply Rplus_le_compat_l.
    apply Rle_trans with (1 := sum_Rabs _ _). rewrite AS. unfold S1. rewrite <- sum_times. apply sum_le.
    intros j L. rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|].
    exact (sum_member (width P) (fun j => Rabs (a j * p j)) j ltac:(intros; apply Rabs_pos) L). }
  pose proof (square_error AP K1 eps u S1 r AP_ge K1_ge ltac:(lra) g v Bg Evr Br) as Bv. fold K2 in Bv.
  assert (G2 : g^2 <= K3 * (u^2 + S1^2)).
  { pose proof AP_ge as Q. assert (g^2 <= (Rabs u + AP * S1)^2).
    { rewrite <- (pow2_abs g). apply pow_incr. split; [apply Rabs_pos|]. now rewrite AS in Bg. }
    unfold K3. rewrite <- (pow2_abs u). assert (0 <= (Rabs u - AP * S1)^2) by apply pow2_ge_0.
    assert (0 <= AP^2 * (Rabs u)^2) by (apply Rmult_le_pos; apply pow2_ge_0).
    assert (0 <= S1^2) by apply pow2_ge_0.
    replace ((Rabs u - AP * S1)^2) with ((Rabs u)^2 - 2 * (Rabs u * (AP * S1)) + AP^2 * S1^2) in * by ring.
    replace ((Rabs u + AP * S1)^2) with ((Rabs u)^2 + 2 * (Rabs u * (AP * S1)) + AP^2 * S1^2) in * by ring.
    replace ((2 + 2 * AP^2) * ((Rabs u)^2 + S1^2))
      with (2 * (Rabs u)^2 + 2 * S1^2 + 2 * (AP^2 * (Rabs u)^2) + 2 * (AP^2 * S1^2)) by ring.
    lra. }
  set (E := u^2 + S1^2) in *.
  assert (PE : 0 <= E) by (unfold E; pose proof (pow2_ge_0 u); pose proof (pow2_ge_0 S1); lra).
  pose proof K2_ge as Q2. pose proof K3_ge as Q3. pose proof K4_ge as Q4.
  assert (KE : 0 <= K2 * E) by (apply Rmult_le_pos; assumption).
  assert (EKE : eps * (K2 * E) <= 1 * (K2 * E)) by (apply Rmult_le_compat_r; lra).
  assert (Bv' : Rabs (v^2 - g^2) <= eps * (K2 * E)) by (rewrite <- Rmult_assoc; exact Bv).
  assert (V2 : v^2 <= (K3 + K2) * E).
  { apply Rle_trans with (g^2 + Rabs (v^2 - g^2)); [pose proof (Rle_abs (v^2 - g^2)); lra|].
    rewrite Rmult_plus_distr_r. lra. }
  set (lam := curvature e) in *.
  assert (Lam : Rabs lam <= Rabs l2p + Rabs l2m).
  { unfold lam, curvature. pose proof (Rabs_pos l2p). pose proof (Rabs_pos l2m).
    destruct (positive_label e); lra. }
  assert (Q : lam / 2 * g^2 - (Rabs l2p + Rabs l2m) * (eps * (K2 * E)) <= lam / 2 * v^2).
  { assert (Z : Rabs (lam / 2 * (v^2 - g^2)) <= (Rabs l2p + Rabs l2m) * (eps * (K2 * E))).
    { rewrite Rabs_mult. unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra.
      pose proof (Rabs_pos lam).
      apply Rmult_le_compat; auto using Rabs_pos; try lra. }
    pose proof (Rle_abs (- (lam / 2 * (v^2 - g^2)))) as Z'. rewrite Rabs_Ropp in Z'. lra. }
  assert (Low : ell P (z P t e) - y e * slope e * v + lam / 2 * g^2 - eps * K4 * E <= ell P (z P t' e)).
  { pose proof (Rle_abs (- (ell P (z P t' e) - (ell P (z P t e) - y e * slope e * v + lam / 2 * v^2)))) as Z.
    rewrite Rabs_Ropp in Z.
    assert (EV : eps * v^2 <= eps * ((K3 + K2) * E)) by (apply Rmult_le_compat_l; lra).
    unfold K4.
    replace (eps * ((Rabs l2p + Rabs l2m) * K2 + K3 + K2) * E)
      with ((Rabs l2p + Rabs l2m) * (eps * (K2 * E)) + eps * ((K3 + K2) * E)) by ring.
    lra. }
  assert (SQ : S1^2 <= N * square_at t' e).
  { unfold S1, N, square_at. eapply Rle_trans; [apply sum_square|]. right. f_equal. apply sum_eq.
    intros. apply pow2_abs. }
  assert (EK : 0 <= eps * K4) by (apply Rmult_le_pos; lra).
  assert (eps * K4 * E <= eps * K4 * (u^2 + N * square_at t' e))
    by (apply Rmult_le_compat_l; [assumption|unfold E; lra]).
  fold g. lra.
Qed.

Lemma estimate eps t' e0 : 0 < eps <= 1 -> close eps t' -> In e0 (data P) ->
  over (data P) (fun e => share e * ell P (z P t e))
  + hessian (shift t' e0) t' / 2 - eps * K5 * ((shift t' e0)^2 + total_H t')
  <= over (data P) (fun e => share e * ell P (z P t' e)).
Proof.
  intros He [Dd [Nj Nl]] I0. set (u := shift t' e0).
  assert (Ev : forall e, In e (data P) -> f P t' e - c = u + sum (width P) (fun j => move t' j e))
    by (intros e Ie; apply f_shift; apply Dd; assumption).
  assert (HJ : forall j, 0 <= H t' j) by (intros; apply over_nonneg; intros; apply pow2_ge_0).
  assert (HH : 0 <= total_H t') by (apply sum_nonneg; auto).
  pose proof (Rabs_pos k) as Pk.
  (* first order: k (E+ - E-) v *)
  assert (B1 : k * difference P (fun e => f P t' e - c)
    <= k * sum (width P) (fun j => a j * q j * D2 t' j) / 2 + eps * (Rabs k * KF) * total_H t').
  { rewrite (difference_eq P (fun e => f P t' e - c) (fun e => u + sum (width P) (fun j => move t' j e)))
      by (intros; now apply Ev).
    rewrite difference_add, difference_const by apply means. rewrite difference_sum, Rplus_0_l.
    set (r := fun j => difference P (move t' j) - a j * q j / 2 * D2 t' j).
    rewrite (sum_eq (width P) (fun j => difference P (move t' j)) (fun j => 1 / 2 * (a j * q j * D2 t' j) + r j))
      by (intros; unfold r; field).
    rewrite sum_add, sum_times.
    assert (R : Rabs (sum (width P) r) <= eps * KF * total_H t').
    { apply Rle_trans with (1 := sum_Rabs _ _). unfold total_H. rewrite <- sum_times. apply sum_le.
      intros j L. destruct (Nj j L) as [_ B]. apply Rle_trans with (1 := B). rewrite <- Rmult_assoc.
      apply Rmult_le_compat_r; [apply HJ|]. apply Rmult_le_compat_l; [lra|].
      apply (sum_member (width P) C2 j); [|assumption]. intros i _. unfold C2.
      pose proof (Rabs_pos (a i)). pose proof (Rabs_pos (q i)). lra. }
    assert (M : k * sum (width P) r <= Rabs k * (eps * KF * total_H t')).
    { apply Rle_trans with (1 := Rle_abs _). rewrite Rabs_mult. now apply Rmult_le_compat_l. }
    replace (eps * (Rabs k * KF) * total_H t') with (Rabs k * (eps * KF * total_H t')) by ring. lra. }
  (* second order, sample by sample *)
  pose proof K4_ge as Q4. pose proof N_ge as QN. pose proof KF_ge as QF.
  pose proof (total_weight_pos P e0 I0) as PW.
  assert (EK : 0 <= eps * K4) by (apply Rmult_le_pos; lra).
  assert (B2 : forall e, In e (data P) ->
    share e * ell P (z P t e) + (-1 * (share e * (y e * slope e * (f P t' e - c)))
    + (1 / 2 * (share e * curvature e * (u + sum (width P) (fun j => a j * p j * h t' j e))^2)
    + (- (eps * K4 * u^2) * share e + - (eps * K4 * total_weight P * N) * square_at t' e)))
    <= share e * ell P (z P t' e)).
  { intros e Ie. pose proof (sample_estimate eps t' u e He Ie Nj (Ev e Ie) (Nl e Ie)) as Low.
    pose proof (share_pos e) as Ps.
    assert (Pt : share e <= total_weight P)
      by (apply (over_at_least (data P) share); [intros; left; apply share_pos|assumption]).
    apply Rmult_le_compat_l with (r := share e) in Low; [|lra].
    assert (Sq : 0 <= square_at t' e) by (apply sum_nonneg; intros; apply pow2_ge_0).
    assert (Sh : share e * (eps * K4 * N * square_at t' e) <= total_weight P * (eps * K4 * N * square_at t' e)).
    { apply Rmult_le_compat_r; [|assumption]. apply Rmult_le_pos; [|assumption]. now apply Rmult_le_pos. }
    eapply Rle_trans; [|exact Low].
    replace (share e * (ell P (z P t e) - y e * slope e * (f P t' e - c)
        + curvature e / 2 * (u + sum (width P) (fun j => a j * p j * h t' j e))^2
        - eps * K4 * (u^2 + N * square_at t' e)))
      with (share e * ell P (z P t e) + (-1 * (share e * (y e * slope e * (f P t' e - c)))
        + (1 / 2 * (share e * curvature e * (u + sum (width P) (fun j => a j * p j * h t' j e))^2)
        + (- (eps * K4 * u^2) * share e - share e * (eps * K4 * N * square_at t' e))))) by field.
    lra. }
  apply over_le in B2.
  rewrite !over_add, !over_times, first_order_sum in B2. fold (total_weight P) in B2.
  change (over (data P) (square_at t')) with (over (data P) (square_at t')) in B2.
  rewrite total_H_over in B2.
  unfold hessian.
  assert (Pu : 0 <= u^2) by apply pow2_ge_0.
  unfold K5.
  assert (X1 : 0 <= eps * (Rabs k * KF) * u^2).
  { apply Rmult_le_pos; [|assumption]. apply Rmult_le_pos; [lra|]. now apply Rmult_le_pos. }
  assert (X2 : 0 <= eps * (u^2 + total_H t')) by (apply Rmult_le_pos; lra).
  assert (X3 : 0 <= eps * K4 * total_weight P * N * u^2).
  { apply Rmult_le_pos; [|assumption]. apply Rmult_le_pos; [|assumption]. apply Rmult_le_pos; lra. }
  assert (X4 : 0 <= eps * K4 * total_weight P * total_H t').
  { apply Rmult_le_pos; [|assumption]. apply Rmult_le_pos; lra. }
  replace (eps * (K4 * total_weight P * (1 + N) + Rabs k * KF + 1) * (u^2 + total_H t'))
    with (eps * K4 * total_weight P * u^2 + eps * K4 * total_weight P * total_H t'
      + eps * K4 * total_weight P * N * u^2 + eps * K4 * total_weight P * N * total_H t'
      + eps * (Rabs k * KF) * u^2 + eps * (Rabs k * KF) * total_H t' + eps * (u^2 + total_H t')) by ring.
  lra.
Qed.

Variable kappa : R.
Hypothesis kappa_pos : 0 < kappa.
Hypothesis definite : forall u (w : nat -> nat -> R),
  kappa * (u^2 + sum (width P) (fun j => over (data P) (fun e => (along P (mean P) (w j) e)^2))) <=
  over (data P) (fun e => share e * (if positive_label e then l2p else l2m)
                          * (u + sum (width P) (fun j => t (A j) * p j * along P (mean P) (w j) e))^2)
  - W_plus P * l1p
    * sum (width P) (fun j => t (A j) * q j * difference P (fun e => (along P (mean P) (w j) e)^2)).

Lemma fibre_bad : CONSTANT_BAD P.
Proof.
  destruct (wrong_both P c (proj1 means)) as [e0 [I0 Wr]].
  pose proof (total_weight_pos P e0 I0) as PW.
  assert (P5 : 0 < K5).
  { unfold K5. pose proof K4_ge. pose proof (Rabs_pos k). pose proof N_ge. pose proof KF_ge.
    assert (0 <= K4 * total_weight P * (1 + N)).
    { apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; lra. }
    assert (0 <= Rabs k * KF) by now apply Rmult_le_pos. lra. }
  set (eps := Rmin 1 (kappa / (2 * K5))).
  assert (Q : 0 < kappa / (2 * K5)) by (apply Rdiv_lt_0_compat; lra).
  assert (He : 0 < eps) by (apply Rmin_pos; lra).
  assert (E1 : eps <= 1) by apply Rmin_l.
  assert (E2 : eps * K5 <= kappa / 2).
  { apply Rle_trans with (kappa / (2 * K5) * K5); [|right; field; lra].
    apply Rmult_le_compat_r; [lra|apply Rmin_r]. }
  pose proof at_c as [A' [U E]].
  apply constant_intro with t c e0; auto.
  apply nearby_weaken with (2 := close_near eps (conj He E1)). intros t' _ Nc.
  apply L_le with e0; auto. change (val (loss P)) with (ell P).
  pose proof (estimate eps t' e0 (conj He E1) Nc I0) as K.
  pose proof (definite (shift t' e0) (fun j i => t' (W j i))) as Df.
  change (kappa * ((shift t' e0)^2 + total_H t') <= hessian (shift t' e0) t') in Df.
  assert (PE : 0 <= (shift t' e0)^2 + total_H t').
  { assert (0 <= total_H t').
    { apply sum_nonneg. intros j _. apply over_nonneg. intros. apply pow2_ge_0. }
    pose proof (pow2_ge_0 (shift t' e0)). lra. }
  apply Rmult_le_compat_r with (r := (shift t' e0)^2 + total_H t') in E2; [|assumption]. lra.
Qed.

End Fibre.

Section Rules.

Variable P : problem.
Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis data_equal_means : data_equal_means P.
Hypothesis minimum_fibre : minimum_fibre P.

Theorem constant_fibre : CONSTANT_BAD P.
Proof.
  destruct minimum_fibre as [t [c [p [q [l1p [l2p [l1m [l2m [kappa H]]]]]]]]].
  destruct H as [K [Dd [Dc [Nj [Cp [Cm [Cr [Hk Df]]]]]]]].
  apply (fibre_bad P) with t c l1p l2p l1m l2m p q kappa; auto.
  - now apply all_defined.
  - intros j e L. now apply (proj1 (Nj j L)).
  - intros j L. exact (proj2 (Nj j L)).
Qed.

Theorem rule_fibre : BAD P.
Proof. apply constant_is_bad, constant_fibre. Qed.

End Rules.
