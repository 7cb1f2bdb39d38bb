(** * rule.order_local, rule.moment_local, rule.stationary_local, rule.affine_local

    As rule.order and so on, for losses that are convex near the constant output only.
    What the proofs need of l is a pair of lines below it near -c and c, with the slopes
    K / W+ and K / W-: then W L - h(c) >= K (E- f - E+ f) near the point. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions Kinds Nearby ConstantMinima Support PointsConstant
  RulesConstant RulesCurved.
Import ListNotations.
Open Scope R_scope.

Section Tangent.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

Variables (t : params) (c K : R).
Hypothesis point : tangent_point P t c K.

Lemma reachable : admissible P t. Proof. apply point. Qed.
Lemma classes : both_classes P. Proof. apply point. Qed.

(** All outputs stay near c. *)
Lemma outputs_near r : 0 < r ->
  nearby P t (fun t' => forall e, In e (data P) -> Rabs (f P t' e - c) < r).
Proof.
  intros Hr. destruct point as [[A [_ E]] [[N D] _]].
  apply nearby_weaken with (Q := fun t' => forall e, In e (data P) -> Rabs (f P t' e - f P t e) < r).
  - intros t' _ H e I. rewrite <- (E e I). apply H, I.
  - apply nearby_list. intros e I. apply (continuous_f P t e A I); auto.
Qed.

(** W L(t') - h(c) >= K (E- f - E+ f). *)
Lemma loss_above_tangents r t' :
  (forall v, Rabs v < r ->
    ell P (- c) + K / W_plus P * v <= ell P (- c + v) /\ ell P c + K / W_minus P * v <= ell P (c + v)) ->
  (forall e, In e (data P) -> Rabs (f P t' e - c) < r) ->
  height P c - K * difference P (f P t') <= over (data P) (fun e => share e * val (loss P) (z P t' e)).
Proof.
  intros T N. pose proof classes as [Hp Hm].
  assert (E : height P c - K * difference P (f P t')
    = over (data P) (fun e => share e * (if positive_label e
        then ell P (- c) - K / W_plus P * (f P t' e - c)
        else ell P c + K / W_minus P * (f P t' e - c)))).
  { rewrite (over_eq _ _ (fun e => share e * (if positive_label e then ell P (- c) + K / W_plus P * c
        else ell P c - K / W_minus P * c) + - K * (share e * (if positive_label e then f P t' e / W_plus P
        else - (f P t' e / W_minus P))))).
    2:{ intros e _. destruct (positive_label e); field; lra. }
    rewrite over_add, over_times.
    assert (D : difference P (f P t') = over (data P) (fun e => share e * (if positive_label e
        then f P t' e / W_plus P else - (f P t' e / W_minus P)))).
    { unfold difference. apply over_eq. intros e _. destruct (positive_label e); field; lra. }
    rewrite <- D.
    assert (Hh : over (data P) (fun e => share e * (if positive_label e then ell P (- c) + K / W_plus P * c
        else ell P c - K / W_minus P * c)) = height P c).
    { rewrite (over_eq _ _ (fun e => (ell P (- c) + K / W_plus P * c) * (if positive_label e then share e else 0)
          + (ell P c - K / W_minus P * c) * (if negb (positive_label e) then share e else 0))).
      - rewrite over_add, !over_times.
        change (over (data P) (fun e => if positive_label e then share e else 0)) with (W_plus P).
        change (over (data P) (fun e => if negb (positive_label e) then share e else 0)) with (W_minus P).
        unfold height. field. lra.
      - intros e _. destruct (positive_label e); simpl; ring. }
    rewrite Hh. ring. }
  rewrite E. apply over_le. intros e I. apply Rmult_le_compat_l; [left; apply share_pos|].
  specialize (N e I). unfold z, y. destruct (positive_label e).
  - destruct (T (- (f P t' e - c))) as [H _]; [now rewrite Rabs_Ropp|].
    replace (- (1) * f P t' e) with (- c + - (f P t' e - c)) by ring. unfold ell in *. lra.
  - destruct (T (f P t' e - c) N) as [_ H].
    replace (- -1 * f P t' e) with (c + (f P t' e - c)) by ring. unfold ell in *. lra.
Qed.

Lemma tangent_bad : nearby P t (fun t' => K * difference P (f P t') <= 0) -> CONSTANT_BAD P.
Proof.
  intros N. pose proof point as [[A [U E]] [_ [_ [r [Hr T]]]]].
  destruct (wrong_both P c classes) as [e [I Wr]].
  apply constant_intro with t c e; auto using all_defined.
  apply nearby_both with (1 := N) (2 := outputs_near r Hr). intros t' _ H O.
  apply (L_le P t t' e I U). rewrite (loss_constant P t c) by exact E.
  pose proof (loss_above_tangents r t' T O). lra.
Qed.

Lemma order_localed : 0 <= K -> ordered_near P t -> CONSTANT_BAD P.
Proof.
  intros HK [N D]. apply tangent_bad.
  apply nearby_both with (1 := nearby_below P t _ _ N) (2 := D). intros t' _ Z Dz.
  rewrite (difference_f P classes).
  assert (S : sum (width P) (fun j => t' (A j) * difference P (fun e => sigma P (pre P t' j e))) <= 0).
  { replace 0 with (sum (width P) (fun _ => 0)) by (apply sum_null; reflexivity). apply sum_le. exact Z. }
  nra.
Qed.

End Tangent.

Section Rules.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

Theorem constant_order_local : data_convex_order P -> minimum_order_local P -> CONSTANT_BAD P.
Proof.
  intros O (t & c & K & HK & Pt & Parts).
  apply (order_localed P loss_defined neuron_defined network_deep_defined t c K Pt HK).
  apply ordered_parts_near; auto; [apply Pt|apply Pt].
Qed.

Theorem rule_order_local : data_convex_order P -> minimum_order_local P -> BAD P.
Proof. intros. now apply constant_is_bad, constant_order_local. Qed.

Theorem constant_moment_local : data_equal_means P -> minimum_moment_local P -> CONSTANT_BAD P.
Proof.
  intros E (t & c & K & HK & Pt & Parts).
  apply (order_localed P loss_defined neuron_defined network_deep_defined t c K Pt HK).
  apply moment_parts_near; auto; [apply Pt|apply Pt].
Qed.

Theorem rule_moment_local : data_equal_means P -> minimum_moment_local P -> BAD P.
Proof. intros. now apply constant_is_bad, constant_moment_local. Qed.

Theorem constant_stationary_local : minimum_stationary_local P -> CONSTANT_BAD P.
Proof.
  intros (t & c & K & HK & Pt & Parts).
  apply (order_localed P loss_defined neuron_defined network_deep_defined t c K Pt HK).
  apply stationary_parts_near; auto; apply Pt.
Qed.

Theorem rule_stationary_local : minimum_stationary_local P -> BAD P.
Proof. intros. now apply constant_is_bad, constant_stationary_local. Qed.

Theorem constant_affine_local : data_equal_means P -> minimum_affine_local P -> CONSTANT_BAD P.
Proof.
  intros E (t & c & K & Pt & N & D). pose proof Pt as [[A _] [_ [C _]]].
  apply (tangent_bad P loss_defined neuron_defined network_deep_defined t c K Pt).
  assert (N' : forall j, (j < width P)%nat -> nearby P t (fun t' =>
    difference P (fun e => sigma P (pre P t' j e)) = 0)).
  { intros j L. apply affine_stays; auto. }
  assert (D' : nearby P t (fun t' => difference P (deep_part P t') = 0)).
  { destruct D; [now apply deep_affine_equal|apply deep_dead_equal; assumption]. }
  apply nearby_both with (1 := nearby_below P t _ _ N') (2 := D'). intros t' _ Z Dz.
  rewrite (difference_f P C), Dz, sum_null; [lra|]. intros j L. rewrite Z by exact L. ring.
Qed.

Theorem rule_affine_local : data_equal_means P -> minimum_affine_local P -> BAD P.
Proof. intros. now apply constant_is_bad, constant_affine_local. Qed.

End Rules.
