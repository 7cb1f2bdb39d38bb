(** * Linearly independent samples, and a branch that narrows to single units (thm.independent_funnel)

    A unit of the first layer without local maximum (or without local minimum), in the weak sense, is
    enough, where a_0 balances the classes. The loss may rise and fall. *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel Algebra Near Kinds Monotone Balance
  FirstOrder LinearBranch LinearNetwork OnePoint FunnelStages Funnel.
Import ListNotations.
Open Scope R_scope.

Section IndependentFunnel.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_deep_features : network_deep_features P.
Hypothesis network_valley_funnel : network_valley_funnel P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis objective_output_bias_unpenalised : objective_output_bias_unpenalised P.
Hypothesis data_consistent : data_consistent P.
Hypothesis data_independent : data_independent P.

(** The neuron or its mirror image. *)
Lemma no_maximum : forall g : R -> R, without_maximum g \/ without_minimum g ->
  continuity g /\ exists eps, unit_sign eps /\ forall v, ~ locally_greatest (fun x => eps * g x) v.
Proof.
  intros g [[C H]|[C H]]; (split; [assumption|]).
  - exists 1. split; [now left|]. intros v [d [Hd M]]. apply (H v). exists d. split; [assumption|].
    intros h Hh. specialize (M h Hh). cbv beta in M. lra.
  - exists (-1). split; [now right|]. intros v [d [Hd M]]. apply (H v). exists d. split; [assumption|].
    intros h Hh. specialize (M h Hh). cbv beta in M. lra.
Qed.

Lemma slope_independent_funnel : NO_SLOPE P.
Proof.
  intros t Min e I. destruct loss_c1 as [l1 [D _]].
  destruct network_valley_funnel
    as [all [b [first [above [u [Is [In_ [Ly [Un [Ex [Sm [F1 [F2 [F3 F4]]]]]]]]]]]]]].
  destruct (no_maximum _ Ex) as [Cont [eps [Eps Max]]].
  pose proof (all_defined P loss_defined neuron_defined network_deep_defined) as Def.
  destruct (funnel_steps P Def l1 D all b first above u Is In_ Ly Un Sm F1 F2 F3 F4 t Min)
    as [dir [Dir Steps]].
  (* the slopes, with their labels, have one sign *)
  assert (Signs : forall e', In e' (data P) -> l1 (z P t e') <> 0 ->
    0 < - (eps * dir) * (l1 (z P t e') * y e')).
  { intros e' I' N. destruct (dual P data_independent e' I') as [w [We Wo]].
    destruct (Steps w e' I' (conj network_deep_features (conj data_consistent (conj Cont (conj We Wo)))) N)
      as [a [Ha Small]].
    set (k := eps * dir * (l1 (z P t e') * y e')).
    assert (K : k <> 0).
    { unfold k. pose proof (label_sign e') as Y.
      repeat apply Rmult_integral_contrapositive_currified; try assumption;
        [destruct Eps|destruct Dir|destruct Y]; lra. }
    destruct (Rlt_le_dec k 0) as [Neg|Pk]; [unfold k in Neg; lra|exfalso].
    apply (Max (gets P b t u e')). exists a. split; [assumption|]. intros h Hh. specialize (Small h Hh).
    unfold gap in Small. rewrite We, Rmult_1_r in Small.
    set (g := val (nth u first identity)) in *.
    assert (S : k * (eps * (g (gets P b t u e' + h) - g (gets P b t u e'))) <= 0).
    { replace (k * (eps * (g (gets P b t u e' + h) - g (gets P b t u e'))))
        with ((eps * eps) * (l1 (z P t e') * y e' * dir * (g (gets P b t u e' + h) - g (gets P b t u e'))))
        by (unfold k; ring).
      rewrite (unit_square eps Eps). lra. }
    nra. }
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  destruct (Req_EM_T (l1 (z P t e)) 0) as [|N]; [assumption|exfalso].
  pose proof (first_bias P Def l1 D t Min network_output_bias objective_output_bias_unpenalised) as B.
  set (term := fun i => share i * (- (eps * dir) * (l1 (z P t i) * y i))).
  assert (Terms : forall i, In i (data P) -> 0 <= term i).
  { intros i Ii. unfold term. apply Rmult_le_pos; [left; apply share_pos|].
    destruct (Req_EM_T (l1 (z P t i)) 0) as [E|Ni]; [rewrite E; lra|]. left. now apply Signs. }
  assert (Sum : over (data P) term <= 0).
  { right. rewrite (over_eq (data P) term (fun i => - (eps * dir) * (share i * l1 (z P t i) * y i * 1)))
      by (intros; unfold term; ring).
    rewrite over_mul. fold (moment P l1 t (fun _ => 1)). rewrite B. ring. }
  pose proof (over_ge0_0 (data P) term Terms Sum e I) as E0. unfold term in E0.
  pose proof (Signs e I N). pose proof (share_pos e). apply Rmult_integral in E0. destruct E0; lra.
Qed.

Theorem thm_independent_funnel : NO_BAD P.
Proof. apply no_slope_no_bad; [apply slope_independent_funnel|assumption]. Qed.

End IndependentFunnel.
