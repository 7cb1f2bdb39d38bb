(** * S2: separable data and losses with kinks, such as the hinge

    T1 without a derivative of the loss. A neuron with a_j <> 0 turns along a
    vector that separates, as in Monotone.v: every z_i falls, so the loss is
    constant just below it. What is left is the network at rest, all a_j = 0.
    It is no local minimum with a wrong sample if
    - the a_j are frozen, not all at 0: it does not occur; or
    - there is no f_D, and l has a derivative where the constant network puts
      the samples; or there is no f_D, l is convex, no penalty
      rewards a_0 and the classes have the same weight; or
    - a_0 is trained and free of penalties, and the x_i lie on one line. *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Subgradients Separable.
Import ListNotations.
Open Scope R_scope.

(** A function that never falls, and is hardly less at points just below v. *)
Lemma level_below : forall g v, (forall u w, u <= w -> g u <= g w) ->
  (forall k r, 0 < k -> 0 < r -> exists h, 0 < h < r /\ g v - k * h < g (v - h)) -> level_at g v.
Proof.
  intros g v M H k r Hk Hr. split; [|now apply H]. exists (r / 2). split; [lra|].
  specialize (M v (v + r / 2) ltac:(lra)). assert (0 < k * (r / 2)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma constant_below : forall g v w, (forall u w, u <= w -> g u <= g w) -> w < v -> g w = g v ->
  level_at g v.
Proof.
  intros g v w M Hw E. apply level_below; [assumption|]. intros k r Hk Hr.
  set (h := Rmin (r / 2) (v - w)). assert (0 < h) by (apply Rmin_pos; lra).
  assert (h <= r / 2) by apply Rmin_l. assert (h <= v - w) by apply Rmin_r.
  exists h. split; [lra|]. pose proof (M w (v - h) ltac:(lra)). pose proof (Rmult_lt_0_compat k h). lra.
Qed.

Section Kink.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis unpenalised : objective_hidden_unpenalised P.
Hypothesis trained_w : w_trained P = true.

Variable u : nat -> R.
Hypothesis separates : forall e, In e (data P) -> 0 < y e * dot P u e.

Variable eps : R.
Hypothesis mirror : eps = 1 \/ eps = -1.
Hypothesis monotone : strictly_increasing (fun v => eps * sigma P v).

Let weakly : weakly_separates P u.
Proof. intros e I. left. now apply separates. Qed.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Lemma y_cases : forall e, y e = 1 \/ y e = -1.
Proof. intros e. unfold y. destruct (positive_label e); auto. Qed.

(** ** Some a_j is not 0 *)

Lemma active_no_fall : forall t j, local_min P t -> (j < width P)%nat -> t (A j) <> 0 ->
  forall e, In e (data P) -> level_at (ell P) (z P t e).
Proof.
  intros t j Min Hj Ha e I.
  destruct (active_level P u weakly loss_defined neuron_defined network_deep_defined unpenalised
    loss_nondecreasing eps mirror monotone trained_w t j Min Hj Ha e I (separates e I)) as [w [Hw E]].
  now apply (constant_below (ell P) (z P t e) w).
Qed.

(** ** At rest: a_0 and a_j move by h p and h q *)

Definition lift (t : params) (j : nat) (p q h : R) : params :=
  shift P t (h * p) (fun i => if (i =? j)%nat then h * q else 0) (fun _ _ => 0).

(** What f gains for h = 1. *)
Definition rise (t : params) (j : nat) (p q : R) (e : sample) : R := p + q * sigma P (pre P t j e).

Lemma lift_f : forall t j p q h e, (j < width P)%nat ->
  f P (lift t j p q h) e = f P t e + h * rise t j p q e.
Proof.
  intros t j p q h e Hj. unfold lift, rise. rewrite shift_f. unfold f.
  assert (Z0 : dot P (fun _ => 0) e = 0) by (unfold dot; apply sum_0; intros; ring).
  assert (S : sum (width P) (fun i => (t (A i) + (if (i =? j)%nat then h * q else 0)) *
      sigma P (pre P t i e + dot P (fun _ => 0) e))
    = sum (width P) (fun i => t (A i) * sigma P (pre P t i e)) + h * q * sigma P (pre P t j e)).
  { rewrite <- (sum_at (width P) j (h * q * sigma P (pre P t j e)) Hj), <- sum_add.
    apply sum_eq. intros i Hi. rewrite Z0, Rplus_0_r.
    destruct (Nat.eqb_spec i j) as [->|]; ring. }
  cbv beta. unfold sigma in *. rewrite S. ring.
Qed.

Lemma lift_penalty : forall t j p q, (j < width P)%nat -> t (A j) = 0 ->
  exists c, forall h, penalty P (lift t j p q h)
    = penalty P t + 2 * output_bias_penalty P * t A0 * p * h + c * h^2.
Proof.
  intros t j p q Hj H0.
  assert (St : forall h o, lift t j p q h o
    = t o + match o with A0 => h * p | A i => if (i =? j)%nat then h * q else 0 | _ => 0 end).
  { intros h o. unfold lift. destruct o as [|i|i k|i|o]; simpl; try ring.
    - destruct (Nat.eqb_spec i j) as [->|N].
      + now rewrite (proj2 (Nat.ltb_lt j (width P)) Hj).
      + destruct (i <? width P)%nat; ring.
    - destruct ((i <? width P) && (k <? dim P))%nat%bool; ring.
    - destruct ((i <? width P)%nat && b_trained P)%bool; ring. }
  unfold penalty, output_bias_penalty. induction (penalties P) as [|[c o] rest [C IH]].
  - exists 0. intros. simpl. ring.
  - exists (match o with A0 => c * p^2 + C | A i => if (i =? j)%nat then c * q^2 + C else C | _ => C end).
    intros h. cbn [over fst snd]. rewrite IH, St. destruct o as [|i|i k|i|o]; try ring.
    destruct (Nat.eqb_spec i j) as [->|N]; [rewrite H0|]; ring.
Qed.

Lemma unpenalised_bias : objective_output_bias_unpenalised P -> output_bias_penalty P = 0.
Proof.
  intros F. unfold output_bias_penalty. apply over_0. intros [c o] I. destruct o; try reflexivity.
  exact (F c I).
Qed.

Lemma lift_near : forall t j p q r, 0 < r ->
  exists d, 0 < d /\ forall h, Rabs h < d -> near P r t (lift t j p q h).
Proof.
  intros t j p q r Hr. set (s := 1 + Rabs p + Rabs q).
  pose proof (Rabs_pos p). pose proof (Rabs_pos q). assert (Hs : 0 < s) by (unfold s; lra).
  exists (r / s). split; [now apply Rdiv_lt_0_compat|]. intros h Hh.
  assert (B : forall v, Rabs v <= s -> Rabs (h * v) < r).
  { intros v Hv. rewrite Rabs_mult. pose proof (Rabs_pos h). pose proof (Rabs_pos v).
    apply Rle_lt_trans with (Rabs h * s); [now apply Rmult_le_compat_l|].
    replace r with (r / s * s) by (field; lra). now apply Rmult_lt_compat_r. }
  apply shift_near; auto.
  - apply B. unfold s. lra.
  - intros i _. destruct (i =? j)%nat; [apply B; unfold s; lra|now rewrite Rabs_R0].
  - intros. now rewrite Rabs_R0.
Qed.

(** The loss along it, at a local minimum. *)
Lemma lift_min : forall t j p q, local_min P t -> (j < width P)%nat -> a_trained P = true ->
  t (A j) = 0 -> p = 0 \/ a0_trained P = true ->
  exists C d, 0 < d /\ forall h, Rabs h < d ->
    over (data P) (fun e => share e * ell P (z P t e)) <=
    over (data P) (fun e => share e * ell P (z P t e - y e * (h * rise t j p q e)))
      + 2 * total_weight P * output_bias_penalty P * t A0 * p * h + C * h^2.
Proof.
  intros t j p q Min Hj Ha H0 Free.
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (lift_near t j p q r Hr) as [d [Hd Near]].
  destruct (lift_penalty t j p q Hj H0) as [c Pen].
  exists (c * total_weight P), d. split; [assumption|]. intros h Hh.
  assert (LE : L P t <= L P (lift t j p q h)).
  { apply Hmin; [|now apply Near]. apply shift_admissible; auto.
    - apply Min.
    - destruct Free as [->|F]; [right; ring|now left]. }
  unfold L in LE. rewrite Pen in LE. fold (ell P) in LE.
  rewrite (over_eq (data P) (fun s => share s * val (loss P) (z P (lift t j p q h) s))
    (fun e => share e * ell P (z P t e - y e * (h * rise t j p q e)))) in LE.
  2:{ intros e I. unfold ell, z. rewrite lift_f by assumption. f_equal. f_equal. ring. }
  change (over (data P) (fun s => share s * val (loss P) (z P t s)))
    with (over (data P) (fun s => share s * ell P (z P t s))) in LE.
  set (a := over (data P) (fun s => share s * ell P (z P t s))) in *.
  set (b := over (data P) (fun e => share e * ell P (z P t e - y e * (h * rise t j p q e)))) in *.
  set (m := 2 * output_bias_penalty P * t A0 * p * h) in *.
  replace (2 * total_weight P * output_bias_penalty P * t A0 * p * h) with (m * total_weight P)
    by (unfold m; ring).
  destruct (data P) as [|e0 rest] eqn:Ed.
  - unfold a, b, total_weight. rewrite Ed. simpl. lra.
  - assert (T : 0 < total_weight P) by (apply total_weight_pos; rewrite Ed; discriminate).
    apply (Rmult_le_compat_r (total_weight P)) in LE; [|lra].
    replace ((a / total_weight P + penalty P t) * total_weight P)
      with (a + penalty P t * total_weight P) in LE by (field; lra).
    replace ((b / total_weight P + (penalty P t + m + c * h ^ 2)) * total_weight P)
      with (b + m * total_weight P + c * total_weight P * h^2 + penalty P t * total_weight P)
      in LE by (field; lra).
    lra.
Qed.

(** a_0 stays, or it is trained and the slope of its penalties is 0. *)
Definition free_bias (t : params) (p : R) : Prop :=
  p = 0 \/ (a0_trained P = true /\ output_bias_penalty P * t A0 = 0).

Lemma lift_min_free : forall t j p q, local_min P t -> (j < width P)%nat -> a_trained P = true ->
  t (A j) = 0 -> free_bias t p ->
  exists C d, 0 < d /\ forall h, Rabs h < d ->
    over (data P) (fun e => share e * ell P (z P t e)) <=
    over (data P) (fun e => share e * ell P (z P t e - y e * (h * rise t j p q e))) + C * h^2.
Proof.
  intros t j p q Min Hj Ha H0 Free.
  destruct (lift_min t j p q Min Hj Ha H0 ltac:(destruct Free as [F|[F _]]; auto)) as [C [d [Hd Le]]].
  exists C, d. split; [assumption|]. intros h Hh. specialize (Le h Hh).
  replace (2 * total_weight P * output_bias_penalty P * t A0 * p * h) with 0 in Le; [lra|].
  destruct Free as [->|[_ F]]; [ring|].
  replace (2 * total_weight P * output_bias_penalty P * t A0 * p * h)
    with (2 * total_weight P * p * h * (output_bias_penalty P * t A0)) by ring.
  rewrite F. ring.
Qed.

(** First order: where the loss runs below curves with slopes - y_i rise_i g_i. *)
Lemma lift_first : forall t j p q (g : sample -> R) (curve : sample -> R -> R) r,
  local_min P t -> (j < width P)%nat -> a_trained P = true -> t (A j) = 0 ->
  free_bias t p -> 0 < r ->
  (forall e, In e (data P) -> curve e 0 = ell P (z P t e) /\
    derivable_pt_lim (curve e) 0 (- (y e * rise t j p q e * g e)) /\
    forall h, 0 < h < r -> ell P (z P t e - y e * (h * rise t j p q e)) <= curve e h) ->
  over (data P) (fun e => share e * (y e * rise t j p q e * g e)) <= 0.
Proof.
  intros t j p q g curve r Min Hj Ha H0 Free Hr H.
  destruct (lift_min_free t j p q Min Hj Ha H0 Free) as [C [d [Hd Le]]].
  cut (0 <= over (data P) (fun e => share e * - (y e * rise t j p q e * g e)) + 0).
  { rewrite (over_eq (data P) _ (fun e => (-1) * (share e * (y e * rise t j p q e * g e))))
      by (intros; ring). rewrite over_mul. lra. }
  apply (right_derivative (fun h => over (data P) (fun e => share e * curve e h) + (0 + 0 * h + C * h^2))).
  - apply (derivable_pt_lim_plus (fun h => over (data P) (fun e => share e * curve e h))
      (fun h => 0 + 0 * h + C * h^2)); [|apply derivative_quadratic].
    apply (derivative_over (data P) (fun e h => share e * curve e h)).
    intros e I. apply derivable_pt_lim_scal. now apply H.
  - exists (Rmin r d). split; [now apply Rmin_pos|]. intros h Hh.
    assert (h < r) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_l]).
    assert (h < d) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_r]).
    rewrite (over_eq (data P) (fun e => share e * curve e 0) (fun e => share e * ell P (z P t e))).
    2:{ intros e I. now rewrite (proj1 (H e I)). }
    specialize (Le h ltac:(rewrite Rabs_right; lra)).
    assert (over (data P) (fun e => share e * ell P (z P t e - y e * (h * rise t j p q e)))
      <= over (data P) (fun e => share e * curve e h)).
    { apply over_le. intros e I. apply Rmult_le_compat_l; [left; apply share_pos|].
      apply (proj2 (proj2 (H e I))). lra. }
    nra.
Qed.

(** Where every sample gains: the loss does not fall below z_i. *)
Lemma lift_level : forall t j p q, local_min P t -> (j < width P)%nat -> a_trained P = true ->
  t (A j) = 0 -> free_bias t p ->
  (forall e, In e (data P) -> 0 < y e * rise t j p q e) ->
  forall e, In e (data P) -> level_at (ell P) (z P t e).
Proof.
  intros t j p q Min Hj Ha H0 Free G e I. apply level_below; [assumption|]. intros k r Hk Hr.
  destruct (lift_min_free t j p q Min Hj Ha H0 Free) as [C [d [Hd Le]]].
  assert (Hm : 0 < y e * rise t j p q e) by now apply G.
  remember (y e * rise t j p q e) as m eqn:Em.
  pose proof (share_pos e) as Hs. pose proof (Rabs_pos C) as Hc.
  set (h := Rmin (d / 2) (Rmin (r / (2 * m)) (k * m * share e / (2 * (Rabs C + 1))))).
  assert (Hkm : 0 < k * m * share e) by (repeat apply Rmult_lt_0_compat; assumption).
  assert (Hh : 0 < h).
  { unfold h. repeat apply Rmin_pos; [lra| |]; apply Rdiv_lt_0_compat; lra. }
  assert (h1 : h <= d / 2) by apply Rmin_l.
  assert (h2 : h <= r / (2 * m)) by (unfold h; eapply Rle_trans; [apply Rmin_r|apply Rmin_l]).
  assert (h3 : h <= k * m * share e / (2 * (Rabs C + 1)))
    by (unfold h; eapply Rle_trans; [apply Rmin_r|apply Rmin_r]).
  assert (h2' : h * m <= r / 2).
  { replace (r / 2) with (r / (2 * m) * m) by (field; lra). apply Rmult_le_compat_r; lra. }
  assert (h3' : h * (Rabs C + 1) <= k * m * share e / 2).
  { replace (k * m * share e / 2) with (k * m * share e / (2 * (Rabs C + 1)) * (Rabs C + 1))
      by (field; lra). apply Rmult_le_compat_r; lra. }
  specialize (Le h ltac:(rewrite Rabs_right; lra)).
  set (drop := fun e' => share e' * (ell P (z P t e') - ell P (z P t e' - y e' * (h * rise t j p q e')))).
  assert (Pos : forall e', In e' (data P) -> 0 <= drop e').
  { intros e' I'. unfold drop. apply Rmult_le_pos; [left; apply share_pos|].
    specialize (G e' I'). assert (0 < h * (y e' * rise t j p q e')) by now apply Rmult_lt_0_compat.
    pose proof (loss_nondecreasing (z P t e' - y e' * (h * rise t j p q e')) (z P t e') ltac:(lra)).
    lra. }
  assert (Sum : over (data P) drop <= C * h^2).
  { unfold drop. rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e')
      + (-1) * (share e' * ell P (z P t e' - y e' * (h * rise t j p q e'))))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  assert (One : forall l, (forall e', In e' l -> 0 <= drop e') -> In e l -> drop e <= over l drop).
  { induction l as [|a l IH]; intros Q J; [easy|]. cbn [over].
    assert (0 <= over l drop) by (apply over_ge0; intros; apply Q; now right).
    assert (0 <= drop a) by (apply Q; now left).
    destruct J as [->|J]; [lra|]. assert (drop e <= over l drop); [|lra].
    apply IH; [|assumption]. intros. apply Q. now right. }
  specialize (One (data P) Pos I). unfold drop in One at 1.
  replace (y e * (h * rise t j p q e)) with (h * m) in One by (rewrite Em; ring).
  exists (h * m). split; [split; [now apply Rmult_lt_0_compat|lra]|].
  assert (CC : C <= Rabs C) by apply Rle_abs.
  assert (Up : share e * (ell P (z P t e) - ell P (z P t e - h * m)) < share e * (k * (h * m))).
  { assert (C * h^2 <= Rabs C * h^2) by (apply Rmult_le_compat_r; [apply pow2_ge_0|assumption]).
    assert (Rabs C * h^2 <= h * (h * (Rabs C + 1))) by nra.
    assert (h * (h * (Rabs C + 1)) <= h * (k * m * share e / 2)) by (apply Rmult_le_compat_l; lra).
    assert (0 < share e * (k * (h * m))) by (repeat apply Rmult_lt_0_compat; assumption).
    lra. }
  apply Rmult_lt_reg_l in Up; [lra|assumption].
Qed.

(** ** At rest, without f_D: sums that vanish at every turned point *)

Definition at_rest (t : params) (c : R) : Prop :=
  local_min P t /\ t A0 = c /\ forall i, (i < width P)%nat -> t (A i) = 0.

Lemma turn_at_rest : forall t c j, at_rest t c -> (j < width P)%nat ->
  exists d, 0 < d /\ forall h, Rabs h < d -> at_rest (turn P u t j h) c.
Proof.
  intros t c j [Min [Hc Ha]] Hj.
  destruct (turn_idle P u loss_defined neuron_defined network_deep_defined unpenalised trained_w t j
    Min Hj (Ha j Hj)) as [d [Hd H]].
  exists d. split; [assumption|]. intros h Hh. split; [now apply H|]. unfold turn. simpl.
  split; [lra|]. intros i Hi. rewrite (proj2 (Nat.ltb_lt i (width P)) Hi), (Ha i Hi). ring.
Qed.

Lemma rest_vanishes : forall t c j (q : sample -> R), at_rest t c -> (j < width P)%nat ->
  (forall e, 0 <= q e) ->
  (forall t', at_rest t' c -> over (data P) (fun e => share e * (y e * sigma P (pre P t' j e) * q e)) = 0) ->
  forall e, In e (data P) -> q e = 0.
Proof.
  intros t c j q Rest Hj Pos Sum e I.
  destruct (turn_at_rest t c j Rest Hj) as [d [Hd Turn]].
  set (h := d / 2). assert (Hh : Rabs h < d) by (unfold h; rewrite Rabs_right; lra).
  pose proof (Sum t Rest) as E1. pose proof (Sum _ (Turn h Hh)) as E2.
  set (G := fun e' => share e' * q e' *
     (y e' * (eps * (sigma P (pre P t j e' + h * dot P u e') - sigma P (pre P t j e'))))).
  assert (Gain : forall e', In e' (data P) -> 0 <= G e').
  { intros e' I'. unfold G. apply Rmult_le_pos.
    - apply Rmult_le_pos; [left; apply share_pos|apply Pos].
    - apply (gain P u weakly eps monotone); auto. unfold h. lra. }
  assert (Total : over (data P) G <= 0).
  { unfold G. rewrite (over_eq (data P) _ (fun e' =>
      eps * (share e' * (y e' * sigma P (pre P (turn P u t j h) j e') * q e'))
      + (- eps) * (share e' * (y e' * sigma P (pre P t j e') * q e')))).
    - rewrite over_add, !over_mul, E1, E2. lra.
    - intros e' I'. unfold turn. rewrite shift_pre by assumption.
      rewrite turn_dot, Nat.eqb_refl. ring. }
  pose proof (over_ge0_0 (data P) G Gain Total e I) as Ge. unfold G in Ge.
  destruct (gain P u weakly eps monotone (pre P t j e) h e I ltac:(unfold h; lra)) as [_ Gp].
  specialize (Gp (separates e I)). pose proof (share_pos e).
  apply Rmult_integral in Ge. destruct Ge as [Ge|Ge]; [|lra].
  apply Rmult_integral in Ge. destruct Ge; [lra|assumption].
Qed.

Lemma rest_f : network_shortcut_only P -> forall t c, at_rest t c -> forall e, f P t e = c.
Proof.
  intros [D _] t c [_ [Hc Ha]] e. unfold f. rewrite D, Hc, sum_0; [ring|].
  intros i Hi. rewrite (Ha i Hi). ring.
Qed.

(** (i) l has a derivative at c and - c. *)
Lemma rest_smooth : network_shortcut_only P -> a_trained P = true -> (1 <= width P)%nat ->
  forall t c d d', at_rest t c ->
  derivable_pt_lim (ell P) c d -> derivable_pt_lim (ell P) (- c) d' ->
  forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) 0.
Proof.
  intros Only Ha Hw t c d d' Rest Dp Dm e I.
  set (q := fun e' => if positive_label e' then d' else d).
  assert (Dq : forall t' e', at_rest t' c -> derivable_pt_lim (ell P) (z P t' e') (q e')).
  { intros t' e' R'. unfold z, q, y. rewrite (rest_f Only t' c R').
    destruct (positive_label e').
    - replace (- (1) * c) with (- c) by ring. assumption.
    - replace (- (-1) * c) with c by ring. assumption. }
  assert (Zero : q e = 0).
  { apply (rest_vanishes t c 0%nat q); auto.
    - intros e'. unfold q. destruct (positive_label e');
        [apply (nondecreasing_derivative (ell P) (- c))|apply (nondecreasing_derivative (ell P) c)]; auto.
    - intros t' R'.
      assert (One : forall s, over (data P) (fun e' => share e' * (y e' * rise t' 0 0 s e' * q e')) <= 0).
      { intros s. pose proof R' as [Min [Ec Zs]].
        apply (lift_first t' 0%nat 0 s q
          (fun e' h => ell P (z P t' e' + h * - (y e' * rise t' 0 0 s e'))) 1); auto; [now left|lra|].
        intros e' I'. split; [now rewrite Rmult_0_l, Rplus_0_r|]. split.
        - replace (- (y e' * rise t' 0 0 s e' * q e')) with (q e' * - (y e' * rise t' 0 0 s e')) by ring.
          apply derivative_along. now apply Dq.
        - intros h _. right. f_equal. ring. }
      pose proof (One 1) as Up. pose proof (One (-1)) as Down. unfold rise in Up, Down.
      rewrite (over_eq (data P) _ (fun e' => share e' * (y e' * sigma P (pre P t' 0 e') * q e'))) in Up
        by (intros; ring).
      rewrite (over_eq (data P) _ (fun e' => (-1) * (share e' * (y e' * sigma P (pre P t' 0 e') * q e')))) in Down
        by (intros; ring).
      rewrite over_mul in Down. lra. }
  rewrite <- Zero. now apply Dq.
Qed.

(** (ii) l is convex, a_0 moves freely, the classes have the same weight. *)
Lemma labels_balance : data_balanced_classes P -> over (data P) (fun e => share e * y e) = 0.
Proof.
  intros B. unfold data_balanced_classes, W_plus, W_minus, class_weight in B.
  rewrite (over_eq (data P) _ (fun e => (if positive_label e then share e else 0)
    + (-1) * (if negb (positive_label e) then share e else 0))).
  - rewrite over_add, over_mul, B. ring.
  - intros e _. unfold y. destruct (positive_label e); simpl; ring.
Qed.

(** Then c is least for l(c) + l(-c), as 0 is, and l is affine between -c and c. *)
Lemma rest_affine : network_shortcut_only P -> a_trained P = true -> (1 <= width P)%nat ->
  a0_trained P = true -> objective_output_bias_not_rewarded P -> loss_convex P ->
  data_balanced_classes P -> data P <> [] ->
  forall t c k, at_rest t c -> derivable_pt_lim (ell P) 0 k ->
  output_bias_penalty P * c = 0 /\ forall v, Rabs v <= Rabs c -> ell P v = ell P 0 + k * v.
Proof.
  intros Only Ha Hw H0 Free Conv Bal Some t c k Rest D0.
  pose proof (convex_derivative (ell P) 0 k Conv D0) as Sub.
  assert (Sub' : forall v, ell P 0 + k * v <= ell P v).
  { intros v. specialize (Sub v). now rewrite Rminus_0_r in Sub. }
  set (H := fun v => ell P v + ell P (- v)).
  (* the class weights are positive *)
  assert (T : 0 < W_plus P /\ W_minus P = W_plus P).
  { split; [|now symmetry]. pose proof (total_weight_pos P Some) as Tw.
    assert (total_weight P = W_plus P + W_minus P).
    { unfold total_weight, W_plus, W_minus, class_weight. rewrite <- over_add. apply over_eq.
      intros e _. destruct (positive_label e); simpl; ring. }
    unfold data_balanced_classes in Bal. lra. }
  destruct T as [Tp Tm].
  assert (Split : forall v, over (data P) (fun e => share e * ell P (- y e * v)) = W_plus P * H v).
  { intros v. unfold H. rewrite Rmult_plus_distr_l. rewrite <- Tm at 1.
    unfold W_plus, W_minus, class_weight. rewrite !(Rmult_comm (over _ _)), <- !over_mul, <- over_add.
    apply over_eq. intros e _. unfold y. destruct (positive_label e); simpl.
    - replace (- (1) * v) with (- v) by ring. ring.
    - replace (- (-1) * v) with v by ring. ring. }
  pose proof Rest as [Min [Hc Hz]].
  set (w := total_weight P * output_bias_penalty P * c^2).
  assert (Wc : 0 <= w).
  { unfold w. apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [|assumption].
    left. now apply total_weight_pos. }
  assert (Least : W_plus P * (H c - H 0) + 2 * w <= 0).
  { destruct (lift_min t 0%nat 1 0 Min ltac:(lia) Ha (Hz 0%nat ltac:(lia)) ltac:(auto))
      as [C [d [Hd Le]]].
    assert (Zs : forall e, z P t e = - y e * c) by (intros e; unfold z; now rewrite (rest_f Only t c Rest)).
    assert (Local : forall h, Rabs h < d -> W_plus P * H c <= W_plus P * H (c + h)
        + 2 * total_weight P * output_bias_penalty P * c * 1 * h + C * h^2).
    { intros h Hh. specialize (Le h Hh). rewrite Hc in Le. rewrite <- !Split.
      rewrite (over_eq (data P) _ (fun e => share e * ell P (- y e * c))) in Le
        by (intros; now rewrite Zs).
      rewrite (over_eq (data P) (fun e => share e * ell P (z P t e - _))
        (fun e => share e * ell P (- y e * (c + h)))) in Le; [assumption|].
      intros e _. unfold rise. rewrite Zs. f_equal. f_equal. ring. }
    (* C is not needed: convexity along the line to 0 *)
    destruct (Rle_lt_dec (W_plus P * (H c - H 0) + 2 * w) 0) as [|Hg]; [assumption|exfalso].
    set (gap := W_plus P * (H c - H 0) + 2 * w) in *.
    pose proof (Rabs_pos c) as Pc. pose proof (Rabs_pos C) as PC.
    set (s := Rmin (1 / 2) (Rmin (d / (2 * (Rabs c + 1))) (gap / (2 * ((Rabs C + 1) * (c^2 + 1)))))).
    pose proof (pow2_ge_0 c) as Sc.
    assert (Q : 0 < (Rabs C + 1) * (c^2 + 1)) by (apply Rmult_lt_0_compat; lra).
    assert (Hs : 0 < s).
    { unfold s. repeat apply Rmin_pos; try lra; apply Rdiv_lt_0_compat; lra. }
    assert (s1 : s <= 1 / 2) by apply Rmin_l.
    assert (s2 : s <= d / (2 * (Rabs c + 1))) by (unfold s; eapply Rle_trans; [apply Rmin_r|apply Rmin_l]).
    assert (s3 : s <= gap / (2 * ((Rabs C + 1) * (c^2 + 1))))
      by (unfold s; eapply Rle_trans; [apply Rmin_r|apply Rmin_r]).
    assert (s2' : s * (Rabs c + 1) <= d / 2).
    { replace (d / 2) with (d / (2 * (Rabs c + 1)) * (Rabs c + 1)) by (field; lra).
      apply Rmult_le_compat_r; lra. }
    assert (s3' : s * ((Rabs C + 1) * (c^2 + 1)) <= gap / 2).
    { replace (gap / 2) with (gap / (2 * ((Rabs C + 1) * (c^2 + 1))) * ((Rabs C + 1) * (c^2 + 1)))
        by (field; split; lra). apply Rmult_le_compat_r; lra. }
    specialize (Local (- (s * c))).
    assert (Small : Rabs (- (s * c)) < d).
    { rewrite Rabs_Ropp, Rabs_mult, (Rabs_right s) by lra. nra. }
    specialize (Local Small).
    assert (Cv : H (c + - (s * c)) <= s * H 0 + (1 - s) * H c).
    { unfold H. pose proof (Conv 0 c s ltac:(lra)) as K1. pose proof (Conv 0 (- c) s ltac:(lra)) as K2.
      replace (s * 0 + (1 - s) * c) with (c + - (s * c)) in K1 by ring.
      replace (s * 0 + (1 - s) * - c) with (- (c + - (s * c))) in K2 by ring.
      rewrite Ropp_0. lra. }
    assert (W_plus P * H (c + - (s * c)) <= W_plus P * (s * H 0 + (1 - s) * H c))
      by (apply Rmult_le_compat_l; lra).
    replace (2 * total_weight P * output_bias_penalty P * c * 1 * - (s * c)) with (- (2 * s * w)) in Local
      by (unfold w; ring).
    assert (E1 : s * gap <= C * (- (s * c))^2) by (unfold gap; lra).
    assert (E2 : C * (- (s * c))^2 <= Rabs C * (s * c)^2).
    { replace ((- (s * c))^2) with ((s * c)^2) by ring. apply Rmult_le_compat_r; [apply pow2_ge_0|apply Rle_abs]. }
    assert (E3 : Rabs C * (s * c)^2 <= s * (s * ((Rabs C + 1) * (c^2 + 1)))).
    { replace (Rabs C * (s * c)^2) with (s * s * (Rabs C * c^2)) by ring.
      replace (s * (s * ((Rabs C + 1) * (c ^ 2 + 1)))) with (s * s * ((Rabs C + 1) * (c^2 + 1))) by ring.
      apply Rmult_le_compat_l; [nra|]. nra. }
    assert (s * (s * ((Rabs C + 1) * (c^2 + 1))) <= s * (gap / 2)) by (apply Rmult_le_compat_l; lra).
    assert (0 < s * gap) by now apply Rmult_lt_0_compat. lra. }
  pose proof (Sub' c) as Bc. pose proof (Sub' (- c)) as Bm.
  assert (Hmin : H 0 <= H c) by (unfold H; rewrite Ropp_0; lra).
  assert (Hge : 0 <= W_plus P * (H c - H 0)) by (apply Rmult_le_pos; lra).
  assert (Heq : H c - H 0 = 0).
  { assert (W_plus P * (H c - H 0) = 0) as Q by lra. apply Rmult_integral in Q. destruct Q; lra. }
  split.
  { assert (W0 : w = 0) by lra. unfold w in W0. pose proof (total_weight_pos P Some).
    apply Rmult_integral in W0. destruct W0 as [W0|W0].
    - apply Rmult_integral in W0. destruct W0 as [W0|W0]; [lra|]. rewrite W0. ring.
    - destruct (Req_EM_T c 0) as [-> |N]; [ring|]. exfalso. apply (pow_nonzero c 2 N). assumption. }
  unfold H in Heq. rewrite Ropp_0 in Heq.
  assert (Ec : ell P c = ell P 0 + k * c) by lra.
  assert (Em : ell P (- c) = ell P 0 + k * - c) by lra.
  intros v Hv. apply Rle_antisym; [|apply Sub'].
  destruct (Req_EM_T c 0) as [->|Nc].
  { rewrite Rabs_R0 in Hv. pose proof (Rabs_pos v). assert (v = 0) as ->; [|lra].
    destruct (Req_EM_T v 0) as [|N]; [assumption|]. apply Rabs_pos_lt in N. lra. }
  pose proof (Conv c (- c) ((v / c + 1) / 2)) as K.
  assert (B : -1 <= v / c <= 1).
  { assert (Rabs (v / c) <= 1).
    { unfold Rdiv. rewrite Rabs_mult, Rabs_inv. apply Rmult_le_reg_r with (Rabs c).
      - now apply Rabs_pos_lt.
      - rewrite Rmult_assoc, Rinv_l by (now apply Rabs_no_R0). lra. }
    split; [pose proof (Rle_abs (- (v / c))) as Q; rewrite Rabs_Ropp in Q|pose proof (Rle_abs (v / c))]; lra. }
  specialize (K ltac:(lra)).
  replace ((v / c + 1) / 2 * c + (1 - (v / c + 1) / 2) * - c) with v in K by (field; assumption).
  rewrite Ec, Em in K. replace (ell P 0 + k * v) with
    ((v / c + 1) / 2 * (ell P 0 + k * c) + (1 - (v / c + 1) / 2) * (ell P 0 + k * - c)) by (field; assumption).
  assumption.
Qed.

(** What the samples feel of neuron j, bounded. *)
Lemma bounded : forall (g : sample -> R), exists b, 0 <= b /\ forall e, In e (data P) -> Rabs (g e) <= b.
Proof.
  intros g. generalize (data P) as l. induction l as [|a l [b [Hb H]]]; [exists 0; split; [lra|easy]|].
  exists (b + Rabs (g a)). pose proof (Rabs_pos (g a)). split; [lra|].
  intros e [->|I]; [lra|]. specialize (H e I). lra.
Qed.

Lemma rest_balanced : network_shortcut_only P -> a_trained P = true -> (1 <= width P)%nat ->
  a0_trained P = true -> objective_output_bias_not_rewarded P -> loss_convex P ->
  data_balanced_classes P -> data P <> [] ->
  forall t c k, at_rest t c -> derivable_pt_lim (ell P) 0 k -> 0 < k -> False.
Proof.
  intros Only Ha Hw H0 Free Conv Bal Some t c k Rest D0 Hk.
  assert (Zero : forall e, In e (data P) -> (fun _ => 1) e = 0).
  { apply (rest_vanishes t c 0%nat (fun _ => 1)); auto; [intros; lra|]. intros t' R'.
    destruct (rest_affine Only Ha Hw H0 Free Conv Bal Some t' c k R' D0) as [Pen Aff].
    destruct (bounded (fun e => sigma P (pre P t' 0 e))) as [b [Hb B]].
    assert (Zs : forall e, z P t' e = - y e * c) by (intros e; unfold z; now rewrite (rest_f Only t' c R')).
    (* f moves towards 0 on all samples: by h (p + s sigma), p of the sign of - c and large *)
    assert (One : forall s, s = 1 \/ s = -1 ->
      over (data P) (fun e => share e * (y e * sigma P (pre P t' 0 e) * s)) <= 0).
    { intros s Hs.
      set (p := if Rle_dec c 0 then b else - b).
      assert (Sum : over (data P) (fun e => share e * (y e * rise t' 0 p s e * k)) <= 0).
      { pose proof R' as [Min [Ec Zr]].
        assert (Fb : free_bias t' p) by (right; split; [assumption|now rewrite Ec]).
        destruct (Req_EM_T c 0) as [Hc|Nc].
        - apply (lift_first t' 0%nat p s (fun _ => k)
            (fun e h => ell P (z P t' e + h * - (y e * rise t' 0 p s e))) 1); auto; [lra|].
          intros e I. split; [now rewrite Rmult_0_l, Rplus_0_r|]. split.
          + replace (- (y e * rise t' 0 p s e * k)) with (k * - (y e * rise t' 0 p s e)) by ring.
            apply derivative_along. rewrite Zs, Hc, Rmult_0_r. assumption.
          + intros h _. right. f_equal. ring.
        - assert (Pc : 0 < Rabs c) by now apply Rabs_pos_lt.
          apply (lift_first t' 0%nat p s (fun _ => k)
            (fun e h => (ell P 0 + k * z P t' e) + - (y e * rise t' 0 p s e * k) * h + 0 * h^2)
            (Rabs c / (b + 1))); auto; [apply Rdiv_lt_0_compat; lra|].
          intros e I. split; [|split].
          + rewrite (Aff (z P t' e)); [ring|]. rewrite Zs.
            destruct (y_cases e) as [-> | ->]; rewrite Rabs_mult;
              [rewrite (Rabs_left (- (1))) by lra|rewrite (Rabs_right (- (-1))) by lra]; lra.
          + apply derivative_quadratic.
          + intros h Hh. right. rewrite (Aff (z P t' e - y e * (h * rise t' 0 p s e))); [ring|].
            rewrite Zs. replace (- y e * c - y e * (h * rise t' 0 p s e))
              with (- y e * (c + h * rise t' 0 p s e)) by ring.
            rewrite Rabs_mult. replace (Rabs (- y e)) with 1
              by (destruct (y_cases e) as [-> | ->]; [rewrite Rabs_left|rewrite Rabs_right]; lra).
            rewrite Rmult_1_l. specialize (B e I). cbv beta in B.
            assert (Hb' : h * (b + 1) < Rabs c).
            { replace (Rabs c) with (Rabs c / (b + 1) * (b + 1)) by (field; lra).
              apply Rmult_lt_compat_r; lra. }
            unfold rise. set (v := sigma P (pre P t' 0 e)) in *.
            assert (Bv : - b <= v <= b).
            { pose proof (Rle_abs v). pose proof (Rle_abs (- v)) as Q. rewrite Rabs_Ropp in Q. lra. }
            assert (Bs : - b <= s * v <= b) by (destruct Hs as [-> | ->]; lra).
            unfold p. apply Rabs_le. destruct (Rle_dec c 0) as [L|L].
            * rewrite (Rabs_left c) in * by lra. nra.
            * rewrite (Rabs_right c) in * by lra. nra. }
      rewrite (over_eq (data P) _ (fun e => k * p * (share e * y e)
        + k * (share e * (y e * sigma P (pre P t' 0 e) * s)))) in Sum
        by (intros; unfold rise; ring).
      rewrite over_add, !over_mul, (labels_balance Bal), Rmult_0_r, Rplus_0_l in Sum.
      apply Rmult_le_reg_l with k; [assumption|]. now rewrite Rmult_0_r. }
    pose proof (One 1 ltac:(auto)) as Up. pose proof (One (-1) ltac:(auto)) as Down.
    rewrite (over_eq (data P) (fun e => share e * (y e * sigma P (pre P t' 0 e) * -1))
      (fun e => (-1) * (share e * (y e * sigma P (pre P t' 0 e) * 1)))) in Down by (intros; ring).
    rewrite over_mul in Down. lra. }
  destruct (data P) as [|e rest]; [now apply Some|]. specialize (Zero e ltac:(now left)). cbv beta in Zero. lra.
Qed.

(** ** The x_i on one line: every neuron that is not constant there separates *)

Lemma on_line : forall (g p v : nat -> R) e r n, (forall k, (k < n)%nat -> x P e k = p k + r * v k) ->
  sum n (fun k => g k * x P e k) = sum n (fun k => g k * p k) + r * sum n (fun k => g k * v k).
Proof.
  intros g p v e r n H. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros k Hk.
  rewrite (H k Hk). ring.
Qed.

Lemma line_no_fall : data_collinear P -> a_trained P = true -> a0_trained P = true ->
  objective_output_bias_unpenalised P -> forall t j, local_min P t -> (j < width P)%nat ->
  t (A j) = 0 -> forall e, In e (data P) -> level_at (ell P) (z P t e).
Proof.
  intros [p [v Line]] Ha H0 Free t j Min Hj Z. apply unpenalised_bias in Free.
  assert (Fb : forall t' p', free_bias t' p') by (intros; right; split; [assumption|rewrite Free; ring]).
  set (a := sum (dim P) (fun k => t (W j k) * p k) + t (B j)).
  set (b := sum (dim P) (fun k => t (W j k) * v k)).
  set (a' := sum (dim P) (fun k => u k * p k) + if b_trained P then u (dim P) else 0).
  set (b' := sum (dim P) (fun k => u k * v k)).
  assert (Pre : forall e r, (forall k, (k < dim P)%nat -> x P e k = p k + r * v k) ->
    pre P t j e = a + r * b /\ dot P u e = a' + r * b').
  { intros e r H. unfold a, b, a', b'. split.
    - unfold pre. rewrite (on_line _ p v e r) by assumption. ring.
    - unfold dot. rewrite inputs_width by lia.
      assert (S : sum (dim P) (fun k => u k * X P e k) = sum (dim P) (fun k => u k * x P e k)).
      { apply sum_eq. intros k Hk. now rewrite X_low. }
      destruct (b_trained P); cbn [sum]; rewrite ?X_one, S, (on_line _ p v e r) by assumption; ring. }
  destruct (Req_EM_T b' 0) as [Zb|Nb].
  - (* one class only: a_0 alone *)
    apply (lift_level t j a' 0); auto. intros e I. destruct (Line e I) as [r H].
    destruct (Pre e r H) as [_ D]. pose proof (separates e I) as S. unfold rise.
    rewrite D, Zb in S. nra.
  - destruct (turn_idle P u loss_defined neuron_defined network_deep_defined unpenalised trained_w t j
      Min Hj Z) as [d [Hd Turn]].
    assert (Step : exists h, Rabs h < d /\ b + h * b' <> 0).
    { destruct (Req_EM_T (b + d / 2 * b') 0) as [E|N].
      - exists (d / 3). split; [rewrite Rabs_right; lra|]. intros E'.
        assert (d * b' = 0) by lra. apply Rmult_integral in H. lra.
      - exists (d / 2). split; [rewrite Rabs_right; lra|assumption]. }
    destruct Step as [h [Hh Nz]].
    set (t' := turn P u t j h). assert (Min' : local_min P t') by now apply Turn.
    assert (Z' : t' (A j) = 0).
    { unfold t', turn. simpl. destruct (j <? width P)%nat; rewrite Z; ring. }
    assert (Same : forall e, z P t' e = z P t e).
    { intros e. unfold z, t'. rewrite turn_f, Z by assumption. ring. }
    set (o := - a' / b'). set (q := eps * (b + h * b') * b').
    set (foot := sigma P (a + h * a' + o * (b + h * b'))).
    intros e I. rewrite <- Same.
    apply (lift_level t' j (- (q * foot)) q); auto. clear e I. intros e I.
    destruct (Line e I) as [r H]. destruct (Pre e r H) as [Pe De].
    pose proof (separates e I) as S. rewrite De in S.
    replace (a' + r * b') with (b' * (r - o)) in S by (unfold o; field; assumption).
    assert (E : rise t' j (- (q * foot)) q e
      = b' * (b + h * b') * (eps * sigma P (a + h * a' + r * (b + h * b')) - eps * foot)).
    { unfold rise, t', turn. rewrite shift_pre by assumption. rewrite turn_dot, Nat.eqb_refl, Pe, De.
      replace (a + r * b + h * (a' + r * b')) with (a + h * a' + r * (b + h * b')) by ring.
      unfold q. ring. }
    rewrite E. clear E. unfold foot.
    set (c := b + h * b') in *. set (v1 := a + h * a' + r * c). set (v0 := a + h * a' + o * c).
    assert (Diff : v1 - v0 = c * (r - o)) by (unfold v1, v0; ring).
    pose proof (monotone v0 v1) as Up. pose proof (monotone v1 v0) as Down. cbv beta in Up, Down.
    set (g := eps * sigma P v1 - eps * sigma P v0) in *.
    assert (Sign : 0 < c * (r - o) * g).
    { assert (c * (r - o) <> 0).
      { apply Rmult_integral_contrapositive_currified; [assumption|]. intros Q. rewrite Q in S. lra. }
      destruct (Rlt_le_dec 0 (c * (r - o))) as [L|L].
      - specialize (Up ltac:(lra)). apply Rmult_lt_0_compat; unfold g; lra.
      - specialize (Down ltac:(lra)). assert (c * (r - o) < 0) by lra. unfold g. nra. }
    (* y b' (r - o) > 0 and c (r - o) g > 0 *)
    apply Rmult_lt_reg_r with ((r - o)^2).
    + assert (r - o <> 0) by (intros Q; rewrite Q in S; lra).
      destruct (Rtotal_order (r - o) 0) as [L|[L|L]]; [nra|lra|nra].
    + rewrite Rmult_0_l. replace (y e * (b' * c * g) * (r - o)^2)
        with ((y e * (b' * (r - o))) * (c * (r - o) * g)) by ring.
      now apply Rmult_lt_0_compat.
Qed.

End Kink.

(** ** The statement *)

Section Statement.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_strictly_monotone : (neuron_increasing P \/ neuron_decreasing P) \/
  neuron_strictly_increasing P \/ neuron_strictly_decreasing P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis network_hidden_trainable : network_hidden_trainable P.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.
Hypothesis data_linearly_separable : data_linearly_separable P.

(** What keeps the network at rest from being a bad local minimum. *)
Hypothesis rest : network_output_weights_frozen P \/
  (network_shortcut_only P /\ objective_smooth_at_rest P /\
    (~ network_output_bias P \/
     (objective_output_bias_not_rewarded P /\ loss_convex P /\ data_balanced_classes P))) \/
  (network_output_bias P /\ objective_output_bias_unpenalised P /\ data_collinear P).

Lemma fixed_a0 : forall t, admissible P t -> a0_trained P = false -> t A0 = fixed P A0.
Proof.
  intros t Adm H. apply Adm. unfold trained. rewrite H. simpl. intros I.
  repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (w_trained P); [|easy]. apply in_flat_map in I. destruct I as [? [_ I]].
    apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (b_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
Qed.

Lemma fixed_a : forall t j, admissible P t -> a_trained P = false -> t (A j) = fixed P (A j).
Proof.
  intros t j Adm H. apply Adm. unfold trained. rewrite H. simpl. intros I.
  repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a0_trained P); simpl in I; intuition discriminate.
  - destruct (w_trained P); [|easy]. apply in_flat_map in I. destruct I as [? [_ I]].
    apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (b_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
Qed.

(** At every local minimum the loss falls to neither side. *)
Theorem no_fall_separable_kink : NO_FALL P.
Proof.
  intros t Min e I. destruct data_linearly_separable as [u Sep].
  destruct network_hidden_trainable as [Hw Hh].
  assert (E : exists eps, (eps = 1 \/ eps = -1) /\ strictly_increasing (fun v => eps * sigma P v)).
  { destruct (some_strictly_monotone P neuron_strictly_monotone) as [M|M].
    - exists 1. split; auto. intros p q H. specialize (M p q H). lra.
    - exists (-1). split; auto. intros p q H. specialize (M p q H). unfold opposite in M. lra. }
  destruct E as [eps [Eps M]].
  assert (Active : forall j, (j < width P)%nat -> t (A j) <> 0 -> level_at (ell P) (z P t e)).
  { intros j Hj Na. exact (active_no_fall P loss_defined loss_nondecreasing neuron_defined
      network_deep_defined objective_hidden_unpenalised Hw u Sep eps Eps M t j Min Hj Na e I). }
  destruct (a_trained P) eqn:Ha.
  2:{ destruct Hh as [Hh|[j [Hj Fx]]]; [discriminate|]. apply (Active j Hj).
      now rewrite (fixed_a t j (proj1 Min) Ha). }
  destruct (classic (exists j, (j < width P)%nat /\ t (A j) <> 0)) as [[j [Hj Na]]|Rest];
    [now apply (Active j)|].
  assert (Zero : forall j, (j < width P)%nat -> t (A j) = 0).
  { intros j Hj. apply NNPP. intros N. apply Rest. now exists j. }
  assert (Hw1 := network_shortcut). unfold Conditions.network_shortcut in Hw1.
  assert (R0 : at_rest P t (t A0)) by (split; [exact Min|split; [reflexivity|exact Zero]]).
  destruct rest as [F|[[Only [Smooth Case]]|[H0 [Free Line]]]].
  - unfold network_output_weights_frozen in F. congruence.
  - destruct Smooth as [d [d' [Dp Dm]]]. unfold output_at_rest in Dp, Dm.
    destruct (a0_trained P) eqn:H0.
    + destruct Case as [C|[Free [Conv Bal]]]; [now elim C|]. exfalso.
      apply (rest_balanced P loss_defined neuron_defined network_deep_defined
        objective_hidden_unpenalised Hw u Sep eps M Only Ha Hw1 H0 Free Conv Bal) with (t := t) (c := t A0) (k := d);
        auto.
      * intros E. now rewrite E in I.
      * apply (active_slope P 0); [now apply loss_active; right|assumption].
    + apply slope_level. rewrite <- (fixed_a0 t (proj1 Min) H0) in Dp, Dm.
      exact (rest_smooth P loss_defined loss_nondecreasing neuron_defined network_deep_defined
        objective_hidden_unpenalised Hw u Sep eps M Only Ha Hw1 t (t A0) d d' R0 Dp Dm e I).
  - exact (line_no_fall P loss_defined loss_nondecreasing neuron_defined network_deep_defined
      objective_hidden_unpenalised Hw u Sep eps M Line Ha H0 Free t 0%nat Min Hw1 (Zero 0%nat Hw1) e I).
Qed.

Theorem thm_separable_kink : NO_BAD P.
Proof. apply no_fall_no_bad; [exact no_fall_separable_kink|exact loss_active]. Qed.

End Statement.
