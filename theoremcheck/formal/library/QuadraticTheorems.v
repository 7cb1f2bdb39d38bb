(** * thm.quadratic.frozen, .ellipsoid, .quadric, and thm.quadratic_global *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsQuadratic Algebra Near Kinds Monotone
  Balance FirstOrder QuadraticMoves.
Import ListNotations.
Open Scope R_scope.

(** If S = 0 as a form, its trace against any matrix is 0: polarisation. *)
Lemma form_zero : forall P (m : sample -> R),
  (forall p, over (data P) (fun e => m e * (dot P p e * dot P p e)) = 0) ->
  forall Q, over (data P) (fun e => m e * form P Q e) = 0.
Proof.
  intros P m H Q.
  assert (Pol : forall u v, over (data P) (fun e => m e * (dot P u e * dot P v e)) = 0).
  { intros u v. pose proof (H (fun k => u k + v k)) as S. pose proof (H u) as U. pose proof (H v) as V.
    rewrite (over_eq (data P) _ (fun e => (m e * (dot P u e * dot P u e)
      + 2 * (m e * (dot P u e * dot P v e))) + m e * (dot P v e * dot P v e))) in S.
    - rewrite !over_add, over_mul in S. lra.
    - intros e _. assert (D : dot P (fun k => u k + v k) e = dot P u e + dot P v e).
      { unfold dot. rewrite <- sum_add. apply sum_eq. intros. ring. }
      rewrite D. ring. }
  set (one := fun i k : nat => if (k =? i)%nat then 1 else 0).
  assert (D : forall i e, (i < inputs P)%nat -> dot P (one i) e = X P e i).
  { intros i e Hi. unfold dot, one. rewrite (sum_one (inputs P) i).
    - rewrite Nat.eqb_refl. ring.
    - assumption.
    - intros k _ N. rewrite (proj2 (Nat.eqb_neq k i) N). ring. }
  rewrite (over_eq (data P) _ (fun e => sum (inputs P) (fun i => sum (inputs P)
    (fun k => Q i k * (m e * (dot P (one i) e * dot P (one k) e)))))).
  - rewrite over_sum. apply sum_0. intros i Hi. rewrite over_sum. apply sum_0. intros k Hk.
    rewrite over_mul, Pol. ring.
  - intros e _. unfold form. rewrite <- sum_mul. apply sum_eq. intros i Hi.
    rewrite <- sum_mul. apply sum_eq. intros k Hk. rewrite !D by assumption. ring.
Qed.

(** ** The penalties along a move *)

Lemma hidden_square_weights : forall P t, (1 <= width P)%nat ->
  hidden_square P t = sum (width P) (fun j => ip P (weights P t j) (weights P t j)).
Proof.
  intros P t Wd. unfold hidden_square. apply sum_eq. intros j _. unfold ip.
  rewrite inputs_width by assumption.
  assert (E : sum (dim P) (fun k => weights P t j k * weights P t j k)
    = sum (dim P) (fun k => (t (W j k))^2)).
  { apply sum_eq. intros k K. unfold weights. rewrite (proj2 (Nat.ltb_lt k (dim P)) K). ring. }
  destruct (b_trained P); cbn [sum]; rewrite E.
  - unfold weights at 1 2. rewrite Nat.ltb_irrefl. ring.
  - ring.
Qed.

Lemma weights_move : forall P t c u h j k, (j < width P)%nat -> (k < inputs P)%nat ->
  weights P (move P t c u h) j k = weights P t j k + h * (c j * u k).
Proof.
  intros P t c u h j k Hj Hk. rewrite inputs_width in Hk by lia. unfold weights, move. simpl.
  rewrite (proj2 (Nat.ltb_lt j (width P)) Hj). simpl.
  destruct (Nat.ltb_spec k (dim P)) as [L|L].
  - reflexivity.
  - destruct (b_trained P); [|lia]. replace k with (dim P) by lia. reflexivity.
Qed.

Lemma squares_move : forall P t c u h c0 k0,
  k0 + c0 * sum (width P) (fun j => ip P (weights P (move P t c u h) j) (weights P (move P t c u h) j))
  = k0 + c0 * sum (width P) (fun j => ip P (weights P t j) (weights P t j))
    + (2 * c0 * sum (width P) (fun j => c j * ip P (weights P t j) u)) * h
    + (c0 * sum (width P) (fun j => (c j)^2) * ip P u u) * h^2.
Proof.
  intros P t c u h c0 k0.
  rewrite (sum_eq (width P) (fun j => ip P (weights P (move P t c u h) j) (weights P (move P t c u h) j))
    (fun j => (ip P (weights P t j) (weights P t j) + (2 * h) * (c j * ip P (weights P t j) u))
      + (h^2 * ip P u u) * (c j)^2)).
  - rewrite !sum_add, !sum_mul. ring.
  - intros j Hj. unfold ip.
    rewrite (sum_eq (inputs P) (fun k => weights P (move P t c u h) j k * weights P (move P t c u h) j k)
      (fun k => (weights P t j k * weights P t j k + (2 * h * c j) * (weights P t j k * u k))
        + (h^2 * (c j)^2) * (u k * u k))).
    + rewrite !sum_add, !sum_mul. ring.
    + intros k Hk. rewrite weights_move by assumption. ring.
Qed.

(** ** The theorems on the training error *)

Section Theorems.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_quadratic : neuron_quadratic P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_hidden_trainable : network_hidden_trainable P.
Hypothesis network_hidden_bias_or_none : network_hidden_bias_or_none P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

(** alpha > 0 where s is strictly convex. *)
Lemma convex_positive : forall al ga, (forall v, sigma P v = al * v^2 + ga) ->
  forall s, strictly_convex_fn (fun v => s * sigma P v) -> 0 < s * al.
Proof.
  intros al ga Sq s H. destruct (H 0) as [p [q [k [e [Hpq [Hk [He B]]]]]]].
  specialize (B (e / 2) ltac:(lra)). rewrite !Sq in B. destruct B as [B1 B2].
  set (h := e / 2) in *. assert (0 < h) by (unfold h; lra). assert (0 < h^2) by nra.
  assert (k * h^2 <= s * al * h^2); [|nra].
  assert ((q - p) * h >= 0) by nra. nra.
Qed.

Section NoBad.

Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.

Definition level : Prop := network_output_bias P /\ objective_output_bias_unpenalised P.

Section Minimum.

Variable t : params.
Hypothesis minimum : local_min P t.
Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).
Variables alpha gamma : R.
Hypothesis alpha_not_0 : alpha <> 0.
Hypothesis square : forall v, sigma P v = alpha * v^2 + gamma.

Let q (e : sample) : R := share e * l1 (z P t e).

Lemma q_nonneg : forall e, In e (data P) -> 0 <= q e.
Proof.
  intros e _. apply Rmult_le_pos; [left; apply share_pos|]. now apply (slope_nonneg P).
Qed.

Lemma q_balanced : level -> over (data P) (fun e => q e * y e * 1) = 0.
Proof. intros [H U]. exact (first_bias P defined l1 loss_slope t minimum H U). Qed.

Lemma frozen_at : forall s n, frozen_signs P s n -> signs_at P t s n.
Proof.
  intros s n [Fz [js [ND [Len Js]]]]. exists js. split; [assumption|]. split; [assumption|].
  intros j I. destruct (Js j I) as [Hj Pos]. split; [assumption|].
  now rewrite (frozen_block P t (A j) (proj1 minimum) Fz).
Qed.

Lemma S_sign : forall r s p, rank_at_most P r -> s <> 0 -> frozen_signs P s r ->
  s * alpha * over (data P) (fun e => q e * y e * (dot P p e * dot P p e)) <= 0.
Proof.
  intros r s p RK Ns Fr.
  refine (semidefinite_S P loss_defined neuron_defined network_deep_defined
    (proj1 network_hidden_trainable) network_hidden_bias_or_none l1 loss_slope alpha gamma square 0 _
    t r s p minimum eq_refl alpha_not_0 Ns RK (frozen_at s r Fr)).
  intros t0 c u h _. rewrite unpenalised_move by assumption. ring.
Qed.

Lemma S_not_both : forall r n s p p', rank_at_most P r -> s <> 0 -> (r <= n + 1)%nat ->
  frozen_signs P s n ->
  0 < over (data P) (fun e => q e * y e * (dot P p e * dot P p e)) ->
  over (data P) (fun e => q e * y e * (dot P p' e * dot P p' e)) < 0 -> False.
Proof.
  intros r n s p p' RK Ns Le Fr.
  refine (not_both P loss_defined neuron_defined network_deep_defined
    (proj1 network_hidden_trainable) network_hidden_bias_or_none l1 loss_slope alpha gamma square 0 _
    t r n s p p' minimum eq_refl alpha_not_0 Ns RK Le (frozen_at s n Fr)).
  intros t0 c u h _. rewrite unpenalised_move by assumption. ring.
Qed.

(** An ellipsoid around one class, and S with the sign that it excludes. *)
Lemma around_minus : level -> data_ellipsoid_negative P ->
  (forall p, over (data P) (fun e => q e * y e * (dot P p e * dot P p e)) <= 0) ->
  forall e, In e (data P) -> q e = 0.
Proof.
  intros Lv [Q [c [SQ [Ins Out]]]] Neg.
  apply (ellipsoid_zero P q q_nonneg 1 Q c); [now apply q_balanced|assumption| |].
  - intros e I. unfold positive, negative, y in *. destruct (positive_label e) eqn:E.
    + specialize (Out e I E). lra.
    + specialize (Ins e I E). lra.
  - intros p. rewrite Rmult_1_l. apply Neg.
Qed.

Lemma around_plus : level -> data_ellipsoid_positive P ->
  (forall p, 0 <= over (data P) (fun e => q e * y e * (dot P p e * dot P p e))) ->
  forall e, In e (data P) -> q e = 0.
Proof.
  intros Lv [Q [c [SQ [Ins Out]]]] Pos.
  apply (ellipsoid_zero P q q_nonneg (-1) Q c); [now apply q_balanced|assumption| |].
  - intros e I. unfold positive, negative, y in *. destruct (positive_label e) eqn:E.
    + specialize (Ins e I E). lra.
    + specialize (Out e I E). lra.
  - intros p. specialize (Pos p). lra.
Qed.

Lemma frozen_zero : level -> data_ellipsoids P -> network_width_one_sign P ->
  forall e, In e (data P) -> q e = 0.
Proof.
  intros Lv [Ep En] [r [n [RK [Le Fr]]]].
  destruct (classic (forall p, over (data P) (fun e => q e * y e * (dot P p e * dot P p e)) <= 0))
    as [Neg|NN]; [now apply around_minus|].
  destruct (classic (forall p, 0 <= over (data P) (fun e => q e * y e * (dot P p e * dot P p e))))
    as [Pos|NP]; [now apply around_plus|].
  apply not_all_ex_not in NN. destruct NN as [p Hp]. apply Rnot_le_lt in Hp.
  apply not_all_ex_not in NP. destruct NP as [p' Hp']. apply Rnot_le_lt in Hp'.
  exfalso. destruct Fr as [Fr|Fr].
  - apply (S_not_both r n 1 p p'); auto; lra.
  - apply (S_not_both r n (-1) p p'); auto; lra.
Qed.

Lemma ellipsoid_one_zero : level ->
  (((neuron_strictly_convex P /\ network_width_positive P) \/
    (neuron_strictly_concave P /\ network_width_negative P)) /\ data_ellipsoid_negative P) \/
  (((neuron_strictly_concave P /\ network_width_positive P) \/
    (neuron_strictly_convex P /\ network_width_negative P)) /\ data_ellipsoid_positive P) ->
  forall e, In e (data P) -> q e = 0.
Proof.
  intros Lv H.
  assert (Up : neuron_strictly_convex P -> 0 < 1 * alpha).
  { intros C. apply (convex_positive alpha gamma square 1). intros v.
    destruct (C v) as [p [p' [k [e [H1 [H2 [H3 H4]]]]]]]. exists p, p', k, e.
    repeat split; auto; rewrite !Rmult_1_l; now apply H4. }
  assert (Down : neuron_strictly_concave P -> 0 < -1 * alpha).
  { intros C. apply (convex_positive alpha gamma square (-1)). intros v.
    destruct (C v) as [p [p' [k [e [H1 [H2 [H3 H4]]]]]]]. exists p, p', k, e.
    unfold opposite in H4. split; [assumption|]. split; [assumption|]. split; [assumption|].
    intros h Hh. specialize (H4 h Hh). lra. }
  destruct H as [[W E]|[W E]].
  - apply around_minus; [assumption|assumption|]. intros p.
    destruct W as [[C [r [RK Fr]]]|[C [r [RK Fr]]]].
    + specialize (Up C). pose proof (S_sign r 1 p RK ltac:(lra) Fr). nra.
    + specialize (Down C). pose proof (S_sign r (-1) p RK ltac:(lra) Fr). nra.
  - apply around_plus; [assumption|assumption|]. intros p.
    destruct W as [[C [r [RK Fr]]]|[C [r [RK Fr]]]].
    + specialize (Down C). pose proof (S_sign r 1 p RK ltac:(lra) Fr). nra.
    + specialize (Up C). pose proof (S_sign r (-1) p RK ltac:(lra) Fr). nra.
Qed.

Lemma quadric_zero : network_width_positive P -> network_width_negative P ->
  data_cone_separable P \/ (level /\ data_quadric_separable P) ->
  forall e, In e (data P) -> q e = 0.
Proof.
  intros [r [RK Fr]] [r' [RK' Fr']] H.
  assert (Z : forall p, over (data P) (fun e => q e * y e * (dot P p e * dot P p e)) = 0).
  { intros p. pose proof (S_sign r 1 p RK ltac:(lra) Fr). pose proof (S_sign r' (-1) p RK' ltac:(lra) Fr').
    set (v := over _ _) in *. assert (alpha * v = 0) by lra.
    apply Rmult_integral in H2. now destruct H2. }
  pose proof (form_zero P (fun e => q e * y e) Z) as T.
  destruct H as [[Q Sep]|[Lv [Q [c Sep]]]].
  - apply (terms_zero P q q_nonneg (form P Q) Sep). right. apply T.
  - apply (terms_zero P q q_nonneg (fun e => form P Q e - c) Sep). right.
    rewrite (over_eq (data P) _ (fun e => q e * y e * form P Q e + (- c) * (q e * y e * 1)))
      by (intros; ring).
    rewrite over_add, over_mul, T, q_balanced by assumption. ring.
Qed.

End Minimum.

(** From q = 0 to the slopes. *)
Lemma slopes_of : (forall t, local_min P t -> forall l1,
    (forall v, derivable_pt_lim (ell P) v (l1 v)) -> forall alpha gamma, alpha <> 0 ->
    (forall v, sigma P v = alpha * v^2 + gamma) ->
    forall e, In e (data P) -> share e * l1 (z P t e) = 0) -> NO_SLOPE P.
Proof.
  intros H t Min e I. destruct loss_c1 as [l1 [D _]]. destruct neuron_quadratic as [al [ga [Na Sq]]].
  specialize (H t Min l1 D al ga Na Sq e I). pose proof (share_pos e).
  apply Rmult_integral in H. destruct H as [H|H]; [lra|]. rewrite <- H. apply D.
Qed.

Lemma slope_frozen : network_output_bias P -> objective_output_bias_unpenalised P ->
  data_ellipsoids P -> network_width_one_sign P -> NO_SLOPE P.
Proof.
  intros H U E Wd. apply slopes_of. intros t Min l1 D al ga Na Sq.
  apply (frozen_zero t Min l1 D al ga Na Sq); auto. now split.
Qed.

Lemma slope_ellipsoid : network_output_bias P -> objective_output_bias_unpenalised P ->
  (((neuron_strictly_convex P /\ network_width_positive P) \/
    (neuron_strictly_concave P /\ network_width_negative P)) /\ data_ellipsoid_negative P) \/
  (((neuron_strictly_concave P /\ network_width_positive P) \/
    (neuron_strictly_convex P /\ network_width_negative P)) /\ data_ellipsoid_positive P) ->
  NO_SLOPE P.
Proof.
  intros H U E. apply slopes_of. intros t Min l1 D al ga Na Sq.
  apply (ellipsoid_one_zero t Min l1 D al ga Na Sq); auto. now split.
Qed.

Lemma slope_quadric : network_width_positive P -> network_width_negative P ->
  data_cone_separable P \/
  ((network_output_bias P /\ objective_output_bias_unpenalised P) /\ data_quadric_separable P) ->
  NO_SLOPE P.
Proof.
  intros Wp Wn E. apply slopes_of. intros t Min l1 D al ga Na Sq.
  now apply (quadric_zero t Min l1 D al ga Na Sq).
Qed.

Hypothesis loss_active : loss_active P.

Theorem thm_quadratic_frozen : network_output_bias P -> objective_output_bias_unpenalised P ->
  data_ellipsoids P -> network_width_one_sign P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_frozen|assumption]. Qed.

Theorem thm_quadratic_ellipsoid : network_output_bias P -> objective_output_bias_unpenalised P ->
  (((neuron_strictly_convex P /\ network_width_positive P) \/
    (neuron_strictly_concave P /\ network_width_negative P)) /\ data_ellipsoid_negative P) \/
  (((neuron_strictly_concave P /\ network_width_positive P) \/
    (neuron_strictly_convex P /\ network_width_negative P)) /\ data_ellipsoid_positive P) ->
  NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_ellipsoid|assumption]. Qed.

Theorem thm_quadratic_quadric : network_width_positive P -> network_width_negative P ->
  data_cone_separable P \/
  ((network_output_bias P /\ objective_output_bias_unpenalised P) /\ data_quadric_separable P) ->
  NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_quadric|assumption]. Qed.

End NoBad.

End Theorems.
