(** * minimum.frozen_fit and minimum.hull at a fit that is enclosed *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen PointsKink
  PointsMultipliers Nearby Support RulesConstant RulesCurved RulesKink RulesMultipliers Checks
  ChecksWidths ChecksAverages PointsExplicit PointsBuild AffineCells Smooth Enclose Features
  PointsCompute FitBuild.
Import ListNotations.
Open Scope R_scope.

(** ** Lists by their places *)

Lemma over_combine {T} (l : list T) (x0 : T) (g : nat -> R) F : forall s,
  over (combine l (map g (seq s (length l)))) F = sum (length l) (fun i => F (nth i l x0, g (s + i)%nat)).
Proof.
  induction l as [|e l IH]; intros s; [reflexivity|].
  cbn [length seq map combine over]. rewrite sum_front, IH, Nat.add_0_r. cbn [nth]. f_equal.
  apply sum_eq. intros i _. now rewrite Nat.add_succ_r.
Qed.

Lemma in_combine_seq {T} (l : list T) (x0 : T) (g : nat -> R) e d : forall s,
  In (e, d) (combine l (map g (seq s (length l)))) ->
  exists i, (i < length l)%nat /\ e = nth i l x0 /\ d = g (s + i)%nat.
Proof.
  induction l as [|a l IH]; intros s H; [destruct H|].
  cbn [length seq map combine] in H. destruct H as [H|H].
  - injection H as <- <-. exists 0%nat. rewrite Nat.add_0_r. repeat split. simpl. lia.
  - destruct (IH (S s) H) as [i [L [E D]]]. exists (S i). simpl. rewrite Nat.add_succ_r.
    repeat split; auto. lia.
Qed.

Lemma sum_longer n m h : (n <= m)%nat -> (forall j, (n <= j)%nat -> (j < m)%nat -> h j = 0) -> sum m h = sum n h.
Proof.
  induction 1 as [|m L IH]; intros Z; [reflexivity|]. cbn [sum]. rewrite IH, (Z m) by auto. ring.
Qed.

Section Points.

Variable P : problem.
Variables (w : list (list Z)) (b : list Z) (q : BinNums.positive).
Hypothesis keeps : forall a0 a, kept P a0 a w b q.
Hypothesis no_penalties : penalties P = [].
Hypothesis no_deep : forall td v, deep P td v = 0.

Variable count : nat.
Hypothesis counted : (count <= width P)%nat.
Variables (parts losses : list part) (values : list rational).
Variables (tz : list Z) (qt : BinNums.positive) (radius : rational).
Variables (nz : list (list Z)) (qn : BinNums.positive).

Hypothesis parts_are : Forall (is_part (sigma P)) parts.
Hypothesis losses_are : Forall (fun k => forall v, real (fst (fst k)) < v -> v < real (snd (fst k)) ->
  ell P v = value (snd k) v /\ smooth 2 (snd k) v) losses.
Hypothesis convex : convex_fn (ell P).
Hypothesis checked : check_fit P w b q count parts losses values tz qt radius nz qn = true.

Definition fit_point (u : nat -> R) : params :=
  built P (u 0%nat) (map (fun j => u (S j)) (seq 0 count)) w b q (fun _ => 0).

Lemma fit_weight u j : nth j (map (fun j => u (S j)) (seq 0 count)) 0
  = if (j <? count)%nat then u (S j) else 0.
Proof.
  destruct (Nat.ltb_spec j count) as [L|L].
  - rewrite nth_indep with (d' := u (S 0)) by (rewrite map_length, seq_length; assumption).
    rewrite (map_nth (fun j => u (S j))), seq_nth by assumption. reflexivity.
  - apply nth_overflow. now rewrite map_length, seq_length.
Qed.

Lemma fit_pre u j e : (j < width P)%nat -> length (row e) = dim P ->
  pre P (fit_point u) j e = real (received_by P w b q j e).
Proof. intros L E. now apply received_is. Qed.

Lemma fit_output u e : length (row e) = dim P -> f P (fit_point u) e = fitted P w b q count u e.
Proof.
  intros E. rewrite f_parts. unfold deep_part. rewrite no_deep, Rplus_0_r.
  unfold fitted. rewrite sum_front. cbn [phi]. rewrite Rmult_1_r. f_equal.
  - unfold fit_point. now rewrite built_a0.
  - rewrite (sum_longer count (width P)) by
      (auto; intros j L1 L2; unfold fit_point; rewrite built_a, fit_weight by auto;
       replace (j <? count)%nat with false by (symmetry; now apply Nat.ltb_ge); ring).
    apply sum_eq. intros j L. rewrite fit_pre by (lia || assumption). unfold fit_point.
    rewrite built_a, fit_weight by (auto || lia).
    now replace (j <? count)%nat with true by (symmetry; now apply Nat.ltb_lt).
Qed.

Lemma fit_rows : check_rows P = true.
Proof. unfold check_fit in checked. rewrite !andb_true_iff in checked. tauto. Qed.

(** A point, and slopes of l there, that annihilate 1 and the features. *)
Lemma fit_slopes : exists u g, length g = length (data P) /\
  some_wrong P (fit_point u) /\
  (forall e d, In (e, d) (combine (data P) g) -> subgradient_at (ell P) (z P (fit_point u) e) d) /\
  weighted P g (fun _ => 1) = 0 /\
  (forall j, (j < count)%nat -> weighted P g (fun e => sigma P (real (received_by P w b q j e))) = 0).
Proof.
  destruct (fit_exists P w b q count parts losses values tz qt radius nz qn parts_are losses_are convex checked)
    as [u [g [Sub [An [i0 [Li0 Wr]]]]]].
  assert (Row : forall i, (i < length (data P))%nat -> length (row (sample_at P i)) = dim P).
  { intros i L. apply rows_by; [exact fit_rows|]. now apply nth_In. }
  assert (Ze : forall i, (i < length (data P))%nat ->
    z P (fit_point u) (sample_at P i) = margin_of P w b q count u (sample_at P i)).
  { intros i L. unfold z, margin_of. now rewrite fit_output by now apply Row. }
  assert (Weigh : forall h, weighted P (map g (seq 0 (length (data P)))) h
    = sum (length (data P)) (fun i => share (sample_at P i) * y (sample_at P i) * g i * h (sample_at P i))).
  { intros h. unfold weighted. now rewrite (over_combine (data P) nobody). }
  exists u, (map g (seq 0 (length (data P)))).
  split; [now rewrite map_length, seq_length|]. split.
  { exists (sample_at P i0). split; [now apply nth_In|]. now rewrite fit_output by now apply Row. }
  split; [|split].
  - intros e d I. destruct (in_combine_seq (data P) nobody g e d 0 I) as [i [L [-> ->]]].
    fold (sample_at P i). rewrite Ze by assumption. now apply Sub.
  - rewrite Weigh. exact (An 0%nat ltac:(lia)).
  - intros j L. rewrite Weigh. exact (An (S j) ltac:(lia)).
Qed.

Lemma fit_unpenalised u : unpenalised P (fit_point u).
Proof. intros c p I. rewrite no_penalties in I. destruct I. Qed.

Theorem minimum_frozen_fit_enclosed : count = width P -> w_trained P = false -> b_trained P = false ->
  minimum_frozen_fit P.
Proof.
  intros All Fw Fb. destruct fit_slopes as [u [g [Lg [Wr [Sub [One Cols]]]]]].
  split; [exact Fw|]. split; [exact Fb|]. split; [exact no_deep|].
  exists (fit_point u), g. split; [apply built_admissible|]. split; [apply fit_unpenalised|].
  split; [exact Wr|]. split; [exact Lg|]. split; [exact Sub|]. split.
  - intros _. exact One.
  - intros _ j L. change (weighted P g (fun e => sigma P (pre P (fit_point u) j e)) = 0).
    rewrite <- (Cols j ltac:(lia)). apply over_eq. intros [e d] I. cbn [fst snd].
    rewrite fit_pre; [reflexivity|assumption|]. apply rows_by; [exact fit_rows|]. now apply in_combine_l in I.
Qed.

(** All neurons are in one affine piece p v + r, p not 0, and neuron k receives x_k times a number. *)
Variables (piece : interval) (p r : R) (gains : list Z).
Hypothesis affine : forall v, within piece v -> sigma P v = p * v + r.
Hypothesis p_not_0 : p <> 0.

Definition check_axes : bool :=
  check_all_inside P w b q (repeat piece (width P)) && (dim P <=? count)%nat &&
  forallb (fun k => (0 <? nth k gains 0)%Z && forallb (fun e =>
    dotz (nth k w []) (row e) =? nth k gains 0 * nth k (row e) 0)%Z (data P)) (seq 0 (dim P)).

Theorem minimum_hull_enclosed : check_axes = true -> minimum_hull P.
Proof.
  unfold check_axes. rewrite !andb_true_iff. intros [[In0 Wd] Ax]. rewrite forallb_forall in Ax.
  apply Nat.leb_le in Wd. destruct fit_slopes as [u [g [Lg [Wr [Sub [One Cols]]]]]].
  set (t := fit_point u) in *.
  assert (Inside : forall j e, (j < width P)%nat -> In e (data P) -> within piece (pre P t j e)).
  { intros j e L I.
    destruct (all_inside_by P t w b q (repeat piece (width P))) with (j := j) as [i [Ii [_ Hi]]]; auto.
    - intros k Lk. now apply built_hidden.
    - apply repeat_spec in Ii. subst i. now apply Hi. }
  assert (Axis : forall k, (k < dim P)%nat -> weighted P g (fun e => x P e k) = 0).
  { intros k L. specialize (Ax k ltac:(apply in_seq; lia)). apply andb_prop in Ax. destruct Ax as [Gp Ax].
    apply Z.ltb_lt, IZR_lt in Gp. rewrite forallb_forall in Ax.
    set (s := IZR (nth k gains 0%Z) / IZR (Zpos q)). set (c := p * (IZR (nth k b 0%Z) / IZR (Zpos q)) + r).
    pose proof (qpos q) as Q.
    assert (Hs : p * s <> 0).
    { apply Rmult_integral_contrapositive. split; [assumption|]. unfold s. apply Rgt_not_eq.
      apply Rdiv_lt_0_compat; assumption. }
    assert (E : weighted P g (fun e => sigma P (real (received_by P w b q k e)))
      = p * s * weighted P g (fun e => x P e k) + c * weighted P g (fun _ => 1)).
    { unfold weighted. rewrite <- !over_times, <- over_add. apply over_eq. intros [e d] I. cbn [fst snd].
      pose proof (in_combine_l _ _ _ _ I) as Ie.
      assert (Le : length (row e) = dim P) by (apply rows_by; [exact fit_rows|assumption]).
      rewrite <- (fit_pre u k e ltac:(lia) Le). fold t. rewrite affine by (apply Inside; [lia|assumption]).
      unfold t. rewrite fit_pre by (lia || assumption). unfold real, received_by. cbn [fst snd].
      unfold prez. specialize (Ax e Ie). apply Z.eqb_eq in Ax. rewrite Ax, plus_IZR, !mult_IZR.
      rewrite Pos2Z.inj_mul, mult_IZR. unfold s, c, x. pose proof (qpos (denominator P)). field. lra. }
    rewrite Cols in E by lia. rewrite One, Rmult_0_r, Rplus_0_r in E. symmetry in E.
    apply Rmult_integral in E. destruct E; [contradiction|assumption]. }
  exists t, g. split; [apply built_admissible|]. split; [apply fit_unpenalised|]. split; [exact Wr|].
  split; [exact Lg|]. split; [exact Sub|].
  assert (Times : forall v h, weighted P g (fun e => v * h e) = v * weighted P g h)
    by (intros; apply weighted_times).
  apply balanced_by with (fun _ _ => p) (fun _ _ => r).
  - apply built_admissible.
  - right. exact One.
  - intros j L. split; [|split; [|split]].
    + intros e [d [I _]]. exists (real (fst piece)), (real (snd piece)). split.
      * apply Inside; [assumption|]. now apply in_combine_l in I.
      * exact affine.
    + intros k Lk. rewrite Times, Axis by assumption. ring.
    + right. replace (weighted P g (fun _ => p)) with (p * weighted P g (fun _ => 1)); [rewrite One; ring|].
      rewrite <- Times. apply over_eq. intros. ring.
    + replace (weighted P g (fun _ => r)) with (r * weighted P g (fun _ => 1)); [rewrite One; ring|].
      rewrite <- Times. apply over_eq. intros. ring.
  - apply deep_still_balanced, DeepNear.no_deep_still. exact no_deep.
Qed.

End Points.
