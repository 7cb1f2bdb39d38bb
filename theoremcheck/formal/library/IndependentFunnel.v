(** * Linearly independent samples, and a branch that narrows to single units (lemma.independent_funnel)

    A unit of the first layer without local maximum (or without local minimum), in the weak sense, is
    enough, where a_0 balances the slopes. The loss may rise and fall, and the labels be any. *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel Algebra Near Kinds Monotone Balance
  FirstOrder LinearBranch LinearNetwork OnePoint Level FunnelStages Funnel.
From TheoremCheck Require Independent.
Import ListNotations.
Open Scope R_scope.

Section IndependentFunnel.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_valley_funnel : network_valley_funnel P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis objective_output_bias_unpenalised : objective_output_bias_unpenalised P.
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

Theorem level_independent_funnel : LEVEL P.
Proof.
  apply forces_level. intros t Min l1 D.
  destruct network_valley_funnel
    as [all [b [first [above [u [Is [In_ [Ly [Un [Ex [Sm [F1 [F2 [F3 F4]]]]]]]]]]]]]].
  destruct (no_maximum _ Ex) as [Cont [eps [Eps Max]]].
  pose proof (all_defined P loss_defined neuron_defined network_deep_defined) as Def.
  destruct (funnel_steps P Def l1 D all b first above u Is In_ Ly Un Sm F1 F2 F3 F4 t Min)
    as [dir [Dir Steps]].
  (* what pulls at the X has one sign *)
  assert (Signs : forall e', In e' (data P) -> at_same P (pulls P l1 t) e' <> 0 ->
    0 < - (eps * dir) * (at_same P (pulls P l1 t) e')).
  { intros e' I' N. destruct (dual P data_independent e' I') as [w [We Wo]].
    destruct (Steps w e' I' (conj Cont (conj We Wo)) N)
      as [a [Ha Small]].
    set (k := eps * dir * (at_same P (pulls P l1 t) e')).
    assert (K : k <> 0).
    { unfold k.
      repeat apply Rmult_integral_contrapositive_currified; try assumption;
        [destruct Eps|destruct Dir]; lra. }
    destruct (Rlt_le_dec k 0) as [Neg|Pk]; [unfold k in Neg; lra|exfalso].
    apply (Max (gets P b t u e')). exists a. split; [assumption|]. intros h Hh. specialize (Small h Hh).
    unfold gap in Small. rewrite We, Rmult_1_r in Small.
    set (g := val (nth u first identity)) in *.
    assert (S : k * (eps * (g (gets P b t u e' + h) - g (gets P b t u e'))) <= 0).
    { replace (k * (eps * (g (gets P b t u e' + h) - g (gets P b t u e'))))
        with ((eps * eps) * (at_same P (pulls P l1 t) e' * dir * (g (gets P b t u e' + h) - g (gets P b t u e'))))
        by (unfold k; ring).
      rewrite (unit_square eps Eps). lra. }
    nra. }
  pose proof (first_bias P Def l1 D t Min network_output_bias objective_output_bias_unpenalised) as B.
  apply (forces_balance P (same P) (same_dec P) (same_refl P) (Independent.same_sym P) (same_trans P) (pulls P l1 t)
    (fun _ => - (eps * dir))).
  - intros a e' _ _ _. reflexivity.
  - rewrite (over_eq _ _ (fun i => - (eps * dir) * (share i * l1 (z P t i) * y i * 1)))
      by (intros; unfold pulls; ring).
    rewrite over_mul. fold (moment P l1 t (fun _ => 1)). rewrite B. ring.
  - intros e' I' N. specialize (Signs e' I' N). unfold at_same in Signs. lra.
Qed.

End IndependentFunnel.
