(** * rule.split: copies of neurons keep together

    T stands for a point of the wider network near the one with the copies;
    [merged T] has one unit for all copies. *)

From Coq Require Import Reals List Arith Lra Lia Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Compact Box PointsBox RulesBox AtRest.
From TheoremCheck Require Import PointsSplit SplitLocal.
Import ListNotations.
Open Scope R_scope.

(** ** Sums *)

Lemma nsum_plus n a b : sum n (fun i => a i + b i) = sum n a + sum n b.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma nsum_scal n k a : sum n (fun i => k * a i) = k * sum n a.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma nsum_le n a b : (forall i, (i < n)%nat -> a i <= b i) -> sum n a <= sum n b.
Proof.
  induction n as [|n IH]; simpl; intros H; [lra|].
  apply Rplus_le_compat; [apply IH; auto|apply H; lia].
Qed.

Lemma nsum_swap n m a : sum n (fun i => sum m (fun j => a i j)) = sum m (fun j => sum n (fun i => a
  i j)).
Proof.
  induction n as [|n IH]; simpl.
  - rewrite sum_of_zeros; auto.
  - rewrite IH, <- nsum_plus. reflexivity.
Qed.

Lemma nsum_over {A : Type} n (l : list A) a :
  over l (fun e => sum n (fun i => a i e)) = sum n (fun i => over l (fun e => a i e)).
Proof.
  induction l as [|e l IH]; cbn [over].
  - rewrite sum_of_zeros; auto.
  - rewrite IH, <- nsum_plus. reflexivity.
Qed.

Lemma nsum_single n i a : (i < n)%nat ->
  sum n (fun k => if Nat.eq_dec i k then a k else 0) = a i.
Proof.
  induction n as [|n IH]; simpl; intros H; [lia|].
  destruct (Nat.eq_dec i n) as [->|E].
  - rewrite sum_of_zeros; [ring|]. intros k Hk. destruct (Nat.eq_dec n k); [lia|reflexivity].
  - rewrite IH by lia. ring.
Qed.

(** The members of each group, group by group. *)
Lemma nsum_grouped n m (owner : nat -> nat) (a h : nat -> R) :
  (forall j, (j < n)%nat -> (owner j < m)%nat) ->
  sum m (fun k => sum n (fun j => if Nat.eq_dec (owner j) k then a j else 0) * h k)
  = sum n (fun j => a j * h (owner j)).
Proof.
  intros H. transitivity (sum m (fun k => sum n (fun j => if Nat.eq_dec (owner j) k then a j * h k
    else 0))).
  - apply sum_pointwise. intros k _. rewrite Rmult_comm, <- nsum_scal. apply sum_pointwise.
    intros j _. destruct (Nat.eq_dec (owner j) k); ring.
  - rewrite nsum_swap. apply sum_pointwise. intros j Hj.
    apply (nsum_single m (owner j) (fun k => a j * h k)). auto.
Qed.

(** One number for finitely many conditions. *)
Lemma common_below n (C : nat -> R -> Prop) :
  (forall i e e', 0 < e' <= e -> C i e -> C i e') ->
  (forall i, (i < n)%nat -> exists e, 0 < e /\ C i e) ->
  exists e, 0 < e /\ forall i, (i < n)%nat -> C i e.
Proof.
  intros Hm. induction n as [|n IH]; intros H.
  - exists 1. split; [lra|]. intros; lia.
  - destruct IH as (e & He & HC); [intros; apply H; lia|].
    destruct (H n) as (e' & He' & HC'); [lia|].
    exists (Rmin e e'). split; [apply Rmin_pos; assumption|].
    pose proof (Rmin_pos e e' He He'). pose proof (Rmin_l e e'). pose proof (Rmin_r e e').
    intros i Hi. destruct (Nat.eq_dec i n) as [->|E].
    + apply Hm with e'; [lra|exact HC'].
    + apply Hm with e; [lra|]. apply HC. lia.
Qed.

(** ** What is trained *)

Section Trained.

Variable P : problem.

Lemma trained_A j : a_trained P = true -> (j < width P)%nat -> In (A j) (trained P).
Proof.
  intros H Hj. unfold trained. rewrite H. apply in_or_app. right. apply in_or_app. left.
  apply in_map, in_seq. lia.
Qed.

Lemma trained_W j k : w_trained P = true -> (j < width P)%nat -> (k < dim P)%nat ->
  In (W j k) (trained P).
Proof.
  intros H Hj Hk. unfold trained. rewrite H. do 2 (apply in_or_app; right).
  apply in_or_app. left. apply in_flat_map. exists j. split; [apply in_seq; lia|].
  apply in_map, in_seq. lia.
Qed.

Lemma trained_A_below k : In (A k) (trained P) -> (k < width P)%nat.
Proof.
  unfold trained. rewrite !in_app_iff. intros [H|[H|[H|[H|H]]]].
  - destruct (a0_trained P); [destruct H as [H|[]]; discriminate|destruct H].
  - destruct (a_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & [= ->] & H).
    apply in_seq in H. lia.
  - destruct (w_trained P); [|destruct H]. apply in_flat_map in H. destruct H as (? & _ & H).
    apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
  - destruct (b_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
  - apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
Qed.

Lemma trained_W_below k i : In (W k i) (trained P) -> (k < width P)%nat /\ (i < dim P)%nat.
Proof.
  unfold trained. rewrite !in_app_iff. intros [H|[H|[H|[H|H]]]].
  - destruct (a0_trained P); [destruct H as [H|[]]; discriminate|destruct H].
  - destruct (a_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
  - destruct (w_trained P); [|destruct H]. apply in_flat_map in H. destruct H as (k' & Hk & H).
    apply in_map_iff in H. destruct H as (i' & [= -> ->] & H). apply in_seq in H, Hk. lia.
  - destruct (b_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
  - apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
Qed.

Lemma trained_B_iff j : In (B j) (trained P) <-> b_trained P = true /\ (j < width P)%nat.
Proof.
  unfold trained. rewrite !in_app_iff. split.
  - intros [H|[H|[H|[H|H]]]].
    + destruct (a0_trained P); [destruct H as [H|[]]; discriminate|destruct H].
    + destruct (a_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _).
      discriminate.
    + destruct (w_trained P); [|destruct H]. apply in_flat_map in H. destruct H as (? & _ & H).
      apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
    + destruct (b_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (j' & [= ->] & H).
      apply in_seq in H. split; [reflexivity|lia].
    + apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
  - intros [-> Hj]. do 3 right. left. apply in_map, in_seq. lia.
Qed.

Lemma trained_A0_iff : In A0 (trained P) <-> a0_trained P = true.
Proof.
  unfold trained. rewrite !in_app_iff. split.
  - intros [H|[H|[H|[H|H]]]].
    + destruct (a0_trained P); [reflexivity|destruct H].
    + destruct (a_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _).
      discriminate.
    + destruct (w_trained P); [|destruct H]. apply in_flat_map in H. destruct H as (? & _ & H).
      apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
    + destruct (b_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _).
      discriminate.
    + apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
  - intros ->. left. left. reflexivity.
Qed.

Lemma trained_D_iff p : In (D p) (trained P) <-> In p (deep_trained P).
Proof.
  unfold trained. rewrite !in_app_iff. split.
  - intros [H|[H|[H|[H|H]]]].
    + destruct (a0_trained P); [destruct H as [H|[]]; discriminate|destruct H].
    + destruct (a_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _).
      discriminate.
    + destruct (w_trained P); [|destruct H]. apply in_flat_map in H. destruct H as (? & _ & H).
      apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
    + destruct (b_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _).
      discriminate.
    + apply in_map_iff in H. destruct H as (? & [= ->] & H). exact H.
  - intros H. do 4 right. apply in_map, H.
Qed.

End Trained.

Section Split.

Variable P : problem.
Variable U : copied_units.
Variable first : nat -> nat.
Variable N : unit_view.
Hypothesis well : well_copied P U first N.

Let Q := narrow U.
Let M := copied U.
Let m := units U.
Notation total := (total U).
Notation average := (average U first).
Notation merged := (merged U first).
Notation receives := (receives U N).
Notation copy_receives := (copy_receives U first N).
Notation alone := (alone U).

Lemma owner_below j : (j < M)%nat -> (owner U j < m)%nat.
Proof. intros H. destruct well as (_ & _ & _ & _ & _ & _ & _ & O & _). apply (O j H). Qed.

Lemma part_pos j : (j < M)%nat -> 0 < part U j.
Proof. intros H. destruct well as (_ & _ & _ & _ & _ & _ & _ & O & _). apply (O j H). Qed.

Lemma first_below k : (k < m)%nat -> (first k < M)%nat.
Proof. intros H. destruct well as (_ & _ & _ & _ & _ & _ & _ & _ & O & _). apply (O k H). Qed.

Lemma owner_first k : (k < m)%nat -> owner U (first k) = k.
Proof. intros H. destruct well as (_ & _ & _ & _ & _ & _ & _ & _ & O & _). apply (O k H). Qed.

Lemma parts_sum k : (k < m)%nat -> sum M (fun j => if Nat.eq_dec (owner U j) k then part U j else 0) = 1.
Proof. intros H. destruct well as (_ & _ & _ & _ & _ & _ & _ & _ & O & _). apply (O k H). Qed.

(** ** Averages *)

Lemma average_plus T k v w :
  average T k (fun j => v j + w j) = average T k v + average T k w.
Proof.
  unfold PointsSplit.average.
  rewrite (sum_pointwise (copied U) _ (fun j =>
    (if Nat.eq_dec (owner U j) k then T (out' U j) * (v j - v (first k)) else 0)
    + (if Nat.eq_dec (owner U j) k then T (out' U j) * (w j - w (first k)) else 0))).
  - rewrite nsum_plus. unfold Rdiv. ring.
  - intros j _. destruct (Nat.eq_dec (owner U j) k); ring.
Qed.

Lemma average_scal T k a v : average T k (fun j => v j * a) = average T k v * a.
Proof.
  unfold PointsSplit.average.
  rewrite (sum_pointwise (copied U) _ (fun j =>
    a * (if Nat.eq_dec (owner U j) k then T (out' U j) * (v j - v (first k)) else 0))).
  - rewrite nsum_scal. unfold Rdiv. ring.
  - intros j _. destruct (Nat.eq_dec (owner U j) k); ring.
Qed.

Lemma average_ext T k v w : (k < m)%nat ->
  (forall j, (j < M)%nat -> owner U j = k -> v j = w j) -> average T k v = average T k w.
Proof.
  intros Hk H. unfold PointsSplit.average. rewrite (H (first k)); auto using first_below, owner_first.
  f_equal. f_equal. apply sum_pointwise. intros j Hj.
  destruct (Nat.eq_dec (owner U j) k) as [E|_]; [rewrite (H j Hj E)|]; reflexivity.
Qed.

Lemma average_const T k a : average T k (fun _ => a) = a.
Proof.
  unfold PointsSplit.average. rewrite sum_of_zeros; [unfold Rdiv; ring|].
  intros j _. destruct (Nat.eq_dec (owner U j) k); ring.
Qed.

Lemma average_sum T k n v : average T k (fun j => sum n (fun i => v i j))
  = sum n (fun i => average T k (v i)).
Proof.
  induction n as [|n IH]; cbn [sum]; [apply average_const|].
  rewrite (average_plus T k (fun j => sum n (fun i => v i j)) (v n)), IH. reflexivity.
Qed.

Lemma average_alone T k v j : alone k -> (j < M)%nat -> owner U j = k -> average T k v = v j.
Proof.
  intros Ha Hj E. assert (Hk : (k < m)%nat) by (rewrite <- E; apply owner_below, Hj).
  rewrite (average_ext T k v (fun _ => v j) Hk); [apply average_const|].
  intros i Hi Ei. now rewrite (Ha i j).
Qed.

(** sum_j a_j (v_j - average) = 0. *)
Lemma moment T k v : (k < m)%nat -> alone k \/ total T k <> 0 ->
  sum M (fun j => if Nat.eq_dec (owner U j) k then T (out' U j) * (v j - average T k v) else 0) = 0.
Proof.
  intros Hk [Ha|H0].
  - apply sum_of_zeros. intros j Hj. destruct (Nat.eq_dec (owner U j) k) as [E|_]; [|reflexivity].
    rewrite (average_alone T k v j Ha Hj E). ring.
  - set (S := sum M (fun j => if Nat.eq_dec (owner U j) k then T (out' U j) * (v j - v (first k)) else 0)).
    rewrite (sum_pointwise M _ (fun j =>
      (if Nat.eq_dec (owner U j) k then T (out' U j) * (v j - v (first k)) else 0)
      + (- (S / total T k)) * (if Nat.eq_dec (owner U j) k then T (out' U j) else 0))).
    + rewrite nsum_plus, nsum_scal. fold S.
      change (sum M (fun j => if Nat.eq_dec (owner U j) k then T (out' U j) else 0)) with (total T k). field. exact H0.
    + intros j _. unfold PointsSplit.average. fold M. fold S. destruct (Nat.eq_dec (owner U j) k); ring.
Qed.

(** ** What the merged units receive *)

Section Point.

Variable T : params.
Hypothesis T_admissible : admissible P T.

Lemma merged_admissible : admissible Q (merged T).
Proof.
  intros p Hp. unfold PointsSplit.merged. fold Q.
  destruct (in_dec place_eq_dec p (trained Q)); [contradiction|reflexivity].
Qed.

Lemma merged_out k : (k < m)%nat -> merged T (out U k) = total T k.
Proof.
  intros Hk. destruct well as (_ & _ & _ & _ & (N1 & _) & _). destruct (N1 k Hk) as [I E].
  unfold PointsSplit.merged. destruct (in_dec place_eq_dec (out U k) (trained (narrow U))); [|contradiction].
  now rewrite E.
Qed.

Lemma merged_inner k i : (k < m)%nat -> (i < size U k)%nat ->
  merged T (inner U k i) = average T k (fun j => T (inner' U j i)).
Proof.
  intros Hk Hi. destruct well as (_ & _ & _ & _ & (_ & N2 & _) & _). destruct (N2 k i Hk Hi) as [I E].
  unfold PointsSplit.merged. destruct (in_dec place_eq_dec (inner U k i) (trained (narrow U))); [|contradiction].
  now rewrite E.
Qed.

Lemma receives_merged k e : (k < m)%nat ->
  receives (merged T) k e = average T k (fun j => copy_receives T j e).
Proof.
  intros Hk. rewrite (average_ext T k _ (fun j =>
    sum (size U k) (fun i => T (inner' U j i) * entry N k i (merged T) e) + shift N k (merged T) e) Hk).
  2:{ intros j Hj <-. reflexivity. }
  rewrite (average_plus T k (fun j => sum (size U k) (fun i => T (inner' U j i) * entry N k i (merged T) e))
    (fun _ => shift N k (merged T) e)).
  rewrite average_const, (average_sum T k (size U k) (fun i j => T (inner' U j i) * entry N k i (merged T) e)).
  unfold PointsSplit.receives. f_equal. apply sum_pointwise. intros i Hi.
  rewrite average_scal, merged_inner by assumption. reflexivity.
Qed.

(** f(T) - f(merged T). *)
Lemma f_difference e : In e (data P) ->
  f P T e = f Q (merged T) e
    + sum M (fun j => T (out' U j) * (act N (owner U j) (copy_receives T j e)
                                      - act N (owner U j) (receives (merged T) (owner U j) e))).
Proof.
  intros He. destruct well as (_ & _ & _ & _ & _ & _ & _ & _ & _ & _ & FQ & FP).
  unfold Q. rewrite (FP T e T_admissible He), (FQ (merged T) e merged_admissible He). fold m M.
  rewrite (sum_pointwise m _ (fun k => total T k * act N k (receives (merged T) k e))).
  2:{ intros k Hk. rewrite merged_out by exact Hk. reflexivity. }
  unfold PointsSplit.total. fold M. rewrite (nsum_grouped M m (owner U) (fun j => T (out' U j))
    (fun k => act N k (receives (merged T) k e)) owner_below).
  rewrite (sum_pointwise M (fun j => T (out' U j) * (act N (owner U j) (copy_receives T j e)
      - act N (owner U j) (receives (merged T) (owner U j) e)))
    (fun j => T (out' U j) * act N (owner U j) (copy_receives T j e)
      + -1 * (T (out' U j) * act N (owner U j) (receives (merged T) (owner U j) e)))) by (intros; ring).
  rewrite nsum_plus, nsum_scal. ring.
Qed.

(** The first order cancels. *)
Lemma f_second_order (s1 : nat -> R -> R) e : In e (data P) ->
  (forall k, (k < m)%nat -> alone k \/ total T k <> 0) ->
  f P T e = f Q (merged T) e
    + sum M (fun j => T (out' U j) *
        (act N (owner U j) (copy_receives T j e) - act N (owner U j) (receives (merged T) (owner U j) e)
         - s1 (owner U j) (receives (merged T) (owner U j) e)
           * (copy_receives T j e - receives (merged T) (owner U j) e))).
Proof.
  intros He H. rewrite (f_difference e He). f_equal.
  assert (Z : sum M (fun j => T (out' U j) * (copy_receives T j e - receives (merged T) (owner U j) e)
                              * s1 (owner U j) (receives (merged T) (owner U j) e)) = 0).
  { rewrite <- (nsum_grouped M m (owner U)
      (fun j => T (out' U j) * (copy_receives T j e - receives (merged T) (owner U j) e))
      (fun k => s1 k (receives (merged T) k e)) owner_below).
    apply sum_of_zeros. intros k Hk.
    rewrite (sum_pointwise M _ (fun j => if Nat.eq_dec (owner U j) k
      then T (out' U j) * (copy_receives T j e - average T k (fun j => copy_receives T j e)) else 0)).
    - rewrite moment by auto. ring.
    - intros j Hj. destruct (Nat.eq_dec (owner U j) k) as [E|_]; [|reflexivity].
      rewrite E, receives_merged by exact Hk. reflexivity. }
  rewrite <- (Rplus_0_r (sum M _)), <- (Rmult_0_r (-1)), <- Z, <- nsum_scal, <- nsum_plus.
  apply sum_pointwise. intros j _. ring.
Qed.

(** What a copy receives beyond the merged unit. *)
Lemma beyond j e : (j < M)%nat -> copy_receives T j e - receives (merged T) (owner U j) e
  = sum (size U (owner U j)) (fun i =>
      (T (inner' U j i) - merged T (inner U (owner U j) i)) * entry N (owner U j) i (merged T) e).
Proof.
  intros Hj. unfold PointsSplit.copy_receives, PointsSplit.receives.
  rewrite (sum_pointwise _ (fun i => (T (inner' U j i) - merged T (inner U (owner U j) i)) * entry N (owner U j) i (merged T) e)
    (fun i => T (inner' U j i) * entry N (owner U j) i (merged T) e
      + -1 * (merged T (inner U (owner U j) i) * entry N (owner U j) i (merged T) e))) by (intros; ring).
  rewrite nsum_plus, nsum_scal. ring.
Qed.

End Point.

End Split.
