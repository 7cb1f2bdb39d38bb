(** * Weight decay that outweighs slopes that are bounded

    On the way t_r from a point t, on which the a_j and w_j are multiplied with r, and the b_j with them or not at all,
    while a_0 holds the constant, L does not rise: f changes at a sample by at most (1 - r^2) K sum_j |a_j| |v_j|, v_j
    what neuron j receives beyond the bias that stays, and the penalty falls by 1 - r^2 of itself. So a local minimum
    has a = 0 and w = 0, and L is convex in what is left. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions ConditionsDecay Algebra Near Kinds Monotone PointsConstant
  OutputWeights.
From TheoremCheck Require Nearby RulesDecay Support Paths.
Import ListNotations.
Open Scope R_scope.

(** A function with bounded slopes that is 0 at 0, and its multiples. *)
Lemma shrunk g K r v : bounded_slopes g K -> g 0 = 0 -> 0 <= r <= 1 ->
  Rabs (g v - r * g (r * v)) <= (1 - r^2) * (K * Rabs v).
Proof.
  intros S Z Hr. replace (g v - r * g (r * v)) with ((g v - g (r * v)) + (1 - r) * g (r * v)) by ring.
  eapply Rle_trans; [apply Rabs_triang|].
  pose proof (S v (r * v)) as S1. replace (v - r * v) with ((1 - r) * v) in S1 by ring.
  rewrite Rabs_mult, (Rabs_right (1 - r)) in S1 by lra.
  pose proof (S (r * v) 0) as S2. rewrite Z, !Rminus_0_r, Rabs_mult, (Rabs_right r) in S2 by lra.
  rewrite Rabs_mult, (Rabs_right (1 - r)) by lra.
  apply Rmult_le_compat_l with (r := 1 - r) in S2; [|lra].
  replace ((1 - r^2) * (K * Rabs v)) with (K * ((1 - r) * Rabs v) + (1 - r) * (K * (r * Rabs v))) by ring. lra.
Qed.

Lemma slope_bound_nonneg g K : bounded_slopes g K -> 0 <= K.
Proof.
  intros S. pose proof (S 1 0) as H. rewrite Rminus_0_r, Rabs_R1 in H. pose proof (Rabs_pos (g 1 - g 0)). lra.
Qed.

Lemma square_between u v h : 0 <= h <= 1 -> (u + h * (v - u))^2 <= u^2 + h * (v^2 - u^2).
Proof.
  intros H. replace (u^2 + h * (v^2 - u^2)) with ((u + h * (v - u))^2 + h * (1 - h) * (v - u)^2) by ring.
  assert (0 <= h * (1 - h) * (v - u)^2); [|lra].
  apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0].
Qed.

Section DecayBounded.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut_only : network_shortcut_only P.
Hypothesis a_trained_all : a_trained P = true.
Hypothesis w_trained_all : w_trained P = true.
Hypothesis some : data P <> [].

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Section Numbers.

Variable biases : bool.
Variables alpha beta gamma delta alpha' beta' gamma' K M : R.
Hypothesis alphas : 0 < alpha' < alpha.
Hypothesis betas : beta' < beta.
Hypothesis gamma_nonneg : 0 <= gamma.
Hypothesis gammas : biases = true -> gamma' < gamma.
Hypothesis delta_nonneg : 0 <= delta.
Hypothesis penalties_are : forall t, admissible P t -> penalty P t = sum (width P) (fun j =>
  alpha * (t (A j))^2 + beta * sum (dim P) (fun k => (t (W j k))^2) + gamma * (t (B j))^2) + delta * (t A0)^2.
Hypothesis neuron_slopes : bounded_slopes (sigma P) K.
Hypothesis loss_slopes : bounded_slopes (ell P) M.
Hypothesis outweighs : outweighed P biases (M * K) alpha' beta' gamma'.
Hypothesis held : (biases = false /\ a0_trained P = true /\ delta = 0) \/
  (sigma P 0 = 0 /\ if biases then b_trained P = true
   else b_trained P = false /\ forall j, (j < width P)%nat -> fixed P (B j) = 0).

(** The bias that stays, that which shrinks, and where the way ends. *)
Definition centre (t : params) (j : nat) : R := if biases then 0 else t (B j).
Definition shrinking (t : params) (j : nat) : R := if biases then t (B j) else 0.
Definition rest (t : params) : params := fun p =>
  match p with
  | A0 => t A0 + sum (width P) (fun j => t (A j) * sigma P (centre t j))
  | A j => if (j <? width P)%nat then 0 else t p
  | W j k => if (j <? width P)%nat && (k <? dim P)%nat then 0 else t p
  | B j => if biases && (j <? width P)%nat then 0 else t p
  | D _ => t p
  end.

Lemma rest_a t j : (j < width P)%nat -> rest t (A j) = 0.
Proof. intros H. cbn [rest]. now rewrite (proj2 (Nat.ltb_lt _ _) H). Qed.

Lemma rest_w t j k : (j < width P)%nat -> (k < dim P)%nat -> rest t (W j k) = 0.
Proof. intros H H'. cbn [rest]. now rewrite (proj2 (Nat.ltb_lt _ _) H), (proj2 (Nat.ltb_lt _ _) H'). Qed.

Lemma rest_b t j : (j < width P)%nat -> rest t (B j) = centre t j.
Proof. intros H. cbn [rest]. rewrite (proj2 (Nat.ltb_lt _ _) H). unfold centre. now destruct biases. Qed.

Lemma parts_of_bias t j : t (B j) = centre t j + shrinking t j.
Proof. unfold centre, shrinking. destruct biases; ring. Qed.

(** In the second case a_0 stays. *)
Lemma centre_silent t j : admissible P t -> (j < width P)%nat ->
  (biases = false /\ a0_trained P = true /\ delta = 0) \/ sigma P (centre t j) = 0.
Proof.
  intros Adm Hj. destruct held as [H|[Z H]]; [now left|right]. unfold centre. destruct biases; [assumption|].
  destruct H as [T F]. rewrite (bias_absent P t j Adm T), F by assumption. exact Z.
Qed.

Lemma a0_moves t : admissible P t -> (a0_trained P = true /\ delta = 0) \/ rest t A0 = t A0.
Proof.
  intros Adm. destruct held as [[_ H]|[Z H]]; [now left|right]. cbn [rest].
  rewrite sum_0; [ring|]. intros j Hj. unfold centre. destruct biases; [rewrite Z; ring|].
  destruct H as [T F]. rewrite (bias_absent P t j Adm T), F, Z by assumption. ring.
Qed.

Lemma rest_admissible t : admissible P t -> admissible P (rest t).
Proof.
  intros Adm p N. destruct p as [|j|j k|j|q].
  - destruct (a0_moves t Adm) as [[T _]|E].
    + exfalso. apply N. unfold trained. rewrite T. now left.
    + rewrite E. now apply Adm.
  - cbn [rest]. destruct (Nat.ltb_spec j (width P)); [exfalso|now apply Adm]. apply N. unfold trained.
    rewrite a_trained_all. apply in_or_app. right. apply in_or_app. left. apply in_map, in_seq. lia.
  - cbn [rest]. destruct (Nat.ltb_spec j (width P)), (Nat.ltb_spec k (dim P)); try now apply Adm.
    exfalso. apply N. unfold trained. rewrite w_trained_all. apply in_or_app. right. apply in_or_app. right.
    apply in_or_app. left. apply in_flat_map. exists j. split; [apply in_seq; lia|]. apply in_map, in_seq. lia.
  - cbn [rest]. destruct biases eqn:Eb; [|now apply Adm].
    destruct (Nat.ltb_spec j (width P)); [exfalso|now apply Adm].
    destruct held as [[F _]|[_ T]]; [discriminate|]. apply N. unfold trained. rewrite T.
    apply in_or_app. right. apply in_or_app. right. apply in_or_app. right. apply in_or_app. left.
    apply in_map, in_seq. lia.
  - now apply Adm.
Qed.

(** ** The way to rest *)

Definition received (t : params) (j : nat) (e : sample) : R :=
  sum (dim P) (fun k => t (W j k) * x P e k) + shrinking t j.
Definition part (t : params) (j : nat) (v : R) : R := sigma P (centre t j + v) - sigma P (centre t j).
Definition constant (t : params) : R := t A0 + sum (width P) (fun j => t (A j) * sigma P (centre t j)).

Lemma part_slopes t j : bounded_slopes (part t j) K.
Proof.
  intros u v. unfold part. pose proof (neuron_slopes (centre t j + u) (centre t j + v)) as S.
  replace (centre t j + u - (centre t j + v)) with (u - v) in S by ring.
  replace (sigma P (centre t j + u) - sigma P (centre t j) - (sigma P (centre t j + v) - sigma P (centre t j)))
    with (sigma P (centre t j + u) - sigma P (centre t j + v)) by ring. exact S.
Qed.

Lemma part_0 t j : part t j 0 = 0.
Proof. unfold part. rewrite Rplus_0_r. ring. Qed.

Lemma output t h e :
  f P (between t (rest t) h) e
  = constant t + sum (width P) (fun j => (1 - h) * t (A j) * part t j ((1 - h) * received t j e)).
Proof.
  unfold f, constant. rewrite (proj1 network_shortcut_only), Rplus_0_r.
  replace (between t (rest t) h A0)
    with (t A0 + h * sum (width P) (fun j => t (A j) * sigma P (centre t j))) by (unfold between; simpl; ring).
  rewrite <- sum_mul, !Rplus_assoc. f_equal. rewrite <- !sum_add. apply sum_eq. intros j Hj.
  assert (Pre : pre P (between t (rest t) h) j e = centre t j + (1 - h) * received t j e).
  { unfold pre, received.
    rewrite (sum_eq (dim P) (fun k => between t (rest t) h (W j k) * x P e k)
      (fun k => (1 - h) * (t (W j k) * x P e k))).
    - rewrite sum_mul. unfold between. rewrite rest_b, (parts_of_bias t j) by assumption. ring.
    - intros k Hk. unfold between. rewrite rest_w by assumption. ring. }
  rewrite Pre. unfold part. fold (sigma P (centre t j + (1 - h) * received t j e)).
  replace (between t (rest t) h (A j)) with ((1 - h) * t (A j))
    by (unfold between; rewrite rest_a by assumption; ring). ring.
Qed.

Lemma output_start t e : f P t e = constant t + sum (width P) (fun j => t (A j) * part t j (received t j e)).
Proof.
  rewrite <- (Paths.between_0 t (rest t)) at 1. rewrite output. f_equal. apply sum_eq. intros j _.
  replace (1 - 0) with 1 by ring. now rewrite !Rmult_1_l.
Qed.

Definition moved (t : params) (e : sample) : R :=
  sum (width P) (fun j => Rabs (t (A j)) * Rabs (received t j e)).

Lemma output_change t h e : 0 <= h <= 1 ->
  Rabs (f P t e - f P (between t (rest t) h) e) <= (1 - (1 - h)^2) * (K * moved t e).
Proof.
  intros H. rewrite output_start, output. set (r := 1 - h).
  replace (constant t + sum (width P) (fun j => t (A j) * part t j (received t j e))
    - (constant t + sum (width P) (fun j => r * t (A j) * part t j (r * received t j e))))
    with (sum (width P) (fun j => t (A j) * (part t j (received t j e) - r * part t j (r * received t j e)))).
  - unfold moved. rewrite <- !sum_mul. generalize (width P). intros n. induction n as [|n IH].
    + simpl. rewrite Rabs_R0. lra.
    + cbn [sum]. eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat; [exact IH|].
      rewrite Rabs_mult.
      pose proof (shrunk (part t n) K r (received t n e) (part_slopes t n) (part_0 t n) ltac:(unfold r; lra)) as S.
      apply Rmult_le_compat_l with (r := Rabs (t (A n))) in S; [|apply Rabs_pos]. lra.
  - rewrite (sum_eq (width P) _ (fun j => t (A j) * part t j (received t j e)
      + (-1) * (r * t (A j) * part t j (r * received t j e)))) by (intros; ring).
    rewrite sum_add, sum_mul. ring.
Qed.

(** What is left of the penalty on a neuron beyond what it can gain. *)
Definition lengths (t : params) (j : nat) : R := sum (dim P) (fun k => (t (W j k))^2).
Definition excess (t : params) (j : nat) : R :=
  (alpha - alpha') * (t (A j))^2 + (beta - beta') * lengths t j
  + (if biases then gamma - gamma' else 0) * (shrinking t j)^2.
Definition paid (t : params) (j : nat) : R :=
  alpha * (t (A j))^2 + beta * lengths t j + gamma * (shrinking t j)^2.

Lemma lengths_nonneg t j : 0 <= lengths t j.
Proof. apply RulesDecay.sum_squares_nonneg. Qed.

Lemma excess_nonneg t j : 0 <= excess t j.
Proof.
  unfold excess. pose proof (lengths_nonneg t j).
  assert (0 <= (alpha - alpha') * (t (A j))^2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  assert (0 <= (beta - beta') * lengths t j) by (apply Rmult_le_pos; lra).
  assert (0 <= (if biases then gamma - gamma' else 0) * (shrinking t j)^2).
  { apply Rmult_le_pos; [|apply pow2_ge_0]. destruct biases eqn:E; [pose proof (gammas eq_refl)|]; lra. }
  lra.
Qed.

Lemma neuron_gain t j :
  over (data P) (fun e => share e * (M * (K * (Rabs (t (A j)) * Rabs (received t j e)))))
  <= total_weight P * (paid t j - excess t j).
Proof.
  set (a := t (A j)). set (q := M * K).
  assert (Hq : 0 <= q) by (apply Rmult_le_pos; [apply (slope_bound_nonneg (ell P))|apply (slope_bound_nonneg (sigma P))];
    assumption).
  set (c := q^2 / (4 * alpha')).
  assert (Hc : 0 <= c).
  { unfold c, Rdiv. apply Rmult_le_pos; [apply pow2_ge_0|]. left. apply Rinv_0_lt_compat. lra. }
  assert (Each : forall e, q * (Rabs a * Rabs (received t j e)) <= alpha' * a^2 + c * (received t j e)^2).
  { intros e. eapply Rle_trans.
    - apply (RulesDecay.square_form alpha' c q (Rabs a) (Rabs (received t j e))); try lra.
      unfold c. right. field. lra.
    - rewrite !pow2_abs. lra. }
  apply Rle_trans with (over (data P) (fun e => alpha' * a^2 * share e + c * (share e * (received t j e)^2))).
  - apply over_le. intros e _. pose proof (share_pos e) as Sh.
    apply Rle_trans with (share e * (alpha' * a^2 + c * (received t j e)^2)); [|right; ring].
    apply Rmult_le_compat_l; [lra|]. specialize (Each e). unfold q in Each. lra.
  - rewrite over_add, !over_mul. change (over (data P) share) with (total_weight P).
    assert (Free : biases = false -> shrinking t j = 0) by (intros E; unfold shrinking; now rewrite E).
    pose proof (outweighs (fun k => t (W j k)) (shrinking t j) Free) as O. cbv beta in O. fold q in O.
    fold (lengths t j) in O. change (over (data P) (fun e => share e *
      (sum (dim P) (fun k => t (W j k) * x P e k) + shrinking t j)^2))
      with (over (data P) (fun e => share e * (received t j e)^2)) in O.
    set (r := over (data P) (fun e => share e * (received t j e)^2)) in *.
    assert (C : c * r <= (beta' * lengths t j + gamma' * (shrinking t j)^2) * total_weight P).
    { apply Rmult_le_reg_l with (4 * alpha'); [lra|]. unfold c.
      replace (4 * alpha' * (q^2 / (4 * alpha') * r)) with (q^2 * r) by (field; lra). lra. }
    assert (E : paid t j - excess t j = alpha' * a^2 + beta' * lengths t j + gamma' * (shrinking t j)^2).
    { unfold paid, excess, shrinking. fold a. destruct biases; ring. }
    rewrite E. lra.
Qed.

Lemma penalty_change t h : admissible P t -> 0 <= h <= 1 ->
  penalty P (between t (rest t) h) = penalty P t - (1 - (1 - h)^2) * sum (width P) (paid t).
Proof.
  intros Adm H. pose proof (rest_admissible t Adm) as Rest.
  rewrite !penalties_are by auto using between_admissible.
  assert (Z : delta * (between t (rest t) h A0)^2 = delta * (t A0)^2).
  { destruct (a0_moves t Adm) as [[_ Z]|E]; [rewrite Z; ring|].
    unfold between. rewrite E. now replace (t A0 + h * (t A0 - t A0)) with (t A0) by ring. }
  rewrite Z.
  assert (S : sum (width P) (fun j => alpha * (between t (rest t) h (A j))^2
      + beta * sum (dim P) (fun k => (between t (rest t) h (W j k))^2) + gamma * (between t (rest t) h (B j))^2)
    = sum (width P) (fun j => alpha * (t (A j))^2 + beta * sum (dim P) (fun k => (t (W j k))^2)
        + gamma * (t (B j))^2) - (1 - (1 - h)^2) * sum (width P) (paid t)).
  { unfold Rminus at 1. rewrite Ropp_mult_distr_l, <- sum_mul, <- sum_add. apply sum_eq. intros j Hj.
    rewrite (sum_eq (dim P) (fun k => (between t (rest t) h (W j k))^2) (fun k => (1 - h)^2 * (t (W j k))^2))
      by (intros k Hk; unfold between; rewrite rest_w by assumption; ring).
    rewrite sum_mul. fold (lengths t j). unfold paid, between. rewrite rest_a, rest_b by assumption.
    unfold centre, shrinking. destruct biases; ring. }
  rewrite S. ring.
Qed.

(** L falls on the way, by what is left of the penalty. *)
Lemma descends t h : admissible P t -> 0 <= h <= 1 ->
  L P (between t (rest t) h) + (1 - (1 - h)^2) * sum (width P) (excess t) <= L P t.
Proof.
  intros Adm H. pose proof (total_weight_pos P some) as Wt. set (r := 1 - (1 - h)^2).
  assert (Hr : 0 <= r) by (unfold r; nra). pose proof (slope_bound_nonneg _ _ loss_slopes) as HM.
  set (t' := between t (rest t) h).
  assert (Gain : over (data P) (fun e => share e * ell P (z P t' e))
    <= over (data P) (fun e => share e * ell P (z P t e))
       + r * (total_weight P * (sum (width P) (paid t) - sum (width P) (excess t)))).
  { apply Rle_trans with (over (data P) (fun e => share e * ell P (z P t e)
      + r * sum (width P) (fun j => share e * (M * (K * (Rabs (t (A j)) * Rabs (received t j e))))))).
    - apply over_le. intros e _. pose proof (share_pos e) as Sh.
      pose proof (loss_slopes (z P t' e) (z P t e)) as S. pose proof (output_change t h e H) as F.
      fold t' in F. fold r in F.
      assert (Y : Rabs (z P t' e - z P t e) = Rabs (f P t e - f P t' e)).
      { unfold z, y. destruct (positive_label e).
        - f_equal. ring.
        - rewrite <- Rabs_Ropp. f_equal. ring. }
      rewrite Y in S. apply Rmult_le_compat_l with (r := M) in F; [|assumption].
      pose proof (Rle_abs (ell P (z P t' e) - ell P (z P t e))).
      replace (sum (width P) (fun j => share e * (M * (K * (Rabs (t (A j)) * Rabs (received t j e))))))
        with (share e * (M * (K * moved t e))) by (unfold moved; rewrite <- !sum_mul; reflexivity).
      apply Rle_trans with (share e * (ell P (z P t e) + r * (M * (K * moved t e)))); [|right; ring].
      apply Rmult_le_compat_l; lra.
    - rewrite over_add, over_mul. apply Rplus_le_compat_l, Rmult_le_compat_l; [assumption|].
      rewrite over_sum.
      replace (sum (width P) (paid t) - sum (width P) (excess t))
        with (sum (width P) (fun j => paid t j - excess t j))
        by (rewrite (sum_eq (width P) _ (fun j => paid t j + (-1) * excess t j)) by (intros; ring);
            rewrite sum_add, sum_mul; ring).
      rewrite <- sum_mul. apply sum_le. intros j _. apply neuron_gain. }
  unfold L. unfold t' at 2. rewrite penalty_change by assumption. fold r. change (val (loss P)) with (ell P).
  fold t'. apply Rmult_le_reg_l with (total_weight P); [assumption|].
  set (u := over (data P) (fun e => share e * ell P (z P t' e))) in *.
  set (v := over (data P) (fun e => share e * ell P (z P t e))) in *.
  replace (total_weight P * (u / total_weight P + (penalty P t - r * sum (width P) (paid t))
      + r * sum (width P) (excess t)))
    with (u + total_weight P * penalty P t
      - r * (total_weight P * (sum (width P) (paid t) - sum (width P) (excess t)))) by (field; lra).
  replace (total_weight P * (v / total_weight P + penalty P t)) with (v + total_weight P * penalty P t)
    by (field; lra). lra.
Qed.

Lemma sum_excess_nonneg t : 0 <= sum (width P) (excess t).
Proof.
  rewrite <- (sum_0 (width P) (fun _ => 0)) at 1 by reflexivity. apply sum_le. intros. apply excess_nonneg.
Qed.

Lemma rest_below t : admissible P t -> L P (rest t) <= L P t.
Proof.
  intros Adm. pose proof (descends t 1 Adm ltac:(lra)) as Q. rewrite Paths.between_1 in Q.
  pose proof (sum_excess_nonneg t). assert (0 <= (1 - (1 - 1)^2) * sum (width P) (excess t)); [|lra].
  apply Rmult_le_pos; [lra|assumption].
Qed.

(** ** At a local minimum *)

Definition silent (t : params) : Prop :=
  forall j, (j < width P)%nat -> t (A j) = 0 /\ (forall k, (k < dim P)%nat -> t (W j k) = 0).

Lemma rest_silent t : silent (rest t).
Proof. intros j Hj. split; [now apply rest_a|]. intros. now apply rest_w. Qed.

Lemma sum_nonneg_0 n g : (forall i, (i < n)%nat -> 0 <= g i) -> sum n g <= 0 -> forall i, (i < n)%nat -> g i = 0.
Proof.
  induction n as [|n IH]; intros Pos S i Hi; [lia|]. cbn [sum] in S.
  assert (0 <= sum n g).
  { rewrite <- (sum_0 n (fun _ => 0)) at 1 by reflexivity. apply sum_le. intros. apply Pos. lia. }
  pose proof (Pos n ltac:(lia)).
  destruct (Nat.eq_dec i n) as [->|N]; [lra|]. apply IH; [intros; apply Pos; lia|lra|lia].
Qed.

Lemma minimum_silent t : local_min P t -> silent t.
Proof.
  intros Min. pose proof (proj1 Min) as Adm. destruct (near_min P defined t Min) as [rho [Hrho Hmin]].
  destruct (between_near P t (rest t) rho Hrho) as [h [Hh N]].
  specialize (Hmin _ (between_admissible P t (rest t) h Adm (rest_admissible t Adm)) N).
  pose proof (descends t h Adm ltac:(lra)) as Q. set (r := 1 - (1 - h)^2) in *.
  assert (Hr : 0 < r) by (unfold r; nra).
  assert (S : sum (width P) (excess t) <= 0) by (apply Rmult_le_reg_l with r; [assumption|lra]).
  intros j Hj.
  pose proof (sum_nonneg_0 _ _ (fun i _ => excess_nonneg t i) S j Hj) as E. unfold excess in E.
  pose proof (lengths_nonneg t j).
  assert (E1 : 0 <= (alpha - alpha') * (t (A j))^2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  assert (E2 : 0 <= (beta - beta') * lengths t j) by (apply Rmult_le_pos; lra).
  assert (E3 : 0 <= (if biases then gamma - gamma' else 0) * (shrinking t j)^2).
  { apply Rmult_le_pos; [|apply pow2_ge_0]. destruct biases eqn:Eb; [pose proof (gammas eq_refl)|]; lra. }
  assert (Z1 : (alpha - alpha') * (t (A j))^2 = 0) by lra.
  assert (Z2 : (beta - beta') * lengths t j = 0) by lra.
  apply Rmult_integral in Z1. apply Rmult_integral in Z2. split.
  - destruct Z1 as [Z1|Z1]; [lra|]. apply Rsqr_0_uniq. now rewrite Rsqr_pow2.
  - intros k Hk. destruct Z2 as [Z2|Z2]; [lra|]. apply Rsqr_0_uniq. rewrite Rsqr_pow2.
    apply (sum_nonneg_0 (dim P) (fun k => (t (W j k))^2)); [intros; apply pow2_ge_0| |assumption].
    unfold lengths in Z2. lra.
Qed.

Lemma silent_output t e : silent t -> f P t e = t A0.
Proof.
  intros S. unfold f. rewrite (proj1 network_shortcut_only), sum_0; [ring|].
  intros j Hj. rewrite (proj1 (S j Hj)). ring.
Qed.

Lemma silent_penalty t : admissible P t -> silent t ->
  penalty P t = sum (width P) (fun j => gamma * (t (B j))^2) + delta * (t A0)^2.
Proof.
  intros Adm S. rewrite penalties_are by assumption. f_equal. apply sum_eq. intros j Hj.
  destruct (S j Hj) as [Sa Sw]. rewrite Sa, sum_0; [ring|]. intros k Hk. rewrite Sw by assumption. ring.
Qed.

Hypothesis convex : loss_convex P.

(** L is convex on a segment on which nothing but constants move. *)
Lemma silent_convex t t' h : admissible P t -> admissible P t' -> silent t -> silent t' -> 0 <= h <= 1 ->
  L P (between t t' h) <= L P t + h * (L P t' - L P t).
Proof.
  intros Adm Adm' S S' H. pose proof (total_weight_pos P some) as Wt.
  assert (Sm : silent (between t t' h)).
  { intros j Hj. destruct (S j Hj) as [Sa Sw], (S' j Hj) as [Sa' Sw']. unfold between. split.
    - rewrite Sa, Sa'. ring.
    - intros k Hk. rewrite Sw, Sw' by assumption. ring. }
  assert (Pen : penalty P (between t t' h) <= penalty P t + h * (penalty P t' - penalty P t)).
  { rewrite !silent_penalty by auto using between_admissible.
    set (g := fun q : params => sum (width P) (fun j => gamma * (q (B j))^2)).
    assert (G : g (between t t' h) <= g t + h * (g t' - g t)).
    { unfold g. replace (sum (width P) (fun j => gamma * (t (B j))^2)
        + h * (sum (width P) (fun j => gamma * (t' (B j))^2) - sum (width P) (fun j => gamma * (t (B j))^2)))
        with (sum (width P) (fun j => gamma * ((t (B j))^2 + h * ((t' (B j))^2 - (t (B j))^2)))).
      - apply sum_le. intros j _. apply Rmult_le_compat_l; [assumption|]. now apply square_between.
      - rewrite (sum_eq (width P) _ (fun j => (1 - h) * (gamma * (t (B j))^2) + h * (gamma * (t' (B j))^2)))
          by (intros; ring).
        rewrite sum_add, !sum_mul. ring. }
    pose proof (square_between (t A0) (t' A0) h H) as Q.
    apply Rmult_le_compat_l with (r := delta) in Q; [|assumption].
    change (sum (width P) (fun j => gamma * (between t t' h (B j))^2)) with (g (between t t' h)).
    change (sum (width P) (fun j => gamma * (t (B j))^2)) with (g t).
    change (sum (width P) (fun j => gamma * (t' (B j))^2)) with (g t').
    change (between t t' h A0) with (t A0 + h * (t' A0 - t A0)). lra. }
  assert (Loss : over (data P) (fun e => share e * ell P (z P (between t t' h) e))
    <= (1 - h) * over (data P) (fun e => share e * ell P (z P t e))
       + h * over (data P) (fun e => share e * ell P (z P t' e))).
  { rewrite <- !over_mul, <- over_add. apply over_le. intros e _. pose proof (share_pos e) as Sh.
    replace (z P (between t t' h) e) with (h * z P t' e + (1 - h) * z P t e)
      by (unfold z; rewrite !silent_output by assumption; unfold between; ring).
    pose proof (convex (z P t' e) (z P t e) h H) as C. fold (ell P) in C.
    apply Rle_trans with (share e * (h * ell P (z P t' e) + (1 - h) * ell P (z P t e))); [|right; ring].
    apply Rmult_le_compat_l; [lra|exact C]. }
  unfold L. change (val (loss P)) with (ell P). apply Rmult_le_reg_l with (total_weight P); [assumption|].
  set (u := over (data P) (fun e => share e * ell P (z P (between t t' h) e))) in *.
  set (v := over (data P) (fun e => share e * ell P (z P t e))) in *.
  set (v' := over (data P) (fun e => share e * ell P (z P t' e))) in *.
  apply Rmult_le_compat_l with (r := total_weight P) in Pen; [|lra].
  replace (total_weight P * (u / total_weight P + penalty P (between t t' h)))
    with (u + total_weight P * penalty P (between t t' h)) by (field; lra).
  replace (total_weight P * (v / total_weight P + penalty P t
      + h * (v' / total_weight P + penalty P t' - (v / total_weight P + penalty P t))))
    with ((1 - h) * v + h * v' + total_weight P * (penalty P t + h * (penalty P t' - penalty P t)))
    by (field; lra). lra.
Qed.

Lemma minimum_least t t' : local_min P t -> admissible P t' -> L P t <= L P t'.
Proof.
  intros Min Adm'. apply Rle_trans with (L P (rest t')); [|now apply rest_below].
  pose proof (rest_admissible t' Adm') as Rest. pose proof (proj1 Min) as Adm.
  destruct (near_min P defined t Min) as [rho [Hrho Hmin]].
  destruct (between_near P t (rest t') rho Hrho) as [h [Hh N]].
  specialize (Hmin _ (between_admissible P t (rest t') h Adm Rest) N).
  pose proof (silent_convex t (rest t') h Adm Rest (minimum_silent t Min) (rest_silent t') ltac:(lra)) as C.
  apply Rmult_le_reg_l with h; [lra|]. lra.
Qed.

(** ** Where a_0 is not trained the least value is taken, at rest *)

Hypothesis a0_fixed : a0_trained P <> true.

Lemma rest_value t : admissible P t -> L P (rest t) = L P (rest (fixed P)).
Proof.
  intros Adm. assert (AdmF : admissible P (fixed P)) by (intros p _; reflexivity).
  assert (At0 : forall q, admissible P q -> rest q A0 = fixed P A0).
  { intros q Aq. destruct (a0_moves q Aq) as [[T _]|E]; [contradiction|]. rewrite E. apply Aq.
    destruct (a0_trained P) eqn:T; [now contradiction a0_fixed|].
    unfold trained. rewrite T. simpl. intros I. repeat (apply in_app_or in I; destruct I as [I|I]).
    - destruct (a_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
    - destruct (w_trained P); [|easy]. apply in_flat_map in I. destruct I as [? [_ I]].
      apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
    - destruct (b_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
    - apply in_map_iff in I. destruct I as [? [I _]]. discriminate. }
  assert (AtB : forall q j, admissible P q -> (j < width P)%nat -> rest q (B j) = 0).
  { intros q j Aq Hj. rewrite rest_b by assumption. unfold centre. destruct held as [[_ [T _]]|[_ H]];
      [contradiction|]. destruct biases; [reflexivity|]. destruct H as [T F].
    rewrite (bias_absent P q j Aq T). now apply F. }
  assert (Pen : forall q, admissible P q -> penalty P (rest q) = delta * (fixed P A0)^2).
  { intros q Aq. rewrite silent_penalty by auto using rest_admissible, rest_silent.
    rewrite (At0 q Aq), sum_0; [ring|]. intros j Hj. rewrite AtB by assumption. ring. }
  unfold L. rewrite !Pen by assumption. f_equal. f_equal. apply over_eq. intros e _. f_equal. f_equal. unfold z.
  now rewrite !silent_output, !At0 by auto using rest_silent.
Qed.

End Numbers.

Hypothesis bounded : decay_bounded P.

Theorem minima_global : loss_convex P -> GLOBAL P.
Proof.
  intros Conv t Min t' Adm' _.
  destruct bounded as [bi [al [be [ga [de [al' [be' [ga' [K [M [H1 [H2 [H3 [H4 [H5 [H6 [H7 [H8 [H9 H10]]]]]]]]]]]]]]]]]]].
  now apply (minimum_least bi al be ga de al' be' ga' K M).
Qed.

Theorem minimum_bad : both_classes P -> ~ network_output_bias P -> BAD P.
Proof.
  intros Cl Fix.
  destruct bounded as [bi [al [be [ga [de [al' [be' [ga' [K [M [H1 [H2 [H3 [H4 [H5 [H6 [H7 [H8 [H9 H10]]]]]]]]]]]]]]]]]]].
  assert (AdmF : admissible P (fixed P)) by (intros p _; reflexivity).
  assert (Adm : admissible P (rest bi (fixed P))) by now apply (rest_admissible bi ga de al' be' ga' K M).
  destruct (Support.wrong_both P (rest bi (fixed P) A0) Cl) as [e [I Wr]].
  apply (Nearby.bad_intro P defined (rest bi (fixed P)) e); auto.
  - exists 1. split; [lra|]. intros t' Adm' _.
    rewrite <- (rest_value bi al be ga de al' be' ga' K M H4 H6 H9 H10 Fix t' Adm').
    now apply (rest_below bi al be ga de al' be' ga' K M).
  - now rewrite silent_output by apply rest_silent.
Qed.

End DecayBounded.
