(** * Through invertible layers that narrow, outputs can be led along any path

    Where every layer above has a right inverse of its weights, what the layer below receives follows the output. *)

From Coq Require Import Reals List Lia Lra FunctionalExtensionality.
From TheoremCheck Require Import Setting ConditionsPyramid Algebra Monotone Paths RowRank.
From TheoremCheck Require Branches.
Import ListNotations.
Open Scope R_scope.

Lemma pick_below : forall (T : Type) (n : nat) (Q : nat -> T -> Prop) (t0 : T),
  (forall k, (k < n)%nat -> exists v, Q k v) -> exists g, forall k, (k < n)%nat -> Q k (g k).
Proof.
  intros T n Q t0. induction n as [|n IH]; intros H; [exists (fun _ => t0); lia|].
  destruct IH as [g G]; [intros; apply H; lia|]. destruct (H n (Nat.lt_succ_diag_r n)) as [v V].
  exists (fun k => if (k =? n)%nat then v else g k). intros k K.
  destruct (Nat.eqb_spec k n) as [->|]; [assumption|]. apply G. lia.
Qed.

Section Lift.

Variable g : deep_place -> R.
Variable b : nat.

(** The output of a branch from what its layer l receives. *)
Definition from (l : nat) (units : list fn) (above : list (list fn)) (v : nat -> R) : R :=
  branch_output g b (S l) (length units) (fun u => val (nth u units identity) (v u)) above.

Lemma from_ext l units above v v' : (forall u, (u < length units)%nat -> v u = v' u) ->
  from l units above v = from l units above v'.
Proof. intros E. apply Branches.branch_output_ext. intros u Hu. now rewrite E. Qed.

(** The layers from l upwards, with [inputs] numbers below them: their weights have right inverses, their neurons
    inverses. *)
Fixpoint onto (l inputs : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => exists u, (u < inputs)%nat /\ g (Output b u) <> 0
  | units :: above =>
      (exists C, right_inverse (length units) inputs (fun u k => g (Weight b l u k)) C) /\
      (forall u, (u < length units)%nat -> invertible (val (nth u units identity))) /\
      onto (S l) (length units) above
  end.

Lemma lift above : forall l units, (forall u, (u < length units)%nat -> invertible (val (nth u units identity))) ->
  onto (S l) (length units) above -> forall (v0 : nat -> R) (o : R -> R), continuity o ->
  o 0 = from l units above v0 ->
  exists v : R -> nat -> R, (forall u, continuity (fun h => v h u)) /\
    (forall u, (u < length units)%nat -> v 0 u = v0 u) /\ forall h, from l units above (v h) = o h.
Proof.
  induction above as [|units' above IH]; intros l units Inv On v0 o Co O0.
  - destruct On as [u [Hu Nu]]. destruct (Inv u Hu) as [s' [Cs [Left Right]]].
    set (s := val (nth u units identity)) in *. set (c := g (Output b u)) in *.
    exists (fun h u' => if (u' =? u)%nat then s' (s (v0 u) + (o h - o 0) * / c) else v0 u').
    split; [|split].
    + intros u'. destruct (u' =? u)%nat; [|apply constant_continuous].
      apply (continuity_comp (fun h => s (v0 u) + (o h - o 0) * / c) s'); [|assumption].
      apply plus_continuous; [apply constant_continuous|]. apply times_continuous; [|apply constant_continuous].
      apply minus_continuous; [assumption|apply constant_continuous].
    + intros u' _. destruct (Nat.eqb_spec u' u) as [->|]; [|reflexivity].
      rewrite Rminus_diag_eq, Rmult_0_l, Rplus_0_r by reflexivity. apply Left.
    + intros h. unfold from in *. cbn [branch_output] in *.
      rewrite (sum_eq (length units) _ (fun u' => g (Output b u') * val (nth u' units identity) (v0 u')
        + (if (u' =? u)%nat then o h - o 0 else 0))).
      * rewrite sum_add, sum_at, <- O0 by assumption. ring.
      * intros u' _. destruct (Nat.eqb_spec u' u) as [->|]; [|ring].
        fold s c. rewrite Right. field. assumption.
  - destruct On as [[C Cinv] [Inv' On]].
    set (n := length units) in *. set (n' := length units') in *.
    set (rec := fun v : nat -> R => received g b (S l) n (fun u => val (nth u units identity) (v u))).
    assert (Step : forall v, from l units (units' :: above) v = from (S l) units' above (rec v)) by reflexivity.
    destruct (IH (S l) units' Inv' On (rec v0) o Co) as [v' [Cv' [V0' O']]]; [rewrite <- Step; exact O0|].
    destruct (pick_below (R -> R) n (fun u q => continuity q /\ (forall v, q (val (nth u units identity) v) = v) /\
      forall v, val (nth u units identity) (q v) = v) (fun v => v) Inv) as [q Q].
    set (move := fun h u => sum n' (fun u' => C u u' * (v' h u' - v' 0 u'))).
    exists (fun h u => if (u <? n)%nat then q u (val (nth u units identity) (v0 u) + move h u) else v0 u).
    assert (Cm : forall u, continuity (fun h => move h u)).
    { intros u. apply (sum_continuous n' (fun h u' => C u u' * (v' h u' - v' 0 u'))). intros u'.
      apply times_continuous; [apply constant_continuous|]. apply minus_continuous; [apply Cv'|apply constant_continuous]. }
    split; [|split].
    + intros u. destruct (Nat.ltb_spec u n) as [L|L]; [|apply constant_continuous].
      apply (continuity_comp (fun h => val (nth u units identity) (v0 u) + move h u) (q u)); [|apply Q, L].
      apply plus_continuous; [apply constant_continuous|apply Cm].
    + intros u L. rewrite (proj2 (Nat.ltb_lt u n) L).
      replace (move 0 u) with 0; [rewrite Rplus_0_r; now apply Q|].
      unfold move. rewrite sum_0; [reflexivity|]. intros u' _. ring.
    + intros h. rewrite Step, <- (O' h). apply from_ext. intros u Hu. unfold rec, received.
      rewrite (sum_eq n _ (fun k => g (Weight b (S l) u k) * val (nth k units identity) (v0 k)
        + g (Weight b (S l) u k) * move h k)).
      * rewrite sum_add.
        assert (M : sum n (fun k => g (Weight b (S l) u k) * move h k) = v' h u - v' 0 u).
        { rewrite (sum_eq n _ (fun k => sum n' (fun u' => (v' h u' - v' 0 u') * (g (Weight b (S l) u k) * C k u')))).
          - rewrite sum_sum. rewrite (sum_eq n' _ (fun u' => if (u' =? u)%nat then v' h u - v' 0 u else 0)).
            + now apply sum_at.
            + intros u' Hu'. rewrite sum_mul, (Cinv u u' Hu Hu').
              destruct (Nat.eqb_spec u u') as [->|N]; [rewrite Nat.eqb_refl; ring|].
              rewrite (proj2 (Nat.eqb_neq u' u)) by lia. ring.
          - intros k _. unfold move. rewrite <- sum_mul. apply sum_eq. intros u' _. ring. }
        rewrite M. rewrite (V0' u Hu). unfold rec, received. ring.
      * intros k K. rewrite (proj2 (Nat.ltb_lt k n) K).
        destruct (Q k K) as [_ [_ Right]]. rewrite Right. ring.
Qed.

End Lift.
