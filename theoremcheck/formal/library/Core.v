(** * The core: slopes vanish off it; a core inside one class *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Separable Balance.
Import ListNotations.
Open Scope R_scope.

Section Core.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c1 : neuron_c1 P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis trained : network_trainable P \/ network_neurons_trainable P.
Hypothesis objective_unregularised : objective_unregularised P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.

Lemma both_trained : a_trained P = true /\ w_trained P = true.
Proof. destruct trained as [[H1 [H2 _]]|[H1 H2]]; auto. Qed.

(** thm.subspaces.core, first step: q = 0 off the core. *)
Lemma core_slope : forall t, local_min P t -> forall e, In e (data P) -> ~ core P e ->
  derivable_pt_lim (ell P) (z P t e) 0.
Proof.
  intros t Min e I N. destruct (not_core P e I N) as [u [Wk S]].
  assert (T : network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P).
  { destruct trained; auto. }
  apply (slope_off_core P loss_defined loss_c1 loss_nondecreasing neuron_defined
           network_deep_defined network_shortcut T) with (u := u); auto.
  - apply unpenalised. assumption.
  - apply strictly_monotone. assumption.
Qed.

Hypothesis data_core_in_one_class : data_core_in_one_class P.
Hypothesis network_balance : network_output_bias P \/ neuron_signed P \/
  ((neuron_increasing P \/ neuron_decreasing P) /\ data_origin_outside_hulls P).

Lemma slope_core_in_one_class : NO_SLOPE P.
Proof.
  intros t Min e I. destruct loss_c1 as [l1 [D Cont]]. destruct both_trained as [Ta Tw].
  assert (U : forall v d, derivable_pt_lim (ell P) v d -> l1 v = d).
  { intros v d H. apply (uniqueness_limite (ell P) v); auto. }
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  assert (B : forall b, (forall e', In e' (data P) -> core P e' -> positive_label e' = b) ->
    l1 (z P t e) = 0).
  { intros b In_b.
    assert (Other : forall e', In e' (data P) -> positive_label e' = negb b -> l1 (z P t e') = 0).
    { intros e' I' E'. apply U, core_slope; auto. intros C. rewrite (In_b e' I' C) in E'.
      destruct b; discriminate. }
    destruct (bool_dec (positive_label e) b) as [E|N].
    - apply (balance P (all_defined P loss_defined neuron_defined network_deep_defined)
        objective_unregularised network_shortcut Ta Tw l1 D loss_nondecreasing neuron_c1
        network_balance t Min b Other e I E).
    - apply Other; auto. destruct (positive_label e), b; auto; now elim N. }
  destruct data_core_in_one_class as [C|C]; [apply (B true)|apply (B false)]; exact C.
Qed.

Theorem thm_subspaces_core_in_one_class : NO_BAD P.
Proof. apply no_slope_no_bad; [apply slope_core_in_one_class|assumption]. Qed.

End Core.
