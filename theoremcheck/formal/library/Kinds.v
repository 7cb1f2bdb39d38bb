(** * Conclusions beyond those of Setting.v, and what follows from vanishing slopes *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra Near.
Import ListNotations.
Open Scope R_scope.

Section Kinds.

Variable P : problem.

(** At every local minimum the loss has slope 0 at every sample: what the
    theorems prove before they conclude that every sample is right. *)
Definition NO_SLOPE : Prop :=
  forall t, local_min P t -> forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) 0.

(** At every local minimum the loss falls to neither side, at no sample. *)
Definition NO_FALL : Prop :=
  forall t, local_min P t -> forall e, In e (data P) -> level_at (ell P) (z P t e).

(** Every local minimum of L is a global one. *)
Definition GLOBAL : Prop :=
  forall t, local_min P t -> forall t', admissible P t' -> L_defined P t' -> L P t <= L P t'.

(** At every local minimum all samples of [which] are right. *)
Definition RIGHT_ON (which : sample -> Prop) : Prop :=
  forall t, local_min P t -> forall e, In e (data P) -> which e -> y e = sgn (f P t e).

(** ** How the conclusions hang together *)

(** The training error is 0 where every sample is right, and there only. *)
Lemma error_zero : forall t,
  training_error P t = 0 <-> forall e, In e (data P) -> y e = sgn (f P t e).
Proof.
  intros t. unfold training_error.
  set (g := fun e => if Req_EM_T (y e) (sgn (f P t e)) then 0 else share e). split.
  - intros E e I.
    assert (Pos : forall e', In e' (data P) -> 0 <= g e').
    { intros e' _. unfold g. pose proof (share_pos e'). destruct Req_EM_T; lra. }
    assert (W : 0 < total_weight P).
    { apply total_weight_pos. intros D. now rewrite D in I. }
    assert (Z : over (data P) g <= 0).
    { right. apply (Rmult_eq_reg_r (/ total_weight P)); [|apply Rinv_neq_0_compat; lra].
      unfold Rdiv in E. now rewrite E, Rmult_0_l. }
    pose proof (over_ge0_0 _ g Pos Z e I) as G. unfold g in G. pose proof (share_pos e).
    destruct Req_EM_T; [assumption|lra].
  - intros H. rewrite over_0; [unfold Rdiv; ring|]. intros e I. unfold g.
    destruct Req_EM_T as [|N]; [reflexivity|]. now elim N; apply H.
Qed.

Lemma error_nonneg : forall t, 0 <= training_error P t.
Proof.
  intros t. destruct (data P) as [|e rest] eqn:D.
  - right. symmetry. apply error_zero. rewrite D. intros e [].
  - unfold training_error. apply Rmult_le_pos.
    + apply over_ge0. intros e' _. pose proof (share_pos e'). destruct Req_EM_T; lra.
    + left. apply Rinv_0_lt_compat, total_weight_pos. now rewrite D.
Qed.

(** NO_BAD is RIGHT_ON with all samples, and BAD is its negation. *)
Lemma right_on_all : RIGHT_ON (fun _ => True) <-> NO_BAD P.
Proof.
  split.
  - intros H t M. apply error_zero. intros e I. now apply H.
  - intros H t M e I _. now apply error_zero with (t := t); [apply H|].
Qed.

Lemma bad_not_no_bad : BAD P <-> ~ NO_BAD P.
Proof.
  split.
  - intros [t [M E]] N. rewrite (N t M) in E. lra.
  - intros N. apply not_all_ex_not in N. destruct N as [t N]. apply imply_to_and in N.
    destruct N as [M N]. exists t. split; [assumption|]. pose proof (error_nonneg t). lra.
Qed.

(** lemma.slope_zero *)
Lemma slope_zero : loss_active P -> forall t e,
  derivable_pt_lim (ell P) (z P t e) 0 -> y e = sgn (f P t e).
Proof.
  intros Act t e H. destruct (Rle_lt_dec 0 (z P t e)) as [Z|Z].
  - assert (0 < 0); [|lra]. apply (active_slope P (z P t e)); [now apply Act | assumption].
  - unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra.
Qed.

Lemma no_slope_no_bad : NO_SLOPE -> loss_active P -> NO_BAD P.
Proof. intros S Act t M. apply slope_zero_right; auto. Qed.

(** A function with slope 0. *)
Lemma slope_level : forall g v, derivable_pt_lim g v 0 -> level_at g v.
Proof.
  intros g v D k r Hk Hr. destruct (D k Hk) as [[d Hd] H]. simpl in H.
  set (h := Rmin (d / 2) (r / 2)).
  assert (Pos : 0 < h) by (apply Rmin_pos; lra).
  assert (h <= d / 2) by apply Rmin_l. assert (h <= r / 2) by apply Rmin_r.
  assert (Q : forall c, Rabs c = h -> c <> 0 -> Rabs (g (v + c) - g v) < k * h).
  { intros c Ec Nc. specialize (H c Nc ltac:(rewrite Ec; lra)).
    replace (g (v + c) - g v) with (((g (v + c) - g v) / c - 0) * c) by (field; assumption).
    rewrite Rabs_mult, Ec. now apply Rmult_lt_compat_r. }
  split; exists h; (split; [lra|]).
  - specialize (Q h ltac:(rewrite Rabs_right; lra) ltac:(lra)). apply Rabs_def2 in Q. lra.
  - specialize (Q (- h) ltac:(rewrite Rabs_left; lra) ltac:(lra)).
    replace (v + - h) with (v - h) in Q by ring. apply Rabs_def2 in Q. lra.
Qed.

Lemma no_slope_no_fall : NO_SLOPE -> NO_FALL.
Proof. intros S t M e I. apply slope_level. now apply S. Qed.

(** Where the loss rises from the left it falls to that side. *)
Lemma rises_not_level : forall g v, rises_before g v -> ~ level_at g v.
Proof.
  intros g v [k [r [Hk [Hr H]]]] V. destruct (V k r Hk Hr) as [_ [h [Hh E]]].
  specialize (H h Hh). lra.
Qed.

Lemma no_fall_no_bad : NO_FALL -> loss_active P -> NO_BAD P.
Proof.
  intros S Act t M. apply error_zero. intros e I.
  destruct (Rle_lt_dec 0 (z P t e)) as [Z|Z].
  - exfalso. apply (rises_not_level (ell P) (z P t e)); [now apply Act|now apply S].
  - unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra.
Qed.

(** thm.vacuous: with l' > 0 everywhere the loss falls to the left at every sample. *)
Lemma no_fall_no_minimum : NO_FALL -> loss_increasing P -> data P <> [] -> NO_MINIMUM P.
Proof.
  intros S [_ Inc] D t M. destruct (data P) as [|e rest] eqn:E; [now apply D|].
  assert (I : In e (data P)) by (rewrite E; left; reflexivity).
  apply (rises_not_level (ell P) (z P t e)); [apply Inc | now apply S].
Qed.

(** A convex function is least where it falls to neither side. *)
Lemma convex_level : forall g v w, convex_fn g -> level_at g v -> g v <= g w.
Proof.
  intros g v w C V. destruct (Rle_lt_dec (g v) (g w)) as [|N]; [assumption|exfalso].
  assert (Hd : 0 < Rabs (w - v)).
  { apply Rabs_pos_lt. intros E. replace w with v in N by lra. lra. }
  set (d := Rabs (w - v)) in *.
  destruct (V ((g v - g w) / d) d ltac:(apply Rdiv_lt_0_compat; lra) Hd) as [Up Down].
  assert (Q : forall h c, 0 < h < d -> (c = 1 \/ c = -1) -> w - v = c * d ->
    g (v + c * h) <= g v - (g v - g w) / d * h).
  { intros h c Hh _ E. specialize (C w v (h / d)).
    assert (B : 0 <= h / d <= 1).
    { split; [left; apply Rdiv_lt_0_compat; lra|]. apply Rmult_le_reg_r with d; [assumption|].
      unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
    specialize (C B). replace (h / d * w + (1 - h / d) * v) with (v + h / d * (w - v)) in C by ring.
    rewrite E in C. replace (h / d * (c * d)) with (c * h) in C by (field; lra).
    replace (h / d * g w + (1 - h / d) * g v) with (g v - (g v - g w) / d * h) in C by (field; lra).
    assumption. }
  destruct (Rle_lt_dec v w) as [L|L].
  - destruct Up as [h [Hh E]].
    assert (Ed : w - v = 1 * d) by (unfold d; rewrite Rabs_right by lra; ring).
    specialize (Q h 1 Hh ltac:(auto) Ed). rewrite Rmult_1_l in Q. lra.
  - destruct Down as [h [Hh E]].
    assert (Ed : w - v = -1 * d) by (unfold d; rewrite Rabs_left by lra; ring).
    specialize (Q h (-1) Hh ltac:(auto) Ed). replace (v + -1 * h) with (v - h) in Q by ring. lra.
Qed.

Lemma convex_flat : forall g v w, convex_fn g -> derivable_pt_lim g v 0 -> g v <= g w.
Proof. intros. apply convex_level; [assumption|]. now apply slope_level. Qed.

(** G2: where the loss falls at no sample and is convex, or pseudoconvex, it is minimal. *)
Lemma no_fall_global :
  NO_FALL -> loss_convex P \/ loss_pseudoconvex P -> objective_unregularised P -> GLOBAL.
Proof.
  intros S C U t M t' _ _. apply L_le; [assumption|].
  unfold loss_sum. apply over_le. intros e I. apply Rmult_le_compat_l.
  - left. apply share_pos.
  - destruct C as [C|C]; [apply convex_level; [assumption|]|apply (proj2 (proj2 C))]; now apply S.
Qed.

End Kinds.
