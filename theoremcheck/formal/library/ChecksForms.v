(** * Boolean checks of ellipsoids: semidefinite forms as sums of squares *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Checks ChecksWidths
  ChecksAverages.
Import ListNotations.
Open Scope R_scope.

(** A form: weights >= 0 and integer vectors, for sum d (v . X)^2. *)
Definition squares := list (Z * list Z).

Definition form_of (f : squares) (i k : nat) : R :=
  over f (fun t => IZR (fst t) * (vec (snd t) i * vec (snd t) k)).

Fixpoint valuez (P : problem) (f : squares) (e : sample) : Z :=
  match f with
  | [] => 0%Z
  | t :: rest => (fst t * (dotz (snd t) (xz P e) * dotz (snd t) (xz P e)) + valuez P rest e)%Z
  end.

Lemma square_sum n (v w : nat -> R) :
  sum n (fun i => sum n (fun k => v i * v k * w i * w k)) = (sum n (fun i => v i * w i))^2.
Proof.
  rewrite (sum_eq n _ (fun i => (v i * w i) * sum n (fun k => v k * w k))).
  - rewrite sum_mul_r. ring.
  - intros i _. rewrite <- sum_mul. apply sum_eq. intros. ring.
Qed.

Lemma form_of_value n f (w : nat -> R) :
  sum n (fun i => sum n (fun k => form_of f i k * w i * w k))
  = over f (fun t => IZR (fst t) * (sum n (fun i => vec (snd t) i * w i))^2).
Proof.
  unfold form_of. induction f as [|t rest IH].
  - simpl. apply sum_0. intros. apply sum_0. intros. ring.
  - cbn [over]. rewrite <- IH, <- square_sum, <- sum_mul, <- sum_add. apply sum_eq. intros i _.
    rewrite <- sum_mul, <- sum_add. apply sum_eq. intros k _. ring.
Qed.

Definition nonnegative_weights (f : squares) : bool := forallb (fun t => 0 <=? fst t)%Z f.

Lemma form_of_semidefinite P f : nonnegative_weights f = true -> semidefinite P (form_of f).
Proof.
  intros H. unfold nonnegative_weights in H. rewrite forallb_forall in H. split.
  - intros i k. unfold form_of. apply over_eq. intros. ring.
  - intros v. rewrite form_of_value. apply over_ge0. intros t I.
    apply Rmult_le_pos; [apply IZR_le, Z.leb_le; auto|]. rewrite <- Rsqr_pow2. apply Rle_0_sqr.
Qed.

Definition check_shapes (P : problem) (f : squares) : bool := forallb (fun t => shapes P (snd t)) f.

Lemma form_value P f e : check_shapes P f = true -> In e (data P) ->
  den P * den P * form P (form_of f) e = IZR (valuez P f e).
Proof.
  unfold check_shapes. intros HS I.
  replace (form P (form_of f) e) with (over f (fun t => IZR (fst t) * (dot P (vec (snd t)) e)^2))
    by (unfold form, dot; symmetry; apply (form_of_value (inputs P) f (X P e))).
  induction f as [|t rest IH]; [simpl; ring|].
  cbn [forallb] in HS. apply andb_prop in HS. destruct HS as [HS HR].
  cbn [over valuez]. rewrite plus_IZR, <- (IH HR), !mult_IZR, <- (dot_sign P (snd t) e HS I). ring.
Qed.

(** [inside] lies below the level a / b, the other samples lie above it. *)
Definition check_ellipsoid (P : problem) (inside : sample -> bool) (f : squares) (a : Z)
  (b : BinNums.positive) : bool :=
  nonnegative_weights f && check_shapes P f &&
  let level := (a * Zpos (denominator P) * Zpos (denominator P))%Z in
  forallb (fun e => if inside e then (valuez P f e * Zpos b <? level)%Z
                    else (level <? valuez P f e * Zpos b)%Z) (data P).

Lemma ellipsoid_by P inside (Inside Outside : sample -> Prop) f a b :
  (forall e, Inside e -> inside e = true) -> (forall e, Outside e -> inside e = false) ->
  check_ellipsoid P inside f a b = true -> ellipsoid P Inside Outside.
Proof.
  intros HI HO. unfold check_ellipsoid. cbv zeta. rewrite !andb_true_iff, forallb_forall.
  intros [[HN HS] H]. exists (form_of f), (IZR a / IZR (Zpos b)).
  assert (B : 0 < IZR (Zpos b)) by (apply IZR_lt; reflexivity). pose proof (den_pos P) as D.
  assert (DD : 0 < den P * den P) by now apply Rmult_lt_0_compat.
  assert (V : forall e, In e (data P) -> form P (form_of f) e = IZR (valuez P f e) / (den P * den P)).
  { intros e I. rewrite <- (form_value P f e HS I). field. lra. }
  split; [now apply form_of_semidefinite|]. split; intros e I C; specialize (H e I).
  - rewrite (HI e C) in H. apply Z.ltb_lt, IZR_lt in H. rewrite !mult_IZR in H. fold (den P) in H.
    rewrite V by assumption. apply Rmult_lt_reg_r with (IZR (Zpos b) * (den P * den P));
      [now apply Rmult_lt_0_compat|].
    replace (IZR (valuez P f e) / (den P * den P) * (IZR (Zpos b) * (den P * den P)))
      with (IZR (valuez P f e) * IZR (Zpos b)) by (field; lra).
    replace (IZR a / IZR (Zpos b) * (IZR (Zpos b) * (den P * den P)))
      with (IZR a * den P * den P) by (field; lra). assumption.
  - rewrite (HO e C) in H. apply Z.ltb_lt, IZR_lt in H. rewrite !mult_IZR in H. fold (den P) in H.
    rewrite V by assumption. apply Rmult_lt_reg_r with (IZR (Zpos b) * (den P * den P));
      [now apply Rmult_lt_0_compat|].
    replace (IZR (valuez P f e) / (den P * den P) * (IZR (Zpos b) * (den P * den P)))
      with (IZR (valuez P f e) * IZR (Zpos b)) by (field; lra).
    replace (IZR a / IZR (Zpos b) * (IZR (Zpos b) * (den P * den P)))
      with (IZR a * den P * den P) by (field; lra). assumption.
Qed.

Lemma ellipsoids_by P f a b g c d :
  check_ellipsoid P positive_label f a b = true -> check_ellipsoid P minus g c d = true ->
  data_ellipsoids P.
Proof.
  intros H1 H2. split.
  - apply ellipsoid_by with positive_label f a b; auto.
  - apply ellipsoid_by with minus g c d; auto using minus_negative.
    unfold positive, minus. intros e ->. reflexivity.
Qed.

(** ** data.weakly_separable: u and the number of a sample on which it is strict *)

Definition check_weakly_separable (P : problem) (u : list Z) (i : nat) : bool :=
  check_weak P u && (i <? length (data P))%nat && negb (on_zero P u (numbered P i)).

Lemma weakly_separable_by P u i : check_weakly_separable P u i = true -> data_weakly_separable P.
Proof.
  unfold check_weakly_separable, check_weak. rewrite !andb_true_iff, forallb_forall.
  intros [[[HS HW] HI] HN]. apply numbered_In in HI.
  assert (W : weakly_separates P (vec u)).
  { intros e I. apply dot_label_nonneg; auto. apply Z.leb_le. auto. }
  exists (vec u). split; [assumption|]. exists (numbered P i). split; [assumption|].
  specialize (W _ HI). apply negb_true_iff, Z.eqb_neq in HN.
  pose proof (dot_nonzero P u _ HS HI HN). unfold y in *. destruct (positive_label _); lra.
Qed.

(** ** thm.core in numbers: a bound of the training error *)

Definition ERROR_AT_MOST (P : problem) (r : R) : Prop :=
  forall t, local_min P t -> training_error P t <= r.

(** The weight of the samples on which u vanishes is a / b of the whole. *)
Definition check_error (P : problem) (u : list Z) (a : Z) (b : BinNums.positive) : bool :=
  check_weak P u && (0 <? class_weightz (fun _ => true) (data P))%Z &&
  (class_weightz (on_zero P u) (data P) * Zpos b <=? a * class_weightz (fun _ => true) (data P))%Z.

Lemma error_by P u a b : RIGHT_ON P (fun e => ~ core P e) -> check_error P u a b = true ->
  ERROR_AT_MOST P (IZR a / IZR (Zpos b)).
Proof.
  intros R0. unfold check_error. rewrite !andb_true_iff. intros [[HW HT] HB] t Min.
  apply Z.ltb_lt, IZR_lt in HT. apply Z.leb_le, IZR_le in HB. rewrite !mult_IZR in HB.
  assert (B : 0 < IZR (Zpos b)) by (apply IZR_lt; reflexivity).
  assert (Ta : forall l, over l share = IZR (class_weightz (fun _ => true) l)).
  { induction l as [|e l IH]; [reflexivity|].
    change (class_weightz (fun _ => true) (e :: l))
      with (Zpos (weight e) + class_weightz (fun _ => true) l)%Z.
    rewrite plus_IZR. cbn [over]. rewrite <- IH. reflexivity. }
  assert (T : total_weight P = IZR (class_weightz (fun _ => true) (data P))) by apply Ta.
  unfold training_error. rewrite T.
  assert (W : over (data P) (fun e => if Req_EM_T (y e) (sgn (f P t e)) then 0 else share e)
    <= IZR (class_weightz (on_zero P u) (data P))).
  { rewrite <- class_weight_z. unfold class_weight. apply over_le. intros e I.
    pose proof (share_pos e). destruct (Req_EM_T (y e) (sgn (f P t e))) as [|N].
    - destruct (on_zero P u e); lra.
    - destruct (on_zero P u e) eqn:Z0; [lra|]. exfalso. apply N, (R0 t Min e I). intros C.
      rewrite (core_in_zero P u e HW I C) in Z0. discriminate. }
  apply Rmult_le_reg_r with (IZR (Zpos b) * IZR (class_weightz (fun _ => true) (data P)));
    [now apply Rmult_lt_0_compat|].
  set (w := over (data P) _) in *. set (total := IZR (class_weightz (fun _ => true) (data P))) in *.
  replace (w / total * (IZR (Zpos b) * total)) with (w * IZR (Zpos b)) by (field; lra).
  replace (IZR a / IZR (Zpos b) * (IZR (Zpos b) * total)) with (IZR a * total) by (field; lra).
  apply Rle_trans with (IZR (class_weightz (on_zero P u) (data P)) * IZR (Zpos b)); [|assumption].
  apply Rmult_le_compat_r; lra.
Qed.
