(** * lemma.circuit.curved: one relation between the points, two neurons *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions ConditionsCircuit Algebra Near Dual OneRelation Second Pair
  CircuitIdle Kinds Level.
Import ListNotations.
Open Scope R_scope.

Section Circuit.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_strictly_curved : neuron_strictly_convex P \/ neuron_strictly_concave P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis lemma_idle_curvature_trainable : network_trainable P \/ network_neurons_trainable P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis network_width_two : network_width_two P.
Hypothesis objective_unregularised : objective_unregularised P.

Variable pts : list sample.
Variables lab mu : sample -> R.
Hypothesis is_labelled : labelled P pts lab mu.

Let MP : forall e, In e pts -> 0 < mu e := proj1 (proj2 (proj2 is_labelled)).

Let defined : forall t, L_defined P t.
Proof. intros t e _. repeat split; auto. Qed.

Lemma trains : a_trained P = true /\ w_trained P = true.
Proof.
  destruct lemma_idle_curvature_trainable as [[H1 [H2 _]]|H]; [now split | exact H].
Qed.

Lemma zero_lt : (0 < width P)%nat.
Proof. unfold Conditions.network_width_two in *. lia. Qed.

Lemma one_lt : (1 < width P)%nat.
Proof. unfold Conditions.network_width_two in *. lia. Qed.

Variables s1 s2 : R -> R.
Hypothesis first_derivative : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis second_derivative : forall v, derivable_pt_lim s1 v (s2 v).

Let s1_not_0 := s1_not_0 P neuron_monotone s1 first_derivative.
Let curved_sign := curved_sign P neuron_strictly_curved.
Let curved := curved P.
Let s2_sign := s2_sign P s1 s2 first_derivative second_derivative.
Let sigma_injective := sigma_injective P neuron_monotone s1 first_derivative.
Let dot_0 := dot_0 P.

(** ** One local minimum *)

Section Minimum.

Variable t : params.
Hypothesis minimum : local_min P t.
Variable l1 : sample -> R.
Hypothesis slopes : forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l1 e).

Local Notation q := (gather P pts lab (fun e => pull l1 e * y e)).

(** ** What the one relation makes of the conditions on two neurons *)

Lemma first_order : forall b0 b1 b2 u0 u1, over pts (fun e => q e * lab e * (b0
  + (b1 * sigma P (pre P t 0 e) + t (A 0%nat) * (s1 (pre P t 0 e) * dot P u0 e))
  + (b2 * sigma P (pre P t 1 e) + t (A 1%nat) * (s1 (pre P t 1 e) * dot P u1 e)))) = 0.
Proof.
  intros b0 b1 b2 u0 u1. assert (Pts := proj1 is_labelled).
  rewrite <- (Pair.first_order P defined objective_unregularised network_output_bias
    (proj1 trains) (proj2 trains) one_lt s1 first_derivative t minimum l1 slopes b0 b1 b2 u0 u1).
  symmetry. apply (gathered P pts Pts lab); [now apply (label_square P pts lab mu)|].
  intros e He. rewrite !(at_x_pre P pts Pts t _ e He), !(at_x_dot P pts Pts _ e He). reflexivity.
Qed.

Lemma second_order : forall b0 b1 b2 u0 u1,
  (forall e, In e pts -> b0
    + (b1 * sigma P (pre P t 0 e) + t (A 0%nat) * (s1 (pre P t 0 e) * dot P u0 e))
    + (b2 * sigma P (pre P t 1 e) + t (A 1%nat) * (s1 (pre P t 1 e) * dot P u1 e)) = 0) ->
  over pts (fun e => q e * lab e * (
    (b1 * (s1 (pre P t 0 e) * dot P u0 e)
       + t (A 0%nat) * (dot P u0 e)^2 * (s2 (pre P t 0 e) / 2))
    + (b2 * (s1 (pre P t 1 e) * dot P u1 e)
       + t (A 1%nat) * (dot P u1 e)^2 * (s2 (pre P t 1 e) / 2)))) <= 0.
Proof.
  intros b0 b1 b2 u0 u1 Z. assert (Pts := proj1 is_labelled).
  rewrite <- (gathered P pts Pts lab (fun e => pull l1 e * y e)).
  - apply (Pair.second_order P defined objective_unregularised network_output_bias
      (proj1 trains) (proj2 trains) one_lt s1 s2 first_derivative second_derivative t minimum l1 slopes b0).
    intros e He. rewrite !(at_x_pre P pts Pts t _ e He), !(at_x_dot P pts Pts _ e He).
    now apply Z, at_x_in.
  - now apply (label_square P pts lab mu).
  - intros e He. rewrite !(at_x_pre P pts Pts t _ e He), !(at_x_dot P pts Pts _ e He). reflexivity.
Qed.

Lemma w_condition : forall j u, (j = 0 \/ j = 1)%nat -> t (A j) <> 0 ->
  over pts (fun e => q e * lab e * s1 (pre P t j e) * dot P u e) = 0.
Proof.
  intros j u Hj Ha.
  assert (E : t (A j) * over pts (fun e => q e * lab e * s1 (pre P t j e) * dot P u e) = 0).
  { rewrite <- over_mul. destruct Hj as [-> | ->].
    - assert (F := first_order 0 0 0 u (fun _ => 0)).
      rewrite (over_eq pts _ (fun e => t (A 0%nat) *
        (q e * lab e * s1 (pre P t 0 e) * dot P u e))) in F; [exact F|].
      intros e _. rewrite dot_0. ring.
    - assert (F := first_order 0 0 0 (fun _ => 0) u).
      rewrite (over_eq pts _ (fun e => t (A 1%nat) *
        (q e * lab e * s1 (pre P t 1 e) * dot P u e))) in F; [exact F|].
      intros e _. rewrite dot_0. ring. }
  apply Rmult_integral in E. destruct E; [contradiction|assumption].
Qed.

(** q_i s'(w_j . X_i) = c_j m_i. *)
Lemma proportional : forall j, (j = 0 \/ j = 1)%nat -> t (A j) <> 0 ->
  exists c, forall e, In e pts -> q e * s1 (pre P t j e) = c * mu e.
Proof.
  intros j Hj Ha. apply (proj1 (proj2 (proj2 (proj2 is_labelled)))). intros k Hk.
  rewrite <- (w_condition j (fun i => if Nat.eq_dec i k then 1 else 0) Hj Ha).
  apply over_eq. intros e _. unfold dot.
  rewrite (sum_one (inputs P) k); [| assumption |].
  - destruct (Nat.eq_dec k k); [ring|congruence].
  - intros i _ D. destruct (Nat.eq_dec i k); [contradiction|ring].
Qed.

(** No two q_i have different signs. *)
Lemma one_sign : (forall e, In e pts -> 0 <= q e) \/ (forall e, In e pts -> q e <= 0).
Proof.
  assert (E : exists c, forall e, In e pts -> q e * s1 (pre P t 0 e) = c * mu e).
  { destruct (Req_dec (t (A 0%nat)) 0) as [Z|N].
    - exact (idle_relation P defined objective_unregularised (proj1 trains) (proj2 trains) t minimum l1
        slopes pts lab mu is_labelled s1 first_derivative 0%nat zero_lt Z).
    - exact (proportional 0%nat (or_introl eq_refl) N). }
  destruct E as [c E].
  destruct (slope_sign (sigma P) s1 neuron_monotone first_derivative) as [S|S];
    destruct (Rle_lt_dec 0 c) as [C|C]; [left|right|right|left]; intros e He;
    specialize (E e He); assert (m := MP e He); specialize (S (pre P t 0 e));
    apply Rnot_lt_le; intros N; nra.
Qed.

Hypothesis q_nonneg : forall e, In e pts -> 0 <= q e.
Hypothesis some_slope : exists e, In e pts /\ q e <> 0.

Lemma factor : forall j, (j = 0 \/ j = 1)%nat -> t (A j) <> 0 ->
  exists c, c <> 0 /\ forall e, In e pts -> q e * s1 (pre P t j e) = c * mu e.
Proof.
  intros j Hj Ha. destruct (proportional j Hj Ha) as [c Hc].
  exists c. split; [|assumption]. intros ->.
  destruct some_slope as [e [He Q]]. specialize (Hc e He).
  rewrite Rmult_0_l in Hc. apply Rmult_integral in Hc.
  destruct Hc as [|Hc]; [contradiction | now apply s1_not_0 in Hc].
Qed.

Lemma q_pos : t (A 0%nat) <> 0 -> forall e, In e pts -> 0 < q e.
Proof.
  intros Ha e He. destruct (factor 0 (or_introl eq_refl) Ha) as [c [Hc F]].
  specialize (F e He). assert (m := MP e He).
  assert (Q : q e <> 0).
  { intros Z. rewrite Z, Rmult_0_l in F. symmetry in F. apply Rmult_integral in F.
    destruct F; lra. }
  assert (H := q_nonneg e He). lra.
Qed.

(** A neuron with a_j <> 0 moves f to first order by any w orthogonal to q y. *)
Lemma solve : forall j w, (j = 0 \/ j = 1)%nat -> t (A j) <> 0 ->
  over pts (fun e => q e * lab e * w e) = 0 ->
  exists u, forall e, In e pts -> dot P u e = w e / (t (A j) * s1 (pre P t j e)).
Proof.
  intros j w Hj Ha Z. destruct (factor j Hj Ha) as [c [Hc F]].
  apply (any_values P pts lab mu is_labelled).
  rewrite (over_eq pts _ (fun e => / (c * t (A j)) * (q e * lab e * w e))).
  - rewrite over_mul, Z. ring.
  - intros e He. replace (mu e) with (q e * s1 (pre P t j e) / c)
      by (rewrite (F e He); field; assumption).
    field. repeat split; auto using s1_not_0.
Qed.

Definition kappa (j : nat) (e : sample) : R := s2 (pre P t j e) / (s1 (pre P t j e))^2.

Hypothesis a_0_not_0 : t (A 0%nat) <> 0.
Hypothesis a_1_not_0 : t (A 1%nat) <> 0.

(** The conditions to second order in the movements w0, w1 of f by the two neurons. *)
Lemma core : forall w0 w1 b0 b1 b2,
  over pts (fun e => q e * lab e * w0 e) = 0 ->
  over pts (fun e => q e * lab e * w1 e) = 0 ->
  (forall e, In e pts ->
    w0 e + w1 e + b0 + b1 * sigma P (pre P t 0 e) + b2 * sigma P (pre P t 1 e) = 0) ->
  over pts (fun e => q e * lab e * (kappa 0 e / t (A 0%nat) * (w0 e)^2
    + kappa 1 e / t (A 1%nat) * (w1 e)^2)) <= 0.
Proof.
  intros w0 w1 b0 b1 b2 Z0 Z1 V.
  destruct (solve 0 w0 (or_introl eq_refl) a_0_not_0 Z0) as [u0 U0].
  destruct (solve 1 w1 (or_intror eq_refl) a_1_not_0 Z1) as [u1 U1].
  assert (S := second_order b0 b1 b2 u0 u1).
  rewrite (over_eq pts _ (fun e =>
    (b1 / t (A 0%nat) * (q e * lab e * w0 e) + b2 / t (A 1%nat) * (q e * lab e * w1 e))
    + / 2 * (q e * lab e * (kappa 0 e / t (A 0%nat) * (w0 e)^2
                   + kappa 1 e / t (A 1%nat) * (w1 e)^2)))) in S.
  - rewrite !over_add, !over_mul, Z0, Z1 in S.
    enough (b1 / t (A 0%nat) * 0 + b2 / t (A 1%nat) * 0 + / 2 * over pts
      (fun e => q e * lab e * (kappa 0 e / t (A 0%nat) * (w0 e)^2
                   + kappa 1 e / t (A 1%nat) * (w1 e)^2)) <= 0) by lra.
    apply S. intros e He. rewrite (U0 e He), (U1 e He), <- (V e He). field.
    repeat split; auto using s1_not_0.
  - intros e He. rewrite (U0 e He), (U1 e He). unfold kappa. field.
    repeat split; auto using s1_not_0.
Qed.

Lemma balanced : over pts (fun e => q e * lab e) = 0.
Proof.
  rewrite <- (first_order 1 0 0 (fun _ => 0) (fun _ => 0)). apply over_eq. intros e _.
  rewrite !dot_0. ring.
Qed.

Lemma a_condition : forall j, (j = 0 \/ j = 1)%nat ->
  over pts (fun e => q e * lab e * sigma P (pre P t j e)) = 0.
Proof.
  intros j [-> | ->].
  - rewrite <- (first_order 0 1 0 (fun _ => 0) (fun _ => 0)). apply over_eq. intros e _.
    rewrite !dot_0. ring.
  - rewrite <- (first_order 0 0 1 (fun _ => 0) (fun _ => 0)). apply over_eq. intros e _.
    rewrite !dot_0. ring.
Qed.

(** In each class a movement w, opposite for the two neurons, that f does not feel. *)
Lemma opposite_moves : forall b : bool, exists e1 e2, In e1 pts /\ In e2 pts /\
  lab e1 = (if b then 1 else -1) /\ lab e2 = (if b then 1 else -1) /\
  (if b then 1 else -1) * ((kappa 0 e1 / t (A 0%nat) + kappa 1 e1 / t (A 1%nat)) / q e1
    + (kappa 0 e2 / t (A 0%nat) + kappa 1 e2 / t (A 1%nat)) / q e2) <= 0.
Proof.
  intros b. destruct (proj2 (proj2 (proj2 (proj2 (proj2 is_labelled)))) (if b then 1 else -1)
    ltac:(destruct b; auto)) as [e1 [e2 [I1 [I2 [D [Y1 Y2]]]]]].
  exists e1, e2. repeat split; auto.
  assert (ND := proj1 (proj1 is_labelled)).
  assert (Q1 := q_pos a_0_not_0 e1 I1). assert (Q2 := q_pos a_0_not_0 e2 I2).
  set (w := two e1 e2 (/ q e1) (- / q e2)).
  assert (Z : over pts (fun e => q e * lab e * w e) = 0).
  { unfold w. rewrite (over_two pts (fun e v => q e * lab e * v)); auto.
    - rewrite Y1, Y2. field. lra.
    - intros; ring. }
  assert (C := core w (fun e => - w e) 0 0 0 Z). cbv beta in C.
  rewrite (over_eq pts (fun e => q e * lab e * - w e) (fun e => -1 * (q e * lab e * w e))) in C
    by (intros; ring).
  rewrite over_mul, Z in C. specialize (C ltac:(ring) ltac:(intros; ring)).
  unfold w in C.
  rewrite (over_two pts (fun e v => q e * lab e * (kappa 0 e / t (A 0%nat) * v^2
    + kappa 1 e / t (A 1%nat) * (- v)^2))) in C; auto.
  - rewrite Y1, Y2 in C. eapply Rle_trans; [|exact C]. right.
    field. lra.
  - intros; ring.
Qed.

Variable eps : R.
Hypothesis curved_eps : curved eps.

Lemma kappa_pos : forall j e, 0 < eps * kappa j e.
Proof.
  intros j e. unfold kappa. replace (eps * (s2 (pre P t j e) / s1 (pre P t j e) ^ 2))
    with (eps * s2 (pre P t j e) / s1 (pre P t j e) ^ 2)
    by (field; apply s1_not_0).
  apply Rdiv_lt_0_compat; [now apply s2_sign|].
  apply square_pos, s1_not_0.
Qed.

(** (1) a_0 and a_1 have not one sign. *)
Lemma signs_differ : t (A 0%nat) * t (A 1%nat) < 0.
Proof.
  apply Rnot_le_lt. intros N.
  assert (AA : 0 < t (A 0%nat) * t (A 1%nat)).
  { destruct N as [|Z]; [assumption|]. symmetry in Z. apply Rmult_integral in Z.
    destruct Z; contradiction. }
  set (s := eps * t (A 0%nat)).
  destruct (opposite_moves (if Rlt_dec 0 s then true else false))
    as [e1 [e2 [I1 [I2 [_ [_ C]]]]]].
  assert (Q1 := q_pos a_0_not_0 e1 I1). assert (Q2 := q_pos a_0_not_0 e2 I2).
  assert (E2 : eps * eps = 1) by (destruct curved_eps as [[-> | ->] _]; ring).
  assert (E0 : eps <> 0) by (intros Z; rewrite Z in E2; lra).
  assert (G : forall e, 0 < q e -> 0 < (if (if Rlt_dec 0 s then true else false) then 1 else -1) *
    ((kappa 0 e / t (A 0%nat) + kappa 1 e / t (A 1%nat)) / q e)).
  { intros e Qe.
    assert (K0 := kappa_pos 0 e). assert (K1 := kappa_pos 1 e).
    replace ((kappa 0 e / t (A 0%nat) + kappa 1 e / t (A 1%nat)) / q e) with
      ((eps * kappa 0 e * / (eps * t (A 0%nat)) + eps * kappa 1 e * / (eps * t (A 1%nat))) * / q e)
      by (field; repeat split; auto; lra).
    assert (AS : 0 < s * (eps * t (A 1%nat))).
    { unfold s. replace (eps * t (A 0%nat) * (eps * t (A 1%nat))) with
        (eps * eps * (t (A 0%nat) * t (A 1%nat))) by ring. rewrite E2. lra. }
    assert (0 < / q e) by now apply Rinv_0_lt_compat.
    fold s. set (s' := eps * t (A 1%nat)) in *.
    destruct (Rlt_dec 0 s) as [S|S].
    - assert (0 < s') by nra.
      assert (0 < / s) by now apply Rinv_0_lt_compat.
      assert (0 < / s') by now apply Rinv_0_lt_compat.
      rewrite Rmult_1_l. apply Rmult_lt_0_compat; [|assumption].
      apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; assumption.
    - assert (s < 0).
      { assert (s <> 0) by (unfold s; now apply Rmult_integral_contrapositive_currified). lra. }
      assert (s' < 0) by nra.
      assert (/ s < 0) by now apply Rinv_lt_0_compat.
      assert (/ s' < 0) by now apply Rinv_lt_0_compat.
      replace (-1 * ((eps * kappa 0 e * / s + eps * kappa 1 e * / s') * / q e)) with
        ((eps * kappa 0 e * - / s + eps * kappa 1 e * - / s') * / q e) by ring.
      apply Rmult_lt_0_compat; [|assumption].
      apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; lra. }
  assert (G1 := G e1 Q1). assert (G2 := G e2 Q2). lra.
Qed.

(** (2) The pre-activations of either neuron are one number: else some combination of 1 and s_j
    is not 0 and splits over the classes. *)
Lemma constant_outputs : forall j, (j = 0 \/ j = 1)%nat ->
  forall e e', In e pts -> In e' pts -> pre P t j e = pre P t j e'.
Proof.
  intros j Hj.
  assert (SD := signs_differ).
  assert (E2 : eps * eps = 1) by (destruct curved_eps as [[-> | ->] _]; ring).
  assert (E0 : eps <> 0) by (intros Z; rewrite Z in E2; lra).
  set (b := if Rlt_dec 0 (eps * t (A 0%nat)) then true else false).
  set (yb := if b then 1 else -1).
  set (inb := fun e => if Req_EM_T (lab e) yb then 1 else 0).
  set (sj := fun e => sigma P (pre P t j e)).
  destruct (proj2 (proj2 (proj2 (proj2 (proj2 is_labelled)))) yb
    ltac:(unfold yb; destruct b; auto)) as [e1 [_ [I1 [_ [_ [L1 _]]]]]].
  assert (IB : inb e1 = 1) by (unfold inb; destruct (Req_EM_T (lab e1) yb); congruence).
  set (W := over pts (fun e => q e * inb e)).
  assert (INB : forall e, inb e = 0 \/ inb e = 1)
    by (intros e; unfold inb; destruct (Req_EM_T (lab e) yb); auto).
  assert (WP : 0 < W).
  { apply Rnot_le_lt. intros N.
    assert (GE : forall e, In e pts -> 0 <= q e * inb e).
    { intros e He. assert (0 <= q e) by now apply q_nonneg. destruct (INB e) as [-> | ->]; lra. }
    assert (V := over_ge0_0 _ _ GE N e1 I1). cbv beta in V. rewrite IB in V.
    assert (Q := q_pos a_0_not_0 e1 I1). lra. }
  set (mean := over pts (fun e => q e * inb e * sj e) / W).
  set (g := fun e => sj e - mean).
  (* the points by their sign *)
  assert (YB : forall e, inb e * lab e = inb e * yb).
  { intros e. unfold inb. destruct (Req_EM_T (lab e) yb) as [-> |]; ring. }
  assert (YN : forall e, (1 - inb e) * lab e = - (1 - inb e) * yb).
  { intros e. unfold inb. destruct (Req_EM_T (lab e) yb) as [|N]; [ring|].
    assert (Y : lab e = - yb); [|rewrite Y; ring]. unfold yb in *.
    destruct (proj1 (proj2 is_labelled) e) as [Y|Y]; rewrite Y in *; destruct b; try congruence; ring. }
  assert (G0 : over pts (fun e => q e * inb e * g e) = 0).
  { rewrite (over_eq _ _ (fun e => q e * inb e * sj e + - mean * (q e * inb e)))
      by (intros; unfold g; ring).
    rewrite over_add, over_mul. fold W. unfold mean. field. lra. }
  assert (G1 : over pts (fun e => q e * lab e * g e) = 0).
  { rewrite (over_eq _ _ (fun e => q e * lab e * sj e + - mean * (q e * lab e)))
      by (intros; unfold g; ring).
    rewrite over_add, over_mul, balanced. unfold sj. rewrite (a_condition j Hj). ring. }
  assert (Z0 : over pts (fun e => q e * lab e * (- (inb e * g e))) = 0).
  { rewrite (over_eq _ _ (fun e => - yb * (q e * inb e * g e))).
    - rewrite over_mul, G0. ring.
    - intros e _.
      replace (q e * lab e * - (inb e * g e)) with (- (q e * (inb e * lab e) * g e)) by ring.
      rewrite YB. ring. }
  assert (Z1 : over pts (fun e => q e * lab e * (- ((1 - inb e) * g e))) = 0).
  { rewrite (over_eq _ _ (fun e => -1 * (q e * lab e * g e) + -1 * (q e * lab e * (- (inb e * g e)))))
      by (intros; ring).
    rewrite over_add, !over_mul, G1, Z0. ring. }
  assert (C := core (fun e => - (inb e * g e)) (fun e => - ((1 - inb e) * g e)) (- mean)
    (if Nat.eq_dec j 0 then 1 else 0) (if Nat.eq_dec j 0 then 0 else 1) Z0 Z1).
  cbv beta in C.
  assert (C' : over pts (fun e => q e * (inb e * yb * (kappa 0 e / t (A 0%nat))
    + (1 - inb e) * - yb * (kappa 1 e / t (A 1%nat))) * (g e)^2) <= 0).
  { eapply Rle_trans; [|apply C].
    - right. apply over_eq. intros e _. symmetry.
      replace (q e * lab e * (kappa 0 e / t (A 0%nat) * (- (inb e * g e)) ^ 2 +
        kappa 1 e / t (A 1%nat) * (- ((1 - inb e) * g e)) ^ 2)) with
        (q e * ((inb e * lab e) * inb e * (kappa 0 e / t (A 0%nat))
          + ((1 - inb e) * lab e) * (1 - inb e) * (kappa 1 e / t (A 1%nat))) * (g e)^2) by ring.
      rewrite YB, YN. destruct (INB e) as [-> | ->]; ring.
    - intros e _. unfold g, sj. destruct Hj as [-> | ->]; simpl; ring. }
  assert (SGN : 0 < yb / t (A 0%nat) * eps /\ 0 < - yb / t (A 1%nat) * eps).
  { assert (S1 : 0 < yb * (eps * t (A 0%nat))).
    { unfold yb, b. destruct (Rlt_dec 0 (eps * t (A 0%nat))); [lra|].
      assert (eps * t (A 0%nat) <> 0) by now apply Rmult_integral_contrapositive_currified. lra. }
    assert (S2 : 0 < - yb * (eps * t (A 1%nat))).
    { assert (0 < (yb * (eps * t (A 0%nat))) * (- yb * (eps * t (A 1%nat)))).
      { replace ((yb * (eps * t (A 0%nat))) * (- yb * (eps * t (A 1%nat)))) with
          ((yb * yb) * (eps * eps) * - (t (A 0%nat) * t (A 1%nat))) by ring.
        rewrite E2. replace (yb * yb) with 1 by (unfold yb; destruct b; ring). lra. }
      apply Rmult_lt_reg_l with (yb * (eps * t (A 0%nat))); [assumption|]. lra. }
    split; now apply sign_over. }
  destruct SGN as [SG0 SG1].
  assert (POS : forall e, 0 < inb e * yb * (kappa 0 e / t (A 0%nat))
    + (1 - inb e) * - yb * (kappa 1 e / t (A 1%nat))).
  { intros e. assert (K0 := kappa_pos 0 e). assert (K1 := kappa_pos 1 e).
    replace (inb e * yb * (kappa 0 e / t (A 0%nat))
        + (1 - inb e) * - yb * (kappa 1 e / t (A 1%nat)))
      with (inb e * ((yb / t (A 0%nat) * eps) * (eps * kappa 0 e))
        + (1 - inb e) * ((- yb / t (A 1%nat) * eps) * (eps * kappa 1 e))).
    - assert (0 < (yb / t (A 0%nat) * eps) * (eps * kappa 0 e)) by now apply Rmult_lt_0_compat.
      assert (0 < (- yb / t (A 1%nat) * eps) * (eps * kappa 1 e)) by now apply Rmult_lt_0_compat.
      destruct (INB e) as [-> | ->]; lra.
    - replace (yb / t (A 0%nat) * eps * (eps * kappa 0 e))
        with ((eps * eps) * (yb / t (A 0%nat) * kappa 0 e)) by ring.
      replace (- yb / t (A 1%nat) * eps * (eps * kappa 1 e))
        with ((eps * eps) * (- yb / t (A 1%nat) * kappa 1 e)) by ring.
      rewrite E2. unfold Rdiv. ring. }
  assert (ALL : forall e, In e pts -> g e = 0).
  { intros e He.
    assert (GE : forall e, In e pts -> 0 <= q e * (inb e * yb * (kappa 0 e / t (A 0%nat))
      + (1 - inb e) * - yb * (kappa 1 e / t (A 1%nat))) * (g e)^2).
    { intros e0 He0. apply Rmult_le_pos; [|apply pow2_ge_0].
      apply Rmult_le_pos; [now apply q_nonneg | left; apply POS]. }
    assert (V := over_ge0_0 _ _ GE C' e He). cbv beta in V.
    apply Rmult_integral in V. destruct V as [V|V].
    - apply Rmult_integral in V. destruct V as [V|V].
      + assert (Q := q_pos a_0_not_0 e He). lra.
      + specialize (POS e). lra.
    - destruct (Req_dec (g e) 0) as [|N]; [assumption|]. apply square_pos in N. lra. }
  intros e e' He He'. apply sigma_injective.
  assert (H := ALL e He). assert (H' := ALL e' He'). unfold g, sj in *. lra.
Qed.

(** What is left: a_0 and a_1 are in one ratio. *)
Lemma ratio : forall e, In e pts ->
  kappa 0 e / t (A 0%nat) + kappa 1 e / t (A 1%nat) = 0.
Proof.
  intros e He.
  assert (K : forall j e', (j = 0 \/ j = 1)%nat -> In e' pts -> kappa j e' = kappa j e).
  { intros j e' Hj He'. unfold kappa. now rewrite (constant_outputs j Hj e' e He' He). }
  assert (G : forall b : bool, (if b then 1 else -1) *
    (kappa 0 e / t (A 0%nat) + kappa 1 e / t (A 1%nat)) <= 0).
  { intros b. destruct (opposite_moves b) as [e1 [e2 [I1 [I2 [_ [_ C]]]]]].
    rewrite (K 0%nat e1), (K 1%nat e1), (K 0%nat e2), (K 1%nat e2) in C by auto.
    assert (Q1 := q_pos a_0_not_0 e1 I1). assert (Q2 := q_pos a_0_not_0 e2 I2).
    apply Rinv_0_lt_compat in Q1. apply Rinv_0_lt_compat in Q2.
    set (r := kappa 0 e / t (A 0%nat) + kappa 1 e / t (A 1%nat)) in *.
    apply Rmult_le_reg_r with (/ q e1 + / q e2); [lra|].
    eapply Rle_trans; [|rewrite Rmult_0_l; exact C]. right. unfold Rdiv. ring. }
  assert (G1 := G true). assert (G2 := G false). cbv beta iota in G1, G2. lra.
Qed.

End Minimum.

(** ** The theorem *)

(** Moving a_0 of the proof above (neuron 0) with the output bias making up for it changes no
    f(x_i) where s(w_0 . X_i + b_0) is one number; so it leads to local minima again, at
    which the ratio is another. *)
Section Slopes.

Variable l' : R -> R.
Hypothesis loss_derivative : forall v, derivable_pt_lim (ell P) v (l' v).

Definition slope (t : params) (e : sample) : R := l' (z P t e).
Local Notation q t := (gather P pts lab (fun e => pull (slope t) e * y e)).

Lemma slopes_are : forall t e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (slope t e).
Proof. intros t e _. apply loss_derivative. Qed.

Lemma same_pull : forall t t', (forall e, In e (data P) -> f P t' e = f P t e) ->
  forall e, q t' e = q t e.
Proof.
  intros t t' F e. apply gather_eq. intros e' He. unfold pull, slope, z. now rewrite F.
Qed.

Lemma no_minimum_with_slope : forall t, local_min P t -> t (A 0%nat) <> 0 -> t (A 1%nat) <> 0 ->
  (forall e, In e pts -> 0 <= q t e) -> (exists e, In e pts /\ q t e <> 0) -> False.
Proof.
  intros t Hm A0n A1n Nn [e0 [I0 N0]].
  destruct curved_sign as [eps C]. destruct trains as [Ta Tw]. assert (Pts := proj1 is_labelled).
  assert (SM : forall t', (forall e, In e (data P) -> f P t' e = f P t e) ->
    exists e, In e pts /\ q t' e <> 0).
  { intros t' F. exists e0. split; [assumption|]. now rewrite (same_pull t t' F). }
  assert (NN : forall t', (forall e, In e (data P) -> f P t' e = f P t e) ->
    forall e, In e pts -> 0 <= q t' e).
  { intros t' F e He. rewrite (same_pull t t' F). now apply Nn. }
  assert (CO := constant_outputs t Hm (slope t) (slopes_are t) (NN t ltac:(reflexivity))
    (SM t ltac:(reflexivity)) A0n A1n eps C
    0%nat (or_introl eq_refl)).
  assert (RT := ratio t Hm (slope t) (slopes_are t) (NN t ltac:(reflexivity))
    (SM t ltac:(reflexivity)) A0n A1n eps C e0 I0).
  set (c := sigma P (pre P t 0 e0)).
  destruct (min_same P defined t Hm) as [r [Hr MS]].
  destruct (small_steps (fun i => match i with O => - c | _ => 1 end) 2 r Hr) as [d [Hd SS]].
  set (h := Rmin d (Rabs (t (A 0%nat))) / 2).
  assert (Ap : 0 < Rabs (t (A 0%nat))) by now apply Rabs_pos_lt.
  assert (Mp : 0 < Rmin d (Rabs (t (A 0%nat)))) by now apply Rmin_pos.
  assert (M1 := Rmin_l d (Rabs (t (A 0%nat)))). assert (M2 := Rmin_r d (Rabs (t (A 0%nat)))).
  assert (Hh : Rabs h < d) by (rewrite Rabs_pos_eq; unfold h; lra).
  set (t' := shift P t (h * - c) (fun i => if Nat.eq_dec i 0 then h * 1 else 0) (fun _ _ => 0)).
  assert (F : forall e, In e (data P) -> f P t' e = f P t e).
  { intros e He. unfold t'. rewrite shift_f. unfold f. change (val (neuron P)) with (sigma P).
    rewrite (sum_eq (width P) _ (fun j => t (A j) * sigma P (pre P t j e)
      + (if Nat.eq_dec j 0 then h * c else 0))).
    - rewrite sum_add, (sum_one (width P) 0%nat (fun j => if Nat.eq_dec j 0 then _ else 0)).
      + simpl. ring.
      + apply zero_lt.
      + intros i _ Di. destruct (Nat.eq_dec i 0); [contradiction|reflexivity].
    - intros j _. rewrite dot_0, Rplus_0_r. destruct (Nat.eq_dec j 0) as [->|D]; [|ring].
      unfold c. rewrite (at_x_pre P pts Pts t 0 e He).
      rewrite (CO (at_x P pts e) e0 (proj1 (at_x_in P pts Pts e He)) I0). ring. }
  assert (PR : forall j e, (j < width P)%nat -> pre P t' j e = pre P t j e).
  { intros j e Hj. unfold t'. rewrite shift_pre, dot_0 by assumption. ring. }
  assert (E0 : t' (A 0%nat) = t (A 0%nat) + h).
  { unfold t'. simpl. rewrite (proj2 (Nat.ltb_lt 0 (width P)) zero_lt). ring. }
  assert (E1 : t' (A 1%nat) = t (A 1%nat)).
  { unfold t'. cbn [shift]. rewrite (proj2 (Nat.ltb_lt 1 (width P)) one_lt).
    destruct (Nat.eq_dec 1 0); [lia|ring]. }
  assert (Hm' : local_min P t').
  { apply MS.
    - apply shift_admissible; auto. apply Hm.
    - apply shift_near; [assumption | apply (SS h Hh 0%nat); lia | |].
      + intros j _. destruct (Nat.eq_dec j 0); [apply (SS h Hh 1%nat); lia | now rewrite Rabs_R0].
      + intros. now rewrite Rabs_R0.
    - apply Rle_antisym; apply L_le; try assumption; right; apply over_eq; intros e He;
        unfold z; now rewrite F. }
  assert (A0n' : t' (A 0%nat) <> 0).
  { rewrite E0. intros Z. assert (Rabs (t (A 0%nat)) = h).
    { replace (t (A 0%nat)) with (- h) by lra. rewrite Rabs_Ropp. apply Rabs_pos_eq.
      unfold h. lra. }
    unfold h in H. lra. }
  assert (A1n' : t' (A 1%nat) <> 0) by now rewrite E1.
  assert (RT' := ratio t' Hm' (slope t') (slopes_are t') (NN t' F) (SM t' F) A0n' A1n' eps C e0 I0).
  unfold kappa in RT, RT'. rewrite (PR 0%nat e0 zero_lt), (PR 1%nat e0 one_lt) in RT'.
  rewrite E1 in RT'.
  set (k0 := s2 (pre P t 0 e0) / s1 (pre P t 0 e0) ^ 2) in *.
  assert (K0 : eps * k0 <> 0).
  { assert (H := kappa_pos t eps C 0%nat e0). unfold kappa in H. fold k0 in H. lra. }
  assert (Q : k0 / t (A 0%nat) = k0 / t' (A 0%nat)) by lra.
  assert (K00 : k0 <> 0) by (intros Z; apply K0; rewrite Z; ring).
  assert (T : t' (A 0%nat) = t (A 0%nat)).
  { apply Rmult_eq_reg_l with (k0 / t (A 0%nat)).
    - rewrite Q at 1. field_simplify; [|assumption..]. reflexivity.
    - unfold Rdiv. apply Rmult_integral_contrapositive_currified; [assumption|].
      now apply Rinv_neq_0_compat. }
  rewrite E0 in T. unfold h in T. lra.
Qed.

Lemma slopes_vanish : forall t, local_min P t -> (forall e, In e pts -> 0 <= q t e) ->
  forall e, In e pts -> q t e = 0.
Proof.
  intros t Hm Nn e He.
  assert (ID : forall j, (j < width P)%nat -> t (A j) = 0 -> q t e = 0).
  { intros j Hj Ha.
    exact (idle_circuit P defined objective_unregularised (proj1 trains) (proj2 trains) t Hm
      (slope t) (slopes_are t) pts lab mu is_labelled neuron_strictly_curved Nn j Hj Ha e He). }
  destruct (Req_dec (t (A 0%nat)) 0) as [Z0|N0]; [now apply (ID 0%nat); [apply zero_lt|]|].
  destruct (Req_dec (t (A 1%nat)) 0) as [Z1|N1]; [now apply (ID 1%nat); [apply one_lt|]|].
  apply NNPP. intros NZ. apply (no_minimum_with_slope t Hm N0 N1 Nn). now exists e.
Qed.

End Slopes.

End Circuit.

Section Statement.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c2 : neuron_c2 P.
Hypothesis neuron_strictly_curved : neuron_strictly_convex P \/ neuron_strictly_concave P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis data_circuit : data_circuit P.
Hypothesis lemma_idle_curvature_trainable : network_trainable P \/ network_neurons_trainable P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis network_width_two : network_width_two P.
Hypothesis objective_unregularised : objective_unregularised P.

Theorem level_circuit : LEVEL P.
Proof.
  intros t Hm l' Hl g G. destruct neuron_c2 as [s1 [s2 [D1 [D2 _]]]].
  destruct data_circuit as [pts [r C]].
  destruct (circuit_labelled P pts r C) as [lab [mu [Lab _]]].
  apply (gathered_level P pts (proj1 Lab) lab (fun e => pull (slope P l' t) e * y e)
    (label_square P pts lab mu Lab)); [|assumption].
  destruct (one_sign P loss_defined neuron_defined neuron_monotone network_deep_defined
    lemma_idle_curvature_trainable network_output_bias network_width_two objective_unregularised
    pts lab mu Lab s1 D1 t Hm (slope P l' t) ltac:(intros; apply Hl)) as [S|S].
  - exact (slopes_vanish P loss_defined neuron_defined neuron_strictly_curved neuron_monotone
      network_deep_defined lemma_idle_curvature_trainable network_output_bias
      network_width_two objective_unregularised pts lab mu Lab s1 s2 D1 D2 l' Hl t Hm S).
  - (* the other labels: all slopes change their signs *)
    assert (V := slopes_vanish P loss_defined neuron_defined neuron_strictly_curved neuron_monotone
      network_deep_defined lemma_idle_curvature_trainable network_output_bias
      network_width_two objective_unregularised pts (fun e => - lab e) mu (labelled_opposite P pts lab mu Lab)
      s1 s2 D1 D2 l' Hl t Hm).
    intros e I. specialize (V ltac:(intros e' I'; rewrite gather_opposite; specialize (S e' I'); lra) e I).
    rewrite gather_opposite in V. lra.
Qed.

Theorem thm_circuit_slopes : network_deep_features P -> data_consistent P -> NO_SLOPE P.
Proof. intros. apply level_no_slope; auto using level_circuit. Qed.

Theorem thm_circuit : network_deep_features P -> data_consistent P -> loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply thm_circuit_slopes|assumption]. Qed.

Theorem thm_circuit_global : network_deep_features P -> loss_convex P -> GLOBAL P.
Proof. intros. apply level_global; auto using level_circuit. Qed.

End Statement.
