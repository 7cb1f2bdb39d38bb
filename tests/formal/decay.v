(** rule.decay on small problems, used as an exported file uses it. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsDecay Nearby Support
  RulesDecay Checks ChecksAverages PointsExplicit PointsBuild DeepNear DecayBuild.
Import ListNotations.
Open Scope R_scope.

Definition softplus : fn := {| val := fun v => ln (1 + exp v); dom := fun _ => True |}.
Definition squared_hinge : fn :=
  {| val := fun v => if Rlt_dec v (-1) then 0 else (1 + v)^2; dom := fun _ => True |}.

Lemma squared_hinge_slope c d : -1 <= c -> d = 2 * (1 + c) ->
  subgradient_at (val squared_hinge) c d.
Proof.
  intros H -> v. simpl. destruct (Rlt_dec c (-1)); [lra|]. destruct (Rlt_dec v (-1)).
  - pose proof (Rmult_le_pos (1 + c) (- 2 * (1 + v)) ltac:(lra) ltac:(lra)).
    pose proof (pow2_ge_0 (1 + c)). simpl in *. lra.
  - pose proof (pow2_ge_0 (v - c)). simpl in *. lra.
Qed.

Definition rise (v : R) : R := exp v / (1 + exp v).

Lemma softplus_slopes : broken_at (val softplus) 0 (1 / 2) (1 / 2).
Proof.
  replace (1 / 2) with (rise 0) by (unfold rise; rewrite exp_0; field).
  apply smooth_at with (lo := -1) (hi := 1); [lra| |].
  - intros v _. simpl. pose proof (exp_pos v) as E.
    replace (rise v) with (/ (1 + exp v) * (0 + exp v)) by (unfold rise; field; lra).
    apply (derivable_pt_lim_comp (fun u => 1 + exp u) ln).
    + apply (derivable_pt_lim_plus (fun _ => 1) exp); [apply derivable_pt_lim_const|].
      apply derivable_pt_lim_exp.
    + apply derivable_pt_lim_ln. lra.
  - unfold rise. apply continuity_pt_div.
    + apply derivable_continuous_pt, derivable_pt_exp.
    + apply continuity_pt_plus; [now apply continuity_pt_const|].
      apply derivable_continuous_pt, derivable_pt_exp.
    + pose proof (exp_pos 0). lra.
Qed.

Definition three : list sample :=
  [ {| row := [1]%Z; positive_label := true; weight := 1%positive |};
    {| row := [2]%Z; positive_label := true; weight := 1%positive |};
    {| row := [-1]%Z; positive_label := false; weight := 1%positive |} ].

(** ** A smooth neuron *)

Definition decayed : problem := {|
  data := three; denominator := 1%positive; dim := 1%nat; width := 1%nat; neuron := softplus;
  deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := false;
  deep_trained := []; fixed := fun _ => 0; loss := squared_hinge;
  penalties := [(1, A 0); (1, W 0 0)] |}.

Theorem decayed_bad : BAD decayed.
Proof.
  apply rule_decay.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - assert (Free : costs_nothing decayed (1 / 3) [0] [[0%Z]] [] 1 (fun _ => 0)).
    { repeat apply Forall_cons; [| |apply Forall_nil]; (split; [simpl; lra|right]);
        unfold built, completed; simpl; lra. }
    assert (Keeps : kept decayed (1 / 3) [0] [[0%Z]] [] 1).
    { repeat split; try (left; reflexivity). right. intros j J. simpl in J.
      destruct j; [simpl; field|lia]. }
    apply (minimum_decay_by decayed (1 / 3) [0] [[0%Z]] [] 1 (fun _ => 0) Keeps Free)
      with (c := 1 / 3) (gp := 4 / 3) (gm := 8 / 3).
    + vm_cast_no_check (eq_refl true).
    + intros v [<-|[]]. reflexivity.
    + reflexivity.
    + apply output_of_idle with (dv := 0); auto.
      * intros v [<-|[]]. reflexivity.
      * lra.
    + apply squared_hinge_slope; lra.
    + apply squared_hinge_slope; lra.
    + change (plusz decayed) with 2%Z. change (minusz decayed) with 1%Z. lra.
    + intros j J. simpl in J. destruct j; [|lia].
      exists (1 / 2), (1 / 2), (3 / 2), 1, 1. split; [|split; [|split; [|split; [|split]]]].
      * replace (IZR (nth 0 [] 0%Z) / IZR 1) with 0 by (simpl; field). exact softplus_slopes.
      * assert (B : mean_distance decayed <= real (5%Z, 2%positive))
          by (apply distance_by; vm_cast_no_check (eq_refl true)).
        unfold real in B. simpl in B. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity.
        rewrite Rabs_right by lra. lra.
      * split; [lra|]. apply coefficient_at_least; [|reflexivity|simpl; auto].
        repeat apply Forall_cons; simpl; try lra. apply Forall_nil.
      * intros k K. simpl in K. destruct k; [|lia]. split; [lra|].
        apply coefficient_at_least; [|reflexivity|simpl; auto].
        repeat apply Forall_cons; simpl; try lra. apply Forall_nil.
      * lra.
      * change (plusz decayed) with 2%Z. change (minusz decayed) with 1%Z. lra.
    + apply no_deep_gain; [reflexivity|apply both_classes_by; vm_cast_no_check (eq_refl true)|].
      now apply built_unpenalised.
Qed.

Print Assumptions decayed_bad.
