(** * Branches whose weights are 0: every unit receives its bias

    The deep parts of most points: the conditions of DeepNear.v are then
    conditions on the neurons at the biases, the same for all samples. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby DeepNear PointsExplicit.
Import ListNotations.
Open Scope R_scope.

Section Resting.

Variable P : problem.
Variable td : deep_place -> R.
Variable b : nat.

(** From layer l upwards all weights are 0. *)
Definition resting_from (l : nat) : Prop :=
  forall l' u k, (l <= l')%nat -> td (Weight b l' u k) = 0.

Lemma resting_above l : resting_from l -> resting_from (S l).
Proof. intros R l' u k L. apply R. lia. Qed.

Lemma received_resting l n h u : resting_from l -> received td b l n h u = td (Bias b l u).
Proof.
  intros R. unfold received. rewrite sum_null; [ring|]. intros k _. rewrite R by lia. ring.
Qed.

(** Every neuron is continuous at its bias. *)
Fixpoint calm_at (l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      (forall u, (u < length units)%nat -> continuity_pt (unit units u) (td (Bias b l u))) /\
      calm_at (S l) above
  end.

(** Every unit of a layer has its bias in an open interval where it is constant. *)
Definition flat_layer_at (l : nat) (units : list fn) (v : nat -> R) : Prop :=
  forall u, (u < length units)%nat -> exists lo hi, lo < td (Bias b l u) < hi /\
    forall r, lo < r < hi -> unit units u r = v u.

Fixpoint flat_at (l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: above => (exists v, flat_layer_at l units v) \/ flat_at (S l) above
  end.

Fixpoint zero_at (l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: above => (above = [] /\ flat_layer_at l units (fun _ => 0)) \/ zero_at (S l) above
  end.

Fixpoint affine_at (l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      (forall u, (u < length units)%nat -> exists lo hi p q, lo < td (Bias b l u) < hi /\
        forall r, lo < r < hi -> unit units u r = p * r + q) /\ affine_at (S l) above
  end.

(** What the branch gives. *)
Fixpoint output_at (l : nat) (layers : list (list fn)) : R :=
  match layers with
  | [] => 0
  | [units] => sum (length units) (fun u => td (Output b u) * unit units u (td (Bias b l u)))
  | _ :: above => output_at (S l) above
  end.

Lemma calm_resting layers : forall l n h, resting_from l -> calm_at l layers ->
  calm P td b l n h layers.
Proof.
  induction layers as [|units above IH]; intros l n h R C; simpl in *; [exact I|].
  destruct C as [C Cs]. split.
  - intros u e L _. rewrite received_resting by assumption. auto.
  - apply IH; auto using resting_above.
Qed.

Lemma flat_layer_resting l n h off units v : resting_from l -> flat_layer_at l units v ->
  flat_layer P td b l n h off units v.
Proof.
  intros R F u e L _. destruct (F u L) as [lo [hi [I E]]]. right. exists lo, hi.
  split; [|assumption]. now rewrite received_resting.
Qed.

Lemma flat_resting layers : forall l n h off, resting_from l -> flat_at l layers ->
  some_flat P td b l n h off layers.
Proof.
  induction layers as [|units above IH]; intros l n h off R F; simpl in *; [contradiction|].
  destruct F as [[v F]|F].
  - left. exists v. now apply flat_layer_resting.
  - right. apply IH; auto using resting_above.
Qed.

Lemma zero_resting layers : forall l n h off, resting_from l -> zero_at l layers ->
  last_zero P td b l n h off layers.
Proof.
  induction layers as [|units above IH]; intros l n h off R F; simpl in *; [contradiction|].
  destruct F as [[E F]|F].
  - left. split; [assumption|]. now apply flat_layer_resting.
  - right. apply IH; auto using resting_above.
Qed.

Lemma affine_resting layers : forall l n h, resting_from l -> affine_at l layers ->
  all_affine P td b l n h layers.
Proof.
  induction layers as [|units above IH]; intros l n h R F; simpl in *; [exact I|].
  destruct F as [F Fs]. split.
  - intros u L. destruct (F u L) as [lo [hi [p [q [I E]]]]]. exists lo, hi, p, q.
    split; [|assumption]. intros e _. now rewrite received_resting.
  - apply IH; auto using resting_above.
Qed.

Lemma output_resting_branch layers : layers <> [] -> forall l n h, resting_from l ->
  branch_output td b l n h layers = output_at l layers.
Proof.
  induction layers as [|units above IH]; intros N l n h R; [contradiction|].
  destruct above as [|units' above].
  - simpl. apply sum_eq. intros u _. unfold unit. now rewrite received_resting.
  - change (branch_output td b (S l) (length units)
      (fun u => val (nth u units identity) (received td b l n h u)) (units' :: above)
      = output_at (S l) (units' :: above)).
    apply IH; [discriminate | auto using resting_above].
Qed.

End Resting.

(** ** f_D at rest *)

Section Branches.

Variable P : problem.
Variable t : params.
Variable all : list (list (list fn)).
Hypothesis is_branches : forall td v, deep P td v = branches (dim P) all td v.

Let td (p : deep_place) : R := t (D p).

Hypothesis rest : forall b l u k, t (D (Weight b l u k)) = 0.

Lemma rest_from b l : resting_from td b l.
Proof. intros l' u k _. apply rest. Qed.

Lemma deep_part_resting e : (forall b, (b < length all)%nat -> nth b all [] <> []) ->
  deep_part P t e = sum (length all) (fun b => output_at td b 0 (nth b all [])).
Proof.
  intros N. unfold deep_part. rewrite is_branches. apply sum_eq. intros b L.
  apply output_resting_branch; auto. apply rest_from.
Qed.

Hypothesis reachable : admissible P t.
Hypothesis quiet : forall b, (b < length all)%nat -> calm_at td b 0 (nth b all []).

Lemma resting_continuous : deep_continuous P t.
Proof.
  apply (branches_continuous P t all); auto. intros b L.
  apply calm_resting; [apply rest_from | auto].
Qed.

Lemma resting_dead : (forall b, (b < length all)%nat -> flat_at td b 0 (nth b all [])) ->
  deep_dead P t.
Proof.
  intros F. apply (branches_dead P t all); auto; intros b L.
  - apply calm_resting; [apply rest_from | auto].
  - apply flat_resting; [apply rest_from | auto].
Qed.

Lemma resting_still : (forall b, (b < length all)%nat -> zero_at td b 0 (nth b all [])) ->
  deep_still P t.
Proof.
  intros F. apply (branches_still P t all); auto; intros b L.
  - apply calm_resting; [apply rest_from | auto].
  - apply zero_resting; [apply rest_from | auto].
Qed.

Lemma resting_affine : (forall b, (b < length all)%nat ->
    affine_at td b 0 (nth b all []) \/ flat_at td b 0 (nth b all [])) -> deep_affine P t.
Proof.
  intros F. apply (branches_affine P t all); auto; intros b L.
  - apply calm_resting; [apply rest_from | auto].
  - destruct (F b L); [left; apply affine_resting | right; apply flat_resting];
      auto using rest_from.
Qed.

End Branches.
