(** * Boolean checks of widths: partitions into independent sets, ranks, spans *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsCurved Checks.
Import ListNotations.
Open Scope R_scope.

Definition no_sample : sample := {| row := []; positive_label := true; weight := 1%positive |}.

(** The sample with this number. *)
Definition numbered (P : problem) (i : nat) : sample := nth i (data P) no_sample.

Lemma numbered_In P i : (i <? length (data P))%nat = true -> In (numbered P i) (data P).
Proof. intros H. apply nth_In. apply Nat.ltb_lt. assumption. Qed.

(** ** Blocks: pairs of a sample's number and its dual vector, up to a factor *)

Definition block := list (nat * list Z).

Definition block_samples (P : problem) (b : block) : list sample :=
  map (fun entry => numbered P (fst entry)) b.

(** The vector of the pair at place i is orthogonal to the other class and to
    the block but for the sample at i, to which it is not. *)
Definition check_dual (P : problem) (other : sample -> bool) (b : block) (i : nat) (v : list Z) : bool :=
  shapes P v &&
  forallb (fun e => implb (other e) (dotz v (xz P e) =? 0)%Z) (data P) &&
  forallb (fun k => let product := dotz v (xz P (numbered P (fst (nth k b (0%nat, []))))) in
                    if (k =? i)%nat then negb (product =? 0)%Z else (product =? 0)%Z)
          (seq 0 (length b)).

Definition check_block (P : problem) (other : sample -> bool) (b : block) : bool :=
  forallb (fun entry => fst entry <? length (data P))%nat b &&
  forallb (fun i => check_dual P other b i (snd (nth i b (0%nat, [])))) (seq 0 (length b)).

Lemma block_independent P other (Other : sample -> Prop) b :
  (forall e, In e (data P) -> Other e -> other e = true) ->
  check_block P other b = true -> independent_modulo P Other (block_samples P b).
Proof.
  intros HO. unfold check_block. rewrite andb_true_iff, !forallb_forall. intros [HN HD] i Hi.
  unfold block_samples in *. rewrite map_length in Hi.
  set (pair := fun k => nth k b (0%nat, [])). set (v := snd (pair i)).
  assert (HV : check_dual P other b i v = true) by (apply HD, in_seq; lia).
  unfold check_dual in HV. rewrite !andb_true_iff, !forallb_forall in HV.
  destruct HV as [[HS HZ] HK].
  assert (M : forall k, (k < length b)%nat -> In (numbered P (fst (pair k))) (data P)).
  { intros k Hk. apply numbered_In, HN, nth_In. assumption. }
  set (c := dot P (vec v) (numbered P (fst (pair i)))).
  assert (C : c <> 0).
  { apply dot_nonzero; auto. specialize (HK i). rewrite Nat.eqb_refl in HK.
    apply Z.eqb_neq, negb_true_iff, HK, in_seq. lia. }
  assert (S : forall e, dot P (fun k => / c * vec v k) e = / c * dot P (vec v) e).
  { intros e. unfold dot. rewrite <- sum_scaled. apply sum_ext. intros. lra. }
  exists (fun k => / c * vec v k). split.
  - intros e I O. rewrite S, dot_zero; [lra|assumption..|].
    specialize (HZ e I). rewrite HO in HZ by assumption. apply Z.eqb_eq, HZ.
  - intros k e E.
    assert (Hk : (k < length b)%nat).
    { rewrite <- (map_length (fun entry => numbered P (fst entry)) b).
      apply nth_error_Some. congruence. }
    assert (e = numbered P (fst (pair k))) as ->.
    { rewrite nth_error_map in E. unfold pair. rewrite (nth_error_nth' b (0%nat, [])) in E by lia.
      simpl in E. congruence. }
    split; intros K.
    + subst k. rewrite S. fold c. field. assumption.
    + rewrite S, dot_zero; auto; [lra|]. specialize (HK k). apply Nat.eqb_neq in K.
      rewrite K in HK. apply Z.eqb_eq, HK, in_seq. lia.
Qed.

(** ** Equal samples *)

Fixpoint equalz (u v : list Z) : bool :=
  match u, v with
  | [], [] => true
  | a :: u', b :: v' => (a =? b)%Z && equalz u' v'
  | _, _ => false
  end.

Lemma equalz_eq u v : equalz u v = true -> u = v.
Proof.
  revert v; induction u as [|a u IH]; intros [|b v]; simpl; try discriminate; auto.
  rewrite andb_true_iff. intros [H1 H2]. apply Z.eqb_eq in H1. f_equal; auto.
Qed.

Lemma same_row P e e' : equalz (row e) (row e') = true -> same P e e'.
Proof. intros H k _. apply equalz_eq in H. unfold X, x. rewrite H. reflexivity. Qed.

Definition covered (P : problem) (members : list nat) (e : sample) : bool :=
  existsb (fun i => equalz (row e) (row (numbered P i))) members.

Lemma covered_same P members e : covered P members e = true ->
  exists i, In i members /\ same P e (numbered P i).
Proof.
  unfold covered. rewrite existsb_exists. intros [i [I E]]. eauto using same_row.
Qed.

(** ** network.width, network.width_core: partitions of both classes *)

Definition check_partition (P : problem) (own other : sample -> bool) (blocks : list block) : bool :=
  forallb (check_block P other) blocks &&
  let members := map fst (concat blocks) in
  forallb (fun e => implb (own e) (covered P members e)) (data P).

Lemma partition_by P own other (Own Other : sample -> Prop) blocks :
  (forall e, In e (data P) -> Own e -> own e = true) ->
  (forall e, In e (data P) -> Other e -> other e = true) ->
  check_partition P own other blocks = true ->
  partition P Own Other (map (block_samples P) blocks).
Proof.
  intros HO HT. unfold check_partition. rewrite andb_true_iff, !forallb_forall. intros [HB HC].
  split.
  - intros b' I. apply in_map_iff in I. destruct I as [b [<- I]].
    apply block_independent with other; auto.
  - intros e I O. specialize (HC e I). rewrite HO in HC by assumption. simpl in HC.
    apply covered_same in HC. destruct HC as [i [M S]].
    apply in_map_iff in M. destruct M as [entry [<- M]].
    apply in_concat in M. destruct M as [b [B M]].
    exists (block_samples P b), (numbered P (fst entry)).
    repeat split; auto; unfold block_samples.
    + apply in_map; assumption.
    + apply (in_map (fun entry => numbered P (fst entry))); assumption.
Qed.

Definition check_width (P : problem) (bp bm : list block) : bool :=
  check_partition P positive_label minus bp && check_partition P minus positive_label bm &&
  (length bp + length bm <=? width P + 1)%nat.

Lemma width_by P bp bm : check_width P bp bm = true -> network_width P.
Proof.
  unfold check_width. rewrite !andb_true_iff. intros [[HP HM] HL]. apply Nat.leb_le in HL.
  exists (map (block_samples P) bp), (map (block_samples P) bm). rewrite !map_length.
  split; [|split; [|assumption]].
  - apply partition_by with positive_label minus; auto using minus_negative.
  - apply partition_by with minus positive_label; auto using minus_negative.
Qed.

Definition single (b : block) : bool := match b with [_] => true | _ => false end.

Definition check_width_fewer (P : problem) (bp bm : list block) : bool :=
  (3 <=? width P)%nat &&
  check_partition P positive_label minus bp && check_partition P minus positive_label bm &&
  existsb single bp && existsb single bm && (length bp + length bm <=? width P + 2)%nat.

Lemma single_sample P blocks : existsb single blocks = true ->
  exists e, In [e] (map (block_samples P) blocks).
Proof.
  rewrite existsb_exists. intros [b [I S]]. destruct b as [|entry [|]]; try discriminate.
  exists (numbered P (fst entry)). change [numbered P (fst entry)] with (block_samples P [entry]).
  apply in_map; assumption.
Qed.

Lemma width_fewer_by P bp bm : check_width_fewer P bp bm = true -> network_width_fewer P.
Proof.
  unfold check_width_fewer. rewrite !andb_true_iff. intros [[[[[HW HP] HM] SP] SM] HL].
  apply Nat.leb_le in HW, HL. split; [assumption|].
  exists (map (block_samples P) bp), (map (block_samples P) bm). rewrite !map_length.
  split; [|split; [|split; [|split]]]; auto using single_sample.
  - apply partition_by with positive_label minus; auto using minus_negative.
  - apply partition_by with minus positive_label; auto using minus_negative.
Qed.

(** On the core: u separates weakly, and the core lies in its zero set. *)
Definition check_width_core (P : problem) (u : list Z) (bp bm : list block) : bool :=
  let plus e := positive_label e && on_zero P u e in
  let less e := minus e && on_zero P u e in
  check_weak P u && check_partition P plus less bp && check_partition P less plus bm &&
  (length bp + length bm <=? width P + 1)%nat.

Lemma width_core_by P u bp bm : check_width_core P u bp bm = true -> network_width_core P.
Proof.
  unfold check_width_core. cbv zeta. rewrite !andb_true_iff. intros [[[HW HP] HM] HL].
  apply Nat.leb_le in HL.
  exists (map (block_samples P) bp), (map (block_samples P) bm). rewrite !map_length.
  assert (K : forall e, In e (data P) -> core P e -> on_zero P u e = true)
    by eauto using core_in_zero.
  split; [|split; [|assumption]].
  - eapply partition_by; [| |exact HP]; cbv beta; intros e I [S C]; rewrite (K e I C), andb_true_r;
      auto using minus_negative.
  - eapply partition_by; [| |exact HM]; cbv beta; intros e I [S C]; rewrite (K e I C), andb_true_r;
      auto using minus_negative.
Qed.

(** ** network.width_distinct *)

Definition check_width_distinct (P : problem) (js np nm : list nat) : bool :=
  forallb (fun e => covered P (if positive_label e then np else nm) e) (data P) &&
  (length np + length nm <=? length js + 1)%nat && (1 <=? length js)%nat.

Lemma width_distinct_by P js np nm : check_width_distinct P js np nm = true -> good_neurons P js ->
  network_width_distinct P.
Proof.
  unfold check_width_distinct. rewrite !andb_true_iff, forallb_forall. intros [[HC HL] HS] G.
  apply Nat.leb_le in HL, HS. exists js, (map (numbered P) np), (map (numbered P) nm).
  rewrite !map_length. split; [exact G|]. split; [intros ->; simpl in HS; lia|].
  split; [|split; [|assumption]]; intros e I S; specialize (HC e I);
    unfold positive, negative in S; rewrite S in HC; apply covered_same in HC;
    destruct HC as [i [M E]]; exists (numbered P i); split; auto using in_map.
Qed.

Lemma all_good P : a_trained P = true -> good_neurons P (seq 0 (width P)).
Proof.
  intros T. split; [apply seq_NoDup|]. intros j I. apply in_seq in I. split; [lia|now left].
Qed.

(** ** data.independent_spans: c times a linear map, by rows *)

Definition check_independent_spans (P : problem) (c : BinNums.positive) (m : list (list Z)) : bool :=
  (length m =? inputs P)%nat && forallb (shapes P) m &&
  forallb (fun e =>
    forallb (fun k => (dotz (nth k m []) (xz P e)
                       =? if positive_label e then Zpos c * nth k (xz P e) 0 else 0)%Z)
            (seq 0 (inputs P))) (data P).

Lemma independent_spans_by P c m :
  check_independent_spans P c m = true -> data_independent_spans P.
Proof.
  unfold check_independent_spans. rewrite !andb_true_iff, !forallb_forall. intros [[HL HS] HE].
  apply Nat.eqb_eq in HL.
  exists (fun k i => / IZR (Zpos c) * vec (nth k m []) i). intros e k I Hk.
  assert (HR : shapes P (nth k m []) = true) by (apply HS, nth_In; lia).
  rewrite (sum_ext _ _ (fun i => / IZR (Zpos c) * (vec (nth k m []) i * X P e i)))
    by (intros; lra).
  rewrite sum_scaled. change (sum (inputs P) _) with (dot P (vec (nth k m [])) e).
  specialize (HE e I). rewrite forallb_forall in HE. specialize (HE k).
  assert (E := HE ltac:(apply in_seq; lia)). apply Z.eqb_eq in E.
  pose proof (dot_sign P _ e HR I) as D. rewrite E in D.
  assert (IZR (Zpos c) <> 0) by (apply not_0_IZR; discriminate).
  pose proof (den_pos P). destruct (shapes_row _ _ _ HR I).
  destruct (positive_label e).
  - rewrite mult_IZR, nth_xz in D by assumption.
    apply Rmult_eq_reg_l with (den P * IZR (Zpos c)); [|apply Rmult_integral_contrapositive; lra].
    rewrite Rmult_assoc, <- (Rmult_assoc (IZR (Zpos c))), Rinv_r, Rmult_1_l by assumption. lra.
  - rewrite dot_zero by assumption. lra.
Qed.

(** ** Ranks: every X is c^-1 times a combination of some of its own entries *)

Fixpoint combine_rows (coefficients : list Z) (rows : list (list Z)) : list Z :=
  match coefficients, rows with
  | c :: cs, r :: rs => addz (map (Z.mul c) r) (combine_rows cs rs)
  | _, _ => []
  end.

Definition check_rank (P : problem) (pivots : list nat) (c : BinNums.positive) (m : list (list Z)) : bool :=
  (length m =? length pivots)%nat &&
  forallb (fun p => p <? inputs P)%nat pivots &&
  forallb (fun e => (length (row e) =? dim P)%nat &&
    let combined := combine_rows (map (fun p => nth p (xz P e) 0%Z) pivots) m in
    forallb (fun k => (Zpos c * nth k (xz P e) 0 =? nth k combined 0)%Z) (seq 0 (inputs P)))
    (data P).

Lemma nth_combine_rows coefficients rows k : length coefficients = length rows ->
  IZR (nth k (combine_rows coefficients rows) 0%Z)
  = sum (length rows) (fun i => IZR (nth i coefficients 0%Z) * IZR (nth k (nth i rows []) 0%Z)).
Proof.
  revert rows; induction coefficients as [|c cs IH]; intros [|r rs] E; try discriminate.
  - destruct k; reflexivity.
  - simpl combine_rows. rewrite nth_addz, nth_map_mul, plus_IZR, mult_IZR.
    simpl length. rewrite sum_first, IH by (simpl in E; congruence). reflexivity.
Qed.

Lemma rank_by P pivots c m : check_rank P pivots c m = true -> rank_at_most P (length pivots).
Proof.
  unfold check_rank. rewrite !andb_true_iff, !forallb_forall. intros [[HL HP] HE].
  apply Nat.eqb_eq in HL.
  exists (fun i k => / IZR (Zpos c) * IZR (nth k (nth i m []) 0%Z)),
    (fun e i => X P e (nth i pivots 0%nat)).
  intros e k I Hk. specialize (HE e I). rewrite andb_true_iff, forallb_forall in HE.
  destruct HE as [HR HE]. apply Nat.eqb_eq in HR.
  assert (E := HE k ltac:(apply in_seq; lia)). apply Z.eqb_eq in E. apply (f_equal IZR) in E.
  rewrite mult_IZR, nth_xz, nth_combine_rows in E by (rewrite ?map_length; auto).
  rewrite HL in E.
  assert (IZR (Zpos c) <> 0) by (apply not_0_IZR; discriminate). pose proof (den_pos P).
  apply Rmult_eq_reg_l with (den P * IZR (Zpos c)); [|apply Rmult_integral_contrapositive; lra].
  rewrite <- sum_scaled. rewrite Rmult_assoc, (Rmult_comm (den P)), Rmult_assoc, (Rmult_comm _ (den P)), E.
  apply sum_ext. intros i Hi.
  rewrite (nth_indep _ 0%Z (nth 0 (xz P e) 0%Z)) by (rewrite map_length; auto).
  rewrite (map_nth (fun p => nth p (xz P e) 0%Z) pivots 0%nat i).
  rewrite nth_xz; [field; assumption|assumption|].
  apply Nat.ltb_lt, HP, nth_In. assumption.
Qed.

Definition check_width_quadratic (P : problem) (pivots : list nat) (c : BinNums.positive) (m : list (list Z)) :=
  check_rank P pivots c m && (1 <=? width P)%nat && (2 * length pivots <=? width P + 3)%nat.

Lemma width_quadratic_by P pivots c m :
  check_width_quadratic P pivots c m = true -> network_width_quadratic P.
Proof.
  unfold check_width_quadratic. rewrite !andb_true_iff. intros [[HR HW] HL].
  apply Nat.leb_le in HW, HL. exists (length pivots). eauto using rank_by.
Qed.
