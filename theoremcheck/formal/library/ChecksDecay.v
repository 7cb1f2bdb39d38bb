(** * How objective.decay_dominates is shown: two slopes of the neuron, and sums of integers *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsDecay Checks ChecksAverages PointsConstant.
From TheoremCheck Require Algebra.
Import ListNotations.
Open Scope R_scope.

(** sum of weight |x|^2, times the square of the denominator. *)
Definition squaresz (P : problem) : Z :=
  fold_right Z.add 0%Z (map (fun e => Zpos (weight e) * dotz (row e) (row e))%Z (data P)).
Definition weightz (P : problem) : Z := fold_right Z.add 0%Z (map (fun e => Zpos (weight e)) (data P)).

Lemma over_integers {T} (l : list T) (g : T -> Z) :
  over l (fun e => IZR (g e)) = IZR (fold_right Z.add 0%Z (map g l)).
Proof. induction l as [|e l IH]; simpl; [reflexivity|]. now rewrite plus_IZR, IH. Qed.

Definition check_squares (P : problem) (n : Z) (q : BinNums.positive) : bool :=
  forallb (fun e => length (row e) =? dim P)%nat (data P) &&
  (squaresz P * Zpos q <=? n * weightz P * (Zpos (denominator P) * Zpos (denominator P)))%Z.

Lemma squares_by P n q : check_squares P n q = true ->
  over (data P) (fun e => share e * sum (dim P) (fun k => (x P e k)^2))
  <= IZR n / IZR (Zpos q) * total_weight P.
Proof.
  unfold check_squares. rewrite andb_true_iff, forallb_forall. intros [R H].
  pose proof (den_pos P) as D. unfold den in D. set (D2 := IZR (Zpos (denominator P))) in *.
  assert (HQ : 0 < IZR (Zpos q)) by (apply IZR_lt; lia).
  rewrite (Algebra.over_eq (data P) _ (fun e => / (D2 * D2) *
    IZR (Zpos (weight e) * dotz (row e) (row e))%Z)).
  - rewrite Algebra.over_mul, over_integers. fold (squaresz P).
    assert (T : total_weight P = IZR (weightz P)).
    { unfold total_weight, weightz. now rewrite <- over_integers. }
    rewrite T. apply Z.leb_le, IZR_le in H. rewrite !mult_IZR in H. fold D2 in H.
    apply Rmult_le_reg_l with (D2 * D2 * IZR (Zpos q));
      [apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|assumption]|].
    replace (D2 * D2 * IZR (Zpos q) * (/ (D2 * D2) * IZR (squaresz P)))
      with (IZR (squaresz P) * IZR (Zpos q)) by (field; lra).
    replace (D2 * D2 * IZR (Zpos q) * (IZR n / IZR (Zpos q) * IZR (weightz P)))
      with (IZR n * IZR (weightz P) * (D2 * D2)) by (field; lra). exact H.
  - intros e I. specialize (R e I). apply Nat.eqb_eq in R.
    rewrite mult_IZR, (dotz_sum (row e) (row e) (dim P)) by assumption.
    unfold share. rewrite <- !Algebra.sum_mul. apply Algebra.sum_eq. intros k Hk. unfold x. fold D2.
    field. lra.
Qed.

Lemma decay_dominates_by P alpha beta p m d K n q :
  check_classes P = true -> check_squares P n q = true ->
  (a0_trained P = false /\ fixed P A0 = 0 /\ a_trained P = true /\ w_trained P = true /\
   b_trained P = false /\ forall j, (j < width P)%nat -> fixed P (B j) = 0) ->
  (forall t, admissible P t -> penalty P t = sum (width P) (fun j =>
     alpha * (t (A j))^2 + beta * sum (dim P) (fun k => (t (W j k))^2))) ->
  (forall v, v <= 0 -> sigma P v = p * v) -> (forall v, 0 <= v -> sigma P v = m * v) ->
  subgradient_at (ell P) 0 d ->
  0 < alpha -> - K <= p <= K -> - K <= m <= K ->
  (d * K)^2 * (IZR n / IZR (Zpos q)) <= 4 * alpha * beta ->
  objective_decay_dominates P.
Proof.
  intros C Sq Net Pen Left Right Sub Ha Hp Hm Out. split; [now apply both_classes_by|].
  destruct Net as [N1 [N2 [N3 [N4 [N5 N6]]]]]. do 6 (split; [assumption|]).
  exists alpha, beta, K, d, (IZR n / IZR (Zpos q)). split; [assumption|]. split; [lra|].
  split; [assumption|]. split; [|split; [|split; [assumption|split; [now apply squares_by|assumption]]]].
  - intros h v Hh. destruct (Rle_dec v 0) as [V|V].
    + rewrite (Left v V), (Left (h * v)); [ring|]. nra.
    + rewrite (Right v), (Right (h * v)); [ring| |lra]. apply Rmult_le_pos; lra.
  - intros v. destruct (Rle_dec v 0) as [V|V].
    + rewrite (Left v V), Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|]. apply Rabs_le. lra.
    + rewrite (Right v) by lra. rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|].
      apply Rabs_le. lra.
Qed.
