(** * First-order conditions at a local minimum

    lemma.first_order and lemma.idle_slope, for the proofs of thm.subspaces.
    A point is [least] if it is admissible and no point near it
    has a smaller loss on the data; a local minimum is. *)

From Coq Require Import Reals List Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions Linear SecondOrder Vary.
Import ListNotations.
Open Scope R_scope.

(** ** Sums over lists *)

Lemma over_ext {T : Type} (l : list T) g h : (forall e, In e l -> g e = h e) -> over l g = over l h.
Proof.
  induction l as [|e l IH]; intros E; simpl; [reflexivity|].
  rewrite E by now left. rewrite IH; [reflexivity|]. intros. apply E. now right.
Qed.

Lemma over_plus {T : Type} (l : list T) g h : over l (fun e => g e + h e) = over l g + over l h.
Proof. induction l as [|e l IH]; simpl; [lra|]. rewrite IH. lra. Qed.

Lemma over_scaled {T : Type} (l : list T) c g : over l (fun e => c * g e) = c * over l g.
Proof. induction l as [|e l IH]; simpl; [lra|]. rewrite IH. lra. Qed.

Lemma over_zero {T : Type} (l : list T) g : (forall e, In e l -> g e = 0) -> over l g = 0.
Proof.
  induction l as [|e l IH]; intros Z; simpl; [reflexivity|].
  rewrite Z by now left. rewrite IH; [lra|]. intros. apply Z. now right.
Qed.

Lemma over_nonneg {T : Type} (l : list T) g : (forall e, In e l -> 0 <= g e) -> 0 <= over l g.
Proof.
  induction l as [|e l IH]; intros N; simpl; [lra|].
  assert (0 <= g e) by (apply N; now left).
  assert (0 <= over l g) by (apply IH; intros; apply N; now right). lra.
Qed.

(** A sum of terms of one sign is 0 only if all terms are. *)
Lemma over_nonneg_zero {T : Type} (l : list T) g :
  (forall e, In e l -> 0 <= g e) -> over l g <= 0 -> forall e, In e l -> g e = 0.
Proof.
  induction l as [|e l IH]; intros N Z e' H; [easy|]. simpl in Z.
  assert (0 <= g e) by (apply N; now left).
  assert (0 <= over l g) by (apply over_nonneg; intros; apply N; now right).
  destruct H as [E|H]; [subst e'; lra|]. apply IH; auto; [|lra]. intros. apply N. now right.
Qed.

Lemma derivative_over {T : Type} (l : list T) (g : T -> R -> R) (g' : T -> R) v :
  (forall e, In e l -> derivable_pt_lim (g e) v (g' e)) ->
  derivable_pt_lim (fun h => over l (fun e => g e h)) v (over l g').
Proof.
  induction l as [|e l IH]; intros D; simpl; [apply derivable_pt_lim_const|].
  apply (derivable_pt_lim_plus (g e) (fun h => over l (fun e => g e h))).
  - apply D. now left.
  - apply IH. intros. apply D. now right.
Qed.

Lemma derivative_sum n (g : nat -> R -> R) (g' : nat -> R) v :
  (forall j, (j < n)%nat -> derivable_pt_lim (g j) v (g' j)) ->
  derivable_pt_lim (fun h => sum n (fun j => g j h)) v (sum n g').
Proof.
  induction n as [|n IH]; intros D; simpl; [apply derivable_pt_lim_const|].
  apply (derivable_pt_lim_plus (fun h => sum n (fun j => g j h)) (g n)); [apply IH; auto|auto].
Qed.

Lemma derivative_at_least g d delta : 0 < delta ->
  (forall h, Rabs h < delta -> g 0 <= g h) -> derivable_pt_lim g 0 d -> d = 0.
Proof.
  intros Hd M D. apply Rle_antisym.
  - apply (derivative_below g 0 d 0 delta Hd D). intros h Hh.
    assert (g 0 <= g (0 - h)); [|lra]. apply M.
    rewrite Rminus_0_l, Rabs_Ropp, Rabs_right; lra.
  - apply (derivative_above g 0 d 0 delta Hd D). intros h Hh.
    assert (g 0 <= g (0 + h)); [|lra]. apply M. rewrite Rplus_0_l, Rabs_right; lra.
Qed.

(** ** The loss on the data *)

Lemma share_pos e : 0 < share e.
Proof. apply IZR_lt. lia. Qed.

Section Stationary.

Variable P : problem.

Definition loss_sum (t : params) : R := over (data P) (fun e => share e * ell P (z P t e)).

Definition least (t : params) : Prop :=
  admissible P t /\
  exists r, 0 < r /\ forall t', admissible P t' -> near P r t t' -> loss_sum t <= loss_sum t'.

Lemma near_distance r : 0 < r -> exists r', 0 < r' /\
  forall t t', near P r' t t' -> distance2 P t t' < r^2.
Proof.
  intros Hr. unfold distance2, near.
  assert (H : forall l : list place, forall c, 0 < c -> exists r', 0 < r' /\ forall t t' : params,
    (forall p, In p l -> Rabs (t' p - t p) < r') -> over l (fun p => (t' p - t p)^2) < c).
  { induction l as [|p l IH]; intros c Hc; cbn [over].
    - exists 1. split; [lra|auto].
    - destruct (IH (c / 2)) as [r' [Hr' H]]; [lra|].
      set (m := Rmin 1 (c / 2)). assert (Hm := Rmin_l 1 (c / 2)). assert (Hn := Rmin_r 1 (c / 2)).
      assert (0 < m) by (apply Rmin_glb_lt; lra).
      exists (Rmin r' m). split; [now apply Rmin_glb_lt|]. intros t t' N.
      assert (Hp : Rabs (t' p - t p) < m).
      { eapply Rlt_le_trans; [apply N; now left|apply Rmin_r]. }
      assert (Hl : over l (fun p => (t' p - t p)^2) < c / 2).
      { apply H. intros q Hq. eapply Rlt_le_trans; [apply N; now right|apply Rmin_l]. }
      assert (Hq : (t' p - t p)^2 < m * 1).
      { rewrite <- (pow2_abs (t' p - t p)). assert (0 <= Rabs (t' p - t p)) by apply Rabs_pos.
        fold m in Hm. simpl. rewrite Rmult_1_r.
        apply Rmult_le_0_lt_compat; lra. }
      fold m in Hn. rewrite Rmult_1_r in Hq.
      lra. }
  apply H. now apply pow_lt.
Qed.

Lemma total_weight_positive e : In e (data P) -> 0 < total_weight P.
Proof.
  unfold total_weight. intros H. destruct (Rle_lt_or_eq_dec 0 (over (data P) share)) as [L|E].
  - apply over_nonneg. intros. apply Rlt_le, share_pos.
  - assumption.
  - assert (share e = 0); [|pose proof (share_pos e); lra].
    apply (over_nonneg_zero (data P)); [intros; apply Rlt_le, share_pos|lra|assumption].
Qed.

Section Minimum.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis objective_unregularised : objective_unregularised P.

Lemma penalty_zero t : penalty P t = 0.
Proof.
  unfold penalty. apply over_zero. intros [c p] H. simpl.
  rewrite (objective_unregularised c p H). lra.
Qed.

Lemma local_min_least t : local_min P t -> least t.
Proof.
  intros [A [_ [r [Hr M]]]]. split; [assumption|].
  destruct (near_distance r Hr) as [r' [Hr' N]]. exists r'. split; [assumption|].
  intros t' A' Hn. assert (H : L P t <= L P t').
  { apply M; [assumption| |now apply N]. intros e _. repeat split; auto. }
  unfold L in H. rewrite !penalty_zero in H. unfold loss_sum, ell.
  destruct (data P) as [|e l] eqn:E; [simpl; lra|].
  assert (W := total_weight_positive e ltac:(rewrite E; now left)).
  assert (0 < / total_weight P) by now apply Rinv_0_lt_compat.
  unfold Rdiv in H. apply Rmult_le_reg_r with (/ total_weight P); [assumption|lra].
Qed.

End Minimum.

(** Near a least point, a point with the same loss is least too. *)
Lemma least_near t : least t -> exists r, 0 < r /\
  forall t', admissible P t' -> near P r t t' -> loss_sum t' = loss_sum t -> least t'.
Proof.
  intros [A [r [Hr M]]]. exists (r / 2). split; [lra|]. intros t' A' N E. split; [assumption|].
  exists (r / 2). split; [lra|]. intros t'' A'' N'. rewrite E. apply M; [assumption|].
  replace r with (r / 2 + r / 2) by field. eapply near_triangle; eauto.
Qed.

(** ** lemma.first_order *)

Variables l1 s1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis Ds : forall v, derivable_pt_lim (sigma P) v (s1 v).

(** The weighted sum of y_i g_i with the slopes of the loss at t, l'(z_i), as
    weights: q_i is share_i l'(z_i). *)
Definition q (t : params) (e : sample) : R := share e * l1 (z P t e).
Definition balance (t : params) (g : sample -> R) : R := over (data P) (fun e => q t e * y e * g e).

Section Trained.

Hypothesis w : w_trained P = true.

(** How f(x_i) moves to first order. *)
Definition first (t : params) (da0 : R) (da : nat -> R) (d : nat -> nat -> R) (e : sample) : R :=
  da0 + sum (width P) (fun j =>
    da j * sigma P (pre P t j e) + t (A j) * (s1 (pre P t j e) * dot P (d j) e)).

Lemma derivative_line a b : derivable_pt_lim (fun h => a + h * b) 0 b.
Proof.
  assert (D : derivable_pt_lim (fun h => a + h * b) 0 (0 + (1 * b + 0 * 0))).
  { apply (derivable_pt_lim_plus (fun _ => a) (fun h => h * b)); [apply derivable_pt_lim_const|].
    apply (derivable_pt_lim_mult id (fun _ => b));
      [apply derivable_pt_lim_id|apply derivable_pt_lim_const]. }
  now replace (0 + (1 * b + 0 * 0)) with b in D by ring.
Qed.

Lemma derivative_f t da0 da d e :
  (a0_trained P = true \/ da0 = 0) ->
  (a_trained P = true \/ forall j, (j < width P)%nat -> da j = 0) ->
  derivable_pt_lim (fun h => f P (vary P t da0 da d h) e) 0 (first t da0 da d e).
Proof.
  intros H0 HA.
  assert (D : derivable_pt_lim (fun h => (t A0 + h * da0) + sum (width P) (fun j =>
      (t (A j) + h * da j) * sigma P (pre P t j e + h * dot P (d j) e))) 0 (first t da0 da d e)).
  { unfold first.
    apply (derivable_pt_lim_plus (fun h => t A0 + h * da0)); [apply derivative_line|].
    apply (derivative_sum (width P) (fun j h =>
      (t (A j) + h * da j) * sigma P (pre P t j e + h * dot P (d j) e))).
    intros j _.
    set (v := pre P t j e). set (m := dot P (d j) e).
    replace (da j * sigma P v + t (A j) * (s1 v * m))
      with (da j * sigma P (v + 0 * m) + (t (A j) + 0 * da j) * (s1 (v + 0 * m) * m))
      by (rewrite !Rmult_0_l, !Rplus_0_r; reflexivity).
    apply (derivable_pt_lim_mult (fun h => t (A j) + h * da j) (fun h => sigma P (v + h * m)));
      [apply derivative_line|].
    apply (derivable_pt_lim_comp (fun h => v + h * m) (sigma P));
      [apply derivative_line|apply Ds]. }
  intros eps Heps. destruct (D eps Heps) as [delta H]. exists delta. intros h Hh0 Hh.
  specialize (H h Hh0 Hh). rewrite !f_vary by assumption.
  match goal with |- Rabs ?a < _ => match type of H with Rabs ?b < _ => replace a with b;
    [assumption|] end end.
  field. assumption.
Qed.

Lemma derivative_loss t da0 da d :
  (a0_trained P = true \/ da0 = 0) ->
  (a_trained P = true \/ forall j, (j < width P)%nat -> da j = 0) ->
  derivable_pt_lim (fun h => loss_sum (vary P t da0 da d h)) 0 (- balance t (first t da0 da d)).
Proof.
  intros H0 HA. unfold loss_sum, balance.
  replace (- over (data P) (fun e => q t e * y e * first t da0 da d e))
    with (over (data P) (fun e => share e * (l1 (z P t e) * (- y e * first t da0 da d e)))).
  - apply (derivative_over (data P) (fun e h => share e * ell P (z P (vary P t da0 da d h) e))).
    intros e _. apply derivable_pt_lim_scal.
    assert (E : z P (vary P t da0 da d 0) e = z P t e).
    { unfold z. rewrite f_vary by assumption. f_equal. unfold f. rewrite Rmult_0_l, Rplus_0_r.
      f_equal. f_equal. apply linear_sum_ext. intros j _.
      rewrite !Rmult_0_l, !Rplus_0_r. reflexivity. }
    rewrite <- E.
    apply (derivable_pt_lim_comp (fun h => z P (vary P t da0 da d h) e) (ell P)); [|apply Dl].
    unfold z. apply derivable_pt_lim_scal. now apply derivative_f.
  - replace (- over (data P) (fun e => q t e * y e * first t da0 da d e))
      with (-1 * over (data P) (fun e => q t e * y e * first t da0 da d e)) by ring.
    rewrite <- over_scaled. apply over_ext. intros. unfold q. ring.
Qed.

(** The weighted sum of the first moves is 0. *)
Lemma stationary t da0 da d : least t ->
  (a0_trained P = true \/ da0 = 0) ->
  (a_trained P = true \/ forall j, (j < width P)%nat -> da j = 0) ->
  balance t (first t da0 da d) = 0.
Proof.
  intros [A [r [Hr M]]] H0 HA.
  destruct (vary_near P t da0 da d r Hr) as [delta [Hd N]].
  assert (D := derivative_loss t da0 da d H0 HA).
  assert (E : loss_sum (vary P t da0 da d 0) = loss_sum t).
  { unfold loss_sum. apply over_ext. intros e _. do 2 f_equal. unfold z. f_equal.
    rewrite f_vary by assumption. unfold f. rewrite Rmult_0_l, Rplus_0_r.
    f_equal. f_equal. apply linear_sum_ext. intros j _.
    rewrite !Rmult_0_l, !Rplus_0_r. reflexivity. }
  apply derivative_at_least with (delta := delta) in D; [lra|assumption|].
  intros h Hh. rewrite E. apply M; [now apply vary_admissible|now apply N].
Qed.

Lemma balance_ext t g h : (forall e, In e (data P) -> g e = h e) -> balance t g = balance t h.
Proof. intros E. apply over_ext. intros e He. now rewrite E. Qed.

Lemma sum_single n j c : (j < n)%nat -> sum n (fun k => if (k =? j)%nat then c k else 0) = c j.
Proof.
  induction n as [|n IH]; intros H; [lia|]. simpl.
  destruct (Nat.eqb_spec n j).
  - subst n. rewrite linear_sum_zero; [lra|]. intros k Hk.
    destruct (Nat.eqb_spec k j); [lia|reflexivity].
  - rewrite IH by lia. lra.
Qed.

(** (0), (a) and (w). *)
Lemma first_a0 t : least t -> a0_trained P = true -> balance t (fun _ => 1) = 0.
Proof.
  intros H H0. rewrite <- (stationary t 1 (fun _ => 0) (fun _ _ => 0) H) by auto.
  apply balance_ext. intros e _. unfold first. rewrite linear_sum_zero; [lra|].
  intros j _. unfold dot. rewrite (linear_sum_zero (inputs P)); [lra|]. intros; lra.
Qed.

Lemma first_a t j : least t -> a_trained P = true -> (j < width P)%nat ->
  balance t (fun e => sigma P (pre P t j e)) = 0.
Proof.
  intros H HA Hj.
  rewrite <- (stationary t 0 (fun k => if (k =? j)%nat then 1 else 0) (fun _ _ => 0) H) by auto.
  apply balance_ext. intros e _. unfold first.
  rewrite (linear_sum_ext _ _ (fun k => if (k =? j)%nat then sigma P (pre P t k e) else 0)).
  - rewrite sum_single by assumption. lra.
  - intros k _. unfold dot. rewrite (linear_sum_zero (inputs P)) by (intros; lra).
    destruct (k =? j)%nat; lra.
Qed.

Lemma first_w t j u : least t -> (j < width P)%nat -> t (A j) <> 0 ->
  balance t (fun e => s1 (pre P t j e) * dot P u e) = 0.
Proof.
  intros H Hj Ha.
  assert (E := stationary t 0 (fun _ => 0) (fun k => if (k =? j)%nat then u else fun _ => 0) H
    ltac:(auto) ltac:(auto)).
  assert (F : balance t (fun e => t (A j) * (s1 (pre P t j e) * dot P u e)) = 0).
  { rewrite <- E. apply balance_ext. intros e _. unfold first.
    rewrite (linear_sum_ext _ _ (fun k => if (k =? j)%nat
      then t (A k) * (s1 (pre P t k e) * dot P u e) else 0)).
    - rewrite sum_single by assumption. lra.
    - intros k _. destruct (k =? j)%nat; [lra|].
      unfold dot. rewrite (linear_sum_zero (inputs P)) by (intros; lra). lra. }
  unfold balance in F |- *.
  rewrite (over_ext _ _ (fun e => t (A j) * (q t e * y e * (s1 (pre P t j e) * dot P u e)))) in F
    by (intros; ring).
  rewrite over_scaled in F. destruct (Rmult_integral _ _ F); [contradiction|assumption].
Qed.

(** ** Idle neurons: (a) holds for all w_j nearby *)

Lemma idle_a t j u : least t -> a_trained P = true -> (j < width P)%nat -> t (A j) = 0 ->
  exists delta, 0 < delta /\ forall h, Rabs h < delta ->
    balance t (fun e => sigma P (pre P t j e + h * dot P u e)) = 0.
Proof.
  intros H HA Hj Ha. set (d := fun k => if (k =? j)%nat then u else fun _ : nat => 0).
  destruct (least_near t H) as [r [Hr N]].
  destruct (vary_near P t 0 (fun _ => 0) d r Hr) as [delta [Hd Near]].
  exists delta. split; [assumption|]. intros h Hh. fold (shift P t d) in *.
  assert (F : forall e, f P (shift P t d h) e = f P t e).
  { intros e. rewrite f_shift by assumption. rewrite linear_sum_zero; [lra|]. intros k _.
    unfold d. destruct (Nat.eqb_spec k j).
    - subst k. rewrite Ha. lra.
    - unfold dot. rewrite (linear_sum_zero (inputs P)) by (intros; lra).
      rewrite Rmult_0_r, Rplus_0_r. lra. }
  assert (S : least (shift P t d h)).
  { apply N; [apply vary_admissible, H|now apply Near|].
    unfold loss_sum. apply over_ext. intros. unfold z. now rewrite F. }
  rewrite <- (first_a (shift P t d h) j S HA Hj). unfold balance, q, z.
  apply over_ext. intros e _. rewrite F. do 2 f_equal. unfold shift. rewrite pre_vary by assumption.
  unfold d. rewrite Nat.eqb_refl. reflexivity.
Qed.

Lemma idle_slope t j u : least t -> a_trained P = true -> (j < width P)%nat -> t (A j) = 0 ->
  balance t (fun e => s1 (pre P t j e) * dot P u e) = 0.
Proof.
  intros H HA Hj Ha. destruct (idle_a t j u H HA Hj Ha) as [delta [Hd Z]].
  apply (derivative_at_least
    (fun h => balance t (fun e => sigma P (pre P t j e + h * dot P u e))) _ delta Hd).
  - intros h Hh. rewrite !Z; [lra|assumption|]. rewrite Rabs_R0. assumption.
  - apply (derivative_over (data P)
      (fun e h => q t e * y e * sigma P (pre P t j e + h * dot P u e))).
    intros e _. apply derivable_pt_lim_scal.
    replace (s1 (pre P t j e)) with (s1 (pre P t j e + 0 * dot P u e)) by (f_equal; lra).
    apply (derivable_pt_lim_comp (fun h => pre P t j e + h * dot P u e) (sigma P));
      [apply derivative_line|apply Ds].
Qed.

(** (w) for every neuron, idle or not. *)
Lemma slope_w t j u : least t -> a_trained P = true -> (j < width P)%nat ->
  balance t (fun e => s1 (pre P t j e) * dot P u e) = 0.
Proof.
  intros H HA Hj. destruct (Req_dec (t (A j)) 0).
  - now apply idle_slope.
  - now apply first_w.
Qed.

End Trained.

End Stationary.
