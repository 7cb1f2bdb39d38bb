(** * Problems that are convex in what is trained

    f is affine in it and l convex, or one unit matches the loss (G-1): either
    way L is convex. That its local minima are global stands in OutputWeights.v. *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Conditions ConditionsConvex Near Kinds Monotone Separable SeparableKink
  Landscape Paths OutputWeights.
Import ListNotations.
Open Scope R_scope.

Section Convex.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis matching : (loss_convex P /\ network_output_layer P) \/ network_matching P.
Hypothesis penalties : objective_convex_outputs P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Let matches : network_matching P.
Proof. destruct matching as [[C A]|M]; [now apply affine_matches|exact M]. Qed.

Theorem thm_convex_fit : data_convex_fit_right P -> NO_BAD P.
Proof.
  intros fit t Min. destruct (fit (L_convex P matches penalties)) as (t0 & A0 & Right). apply error_zero. intros e I. apply (Right t); [apply Min| |exact I].
  apply (thm_matching P loss_defined neuron_defined network_deep_defined matches penalties t Min t0 A0). apply defined.
Qed.

Theorem thm_convex_valley : NO_VALLEY P.
Proof.
  intros t m [A D] (t' & [A' D'] & Lower).
  destruct (Rle_lt_dec (L P t) m) as [Low|High].
  - destruct (leads_here P t (conj A D)) as (g & G & E & H). exists g. split; [exact G|]. split; [exact H|].
    now rewrite E.
  - destruct (leads_straight P t t') as (g & G & E & H).
    + intros v Hv. pose proof (Paths.between_admissible P t t' v A A') as Av.
      split; [split; [exact Av|apply defined]|].
      pose proof (L_convex P matches penalties t t' v A A' Hv). nra.
    + exists g. split; [exact G|]. split; [exact H|]. rewrite E. lra.
Qed.

End Convex.
