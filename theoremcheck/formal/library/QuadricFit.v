(** * minimum.hull for squares: neurons alpha z^2 + gamma

    The outputs on the samples are quadrics, for all parameters: polynomials in
    the x_k of degree 2 at most. Slopes that annihilate the products x_k x_l,
    the x_k and 1 annihilate all that they can do. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen PointsMultipliers
  Nearby Support RulesConstant RulesCurved RulesKink RulesFrozen RulesMultipliers Checks ChecksWidths
  ChecksAverages PointsExplicit PointsMoments PointsBuild AffineCells FrozenFit Smooth Enclose Features
  PointsCompute FitPoints.
From TheoremCheck Require FitBuild.
Import ListNotations.
Open Scope R_scope.

Section Squares.

Variable P : problem.
Variable t : params.
Variable g : list R.
Hypothesis reachable : admissible P t.
Variables alpha gamma : R.
Hypothesis square : forall v, sigma P v = alpha * v^2 + gamma.
Hypothesis no_deep : forall td v, deep P td v = 0.

Notation sum_of := (weighted P g).

Hypothesis products : forall k l, (k < dim P)%nat -> (l < dim P)%nat -> sum_of (fun e => x P e k * x P e l) = 0.
(** The constant functions, unless none is added by a_0, by gamma or by a bias; *)
Hypothesis constants : sum_of (fun _ => 1) = 0 \/ (a0_trained P = false /\ gamma = 0).
(** the linear ones, unless there is no bias. *)
Hypothesis lines : (sum_of (fun _ => 1) = 0 /\ forall k, (k < dim P)%nat -> sum_of (fun e => x P e k) = 0) \/
  (b_trained P = false /\ forall j, (j < width P)%nat -> t (B j) = 0).

Lemma squares_vanish t' j : admissible P t' -> (j < width P)%nat -> sum_of (fun e => sigma P (pre P t' j e)) = 0.
Proof.
  intros A' L. set (s := fun e => sum (dim P) (fun k => t' (W j k) * x P e k)).
  assert (S2 : sum_of (fun e => s e * s e) = 0).
  { rewrite (weighted_eq P g _ (fun e => sum (dim P) (fun k => t' (W j k)
      * sum (dim P) (fun l => t' (W j l) * (x P e k * x P e l))))).
    - rewrite weighted_sum. apply sum_null. intros k K. rewrite weighted_times, weighted_sum, sum_null; [ring|].
      intros l K'. rewrite weighted_times, products by assumption. ring.
    - intros e _. unfold s at 1. rewrite Rmult_comm, <- sum_times. apply sum_eq. intros k _. unfold s.
      rewrite <- !sum_times, Rmult_comm, <- sum_times. apply sum_eq. intros l _. ring. }
  rewrite (weighted_eq P g _ (fun e => alpha * (s e * s e) + (2 * alpha * t' (B j) * s e
    + (alpha * t' (B j)^2 + gamma) * 1))) by (intros e _; rewrite square; unfold pre; fold (s e); ring).
  rewrite !weighted_add, !weighted_times, S2. destruct lines as [[One Li]|[Bt B0]].
  - assert (S1 : sum_of s = 0).
    { unfold s. rewrite weighted_sum. apply sum_null. intros k K. rewrite weighted_times, Li by assumption. ring. }
    rewrite S1, One. ring.
  - rewrite (untrained_stays P t t' (B j)) by (auto; simpl; now rewrite Bt). rewrite B0 by assumption.
    destruct constants as [->|[_ ->]]; ring.
Qed.

Lemma squares_balanced : balanced_near P t g.
Proof.
  apply nearby_always. intros t' A'.
  rewrite (weighted_eq P g _ (fun e => (t' A0 - t A0) * 1
    + (sum (width P) (fun j => t' (A j) * sigma P (pre P t' j e))
      + -1 * sum (width P) (fun j => t (A j) * sigma P (pre P t j e)))))
    by (intros; rewrite !f_parts; unfold deep_part; rewrite !no_deep; ring).
  rewrite !weighted_add, !weighted_times, !weighted_sum, !sum_null.
  - destruct constants as [->|[At _]]; [ring|].
    rewrite (untrained_stays P t t' A0) by (auto; simpl; now rewrite At). ring.
  - intros j L. rewrite weighted_times, squares_vanish by assumption. ring.
  - intros j L. rewrite weighted_times, squares_vanish by assumption. ring.
Qed.

End Squares.

(** ** A point with rational slopes *)

Section Exact.

Variable P : problem.
Variables (a0 : Z) (a : list Z) (qa : BinNums.positive).
Variables (w : list (list Z)) (b : list Z) (q : BinNums.positive).
Variables (values : list (rational * Z)) (qv : BinNums.positive).
Variables (gz : list Z) (qg : BinNums.positive).
Variables (levels : list (rational * rational)) (own : list nat).

Notation here := (point P a0 a qa w b q (fun _ => 0)).

Hypothesis keeps : kept P (over_qa qa a0) (map (over_qa qa) a) w b q.
Hypothesis free : costs_nothing P (over_qa qa a0) (map (over_qa qa) a) w b q (fun _ => 0).
Hypothesis values_are : Forall (fun entry =>
  sigma P (real (fst entry)) = IZR (snd entry) / IZR (Zpos qv)) values.
Variables alpha gamma : R.
Hypothesis square : forall v, sigma P v = alpha * v^2 + gamma.
Hypothesis no_deep : forall td v, deep P td v = 0.
Hypothesis checked : check_fit P a0 a qa w b q values qv gz qg levels own = true.

Definition products_vanish : bool :=
  forallb (fun k => all_zero (gather (map (fun ec => (factor ec * nth k (row (fst ec)) 0, row (fst ec))%Z)
    (combine (data P) gz)))) (seq 0 (dim P)).
Definition affine_vanish : bool := one_vanishes P gz && features_vanish P gz.
Definition no_biases : bool := negb (b_trained P) && forallb (fun j => nth j b 0 =? 0)%Z (seq 0 (width P)).

Hypothesis products_checked : products_vanish = true.
Hypothesis constants : one_vanishes P gz = true \/ (a0_trained P = false /\ gamma = 0).
Hypothesis lines : affine_vanish || no_biases = true.

Theorem minimum_hull_quadric_by :
  Forall (fun zg => subgradient_at (ell P) (real (fst zg)) (real (snd zg))) levels ->
  minimum_hull P.
Proof.
  intros S.
  destruct (fit_facts P a0 a qa w b q values qv gz qg levels own keeps values_are checked)
    as [R [Ln [V [Fl [_ [On Co]]]]]].
  exists here, (slopes gz qg). split; [apply built_admissible|]. split; [now apply built_unpenalised|].
  split; [apply (fit_some_wrong P a0 a qa w b q values qv gz qg levels own); assumption|].
  split; [unfold slopes; now rewrite map_length|]. split.
  - intros e s I. exact (fit_levels P a0 a qa w b q values qv gz qg levels own
      keeps values_are no_deep checked S e s I).
  - apply squares_balanced with alpha gamma; auto.
    + apply built_admissible.
    + intros k l K _. unfold products_vanish in products_checked. rewrite forallb_forall in products_checked.
      specialize (products_checked k ltac:(apply in_seq; lia)).
      pose proof (nth_zeros _ l products_checked) as Z0. rewrite gather_nth, overz_map in Z0.
      apply (f_equal IZR) in Z0. rewrite overz_real in Z0. simpl in Z0. rewrite weighted_slopes.
      rewrite (over_eq _ _ (fun ec => / (IZR (Zpos qg) * IZR (Zpos (denominator P)) * IZR (Zpos (denominator P)))
        * IZR (factor ec * nth k (row (fst ec)) 0 * nth l (row (fst ec)) 0)%Z)).
      * rewrite over_times, Z0. ring.
      * intros ec _. unfold x. rewrite !mult_IZR. pose proof (qpos (denominator P)).
        pose proof (qpos qg). field. lra.
    + destruct constants as [H|H]; [left; now apply one_by|right; exact H].
    + apply orb_prop in lines. destruct lines as [H|H]; apply andb_prop in H; destruct H as [H1 H2].
      * left. split; [now apply one_by|]. intros k _. now apply features_by.
      * right. split; [now apply negb_true_iff in H1|]. intros j L. rewrite forallb_forall in H2.
        specialize (H2 j ltac:(apply in_seq; lia)). apply Z.eqb_eq in H2.
        unfold point. rewrite built_b by assumption. rewrite H2. unfold Rdiv. ring.
Qed.

End Exact.

(** ** A fit that is enclosed *)

Section Enclosed.

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
Hypothesis checked : FitBuild.check_fit P w b q count parts losses values tz qt radius nz qn = true.

Variables alpha gamma : R.
Hypothesis square : forall v, sigma P v = alpha * v^2 + gamma.
Hypothesis alpha_not_0 : alpha <> 0.

(** What neuron j receives, times a number. [combines h c]: c = d :: c_0 :: ..., d > 0, and d h = c_0 + sum_j c_j n_j^2
    on the samples. *)
Definition received_z (j : nat) (e : sample) : Z := prez P (nth j w []) (nth j b 0%Z) e.
Definition combines (h : sample -> Z) (c : list Z) : bool :=
  (0 <? nth 0 c 0)%Z && forallb (fun e =>
    (nth 0 c 0 * h e =? nth 1 c 0 + fold_right Z.add 0 (map (fun j =>
      nth (S (S j)) c 0 * (received_z j e * received_z j e)) (seq 0 count)))%Z) (data P).

(** Of x_k x_l, and with l the dimension of x_k, unless there is no bias. *)
Variable combinations : list (list (list Z)).
Definition check_quadrics : bool :=
  forallb (fun k => let own := nth k combinations [] in
    forallb (fun l => combines (fun e => nth k (row e) 0 * nth l (row e) 0)%Z (nth l own [])) (seq 0 (dim P)) &&
    (negb (b_trained P) && forallb (fun j => nth j b 0 =? 0)%Z (seq 0 (width P))
     || combines (fun e => nth k (row e) 0%Z) (nth (dim P) own [])))
  (seq 0 (dim P)).

Theorem minimum_hull_quadric_enclosed : check_quadrics = true -> minimum_hull P.
Proof.
  intros Q. unfold check_quadrics in Q. rewrite forallb_forall in Q.
  destruct (fit_slopes P w b q keeps no_deep count counted parts losses values tz qt radius nz qn
    parts_are losses_are convex checked) as [u [g [Lg [Wr [Sub [One Cols]]]]]].
  assert (Sq : forall j, (j < count)%nat -> weighted P g (fun e => IZR (received_z j e * received_z j e)) = 0).
  { intros j L. specialize (Cols j L). set (D := IZR (Zpos (denominator P * q))).
    assert (Dp : 0 < D) by apply qpos.
    rewrite (weighted_eq P g _ (fun e => alpha / (D * D) * IZR (received_z j e * received_z j e) + gamma * 1)) in Cols.
    - rewrite weighted_add, !weighted_times, One in Cols.
      assert (N : alpha / (D * D) <> 0).
      { unfold Rdiv. apply Rmult_integral_contrapositive_currified; [assumption|].
        apply Rinv_neq_0_compat. apply Rgt_not_eq. now apply Rmult_lt_0_compat. }
      assert (E : alpha / (D * D) * weighted P g (fun e => IZR (received_z j e * received_z j e)) = 0) by lra.
      apply Rmult_integral in E. destruct E; [contradiction|assumption].
    - intros e _. rewrite square. unfold real, received_by, received_z. cbn [fst snd]. fold D.
      rewrite mult_IZR. field. lra. }
  assert (Co : forall h c, combines h c = true -> weighted P g (fun e => IZR (h e)) = 0).
  { intros h c H. unfold combines in H. apply andb_prop in H. destruct H as [Hd H].
    apply Z.ltb_lt, IZR_lt in Hd. rewrite forallb_forall in H. set (d := IZR (nth 0 c 0%Z)) in *.
    assert (E : d * weighted P g (fun e => IZR (h e)) = 0).
    { rewrite <- weighted_times.
      rewrite (weighted_eq P g _ (fun e => IZR (nth 1 c 0%Z) * 1 + sum count (fun j =>
        IZR (nth (S (S j)) c 0%Z) * IZR (received_z j e * received_z j e)))).
      - rewrite weighted_add, weighted_times, One, weighted_sum, sum_null; [ring|].
        intros j L. rewrite weighted_times, Sq by assumption. ring.
      - intros e C. apply counts_member in C. specialize (H e C). apply Z.eqb_eq, (f_equal IZR) in H.
        rewrite mult_IZR, plus_IZR, sum_seq in H. fold d in H. rewrite H, Rmult_1_r. f_equal.
        apply sum_eq. intros j _. now rewrite mult_IZR. }
    apply Rmult_integral in E. destruct E; [lra|assumption]. }
  exists (fit_point P w b q count u), g. split; [apply built_admissible|].
  split; [now apply fit_unpenalised|]. split; [exact Wr|]. split; [exact Lg|]. split; [exact Sub|].
  pose proof (qpos (denominator P)) as Dp.
  apply squares_balanced with alpha gamma; auto.
  - apply built_admissible.
  - intros k l K L. specialize (Q k ltac:(apply in_seq; lia)). cbv zeta in Q. apply andb_prop in Q.
    destruct Q as [Q _]. rewrite forallb_forall in Q. specialize (Q l ltac:(apply in_seq; lia)). apply Co in Q.
    rewrite (weighted_eq P g _ (fun e => / (IZR (Zpos (denominator P)) * IZR (Zpos (denominator P)))
      * IZR (nth k (row e) 0 * nth l (row e) 0)%Z)).
    + rewrite weighted_times, Q. ring.
    + intros e _. unfold x. rewrite mult_IZR. field. lra.
  - destruct (dim P) as [|d] eqn:Dm; [left; split; [exact One|intros; lia]|]. rewrite <- Dm in *.
    assert (In0 : In 0%nat (seq 0 (dim P))) by (apply in_seq; lia).
    pose proof (Q 0%nat In0) as Q0. cbv zeta in Q0. apply andb_prop in Q0. destruct Q0 as [_ Q0].
    apply orb_prop in Q0. destruct Q0 as [N|_].
    + right. apply andb_prop in N. destruct N as [N1 N2]. split; [now apply negb_true_iff in N1|].
      intros j L. rewrite forallb_forall in N2. specialize (N2 j ltac:(apply in_seq; lia)). apply Z.eqb_eq in N2.
      unfold fit_point. rewrite built_b by auto. rewrite N2. unfold Rdiv. ring.
    + destruct (negb (b_trained P) && forallb (fun j => nth j b 0 =? 0)%Z (seq 0 (width P))) eqn:N.
      * right. apply andb_prop in N. destruct N as [N1 N2]. split; [now apply negb_true_iff in N1|].
        intros j L. rewrite forallb_forall in N2. specialize (N2 j ltac:(apply in_seq; lia)). apply Z.eqb_eq in N2.
        unfold fit_point. rewrite built_b by auto. rewrite N2. unfold Rdiv. ring.
      * left. split; [exact One|]. intros k K. specialize (Q k ltac:(apply in_seq; lia)). cbv zeta in Q.
        apply andb_prop in Q. destruct Q as [_ Q]. cbn [orb] in Q. apply Co in Q.
        rewrite (weighted_eq P g _ (fun e => / IZR (Zpos (denominator P)) * IZR (nth k (row e) 0%Z))).
        -- rewrite weighted_times, Q. ring.
        -- intros e _. unfold x. field. lra.
Qed.

End Enclosed.
