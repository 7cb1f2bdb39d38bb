(** * Prescribed values: the linear alternative, and the data of a circuit *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra.
Import ListNotations.
Open Scope R_scope.

(** ** The linear alternative *)

Lemma linear_add : forall k b u v c,
  linear k b (fun i => u i + c * v i) = linear k b u + c * linear k b v.
Proof.
  intros. unfold linear. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros; ring.
Qed.

(** A form that vanishes where n forms do is a combination of them. *)
Lemma combination : forall n k (rows : nat -> nat -> R) (b : nat -> R),
  (forall w, (forall i, (i < n)%nat -> linear k (rows i) w = 0) -> linear k b w = 0) ->
  exists c, forall w, linear k b w = sum n (fun i => c i * linear k (rows i) w).
Proof.
  induction n as [|n IH]; intros k rows b H.
  - exists (fun _ => 0). intros w. cbn [sum]. apply H. intros; lia.
  - destruct (classic (exists w, (forall i, (i < n)%nat -> linear k (rows i) w = 0) /\
      linear k (rows n) w <> 0)) as [[w0 [Z0 N0]]|N].
    + set (s := linear k b w0 / linear k (rows n) w0).
      assert (LB : forall w, linear k (fun i => b i - s * rows n i) w
                             = linear k b w - s * linear k (rows n) w).
      { intros w. unfold linear.
        rewrite (sum_eq k _ (fun i => b i * w i + (- s) * (rows n i * w i)))
          by (intros; ring). rewrite sum_add, sum_mul. ring. }
      destruct (IH k rows (fun i => b i - s * rows n i)) as [c Hc].
      { intros w Hw. rewrite LB.
        set (r := linear k (rows n) w / linear k (rows n) w0).
        assert (Q : linear k b (fun i => w i + (- r) * w0 i) = 0).
        { apply H. intros i Hi. rewrite linear_add. destruct (Nat.eq_dec i n) as [->|D].
          - unfold r. field. assumption.
          - rewrite Hw, Z0 by lia. ring. }
        rewrite linear_add in Q. unfold s, r in *.
        replace (linear k b w0 / linear k (rows n) w0 * linear k (rows n) w)
          with (linear k (rows n) w / linear k (rows n) w0 * linear k b w0) by (field; assumption).
        lra. }
      exists (fun i => if Nat.eq_dec i n then s else c i). intros w. cbn [sum].
      destruct (Nat.eq_dec n n) as [_|]; [|congruence].
      rewrite (sum_eq n _ (fun i => c i * linear k (rows i) w)).
      * rewrite <- Hc, LB. ring.
      * intros i Hi. destruct (Nat.eq_dec i n); [lia|reflexivity].
    + destruct (IH k rows b) as [c Hc].
      { intros w Hw. apply H. intros i Hi. destruct (Nat.eq_dec i n) as [->|D]; [|apply Hw; lia].
        apply NNPP. intros Q. apply N. now exists w. }
      exists (fun i => if Nat.eq_dec i n then 0 else c i). intros w. cbn [sum].
      destruct (Nat.eq_dec n n) as [_|]; [|congruence].
      rewrite Hc, Rmult_0_l, Rplus_0_r. apply sum_eq. intros i Hi.
      destruct (Nat.eq_dec i n); [lia|reflexivity].
Qed.

(** n forms take the values v_i at some u if v satisfies all relations between the forms. *)
Lemma prescribe : forall n k (rows : nat -> nat -> R) (v : nat -> R),
  (forall m, (forall w, sum n (fun i => m i * linear k (rows i) w) = 0) ->
    sum n (fun i => m i * v i) = 0) ->
  exists u, forall i, (i < n)%nat -> linear k (rows i) u = v i.
Proof.
  induction n as [|n IH]; intros k rows v H.
  - exists (fun _ => 0). intros; lia.
  - destruct (IH k rows v) as [u0 Hu0].
    { intros m Hm. specialize (H (fun i => if Nat.eq_dec i n then 0 else m i)).
      cbn [sum] in H. destruct (Nat.eq_dec n n) as [_|]; [|congruence].
      assert (E : forall g, sum n (fun i => (if Nat.eq_dec i n then 0 else m i) * g i)
                            = sum n (fun i => m i * g i)).
      { intros g. apply sum_eq. intros i Hi. destruct (Nat.eq_dec i n); [lia|reflexivity]. }
      rewrite E in H. rewrite Rmult_0_l, Rplus_0_r in H. apply H.
      intros w. rewrite (E (fun i => linear k (rows i) w)), Hm. ring. }
    destruct (classic (exists w, (forall i, (i < n)%nat -> linear k (rows i) w = 0) /\
      linear k (rows n) w <> 0)) as [[w [Zw Nw]]|N].
    + set (c := (v n - linear k (rows n) u0) / linear k (rows n) w).
      exists (fun i => u0 i + c * w i). intros i Hi. rewrite linear_add.
      destruct (Nat.eq_dec i n) as [->|D].
      * unfold c. field. assumption.
      * rewrite Hu0, Zw by lia. ring.
    + destruct (combination n k rows (rows n)) as [c Hc].
      { intros w Hw. apply NNPP. intros Q. apply N. now exists w. }
      exists u0. intros i Hi. destruct (Nat.eq_dec i n) as [->|D]; [|apply Hu0; lia].
      specialize (H (fun i => if Nat.eq_dec i n then -1 else c i)).
      cbn [sum] in H. destruct (Nat.eq_dec n n) as [_|]; [|congruence].
      assert (E : forall g, sum n (fun i => (if Nat.eq_dec i n then -1 else c i) * g i)
                            = sum n (fun i => c i * g i)).
      { intros g. apply sum_eq. intros i' Hi'. destruct (Nat.eq_dec i' n); [lia|reflexivity]. }
      rewrite E in H.
      assert (Q : sum n (fun i => c i * v i) + -1 * v n = 0).
      { apply H. intros w. rewrite (E (fun i => linear k (rows i) w)), <- Hc. ring. }
      rewrite Hc, (sum_eq n _ (fun i => c i * v i)) by (intros; now rewrite Hu0). lra.
Qed.

(** ** Lists by position *)

Lemma over_nth_error : forall {T} (l : list T) g,
  over l g = sum (length l) (fun i => match nth_error l i with Some e => g e | None => 0 end).
Proof.
  intros T l g. induction l as [|a l IH] using rev_ind; [reflexivity|].
  rewrite length_snoc. cbn [sum].
  rewrite nth_error_app2, Nat.sub_diag by lia. cbn [nth_error].
  rewrite (sum_eq _ _ (fun i => match nth_error l i with Some e => g e | None => 0 end))
    by (intros; rewrite nth_error_app1 by assumption; reflexivity).
  rewrite <- IH. clear IH. induction l as [|b l IH]; simpl; [lra|]. rewrite IH. lra.
Qed.

Lemma over_one : forall {T} (l : list T) g e, NoDup l -> In e l ->
  (forall e', In e' l -> e' <> e -> g e' = 0) -> over l g = g e.
Proof.
  induction l as [|a l IH]; intros g e ND He H; [easy|]. inversion ND; subst. cbn [over].
  destruct He as [->|He].
  - rewrite over_0; [lra|]. intros e' He'. apply H; [simpl; auto|]. intros ->. contradiction.
  - rewrite (IH g e), (H a); simpl; auto; [lra | |].
    + intros ->. contradiction.
    + intros e' He'. apply H. simpl. auto.
Qed.

Lemma sample_eq_dec : forall e e' : sample, {e = e'} + {e <> e'}.
Proof.
  decide equality; [apply Pos.eq_dec | apply Bool.bool_dec | apply list_eq_dec, Z.eq_dec].
Qed.

(** ** Functions with two values that are not 0 *)

Definition two (e1 e2 : sample) (a1 a2 : R) (e : sample) : R :=
  if sample_eq_dec e e1 then a1 else if sample_eq_dec e e2 then a2 else 0.

Lemma over_two : forall l (g : sample -> R -> R) e1 e2 a1 a2, NoDup l -> In e1 l -> In e2 l ->
  e1 <> e2 -> (forall e, g e 0 = 0) ->
  over l (fun e => g e (two e1 e2 a1 a2 e)) = g e1 a1 + g e2 a2.
Proof.
  intros l g e1 e2 a1 a2 ND I1 I2 D Z.
  rewrite (over_eq l _ (fun e => (if sample_eq_dec e e1 then g e a1 else 0)
                                 + (if sample_eq_dec e e2 then g e a2 else 0))).
  - rewrite over_add, (over_one l _ e1), (over_one l _ e2); auto.
    + destruct (sample_eq_dec e1 e1), (sample_eq_dec e2 e2); congruence.
    + intros e _ De. destruct (sample_eq_dec e e2); congruence.
    + intros e _ De. destruct (sample_eq_dec e e1); congruence.
  - intros e _. unfold two. destruct (sample_eq_dec e e1) as [->|]; destruct (sample_eq_dec _ e2);
      try congruence; rewrite ?Z; ring.
Qed.

Lemma y_square : forall e, y e * y e = 1.
Proof. intros e. unfold y. destruct (positive_label e); ring. Qed.
