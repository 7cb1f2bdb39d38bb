(** * Boolean checks for the theorems on valleys *)

From Coq Require Import Reals List ZArith Lia Lra Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsValley Checks ChecksWidths Algebra Near.
Import ListNotations.
Open Scope R_scope.

(** ** network.width_samples: the numbers of samples, one for each x_i *)

Definition check_width_samples (P : problem) (points : list nat) : bool :=
  forallb (covered P points) (data P) &&
  (length points <=? width P + (if a0_trained P then 1 else 0))%nat.

Lemma width_samples_by P points : check_width_samples P points = true -> network_width_samples P.
Proof.
  unfold check_width_samples. rewrite andb_true_iff, forallb_forall. intros [HC HL].
  apply Nat.leb_le in HL. exists (map (numbered P) points). rewrite map_length. split; [|exact HL].
  intros e Ie. destruct (covered_same _ _ _ (HC e Ie)) as (i & Ii & E).
  exists (numbered P i). split; [now apply in_map|]. intros k Hk.
  rewrite <- !(X_low P) by exact Hk. apply E. unfold inputs. destruct (sees_one P); lia.
Qed.

(** ** network.common_bias: all are as the first *)

Lemma common_bias_by P : (forall j, (j < width P)%nat -> fixed P (B j) = fixed P (B 0)) -> network_common_bias P.
Proof. intros H. right. intros j j' Hj Hj'. now rewrite (H j Hj), (H j' Hj'). Qed.

(** ** network.positively_homogeneous: a line on each side of 0 *)

Lemma positively_homogeneous_by P a b : (forall v, v <= 0 -> sigma P v = a * v) -> (forall v, 0 <= v -> sigma P v = b * v) ->
  network_positively_homogeneous P.
Proof.
  intros Ha Hb r v Hr. destruct (Rle_lt_dec v 0) as [Q|Q].
  - rewrite !Ha by nra. ring.
  - rewrite !Hb by nra. ring.
Qed.

(** ** network.affine_beside, where nothing of f_D is trained or penalised *)

Lemma affine_beside_by P alpha beta gamma level : deep_trained P = [] ->
  (forall t, penalty P t = level * (t A0)^2 + sum (width P) (fun j =>
     alpha * (t (A j))^2 + sum (dim P) (fun k => beta * (t (W j k))^2) + gamma * (t (B j))^2)) ->
  network_affine_beside P.
Proof.
  intros None_ Pen. split.
  - intros t t' h e At At' _.
    assert (Out : forall p, ~ In (D p) (trained P)).
    { intros p I. unfold trained in I. rewrite None_ in I. cbn [map] in I. rewrite app_nil_r in I.
      repeat (apply in_app_or in I; destruct I as [I|I]).
      - destruct (a0_trained P); simpl in I; intuition discriminate.
      - destruct (a_trained P); [|contradiction]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
      - destruct (w_trained P); [|contradiction]. apply in_flat_map in I. destruct I as [? [_ I]].
        apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
      - destruct (b_trained P); [|contradiction]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate. }
    assert (E : (fun p => t' (D p)) = (fun p => t (D p))).
    { apply functional_extensionality. intros p. now rewrite (At _ (Out p)), (At' _ (Out p)). }
    assert (E' : (fun p => between t t' h (D p)) = (fun p => t (D p))).
    { apply functional_extensionality. intros p. unfold between. rewrite (At _ (Out p)), (At' _ (Out p)). ring. }
    rewrite E, E'. ring.
  - exists alpha, gamma, (fun _ => beta), (fun t => level * (t A0)^2). split.
    + intros t t' E _. now rewrite E.
    + intros t _. apply Pen.
Qed.

(** ** network.width_dimension: a dimension for each x_i, one less modulo constants *)

Section Points.

Variable P : problem.
Variable points : list nat.

(** The place of the first that has the row of e. *)
Fixpoint first_of (l : list nat) (e : sample) : nat :=
  match l with
  | [] => 0
  | i :: l' => if equalz (row e) (row (numbered P i)) then 0 else S (first_of l' e)
  end.

Lemma first_of_row e : covered P points e = true ->
  (first_of points e < length points)%nat /\ row e = row (numbered P (nth (first_of points e) points 0%nat)).
Proof.
  unfold covered. induction points as [|i l IH]; cbn [existsb first_of length]; [discriminate|].
  destruct (equalz (row e) (row (numbered P i))) eqn:E; intros H.
  - split; [lia|]. now apply equalz_eq in E.
  - destruct (IH H) as [Lt Eq]. split; [lia|exact Eq].
Qed.

Lemma row_sum w b e e' : row e = row e' ->
  sum (dim P) (fun k => w k * x P e k) + b = sum (dim P) (fun k => w k * x P e' k) + b.
Proof. intros E. unfold x. now rewrite E. Qed.

Lemma indicator_sum n (g : nat -> R) j : sum n (fun i => g i * (if (j =? i)%nat then 1 else 0)) = if (j <? n)%nat then g j else 0.
Proof.
  induction n as [|n IH]; [reflexivity|]. cbn [sum]. rewrite IH.
  destruct (Nat.eqb_spec j n), (Nat.ltb_spec j n), (Nat.ltb_spec j (S n)); subst; try lia; ring.
Qed.

Lemma width_dimension_points : forallb (covered P points) (data P) && (length points <? width P)%nat = true ->
  network_width_dimension P.
Proof.
  rewrite andb_true_iff, forallb_forall. intros [Cover Few]. apply Nat.ltb_lt in Few.
  exists (length points), (fun i e => if (first_of points e =? i)%nat then 1 else 0). split; [exact Few|].
  intros w b _. exists (fun i => sigma P (sum (dim P) (fun k => w k * x P (numbered P (nth i points 0%nat)) k) + b)), 0.
  split; [now right|]. intros e Ie. destruct (first_of_row e (Cover e Ie)) as [Lt E].
  rewrite indicator_sum, (proj2 (Nat.ltb_lt _ _) Lt), <- (row_sum w b e _ E). ring.
Qed.

Lemma width_dimension_free : constant_free P ->
  forallb (covered P points) (data P) && (pred (length points) <? width P)%nat = true -> network_width_dimension P.
Proof.
  rewrite andb_true_iff, forallb_forall. intros Free [Cover Few]. apply Nat.ltb_lt in Few.
  exists (pred (length points)), (fun i e => if (first_of points e =? S i)%nat then 1 else 0). split; [exact Few|].
  intros w b _. set (value := fun i => sigma P (sum (dim P) (fun k => w k * x P (numbered P (nth i points 0%nat)) k) + b)).
  exists (fun i => value (S i) - value 0%nat), (value 0%nat).
  split; [now left|]. intros e Ie. destruct (first_of_row e (Cover e Ie)) as [Lt E].
  assert (V : sigma P (sum (dim P) (fun k => w k * x P e k) + b) = value (first_of points e)).
  { unfold value. now rewrite <- (row_sum w b e _ E). }
  rewrite V. destruct (first_of points e) as [|j].
  - rewrite (sum_0 (pred (length points))); [ring|]. intros i _. cbn [Nat.eqb]. ring.
  - rewrite (sum_eq _ _ (fun i => (value (S i) - value 0%nat) * (if (j =? i)%nat then 1 else 0))) by reflexivity.
    rewrite (indicator_sum _ (fun i => value (S i) - value 0%nat)). destruct (Nat.ltb_spec j (pred (length points))); [ring|lia].
Qed.

End Points.
