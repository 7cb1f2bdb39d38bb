(** * Boolean checks of evidence about the data, over the integers

    A certificate is a list of integers; the check is run by [vm_compute], and
    its soundness lemma says what it shows about the problem. *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

(** ** Scalar products *)

Fixpoint dotz (u v : list Z) : Z :=
  match u, v with
  | a :: u', b :: v' => (a * b + dotz u' v')%Z
  | _, _ => 0%Z
  end.

(** A vector of integers as a real one. *)
Definition vec (u : list Z) (k : nat) : R := IZR (nth k u 0%Z).

(** X_i times the common denominator. *)
Definition xz (P : problem) (e : sample) : list Z :=
  if sees_one P then row e ++ [Zpos (denominator P)] else row e.

Definition den (P : problem) : R := IZR (Zpos (denominator P)).

Lemma den_pos P : 0 < den P.
Proof. apply IZR_lt. lia. Qed.

Lemma sum_ext n g h : (forall k, (k < n)%nat -> g k = h k) -> sum n g = sum n h.
Proof.
  induction n; simpl; intros E; [reflexivity|].
  rewrite IHn, E; auto with arith.
Qed.

Lemma sum_first n g : sum (S n) g = g 0%nat + sum n (fun k => g (S k)).
Proof.
  induction n; simpl in *; [lra|].
  rewrite IHn. lra.
Qed.

Lemma sum_scaled n g c : sum n (fun k => c * g k) = c * sum n g.
Proof. induction n; simpl; [lra|]. rewrite IHn. lra. Qed.

Lemma dotz_sum u v n : length u = n -> length v = n ->
  IZR (dotz u v) = sum n (fun k => IZR (nth k u 0%Z) * IZR (nth k v 0%Z)).
Proof.
  revert v n; induction u as [|a u IH]; intros v n Eu Ev; subst n; destruct v as [|b v];
    simpl length in *; try discriminate; [reflexivity|].
  rewrite sum_first. simpl dotz. rewrite plus_IZR, mult_IZR. f_equal.
  apply IH; congruence.
Qed.

Lemma nth_xz P e k : length (row e) = dim P -> (k < inputs P)%nat ->
  IZR (nth k (xz P e) 0%Z) = den P * X P e k.
Proof.
  intros E Hk. unfold xz, X, inputs, x in *. pose proof (den_pos P) as Hd. unfold den in *.
  destruct (Nat.ltb_spec k (dim P)) as [Hl|Hl].
  - assert (N : nth k (if sees_one P then row e ++ [Zpos (denominator P)] else row e) 0%Z
                = nth k (row e) 0%Z).
    { destruct (sees_one P); [|reflexivity]. apply app_nth1. lia. }
    rewrite N. field. lra.
  - destruct (sees_one P); [|lia].
    rewrite app_nth2 by lia. replace (k - length (row e))%nat with 0%nat by lia.
    simpl. lra.
Qed.

Lemma length_xz P e : length (row e) = dim P -> length (xz P e) = inputs P.
Proof.
  intros E. unfold xz, inputs. destruct (sees_one P); [|assumption].
  rewrite app_length, E. simpl. lia.
Qed.

(** The scalar product of an integer vector with X_i. *)
Lemma dot_vec P u e : length (row e) = dim P -> length u = inputs P ->
  den P * dot P (vec u) e = IZR (dotz u (xz P e)).
Proof.
  intros E Eu. rewrite (dotz_sum _ _ (inputs P)) by auto using length_xz.
  unfold dot. rewrite <- sum_scaled. apply sum_ext. intros k Hk.
  rewrite nth_xz by assumption. unfold vec. lra.
Qed.

(** ** Signs of scalar products with samples *)

Definition labelz (e : sample) : Z := if positive_label e then 1%Z else (-1)%Z.

Lemma y_labelz e : y e = IZR (labelz e).
Proof. unfold y, labelz. destruct (positive_label e); reflexivity. Qed.

(** Every sample has d features, and the vector as many entries as X_i. *)
Definition shapes (P : problem) (u : list Z) : bool :=
  (length u =? inputs P)%nat && forallb (fun e => length (row e) =? dim P)%nat (data P).

Lemma shapes_row P u e : shapes P u = true -> In e (data P) ->
  length (row e) = dim P /\ length u = inputs P.
Proof.
  unfold shapes. intros H I. apply andb_prop in H. destruct H as [Hu H].
  rewrite forallb_forall in H. apply Nat.eqb_eq in Hu. split; [|assumption].
  apply Nat.eqb_eq. auto.
Qed.

Section Signs.

Variables (P : problem) (u : list Z) (e : sample).
Hypotheses (HS : shapes P u = true) (HI : In e (data P)).

Lemma dot_sign : den P * dot P (vec u) e = IZR (dotz u (xz P e)).
Proof. destruct (shapes_row _ _ _ HS HI). auto using dot_vec. Qed.

Lemma dot_zero : dotz u (xz P e) = 0%Z -> dot P (vec u) e = 0.
Proof.
  intros E. pose proof dot_sign as H. rewrite E in H. pose proof (den_pos P).
  apply Rmult_integral in H. destruct H; lra.
Qed.

Lemma dot_nonzero : dotz u (xz P e) <> 0%Z -> dot P (vec u) e <> 0.
Proof.
  intros E Z0. pose proof dot_sign as H. rewrite Z0, Rmult_0_r in H.
  apply E. apply eq_IZR. auto.
Qed.

Lemma dot_positive : (0 < dotz u (xz P e))%Z -> 0 < dot P (vec u) e.
Proof.
  intros E. apply IZR_lt in E. rewrite <- dot_sign in E. pose proof (den_pos P).
  apply Rmult_lt_reg_l with (den P); lra.
Qed.

Lemma dot_label_positive : (0 < labelz e * dotz u (xz P e))%Z -> 0 < y e * dot P (vec u) e.
Proof.
  intros E. apply IZR_lt in E. rewrite mult_IZR, <- dot_sign, <- y_labelz in E.
  pose proof (den_pos P). apply Rmult_lt_reg_l with (den P); lra.
Qed.

Lemma dot_label_nonneg : (0 <= labelz e * dotz u (xz P e))%Z -> 0 <= y e * dot P (vec u) e.
Proof.
  intros E. apply IZR_le in E. rewrite mult_IZR, <- dot_sign, <- y_labelz in E.
  pose proof (den_pos P). apply Rmult_le_reg_l with (den P); lra.
Qed.

End Signs.

(** ** data.linearly_separable: a separating hyperplane, or a Farkas certificate *)

Definition check_separable (P : problem) (u : list Z) : bool :=
  shapes P u && forallb (fun e => 0 <? labelz e * dotz u (xz P e))%Z (data P).

Lemma separable_by P u : check_separable P u = true -> data_linearly_separable P.
Proof.
  unfold check_separable. intros H. apply andb_prop in H. destruct H as [HS H].
  rewrite forallb_forall in H. exists (vec u). intros e I.
  apply dot_label_positive; [assumption..|]. apply Z.ltb_lt. auto.
Qed.

(** The sum of m_i y_i X_i (times the denominator), entry by entry. *)
Fixpoint addz (u v : list Z) : list Z :=
  match u, v with
  | a :: u', b :: v' => (a + b)%Z :: addz u' v'
  | [], _ => v
  | _, [] => u
  end.

Fixpoint combination (P : problem) (m : list Z) (samples : list sample) : list Z :=
  match m, samples with
  | c :: m', e :: rest =>
      if (c =? 0)%Z then combination P m' rest
      else addz (map (Z.mul (c * labelz e)) (xz P e)) (combination P m' rest)
  | _, _ => []
  end.

Definition check_farkas (P : problem) (m : list Z) : bool :=
  forallb (fun e => length (row e) =? dim P)%nat (data P) &&
  (length m =? length (data P))%nat &&
  forallb (fun c => 0 <=? c)%Z m && existsb (fun c => 0 <? c)%Z m &&
  forallb (fun c => c =? 0)%Z (combination P m (data P)).

Lemma nth_addz u v k : nth k (addz u v) 0%Z = (nth k u 0 + nth k v 0)%Z.
Proof.
  revert v k; induction u as [|a u IH]; intros v k; simpl.
  - destruct k; lia.
  - destruct v as [|b v]; destruct k; simpl; rewrite ?IH; lia.
Qed.

Lemma nth_map_mul c u k : nth k (map (Z.mul c) u) 0%Z = (c * nth k u 0)%Z.
Proof. revert k; induction u; destruct k; simpl; auto; lia. Qed.

Lemma nth_zeros v k : forallb (fun c => c =? 0)%Z v = true -> nth k v 0%Z = 0%Z.
Proof.
  revert k; induction v as [|a v IH]; destruct k; simpl; auto;
    intros H; apply andb_prop in H; destruct H as [H1 H2].
  - apply Z.eqb_eq; assumption.
  - auto.
Qed.

(** u . (sum m_i y_i X_i), sample by sample. *)
Fixpoint pairing (P : problem) (u : nat -> R) (m : list Z) (samples : list sample) : R :=
  match m, samples with
  | c :: m', e :: rest => IZR c * (y e * dot P u e) + pairing P u m' rest
  | _, _ => 0
  end.

Lemma pairing_combination P u m samples :
  (forall e, In e samples -> length (row e) = dim P) ->
  den P * pairing P u m samples
  = sum (inputs P) (fun k => u k * IZR (nth k (combination P m samples) 0%Z)).
Proof.
  revert m; induction samples as [|e rest IH]; intros m E; destruct m as [|c m]; simpl.
  1-3: rewrite Rmult_0_r; symmetry; rewrite (sum_ext _ _ (fun _ => 0 * 0));
    [rewrite sum_scaled; lra | intros [|k] _; simpl; lra].
  rewrite Rmult_plus_distr_l, IH by (intros; apply E; simpl; auto).
  assert (D : den P * (IZR c * (y e * dot P u e))
              = sum (inputs P) (fun k => u k * IZR (c * labelz e * nth k (xz P e) 0%Z)%Z)).
  { replace (den P * (IZR c * (y e * dot P u e)))
      with ((IZR c * y e) * (den P * dot P u e)) by lra.
    unfold dot. rewrite <- !sum_scaled. apply sum_ext. intros k Hk.
    rewrite !mult_IZR, nth_xz, <- y_labelz by (auto; apply E; simpl; auto). lra. }
  destruct (Z.eqb_spec c 0) as [->|N].
  - rewrite !Rmult_0_l, Rmult_0_r. lra.
  - rewrite D. rewrite <- (Rplus_0_r (sum _ _)) at 1.
    assert (S : forall n g h, sum n g + sum n h = sum n (fun k => g k + h k)).
    { clear. induction n; simpl; intros; [lra|]. rewrite <- IHn. lra. }
    rewrite Rplus_0_r, S. apply sum_ext. intros k _.
    rewrite nth_addz, nth_map_mul, plus_IZR. lra.
Qed.

Lemma pairing_nonneg P u m samples :
  (forall e, In e samples -> 0 < y e * dot P u e) ->
  forallb (fun c => 0 <=? c)%Z m = true -> 0 <= pairing P u m samples.
Proof.
  revert m; induction samples as [|e rest IH]; intros m H Hm; destruct m as [|c m]; simpl; try lra.
  simpl in Hm. apply andb_prop in Hm. destruct Hm as [Hc Hm]. apply Z.leb_le, IZR_le in Hc.
  assert (0 <= IZR c * (y e * dot P u e)).
  { apply Rmult_le_pos; [assumption|]. left. apply H. simpl; auto. }
  assert (0 <= pairing P u m rest) by (apply IH; auto; intros; apply H; simpl; auto).
  lra.
Qed.

Lemma pairing_positive P u m samples :
  (forall e, In e samples -> 0 < y e * dot P u e) -> length m = length samples ->
  forallb (fun c => 0 <=? c)%Z m = true -> existsb (fun c => 0 <? c)%Z m = true ->
  0 < pairing P u m samples.
Proof.
  revert m; induction samples as [|e rest IH]; intros m H El Hm Hp; destruct m as [|c m];
    simpl in *; try discriminate.
  apply andb_prop in Hm. destruct Hm as [Hc Hm]. apply Z.leb_le, IZR_le in Hc.
  assert (0 < y e * dot P u e) by (apply H; auto).
  assert (0 <= pairing P u m rest) by (apply pairing_nonneg; auto).
  destruct (Z.ltb_spec 0 c) as [Hlt|Hge].
  - apply IZR_lt in Hlt. assert (0 < IZR c * (y e * dot P u e)) by (apply Rmult_lt_0_compat; auto).
    lra.
  - assert (0 <= IZR c * (y e * dot P u e)) by (apply Rmult_le_pos; lra).
    assert (0 < pairing P u m rest) by (apply IH; auto).
    lra.
Qed.

Lemma not_separable_by P m : check_farkas P m = true -> ~ data_linearly_separable P.
Proof.
  unfold check_farkas. rewrite !andb_true_iff. intros [[[[HR HL] HN] HP] HC] [u Hu].
  rewrite forallb_forall in HR.
  assert (0 < pairing P u m (data P)).
  { apply pairing_positive; auto. apply Nat.eqb_eq; assumption. }
  assert (E : den P * pairing P u m (data P) = 0).
  { rewrite pairing_combination by (intros e I; apply Nat.eqb_eq; auto).
    rewrite (sum_ext _ _ (fun _ => 0 * 0)); [rewrite sum_scaled; lra|].
    intros k _. rewrite nth_zeros by assumption. lra. }
  pose proof (den_pos P). apply Rmult_integral in E. lra.
Qed.

(** ** data.span_exclusion, data.origin_outside_hulls *)

Definition check_cut (P : problem) (own other : sample -> bool) (v : list Z) : bool :=
  shapes P v &&
  forallb (fun e => implb (other e) (dotz v (xz P e) =? 0)%Z
                    && implb (own e) (negb (dotz v (xz P e) =? 0)%Z)) (data P).

Lemma cut_by P own other v (Own Other : sample -> Prop) :
  (forall e, Own e -> own e = true) -> (forall e, Other e -> other e = true) ->
  check_cut P own other v = true -> cut_off P Own Other.
Proof.
  intros HO HT. unfold check_cut. intros H. apply andb_prop in H. destruct H as [HS H].
  rewrite forallb_forall in H. exists (vec v). split; intros e I C.
  - specialize (H e I). apply andb_prop in H. destruct H as [H _]. rewrite HT in H by assumption.
    apply dot_zero; auto. apply Z.eqb_eq; assumption.
  - specialize (H e I). apply andb_prop in H. destruct H as [_ H]. rewrite HO in H by assumption.
    apply dot_nonzero; auto. apply Z.eqb_neq, negb_true_iff; assumption.
Qed.

Definition minus (e : sample) : bool := negb (positive_label e).

Lemma minus_negative e : negative e -> minus e = true.
Proof. unfold negative, minus. intros ->. reflexivity. Qed.

Definition check_span_exclusion (P : problem) (vp vm : list Z) : bool :=
  check_cut P positive_label minus vp && check_cut P minus positive_label vm.

Lemma span_exclusion_by P vp vm : check_span_exclusion P vp vm = true -> data_span_exclusion P.
Proof.
  unfold check_span_exclusion. rewrite andb_true_iff. intros [H1 H2].
  split; [apply cut_by with positive_label minus vp | apply cut_by with minus positive_label vm];
    auto using minus_negative.
Qed.

Definition check_outside (P : problem) (vp vm : list Z) : bool :=
  shapes P vp && shapes P vm &&
  forallb (fun e => 0 <? dotz (if positive_label e then vp else vm) (xz P e))%Z (data P).

Lemma outside_hulls_by P vp vm : check_outside P vp vm = true -> data_origin_outside_hulls P.
Proof.
  unfold check_outside. rewrite !andb_true_iff, forallb_forall. intros [[S1 S2] H].
  split; [exists (vec vp)|exists (vec vm)]; intros e I C; specialize (H e I);
    unfold positive, negative in C; rewrite C in H; apply Z.ltb_lt in H;
    apply dot_positive; assumption.
Qed.

(** With a trained hidden bias the last entry of every X_i is 1. *)
Lemma outside_hulls_one P : sees_one P = true -> data_origin_outside_hulls P.
Proof.
  intros E.
  assert (H : forall e, dot P (fun k => if (k =? dim P)%nat then 1 else 0) e = 1).
  { intros e. unfold dot, inputs. rewrite E. simpl. rewrite Nat.eqb_refl.
    rewrite (sum_ext _ _ (fun _ => 0 * 0)).
    - rewrite sum_scaled. unfold X. rewrite Nat.ltb_irrefl. lra.
    - intros k Hk. replace (k =? dim P)%nat with false; [lra|].
      symmetry. apply Nat.eqb_neq. lia. }
  split; eexists; intros e _ _; rewrite H; lra.
Qed.

(** ** The core lies in the zero set of a vector that separates weakly *)

Definition check_weak (P : problem) (u : list Z) : bool :=
  shapes P u && forallb (fun e => 0 <=? labelz e * dotz u (xz P e))%Z (data P).

Definition on_zero (P : problem) (u : list Z) (e : sample) : bool := (dotz u (xz P e) =? 0)%Z.

Lemma core_in_zero P u e : check_weak P u = true -> In e (data P) -> core P e -> on_zero P u e = true.
Proof.
  unfold check_weak. rewrite andb_true_iff, forallb_forall. intros [HS H] I C.
  assert (weakly_separates P (vec u)).
  { intros e' I'. apply dot_label_nonneg; auto. apply Z.leb_le. auto. }
  specialize (C _ H0). unfold on_zero. apply Z.eqb_eq.
  destruct (Z.eq_dec (dotz u (xz P e)) 0) as [|N]; [assumption|].
  exfalso. apply (dot_nonzero P u e HS I N C).
Qed.

Definition check_core_in_one_class (P : problem) (u : list Z) : bool :=
  check_weak P u &&
  (forallb (fun e => implb (on_zero P u e) (positive_label e)) (data P)
   || forallb (fun e => implb (on_zero P u e) (minus e)) (data P)).

Lemma core_in_one_class_by P u : check_core_in_one_class P u = true -> data_core_in_one_class P.
Proof.
  unfold check_core_in_one_class. rewrite andb_true_iff, orb_true_iff, !forallb_forall.
  intros [HW [H|H]]; [left|right]; intros e I C; specialize (H e I);
    rewrite (core_in_zero P u e HW I C) in H; simpl in H.
  - assumption.
  - unfold minus in H. apply negb_true_iff in H. assumption.
Qed.

Definition check_core_span_exclusion (P : problem) (u vp vm : list Z) : bool :=
  check_weak P u && shapes P vp && shapes P vm &&
  forallb (fun e => implb (on_zero P u e)
    (if positive_label e
     then negb (dotz vp (xz P e) =? 0)%Z && (dotz vm (xz P e) =? 0)%Z
     else negb (dotz vm (xz P e) =? 0)%Z && (dotz vp (xz P e) =? 0)%Z)) (data P).

Lemma core_span_exclusion_by P u vp vm :
  check_core_span_exclusion P u vp vm = true -> data_core_span_exclusion P.
Proof.
  unfold check_core_span_exclusion. rewrite !andb_true_iff, forallb_forall.
  intros [[[HW SP] SM] H].
  assert (K : forall e, In e (data P) -> core P e ->
    (positive e -> dotz vp (xz P e) <> 0%Z /\ dotz vm (xz P e) = 0%Z) /\
    (negative e -> dotz vm (xz P e) <> 0%Z /\ dotz vp (xz P e) = 0%Z)).
  { intros e I C. specialize (H e I). rewrite (core_in_zero P u e HW I C) in H. simpl in H.
    unfold positive, negative. split; intros E; rewrite E, andb_true_iff, negb_true_iff in H;
      destruct H as [H1 H2]; apply Z.eqb_neq in H1; apply Z.eqb_eq in H2; auto. }
  split; [exists (vec vp)|exists (vec vm)]; split; intros e I [S C]; destruct (K e I C) as [K1 K2].
  - apply dot_zero; auto. apply K2, S.
  - apply dot_nonzero; auto. apply K1, S.
  - apply dot_zero; auto. apply K1, S.
  - apply dot_nonzero; auto. apply K2, S.
Qed.
