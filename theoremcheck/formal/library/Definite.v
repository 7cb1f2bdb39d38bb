(** * Matrices of integers that are positive semidefinite

    By completing squares, one variable after the other; the rest is rounded
    to short integers on the way, which costs a little on the diagonal. *)

From Coq Require Import Reals ZArith List Lra Lia.
From TheoremCheck Require Import Setting Series.
Import ListNotations.
Open Scope R_scope.

Definition entry (M : list (list Z)) (i j : nat) : Z := nth j (nth i M []) 0%Z.

(** sum_ij M_ij d_i d_j. *)
Definition form (n : nat) (M : nat -> nat -> R) (d : nat -> R) : R :=
  sum n (fun i => sum n (fun j => M i j * d i * d j)).

Definition integers (M : list (list Z)) (i j : nat) : R := IZR (entry M i j).

Definition tabulated (n : nat) (f : nat -> nat -> Z) : list (list Z) :=
  map (fun i => map (f i) (seq 0 n)) (seq 0 n).

Lemma nth_tabulated {A : Type} (f : nat -> A) n i d : (i < n)%nat -> nth i (map f (seq 0 n)) d = f i.
Proof.
  intros H. rewrite (nth_indep _ d (f O)) by (rewrite map_length, seq_length; exact H).
  rewrite map_nth, seq_nth by exact H. reflexivity.
Qed.

Lemma entry_tabulated n f i j : (i < n)%nat -> (j < n)%nat -> entry (tabulated n f) i j = f i j.
Proof. intros Hi Hj. unfold entry, tabulated. rewrite (nth_tabulated _ n i) by exact Hi. now apply nth_tabulated. Qed.

(** 4 a times the form is a square plus the form of this matrix in the other variables. *)
Definition completed (n : nat) (M : list (list Z)) : list (list Z) :=
  let a := (4 * entry M 0 0)%Z in
  let s := map (fun j => entry M 0 (S j) + entry M (S j) 0)%Z (seq 0 n) in
  let k := Z.max 0 (Z.log2 (a * (1 + Z.abs (entry M 1 1))) - 192) in
  tabulated n (fun i j =>
    Z.shiftr (a * entry M (S i) (S j) - nth i s 0 * nth j s 0) k - if Nat.eqb i j then Z.of_nat n else 0)%Z.

Fixpoint semidefinite (n : nat) (M : list (list Z)) : bool :=
  match n with
  | O => true
  | S n' => ((0 <? entry M 0 0)%Z && semidefinite n' (completed n' M))%bool
  end.

Lemma sum_plus n f g : sum n (fun i => f i + g i) = sum n f + sum n g.
Proof. induction n as [|n IH]; cbn [sum]; [ring|]. rewrite IH. ring. Qed.

Lemma sum_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum n f <= sum n g.
Proof.
  induction n as [|n IH]; intros H; cbn [sum]; [lra|].
  pose proof (IH (fun i Hi => H i (Nat.lt_lt_succ_r _ _ Hi))). pose proof (H n (Nat.lt_succ_diag_r n)). lra.
Qed.

Lemma sum_square n (g : nat -> R) : sum n g * sum n g = sum n (fun i => sum n (fun j => g i * g j)).
Proof.
  rewrite <- sum_times. apply sum_equal. intros i _. rewrite sum_times. ring.
Qed.

Lemma form_equal n M M' d : (forall i j, (i < n)%nat -> (j < n)%nat -> M i j = M' i j) -> form n M d = form n M' d.
Proof. intros H. apply sum_equal. intros i Hi. apply sum_equal. intros j Hj. rewrite H by assumption. reflexivity. Qed.

Lemma form_plus n M M' d : form n (fun i j => M i j + M' i j) d = form n M d + form n M' d.
Proof.
  unfold form. rewrite <- sum_plus. apply sum_equal. intros i _. rewrite <- sum_plus.
  apply sum_equal. intros; ring.
Qed.

Lemma form_times n c M d : form n (fun i j => c * M i j) d = c * form n M d.
Proof.
  unfold form. rewrite <- sum_times. apply sum_equal. intros i _. rewrite <- sum_times.
  apply sum_equal. intros; ring.
Qed.

(** |sum e_ij d_i d_j| <= sum_i rho_i d_i^2, rho_i half the sum of bounds of row i and column i. *)
Lemma form_small n E r d : (forall i j, (i < n)%nat -> (j < n)%nat -> Rabs (E i j) <= r i j) ->
  - sum n (fun i => sum n (fun j => (r i j + r j i) / 2) * (d i * d i)) <= form n E d.
Proof.
  intros H. unfold form.
  assert (B : sum n (fun i => sum n (fun j => - (r i j * ((d i * d i + d j * d j) / 2))))
              <= sum n (fun i => sum n (fun j => E i j * d i * d j))).
  { apply sum_le. intros i Hi. apply sum_le. intros j Hj. pose proof (H i j Hi Hj) as A.
    pose proof (Rle_abs (E i j)). pose proof (Rle_abs (- E i j)) as N. rewrite Rabs_Ropp in N.
    assert (Q : Rabs (d i * d j) <= (d i * d i + d j * d j) / 2).
    { pose proof (pow2_ge_0 (d i - d j)). pose proof (pow2_ge_0 (d i + d j)). apply Rabs_le. split; nra. }
    assert (Q' : Rabs (E i j * (d i * d j)) <= r i j * ((d i * d i + d j * d j) / 2)).
    { rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos. }
    pose proof (Rle_abs (- (E i j * (d i * d j)))) as N2. rewrite Rabs_Ropp in N2. lra. }
  eapply Rle_trans; [|exact B]. right.
  assert (S1 : sum n (fun i => sum n (fun j => - (r i j * ((d i * d i + d j * d j) / 2))))
    = - (sum n (fun i => sum n (fun j => r i j / 2 * (d i * d i)))
         + sum n (fun i => sum n (fun j => r i j / 2 * (d j * d j))))).
  {
    replace (- (sum n (fun i => sum n (fun j => r i j / 2 * (d i * d i)))
         + sum n (fun i => sum n (fun j => r i j / 2 * (d j * d j)))))
      with (-1 * (sum n (fun i => sum n (fun j => r i j / 2 * (d i * d i)))
         + sum n (fun i => sum n (fun j => r i j / 2 * (d j * d j))))) by ring.
    rewrite <- sum_plus, <- sum_times. apply sum_equal. intros i _.
    rewrite <- sum_plus, <- sum_times. apply sum_equal. intros; field. }
  rewrite S1. f_equal.
  assert (Swap : forall g : nat -> nat -> R,
    sum n (fun i => sum n (fun j => g i j)) = sum n (fun j => sum n (fun i => g i j))).
  { intros g. generalize n at 1 4. intros m. induction m as [|m IH]; cbn [sum].
    - symmetry. apply sum_zero. reflexivity.
    - rewrite IH, <- sum_plus. reflexivity. }
  rewrite (Swap (fun i j => r i j / 2 * (d j * d j))), <- sum_plus. apply sum_equal. intros i _.
  rewrite <- sum_plus, Rmult_comm, <- sum_times. apply sum_equal. intros; field.
Qed.

Lemma sum_const n c : sum n (fun _ => c) = INR n * c.
Proof. induction n as [|n IH]; [simpl; ring|]. cbn [sum]. rewrite IH, S_INR. ring. Qed.

Lemma form_diagonal n (c : nat -> R) d :
  form n (fun i j => if Nat.eqb i j then c i else 0) d = sum n (fun i => c i * (d i * d i)).
Proof.
  unfold form. apply sum_equal. intros i Hi.
  assert (H : forall m, sum m (fun j => (if Nat.eqb i j then c i else 0) * d i * d j)
                        = if Nat.ltb i m then c i * (d i * d i) else 0).
  { induction m as [|m IH]; [reflexivity|]. cbn [sum]. rewrite IH.
    destruct (Nat.eqb_spec i m) as [->|N].
    - rewrite Nat.ltb_irrefl. destruct (Nat.ltb_spec m (S m)); [ring|lia].
    - destruct (Nat.ltb_spec i m), (Nat.ltb_spec i (S m)); try lia; ring. }
  rewrite H. destruct (Nat.ltb_spec i n); [reflexivity|lia].
Qed.

Lemma shift_bounds z k : (0 <= k)%Z ->
  IZR (Z.shiftr z k) * IZR (2 ^ k) <= IZR z <= (IZR (Z.shiftr z k) + 1) * IZR (2 ^ k).
Proof.
  intros Hk. rewrite Z.shiftr_div_pow2 by exact Hk.
  assert (P : (0 < 2 ^ k)%Z) by (apply Z.pow_pos_nonneg; lia).
  pose proof (Z.mul_div_le z (2 ^ k) P) as L. pose proof (Z.mul_succ_div_gt z (2 ^ k) P) as U.
  rewrite <- mult_IZR, <- (plus_IZR _ 1), <- mult_IZR. split; apply IZR_le; lia.
Qed.

Theorem semidefinite_form n : forall M d, semidefinite n M = true -> 0 <= form n (integers M) d.
Proof.
  induction n as [|n IH]; intros M d H; [unfold form; simpl; lra|].
  cbn [semidefinite] in H. apply andb_prop in H. destruct H as [A H]. apply Z.ltb_lt, IZR_lt in A.
  set (d' := fun i => d (S i)). specialize (IH _ d' H).
  set (a := entry M 0 0) in *. set (s := fun j => IZR (entry M 0 (S j)) + IZR (entry M (S j) 0)).
  set (k := Z.max 0 (Z.log2 (4 * a * (1 + Z.abs (entry M 1 1))) - 192)).
  assert (Hk : (0 <= k)%Z) by (unfold k; lia).
  set (c := IZR (2 ^ k)). assert (C : 0 < c).
  { apply (IZR_lt 0). apply Z.pow_pos_nonneg; lia. }
  (* the square *)
  set (B := sum n (fun j => s j * d' j)).
  set (rest := fun i j => 4 * IZR a * IZR (entry M (S i) (S j)) - s i * s j).
  assert (Square : 4 * IZR a * form (S n) (integers M) d
    = (2 * IZR a * d O + B) * (2 * IZR a * d O + B) + form n rest d').
  { unfold form at 1. rewrite sum_first. rewrite sum_first.
    rewrite (sum_equal n (fun k0 => sum (S n) _) (fun i =>
      integers M (S i) 0 * d (S i) * d O + sum n (fun j => integers M (S i) (S j) * d (S i) * d (S j))))
      by (intros; apply sum_first).
    rewrite sum_plus.
    assert (EB : sum n (fun j => integers M 0 (S j) * d O * d (S j))
                 + sum n (fun i => integers M (S i) 0 * d (S i) * d O) = d O * B).
    { unfold B. rewrite <- sum_times, <- sum_plus. apply sum_equal. intros i _. unfold s, d', integers. ring. }
    assert (ER : form n rest d' = 4 * IZR a * sum n (fun i => sum n (fun j => integers M (S i) (S j) * d (S i) * d (S j)))
                 - B * B).
    { unfold B. rewrite sum_square, <- sum_times.
      replace (sum n (fun i => 4 * IZR a * sum n (fun j => integers M (S i) (S j) * d (S i) * d (S j)))
               - sum n (fun i => sum n (fun j => s i * d' i * (s j * d' j))))
        with (sum n (fun i => 4 * IZR a * sum n (fun j => integers M (S i) (S j) * d (S i) * d (S j)))
               + -1 * sum n (fun i => sum n (fun j => s i * d' i * (s j * d' j)))) by ring.
      rewrite <- sum_times, <- sum_plus. apply sum_equal. intros i _.
      rewrite <- !sum_times, <- sum_plus. apply sum_equal. intros j _. unfold rest, d', integers. ring. }
    rewrite ER. unfold integers at 1. fold a.
    set (X := sum n (fun j => integers M 0 (S j) * d O * d (S j))) in *.
    set (Y := sum n (fun i => integers M (S i) 0 * d (S i) * d O)) in *.
    replace X with (d O * B - Y) by lra. ring. }
  (* what was rounded *)
  set (R' := completed n M) in *.
  assert (Entry : forall i j, (i < n)%nat -> (j < n)%nat ->
    Rabs (rest i j - c * (integers R' i j + if Nat.eqb i j then INR n else 0)) <= c).
  { intros i j Hi Hj. unfold integers, R', completed. rewrite entry_tabulated by assumption. fold a. fold k.
    rewrite !(nth_tabulated _ n) by assumption.
    set (z := (4 * a * entry M (S i) (S j) - (entry M 0 (S i) + entry M (S i) 0) * (entry M 0 (S j) + entry M (S j) 0))%Z).
    assert (Ez : IZR z = rest i j).
    { unfold z, rest, s. rewrite minus_IZR, !mult_IZR, !plus_IZR. ring. }
    pose proof (shift_bounds z k Hk) as [L U]. fold c in L, U. rewrite minus_IZR.
    replace (IZR (Z.shiftr z k) - IZR (if (i =? j)%nat then Z.of_nat n else 0) + (if (i =? j)%nat then INR n else 0))
      with (IZR (Z.shiftr z k)) by (destruct (i =? j)%nat; rewrite ?INR_IZR_INZ; ring).
    rewrite <- Ez. apply Rabs_le. split; nra. }
  set (E := fun i j => rest i j - c * (integers R' i j + if Nat.eqb i j then INR n else 0)) in *.
  assert (Split : form n rest d' = c * form n (integers R') d' + c * sum n (fun i => INR n * (d' i * d' i)) + form n E d').
  { rewrite <- (form_diagonal n (fun _ => INR n)), <- !form_times, <- !form_plus. apply form_equal.
    intros i j _ _. unfold E. ring. }
  pose proof (form_small n E (fun _ _ => c) d' Entry) as Small. cbv beta in Small.
  rewrite (sum_equal n (fun i => sum n (fun _ => (c + c) / 2) * (d' i * d' i)) (fun i => c * (INR n * (d' i * d' i)))) in Small.
  2:{ intros i _. rewrite sum_const. field. }
  rewrite sum_times in Small.
  assert (0 <= c * form n (integers R') d') by (apply Rmult_le_pos; lra).
  assert (0 <= form n rest d') by lra.
  assert (0 <= 4 * IZR a * form (S n) (integers M) d) by (rewrite Square; pose proof (Rle_0_sqr (2 * IZR a * d O + B)) as Q; unfold Rsqr in Q; lra).
  apply (Rmult_le_reg_l (4 * IZR a)); lra.
Qed.
