(** * Linearly independent samples, a neuron without local maximum or minimum, and any loss

    The loss may fall and rise (the square loss, Huber's, a squared sigmoid).
    Samples that move together have one output, so one slope of the loss: where
    that is not 0, the neuron turns, and the sign of the slope is that of the
    turn. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance FirstOrder
  Independent OnePoint OneStep.
Import ListNotations.
Open Scope R_scope.

Section Turning.

Variable P : problem.

Hypothesis loss_defined_ : loss_defined P.
Hypothesis neuron_defined_ : neuron_defined P.
Hypothesis deep_defined_ : network_deep_defined P.
Hypothesis unpenalised : objective_hidden_unpenalised P.
Hypothesis hidden_trained : w_trained P = true.

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

(** The neuron, or its mirror image, has no local maximum; [eps] says which. *)
Variable eps : R.
Hypothesis mirror : eps = 1 \/ eps = -1.
Hypothesis no_maximum : forall v, ~ locally_greatest (fun w => eps * sigma P w) v.
Hypothesis continuous : continuity (sigma P).

(** Each sample can be moved with those of [together] only, which have its label and its output. *)
Variable together : sample -> sample -> Prop.
Hypothesis label : forall e e', In e (data P) -> In e' (data P) -> together e e' ->
  positive_label e' = positive_label e.
Hypothesis dual : forall e, In e (data P) -> exists v, dot P v e = 1 /\
  forall e', In e' (data P) -> together e e' \/ dot P v e' = 0.
Hypothesis respond : forall t j u h e e', admissible P t -> (j < width P)%nat -> together e e' ->
  sigma P (pre P t j e' + h * dot P u e') = sigma P (pre P t j e + h * dot P u e).
Hypothesis one_output : forall t e e', admissible P t -> together e e' -> f P t e' = f P t e.

Let defined := all_defined P loss_defined_ neuron_defined_ deep_defined_.

Lemma together_here : forall t j e e', admissible P t -> (j < width P)%nat -> together e e' ->
  sigma P (pre P t j e') = sigma P (pre P t j e).
Proof.
  intros t j e e' A Hj T. pose proof (respond t j (fun _ => 0) 0 e e' A Hj T) as H.
  rewrite !Rmult_0_l, !Rplus_0_r in H. exact H.
Qed.

Lemma together_y : forall e e', In e (data P) -> In e' (data P) -> together e e' -> y e' = y e.
Proof. intros e e' I I' T. unfold y. now rewrite (label e e'). Qed.

Lemma together_z : forall t e e', admissible P t -> In e (data P) -> In e' (data P) ->
  together e e' -> z P t e' = z P t e.
Proof. intros t e e' A I I' T. unfold z. now rewrite (one_output t e e'), (together_y e e'). Qed.

(** (1) a_j = 0: (a) holds while the pre-activation of one sample moves. *)
Lemma idle_turning : forall t j e, local_min P t -> (j < width P)%nat -> a_trained P = true ->
  t (A j) = 0 -> In e (data P) -> l1 (z P t e) = 0.
Proof.
  intros t j e Min Hj Ha Z I. destruct (Req_EM_T (l1 (z P t e)) 0) as [|N]; [assumption|exfalso].
  assert (Adm : admissible P t) by apply Min.
  destruct (dual e I) as [v [Ve Vo]].
  destruct (turn_idle P v loss_defined_ neuron_defined_ deep_defined_ unpenalised hidden_trained
              t j Min Hj Z) as [d [Hd Turn]].
  pose proof (first_output P defined l1 loss_slope t j Min Ha Hj (or_intror Z)) as E1.
  apply (no_maximum (pre P t j e)). exists d. split; [assumption|]. intros h Hh.
  assert (Z' : turn P v t j h (A j) = 0).
  { unfold turn. simpl. destruct (j <? width P)%nat; rewrite Z; ring. }
  pose proof (first_output P defined l1 loss_slope _ j (Turn h Hh) Ha Hj (or_intror Z')) as E2.
  set (gap := sigma P (pre P t j e + h) - sigma P (pre P t j e)).
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
    - intros e' I'. destruct (Vo e' I') as [T|V0].
      + exists (share e'). split; [left; apply share_pos|].
        rewrite (together_z t e e'), (together_y e e'), (respond t j v h e e'), (together_here t j e e'), Ve
          by assumption.
        rewrite Rmult_1_r. fold gap. ring.
      + exists 0. split; [lra|]. rewrite V0, Rmult_0_r, Rplus_0_r. ring.
    - rewrite Ve, Rmult_1_r. fold gap. ring. }
  assert (G : gap = 0).
  { apply Rmult_integral in C. destruct C as [C|C]; [exfalso|assumption].
    apply Rmult_integral in C. destruct C as [C|C]; [contradiction|].
    unfold y in C. destruct (positive_label e); lra. }
  unfold gap in G. nra.
Qed.

(** (2) a_j is not 0: one sample moves, and its loss must not fall. *)
Lemma active_step : forall t j e, local_min P t -> (j < width P)%nat -> In e (data P) ->
  l1 (z P t e) <> 0 -> exists d, 0 < d /\ forall h, Rabs h < d ->
  l1 (z P t e) * y e * t (A j) * (sigma P (pre P t j e + h) - sigma P (pre P t j e)) <= 0.
Proof.
  intros t j e Min Hj I N. assert (Adm : admissible P t) by apply Min.
  destruct (dual e I) as [v [Ve Vo]].
  set (step := fun h => - y e * (t (A j) * (sigma P (pre P t j e + h) - sigma P (pre P t j e)))).
  assert (Ze : forall h, z P (turn P v t j h) e = z P t e + step h).
  { intros h. unfold z. rewrite turn_f, Ve, Rmult_1_r by assumption. unfold step. ring. }
  destruct (one_step P defined l1 loss_slope t (turn P v t j) e step Min) as [d [Hd H]]; auto.
  - split; [intros h; now apply turn_admissible|intros r Hr; now apply turn_near].
  - intros h. now apply turn_penalty.
  - apply (continuity_pt_scal _ (- y e)), (continuity_pt_scal _ (t (A j))).
    apply continuity_pt_minus; [|apply continuity_pt_const; intros ? ?; reflexivity].
    apply (continuity_pt_comp (fun h => pre P t j e + h) (sigma P)); [|apply continuous].
    apply continuity_pt_plus; [apply continuity_pt_const; intros ? ?; reflexivity|].
    apply derivable_continuous_pt, derivable_pt_id.
  - unfold step. rewrite Rplus_0_r. ring.
  - intros h e' I'. destruct (Vo e' I') as [T|V0]; [right|left].
    + rewrite (together_z (turn P v t j h) e e'), (together_z t e e') by (auto using turn_admissible). auto.
    + unfold z. rewrite turn_f, V0, Rmult_0_r, Rplus_0_r by assumption. ring.
  - exists d. split; [assumption|]. intros h Hh. specialize (H h Hh). unfold step in H. lra.
Qed.

(** So the slopes of all samples have one sign, up to their labels, and the neuron (mirrored) is
    least there. *)
Lemma active_turns : forall t j e, local_min P t -> (j < width P)%nat -> t (A j) <> 0 ->
  In e (data P) -> l1 (z P t e) <> 0 ->
  0 < - (eps * t (A j)) * (l1 (z P t e) * y e) /\ locally_least (fun w => eps * sigma P w) (pre P t j e).
Proof.
  intros t j e Min Hj Na I N. destruct (active_step t j e Min Hj I N) as [d [Hd H]].
  set (u := pre P t j e) in *.
  assert (E : eps * eps = 1) by (destruct mirror as [-> | ->]; ring).
  set (k := eps * t (A j) * (l1 (z P t e) * y e)).
  assert (K : k <> 0).
  { unfold k. repeat apply Rmult_integral_contrapositive_currified; try assumption.
    - destruct mirror; lra.
    - unfold y. destruct (positive_label e); lra. }
  assert (S : forall h, Rabs h < d -> k * (eps * sigma P (u + h) - eps * sigma P u) <= 0).
  { intros h Hh. specialize (H h Hh).
    replace (k * (eps * sigma P (u + h) - eps * sigma P u))
      with ((eps * eps) * (l1 (z P t e) * y e * t (A j) * (sigma P (u + h) - sigma P u)))
      by (unfold k; ring). rewrite E. lra. }
  assert (Neg : k < 0).
  { destruct (Rlt_le_dec k 0) as [|Pk]; [assumption|exfalso].
    apply (no_maximum u). exists d. split; [assumption|]. intros h Hh. specialize (S h Hh). nra. }
  split; [unfold k in Neg; lra|]. exists d. split; [assumption|]. intros h Hh. specialize (S h Hh). nra.
Qed.

(** Balance ends it. *)
Lemma turning_slopes :
  (a0_trained P = true /\ objective_output_bias_unpenalised P) \/
  (a_trained P = true /\ objective_output_unpenalised P /\
    exists s, forall v, locally_least (fun w => eps * sigma P w) v -> 0 < s * sigma P v) ->
  forall t j, local_min P t -> (j < width P)%nat -> a_trained P = true \/ t (A j) <> 0 ->
  forall e, In e (data P) -> l1 (z P t e) = 0.
Proof.
  intros Bal t j Min Hj Ha e I. destruct (Req_EM_T (t (A j)) 0) as [Z|Na].
  { destruct Ha as [Ha|Ha]; [|contradiction]. now apply (idle_turning t j). }
  assert (M : exists g, moment P l1 t g = 0 /\
    forall v, In v (data P) -> l1 (z P t v) <> 0 -> 0 < - (eps * t (A j)) * (l1 (z P t v) * y v) * g v).
  { destruct Bal as [[H0 U]|[H1 [U [s Sg]]]].
    - exists (fun _ => 1). split; [now apply first_bias|]. intros v Iv Nv.
      pose proof (proj1 (active_turns t j v Min Hj Na Iv Nv)). lra.
    - exists (fun v => s * sigma P (pre P t j v)). split.
      + rewrite moment_scale, (first_output P defined l1 loss_slope t j); auto. ring.
      + intros v Iv Nv. destruct (active_turns t j v Min Hj Na Iv Nv) as [C Lm].
        apply Rmult_lt_0_compat; [assumption|]. now apply Sg. }
  destruct M as [g [M Pos]]. set (k := - (eps * t (A j))) in *.
  set (term := fun v => share v * (k * (l1 (z P t v) * y v) * g v)).
  assert (Terms : forall v, In v (data P) -> 0 <= term v).
  { intros v Iv. unfold term. apply Rmult_le_pos; [left; apply share_pos|].
    destruct (Req_EM_T (l1 (z P t v)) 0) as [E|N]; [rewrite E; lra|]. left. now apply Pos. }
  assert (Sum : over (data P) term <= 0).
  { right. rewrite (over_eq (data P) term (fun v => k * (share v * l1 (z P t v) * y v * g v)))
      by (intros; unfold term; ring).
    rewrite over_mul. fold (moment P l1 t g). rewrite M. ring. }
  pose proof (over_ge0_0 (data P) term Terms Sum e I) as E0. unfold term in E0.
  destruct (Req_EM_T (l1 (z P t e)) 0) as [|N]; [assumption|exfalso].
  pose proof (Pos e I N). pose proof (share_pos e).
  apply Rmult_integral in E0. destruct E0; lra.
Qed.

End Turning.

(** ** The theorem *)

Section Independent.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis trained :
  network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.
Hypothesis balance : independent_balance P.

(** Samples with one X have one output. For an even neuron so have those with X and -X, if there is
    no deep part; with a deep part the loss is nondecreasing. *)
Hypothesis samples :
  (network_deep_features P /\ data_consistent P /\ data_independent P) \/
  (neuron_even P /\ network_hidden_bias_or_none P /\
    data_consistent_up_to_sign P /\ data_independent_up_to_sign P /\
    (loss_nondecreasing P \/ network_shortcut_only P)).

Let hidden_trained : w_trained P = true.
Proof. destruct trained as [[_ [T _]]|[[_ T]|[T _]]]; exact T. Qed.

Lemma alike_f : neuron_even P -> network_hidden_bias_or_none P -> network_shortcut_only P ->
  forall t e e', admissible P t -> alike P e e' -> f P t e' = f P t e.
Proof.
  intros Ev Bias [Only _] t e e' Adm S. unfold f. rewrite !Only. f_equal. f_equal.
  apply sum_eq. intros j Hj. f_equal.
  pose proof (alike_respond P Ev Bias t j (fun _ => 0) 0 e e' Adm Hj S) as H.
  rewrite !Rmult_0_l, !Rplus_0_r in H. exact H.
Qed.

Lemma slope_independent : NO_SLOPE P.
Proof.
  assert (Mixed : (loss_nondecreasing P /\ neuron_even P /\ network_hidden_bias_or_none P /\
      data_consistent_up_to_sign P /\ data_independent_up_to_sign P) \/
    (exists together : sample -> sample -> Prop,
      (forall e e', In e (data P) -> In e' (data P) -> together e e' ->
        positive_label e' = positive_label e) /\
      (forall e, In e (data P) -> exists v, dot P v e = 1 /\
        forall e', In e' (data P) -> together e e' \/ dot P v e' = 0) /\
      (forall t j u h e e', admissible P t -> (j < width P)%nat -> together e e' ->
        sigma P (pre P t j e' + h * dot P u e') = sigma P (pre P t j e + h * dot P u e)) /\
      (forall t e e', admissible P t -> together e e' -> f P t e' = f P t e))).
  { destruct samples as [[Feat [Con Ind]]|[Ev [Bias [Con [Ind [Nd|Only]]]]]]; [right|left; auto|right].
    - exists (same P). split; [intros e e' I I' S; symmetry; now apply Con|].
      split; [now apply dual|]. split.
      + intros t j u h e e' _ Hj S. now rewrite (same_pre P t j e e' Hj S), (same_dot P u e e' S).
      + intros t e e' _ S. now apply same_f.
    - exists (alike P). split; [intros e e' I I' S; symmetry; now apply Con|].
      split; [now apply alike_dual|]. split; [now apply alike_respond|now apply alike_f]. }
  destruct Mixed as [[Nd [Ev [Bias [Con Ind]]]]|[together [Label [Dual [Respond One]]]]].
  { now apply slope_independent_even. }
  intros t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  destruct (good_neuron P network_shortcut trained t (proj1 Min)) as [j [Hj Ha]].
  destruct (mirrored P balance) as [eps [Eps [NoMax Bal]]].
  apply (turning_slopes P loss_defined neuron_defined network_deep_defined
    objective_hidden_unpenalised hidden_trained l1 D eps Eps NoMax) with (together := together) (j := j);
    auto. destruct balance as [[_ [[C _]|[C _]]]|[_ [_ [[[C _] _]|[[C _] _]]]]]; exact C.
Qed.

Theorem thm_independent : NO_BAD P.
Proof. apply no_slope_no_bad; [apply slope_independent|assumption]. Qed.

End Independent.
