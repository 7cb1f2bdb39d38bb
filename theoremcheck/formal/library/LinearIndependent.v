(** * Linear parts and linearly independent samples: any loss *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Balance FirstOrder LinearBranch
  LinearNetwork Independent OnePoint LinearTheorems.
Import ListNotations.
Open Scope R_scope.

Section LinearIndependent.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_linear_part : network_linear_part P.
Hypothesis network_constant_seen : network_constant_seen P.
Hypothesis network_deep_features : network_deep_features P.
Hypothesis objective_outputs_only : objective_outputs_only P.
Hypothesis data_consistent : data_consistent P.
Hypothesis data_independent : data_independent P.

(** lemma.linear, with the dual vector of one sample. *)
Theorem slope_linear_independent : NO_SLOPE P.
Proof.
  intros t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  destruct (dual P data_independent e I) as [v [Ve Vo]].
  apply (point_slope P network_deep_features data_consistent l1 t e (dot P v) I).
  - intros e' I'. destruct (Vo e' I') as [S|Z]; [left|now right].
    split; [assumption|]. now rewrite (same_dot P v e e').
  - assumption.
  - rewrite <- (lemma_linear P loss_defined neuron_defined network_deep_defined network_linear_part
      objective_outputs_only l1 D t Min v (seen P v)).
    + unfold moment. apply over_eq. intros e' _. now rewrite (dot_affine P v e').
    + now apply seen_constant.
Qed.

Theorem thm_linear_independent : loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [apply slope_linear_independent|assumption]. Qed.

End LinearIndependent.
