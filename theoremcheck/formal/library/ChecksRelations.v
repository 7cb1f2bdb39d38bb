(** * Boolean checks of relations between samples: circuits, lines, couplings *)

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

(** ** data.circuit *)

(** A relation, paired with a vector. *)
Lemma relation_dot P m v : relation P m ->
  sum (length (data P)) (fun i => m i * (y (numbered P i) * dot P v (numbered P i))) = 0.
Proof.
  intros H. unfold dot.
  rewrite (sum_ext _ _ (fun i => sum (inputs P) (fun k =>
    v k * (m i * y (numbered P i) * X P (numbered P i) k)))).
  - rewrite sum_exchange. apply sum_zero. intros k Hk. rewrite sum_scaled.
    specialize (H k Hk). unfold relation in H.
    rewrite (sum_ext _ _ (fun i => m i * y (numbered P i) * X P (numbered P i) k)) in H; [rewrite H; lra|].
    intros i Hi. rewrite (nth_error_nth' _ no_sample) by assumption. reflexivity.
  - intros i Hi. rewrite <- Rmult_assoc, <- sum_scaled. apply sum_ext. intros. ring.
Qed.

(** The multipliers m, all positive, and for every sample but the last a vector
    that is orthogonal to the others but for the last. *)
Definition check_circuit (P : problem) (m : list Z) (vs : list (list Z)) : bool :=
  let n := length (data P) in
  forallb (fun e => length (row e) =? dim P)%nat (data P) &&
  (length m =? n)%nat && (length vs + 1 =? n)%nat && forallb (fun c => 0 <? c)%Z m &&
  forallb (fun c => c =? 0)%Z (combination P m (data P)) &&
  forallb (fun i => shapes P (nth i vs []) &&
    forallb (fun k => let product := dotz (nth i vs []) (xz P (numbered P k)) in
                      if (k =? i)%nat then negb (product =? 0)%Z else (product =? 0)%Z)
            (seq 0 (n - 1))) (seq 0 (n - 1)) &&
  (2 <=? length (filter positive_label (data P)))%nat &&
  (2 <=? length (filter (fun e => negb (positive_label e)) (data P)))%nat.

Lemma nth_combination P m l k : length m = length l ->
  (forall e, In e l -> length (row e) = dim P) -> (k < inputs P)%nat ->
  IZR (nth k (combination P m l) 0%Z)
  = den P * sum (length l) (fun i => match nth_error l i with
      Some e => IZR (nth i m 0%Z) * y e * X P e k | None => 0 end).
Proof.
  revert m; induction l as [|e l IH]; intros [|c m] E R Hk; try discriminate.
  - simpl. destruct k; lra.
  - simpl length. rewrite sum_first. simpl nth_error. simpl nth at 2.
    assert (T : IZR (nth k (combination P m l) 0%Z)
      = den P * sum (length l) (fun i => match nth_error l i with
          Some e => IZR (nth i m 0%Z) * y e * X P e k | None => 0 end)).
    { apply IH; auto. intros; apply R; right; assumption. }
    simpl combination. destruct (Z.eqb_spec c 0) as [->|N].
    + rewrite T. simpl nth. lra.
    + rewrite nth_addz, nth_map_mul, plus_IZR, T, !mult_IZR, nth_xz, <- y_labelz
        by (auto; apply R; left; reflexivity).
      simpl nth. lra.
Qed.

Lemma relation_by P m : length m = length (data P) ->
  (forall e, In e (data P) -> (length (row e) =? dim P)%nat = true) ->
  (forall c, In c (combination P m (data P)) -> (c =? 0)%Z = true) ->
  relation P (fun i => IZR (nth i m 0%Z)).
Proof.
  intros HM HR HC k Hk. pose proof (den_pos P).
  apply Rmult_eq_reg_l with (den P); [|lra].
  rewrite <- nth_combination, nth_zeros; auto; [lra| |].
  - apply forallb_forall. assumption.
  - intros e I. apply Nat.eqb_eq. auto.
Qed.

Lemma circuit_by P m vs : check_circuit P m vs = true -> data_circuit P.
Proof.
  unfold check_circuit. cbv zeta. set (n := length (data P)).
  rewrite !andb_true_iff, !forallb_forall.
  intros [[[[[[[HR HM] HV] HP] HC] HD] H2] H3].
  apply Nat.eqb_eq in HM, HV. apply Nat.leb_le in H2, H3.
  assert (Rel : relation P (fun i => IZR (nth i m 0%Z))) by (apply relation_by; auto).
  assert (Pos : forall i, (i < n)%nat -> 0 < IZR (nth i m 0%Z)).
  { intros i Hi. apply IZR_lt, Z.ltb_lt, HP, nth_In. lia. }
  exists (fun i => IZR (nth i m 0%Z)).
  split; [assumption|]. split; [assumption|]. split; [|split; assumption].
  intros m' Rel'. set (last := (n - 1)%nat).
  assert (Hlast : (last < n)%nat) by (unfold last; lia).
  assert (Pair : forall i, (i < n - 1)%nat -> forall r, relation P r ->
    r i * (y (numbered P i) * dot P (vec (nth i vs [])) (numbered P i))
    + r last * (y (numbered P last) * dot P (vec (nth i vs [])) (numbered P last)) = 0).
  { intros i Hi r Hr. pose proof (relation_dot P r (vec (nth i vs [])) Hr) as E.
    fold n in E. replace n with (S last) in E by (unfold last; lia). simpl in E.
    rewrite (sum_one last _ i) in E; [exact E|unfold last; lia|].
    intros k Hk N. specialize (HD i). rewrite andb_true_iff, forallb_forall in HD.
    destruct (HD ltac:(apply in_seq; lia)) as [HS HK].
    specialize (HK k ltac:(apply in_seq; unfold last in *; lia)). apply Nat.eqb_neq in N. rewrite N in HK.
    rewrite dot_zero; [lra|assumption| |apply Z.eqb_eq; assumption].
    apply nth_In. unfold last in *; fold n; lia. }
  exists (m' last / IZR (nth last m 0%Z)). intros i Hi. fold n in Hi.
  pose proof (Pos last Hlast).
  destruct (Nat.eq_dec i last) as [->|N]; [field; lra|].
  assert (Hi' : (i < n - 1)%nat) by (unfold last in *; lia).
  pose proof (Pair i Hi' _ Rel) as E. pose proof (Pair i Hi' _ Rel') as E'. cbv beta in E.
  assert (Q : y (numbered P i) * dot P (vec (nth i vs [])) (numbered P i) <> 0).
  { specialize (HD i). rewrite andb_true_iff, forallb_forall in HD.
    destruct (HD ltac:(apply in_seq; lia)) as [HS HK].
    specialize (HK i ltac:(apply in_seq; lia)). rewrite Nat.eqb_refl in HK.
    apply Rmult_integral_contrapositive. split.
    - unfold y. destruct (positive_label _); lra.
    - apply dot_nonzero; [assumption| |apply Z.eqb_neq, negb_true_iff; assumption].
      apply nth_In. fold n. lia. }
  set (q := y (numbered P i) * dot P (vec (nth i vs [])) (numbered P i)) in *.
  set (u := y (numbered P last) * dot P (vec (nth i vs [])) (numbered P last)) in *.
  apply Rmult_eq_reg_l with (q * IZR (nth last m 0%Z)).
  - replace (q * IZR (nth last m 0%Z) * (m' last / IZR (nth last m 0%Z) * IZR (nth i m 0%Z)))
      with (q * m' last * IZR (nth i m 0%Z)) by (field; lra).
    replace (q * IZR (nth last m 0%Z) * m' i) with (IZR (nth last m 0%Z) * (m' i * q)) by ring.
    replace (m' i * q) with (- (m' last * u)) by lra.
    replace (q * m' last * IZR (nth i m 0%Z)) with (m' last * (IZR (nth i m 0%Z) * q)) by ring.
    replace (IZR (nth i m 0%Z) * q) with (- (IZR (nth last m 0%Z) * u)) by lra. ring.
  - apply Rmult_integral_contrapositive. split; [assumption|lra].
Qed.

(** ** data.square: a circuit of two and two, and the signed multipliers sum to 0 *)

Fixpoint signed_sum (m : list Z) (l : list sample) : Z :=
  match m, l with
  | c :: m', e :: l' => c * labelz e + signed_sum m' l'
  | _, _ => 0
  end.

Lemma signed_sum_holds m l : length m = length l ->
  IZR (signed_sum m l) = sum (length l) (fun i => match nth_error l i with
    Some e => IZR (nth i m 0%Z) * y e | None => 0 end).
Proof.
  revert m; induction l as [|e l IH]; intros [|c m] E; try discriminate; [reflexivity|].
  simpl length. rewrite sum_first. simpl nth_error. simpl nth at 1. cbn [signed_sum].
  injection E as E. rewrite plus_IZR, mult_IZR, (IH m E), <- y_labelz. reflexivity.
Qed.

Definition check_square (P : problem) (m : list Z) (vs : list (list Z)) : bool :=
  check_circuit P m vs && (signed_sum m (data P) =? 0)%Z &&
  (length (filter positive_label (data P)) =? 2)%nat &&
  (length (filter (fun e => negb (positive_label e)) (data P)) =? 2)%nat.

Lemma square_by P m vs : check_square P m vs = true -> data_square P.
Proof.
  unfold check_square. rewrite !andb_true_iff. intros [[[C S] N1] N2].
  apply Nat.eqb_eq in N1, N2. apply Z.eqb_eq in S.
  assert (D := circuit_by P m vs C). split; [exact D|]. split; [|split; assumption].
  unfold check_circuit in C. cbv zeta in C. rewrite !andb_true_iff, !forallb_forall in C.
  destruct C as [[[[[[[HR HM] _] HP] HC] _] _] _]. apply Nat.eqb_eq in HM.
  assert (Rel : relation P (fun i => IZR (nth i m 0%Z))) by (apply relation_by; auto).
  assert (B := signed_sum_holds m (data P) HM). rewrite S in B.
  destruct D as [m0 [_ [_ [U _]]]].
  destruct (U _ Rel) as [c Hc]. intros m' Rel'. destruct (U m' Rel') as [c' Hc'].
  assert (N : (0 < length (data P))%nat).
  { destruct (data P) as [|e l]; [discriminate N1 | simpl; lia]. }
  assert (C0 : c <> 0).
  { intros ->. assert (H := Hc 0%nat N). cbv beta in H.
    assert (0 < IZR (nth 0 m 0%Z)) by (apply IZR_lt, Z.ltb_lt, HP, nth_In; lia). lra. }
  rewrite (sum_ext _ _ (fun i => c' / c * match nth_error (data P) i with
    Some e => IZR (nth i m 0%Z) * y e | None => 0 end)).
  - rewrite sum_scaled, <- B. ring.
  - intros i Hi. rewrite (Hc' i Hi). assert (H := Hc i Hi). cbv beta in H.
    destruct (nth_error (data P) i); [rewrite H; field; assumption | ring].
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
