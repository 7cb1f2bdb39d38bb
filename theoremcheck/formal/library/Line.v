(** * thm.line, thm.line_global, thm.line_valley: all that is trained acts as one number *)

From Coq Require Import Reals List Lra Lia Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsLine Algebra Near Kinds Landscape.
Import ListNotations.
Open Scope R_scope.

(** A bound of finitely many numbers. *)
Lemma some_bound {T} (l : list T) (d : T -> R) : exists K, 0 < K /\ forall p, In p l -> Rabs (d p) <= K.
Proof.
  induction l as [|a l (K & HK & H)]; [exists 1; split; [lra|intros p []]|].
  exists (K + Rabs (d a)). pose proof (Rabs_pos (d a)). split; [lra|].
  intros p [<-|I]; [lra|]. specialize (H p I). lra.
Qed.

Section Moves.

Variable P : problem.

(** Small moves along a direction are near. *)
Lemma near_along t d r : 0 < r -> exists h0, 0 < h0 /\
  forall h, Rabs h < h0 -> near P r t (fun p => t p + h * d p).
Proof.
  intros Hr. destruct (some_bound (trained P) d) as (K & HK & B).
  exists (r / K). split; [now apply Rdiv_lt_0_compat|]. intros h Hh p I.
  replace (t p + h * d p - t p) with (h * d p) by ring. rewrite Rabs_mult.
  apply Rle_lt_trans with (Rabs h * K).
  - apply Rmult_le_compat_l; [apply Rabs_pos|now apply B].
  - apply Rlt_le_trans with (r / K * K); [now apply Rmult_lt_compat_r|].
    right. field. lra.
Qed.

Lemma along_admissible t d h : (forall p, ~ In p (trained P) -> d p = 0) ->
  admissible P t -> admissible P (fun p => t p + h * d p).
Proof. intros D A p N. rewrite (D p N), (A p N). ring. Qed.

End Moves.

Section Line.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis network_deep_is_defined : network_deep_defined P.

Lemma line_defined t : L_defined P t.
Proof. intros e _. split; [|split]; auto. Qed.

Section Number.

Variables (v : params -> R) (d : place -> R) (E : R -> R) (F : sample -> R -> R).
Hypothesis number : one_number P v d E F.

Lemma number_least t : local_min P t -> locally_least E (v t).
Proof.
  destruct number as (D & V & (c & EL) & _). intros (A & _ & r & Hr & M).
  destruct (near_distance P r Hr) as (r' & Hr' & N).
  destruct (near_along P t d r' Hr') as (h0 & H0 & Near).
  exists h0. split; [exact H0|]. intros h Hh.
  pose proof (along_admissible P t d h D A) as A'.
  specialize (M _ A' (line_defined _) (N _ _ (Near h Hh))).
  rewrite (EL _ A), (EL _ A'), V in M. lra.
Qed.

End Number.

Theorem thm_line : objective_line_right P -> NO_BAD P.
Proof.
  intros (v & d & E & F & N & Right) t M. apply error_zero. intros e I.
  pose proof (Right _ (number_least _ _ _ _ N t M) e I) as H.
  destruct N as (_ & _ & _ & Out). rewrite (Out t e (proj1 M) I). exact H.
Qed.

Theorem thm_line_global : objective_line_lowest P -> GLOBAL P.
Proof.
  intros (v & d & E & F & N & Low) t M t' A' _.
  pose proof (Low _ (number_least _ _ _ _ N t M) (v t')) as H.
  destruct N as (_ & _ & (c & EL) & _). rewrite (EL _ (proj1 M)), (EL _ A'). lra.
Qed.

Theorem thm_line_valley : objective_line_trough P -> NO_VALLEY P.
Proof.
  intros (v & d & E & F & (D & V & (c & EL) & _) & Trough) t m (A & _) (t' & (A' & _) & Lm).
  destruct (Rle_lt_dec (L P t) m) as [Low|High].
  - exists (fun _ => t). split; [split; [reflexivity|]|split; [|exact Low]].
    + intros p. apply continuity_const. intros a b. reflexivity.
    + intros _ _. split; [split; [exact A|apply line_defined]|lra].
  - exists (fun s p => t p + s * (v t' - v t) * d p).
    assert (G : forall s, admissible P (fun p => t p + s * (v t' - v t) * d p)) by
      (intros s; now apply along_admissible).
    assert (LG : forall s, L P (fun p => t p + s * (v t' - v t) * d p) = E (v t + s * (v t' - v t)) + c) by
      (intros s; now rewrite (EL _ (G s)), V).
    rewrite (EL _ A'), (EL _ A) in *.
    assert (Less : E (v t') < E (v t)) by lra.
    split; [split|split].
    + apply functional_extensionality. intros p. ring.
    + intros p. assert (C : continuity (fun s => t p + (v t' - v t) * d p * s)) by reg.
      replace (fun s => t p + s * (v t' - v t) * d p) with (fun s => t p + (v t' - v t) * d p * s); [exact C|].
      apply functional_extensionality. intros s. ring.
    + intros s Hs. split; [split; [apply G|apply line_defined]|]. rewrite LG.
      apply Rplus_le_compat_r. destruct (Rle_lt_dec (v t) (v t')) as [O|O].
      * apply Rle_trans with (Rmax (E (v t)) (E (v t'))); [apply Trough; split; nra|].
        rewrite Rmax_left; lra.
      * apply Rle_trans with (Rmax (E (v t')) (E (v t))); [apply Trough; split; nra|].
        rewrite Rmax_right; lra.
    + rewrite LG. replace (v t + 1 * (v t' - v t)) with (v t') by ring. lra.
Qed.

End Line.
