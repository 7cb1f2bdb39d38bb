(** * At a local minimum L is level in the output at each X

    What the theorems on circuits and on independent samples prove of samples with any labels, and what follows. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance FirstOrder OnePoint OneStep.
From TheoremCheck Require Independent.
Import ListNotations.
Open Scope R_scope.

(** The slopes of the loss, with weights and labels, have the sum 0 at each X: so they have with any
    factors that depend on X alone. *)
Definition LEVEL (P : problem) : Prop :=
  forall t, local_min P t -> forall l', (forall v, derivable_pt_lim (ell P) v (l' v)) ->
  forall g : sample -> R,
    (forall e e', In e (data P) -> In e' (data P) -> same P e e' -> g e = g e') ->
    over (data P) (fun e => share e * l' (z P t e) * y e * g e) = 0.

(** ** Samples that move together: what their slopes add up to *)

Section Force.

Variable P : problem.
Variable together : sample -> sample -> Prop.
Hypothesis together_dec : forall e e', {together e e'} + {~ together e e'}.
Hypothesis together_refl : forall e, together e e.
Hypothesis together_sym : forall e e', together e e' -> together e' e.
Hypothesis together_trans : forall e e' e'', together e e' -> together e' e'' -> together e e''.

Definition force (r : sample -> R) (e : sample) : R :=
  over (data P) (fun e' => if together_dec e e' then r e' else 0).

Lemma force_same : forall r e e', together e e' -> force r e = force r e'.
Proof.
  intros r e e' T. unfold force. apply over_eq. intros a _.
  destruct (together_dec e a) as [A|A], (together_dec e' a) as [B|B]; try reflexivity; exfalso.
  - apply B. apply together_trans with e; auto.
  - apply A. apply together_trans with e'; auto.
Qed.

Definition respects (g : sample -> R) : Prop :=
  forall e e', In e (data P) -> In e' (data P) -> together e e' -> g e = g e'.

Let count := force (fun _ => 1).

Lemma count_pos : forall e, In e (data P) -> 0 < count e.
Proof.
  intros e I. unfold count, force. set (one := fun e' => if together_dec e e' then 1 else 0).
  assert (Pos : forall e', In e' (data P) -> 0 <= one e')
    by (intros; unfold one; destruct (together_dec e e'); lra).
  apply Rnot_le_lt. intros N. assert (V := over_ge0_0 _ _ Pos N e I). unfold one in V.
  destruct (together_dec e e) as [|F]; [lra | now apply F].
Qed.

(** Factors that are one for samples that move together see the forces alone. *)
Lemma spread : forall r g, respects g ->
  over (data P) (fun e => r e * g e) = over (data P) (fun e => force r e * (g e / count e)).
Proof.
  intros r g G. symmetry.
  rewrite (over_eq _ _ (fun e => over (data P) (fun e' => if together_dec e e' then r e' * (g e / count e) else 0))).
  - rewrite over_over. apply over_eq. intros e' I'.
    rewrite (over_eq _ _ (fun e => r e' * (g e' / count e') * (if together_dec e' e then 1 else 0))).
    + rewrite over_mul. fold (force (fun _ => 1) e'). fold (count e'). field.
      pose proof (count_pos e' I'). lra.
    + intros e I. destruct (together_dec e e') as [T|T], (together_dec e' e) as [T'|T'].
      * rewrite (G e e' I I' T). unfold count. rewrite (force_same _ e e' T). ring.
      * exfalso. auto.
      * exfalso. auto.
      * ring.
  - intros e _. unfold force at 1. rewrite (Rmult_comm (over _ _)), <- over_mul. apply over_eq. intros e' _.
    destruct (together_dec e e'); ring.
Qed.

Lemma forces_0 : forall r g, respects g -> (forall e, In e (data P) -> force r e = 0) ->
  over (data P) (fun e => r e * g e) = 0.
Proof. intros r g G Z. rewrite spread by assumption. apply over_0. intros e I. rewrite (Z e I). ring. Qed.

(** Where they have the sign of the factors, no force is left. *)
Lemma forces_balance : forall r g, respects g -> over (data P) (fun e => r e * g e) = 0 ->
  (forall e, In e (data P) -> force r e <> 0 -> 0 < force r e * g e) ->
  forall e, In e (data P) -> force r e = 0.
Proof.
  intros r g G Z Pos e I. rewrite spread in Z by assumption.
  assert (Terms : forall e', In e' (data P) -> 0 <= force r e' * (g e' / count e')).
  { intros e' I'. pose proof (count_pos e' I'). destruct (Req_EM_T (force r e') 0) as [E|N]; [rewrite E; lra|].
    unfold Rdiv. rewrite <- Rmult_assoc. apply Rmult_le_pos; [left; now apply Pos|].
    left. now apply Rinv_0_lt_compat. }
  assert (V := over_ge0_0 _ _ Terms ltac:(rewrite Z; lra) e I). cbv beta in V.
  destruct (Req_EM_T (force r e) 0) as [|N]; [assumption|exfalso].
  pose proof (Pos e I N) as Q. pose proof (count_pos e I).
  unfold Rdiv in V. rewrite <- Rmult_assoc in V. apply Rmult_integral in V. destruct V as [V|V]; [lra|].
  pose proof (Rinv_0_lt_compat _ H). lra.
Qed.

(** One factor at those of e, 0 elsewhere. *)
Lemma one_force : forall r g e c, (forall e', In e' (data P) ->
    (together e e' -> g e' = c) /\ (~ together e e' -> g e' = 0)) ->
  over (data P) (fun e' => r e' * g e') = force r e * c.
Proof.
  intros r g e c G. unfold force. rewrite (Rmult_comm (over _ _)), <- over_mul. apply over_eq. intros e' I'.
  destruct (G e' I') as [A B]. destruct (together_dec e e') as [T|T]; [rewrite (A T) | rewrite (B T)]; ring.
Qed.

(** ** f moves at these samples alone, alike at all, to both sides: L falls to neither *)

Hypothesis defined : forall t, L_defined P t.
Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

Definition pulls (t : params) (e : sample) : R := share e * l1 (z P t e) * y e.

Lemma point_step : forall t move e delta, local_min P t -> leads P t move ->
  (forall h, penalty P (move h) = penalty P t) -> continuity_pt delta 0 -> delta 0 = 0 ->
  (forall h e', In e' (data P) -> (together e e' -> f P (move h) e' = f P t e' + delta h) /\
    (~ together e e' -> f P (move h) e' = f P t e')) ->
  force (pulls t) e <> 0 -> exists d, 0 < d /\ forall h, Rabs h < d -> force (pulls t) e * delta h <= 0.
Proof.
  intros t move e delta Min [Adm Lead] Pen Cont Z Moves N.
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (Lead r Hr) as [d [Hd Hnear]].
  set (g := fun k => over (data P) (fun e' => if together_dec e e'
    then share e' * ell P (z P t e' + k * - y e') else 0)).
  assert (D : derivable_pt_lim g 0 (- force (pulls t) e)).
  { replace (- force (pulls t) e) with (over (data P) (fun e' =>
      if together_dec e e' then share e' * (l1 (z P t e') * - y e') else 0)).
    - unfold g. apply (derivative_over (data P) (fun e' k => if together_dec e e'
        then share e' * ell P (z P t e' + k * - y e') else 0)). intros e' _.
      destruct (together_dec e e').
      + apply (derivable_pt_lim_scal (fun k => ell P (z P t e' + k * - y e'))). apply derivative_along.
        apply loss_slope.
      + apply derivable_pt_lim_const.
    - unfold force. replace (- over (data P) (fun e' => if together_dec e e' then pulls t e' else 0))
        with (-1 * over (data P) (fun e' => if together_dec e e' then pulls t e' else 0)) by ring.
      rewrite <- over_mul. apply over_eq. intros e' _. unfold pulls. destruct (together_dec e e'); ring. }
  destruct (falls_aside g 0 _ D ltac:(lra)) as [k [Hk Fall]].
  destruct (small_near_zero delta k Cont Z Hk) as [w [Hw Small]].
  exists (Rmin d w). split; [now apply Rmin_pos|]. intros h Hh.
  assert (Hd' : Rabs h < d) by (eapply Rlt_le_trans; [exact Hh|apply Rmin_l]).
  assert (Hw' : Rabs h < w) by (eapply Rlt_le_trans; [exact Hh|apply Rmin_r]).
  apply Rnot_lt_le. intros Up. specialize (Fall (delta h) (Small h Hw') ltac:(lra)). rewrite Rplus_0_l in Fall.
  pose proof (Hmin (move h) (Adm h) (Hnear h Hd')) as LE.
  apply L_compare in LE; [|apply Pen].
  assert (E : over (data P) (fun e' => share e' * ell P (z P (move h) e'))
    - over (data P) (fun e' => share e' * ell P (z P t e')) = g (delta h) - g 0).
  { unfold g, Rminus. replace (- over (data P) (fun e' => share e' * ell P (z P t e')))
      with (-1 * over (data P) (fun e' => share e' * ell P (z P t e'))) by ring.
    replace (- over (data P) (fun e' => if together_dec e e' then share e' * ell P (z P t e' + 0 * - y e') else 0))
      with (-1 * over (data P) (fun e' => if together_dec e e' then share e' * ell P (z P t e' + 0 * - y e') else 0))
      by ring.
    rewrite <- !over_mul, <- !over_add. apply over_eq. intros e' I'. destruct (Moves h e' I') as [A B].
    destruct (together_dec e e') as [T|T].
    - unfold z. rewrite (A T), Rmult_0_l, Rplus_0_r.
      replace (- y e' * (f P t e' + delta h)) with (- y e' * f P t e' + delta h * - y e') by ring. ring.
    - unfold z. rewrite (B T). ring. }
  lra.
Qed.

End Force.

(** ** Samples with one X *)

Section Level.

Variable P : problem.

Lemma same_dec : forall e e', {same P e e'} + {~ same P e e'}.
Proof.
  intros e e'. unfold same. induction (inputs P) as [|n IH]; [left; intros; lia|].
  destruct IH as [IH|IH].
  - destruct (Req_EM_T (X P e n) (X P e' n)) as [E|N].
    + left. intros k Hk. destruct (Nat.eq_dec k n) as [->|]; [assumption|apply IH; lia].
    + right. intros H. apply N, H. lia.
  - right. intros H. apply IH. intros k Hk. apply H. lia.
Qed.

Lemma same_refl : forall e, same P e e.
Proof. intros e k _. reflexivity. Qed.

Lemma same_trans : forall e e' e'', same P e e' -> same P e' e'' -> same P e e''.
Proof. intros e e' e'' A B k K. now rewrite (A k K), (B k K). Qed.

(** The sum of weight l' y at the X of a sample. *)
Definition at_same (r : sample -> R) (e : sample) : R := force P (same P) same_dec r e.

Lemma forces_level : (forall t, local_min P t -> forall l', (forall v, derivable_pt_lim (ell P) v (l' v)) ->
  forall e, In e (data P) -> at_same (pulls P l' t) e = 0) -> LEVEL P.
Proof.
  intros H t Min l' D g G.
  exact (forces_0 P (same P) same_dec same_refl (Independent.same_sym P) same_trans (pulls P l' t) g G
    (H t Min l' D)).
Qed.

Lemma no_slope_level : NO_SLOPE P -> LEVEL P.
Proof.
  intros S t Hm l' D g _. apply over_0. intros e He.
  replace (l' (z P t e)) with 0; [ring|]. symmetry. eapply uniqueness_limite; [apply D | now apply S].
Qed.

Hypothesis network_deep_features : network_deep_features P.

Hypothesis loss_c1 : loss_c1 P.
Hypothesis level : LEVEL P.

(** Samples at one X that have one label have one slope. *)
Lemma level_no_slope : data_consistent P -> NO_SLOPE P.
Proof.
  intros Con t Hm e He. destruct loss_c1 as [l' [D _]].
  set (g := fun e' => if same_dec e e' then 1 else 0).
  assert (G : forall a b, In a (data P) -> In b (data P) -> same P a b -> g a = g b).
  { intros a b _ _ S. unfold g. destruct (same_dec e a) as [A|A], (same_dec e b) as [B|B]; try reflexivity.
    - exfalso. apply B. intros k K. now rewrite (A k K), (S k K).
    - exfalso. apply A. intros k K. now rewrite (B k K), (S k K). }
  assert (S := level t Hm l' D g G).
  rewrite (over_eq _ _ (fun e' => l' (z P t e) * y e * (share e' * g e'))) in S.
  2: { intros e' He'. unfold g. destruct (same_dec e e') as [E|]; [|ring].
       assert (Y : y e' = y e) by (unfold y; now rewrite (Con e e' He He' E)).
       unfold z. rewrite Y, (OnePoint.same_f P network_deep_features t e e' E). ring. }
  rewrite over_mul in S.
  assert (W : 0 < over (data P) (fun e' => share e' * g e')).
  { assert (Pos : forall e', In e' (data P) -> 0 <= share e' * g e').
    { intros e' _. pose proof (share_pos e'). unfold g. destruct (same_dec e e'); lra. }
    apply Rnot_le_lt. intros N. assert (V := over_ge0_0 _ _ Pos N e He). cbv beta in V.
    pose proof (share_pos e). unfold g in V. destruct (same_dec e e) as [|N']; [lra|].
    apply N'. intros k _. reflexivity. }
  replace 0 with (l' (z P t e)); [apply D|].
  apply Rmult_integral in S. destruct S as [S|S]; [|lra].
  apply Rmult_integral in S. destruct S as [S|S]; [assumption|].
  unfold y in S. destruct (positive_label e); lra.
Qed.

(** A convex loss is at least what its tangents say. *)
Lemma level_global : loss_convex P -> objective_unregularised P -> GLOBAL P.
Proof.
  intros C U t Hm t' _ _. destruct loss_c1 as [l' [D _]]. apply L_le; [assumption|].
  assert (S := level t Hm l' D (fun e => f P t' e - f P t e)
    ltac:(intros a b _ _ S; cbv beta; now rewrite !(OnePoint.same_f P network_deep_features _ a b S))).
  unfold loss_sum.
  apply Rle_trans with (over (data P) (fun e => share e * ell P (z P t e)
    + -1 * (share e * l' (z P t e) * y e * (f P t' e - f P t e)))).
  - rewrite over_add, over_mul, S. lra.
  - apply over_le. intros e _.
    assert (T := convex_tangent (ell P) (z P t e) (l' (z P t e)) (z P t' e) C (D _)).
    pose proof (share_pos e).
    replace (share e * ell P (z P t e) + -1 * (share e * l' (z P t e) * y e * (f P t' e - f P t e)))
      with (share e * (ell P (z P t e) + l' (z P t e) * (z P t' e - z P t e))) by (unfold z; ring).
    apply Rmult_le_compat_l; lra.
Qed.

End Level.
