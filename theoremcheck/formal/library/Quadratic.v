(** * thm.quadratic: neurons alpha z^2 + gamma *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra Near.
Import ListNotations.
Open Scope R_scope.

Section Quadratic.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_quadratic : neuron_quadratic P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis data_ellipsoids : data_ellipsoids P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis network_trainable : network_trainable P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis network_width_quadratic : network_width_quadratic P.
Hypothesis objective_unregularised : objective_unregularised P.

Let defined : forall t, L_defined P t.
Proof. intros t e _. repeat split; auto. Qed.

(** ** One local minimum, with the slopes l1 of the losses and the form S *)

Section Minimum.

Variable t : params.
Hypothesis minimum : local_min P t.
Variable l1 : sample -> R.
Hypothesis slopes : forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l1 e).
Variables alpha gamma : R.
Hypothesis alpha_not_0 : alpha <> 0.
Hypothesis square : forall v, sigma P v = alpha * v^2 + gamma.

(** q_i y_i *)
Definition m (e : sample) : R := share e * l1 e * y e.
Definition S (u v : nat -> R) : R := over (data P) (fun e => m e * dot P u e * dot P v e).
Definition S2 (u : nat -> R) : R := over (data P) (fun e => m e * (dot P u e)^2).

Lemma l1_nonneg : forall e, In e (data P) -> 0 <= l1 e.
Proof. intros e He. apply (nondecreasing_derivative (ell P) (z P t e)); auto. Qed.

(** q is balanced. *)
Lemma balanced : over (data P) m = 0.
Proof.
  destruct (near_min P defined t minimum) as [r [Hr H]].
  rewrite <- (no_descent_both P objective_unregularised t l1 (fun _ => 1)
    (fun e h => f P t e + 1 * h + 0 * h^2) slopes).
  - apply over_eq. intros. unfold m. ring.
  - intros e _. split; [ring | apply derivative_quadratic].
  - exists r. split; [assumption|]. intros h Hh.
    exists (shift P t h (fun _ => 0) (fun _ _ => 0)). split.
    + apply H.
      * apply shift_admissible; auto; [apply minimum | apply network_trainable].
      * apply shift_near; auto; intros; rewrite Rabs_R0; assumption.
    + intros e _. rewrite shift_f. unfold f.
      rewrite (sum_eq (width P) _ (fun j => t (A j) * val (neuron P) (pre P t j e))); [ring|].
      intros j _. unfold dot. rewrite (sum_0 _ (fun k => 0 * X P e k)) by (intros; ring).
      now rewrite !Rplus_0_r.
Qed.

(** Both signs occur: the trace of Q S is negative for a semidefinite Q. *)
Lemma indefinite : (exists e, In e (data P) /\ l1 e <> 0) ->
  (exists p, 0 < S2 p) /\ (exists p, S2 p < 0).
Proof.
  intros [e0 [H0 N0]].
  assert (TR : forall (c : sample -> R) Q a, semidefinite P Q -> over (data P) c = 0 ->
      (forall e, In e (data P) -> c e * (form P Q e - a) <= 0) ->
      (forall e, In e (data P) -> c e * (form P Q e - a) = 0 -> l1 e = 0) ->
      exists p, over (data P) (fun e => c e * (dot P p e)^2) < 0).
  { intros c Q a [Sy Ps] B LE NZ.
    apply NNPP. intros N.
    assert (T0 : 0 <= over (data P) (fun e => c e * quadratic (inputs P) Q (X P e))).
    { apply trace_nonneg; [assumption | exact Ps |].
      intros p. apply Rnot_lt_le. intros C. apply N. now exists p. }
    assert (T1 : over (data P) (fun e => -1 * (c e * (form P Q e - a))) <= 0).
    { rewrite over_mul. rewrite (over_eq (data P) _
        (fun e => c e * quadratic (inputs P) Q (X P e) + (- a) * c e))
        by (intros; change (quadratic (inputs P) Q (X P e)) with (form P Q e); ring).
      rewrite over_add, over_mul, B. lra. }
    apply N0, NZ; [assumption|].
    assert (Z := over_ge0_0 (data P) (fun e => -1 * (c e * (form P Q e - a)))
      ltac:(intros e He; specialize (LE e He); simpl; lra) T1 e0 H0). cbv beta in Z. lra. }
  destruct data_ellipsoids as [[Q [a [SQ [I O]]]] [Q' [a' [SQ' [I' O']]]]].
  assert (SH : forall e, 0 < share e) by apply share_pos.
  split.
  - destruct (TR (fun e => - m e) Q' a' SQ') as [p Hp].
    + rewrite (over_eq _ _ (fun e => -1 * m e)) by (intros; ring).
      rewrite over_mul, balanced. ring.
    + intros e He. unfold m, y, negative, positive in *.
      assert (L1 := l1_nonneg e He). assert (0 <= share e * l1 e) by (specialize (SH e); nra).
      destruct (positive_label e) eqn:PL.
      * specialize (O' e He PL). nra.
      * specialize (I' e He PL). nra.
    + intros e He Z. unfold m, y, negative, positive in *.
      assert (form P Q' e - a' <> 0).
      { destruct (positive_label e) eqn:PL.
        - specialize (O' e He PL). lra.
        - specialize (I' e He PL). lra. }
      specialize (SH e).
      destruct (Rmult_integral _ _ Z) as [Z1|Z1]; [|contradiction].
      apply Ropp_eq_0_compat in Z1. rewrite Ropp_involutive in Z1.
      destruct (Rmult_integral _ _ Z1) as [Z2|Z2]; [|destruct (positive_label e); lra].
      destruct (Rmult_integral _ _ Z2); lra.
    + exists p. unfold S2. rewrite (over_eq _ _ (fun e => -1 * (m e * dot P p e ^ 2))) in Hp
        by (intros; ring). rewrite over_mul in Hp. lra.
  - destruct (TR m Q a SQ balanced) as [p Hp].
    + intros e He. unfold m, y, negative, positive in *.
      assert (L1 := l1_nonneg e He). assert (0 <= share e * l1 e) by (specialize (SH e); nra).
      destruct (positive_label e) eqn:PL.
      * specialize (I e He PL). nra.
      * specialize (O e He PL). nra.
    + intros e He Z. unfold m, y, negative, positive in *.
      assert (form P Q e - a <> 0).
      { destruct (positive_label e) eqn:PL.
        - specialize (I e He PL). lra.
        - specialize (O e He PL). lra. }
      specialize (SH e).
      destruct (Rmult_integral _ _ Z) as [Z1|Z1]; [|contradiction].
      destruct (Rmult_integral _ _ Z1) as [Z2|Z2]; [|destruct (positive_label e); lra].
      destruct (Rmult_integral _ _ Z2); lra.
    + exists p. exact Hp.
Qed.

(** The output after a move of the w_j alone. *)
Lemma moved : forall c u h e, f P (shift P t 0 (fun _ => 0) (fun j k => h * (c j * u k))) e
  = f P t e + h * (2 * alpha * dot P u e * sum (width P) (fun j => t (A j) * c j * pre P t j e))
    + h^2 * (alpha * (dot P u e)^2 * sum (width P) (fun j => t (A j) * (c j)^2)).
Proof.
  intros c u h e. rewrite shift_f. unfold f.
  change (val (neuron P)) with (sigma P).
  rewrite (sum_eq (width P) _ (fun j => t (A j) * sigma P (pre P t j e)
    + ((h * (2 * alpha * dot P u e)) * (t (A j) * c j * pre P t j e)
       + (h^2 * (alpha * dot P u e ^ 2)) * (t (A j) * (c j)^2)))).
  - rewrite sum_add, sum_add, !sum_mul. ring.
  - intros j _. rewrite !square.
    assert (E : dot P (fun k => h * (c j * u k)) e = h * c j * dot P u e).
    { unfold dot. rewrite <- sum_mul. apply sum_eq. intros. ring. }
    rewrite E. ring.
Qed.

Lemma move_near : forall r c u, 0 < r -> exists d, 0 < d /\ forall h, Rabs h < d ->
  admissible P (shift P t 0 (fun _ => 0) (fun j k => h * (c j * u k))) /\
  near P r t (shift P t 0 (fun _ => 0) (fun j k => h * (c j * u k))).
Proof.
  intros r c u Hr.
  destruct (small_steps2 (fun j k => c j * u k) (width P) (dim P) r Hr) as [d [Hd H]].
  exists d. split; [assumption|]. intros h Hh. split.
  - apply shift_admissible; auto; [apply minimum | apply network_trainable].
  - apply shift_near; auto; intros; rewrite Rabs_R0; assumption.
Qed.

(** (w): every w_j with a_j <> 0 lies in the kernel of S. *)
Lemma first_w : forall j u, (j < width P)%nat -> t (A j) <> 0 -> S (weights P t j) u = 0.
Proof.
  intros j u Hj Ha.
  destruct (near_min P defined t minimum) as [r [Hr H]].
  set (c := fun i => if Nat.eq_dec i j then / t (A j) else 0).
  destruct (move_near r c u Hr) as [d [Hd M]].
  assert (E : over (data P) (fun e => share e * l1 e * y e *
      (2 * alpha * dot P u e * sum (width P) (fun i => t (A i) * c i * pre P t i e))) = 0).
  { apply (no_descent_both P objective_unregularised t l1 _
      (fun e h => f P t e + (2 * alpha * dot P u e *
        sum (width P) (fun j => t (A j) * c j * pre P t j e)) * h
        + (alpha * (dot P u e)^2 * sum (width P) (fun j => t (A j) * (c j)^2)) * h^2) slopes).
    - intros e _. split; [ring | apply derivative_quadratic].
    - exists d. split; [assumption|]. intros h Hh. destruct (M h Hh) as [M1 M2].
      eexists. split; [apply H; eassumption|]. intros e _. rewrite moved. ring. }
  assert (F : 2 * alpha * S (weights P t j) u = 0).
  { rewrite <- E. unfold S. rewrite <- over_mul. apply over_eq. intros e _.
    rewrite (sum_one (width P) j).
    - unfold c. destruct (Nat.eq_dec j j) as [_|]; [|congruence].
      rewrite <- pre_dot; auto.
      + unfold m. field. assumption.
      + destruct (b_trained P) eqn:Hb; [now left|right].
        rewrite (bias_absent P t j (proj1 minimum) Hb).
        destruct network_trainable as [_ [_ [_ [C|C]]]]; [congruence | apply C].
    - assumption.
    - intros i _ Di. unfold c. destruct (Nat.eq_dec i j); [contradiction | ring]. }
  apply Rmult_integral in F. destruct F; [lra|assumption].
Qed.

(** An idle neuron makes S zero. *)
Lemma idle : forall j u, (j < width P)%nat -> t (A j) = 0 -> S2 u = 0.
Proof.
  intros j u Hj Ha.
  destruct network_trainable as [Ta [Tw _]].
  destruct (idle_a P defined objective_unregularised Ta Tw t l1 j u minimum Hj Ha slopes)
    as [d [Hd ID]].
  change (forall h, Rabs h < d ->
    over (data P) (fun e => m e * sigma P (pre P t j e + h * dot P u e)) = 0) in ID.
  assert (E : forall h, Rabs h < d ->
    over (data P) (fun e => m e * (pre P t j e)^2)
      + h * (2 * over (data P) (fun e => m e * pre P t j e * dot P u e)) + h^2 * S2 u = 0).
  { intros h Hh. specialize (ID h Hh).
    rewrite (over_eq (data P) _ (fun e => gamma * m e + alpha * (m e * (pre P t j e)^2
      + (h * 2 * (m e * pre P t j e * dot P u e) + h^2 * (m e * (dot P u e)^2))))) in ID
      by (intros; rewrite square; ring).
    rewrite over_add, !over_mul, over_add, over_add, !over_mul, balanced in ID.
    fold (S2 u) in ID.
    assert (ID' : alpha * (over (data P) (fun e => m e * pre P t j e ^ 2) +
      (h * 2 * over (data P) (fun e => m e * pre P t j e * dot P u e) + h ^ 2 * S2 u)) = 0)
      by lra.
    apply Rmult_integral in ID'. destruct ID'; [contradiction|lra]. }
  assert (E0 := E 0 ltac:(rewrite Rabs_R0; assumption)).
  assert (E1 := E (d / 2) ltac:(rewrite Rabs_pos_eq; lra)).
  assert (E2 := E (- (d / 2)) ltac:(rewrite Rabs_Ropp, Rabs_pos_eq; lra)).
  assert (Q : (d / 2)^2 * S2 u = 0) by lra.
  apply Rmult_integral in Q. destruct Q as [Q|Q]; [|assumption].
  exfalso. assert (0 < (d / 2)^2) by nra. lra.
Qed.

(** If sum_j a_j c_j w_j = 0 on the samples, moving the w_j along t c_j p moves f by
    exactly t^2 alpha sum_j a_j c_j^2 (p . X_i)^2: to second order in t, so to first in t^2. *)
Lemma second : forall c p,
  (forall e, In e (data P) -> sum (width P) (fun j => t (A j) * c j * pre P t j e) = 0) ->
  alpha * sum (width P) (fun j => t (A j) * (c j)^2) * S2 p <= 0.
Proof.
  intros c p Z.
  destruct (near_min P defined t minimum) as [r [Hr H]].
  destruct (move_near r c p Hr) as [d [Hd M]].
  set (kappa := alpha * sum (width P) (fun j => t (A j) * (c j)^2)).
  assert (E : over (data P) (fun e => share e * l1 e * y e * (kappa * (dot P p e)^2)) <= 0).
  { apply (no_descent P objective_unregularised t l1 _
      (fun e s => f P t e + kappa * (dot P p e)^2 * s + 0 * s^2) slopes).
    - intros e _. split; [ring | apply derivative_quadratic].
    - exists (d^2). split; [nra|]. intros s Hs.
      assert (Q : sqrt s ^ 2 = s) by (apply pow2_sqrt; lra).
      destruct (M (sqrt s)) as [M1 M2].
      { assert (0 <= sqrt s) by apply sqrt_pos. rewrite Rabs_pos_eq by assumption. nra. }
      eexists. split; [apply H; eassumption|]. intros e He. rewrite moved, Z, Q by assumption.
      unfold kappa. ring. }
  rewrite (over_eq (data P) _ (fun e => kappa * (m e * (dot P p e)^2))) in E
    by (intros; unfold m; ring).
  rewrite over_mul in E. exact E.
Qed.

(** Enough neurons of one sign contradict that S is indefinite. *)
Lemma enough : forall (b : nat -> bool) (s : R) p q r, s <> 0 ->
  (forall j, (j < width P)%nat -> b j = true -> 0 < s * (alpha * t (A j))) ->
  rank_at_most P r -> (r < 2 + length (filter b (seq 0 (width P))))%nat ->
  0 < S2 p -> S2 q < 0 -> False.
Proof.
  intros b s p q r Hs Hb [basis [coord RK]] LT Hp Hq.
  set (js := filter b (seq 0 (width P))) in *.
  assert (IN : forall j, In j js -> (j < width P)%nat /\ b j = true).
  { intros j Hj. apply filter_In in Hj. destruct Hj as [Hj Bj]. apply in_seq in Hj.
    split; [lia|assumption]. }
  assert (NZ : forall j, (j < width P)%nat -> b j = true -> t (A j) <> 0).
  { intros j Hj Bj Z. specialize (Hb j Hj Bj). rewrite Z in Hb. lra. }
  destruct (kernel_dependent (data P) m (X P) (inputs P) r basis coord js (weights P t) p q)
    as [d [[j0 [J0 D0]] HD]]; auto.
  { apply NoDup_filter, seq_NoDup. }
  { intros j u Hj. destruct (IN j Hj) as [Hj' Bj]. now apply first_w; [|apply NZ]. }
  set (c := fun j => if b j then d j / t (A j) else 0).
  assert (SUM : forall g, sum (width P) (fun j => if b j then g j else 0) = over js g).
  { intros g. unfold js. rewrite over_filter. symmetry. apply over_seq. }
  assert (Z : forall e, In e (data P) ->
    sum (width P) (fun j => t (A j) * c j * pre P t j e) = 0).
  { intros e He. rewrite <- (HD e He), <- SUM. apply sum_eq. intros j Hj. unfold c.
    destruct (b j) eqn:Bj; [|ring].
    change (linear (inputs P) (weights P t j) (X P e)) with (dot P (weights P t j) e).
    rewrite <- pre_dot; auto.
    - field. now apply NZ.
    - destruct (b_trained P) eqn:Hbt; [now left|right].
      rewrite (bias_absent P t j (proj1 minimum) Hbt).
      destruct network_trainable as [_ [_ [_ [C|C]]]]; [congruence | apply C]. }
  assert (Q : over js (fun j => alpha * (t (A j) * (c j)^2)) =
    alpha * sum (width P) (fun j => t (A j) * (c j)^2)).
  { rewrite over_mul, <- SUM. f_equal. apply sum_eq. intros j Hj. unfold c.
    destruct (b j); [reflexivity | ring]. }
  assert (POS : 0 < s * (alpha * sum (width P) (fun j => t (A j) * (c j)^2))).
  { rewrite <- Q, <- over_mul.
    assert (GE : forall j, In j js -> 0 <= s * (alpha * (t (A j) * c j ^ 2))).
    { intros j Hj. destruct (IN j Hj) as [Hj' Bj]. specialize (Hb j Hj' Bj).
      replace (s * (alpha * (t (A j) * c j ^ 2))) with (s * (alpha * t (A j)) * c j ^ 2) by ring.
      assert (0 <= c j ^ 2) by apply pow2_ge_0. nra. }
    apply Rnot_le_lt. intros N.
    assert (V := over_ge0_0 js _ GE N j0 J0). cbv beta in V.
    destruct (IN j0 J0) as [Hj' Bj]. specialize (Hb j0 Hj' Bj).
    replace (s * (alpha * (t (A j0) * c j0 ^ 2)))
      with (s * (alpha * t (A j0)) * c j0 ^ 2) in V by ring.
    unfold c in V. rewrite Bj in V.
    apply Rmult_integral in V. destruct V as [V|V]; [lra|].
    assert (NZ' := NZ j0 Hj' Bj).
    assert (0 < (d j0 / t (A j0)) ^ 2); [|lra].
    assert (d j0 / t (A j0) <> 0).
    { unfold Rdiv. apply Rmult_integral_contrapositive_currified; [assumption|].
      now apply Rinv_neq_0_compat. }
    apply Rsqr_pos_lt in H. unfold Rsqr in H. lra. }
  set (kappa := alpha * sum (width P) (fun j => t (A j) * (c j)^2)) in *.
  assert (KP := second c p Z). assert (KQ := second c q Z). fold kappa in KP, KQ.
  assert (kappa <= 0) by nra. assert (0 <= kappa) by nra.
  assert (kappa = 0) by lra. rewrite H1 in POS. lra.
Qed.

End Minimum.

(** ** The theorem *)

Lemma filter_both : forall (b : nat -> bool) l,
  (length (filter b l) + length (filter (fun j => negb (b j)) l) = length l)%nat.
Proof. induction l as [|j l IH]; simpl; [reflexivity|]. destruct (b j); simpl; lia. Qed.

Theorem thm_quadratic_slopes : forall t, local_min P t ->
  forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) 0.
Proof.
  intros t Hm e He.
  destruct loss_c1 as [l' [Hl _]].
  destruct (classic (exists e', In e' (data P) /\ l' (z P t e') <> 0)) as [N|N].
  - exfalso.
    set (l1 := fun e => l' (z P t e)).
    assert (SL : forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l1 e))
      by (intros; apply Hl).
    destruct neuron_quadratic as [alpha [gamma [Ha Sq]]].
    destruct (indefinite t Hm l1 SL N) as [[p Hp] [q Hq]].
    destruct network_width_quadratic as [r [RK [W1 W2]]].
    destruct (classic (exists j, (j < width P)%nat /\ t (A j) = 0)) as [[j [Hj Z]]|NZ].
    + assert (I := idle t Hm l1 SL alpha gamma Ha Sq j p Hj Z). lra.
    + set (b := fun j => if Rlt_dec 0 (alpha * t (A j)) then true else false).
      assert (LEN := filter_both b (seq 0 (width P))). rewrite length_numbers in LEN.
      destruct (le_lt_dec (2 + length (filter b (seq 0 (width P)))) r) as [LE|GT].
      * apply (enough t Hm l1 SL alpha gamma Ha Sq (fun j => negb (b j)) (-1) p q r);
          auto; try lra; try lia.
        intros j Hj Bj. unfold b in Bj.
        destruct (Rlt_dec 0 (alpha * t (A j))) as [|G]; [discriminate|].
        assert (alpha * t (A j) <> 0).
        { apply Rmult_integral_contrapositive_currified; [assumption|].
          intros Z. apply NZ. now exists j. }
        lra.
      * apply (enough t Hm l1 SL alpha gamma Ha Sq b 1 p q r); auto; try lra.
        intros j Hj Bj. unfold b in Bj.
        destruct (Rlt_dec 0 (alpha * t (A j))); [lra | discriminate].
  - destruct (Req_dec (l' (z P t e)) 0) as [E|E].
    + rewrite <- E. apply Hl.
    + exfalso. apply N. now exists e.
Qed.

Theorem thm_quadratic : NO_BAD P.
Proof.
  intros t Hm. apply slope_zero_right; [assumption|]. intros. now apply thm_quadratic_slopes.
Qed.

End Quadratic.
