(** * Functions that are near every point a sum of powers

    If such a function is 0 on an interval, it is 0 everywhere. So it is constant on no interval, and no two
    multiples of its argument give the same values on one, if its slope at 0 is not 0. *)

From Coq Require Import Reals Lia Lra Classical.
From TheoremCheck Require Import Setting ConditionsPyramid.
Open Scope R_scope.

Local Notation partial a h := (sum_f_R0 (fun n => a n * h ^ n)).

(** ** A sum of powers that is 0 on one side of 0 *)

Lemma bounded_tail (u : nat -> R) N K : (forall n, (N <= n)%nat -> Rabs (u n) <= K) ->
  exists M, 0 < M /\ forall n, Rabs (u n) <= M.
Proof.
  revert K. induction N as [|N IH]; intros K H.
  - exists (Rmax K 1). split; [pose proof (Rmax_r K 1); lra|]. intros n.
    eapply Rle_trans; [apply H; lia|apply Rmax_l].
  - apply (IH (Rmax K (Rabs (u N)))). intros n Hn. destruct (Nat.eq_dec n N) as [->|D]; [apply Rmax_r|].
    eapply Rle_trans; [apply H; lia|apply Rmax_l].
Qed.

Lemma terms_bounded (a : nat -> R) h l : infinite_sum (fun n => a n * h ^ n) l ->
  exists M, 0 < M /\ forall n, Rabs (a n * h ^ n) <= M.
Proof.
  intros S. destruct (S 1 ltac:(lra)) as [N H]. apply (bounded_tail (fun n => a n * h ^ n) (Datatypes.S N) 2).
  intros [|n] Hn; [lia|]. pose proof (H n ltac:(lia)) as H1. pose proof (H (Datatypes.S n) ltac:(lia)) as H2.
  unfold R_dist in *. cbn [sum_f_R0] in H2.
  set (p := sum_f_R0 (fun n => a n * h ^ n) n) in *. set (q := a (Datatypes.S n) * h ^ Datatypes.S n) in *.
  replace q with ((p + q - l) + - (p - l)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra.
Qed.

Lemma powers_vanish (a : nat -> R) d : 0 < d ->
  (forall h, - d < h < 0 -> infinite_sum (fun n => a n * h ^ n) 0) -> forall n, a n = 0.
Proof.
  intros Hd H n. induction n as [k IH] using (well_founded_induction Wf_nat.lt_wf).
  destruct (Req_dec (a k) 0) as [|N]; [assumption|exfalso].
  set (r := d / 2). assert (Hr : 0 < r) by (unfold r; lra).
  destruct (terms_bounded a (- r) 0) as [M [HM B]]; [apply H; unfold r; lra|].
  assert (B' : forall n, Rabs (a n) * r ^ n <= M).
  { intros n. specialize (B n). rewrite Rabs_mult, <- RPow_abs, Rabs_Ropp, (Rabs_pos_eq r) in B by lra. exact B. }
  set (A := Rabs (a k) * r ^ k).
  assert (HA : 0 < A) by (apply Rmult_lt_0_compat; [now apply Rabs_pos_lt|now apply pow_lt]).
  set (t := Rmin (1 / 2) (A / (4 * M))).
  assert (Q : 0 < A / (4 * M)) by (apply Rdiv_lt_0_compat; lra).
  assert (Ht : 0 < t) by (apply Rmin_pos; lra).
  assert (T1 : t <= 1 / 2) by apply Rmin_l.
  assert (T2 : 4 * M * t <= A).
  { assert (t <= A / (4 * M)) by apply Rmin_r. apply Rle_trans with (4 * M * (A / (4 * M))); [apply Rmult_le_compat_l; lra|].
    right. field. lra. }
  set (h := - (t * r)).
  assert (Hh : - d < h < 0) by (unfold h, r in *; split; nra).
  assert (Ph : forall n, Rabs (h ^ n) = t ^ n * r ^ n).
  { intros n. rewrite <- RPow_abs. unfold h. rewrite Rabs_Ropp, (Rabs_pos_eq (t * r)) by nra. apply Rpow_mult_distr. }
  assert (Low : forall n, (n < k)%nat -> partial a h n = 0).
  { induction n as [|n IHn]; intros L; cbn [sum_f_R0]; [rewrite IH by exact L; ring|].
    rewrite IHn, IH by lia. ring. }
  assert (At_k : partial a h k = a k * h ^ k).
  { destruct k as [|k]; [reflexivity|]. cbn [sum_f_R0]. rewrite Low by lia. ring. }
  assert (Above : forall n, Rabs (partial a h (k + n) - a k * h ^ k) <= 2 * M * (t ^ S k - t ^ S (k + n))).
  { induction n as [|n IHn].
    - rewrite Nat.add_0_r, At_k, Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
    - rewrite Nat.add_succ_r. cbn [sum_f_R0].
      replace (partial a h (k + n) + a (S (k + n)) * h ^ S (k + n) - a k * h ^ k)
        with ((partial a h (k + n) - a k * h ^ k) + a (S (k + n)) * h ^ S (k + n)) by ring.
      eapply Rle_trans; [apply Rabs_triang|].
      assert (Term : Rabs (a (S (k + n)) * h ^ S (k + n)) <= M * t ^ S (k + n)).
      { rewrite Rabs_mult, Ph. pose proof (B' (S (k + n))). pose proof (pow_lt t (S (k + n)) Ht). nra. }
      pose proof (pow_lt t (S (k + n)) Ht) as Pt. change (t ^ S (S (k + n))) with (t * t ^ S (k + n)).
      assert (Gain : 0 <= M * t ^ S (k + n) * (1 - 2 * t)).
      { apply Rmult_le_pos; [|lra]. apply Rlt_le, Rmult_lt_0_compat; assumption. }
      lra. }
  destruct (H h Hh (t ^ k * A / 2)) as [N0 Small].
  { apply Rdiv_lt_0_compat; [|lra]. apply Rmult_lt_0_compat; [now apply pow_lt|assumption]. }
  specialize (Small (k + N0)%nat ltac:(lia)). unfold R_dist in Small. rewrite Rminus_0_r in Small.
  specialize (Above N0). pose proof (pow_lt t (S (k + N0)) Ht) as Pt. pose proof (pow_lt t k Ht) as Pk.
  assert (Big : Rabs (a k * h ^ k) = t ^ k * A) by (rewrite Rabs_mult, Ph; unfold A; ring).
  assert (Rabs (a k * h ^ k) <= Rabs (partial a h (k + N0)) + Rabs (partial a h (k + N0) - a k * h ^ k)).
  { replace (a k * h ^ k) with (partial a h (k + N0) + - (partial a h (k + N0) - a k * h ^ k)) at 1 by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra. }
  change (t ^ S k) with (t * t ^ k) in Above. rewrite Big in *.
  assert (2 * M * (t * t ^ k) <= t ^ k * A / 2) by nra. nra.
Qed.

Lemma sum_of_zeros (a : nat -> R) h l : (forall n, a n = 0) -> infinite_sum (fun n => a n * h ^ n) l -> l = 0.
Proof.
  intros Z S. apply (uniqueness_sum (fun n => a n * h ^ n)); [assumption|]. intros e He. exists 0%nat.
  intros n _. unfold R_dist. replace (partial a h n) with 0; [rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; lra|].
  induction n as [|n IH]; cbn [sum_f_R0]; rewrite Z; [ring|]. rewrite <- IH. ring.
Qed.

(** ** Zero on an interval *)

Lemma zero_to_the_right g : analytic_fn g -> forall lo hi, lo < hi -> (forall v, lo < v < hi -> g v = 0) ->
  forall v, lo < v -> g v = 0.
Proof.
  intros An lo hi L Z v Hv. destruct (Req_dec (g v) 0) as [|N]; [assumption|exfalso].
  set (E := fun u => lo < u <= v /\ forall q, lo < q < u -> g q = 0).
  assert (Hhi : hi <= v).
  { destruct (Rlt_le_dec v hi) as [Q|]; [|assumption]. exfalso. apply N. apply Z. lra. }
  destruct (completeness E) as [top [Up Least]].
  { exists v. intros u [U _]. lra. }
  { exists hi. split; [lra|]. intros q Q. now apply Z. }
  assert (Top : hi <= top).
  { apply Up. split; [lra|]. intros q Q. now apply Z. }
  assert (Zt : forall q, lo < q < top -> g q = 0).
  { intros q Q. apply NNPP. intros D. assert (top <= q); [|lra]. apply Least. intros u [U Zu].
    destruct (Rle_lt_dec u q) as [|K]; [assumption|]. exfalso. apply D. apply Zu. lra. }
  assert (Tv : top <= v) by (apply Least; intros u [U _]; lra).
  destruct (An top) as [a [r [Hr S]]].
  assert (Za : forall n, a n = 0).
  { apply (powers_vanish a (Rmin r (top - lo))); [apply Rmin_pos; lra|]. intros h [H1 H2].
    pose proof (Rmin_l r (top - lo)). pose proof (Rmin_r r (top - lo)).
    rewrite <- (Zt (top + h)) by lra. apply S. rewrite Rabs_left; lra. }
  assert (Near : forall h, Rabs h < r -> g (top + h) = 0).
  { intros h Hh. now apply (sum_of_zeros a h _ Za), S. }
  destruct (Req_dec top v) as [Ev|Nv].
  { apply N. rewrite <- Ev. replace top with (top + 0) by ring. apply Near. rewrite Rabs_R0. assumption. }
  set (u := Rmin v (top + r / 2)).
  assert (Hu : top < u) by (unfold u; apply Rmin_glb_lt; lra).
  assert (u <= top); [|lra]. apply Up. split.
  - split; [lra|apply Rmin_l].
  - intros q [Q1 Q2]. destruct (Rlt_le_dec q top) as [K|K]; [apply Zt; lra|].
    replace q with (top + (q - top)) by ring. apply Near. pose proof (Rmin_r v (top + r / 2)) as Ru. fold u in Ru.
    rewrite Rabs_pos_eq; lra.
Qed.

Lemma analytic_scaled s p : analytic_fn s -> analytic_fn (fun u => s (p * u)).
Proof.
  intros An v. destruct (An (p * v)) as [a [r [Hr S]]]. exists (fun n => a n * p ^ n), (r / (Rabs p + 1)).
  pose proof (Rabs_pos p) as Pp. split; [apply Rdiv_lt_0_compat; lra|]. intros h Hh.
  assert (Small : Rabs (p * h) < r).
  { rewrite Rabs_mult. apply Rle_lt_trans with ((Rabs p + 1) * Rabs h).
    - apply Rmult_le_compat_r; [apply Rabs_pos|lra].
    - apply Rmult_lt_reg_l with (/ (Rabs p + 1)); [apply Rinv_0_lt_compat; lra|].
      rewrite <- Rmult_assoc, Rinv_l, Rmult_1_l by lra. unfold Rdiv in Hh. lra. }
  specialize (S (p * h) Small). rewrite <- Rmult_plus_distr_l in S. intros e He.
  destruct (S e He) as [N H]. exists N. intros n Hn. specialize (H n Hn).
  rewrite (sum_eq (fun n => a n * p ^ n * h ^ n) (fun n => a n * (p * h) ^ n)); [exact H|].
  intros i _. rewrite Rpow_mult_distr. ring.
Qed.

Lemma analytic_minus s g : analytic_fn s -> analytic_fn g -> analytic_fn (fun u => s u - g u).
Proof.
  intros As Ag v. destruct (As v) as [a [r [Hr S]]]. destruct (Ag v) as [a' [r' [Hr' S']]].
  exists (fun n => a n - a' n), (Rmin r r'). split; [now apply Rmin_pos|]. intros h Hh.
  specialize (S h (Rlt_le_trans _ _ _ Hh (Rmin_l r r'))). specialize (S' h (Rlt_le_trans _ _ _ Hh (Rmin_r r r'))).
  intros e He. destruct (S (e / 2) ltac:(lra)) as [N H]. destruct (S' (e / 2) ltac:(lra)) as [N' H'].
  exists (N + N')%nat. intros n Hn. specialize (H n ltac:(lia)). specialize (H' n ltac:(lia)). unfold R_dist in *.
  assert (E : sum_f_R0 (fun n => (a n - a' n) * h ^ n) n = partial a h n - partial a' h n).
  { clear. induction n as [|n IH]; cbn [sum_f_R0]; [ring|]. rewrite IH. ring. }
  rewrite E. replace (partial a h n - partial a' h n - (s (v + h) - g (v + h)))
    with ((partial a h n - s (v + h)) + - (partial a' h n - g (v + h))) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra.
Qed.

Lemma analytic_constant c : analytic_fn (fun _ => c).
Proof.
  intros v. exists (fun n => match n with O => c | S _ => 0 end), 1. split; [lra|]. intros h _ e He.
  exists 0%nat. intros n _. unfold R_dist.
  replace (sum_f_R0 _ n) with c; [rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; assumption|].
  induction n as [|n IH]; cbn [sum_f_R0]; [simpl; ring|]. rewrite <- IH. ring.
Qed.

Theorem zero_everywhere g : analytic_fn g -> forall lo hi, lo < hi -> (forall v, lo < v < hi -> g v = 0) ->
  forall v, g v = 0.
Proof.
  intros An lo hi L Z v. destruct (Rlt_le_dec lo v) as [R|R]; [now apply (zero_to_the_right g An lo hi)|].
  assert (M : (fun u => g (-1 * u)) (- v) = 0).
  { apply (zero_to_the_right (fun u => g (-1 * u)) (analytic_scaled g (-1) An) (- hi) (- lo)); [lra| |lra].
    intros u U. apply Z. lra. }
  cbv beta in M. replace (-1 * - v) with v in M by ring. exact M.
Qed.

(** ** A slope at 0 *)

Lemma steep_not_flat s : steep_at_zero s -> nowhere_flat s.
Proof.
  intros [An [d [Nd D]]] lo hi c L. apply NNPP. intros N.
  assert (Z : forall v, s v - c = 0).
  { apply (zero_everywhere _ (analytic_minus s _ An (analytic_constant c)) lo hi L).
    intros v V. apply NNPP. intros Q. apply N. exists v. split; [exact V|]. lra. }
  apply Nd. apply (uniqueness_limite s 0); [exact D|].
  intros e He. exists (mkposreal 1 Rlt_0_1). intros h Nh _.
  assert (E : s (0 + h) = s 0) by (pose proof (Z (0 + h)); pose proof (Z 0); lra).
  rewrite E. replace ((s 0 - s 0) / h - 0) with 0 by (field; assumption). rewrite Rabs_R0. assumption.
Qed.

Lemma steep_tells s : steep_at_zero s -> forall p q lo hi, p <> q -> lo < hi ->
  exists u, lo < u < hi /\ s (p * u) <> s (q * u).
Proof.
  intros [An [d [Nd D]]] p q lo hi Npq L. apply NNPP. intros N.
  set (g := fun u => s (p * u) - s (q * u)).
  assert (Z : forall v, g v = 0).
  { apply (zero_everywhere g (analytic_minus _ _ (analytic_scaled s p An) (analytic_scaled s q An)) lo hi L).
    intros v V. apply NNPP. intros Q. apply N. exists v. split; [exact V|]. unfold g in Q. lra. }
  assert (Scaled : forall c, derivable_pt_lim (fun u => s (c * u)) 0 (d * c)).
  { intros c. apply (derivable_pt_lim_comp (fun u => c * u) s 0 c d).
    - intros e He. exists (mkposreal 1 Rlt_0_1). intros h Nh _.
      replace ((c * (0 + h) - c * 0) / h - c) with 0 by (field; assumption). rewrite Rabs_R0. assumption.
    - rewrite Rmult_0_r. exact D. }
  assert (Dg : derivable_pt_lim g 0 (d * p - d * q)) by (apply derivable_pt_lim_minus; apply Scaled).
  assert (D0 : derivable_pt_lim g 0 0).
  { intros e He. exists (mkposreal 1 Rlt_0_1). intros h Nh _.
    rewrite !Z. replace ((0 - 0) / h - 0) with 0 by (field; assumption). rewrite Rabs_R0. assumption. }
  pose proof (uniqueness_limite g 0 _ _ Dg D0) as E. apply Nd. nra.
Qed.
