(** * Linearly independent samples and a strictly monotone neuron: any loss

    The loss may fall and rise (the square loss, a squared sigmoid): each
    sample moves by itself, in both directions, so that at a local minimum of L
    the loss has slope 0 at every sample. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance FirstOrder
  Independent OnePoint.
Import ListNotations.
Open Scope R_scope.

(** Where the slope is not 0, the function falls by a small enough step to one side. *)
Lemma falls_aside : forall g v d, derivable_pt_lim g v d -> d <> 0 ->
  exists e, 0 < e /\ forall k, Rabs k < e -> d * k < 0 -> g (v + k) < g v.
Proof.
  intros g v d D N. destruct (D (Rabs d) (Rabs_pos_lt d N)) as [e H].
  exists e. split; [apply cond_pos|]. intros k Small Down.
  assert (K : k <> 0) by (intros ->; lra).
  specialize (H k K Small). unfold Rabs in H.
  set (r := (g (v + k) - g v) / k) in *.
  assert (E : g (v + k) - g v = r * k) by (unfold r; field; assumption).
  assert (0 < r * d).
  { destruct (Rcase_abs d), (Rcase_abs (r - d)); nra. }
  nra.
Qed.

Section IndependentMonotone.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_deep_features : network_deep_features P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis trained :
  network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.
Hypothesis data_consistent : data_consistent P.
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

(** (1) a_j = 0: (a) holds while the pre-activation of one sample moves. *)
Lemma idle_monotone : forall t j e, local_min P t -> (j < width P)%nat -> a_trained P = true ->
  t (A j) = 0 -> In e (data P) -> l1 (z P t e) = 0.
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
  unfold moment in Sum.
  assert (C : l1 (z P t e) * y e * gap = 0).
  { refine (over_multiples (data P) _ _ _ e (share e) I (share_pos e) _ Sum).
    - intros e' I'. destruct (Vo e' I') as [S|V0].
      + exists (share e'). split; [left; apply share_pos|].
        rewrite (same_z P network_deep_features data_consistent t e e'), (same_y P data_consistent e e'), (same_pre P t j e e'), (same_dot P v e e'), Ve by assumption.
        rewrite Rmult_1_r. fold gap. ring.
      + exists 0. split; [lra|]. rewrite V0, Rmult_0_r, Rplus_0_r. ring.
    - rewrite Ve, Rmult_1_r. fold gap. ring. }
  apply Rmult_integral in C. destruct C as [C|C]; [|contradiction].
  apply Rmult_integral in C. destruct C as [C|C]; [assumption|].
  unfold y in C. destruct (positive_label e); lra.
Qed.

(** (2) a_j is not 0: one sample moves, to the side where its loss falls. *)
Lemma active_monotone : forall t j e, local_min P t -> (j < width P)%nat -> t (A j) <> 0 ->
  In e (data P) -> l1 (z P t e) = 0.
Proof.
  intros t j e Min Hj Na I. destruct (Req_EM_T (l1 (z P t e)) 0) as [|N]; [assumption|exfalso].
  destruct (dual P data_independent e I) as [v [Ve Vo]].
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (turn_near P v t j r Hr) as [d [Hd Hnear]].
  destruct (falls_aside (ell P) (z P t e) _ (loss_slope _) N) as [k [Hk Fall]].
  destruct both_sides as [eps [Eps Strict]].
  set (u := pre P t j e) in *.
  assert (A0' : 0 < Rabs (t (A j))) by now apply Rabs_pos_lt.
  destruct (neuron_continuous u (k / Rabs (t (A j))) (Rdiv_lt_0_compat _ _ Hk A0'))
    as [w [Hw Cont]].
  set (s := Rmin (d / 2) (w / 2)).
  assert (Hs : 0 < s) by (unfold s; apply Rmin_pos; lra).
  assert (s < d) by (unfold s; pose proof (Rmin_l (d / 2) (w / 2)); lra).
  assert (s < w) by (unfold s; pose proof (Rmin_r (d / 2) (w / 2)); lra).
  assert (Y : y e = 1 \/ y e = -1) by (unfold y; destruct (positive_label e); auto).
  (* the step to the side where the loss falls *)
  set (c := l1 (z P t e) * y e * t (A j) * eps).
  assert (Cn : c <> 0).
  { unfold c. repeat apply Rmult_integral_contrapositive_currified; try assumption.
    - destruct Y; lra.
    - destruct Eps; lra. }
  assert (Step : exists h, Rabs h < d /\ Rabs h < w /\
    l1 (z P t e) * (- y e * (t (A j) * (sigma P (u + h) - sigma P u))) < 0).
  { destruct (Strict u s Hs) as [Up Down].
    destruct (Rlt_le_dec 0 c) as [Pc|Pc].
    - exists s. rewrite Rabs_right by lra. repeat split; try assumption.
      replace (l1 (z P t e) * (- y e * (t (A j) * (sigma P (u + s) - sigma P u))))
        with (- (c * (eps * (sigma P (u + s) - sigma P u)))).
      + nra.
      + unfold c. destruct Eps as [-> | ->]; ring.
    - exists (- s). rewrite Rabs_left by lra. replace (- - s) with s by ring.
      repeat split; try assumption. replace (u + - s) with (u - s) by ring.
      replace (l1 (z P t e) * (- y e * (t (A j) * (sigma P (u - s) - sigma P u))))
        with (c * (eps * (sigma P u - sigma P (u - s)))).
      + assert (c < 0) by lra. nra.
      + unfold c. destruct Eps as [-> | ->]; ring. }
  destruct Step as [h [Hh [Hw' Dir]]].
  set (t' := turn P v t j h).
  pose proof (Hmin t' (turn_admissible P v w_trained_ t j h (proj1 Min)) (Hnear h Hh)) as LE.
  apply L_compare in LE; [|now apply turn_penalty].
  set (step := - y e * (t (A j) * (sigma P (u + h) - sigma P u))) in *.
  assert (Small : Rabs step < k).
  { unfold step. rewrite !Rabs_mult.
    assert (One : Rabs (- y e) = 1).
    { destruct Y as [-> | ->]; [rewrite Rabs_left|rewrite Rabs_right]; lra. }
    rewrite One, Rmult_1_l.
    destruct (Req_EM_T h 0) as [->|Nh].
    { exfalso. unfold step in Dir. rewrite Rplus_0_r in Dir. nra. }
    assert (B : Rabs (sigma P (u + h) - sigma P u) < k / Rabs (t (A j))).
    { apply (Cont (u + h)). split.
      - split; [exact Logic.I|]. lra.
      - simpl. unfold R_dist. replace (u + h - u) with h by ring. assumption. }
    apply (Rmult_lt_compat_l (Rabs (t (A j)))) in B; [|assumption].
    replace (Rabs (t (A j)) * (k / Rabs (t (A j)))) with k in B by (field; lra). lra. }
  specialize (Fall step Small Dir).
  assert (Ze : z P t' e = z P t e + step).
  { unfold z, t'. rewrite turn_f, Ve, Rmult_1_r by assumption. fold u. unfold step. ring. }
  set (drop := ell P (z P t e + step) - ell P (z P t e)).
  assert (Sum : 0 <= over (data P) (fun e' => share e' * (ell P (z P t' e') - ell P (z P t e')))).
  { rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t' e')
      + (-1) * (share e' * ell P (z P t e')))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  assert (Terms : forall e', In e' (data P) ->
    exists p, 0 <= p /\ share e' * (ell P (z P t' e') - ell P (z P t e')) = p * drop).
  { intros e' I'. destruct (Vo e' I') as [S|V0].
    - exists (share e'). split; [left; apply share_pos|].
      rewrite (same_z P network_deep_features data_consistent t' e e'),
        (same_z P network_deep_features data_consistent t e e'), Ze by assumption. reflexivity.
    - exists 0. split; [lra|]. unfold z, t'. rewrite turn_f, V0, Rmult_0_r, Rplus_0_r by assumption.
      replace (f P t e' + t (A j) * (sigma P (pre P t j e') - sigma P (pre P t j e')))
        with (f P t e') by ring. ring. }
  assert (Drop : drop < 0) by (unfold drop; lra).
  assert (E0 : (fun e' => - (share e' * (ell P (z P t' e') - ell P (z P t e')))) e = 0).
  { apply (over_ge0_0 (data P) (fun e' => - (share e' * (ell P (z P t' e') - ell P (z P t e')))));
      [| |assumption].
    - intros e' I'. destruct (Terms e' I') as [p [Hp ->]]. nra.
    - rewrite (over_eq (data P) _ (fun e' => (-1) * (share e' *
        (ell P (z P t' e') - ell P (z P t e'))))) by (intros; ring). rewrite over_mul. lra. }
  cbv beta in E0. rewrite Ze in E0. fold drop in E0. pose proof (share_pos e). nra.
Qed.

End Slopes.

Lemma slope_independent_monotone : NO_SLOPE P.
Proof.
  intros t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  destruct (good_neuron P network_shortcut trained t (proj1 Min)) as [j [Hj Ha]].
  destruct (Req_EM_T (t (A j)) 0) as [Z|N].
  - destruct Ha as [Ha|Ha]; [|contradiction].
    eapply idle_monotone; eassumption.
  - eapply active_monotone; eassumption.
Qed.

Theorem thm_independent_monotone : NO_BAD P.
Proof. apply no_slope_no_bad; [apply slope_independent_monotone|assumption]. Qed.

End IndependentMonotone.
