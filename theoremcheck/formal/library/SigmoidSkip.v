(** * lemma.circuit.sigmoid_skip: four points, one sigmoid and direct connections *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions ConditionsCircuit Algebra Near OneRelation Pair NeuronMove
  LinearBranch LinearNetwork Square SigmoidOne Kinds Level.
Import ListNotations.
Open Scope R_scope.

(** ** A unit in a branch of one layer *)

Section Unit.

Variable P : problem.
Variable all : list (list (list fn)).
Variable b : nat.
Variable units : list fn.
Variable unit : nat.
Hypothesis branches_are : consists_of P all.
Hypothesis here : (b < length all)%nat.
Hypothesis layers : layers_of all b = [units].
Hypothesis inside : (unit < length units)%nat.
Hypothesis weights : forall k, (k < dim P)%nat -> In (Weight b 0 unit k) (deep_trained P).
Hypothesis bias : sees_one P = true -> In (Bias b 0 unit) (deep_trained P).

Let s := val (nth unit units identity).

Definition unit_weight (t : params) : R := t (D (Output b unit)).
Definition unit_input (t : params) (e : sample) : R :=
  received (deep_part t) b 0 (dim P) (x P e) unit.

(** A number for each parameter of the unit, 0 elsewhere. *)
Definition of_unit (beta : R) (u : nat -> R) (p : deep_place) : R :=
  match p with
  | Weight b' l u' k =>
      if ((b' =? b) && (l =? 0) && (u' =? unit) && (k <? dim P))%nat%bool then u k else 0
  | Bias b' l u' =>
      if ((b' =? b) && (l =? 0) && (u' =? unit) && sees_one P)%nat%bool then u (dim P) else 0
  | Output b' u' => if ((b' =? b) && (u' =? unit))%nat%bool then beta else 0
  end.

Lemma of_unit_trained : forall beta u p, beta = 0 \/ In (Output b unit) (deep_trained P) ->
  ~ In p (deep_trained P) -> of_unit beta u p = 0.
Proof.
  intros beta u p Out N. destruct p as [b' l u' k|b' l u'|b' u']; simpl.
  - destruct (Nat.eqb_spec b' b) as [->|]; [|reflexivity].
    destruct (Nat.eqb_spec l 0) as [->|]; [|reflexivity].
    destruct (Nat.eqb_spec u' unit) as [->|]; [|reflexivity].
    destruct (Nat.ltb_spec k (dim P)) as [Hk|]; [|reflexivity]. destruct N. auto.
  - destruct (Nat.eqb_spec b' b) as [->|]; [|reflexivity].
    destruct (Nat.eqb_spec l 0) as [->|]; [|reflexivity].
    destruct (Nat.eqb_spec u' unit) as [->|]; [|reflexivity].
    destruct (sees_one P) eqn:E; [|reflexivity]. destruct N. auto.
  - destruct (Nat.eqb_spec b' b) as [->|]; [|reflexivity].
    destruct (Nat.eqb_spec u' unit) as [->|]; [|reflexivity].
    simpl. destruct Out; [assumption|contradiction].
Qed.

Lemma of_unit_small : forall r beta u p, 0 < r -> Rabs beta < r ->
  (forall k, (k <= dim P)%nat -> Rabs (u k) < r) -> Rabs (of_unit beta u p) < r.
Proof.
  clear. intros r beta u p Hr Hb Hu. destruct p as [b' l u' k|b' l u'|b' u']; simpl.
  - destruct (Nat.ltb_spec k (dim P)); rewrite ?andb_true_r, ?andb_false_r.
    + destruct ((b' =? b) && (l =? 0) && (u' =? unit))%nat%bool; [|now rewrite Rabs_R0].
      apply Hu. lia.
    + now rewrite Rabs_R0.
  - destruct ((b' =? b) && (l =? 0) && (u' =? unit) && sees_one P)%nat%bool; [|now rewrite Rabs_R0].
    apply Hu. lia.
  - destruct ((b' =? b) && (u' =? unit))%nat%bool; [assumption | now rewrite Rabs_R0].
Qed.

(** The point t with the parameters of the unit moved. *)
Definition with_unit (t : params) (beta : R) (u : nat -> R) : params := fun p =>
  match p with D p => t (D p) + of_unit beta u p | _ => t p end.

Lemma with_unit_weight : forall t beta u, unit_weight (with_unit t beta u) = unit_weight t + beta.
Proof. intros. unfold unit_weight. simpl. now rewrite !Nat.eqb_refl. Qed.

Lemma with_unit_input : forall t beta u e,
  unit_input (with_unit t beta u) e = unit_input t e + dot P u e.
Proof.
  clear. intros. unfold unit_input, received, deep_part. simpl. rewrite !Nat.eqb_refl. simpl.
  rewrite (sum_eq (dim P) _ (fun k => t (D (Weight b 0 unit k)) * x P e k + u k * X P e k)).
  - rewrite sum_add. unfold dot, inputs. destruct (sees_one P); simpl; [rewrite X_one|]; ring.
  - intros k Hk. rewrite X_low, (proj2 (Nat.ltb_lt k (dim P)) Hk) by assumption. simpl. ring.
Qed.

Lemma other_input : forall t beta u e i, i <> unit ->
  received (deep_part (with_unit t beta u)) b 0 (dim P) (x P e) i
  = received (deep_part t) b 0 (dim P) (x P e) i.
Proof.
  intros t beta u e i Di. unfold received, deep_part. simpl.
  rewrite !Nat.eqb_refl, (proj2 (Nat.eqb_neq i unit) Di). simpl. rewrite Rplus_0_r. f_equal.
  apply sum_eq. intros k _. ring.
Qed.

Lemma with_unit_f : forall t beta u e, f P (with_unit t beta u) e = f P t e
  + ((unit_weight t + beta) * s (unit_input t e + dot P u e) - unit_weight t * s (unit_input t e)).
Proof.
  intros t beta u e.
  rewrite (f_branch P all branches_are b t (with_unit t beta u) e here), layers.
  - cbn [branch_output].
    set (old := fun i => deep_part t (Output b i) * val (nth i units identity)
      (received (deep_part t) b 0 (dim P) (x P e) i)).
    rewrite (sum_eq (length units) (fun i => deep_part (with_unit t beta u) (Output b i) * _)
      (fun i => old i + (if Nat.eq_dec i unit then
      (unit_weight t + beta) * s (unit_input t e + dot P u e) - unit_weight t * s (unit_input t e)
      else 0))).
    + rewrite sum_add, (sum_one (length units) unit (fun i => if Nat.eq_dec i unit then _ else 0));
        [|assumption|].
      * destruct (Nat.eq_dec unit unit); [ring|congruence].
      * intros i _ Di. destruct (Nat.eq_dec i unit); [contradiction|reflexivity].
    + intros i _. destruct (Nat.eq_dec i unit) as [->|Di].
      * change (deep_part (with_unit t beta u) (Output b unit))
          with (unit_weight (with_unit t beta u)).
        change (received (deep_part (with_unit t beta u)) b 0 (dim P) (x P e) unit)
          with (unit_input (with_unit t beta u) e).
        rewrite with_unit_weight, with_unit_input. unfold old. fold s.
        change (deep_part t (Output b unit)) with (unit_weight t).
        change (received (deep_part t) b 0 (dim P) (x P e) unit) with (unit_input t e). ring.
      * rewrite other_input by assumption. unfold old, deep_part. simpl.
        rewrite Nat.eqb_refl, (proj2 (Nat.eqb_neq i unit) Di). simpl. rewrite !Rplus_0_r.
        reflexivity.
  - intros p Np. destruct p as [|i|i k|i|p]; try reflexivity. simpl.
    assert (Z : of_unit beta u p = 0); [|rewrite Z; ring].
    destruct p as [b' l u' k|b' l u'|b' u']; simpl in *;
      destruct (Nat.eqb_spec b' b) as [->|]; try reflexivity;
      destruct Np; try split; try reflexivity; lia.
Qed.

Lemma with_unit_admissible : forall t beta u,
  beta = 0 \/ In (Output b unit) (deep_trained P) -> admissible P t ->
  admissible P (with_unit t beta u).
Proof.
  intros t beta u Out Adm p N. rewrite <- (Adm p N). destruct p as [|i|i k|i|p]; try reflexivity.
  simpl. rewrite of_unit_trained; [ring | assumption |]. intros I. apply N. now apply in_deep.
Qed.

End Unit.

(** Moves of a neuron of the shortcut and of a unit together. *)
Definition both (P : problem) (j b unit : nat) (t : params) (beta : R) (u : nat -> R) (alpha : R)
  (v : nat -> R) : params := with_unit P b unit (with_neuron P j t 0 beta u) alpha v.

Lemma both_near : forall P j b unit r t beta u alpha v, 0 < r -> Rabs beta < r -> Rabs alpha < r ->
  (forall k, (k <= dim P)%nat -> Rabs (u k) < r) ->
  (forall k, (k <= dim P)%nat -> Rabs (v k) < r) ->
  near P r t (both P j b unit t beta u alpha v).
Proof.
  intros P j b unit r t beta u alpha v Hr Hb Ha Hu Hv p Hp.
  assert (N := with_neuron_near P j r t 0 beta u Hr ltac:(now rewrite Rabs_R0) Hb Hu p Hp).
  destruct p as [|i|i k|i|p]; try exact N. unfold both. cbn [with_unit with_neuron shift].
  replace (t (D p) + of_unit P b unit alpha v p - t (D p)) with (of_unit P b unit alpha v p) by ring.
  now apply of_unit_small.
Qed.

(** Multiples by 1 / c of small numbers. *)
Lemma divided_small : forall c r, c <> 0 -> 0 < r -> exists d, 0 < d /\ d <= r /\
  forall v, Rabs v < d -> Rabs (v / c) < r.
Proof.
  intros c r N Hr. assert (C : 0 < Rabs c) by now apply Rabs_pos_lt.
  assert (R : 0 < r * Rabs c) by now apply Rmult_lt_0_compat.
  exists (Rmin r (r * Rabs c)). split; [now apply Rmin_pos|]. split; [apply Rmin_l|].
  intros v Hv. assert (M := Rmin_r r (r * Rabs c)).
  unfold Rdiv. rewrite Rabs_mult, Rabs_inv.
  apply Rmult_lt_reg_r with (Rabs c); [assumption|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  lra.
Qed.

Lemma dot_divided : forall P u c e, dot P (fun k => u k / c) e = dot P u e / c.
Proof.
  intros. unfold Rdiv. rewrite (Rmult_comm (dot P u e)), <- dot_scale. unfold dot.
  apply sum_eq. intros; ring.
Qed.

Lemma in_trained_a : forall P j, In (A j) (trained P) -> a_trained P = true.
Proof.
  intros P j I. unfold trained in I. repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a0_trained P); simpl in I; intuition discriminate.
  - destruct (a_trained P); [reflexivity | contradiction].
  - destruct (w_trained P); [|contradiction]. apply in_flat_map in I. destruct I as [? [_ I]].
    apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (b_trained P); [|contradiction]. apply in_map_iff in I. destruct I as [? [I _]].
    discriminate.
  - apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
Qed.

(** ** The theorem *)

Section Statement.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis data_square : data_square P.
Hypothesis objective_unregularised : objective_unregularised P.
Hypothesis one_sigmoid :
  (network_direct_skip P /\ network_sigmoidal_unit P) \/
  (network_direct_branch P /\ network_shortcut P /\ (neuron_increasing P \/ neuron_decreasing P) /\
   neuron_sigmoidal P /\ (network_trainable P \/ network_neurons_trainable P)).

Let defined : forall t, L_defined P t.
Proof. intros t e _. repeat split; auto. Qed.

Lemma in_unit_fixed : forall p, ~ In p (deep_trained P) -> forall t, admissible P t ->
  t (D p) = fixed P (D p).
Proof. intros p N t Adm. apply Adm. now apply not_in_deep. Qed.

Section Four.

Variable pts : list sample.
Variables lab mu : sample -> R.
Hypothesis is_labelled : labelled P pts lab mu.
Hypothesis four : length pts = 4%nat.
Hypothesis balanced : over pts (fun e => mu e * lab e) = 0.
Let MR := proj1 (proj2 (proj2 (proj2 (proj2 is_labelled)))).

Definition level_at_points : Prop := forall l', (forall v, derivable_pt_lim (ell P) v (l' v)) ->
  forall t, local_min P t -> forall e, In e pts ->
  gather P pts lab (fun e => pull (fun e => l' (z P t e)) e * y e) e = 0.

(** The unit in a branch, the linear part in the shortcut. *)
Lemma by_shortcut : network_direct_skip P -> network_sigmoidal_unit P -> level_at_points.
Proof.
  intros [An [Tw [Ta [j [Hj Fj]]]]]
    [all [b [units [u [Br [Hb [Ly [Hu [Mono [[s1 [s2 [eps [c [D1 [D2 G]]]]]] [Wt [Bi Out]]]]]]]]]]]]
    l' Hl t Hm e He.
  destruct (affine_value _ An) as [SN AV].
  set (s := val (nth u units identity)) in *.
  assert (N : forall v, s1 v <> 0) by (intros v; now apply (monotone_slope s s1)).
  set (factor := fixed P (A j) * slope_of (neuron P)).
  assert (FN : factor <> 0) by now apply Rmult_integral_contrapositive_currified.
  refine (no_slope_at P P eq_refl defined objective_unregularised pts lab mu is_labelled
    s s1 s2 eps c D1 D2 G N (unit_weight b u) (unit_input P b u) _ _
    (fun t beta v w => both P j b u t 0 (fun k => w k / factor) beta v) True (or_introl I) _ _ _ _ l' Hl four balanced t Hm e He).
  - intros t'. exact (affine_relation P pts lab mu MR balanced (fun k => deep_part t' (Weight b 0 u k))
      (deep_part t' (Bias b 0 u))).
  - intros t' e1 e2 S. unfold unit_input, received. simpl. f_equal. apply sum_eq. intros k K.
    now rewrite (same_x P e1 e2 k S K).
  - intros t' beta v w _ Adm. apply with_unit_admissible; auto.
    apply with_neuron_admissible; auto.
  - intros t' beta v w e'. unfold both. now rewrite with_unit_input.
  - intros t' beta v w e' _ Adm. unfold both.
    rewrite (with_unit_f P all b units u Br Hb Ly Hu), with_neuron_f by assumption. fold s.
    assert (E : t' (A j) = fixed P (A j)).
    { apply Adm. intros I. apply in_trained_a in I. congruence. }
    assert (Q : t' (A j) * sigma P (pre P t' j e' + dot P (fun k => w k / factor) e')
      - t' (A j) * sigma P (pre P t' j e') = dot P w e').
    { rewrite dot_divided. unfold sigma.
      rewrite (AV (pre P t' j e' + dot P w e' / factor)), (AV (pre P t' j e')), E.
      unfold factor. field. split; assumption. }
    rewrite Rplus_0_r, <- Q.
    change (unit_weight b u (with_neuron P j t' 0 0 (fun k => w k / factor))) with (unit_weight b u t').
    change (unit_input P b u (with_neuron P j t' 0 0 (fun k => w k / factor)))
      with (unit_input P b u t'). ring.
  - intros r Hr. destruct (divided_small factor r FN Hr) as [d [Hd [Le Dv]]].
    exists d. split; [assumption|]. intros t' beta v w Hb' Hv Hw.
    apply both_near; [assumption | now rewrite Rabs_R0 | lra | |]; intros k Hk.
    + apply Dv. now apply Hw.
    + apply Rlt_le_trans with d; auto.
Qed.

(** The unit in the shortcut, the linear part in a branch. *)
Lemma by_branch : network_direct_branch P -> network_shortcut P ->
  (neuron_increasing P \/ neuron_decreasing P) -> neuron_sigmoidal P ->
  (network_trainable P \/ network_neurons_trainable P) -> level_at_points.
Proof.
  intros [all [b [units [u [Br [Hb [Ly [Hu [An [Wt [Bi [Out Fu]]]]]]]]]]]] Wd Mono
    [s1 [s2 [eps [c [D1 [D2 G]]]]]] Tr l' Hl t Hm e He.
  assert (T : a_trained P = true /\ w_trained P = true)
    by (destruct Tr as [[H1 [H2 _]]|H]; [now split | exact H]).
  destruct T as [Ta Tw]. destruct (affine_value _ An) as [SN AV].
  assert (N : forall v, s1 v <> 0) by (intros v; now apply (monotone_slope (sigma P) s1)).
  set (factor := fixed P (D (Output b u)) * slope_of (nth u units identity)).
  assert (FN : factor <> 0) by now apply Rmult_integral_contrapositive_currified.
  assert (Hj : (0 < width P)%nat) by (unfold Conditions.network_shortcut in *; lia).
  refine (no_slope_at P P eq_refl defined objective_unregularised pts lab mu is_labelled
    (sigma P) s1 s2 eps c D1 D2 G N (fun t => t (A 0%nat)) (fun t e => pre P t 0 e) _ _
    (fun t beta v w => both P 0 b u t beta v 0 (fun k => w k / factor)) True (or_introl I) _ _ _ _ l' Hl four balanced t Hm e He).
  - intros t'.
    exact (affine_relation P pts lab mu MR balanced (fun k => t' (W 0 k)) (t' (B 0%nat))).
  - intros t' e1 e2 S. now apply same_pre.
  - intros t' beta v w _ Adm. apply with_unit_admissible; auto.
    apply with_neuron_admissible; auto.
  - intros t' beta v w e'.
    change (pre P (both P 0 b u t' beta v 0 (fun k => w k / factor)) 0 e')
      with (pre P (with_neuron P 0 t' 0 beta v) 0 e').
    now apply with_neuron_pre.
  - intros t' beta v w e' _ Adm. unfold both.
    rewrite (with_unit_f P all b units u Br Hb Ly Hu), with_neuron_f by assumption.
    change (unit_weight b u (with_neuron P 0 t' 0 beta v)) with (unit_weight b u t').
    change (unit_input P b u (with_neuron P 0 t' 0 beta v)) with (unit_input P b u t').
    rewrite dot_divided, (AV (unit_input P b u t' e' + dot P w e' / factor)),
      (AV (unit_input P b u t' e')).
    replace (unit_weight b u t') with (fixed P (D (Output b u)))
      by (symmetry; now apply in_unit_fixed).
    unfold factor. field. split; assumption.
  - intros r Hr. destruct (divided_small factor r FN Hr) as [d [Hd [Le Dv]]].
    exists d. split; [assumption|]. intros t' beta v w Hb' Hv Hw.
    apply both_near; [assumption | lra | now rewrite Rabs_R0 | |]; intros k Hk.
    + apply Rlt_le_trans with d; auto.
    + apply Dv. now apply Hw.
Qed.

End Four.

Theorem level_circuit_sigmoid_skip : LEVEL P.
Proof.
  intros t Hm l' Hl g G. destruct data_square as [pts [r [C [Four Bal]]]].
  destruct (circuit_labelled P pts r C) as [lab [mu [Lab E]]].
  assert (M0 : over pts (fun e => mu e * lab e) = 0).
  { rewrite (over_eq _ _ (fun e => mu e * lab e * 1)) by (intros; ring). rewrite E.
    rewrite <- Bal. apply over_eq. intros; ring. }
  apply (gathered_level P pts (proj1 Lab) lab (fun e => pull (fun e => l' (z P t e)) e * y e)
    (label_square P pts lab mu Lab)); [|assumption].
  destruct one_sigmoid as [[H1 H2]|[H1 [H2 [H3 [H4 H5]]]]].
  - exact (by_shortcut pts lab mu Lab Four M0 H1 H2 l' Hl t Hm).
  - exact (by_branch pts lab mu Lab Four M0 H1 H2 H3 H4 H5 l' Hl t Hm).
Qed.

Theorem thm_circuit_sigmoid_skip_slopes : network_deep_features P -> data_consistent P -> NO_SLOPE P.
Proof. intros. apply (level_no_slope P); auto using level_circuit_sigmoid_skip. Qed.

Theorem thm_circuit_sigmoid_skip : network_deep_features P -> data_consistent P -> loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply thm_circuit_sigmoid_skip_slopes|assumption]. Qed.

Theorem thm_circuit_sigmoid_skip_global : network_deep_features P -> loss_convex P -> GLOBAL P.
Proof. intros. apply (level_global P); auto using level_circuit_sigmoid_skip. Qed.

End Statement.
