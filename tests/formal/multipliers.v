(** Small problems for rule.hull, rule.outlier and rule.support, used as an
    exported file uses them: the point and the slopes by their numbers, the rest
    by computation and by facts about the pieces of the two functions. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsMultipliers
  RulesFrozen RulesMultipliers Checks PointsExplicit PointsBuild DeepNear AffineCells Subgradients
  DeepColumns DeepCells FrozenFit.
Import ListNotations.
Open Scope R_scope.

(** ** Functions *)

Definition relu : fn := {| val := fun v => if Rlt_dec v 0 then 0 else v; dom := fun _ => True |}.
Definition absolute : fn := {| val := Rabs; dom := fun _ => True |}.
Definition hinge : fn :=
  {| val := fun v => if Rlt_dec v (-1) then 0 else 1 + v; dom := fun _ => True |}.
Definition squared_hinge : fn :=
  {| val := fun v => if Rlt_dec v (-1) then 0 else (1 + v)^2; dom := fun _ => True |}.

(** Far away: the ends of a half-line. *)
Definition low : rational := ((-1000)%Z, 1%positive).
Definition zero : rational := (0%Z, 1%positive).
Definition high : rational := (1000%Z, 1%positive).

Definition relu_pieces : list piece := [((low, zero), (0, 0)%Z); ((zero, high), (1, 0)%Z)].
Definition absolute_pieces : list piece := [((low, zero), (-1, 0)%Z); ((zero, high), (1, 0)%Z)].

Lemma relu_is : forall k, In k relu_pieces -> is_piece (val relu) 1 k.
Proof.
  intros k [<-|[<-|[]]] v [H1 H2]; unfold real in *; simpl in *; destruct Rlt_dec; lra.
Qed.

Lemma absolute_is : forall k, In k absolute_pieces -> is_piece (val absolute) 1 k.
Proof.
  intros k [<-|[<-|[]]] v [H1 H2]; unfold real in *; simpl in *.
  - rewrite Rabs_left; lra.
  - rewrite Rabs_right; lra.
Qed.

(** ** rule.hull: XOR, where the best affine fit is 0, by a rectifier *)

Definition xor : list sample :=
  [ {| row := [0; 0]%Z; positive_label := true; weight := 1%positive |};
    {| row := [1; 1]%Z; positive_label := true; weight := 1%positive |};
    {| row := [1; 0]%Z; positive_label := false; weight := 1%positive |};
    {| row := [0; 1]%Z; positive_label := false; weight := 1%positive |} ].

Definition xor_rectifiers : problem := {|
  data := xor; denominator := 1%positive; dim := 2%nat; width := 3%nat; neuron := relu;
  deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := true;
  deep_trained := []; fixed := fun _ => 0; loss := hinge; penalties := [] |}.

(** Neuron 0 gives x_1 / 2 + 1 / 2, neuron 1 the opposite; neuron 2 gives 0. *)
Theorem xor_rectifiers_bad : BAD xor_rectifiers.
Proof.
  apply rule_hull.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - apply (minimum_hull_by xor_rectifiers 0 [1; -1; 0]%Z 1 [[1; 0]; [1; 0]; [0; 0]]%Z
      [1; 1; -1]%Z 2 (fun _ => 0) (fun _ => 0%Z) 1 relu_pieces 1 [1; 1; 1; 1]%Z 1)
      with (levels := [((0%Z, 1%positive), (1%Z, 1%positive))]) (own := [0; 0; 0; 0]%nat).
    + repeat split; left; reflexivity.
    + apply Forall_nil.
    + exact relu_is.
    + intros e _. unfold Rdiv. rewrite Rmult_0_l. reflexivity.
    + vm_cast_no_check (eq_refl true).
    + vm_cast_no_check (eq_refl true).
    + apply deep_still_balanced, no_deep_still. reflexivity.
    + apply Forall_cons; [|apply Forall_nil]. intros v. unfold ell, real. simpl.
      destruct (Rlt_dec (0 / 1) (-1)), (Rlt_dec v (-1)); lra.
Qed.

(** ** rule.hull: an affine fit that is not constant *)

Definition alternating : list sample :=
  [ {| row := [0]%Z; positive_label := true; weight := 1%positive |};
    {| row := [3]%Z; positive_label := true; weight := 1%positive |};
    {| row := [1]%Z; positive_label := false; weight := 1%positive |} ].

Definition fitted : problem := {|
  data := alternating; denominator := 1%positive; dim := 1%nat; width := 1%nat; neuron := relu;
  deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := false; a_trained := true; w_trained := true; b_trained := true;
  deep_trained := []; fixed := fun _ => 0; loss := squared_hinge; penalties := [] |}.

Lemma squared_hinge_slope c d : -1 <= c -> d = 2 * (1 + c) ->
  subgradient_at (val squared_hinge) c d.
Proof.
  intros H -> v. simpl. destruct (Rlt_dec c (-1)); [lra|]. destruct (Rlt_dec v (-1)).
  - pose proof (Rmult_le_pos (1 + c) (- 2 * (1 + v)) ltac:(lra) ltac:(lra)).
    pose proof (pow2_ge_0 (1 + c)). simpl in *. lra.
  - pose proof (pow2_ge_0 (v - c)). simpl in *. lra.
Qed.

Theorem fitted_bad : BAD fitted.
Proof.
  apply rule_hull.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - apply (minimum_hull_by fitted 0 [1]%Z 1 [[1]]%Z [1]%Z 7 (fun _ => 0) (fun _ => 0%Z) 1
      relu_pieces 1 [12; 6; 18]%Z 7)
      with (levels := [(((-1)%Z, 7%positive), (12%Z, 7%positive));
                       (((-4)%Z, 7%positive), (6%Z, 7%positive));
                       ((2%Z, 7%positive), (18%Z, 7%positive))]) (own := [0; 1; 2]%nat).
    + repeat split; try (left; reflexivity). right. unfold over_qa. simpl. field.
    + apply Forall_nil.
    + exact relu_is.
    + intros e _. unfold Rdiv. rewrite Rmult_0_l. reflexivity.
    + vm_cast_no_check (eq_refl true).
    + vm_cast_no_check (eq_refl true).
    + apply deep_still_balanced, no_deep_still. reflexivity.
    + repeat (apply Forall_cons; [|]); try apply Forall_nil;
        apply squared_hinge_slope; unfold real; simpl; lra.
Qed.

(** ** rule.support: multipliers on the kinks of the hinge, with absolute values *)

Definition seven : list sample :=
  [ {| row := [0; -3]%Z; positive_label := true; weight := 1%positive |};
    {| row := [5; -1]%Z; positive_label := true; weight := 1%positive |};
    {| row := [-4; -2]%Z; positive_label := false; weight := 1%positive |};
    {| row := [-3; -1]%Z; positive_label := false; weight := 1%positive |};
    {| row := [0; 4]%Z; positive_label := false; weight := 1%positive |};
    {| row := [0; 2]%Z; positive_label := false; weight := 1%positive |};
    {| row := [-4; 5]%Z; positive_label := false; weight := 1%positive |} ].

Definition folded : problem := {|
  data := seven; denominator := 1%positive; dim := 2%nat; width := 2%nat; neuron := absolute;
  deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := false; a_trained := true; w_trained := true; b_trained := true;
  deep_trained := []; fixed := fun _ => 0; loss := hinge; penalties := [] |}.

(** On the kink -1 the slopes are those from 0 to 1. *)
Lemma hinge_slope c d : (c < -1 /\ d = 0) \/ (-1 < c /\ d = 1) \/ (c = -1 /\ 0 <= d <= 1) ->
  subgradient_at (val hinge) c d.
Proof.
  intros H v. simpl. destruct (Rlt_dec c (-1)), (Rlt_dec v (-1));
    destruct H as [[H1 H2]|[[H1 H2]|[H1 H2]]]; subst; try lra; nra.
Qed.

Theorem folded_bad : BAD folded.
Proof.
  apply rule_support.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - apply (minimum_support_by folded 0 [873; -938]%Z 1000
      [[-155989936; 94087162]; [82823256; -181102977]]%Z
      [-460098648; 397036908]%Z 233964000 (fun _ => 0) (fun _ => 0%Z) 1
      absolute_pieces 1 [48; 5; 0; 45; 0; 48; 40]%Z 48)
      with (levels := [(((-13)%Z, 8%positive), (0%Z, 1%positive));
        (((-1)%Z, 1%positive), (0%Z, 1%positive));
        (((-1)%Z, 1%positive), (5%Z, 48%positive));
        (((-1)%Z, 1%positive), (5%Z, 6%positive));
        (((-1)%Z, 1%positive), (15%Z, 16%positive));
        ((7%Z, 8%positive), (1%Z, 1%positive));
        ((1%Z, 1%positive), (1%Z, 1%positive))])
      (own := [6; 2; 0; 4; 1; 5; 3]%nat).
    + repeat split; try (left; reflexivity). right. unfold over_qa. simpl. field.
    + apply Forall_nil.
    + exact absolute_is.
    + intros e _. unfold Rdiv. rewrite Rmult_0_l. reflexivity.
    + vm_cast_no_check (eq_refl true).
    + vm_cast_no_check (eq_refl true).
    + apply deep_still_balanced, no_deep_still. reflexivity.
    + intros j e _ _. apply Rcontinuity_abs.
    + apply no_deep_continuous. reflexivity.
    + repeat (apply Forall_cons; [|]); try apply Forall_nil;
        apply subgradient_near, hinge_slope; unfold real; simpl; lra.
Qed.

(** ** rule.hull with a deep part alone: two layers of rectifiers, all active *)

Definition tower : list (list (list fn)) := [[[relu; relu]; [relu; relu; relu]]].

Definition active_tower : problem := {|
  data := alternating; denominator := 1%positive; dim := 1%nat; width := 0%nat; neuron := relu;
  deep := branches 1 tower; deep_dom := branches_defined 1 tower;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := true;
  deep_trained := flat_map (fun u => map (Weight 0 0 u) (seq 0 1)) (seq 0 2) ++
    map (Bias 0 0) (seq 0 2) ++ flat_map (fun u => map (Weight 0 1 u) (seq 0 2)) (seq 0 3) ++
    map (Bias 0 1) (seq 0 3) ++ map (Output 0) (seq 0 3);
  fixed := fun _ => 0; loss := squared_hinge; penalties := [] |}.

(** The numbers over 42. *)
Definition tower_numbers : list branch_numbers :=
  [([([[6]; [6]], [42; 42]); ([[21; 21]; [21; 21]; [21; 21]], [0; 0; 0])], [14; 14; 14])]%Z.
Definition tower_pieces : list (list (list (list piece))) :=
  [[repeat relu_pieces 2; repeat relu_pieces 3]].

Theorem active_tower_bad : BAD active_tower.
Proof.
  apply rule_hull.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v b L. simpl in L. destruct b as [|b]; [|lia]. simpl.
    repeat split; intros u _; do 3 (destruct u as [|u]; [exact I|]); destruct u; exact I.
  - set (d := deep_real tower_numbers 42).
    set (t := point active_tower (-6) [] 7 [] [] 1 d).
    assert (Reach : admissible active_tower t) by apply completed_admissible.
    assert (Places : forall p, t (D p) = d p)
      by (apply numbers_stay; [vm_cast_no_check (eq_refl true)|reflexivity]).
    assert (Pieces : Forall2 (Forall2 (pieces_are 1)) tower tower_pieces)
      by (repeat constructor; exact relu_is).
    assert (Checked : check_deep tower_numbers active_tower 42 1 [12; 6; 18]%Z tower_pieces = true)
      by vm_cast_no_check (eq_refl true).
    apply (minimum_hull_by active_tower (-6) [] 7 [] [] 1 d
      (fst (deep_value tower_numbers active_tower 42 1 tower_pieces))
      (snd (deep_value tower_numbers active_tower 42 1 tower_pieces)) [] 1 [12; 6; 18]%Z 7)
      with (levels := [(((-1)%Z, 7%positive), (12%Z, 7%positive));
                       (((-4)%Z, 7%positive), (6%Z, 7%positive));
                       ((2%Z, 7%positive), (18%Z, 7%positive))]) (own := [0; 1; 2]%nat).
    + repeat split; left; reflexivity.
    + apply Forall_nil.
    + intros k [].
    + apply (deep_value_by tower_numbers active_tower t 42 Places 1 [12; 6; 18]%Z 7 tower
        (fun _ _ => eq_refl) tower_pieces Pieces Checked).
    + vm_cast_no_check (eq_refl true).
    + vm_cast_no_check (eq_refl true).
    + exact (deep_balanced_by tower_numbers active_tower t Reach 42 Places 1 [12; 6; 18]%Z 7 tower
        (fun _ _ => eq_refl) tower_pieces Pieces Checked).
    + repeat (apply Forall_cons; [|]); try apply Forall_nil;
        apply squared_hinge_slope; unfold real; simpl; lra.
Qed.

(** ** rule.support with a linear unit beside two rectifiers *)

Definition eight : list sample :=
  [ {| row := [0; 2]%Z; positive_label := true; weight := 1%positive |};
    {| row := [0; -2]%Z; positive_label := true; weight := 1%positive |};
    {| row := [3; 0]%Z; positive_label := true; weight := 1%positive |};
    {| row := [1; 1]%Z; positive_label := false; weight := 1%positive |};
    {| row := [-1; 0]%Z; positive_label := false; weight := 1%positive |};
    {| row := [1; -1]%Z; positive_label := false; weight := 1%positive |};
    {| row := [-2; 1]%Z; positive_label := false; weight := 1%positive |};
    {| row := [4; 1]%Z; positive_label := false; weight := 1%positive |} ].

Definition linear : fn := {| val := fun v => v; dom := fun _ => True |}.
Definition skip : list (list (list fn)) := [[[linear]]].

Definition beside : problem := {|
  data := eight; denominator := 1%positive; dim := 2%nat; width := 2%nat; neuron := relu;
  deep := branches 2 skip; deep_dom := branches_defined 2 skip;
  a0_trained := true; a_trained := true; w_trained := true; b_trained := true;
  deep_trained := map (Weight 0 0 0) (seq 0 2) ++ map (Bias 0 0) (seq 0 1) ++
    map (Output 0) (seq 0 1);
  fixed := fun _ => 0; loss := hinge; penalties := [] |}.

Definition skip_numbers : list branch_numbers := [([([[-141; -780]], [-261])], [436])]%Z.
Definition skip_pieces : list (list (list (list piece))) := [[[[((low, high), (1, 0)%Z)]]]].

Lemma relu_continuous v : continuity_pt (val relu) v.
Proof.
  intros eps He. exists eps. split; [assumption|]. intros u [_ U]. simpl in *.
  unfold R_dist in *. apply Rabs_def2 in U.
  destruct (Rlt_dec v 0), (Rlt_dec u 0); apply Rabs_def1; lra.
Qed.

Theorem beside_bad : BAD beside.
Proof.
  apply rule_support.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v b L. simpl in L. destruct b as [|b]; [|lia]. simpl.
    split; [|exact I]. intros u _. destruct u as [|[|u]]; exact I.
  - set (d := deep_real skip_numbers 1000).
    set (a := [-372000; -612000]%Z).
    set (w := [[-145656; 284580]; [-46107; 244940]]%Z).
    set (b := [-618120; 523872]%Z).
    set (g := [3; 3; 3; 1; 3; 3; 0; 2]%Z).
    set (t := point beside 359219 a 750000 w b 612000 d).
    assert (Reach : admissible beside t) by apply completed_admissible.
    assert (Places : forall p, t (D p) = d p)
      by (apply numbers_stay; [vm_cast_no_check (eq_refl true)|reflexivity]).
    assert (Pieces : Forall2 (Forall2 (pieces_are 1)) skip skip_pieces).
    { repeat constructor. intros k [<-|[]] v _. simpl. field. }
    assert (Checked : check_deep skip_numbers beside 1000 1 g skip_pieces = true)
      by vm_cast_no_check (eq_refl true).
    apply (minimum_support_by beside 359219 a 750000 w b 612000 d
      (fst (deep_value skip_numbers beside 1000 1 skip_pieces))
      (snd (deep_value skip_numbers beside 1000 1 skip_pieces)) relu_pieces 1 g 3)
      with (levels := [(((-1)%Z, 1%positive), (0%Z, 1%positive));
        (((-1)%Z, 1%positive), (1%Z, 3%positive)); (((-1)%Z, 1%positive), (2%Z, 3%positive));
        (((-1)%Z, 1%positive), (1%Z, 1%positive)); (((-1)%Z, 3%positive), (1%Z, 1%positive));
        ((1%Z, 3%positive), (1%Z, 1%positive)); ((5%Z, 3%positive), (1%Z, 1%positive))])
      (own := [6; 3; 5; 1; 4; 5; 0; 2]%nat).
    + repeat split; left; reflexivity.
    + apply Forall_nil.
    + exact relu_is.
    + exact (deep_value_by skip_numbers beside t 1000 Places 1 g 3 skip (fun _ _ => eq_refl)
        skip_pieces Pieces Checked).
    + vm_cast_no_check (eq_refl true).
    + vm_cast_no_check (eq_refl true).
    + exact (deep_balanced_by skip_numbers beside t Reach 1000 Places 1 g 3 skip
        (fun _ _ => eq_refl) skip_pieces Pieces Checked).
    + intros j e _ _. apply relu_continuous.
    + exact (deep_continuous_by skip_numbers beside t Reach 1000 Places 1 g 3 skip
        (fun _ _ => eq_refl) skip_pieces Pieces Checked).
    + repeat (apply Forall_cons; [|]); try apply Forall_nil;
        apply subgradient_near, hinge_slope; unfold real; simpl; lra.
Qed.

(** ** rule.frozen: a convex fit over the features of frozen rectifiers *)

Definition frozen_features : problem := {|
  data := alternating; denominator := 1%positive; dim := 1%nat; width := 2%nat; neuron := relu;
  deep := fun _ _ => 0; deep_dom := fun _ _ => True;
  a0_trained := true; a_trained := true; w_trained := false; b_trained := false;
  deep_trained := [];
  fixed := fun p => match p with W 0 0 => 1 | W 1 0 => -1 | _ => 0 end;
  loss := squared_hinge; penalties := [] |}.

Definition relu_values : list (rational * Z) :=
  [((-3, 1%positive), 0); ((-1, 1%positive), 0); ((0, 1%positive), 0); ((1, 1%positive), 1);
   ((3, 1%positive), 3)]%Z.

Lemma squared_hinge_convex : convex_fn (val squared_hinge).
Proof.
  assert (S : forall c, exists d, subgradient_at (val squared_hinge) c d).
  { intros c. destruct (Rle_dec (-1) c) as [H|H].
    - exists (2 * (1 + c)). now apply squared_hinge_slope.
    - exists 0. intros v. simpl. destruct (Rlt_dec c (-1)); [|lra].
      destruct (Rlt_dec v (-1)); [lra|]. pose proof (pow2_ge_0 (1 + v)). simpl in *. lra. }
  intros u v p Hp. destruct (S (p * u + (1 - p) * v)) as [d D].
  pose proof (Rmult_le_compat_l p _ _ (proj1 Hp) (D u)).
  pose proof (Rmult_le_compat_l (1 - p) _ _ ltac:(lra) (D v)).
  set (c := p * u + (1 - p) * v) in *.
  assert (p * (d * (u - c)) + (1 - p) * (d * (v - c)) = 0) by (unfold c; ring). lra.
Qed.

Theorem frozen_features_bad : BAD frozen_features.
Proof.
  apply rule_frozen.
  - intros v. exact I.
  - intros v. exact I.
  - intros t v. exact I.
  - exact squared_hinge_convex.
  - right. left.
    apply (minimum_frozen_fit_by frozen_features 1 [1; 0]%Z 7 [[1]; [-1]]%Z [] 1
      relu_values 1 [12; 6; 18]%Z 7
      [(((-1)%Z, 7%positive), (12%Z, 7%positive)); (((-4)%Z, 7%positive), (6%Z, 7%positive));
       ((2%Z, 7%positive), (18%Z, 7%positive))] [0; 1; 2]%nat).
    + split; [left; reflexivity|]. split; [left; reflexivity|]. split; right.
      * intros j k J K. simpl in J, K. destruct k; [|lia].
        do 2 (destruct j as [|j]; [simpl; field|]). lia.
      * intros j J. simpl in J. do 2 (destruct j as [|j]; [simpl; field|]). lia.
    + apply Forall_nil.
    + repeat (apply Forall_cons; [unfold sigma, real; simpl; destruct Rlt_dec; lra|]).
      apply Forall_nil.
    + split; reflexivity.
    + reflexivity.
    + vm_cast_no_check (eq_refl true).
    + repeat (apply Forall_cons; [|]); try apply Forall_nil;
        apply squared_hinge_slope; unfold real; simpl; lra.
Qed.

Print Assumptions folded_bad.
Print Assumptions active_tower_bad.
Print Assumptions frozen_features_bad.
Print Assumptions beside_bad.
