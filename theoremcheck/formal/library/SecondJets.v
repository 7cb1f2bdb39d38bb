(** * Functions to second order in what the units of a layer receive, uniformly near a point

    z t' e j is small near t, for j < M. A function of the parameters and the samples has a jet if it
    is c + sum_j l_j z_j + q(z) up to o(|z|^2), uniformly in the parameters near t: c and l_j move with
    them, but are close to what they are at t; q does not move. Sums, factors that are parameters, and
    neurons that are C^2 where they are used keep this. Nothing is said of how parameters move. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby Support RulesCurved.
Import ListNotations.
Open Scope R_scope.

(** ** Sums of the M entries *)

Definition size (M : nat) (v : nat -> R) : R := sum M (fun j => (v j)^2).
Definition combined (M : nat) (l v : nat -> R) : R := sum M (fun j => l j * v j).

Lemma size_nonneg M v : 0 <= size M v.
Proof. apply sum_nonneg. intros. apply pow2_ge_0. Qed.

Lemma abs_sum_le n g h : (forall k, (k < n)%nat -> Rabs (g k) <= h k) -> Rabs (sum n g) <= sum n h.
Proof.
  induction n; simpl; intros H; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat; auto.
Qed.

Lemma sum_same n c : sum n (fun _ => c) = INR n * c.
Proof. induction n; [simpl; ring|]. rewrite S_INR. simpl. rewrite IHn. ring. Qed.

Lemma entry_le_size M v j : (j < M)%nat -> (v j)^2 <= size M v.
Proof.
  unfold size. induction M; intros L; [lia|]. cbn [sum].
  destruct (Nat.eq_dec j M) as [->|N].
  - pose proof (size_nonneg M v). unfold size in *. lra.
  - pose proof (IHM ltac:(lia)). pose proof (pow2_ge_0 (v M)). lra.
Qed.

(** |l . v| <= M C n for |l_j| <= C, n = |v|. *)
Lemma combined_bound M l v C n : 0 <= n -> n^2 = size M v -> (forall j, (j < M)%nat -> Rabs (l j) <= C) ->
  Rabs (combined M l v) <= INR M * (C * n).
Proof.
  intros Hn En B. rewrite <- sum_same. apply abs_sum_le. intros j L. rewrite Rabs_mult.
  apply Rmult_le_compat; auto using Rabs_pos.
  apply Rsqr_incr_0_var; [|assumption]. rewrite <- Rsqr_abs, !Rsqr_pow2, En. now apply entry_le_size.
Qed.

Lemma combined_minus M l k v : combined M (fun j => l j - k j) v = combined M l v - combined M k v.
Proof.
  unfold combined. rewrite (sum_eq _ (fun j => (l j - k j) * v j) (fun j => l j * v j + -1 * (k j * v j)))
    by (intros; ring). rewrite sum_add, sum_times. ring.
Qed.

(** What is left after a neuron: all that is small is at most eta. *)
Lemma neuron_error n eta C A E q r k s1 s2 d Rest : 0 <= n -> n <= eta -> 0 <= eta <= 1 -> 1 <= C ->
  Rabs A <= C * n -> Rabs E <= C * eta * n -> Rabs q <= C * n^2 -> Rabs r <= eta * n^2 ->
  Rabs (k - s1) <= eta -> Rabs s1 <= C -> Rabs s2 <= C -> d = A + E + q + r -> Rabs Rest <= eta * d^2 ->
  Rabs (k * (q + r) - s1 * q + s2 / 2 * (d^2 - A^2) + Rest) <= 27 * C^3 * eta * n^2.
Proof.
  intros Hn Hne He HC HA HE Hq Hr Hk Hs1 Hs2 -> HR.
  assert (n2 : 0 <= n^2) by apply pow2_ge_0.
  assert (Cn : 0 <= C * n) by nra.
  assert (nn : n^2 <= n * eta) by nra.
  assert (qn : Rabs q <= C * (n * eta)) by nra.
  assert (rn : Rabs r <= C * (n * eta)) by nra.
  assert (D1 : Rabs (E + q + r) <= 3 * (C * (n * eta))).
  { pose proof (Rabs_triang (E + q) r). pose proof (Rabs_triang E q). lra. }
  assert (ne : n * eta <= n) by nra.
  assert (De : Rabs (A + E + q + r) <= 4 * (C * n)).
  { pose proof (Rabs_triang A (E + q + r)). replace (A + E + q + r) with (A + (E + q + r)) by ring.
    assert (C * (n * eta) <= C * n) by nra. lra. }
  assert (D2 : Rabs ((A + E + q + r) + A) <= 5 * (C * n)).
  { pose proof (Rabs_triang (A + E + q + r) A). lra. }
  assert (Sq : Rabs ((A + E + q + r)^2 - A^2) <= 15 * (C^2 * (eta * n^2))).
  { replace ((A + E + q + r)^2 - A^2) with ((E + q + r) * ((A + E + q + r) + A)) by ring.
    rewrite Rabs_mult.
    replace (15 * (C^2 * (eta * n^2))) with ((3 * (C * (n * eta))) * (5 * (C * n))) by ring.
    apply Rmult_le_compat; auto using Rabs_pos. }
  assert (Dd : (A + E + q + r)^2 <= 16 * (C^2 * n^2)).
  { replace ((A + E + q + r)^2) with (Rabs (A + E + q + r) * Rabs (A + E + q + r))
      by (rewrite <- Rabs_mult, Rabs_pos_eq; [ring|apply Rle_0_sqr]).
    replace (16 * (C^2 * n^2)) with ((4 * (C * n)) * (4 * (C * n))) by ring.
    apply Rmult_le_compat; auto using Rabs_pos. }
  assert (T1 : Rabs ((k - s1) * q) <= eta * (C * n^2)).
  { rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos. }
  assert (Hkk : Rabs k <= C + eta).
  { replace k with ((k - s1) + s1) by ring. pose proof (Rabs_triang (k - s1) s1). lra. }
  assert (T2 : Rabs (k * r) <= (C + eta) * (eta * n^2)).
  { rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos. }
  assert (T3 : Rabs (s2 / 2 * ((A + E + q + r)^2 - A^2)) <= (C / 2) * (15 * (C^2 * (eta * n^2)))).
  { rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos.
    unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra. lra. }
  assert (T4 : Rabs Rest <= 16 * (C^2 * (eta * n^2))).
  { eapply Rle_trans; [exact HR|].
    replace (16 * (C^2 * (eta * n^2))) with (eta * (16 * (C^2 * n^2))) by ring.
    apply Rmult_le_compat_l; lra. }
  set (s := eta * n^2) in *. assert (Hs : 0 <= s) by (unfold s; apply Rmult_le_pos; lra).
  replace (k * (q + r) - s1 * q + s2 / 2 * ((A + E + q + r)^2 - A^2) + Rest)
    with ((((k - s1) * q + k * r) + s2 / 2 * ((A + E + q + r)^2 - A^2)) + Rest) by ring.
  pose proof (Rabs_triang ((k - s1) * q + k * r + s2 / 2 * ((A + E + q + r)^2 - A^2)) Rest).
  pose proof (Rabs_triang ((k - s1) * q + k * r) (s2 / 2 * ((A + E + q + r)^2 - A^2))).
  pose proof (Rabs_triang ((k - s1) * q) (k * r)).
  replace (eta * (C * n^2)) with (C * s) in T1 by (unfold s; ring).
  assert (C2 : C <= C^2) by nra. assert (C3 : C^2 <= C^3) by nra.
  assert (0 <= C^3 * s) by (apply Rmult_le_pos; lra).
  assert (C * s <= C^3 * s) by (apply Rmult_le_compat_r; lra).
  assert (C^2 * s <= C^3 * s) by (apply Rmult_le_compat_r; lra).
  assert ((C + eta) * s <= (2 * C^3) * s) by (apply Rmult_le_compat_r; lra).
  replace (27 * C^3 * eta * n^2) with (27 * (C^3 * s)) by (unfold s; ring).
  replace (C / 2 * (15 * (C^2 * s))) with (15 / 2 * (C^3 * s)) in T3 by field.
  lra.
Qed.

Section Jets.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.
Variable M : nat.
Variable z : params -> sample -> nat -> R.

(** What the units receive moves little. *)
Hypothesis small : forall r, 0 < r -> nearby P t (fun t' => forall e, In e (data P) -> size M (z t' e) < r^2).

Definition bounded (C p : R) (l : nat -> R) (q : (nat -> R) -> R) : Prop :=
  0 <= C /\ Rabs p <= C /\ (forall j, (j < M)%nat -> Rabs (l j) <= C) /\ forall v, Rabs (q v) <= C * size M v.

Definition expanded (g : params -> sample -> R) (p : R) (l : nat -> R) (q : (nat -> R) -> R) (eps : R)
  (t' : params) : Prop :=
  exists c k, Rabs (c - p) <= eps /\ (forall j, (j < M)%nat -> Rabs (k j - l j) <= eps) /\
    forall e, In e (data P) ->
      Rabs (g t' e - (c + combined M k (z t' e) + q (z t' e))) <= eps * size M (z t' e).

Definition jet (g : params -> sample -> R) (p : R) (l : nat -> R) (q : (nat -> R) -> R) : Prop :=
  (exists C, bounded C p l q) /\ forall eps, 0 < eps -> nearby P t (expanded g p l q eps).

Lemma jet_same g g' p l q : nearby P t (fun t' => forall e, In e (data P) -> g t' e = g' t' e) ->
  jet g' p l q -> jet g p l q.
Proof.
  intros E [B J]. split; [exact B|]. intros eps He.
  apply nearby_both with (1 := E) (2 := J eps He). intros t' _ E' (c & k & Hc & Hk & H).
  exists c, k. split; [exact Hc|]. split; [exact Hk|]. intros e Ie. rewrite E' by exact Ie. now apply H.
Qed.

Lemma jet_as g p l q p' l' q' : p = p' -> (forall j, (j < M)%nat -> l j = l' j) -> (forall v, q v = q' v) ->
  jet g p l q -> jet g p' l' q'.
Proof.
  intros <- El Eq [[C (H0 & Hp & Hl & Hq)] J]. split.
  - exists C. repeat split; auto; [intros j L; rewrite <- El by exact L; auto|intros v; rewrite <- Eq; auto].
  - intros eps He. apply nearby_weaken with (2 := J eps He). intros t' _ (c & k & Hc & Hk & H).
    exists c, k. split; [exact Hc|]. split; [intros j L; rewrite <- El by exact L; auto|].
    intros e Ie. rewrite <- Eq. now apply H.
Qed.

(** A continuous function of the parameters alone. *)
Lemma jet_constant (c : params -> R) : continuous P t c -> jet (fun t' _ => c t') (c t) (fun _ => 0) (fun _ => 0).
Proof.
  intros Cc. split.
  - exists (Rabs (c t)). pose proof (Rabs_pos (c t)). repeat split; [lra|lra|intros; rewrite Rabs_R0; lra|].
    intros v. rewrite Rabs_R0. apply Rmult_le_pos; [lra|apply size_nonneg].
  - intros eps He. apply nearby_weaken with (2 := Cc eps He). intros t' _ H.
    exists (c t'), (fun _ => 0). split; [lra|]. split; [intros; rewrite Rminus_0_r, Rabs_R0; lra|].
    intros e _. unfold combined. rewrite sum_null by (intros; ring).
    replace (c t' - (c t' + 0 + 0)) with 0 by ring. rewrite Rabs_R0.
    apply Rmult_le_pos; [lra|apply size_nonneg].
Qed.

Lemma jet_plus g g' p l q p' l' q' : jet g p l q -> jet g' p' l' q' ->
  jet (fun t' e => g t' e + g' t' e) (p + p') (fun j => l j + l' j) (fun v => q v + q' v).
Proof.
  intros [[C (H0 & Hp & Hl & Hq)] J] [[C' (H0' & Hp' & Hl' & Hq')] J']. split.
  - exists (C + C'). repeat split; [lra| | |].
    + pose proof (Rabs_triang p p'). lra.
    + intros j L. pose proof (Rabs_triang (l j) (l' j)). specialize (Hl j L). specialize (Hl' j L). lra.
    + intros v. pose proof (Rabs_triang (q v) (q' v)). specialize (Hq v). specialize (Hq' v). lra.
  - intros eps He. apply nearby_both with (1 := J (eps / 2) ltac:(lra)) (2 := J' (eps / 2) ltac:(lra)).
    intros t' _ (c & k & Hc & Hk & H) (c' & k' & Hc' & Hk' & H').
    exists (c + c'), (fun j => k j + k' j). split; [|split].
    + replace (c + c' - (p + p')) with ((c - p) + (c' - p')) by ring.
      pose proof (Rabs_triang (c - p) (c' - p')). lra.
    + intros j L. specialize (Hk j L). specialize (Hk' j L).
      replace (k j + k' j - (l j + l' j)) with ((k j - l j) + (k' j - l' j)) by ring.
      pose proof (Rabs_triang (k j - l j) (k' j - l' j)). lra.
    + intros e Ie. specialize (H e Ie). specialize (H' e Ie). set (v := z t' e) in *.
      assert (E : combined M (fun j => k j + k' j) v = combined M k v + combined M k' v).
      { unfold combined. rewrite <- sum_add. apply sum_eq. intros. ring. }
      rewrite E.
      replace (g t' e + g' t' e - (c + c' + (combined M k v + combined M k' v) + (q v + q' v)))
        with ((g t' e - (c + combined M k v + q v)) + (g' t' e - (c' + combined M k' v + q' v))) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

(** A factor that depends on the parameters alone. *)
Lemma jet_times (w : params -> R) g p l q : continuous P t w -> jet g p l q ->
  jet (fun t' e => w t' * g t' e) (w t * p) (fun j => w t * l j) (fun v => w t * q v).
Proof.
  intros Cw [[C (H0 & Hp & Hl & Hq)] J]. set (w0 := w t). pose proof (Rabs_pos w0) as W0. split.
  - exists (Rabs w0 * C). repeat split.
    + now apply Rmult_le_pos.
    + rewrite Rabs_mult. now apply Rmult_le_compat_l.
    + intros j L. rewrite Rabs_mult. apply Rmult_le_compat_l; auto.
    + intros v. rewrite Rabs_mult, Rmult_assoc. apply Rmult_le_compat_l; auto.
  - intros eps He. set (K := Rabs w0 + 1 + C).
    assert (HK : 0 < K) by (unfold K; lra).
    set (d := Rmin 1 (eps / K)).
    assert (Hd : 0 < d) by (unfold d; apply Rmin_pos; [lra|]; apply Rdiv_lt_0_compat; lra).
    assert (d1 : d <= 1) by apply Rmin_l.
    assert (dK : K * d <= eps).
    { apply Rle_trans with (K * (eps / K)); [apply Rmult_le_compat_l; [lra|apply Rmin_r]|].
      right. field. lra. }
    apply nearby_both with (1 := J d Hd) (2 := Cw d Hd).
    intros t' _ (c & k & Hc & Hk & H) Hw. fold w0 in Hw.
    assert (Wb : Rabs (w t') <= Rabs w0 + 1).
    { replace (w t') with ((w t' - w0) + w0) by ring. pose proof (Rabs_triang (w t' - w0) w0). lra. }
    assert (Bound : forall a a0, Rabs (a - a0) <= d -> Rabs a0 <= C -> Rabs (w t' * a - w0 * a0) <= eps).
    { intros a a0 Ha Ha0. replace (w t' * a - w0 * a0) with (w t' * (a - a0) + (w t' - w0) * a0) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
      assert (Rabs (w t') * Rabs (a - a0) <= (Rabs w0 + 1) * d)
        by (apply Rmult_le_compat; auto using Rabs_pos).
      assert (Rabs (w t' - w0) * Rabs a0 <= d * C)
        by (apply Rmult_le_compat; auto using Rabs_pos; lra).
      unfold K in dK. lra. }
    exists (w t' * c), (fun j => w t' * k j). split; [now apply Bound|].
    split; [intros j L; apply Bound; auto|].
    intros e Ie. specialize (H e Ie). set (v := z t' e) in *.
    assert (E : combined M (fun j => w t' * k j) v = w t' * combined M k v).
    { unfold combined. rewrite <- sum_times. apply sum_eq. intros. ring. }
    rewrite E.
    replace (w t' * g t' e - (w t' * c + w t' * combined M k v + w0 * q v))
      with (w t' * (g t' e - (c + combined M k v + q v)) + (w t' - w0) * q v) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
    pose proof (size_nonneg M v) as Sv.
    assert (Rabs (w t') * Rabs (g t' e - (c + combined M k v + q v)) <= (Rabs w0 + 1) * (d * size M v))
      by (apply Rmult_le_compat; auto using Rabs_pos).
    assert (Rabs (w t' - w0) * Rabs (q v) <= d * (C * size M v))
      by (apply Rmult_le_compat; auto using Rabs_pos; lra).
    apply Rle_trans with (K * d * size M v); [unfold K; lra|].
    now apply Rmult_le_compat_r.
Qed.

Lemma jet_sum n (w : nat -> params -> R) (g : nat -> params -> sample -> R) p l q :
  (forall k, (k < n)%nat -> continuous P t (w k)) -> (forall k, (k < n)%nat -> jet (g k) (p k) (l k) (q k)) ->
  jet (fun t' e => sum n (fun k => w k t' * g k t' e)) (sum n (fun k => w k t * p k))
    (fun j => sum n (fun k => w k t * l k j)) (fun v => sum n (fun k => w k t * q k v)).
Proof.
  induction n; intros Cw J.
  - simpl. apply (jet_constant (fun _ => 0)), continuous_const.
  - cbn [sum]. apply (jet_plus (fun t' e => sum n (fun k => w k t' * g k t' e)) (fun t' e => w n t' * g n t' e)).
    + apply IHn; auto.
    + apply jet_times; auto.
Qed.

(** A neuron that is C^2 around the value at t. *)
Lemma jet_through (s : R -> R) g p l q s1 s2 : c2_at s p s1 s2 -> jet g p l q ->
  jet (fun t' e => s (g t' e)) (s p) (fun j => s1 * l j) (fun v => s1 * q v + s2 / 2 * (combined M l v)^2).
Proof.
  intros (s' & s'' & lo & hi & I & Ds & Cont & E1 & E2) [[C0 (H0 & Hp & Hl & Hq)] J].
  pose proof (Rabs_pos s1) as A1. pose proof (Rabs_pos s2) as A2. pose proof (pos_INR M) as HM.
  set (C := (INR M + 1) * (C0 + 1) + Rabs s1 + Rabs s2 + 1).
  assert (MC : 0 <= INR M * C0) by now apply Rmult_le_pos.
  assert (HC : 1 <= C) by (unfold C; nra).
  assert (CC : C0 <= C) by (unfold C; nra).
  assert (C1 : Rabs s1 <= C) by (unfold C; nra). assert (C2 : Rabs s2 <= C) by (unfold C; nra).
  assert (CM : INR M * C0 <= C) by (unfold C; nra). assert (CMM : INR M <= C) by (unfold C; nra).
  assert (Lin : forall v n, 0 <= n -> n^2 = size M v -> Rabs (combined M l v) <= C * n).
  { intros v n Hn En. eapply Rle_trans; [now apply (combined_bound M l v C0 n)|].
    rewrite <- Rmult_assoc. now apply Rmult_le_compat_r. }
  split.
  { exists (Rabs (s p) + C * C + C * (C * C)). pose proof (Rabs_pos (s p)).
    assert (CC0 : 0 <= C * C) by nra. assert (CCC : 0 <= C * (C * C)) by nra. repeat split; [lra|lra| |].
    - intros j L. rewrite Rabs_mult. assert (Rabs s1 * Rabs (l j) <= C * C); [|lra].
      apply Rmult_le_compat; auto using Rabs_pos. eapply Rle_trans; [now apply Hl|assumption].
    - intros v. pose proof (size_nonneg M v) as Sv.
      set (n := sqrt (size M v)). assert (Hn : 0 <= n) by apply sqrt_pos.
      assert (En : n^2 = size M v) by (unfold n; now apply pow2_sqrt).
      pose proof (Lin v n Hn En) as B. rewrite <- En. specialize (Hq v). rewrite <- En in Hq.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
      assert (n2 : 0 <= n^2) by apply pow2_ge_0.
      assert (Rabs s1 * Rabs (q v) <= C * (C * n^2)).
      { apply Rmult_le_compat; auto using Rabs_pos. eapply Rle_trans; [exact Hq|]. now apply Rmult_le_compat_r. }
      assert (Rabs (s2 / 2) * Rabs ((combined M l v)^2) <= C * (C * C * n^2)).
      { apply Rmult_le_compat; auto using Rabs_pos.
        - unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra. lra.
        - rewrite <- RPow_abs. replace (C * C * n^2) with ((C * n)^2) by ring. apply pow_incr.
          split; [apply Rabs_pos|assumption]. }
      assert (0 <= Rabs (s p) * n^2) by now apply Rmult_le_pos. lra. }
  intros eps He.
  assert (C3 : 1 <= C^3) by (apply pow_R1_Rle; assumption).
  set (eta := Rmin 1 (eps / (27 * C^3))).
  assert (He0 : 0 < eta) by (unfold eta; apply Rmin_pos; [lra|]; apply Rdiv_lt_0_compat; lra).
  assert (eta1 : eta <= 1) by apply Rmin_l.
  assert (etaE : 27 * C^3 * eta <= eps).
  { apply Rle_trans with (27 * C^3 * (eps / (27 * C^3))); [apply Rmult_le_compat_l; [lra|apply Rmin_r]|].
    right. field. lra. }
  assert (Cs : continuity_pt s p).
  { apply derivable_continuous_pt. exists (s' p). now apply Ds. }
  assert (Cs' : continuity_pt s' p).
  { apply derivable_continuous_pt. exists (s'' p). now apply Ds. }
  destruct (Cont eta He0) as [d2 [Hd2 N2]]. destruct (Cs' eta He0) as [d1 [Hd1 N1]].
  destruct (Cs eps He) as [d0 [Hd0 N0]].
  set (rho := Rmin (Rmin d0 d1) (Rmin d2 (Rmin (p - lo) (hi - p)))).
  assert (Hrho : 0 < rho) by (unfold rho; repeat apply Rmin_pos; lra).
  assert (R0 : rho <= d0) by (unfold rho; eapply Rle_trans; [apply Rmin_l|apply Rmin_l]).
  assert (R1 : rho <= d1) by (unfold rho; eapply Rle_trans; [apply Rmin_l|apply Rmin_r]).
  assert (R2 : rho <= d2) by (unfold rho; eapply Rle_trans; [apply Rmin_r|apply Rmin_l]).
  assert (R3 : rho <= p - lo) by (unfold rho; eapply Rle_trans; [apply Rmin_r|];
    eapply Rle_trans; [apply Rmin_r|apply Rmin_l]).
  assert (R4 : rho <= hi - p) by (unfold rho; eapply Rle_trans; [apply Rmin_r|];
    eapply Rle_trans; [apply Rmin_r|apply Rmin_r]).
  assert (Close : forall (u : R -> R) d e v, 0 < e -> rho <= d ->
    (forall x : R, D_x no_cond p x /\ R_dist x p < d -> R_dist (u x) (u p) < e) ->
    Rabs (v - p) < rho -> Rabs (u v - u p) <= e).
  { intros u d e v Hpe Hd H Hv. destruct (Req_dec v p) as [->|Np].
    - rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
    - left. apply (H v). split; [split; [exact Logic.I|auto]|]. unfold R_dist. lra. }
  assert (Bent : forall v, p - rho < v < p + rho -> Rabs (s'' v - s2) <= eta).
  { intros v Hv. rewrite <- E2. apply (Close s'' d2); auto. apply Rabs_def1; lra. }
  set (d := Rmin eta (rho / (8 * C))).
  assert (Hd : 0 < d) by (unfold d; apply Rmin_pos; [lra|]; apply Rdiv_lt_0_compat; lra).
  assert (dE : d <= eta) by apply Rmin_l.
  assert (dR : 8 * (C * d) <= rho).
  { apply Rle_trans with (8 * (C * (rho / (8 * C)))); [|right; field; lra].
    apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; [lra|apply Rmin_r]. }
  apply nearby_both with (1 := J d Hd) (2 := small d Hd).
  intros t' _ (c & k & Hc & Hk & H) Sm.
  assert (Cd : d <= C * d) by nra.
  assert (Hcp : Rabs (c - p) < rho) by lra.
  assert (K1 : Rabs (s' c - s1) <= eta).
  { rewrite <- E1. apply (Close s' d1); auto. }
  exists (s c), (fun j => s' c * k j). split; [|split].
  - apply (Close s d0); auto.
  - intros j L. specialize (Hk j L). specialize (Hl j L).
    replace (s' c * k j - s1 * l j) with (s' c * (k j - l j) + (s' c - s1) * l j) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
    assert (Kc : Rabs (s' c) <= C + 1).
    { replace (s' c) with ((s' c - s1) + s1) by ring. pose proof (Rabs_triang (s' c - s1) s1). lra. }
    assert (Rabs (s' c) * Rabs (k j - l j) <= (C + 1) * eta)
      by (apply Rmult_le_compat; auto using Rabs_pos; lra).
    assert (Rabs (s' c - s1) * Rabs (l j) <= eta * C)
      by (apply Rmult_le_compat; auto using Rabs_pos; lra).
    assert (C * eta <= C^3 * eta) by (apply Rmult_le_compat_r; nra).
    assert (eta <= C^3 * eta) by nra. lra.
  - intros e Ie. specialize (H e Ie). specialize (Sm e Ie). set (v := z t' e) in *.
    pose proof (size_nonneg M v) as Sv.
    set (n := sqrt (size M v)). assert (Hn : 0 <= n) by apply sqrt_pos.
    assert (En : n^2 = size M v) by (unfold n; now apply pow2_sqrt).
    assert (nd : n < d).
    { apply Rsqr_incrst_0; [|lra|lra]. rewrite !Rsqr_pow2. lra. }
    rewrite <- En in H |- *.
    set (r := g t' e - (c + combined M k v + q v)) in *.
    set (A := combined M l v). set (Er := combined M (fun j => k j - l j) v).
    assert (Ek : combined M k v = A + Er) by (unfold A, Er; rewrite combined_minus; ring).
    assert (HA : Rabs A <= C * n) by now apply Lin.
    assert (HE : Rabs Er <= C * eta * n).
    { eapply Rle_trans; [apply (combined_bound M _ v eta n Hn En)|].
      - intros j L. eapply Rle_trans; [now apply Hk|assumption].
      - rewrite <- Rmult_assoc. apply Rmult_le_compat_r; [assumption|]. apply Rmult_le_compat_r; lra. }
    assert (HQ : Rabs (q v) <= C * n^2).
    { eapply Rle_trans; [apply Hq|]. rewrite <- En. apply Rmult_le_compat_r; [apply pow2_ge_0|assumption]. }
    assert (Hr : Rabs r <= eta * n^2).
    { eapply Rle_trans; [exact H|]. apply Rmult_le_compat_r; [apply pow2_ge_0|assumption]. }
    assert (Eg : g t' e = c + (A + Er + q v + r)) by (unfold r; rewrite Ek; ring).
    set (dd := A + Er + q v + r) in *.
    assert (Hdd : Rabs dd <= 4 * (C * n)).
    { unfold dd. pose proof (Rabs_triang (A + Er + q v) r). pose proof (Rabs_triang (A + Er) (q v)).
      pose proof (Rabs_triang A Er).
      assert (0 <= C * n) by (apply Rmult_le_pos; lra).
      assert (C * eta * n <= C * n) by (replace (C * eta * n) with (eta * (C * n)) by ring; nra).
      assert (n^2 <= n) by nra. assert (C * n^2 <= C * n) by (apply Rmult_le_compat_l; lra).
      assert (n <= C * n) by nra. assert (0 <= n^2) by apply pow2_ge_0.
      assert (eta * n^2 <= C * n) by nra. lra. }
    assert (Cn : C * n <= C * d) by (apply Rmult_le_compat_l; lra).
    assert (Ic : p - rho < c < p + rho).
    { apply Rabs_def2 in Hcp. lra. }
    assert (Ig : p - rho < c + dd < p + rho).
    { assert (Rabs (c + dd - p) < rho).
      { replace (c + dd - p) with ((c - p) + dd) by ring. pose proof (Rabs_triang (c - p) dd). nra. }
      apply Rabs_def2 in H1. lra. }
    assert (Rest : Rabs (s (c + dd) - (s c + s' c * dd + s2 / 2 * dd^2)) <= eta * dd^2).
    { pose proof (second_order s s' s'' (p - rho) (p + rho) s2 eta) as SO.
      specialize (SO ltac:(intros u Hu; apply Ds; lra) Bent c (c + dd) Ic Ig).
      replace (c + dd - c) with dd in SO by ring. exact SO. }
    rewrite Eg.
    assert (Ec : combined M (fun j => s' c * k j) v = s' c * (A + Er)).
    { rewrite <- Ek. unfold combined. rewrite <- sum_times. apply sum_eq. intros. ring. }
    rewrite Ec.
    set (Re := s (c + dd) - (s c + s' c * dd + s2 / 2 * dd^2)) in *.
    replace (s (c + dd) - (s c + s' c * (A + Er) + (s1 * q v + s2 / 2 * A^2)))
      with (s' c * (q v + r) - s1 * q v + s2 / 2 * (dd^2 - A^2) + Re)
      by (assert (Eq : q v + r = dd - A - Er) by (unfold dd; ring); rewrite Eq; unfold Re; ring).
    eapply Rle_trans; [apply (neuron_error n eta C A Er (q v) r (s' c) s1 s2 dd Re); auto; lra|].
    apply Rmult_le_compat_r; [apply pow2_ge_0|assumption].
Qed.

End Jets.
