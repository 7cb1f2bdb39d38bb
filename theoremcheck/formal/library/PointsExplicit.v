(** * Points given by their numbers

    How a concrete problem shows that there is a point as PointsConstant.v asks
    for one: a point is written down, what is not trained is left at its fixed
    value, and the intervals in which its neurons lie are checked over the
    integers. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby Support RulesConstant
  RulesCurved Checks ChecksWidths ChecksAverages.
Import ListNotations.
Open Scope R_scope.

(** ** What is trained, by computation *)

Definition same_place (p q : deep_place) : bool :=
  match p, q with
  | Weight b l u k, Weight b' l' u' k' =>
      (b =? b')%nat && (l =? l')%nat && (u =? u')%nat && (k =? k')%nat
  | Bias b l u, Bias b' l' u' => (b =? b')%nat && (l =? l')%nat && (u =? u')%nat
  | Output b u, Output b' u' => (b =? b')%nat && (u =? u')%nat
  | _, _ => false
  end.

Lemma same_place_eq p q : same_place p q = true <-> p = q.
Proof.
  destruct p, q; simpl; rewrite ?andb_true_iff, ?Nat.eqb_eq; split; intros H;
    try discriminate; try (intuition congruence); injection H; intuition.
Qed.

Definition moves (P : problem) (p : place) : bool :=
  match p with
  | A0 => a0_trained P
  | A j => a_trained P && (j <? width P)%nat
  | W j k => w_trained P && (j <? width P)%nat && (k <? dim P)%nat
  | B j => b_trained P && (j <? width P)%nat
  | D q => existsb (same_place q) (deep_trained P)
  end.

Lemma moves_trained P p : moves P p = true <-> In p (trained P).
Proof.
  unfold trained. rewrite !in_app_iff. split.
  - destruct p; simpl; rewrite ?andb_true_iff, ?Nat.ltb_lt.
    + intros ->. left. simpl. auto.
    + intros [-> L]. right. left. apply in_map, in_seq. lia.
    + intros [[-> L] K]. right. right. left. apply in_flat_map. exists neuron.
      split; [apply in_seq; lia | apply in_map, in_seq; lia].
    + intros [-> L]. right. right. right. left. apply in_map, in_seq. lia.
    + intros E. apply existsb_exists in E. destruct E as [q [I E]].
      apply same_place_eq in E. subst q. right. right. right. right. now apply in_map.
  - intros [I|[I|[I|[I|I]]]].
    + destruct (a0_trained P) eqn:E; [|contradiction]. destruct I as [<-|[]]. exact E.
    + destruct (a_trained P) eqn:E; [|contradiction]. apply in_map_iff in I.
      destruct I as [j [<- I]]. apply in_seq in I. simpl. rewrite E. apply Nat.ltb_lt. lia.
    + destruct (w_trained P) eqn:E; [|contradiction]. apply in_flat_map in I.
      destruct I as [j [Ij I]]. apply in_map_iff in I. destruct I as [k [<- I]].
      apply in_seq in Ij, I. simpl. rewrite E.
      apply andb_true_intro. split; apply Nat.ltb_lt; lia.
    + destruct (b_trained P) eqn:E; [|contradiction]. apply in_map_iff in I.
      destruct I as [j [<- I]]. apply in_seq in I. simpl. rewrite E. apply Nat.ltb_lt. lia.
    + apply in_map_iff in I. destruct I as [q [<- I]]. simpl. apply existsb_exists.
      exists q. split; [assumption | now apply same_place_eq].
Qed.

(** t, with the fixed values where nothing is trained. *)
Definition completed (P : problem) (t : params) : params :=
  fun p => if moves P p then t p else fixed P p.

Lemma completed_admissible P t : admissible P (completed P t).
Proof.
  intros p N. unfold completed. destruct (moves P p) eqn:E; [|reflexivity].
  apply moves_trained in E. contradiction.
Qed.

Lemma completed_keeps P t p : moves P p = true \/ t p = fixed P p -> completed P t p = t p.
Proof. unfold completed. intros [->|E]; [reflexivity|]. destruct (moves P p); congruence. Qed.

(** A parameter that is 0, whether it is trained or not. *)
Lemma completed_zero P t p : t p = 0 -> fixed P p = 0 -> completed P t p = 0.
Proof. unfold completed. intros E F. now destruct (moves P p). Qed.

(** A point by lists: a_0, the a_j, the w_j and b_j as integers over q, and f_D. *)
Definition explicit (a0 : R) (a : list R) (w : list (list Z)) (b : list Z) (q : BinNums.positive)
  (d : deep_place -> R) : params :=
  fun p => match p with
           | A0 => a0
           | A j => nth j a 0
           | W j k => IZR (nth k (nth j w []) 0%Z) / IZR (Zpos q)
           | B j => IZR (nth j b 0%Z) / IZR (Zpos q)
           | D p => d p
           end.

(** ** Pre-activations over the integers *)

Section Hidden.

Variable P : problem.

(** w_j and b_j of the point are these integers over q. *)
Definition hidden (t : params) (j : nat) (w : list Z) (b : Z) (q : BinNums.positive) : Prop :=
  (forall k, (k < dim P)%nat -> t (W j k) = IZR (nth k w 0%Z) / IZR (Zpos q)) /\
  t (B j) = IZR b / IZR (Zpos q).

Lemma explicit_hidden a0 a w b q d j : (j < width P)%nat ->
  (w_trained P = true \/ forall k, (k < dim P)%nat ->
     IZR (nth k (nth j w []) 0%Z) / IZR (Zpos q) = fixed P (W j k)) ->
  (b_trained P = true \/ IZR (nth j b 0%Z) / IZR (Zpos q) = fixed P (B j)) ->
  hidden (completed P (explicit a0 a w b q d)) j (nth j w []) (nth j b 0%Z) q.
Proof.
  intros L Hw Hb. apply Nat.ltb_lt in L. split.
  - intros k K. rewrite completed_keeps; [reflexivity|]. destruct Hw as [Hw|Hw].
    + left. simpl. rewrite Hw, L. now apply Nat.ltb_lt.
    + right. now apply Hw.
  - rewrite completed_keeps; [reflexivity|]. destruct Hb as [Hb|Hb]; [|right; exact Hb].
    left. simpl. now rewrite Hb, L.
Qed.

(** w . row, where w may be shorter: what is left out is 0. *)
Lemma dotz_nth n : forall w r, length r = n ->
  IZR (dotz w r) = sum n (fun k => IZR (nth k w 0%Z) * IZR (nth k r 0%Z)).
Proof.
  induction n as [|n IH]; intros w r E; destruct r as [|c r]; try discriminate.
  - destruct w; reflexivity.
  - rewrite sum_first. destruct w as [|a w]; simpl.
    + rewrite sum_null; [ring|]. intros k _. ring.
    + rewrite plus_IZR, mult_IZR, (IH w r) by (simpl in E; congruence). reflexivity.
Qed.

(** The pre-activation, times the denominators. *)
Definition prez (w : list Z) (b : Z) (e : sample) : Z :=
  (dotz w (row e) + b * Zpos (denominator P))%Z.

Definition scale (q : BinNums.positive) : Z := (Zpos (denominator P) * Zpos q)%Z.

Lemma scale_pos q : 0 < IZR (scale q).
Proof. apply IZR_lt. reflexivity. Qed.

Lemma pre_z t j w b q e : hidden t j w b q -> length (row e) = dim P ->
  pre P t j e = IZR (prez w b e) / IZR (scale q).
Proof.
  intros [Hw Hb] E. unfold pre, prez, scale. rewrite Hb, plus_IZR, !mult_IZR.
  rewrite (dotz_nth (dim P)) by assumption.
  rewrite (sum_eq _ _ (fun k => / (IZR (Zpos (denominator P)) * IZR (Zpos q))
    * (IZR (nth k w 0%Z) * IZR (nth k (row e) 0%Z)))).
  - rewrite sum_times. assert (0 < IZR (Zpos (denominator P))) by (apply IZR_lt; reflexivity).
    assert (0 < IZR (Zpos q)) by (apply IZR_lt; reflexivity). field. lra.
  - intros k K. rewrite Hw by assumption. unfold x.
    assert (0 < IZR (Zpos (denominator P))) by (apply IZR_lt; reflexivity).
    assert (0 < IZR (Zpos q)) by (apply IZR_lt; reflexivity). field. lra.
Qed.

(** ** Intervals with rational ends *)

(** A rational number: numerator and denominator. *)
Definition rational : Type := Z * BinNums.positive.
Definition real (v : rational) : R := IZR (fst v) / IZR (Zpos (snd v)).

Definition less (u v : rational) : bool := (fst u * Zpos (snd v) <? fst v * Zpos (snd u))%Z.

Lemma less_real u v : less u v = true -> real u < real v.
Proof.
  unfold less, real. destruct u as [a p], v as [b q]. simpl. intros H.
  apply Z.ltb_lt, IZR_lt in H. rewrite !mult_IZR in H.
  assert (0 < IZR (Zpos p)) by (apply IZR_lt; reflexivity).
  assert (0 < IZR (Zpos q)) by (apply IZR_lt; reflexivity).
  apply Rmult_lt_reg_r with (IZR (Zpos p) * IZR (Zpos q)); [now apply Rmult_lt_0_compat|].
  field_simplify; [|lra..]. lra.
Qed.

Definition interval : Type := rational * rational.
Definition within (i : interval) (v : R) : Prop := real (fst i) < v < real (snd i).

(** All rows have d features, and a neuron is inside i on all samples. *)
Definition check_rows : bool := forallb (fun e => length (row e) =? dim P)%nat (data P).

Definition check_inside (w : list Z) (b : Z) (q : BinNums.positive) (i : interval) : bool :=
  check_rows &&
  forallb (fun e => let v := (prez w b e, (denominator P * q)%positive) in
    less (fst i) v && less v (snd i)) (data P).

Lemma rows_by e : check_rows = true -> In e (data P) -> length (row e) = dim P.
Proof. unfold check_rows. rewrite forallb_forall. intros H I. apply Nat.eqb_eq. auto. Qed.

Lemma inside_by t j w b q i : hidden t j w b q -> check_inside w b q i = true ->
  forall e, In e (data P) -> within i (pre P t j e).
Proof.
  unfold check_inside. rewrite andb_true_iff, forallb_forall. intros Hh [HR H] e I.
  specialize (H e I). cbv zeta in H. apply andb_prop in H. destruct H as [H1 H2].
  rewrite (pre_z t j w b q e Hh (rows_by e HR I)).
  apply less_real in H1, H2. split; assumption.
Qed.

(** The same for all neurons; each has its interval. *)
Definition check_all_inside (w : list (list Z)) (b : list Z) (q : BinNums.positive)
  (is : list interval) : bool :=
  (length is =? width P)%nat &&
  forallb (fun j => check_inside (nth j w []) (nth j b 0%Z) q
    (nth j is ((0%Z, 1%positive), (0%Z, 1%positive)))) (seq 0 (width P)).

Lemma all_inside_by t w b q is :
  (forall j, (j < width P)%nat -> hidden t j (nth j w []) (nth j b 0%Z) q) ->
  check_all_inside w b q is = true ->
  forall j, (j < width P)%nat -> exists i, In i is /\
    nth_error is j = Some i /\ forall e, In e (data P) -> within i (pre P t j e).
Proof.
  unfold check_all_inside. rewrite andb_true_iff, forallb_forall. intros Hh [HL H] j L.
  apply Nat.eqb_eq in HL.
  set (none := ((0%Z, 1%positive), (0%Z, 1%positive))) in *.
  assert (K : nth_error is j = Some (nth j is none)) by (apply nth_error_nth'; lia).
  exists (nth j is none). split; [apply nth_In; lia|]. split; [assumption|].
  apply inside_by with (nth j w []) (nth j b 0%Z) q; auto. apply H, in_seq. lia.
Qed.

Lemma affine_by t w b q is :
  (forall j, (j < width P)%nat -> hidden t j (nth j w []) (nth j b 0%Z) q) ->
  check_all_inside w b q is = true ->
  (forall i, In i is -> exists p r, forall u, within i u -> sigma P u = p * u + r) ->
  forall j, (j < width P)%nat -> affine_neuron P t j.
Proof.
  intros Hh HC HA j L. destruct (all_inside_by t w b q is Hh HC j L) as [i [I [_ S]]].
  destruct (HA i I) as [p [r E]]. exists (real (fst i)), (real (snd i)), p, r. auto.
Qed.

(** Flat pieces, with their values. *)
Lemma flat_by t w b q is (v : nat -> R) :
  (forall j, (j < width P)%nat -> hidden t j (nth j w []) (nth j b 0%Z) q) ->
  check_all_inside w b q is = true ->
  (forall j i, nth_error is j = Some i -> forall u, within i u -> sigma P u = v j) ->
  forall j, (j < width P)%nat -> flat_neuron P t j (v j).
Proof.
  intros Hh HC HA j L e Ie. destruct (all_inside_by t w b q is Hh HC j L) as [i [I [N S]]].
  right. exists (real (fst i)), (real (snd i)). split; [exact (S e Ie)|]. exact (HA j i N).
Qed.

(** The same, where the neurons receive only their biases from the origin. *)
Definition at_origin (e : sample) : bool := forallb (Z.eqb 0) (row e).

Definition check_all_beside (w : list (list Z)) (b : list Z) (q : BinNums.positive)
  (is : list interval) : bool :=
  check_rows && (length is =? width P)%nat &&
  forallb (fun j => let i := nth j is ((0%Z, 1%positive), (0%Z, 1%positive)) in
    forallb (fun e => let v := (prez (nth j w []) (nth j b 0%Z) e, (denominator P * q)%positive) in
      at_origin e || (less (fst i) v && less v (snd i))) (data P)) (seq 0 (width P)).

Lemma origin_zero e : at_origin e = true -> forall k, x P e k = 0.
Proof.
  unfold at_origin, x. rewrite forallb_forall. intros H k.
  assert (Z : nth k (row e) 0%Z = 0%Z).
  { destruct (Nat.lt_ge_cases k (length (row e))) as [L|L].
    - symmetry. apply Z.eqb_eq, H, nth_In. assumption.
    - now apply nth_overflow. }
  rewrite Z. unfold Rdiv. ring.
Qed.

Lemma flat_beside_by t w b q is (v : nat -> R) :
  (forall j, (j < width P)%nat -> hidden t j (nth j w []) (nth j b 0%Z) q) ->
  b_trained P = false -> check_all_beside w b q is = true ->
  (forall j, (j < width P)%nat -> sigma P (IZR (nth j b 0%Z) / IZR (Zpos q)) = v j) ->
  (forall j i, nth_error is j = Some i -> forall u, within i u -> sigma P u = v j) ->
  forall j, (j < width P)%nat -> flat_neuron P t j (v j).
Proof.
  unfold check_all_beside. rewrite !andb_true_iff, forallb_forall.
  intros Hh Bt [[HR HL] H] H0 HA j L e I. apply Nat.eqb_eq in HL.
  specialize (H j ltac:(apply in_seq; lia)). cbv zeta in H. rewrite forallb_forall in H.
  specialize (H e I). apply orb_true_iff in H. destruct H as [O|H].
  - left. pose proof (origin_zero e O) as Z. split; [split; auto|].
    unfold pre. rewrite sum_null by (intros; rewrite Z; ring).
    destruct (Hh j L) as [_ ->]. rewrite Rplus_0_l. auto.
  - right. set (none := ((0%Z, 1%positive), (0%Z, 1%positive))) in *.
    assert (K : nth_error is j = Some (nth j is none)) by (apply nth_error_nth'; lia).
    exists (real (fst (nth j is none))), (real (snd (nth j is none))).
    split; [|exact (HA j _ K)]. rewrite (pre_z t j _ _ q e (Hh j L) (rows_by e HR I)).
    apply andb_prop in H. destruct H as [H1 H2]. apply less_real in H1, H2. split; assumption.
Qed.

(** ** Outputs that are the same for all samples *)

Lemma output_flat t (v : nat -> R) d :
  (forall j, (j < width P)%nat -> flat_neuron P t j (v j)) ->
  (forall e, In e (data P) -> deep_part P t e = d) ->
  forall e, In e (data P) -> f P t e = t A0 + sum (width P) (fun j => t (A j) * v j) + d.
Proof.
  intros F Hd e I. rewrite f_parts, Hd by assumption. f_equal. f_equal.
  apply sum_eq. intros j L. now rewrite (flat_value P t j (v j) e (F j L) I).
Qed.

Lemma output_resting t d : no_hidden_weights P t ->
  (forall e, In e (data P) -> deep_part P t e = d) ->
  forall e, In e (data P) ->
    f P t e = t A0 + sum (width P) (fun j => t (A j) * sigma P (t (B j))) + d.
Proof.
  intros N Hd e I. rewrite f_parts, Hd by assumption. f_equal. f_equal.
  apply sum_eq. intros j L. now rewrite (pre_at_rest P t N j e L).
Qed.

(** A network whose output weights are all 0. *)
Lemma output_idle t d : (forall j, (j < width P)%nat -> t (A j) = 0) ->
  (forall e, In e (data P) -> deep_part P t e = d) ->
  forall e, In e (data P) -> f P t e = t A0 + d.
Proof.
  intros N Hd e I. rewrite f_parts, Hd by assumption. rewrite sum_null; [ring|].
  intros j L. rewrite N by assumption. ring.
Qed.

(** All w_j = 0: every pre-activation is b_j. *)
Lemma resting_explicit a0 a b q d : w_trained P = true ->
  no_hidden_weights P (completed P (explicit a0 a [] b q d)).
Proof.
  intros T j k J K. rewrite completed_keeps.
  - assert (Z : nth k (nth j (@nil (list Z)) []) 0%Z = 0%Z) by (destruct j, k; reflexivity).
    unfold explicit. rewrite Z. unfold Rdiv. ring.
  - left. simpl. rewrite T. apply andb_true_intro. split; now apply Nat.ltb_lt.
Qed.

Lemma resting_inside t j (lo hi : R) : no_hidden_weights P t -> (j < width P)%nat ->
  lo < t (B j) < hi -> forall e, In e (data P) -> lo < pre P t j e < hi.
Proof. intros N L I e _. now rewrite (pre_at_rest P t N j e L). Qed.

(** Equal neurons. *)
Lemma sum_same n c : sum n (fun _ => c) = INR n * c.
Proof. induction n; [simpl; ring|]. rewrite S_INR. simpl sum. rewrite IHn. ring. Qed.

Lemma height_z c :
  height P c = IZR (plusz P) * ell P (- c) + IZR (minusz P) * ell P c.
Proof. unfold height, W_plus, W_minus. now rewrite !class_weight_z. Qed.

(** ** minimum.frozen_features *)

Definition check_feature (w : list Z) : bool :=
  check_rows && balanced (map (fun e => ([dotz w (row e)], signed P e)) (data P)).

Lemma feature_by t j w b q : check_classes P = true -> hidden t j w b q ->
  check_feature w = true ->
  forall g : R -> R, difference P (fun e => g (sum (dim P) (fun k => t (W j k) * x P e k))) = 0.
Proof.
  unfold check_feature. rewrite andb_true_iff. intros HC Hh [HR HB] g.
  assert (E : forall e, In e (data P) -> sum (dim P) (fun k => t (W j k) * x P e k)
    = IZR (dotz w (row e)) / IZR (scale q)).
  { intros e I.
    assert (H0 : hidden (fun p => match p with B _ => 0 | _ => t p end) j w 0 q).
    { split; [intros k K; apply Hh; assumption|]. unfold Rdiv. ring. }
    pose proof (pre_z _ j w 0%Z q e H0 (rows_by e HR I)) as Z.
    unfold pre, prez in Z. rewrite Z.mul_0_l, Z.add_0_r, Rplus_0_r in Z. exact Z. }
  apply difference_zero; [now apply both_classes_by|].
  rewrite (over_eq _ _ (fun e => IZR (signed P e) * g (IZR (dotz w (row e)) / IZR (scale q))))
    by (intros e I; now rewrite E).
  pose proof (balanced_zero _ (fun r => g (IZR (nth 0 r 0%Z) / IZR (scale q))) HB) as Z.
  unfold integral in Z. rewrite <- Z. clear. induction (data P) as [|e l IH]; simpl; [reflexivity|].
  now rewrite IH.
Qed.

End Hidden.
