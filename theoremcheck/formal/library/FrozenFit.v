(** * minimum.frozen_fit by numbers: a convex fit over frozen features

    The features s(w_j . x_i + b_j) are rational numbers that are known: from
    affine pieces, or one by one. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen PointsMultipliers
  Nearby Support RulesConstant RulesCurved RulesFrozen RulesMultipliers Checks ChecksWidths
  ChecksAverages PointsExplicit PointsMoments PointsBuild AffineCells.
Import ListNotations.
Open Scope R_scope.

(** What a function gives at the rational numbers of a list, over qv. *)
Definition equal (u v : rational) : bool := (fst u * Zpos (snd v) =? fst v * Zpos (snd u))%Z.

Lemma equal_real u v : equal u v = true -> real u = real v.
Proof.
  unfold equal, real. intros E. apply Z.eqb_eq, (f_equal IZR) in E. rewrite !mult_IZR in E.
  pose proof (qpos (snd u)). pose proof (qpos (snd v)).
  apply cross; [now apply Rgt_not_eq|now apply Rgt_not_eq|assumption].
Qed.

Definition listed (values : list (rational * Z)) (v : rational) : Z :=
  match find (fun entry => equal v (fst entry)) values with Some (_, c) => c | None => 0%Z end.

Section Fit.

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
Hypothesis hidden_frozen : w_trained P = false /\ b_trained P = false.
Hypothesis no_deep : forall td v, deep P td v = 0.

Definition feature (j : nat) (e : sample) : Z := listed values (received_by P w b q j e).

Definition fitz (e : sample) : Z :=
  (a0 * Zpos qv
   + fold_right Z.add 0 (map (fun j => nth j a 0 * feature j e) (seq 0 (width P))))%Z.

Definition fit_level (e : sample) (c : Z) (i : nat) : bool :=
  match nth_error levels i with
  | Some (z, g) => (- labelz e * fitz e * Zpos (snd z) =? fst z * (Zpos qa * Zpos qv))
                   && (c * Zpos (snd g) =? fst g * Zpos qg)
  | None => false
  end%Z.

Definition fit_wrong (e : sample) : bool :=
  if positive_label e then (fitz e <? 0)%Z else (0 <=? fitz e)%Z.

Definition check_fit : bool :=
  check_rows P && (length gz =? length (data P))%nat && (length own =? length (data P))%nat &&
  forallb (fun e => forallb (fun j =>
    existsb (fun entry => equal (received_by P w b q j e) (fst entry)) values)
      (seq 0 (width P))) (data P) &&
  forallb (fun eci => fit_level (fst (fst eci)) (snd (fst eci)) (snd eci))
    (combine (combine (data P) gz) own) &&
  existsb fit_wrong (data P) &&
  (negb (a0_trained P) || one_vanishes P gz) &&
  forallb (fun j =>
    (overz (combine (data P) gz) (fun ec => factor ec * feature j (fst ec)) =? 0)%Z)
    (seq 0 (width P)).

Hypothesis checked : check_fit = true.

Lemma listed_real v : existsb (fun entry => equal v (fst entry)) values = true ->
  sigma P (real v) = IZR (listed values v) / IZR (Zpos qv).
Proof.
  intros X. unfold listed. apply existsb_exists in X. destruct X as [k [Ik Ek]].
  destruct (find (fun entry => equal v (fst entry)) values) as [[u c]|] eqn:F.
  - apply find_some in F. destruct F as [I E]. simpl in E. rewrite (equal_real _ _ E).
    rewrite Forall_forall in values_are. exact (values_are _ I).
  - pose proof (find_none _ _ F k Ik) as N. cbv beta in N. congruence.
Qed.

Lemma fit_facts : check_rows P = true /\ length gz = length (data P) /\
  (forall e j, In e (data P) -> (j < width P)%nat ->
     sigma P (pre P here j e) = IZR (feature j e) / IZR (Zpos qv)) /\
  (forall e c, In (e, c) (combine (data P) gz) -> exists i, fit_level e c i = true) /\
  (exists e, In e (data P) /\ fit_wrong e = true) /\
  (a0_trained P = true -> one_vanishes P gz = true) /\
  (forall j, (j < width P)%nat ->
     overz (combine (data P) gz) (fun ec => factor ec * feature j (fst ec))%Z = 0%Z).
Proof.
  pose proof checked as C. unfold check_fit in C. rewrite !andb_true_iff, !forallb_forall in C.
  destruct C as [[[[[[[R Ln] Lo] Fo] Fl] Wr] On] Co]. apply Nat.eqb_eq in Ln, Lo.
  repeat split; auto.
  - intros e j I L. specialize (Fo e I). rewrite forallb_forall in Fo.
    specialize (Fo j ltac:(apply in_seq; lia)).
    rewrite (received_real P a0 a qa w b q (fun _ => 0) keeps j e L) by now apply rows_by.
    now apply listed_real.
  - intros e c I. destruct (in_combine_some (combine (data P) gz) own (e, c)) as [i Ii]; auto.
    + rewrite combine_length. lia.
    + exists i. exact (Fl _ Ii).
  - now apply existsb_exists.
  - intros T. rewrite T in On. exact On.
  - intros j L. apply Z.eqb_eq, (Co j). apply in_seq. lia.
Qed.

Lemma fit_output e : In e (data P) -> f P here e = IZR (fitz e) / (IZR (Zpos qa) * IZR (Zpos qv)).
Proof.
  intros I. destruct fit_facts as [_ [_ [V _]]]. rewrite f_parts. unfold deep_part.
  rewrite no_deep, Rplus_0_r.
  rewrite (sum_eq _ _ (fun j => / (IZR (Zpos qa) * IZR (Zpos qv))
    * IZR (nth j a 0 * feature j e)%Z)).
  - rewrite sum_times, <- sum_seq. unfold point. rewrite built_a0 by assumption.
    unfold fitz, over_qa. rewrite plus_IZR, mult_IZR.
    pose proof (qpos qa). pose proof (qpos qv). field. lra.
  - intros j L. rewrite V, (point_a P a0 a qa w b q (fun _ => 0) keeps) by assumption.
    unfold over_qa. rewrite mult_IZR. pose proof (qpos qa). pose proof (qpos qv). field. lra.
Qed.

Lemma fit_unit : 0 < IZR (Zpos qa) * IZR (Zpos qv).
Proof. apply Rmult_lt_0_compat; apply qpos. Qed.

Lemma fit_some_wrong : some_wrong P here.
Proof.
  destruct fit_facts as [_ [_ [_ [_ [[e [I W]] _]]]]]. exists e. split; [assumption|].
  rewrite fit_output by assumption. pose proof fit_unit as U. unfold fit_wrong in W.
  unfold y, sgn. set (m := IZR (Zpos qa) * IZR (Zpos qv)) in *.
  destruct (positive_label e).
  - apply Z.ltb_lt, IZR_lt in W. destruct (Rle_dec 0 (IZR (fitz e) / m)) as [L|L]; [|lra].
    exfalso. apply Rmult_le_compat_r with (r := m) in L; [|lra].
    unfold Rdiv in L. rewrite Rmult_assoc, Rinv_l in L by lra. lra.
  - apply Z.leb_le, IZR_le in W. destruct (Rle_dec 0 (IZR (fitz e) / m)) as [L|L]; [lra|].
    exfalso. apply L. apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat.
Qed.

Lemma fit_levels : Forall (fun zg => subgradient_at (ell P) (real (fst zg)) (real (snd zg))) levels ->
  forall e g, In (e, g) (combine (data P) (slopes gz qg)) -> subgradient_at (ell P) (z P here e) g.
Proof.
  intros S e g I. destruct fit_facts as [_ [_ [_ [Fl _]]]].
  destruct (combine_slopes _ _ _ _ _ I) as [c [Ic ->]].
  pose proof (in_combine_l _ _ _ _ Ic) as Ie. destruct (Fl e c Ic) as [i K].
  unfold fit_level in K. destruct (nth_error levels i) as [[v s]|] eqn:E; [|discriminate].
  apply nth_error_In in E. rewrite Forall_forall in S. specialize (S _ E). simpl in S.
  apply andb_prop in K. destruct K as [K1 K2]. apply Z.eqb_eq, (f_equal IZR) in K1, K2.
  rewrite !mult_IZR in K1, K2. rewrite opp_IZR in K1.
  pose proof fit_unit. pose proof (qpos (snd v)). pose proof (qpos (snd s)). pose proof (qpos qg).
  replace (z P here e) with (real v); [replace (over_qg qg c) with (real s); [assumption|]|].
  - unfold real, over_qg. apply cross; [now apply Rgt_not_eq|now apply Rgt_not_eq|lra].
  - unfold z. rewrite fit_output, y_labelz by assumption. unfold real.
    replace (- IZR (labelz e) * (IZR (fitz e) / (IZR (Zpos qa) * IZR (Zpos qv))))
      with (- IZR (labelz e) * IZR (fitz e) / (IZR (Zpos qa) * IZR (Zpos qv)))
      by (unfold Rdiv; ring).
    apply cross; [now apply Rgt_not_eq|now apply Rgt_not_eq|].
    rewrite !mult_IZR in K1. lra.
Qed.

Theorem minimum_frozen_fit_by :
  Forall (fun zg => subgradient_at (ell P) (real (fst zg)) (real (snd zg))) levels ->
  minimum_frozen_fit P.
Proof.
  intros S. destruct hidden_frozen as [Fw Fb]. destruct fit_facts as [R [Ln [V [Fl [_ [On Co]]]]]].
  split; [assumption|]. split; [assumption|]. split; [assumption|].
  exists here, (slopes gz qg).
  split; [apply built_admissible|]. split; [now apply built_unpenalised|].
  split; [exact fit_some_wrong|].
  split; [unfold slopes; now rewrite map_length|].
  split; [now apply fit_levels|]. split.
  - intros T. exact (one_by P gz qg (On T)).
  - intros _ j L. specialize (Co j L). apply (f_equal IZR) in Co. rewrite overz_real in Co.
    change (weighted P (slopes gz qg) (fun e => sigma P (pre P here j e)) = 0).
    rewrite weighted_slopes.
    rewrite (over_eq _ _ (fun ec => / (IZR (Zpos qg) * IZR (Zpos qv))
      * IZR (factor ec * feature j (fst ec))%Z)).
    + rewrite over_times, Co. ring.
    + intros [e c] I. simpl. rewrite V by (auto; now apply in_combine_l in I).
      rewrite mult_IZR. pose proof (qpos qg). pose proof (qpos qv). field. lra.
Qed.

End Fit.
