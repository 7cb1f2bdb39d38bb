(** * Boolean checks for quadratic neurons: one ellipsoid, quadrics, and the signs of frozen output weights *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsQuadratic Near Kinds Checks ChecksWidths
  ChecksAverages ChecksForms.
From TheoremCheck Require QuadraticMoves.
Import ListNotations.
Open Scope R_scope.

Lemma ellipsoid_positive_by P f a b :
  check_ellipsoid P positive_label f a b = true -> data_ellipsoid_positive P.
Proof. apply ellipsoid_by; auto. Qed.

Lemma ellipsoid_negative_by P f a b :
  check_ellipsoid P minus f a b = true -> data_ellipsoid_negative P.
Proof.
  apply ellipsoid_by; auto using minus_negative. unfold positive, minus. intros e ->. reflexivity.
Qed.

(** A form with weights of any signs, and a level a / b. *)
Definition check_quadric (P : problem) (f : squares) (a : Z) (b : BinNums.positive) : bool :=
  check_shapes P f &&
  let level := (a * Zpos (denominator P) * Zpos (denominator P))%Z in
  forallb (fun e => 0 <? labelz e * (valuez P f e * Zpos b - level))%Z (data P).

Lemma quadric_value P f a b : check_quadric P f a b = true -> forall e, In e (data P) ->
  0 < y e * (form P (form_of f) e - IZR a / IZR (Zpos b)).
Proof.
  unfold check_quadric. cbv zeta. rewrite andb_true_iff, forallb_forall. intros [HS H] e I.
  specialize (H e I). apply Z.ltb_lt, IZR_lt in H.
  rewrite mult_IZR, minus_IZR, !mult_IZR, <- (form_value P f e HS I), <- y_labelz in H.
  fold (den P) in H. assert (B : 0 < IZR (Zpos b)) by (apply IZR_lt; reflexivity).
  pose proof (den_pos P) as D. assert (DD : 0 < den P * den P * IZR (Zpos b)) by
    (repeat apply Rmult_lt_0_compat; assumption).
  apply Rmult_lt_reg_l with (den P * den P * IZR (Zpos b)); [assumption|]. rewrite Rmult_0_r.
  replace (den P * den P * IZR (Zpos b) * (y e * (form P (form_of f) e - IZR a / IZR (Zpos b))))
    with (y e * (den P * den P * form P (form_of f) e * IZR (Zpos b) - IZR a * den P * den P))
    by (field; lra). assumption.
Qed.

Lemma quadric_separable_by P f a b : check_quadric P f a b = true -> data_quadric_separable P.
Proof.
  intros H. exists (form_of f), (IZR a / IZR (Zpos b)). exact (quadric_value P f a b H).
Qed.

Lemma cone_separable_by P f : check_quadric P f 0 1 = true -> data_cone_separable P.
Proof.
  intros H. exists (form_of f). intros e I. pose proof (quadric_value P f 0 1 H e I) as V.
  replace (IZR 0 / 1) with 0 in V by (unfold Rdiv; ring). now rewrite Rminus_0_r in V.
Qed.

(** ** Signs: a list of neurons, and a rank as in ChecksWidths.v *)

Lemma width_positive_by P pivots c m : check_rank P pivots c m = true ->
  frozen_signs P 1 (length pivots) -> network_width_positive P.
Proof. intros H F. exists (length pivots). split; [exact (rank_by P pivots c m H)|exact F]. Qed.

Lemma width_negative_by P pivots c m : check_rank P pivots c m = true ->
  frozen_signs P (-1) (length pivots) -> network_width_negative P.
Proof. intros H F. exists (length pivots). split; [exact (rank_by P pivots c m H)|exact F]. Qed.

Lemma width_one_sign_by P pivots c m n : check_rank P pivots c m = true ->
  (length pivots <=? n + 1)%nat = true ->
  frozen_signs P 1 n \/ frozen_signs P (-1) n -> network_width_one_sign P.
Proof.
  intros H L F. exists (length pivots), n. split; [exact (rank_by P pivots c m H)|].
  split; [now apply Nat.leb_le|exact F].
Qed.

Lemma width_signs_by P pivots c m : check_rank P pivots c m = true -> a_trained P = false ->
  without_sign P 1 \/ frozen_signs P 1 (length pivots) ->
  without_sign P (-1) \/ frozen_signs P (-1) (length pivots) -> network_width_signs P.
Proof.
  intros H Fz F1 F2. split; [assumption|]. exists (length pivots).
  split; [exact (rank_by P pivots c m H)|now split].
Qed.

Lemma width_extremes_by P pivots c m : check_rank P pivots c m = true -> a_trained P = false ->
  without_sign P 1 \/ frozen_extremes P 1 (length pivots) ->
  without_sign P (-1) \/ frozen_extremes P (-1) (length pivots) -> network_width_extremes P.
Proof.
  intros H Fz F1 F2. split; [assumption|]. exists (length pivots).
  split; [exact (rank_by P pivots c m H)|now split].
Qed.

(** A fact about the neurons below n, one by one. *)
Fixpoint each_below (n : nat) (F : nat -> Prop) : Prop :=
  match n with O => True | Datatypes.S m => each_below m F /\ F m end.

Lemma below_each n F : each_below n F -> forall j, (j < n)%nat -> F j.
Proof.
  induction n as [|n IH]; intros H j Hj; [lia|]. destruct H as [H1 H2].
  destruct (Nat.eq_dec j n) as [->|N]; [assumption|]. apply IH; [assumption|lia].
Qed.

Lemma without_sign_by P s : each_below (width P) (fun j => s * fixed P (A j) <= 0) -> without_sign P s.
Proof. exact (below_each _ _). Qed.

Lemma extremes_by P s n top : 0 < top ->
  each_below (width P) (fun j => s * fixed P (A j) <= top) ->
  (exists js, NoDup js /\ length js = n /\
    forall j, In j js -> (j < width P)%nat /\ s * fixed P (A j) = top) -> frozen_extremes P s n.
Proof.
  intros T E [js H]. exists top, js. split; [assumption|]. split; [exact (below_each _ _ E)|exact H].
Qed.
