(** * One sample moves, to both sides

    Along a path that moves one sample, and those with its z alike, no loss of
    it may fall: where its slope is not 0, the move has the sign of the slope. *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance FirstOrder.
Import ListNotations.
Open Scope R_scope.

(** Where the slope is not 0, the function falls by a small enough step to one side. *)
Lemma falls_aside : forall g v d, derivable_pt_lim g v d -> d <> 0 ->
  exists e, 0 < e /\ forall k, Rabs k < e -> d * k < 0 -> g (v + k) < g v.
Proof.
  intros g v d D N. destruct (D (Rabs d) (Rabs_pos_lt d N)) as [e H].
  exists e. split; [apply cond_pos|]. intros k Small Down.
  assert (K : k <> 0) by (intros ->; lra).
  specialize (H k K Small). unfold Rabs in H.
  set (r := (g (v + k) - g v) / k) in *.
  assert (E : g (v + k) - g v = r * k) by (unfold r; field; assumption).
  assert (0 < r * d).
  { destruct (Rcase_abs d), (Rcase_abs (r - d)); nra. }
  nra.
Qed.

(** A continuous function is as small as one likes near one of its zeros. *)
Lemma small_near_zero : forall g k, continuity_pt g 0 -> g 0 = 0 -> 0 < k ->
  exists d, 0 < d /\ forall h, Rabs h < d -> Rabs (g h) < k.
Proof.
  intros g k C Z Hk. destruct (C k Hk) as [d [Hd H]]. exists d. split; [assumption|]. intros h Hh.
  destruct (Req_EM_T h 0) as [->|N]; [rewrite Z, Rabs_R0; assumption|].
  replace (g h) with (g h - g 0) by (rewrite Z; ring). apply (H h). split.
  - split; [exact I|]. intros E. now apply N.
  - simpl. unfold R_dist. now rewrite Rminus_0_r.
Qed.

Section OneStep.

Variable P : problem.

Hypothesis defined : forall t, L_defined P t.
Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

Lemma one_step : forall t move e delta, local_min P t -> leads P t move ->
  (forall h, penalty P (move h) = penalty P t) -> continuity_pt delta 0 -> delta 0 = 0 ->
  In e (data P) -> (forall h, z P (move h) e = z P t e + delta h) ->
  (forall h e', In e' (data P) -> z P (move h) e' = z P t e' \/
    (z P t e' = z P t e /\ z P (move h) e' = z P t e + delta h)) ->
  l1 (z P t e) <> 0 -> exists d, 0 < d /\ forall h, Rabs h < d -> 0 <= l1 (z P t e) * delta h.
Proof.
  intros t move e delta Min [Adm Lead] Pen Cont Z I Own Others N.
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (Lead r Hr) as [d [Hd Hnear]].
  destruct (falls_aside (ell P) (z P t e) _ (loss_slope _) N) as [k [Hk Fall]].
  destruct (small_near_zero delta k Cont Z Hk) as [w [Hw Small]].
  exists (Rmin d w). split; [now apply Rmin_pos|]. intros h Hh.
  assert (Hd' : Rabs h < d) by (eapply Rlt_le_trans; [exact Hh|apply Rmin_l]).
  assert (Hw' : Rabs h < w) by (eapply Rlt_le_trans; [exact Hh|apply Rmin_r]).
  destruct (Rle_lt_dec 0 (l1 (z P t e) * delta h)) as [|Dir]; [assumption|exfalso].
  specialize (Fall (delta h) (Small h Hw') Dir).
  set (drop := ell P (z P t e + delta h) - ell P (z P t e)).
  assert (Drop : drop < 0) by (unfold drop; lra).
  pose proof (Hmin (move h) (Adm h) (Hnear h Hd')) as LE.
  apply L_compare in LE; [|apply Pen].
  set (rise := fun e' => share e' * (ell P (z P t e') - ell P (z P (move h) e'))).
  assert (Rise : over (data P) rise <= 0).
  { unfold rise. rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e')
      + (-1) * (share e' * ell P (z P (move h) e')))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  assert (Terms : forall e', In e' (data P) -> 0 <= rise e').
  { intros e' I'. unfold rise. destruct (Others h e' I') as [E|[E F]].
    - rewrite E. lra.
    - rewrite E, F. pose proof (share_pos e'). unfold drop in Drop. nra. }
  pose proof (over_ge0_0 (data P) rise Terms Rise e I) as E0. unfold rise in E0.
  rewrite Own in E0. unfold drop in Drop. pose proof (share_pos e). nra.
Qed.

End OneStep.
