(** * Moving the parameters of the shortcut

    [vary t da0 da d h] moves a_0, the a_j and the w_j along da0, da j and d j
    (whose last coordinate is that of b_j, if b_j is trained); what is not
    trained stays where it is, and so does f_D. *)

From Coq Require Import Reals List Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions Linear.
Import ListNotations.
Open Scope R_scope.

Section Vary.

Variable P : problem.

Definition vary (t : params) (da0 : R) (da : nat -> R) (d : nat -> nat -> R) (h : R) : params :=
  fun p => match p with
  | A0 => if a0_trained P then t A0 + h * da0 else t A0
  | A j => if (a_trained P && (j <? width P))%nat then t (A j) + h * da j else t (A j)
  | W j k => if (w_trained P && (j <? width P) && (k <? dim P))%nat then t (W j k) + h * d j k
             else t (W j k)
  | B j => if (b_trained P && (j <? width P))%nat then t (B j) + h * d j (dim P) else t (B j)
  | _ => t p
  end.

(** ** Trained parameters *)

Lemma vary_fixed t da0 da d h p : ~ In p (trained P) -> vary t da0 da d h p = t p.
Proof.
  intros N. unfold trained in N. rewrite !in_app_iff in N. destruct p; simpl; try reflexivity.
  - destruct (a0_trained P); [|reflexivity]. contradict N. left. now left.
  - destruct (a_trained P), (Nat.ltb_spec neuron (width P)); simpl; try reflexivity.
    contradict N. right. left. apply in_map, in_seq. lia.
  - destruct (w_trained P), (Nat.ltb_spec neuron (width P)), (Nat.ltb_spec input (dim P));
      simpl; try reflexivity.
    contradict N. right. right. left. apply in_flat_map. exists neuron.
    split; [apply in_seq; lia|]. apply in_map, in_seq. lia.
  - destruct (b_trained P), (Nat.ltb_spec neuron (width P)); simpl; try reflexivity.
    contradict N. right. right. right. left. apply in_map, in_seq. lia.
Qed.

Lemma vary_admissible t da0 da d h : admissible P t -> admissible P (vary t da0 da d h).
Proof. intros H p N. rewrite vary_fixed by assumption. now apply H. Qed.

(** ** What the neurons receive, and f *)

Lemma sees_one_hidden : (1 <= width P)%nat -> sees_one P = b_trained P.
Proof. intros H. unfold sees_one. destruct (Nat.ltb_spec 0 (width P)); [reflexivity|lia]. Qed.

Lemma dot_split u e : (1 <= width P)%nat ->
  dot P u e = sum (dim P) (fun k => u k * x P e k) + (if b_trained P then u (dim P) else 0).
Proof.
  intros H. unfold dot, inputs. rewrite sees_one_hidden by assumption.
  assert (E : sum (dim P) (fun k => u k * X P e k) = sum (dim P) (fun k => u k * x P e k)).
  { apply linear_sum_ext. intros k Hk. unfold X.
    destruct (Nat.ltb_spec k (dim P)); [reflexivity|lia]. }
  destruct (b_trained P); simpl; rewrite E; [|lra].
  unfold X. rewrite Nat.ltb_irrefl. lra.
Qed.

Lemma sum_moved n (a b c : nat -> R) h :
  sum n (fun k => (a k + h * b k) * c k) = sum n (fun k => a k * c k)
    + h * sum n (fun k => b k * c k).
Proof. induction n; simpl; [lra|]. rewrite IHn. lra. Qed.

Hypothesis w : w_trained P = true.

Lemma pre_vary t da0 da d h j e : (j < width P)%nat ->
  pre P (vary t da0 da d h) j e = pre P t j e + h * dot P (d j) e.
Proof.
  intros Hj. rewrite dot_split by lia. unfold pre.
  rewrite (linear_sum_ext _ _ (fun k => (t (W j k) + h * d j k) * x P e k)).
  - rewrite sum_moved. simpl. destruct (Nat.ltb_spec j (width P)); [|lia].
    destruct (b_trained P); simpl; lra.
  - intros k Hk. simpl. rewrite w.
    destruct (Nat.ltb_spec j (width P)), (Nat.ltb_spec k (dim P)); simpl; (lia || reflexivity).
Qed.

Lemma f_vary t da0 da d h e :
  (a0_trained P = true \/ da0 = 0) ->
  (a_trained P = true \/ forall j, (j < width P)%nat -> da j = 0) ->
  f P (vary t da0 da d h) e
  = t A0 + h * da0
    + sum (width P) (fun j => (t (A j) + h * da j) * sigma P (pre P t j e + h * dot P (d j) e))
    + deep P (fun p => t (D p)) (x P e).
Proof.
  intros H0 HA. unfold f.
  change (fun p => vary t da0 da d h (D p)) with (fun p => t (D p)).
  f_equal. f_equal.
  - simpl. destruct (a0_trained P); [reflexivity|]. destruct H0 as [H0|H0]; [discriminate|].
    subst da0. lra.
  - apply linear_sum_ext. intros j Hj. rewrite pre_vary by assumption. unfold sigma. f_equal.
    simpl. destruct (Nat.ltb_spec j (width P)); [|lia].
    destruct (a_trained P); simpl; [reflexivity|].
    destruct HA as [HA|HA]; [discriminate|]. rewrite HA by assumption. lra.
Qed.

(** The hidden weights only. *)
Definition shift (t : params) (d : nat -> nat -> R) (h : R) : params :=
  vary t 0 (fun _ => 0) d h.

Lemma shift_a t d h j : shift t d h (A j) = t (A j).
Proof. unfold shift. simpl. destruct (a_trained P && (j <? width P))%nat; lra. Qed.

Lemma f_shift t d h e :
  f P (shift t d h) e
  = f P t e + sum (width P) (fun j =>
      t (A j) * (sigma P (pre P t j e + h * dot P (d j) e) - sigma P (pre P t j e))).
Proof.
  unfold shift. rewrite f_vary by auto. unfold f.
  assert (E : forall n (a u v : nat -> R), sum n (fun j => (a j + h * 0) * u j)
    = sum n (fun j => a j * v j) + sum n (fun j => a j * (u j - v j))).
  { induction n; intros; simpl; [lra|]. rewrite (IHn a u v). lra. }
  rewrite (E _ _ _ (fun j => val (neuron P) (pre P t j e))). unfold sigma. lra.
Qed.

End Vary.

(** ** Small moves stay near t *)

Definition near (P : problem) (r : R) (t t' : params) : Prop :=
  forall p, In p (trained P) -> Rabs (t' p - t p) < r.

Lemma near_triangle P r r' t t' t'' : near P r t t' -> near P r' t' t'' -> near P (r + r') t t''.
Proof.
  intros H H' p Hp. specialize (H p Hp). specialize (H' p Hp).
  replace (t'' p - t p) with ((t' p - t p) + (t'' p - t' p)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|lra].
Qed.

Lemma small_multiples {T : Type} (l : list T) (c : T -> R) r : 0 < r ->
  exists delta, 0 < delta /\ forall h, Rabs h < delta -> forall p, In p l -> Rabs (h * c p) < r.
Proof.
  intros Hr. induction l as [|p l [delta [Hd IH]]].
  - exists 1. split; [lra|]. easy.
  - assert (Hc : 0 < Rabs (c p) + 1) by (pose proof (Rabs_pos (c p)); lra).
    exists (Rmin delta (r / (Rabs (c p) + 1))). split.
    + apply Rmin_glb_lt; [assumption|]. now apply Rdiv_lt_0_compat.
    + intros h Hh q [E|Hq].
      * subst q. rewrite Rabs_mult.
        assert (Hs : Rabs h < r / (Rabs (c p) + 1)) by (eapply Rlt_le_trans;
          [apply Hh|apply Rmin_r]).
        apply Rle_lt_trans with (Rabs h * (Rabs (c p) + 1)).
        -- apply Rmult_le_compat_l; [apply Rabs_pos|lra].
        -- apply Rmult_lt_reg_r with (/ (Rabs (c p) + 1)); [now apply Rinv_0_lt_compat|].
           rewrite Rmult_assoc, Rinv_r by lra. unfold Rdiv in Hs. lra.
      * apply IH; [|assumption]. eapply Rlt_le_trans; [apply Hh|apply Rmin_l].
Qed.

Lemma vary_near P t da0 da d r : 0 < r -> exists delta, 0 < delta /\
  forall h, Rabs h < delta -> near P r t (vary P t da0 da d h).
Proof.
  intros Hr.
  destruct (small_multiples (trained P)
    (fun p => match p with
      | A0 => da0 | A j => da j | W j k => d j k | B j => d j (dim P) | _ => 0 end) r Hr)
    as [delta [Hd H]].
  exists delta. split; [assumption|]. intros h Hh p Hp. specialize (H h Hh p Hp).
  assert (Z : forall a, Rabs (a - a) < r) by (intros b; unfold Rminus;
    rewrite Rplus_opp_r, Rabs_R0; auto).
  assert (M : forall a b, a + b - a = b) by (intros; ring).
  destruct p; simpl; auto;
    match goal with |- context [if ?c then _ else _] => destruct c; auto; now rewrite M end.
Qed.
