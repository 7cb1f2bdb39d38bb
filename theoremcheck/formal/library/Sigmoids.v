(** * Which neurons are sigmoidal: tanh, sigmoid, erf and sinh, shifted, scaled and mirrored *)

From Coq Require Import Reals Lra.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Power Erf Smooth Signs Jets.
Open Scope R_scope.

(** ** Growing from a point *)

Lemma grows_after_ext : forall k k' c, (forall v, k v = k' v) -> grows_after k c -> grows_after k' c.
Proof.
  intros k k' c E [P [I C]]. split; [|split]; intros; rewrite <- !E; auto.
Qed.

Lemma grows_from_ext : forall k k' c, (forall v, k v = k' v) -> grows_from k c -> grows_from k' c.
Proof.
  intros k k' c E [Z [G G']]. split; [now rewrite <- E|].
  split; [now apply (grows_after_ext k)|].
  apply (grows_after_ext (fun v => - k (- v))); [|assumption]. intros v. now rewrite E.
Qed.

Lemma grows_after_line : forall k c q r, 0 < q -> grows_after k c ->
  grows_after (fun v => k (q * v + r)) ((c - r) / q).
Proof.
  intros k c q r Hq [P [I C]].
  assert (L : forall v, (c - r) / q < v -> c < q * v + r).
  { intros v Hv. apply (Rmult_lt_compat_l q) in Hv; [|assumption].
    replace (q * ((c - r) / q)) with (c - r) in Hv by (field; lra). lra. }
  split; [|split].
  - intros v Hv. auto.
  - intros u v Hu Huv. apply I; [auto|].
    assert (q * u <= q * v) by (apply Rmult_le_compat_l; lra). lra.
  - intros u v p Hu Hv Hp.
    replace (q * (p * u + (1 - p) * v) + r) with (p * (q * u + r) + (1 - p) * (q * v + r)) by ring.
    apply C; auto.
Qed.

Lemma grows_line_positive : forall k c q r, 0 < q -> grows_from k c ->
  grows_from (fun v => k (q * v + r)) ((c - r) / q).
Proof.
  intros k c q r Hq [Z [G G']]. split; [|split].
  - rewrite <- Z. f_equal. field. lra.
  - now apply grows_after_line.
  - replace (- ((c - r) / q)) with ((- c - - r) / q) by (field; lra).
    apply (grows_after_ext (fun v => - k (- (q * v + - r)))).
    + intros v. do 2 f_equal. ring.
    + apply (grows_after_line (fun v => - k (- v))); assumption.
Qed.

Lemma grows_mirror : forall k c, grows_from k c -> grows_from (fun v => - k (- v)) (- c).
Proof.
  intros k c [Z [G G']]. split; [|split].
  - rewrite Ropp_involutive, Z. ring.
  - assumption.
  - rewrite Ropp_involutive. apply (grows_after_ext k); [|assumption].
    intros v. now rewrite !Ropp_involutive.
Qed.

Lemma grows_line : forall k c q r, q <> 0 -> grows_from k c -> exists s c',
  grows_from (fun v => s * k (q * v + r)) c'.
Proof.
  intros k c q r Hq G. destruct (Rtotal_order q 0) as [N|[->|N]]; [|lra|].
  - exists (-1), ((- c - - r) / - q).
    apply (grows_from_ext (fun v => - k (- (- q * v + - r)))).
    + intros v. replace (- (- q * v + - r)) with (q * v + r) by ring. ring.
    + apply (grows_line_positive (fun v => - k (- v))); [lra|]. now apply grows_mirror.
  - exists 1, ((c - r) / q). apply (grows_from_ext (fun v => k (q * v + r))); [intros; ring|].
    now apply grows_line_positive.
Qed.

Lemma grows_odd : forall k, (forall v, k (- v) = - k v) -> grows_after k 0 -> grows_from k 0.
Proof.
  intros k O G. split; [|split].
  - assert (H := O 0). rewrite Ropp_0 in H. lra.
  - assumption.
  - rewrite Ropp_0. apply (grows_after_ext k); [|assumption]. intros v. rewrite O. ring.
Qed.

(** On the half-line of positive numbers, with a derivative that does not rise: above its chords. *)
Section Chord.

Variables k k' : R -> R.
Hypothesis derivative : forall v, 0 < v -> derivable_pt_lim k v (k' v).
Hypothesis falls : forall u v, 0 < u -> u <= v -> k' v <= k' u.

Lemma mean : forall u v, 0 < u -> u < v -> exists m, u < m < v /\ k v - k u = k' m * (v - u).
Proof.
  intros u v Hu Huv.
  destruct (MVT_cor2 k k' u v Huv (fun c H => derivative c ltac:(lra))) as [m [E M]]. now exists m.
Qed.

Lemma above_chord : forall u v p, 0 < u -> u < v -> 0 < p < 1 ->
  p * k u + (1 - p) * k v <= k (p * u + (1 - p) * v).
Proof.
  intros u v p Hu Huv Hp. set (w := p * u + (1 - p) * v).
  assert (W1 : w - u = (1 - p) * (v - u)) by (unfold w; ring).
  assert (W2 : v - w = p * (v - u)) by (unfold w; ring).
  assert (0 < (1 - p) * (v - u)) by (apply Rmult_lt_0_compat; lra).
  assert (0 < p * (v - u)) by (apply Rmult_lt_0_compat; lra).
  destruct (mean u w Hu ltac:(lra)) as [m1 [M1 E1]].
  destruct (mean w v ltac:(lra) ltac:(lra)) as [m2 [M2 E2]].
  rewrite W1 in E1. rewrite W2 in E2.
  assert (K : k' m2 <= k' m1) by (apply falls; lra).
  assert (0 < p * ((1 - p) * (v - u))) by (apply Rmult_lt_0_compat; lra).
  assert (k' m2 * (p * ((1 - p) * (v - u))) <= k' m1 * (p * ((1 - p) * (v - u))))
    by (apply Rmult_le_compat_r; lra).
  replace (k v) with (k w + k' m2 * (p * (v - u))) by lra.
  replace (k u) with (k w - k' m1 * ((1 - p) * (v - u))) by lra. lra.
Qed.

End Chord.

(** Convexity on the half-line, from weights and points in general position. *)
Lemma convex_positive : forall g : R -> R, (forall u v p, 0 < u -> u < v -> 0 < p < 1 ->
    g (p * u + (1 - p) * v) <= p * g u + (1 - p) * g v) ->
  forall u v p, 0 < u -> 0 < v -> 0 <= p <= 1 -> g (p * u + (1 - p) * v) <= p * g u + (1 - p) * g v.
Proof.
  intros g B u v p Hu Hv Hp.
  destruct (Req_dec p 0) as [->|N0].
  { replace (0 * u + (1 - 0) * v) with v by ring. right. ring. }
  destruct (Req_dec p 1) as [->|N1].
  { replace (1 * u + (1 - 1) * v) with u by ring. right. ring. }
  destruct (Rtotal_order u v) as [L|[->|L]].
  - apply B; lra.
  - replace (p * v + (1 - p) * v) with v by ring. right. ring.
  - replace (p * u + (1 - p) * v) with ((1 - p) * v + (1 - (1 - p)) * u) by ring.
    replace (p * g u + (1 - p) * g v) with ((1 - p) * g v + (1 - (1 - p)) * g u) by ring.
    apply B; lra.
Qed.

(** Positive, rising and concave is enough: the inverse of what is concave is convex. *)
Lemma grows_concave : forall k k', (forall v, 0 < v -> 0 < k v) ->
  (forall v, derivable_pt_lim k v (k' v)) -> (forall v, 0 < v -> 0 <= k' v) ->
  (forall u v, 0 < u -> u <= v -> k' v <= k' u) -> grows_after k 0.
Proof.
  intros k k' P D S A.
  assert (I : forall u v, 0 < u -> u <= v -> k u <= k v).
  { intros u v Hu [Huv | ->]; [|lra].
    destruct (mean k k' (fun v _ => D v) u v Hu Huv) as [m [M E]].
    assert (0 <= k' m * (v - u)) by (apply Rmult_le_pos; [apply S|]; lra). lra. }
  assert (V : forall x y p, 0 < x -> 0 < y -> 0 < p < 1 ->
    / (p * x + (1 - p) * y) <= p * / x + (1 - p) * / y).
  { intros x y p Hx Hy Hp.
    assert (0 < p * x) by (apply Rmult_lt_0_compat; lra).
    assert (0 < (1 - p) * y) by (apply Rmult_lt_0_compat; lra).
    apply Rmult_le_reg_r with (x * y * (p * x + (1 - p) * y)).
    - apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat | lra].
    - replace (/ (p * x + (1 - p) * y) * (x * y * (p * x + (1 - p) * y))) with (x * y)
        by (field; lra).
      replace ((p * / x + (1 - p) * / y) * (x * y * (p * x + (1 - p) * y)))
        with (x * y + p * (1 - p) * (x - y)^2) by (field; lra).
      assert (0 <= p * (1 - p) * (x - y)^2)
        by (apply Rmult_le_pos; [apply Rmult_le_pos; lra | apply pow2_ge_0]).
      lra. }
  split; [assumption|]. split; [assumption|].
  apply (convex_positive (fun v => / k v)). intros u v p Hu Huv Hp.
  assert (Pu := P u Hu). assert (Pv := P v ltac:(lra)).
  eapply Rle_trans; [|now apply V].
  apply Rinv_le_contravar; [|now apply (above_chord k k' (fun v _ => D v) A)].
  assert (0 < p * k u) by (apply Rmult_lt_0_compat; lra).
  assert (0 < (1 - p) * k v) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(** ** The neurons *)

Lemma tanh_rises : forall u v, u <= v -> tanh u <= tanh v.
Proof.
  intros u v [H | ->]; [|lra].
  destruct (MVT_cor2 tanh (fun x => 1 - tanh x * tanh x) u v H (fun c _ => derivable_tanh c))
    as [m [E _]].
  assert (0 <= (1 - tanh m * tanh m) * (v - u)).
  { apply Rmult_le_pos; [|lra]. assert (B := tanh_bounds m). nra. }
  lra.
Qed.

Lemma tanh_grows : grows_from tanh 0.
Proof.
  apply grows_odd; [exact tanh_opp|].
  apply (grows_concave tanh (fun v => 1 - tanh v * tanh v)).
  - exact tanh_0_lt.
  - exact derivable_tanh.
  - intros v _. assert (B := tanh_bounds v). nra.
  - intros u v Hu Huv. assert (H := tanh_0_lt u Hu). assert (H' := tanh_rises u v Huv). nra.
Qed.

Lemma sigmoid_rises : forall u v, u <= v -> sigmoid u <= sigmoid v.
Proof.
  intros u v [H | ->]; [|lra].
  destruct (MVT_cor2 sigmoid (fun x => sigmoid x * (1 - sigmoid x)) u v H
    (fun c _ => derivable_sigmoid c)) as [m [E _]].
  assert (0 <= sigmoid m * (1 - sigmoid m) * (v - u)).
  { assert (S := sigmoid_pos m). assert (S' := sigmoid_lt_1 m).
    apply Rmult_le_pos; [apply Rmult_le_pos|]; lra. }
  lra.
Qed.

Lemma sigmoid_0 : sigmoid 0 = / 2.
Proof. unfold sigmoid. now rewrite Ropp_0, exp_0. Qed.

Lemma sigmoid_above : forall v, 0 < v -> / 2 < sigmoid v.
Proof.
  intros v H.
  destruct (MVT_cor2 sigmoid (fun x => sigmoid x * (1 - sigmoid x)) 0 v H
    (fun c _ => derivable_sigmoid c)) as [m [E _]].
  assert (S := sigmoid_pos m). assert (S' := sigmoid_lt_1 m).
  assert (0 < sigmoid m * (1 - sigmoid m) * (v - 0)).
  { apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat|]; lra. }
  rewrite sigmoid_0 in E. lra.
Qed.

Lemma sigmoid_grows : grows_from (fun v => 2 * sigmoid v - 1) 0.
Proof.
  apply grows_odd; [intros v; rewrite sigmoid_opp; ring|].
  apply (grows_concave _ (fun v => 2 * (sigmoid v * (1 - sigmoid v)))).
  - intros v H. apply sigmoid_above in H. lra.
  - intros v. apply (is_derivative _ _ (2 * (sigmoid v * (1 - sigmoid v)) - 0)); [|ring].
    apply (derivable_pt_lim_minus (fun v => 2 * sigmoid v) (fun _ => 1)).
    + apply derivable_scaled, derivable_sigmoid.
    + apply derivable_pt_lim_const.
  - intros v _. assert (S := sigmoid_pos v). assert (S' := sigmoid_lt_1 v). nra.
  - intros u v Hu Huv. assert (H := sigmoid_above u Hu). assert (H' := sigmoid_rises u v Huv). nra.
Qed.

Lemma line_grows : grows_from (fun v => 2 * v) 0.
Proof.
  apply grows_odd; [intros; ring|].
  apply (grows_concave _ (fun _ => 2)); intros; try lra.
  apply (is_derivative _ _ (2 * 1)); [|ring]. apply derivable_scaled, derivable_pt_lim_id.
Qed.

(** e^v - 1 to the right of 0, 1 - e^-v to the left: not odd. *)
Lemma exponential_grows : grows_from (fun v => exp v - 1) 0.
Proof.
  assert (E1 : forall v, 0 < v -> 1 < exp v) by (intros v H; rewrite <- exp_0; now apply exp_increasing).
  assert (ER : forall u v, u <= v -> exp u <= exp v).
  { intros u v [H | ->]; [left; now apply exp_increasing | lra]. }
  split; [rewrite exp_0; ring|]. split; [split; [|split]|].
  - intros v H. apply E1 in H. lra.
  - intros u v _ H. apply ER in H. lra.
  - apply (convex_positive (fun v => / (exp v - 1))). intros u v p Hu Huv Hp.
    cut (p * - / (exp u - 1) + (1 - p) * - / (exp v - 1) <= - / (exp (p * u + (1 - p) * v) - 1));
      [lra|].
    apply (above_chord (fun v => - / (exp v - 1)) (fun v => / (exp v - 2 + / exp v))); auto.
    + intros w Hw. apply E1 in Hw.
      apply (is_derivative _ _ (- (- (/ (exp w - 1) * / (exp w - 1)) * (exp w - 0)))).
      * apply (derivable_pt_lim_opp (fun v => / (exp v - 1))).
        apply (derivable_inv (fun v => exp v - 1)); [lra|].
        apply (derivable_pt_lim_minus exp (fun _ => 1)).
        { apply derivable_pt_lim_exp. }
        { apply derivable_pt_lim_const. }
      * field. repeat split; nra.
    + intros w w' Hw Hww. assert (H := ER w w' Hww). apply E1 in Hw.
      apply Rinv_le_contravar.
      * replace (exp w - 2 + / exp w) with ((exp w - 1)^2 / exp w) by (field; lra).
        apply Rdiv_lt_0_compat; nra.
      * cut (0 <= (exp w' - exp w) * (1 - / (exp w * exp w'))).
        { intros Q. replace (exp w' - 2 + / exp w') with
            (exp w - 2 + / exp w + (exp w' - exp w) * (1 - / (exp w * exp w'))) by (field; lra). lra. }
        apply Rmult_le_pos; [lra|].
        assert (/ (exp w * exp w') <= / 1) by (apply Rinv_le_contravar; nra).
        rewrite Rinv_1 in *. lra.
  - rewrite Ropp_0. apply (grows_concave _ (fun v => exp (- v))).
    + intros v H. assert (exp (- v) < exp 0) by (apply exp_increasing; lra). rewrite exp_0 in *. lra.
    + intros v. apply (is_derivative _ _ (- (exp (- v) * -1 - 0))); [|ring].
      apply (derivable_pt_lim_opp (fun v => exp (- v) - 1)).
      apply (derivable_pt_lim_minus (fun v => exp (- v)) (fun _ => 1)).
      * apply (derivable_pt_lim_comp Ropp exp); [|apply derivable_pt_lim_exp].
        apply (derivable_pt_lim_opp id). apply derivable_pt_lim_id.
      * apply derivable_pt_lim_const.
    + intros v _. left. apply exp_pos.
    + intros u v _ H. apply ER. lra.
Qed.

Section Neuron.

Variable s : R -> R.

(** p g(q v + r) + o is sigmoidal if g is. *)
Lemma sigmoidal_line : forall g g1 g2 e k c p q r o,
  (forall v, derivable_pt_lim g v (g1 v)) -> (forall v, derivable_pt_lim g1 v (g2 v)) ->
  (forall v, g1 v <> 0) -> (forall v, e * (g2 v / g1 v) = k v) -> grows_from k c ->
  p <> 0 -> q <> 0 -> (forall v, s v = p * g (q * v + r) + o) -> sigmoidal_fn s.
Proof.
  intros g g1 g2 e k c p q r o D1 D2 N E G Hp Hq F.
  destruct (grows_line k c q r Hq G) as [sign [c' G']].
  assert (LINE : forall v, derivable_pt_lim (fun v => q * v + r) v q).
  { intros v. apply (is_derivative _ _ (q * 1 + 0)); [|ring].
    apply (derivable_pt_lim_plus (fun v => q * v) (fun _ => r)).
    - apply derivable_scaled, derivable_pt_lim_id.
    - apply derivable_pt_lim_const. }
  exists (fun v => p * q * g1 (q * v + r)), (fun v => p * q * q * g2 (q * v + r)), (sign * e / q), c'.
  split; [|split].
  - intros v. apply (is_derivative _ _ (p * (g1 (q * v + r) * q) + 0)); [|ring].
    intros eps He.
    assert (D : derivable_pt_lim (fun v => p * g (q * v + r) + o) v (p * (g1 (q * v + r) * q) + 0)).
    { apply (derivable_pt_lim_plus (fun v => p * g (q * v + r)) (fun _ => o)).
      - apply derivable_scaled. apply (derivable_pt_lim_comp (fun v => q * v + r) g); auto.
      - apply derivable_pt_lim_const. }
    destruct (D eps He) as [d Hd]. exists d. intros h H0 H1. rewrite !F. now apply Hd.
  - intros v. apply (is_derivative _ _ (p * q * (g2 (q * v + r) * q))); [|ring].
    apply derivable_scaled. apply (derivable_pt_lim_comp (fun v => q * v + r) g1); auto.
  - apply (grows_from_ext (fun v => sign * k (q * v + r))); [|assumption].
    intros v. rewrite <- E. field. repeat split; auto.
Qed.

Variables p q r o : R.
Hypothesis Hp : p <> 0.
Hypothesis Hq : q <> 0.

Theorem sigmoidal_tanh : (forall v, s v = p * tanh (q * v + r) + o) -> sigmoidal_fn s.
Proof.
  assert (B : forall v, 1 - tanh v * tanh v <> 0) by (intros v; assert (H := tanh_bounds v); nra).
  apply (sigmoidal_line tanh (fun v => 1 - tanh v * tanh v)
    (fun v => -2 * (tanh v * (1 - tanh v * tanh v))) (- / 2) tanh 0); trivial.
  - exact derivable_tanh.
  - intros v. apply (outer_derivatives U_tanh v I).
  - intros v. field. auto.
  - exact tanh_grows.
Qed.

Theorem sigmoidal_sigmoid : (forall v, s v = p * sigmoid (q * v + r) + o) ->
  sigmoidal_fn s.
Proof.
  assert (B : forall v, sigmoid v <> 0 /\ 1 - sigmoid v <> 0).
  { intros v. assert (H := sigmoid_pos v). assert (H' := sigmoid_lt_1 v). lra. }
  apply (sigmoidal_line sigmoid (fun v => sigmoid v * (1 - sigmoid v))
    (fun v => sigmoid v * (1 - sigmoid v) * (1 - 2 * sigmoid v)) (-1)
    (fun v => 2 * sigmoid v - 1) 0); trivial.
  - exact derivable_sigmoid.
  - intros v. apply (outer_derivatives U_sigmoid v I).
  - intros v. apply Rmult_integral_contrapositive, B.
  - intros v. field. destruct (B v). auto.
  - exact sigmoid_grows.
Qed.

Theorem sigmoidal_sinh : (forall v, s v = p * sinh (q * v + r) + o) -> sigmoidal_fn s.
Proof.
  apply (sigmoidal_line sinh cosh sinh 1 tanh 0); trivial.
  - exact derivable_pt_lim_sinh.
  - exact derivable_pt_lim_cosh.
  - intros v. assert (H := cosh_pos v). lra.
  - intros v. unfold tanh. ring.
  - exact tanh_grows.
Qed.

Theorem sigmoidal_erf : (forall v, s v = p * erf (q * v + r) + o) -> sigmoidal_fn s.
Proof.
  assert (S : 0 < sqrt PI) by (apply sqrt_lt_R0, PI_RGT_0).
  assert (B : forall v, 0 < bell v) by (intros; apply exp_pos).
  apply (sigmoidal_line erf (fun v => 2 / sqrt PI * bell v)
    (fun v => 2 / sqrt PI * (bell v * (-2 * v))) (-1) (fun v => 2 * v) 0); trivial.
  - exact derivable_pt_lim_erf.
  - intros v. apply derivable_scaled. unfold bell.
    apply (derivable_pt_lim_comp (fun v => - v ^ 2) exp); [|apply derivable_pt_lim_exp].
    apply (is_derivative _ _ (- (INR 2 * v ^ 1))); [|simpl; ring].
    apply (derivable_pt_lim_opp (fun v => v ^ 2)). apply (derivable_pt_lim_pow v 2).
  - intros v. apply Rmult_integral_contrapositive_currified.
    + apply Rgt_not_eq. apply Rdiv_lt_0_compat; lra.
    + specialize (B v). lra.
  - intros v. field. specialize (B v). split; lra.
  - exact line_grows.
Qed.

(** exp(-exp): Gompertz. *)
Theorem sigmoidal_gompertz : (forall v, s v = p * exp (- exp (q * v + r)) + o) -> sigmoidal_fn s.
Proof.
  assert (D : forall v, derivable_pt_lim (fun v => exp (- exp v)) v (exp (- exp v) * - exp v)).
  { intros v. apply (derivable_pt_lim_comp (fun v => - exp v) exp); [|apply derivable_pt_lim_exp].
    apply (derivable_pt_lim_opp exp). apply derivable_pt_lim_exp. }
  apply (sigmoidal_line (fun v => exp (- exp v)) (fun v => exp (- exp v) * - exp v)
    (fun v => exp (- exp v) * - exp v * - exp v + exp (- exp v) * - exp v) (-1)
    (fun v => exp v - 1) 0); trivial.
  - intros v. apply (derivable_pt_lim_mult (fun v => exp (- exp v)) (fun v => - exp v)); auto.
    apply (derivable_pt_lim_opp exp). apply derivable_pt_lim_exp.
  - intros v. assert (H := exp_pos v). assert (H' := exp_pos (- exp v)). nra.
  - intros v. assert (H := exp_pos v). assert (H' := exp_pos (- exp v)). field. split; lra.
  - exact exponential_grows.
Qed.

End Neuron.
