(** * thm.subspaces.independent_two: two neurons, no deep part, a convex loss *)

From Coq Require Import Reals List Lia Lra Bool Classical.
From TheoremCheck Require Import
  Setting Conditions Linear SecondOrder Vary Stationary Descent SubspacesMoves Subspaces
  SubspacesPair SubspacesIndependent.
From TheoremCheck Require Kinds.
Import ListNotations.
Open Scope R_scope.

Section Two.

Variable P : problem.
Variables l1 s1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis Ds : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis convex : loss_convex P.
Hypothesis shortcut : network_shortcut P.
Hypothesis shortcut_only : network_shortcut_only P.
Hypothesis a : a_trained P = true.
Hypothesis w : w_trained P = true.
Variable t : params.
Hypothesis minimum : least P t.
Variable curve : R.
Hypothesis unit : curve = 1 \/ curve = -1.
Hypothesis curved : strictly_convex_fn (fun v => curve * sigma P v).
Hypothesis exclusion : data_span_exclusion P.
Hypothesis independent : data_independent_spans P.
Hypothesis two : width P = 2%nat.

Notation slope := (slope P l1 t).

Variables j k : nat.
Hypothesis Hj : (j < width P)%nat.
Hypothesis Hk : (k < width P)%nat.
Hypothesis Hjk : j <> k.
Hypothesis share_bias : b_trained P = true \/ fixed P (B j) = fixed P (B k).
Hypothesis Aj : t (A j) <> 0.
Hypothesis Ak : t (A k) <> 0.
Hypothesis opposite : t (A j) + t (A k) = 0.
Hypothesis some : forall label, exists e,
  In e (data P) /\ positive_label e = label /\ slope e <> 0.

Let received e : In e (data P) -> slope e <> 0 -> pre P t j e = pre P t k e.
Proof. now apply (same_received P l1 s1 Dl Ds nondecreasing shortcut a w t minimum curve). Qed.

(** f is a_0 and two terms. *)
Lemma f_two s e : f P s e
  = s A0 + (s (A j) * sigma P (pre P s j e) + s (A k) * sigma P (pre P s k e)).
Proof.
  unfold f. rewrite (proj1 shortcut_only), (sum_two (width P) j k); try assumption.
  - unfold sigma. lra.
  - intros i Hi Ni Nk. lia.
Qed.

Lemma f_bias s e : s (A j) + s (A k) = 0 -> pre P s j e = pre P s k e -> f P s e = s A0.
Proof.
  intros H E. rewrite f_two, E. replace (s (A k)) with (- s (A j)) by lra. ring.
Qed.

(** A sample with slope 0 lies strictly below all samples of its class with positive slope. *)
Lemma below e : In e (data P) -> slope e = 0 -> z P t e < - y e * t A0.
Proof.
  intros He Z. destruct (some (positive_label e)) as [e' [He' [L N]]].
  assert (E : z P t e' = - y e * t A0).
  { unfold z. rewrite f_bias by auto. unfold y. now rewrite L. }
  apply Rnot_le_lt. intros H. apply N. unfold SubspacesMoves.slope in *.
  apply (constant_below (ell P) l1 (z P t e) nondecreasing convex Dl Z). lra.
Qed.

(** a_1 and a_2 scaled by 1 + h. *)
Definition scaled (h : R) : params := vary P t 0 (fun i => t (A i)) (fun _ _ => 0) h.

Lemma scaled_a h i : (i < width P)%nat -> scaled h (A i) = (1 + h) * t (A i).
Proof.
  intros Hi. unfold scaled. simpl. rewrite a. destruct (Nat.ltb_spec i (width P)); [|lia].
  simpl. ring.
Qed.

Lemma scaled_a0 h : scaled h A0 = t A0.
Proof. unfold scaled. simpl. destruct (a0_trained P); lra. Qed.

Lemma scaled_pre h i e : (i < width P)%nat -> pre P (scaled h) i e = pre P t i e.
Proof. intros Hi. unfold scaled. rewrite pre_vary, dot_zero by auto. ring. Qed.

Lemma scaled_opposite h : scaled h (A j) + scaled h (A k) = 0.
Proof. rewrite !scaled_a by assumption. rewrite <- Rmult_plus_distr_l, opposite. ring. Qed.

Lemma scaled_f h e : f P (scaled h) e = f P t e + h * (f P t e - t A0).
Proof.
  rewrite !f_two, !scaled_a, !scaled_pre, scaled_a0 by assumption. ring.
Qed.

Lemma scaled_z h e : z P (scaled h) e = z P t e + h * (z P t e - - y e * t A0).
Proof. unfold z. rewrite scaled_f. ring. Qed.

(** Points with the same slopes and losses. *)
Lemma same_losses s : (forall e, In e (data P) -> slope e <> 0 -> f P s e = t A0) ->
  (forall e, In e (data P) -> slope e = 0 -> z P s e <= z P t e) ->
  loss_sum P s = loss_sum P t /\ forall e, In e (data P) -> l1 (z P s e) = l1 (z P t e).
Proof.
  intros H H'.
  assert (E : forall e, In e (data P) ->
    ell P (z P s e) = ell P (z P t e) /\ l1 (z P s e) = l1 (z P t e)).
  { intros e He. destruct (Req_dec (slope e) 0) as [Z|N].
    - specialize (H' e He Z). unfold SubspacesMoves.slope in Z. rewrite Z.
      now apply (constant_below (ell P) l1 (z P t e) nondecreasing convex Dl Z).
    - assert (F : z P s e = z P t e); [|rewrite F; auto].
      unfold z. rewrite H by assumption. rewrite f_bias by auto. reflexivity. }
  split; [|intros; now apply E].
  unfold loss_sum. apply over_ext. intros e He. f_equal. now apply E.
Qed.

Lemma opposite_two_all : forall e, In e (data P) -> slope e = 0.
Proof.
  apply (lines_all P l1 s1 Dl Ds nondecreasing t curve curved exclusion j). intros v.
  (* first the point with a_1 and a_2 scaled *)
  destruct (least_near P t minimum) as [r [Hr N]].
  destruct (vary_near P t 0 (fun i => t (A i)) (fun _ _ => 0) r Hr) as [delta [Hd Near]].
  set (g := delta / 2). assert (Hg : 0 < g) by (unfold g; lra).
  set (s := scaled g).
  assert (scaled_least : least P s).
  { apply N.
    - apply vary_admissible, minimum.
    - apply Near. rewrite Rabs_right; unfold g; lra.
    - apply same_losses.
      + intros e He S. unfold s. rewrite scaled_f, f_bias by auto. ring.
      + intros e He Z. unfold s. rewrite scaled_z. specialize (below e He Z). intros B.
        assert (0 < g * (- y e * t A0 - z P t e)) by (apply Rmult_lt_0_compat; lra). lra. }
  (* from there both neurons move along v *)
  destruct (least_near P s scaled_least) as [r' [Hr' N']].
  destruct (vary_near P s 0 (fun _ => 0) (together j k v) r' Hr') as [delta' [Hd' Near']].
  fold (shift P s (together j k v)) in Near'.
  destruct (finite_delta (data P) (fun e h =>
    slope e = 0 -> z P (shift P s (together j k v) h) e <= z P t e)) as [delta'' [Hd'' Below]].
  { intros e He. destruct (Req_dec (slope e) 0) as [Z|S]; [|exists 1; split; [lra|contradiction]].
    destruct (moves_linearly P s1 Ds w s (together j k v) e) as [C [rho [HC [Hrho B]]]].
    set (room := z P t e - z P s e).
    assert (Hroom : 0 < room).
    { unfold room, s. rewrite scaled_z. specialize (below e He Z). intros Bl.
      assert (0 < g * (- y e * t A0 - z P t e)) by (apply Rmult_lt_0_compat; lra). lra. }
    exists (Rmin rho (room / (C + 1))). split.
    { apply Rmin_glb_lt; [assumption|]. apply Rdiv_lt_0_compat; lra. }
    intros h Hh _. specialize (B h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
    assert (Hs : Rabs h < room / (C + 1)) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_r]).
    apply (Rmult_lt_compat_l (C + 1)) in Hs; [|lra].
    replace ((C + 1) * (room / (C + 1))) with room in Hs by (field; lra).
    assert (0 <= Rabs h) by apply Rabs_pos.
    assert (z P (shift P s (together j k v) h) e <= z P s e + C * Rabs h).
    { unfold z. apply abs_le_both in B. unfold y. destruct (positive_label e); lra. }
    unfold room in Hs. lra. }
  exists (Rmin delta' delta''). split; [now apply Rmin_glb_lt|]. intros h Hh.
  set (m := shift P s (together j k v) h).
  assert (same : loss_sum P m = loss_sum P t /\
    forall e, In e (data P) -> l1 (z P m e) = l1 (z P t e)).
  { apply same_losses.
    - intros e He S. unfold m. rewrite (f_together P w j k Hj Hk Hjk).
      + unfold s. rewrite scaled_f, f_bias by auto. ring.
      + apply scaled_opposite.
      + unfold s. rewrite !scaled_pre by assumption. auto.
    - intros e He. apply (Below h); [|assumption].
      eapply Rlt_le_trans; [apply Hh|apply Rmin_r]. }
  destruct same as [same_loss same_slope].
  assert (same_s : loss_sum P s = loss_sum P t).
  { apply same_losses.
    - intros e He S. unfold s. rewrite scaled_f, f_bias by auto. ring.
    - intros e He Z. unfold s. rewrite scaled_z. specialize (below e He Z). intros B.
      assert (0 < g * (- y e * t A0 - z P t e)) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (moved_least : least P m).
  { apply N'.
    - apply vary_admissible, scaled_least.
    - apply Near'. eapply Rlt_le_trans; [apply Hh|apply Rmin_l].
    - congruence. }
  rewrite <- (first_a P l1 s1 Dl Ds w m j moved_least a Hj). unfold balance, q.
  apply over_ext. intros e He. rewrite same_slope by assumption. do 2 f_equal.
  unfold m. rewrite (pre_together P w j k Hj). unfold s. now rewrite scaled_pre.
Qed.

End Two.

(** ** The theorem *)

Section IndependentTwo.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_c2 : loss_c2 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis loss_convex : loss_convex P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c1 : neuron_c1 P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis network_shortcut_only : network_shortcut_only P.
Hypothesis network_neurons_trained : network_trainable P \/ network_neurons_trainable P.
Hypothesis objective_unregularised : objective_unregularised P.
Hypothesis neuron_strictly_curved : neuron_strictly_convex P \/ neuron_strictly_concave P.
Hypothesis data_span_exclusion : data_span_exclusion P.
Hypothesis data_independent_spans : data_independent_spans P.
Hypothesis network_balance :
  network_output_bias P \/ neuron_signed P \/
  ((neuron_increasing P \/ neuron_decreasing P) /\ data_origin_outside_hulls P).
Hypothesis network_width_independent_two : network_width_independent_two P.

Theorem no_slope_subspaces_independent_two : Kinds.NO_SLOPE P.
Proof.
  assert (deep_defined : Conditions.network_deep_defined P) by exact (proj2 network_shortcut_only).
  destruct network_width_independent_two as [three|[width_two two]].
  { apply no_slope_subspaces_independent; try assumption. now left. }
  intros t M e He. assert (shortcut := sharing_shortcut P 1 two).
  destruct (trainable P network_neurons_trained) as [a w].
  destruct loss_c2 as [l1 [l2 [Dl [Dl2 _]]]]. destruct neuron_c1 as [s1 [Ds _]].
  destruct (curve_sign P neuron_strictly_curved) as [curve [unit curved]].
  apply local_min_least in M; try assumption.
  assert (Z : SubspacesMoves.slope P l1 t e = 0); [|rewrite <- Z; apply Dl].
  assert (flats : forall e, In e (data P) -> l1 (z P t e) = 0 -> flat_at P (z P t e)).
  { intros e' _ Z. exact (flat (ell P) l1 l2 _ loss_nondecreasing Dl Dl2 Z). }
  destruct (classic (exists j, (j < width P)%nat /\ t (A j) = 0)) as [[j [Hj Ha]]|none].
  { destruct data_span_exclusion as [cut cut'].
    apply (idle_all P l1 s1 Dl Ds loss_nondecreasing a w t M curve curved positive negative j);
      auto.
    intros e' _ _. unfold positive, negative. destruct (positive_label e'); auto. }
  assert (N : forall j, (j < width P)%nat -> t (A j) <> 0) by (intros j Hj E; apply none; eauto).
  destruct (both_classes_or_none P l1 s1 Dl Ds loss_nondecreasing shortcut a w t M
    network_balance) as [|some]; [auto|].
  destruct (two_or_all P l1 s1 Dl Ds loss_nondecreasing shortcut a w t M curve unit
    curved data_span_exclusion data_independent_spans network_balance flats two N)
    as [|[j [k [Hj [Hk [Hjk [bias H]]]]]]]; [auto|].
  apply (opposite_two_all P l1 s1 Dl Ds loss_nondecreasing loss_convex shortcut
    network_shortcut_only a w t M curve curved data_span_exclusion data_independent_spans
      width_two j k);
    auto.
Qed.

Theorem thm_subspaces_independent_two : NO_BAD P.
Proof. exact (Kinds.no_slope_no_bad P no_slope_subspaces_independent_two loss_active). Qed.

End IndependentTwo.
