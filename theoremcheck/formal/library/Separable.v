(** * T1: linearly separable data, and the samples off the core *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone.
Import ListNotations.
Open Scope R_scope.

(** A sample that is not in the core is strict for some u that separates weakly. *)
Lemma not_core : forall P e, In e (data P) -> ~ core P e ->
  exists u, weakly_separates P u /\ 0 < y e * dot P u e.
Proof.
  intros P e I N. apply not_all_ex_not in N. destruct N as [u N].
  assert (Wk : weakly_separates P u) by (apply NNPP; intros W; apply N; intros; contradiction).
  assert (Nz : dot P u e <> 0) by (intros E; apply N; auto).
  exists u. split; [assumption|]. pose proof (Wk e I).
  unfold y in *. destruct (positive_label e); lra.
Qed.

Section Separable.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis trained : network_trainable P \/ network_neurons_trainable P \/
  network_hidden_trainable P.

Lemma hidden : w_trained P = true /\
  (a_trained P = true \/ exists j, (j < width P)%nat /\ fixed P (A j) <> 0).
Proof.
  destruct trained as [T|[T|T]].
  - destruct T as [T1 [T2 _]]. auto.
  - destruct T. auto.
  - assumption.
Qed.

(** S4: off the zero set of a u that separates weakly the loss has slope 0. *)
Lemma slope_off_core : objective_hidden_unpenalised P ->
  neuron_strictly_increasing P \/ neuron_strictly_decreasing P ->
  forall u, weakly_separates P u -> forall t, local_min P t ->
  forall e, In e (data P) -> 0 < y e * dot P u e -> derivable_pt_lim (ell P) (z P t e) 0.
Proof.
  intros Pen Mono u Wk t Min e I S. destruct loss_c1 as [l1 [D _]].
  assert (E : exists eps, (eps = 1 \/ eps = -1) /\ strictly_increasing (fun v => eps * sigma P v)).
  { destruct Mono as [M|M].
    - exists 1. split; auto. intros p q H. specialize (M p q H). lra.
    - exists (-1). split; auto. intros p q H. specialize (M p q H). unfold opposite in M. lra. }
  destruct E as [eps [Eps M]]. destruct hidden as [Hw Ha].
  assert (Active : forall j, (j < width P)%nat -> t (A j) <> 0 -> l1 (z P t e) = 0).
  { intros j Hj Na.
    exact (active_neuron P u Wk loss_defined neuron_defined network_deep_defined Pen l1 D
             loss_nondecreasing eps Eps M Hw t j Min Hj Na e I S). }
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  destruct Ha as [Ha|[j [Hj Fx]]].
  - destruct (Req_EM_T (t (A 0)) 0) as [Z|N]; [|now apply (Active 0%nat)].
    exact (idle_neuron P u Wk loss_defined neuron_defined network_deep_defined Pen l1 D
             loss_nondecreasing eps M Hw t 0%nat Min network_shortcut Ha Z e I S).
  - destruct (Req_EM_T (t (A j)) 0) as [Z|N]; [|now apply (Active j)].
    destruct (a_trained P) eqn:Ta.
    + exact (idle_neuron P u Wk loss_defined neuron_defined network_deep_defined Pen l1 D
               loss_nondecreasing eps M Hw t j Min Hj Ta Z e I S).
    + exfalso. apply Fx. rewrite <- Z. symmetry. apply Min. unfold Setting.trained. rewrite Ta.
      simpl. intros In'. repeat (apply in_app_or in In'; destruct In' as [In'|In']).
      * destruct (a0_trained P); simpl in In'; intuition discriminate.
      * destruct (w_trained P); [|contradiction]. apply in_flat_map in In'.
        destruct In' as [? [_ In']]. apply in_map_iff in In'. destruct In' as [? [? _]].
        discriminate.
      * destruct (b_trained P); [|contradiction]. apply in_map_iff in In'.
        destruct In' as [? [? _]]. discriminate.
      * apply in_map_iff in In'. destruct In' as [? [? _]]. discriminate.
Qed.

(** S1, with all slopes 0. *)
Lemma slope_separable_monotone : objective_hidden_unpenalised P ->
  neuron_strictly_increasing P \/ neuron_strictly_decreasing P ->
  data_linearly_separable P -> NO_SLOPE P.
Proof.
  intros Pen Mono [u Sep] t Min e I.
  apply (slope_off_core Pen Mono u) with (t := t); auto.
  intros e' I'. left. now apply Sep.
Qed.

(** neuron.strictly_monotone *)
Lemma some_strictly_monotone :
  (neuron_increasing P \/ neuron_decreasing P) \/
    neuron_strictly_increasing P \/ neuron_strictly_decreasing P ->
  neuron_strictly_increasing P \/ neuron_strictly_decreasing P.
Proof.
  intros [[M|M]|M]; [left; now apply rises_strictly|right; now apply rises_strictly|assumption].
Qed.

Lemma slope_separable_any : objective_hidden_unpenalised P ->
  (neuron_increasing P \/ neuron_decreasing P) \/
    neuron_strictly_increasing P \/ neuron_strictly_decreasing P ->
  data_linearly_separable P -> NO_SLOPE P.
Proof. intros U M S. apply slope_separable_monotone; auto. now apply some_strictly_monotone. Qed.

Theorem thm_separable_monotone : objective_hidden_unpenalised P ->
  (neuron_increasing P \/ neuron_decreasing P) \/
    neuron_strictly_increasing P \/ neuron_strictly_decreasing P ->
  data_linearly_separable P -> NO_BAD P.
Proof.
  intros U M S. apply no_slope_no_bad; auto. apply slope_separable_monotone; auto.
  now apply some_strictly_monotone.
Qed.

(** S4: every sample on which some u that separates weakly is strict is right. *)
Theorem thm_core : objective_hidden_unpenalised P ->
  (neuron_increasing P \/ neuron_decreasing P) \/
    neuron_strictly_increasing P \/ neuron_strictly_decreasing P ->
  RIGHT_ON P (fun e => ~ core P e).
Proof.
  intros Pen M t Min e I N. pose proof (some_strictly_monotone M) as Mono.
  destruct (not_core P e I N) as [u [Wk S]]. apply slope_zero; [assumption|].
  now apply (slope_off_core Pen Mono u Wk).
Qed.

(** C4: where l' > 0 everywhere and the core is not everything, there is no local minimum. *)
Theorem thm_core_vacuous : objective_hidden_unpenalised P ->
  (neuron_increasing P \/ neuron_decreasing P) \/
    neuron_strictly_increasing P \/ neuron_strictly_decreasing P ->
  loss_increasing P -> data_weakly_separable P -> NO_MINIMUM P.
Proof.
  intros Pen M [_ Inc] [u [Wk [e [I S]]]] t Min.
  pose proof (some_strictly_monotone M) as Mono. assert (0 < 0); [|lra].
  apply (active_slope P (z P t e)); [apply Inc|now apply (slope_off_core Pen Mono u)].
Qed.

(** The two forms of T1 in the theory are special cases. *)

Hypothesis objective_unregularised : objective_unregularised P.

Lemma unpenalised : objective_hidden_unpenalised P.
Proof.
  intros c p H. rewrite (objective_unregularised c p H). destruct p; auto.
Qed.

Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.

Lemma strictly_monotone : neuron_strictly_increasing P \/ neuron_strictly_decreasing P.
Proof. destruct neuron_monotone as [M|M]; [left|right]; now apply rises_strictly. Qed.

Hypothesis data_linearly_separable : data_linearly_separable P.

Lemma slope_separable_one_sided : NO_SLOPE P.
Proof. apply slope_separable_monotone; auto using unpenalised, strictly_monotone. Qed.

Theorem thm_separable_one_sided : NO_BAD P.
Proof. apply thm_separable_monotone; auto using unpenalised. Qed.

End Separable.
