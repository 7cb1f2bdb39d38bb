(** * Linearly independent samples, and a branch that narrows to single units (thm.independent_funnel)

    A unit of the first layer without local maximum (or without local minimum), in the weak sense, is
    enough, where a_0 balances the classes. *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel Algebra Near Kinds Monotone Balance
  FirstOrder LinearBranch LinearNetwork Independent OnePoint FunnelStages Funnel.
Import ListNotations.
Open Scope R_scope.

Section IndependentFunnel.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_valley_funnel : network_valley_funnel P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis objective_output_bias_unpenalised : objective_output_bias_unpenalised P.
Hypothesis data_consistent : data_consistent P.
Hypothesis data_independent : data_independent P.

(** The neuron or its mirror image. *)
Lemma no_maximum : forall g : R -> R,
  (forall v, ~ locally_greatest g v) \/ (forall v, ~ locally_least g v) ->
  exists eps, unit_sign eps /\ forall v, ~ locally_greatest (fun x => eps * g x) v.
Proof.
  intros g [H|H].
  - exists 1. split; [now left|]. intros v [d [Hd M]]. apply (H v). exists d. split; [assumption|].
    intros h Hh. specialize (M h Hh). cbv beta in M. lra.
  - exists (-1). split; [now right|]. intros v [d [Hd M]]. apply (H v). exists d. split; [assumption|].
    intros h Hh. specialize (M h Hh). cbv beta in M. lra.
Qed.

(** The unit receives the same from two samples with one X. *)
Lemma same_gets : forall b t k e e', same P e e' -> gets P b t k e' = gets P b t k e.
Proof.
  intros b t k e e' S. unfold gets, received. f_equal. apply sum_eq. intros i Hi. f_equal.
  assert (Hi' : (i < inputs P)%nat) by (unfold inputs; destruct (sees_one P); lia).
  specialize (S i Hi'). rewrite !X_low in S by assumption. now symmetry.
Qed.

Lemma slope_independent_funnel : NO_SLOPE P.
Proof.
  intros t Min e I. destruct loss_c1 as [l1 [D _]].
  destruct network_valley_funnel
    as [all [b [first [above [u [Is [In_ [Ly [Un [Ex [Sm [F1 [F2 [F3 F4]]]]]]]]]]]]]].
  destruct (no_maximum _ Ex) as [eps [Eps Max]].
  pose proof (all_defined P loss_defined neuron_defined network_deep_defined) as Def.
  destruct (funnel_turns P Def l1 D loss_nondecreasing all b first above u Is In_ Ly Un Sm F1 F2 F3 F4 t Min)
    as [dir [Dir Turns]].
  (* a sample with a slope is in the class to which the turns are bad *)
  assert (Class : forall e', In e' (data P) -> l1 (z P t e') <> 0 -> y e' = - (eps * dir)).
  { intros e' I' N.
    pose proof (label_sign e') as Y. pose proof (unit_mult _ _ Eps Dir) as K.
    destruct (Req_EM_T (y e') (eps * dir)) as [E|]; [exfalso|destruct Y, K; lra].
    destruct (dual P data_independent e' I') as [w [We Wo]]. destruct (Turns w) as [a [Ha Small]].
    apply (Max (gets P b t u e')). exists a. split; [assumption|]. intros h Hh.
    destruct (Rle_lt_dec (eps * val (nth u first identity) (gets P b t u e' + h))
                         (eps * val (nth u first identity) (gets P b t u e'))) as [|Up]; [assumption|].
    exfalso. apply N. apply (Small h); auto. clear Small Turns.
    assert (Here : gap P b first u w t h e' = val (nth u first identity) (gets P b t u e' + h)
                                            - val (nth u first identity) (gets P b t u e')).
    { unfold gap. now rewrite We, Rmult_1_r. }
    assert (Gain : 0 < y e' * (dir * gap P b first u w t h e')).
    { rewrite E, Here. destruct Eps as [-> | ->], Dir as [-> | ->]; lra. }
    split; [assumption|]. split; [|assumption]. intros i Ii. destruct (Wo i Ii) as [S|O].
    - left. replace (y i) with (y e') by (unfold y; now rewrite (data_consistent e' i I' Ii S)).
      replace (gap P b first u w t h i) with (gap P b first u w t h e'); [assumption|].
      unfold gap. now rewrite (same_gets b t u e' i S), (same_dot P w e' i S).
    - unfold gap. rewrite O, Rmult_0_r, Rplus_0_r, Rminus_diag_eq, !Rmult_0_r by reflexivity. lra. }
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  destruct (Req_EM_T (l1 (z P t e)) 0) as [|N]; [assumption|exfalso]. apply N.
  pose proof (first_bias P Def l1 D t Min network_output_bias objective_output_bias_unpenalised) as B.
  (* all of them count with one sign *)
  set (g := fun i => if Req_EM_T (l1 (z P t i)) 0 then 0 else y i).
  apply (one_sided_moment P l1 D loss_nondecreasing t g); auto.
  - replace 0 with (- (eps * dir) * moment P l1 t (fun _ => 1)) by (rewrite B; ring).
    rewrite <- moment_scale. unfold moment. apply over_eq. intros i Ii. unfold g.
    destruct (Req_EM_T (l1 (z P t i)) 0) as [Z|Z]; [rewrite Z; ring|].
    rewrite <- (Class i Ii Z). ring.
  - intros i Ii. unfold g. destruct Req_EM_T; [lra|]. apply Rle_0_sqr.
  - unfold g. destruct Req_EM_T; [contradiction|]. pose proof (label_sign e) as [-> | ->]; lra.
Qed.

Theorem thm_independent_funnel : NO_BAD P.
Proof. apply no_slope_no_bad; [apply slope_independent_funnel|assumption]. Qed.

End IndependentFunnel.
