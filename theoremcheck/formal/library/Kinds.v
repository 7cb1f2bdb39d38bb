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

(** thm.vacuous: with l' > 0 everywhere slopes never vanish. *)
Lemma no_slope_no_minimum : NO_SLOPE -> loss_increasing P -> data P <> [] -> NO_MINIMUM P.
Proof.
  intros S [_ Inc] D t M. destruct (data P) as [|e rest] eqn:E; [now apply D|].
  assert (I : In e (data P)) by (rewrite E; left; reflexivity).
  assert (0 < 0); [|lra]. apply (active_slope P (z P t e)); [apply Inc | now apply S].
Qed.

(** A convex function lies above a tangent of slope 0. *)
Lemma convex_flat : forall g v w, convex_fn g -> derivable_pt_lim g v 0 -> g v <= g w.
Proof.
  intros g v w C D. destruct (Rle_lt_dec (g v) (g w)) as [|N]; [assumption|exfalso].
  set (c := g v - g w). assert (Hc : 0 < c) by (unfold c; lra).
  assert (A : 0 <= 0 - c); [|lra].
  cut (0 <= - (0 * (w - v)) - c); [lra|].
  (* p -> g v - g (v + p (w - v)) - p c >= 0 by convexity, with derivative - c at 0 *)
  assert (Dp : derivable_pt_lim (fun p => g (v + p * (w - v))) 0 (0 * (w - v)))
    by now apply derivative_along.
  apply (right_derivative (fun p => - g (v + p * (w - v)) - (0 + c * p + 0 * p^2))).
  - apply (derivable_pt_lim_minus (fun p => - g (v + p * (w - v))) (fun p => 0 + c * p + 0 * p^2)).
    + now apply derivable_pt_lim_opp.
    + apply derivative_quadratic.
  - exists 1. split; [lra|]. intros p Hp.
    specialize (C w v p ltac:(lra)).
    replace (p * w + (1 - p) * v) with (v + p * (w - v)) in C by ring.
    rewrite Rmult_0_l, Rplus_0_r. unfold c. nra.
Qed.

(** G2: where all slopes vanish and the loss is convex, the loss is minimal. *)
Lemma no_slope_global : NO_SLOPE -> loss_convex P -> objective_unregularised P -> GLOBAL.
Proof.
  intros S C U t M t' _ _. apply L_le; [assumption|].
  unfold loss_sum. apply over_le. intros e I. apply Rmult_le_compat_l.
  - left. apply share_pos.
  - apply convex_flat; [assumption|]. now apply S.
Qed.

End Kinds.
