(** * Boolean checks for thm.independent: consistent labels, independent samples *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions Checks ChecksWidths.
Import ListNotations.
Open Scope R_scope.

(** ** Labels: samples with different labels differ, in a feature or its sign *)

Definition rows_differ (P : problem) (e e' : sample) : bool := negb (equalz (xz P e) (xz P e')).

Lemma same_xz P e e' : length (row e) = dim P -> length (row e') = dim P -> same P e e' ->
  xz P e = xz P e'.
Proof.
  intros L L' S. apply (nth_ext _ _ 0%Z 0%Z); [now rewrite !length_xz|]. intros k Hk.
  rewrite length_xz in Hk by assumption. apply eq_IZR.
  rewrite !nth_xz by assumption. now rewrite S.
Qed.

Lemma equalz_refl u : equalz u u = true.
Proof. induction u; simpl; [reflexivity|]. now rewrite Z.eqb_refl. Qed.

Definition check_rows (P : problem) : bool :=
  forallb (fun e => length (row e) =? dim P)%nat (data P).

Definition check_consistent (P : problem) : bool :=
  check_rows P &&
  forallb (fun e => forallb (fun e' => positive_label e' || rows_differ P e e')
    (data P)) (filter positive_label (data P)).

Lemma consistent_by P : check_consistent P = true -> data_consistent P.
Proof.
  unfold check_consistent, check_rows. rewrite andb_true_iff, !forallb_forall. intros [R H].
  assert (One : forall e e', In e (data P) -> In e' (data P) -> same P e e' ->
    positive_label e = true -> positive_label e' = true).
  { intros e e' I I' S E. specialize (H e).
    rewrite forallb_forall in H. specialize (H ltac:(apply filter_In; auto) e' I').
    apply orb_true_iff in H. destruct H as [H|H]; [assumption|exfalso].
    unfold rows_differ in H. rewrite (same_xz P e e') in H.
    - now rewrite equalz_refl in H.
    - now apply Nat.eqb_eq, R.
    - now apply Nat.eqb_eq, R.
    - assumption. }
  intros e e' I I' S. destruct (positive_label e) eqn:E, (positive_label e') eqn:E'; auto.
  - rewrite <- E'. symmetry. now apply (One e e').
  - rewrite <- E. apply (One e' e); auto. intros k K. symmetry. now apply S.
Qed.

Definition check_consistent_up_to_sign (P : problem) : bool :=
  check_rows P &&
  forallb (fun e => forallb (fun e' => positive_label e' ||
      (rows_differ P e e' && negb (equalz (xz P e) (map Z.opp (xz P e')))))
    (data P)) (filter positive_label (data P)).

Lemma opposite_xz P e e' : length (row e) = dim P -> length (row e') = dim P ->
  (forall k, (k < inputs P)%nat -> X P e k = - X P e' k) -> xz P e = map Z.opp (xz P e').
Proof.
  intros L L' S. apply (nth_ext _ _ 0%Z (Z.opp 0)).
  - now rewrite map_length, !length_xz.
  - intros k Hk. rewrite length_xz in Hk by assumption. rewrite map_nth. apply eq_IZR.
    rewrite opp_IZR, !nth_xz by assumption. rewrite S by assumption. ring.
Qed.

Lemma consistent_up_to_sign_by P :
  check_consistent_up_to_sign P = true -> data_consistent_up_to_sign P.
Proof.
  unfold check_consistent_up_to_sign, check_rows. rewrite andb_true_iff, !forallb_forall.
  intros [R H].
  assert (One : forall e e', In e (data P) -> In e' (data P) -> alike P e e' ->
    positive_label e = true -> positive_label e' = true).
  { intros e e' I I' S E. specialize (H e).
    rewrite forallb_forall in H. specialize (H ltac:(apply filter_In; auto) e' I').
    apply orb_true_iff in H. destruct H as [H|H]; [assumption|exfalso].
    apply andb_true_iff in H. destruct H as [H1 H2].
    pose proof (proj1 (Nat.eqb_eq _ _) (R e I)) as L.
    pose proof (proj1 (Nat.eqb_eq _ _) (R e' I')) as L'.
    destruct S as [S|S].
    - unfold rows_differ in H1. rewrite (same_xz P e e') in H1 by assumption.
      now rewrite equalz_refl in H1.
    - rewrite (opposite_xz P e e') in H2 by assumption. now rewrite equalz_refl in H2. }
  intros e e' I I' S. destruct (positive_label e) eqn:E, (positive_label e') eqn:E'; auto.
  - rewrite <- E'. symmetry. now apply (One e e').
  - rewrite <- E. apply (One e' e); auto. destruct S as [S|S]; [left|right]; intros k K;
      rewrite (S k K); ring.
Qed.

(** ** Independence: one block with the dual vectors of its samples *)

Definition check_independent (P : problem) (b : block) : bool :=
  check_block P (fun _ => false) b &&
  forallb (fun e => covered P (map fst b) e) (data P).

Lemma independent_by P b : check_independent P b = true -> data_independent P.
Proof.
  unfold check_independent. rewrite andb_true_iff, forallb_forall. intros [HB HC].
  exists (block_samples P b). split.
  - apply block_independent with (fun _ => false); [now intros|assumption].
  - intros e I. destruct (covered_same P _ e (HC e I)) as [i [M S]].
    exists (numbered P i). split; [|assumption]. unfold block_samples.
    apply in_map_iff in M. destruct M as [entry [<- M]].
    now apply (in_map (fun entry => numbered P (fst entry))).
Qed.

Definition covered_up_to_sign (P : problem) (members : list nat) (e : sample) : bool :=
  existsb (fun i => equalz (row e) (row (numbered P i))
    || equalz (xz P e) (map Z.opp (xz P (numbered P i)))) members.

Definition check_independent_up_to_sign (P : problem) (b : block) : bool :=
  check_rows P && check_block P (fun _ => false) b &&
  forallb (fun e => covered_up_to_sign P (map fst b) e) (data P).

Lemma independent_up_to_sign_by P b :
  check_independent_up_to_sign P b = true -> data_independent_up_to_sign P.
Proof.
  unfold check_independent_up_to_sign, check_rows.
  rewrite !andb_true_iff, !forallb_forall. intros [[HR HB] HC].
  exists (block_samples P b). split.
  - apply block_independent with (fun _ => false); [now intros|assumption].
  - intros e I. specialize (HC e I). unfold covered_up_to_sign in HC.
    apply existsb_exists in HC. destruct HC as [i [M S]].
    assert (Mem : In (numbered P i) (block_samples P b)).
    { unfold block_samples. apply in_map_iff in M. destruct M as [entry [<- M]].
      now apply (in_map (fun entry => numbered P (fst entry))). }
    exists (numbered P i). split; [assumption|].
    apply orb_true_iff in S. destruct S as [S|S]; [left; now apply same_row|right].
    intros k K. apply equalz_eq in S.
    assert (L : length (row e) = dim P) by now apply Nat.eqb_eq, HR.
    assert (L' : length (row (numbered P i)) = dim P).
    { apply Nat.eqb_eq, HR, numbered_In. unfold check_block in HB.
      apply andb_true_iff in HB. destruct HB as [HN _]. rewrite forallb_forall in HN.
      apply in_map_iff in M. destruct M as [entry [<- M]]. now apply HN. }
    pose proof (den_pos P). apply Rmult_eq_reg_l with (den P); [|lra].
    rewrite <- nth_xz by assumption. rewrite S.
    change 0%Z with (Z.opp 0). rewrite map_nth, opp_IZR, nth_xz by assumption. simpl. ring.
Qed.
