(** * thm.quadratic.trained: neurons alpha z^2 + gamma, all parameters trained *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance FirstOrder
  QuadraticMoves.
Import ListNotations.
Open Scope R_scope.

Section Quadratic.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_quadratic : neuron_quadratic P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis data_ellipsoids : data_ellipsoids P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis network_trainable : network_trainable P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis network_width_quadratic : network_width_quadratic P.
Hypothesis objective_unregularised : objective_unregularised P.

Let defined : forall t, L_defined P t.
Proof. intros t e _. repeat split; auto. Qed.

Let trained_w : w_trained P = true := proj1 (proj2 network_trainable).

Lemma bias_or_none : network_hidden_bias_or_none P.
Proof. pose proof network_trainable as [_ [_ [_ [H|H]]]]; [now left|right; intros; apply H]. Qed.

(** ** One local minimum, with the slopes l1 of the loss and the form S *)

Section Minimum.

Variable t : params.
Hypothesis minimum : local_min P t.
Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).
Variables alpha gamma : R.
Hypothesis alpha_not_0 : alpha <> 0.
Hypothesis square : forall v, sigma P v = alpha * v^2 + gamma.

(** q_i y_i *)
Let q (e : sample) : R := share e * l1 (z P t e).
Let S := S P l1 t.

Lemma q_nonneg : forall e, In e (data P) -> 0 <= q e.
Proof.
  intros e _. apply Rmult_le_pos; [left; apply share_pos|]. now apply (slope_nonneg P).
Qed.

Lemma balanced : over (data P) (fun e => q e * y e * 1) = 0.
Proof.
  apply (first_bias P defined l1 loss_slope t minimum network_output_bias).
  intros c. apply objective_unregularised.
Qed.

(** Both signs occur: the trace of Q S is negative for a semidefinite Q. *)
Lemma indefinite : (exists e, In e (data P) /\ l1 (z P t e) <> 0) ->
  (exists p, 0 < S p p) /\ (exists p, S p p < 0).
Proof.
  intros [e0 [H0 N0]].
  assert (Q0 : q e0 <> 0).
  { apply Rmult_integral_contrapositive_currified; [|assumption]. pose proof (share_pos e0). lra. }
  destruct data_ellipsoids as [[Q [a [SQ [I O]]]] [Q' [a' [SQ' [I' O']]]]].
  split; apply NNPP; intros N; apply Q0.
  - apply (ellipsoid_zero P q q_nonneg 1 Q' a' balanced SQ'); [| |assumption].
    + intros e He. unfold positive, negative, y in *. destruct (positive_label e) eqn:E.
      * specialize (O' e He E). lra.
      * specialize (I' e He E). lra.
    + intros p. rewrite Rmult_1_l. apply Rnot_lt_le. intros C. apply N. now exists p.
  - apply (ellipsoid_zero P q q_nonneg (-1) Q a balanced SQ); [| |assumption].
    + intros e He. unfold positive, negative, y in *. destruct (positive_label e) eqn:E.
      * specialize (I e He E). lra.
      * specialize (O e He E). lra.
    + intros p. change (over (data P) _) with (S p p). assert (0 <= S p p); [|lra].
      apply Rnot_lt_le. intros C. apply N. now exists p.
Qed.

(** An idle neuron makes S zero. *)
Lemma idle : forall j u, (j < width P)%nat -> t (A j) = 0 -> S u u = 0.
Proof.
  intros j u Hj Ha.
  pose proof network_trainable as [Ta [Tw _]].
  destruct (idle_a P defined objective_unregularised Ta Tw t (fun e => l1 (z P t e)) j u minimum Hj Ha
    (fun e _ => loss_slope _)) as [d [Hd ID]].
  change (forall h, Rabs h < d ->
    over (data P) (fun e => q e * y e * sigma P (pre P t j e + h * dot P u e)) = 0) in ID.
  assert (E : forall h, Rabs h < d ->
    over (data P) (fun e => q e * y e * (pre P t j e)^2)
      + h * (2 * over (data P) (fun e => q e * y e * (pre P t j e * dot P u e))) + h^2 * S u u = 0).
  { intros h Hh. specialize (ID h Hh).
    rewrite (over_eq (data P) _ (fun e => gamma * (q e * y e * 1)
      + alpha * (q e * y e * (pre P t j e)^2
      + (h * 2 * (q e * y e * (pre P t j e * dot P u e))
         + h^2 * (q e * y e * (dot P u e * dot P u e)))))) in ID by (intros; rewrite square; ring).
    rewrite over_add, !over_mul, over_add, over_add, !over_mul, balanced in ID.
    change (over (data P) (fun e => q e * y e * (dot P u e * dot P u e))) with (S u u) in ID.
    assert (ID' : alpha * (over (data P) (fun e => q e * y e * pre P t j e ^ 2) +
      (h * 2 * over (data P) (fun e => q e * y e * (pre P t j e * dot P u e)) + h ^ 2 * S u u)) = 0)
      by lra.
    apply Rmult_integral in ID'. destruct ID'; [contradiction|lra]. }
  assert (E0 := E 0 ltac:(rewrite Rabs_R0; assumption)).
  assert (E1 := E (d / 2) ltac:(rewrite Rabs_pos_eq; lra)).
  assert (E2 := E (- (d / 2)) ltac:(rewrite Rabs_Ropp, Rabs_pos_eq; lra)).
  assert (Q : (d / 2)^2 * S u u = 0) by lra.
  apply Rmult_integral in Q. destruct Q as [Q|Q]; [|assumption].
  exfalso. assert (0 < (d / 2)^2) by nra. lra.
Qed.

(** The neurons with a_j of the sign s, where there are enough of them. *)
Lemma enough : forall (b : nat -> bool) s r p p', s <> 0 ->
  (forall j, (j < width P)%nat -> b j = true -> 0 < s * t (A j)) ->
  rank_at_most P r -> (r <= length (filter b (seq 0 (width P))) + 1)%nat ->
  0 < S p p -> S p' p' < 0 -> False.
Proof.
  intros b s r p p' Ns Hb RK Le Hp Hq.
  refine (not_both P loss_defined neuron_defined network_deep_defined trained_w bias_or_none l1
    loss_slope alpha gamma square 0 _ t r _ s p p' minimum eq_refl alpha_not_0 Ns RK Le _ Hp Hq).
  - intros t0 c u h _. rewrite unpenalised_move; [ring|].
    intros c0 p0 I. specialize (objective_unregularised c0 p0 I). now destruct p0.
  - exists (filter b (seq 0 (width P))). split; [apply NoDup_filter, seq_NoDup|].
    split; [reflexivity|]. intros j Hj. apply filter_In in Hj. destruct Hj as [Hj Bj].
    apply in_seq in Hj. split; [lia|]. apply Hb; [lia|assumption].
Qed.

End Minimum.

(** ** The theorem *)

Lemma filter_both : forall (b : nat -> bool) l,
  (length (filter b l) + length (filter (fun j => negb (b j)) l) = length l)%nat.
Proof. induction l as [|j l IH]; simpl; [reflexivity|]. destruct (b j); simpl; lia. Qed.

Theorem thm_quadratic_slopes : NO_SLOPE P.
Proof.
  intros t Hm e He.
  destruct loss_c1 as [l1 [Hl _]].
  destruct (classic (exists e', In e' (data P) /\ l1 (z P t e') <> 0)) as [N|N].
  - exfalso.
    destruct neuron_quadratic as [alpha [gamma [Ha Sq]]].
    destruct (indefinite t Hm l1 Hl N) as [[p Hp] [q Hq]].
    destruct network_width_quadratic as [r [RK [W1 W2]]].
    destruct (classic (exists j, (j < width P)%nat /\ t (A j) = 0)) as [[j [Hj Z]]|NZ].
    + assert (I := idle t Hm l1 Hl alpha gamma Ha Sq j p Hj Z). lra.
    + set (b := fun j => if Rlt_dec 0 (t (A j)) then true else false).
      assert (LEN := filter_both b (seq 0 (width P))). rewrite length_numbers in LEN.
      destruct (le_lt_dec r (length (filter b (seq 0 (width P))) + 1)) as [LE|GT].
      * apply (enough t Hm l1 Hl alpha gamma Ha Sq b 1 r p q); auto; try lra.
        intros j Hj Bj. unfold b in Bj. destruct (Rlt_dec 0 (t (A j))); [lra | discriminate].
      * apply (enough t Hm l1 Hl alpha gamma Ha Sq (fun j => negb (b j)) (-1) r p q);
          auto; try lra; try lia.
        intros j Hj Bj. unfold b in Bj.
        destruct (Rlt_dec 0 (t (A j))) as [|G]; [discriminate|].
        assert (t (A j) <> 0) by (intros Z; apply NZ; now exists j). lra.
  - destruct (Req_dec (l1 (z P t e)) 0) as [E|E].
    + rewrite <- E. apply Hl.
    + exfalso. apply N. now exists e.
Qed.

Theorem thm_quadratic : NO_BAD P.
Proof. apply no_slope_no_bad; [exact thm_quadratic_slopes|assumption]. Qed.

End Quadratic.
