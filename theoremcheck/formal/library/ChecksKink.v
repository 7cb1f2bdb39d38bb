(** * Checks of the conditions of thm.separable.kink *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Smooth Checks ChecksWidths
  ChecksAverages.
Import ListNotations.
Open Scope R_scope.

(** ** data.balanced_classes *)

Definition check_balanced (P : problem) : bool := (plusz P =? minusz P)%Z.

Lemma balanced_classes_by P : check_balanced P = true -> data_balanced_classes P.
Proof.
  unfold check_balanced, data_balanced_classes, W_plus, W_minus. intros H. apply Z.eqb_eq in H.
  rewrite !class_weight_z. now f_equal.
Qed.

(** ** data.collinear: the point p, the direction v, which is not 0 at the entry c *)

Definition check_collinear (P : problem) (p v : list Z) (c : nat) : bool :=
  negb (nth c v 0 =? 0)%Z &&
  forallb (fun e => forallb (fun k => ((nth k (row e) 0 - nth k p 0) * nth c v 0
                                      =? (nth c (row e) 0 - nth c p 0) * nth k v 0)%Z)
                            (seq 0 (dim P))) (data P).

Lemma collinear_by P p v c : check_collinear P p v c = true -> data_collinear P.
Proof.
  unfold check_collinear. rewrite andb_true_iff, forallb_forall. intros [N H].
  apply negb_true_iff, Z.eqb_neq in N.
  assert (V : IZR (nth c v 0%Z) <> 0) by (apply not_0_IZR; assumption).
  assert (Dn : IZR (Zpos (denominator P)) <> 0) by (apply not_0_IZR; discriminate).
  exists (fun k => IZR (nth k p 0%Z) / IZR (Zpos (denominator P))), (fun k => IZR (nth k v 0%Z)).
  intros e I. exists (IZR (nth c (row e) 0 - nth c p 0)%Z / (IZR (nth c v 0%Z) * IZR (Zpos (denominator P)))).
  intros k Hk. specialize (H e I). rewrite forallb_forall in H.
  specialize (H k ltac:(apply in_seq; lia)). apply Z.eqb_eq, (f_equal IZR) in H.
  rewrite !mult_IZR, !minus_IZR in H. unfold x. rewrite minus_IZR.
  apply Rmult_eq_reg_l with (IZR (nth c v 0%Z)); [|assumption].
  apply Rmult_eq_reg_l with (IZR (Zpos (denominator P))); [|assumption].
  transitivity (IZR (nth k (row e) 0%Z) * IZR (nth c v 0%Z)); [field; assumption|].
  transitivity (IZR (nth k p 0%Z) * IZR (nth c v 0%Z)
    + (IZR (nth c (row e) 0%Z) - IZR (nth c p 0%Z)) * IZR (nth k v 0%Z)); [lra|].
  field. split; assumption.
Qed.

(** ** objective.smooth_at_rest *)

Definition derivable_at (g : R -> R) (v : R) : Prop := exists d, derivable_pt_lim g v d.

(** In the interior of a piece. *)
Lemma derivable_piece g e v lo hi : lo < v < hi ->
  (forall w, lo <= w <= hi -> g w = value e w) -> smooth 1 e v -> derivable_at g v.
Proof.
  intros I E S. exists (value (slope e) v). pose proof (derivative_by 0 e v S) as D.
  intros eps He. destruct (D eps He) as [[d Hd] H]. simpl in H.
  assert (Hr : 0 < Rmin d (Rmin (v - lo) (hi - v))) by (repeat apply Rmin_pos; lra).
  exists (mkposreal _ Hr). simpl. intros h Nh Small.
  pose proof (Rmin_l d (Rmin (v - lo) (hi - v))). pose proof (Rmin_r d (Rmin (v - lo) (hi - v))).
  pose proof (Rmin_l (v - lo) (hi - v)). pose proof (Rmin_r (v - lo) (hi - v)).
  assert (B : - Rabs h <= h <= Rabs h).
  { pose proof (Rle_abs h). pose proof (Rle_abs (- h)) as Q. rewrite Rabs_Ropp in Q. lra. }
  rewrite (E (v + h)), (E v) by lra. apply H; [assumption|lra].
Qed.

(** On a break where the slopes agree. *)
Lemma derivable_break g e e' v lo hi : lo < v < hi ->
  (forall w, lo <= w <= v -> g w = value e w) -> (forall w, v <= w <= hi -> g w = value e' w) ->
  smooth 1 e v -> smooth 1 e' v -> value (slope e) v = value (slope e') v -> derivable_at g v.
Proof.
  intros I E E' S S' Eq. exists (value (slope e) v). apply sides_derivative.
  - intros eps He.
    destruct (derivative_sides _ _ _ (derivative_by 0 e' v S')) as [A _].
    destruct (A eps He) as [d [Hd H]]. exists (Rmin d (hi - v)). split; [apply Rmin_pos; lra|].
    intros h Hh. pose proof (Rmin_l d (hi - v)). pose proof (Rmin_r d (hi - v)).
    rewrite (E' (v + h)), (E' v), Eq by lra. apply H. lra.
  - intros eps He.
    destruct (derivative_sides _ _ _ (derivative_by 0 e v S)) as [_ A].
    destruct (A eps He) as [d [Hd H]]. exists (Rmin d (v - lo)). split; [apply Rmin_pos; lra|].
    intros h Hh. pose proof (Rmin_l d (v - lo)). pose proof (Rmin_r d (v - lo)).
    rewrite (E (v - h)), (E v) by lra. apply H. lra.
Qed.

Lemma smooth_at_rest_by P v w : output_at_rest P = v -> - v = w ->
  derivable_at (ell P) v -> derivable_at (ell P) w -> objective_smooth_at_rest P.
Proof.
  intros Ev Ew [d D] [d' D']. exists d, d'. rewrite Ev, Ew. split; assumption.
Qed.
