(** * Small steps to both sides: where a function falls by them *)

From Coq Require Import Reals Lra.
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
