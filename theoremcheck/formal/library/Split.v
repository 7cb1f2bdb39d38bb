(** * rule.split: copies of neurons keep together

    T stands for a point of the wider network near the one with the copies;
    [merged T] has one neuron for all copies, with the sum of their a and the
    averages of their w and b. *)

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
Variables (m : nat) (values : params) (owner first : nat -> nat) (part : nat -> R).
Hypothesis are_copies : copies P m owner first part.
Hypothesis are_trained : copies_trained P owner values.

Let Q := narrower P m values.
Let M := width P.

Lemma owner_below j : (j < M)%nat -> (owner j < m)%nat.
Proof. intros H. apply (proj1 are_copies j H). Qed.

Lemma first_below k : (k < m)%nat -> (first k < M)%nat.
Proof. intros H. apply (proj2 are_copies k H). Qed.

Lemma owner_first k : (k < m)%nat -> owner (first k) = k.
Proof. intros H. apply (proj2 are_copies k H). Qed.

(** ** One neuron for all copies *)

Definition total (T : params) (k : nat) : R :=
  sum M (fun j => if Nat.eq_dec (owner j) k then T (A j) else 0).

Definition average (T : params) (k : nat) (v : nat -> R) : R :=
  v (first k)
  + sum M (fun j => if Nat.eq_dec (owner j) k then T (A j) * (v j - v (first k)) else 0) / total T
      k.

Definition merged (T : params) : params := fun p =>
  if in_dec place_eq_dec p (trained Q) then
    match p with
    | A k => total T k
    | W k i => average T k (fun j => T (W j i))
    | B k => average T k (fun j => T (B j))
    | p => T p
    end
  else values p.

Lemma average_plus T k v w :
  average T k (fun j => v j + w j) = average T k v + average T k w.
Proof.
  unfold average.
  rewrite (sum_pointwise M _ (fun j =>
    (if Nat.eq_dec (owner j) k then T (A j) * (v j - v (first k)) else 0)
    + (if Nat.eq_dec (owner j) k then T (A j) * (w j - w (first k)) else 0))).
  - rewrite nsum_plus. unfold Rdiv. ring.
  - intros j _. destruct (Nat.eq_dec (owner j) k); ring.
Qed.

Lemma average_scal T k a v : average T k (fun j => v j * a) = average T k v * a.
Proof.
  unfold average.
  rewrite (sum_pointwise M _ (fun j =>
    a * (if Nat.eq_dec (owner j) k then T (A j) * (v j - v (first k)) else 0))).
  - rewrite nsum_scal. unfold Rdiv. ring.
  - intros j _. destruct (Nat.eq_dec (owner j) k); ring.
Qed.

Lemma average_ext T k v w : (k < m)%nat ->
  (forall j, (j < M)%nat -> owner j = k -> v j = w j) -> average T k v = average T k w.
Proof.
  intros Hk H. unfold average. rewrite (H (first k)); auto using first_below, owner_first.
  f_equal. f_equal. apply sum_pointwise. intros j Hj.
  destruct (Nat.eq_dec (owner j) k) as [E|_]; [rewrite (H j Hj E)|]; reflexivity.
Qed.

Lemma average_const T k a : average T k (fun _ => a) = a.
Proof.
  unfold average. rewrite sum_of_zeros; [unfold Rdiv; ring|].
  intros j _. destruct (Nat.eq_dec (owner j) k); ring.
Qed.

Lemma average_sum T k n v : average T k (fun j => sum n (fun i => v i j))
  = sum n (fun i => average T k (v i)).
Proof.
  induction n as [|n IH]; cbn [sum]; [apply average_const|].
  rewrite (average_plus T k (fun j => sum n (fun i => v i j)) (v n)), IH. reflexivity.
Qed.

Definition alone (k : nat) : Prop :=
  forall i j, (i < M)%nat -> (j < M)%nat -> owner i = k -> owner j = k -> i = j.

Lemma average_alone T k v j : alone k -> (j < M)%nat -> owner j = k -> average T k v = v j.
Proof.
  intros Ha Hj E. assert (Hk : (k < m)%nat) by (rewrite <- E; apply owner_below, Hj).
  rewrite (average_ext T k v (fun _ => v j) Hk); [apply average_const|].
  intros i Hi Ei. now rewrite (Ha i j).
Qed.

(** sum_j a_j (v_j - average) = 0. *)
Lemma moment T k v : (k < m)%nat -> alone k \/ total T k <> 0 ->
  sum M (fun j => if Nat.eq_dec (owner j) k then T (A j) * (v j - average T k v) else 0) = 0.
Proof.
  intros Hk [Ha|H0].
  - apply sum_of_zeros. intros j Hj. destruct (Nat.eq_dec (owner j) k) as [E|_]; [|reflexivity].
    rewrite (average_alone T k v j Ha Hj E). ring.
  - set (S := sum M (fun j => if Nat.eq_dec (owner j) k then T (A j) * (v j - v (first k)) else 0)).
    rewrite (sum_pointwise M _ (fun j =>
      (if Nat.eq_dec (owner j) k then T (A j) * (v j - v (first k)) else 0)
      + (- (S / total T k)) * (if Nat.eq_dec (owner j) k then T (A j) else 0))).
    + rewrite nsum_plus, nsum_scal. fold S. fold (total T k). field. exact H0.
    + intros j _. unfold average. fold S. destruct (Nat.eq_dec (owner j) k); ring.
Qed.

(** *** What the merged neurons receive *)

Section Point.

Variable T : params.
Hypothesis T_admissible : admissible P T.

Lemma a_trained_Q : a_trained Q = true.
Proof. apply are_trained. Qed.

Lemma w_trained_Q : w_trained Q = true.
Proof. apply are_trained. Qed.

Lemma merged_A k : (k < m)%nat -> merged T (A k) = total T k.
Proof.
  intros Hk. unfold merged.
  destruct (in_dec place_eq_dec (A k) (trained Q)) as [_|H]; [reflexivity|].
  elim H. apply trained_A; [apply a_trained_Q|exact Hk].
Qed.

Lemma merged_W k i : (k < m)%nat -> (i < dim P)%nat ->
  merged T (W k i) = average T k (fun j => T (W j i)).
Proof.
  intros Hk Hi. unfold merged.
  destruct (in_dec place_eq_dec (W k i) (trained Q)) as [_|H]; [reflexivity|].
  elim H. apply trained_W; [apply w_trained_Q|exact Hk|exact Hi].
Qed.

(** A bias that is not trained is that of all copies. *)
Lemma bias_fixed j : b_trained P = false -> (j < M)%nat -> T (B j) = values (B (owner j)).
Proof.
  intros Hb Hj. destruct are_trained as (_ & _ & [E|E] & _); [congruence|].
  rewrite <- E by exact Hj. apply T_admissible. rewrite trained_B_iff. intros [E' _]. congruence.
Qed.

Lemma merged_B k : (k < m)%nat -> merged T (B k) = average T k (fun j => T (B j)).
Proof.
  intros Hk. unfold merged.
  destruct (in_dec place_eq_dec (B k) (trained Q)) as [_|H]; [reflexivity|].
  destruct (b_trained P) eqn:Hb.
  - elim H. apply trained_B_iff. split; [exact Hb|exact Hk].
  - rewrite (average_ext T k _ (fun _ => values (B k)) Hk); [symmetry; apply average_const|].
    intros j Hj <-. apply bias_fixed; assumption.
Qed.

Lemma merged_other p : p = A0 \/ (exists q, p = D q) -> merged T p = T p.
Proof.
  intros Hp. unfold merged. destruct (in_dec place_eq_dec p (trained Q)) as [_|H].
  - destruct Hp as [->|[q ->]]; reflexivity.
  - destruct are_trained as (_ & _ & _ & E0 & ED & _).
    destruct Hp as [->|[q ->]].
    + rewrite <- E0. symmetry. apply T_admissible. rewrite trained_A0_iff.
      rewrite trained_A0_iff in H. exact H.
    + rewrite <- ED. symmetry. apply T_admissible. rewrite trained_D_iff.
      rewrite trained_D_iff in H. exact H.
Qed.

Lemma pre_merged k e : (k < m)%nat ->
  pre Q (merged T) k e = average T k (fun j => pre P T j e).
Proof.
  intros Hk. unfold pre.
  rewrite (average_plus T k (fun j => sum (dim P) (fun i => T (W j i) * x P e i)) (fun j => T (B
    j))).
  rewrite (average_sum T k (dim P) (fun i j => T (W j i) * x P e i)), merged_B by exact Hk. f_equal.
  apply sum_pointwise. intros i Hi. rewrite average_scal, merged_W by assumption. reflexivity.
Qed.

(** f(T) - f(merged T). *)
Lemma f_difference e :
  f P T e = f Q (merged T) e
    + sum M (fun j => T (A j) * (sigma P (pre P T j e) - sigma P (pre Q (merged T) (owner j) e))).
Proof.
  unfold f. rewrite (merged_other A0) by auto.
  replace (fun p => merged T (D p)) with (fun p => T (D p)).
  2:{ apply functional_extensionality. intros p. symmetry. apply merged_other. eauto. }
  rewrite (sum_pointwise (width Q) _
    (fun k => total T k * sigma P (pre Q (merged T) k e))).
  2:{ intros k Hk. rewrite merged_A by exact Hk. reflexivity. }
  unfold total. change (width Q) with m. rewrite (nsum_grouped M m owner (fun j => T (A j))
    (fun k => sigma P (pre Q (merged T) k e)) owner_below).
  rewrite (sum_pointwise M (fun j => T (A j) * (sigma P (pre P T j e)
      - sigma P (pre Q (merged T) (owner j) e)))
    (fun j => T (A j) * sigma P (pre P T j e)
      + -1 * (T (A j) * sigma P (pre Q (merged T) (owner j) e)))) by (intros; ring).
  rewrite nsum_plus, nsum_scal. unfold sigma. cbn [deep Q narrower].
  change (x Q e) with (x P e). change (deep Q) with (deep P). unfold M. ring.
Qed.

(** The first order cancels. *)
Lemma f_second_order (s1 : R -> R) e :
  (forall k, (k < m)%nat -> alone k \/ total T k <> 0) ->
  f P T e = f Q (merged T) e
    + sum M (fun j => T (A j) *
        (sigma P (pre P T j e) - sigma P (pre Q (merged T) (owner j) e)
         - s1 (pre Q (merged T) (owner j) e) * (pre P T j e - pre Q (merged T) (owner j) e))).
Proof.
  intros H. rewrite f_difference. f_equal.
  assert (Z : sum M (fun j => T (A j) * (pre P T j e - pre Q (merged T) (owner j) e)
                              * s1 (pre Q (merged T) (owner j) e)) = 0).
  { rewrite <- (nsum_grouped M m owner
      (fun j => T (A j) * (pre P T j e - pre Q (merged T) (owner j) e))
      (fun k => s1 (pre Q (merged T) k e)) owner_below).
    apply sum_of_zeros. intros k Hk.
    rewrite (sum_pointwise M _ (fun j => if Nat.eq_dec (owner j) k
      then T (A j) * (pre P T j e - average T k (fun j => pre P T j e)) else 0)).
    - rewrite moment by auto. ring.
    - intros j Hj. destruct (Nat.eq_dec (owner j) k) as [E|_]; [|reflexivity].
      rewrite E, pre_merged by exact Hk. reflexivity. }
  rewrite <- (Rplus_0_r (sum M _)), <- (Rmult_0_r (-1)), <- Z, <- nsum_scal, <- nsum_plus.
  apply sum_pointwise. intros j _. ring.
Qed.

Lemma penalty_merged : penalty P T = penalty Q (merged T).
Proof.
  apply lsum_ext. intros [k p] Hk. cbn [fst snd].
  destruct are_trained as (_ & _ & _ & _ & _ & Hp). destruct (Hp k p Hk) as [->|H]; [ring|].
  rewrite (merged_other p H). reflexivity.
Qed.

Lemma merged_admissible : admissible Q (merged T).
Proof.
  intros p Hp. unfold merged.
  destruct (in_dec place_eq_dec p (trained Q)); [contradiction|reflexivity].
Qed.

(** What a copy receives beyond the merged neuron is affine in x. *)
Lemma beyond j : (j < M)%nat -> exists (d : nat -> R) (d0 : R), (b_trained P = false -> d0 = 0) /\
  forall e, pre P T j e - pre Q (merged T) (owner j) e = sum (dim P) (fun i => d i * x P e i) + d0.
Proof.
  intros Hj. exists (fun i => T (W j i) - merged T (W (owner j) i)), (T (B j) - merged T (B (owner
    j))).
  split.
  - intros Hb. rewrite (bias_fixed j Hb Hj). unfold merged.
    destruct (in_dec place_eq_dec (B (owner j)) (trained Q)) as [H|_]; [|ring].
    apply trained_B_iff in H. destruct H as [H _]. change (b_trained Q) with (b_trained P) in H.
    congruence.
  - intros e. unfold pre.
    rewrite (sum_pointwise (dim P) (fun i => (T (W j i) - merged T (W (owner j) i)) * x P e i)
      (fun i => T (W j i) * x P e i + -1 * (merged T (W (owner j) i) * x P e i))) by (intros; ring).
    rewrite nsum_plus, nsum_scal. change (x Q e) with (x P e). change (dim Q) with (dim P). ring.
Qed.

End Point.

End Split.
