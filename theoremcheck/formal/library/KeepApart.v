(** * One unit tells different inputs apart, for some weights near any given ones

    The weights for which two inputs give one value have no interior. *)

From Coq Require Import Reals List Lia Lra Classical.
From TheoremCheck Require Import Setting Conditions ConditionsPyramid Algebra Monotone Analytic.
Import ListNotations.
Open Scope R_scope.

Section Unit.

Variable n : nat.
Variable s : R -> R.
Hypothesis continuous : continuity s.

Definition meets (w : nat -> R) (b : R) (h : nat -> R) : R := sum n (fun k => w k * h k) + b.

(** Within r of the weights w and the bias b. *)
Definition within (r : R) (w w' : nat -> R) (b b' : R) : Prop :=
  (forall k, Rabs (w' k - w k) < r) /\ Rabs (b' - b) < r.

Lemma within_trans r r' w w' w'' b b' b'' : within r w w' b b' -> within r' w' w'' b' b'' ->
  within (r + r') w w'' b b''.
Proof.
  intros [W B] [W' B']. split.
  - intros k. specialize (W k). specialize (W' k).
    replace (w'' k - w k) with ((w'' k - w' k) + (w' k - w k)) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
  - replace (b'' - b) with ((b'' - b') + (b' - b)) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma within_here r w b : 0 < r -> within r w w b b.
Proof. intros H. split; [intros k|]; rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; assumption. Qed.

Lemma within_wider r r' w w' b b' : r <= r' -> within r w w' b b' -> within r' w w' b b'.
Proof. intros H [W B]. split; [intros k; specialize (W k)|]; lra. Qed.

(** What the unit receives moves little. *)
Lemma meets_near h e : 0 < e -> exists r, 0 < r /\ forall w w' b b', within r w w' b b' ->
  Rabs (meets w' b' h - meets w b h) < e.
Proof.
  intros He. set (K := sum n (fun k => Rabs (h k)) + 1).
  assert (HK : 0 < K).
  { unfold K. assert (0 <= sum n (fun k => Rabs (h k))); [|lra].
    induction n as [|i IH]; simpl; [lra|]. pose proof (Rabs_pos (h i)). lra. }
  exists (e / K). split; [now apply Rdiv_lt_0_compat|]. intros w w' b b' [W B].
  assert (Sum : forall i, Rabs (sum i (fun k => (w' k - w k) * h k)) <= e / K * sum i (fun k => Rabs (h k))).
  { induction i as [|i IH]; simpl; [rewrite Rabs_R0; lra|].
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rmult_plus_distr_l. apply Rplus_le_compat; [exact IH|].
    rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|]. left. apply W. }
  replace (meets w' b' h - meets w b h) with (sum n (fun k => (w' k - w k) * h k) + (b' - b)).
  2:{ unfold meets. rewrite (sum_eq n _ (fun k => w' k * h k + -1 * (w k * h k))) by (intros; ring).
      rewrite sum_add, sum_mul. ring. }
  eapply Rle_lt_trans; [apply Rabs_triang|]. specialize (Sum n).
  replace e with (e / K * (K - 1) + e / K) by (field; lra).
  apply Rplus_le_lt_compat; [|assumption]. unfold K at 2. eapply Rle_trans; [exact Sum|].
  apply Rmult_le_compat_l; [left; now apply Rdiv_lt_0_compat|]. lra.
Qed.

(** Two values that differ keep differing. *)
Lemma differ_near w b h g : s (meets w b h) <> s (meets w b g) -> exists r, 0 < r /\
  forall w' b', within r w w' b b' -> s (meets w' b' h) <> s (meets w' b' g).
Proof.
  intros N. set (e := Rabs (s (meets w b h) - s (meets w b g)) / 2).
  assert (He : 0 < e).
  { unfold e. assert (0 < Rabs (s (meets w b h) - s (meets w b g))); [apply Rabs_pos_lt; lra|lra]. }
  assert (One : forall v, exists r, 0 < r /\ forall w' b', within r w w' b b' ->
    Rabs (s (meets w' b' v) - s (meets w b v)) < e).
  { intros v. destruct (continuous (meets w b v) e He) as [d [Hd C]].
    destruct (meets_near v d Hd) as [r [Hr M]]. exists r. split; [assumption|]. intros w' b' W.
    specialize (M w w' b b' W). destruct (Req_dec (meets w' b' v) (meets w b v)) as [E|D].
    - rewrite E, Rminus_diag_eq, Rabs_R0 by reflexivity. assumption.
    - apply (C (meets w' b' v)). split; [split; [exact I|auto]|exact M]. }
  destruct (One h) as [r [Hr H]]. destruct (One g) as [r' [Hr' H']].
  exists (Rmin r r'). split; [now apply Rmin_pos|]. intros w' b' W E.
  specialize (H w' b' (within_wider _ _ _ _ _ _ (Rmin_l r r') W)).
  specialize (H' w' b' (within_wider _ _ _ _ _ _ (Rmin_r r r') W)).
  rewrite E in H. assert (2 * e < 2 * e); [|lra]. unfold e at 1.
  replace (2 * (Rabs (s (meets w b h) - s (meets w b g)) / 2))
    with (Rabs (s (meets w b h) - s (meets w b g))) by field.
  replace (s (meets w b h) - s (meets w b g))
    with ((s (meets w' b' g) - s (meets w b g)) + - (s (meets w' b' g) - s (meets w b h))) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra.
Qed.

(** If each of the pairs is told apart near any weights, some weights tell all of them apart. *)
Variable biases : R -> Prop.
Definition told_near (h g : nat -> R) : Prop := forall w b r, 0 < r -> biases b ->
  exists w' b', biases b' /\ within r w w' b b' /\ s (meets w' b' h) <> s (meets w' b' g).

Lemma all_told (pairs : list ((nat -> R) * (nat -> R))) : (forall p, In p pairs -> told_near (fst p) (snd p)) ->
  forall w b r, 0 < r -> biases b -> exists w' b', biases b' /\ within r w w' b b' /\
    forall p, In p pairs -> s (meets w' b' (fst p)) <> s (meets w' b' (snd p)).
Proof.
  induction pairs as [|[h g] pairs IH]; intros T w b r Hr B.
  { exists w, b. split; [assumption|]. split; [now apply within_here|]. intros p []. }
  destruct (IH (fun p I => T p (or_intror I)) w b (r / 2) ltac:(lra) B) as [w1 [b1 [B1 [W1 Told]]]].
  assert (Open : exists d, 0 < d /\ forall w' b', within d w1 w' b1 b' ->
    forall p, In p pairs -> s (meets w' b' (fst p)) <> s (meets w' b' (snd p))).
  { clear - Told continuous. induction pairs as [|p pairs IH]; [exists 1; split; [lra|intros ? ? _ ? []]|].
    destruct IH as [d [Hd H]]; [intros; apply Told; now right|].
    destruct (differ_near w1 b1 (fst p) (snd p) (Told p (or_introl eq_refl))) as [d' [Hd' H']].
    exists (Rmin d d'). split; [now apply Rmin_pos|]. intros w' b' W q [<-|I].
    - apply H'. now apply within_wider with (2 := W), Rmin_r.
    - apply H; [|assumption]. now apply within_wider with (2 := W), Rmin_l. }
  destruct Open as [d [Hd Open]].
  destruct (T (h, g) (or_introl eq_refl) w1 b1 (Rmin d (r / 2)) ltac:(apply Rmin_pos; lra) B1)
    as [w2 [b2 [B2 [W2 New]]]].
  exists w2, b2. split; [assumption|]. split.
  - apply within_wider with (r / 2 + r / 2); [lra|]. apply within_trans with w1 b1; [assumption|].
    apply within_wider with (2 := W2), Rmin_r.
  - intros p [<-|I]; [exact New|]. apply Open; [|assumption]. apply within_wider with (2 := W2), Rmin_l.
Qed.

(** A unit vector is added to the weights. *)
Definition plus_at (w : nat -> R) (k : nat) (a : R) : nat -> R := fun i => w i + (if (i =? k)%nat then a else 0).

Lemma meets_plus_at w b k a h : (k < n)%nat -> meets (plus_at w k a) b h = meets w b h + a * h k.
Proof.
  intros K. unfold meets, plus_at.
  rewrite (sum_eq n _ (fun i => w i * h i + (if (i =? k)%nat then a * h k else 0))).
  - rewrite sum_add, sum_at by assumption. ring.
  - intros i _. destruct (Nat.eqb_spec i k) as [->|]; ring.
Qed.

(** Moving along a vector. *)
Definition plus (w v : nat -> R) (a : R) : nat -> R := fun i => if (i <? n)%nat then w i + a * v i else w i.

Lemma meets_plus w b v a h : meets (plus w v a) b h = meets w b h + a * sum n (fun k => v k * h k).
Proof.
  unfold meets, plus. rewrite <- sum_mul.
  rewrite (sum_eq n _ (fun k => w k * h k + a * (v k * h k))); [rewrite sum_add; ring|].
  intros i L. rewrite (proj2 (Nat.ltb_lt i n) L). ring.
Qed.

Lemma plus_within r v : 0 < r -> exists d, 0 < d /\ forall w b a, Rabs a < d -> within r w (plus w v a) b b.
Proof.
  intros Hr. destruct (Near.small_steps v n r Hr) as [d [Hd H]]. exists d. split; [assumption|].
  intros w b a Ha. split; [|rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; assumption].
  intros k. unfold plus. destruct (Nat.ltb_spec k n) as [L|L].
  - replace (w k + a * v k - w k) with (a * v k) by ring. now apply H.
  - rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. assumption.
Qed.

(** What s receives of one vector moves, that of the other does not. *)
Lemma one_moves v h g : nowhere_flat s -> sum n (fun k => v k * h k) <> 0 -> sum n (fun k => v k * g k) = 0 ->
  forall w b r, 0 < r -> exists w', within r w w' b b /\ s (meets w' b h) <> s (meets w' b g).
Proof.
  intros Flat Nh Zg w b r Hr. destruct (plus_within r v Hr) as [d [Hd W]].
  set (c := sum n (fun k => v k * h k)) in *. set (m := meets w b h).
  set (q := Rabs c * (d / 2)). assert (Hq : 0 < q).
  { unfold q. apply Rmult_lt_0_compat; [now apply Rabs_pos_lt|lra]. }
  destruct (Flat m (m + q) (s (meets w b g)) ltac:(lra)) as [u [[U1 U2] N]].
  exists (plus w v ((u - m) / c)). split.
  - apply W. unfold Rdiv. rewrite Rabs_mult, Rabs_inv, (Rabs_pos_eq (u - m)) by lra.
    apply Rmult_lt_reg_r with (Rabs c); [now apply Rabs_pos_lt|].
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r by (now apply Rabs_no_R0). unfold q in U2.
    pose proof (Rabs_pos_lt c Nh). nra.
  - rewrite !meets_plus. fold c. rewrite Zg, Rmult_0_r, Rplus_0_r. fold m.
    replace (m + (u - m) / c * c) with u by (field; assumption). assumption.
Qed.

End Unit.

Definition any_bias (b : R) : Prop := True.

(** With a bias, and a neuron that is constant on no interval. *)
Lemma told_with_bias n s h g : nowhere_flat s -> (exists k, (k < n)%nat /\ h k <> g k) -> told_near n s any_bias h g.
Proof.
  intros Flat [k [K N]] w b r Hr _.
  destruct (Req_dec (s (meets n w b h)) (s (meets n w b g))) as [E|D].
  2:{ exists w, b. split; [exact I|]. split; [now apply within_here|exact D]. }
  set (c := h k - g k). assert (Nc : c <> 0) by (unfold c; lra).
  set (d := Rmin r (r / (Rabs (g k) + 1))). pose proof (Rabs_pos (g k)) as Pg.
  assert (Hd : 0 < d) by (apply Rmin_pos; [assumption|apply Rdiv_lt_0_compat; lra]).
  set (m := meets n w b h).
  assert (Hq : 0 < Rabs c * d) by (apply Rmult_lt_0_compat; [now apply Rabs_pos_lt|assumption]).
  destruct (Flat m (m + Rabs c * d) (s m) ltac:(lra)) as [u [[U1 U2] Nu]].
  set (a := (u - m) / c).
  assert (Ha : Rabs a < d).
  { unfold a, Rdiv. rewrite Rabs_mult, Rabs_inv, (Rabs_pos_eq (u - m)) by lra.
    apply Rmult_lt_reg_r with (Rabs c); [now apply Rabs_pos_lt|].
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r by (now apply Rabs_no_R0). lra. }
  exists (plus_at w k a), (b - a * g k). split; [exact I|]. split.
  - split.
    + intros i. unfold plus_at. destruct (i =? k)%nat.
      * replace (w i + a - w i) with a by ring. eapply Rlt_le_trans; [exact Ha|apply Rmin_l].
      * replace (w i + 0 - w i) with 0 by ring. rewrite Rabs_R0. assumption.
    + replace (b - a * g k - b) with (- (a * g k)) by ring. rewrite Rabs_Ropp, Rabs_mult.
      apply Rle_lt_trans with (Rabs a * (Rabs (g k) + 1)).
      * apply Rmult_le_compat_l; [apply Rabs_pos|lra].
      * apply Rmult_lt_reg_r with (/ (Rabs (g k) + 1)); [apply Rinv_0_lt_compat; lra|].
        rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. eapply Rlt_le_trans; [exact Ha|apply Rmin_r].
  - rewrite !meets_plus_at by assumption. unfold meets in *.
    replace (sum n (fun i => w i * h i) + (b - a * g k) + a * h k)
      with (sum n (fun i => w i * h i) + b + a * c) by (unfold c; ring).
    replace (sum n (fun i => w i * g i) + (b - a * g k) + a * g k) with (sum n (fun i => w i * g i) + b) by ring.
    rewrite <- E. fold m. replace (m + a * c) with u by (unfold a; field; assumption). assumption.
Qed.

(** Without one. *)
Lemma dot_self n (v : nat -> R) : sum n (fun k => v k * v k) = 0 -> forall k, (k < n)%nat -> v k = 0.
Proof.
  assert (Pos : forall i, 0 <= sum i (fun k => v k * v k)).
  { induction i as [|i IH]; simpl; [lra|]. pose proof (Rle_0_sqr (v i)) as S. unfold Rsqr in S. lra. }
  induction n as [|n IH]; intros Z k K; [lia|]. cbn [sum] in Z. pose proof (Pos n) as Pn.
  pose proof (Rle_0_sqr (v n)) as S. unfold Rsqr in S.
  destruct (Nat.eq_dec k n) as [->|N]; [nra|]. apply IH; [lra|lia].
Qed.

Definition no_bias_value (b : R) : Prop := b = 0.

Lemma told_without_bias n s h g : steep_at_zero s -> (exists k, (k < n)%nat /\ h k <> g k) ->
  told_near n s no_bias_value h g.
Proof.
  intros Steep [k [K N]] w b r Hr ->.
  pose proof (steep_not_flat s Steep) as Flat.
  (* multiples of one vector *)
  assert (Multiples : forall v p q, (exists i, (i < n)%nat /\ v i <> 0) -> p <> q ->
    (forall i, (i < n)%nat -> h i = p * v i) -> (forall i, (i < n)%nat -> g i = q * v i) ->
    exists w' b', b' = 0 /\ within r w w' 0 b' /\ s (meets n w' b' h) <> s (meets n w' b' g)).
  { intros v p q [i [Hi Ni]] Npq Eh Eg. destruct (plus_within n r v Hr) as [d [Hd W]].
    set (c := sum n (fun k => v k * v k)).
    assert (Nc : 0 < c).
    { assert (0 <= c).
      { unfold c. clear. induction n as [|j IH]; simpl; [lra|]. pose proof (Rle_0_sqr (v j)) as S. unfold Rsqr in S. lra. }
      destruct (Req_dec c 0) as [Z|]; [|lra]. exfalso. apply Ni. now apply (dot_self n v Z). }
    set (m := sum n (fun k => w k * v k)).
    destruct (steep_tells s Steep p q m (m + c * (d / 2)) Npq ltac:(nra)) as [u [[U1 U2] D]].
    exists (plus n w v ((u - m) / c)), 0. split; [reflexivity|]. split.
    - apply W. unfold Rdiv. rewrite Rabs_mult, Rabs_inv, (Rabs_pos_eq (u - m)), (Rabs_pos_eq c) by lra.
      apply Rmult_lt_reg_r with c; [assumption|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. nra.
    - assert (Along : forall z a, (forall i, (i < n)%nat -> z i = a * v i) ->
        meets n (plus n w v ((u - m) / c)) 0 z = a * u).
      { intros z a E. rewrite meets_plus. unfold meets.
        rewrite (sum_eq n _ (fun k => a * (w k * v k))) by (intros j J; rewrite (E j J); ring).
        rewrite (sum_eq n (fun k => v k * z k) (fun k => a * (v k * v k))) by (intros j J; rewrite (E j J); ring).
        rewrite !sum_mul. fold m c. field. lra. }
      rewrite (Along h p Eh), (Along g q Eg). assumption. }
  destruct (classic (exists i, (i < n)%nat /\ g i <> 0)) as [Ng|Zg].
  2:{ assert (Z : forall i, (i < n)%nat -> g i = 0).
      { intros i Hi. apply NNPP. intros D. apply Zg. now exists i. }
      apply (Multiples h 1 0); [exists k; split; [assumption|]; rewrite (Z k K) in N; assumption|lra| |].
      - intros; ring.
      - intros i Hi. rewrite (Z i Hi). ring. }
  set (gg := sum n (fun i => g i * g i)). set (c := sum n (fun i => h i * g i) / gg).
  assert (Ngg : gg <> 0).
  { intros Z. destruct Ng as [i [Hi Ni]]. apply Ni. now apply (dot_self n g Z). }
  set (v := fun i => h i - c * g i).
  assert (Vg : sum n (fun i => v i * g i) = 0).
  { unfold v. rewrite (sum_eq n _ (fun i => h i * g i + - c * (g i * g i))) by (intros; ring).
    rewrite sum_add, sum_mul. fold gg. unfold c. field. assumption. }
  destruct (classic (exists i, (i < n)%nat /\ v i <> 0)) as [Nv|Zv].
  - assert (Vh : sum n (fun i => v i * h i) <> 0).
    { intros Z. destruct Nv as [i [Hi Ni]]. apply Ni. apply (dot_self n v); [|assumption].
      rewrite (sum_eq n _ (fun i => v i * h i + - c * (v i * g i))) by (intros; unfold v; ring).
      rewrite sum_add, sum_mul, Z, Vg. ring. }
    destruct (one_moves n s v h g Flat Vh Vg w 0 r Hr) as [w' [W D]]. exists w', 0. repeat split; try assumption; apply W.
  - apply (Multiples g c 1 Ng).
    + intros E. apply N. apply NNPP. intros D. apply Zv. exists k. split; [assumption|]. unfold v. rewrite E. lra.
    + intros i Hi. apply NNPP. intros D. apply Zv. exists i. split; [assumption|]. unfold v. lra.
    + intros. ring.
Qed.
