(** * No local minimum where every unit can be moved to a gain: ReLU without hidden bias

    Of the neuron nothing is asked but that near all weights there are others by which no sample loses and one gains. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions ConditionsCells Algebra Near Kinds Monotone.
Import ListNotations.
Open Scope R_scope.

Section Movable.

Variable P : problem.

Hypothesis loss_defined_ : loss_defined P.
Hypothesis loss_c1_ : loss_c1 P.
Hypothesis loss_increasing_ : loss_increasing P.
Hypothesis neuron_defined_ : neuron_defined P.
Hypothesis deep_defined_ : network_deep_defined P.
Hypothesis shortcut : network_shortcut P.
Hypothesis hidden_trainable : network_hidden_trainable P.
Hypothesis hidden_bias : network_hidden_bias_or_none P.
Hypothesis unpenalised : objective_hidden_unpenalised P.
Hypothesis movable : network_movable P.

Let trained_w : w_trained P = true.
Proof. apply hidden_trainable. Qed.

(** What a sample gains where neuron j moves its weights by u. *)
Definition gain_by (t : params) (j : nat) (u : nat -> R) (s : sample) : R :=
  sigma P (pre P t j s + dot P u s) - sigma P (pre P t j s).

(** Near a point such weights are found. *)
Lemma moved : forall e t j r, moves P e -> admissible P t -> (j < width P)%nat -> 0 < r ->
  exists u, near P r t (turn P u t j 1) /\
    (forall s, In s (data P) -> 0 <= e * y s * gain_by t j u s) /\
    exists s, In s (data P) /\ 0 < e * y s * gain_by t j u s.
Proof.
  intros e t j r M At Hj Hr.
  set (w := weights P t j).
  assert (Hw : forall s, pre P t j s = dot P w s).
  { intros s. apply pre_dot; [assumption|]. destruct (b_trained P) eqn:Hb; [now left|right].
    destruct hidden_bias as [B0|B0]; [congruence|]. rewrite (bias_absent P t j At Hb). now apply B0. }
  destruct (M w r Hr) as [u [Hu [All Some]]]. exists u. split; [|split].
  - unfold turn. apply shift_near; auto; try (intros; rewrite Rabs_R0; assumption).
    intros i k _ _. destruct (i =? j)%nat; [rewrite Rmult_1_l; apply Hu|rewrite Rabs_R0; assumption].
  - intros s I. unfold gain_by. rewrite Hw. now apply All.
  - destruct Some as [s [I S]]. exists s. split; [assumption|]. unfold gain_by. now rewrite Hw.
Qed.

Lemma moved_z : forall t j u s, (j < width P)%nat ->
  z P (turn P u t j 1) s = z P t s - t (A j) * (y s * gain_by t j u s).
Proof. intros. unfold z, gain_by. rewrite turn_f by assumption. rewrite Rmult_1_l. ring. Qed.

(** (1) A neuron with a_j <> 0. *)
Lemma active_absurd : forall e t j, local_min P t -> (j < width P)%nat -> 0 < e * t (A j) -> moves P e -> False.
Proof.
  intros e t j Min Hj Ha M.
  pose proof (all_defined P loss_defined_ neuron_defined_ deep_defined_) as Def.
  destruct (near_min P Def t Min) as [r [Hr Hmin]].
  assert (At : admissible P t) by apply Min.
  destruct (moved e t j r M At Hj Hr) as [u [N [All [s0 [I0 S0]]]]].
  pose proof (Hmin _ (turn_admissible P u trained_w t j 1 At) N) as LE.
  apply L_compare in LE; [|apply turn_penalty; assumption].
  pose proof (rises_strictly (ell P) loss_increasing_) as Up.
  assert (Sg : exists p, 0 < p /\ forall v, t (A j) * v = p * (e * v)).
  { assert (0 < e * e) by nra. exists (t (A j) * e / (e * e)). split.
    - apply Rmult_lt_0_compat; [lra|]. now apply Rinv_0_lt_compat.
    - intros v. field. nra. }
  destruct Sg as [p [Hp Ep]].
  assert (Fall : forall s, In s (data P) -> z P (turn P u t j 1) s <= z P t s).
  { intros s I. rewrite moved_z, Ep by assumption. specialize (All s I). nra. }
  assert (Strict : z P (turn P u t j 1) s0 < z P t s0).
  { rewrite moved_z, Ep by assumption. nra. }
  set (G := fun s => share s * (ell P (z P t s) - ell P (z P (turn P u t j 1) s))).
  assert (Terms : forall s, In s (data P) -> 0 <= G s).
  { intros s I. unfold G. apply Rmult_le_pos; [left; apply share_pos|].
    destruct (Fall s I) as [F|F]; [apply Up in F; lra|rewrite F; lra]. }
  assert (Sum : over (data P) G <= 0).
  { unfold G. rewrite (over_eq (data P) _ (fun s => share s * ell P (z P t s)
      + (-1) * (share s * ell P (z P (turn P u t j 1) s)))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  pose proof (over_ge0_0 (data P) G Terms Sum s0 I0) as E0. unfold G in E0.
  pose proof (share_pos s0). apply Up in Strict. nra.
Qed.

(** (2) A neuron with a_j = 0, where a_j is trained. *)
Lemma idle_absurd : forall t j, local_min P t -> (j < width P)%nat -> a_trained P = true -> t (A j) = 0 ->
  moves P 1 -> False.
Proof.
  intros t j Min Hj Ha H0 M.
  pose proof (all_defined P loss_defined_ neuron_defined_ deep_defined_) as Def.
  destruct loss_c1_ as [l1 [D _]].
  destruct (near_min P Def t Min) as [r [Hr Hmin]].
  assert (At : admissible P t) by apply Min.
  destruct (moved 1 t j (r / 2) M At Hj ltac:(lra)) as [u [N [All [s0 [I0 S0]]]]].
  assert (Zs : forall s, z P (turn P u t j 1) s = z P t s).
  { intros s. rewrite moved_z, H0 by assumption. ring. }
  assert (Same : L P (turn P u t j 1) = L P t).
  { unfold L. rewrite (turn_penalty P u unpenalised). f_equal. f_equal. apply over_eq. intros. now rewrite Zs. }
  assert (Min' : local_min P (turn P u t j 1)).
  { apply near_intro; [exact Def|apply turn_admissible; assumption|].
    exists (r / 2). split; [lra|]. intros t' A' N'. rewrite Same. apply Hmin; [assumption|].
    intros p I. specialize (N p I). specialize (N' p I).
    replace (t' p - t p) with ((t' p - turn P u t j 1 p) + (turn P u t j 1 p - t p)) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|]. lra. }
  assert (A0' : turn P u t j 1 (A j) = 0).
  { unfold turn. simpl. destruct (j <? width P)%nat; rewrite H0; ring. }
  assert (First : forall t, local_min P t -> t (A j) = 0 ->
    over (data P) (fun s => share s * l1 (z P t s) * y s * sigma P (pre P t j s)) = 0).
  { intros t' M' Z'. apply (first_order_a P); auto. }
  pose proof (First t Min H0) as E1. pose proof (First _ Min' A0') as E2.
  assert (Pre : forall s, pre P (turn P u t j 1) j s = pre P t j s + dot P u s).
  { intros s. unfold turn. rewrite shift_pre by assumption. rewrite turn_dot, Nat.eqb_refl. ring. }
  set (G := fun s => share s * l1 (z P t s) * (1 * y s * gain_by t j u s)).
  assert (Slope : forall s, 0 < l1 (z P t s)).
  { intros s. apply (active_slope P (z P t s)); [|apply D]. apply loss_increasing_. }
  assert (Pos : forall s, In s (data P) -> 0 <= G s).
  { intros s I. unfold G. apply Rmult_le_pos; [|now apply All].
    apply Rmult_le_pos; left; [apply share_pos|apply Slope]. }
  assert (Sum : over (data P) G <= 0).
  { unfold G. rewrite (over_eq (data P) _ (fun s =>
      share s * l1 (z P (turn P u t j 1) s) * y s * sigma P (pre P (turn P u t j 1) j s)
      + (-1) * (share s * l1 (z P t s) * y s * sigma P (pre P t j s)))).
    - rewrite over_add, over_mul, E1, E2. lra.
    - intros s I. rewrite Pre, Zs. unfold gain_by. ring. }
  pose proof (over_ge0_0 (data P) G Pos Sum s0 I0) as Ge. unfold G in Ge.
  pose proof (share_pos s0). pose proof (Slope s0). apply Rmult_integral in Ge. destruct Ge as [Ge|Ge]; [|lra].
  apply Rmult_integral in Ge. destruct Ge; lra.
Qed.

Lemma frozen_output : forall t j, admissible P t -> a_trained P = false -> t (A j) = fixed P (A j).
Proof.
  intros t j Adm Ha. apply Adm. unfold trained. rewrite Ha. simpl. intros I.
  repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a0_trained P); simpl in I; intuition discriminate.
  - rewrite trained_w in I. apply in_flat_map in I. destruct I as [? [_ I]].
    apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (b_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
Qed.

Theorem thm_movable : NO_MINIMUM P.
Proof.
  intros t Min. destruct movable as [[Ha [U W]]|[Ha [e [j [Hj [F M]]]]]].
  - destruct (Rtotal_order (t (A 0)) 0) as [N|[Z|N]].
    + apply (active_absurd (-1) t 0 Min); auto. lra.
    + apply (idle_absurd t 0 Min); auto.
    + apply (active_absurd 1 t 0 Min); auto. lra.
  - apply (active_absurd e t j Min); auto. rewrite (frozen_output t j); auto. apply Min.
Qed.

End Movable.
