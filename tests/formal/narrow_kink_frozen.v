(** Small problems for rule.narrow, rule.kink, rule.nobias and rule.frozen. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen PointsNarrow
  PointsKink Nearby Support Minimisers RulesConstant RulesCurved RulesFrozen RulesNarrow RulesKink
  Checks ChecksAverages PointsExplicit PointsMoments PointsBuild DeepNear.
Import ListNotations.
Open Scope R_scope.

(** ** Functions *)

Definition hinge : fn :=
  {| val := fun v => if Rlt_dec v (-1) then 0 else 1 + v; dom := fun _ => True |}.
Definition square_fn : fn := {| val := fun v => v^2; dom := fun _ => True |}.
Definition least_squares : fn := {| val := fun v => (1 + v)^2; dom := fun _ => True |}.
Definition line_fn : fn := {| val := fun v => v; dom := fun _ => True |}.
Definition exponential : fn := {| val := fun v => exp v - 1; dom := fun _ => True |}.

Lemma hinge_convex : convex_fn (val hinge).
Proof.
  intros u v p Hp. simpl.
  assert (A : forall a, 0 <= (if Rlt_dec a (-1) then 0 else 1 + a) /\
    1 + a <= (if Rlt_dec a (-1) then 0 else 1 + a)) by (intros a; destruct Rlt_dec; lra).
  destruct (A u) as [U1 U2]. destruct (A v) as [V1 V2].
  set (a := if Rlt_dec u (-1) then 0 else 1 + u) in *.
  set (b := if Rlt_dec v (-1) then 0 else 1 + v) in *. clearbody a b.
  pose proof (Rmult_le_compat_l p _ _ (proj1 Hp) U1).
  pose proof (Rmult_le_compat_l p _ _ (proj1 Hp) U2).
  pose proof (Rmult_le_compat_l (1 - p) _ _ ltac:(lra) V1).
  pose proof (Rmult_le_compat_l (1 - p) _ _ ltac:(lra) V2).
  destruct Rlt_dec; lra.
Qed.

Lemma hinge_nondecreasing u v : u <= v -> val hinge u <= val hinge v.
Proof. intros H. simpl. destruct (Rlt_dec u (-1)), (Rlt_dec v (-1)); lra. Qed.

Lemma hinge_slope c : -1 < c -> subgradient_at (val hinge) c 1.
Proof. intros H v. simpl. destruct (Rlt_dec c (-1)), (Rlt_dec v (-1)); lra. Qed.

Lemma hinge_kink d : 0 <= d <= 1 -> subgradient_at (val hinge) (-1) d.
Proof.
  intros H v. simpl. destruct (Rlt_dec (-1) (-1)); [lra|].
  destruct (Rlt_dec v (-1)).
  - assert (d * (v - -1) <= 0); [|lra].
    assert (0 <= d * (-1 - v)) by (apply Rmult_le_pos; lra). lra.
  - assert (d * (v - -1) <= 1 * (v - -1)) by (apply Rmult_le_compat_r; lra). lra.
Qed.

Lemma least_squares_c2 v : c2_at (val least_squares) v (2 * (1 + v)) 2.
Proof.
  exists (fun u => 2 * (1 + u)), (fun _ => 2), (v - 1), (v + 1).
  split; [lra|]. split; [|split; [|split; reflexivity]].
  - intros u _. simpl. split.
    + intros eps He. exists (mkposreal eps He). intros h Nh Hh. simpl in Hh.
      replace (((1 + (u + h)) * ((1 + (u + h)) * 1) - (1 + u) * ((1 + u) * 1)) / h
        - 2 * (1 + u)) with h by (field; assumption). exact Hh.
    + intros eps He. exists (mkposreal 1 Rlt_0_1). intros h Nh _.
      replace ((2 * (1 + (u + h)) - 2 * (1 + u)) / h - 2) with 0 by (field; assumption).
      now rewrite Rabs_R0.
  - apply continuity_pt_const. intros a b. reflexivity.
Qed.

Lemma square_c2 : c2_at (val square_fn) 0 0 2.
Proof.
  exists (fun v => 2 * v), (fun _ => 2), (-1), 1.
  split; [lra|]. split; [|split; [|split; [lra|reflexivity]]].
  - intros v _. simpl. split.
    + pose proof (derivable_pt_lim_pow v 2) as H.
      replace (INR 2 * v ^ pred 2) with (2 * v) in H by (simpl; ring). exact H.
    + pose proof (derivable_pt_lim_scal id 2 v 1 (derivable_pt_lim_id v)) as H.
      rewrite Rmult_1_r in H. exact H.
  - apply continuity_pt_const. intros a b. reflexivity.
Qed.

(** ** rule.narrow: least squares, one square, the classes have equal means *)

Definition spread_out : list sample :=
  [ {| row := [1]%Z; positive_label := true; weight := 1%positive |};
    {| row := [-1]%Z; positive_label := true; weight := 1%positive |};
    {| row := [0]%Z; positive_label := false; weight := 2%positive |} ].

Definition one_square : problem := {|
  data := spread_out; denominator := 1%positive; dim := 1%nat; width := 1%nat;
  neuron := square_fn; deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := true;
  deep_trained := []; fixed := fun _ => 0; loss := least_squares; penalties := [] |}.

Theorem one_square_bad : BAD one_square.
Proof.
  apply rule_narrow.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - apply equal_means_by. vm_cast_no_check (eq_refl true).
  - set (t := built one_square 0 [-1] [] [0%Z] 1 (fun _ => 0)).
    assert (K : kept one_square 0 [-1] [] [0%Z] 1) by (repeat split; left; reflexivity).
    assert (Wp : W_plus one_square = 2) by (unfold W_plus; rewrite class_weight_z; reflexivity).
    assert (Wm : W_minus one_square = 2) by (unfold W_minus; rewrite class_weight_z; reflexivity).
    assert (At : t (A 0%nat) = -1) by (apply (built_a one_square 0 [-1] [] [0%Z] 1 _ K 0); simpl; lia).
    assert (Bt : t (B 0%nat) = 0).
    { unfold t. rewrite (built_b one_square 0 [-1] [] [0%Z] 1 _ K 0) by (simpl; lia). simpl. lra. }
    exists t, 0, 0, 2, 2, 2, 2, 2, 4.
    repeat split.
    + apply built_admissible.
    + destruct H.
    + destruct H.
    + apply (output_of_rest one_square 0 [-1] [] [0%Z] 1 _ K 0); try reflexivity.
      unfold sigma. simpl. field.
    + exact (rests_hidden one_square 0 [-1] [] [0%Z] 1 _ K eq_refl).
    + apply no_deep_dead. reflexivity.
    + apply no_deep_continuous. reflexivity.
    + rewrite Bt. exact square_c2.
    + pose proof (least_squares_c2 (- 0)) as H.
      replace (2 * (1 + - 0)) with 2 in H by ring. exact H.
    + pose proof (least_squares_c2 0) as H. replace (2 * (1 + 0)) with 2 in H by ring. exact H.
    + rewrite Wp, Wm. reflexivity.
    + lra.
    + intros u w. rewrite At. unfold difference. rewrite Wp, Wm.
      assert (M : mean one_square 0 = 0).
      { unfold mean. rewrite Wp. unfold x. simpl. unfold share. simpl. field. }
      unfold along. simpl. unfold share, x. simpl. rewrite M.
      set (v := w 0%nat). pose proof (pow2_ge_0 u). pose proof (pow2_ge_0 v). simpl in *. nra.
Qed.

(** ** rule.kink: the hinge at f = 1, one linear neuron *)

Definition outweighed : list sample :=
  [ {| row := [-1]%Z; positive_label := true; weight := 3%positive |};
    {| row := [1]%Z; positive_label := true; weight := 3%positive |};
    {| row := [0]%Z; positive_label := false; weight := 2%positive |} ].

Definition on_the_kink : problem := {|
  data := outweighed; denominator := 1%positive; dim := 1%nat; width := 1%nat;
  neuron := line_fn; deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := true;
  deep_trained := []; fixed := fun _ => 0; loss := hinge; penalties := [] |}.

Theorem on_the_kink_bad : BAD on_the_kink.
Proof.
  apply rule_kink.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - set (t := built on_the_kink 1 [0] [[1%Z]] [0%Z] 1 (fun _ => 0)).
    assert (K : kept on_the_kink 1 [0] [[1%Z]] [0%Z] 1) by (repeat split; left; reflexivity).
    assert (At : forall j, (j < 1)%nat -> t (A j) = 0).
    { intros j L. unfold t. rewrite built_a by (simpl; assumption || exact K).
      now replace j with 0%nat by lia. }
    assert (F : forall e, In e (data on_the_kink) -> f on_the_kink t e = 1).
    { apply (output_of_idle on_the_kink 1 [0] [[1%Z]] [0%Z] 1 _ K 0); [|reflexivity|ring].
      intros v [<-|[]]. reflexivity. }
    assert (Pre : forall j e, (j < 1)%nat -> In e (data on_the_kink) ->
      pre on_the_kink t j e = x on_the_kink e 0).
    { intros j e L Ie. replace j with 0%nat by lia. unfold pre, t, built, completed. simpl. field. }
    set (g := fun i : nat => match i with 0%nat | 1%nat => 1 / 3 | _ => 1 end).
    set (N := fun m k : nat => match m, k with 0%nat, 1%nat => - (1 / 6) | _, _ => 1 / 6 end).
    assert (Z : forall i, (i < 3)%nat -> z on_the_kink t (sample_at on_the_kink i)
      = match i with 0%nat | 1%nat => -1 | _ => 1 end).
    { intros i L. unfold z. rewrite F by (apply nth_In; simpl; lia).
      do 3 (destruct i as [|i]; [unfold y; simpl; ring|]). lia. }
    exists t, 1, true, g, [0%nat; 1%nat], N.
    split; [split; [apply built_admissible|split; [intros c p []|exact F]]|].
    split; [apply wrong_both, both_classes_by; reflexivity|].
    split; [exact At|].
    split; [intros j e _ _; apply derivable_continuous_pt, derivable_pt_id|].
    split; [apply no_deep_dead; reflexivity|].
    split; [now left|]. split; [|split; [|split; [reflexivity|split]]].
    + intros i L. simpl in L. rewrite Z by assumption.
      do 3 (destruct i as [|i]; [simpl; first [apply hinge_kink; lra | apply hinge_slope; lra]|]).
      lia.
    + intros k L. simpl in L. unfold annihilated. simpl. unfold feature.
      destruct k as [|[|k]]; [| |lia].
      * unfold y, share. simpl. field.
      * unfold sample_at. simpl. rewrite !Pre by (simpl; auto; lia).
        unfold sigma, x, y, share. simpl. field.
    + intros i [<-|[<-|[]]]; (split; [simpl; lia|]); exists (1 / 3); (split; [lra|]);
        intros d Hd; simpl in Hd; apply Rabs_def2 in Hd; rewrite Z by lia; apply hinge_kink; lra.
    + intros m n Lm Ln. simpl in Lm, Ln. simpl. unfold feature, sample_at. simpl.
      destruct m as [|[|m]]; [| |lia]; (destruct n as [|[|n]]; [| |lia]); simpl;
        rewrite Pre by (simpl; auto; lia); unfold N, sigma, x, y, share; simpl; field.
Qed.

(** ** rule.nobias: exp(z) - 1 without biases; class + beyond its margin *)

Definition crossed : list sample :=
  [ {| row := [1; 0]%Z; positive_label := true; weight := 1%positive |};
    {| row := [-1; 0]%Z; positive_label := true; weight := 1%positive |};
    {| row := [0; 1]%Z; positive_label := false; weight := 1%positive |};
    {| row := [0; -1]%Z; positive_label := false; weight := 1%positive |} ].

Definition without_bias : problem := {|
  data := crossed; denominator := 1%positive; dim := 2%nat; width := 2%nat;
  neuron := exponential; deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := false; a_trained := true; w_trained := true; b_trained := false;
  deep_trained := []; fixed := fun _ => 0; loss := hinge; penalties := [] |}.

Lemma exponential_convex lo hi : convex_on (val exponential) lo hi.
Proof.
  assert (T : forall a b, exp a + exp a * (b - a) <= exp b).
  { intros a b. replace (exp b) with (exp a * exp (b - a)) by (rewrite <- exp_plus; f_equal; ring).
    assert (1 + (b - a) <= exp (b - a)).
    { destruct (Req_dec (b - a) 0) as [->|N]; [rewrite exp_0; lra|].
      left. now apply exp_ineq1. }
    pose proof (exp_pos a).
    replace (exp a + exp a * (b - a)) with (exp a * (1 + (b - a))) by ring.
    apply Rmult_le_compat_l; lra. }
  intros u v p _ _ Hp. simpl. set (m := p * u + (1 - p) * v).
  pose proof (Rmult_le_compat_l p _ _ (proj1 Hp) (T m u)) as U.
  pose proof (Rmult_le_compat_l (1 - p) _ _ ltac:(lra) (T m v)) as V.
  assert (p * (exp m + exp m * (u - m)) + (1 - p) * (exp m + exp m * (v - m)) = exp m)
    by (unfold m; ring).
  lra.
Qed.

Theorem without_bias_bad : BAD without_bias.
Proof.
  apply rule_nobias.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - exact hinge_convex.
  - exact hinge_nondecreasing.
  - set (t := built without_bias 0 [1; 1] [[2; 0]; [-2; 0]]%Z [] 1 (fun _ => 0)).
    assert (Bz : forall j, (j < 2)%nat -> t (B j) = 0).
    { intros j L. apply completed_zero; [|reflexivity]. simpl.
      do 2 (destruct j as [|j]; [simpl; lra|]). lia. }
    assert (F : forall e, f without_bias t e = exp (2 * x without_bias e 0)
      + exp (- (2 * x without_bias e 0)) - 2).
    { intros e. unfold f, pre. simpl. rewrite !Bz by lia.
      unfold t, built, completed. simpl.
      replace (0 + 2 / 1 * x without_bias e 0 + 0 / 1 * x without_bias e 1 + 0)
        with (2 * x without_bias e 0) by field.
      replace (0 + -2 / 1 * x without_bias e 0 + 0 / 1 * x without_bias e 1 + 0)
        with (- (2 * x without_bias e 0)) by field. ring. }
    exists t. split.
    + split; [apply built_admissible|]. split; [intros c p []|]. split; [|].
      { exists {| row := [0; 1]%Z; positive_label := false; weight := 1%positive |}.
        split; [simpl; auto|]. rewrite F. unfold x, y. simpl.
        replace (2 * (0 / 1)) with 0 by field. rewrite Ropp_0, exp_0.
        replace (1 + 1 - 2) with 0 by ring. unfold sgn. destruct (Rle_dec 0 0); lra. }
      split; [reflexivity|]. split; [reflexivity|].
      split; [apply no_deep_dead; reflexivity|]. split; [apply no_deep_still; reflexivity|].
      exists false, (fun e => negb (positive_label e)). split; [|split; [|split]].
      * intros e Ie. simpl in Ie.
        destruct Ie as [<-|[<-|[<-|[<-|[]]]]]; simpl; try reflexivity;
          intros v; unfold ell, z, y; rewrite F; unfold x; simpl;
          pose proof (exp_ineq1 2 ltac:(lra)) as E2; pose proof (exp_pos (-2)) as E3.
        1: replace (2 * (1 / 1)) with 2 by field; replace (- (2)) with (-2) by ring.
        2: replace (2 * (-1 / 1)) with (-2) by field; replace (- (-2)) with 2 by ring.
        all: destruct (Rlt_dec (- (1) * _) (-1)) as [H|H]; [destruct (Rlt_dec v (-1)); lra|];
          exfalso; apply H; lra.
      * intros k L. simpl in L. unfold x, share. simpl.
        do 2 (destruct k as [|k]; [simpl; field|]). lia.
      * intros j e L Ie Ae. simpl in L, Ie.
        destruct Ie as [<-|[<-|[<-|[<-|[]]]]]; try discriminate;
          do 2 (destruct j as [|j]; [unfold x, t, built, completed; simpl; field|]); lia.
      * intros j L. simpl in L. exists (-1), 1. rewrite Bz by assumption. split; [lra|].
        left. split; [|apply exponential_convex].
        do 2 (destruct j as [|j]; [unfold t, built, completed; simpl; lra|]). lia.
    + intros j L. simpl in L. rewrite Bz by assumption. unfold sigma. simpl. rewrite exp_0. ring.
Qed.

(** ** rule.frozen: hidden weights that see no difference between the classes *)

Definition stacked : list sample :=
  [ {| row := [1; 1]%Z; positive_label := true; weight := 1%positive |};
    {| row := [-1; 2]%Z; positive_label := true; weight := 1%positive |};
    {| row := [1; 5]%Z; positive_label := false; weight := 1%positive |};
    {| row := [-1; 7]%Z; positive_label := false; weight := 1%positive |} ].

Definition blind : problem := {|
  data := stacked; denominator := 3%positive; dim := 2%nat; width := 1%nat;
  neuron := exponential; deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := false; b_trained := true;
  deep_trained := []; fixed := fun p => match p with W 0 0 => 1 | _ => 0 end; loss := hinge;
  penalties := [] |}.

Theorem blind_bad : BAD blind.
Proof.
  apply rule_frozen.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - exact hinge_convex.
  - left.
    assert (K : kept blind 0 [0] [[1; 0]]%Z [0%Z] 1).
    { repeat split; try (left; reflexivity). right. intros j k J L. simpl in J, L.
      replace j with 0%nat by lia. destruct k as [|[|k]]; [simpl; lra|simpl; lra|lia]. }
    apply (minimum_frozen_features_by blind 0 [0] [[1; 0]]%Z [0%Z] 1 (fun _ => 0) K) with (c := 0);
      try reflexivity.
    + apply Forall_nil.
    + apply (output_of_idle blind 0 [0] [[1; 0]]%Z [0%Z] 1 _ K 0); [|reflexivity|ring].
      intros v [<-|[]]. reflexivity.
    + apply (minimiser_by_slopes _ 0 1 1).
      * apply hinge_slope. lra.
      * apply hinge_slope. lra.
      * unfold W_plus, W_minus. rewrite !class_weight_z. reflexivity.
    + apply no_deep_dead. reflexivity.
Qed.
