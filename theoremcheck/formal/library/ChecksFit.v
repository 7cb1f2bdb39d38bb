(** * Boolean checks on affine functions: independent points, best fits that are right *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsLinear Checks ChecksWidths ChecksForms
  ChecksLinear ChecksIndependent PointsConstant PointsExplicit AffineCells FrozenFit.
From TheoremCheck Require Algebra OnePoint.
Import ListNotations.
Open Scope R_scope.

(** ** Dual vectors of the (x_i, 1) *)

Lemma affinely_independent_by P b :
  check_independent (seen_with true P) b = true -> data_affinely_independent P.
Proof.
  intros H e I.
  destruct (OnePoint.dual (seen_with true P) (independent_by _ _ H) e I) as [v [Ve Vo]].
  exists v, (v (dim P)). rewrite <- dot_lifted. split; [assumption|].
  intros e' I'. rewrite <- dot_lifted. destruct (Vo e' I') as [S|Z]; [left|now right].
  intros k Hk. specialize (S k). unfold inputs, X in S. simpl in S.
  rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk) in S. apply S. lia.
Qed.

(** ** A best fit, u over N, and the slopes at its margins, over q *)

Section Fit.

Variables (one : bool) (P : problem) (u : list Z) (N : BinNums.positive).
Variables (levels : list (rational * Z)) (d : Z) (q : BinNums.positive).

Local Notation Q := (seen_with one P).

Definition fit_margin (e : sample) : rational :=
  ((- labelz e * dotz u (xz Q e))%Z, (denominator P * N)%positive).
Definition fit_slope (e : sample) : Z := listed levels (fit_margin e).
Definition fit_balance (k : nat) : Z :=
  fold_right Z.add 0%Z
    (map (fun e => Zpos (weight e) * fit_slope e * labelz e * nth k (xz Q e) 0)%Z (data P)).

Definition check_fit_right : bool :=
  shapes Q u &&
  forallb (fun e => existsb (fun entry => equal (fit_margin e) (fst entry)) levels) (data P) &&
  forallb (fun entry => (snd entry <? d)%Z) levels &&
  forallb (fun k => (fit_balance k =? 0)%Z) (seq 0 (inputs Q)).

Definition fit_weights (k : nat) : R := vec u k / IZR (Zpos N).
Definition fit_constant : R := if one then fit_weights (dim P) else 0.
Definition fit_slopes (e : sample) : R := IZR (fit_slope e) / IZR (Zpos q).

Lemma fit_score e : shapes Q u = true -> In e (data P) ->
  - y e * affine_score P fit_weights fit_constant e = real (fit_margin e).
Proof.
  intros S I. pose proof (dot_sign Q u e S I) as E.
  assert (A : affine_score P fit_weights fit_constant e = dot Q (vec u) e / IZR (Zpos N)).
  { unfold affine_score, fit_constant, fit_weights, dot, inputs. pose proof (qpos N) as HN.
    assert (L : sum (dim P) (fun i => vec u i / IZR (Zpos N) * x P e i)
      = / IZR (Zpos N) * sum (dim P) (fun i => vec u i * X Q e i)).
    { rewrite <- Algebra.sum_mul. apply Algebra.sum_eq. intros i Hi. unfold X. simpl.
      rewrite (proj2 (Nat.ltb_lt i (dim P)) Hi). unfold x. simpl. field. split; [|lra].
      apply Rgt_not_eq, qpos. }
    assert (One : X Q e (dim P) = 1) by (unfold X; simpl; now rewrite Nat.ltb_irrefl).
    rewrite L. unfold sees_one. simpl. destruct one; cbn [sum]; rewrite ?One; field; lra. }
  rewrite A, y_labelz. unfold fit_margin, real. simpl fst. simpl snd.
  rewrite mult_IZR, opp_IZR, <- E. unfold den. simpl denominator.
  rewrite Pos2Z.inj_mul, mult_IZR. pose proof (qpos N). pose proof (qpos (denominator P)). field. lra.
Qed.

Lemma listed_level v : existsb (fun entry => equal v (fst entry)) levels = true ->
  exists w, In (w, listed levels v) levels /\ real w = real v.
Proof.
  intros H. unfold listed. apply existsb_exists in H. destruct H as [k [Ik Ek]].
  destruct (find (fun entry => equal v (fst entry)) levels) as [[w c]|] eqn:F.
  - apply find_some in F. destruct F as [I E]. exists w. split; [assumption|].
    symmetry. exact (equal_real _ _ E).
  - pose proof (find_none _ _ F k Ik) as No. cbv beta in No. congruence.
Qed.

Lemma fit_over : forall l (g : sample -> Z),
  over l (fun e => IZR (g e)) = IZR (fold_right Z.add 0%Z (map g l)).
Proof. induction l as [|e l IH]; intros g; simpl; [reflexivity|]. now rewrite plus_IZR, IH. Qed.

Hypothesis checked : check_fit_right = true.
Hypothesis at_zero : subgradient_at (ell P) 0 (IZR d / IZR (Zpos q)).
Hypothesis slopes : Forall (fun entry =>
  subgradient_at (ell P) (real (fst entry)) (IZR (snd entry) / IZR (Zpos q))) levels.

Lemma fit_balanced k : (k < inputs Q)%nat ->
  over (data P) (fun e => share e * fit_slopes e * y e * X P e k) = 0.
Proof.
  intros Hk. pose proof checked as C. unfold check_fit_right in C.
  rewrite !andb_true_iff, !forallb_forall in C. destruct C as [[[S _] _] B].
  specialize (B k ltac:(apply in_seq; lia)). apply Z.eqb_eq in B.
  pose proof (qpos q). pose proof (den_pos Q).
  rewrite (Algebra.over_eq (data P) _ (fun e => / (IZR (Zpos q) * den Q) *
    IZR (Zpos (weight e) * fit_slope e * labelz e * nth k (xz Q e) 0)%Z)).
  - rewrite Algebra.over_mul, fit_over. unfold fit_balance in B. rewrite B. ring.
  - intros e I. destruct (shapes_row Q u e S I) as [R _].
    rewrite !mult_IZR, (nth_xz Q e k R Hk), y_labelz. unfold share, fit_slopes.
    change (X Q e k) with (X P e k). field. lra.
Qed.

Lemma fit_is_right : fits_right P fit_weights fit_constant fit_slopes (IZR d / IZR (Zpos q)).
Proof.
  split; [exact at_zero|]. split.
  - intros e I. pose proof checked as C. unfold check_fit_right in C.
    rewrite !andb_true_iff, !forallb_forall in C. destruct C as [[[S L] Less] _].
    destruct (listed_level _ (L e I)) as [w [Iw E]]. rewrite fit_score, <- E by assumption.
    rewrite Forall_forall in slopes. split; [exact (slopes _ Iw)|].
    specialize (Less _ Iw). apply Z.ltb_lt, IZR_lt in Less. simpl in Less.
    unfold fit_slopes, fit_slope, Rdiv. apply Rmult_lt_compat_r; [|assumption].
    apply Rinv_0_lt_compat, qpos.
  - intros i Hi. rewrite <- (fit_balanced i).
    + apply Algebra.over_eq. intros e _. unfold X. now rewrite (proj2 (Nat.ltb_lt i (dim P)) Hi).
    + unfold inputs. simpl. destruct (sees_one Q); lia.
Qed.

End Fit.

(** ** What a function costs: bounds of l, over q, at its margins and at 0 *)

Section Bound.

Variables (one : bool) (P : problem) (u : list Z) (N : BinNums.positive).
Variables (levels : list (rational * Z)) (q : BinNums.positive) (zero least a : Z) (b : BinNums.positive).

Definition cost : Z :=
  fold_right Z.add 0%Z
    (map (fun e => Zpos (weight e) * (listed levels (fit_margin one P u N e) - least))%Z (data P)).
Definition whole : Z := fold_right Z.add 0%Z (map (fun e => Zpos (weight e)) (data P)).

Definition check_linear_bound : bool :=
  shapes (seen_with one P) u &&
  forallb (fun e => existsb (fun entry => equal (fit_margin one P u N e) (fst entry)) levels) (data P) &&
  (least <? zero)%Z && (0 <=? a)%Z && (cost * Zpos b <=? a * (whole * (zero - least)))%Z.

Lemma linear_bound_by : (one = true -> network_constant_trained P) -> check_linear_bound = true ->
  (forall v, IZR least / IZR (Zpos q) <= ell P v) -> IZR zero / IZR (Zpos q) <= ell P 0 ->
  Forall (fun entry => ell P (real (fst entry)) <= IZR (snd entry) / IZR (Zpos q)) levels ->
  linear_bound P (IZR a / IZR (Zpos b)).
Proof.
  intros Const C Low Zero Levels. unfold check_linear_bound in C.
  rewrite !andb_true_iff, !forallb_forall in C. destruct C as [[[[S L] Less] Pos] B].
  apply Z.ltb_lt, IZR_lt in Less. apply Z.leb_le, IZR_le in Pos, B. rewrite !mult_IZR, minus_IZR in B.
  pose proof (qpos q) as Hq. pose proof (qpos b) as Hb.
  assert (Up : IZR least / IZR (Zpos q) < IZR zero / IZR (Zpos q)).
  { unfold Rdiv. apply Rmult_lt_compat_r; [now apply Rinv_0_lt_compat|assumption]. }
  exists (fit_weights u N), (fit_constant one P u N), (IZR least / IZR (Zpos q)).
  split; [unfold fit_constant; destruct one; [left; now apply Const|now right]|].
  split; [assumption|]. split; [lra|].
  assert (Cost : over (data P) (fun e => share e *
      (ell P (- y e * affine_score P (fit_weights u N) (fit_constant one P u N) e) - IZR least / IZR (Zpos q)))
    <= IZR cost / IZR (Zpos q)).
  { apply Rle_trans with (over (data P) (fun e => / IZR (Zpos q)
      * IZR (Zpos (weight e) * (listed levels (fit_margin one P u N e) - least)))).
    - apply Algebra.over_le. intros e I. rewrite (fit_score one P u N e S I).
      destruct (listed_level levels _ (L e I)) as [w [Iw E]]. rewrite <- E.
      rewrite Forall_forall in Levels. specialize (Levels _ Iw). simpl in Levels.
      rewrite mult_IZR, minus_IZR. unfold share. pose proof (qpos (weight e)).
      apply Rle_trans with (IZR (Zpos (weight e)) * (IZR (listed levels (fit_margin one P u N e)) / IZR (Zpos q)
        - IZR least / IZR (Zpos q))).
      + apply Rmult_le_compat_l; lra.
      + right. field. lra.
    - rewrite Algebra.over_mul, fit_over. fold cost. right. field. lra. }
  assert (Whole : total_weight P = IZR whole) by (unfold whole; rewrite <- fit_over; reflexivity).
  assert (W : 0 <= IZR whole).
  { rewrite <- Whole. unfold total_weight. apply Algebra.over_ge0. intros e _. left. apply qpos. }
  rewrite Whole. apply Rle_trans with (1 := Cost).
  apply Rle_trans with (IZR a / IZR (Zpos b) * (IZR whole * (IZR zero / IZR (Zpos q) - IZR least / IZR (Zpos q)))).
  - apply Rmult_le_reg_r with (IZR (Zpos q) * IZR (Zpos b)); [now apply Rmult_lt_0_compat|].
    replace (IZR cost / IZR (Zpos q) * (IZR (Zpos q) * IZR (Zpos b))) with (IZR cost * IZR (Zpos b)) by (field; lra).
    replace (IZR a / IZR (Zpos b) * (IZR whole * (IZR zero / IZR (Zpos q) - IZR least / IZR (Zpos q)))
      * (IZR (Zpos q) * IZR (Zpos b))) with (IZR a * (IZR whole * (IZR zero - IZR least))) by (field; lra).
    assumption.
  - apply Rmult_le_compat_l.
    + unfold Rdiv. apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat.
    + apply Rmult_le_compat_l; lra.
Qed.

End Bound.

Lemma affine_fit_right_by P u N levels d q : check_fit_right true P u N levels d = true ->
  subgradient_at (ell P) 0 (IZR d / IZR (Zpos q)) ->
  Forall (fun entry =>
    subgradient_at (ell P) (real (fst entry)) (IZR (snd entry) / IZR (Zpos q))) levels ->
  data_affine_fit_right P.
Proof.
  intros C Z S. exists (fit_weights u N), (fit_constant true P u N), (fit_slopes true P u N levels q), (IZR d / IZR (Zpos q)).
  split; [now apply fit_is_right|].
  rewrite <- (fit_balanced true P u N levels d q C (dim P)).
  - apply Algebra.over_eq. intros e _. unfold X. rewrite Nat.ltb_irrefl. ring.
  - unfold inputs, sees_one. simpl. lia.
Qed.

Lemma linear_fit_right_by P u N levels d q : check_fit_right false P u N levels d = true ->
  subgradient_at (ell P) 0 (IZR d / IZR (Zpos q)) ->
  Forall (fun entry =>
    subgradient_at (ell P) (real (fst entry)) (IZR (snd entry) / IZR (Zpos q))) levels ->
  data_linear_fit_right P.
Proof.
  intros C Z S. exists (fit_weights u N), (fit_slopes false P u N levels q), (IZR d / IZR (Zpos q)).
  exact (fit_is_right false P u N levels d q C Z S).
Qed.
