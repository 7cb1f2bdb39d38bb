(** * Maps with a coercive derivative are onto nearby (lemma.slice, case 2) *)

From Coq Require Import Reals List Lra Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Compact Box.
Import ListNotations.
Open Scope R_scope.

Section Onto.

Variable K : Type.
Hypothesis eq_dec : forall p q : K, {p = q} + {p <> q}.
Variable ps : list K.
Hypothesis once : NoDup ps.

Notation shift := (shift K).
Notation apart := (apart K).
Notation along := (along K ps).
Notation norm2 := (norm2 K ps).
Notation product := (product K ps).
Notation ball := (ball K ps).

(** The H_p, continuous on the ball around c, with derivatives J there, d . J d >= k |d|^2:
    every y near H(c) is H(t) for a point t of the ball. *)
Theorem onto (H : K -> (K -> R) -> R) (J : K -> K -> (K -> R) -> R) c r k (y : K -> R) :
  0 < k -> 0 < r ->
  (forall p t, In p ps -> ball c r t -> continuous_at K ps (ball c r) (H p) t) ->
  (forall t, ball c r t -> forall d, along d ->
    (forall p, In p ps ->
      derivable_pt_lim (fun v => H p (shift t d v)) 0 (over ps (fun q => J p q t * d q))) /\
    k * norm2 d <= over ps (fun p => d p * over ps (fun q => J p q t * d q))) ->
  norm2 (fun p => H p c - y p) < (k * r / 2)^2 ->
  exists t, ball c r t /\ forall p, In p ps -> H p t = y p.
Proof.
  intros Hk Hr Hc HJ Hy.
  set (F := fun t => over ps (fun p => (H p t - y p)^2)).
  (* The point where H is closest to y. *)
  destruct (ball_attains K eq_dec ps once F c r ltac:(lra)) as (s & Hs & Hmin).
  { intros t Ht. apply continuous_lower. unfold F.
    apply (continuous_sum K ps ps (fun p t' => (H p t' - y p)^2)). intros p Hp.
    apply (continuous_comp K ps (fun v => (v - y p)^2) (H p)); [|apply Hc; assumption].
    apply derivable_continuous_pt. exists (INR 2 * (H p t - y p)^(pred 2) * (1 - 0)).
    apply (derivable_pt_lim_comp (fun v => v - y p) (fun w => w^2)).
    - apply (derivable_pt_lim_minus id (fun _ => y p)).
      + apply derivable_pt_lim_id.
      + apply derivable_pt_lim_const.
    - apply derivable_pt_lim_pow. }
  assert (Hinside : norm2 (apart c s) < r^2).
  { (* On the sphere H moves by k r at least. *)
    apply Rnot_le_lt. intros Hge. pose proof Hs as [Ha Hn].
    assert (E : norm2 (apart c s) = r^2) by lra. set (d := apart c s).
    assert (Hseg : forall v, 0 <= v <= 1 -> ball c r (shift c d v)).
    { intros v Hv. apply ball_segment; [exact Hv|apply ball_centre|exact Hs]. }
    pose proof (grows (fun v => over ps (fun p => d p * H p (shift c d v)))
      (fun v => over ps (fun p => d p * over ps (fun q => J p q (shift c d v) * d q)))
      (k * norm2 d) 0 1 ltac:(lra)) as Q.
    assert (Hgrow : over ps (fun p => d p * H p c) + k * norm2 d <= over ps (fun p => d p * H p s)).
    { cbv beta in Q. replace (shift c d 0) with c in Q by (symmetry; apply shift_0).
      replace (shift c d 1) with s in Q by (symmetry; apply shift_apart).
      rewrite Rminus_0_r, Rmult_1_r in Q. apply Q.
      - intros v Hv.
        apply (derivable_lsum K ps (fun p v => d p * H p (shift c d v))). intros p Hp.
        apply (derivable_pt_lim_scal (fun v => H p (shift c d v))). apply derivable_at_zero.
        replace (fun w => H p (shift c d (v + w))) with (fun w => H p (shift (shift c d v) d w)).
        + apply (proj1 (HJ _ (Hseg v Hv) d Ha) p Hp).
        + apply functional_extensionality. intros w. now rewrite shift_shift.
      - intros v Hv. exact (proj2 (HJ _ (Hseg v Hv) d Ha)). }
    assert (Hs2 : norm2 (fun p => H p s - y p) <= norm2 (fun p => H p c - y p)).
    { exact (Hmin c (ball_centre K ps c r)). }
    assert (Hd2 : norm2 d <= r^2) by (unfold d; lra).
    assert (Hpos : 0 < k * r / 2)
      by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; assumption|lra]).
    (* d . (H s - H c) >= k r^2, but both H s and H c are within k r / 2 of y *)
    assert (Hkr : 0 <= k * r / 2) by lra.
    assert (B1 : product (fun p => H p s - y p) d < k * r / 2 * r).
    { apply Rle_lt_trans with (Rabs (product (fun p => H p s - y p) d)); [apply Rle_abs|].
      pose proof (lsum_cauchy K ps (fun p => H p s - y p) d) as C.
      apply Rsqr_incrst_0; [|apply Rabs_pos|apply Rmult_le_pos; lra].
      rewrite <- Rsqr_abs, !Rsqr_pow2. eapply Rle_lt_trans; [exact C|].
      change (over ps (fun p => (d p)^2)) with (norm2 d). unfold d. rewrite E.
      replace ((k * r / 2 * r)^2) with ((k * r / 2)^2 * r^2) by ring.
      apply Rmult_lt_compat_r; [apply pow_lt; exact Hr|].
      change (norm2 (fun p => H p s - y p) < (k * r / 2)^2). lra. }
    pose proof (product_bound K ps (fun p => H p c - y p) d (k * r / 2) r Hkr ltac:(lra)
      ltac:(lra) Hd2) as B2.
    apply Rabs_le_both in B2.
    assert (Hdiff : over ps (fun p => d p * H p s) - over ps (fun p => d p * H p c)
      = product (fun p => H p s - y p) d - product (fun p => H p c - y p) d).
    { unfold product, Box.product.
      assert (X : forall a : K -> R, over ps (fun p => d p * a p)
                  = over ps (fun p => (a p - y p) * d p) + over ps (fun p => y p * d p)).
      { intros a. rewrite <- lsum_plus. apply lsum_ext. intros; ring. }
      rewrite (X (fun p => H p s)), (X (fun p => H p c)). ring. }
    unfold d in Hgrow, Hdiff, B1, B2. rewrite E in Hgrow. nra. }
  exists s. split; [exact Hs|].
  (* Inside, the derivative of |H - y|^2 in the direction H - y is 0. *)
  set (R0 := fun p => if in_dec eq_dec p ps then H p s - y p else 0).
  assert (HR0 : forall p, In p ps -> R0 p = H p s - y p)
    by (intros p Hp; unfold R0; destruct (in_dec eq_dec p ps); tauto).
  assert (Al : along R0) by (intros p Hp; unfold R0; destruct (in_dec eq_dec p ps); tauto).
  destruct (HJ s Hs R0 Al) as [HD HP].
  assert (Z : over ps (fun p => 2 * (H p s - y p) * over ps (fun q => J p q s * R0 q)) = 0).
  { apply (minimum_critical K ps F c r s) with (d := R0).
    - split; [apply Hs|]. split; assumption.
    - exact Al.
    - unfold F. apply (derivable_lsum K ps (fun p v => (H p (shift s R0 v) - y p)^2)).
      intros p Hp. set (l := over ps (fun q => J p q s * R0 q)).
      replace (2 * (H p s - y p) * l)
        with (INR 2 * (H p (shift s R0 0) - y p)^(pred 2) * (l - 0))
        by (rewrite (shift_0 K s R0); simpl; ring).
      apply (derivable_pt_lim_comp (fun v => H p (shift s R0 v) - y p) (fun w => w^2)).
      + apply (derivable_pt_lim_minus (fun v => H p (shift s R0 v)) (fun _ => y p)).
        * apply (HD p Hp).
        * apply derivable_pt_lim_const.
      + apply derivable_pt_lim_pow. }
  assert (Z' : over ps (fun p => R0 p * over ps (fun q => J p q s * R0 q)) = 0).
  { assert (2 * over ps (fun p => R0 p * over ps (fun q => J p q s * R0 q)) = 0); [|lra].
    rewrite <- lsum_scal, <- Z. apply lsum_ext. intros p Hp. rewrite (HR0 p Hp) at 1. ring. }
  rewrite Z' in HP. intros p Hp. rewrite <- (Rplus_0_l (y p)).
  assert (N0 : norm2 R0 <= 0) by (pose proof (norm2_nonneg K ps R0); nra).
  pose proof (member_bound K ps R0 0 p (Rle_refl 0) ltac:(lra) Hp) as M.
  apply Rabs_le_both in M. pose proof (HR0 p Hp). lra.
Qed.

End Onto.
