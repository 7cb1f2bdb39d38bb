(** * minimum.decay, minimum.decay_local by numbers: slopes of the neuron, lengths, penalties *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsDecay Nearby Support
  RulesConstant RulesCurved Checks ChecksWidths ChecksAverages PointsExplicit PointsMoments
  PointsBuild.
Import ListNotations.
Open Scope R_scope.

(** ** Slopes of a function beside b *)

(** Where g has a derivative near b that is continuous at b. *)
Lemma smooth_at g g' b lo hi : lo < b < hi ->
  (forall v, lo < v < hi -> derivable_pt_lim g v (g' v)) -> continuity_pt g' b ->
  broken_at g b (g' b) (g' b).
Proof.
  intros I D C eps He. destruct (C eps He) as [d [Hd Cd]]. simpl in Cd. unfold R_dist in Cd.
  exists (Rmin d (Rmin (b - lo) (hi - b))).
  pose proof (Rmin_l d (Rmin (b - lo) (hi - b))). pose proof (Rmin_r d (Rmin (b - lo) (hi - b))).
  pose proof (Rmin_l (b - lo) (hi - b)). pose proof (Rmin_r (b - lo) (hi - b)).
  split; [repeat apply Rmin_pos; lra|].
  assert (B : forall v, broken_line (g' b) (g' b) v = g' b * v)
    by (intros v; unfold broken_line; field).
  assert (K : forall u v, u < v -> Rabs u < Rmin d (Rmin (b - lo) (hi - b)) ->
    Rabs v < Rmin d (Rmin (b - lo) (hi - b)) ->
    Rabs (g (b + v) - g' b * v - (g (b + u) - g' b * u)) <= eps * (v - u)).
  { intros u v L U V. apply Rabs_def2 in U, V.
    destruct (MVT_cor2 g g' (b + u) (b + v) ltac:(lra)) as [c [E Ic]].
    - intros c Ic. apply D. lra.
    - replace (g (b + v) - g' b * v - (g (b + u) - g' b * u)) with ((g' c - g' b) * (v - u)).
      2: { replace (b + v - (b + u)) with (v - u) in E by ring.
           replace (g (b + v)) with (g (b + u) + g' c * (v - u)) by lra. ring. }
      rewrite Rabs_mult, (Rabs_right (v - u)) by lra. apply Rmult_le_compat_r; [lra|].
      destruct (Req_dec c b) as [->|N].
      + rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
      + left. apply Cd. split; [split; [exact Logic.I|congruence]|]. apply Rabs_def1; lra. }
  intros u v U V. rewrite !B. destruct (Rtotal_order u v) as [L|[->|L]].
  - rewrite (Rabs_right (v - u)) by lra. now apply K.
  - rewrite !Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
  - rewrite (Rabs_left1 (v - u)) by lra. rewrite <- Rabs_Ropp.
    replace (- (g (b + v) - g' b * v - (g (b + u) - g' b * u)))
      with (g (b + u) - g' b * u - (g (b + v) - g' b * v)) by ring.
    replace (- (v - u)) with (u - v) by ring. now apply K.
Qed.

(** Where two functions meet: h1 on the left, h2 on the right. *)
Lemma broken_pieces g h1 h2 b p m lo hi : lo < b < hi ->
  (forall v, lo < v <= b -> g v = h1 v) -> (forall v, b <= v < hi -> g v = h2 v) ->
  broken_at h1 b p p -> broken_at h2 b m m -> broken_at g b p m.
Proof.
  intros I G1 G2 B1 B2 eps He. destruct (B1 eps He) as [r1 [Hr1 K1]].
  destruct (B2 eps He) as [r2 [Hr2 K2]].
  exists (Rmin (Rmin r1 r2) (Rmin (b - lo) (hi - b))).
  pose proof (Rmin_l (Rmin r1 r2) (Rmin (b - lo) (hi - b))).
  pose proof (Rmin_r (Rmin r1 r2) (Rmin (b - lo) (hi - b))).
  pose proof (Rmin_l r1 r2). pose proof (Rmin_r r1 r2).
  pose proof (Rmin_l (b - lo) (hi - b)). pose proof (Rmin_r (b - lo) (hi - b)).
  split; [repeat apply Rmin_pos; lra|].
  assert (L1 : forall v, v <= 0 -> broken_line p m v = broken_line p p v)
    by (intros v V; unfold broken_line; rewrite Rabs_left1 by lra; field).
  assert (L2 : forall v, 0 <= v -> broken_line p m v = broken_line m m v)
    by (intros v V; unfold broken_line; rewrite Rabs_right by lra; field).
  set (r := Rmin (Rmin r1 r2) (Rmin (b - lo) (hi - b))) in *.
  assert (K : forall u v, u <= v -> Rabs u < r -> Rabs v < r ->
    Rabs ((g (b + v) - broken_line p m v) - (g (b + u) - broken_line p m u)) <= eps * Rabs (v - u)).
  { intros u v L U V. pose proof (Rabs_def2 _ _ U) as Du. pose proof (Rabs_def2 _ _ V) as Dv.
    destruct (Rle_dec v 0) as [Nv|Nv]; [|destruct (Rle_dec 0 u) as [Pu|Pu]].
    - rewrite !G1, !L1 by lra. apply K1; lra.
    - rewrite !G2, !L2 by lra. apply K2; lra.
    - rewrite (G2 (b + v)), (L2 v), (G1 (b + u)), (L1 u) by lra.
      assert (R0 : forall s, 0 < s -> Rabs 0 < s) by (intros; now rewrite Rabs_R0).
      pose proof (K1 u 0 ltac:(lra) (R0 _ Hr1)) as Q1.
      pose proof (K2 0 v (R0 _ Hr2) ltac:(lra)) as Q2.
      rewrite Rplus_0_r in Q1, Q2.
      assert (E : h1 b - broken_line p p 0 = h2 b - broken_line m m 0).
      { rewrite <- (G1 b), <- (G2 b) by lra. unfold broken_line. rewrite Rabs_R0. field. }
      replace (h2 (b + v) - broken_line m m v - (h1 (b + u) - broken_line p p u))
        with ((h2 (b + v) - broken_line m m v - (h2 b - broken_line m m 0))
          + (h1 b - broken_line p p 0 - (h1 (b + u) - broken_line p p u))) by lra.
      rewrite (Rabs_right (v - u)) by lra. rewrite (Rabs_right (0 - u)) in Q1 by lra.
      rewrite (Rabs_right (v - 0)) in Q2 by lra.
      eapply Rle_trans; [apply Rabs_triang|]. lra. }
  intros u v U V. destruct (Rle_dec u v) as [L|L]; [now apply K|].
  rewrite (Rabs_minus_sym v u), <- Rabs_Ropp.
  replace (- (g (b + v) - broken_line p m v - (g (b + u) - broken_line p m u)))
    with (g (b + u) - broken_line p m u - (g (b + v) - broken_line p m v)) by ring.
  apply K; auto; lra.
Qed.

Lemma line_slopes p q b : broken_at (fun v => p * v + q) b p p.
Proof.
  intros eps He. exists 1. split; [lra|]. intros u v _ _. unfold broken_line.
  replace (p * (b + v) + q - ((p + p) / 2 * v + (p - p) / 2 * Rabs v)
    - (p * (b + u) + q - ((p + p) / 2 * u + (p - p) / 2 * Rabs u))) with 0 by field.
  rewrite Rabs_R0. apply Rmult_le_pos; [lra|apply Rabs_pos].
Qed.

Section Lengths.

Variable P : problem.

(** ** Lengths *)

Lemma norm_bound (v : nat -> R) B : 0 <= B -> sum (dim P) (fun k => (v k)^2) <= B^2 ->
  norm P v <= B.
Proof.
  intros HB H. unfold norm. rewrite <- (sqrt_pow2 B HB). now apply sqrt_le_1_alt.
Qed.

Definition gap : list Z := weighted_rows (signed P) (data P).

(** B is at least |E+ x - E- x|. *)
Definition check_distance (B : rational) : bool :=
  check_classes P && (length gap =? dim P)%nat && (0 <=? fst B)%Z &&
  (dotz gap gap * (Zpos (snd B))^2
   <=? (fst B * (Zpos (denominator P) * plusz P * minusz P))^2)%Z.

Lemma distance_by B : check_distance B = true -> mean_distance P <= real B.
Proof.
  unfold check_distance. rewrite !andb_true_iff. intros [[[C Len] Nn] H].
  pose proof (both_classes_by P C) as Both. apply Nat.eqb_eq in Len.
  apply Z.leb_le, IZR_le in Nn, H.
  assert (HB : 0 < IZR (Zpos (snd B))) by (apply IZR_lt; reflexivity).
  assert (Hd : 0 < IZR (Zpos (denominator P))) by (apply IZR_lt; reflexivity).
  assert (EP : W_plus P = IZR (plusz P)) by apply class_weight_z.
  assert (EM : W_minus P = IZR (minusz P)) by apply class_weight_z.
  destruct Both as [HP HM] eqn:EB. clear EB. rewrite EP in HP. rewrite EM in HM.
  set (m := IZR (Zpos (denominator P)) * IZR (plusz P) * IZR (minusz P)).
  assert (Hm : 0 < m) by (unfold m; repeat apply Rmult_lt_0_compat; assumption).
  assert (D : forall k, difference P (fun e => x P e k) = IZR (nth k gap 0%Z) / m).
  { intros k. pose proof (difference_over P (fun e => x P e k) (both_classes_by P C)) as K.
    cbv beta in K. rewrite nth_weighted_rows, EP, EM in K. fold gap in K. unfold den in K.
    apply Rmult_eq_reg_l with (IZR (plusz P) * IZR (minusz P));
      [|apply Rgt_not_eq, Rmult_lt_0_compat; assumption].
    rewrite K. unfold m. field. lra. }
  unfold mean_distance. apply norm_bound.
  - unfold real. apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat.
  - rewrite (sum_eq _ _ (fun k => / m^2 * (IZR (nth k gap 0%Z) * IZR (nth k gap 0%Z)))).
    + rewrite sum_times, <- (dotz_nth (dim P)) by assumption.
      rewrite !Z.pow_2_r, !mult_IZR in H. fold m in H. unfold real.
      apply Rmult_le_reg_l with (m^2 * (IZR (Zpos (snd B)))^2);
        [apply Rmult_lt_0_compat; apply pow_lt; assumption|].
      replace (m^2 * IZR (Zpos (snd B))^2 * (/ m^2 * IZR (dotz gap gap)))
        with (IZR (dotz gap gap) * IZR (Zpos (snd B))^2) by (field; lra).
      replace (m^2 * IZR (Zpos (snd B))^2 * (IZR (fst B) / IZR (Zpos (snd B)))^2)
        with ((IZR (fst B) * m)^2) by (field; lra).
      simpl. rewrite !Rmult_1_r. exact H.
    + intros k _. rewrite D. field. lra.
Qed.

(** The lengths of the x_i are at most these integers over qr. *)
Variables (lengths : list Z) (qr : BinNums.positive).

Definition check_lengths : bool :=
  check_classes P && check_rows P && (length lengths =? length (data P))%nat &&
  forallb (fun er => (0 <=? snd er) && (dotz (row (fst er)) (row (fst er)) * (Zpos qr)^2
                     <=? (snd er * Zpos (denominator P))^2))%Z (combine (data P) lengths).

Definition lengthsz : Z :=
  fold_right Z.add 0%Z (map (fun er => Zpos (weight (fst er)) * snd er
    * (if positive_label (fst er) then minusz P else plusz P))%Z (combine (data P) lengths)).

Lemma lengths_by : check_lengths = true ->
  mean_lengths P <= IZR lengthsz / (IZR (plusz P) * IZR (minusz P) * IZR (Zpos qr)).
Proof.
  unfold check_lengths. rewrite !andb_true_iff. intros [[[C R] Len] F].
  apply Nat.eqb_eq in Len. rewrite forallb_forall in F.
  assert (EP : W_plus P = IZR (plusz P)) by apply class_weight_z.
  assert (EM : W_minus P = IZR (minusz P)) by apply class_weight_z.
  destruct (both_classes_by P C) as [HP HM]. rewrite EP in HP. rewrite EM in HM.
  assert (Hq : 0 < IZR (Zpos qr)) by (apply IZR_lt; reflexivity).
  assert (Hd : 0 < IZR (Zpos (denominator P))) by (apply IZR_lt; reflexivity).
  assert (N : forall e c, In (e, c) (combine (data P) lengths) ->
    norm P (x P e) <= IZR c / IZR (Zpos qr)).
  { intros e c I. specialize (F _ I). apply andb_prop in F. destruct F as [F1 F2].
    simpl fst in *. simpl snd in *. apply Z.leb_le, IZR_le in F1, F2.
    rewrite !Z.pow_2_r, !mult_IZR in F2. apply norm_bound.
    - apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat.
    - pose proof (rows_by P e R (in_combine_l _ _ _ _ I)) as Le.
      rewrite (sum_eq _ _ (fun k => / (IZR (Zpos (denominator P)))^2
        * (IZR (nth k (row e) 0%Z) * IZR (nth k (row e) 0%Z)))).
      + rewrite sum_times, <- (dotz_nth (dim P)) by assumption.
        apply Rmult_le_reg_l with ((IZR (Zpos (denominator P)))^2 * (IZR (Zpos qr))^2);
          [apply Rmult_lt_0_compat; apply pow_lt; assumption|].
        replace (IZR (Zpos (denominator P))^2 * IZR (Zpos qr)^2
            * (/ IZR (Zpos (denominator P))^2 * IZR (dotz (row e) (row e))))
          with (IZR (dotz (row e) (row e)) * (IZR (Zpos qr) * IZR (Zpos qr))) by (field; lra).
        replace (IZR (Zpos (denominator P))^2 * IZR (Zpos qr)^2 * (IZR c / IZR (Zpos qr))^2)
          with (IZR c * IZR (Zpos (denominator P)) * (IZR c * IZR (Zpos (denominator P))))
          by (field; lra).
        exact F2.
      + intros k _. unfold x. field. lra. }
  unfold mean_lengths, lengthsz. rewrite EP, EM. clear F R. revert lengths Len N.
  generalize (data P). intros l.
  induction l as [|e l IH]; intros [|c cs] Len N; try discriminate.
  - simpl. unfold Rdiv. lra.
  - cbn [combine map fold_right over fst snd] in *. simpl length in Len. simpl In in N.
    specialize (IH cs ltac:(congruence) ltac:(auto)). specialize (N e c (or_introl eq_refl)).
    rewrite plus_IZR, !mult_IZR. unfold Rdiv in *. rewrite Rmult_plus_distr_r.
    apply Rplus_le_compat; [|exact IH].
    apply Rmult_le_compat_l with (r := share e * / (if positive_label e then IZR (plusz P)
      else IZR (minusz P))) in N.
    + eapply Rle_trans; [exact N|]. unfold share. right. destruct (positive_label e); field; lra.
    + pose proof (share_pos e). apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat.
      destruct (positive_label e); assumption.
Qed.

(** ** Penalties *)

Lemma coefficient_at_least c p : Forall (fun term => 0 <= fst term) (penalties P) ->
  weighs p p = true -> In (c, p) (penalties P) -> c <= PointsDecay.coefficient P p.
Proof.
  intros N E I. rewrite Forall_forall in N. unfold PointsDecay.coefficient.
  eapply Rle_trans; [|apply (over_at_least (penalties P)
    (fun term => if weighs p (snd term) then fst term else 0) (c, p)); [|assumption]].
  - simpl. rewrite E. lra.
  - intros term It. cbv beta. destruct (weighs p (snd term)); [now apply N|lra].
Qed.

(** ** The point *)

Variables (a0 : R) (a : list R) (w : list (list Z)) (b : list Z) (q : BinNums.positive).
Variable d : deep_place -> R.

Hypothesis keeps : kept P a0 a w b q.
Hypothesis free : costs_nothing P a0 a w b q d.

Lemma built_outweighed k : idle a -> rests w ->
  (forall j, (j < width P)%nat -> exists p m K alpha beta,
     broken_at (sigma P) (IZR (nth j b 0%Z) / IZR (Zpos q)) p m /\
     Rabs (p + m) / 2 * mean_distance P + Rabs (p - m) / 2 * mean_lengths P < K /\
     0 <= alpha <= PointsDecay.coefficient P (A j) /\
     (forall i, (i < dim P)%nat -> 0 <= beta <= PointsDecay.coefficient P (W j i)) /\ 0 <= beta /\
     (k * K)^2 <= 4 * alpha * beta * (IZR (plusz P) + IZR (minusz P))^2) ->
  nearby P (built P a0 a w b q d) (fun t' => k * difference P (deep_part P t') <= total_weight P * deep_penalty P t') ->
  outweighed P (built P a0 a w b q d) k.
Proof.
  intros Id Re N Dp.
  assert (EP : W_plus P = IZR (plusz P)) by apply class_weight_z.
  assert (EM : W_minus P = IZR (minusz P)) by apply class_weight_z.
  split; [now apply rests_hidden|]. split; [|split; [|exact Dp]].
  - intros j L. rewrite built_a by assumption. now apply idle_weight.
  - intros j L. left. destruct (N j L) as [p [m [K [alpha [beta H]]]]]. exists p, m, K, alpha, beta.
    rewrite built_b, weights_add, EP, EM by assumption. exact H.
Qed.

(** Without f_D nothing is asked of it. *)
Lemma no_deep_gain t k : (forall td v, deep P td v = 0) -> both_classes P -> unpenalised P t ->
  nearby P t (fun t' => k * difference P (deep_part P t') <= total_weight P * deep_penalty P t').
Proof.
  intros Z Both U. apply nearby_always. intros t' _.
  rewrite (difference_eq P _ (fun _ => 0)) by (intros; apply Z).
  rewrite difference_const, Rmult_0_r by assumption. apply Rmult_le_pos.
  - rewrite weights_add. destruct Both. lra.
  - apply over_nonneg. intros [c p] I. simpl. destruct p; try lra.
    apply Rmult_le_pos; [|apply pow2_ge_0]. now apply (U c (D p)).
Qed.

End Lengths.
