(** * Linearly independent samples, and frozen output weights of both signs

    Where samples that move together pull at f, each of two neurons alone turns
    so that L does not fall: with a_j > 0 > a_k one of them is at a local
    maximum of s, the other at a local minimum. A neuron that has none of the
    one kind leaves no pull, whatever else there is: no balance is used. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsExtrema ConditionsOpposite Algebra Near Kinds Monotone
  Balance FirstOrder Independent OnePoint Level Turning.
Import ListNotations.
Open Scope R_scope.

Definition one_kind (s : R -> R) : Prop := (forall v, ~ locally_greatest s v) \/ (forall v, ~ locally_least s v).

Lemma scaled_greatest : forall (s : R -> R) m v, 0 < m -> locally_greatest (fun w => m * s w) v -> locally_greatest s v.
Proof. intros s m v M [d [Hd H]]. exists d. split; [assumption|]. intros h Hh. specialize (H h Hh). cbv beta in H. nra. Qed.

Lemma scaled_least : forall (s : R -> R) m v, m < 0 -> locally_greatest (fun w => m * s w) v -> locally_least s v.
Proof. intros s m v M [d [Hd H]]. exists d. split; [assumption|]. intros h Hh. specialize (H h Hh). cbv beta in H. nra. Qed.

Lemma opposite_turns : forall (s : R -> R) c a b u v, one_kind s -> c <> 0 -> 0 < a -> b < 0 ->
  locally_greatest (fun w => c * a * s w) u -> locally_greatest (fun w => c * b * s w) v -> False.
Proof.
  intros s c a b u v K C Ha Hb U V. destruct (Rlt_le_dec 0 c) as [P|N].
  - apply scaled_greatest in U; [|nra]. apply scaled_least in V; [|nra].
    destruct K as [K|K]; [exact (K u U)|exact (K v V)].
  - assert (c < 0) by lra. apply scaled_least in U; [|nra]. apply scaled_greatest in V; [|nra].
    destruct K as [K|K]; [exact (K v V)|exact (K u U)].
Qed.

Section Opposite.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis trained :
  network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.
Hypothesis opposite : network_opposite_outputs P.
Hypothesis kind : neuron_no_local_maximum P \/ neuron_no_local_minimum P.

Lemma opposite_hidden : w_trained P = true.
Proof. destruct trained as [[_ [T _]]|[[_ T]|[T _]]]; exact T. Qed.

Lemma opposite_kind : continuity (sigma P) /\ one_kind (sigma P).
Proof. destruct kind as [[C H]|[C H]]; (split; [exact C|]); [left|right]; exact H. Qed.

Lemma opposite_signs : forall t, admissible P t ->
  exists j k, (j < width P)%nat /\ (k < width P)%nat /\ 0 < t (A j) /\ t (A k) < 0.
Proof.
  intros t Adm. destruct opposite as [Ta [j [k [Hj [Hk [Pj Nk]]]]]]. exists j, k.
  assert (Same : forall i, t (A i) = fixed P (A i)).
  { intros i. apply Adm. unfold Setting.trained. rewrite Ta. simpl. intros I.
    repeat (apply in_app_or in I; destruct I as [I|I]).
    + destruct (a0_trained P); simpl in I; intuition discriminate.
    + destruct (w_trained P); [|contradiction]. apply in_flat_map in I.
      destruct I as [? [_ I]]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
    + destruct (b_trained P); [|contradiction]. apply in_map_iff in I.
      destruct I as [? [? _]]. discriminate.
    + apply in_map_iff in I. destruct I as [? [? _]]. discriminate. }
  rewrite !Same. auto.
Qed.

(** No pull is left on samples that move together. *)
Lemma opposite_pulls : forall l1, (forall v, derivable_pt_lim (ell P) v (l1 v)) ->
  forall (together : sample -> sample -> Prop) (dec : forall e e', {together e e'} + {~ together e e'}),
  (forall e, together e e) -> (forall e e', together e e' -> together e' e) ->
  (forall e e' e'', together e e' -> together e' e'' -> together e e'') ->
  (forall e, In e (data P) -> exists v, dot P v e = 1 /\
    forall e', In e' (data P) -> together e e' \/ dot P v e' = 0) ->
  (forall t j u h e e', admissible P t -> (j < width P)%nat -> together e e' ->
    sigma P (pre P t j e' + h * dot P u e') = sigma P (pre P t j e + h * dot P u e)) ->
  forall t e, local_min P t -> In e (data P) -> force P together dec (pulls P l1 t) e = 0.
Proof.
  intros l1 D together dec Refl Sym Trans Dual Respond t e Min I.
  destruct (Req_EM_T (force P together dec (pulls P l1 t) e) 0) as [|N]; [assumption|exfalso].
  destruct opposite_kind as [Cont Kind].
  destruct (opposite_signs t (proj1 Min)) as [j [k [Hj [Hk [Pj Nk]]]]].
  assert (Turn : forall i, (i < width P)%nat -> locally_greatest
    (fun w => force P together dec (pulls P l1 t) e * t (A i) * sigma P w) (pre P t i e)).
  { intros i Hi.
    assert (S : exists d, 0 < d /\ forall h, Rabs h < d ->
      force P together dec (pulls P l1 t) e * t (A i) * (sigma P (pre P t i e + h) - sigma P (pre P t i e)) <= 0).
    { eapply active_step; eauto using opposite_hidden. }
    destruct S as [d [Hd H]]. exists d. split; [assumption|]. intros h Hh. specialize (H h Hh). lra. }
  exact (opposite_turns _ _ _ _ _ _ Kind N Pj Nk (Turn j Hj) (Turn k Hk)).
Qed.

(** Samples at one X move together. *)
Theorem level_opposite : data_independent P -> LEVEL P.
Proof.
  intros Ind. apply forces_level. intros t Min l1 D e I.
  apply (opposite_pulls l1 D (same P) (same_dec P) (same_refl P) (same_sym P) (same_trans P)); auto.
  - now apply dual.
  - intros t' j' u h a b _ Hj' S. now rewrite (same_pre P t' j' a b Hj' S), (same_dot P u a b S).
Qed.

Lemma even_sample : neuron_even P -> network_hidden_bias_or_none P -> data_consistent_up_to_sign P ->
  data_independent_up_to_sign P -> loss_nondecreasing P -> NO_SLOPE P.
Proof.
  intros Ev Bias Con Ind Nd t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  destruct (Req_EM_T (l1 (z P t e)) 0) as [|N]; [assumption|exfalso].
  destruct opposite_kind as [_ Kind].
  destruct (opposite_signs t (proj1 Min)) as [j [k [Hj [Hk [Pj Nk]]]]].
  assert (Turn : forall i, (i < width P)%nat ->
    locally_greatest (fun w => y e * t (A i) * sigma P w) (pre P t i e)).
  { intros i Hi. eapply active_sample with (together := alike P); eauto using opposite_hidden, alike_dual, alike_respond.
    intros a b Ia Ib S. symmetry. now apply Con. }
  assert (Y : y e <> 0) by (unfold y; destruct (positive_label e); lra).
  exact (opposite_turns _ _ _ _ _ _ Kind Y Pj Nk (Turn j Hj) (Turn k Hk)).
Qed.

(** For an even neuron so do those at X and -X, as in [Turning]. *)
Theorem slope_opposite_even : neuron_even P -> network_hidden_bias_or_none P ->
  data_consistent_up_to_sign P -> data_independent_up_to_sign P ->
  loss_nondecreasing P \/ network_shortcut_only P -> NO_SLOPE P.
Proof.
  intros Ev Bias Con Ind [Nd|Only]; [now apply even_sample|].
  intros t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  assert (Z : force P (alike P) (alike_dec P) (pulls P l1 t) e = 0).
  { apply (opposite_pulls l1 D (alike P) (alike_dec P) (fun a => or_introl (same_refl P a))
      (alike_sym P) (alike_trans P)); auto using alike_dual, alike_respond. }
  unfold force in Z.
  assert (C : l1 (z P t e) * y e = 0).
  { refine (over_multiples (data P) _ _ _ e (share e) I (share_pos e) _ Z).
    - intros e' I'. destruct (alike_dec P e e') as [T|T]; [|exists 0; split; [lra|ring]].
      exists (share e'). split; [left; apply share_pos|]. unfold pulls.
      assert (Y : y e' = y e) by (unfold y; now rewrite (Con e e' I I' T)).
      unfold z. rewrite (alike_f P Ev Bias Only t e e' (proj1 Min) T), Y. ring.
    - destruct (alike_dec P e e) as [T|T]; [unfold pulls; ring|]. exfalso. apply T. left. apply same_refl. }
  apply Rmult_integral in C. destruct C as [C|C]; [assumption|].
  unfold y in C. destruct (positive_label e); lra.
Qed.

End Opposite.
