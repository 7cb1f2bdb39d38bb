(** rule.decay on small problems, used as an exported file uses it. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsDecay Nearby Support
  RulesDecay Checks ChecksAverages PointsExplicit PointsBuild DeepNear
  DeepResting DecayBuild DecayDeep.
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

(** ** A kinked neuron, and a deep part of two layers *)

Definition leaky : fn :=
  {| val := fun v => if Rlt_dec v 0 then v / 100 else v; dom := fun _ => True |}.

Lemma leaky_slopes : broken_at (val leaky) 0 (1 / 100) 1.
Proof.
  apply broken_pieces with (h1 := fun v => 1 / 100 * v + 0) (h2 := fun v => 1 * v + 0)
    (lo := -1) (hi := 1); [lra| | |apply line_slopes|apply line_slopes];
    intros v V; simpl; destruct (Rlt_dec v 0); lra.
Qed.

Lemma leaky_continuous : continuity_pt (val leaky) 0.
Proof.
  intros eps He. exists eps. split; [assumption|]. intros v [_ V]. simpl in *.
  unfold R_dist in *. rewrite Rminus_0_r in V. apply Rabs_def2 in V.
  destruct (Rlt_dec 0 0); [lra|]. destruct (Rlt_dec v 0); apply Rabs_def1; lra.
Qed.

Definition four : list sample :=
  [ {| row := [1; 0]%Z; positive_label := true; weight := 1%positive |};
    {| row := [2; 1]%Z; positive_label := true; weight := 1%positive |};
    {| row := [0; 1]%Z; positive_label := false; weight := 1%positive |};
    {| row := [-1; 2]%Z; positive_label := false; weight := 1%positive |} ].

Definition two_layers : list (list (list fn)) := [[[leaky; leaky]; [leaky; leaky]]].

Definition deep_places : list deep_place :=
  flat_map (fun u => map (Weight 0 0 u) (seq 0 2)) (seq 0 2) ++
  flat_map (fun u => map (Weight 0 1 u) (seq 0 2)) (seq 0 2) ++ map (Output 0) (seq 0 2).

Definition decayed_deep : problem := {|
  data := four; denominator := 1%positive; dim := 2%nat; width := 2%nat; neuron := leaky;
  deep := branches 2 two_layers; deep_dom := branches_defined 2 two_layers;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := false;
  deep_trained := deep_places; fixed := fun _ => 0; loss := squared_hinge;
  penalties := map (pair 3) ([A 0; A 1; W 0 0; W 0 1; W 1 0; W 1 1] ++ map D deep_places) |}.

Theorem decayed_deep_bad : BAD decayed_deep.
Proof.
  apply rule_decay.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v b L. simpl in L. destruct b as [|b]; [|lia]. simpl.
    repeat split; intros u _; do 2 (destruct u as [|u]; [exact I|]); destruct u; exact I.
  - assert (Free : costs_nothing decayed_deep 0 [0; 0] [[0; 0]; [0; 0]]%Z [] 1 (fun _ => 0)).
    { unfold costs_nothing. rewrite Forall_forall. intros [c p] Ip. apply in_map_iff in Ip.
      destruct Ip as [p' [E Ip]]. injection E as <- <-. split; [simpl; lra|right].
      simpl in Ip. repeat (destruct Ip as [<-|Ip]; [unfold built, completed; simpl; lra|]).
      contradiction. }
    assert (Keeps : kept decayed_deep 0 [0; 0] [[0; 0]; [0; 0]]%Z [] 1).
    { repeat split; try (left; reflexivity). right. intros j J. simpl in J.
      do 2 (destruct j; [simpl; field|]). lia. }
    set (t := built decayed_deep 0 [0; 0] [[0; 0]; [0; 0]]%Z [] 1 (fun _ => 0)).
    assert (Zero : forall p, t (D p) = 0).
    { intros p. unfold t, built, completed. now destruct (moves decayed_deep (D p)). }
    assert (Both : both_classes decayed_deep)
      by (apply both_classes_by; vm_cast_no_check (eq_refl true)).
    apply (minimum_decay_by decayed_deep 0 [0; 0] [[0; 0]; [0; 0]]%Z [] 1 (fun _ => 0) Keeps Free)
      with (c := 0) (gp := 2) (gm := 2).
    + vm_cast_no_check (eq_refl true).
    + intros v [<-|[<-|[]]]; reflexivity.
    + reflexivity.
    + apply output_of_idle with (dv := 0); auto.
      * intros v [<-|[<-|[]]]; reflexivity.
      * intros e _. unfold deep_part, deep, decayed_deep, branches. simpl.
        change (fun p => built _ _ _ _ _ _ _ (D p)) with (fun p => t (D p)).
        rewrite !Zero. ring.
      * lra.
    + apply squared_hinge_slope; lra.
    + apply squared_hinge_slope; lra.
    + change (plusz decayed_deep) with 2%Z. change (minusz decayed_deep) with 2%Z. lra.
    + assert (Cost : forall p, In p [A 0; A 1; W 0 0; W 0 1; W 1 0; W 1 1] -> weighs p p = true ->
        3 <= PointsDecay.coefficient decayed_deep p).
      { intros p Ip E. apply coefficient_at_least; [|assumption|].
        - rewrite Forall_forall. intros [c q] Iq. apply in_map_iff in Iq.
          destruct Iq as [q' [Eq _]]. injection Eq as <- _. simpl. lra.
        - apply in_map, in_or_app. now left. }
      intros j J. exists (1 / 100), 1, 3, 3, 3.
      split; [|split; [|split; [|split; [|split]]]].
      * replace (IZR (nth j [] 0%Z) / IZR 1) with 0 by (destruct j; simpl; field).
        exact leaky_slopes.
      * assert (Gap : mean_distance decayed_deep <= real (9%Z, 4%positive))
          by (apply distance_by; vm_cast_no_check (eq_refl true)).
        assert (Len : mean_lengths decayed_deep <= IZR (lengthsz decayed_deep [4; 9; 4; 9]%Z)
          / (IZR (plusz decayed_deep) * IZR (minusz decayed_deep) * IZR 4))
          by (apply lengths_by; vm_cast_no_check (eq_refl true)).
        change (lengthsz decayed_deep [4; 9; 4; 9]%Z) with 52%Z in Len.
        change (plusz decayed_deep) with 2%Z in Len. change (minusz decayed_deep) with 2%Z in Len.
        unfold real in Gap. simpl in Gap.
        rewrite (Rabs_right (1 / 100 + 1)), (Rabs_left (1 / 100 - 1)) by lra. lra.
      * split; [lra|]. apply Cost; [|now rewrite <- Nat.eqb_refl with j].
        simpl in J. do 2 (destruct j; [simpl; tauto|]). lia.
      * intros i K. split; [lra|]. simpl in J, K. apply Cost.
        -- do 2 (destruct j; [do 2 (destruct i; [simpl; tauto|]); lia|]). lia.
        -- simpl. now rewrite !Nat.eqb_refl.
      * lra.
      * change (plusz decayed_deep) with 2%Z. change (minusz decayed_deep) with 2%Z. lra.
    + apply (deep_outweighed decayed_deep t two_layers _ 3 (hd {| row := []; positive_label := true; weight := 1%positive |} four)).
      * exact Both.
      * apply completed_admissible.
      * simpl. auto.
      * reflexivity.
      * intros. apply Zero.
      * intros b L. simpl in L. destruct b; [|lia]. split; [simpl; lia|]. split.
        -- simpl. repeat split; intros u U; rewrite Zero;
             do 2 (destruct u; [exact leaky_continuous|]); lia.
        -- simpl. apply layer_lipschitz. intros u U. exists (1 / 100), 1. rewrite Zero.
           do 2 (destruct u; [exact leaky_slopes|]). simpl in U. lia.
      * lra.
      * intros c p Ip. apply in_map_iff in Ip. destruct Ip as [q [E _]]. injection E as <- _. lra.
      * simpl. repeat constructor; simpl; intuition discriminate.
      * intros p Ip. exists 3. split; [lra|]. apply in_map, in_or_app. right. apply in_map.
        simpl in Ip. simpl. tauto.
Qed.

Print Assumptions decayed_bad.
Print Assumptions decayed_deep_bad.
