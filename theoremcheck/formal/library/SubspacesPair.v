(** * Two neurons that move along one direction, by different amounts *)

From Coq Require Import Reals List Lia Lra Bool.
From TheoremCheck Require Import
  Setting Conditions Linear SecondOrder Vary Stationary Descent SubspacesMoves SecondVariation.
Import ListNotations.
Open Scope R_scope.

Lemma sum_two n j k (g : nat -> R) : (j < n)%nat -> (k < n)%nat -> j <> k ->
  (forall i, (i < n)%nat -> i <> j -> i <> k -> g i = 0) -> sum n g = g j + g k.
Proof.
  intros Hj Hk N Z.
  rewrite (linear_sum_ext n g
    (fun i => (if (i =? j)%nat then g i else 0) + (if (i =? k)%nat then g i else 0))).
  - rewrite sum_plus, !sum_single by assumption. reflexivity.
  - intros i Hi. destruct (Nat.eqb_spec i j), (Nat.eqb_spec i k); subst; try lia; try lra.
    rewrite Z by assumption. lra.
Qed.

Section Pair.

Variable P : problem.
Variables l1 s1 s2 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis Ds : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis Ds2 : forall v, derivable_pt_lim s1 v (s2 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis w : w_trained P = true.
Variable t : params.
Hypothesis minimum : least P t.
Hypothesis flats : forall e, In e (data P) -> l1 (z P t e) = 0 -> flat_at P (z P t e).

Notation slope := (slope P l1 t).

Variables j k : nat.
Hypothesis Hj : (j < width P)%nat.
Hypothesis Hk : (k < width P)%nat.
Hypothesis Hjk : j <> k.

(** w_j moves along alpha v, w_k along beta v. *)
Definition along (alpha beta : R) (v : nat -> R) (i : nat) : nat -> R :=
  if (i =? j)%nat then fun m => alpha * v m
  else if (i =? k)%nat then fun m => beta * v m else fun _ => 0.

Lemma dot_along alpha beta v e :
  dot P (along alpha beta v j) e = alpha * dot P v e /\
  dot P (along alpha beta v k) e = beta * dot P v e /\
  forall i, i <> j -> i <> k -> dot P (along alpha beta v i) e = 0.
Proof.
  unfold along. rewrite !Nat.eqb_refl. split; [apply dot_scaled|]. split.
  - destruct (Nat.eqb_spec k j); [congruence|]. apply dot_scaled.
  - intros i Ni Nk. destruct (Nat.eqb_spec i j); [contradiction|].
    destruct (Nat.eqb_spec i k); [contradiction|]. now apply dot_zero.
Qed.

(** If f does not move to first order, and to second order in the right
    direction on one class, which v does not miss, and not at all on the other,
    the slopes vanish on the class. *)
Lemma pair_empties alpha beta v label :
  (forall e, In e (data P) -> slope e <> 0 ->
    t (A j) * (s1 (pre P t j e) * alpha) + t (A k) * (s1 (pre P t k e) * beta) = 0) ->
  (forall e, In e (data P) -> slope e <> 0 -> positive_label e = label ->
    0 < y e * (t (A j) * (s2 (pre P t j e) * alpha ^ 2) + t (A k) * (s2 (pre P t k e) * beta ^
      2))) ->
  (forall e, In e (data P) ->
    (positive_label e = label -> dot P v e <> 0) /\ (positive_label e <> label -> dot P v e = 0)) ->
  forall e, In e (data P) -> positive_label e = label -> slope e = 0.
Proof.
  intros still bent cut.
  set (d := along alpha beta v).
  assert (zero_line : forall e i, i <> j -> i <> k -> dot P (d i) e = 0).
  { intros e. apply (dot_along alpha beta v e). }
  assert (V : balance P l1 t (second P s1 s2 t (fun _ => 0) d) <= 0).
  { apply (second_variation P l1 s1 s2 Dl Ds Ds2 nondecreasing w t minimum 0); auto.
    intros e He N. unfold first. rewrite (sum_two (width P) j k); try assumption.
    - destruct (dot_along alpha beta v e) as [Dj [Dk _]]. unfold d. rewrite Dj, Dk.
      specialize (still e He N).
      replace (0 + (0 * sigma P (pre P t j e) + t (A j) * (s1 (pre P t j e) * (alpha * dot P v e)) +
        (0 * sigma P (pre P t k e) + t (A k) * (s1 (pre P t k e) * (beta * dot P v e)))))
        with ((t (A j) * (s1 (pre P t j e) * alpha) + t (A k) * (s1 (pre P t k e) * beta))
          * dot P v e)
        by ring.
      rewrite still. ring.
    - intros i _ Ni Nk. rewrite zero_line by assumption. ring. }
  set (N := fun e => y e * (t (A j) * (s2 (pre P t j e) * alpha ^ 2)
    + t (A k) * (s2 (pre P t k e) * beta ^ 2))).
  assert (terms : forall e, q P l1 t e * y e * second P s1 s2 t (fun _ => 0) d e
    = q P l1 t e * (N e * (dot P v e ^ 2 / 2))).
  { intros e. unfold second. rewrite (sum_two (width P) j k); try assumption.
    - destruct (dot_along alpha beta v e) as [Dj [Dk _]]. unfold d. rewrite Dj, Dk. unfold N. field.
    - intros i _ Ni Nk. rewrite zero_line by assumption. field. }
  assert (signs : forall e, In e (data P) ->
    0 <= q P l1 t e * y e * second P s1 s2 t (fun _ => 0) d e).
  { intros e He. rewrite terms. assert (Q := q_nonneg P l1 Dl nondecreasing t e).
    destruct (Req_dec (slope e) 0) as [Z|S].
    - unfold q. unfold SubspacesMoves.slope in Z. rewrite Z. right. ring.
    - apply Rmult_le_pos; [assumption|]. destruct (bool_dec (positive_label e) label) as [L|L].
      + apply Rmult_le_pos; [now apply Rlt_le, bent|].
        assert (0 <= dot P v e ^ 2) by apply pow2_ge_0. lra.
      + rewrite (proj2 (cut e He) L). right. field. }
  intros e He L. destruct (Req_dec (slope e) 0) as [|S]; [assumption|].
  assert (Z := over_nonneg_zero (data P) _ signs V e He). simpl in Z. rewrite terms in Z.
  assert (0 < N e) by now apply bent.
  assert (0 < dot P v e ^ 2) by (apply square_positive; now apply cut).
  destruct (Rmult_integral _ _ Z) as [Q|Q]; [now apply (q_zero P l1)|].
  assert (0 < N e * (dot P v e ^ 2 / 2)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

End Pair.
