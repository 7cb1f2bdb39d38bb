(** * Residual heads and losses with kinks: thm.residual_kink

    f = a_0 + w . (x + V h). Where w is not 0, w can move along any vector while V makes up for what h feels of it.
    Where it is, f is a_0 nearby in V: if that is not trained, the loss has a derivative there; if it is, the loss is
    convex in (a_0, w), and balanced classes make 0 as good a value of a_0. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel ConditionsResidual Algebra Near Kinds Monotone
  Balance FirstOrder LinearBranch SeparableKink OutputWeights Residual.
Import ListNotations.
Open Scope R_scope.

(** What first_order says needs the slope of l at the margins alone. *)
Lemma first_order_at : forall P (defined : forall t, L_defined P t) q t move v, local_min P t ->
  (forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (q e)) -> leads P t move ->
  (forall h e, In e (data P) -> f P (move h) e = f P t e + h * v e) ->
  (forall h, penalty P (move h) = penalty P t) ->
  over (data P) (fun e => share e * (q e * (y e * v e))) = 0.
Proof.
  intros P defined q t move v Min Slope [Adm Lead] F Pen.
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (Lead r Hr) as [d [Hd Near]].
  set (g := fun h => over (data P) (fun e => share e * ell P (z P t e + h * - (y e * v e)))).
  assert (G : forall h, Rabs h < d -> g 0 <= g h).
  { intros h Hh. pose proof (Hmin _ (Adm h) (Near h Hh)) as K.
    apply (L_compare P t (move h) (Pen h)) in K. unfold g.
    rewrite (over_eq (data P) _ (fun e => share e * ell P (z P t e))) by (intros; f_equal; f_equal; ring).
    eapply Rle_trans; [exact K|]. right. apply over_eq. intros e I. f_equal. f_equal. unfold z.
    rewrite F by assumption. ring. }
  set (D := over (data P) (fun e => share e * (q e * - (y e * v e)))).
  assert (Dg : derivable_pt_lim g 0 D).
  { unfold g, D. apply (derivative_over (data P) (fun e h => share e * ell P (z P t e + h * - (y e * v e)))
      (fun e => share e * (q e * - (y e * v e)))). intros e I.
    apply (derivable_pt_lim_scal (fun h => ell P (z P t e + h * - (y e * v e)))).
    apply derivative_along. now apply Slope. }
  assert (Up : 0 <= D).
  { apply (right_derivative g); [assumption|]. exists d. split; [assumption|]. intros h Hh.
    apply G. rewrite Rabs_right; lra. }
  assert (Down : 0 <= D * -1).
  { apply (right_derivative (fun h => g (0 + h * -1))).
    - apply derivative_along. assumption.
    - exists d. split; [assumption|]. intros h Hh. rewrite Rmult_0_l, Rplus_0_r. apply G.
      rewrite Rplus_0_l, Rabs_left; lra. }
  rewrite (over_eq (data P) _ (fun e => (-1) * (share e * (q e * - (y e * v e))))) by (intros; ring).
  rewrite over_mul. fold D. lra.
Qed.

Section ResidualKink.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Variable layers : list (list fn).
Hypothesis is_residual : residual_on P layers.
Hypothesis free_w : forall k, (k < dim P)%nat -> free P (Output 0 k).
Hypothesis free_V : forall k v, (k < dim P)%nat -> (v < leaving (dim P) layers)%nat ->
  free P (Weight 0 (length layers) k v).

Variable v : nat -> R.
Hypothesis separates : forall e, In e (data P) -> 0 < y e * affine_score P v 0 e.

Let d := dim P.
Let m := leaving (dim P) layers.
Let place_V := entry layers.
Let felt := passed P layers.
Let R_ := received_at P layers.

(** ** w_k is not 0 *)

Section Moved.

Variable t : params.
Variable k : nat.
Hypothesis k_low : (k < d)%nat.
Hypothesis w_k : t (weight k) <> 0.

(** What moving w along v does to the weight of unit u below. *)
Definition drift (u : nat) : R := sum d (fun i => v i * t (place_V i u)).

Definition moved_head (h : R) : params := fun p =>
  match p with
  | D (Output 0 i) => if (i <? d)%nat then t p + h * v i else t p
  | D (Weight 0 l i u) =>
      if ((l =? length layers) && (i =? k) && (u <? m))%nat%bool
      then t p - h / (t (weight k) + h * v k) * drift u else t p
  | _ => t p
  end.

Lemma moved_w h i : (i < d)%nat -> moved_head h (weight i) = t (weight i) + h * v i.
Proof. intros H. unfold moved_head, weight. apply Nat.ltb_lt in H. now rewrite H. Qed.

Lemma moved_V h i u : (u < m)%nat -> moved_head h (place_V i u)
  = t (place_V i u) - (if (i =? k)%nat then h / (t (weight k) + h * v k) * drift u else 0).
Proof.
  intros H. apply Nat.ltb_lt in H. unfold moved_head, place_V, entry. rewrite Nat.eqb_refl, H. simpl.
  destruct (i =? k)%nat; simpl; [reflexivity|ring].
Qed.

Lemma moved_felt h u e : felt (moved_head h) u e = felt t u e.
Proof.
  apply hidden_ext; [|reflexivity|reflexivity]. intros l u' k' Hl. unfold moved_head.
  destruct (Nat.eqb_spec l (length layers)) as [E|N]; [lia|reflexivity].
Qed.

Lemma moved_rest h e : rest P (moved_head h) e = rest P t e.
Proof. reflexivity. Qed.

Lemma moved_f h e : t (weight k) + h * v k <> 0 ->
  f P (moved_head h) e = f P t e + h * affine_score P v 0 e.
Proof.
  intros N. rewrite !(f_split P layers is_residual), moved_rest, Rplus_assoc. f_equal.
  fold d R_. set (S := sum m (fun u => drift u * felt t u e)).
  assert (Rk : forall i, (i < d)%nat -> R_ (moved_head h) i e
    = R_ t i e - (if (i =? k)%nat then h / (t (weight k) + h * v k) * S else 0)).
  { intros i Hi. unfold R_, received_at. fold m place_V felt.
    rewrite (sum_eq m (fun u => moved_head h (place_V i u) * felt (moved_head h) u e)
      (fun u => t (place_V i u) * felt t u e
        + (if (i =? k)%nat then - (h / (t (weight k) + h * v k)) else 0) * (drift u * felt t u e))).
    2:{ intros u Hu. rewrite moved_felt, moved_V by assumption. destruct (i =? k)%nat; ring. }
    rewrite sum_add, sum_mul. fold S. destruct (i =? k)%nat; ring. }
  rewrite (sum_eq d _ (fun i => (t (weight i) * R_ t i e + h * (v i * R_ t i e))
    + (if (i =? k)%nat then - (h * S) else 0))).
  2:{ intros i Hi. rewrite moved_w, Rk by assumption. destruct (Nat.eqb_spec i k) as [->|_]; [field|ring].
      assumption. }
  rewrite !sum_add, sum_mul, (sum_at d k _ k_low).
  assert (E : sum d (fun i => v i * R_ t i e) = S + sum d (fun i => v i * x P e i)).
  { unfold S, drift.
    rewrite (sum_eq m _ (fun u => sum d (fun i => v i * t (place_V i u) * felt t u e)))
      by (intros; now rewrite sum_mul_r).
    rewrite (sum_sum m d), <- sum_add. apply sum_eq. intros i _. unfold R_, received_at. fold m place_V felt.
    rewrite Rmult_plus_distr_l, <- sum_mul. f_equal. apply sum_eq. intros u _. ring. }
  rewrite E. unfold affine_score. fold d. ring.
Qed.

(** Only w and V_k move. *)
Lemma moved_same h p : moved_head h p = t p \/ exists q, p = D q /\ free P q.
Proof.
  destruct p as [| | | |[b l i u|b l i|b i]]; try (now left); destruct b as [|b]; try (now left); unfold moved_head.
  - destruct (Nat.eqb_spec l (length layers)) as [->|]; [|now left].
    destruct (Nat.eqb_spec i k) as [->|]; [|now left].
    destruct (Nat.ltb_spec u m); simpl; [|now left]. right. eexists. split; [reflexivity|]. now apply free_V.
  - destruct (Nat.ltb_spec i d); [|now left]. right. eexists. split; [reflexivity|]. now apply free_w.
Qed.

Lemma moved_penalty h : penalty P (moved_head h) = penalty P t.
Proof.
  unfold penalty. apply over_eq. intros [c p] I. simpl.
  destruct (moved_same h p) as [->|[q [-> [_ Z]]]]; [reflexivity|]. rewrite (Z c I). ring.
Qed.

Lemma moved_admissible h : admissible P t -> admissible P (moved_head h).
Proof.
  intros At p N. destruct (moved_same h p) as [->|[q [-> [I _]]]]; [now apply At|].
  elim N. now apply in_deep.
Qed.

Definition speed (p : place) : R :=
  match p with
  | D (Output _ i) => Rabs (v i)
  | D (Weight _ _ _ u) => 2 / Rabs (t (weight k)) * Rabs (drift u)
  | _ => 0
  end.

Lemma moved_near h p : 0 < h -> h * Rabs (v k) <= Rabs (t (weight k)) / 2 ->
  Rabs (moved_head h p - t p) <= h * speed p /\ t (weight k) + h * v k <> 0.
Proof.
  intros Hh Small. assert (A : 0 < Rabs (t (weight k))) by now apply Rabs_pos_lt.
  assert (Low : Rabs (t (weight k)) / 2 <= Rabs (t (weight k) + h * v k)).
  { pose proof (Rabs_triang_inv (t (weight k)) (- (h * v k))) as T.
    rewrite Rabs_Ropp, Rabs_mult, (Rabs_right h) in T by lra.
    replace (t (weight k) - - (h * v k)) with (t (weight k) + h * v k) in T by ring. lra. }
  assert (N : t (weight k) + h * v k <> 0).
  { intros E. rewrite E, Rabs_R0 in Low. lra. }
  split; [|assumption].
  assert (Z : Rabs (t p - t p) <= h * speed p).
  { rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. apply Rmult_le_pos; [lra|]. unfold speed.
    destruct p as [| | | |[b l i u|b l i|b i]]; try lra; [|apply Rabs_pos].
    apply Rmult_le_pos; [|apply Rabs_pos]. apply Rlt_le, Rdiv_lt_0_compat; lra. }
  destruct p as [| | | |[b l i u|b l i|b i]]; try exact Z; destruct b as [|b]; try exact Z; unfold moved_head.
  - destruct ((l =? length layers) && (i =? k) && (u <? m))%nat%bool; [|exact Z].
    replace (t (D (Weight 0 l i u)) - h / (t (weight k) + h * v k) * drift u - t (D (Weight 0 l i u)))
      with (- (h * (/ (t (weight k) + h * v k) * drift u))) by (field; assumption).
    rewrite Rabs_Ropp, !Rabs_mult, (Rabs_right h) by lra. simpl.
    apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; [apply Rabs_pos|].
    rewrite Rabs_inv. replace (2 / Rabs (t (weight k))) with (/ (Rabs (t (weight k)) / 2)) by (field; lra).
    apply Rinv_le_contravar; lra.
  - destruct (i <? d)%nat; [|exact Z].
    replace (t (D (Output 0 i)) + h * v i - t (D (Output 0 i))) with (h * v i) by ring.
    rewrite Rabs_mult, (Rabs_right h) by lra. simpl. lra.
Qed.

Lemma moving_level : local_min P t -> forall e, In e (data P) -> level_at (ell P) (z P t e).
Proof.
  intros Min e I. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (list_bound (trained P) speed) as [b [Hb Bd]].
  assert (A : 0 < Rabs (t (weight k))) by now apply Rabs_pos_lt.
  set (h := Rmin (r / b) (Rabs (t (weight k)) / (2 * (Rabs (v k) + 1)))).
  pose proof (Rabs_pos (v k)) as Vk.
  assert (Hh : 0 < h).
  { apply Rmin_pos; [now apply Rdiv_lt_0_compat|]. apply Rdiv_lt_0_compat; lra. }
  assert (Small : h * Rabs (v k) <= Rabs (t (weight k)) / 2).
  { apply Rle_trans with (Rabs (t (weight k)) / (2 * (Rabs (v k) + 1)) * (Rabs (v k) + 1)).
    - apply Rmult_le_compat; [lra|lra|apply Rmin_r|lra].
    - right. field. lra. }
  assert (LE : L P t <= L P (moved_head h)).
  { apply Hmin; [now apply moved_admissible, Min|]. intros p J.
    apply Rle_lt_trans with (h * speed p); [now apply moved_near|].
    specialize (Bd p J). apply Rabs_def2 in Bd.
    apply Rlt_le_trans with (h * b); [apply Rmult_lt_compat_l; lra|].
    apply Rle_trans with (r / b * b); [apply Rmult_le_compat_r; [lra|apply Rmin_l]|]. right. field. lra. }
  assert (N : t (weight k) + h * v k <> 0) by now apply (moved_near h A0).
  apply (L_compare P t (moved_head h) (moved_penalty h)) in LE.
  assert (Fall : forall e', In e' (data P) -> z P (moved_head h) e' < z P t e').
  { intros e' J. unfold z. rewrite moved_f by assumption.
    pose proof (Rmult_lt_0_compat h _ Hh (separates e' J)). lra. }
  assert (Terms : forall e', In e' (data P) ->
    0 <= share e' * (ell P (z P t e') - ell P (z P (moved_head h) e'))).
  { intros e' J. apply Rmult_le_pos; [left; apply share_pos|].
    pose proof (loss_nondecreasing _ _ (Rlt_le _ _ (Fall e' J))). lra. }
  assert (Sum : over (data P) (fun e' =>
    share e' * (ell P (z P t e') - ell P (z P (moved_head h) e'))) <= 0).
  { rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e')
      + (-1) * (share e' * ell P (z P (moved_head h) e')))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  pose proof (over_ge0_0 (data P) _ Terms Sum e I) as E0. cbv beta in E0. pose proof (share_pos e).
  apply (SeparableKink.constant_below (ell P) (z P t e) (z P (moved_head h) e)); auto.
  apply Rmult_integral in E0. destruct E0; lra.
Qed.

End Moved.

(** ** w is 0 *)

Hypothesis no_shortcut : ~ network_shortcut P.
Hypothesis smooth : objective_smooth_at_rest P.
Hypothesis balanced : ~ network_output_bias P \/
  (network_output_bias P /\ objective_output_bias_unpenalised P) /\ loss_convex P /\ data_balanced_classes P.
Hypothesis loss_active : loss_active P.

Let resting (t : params) : Prop := local_min P t /\ forall k, (k < d)%nat -> t (weight k) = 0.

Lemma resting_f : forall t, resting t -> forall e, f P t e = t A0.
Proof.
  intros t [Min Zero] e. rewrite (f_split P layers is_residual). unfold rest. fold d.
  unfold network_shortcut in no_shortcut. replace (width P) with 0%nat by lia. simpl.
  rewrite sum_0; [ring|]. intros i Hi. rewrite Zero by assumption. ring.
Qed.

(** If w is balanced for all V nearby, so are the features. *)
Lemma features_balance : forall (q : sample -> R),
  forall t, resting t ->
  (forall t', resting t' -> t' A0 = t A0 -> forall k, (k < d)%nat ->
    over (data P) (fun e => share e * (q e * (y e * R_ t' k e))) = 0) ->
  over (data P) (fun e => share e * (q e * (y e * affine_score P v 0 e))) = 0.
Proof.
  intros q t [Min Zero] Mw.
  assert (Mh : forall k u, (k < d)%nat -> (u < m)%nat ->
    over (data P) (fun e => share e * (q e * (y e * felt t u e))) = 0).
  { intros k u Hk Hu. assert (O : ours layers (place_V k u)) by (right; now exists k, u).
    destruct (idle_move P defined t (bump t (place_V k u)) Min) as [r [Hr Near]].
    - apply free_leads; [assumption|now apply free_V].
    - intros h e _. unfold place_V. rewrite along_V by assumption. rewrite Zero by assumption. ring.
    - intros h. now apply bump_free, free_V.
    - assert (Small : Rabs (r / 2) < r) by (rewrite Rabs_right; lra).
      pose proof (Mw t (conj Min Zero) eq_refl k Hk) as E.
      assert (E' := Mw (bump t (place_V k u) (r / 2))).
      specialize (E' ltac:(split; [now apply Near|intros i Hi; unfold place_V; rewrite bump_other by discriminate;
        now apply Zero]) ltac:(unfold place_V; now rewrite bump_other by discriminate) k Hk).
      rewrite (over_eq (data P) _ (fun e => share e * (q e * (y e * R_ t k e))
        + r / 2 * (share e * (q e * (y e * felt t u e))))) in E'.
      + rewrite over_add, over_mul, E, Rplus_0_l in E'. apply Rmult_integral in E'. destruct E'; [lra|assumption].
      + intros e _. unfold R_, place_V. rewrite along_V_head, Nat.eqb_refl by assumption. fold felt. ring. }
  assert (Mx : forall k, (k < d)%nat -> over (data P) (fun e => share e * (q e * (y e * x P e k))) = 0).
  { intros k Hk. pose proof (Mw t (conj Min Zero) eq_refl k Hk) as E.
    rewrite (over_eq (data P) _ (fun e => share e * (q e * (y e * x P e k))
      + sum m (fun u => t (place_V k u) * (share e * (q e * (y e * felt t u e)))))) in E.
    - rewrite over_add, over_sum, (sum_0 m) in E; [lra|]. intros u Hu. rewrite over_mul, (Mh k u Hk Hu). ring.
    - intros e _. unfold R_, received_at. fold m place_V felt.
      rewrite (sum_eq m (fun u => t (place_V k u) * (share e * (q e * (y e * felt t u e))))
        (fun u => (share e * (q e * y e)) * (t (place_V k u) * felt t u e))) by (intros; ring).
      rewrite sum_mul. ring. }
  rewrite (over_eq (data P) _ (fun e => sum d (fun k => v k * (share e * (q e * (y e * x P e k)))))).
  - rewrite over_sum. apply sum_0. intros k Hk. rewrite over_mul, (Mx k Hk). ring.
  - intros e _. unfold affine_score. fold d.
    rewrite (sum_eq d (fun k => v k * (share e * (q e * (y e * x P e k))))
      (fun k => (share e * (q e * y e)) * (v k * x P e k))) by (intros; ring).
    rewrite sum_mul. ring.
Qed.

(** a_0 is not trained: f is a_0, where l has a slope. *)
Lemma fixed_level : ~ network_output_bias P -> forall t, resting t ->
  forall e, In e (data P) -> level_at (ell P) (z P t e).
Proof.
  intros No t Rest.
  assert (Fixed : a0_trained P = false).
  { unfold network_output_bias in No. destruct (a0_trained P); [now elim No|reflexivity]. }
  set (c := fixed P A0).
  assert (Out : forall t', resting t' -> forall e, f P t' e = c).
  { intros t' R' e. rewrite (resting_f t' R'). now apply fixed_a0; [apply R'|]. }
  destruct smooth as [q1 [q2 [D1 D2]]]. unfold output_at_rest in D1, D2. rewrite Fixed in D1, D2. fold c in D1, D2.
  set (q := fun e => if positive_label e then q2 else q1).
  assert (Slope : forall t', resting t' -> forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t' e) (q e)).
  { intros t' R' e _. unfold z, q, y. rewrite (Out t' R'). destruct (positive_label e).
    - now replace (- (1) * c) with (- c) by ring.
    - now replace (- -1 * c) with c by ring. }
  assert (Ms : over (data P) (fun e => share e * (q e * (y e * affine_score P v 0 e))) = 0).
  { apply (features_balance q t Rest). intros t' R' _ k Hk.
    apply (first_order_at P defined q t' (bump t' (weight k))); [apply R'|now apply Slope| | |].
    - apply free_leads; [apply R'|now apply free_w].
    - intros h e _. now apply along_w.
    - intros h. now apply bump_free, free_w. }
  intros e I.
  assert (Q : forall e', In e' (data P) -> 0 <= q e').
  { intros e' J. apply (right_derivative (fun h => ell P (z P t e' + h * 1)) (q e')).
    - replace (q e') with (q e' * 1) by ring. apply derivative_along. now apply Slope.
    - exists 1. split; [lra|]. intros h Hh. apply loss_nondecreasing. lra. }
  assert (E0 := over_ge0_0 (data P) (fun e => share e * (q e * (y e * affine_score P v 0 e)))).
  cbv beta in E0. specialize (E0 ltac:(intros e' J; pose proof (share_pos e'); pose proof (Q e' J);
    pose proof (separates e' J); apply Rmult_le_pos; [lra|apply Rmult_le_pos; lra]) ltac:(lra) e I).
  pose proof (share_pos e) as Sp. pose proof (separates e I) as Se.
  assert (Z : q e = 0).
  { apply Rmult_integral in E0. destruct E0 as [E0|E0]; [lra|]. apply Rmult_integral in E0. destruct E0; lra. }
  apply slope_level. rewrite <- Z. now apply Slope.
Qed.

(** a_0 is trained: for each V the loss is convex in (a_0, w), and 0 is as good a place for a_0. *)
Lemma convex_in_w : loss_convex P -> objective_output_bias_unpenalised P -> forall t t2, local_min P t ->
  admissible P t2 -> (forall p, p <> A0 -> (forall k, (k < d)%nat -> p <> weight k) -> t2 p = t p) -> L P t <= L P t2.
Proof.
  intros Conv Pen t t2 Min A2 Same. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (between_near P t t2 r Hr) as [h [Hh Near]].
  pose proof (Hmin _ (between_admissible P t t2 h (proj1 Min) A2) Near) as Le.
  assert (PenSame : forall t', (forall p, p <> A0 -> (forall k, (k < d)%nat -> p <> weight k) -> t' p = t p) ->
    penalty P t' = penalty P t).
  { intros t' S'. unfold penalty. apply over_eq. intros [c p] I. simpl.
    destruct (place_dec p A0) as [->|N0]; [rewrite (Pen c I); ring|].
    destruct (classic (exists k, (k < d)%nat /\ p = weight k)) as [[k [Hk ->]]|N].
    - destruct (free_w k Hk) as [_ Z]. rewrite (Z c I). ring.
    - rewrite S'; [reflexivity|assumption|]. intros k Hk E. apply N. now exists k. }
  assert (Between : forall p, p <> A0 -> (forall k, (k < d)%nat -> p <> weight k) -> between t t2 h p = t p).
  { intros p N0 N. unfold between. rewrite (Same p N0 N). ring. }
  assert (Recv : forall t', (forall p, p <> A0 -> (forall k, (k < d)%nat -> p <> weight k) -> t' p = t p) ->
    forall k e, R_ t' k e = R_ t k e).
  { intros t' S' k e. unfold R_, received_at. f_equal. apply sum_eq. intros u _. f_equal.
    - apply S'; [discriminate|]. intros i _. unfold weight, entry. discriminate.
    - apply hidden_ext; [| |reflexivity]; intros; apply S'; try discriminate; intros i _; unfold weight; discriminate. }
  assert (F : forall e, z P (between t t2 h) e = h * z P t2 e + (1 - h) * z P t e).
  { intros e. unfold z. rewrite !(f_split P layers is_residual). unfold rest. fold d R_.
    unfold network_shortcut in no_shortcut. replace (width P) with 0%nat by lia. simpl.
    rewrite (sum_eq d (fun k => between t t2 h (weight k) * R_ (between t t2 h) k e)
      (fun k => h * (t2 (weight k) * R_ t2 k e) + (1 - h) * (t (weight k) * R_ t k e))).
    - rewrite sum_add, !sum_mul. unfold between at 1. ring.
    - intros k _. rewrite (Recv _ Between), (Recv t2 Same). unfold between. ring. }
  apply (L_compare P t _ (PenSame _ Between)) in Le.
  assert (Sum : over (data P) (fun e => share e * ell P (z P (between t t2 h) e))
    <= h * over (data P) (fun e => share e * ell P (z P t2 e))
       + (1 - h) * over (data P) (fun e => share e * ell P (z P t e))).
  { rewrite <- !over_mul, <- over_add. apply over_le. intros e _. rewrite F.
    pose proof (Conv (z P t2 e) (z P t e) h ltac:(lra)) as K. pose proof (share_pos e). nra. }
  assert (Data : over (data P) (fun e => share e * ell P (z P t e))
    <= over (data P) (fun e => share e * ell P (z P t2 e))) by nra.
  unfold L. rewrite (PenSame t2 Same). apply Rplus_le_compat_r.
  destruct (data P) as [|e0 others] eqn:Ed; [simpl; lra|]. unfold Rdiv.
  apply Rmult_le_compat_r; [|exact Data]. left. apply Rinv_0_lt_compat, total_weight_pos. rewrite Ed. discriminate.
Qed.

Lemma trained_level : network_output_bias P -> objective_output_bias_unpenalised P -> loss_convex P ->
  data_balanced_classes P -> forall t, resting t -> forall e, In e (data P) -> level_at (ell P) (z P t e).
Proof.
  intros H0 Pen Conv Bal t Rest e I. exfalso. unfold network_output_bias in H0.
  destruct smooth as [k [_ [D0 _]]]. unfold output_at_rest in D0. rewrite H0 in D0.
  assert (Hk : 0 < k) by (apply (active_slope P 0); [now apply loss_active; right|assumption]).
  assert (InA0 : In A0 (trained P)) by (unfold trained; rewrite H0; now left).
  set (c := t A0).
  assert (Even : over (data P) (fun e' => share e' * ell P 0) <= over (data P) (fun e' => share e' * ell P (- y e' * c))).
  { pose proof (Conv c (- c) (1 / 2) ltac:(lra)) as K.
    replace (1 / 2 * c + (1 - 1 / 2) * - c) with 0 in K by field.
    rewrite (over_eq (data P) (fun e' => share e' * ell P (- y e' * c)) (fun e' => share e' *
      ((ell P c + ell P (- c)) / 2) + (ell P (- c) - ell P c) / 2 * (share e' * y e'))).
    - rewrite over_add, over_mul, (labels_balance P Bal), Rmult_0_r, Rplus_0_r.
      apply over_le. intros e' _. pose proof (share_pos e'). nra.
    - intros e' _. unfold y. destruct (positive_label e').
      + replace (- (1) * c) with (- c) by ring. field.
      + replace (- -1 * c) with c by ring. field. }
  assert (Ms : over (data P) (fun e' => share e' * (k * (y e' * affine_score P v 0 e'))) = 0).
  { apply (features_balance (fun _ => k) t Rest). intros t' R' Ec i Hi.
    set (base := fun p => if place_dec p A0 then 0 else t' p).
    set (g := fun h => over (data P) (fun e' => share e' * ell P (0 + h * - (y e' * R_ t' i e')))).
    assert (G : forall h, g 0 <= g h).
    { intros h. set (t2 := bump base (weight i) h).
      assert (Off : forall p, p <> A0 -> p <> weight i -> t2 p = t' p).
      { intros p N0 N. unfold t2. rewrite bump_other by assumption. unfold base. now destruct (place_dec p A0). }
      assert (Le : L P t' <= L P t2).
      { apply (convex_in_w Conv Pen t' t2); [apply R'| |].
        - intros p N. rewrite Off; [now apply (proj1 R')| |].
          + intros ->. contradiction.
          + intros ->. apply N, in_deep. now apply free_w.
        - intros p N0 N. apply Off; [assumption|now apply N]. }
      assert (PenSame : penalty P t2 = penalty P t').
      { unfold penalty. apply over_eq. intros [a p] J. simpl.
        destruct (place_dec p A0) as [->|N0]; [rewrite (Pen a J); ring|].
        destruct (place_dec p (weight i)) as [->|N]; [|now rewrite Off].
        destruct (free_w i Hi) as [_ Z]. rewrite (Z a J). ring. }
      apply (L_compare P t' t2 PenSame) in Le.
      assert (Zt : forall e', z P t' e' = - y e' * c) by (intros e'; unfold z; now rewrite (resting_f t' R'), Ec).
      assert (Zb : forall e', z P t2 e' = 0 + h * - (y e' * R_ t' i e')).
      { intros e'. unfold z, t2. rewrite (along_w P layers is_residual) by assumption.
        replace (received_at P layers base i e') with (R_ t' i e').
        - rewrite (f_split P layers is_residual). unfold rest. fold d.
          unfold network_shortcut in no_shortcut. replace (width P) with 0%nat by lia. simpl.
          rewrite sum_0.
          + replace (base A0) with 0 by (unfold base; now destruct (place_dec A0 A0)). ring.
          + intros j Hj. replace (base (weight j)) with 0; [ring|]. unfold base, weight.
            destruct (place_dec (D (Output 0 j)) A0); [easy|]. symmetry. apply (proj2 R' j Hj).
        - reflexivity. }
      assert (Z0 : g 0 = over (data P) (fun e' => share e' * ell P 0)).
      { unfold g. apply over_eq. intros e' _. f_equal. f_equal. ring. }
      rewrite Z0. eapply Rle_trans; [exact Even|].
      rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t' e'))) by (intros; now rewrite Zt).
      eapply Rle_trans; [exact Le|]. right. unfold g. apply over_eq. intros e' _. now rewrite Zb. }
    assert (Dg : derivable_pt_lim g 0 (over (data P) (fun e' => share e' * (k * - (y e' * R_ t' i e'))))).
    { unfold g. apply (derivative_over (data P) (fun e' h => share e' * ell P (0 + h * - (y e' * R_ t' i e')))
        (fun e' => share e' * (k * - (y e' * R_ t' i e')))). intros e' J.
      apply (derivable_pt_lim_scal (fun h => ell P (0 + h * - (y e' * R_ t' i e')))).
      apply derivative_along. exact D0. }
    set (S := over (data P) (fun e' => share e' * (k * - (y e' * R_ t' i e')))) in *.
    assert (Up : 0 <= S).
    { apply (right_derivative g); [assumption|]. exists 1. split; [lra|]. intros h _. apply G. }
    assert (Down : 0 <= S * -1).
    { apply (right_derivative (fun h => g (0 + h * -1))).
      - apply derivative_along. assumption.
      - exists 1. split; [lra|]. intros h _. rewrite Rmult_0_l, Rplus_0_r. apply G. }
    rewrite (over_eq (data P) _ (fun e' => (-1) * (share e' * (k * - (y e' * R_ t' i e'))))) by (intros; ring).
    rewrite over_mul. fold S. lra. }
  assert (E0 := over_ge0_0 (data P) (fun e => share e * (k * (y e * affine_score P v 0 e)))).
  cbv beta in E0. specialize (E0 ltac:(intros e' J; pose proof (share_pos e');
    pose proof (separates e' J); apply Rmult_le_pos; [lra|apply Rmult_le_pos; lra]) ltac:(lra) e I).
  pose proof (share_pos e). pose proof (separates e I).
  apply Rmult_integral in E0. destruct E0 as [E0|E0]; [lra|]. apply Rmult_integral in E0. destruct E0; lra.
Qed.

Lemma head_level : forall t, local_min P t -> forall e, In e (data P) -> level_at (ell P) (z P t e).
Proof.
  intros t Min. destruct (classic (exists k, (k < d)%nat /\ t (weight k) <> 0)) as [[k [Hk N]]|No].
  - now apply (moving_level t k).
  - assert (Rest : resting t).
    { split; [assumption|]. intros k Hk. apply NNPP. intros N. apply No. now exists k. }
    destruct balanced as [B|[[H0 Pen] [Conv Bal]]]; [now apply fixed_level|now apply trained_level].
Qed.

End ResidualKink.

Section Statement.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_residual : network_residual P.
Hypothesis no_shortcut : ~ network_shortcut P.
Hypothesis objective_smooth_at_rest : objective_smooth_at_rest P.
Hypothesis data_separable_through_origin : data_separable_through_origin P.

(** What keeps w = 0 from being a bad local minimum: a_0 is not trained, or the classes balance. *)
Hypothesis balanced : ~ network_output_bias P \/
  (network_output_bias P /\ objective_output_bias_unpenalised P) /\ loss_convex P /\ data_balanced_classes P.

Theorem no_fall_residual_kink : NO_FALL P.
Proof.
  destruct network_residual as [layers [Is [Fw FV]]]. destruct data_separable_through_origin as [v S].
  intros t Min. now apply (head_level P loss_defined loss_nondecreasing neuron_defined network_deep_defined
    layers Is Fw FV v S no_shortcut objective_smooth_at_rest balanced loss_active).
Qed.

Theorem thm_residual_kink : NO_BAD P.
Proof. apply no_fall_no_bad; [exact no_fall_residual_kink|exact loss_active]. Qed.

End Statement.
