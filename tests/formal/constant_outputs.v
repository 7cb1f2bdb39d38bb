(** Small problems for which the rules that rest on a constant output are used
    as an exported file uses them: the point by its numbers, the rest by
    computation and by facts about the functions. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby Support Minimisers
  RulesConstant RulesCurved Checks ChecksAverages ChecksRelations PointsExplicit PointsMoments
  PointsBuild DeepNear DeepResting.
Import ListNotations.
Open Scope R_scope.

(** ** Functions *)

Definition relu : fn := {| val := fun v => if Rlt_dec v 0 then 0 else v; dom := fun _ => True |}.
Definition hinge : fn :=
  {| val := fun v => if Rlt_dec v (-1) then 0 else 1 + v; dom := fun _ => True |}.
Definition square_fn : fn := {| val := fun v => v^2; dom := fun _ => True |}.
Definition exponential : fn := {| val := exp; dom := fun _ => True |}.

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

(** ** rule.flat: dead rectifiers on the corners of a square *)

Definition corners : list sample :=
  [ {| row := [1; 1]%Z; positive_label := true; weight := 1%positive |};
    {| row := [-1; -1]%Z; positive_label := true; weight := 1%positive |};
    {| row := [1; -1]%Z; positive_label := false; weight := 1%positive |};
    {| row := [-1; 1]%Z; positive_label := false; weight := 1%positive |} ].

Definition dead_rectifiers : problem := {|
  data := corners; denominator := 1%positive; dim := 2%nat; width := 4%nat; neuron := relu;
  deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := true;
  deep_trained := []; fixed := fun _ => 0; loss := hinge; penalties := [] |}.

Theorem dead_rectifiers_bad : BAD dead_rectifiers.
Proof.
  apply rule_flat.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - apply (minimum_flat_by dead_rectifiers 0 (repeat 1 4) [] [-1; -1; -1; -1]%Z 1 (fun _ => 0))
      with (is := repeat ((-2, 1%positive), (0, 1%positive))%Z 4) (v := fun _ => 0) (dv := 0)
           (c := 0).
    + repeat split; left; reflexivity.
    + apply Forall_nil.
    + vm_cast_no_check (eq_refl true).
    + intros j i E u [U1 U2]. apply nth_error_In, repeat_spec in E. subst i.
      unfold real in *. simpl in *. unfold sigma. simpl. destruct Rlt_dec; lra.
    + apply no_deep_dead. reflexivity.
    + apply no_deep_continuous. reflexivity.
    + reflexivity.
    + simpl. ring.
    + vm_cast_no_check (eq_refl true).
    + apply (minimiser_by_slopes _ 0 1 1).
      * apply hinge_slope. lra.
      * apply hinge_slope. lra.
      * unfold W_plus, W_minus. rewrite !class_weight_z. reflexivity.
Qed.

(** ** rule.parity: squares, on two mirrored points (data.odd) *)

Definition mirror_images : list sample :=
  [ {| row := [1]%Z; positive_label := true; weight := 2%positive |};
    {| row := [-1]%Z; positive_label := false; weight := 2%positive |} ].

Definition even_network : problem := {|
  data := mirror_images; denominator := 1%positive; dim := 1%nat; width := 2%nat;
  neuron := square_fn; deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := false;
  deep_trained := []; fixed := fun _ => 0; loss := hinge; penalties := [(1/2, A 0); (1/2, A 1)] |}.

Theorem even_network_bad : BAD even_network.
Proof.
  apply rule_parity.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - exact hinge_convex.
  - right. split.
    + intros v. unfold sigma. simpl. ring.
    + apply odd_by. vm_cast_no_check (eq_refl true).
  - set (t := completed even_network (explicit 0 [] [] [] 1 (fun _ => 0))).
    assert (Z : forall j, t (A j) = 0).
    { intros j. apply completed_zero; [|reflexivity]. simpl. now destruct j. }
    exists t, 0. split; [split; [split; [|split]|]|split; [|split]].
    + apply completed_admissible.
    + intros c p [E|[E|[]]]; injection E as <- <-; split; [lra|right; apply Z|lra|right; apply Z].
    + intros e Ie. rewrite (output_idle even_network t 0) by (auto; reflexivity).
      unfold t, completed. simpl. ring.
    + apply (minimiser_by_slopes _ 0 1 1).
      * apply hinge_slope. lra.
      * apply hinge_slope. lra.
      * unfold W_plus, W_minus. rewrite !class_weight_z. reflexivity.
    + reflexivity.
    + intros j L. apply completed_zero; [|reflexivity]. simpl. destruct j; simpl; lra.
    + right. split; [apply odd_by; vm_cast_no_check (eq_refl true)|].
      apply no_deep_even. reflexivity.
Qed.

(** ** rule.stationary: squares without bias, one class farther out *)

Definition two_distances : list sample :=
  [ {| row := [2]%Z; positive_label := true; weight := 1%positive |};
    {| row := [1]%Z; positive_label := false; weight := 1%positive |} ].

Definition farther_out : problem := {|
  data := two_distances; denominator := 1%positive; dim := 1%nat; width := 3%nat;
  neuron := square_fn; deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := false;
  deep_trained := []; fixed := fun _ => 0; loss := hinge; penalties := [] |}.

Theorem farther_out_bad : BAD farther_out.
Proof.
  apply rule_stationary.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - exact hinge_convex.
  - exact hinge_nondecreasing.
  - apply (minimum_stationary_by farther_out 0 [-1; -1; -1] [] [] 1 (fun _ => 0)) with (c := 0).
    + repeat split; try (left; reflexivity). right. intros j L. simpl.
      destruct j; simpl; lra.
    + apply Forall_nil.
    + apply output_of_rest with (dv := 0).
      * repeat split; try (left; reflexivity). right. intros j L. simpl.
        destruct j; simpl; lra.
      * reflexivity.
      * reflexivity.
      * unfold sigma. simpl. field.
    + apply (minimiser_by_slopes _ 0 1 1).
      * apply hinge_slope. lra.
      * apply hinge_slope. lra.
      * unfold W_plus, W_minus. rewrite !class_weight_z. reflexivity.
    + vm_cast_no_check (eq_refl true).
    + reflexivity.
    + reflexivity.
    + intros j L. exists 1, 2. split; [auto|]. split.
      * simpl in L. do 3 (destruct j as [|j]; [simpl; lra|]). lia.
      * left. split.
        -- replace (IZR (nth j [] 0%Z) / IZR 1) with 0 by (destruct j; simpl; lra).
           exists (fun v => 2 * v), (fun _ => 2), (-1), 1.
           split; [lra|]. split; [|split; [|split; [lra|reflexivity]]].
           ++ intros v _. unfold sigma. simpl. split.
              ** pose proof (derivable_pt_lim_pow v 2) as H.
                 replace (INR 2 * v ^ pred 2) with (2 * v) in H by (simpl; ring). exact H.
              ** pose proof (derivable_pt_lim_scal id 2 v 1 (derivable_pt_lim_id v)) as H.
                 rewrite Rmult_1_r in H. exact H.
           ++ apply continuity_pt_const. intros a b. reflexivity.
        -- apply (definite_by farther_out 2 origin [] 1 1 1 1 [(1, [1])]%Z).
           ++ apply origin_is.
           ++ reflexivity.
           ++ vm_cast_no_check (eq_refl true).
    + apply no_deep_dead. reflexivity.
Qed.
