(** * minimum.nobias and minimum.frozen_output by numbers: one class has slope

    The samples with slope are those of a class on which all w_j . x are 0. The
    others are beyond the margin from which on l is flat, by bounds. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen Nearby Support
  RulesConstant RulesCurved Checks ChecksWidths ChecksAverages PointsExplicit PointsBuild AffineCells Smooth
  Enclose Features.
Import ListNotations.
Open Scope R_scope.

Section OneClass.

Variable P : problem.
Variables (a0 : R) (a : list R) (w : list (list Z)) (b : list Z) (q : BinNums.positive).
Variable d : deep_place -> R.
Hypothesis keeps : kept P a0 a w b q.
Hypothesis free : costs_nothing P a0 a w b q d.

Notation here := (built P a0 a w b q d).

(** a_0 and the a_j are these integers over qa. *)
Variables (a0z : Z) (az : list Z) (qa : BinNums.positive).
Hypothesis a0_is : a0 = IZR a0z / IZR (Zpos qa).
Hypothesis a_is : forall j, (j < width P)%nat -> nth j a 0 = IZR (nth j az 0%Z) / IZR (Zpos qa).

Hypothesis deep_zero : forall e, In e (data P) -> deep_part P here e = 0.

(** The class, the numbers that neurons receive, and where l is flat: below [margin]. *)
Variables (class : bool) (parts : list part) (values : list rational) (margin : rational).

Definition steep (e : sample) : bool :=
  Bool.eqb (positive_label e) class &&
  forallb (fun j => dotz (nth j w []) (row e) =? 0)%Z (seq 0 (width P)).

(** Bounds of qa f(e). *)
Definition output_b (t : table) (e : sample) : option bounds :=
  fold_right (fun j o => bind o (fun i => bind (feature_bounds P w b q t j e) (fun k =>
      Some (b_add i (b_scale (nth j az 0%Z) k)))))
    (Some (b_scale a0z (one_b bits))) (seq 0 (width P)).

Definition beyond (t : table) (e : sample) : bool :=
  match output_b t e with
  | Some i => (snd (b_scale (- labelz e) i) * Zpos (snd margin)
               <=? fst margin * (Zpos qa * unity bits))%Z
  | None => false
  end.

Definition check_class (t : table) : bool :=
  check_rows P && negb (a0_trained P) && negb (b_trained P) && existsb steep (data P) &&
  forallb (fun e => steep e || beyond t e) (data P) &&
  forallb (fun c => c =? 0)%Z (weighted_rows (fun e => if steep e then Zpos (weight e) else 0%Z) (data P)).

Definition check_one_class : bool :=
  match tabulated parts values with Some t => check_class t | None => false end.

Hypothesis checked : check_one_class = true.
Hypothesis parts_are : Forall (is_part (sigma P)) parts.
Variable low : R.
Hypothesis flat : forall v, v <= real margin -> ell P v = low.
Hypothesis lowest : forall v, low <= ell P v.
Hypothesis dead : deep_dead P here.
Hypothesis still : deep_still P here.

(** The output on the samples with slope, and its sign. *)
Variable c : R.
Hypothesis output_is :
  a0 + sum (width P) (fun j => nth j a 0 * sigma P (IZR (nth j b 0%Z) / IZR (Zpos q))) = c.
Hypothesis is_wrong : if class then c < 0 else 0 <= c.

Hypothesis curved : forall j, (j < width P)%nat -> exists lo hi, lo < IZR (nth j b 0%Z) / IZR (Zpos q) < hi /\
  ((if class then nth j a 0 < 0 else 0 < nth j a 0) /\ convex_on (sigma P) lo hi \/
   (if class then 0 < nth j a 0 else nth j a 0 < 0) /\ convex_on (opposite (sigma P)) lo hi).

Lemma outputs e : In e (data P) -> f P here e
  = a0 + sum (width P) (fun j => nth j a 0 * sigma P (pre P here j e)).
Proof.
  intros I. rewrite f_parts, deep_zero, Rplus_0_r by assumption. rewrite built_a0 by assumption. f_equal.
  apply sum_eq. intros j L. now rewrite built_a.
Qed.

Lemma output_in t e i : sound (sigma P) t -> In e (data P) -> length (row e) = dim P ->
  output_b t e = Some i -> is_in i (IZR (Zpos qa) * f P here e).
Proof.
  intros St I Le E. rewrite outputs by assumption.
  assert (K : forall n m o, (n + m <= width P)%nat ->
    fold_right (fun j o => bind o (fun i => bind (feature_bounds P w b q t j e) (fun k =>
      Some (b_add i (b_scale (nth j az 0%Z) k))))) (Some (b_scale a0z (one_b bits))) (seq n m) = Some o ->
    is_in o (IZR a0z + sum m (fun j => IZR (nth (n + j) az 0%Z) * sigma P (pre P here (n + j) e)))).
  { intros n m. revert n. induction m as [|m IH]; intros n o L Eo; cbn [seq fold_right] in Eo.
    - assert (o = b_scale a0z (one_b bits)) as -> by congruence. simpl sum. rewrite Rplus_0_r.
      rewrite <- (Rmult_1_r (IZR a0z)). apply in_scale, holds_one.
    - apply bind_some in Eo. destruct Eo as [j1 [E1 Eo]]. apply bind_some in Eo.
      destruct Eo as [k [Ek Eo]]. assert (o = b_add j1 (b_scale (nth n az 0%Z) k)) as -> by congruence.
      replace (IZR a0z + sum (S m) _) with
        (IZR a0z + sum m (fun j => IZR (nth (S n + j) az 0%Z) * sigma P (pre P here (S n + j) e))
         + IZR (nth n az 0%Z) * sigma P (pre P here n e)).
      + apply holds_add; [apply IH; [lia|exact E1]|]. apply in_scale.
        apply (feature_in P a0 a w b q d keeps t); auto. lia.
      + rewrite sum_front, Nat.add_0_r.
        rewrite (sum_eq m (fun j => IZR (nth (n + S j) az 0%Z) * sigma P (pre P here (n + S j) e))
          (fun j => IZR (nth (S n + j) az 0%Z) * sigma P (pre P here (S n + j) e))); [ring|].
        intros j _. now rewrite Nat.add_succ_r. }
  specialize (K 0%nat (width P) i ltac:(lia) E). cbn [Nat.add] in K.
  replace (IZR (Zpos qa) * _) with (IZR a0z + sum (width P) (fun j => IZR (nth j az 0%Z) * sigma P (pre P here j e)));
    [exact K|].
  pose proof (qpos qa). rewrite a0_is, Rmult_plus_distr_l, <- sum_times. f_equal; [field; lra|].
  apply sum_eq. intros j L. rewrite a_is by assumption. field. lra.
Qed.

Theorem one_class_by : one_class_point P here.
Proof.
  unfold check_one_class in checked. destruct (tabulated parts values) as [t|] eqn:Et; [|discriminate].
  pose proof (tabulated_sound _ _ _ parts_are t Et) as St. pose proof checked as C.
  unfold check_class in C. rewrite !andb_true_iff in C.
  destruct C as [[[[[Hr Na] Nb] Ex] All] Mean]. rewrite forallb_forall in All.
  apply negb_true_iff in Na, Nb.
  assert (Zero : forall e j, steep e = true -> (j < width P)%nat -> dotz (nth j w []) (row e) = 0%Z).
  { intros e j S L. apply andb_prop in S. destruct S as [_ S]. rewrite forallb_forall in S.
    apply Z.eqb_eq, S, in_seq. lia. }
  assert (Pre : forall e j, In e (data P) -> steep e = true -> (j < width P)%nat ->
    pre P here j e = IZR (nth j b 0%Z) / IZR (Zpos q)).
  { intros e j I S L. rewrite (pre_z P here j (nth j w []) (nth j b 0%Z) q e);
      [|now apply built_hidden|now apply rows_by].
    unfold prez, scale. rewrite Zero by assumption. rewrite Z.add_0_l, !mult_IZR.
    pose proof (qpos q). pose proof (qpos (denominator P)). field. lra. }
  assert (Fc : forall e, In e (data P) -> steep e = true -> f P here e = c).
  { intros e I S. rewrite outputs by assumption. rewrite <- output_is. f_equal. apply sum_eq.
    intros j L. now rewrite Pre. }
  assert (Class : forall e, steep e = true -> positive_label e = class).
  { intros e S. apply andb_prop in S. destruct S as [S _]. now apply eqb_prop. }
  split; [apply built_admissible|]. split; [now apply built_unpenalised|]. split.
  { apply existsb_exists in Ex. destruct Ex as [e [I S]]. exists e. split; [assumption|].
    rewrite (Fc e I S). unfold y, sgn. rewrite (Class e S).
    destruct class, (Rle_dec 0 c); lra. }
  split; [exact Na|]. split; [exact Nb|]. split; [exact dead|]. split; [exact still|].
  exists class, steep. split; [|split; [|split]].
  - intros e I. specialize (All e I). apply orb_prop in All. destruct (steep e) eqn:S; [now apply Class|].
    destruct All as [F|B]; [discriminate|]. unfold beyond in B.
    destruct (output_b t e) as [i|] eqn:E; [|discriminate].
    pose proof (in_scale (- labelz e) _ _ (output_in t e i St I (rows_by P e Hr I) E)) as [_ K].
    intros v. rewrite flat; [apply lowest|]. apply Z.leb_le, IZR_le in B. rewrite !mult_IZR in B.
    rewrite opp_IZR, <- y_labelz in K. pose proof (unit_real bits) as U. pose proof (qpos qa) as Qa.
    pose proof (qpos (snd margin)) as Qm. unfold z, real.
    apply Rmult_le_reg_r with (IZR (Zpos (snd margin)) * (IZR (Zpos qa) * IZR (unity bits)));
      [apply Rmult_lt_0_compat; [assumption|now apply Rmult_lt_0_compat]|].
    replace (IZR (fst margin) / IZR (Zpos (snd margin)) * (IZR (Zpos (snd margin)) * (IZR (Zpos qa) * IZR (unity bits))))
      with (IZR (fst margin) * (IZR (Zpos qa) * IZR (unity bits))) by (field; lra).
    apply Rle_trans with (2 := B).
    apply Rmult_le_compat_r with (r := IZR (Zpos (snd margin))) in K; [|lra].
    eapply Rle_trans; [right|exact K]. ring.
  - left. intros k L. rewrite forallb_forall in Mean.
    rewrite (over_eq _ _ (fun e => IZR (if steep e then Zpos (weight e) else 0%Z) * x P e k)).
    + rewrite (nth_weighted_rows P (fun e => if steep e then Zpos (weight e) else 0%Z) k).
      rewrite nth_zeros; [unfold Rdiv; ring|]. apply forallb_forall. exact Mean.
    + intros e _. unfold share. destruct (steep e); ring.
  - intros j e L I S. pose proof (Pre e j I S L) as E. unfold pre in E.
    rewrite (built_b P a0 a w b q d keeps j L) in E. lra.
  - intros j L. destruct (curved j L) as [lo [hi [I K]]].
    destruct class; exists lo, hi; rewrite built_a, built_b by assumption; split; assumption.
Qed.

Theorem minimum_nobias_by : (forall j, (j < width P)%nat ->
    sigma P (IZR (nth j b 0%Z) / IZR (Zpos q)) = 0) -> minimum_nobias P.
Proof.
  intros V. exists here. split; [exact one_class_by|]. intros j L. rewrite built_b by assumption. auto.
Qed.

Theorem minimum_frozen_output_by : a_trained P = false -> minimum_frozen_output P.
Proof. intros T. exists here. split; [exact one_class_by|exact T]. Qed.

End OneClass.
