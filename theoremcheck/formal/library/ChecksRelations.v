(** * Boolean checks of relations between samples: lines, couplings *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions Checks ChecksWidths ChecksAverages.
Import ListNotations.
Open Scope R_scope.

Lemma sum_plus n g h : sum n (fun k => g k + h k) = sum n g + sum n h.
Proof. induction n; simpl; [lra|]. rewrite IHn. lra. Qed.

Lemma sum_zero n g : (forall k, (k < n)%nat -> g k = 0) -> sum n g = 0.
Proof. intros H. induction n; simpl; [reflexivity|]. rewrite IHn, H by auto with arith. lra. Qed.

Lemma sum_exchange n m (g : nat -> nat -> R) :
  sum n (fun i => sum m (fun k => g i k)) = sum m (fun k => sum n (fun i => g i k)).
Proof.
  induction n; simpl.
  - symmetry. apply sum_zero. reflexivity.
  - rewrite IHn, <- sum_plus. reflexivity.
Qed.

Lemma sum_one n g i : (i < n)%nat -> (forall k, (k < n)%nat -> k <> i -> g k = 0) -> sum n g = g i.
Proof.
  induction n; intros Hi H; [lia|]. simpl. destruct (Nat.eq_dec i n) as [->|N].
  - rewrite sum_zero; [lra|]. intros k Hk. apply H; lia.
  - rewrite IHn, (H n) by (auto; lia). lra.
Qed.

(** ** Lines: every X of a class is a multiple of v, read off at the entry p *)

Definition check_line (P : problem) (own : sample -> bool) (v : list Z) (p : nat) : bool :=
  negb (nth p v 0 =? 0)%Z && (p <? inputs P)%nat &&
  forallb (fun e => (length (row e) =? dim P)%nat && implb (own e)
    (forallb (fun k => (nth k (xz P e) 0 * nth p v 0 =? nth p (xz P e) 0 * nth k v 0)%Z)
             (seq 0 (inputs P)))) (data P).

Lemma line_by P own (Own : sample -> Prop) v p :
  (forall e, Own e -> own e = true) -> check_line P own v p = true -> rank_one P Own.
Proof.
  intros HO. unfold check_line. rewrite !andb_true_iff, forallb_forall. intros [[HN HP] H].
  apply negb_true_iff, Z.eqb_neq in HN. apply Nat.ltb_lt in HP.
  assert (V : IZR (nth p v 0%Z) <> 0) by (apply not_0_IZR; assumption).
  exists (vec v). intros e I O. specialize (H e I). rewrite HO, andb_true_iff in H by assumption.
  destruct H as [HR H]. simpl in H. rewrite forallb_forall in H. apply Nat.eqb_eq in HR.
  exists (X P e p / IZR (nth p v 0%Z)). intros k Hk.
  assert (E := H k ltac:(apply in_seq; lia)). apply Z.eqb_eq, (f_equal IZR) in E.
  rewrite !mult_IZR, !nth_xz in E by assumption. pose proof (den_pos P).
  unfold vec. apply Rmult_eq_reg_l with (den P * IZR (nth p v 0%Z)).
  - replace (den P * IZR (nth p v 0%Z) * (X P e p / IZR (nth p v 0%Z) * IZR (nth k v 0%Z)))
      with (den P * X P e p * IZR (nth k v 0%Z)) by (field; assumption). lra.
  - apply Rmult_integral_contrapositive. split; [lra|assumption].
Qed.

(** ** data.convex_order: c times a coupling, by rows *)

Definition entry (m : list (list Z)) (i k : nat) : Z := nth k (nth i m []) 0%Z.

Fixpoint sumz (n : nat) (g : nat -> Z) : Z :=
  match n with O => 0%Z | S k => (sumz k g + g k)%Z end.

Lemma sumz_sum n g : IZR (sumz n g) = sum n (fun k => IZR (g k)).
Proof. induction n; simpl; [reflexivity|]. rewrite plus_IZR, IHn. reflexivity. Qed.

Definition total (l : list sample) : Z := class_weightz (fun _ => true) l.

Lemma over_share l : over l share = IZR (total l).
Proof.
  induction l as [|e l IH]; [reflexivity|].
  change (total (e :: l)) with (Zpos (weight e) + total l)%Z.
  rewrite plus_IZR, <- IH. reflexivity.
Qed.

Definition check_contraction (P : problem) (inner outer : list sample) (c : BinNums.positive)
  (m : list (list Z)) : bool :=
  let ni := length inner in let no := length outer in
  let at_outer k := nth k outer no_sample in
  (0 <? total inner)%Z && (0 <? total outer)%Z &&
  forallb (fun r => forallb (fun v => 0 <=? v)%Z r) m &&
  forallb (fun i => let e := nth i inner no_sample in
    (sumz no (entry m i) * total inner =? Zpos (weight e) * Zpos c)%Z &&
    forallb (fun q => (sumz no (fun k => entry m i k * nth q (row (at_outer k)) 0) * total inner
                       =? Zpos (weight e) * Zpos c * nth q (row e) 0)%Z) (seq 0 (dim P))) (seq 0 ni) &&
  forallb (fun k => (sumz ni (fun i => entry m i k) * total outer
                     =? Zpos (weight (at_outer k)) * Zpos c)%Z) (seq 0 no).

Lemma contraction_by P inner outer c m :
  check_contraction P inner outer c m = true -> contraction P inner outer.
Proof.
  unfold check_contraction. cbv zeta. rewrite !andb_true_iff, !forallb_forall.
  intros [[[[TI TO] HN] HI] HK]. apply Z.ltb_lt, IZR_lt in TI, TO.
  assert (C : 0 < IZR (Zpos c)) by (apply IZR_lt; reflexivity).
  exists (fun i k => IZR (entry m i k) / IZR (Zpos c)). cbv zeta.
  assert (Sc : forall n g, sum n (fun k => IZR (g k) / IZR (Zpos c)) = IZR (sumz n g) / IZR (Zpos c)).
  { intros n g. rewrite sumz_sum. unfold Rdiv. rewrite Rmult_comm, <- sum_scaled.
    apply sum_ext. intros. lra. }
  rewrite !over_share. pose proof (den_pos P) as D.
  split; [|split].
  - intros i k. apply Rmult_le_pos; [|left; apply Rinv_0_lt_compat; assumption].
    apply IZR_le. unfold entry. destruct (le_lt_dec (length m) i) as [L|L].
    + rewrite (nth_overflow m) by assumption. destruct k; simpl; lia.
    + destruct (le_lt_dec (length (nth i m [])) k) as [L'|L'].
      * rewrite nth_overflow by assumption. lia.
      * specialize (HN (nth i m []) (nth_In _ _ L)). rewrite forallb_forall in HN.
        apply Z.leb_le, HN, nth_In. assumption.
  - intros i e E.
    assert (Hi : (i < length inner)%nat) by (apply nth_error_Some; congruence).
    specialize (HI i ltac:(apply in_seq; lia)). rewrite andb_true_iff, forallb_forall in HI.
    rewrite (nth_error_nth _ _ no_sample E) in HI. destruct HI as [H1 H2].
    apply Z.eqb_eq, (f_equal IZR) in H1. rewrite !mult_IZR in H1. unfold share.
    split.
    + rewrite Sc. apply Rmult_eq_reg_l with (IZR (Zpos c) * IZR (total inner)); [|apply Rmult_integral_contrapositive; lra].
      field_simplify; [|lra..]. lra.
    + intros q Hq. specialize (H2 q ltac:(apply in_seq; lia)). apply Z.eqb_eq, (f_equal IZR) in H2.
      rewrite !mult_IZR in H2.
      rewrite (sum_ext _ _ (fun k => / den P * (IZR (entry m i k * nth q (row (nth k outer no_sample)) 0)%Z / IZR (Zpos c)))).
      * rewrite sum_scaled, Sc. unfold x. fold (den P).
        apply Rmult_eq_reg_l with (IZR (Zpos c) * IZR (total inner)); [|apply Rmult_integral_contrapositive; lra].
        field_simplify; [|lra..]. f_equal. lra.
      * intros k Hk. rewrite (nth_error_nth' _ no_sample) by assumption.
        rewrite mult_IZR. unfold x. fold (den P). field. lra.
  - intros k e E.
    assert (Hk : (k < length outer)%nat) by (apply nth_error_Some; congruence).
    specialize (HK k ltac:(apply in_seq; lia)). rewrite (nth_error_nth _ _ no_sample E) in HK.
    apply Z.eqb_eq, (f_equal IZR) in HK. rewrite !mult_IZR in HK. unfold share. rewrite Sc.
    apply Rmult_eq_reg_l with (IZR (Zpos c) * IZR (total outer)); [|apply Rmult_integral_contrapositive; lra].
    field_simplify; [|lra..]. lra.
Qed.

Lemma convex_order_minus P c m : check_classes P = true ->
  check_contraction P (minus_samples P) (plus_samples P) c m = true -> data_convex_order P.
Proof. intros HC H. split; [auto using both_classes_by|left; eauto using contraction_by]. Qed.

Lemma convex_order_plus P c m : check_classes P = true ->
  check_contraction P (plus_samples P) (minus_samples P) c m = true -> data_convex_order P.
Proof. intros HC H. split; [auto using both_classes_by|right; eauto using contraction_by]. Qed.
