(** * Power series with their remainders: exp, sin, cos, erf, atan *)

From Coq Require Import Reals Lra Lia Psatz Arith.
From TheoremCheck Require Import Setting Erf.
Open Scope R_scope.

(** ** Bounds are integrated *)

Lemma not_falling h h' y : 0 <= y ->
  (forall u, 0 <= u <= y -> derivable_pt_lim h u (h' u)) ->
  (forall u, 0 <= u <= y -> 0 <= h' u) -> h 0 <= h y.
Proof.
  intros [Hy|<-] D P; [|lra].
  destruct (MVT_cor2 h h' 0 y Hy) as [c [E Hc]]; [intros; apply D; lra|].
  pose proof (P c ltac:(lra)). nra.
Qed.

Lemma derivable_power m K u : derivable_pt_lim (fun v => K * v ^ S m / INR (S m)) u (K * u ^ m).
Proof.
  assert (H : INR (S m) <> 0) by (apply not_0_INR; lia).
  replace (K * u ^ m) with (K / INR (S m) * (INR (S m) * u ^ pred (S m))) by (cbn [pred]; field; exact H).
  apply (derivable_pt_lim_ext (fun v => K / INR (S m) * v ^ S m)).
  - intros v. field. exact H.
  - apply (derivable_pt_lim_scal (fun v => v ^ S m)), derivable_pt_lim_pow.
Qed.

Lemma integrate f g K m y : f 0 = 0 ->
  (forall u, 0 <= u <= y -> derivable_pt_lim f u (g u)) ->
  (forall u, 0 <= u <= y -> Rabs (g u) <= K * u ^ m) ->
  forall u, 0 <= u <= y -> Rabs (f u) <= K * u ^ S m / INR (S m).
Proof.
  intros F D B u Hu.
  assert (Z : K * 0 ^ S m / INR (S m) = 0) by (rewrite pow_i by lia; unfold Rdiv; ring).
  apply Rabs_le. split.
  - assert (H : K * 0 ^ S m / INR (S m) + f 0 <= K * u ^ S m / INR (S m) + f u); [|lra].
    apply (not_falling (fun v => K * v ^ S m / INR (S m) + f v) (fun v => K * v ^ m + g v)); [lra| |].
    + intros v Hv. apply (derivable_pt_lim_plus (fun v => K * v ^ S m / INR (S m)));
        [apply derivable_power|apply D; lra].
    + intros v Hv. pose proof (B v ltac:(lra)) as Q. pose proof (Rle_abs (- g v)). rewrite Rabs_Ropp in *. lra.
  - assert (H : K * 0 ^ S m / INR (S m) - f 0 <= K * u ^ S m / INR (S m) - f u); [|lra].
    apply (not_falling (fun v => K * v ^ S m / INR (S m) - f v) (fun v => K * v ^ m - g v)); [lra| |].
    + intros v Hv. apply (derivable_pt_lim_minus (fun v => K * v ^ S m / INR (S m)));
        [apply derivable_power|apply D; lra].
    + intros v Hv. pose proof (B v ltac:(lra)) as Q. pose proof (Rle_abs (g v)). lra.
Qed.

Lemma derivable_sum n (g g' : nat -> R -> R) u :
  (forall k, (k < n)%nat -> derivable_pt_lim (g k) u (g' k u)) ->
  derivable_pt_lim (fun v => sum n (fun k => g k v)) u (sum n (fun k => g' k u)).
Proof.
  induction n as [|n IH]; intros H; cbn [sum]; [apply derivable_pt_lim_const|].
  apply (derivable_pt_lim_plus (fun v => sum n (fun k => g k v))).
  - apply IH. intros. apply H. lia.
  - apply H. lia.
Qed.

Lemma sum_first n g : sum (S n) g = g O + sum n (fun k => g (S k)).
Proof. induction n as [|n IH]; [simpl; ring|]. cbn [sum] in *. rewrite IH. ring. Qed.

Lemma sum_zero n g : (forall k, (k < n)%nat -> g k = 0) -> sum n g = 0.
Proof. induction n as [|n IH]; intros H; cbn [sum]; [ring|]. rewrite IH, H by (auto; lia). ring. Qed.

Lemma sum_equal n g h : (forall k, (k < n)%nat -> g k = h k) -> sum n g = sum n h.
Proof. induction n as [|n IH]; intros H; cbn [sum]; [ring|]. rewrite IH, H by (auto; lia). ring. Qed.

Lemma sum_times n c g : sum n (fun k => c * g k) = c * sum n g.
Proof. induction n as [|n IH]; cbn [sum]; [ring|]. rewrite IH. ring. Qed.

Lemma fact_pos n : 0 < INR (fact n).
Proof. apply lt_0_INR, lt_O_fact. Qed.

Lemma fact_step n : INR (fact (S n)) = INR (S n) * INR (fact n).
Proof. rewrite <- mult_INR. reflexivity. Qed.

Lemma INR_pos n : 0 < INR (S n).
Proof. apply lt_0_INR. lia. Qed.

(** ** exp *)

Definition exp_term (k : nat) (x : R) : R := x ^ k / INR (fact k).

Lemma derivable_exp_term s k u :
  derivable_pt_lim (fun v => exp_term (S k) (s * v)) u (s * exp_term k (s * u)).
Proof.
  unfold exp_term. pose proof (fact_pos k). pose proof (INR_pos k). rewrite fact_step.
  apply (derivable_pt_lim_ext (fun v => s ^ S k / (INR (S k) * INR (fact k)) * v ^ S k)).
  { intros v. rewrite Rpow_mult_distr. field. lra. }
  replace (s * ((s * u) ^ k / INR (fact k)))
    with (s ^ S k / (INR (S k) * INR (fact k)) * (INR (S k) * u ^ pred (S k))).
  - apply (derivable_pt_lim_scal (fun v => v ^ S k)), derivable_pt_lim_pow.
  - cbn [pred]. rewrite Rpow_mult_distr. cbn [pow]. field. lra.
Qed.

(** |exp(s u) - its first n terms| <= K u^n / n!, where exp(s v) <= K for all v up to u. *)
Lemma exp_remainder s K y n : s = 1 \/ s = -1 ->
  (forall u, 0 <= u <= y -> exp (s * u) <= K) ->
  forall u, 0 <= u <= y ->
    Rabs (exp (s * u) - sum n (fun k => exp_term k (s * u))) <= K * exp_term n u.
Proof.
  intros Hs B. induction n as [|n IH]; intros u Hu.
  - cbn [sum]. unfold exp_term. simpl. rewrite Rminus_0_r, Rabs_pos_eq by (left; apply exp_pos).
    pose proof (B u Hu). lra.
  - replace (K * exp_term (S n) u) with (K / INR (fact n) * u ^ S n / INR (S n)).
    2:{ unfold exp_term. rewrite fact_step. field. pose proof (fact_pos n). pose proof (INR_pos n). lra. }
    apply (integrate (fun v => exp (s * v) - sum (S n) (fun k => exp_term k (s * v)))
      (fun v => s * (exp (s * v) - sum n (fun k => exp_term k (s * v)))) _ n y); [| | |exact Hu].
    + rewrite sum_first, sum_zero.
      * unfold exp_term. rewrite Rmult_0_r, exp_0. simpl. field.
      * intros k _. unfold exp_term. rewrite Rmult_0_r, pow_i by lia. unfold Rdiv. ring.
    + intros v _. rewrite Rmult_minus_distr_l.
      apply (derivable_pt_lim_minus (fun v => exp (s * v))).
      * rewrite Rmult_comm. apply (derivable_pt_lim_comp (fun v => s * v) exp).
        -- pose proof (derivable_pt_lim_scal id s v 1 (derivable_pt_lim_id v)) as D.
           rewrite Rmult_1_r in D. exact D.
        -- apply derivable_pt_lim_exp.
      * apply (derivable_pt_lim_ext (fun v => 1 + sum n (fun k => exp_term (S k) (s * v)))).
        { intros w. rewrite sum_first. unfold exp_term at 2. simpl. field. }
        replace (s * sum n (fun k => exp_term k (s * v)))
          with (0 + sum n (fun k => s * exp_term k (s * v))) by (rewrite sum_times; ring).
        apply (derivable_pt_lim_plus (fun _ => 1)); [apply derivable_pt_lim_const|].
        apply (derivable_sum n (fun k v => exp_term (S k) (s * v)) (fun k v => s * exp_term k (s * v))).
        intros. apply derivable_exp_term.
    + intros v Hv. rewrite Rabs_mult.
      assert (A : Rabs s = 1) by (destruct Hs as [->| ->]; [apply Rabs_R1|rewrite Rabs_left; lra]).
      rewrite A, Rmult_1_l. eapply Rle_trans; [apply IH, Hv|]. unfold exp_term. right. unfold Rdiv. ring.
Qed.

(** ** sin, cos *)

Definition cos_term (k : nat) (u : R) : R := (-1) ^ k * u ^ (2 * k) / INR (fact (2 * k)).
Definition sin_term (k : nat) (u : R) : R := (-1) ^ k * u ^ S (2 * k) / INR (fact (S (2 * k))).

Lemma derivable_sin_term k u : derivable_pt_lim (sin_term k) u (cos_term k u).
Proof.
  unfold sin_term, cos_term. pose proof (fact_pos (2 * k)). pose proof (INR_pos (2 * k)).
  apply (derivable_pt_lim_ext (fun v => (-1) ^ k / INR (fact (2 * k)) * v ^ S (2 * k) / INR (S (2 * k)))).
  { intros v. rewrite fact_step. field. lra. }
  replace ((-1) ^ k * u ^ (2 * k) / INR (fact (2 * k)))
    with ((-1) ^ k / INR (fact (2 * k)) * u ^ (2 * k)) by (field; lra).
  apply derivable_power.
Qed.

Lemma derivable_cos_term k u : derivable_pt_lim (cos_term (S k)) u (- sin_term k u).
Proof.
  unfold sin_term, cos_term. replace (2 * S k)%nat with (S (S (2 * k))) by lia.
  set (m := S (2 * k)). pose proof (fact_pos m). pose proof (INR_pos m).
  apply (derivable_pt_lim_ext (fun v => (-1) ^ S k / INR (fact m) * v ^ S m / INR (S m))).
  { intros v. rewrite (fact_step m). field. lra. }
  replace (- ((-1) ^ k * u ^ m / INR (fact m))) with ((-1) ^ S k / INR (fact m) * u ^ m)
    by (cbn [pow]; field; lra).
  apply derivable_power.
Qed.

Lemma sin_step n y :
  (forall u, 0 <= u <= y ->
    Rabs (cos u - sum n (fun k => cos_term k u)) <= / INR (fact (2 * n)) * u ^ (2 * n)) ->
  forall u, 0 <= u <= y ->
    Rabs (sin u - sum n (fun k => sin_term k u)) <= / INR (fact (S (2 * n))) * u ^ S (2 * n).
Proof.
  intros H u Hu. replace (/ INR (fact (S (2 * n))) * u ^ S (2 * n))
    with (/ INR (fact (2 * n)) * u ^ S (2 * n) / INR (S (2 * n))).
  2:{ rewrite fact_step. field. pose proof (fact_pos (2 * n)). pose proof (INR_pos (2 * n)). lra. }
  apply (integrate (fun u => sin u - sum n (fun k => sin_term k u))
    (fun u => cos u - sum n (fun k => cos_term k u)) _ _ y); [| |exact H|exact Hu].
  - rewrite sin_0, sum_zero; [ring|]. intros k _. unfold sin_term. rewrite pow_i by lia. unfold Rdiv. ring.
  - intros v _. apply (derivable_pt_lim_minus sin); [apply derivable_pt_lim_sin|].
    apply (derivable_sum n sin_term cos_term). intros. apply derivable_sin_term.
Qed.

Lemma cos_step n y :
  (forall u, 0 <= u <= y ->
    Rabs (sin u - sum n (fun k => sin_term k u)) <= / INR (fact (S (2 * n))) * u ^ S (2 * n)) ->
  forall u, 0 <= u <= y ->
    Rabs (cos u - sum (S n) (fun k => cos_term k u)) <= / INR (fact (2 * S n)) * u ^ (2 * S n).
Proof.
  intros H u Hu. replace (2 * S n)%nat with (S (S (2 * n))) by lia. set (m := S (2 * n)) in *.
  replace (/ INR (fact (S m)) * u ^ S m) with (/ INR (fact m) * u ^ S m / INR (S m)).
  2:{ rewrite (fact_step m). field. pose proof (fact_pos m). pose proof (INR_pos m). lra. }
  apply (integrate (fun u => cos u - sum (S n) (fun k => cos_term k u))
    (fun u => - (sin u - sum n (fun k => sin_term k u))) _ _ y); [| | |exact Hu].
  - rewrite cos_0, sum_first, sum_zero.
    + unfold cos_term. simpl. field.
    + intros k _. unfold cos_term. rewrite pow_i by lia. unfold Rdiv. ring.
  - intros v _. replace (- (sin v - sum n (fun k => sin_term k v)))
      with (- sin v - sum n (fun k => - sin_term k v)).
    2:{ rewrite (sum_equal n (fun k => - sin_term k v) (fun k => -1 * sin_term k v)) by (intros; ring).
        rewrite sum_times. ring. }
    apply (derivable_pt_lim_minus cos); [apply derivable_pt_lim_cos|].
    apply (derivable_pt_lim_ext (fun v => 1 + sum n (fun k => cos_term (S k) v))).
    { intros w. rewrite sum_first. unfold cos_term at 2. simpl. field. }
    rewrite <- (Rplus_0_l (sum n (fun k => - sin_term k v))).
    apply (derivable_pt_lim_plus (fun _ => 1)); [apply derivable_pt_lim_const|].
    apply (derivable_sum n (fun k v => cos_term (S k) v) (fun k v => - sin_term k v)).
    intros. apply derivable_cos_term.
  - intros v Hv. rewrite Rabs_Ropp. apply H, Hv.
Qed.

Lemma cos_remainder n : forall u, 0 <= u ->
  Rabs (cos u - sum n (fun k => cos_term k u)) <= / INR (fact (2 * n)) * u ^ (2 * n).
Proof.
  induction n as [|n IH]; intros u Hu.
  - cbn [sum]. rewrite Rminus_0_r. simpl. rewrite Rinv_1, Rmult_1_r.
    apply Rabs_le. pose proof (COS_bound u). lra.
  - apply (cos_step n u); [|lra]. apply (sin_step n u). intros v Hv. apply IH. lra.
Qed.

Lemma sin_remainder n u : 0 <= u ->
  Rabs (sin u - sum n (fun k => sin_term k u)) <= / INR (fact (S (2 * n))) * u ^ S (2 * n).
Proof. intros Hu. apply (sin_step n u); [|lra]. intros v Hv. apply cos_remainder. lra. Qed.

(** ** erf *)

Definition bell_term (k : nat) (u : R) : R := (-1) ^ k * u ^ (2 * k) / INR (fact k).
Definition erf_term (k : nat) (u : R) : R :=
  (-1) ^ k * u ^ S (2 * k) / INR (fact k) / INR (S (2 * k)).

Lemma bell_remainder n u :
  Rabs (bell u - sum n (fun k => bell_term k u)) <= / INR (fact n) * u ^ (2 * n).
Proof.
  pose proof (exp_remainder (-1) 1 (u ^ 2) n (or_intror eq_refl)) as H.
  assert (B : forall v, 0 <= v <= u ^ 2 -> exp (-1 * v) <= 1).
  { intros v Hv. rewrite <- exp_0. destruct (Rle_lt_or_eq_dec 0 v (proj1 Hv)) as [P|<-].
    - left. apply exp_increasing. lra.
    - right. f_equal. ring. }
  specialize (H B (u ^ 2) (conj (pow2_ge_0 u) (Rle_refl _))).
  replace (-1 * u ^ 2) with (- u ^ 2) in H by ring. unfold bell.
  rewrite (sum_equal n (fun k => bell_term k u) (fun k => exp_term k (- u ^ 2))).
  - eapply Rle_trans; [exact H|]. unfold exp_term. rewrite pow_mult. right. unfold Rdiv. ring.
  - intros k _. unfold bell_term, exp_term. replace (- u ^ 2) with (-1 * u ^ 2) by ring.
    rewrite Rpow_mult_distr, pow_mult. reflexivity.
Qed.

Lemma erf_remainder n u : 0 <= u ->
  Rabs (erf u - 2 / sqrt PI * sum n (fun k => erf_term k u))
  <= 2 / sqrt PI * (/ INR (fact n) * u ^ S (2 * n) / INR (S (2 * n))).
Proof.
  intros Hu. assert (C : 0 < 2 / sqrt PI) by (apply Rdiv_lt_0_compat; [lra|apply sqrt_pi]).
  set (c := 2 / sqrt PI) in *.
  replace (c * (/ INR (fact n) * u ^ S (2 * n) / INR (S (2 * n))))
    with (c * / INR (fact n) * u ^ S (2 * n) / INR (S (2 * n))) by (unfold Rdiv; ring).
  apply (integrate (fun u => erf u - c * sum n (fun k => erf_term k u))
    (fun u => c * (bell u - sum n (fun k => bell_term k u))) _ _ u); [| | |lra].
  - rewrite erf_0, sum_zero; [ring|]. intros k _. unfold erf_term. rewrite pow_i by lia. unfold Rdiv. ring.
  - intros v _. rewrite Rmult_minus_distr_l. apply (derivable_pt_lim_minus erf).
    + apply derivable_pt_lim_erf.
    + apply (derivable_pt_lim_scal (fun v => sum n (fun k => erf_term k v))).
      apply (derivable_sum n erf_term bell_term). intros k _. unfold erf_term, bell_term.
      apply (derivable_pt_lim_ext (fun v => (-1) ^ k / INR (fact k) * v ^ S (2 * k) / INR (S (2 * k)))).
      { intros w. unfold Rdiv. ring. }
      replace ((-1) ^ k * v ^ (2 * k) / INR (fact k)) with ((-1) ^ k / INR (fact k) * v ^ (2 * k))
        by (unfold Rdiv; ring). apply derivable_power.
  - intros v _. rewrite Rabs_mult, (Rabs_pos_eq c) by lra.
    pose proof (bell_remainder n v). replace (c * / INR (fact n) * v ^ (2 * n))
      with (c * (/ INR (fact n) * v ^ (2 * n))) by ring. apply Rmult_le_compat_l; lra.
Qed.

(** ** atan *)

Definition atan_term (k : nat) (u : R) : R := (-1) ^ k * u ^ S (2 * k) / INR (S (2 * k)).

Lemma geometric n q : 1 + q <> 0 -> / (1 + q) - sum n (fun k => (- q) ^ k) = (- q) ^ n / (1 + q).
Proof.
  intros H. induction n as [|n IH]; cbn [sum].
  - simpl. field. exact H.
  - replace (/ (1 + q) - (sum n (fun k => (- q) ^ k) + (- q) ^ n))
      with (/ (1 + q) - sum n (fun k => (- q) ^ k) - (- q) ^ n) by ring.
    rewrite IH. cbn [pow]. field. exact H.
Qed.

Lemma atan_remainder n u : 0 <= u ->
  Rabs (atan u - sum n (fun k => atan_term k u)) <= 1 * u ^ S (2 * n) / INR (S (2 * n)).
Proof.
  intros Hu.
  apply (integrate (fun u => atan u - sum n (fun k => atan_term k u))
    (fun u => / (1 + u ^ 2) - sum n (fun k => (- u ^ 2) ^ k)) _ _ u); [| | |lra].
  - rewrite atan_0, sum_zero; [ring|]. intros k _. unfold atan_term. rewrite pow_i by lia. unfold Rdiv. ring.
  - intros v _. apply (derivable_pt_lim_minus atan).
    + apply derivable_pt_lim_atan.
    + apply (derivable_sum n atan_term (fun k v => (- v ^ 2) ^ k)). intros k _. unfold atan_term.
      replace ((- v ^ 2) ^ k) with ((-1) ^ k * v ^ (2 * k)).
      * apply derivable_power.
      * replace (- v ^ 2) with (-1 * v ^ 2) by ring. rewrite Rpow_mult_distr, pow_mult. reflexivity.
  - intros v _. pose proof (pow2_ge_0 v) as Q. rewrite geometric by lra.
    unfold Rdiv. rewrite Rabs_mult, Rmult_1_l, <- RPow_abs, Rabs_Ropp, (Rabs_pos_eq (v ^ 2)) by exact Q.
    rewrite (Rabs_pos_eq (/ (1 + v ^ 2))) by (left; apply Rinv_0_lt_compat; lra).
    rewrite pow_mult. rewrite <- (Rmult_1_r ((v ^ 2) ^ n)) at 2.
    apply Rmult_le_compat_l; [apply pow_le, Q|]. rewrite <- Rinv_1. apply Rinv_le_contravar; lra.
Qed.

(** ** The same for all u *)

Lemma sign_power k : Rabs ((-1) ^ k) = 1.
Proof. rewrite <- RPow_abs, Rabs_left by lra. replace (- (-1)) with 1 by ring. apply pow1. Qed.

Lemma odd_power k u : (- u) ^ S (2 * k) = - u ^ S (2 * k).
Proof. replace (- u) with (-1 * u) by ring. rewrite Rpow_mult_distr, pow_1_odd. ring. Qed.

Lemma even_power k u : (- u) ^ (2 * k) = u ^ (2 * k).
Proof. replace (- u) with (-1 * u) by ring. rewrite Rpow_mult_distr, pow_1_even. ring. Qed.

(** An odd function with odd terms. *)
Lemma odd_remainder f (t : nat -> R -> R) c n (bound : R -> R) :
  (forall u, f (- u) = - f u) -> (forall k u, t k (- u) = - t k u) ->
  (forall u, bound (- u) = bound u) ->
  (forall u, 0 <= u -> Rabs (f u - c * sum n (fun k => t k u)) <= bound u) ->
  forall u, Rabs (f u - c * sum n (fun k => t k u)) <= bound u.
Proof.
  intros F T E H u. destruct (Rle_dec 0 u) as [P|P]; [auto|].
  rewrite <- (Ropp_involutive u). set (w := - u). assert (W : 0 <= w) by (unfold w; lra).
  rewrite F, E, (sum_equal n (fun k => t k (- w)) (fun k => -1 * t k w)) by (intros; rewrite T; ring).
  rewrite sum_times. replace (- f w - c * (-1 * sum n (fun k => t k w)))
    with (- (f w - c * sum n (fun k => t k w))) by ring. rewrite Rabs_Ropp. apply H, W.
Qed.

Lemma sin_bound n u : Rabs (sin u - sum n (fun k => sin_term k u)) <= Rabs (sin_term n u).
Proof.
  rewrite <- (Rmult_1_l (sum n _)).
  apply (odd_remainder sin sin_term 1 n (fun u => Rabs (sin_term n u))).
  - apply sin_neg.
  - intros k v. unfold sin_term. rewrite odd_power. unfold Rdiv. ring.
  - intros v. unfold sin_term. rewrite odd_power. rewrite <- Rabs_Ropp. f_equal. unfold Rdiv. ring.
  - intros v Hv. rewrite Rmult_1_l. eapply Rle_trans; [apply sin_remainder, Hv|]. unfold sin_term.
    unfold Rdiv. rewrite !Rabs_mult, sign_power, (Rabs_pos_eq (/ _)), (Rabs_pos_eq (v ^ _));
      [right; ring|apply pow_le, Hv|left; apply Rinv_0_lt_compat, fact_pos].
Qed.

Lemma cos_bound n u : Rabs (cos u - sum n (fun k => cos_term k u)) <= Rabs (cos_term n u).
Proof.
  assert (H : forall v, 0 <= v -> Rabs (cos v - sum n (fun k => cos_term k v)) <= Rabs (cos_term n v)).
  { intros v Hv. eapply Rle_trans; [apply cos_remainder, Hv|]. unfold cos_term.
    unfold Rdiv. rewrite !Rabs_mult, sign_power, (Rabs_pos_eq (/ _)), (Rabs_pos_eq (v ^ _));
      [right; ring|apply pow_le, Hv|left; apply Rinv_0_lt_compat, fact_pos]. }
  destruct (Rle_dec 0 u) as [P|P]; [auto|].
  pose proof (H (- u) ltac:(lra)) as Q. rewrite cos_neg in Q.
  assert (E : forall k, cos_term k (- u) = cos_term k u) by (intros; unfold cos_term; now rewrite even_power).
  rewrite E, (sum_equal n (fun k => cos_term k (- u)) (fun k => cos_term k u)) in Q by (intros; apply E).
  exact Q.
Qed.

Lemma erf_bound n u :
  Rabs (erf u - 2 / sqrt PI * sum n (fun k => erf_term k u)) <= 2 / sqrt PI * Rabs (erf_term n u).
Proof.
  assert (C : 0 < 2 / sqrt PI) by (apply Rdiv_lt_0_compat; [lra|apply sqrt_pi]).
  apply (odd_remainder erf erf_term (2 / sqrt PI) n (fun u => 2 / sqrt PI * Rabs (erf_term n u))).
  - apply erf_opp.
  - intros k v. unfold erf_term. rewrite odd_power. unfold Rdiv. ring.
  - intros v. unfold erf_term. rewrite odd_power. f_equal. rewrite <- Rabs_Ropp. f_equal. unfold Rdiv. ring.
  - intros v Hv. eapply Rle_trans; [apply erf_remainder, Hv|]. apply Rmult_le_compat_l; [lra|].
    unfold erf_term, Rdiv. rewrite !Rabs_mult, sign_power, (Rabs_pos_eq (/ INR (fact n))),
      (Rabs_pos_eq (v ^ _)), (Rabs_pos_eq (/ INR (S (2 * n)))); [right; ring| | |].
    + left. apply Rinv_0_lt_compat, INR_pos.
    + apply pow_le, Hv.
    + left. apply Rinv_0_lt_compat, fact_pos.
Qed.

Lemma atan_bound n u : Rabs (atan u - sum n (fun k => atan_term k u)) <= Rabs (atan_term n u).
Proof.
  rewrite <- (Rmult_1_l (sum n _)).
  apply (odd_remainder atan atan_term 1 n (fun u => Rabs (atan_term n u))).
  - apply atan_opp.
  - intros k v. unfold atan_term. rewrite odd_power. unfold Rdiv. ring.
  - intros v. unfold atan_term. rewrite odd_power. rewrite <- Rabs_Ropp. f_equal. unfold Rdiv. ring.
  - intros v Hv. rewrite Rmult_1_l. eapply Rle_trans; [apply atan_remainder, Hv|]. unfold atan_term.
    unfold Rdiv. rewrite !Rabs_mult, sign_power, (Rabs_pos_eq (/ _)), (Rabs_pos_eq (v ^ _));
      [right; ring|apply pow_le, Hv|left; apply Rinv_0_lt_compat, INR_pos].
Qed.

(** ** How one term follows from the one before *)

Lemma exp_next k x : exp_term (S k) x = exp_term k x * x / INR (S k).
Proof.
  unfold exp_term. rewrite fact_step. cbn [pow]. pose proof (fact_pos k). pose proof (INR_pos k). field. lra.
Qed.

Lemma sin_next k u :
  sin_term (S k) u = sin_term k u * - (u * u) / (INR (S (S (2 * k))) * INR (S (S (S (2 * k))))).
Proof.
  unfold sin_term. replace (2 * S k)%nat with (S (S (2 * k))) by lia. rewrite !fact_step. cbn [pow].
  pose proof (fact_pos (2 * k)). pose proof (INR_pos (2 * k)). pose proof (INR_pos (S (2 * k))).
  pose proof (INR_pos (S (S (2 * k)))). field. lra.
Qed.

Lemma cos_next k u :
  cos_term (S k) u = cos_term k u * - (u * u) / (INR (S (2 * k)) * INR (S (S (2 * k)))).
Proof.
  unfold cos_term. replace (2 * S k)%nat with (S (S (2 * k))) by lia. rewrite !fact_step. cbn [pow].
  pose proof (fact_pos (2 * k)). pose proof (INR_pos (2 * k)). pose proof (INR_pos (S (2 * k))). field. lra.
Qed.

(** For erf and atan the term before its last division. *)
Definition erf_top (k : nat) (u : R) : R := (-1) ^ k * u ^ S (2 * k) / INR (fact k).
Definition atan_top (k : nat) (u : R) : R := (-1) ^ k * u ^ S (2 * k).

Lemma erf_next k u : erf_top (S k) u = erf_top k u * - (u * u) / INR (S k).
Proof.
  unfold erf_top. replace (2 * S k)%nat with (S (S (2 * k))) by lia. rewrite fact_step. cbn [pow].
  pose proof (fact_pos k). pose proof (INR_pos k). field. lra.
Qed.

Lemma atan_next k u : atan_top (S k) u = atan_top k u * - (u * u).
Proof. unfold atan_top. replace (2 * S k)%nat with (S (S (2 * k))) by lia. cbn [pow]. ring. Qed.
