(** * Points near a local minimum, and what a direction of descent excludes *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra.
Import ListNotations.
Open Scope R_scope.

(** ** Derivatives of sums *)

Lemma derivative_over : forall {T} (l : list T) (g : T -> R -> R) (g' : T -> R) v,
  (forall e, In e l -> derivable_pt_lim (g e) v (g' e)) ->
  derivable_pt_lim (fun h => over l (fun e => g e h)) v (over l g').
Proof.
  induction l as [|a l IH]; intros g g' v D; simpl.
  - apply derivable_pt_lim_const.
  - apply (derivable_pt_lim_plus (g a) (fun h => over l (fun e => g e h))).
    + apply D; simpl; auto.
    + apply IH. intros; apply D; simpl; auto.
Qed.

Lemma derivative_along : forall g a v d, derivable_pt_lim g a d ->
  derivable_pt_lim (fun h => g (a + h * v)) 0 (d * v).
Proof.
  intros g a v d D.
  apply (derivable_pt_lim_comp (fun h => a + h * v) g).
  - intros eps He. exists (mkposreal 1 Rlt_0_1). intros h Hh _.
    replace ((a + (0 + h) * v - (a + 0 * v)) / h - v) with 0 by (field; exact Hh).
    now rewrite Rabs_R0.
  - rewrite Rmult_0_l, Rplus_0_r. exact D.
Qed.

Lemma derivative_eq : forall g g' v d, (forall h, g h = g' h) ->
  derivable_pt_lim g v d -> derivable_pt_lim g' v d.
Proof.
  intros g g' v d E D eps He. destruct (D eps He) as [delta H]. exists delta.
  intros h H0 H1. rewrite <- !E. now apply H.
Qed.

Lemma derivative_quadratic : forall a b c, derivable_pt_lim (fun h => a + b * h + c * h^2) 0 b.
Proof.
  intros a b c eps He.
  assert (A : 0 <= Rabs c) by apply Rabs_pos.
  assert (D : 0 < eps / (Rabs c + 1)) by (apply Rdiv_lt_0_compat; lra).
  exists (mkposreal _ D). intros h H0 H1. simpl in H1.
  replace ((a + b * (0 + h) + c * (0 + h)^2 - (a + b * 0 + c * 0^2)) / h - b) with (c * h)
    by (field; exact H0).
  rewrite Rabs_mult.
  apply Rle_lt_trans with ((Rabs c + 1) * Rabs h).
  - apply Rmult_le_compat_r; [apply Rabs_pos | lra].
  - replace eps with ((Rabs c + 1) * (eps / (Rabs c + 1))) by (field; lra).
    apply Rmult_lt_compat_l; lra.
Qed.

(** A function that does not fall to the right of 0 has no negative derivative there. *)
Lemma right_derivative : forall g d, derivable_pt_lim g 0 d ->
  (exists r, 0 < r /\ forall h, 0 < h < r -> g 0 <= g h) -> 0 <= d.
Proof.
  intros g d D [r [Hr H]]. destruct (Rle_lt_dec 0 d) as [|N]; [assumption|exfalso].
  destruct (D (- d / 2) ltac:(lra)) as [delta Hd].
  set (h := Rmin r delta / 2).
  assert (0 < Rmin r delta) by (apply Rmin_pos; [assumption|apply cond_pos]).
  assert (Rmin r delta <= r) by apply Rmin_l.
  assert (Rmin r delta <= delta) by apply Rmin_r.
  assert (Hh : 0 < h) by (unfold h; lra).
  specialize (Hd h ltac:(lra)). rewrite Rplus_0_l in Hd.
  assert (Rabs h < delta) by (rewrite Rabs_pos_eq; unfold h; lra).
  specialize (Hd ltac:(assumption)). apply Rabs_def2 in Hd.
  specialize (H h ltac:(unfold h; lra)).
  assert (0 <= (g h - g 0) / h).
  { unfold Rdiv. apply Rmult_le_pos; [lra|]. left. now apply Rinv_0_lt_compat. }
  lra.
Qed.

Lemma nondecreasing_derivative : forall g v d, (forall u w, u <= w -> g u <= g w) ->
  derivable_pt_lim g v d -> 0 <= d.
Proof.
  intros g v d M D.
  replace d with (d * 1) by ring.
  apply (right_derivative (fun h => g (v + h * 1))).
  - now apply derivative_along.
  - exists 1. split; [lra|]. intros h Hh. apply M. lra.
Qed.

(** ** Near points *)

Section Near.

Variable P : problem.

Definition near (r : R) (t t' : params) : Prop :=
  forall p, In p (trained P) -> Rabs (t' p - t p) < r.

Lemma near_distance : forall R0, 0 < R0 -> exists r, 0 < r /\
  forall t t', near r t t' -> distance2 P t t' < R0^2.
Proof.
  intros R0 H0. unfold near, distance2. generalize (trained P) as l. intros l.
  set (n := INR (length l)).
  assert (Hn : 0 <= n) by apply pos_INR.
  exists (R0 / (n + 1)). split.
  - apply Rdiv_lt_0_compat; lra.
  - intros t t' H.
    apply Rle_lt_trans with (n * (R0 / (n + 1))^2).
    + clear H0. subst n. revert H. generalize (R0 / (INR (length l) + 1)). intros r H.
      clear Hn. induction l as [|p l IH].
      * simpl. lra.
      * cbn [over length]. rewrite S_INR.
        assert (Hp := H p (or_introl eq_refl)).
        assert ((t' p - t p)^2 <= r^2).
        { rewrite <- (pow2_abs (t' p - t p)). assert (0 <= Rabs (t' p - t p)) by apply Rabs_pos.
          nra. }
        assert (over l (fun p0 => (t' p0 - t p0)^2) <= INR (length l) * r^2)
          by (apply IH; intros; apply H; simpl; auto).
        lra.
    + replace (n * (R0 / (n + 1))^2) with (n / (n + 1) / (n + 1) * R0^2) by (field; lra).
      assert (n / (n + 1) / (n + 1) < 1).
      { apply Rmult_lt_reg_r with (n + 1); [lra|]. apply Rmult_lt_reg_r with (n + 1); [lra|].
        replace (n / (n + 1) / (n + 1) * (n + 1) * (n + 1)) with n by (field; lra). nra. }
      assert (0 < R0^2) by nra. nra.
Qed.

Lemma distance_near : forall r t t', 0 < r -> distance2 P t t' < r^2 -> near r t t'.
Proof.
  intros r t t' Hr H p Hp. unfold distance2 in H.
  assert ((t' p - t p)^2 <= over (trained P) (fun p0 => (t' p0 - t p0)^2)).
  { revert Hp. generalize (trained P). intros l Hp. induction l as [|q l IH]; [easy|].
    cbn [over]. assert (0 <= over l (fun p0 => (t' p0 - t p0)^2))
      by (apply over_ge0; intros; apply pow2_ge_0).
    destruct Hp as [->|Hp]; [lra|]. specialize (IH Hp). assert (0 <= (t' q - t q)^2)
      by apply pow2_ge_0. lra. }
  assert ((t' p - t p)^2 < r^2) by lra.
  apply Rabs_def1; nra.
Qed.

Hypothesis defined : forall t, L_defined P t.

Lemma near_min : forall t, local_min P t ->
  exists r, 0 < r /\ forall t', admissible P t' -> near r t t' -> L P t <= L P t'.
Proof.
  intros t [_ [_ [r0 [H0 H]]]]. destruct (near_distance r0 H0) as [r [Hr Hd]].
  exists r. split; [assumption|]. intros t' A N. apply H; auto.
Qed.

Lemma near_intro : forall t, admissible P t ->
  (exists r, 0 < r /\ forall t', admissible P t' -> near r t t' -> L P t <= L P t') ->
  local_min P t.
Proof.
  intros t A [r [Hr H]]. split; [assumption|]. split; [apply defined|].
  exists r. split; [assumption|]. intros t' A' _ D. apply H; [assumption|].
  now apply distance_near.
Qed.

Lemma min_same : forall t, local_min P t -> exists r, 0 < r /\
  forall t', admissible P t' -> near r t t' -> L P t' = L P t -> local_min P t'.
Proof.
  intros t Hm. destruct (near_min t Hm) as [r [Hr H]].
  exists (r / 2). split; [lra|]. intros t' A N E. apply near_intro; [assumption|].
  exists (r / 2). split; [lra|]. intros t'' A' N'. rewrite E. apply H; [assumption|].
  intros p Hp. specialize (N p Hp). specialize (N' p Hp).
  replace (t'' p - t p) with ((t'' p - t' p) + (t' p - t p)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.

(** ** The objective without penalties *)

Lemma share_pos : forall e, 0 < share e.
Proof. intros e. unfold share. apply IZR_lt. reflexivity. Qed.

Lemma total_weight_pos : data P <> [] -> 0 < total_weight P.
Proof.
  unfold total_weight. destruct (data P) as [|e l]; [congruence|]. intros _. cbn [over].
  assert (0 <= over l share) by (apply over_ge0; intros; apply Rlt_le, share_pos).
  assert (0 < share e) by apply share_pos. lra.
Qed.

Hypothesis unregularised : objective_unregularised P.

Lemma no_penalty : forall t, penalty P t = 0.
Proof.
  intros t. unfold penalty. apply over_0. intros [c p] H. simpl.
  rewrite (unregularised c p H). ring.
Qed.

(** The data loss, not divided by the weight. *)
Definition loss_sum (t : params) : R := over (data P) (fun e => share e * ell P (z P t e)).

Lemma L_le : forall t t', loss_sum t <= loss_sum t' <-> L P t <= L P t'.
Proof.
  intros t t'. unfold L. rewrite !no_penalty, !Rplus_0_r.
  change (over (data P) (fun s => share s * val (loss P) (z P t s))) with (loss_sum t).
  change (over (data P) (fun s => share s * val (loss P) (z P t' s))) with (loss_sum t').
  destruct (data P) as [|e l] eqn:E.
  - unfold loss_sum. rewrite E. simpl. split; intros; lra.
  - assert (W : 0 < / total_weight P).
    { apply Rinv_0_lt_compat, total_weight_pos. rewrite E. discriminate. }
    unfold Rdiv. split; intros; nra.
Qed.

(** ** No direction of descent

    If f can run along g, from g(0) = f(t) with slope v, at points where L is not below
    L(t), then sum q_i y_i v_i <= 0, where q_i is the weight times the slope of the loss. *)

Lemma no_descent : forall t (l1 v : sample -> R) (g : sample -> R -> R),
  (forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l1 e)) ->
  (forall e, In e (data P) -> g e 0 = f P t e /\ derivable_pt_lim (g e) 0 (v e)) ->
  (exists r, 0 < r /\ forall h, 0 < h < r -> exists t', L P t <= L P t' /\
     forall e, In e (data P) -> f P t' e = g e h) ->
  over (data P) (fun e => share e * l1 e * y e * v e) <= 0.
Proof.
  intros t l1 v g D G [r [Hr H]].
  cut (0 <= over (data P) (fun e => share e * (l1 e * (- y e * v e)))).
  { intros C. rewrite (over_eq (data P) _ (fun e => (-1) *
      (share e * (l1 e * (- y e * v e))))) by (intros; ring).
    rewrite over_mul. lra. }
  apply (right_derivative (fun h => over (data P) (fun e => share e * ell P (- y e * g e h)))).
  - apply (derivative_over (data P) (fun e h => share e * ell P (- y e * g e h))).
    intros e He. destruct (G e He) as [G0 G1].
    apply (derivable_pt_lim_scal (fun h => ell P (- y e * g e h))).
    apply (derivable_pt_lim_comp (fun h => - y e * g e h) (ell P)).
    + now apply derivable_pt_lim_scal.
    + rewrite G0. now apply D.
  - exists r. split; [assumption|]. intros h Hh. destruct (H h Hh) as [t' [LE F]].
    apply L_le in LE. unfold loss_sum in LE.
    rewrite (over_eq (data P) (fun e => share e * ell P (- y e * g e 0))
      (fun e => share e * ell P (z P t e)))
      by (intros e He; unfold z; now rewrite (proj1 (G e He))).
    eapply Rle_trans; [exact LE|]. right. apply over_eq. intros e He.
    unfold z. now rewrite (F e He).
Qed.

(** The same for a path in both directions. *)
Lemma no_descent_both : forall t (l1 v : sample -> R) (g : sample -> R -> R),
  (forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l1 e)) ->
  (forall e, In e (data P) -> g e 0 = f P t e /\ derivable_pt_lim (g e) 0 (v e)) ->
  (exists r, 0 < r /\ forall h, Rabs h < r -> exists t', L P t <= L P t' /\
     forall e, In e (data P) -> f P t' e = g e h) ->
  over (data P) (fun e => share e * l1 e * y e * v e) = 0.
Proof.
  intros t l1 v g D G [r [Hr H]].
  assert (U : over (data P) (fun e => share e * l1 e * y e * v e) <= 0).
  { apply (no_descent t l1 v g D G). exists r. split; [assumption|].
    intros h Hh. apply H. apply Rabs_def1; lra. }
  assert (V : over (data P) (fun e => share e * l1 e * y e * (- 1 * v e)) <= 0).
  { apply (no_descent t l1 (fun e => - 1 * v e) (fun e h => g e (0 + h * -1)) D).
    - intros e He. destruct (G e He) as [G0 G1]. split.
      + now replace (0 + 0 * -1) with 0 by ring.
      + rewrite Rmult_comm. now apply derivative_along.
    - exists r. split; [assumption|]. intros h Hh. apply H. apply Rabs_def1; lra. }
  rewrite (over_eq (data P) _ (fun e => (-1) * (share e * l1 e * y e * v e))) in V
    by (intros; ring).
  rewrite over_mul in V. lra.
Qed.

(** ** Where all slopes vanish, all samples are right *)

Lemma active_slope : forall v d, rises_after (ell P) v -> derivable_pt_lim (ell P) v d -> 0 < d.
Proof.
  intros v d [k [r [Hk [Hr H]]]] D.
  cut (0 <= d - k); [lra|].
  apply (right_derivative (fun h => ell P (v + h * 1) - k * h)).
  - apply (derivable_pt_lim_minus (fun h => ell P (v + h * 1)) (fun h => k * h)).
    + replace d with (d * 1) by ring. now apply derivative_along.
    + apply (derivative_eq (fun h => 0 + k * h + 0 * h^2)); [intros; ring|].
      apply derivative_quadratic.
  - exists r. split; [assumption|]. intros h Hh. specialize (H h Hh).
    rewrite Rmult_0_l, Rplus_0_r, Rmult_1_r. lra.
Qed.

Lemma slope_zero_right : loss_active P -> forall t,
  (forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) 0) -> training_error P t = 0.
Proof.
  intros Act t H. unfold training_error. rewrite over_0; [unfold Rdiv; ring|].
  intros e He. destruct (Req_EM_T (y e) (sgn (f P t e))) as [|N]; [reflexivity|exfalso].
  apply N. destruct (Rle_lt_dec 0 (z P t e)) as [Z|Z].
  - assert (0 < 0); [|lra].
    apply (active_slope (z P t e)); [now apply Act | now apply H].
  - unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra.
Qed.

End Near.

(** ** Moving the parameters of the shortcut *)

Section Shift.

Variable P : problem.

Lemma in_a0 : a0_trained P = true -> In A0 (trained P).
Proof. intros H. unfold trained. rewrite H. simpl. auto. Qed.

Lemma in_a : forall j, a_trained P = true -> (j < width P)%nat -> In (A j) (trained P).
Proof.
  intros j H J. unfold trained. rewrite H. apply in_or_app. right. apply in_or_app. left.
  apply in_map, in_seq. lia.
Qed.

Lemma in_w : forall j k, w_trained P = true -> (j < width P)%nat -> (k < dim P)%nat ->
  In (W j k) (trained P).
Proof.
  intros j k H J K. unfold trained. rewrite H. do 2 (apply in_or_app; right).
  apply in_or_app. left. apply in_flat_map. exists j. split; [apply in_seq; lia|].
  apply in_map, in_seq. lia.
Qed.

Lemma in_b : forall j, b_trained P = true -> (j < width P)%nat -> In (B j) (trained P).
Proof.
  intros j H J. unfold trained. rewrite H. do 3 (apply in_or_app; right).
  apply in_or_app. left. apply in_map, in_seq. lia.
Qed.

(** a_0 moves by da0, a_j by da j, w_j with b_j, where it is trained, by dw j. *)
Definition shift (t : params) (da0 : R) (da : nat -> R) (dw : nat -> nat -> R) : params :=
  fun p => match p with
  | A0 => t A0 + da0
  | A j => if (j <? width P)%nat then t (A j) + da j else t (A j)
  | W j k => if ((j <? width P) && (k <? dim P))%nat%bool then t (W j k) + dw j k else t (W j k)
  | B j => if ((j <? width P)%nat && b_trained P)%bool then t (B j) + dw j (dim P) else t (B j)
  | D p => t (D p)
  end.

Lemma shift_admissible : forall t da0 da dw, admissible P t ->
  (a0_trained P = true \/ da0 = 0) -> (a_trained P = true \/ forall j, da j = 0) ->
  w_trained P = true -> admissible P (shift t da0 da dw).
Proof.
  intros t da0 da dw HA H0 Ha Hw p N. specialize (HA p N).
  destruct p as [|j|j k|j|p]; simpl.
  - destruct H0 as [H0|H0]; [destruct (N (in_a0 H0)) | rewrite H0; lra].
  - destruct (j <? width P)%nat eqn:J; [|assumption]. apply Nat.ltb_lt in J.
    destruct Ha as [Ha|Ha]; [destruct (N (in_a j Ha J)) | rewrite Ha; lra].
  - destruct (j <? width P)%nat eqn:J; [|assumption].
    destruct (k <? dim P)%nat eqn:K; [|assumption].
    apply Nat.ltb_lt in J. apply Nat.ltb_lt in K. destruct (N (in_w j k Hw J K)).
  - destruct (j <? width P)%nat eqn:J; [|assumption]. destruct (b_trained P) eqn:Hb; [|assumption].
    apply Nat.ltb_lt in J. destruct (N (in_b j Hb J)).
  - assumption.
Qed.

Lemma shift_near : forall t da0 da dw r, 0 < r -> Rabs da0 < r ->
  (forall j, (j < width P)%nat -> Rabs (da j) < r) ->
  (forall j k, (j < width P)%nat -> (k <= dim P)%nat -> Rabs (dw j k) < r) ->
  near P r t (shift t da0 da dw).
Proof.
  intros t da0 da dw r Hr H0 Ha Hw p _.
  assert (Z : forall v : R, Rabs (v - v) < r).
  { intros v. replace (v - v) with 0 by ring. now rewrite Rabs_R0. }
  assert (Y : forall v d : R, Rabs d < r -> Rabs (v + d - v) < r).
  { intros v d. now replace (v + d - v) with d by ring. }
  destruct p as [|j|j k|j|p]; simpl; auto.
  - destruct (j <? width P)%nat eqn:J; auto. apply Nat.ltb_lt in J. auto.
  - destruct (j <? width P)%nat eqn:J; simpl; auto.
    destruct (k <? dim P)%nat eqn:K; simpl; auto.
    apply Nat.ltb_lt in J. apply Nat.ltb_lt in K. apply Y, Hw; lia.
  - destruct (j <? width P)%nat eqn:J; simpl; auto.
    destruct (b_trained P); simpl; auto. apply Nat.ltb_lt in J. apply Y, Hw; lia.
Qed.

Lemma inputs_width : (1 <= width P)%nat ->
  inputs P = if b_trained P then S (dim P) else dim P.
Proof.
  intros H. unfold inputs, sees_one. now rewrite (proj2 (Nat.ltb_lt 0 (width P))) by lia.
Qed.

Lemma X_low : forall e k, (k < dim P)%nat -> X P e k = x P e k.
Proof. intros e k H. unfold X. now rewrite (proj2 (Nat.ltb_lt k (dim P))). Qed.

Lemma X_one : forall e, X P e (dim P) = 1.
Proof. intros e. unfold X. now rewrite Nat.ltb_irrefl. Qed.

Lemma shift_pre : forall t da0 da dw j e, (j < width P)%nat ->
  pre P (shift t da0 da dw) j e = pre P t j e + dot P (dw j) e.
Proof.
  intros t da0 da dw j e J. unfold pre, dot. rewrite inputs_width by lia. simpl.
  rewrite (proj2 (Nat.ltb_lt j (width P)) J). simpl.
  rewrite (sum_eq (dim P) (fun k => (if (k <? dim P)%nat then t (W j k) + dw j k else t (W j k))
      * x P e k) (fun k => t (W j k) * x P e k + dw j k * X P e k)).
  - rewrite sum_add. destruct (b_trained P); simpl; [rewrite X_one|]; ring.
  - intros k K. rewrite X_low, (proj2 (Nat.ltb_lt k (dim P)) K) by assumption. ring.
Qed.

Lemma shift_f : forall t da0 da dw e,
  f P (shift t da0 da dw) e = t A0 + da0 + sum (width P)
    (fun j => (t (A j) + da j) * sigma P (pre P t j e + dot P (dw j) e))
    + deep P (fun p => t (D p)) (x P e).
Proof.
  intros t da0 da dw e. unfold f. simpl. f_equal. f_equal. apply sum_eq. intros j J.
  rewrite shift_pre by assumption. now rewrite (proj2 (Nat.ltb_lt j (width P)) J).
Qed.

(** The pre-activation as a functional of X, where the hidden bias is trained or 0. *)
Lemma bias_absent : forall t j, admissible P t -> b_trained P = false -> t (B j) = fixed P (B j).
Proof.
  intros t j H Hb. apply H. unfold trained. rewrite Hb. simpl. intros I.
  repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a0_trained P); simpl in I; intuition discriminate.
  - destruct (a_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (w_trained P); [|easy]. apply in_flat_map in I. destruct I as [? [_ I]].
    apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
Qed.

Definition weights (t : params) (j : nat) : nat -> R :=
  fun k => if (k <? dim P)%nat then t (W j k) else t (B j).

Lemma pre_dot : forall t j e, (j < width P)%nat -> (b_trained P = true \/ t (B j) = 0) ->
  pre P t j e = dot P (weights t j) e.
Proof.
  intros t j e J H. unfold pre, dot. rewrite inputs_width by lia.
  assert (E : sum (dim P) (fun k => weights t j k * X P e k)
              = sum (dim P) (fun k => t (W j k) * x P e k)).
  { apply sum_eq. intros k K. unfold weights.
    now rewrite X_low, (proj2 (Nat.ltb_lt k (dim P)) K) by assumption. }
  assert (E1 : weights t j (dim P) = t (B j)) by (unfold weights; now rewrite Nat.ltb_irrefl).
  destruct (b_trained P) eqn:Hb; simpl; rewrite E, ?E1, ?X_one; [ring|].
  destruct H as [H|H]; [congruence | rewrite H; ring].
Qed.

(** Small multiples of finitely many numbers are small. *)
Lemma small_steps : forall (g : nat -> R) n r, 0 < r ->
  exists d, 0 < d /\ forall h, Rabs h < d -> forall j, (j < n)%nat -> Rabs (h * g j) < r.
Proof.
  intros g n r Hr. induction n as [|n [d [Hd H]]].
  - exists 1. split; [lra|]. intros; lia.
  - assert (A : 0 <= Rabs (g n)) by apply Rabs_pos.
    assert (B : 0 < r / (Rabs (g n) + 1)) by (apply Rdiv_lt_0_compat; lra).
    exists (Rmin d (r / (Rabs (g n) + 1))). split; [now apply Rmin_pos|].
    intros h Hh j Hj.
    assert (h1 : Rabs h < d) by (eapply Rlt_le_trans; [exact Hh | apply Rmin_l]).
    assert (h2 : Rabs h < r / (Rabs (g n) + 1)) by (eapply Rlt_le_trans; [exact Hh | apply Rmin_r]).
    destruct (Nat.eq_dec j n) as [->|D]; [|apply H; auto; lia].
    rewrite Rabs_mult.
    apply Rle_lt_trans with (Rabs h * (Rabs (g n) + 1)).
    + apply Rmult_le_compat_l; [apply Rabs_pos | lra].
    + replace r with (r / (Rabs (g n) + 1) * (Rabs (g n) + 1)) by (field; lra).
      apply Rmult_lt_compat_r; lra.
Qed.

Lemma small_steps2 : forall (g : nat -> nat -> R) n m r, 0 < r ->
  exists d, 0 < d /\ forall h, Rabs h < d ->
    forall j k, (j < n)%nat -> (k <= m)%nat -> Rabs (h * g j k) < r.
Proof.
  intros g n m r Hr. induction n as [|n [d [Hd H]]].
  - exists 1. split; [lra|]. intros; lia.
  - destruct (small_steps (g n) (S m) r Hr) as [d' [Hd' H']].
    exists (Rmin d d'). split; [now apply Rmin_pos|]. intros h Hh j k Hj Hk.
    destruct (Nat.eq_dec j n) as [->|D].
    + apply H'; [|lia]. eapply Rlt_le_trans; [exact Hh | apply Rmin_r].
    + apply H; try lia. eapply Rlt_le_trans; [exact Hh | apply Rmin_l].
Qed.

End Shift.

(** ** An idle neuron *)

Section Idle.

Variable P : problem.
Hypothesis defined : forall t, L_defined P t.
Hypothesis unregularised : objective_unregularised P.
Hypothesis a_is_trained : a_trained P = true.
Hypothesis w_is_trained : w_trained P = true.

Lemma dot_scale : forall c u e, dot P (fun k => c * u k) e = c * dot P u e.
Proof. intros c u e. unfold dot. rewrite <- sum_mul. apply sum_eq. intros; ring. Qed.

(** If a_j = 0, then w_j can move along any u, and the condition in a_j holds all the way. *)
Lemma idle_a : forall t l1 j u, local_min P t -> (j < width P)%nat -> t (A j) = 0 ->
  (forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l1 e)) ->
  exists d, 0 < d /\ forall h, Rabs h < d ->
    over (data P) (fun e => share e * l1 e * y e * sigma P (pre P t j e + h * dot P u e)) = 0.
Proof.
  intros t l1 j u Hm Hj Ha slopes.
  destruct (near_min P defined t Hm) as [r [Hr H]].
  set (c := fun i => if Nat.eq_dec i j then 1 else 0).
  destruct (small_steps2 (fun j k => c j * u k) (width P) (dim P) r Hr) as [d [Hd M]].
  exists d. split; [assumption|]. intros h Hh.
  apply (no_descent_both P unregularised t l1 _
    (fun e s => f P t e + sigma P (pre P t j e + h * dot P u e) * s + 0 * s^2) slopes).
  - intros e _. split; [ring | apply derivative_quadratic].
  - exists r. split; [assumption|]. intros s Hs.
    exists (shift P t 0 (fun i => s * c i) (fun i k => h * (c i * u k))). split.
    + apply H.
      * apply shift_admissible; auto. apply Hm.
      * apply shift_near; auto; [rewrite Rabs_R0; assumption|].
        intros i _. unfold c. destruct (Nat.eq_dec i j).
        { now rewrite Rmult_1_r. } { now rewrite Rmult_0_r, Rabs_R0. }
    + intros e _. rewrite shift_f. unfold f.
      change (val (neuron P)) with (sigma P).
      rewrite (sum_eq (width P) _ (fun i => t (A i) * sigma P (pre P t i e)
        + (if Nat.eq_dec i j then s * sigma P (pre P t j e + h * dot P u e) else 0))).
      * rewrite sum_add, (sum_one (width P) j (fun i => if Nat.eq_dec i j then _ else 0)).
        { destruct (Nat.eq_dec j j); [|congruence]. ring. }
        { assumption. }
        { intros i _ Di. destruct (Nat.eq_dec i j); [contradiction|reflexivity]. }
      * intros i _. assert (D : dot P (fun k => h * (c i * u k)) e = h * c i * dot P u e).
        { unfold dot. rewrite <- sum_mul. apply sum_eq. intros. ring. }
        rewrite D. unfold c. destruct (Nat.eq_dec i j) as [->|Di].
        { rewrite Ha, !Rmult_1_r. ring. }
        { rewrite !Rmult_0_r, Rmult_0_l, !Rplus_0_r. ring. }
Qed.

End Idle.
