(** More problems for the rules that rest on a constant output: a deep part, a
    coupling, an output that is known by bounds, losses with levels. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby Support Minimisers
  RulesConstant RulesCurved Checks ChecksAverages ChecksRelations PointsExplicit PointsMoments
  DeepNear DeepResting.
Import ListNotations.
Open Scope R_scope.

(** ** Functions *)

Definition relu : fn := {| val := fun v => if Rlt_dec v 0 then 0 else v; dom := fun _ => True |}.
Definition cubed_hinge : fn :=
  {| val := fun v => if Rlt_dec v 0 then 0 else v^3; dom := fun _ => True |}.
Definition square_fn : fn := {| val := fun v => v^2; dom := fun _ => True |}.
Definition exponential : fn := {| val := exp; dom := fun _ => True |}.

Lemma relu_continuous : continuity_pt (val relu) (-1).
Proof.
  intros eps He. exists 1. split; [lra|]. intros v [_ Hv]. simpl in *. unfold R_dist in *.
  apply Rabs_def2 in Hv. destruct (Rlt_dec v 0), (Rlt_dec (-1) 0); try lra.
  now rewrite Rminus_diag_eq, Rabs_R0.
Qed.

Lemma exp_convex : convex_fn exp.
Proof.
  assert (T : forall a b, exp a + exp a * (b - a) <= exp b).
  { intros a b. replace (exp b) with (exp a * exp (b - a)) by (rewrite <- exp_plus; f_equal; ring).
    assert (1 + (b - a) <= exp (b - a)).
    { destruct (Req_dec (b - a) 0) as [->|N]; [rewrite exp_0; lra|].
      left. now apply exp_ineq1. }
    pose proof (exp_pos a).
    replace (exp a + exp a * (b - a)) with (exp a * (1 + (b - a))) by ring.
    apply Rmult_le_compat_l; lra. }
  intros u v p Hp. set (m := p * u + (1 - p) * v).
  pose proof (Rmult_le_compat_l p _ _ (proj1 Hp) (T m u)) as U.
  pose proof (Rmult_le_compat_l (1 - p) _ _ ltac:(lra) (T m v)) as V.
  assert (p * (exp m + exp m * (u - m)) + (1 - p) * (exp m + exp m * (v - m)) = exp m)
    by (unfold m; ring).
  lra.
Qed.

Lemma exp_continuous : continuity exp.
Proof. intros v. apply derivable_continuous_pt, derivable_pt_exp. Qed.

(** ** rule.deep: a branch with a dead layer; the classes have different weights *)

Definition uneven : list sample :=
  [ {| row := [1]%Z; positive_label := true; weight := 3%positive |};
    {| row := [3]%Z; positive_label := true; weight := 1%positive |};
    {| row := [2]%Z; positive_label := false; weight := 2%positive |} ].

Definition two_layers : list (list (list fn)) := [[[relu; relu]; [relu; relu; relu]]].

Definition dead_branch : problem := {|
  data := uneven; denominator := 2%positive; dim := 1%nat; width := 0%nat; neuron := relu;
  deep := branches 1 two_layers; deep_dom := branches_defined 1 two_layers;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := true;
  deep_trained := flat_map (fun u => map (Weight 0 0 u) (seq 0 1)) (seq 0 2) ++
    map (Bias 0 0) (seq 0 2) ++ flat_map (fun u => map (Weight 0 1 u) (seq 0 2)) (seq 0 3) ++
    map (Bias 0 1) (seq 0 3) ++ map (Output 0) (seq 0 3);
  fixed := fun _ => 0; loss := exponential; penalties := [] |}.

(** The first layer receives -1, the second -1: c is known by bounds. *)
Definition dead_biases (p : deep_place) : R :=
  match p with Bias _ _ _ => -1 | _ => 0 end.

Theorem dead_branch_bad : BAD dead_branch.
Proof.
  destruct (between_continuous dead_branch (-1) 0 2) as [c [Ic M]].
  { exact exp_continuous. }
  { lra. }
  1,2: rewrite !height_z; change (ell dead_branch) with exp;
    replace (plusz dead_branch) with 4%Z by reflexivity;
    replace (minusz dead_branch) with 2%Z by reflexivity.
  - (* 4 + 2 < 4 exp 1 + 2 exp (-1) *)
    rewrite Ropp_0, exp_0. replace (- -1) with 1 by ring. pose proof (exp_pos (-1)).
    assert (1 + 1 < exp 1) by (apply exp_ineq1; lra). lra.
  - (* 4 + 2 < 4 exp(-2) + 2 exp 2 *)
    rewrite Ropp_0, exp_0. pose proof (exp_pos (- (2))).
    assert (1 + 2 < exp 2) by (apply exp_ineq1; lra). lra.
  - apply rule_deep.
    + intros v. exact I.
    + intros v. exact I.
    + intros t v b Hb. simpl in Hb. destruct b as [|b]; [|lia].
      simpl. repeat split; intros u Hu; do 3 (destruct u as [|u]; [exact I|]); lia.
    + split; [reflexivity|].
      set (t := completed dead_branch (explicit c [] [] [] 1 dead_biases)).
      assert (A : admissible dead_branch t) by apply completed_admissible.
      assert (Rest : forall b l u k, t (D (Weight b l u k)) = 0)
        by (intros; apply completed_zero; reflexivity).
      assert (Bz : forall l u, (l < 2)%nat -> (u < 2 + l)%nat -> t (D (Bias 0 l u)) = -1).
      { intros l u Hl Hu. destruct l as [|[|l]]; [| |lia];
          do 3 (destruct u as [|u]; [reflexivity || lia|]); lia. }
      assert (Q : forall b, (b < length two_layers)%nat ->
        calm_at (fun p => t (D p)) b 0 (nth b two_layers [])).
      { intros b Hb. simpl in Hb. destruct b as [|b]; [|lia]. simpl.
        repeat split; intros u Hu; rewrite Bz by lia;
          do 3 (destruct u as [|u]; [exact relu_continuous || lia|]); lia. }
      assert (F : forall b, (b < length two_layers)%nat ->
        flat_at (fun p => t (D p)) b 0 (nth b two_layers [])).
      { intros b Hb. simpl in Hb. destruct b as [|b]; [|lia]. left. exists (fun _ => 0).
        intros u Hu. simpl in Hu. exists (-2), 0. rewrite Bz by lia. split; [lra|].
        intros r Hr. do 2 (destruct u as [|u];
          [unfold unit; simpl; destruct Rlt_dec; lra|]). lia. }
      exists t, c. split; [split; [exact A|split]|split; [split; [|split]|split]].
      * intros p q [].
      * intros e Ie. rewrite f_parts.
        rewrite (deep_part_resting dead_branch t two_layers).
        -- simpl. unfold unit. simpl. rewrite !Bz by lia. unfold t, completed. simpl.
           destruct (Rlt_dec (-1) 0); lra.
        -- reflexivity.
        -- exact Rest.
        -- intros b Hb. simpl in Hb. destruct b as [|b]; [discriminate|lia].
      * intros j L. simpl in L. lia.
      * apply (resting_dead dead_branch t two_layers); auto.
      * apply (resting_continuous dead_branch t two_layers); auto.
      * apply wrong_both, both_classes_by. reflexivity.
      * left. exact M.
Qed.

(** ** rule.order: one class between the samples of the other *)

Definition between_samples : list sample :=
  [ {| row := [-1; 0]%Z; positive_label := true; weight := 1%positive |};
    {| row := [1; 0]%Z; positive_label := true; weight := 1%positive |};
    {| row := [0; 0]%Z; positive_label := false; weight := 2%positive |} ].

Definition contracted : problem := {|
  data := between_samples; denominator := 1%positive; dim := 2%nat; width := 2%nat;
  neuron := exponential; deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := true;
  deep_trained := []; fixed := fun _ => 0; loss := exponential; penalties := [] |}.

Theorem contracted_bad : BAD contracted.
Proof.
  assert (C : check_contraction contracted (minus_samples contracted) (plus_samples contracted)
    2 [[1; 1]]%Z = true) by (vm_cast_no_check (eq_refl true)).
  apply rule_order.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - exact exp_convex.
  - intros u v [H| ->]; [left; now apply exp_increasing|right; reflexivity].
  - apply (convex_order_minus contracted 2 [[1; 1]]%Z); [vm_cast_no_check (eq_refl true)|exact C].
  - set (t := completed contracted (explicit 2 [-1; -1] [] [] 1 (fun _ => 0))).
    assert (N : no_hidden_weights contracted t) by (apply resting_explicit; reflexivity).
    assert (B0 : forall j, (j < 2)%nat -> t (B j) = 0).
    { intros j _. apply completed_zero; [|reflexivity]. simpl. destruct j; simpl; lra. }
    exists t, 0. split; [split; [split; [|split]|]|split; [|split]].
    + apply completed_admissible.
    + intros c p [].
    + intros e Ie. rewrite (output_resting contracted t 0 N) by (trivial; reflexivity).
      cbn [width contracted sum]. rewrite !B0 by lia. change (sigma contracted) with exp.
      rewrite exp_0. unfold t, completed. simpl. ring.
    + apply (minimiser_by_slopes _ 0 1 1).
      * rewrite Ropp_0. rewrite <- exp_0. apply subgradient_derivative;
          [exact exp_convex|apply derivable_pt_lim_exp].
      * rewrite <- exp_0. apply subgradient_derivative;
          [exact exp_convex|apply derivable_pt_lim_exp].
      * unfold W_plus, W_minus. rewrite !class_weight_z. reflexivity.
    + exact N.
    + right. split; [exact (contraction_by _ _ _ _ _ C)|]. intros j L. simpl in L.
      exists (-1), 1. rewrite B0 by assumption. split; [lra|]. left. split.
      * unfold t, completed. do 2 (destruct j as [|j]; [simpl; lra|]). lia.
      * intros u v p _ _ Hp. now apply exp_convex.
    + right. apply no_deep_dead. reflexivity.
Qed.

(** ** rule.margin: l = max(0, z)^3 has a local minimum at 0 *)

Definition no_margin : problem := {|
  data := between_samples; denominator := 1%positive; dim := 2%nat; width := 1%nat;
  neuron := square_fn; deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := false;
  deep_trained := []; fixed := fun _ => 0; loss := cubed_hinge; penalties := [(3, W 0 1)] |}.

Theorem no_margin_bad : BAD no_margin.
Proof.
  apply rule_margin.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - set (t := completed no_margin (explicit 0 [] [] [] 1 (fun _ => 0))).
    exists t. split; [split; [|split]|split; [split|split]].
    + apply completed_admissible.
    + intros c p [E|[]]. injection E as <- <-. split; [lra|right].
      apply completed_zero; [simpl; lra|reflexivity].
    + intros e Ie. rewrite (output_idle no_margin t 0).
      * unfold t, completed. simpl. ring.
      * intros j _. apply completed_zero; [simpl; now destruct j|reflexivity].
      * reflexivity.
      * assumption.
    + intros j e _ _. apply derivable_continuous_pt, (derivable_pt_pow 2).
    + apply no_deep_continuous. reflexivity.
    + apply wrong_both, both_classes_by. reflexivity.
    + apply (minimiser_inside _ 0 (-1) 1); [lra|]. intros v _. unfold ell. simpl.
      destruct (Rlt_dec 0 0); [lra|]. destruct (Rlt_dec v 0); [lra|].
      assert (0 <= v^3) by (apply pow_le; lra). simpl in *. lra.
Qed.
