(** * Linearly independent samples and a strictly monotone neuron: any loss

    The loss may fall and rise (the square loss, a squared sigmoid): the
    samples at each X move by themselves, in both directions, so that at a
    local minimum the slope of L in f(X) is 0, whatever their labels. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance FirstOrder
  Independent OnePoint Level.
Import ListNotations.
Open Scope R_scope.

Section IndependentMonotone.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis trained :
  network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.
Hypothesis data_independent : data_independent P.

Let w_trained_ : w_trained P = true.
Proof. destruct trained as [[_ [T _]]|[[_ T]|[T _]]]; exact T. Qed.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

(** The neuron moves to both sides, strictly, and as little as one likes. *)
Lemma both_sides : exists eps, (eps = 1 \/ eps = -1) /\
  forall u h, 0 < h -> 0 < eps * (sigma P (u + h) - sigma P u) /\
                       0 < eps * (sigma P u - sigma P (u - h)).
Proof.
  destruct neuron_monotone as [M|M]; apply rises_strictly in M; unfold opposite in M.
  - exists 1. split; [now left|]. intros u h Hh.
    pose proof (M u (u + h) ltac:(lra)). pose proof (M (u - h) u ltac:(lra)). lra.
  - exists (-1). split; [now right|]. intros u h Hh.
    pose proof (M u (u + h) ltac:(lra)). pose proof (M (u - h) u ltac:(lra)). cbv beta in *. lra.
Qed.

Lemma neuron_continuous : continuity (sigma P).
Proof.
  destruct neuron_monotone as [[C _]|[C _]]; [exact C|].
  intros v e He. destruct (C v e He) as [d [Hd H]]. exists d. split; [assumption|].
  intros w Hw. specialize (H w Hw). simpl in *. unfold R_dist, opposite in *.
  rewrite <- Rabs_Ropp. now replace (- (sigma P w - sigma P v)) with (- sigma P w - - sigma P v) by ring.
Qed.

Section Slopes.

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

(** (1) a_j = 0: (a) holds while the pre-activation at one X moves. *)
Lemma idle_monotone : forall t j e, local_min P t -> (j < width P)%nat -> a_trained P = true ->
  t (A j) = 0 -> In e (data P) -> at_same P (pulls P l1 t) e = 0.
Proof.
  intros t j e Min Hj Ha Z I. destruct (dual P data_independent e I) as [v [Ve Vo]].
  destruct (turn_idle P v loss_defined neuron_defined network_deep_defined
              objective_hidden_unpenalised w_trained_ t j Min Hj Z) as [d [Hd Turn]].
  destruct both_sides as [eps [Eps Strict]].
  set (h := d / 2). assert (Hh : 0 < h) by (unfold h; lra).
  assert (Near : Rabs h < d) by (rewrite Rabs_right; unfold h; lra).
  pose proof (first_output P defined l1 loss_slope t j Min Ha Hj (or_intror Z)) as E1.
  assert (Z' : turn P v t j h (A j) = 0).
  { unfold turn. simpl. destruct (j <? width P)%nat; rewrite Z; ring. }
  pose proof (first_output P defined l1 loss_slope _ j (Turn h Near) Ha Hj (or_intror Z')) as E2.
  set (gap := sigma P (pre P t j e + h) - sigma P (pre P t j e)).
  assert (Gap : gap <> 0).
  { unfold gap. intros G. pose proof (proj1 (Strict (pre P t j e) h Hh)) as S. rewrite G in S. lra. }
  assert (Sum : moment P l1 t (fun e' => sigma P (pre P t j e' + h * dot P v e')
                                         - sigma P (pre P t j e')) = 0).
  { rewrite <- E2, <- (Rplus_0_r (moment P l1 (turn P v t j h) _)).
    rewrite <- (Rmult_0_r (-1)), <- E1.
    rewrite (moment_eq P l1 t (turn P v t j h) (fun e' => sigma P (pre P t j e' + h * dot P v e'))).
    - rewrite <- moment_combine. apply moment_eq; auto. intros. ring.
    - intros e' _. rewrite turn_f, Z by assumption. ring.
    - intros e' _. unfold turn. now rewrite shift_pre, turn_dot, Nat.eqb_refl by assumption. }
  assert (C : at_same P (pulls P l1 t) e * gap = 0).
  { unfold at_same. rewrite <- (one_force P (same P) (same_dec P) (pulls P l1 t) (fun e' =>
      sigma P (pre P t j e' + h * dot P v e') - sigma P (pre P t j e')) e gap); [exact Sum|].
    intros e' I'. split.
    - intros S. rewrite (same_pre P t j e e'), (same_dot P v e e'), Ve, Rmult_1_r by assumption. reflexivity.
    - intros NS. destruct (Vo e' I') as [S|V0]; [contradiction|]. rewrite V0, Rmult_0_r, Rplus_0_r. ring. }
  apply Rmult_integral in C. destruct C as [C|C]; [assumption|contradiction].
Qed.

(** (2) a_j is not 0: f moves at one X, and L falls to one side. *)
Lemma active_monotone : forall t j e, local_min P t -> (j < width P)%nat -> t (A j) <> 0 ->
  In e (data P) -> at_same P (pulls P l1 t) e = 0.
Proof.
  intros t j e Min Hj Na I. destruct (Req_EM_T (at_same P (pulls P l1 t) e) 0) as [|N]; [assumption|exfalso].
  destruct (dual P data_independent e I) as [v [Ve Vo]].
  set (step := fun h => t (A j) * (sigma P (pre P t j e + h) - sigma P (pre P t j e))).
  destruct (point_step P (same P) (same_dec P) defined l1 loss_slope t (turn P v t j) e step Min)
    as [d [Hd H]]; auto.
  - split; [intros h; apply turn_admissible; [assumption|apply Min]|intros r Hr; now apply turn_near].
  - intros h. now apply turn_penalty.
  - apply (continuity_pt_scal _ (t (A j))).
    apply continuity_pt_minus; [|apply continuity_pt_const; intros ? ?; reflexivity].
    apply (continuity_pt_comp (fun h => pre P t j e + h) (sigma P)); [|apply neuron_continuous].
    apply continuity_pt_plus; [apply continuity_pt_const; intros ? ?; reflexivity|].
    apply derivable_continuous_pt, derivable_pt_id.
  - unfold step. rewrite Rplus_0_r. ring.
  - intros h e' I'. rewrite turn_f by assumption. split.
    + intros S. rewrite (same_pre P t j e e'), (same_dot P v e e'), Ve, Rmult_1_r by assumption. reflexivity.
    + intros NS. destruct (Vo e' I') as [S|V0]; [contradiction|]. rewrite V0, Rmult_0_r, Rplus_0_r. ring.
  - fold (at_same P (pulls P l1 t) e) in H.
    destruct both_sides as [eps [Eps Strict]].
    destruct (Strict (pre P t j e) (d / 2) ltac:(lra)) as [Up Down].
    pose proof (H (d / 2) ltac:(rewrite Rabs_right; lra)) as R.
    pose proof (H (- (d / 2)) ltac:(rewrite Rabs_left; lra)) as L.
    unfold step in R, L. replace (pre P t j e + - (d / 2)) with (pre P t j e - d / 2) in L by ring.
    set (c := at_same P (pulls P l1 t) e * t (A j)).
    assert (C : c <> 0) by now apply Rmult_integral_contrapositive_currified.
    set (up := sigma P (pre P t j e + d / 2) - sigma P (pre P t j e)) in *.
    set (down := sigma P (pre P t j e - d / 2) - sigma P (pre P t j e)).
    rewrite <- Rmult_assoc in R. fold c in R. fold down in L. rewrite <- Rmult_assoc in L. fold c in L.
    assert (0 < eps * - down) by (unfold down; lra). destruct Eps as [-> | ->]; nra.
Qed.

End Slopes.

Theorem level_independent_monotone : LEVEL P.
Proof.
  apply forces_level. intros t Min l1 D e I.
  destruct (good_neuron P network_shortcut trained t (proj1 Min)) as [j [Hj Ha]].
  destruct (Req_EM_T (t (A j)) 0) as [Z|N].
  - destruct Ha as [Ha|Ha]; [|contradiction].
    eapply idle_monotone; eassumption.
  - eapply active_monotone; eassumption.
Qed.

End IndependentMonotone.
