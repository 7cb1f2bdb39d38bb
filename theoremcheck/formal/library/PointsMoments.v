(** * Ordered second moments by a certificate

    o (E+ - E-)(w . (x - m))^2 - kappa sum_i (w . (x_i - m))^2 is a quadratic
    form in w with rational coefficients. It is at least 0 if it is a sum of
    squares of rational linear forms: the certificate lists them, and the check
    compares two integer matrices, up to a positive factor. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby Support
  Checks ChecksAverages PointsExplicit.
Import ListNotations.
Open Scope R_scope.

(** ** Sums of squares *)

(** A term c (l . w)^2. *)
Definition square : Type := Z * list Z.

(** The entry i, k of the matrix of a sum of squares. *)
Fixpoint coefficient (s : list square) (i k : nat) : Z :=
  match s with
  | [] => 0%Z
  | (c, l) :: rest => (c * nth i l 0 * nth k l 0 + coefficient rest i k)%Z
  end.

(** Its value at w; l . w has n terms. *)
Definition linear (n : nat) (l : list Z) (w : nat -> R) : R := sum n (fun k => IZR (nth k l 0%Z) * w k).
Definition squares_value (n : nat) (s : list square) (w : nat -> R) : R :=
  over s (fun t => IZR (fst t) * (linear n (snd t) w)^2).

Lemma sum_product n m g h : sum n g * sum m h = sum n (fun i => sum m (fun k => g i * h k)).
Proof.
  rewrite Rmult_comm, <- sum_times. apply sum_eq. intros i _. rewrite Rmult_comm, <- sum_times.
  reflexivity.
Qed.

Lemma squares_matrix n s w : squares_value n s w
  = sum n (fun i => sum n (fun k => IZR (coefficient s i k) * (w i * w k))).
Proof.
  induction s as [|[c l] s IH]; unfold squares_value in *; cbn [over fst snd coefficient].
  - symmetry. apply sum_null. intros i _. apply sum_null. intros k _. ring.
  - rewrite IH. replace ((linear n l w)^2) with (linear n l w * linear n l w) by ring.
    unfold linear. rewrite sum_product, <- sum_times, <- sum_add. apply sum_eq. intros i _.
    rewrite <- sum_times, <- sum_add. apply sum_eq. intros k _.
    rewrite plus_IZR, !mult_IZR. ring.
Qed.

(** Two sums of squares with the same matrix, up to a factor c > 0. *)
Definition check_matrices (n : nat) (c : BinNums.positive) (s s' : list square) : bool :=
  forallb (fun i => forallb (fun k => (Zpos c * coefficient s i k =? coefficient s' i k)%Z)
    (seq 0 n)) (seq 0 n).

Lemma matrices_by n c s s' w : check_matrices n c s s' = true ->
  IZR (Zpos c) * squares_value n s w = squares_value n s' w.
Proof.
  unfold check_matrices. rewrite forallb_forall. intros H. rewrite !squares_matrix, <- sum_times.
  apply sum_eq. intros i Li. specialize (H i ltac:(apply in_seq; lia)).
  rewrite forallb_forall in H. rewrite <- sum_times. apply sum_eq. intros k Lk.
  specialize (H k ltac:(apply in_seq; lia)). apply Z.eqb_eq in H. rewrite <- H, mult_IZR. ring.
Qed.

Lemma squares_nonneg n s w : forallb (fun t => 0 <=? fst t)%Z s = true -> 0 <= squares_value n s w.
Proof.
  rewrite forallb_forall. intros H. apply over_nonneg. intros [c l] I.
  apply Rmult_le_pos; [|apply pow2_ge_0]. apply IZR_le, Z.leb_le. exact (H _ I).
Qed.

(** ** The moments about m *)

Section Moments.

Variable P : problem.

(** m, times the denominator of the data, is a list of integers over N. *)
Definition centre_is (m : nat -> R) (mz : list Z) (N : BinNums.positive) : Prop :=
  forall k, (k < dim P)%nat -> m k = IZR (nth k mz 0%Z) / (den P * IZR (Zpos N)).

(** x_e - m, times den P and N. *)
Definition shifted (mz : list Z) (N : BinNums.positive) (e : sample) : list Z :=
  addz (map (Z.mul (Zpos N)) (row e)) (map (Z.mul (-1)) mz).

Lemma along_z m mz N w e : centre_is m mz N ->
  along P m w e = linear (dim P) (shifted mz N e) w / (den P * IZR (Zpos N)).
Proof.
  intros C. unfold along, linear, shifted. pose proof (den_pos P).
  assert (0 < IZR (Zpos N)) by (apply IZR_lt; reflexivity).
  unfold Rdiv at 1. rewrite Rmult_comm, <- sum_times. apply sum_eq. intros k K.
  rewrite C by assumption. rewrite nth_addz, !nth_map_mul, plus_IZR, !mult_IZR.
  unfold x. fold (den P). field. lra.
Qed.

(** F o W+ W- (E+ - E-) - kappa sum_i, as a sum of squares over the samples. *)
Definition moment_squares (F : BinNums.positive) (o kappa : Z) (mz : list Z)
  (N : BinNums.positive) : list square :=
  map (fun e => ((Zpos F * o * signed P e - kappa)%Z, shifted mz N e)) (data P).

Lemma moments_z F m mz N o kappa w : both_classes P -> centre_is m mz N ->
  squares_value (dim P) (moment_squares F o kappa mz N) w
  = (den P * IZR (Zpos N))^2 *
    (IZR (Zpos F) * IZR o * (W_plus P * W_minus P * difference P (fun e => (along P m w e)^2))
     - IZR kappa * over (data P) (fun e => (along P m w e)^2)).
Proof.
  intros HC C. rewrite difference_over by assumption.
  pose proof (den_pos P). assert (0 < IZR (Zpos N)) by (apply IZR_lt; reflexivity).
  unfold squares_value, moment_squares.
  rewrite (over_eq (data P) (fun e => (along P m w e)^2)
    (fun e => / (den P * IZR (Zpos N))^2 * (linear (dim P) (shifted mz N e) w)^2)).
  2: { intros e _. rewrite (along_z m mz N w e C). field. lra. }
  rewrite (over_eq (data P) (fun e => IZR (signed P e) * (along P m w e)^2)
    (fun e => / (den P * IZR (Zpos N))^2 *
       (IZR (signed P e) * (linear (dim P) (shifted mz N e) w)^2))).
  2: { intros e _. rewrite (along_z m mz N w e C). field. lra. }
  rewrite !over_times.
  transitivity (IZR (Zpos F) * IZR o * over (data P)
      (fun e => IZR (signed P e) * (linear (dim P) (shifted mz N e) w)^2)
    - IZR kappa * over (data P) (fun e => (linear (dim P) (shifted mz N e) w)^2));
    [|field; lra].
  induction (data P) as [|e l IH]; cbn [over map fst snd] in *; [ring|].
  rewrite IH, minus_IZR, !mult_IZR. ring.
Qed.

(** The certificate: squares with coefficients >= 0. *)
Definition check_moments (F : BinNums.positive) (o kappa : Z) (mz : list Z)
  (N c : BinNums.positive) (s : list square) : bool :=
  check_classes P && forallb (fun t => 0 <=? fst t)%Z s &&
  check_matrices (dim P) c (moment_squares F o kappa mz N) s.

Lemma moments_by F m mz N o kappa c s w : centre_is m mz N ->
  check_moments F o kappa mz N c s = true ->
  IZR kappa / (IZR (Zpos F) * (W_plus P * W_minus P)) * over (data P) (fun e => (along P m w e)^2)
  <= IZR o * difference P (fun e => (along P m w e)^2).
Proof.
  unfold check_moments. rewrite !andb_true_iff. intros C [[HC HN] HM].
  pose proof (both_classes_by P HC) as Both. pose proof Both as [Hp Hm].
  pose proof (matrices_by _ _ _ _ w HM) as E. pose proof (squares_nonneg (dim P) s w HN) as Pos.
  rewrite <- E, (moments_z F m mz N o kappa w Both C) in Pos.
  assert (Hc : 0 < IZR (Zpos c)) by (apply IZR_lt; reflexivity).
  assert (HN' : 0 < IZR (Zpos N)) by (apply IZR_lt; reflexivity). pose proof (den_pos P).
  assert (HF' : 0 < IZR (Zpos F)) by (apply IZR_lt; reflexivity).
  assert (HF : 0 < IZR (Zpos c) * (den P * IZR (Zpos N))^2).
  { apply Rmult_lt_0_compat; [assumption|]. apply pow_lt. now apply Rmult_lt_0_compat. }
  rewrite <- Rmult_assoc in Pos.
  assert (HW : 0 < IZR (Zpos F) * (W_plus P * W_minus P))
    by (repeat apply Rmult_lt_0_compat; assumption).
  set (T := difference P _) in *. set (S := over (data P) _) in *.
  assert (K : 0 <= IZR (Zpos F) * IZR o * (W_plus P * W_minus P * T) - IZR kappa * S).
  { apply Rmult_le_reg_l with (IZR (Zpos c) * (den P * IZR (Zpos N))^2); [assumption|]. lra. }
  apply Rmult_le_reg_l with (IZR (Zpos F) * (W_plus P * W_minus P)); [assumption|].
  replace (IZR (Zpos F) * (W_plus P * W_minus P) *
      (IZR kappa / (IZR (Zpos F) * (W_plus P * W_minus P)) * S))
    with (IZR kappa * S) by (field; lra).
  lra.
Qed.

Lemma definite_by F m mz N o kappa c s : centre_is m mz N -> (0 < kappa)%Z ->
  check_moments F o kappa mz N c s = true -> definite_moments P m (IZR o).
Proof.
  intros C Hk H. pose proof H as HC. unfold check_moments in HC. rewrite !andb_true_iff in HC.
  destruct (both_classes_by P (proj1 (proj1 HC))) as [Hp Hm].
  exists (IZR kappa / (IZR (Zpos F) * (W_plus P * W_minus P))). split.
  - apply Rdiv_lt_0_compat; [now apply IZR_lt|].
    repeat apply Rmult_lt_0_compat; try assumption. apply IZR_lt. reflexivity.
  - intros w. now apply (moments_by F m mz N o kappa c s).
Qed.

Lemma ordered_by m mz N o c s : centre_is m mz N ->
  check_moments 1 o 0 mz N c s = true -> ordered_moments P m (IZR o).
Proof.
  intros C H w. pose proof (moments_by 1 m mz N o 0%Z c s w C H) as K.
  unfold Rdiv in K. rewrite !Rmult_0_l in K. exact K.
Qed.

(** The two centres. *)
Lemma origin_is : centre_is origin [] 1.
Proof.
  intros k _. unfold origin. replace (nth k [] 0%Z) with 0%Z by (destruct k; reflexivity).
  unfold Rdiv. ring.
Qed.

Definition meanz : list Z :=
  weighted_rows (fun e => if positive_label e then Zpos (weight e) else 0%Z) (data P).

Lemma mean_is N : plusz P = Zpos N -> centre_is (mean P) meanz N.
Proof.
  intros E k _. unfold mean, meanz. pose proof (den_pos P).
  assert (0 < IZR (Zpos N)) by (apply IZR_lt; reflexivity).
  assert (W : W_plus P = IZR (Zpos N)) by (rewrite <- E; apply class_weight_z).
  rewrite W.
  rewrite (over_eq _ _ (fun e => / IZR (Zpos N) *
    (IZR (if positive_label e then Zpos (weight e) else 0%Z) * x P e k))).
  - rewrite over_times.
    rewrite (nth_weighted_rows P (fun e => if positive_label e then Zpos (weight e) else 0%Z) k).
    field. lra.
  - intros e _. destruct (positive_label e); unfold share; field; lra.
Qed.

End Moments.
