(** * thm.subspaces.c2, .core

    Every theorem is proved in the stronger form [Kinds.NO_SLOPE] first: at a local
    minimum the loss has slope 0 at every sample. *)

From Coq Require Import Reals List Lia Lra Bool Classical.
From TheoremCheck Require Import
  Setting Conditions Linear SecondOrder Vary Stationary Descent SubspacesMoves.
From TheoremCheck Require Kinds.
Import ListNotations.
Open Scope R_scope.

(** ** The sign of the curvature and of the slope *)

Lemma strictly_convex_ext g h : (forall v, g v = h v) -> strictly_convex_fn g ->
  strictly_convex_fn h.
Proof.
  intros E S v. destruct (S v) as [p [q [k [e [Hpq [Hk [He B]]]]]]].
  exists p, q, k, e. repeat split; try assumption; rewrite <- !E; now apply B.
Qed.

Section Signs.

Variable P : problem.

Lemma curve_sign : neuron_strictly_convex P \/ neuron_strictly_concave P ->
  exists curve, (curve = 1 \/ curve = -1) /\ strictly_convex_fn (fun v => curve * sigma P v).
Proof.
  intros [H|H].
  - exists 1. split; [now left|]. apply (strictly_convex_ext (sigma P)); [intros; ring|exact H].
  - exists (-1). split; [now right|].
    apply (strictly_convex_ext (opposite (sigma P))); [intros; unfold opposite; ring|exact H].
Qed.

Lemma slope_sign s1 : (forall v, derivable_pt_lim (sigma P) v (s1 v)) ->
  neuron_increasing P \/ neuron_decreasing P ->
  exists sign, forall v, 0 < sign * s1 v.
Proof.
  intros D [H|H].
  - exists 1. intros v. rewrite Rmult_1_l. now apply (increasing_slope (sigma P) v).
  - exists (-1). intros v. apply (increasing_slope (opposite (sigma P)) v _ H).
    replace (-1 * s1 v) with (- s1 v) by ring. now apply derivable_pt_lim_opp.
Qed.

End Signs.

(** ** network.balance *)

Definition some_balance (P : problem) : Prop :=
  network_output_bias P \/ neuron_signed P \/
  ((neuron_increasing P \/ neuron_decreasing P) /\ data_origin_outside_hulls P).

(** Span exclusion for one class: some v is orthogonal to the other one,
  and to none of its members. *)
Lemma cut_label P : data_span_exclusion P -> forall label, exists v, forall e, In e (data P) ->
  (positive_label e = label -> dot P v e <> 0) /\ (positive_label e <> label -> dot P v e = 0).
Proof.
  intros [[v [V1 V2]] [u [U1 U2]]] label. unfold positive, negative in *. destruct label.
  - exists v. intros e He. split; [auto|]. intros N. apply V1; [assumption|].
    destruct (positive_label e); congruence.
  - exists u. intros e He. split; [auto|]. intros N. apply U1; [assumption|].
    destruct (positive_label e); congruence.
Qed.

Section Point.

Variable P : problem.
Variables l1 s1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis Ds : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis shortcut : network_shortcut P.
Hypothesis a : a_trained P = true.
Hypothesis w : w_trained P = true.
Variable t : params.
Hypothesis minimum : least P t.

Notation slope := (slope P l1 t).

(** A sum of terms of one sign on one class, and of zeros on the other. *)
Lemma one_sign g sign label : balance P l1 t g = 0 ->
  (forall e, In e (data P) -> positive_label e = label -> slope e = 0) ->
  (forall e, In e (data P) -> positive_label e = negb label -> 0 < sign * g e) ->
  forall e, In e (data P) -> slope e = 0.
Proof.
  intros B Z S.
  set (tau := if negb label then 1 else -1).
  assert (terms : forall e, In e (data P) -> tau * sign * (q P l1 t e * y e * g e)
    = if bool_dec (positive_label e) label then 0 else q P l1 t e * (sign * g e)).
  { intros e He. destruct (bool_dec (positive_label e) label) as [E|N].
    - specialize (Z e He E). unfold SubspacesMoves.slope in Z. unfold q. rewrite Z. ring.
    - assert (E : y e = tau).
      { unfold y, tau. destruct (positive_label e), label; try reflexivity; now destruct N. }
      rewrite E. assert (tau * tau = 1) by (unfold tau; destruct label; simpl; ring).
      transitivity (tau * tau * (q P l1 t e * (sign * g e))); [ring|]. rewrite H. ring. }
  assert (total : over (data P) (fun e => tau * sign * (q P l1 t e * y e * g e)) = 0).
  { rewrite over_scaled. unfold balance in B. rewrite B. ring. }
  intros e He. destruct (bool_dec (positive_label e) label) as [E|N]; [now apply Z|].
  assert (zero : tau * sign * (q P l1 t e * y e * g e) = 0).
  { apply (over_nonneg_zero (data P) (fun e => tau * sign * (q P l1 t e * y e * g e)));
      [|lra|exact He].
    intros e' He'. rewrite terms by assumption.
    destruct (bool_dec (positive_label e') label) as [|N']; [lra|].
    apply Rmult_le_pos; [now apply q_nonneg|]. apply Rlt_le, S; [assumption|].
    destruct (positive_label e'), label; try reflexivity; now destruct N'. }
  rewrite terms in zero by assumption. destruct (bool_dec (positive_label e) label);
    [contradiction|].
  assert (0 < sign * g e).
  { apply S; [assumption|]. destruct (positive_label e), label; try reflexivity; now destruct N. }
  destruct (Rmult_integral _ _ zero); [|lra]. now apply (q_zero P l1).
Qed.

(** If the slopes vanish on one class, they do on the other. *)
Lemma balanced : some_balance P -> forall label,
  (forall e, In e (data P) -> positive_label e = label -> slope e = 0) ->
  forall e, In e (data P) -> slope e = 0.
Proof.
  intros [bias|[signed|[monotone hulls]]] label Z.
  - apply (one_sign (fun _ => 1) 1 label); [|assumption|intros; lra].
    now apply (first_a0 P l1 s1 Dl Ds w).
  - assert (B : balance P l1 t (fun e => sigma P (pre P t 0 e)) = 0)
      by (apply (first_a P l1 s1 Dl Ds w); assumption).
    destruct signed as [H|H].
    + apply (one_sign _ 1 label B); [assumption|]. intros e _ _. specialize (H (pre P t 0 e)). lra.
    + apply (one_sign _ (-1) label B); [assumption|]. intros e _ _. specialize (H (pre P t 0 e)).
      lra.
  - destruct (slope_sign P s1 Ds monotone) as [sign S].
    assert (V : exists v, forall e, In e (data P) -> positive_label e = negb label ->
      0 < dot P v e).
    { destruct hulls as [[vp Vp] [vm Vm]]. destruct label; [exists vm|exists vp]; auto. }
    destruct V as [v V].
    apply (one_sign (fun e => s1 (pre P t 0 e) * dot P v e) sign label); [|assumption|].
    + now apply (slope_w P l1 s1 Dl Ds w).
    + intros e He L. rewrite <- Rmult_assoc. apply Rmult_lt_0_compat; [apply S|now apply V].
Qed.

(** The slopes vanish off the core, by one neuron. *)
Lemma slope_off_core : neuron_increasing P \/ neuron_decreasing P ->
  forall e, In e (data P) -> slope e <> 0 -> core P e.
Proof.
  intros monotone e He N u U. destruct (slope_sign P s1 Ds monotone) as [sign S].
  assert (B : balance P l1 t (fun e => s1 (pre P t 0 e) * dot P u e) = 0)
    by now apply (slope_w P l1 s1 Dl Ds w).
  assert (zero : sign * (q P l1 t e * y e * (s1 (pre P t 0 e) * dot P u e)) = 0).
  { apply (over_nonneg_zero (data P)
      (fun e => sign * (q P l1 t e * y e * (s1 (pre P t 0 e) * dot P u e)))); [| |assumption].
    - intros e' He'. specialize (U e' He').
      replace (sign * (q P l1 t e' * y e' * (s1 (pre P t 0 e') * dot P u e')))
        with (q P l1 t e' * (sign * s1 (pre P t 0 e')) * (y e' * dot P u e')) by ring.
      apply Rmult_le_pos; [|assumption].
      apply Rmult_le_pos; [now apply q_nonneg|apply Rlt_le, S].
    - rewrite over_scaled. unfold balance in B. rewrite B. lra. }
  replace (sign * (q P l1 t e * y e * (s1 (pre P t 0 e) * dot P u e)))
    with (q P l1 t e * ((sign * s1 (pre P t 0 e)) * (y e * dot P u e))) in zero by ring.
  specialize (S (pre P t 0 e)).
  destruct (Rmult_integral _ _ zero) as [Q|Q].
  - contradict N. now apply (q_zero P l1).
  - destruct (Rmult_integral _ _ Q); [lra|]. unfold y in *. destruct (positive_label e); lra.
Qed.

(** ** Wide enough networks *)

Variable curve : R.
Hypothesis unit : curve = 1 \/ curve = -1.
Hypothesis curved : strictly_convex_fn (fun v => curve * sigma P v).

(** An idle neuron empties both classes; [own] and [other] are the samples of
    the classes that count: off them the slopes vanish. *)
Lemma idle_all (own other : sample -> Prop) j : (j < width P)%nat -> t (A j) = 0 ->
  (forall e, own e -> positive e) -> (forall e, other e -> negative e) ->
  (forall e, In e (data P) -> slope e <> 0 -> own e \/ other e) ->
  cut_off P own other -> cut_off P other own ->
  forall e, In e (data P) -> slope e = 0.
Proof.
  intros Hj Ha Own Other both [v [V1 V2]] [u [U1 U2]] e He.
  destruct (Req_dec (slope e) 0) as [|N]; [assumption|].
  destruct (both e He N) as [O|O].
  - destruct (idle_empties P l1 s1 Dl Ds nondecreasing w curve curved t minimum
      j v true a Hj Ha) with (e := e) as [|Z]; auto.
    + intros e' He' N' D. destruct (both e' He' N') as [O'|O']; [now apply Own|].
      contradict D. now apply V1.
    + contradict Z. now apply V2.
  - destruct (idle_empties P l1 s1 Dl Ds nondecreasing w curve curved t minimum
      j u false a Hj Ha) with (e := e) as [|Z]; auto.
    + intros e' He' N' D. destruct (both e' He' N') as [O'|O']; [|now apply Other].
      contradict D. now apply U1.
    + contradict Z. now apply U2.
Qed.

(** Neurons of both signs of y_i a_j s''. *)
Lemma neurons_by_sign : (forall j, (j < width P)%nat -> t (A j) <> 0) ->
  exists js ks, NoDup js /\ NoDup ks /\ (length js + length ks = width P)%nat /\
    (forall j, In j js -> (j < width P)%nat /\ 0 < 1 * t (A j) * curve) /\
    (forall j, In j ks -> (j < width P)%nat /\ 0 < -1 * t (A j) * curve).
Proof.
  intros N. destruct (signs (fun j => t (A j) * curve) (width P)) as [js [ks [D [D' [len [J K]]]]]].
  - intros j Hj. apply Rmult_integral_contrapositive. split; [now apply N|destruct unit; lra].
  - exists js, ks. repeat split; auto.
    + now apply J.
    + destruct (J j H). lra.
    + now apply K.
    + destruct (K j H). lra.
Qed.

Lemma wide_all (own other : sample -> Prop) :
  (forall e, own e -> positive e) -> (forall e, other e -> negative e) ->
  (forall e, In e (data P) -> slope e <> 0 -> own e \/ other e) ->
  (forall e, In e (data P) -> slope e = 0 -> flat_at P (z P t e)) ->
  cut_off P own other -> cut_off P other own -> wide_enough P own other -> some_balance P ->
  forall e, In e (data P) -> slope e = 0.
Proof.
  intros Own Other both flats cut cut' [bp [bm [Bp [Bm len]]]] arms.
  destruct (classic (exists j, (j < width P)%nat /\ t (A j) = 0)) as [[j [Hj Ha]]|none].
  { now apply (idle_all own other j). }
  destruct neurons_by_sign as [js [ks [D [D' [sum [J K]]]]]].
  { intros j Hj E. apply none. eauto. }
  assert (enough : (length bp <= length js)%nat \/ (length bm <= length ks)%nat) by lia.
  destruct enough as [H|H].
  - apply (balanced arms true). intros e He L.
    destruct (Req_dec (slope e) 0) as [|N]; [assumption|].
    destruct (both e He N) as [O|O]; [|apply Other in O; unfold negative in O; congruence].
    apply (partition_empties P l1 s1 Dl Ds nondecreasing w curve unit curved t minimum
      own other bp true js); auto.
    intros; now apply Own.
  - apply (balanced arms false). intros e He L.
    destruct (Req_dec (slope e) 0) as [|N]; [assumption|].
    destruct (both e He N) as [O|O]; [apply Own in O; unfold positive in O; congruence|].
    apply (partition_empties P l1 s1 Dl Ds nondecreasing w curve unit curved t minimum
      other own bm false ks); auto.
    + intros; now apply Other.
    + intros e' He' N'. destruct (both e' He' N'); auto.
Qed.

End Point.

(** ** The theorems *)

Lemma trainable P : network_trainable P \/ network_neurons_trainable P ->
  a_trained P = true /\ w_trained P = true.
Proof. unfold network_trainable, network_neurons_trainable. tauto. Qed.

Section Theorems.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_c2 : loss_c2 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c1 : neuron_c1 P.
Hypothesis neuron_c2 : neuron_c2 P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis network_neurons_trained : network_trainable P \/ network_neurons_trainable P.
Hypothesis objective_unregularised : objective_unregularised P.
Hypothesis neuron_strictly_curved : neuron_strictly_convex P \/ neuron_strictly_concave P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis data_span_exclusion : data_span_exclusion P.
Hypothesis data_core_span_exclusion : data_core_span_exclusion P.
Hypothesis network_balance :
  network_output_bias P \/ neuron_signed P \/
  ((neuron_increasing P \/ neuron_decreasing P) /\ data_origin_outside_hulls P).
Hypothesis network_width : network_width P.
Hypothesis network_width_core : network_width_core P.

Let positive_or_negative e : positive e \/ negative e.
Proof. unfold positive, negative. destruct (positive_label e); auto. Qed.

Theorem no_slope_subspaces_c2 : Kinds.NO_SLOPE P.
Proof.
  intros t M e He.
  destruct (trainable P network_neurons_trained) as [a w].
  destruct loss_c2 as [l1 [l2 [Dl [Dl2 _]]]]. destruct neuron_c1 as [s1 [Ds _]].
  destruct (curve_sign P neuron_strictly_curved) as [curve [unit curved]].
  destruct data_span_exclusion as [cut cut'].
  apply local_min_least in M; try assumption.
  assert (Z : SubspacesMoves.slope P l1 t e = 0); [|rewrite <- Z; apply Dl].
  apply (wide_all P l1 s1 Dl Ds loss_nondecreasing network_shortcut a w t M curve unit curved
    positive negative); auto.
  intros e' _ Z. exact (flat (ell P) l1 l2 _ loss_nondecreasing Dl Dl2 Z).
Qed.

Theorem thm_subspaces_c2 : NO_BAD P.
Proof. exact (Kinds.no_slope_no_bad P no_slope_subspaces_c2 loss_active). Qed.

Theorem no_slope_subspaces_core : Kinds.NO_SLOPE P.
Proof.
  intros t M e He.
  destruct (trainable P network_neurons_trained) as [a w].
  destruct loss_c2 as [l1 [l2 [Dl [Dl2 _]]]]. destruct neuron_c1 as [s1 [Ds _]].
  destruct (curve_sign P neuron_strictly_curved) as [curve [unit curved]].
  destruct data_core_span_exclusion as [cut cut'].
  apply local_min_least in M; try assumption.
  assert (Z : SubspacesMoves.slope P l1 t e = 0); [|rewrite <- Z; apply Dl].
  apply (wide_all P l1 s1 Dl Ds loss_nondecreasing network_shortcut a w t M curve unit curved
    (fun e => positive e /\ core P e) (fun e => negative e /\ core P e)); try tauto.
  - intros e' He' N.
    assert (C := slope_off_core P l1 s1 Dl Ds loss_nondecreasing network_shortcut a w t M
      neuron_monotone e' He' N).
    destruct (positive_or_negative e'); tauto.
  - intros e' _ Z. exact (flat (ell P) l1 l2 _ loss_nondecreasing Dl Dl2 Z).
  - exact network_balance.
Qed.

Theorem thm_subspaces_core : NO_BAD P.
Proof. exact (Kinds.no_slope_no_bad P no_slope_subspaces_core loss_active). Qed.

End Theorems.
