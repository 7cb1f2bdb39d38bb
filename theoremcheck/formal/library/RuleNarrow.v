(** * rule.narrow: a fibre of minima

    In the coordinates g = a_0 + a s(b') + f_D - c, b' = b + w . mean, and
    u_i = w . (x_i - mean) the loss at sample i is, up to what is small against
    n^2 = (|g| + |u_i|)^2,
      l(z_i) + q_i (g + a s'(b') u_i) + (l''_i (g + a0 s'(b0) u_i)^2 + q_i a0 s''(b0) u_i^2) / 2,
    a0 and b0 being a and b at the point; the terms of first order cancel in the sum. *)

From Coq Require Import Reals List Arith Lra Lia Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Compact Box PointsBox RulesBox AtRest.
From TheoremCheck Require Import PointsSplit SplitLocal Split PointsNarrow Small.
Import ListNotations.
Open Scope R_scope.

(** Sums over the two classes. *)
Lemma class_sum (P : problem) (lp lm : R) (F : sample -> R) :
  over (data P) (fun e => share e * (if positive_label e then lp else lm) * F e)
  = lp * over (data P) (fun e => if positive_label e then share e * F e else 0)
    + lm * over (data P) (fun e => if positive_label e then 0 else share e * F e).
Proof.
  rewrite <- !lsum_scal, <- lsum_plus. apply lsum_ext. intros e _.
  destruct (positive_label e); ring.
Qed.

Section Narrow.

Variable P : problem.
Variables (t : params) (c : R) (l1 l2 s1 s2 : R -> R) (kappa : R).
Variables (level : params -> R) (r : R).

Let a0 := t (A 0).
Let b0 := t (B 0).
Let q (e : sample) : R := - y e * l1 (- y e * c).

Hypothesis equal_means : data_equal_means P.
Hypothesis one_neuron : width P = 1%nat.
Hypothesis t_admissible : admissible P t.
Hypothesis w_zero : forall k, (k < dim P)%nat -> t (W 0 k) = 0.
Hypothesis r_pos : 0 < r.
Hypothesis deep_level : forall t', admissible P t' ->
  (forall p, In p (trained P) -> Rabs (t' p - t p) < r) ->
  forall e, In e (data P) -> deep P (fun p => t' (D p)) (x P e) = level t'.
Hypothesis level_continuous : forall a, 0 < a -> exists d, 0 < d /\ forall t', admissible P t' ->
  (forall p, In p (trained P) -> Rabs (t' p - t p) < d) -> Rabs (level t' - level t) < a.
Hypothesis no_penalty : without_penalty P t.
Hypothesis output : forall e, In e (data P) -> f P t e = c.
Hypothesis loss_minus : smooth_near (ell P) l1 l2 (- c).
Hypothesis loss_plus : smooth_near (ell P) l1 l2 c.
Hypothesis neuron_smooth : smooth_near (sigma P) s1 s2 b0.
Hypothesis critical : W_plus P * l1 (- c) = W_minus P * l1 c.
Hypothesis kappa_pos : 0 < kappa.
Hypothesis definite : forall (g : R) (w : nat -> R),
  kappa * over (data P) (fun e => share e * (g^2 + (centred P w e)^2))
  <= over (data P) (fun e => share e * (l2 (- y e * c) * (g + a0 * s1 b0 * centred P w e)^2
                                        + q e * a0 * s2 b0 * (centred P w e)^2)).

Notation cont F := (continuous_at place (trained P) (admissible P) F t).
Notation near_t C := (nearby place (trained P) (admissible P) t C).
Notation small F n := (small place (trained P) (admissible P) t F n).
Notation bounded F n := (bounded place (trained P) (admissible P) t F n).

(** ** The classes *)

Lemma some_sample : exists e, In e (data P).
Proof.
  destruct equal_means as [[Hp _] _]. unfold W_plus, class_weight in Hp.
  destruct (data P) as [|e rest]; [cbn in Hp; lra|]. exists e. left. reflexivity.
Qed.

Lemma classes g : over (data P) (fun e => share e * q e * g e)
  = - l1 (- c) * over (data P) (fun e => if positive_label e then share e * g e else 0)
    + l1 c * over (data P) (fun e => if positive_label e then 0 else share e * g e).
Proof.
  rewrite <- class_sum. apply lsum_ext. intros e _. unfold q, y.
  destruct (positive_label e).
  - replace (-1 * c) with (- c) by ring. replace (- (1) * c) with (- c) by ring. ring.
  - replace (- -1 * c) with c by ring. ring.
Qed.

Lemma plus_weight : over (data P) (fun e => if positive_label e then share e * 1 else 0) = W_plus P.
Proof. apply lsum_ext. intros e _. destruct (positive_label e); ring. Qed.

Lemma minus_weight : over (data P) (fun e => if positive_label e then 0 else share e * 1) = W_minus
  P.
Proof. apply lsum_ext. intros e _. destruct (positive_label e); simpl; ring. Qed.

(** sum_i q_i = 0 and sum_i q_i (w . (x_i - mean)) = 0. *)
Lemma first_order_constant : over (data P) (fun e => share e * q e * 1) = 0.
Proof. rewrite classes, plus_weight, minus_weight. lra. Qed.

Lemma plus_mean k :
  over (data P) (fun e => if positive_label e then share e * x P e k else 0) = W_plus P * mean P k.
Proof.
  destruct equal_means as [[Hp _] _]. unfold mean. rewrite <- lsum_scal. apply lsum_ext.
  intros e _. destruct (positive_label e); [field; lra|ring].
Qed.

Lemma minus_mean k : (k < dim P)%nat ->
  over (data P) (fun e => if positive_label e then 0 else share e * x P e k) = W_minus P * mean P k.
Proof.
  intros Hk. destruct equal_means as [[Hp Hm] H]. specialize (H k Hk). unfold difference in H.
  apply Rmult_eq_reg_l with (/ W_minus P); [|apply Rinv_neq_0_compat; lra].
  rewrite <- Rmult_assoc, Rinv_l, Rmult_1_l by lra.
  assert (E : mean P k - / W_minus P *
    over (data P) (fun e => if positive_label e then 0 else share e * x P e k) = 0); [|lra].
  apply eq_trans with (2 := H). unfold mean.
  replace (over (data P) (fun e => if positive_label e then share e / W_plus P * x P e k else 0)
    - / W_minus P * over (data P) (fun e => if positive_label e then 0 else share e * x P e k))
    with (over (data P) (fun e => if positive_label e then share e / W_plus P * x P e k else 0)
    + - / W_minus P * over (data P) (fun e => if positive_label e then 0 else share e * x P e k))
    by ring.
  rewrite <- lsum_scal, <- lsum_plus. apply lsum_ext. intros e _.
  destruct (positive_label e); [ring|]. unfold Rdiv. ring.
Qed.

Lemma first_order_centred w : over (data P) (fun e => share e * q e * centred P w e) = 0.
Proof.
  unfold centred.
  rewrite (lsum_ext sample (data P) _ (fun e => sum (dim P) (fun k =>
    w k * (share e * q e * (x P e k - mean P k))))).
  2:{ intros e _. rewrite <- nsum_scal. apply sum_pointwise. intros; ring. }
  rewrite nsum_over. apply sum_of_zeros. intros k Hk. rewrite lsum_scal, classes.
  rewrite (lsum_ext sample (data P)
    (fun e => if positive_label e then share e * (x P e k - mean P k) else 0)
    (fun e => (if positive_label e then share e * x P e k else 0)
              + - mean P k * (if positive_label e then share e * 1 else 0)))
    by (intros e _; destruct (positive_label e); ring).
  rewrite (lsum_ext sample (data P)
    (fun e => if positive_label e then 0 else share e * (x P e k - mean P k))
    (fun e => (if positive_label e then 0 else share e * x P e k)
              + - mean P k * (if positive_label e then 0 else share e * 1)))
    by (intros e _; destruct (positive_label e); ring).
  rewrite !lsum_plus, !lsum_scal, plus_weight, minus_weight, plus_mean, (minus_mean k Hk). ring.
Qed.

(** ** The coordinates *)

Let b' (T : params) : R := T (B 0) + sum (dim P) (fun k => T (W 0 k) * mean P k).
Let u (e : sample) (T : params) : R := centred P (fun k => T (W 0 k)) e.
Let g (T : params) : R := T A0 + T (A 0) * sigma P (b' T) + level T - c.

Lemma cont_place p : cont (fun T => T p).
Proof.
  destruct (in_dec place_eq_dec p (trained P)) as [Hp|Hp].
  - apply continuous_coordinate, Hp.
  - apply cont_ext with (F := fun _ => fixed P p).
    + intros T HT. symmetry. apply HT, Hp.
    + symmetry. apply t_admissible, Hp.
    + apply cont_const.
Qed.

Lemma cont_b' : cont b'.
Proof.
  unfold b'. apply continuous_plus; [apply cont_place|].
  apply (cont_sum place (trained P) (admissible P) t (dim P) (fun k T => T (W 0 k) * mean P k)).
  intros k _. apply cont_mult; [apply cont_place|apply cont_const].
Qed.

Lemma cont_u e : cont (u e).
Proof.
  unfold u, centred.
  apply (cont_sum place (trained P) (admissible P) t (dim P)
    (fun k T => T (W 0 k) * (x P e k - mean P k))).
  intros k _. apply cont_mult; [apply cont_place|apply cont_const].
Qed.

Lemma b'_t : b' t = b0.
Proof.
  unfold b'. rewrite sum_of_zeros; [unfold b0; ring|]. intros k Hk. rewrite w_zero by exact Hk.
  ring.
Qed.

Lemma u_t e : u e t = 0.
Proof.
  unfold u, centred. apply sum_of_zeros. intros k Hk. rewrite w_zero by exact Hk. ring.
Qed.

Lemma pre_coordinates T e : pre P T 0 e = b' T + u e T.
Proof.
  unfold pre, b', u, centred. rewrite Rplus_assoc, <- nsum_plus, Rplus_comm. f_equal.
  apply sum_pointwise. intros; ring.
Qed.

Lemma sigma_continuous : continuity_pt (sigma P) b0.
Proof.
  destruct neuron_smooth as [(d & Hd & H) _]. apply derivable_continuous_pt. exists (s1 b0).
  apply H. rewrite Rminus_diag_eq, Rabs_R0; auto.
Qed.

Lemma slope_continuous : continuity_pt s1 b0.
Proof.
  destruct neuron_smooth as [(d & Hd & H) _]. apply derivable_continuous_pt. exists (s2 b0).
  apply H. rewrite Rminus_diag_eq, Rabs_R0; auto.
Qed.

Lemma cont_g : cont g.
Proof.
  unfold g. apply cont_minus; [|apply cont_const].
  apply continuous_plus; [apply continuous_plus; [apply cont_place|]|].
  - apply cont_mult; [apply cont_place|].
    apply (continuous_comp place (trained P) (sigma P) b'); [rewrite b'_t; apply sigma_continuous|].
    apply cont_b'.
  - intros a Ha. exact (level_continuous a Ha).
Qed.

(** f = c + g + a (s(b' + u) - s(b')) near t. *)
Lemma f_coordinates T e : admissible P T -> close place (trained P) r t T -> In e (data P) ->
  f P T e = c + g T + T (A 0) * (sigma P (b' T + u e T) - sigma P (b' T)).
Proof.
  intros HT Hc He. unfold f. rewrite one_neuron. cbn [sum]. rewrite pre_coordinates.
  rewrite (deep_level T HT Hc e He). unfold g. unfold sigma. ring.
Qed.

Lemma t_close : close place (trained P) r t t.
Proof. intros p _. rewrite Rminus_diag_eq, Rabs_R0; auto. Qed.

Lemma g_t : g t = 0.
Proof.
  destruct some_sample as [e He].
  pose proof (f_coordinates t e t_admissible t_close He) as E.
  rewrite (output e He), u_t, Rplus_0_r in E. lra.
Qed.

(** ** One sample *)

Section Sample.

Variable e : sample.
Hypothesis e_data : In e (data P).

Let n (T : params) : R := Rabs (g T) + Rabs (u e T).
Let one (_ : params) : R := 1.
Let rest (T : params) : R := sigma P (b' T + u e T) - sigma P (b' T) - s1 (b' T) * u e T.
Let v (T : params) : R := g T + T (A 0) * (sigma P (b' T + u e T) - sigma P (b' T)).
Let v0 (T : params) : R := g T + a0 * s1 b0 * u e T.
Let nn (T : params) : R := n T * n T.

Lemma n_pos T : 0 <= n T.
Proof. unfold n. pose proof (Rabs_pos (g T)). pose proof (Rabs_pos (u e T)). lra. Qed.

Lemma one_pos T : 0 <= one T.
Proof. unfold one. lra. Qed.

Lemma nn_pos T : 0 <= nn T.
Proof. apply Rmult_le_pos; apply n_pos. Qed.

Lemma u_bounded : bounded (u e) n.
Proof.
  exists 1. split; [lra|]. apply nearby_all. intros T _. unfold n.
  pose proof (Rabs_pos (g T)). lra.
Qed.

Lemma g_bounded : bounded g n.
Proof.
  exists 1. split; [lra|]. apply nearby_all. intros T _. unfold n.
  pose proof (Rabs_pos (u e T)). lra.
Qed.

Lemma u_small : small (u e) one.
Proof. apply cont_small; [apply cont_u|apply u_t]. Qed.

(** Sizes: 1 n and n 1 are n, u^2 <= n^2. *)
Lemma size_left : bounded (fun T => one T * n T) n.
Proof. apply bounded_self. intros T. unfold one. pose proof (n_pos T). lra. Qed.

Lemma size_one_nn : bounded (fun T => nn T * one T) nn.
Proof. apply bounded_self. intros T. unfold one. pose proof (nn_pos T). lra. Qed.

Lemma size_nn_one : bounded (fun T => one T * nn T) nn.
Proof. apply bounded_self. intros T. unfold one. pose proof (nn_pos T). lra. Qed.

Lemma uu_bounded : bounded (fun T => u e T * u e T) nn.
Proof. apply (bounded_mult _ _ _ _ _ _ n n n_pos n_pos u_bounded u_bounded). Qed.

(** The remainder of s is s'' / 2 u^2 up to something small. *)
Lemma rest_small : small (fun T => rest T - s2 b0 / 2 * (u e T * u e T)) nn.
Proof.
  destruct neuron_smooth as [Hder Hc2].
  pose proof (taylor place (trained P) (admissible P) t (sigma P) s1 s2 b0 b'
    (fun T => b' T + u e T) Hder Hc2 cont_b'
    (continuous_plus _ _ _ _ _ _ cont_b' (cont_u e)) b'_t
    ltac:(cbv beta; rewrite b'_t, u_t; ring)) as H.
  apply (small_size _ _ _ _ _ (fun T => (b' T + u e T - b' T)^2) nn nn_pos).
  - apply (bounded_ext _ _ _ _ (fun T => u e T * u e T)); [intros; ring|apply uu_bounded].
  - apply (small_ext _ _ _ _ _ _ _ (fun T => eq_refl)) in H. revert H. apply small_ext.
    intros T. unfold rest. replace (b' T + u e T - b' T) with (u e T) by ring. ring.
Qed.

(** v = v0 + something small against n. *)
Lemma output_small : small (fun T => v T - v0 T) n.
Proof.
  assert (Hu2 : small (fun T => u e T * u e T) n).
  { apply (small_size _ _ _ _ _ (fun T => one T * n T) n n_pos size_left).
    apply (small_mult _ _ _ _ _ _ _ _ one_pos n_pos u_small u_bounded). }
  assert (Hrest : small rest n).
  { apply (small_ext _ _ _ _ (fun T => (rest T - s2 b0 / 2 * (u e T * u e T))
                                       + s2 b0 / 2 * (u e T * u e T))); [intros; ring|].
    apply small_plus; [|apply (small_scal _ _ _ _ _ _ _ n_pos Hu2)].
    apply (small_size _ _ _ _ _ nn n n_pos); [|apply rest_small].
    (* n^2 <= C n *)
    assert (Hn1 : bounded n one).
    { destruct (cont_bounded _ _ _ _ _ cont_g) as (c1 & Hc1 & H1).
      destruct (cont_bounded _ _ _ _ _ (cont_u e)) as (c2 & Hc2 & H2).
      exists (c1 + c2). split; [lra|]. apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ H1 H2).
      intros T _ [Q1 Q2]. rewrite Rabs_right by (apply Rle_ge, n_pos). unfold n, one. lra. }
    destruct (bounded_mult _ _ _ _ _ _ _ _ one_pos n_pos Hn1 (bounded_self _ _ _ _ n n
      (fun T => conj (n_pos T) (Rle_refl (n T))))) as (C & HC & H).
    exists C. split; [exact HC|]. apply nearby_mono with (2 := H). intros T _ Q.
    unfold one in Q. rewrite Rmult_1_l in Q. exact Q. }
  apply (small_ext _ _ _ _ (fun T => (T (A 0) * s1 (b' T) - a0 * s1 b0) * u e T
                                     + rest T * T (A 0))).
  { intros T. unfold v, v0, rest. ring. }
  apply small_plus.
  - apply (small_size _ _ _ _ _ (fun T => one T * n T) n n_pos size_left).
    apply (small_mult _ _ _ _ _ _ _ _ one_pos n_pos); [|apply u_bounded].
    apply cont_small.
    + apply cont_minus; [|apply cont_const]. apply cont_mult; [apply cont_place|].
      apply (continuous_comp place (trained P) s1 b'); [rewrite b'_t; apply slope_continuous|].
      apply cont_b'.
    + rewrite b'_t. unfold a0. ring.
  - apply (small_size _ _ _ _ _ (fun T => n T * one T) n n_pos).
    + apply bounded_self. intros T. unfold one. pose proof (n_pos T). lra.
    + apply (small_mult _ _ _ _ _ _ _ _ n_pos one_pos Hrest). apply cont_bounded, cont_place.
Qed.

Lemma v0_bounded : bounded v0 n.
Proof. apply bounded_plus; [apply g_bounded|apply bounded_scal, u_bounded]. Qed.

Lemma v_bounded : bounded v n.
Proof.
  apply (bounded_ext _ _ _ _ (fun T => (v T - v0 T) + v0 T)); [intros; ring|].
  apply bounded_plus; [apply small_bounded, output_small|apply v0_bounded].
Qed.

Lemma cont_v : cont v.
Proof.
  unfold v. apply continuous_plus; [apply cont_g|]. apply cont_mult; [apply cont_place|].
  apply cont_minus.
  - apply (continuous_comp place (trained P) (sigma P) (fun T => b' T + u e T)).
    + rewrite b'_t, u_t, Rplus_0_r. apply sigma_continuous.
    + apply continuous_plus; [apply cont_b'|apply cont_u].
  - apply (continuous_comp place (trained P) (sigma P) b'); [rewrite b'_t; apply sigma_continuous|].
    apply cont_b'.
Qed.

Lemma v_t : v t = 0.
Proof. unfold v. rewrite g_t, u_t, Rplus_0_r. ring. Qed.

Let zs : R := - y e * c.

Lemma loss_smooth : smooth_near (ell P) l1 l2 zs.
Proof.
  unfold zs, y. destruct (positive_label e).
  - replace (- (1) * c) with (- c) by ring. exact loss_minus.
  - replace (- -1 * c) with c by ring. exact loss_plus.
Qed.

(** The loss at e. *)
Lemma loss_small : small (fun T =>
  ell P (zs - y e * v T) - ell P zs - q e * (g T + T (A 0) * s1 (b' T) * u e T)
  - / 2 * (l2 zs * (v0 T)^2 + q e * a0 * s2 b0 * (u e T)^2)) nn.
Proof.
  destruct loss_smooth as [Hder Hc2].
  assert (Hcz : cont (fun T => zs - y e * v T)).
  { apply cont_minus; [apply cont_const|]. apply cont_scal, cont_v. }
  pose proof (taylor place (trained P) (admissible P) t (ell P) l1 l2 zs (fun _ => zs)
    (fun T => zs - y e * v T) Hder Hc2 (cont_const _ _ _ _ zs) Hcz eq_refl
    ltac:(cbv beta; rewrite v_t; ring)) as H1.
  assert (Hy : y e * y e = 1) by (unfold y; destruct (positive_label e); ring).
  assert (H1' : small (fun T => ell P (zs - y e * v T) - ell P zs - q e * v T
                                - l2 zs / 2 * (v T)^2) nn).
  { apply (small_size _ _ _ _ _ (fun T => (zs - y e * v T - zs)^2) nn nn_pos).
    - apply (bounded_ext _ _ _ _ (fun T => v T * v T)).
      + intros T. replace (zs - y e * v T - zs) with (- (y e * v T)) by ring.
        transitivity (y e * y e * (v T * v T)); [rewrite Hy|]; ring.
      + apply (bounded_mult _ _ _ _ _ _ n n n_pos n_pos v_bounded v_bounded).
    - revert H1. apply small_ext. intros T.
      replace (zs - y e * v T - zs) with (- (y e * v T)) by ring.
      replace ((- (y e * v T))^2) with (y e * y e * (v T)^2) by ring. rewrite Hy.
      unfold q. fold zs. ring. }
  (* l'' / 2 (v^2 - v0^2) *)
  assert (H2 : small (fun T => l2 zs / 2 * ((v T - v0 T) * (v T + v0 T))) nn).
  { apply small_scal; [apply nn_pos|].
    apply (small_mult _ _ _ _ _ _ n n n_pos n_pos output_small).
    apply bounded_plus; [apply v_bounded|apply v0_bounded]. }
  (* q (a rest - a0 s'' / 2 u^2) *)
  assert (H3 : small (fun T => q e * ((rest T - s2 b0 / 2 * (u e T * u e T)) * T (A 0)
                       + s2 b0 / 2 * ((T (A 0) - a0) * (u e T * u e T)))) nn).
  { apply small_scal; [apply nn_pos|]. apply small_plus.
    - apply (small_size _ _ _ _ _ (fun T => nn T * one T) nn nn_pos size_one_nn).
      apply (small_mult _ _ _ _ _ _ _ _ nn_pos one_pos rest_small). apply cont_bounded, cont_place.
    - apply small_scal; [apply nn_pos|].
      apply (small_size _ _ _ _ _ (fun T => one T * nn T) nn nn_pos size_nn_one).
      apply (small_mult _ _ _ _ _ _ _ _ one_pos nn_pos); [|apply uu_bounded].
      apply cont_small; [apply cont_minus; [apply cont_place|apply cont_const]|unfold a0; ring]. }
  pose proof (small_plus _ _ _ _ _ _ _ (small_plus _ _ _ _ _ _ _ H1' H2) H3) as H.
  revert H. apply small_ext. intros T. unfold rest, v, v0. field.
Qed.

Lemma one_sample : near_t (fun T =>
  ell P zs + q e * (g T + T (A 0) * s1 (b' T) * u e T)
  + / 2 * (l2 zs * (g T + a0 * s1 b0 * u e T)^2 + q e * a0 * s2 b0 * (u e T)^2)
  - kappa / 2 * ((g T)^2 + (u e T)^2)
  <= ell P (z P T e)).
Proof.
  assert (Hr : near_t (fun T => close place (trained P) r t T)).
  { exists r. split; [exact r_pos|]. auto. }
  apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ Hr
    (loss_small (kappa / 4) ltac:(lra))).
  intros T HT [Hc H]. apply Rabs_le_both in H.
  assert (Ez : z P T e = zs - y e * v T).
  { unfold z. rewrite (f_coordinates T e HT Hc e_data). unfold zs, v. ring. }
  rewrite Ez. fold (v0 T).
  assert (Hn : nn T <= 2 * ((g T)^2 + (u e T)^2)).
  { unfold nn, n. rewrite <- (pow2_abs (g T)), <- (pow2_abs (u e T)).
    pose proof (pow2_ge_0 (Rabs (g T) - Rabs (u e T))). nra. }
  assert (kappa / 4 * nn T <= kappa / 4 * (2 * ((g T)^2 + (u e T)^2)))
    by (apply Rmult_le_compat_l; lra).
  lra.
Qed.

End Sample.

(** ** All samples *)

Lemma total_positive : 0 < total_weight P.
Proof.
  destruct some_sample as [e He]. eapply Rlt_le_trans; [apply (share_positive e)|].
  apply (lsum_member sample (data P) share); [intros; left; apply share_positive|exact He].
Qed.

Lemma penalty_t : penalty P t = 0.
Proof.
  apply lsum_zero. intros [k p] Hk. cbn [fst snd].
  destruct (no_penalty k p Hk) as [_ [-> | ->]]; ring.
Qed.

Lemma penalty_nonneg T : 0 <= penalty P T.
Proof.
  apply lsum_nonneg. intros [k p] Hk. cbn [fst snd]. destruct (no_penalty k p Hk) as [H _].
  apply Rmult_le_pos; [exact H|apply pow2_ge_0].
Qed.

Lemma fibre_minimum : near_t (fun T => L P t <= L P T).
Proof.
  apply nearby_mono with (2 := nearby_list _ _ _ _ (data P) _ one_sample).
  intros T HT H. unfold L. rewrite penalty_t.
  apply Rplus_le_compat; [|apply penalty_nonneg].
  unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, total_positive|].
  fold (ell P). change (fun s => share s * val (loss P) (z P t s))
    with (fun s => share s * ell P (z P t s)).
  change (fun s => share s * val (loss P) (z P T s)) with (fun s => share s * ell P (z P T s)).
  rewrite (lsum_ext sample (data P) (fun e => share e * ell P (z P t e))
    (fun e => share e * ell P (- y e * c)))
    by (intros e He; unfold z; rewrite (output e He); reflexivity).
  assert (Hsum : over (data P) (fun e => share e * (ell P (- y e * c)
      + q e * (g T + T (A 0) * s1 (b' T) * u e T)
      + / 2 * (l2 (- y e * c) * (g T + a0 * s1 b0 * u e T)^2 + q e * a0 * s2 b0 * (u e T)^2)
      - kappa / 2 * ((g T)^2 + (u e T)^2)))
    <= over (data P) (fun e => share e * ell P (z P T e))).
  { apply lsum_le. intros e He. apply Rmult_le_compat_l; [left; apply share_positive|].
    exact (H e He). }
  apply Rle_trans with (2 := Hsum).
  pose proof (definite (g T) (fun k => T (W 0 k))) as Hdef.
  change (kappa * over (data P) (fun e => share e * ((g T)^2 + (u e T)^2))
    <= over (data P) (fun e => share e * (l2 (- y e * c) * (g T + a0 * s1 b0 * u e T)^2
                                          + q e * a0 * s2 b0 * (u e T)^2))) in Hdef.
  rewrite (lsum_ext sample (data P) (fun e => share e * (ell P (- y e * c)
      + q e * (g T + T (A 0) * s1 (b' T) * u e T)
      + / 2 * (l2 (- y e * c) * (g T + a0 * s1 b0 * u e T)^2 + q e * a0 * s2 b0 * (u e T)^2)
      - kappa / 2 * ((g T)^2 + (u e T)^2)))
    (fun e => share e * ell P (- y e * c)
      + (g T * (share e * q e * 1)
      + (T (A 0) * s1 (b' T) * (share e * q e * u e T)
      + (/ 2 * (share e * (l2 (- y e * c) * (g T + a0 * s1 b0 * u e T)^2
                           + q e * a0 * s2 b0 * (u e T)^2))
      + - (kappa / 2) * (share e * ((g T)^2 + (u e T)^2))))))) by (intros; ring).
  rewrite !lsum_plus, !lsum_scal, first_order_constant.
  change (fun e => share e * q e * u e T)
    with (fun e => share e * q e * centred P (fun k => T (W 0 k)) e).
  rewrite first_order_centred. lra.
Qed.

(** f = c is wrong on a class. *)
Lemma wrong_somewhere : exists e, In e (data P) /\ y e <> sgn (f P t e).
Proof.
  assert (Hone : forall own : sample -> bool, 0 < class_weight P own ->
    exists e, In e (data P) /\ own e = true).
  { intros own Hpos. apply NNPP. intros N. unfold class_weight in Hpos.
    rewrite lsum_zero in Hpos; [lra|]. intros e He. destruct (own e) eqn:E; [|reflexivity].
    elim N. exists e. auto. }
  destruct equal_means as [[Hp Hm] _]. destruct (Rle_dec 0 c) as [Hc|Hc].
  - destruct (Hone _ Hm) as (e & He & E). exists e. split; [exact He|].
    rewrite (output e He). unfold sgn, y. destruct (Rle_dec 0 c); [|contradiction].
    destruct (positive_label e); [discriminate|lra].
  - destruct (Hone _ Hp) as (e & He & E). exists e. split; [exact He|].
    rewrite (output e He). unfold sgn, y. destruct (Rle_dec 0 c); [contradiction|].
    rewrite E. lra.
Qed.

End Narrow.

(** ** rule.narrow *)

Section Statement.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis network_deep_is_defined : network_deep_defined P.
Hypothesis data_has_equal_means : data_equal_means P.

Theorem rule_narrow : minimum_narrow P -> BAD P.
Proof.
  intros (t & c & l1 & l2 & s1 & s2 & kappa & Hw & Ht & H0 & (level & r & Hr & Hdeep & Hlev) & Hpen
          & Hout & Hl1 & Hl2 & Hs & Hcrit & Hk & Hdef).
  exists t. split.
  - apply local_min_intro; [exact Ht|apply all_defined; assumption|].
    destruct (fibre_minimum P t c l1 l2 s1 s2 kappa level r) as (d & Hd & H); try assumption.
    exists d. split; [exact Hd|exact H].
  - destruct (wrong_somewhere P t c data_has_equal_means Hout) as (e & He & E).
    exact (wrong_error P t e He E).
Qed.

End Statement.
