(** * Linearly independent samples, local maxima and minima of the neuron, and any loss

    The loss may fall and rise (the square loss, Huber's, a squared sigmoid).
    Samples that move together pull at f by what their slopes add up to: where
    that is not 0, the neuron turns, and its sign is that of the turn. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance FirstOrder
  Independent OnePoint Level.
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

Variables p q : R.
Hypothesis turning : turning_at P p q.
Hypothesis continuous : continuity (sigma P).

(** Each sample can be moved with those of [together] only. *)
Variable together : sample -> sample -> Prop.
Hypothesis together_dec : forall e e', {together e e'} + {~ together e e'}.
Hypothesis together_refl : forall e, together e e.
Hypothesis together_sym : forall e e', together e e' -> together e' e.
Hypothesis together_trans : forall e e' e'', together e e' -> together e' e'' -> together e e''.
Hypothesis dual : forall e, In e (data P) -> exists v, dot P v e = 1 /\
  forall e', In e' (data P) -> together e e' \/ dot P v e' = 0.
Hypothesis respond : forall t j u h e e', admissible P t -> (j < width P)%nat -> together e e' ->
  sigma P (pre P t j e' + h * dot P u e') = sigma P (pre P t j e + h * dot P u e).

Local Notation pull t e := (force P together together_dec (pulls P l1 t) e).

Let defined := all_defined P loss_defined_ neuron_defined_ deep_defined_.

Lemma together_here : forall t j e e', admissible P t -> (j < width P)%nat -> together e e' ->
  sigma P (pre P t j e') = sigma P (pre P t j e).
Proof.
  intros t j e e' A Hj T. pose proof (respond t j (fun _ => 0) 0 e e' A Hj T) as H.
  rewrite !Rmult_0_l, !Rplus_0_r in H. exact H.
Qed.

(** (1) a_j = 0: (a) holds while the pre-activation of one sample moves. *)
Lemma idle_turning : forall t j e, local_min P t -> (j < width P)%nat -> a_trained P = true ->
  t (A j) = 0 -> In e (data P) -> pull t e = 0.
Proof.
  intros t j e Min Hj Ha Z I. destruct (Req_EM_T (pull t e) 0) as [|N]; [assumption|exfalso].
  assert (Adm : admissible P t) by apply Min.
  destruct (dual e I) as [v [Ve Vo]].
  destruct (turn_idle P v loss_defined_ neuron_defined_ deep_defined_ unpenalised hidden_trained
              t j Min Hj Z) as [d [Hd Turn]].
  pose proof (first_output P defined l1 loss_slope t j Min Ha Hj (or_intror Z)) as E1.
  apply (turning_moves P p q turning (pre P t j e)). exists d. split; [assumption|]. intros h Hh.
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
  assert (C : pull t e * gap = 0).
  { rewrite <- (one_force P together together_dec (pulls P l1 t) (fun e' =>
      sigma P (pre P t j e' + h * dot P v e') - sigma P (pre P t j e')) e gap); [exact Sum|].
    intros e' I'. split.
    - intros T. rewrite (respond t j v h e e'), (together_here t j e e'), Ve, Rmult_1_r by assumption. reflexivity.
    - intros NT. destruct (Vo e' I') as [T|V0]; [contradiction|]. rewrite V0, Rmult_0_r, Rplus_0_r. ring. }
  assert (G : gap = 0) by (apply Rmult_integral in C; destruct C; [contradiction|assumption]).
  unfold gap in G. lra.
Qed.

(** (2) a_j is not 0: these samples move, and L must not fall. *)
Lemma active_step : forall t j e, local_min P t -> (j < width P)%nat -> In e (data P) ->
  pull t e <> 0 -> exists d, 0 < d /\ forall h, Rabs h < d ->
  pull t e * t (A j) * (sigma P (pre P t j e + h) - sigma P (pre P t j e)) <= 0.
Proof.
  intros t j e Min Hj I N. assert (Adm : admissible P t) by apply Min.
  destruct (dual e I) as [v [Ve Vo]].
  set (step := fun h => t (A j) * (sigma P (pre P t j e + h) - sigma P (pre P t j e))).
  destruct (point_step P together together_dec defined l1 loss_slope t (turn P v t j) e step Min)
    as [d [Hd H]]; auto.
  - split; [intros h; now apply turn_admissible|intros r Hr; now apply turn_near].
  - intros h. now apply turn_penalty.
  - apply (continuity_pt_scal _ (t (A j))).
    apply continuity_pt_minus; [|apply continuity_pt_const; intros ? ?; reflexivity].
    apply (continuity_pt_comp (fun h => pre P t j e + h) (sigma P)); [|apply continuous].
    apply continuity_pt_plus; [apply continuity_pt_const; intros ? ?; reflexivity|].
    apply derivable_continuous_pt, derivable_pt_id.
  - unfold step. rewrite Rplus_0_r. ring.
  - intros h e' I'. rewrite turn_f by assumption. split.
    + intros T. rewrite (respond t j v h e e'), (together_here t j e e'), Ve, Rmult_1_r by assumption. reflexivity.
    + intros NT. destruct (Vo e' I') as [T|V0]; [contradiction|]. rewrite V0, Rmult_0_r, Rplus_0_r. ring.
  - exists d. split; [assumption|]. intros h Hh. specialize (H h Hh). unfold step in H. lra.
Qed.

(** So the pull has the sign of the combination at the turn, and balance ends it. *)
Lemma turning_pulls : forall t j, local_min P t -> (j < width P)%nat -> a_trained P = true \/ t (A j) <> 0 ->
  forall e, In e (data P) -> pull t e = 0.
Proof.
  intros t j Min Hj Ha. destruct (Req_EM_T (t (A j)) 0) as [Z|Na].
  { destruct Ha as [Ha|Ha]; [|contradiction]. intros e I. now apply (idle_turning t j). }
  set (g := fun v => p + q * sigma P (pre P t j v)).
  apply (forces_balance P together together_dec together_refl together_sym together_trans (pulls P l1 t)
    (fun v => t (A j) * g v)).
  - intros a b Ia Ib T. unfold g. rewrite (together_here t j a b); auto. apply Min.
  - rewrite (over_eq _ _ (fun e => t (A j) * (pulls P l1 t e * g e))) by (intros; ring).
    rewrite over_mul. assert (M : moment P l1 t g = 0).
    { unfold g. apply (turning_moment P loss_defined_ neuron_defined_ deep_defined_ l1 loss_slope p q turning);
        assumption. }
    unfold moment in M. unfold pulls. rewrite M. ring.
  - intros v Iv Nv. destruct (active_step t j v Min Hj Iv Nv) as [d [Hd H]].
    rewrite <- Rmult_assoc. apply turning_sign; [exact turning|now apply Rmult_integral_contrapositive_currified|].
    exists d. split; [assumption|]. intros h Hh. specialize (H h Hh). lra.
Qed.

End Turning.

(** ** The theorem *)

Section Independent.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis trained :
  network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.
Hypothesis balance : independent_balance P.

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

Lemma opposite_dec : forall e e', {forall k, (k < inputs P)%nat -> X P e k = - X P e' k}
  + {~ forall k, (k < inputs P)%nat -> X P e k = - X P e' k}.
Proof.
  intros e e'. induction (inputs P) as [|n IH]; [left; intros; lia|].
  destruct IH as [IH|IH].
  - destruct (Req_EM_T (X P e n) (- X P e' n)) as [E|N].
    + left. intros k Hk. destruct (Nat.eq_dec k n) as [->|]; [assumption|apply IH; lia].
    + right. intros H. apply N, H. lia.
  - right. intros H. apply IH. intros k Hk. apply H. lia.
Qed.

Lemma alike_dec : forall e e', {alike P e e'} + {~ alike P e e'}.
Proof.
  intros e e'. unfold alike. destruct (same_dec P e e') as [S|S]; [now left; left|].
  destruct (opposite_dec e e') as [O|O]; [now left; right|]. right. intros [A|A]; contradiction.
Qed.

Lemma alike_trans : forall e e' e'', alike P e e' -> alike P e' e'' -> alike P e e''.
Proof.
  intros e e' e'' [A|A] [B|B]; [left|right|right|left]; intros k K; rewrite (A k K), (B k K); ring.
Qed.

Let pulls_vanish := fun l1 D p q T => turning_pulls P loss_defined neuron_defined network_deep_defined
  objective_hidden_unpenalised hidden_trained l1 D p q T.

Let continuous : continuity (sigma P).
Proof. exact (proj1 (turning_balance P balance)). Qed.

(** Samples at one X move together. *)
Theorem level_independent : data_independent P -> LEVEL P.
Proof.
  intros Ind. apply forces_level. intros t Min l1 D e I.
  destruct (good_neuron P network_shortcut trained t (proj1 Min)) as [j [Hj Ha]].
  destruct (turning_balance P balance) as [_ [p [q Turn]]].
  apply (pulls_vanish l1 D p q Turn continuous (same P) (same_dec P) (same_refl P) (same_sym P)
    (same_trans P)) with (j := j); auto.
  - now apply dual.
  - intros t' j' u h a b _ Hj' S. now rewrite (same_pre P t' j' a b Hj' S), (same_dot P u a b S).
Qed.

(** For an even neuron so do those at X and -X. If there is no deep part they have one output; with a deep
    part the loss is nondecreasing. *)
Theorem slope_independent_even_neuron : neuron_even P -> network_hidden_bias_or_none P ->
  data_consistent_up_to_sign P -> data_independent_up_to_sign P ->
  loss_nondecreasing P \/ network_shortcut_only P -> NO_SLOPE P.
Proof.
  intros Ev Bias Con Ind [Nd|Only]; [now apply slope_independent_even|].
  intros t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  destruct (good_neuron P network_shortcut trained t (proj1 Min)) as [j [Hj Ha]].
  destruct (turning_balance P balance) as [_ [p [q Turn]]].
  assert (Z : force P (alike P) alike_dec (pulls P l1 t) e = 0).
  { apply (pulls_vanish l1 D p q Turn continuous (alike P) alike_dec (fun a => or_introl (same_refl P a))
      (alike_sym P) alike_trans) with (j := j); auto using alike_dual, alike_respond. }
  unfold force in Z.
  assert (C : l1 (z P t e) * y e = 0).
  { refine (over_multiples (data P) _ _ _ e (share e) I (share_pos e) _ Z).
    - intros e' I'. destruct (alike_dec e e') as [T|T]; [|exists 0; split; [lra|ring]].
      exists (share e'). split; [left; apply share_pos|]. unfold pulls.
      assert (Y : y e' = y e) by (unfold y; now rewrite (Con e e' I I' T)).
      unfold z. rewrite (alike_f Ev Bias Only t e e' (proj1 Min) T), Y. ring.
    - destruct (alike_dec e e) as [T|T]; [unfold pulls; ring|]. exfalso. apply T. left. apply same_refl. }
  apply Rmult_integral in C. destruct C as [C|C]; [assumption|].
  unfold y in C. destruct (positive_label e); lra.
Qed.

End Independent.
