(** * thm.subspaces.c1: classes in different subspaces, one good neuron for each distinct X, less one

    Only the hidden weights move, so the output weights may be frozen, and penalties on all else are
    allowed. *)

From Coq Require Import Reals List Lia Lra Bool.
From TheoremCheck Require Import
  Setting Conditions ConditionsCurved Linear SecondOrder Vary Stationary SubspacesMoves Bends Units.
From TheoremCheck Require Near Kinds Monotone Balance FirstOrder Subspaces.
Import ListNotations.
Open Scope R_scope.

(** The curvature, by whichever arm. *)
Definition bent (P : problem) : Prop :=
  (neuron_strictly_convex P \/ neuron_strictly_concave P) \/
  neuron_slope_increasing P \/ neuron_slope_decreasing P.

Lemma bent_sign P s1 : bent P -> (forall v, derivable_pt_lim (sigma P) v (s1 v)) ->
  exists curve, (curve = 1 \/ curve = -1) /\
    above_tangents (fun v => curve * sigma P v) (fun v => curve * s1 v).
Proof.
  intros B D.
  assert (Dc : forall c v, derivable_pt_lim (fun v => c * sigma P v) v (c * s1 v))
    by (intros; now apply derivable_pt_lim_scal).
  destruct B as [B|B].
  - destruct (Subspaces.curve_sign P B) as [curve [U C]]. exists curve. split; [assumption|].
    exact (above_tangent _ _ C (Dc curve)).
  - assert (E : forall g h, (forall v, g v = h v) -> bends_up g -> bends_up h).
    { intros g h Eq G u v p N Hp. rewrite <- !Eq. now apply G. }
    destruct B as [B|B]; [exists 1|exists (-1)]; (split; [auto|]); apply bends_above;
      try apply Dc; eapply E; try exact B; intros v; unfold opposite; ring.
Qed.

(** Balance, where parameters may be frozen or penalised. *)
Definition balance_unpenalised (P : problem) : Prop :=
  (network_output_bias P /\ objective_output_bias_unpenalised P) \/
  (neuron_signed P /\ network_neurons_trainable P /\ objective_output_unpenalised P) \/
  ((neuron_increasing P \/ neuron_decreasing P) /\ data_origin_outside_hulls P).

(** ** The hidden weights of the shortcut *)

Section Hidden.

Variable P : problem.
Hypothesis loss_defined_ : loss_defined P.
Hypothesis neuron_defined_ : neuron_defined P.
Hypothesis deep_defined_ : network_deep_defined P.
Hypothesis unpenalised : objective_hidden_unpenalised P.
Hypothesis w : w_trained P = true.

Lemma shift_penalty t d h : penalty P (shift P t d h) = penalty P t.
Proof.
  unfold penalty. apply over_ext. intros [c p] I. specialize (unpenalised c p I).
  destruct p as [|i|i k|i|p]; simpl in *; try (rewrite unpenalised; ring).
  - destruct (a0_trained P); ring.
  - destruct (a_trained P && (i <? width P)%nat); ring.
  - reflexivity.
Qed.

(** No small move lowers the loss on the data. *)
Lemma shift_least t d : local_min P t -> exists delta, 0 < delta /\ forall h, Rabs h < delta ->
  over (data P) (fun e => share e * ell P (z P t e))
  <= over (data P) (fun e => share e * ell P (z P (shift P t d h) e)).
Proof.
  intros [Adm [_ [r [Hr M]]]]. destruct (near_distance P r Hr) as [r' [Hr' N]].
  destruct (vary_near P t 0 (fun _ => 0) d r' Hr') as [delta [Hd Near]].
  exists delta. split; [assumption|]. intros h Hh.
  apply (Monotone.L_compare P t (shift P t d h)); [apply shift_penalty|].
  apply M; [now apply vary_admissible| |now apply N, Near].
  now apply Monotone.all_defined.
Qed.

Variable l1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).

(** (a) holds along the moves of an idle neuron. *)
Lemma shift_idle t j u : local_min P t -> a_trained P = true -> (j < width P)%nat -> t (A j) = 0 ->
  exists delta, 0 < delta /\ forall h, Rabs h < delta ->
    balance P l1 t (fun e => sigma P (pre P t j e + h * dot P u e)) = 0.
Proof.
  intros Min Ta Hj Z.
  assert (defined := Monotone.all_defined P loss_defined_ neuron_defined_ deep_defined_).
  destruct (Monotone.turn_idle P u loss_defined_ neuron_defined_ deep_defined_ unpenalised w
    t j Min Hj Z) as [d [Hd Turn]].
  exists d. split; [assumption|]. intros h Hh.
  assert (Z' : Monotone.turn P u t j h (A j) = 0).
  { unfold Monotone.turn. simpl. destruct (j <? width P)%nat; rewrite Z; ring. }
  pose proof (FirstOrder.first_output P defined l1 Dl _ j (Turn h Hh) Ta Hj (or_intror Z')) as E.
  rewrite (FirstOrder.moment_eq P l1 t (Monotone.turn P u t j h)
    (fun e => sigma P (pre P t j e + h * dot P u e))) in E; [exact E| |].
  - intros e _. rewrite Monotone.turn_f, Z by assumption. ring.
  - intros e _. unfold Monotone.turn. rewrite Near.shift_pre, Monotone.turn_dot, Nat.eqb_refl
      by assumption. reflexivity.
Qed.

End Hidden.

(** ** The theorem *)

Section Distinct.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c1 : neuron_c1 P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_hidden_trained : network_hidden_trainable P.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.
Hypothesis neuron_bent : bent P.
Hypothesis data_span_exclusion : data_span_exclusion P.
Hypothesis balance : balance_unpenalised P.
Hypothesis network_width_distinct : network_width_distinct P.

Lemma frozen_output t j : admissible P t -> a_trained P = false -> t (A j) = fixed P (A j).
Proof.
  intros Adm Ta. apply Adm. unfold Setting.trained. rewrite Ta. simpl. intros I.
  repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a0_trained P); simpl in I; intuition discriminate.
  - destruct (w_trained P); [|contradiction]. apply in_flat_map in I.
    destruct I as [? [_ I]]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
  - destruct (b_trained P); [|contradiction]. apply in_map_iff in I.
    destruct I as [? [? _]]. discriminate.
  - apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
Qed.

Theorem no_slope_subspaces_c1 : Kinds.NO_SLOPE P.
Proof.
  intros t Min e0 I0.
  destruct loss_c1 as [l1 [Dl _]]. destruct neuron_c1 as [s1 [Ds _]].
  destruct network_hidden_trained as [w _].
  destruct (bent_sign P s1 neuron_bent Ds) as [curve [unit bends]].
  destruct network_width_distinct as [js [np [nm [[distinct good] [some cover]]]]].
  assert (below : forall j, In j js -> (j < width P)%nat) by (intros j I; now apply good).
  assert (defined := Monotone.all_defined P loss_defined neuron_defined network_deep_defined).
  cut (SubspacesMoves.slope P l1 t e0 = 0); [intros <-; apply Dl|]. revert e0 I0.
  (* the change of f, unit by unit *)
  set (run := change P (width P) (fun _ => sigma P) (fun j => t (A j)) (fun j e => pre P t j e)).
  assert (least : forall d, exists delta, 0 < delta /\ forall h, Rabs h < delta ->
    over (data P) (fun e => share e * ell P (z P t e))
    <= over (data P) (fun e => share e * ell P (z P t e + - y e * run d e h))).
  { intros d. destruct (shift_least P loss_defined neuron_defined network_deep_defined
      objective_hidden_unpenalised t d Min) as [delta [Hd M]].
    exists delta. split; [assumption|]. intros h Hh. eapply Rle_trans; [apply (M h Hh)|].
    right. apply over_ext. intros e _. do 2 f_equal. unfold z, run, change.
    rewrite f_shift by assumption. ring. }
  destruct (units_slopes P l1 Dl loss_nondecreasing t (width P) (fun _ => sigma P) (fun _ => s1)
    (fun j => t (A j)) (fun j e => pre P t j e) (fun _ => curve)) with (good := js)
    as [done|[active [label one]]]; auto.
  - intros j e e' _ S. now apply same_pre.
  - intros j u I Z. destruct (good j I) as [Hj [Ta|F]].
    + now apply shift_idle.
    + destruct (a_trained P) eqn:Ta; [now apply shift_idle|].
      contradict F. rewrite <- (frozen_output t j (proj1 Min) Ta). exact Z.
  - now exists np, nm.
  - (* balance *)
    destruct js as [|j rest]; [contradiction|].
    assert (Hj : (j < width P)%nat) by (apply below; now left).
    assert (Other : forall e, In e (data P) -> positive_label e = negb (negb label) ->
      l1 (z P t e) = 0) by (intros e I L; rewrite negb_involutive in L; now apply one).
    assert (rest_zero : forall g, Balance.moment P l1 t g = 0 ->
      (exists c, forall e, In e (data P) -> positive_label e = negb label -> 0 < c * g e) ->
      forall e, In e (data P) -> SubspacesMoves.slope P l1 t e = 0).
    { intros g B S e I. destruct (bool_dec (positive_label e) label) as [L|L]; [now apply one|].
      apply (Balance.one_class P l1 Dl loss_nondecreasing t (negb label) g Other S B e I).
      destruct (positive_label e), label; try reflexivity; now destruct L. }
    destruct balance as [[bias free]|[[signed [[Ta _] free]]|[monotone hulls]]].
    + apply (rest_zero (fun _ => 1)); [|exists 1; intros; lra].
      now apply FirstOrder.first_bias.
    + apply (rest_zero (fun e => sigma P (pre P t j e))).
      * apply FirstOrder.first_output; auto.
      * destruct signed as [S|S]; [exists 1|exists (-1)]; intros e _ _;
          specialize (S (pre P t j e)); lra.
    + assert (V : exists v, forall e, In e (data P) -> positive_label e = negb label ->
        0 < dot P v e).
      { destruct hulls as [[vp Vp] [vm Vm]]. destruct label; [exists vm|exists vp]; auto. }
      destruct V as [v V]. destruct (Subspaces.slope_sign P s1 Ds monotone) as [sign S].
      assert (F := first_units P l1 Dl t (width P) (fun _ => sigma P) (fun _ => s1)
        (fun j => t (A j)) (fun j e => pre P t j e) (fun _ v _ => Ds v) least
        (fun i => if (i =? j)%nat then v else fun _ => 0)).
      apply (rest_zero (fun e => t (A j) * s1 (pre P t j e) * dot P v e)).
      * rewrite <- F. unfold Balance.moment, Stationary.balance, q. apply over_ext. intros e _.
        f_equal. unfold first_change.
        rewrite (linear_sum_ext _ _ (fun i => if (i =? j)%nat
          then t (A i) * s1 (pre P t i e) * dot P v e else 0)).
        -- symmetry. now apply (sum_single (width P) j
             (fun i => t (A i) * s1 (pre P t i e) * dot P v e)).
        -- intros i _. destruct (i =? j)%nat; [reflexivity|].
           rewrite dot_zero by reflexivity. ring.
      * exists (sign * t (A j)). intros e I L. specialize (V e I L). specialize (S (pre P t j e)).
        assert (N : t (A j) <> 0) by (apply active; now left).
        replace (sign * t (A j) * (t (A j) * s1 (pre P t j e) * dot P v e))
          with ((t (A j))^2 * (sign * s1 (pre P t j e) * dot P v e)) by ring.
        apply Rmult_lt_0_compat; [now apply square_positive|now apply Rmult_lt_0_compat].
Qed.

Theorem thm_subspaces_c1 : NO_BAD P.
Proof. exact (Kinds.no_slope_no_bad P no_slope_subspaces_c1 loss_active). Qed.

End Distinct.
